//! Where a network's files come from: the embedded one, or a folder of the user's.
#![allow(clippy::disallowed_methods, reason = "this is the room that opens files")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::overlay::{self, Folder, Lines, Overlay};
use super::tables::Tables;
use crate::error::{Error, Result};

macro_rules! embedded {
    ($($file:literal),* $(,)?) => {
        /// Names of the embedded tables.
        const EMBEDDED: &[&str] = &[$($file),*];

        fn embedded_text(file: &str) -> Option<&'static str> {
            match file {
                $($file => Some(include_str!(concat!("../../networks/europe/", $file))),)*
                _ => None,
            }
        }
    };
}

include!("embedded.rs");

/// The base geometry of the embedded network.
static EMBEDDED_BASE: &[u8] = include_bytes!("../../networks/europe/base.bin");

/// [`Files::hash`] of the embedded network, taken when the program was built.
static EMBEDDED_HASH: &str = env!("CORRIDOR_EUROPE_SHA256");

/// The files of one network.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Name: `europe`, or the folder's own name.
    pub name: String,
    texts: Vec<(&'static str, Cow<'static, str>)>,
    /// The base geometry; empty in a network of one's own.
    pub base: Cow<'static, [u8]>,
    /// Whether it is a network of one's own: `nodes.csv` and `links.csv` instead of a base geometry.
    pub own: bool,
    /// Tables that a network of one's own does not have and that the embedded network lends it.
    pub lent: Vec<&'static str>,
    /// What was laid over it, the first lowest.
    pub overlays: Vec<Overlay>,
    /// Tables before anything was laid over them.
    below: Vec<(&'static str, Cow<'static, str>)>,
    /// Where the rows of merged tables came from, by file.
    lines: BTreeMap<&'static str, Lines>,
}

/// Tables that the embedded network lends to a network of one's own that lacks them.
const LENT: &[&str] = &[
    "aircraft.csv",
    "countries.csv",
    "formations.csv",
    "planning_factors.csv",
    "rail_defaults.csv",
    "regimes.csv",
    "road_defaults.csv",
    "transporters.csv",
    "vehicles.csv",
    "wagons.csv",
];

impl Files {
    /// The embedded network of Europe.
    pub fn europe() -> Self {
        let texts = Tables::FILES
            .iter()
            .filter_map(|file| embedded_text(file).map(|text| (*file, Cow::Borrowed(text))))
            .collect();
        Files { name: "europe".to_owned(), texts, base: Cow::Borrowed(EMBEDDED_BASE), own: false, ..Files::default() }
    }

    /// A network folder: one with `base.bin` and all tables, or one of one's own with `nodes.csv` and `links.csv`, for
    /// which the embedded network stands in where it lacks vehicles, planning factors and the like. A table that is not
    /// there is left out here; reading the tables reports it.
    ///
    /// # Errors
    /// When the folder or its `base.bin` cannot be read, or a table is not UTF-8 text.
    pub fn open(dir: &Path) -> Result<Self> {
        let path = dir.display().to_string();
        let fail = |path: String, reason: String| Error::File { action: "read", path, reason };
        if !dir.is_dir() {
            return Err(fail(
                path,
                "it is not a folder; give a network folder, or `europe` for the embedded one".to_owned(),
            ));
        }
        let has = |file: &str| dir.join(file).is_file();
        let base_path = dir.join("base.bin");
        let own = !has("base.bin") && (has("nodes.csv") || has("links.csv"));
        let mut base = Vec::new();
        if own {
            if let Some(file) = ["nodes.csv", "links.csv"].into_iter().find(|file| !has(file)) {
                let reason = "it is not there; a network of one's own needs nodes.csv and links.csv".to_owned();
                return Err(fail(dir.join(file).display().to_string(), reason));
            }
        } else {
            base = std::fs::read(&base_path).map_err(|error| {
                let advice = "a network folder needs base.bin (`corridor network build`), or nodes.csv and links.csv";
                fail(base_path.display().to_string(), format!("{error}; {advice}"))
            })?;
        }
        let mut texts = Vec::new();
        let mut lent = Vec::new();
        for file in Tables::FILES {
            if has(file) {
                texts.push((*file, Cow::Owned(read_text(&dir.join(file))?)));
            } else if own && LENT.contains(file) {
                texts.extend(embedded_text(file).map(|text| (*file, Cow::Borrowed(text))));
                lent.push(*file);
            }
        }
        let name = dir.file_name().map_or_else(|| path.clone(), |name| name.to_string_lossy().into_owned());
        Ok(Files { name, texts, base: Cow::Owned(base), own, lent, ..Files::default() })
    }

    /// These files with the tables of a folder laid over them, row by row (see [`super::overlay`]).
    ///
    /// # Errors
    /// When the folder cannot be read, holds a file that is no table or that only the builder uses, or its rows do not
    /// fit; every problem names the overlay's file and line.
    pub fn with_overlay(mut self, dir: &Path) -> Result<Self> {
        let folder = Folder::open(dir, self.own)?;
        if self.overlays.is_empty() {
            self.below.clone_from(&self.texts);
        }
        let mut problems = Vec::new();
        for schema in Tables::SCHEMAS.iter().flatten() {
            let at = self.texts.iter().position(|(name, _)| *name == schema.file);
            let below = at.map(|index| self.texts[index].1.as_ref());
            if let Some((text, lines)) = folder.over(schema, below, self.lines.get(schema.file), &mut problems) {
                self.lines.insert(schema.file, lines);
                self.lent.retain(|file| *file != schema.file);
                match at {
                    Some(index) => self.texts[index].1 = Cow::Owned(text),
                    None => self.texts.push((schema.file, Cow::Owned(text))),
                }
            }
        }
        if !problems.is_empty() {
            problems.sort();
            return Err(Error::Input(problems));
        }
        self.name = format!("{} + {}", self.name, folder.overlay.name);
        self.overlays.push(folder.overlay);
        Ok(self)
    }

    /// Text of a table before anything was laid over it.
    pub fn text_below(&self, file: &str) -> Option<String> {
        self.below.iter().find(|(name, _)| *name == file).map(|(_, text)| text.clone().into_owned())
    }

    /// The file and line, as the user knows them, of a line of a table as read.
    pub fn origin(&self, file: &str, line: u64) -> (String, u64) {
        self.lines.get(file).map_or_else(|| (file.to_owned(), line), |lines| overlay::origin(lines, file, line))
    }

    /// Whether these are the embedded files and nothing else: the tests have proven them sound.
    pub fn are_embedded(&self) -> bool {
        let borrowed = |(_, text): &(&str, Cow<'_, str>)| matches!(text, Cow::Borrowed(_));
        self.texts.len() == EMBEDDED.len()
            && self.texts.iter().all(borrowed)
            && matches!(self.base, Cow::Borrowed(base) if std::ptr::eq(base, EMBEDDED_BASE))
    }

    /// Text of an embedded table; empty when there is none of that name.
    pub fn embedded(file: &str) -> &'static str {
        embedded_text(file).unwrap_or_default()
    }

    /// Text of a table.
    pub fn text(&self, file: &str) -> Option<String> {
        self.texts.iter().find(|(name, _)| *name == file).map(|(_, text)| text.clone().into_owned())
    }

    /// Another text for one of its tables.
    pub fn replace(&mut self, file: &'static str, text: String) {
        self.texts.retain(|(name, _)| *name != file);
        self.texts.push((file, Cow::Owned(text)));
    }

    /// SHA-256 over all files, hexadecimal: names, lengths and contents of the tables by name, then the base geometry.
    /// O(size); O(1) for the embedded network, whose digest was taken when the program was built.
    pub fn hash(&self) -> String {
        if self.are_embedded() { EMBEDDED_HASH.to_owned() } else { self.digest() }
    }

    fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        let mut texts: Vec<_> = self.texts.iter().collect();
        texts.sort_by_key(|(name, _)| *name);
        for (name, text) in texts {
            hasher.update(name.as_bytes());
            hasher.update((text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.update(&self.base);
        hasher.finalize().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// The text of a file.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String> {
    let fail = |reason: String| Error::File { action: "read", path: path.display().to_string(), reason };
    let bytes = std::fs::read(path).map_err(|error| fail(error.to_string()))?;
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(fail("it is UTF-16 text; save it as UTF-8".to_owned()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        fail(format!("byte {at}, on line {line}, is not UTF-8; save it as UTF-8"))
    })
}

/// Writes an output whole or not at all: to a temporary file beside it, then renamed.
///
/// # Errors
/// When the folder does not exist or cannot be written.
pub fn write_output(path: &Path, bytes: &[u8]) -> Result<()> {
    let fail = |error: std::io::Error| Error::File {
        action: "write",
        path: path.display().to_string(),
        reason: format!("{error}; choose a folder that exists and that you may write to"),
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let Some(name) = path.file_name() else {
        return Err(fail(std::io::Error::other("it names no file")));
    };
    let temporary = folder.join(format!(".{}.part", name.to_string_lossy()));
    let written = std::fs::write(&temporary, bytes).and_then(|()| std::fs::rename(&temporary, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&temporary);
    }
    written.map_err(fail)
}

/// Writes files (path inside the folder, bytes) into a folder, in the order given; a folder that holds something else than
/// such a set with its `manifest.json` is left alone.
///
/// # Errors
/// When the folder holds other files or cannot be written.
pub fn write_folder(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    let fail = |reason: String| Error::File { action: "write", path: folder.display().to_string(), reason };
    let taken = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if taken && !folder.join("manifest.json").is_file() {
        return Err(fail("it holds files of others; name a folder that is new, empty or a report's".to_owned()));
    }
    if taken {
        // Until the new manifest is there, readers shall take the folder for no report.
        std::fs::remove_file(folder.join("manifest.json")).map_err(|error| fail(error.to_string()))?;
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| fail(error.to_string()))?;
        }
        write_output(&path, bytes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_taken_while_building_is_that_of_the_files() {
        let files = Files::europe();
        assert!(files.are_embedded());
        assert_eq!(files.hash(), files.digest());
        let other = Files { base: Cow::Owned(EMBEDDED_BASE.to_vec()), ..files };
        assert!(!other.are_embedded());
        assert_eq!(other.hash(), EMBEDDED_HASH);
    }
}
