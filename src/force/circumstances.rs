//! What a force file says of the circumstances of its movement.

use crate::data::force_file::ForceFile;
use crate::error::{Error, Place, Problem, Result};
use crate::network::limits::Assurance;

/// What a force file says of the circumstances; the command line goes before it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Circumstances {
    /// C, RFC 3339.
    pub c_day: Option<String>,
    /// Regime.
    pub regime: Option<String>,
    /// Sending state.
    pub flag: Option<String>,
    /// States that refuse passage.
    pub deny: Vec<String>,
    /// States that the tables let refuse and that shall allow it.
    pub allow: Vec<String>,
    /// Places and structures not to be used.
    pub avoid: Vec<String>,
    /// Permissions one after another.
    pub chained: Option<bool>,
    /// Hours' notice for a chartered ship.
    pub ship_notice_h: Option<f64>,
    /// How sure every limit must be.
    pub assurance: Option<Assurance>,
}

impl Circumstances {
    /// What a force file says of the circumstances.
    ///
    /// # Errors
    /// When `filing` is neither word.
    pub fn of(file: &ForceFile) -> Result<Self> {
        let record = &file.record;
        let text = |name: &str| record.text(name).map(|at| at.value);
        let assurance = match record.text("assurance") {
            None => None,
            Some(at) => {
                let all = [Assurance::Proven, Assurance::Likely, Assurance::Any];
                let found = all.into_iter().find(|one| one.word() == at.value);
                if found.is_none() {
                    let place = Place::field(&file.file, at.line, "assurance");
                    let message = format!("\"{}\" is no assurance; write proven, likely or any", at.value);
                    return Err(Error::Input(vec![Problem::new(place, "known-word", message)]));
                }
                found
            }
        };
        let chained = match record.text("filing") {
            None => None,
            Some(at) if at.value == "parallel" => Some(false),
            Some(at) if at.value == "chained" => Some(true),
            Some(at) => {
                let place = Place::field(&file.file, at.line, "filing");
                let message = format!("\"{}\" is no way of filing; write parallel or chained", at.value);
                return Err(Error::Input(vec![Problem::new(place, "known-word", message)]));
            }
        };
        Ok(Circumstances {
            c_day: text("c-day"),
            regime: text("regime"),
            flag: text("flag"),
            deny: record.texts("deny").value,
            allow: record.texts("allow").value,
            avoid: record.texts("avoid").value,
            chained,
            ship_notice_h: record.number("ship-notice-h").map(|at| at.value),
            assurance,
        })
    }
}
