//! A maximum flow that is repaired after losses and put back again.

use super::core::{Core, SINK, SOURCE};
use super::{FlowGraph, MaxFlow, UNLIMITED};
use crate::algo::graph::NONE;

/// A core whose flow is repaired for one question and put back for the next.
pub(super) struct Repair<'g> {
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
    pub(super) fn new(graph: &'g FlowGraph, max_flow: &'g MaxFlow) -> Repair<'g> {
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
    pub(super) fn loss(&mut self, lost: &[u32]) -> u64 {
        self.loss_and(lost, |_, _| ())
    }

    /// The same, and the core links whose flow the repair changed, ascending, with what they carry then; the lost ones among
    /// them carry nothing. The maximum must not be [`UNLIMITED`].
    pub(super) fn loss_and_touched(&mut self, lost: &[u32]) -> (u64, Vec<(u32, u64)>) {
        let mut touched = Vec::new();
        let loss = self.loss_and(lost, |core, log| {
            let mut links: Vec<u32> = log.iter().map(|(side, _)| side / 2).collect();
            links.sort_unstable();
            links.dedup();
            let carried = |link: u32| if lost.contains(&link) { 0 } else { core.carried(link as usize).unsigned_abs() };
            touched = links.into_iter().map(|link| (link, carried(link))).collect();
        });
        (loss, touched)
    }

    /// The same, and the links of the graph whose flow the repair changed, with what they carry then from their first end to
    /// their second; the lost ones carry nothing.
    pub(super) fn loss_and_changed(&mut self, lost: &[u32]) -> (u64, Vec<(u32, i64)>) {
        let mut changed = Vec::new();
        let loss = self.loss_and(lost, |core, log| {
            let mut links: Vec<u32> = log.iter().map(|(side, _)| side / 2).collect();
            links.sort_unstable();
            links.dedup();
            for link in links {
                let carried = if lost.contains(&link) { 0 } else { core.carried(link as usize) };
                let sided = |member: &u32| (member / 2, if member.is_multiple_of(2) { carried } else { -carried });
                changed.extend(core.members(link as usize).iter().map(sided));
            }
        });
        (loss, changed)
    }

    fn loss_and(&mut self, lost: &[u32], note: impl FnOnce(&Core, &[(u32, u64)])) -> u64 {
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
        ends.iter().flatten().for_each(|&node| self.excess[node as usize] = 0);
        note(&self.core, &self.log);
        self.undo();
        loss
    }

    /// How much more, at most `most`, could go from the source to `tail` and on from `head` to the sink.
    pub(super) fn between(&mut self, tail: u32, head: u32, most: u64) -> u64 {
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
        for (side, left) in self.log.drain(..).rev() {
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
