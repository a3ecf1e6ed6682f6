//! The cheapest ways that are in time as a whole.
//!
//! An arc that can be used in time does not make a way: a way put together of such arcs may be late. Here a way counts
//! only when the lightest pieces of the group, held up by nobody, are complete in time on it, with its gates, bans and
//! rests. Labels are (cost, time, march clock) as in [`crate::algo::labels`]; what the cheapest way on costs, in time or
//! not, goes before.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use crate::algo::labels::{Graph, NONE, pass};
use crate::algo::march::{Rule, Spell};
use crate::algo::serve::{Cheapest, Known, Prices, Way, Ways};
use crate::analysis::stop::Stop;

use super::classes::Class;
use super::reach::Reach;
use super::shrunk::Field;

/// An arc that a group can use: head, number in the graph, set of charges, last entry.
#[derive(Clone, Copy)]
struct Step {
    tail: u32,
    head: u32,
    arc: u32,
    set: u32,
    last_s: u32,
}

/// What a group can use, nodes numbered anew.
struct Net<'g> {
    graph: &'g Graph,
    /// Steps by tail; by head as numbers of steps.
    first: Vec<u32>,
    steps: Vec<Step>,
    first_back: Vec<u32>,
    back: Vec<u32>,
    start: u32,
    target: u32,
    ready_s: u32,
    latest_s: u32,
}

/// All groups.
pub(super) struct InTime<'f, 'g, 'c> {
    field: &'f Field<'c>,
    nets: Vec<Option<Net<'g>>>,
    /// What was found: demand, way, arcs.
    found: Vec<(usize, Way, Vec<u32>)>,
    stop: Stop<'c>,
}

/// Parts of a price of one that costs are counted in.
const PARTS: f64 = 1e9;

/// Where the steps of each node begin, by an end of each step; steps are sorted by it.
fn firsts(nodes: usize, ends: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut first = vec![0; nodes + 1];
    for end in ends {
        first[end as usize + 1] += 1;
    }
    for node in 0..nodes {
        first[node + 1] += first[node];
    }
    first
}

impl<'g> Net<'g> {
    fn new(class: &'g Class<'_>, reach: &Reach, marks: &[u32], latest_s: u32) -> Net<'g> {
        let mut number = vec![NONE; reach.nodes];
        let mut nodes = 0_u32;
        let mut of = |node: u32| {
            let own = &mut number[node as usize];
            if *own == NONE {
                *own = nodes;
                nodes += 1;
            }
            *own
        };
        let (start, target) = (of(reach.start), of(reach.target));
        let mut steps: Vec<Step> = Vec::with_capacity(reach.arcs.len());
        for (usable, set) in reach.arcs.iter().zip(marks) {
            let (tail, head) = (of(usable.ends.0), of(usable.ends.1));
            steps.push(Step { tail, head, arc: usable.arc, set: *set, last_s: usable.last_s });
        }
        steps.sort_by_key(|step| (step.tail, step.arc));
        let mut back: Vec<u32> = (0_u32..).zip(&steps).map(|(index, _)| index).collect();
        back.sort_by_key(|index| steps[*index as usize].head);
        let first = firsts(nodes as usize, steps.iter().map(|step| step.tail));
        let first_back = firsts(nodes as usize, steps.iter().map(|step| step.head));
        let compiled = &class.compiled;
        let ready_s = compiled.start.ready_s();
        Net { graph: compiled.graph(), first, steps, first_back, back, start, target, ready_s, latest_s }
    }

    /// What the cheapest way from each node to the target costs, in time or not.
    fn ahead(&self, costs: &[u64]) -> Vec<u64> {
        let mut least = vec![u64::MAX; self.first.len() - 1];
        least[self.target as usize] = 0;
        let mut heap = BinaryHeap::from([Reverse((0_u64, self.target))]);
        while let Some(Reverse((sum, node))) = heap.pop() {
            if sum > least[node as usize] {
                continue;
            }
            let into = self.first_back[node as usize] as usize..self.first_back[node as usize + 1] as usize;
            for index in &self.back[into] {
                let step = &self.steps[*index as usize];
                let through = sum.saturating_add(costs[step.set as usize]);
                if through < least[step.tail as usize] {
                    least[step.tail as usize] = through;
                    heap.push(Reverse((through, step.tail)));
                }
            }
        }
        least
    }

    /// The steps of the cheapest way in time that costs less than `below`, the last first.
    /// O(labels log labels): a node keeps one label for each cost that pays for being earlier.
    fn cheapest(&self, costs: &[u64], below: u64) -> Option<Vec<u32>> {
        let ahead = self.ahead(costs);
        let rule = self.graph.rule.unwrap_or(Rule { march_s: u32::MAX, rest_s: 0 });
        let mut labels = vec![Label { node: self.start, t: self.ready_s, driven_s: 0, by: NONE, parent: NONE }];
        let mut fronts: Vec<Vec<(u32, u32)>> = vec![Vec::new(); ahead.len()];
        let mut heap = BinaryHeap::new();
        if ahead[self.start as usize] < below {
            heap.push(Reverse((ahead[self.start as usize], 0_u32, 0_u32)));
        }
        while let Some(Reverse((least, _, id))) = heap.pop() {
            let label = labels[id as usize];
            if label.node == self.target {
                return Some(self.trace(&labels, id));
            }
            // Costs come in order: whoever was here before paid no more. A whole rest later is never ahead again.
            let front = &mut fronts[label.node as usize];
            let beaten = |own: &(u32, u32)| {
                own.0 <= label.t && (own.1 <= label.driven_s || own.0.saturating_add(rule.rest_s) <= label.t)
            };
            if front.iter().any(beaten) {
                continue;
            }
            front.push((label.t, label.driven_s));
            let so_far = least - ahead[label.node as usize];
            let out = self.first[label.node as usize] as usize..self.first[label.node as usize + 1] as usize;
            for (index, step) in out.clone().zip(&self.steps[out]) {
                if ahead[step.head as usize] == u64::MAX {
                    continue;
                }
                let estimate =
                    so_far.saturating_add(costs[step.set as usize]).saturating_add(ahead[step.head as usize]);
                if estimate >= below {
                    continue;
                }
                let mut add = |t: u32, driven_s: u32| -> bool {
                    let gate_s = self.graph.special_of(step.arc).map_or(0, |special| special.gate_s);
                    let run_s = self.graph.run_s[(step.arc / 2) as usize];
                    let mut stood = false;
                    let passage = pass(self.graph, step.arc, t, driven_s, gate_s, run_s, &mut |spell, _, _| {
                        stood |= spell == Spell::Ban;
                    });
                    if passage.gate_open_s <= step.last_s {
                        let front = &fronts[step.head as usize];
                        if !front.iter().any(|own| own.0 <= passage.end_s && own.1 <= passage.driven_s) {
                            let next = u32::try_from(labels.len()).unwrap_or(NONE);
                            let by = u32::try_from(index).unwrap_or(NONE);
                            let (t, driven_s) = (passage.end_s, passage.driven_s);
                            labels.push(Label { node: step.head, t, driven_s, by, parent: id });
                            let whole_s = self.latest_s.saturating_add(passage.gate_open_s) - step.last_s;
                            heap.push(Reverse((estimate, whole_s, next)));
                        }
                    }
                    stood || passage.gate_open_s > passage.ready_s
                };
                if add(label.t, label.driven_s) && label.driven_s > 0 && rule.rest_s > 0 {
                    add(label.t.saturating_add(rule.rest_s), 0);
                }
            }
        }
        None
    }

    fn trace(&self, labels: &[Label], id: u32) -> Vec<u32> {
        let mut steps = Vec::new();
        let mut at = &labels[id as usize];
        while at.by != NONE {
            steps.push(at.by);
            at = &labels[at.parent as usize];
        }
        steps
    }
}

/// How a way came to a node: when, with which march clock, by which step.
#[derive(Clone, Copy)]
struct Label {
    node: u32,
    t: u32,
    driven_s: u32,
    by: u32,
    parent: u32,
}

impl<'f, 'g, 'c> InTime<'f, 'g, 'c> {
    /// Of what each group can reach by an instant.
    pub(super) fn new(
        field: &'f Field<'c>,
        light: &'g [Option<Class<'_>>],
        reaches: &[Option<Reach>],
        latest_s: u32,
        stop: Stop<'c>,
    ) -> Self {
        let both = light.iter().zip(reaches).zip(&field.marks);
        let nets =
            both.map(|((class, reach), marks)| Some(Net::new(class.as_ref()?, reach.as_ref()?, marks, latest_s)));
        InTime { field, nets: nets.collect(), found: Vec::new(), stop }
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is found in fractions is proven in whole numbers"
    )]
    fn one(&self, demand: usize, enough: f64, prices: &Prices) -> Option<(Way, Vec<u32>)> {
        let net = self.nets[self.field.group(demand)].as_ref()?;
        let costs: Vec<u64> = self.field.costs(demand, &prices.own).iter().map(|cost| (cost * PARTS) as u64).collect();
        let steps = net.cheapest(&costs, (enough * PARTS) as u64)?;
        let way = self.field.drawn(demand, steps.iter().map(|step| net.steps[*step as usize].set));
        Some((way, steps.iter().rev().map(|step| net.steps[*step as usize].arc).collect()))
    }

    /// The arcs of ways that were found, and came to be known in the order in which they were.
    pub(super) fn arcs(&mut self, known: &[Known]) -> Vec<Vec<u32>> {
        let mut found = std::mem::take(&mut self.found).into_iter();
        let of = |one: &Known| found.find(|(demand, way, _)| *demand == one.demand && *way == one.way);
        known.iter().map(of).map(|found| found.map(|(_, _, arcs)| arcs).unwrap_or_default()).collect()
    }
}

impl Ways for InTime<'_, '_, '_> {
    fn stopped(&self) -> bool {
        self.stop.is_set()
    }

    fn cheapest(&mut self, asked: &[(usize, f64)], prices: &Prices) -> Vec<Cheapest> {
        let own = &*self;
        let found: Vec<Option<(Way, Vec<u32>)>> =
            asked.par_iter().map(|(demand, enough)| own.one(*demand, *enough, prices)).collect();
        let mut all = Vec::with_capacity(asked.len());
        for ((demand, _), found) in asked.iter().zip(found) {
            all.push(match found {
                Some((way, arcs)) => {
                    self.found.push((*demand, way.clone(), arcs));
                    Cheapest::Way(way)
                }
                None => Cheapest::Dear,
            });
        }
        all
    }
}
