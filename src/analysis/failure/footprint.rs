//! Rivers, areas and lists of names to the assets that are lost together.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::find::{Target, fold};

use super::assets::{Asset, What};
use super::names::Namer;
use super::query::{Area, Footprint};

/// Names less alike than this are not suggested.
const LIKENESS_MIN: f64 = 0.75;
/// Names that a message lists at most.
const NAMED_MAX: usize = 8;

/// What a footprint is called.
pub(super) fn name(footprint: &Footprint) -> String {
    if !footprint.name.is_empty() {
        return footprint.name.clone();
    }
    let mut parts: Vec<String> =
        footprint.rivers.iter().map(|river| format!("all bridges and tunnels at {river}")).collect();
    parts.extend(footprint.areas.iter().map(|area| format!("everything in {}", area.name)));
    parts.extend(footprint.lose.iter().cloned());
    let spared =
        if footprint.except.is_empty() { String::new() } else { format!(" except {}", footprint.except.join(", ")) };
    format!("{}{spared}", parts.join(", "))
}

/// The assets of a footprint, in the order of the catalogue; none when it names nothing.
///
/// # Errors
/// [`Error::Question`] for a name that nothing or several things bear, a river without structures, an area without assets,
/// and a footprint from which everything is excepted.
pub(super) fn assets(namer: &Namer<'_>, footprint: &Footprint, all: &[Asset]) -> Result<Option<Vec<Asset>>> {
    if footprint.is_empty() {
        if footprint.except.is_empty() {
            return Ok(None);
        }
        return Err(Error::Usage(
            "--except spares something of what is lost; name that by --lose, --river or --area".to_owned(),
        ));
    }
    let mut chosen: BTreeSet<usize> = BTreeSet::new();
    for river in &footprint.rivers {
        chosen.extend(over(namer.network, river, all)?);
    }
    for area in &footprint.areas {
        let inside = inside(namer, area, all);
        if inside.is_empty() {
            return Err(Error::Question(format!(
                "nothing that can be lost lies in {}; check that its corners are (longitude, latitude)",
                area.name
            )));
        }
        chosen.extend(inside);
    }
    let names = Names::new(namer, all);
    for text in &footprint.lose {
        chosen.extend(names.find(text)?);
    }
    for text in &footprint.except {
        for spared in names.find(text)? {
            chosen.remove(&spared);
        }
    }
    if chosen.is_empty() {
        return Err(Error::Question("everything that would be lost is excepted".to_owned()));
    }
    Ok(Some(chosen.into_iter().map(|at| all[at].clone()).collect()))
}

/// Structures over a river or strait: those of `structures.csv` that say so.
fn over(network: &Network, river: &str, all: &[Asset]) -> Result<Vec<usize>> {
    let wanted = fold(river);
    let rows = &network.tables.structures;
    let crosses = |row: u32| rows[row as usize].row.crosses.as_deref().unwrap_or("");
    let same =
        |row: u32| crosses(row).split(['/', ',']).any(|name| fold(name) == wanted) || fold(crosses(row)) == wanted;
    let is = |asset: &Asset| matches!(asset.what, What::Structure(row) if same(row));
    let found: Vec<usize> = (0..all.len()).filter(|at| is(&all[*at])).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let known: BTreeSet<&str> = rows.iter().filter_map(|lined| lined.row.crosses.as_deref()).collect();
    Err(Error::Question(format!(
        "no structure of the network crosses \"{river}\"{}",
        hint(known.iter().copied(), &wanted)
    )))
}

/// What a river's name covers, and what it does not.
pub(super) fn notes(footprint: &Footprint) -> Vec<String> {
    let note = |river: &String| {
        format!(
            "{river}: lost are the structures whose rows name it; along border rivers, straits and canals (rivers.csv) no way crosses without one, elsewhere a way over it that stands on none stays"
        )
    };
    footprint.rivers.iter().map(note).collect()
}

fn hint<'s>(known: impl Iterator<Item = &'s str>, wanted: &str) -> String {
    let near = known.map(|name| (strsim::jaro_winkler(&fold(name), wanted), name)).max_by(|a, b| a.0.total_cmp(&b.0));
    match near {
        Some((likeness, name)) if likeness >= LIKENESS_MIN => format!("; did you mean {name}?"),
        _ => String::new(),
    }
}

/// Assets in an area: points that lie in it, and sections and lines that touch it. Consent lies nowhere.
fn inside(namer: &Namer<'_>, area: &Area, all: &[Asset]) -> Vec<usize> {
    let topology = &namer.network.topology;
    let nodes: Vec<bool> = (0_u32..).zip(&topology.nodes).map(|(node, _)| within(area, namer.position(node))).collect();
    let crosses = |link: &u32| {
        let link = &topology.links[*link as usize];
        nodes[link.a as usize] || nodes[link.b as usize] || cuts(area, namer.position(link.a), namer.position(link.b))
    };
    let lies = |asset: &Asset| match asset.what {
        What::Consent(_) => false,
        What::Structure(_) | What::Port(_) | What::Terminal(_) | What::Airfield(_) => within(area, namer.place(asset)),
        _ => asset.links.iter().any(crosses),
    };
    (0..all.len()).filter(|at| lies(&all[*at])).collect()
}

/// Whether a spot (lon, lat) lies in an area: in an outer ring and in none of its holes.
fn within(area: &Area, spot: (f64, f64)) -> bool {
    area.polygons.iter().any(|rings| {
        let mut rings = rings.iter();
        rings.next().is_some_and(|outer| in_ring(outer, spot)) && !rings.any(|hole| in_ring(hole, spot))
    })
}

/// Even-odd rule.
fn in_ring(ring: &[(f64, f64)], (x, y): (f64, f64)) -> bool {
    let mut odd = false;
    for side in ring.windows(2) {
        let ((ax, ay), (bx, by)) = (side[0], side[1]);
        if (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax {
            odd = !odd;
        }
    }
    odd
}

/// Whether a straight line crosses the edge of an area.
fn cuts(area: &Area, a: (f64, f64), b: (f64, f64)) -> bool {
    let turn = |o: (f64, f64), p: (f64, f64), q: (f64, f64)| (p.0 - o.0) * (q.1 - o.1) - (p.1 - o.1) * (q.0 - o.0);
    let crosses = |c: (f64, f64), d: (f64, f64)| {
        (turn(a, b, c) > 0.0) != (turn(a, b, d) > 0.0) && (turn(c, d, a) > 0.0) != (turn(c, d, b) > 0.0)
    };
    area.polygons.iter().flatten().any(|ring| ring.windows(2).any(|side| crosses(side[0], side[1])))
}

/// The names of everything, folded once.
struct Names<'a> {
    namer: &'a Namer<'a>,
    all: &'a [Asset],
    folded: Vec<String>,
}

impl<'a> Names<'a> {
    fn new(namer: &'a Namer<'a>, all: &'a [Asset]) -> Self {
        Names { namer, all, folded: all.iter().map(|asset| fold(&namer.name(asset.what))).collect() }
    }

    /// What a text means: an id, a name, a structure's plain name, a place that can be lost, or a road or line by its
    /// number or name (all its sections).
    fn find(&self, text: &str) -> Result<Vec<usize>> {
        let wanted = fold(text);
        if wanted.is_empty() {
            return Err(Error::Question(format!("\"{text}\" names nothing that can be lost")));
        }
        // Ids of sections take long to make: only those that can be meant.
        let section = |what: What| matches!(what, What::Rail(_) | What::Road(_) | What::Shuttle(_));
        let sections = ["rail:", "road:", "shuttle:"].iter().any(|prefix| text.starts_with(prefix));
        let by_id = (0..self.all.len())
            .find(|at| section(self.all[*at].what) == sections && self.namer.id(self.all[*at].what) == text);
        if let Some(at) = by_id {
            return Ok(vec![at]);
        }
        let tables = &self.namer.network.tables;
        let plain = |asset: &Asset| match asset.what {
            What::Structure(row) => {
                let row = &tables.structures[row as usize].row;
                fold(&row.name) == wanted || fold(&row.id) == wanted
            }
            What::GaugeChange(row) => {
                let row = &tables.gauge_changes[row as usize].row;
                fold(&row.name) == wanted || fold(&row.id) == wanted
            }
            What::Waterway(row) => {
                let row = &tables.waterways[row as usize].row;
                fold(&row.id) == wanted
            }
            What::Ferry(row) => {
                let row = &tables.ferries[row as usize].row;
                fold(&row.name) == wanted || fold(&row.id) == wanted
            }
            _ => false,
        };
        let named: Vec<usize> =
            (0..self.all.len()).filter(|at| self.folded[*at] == wanted || plain(&self.all[*at])).collect();
        match named.as_slice() {
            [_] => return Ok(named),
            [] => {}
            several => return Err(self.several(text, several)),
        }
        let of_line = |asset: &Asset| match asset.what {
            What::Rail(index) | What::Road(index) | What::Shuttle(index) => {
                self.namer.line(index).is_some_and(|line| fold(line) == wanted || numbered(line, &wanted))
            }
            // A river or canal by its name: all its stretches.
            What::Waterway(row) => fold(&tables.waterways[row as usize].row.name) == wanted,
            _ => false,
        };
        let line: Vec<usize> = (0..self.all.len()).filter(|at| of_line(&self.all[*at])).collect();
        if !line.is_empty() {
            return Ok(line);
        }
        let state = |what: What| match what {
            What::Consent(country) => self.namer.network.country(text).is_ok_and(|own| own == country),
            _ => false,
        };
        if let Some(at) = (0..self.all.len()).find(|at| state(self.all[*at].what)) {
            return Ok(vec![at]);
        }
        match self.namer.network.place(text) {
            Ok(Target::Facility(facility)) => {
                let ways = [What::Port(facility), What::Terminal(facility), What::Airfield(facility)];
                let is = |asset: &Asset| ways.contains(&asset.what);
                let at = (0..self.all.len()).find(|at| is(&self.all[*at]));
                at.map(|at| vec![at]).ok_or_else(|| {
                    Error::Question(format!(
                        "{text} is a place where loads begin or end; what can be lost are the ways to it"
                    ))
                })
            }
            _ => Err(Error::Question(format!(
                "nothing that can be lost is called \"{text}\"{}; `--format csv` of the same question lists names and ids",
                hint(self.folded.iter().map(String::as_str), &wanted)
            ))),
        }
    }

    fn several(&self, text: &str, several: &[usize]) -> Error {
        let ids: Vec<String> = several.iter().take(NAMED_MAX).map(|at| self.namer.id(self.all[*at].what)).collect();
        Error::Question(format!("\"{text}\" may mean several things; name one by its id: {}", ids.join(", ")))
    }
}

/// Whether a line's name holds a number like `E67` or `A4` as a word of its own.
fn numbered(line: &str, wanted: &str) -> bool {
    let number = wanted.chars().any(|letter| letter.is_ascii_digit()) && !wanted.contains(' ');
    number && fold(line).split(' ').any(|word| word == wanted)
}
