//! What the columns of a table are: one description, made by the very definition that the reader uses.
//!
//! [`super::rows`] defines each table once, with the macro `table!`. From that definition come the reader, the checks
//! of ranges and words, `networks/SCHEMA.md`, and the words with which errors explain a column.

pub mod page;

use std::fmt::Write as _;

use serde::de::DeserializeOwned;

use super::rows::{Evidence, Flag, Names, Number, Words};

/// What a value of a column may be, beyond its type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Allowed {
    /// Anything of the type.
    Anything,
    /// A number from the first to the second.
    Range(f64, f64),
    /// One of these words.
    Words(&'static [&'static str]),
    /// A text that may be empty.
    Empty,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Name in the header.
    pub name: &'static str,
    /// Type in words: `text`, `number` ...
    pub kind: &'static str,
    /// Whether a cell may be empty.
    pub may_be_empty: bool,
    /// What it means: its doc comment.
    pub meaning: &'static str,
    /// What it may be.
    pub allowed: Allowed,
    /// What stands for an absent column or an empty cell; `None` when the column must be there.
    pub default: Option<&'static str>,
    /// Whether a cell can be read as the type.
    pub reads: fn(&str) -> bool,
}

/// A table: its file, meaning, columns and key.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// File name.
    pub file: &'static str,
    /// What a row is.
    pub meaning: &'static str,
    /// Columns in the order in which they are written.
    pub columns: &'static [Column],
    /// The columns that together tell rows apart.
    pub key: &'static [&'static str],
}

/// Endings of column names with the unit that they stand for; the longest that fits counts.
const UNITS: &[(&str, &str)] = &[
    ("_t_per_m", "tonnes a metre"),
    ("_pieces_per_day", "pieces a day"),
    ("trains_per_day", "trains a day"),
    ("_vehicles_per_hour", "vehicles an hour"),
    ("_tonnes_per_day", "tonnes a day"),
    ("_h_per_day", "hours a day"),
    ("_km_per_day", "kilometres a day"),
    ("_per_week", "times a week"),
    ("_per_day", "a day"),
    ("_kmh", "kilometres an hour"),
    ("_km", "kilometres"),
    ("_mm", "millimetres"),
    ("_nm", "nautical miles"),
    ("_kn", "knots"),
    ("_pieces", "pieces"),
    ("_m", "metres"),
    ("_t", "tonnes"),
    ("_h", "hours"),
    ("_m2", "square metres"),
    ("_teu", "twenty-foot units"),
    ("_day", "days"),
    ("hours", "hours"),
    ("minutes", "minutes"),
    ("lat", "degrees north"),
    ("lon", "degrees east"),
];

/// What a column is called whose meaning stands at the column before it.
const ENDS_OF_RANGES: &[&str] = &["Typical", "Typically", "High", "At best", "At worst"];

/// Units as some meanings end in them.
const SHORT_UNITS: &[&str] = &["m", "t", "km", "mm", "h", "t/m", "km/h", "kn", "degrees", "nautical miles"];

impl Column {
    /// The unit that the name ends in: `draught_m` is in metres, `hours_low` in hours.
    ///
    /// ```
    /// use corridor::data::schema::unit_of;
    /// assert_eq!(unit_of("draught_m"), Some("metres"));
    /// assert_eq!(unit_of("trains_per_day_high"), Some("trains a day"));
    /// assert_eq!(unit_of("method"), None);
    /// ```
    pub fn unit(&self) -> Option<&'static str> {
        let number = self.kind.contains("number");
        number.then(|| unit_of(self.name)).flatten()
    }

    /// What it means, without the unit at its end.
    pub fn bare_meaning(&self) -> &'static str {
        let text = self.meaning.trim().trim_end_matches('.');
        let short = self.unit().and_then(|_| text.rsplit_once(", ")).filter(|(_, unit)| SHORT_UNITS.contains(unit));
        short.map_or(text, |(text, _)| text)
    }

    /// What may stand in a cell: `text`, `number from 2 to 30`, `road, rail or sea`.
    pub fn values(&self) -> String {
        match self.allowed {
            Allowed::Anything | Allowed::Empty => self.kind.to_owned(),
            Allowed::Range(least, most) => format!("{} from {least} to {most}", self.kind),
            Allowed::Words(words) => list(words),
        }
    }

    /// Whether a row must say something here.
    pub fn required(&self) -> bool {
        !self.may_be_empty && self.allowed != Allowed::Empty && self.default.is_none()
    }
}

/// The unit that a column's name ends in.
pub fn unit_of(name: &str) -> Option<&'static str> {
    let bare = ["_low", "_typical", "_high"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    let fits = UNITS.iter().filter(|(end, _)| bare.ends_with(end) || bare == end.trim_start_matches('_'));
    fits.max_by_key(|(end, _)| end.len()).map(|(_, unit)| *unit)
}

/// `a, b or c`.
fn list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(|word| format!("`{word}`")).collect();
            format!("{} or `{last}`", first.join(", "))
        }
    }
}

/// The first letter small, unless the word is an abbreviation.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

impl Schema {
    /// Meaning and unit of a column in one line, as errors quote them: ` (draught_m: deepest draught ..., metres)`; empty
    /// for a column that is not there.
    pub fn said(&self, name: &str) -> String {
        let Some(column) = self.column(name) else { return String::new() };
        let mut text = format!(" ({name}: {}", lower(&self.meaning_of(column)));
        if let Some(unit) = column.unit() {
            let _ = write!(text, ", {unit}");
        }
        text.push(')');
        text
    }

    /// What a column means; the ends of a range (`Typical`, `High`) say what they are the ends of.
    pub fn meaning_of(&self, column: &Column) -> String {
        let meaning = column.bare_meaning();
        if !ENDS_OF_RANGES.contains(&meaning) {
            return meaning.to_owned();
        }
        let at = self.columns.iter().position(|other| other.name == column.name).unwrap_or(0);
        let first = self.columns[..at].iter().rev().find(|other| !ENDS_OF_RANGES.contains(&other.bare_meaning()));
        first.map_or_else(
            || meaning.to_owned(),
            |first| format!("{meaning} (as {}: {})", first.name, lower(first.bare_meaning())),
        )
    }

    /// A column by name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// Something wrong with a value: the name of the check and a sentence.
pub type Wrong = (&'static str, String);

/// A type that a column can have.
pub trait Field: DeserializeOwned {
    /// In words.
    const KIND: &'static str;
    /// Whether an empty cell is a value.
    const MAY_BE_EMPTY: bool = false;

    /// Whether a cell can be read as this type.
    fn reads(cell: &str) -> bool {
        csv::StringRecord::from(vec![cell]).deserialize::<(Self,)>(None).is_ok()
    }

    /// What is wrong with the value by the rule of its column, if anything.
    fn wrong(&self, _allowed: Allowed) -> Option<Wrong> {
        None
    }
}

fn range(value: f64, allowed: Allowed) -> Option<Wrong> {
    let Allowed::Range(least, most) = allowed else { return None };
    let message = || format!("{value} is not between {least} and {most}; check the unit");
    (!(least..=most).contains(&value)).then(|| ("in-range", message()))
}

fn word(value: &str, allowed: Allowed) -> Option<Wrong> {
    let Allowed::Words(words) = allowed else { return None };
    let message = || format!("\"{value}\" is not one of {}", words.join(", "));
    (!words.contains(&value)).then(|| ("known-word", message()))
}

impl Field for String {
    const KIND: &'static str = "text";
    fn wrong(&self, allowed: Allowed) -> Option<Wrong> {
        if self.trim().is_empty() && allowed != Allowed::Empty {
            return Some(("present", "the cell is empty; this column must say something in every row".to_owned()));
        }
        word(self, allowed)
    }
}

impl Field for Number {
    const KIND: &'static str = "number";
    fn wrong(&self, allowed: Allowed) -> Option<Wrong> {
        range(self.0, allowed)
    }
}

macro_rules! whole {
    ($($kind:ty),*) => {
        $(impl Field for $kind {
            const KIND: &'static str = "whole number";
            fn wrong(&self, allowed: Allowed) -> Option<Wrong> {
                range(f64::from(*self), allowed)
            }
        })*
    };
}

whole!(u8, u16, u32);

impl Field for Flag {
    const KIND: &'static str = "`yes` or `no`";
}

impl Field for Evidence {
    const KIND: &'static str = "`official`, `published`, `derived` or `assumed`";
}

impl Field for Words {
    const KIND: &'static str = "words separated by spaces";
    const MAY_BE_EMPTY: bool = true;
    fn wrong(&self, allowed: Allowed) -> Option<Wrong> {
        self.0.iter().find_map(|one| word(one, allowed))
    }
}

impl Field for Names {
    const KIND: &'static str = "names separated by semicolons";
    const MAY_BE_EMPTY: bool = true;
}

impl<T: Field> Field for Option<T> {
    const KIND: &'static str = T::KIND;
    const MAY_BE_EMPTY: bool = true;
    fn wrong(&self, allowed: Allowed) -> Option<Wrong> {
        self.as_ref().and_then(|value| value.wrong(allowed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_explain_themselves() {
        let column = Column {
            name: "draught_m",
            kind: "number",
            may_be_empty: false,
            meaning: " Deepest draught of a ship.",
            allowed: Allowed::Range(2.0, 30.0),
            default: None,
            reads: Number::reads,
        };
        assert!((column.reads)("7.5") && !(column.reads)("deep"));
        let columns: &'static [Column] = vec![column].leak();
        let schema = Schema { file: "ships.csv", meaning: "A ship.", columns, key: &["draught_m"] };
        assert_eq!(schema.said("draught_m"), " (draught_m: deepest draught of a ship, metres)");
        assert_eq!(schema.said("beam_m"), "");
        assert_eq!(column.values(), "number from 2 to 30");
        assert_eq!(lower("EN 15528 line category"), "EN 15528 line category");
        assert_eq!(list(&["road", "rail", "*"]), "`road`, `rail` or `*`");
    }

    #[test]
    fn values_are_held_to_the_rule() {
        let modes = Allowed::Words(&["road", "rail"]);
        assert_eq!(Number(5.0).wrong(Allowed::Range(2.0, 30.0)), None);
        assert!(Number(50.0).wrong(Allowed::Range(2.0, 30.0)).unwrap().1.contains("not between 2 and 30"));
        assert!(Some("sea".to_owned()).wrong(modes).unwrap().1.contains("not one of road, rail"));
        assert!(None::<String>.wrong(modes).is_none() && String::new().wrong(Allowed::Empty).is_none());
        assert_eq!(" ".to_owned().wrong(Allowed::Anything).unwrap().0, "present");
        assert!(Words(vec!["road".into(), "air".into()]).wrong(modes).is_some());
    }
}
