//! Named checks: what must hold of the tables and the base geometry before a network is built from them.
//!
//! Every check adds all it finds to the list, with file, line and field.

mod base;
mod capacity;
mod loads;
#[cfg(test)]
mod loads_tests;
mod paperwork;
mod points;
mod states;
mod ways;

use std::collections::BTreeSet;

use crate::data::rows::Number;
use crate::data::table::{Lined, Row};
use crate::data::tables::Tables;
use crate::error::{Place, Problem};

pub use base::base;

/// Words allowed in enumerated columns.
const MODES: &[&str] = &["road", "rail", "sea", "iww", "air", "*"];
const CARGO: &[&str] = &["standard", "outsize", "dangerous", "personnel", "*"];

struct Checker<'a> {
    file: &'static str,
    problems: &'a mut Vec<Problem>,
}

impl Checker<'_> {
    fn fail(&mut self, line: u64, field: &str, check: &str, message: String) {
        // What is wrong with a value is told with what the value means.
        let of_value = ["in-range", "known-word", "range-ordered", "known-gauge"].contains(&check);
        let said = Tables::schema(self.file).filter(|_| of_value).map(|schema| schema.said(field));
        let message = format!("{message}{}", said.unwrap_or_default());
        self.problems.push(Problem::new(Place::field(self.file, line, field), check, message));
    }

    fn word(&mut self, line: u64, field: &str, value: &str, allowed: &[&str]) {
        if !allowed.contains(&value) {
            self.fail(line, field, "known-word", format!("\"{value}\" is not one of {}", allowed.join(", ")));
        }
    }

    fn range(&mut self, line: u64, field: &str, value: Number, least: f64, most: f64) {
        if !(least..=most).contains(&value.0) {
            self.fail(
                line,
                field,
                "in-range",
                format!("{} is not between {least} and {most}; check the unit", value.0),
            );
        }
    }

    fn ordered(&mut self, line: u64, field: &str, low: Number, typical: Number, high: Number) {
        if !(low.0 <= typical.0 && typical.0 <= high.0) {
            self.fail(
                line,
                field,
                "range-ordered",
                format!("low {}, typical {} and high {} are not in order", low.0, typical.0, high.0),
            );
        }
    }

    /// A number that need not be there.
    fn optional(&mut self, line: u64, field: &str, value: Option<Number>, least: f64, most: f64) {
        if let Some(value) = value {
            self.range(line, field, value, least, most);
        }
    }

    /// Low, typical and high: all three, above 0 and in order, or none.
    fn all_or_none(&mut self, line: u64, field: &str, values: [Option<Number>; 3]) {
        match values {
            [None, None, None] => {}
            [Some(low), Some(typical), Some(high)] => {
                self.range(line, field, low, 0.0, f64::MAX);
                self.ordered(line, field, low, typical, high);
            }
            _ => self.fail(line, field, "range-whole", "give low, typical and high, or none of them".to_owned()),
        }
    }

    /// Two positions or more.
    fn polyline(&mut self, line: u64, text: &str) {
        match crate::data::table::waypoints(text) {
            Ok(points) if points.len() >= 2 => {}
            Ok(_) => self.fail(line, "waypoints", "position", "a line needs two positions or more".to_owned()),
            Err(message) => self.fail(line, "waypoints", "position", message),
        }
    }

    fn position(&mut self, line: u64, lat: Number, lon: Number) {
        self.range(line, "lat", lat, 27.0, 75.0);
        self.range(line, "lon", lon, -30.0, 50.0);
    }

    fn known(&mut self, line: u64, field: &str, id: &str, ids: &BTreeSet<&str>, table: &str) {
        if !ids.contains(id) {
            let near = ids.iter().max_by(|a, b| strsim::jaro_winkler(a, id).total_cmp(&strsim::jaro_winkler(b, id)));
            let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
            self.fail(line, field, "reference", format!("\"{id}\" is not in {table}{hint}"));
        }
    }

    fn unique<T: Row>(&mut self, rows: &[Lined<T>], field: &str, key: &dyn Fn(&T) -> String) {
        let mut seen = BTreeSet::new();
        for Lined { line, row } in rows {
            let key = key(row);
            if key.trim().is_empty() {
                self.fail(*line, field, "id-present", "the id is empty".to_owned());
            } else if !seen.insert(key.clone()) {
                self.fail(*line, field, "id-unique", format!("\"{key}\" is there twice"));
            }
        }
    }
}

/// Checks the tables against each other.
pub fn rows(tables: &Tables, problems: &mut Vec<Problem>) {
    let countries: BTreeSet<&str> = tables.countries.iter().map(|lined| lined.row.code.as_str()).collect();
    tables.check_values(problems);
    states::states(tables, &countries, problems);
    paperwork::paperwork(tables, &countries, problems);
    loads::loads(tables, &countries, problems);
    points::facilities(tables, &countries, problems);
    points::air(tables, &countries, problems);
    points::waterways(tables, &countries, problems);
    ways::ways(tables, &countries, problems);
    ways::lines(tables, &countries, problems);
    ways::shares(tables, &countries, problems);
    ways::sea(tables, problems);
    capacity::capacity(tables, &countries, problems);
}
