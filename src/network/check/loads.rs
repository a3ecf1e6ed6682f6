//! Vehicles and cargo, what carries them, formations, and the planning factors.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::rows::{CarrierRow, VehicleRow, Words};
use crate::data::table::Lined;
use crate::data::tables::Tables;
use crate::error::Problem;

use super::{CARGO, Checker};

/// How pieces stand on what carries them.
const CARRIED_AS: &[&str] = &["tracked", "wheeled", "container", "people"];

/// Hours of a year: nothing takes longer to be had.
const YEAR_H: f64 = 8_760.0;

/// Lane metres of the largest ro-ro ships.
const LANE_M_MAX: f64 = 20_000.0;

/// How a piece stands on a carrier.
fn carried_as(row: &VehicleRow) -> &str {
    match (row.mobility.as_str(), row.cargo.as_str()) {
        ("static", "personnel") => "people",
        ("static", _) => "container",
        (mobility, _) => mobility,
    }
}

pub(super) fn loads(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    vehicles(tables, problems);
    fits(tables, problems);
    let mut c = Checker { file: "transporters.csv", problems };
    c.unique(&tables.transporters, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.transporters {
        words(&mut c, *line, &row.carries);
        c.range(*line, "payload_t", row.payload_t, 1.0, 200.0);
        c.range(*line, "empty_mass_t", row.empty_mass_t, 1.0, 200.0);
    }
    c.file = "wagons.csv";
    c.unique(&tables.wagons, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.wagons {
        words(&mut c, *line, &row.carries);
        c.range(*line, "payload_t", row.payload_t, 1.0, 200.0);
        if !(1..=4).contains(&row.parts) {
            c.fail(*line, "parts", "in-range", format!("{} is not between 1 and 4 parts", row.parts));
        }
    }
    c.file = "planning_factors.csv";
    c.unique(&tables.planning_factors, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.planning_factors {
        c.ordered(*line, "typical", row.low, row.typical, row.high);
        c.range(*line, "low", row.low, 0.0, 1e7);
    }
    carriers(tables, countries, problems);
    formations(tables, countries, problems);
}

/// What a carrier takes is in words that are known, and it takes something.
fn words(c: &mut Checker<'_>, line: u64, carries: &Words) {
    if carries.0.is_empty() {
        c.fail(line, "carries", "carries-something", format!("name what it takes: {}", CARRIED_AS.join(", ")));
    }
    for word in &carries.0 {
        c.word(line, "carries", word, CARRIED_AS);
    }
}

fn vehicles(tables: &Tables, problems: &mut Vec<Problem>) {
    let wagons: BTreeSet<&str> = tables.wagons.iter().map(|lined| lined.row.id.as_str()).collect();
    let transporters: BTreeSet<&str> = tables.transporters.iter().map(|lined| lined.row.id.as_str()).collect();
    let mut c = Checker { file: "vehicles.csv", problems };
    c.unique(&tables.vehicles, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.vehicles {
        c.known(*line, "wagon", &row.wagon, &wagons, "wagons.csv");
        match (&row.transporter, row.road_move.as_str()) {
            (Some(id), _) => c.known(*line, "transporter", id, &transporters, "transporters.csv"),
            (None, "self") => {}
            (None, _) => c.fail(
                *line,
                "transporter",
                "carrier-named",
                "what does not drive itself needs a transporter".to_owned(),
            ),
        }
        c.word(*line, "mobility", &row.mobility, &["tracked", "wheeled", "static"]);
        c.word(*line, "road_move", &row.road_move, &["self", "transporter", "truck"]);
        if row.mobility == "tracked" && row.road_move == "self" {
            c.fail(
                *line,
                "road_move",
                "tracked-carried",
                "a tracked vehicle goes by road only on a transporter".to_owned(),
            );
        }
        c.word(*line, "cargo", &row.cargo, &CARGO[..4]);
        c.range(*line, "mass_t", row.mass_t, 0.05, 150.0);
        c.range(*line, "width_m", row.width_m, 0.3, 6.0);
        c.range(*line, "height_m", row.height_m, 0.3, 6.0);
        c.range(*line, "length_m", row.length_m, 0.5, 30.0);
        c.range(*line, "transport_length_m", row.transport_length_m, 0.5, 30.0);
    }
}

/// Each vehicle fits the wagon and the transporter that its row names.
fn fits(tables: &Tables, problems: &mut Vec<Problem>) {
    let mut c = Checker { file: "vehicles.csv", problems };
    for Lined { line, row } in &tables.vehicles {
        let moved_as = carried_as(row);
        let takes = |carries: &Words| carries.0.iter().any(|word| word == moved_as);
        if let Some(wagon) = tables.wagons.iter().map(|lined| &lined.row).find(|wagon| wagon.id == row.wagon) {
            let parts = f64::from(wagon.parts.max(1));
            let (payload_t, length_m) = (wagon.payload_t.0 / parts, wagon.loading_length_m.0 / parts);
            if !takes(&wagon.carries) {
                let message = format!("{} takes {}, not {moved_as}", wagon.id, wagon.carries.0.join(" and "));
                c.fail(*line, "wagon", "can-carry", message);
            } else if row.mass_t.0 > payload_t || row.transport_length_m.0 > length_m {
                let message = format!(
                    "{} t and {} m do not fit {}, which takes {payload_t} t and {length_m} m",
                    row.mass_t.0, row.transport_length_m.0, wagon.id
                );
                c.fail(*line, "wagon", "fits-wagon", message);
            }
        }
        let named = row.transporter.as_deref();
        let rows = tables.transporters.iter().map(|lined| &lined.row);
        if let Some(transporter) = named.and_then(|id| rows.clone().find(|other| other.id == id)) {
            if !takes(&transporter.carries) {
                let carries = transporter.carries.0.join(" and ");
                c.fail(
                    *line,
                    "transporter",
                    "can-carry",
                    format!("{} takes {carries}, not {moved_as}", transporter.id),
                );
            } else if row.mass_t.0 > transporter.payload_t.0 {
                let payload_t = transporter.payload_t.0;
                let message = format!("{} t are more than the {payload_t} t of {}", row.mass_t.0, transporter.id);
                c.fail(*line, "transporter", "fits-transporter", message);
            }
        }
    }
}

fn carriers(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    let wagons: BTreeSet<&str> = tables.wagons.iter().map(|lined| lined.row.id.as_str()).collect();
    let transporters: BTreeSet<&str> = tables.transporters.iter().map(|lined| lined.row.id.as_str()).collect();
    let aircraft: BTreeSet<&str> = tables.aircraft.iter().map(|lined| lined.row.id.as_str()).collect();
    let mut c = Checker { file: "carriers.csv", problems };
    c.unique(&tables.carriers, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.carriers {
        c.word(*line, "kind", &row.kind, &["wagon", "transporter", "ro_ro_ship", "aircraft", "barge"]);
        let (types, table) = match row.kind.as_str() {
            "wagon" => (&wagons, "wagons.csv"),
            "transporter" => (&transporters, "transporters.csv"),
            "aircraft" => (&aircraft, "aircraft.csv"),
            _ => {
                afloat(&mut c, *line, row);
                continue;
            }
        };
        match &row.carrier_type {
            Some(id) => c.known(*line, "carrier_type", id, types, table),
            None => c.fail(*line, "carrier_type", "type-named", format!("a {} needs its type in {table}", row.kind)),
        }
    }
    for Lined { line, row } in &tables.carriers {
        c.known(*line, "country", &row.country, countries, "countries.csv");
        c.ordered(*line, "count", row.count_low, row.count, row.count_high);
        c.range(*line, "count_low", row.count_low, 0.0, 100_000.0);
        if row.count_high.0 < 1.0 {
            let message = "carriers that nobody can have do not belong in the table; give a high count from 1";
            c.fail(*line, "count_high", "count-positive", message.to_owned());
        }
        c.range(*line, "ready_h", row.ready_h, 0.0, YEAR_H);
    }
}

/// Ships and barges have no type, and lane metres of their own.
fn afloat(c: &mut Checker<'_>, line: u64, row: &CarrierRow) {
    if let Some(id) = &row.carrier_type {
        let message = format!("\"{id}\": ships and barges have no table of types; leave the field empty");
        c.fail(line, "carrier_type", "type-named", message);
    }
    match row.lane_m {
        Some(lane_m) => c.range(line, "lane_m", lane_m, 10.0, LANE_M_MAX),
        None => c.fail(line, "lane_m", "lane-metres-named", format!("a {} needs its lane metres", row.kind)),
    }
    for (field, value, most) in
        [("ramp_t", row.ramp_t, 1_000.0), ("draught_m", row.draught_m, 25.0), ("speed_kn", row.speed_kn, 50.0)]
    {
        if let Some(value) = value {
            c.range(line, field, value, 1.0, most);
        }
    }
}

fn formations(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    let vehicles: BTreeSet<&str> = tables.vehicles.iter().map(|lined| lined.row.id.as_str()).collect();
    let mut c = Checker { file: "formations.csv", problems };
    c.unique(&tables.formations, "formation", &|row| {
        [&row.formation, &row.part, &row.vehicle].map(String::as_str).join(" ")
    });
    let mut named: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for Lined { line, row } in &tables.formations {
        c.known(*line, "vehicle", &row.vehicle, &vehicles, "vehicles.csv");
        c.known(*line, "country", &row.country, countries, "countries.csv");
        if row.count == 0 {
            c.fail(*line, "count", "count-positive", "0 pieces are nothing; leave the row out".to_owned());
        }
        let here = (row.name.as_str(), row.country.as_str());
        let first = *named.entry(&row.formation).or_insert(here);
        if first != here {
            let message = format!("{} is called \"{}\" of {} in an earlier row", row.formation, first.0, first.1);
            c.fail(*line, "name", "one-name", message);
        }
    }
}
