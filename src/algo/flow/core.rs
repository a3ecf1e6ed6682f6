//! The part of a graph that can matter for a flow between two nodes: no dead ends, chains contracted.
//!
//! A node with one link cannot pass anything on, so it and its link are taken away, again and again. A node with two links
//! passes on what it gets, so a chain of such nodes is one *core link* that lets pass what its narrowest member does, each
//! way by itself. Source and sink stay whatever they are. What is left are the *core nodes*, numbered breadth-first from the
//! source, so that a search moves through memory as it moves through the graph; what the source cannot reach by any link is
//! left out. O(nodes + links).

use super::FlowGraph;
use crate::algo::graph::NONE;

/// The source in the core.
pub(super) const SOURCE: u32 = 0;

/// A core link seen from the core node that it leaves.
#[derive(Clone, Copy, Debug)]
pub(super) struct CoreArc {
    /// The core node at the other end.
    pub(super) head: u32,
    /// The place of the arc that leads back.
    pub(super) mate: u32,
}

/// The core and what can still pass through it.
#[derive(Clone, Debug)]
pub(super) struct Core {
    /// The sink in the core; [`NONE`] when the source does not reach it.
    pub(super) sink: u32,
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
    /// The core of `graph` between `source` and `sink`, nothing flowing.
    pub(super) fn new(graph: &FlowGraph, source: u32, sink: u32) -> Core {
        let (mut gone, degree) = prune(graph, source, sink);
        let junction = |node: u32| degree[node as usize] > 2 || node == source || node == sink;
        let mut number = vec![NONE; graph.nodes()];
        number[source as usize] = SOURCE;
        let mut queue = vec![source];
        let (mut ends, mut capacities) = (Vec::new(), Vec::new());
        let (mut member_first, mut members) = (vec![0], Vec::new());
        let mut at = 0;
        while let Some(&start) = queue.get(at) {
            for &arc in graph.arcs(start) {
                if gone[arc.1 as usize] {
                    continue;
                }
                let (mut tail, (mut head, mut link)) = (start, arc);
                let (mut forward, mut backward) = (u64::MAX, u64::MAX);
                loop {
                    gone[link as usize] = true;
                    let of = &graph.links[link as usize];
                    let turned = of.a != tail;
                    let (there, back) = if turned { (of.backward, of.forward) } else { (of.forward, of.backward) };
                    (forward, backward) = (forward.min(there), backward.min(back));
                    members.push(2 * link + u32::from(turned));
                    tail = head;
                    if junction(tail) {
                        break;
                    }
                    // A node inside a chain has exactly one more link that is still there.
                    match graph.arcs(tail).iter().find(|(_, next)| !gone[*next as usize]) {
                        Some(&next) => (head, link) = next,
                        None => break,
                    }
                }
                if tail == start {
                    members.truncate(member_first[member_first.len() - 1] as usize);
                    continue;
                }
                if number[tail as usize] == NONE {
                    number[tail as usize] = queue.len() as u32;
                    queue.push(tail);
                }
                ends.push((at as u32, number[tail as usize]));
                capacities.push((forward, backward));
                member_first.push(members.len() as u32);
            }
            at += 1;
        }
        Core { sink: number[sink as usize], member_first, members, ..Core::rows(queue.len(), &ends, &capacities) }
    }

    /// Compressed rows of the core links.
    fn rows(nodes: usize, ends: &[(u32, u32)], capacities: &[(u64, u64)]) -> Core {
        let mut first = vec![0_u32; nodes + 1];
        for &(a, b) in ends {
            first[a as usize + 1] += 1;
            first[b as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut arcs = vec![CoreArc { head: 0, mate: 0 }; 2 * ends.len()];
        let mut left = vec![0; 2 * ends.len()];
        let (mut along, mut capacity) = (Vec::with_capacity(ends.len()), Vec::with_capacity(ends.len()));
        for (&(a, b), &(forward, backward)) in ends.iter().zip(capacities) {
            let (there, back) = (next[a as usize], next[b as usize]);
            next[a as usize] += 1;
            next[b as usize] += 1;
            arcs[there as usize] = CoreArc { head: b, mate: back };
            arcs[back as usize] = CoreArc { head: a, mate: there };
            left[there as usize] = forward;
            left[back as usize] = backward;
            along.push(there);
            capacity.push(forward);
        }
        Core { sink: NONE, first, arcs, left, along, capacity, member_first: Vec::new(), members: Vec::new() }
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

    /// What each of the graph's `links` links carries from `a` to `b`.
    pub(super) fn flows(&self, links: usize) -> Vec<i64> {
        let mut flows = vec![0; links];
        for link in 0..self.along.len() {
            let carried = self.carried(link);
            if carried != 0 {
                for &member in self.members(link) {
                    flows[member as usize / 2] = if member % 2 == 0 { carried } else { -carried };
                }
            }
        }
        flows
    }
}

/// Takes dead ends away: which links are gone, and how many are left at each node.
fn prune(graph: &FlowGraph, source: u32, sink: u32) -> (Vec<bool>, Vec<u32>) {
    let mut gone: Vec<bool> = graph.links.iter().map(|link| link.a == link.b).collect();
    let mut degree: Vec<u32> = graph.first.windows(2).map(|row| row[1] - row[0]).collect();
    for node in 0..graph.nodes() as u32 {
        let mut node = node;
        while degree[node as usize] == 1 && node != source && node != sink {
            let Some(&(head, link)) = graph.arcs(node).iter().find(|(_, link)| !gone[*link as usize]) else { break };
            gone[link as usize] = true;
            degree[node as usize] = 0;
            degree[head as usize] -= 1;
            node = head;
        }
    }
    (gone, degree)
}
