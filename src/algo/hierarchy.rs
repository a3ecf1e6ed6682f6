//! A contraction hierarchy: extra links ("shortcuts") over the graph that make any later distance question short.
//!
//! Nodes get a *rank*. Contracting them from the lowest rank up joins, each time, all neighbours of higher rank with each
//! other. Then every shortest way has an equal that first only climbs in rank and then only descends. The lowest
//! neighbour above a node is its *parent*; all nodes that can be reached by climbing are ancestors in that tree, so a
//! question walks up two short lines and nothing else.
//!
//! Ranks here number the nodes of the tree in post-order, so that a part of the map lies together in memory. Weights are
//! worked out in two passes over all triangles (lowest corner first, then highest corner first); after the second each
//! arc carries the true distance of its ends, and arcs that were longer than that are left out of the search.
//!
//! J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies", ACM Journal of Experimental Algorithmics 21
//! (2016); the order comes from [`crate::algo::dissection`].

use crate::algo::graph::{Graph, NONE, UNREACHABLE};

/// An arc of the search, from a node to one of higher rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Climb {
    /// Rank of the upper end.
    pub(crate) head: u32,
    /// Shortest distance between the ends.
    pub(crate) weight: u32,
}

/// A contraction hierarchy of one graph with one set of weights. Cannot be changed once built; any number of threads may
/// ask it. See the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hierarchy {
    rank: Vec<u32>,
    /// By rank: the rank of the parent, or [`NONE`] at a root.
    pub(crate) parent: Vec<u32>,
    search_first: Vec<u32>,
    search: Vec<Climb>,
    /// For each arc of the search, which arc of all.
    search_arc: Vec<u32>,
    /// What each arc stands for: two lower arcs, or a link and [`NONE`].
    made_of: Vec<(u32, u32)>,
}

/// All arcs by tail, before the useless ones are dropped.
struct Arcs {
    first: Vec<u32>,
    head: Vec<u32>,
    weight: Vec<u32>,
    made_of: Vec<(u32, u32)>,
}

impl Hierarchy {
    /// Builds the hierarchy of `graph` by contracting its nodes in `order` (first to last; see
    /// [`crate::algo::dissection::contraction_order`]). Any order is right, a bad one is slow and large. O(triangles)
    /// time: on road networks some ten triangles per link.
    ///
    /// # Panics
    /// When `order` does not hold each node once, or more than 2^31 arcs are needed.
    ///
    /// ```
    /// use corridor::algo::{graph::{Graph, Link}, hierarchy::Hierarchy};
    /// let links = vec![Link { a: 0, b: 1, weight: 5 }, Link { a: 0, b: 2, weight: 6 }];
    /// let hierarchy = Hierarchy::new(&Graph::new(3, links), &[0, 1, 2]);
    /// assert_eq!(hierarchy.all_arcs(), 3); // node 0 goes first and leaves a shortcut between 1 and 2
    /// ```
    pub fn new(graph: &Graph, order: &[u32]) -> Hierarchy {
        let (above, rank_in_order) = contract(graph, order);
        let parent: Vec<u32> = above.iter().map(|heads| heads.first().copied().unwrap_or(NONE)).collect();
        let post = post_order(&parent);
        let mut rank = vec![0; order.len()];
        for (number, &old) in rank_in_order.iter().enumerate() {
            rank[number] = post[old as usize];
        }
        let mut by_rank = vec![Vec::new(); order.len()];
        for (old, heads) in above.into_iter().enumerate() {
            by_rank[post[old] as usize] = heads.into_iter().map(|head| post[head as usize]).collect();
        }
        let mut arcs = Arcs::new(by_rank);
        arcs.lay_links(graph, &rank);
        arcs.lowest_corner_first();
        let true_weight = arcs.highest_corner_first();
        let mut hierarchy = Hierarchy {
            rank,
            parent: (0..order.len() as u32).map(|tail| arcs.heads(tail).first().copied().unwrap_or(NONE)).collect(),
            search_first: vec![0],
            search: Vec::new(),
            search_arc: Vec::new(),
            made_of: Vec::new(),
        };
        for tail in 0..order.len() as u32 {
            for arc in arcs.range(tail) {
                let weight = arcs.weight[arc];
                if weight < UNREACHABLE && weight == true_weight[arc] {
                    hierarchy.search.push(Climb { head: arcs.head[arc], weight });
                    hierarchy.search_arc.push(arc as u32);
                }
            }
            hierarchy.search_first.push(hierarchy.search.len() as u32);
        }
        hierarchy.made_of = arcs.made_of;
        hierarchy
    }

    /// How many arcs the hierarchy has, shortcuts included. O(1).
    ///
    /// ```
    /// use corridor::algo::{graph::Graph, hierarchy::Hierarchy};
    /// assert_eq!(Hierarchy::new(&Graph::new(1, vec![]), &[0]).all_arcs(), 0);
    /// ```
    pub fn all_arcs(&self) -> usize {
        self.made_of.len()
    }

    /// How many arcs of them a search looks at. O(1).
    ///
    /// ```
    /// use corridor::algo::{graph::Graph, hierarchy::Hierarchy};
    /// assert_eq!(Hierarchy::new(&Graph::new(1, vec![]), &[0]).search_arcs(), 0);
    /// ```
    pub fn search_arcs(&self) -> usize {
        self.search.len()
    }

    /// The rank of each node: a numbering in which what is near on the map is mostly near in memory. O(1).
    ///
    /// ```
    /// use corridor::algo::{graph::Graph, hierarchy::Hierarchy};
    /// assert_eq!(Hierarchy::new(&Graph::new(2, vec![]), &[1, 0]).ranks().len(), 2);
    /// ```
    pub fn ranks(&self) -> &[u32] {
        &self.rank
    }

    /// Where the search arcs that leave `rank` stand among all search arcs.
    #[inline]
    pub(crate) fn climb_range(&self, rank: u32) -> std::ops::Range<usize> {
        self.search_first[rank as usize] as usize..self.search_first[rank as usize + 1] as usize
    }

    /// The search arcs that leave `rank`.
    #[inline]
    pub(crate) fn climbs(&self, rank: u32) -> &[Climb] {
        &self.search[self.climb_range(rank)]
    }

    /// Appends the links under search arc `climb` in the order in which they are travelled from its lower to its upper end,
    /// or from the upper to the lower end if `down`. `stack` is scratch.
    pub(crate) fn unfold(&self, climb: u32, down: bool, stack: &mut Vec<(u32, bool)>, links: &mut Vec<u32>) {
        stack.push((self.search_arc[climb as usize], down));
        while let Some((arc, down)) = stack.pop() {
            let (one, other) = self.made_of[arc as usize];
            if other == NONE {
                links.push(one);
            } else if down {
                // Upper end, middle, lower end: climb `other` backwards, then `one` forwards.
                stack.push((one, false));
                stack.push((other, true));
            } else {
                stack.push((other, false));
                stack.push((one, true));
            }
        }
    }
}

/// Contracts the nodes; returns, by position in the order, the positions of the neighbours above, and each node's position.
fn contract(graph: &Graph, order: &[u32]) -> (Vec<Vec<u32>>, Vec<u32>) {
    assert_eq!(order.len(), graph.nodes(), "the order holds each node once");
    let mut position = vec![NONE; order.len()];
    for (at, &node) in order.iter().enumerate() {
        assert!(position[node as usize] == NONE, "node {node} is in the order twice");
        position[node as usize] = at as u32;
    }
    let mut above: Vec<Vec<u32>> = vec![Vec::new(); order.len()];
    for link in graph.links() {
        let (one, other) = (position[link.a as usize], position[link.b as usize]);
        if one != other {
            above[one.min(other) as usize].push(one.max(other));
        }
    }
    for at in 0..above.len() {
        let mut heads = std::mem::take(&mut above[at]);
        heads.sort_unstable();
        heads.dedup();
        heads.shrink_to_fit();
        if let Some((&parent, rest)) = heads.split_first() {
            above[parent as usize].extend(rest);
        }
        above[at] = heads;
    }
    (above, position)
}

/// The number of each node in a post-order of the forest; children keep their order.
fn post_order(parent: &[u32]) -> Vec<u32> {
    let nodes = parent.len();
    let mut size = vec![1u32; nodes];
    for node in 0..nodes {
        if parent[node] != NONE {
            size[parent[node] as usize] += size[node];
        }
    }
    // Parents have higher numbers than their children, so from the top down each takes the end of its own stretch.
    let mut stretch_end = vec![0u32; nodes];
    let mut free_end = nodes as u32;
    for node in (0..nodes).rev() {
        let end = match parent[node] {
            NONE => {
                let end = free_end;
                free_end -= size[node];
                end
            }
            up => {
                let end = stretch_end[up as usize];
                stretch_end[up as usize] -= size[node];
                end
            }
        };
        // What is left of this node's stretch for its children; its own number is the last one.
        stretch_end[node] = end - 1;
        size[node] = end;
    }
    size.iter().map(|&end| end - 1).collect()
}

impl Arcs {
    fn new(heads_by_rank: Vec<Vec<u32>>) -> Arcs {
        let mut first = vec![0];
        let mut head = Vec::new();
        for heads in heads_by_rank {
            head.extend(heads);
            assert!(head.len() < 1 << 31, "the hierarchy would need more than 2^31 arcs");
            first.push(head.len() as u32);
        }
        let (weight, made_of) = (vec![UNREACHABLE; head.len()], vec![(NONE, NONE); head.len()]);
        Arcs { first, head, weight, made_of }
    }

    fn range(&self, tail: u32) -> std::ops::Range<usize> {
        self.first[tail as usize] as usize..self.first[tail as usize + 1] as usize
    }

    fn heads(&self, tail: u32) -> &[u32] {
        &self.head[self.range(tail)]
    }

    /// Puts each link's weight on its arc.
    fn lay_links(&mut self, graph: &Graph, rank: &[u32]) {
        for (number, link) in graph.links().iter().enumerate() {
            let (one, other) = (rank[link.a as usize], rank[link.b as usize]);
            if one == other {
                continue;
            }
            let at = self.heads(one.min(other)).binary_search(&one.max(other)).expect("each link has an arc");
            let arc = self.range(one.min(other)).start + at;
            if link.weight < self.weight[arc] {
                self.weight[arc] = link.weight;
                self.made_of[arc] = (number as u32, NONE);
            }
        }
    }

    /// The arcs that arrive from below, by head, as (tail, arc), tails rising.
    fn arriving_from_below(&self) -> (Vec<u32>, Vec<(u32, u32)>) {
        let mut first = vec![0u32; self.first.len()];
        self.head.iter().for_each(|&head| first[head as usize + 1] += 1);
        for at in 1..first.len() {
            first[at] += first[at - 1];
        }
        let mut next = first.clone();
        let mut below = vec![(0, 0); self.head.len()];
        for tail in 0..self.first.len() as u32 - 1 {
            for arc in self.range(tail) {
                let slot = &mut next[self.head[arc] as usize];
                below[*slot as usize] = (tail, arc as u32);
                *slot += 1;
            }
        }
        (first, below)
    }

    /// First pass: the length of the shortest way between the ends of an arc whose inner nodes all rank below them.
    fn lowest_corner_first(&mut self) {
        let (below_first, below) = self.arriving_from_below();
        let mut arc_to = vec![0u32; self.first.len()];
        for left in 0..self.first.len() as u32 - 1 {
            for arc in self.range(left) {
                arc_to[self.head[arc] as usize] = arc as u32;
            }
            let lows = &below[below_first[left as usize] as usize..below_first[left as usize + 1] as usize];
            for &(low, low_left) in lows {
                let to_left = self.weight[low_left as usize];
                for low_right in low_left + 1..self.first[low as usize + 1] {
                    let arc = arc_to[self.head[low_right as usize] as usize] as usize;
                    let way = to_left + self.weight[low_right as usize];
                    if way < self.weight[arc] {
                        self.weight[arc] = way;
                        self.made_of[arc] = (low_left, low_right);
                    }
                }
            }
        }
    }

    /// Second pass: the true distance of the ends of each arc.
    fn highest_corner_first(&self) -> Vec<u32> {
        let mut distance = self.weight.clone();
        let mut arc_to = vec![NONE; self.first.len()];
        for low in (0..self.first.len() as u32 - 1).rev() {
            for arc in self.range(low) {
                arc_to[self.head[arc] as usize] = arc as u32;
            }
            for low_left in self.range(low) {
                for left_right in self.range(self.head[low_left]) {
                    let low_right = arc_to[self.head[left_right] as usize] as usize;
                    if low_right == NONE as usize {
                        continue;
                    }
                    let across = distance[left_right];
                    let (one, other) = (self.weight[low_left], self.weight[low_right]);
                    distance[low_left] = distance[low_left].min(other + across);
                    distance[low_right] = distance[low_right].min(one + across);
                }
            }
            for arc in self.range(low) {
                arc_to[self.head[arc] as usize] = NONE;
            }
        }
        distance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::dissection::contraction_order;
    use crate::algo::graph::random;
    use crate::algo::shortest::Dijkstra;

    #[test]
    fn every_arc_of_the_search_carries_the_distance_of_its_ends() {
        for seed in 7000..7300 {
            let (graph, places) = random::graph(seed);
            let hierarchy = Hierarchy::new(&graph, &contraction_order(&graph, &places));
            let mut slow = Dijkstra::new(&graph);
            for node in 0..graph.nodes() as u32 {
                let truth = slow.all(node, |_| true);
                let far = |rank: u32| {
                    let at = hierarchy.rank.iter().position(|&of| of == rank).expect("every rank has a node");
                    truth[at]
                };
                let rank = hierarchy.rank[node as usize];
                for arc in hierarchy.climbs(rank) {
                    assert!(arc.head > rank, "seed {seed}: {graph:?}");
                    assert_eq!(arc.weight, far(arc.head), "seed {seed}, from {node}: {graph:?}");
                }
            }
        }
    }
}
