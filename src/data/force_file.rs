//! A force file: who moves what from where to where, and what carries it. Strict: everything that is wrong is told,
//! with file, line and field.
//!
//! TOML with the tables of [`FORCE`]; [`schema`](fn@schema) writes that description for people, and the same description
//! checks what is read, so the two cannot drift apart.
#![allow(clippy::disallowed_methods, reason = "this is the room that opens files")]

use std::collections::BTreeMap;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, Place, Problem, Result};

mod schema;

pub use schema::*;

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

    /// Tables of a field, in the order of the file.
    pub fn tables(&self, name: &str) -> &[Record] {
        match self.fields.get(name) {
            Some(At { value: Value::Tables(tables), .. }) => tables,
            _ => &[],
        }
    }
}

/// A force file as read.
#[derive(Clone, Debug)]
pub struct ForceFile {
    /// Name for messages: the path, or `NAME.toml` of an example.
    pub file: String,
    /// Its text, byte for byte.
    pub text: String,
    /// What it says.
    pub record: Record,
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
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
        let name = if schema.name.is_empty() { "a force file".to_owned() } else { format!("[[{}]]", schema.name) };
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
            let wanted = match field.kind {
                Kind::Text => "words in quotes",
                Kind::Texts => "a list of words in quotes",
                Kind::Count => "a whole number from 0",
                Kind::Number => "a finite number",
                Kind::Tables(_) => "tables",
            };
            let message = format!("must be {wanted}, as in {} = {}", field.name, field.example);
            self.tell(line, field.name, "field-value", message);
        }
        read
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

impl ForceFile {
    /// Reads the text of a force file.
    ///
    /// ```
    /// use corridor::data::force_file::ForceFile;
    /// let error = ForceFile::parse("f.toml", "name = \"x\"\n[[unit]]\nname = \"a\"\nfrm = \"Tapa\"\nto = \"Rukla\"\n").unwrap_err();
    /// assert!(error.to_string().contains("f.toml:4, field frm"), "{error}");
    /// assert!(error.to_string().contains("did you mean from?"), "{error}");
    /// ```
    ///
    /// # Errors
    /// [`Error::Input`] with everything that is wrong with it.
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader { file, text, problems: Vec::new() };
        let record = match DeTable::parse(text) {
            Ok(table) => reader.record(&FORCE, table.get_ref(), 1),
            Err(error) => {
                let line = error.span().map_or(1, |span| reader.line(span.start));
                reader.tell(line, "", "toml", format!("is no TOML: {}", error.message().replace('\n', " ")));
                Record::default()
            }
        };
        if reader.problems.is_empty() {
            return Ok(ForceFile { file: file.to_owned(), text: text.to_owned(), record });
        }
        reader.problems.sort_by_key(|problem| problem.place.line);
        Err(Error::Input(reader.problems))
    }

    /// Reads a force by the name of an embedded example, or from a file.
    ///
    /// # Errors
    /// When there is neither, or the file cannot be read or is wrong.
    pub fn find(name: &str) -> Result<Self> {
        let path = Path::new(name);
        if let Some(text) = super::forces::embedded(name).filter(|_| !path.is_file()) {
            return ForceFile::parse(&format!("{name}.toml"), text);
        }
        let bytes = std::fs::read(path).map_err(|error| {
            let known = super::forces::NAMES;
            let near = nearest(name, known.iter().copied());
            let hint = near.map_or(String::new(), |near| format!("; did you mean the example {near}?"));
            let reason = format!("{error}{hint} (`corridor plan --list` names the examples)");
            Error::File { action: "read", path: name.to_owned(), reason }
        })?;
        let text = String::from_utf8(bytes).map_err(|error| Error::File {
            action: "read",
            path: name.to_owned(),
            reason: format!("byte {} is not UTF-8; save the file as UTF-8", error.utf8_error().valid_up_to()),
        })?;
        ForceFile::parse(name, &text)
    }
}
