//! A force file: who moves what from where to where, and what carries it. Strict: everything that is wrong is told,
//! with file, line and field.
//!
//! TOML with the tables of [`FORCE`]; [`schema`] writes that description for people, and the same description checks
//! what is read, so the two cannot drift apart.
#![allow(clippy::disallowed_methods, reason = "this is the room that opens files")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, Place, Problem, Result};

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
    /// Tables of their own.
    Tables(&'static TableSchema),
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

/// A table of the file.
#[derive(Clone, Copy, Debug)]
pub struct TableSchema {
    /// Name in the file; empty for the file itself.
    pub name: &'static str,
    /// What it describes.
    pub meaning: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
}

const fn field(name: &'static str, kind: Kind, required: bool, example: &'static str, meaning: &'static str) -> Field {
    Field { name, kind, required, meaning, example }
}

/// One unit.
pub static UNIT: TableSchema = TableSchema {
    name: "unit",
    meaning: "What moves together in orders: from one place, to one place, ready at one time",
    fields: &[
        field("name", Kind::Text, true, "\"1st tank battalion\"", "name, once in the file"),
        field(
            "from",
            Kind::Text,
            true,
            "\"Mourmelon\"",
            "where it stands: a place, port or town (`corridor network find`)",
        ),
        field("to", Kind::Text, true, "\"Cincu\"", "where it must be"),
        field(
            "load",
            Kind::Texts,
            false,
            "[\"leclercx13\", \"iso-20ftx30\"]",
            "vehicles, containers, ammunition, people: names of `corridor network show vehicles`, with a count",
        ),
        field(
            "formation",
            Kind::Text,
            false,
            "\"armoured-brigade-fr\"",
            "a formation of formations.csv instead of, or beside, `load`",
        ),
        field("parts", Kind::Texts, false, "[\"tank battalion\"]", "only these parts of the formation"),
        field("without", Kind::Texts, false, "[\"titan\"]", "vehicles of the formation that stay behind"),
        field(
            "ready",
            Kind::Text,
            false,
            "\"C+24\"",
            "not before this: hours after C, or an instant; C when not given",
        ),
        field("required", Kind::Text, false, "\"C+240\"", "to be complete by then"),
        field("priority", Kind::Count, false, "1", "1 goes first where two compete; 100 when not given"),
        field(
            "flag",
            Kind::Text,
            false,
            "\"FR\"",
            "sending state; the force's, or the state of the origin, when not given",
        ),
        field(
            "modes",
            Kind::Texts,
            false,
            "[\"rail\", \"road\"]",
            "means of moving that may be used; all when not given",
        ),
        field("note", Kind::Text, false, "\"by rail as announced\"", "remark"),
    ],
};

/// Carriers.
pub static POOL: TableSchema = TableSchema {
    name: "pool",
    meaning: "Carriers that can be had, and must come back to be used again. A kind of carrier without any pool is taken as sufficient and at hand, and the plan says so",
    fields: &[
        field("name", Kind::Text, true, "\"heavy flats\"", "name, once in the file"),
        field(
            "kind",
            Kind::Text,
            false,
            "\"wagon\"",
            "wagon, transporter, ro_ro_ship or train_path (trains that may start in a day)",
        ),
        field(
            "carrier",
            Kind::Text,
            false,
            "\"db-samms\"",
            "a row of carriers.csv that gives kind, type, count, home and readiness; fields given here go before it",
        ),
        field(
            "types",
            Kind::Texts,
            false,
            "[\"samms\"]",
            "ids of wagons.csv or transporters.csv that count as this pool's",
        ),
        field("count", Kind::Count, false, "120", "how many (of train_path: trains a day)"),
        field(
            "home",
            Kind::Text,
            false,
            "\"Munster\"",
            "where they are: a place, or `@NAME` for where the pool NAME is; at hand everywhere when not given",
        ),
        field("ready", Kind::Text, false, "\"C+48\"", "not before this"),
        field("provider", Kind::Text, false, "\"DE\"", "state that provides them"),
        field("lane-m", Kind::Number, false, "2600", "lane metres of one ship"),
        field("note", Kind::Text, false, "\"contract of 2018\"", "remark"),
    ],
};

/// Room at a place.
pub static STAGING: TableSchema = TableSchema {
    name: "staging",
    meaning: "How much can stand at a port or railhead at once",
    fields: &[
        field("place", Kind::Text, true, "\"Gdynia\"", "port or terminal"),
        field("pieces", Kind::Count, true, "700", "vehicles and containers at once"),
    ],
};

/// What stands somewhere.
pub static STOCK: TableSchema = TableSchema {
    name: "stock",
    meaning: "What there is at a place; units that start there may not take more",
    fields: &[
        field("place", Kind::Text, true, "\"Powidz\"", "depot, port or garrison"),
        field("load", Kind::Texts, true, "[\"m1a2-sepv3x87\"]", "what there is, with counts"),
    ],
};

/// A force file.
pub static FORCE: TableSchema = TableSchema {
    name: "",
    meaning: "A force and its circumstances",
    fields: &[
        field("name", Kind::Text, true, "\"French armoured brigade to Romania\"", "name"),
        field("description", Kind::Text, false, "\"...\"", "what it is and what is assumed"),
        field("source", Kind::Texts, false, "[\"romaniajournal.ro 2025-10-13\"]", "what it was built from"),
        field("c-day", Kind::Text, false, "\"2027-03-01T08:00:00+01:00\"", "C, the moment of the decision"),
        field("regime", Kind::Text, false, "\"today\"", "rules in force"),
        field("flag", Kind::Text, false, "\"FR\"", "sending state of all units without their own"),
        field("deny", Kind::Texts, false, "[\"HU\"]", "states that refuse passage"),
        field("allow", Kind::Texts, false, "[\"CH\"]", "states that the tables let refuse and that shall allow it"),
        field("avoid", Kind::Texts, false, "[\"Sestokai\"]", "places, bridges and gauge changes not to be used"),
        field("filing", Kind::Text, false, "\"parallel\"", "parallel or chained, whatever the regime says"),
        field("assurance", Kind::Text, false, "\"any\"", "how sure every limit must be: proven, likely or any"),
        field("ship-notice-h", Kind::Number, false, "72", "hours' notice for a chartered ship"),
        field("unit", Kind::Tables(&UNIT), true, "", "units"),
        field("pool", Kind::Tables(&POOL), false, "", "carriers"),
        field("staging", Kind::Tables(&STAGING), false, "", "room at places"),
        field("stock", Kind::Tables(&STOCK), false, "", "what there is at places"),
        field("expect", Kind::Tables(&EXPECT), false, "", "what was published about the movement"),
    ],
};

/// What a published movement took.
pub static EXPECT: TableSchema = TableSchema {
    name: "expect",
    meaning: "A published figure of the movement, for `corridor plan --validate`",
    fields: &[
        field(
            "what",
            Kind::Text,
            true,
            "\"closure_h\"",
            "closure_h, duration_h (from the first departure), trains, packets, ships, km_per_day or pieces_per_day",
        ),
        field("low", Kind::Number, true, "96", "lowest value that agrees with what was published"),
        field("high", Kind::Number, true, "168", "highest"),
        field("published", Kind::Text, true, "\"about a week\"", "what was published, in its words"),
        field("source", Kind::Text, true, "\"b1tv.ro\"", "where"),
        field("explain", Kind::Text, false, "\"...\"", "why the plan differs, where it does"),
    ],
};

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
    pub fn open(name: &str) -> Result<Self> {
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

/// The description of a force file for people, as Markdown.
pub fn schema() -> String {
    let mut text = String::from(
        "# Force files\n\nA force file is TOML. This page is written by `corridor plan --schema` from the same description that checks\nthe files; a test fails when it is stale.\n",
    );
    for table in [&FORCE, &UNIT, &POOL, &STAGING, &STOCK, &EXPECT] {
        let title = if table.name.is_empty() { "The file".to_owned() } else { format!("`[[{}]]`", table.name) };
        let _ = write!(
            text,
            "\n## {title}\n{}.\n\n| field | holds | must | example | meaning |\n|---|---|---|---|---|\n",
            table.meaning
        );
        for field in table.fields {
            let kind = match field.kind {
                Kind::Text => "words",
                Kind::Texts => "list of words",
                Kind::Count => "whole number",
                Kind::Number => "number",
                Kind::Tables(_) => "tables",
            };
            let example = match field.kind {
                Kind::Tables(inner) => format!("`[[{}]]`", inner.name),
                _ => format!("`{} = {}`", field.name, field.example),
            };
            let must = if field.required { "yes" } else { "" };
            let _ = writeln!(text, "| `{}` | {kind} | {must} | {example} | {} |", field.name, field.meaning);
        }
    }
    text
}
