//! How good the network is, measured against data that it was not built from, and written to `QUALITY.md`.
//!
//! Nothing here changes the network: an oracle that disagrees is a reason to look, not a value to copy.

mod cover;
mod distances;
mod near;
mod text;

use std::collections::BTreeMap;
use std::path::Path;

use crate::data::base::{Base, Shapes};
use crate::data::folder::Files;
use crate::data::oracle::{LandDistanceRow, OraclePort, OracleRail, OracleRoad, SampleRow, features, ports};
use crate::data::rows::{PortRow, RailLineRow};
use crate::data::sources::read_text;
use crate::data::table::{Row, read_rows};
use crate::error::{Error, Result};

/// Km of a country's lines in the oracle that the network has too.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// What is covered.
    pub what: String,
    /// ISO code.
    pub country: String,
    /// Km with a line of the network within 1.5 km.
    pub near_km: f64,
    /// Km with one within 5 km: lines drawn with few points count too.
    pub rough_km: f64,
    /// Km in all.
    pub km: f64,
}

/// Km on which network and oracle name the same gauge.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// ISO code.
    pub country: String,
    /// Km alike.
    pub alike_km: f64,
    /// Km compared.
    pub km: f64,
}

/// Shares of a property by length, on the lines of which both say something.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// `double track` or `electrified`.
    pub what: String,
    /// ISO code.
    pub country: String,
    /// Km compared.
    pub km: f64,
    /// Share in the network, 0 to 1.
    pub ours: f64,
    /// Share in the oracle.
    pub theirs: f64,
    /// Share on which both agree.
    pub alike: f64,
}

/// How far a row of `rail_lines.csv` agrees with the oracle.
#[derive(Clone, Debug, PartialEq)]
pub struct RowShare {
    /// Id of the row.
    pub id: String,
    /// `double track` or `electrified`.
    pub what: String,
    /// Km compared.
    pub km: f64,
    /// Share on which both agree.
    pub alike: f64,
}

/// A port and where the World Port Index has it.
#[derive(Clone, Debug, PartialEq)]
pub struct PortOff {
    /// Id of the port.
    pub id: String,
    /// Km between both positions; `None` when the index has no port of that code.
    pub km: Option<f64>,
    /// What the row remarks.
    pub note: String,
}

/// A published distance and ours.
#[derive(Clone, Debug, PartialEq)]
pub struct DistancePair {
    /// From and to.
    pub name: String,
    /// `rail` or `road`.
    pub mode: String,
    /// As published, km.
    pub published_km: f64,
    /// Over the network, km; `None` when there is no way.
    pub ours_km: Option<f64>,
}

/// Everything that was measured.
#[derive(Clone, Debug, Default)]
pub struct Quality {
    /// Lines of the oracle that the network has.
    pub coverage: Vec<Coverage>,
    /// Share of each country's railways that the oracle calls double track.
    pub called_double: BTreeMap<String, f64>,
    /// Gauges alike.
    pub gauges: Vec<Agreement>,
    /// Tracks and electrification.
    pub shares: Vec<Share>,
    /// The same by row.
    pub rows: Vec<RowShare>,
    /// Ports.
    pub ports: Vec<PortOff>,
    /// Distances.
    pub distances: Vec<DistancePair>,
    /// Rows compared with their sources by somebody who had not collected them.
    pub samples: Vec<SampleRow>,
}

/// Where the data lie that a network is measured against; what is not given or not there is left out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Against<'a> {
    /// Folder with `egm90_rail.ndjson.gz`, `egm90_road_main.ndjson.gz` and `world_port_index.csv.gz`.
    pub oracles: Option<&'a Path>,
    /// A table of published distances.
    pub distances: Option<&'a Path>,
    /// A table of samples.
    pub samples: Option<&'a Path>,
}

fn rows<T: Row>(text: &str) -> Result<Vec<T>> {
    let mut problems = Vec::new();
    let rows = read_rows::<T>(text, &mut problems).into_iter().map(|lined| lined.row).collect();
    if problems.is_empty() { Ok(rows) } else { Err(Error::Input(problems)) }
}

/// Measures the network of `files` against independent data. O(points of the oracles log points of the network).
///
/// # Errors
/// When a file that is there cannot be read, or the network is damaged.
pub fn measure(files: &Files, against: &Against<'_>) -> Result<Quality> {
    let (base, shapes) = (Base::decode(&files.base)?, Shapes::decode(&files.base)?);
    let table = |file: &str| files.text(file).unwrap_or_default();
    let lines: Vec<RailLineRow> = rows(&table(RailLineRow::FILE))?;
    let mut quality = Quality::default();
    let path = |name: &str| against.oracles.map(|folder| folder.join(name)).filter(|path| path.is_file());
    let rails: Vec<OracleRail> = path("egm90_rail.ndjson.gz").map_or(Ok(Vec::new()), |path| features(&path))?;
    let roads: Vec<OracleRoad> = path("egm90_road_main.ndjson.gz").map_or(Ok(Vec::new()), |path| features(&path))?;
    let (coverage, (gauges, shares, by_row)) = rayon::join(
        || cover::coverages(&base, &shapes, &lines, &rails, &roads),
        || cover::attributes(&base, &shapes, &lines, &rails),
    );
    (quality.coverage, quality.gauges, quality.shares, quality.rows) = (coverage, gauges, shares, by_row);
    quality.called_double = cover::called_double(&rails);
    if let Some(path) = path("world_port_index.csv.gz") {
        let ours: Vec<PortRow> = rows(&table(PortRow::FILE))?;
        quality.ports = off(&ours, &ports(&path)?);
    }
    if let Some(path) = against.samples {
        quality.samples = rows(&read_text(path)?)?;
    }
    if let Some(path) = against.distances {
        let published: Vec<LandDistanceRow> = rows(&read_text(path)?)?;
        for mode in ["rail", "road"] {
            quality.distances.extend(distances::pairs(&base, &shapes, &published, mode));
        }
    }
    Ok(quality)
}

/// Each port with the distance to the nearest entry of its code.
fn off(ours: &[PortRow], theirs: &[OraclePort]) -> Vec<PortOff> {
    use super::geometry::{Point, km_between};
    let km = |row: &PortRow| {
        let at = Point::new(row.lat.0, row.lon.0);
        let same = theirs.iter().filter(|port| port.locode.replace(' ', "") == row.locode);
        same.map(|port| km_between(at, Point::new(port.lat, port.lon))).min_by(f64::total_cmp)
    };
    ours.iter().map(|row| PortOff { id: row.id.clone(), km: km(row), note: row.note.clone() }).collect()
}
