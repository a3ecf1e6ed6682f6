//! Shortest ways by Dijkstra's algorithm: the plain search that needs no preparation, for small graphs, for one-off
//! questions, and as the slow truth against which the fast searches are tested.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::algo::graph::{Graph, NONE, Path, UNREACHABLE};

/// Dijkstra's search with memory that is used again from question to question. One per thread.
///
/// E. W. Dijkstra, "A note on two problems in connexion with graphs", Numerische Mathematik 1 (1959).
#[derive(Clone, Debug)]
pub struct Dijkstra<'g> {
    graph: &'g Graph,
    distance: Vec<u32>,
    /// The link by which a node was reached.
    via: Vec<u32>,
    touched: Vec<u32>,
    queue: BinaryHeap<Reverse<u64>>,
}

impl<'g> Dijkstra<'g> {
    /// A search on `graph`. O(nodes) time and memory.
    ///
    /// ```
    /// use corridor::algo::{graph::{Graph, Link}, shortest::Dijkstra};
    /// let graph = Graph::new(2, vec![Link { a: 0, b: 1, weight: 5 }]);
    /// assert_eq!(Dijkstra::new(&graph).distance(0, 1, |_| true), Some(5));
    /// ```
    pub fn new(graph: &'g Graph) -> Dijkstra<'g> {
        let (distance, via) = (vec![UNREACHABLE; graph.nodes()], vec![NONE; graph.nodes()]);
        Dijkstra { graph, distance, via, touched: Vec::new(), queue: BinaryHeap::new() }
    }

    /// The distance from `from` to `to` over links that are `admissible`, in the graph's unit; `None` when there is no
    /// such way. O((nodes + links) log nodes); stops when `to` is settled.
    ///
    /// ```
    /// use corridor::algo::{graph::{Graph, Link}, shortest::Dijkstra};
    /// let links = vec![Link { a: 0, b: 1, weight: 5 }, Link { a: 0, b: 1, weight: 9 }];
    /// let graph = Graph::new(2, links);
    /// assert_eq!(Dijkstra::new(&graph).distance(0, 1, |link| link != 0), Some(9));
    /// ```
    pub fn distance(&mut self, from: u32, to: u32, admissible: impl Fn(u32) -> bool) -> Option<u32> {
        self.run(from, to, admissible);
        let found = self.distance[to as usize];
        (found < UNREACHABLE).then_some(found)
    }

    /// A shortest way from `from` to `to` over links that are `admissible`; `None` when there is none. Cost as
    /// [`Dijkstra::distance`].
    ///
    /// ```
    /// use corridor::algo::{graph::{Graph, Link}, shortest::Dijkstra};
    /// let links = vec![Link { a: 0, b: 1, weight: 5 }, Link { a: 1, b: 2, weight: 6 }];
    /// let graph = Graph::new(3, links);
    /// let path = Dijkstra::new(&graph).path(2, 0, |_| true).unwrap();
    /// assert_eq!((path.distance, path.nodes, path.links), (11, vec![2, 1, 0], vec![1, 0]));
    /// ```
    pub fn path(&mut self, from: u32, to: u32, admissible: impl Fn(u32) -> bool) -> Option<Path> {
        let distance = self.distance(from, to, admissible)?;
        let mut path = Path { distance, nodes: vec![to], links: Vec::new() };
        let mut node = to;
        while node != from {
            let link = self.via[node as usize];
            node = self.graph.links()[link as usize].other(node);
            path.links.push(link);
            path.nodes.push(node);
        }
        path.nodes.reverse();
        path.links.reverse();
        Some(path)
    }

    /// The distances from `from` to all nodes over links that are `admissible`; [`UNREACHABLE`] where there is no way.
    /// O((nodes + links) log nodes).
    ///
    /// ```
    /// use corridor::algo::{graph::{Graph, Link, UNREACHABLE}, shortest::Dijkstra};
    /// let graph = Graph::new(3, vec![Link { a: 0, b: 1, weight: 5 }]);
    /// assert_eq!(Dijkstra::new(&graph).all(0, |_| true), [0, 5, UNREACHABLE]);
    /// ```
    pub fn all(&mut self, from: u32, admissible: impl Fn(u32) -> bool) -> &[u32] {
        self.run(from, NONE, admissible);
        &self.distance
    }

    fn run(&mut self, from: u32, to: u32, admissible: impl Fn(u32) -> bool) {
        for node in self.touched.drain(..) {
            self.distance[node as usize] = UNREACHABLE;
        }
        self.queue.clear();
        self.distance[from as usize] = 0;
        self.touched.push(from);
        self.queue.push(Reverse(u64::from(from)));
        while let Some(Reverse(entry)) = self.queue.pop() {
            let (so_far, node) = ((entry >> 32) as u32, entry as u32);
            if node == to {
                return;
            }
            if so_far > self.distance[node as usize] {
                continue;
            }
            for arc in self.graph.arcs(node) {
                let (there, known) = (so_far + arc.weight, self.distance[arc.head as usize]);
                if there < known && admissible(arc.link) {
                    if known == UNREACHABLE {
                        self.touched.push(arc.head);
                    }
                    self.distance[arc.head as usize] = there;
                    self.via[arc.head as usize] = arc.link;
                    self.queue.push(Reverse(u64::from(there) << 32 | u64::from(arc.head)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::graph::random;

    /// The slow twin: Bellman and Ford's rounds over all links until nothing changes.
    fn bellman_ford(graph: &Graph, from: u32, admissible: impl Fn(u32) -> bool) -> Vec<u32> {
        let mut distance = vec![UNREACHABLE; graph.nodes()];
        distance[from as usize] = 0;
        for _ in 0..graph.nodes() {
            for (_, link) in graph.links().iter().enumerate().filter(|(number, _)| admissible(*number as u32)) {
                for (tail, head) in [(link.a, link.b), (link.b, link.a)] {
                    let there = (distance[tail as usize] + link.weight).min(UNREACHABLE);
                    distance[head as usize] = distance[head as usize].min(there);
                }
            }
        }
        distance
    }

    #[test]
    fn agrees_with_bellman_and_ford_on_random_graphs() {
        for seed in 1000..1300 {
            let (graph, _) = random::graph(seed);
            let admissible = |link: u32| !(u64::from(link) + seed).is_multiple_of(5);
            let mut search = Dijkstra::new(&graph);
            for from in 0..graph.nodes() as u32 {
                let slow = bellman_ford(&graph, from, admissible);
                assert_eq!(search.all(from, admissible), slow, "seed {seed}, from {from}: {graph:?}");
                for to in 0..graph.nodes() as u32 {
                    let path = search.path(from, to, admissible);
                    let found = path.as_ref().map_or(UNREACHABLE, |path| path.distance);
                    assert_eq!(found, slow[to as usize], "seed {seed}, {from} to {to}: {graph:?}");
                    let fault = path.and_then(|path| path.fault(&graph, from, to, admissible));
                    assert_eq!(fault, None, "seed {seed}, {from} to {to}: {graph:?}");
                }
            }
        }
    }
}
