//! The ways of each group as far as prices can tell them apart: nodes joined by what costs nothing are one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::algo::serve::{Cheapest, Prices, Way, Ways};
use crate::analysis::stop::Stop;
use crate::force::share::MICRO;

use super::reach::Reach;
use super::scarce::{Charge, Charges, Commodity, Row, WHOLE};
use super::way::Register;

/// An arc between joined nodes: head, and what it charges as (row, quarters of an entry).
struct Arc {
    head: u32,
    charges: u32,
}

/// A group's joined nodes.
struct Shrunk {
    out: Vec<Vec<Arc>>,
    start: u32,
    target: u32,
}

/// All groups, and what their pieces take of the rows.
pub(super) struct Field<'c> {
    commodities: &'c [Commodity],
    graphs: Vec<Option<Shrunk>>,
    /// By group: the set of each arc that it can use.
    pub(super) marks: Vec<Vec<u32>>,
    /// Sets of charges that arcs have.
    sets: Vec<Vec<(u32, u64)>>,
    /// By commodity and row: what a piece takes, millionths.
    takes: Vec<Vec<u64>>,
    scratch: (Vec<f64>, Vec<(u32, u32)>),
    stop: Stop<'c>,
}

impl<'c> Field<'c> {
    /// Joins what costs nothing. O(arcs).
    pub(super) fn new(
        register: &Register<'_>,
        reaches: &[Option<Reach>],
        charges: &Charges,
        commodities: &'c [Commodity],
        rows: &[Row],
        stop: Stop<'c>,
    ) -> Field<'c> {
        let mut of_asset: Vec<Vec<u32>> = vec![Vec::new(); register.capacities.assets.len()];
        for (number, row) in (0_u32..).zip(rows) {
            of_asset[row.asset as usize].push(number);
        }
        let mut known: BTreeMap<Vec<(u32, u64)>, u32> = BTreeMap::from([(Vec::new(), 0)]);
        let mut sets = vec![Vec::new()];
        let mut set_of = |group: usize, arc: u32| -> u32 {
            let mut set = Vec::new();
            for Charge { asset, part, up } in charges.of(arc).iter().filter(|charge| charge.part > 0) {
                for number in &of_asset[*asset as usize] {
                    let row = &rows[*number as usize];
                    if row.up.is_none_or(|own| Some(own) == *up) && row.groups.contains(&group) {
                        set.push((*number, *part));
                    }
                }
            }
            if set.is_empty() {
                return 0;
            }
            *known.entry(set).or_insert_with_key(|set| {
                sets.push(set.clone());
                u32::try_from(sets.len() - 1).unwrap_or(u32::MAX)
            })
        };
        let (mut graphs, mut marks) = (Vec::new(), Vec::new());
        for (group, reach) in reaches.iter().enumerate() {
            let Some(reach) = reach else {
                graphs.push(None);
                marks.push(Vec::new());
                continue;
            };
            let usable: Vec<(u32, u32, u32)> =
                reach.arcs.iter().map(|one| (one.ends.0, one.ends.1, set_of(group, one.arc))).collect();
            graphs.push(Some(shrink(reach, &usable)));
            marks.push(usable.iter().map(|one| one.2).collect());
        }
        let takes = commodities
            .iter()
            .map(|one| {
                let assets = &register.capacities.assets;
                rows.iter()
                    .map(|row| one.need(assets[row.asset as usize].unit, assets[row.asset as usize].country))
                    .collect()
            })
            .collect();
        Field { commodities, graphs, marks, sets, takes, scratch: (Vec::new(), Vec::new()), stop }
    }
}

/// Joins nodes between which arcs without charges lead both ways, and drops arcs that say nothing new.
fn shrink(reach: &Reach, usable: &[(u32, u32, u32)]) -> Shrunk {
    let mut parent: Vec<u32> = (0..u32::try_from(reach.nodes).unwrap_or(0)).collect();
    fn root(parent: &mut [u32], mut node: u32) -> u32 {
        while parent[node as usize] != node {
            parent[node as usize] = parent[parent[node as usize] as usize];
            node = parent[node as usize];
        }
        node
    }
    let mut free: Vec<(u32, u32)> = usable.iter().filter(|one| one.2 == 0).map(|one| (one.0, one.1)).collect();
    free.sort_unstable();
    for (tail, head) in &free {
        if tail < head && free.binary_search(&(*head, *tail)).is_ok() {
            let (a, b) = (root(&mut parent, *tail), root(&mut parent, *head));
            parent[a.max(b) as usize] = a.min(b);
        }
    }
    let mut number: BTreeMap<u32, u32> = BTreeMap::new();
    let mut of = |parent: &mut [u32], node: u32| {
        let next = u32::try_from(number.len()).unwrap_or(u32::MAX);
        *number.entry(root(parent, node)).or_insert(next)
    };
    let (start, target) = (of(&mut parent, reach.start), of(&mut parent, reach.target));
    let mut arcs: BTreeSet<(u32, u32, u32)> = BTreeSet::new();
    for (tail, head, set) in usable {
        let (tail, head) = (of(&mut parent, *tail), of(&mut parent, *head));
        if tail != head {
            arcs.insert((tail, head, *set));
        }
    }
    let mut out: Vec<Vec<Arc>> = Vec::new();
    out.resize_with(number.len(), Vec::new);
    for (tail, head, charges) in arcs {
        out[tail as usize].push(Arc { head, charges });
    }
    Shrunk { out, start, target }
}

#[allow(clippy::cast_precision_loss, reason = "what is found in fractions is proven in whole numbers")]
impl Ways for Field<'_> {
    fn stopped(&self) -> bool {
        self.stop.is_set()
    }

    fn cheapest(&mut self, asked: &[(usize, f64)], prices: &Prices) -> Vec<Cheapest> {
        let of_demand = |(demand, _): &(usize, f64)| match self.way(*demand, &prices.aside) {
            Some(way) => Cheapest::Way(way),
            None => Cheapest::Nowhere,
        };
        asked.iter().map(of_demand).collect()
    }
}

#[allow(clippy::cast_precision_loss, reason = "what is found in fractions is proven in whole numbers")]
impl Field<'_> {
    /// What a piece pays on an arc with each set of charges.
    pub(super) fn costs(&self, demand: usize, prices: &[f64]) -> Vec<f64> {
        let price = |set: &Vec<(u32, u64)>| -> f64 {
            set.iter().map(|&(row, part)| self.take(demand, row, part) * prices[row as usize]).sum()
        };
        self.sets.iter().map(price).collect()
    }

    /// What a piece takes of a row for a part of an entry.
    pub(super) fn take(&self, demand: usize, row: u32, part: u64) -> f64 {
        (self.takes[demand][row as usize] * part) as f64 / (MICRO * WHOLE) as f64
    }

    /// The group of a demand.
    pub(super) fn group(&self, demand: usize) -> usize {
        self.commodities[demand].group
    }

    fn way(&mut self, demand: usize, prices: &[f64]) -> Option<Way> {
        let costs = self.costs(demand, prices);
        let graph = self.graphs[self.commodities[demand].group].as_ref()?;
        let (least, from) = &mut self.scratch;
        least.clear();
        least.resize(graph.out.len(), f64::INFINITY);
        from.clear();
        from.resize(graph.out.len(), (u32::MAX, 0));
        let key = |value: f64| (value * 1e12) as u64;
        let mut heap = BinaryHeap::from([Reverse((0_u64, graph.start))]);
        least[graph.start as usize] = 0.0;
        while let Some(Reverse((sum, node))) = heap.pop() {
            if node == graph.target {
                break;
            }
            if sum > key(least[node as usize]) {
                continue;
            }
            for arc in &graph.out[node as usize] {
                // Every arc costs a little: of ways that cost the same the one with fewer arcs is taken.
                let next = least[node as usize] + costs[arc.charges as usize] + 1e-12;
                if next < least[arc.head as usize] {
                    least[arc.head as usize] = next;
                    from[arc.head as usize] = (node, arc.charges);
                    heap.push(Reverse((key(next), arc.head)));
                }
            }
        }
        if least[graph.target as usize].is_infinite() {
            return None;
        }
        let (mut sets, mut node) = (Vec::new(), graph.target);
        while node != graph.start {
            let (before, set) = from[node as usize];
            sets.push(set);
            node = before;
        }
        Some(self.drawn(demand, sets.into_iter()))
    }

    /// What a piece takes on a way over arcs with such sets of charges.
    pub(super) fn drawn(&self, demand: usize, sets: impl Iterator<Item = u32>) -> Way {
        let mut way: BTreeMap<usize, f64> = BTreeMap::new();
        for &(row, part) in sets.flat_map(|set| &self.sets[set as usize]) {
            *way.entry(row as usize).or_default() += self.take(demand, row, part);
        }
        way.into_iter().collect()
    }
}
