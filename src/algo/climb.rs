//! Distances and shortest ways on a [`Hierarchy`], with memory that is used again: microseconds per question.

use crate::algo::graph::{Graph, NONE, Path, UNREACHABLE};
use crate::algo::hierarchy::Hierarchy;

/// Asks a hierarchy for distances and ways between two nodes. One per thread.
///
/// From both ends it walks up the tree of the hierarchy and relaxes every arc it passes; where both lines meet lies the top
/// of a shortest way. J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies" (2016), section 5.
#[derive(Clone, Debug)]
pub struct Climber<'h> {
    graph: &'h Graph,
    hierarchy: &'h Hierarchy,
    /// By rank: distance from the start, distance to the end. All unreachable between questions.
    far: Vec<[u32; 2]>,
    /// By rank and end: the rank from which it was reached, and by which search arc.
    via: Vec<[(u32, u32); 2]>,
    stack: Vec<(u32, bool)>,
    up: Vec<u32>,
}

impl<'h> Climber<'h> {
    /// A climber on `hierarchy`, which was built on `graph`. O(nodes) time and memory (24 bytes each).
    ///
    /// # Panics
    /// When the two do not have the same number of nodes.
    ///
    /// ```
    /// use corridor::algo::{climb::Climber, graph::{Graph, Link}, hierarchy::Hierarchy};
    /// let graph = Graph::new(2, vec![Link { a: 0, b: 1, weight: 5 }]);
    /// let hierarchy = Hierarchy::new(&graph, &[0, 1]);
    /// assert_eq!(Climber::new(&graph, &hierarchy).distance(1, 0), Some(5));
    /// ```
    pub fn new(graph: &'h Graph, hierarchy: &'h Hierarchy) -> Climber<'h> {
        assert_eq!(graph.nodes(), hierarchy.ranks().len(), "the hierarchy is of another graph");
        let (far, via) = (vec![[UNREACHABLE; 2]; graph.nodes()], vec![[(NONE, NONE); 2]; graph.nodes()]);
        Climber { graph, hierarchy, far, via, stack: Vec::new(), up: Vec::new() }
    }

    /// The distance between two nodes in the graph's unit; `None` when there is no way. O(arcs that leave ancestors): on
    /// the graph of Europe some thousands.
    ///
    /// ```
    /// use corridor::algo::{climb::Climber, graph::{Graph, Link}, hierarchy::Hierarchy};
    /// let graph = Graph::new(3, vec![Link { a: 0, b: 1, weight: 5 }]);
    /// let hierarchy = Hierarchy::new(&graph, &[0, 1, 2]);
    /// assert_eq!(Climber::new(&graph, &hierarchy).distance(0, 2), None);
    /// ```
    pub fn distance(&mut self, from: u32, to: u32) -> Option<u32> {
        let (distance, _) = self.run::<false>(from, to);
        (distance < UNREACHABLE).then_some(distance)
    }

    /// A shortest way between two nodes; `None` when there is none. O(arcs that leave ancestors + length of the way).
    ///
    /// ```
    /// use corridor::algo::{climb::Climber, graph::{Graph, Link}, hierarchy::Hierarchy};
    /// let links = vec![Link { a: 0, b: 1, weight: 5 }, Link { a: 0, b: 2, weight: 6 }];
    /// let graph = Graph::new(3, links);
    /// let hierarchy = Hierarchy::new(&graph, &[0, 1, 2]);
    /// let path = Climber::new(&graph, &hierarchy).path(1, 2).unwrap();
    /// assert_eq!((path.distance, path.nodes, path.links), (11, vec![1, 0, 2], vec![0, 1]));
    /// ```
    pub fn path(&mut self, from: u32, to: u32) -> Option<Path> {
        let (distance, top) = self.run::<true>(from, to);
        if distance >= UNREACHABLE {
            return None;
        }
        let ranks = self.hierarchy.ranks();
        let mut path = Path { distance, nodes: Vec::new(), links: Vec::new() };
        self.up.clear();
        let mut rank = top;
        while rank != ranks[from as usize] {
            let (below, climb) = self.via[rank as usize][0];
            self.up.push(climb);
            rank = below;
        }
        for &climb in self.up.iter().rev() {
            self.hierarchy.unfold(climb, false, &mut self.stack, &mut path.links);
        }
        rank = top;
        while rank != ranks[to as usize] {
            let (below, climb) = self.via[rank as usize][1];
            self.hierarchy.unfold(climb, true, &mut self.stack, &mut path.links);
            rank = below;
        }
        path.nodes.reserve(path.links.len() + 1);
        path.nodes.push(from);
        let mut node = from;
        for &link in &path.links {
            node = self.graph.links()[link as usize].other(node);
            path.nodes.push(node);
        }
        Some(path)
    }

    /// The distance and the rank at the top of the way.
    fn run<const WAY: bool>(&mut self, from: u32, to: u32) -> (u32, u32) {
        let parent = &self.hierarchy.parent;
        let ranks = self.hierarchy.ranks();
        let (mut one, mut other) = (ranks[from as usize], ranks[to as usize]);
        self.far[one as usize][0] = 0;
        self.far[other as usize][1] = 0;
        while one != other {
            if one < other {
                self.relax::<WAY>(one, 0);
                one = parent[one as usize];
            } else {
                self.relax::<WAY>(other, 1);
                other = parent[other as usize];
            }
        }
        let (mut best, mut top) = (UNREACHABLE, NONE);
        while one != NONE {
            let [up, down] = std::mem::replace(&mut self.far[one as usize], [UNREACHABLE; 2]);
            if up + down < best {
                (best, top) = (up + down, one);
            }
            // A way that is already longer than the best needs no climbing.
            let (up, down) = (if up < best { up } else { UNREACHABLE }, if down < best { down } else { UNREACHABLE });
            if up.min(down) < UNREACHABLE {
                for (at, arc) in self.hierarchy.climb_range(one).zip(self.hierarchy.climbs(one)) {
                    let far = &mut self.far[arc.head as usize];
                    for (end, so_far) in [up, down].into_iter().enumerate() {
                        if so_far + arc.weight < far[end] {
                            far[end] = so_far + arc.weight;
                            if WAY {
                                self.via[arc.head as usize][end] = (one, at as u32);
                            }
                        }
                    }
                }
            }
            one = parent[one as usize];
        }
        (best, top)
    }

    #[inline]
    fn relax<const WAY: bool>(&mut self, rank: u32, end: usize) {
        let so_far = std::mem::replace(&mut self.far[rank as usize][end], UNREACHABLE);
        if so_far == UNREACHABLE {
            return;
        }
        for (at, arc) in self.hierarchy.climb_range(rank).zip(self.hierarchy.climbs(rank)) {
            let far = &mut self.far[arc.head as usize][end];
            if so_far + arc.weight < *far {
                *far = so_far + arc.weight;
                if WAY {
                    self.via[arc.head as usize][end] = (rank, at as u32);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::dissection::contraction_order;
    use crate::algo::graph::random::{self, Dice};
    use crate::algo::shortest::Dijkstra;

    #[test]
    fn agrees_with_dijkstra_on_random_graphs_and_orders() {
        for seed in 2000..2400 {
            let (graph, places) = random::graph(seed);
            let mut order = contraction_order(&graph, &places);
            let mut dice = Dice(seed);
            if seed % 2 == 0 {
                for at in 1..order.len() {
                    order.swap(at, dice.below(at as u32 + 1) as usize);
                }
            }
            let hierarchy = Hierarchy::new(&graph, &order);
            let mut fast = Climber::new(&graph, &hierarchy);
            let mut slow = Dijkstra::new(&graph);
            for from in 0..graph.nodes() as u32 {
                for to in 0..graph.nodes() as u32 {
                    let truth = slow.distance(from, to, |_| true);
                    assert_eq!(fast.distance(from, to), truth, "seed {seed}, {from} to {to}: {graph:?}");
                    let path = fast.path(from, to);
                    assert_eq!(
                        path.as_ref().map(|path| path.distance),
                        truth,
                        "seed {seed}, {from} to {to}: {graph:?}"
                    );
                    let fault = path.and_then(|path| path.fault(&graph, from, to, |_| true));
                    assert_eq!(fault, None, "seed {seed}, {from} to {to}: {graph:?}");
                }
            }
        }
    }

    #[test]
    fn the_same_graph_gives_the_same_hierarchy() {
        let (graph, places) = random::graph(2007);
        let build = || Hierarchy::new(&graph, &contraction_order(&graph, &places));
        assert_eq!(build(), build());
    }
}
