//! CSV text to typed rows, strictly: nothing is skipped, defaulted or repaired in silence.
//!
//! A table's header must hold exactly the columns of its row type (in any order); a missing, unknown or repeated
//! column, a short or long line, a field that does not parse, `NaN` or an infinity is a [`Problem`] with file, line
//! and field. All problems of a table are gathered.

use serde::de::DeserializeOwned;

use crate::error::{Place, Problem};

/// A row type and the header it expects.
pub trait Row: DeserializeOwned {
    /// File name, e.g. `ports.csv`.
    const FILE: &'static str;
    /// Every column, in the order in which the table is written.
    const COLUMNS: &'static [&'static str];
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
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            problems.push(Problem::new(Place::file(T::FILE), "readable", format!("not a CSV table: {error}")));
            return Vec::new();
        }
    };
    if !header_is_right::<T>(&headers, problems) {
        return Vec::new();
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map(csv::Position::line);
                let place = Place { file: T::FILE.to_owned(), line, field: None };
                problems.push(Problem::new(place, "readable", format!("not readable as CSV: {error}")));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != headers.len() {
            let message = format!(
                "has {} fields where the header has {}; check the commas and quotes",
                record.len(),
                headers.len()
            );
            problems.push(Problem::new(Place::line(T::FILE, line), "field-count", message));
            continue;
        }
        match record.deserialize::<T>(Some(&headers)) {
            Ok(row) => rows.push(Lined { line, row }),
            Err(error) => {
                let (field, message) = explain(&error, &headers, &record);
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

fn header_is_right<T: Row>(headers: &csv::StringRecord, problems: &mut Vec<Problem>) -> bool {
    let before = problems.len();
    for column in T::COLUMNS {
        match headers.iter().filter(|name| name == column).count() {
            1 => {}
            0 => problems.push(Problem::new(
                Place::line(T::FILE, 1),
                "columns",
                format!("the column {column} is missing"),
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

fn explain(error: &csv::Error, headers: &csv::StringRecord, record: &csv::StringRecord) -> (Option<String>, String) {
    if let csv::ErrorKind::Deserialize { err, .. } = error.kind() {
        let index = err.field().and_then(|index| usize::try_from(index).ok());
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
