//! The bones of a graph: its junctions and the chains between them.
//!
//! Most nodes of a road or rail graph decide nothing: they lie on a stretch between two junctions or in a dead end. Here
//! dead ends are peeled off first (each node in one knows its way out), and of the rest, nodes with exactly two ends of
//! links become the inside of a *chain* between two junctions:
//!
//! ```text
//!        o                      o, . : dead end, inside of a chain
//!        |
//!  J-----.---.----J             J: junction, numbered in the order of a given ranking
//!  |              |
//!  J------.-------J
//! ```
//!
//! A ring without a junction gets one (its lowest number); so does a part without any ring.

use crate::algo::graph::{Graph, NONE};

/// One direction of a chain, seen from the junction that it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// The junction at the other end.
    pub(crate) head: u32,
    /// Sum of the weights of its links.
    pub(crate) weight: u32,
    /// Twice the number of the chain, plus one if it is travelled from its end to its start.
    pub(crate) way: u32,
    /// Its link, if it has only one, else [`NONE`].
    only: u32,
}

/// Where a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seat {
    /// A junction, with its number.
    Junction(u32),
    /// Inside a chain: its number and how many links lie between its start and the node.
    Inside(u32, u32),
    /// In a dead end: the next node on the way out and the link to it.
    DeadEnd(u32, u32),
}

/// Junctions and chains of one graph. Cannot be changed once built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chains {
    seat: Vec<Seat>,
    junction: Vec<u32>,
    first: Vec<u32>,
    stretches: Vec<Stretch>,
    /// Junctions at the start and at the end of each chain.
    ends: Vec<(u32, u32)>,
    link_first: Vec<u32>,
    links: Vec<u32>,
}

impl Chains {
    /// Finds the chains of `graph`. `rank` gives the order of the junctions' numbers. O(nodes log nodes + links).
    pub(crate) fn new(graph: &Graph, rank: &[u32]) -> Chains {
        let nodes = graph.nodes();
        let mut seat = vec![Seat::Junction(NONE); nodes];
        let degree = peel(graph, &mut seat);
        let outside = |seat: &[Seat], node: u32| matches!(seat[node as usize], Seat::DeadEnd(..));
        let mut junction: Vec<u32> = (0..nodes as u32).filter(|&node| !outside(&seat, node)).collect();
        junction.retain(|&node| degree[node as usize] != 2);
        junction.sort_unstable_by_key(|&node| rank[node as usize]);
        let mut chains = Chains {
            seat,
            junction: Vec::new(),
            first: vec![0],
            stretches: Vec::new(),
            ends: Vec::new(),
            link_first: vec![0],
            links: Vec::new(),
        };
        let mut used = vec![false; graph.links().len()];
        let mut is_junction = vec![false; nodes];
        junction.iter().for_each(|&node| is_junction[node as usize] = true);
        let mut at = 0;
        let mut rings = 0..nodes as u32;
        loop {
            while let Some(&node) = junction.get(at) {
                at += 1;
                for arc in graph.arcs(node) {
                    if !used[arc.link as usize] && !outside(&chains.seat, arc.head) {
                        chains.walk(graph, node, arc.link, &is_junction, &mut used);
                    }
                }
            }
            // What has two ends and was not walked over lies on a ring without a junction.
            let ring =
                rings.find(|&node| !is_junction[node as usize] && chains.seat[node as usize] == Seat::Junction(NONE));
            let Some(node) = ring else { break };
            is_junction[node as usize] = true;
            junction.push(node);
        }
        junction.sort_unstable_by_key(|&node| rank[node as usize]);
        for (number, &node) in junction.iter().enumerate() {
            chains.seat[node as usize] = Seat::Junction(number as u32);
        }
        chains.junction = junction;
        chains.lay_stretches(graph);
        chains
    }

    /// Walks from a junction along a link to the next junction and records the chain.
    fn walk(&mut self, graph: &Graph, from: u32, link: u32, is_junction: &[bool], used: &mut [bool]) {
        let chain = self.ends.len() as u32;
        let (mut node, mut link, mut count) = (from, link, 0);
        loop {
            used[link as usize] = true;
            self.links.push(link);
            node = graph.links()[link as usize].other(node);
            count += 1;
            if is_junction[node as usize] {
                break;
            }
            self.seat[node as usize] = Seat::Inside(chain, count);
            let on = graph
                .arcs(node)
                .iter()
                .find(|arc| !used[arc.link as usize] && !matches!(self.seat[arc.head as usize], Seat::DeadEnd(..)));
            link = on.expect("two links, one of them used").link;
        }
        self.ends.push((from, node));
        self.link_first.push(self.links.len() as u32);
    }

    /// Turns ends from nodes into junctions and sorts the stretches by the junction that they leave.
    fn lay_stretches(&mut self, graph: &Graph) {
        let seat = &self.seat;
        let number = |node: u32| match seat[node as usize] {
            Seat::Junction(number) => number,
            _ => unreachable!("chains end at junctions"),
        };
        self.ends.iter_mut().for_each(|ends| *ends = (number(ends.0), number(ends.1)));
        let mut all = Vec::with_capacity(2 * self.ends.len());
        for (chain, &(start, end)) in self.ends.iter().enumerate() {
            let links = &self.links[self.link_first[chain] as usize..self.link_first[chain + 1] as usize];
            let weight = links.iter().map(|&link| graph.links()[link as usize].weight).sum();
            // A chain back to its own start helps nobody who passes by.
            if start != end {
                let way = 2 * chain as u32;
                let only = if let [link] = links { *link } else { NONE };
                all.push((start, Stretch { head: end, weight, way, only }));
                all.push((end, Stretch { head: start, weight, way: way + 1, only }));
            }
        }
        all.sort_by_key(|(tail, stretch)| (*tail, stretch.weight, stretch.way));
        let mut next = 0;
        for tail in 0..self.junction.len() as u32 {
            next += all[next..].iter().take_while(|(of, _)| *of == tail).count();
            self.first.push(next as u32);
        }
        self.stretches = all.into_iter().map(|(_, stretch)| stretch).collect();
    }

    /// How many junctions.
    pub(crate) fn junctions(&self) -> usize {
        self.junction.len()
    }

    /// The node that is a junction.
    pub(crate) fn node(&self, junction: u32) -> u32 {
        self.junction[junction as usize]
    }

    /// Where a node is.
    pub(crate) fn seat(&self, node: u32) -> Seat {
        self.seat[node as usize]
    }

    /// The stretches that leave a junction.
    #[inline]
    pub(crate) fn stretches(&self, junction: u32) -> &[Stretch] {
        &self.stretches[self.first[junction as usize] as usize..self.first[junction as usize + 1] as usize]
    }

    /// Whether every link of a stretch is admissible. O(links of the stretch).
    #[inline]
    pub(crate) fn open(&self, stretch: &Stretch, admissible: &impl Fn(u32) -> bool) -> bool {
        match stretch.only {
            NONE => self.links(stretch.way / 2).iter().all(|&link| admissible(link)),
            link => admissible(link),
        }
    }

    /// The links of a chain from its start to its end.
    #[inline]
    pub(crate) fn links(&self, chain: u32) -> &[u32] {
        &self.links[self.link_first[chain as usize] as usize..self.link_first[chain as usize + 1] as usize]
    }

    /// The junctions at the start and at the end of a chain.
    pub(crate) fn ends(&self, chain: u32) -> (u32, u32) {
        self.ends[chain as usize]
    }
}

/// Peels dead ends off, marks them in `seat`; returns how many link ends each node has left.
fn peel(graph: &Graph, seat: &mut [Seat]) -> Vec<u32> {
    let mut degree: Vec<u32> = (0..graph.nodes() as u32).map(|node| graph.arcs(node).len() as u32).collect();
    let mut loose: Vec<u32> = (0..graph.nodes() as u32).filter(|&node| degree[node as usize] == 1).collect();
    while let Some(node) = loose.pop() {
        if degree[node as usize] != 1 {
            continue;
        }
        let out = graph.arcs(node).iter().find(|arc| !matches!(seat[arc.head as usize], Seat::DeadEnd(..)));
        let out = out.expect("one link is left");
        seat[node as usize] = Seat::DeadEnd(out.head, out.link);
        degree[node as usize] = 0;
        degree[out.head as usize] -= 1;
        if degree[out.head as usize] == 1 {
            loose.push(out.head);
        }
    }
    degree
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::graph::random;

    #[test]
    fn every_link_is_in_one_chain_or_one_dead_end() {
        for seed in 8000..8500 {
            let (graph, _) = random::graph(seed);
            let rank: Vec<u32> = (0..graph.nodes() as u32).rev().collect();
            let chains = Chains::new(&graph, &rank);
            let mut seen = vec![0; graph.links().len()];
            chains.links.iter().for_each(|&link| seen[link as usize] += 1);
            for node in 0..graph.nodes() as u32 {
                match chains.seat(node) {
                    Seat::DeadEnd(next, link) => {
                        seen[link as usize] += 1;
                        assert_eq!(graph.links()[link as usize].other(node), next, "seed {seed}: {graph:?}");
                    }
                    Seat::Junction(junction) => assert_eq!(chains.node(junction), node, "seed {seed}: {graph:?}"),
                    Seat::Inside(chain, at) => {
                        let mut place = chains.node(chains.ends(chain).0);
                        for &link in &chains.links(chain)[..at as usize] {
                            place = graph.links()[link as usize].other(place);
                        }
                        assert_eq!(place, node, "seed {seed}: {graph:?}");
                    }
                }
            }
            assert!(seen.iter().all(|&times| times == 1), "seed {seed}, {seen:?}: {graph:?}");
            for junction in 0..chains.junctions() as u32 {
                for stretch in chains.stretches(junction) {
                    let weights = chains.links(stretch.way / 2).iter().map(|&link| graph.links()[link as usize].weight);
                    assert_eq!(weights.sum::<u32>(), stretch.weight, "seed {seed}: {graph:?}");
                }
            }
        }
    }
}
