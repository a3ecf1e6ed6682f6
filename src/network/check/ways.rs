//! Gauge changes, structures, patches, shares of traffic, sea passages and ferries.

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
        let carries = |mode: &str| row.modes.0.iter().any(|word| word == mode);
        for (field, stated, mode) in [("tracks", row.tracks.is_some(), "rail"), ("lanes", row.lanes.is_some(), "road")]
        {
            if stated && !carries(mode) {
                c.fail(*line, field, "structure-mode", format!("{field} are stated, but {mode} is none of its modes"));
            }
        }
        c.all_or_none(*line, "gross", [row.gross_low_t, row.gross_t, row.gross_high_t]);
    }
    c.file = "line_patches.csv";
    c.unique(&tables.line_patches, "id", &|row| row.id.clone());
}

/// Rows that describe stretches of railway and road.
pub(super) fn lines(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    const STATUS: &[&str] = &["open", "works", "closed"];
    let mut c = Checker { file: "rail_lines.csv", problems };
    c.unique(&tables.rail_lines, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.rail_lines {
        for country in &row.countries.0 {
            c.known(*line, "countries", country, countries, "countries.csv");
        }
        c.polyline(*line, &row.waypoints);
        c.word(*line, "status", &row.status, STATUS);
        if let Some(word) = &row.electrification {
            c.word(*line, "electrification", word, &["none", "750v", "1.5kv", "3kv", "15kv", "25kv"]);
        }
        if let Some(tracks) = row.tracks.filter(|tracks| !(1..=8).contains(tracks)) {
            c.fail(*line, "tracks", "in-range", format!("{tracks} is not between 1 and 8"));
        }
        if ![1435, 1520, 1524, 1600, 1668].contains(&row.gauge_mm) {
            c.fail(*line, "gauge_mm", "known-gauge", format!("{} mm is no gauge of main lines", row.gauge_mm));
        }
        c.optional(*line, "axle_load_t", row.axle_load_t, 10.0, 40.0);
        c.optional(*line, "train_length_m", row.train_length_m, 100.0, 2_000.0);
        c.optional(*line, "line_speed_kmh", row.line_speed_kmh, 10.0, 350.0);
        let trains = [row.freight_trains_per_day_low, row.freight_trains_per_day, row.freight_trains_per_day_high];
        c.all_or_none(*line, "freight_trains_per_day", trains);
    }
    c.file = "road_classes.csv";
    c.unique(&tables.road_classes, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.road_classes {
        for country in &row.countries.0 {
            c.known(*line, "countries", country, countries, "countries.csv");
        }
        c.polyline(*line, &row.waypoints);
        c.word(*line, "class", &row.class, &["motorway", "expressway", "main", "secondary"]);
        c.word(*line, "status", &row.status, STATUS);
        if let Some(lanes) = row.lanes.filter(|lanes| !(1..=16).contains(lanes)) {
            c.fail(*line, "lanes", "in-range", format!("{lanes} is not between 1 and 16"));
        }
        c.optional(*line, "height_m", row.height_m, 2.0, 10.0);
        c.all_or_none(*line, "gross_t", [row.gross_low_t, row.gross_t, row.gross_high_t]);
    }
}

pub(super) fn shares(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    let mut c = Checker { file: "traffic_shares.csv", problems };
    c.unique(&tables.traffic_shares, "country", &|row| [&row.country, &row.mode].map(String::as_str).join(" "));
    for Lined { line, row } in &tables.traffic_shares {
        if row.country != "*" {
            c.known(*line, "country", &row.country, countries, "countries.csv");
        }
        c.word(*line, "mode", &row.mode, &["road", "rail", "sea", "port", "air", "iww"]);
        c.ordered(*line, "share", row.share_low, row.share, row.share_high);
        c.range(*line, "share_low", row.share_low, 0.0, 1.0);
        c.range(*line, "share_high", row.share_high, 0.0, 1.0);
    }
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
