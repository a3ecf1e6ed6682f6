//! Plans to bytes.
//!
//! | format | for |
//! |---|---|
//! | `table` | reading on a terminal |
//! | `json` | programs, and `corridor verify`: the plan as it is |
//! | `csv` | the movement table: a row for each load unit and leg |
//! | `geojson` | maps that move: legs with their times |
//! | `svg`, `png` | Gantt chart, arrival curve, what binds day by day |
//!
//! Beside the plan: its runs along a line ([`render_line`]), what facilities pass ([`render_loads`]) and what stands where
//! ([`render_standing`]).

mod chart;
mod days;
mod geojson;
mod line;
mod movements;
mod table;
mod validation;

use crate::analysis::plan::line::LineRuns;
use crate::analysis::plan::staging::{DailyLoads, Stays};
use crate::error::{Error, Result};
use crate::replay::document::Plan;

use super::{Format, Options, json, png};

pub use validation::render as render_validation;

/// Formats that plans have.
pub const FORMATS: [Format; 6] = [Format::Table, Format::Json, Format::GeoJson, Format::Csv, Format::Svg, Format::Png];

/// Prints a plan in a format. The same plan and options give the same bytes.
///
/// # Errors
/// When the format is none of [`FORMATS`], or the plan has not passed its replay.
pub fn render_plan(plan: &Plan, format: Format, options: &Options) -> Result<Vec<u8>> {
    if !plan.replay.ok {
        return Err(Error::Output("the plan has not passed its replay".to_owned()));
    }
    match format {
        Format::Table => Ok(table::render(plan, options).into_bytes()),
        Format::Json => json::bytes(plan),
        Format::GeoJson => geojson::render(plan),
        Format::Csv => movements::render(plan),
        Format::Svg => Ok(chart::render(plan).into_bytes()),
        Format::Png => png::draw(&chart::render(plan), options),
        Format::GeoPackage | Format::FlatGeobuf | Format::Kml => super::export::export(&geojson::render(plan)?, format),
        Format::Gpx => Err(Error::Usage(format!("a plan has no format {format}"))),
    }
}

fn refused(what: &str, format: Format) -> Error {
    Error::Usage(format!("{what} have no format {format}"))
}

/// Prints the runs along a line: table, JSON, CSV, SVG or PNG.
///
/// # Errors
/// When the format is another.
pub fn render_line(runs: &LineRuns, format: Format, options: &Options) -> Result<Vec<u8>> {
    match format {
        Format::Table => Ok(line::table(runs, usize::from(options.width_columns)).into_bytes()),
        Format::Json => json::bytes(runs),
        Format::Csv => line::csv(runs),
        Format::Svg => Ok(line::picture(runs).into_bytes()),
        Format::Png => png::draw(&line::picture(runs), options),
        other => Err(refused("runs along a line", other)),
    }
}

/// Prints what every asset passes on every day: table, JSON or CSV.
///
/// # Errors
/// When the format is another.
pub fn render_loads(loads: &DailyLoads, format: Format, options: &Options) -> Result<Vec<u8>> {
    match format {
        Format::Table => Ok(days::loads_table(&loads.loads, usize::from(options.width_columns)).into_bytes()),
        Format::Json => json::bytes(loads),
        Format::Csv => days::loads_csv(&loads.loads),
        other => Err(refused("daily loads", other)),
    }
}

/// Prints what stands where on every day: table, JSON or CSV.
///
/// # Errors
/// When the format is another.
pub fn render_standing(stays: &Stays, format: Format, options: &Options) -> Result<Vec<u8>> {
    match format {
        Format::Table => Ok(days::standing_table(&stays.standing, usize::from(options.width_columns)).into_bytes()),
        Format::Json => json::bytes(stays),
        Format::Csv => days::standing_csv(&stays.standing),
        other => Err(refused("pieces that stand", other)),
    }
}
