//! States and what their main lines and roads take.

use std::collections::BTreeSet;

use crate::data::table::Lined;
use crate::data::tables::Tables;
use crate::error::Problem;

use super::Checker;

pub(super) fn states(tables: &Tables, countries: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
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
        if !(1..=4).contains(&row.tracks) {
            c.fail(*line, "tracks", "in-range", format!("{} is not between 1 and 4", row.tracks));
        }
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
