//! One pair without some strands: A* with the times of the whole graph as potentials.

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
        }
    }

    /// From now on just these strands are lost.
    pub(super) fn lose(&mut self, strands: &[u32]) {
        self.loss += 1;
        for &strand in strands {
            self.lost[strand as usize] = self.loss;
        }
    }

    /// The least time from `from` to `to` without the lost strands; `rest` is what it takes from every knot to `to` when
    /// nothing is lost.
    pub(super) fn time(&mut self, from: u32, to: u32, rest: &[u32]) -> Option<u32> {
        self.search += 1;
        self.heap.clear();
        if rest[from as usize] == UNREACHABLE {
            return None;
        }
        self.seen[from as usize] = self.search;
        self.time[from as usize] = 0;
        self.by[from as usize] = NONE;
        self.heap.push(rest[from as usize], from);
        while let Some((key, knot)) = self.heap.pop() {
            let time = self.time[knot as usize];
            if key > time + rest[knot as usize] {
                continue;
            }
            if knot == to {
                return Some(time);
            }
            for edge in self.knots.edges(knot) {
                let head = edge.head as usize;
                let closed = edge.there == CLOSED || self.lost[edge.side as usize / 2] == self.loss;
                if closed || rest[head] == UNREACHABLE {
                    continue;
                }
                let then = time + edge.there;
                if self.seen[head] != self.search || then < self.time[head] {
                    self.seen[head] = self.search;
                    self.time[head] = then;
                    self.by[head] = edge.side;
                    self.heap.push(then + rest[head], edge.head);
                }
            }
        }
        None
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
