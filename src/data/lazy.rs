//! A table that is read when it is first looked into: a question pays only for the tables that it needs.

use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use super::schema::Column;
use super::table::{Lined, Row, read_rows};

/// Rows of one table, behaving like the `Vec` of them.
#[derive(Clone, Debug)]
pub struct Table<T> {
    text: &'static str,
    rows: OnceLock<Vec<Lined<T>>>,
}

impl<T> Table<T> {
    /// The rows of an embedded text, read when they are first looked at. Only for texts that the tests have read.
    pub fn later(text: &'static str) -> Self {
        Table { text, rows: OnceLock::new() }
    }
}

impl<T: Row> Table<T> {
    /// The rows; the first call reads them, O(size).
    fn rows(&self) -> &Vec<Lined<T>> {
        self.rows.get_or_init(|| {
            if self.text.is_empty() {
                return Vec::new();
            }
            quick_rows(self.text).unwrap_or_else(|| {
                let mut problems = Vec::new();
                let rows = read_rows::<T>(self.text, &mut problems);
                assert!(problems.is_empty(), "an embedded table is damaged: {problems:?}");
                rows
            })
        })
    }
}

/// The rows of a sound table whose columns stand in the order of the row type and have no defaults; `None` for any
/// other text. The same rows as [`read_rows`] in a third of the time: cells are matched to fields by their number.
fn quick_rows<T: Row>(text: &str) -> Option<Vec<Lined<T>>> {
    let fills = |column: &Column| column.default.is_some_and(|text| !text.is_empty());
    let has_defaults = T::SCHEMA.is_some_and(|schema| schema.columns.iter().any(fills));
    let mut cells = Cells { rest: text, line: 1, quoted: String::new() };
    let mut record = csv::StringRecord::new();
    cells.next_record(&mut record)?;
    if has_defaults || record.iter().ne(T::COLUMNS.iter().copied()) {
        return None;
    }
    let mut rows = Vec::with_capacity(text.bytes().filter(|byte| *byte == b'\n').count());
    while !cells.rest.is_empty() {
        let line = cells.line;
        cells.next_record(&mut record)?;
        if record.len() != T::COLUMNS.len() {
            return None;
        }
        rows.push(Lined { line, row: record.deserialize(None).ok()? });
    }
    Some(rows)
}

/// Cells of a CSV text (RFC 4180: commas, quotes doubled inside quotes, lines that end in LF or CRLF).
struct Cells<'a> {
    rest: &'a str,
    /// Line of `rest`, counted from 1.
    line: u64,
    quoted: String,
}

impl<'a> Cells<'a> {
    /// Puts the cells of the next record into `record`. `None` where a quote is not closed or stands inside a cell.
    fn next_record(&mut self, record: &mut csv::StringRecord) -> Option<()> {
        record.clear();
        loop {
            if let Some(inner) = self.rest.strip_prefix('"') {
                self.quoted_cell(inner)?;
                record.push_field(&self.quoted);
            } else {
                let end =
                    self.rest.bytes().position(|byte| matches!(byte, b',' | b'\n' | b'"')).unwrap_or(self.rest.len());
                let (cell, rest) = self.rest.split_at(end);
                self.rest = rest;
                record.push_field(if rest.starts_with(',') { cell } else { cell.strip_suffix('\r').unwrap_or(cell) });
            }
            match self.rest.as_bytes() {
                [b',', ..] => self.rest = &self.rest[1..],
                [b'\n', ..] => {
                    self.rest = &self.rest[1..];
                    self.line += 1;
                    return Some(());
                }
                [] => return Some(()),
                _ => return None,
            }
        }
    }

    /// Reads a quoted cell, whose opening quote is gone, into `quoted`.
    fn quoted_cell(&mut self, mut inner: &'a str) -> Option<()> {
        self.quoted.clear();
        loop {
            let (piece, rest) = inner.split_at(inner.find('"')?);
            self.quoted.push_str(piece);
            self.line += piece.bytes().filter(|byte| *byte == b'\n').count() as u64;
            let Some(more) = rest.strip_prefix("\"\"") else {
                let after = &rest[1..];
                self.rest = if after.starts_with("\r\n") { &after[1..] } else { after };
                return Some(());
            };
            self.quoted.push('"');
            inner = more;
        }
    }
}

impl<T> From<Vec<Lined<T>>> for Table<T> {
    fn from(rows: Vec<Lined<T>>) -> Self {
        Table { text: "", rows: OnceLock::from(rows) }
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table::from(Vec::new())
    }
}

impl<T: Row> Deref for Table<T> {
    type Target = Vec<Lined<T>>;

    fn deref(&self) -> &Vec<Lined<T>> {
        self.rows()
    }
}

impl<T: Row> DerefMut for Table<T> {
    fn deref_mut(&mut self) -> &mut Vec<Lined<T>> {
        self.rows();
        self.rows.get_mut().expect("the line above has read the rows")
    }
}

impl<'a, T: Row> IntoIterator for &'a Table<T> {
    type Item = &'a Lined<T>;
    type IntoIter = std::slice::Iter<'a, Lined<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows().iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::rows::{PortRow, SeaLinkRow, VehicleRow};

    fn same<T: Row + std::fmt::Debug>(text: &str) {
        let mut problems = Vec::new();
        let slow = read_rows::<T>(text, &mut problems);
        let fast = quick_rows::<T>(text);
        assert_eq!(format!("{fast:?}"), format!("{:?}", problems.is_empty().then_some(slow)), "{text}");
    }

    #[test]
    fn quick_rows_are_those_of_the_strict_reader() {
        use crate::data::folder::Files;
        same::<PortRow>(Files::embedded(PortRow::FILE));
        same::<SeaLinkRow>(Files::embedded(SeaLinkRow::FILE));
        same::<VehicleRow>(Files::embedded(VehicleRow::FILE));
    }

    #[derive(Debug, serde::Deserialize)]
    struct Town {
        _name: String,
        _people: Option<u32>,
    }

    impl Row for Town {
        const FILE: &'static str = "towns.csv";
        const COLUMNS: &'static [&'static str] = &["_name", "_people"];
    }

    #[test]
    fn quotes_and_line_ends_are_those_of_the_standard() {
        for text in [
            "_name,_people\nTapa,5000\n",
            "_name,_people\n\"Tapa, \"\"old\"\"\",\nRukla,2000",
            "_name,_people\n\"two\nlines\",1\nnext,2\n",
            "_name,_people\n",
            "_name,_people\nTapa,many\n",
        ] {
            same::<Town>(text);
        }
        let unix = "_name,_people\n\"Tapa, \"\"old\"\"\",\nRukla,2000\n";
        let rows = |text: &str| format!("{:?}", quick_rows::<Town>(text));
        assert_eq!(rows(unix), rows(&unix.replace('\n', "\r\n")));
        // What the strict reader may still make something of is left to it.
        assert!(quick_rows::<Town>("_name,_people\n\"never closed,1\n").is_none());
        assert!(quick_rows::<Town>("_people,_name\n1,Tapa\n").is_none());
        assert!(quick_rows::<Town>("_name,_people\nTapa\n").is_none());
    }
}
