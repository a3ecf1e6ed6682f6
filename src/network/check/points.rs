//! Ports, places and terminals.

use std::collections::BTreeSet;

use crate::data::table::Lined;
use crate::data::tables::Tables;
use crate::error::Problem;

use super::Checker;

pub(super) fn facilities(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    let mut c = Checker { file: "ports.csv", problems };
    c.unique(&tables.ports, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.ports {
        c.known(*line, "country", &row.country, countries, "countries.csv");
        c.position(*line, row.lat, row.lon);
        c.range(*line, "draught_m", row.draught_m, 2.0, 30.0);
        let (low, typical, high) =
            (row.discharge_low_pieces_per_day, row.discharge_pieces_per_day, row.discharge_high_pieces_per_day);
        c.ordered(*line, "discharge_pieces_per_day", low, typical, high);
    }
    c.file = "places.csv";
    c.unique(&tables.places, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.places {
        c.known(*line, "country", &row.country, countries, "countries.csv");
        c.position(*line, row.lat, row.lon);
    }
    c.file = "terminals.csv";
    c.unique(&tables.terminals, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.terminals {
        c.known(*line, "country", &row.country, countries, "countries.csv");
        c.position(*line, row.lat, row.lon);
        for gauge in &row.gauges.0 {
            c.word(*line, "gauges", gauge, &["1435", "1520", "1524", "1600", "1668"]);
        }
    }
}
