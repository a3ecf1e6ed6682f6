//! One row type per curated table; strings and numbers, no judgement.
//!
//! Every table ends in the four provenance columns `source`, `date`, `evidence`, `note`.

mod capacity;
mod loads;
mod points;
mod states;
mod ways;

use serde::{Deserialize, Deserializer, de::Error as _};

pub use capacity::*;
pub use loads::*;
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

/// A finite number; `NaN`, infinities and words are refused.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Number(pub f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Number(value)),
            _ if text.contains(',') => Err(D::Error::custom("must be a number; write a decimal point, not a comma")),
            _ => Err(D::Error::custom("must be a finite number")),
        }
    }
}

/// `yes` or `no`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag(pub bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "yes" => Ok(Flag(true)),
            "no" => Ok(Flag(false)),
            _ => Err(D::Error::custom("must be yes or no")),
        }
    }
}

/// Words separated by spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(pub Vec<String>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Words(String::deserialize(deserializer)?.split_whitespace().map(str::to_owned).collect()))
    }
}

/// Names separated by semicolons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(Names(text.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()))
    }
}

macro_rules! table {
    ($(#[$doc:meta])* $name:ident, $file:literal, { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $kind,)*
            /// Publisher and document.
            pub source: String,
            /// Date of the source.
            pub date: String,
            /// Class of evidence.
            pub evidence: Evidence,
            /// Remark.
            pub note: String,
        }

        impl Row for $name {
            const FILE: &'static str = $file;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field),)* "source", "date", "evidence", "note"];
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

use table;
