//! The part of the graph that matters, its chains drawn together, and the best flow in it.

use super::instance::Instance;
use super::prices::Optimum;
use super::tree::{Arc, Tree};
use super::{Row, TOO_DEAR, WORTH};
use crate::algo::contract::{Contracted, Rows};
use crate::algo::graph::NONE;

/// A chain of links, in one direction.
pub(super) struct Strand {
    pub(super) tail: u32,
    pub(super) head: u32,
    most: u64,
    pub(super) length: i64,
    /// Row and weight, by row.
    pub(super) uses: Vec<(u32, u64)>,
    /// The strand and whether it is passed from its first end.
    pub(super) number: u32,
    forward: bool,
    /// Side of the link that is narrowest.
    narrow: u32,
}

pub(super) struct Part<'a> {
    instance: &'a Instance<'a>,
    contracted: Contracted,
    /// Link of the graph of each link of the part.
    links: Vec<u32>,
    pub(super) strands: Vec<Strand>,
    nodes: u32,
}

impl<'a> Part<'a> {
    pub(super) fn new(instance: &'a Instance<'a>, chosen: &[bool]) -> Part<'a> {
        let links: Vec<u32> = (0_u32..).zip(chosen).filter(|(_, chosen)| **chosen).map(|(link, _)| link).collect();
        let mut number = vec![NONE; instance.graph.nodes()];
        let mut nodes = 0;
        let mut local = |node: u32| {
            let number = &mut number[node as usize];
            if *number == NONE {
                *number = nodes;
                nodes += 1;
            }
            *number
        };
        let ends = [local(instance.source), local(instance.sink)];
        let of: Vec<(u32, u32)> = links
            .iter()
            .map(|link| {
                let link = &instance.graph.links()[*link as usize];
                (local(link.a), local(link.b))
            })
            .collect();
        let rows = Rows::new(nodes as usize, of.iter().copied());
        let contracted = Contracted::new(&rows, &ends);
        let mut strands = Vec::new();
        for (number, &(a, b)) in (0_u32..).zip(&contracted.ends) {
            for forward in [true, false] {
                let side =
                    |member: &u32| 2 * links[*member as usize / 2] + u32::from(member.is_multiple_of(2) != forward);
                let sides = || contracted.members(number as usize).iter().map(side);
                let Some((most, narrow)) = sides().map(|side| (instance.most[side as usize], side)).min() else {
                    continue;
                };
                if most == 0 {
                    continue;
                }
                let mut uses: Vec<(u32, u64)> = Vec::new();
                for (row, weight) in sides().flat_map(|side| instance.uses(side)) {
                    match uses.iter_mut().find(|(other, _)| other == row) {
                        Some((_, sum)) => *sum += weight,
                        None => uses.push((*row, *weight)),
                    }
                }
                let length = sides().map(|side| i64::from(instance.lengths[side as usize / 2])).sum();
                let (tail, head) = if forward { (a, b) } else { (b, a) };
                strands.push(Strand { tail, head, most, length, uses, number, forward, narrow });
            }
        }
        let nodes = contracted.knots.len() as u32;
        Part { instance, contracted, links, strands, nodes }
    }

    /// Narrowest side of each strand with an amount above 0.
    pub(super) fn narrow<'b>(&'b self, amounts: &'b [u64]) -> impl Iterator<Item = (u32, u64)> + 'b {
        self.strands
            .iter()
            .zip(amounts)
            .filter(|(_, amount)| **amount > 0)
            .map(|(strand, amount)| (strand.narrow, *amount))
    }

    /// The rows.
    pub(super) fn rows(&self) -> &'a [Row] {
        self.instance.rows
    }

    /// Links of the graph that belong to a chain, whichever way it is passed.
    pub(super) fn links_of(&self, number: u32) -> impl Iterator<Item = u32> + '_ {
        self.contracted.members(number as usize).iter().map(|member| self.links[*member as usize / 2])
    }

    /// How many links the graph has.
    pub(super) fn links_in_all(&self) -> usize {
        self.instance.graph.links().len()
    }

    /// A tree for flows of least cost, with nothing flowing yet.
    pub(super) fn tree(&self) -> Tree {
        let arc = |strand: &Strand| Arc { tail: strand.tail, head: strand.head, capacity: strand.most as i64 };
        // Never full, so that the sink lies what a unit is worth above the source.
        let home = Arc { tail: 1, head: 0, capacity: self.instance.ceiling as i64 + 1 };
        Tree::new(self.nodes, self.strands.iter().map(arc).chain([home]).collect(), WORTH)
    }

    /// What a unit over a strand costs under prices.
    pub(super) fn cost(&self, strand: &Strand, prices: &[u64], lengths: bool) -> i64 {
        let own = if lengths { strand.length } else { 0 };
        let parts = strand.uses.iter().map(|(row, weight)| prices[*row as usize].saturating_mul(*weight));
        let cost = parts.fold(own as u64, u64::saturating_add);
        cost.min(TOO_DEAR) as i64
    }

    /// The flow in whole units: taken apart into ways, each rounded down, then filled up. Value and flow of every link.
    pub(super) fn whole(&self, found: &Optimum) -> (u64, Vec<i64>) {
        let ways = self.ways(found.levels.clone());
        let mut left: Vec<u64> = self.strands.iter().map(|strand| strand.most).collect();
        let mut spare: Vec<u64> = self.instance.rows.iter().map(|row| row.capacity).collect();
        let mut carried = vec![0_u64; self.strands.len()];
        let mut value = 0_u64;
        for fill in [false, true] {
            for (way, amount) in &ways {
                let mut room = self.instance.ceiling - value;
                if !fill {
                    room = room.min((amount + 1e-6).floor().max(0.0) as u64);
                }
                let mut takes: Vec<(u32, u64)> = Vec::new();
                for strand in way {
                    room = room.min(left[*strand as usize]);
                    for (row, weight) in &self.strands[*strand as usize].uses {
                        match takes.iter_mut().find(|(other, _)| other == row) {
                            Some((_, sum)) => *sum += weight,
                            None => takes.push((*row, *weight)),
                        }
                    }
                }
                for (row, weight) in &takes {
                    room = room.min(spare[*row as usize].checked_div(*weight).unwrap_or(u64::MAX));
                }
                takes.iter().for_each(|(row, weight)| spare[*row as usize] -= weight * room);
                for strand in way {
                    left[*strand as usize] -= room;
                    carried[*strand as usize] += room;
                }
                value += room;
            }
        }
        let mut flow = vec![0_i64; self.instance.graph.links().len()];
        for (strand, amount) in self.strands.iter().zip(&carried).filter(|(_, amount)| **amount > 0) {
            for member in self.contracted.members(strand.number as usize) {
                let onwards = member.is_multiple_of(2) == strand.forward;
                let amount = *amount as i64;
                flow[self.links[*member as usize / 2] as usize] += if onwards { amount } else { -amount };
            }
        }
        (value, flow)
    }

    /// Takes a flow apart into ways of strands with amounts; circles are left out.
    fn ways(&self, mut levels: Vec<f64>) -> Vec<(Vec<u32>, f64)> {
        let mut out: Vec<Vec<u32>> = vec![Vec::new(); self.nodes as usize];
        for at in 1..levels.len() {
            if self.strands[at].number == self.strands[at - 1].number {
                let both = levels[at].min(levels[at - 1]);
                levels[at] -= both;
                levels[at - 1] -= both;
            }
        }
        // What is left of rounding is no flow.
        let least = 1e-3;
        for (number, strand) in (0_u32..).zip(&self.strands) {
            if levels[number as usize] > least {
                out[strand.tail as usize].push(number);
            }
        }
        let mut ways = Vec::new();
        let mut at = vec![0; self.nodes as usize];
        'ways: loop {
            let mut way: Vec<u32> = Vec::new();
            let mut place = vec![usize::MAX; self.nodes as usize];
            let mut node = 0_u32;
            place[0] = 0;
            while node != 1 {
                while out[node as usize].get(at[node as usize]).is_some_and(|strand| levels[*strand as usize] <= least)
                {
                    at[node as usize] += 1;
                }
                let Some(strand) = out[node as usize].get(at[node as usize]).copied() else {
                    // Only rounding leads here: what led here is dropped.
                    match way.pop() {
                        None => break 'ways,
                        Some(last) => {
                            place[node as usize] = usize::MAX;
                            levels[last as usize] = 0.0;
                            node = self.strands[last as usize].tail;
                        }
                    }
                    continue;
                };
                way.push(strand);
                node = self.strands[strand as usize].head;
                if place[node as usize] != usize::MAX {
                    let circle = way.split_off(place[node as usize]);
                    let amount = circle.iter().map(|one| levels[*one as usize]).fold(f64::INFINITY, f64::min);
                    for strand in circle {
                        levels[strand as usize] -= amount;
                        place[self.strands[strand as usize].head as usize] = usize::MAX;
                    }
                    place[node as usize] = way.len();
                } else {
                    place[node as usize] = way.len();
                }
            }
            let amount = way.iter().map(|one| levels[*one as usize]).fold(f64::INFINITY, f64::min);
            way.iter().for_each(|strand| levels[*strand as usize] -= amount);
            ways.push((way, amount));
        }
        ways
    }
}
