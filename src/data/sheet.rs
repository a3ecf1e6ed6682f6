//! The text of one table as rows by key, for those who change some of its cells.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::overlay::{Lines, origin};
use super::schema::Schema;
use super::table::line_at;

/// The rows of one table by key, as text.
pub struct Sheet {
    header: Vec<String>,
    rows: Vec<(String, StringRecord, (String, u64))>,
    by_key: BTreeMap<String, usize>,
}

impl Sheet {
    /// Reads a text by the columns of its table; `lines` tells where its rows came from.
    pub fn read(schema: &Schema, text: &str, lines: Option<&Lines>) -> Self {
        let header: Vec<String> = schema.columns.iter().map(|column| column.name.to_owned()).collect();
        let mut merged = Sheet { header, rows: Vec::new(), by_key: BTreeMap::new() };
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let written = reader.headers().cloned().unwrap_or_default();
        // A record that cannot be read was told when the table below was read.
        for record in reader.records().flatten() {
            let cell =
                |name: &str| written.iter().position(|column| column == name).and_then(|index| record.get(index));
            let whole: StringRecord =
                schema.columns.iter().map(|column| cell(column.name).or(column.default).unwrap_or_default()).collect();
            let key = schema.key.iter().map(|name| cell(name).unwrap_or_default()).collect::<Vec<_>>().join("|");
            let line = line_at(text, record.position());
            let origin = lines.map_or_else(|| (schema.file.to_owned(), line), |lines| origin(lines, schema.file, line));
            merged.by_key.insert(key.clone(), merged.rows.len());
            merged.rows.push((key, whole, origin));
        }
        merged
    }

    /// Position of a row by its key.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).copied()
    }

    /// A cell by position of its row and name of its column.
    pub fn cell(&self, row: usize, name: &str) -> Option<&str> {
        let index = self.header.iter().position(|column| column == name)?;
        self.rows[row].1.get(index)
    }

    /// `; did you mean KEY?` where a key is much like one.
    pub fn nearest(&self, key: &str) -> String {
        nearest(key, self.rows.iter().map(|(key, _, _)| key.as_str()))
    }

    /// Puts a whole row, over the one with that key if there is one.
    pub fn put(&mut self, key: &str, record: StringRecord, origin: (String, u64)) {
        match self.find(key) {
            Some(row) => self.rows[row] = (key.to_owned(), record, origin),
            None => {
                self.by_key.insert(key.to_owned(), self.rows.len());
                self.rows.push((key.to_owned(), record, origin));
            }
        }
    }

    /// Changes cells of a row; a row that is not there yet is made, with the cells of its key and the defaults of its table.
    /// Columns that the table does not have are left out.
    pub fn set(&mut self, schema: &Schema, key: &str, cells: &[(&str, &str)]) {
        let below = self.find(key);
        let keys: Vec<(&str, &str)> = schema.key.iter().copied().zip(key.split('|')).collect();
        let whole: StringRecord = schema
            .columns
            .iter()
            .map(|column| {
                let given = cells.iter().chain(&keys).find(|(name, _)| *name == column.name).map(|(_, value)| *value);
                let stands = below.and_then(|row| self.cell(row, column.name));
                given.or(stands).or(column.default).unwrap_or_default().to_owned()
            })
            .collect();
        let origin = below.map_or_else(|| (schema.file.to_owned(), 0), |row| self.rows[row].2.clone());
        self.put(key, whole, origin);
    }

    /// Keys of its rows, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|(key, _, _)| key.as_str())
    }

    /// Takes a row out; false when there is none.
    pub fn remove(&mut self, key: &str) -> bool {
        let Some(row) = self.by_key.remove(key) else { return false };
        self.rows.remove(row);
        for index in self.by_key.values_mut().filter(|index| **index > row) {
            *index -= 1;
        }
        true
    }

    /// The merged text, and where each of its rows came from.
    pub fn write(&self) -> (String, Lines) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut lines = Vec::new();
        let header = StringRecord::from(self.header.clone());
        let records = std::iter::once(&header).chain(self.rows.iter().map(|(_, record, _)| record));
        let mut line = 1;
        for (index, record) in records.enumerate() {
            if let Some((_, _, (file, from))) = index.checked_sub(1).and_then(|row| self.rows.get(row)) {
                lines.push((line, file.clone(), *from));
            }
            // Writing to memory does not fail.
            let _ = writer.write_record(record);
            line += 1 + record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        }
        let bytes = writer.into_inner().unwrap_or_default();
        (String::from_utf8(bytes).unwrap_or_default(), lines)
    }
}

/// `; did you mean NAME?` where one of the names is much like the one wanted.
pub(super) fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> String {
    let alike = |name: &str| strsim::jaro_winkler(name, wanted);
    let near = names.max_by(|a, b| alike(a).total_cmp(&alike(b)));
    near.filter(|near| alike(near) > 0.7).map_or(String::new(), |near| format!("; did you mean {near}?"))
}
