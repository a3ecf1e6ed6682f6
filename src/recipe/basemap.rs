//! From Natural Earth to `networks/basemap/basemap.bin`: the land, borders, rivers and lakes under the pictures.
//!
//! Coasts and borders are kept as *arcs*, each stored once and shared by the countries on its two sides, so that a
//! simplified border cannot gape. The sources and the tolerances are pinned in `networks/basemap/recipe.toml`; the same
//! sources give the same bytes.
//!
//! # The file
//!
//! `CBM1`, then one zlib stream. `n` is an unsigned varint (seven bits a byte, least first), `z` a zigzag varint, a *line*
//! is `n` points of (`z` longitude, `z` latitude) in steps of 0.001 degrees, each counted from the point before, the first
//! from (0, 0).
//!
//! | part | content |
//! |---|---|
//! | countries | `n`, each: two letters (ISO 3166-1 alpha-2, or `--`), `n` rings, each `n` arc references `z` (`-1 - i`: arc `i` backwards) |
//! | arcs | `n`, each: kind (0 coast, 1 border, 2 inside one state), line |
//! | lakes | `n`, each: `n` rings, each a line |
//! | rivers | `n`, each: rank (one byte, 1 the largest), line |

mod codes;
mod shapefile;
mod topology;

use std::io::Write;
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::error::{Error, Place, Problem, Result};

/// Points are kept in steps of a thousandth of a degree (110 m or less).
const STEPS_PER_DEGREE: f64 = 1000.0;

/// A point, degrees: (longitude, latitude).
type Degrees = (f64, f64);

/// `recipe.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipe {
    #[serde(rename = "box")]
    frame: Frame,
    tolerance: Tolerance,
    least: Least,
    source: Vec<Source>,
}

/// The box in which detail is kept.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Frame {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

impl Frame {
    fn holds(&self, (lon, lat): Degrees) -> bool {
        (self.west..=self.east).contains(&lon) && (self.south..=self.north).contains(&lat)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tolerance {
    fine_deg: f64,
    coarse_deg: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Least {
    island_deg: f64,
    far_island_deg: f64,
    lake_deg: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    file: String,
    sha256: String,
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "licence")]
    _licence: String,
    #[serde(rename = "get")]
    _get: String,
}

/// Makes `basemap.bin` at `out` from the files of `sources_dir`, which must be those pinned in `recipe.toml`.
///
/// Returns the number of bytes written. Fails, naming every file concerned, when a source is missing or differs.
pub fn build_basemap(sources_dir: &Path, out: &Path) -> Result<usize> {
    let recipe: Recipe = toml::from_str(include_str!("../../networks/basemap/recipe.toml"))
        .map_err(|error| Error::Output(format!("networks/basemap/recipe.toml does not parse: {error}")))?;
    let mut problems = Vec::new();
    let mut files = Vec::new();
    for source in &recipe.source {
        match read(&sources_dir.join(&source.file)) {
            Ok(bytes) => {
                let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
                if found != source.sha256 {
                    let message = format!("has SHA-256 {found}, pinned is {}; get the pinned version", source.sha256);
                    problems.push(Problem::new(Place::file(&source.file), "pinned-source", message));
                }
                files.push((source.file.as_str(), bytes));
            }
            Err(error) => problems.push(Problem::new(Place::file(&source.file), "readable", error.to_string())),
        }
    }
    if !problems.is_empty() {
        return Err(Error::Input(problems));
    }
    let bytes = make(&recipe, &files)?;
    write(out, &bytes)?;
    Ok(bytes.len())
}

#[allow(clippy::disallowed_methods, reason = "the maker reads the sources it is pointed at")]
fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| Error::File {
        action: "read",
        path: path.display().to_string(),
        reason: error.to_string(),
    })
}

#[allow(clippy::disallowed_methods, reason = "the maker writes what it made")]
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).map_err(|error| Error::File {
        action: "write",
        path: path.display().to_string(),
        reason: error.to_string(),
    })
}

fn make(recipe: &Recipe, files: &[(&str, Vec<u8>)]) -> Result<Vec<u8>> {
    let file = |name: &str| {
        let found = files.iter().find(|(file, _)| *file == name).map(|(_, bytes)| bytes.as_slice());
        found.ok_or_else(|| Error::Output(format!("recipe.toml names no source {name}")))
    };
    let topology = topology::read(file("countries-10m.json")?, recipe)?;
    let rivers = rivers(
        file("ne_10m_rivers_lake_centerlines.shp")?,
        file("ne_10m_rivers_lake_centerlines.shx")?,
        file("ne_10m_rivers_lake_centerlines.dbf")?,
        recipe,
    )?;
    let lakes = lakes(file("ne_10m_lakes.shp")?, file("ne_10m_lakes.shx")?, recipe)?;

    let mut body = Vec::new();
    topology.write(&mut body);
    unsigned(&mut body, lakes.len());
    for rings in &lakes {
        unsigned(&mut body, rings.len());
        rings.iter().for_each(|ring| line(&mut body, ring));
    }
    unsigned(&mut body, rivers.len());
    for (rank, river) in &rivers {
        body.push(*rank);
        line(&mut body, river);
    }
    let mut packed = flate2::write::ZlibEncoder::new(b"CBM1".to_vec(), flate2::Compression::best());
    packed.write_all(&body).and_then(|()| packed.finish()).map_err(|error| Error::Output(error.to_string()))
}

/// River lines inside the box, cut where they leave it, with their rank.
fn rivers(shp: &[u8], shx: &[u8], dbf: &[u8], recipe: &Recipe) -> Result<Vec<(u8, Vec<Degrees>)>> {
    let ranks = shapefile::column(dbf, "scalerank")?;
    let classes = shapefile::column(dbf, "featurecla")?;
    let shapes = shapefile::shapes(shp, shx)?;
    let mut rivers = Vec::new();
    for (index, parts) in shapes.iter().enumerate() {
        let class = classes.get(index).map_or("", String::as_str);
        if class != "River" && class != "Canal" {
            continue; // centre lines of lakes would be drawn over the lakes
        }
        let rank =
            ranks.get(index).and_then(|text| text.parse::<f64>().ok()).unwrap_or(9.0).round().clamp(1.0, 12.0) as u8;
        for part in parts {
            for inside in part.split(|point| !recipe.frame.holds(*point)) {
                if inside.len() >= 2 {
                    rivers.push((rank, simplify(inside, recipe.tolerance.fine_deg)));
                }
            }
        }
    }
    Ok(rivers)
}

/// Lakes that lie inside the box and are no specks.
fn lakes(shp: &[u8], shx: &[u8], recipe: &Recipe) -> Result<Vec<Vec<Vec<Degrees>>>> {
    let mut lakes = Vec::new();
    for parts in shapefile::shapes(shp, shx)? {
        let rings: Vec<Vec<Degrees>> = parts
            .iter()
            .filter(|ring| ring.iter().all(|point| recipe.frame.holds(*point)) && extent(ring) >= recipe.least.lake_deg)
            .map(|ring| simplify(ring, recipe.tolerance.fine_deg))
            .collect();
        if !rings.is_empty() {
            lakes.push(rings);
        }
    }
    Ok(lakes)
}

/// The larger side of a line's bounding box in degrees, longitude shrunk by the cosine of the latitude.
fn extent(line: &[Degrees]) -> f64 {
    let span = |values: &mut dyn Iterator<Item = f64>| {
        let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)));
        high - low
    };
    let shrink = line.first().map_or(1.0, |point| point.1.to_radians().cos());
    (span(&mut line.iter().map(|p| p.0)) * shrink).max(span(&mut line.iter().map(|p| p.1)))
}

/// Douglas and Peucker (1973): drops points as long as the line moves by no more than `tolerance` degrees. A closed line
/// is halved at its farthest point first.
fn simplify(line: &[Degrees], tolerance: f64) -> Vec<Degrees> {
    let Some((&first, rest)) = line.split_first() else { return Vec::new() };
    let Some(&last) = rest.last() else { return vec![first] };
    let mut keep = vec![false; line.len()];
    keep[0] = true;
    keep[line.len() - 1] = true;
    let mut open = vec![(0, line.len() - 1)];
    if first == last {
        let far = (0..line.len()).max_by(|a, b| off(line[*a], first, first).total_cmp(&off(line[*b], first, first)));
        let far = far.unwrap_or(0);
        keep[far] = true;
        open = vec![(0, far), (far, line.len() - 1)];
    }
    while let Some((from, to)) = open.pop() {
        let farthest = (from + 1..to)
            .map(|index| (index, off(line[index], line[from], line[to])))
            .fold((0, tolerance), |best, next| if next.1 > best.1 { next } else { best });
        if farthest.0 > 0 {
            keep[farthest.0] = true;
            open.push((from, farthest.0));
            open.push((farthest.0, to));
        }
    }
    line.iter().zip(keep).filter(|(_, keep)| *keep).map(|(point, _)| *point).collect()
}

/// Distance of `p` from the stretch `a` to `b`, degrees of latitude.
fn off(p: Degrees, a: Degrees, b: Degrees) -> f64 {
    let shrink = p.1.to_radians().cos();
    let (px, py) = ((p.0 - a.0) * shrink, p.1 - a.1);
    let (bx, by) = ((b.0 - a.0) * shrink, b.1 - a.1);
    let length = bx * bx + by * by;
    let t = if length == 0.0 { 0.0 } else { ((px * bx + py * by) / length).clamp(0.0, 1.0) };
    (px - t * bx).hypot(py - t * by)
}

fn unsigned(out: &mut Vec<u8>, value: usize) {
    let mut value = value;
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn signed(out: &mut Vec<u8>, value: i64) {
    unsigned(out, ((value << 1) ^ (value >> 63)) as usize);
}

fn line(out: &mut Vec<u8>, points: &[Degrees]) {
    let steps: Vec<(i64, i64)> = points.iter().map(|p| (step(p.0), step(p.1))).collect();
    let mut kept: Vec<(i64, i64)> = Vec::with_capacity(steps.len());
    for (index, point) in steps.iter().enumerate() {
        if kept.last() != Some(point) || index + 1 == steps.len() {
            kept.push(*point);
        }
    }
    unsigned(out, kept.len());
    let mut before = (0, 0);
    for point in kept {
        signed(out, point.0 - before.0);
        signed(out, point.1 - before.1);
        before = point;
    }
}

fn step(degrees: f64) -> i64 {
    (degrees * STEPS_PER_DEGREE).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_needs_its_ends_only_and_a_corner_stays() {
        let straight = [(0.0, 0.0), (1.0, 0.001), (2.0, 0.0)];
        assert_eq!(simplify(&straight, 0.01), [(0.0, 0.0), (2.0, 0.0)]);
        let corner = [(0.0, 0.0), (1.0, 1.0), (2.0, 0.0)];
        assert_eq!(simplify(&corner, 0.01).len(), 3);
    }

    #[test]
    fn a_closed_line_does_not_collapse() {
        let island = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)];
        assert_eq!(simplify(&island, 0.1), island);
    }

    #[test]
    fn the_recipe_parses_and_pins_every_source() {
        let recipe: Recipe = toml::from_str(include_str!("../../networks/basemap/recipe.toml")).unwrap();
        assert!(recipe.source.iter().all(|source| source.sha256.len() == 64));
    }

    #[test]
    fn a_missing_source_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = build_basemap(folder.path(), &folder.path().join("out.bin")).unwrap_err().to_string();
        assert!(error.contains("countries-10m.json") && error.contains("ne_10m_lakes.shx"), "{error}");
    }
}
