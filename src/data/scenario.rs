//! A scenario file: the circumstances of questions, written once and used by many.
//!
//! TOML with any of the keys of [`Scenario`]; what the command line says goes before it.
#![allow(clippy::disallowed_methods, reason = "this is the room that opens files")]

use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, Result};

/// Circumstances. Every key is optional; an unknown key is an error.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scenario {
    /// C, RFC 3339.
    pub c_day: Option<String>,
    /// `C+HOURS` or an instant.
    pub depart: Option<String>,
    /// Regime.
    pub regime: Option<String>,
    /// Sending state.
    pub flag: Option<String>,
    /// States that refuse passage.
    #[serde(default)]
    pub deny: Vec<String>,
    /// States that the tables deny and the scenario allows.
    #[serde(default)]
    pub allow: Vec<String>,
    /// Places and structures not to be used.
    #[serde(default)]
    pub avoid: Vec<String>,
    /// `parallel` or `chained`.
    pub filing: Option<String>,
    /// Carriers that can be had: `unlimited`, `wagons=700`, `ships=unlimited`.
    #[serde(default)]
    pub pools: Vec<String>,
    /// States whose carriers can be had.
    #[serde(default)]
    pub willing: Vec<String>,
    /// Shares of capacity that civil traffic leaves: `rail=0.3`, `LT:rail=0.5`.
    #[serde(default)]
    pub share: Vec<String>,
    /// Hours' notice for a chartered ship.
    pub ship_notice_h: Option<f64>,
}

impl Scenario {
    /// Reads a scenario file.
    ///
    /// # Errors
    /// When it cannot be read, is no TOML, or holds an unknown key; the message names the line.
    pub fn open(path: &Path) -> Result<Self> {
        let fail = |reason: String| Error::File { action: "read", path: path.display().to_string(), reason };
        let text = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
        Scenario::parse(&text).map_err(fail)
    }

    /// Reads a scenario's text.
    ///
    /// ```
    /// use corridor::data::scenario::Scenario;
    /// let scenario = Scenario::parse("regime = \"emers-6h\"\ndeny = [\"HU\"]\n").unwrap();
    /// assert_eq!(scenario.deny, ["HU"]);
    /// assert!(Scenario::parse("regim = \"today\"\n").unwrap_err().contains("regim"));
    /// ```
    ///
    /// # Errors
    /// A sentence with the line.
    pub fn parse(text: &str) -> std::result::Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string().trim().replace('\n', " "))
    }
}
