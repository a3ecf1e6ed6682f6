//! Quotas, upgrades, shared decks and areas.

use std::collections::BTreeSet;

use crate::data::table::Lined;
use crate::data::tables::Tables;
use crate::error::Problem;

use super::super::capacity::UPGRADE_CLASSES;
use super::Checker;

pub(super) fn capacity(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    let regimes: BTreeSet<&str> = tables.regimes.iter().map(|lined| lined.row.regime.as_str()).collect();
    let ports: BTreeSet<&str> = tables.ports.iter().map(|lined| lined.row.id.as_str()).collect();
    let mut c = Checker { file: "quotas.csv", problems };
    c.unique(&tables.quotas, "regime", &|row| {
        [&row.regime, &row.country, &row.mode, &row.scope].map(String::as_str).join(" ")
    });
    for Lined { line, row } in &tables.quotas {
        c.known(*line, "regime", &row.regime, &regimes, "regimes.csv");
        if row.country != "*" {
            c.known(*line, "country", &row.country, countries, "countries.csv");
        }
        c.word(*line, "scope", &row.scope, &["crossing", "state"]);
        let unit = if row.mode == "rail" { "trains/day" } else { "vehicles/day" };
        c.word(*line, "mode", &row.mode, &["road", "rail"]);
        c.word(*line, "unit", &row.unit, &[unit]);
        c.range(*line, "low", row.low, 0.0, 1e6);
        c.ordered(*line, "typical", row.low, row.typical, row.high);
    }
    c.file = "upgrades.csv";
    c.unique(&tables.upgrades, "id", &|row| row.id.clone());
    c.unique(&tables.upgrades, "class", &|row| row.class.clone());
    for Lined { line, row } in &tables.upgrades {
        c.word(*line, "class", &row.class, UPGRADE_CLASSES);
        c.word(*line, "then", &row.then, UPGRADE_CLASSES);
        c.word(*line, "unit", &row.unit, &["trains/day", "vehicles/day", "pieces/day"]);
        c.range(*line, "adds_low", row.adds_low, 0.0, 1e6);
        c.ordered(*line, "adds", row.adds_low, row.adds, row.adds_high);
    }
    c.file = "shared_decks.csv";
    c.unique(&tables.shared_decks, "structure", &|row| row.structure.clone());
    let of_both = |row: &&Lined<crate::data::rows::StructureRow>| row.row.modes.0.len() > 1;
    let both: BTreeSet<&str> = tables.structures.iter().filter(of_both).map(|lined| lined.row.id.as_str()).collect();
    for Lined { line, row } in &tables.shared_decks {
        c.known(*line, "structure", &row.structure, &both, "structures.csv with modes road and rail");
        c.word(*line, "layout", &row.layout, &["two_decks", "side_by_side", "one_roadway"]);
        c.ordered(*line, "shut_min", row.shut_low_min, row.shut_min, row.shut_high_min);
    }
    c.file = "areas.csv";
    c.unique(&tables.areas, "id", &|row| format!("{} {}", row.kind, row.id));
    for Lined { line, row } in &tables.areas {
        c.word(*line, "kind", &row.kind, &["theatre", "ports"]);
        let (known, table) = if row.kind == "ports" { (&ports, "ports.csv") } else { (countries, "countries.csv") };
        if row.members.0.is_empty() {
            c.fail(*line, "members", "members-present", "an area needs members".to_owned());
        }
        for member in row.members.0.iter().filter(|member| *member != "*") {
            c.known(*line, "members", member, known, table);
        }
    }
}
