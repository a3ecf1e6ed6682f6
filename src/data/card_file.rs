//! A card file: one candidate investment or legal change, with cost, dates, owner, source and effects. Strict, like every
//! file here: everything that is wrong is told, with file, line and field.
//!
//! TOML with the tables of [`CARD`]; [`schema`](fn@schema) writes that description for people. The cards of the folder
//! `networks/europe/cards` and the instruments of `networks/europe/instruments` are listed by `build.rs`, so that adding
//! one needs no code.
#![allow(clippy::disallowed_methods, reason = "this is the room that opens files")]

use std::path::Path;

use crate::error::{Error, Place, Problem, Result};

use super::folder::read_text;
use super::record::{self, Record, TableSchema};

mod schema;

pub use schema::*;

include!(concat!(env!("OUT_DIR"), "/cards.rs"));

/// A card, or an instrument that pays for cards, as read.
#[derive(Clone, Debug)]
pub struct CardFile {
    /// Name for messages: `NAME.toml`.
    pub file: String,
    /// Its text, byte for byte.
    pub text: String,
    /// What it says.
    pub record: Record,
}

impl CardFile {
    /// Reads the text of a card.
    ///
    /// ```
    /// use corridor::data::card_file::CardFile;
    /// let error = CardFile::parse("x.toml", "id = \"x\"\nnmae = \"X\"\n").unwrap_err();
    /// assert!(error.to_string().contains("x.toml:2, field nmae"), "{error}");
    /// assert!(error.to_string().contains("did you mean name?"), "{error}");
    /// ```
    ///
    /// # Errors
    /// [`Error::Input`] with everything that is wrong with it.
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        CardFile::read(file, text, "a card", &CARD).map_err(Error::Input)
    }

    fn read(
        file: &str,
        text: &str,
        title: &str,
        schema: &'static TableSchema,
    ) -> std::result::Result<Self, Vec<Problem>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let record = record::read(file, text, title, schema)?;
        Ok(CardFile { file: file.to_owned(), text: text.to_owned(), record })
    }

    /// The cards that come with the program and those of the user's folders, by id; problems of all of them are told
    /// together.
    ///
    /// # Errors
    /// When a folder cannot be read or holds no card, or a file is wrong.
    pub fn all(embedded: bool, folders: &[impl AsRef<Path>]) -> Result<Vec<Self>> {
        gathered(if embedded { CARDS } else { &[] }, folders, "a card", &CARD)
    }

    /// The instruments that come with the program and those of the user's folders.
    ///
    /// # Errors
    /// As [`CardFile::all`].
    pub fn instruments(folders: &[impl AsRef<Path>]) -> Result<Vec<Self>> {
        gathered(INSTRUMENTS, folders, "an instrument", &INSTRUMENT)
    }
}

fn gathered(
    embedded: &[(&str, &str)],
    folders: &[impl AsRef<Path>],
    title: &str,
    schema: &'static TableSchema,
) -> Result<Vec<CardFile>> {
    let mut texts: Vec<(String, String)> =
        embedded.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
    for folder in folders {
        texts.extend(folder_texts(folder.as_ref(), title)?);
    }
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for (file, text) in texts {
        match CardFile::read(&file, &text, title, schema) {
            Ok(card) => files.push(card),
            Err(mut found) => problems.append(&mut found),
        }
    }
    let mut seen: Vec<(String, String)> = Vec::new();
    for card in &files {
        let Some(id) = card.record.text("id") else { continue };
        match seen.iter().find(|(other, _)| *other == id.value) {
            Some((_, file)) => problems.push(Problem::new(
                Place::field(&card.file, id.line, "id"),
                "id-unique",
                format!("\"{}\" is the id of {file} too; give {title} an id of its own", id.value),
            )),
            None => seen.push((id.value, card.file.clone())),
        }
    }
    if !problems.is_empty() {
        problems.sort();
        return Err(Error::Input(problems));
    }
    files.sort_by_cached_key(|card| card.record.text("id").map(|id| id.value));
    Ok(files)
}

/// (file name, text) of the TOML files of a folder, by name.
fn folder_texts(folder: &Path, title: &str) -> Result<Vec<(String, String)>> {
    let fail = |reason: String| Error::File { action: "read", path: folder.display().to_string(), reason };
    let entries = std::fs::read_dir(folder)
        .map_err(|error| fail(format!("{error}; give a folder with a file NAME.toml for {title}")))?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .filter(|name| name.ends_with(".toml") && !name.starts_with('.'))
        .collect();
    names.sort();
    if names.is_empty() {
        return Err(fail(format!("it holds no file that ends in .toml; give a folder with a file for {title}")));
    }
    names.into_iter().map(|name| Ok((name.clone(), read_text(&folder.join(&name))?))).collect()
}
