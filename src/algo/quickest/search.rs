//! Shortest augmenting routes with potentials, all of one length at a time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Pipe, Route};

/// A node that was not reached.
const FAR: u64 = u64::MAX;

/// A static flow that grows. Side `2 a` is arc `a` as it is, side `2 a + 1` takes flow back.
pub(super) struct Search<'a> {
    pipes: &'a [Pipe],
    source: u32,
    sink: u32,
    first: Vec<u32>,
    sides: Vec<u32>,
    flow: Vec<u32>,
    /// Lengths of shortest ways with the flow of the last length; no side that has room is shorter than their difference.
    potential: Vec<u64>,
    /// How much further each node is now, by the last [`Search::distances`].
    distance: Vec<u64>,
}

impl<'a> Search<'a> {
    pub(super) fn new(nodes: usize, pipes: &'a [Pipe], source: u32, sink: u32) -> Search<'a> {
        let mut first = vec![0_u32; nodes + 1];
        for (number, pipe) in pipes.iter().enumerate() {
            for end in [pipe.tail, pipe.head] {
                assert!((end as usize) < nodes, "arc {number} names node {end}, but there are {nodes} nodes");
                first[end as usize + 1] += 1;
            }
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut sides = vec![0; 2 * pipes.len()];
        for (number, pipe) in pipes.iter().enumerate() {
            for (side, end) in [(2 * number, pipe.tail), (2 * number + 1, pipe.head)] {
                sides[next[end as usize] as usize] = side as u32;
                next[end as usize] += 1;
            }
        }
        let (flow, potential, distance) = (vec![0; pipes.len()], vec![0; nodes], vec![0; nodes]);
        Search { pipes, source, sink, first, sides, flow, potential, distance }
    }

    /// The length of the routes used last.
    pub(super) fn length(&self) -> i128 {
        i128::from(self.potential[self.sink as usize])
    }

    fn out(&self, node: u32) -> std::ops::Range<usize> {
        self.first[node as usize] as usize..self.first[node as usize + 1] as usize
    }

    /// What still fits into a side.
    fn room(&self, side: u32) -> u32 {
        let arc = side as usize / 2;
        if side.is_multiple_of(2) { self.pipes[arc].capacity - self.flow[arc] } else { self.flow[arc] }
    }

    /// Where a side leads.
    fn head(&self, side: u32) -> u32 {
        let pipe = &self.pipes[side as usize / 2];
        if side.is_multiple_of(2) { pipe.head } else { pipe.tail }
    }

    /// How much longer a side is than the difference of the potentials of its ends; never negative where there is room.
    fn excess(&self, node: u32, side: u32) -> u64 {
        let transit = u64::from(self.pipes[side as usize / 2].transit);
        let (here, there) = (self.potential[node as usize], self.potential[self.head(side) as usize]);
        if side.is_multiple_of(2) { here + transit - there } else { here - transit - there }
    }

    /// Dijkstra from the source until the sink is reached: how much longer the next routes are, if there are any.
    pub(super) fn distances(&mut self) -> Option<u64> {
        self.distance.fill(FAR);
        self.distance[self.source as usize] = 0;
        let mut heap = BinaryHeap::from([Reverse((0_u64, self.source))]);
        while let Some(Reverse((distance, node))) = heap.pop() {
            if distance > self.distance[node as usize] {
                continue;
            }
            if node == self.sink {
                return Some(distance);
            }
            for at in self.out(node) {
                let side = self.sides[at];
                if self.room(side) > 0 {
                    let (head, distance) = (self.head(side), distance + self.excess(node, side));
                    if distance < self.distance[head as usize] {
                        self.distance[head as usize] = distance;
                        heap.push(Reverse((distance, head)));
                    }
                }
            }
        }
        None
    }

    /// Adds the distances to the potentials, none more than the sink's: what lies beyond the sink does not matter yet.
    pub(super) fn lift(&mut self) {
        let most = self.distance[self.sink as usize];
        for (potential, &distance) in self.potential.iter_mut().zip(&self.distance) {
            *potential += distance.min(most);
        }
    }

    /// Sends as much as possible over routes of the present length; how much that was.
    pub(super) fn augment(&mut self) -> u64 {
        let mut total = 0;
        let mut seen = vec![0_u32; self.potential.len()];
        let mut next = vec![0_u32; self.potential.len()];
        let mut stamp = 0;
        loop {
            stamp += 1;
            let mut way: Vec<u32> = Vec::new();
            let mut node = self.source;
            seen[node as usize] = stamp;
            next[node as usize] = self.first[node as usize];
            while node != self.sink {
                let end = self.first[node as usize + 1];
                let step = (next[node as usize]..end).find(|&at| {
                    let side = self.sides[at as usize];
                    let head = self.head(side);
                    seen[head as usize] != stamp && self.room(side) > 0 && self.excess(node, side) == 0
                });
                if let Some(at) = step {
                    next[node as usize] = at + 1;
                    let side = self.sides[at as usize];
                    node = self.head(side);
                    seen[node as usize] = stamp;
                    next[node as usize] = self.first[node as usize];
                    way.push(side);
                } else if let Some(side) = way.pop() {
                    node = self.head(side ^ 1);
                } else {
                    return total;
                }
            }
            let most = way.iter().map(|&side| self.room(side)).min().unwrap_or(0);
            for side in way {
                let flow = &mut self.flow[side as usize / 2];
                if side.is_multiple_of(2) { *flow += most } else { *flow -= most }
            }
            total += u64::from(most);
        }
    }

    /// The time of each node, in parts of which `parts` are one unit of time, such that the sink has `time`.
    ///
    /// Potentials of the last length, moved on by the distances of the next, none more than the sink needs: both, and
    /// everything between them, go with the flow.
    pub(super) fn potentials(&self, parts: i128, time: i128) -> Vec<i128> {
        let most = time - self.length() * parts;
        let moved = |(&potential, &distance): (&u64, &u64)| {
            let further = if distance == FAR { most } else { (i128::from(distance) * parts).min(most) };
            i128::from(potential) * parts + further
        };
        self.potential.iter().zip(&self.distance).map(moved).collect()
    }

    /// The flow as routes; rings, which take no time in a cheapest flow, are left out.
    pub(super) fn routes(mut self) -> Vec<Route> {
        let mut routes = Vec::new();
        let mut next = self.first.clone();
        let mut place = vec![usize::MAX; self.potential.len()];
        loop {
            let mut way: Vec<u32> = Vec::new();
            let mut node = self.source;
            let done = loop {
                if node == self.sink {
                    break true;
                }
                place[node as usize] = way.len();
                let end = self.first[node as usize + 1];
                while next[node as usize] < end {
                    let side = self.sides[next[node as usize] as usize];
                    if side.is_multiple_of(2) && self.flow[side as usize / 2] > 0 {
                        break;
                    }
                    next[node as usize] += 1;
                }
                if next[node as usize] == end {
                    break false;
                }
                let arc = self.sides[next[node as usize] as usize] / 2;
                way.push(arc);
                node = self.pipes[arc as usize].head;
                let from = place[node as usize];
                if from != usize::MAX {
                    for &arc in &way[from..] {
                        place[self.pipes[arc as usize].tail as usize] = usize::MAX;
                    }
                    self.take(&way[from..]);
                    way.truncate(from);
                }
            };
            for &arc in &way {
                place[self.pipes[arc as usize].tail as usize] = usize::MAX;
            }
            if !done {
                return routes;
            }
            let rate = u64::from(self.take(&way));
            let transit = way.iter().map(|&arc| u64::from(self.pipes[arc as usize].transit)).sum();
            routes.push(Route { arcs: way, rate, transit });
        }
    }

    /// Takes from a chain of arcs the flow that all of them have; how much that is.
    fn take(&mut self, arcs: &[u32]) -> u32 {
        let most = arcs.iter().map(|&arc| self.flow[arc as usize]).min().unwrap_or(0);
        for &arc in arcs {
            self.flow[arc as usize] -= most;
        }
        most
    }
}
