//! Takes the SHA-256 of the embedded network while the program is built, so that no start has to, and lists the files of
//! the web page.
//!
//! The same digest as `Files::hash` in `src/data/folder.rs`; a test there compares the two.
#![allow(clippy::disallowed_methods, reason = "it reads the files that the program will embed")]

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

macro_rules! embedded {
    ($($file:literal),* $(,)?) => {
        const TABLES: &[&str] = &[$($file),*];
    };
}

include!("src/data/embedded.rs");

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("networks/europe");
    let mut tables = TABLES.to_vec();
    tables.sort_unstable();
    let mut hasher = Sha256::new();
    for name in tables {
        let text = std::fs::read(folder.join(name))?;
        hasher.update(name.as_bytes());
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(&text);
        println!("cargo::rerun-if-changed=networks/europe/{name}");
    }
    hasher.update(std::fs::read(folder.join("base.bin"))?);
    println!("cargo::rerun-if-changed=networks/europe/base.bin");
    println!("cargo::rerun-if-changed=src/data/embedded.rs");
    let out = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let lists = [("CARDS", folder.join("cards")), ("INSTRUMENTS", folder.join("instruments"))];
    let lists: Result<Vec<String>, _> = lists.iter().map(|(name, folder)| list(name, folder)).collect();
    std::fs::write(Path::new(&out).join("cards.rs"), lists?.concat())?;
    println!("cargo::rustc-env=CORRIDOR_EUROPE_SHA256={}", hex(hasher));
    page()
}

fn hex(hasher: Sha256) -> String {
    hasher.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Writes `page.rs`: every file of the web page as (path in the page, SHA-256, content).
fn page() -> Result<(), Box<dyn Error>> {
    let root = std::env::current_dir()?.join("src/server/page");
    println!("cargo::rerun-if-changed=src/server/page");
    let mut files = Vec::new();
    walk(&root, &mut files)?;
    files.sort();
    let mut text =
        "/// Files of the web page: (path, SHA-256, content).\nstatic FILES: &[(&str, &str, &[u8])] = &[\n".to_owned();
    for path in files {
        let mut hasher = Sha256::new();
        hasher.update(std::fs::read(&path)?);
        let name = path.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        writeln!(text, "    ({name:?}, {:?}, include_bytes!({:?})),", hex(hasher), path.display().to_string())?;
    }
    text.push_str("];\n");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    Ok(std::fs::write(out.join("page.rs"), text)?)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        match (hidden, path.is_dir()) {
            (true, _) => {}
            (false, true) => walk(&path, files)?,
            (false, false) => files.push(path),
        }
    }
    Ok(())
}

/// Code that embeds every TOML file of a folder: adding one needs no code.
fn list(name: &str, folder: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let folder = folder.canonicalize()?;
    let mut files: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        let file = entry?.file_name().to_string_lossy().into_owned();
        if file.ends_with(".toml") && !file.starts_with('.') {
            files.push(file);
        }
    }
    files.sort();
    let mut code = format!("static {name}: &[(&str, &str)] = &[");
    for file in files {
        code += &format!("({file:?}, include_str!({:?})),", folder.join(&file).display().to_string());
    }
    Ok(code + "];\n")
}
