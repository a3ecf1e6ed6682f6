//! A folder of the user's laid over a network: rows added, changed or removed without a rebuild.
//!
//! Tables are merged as texts, row by row, by the key of their description. A row of the overlay needs the key, its
//! provenance and the columns that it changes; a new row needs every column that must say something. Rows are removed
//! by `removed_rows.csv`. Where each row of a merged table came from is kept, so that problems name the user's file.
#![allow(clippy::disallowed_methods, reason = "this is the room that opens files")]

use std::path::Path;

use csv::StringRecord;
use serde::Deserialize;

use super::rows::{Evidence, Provenance, Sourced, table};
use super::schema::Schema;
use super::sheet::{Sheet, nearest};
use super::table::{Row, line_at, read_rows};
use super::tables::Tables;
use crate::error::{Error, Place, Problem, Result};

table! {
    /// A row of the network that an overlay removes.
    RemovedRow, "removed_rows.csv", key [table, key], {
        /// Table, e.g. `structures.csv`.
        table: String,
        /// Key of the row: its id; where several columns are the key, their values joined by `|`.
        key: String,
    }
}

/// Files that only the builder reads: what they say is in the geometry.
const BUILT: &[&str] = &[
    "base.bin",
    "border_crossings.csv",
    "gauge_lines.csv",
    "line_patches.csv",
    "recipe.toml",
    "removed_links.csv",
    "courses.csv",
    "straight_links.csv",
];

/// Files that explain an overlay and are not read.
const IGNORED: &[&str] = &["README.md", "README.txt", "LICENSE", "LICENSE.md", "LICENSE.txt"];

/// What a network knows of an overlay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlay {
    /// The folder's own name, without its path.
    pub name: String,
    /// SHA-256 over its tables by name, hexadecimal.
    pub hash: String,
}

/// Where the rows of a merged table came from: (first line in the merged text, file, line there), by line.
pub type Lines = Vec<(u64, String, u64)>;

/// The tables of an overlay folder as read.
pub(super) struct Folder {
    pub(super) overlay: Overlay,
    pub(super) texts: Vec<(&'static str, String)>,
    removed: Option<String>,
}

impl Folder {
    /// Reads an overlay folder.
    ///
    /// # Errors
    /// When it is no folder, holds a file that is no table (with a suggestion) or that only the builder uses, or a table
    /// is not UTF-8 text.
    pub(super) fn open(dir: &Path, own: bool) -> Result<Self> {
        let path = dir.display().to_string();
        let fail = |path: String, reason: String| Error::File { action: "read", path, reason };
        let entries = std::fs::read_dir(dir).map_err(|error| {
            fail(path.clone(), format!("{error}; give a folder with tables to lay over the network"))
        })?;
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.file_name().to_string_lossy().into_owned()))
            .filter(|name| !name.starts_with('.') && !IGNORED.contains(&name.as_str()))
            .collect();
        names.sort();
        let whole = dir.canonicalize().unwrap_or_else(|_| dir.to_path_buf());
        let name = whole.file_name().map_or_else(|| "overlay".to_owned(), |name| name.to_string_lossy().into_owned());
        let (mut texts, mut removed, mut hashed) = (Vec::new(), None, Vec::new());
        for file in names {
            let refused = |reason: String| fail(dir.join(&file).display().to_string(), reason);
            if BUILT.contains(&file.as_str()) {
                let reason = "what it says is part of the geometry; copy the network's folder, change the table there \
                              and build it again (`corridor network build`)";
                return Err(refused(reason.to_owned()));
            }
            let known = Tables::FILES.iter().find(|known| **known == file).copied();
            let of_own = ["nodes.csv", "links.csv"].contains(&file.as_str());
            if of_own && !own {
                let reason = "only a network of one's own has this table; this one has a geometry that was built";
                return Err(refused(reason.to_owned()));
            }
            if known.is_none() && file != RemovedRow::FILE {
                return Err(refused(format!("no table is called so{}", suggestion(&file))));
            }
            let text = super::folder::read_text(&dir.join(&file))?;
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
            hashed.extend_from_slice(file.as_bytes());
            hashed.extend_from_slice(&(text.len() as u64).to_le_bytes());
            hashed.extend_from_slice(text.as_bytes());
            match known {
                Some(known) => texts.push((known, text)),
                None => removed = Some(text),
            }
        }
        if texts.is_empty() && removed.is_none() {
            return Err(fail(path, "it holds no table; an overlay without tables changes nothing".to_owned()));
        }
        let hash = super::sources::sha256(&hashed);
        Ok(Folder { overlay: Overlay { name, hash }, texts, removed })
    }

    fn place(&self, file: &str, line: u64) -> Place {
        Place::line(&format!("{}/{file}", self.overlay.name), line)
    }

    /// Lays its row changes over the text of one table; `None` when it says nothing of it.
    pub(super) fn over(
        &self,
        schema: &Schema,
        below: Option<&str>,
        lines: Option<&Lines>,
        problems: &mut Vec<Problem>,
    ) -> Option<(String, Lines)> {
        let text = self.texts.iter().find(|(file, _)| *file == schema.file).map(|(_, text)| text.as_str());
        let gone = self.gone(schema.file, problems);
        if text.is_none() && gone.is_empty() {
            return None;
        }
        let mut merged = Sheet::read(schema, below.unwrap_or_default(), lines);
        for (key, line) in gone {
            if !merged.remove(&key) {
                let near = merged.nearest(&key);
                let mut place = self.place(RemovedRow::FILE, line);
                place.field = Some("key".to_owned());
                let message = format!("\"{key}\" is no row of {}, so it cannot be removed{near}", schema.file);
                problems.push(Problem::new(place, "reference", message));
            }
        }
        if let Some(text) = text {
            self.lay(schema, text, &mut merged, problems);
        }
        Some(merged.write())
    }

    /// Keys of a table that it removes, with the line that says so.
    fn gone(&self, file: &str, problems: &mut Vec<Problem>) -> Vec<(String, u64)> {
        let Some(text) = &self.removed else { return Vec::new() };
        let mut found = Vec::new();
        let rows = read_rows::<RemovedRow>(text, &mut found);
        for problem in &mut found {
            problem.place.file = format!("{}/{}", self.overlay.name, RemovedRow::FILE);
        }
        for lined in rows.iter().filter(|lined| !Tables::FILES.contains(&lined.row.table.as_str())) {
            let mut place = self.place(RemovedRow::FILE, lined.line);
            place.field = Some("table".to_owned());
            let message = format!("\"{}\" is no table{}", lined.row.table, suggestion(&lined.row.table));
            found.push(Problem::new(place, "known-table", message));
        }
        // The file is looked into once for every table; its own faults are told once.
        if file == Tables::FILES[0] {
            problems.append(&mut found);
        }
        rows.into_iter().filter(|lined| lined.row.table == file).map(|lined| (lined.row.key, lined.line)).collect()
    }

    fn lay(&self, schema: &Schema, text: &str, merged: &mut Sheet, problems: &mut Vec<Problem>) {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header = reader.headers().cloned().unwrap_or_default();
        let head = |message: String| Problem::new(self.place(schema.file, 1), "columns", message);
        let before = problems.len();
        if let Some(sign) = super::table::other_separator(&header) {
            problems.push(head(format!("the columns are separated by {sign}; save the table with commas")));
            return;
        }
        let mut seen = Vec::new();
        for name in &header {
            if schema.column(name).is_none() {
                let near = nearest(name, schema.columns.iter().map(|column| column.name));
                problems.push(head(format!("the column \"{name}\" is not known here{near}")));
            }
            if seen.contains(&name) {
                problems.push(head(format!("the column {name} is there twice")));
            }
            seen.push(name);
        }
        let provenance = ["source", "date", "evidence"];
        let needed =
            provenance.iter().filter(|name| schema.column(name).is_some_and(|column| column.default.is_none()));
        for name in schema.key.iter().chain(needed).filter(|name| !header.iter().any(|column| column == **name)) {
            problems.push(head(format!(
                "the column {name} is missing{}; an overlay names the row and its source, and then only what it changes",
                schema.said(name)
            )));
        }
        if problems.len() > before {
            return;
        }
        for record in reader.records() {
            let line = match &record {
                Ok(record) => line_at(text, record.position()),
                Err(error) => line_at(text, error.position()),
            };
            let mut wrong = |check: &str, message: String| {
                problems.push(Problem::new(self.place(schema.file, line), check, message));
            };
            let record = match record {
                Ok(record) if record.len() == header.len() => record,
                Ok(record) => {
                    let (has, head) = (record.len(), header.len());
                    wrong("field-count", format!("has {has} fields where the header has {head}; check the commas"));
                    continue;
                }
                Err(error) => {
                    wrong("readable", format!("not readable as CSV: {error}"));
                    continue;
                }
            };
            let cell = |name: &str| header.iter().position(|column| column == name).and_then(|index| record.get(index));
            let key = schema.key.iter().map(|name| cell(name).unwrap_or_default()).collect::<Vec<_>>().join("|");
            let below = merged.find(&key);
            let whole: StringRecord = schema
                .columns
                .iter()
                .map(|column| {
                    let stands = below.and_then(|row| merged.cell(row, column.name));
                    let given = cell(column.name);
                    // The remark belongs to the source: it is not taken over from the row below.
                    let kept = if column.name == "note" { None } else { stands };
                    if given.is_none() && below.is_none() && column.required() {
                        wrong(
                            "new-row-whole",
                            format!(
                                "\"{key}\" is no row of the network below, so the column {} is needed{}{}",
                                column.name,
                                schema.said(column.name),
                                merged.nearest(&key)
                            ),
                        );
                    }
                    given.or(kept).or(column.default).unwrap_or_default().to_owned()
                })
                .collect();
            merged.put(&key, whole, (format!("{}/{}", self.overlay.name, schema.file), line));
        }
    }
}

fn suggestion(file: &str) -> String {
    let known = Tables::FILES.iter().copied().filter(|known| !["nodes.csv", "links.csv"].contains(known));
    format!("{}; `corridor network schema` describes all tables", nearest(file, known.chain([RemovedRow::FILE])))
}

/// Where a line of a merged table came from.
pub fn origin(lines: &Lines, file: &str, line: u64) -> (String, u64) {
    let at = lines.partition_point(|(first, _, _)| *first <= line);
    match at.checked_sub(1).and_then(|index| lines.get(index)) {
        Some((first, file, from)) => (file.clone(), from + (line - first)),
        None => (file.to_owned(), line),
    }
}
