//! Whether prices prove that nothing closes by a minute: judged in whole numbers, with nothing of the search.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::rc::Rc;

use super::{Arc, Commodity, Instance, LAST_MINUTE, Price};

/// Why prices prove nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A price is for an asset that is not there.
    NoAsset(u32),
    /// Two prices are for the same asset and the same minute.
    Twice(u32),
    /// The numbers are too large to be added.
    TooLarge,
    /// The minute is [`LAST_MINUTE`] or later.
    TooLate,
    /// The units need not pay more than the assets are worth.
    NotProven {
        /// What all units pay at least.
        paid: u128,
        /// What the assets are worth.
        worth: u128,
    },
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Fault::NoAsset(asset) => write!(formatter, "there is a price for asset {asset}, which is not there"),
            Fault::Twice(asset) => write!(formatter, "asset {asset} has two prices for the same minute"),
            Fault::TooLarge => write!(formatter, "the prices are too large to be added: divide them all"),
            Fault::TooLate => write!(formatter, "a proof must be for a minute before {LAST_MINUTE}"),
            Fault::NotProven { paid, worth } => {
                write!(formatter, "the units pay {paid}, which is not more than the {worth} that the assets are worth")
            }
        }
    }
}

impl std::error::Error for Fault {}

/// Whether `prices` prove that not all units are there by minute `minute`; see the module for why.
///
/// An arc counts for a commodity when a unit can enter it and still arrive in time by the fastest ways, and every asset
/// gives enough for one unit within these limits. When a commodity has no way left, that alone is a proof.
///
/// O(commodities (nodes + arcs) log nodes) time, a bit for each commodity and arc.
///
/// # Errors
/// When they do not.
///
/// ```
/// use corridor::algo::price::{Commodity, Fault, Instance, check};
/// let force = Commodity { origin: 0, destination: 0, units: 1, ready: 5, class: 0, takes: vec![] };
/// let instance = Instance::new(1, 60, vec![], vec![], vec![force]);
/// assert_eq!(check(&instance, 4, &[]), Ok(()));
/// assert_eq!(check(&instance, 5, &[]), Err(Fault::NotProven { paid: 0, worth: 0 }));
/// ```
pub fn check(instance: &Instance, minute: u64, prices: &[Price]) -> Result<(), Fault> {
    if minute >= LAST_MINUTE {
        return Err(Fault::TooLate);
    }
    let mut priced: BTreeMap<u32, BTreeMap<u32, Row>> = BTreeMap::new();
    for price in prices {
        if price.asset as usize >= instance.assets.len() {
            return Err(Fault::NoAsset(price.asset));
        }
        let row = Row { price: price.price, from: u64::MAX, to: 0 };
        if priced.entry(price.asset).or_default().insert(price.ready_from, row).is_some() {
            return Err(Fault::Twice(price.asset));
        }
    }
    let judge = Judge { instance };
    let mut known = BTreeMap::new();
    let mut usable = Vec::with_capacity(instance.commodities.len());
    for commodity in instance.commodities.iter().filter(|commodity| commodity.units > 0) {
        if u64::from(commodity.ready) > minute {
            return Ok(());
        }
        if commodity.origin == commodity.destination {
            continue;
        }
        usable.push((commodity, judge.usable(commodity, minute, &mut priced, &mut known)));
    }
    let mut worth = 0_u128;
    for (&asset, rows) in &priced {
        for row in rows.values() {
            let product = u128::from(row.price).checked_mul(instance.gives(asset, row.from, row.to));
            worth = product.and_then(|product| worth.checked_add(product)).ok_or(Fault::TooLarge)?;
        }
    }
    let mut paid = 0_u128;
    for (commodity, usable) in &usable {
        let Some(least) = judge.cheapest(commodity, usable, &priced) else { return Ok(()) };
        paid += u128::from(least) * u128::from(commodity.units);
    }
    if paid > worth { Ok(()) } else { Err(Fault::NotProven { paid, worth }) }
}

/// A price, and from when to when units that pay it enter arcs with its asset.
struct Row {
    price: u64,
    from: u64,
    to: u64,
}

/// The judge's own searches.
struct Judge<'a> {
    instance: &'a Instance,
}

impl Judge<'_> {
    /// The arcs that count for a commodity, a bit each. Extends the limits of the prices that it pays.
    /// Fastest ways are looked for once for each end and class, and kept in `known`.
    fn usable(
        &self,
        commodity: &Commodity,
        minute: u64,
        priced: &mut BTreeMap<u32, BTreeMap<u32, Row>>,
        known: &mut BTreeMap<(bool, u32, u32), Rc<[u64]>>,
    ) -> Vec<u64> {
        let arcs = &self.instance.arcs;
        let mut bits = vec![0_u64; arcs.len().div_ceil(64)];
        let class = |arc: u32| arcs[arc as usize].classes >> commodity.class & 1 == 1;
        let minutes = |arc: u32| class(arc).then(|| u64::from(arcs[arc as usize].minutes));
        let [since, until] = [(false, commodity.origin), (true, commodity.destination)].map(|(back, node)| {
            let fastest = || -> Rc<[u64]> {
                let (leaving, ahead) = if back {
                    (&self.instance.into, (|arc: &Arc| arc.tail) as fn(&Arc) -> u32)
                } else {
                    (&self.instance.out, (|arc: &Arc| arc.head) as fn(&Arc) -> u32)
                };
                self.nearest(node, None, leaving, |arc| ahead(&arcs[arc as usize]), minutes).into()
            };
            Rc::clone(known.entry((back, node, commodity.class)).or_insert_with(fastest))
        });
        for (number, arc) in arcs.iter().enumerate().filter(|&(number, _)| class(number as u32)) {
            let from = since[arc.tail as usize].saturating_add(u64::from(commodity.ready));
            let after = until[arc.head as usize].saturating_add(u64::from(arc.minutes));
            let Some(to) = minute.checked_sub(after).filter(|&to| to >= from) else { continue };
            let enough = |&asset: &u32| {
                let take = commodity.take(&self.instance.assets[asset as usize]);
                take == 0 || self.instance.gives(asset, from, to) >= u128::from(take)
            };
            if !arc.assets.iter().all(enough) {
                continue;
            }
            bits[number / 64] |= 1 << (number % 64);
            let taken = |asset: &&u32| commodity.take(&self.instance.assets[**asset as usize]) > 0;
            for asset in arc.assets.iter().filter(taken) {
                if let Some(rows) = priced.get_mut(asset) {
                    for (_, row) in rows.range_mut(..=commodity.ready) {
                        row.from = row.from.min(from);
                        row.to = row.to.max(to);
                    }
                }
            }
        }
        bits
    }

    /// What a unit pays on its cheapest way, if it has one; at most, when that is too large to be added.
    fn cheapest(
        &self,
        commodity: &Commodity,
        usable: &[u64],
        priced: &BTreeMap<u32, BTreeMap<u32, Row>>,
    ) -> Option<u64> {
        let instance = self.instance;
        let mut due = vec![0_u64; instance.assets.len()];
        for (&asset, rows) in priced {
            let sum = rows.range(..=commodity.ready).fold(0_u64, |sum, (_, row)| sum.saturating_add(row.price));
            due[asset as usize] = sum.saturating_mul(commodity.take(&instance.assets[asset as usize]));
        }
        let pays = |arc: u32| {
            let usable = usable[arc as usize / 64] >> (arc % 64) & 1 == 1;
            let assets = instance.arcs[arc as usize].assets.iter();
            usable.then(|| assets.fold(0_u64, |sum, asset| sum.saturating_add(due[*asset as usize])))
        };
        let (origin, goal) = (commodity.origin, Some(commodity.destination));
        let distances = self.nearest(origin, goal, &instance.out, |arc| instance.arcs[arc as usize].head, pays);
        Some(distances[commodity.destination as usize]).filter(|&least| least < u64::MAX)
    }

    /// Dijkstra from a node over the arcs that have a weight, only to `goal` where one is named; `u64::MAX` for what it does
    /// not reach.
    fn nearest(
        &self,
        start: u32,
        goal: Option<u32>,
        leaving: &[Vec<u32>],
        other: impl Fn(u32) -> u32,
        weight: impl Fn(u32) -> Option<u64>,
    ) -> Vec<u64> {
        let mut nearest = vec![u64::MAX; self.instance.nodes];
        nearest[start as usize] = 0;
        let mut heap = BinaryHeap::from([Reverse((0_u64, start))]);
        while let Some(Reverse((distance, node))) = heap.pop() {
            if goal == Some(node) {
                break;
            }
            if distance > nearest[node as usize] {
                continue;
            }
            for &arc in &leaving[node as usize] {
                let Some(weight) = weight(arc) else { continue };
                // A sum too large stays just below "not reached": it understates what is paid, which is safe.
                let further = distance.saturating_add(weight).min(u64::MAX - 1);
                let head = other(arc);
                if further < nearest[head as usize] {
                    nearest[head as usize] = further;
                    heap.push(Reverse((further, head)));
                }
            }
        }
        nearest
    }
}
