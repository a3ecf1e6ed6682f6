//! The part of a graph that can matter for a flow between two nodes: no dead ends, chains contracted.
//!
//! A node with one link cannot pass anything on, so it and its link are taken away, again and again. A node with two links
//! passes on what it gets, so a chain of such nodes is one *core link* that lets pass what its narrowest member does, each
//! way by itself. Source and sink stay whatever they are. What is left are the *core nodes*: the source, the sink, and the
//! others in the order of the graph, because graphs mostly come with neighbours near each other. O(nodes + links).

use super::{FlowGraph, MaxFlow};
use crate::algo::graph::NONE;

/// The source in the core.
pub(super) const SOURCE: u32 = 0;

/// The sink in the core.
pub(super) const SINK: u32 = 1;

/// A core link seen from the core node that it leaves.
#[derive(Clone, Copy, Debug)]
pub(super) struct CoreArc {
    /// The core node at the other end.
    pub(super) head: u32,
    /// The place of the arc that leads back.
    pub(super) mate: u32,
}

/// A chain, from one core node to another.
struct CoreLink {
    a: u32,
    b: u32,
    forward: u64,
    backward: u64,
    /// What flows from `a` to `b`, less what flows back.
    carried: i64,
}

/// The core and what can still pass through it.
#[derive(Clone, Debug)]
pub(super) struct Core {
    /// Arcs of core node `v`: `first[v]..first[v + 1]`.
    pub(super) first: Vec<u32>,
    /// All arcs, those of a node next to each other.
    pub(super) arcs: Vec<CoreArc>,
    /// What can still pass each arc.
    pub(super) left: Vec<u64>,
    /// The arc of each core link that leads along its chain.
    pub(super) along: Vec<u32>,
    /// What passes each core link along its chain when nothing flows.
    pub(super) capacity: Vec<u64>,
    /// Members of core link `k`: `member_first[k]..member_first[k + 1]`.
    pub(super) member_first: Vec<u32>,
    /// The links of the chains in their order, twice their number, one more when passed from `b` to `a`.
    pub(super) members: Vec<u32>,
}

impl Core {
    /// The core of `graph` between source and sink of `max_flow`, with that flow.
    pub(super) fn new(graph: &FlowGraph, max_flow: &MaxFlow) -> Core {
        let (source, sink) = (max_flow.source, max_flow.sink);
        let (mut gone, degree) = prune(graph, source, sink);
        let junction = |node: u32| degree[node as usize] > 2 || node == source || node == sink;
        let mut number = vec![NONE; graph.nodes()];
        number[source as usize] = SOURCE;
        let mut junctions = vec![source, sink];
        number[sink as usize] = SINK;
        for node in 0..graph.nodes() as u32 {
            if degree[node as usize] > 2 && number[node as usize] == NONE {
                number[node as usize] = junctions.len() as u32;
                junctions.push(node);
            }
        }
        let mut links = Vec::new();
        let (mut member_first, mut members) = (vec![0], Vec::new());
        for (at, &start) in junctions.iter().enumerate() {
            for &arc in graph.arcs(start) {
                if gone[arc.side as usize / 2] {
                    continue;
                }
                let (mut arc, mut forward, mut backward) = (arc, u64::MAX, u64::MAX);
                loop {
                    gone[arc.side as usize / 2] = true;
                    forward = forward.min(graph.most(arc.side));
                    backward = backward.min(graph.most(arc.side ^ 1));
                    members.push(arc.side);
                    if junction(arc.head) {
                        break;
                    }
                    // Of a node inside a chain exactly one more link is still there.
                    match graph.arcs(arc.head).iter().find(|next| !gone[next.side as usize / 2]) {
                        Some(next) => arc = *next,
                        None => break,
                    }
                }
                if arc.head == start {
                    members.truncate(member_first[member_first.len() - 1] as usize);
                    continue;
                }
                let carried = max_flow.flow[arc.side as usize / 2] * if arc.side % 2 == 0 { 1 } else { -1 };
                links.push(CoreLink { a: at as u32, b: number[arc.head as usize], forward, backward, carried });
                member_first.push(members.len() as u32);
            }
        }
        Core { member_first, members, ..Core::rows(junctions.len(), &links) }
    }

    /// Compressed rows of the core links.
    fn rows(nodes: usize, links: &[CoreLink]) -> Core {
        let mut first = vec![0_u32; nodes + 1];
        for link in links {
            first[link.a as usize + 1] += 1;
            first[link.b as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut arcs = vec![CoreArc { head: 0, mate: 0 }; 2 * links.len()];
        let mut left = vec![0; 2 * links.len()];
        let (mut along, mut capacity) = (Vec::with_capacity(links.len()), Vec::with_capacity(links.len()));
        for link in links {
            let (there, back) = (next[link.a as usize], next[link.b as usize]);
            next[link.a as usize] += 1;
            next[link.b as usize] += 1;
            arcs[there as usize] = CoreArc { head: link.b, mate: back };
            arcs[back as usize] = CoreArc { head: link.a, mate: there };
            left[there as usize] = (link.forward as i64 - link.carried) as u64;
            left[back as usize] = (link.backward as i64 + link.carried) as u64;
            along.push(there);
            capacity.push(link.forward);
        }
        Core { first, arcs, left, along, capacity, member_first: Vec::new(), members: Vec::new() }
    }

    /// How many core nodes.
    pub(super) fn nodes(&self) -> usize {
        self.first.len() - 1
    }

    /// Places of the arcs of a core node.
    #[inline]
    pub(super) fn row(&self, node: u32) -> std::ops::Range<usize> {
        self.first[node as usize] as usize..self.first[node as usize + 1] as usize
    }

    /// What core link `link` carries along its chain.
    pub(super) fn carried(&self, link: usize) -> i64 {
        self.capacity[link] as i64 - self.left[self.along[link] as usize] as i64
    }

    /// The links of a chain.
    pub(super) fn members(&self, link: usize) -> &[u32] {
        &self.members[self.member_first[link] as usize..self.member_first[link + 1] as usize]
    }
}

/// Takes dead ends away: which links are gone, and how many are left at each node (255 for that and more).
fn prune(graph: &FlowGraph, source: u32, sink: u32) -> (Vec<bool>, Vec<u8>) {
    let mut gone = vec![false; graph.links.len()];
    let mut degree: Vec<u8> = graph.first.windows(2).map(|row| (row[1] - row[0]).min(255) as u8).collect();
    for node in 0..graph.nodes() as u32 {
        let mut node = node;
        while degree[node as usize] == 1 && node != source && node != sink {
            let Some(arc) = graph.arcs(node).iter().find(|arc| !gone[arc.side as usize / 2]) else { break };
            gone[arc.side as usize / 2] = true;
            degree[node as usize] = 0;
            node = arc.head;
            // Of 255 it is not known how many they were: such a node stays.
            if degree[node as usize] < 255 {
                degree[node as usize] -= 1;
            }
        }
    }
    (gone, degree)
}
