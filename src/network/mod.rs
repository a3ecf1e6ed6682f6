//! The checked network: places, ways, rules; immutable once built.
//!
//! [`Network::new`] takes files and gives either a network whose parts all refer to each other, or the list of all
//! problems found; [`Network::europe`] is the embedded one, which the tests have put through that door.

mod attach;
pub mod calendar;
pub mod capacity;
pub mod cards;
pub mod check;
pub mod extra;
pub mod facility;
pub mod find;
pub mod limits;
pub mod lines;
pub mod own;
pub mod rules;
pub mod slow;
pub mod topology;

use std::collections::BTreeMap;

use geo::{Distance, Haversine, Point};

use crate::data::base::{Base, Shapes, SomeShapes};
use crate::data::folder::Files;
use crate::data::overlay::Overlay;
use crate::data::rows::StructureRow;
use crate::data::tables::Tables;
use crate::error::{Error, Result};

pub use facility::{Facility, FacilityKind};
pub use own::{Own, OwnLink, OwnMode};
pub use topology::{HIGH_SEAS, Link, LinkKind, Node, NodeKind, Topology};

/// Names of states less alike than this are not suggested.
const COUNTRY_LIKENESS_MIN: f64 = 0.75;

/// A nautical mile in metres.
const NAUTICAL_MILE_M: f64 = 1_852.0;

/// A state of the network.
#[derive(Clone, Debug)]
pub struct Country {
    /// ISO code.
    pub code: String,
    /// Name.
    pub name: String,
    /// IANA zone.
    pub time_zone: String,
}

/// A network that passed all checks.
#[derive(Clone)]
pub struct Network {
    /// Name.
    pub name: String,
    /// SHA-256 over its files, hexadecimal.
    pub hash: String,
    /// The same over all that says what fits where: networks of which it is the same differ in papers at most (see
    /// [`cards::PAPERS`]).
    pub(crate) ground: String,
    /// Its tables.
    pub tables: Tables,
    /// Its base geometry.
    pub base: Base,
    /// States, by code.
    pub countries: Vec<Country>,
    /// Facilities, by id.
    pub facilities: Vec<Facility>,
    /// The graph.
    pub topology: Topology,
    /// What the rows of `links.csv` say, in a network of one's own.
    pub own: Option<Own>,
    /// What was done to join an overlay's rows to the graph, in sentences.
    remarks: Vec<String>,
    /// (base link, row of `structures.csv`), by link.
    structure_links: Vec<(u32, u32)>,
    files: Files,
}

impl Network {
    /// The embedded network of Europe. Its tables are read when a question first looks into them, and not checked:
    /// the tests have checked them (and so does `Network::new(Files::europe())`).
    ///
    /// # Errors
    /// When the program was built with a damaged base geometry.
    pub fn europe() -> Result<Self> {
        let tables = Tables::embedded(&Files::embedded);
        let files = Files::europe();
        let base = Base::decode(&files.base)?;
        let hash = files.hash();
        Ok(Network::assembled(files, tables, base, None, hash))
    }

    /// Reads and checks the files of a network.
    ///
    /// # Errors
    /// [`Error::Input`] with every problem found.
    pub fn new(files: Files) -> Result<Self> {
        let mut problems = Vec::new();
        let mut tables = Tables::read(&|file| files.text(file), !files.own, &mut problems);
        let mut base = Base::default();
        let mut remarks = Vec::new();
        if files.own {
            own::complete(&mut tables);
            own::check(&tables, &mut problems);
        } else {
            base = Base::decode(&files.base)?;
            if !files.overlays.is_empty() {
                remarks = attach::attach(&files, &tables, &mut base, &mut problems);
            }
            check::base(&tables, &base, &mut problems);
        }
        check::rows(&tables, &mut problems);
        if !problems.is_empty() {
            for place in problems.iter_mut().map(|problem| &mut problem.place) {
                if let Some(line) = place.line {
                    let (file, line) = files.origin(&place.file, line);
                    (place.file, place.line) = (file, Some(line));
                }
            }
            problems.sort();
            return Err(Error::Input(problems));
        }
        let mut own = None;
        if files.own {
            let (made, said) = own::base(&tables);
            (base, own) = (made, Some(said));
        }
        let hash = files.hash();
        Ok(Network { remarks, ..Network::assembled(files, tables, base, own, hash) })
    }

    /// The network of files that were found sound.
    fn assembled(files: Files, tables: Tables, base: Base, own: Option<Own>, hash: String) -> Self {
        let mut countries: Vec<Country> = tables
            .countries
            .iter()
            .map(|lined| &lined.row)
            .map(|row| Country { code: row.code.clone(), name: row.name.clone(), time_zone: row.time_zone.clone() })
            .collect();
        countries.sort_by(|a, b| a.code.cmp(&b.code));
        let country_of = |code: &str| {
            countries.iter().position(|country| country.code == code).and_then(|index| u8::try_from(index).ok())
        };
        let facilities = facility::facilities(&tables, &country_of);
        let topology = assemble(&tables, &base, &facilities, &country_of);
        let structure_links = structure_links(&tables, &base);
        Network {
            name: files.name.clone(),
            ground: hash.clone(),
            hash,
            tables,
            base,
            countries,
            facilities,
            topology,
            own,
            remarks: Vec::new(),
            structure_links,
            files,
        }
    }

    /// Link shapes, decoded when asked for (only pictures and lines need them).
    ///
    /// # Errors
    /// When the geometry file is damaged.
    pub fn shapes(&self) -> Result<Shapes> {
        if self.own.is_some() {
            return Ok(own::shapes(&self.base));
        }
        let mut shapes = Shapes::decode(&self.files.base)?;
        // Links that cards added are straight.
        shapes.0.resize(self.base.links.len(), Vec::new());
        Ok(shapes)
    }

    /// The shapes of some base links, given in order.
    ///
    /// # Errors
    /// When the geometry file is damaged.
    pub fn shapes_of(&self, links: &[u32]) -> Result<SomeShapes> {
        if self.own.is_some() {
            return Ok(SomeShapes::of_all(&own::shapes(&self.base), links));
        }
        SomeShapes::decode(&self.files.base, links)
    }

    /// What a reader of its answers must know of it: what a network of one's own leaves to the embedded network, or out;
    /// how far an overlay's facilities lie from the ways that they were joined to.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = self.own.as_ref().map_or_else(Vec::new, |own| own.notes(&self.files.lent, &self.tables));
        notes.extend(self.remarks.iter().cloned());
        notes
    }

    /// What was laid over it, the first lowest.
    pub fn overlays(&self) -> &[Overlay] {
        &self.files.overlays
    }

    /// The file and line, as the user knows them, of a line of one of its tables: an overlay's own, where the row comes
    /// from there.
    pub fn origin(&self, file: &str, line: u64) -> (String, u64) {
        self.files.origin(file, line)
    }

    /// What `links.csv` states of a link, in a network of one's own.
    pub fn own_link(&self, kind: LinkKind) -> Option<&OwnLink> {
        self.own.as_ref().and_then(|own| own.link(kind))
    }

    /// Tables that it was read from, lent ones included.
    pub fn table_count(&self) -> usize {
        Tables::FILES.iter().filter(|file| self.files.text(file).is_some()).count()
    }

    /// The text of one of its tables, as read.
    pub fn table_text(&self, file: &str) -> String {
        self.files.text(file).unwrap_or_default()
    }

    /// ISO code of a country index; `--` on the high seas.
    pub fn country_code(&self, country: u8) -> &str {
        self.countries.get(country as usize).map_or("--", |country| country.code.as_str())
    }

    /// Index of a country by code or any of its names.
    ///
    /// # Errors
    /// When no state is called so, with a suggestion.
    pub fn country(&self, text: &str) -> Result<u8> {
        let wanted = find::fold(text);
        let rows = self.tables.countries.iter().map(|lined| &lined.row);
        let row = rows.clone().find(|row| {
            if wanted.is_empty() {
                return false;
            }
            let names = [&row.code, &row.name].into_iter().chain(&row.aliases.0);
            names.into_iter().any(|name| find::fold(name) == wanted)
        });
        if let Some(row) = row {
            let index = self.countries.iter().position(|country| country.code == row.code);
            return Ok(index.and_then(|index| u8::try_from(index).ok()).expect("countries were made from these rows"));
        }
        let hint = match wanted.as_str() {
            "el" => "; Greece is GR".to_owned(),
            "uk" => "; the United Kingdom is GB".to_owned(),
            _ => {
                let likeness =
                    |row: &crate::data::rows::CountryRow| strsim::jaro_winkler(&find::fold(&row.name), &wanted);
                let near = rows.map(|row| (likeness(row), row)).max_by(|a, b| a.0.total_cmp(&b.0));
                match near {
                    Some((likeness, row)) if likeness >= COUNTRY_LIKENESS_MIN => {
                        format!("; did you mean {} ({})?", row.code, row.name)
                    }
                    _ => "; `corridor network show countries` lists them".to_owned(),
                }
            }
        };
        Err(Error::Question(format!("\"{text}\" is no state of the network {}{hint}", self.name)))
    }

    /// The structures that stand on a base link, each with its row number in `structures.csv`. O(log structures).
    pub fn rows_on(&self, base_link: u32) -> impl Iterator<Item = (u32, &StructureRow)> {
        let first = self.structure_links.partition_point(|(link, _)| *link < base_link);
        let here = self.structure_links[first..].iter().take_while(move |(link, _)| *link == base_link);
        here.map(|(_, row)| (*row, &self.tables.structures[*row as usize].row))
    }

    /// For each base link, whether a structure stands on it. O(links).
    pub fn links_with_structures(&self) -> Vec<bool> {
        let mut links = vec![false; self.base.links.len()];
        for (link, _) in &self.structure_links {
            links[*link as usize] = true;
        }
        links
    }
}

/// All (base link, row of `structures.csv`) pairs, by link.
fn structure_links(tables: &Tables, base: &Base) -> Vec<(u32, u32)> {
    let by_id: BTreeMap<&str, u32> =
        (0_u32..).zip(&tables.structures).map(|(index, lined)| (lined.row.id.as_str(), index)).collect();
    let mut links: Vec<(u32, u32)> =
        base.structures.iter().filter_map(|(link, id)| Some((*link, *by_id.get(id.as_str())?))).collect();
    links.sort_by_key(|(link, _)| *link);
    links
}

impl Topology {
    /// Great-circle distance in metres between (lat, lon) in degrees.
    pub fn distance_m(from: (f64, f64), to: (f64, f64)) -> f64 {
        Haversine.distance(Point::new(from.1, from.0), Point::new(to.1, to.0))
    }
}

fn assemble(
    tables: &Tables,
    base: &Base,
    facilities: &[Facility],
    country_of: &dyn Fn(&str) -> Option<u8>,
) -> Topology {
    let countries: Vec<u8> = base.countries.iter().map(|code| country_of(code).unwrap_or(HIGH_SEAS)).collect();
    let port = |id: &str| {
        let wanted = format!("port:{id}");
        facilities
            .binary_search_by(|facility| facility.id.as_str().cmp(&wanted))
            .ok()
            .and_then(|index| u32::try_from(index).ok())
    };
    let point = |id: &str| {
        let index = tables.sea_points.iter().position(|lined| lined.row.id == id)?;
        u32::try_from(index).ok()
    };
    let end = |id: &str| port(id).map(topology::SeaEnd::Port).or_else(|| point(id).map(topology::SeaEnd::Point));
    let sea_points: Vec<(i32, i32)> = tables
        .sea_points
        .iter()
        .map(|lined| (topology::to_e5(lined.row.lat.0), topology::to_e5(lined.row.lon.0)))
        .collect();
    let sea_links: Vec<_> = tables
        .sea_links
        .iter()
        .map(|lined| &lined.row)
        .filter_map(|row| Some((end(&row.from)?, end(&row.to)?, miles_m(row.distance_nm.0))))
        .collect();
    let ferries: Vec<_> = tables
        .ferries
        .iter()
        .map(|lined| &lined.row)
        .filter_map(|row| Some((port(&row.from)?, port(&row.to)?, miles_m(row.distance_nm.0))))
        .collect();
    let gauge_changes: Vec<Option<(u32, u8)>> = base
        .gauge_changes
        .iter()
        .map(|change| {
            let mut rows = (0_u32..).zip(tables.gauge_changes.iter());
            let (index, lined) = rows.find(|(_, lined)| lined.row.id == change.id)?;
            Some((index, country_of(&lined.row.country).unwrap_or(HIGH_SEAS)))
        })
        .collect();
    let own = own_parts(tables, facilities);
    Topology::new(&topology::Parts {
        base,
        countries: &countries,
        facilities,
        sea_points: &sea_points,
        sea_links: &sea_links,
        ferries: &ferries,
        gauge_changes: &gauge_changes,
        own: &own,
        nodes_keep_states: !tables.nodes.is_empty(),
    })
}

/// The links by sea, inland waterway and air of a network of one's own.
fn own_parts(tables: &Tables, facilities: &[Facility]) -> Vec<topology::OwnPart> {
    let facility = |id: &str| {
        let wanted = format!("node:{id}");
        let index = facilities.binary_search_by(|facility| facility.id.as_str().cmp(&wanted)).ok()?;
        u32::try_from(index).ok()
    };
    let rows = (0_u32..).zip(tables.links.iter().map(|lined| &lined.row));
    rows.filter(|(_, link)| !["road", "rail"].contains(&link.mode.as_str()))
        .filter_map(|(row, link)| {
            let (from, to) = (facility(&link.from)?, facility(&link.to)?);
            let length_m = miles_m(link.length_km.0 * 1_000.0 / NAUTICAL_MILE_M);
            Some(topology::OwnPart { row, from, to, by_sea: link.mode == "sea", length_m })
        })
        .collect()
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the checks keep distances between 0 and 10,000 nm"
)]
fn miles_m(distance_nm: f64) -> u32 {
    (distance_nm * NAUTICAL_MILE_M).round() as u32
}
