//! Names and positions to nodes of a mode, and the shortest way between them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::data::base::{Base, Way};
use crate::network::find::Target;
use crate::network::topology::to_e5;
use crate::network::{Network, Topology};

/// A stretch begins at a node at most this far from the place named.
const REACH_M: f64 = 12_000.0;

/// A metre between the place named and where the stretch begins counts as so many along it, so that it begins near.
const APART: u64 = 3;

/// A way this many times longer than the straight line, and this much more, is no way of the line meant.
const DETOUR: f64 = 2.5;
const DETOUR_M: f64 = 40_000.0;

/// A point on the map that a card names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spot {
    /// (latitude, longitude), degrees.
    pub(super) at: (f64, f64),
    /// Index of its state in the base, where it is known.
    pub(super) country: Option<u8>,
    /// As the card says it.
    pub(super) name: String,
}

fn degrees(base: &Base, node: u32) -> (f64, f64) {
    let node = &base.nodes[node as usize];
    (f64::from(node.lat_e5) / 1e5, f64::from(node.lon_e5) / 1e5)
}

/// `54.28 23.25` or `54.28 23.25 LT`.
fn position(text: &str) -> Option<((f64, f64), Option<&str>)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (lat, lon) = (words.first()?.parse().ok()?, words.get(1)?.parse().ok()?);
    ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon) && words.len() <= 3)
        .then(|| ((lat, lon), words.get(2).copied()))
}

/// Finds what a card calls a place.
///
/// # Errors
/// A sentence.
pub(super) fn spot(network: &Network, text: &str) -> Result<Spot, String> {
    let state = |code: &str| {
        let index = network.base.countries.iter().position(|own| own == code);
        index.and_then(|index| u8::try_from(index).ok())
    };
    if let Some((at, code)) = position(text) {
        let country = match code {
            None => None,
            Some(code) => {
                Some(state(code).ok_or_else(|| format!("\"{code}\" is no state of the network; write its ISO code"))?)
            }
        };
        return Ok(Spot { at, country, name: text.to_owned() });
    }
    let target = network.place(text).map_err(|error| error.to_string())?;
    let (at, country) = match target {
        Target::Facility(index) => {
            let facility = &network.facilities[index as usize];
            ((facility.lat, facility.lon), state(network.country_code(facility.country)))
        }
        Target::Settlement(node) => (degrees(&network.base, node), Some(network.base.nodes[node as usize].country)),
    };
    Ok(Spot { at, country, name: text.to_owned() })
}

/// Whether a node belongs to a mode, and on railways to a gauge (0: any).
fn belongs(base: &Base, node: u32, way: Way, gauge_mm: u16) -> bool {
    let node = &base.nodes[node as usize];
    node.way == way && (gauge_mm == 0 || node.gauge_mm == gauge_mm)
}

/// The nearest node of a mode and gauge: (node, metres). `O(nodes)`.
pub(super) fn nearest(base: &Base, at: (f64, f64), way: Way, gauge_mm: u16) -> Option<(u32, f64)> {
    let nodes = (0..number(base.nodes.len())).filter(|node| belongs(base, *node, way, gauge_mm));
    nodes
        .map(|node| (node, Topology::distance_m(degrees(base, node), at)))
        .min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))
}

/// The nodes near a place, with the metres to them.
fn near(base: &Base, at: (f64, f64), way: Way, gauge_mm: u16) -> Vec<(u32, u64)> {
    let (lat_e5, lon_e5) = (to_e5(at.0), to_e5(at.1));
    let close = |node: u32| {
        let own = &base.nodes[node as usize];
        (own.lat_e5 - lat_e5).abs() < 20_000 && (own.lon_e5 - lon_e5).abs() < 60_000
    };
    let nodes = (0..number(base.nodes.len())).filter(|node| close(*node) && belongs(base, *node, way, gauge_mm));
    nodes
        .map(|node| (node, Topology::distance_m(degrees(base, node), at)))
        .filter(|(_, metres)| *metres <= REACH_M)
        .map(|(node, metres)| (node, whole(metres)))
        .collect()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "distances on Earth, in metres")]
fn whole(metres: f64) -> u64 {
    metres.round() as u64
}

pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The links of the shortest way over places in their order. `O(places · links log links)`.
///
/// # Errors
/// A sentence, when a place has no way of the mode near by, nothing joins two of them, or only a long way round does.
pub(super) fn way(base: &Base, places: &[Spot], way: Way, gauge_mm: u16) -> Result<Vec<u32>, String> {
    let word = if way == Way::Rail { "railway" } else { "road" };
    let mut ends: Vec<Vec<(u32, u64)>> = Vec::new();
    for place in places {
        let found = near(base, place.at, way, gauge_mm);
        if found.is_empty() {
            let gauge = if gauge_mm > 0 { format!(" of {gauge_mm} mm") } else { String::new() };
            let far = nearest(base, place.at, way, gauge_mm).map_or("there is none".to_owned(), |(node, metres)| {
                format!(
                    "the nearest is at {}, {:.0} km away",
                    base.names[base.nodes[node as usize].name as usize].to_owned(),
                    metres / 1e3
                )
            });
            return Err(format!("no {word}{gauge} runs within 12 km of {}: {far}", place.name));
        }
        ends.push(found);
    }
    let out = adjacency(base, way);
    let mut links: Vec<u32> = Vec::new();
    let mut from = ends[0].clone();
    for (index, to) in ends.iter().enumerate().skip(1) {
        let (here, there) = (&places[index - 1], &places[index]);
        let Some((found, end)) = shortest(base, &out, &from, to) else {
            return Err(format!("no {word} joins {} and {} in the network", here.name, there.name));
        };
        let length: u64 = found.iter().map(|link| u64::from(base.links[*link as usize].length_m)).sum();
        let straight = Topology::distance_m(here.at, there.at);
        if found.is_empty() {
            return Err(format!(
                "{} and {} lie at the same node of the network; name places farther apart",
                here.name, there.name
            ));
        }
        #[allow(clippy::cast_precision_loss, reason = "lengths in metres")]
        if length as f64 > DETOUR * straight + DETOUR_M {
            return Err(format!(
                "the shortest way by {word} from {} to {} is {} km long, the straight line {:.0} km: name places between (via), or the network lacks the line",
                here.name,
                there.name,
                length / 1_000,
                straight / 1e3
            ));
        }
        links.extend(found);
        from = vec![(end, 0)];
    }
    let mut seen = std::collections::BTreeSet::new();
    links.retain(|link| seen.insert(*link));
    Ok(links)
}

/// (link, other end) of every node, for one mode.
fn adjacency(base: &Base, way: Way) -> Vec<Vec<(u32, u32)>> {
    let mut out = vec![Vec::new(); base.nodes.len()];
    for (index, link) in (0_u32..).zip(&base.links).filter(|(_, link)| link.way == way) {
        out[link.a as usize].push((index, link.b));
        out[link.b as usize].push((index, link.a));
    }
    out
}

/// The links of the shortest way from one set of nodes to another, and the node where it ends. Dijkstra.
fn shortest(base: &Base, out: &[Vec<(u32, u32)>], from: &[(u32, u64)], to: &[(u32, u64)]) -> Option<(Vec<u32>, u32)> {
    let mut least = vec![u64::MAX; base.nodes.len()];
    let mut by = vec![u32::MAX; base.nodes.len()];
    let mut heap = BinaryHeap::new();
    for (node, apart) in from {
        least[*node as usize] = APART * apart;
        heap.push(Reverse((APART * apart, *node)));
    }
    while let Some(Reverse((length, node))) = heap.pop() {
        if length > least[node as usize] {
            continue;
        }
        for (link, head) in &out[node as usize] {
            let through = length + u64::from(base.links[*link as usize].length_m);
            if through < least[*head as usize] {
                (least[*head as usize], by[*head as usize]) = (through, *link);
                heap.push(Reverse((through, *head)));
            }
        }
    }
    let reached = to.iter().filter(|(node, _)| least[*node as usize] < u64::MAX);
    let (end, _) = *reached.min_by_key(|(node, apart)| (least[*node as usize] + APART * apart, *node))?;
    let (mut links, mut node) = (Vec::new(), end);
    while by[node as usize] != u32::MAX {
        let link = by[node as usize];
        links.push(link);
        let ends = &base.links[link as usize];
        node = if ends.a == node { ends.b } else { ends.a };
    }
    links.reverse();
    Some((links, end))
}
