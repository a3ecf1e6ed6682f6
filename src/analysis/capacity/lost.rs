//! A throughput without some links: what the question of failures needs of this one.
//!
//! A link of the topology can be several links of the flow's graph (a way back, arms into a place, the landing in a
//! port); [`Level::group`] gives all of them, and one link in their stead where that comes to the same: a port is lost by one
//! link, so that it counts as one where losses are counted.

use std::collections::BTreeMap;

use crate::algo::flow::{FlowGraph, FlowLink, MaxFlow, UNLIMITED};
use crate::algo::shared::{Member, losses};
use crate::error::{Error, Result};
use crate::network::capacity::Capacities;
use crate::network::rules::Case;
use crate::network::{FacilityKind, LinkKind, Network};

use super::mix::Mix;
use super::problem::{Origin, Problem, Wanted};
use super::query::Query;
use super::solve::{Solved, Wish, solve};
use super::{Asked, ends};

const MILLION: u64 = 1_000_000;

/// A question of throughput that is asked again and again under losses.
pub(in crate::analysis) struct Flow<'n> {
    asked: Asked<'n>,
    query: Query,
}

/// Sets of places as a question means them.
pub(in crate::analysis) struct Places {
    /// Tidied: `Lithuania`, `North Sea ports`.
    pub(in crate::analysis) name: String,
    /// Their nodes, ascending.
    pub(in crate::analysis) nodes: Vec<u32>,
}

/// The places that some words mean, together (see `capacity`'s own question for what a word may be).
///
/// # Errors
/// [`Error::Question`] when a word means nothing, with suggestions.
pub(in crate::analysis) fn places(network: &Network, words: &[String]) -> Result<Places> {
    let sets: Vec<ends::Ends> = words.iter().map(|word| ends::ends(network, word)).collect::<Result<_>>()?;
    let all = ends::Ends::together(network, &sets);
    Ok(Places { name: all.name, nodes: all.nodes })
}

/// The flow at one end of the ranges of figures.
pub(in crate::analysis) struct Level {
    solved: Solved,
    /// Links of the graph of each link of the topology: `of[first[link]..first[link + 1]]`.
    first: Vec<u32>,
    of: Vec<u32>,
    /// Links that stand for places, the widest places first.
    gates: Vec<Gate>,
    /// First link into each place, with the number of its gate; ascending.
    entries: Vec<(u32, u32)>,
}

/// A link of the graph that whatever passes a place passes.
struct Gate {
    link: u32,
    /// Links of the topology that lead into the place, ascending.
    into: Vec<u32>,
}

impl<'n> Flow<'n> {
    /// Resolves a question.
    ///
    /// # Errors
    /// As [`super::ask`].
    pub(in crate::analysis) fn new(network: &'n Network, query: &Query) -> Result<Self> {
        Ok(Flow { asked: Asked::new(network, query)?, query: query.clone() })
    }

    /// What moves.
    pub(in crate::analysis) fn mix(&self) -> &Mix {
        &self.asked.mix
    }

    /// Everything with a capacity.
    pub(in crate::analysis) fn capacities(&self) -> &Capacities {
        &self.asked.capacities
    }

    /// The flow with the figures at an end of their ranges, proven, and where it is to be `exact`, within a millionth; none
    /// when nothing between the ends has a capacity.
    ///
    /// # Errors
    /// [`Error::Output`] when a proof does not hold.
    pub(in crate::analysis) fn at(&self, case: Case, exact: bool) -> Result<Option<Level>> {
        let frame = self.asked.frame();
        let levels = self.asked.levels(case);
        let problem = frame.problem(&Wanted { levels: &levels, modes: &self.query.modes, demands: None });
        let (problem, gates) = gated(self.asked.network, problem);
        let mut solved = solve(&frame, problem, "failures", Wish::Value);
        if let Ok(first) = &solved
            && exact
            && first.certificate.gap > first.value / MILLION
        {
            // Looking for short ways comes closer.
            solved = solve(&frame, first.problem.clone(), "failures", Wish::ShortWays);
        }
        match solved {
            Ok(solved) => Ok(Some(Level::new(self.asked.network, solved, gates))),
            Err(Error::Question(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The flow worked out anew with some links of the topology closed, thousandths of a vehicle a day: what
    /// [`Level::losses`] must agree with.
    #[cfg(test)]
    pub(in crate::analysis) fn anew(&self, case: Case, lost: &[u32]) -> u64 {
        let mut refused = self.asked.admission.refused.clone();
        lost.iter().for_each(|link| refused[*link as usize] = true);
        let frame = self.asked.frame();
        let frame = frame.refusing(&refused);
        let levels = self.asked.levels(case);
        let problem = frame.problem(&Wanted { levels: &levels, modes: &self.query.modes, demands: None });
        solve(&frame, problem, "failures", Wish::Value).expect("a proof that holds").value
    }
}

impl Level {
    fn new(network: &Network, solved: Solved, mut gates: Vec<Gate>) -> Level {
        let links = &network.topology.links;
        let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(solved.problem.origin.len());
        let mut through: Vec<(u32, u32)> = Vec::new();
        let mut arms: Vec<(u32, u32)> = Vec::new();
        let mut landing: Vec<(u32, u32)> = Vec::new();
        for (number, origin) in (0_u32..).zip(&solved.problem.origin) {
            match *origin {
                Origin::Link(link) | Origin::Back(link) => pairs.push((link, number)),
                Origin::Arm { asset, link, .. } => {
                    pairs.push((link, number));
                    arms.push((asset, link));
                }
                Origin::Site(asset) => through.push((asset, number)),
                Origin::Source(node) => landing.push((node, number)),
                Origin::Place(_) | Origin::Theatre(_) => {}
            }
        }
        landing.sort_unstable();
        for (link, of) in (0_u32..).zip(links) {
            // Loads land in a port that is a source: without its quay nothing lands.
            if matches!(of.kind, LinkKind::SeaAccess(_))
                && let Ok(at) = landing.binary_search_by_key(&of.a, |(node, _)| *node)
            {
                pairs.push((link, landing[at].1));
            }
        }
        pairs.sort_unstable();
        let mut first = vec![0_u32; links.len() + 1];
        pairs.iter().for_each(|(link, _)| first[*link as usize + 1] += 1);
        for link in 0..links.len() {
            first[link + 1] += first[link];
        }
        arms.sort_unstable();
        arms.dedup();
        gates.extend(through.into_iter().map(|(asset, link)| {
            let into = arms.iter().filter(|(other, _)| *other == asset).map(|(_, link)| *link).collect();
            Gate { link, into }
        }));
        let entry = |(number, gate): (u32, &Gate)| (gate.into[0], number);
        let mut entries: Vec<(u32, u32)> = (0_u32..).zip(&gates).map(entry).collect();
        entries.sort_unstable();
        Level { solved, first, of: pairs.into_iter().map(|(_, number)| number).collect(), gates, entries }
    }

    /// Thousandths of a vehicle a day.
    pub(in crate::analysis) fn value(&self) -> u64 {
        self.solved.value
    }

    /// The same without what several ways share: links and places alone.
    pub(in crate::analysis) fn value_apart(&self) -> u64 {
        self.solved.plain.value
    }

    /// By how much the flow falls when all links of a group are lost together, for each group. Where it is not to be `proved`,
    /// a loss may be told too large (see [`losses`]).
    pub(in crate::analysis) fn losses(&self, groups: &[Vec<u32>], proved: bool) -> Vec<u64> {
        let Solved { problem, plain, .. } = &self.solved;
        losses(&problem.graph, &problem.rows, &problem.lengths, plain, &self.solved.shared(), groups, proved)
    }

    /// The graph.
    pub(in crate::analysis) fn graph(&self) -> &FlowGraph {
        &self.solved.problem.graph
    }

    /// The flow that counts what several ways share, from `a` to `b` of each link of the graph.
    pub(in crate::analysis) fn shared_flow(&self) -> &[i64] {
        &self.solved.flow
    }

    /// The flow.
    pub(in crate::analysis) fn flow(&self) -> &MaxFlow {
        &self.solved.plain
    }

    fn of_link(&self, link: u32) -> &[u32] {
        &self.of[self.first[link as usize] as usize..self.first[link as usize + 1] as usize]
    }

    /// The links of the graph that are lost with some links of the topology (ascending): those that could carry anything, ascending.
    /// A place whose every way in is lost is lost itself: its own link then stands for all of them.
    pub(in crate::analysis) fn group(&self, lost: &[u32]) -> Vec<u32> {
        let is_lost = |link: &u32| lost.binary_search(link).is_ok();
        let mut group: Vec<u32> = Vec::new();
        let mut told: Vec<u32> = Vec::new();
        let mut hit: Vec<u32> = Vec::new();
        for link in lost {
            let from = self.entries.partition_point(|(first, _)| first < link);
            hit.extend(self.entries[from..].iter().take_while(|(first, _)| first == link).map(|(_, gate)| gate));
        }
        hit.sort_unstable();
        hit.dedup();
        let hit = hit.into_iter().map(|gate| &self.gates[gate as usize]);
        for gate in hit.filter(|gate| gate.into.iter().all(is_lost)) {
            if gate.into.iter().any(|link| !told.contains(link)) {
                told.extend(&gate.into);
                group.push(gate.link);
            }
        }
        told.sort_unstable();
        let rest = lost.iter().filter(|link| told.binary_search(link).is_err());
        group.extend(rest.flat_map(|link| self.of_link(*link)).copied());
        let links = self.graph().links();
        group.retain(|number| {
            let of = &links[*number as usize];
            of.forward > 0 || of.backward > 0
        });
        group.sort_unstable();
        group.dedup();
        group
    }

    /// The most that any one link of the topology among some carries, thousandths of a vehicle a day.
    pub(in crate::analysis) fn carried(&self, links: &[u32]) -> u64 {
        let of = |link: &u32| {
            self.of_link(*link)
                .iter()
                .filter(|number| {
                    !matches!(
                        self.solved.problem.origin.get(**number as usize),
                        Some(Origin::Arm { inside: false, .. })
                    )
                })
                .map(|number| self.solved.flow[*number as usize].unsigned_abs())
                .max()
        };
        links.iter().filter_map(of).max().unwrap_or(0)
    }
}

/// The same problem with every port and loading place as two nodes, what comes in and what goes out, and a link between
/// them: without it nothing passes the place. Whatever flows is the same; one link can be lost in place of many.
fn gated(network: &Network, problem: Problem) -> (Problem, Vec<Gate>) {
    let topology = &network.topology;
    let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    let is_place = |kind: FacilityKind| matches!(kind, FacilityKind::Port(_) | FacilityKind::Terminal(_));
    let mut out: BTreeMap<u32, u32> = BTreeMap::new();
    let mut nodes = number(problem.graph.nodes());
    for (facility, node) in network.facilities.iter().zip(&topology.facility_node) {
        if is_place(facility.kind) {
            out.insert(*node, nodes);
            nodes += 1;
        }
    }
    let mut into: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (index, link) in (0_u32..).zip(&topology.links) {
        for node in [link.a, link.b].into_iter().filter(|node| out.contains_key(node)) {
            into.entry(node).or_default().push(index);
        }
    }
    let mut links: Vec<FlowLink> = problem.graph.links().to_vec();
    let mut lengths = problem.lengths;
    let mut origin = problem.origin;
    // The link that stands for the way back over a link.
    let mut back = vec![None; links.len()];
    for index in 0..links.len() {
        let link = links[index];
        if !(out.contains_key(&link.a) || out.contains_key(&link.b)) {
            continue;
        }
        let leaves = |node: u32| out.get(&node).copied().unwrap_or(node);
        links[index] = FlowLink { a: leaves(link.a), b: link.b, forward: link.forward, backward: 0 };
        if link.backward > 0 {
            back[index] = Some(number(links.len()));
            lengths.push(lengths[index]);
            links.push(FlowLink { a: leaves(link.b), b: link.a, forward: link.backward, backward: 0 });
            origin.push(origin[index]);
        }
    }
    let mut gates = Vec::new();
    for (node, leaves) in &out {
        if let Some(into) = into.remove(node) {
            gates.push(Gate { link: number(links.len()), into });
        }
        // Beyond the origins: these links come from no link of the topology.
        links.push(FlowLink { a: *node, b: *leaves, forward: UNLIMITED, backward: 0 });
        lengths.push(0);
    }
    let mut rows = problem.rows;
    for row in &mut rows {
        let mut more = Vec::new();
        for member in &mut row.members {
            if let Some(link) = back[member.link as usize] {
                if member.along <= 0 {
                    more.push(Member { link, along: 1, ..*member });
                }
                // What passes the first link now only passes it on; of a row of the way back nothing is left here.
                member.along = if member.along == 0 { 1 } else { member.along };
            }
        }
        row.members.extend(more);
    }
    gates.sort_by_key(|gate| std::cmp::Reverse(gate.into.len()));
    let graph = FlowGraph::new(nodes as usize, links);
    (Problem { graph, origin, lengths, rows, ..problem }, gates)
}
