//! Answers of throughput questions to bytes.

mod csv;
mod geojson;
mod table;

use super::page::{Align, Grid, Page};
use super::{Format, Options, words};
use crate::analysis::capacity::answer::CapacityAnswer;
use crate::error::{Error, Result};
use crate::verify::{Certificate, Report};

/// Formats that a throughput can be printed in.
pub const FORMATS: [Format; 6] = [Format::Table, Format::Json, Format::GeoJson, Format::Csv, Format::Svg, Format::Png];

/// Prints an answer in a format. The same answer and options give the same bytes.
///
/// # Errors
/// Refuses an answer whose cut does not add up to its flow or whose proof does not hold, and formats that do not fit.
pub fn render(answer: &CapacityAnswer, format: Format, options: &Options) -> Result<Vec<u8>> {
    check(answer)?;
    match format {
        Format::Table => Ok(table::render(answer, options).into_bytes()),
        Format::Json => super::json::bytes(answer),
        Format::GeoJson => geojson::render(answer),
        Format::Csv => csv::render(answer),
        Format::Svg => Ok(super::map::draw_flow(answer)?.into_bytes()),
        Format::Png => super::png::draw(&super::map::draw_flow(answer)?, options),
        Format::Gpx => Err(Error::Usage("a throughput is no way to follow: there is no GPX of it".to_owned())),
        Format::GeoPackage | Format::FlatGeobuf | Format::Kml => {
            crate::report::export::export(&geojson::render(answer)?, format)
        }
    }
}

/// The outcome of a check of certificates, for people.
pub fn verified(certificates: &[Certificate], report: &Report) -> String {
    let mut page = Page::new(&Options::default());
    for certificate in certificates {
        let (whole, rest) = (certificate.value / 1_000, certificate.value % 1_000);
        page.line(&words::one_line(&format!("{}: {whole}.{rest:03} vehicles a day", certificate.about)));
    }
    let mut grid = Grid::new(&[("check", Align::Left), ("holds", Align::Left), ("found", Align::Left)]);
    for check in &report.checks {
        grid.row([check.name.clone(), if check.ok { "yes" } else { "NO" }.to_owned(), check.value.clone()]);
    }
    page.grid(grid);
    page.line(if report.ok { "Every check holds." } else { "Not proven." });
    page.finish()
}

/// A wrong number is worse than none.
fn check(answer: &CapacityAnswer) -> Result<()> {
    if let Some(fault) = answer.certificate.checks.iter().find(|check| !check.ok) {
        return Err(Error::Output(format!("the proof does not hold: {}: {}", fault.name, fault.value)));
    }
    let finite = |numbers: &[f64]| numbers.iter().all(|number| number.is_finite() && *number >= 0.0);
    let ways = answer.ways.iter().all(|way| finite(&[way.vehicles, way.capacity.unwrap_or(0.0)]));
    if ways && answer.cut.iter().all(|asset| finite(&[asset.capacity, asset.vehicles])) {
        Ok(())
    } else {
        Err(Error::Output("the answer holds a number that is none".to_owned()))
    }
}
