//! The graph every routing algorithm here runs on, and a set of links.
//!
//! **Representation.** Nodes are `0..nodes`, links are `0..links`. A link joins two nodes and can be travelled both ways
//! at the same weight. Each link appears as two *arcs*, one leaving each end; the arcs that leave one node lie next to
//! each other (compressed sparse rows):
//!
//! ```text
//! first:  [0,       2,    3,       5 ...]      arcs of node v: first[v]..first[v+1]
//! arcs:   [a0, a1 | a2  | a3, a4 | ...  ]      arc = (head, link, weight)
//! ```
//!
//! Several links between the same two nodes, loops, weights of zero and separate components are all allowed. A weight is
//! a whole number of whatever unit the caller counts in (seconds, deciseconds, metres). The weights of all links together
//! must stay below [`UNREACHABLE`], so that no distance can overflow; a caller who cannot meet that counts in a coarser
//! unit.

/// The distance of a node that cannot be reached: 2^31 - 1. Two of them can be added in a `u32`.
pub const UNREACHABLE: u32 = (1 << 31) - 1;

/// "No node", "no link": never a valid number, because a graph has fewer than 2^31 of either.
pub const NONE: u32 = u32::MAX;

/// One direction of a link, seen from the node that it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    /// The node at the other end.
    pub head: u32,
    /// The link.
    pub link: u32,
    /// The weight of the link.
    pub weight: u32,
}

/// A link: its two ends and its weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// One end.
    pub a: u32,
    /// The other end.
    pub b: u32,
    /// What it costs to travel it, either way.
    pub weight: u32,
}

impl Link {
    /// The end that is not `node`.
    ///
    /// ```
    /// use corridor::algo::graph::Link;
    /// assert_eq!(Link { a: 3, b: 7, weight: 1 }.other(7), 3);
    /// ```
    pub fn other(&self, node: u32) -> u32 {
        if self.a == node { self.b } else { self.a }
    }
}

/// A graph of nodes and weighted two-way links; see the module for the representation. Cannot be changed once built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    first: Vec<u32>,
    arcs: Vec<Arc>,
    links: Vec<Link>,
}

impl Graph {
    /// Builds the graph.
    ///
    /// `nodes`: how many nodes; `links`: the links, in the order of their numbers. The arcs of a node are in the order
    /// of their links. O(nodes + links) time and memory (24 bytes per arc pair and 12 per link).
    ///
    /// # Panics
    /// When there are 2^31 nodes or 2^30 links or more, when a link ends at a node that is not there, and when the
    /// weights add up to [`UNREACHABLE`] or more.
    ///
    /// ```
    /// use corridor::algo::graph::{Graph, Link};
    /// let graph = Graph::new(3, vec![Link { a: 0, b: 1, weight: 5 }, Link { a: 1, b: 2, weight: 7 }]);
    /// let heads: Vec<u32> = graph.arcs(1).iter().map(|arc| arc.head).collect();
    /// assert_eq!(heads, [0, 2]);
    /// ```
    pub fn new(nodes: usize, links: Vec<Link>) -> Graph {
        assert!(nodes < 1 << 31, "a graph has fewer than 2^31 nodes, this one {nodes}");
        assert!(links.len() < 1 << 30, "a graph has fewer than 2^30 links, this one {}", links.len());
        let mut total = 0u64;
        let mut first = vec![0u32; nodes + 1];
        for (number, link) in links.iter().enumerate() {
            for end in [link.a, link.b] {
                assert!((end as usize) < nodes, "link {number} ends at node {end}, but there are {nodes} nodes");
                first[end as usize + 1] += 1;
            }
            total += u64::from(link.weight);
        }
        assert!(
            total < u64::from(UNREACHABLE),
            "the weights add up to {total}, allowed is less than {UNREACHABLE}: use a coarser unit"
        );
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut arcs = vec![Arc { head: 0, link: 0, weight: 0 }; 2 * links.len()];
        for (number, link) in links.iter().enumerate() {
            for (tail, head) in [(link.a, link.b), (link.b, link.a)] {
                arcs[next[tail as usize] as usize] = Arc { head, link: number as u32, weight: link.weight };
                next[tail as usize] += 1;
            }
        }
        Graph { first, arcs, links }
    }

    /// How many nodes. O(1).
    ///
    /// ```
    /// assert_eq!(corridor::algo::graph::Graph::new(4, vec![]).nodes(), 4);
    /// ```
    pub fn nodes(&self) -> usize {
        self.first.len() - 1
    }

    /// All links, in the order of their numbers. O(1).
    ///
    /// ```
    /// assert!(corridor::algo::graph::Graph::new(4, vec![]).links().is_empty());
    /// ```
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The arcs that leave `node`, in the order of their links; a loop is there twice. O(1).
    ///
    /// ```
    /// use corridor::algo::graph::{Graph, Link};
    /// assert_eq!(Graph::new(1, vec![Link { a: 0, b: 0, weight: 2 }]).arcs(0).len(), 2);
    /// ```
    pub fn arcs(&self, node: u32) -> &[Arc] {
        &self.arcs[self.first[node as usize] as usize..self.first[node as usize + 1] as usize]
    }
}

/// A way from one node to another: what every path search here returns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    /// The sum of the weights of its links, in the graph's unit.
    pub distance: u32,
    /// The nodes from the first to the last, both included.
    pub nodes: Vec<u32>,
    /// The links between them: one fewer than nodes.
    pub links: Vec<u32>,
}

impl Path {
    /// Says what is wrong with a path, if anything: that it does not join up, uses a link that is not admissible, does
    /// not run between `from` and `to`, or does not have the length it claims. Uses nothing but the graph, so it can
    /// judge any search. O(length).
    ///
    /// ```
    /// use corridor::algo::graph::{Graph, Link, Path};
    /// let graph = Graph::new(2, vec![Link { a: 0, b: 1, weight: 5 }]);
    /// let path = Path { distance: 4, nodes: vec![1, 0], links: vec![0] };
    /// assert_eq!(path.fault(&graph, 1, 0, |_| true), Some("the links weigh 5, not 4".to_string()));
    /// ```
    pub fn fault(&self, graph: &Graph, from: u32, to: u32, admissible: impl Fn(u32) -> bool) -> Option<String> {
        if self.nodes.first() != Some(&from) || self.nodes.last() != Some(&to) {
            return Some(format!("does not run from {from} to {to}"));
        }
        if self.nodes.len() != self.links.len() + 1 {
            return Some(format!("{} nodes and {} links", self.nodes.len(), self.links.len()));
        }
        let mut sum = 0;
        for (ends, &number) in self.nodes.windows(2).zip(&self.links) {
            let link = graph.links()[number as usize];
            if (link.a, link.b) != (ends[0], ends[1]) && (link.b, link.a) != (ends[0], ends[1]) {
                return Some(format!("link {number} does not join {} and {}", ends[0], ends[1]));
            }
            if !admissible(number) {
                return Some(format!("link {number} is not admissible"));
            }
            sum += link.weight;
        }
        (sum != self.distance).then(|| format!("the links weigh {sum}, not {}", self.distance))
    }
}

/// A set of links, one bit each: the usual form of a vehicle profile ("these links can carry it").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkSet {
    words: Vec<u64>,
}

impl LinkSet {
    /// The set of those of `links` links for which `holds`. O(links) time, one bit of memory each.
    ///
    /// ```
    /// use corridor::algo::graph::LinkSet;
    /// let even = LinkSet::new(100, |link| link % 2 == 0);
    /// assert!(even.contains(42) && !even.contains(43));
    /// ```
    pub fn new(links: usize, holds: impl Fn(u32) -> bool) -> LinkSet {
        let mut words = vec![0u64; links.div_ceil(64)];
        for link in 0..links {
            words[link / 64] |= u64::from(holds(link as u32)) << (link % 64);
        }
        LinkSet { words }
    }

    /// The bits, 64 to a word, lowest link in the lowest bit. O(1).
    ///
    /// ```
    /// assert_eq!(corridor::algo::graph::LinkSet::new(3, |link| link != 1).words(), [0b101]);
    /// ```
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Whether `link` is in the set. O(1).
    ///
    /// ```
    /// assert!(!corridor::algo::graph::LinkSet::new(3, |_| false).contains(2));
    /// ```
    #[inline]
    pub fn contains(&self, link: u32) -> bool {
        self.words[(link / 64) as usize] >> (link % 64) & 1 == 1
    }
}

#[cfg(test)]
pub(crate) mod random {
    //! Random graphs from named seeds, for the tests of this room.
    use super::{Graph, Link};

    /// A small generator (splitmix64): the same numbers on every machine.
    pub(crate) struct Dice(pub(crate) u64);

    impl Dice {
        /// A number below `bound`.
        pub(crate) fn below(&mut self, bound: u32) -> u32 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((z ^ (z >> 31)) % u64::from(bound)) as u32
        }
    }

    /// A random graph with places: sparse, with chains, dead ends, rings, loops, several links between two nodes,
    /// weights of zero and separate parts.
    pub(crate) fn graph(seed: u64) -> (Graph, Vec<(i32, i32)>) {
        let mut dice = Dice(seed);
        let nodes = 1 + dice.below(40);
        let tie = dice.below(2) == 0;
        let mut links = Vec::new();
        for _ in 0..dice.below(2 * nodes + 3) {
            let (a, b) = (dice.below(nodes), dice.below(nodes));
            links.push(Link { a, b, weight: dice.below(if tie { 3 } else { 50 }) });
        }
        for a in 1..nodes {
            if dice.below(4) > 0 {
                links.push(Link { a, b: a - 1 - dice.below(a.min(3)), weight: dice.below(20) });
            }
        }
        let places = (0..nodes).map(|_| (dice.below(50) as i32, dice.below(50) as i32)).collect();
        (Graph::new(nodes as usize, links), places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_arc_is_one_end_of_its_link() {
        for seed in 0..200 {
            let (graph, _) = random::graph(seed);
            let mut seen = vec![0; graph.links().len()];
            for node in 0..graph.nodes() as u32 {
                for arc in graph.arcs(node) {
                    let link = graph.links()[arc.link as usize];
                    assert_eq!((link.other(node), link.weight), (arc.head, arc.weight), "seed {seed}: {graph:?}");
                    seen[arc.link as usize] += 1;
                }
            }
            assert!(seen.iter().all(|&times| times == 2), "seed {seed}: {graph:?}");
        }
    }

    #[test]
    #[should_panic(expected = "link 0 ends at node 2, but there are 2 nodes")]
    fn a_link_to_nowhere_is_refused() {
        Graph::new(2, vec![Link { a: 0, b: 2, weight: 1 }]);
    }

    #[test]
    #[should_panic(expected = "use a coarser unit")]
    fn weights_that_could_overflow_are_refused() {
        Graph::new(1, vec![Link { a: 0, b: 0, weight: UNREACHABLE }]);
    }
}
