//! All single losses from one origin together, when every link takes the same both ways.
//!
//! Let P be the way from the origin o to a destination d in the tree of o, and e a strand of it. Without e the tree falls
//! apart into A, with o, and B, with d. A way from o to d without e leaves A for the last time over some strand (x, y) other
//! than e. The fastest one goes to x inside the tree, which does not use e, and from y on takes what it takes when nothing
//! is lost: **a fastest way from y, in B, to d need not use e.** If it passed e away from o, it could have stayed in B, as
//! the tree leads from e's far end to y as fast as anything does; if it passed e towards o, it would come back to d over P,
//! so it could have gone from e's far end straight along P. Both need that links take the same both ways.
//!
//! Number the knots of P from o on. Every knot branches off P somewhere in the tree: its *place*. A strand (x, y) with
//! place(x) < place(y) offers time(o, x) + strand + time(y, d) to every strand of P between the two places. The least offer
//! for each strand of P is taken by halving: each offer is noted for two stretches of a power of two that cover it, and the
//! notes are handed down from the long stretches to the short ones.
//!
//! Malik, Mittal & Gupta 1989; Hershberger & Suri 2001. O(destinations (knots + strands + way log way)).

use super::trees::{Knots, Towards, Tree};
use crate::algo::graph::{NONE, UNREACHABLE};

/// Destinations that are worked on together.
const LANES: usize = 8;

/// For each way from the root of `tree`, the least time without each of its strands. `towards`: from every knot to the
/// ends of the ways.
pub(super) fn without(knots: &Knots, tree: &Tree, ways: &[Vec<u32>], towards: &[Towards]) -> Vec<Vec<u32>> {
    let mut all = Vec::with_capacity(ways.len());
    let mut places = vec![[0; LANES]; knots.count()];
    let mut on_way = vec![NONE; knots.count()];
    for (ways, towards) in ways.chunks(LANES).zip(towards.chunks(LANES)) {
        place(knots, tree, ways, &mut places, &mut on_way);
        let mut offers: Vec<Offers> = ways.iter().map(|way| Offers::new(way.len())).collect();
        for strand in 0..knots.strands() {
            let (a, b) = knots.ends(strand);
            if places[a as usize] == places[b as usize] {
                continue;
            }
            // A strand of the tree leads from one place to another only on a way, and offers itself no detour.
            if [a, b].iter().any(|&end| tree.by[end as usize] != NONE && tree.by[end as usize] / 2 == strand as u32) {
                continue;
            }
            offer(knots, tree, strand, &places, towards, &mut offers);
        }
        all.extend(offers.into_iter().map(Offers::least));
    }
    all
}

/// Offers a strand to the ways that it leads past a part of.
fn offer(
    knots: &Knots,
    tree: &Tree,
    strand: usize,
    places: &[[u32; LANES]],
    towards: &[Towards],
    offers: &mut [Offers],
) {
    let (a, b) = knots.ends(strand);
    let weight = knots.weight(strand);
    if weight == super::CLOSED {
        return;
    }
    for (lane, offers) in offers.iter_mut().enumerate() {
        let (at, to) = (places[a as usize][lane], places[b as usize][lane]);
        let (near, far, from, to) = if at < to { (a, b, at, to) } else { (b, a, to, at) };
        if from != to {
            // Never too large to be told from a way: those take less than UNREACHABLE.
            let time = tree.time[near as usize].saturating_add(weight).saturating_add(towards[lane].place(far).rest);
            offers.note(from as usize, to as usize, time);
        }
    }
}

/// Where every knot branches off each of the ways.
fn place(knots: &Knots, tree: &Tree, ways: &[Vec<u32>], places: &mut [[u32; LANES]], on_way: &mut [u32]) {
    // The numbers of the knots on the ways, for those lanes in which they are on it.
    let mut rows: Vec<(u32, [u32; LANES])> = Vec::new();
    for (lane, way) in ways.iter().enumerate() {
        for (at, &side) in way.iter().enumerate() {
            let head = knots.tail(side ^ 1);
            if on_way[head as usize] == NONE {
                on_way[head as usize] = rows.len() as u32;
                rows.push((head, [NONE; LANES]));
            }
            rows[on_way[head as usize] as usize].1[lane] = at as u32 + 1;
        }
    }
    for &knot in &tree.order {
        let by = tree.by[knot as usize];
        let mut row = if by == NONE { [0; LANES] } else { places[knots.tail(by) as usize] };
        if on_way[knot as usize] != NONE {
            for (place, &of) in row.iter_mut().zip(&rows[on_way[knot as usize] as usize].1) {
                if of != NONE {
                    *place = of;
                }
            }
        }
        places[knot as usize] = row;
    }
    rows.iter().for_each(|(knot, _)| on_way[*knot as usize] = NONE);
}

/// The offers to the strands of one way.
pub(super) struct Offers {
    length: usize,
    /// The least offer to the `2^k` strands from the i-th on, at `k * length + i`.
    noted: Vec<u32>,
}

impl Offers {
    pub(super) fn new(length: usize) -> Offers {
        let levels = if length == 0 { 0 } else { length.ilog2() as usize + 1 };
        Offers { length, noted: vec![u32::MAX; levels * length] }
    }

    /// Notes an offer for the strands from the `from`-th up to the one before the `to`-th.
    pub(super) fn note(&mut self, from: usize, to: usize, time: u32) {
        let level = (to - from).ilog2() as usize;
        for at in [from, to - (1 << level)] {
            let noted = &mut self.noted[level * self.length + at];
            *noted = (*noted).min(time);
        }
    }

    /// The least offer to each strand.
    pub(super) fn least(mut self) -> Vec<u32> {
        for level in (1..self.noted.len() / self.length.max(1)).rev() {
            let (lower, upper) = self.noted[(level - 1) * self.length..].split_at_mut(self.length);
            for (at, &offer) in upper[..=self.length - (1 << level)].iter().enumerate() {
                for part in [at, at + (1 << (level - 1))] {
                    lower[part] = lower[part].min(offer);
                }
            }
        }
        self.noted.truncate(self.length);
        self.noted.iter_mut().for_each(|time| *time = (*time).min(UNREACHABLE));
        self.noted
    }
}
