//! In which order to repair what is lost when there are few crews: the order in which least is missed until all is there.
//!
//! **Model.** Each of n things takes some time to repair, by one crew without a break; a crew that is done begins with the
//! next in the order. While a set of things is lost, `missing(set)` is missed per unit of time; the more is lost, the more is
//! missed. What an order costs is what is missed in all.
//!
//! **Method.** Some order in which crews never wait is best, because repairing sooner never makes more missing. One crew: the
//! best order over all subsets (Held & Karp 1962), exact up to [`EXACT_ONE`] things. Several crews: all orders, exact up to
//! [`EXACT_SEVERAL`] things. Beyond that: the order that each time restores most per unit of time, then exchanges of two
//! while that helps; the bound is what is missed with a crew for each thing.
//!
//! | crews | things | time |
//! |---|---|---|
//! | 1 | up to 14 | O(2^n n) |
//! | several | up to 7 | O(n! n) |
//! | any | more | O(n^3) sets at least |
//!
//! Twin: every order, simulated.

use std::collections::BTreeMap;

/// Things whose best order for one crew is found.
pub const EXACT_ONE: usize = 14;

/// Things whose best order for several crews is found.
pub const EXACT_SEVERAL: usize = 7;

/// An order of repairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Things in the order in which they are begun.
    pub order: Vec<usize>,
    /// When each thing is there again, by thing.
    pub done: Vec<u32>,
    /// What is missed in all.
    pub missed: u128,
    /// No order misses less. Equal to `missed`: proven best.
    pub at_least: u128,
}

/// What is missing per unit of time while a set of things is lost, remembered.
struct Missing<'f> {
    of: &'f mut dyn FnMut(&[usize]) -> u64,
    known: BTreeMap<Vec<usize>, u64>,
}

impl Missing<'_> {
    fn while_lost(&mut self, lost: Vec<usize>) -> u64 {
        if lost.is_empty() {
            return 0;
        }
        if let Some(missing) = self.known.get(&lost) {
            return *missing;
        }
        let missing = (self.of)(&lost);
        self.known.insert(lost, missing);
        missing
    }
}

/// The order in which least is missed. `days`: what each repair takes; `missing`: what is missed per unit of time while some
/// things (ascending) are lost.
///
/// # Panics
/// When there is no crew.
///
/// ```
/// use corridor::algo::restore::restore;
/// // A road of two bridges: nothing passes before both are there. And a third that carries 4 by itself.
/// let mut missing = |lost: &[usize]| if lost.contains(&0) || lost.contains(&1) { 10 } else { 0 }
///     + if lost.contains(&2) { 4 } else { 0 };
/// let order = restore(&[5, 5, 5], 1, &mut missing);
/// assert_eq!((order.order, order.missed), (vec![0, 1, 2], 10 * 10 + 15 * 4));
/// ```
pub fn restore(days: &[u32], crews: usize, missing: &mut dyn FnMut(&[usize]) -> u64) -> Order {
    assert!(crews > 0, "nobody repairs anything");
    let mut missing = Missing { of: missing, known: BTreeMap::new() };
    let crews = crews.min(days.len().max(1));
    let (order, proven) = if crews == 1 && days.len() <= EXACT_ONE {
        (one_crew(days, &mut missing), true)
    } else if days.len() <= EXACT_SEVERAL {
        (all_orders(days, crews, &mut missing), true)
    } else {
        (mended(days, crews, &mut missing), crews >= days.len())
    };
    let (done, missed) = cost(days, crews, &order, &mut missing);
    let at_least = if proven { missed } else { cost(days, days.len(), &order, &mut missing).1 };
    Order { order, done, missed, at_least }
}

/// When each thing is there again, and what is missed until then.
fn cost(days: &[u32], crews: usize, order: &[usize], missing: &mut Missing<'_>) -> (Vec<u32>, u128) {
    let mut free = vec![0_u32; crews.max(1)];
    let mut done = vec![0; days.len()];
    for thing in order {
        let crew = (0..free.len()).min_by_key(|crew| free[*crew]).unwrap_or(0);
        free[crew] += days[*thing];
        done[*thing] = free[crew];
    }
    let mut lost: Vec<usize> = (0..days.len()).collect();
    let mut instants: Vec<u32> = done.clone();
    instants.sort_unstable();
    instants.dedup();
    let (mut now, mut missed) = (0, 0_u128);
    for instant in instants {
        missed += u128::from(missing.while_lost(lost.clone())) * u128::from(instant - now);
        lost.retain(|thing| done[*thing] > instant);
        now = instant;
    }
    (done, missed)
}

/// The best order for one crew: for each set of things repaired first, the least that is missed until they are.
fn one_crew(days: &[u32], missing: &mut Missing<'_>) -> Vec<usize> {
    let all = (1_usize << days.len()) - 1;
    let mut best: Vec<(u128, usize)> = vec![(u128::MAX, usize::MAX); all + 1];
    best[0].0 = 0;
    for repaired in 0..all {
        let lost: Vec<usize> = (0..days.len()).filter(|thing| repaired >> thing & 1 == 0).collect();
        let rate = u128::from(missing.while_lost(lost.clone()));
        for thing in lost {
            let missed = best[repaired].0 + rate * u128::from(days[thing]);
            let slot = &mut best[repaired | 1 << thing];
            if missed < slot.0 {
                *slot = (missed, thing);
            }
        }
    }
    let mut order = Vec::with_capacity(days.len());
    let mut repaired = all;
    while repaired != 0 {
        let last = best[repaired].1;
        order.push(last);
        repaired &= !(1 << last);
    }
    order.reverse();
    order
}

/// The best of all orders; of equal ones the first by its things.
fn all_orders(days: &[u32], crews: usize, missing: &mut Missing<'_>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..days.len()).collect();
    let mut best = (cost(days, crews, &order, missing).1, order.clone());
    while next(&mut order) {
        let missed = cost(days, crews, &order, missing).1;
        if missed < best.0 {
            best = (missed, order.clone());
        }
    }
    best.1
}

/// The next order of things; false after the last.
fn next(order: &mut [usize]) -> bool {
    let Some(at) = order.windows(2).rposition(|two| two[0] < two[1]) else { return false };
    let larger = order.iter().rposition(|thing| *thing > order[at]).unwrap_or(at);
    order.swap(at, larger);
    order[at + 1..].reverse();
    true
}

/// First what restores most per unit of time, then exchanges while that helps.
fn mended(days: &[u32], crews: usize, missing: &mut Missing<'_>) -> Vec<usize> {
    let mut lost: Vec<usize> = (0..days.len()).collect();
    let mut order = Vec::with_capacity(days.len());
    while !lost.is_empty() {
        let now = missing.while_lost(lost.clone());
        let worth = |thing: &usize, missing: &mut Missing<'_>| {
            let then = missing.while_lost(lost.iter().copied().filter(|other| other != thing).collect());
            u128::from(now.saturating_sub(then)) * 1_000_000 / u128::from(days[*thing].max(1))
        };
        let each: Vec<(u128, std::cmp::Reverse<(u32, usize)>)> =
            lost.iter().map(|thing| (worth(thing, missing), std::cmp::Reverse((days[*thing], *thing)))).collect();
        let Some((_, std::cmp::Reverse((_, thing)))) = each.into_iter().max() else { break };
        order.push(thing);
        lost.retain(|other| *other != thing);
    }
    let mut best = cost(days, crews, &order, missing).1;
    loop {
        let before = best;
        for one in 0..order.len() {
            for other in one + 1..order.len() {
                order.swap(one, other);
                let missed = cost(days, crews, &order, missing).1;
                if missed < best {
                    best = missed;
                } else {
                    order.swap(one, other);
                }
            }
        }
        if best == before {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::draws::drawn;

    /// Things on one of three ways; a way passes what it is worth when nothing on it is lost, and of that only so much in all.
    fn missing(seed: u64, lost: &[usize]) -> u64 {
        let worth = |way: u64| 1 + drawn(seed, 1, way) % 9;
        let broken = |way: u64| lost.iter().any(|thing| drawn(seed, 2, *thing as u64) % 3 == way);
        let passes: u64 = (0..3).filter(|way| !broken(*way)).map(worth).sum();
        (0..3).map(worth).sum::<u64>().min(12) - passes.min(12)
    }

    #[test]
    fn the_order_found_is_the_best_of_all() {
        for seed in 0..60 {
            let things = 1 + (drawn(seed, 3, 0) % 6) as usize;
            let days: Vec<u32> = (0..things as u64).map(|thing| 1 + (drawn(seed, 4, thing) % 20) as u32).collect();
            for crews in 1..=3 {
                let found = restore(&days, crews, &mut |lost| missing(seed, lost));
                let mut order: Vec<usize> = (0..things).collect();
                let mut least = u128::MAX;
                loop {
                    let mut known = Missing { of: &mut |lost| missing(seed, lost), known: BTreeMap::new() };
                    least = least.min(cost(&days, crews, &order, &mut known).1);
                    if !next(&mut order) {
                        break;
                    }
                }
                assert_eq!((found.missed, found.at_least), (least, least), "seed {seed}, {crews} crews");
            }
        }
    }

    #[test]
    fn more_crews_never_miss_more_and_the_bound_holds() {
        for seed in 0..10 {
            let days: Vec<u32> = (0..10).map(|thing| 1 + (drawn(seed, 4, thing) % 20) as u32).collect();
            let exact = restore(&days, 1, &mut |lost| missing(seed, lost));
            let mut all = Missing { of: &mut |lost| missing(seed, lost), known: BTreeMap::new() };
            let order = mended(&days, 1, &mut all);
            assert!(cost(&days, 1, &order, &mut all).1 >= exact.missed, "seed {seed}");
            let mut before = exact.missed;
            for crews in [2, 4, 10] {
                let found = restore(&days, crews, &mut |lost| missing(seed, lost));
                assert!(found.at_least <= found.missed, "seed {seed}");
                before = before.min(found.missed);
                assert!(found.at_least <= before, "seed {seed}: a bound for fewer crews");
            }
        }
    }
}
