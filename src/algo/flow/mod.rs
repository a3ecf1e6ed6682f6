//! How much can pass from a source to a sink, what holds it back, and what the loss or the gain of each link would change.
//!
//! **Model.** Nodes are `0..nodes`, links are `0..links`. A link joins `a` and `b`; at most `forward` units pass from `a`
//! to `b` and at most `backward` from `b` to `a`, in any whole unit that the caller counts in. A two-way link has the same
//! number twice, a one-way link a zero. Flows in opposite directions cancel, so a two-way link carries the *difference*.
//! Several links between two nodes, loops, capacities of zero and separate parts are all allowed. A node with a capacity of
//! its own is split by the caller into two nodes and a link.
//!
//! **Method.** Paths are found by a search from the sink that is guided by the steps from the source, joined by one from
//! the source when that takes long (`guide`); a budget sees to it that a method with a good bound, O(nodes^2 links),
//! takes over where guiding does not help (`mended`). Further questions are asked of a smaller graph without dead ends,
//! chains contracted, and answered for the whole one (`core`): every link of a chain shares the chain's fate.
//!
//! | question | answer | method |
//! |---|---|---|
//! | how much? | [`FlowGraph::max_flow`] | Ford & Fulkerson 1956; Ahuja & Orlin 1991 |
//! | what holds it back? | [`MaxFlow::cut_near_source`], [`MaxFlow::cut_near_sink`], [`MaxFlow::in_some_cut`] | Picard & Queyranne 1980 |
//! | what if one link is lost? | [`losses`] | rerouting in the residual graph |
//! | what if several are lost together? | [`group_losses`] | the same, from many nodes to many |
//! | what if one link is widened? | [`gains`] | two flows inside the outermost cuts |
//! | which two losses together are worst? | [`worst_pair`] | rerouting, twice |
//! | which k links, or groups, together are worst? | [`interdict`], [`interdict_groups`] | Royset & Wood 2007: cuts of capped capacities, a bracket |
//! | which groups are best hardened against that? | [`harden`] | Brown, Carlyle, Salmeron & Wood 2006: every worst set must be hit |
//! | what is best done beforehand with a budget? | [`protect`] | the same with costs, and ways past what is lost |
//! | which share can all sinks have at once? | [`concurrent`] | Dinkelbach 1967: cuts of falling share |
//!
//! Twin: enumeration of every cut on small graphs, augmenting paths (Edmonds & Karp 1972) on larger ones.

mod capped;
mod change;
mod core;
mod cuts;
mod guide;
mod harden;
mod interdict;
mod mended;
mod pair;
mod protect;
#[cfg(test)]
mod protect_tests;
mod repair;
mod share;
#[cfg(test)]
mod tests;

pub use change::{GroupLosses, gains, group_losses, losses};
pub use harden::{Hardening, harden};
pub use interdict::{Bracket, GroupBracket, interdict, interdict_groups};
pub use pair::{Pair, strands, worst_pair};
pub use protect::{Measure, Protection, protect};
pub use share::{Share, TooLarge, concurrent};

use std::sync::OnceLock;

use core::Core;
use guide::Outcome;

use crate::algo::contract::{Arc, Rows};

/// A capacity without limit, 2^62 - 1: whatever is this large or larger counts as unlimited, flows and cuts too.
pub const UNLIMITED: u64 = u64::MAX / 4;

/// So many times the size of the graph may be spent on guided search before a maximum is looked for with a good bound.
const GUIDED: usize = 16;

/// A link and what it lets pass; see the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowLink {
    /// One end.
    pub a: u32,
    /// The other end.
    pub b: u32,
    /// The most that passes from `a` to `b`.
    pub forward: u64,
    /// The most that passes from `b` to `a`.
    pub backward: u64,
}

/// A graph of nodes and links with capacities. Cannot be changed once built.
#[derive(Clone, Debug)]
pub struct FlowGraph {
    links: Vec<FlowLink>,
    rows: Rows,
}

impl FlowGraph {
    /// Builds the graph. Capacities above [`UNLIMITED`] count as that. O(nodes + links).
    ///
    /// # Panics
    /// When there are 2^31 nodes or 2^30 links or more, and when a link ends at a node that is not there.
    ///
    /// ```
    /// use corridor::algo::flow::{FlowGraph, FlowLink};
    /// let graph = FlowGraph::new(2, vec![FlowLink { a: 0, b: 1, forward: 5, backward: 0 }]);
    /// assert_eq!(graph.nodes(), 2);
    /// ```
    pub fn new(nodes: usize, mut links: Vec<FlowLink>) -> FlowGraph {
        for link in &mut links {
            link.forward = link.forward.min(UNLIMITED);
            link.backward = link.backward.min(UNLIMITED);
        }
        let rows = Rows::new(nodes, links.iter().map(|link| (link.a, link.b)));
        FlowGraph { links, rows }
    }

    /// How many nodes. O(1).
    pub fn nodes(&self) -> usize {
        self.rows.nodes()
    }

    /// All links, in the order of their numbers. O(1).
    pub fn links(&self) -> &[FlowLink] {
        &self.links
    }

    /// The arcs that leave `node`, loops left out.
    #[inline]
    pub(in crate::algo) fn arcs(&self, node: u32) -> &[Arc] {
        self.rows.arcs(node)
    }

    /// A maximum flow from `source` to `sink`.
    ///
    /// The flow found is one of possibly many, always the same for the same graph. At worst O(nodes^2 links); on maps mostly
    /// a small multiple of one look at every link.
    ///
    /// # Panics
    /// When `source` and `sink` are the same or not in the graph.
    ///
    /// ```
    /// use corridor::algo::flow::{FlowGraph, FlowLink};
    /// let link = |a, b, both| FlowLink { a, b, forward: both, backward: both };
    /// let graph = FlowGraph::new(4, vec![link(0, 1, 5), link(1, 3, 3), link(0, 2, 2), link(2, 3, 9), link(1, 2, 1)]);
    /// let flow = graph.max_flow(0, 3);
    /// assert_eq!(flow.value, 6);
    /// assert_eq!(flow.cut_near_sink(), [1, 2, 4]);
    /// ```
    pub fn max_flow(&self, source: u32, sink: u32) -> MaxFlow {
        for (node, what) in [(source, "source"), (sink, "sink")] {
            let nodes = self.nodes();
            assert!((node as usize) < nodes, "the {what} is node {node}, but there are {nodes} nodes");
        }
        assert!(source != sink, "source and sink are the same node, {source}");
        let size = self.nodes() + self.rows.arcs.len();
        self.solve(source, sink, (size, GUIDED * size))
    }

    /// A maximum flow for which up to `budget` (patience with one end, with both) arcs may be looked at in guided search.
    fn solve(&self, source: u32, sink: u32, budget: (usize, usize)) -> MaxFlow {
        let mut flow = vec![0; self.links.len()];
        let ends = (source, sink);
        let (mut value, outcome) = guide::augment(self, &mut flow, ends, UNLIMITED, budget);
        let cuts = match outcome {
            Outcome::Done(cuts) => cuts,
            Outcome::Enough => [Vec::new(), Vec::new()],
            Outcome::Spent => {
                value += mended::augment(self, &mut flow, ends, UNLIMITED - value);
                cuts::both(self, &flow, ends, value)
            }
        };
        MaxFlow { value, flow, source, sink, cuts, core: OnceLock::new() }
    }

    /// What passes a link in one direction when nothing flows: `side` is twice the link, one more for `b` to `a`.
    #[inline]
    fn most(&self, side: u32) -> u64 {
        let link = &self.links[side as usize / 2];
        if side.is_multiple_of(2) { link.forward } else { link.backward }
    }

    /// What can still pass a link in one direction.
    #[inline]
    fn left(&self, flow: &[i64], side: u32) -> u64 {
        let flow = flow[side as usize / 2];
        (self.most(side) as i64 + if side.is_multiple_of(2) { -flow } else { flow }) as u64
    }
}

/// A maximum flow and what is needed to ask further questions about it.
#[derive(Clone, Debug)]
pub struct MaxFlow {
    /// The most that can pass from source to sink; [`UNLIMITED`] when there is no finite cut.
    pub value: u64,
    /// What each link carries from `a` to `b`, negative when from `b` to `a`; when the value is unlimited, a flow of that
    /// much.
    pub flow: Vec<i64>,
    /// The source.
    pub source: u32,
    /// The sink.
    pub sink: u32,
    /// The links of the minimum cuts nearest the source and nearest the sink.
    cuts: [Vec<u32>; 2],
    core: OnceLock<Core>,
}

impl MaxFlow {
    /// A flow that is as large as it can be for a reason of the caller's, to ask what losses take of it; it has no cuts.
    pub(in crate::algo) fn given(value: u64, flow: Vec<i64>, (source, sink): (u32, u32)) -> MaxFlow {
        MaxFlow { value, flow, source, sink, cuts: [Vec::new(), Vec::new()], core: OnceLock::new() }
    }

    /// The part of the graph that matters, with this flow.
    fn core(&self, graph: &FlowGraph) -> &Core {
        self.core.get_or_init(|| Core::new(graph, self))
    }

    /// Says what is wrong with the flow, if anything: a link that carries more than it can, a node that is not the source
    /// or the sink and keeps or makes flow, or a value that does not leave the source. Uses nothing but the graph.
    /// O(nodes + links).
    ///
    /// ```
    /// use corridor::algo::flow::{FlowGraph, FlowLink};
    /// let graph = FlowGraph::new(2, vec![FlowLink { a: 0, b: 1, forward: 5, backward: 0 }]);
    /// let mut flow = graph.max_flow(0, 1);
    /// assert_eq!(flow.fault(&graph), None);
    /// flow.flow[0] = 6;
    /// assert_eq!(flow.fault(&graph), Some("link 0 carries 6, at most 5 pass".to_string()));
    /// ```
    pub fn fault(&self, graph: &FlowGraph) -> Option<String> {
        let mut kept = vec![0_i128; graph.nodes()];
        if self.flow.len() != graph.links.len() {
            return Some(format!("{} flows for {} links", self.flow.len(), graph.links.len()));
        }
        for (number, (link, &flow)) in graph.links.iter().zip(&self.flow).enumerate() {
            let most = if flow < 0 { link.backward } else { link.forward };
            if flow.unsigned_abs() > most {
                return Some(format!("link {number} carries {flow}, at most {most} pass"));
            }
            kept[link.a as usize] -= i128::from(flow);
            kept[link.b as usize] += i128::from(flow);
        }
        kept[self.source as usize] += i128::from(self.value);
        kept[self.sink as usize] -= i128::from(self.value);
        let node = kept.iter().position(|&kept| kept != 0)?;
        Some(format!("node {node} keeps {}", kept[node]))
    }
}
