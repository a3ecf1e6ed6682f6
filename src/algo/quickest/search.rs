//! Shortest augmenting routes with potentials, all of one length at a time.

use super::radix::Queue;
use super::{Pipe, Route};

/// A node that was not reached.
const FAR: u64 = u64::MAX;

/// An arc as it leaves one of its ends: as it is, or backwards, where it takes flow back.
#[derive(Clone, Copy)]
struct Side {
    /// Where it leads, twice, and one more when it is backwards.
    to: u32,
    /// The place of the other side of the same arc.
    mate: u32,
    /// What still fits into it.
    room: u32,
    transit: u32,
}

impl Side {
    fn head(self) -> usize {
        (self.to / 2) as usize
    }

    fn backwards(self) -> bool {
        self.to % 2 == 1
    }
}

/// A static flow that grows.
pub(super) struct Search<'a> {
    pipes: &'a [Pipe],
    source: u32,
    sink: u32,
    /// The sides that leave each node, one node after another.
    first: Vec<u32>,
    sides: Vec<Side>,
    /// The arc of each side, and the place of each arc's side as it is.
    arcs: Vec<u32>,
    places: Vec<u32>,
    /// Lengths of shortest ways with the flow of the last length; no side that has room is shorter than their difference.
    potential: Vec<u64>,
    /// How much further each node is now, by the last [`Search::distances`].
    distance: Vec<u64>,
    queue: Queue,
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
        let mut sides = vec![Side { to: 0, mate: 0, room: 0, transit: 0 }; 2 * pipes.len()];
        let (mut arcs, mut places) = (vec![0; 2 * pipes.len()], Vec::with_capacity(pipes.len()));
        for (number, pipe) in pipes.iter().enumerate() {
            let [there, back] = [pipe.tail, pipe.head].map(|end| {
                let place = next[end as usize];
                next[end as usize] += 1;
                place
            });
            let transit = pipe.transit;
            sides[there as usize] = Side { to: pipe.head * 2, mate: back, room: pipe.capacity, transit };
            sides[back as usize] = Side { to: pipe.tail * 2 + 1, mate: there, room: 0, transit };
            (arcs[there as usize], arcs[back as usize]) = (number as u32, number as u32);
            places.push(there);
        }
        let (potential, distance) = (vec![0; nodes], vec![0; nodes]);
        let queue = Queue::default();
        Search { pipes, source, sink, first, sides, arcs, places, potential, distance, queue }
    }

    /// The length of the routes used last.
    pub(super) fn length(&self) -> i128 {
        i128::from(self.potential[self.sink as usize])
    }

    fn out(&self, node: usize) -> std::ops::Range<usize> {
        self.first[node] as usize..self.first[node + 1] as usize
    }

    /// What an arc carries: what could be taken back.
    fn flow(&self, arc: usize) -> u32 {
        self.sides[self.sides[self.places[arc] as usize].mate as usize].room
    }

    /// Dijkstra from the source until the sink is reached: how much longer the next routes are, if there are any.
    pub(super) fn distances(&mut self) -> Option<u64> {
        self.distance.fill(FAR);
        self.distance[self.source as usize] = 0;
        self.queue.clear();
        self.queue.push(0, self.source);
        while let Some((distance, node)) = self.queue.pop() {
            if distance > self.distance[node as usize] {
                continue;
            }
            if node == self.sink {
                return Some(distance);
            }
            // A side is never shorter than the difference of the potentials of its ends where there is room.
            let from = distance + self.potential[node as usize];
            for at in self.out(node as usize) {
                let side = self.sides[at];
                if side.room == 0 {
                    continue;
                }
                let head = side.head();
                let transit = u64::from(side.transit);
                let through = if side.backwards() { from - transit } else { from + transit } - self.potential[head];
                if through < self.distance[head] {
                    self.distance[head] = through;
                    self.queue.push(through, head as u32);
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
        loop {
            let more = self.sweep();
            if more == 0 {
                return total;
            }
            total += more;
        }
    }

    /// Sends over routes of the present length; how much that was. A node that leads nowhere is looked at once, even where
    /// it would lead on but for the route in hand: what that misses the next sweep finds.
    ///
    /// Routes are followed back from the sink: every node that was reached has one to the source, so that dead ends come
    /// only from what has just been used up.
    fn sweep(&mut self) -> u64 {
        let most = self.distance[self.sink as usize];
        let mut total = 0;
        let mut next: Vec<u32> = self.first[..self.potential.len()].to_vec();
        let mut seen = vec![false; self.potential.len()];
        let mut way: Vec<u32> = Vec::new();
        let mut node = self.sink as usize;
        seen[node] = true;
        loop {
            if node == self.source as usize {
                let room = way.iter().map(|&place| self.sides[place as usize].room).min().unwrap_or(0);
                total += u64::from(room);
                let mut last = 0;
                for (number, &place) in way.iter().enumerate() {
                    let mate = self.sides[place as usize].mate as usize;
                    self.sides[place as usize].room -= room;
                    self.sides[mate].room += room;
                    if self.sides[place as usize].room == 0 {
                        last = last.max(way.len() - number);
                    }
                }
                // Back to before the first side from the sink that is used up.
                let kept = way.len() - last;
                seen[node] = false;
                while way.len() > kept {
                    let place = way.pop().unwrap_or(0);
                    node = self.sides[place as usize].head();
                    if way.len() > kept {
                        seen[node] = false;
                    }
                }
                continue;
            }
            let end = self.first[node + 1];
            let step = (next[node]..end).find(|&at| {
                let side = self.sides[at as usize];
                let tail = side.head();
                // The other side leads here: as long as the difference of the potentials, with room.
                let transit = u64::from(side.transit);
                let there = self.potential[tail];
                let tight = if side.backwards() {
                    there + transit == self.potential[node]
                } else {
                    there == self.potential[node] + transit
                };
                tight && !seen[tail] && self.distance[tail] <= most && self.sides[side.mate as usize].room > 0
            });
            if let Some(at) = step {
                next[node] = at;
                way.push(self.sides[at as usize].mate);
                node = self.sides[at as usize].head();
                seen[node] = true;
            } else if let Some(place) = way.pop() {
                // Seen for good: nothing leads on from it.
                next[node] = end;
                node = self.sides[place as usize].head();
                next[node] += 1;
            } else {
                return total;
            }
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
    pub(super) fn routes(self) -> Vec<Route> {
        let mut routes = Vec::new();
        let mut flow: Vec<u32> = (0..self.pipes.len()).map(|arc| self.flow(arc)).collect();
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
                    let at = next[node as usize] as usize;
                    if !self.sides[at].backwards() && flow[self.arcs[at] as usize] > 0 {
                        break;
                    }
                    next[node as usize] += 1;
                }
                if next[node as usize] == end {
                    break false;
                }
                let arc = self.arcs[next[node as usize] as usize];
                way.push(arc);
                node = self.pipes[arc as usize].head;
                let from = place[node as usize];
                if from != usize::MAX {
                    for &arc in &way[from..] {
                        place[self.pipes[arc as usize].tail as usize] = usize::MAX;
                    }
                    take(&mut flow, &way[from..]);
                    way.truncate(from);
                }
            };
            for &arc in &way {
                place[self.pipes[arc as usize].tail as usize] = usize::MAX;
            }
            if !done {
                return routes;
            }
            let rate = u64::from(take(&mut flow, &way));
            let transit = way.iter().map(|&arc| u64::from(self.pipes[arc as usize].transit)).sum();
            routes.push(Route { arcs: way, rate, transit });
        }
    }
}

/// Takes from a chain of arcs the flow that all of them have; how much that is.
fn take(flow: &mut [u32], arcs: &[u32]) -> u32 {
    let most = arcs.iter().map(|&arc| flow[arc as usize]).min().unwrap_or(0);
    for &arc in arcs {
        flow[arc as usize] -= most;
    }
    most
}
