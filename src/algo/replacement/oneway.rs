//! All single losses of one pair together, when links take different times in the two directions: from both sides.
//!
//! Let P be the pair's fastest way in the tree of fastest ways *to* the destination, e a strand of it, and B the knots whose
//! fastest ways lead over e; the origin is among them. A way without e leaves B for the first time over some strand (x, y).
//! **From below:** it takes to x at least what the fastest way from the origin does, and from y what it takes when nothing is lost,
//! for y's way keeps clear of e. **From above:** where the fastest way from the origin to x keeps clear of e too, the way is there. Each
//! strand (x, y) is in question for one stretch of P, and one of the same end for which it is there; the least offers of both
//! kinds are taken as in `sweep`. Where they meet, the loss is settled, otherwise it is searched for. Links that take nearly the same both ways leave little to
//! search for.
//!
//! After Hershberger & Suri 2001, whose argument needs that links take the same both ways. O(knots + strands + way log way).

use super::CLOSED;
use super::sweep::Offers;
use super::trees::{Knots, Towards, Tree};
use crate::algo::graph::{NONE, UNREACHABLE};

/// Buffers.
pub(super) struct OneWay {
    /// Place of each strand on the way, from 1; 0 when it is not on it.
    on_way: Vec<u32>,
    /// Knots of the way that come before a knot's fastest way to the end joins it; [`NONE`] when it has none.
    joins: Vec<u32>,
    /// Last place on the way of a strand that the fastest way from the origin to a knot uses.
    uses: Vec<u32>,
}

impl OneWay {
    pub(super) fn new(knots: &Knots) -> OneWay {
        OneWay { on_way: vec![0; knots.strands()], joins: vec![NONE; knots.count()], uses: vec![0; knots.count()] }
    }

    /// The least time without each strand of a way of the tree to the end, where it is settled. `from`: the tree of its origin.
    pub(super) fn without(&mut self, knots: &Knots, from: &Tree, towards: &Towards, way: &[u32]) -> Vec<Option<u32>> {
        let length = way.len();
        if length == 0 {
            return Vec::new();
        }
        for (place, side) in (1..).zip(way) {
            self.on_way[*side as usize / 2] = place;
        }
        self.joins.fill(NONE);
        for &knot in towards.order() {
            let next = towards.next(knot);
            self.joins[knot as usize] = match next {
                NONE => length as u32,
                side if self.on_way[side as usize / 2] > 0
                    && way[self.on_way[side as usize / 2] as usize - 1] == side =>
                {
                    self.on_way[side as usize / 2] - 1
                }
                side => self.joins[knots.tail(side ^ 1) as usize],
            };
        }
        for &knot in &from.order {
            let by = from.by[knot as usize];
            self.uses[knot as usize] = match by {
                NONE => 0,
                side => self.uses[knots.tail(side) as usize].max(self.on_way[side as usize / 2]),
            };
        }
        let (mut least, mut there) = (Offers::new(length), Offers::new(length));
        for &knot in &from.order {
            let joins = self.joins[knot as usize];
            if joins as usize >= length {
                continue;
            }
            let time = from.time[knot as usize];
            for edge in knots.edges(knot) {
                let until = self.joins[edge.head as usize];
                if until == NONE || until <= joins || edge.there == CLOSED || self.on_way[edge.side as usize / 2] > 0 {
                    continue;
                }
                let offer = time + edge.there + towards.place(edge.head).rest;
                least.note(joins as usize, until as usize, offer);
                let clear = joins.max(self.uses[knot as usize]);
                if clear < until {
                    there.note(clear as usize, until as usize, offer);
                }
            }
        }
        way.iter().for_each(|side| self.on_way[*side as usize / 2] = 0);
        let both = least.least().into_iter().zip(there.least());
        both.map(|(least, there)| (least == there).then_some(least.min(UNREACHABLE))).collect()
    }
}
