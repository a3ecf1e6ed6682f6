//! Regimes, permissions, arrangements, processing, windows, holidays and stances.

use std::collections::BTreeSet;

use crate::data::table::Lined;
use crate::data::tables::Tables;
use crate::error::Problem;

use super::super::calendar::{first_day, holiday_date, minutes};
use super::{CARGO, Checker, MODES};

pub(super) fn paperwork(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    let regimes: BTreeSet<&str> = tables.regimes.iter().map(|lined| lined.row.regime.as_str()).collect();
    let mut any_regime = regimes.clone();
    any_regime.insert("*");
    let mut c = Checker { file: "regimes.csv", problems };
    c.unique(&tables.regimes, "regime", &|row| row.regime.clone());
    for Lined { line, row } in &tables.regimes {
        c.word(*line, "filing", &row.filing, &["parallel", "chained"]);
        c.word(*line, "bans", &row.bans, &["kept", "lifted"]);
        if let Some(base) = &row.based_on {
            c.known(*line, "based_on", base, &regimes, "regimes.csv");
        }
        if in_circle(tables, &row.regime) {
            let message = format!("\"{}\" is based on itself in the end; one regime must stand alone", row.regime);
            c.fail(*line, "based_on", "no-circle", message);
        }
    }
    c.file = "permissions.csv";
    c.unique(&tables.permissions, "regime", &|row| {
        [&row.regime, &row.country, &row.mode, &row.cargo, &row.scope].map(String::as_str).join(" ")
    });
    for Lined { line, row } in &tables.permissions {
        c.known(*line, "regime", &row.regime, &regimes, "regimes.csv");
        if !["*", "EU"].contains(&row.country.as_str()) {
            c.known(*line, "country", &row.country, countries, "countries.csv");
        }
        c.word(*line, "mode", &row.mode, MODES);
        c.word(*line, "cargo", &row.cargo, CARGO);
        c.word(*line, "scope", &row.scope, &["entry", "start"]);
        c.word(*line, "unit", &row.unit, &["h", "working_day", "day"]);
        c.ordered(*line, "lead_typical", row.lead_low, row.lead_typical, row.lead_high);
        c.range(*line, "lead_typical", row.lead_typical, 0.0, 400.0);
    }
    c.file = "arrangements.csv";
    c.unique(&tables.arrangements, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.arrangements {
        for member in row.members.0.iter().filter(|member| *member != "*") {
            c.known(*line, "members", member, countries, "countries.csv");
        }
        c.ordered(*line, "lead_typical", row.lead_low, row.lead_typical, row.lead_high);
        c.word(*line, "unit", &row.unit, &["h", "working_day", "day"]);
        for regime in row.regimes.0.iter().filter(|regime| *regime != "*") {
            c.known(*line, "regimes", regime, &regimes, "regimes.csv");
        }
        for mode in &row.modes.0 {
            c.word(*line, "modes", mode, MODES);
        }
        if first_day(&row.valid_from).is_none() {
            let message = format!("\"{}\" is not a date; write YYYY, YYYY-MM or YYYY-MM-DD", row.valid_from);
            c.fail(*line, "valid_from", "dated", message);
        }
    }
    c.file = "processing.csv";
    c.unique(&tables.processing, "regime", &|row| {
        [&row.regime, &row.from, &row.to, &row.mode].map(String::as_str).join(" ")
    });
    for Lined { line, row } in &tables.processing {
        c.known(*line, "regime", &row.regime, &any_regime, "regimes.csv");
        for (field, side) in [("from", &row.from), ("to", &row.to)] {
            if !["*", "EU", "NONEU"].contains(&side.as_str()) {
                c.known(*line, field, side, countries, "countries.csv");
            }
        }
        c.word(*line, "mode", &row.mode, MODES);
        c.ordered(*line, "hours_typical", row.hours_low, row.hours_typical, row.hours_high);
        c.range(*line, "hours_high", row.hours_high, 0.0, 240.0);
    }
    c.file = "windows.csv";
    c.unique(&tables.windows, "id", &|row| row.id.clone());
    for Lined { line, row } in &tables.windows {
        c.known(*line, "regime", &row.regime, &any_regime, "regimes.csv");
        c.known(*line, "country", &row.country, countries, "countries.csv");
        c.word(*line, "applies", &row.applies, &["convoy", "transporter", "contracted", "dangerous", "any"]);
        c.word(*line, "kind", &row.kind, &["ban", "only"]);
        for day in &row.days.0 {
            c.word(*line, "days", day, &["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "holiday", "eve"]);
        }
        for (field, time) in [("start", &row.start), ("end", &row.end)] {
            if minutes(time).is_none() {
                c.fail(*line, field, "time-of-day", format!("\"{time}\" is no time of day; write HH:MM"));
            }
        }
    }
    c.file = "holidays.csv";
    for Lined { line, row } in &tables.holidays {
        c.known(*line, "country", &row.country, countries, "countries.csv");
        if holiday_date(&row.rule, 2028).is_none() {
            c.fail(
                *line,
                "rule",
                "holiday-rule",
                format!("\"{}\" is no rule; write MM-DD, easter+N or orthodox+N", row.rule),
            );
        }
    }
    c.file = "stances.csv";
    for Lined { line, row } in &tables.stances {
        c.known(*line, "country", &row.country, countries, "countries.csv");
        c.word(*line, "stance", &row.stance, &["allow", "notify", "slow", "deny"]);
        if (row.stance == "slow") != row.more_days.is_some() {
            let said = "more_days belongs to the stance slow, and slow needs it".to_owned();
            c.fail(*line, "more_days", "stance-slow", said);
        }
    }
}

/// Whether following what a regime is based on leads back to it.
fn in_circle(tables: &Tables, regime: &str) -> bool {
    let base = |name: &str| {
        let row = tables.regimes.iter().find(|lined| lined.row.regime == name)?;
        row.row.based_on.as_deref()
    };
    let mut at = base(regime);
    for _ in 0..tables.regimes.len() {
        match at {
            Some(name) if name == regime => return true,
            Some(name) => at = base(name),
            None => return false,
        }
    }
    false
}
