//! The cuts that prove a maximum: nearest the source, nearest the sink, and every link that lies in one of them.
//!
//! Picard & Queyranne 1980: the minimum cuts are the sets of nodes with the source and without the sink that no arc with
//! something left leaves. A full link lies in one of them exactly when no way with something left leads from its tail to
//! its head, which is when the two lie in different strong components of the residual graph (Tarjan 1972).

use super::core::Core;
use super::{FlowGraph, MaxFlow, UNLIMITED};
use crate::algo::graph::{LinkSet, NONE};

impl MaxFlow {
    /// What more can pass from one end of a link to the other.
    fn left(&self, graph: &FlowGraph, link: u32, forward: bool) -> u64 {
        let (of, flow) = (&graph.links[link as usize], self.flow[link as usize]);
        if forward { (of.forward as i64 - flow) as u64 } else { (of.backward as i64 + flow) as u64 }
    }

    /// The nodes that more could reach from the source (`from_source`), or from which more could reach the sink.
    fn reach(&self, graph: &FlowGraph, from_source: bool) -> Vec<bool> {
        let mut seen = vec![false; graph.nodes()];
        let start = if from_source { self.source } else { self.sink };
        seen[start as usize] = true;
        let mut stack = vec![start];
        while let Some(node) = stack.pop() {
            for &(head, link) in graph.arcs(node) {
                let forward = (graph.links[link as usize].a == node) == from_source;
                if !seen[head as usize] && self.left(graph, link, forward) > 0 {
                    seen[head as usize] = true;
                    stack.push(head);
                }
            }
        }
        seen
    }

    /// The source's side of the minimum cut nearest the source, for each node; of all minimum cuts the smallest side. All
    /// nodes are inside when the value is [`UNLIMITED`]. O(nodes + links).
    pub fn side_near_source(&self, graph: &FlowGraph) -> Vec<bool> {
        if self.value >= UNLIMITED { vec![true; graph.nodes()] } else { self.reach(graph, true) }
    }

    /// The source's side of the minimum cut nearest the sink; of all minimum cuts the largest side. All nodes are inside
    /// when the value is [`UNLIMITED`]. O(nodes + links).
    pub fn side_near_sink(&self, graph: &FlowGraph) -> Vec<bool> {
        let mut side = self.reach(graph, false);
        side.iter_mut().for_each(|inside| *inside = self.value >= UNLIMITED || !*inside);
        side
    }

    /// The links of the minimum cut nearest the source: those that let anything pass from its source's side to the other.
    /// What they let pass adds up to the value. Empty when source and sink are apart, and when the value is
    /// [`UNLIMITED`]. O(nodes + links).
    pub fn cut_near_source(&self, graph: &FlowGraph) -> Vec<u32> {
        crossing(graph, &self.side_near_source(graph))
    }

    /// The links of the minimum cut nearest the sink; otherwise as [`MaxFlow::cut_near_source`].
    pub fn cut_near_sink(&self, graph: &FlowGraph) -> Vec<u32> {
        crossing(graph, &self.side_near_sink(graph))
    }

    /// The links that lie in at least one minimum cut: only a works that touches these can bind or relieve. None when the
    /// value is [`UNLIMITED`]. O(nodes + links).
    pub fn in_some_cut(&self, graph: &FlowGraph) -> LinkSet {
        let mut inside = vec![false; graph.links.len()];
        if self.value < UNLIMITED {
            let component = components(&self.core);
            for link in 0..self.core.along.len() {
                let there = self.core.arcs[self.core.along[link] as usize];
                let here = self.core.arcs[there.mate as usize].head;
                if self.core.carried(link) != 0 && component[here as usize] != component[there.head as usize] {
                    for &member in self.core.members(link) {
                        let flow = self.flow[member as usize / 2];
                        inside[member as usize / 2] = self.left(graph, member / 2, flow > 0) == 0;
                    }
                }
            }
        }
        LinkSet::new(graph.links.len(), |link| inside[link as usize])
    }
}

/// The links that let anything pass out of a set of nodes.
fn crossing(graph: &FlowGraph, side: &[bool]) -> Vec<u32> {
    let crosses = |link: &super::FlowLink| match (side[link.a as usize], side[link.b as usize]) {
        (true, false) => link.forward > 0,
        (false, true) => link.backward > 0,
        _ => false,
    };
    (0..graph.links.len() as u32).filter(|&link| crosses(&graph.links[link as usize])).collect()
}

/// The strong component of each core node in the residual graph (Tarjan 1972, without recursion).
pub(super) fn components(core: &Core) -> Vec<u32> {
    let nodes = core.nodes();
    let mut component = vec![NONE; nodes];
    // Order of discovery, and the earliest node that is still open and can be reached.
    let (mut order, mut low) = (vec![NONE; nodes], vec![0_u32; nodes]);
    let mut next: Vec<u32> = core.first[..nodes].to_vec();
    let (mut open, mut way) = (Vec::new(), Vec::new());
    let (mut found, mut count) = (0, 0);
    for root in 0..nodes as u32 {
        if order[root as usize] != NONE {
            continue;
        }
        way.push(root);
        while let Some(&node) = way.last() {
            let v = node as usize;
            if order[v] == NONE {
                (order[v], low[v]) = (found, found);
                found += 1;
                open.push(node);
            }
            let end = core.first[v + 1];
            let mut deeper = None;
            while next[v] < end {
                let place = next[v] as usize;
                let head = core.arcs[place].head as usize;
                if core.left[place] > 0 && component[head] == NONE {
                    if order[head] == NONE {
                        deeper = Some(head as u32);
                        break;
                    }
                    low[v] = low[v].min(low[head]);
                }
                next[v] += 1;
            }
            if let Some(head) = deeper {
                way.push(head);
                continue;
            }
            way.pop();
            if low[v] == order[v] {
                while let Some(member) = open.pop() {
                    component[member as usize] = count;
                    if member == node {
                        break;
                    }
                }
                count += 1;
            }
        }
    }
    component
}
