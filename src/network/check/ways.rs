//! Gauge changes, structures, patches, sea passages and ferries.

use std::collections::BTreeSet;

use crate::data::table::{Lined, waypoints};
use crate::data::tables::Tables;
use crate::error::Problem;

use super::Checker;

pub(super) fn ways(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    let mut c = Checker { file: "gauge_changes.csv", problems };
    c.unique(&tables.gauge_changes, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.gauge_changes {
        c.known(*line, "country", &row.country, countries, "countries.csv");
        c.position(*line, row.lat, row.lon);
        c.word(*line, "method", &row.method, &["drive", "reload", "axle_change"]);
        c.ordered(*line, "hours", row.hours_low, row.hours, row.hours_high);
        c.ordered(*line, "trains_per_day", row.trains_per_day_low, row.trains_per_day, row.trains_per_day_high);
    }
    c.file = "structures.csv";
    c.unique(&tables.structures, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.structures {
        c.known(*line, "country", &row.country, countries, "countries.csv");
        c.position(*line, row.lat, row.lon);
        c.word(*line, "kind", &row.kind, &["bridge", "tunnel", "movable_bridge"]);
        c.word(*line, "status", &row.status, &["open", "restricted", "works", "closed"]);
        for mode in &row.modes.0 {
            c.word(*line, "modes", mode, &["road", "rail"]);
        }
    }
    c.file = "line_patches.csv";
    c.unique(&tables.line_patches, "id", &|row| row.id.clone());
}

pub(super) fn sea(tables: &Tables, problems: &mut Vec<Problem>) {
    let ports: BTreeSet<&str> = tables.ports.iter().map(|lined| lined.row.id.as_str()).collect();
    let ends: BTreeSet<&str> =
        ports.iter().copied().chain(tables.sea_points.iter().map(|lined| lined.row.id.as_str())).collect();
    let mut c = Checker { file: "sea_points.csv", problems };
    c.unique(&tables.sea_points, "id", &|row| row.id.clone());
    c.file = "sea_links.csv";
    for Lined { line, row } in &tables.sea_links {
        c.known(*line, "from", &row.from, &ends, "ports.csv or sea_points.csv");
        c.known(*line, "to", &row.to, &ends, "ports.csv or sea_points.csv");
        c.range(*line, "distance_nm", row.distance_nm, 0.1, 3_000.0);
        if let Err(message) = waypoints(&row.waypoints) {
            c.fail(*line, "waypoints", "position", message);
        }
    }
    c.file = "ferries.csv";
    c.unique(&tables.ferries, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.ferries {
        c.known(*line, "from", &row.from, &ports, "ports.csv");
        c.known(*line, "to", &row.to, &ports, "ports.csv");
        c.ordered(*line, "hours", row.hours_low, row.hours, row.hours_high);
        c.range(*line, "sailings_per_week", row.sailings_per_week, 0.1, 1_000.0);
        c.word(*line, "kind", &row.kind, &["ro_ro", "ro_pax", "train_ferry", "shuttle"]);
    }
}
