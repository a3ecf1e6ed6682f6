//! A network of one's own: `nodes.csv` and `links.csv`, any graph.
//!
//! Every node is a facility at which loads begin, end and change mode; roads and railways of the links become the base
//! geometry, with the ends as they are; links by sea, inland waterway and air join the facilities. What the links state
//! of themselves (capacity, minutes, direction, line of the file) is kept beside the graph in [`Own`].

use std::collections::{BTreeMap, BTreeSet};

use crate::data::base::{Base, BaseAccess, BaseLink, BaseNode, Shapes, Way};
use crate::data::rows::{CountryRow, Evidence, Flag, LinkRow, Names, NodeRow, Number, Provenance, Sourced};
use crate::data::table::{Lined, Row};
use crate::data::tables::Tables;
use crate::error::{Place, Problem};

use super::topology::{LinkKind, to_e5};

/// More states than this are not kept apart.
const COUNTRIES_MAX: usize = 200;

/// Micro-units in one unit.
const MICRO: f64 = 1_000_000.0;

/// Mode of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OwnMode {
    /// Road.
    Road,
    /// Rail.
    Rail,
    /// Sea.
    Sea,
    /// Inland waterway.
    Waterway,
    /// Air.
    Air,
}

impl OwnMode {
    /// The word in `links.csv`: `road`, `rail`, `sea`, `iww` or `air`.
    pub fn word(self) -> &'static str {
        match self {
            OwnMode::Road => "road",
            OwnMode::Rail => "rail",
            OwnMode::Sea => "sea",
            OwnMode::Waterway => "iww",
            OwnMode::Air => "air",
        }
    }

    fn of(word: &str) -> Self {
        match word {
            "rail" => OwnMode::Rail,
            "sea" => OwnMode::Sea,
            "iww" => OwnMode::Waterway,
            "air" => OwnMode::Air,
            _ => OwnMode::Road,
        }
    }
}

/// Unit of a capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CapacityUnit {
    /// Trains a day.
    TrainsPerDay,
    /// Vehicles an hour.
    VehiclesPerHour,
    /// Tonnes a day.
    TonnesPerDay,
}

impl CapacityUnit {
    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            CapacityUnit::TrainsPerDay => "trains a day",
            CapacityUnit::VehiclesPerHour => "vehicles an hour",
            CapacityUnit::TonnesPerDay => "tonnes a day",
        }
    }

    /// The column of `links.csv`.
    pub fn column(self) -> &'static str {
        match self {
            CapacityUnit::TrainsPerDay => "capacity_trains_per_day",
            CapacityUnit::VehiclesPerHour => "capacity_vehicles_per_hour",
            CapacityUnit::TonnesPerDay => "capacity_tonnes_per_day",
        }
    }
}

/// What passes over a link in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Millionths of the unit.
    pub micro: u64,
    /// Unit.
    pub unit: CapacityUnit,
}

/// What a row of `links.csv` says of its link.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnLink {
    /// Id.
    pub id: String,
    /// Mode.
    pub mode: OwnMode,
    /// Capacity in one direction; `None` when nothing is stated.
    pub capacity: Option<Capacity>,
    /// Time under way when stated, seconds.
    pub stated_s: Option<u32>,
    /// Whether it is passable both ways; if not, only from its first end to its second.
    pub two_way: bool,
    /// Line of `links.csv`.
    pub line: u64,
    /// Where its figures come from: the row's source, else file and line.
    pub provenance: Provenance,
}

/// What the rows of a network of one's own say, beside the graph.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// Rows of `links.csv`.
    pub links: Vec<OwnLink>,
    /// Row of each base link.
    row_of_base: Vec<u32>,
}

impl Own {
    /// The row of `links.csv` that a link of the graph comes from; none for borders and the ways between a node and its
    /// modes.
    pub fn row(&self, kind: LinkKind) -> Option<usize> {
        match kind {
            LinkKind::Road(base) | LinkKind::Rail(base) | LinkKind::Shuttle(base) => {
                self.row_of_base.get(base as usize).map(|row| *row as usize)
            }
            LinkKind::Own(row) => Some(row as usize),
            _ => None,
        }
    }

    /// What a reader of answers must know: tables lent by the embedded network, what is left out, whence times come.
    pub(super) fn notes(&self, lent: &[&str], tables: &Tables) -> Vec<String> {
        let mut notes = Vec::new();
        if !lent.is_empty() {
            notes.push(format!(
                "the network's folder has no {}: the tables of the embedded network europe stand in",
                lent.join(", ")
            ));
        }
        if tables.permissions.is_empty() && tables.processing.is_empty() && tables.windows.is_empty() {
            notes.push(
                "the network's folder has no paperwork: no lead times, border hours or bans are counted".to_owned(),
            );
        }
        let stated = self.links.iter().filter(|link| link.stated_s.is_some()).count();
        notes.push(format!(
            "{stated} of {} links state their minutes; the others take what length and planning factors give",
            self.links.len()
        ));
        for mode in [OwnMode::Waterway, OwnMode::Air] {
            let count = self.links.iter().filter(|link| link.mode == mode).count();
            if count > 0 {
                notes.push(format!("{count} links of mode {} are not looked at in questions of routes", mode.word()));
            }
        }
        notes
    }

    /// What is stated of a link of the graph.
    pub fn link(&self, kind: LinkKind) -> Option<&OwnLink> {
        self.row(kind).and_then(|row| self.links.get(row))
    }
}

/// Adds a row for every state that the tables of countries do not know: its name is its code, its clock universal time.
pub(super) fn complete(tables: &mut Tables) {
    let known: BTreeSet<&str> = tables.countries.iter().map(|lined| lined.row.code.as_str()).collect();
    let new: BTreeMap<&str, u64> = tables
        .nodes
        .iter()
        .filter(|lined| is_code(&lined.row.country) && !known.contains(lined.row.country.as_str()))
        .map(|lined| (lined.row.country.as_str(), lined.line))
        .rev()
        .collect();
    let rows: Vec<Lined<CountryRow>> = new.into_iter().map(|(code, line)| Lined { line, row: unknown(code) }).collect();
    tables.countries.extend(rows);
}

fn unknown(code: &str) -> CountryRow {
    CountryRow {
        code: code.to_owned(),
        name: code.to_owned(),
        aliases: Names::default(),
        eu: Flag(false),
        nato: Flag(false),
        schengen: Flag(false),
        eu_customs: Flag(false),
        time_zone: "UTC".to_owned(),
        rail_gauge_mm: None,
        source: NodeRow::FILE.to_owned(),
        date: "undated".to_owned(),
        evidence: Evidence::Assumed,
        note: "a state that countries.csv does not know".to_owned(),
    }
}

fn is_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_uppercase())
}

/// What must hold of the two tables: ids told apart, ends that exist, one capacity whose unit fits the mode.
pub(super) fn check(tables: &Tables, problems: &mut Vec<Problem>) {
    let mut fail = |file: &str, line: u64, field: &str, check: &str, message: String| {
        problems.push(Problem::new(Place::field(file, line, field), check, message));
    };
    let mut nodes = BTreeSet::new();
    let mut states = BTreeSet::new();
    for Lined { line, row } in &tables.nodes {
        if !nodes.insert(row.id.as_str()) {
            fail(NodeRow::FILE, *line, "id", "id-unique", format!("\"{}\" is there twice", row.id));
        }
        if is_code(&row.country) {
            states.insert(row.country.as_str());
        } else {
            let message = format!("\"{}\" is no state; write two capital letters, as in DE", row.country);
            fail(NodeRow::FILE, *line, "country", "country-code", message);
        }
    }
    let mut links = BTreeSet::new();
    for Lined { line, row } in &tables.links {
        if !links.insert(row.id.as_str()) {
            fail(LinkRow::FILE, *line, "id", "id-unique", format!("\"{}\" is there twice", row.id));
        }
        for (field, end) in [("from", &row.from), ("to", &row.to)] {
            if !nodes.contains(end.as_str()) {
                let near =
                    nodes.iter().max_by(|a, b| strsim::jaro_winkler(a, end).total_cmp(&strsim::jaro_winkler(b, end)));
                let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
                let message = format!("\"{end}\" is not in nodes.csv, so the link ends nowhere{hint}");
                fail(LinkRow::FILE, *line, field, "reference", message);
            }
        }
        if row.from == row.to {
            let message = format!("the link begins and ends at \"{}\"; it leads nowhere", row.from);
            fail(LinkRow::FILE, *line, "to", "two-ends", message);
        }
        let stated: Vec<CapacityUnit> = capacities(row).into_iter().map(|(unit, _)| unit).collect();
        if let [first, second, ..] = stated[..] {
            let message = format!("{} and {} are both given; a link has one capacity", first.column(), second.column());
            fail(LinkRow::FILE, *line, second.column(), "one-capacity", message);
        }
        for unit in stated {
            let rail = row.mode == "rail";
            if (unit == CapacityUnit::TrainsPerDay) != rail && unit != CapacityUnit::TonnesPerDay {
                let message = format!("a link of mode {} cannot have a capacity in {}", row.mode, unit.word());
                fail(LinkRow::FILE, *line, unit.column(), "unit-fits", message);
            }
        }
    }
    for (file, empty) in [(NodeRow::FILE, tables.nodes.is_empty()), (LinkRow::FILE, tables.links.is_empty())] {
        if empty && !problems.iter().any(|problem| problem.place.file == file) {
            let message = "it holds no row; a network needs at least one link between two nodes";
            problems.push(Problem::new(Place::file(file), "not-empty", message));
        }
    }
    if states.len() > COUNTRIES_MAX {
        let message = format!("{} states; at most {COUNTRIES_MAX} are kept apart", states.len());
        problems.push(Problem::new(Place::file(NodeRow::FILE), "country-count", message));
    }
}

fn capacities(row: &LinkRow) -> Vec<(CapacityUnit, Number)> {
    let all = [
        (CapacityUnit::TrainsPerDay, row.capacity_trains_per_day),
        (CapacityUnit::VehiclesPerHour, row.capacity_vehicles_per_hour),
        (CapacityUnit::TonnesPerDay, row.capacity_tonnes_per_day),
    ];
    all.into_iter().filter_map(|(unit, value)| Some((unit, value?))).collect()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the checks keep it positive and small")]
fn whole(value: f64) -> u64 {
    value.round().max(0.0) as u64
}

fn number(index: usize) -> u32 {
    u32::try_from(index).expect("a table has fewer than 2^32 rows")
}

/// The base geometry that checked tables make, and what they say beside it. O(rows · log rows).
pub(super) fn base(tables: &Tables) -> (Base, Own) {
    let mut base = Base::default();
    let codes: BTreeSet<&str> = tables.nodes.iter().map(|lined| lined.row.country.as_str()).collect();
    base.countries = codes.iter().map(|code| (*code).to_owned()).collect();
    let country = |code: &str| {
        let index = base.countries.iter().position(|known| known == code).unwrap_or(0);
        u8::try_from(index).unwrap_or(u8::MAX)
    };
    let countries: Vec<u8> = tables.nodes.iter().map(|lined| country(&lined.row.country)).collect();
    base.names = tables.nodes.iter().map(|lined| name(&lined.row).to_owned()).collect();
    let row_of: BTreeMap<&str, usize> =
        tables.nodes.iter().enumerate().map(|(row, lined)| (lined.row.id.as_str(), row)).collect();
    let mut met: BTreeMap<(usize, Way), u32> = BTreeMap::new();
    let mut own = Own::default();
    for (row, Lined { line, row: link }) in (0_u32..).zip(&tables.links) {
        let mode = OwnMode::of(&link.mode);
        own.links.push(own_link(link, mode, *line));
        let way = match mode {
            OwnMode::Road => Way::Road,
            OwnMode::Rail => Way::Rail,
            _ => continue,
        };
        let mut node = |id: &str| {
            let row = row_of[id];
            *met.entry((row, way)).or_insert_with(|| {
                let at = &tables.nodes[row].row;
                base.nodes.push(BaseNode {
                    lat_e5: to_e5(at.lat.0),
                    lon_e5: to_e5(at.lon.0),
                    way,
                    gauge_mm: 0,
                    country: countries[row],
                    border: false,
                    name: number(row),
                });
                number(base.nodes.len() - 1)
            })
        };
        let (a, b) = (node(&link.from), node(&link.to));
        let length_m = u32::try_from(whole(link.length_km.0 * 1_000.0)).unwrap_or(u32::MAX);
        let country = countries[row_of[link.from.as_str()]];
        base.links.push(BaseLink { a, b, way, gauge_mm: 0, country, length_m, patch: None });
        own.row_of_base.push(row);
    }
    for ((row, _), node) in &met {
        let facility = format!("node:{}", tables.nodes[*row].row.id);
        base.access.push(BaseAccess { facility, node: *node, distance_m: 0 });
    }
    (base, own)
}

fn own_link(row: &LinkRow, mode: OwnMode, line: u64) -> OwnLink {
    let capacity = capacities(row).first().map(|(unit, value)| Capacity { micro: whole(value.0 * MICRO), unit: *unit });
    let stated_s = row.minutes.map(|minutes| u32::try_from(whole(minutes.0 * 60.0)).unwrap_or(u32::MAX));
    let mut provenance = row.provenance();
    if provenance.source.is_empty() {
        provenance.source = format!("{}:{line} (no source given)", LinkRow::FILE);
    }
    OwnLink { id: row.id.clone(), mode, capacity, stated_s, two_way: row.two_way.0, line, provenance }
}

/// Name of a node for people.
pub(super) fn name(row: &NodeRow) -> &str {
    if row.name.trim().is_empty() { &row.id } else { &row.name }
}

/// Straight lines for all links.
pub(super) fn shapes(base: &Base) -> Shapes {
    Shapes(vec![Vec::new(); base.links.len()])
}
