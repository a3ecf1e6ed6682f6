//! Reads the tables of the benchmark's folder.
#![allow(clippy::disallowed_methods, reason = "a bench reads its own input")]

use std::path::{Path, PathBuf};

/// The folder given as the last argument that is not an option, or `../shared/bench/data`. When the graph is not there,
/// says so and returns nothing.
pub(crate) fn folder() -> Option<PathBuf> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let folder = words.last().map_or_else(|| PathBuf::from("../shared/bench/data"), PathBuf::from);
    if !folder.join("europe_edges.csv.gz").is_file() {
        println!("skipped: there is no europe_edges.csv.gz in {}", folder.display());
        return None;
    }
    Some(folder)
}

/// These columns of a table, as numbers.
pub(crate) fn rows<const N: usize>(folder: &Path, name: &str, columns: [&str; N]) -> Vec<[f64; N]> {
    let file = std::fs::File::open(folder.join(format!("{name}.csv.gz"))).expect("the file can be opened");
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let header = reader.headers().expect("a header").clone();
    let at = columns.map(|column| header.iter().position(|name| name == column).expect("the column is there"));
    let row = |record: csv::StringRecord| at.map(|at| record[at].parse().expect("a number"));
    reader.records().map(|record| row(record.expect("a row"))).collect()
}
