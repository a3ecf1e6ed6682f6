//! The curated tables that shape the base network, read and checked together.

use std::path::Path;

use super::course::{Course, StraightLink};
use super::geometry::Point;
use super::rivers::Water;
use crate::data::base::Way;
use crate::data::rows::{
    AirfieldRow, BorderCrossingRow, CountryRow, CourseRow, GaugeChangeRow, GaugeLineRow, LinePatchRow, PlaceRow,
    PortRow, RailLineRow, RemovedLinkRow, RiverRow, RoadClassRow, StraightLinkRow, StructureRow, TerminalRow,
};
use crate::data::sources::{read_text, sha256};
use crate::data::table::{Lined, Row, read_rows, waypoints};
use crate::error::{Error, Place, Problem, Result};

/// A line that the open geometry lacks.
#[derive(Clone, Debug)]
pub(super) struct Patch {
    pub(super) id: String,
    pub(super) way: Way,
    pub(super) gauge_mm: Option<u16>,
    pub(super) km: f64,
    pub(super) points: Vec<Point>,
    pub(super) joins_start: bool,
    pub(super) joins_end: bool,
}

/// Existing rail geometry with another gauge.
#[derive(Clone, Debug)]
pub(super) struct GaugeLine {
    pub(super) id: String,
    pub(super) gauge_mm: u16,
    pub(super) points: Vec<Point>,
    pub(super) tolerance_km: f64,
}

/// A stretch of railway or road that a row describes.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) id: String,
    /// Of railways, mm; 0 of roads.
    pub(super) gauge_mm: u16,
    pub(super) motorway: bool,
    /// Its waypoints, which are towns, lie on it: railways and roads that are no motorways or expressways.
    pub(super) through_towns: bool,
    pub(super) points: Vec<Point>,
}

/// All tables that the builder uses.
#[derive(Clone, Debug, Default)]
pub(super) struct Input {
    pub(super) countries: Vec<CountryRow>,
    pub(super) patches: Vec<Patch>,
    /// Rows of the patch table that are only planned.
    pub(super) planned: usize,
    pub(super) crossings: Vec<BorderCrossingRow>,
    pub(super) removed: Vec<RemovedLinkRow>,
    pub(super) gauge_lines: Vec<GaugeLine>,
    pub(super) gauge_changes: Vec<GaugeChangeRow>,
    pub(super) ports: Vec<PortRow>,
    pub(super) places: Vec<PlaceRow>,
    pub(super) terminals: Vec<TerminalRow>,
    pub(super) airfields: Vec<AirfieldRow>,
    pub(super) structures: Vec<StructureRow>,
    pub(super) rail_lines: Vec<Line>,
    pub(super) road_lines: Vec<Line>,
    pub(super) courses: Vec<Course>,
    pub(super) straight_links: Vec<StraightLink>,
    pub(super) waters: Vec<Water>,
    /// (file, SHA-256) of every table.
    pub(super) hashes: Vec<(String, String)>,
}

/// The tables that go into `base.bin`.
pub const TABLES: [&str; 16] = [
    "airfields.csv",
    "border_crossings.csv",
    "countries.csv",
    "courses.csv",
    "gauge_changes.csv",
    "gauge_lines.csv",
    "line_patches.csv",
    "places.csv",
    "ports.csv",
    "rail_lines.csv",
    "removed_links.csv",
    "rivers.csv",
    "road_classes.csv",
    "straight_links.csv",
    "structures.csv",
    "terminals.csv",
];

struct Reader<'a> {
    folder: &'a Path,
    problems: Vec<Problem>,
    hashes: Vec<(String, String)>,
}

impl Reader<'_> {
    fn rows<T: Row>(&mut self) -> Vec<Lined<T>> {
        match read_text(&self.folder.join(T::FILE)) {
            Ok(text) => {
                self.hashes.push((T::FILE.to_owned(), sha256(text.as_bytes())));
                read_rows(&text, &mut self.problems)
            }
            Err(error) => {
                self.problems.push(Problem::new(Place::file(T::FILE), "readable", error.to_string()));
                Vec::new()
            }
        }
    }

    fn plain<T: Row>(&mut self) -> Vec<T> {
        self.rows().into_iter().map(|lined| lined.row).collect()
    }

    fn wrong(&mut self, file: &str, line: u64, field: &str, message: String) {
        self.problems.push(Problem::new(Place::field(file, line, field), "field-value", message));
    }

    fn polyline(&mut self, file: &str, line: u64, text: &str) -> Vec<Point> {
        let points = match waypoints(text) {
            Ok(points) => points,
            Err(message) => {
                self.wrong(file, line, "waypoints", message);
                return Vec::new();
            }
        };
        if points.len() < 2 {
            self.wrong(file, line, "waypoints", "a line needs two positions or more".to_owned());
        }
        points.into_iter().map(|(lat, lon)| Point::new(lat, lon)).collect()
    }

    /// The way of a row of courses.
    fn way(&mut self, file: &str, line: u64, mode: &str) -> Option<Way> {
        match mode {
            "rail" => Some(Way::Rail),
            "road" => Some(Way::Road),
            other => {
                self.wrong(file, line, "mode", format!("\"{other}\" is not rail or road"));
                None
            }
        }
    }

    fn patch(&mut self, line: u64, row: LinePatchRow) -> Option<Patch> {
        const FILE: &str = "line_patches.csv";
        let before = self.problems.len();
        let points = self.polyline(FILE, line, &row.waypoints);
        let way = match row.mode.as_str() {
            "rail" => Way::Rail,
            "road" => Way::Road,
            "shuttle" => Way::Shuttle,
            other => {
                self.wrong(FILE, line, "mode", format!("\"{other}\" is not rail, road or shuttle"));
                Way::Road
            }
        };
        let (joins_start, joins_end) = match row.joins.as_str() {
            "both" => (true, true),
            "start" => (true, false),
            "end" => (false, true),
            "none" => (false, false),
            other => {
                self.wrong(FILE, line, "joins", format!("\"{other}\" is not both, start, end or none"));
                (false, false)
            }
        };
        if row.length_km.0 <= 0.0 || row.length_km.0 > 2000.0 {
            self.wrong(FILE, line, "length_km", "must be above 0 and at most 2,000".to_owned());
        }
        let (id, gauge_mm, km) = (row.id, row.gauge_mm, row.length_km.0);
        (self.problems.len() == before).then_some(Patch { id, way, gauge_mm, km, points, joins_start, joins_end })
    }
}

impl Reader<'_> {
    fn water(&mut self, line: u64, row: RiverRow) -> Option<Water> {
        const FILE: &str = RiverRow::FILE;
        let before = self.problems.len();
        let course = self.polyline(FILE, line, &row.waypoints);
        let border = match (row.kind.as_str(), &row.countries.0[..], row.reach_km.map(|km| km.0)) {
            ("border_river", [a, b], Some(km)) if km > 0.0 => Some(([a.clone(), b.clone()], km)),
            ("border_river", ..) => {
                self.wrong(
                    FILE,
                    line,
                    "countries",
                    "a border river needs two states and a reach_km above 0".to_owned(),
                );
                None
            }
            ("strait" | "canal", [], None) => None,
            ("strait" | "canal", ..) => {
                self.wrong(FILE, line, "countries", "a strait or canal has neither countries nor reach_km".to_owned());
                None
            }
            (other, ..) => {
                self.wrong(FILE, line, "kind", format!("\"{other}\" is not border_river, strait or canal"));
                None
            }
        };
        (self.problems.len() == before).then_some(Water { name: row.name, course, border })
    }
}

impl Input {
    /// Reads all tables of a network's folder.
    ///
    /// # Errors
    /// When a table is missing or wrong; every problem of every table is named.
    pub(super) fn read(folder: &Path) -> Result<Input> {
        let mut reader = Reader { folder, problems: Vec::new(), hashes: Vec::new() };
        let mut input = Input {
            countries: reader.plain(),
            crossings: reader.plain(),
            removed: reader.plain(),
            gauge_changes: reader.plain(),
            ports: reader.plain(),
            places: reader.plain(),
            terminals: reader.plain(),
            airfields: reader.plain(),
            structures: reader.plain(),
            ..Input::default()
        };
        for Lined { line, row } in reader.rows::<GaugeLineRow>() {
            let points = reader.polyline(GaugeLineRow::FILE, line, &row.waypoints);
            let (id, gauge_mm, tolerance_km) = (row.id, row.gauge_mm, row.tolerance_km.0);
            input.gauge_lines.push(GaugeLine { id, gauge_mm, points, tolerance_km });
        }
        for Lined { line, row } in reader.rows::<RiverRow>() {
            input.waters.extend(reader.water(line, row));
        }
        for Lined { line, row } in reader.rows::<LinePatchRow>() {
            match row.status.as_str() {
                "open" | "works" => input.patches.extend(reader.patch(line, row)),
                "planned" => input.planned += 1,
                other => reader.wrong(
                    "line_patches.csv",
                    line,
                    "status",
                    format!("\"{other}\" is not open, works or planned"),
                ),
            }
        }
        for Lined { line, row } in reader.rows::<RailLineRow>() {
            let points = reader.polyline(RailLineRow::FILE, line, &row.waypoints);
            input.rail_lines.push(Line {
                id: row.id,
                gauge_mm: row.gauge_mm,
                motorway: false,
                through_towns: true,
                points,
            });
        }
        for Lined { line, row } in reader.rows::<RoadClassRow>() {
            let points = reader.polyline(RoadClassRow::FILE, line, &row.waypoints);
            let motorway = row.class == "motorway";
            let through_towns = !motorway && row.class != "expressway";
            input.road_lines.push(Line { id: row.id, gauge_mm: 0, motorway, through_towns, points });
        }
        for Lined { line, row } in reader.rows::<CourseRow>() {
            let points = reader.polyline(CourseRow::FILE, line, &row.waypoints);
            if let Some(way) = reader.way(CourseRow::FILE, line, &row.mode) {
                input.courses.push(Course { id: row.id, way, points });
            }
        }
        for Lined { line, row } in reader.rows::<StraightLinkRow>() {
            let points = reader.polyline(StraightLinkRow::FILE, line, &row.waypoints);
            if let Some(way) = reader.way(StraightLinkRow::FILE, line, &row.mode) {
                input.straight_links.push(StraightLink { id: row.id, way, points, km: row.length_km.map(|km| km.0) });
            }
        }
        input.hashes = reader.hashes;
        input.hashes.sort();
        if reader.problems.is_empty() { Ok(input) } else { Err(Error::Input(reader.problems)) }
    }
}
