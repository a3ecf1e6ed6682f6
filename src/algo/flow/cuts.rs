//! The cuts that prove a maximum: nearest the source, nearest the sink, and every link that lies in one of them.
//!
//! Picard & Queyranne 1980: the minimum cuts are the sets of nodes with the source and without the sink that no arc with
//! something left leaves. A full link lies in one of them exactly when no way with something left leads from its tail to
//! its head, which is when the two lie in different strong components of the residual graph (Tarjan 1972).

use super::core::Core;
use super::{FlowGraph, MaxFlow, UNLIMITED};
use crate::algo::graph::{LinkSet, NONE};

impl MaxFlow {
    /// The source's side of the minimum cut nearest the source, for each node; of all minimum cuts the smallest side. All
    /// nodes are inside when the value is [`UNLIMITED`]. O(nodes + links).
    pub fn side_near_source(&self, graph: &FlowGraph) -> Vec<bool> {
        if self.value >= UNLIMITED {
            return vec![true; graph.nodes()];
        }
        reach(graph, &self.flow, self.source, false).1
    }

    /// The source's side of the minimum cut nearest the sink; of all minimum cuts the largest side. All nodes are inside
    /// when the value is [`UNLIMITED`]. O(nodes + links).
    pub fn side_near_sink(&self, graph: &FlowGraph) -> Vec<bool> {
        let mut side = reach(graph, &self.flow, self.sink, true).1;
        side.iter_mut().for_each(|inside| *inside = self.value >= UNLIMITED || !*inside);
        side
    }

    /// The links of the minimum cut nearest the source, ascending: those that let anything pass from its source's side to
    /// the other. What they let pass adds up to the value. None when source and sink are apart, and when the value is
    /// [`UNLIMITED`]. O(1).
    pub fn cut_near_source(&self) -> &[u32] {
        &self.cuts[0]
    }

    /// The links of the minimum cut nearest the sink; otherwise as [`MaxFlow::cut_near_source`].
    pub fn cut_near_sink(&self) -> &[u32] {
        &self.cuts[1]
    }

    /// The links that lie in at least one minimum cut: only a works that touches these can bind or relieve. None when the
    /// value is [`UNLIMITED`]. O(nodes + links).
    pub fn in_some_cut(&self, graph: &FlowGraph) -> LinkSet {
        let mut inside = vec![false; graph.links.len()];
        if self.value < UNLIMITED {
            let core = self.core(graph);
            let component = components(core);
            for link in 0..core.links() {
                let (a, b) = core.ends(link);
                if core.carried(link) != 0 && component[a as usize] != component[b as usize] {
                    for &member in core.members(link) {
                        let against = u32::from(self.flow[member as usize / 2] < 0);
                        inside[member as usize / 2] = graph.left(&self.flow, (member & !1) + against) == 0;
                    }
                }
            }
        }
        LinkSet::new(graph.links.len(), |link| inside[link as usize])
    }
}

/// The nodes that more could reach from `start`, or from which more could reach it (`against`): as a list and a mark for each
/// node.
fn reach(graph: &FlowGraph, flow: &[i64], start: u32, against: bool) -> (Vec<u32>, Vec<bool>) {
    let (mut nodes, mut inside) = (vec![start], vec![false; graph.nodes()]);
    inside[start as usize] = true;
    let mut at = 0;
    while let Some(&node) = nodes.get(at) {
        at += 1;
        for arc in graph.arcs(node) {
            if !inside[arc.head as usize] && graph.left(flow, arc.side ^ u32::from(against)) > 0 {
                inside[arc.head as usize] = true;
                nodes.push(arc.head);
            }
        }
    }
    (nodes, inside)
}

/// The links that let anything pass out of a set of nodes, or into it (`into`), ascending. O(arcs of the set).
pub(super) fn cut(graph: &FlowGraph, nodes: &[u32], inside: &[bool], into: bool) -> Vec<u32> {
    let mut links = Vec::new();
    for &node in nodes {
        let crosses = |side: u32, head: u32| !inside[head as usize] && graph.most(side ^ u32::from(into)) > 0;
        links.extend(graph.arcs(node).iter().filter(|arc| crosses(arc.side, arc.head)).map(|arc| arc.side / 2));
    }
    links.sort_unstable();
    links
}

/// The links of the minimum cuts nearest the source and nearest the sink of a maximum flow.
pub(super) fn both(graph: &FlowGraph, flow: &[i64], ends: (u32, u32), value: u64) -> [Vec<u32>; 2] {
    [(ends.0, false), (ends.1, true)].map(|(start, against)| {
        let (nodes, inside) = reach(graph, flow, start, against);
        if value >= UNLIMITED { Vec::new() } else { cut(graph, &nodes, &inside, against) }
    })
}

/// The strong component of each core node in the residual graph (Tarjan 1972, without recursion).
pub(super) fn components(core: &Core) -> Vec<u32> {
    let nodes = core.nodes();
    let mut component = vec![NONE; nodes];
    // Order of discovery, and the earliest node that is still open and can be reached.
    let (mut order, mut low) = (vec![NONE; nodes], vec![0_u32; nodes]);
    // How many arcs of each node have been followed.
    let mut next = vec![0_u32; nodes];
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
            let mut deeper = None;
            for arc in &core.arcs(node)[next[v] as usize..] {
                let head = arc.head as usize;
                if core.left[arc.side as usize] > 0 && component[head] == NONE {
                    if order[head] == NONE {
                        deeper = Some(arc.head);
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
