//! A TOML file read strictly by a description of its tables: everything that is wrong with it is told, with file, line
//! and field, and the same description is printed for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Place, Problem};

/// What a field may hold.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Words.
    Text,
    /// A list of words.
    Texts,
    /// A whole number from 0.
    Count,
    /// A number.
    Number,
    /// `true` or `false`.
    Flag,
    /// One value of any kind, as a cell of a table would say it.
    Cell,
    /// Cells by the name of their column.
    Cells,
    /// One table of its own, in braces or under its own header.
    Table(&'static TableSchema),
    /// Tables of their own.
    Tables(&'static TableSchema),
}

impl Kind {
    /// In words, for people.
    fn word(self) -> &'static str {
        match self {
            Kind::Text => "words",
            Kind::Texts => "list of words",
            Kind::Count => "whole number",
            Kind::Number => "number",
            Kind::Flag => "true or false",
            Kind::Cell => "words or number",
            Kind::Cells => "cells by column",
            Kind::Table(_) => "table",
            Kind::Tables(_) => "tables",
        }
    }

    /// What to write, for errors.
    fn wanted(self) -> &'static str {
        match self {
            Kind::Text => "words in quotes",
            Kind::Texts => "a list of words in quotes",
            Kind::Count => "a whole number from 0",
            Kind::Number => "a finite number",
            Kind::Flag => "true or false",
            Kind::Cell => "words in quotes, a number, true or false",
            Kind::Cells => "columns with their values in braces",
            Kind::Table(_) => "a table in braces",
            Kind::Tables(_) => "tables",
        }
    }
}

/// A field of a table.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Name in the file.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it must be there.
    pub required: bool,
    /// What it means.
    pub meaning: &'static str,
    /// As in a file.
    pub example: &'static str,
}

/// A table of a file.
#[derive(Clone, Copy, Debug)]
pub struct TableSchema {
    /// Name in the file; empty for the file itself.
    pub name: &'static str,
    /// What it describes.
    pub meaning: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
}

/// A field, in one line.
pub(super) const fn field(
    name: &'static str,
    kind: Kind,
    required: bool,
    example: &'static str,
    meaning: &'static str,
) -> Field {
    Field { name, kind, required, meaning, example }
}

/// A value with the line it stands on.
#[derive(Clone, Debug, PartialEq)]
pub struct At<T> {
    /// Line, counted from 1.
    pub line: u64,
    /// Value.
    pub value: T,
}

#[derive(Clone, Debug)]
enum Value {
    Text(String),
    Texts(Vec<String>),
    Count(u64),
    Number(f64),
    Flag(bool),
    Cells(Vec<(String, At<String>)>),
    Tables(Vec<Record>),
}

/// A table as read: only fields that the schema knows, each of the right kind.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Line of its header.
    pub line: u64,
    fields: BTreeMap<&'static str, At<Value>>,
}

impl Record {
    /// Words of a field.
    pub fn text(&self, name: &str) -> Option<At<String>> {
        match self.fields.get(name) {
            Some(At { line, value: Value::Text(text) }) => Some(At { line: *line, value: text.clone() }),
            _ => None,
        }
    }

    /// List of a field; empty when it is not there.
    pub fn texts(&self, name: &str) -> At<Vec<String>> {
        match self.fields.get(name) {
            Some(At { line, value: Value::Texts(texts) }) => At { line: *line, value: texts.clone() },
            _ => At { line: self.line, value: Vec::new() },
        }
    }

    /// Whole number of a field.
    pub fn count(&self, name: &str) -> Option<At<u64>> {
        match self.fields.get(name) {
            Some(At { line, value: Value::Count(count) }) => Some(At { line: *line, value: *count }),
            _ => None,
        }
    }

    /// Number of a field.
    pub fn number(&self, name: &str) -> Option<At<f64>> {
        match self.fields.get(name) {
            Some(At { line, value: Value::Number(number) }) => Some(At { line: *line, value: *number }),
            _ => None,
        }
    }

    /// Whether a field says `true`.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.fields.get(name), Some(At { value: Value::Flag(true), .. }))
    }

    /// Cells of a field by column, in the order of the file; a single cell bears no column.
    pub fn cells(&self, name: &str) -> &[(String, At<String>)] {
        match self.fields.get(name) {
            Some(At { value: Value::Cells(cells), .. }) => cells,
            _ => &[],
        }
    }

    /// The one table of a field.
    pub fn table(&self, name: &str) -> Option<&Record> {
        self.tables(name).first()
    }

    /// Line of a field; of the table itself where the field is not there.
    pub fn line_of(&self, name: &str) -> u64 {
        self.fields.get(name).map_or(self.line, |at| at.line)
    }

    /// Names of the fields that are there.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.fields.keys().copied()
    }

    /// Tables of a field, in the order of the file.
    pub fn tables(&self, name: &str) -> &[Record] {
        match self.fields.get(name) {
            Some(At { value: Value::Tables(tables), .. }) => tables,
            _ => &[],
        }
    }
}

/// Reads the text of a file by the description of its outermost table, called `title` in messages.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub(super) fn read(
    file: &str,
    text: &str,
    title: &str,
    schema: &'static TableSchema,
) -> std::result::Result<Record, Vec<Problem>> {
    let mut reader = Reader { file, text, title, problems: Vec::new() };
    let record = match DeTable::parse(text) {
        Ok(table) => reader.record(schema, table.get_ref(), 1),
        Err(error) => {
            let line = error.span().map_or(1, |span| reader.line(span.start));
            reader.tell(line, "", "toml", format!("is no TOML: {}", error.message().replace('\n', " ")));
            Record::default()
        }
    };
    reader.problems.sort_by_key(|problem| problem.place.line);
    if reader.problems.is_empty() { Ok(record) } else { Err(reader.problems) }
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    title: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn line(&self, at: usize) -> u64 {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        u64::try_from(before.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(0) + 1
    }

    fn tell(&mut self, line: u64, field: &str, check: &str, message: String) {
        let field = (!field.is_empty()).then(|| field.to_owned());
        self.problems.push(Problem::new(Place { file: self.file.to_owned(), line: Some(line), field }, check, message));
    }

    fn record(&mut self, schema: &'static TableSchema, table: &DeTable<'_>, line: u64) -> Record {
        let mut record = Record { line, fields: BTreeMap::new() };
        let name = if schema.name.is_empty() { self.title.to_owned() } else { format!("[[{}]]", schema.name) };
        for (key, value) in table {
            let (word, line) = (key.get_ref().as_ref(), self.line(key.span().start));
            let Some(field) = schema.fields.iter().find(|field| field.name == word) else {
                let near = nearest(word, schema.fields.iter().map(|field| field.name));
                let all: Vec<&str> = schema.fields.iter().map(|field| field.name).collect();
                let hint = near.map_or("; it".to_owned(), |near| format!("; did you mean {near}? It"));
                self.tell(
                    line,
                    word,
                    "known-field",
                    format!("{name} has no field \"{word}\"{hint} may have {}", all.join(", ")),
                );
                continue;
            };
            if let Some(value) = self.value(field, value) {
                record.fields.insert(field.name, At { line, value });
            }
        }
        for field in schema.fields.iter().filter(|field| field.required) {
            if !table.keys().any(|key| key.get_ref().as_ref() == field.name) {
                let example = match field.kind {
                    Kind::Tables(inner) => format!("[[{}]]", inner.name),
                    _ => format!("{} = {}", field.name, field.example),
                };
                let message = format!("{name} needs {} ({}); write for instance {example}", field.name, field.meaning);
                self.tell(line, field.name, "required-field", message);
            }
        }
        record
    }

    fn value(&mut self, field: &'static Field, value: &Spanned<DeValue<'_>>) -> Option<Value> {
        let line = self.line(value.span().start);
        let inside = value.get_ref();
        let read = match (field.kind, inside) {
            (Kind::Text, DeValue::String(text)) => Some(Value::Text(text.to_string())),
            (Kind::Text, DeValue::Datetime(moment)) => Some(Value::Text(moment.to_string())),
            (Kind::Texts, DeValue::String(text)) => Some(Value::Texts(vec![text.to_string()])),
            (Kind::Texts, DeValue::Array(list)) => list
                .iter()
                .map(|one| match one.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    _ => None,
                })
                .collect::<Option<Vec<_>>>()
                .map(Value::Texts),
            (Kind::Count, DeValue::Integer(number)) => i64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .and_then(|number| u64::try_from(number).ok())
                .map(Value::Count),
            (Kind::Number, DeValue::Integer(number)) => {
                number.as_str().parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::Number)
            }
            (Kind::Number, DeValue::Float(number)) => {
                number.as_str().parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::Number)
            }
            (Kind::Flag, DeValue::Boolean(flag)) => Some(Value::Flag(*flag)),
            (Kind::Cell, one) => cell(one).map(|value| Value::Cells(vec![(String::new(), At { line, value })])),
            (Kind::Cells, DeValue::Table(table)) => table
                .iter()
                .map(|(column, one)| {
                    let line = self.line(one.span().start);
                    cell(one.get_ref()).map(|value| (column.get_ref().to_string(), At { line, value }))
                })
                .collect::<Option<Vec<_>>>()
                .map(Value::Cells),
            (Kind::Table(schema), DeValue::Table(table)) => Some(Value::Tables(vec![self.record(schema, table, line)])),
            (Kind::Tables(schema), DeValue::Array(list)) => {
                let mut tables = Vec::new();
                for one in list.iter() {
                    let line = self.line(one.span().start);
                    match one.get_ref() {
                        DeValue::Table(table) => tables.push(self.record(schema, table, line)),
                        _ => self.tell(
                            line,
                            field.name,
                            "field-value",
                            format!("write [[{}]] and its fields", schema.name),
                        ),
                    }
                }
                Some(Value::Tables(tables))
            }
            (Kind::Tables(schema), DeValue::Table(_)) => {
                self.tell(
                    line,
                    field.name,
                    "field-value",
                    format!("write [[{0}]] with two brackets: there may be several", schema.name),
                );
                return None;
            }
            _ => None,
        };
        if read.is_none() {
            let wanted = field.kind.wanted();
            let message = format!("must be {wanted}, as in {} = {}", field.name, field.example);
            self.tell(line, field.name, "field-value", message);
        }
        read
    }
}

/// A value as a cell of a table would say it.
fn cell(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(|one| one.to_string())
        }
        DeValue::Float(number) => {
            number.as_str().parse::<f64>().ok().filter(|one| one.is_finite()).map(|one| one.to_string())
        }
        DeValue::Boolean(flag) => Some(if *flag { "yes" } else { "no" }.to_owned()),
        _ => None,
    }
}

/// The known word that is most like a word, if any is.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let like = |other: &str| strsim::jaro_winkler(&word.to_lowercase(), &other.to_lowercase());
    known
        .map(|other| (like(other), other))
        .filter(|(like, _)| *like > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|(_, other)| other)
}

/// The description of a kind of file for people, as Markdown: an introduction, then the tables.
pub(super) fn page(introduction: &str, tables: &[&TableSchema]) -> String {
    let mut text = introduction.to_owned();
    for table in tables {
        let title = if table.name.is_empty() { "The file".to_owned() } else { format!("`[[{}]]`", table.name) };
        let _ = write!(
            text,
            "\n## {title}\n{}.\n\n| field | holds | must | example | meaning |\n|---|---|---|---|---|\n",
            table.meaning
        );
        for field in table.fields {
            let example = match field.kind {
                Kind::Tables(inner) => format!("`[[{}]]`", inner.name),
                _ => format!("`{} = {}`", field.name, field.example),
            };
            let must = if field.required { "yes" } else { "" };
            let _ =
                writeln!(text, "| `{}` | {} | {must} | {example} | {} |", field.name, field.kind.word(), field.meaning);
        }
    }
    text
}
