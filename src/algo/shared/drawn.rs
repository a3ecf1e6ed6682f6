//! The graph drawn together before anything is searched: what is closed and dead ends left out, chains made one link.
//!
//! A chain passes in each direction what its narrowest link does, takes of the rows what all its links take together, and
//! is as long as they are. So the largest flow is the same, and ways are looked for in a graph of a third of the size.

use super::instance::Uses;
use super::{Row, SharedFlow};
use crate::algo::contract::{Contracted, Rows};
use crate::algo::flow::{FlowGraph, FlowLink, MaxFlow, UNLIMITED};
use crate::algo::graph::NONE;

use super::Member;

/// The small graph and what its links are made of.
pub(super) struct Drawn<'a> {
    whole: &'a FlowGraph,
    uses: Uses,
    /// The small graph: the source is node 0, the sink node 1.
    pub(super) graph: FlowGraph,
    pub(super) rows: Vec<Row>,
    pub(super) lengths: Vec<u32>,
    contracted: Contracted,
    /// The whole graph's link of each open one.
    open: Vec<u32>,
    /// Its open links, by node.
    arcs: Rows,
    /// Side of the whole graph that is narrowest on each side of the small one.
    narrow: Vec<u32>,
}

impl<'a> Drawn<'a> {
    pub(super) fn new(whole: &'a FlowGraph, rows: &[Row], lengths: &[u32], ends: [u32; 2], ceiling: u64) -> Drawn<'a> {
        let uses = Uses::new(whole.links().len(), rows);
        // Never full where there is no limit, so that what has no limit has no price.
        let most = |side: u32| {
            let link = &whole.links()[side as usize / 2];
            let most = if side.is_multiple_of(2) { link.forward } else { link.backward };
            let shut = uses.of(side).iter().any(|(row, weight)| *weight > 0 && rows[*row as usize].capacity == 0);
            if shut { 0 } else { most.min(ceiling + 1) }
        };
        let count = whole.links().len() as u32;
        let open: Vec<u32> = (0..count).filter(|link| most(2 * link) > 0 || most(2 * link + 1) > 0).collect();
        let of = open.iter().map(|link| (whole.links()[*link as usize].a, whole.links()[*link as usize].b));
        let arcs = Rows::new(whole.nodes(), of);
        let contracted = Contracted::new(&arcs, &ends);
        let strands = contracted.strands();
        let mut links = Vec::with_capacity(strands);
        let mut sums = Vec::with_capacity(strands);
        let mut narrow = Vec::with_capacity(2 * strands);
        let mut small: Vec<Row> = rows.iter().map(|row| Row { capacity: row.capacity, members: Vec::new() }).collect();
        let mut taken: Vec<(u32, u64, u64)> = Vec::new();
        for (number, (a, b)) in (0_u32..).zip(&contracted.ends) {
            let sides = || contracted.members(number as usize).iter().map(|member| side(&open, *member));
            let least = |turn: u32| sides().map(|side| (most(side ^ turn), side ^ turn)).min().unwrap_or((0, NONE));
            let (there, back) = (least(0), least(1));
            links.push(FlowLink { a: *a, b: *b, forward: there.0, backward: back.0 });
            narrow.extend([there.1, back.1]);
            let length: u64 = sides().map(|side| u64::from(lengths[side as usize / 2])).sum();
            sums.push(u32::try_from(length).unwrap_or(u32::MAX));
            taken.clear();
            for at in sides() {
                for (turn, side) in [(0, at), (1, at ^ 1)] {
                    for (row, weight) in uses.of(side) {
                        let place = taken.iter().position(|one| one.0 == *row).unwrap_or_else(|| {
                            taken.push((*row, 0, 0));
                            taken.len() - 1
                        });
                        let sum = if turn == 0 { &mut taken[place].1 } else { &mut taken[place].2 };
                        *sum = sum.saturating_add(*weight);
                    }
                }
            }
            for (row, on, back) in &taken {
                let members = &mut small[*row as usize].members;
                let mut add = |along, weight| members.push(Member { link: number, along, weight });
                if on == back {
                    add(0, *on);
                } else {
                    if *on > 0 {
                        add(1, *on);
                    }
                    if *back > 0 {
                        add(-1, *back);
                    }
                }
            }
        }
        let graph = FlowGraph::new(contracted.knots.len(), links);
        Drawn { whole, uses, graph, rows: small, lengths: sums, contracted, open, arcs, narrow }
    }

    /// Marks the links of the small graph that some links of the whole one belong to.
    pub(super) fn mark(&self, chosen: &mut [bool], wanted: impl Fn(u32) -> bool) {
        for (strand, chosen) in chosen.iter_mut().enumerate() {
            let mut members = self.contracted.members(strand).iter();
            *chosen |= members.any(|member| wanted(self.open[*member as usize / 2]));
        }
    }

    /// The links of the whole graph that belong to chosen ones.
    pub(super) fn members<'b>(&'b self, chosen: &'b [bool]) -> impl Iterator<Item = u32> + 'b {
        let strands = (0..chosen.len()).filter(|strand| chosen[*strand]);
        strands.flat_map(|strand| self.contracted.members(strand)).map(|member| self.open[*member as usize / 2])
    }

    /// What each link of the small graph carries when the links of the whole one carry so much.
    pub(super) fn gather(&self, flow: &[i64]) -> Vec<i64> {
        let of = |strand: usize| {
            let member = self.contracted.members(strand)[0];
            let flow = flow[self.open[member as usize / 2] as usize];
            if member.is_multiple_of(2) { flow } else { -flow }
        };
        (0..self.contracted.strands()).map(of).collect()
    }

    /// The link of the small graph that each link of the whole one belongs to; [`NONE`] for what was left out.
    pub(super) fn strand_of(&self) -> Vec<u32> {
        let mut of = vec![NONE; self.whole.links().len()];
        for strand in 0..self.contracted.strands() {
            for member in self.contracted.members(strand) {
                of[self.open[*member as usize / 2] as usize] = strand as u32;
            }
        }
        of
    }

    /// What each link of the whole graph carries.
    pub(super) fn spread(&self, flow: &[i64]) -> Vec<i64> {
        let mut spread = vec![0; self.whole.links().len()];
        for (strand, flow) in flow.iter().enumerate().filter(|(_, flow)| **flow != 0) {
            for member in self.contracted.members(strand) {
                let onwards = member.is_multiple_of(2);
                spread[self.open[*member as usize / 2] as usize] = if onwards { *flow } else { -flow };
            }
        }
        spread
    }

    /// An answer for the small graph as one for the whole: what a chain's price is above what its links pay for rows, its
    /// narrowest link pays; what is not in the small graph lies as high as what it hangs on.
    pub(super) fn answer(&self, found: SharedFlow, plain: &MaxFlow) -> SharedFlow {
        let flow = self.spread(&found.flow);
        if found.bound >= plain.value && plain.value < UNLIMITED {
            // The cut without rows proves as much, and says more.
            return SharedFlow { value: found.value, flow, ..super::cut(self.whole, plain, found.prices.len()) };
        }
        let mut potential = vec![u64::MAX; self.whole.nodes()];
        for (knot, at) in self.contracted.knots.iter().zip(&found.potential) {
            potential[*knot as usize] = *at;
        }
        let charge = |side: u32| self.uses.charge(side, &found.prices);
        for (strand, (a, b)) in self.contracted.ends.iter().enumerate() {
            let (from, to) = (found.potential[*a as usize], found.potential[*b as usize]);
            let upwards = from <= to;
            // From the lower end: as high as the links pay, up to the narrowest; from there as low as they must be.
            let turn = u32::from(!upwards);
            let members = self.contracted.members(strand);
            let sides: Vec<u32> = if upwards {
                members.iter().map(|member| side(&self.open, *member)).collect()
            } else {
                members.iter().rev().map(|member| side(&self.open, member ^ 1)).collect()
            };
            let (low, high) = (from.min(to), from.max(to));
            let narrow = self.narrow[2 * strand + turn as usize];
            let place = sides.iter().position(|side| *side == narrow).unwrap_or(0);
            let mut at = low;
            for side in &sides[..place] {
                at = at.saturating_add(charge(*side)).min(high);
                potential[self.head(*side) as usize] = at;
            }
            let before = at;
            let mut at = high;
            for side in sides[place + 1..].iter().rev() {
                at = at.saturating_sub(charge(*side)).max(before);
                potential[self.head(side ^ 1) as usize] = at;
            }
        }
        // Dead ends, and what nothing leads to.
        let mut known: Vec<u32> =
            (0..self.whole.nodes() as u32).filter(|node| potential[*node as usize] < u64::MAX).collect();
        let mut next = 0;
        while let Some(node) = known.get(next).copied() {
            next += 1;
            for arc in self.arcs.arcs(node) {
                if potential[arc.head as usize] == u64::MAX {
                    potential[arc.head as usize] = potential[node as usize];
                    known.push(arc.head);
                }
            }
        }
        potential.iter_mut().filter(|at| **at == u64::MAX).for_each(|at| *at = 0);
        SharedFlow { flow, potential, ..found }
    }

    fn head(&self, side: u32) -> u32 {
        let link = &self.whole.links()[side as usize / 2];
        if side.is_multiple_of(2) { link.b } else { link.a }
    }
}

/// Side of the whole graph of a member of a strand.
fn side(open: &[u32], member: u32) -> u32 {
    2 * open[member as usize / 2] + (member & 1)
}
