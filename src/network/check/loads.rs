//! Vehicles and cargo, what carries them, and the planning factors.

use std::collections::BTreeSet;

use crate::data::table::Lined;
use crate::data::tables::Tables;
use crate::error::Problem;

use super::{CARGO, Checker};

pub(super) fn loads(tables: &Tables, problems: &mut Vec<Problem>) {
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
    c.file = "transporters.csv";
    c.unique(&tables.transporters, "id", &|row| row.id.clone());
    c.file = "wagons.csv";
    c.unique(&tables.wagons, "id", &|row| row.id.clone());
    c.file = "planning_factors.csv";
    c.unique(&tables.planning_factors, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.planning_factors {
        c.ordered(*line, "typical", row.low, row.typical, row.high);
        c.range(*line, "low", row.low, 0.0, 1e7);
    }
}
