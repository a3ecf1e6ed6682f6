//! What a minute leaves open: the arcs of each commodity, and what each asset is worth for the units of each level.
//!
//! A *level* is a minute from which on units are ready; rows of the packing are numbered level by level, asset by asset.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::Instance;

/// At most so many levels are told apart; more would cost more than they gain.
const LEVELS: usize = 6;

/// A node that was not reached, or not yet.
const FAR: u32 = u32::MAX;

/// What does not depend on the minute: fastest times, and levels.
pub(super) struct Times {
    /// The level's first minute, ascending.
    pub(super) levels: Vec<u32>,
    /// The highest level of each commodity.
    pub(super) level: Vec<usize>,
    /// Fastest minutes from an origin, or to a destination, for a class; many commodities share one.
    minutes: Vec<Vec<u32>>,
    /// For each commodity its place there, from the origin and to the destination.
    ends: Vec<[usize; 2]>,
}

impl Times {
    pub(super) fn new(instance: &Instance) -> Times {
        let mut ready: Vec<u32> = instance.commodities.iter().map(|commodity| commodity.ready).collect();
        ready.sort_unstable();
        ready.dedup();
        let many = ready.len().min(LEVELS);
        let levels: Vec<u32> = (0..many).map(|level| ready[level * ready.len() / many]).collect();
        let mut times = Times { levels, level: Vec::new(), minutes: Vec::new(), ends: Vec::new() };
        let mut known: BTreeMap<(bool, u32, u32), usize> = BTreeMap::new();
        for commodity in &instance.commodities {
            times.level.push(times.levels.partition_point(|&from| from <= commodity.ready) - 1);
            let ends = [(false, commodity.origin), (true, commodity.destination)].map(|(back, node)| {
                *known.entry((back, node, commodity.class)).or_insert_with(|| {
                    times.minutes.push(fastest(instance, node, commodity.class, back));
                    times.minutes.len() - 1
                })
            });
            times.ends.push(ends);
        }
        times
    }

    /// The first minute in which the units of a commodity could be there if nothing held them up; `None` without a way.
    pub(super) fn unhindered(&self, instance: &Instance, commodity: usize) -> Option<u64> {
        let needs = &instance.commodities[commodity];
        let minutes = self.minutes[self.ends[commodity][0]][needs.destination as usize];
        (minutes < FAR).then(|| u64::from(minutes) + u64::from(needs.ready))
    }
}

/// Dijkstra over the arcs of a class, from a node or to it.
fn fastest(instance: &Instance, start: u32, class: u32, back: bool) -> Vec<u32> {
    let mut minutes = vec![FAR; instance.nodes];
    minutes[start as usize] = 0;
    let mut heap = BinaryHeap::from([Reverse((0_u32, start))]);
    while let Some(Reverse((so_far, node))) = heap.pop() {
        if so_far > minutes[node as usize] {
            continue;
        }
        let leaving = if back { &instance.into } else { &instance.out };
        for side in leaving.of(node) {
            let after = so_far.saturating_add(side.minutes);
            if after < minutes[side.node as usize] && instance.arcs[side.arc as usize].classes >> class & 1 == 1 {
                minutes[side.node as usize] = after;
                heap.push(Reverse((after, side.node)));
            }
        }
    }
    minutes
}

/// One minute by which everything is to be there.
pub(super) struct Horizon {
    /// A bit for each arc, for each commodity: it can be entered and still lead there in time.
    open: Vec<Vec<u64>>,
    /// What each row is worth; infinite for rows that say no more than the level below does.
    pub(super) worth: Vec<f64>,
}

impl Horizon {
    pub(super) fn new(instance: &Instance, times: &Times, minute: u64) -> Horizon {
        let assets = instance.assets.len();
        let mut limits = vec![(u64::MAX, 0_u64); times.levels.len() * assets];
        let mut open = Vec::with_capacity(instance.commodities.len());
        for (k, commodity) in instance.commodities.iter().enumerate() {
            let mut bits = vec![0_u64; instance.arcs.len().div_ceil(64)];
            let [since, until] = times.ends[k].map(|place| &times.minutes[place]);
            for (number, arc) in instance.arcs.iter().enumerate() {
                let (before, after) = (since[arc.tail as usize], until[arc.head as usize]);
                if !commodity.moves() || before == FAR || after == FAR || arc.classes >> commodity.class & 1 == 0 {
                    continue;
                }
                let from = u64::from(before) + u64::from(commodity.ready);
                let rest = u64::from(after) + u64::from(arc.minutes);
                if from + rest > minute {
                    continue;
                }
                let to = minute - rest;
                let takes = |&asset: &u32| u128::from(commodity.take(&instance.assets[asset as usize]));
                if arc.assets.iter().any(|asset| takes(asset) > instance.gives(*asset, from, to)) {
                    continue;
                }
                bits[number / 64] |= 1 << (number % 64);
                for &asset in arc.assets.iter().filter(|&asset| takes(asset) > 0) {
                    let limit = &mut limits[times.level[k] * assets + asset as usize];
                    *limit = (limit.0.min(from), limit.1.max(to));
                }
            }
            open.push(bits);
        }
        let mut worth = vec![f64::INFINITY; limits.len()];
        for asset in 0..assets {
            let (mut from, mut to, mut last) = (u64::MAX, 0, None);
            for level in (0..times.levels.len()).rev() {
                let row = level * assets + asset;
                (from, to) = (from.min(limits[row].0), to.max(limits[row].1));
                let gives = instance.gives(asset as u32, from, to);
                // The row of the level above says the same of fewer units.
                if let Some(above) = last.filter(|&above: &usize| worth[above] == gives as f64) {
                    worth[above] = f64::INFINITY;
                }
                if gives > 0 {
                    worth[row] = gives as f64;
                    last = Some(row);
                }
            }
        }
        Horizon { open, worth }
    }

    /// Whether a commodity may use an arc.
    pub(super) fn open(&self, commodity: usize, arc: u32) -> bool {
        self.open[commodity][arc as usize / 64] >> (arc % 64) & 1 == 1
    }
}
