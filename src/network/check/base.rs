//! The base geometry against the tables.

use std::collections::BTreeSet;

use crate::data::base::{Base, Way};
use crate::data::tables::Tables;
use crate::error::{Place, Problem};

/// Checks the base geometry against the tables: what it names must be there.
pub fn base(tables: &Tables, base: &Base, problems: &mut Vec<Problem>) {
    let countries: BTreeSet<&str> = tables.countries.iter().map(|lined| lined.row.code.as_str()).collect();
    let file = "base.bin";
    let mut fail = |check: &str, message: String| problems.push(Problem::new(Place::file(file), check, message));
    for code in base.countries.iter().filter(|code| !countries.contains(code.as_str())) {
        fail("base-country", format!("the state {code} of the geometry is not in countries.csv"));
    }
    let defaults: BTreeSet<&str> = tables.rail_defaults.iter().map(|lined| lined.row.country.as_str()).collect();
    let roads: BTreeSet<&str> = tables.road_defaults.iter().map(|lined| lined.row.country.as_str()).collect();
    for (index, code) in base.countries.iter().enumerate() {
        let has = |way: Way| base.links.iter().any(|link| link.country as usize == index && link.way == way);
        if !defaults.contains(code.as_str()) && has(Way::Rail) {
            fail("rail-default", format!("{code} has railways but no row in rail_defaults.csv"));
        }
        if !roads.contains(code.as_str()) && has(Way::Road) {
            fail("road-default", format!("{code} has roads but no row in road_defaults.csv"));
        }
    }
    let changes: BTreeSet<&str> = tables.gauge_changes.iter().map(|lined| lined.row.id.as_str()).collect();
    for change in base.gauge_changes.iter().filter(|change| !changes.contains(change.id.as_str())) {
        fail(
            "base-gauge-change",
            format!(
                "the gauge change {} of the geometry is not in gauge_changes.csv; build the network again",
                change.id
            ),
        );
    }
    let structures: BTreeSet<&str> = tables.structures.iter().map(|lined| lined.row.id.as_str()).collect();
    for (_, id) in base.structures.iter().filter(|(_, id)| !structures.contains(id.as_str())) {
        fail(
            "base-structure",
            format!("the structure {id} of the geometry is not in structures.csv; build the network again"),
        );
    }
    let rails = tables.rail_lines.iter().map(|lined| lined.row.id.as_str());
    let lines: BTreeSet<&str> = rails.chain(tables.road_classes.iter().map(|lined| lined.row.id.as_str())).collect();
    for id in base.line_ids.iter().filter(|id| !lines.contains(id.as_str())) {
        fail(
            "base-line",
            format!("the line {id} of the geometry is not in rail_lines.csv or road_classes.csv; build again"),
        );
    }
    let facility = |id: &str| match id.split_once(':') {
        Some(("port", id)) => tables.ports.iter().any(|lined| lined.row.id == id),
        Some(("place", id)) => tables.places.iter().any(|lined| lined.row.id == id),
        Some(("terminal", id)) => tables.terminals.iter().any(|lined| lined.row.id == id),
        Some(("airfield", id)) => tables.airfields.iter().any(|lined| lined.row.id == id),
        _ => false,
    };
    for access in base.access.iter().filter(|access| !facility(&access.facility)) {
        fail(
            "base-facility",
            format!("the facility {} of the geometry is in no table; build the network again", access.facility),
        );
    }
}
