//! The table of published movements: expected, computed, inside?

use crate::analysis::plan::validate::Validation;
use crate::error::Result;
use crate::report::page::{Align, Grid};
use crate::report::{Format, Options, json};

/// Prints the validation as a table, as Markdown (`csv` is not offered) or as JSON.
///
/// # Errors
/// When the format is neither `table` nor `json`.
pub fn render(validation: &Validation, format: Format, options: &Options) -> Result<Vec<u8>> {
    if format == Format::Json {
        return json::bytes(validation);
    }
    let mut grid = Grid::new(&[
        ("movement", Align::Left),
        ("figure", Align::Left),
        ("published", Align::Left),
        ("expected", Align::Right),
        ("computed", Align::Right),
        ("inside?", Align::Left),
        ("why", Align::Left),
    ]);
    for row in &validation.rows {
        grid.row([
            row.scenario.clone(),
            row.what.clone(),
            row.published.clone(),
            format!("{} - {}", row.low, row.high),
            row.computed.map_or_else(|| "none".to_owned(), |value| value.to_string()),
            if row.inside { "yes".to_owned() } else { "NO".to_owned() },
            row.explain.clone(),
        ]);
    }
    let mut text = grid.print(usize::from(options.width_columns).max(150));
    text.push_str(&format!(
        "{} of {} inside; negative controls fail as they must: {}\n",
        validation.inside, validation.count, validation.controls_fail
    ));
    Ok(text.into_bytes())
}
