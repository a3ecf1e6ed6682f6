//! Plans to bytes.
//!
//! | format | for |
//! |---|---|
//! | `table` | reading on a terminal |
//! | `json` | programs, and `corridor verify`: the plan as it is |
//! | `csv` | the movement table: a row for each load unit and leg |
//! | `geojson` | maps that move: legs with their times |
//! | `svg`, `png` | Gantt chart, arrival curve, what binds day by day |

mod chart;
mod geojson;
mod movements;
mod table;
mod validation;

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
