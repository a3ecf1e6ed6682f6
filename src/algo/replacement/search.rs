//! One pair without some strands: A* with the times of the whole graph as potentials.
//!
//! Only knots whose fastest way to the end leads over something lost have to be looked at: from any other the rest of the way
//! is known, so the search ends there. What hangs on a strand in the tree of fastest ways to the end is a stretch of that
//! tree's numbering (see [`Towards`]), so that takes one comparison.
//!
//! Pairs with the same end and the same loss are asked one after another, and each search leaves better potentials to the next:
//! where it found a time T, a knot that it settled at t is at least T - t from the end (Koenig & Likhachev 2006). These still
//! never overestimate and keep to every edge, so each search is exact; the later ones look at little more than their own way.

use super::CLOSED;
use super::trees::{Knots, Towards};
use crate::algo::graph::{NONE, UNREACHABLE};
use crate::algo::heap::Heap;

/// What is known of a knot.
#[derive(Clone, Copy, Debug)]
struct Spot {
    /// The search in which it was seen last, its time, and the side by which it was reached.
    seen: u32,
    time: u32,
    by: u32,
    /// The series of searches in which its potential was raised last, and to what.
    raised: u32,
    rest: u32,
}

/// Buffers of the search, and the strands that are lost.
#[derive(Clone, Debug)]
pub(super) struct Search {
    /// The loss in which a strand was lost last.
    lost: Vec<u32>,
    loss: u32,
    strands: Vec<u32>,
    /// Stretches of knots, by their numbers in the tree to the end, whose fastest ways the loss breaks: ascending, apart.
    broken: Vec<(u32, u32)>,
    spots: Vec<Spot>,
    search: u32,
    series: u32,
    heap: Heap,
    /// Knots settled in this search.
    settled: Vec<u32>,
    /// The knot and the side by which the way found last leaves what is broken.
    gate: (u32, u32),
}

impl Search {
    pub(super) fn new(knots: &Knots) -> Search {
        let spot = Spot { seen: 0, time: 0, by: NONE, raised: 0, rest: 0 };
        Search {
            lost: vec![0; knots.strands()],
            loss: 0,
            strands: Vec::new(),
            broken: Vec::new(),
            spots: vec![spot; knots.count()],
            search: 0,
            series: 0,
            heap: Heap::default(),
            settled: Vec::new(),
            gate: (NONE, NONE),
        }
    }

    /// From now on just these strands are lost; [`Search::turn`] to an end before anything is asked.
    pub(super) fn lose(&mut self, strands: &[u32]) {
        self.loss += 1;
        for &strand in strands {
            self.lost[strand as usize] = self.loss;
        }
        self.strands.clear();
        self.strands.extend_from_slice(strands);
    }

    /// From now on this end is asked for. O(lost log lost).
    pub(super) fn turn(&mut self, knots: &Knots, towards: &Towards) {
        self.series += 1;
        let stretch = |strand: &u32| towards.stretch(knots, *strand);
        self.broken.clear();
        self.broken.extend(self.strands.iter().filter_map(stretch));
        self.broken.sort_unstable();
        // Of two stretches one holds the other, or they are apart.
        let mut end = 0;
        self.broken.retain(|&(from, until)| {
            let apart = from >= end;
            end = end.max(until);
            apart
        });
    }

    /// Whether the fastest way from a knot with this number leads over something lost.
    #[inline]
    fn is_broken(&self, number: u32) -> bool {
        match self.broken.as_slice() {
            [] => false,
            [(from, until)] => (*from..*until).contains(&number),
            all => {
                let after = all.partition_point(|stretch| stretch.0 <= number);
                after > 0 && number < all[after - 1].1
            }
        }
    }

    /// The least time from `from` to the end of `towards` without the lost strands.
    pub(super) fn time(&mut self, knots: &Knots, from: u32, towards: &Towards) -> Option<u32> {
        self.search += 1;
        self.heap.clear();
        self.settled.clear();
        self.gate = (NONE, NONE);
        let place = towards.place(from);
        let first = self.rest(from, place.rest);
        if first == UNREACHABLE {
            return None;
        }
        let start = &mut self.spots[from as usize];
        (start.seen, start.time, start.by) = (self.search, 0, NONE);
        if !self.is_broken(place.number) {
            return Some(place.rest);
        }
        let mut best = UNREACHABLE;
        self.heap.push(first, from);
        while let Some((key, knot)) = self.heap.pop() {
            if key >= best {
                break;
            }
            let time = self.spots[knot as usize].time;
            if key > time + self.rest(knot, towards.place(knot).rest) {
                continue;
            }
            self.settled.push(knot);
            for edge in knots.edges(knot) {
                if edge.there == CLOSED || self.lost[edge.side as usize / 2] == self.loss {
                    continue;
                }
                let place = towards.place(edge.head);
                if place.rest == UNREACHABLE {
                    continue;
                }
                let then = time + edge.there;
                if !self.is_broken(place.number) {
                    if then + place.rest < best {
                        best = then + place.rest;
                        self.gate = (knot, edge.side);
                    }
                    continue;
                }
                let beyond = self.rest(edge.head, place.rest);
                if beyond == UNREACHABLE || then + beyond >= best {
                    continue;
                }
                let head = &mut self.spots[edge.head as usize];
                if head.seen != self.search || then < head.time {
                    (head.seen, head.time, head.by) = (self.search, then, edge.side);
                    self.heap.push(then + beyond, edge.head);
                }
            }
        }
        self.raise(best);
        (best != UNREACHABLE).then_some(best)
    }

    /// What it takes at least from a knot to the end.
    #[inline]
    fn rest(&self, knot: u32, rest: u32) -> u32 {
        let spot = &self.spots[knot as usize];
        if spot.raised == self.series { spot.rest } else { rest }
    }

    /// Raises the potentials of the knots that were settled, now that the time is known; from none of them is there a way when
    /// there was none.
    fn raise(&mut self, time: u32) {
        for &knot in &self.settled {
            let spot = &mut self.spots[knot as usize];
            spot.raised = self.series;
            spot.rest = if time == UNREACHABLE { UNREACHABLE } else { time - spot.time };
        }
    }

    /// The sides of the way found last, from `from` to the end, in the order of travel.
    pub(super) fn way(&self, knots: &Knots, from: u32, towards: &Towards) -> Vec<u32> {
        let (mut sides, mut onwards) = (Vec::new(), from);
        if self.gate.1 != NONE {
            let mut knot = self.gate.0;
            while self.spots[knot as usize].by != NONE {
                sides.push(self.spots[knot as usize].by);
                knot = knots.tail(self.spots[knot as usize].by);
            }
            sides.reverse();
            sides.push(self.gate.1);
            onwards = knots.tail(self.gate.1 ^ 1);
        }
        sides.extend(towards.way(knots, onwards));
        sides
    }
}
