//! From flags to answers to bytes: one type a question, the same for the command line and the server.
//!
//! A [`Question`] is what clap reads from flags. Asked at a [`Desk`], it gives an [`Answer`], which prints itself in its
//! formats and says how the asker shall end. The command line and the server call nothing else, so their bytes are equal.
//!
//! | part | says |
//! |---|---|
//! | [`common`] | flags that several questions share, and the words of flags |
//! | [`Desk`] | where the question is asked: who opens networks and files, which formats are wanted, when to stop |
//! | `route`, `capacity` ... | the flags of one question, its query, its answer |
//! | [`study`] | a scenario with questions to a report |
//! | [`named`] | the list of questions, and flags as pairs of key and value |
//!
//! A new question: a file here with its flags (`#[derive(clap::Args)]`), `impl Question` and `impl Answer`; a line in
//! `cli/mod.rs` and one in [`named::QUESTIONS`], which the server and reports read. What a question reads from a file goes through [`Source`]: the command line opens
//! files, the server only looks at what came with the request.

pub mod capacity;
pub mod common;
pub mod diff;
pub mod failure;
pub mod invest;
pub mod named;
pub mod plan;
pub mod route;
pub mod study;
pub mod verify;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::stop::Stop;
use crate::data::force_file::ForceFile;
use crate::data::scenario::Scenario;
use crate::error::{Error, Result};
use crate::network::Network;
use crate::report::{Colour, Format};

use common::Common;

/// Where networks and files come from.
pub trait Source: Sync {
    /// The network that the flags name.
    ///
    /// # Errors
    /// When it cannot be opened, or may not be.
    fn network(&self, common: &Common) -> Result<Arc<Network>>;

    /// The text of a file that a flag names.
    ///
    /// # Errors
    /// When it cannot be read, or may not be.
    fn text(&self, path: &Path) -> Result<String>;

    /// A force by the name of an example, or a file of one.
    ///
    /// # Errors
    /// When there is neither, or what is there is wrong.
    fn force(&self, name: &str) -> Result<ForceFile>;

    /// A scenario; an empty one when none is named.
    ///
    /// # Errors
    /// When it cannot be read or is wrong.
    fn scenario(&self, path: Option<&Path>) -> Result<Scenario> {
        let Some(path) = path else { return Ok(Scenario::default()) };
        Scenario::parse(&self.text(path)?).map_err(|reason| Error::File {
            action: "read",
            path: path.display().to_string(),
            reason,
        })
    }
}

/// Where a question is asked.
pub struct Desk<'a> {
    /// Where networks and files come from.
    pub source: &'a dyn Source,
    /// The format that is wanted; every one of the question's when none is named.
    pub format: Option<Format>,
    /// A question that can be broken off looks at it between pieces of work.
    pub stop: Stop<'a>,
    /// Told how far a long question is: so many pieces of work done, of so many.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
}

impl Desk<'_> {
    /// Whether a format may be asked of the answer, or one that is made from it.
    pub fn wants(&self, format: Format) -> bool {
        let made = |wanted| format == Format::GeoJson && Format::EXPORTS.contains(&wanted);
        self.format.is_none_or(|wanted| wanted == format || made(wanted))
    }
}

/// A question as flags.
pub trait Question {
    /// The flags that every question has.
    fn common(&self) -> &Common;

    /// What `--format` says.
    fn format(&self) -> Option<Format>;

    /// Whether [`Desk::stop`] ends it with the best answer so far.
    fn can_stop(&self) -> bool {
        false
    }

    /// Answers it. Malformed values are told before a network is opened.
    ///
    /// # Errors
    /// Everything that is wrong with the question.
    fn ask(&self, desk: &Desk<'_>) -> Result<Box<dyn Answer>>;
}

/// An answer that prints itself. The same answer and format give the same bytes.
pub trait Answer: Send + Sync {
    /// The answer in a format.
    ///
    /// # Errors
    /// When it does not have the format or contradicts itself.
    fn bytes(&self, format: Format, colour: Colour) -> Result<Vec<u8>>;

    /// How it ended.
    fn outcome(&self) -> Outcome {
        Outcome::Answered
    }

    /// Further files that the flags ask for.
    ///
    /// # Errors
    /// When one cannot be made.
    fn files(&self) -> Result<Vec<(PathBuf, Vec<u8>)>> {
        Ok(Vec::new())
    }

    /// What the asker should know beside the answer.
    fn remarks(&self) -> Vec<String> {
        Vec::new()
    }
}

/// How a question ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With an answer.
    Answered,
    /// With the proof that it is impossible.
    Impossible,
    /// With the finding that what was to be checked does not hold, as a sentence.
    Wrong(String),
}

impl Outcome {
    /// The exit code for it: 0, 3 or 1.
    pub fn exit_code(&self) -> u8 {
        match self {
            Outcome::Answered => 0,
            Outcome::Impossible => 3,
            Outcome::Wrong(_) => 1,
        }
    }
}

/// An answer that was printed when it was made.
pub struct Printed(pub Vec<u8>);

impl Answer for Printed {
    fn bytes(&self, _: Format, _: Colour) -> Result<Vec<u8>> {
        Ok(self.0.clone())
    }
}
