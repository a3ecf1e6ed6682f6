//! Answers to questions of investments to bytes.
//!
//! | format | for |
//! |---|---|
//! | `table` | reading on a terminal; with `--explain` the page of one card |
//! | `json` | programs: the answer as it is |
//! | `csv` | spreadsheets: a row for each card, then interactions, groups, frontier, stages |
//! | `geojson` | maps: cards with their value |
//! | `svg`, `png` | frontier, ranking and synergies |

mod chart;
mod csv;
mod geojson;
mod page;
mod table;

use crate::analysis::invest::answer::InvestAnswer;
use crate::error::{Error, Result};

use super::{Format, Options, json, png};

/// Formats that answers of investments have.
pub const FORMATS: [Format; 6] = [Format::Table, Format::Json, Format::GeoJson, Format::Csv, Format::Svg, Format::Png];

/// Prints an answer in a format. The same answer and options give the same bytes.
///
/// # Errors
/// When the format is none of [`FORMATS`], or the answer contradicts itself: a choice beyond its budget, a gain above its
/// bound, money of instruments beyond the cost, a number that is none.
pub fn render(answer: &InvestAnswer, format: Format, options: &Options) -> Result<Vec<u8>> {
    check(answer)?;
    match format {
        Format::Table if answer.explained.is_some() => Ok(page::render(answer, options).into_bytes()),
        Format::Table => Ok(table::render(answer, options).into_bytes()),
        Format::Json => json::bytes(answer),
        Format::Csv => csv::render(answer),
        Format::GeoJson => geojson::render(answer),
        Format::Svg => Ok(chart::render(answer).into_bytes()),
        Format::Png => png::draw(&chart::render(answer), options),
        Format::GeoPackage | Format::FlatGeobuf | Format::Kml => {
            super::export::export(&geojson::render(answer)?, format)
        }
        Format::Gpx => Err(Error::Usage(format!("an answer of investments has no format {format}"))),
    }
}

/// A wrong number is worse than none.
fn check(answer: &InvestAnswer) -> Result<()> {
    let fault = |text: String| Err(Error::Output(text));
    if let Some(portfolio) = &answer.portfolio {
        if portfolio.cost_eur_m > portfolio.budget_eur_m + 1e-6 {
            return fault(format!(
                "the portfolio costs {}, the budget is {}",
                portfolio.cost_eur_m, portfolio.budget_eur_m
            ));
        }
        if portfolio.gain > portfolio.bound + 1e-6 {
            return fault(format!("the portfolio gains {}, beyond its bound {}", portfolio.gain, portfolio.bound));
        }
    }
    for card in &answer.cards {
        let paid: f64 = card.funding.iter().map(|one| one.pays_eur_m).sum();
        if paid > card.cost_eur_m.unwrap_or(0.0) + 1e-3 {
            return fault(format!("{}: instruments pay {paid} of {:?}", card.id, card.cost_eur_m));
        }
        let numbers =
            [card.gain, card.flow_gain, card.resilience_gain, card.per_eur.unwrap_or(0.0), card.share.unwrap_or(0.0)];
        if numbers.iter().any(|number| !number.is_finite()) {
            return fault(format!("{} holds a number that is none", card.id));
        }
    }
    Ok(())
}

/// A number with as many decimals as it needs.
fn figure(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let size = value.abs();
    let text = if size >= 100.0 {
        format!("{value:.0}")
    } else if size >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    };
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// EUR million.
fn money(value: f64) -> String {
    if value >= 1.0 { crate::report::words::thousands(value.round() as u64) } else { figure(value) }
}
