//! Exact distances to one node, worked out only for the nodes that are asked about: lower bounds for a search in which
//! fewer links, or longer ones, are allowed than the hierarchy knows.
//!
//! B. Strasser, T. Zeitz, "A fast and tight heuristic for A* in road networks", SEA 2021 (lazy RPHAST: "CH-Potentials").

use crate::algo::graph::{NONE, UNREACHABLE};
use crate::algo::hierarchy::Hierarchy;

/// Distances to a target on a [`Hierarchy`], remembered until the target changes. One per thread.
#[derive(Clone, Debug)]
pub struct Potential<'h> {
    hierarchy: &'h Hierarchy,
    /// By rank: for which target (counted) the distance is known, and the distance.
    known: Vec<(u32, u32)>,
    round: u32,
    /// By rank: distance by descending only; unreachable but for ancestors of the target.
    descent: Vec<u32>,
    target: u32,
    line: Vec<u32>,
}

impl<'h> Potential<'h> {
    /// Potentials on `hierarchy`, with no target yet. O(nodes) time and memory (12 bytes each).
    ///
    /// ```
    /// use corridor::algo::{graph::{Graph, Link}, hierarchy::Hierarchy, potential::Potential};
    /// let hierarchy = Hierarchy::new(&Graph::new(2, vec![Link { a: 0, b: 1, weight: 5 }]), &[0, 1]);
    /// let mut potential = Potential::new(&hierarchy);
    /// potential.aim(1);
    /// assert_eq!(potential.to_target(hierarchy.ranks()[0]), 5);
    /// ```
    pub fn new(hierarchy: &'h Hierarchy) -> Potential<'h> {
        let nodes = hierarchy.ranks().len();
        let (known, descent) = (vec![(0, 0); nodes], vec![UNREACHABLE; nodes]);
        Potential { hierarchy, known, round: 0, descent, target: NONE, line: Vec::new() }
    }

    /// Chooses the target, a node. O(arcs that leave its ancestors).
    ///
    /// ```
    /// use corridor::algo::{graph::Graph, hierarchy::Hierarchy, potential::Potential};
    /// let hierarchy = Hierarchy::new(&Graph::new(1, vec![]), &[0]);
    /// let mut potential = Potential::new(&hierarchy);
    /// potential.aim(0);
    /// assert_eq!(potential.to_target(0), 0);
    /// ```
    pub fn aim(&mut self, target: u32) {
        let parent = &self.hierarchy.parent;
        let mut rank = self.target;
        while rank != NONE {
            self.descent[rank as usize] = UNREACHABLE;
            rank = parent[rank as usize];
        }
        if self.round == u32::MAX {
            self.known.fill((0, 0));
            self.round = 0;
        }
        self.round += 1;
        self.target = self.hierarchy.ranks()[target as usize];
        rank = self.target;
        self.descent[rank as usize] = 0;
        while rank != NONE {
            let so_far = self.descent[rank as usize];
            if so_far < UNREACHABLE {
                for arc in self.hierarchy.climbs(rank) {
                    let far = &mut self.descent[arc.head as usize];
                    *far = (*far).min(so_far + arc.weight);
                }
            }
            rank = parent[rank as usize];
        }
    }

    /// The distance from the node at `rank` to the target, over all links of the hierarchy's graph; [`UNREACHABLE`] when
    /// there is no way. O(arcs that leave those ancestors not asked about since [`Potential::aim`]): a few on average.
    ///
    /// ```
    /// use corridor::algo::{graph::{Graph, UNREACHABLE}, hierarchy::Hierarchy, potential::Potential};
    /// let hierarchy = Hierarchy::new(&Graph::new(2, vec![]), &[0, 1]);
    /// let mut potential = Potential::new(&hierarchy);
    /// potential.aim(0);
    /// assert_eq!(potential.to_target(hierarchy.ranks()[1]), UNREACHABLE);
    /// ```
    #[inline]
    pub fn to_target(&mut self, rank: u32) -> u32 {
        let (round, distance) = self.known[rank as usize];
        if round == self.round { distance } else { self.climb(rank) }
    }

    fn climb(&mut self, rank: u32) -> u32 {
        let mut at = rank;
        while at != NONE && self.known[at as usize].0 != self.round {
            self.line.push(at);
            at = self.hierarchy.parent[at as usize];
        }
        let mut best = UNREACHABLE;
        while let Some(at) = self.line.pop() {
            best = self.descent[at as usize];
            for arc in self.hierarchy.climbs(at) {
                best = best.min(arc.weight + self.known[arc.head as usize].1);
            }
            self.known[at as usize] = (self.round, best);
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::dissection::contraction_order;
    use crate::algo::graph::random;
    use crate::algo::shortest::Dijkstra;

    #[test]
    fn agrees_with_dijkstra_on_random_graphs() {
        for seed in 3000..3300 {
            let (graph, places) = random::graph(seed);
            let hierarchy = Hierarchy::new(&graph, &contraction_order(&graph, &places));
            let mut potential = Potential::new(&hierarchy);
            let mut slow = Dijkstra::new(&graph);
            for target in 0..graph.nodes() as u32 {
                let truth = slow.all(target, |_| true);
                potential.aim(target);
                for (node, &distance) in truth.iter().enumerate() {
                    let found = potential.to_target(hierarchy.ranks()[node]);
                    assert_eq!(found, distance, "seed {seed}, {node} to {target}: {graph:?}");
                }
            }
        }
    }
}
