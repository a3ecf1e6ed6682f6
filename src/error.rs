//! What went wrong, where, and what to do about it.
//!
//! Every failure that a user can cause is an [`Error`] made of sentences. Loading gathers *all* [`Problem`]s of a
//! network before it gives up, so that a file is mended in one go.

use std::fmt;

/// Where in the input a problem lies.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// File name as the user knows it (`ports.csv`).
    pub file: String,
    /// Line, counted from 1.
    pub line: Option<u64>,
    /// Column or field name.
    pub field: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(file: &str) -> Self {
        Place { file: file.to_owned(), line: None, field: None }
    }

    /// One field on one line of a file.
    pub fn field(file: &str, line: u64, field: &str) -> Self {
        Place { file: file.to_owned(), line: Some(line), field: Some(field.to_owned()) }
    }

    /// One line of a file.
    pub fn line(file: &str, line: u64) -> Self {
        Place { file: file.to_owned(), line: Some(line), field: None }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ", field {field}")?;
        }
        Ok(())
    }
}

/// One thing that is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// The name of the check that found it, e.g. `unknown-country`.
    pub check: String,
    /// What is wrong and what to do, one sentence.
    pub message: String,
}

impl Problem {
    /// A problem found by `check` at `place`.
    pub fn new(place: Place, check: &str, message: impl Into<String>) -> Self {
        Problem { place, check: check.to_owned(), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.place, self.message, self.check)
    }
}

/// The one error type of the crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("cannot {action} {path}: {reason}")]
    File {
        /// "read" or "write".
        action: &'static str,
        /// The path as the user gave it.
        path: String,
        /// What the system said, and what to do.
        reason: String,
    },
    /// An input was read and found wrong; everything that is wrong with it is listed.
    #[error("{}", list_of(.0))]
    Input(Vec<Problem>),
    /// The question names something that the network does not have (an unknown or ambiguous place, load, state ...).
    #[error("{0}")]
    Question(String),
    /// A value is malformed (a negative size, an impossible date, an unknown word ...).
    #[error("{0}")]
    Usage(String),
    /// What is asked for is proven impossible: why, and what would have to be relaxed.
    #[error("{0}")]
    Impossible(String),
    /// The answer could not be drawn or encoded.
    #[error("cannot make the output: {0}")]
    Output(String),
}

/// Shorthand used all over the crate.
pub type Result<T> = std::result::Result<T, Error>;

/// At most this many problems are spelt out; all are counted.
const PROBLEMS_LISTED_MAX: usize = 200;

fn list_of(problems: &[Problem]) -> String {
    let noun = if problems.len() == 1 { "problem" } else { "problems" };
    let mut text = format!("the input has {} {noun}:", problems.len());
    for problem in problems.iter().take(PROBLEMS_LISTED_MAX) {
        text.push_str("\n  ");
        text.push_str(&problem.to_string());
    }
    if problems.len() > PROBLEMS_LISTED_MAX {
        text.push_str(&format!("\n  ... and {} more", problems.len() - PROBLEMS_LISTED_MAX));
    }
    text
}
