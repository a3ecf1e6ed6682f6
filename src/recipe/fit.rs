//! Lengths after contraction, fitted so that ways keep the length that they had before.
//!
//! Dissolving short stretches makes some ways longer and others shorter by a little at every town. From many nodes that
//! both drafts have, the ways to others nearby are measured before and after; every link on a way is drawn towards what
//! the ways over it say, in a few rounds (the simultaneous reconstruction technique of tomography, Andersen & Kak 1984,
//! with shares that add up). Patched lines keep their published length.

use rayon::prelude::*;

use super::account::BuildReport;
use super::draft::Draft;
use super::geometry_source::word;
use super::walk::{Around, reached, tree};

/// Every so many nodes one is a start.
const STARTS_EVERY: usize = 6;
/// Ends of a start at most.
const ENDS_MAX: usize = 24;
/// Ways compared are at least and at most this long, km.
const WAYS_KM: (f64, f64) = (12.0, 80.0);
/// A way may have become this many times as long and still be looked at.
const STRETCH_MAX: f64 = 1.25;
const ROUNDS: usize = 4;
/// The share of what the ways say that a round takes over.
const DAMPING: f64 = 0.7;
/// No link's length changes by more than this factor.
const CHANGE_MAX: f64 = 1.2;

/// Fits the lengths of `after`, which shares node numbers with `before`. O(starts · nodes within reach · log).
pub(super) fn fit(before: &Draft, after: &mut Draft, report: &mut BuildReport) {
    let step = format!("fit {}", word(after.way));
    let (around_before, around_after) = (before.around(), after.around());
    let shared: Vec<u32> = (0..after.nodes.len() as u32)
        .filter(|&node| !around_after[node as usize].is_empty() && !around_before[node as usize].is_empty())
        .collect();
    let starts: Vec<u32> = shared.iter().copied().step_by(STARTS_EVERY).collect();
    let wanted: Vec<Vec<(u32, u64)>> =
        starts.par_iter().map(|&start| ends(before, &around_before, &shared, start)).collect();
    let first: Vec<f64> = after.links.iter().map(|link| link.km).collect();
    for _ in 0..ROUNDS {
        let still: &Draft = after;
        let said: Vec<Vec<(u32, f64, f64)>> =
            starts.par_iter().zip(&wanted).map(|(&start, wanted)| told(still, &around_after, start, wanted)).collect();
        // Added in the order of the starts, whatever the number of threads.
        let mut sums = vec![(0.0, 0.0); after.links.len()];
        for (link, ratio, weight) in said.into_iter().flatten() {
            let sum: &mut (f64, f64) = &mut sums[link as usize];
            *sum = (sum.0 + ratio * weight, sum.1 + weight);
        }
        for index in 0..after.links.len() {
            let (sum, weight) = sums[index];
            if weight > 0.0 && after.links[index].patch.is_none() {
                let km = after.links[index].km * (1.0 + DAMPING * (sum / weight - 1.0));
                let straight = after.straight_km(&after.links[index]).min(first[index]);
                let bounds = ((first[index] / CHANGE_MAX).max(straight), first[index] * CHANGE_MAX);
                after.links[index].km = km.clamp(bounds.0, bounds.1);
            }
        }
    }
    report.count(&step, "ways compared", wanted.iter().map(Vec::len).sum());
    let changed = after.links.iter().zip(&first).filter(|(link, first)| !link.gone && link.km != **first).count();
    report.count(&step, "links fitted", changed);
    report.measure(&step, "km after", after.km());
}

/// Some shared nodes around a start, spread over what is within reach, with their distance before, metres.
fn ends(before: &Draft, around: &Around, shared: &[u32], start: u32) -> Vec<(u32, u64)> {
    let least = (WAYS_KM.0 * 1_000.0) as u64;
    let found: Vec<(u32, u64)> = reached(before, around, start, WAYS_KM.1)
        .into_iter()
        .filter(|&(node, metres)| metres >= least && shared.binary_search(&node).is_ok())
        .collect();
    let every = found.len().div_ceil(ENDS_MAX).max(1);
    found.into_iter().step_by(every).collect()
}

/// What the ways from a start say of the links on them: (link, length before by length now, weight).
fn told(after: &Draft, around: &Around, start: u32, wanted: &[(u32, u64)]) -> Vec<(u32, f64, f64)> {
    let ways = tree(after, around, start, WAYS_KM.1 * STRETCH_MAX);
    let mut said = Vec::new();
    for &(end, metres) in wanted {
        let Some(&(now, _)) = ways.get(&end) else { continue };
        let ratio = metres as f64 / now.max(1) as f64;
        if !(1.0 / STRETCH_MAX..=STRETCH_MAX).contains(&ratio) {
            continue;
        }
        // Short ways say more about each of their links.
        let weight = 1_000.0 / now.max(1) as f64;
        let mut node = end;
        while node != start {
            let link = ways[&node].1;
            said.push((link, ratio, weight));
            node = after.link(link).other(node);
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::super::geometry::Point;
    use super::*;
    use crate::data::base::Way;

    /// A ladder of roads whose lengths were spoilt finds them again where ways tell.
    #[test]
    fn spoilt_lengths_come_back() {
        let mut before = Draft::new(Way::Road);
        for index in 0..60_u32 {
            before.add_node(Point::new(50.0 + f64::from(index % 2) * 0.1, 10.0 + f64::from(index / 2) * 0.05), 0, 0);
        }
        for index in 0..60_u32 {
            for other in [index + 2, index + 1] {
                if other < 60 && (other == index + 2 || index % 2 == 0) {
                    let km = before.straight_km(&super::super::draft::Link { a: index, b: other, ..probe() }) * 1.2;
                    before.add_link(index, other, km, 0);
                }
            }
        }
        let mut after = before.clone();
        for (index, link) in after.links.iter_mut().enumerate() {
            link.km *= if index % 3 == 0 { 1.08 } else { 0.97 };
        }
        let off = |draft: &Draft| -> f64 {
            let mut sum = 0.0;
            for start in (0..60).step_by(7) {
                let (old, new) =
                    (reached(&before, &before.around(), start, 200.0), reached(draft, &draft.around(), start, 300.0));
                for (end, metres) in old.iter().filter(|(_, metres)| **metres > 12_000) {
                    sum += (new[end] as f64 / *metres as f64 - 1.0).abs();
                }
            }
            sum
        };
        let spoilt = off(&after);
        fit(&before, &mut after, &mut BuildReport::default());
        assert!(off(&after) < 0.4 * spoilt, "{} of {spoilt}", off(&after));
    }

    fn probe() -> super::super::draft::Link {
        let mut draft = Draft::new(Way::Road);
        draft.add_node(Point::new(0.0, 0.0), 0, 0);
        draft.add_node(Point::new(0.0, 1.0), 0, 0);
        draft.add_link(0, 1, 1.0, 0);
        draft.links.remove(0)
    }
}
