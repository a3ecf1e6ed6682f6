//! When a long question is broken off.
//!
//! Whoever asks sets a flag from another thread; whoever works looks at it between two pieces of work that each take
//! well under a second. What happens then depends on who asks: somebody at a terminal wants the best found so far, a
//! server whose asker is gone wants nothing but its worker back.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};

/// A flag that is looked at between pieces of work, and what is wanted when it is set.
#[derive(Clone, Copy, Debug)]
pub struct Stop<'s> {
    flag: Option<&'s AtomicBool>,
    keeps: bool,
}

impl<'s> Stop<'s> {
    /// Never broken off.
    pub const NEVER: Stop<'static> = Stop { flag: None, keeps: false };

    /// Broken off with the best found so far.
    pub fn with_best(flag: &'s AtomicBool) -> Stop<'s> {
        Stop { flag: Some(flag), keeps: true }
    }

    /// Broken off with nothing.
    pub fn with_nothing(flag: &'s AtomicBool) -> Stop<'s> {
        Stop { flag: Some(flag), keeps: false }
    }

    /// The same for a part of a question whose unfinished answer is worth nothing.
    #[must_use]
    pub fn keeping_nothing(self) -> Stop<'s> {
        Stop { keeps: false, ..self }
    }

    /// The same for a part that is finished when anything is to be kept.
    #[must_use]
    pub fn unless_kept(self) -> Stop<'s> {
        if self.keeps { Stop::NEVER } else { self }
    }

    /// Whether it is time to end.
    pub fn is_set(self) -> bool {
        self.flag.is_some_and(|flag| flag.load(Ordering::Relaxed))
    }

    /// Whether to end at once, with nothing.
    pub fn drops_all(self) -> bool {
        !self.keeps && self.is_set()
    }

    /// Looked at where there is nothing yet that could be kept.
    ///
    /// # Errors
    /// [`Error::Question`] when it is time to end.
    pub fn check(self) -> Result<()> {
        if self.is_set() { Err(Error::Question("broken off before there was an answer".to_owned())) } else { Ok(()) }
    }

    /// Looked at where there is something that can be kept.
    ///
    /// # Errors
    /// [`Error::Question`] when it is time to end with nothing.
    pub fn check_unless_kept(self) -> Result<()> {
        if self.drops_all() { self.check() } else { Ok(()) }
    }
}
