//! A table of text: a thin layer over comfy-table that keeps names harmless and numbers whole.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, presets};

use crate::report::words::one_line;

/// Which side of its column a cell stands on.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A table with a header and columns two blanks apart.
pub(in crate::report) struct Grid {
    table: Table,
}

impl Grid {
    /// An empty table with these columns.
    pub(in crate::report) fn new(columns: &[(&str, Align)]) -> Grid {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(columns.iter().map(|(name, _)| *name));
        for (index, (_, align)) in columns.iter().enumerate() {
            if let Some(column) = table.column_mut(index) {
                column.set_padding((if index == 0 { 2 } else { 0 }, if index + 1 < columns.len() { 2 } else { 0 }));
                match align {
                    Align::Left => column.set_cell_alignment(CellAlignment::Left),
                    Align::Right => {
                        column.set_constraint(ColumnConstraint::ContentWidth); // a number is never broken
                        column.set_cell_alignment(CellAlignment::Right)
                    }
                };
            }
        }
        Grid { table }
    }

    /// Adds a row.
    pub(in crate::report) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.table.add_row(cells.map(|cell| one_line(&cell)));
    }

    /// The text, at most `width` columns wide, with a final newline.
    pub(in crate::report) fn print(mut self, width: usize) -> String {
        self.table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        let mut text = self.table.trim_fmt();
        text.push('\n');
        text
    }
}
