//! Augmenting paths by guided search from both ends.
//!
//! Steps from the source, and to the sink, are counted once over all links, full or not. They never overestimate, whatever
//! flows. To find a path, one search walks back from the sink, always on from the node with the fewest steps from the
//! source; another walks on from the source in the same manner; they take turns node by node. The path is that of whichever
//! arrives first, and there is none as soon as either has nowhere to go. So a path costs about its length and the way round
//! what is full near one of the ends, and the proof that there is none costs the smaller side of the narrowest place, where
//! a search by distance looks at large parts of the graph for every path.
//!
//! Such paths are not the shortest, so their number has no good bound: whoever searches sets a budget and goes on by
//! `mended` when it is spent.

use super::FlowGraph;
use super::cuts::cut;
use crate::algo::graph::NONE;

/// What a guided search found out.
pub(super) enum Outcome {
    /// The flow is a maximum; the links of its minimum cuts nearest the source and nearest the sink.
    Done([Vec<u32>; 2]),
    /// As much as was asked for has gone.
    Enough,
    /// The budget is spent.
    Spent,
}

/// Adds to `flow` until no more can go, `limit` has gone or the search back from the sink has looked at `budget` arcs; how
/// much went, and why it stopped. When it has looked at `patience` arcs, the search on from the source begins.
pub(super) fn augment(
    graph: &FlowGraph,
    flow: &mut [i64],
    ends: (u32, u32),
    limit: u64,
    (patience, budget): (usize, usize),
) -> (u64, Outcome) {
    let mut back = Side::new(graph, ends.1, ends.0, true);
    if back.guide[ends.1 as usize] == NONE {
        return (0, Outcome::Done([Vec::new(), Vec::new()]));
    }
    let mut on: Option<Side> = None;
    let mut pushed = 0;
    loop {
        back.begin(back.start);
        if let Some(on) = &mut on {
            on.begin(on.start);
        }
        let side = loop {
            if back.work > budget {
                return (pushed, Outcome::Spent);
            }
            let goal = back.goal;
            match back.go(graph, flow, |node| node == goal) {
                Step::Going => {}
                Step::Nowhere => return (pushed, Outcome::Done(back.cuts(graph, flow))),
                Step::Arrived(_) => break &back,
            }
            if on.is_none() && back.work > patience {
                let side = on.insert(Side::new(graph, ends.0, ends.1, false));
                side.begin(side.start);
            }
            let Some(on) = &mut on else { continue };
            let goal = on.goal;
            match on.go(graph, flow, |node| node == goal) {
                Step::Going => {}
                Step::Nowhere => {
                    let [near_sink, near_source] = on.cuts(graph, flow);
                    return (pushed, Outcome::Done([near_source, near_sink]));
                }
                Step::Arrived(_) => break &*on,
            }
        };
        let way = side.way(graph, side.goal);
        let amount = way.iter().fold(limit - pushed, |least, &side| least.min(graph.left(flow, side)));
        for side in way {
            flow[side as usize / 2] += if side % 2 == 0 { amount as i64 } else { -(amount as i64) };
        }
        pushed += amount;
        if pushed == limit {
            return (pushed, Outcome::Enough);
        }
    }
}

/// How a step of a search ended.
enum Step {
    Arrived(u32),
    Nowhere,
    Going,
}

/// A search from one end.
struct Side {
    start: u32,
    goal: u32,
    /// Whether it goes against the flow, from the sink.
    against: bool,
    /// Steps to the goal over all links.
    guide: Vec<u32>,
    /// The search in which a node was seen last, and the side of the link that joins it to the node it was seen from.
    seen: Vec<u32>,
    by: Vec<u32>,
    search: u32,
    /// All nodes seen in this search.
    visited: Vec<u32>,
    /// Nodes to go on from, by their steps.
    waiting: Vec<Vec<u32>>,
    lowest: usize,
    highest: usize,
    /// Arcs looked at in all searches.
    work: usize,
}

impl Side {
    fn new(graph: &FlowGraph, start: u32, goal: u32, against: bool) -> Side {
        Side {
            start,
            goal,
            against,
            guide: steps(graph, goal),
            seen: vec![0; graph.nodes()],
            by: vec![NONE; graph.nodes()],
            search: 0,
            visited: Vec::new(),
            waiting: Vec::new(),
            lowest: 0,
            highest: 0,
            work: 0,
        }
    }

    /// Starts a new search at `start`.
    fn begin(&mut self, start: u32) {
        self.search += 1;
        for waiting in self.waiting.iter_mut().take(self.highest + 1).skip(self.lowest) {
            waiting.clear();
        }
        (self.lowest, self.highest) = (usize::MAX, 0);
        self.visited.clear();
        self.see(start, NONE);
    }

    fn see(&mut self, node: u32, by: u32) {
        self.seen[node as usize] = self.search;
        self.by[node as usize] = by;
        self.visited.push(node);
        let at = self.guide[node as usize] as usize;
        if at >= self.waiting.len() {
            self.waiting.resize_with(at + 1, Vec::new);
        }
        self.waiting[at].push(node);
        self.lowest = self.lowest.min(at);
        self.highest = self.highest.max(at);
    }

    /// Goes on from one node, the one with the fewest steps; `arrived` says where to stop.
    fn go(&mut self, graph: &FlowGraph, flow: &[i64], arrived: impl Fn(u32) -> bool) -> Step {
        let node = loop {
            if self.lowest > self.highest {
                return Step::Nowhere;
            }
            if let Some(node) = self.waiting[self.lowest].pop() {
                break node;
            }
            self.lowest += 1;
        };
        let arcs = graph.arcs(node);
        self.work += arcs.len();
        for arc in arcs {
            // The way that the flow would take: from the head to this node when the search goes against it.
            let side = arc.side ^ u32::from(self.against);
            if self.seen[arc.head as usize] != self.search && graph.left(flow, side) > 0 {
                self.see(arc.head, side);
                if arrived(arc.head) {
                    return Step::Arrived(arc.head);
                }
            }
        }
        Step::Going
    }

    /// The sides of the links by which the last search came to `node`.
    fn way(&self, graph: &FlowGraph, mut node: u32) -> Vec<u32> {
        let mut way = Vec::new();
        while self.by[node as usize] != NONE {
            let side = self.by[node as usize];
            way.push(side);
            let link = graph.links[side as usize / 2];
            node = if node == link.a { link.b } else { link.a };
        }
        way
    }

    /// The links of two minimum cuts: the one nearest this search's goal, and the one nearest its start; the search from
    /// the start has just ended with nowhere to go.
    ///
    /// What it has seen is the side of the cut nearest the start. The other cut is found from there: every node from which
    /// something could pass over a cut link is asked whether it has a way to the goal. If not, it and all that it reaches
    /// lie beyond, and the cut moves on. When all have a way, no smaller side is left: the cut's links then all begin at
    /// nodes that the goal reaches, and two minimum cuts of which that is true have the same links.
    fn cuts(&mut self, graph: &FlowGraph, flow: &[i64]) -> [Vec<u32>; 2] {
        let mut beyond = vec![false; graph.nodes()];
        let mut joined = vec![false; graph.nodes()];
        let mut inside = self.visited.clone();
        inside.iter().for_each(|&node| beyond[node as usize] = true);
        let near_start = cut(graph, &inside, &beyond, self.against);
        let goal = self.goal;
        let mut at = 0;
        while let Some(&node) = inside.get(at) {
            at += 1;
            for arc in graph.arcs(node) {
                let asked = arc.head;
                if beyond[asked as usize]
                    || joined[asked as usize]
                    || graph.most(arc.side ^ u32::from(self.against)) == 0
                {
                    continue;
                }
                self.begin(asked);
                let end = if asked == goal {
                    Step::Arrived(asked)
                } else {
                    loop {
                        match self.go(graph, flow, |node| node == goal || joined[node as usize]) {
                            Step::Going => {}
                            end => break end,
                        }
                    }
                };
                if let Step::Arrived(mut node) = end {
                    joined[node as usize] = true;
                    for side in self.way(graph, node) {
                        let link = graph.links[side as usize / 2];
                        node = if node == link.a { link.b } else { link.a };
                        joined[node as usize] = true;
                    }
                } else {
                    for &node in &self.visited {
                        if !std::mem::replace(&mut beyond[node as usize], true) {
                            inside.push(node);
                        }
                    }
                }
            }
        }
        [cut(graph, &inside, &beyond, self.against), near_start]
    }
}

/// Steps to `goal` over all links; [`NONE`] where it is out of reach.
fn steps(graph: &FlowGraph, goal: u32) -> Vec<u32> {
    let mut steps = vec![NONE; graph.nodes()];
    steps[goal as usize] = 0;
    let mut queue = Vec::with_capacity(graph.nodes());
    queue.push(goal);
    let mut at = 0;
    while let Some(&node) = queue.get(at) {
        at += 1;
        let further = steps[node as usize] + 1;
        for arc in graph.arcs(node) {
            if steps[arc.head as usize] == NONE {
                steps[arc.head as usize] = further;
                queue.push(arc.head);
            }
        }
    }
    steps
}
