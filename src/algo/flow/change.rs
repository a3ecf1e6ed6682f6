//! What the maximum becomes when links are lost or widened, by repairing the flow that is already there.
//!
//! **Loss.** Let a maximum flow of value F send f over a link. Without the link, f is stuck at its tail and missing at its
//! head. Push as much of it as can go, r, from tail to head through what the other links have left. The maximum without the
//! link is F - (f - r): send the rest back to the source and do without it at the sink, so at least that much flows. And no
//! more: if something is stuck, let U be the nodes that more could reach from the tail. U holds the source (the stuck flow
//! came from there, and can be sent back) and not the head (or more would have gone), hence not the sink (the head's flow
//! went there, so from the sink one gets back to the head). No arc out of U has anything left, so U is a cut of that size.
//! The same holds for several links at once, with all nodes where something is stuck as tails and all where something is
//! missing as heads; what is stuck and missing at the same node cancels first. A link without flow costs nothing.
//!
//! **Gain.** Let A be the nodes that more could reach from the source, B those from which more could reach the sink. A
//! wider link raises the maximum only when it leads from A to B, and then by the least of: how much wider it is, how much
//! more can reach its tail (inside A, which no path leaves), how much more can go on from its head (inside B).

use super::core::{Core, SINK, SOURCE};
use super::{FlowGraph, MaxFlow, UNLIMITED};
use crate::algo::graph::NONE;

/// The fall of the maximum when each link is lost, all else as it is: exact, for every link.
///
/// O(links) for the links without flow, and for each chain with flow as much as its detour takes: O(nodes + links) for each
/// detour path, mostly very little. When the maximum is [`UNLIMITED`], each chain with flow is solved anew.
///
/// ```
/// use corridor::algo::flow::{FlowGraph, FlowLink, losses};
/// let link = |a, b, both| FlowLink { a, b, forward: both, backward: both };
/// let graph = FlowGraph::new(3, vec![link(0, 1, 5), link(1, 2, 4), link(0, 2, 2)]);
/// let flow = graph.max_flow(0, 2);
/// assert_eq!((flow.value, losses(&graph, &flow)), (6, vec![4, 4, 2]));
/// ```
pub fn losses(graph: &FlowGraph, max_flow: &MaxFlow) -> Vec<u64> {
    let mut repair = Repair::new(graph, max_flow);
    let core = max_flow.core(graph);
    let mut losses = vec![0; graph.links.len()];
    for link in 0..core.links() {
        let loss = repair.loss(&[link as u32]);
        if loss > 0 {
            for &member in core.members(link) {
                losses[member as usize / 2] = loss;
            }
        }
    }
    losses
}

/// The fall of the maximum when all links of a group are lost together, for each group: exact. A link may be named several
/// times and in several groups. Time as for [`losses`], for each group.
///
/// # Panics
/// When a group names a link that is not in the graph.
///
/// ```
/// use corridor::algo::flow::{FlowGraph, FlowLink, group_losses};
/// let link = |a, b, both| FlowLink { a, b, forward: both, backward: both };
/// let graph = FlowGraph::new(3, vec![link(0, 1, 5), link(1, 2, 4), link(0, 2, 2)]);
/// assert_eq!(group_losses(&graph, &graph.max_flow(0, 2), &[vec![0, 1], vec![1, 2], vec![]]), [4, 6, 0]);
/// ```
pub fn group_losses(graph: &FlowGraph, max_flow: &MaxFlow, groups: &[Vec<u32>]) -> Vec<u64> {
    let core = max_flow.core(graph);
    let chain = core.link_of(graph.links.len());
    let mut repair = Repair::new(graph, max_flow);
    let loss = |group: &Vec<u32>| {
        let mut lost: Vec<u32> = group.iter().map(|&link| chain[link as usize]).filter(|&link| link != NONE).collect();
        lost.sort_unstable();
        lost.dedup();
        repair.loss(&lost)
    };
    groups.iter().map(loss).collect()
}

/// The rise of the maximum when each link alone is widened: exact, for every link.
///
/// `wider(link)` says by how much, from `a` to `b` and from `b` to `a`; [`UNLIMITED`] removes the limit. A link that may be
/// used one way only stays so if the other number is 0. The maximum never rises beyond [`UNLIMITED`]. O(nodes + links), and
/// for each chain from the outermost cut to the other two flows inside them.
///
/// ```
/// use corridor::algo::flow::{FlowGraph, FlowLink, UNLIMITED, gains};
/// let link = |a, b, both| FlowLink { a, b, forward: both, backward: both };
/// let graph = FlowGraph::new(3, vec![link(0, 1, 5), link(1, 2, 4), link(0, 2, 2)]);
/// let flow = graph.max_flow(0, 2);
/// assert_eq!(gains(&graph, &flow, &|_| (3, 3)), [0, 1, 3]);
/// assert_eq!(gains(&graph, &flow, &|_| (UNLIMITED, UNLIMITED)), [0, 1, UNLIMITED - 6]);
/// ```
pub fn gains(graph: &FlowGraph, max_flow: &MaxFlow, wider: &dyn Fn(u32) -> (u64, u64)) -> Vec<u64> {
    let mut gains = vec![0; graph.links.len()];
    let core = max_flow.core(graph);
    if max_flow.value >= UNLIMITED {
        return gains;
    }
    let (from_source, to_sink) = (reach(core, SOURCE, true), reach(core, SINK, false));
    let mut repair = Repair::new(graph, max_flow);
    for link in 0..core.links() {
        let (mut tail, mut head) = core.ends(link);
        let turned = from_source[head as usize];
        if turned {
            (tail, head) = (head, tail);
        }
        if !(from_source[tail as usize] && to_sink[head as usize]) {
            continue;
        }
        // What each member lets pass from tail to head, and by how much it is widened.
        let members = core.members(link).iter().map(|&member| {
            let (of, (forward, backward)) = (&graph.links[member as usize / 2], wider(member / 2));
            let as_drawn = (member % 2 == 0) != turned;
            let (now, more) = if as_drawn { (of.forward, forward) } else { (of.backward, backward) };
            (member / 2, now, now.saturating_add(more).min(UNLIMITED))
        });
        let members: Vec<(u32, u64, u64)> = members.collect();
        let mut narrowest: Vec<u64> = members.iter().map(|member| member.1).collect();
        narrowest.sort_unstable();
        let others = narrowest.get(1).copied().unwrap_or(UNLIMITED);
        let rise = |&(_, now, then): &(u32, u64, u64)| {
            if now == narrowest[0] { then.min(others) - now } else { 0 }
        };
        let most = members.iter().map(rise).max().unwrap_or(0);
        let able = repair.between(tail, head, most);
        for member in &members {
            gains[member.0 as usize] = rise(member).min(able).min(UNLIMITED - max_flow.value);
        }
    }
    gains
}

/// The core nodes that more could reach from `start`, or from which more could reach it.
fn reach(core: &Core, start: u32, forwards: bool) -> Vec<bool> {
    let mut seen = vec![false; core.nodes()];
    seen[start as usize] = true;
    let mut stack = vec![start];
    while let Some(node) = stack.pop() {
        for arc in core.arcs(node) {
            let left = core.left[(arc.side ^ u32::from(!forwards)) as usize];
            if left > 0 && !seen[arc.head as usize] {
                seen[arc.head as usize] = true;
                stack.push(arc.head);
            }
        }
    }
    seen
}

/// A core whose flow is repaired for one question and put back for the next.
struct Repair<'g> {
    graph: &'g FlowGraph,
    max_flow: &'g MaxFlow,
    core: Core,
    /// Sides that have been changed, and what they had left before.
    log: Vec<(u32, u64)>,
    /// What is stuck at a node (positive) or missing there.
    excess: Vec<i64>,
    /// On from where something is stuck, and back from where something is missing.
    sides: [Side; 2],
    search: u32,
}

/// A search from the nodes of one kind.
struct Side {
    /// The search in which a node was seen last, and the side of the link it was reached by.
    seen: Vec<u32>,
    by: Vec<u32>,
    /// Nodes seen, and how many of them the search has gone on from.
    queue: Vec<u32>,
    at: usize,
    /// Arcs looked at in this search.
    work: usize,
}

impl<'g> Repair<'g> {
    fn new(graph: &'g FlowGraph, max_flow: &'g MaxFlow) -> Repair<'g> {
        let core = max_flow.core(graph).clone();
        let nodes = core.nodes();
        Repair {
            graph,
            max_flow,
            core,
            log: Vec::new(),
            excess: vec![0; nodes],
            sides: [(); 2].map(|()| Side {
                seen: vec![0; nodes],
                by: vec![NONE; nodes],
                queue: Vec::new(),
                at: 0,
                work: 0,
            }),
            search: 0,
        }
    }

    /// The fall of the maximum without the core links `lost` (each named once).
    fn loss(&mut self, lost: &[u32]) -> u64 {
        if lost.iter().all(|&link| self.core.carried(link as usize) == 0) {
            return 0;
        }
        if self.max_flow.value >= UNLIMITED {
            return UNLIMITED - self.anew(lost);
        }
        let mut nodes = Vec::new();
        for &link in lost {
            let carried = self.core.carried(link as usize);
            let (tail, head) = self.core.ends(link as usize);
            self.set(2 * link, 0);
            self.set(2 * link + 1, 0);
            self.excess[tail as usize] += carried;
            self.excess[head as usize] -= carried;
            nodes.extend([tail, head]);
        }
        nodes.sort_unstable();
        nodes.dedup();
        let with = |sign: i64| nodes.iter().copied().filter(|&node| self.excess[node as usize] * sign > 0).collect();
        let mut ends: [Vec<u32>; 2] = [with(1), with(-1)];
        while self.reroute(&ends) {
            ends.iter_mut().for_each(|nodes| nodes.retain(|&node| self.excess[node as usize] != 0));
        }
        let loss = ends[0].iter().map(|&node| self.excess[node as usize] as u64).sum();
        for node in nodes {
            self.excess[node as usize] = 0;
        }
        self.undo();
        loss
    }

    /// How much more, at most `most`, could go from the source to `tail` and on from `head` to the sink.
    fn between(&mut self, tail: u32, head: u32, most: u64) -> u64 {
        let mut able = most;
        for (from, to) in [(SOURCE, tail), (head, SINK)] {
            if from == to || able == 0 {
                continue;
            }
            self.excess[from as usize] = able as i64;
            self.excess[to as usize] = -(able as i64);
            while self.excess[from as usize] > 0 && self.reroute(&[vec![from], vec![to]]) {}
            able -= self.excess[from as usize] as u64;
            self.excess[from as usize] = 0;
            self.excess[to as usize] = 0;
        }
        self.undo();
        able
    }

    /// Sends something from a node of `ends[0]`, where it is stuck, to one of `ends[1]`, where it is missing; whether there
    /// was a way. Two searches, on from the ones and back from the others, meet; the one that has looked at less goes on.
    fn reroute(&mut self, ends: &[Vec<u32>; 2]) -> bool {
        self.search += 1;
        for (side, nodes) in self.sides.iter_mut().zip(ends) {
            (side.at, side.work) = (0, 0);
            side.queue.clear();
            side.queue.extend_from_slice(nodes);
            for &node in nodes {
                side.seen[node as usize] = self.search;
                side.by[node as usize] = NONE;
            }
        }
        loop {
            let back = self.sides[1].work < self.sides[0].work;
            let [one, other] = &mut self.sides;
            let (side, other) = if back { (other, one) } else { (one, other) };
            let Some(&node) = side.queue.get(side.at) else { return false };
            side.at += 1;
            let arcs = self.core.arcs(node);
            side.work += arcs.len();
            for arc in arcs {
                // The way that the flow would take.
                let (head, by) = (arc.head as usize, arc.side ^ u32::from(back));
                if side.seen[head] == self.search || self.core.left[by as usize] == 0 {
                    continue;
                }
                side.seen[head] = self.search;
                side.by[head] = by;
                if other.seen[head] == self.search {
                    self.send(head as u32);
                    return true;
                }
                side.queue.push(head as u32);
            }
        }
    }

    /// Sends what can go along the way just found, through the node where the searches met.
    fn send(&mut self, met: u32) {
        let mut way = Vec::new();
        let mut ends = [met; 2];
        for (side, end) in self.sides.iter().zip(&mut ends) {
            while side.by[*end as usize] != NONE {
                let by = side.by[*end as usize];
                way.push(by);
                let (a, b) = self.core.ends(by as usize / 2);
                *end = if *end == a { b } else { a };
            }
        }
        let [from, to] = ends;
        let ends = self.excess[from as usize].min(-self.excess[to as usize]) as u64;
        let amount = way.iter().fold(ends, |least, &by| least.min(self.core.left[by as usize]));
        self.excess[from as usize] -= amount as i64;
        self.excess[to as usize] += amount as i64;
        for by in way {
            self.set(by, self.core.left[by as usize] - amount);
            self.set(by ^ 1, self.core.left[by as usize ^ 1] + amount);
        }
    }

    /// Changes what a side has left, to be undone.
    fn set(&mut self, side: u32, left: u64) {
        self.log.push((side, self.core.left[side as usize]));
        self.core.left[side as usize] = left;
    }

    /// Puts the maximum flow back.
    fn undo(&mut self) {
        while let Some((side, left)) = self.log.pop() {
            self.core.left[side as usize] = left;
        }
    }

    /// The maximum without the core links `lost`, from nothing.
    fn anew(&self, lost: &[u32]) -> u64 {
        let mut links = self.graph.links.clone();
        for &link in lost {
            for &member in self.core.members(link as usize) {
                let link = &mut links[member as usize / 2];
                (link.forward, link.backward) = (0, 0);
            }
        }
        FlowGraph::new(self.graph.nodes(), links).max_flow(self.max_flow.source, self.max_flow.sink).value
    }
}
