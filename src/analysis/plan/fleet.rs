//! Carriers: where they are, when they come free, and how long they take to come back empty.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::{PoisonError, RwLock};

use crate::network::{LinkKind, Network};

/// Carriers of one kind and type that are wanted together: (type, how many).
pub(super) struct Want<'a> {
    /// Wagons; else transporters.
    pub(super) wagon: bool,
    pub(super) types: &'a [(u32, u32)],
}

/// Carriers taken: (batch, how many, pool).
pub(super) type Pick = (u32, u32, u32);

/// At no place: at hand everywhere.
pub(super) const EVERYWHERE: u32 = u32::MAX;

/// Carriers that are in one place together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Batch {
    /// Pool.
    pub(super) pool: u32,
    /// How many.
    pub(super) count: u32,
    /// Node, or [`EVERYWHERE`].
    pub(super) at: u32,
    /// From when they can go, seconds after C.
    pub(super) free_s: u32,
}

/// Which pools hold a type of wagon or transporter.
#[derive(Clone, Debug, Default)]
pub(super) struct Holders {
    /// Pools per type of wagon.
    pub(super) wagons: Vec<Vec<u32>>,
    /// Pools per type of transporter.
    pub(super) transporters: Vec<Vec<u32>>,
}

/// How carriers move empty.
pub(super) struct Empties<'a> {
    pub(super) network: &'a Network,
    /// Metres a second of wagons and of transporters, and seconds before they can be used again.
    pub(super) wagon_ms: f64,
    pub(super) transporter_ms: f64,
    pub(super) wagon_turn_s: u32,
    pub(super) transporter_turn_s: u32,
    known: RwLock<BTreeMap<(bool, u32), Vec<u32>>>,
}

impl<'a> Empties<'a> {
    pub(super) fn new(network: &'a Network, speeds_ms: (f64, f64), turns_s: (u32, u32)) -> Self {
        Empties {
            network,
            wagon_ms: speeds_ms.0,
            transporter_ms: speeds_ms.1,
            wagon_turn_s: turns_s.0,
            transporter_turn_s: turns_s.1,
            known: RwLock::default(),
        }
    }

    /// Seconds of the empty run between two nodes; none when no rails (or roads) join them.
    pub(super) fn seconds(&self, wagon: bool, from: u32, to: u32) -> Option<u32> {
        if from == to || from == EVERYWHERE {
            return Some(0);
        }
        // Distances are the same both ways; places of loading are fewer than places of unloading.
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let found = known.get(&(wagon, to)).map(|metres| metres[from as usize]);
        drop(known);
        let metres = found.unwrap_or_else(|| {
            let all = metres(self.network, wagon, to);
            let one = all[from as usize];
            self.known.write().unwrap_or_else(PoisonError::into_inner).insert((wagon, to), all);
            one
        });
        (metres != u32::MAX).then(|| seconds(metres, if wagon { self.wagon_ms } else { self.transporter_ms }))
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "distances of a continent at road speed")]
fn seconds(metres: u32, speed_ms: f64) -> u32 {
    (f64::from(metres) / speed_ms).ceil() as u32
}

/// Metres from a node to every other over rails of one gauge after another, or over roads. Dijkstra, O(links log nodes).
pub(super) fn metres(network: &Network, wagon: bool, from: u32) -> Vec<u32> {
    let topology = &network.topology;
    let used = |kind: LinkKind| match kind {
        LinkKind::Rail(_) | LinkKind::RailAccess(_) => wagon,
        LinkKind::Road(_) | LinkKind::RoadAccess(_) | LinkKind::Shuttle(_) => !wagon,
        LinkKind::Border => true,
        _ => false,
    };
    least(network, from, &|link| {
        used(topology.links[link as usize].kind).then(|| topology.links[link as usize].length_m)
    })
}

/// Least sums of a link's value from a node; links without a value are not used.
pub(super) fn least(network: &Network, from: u32, value: &dyn Fn(u32) -> Option<u32>) -> Vec<u32> {
    let topology = &network.topology;
    let mut around: Vec<Vec<(u32, u32)>> = vec![Vec::new(); topology.nodes.len()];
    for (index, link) in (0_u32..).zip(&topology.links) {
        if let Some(value) = value(index) {
            around[link.a as usize].push((link.b, value));
            around[link.b as usize].push((link.a, value));
        }
    }
    let mut least = vec![u32::MAX; topology.nodes.len()];
    let mut heap = BinaryHeap::from([Reverse((0_u32, from))]);
    least[from as usize] = 0;
    while let Some(Reverse((sum, node))) = heap.pop() {
        if sum > least[node as usize] {
            continue;
        }
        for (next, value) in &around[node as usize] {
            let through = sum.saturating_add(*value);
            if through < least[*next as usize] {
                least[*next as usize] = through;
                heap.push(Reverse((through, *next)));
            }
        }
    }
    least
}

/// All pooled carriers at one point of the planning.
pub(super) struct Fleet<'a> {
    pub(super) batches: Vec<Batch>,
    pub(super) holders: &'a Holders,
    pub(super) empties: &'a Empties<'a>,
}

impl<'a> Fleet<'a> {
    pub(super) fn new(batches: Vec<Batch>, holders: &'a Holders, empties: &'a Empties<'a>) -> Self {
        Fleet { batches, holders, empties }
    }

    /// When everything wanted can be at a place, not before `t`, and which carriers these are. Types that no pool
    /// holds are always there. `None` when there will never be enough.
    pub(super) fn earliest(&self, want: &Want<'_>, at: u32, t: u32) -> Option<(u32, Vec<Pick>)> {
        let mut when = t;
        let mut picks: Vec<Pick> = Vec::new();
        for (kind, count) in want.types {
            let holders = if want.wagon { &self.holders.wagons } else { &self.holders.transporters };
            let pools = &holders[*kind as usize];
            if pools.is_empty() {
                continue;
            }
            let mut left = *count;
            let mut there: Vec<(u32, u32)> = Vec::new();
            for (index, batch) in (0_u32..).zip(&self.batches) {
                if batch.count > 0
                    && pools.contains(&batch.pool)
                    && let Some(run_s) = self.empties.seconds(want.wagon, batch.at, at)
                {
                    there.push((batch.free_s.saturating_add(run_s), index));
                }
            }
            there.sort_unstable();
            for (ready_s, index) in there {
                let taken: u32 = picks.iter().filter(|pick| pick.0 == index).map(|pick| pick.1).sum();
                let some = (self.batches[index as usize].count - taken).min(left);
                if some == 0 {
                    continue;
                }
                picks.push((index, some, self.batches[index as usize].pool));
                left -= some;
                when = when.max(ready_s);
                if left == 0 {
                    break;
                }
            }
            if left > 0 {
                return None;
            }
        }
        Some((when, picks))
    }

    /// Takes carriers that come free at a node at an instant (before the turn-round).
    pub(super) fn take(&mut self, picks: &[Pick], free_s: u32, at: u32) {
        for (batch, count, _) in picks {
            let own = self.batches[*batch as usize];
            self.batches[*batch as usize].count -= count;
            let wagon = self.holders.wagons.iter().any(|pools| pools.contains(&own.pool));
            let turn_s = if wagon { self.empties.wagon_turn_s } else { self.empties.transporter_turn_s };
            self.batches.push(Batch { pool: own.pool, count: *count, at, free_s: free_s.saturating_add(turn_s) });
        }
    }
}
