//! Whether the proof of one network's flow still holds on another that differs in little, so that nothing need be solved.
//!
//! Whatever the potentials of nodes and the prices of what is shared, all capacities times their prices bound every flow
//! (see [`crate::verify`]). So the prices of one network are laid over another: nodes are found again by what they stand
//! for, new ones take the potential of their neighbours. Where the bound is no more than before, the flow is no more either.
//! How nodes are found again changes how often that succeeds, never whether it is true.

use std::collections::BTreeMap;

use crate::algo::flow::FlowGraph;
use crate::network::capacity::AssetKind;
use crate::network::{Network, NodeKind};
use crate::verify::Certificate;

use super::problem::{Frame, Origin, Problem};
use super::solve::{Solved, limit_id};

/// Passes over the links of new nodes that look for a neighbour with a potential.
const PASSES: usize = 64;

/// Potentials and prices by what they stand for.
#[derive(Clone, Debug)]
struct Prices {
    scale: u64,
    /// Of the nodes of the topology.
    potential: Vec<u64>,
    /// Of the theatre.
    theatre: u64,
    /// Into and out of a place that its links share, by its id.
    sites: BTreeMap<String, (u64, u64)>,
    /// Of what is shared, by its id.
    rows: BTreeMap<String, u64>,
}

/// What proves a level, to be tried on another network.
#[derive(Clone, Debug)]
pub(super) struct Proof {
    /// Base nodes, which stand first.
    bases: usize,
    /// Where the other nodes of the topology are.
    others: BTreeMap<(u8, u32, u8), usize>,
    /// No flow is larger, thousandths of a vehicle a day.
    bound: u64,
    flow: Prices,
    /// Links of its graph, and those that mattered.
    links: (usize, Vec<u32>),
    /// The worst loss, and prices of the network without it.
    without: Option<(AssetKind, Prices)>,
}

/// What a node that is no base node stands for.
fn key(kind: NodeKind, country: u8) -> (u8, u32, u8) {
    let (tag, index) = match kind {
        NodeKind::Base(index) => (0, index),
        NodeKind::Facility(index) => (1, index),
        NodeKind::Roadstead(index) => (2, index),
        NodeKind::SeaPoint(index) => (3, index),
        NodeKind::Wharf(index) => (4, index),
        NodeKind::Apron(index) => (5, index),
    };
    (tag, index, country)
}

/// Nodes beyond the base nodes.
fn others(network: &Network) -> BTreeMap<(u8, u32, u8), usize> {
    let nodes = network.topology.nodes.iter().enumerate().skip(network.base.nodes.len());
    nodes.map(|(index, node)| (key(node.kind, node.country), index)).collect()
}

impl Prices {
    fn of(frame: &Frame<'_>, problem: &Problem, theatre: u32, potential: &[u64], scale: u64) -> Prices {
        let nodes = frame.network.topology.nodes.len();
        let mut sites = BTreeMap::new();
        let mut own = scale;
        for (link, origin) in problem.graph.links().iter().zip(&problem.origin) {
            match *origin {
                Origin::Site(asset) => {
                    let ends = (potential[link.a as usize], potential[link.b as usize]);
                    sites.insert(frame.capacities.id(frame.network, asset), ends);
                }
                Origin::Theatre(number) if number == theatre => own = potential[link.a as usize],
                _ => {}
            }
        }
        Prices { scale, potential: potential[..nodes].to_vec(), theatre: own, sites, rows: BTreeMap::new() }
    }

    /// Potentials of the nodes of another problem's graph. `O(nodes + links)`.
    fn laid_over(&self, proof: &Proof, frame: &Frame<'_>, problem: &Problem, theatre: u32) -> Vec<u64> {
        let topology = &frame.network.topology;
        let links = problem.graph.links();
        let mut found: Vec<Option<u64>> = vec![None; problem.graph.nodes()];
        for (index, node) in topology.nodes.iter().enumerate() {
            let old = if index < frame.network.base.nodes.len() {
                (index < proof.bases).then_some(index)
            } else {
                proof.others.get(&key(node.kind, node.country)).copied()
            };
            found[index] = old.map(|old| self.potential[old]);
        }
        found[problem.source as usize] = Some(0);
        found[problem.sink as usize] = Some(self.scale);
        let mut sites = Vec::new();
        for (link, origin) in links.iter().zip(&problem.origin) {
            match *origin {
                Origin::Theatre(number) => {
                    found[link.a as usize] = Some(if number == theatre { self.theatre } else { 0 })
                }
                Origin::Site(asset) => match self.sites.get(&frame.capacities.id(frame.network, asset)) {
                    Some((inside, outside)) => {
                        found[link.a as usize] = Some(*inside);
                        found[link.b as usize] = Some(*outside);
                    }
                    None => sites.push((link.a, link.b)),
                },
                _ => {}
            }
        }
        let site = |node: u32| sites.iter().any(|(inside, outside)| *inside == node || *outside == node);
        let unknown = |node: u32| found[node as usize].is_none() && !site(node);
        let mut open: Vec<(u32, u32)> =
            links.iter().map(|link| (link.a, link.b)).filter(|(a, b)| unknown(*a) || unknown(*b)).collect();
        for _ in 0..PASSES {
            let before = open.len();
            for (a, b) in &open {
                match (found[*a as usize], found[*b as usize]) {
                    (Some(known), None) if !site(*b) => found[*b as usize] = Some(known),
                    (None, Some(known)) if !site(*a) => found[*a as usize] = Some(known),
                    _ => {}
                }
            }
            open.retain(|(a, b)| found[*a as usize].is_none() != found[*b as usize].is_none());
            if open.len() == before {
                break;
            }
        }
        // Into a place nothing rises, and out of it nothing: its own link bears the difference.
        for (inside, outside) in &sites {
            let arms = |end: u32, into: bool| {
                let other = links.iter().filter(move |link| if into { link.b == end } else { link.a == end });
                other.map(move |link| if into { link.a } else { link.b })
            };
            let (into, out): (Vec<u32>, Vec<u32>) = (arms(*inside, true).collect(), arms(*outside, false).collect());
            found[*inside as usize] = into.iter().filter_map(|node| found[*node as usize]).min();
            found[*outside as usize] = out.iter().filter_map(|node| found[*node as usize]).max();
        }
        found.into_iter().map(|potential| potential.unwrap_or(0)).collect()
    }

    /// No flow to a theatre is larger, thousandths of a vehicle a day; `lost` are links that carry nothing.
    fn bound(&self, proof: &Proof, frame: &Frame<'_>, problem: &Problem, theatre: u32, lost: &[u32]) -> u64 {
        let at = self.laid_over(proof, frame, problem, theatre);
        let links = problem.graph.links();
        let mut charges: BTreeMap<u32, (u128, u128)> = BTreeMap::new();
        let mut total = 0_u128;
        if !self.rows.is_empty() {
            for (row, limit) in problem.rows.iter().zip(&problem.limits) {
                let Some(price) = self.rows.get(&limit_id(frame, limit)) else { continue };
                total = total.saturating_add(u128::from(*price) * u128::from(row.capacity));
                for member in &row.members {
                    let charge = u128::from(*price) * u128::from(member.weight);
                    let own = charges.entry(member.link).or_default();
                    own.0 += if member.along >= 0 { charge } else { 0 };
                    own.1 += if member.along <= 0 { charge } else { 0 };
                }
            }
        }
        let mut lost = lost.iter().peekable();
        for (index, (link, origin)) in (0_u32..).zip(links.iter().zip(&problem.origin)) {
            if lost.next_if(|gone| **gone == index).is_some() {
                continue;
            }
            let elsewhere = matches!(origin, Origin::Theatre(number) if *number != theatre);
            let (a, b) = (at[link.a as usize], at[link.b as usize]);
            if elsewhere || a == b {
                continue;
            }
            let (on, back) = charges.get(&index).copied().unwrap_or_default();
            let (rise, charge, capacity) = if b > a { (b - a, on, link.forward) } else { (a - b, back, link.backward) };
            total = total.saturating_add(u128::from(rise).saturating_sub(charge).saturating_mul(u128::from(capacity)));
        }
        u64::try_from(total / u128::from(self.scale.max(1))).unwrap_or(u64::MAX)
    }
}

impl Proof {
    /// The proof of a solved flow to one theatre, and of what is left after its worst loss (an asset with its links).
    pub(super) fn new(frame: &Frame<'_>, solved: &Solved, theatre: u32, worst: Option<(u32, &[u32])>) -> Proof {
        let Certificate { potential, scale, rows, value, gap, .. } = &solved.certificate;
        let mut flow = Prices::of(frame, &solved.problem, theatre, potential, *scale);
        flow.rows = rows.iter().filter(|row| row.price > 0).map(|row| (row.asset.clone(), row.price)).collect();
        let without = worst.map(|(asset, links)| {
            let mut left = solved.problem.graph.links().to_vec();
            for link in links {
                let of = &mut left[*link as usize];
                (of.forward, of.backward) = (0, 0);
            }
            let graph = FlowGraph::new(solved.problem.graph.nodes(), left);
            let most = graph.max_flow(solved.problem.source, solved.problem.sink);
            let side: Vec<u64> = most.side_near_source(&graph).iter().map(|inside| u64::from(!inside)).collect();
            (frame.capacities.assets[asset as usize].kind, Prices::of(frame, &solved.problem, theatre, &side, 1))
        });
        Proof {
            bases: frame.network.base.nodes.len(),
            others: others(frame.network),
            bound: value + gap,
            flow,
            links: (solved.problem.graph.links().len(), frame.known.borrow().clone()),
            without,
        }
    }

    /// Whether something shared has a price.
    pub(super) fn is_priced(&self) -> bool {
        !self.flow.rows.is_empty()
    }

    /// The links that mattered, where a problem's graph has as many: it is the same then but for capacities, or the hint is
    /// a bad one and does no harm.
    pub(super) fn hint(&self, problem: &Problem) -> Vec<u32> {
        if problem.graph.links().len() == self.links.0 { self.links.1.clone() } else { Vec::new() }
    }

    /// Whether it proves, for a theatre of a problem whose other theatres take nothing, that no more passes than where it
    /// comes from, and that no more than `left` passes after the worst loss there.
    pub(super) fn holds(&self, frame: &Frame<'_>, problem: &Problem, theatre: u32, left: u64) -> bool {
        let bound = self.flow.bound(self, frame, problem, theatre, &[]);
        if bound > self.bound {
            return false;
        }
        if bound <= left {
            return true;
        }
        let Some((kind, prices)) = &self.without else { return false };
        // Whatever is lost, what is left after the worst loss is no more.
        let assets = (0_u32..).zip(&frame.capacities.assets);
        let lost: Vec<u32> = assets.filter(|(_, asset)| asset.kind == *kind).map(|(index, _)| index).collect();
        let uses = problem.uses.iter().filter(|(_, asset)| lost.contains(asset));
        let mut links: Vec<u32> = uses.map(|(link, _)| *link).collect();
        links.dedup();
        prices.bound(self, frame, problem, theatre, &links) <= left
    }
}
