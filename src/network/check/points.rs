//! What must hold of ports, places, loading places, airfields, aircraft and waterways.

use std::collections::BTreeSet;

use super::Checker;
use crate::data::rows::{Number, PortRow, TerminalRow};
use crate::data::table::{Lined, waypoints};
use crate::data::tables::Tables;
use crate::error::Problem;

/// Track gauges that tables may name.
const GAUGES: &[&str] = &["1435", "1520", "1524", "1600", "1668"];
/// CEMT classes of waterways, smallest first.
const CEMT: &[&str] = &["I", "II", "III", "IV", "Va", "Vb", "VIa", "VIb", "VIc", "VII"];

impl Checker<'_> {
    /// All three of a range or none, in order, and not below 0.
    fn range_or_none(&mut self, line: u64, field: &str, range: [Option<Number>; 3], wanted: bool) {
        match range {
            [Some(low), Some(typical), Some(high)] if wanted => {
                self.ordered(line, field, low, typical, high);
                self.range(line, field, low, 0.0, 1e6);
            }
            [None, None, None] if !wanted => {}
            _ => {
                let message = if wanted {
                    "low, typical and high must all be given".to_owned()
                } else {
                    "low, typical and high must be empty here".to_owned()
                };
                self.fail(line, field, "range-complete", message);
            }
        }
    }

    /// UN/LOCODE: the state, then three letters or digits 2 to 9.
    fn locode(&mut self, line: u64, row: &PortRow) {
        let code = row.locode.as_bytes();
        let sound = code.len() == 5
            && row.locode.starts_with(row.country.as_str())
            && code[2..].iter().all(|byte| byte.is_ascii_uppercase() || (b'2'..=b'9').contains(byte));
        if !sound {
            let message =
                format!("\"{}\" is no UN/LOCODE of {}; write the state and three letters", row.locode, row.country);
            self.fail(line, "locode", "locode", message);
        }
    }
}

pub(super) fn facilities(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    let mut c = Checker { file: "ports.csv", problems };
    c.unique(&tables.ports, "id", &|row| row.id.clone());
    c.unique(&tables.ports, "locode", &|row| row.locode.clone());
    for Lined { line, row } in &tables.ports {
        c.known(*line, "country", &row.country, countries, "countries.csv");
        c.position(*line, row.lat, row.lon);
        c.locode(*line, row);
        port(&mut c, *line, row);
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
        terminal(&mut c, *line, row);
    }
}

fn port(c: &mut Checker<'_>, line: u64, row: &PortRow) {
    c.range(line, "draught_m", row.draught_m, 2.0, 30.0);
    if let Some(ramp_t) = row.ramp_t {
        c.range(line, "ramp_t", ramp_t, 5.0, 1_000.0);
    }
    if let Some(quay_m) = row.quay_m {
        c.range(line, "quay_m", quay_m, 50.0, 5_000.0);
    }
    if row.ro_ro_berths.is_some() && !row.ro_ro.0 {
        c.fail(line, "ro_ro_berths", "ro-ro", "a port without ro-ro has no ro-ro berths".to_owned());
    }
    if row.rail_tracks.is_some() && !row.rail.0 {
        c.fail(line, "rail_tracks", "rail", "a port without rail has no loading tracks".to_owned());
    }
    let (low, typical, high) =
        (row.discharge_low_pieces_per_day, row.discharge_pieces_per_day, row.discharge_high_pieces_per_day);
    c.ordered(line, "discharge_pieces_per_day", low, typical, high);
    let trains = [row.clearance_low_trains_per_day, row.clearance_trains_per_day, row.clearance_high_trains_per_day];
    c.range_or_none(line, "clearance_trains_per_day", trains, row.rail.0);
    let (low, typical, high) =
        (row.clearance_low_vehicles_per_day, row.clearance_vehicles_per_day, row.clearance_high_vehicles_per_day);
    c.ordered(line, "clearance_vehicles_per_day", low, typical, high);
    c.ordered(line, "storage_pieces", row.storage_low_pieces, row.storage_pieces, row.storage_high_pieces);
}

fn terminal(c: &mut Checker<'_>, line: u64, row: &TerminalRow) {
    c.word(line, "kind", &row.kind, &["rail_ramp", "intermodal", "combined", "inland_port"]);
    for gauge in &row.gauges.0 {
        c.word(line, "gauges", gauge, GAUGES);
    }
    if row.gauges.0.is_empty() && !row.quay.0 {
        c.fail(line, "gauges", "served", "a loading place needs a gauge or a quay".to_owned());
    }
    if row.lift_t.is_some() && !row.quay.0 {
        c.fail(line, "lift_t", "quay", "without a quay nothing is lifted there".to_owned());
    }
    if row.kind == "inland_port" && !row.quay.0 {
        c.fail(line, "quay", "inland-port", "an inland port has a quay".to_owned());
    }
}

pub(super) fn air(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    let mut c = Checker { file: "airfields.csv", problems };
    c.unique(&tables.airfields, "id", &|row| row.id.clone());
    c.unique(&tables.airfields, "icao", &|row| row.icao.clone());
    for Lined { line, row } in &tables.airfields {
        c.known(*line, "country", &row.country, countries, "countries.csv");
        c.position(*line, row.lat, row.lon);
        if row.icao.len() != 4 || !row.icao.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
            c.fail(*line, "icao", "icao", format!("\"{}\" is no ICAO code of four letters", row.icao));
        }
        c.range(*line, "runway_m", row.runway_m, 600.0, 6_000.0);
        if let Some(width) = row.runway_width_m {
            c.range(*line, "runway_width_m", width, 15.0, 100.0);
        }
        c.word(*line, "surface", &row.surface, &["asphalt", "concrete", "other"]);
        let parking = [row.parking_low, row.parking, row.parking_high];
        c.range_or_none(*line, "parking", parking, parking.iter().any(Option::is_some));
    }
    c.file = "aircraft.csv";
    c.unique(&tables.aircraft, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.aircraft {
        c.ordered(*line, "payload_t", row.payload_low_t, row.payload_t, row.payload_high_t);
        c.range(*line, "payload_low_t", row.payload_low_t, 1.0, 200.0);
        c.range(*line, "range_km", row.range_km, 500.0, 15_000.0);
        c.range(*line, "speed_kmh", row.speed_kmh, 300.0, 1_000.0);
        c.ordered(*line, "runway_m", row.runway_low_m, row.runway_m, row.runway_high_m);
        c.ordered(*line, "ground_h", row.ground_low_h, row.ground_h, row.ground_high_h);
        for (field, size) in [
            ("hold_length_m", row.hold_length_m),
            ("hold_width_m", row.hold_width_m),
            ("hold_height_m", row.hold_height_m),
        ] {
            c.range(*line, field, size, 1.0, 60.0);
        }
        c.range(*line, "flying_h_per_day", row.flying_h_per_day, 1.0, 24.0);
    }
}

pub(super) fn waterways(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    let ports = tables.ports.iter().map(|lined| format!("port:{}", lined.row.id));
    let inland = tables.terminals.iter().filter(|lined| lined.row.quay.0);
    let ends: BTreeSet<String> = ports.chain(inland.map(|lined| format!("terminal:{}", lined.row.id))).collect();
    let ends: BTreeSet<&str> = ends.iter().map(String::as_str).collect();
    let mut c = Checker { file: "waterways.csv", problems };
    c.unique(&tables.waterways, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.waterways {
        for country in &row.countries.0 {
            c.known(*line, "countries", country, countries, "countries.csv");
        }
        c.known(*line, "from", &row.from, &ends, "ports.csv or terminals.csv with a quay");
        c.known(*line, "to", &row.to, &ends, "ports.csv or terminals.csv with a quay");
        if let Err(message) = waypoints(&row.waypoints) {
            c.fail(*line, "waypoints", "position", message);
        }
        c.range(*line, "length_km", row.length_km, 0.5, 1_000.0);
        c.word(*line, "cemt", &row.cemt, CEMT);
        c.ordered(*line, "draught_m", row.draught_low_m, row.draught_m, row.draught_high_m);
        c.range(*line, "draught_low_m", row.draught_low_m, 0.5, 20.0);
        c.ordered(*line, "lock_h", row.lock_low_h, row.lock_h, row.lock_high_h);
        c.range(*line, "current_kmh", row.current_kmh, 0.0, 15.0);
        c.word(*line, "status", &row.status, &["open", "seasonal", "closed"]);
        if (row.locks == 0) != (row.lock_high_h.0 == 0.0) {
            c.fail(*line, "lock_h", "locks", "locks take hours, and without locks there are none".to_owned());
        }
        if (row.locks == 0) != row.lock_length_m.is_none() || (row.locks == 0) != row.lock_width_m.is_none() {
            c.fail(
                *line,
                "lock_length_m",
                "locks",
                "the size of the chambers is given where there are locks".to_owned(),
            );
        }
    }
}
