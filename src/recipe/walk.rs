//! Distances over the draft network (Dijkstra 1959), in whole metres so that sums do not depend on their order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::account::Ratios;
use super::draft::{Draft, Link};
use super::geometry::km_between;
use super::geometry_source::word;

/// Links at each node, as [`Draft::around`] gives them.
pub(super) type Around = [Vec<u32>];

fn metres(km: f64) -> u64 {
    (km * 1000.0).round() as u64
}

/// Distance in metres from `from` to every node within `limit_km`. O(k log k) for k nodes reached.
pub(super) fn reached(draft: &Draft, around: &Around, from: u32, limit_km: f64) -> BTreeMap<u32, u64> {
    tree(draft, around, from, limit_km).into_iter().map(|(node, (metres, _))| (node, metres)).collect()
}

/// Distance in metres from `from` to every node within `limit_km`, with the last link of the way there (`u32::MAX` at
/// `from`). O(k log k) for k nodes reached.
pub(super) fn tree(draft: &Draft, around: &Around, from: u32, limit_km: f64) -> BTreeMap<u32, (u64, u32)> {
    let limit = metres(limit_km);
    let mut best = BTreeMap::from([(from, (0, u32::MAX))]);
    let mut heap = BinaryHeap::from([Reverse((0, from))]);
    while let Some(Reverse((distance, node))) = heap.pop() {
        if distance > best[&node].0 {
            continue;
        }
        for &index in &around[node as usize] {
            let link = draft.link(index);
            let next = distance + metres(link.km);
            let other = link.other(node);
            if next <= limit && best.get(&other).is_none_or(|old| next < old.0) {
                best.insert(other, (next, index));
                heap.push(Reverse((next, other)));
            }
        }
    }
    best
}

/// Distance in metres from `from` to every node; `u64::MAX` where there is no way. O((nodes + links) log nodes).
pub(super) fn distances(draft: &Draft, around: &Around, from: u32) -> Vec<u64> {
    let mut best = vec![u64::MAX; draft.nodes.len()];
    best[from as usize] = 0;
    let mut heap = BinaryHeap::from([Reverse((0, from))]);
    while let Some(Reverse((distance, node))) = heap.pop() {
        if distance > best[node as usize] {
            continue;
        }
        for &index in &around[node as usize] {
            let link = draft.link(index);
            let (next, other) = (distance + metres(link.km), link.other(node));
            if next < best[other as usize] {
                best[other as usize] = next;
                heap.push(Reverse((next, other)));
            }
        }
    }
    best
}

/// The links of a shortest way from `from` to `to` of at most `limit_km` over links that `accepts` accepts, in order.
/// O(k log k) for k nodes reached.
pub(super) fn way(
    draft: &Draft,
    around: &Around,
    (from, to): (u32, u32),
    limit_km: f64,
    accepts: impl Fn(&Link) -> bool,
) -> Option<Vec<u32>> {
    let limit = metres(limit_km);
    let mut best: BTreeMap<u32, (u64, u32)> = BTreeMap::from([(from, (0, u32::MAX))]);
    let mut heap = BinaryHeap::from([Reverse((0, from))]);
    while let Some(Reverse((distance, node))) = heap.pop() {
        if node == to {
            break;
        }
        if distance > best[&node].0 {
            continue;
        }
        for &index in &around[node as usize] {
            let link = draft.link(index);
            let (next, other) = (distance + metres(link.km), link.other(node));
            if next <= limit && accepts(link) && best.get(&other).is_none_or(|old| next < old.0) {
                best.insert(other, (next, index));
                heap.push(Reverse((next, other)));
            }
        }
    }
    let mut links = Vec::new();
    let mut node = to;
    while node != from {
        let (_, index) = *best.get(&node)?;
        links.push(index);
        node = draft.link(index).other(node);
    }
    links.reverse();
    Some(links)
}

/// A small generator of repeatable random numbers (SplitMix64, Steele, Lea & Flood 2014).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// A number below `sides`.
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }
}

/// Compares distances in two drafts that share node numbers, on pairs of nodes that both have: `sources` random
/// starts with up to ten ends each, 25 km to 1,500 km away as the crow flies.
pub(super) fn compare(before: &Draft, after: &Draft, sources: usize) -> Ratios {
    const ENDS_EACH: usize = 10;
    let (around_before, around_after) = (before.around(), after.around());
    let shared: Vec<u32> =
        (0..after.nodes.len() as u32).filter(|&node| !around_after[node as usize].is_empty()).collect();
    let mut dice = Dice(20_261_123);
    let mut ratios = Vec::new();
    for _ in 0..if shared.is_empty() { 0 } else { sources } {
        let from = shared[dice.roll(shared.len())];
        let (old, new) = (distances(before, &around_before, from), distances(after, &around_after, from));
        for _ in 0..ENDS_EACH {
            let to = shared[dice.roll(shared.len())];
            let km = km_between(before.node(from).at, before.node(to).at);
            let (old, new) = (old[to as usize], new[to as usize]);
            if (25.0..1500.0).contains(&km) && old != u64::MAX && new != u64::MAX {
                ratios.push(new as f64 / old as f64);
            }
        }
    }
    ratios.sort_by(f64::total_cmp);
    let share = |part: f64| ratios.get((ratios.len() as f64 * part) as usize).copied().unwrap_or(1.0);
    Ratios {
        way: word(after.way).to_owned(),
        pairs: ratios.len(),
        low: share(0.05),
        median: share(0.5),
        high: share(0.95),
    }
}
