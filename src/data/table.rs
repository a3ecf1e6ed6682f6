//! CSV text to typed rows, strictly: nothing is skipped, defaulted or repaired in silence.
//!
//! A table's header must hold exactly the columns of its row type (in any order); a missing, unknown or repeated
//! column, a short or long line, a field that does not parse, `NaN` or an infinity is a [`Problem`] with file, line
//! and field. All problems of a table are gathered.

use serde::de::DeserializeOwned;

use super::schema::{Schema, Wrong};
use crate::error::{Place, Problem};

/// A row type and the header it expects.
pub trait Row: DeserializeOwned {
    /// File name, e.g. `ports.csv`.
    const FILE: &'static str;
    /// Every column, in the order in which the table is written.
    const COLUMNS: &'static [&'static str];
    /// What the columns are; `None` for rows that are not defined by `table!`.
    const SCHEMA: Option<&'static Schema> = None;
    /// Whether every row must name source and date.
    const SOURCED: bool = true;

    /// What is wrong with the row's values by the rules of their columns: (column, (check, sentence)).
    fn wrong(&self) -> Vec<(&'static str, Wrong)> {
        Vec::new()
    }
}

/// What a column of a table means, as errors quote it; empty when its table has no description.
pub fn said<T: Row>(field: &str) -> String {
    T::SCHEMA.map_or_else(String::new, |schema| schema.said(field))
}

/// A row with the line it came from.
#[derive(Clone, Debug)]
pub struct Lined<T> {
    /// Line in the file, counted from 1 (the header is line 1).
    pub line: u64,
    /// The row.
    pub row: T,
}

/// Reads all rows of `text`; problems go to `problems`, and rows that have none are returned.
///
/// ```
/// use corridor::data::table::{read_rows, Row};
/// #[derive(serde::Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct Town { name: String, people: u32 }
/// impl Row for Town {
///     const FILE: &'static str = "towns.csv";
///     const COLUMNS: &'static [&'static str] = &["name", "people"];
/// }
/// let mut problems = Vec::new();
/// let rows = read_rows::<Town>("name,people\nTapa,5000\nRukla,many\n", &mut problems);
/// assert_eq!(rows[0].row.people, 5000);
/// assert_eq!(problems[0].place.to_string(), "towns.csv:3, field people");
/// ```
pub fn read_rows<T: Row>(text: &str, problems: &mut Vec<Problem>) -> Vec<Lined<T>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(text.as_bytes());
    let mut headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            problems.push(Problem::new(Place::file(T::FILE), "readable", format!("not a CSV table: {error}")));
            return Vec::new();
        }
    };
    if !header_is_right::<T>(&headers, problems) {
        return Vec::new();
    }
    let written = headers.len();
    let defaults = defaults::<T>(&mut headers);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map(|at| line_at(text, Some(at)));
                let place = Place { file: T::FILE.to_owned(), line, field: None };
                problems.push(Problem::new(place, "readable", format!("not readable as CSV: {error}")));
                continue;
            }
        };
        let line = line_at(text, record.position());
        if record.len() != written {
            let message =
                format!("has {} fields where the header has {written}; check the commas and quotes", record.len());
            problems.push(Problem::new(Place::line(T::FILE, line), "field-count", message));
            continue;
        }
        let record = if defaults.is_empty() { record } else { completed(&record, &defaults, headers.len()) };
        match record.deserialize::<T>(Some(&headers)) {
            Ok(row) => rows.push(Lined { line, row }),
            Err(error) => {
                let (field, mut message) = explain::<T>(&error, &headers, &record);
                message.push_str(&field.as_deref().map_or_else(String::new, said::<T>));
                problems.push(Problem::new(
                    Place { file: T::FILE.to_owned(), line: Some(line), field },
                    "field-value",
                    message,
                ));
            }
        }
    }
    rows
}

/// The line on which a record begins, counted from 1. A reader that has just passed CR or an empty line stands before
/// the line ends that follow, which belong to the lines above.
pub(super) fn line_at(text: &str, position: Option<&csv::Position>) -> u64 {
    let Some(at) = position else { return 0 };
    let rest = usize::try_from(at.byte()).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
    let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    at.line() + ends.filter(|byte| **byte == b'\n').count() as u64
}

/// Columns with a default: (index in the header, default). Absent ones are added to the header.
fn defaults<T: Row>(headers: &mut csv::StringRecord) -> Vec<(usize, &'static str)> {
    let columns = T::SCHEMA.map_or(&[][..], |schema| schema.columns);
    let with_default = columns.iter().filter_map(|column| Some((column.name, column.default?)));
    let mut defaults = Vec::new();
    for (name, default) in with_default {
        let index = headers.iter().position(|header| header == name).unwrap_or_else(|| {
            headers.push_field(name);
            headers.len() - 1
        });
        defaults.push((index, default));
    }
    defaults
}

/// A record with the defaults in its empty and absent cells.
fn completed(record: &csv::StringRecord, defaults: &[(usize, &'static str)], columns: usize) -> csv::StringRecord {
    let default = |index: usize| defaults.iter().find(|(column, _)| *column == index).map_or("", |(_, text)| text);
    let cell = |index: usize| record.get(index).filter(|text| !text.is_empty()).unwrap_or_else(|| default(index));
    let mut whole: csv::StringRecord = (0..columns).map(cell).collect();
    whole.set_position(record.position().cloned());
    whole
}

/// The separator that a table uses instead of commas, if its header shows one.
pub(super) fn other_separator(headers: &csv::StringRecord) -> Option<&'static str> {
    let one = if headers.len() == 1 { headers.get(0)? } else { return None };
    [(";", "semicolons"), ("\t", "tabulators"), ("|", "bars")]
        .into_iter()
        .find_map(|(sign, name)| one.contains(sign).then_some(name))
}

fn header_is_right<T: Row>(headers: &csv::StringRecord, problems: &mut Vec<Problem>) -> bool {
    let before = problems.len();
    let whole = |message: String| Problem::new(Place::line(T::FILE, 1), "columns", message);
    if headers.iter().all(|name| name.trim().is_empty()) {
        let columns = T::COLUMNS.join(",");
        problems.push(whole(format!("the table is empty; its first line must name the columns: {columns}")));
        return false;
    }
    if let Some(sign) = other_separator(headers) {
        problems.push(whole(format!("the columns are separated by {sign}; save the table with commas")));
        return false;
    }
    let may_lack =
        |name: &str| T::SCHEMA.and_then(|schema| schema.column(name)).is_some_and(|column| column.default.is_some());
    for column in T::COLUMNS {
        match headers.iter().filter(|name| name == column).count() {
            1 => {}
            0 if may_lack(column) => {}
            0 => problems.push(Problem::new(
                Place::line(T::FILE, 1),
                "columns",
                format!("the column {column} is missing{}", said::<T>(column)),
            )),
            _ => problems.push(Problem::new(
                Place::line(T::FILE, 1),
                "columns",
                format!("the column {column} is there twice"),
            )),
        }
    }
    for name in headers {
        if !T::COLUMNS.contains(&name) {
            let near = T::COLUMNS
                .iter()
                .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
            let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
            problems.push(Problem::new(
                Place::line(T::FILE, 1),
                "columns",
                format!("the column \"{name}\" is not known here{hint}"),
            ));
        }
    }
    problems.len() == before
}

/// The column and the sentence of a cell that cannot be read. Not every error knows its column: then the first cell that
/// its type cannot read is meant.
fn explain<T: Row>(
    error: &csv::Error,
    headers: &csv::StringRecord,
    record: &csv::StringRecord,
) -> (Option<String>, String) {
    if let csv::ErrorKind::Deserialize { err, .. } = error.kind() {
        let unread = |(name, cell): (&str, &str)| {
            T::SCHEMA.and_then(|schema| schema.column(name)).is_some_and(|column| !(column.reads)(cell))
        };
        let known = err.field().and_then(|index| usize::try_from(index).ok());
        let index = known.or_else(|| headers.iter().zip(record).position(unread));
        let field = index.and_then(|index| headers.get(index)).map(str::to_owned);
        let value = index.and_then(|index| record.get(index)).unwrap_or("");
        return (field, format!("cannot read \"{value}\": {}", err.kind()));
    }
    (None, error.to_string())
}

/// Splits a polyline column: `lat lon; lat lon; ...` in degrees.
///
/// # Errors
/// A sentence naming the piece that is not a position.
pub fn waypoints(text: &str) -> std::result::Result<Vec<(f64, f64)>, String> {
    let mut points = Vec::new();
    for piece in text.split(';').map(str::trim).filter(|piece| !piece.is_empty()) {
        let numbers: Vec<f64> = piece.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        match numbers[..] {
            [lat, lon] if (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon) => points.push((lat, lon)),
            _ => {
                return Err(format!(
                    "\"{piece}\" is not a position; write latitude and longitude in degrees, as in 54.5 18.6"
                ));
            }
        }
    }
    Ok(points)
}
