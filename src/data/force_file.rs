//! A force file: who moves what from where to where, and what carries it. Strict: everything that is wrong is told,
//! with file, line and field.
//!
//! TOML with the tables of [`FORCE`]; [`schema`](fn@schema) writes that description for people, and the same description
//! checks what is read, so the two cannot drift apart.
#![allow(clippy::disallowed_methods, reason = "this is the room that opens files")]

use std::path::Path;

use crate::error::{Error, Result};

use super::record;

mod schema;

pub use super::record::{At, Record, nearest};
pub use schema::*;

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
        let record = record::read(file, text, "a force file", &FORCE).map_err(Error::Input)?;
        Ok(ForceFile { file: file.to_owned(), text: text.to_owned(), record })
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
