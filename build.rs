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
    Ok(())
}
