//! A journal of finished pieces of work, so that a long run that was broken off goes on where it was.
//!
//! Line 1 says what the work is (a key); every further line is one finished piece, written at once and whole. What was being
//! written when the program ended is dropped when the journal is opened again.
#![allow(clippy::disallowed_methods, reason = "this is the room that opens files")]

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;

use crate::error::{Error, Result};

/// A journal that is open for more.
#[derive(Debug)]
pub struct Journal {
    file: Mutex<File>,
    path: String,
}

impl Journal {
    /// Opens a journal, or begins one, and gives the lines of finished work.
    ///
    /// # Errors
    /// When it cannot be read or written, or belongs to other work.
    ///
    /// ```
    /// use corridor::data::journal::Journal;
    /// let path = std::env::temp_dir().join("corridor-journal-example");
    /// # let _ = std::fs::remove_file(&path);
    /// let (journal, done) = Journal::open(&path, "count")?;
    /// assert!(done.is_empty());
    /// journal.add("one")?;
    /// assert_eq!(Journal::open(&path, "count")?.1, ["one"]);
    /// assert!(Journal::open(&path, "another count").is_err());
    /// # let _ = std::fs::remove_file(&path);
    /// # Ok::<(), corridor::error::Error>(())
    /// ```
    pub fn open(path: &Path, key: &str) -> Result<(Journal, Vec<String>)> {
        let name = path.display().to_string();
        let fail = |action: &'static str, reason: String| Error::File { action, path: name.clone(), reason };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(fail("read", error.to_string())),
        };
        // The last piece may have been cut short: lines end.
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let mut lines = whole.lines().map(str::to_owned);
        match lines.next() {
            Some(first) if first != key => {
                return Err(fail(
                    "resume",
                    "it belongs to another question, network or version; name another file, or remove it to begin anew"
                        .to_owned(),
                ));
            }
            _ => {}
        }
        let done: Vec<String> = lines.collect();
        let mut kept = format!("{key}\n");
        done.iter().for_each(|line| {
            kept.push_str(line);
            kept.push('\n');
        });
        if kept != text {
            super::folder::write_output(path, kept.as_bytes())?;
        }
        let file = OpenOptions::new().append(true).open(path).map_err(|error| fail("write", error.to_string()))?;
        Ok((Journal { file: Mutex::new(file), path: name }, done))
    }

    /// Adds a finished piece: one line, in one write.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&self, line: &str) -> Result<()> {
        let fail = |reason: String| Error::File { action: "write", path: self.path.clone(), reason };
        let mut file = self.file.lock().map_err(|_| fail("another thread failed while writing".to_owned()))?;
        file.write_all(format!("{}\n", line.replace('\n', " ")).as_bytes())
            .and_then(|()| file.sync_data())
            .map_err(|error| fail(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cut_short_is_dropped_and_the_rest_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal");
        let (journal, _) = Journal::open(&path, "key").expect("a new journal");
        journal.add("first").expect("written");
        journal.add("second").expect("written");
        let text = std::fs::read_to_string(&path).expect("the journal");
        // Broken off at every byte: only whole lines count, and going on gives the same as without a break.
        for end in 0..=text.len() {
            std::fs::write(&path, &text[..end]).expect("cut");
            let (journal, done) = Journal::open(&path, "key").unwrap_or_else(|error| panic!("at {end}: {error}"));
            assert!(["first", "second"].iter().take(done.len()).eq(done.iter()), "at {end}: {done:?}");
            for line in ["first", "second"].iter().skip(done.len()) {
                journal.add(line).expect("written");
            }
            assert_eq!(std::fs::read_to_string(&path).expect("the journal"), text, "at {end}");
        }
    }
}
