//! Licences and attributions by path, from the machine-readable `REUSE.toml` that the program carries with it.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The file as committed.
const REUSE: &str = include_str!("../../REUSE.toml");

/// What files under some paths are licensed under.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Licence {
    /// Paths, `*` and `**` as in REUSE.
    pub path: Vec<String>,
    /// Whose they are.
    #[serde(rename = "SPDX-FileCopyrightText")]
    pub copyright: String,
    /// SPDX expression.
    #[serde(rename = "SPDX-License-Identifier")]
    pub licence: String,
}

#[derive(Deserialize)]
struct Reuse {
    annotations: Vec<Licence>,
}

/// All of them, in the order of the file (a later one counts where two fit).
///
/// # Errors
/// Never on a program that passed its tests.
///
/// ```
/// let licences = corridor::data::licences::licences()?;
/// assert!(licences.iter().any(|one| one.licence == "ODbL-1.0"));
/// # Ok::<(), corridor::error::Error>(())
/// ```
pub fn licences() -> Result<Vec<Licence>> {
    let read: Reuse = toml::from_str(REUSE).map_err(|error| Error::Output(format!("REUSE.toml: {error}")))?;
    Ok(read.annotations)
}
