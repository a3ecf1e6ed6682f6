//! The part of a graph that can matter for a flow between two nodes: dead ends pruned, chains contracted.
//!
//! A dead end passes nothing on, and a chain passes what its narrowest member does, each way by itself. So what is left
//! are the knots (*core nodes*) and the strands between them (*core links*) of the contracted graph. O(nodes + links).

use super::{FlowGraph, MaxFlow};
use crate::algo::contract::{Arc, Contracted, Rows};

/// The source in the core.
pub(super) const SOURCE: u32 = 0;

/// The sink in the core.
pub(super) const SINK: u32 = 1;

/// The core and what can still pass through it. A *side* is a direction of a core link: twice its number, one more for
/// from its second end to its first.
#[derive(Clone, Debug)]
pub(super) struct Core {
    contracted: Contracted,
    rows: Rows,
    /// What passes each core link, to its second end and to its first, when nothing flows.
    pub(super) most: Vec<(u64, u64)>,
    /// What can still pass each side.
    pub(super) left: Vec<u64>,
}

impl Core {
    /// The core of `graph` between source and sink of `max_flow`, with that flow.
    pub(super) fn new(graph: &FlowGraph, max_flow: &MaxFlow) -> Core {
        let contracted = Contracted::new(&graph.rows, &[max_flow.source, max_flow.sink]);
        let rows = Rows::new(contracted.knots.len(), contracted.ends.iter().copied());
        let (mut most, mut left) = (Vec::with_capacity(contracted.strands()), Vec::new());
        left.reserve_exact(2 * contracted.strands());
        for strand in 0..contracted.strands() {
            let members = contracted.members(strand);
            let narrowest = |turn| members.iter().map(|member| graph.most(member ^ turn)).fold(u64::MAX, u64::min);
            let (there, back) = (narrowest(0), narrowest(1));
            most.push((there, back));
            let flow = max_flow.flow[members[0] as usize / 2];
            let carried = if members[0].is_multiple_of(2) { flow } else { -flow };
            left.extend([(there as i64 - carried) as u64, (back as i64 + carried) as u64]);
        }
        Core { contracted, rows, most, left }
    }

    /// How many core nodes.
    pub(super) fn nodes(&self) -> usize {
        self.rows.nodes()
    }

    /// How many core links.
    pub(super) fn links(&self) -> usize {
        self.most.len()
    }

    /// The core nodes that a core link joins.
    #[inline]
    pub(super) fn ends(&self, link: usize) -> (u32, u32) {
        self.contracted.ends[link]
    }

    /// The arcs of a core node.
    #[inline]
    pub(super) fn arcs(&self, node: u32) -> &[Arc] {
        self.rows.arcs(node)
    }

    /// What a core link carries from its first end to its second.
    pub(super) fn carried(&self, link: usize) -> i64 {
        self.most[link].0 as i64 - self.left[2 * link] as i64
    }

    /// The links of a chain, as sides, from its first end to its second.
    pub(super) fn members(&self, link: usize) -> &[u32] {
        self.contracted.members(link)
    }

    /// The core link of each of the graph's `links` links; none for those that cannot carry anything.
    pub(super) fn link_of(&self, links: usize) -> Vec<u32> {
        self.contracted.strand_of(links)
    }
}
