//! One pair without some strands: A* with the times of the whole graph as potentials.
//!
//! Pairs with the same end and the same loss are asked one after another, and each search leaves better potentials to the next:
//! where it found a time T, a knot that it settled at t is at least T - t from the end (Koenig & Likhachev 2006). These still
//! never overestimate and keep to every edge, so each search is exact; the later ones look at little more than their own way.

use super::CLOSED;
use super::trees::Knots;
use crate::algo::graph::{NONE, UNREACHABLE};
use crate::algo::heap::Heap;

/// Buffers of the search, and the strands that are lost.
pub(super) struct Search<'k> {
    knots: &'k Knots,
    /// The loss in which a strand was lost last.
    lost: Vec<u32>,
    loss: u32,
    /// The search in which a knot was seen last, its time, and the side by which it was reached.
    seen: Vec<u32>,
    search: u32,
    time: Vec<u32>,
    by: Vec<u32>,
    heap: Heap,
    /// The series of searches in which a knot's potential was raised last, and to what.
    raised: Vec<u32>,
    series: u32,
    rest: Vec<u32>,
    /// Knots settled in this search.
    settled: Vec<u32>,
}

impl<'k> Search<'k> {
    pub(super) fn new(knots: &'k Knots) -> Search<'k> {
        let count = knots.count();
        Search {
            knots,
            lost: vec![0; knots.strands()],
            loss: 0,
            seen: vec![0; count],
            search: 0,
            time: vec![0; count],
            by: vec![NONE; count],
            heap: Heap::default(),
            raised: vec![0; count],
            series: 0,
            rest: vec![0; count],
            settled: Vec::new(),
        }
    }

    /// From now on just these strands are lost, and one end is asked for.
    pub(super) fn lose(&mut self, strands: &[u32]) {
        self.loss += 1;
        self.series += 1;
        for &strand in strands {
            self.lost[strand as usize] = self.loss;
        }
    }

    /// From now on another end is asked for.
    pub(super) fn turn(&mut self) {
        self.series += 1;
    }

    /// The least time from `from` to `to` without the lost strands; `rest` is what it takes from every knot to `to` when
    /// nothing is lost.
    pub(super) fn time(&mut self, from: u32, to: u32, rest: &[u32]) -> Option<u32> {
        self.search += 1;
        self.heap.clear();
        self.settled.clear();
        let first = self.rest(from, rest);
        if first == UNREACHABLE {
            return None;
        }
        self.seen[from as usize] = self.search;
        self.time[from as usize] = 0;
        self.by[from as usize] = NONE;
        self.heap.push(first, from);
        while let Some((key, knot)) = self.heap.pop() {
            let time = self.time[knot as usize];
            if key > time + self.rest(knot, rest) {
                continue;
            }
            if knot == to {
                self.raise(time);
                return Some(time);
            }
            self.settled.push(knot);
            for edge in self.knots.edges(knot) {
                let head = edge.head as usize;
                let closed = edge.there == CLOSED || self.lost[edge.side as usize / 2] == self.loss;
                let beyond = self.rest(edge.head, rest);
                if closed || beyond == UNREACHABLE {
                    continue;
                }
                let then = time + edge.there;
                if self.seen[head] != self.search || then < self.time[head] {
                    self.seen[head] = self.search;
                    self.time[head] = then;
                    self.by[head] = edge.side;
                    self.heap.push(then + beyond, edge.head);
                }
            }
        }
        self.raise(UNREACHABLE);
        None
    }

    /// What it takes at least from a knot to the end.
    #[inline]
    fn rest(&self, knot: u32, rest: &[u32]) -> u32 {
        if self.raised[knot as usize] == self.series { self.rest[knot as usize] } else { rest[knot as usize] }
    }

    /// Raises the potentials of the knots that were settled, now that the time is known; from none of them is there a way when
    /// there was none.
    fn raise(&mut self, time: u32) {
        for &knot in &self.settled {
            let least = if time == UNREACHABLE { UNREACHABLE } else { time - self.time[knot as usize] };
            self.raised[knot as usize] = self.series;
            self.rest[knot as usize] = least;
        }
    }

    /// The sides of the way found last, to its end `to`, in the order of travel.
    pub(super) fn way(&self, to: u32) -> Vec<u32> {
        let (mut sides, mut knot) = (Vec::new(), to);
        while self.by[knot as usize] != NONE {
            sides.push(self.by[knot as usize]);
            knot = self.knots.tail(self.by[knot as usize]);
        }
        sides.reverse();
        sides
    }
}
