//! Named checks: what must hold of the tables and the base geometry before a network is built from them.
//!
//! Every check adds all it finds to the list, with file, line and field.

use std::collections::BTreeSet;

use crate::data::base::{Base, Way};
use crate::data::rows::Number;
use crate::data::table::{Lined, Row, waypoints};
use crate::data::tables::Tables;
use crate::error::{Place, Problem};

use super::calendar::{holiday_date, minutes};

/// Words allowed in enumerated columns.
const MODES: &[&str] = &["road", "rail", "sea", "*"];
const CARGO: &[&str] = &["standard", "outsize", "dangerous", "personnel", "*"];

struct Checker<'a> {
    file: &'static str,
    problems: &'a mut Vec<Problem>,
}

impl Checker<'_> {
    fn fail(&mut self, line: u64, field: &str, check: &str, message: String) {
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
    states(tables, &countries, problems);
    paperwork(tables, &countries, problems);
    loads(tables, problems);
    facilities(tables, &countries, problems);
    ways(tables, &countries, problems);
    sea(tables, problems);
}

fn states(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    let mut c = Checker { file: "countries.csv", problems };
    c.unique(&tables.countries, "code", &|row| row.code.clone());
    for Lined { line, row } in &tables.countries {
        if jiff::tz::TimeZone::get(&row.time_zone).is_err() {
            c.fail(*line, "time_zone", "time-zone", format!("\"{}\" is no IANA time zone", row.time_zone));
        }
    }
    c.file = "rail_defaults.csv";
    c.unique(&tables.rail_defaults, "country", &|row| row.country.clone());
    for Lined { line, row } in &tables.rail_defaults {
        c.known(*line, "country", &row.country, countries, "countries.csv");
        c.ordered(*line, "axle_load_t", row.axle_load_low_t, row.axle_load_t, row.axle_load_high_t);
        c.range(*line, "axle_load_t", row.axle_load_t, 10.0, 40.0);
        c.range(*line, "metre_load_t_per_m", row.metre_load_t_per_m, 3.0, 15.0);
        c.range(*line, "static_width_m", row.static_width_m, 2.5, 4.0);
        c.range(*line, "train_length_m", row.train_length_m, 100.0, 2_000.0);
        c.range(*line, "trailing_mass_t", row.trailing_mass_t, 300.0, 10_000.0);
    }
    c.file = "road_defaults.csv";
    c.unique(&tables.road_defaults, "country", &|row| row.country.clone());
    for Lined { line, row } in &tables.road_defaults {
        c.known(*line, "country", &row.country, countries, "countries.csv");
        c.range(*line, "free_gross_t", row.free_gross_t, 20.0, 110.0);
        c.ordered(
            *line,
            "exceptional_gross_t",
            row.exceptional_gross_low_t,
            row.exceptional_gross_t,
            row.exceptional_gross_high_t,
        );
        c.ordered(*line, "clear_height_m", row.clear_height_low_m, row.clear_height_m, row.clear_height_high_m);
        c.ordered(*line, "clear_width_m", row.clear_width_low_m, row.clear_width_m, row.clear_width_high_m);
    }
}

fn paperwork(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    let regimes: BTreeSet<&str> = tables.regimes.iter().map(|lined| lined.row.regime.as_str()).collect();
    let mut any_regime = regimes.clone();
    any_regime.insert("*");
    let mut c = Checker { file: "regimes.csv", problems };
    c.unique(&tables.regimes, "regime", &|row| row.regime.clone());
    for Lined { line, row } in &tables.regimes {
        c.word(*line, "filing", &row.filing, &["parallel", "chained"]);
    }
    c.file = "permissions.csv";
    c.unique(&tables.permissions, "regime", &|row| {
        [&row.regime, &row.country, &row.mode, &row.cargo, &row.scope].map(String::as_str).join(" ")
    });
    for Lined { line, row } in &tables.permissions {
        c.known(*line, "regime", &row.regime, &regimes, "regimes.csv");
        if row.country != "*" {
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
    for Lined { line, row } in &tables.arrangements {
        for member in row.members.0.iter().filter(|member| *member != "*") {
            c.known(*line, "members", member, countries, "countries.csv");
        }
        c.ordered(*line, "lead_typical", row.lead_low, row.lead_typical, row.lead_high);
        c.word(*line, "unit", &row.unit, &["h", "working_day", "day"]);
    }
    c.file = "processing.csv";
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
        c.word(*line, "stance", &row.stance, &["allow", "notify", "deny"]);
    }
}

fn loads(tables: &Tables, problems: &mut Vec<Problem>) {
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

fn facilities(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
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

fn ways(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
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

fn sea(tables: &Tables, problems: &mut Vec<Problem>) {
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
    let facility = |id: &str| match id.split_once(':') {
        Some(("port", id)) => tables.ports.iter().any(|lined| lined.row.id == id),
        Some(("place", id)) => tables.places.iter().any(|lined| lined.row.id == id),
        Some(("terminal", id)) => tables.terminals.iter().any(|lined| lined.row.id == id),
        _ => false,
    };
    for access in base.access.iter().filter(|access| !facility(&access.facility)) {
        fail(
            "base-facility",
            format!("the facility {} of the geometry is in no table; build the network again", access.facility),
        );
    }
}
