//! What a base was made from, and whether that is still what lies beside it.

use std::path::Path;

use super::input::{Input, TABLES};
use super::settings::{RECIPE_FILE, Recipe};
use crate::data::base::Base;
use crate::data::sources::{read_bytes, sha256};
use crate::error::Result;

/// The entries for [`Base::origin`]: packages with version and checksum, the builder's format, the recipe, the tables.
pub(super) fn origin(recipe: &Recipe, network_dir: &Path, input: &Input) -> Result<Vec<(String, String)>> {
    let mut origin = Vec::new();
    for package in [&recipe.packages.geometry, &recipe.packages.names] {
        origin.push((package.name.clone(), format!("{} sha256:{}", package.version, package.sha256)));
    }
    let text = read_bytes(&network_dir.join(RECIPE_FILE))?;
    origin.push((RECIPE_FILE.to_owned(), format!("sha256:{}", sha256(&text))));
    origin.extend(input.hashes.iter().map(|(file, hash)| (file.clone(), format!("sha256:{hash}"))));
    Ok(origin)
}

/// Version and checksum of a package that a base was made from.
pub fn source_package<'a>(base: &'a Base, package: &str) -> Option<&'a str> {
    base.origin.iter().find(|(key, _)| key == package).map(|(_, value)| value.as_str())
}

/// The recipe and tables in `network_dir` that are not those the base was made from, one sentence each; empty when all
/// belong together.
///
/// # Errors
/// When a file cannot be read.
pub fn out_of_date(base: &Base, network_dir: &Path) -> Result<Vec<String>> {
    let mut differing = Vec::new();
    for file in TABLES.iter().chain(&[RECIPE_FILE]) {
        let now = format!("sha256:{}", sha256(&read_bytes(&network_dir.join(file))?));
        match source_package(base, file) {
            Some(then) if then == now => {}
            Some(_) => differing.push(format!("{file} has changed since base.bin was built")),
            None => differing.push(format!("base.bin was built without {file}")),
        }
    }
    Ok(differing)
}
