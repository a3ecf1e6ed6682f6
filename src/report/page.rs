//! A page of text for the terminal: headings, paragraphs and tables (a thin layer over comfy-table that keeps names
//! harmless and numbers whole).

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, presets};

use super::words::one_line;
use super::{Colour, Options};
use crate::analysis::stamp::Stamp;

/// Lines of text, coloured or not.
pub(super) struct Page {
    out: String,
    colour: Colour,
    pub(super) width: usize,
}

impl Page {
    pub(super) fn new(options: &Options) -> Page {
        Page { out: String::new(), colour: options.colour, width: usize::from(options.width_columns.max(60)) }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// What every answer ends in: what it was computed from, and whom to thank.
    pub(super) fn stamp(&mut self, stamp: &Stamp) {
        self.blank();
        self.paragraph("", &super::style::stamp_line(stamp));
        if !stamp.attribution.is_empty() {
            self.paragraph("", &stamp.attribution.join("; "));
        }
    }

    pub(super) fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    pub(super) fn blank(&mut self) {
        self.out.push('\n');
    }

    pub(super) fn bold(&mut self, text: &str) {
        match self.colour {
            Colour::Plain => self.line(text),
            Colour::Ansi => self.line(&format!("\u{1b}[1m{text}\u{1b}[0m")),
        }
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.blank();
        match self.colour {
            Colour::Plain => self.line(text),
            Colour::Ansi => self.line(&format!("\u{1b}[1;36m{text}\u{1b}[0m")),
        }
    }

    /// A paragraph, wrapped, its first line after `lead` and the others below it.
    pub(super) fn paragraph(&mut self, lead: &str, text: &str) {
        let indent = " ".repeat(lead.chars().count());
        for (index, line) in wrap(&one_line(text), self.width.saturating_sub(indent.len())).iter().enumerate() {
            self.line(&format!("{}{line}", if index == 0 { lead } else { &indent }));
        }
    }

    pub(super) fn grid(&mut self, grid: Grid) {
        let text = grid.print(self.width);
        self.out.push_str(&text);
    }
}

/// Units that stay on the line of their number.
const UNITS: [&str; 7] = ["d", "h", "min", "km", "m", "t", "mm"];

/// Breaks text into lines of at most `width` characters, at blanks where it can, but not between a number and its unit.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(10);
    let mut lines = vec![String::new()];
    let mut used = 0;
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let unit = UNITS.contains(&word.trim_end_matches([',', ';', ')', '.']));
        match words.last_mut() {
            Some(number) if unit && number.ends_with(|c: char| c.is_ascii_digit()) => {
                number.push(' ');
                number.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    for word in words {
        let mut word: Vec<char> = word.chars().collect();
        if used > 0 && used + 1 + word.len() > width {
            lines.push(String::new());
            used = 0;
        }
        while word.len() > width {
            let rest = word.split_off(width);
            lines.last_mut().into_iter().for_each(|line| line.extend(&word));
            lines.push(String::new());
            word = rest;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.extend(&word);
            used += word.len();
        }
    }
    lines
}

/// Which side of its column a cell stands on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A table with a header and columns two blanks apart.
pub(super) struct Grid {
    table: Table,
}

impl Grid {
    /// An empty table with these columns.
    pub(super) fn new(columns: &[(&str, Align)]) -> Grid {
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
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.table.add_row(cells.into_iter().map(|cell| one_line(&cell)));
    }

    /// The text, at most `width` columns wide, with a final newline.
    pub(super) fn print(mut self, width: usize) -> String {
        self.table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        let mut text = self.table.trim_fmt();
        text.push('\n');
        text
    }
}
