//! Takes the SHA-256 of the embedded network while the program is built, so that no start has to.
//!
//! The same digest as `Files::hash` in `src/data/folder.rs`; a test there compares the two.
#![allow(clippy::disallowed_methods, reason = "it reads the files that the program will embed")]

use std::error::Error;
use std::path::Path;

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
    let hash: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rerun-if-changed=networks/europe/base.bin");
    println!("cargo::rerun-if-changed=src/data/embedded.rs");
    println!("cargo::rustc-env=CORRIDOR_EUROPE_SHA256={hash}");
    let out = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let lists = [("CARDS", folder.join("cards")), ("INSTRUMENTS", folder.join("instruments"))];
    let lists: Result<Vec<String>, _> = lists.iter().map(|(name, folder)| list(name, folder)).collect();
    std::fs::write(Path::new(&out).join("cards.rs"), lists?.concat())?;
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
