//! Ports, places, loading places and airfields: where loads begin, end or change mode.

use crate::data::rows::{Names, Provenance, Sourced};
use crate::data::tables::Tables;

/// What kind of facility, with its row in the table of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FacilityKind {
    /// Row of `ports.csv`.
    Port(u32),
    /// Row of `places.csv`.
    Place(u32),
    /// Row of `terminals.csv`.
    Terminal(u32),
    /// Row of `airfields.csv`.
    Airfield(u32),
    /// Row of `nodes.csv`, in a network of one's own.
    Node(u32),
}

impl FacilityKind {
    /// `port`, `place`, `terminal`, `airfield` or `node`.
    pub fn word(self) -> &'static str {
        match self {
            FacilityKind::Port(_) => "port",
            FacilityKind::Place(_) => "place",
            FacilityKind::Terminal(_) => "terminal",
            FacilityKind::Airfield(_) => "airfield",
            FacilityKind::Node(_) => "node",
        }
    }
}

/// A place where a load can stand, be loaded or unloaded.
#[derive(Clone, Debug)]
pub struct Facility {
    /// `port:bremerhaven`.
    pub id: String,
    /// Kind and row.
    pub kind: FacilityKind,
    /// Name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Index of its country in the network.
    pub country: u8,
    /// Latitude, degrees.
    pub lat: f64,
    /// Longitude, degrees.
    pub lon: f64,
}

impl Facility {
    /// Where its row comes from.
    pub fn provenance(&self, tables: &Tables) -> Provenance {
        match self.kind {
            FacilityKind::Port(row) => tables.ports[row as usize].row.provenance(),
            FacilityKind::Place(row) => tables.places[row as usize].row.provenance(),
            FacilityKind::Terminal(row) => tables.terminals[row as usize].row.provenance(),
            FacilityKind::Airfield(row) => tables.airfields[row as usize].row.provenance(),
            FacilityKind::Node(row) => {
                let mut provenance = tables.nodes[row as usize].row.provenance();
                if provenance.source.is_empty() {
                    "nodes.csv (no source given)".clone_into(&mut provenance.source);
                }
                provenance
            }
        }
    }
}

/// All facilities, ordered by id; rows whose country is unknown were reported by the checks.
pub(super) fn facilities(tables: &Tables, country_of: &dyn Fn(&str) -> Option<u8>) -> Vec<Facility> {
    let mut all = Vec::new();
    let mut add = |kind: FacilityKind, id: &str, name: &str, aliases: &Names, country: &str, at: (f64, f64)| {
        if let Some(country) = country_of(country) {
            let id = format!("{}:{id}", kind.word());
            let aliases = aliases.0.clone();
            all.push(Facility { id, kind, name: name.to_owned(), aliases, country, lat: at.0, lon: at.1 });
        }
    };
    for (index, row) in (0_u32..).zip(tables.ports.iter().map(|lined| &lined.row)) {
        let at = (row.lat.0, row.lon.0);
        add(FacilityKind::Port(index), &row.id, &row.name, &row.aliases, &row.country, at);
    }
    for (index, row) in (0_u32..).zip(tables.places.iter().map(|lined| &lined.row)) {
        let at = (row.lat.0, row.lon.0);
        add(FacilityKind::Place(index), &row.id, &row.name, &row.aliases, &row.country, at);
    }
    for (index, row) in (0_u32..).zip(tables.terminals.iter().map(|lined| &lined.row)) {
        let at = (row.lat.0, row.lon.0);
        add(FacilityKind::Terminal(index), &row.id, &row.name, &row.aliases, &row.country, at);
    }
    for (index, row) in (0_u32..).zip(tables.airfields.iter().map(|lined| &lined.row)) {
        let at = (row.lat.0, row.lon.0);
        add(FacilityKind::Airfield(index), &row.id, &row.name, &row.aliases, &row.country, at);
    }
    for (index, row) in (0_u32..).zip(tables.nodes.iter().map(|lined| &lined.row)) {
        let (at, name, none) = ((row.lat.0, row.lon.0), super::own::name(row), Names::default());
        add(FacilityKind::Node(index), &row.id, name, &none, &row.country, at);
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}
