//! One row type per curated table; strings and numbers, no judgement.
//!
//! Every table ends in the four provenance columns `source`, `date`, `evidence`, `note`.

mod built;
mod capacity;
mod loads;
mod own;
mod points;
mod states;
mod ways;

use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, de::Visitor};

pub use built::*;
pub use capacity::*;
pub use loads::*;
pub use own::*;
pub use points::*;
pub use states::*;
pub use ways::*;

/// How well a figure is known, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// From an authority, an operator, a maker or a law.
    Official,
    /// From the press or another secondary text.
    Published,
    /// Computed from official or published figures.
    Derived,
    /// Our judgement; nobody has published it.
    Assumed,
}

impl Evidence {
    /// The word used in tables and answers.
    pub fn word(self) -> &'static str {
        match self {
            Evidence::Official => "official",
            Evidence::Published => "published",
            Evidence::Derived => "derived",
            Evidence::Assumed => "assumed",
        }
    }
}

/// Where a row comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Provenance {
    /// Publisher and document.
    pub source: String,
    /// Date of the source.
    pub date: String,
    /// Class of evidence.
    pub evidence: Evidence,
    /// Remark.
    pub note: String,
}

/// A row that says where it comes from.
pub trait Sourced {
    /// Its provenance.
    fn provenance(&self) -> Provenance;
}

/// A cell read where it stands, without a copy of its text.
fn parsed<'de, D, T, F>(deserializer: D, read: F) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    F: Fn(&str) -> Result<T, &'static str>,
{
    struct Cell<F, T>(F, PhantomData<T>);

    impl<T, F: Fn(&str) -> Result<T, &'static str>> Visitor<'_> for Cell<F, T> {
        type Value = T;

        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("a cell of text")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            (self.0)(text).map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Cell(read, PhantomData))
}

/// A finite number; `NaN`, infinities and words are refused.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Number(pub f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer, |text| match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Number(value)),
            _ if text.contains(',') => Err("must be a number; write a decimal point, not a comma"),
            _ => Err("must be a finite number"),
        })
    }
}

/// `yes` or `no`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag(pub bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer, |text| match text {
            "yes" => Ok(Flag(true)),
            "no" => Ok(Flag(false)),
            _ => Err("must be yes or no"),
        })
    }
}

/// Words separated by spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(pub Vec<String>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer, |text| Ok(Words(text.split_whitespace().map(str::to_owned).collect())))
    }
}

/// Names separated by semicolons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names =
            |text: &str| text.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        parsed(deserializer, |text| Ok(Names(names(text))))
    }
}

/// What a column's brackets say: `[2.0 to 30.0]`, `["road" | "rail"]`, `[of MODES]`, `[may be empty]`.
macro_rules! allowed {
    () => { $crate::data::schema::Allowed::Anything };
    ($least:literal to $most:literal) => { $crate::data::schema::Allowed::Range($least, $most) };
    ($($word:literal)|+) => { $crate::data::schema::Allowed::Words(&[$($word),+]) };
    (of $words:path) => { $crate::data::schema::Allowed::Words($words) };
    (may be empty) => { $crate::data::schema::Allowed::Empty };
}

/// What stands for an absent column or an empty cell.
macro_rules! default {
    () => {
        None
    };
    ($text:literal) => {
        Some($text)
    };
}

/// The first column is the key unless the definition says otherwise.
macro_rules! key {
    ([] $first:ident $($rest:ident)*) => { &[stringify!($first)] };
    ([$($key:ident)+] $($rest:ident)*) => { &[$(stringify!($key)),+] };
}

/// Defines a table once: the row type, its reader and its description.
///
/// `/// Meaning of a row.  RowName, "file.csv", key [a, b], { /// Meaning.  column: Type [rule] = "default", ... }`;
/// key, rule and default may be left out. The unit is the ending of the column's name. The provenance columns are added;
/// in a table of one's own (`own RowName`) they may be left out of the file.
macro_rules! table {
    ($(#[doc = $doc:literal])* own $name:ident, $file:literal, $(key [$($key:ident),*],)? { $($columns:tt)* }) => {
        $crate::data::rows::table! { @make [$($doc)*] false $name, $file, [$($($key)*)?] {
            $($columns)*
            /// Where the figures come from; `assumed` and without a source when the file does not say.
            source: String [may be empty] = "",
            /// Date of the source.
            date: String [may be empty] = "",
            /// How well the figures are known.
            evidence: Evidence = "assumed",
            /// Remark.
            note: String [may be empty] = "",
        } }
    };
    ($(#[doc = $doc:literal])* $name:ident, $file:literal, $(key [$($key:ident),*],)? { $($columns:tt)* }) => {
        $crate::data::rows::table! { @make [$($doc)*] true $name, $file, [$($($key)*)?] {
            $($columns)*
            /// Publisher and document.
            source: String,
            /// Date of the source: YYYY, YYYY-MM or YYYY-MM-DD.
            date: String,
            /// How well the figures are known.
            evidence: Evidence,
            /// Remark.
            note: String [may be empty],
        } }
    };
    (@make [$($doc:literal)*] $sourced:literal $name:ident, $file:literal, [$($key:ident)*] {
        $($(#[doc = $meaning:literal])* $field:ident: $kind:ty $([$($rule:tt)*])? $(= $default:literal)?,)*
    }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Deserialize)]
        pub struct $name {
            $($(#[doc = $meaning])* pub $field: $kind,)*
        }

        impl Row for $name {
            const FILE: &'static str = $file;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field),)*];
            const SCHEMA: Option<&'static $crate::data::schema::Schema> = Some(&$crate::data::schema::Schema {
                file: $file,
                meaning: concat!($($doc),*),
                columns: &[$($crate::data::schema::Column {
                    name: stringify!($field),
                    kind: <$kind as $crate::data::schema::Field>::KIND,
                    may_be_empty: <$kind as $crate::data::schema::Field>::MAY_BE_EMPTY,
                    meaning: concat!($($meaning),*),
                    allowed: $crate::data::rows::allowed!($($($rule)*)?),
                    default: $crate::data::rows::default!($($default)?),
                    reads: <$kind as $crate::data::schema::Field>::reads,
                },)*],
                key: $crate::data::rows::key!([$($key)*] $($field)*),
            });
            const SOURCED: bool = $sourced;

            fn wrong(&self) -> Vec<(&'static str, $crate::data::schema::Wrong)> {
                let mut found = Vec::new();
                $(found.extend(
                    $crate::data::schema::Field::wrong(&self.$field, $crate::data::rows::allowed!($($($rule)*)?))
                        .map(|wrong| (stringify!($field), wrong)),
                );)*
                found
            }
        }

        impl Sourced for $name {
            fn provenance(&self) -> Provenance {
                Provenance {
                    source: self.source.clone(), date: self.date.clone(), evidence: self.evidence, note: self.note.clone(),
                }
            }
        }
    };
}

pub(crate) use {allowed, default, key, table};
