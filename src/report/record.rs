//! Rows of a flat CSV table, told apart by their first column, `record`.

use super::words::one_line;
use crate::error::{Error, Result};

/// A row, filled by column name; what is not given is empty.
pub(super) struct Row {
    columns: &'static [&'static str],
    cells: Vec<String>,
}

impl Row {
    /// A row of the table with these columns that says what it is.
    pub(super) fn new(columns: &'static [&'static str], record: &str) -> Row {
        let mut cells = vec![String::new(); columns.len()];
        record.clone_into(&mut cells[0]);
        Row { columns, cells }
    }

    /// With a cell.
    pub(super) fn with(mut self, column: &str, value: impl ToString) -> Row {
        if let Some(at) = self.columns.iter().position(|name| *name == column) {
            let text = one_line(&value.to_string());
            // A spreadsheet would take these for a formula.
            self.cells[at] = if text.starts_with(['=', '+', '@']) { format!("'{text}") } else { text };
        }
        self
    }

    /// With a cell that may be empty.
    pub(super) fn maybe(self, column: &str, value: Option<impl ToString>) -> Row {
        match value {
            Some(value) => self.with(column, value),
            None => self,
        }
    }
}

/// The table as CSV (RFC 4180).
///
/// # Errors
/// When the writer refuses a row.
pub(super) fn table(columns: &[&str], rows: &[Row]) -> Result<Vec<u8>> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let failed = |error: ::csv::Error| Error::Output(error.to_string());
    writer.write_record(columns).map_err(failed)?;
    for row in rows {
        writer.write_record(&row.cells).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| Error::Output(error.to_string()))
}
