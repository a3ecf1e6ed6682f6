//! Independent data that the network is checked against, never built from: EuroGlobalMap extracts (one JSON object a
//! line, gzip), the World Port Index, and tables of published distances.
#![allow(clippy::disallowed_methods, reason = "this is the room that opens files")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::table::Row;
use crate::error::{Error, Result};

/// A stretch of railway of EuroGlobalMap 9.0.
#[derive(Clone, Debug, Deserialize)]
pub struct OracleRail {
    /// ISO code.
    pub icc: String,
    /// Condition: 28 in use.
    pub exs: i32,
    /// Tracks: 3 single, 2 and 11 several.
    pub fco: i32,
    /// Gauge: 144 for 1435 mm, 152 for 1520 and 1524, 160 for 1600, 167 for 1668.
    pub gaw: i32,
    /// Power: 3 overhead line, 1 third rail, 4 none.
    pub rra: i32,
    /// Longitude and latitude, degrees.
    pub g: Vec<(f64, f64)>,
}

/// A stretch of main road of EuroGlobalMap 9.0.
#[derive(Clone, Debug, Deserialize)]
pub struct OracleRoad {
    /// ISO code.
    pub icc: String,
    /// Condition: 28 in use.
    pub exs: i32,
    /// Number of the European road, if it is one.
    #[serde(default)]
    pub rte: Option<String>,
    /// Longitude and latitude, degrees.
    pub g: Vec<(f64, f64)>,
}

/// A port of the World Port Index.
#[derive(Clone, Debug, Deserialize)]
pub struct OraclePort {
    /// Name.
    #[serde(rename = "Main Port Name")]
    pub name: String,
    /// UN/LOCODE, with a space.
    #[serde(rename = "UN/LOCODE")]
    pub locode: String,
    /// Latitude, degrees.
    #[serde(rename = "Latitude")]
    pub lat: f64,
    /// Longitude, degrees.
    #[serde(rename = "Longitude")]
    pub lon: f64,
}

/// A published distance by rail or road.
#[derive(Clone, Debug, Deserialize)]
pub struct LandDistanceRow {
    /// From.
    pub from: String,
    /// To.
    pub to: String,
    /// Latitude of the start, degrees.
    pub from_lat: f64,
    /// Longitude of the start, degrees.
    pub from_lon: f64,
    /// Latitude of the end, degrees.
    pub to_lat: f64,
    /// Longitude of the end, degrees.
    pub to_lon: f64,
    /// `rail` or `road`.
    pub mode: String,
    /// Distance, km.
    pub published_km: f64,
    /// Who published it.
    pub source: String,
    /// When.
    pub date: String,
    /// Remark; a pair whose remark begins with `excluded` is not counted.
    pub note: String,
}

impl Row for LandDistanceRow {
    const FILE: &'static str = "land_distances.csv";
    const COLUMNS: &'static [&'static str] =
        &["from", "to", "from_lat", "from_lon", "to_lat", "to_lon", "mode", "published_km", "source", "date", "note"];
}

/// Rows of a table that somebody who had not collected them compared with their sources.
#[derive(Clone, Debug, Deserialize)]
pub struct SampleRow {
    /// Tables.
    pub table: String,
    /// Rows that there were.
    pub rows: u32,
    /// Rows compared.
    pub sampled: u32,
    /// Rows that a source contradicted.
    pub wrong: u32,
    /// When.
    pub date: String,
    /// What was found.
    pub note: String,
}

impl Row for SampleRow {
    const FILE: &'static str = "quality_samples.csv";
    const COLUMNS: &'static [&'static str] = &["table", "rows", "sampled", "wrong", "date", "note"];
}

fn open(path: &Path) -> Result<BufReader<GzDecoder<std::fs::File>>> {
    let file = std::fs::File::open(path).map_err(|error| fail(path, &error.to_string()))?;
    Ok(BufReader::new(GzDecoder::new(file)))
}

fn fail(path: &Path, reason: &str) -> Error {
    Error::File { action: "read", path: path.display().to_string(), reason: reason.to_owned() }
}

/// Reads all features of a gzip file with one JSON object a line.
///
/// # Errors
/// When the file cannot be read or a line is not such an object.
pub fn features<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let mut all = Vec::new();
    for (index, line) in open(path)?.lines().enumerate() {
        let line = line.map_err(|error| fail(path, &error.to_string()))?;
        let feature = serde_json::from_str(&line);
        all.push(feature.map_err(|error| fail(path, &format!("line {}: {error}", index + 1)))?);
    }
    Ok(all)
}

/// Reads the World Port Index (CSV, gzip).
///
/// # Errors
/// When the file cannot be read or lacks a column.
pub fn ports(path: &Path) -> Result<Vec<OraclePort>> {
    let mut reader = csv::Reader::from_reader(open(path)?);
    reader.deserialize().map(|row| row.map_err(|error| fail(path, &error.to_string()))).collect()
}
