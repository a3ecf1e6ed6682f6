//! Whether prices prove that nothing closes by a minute: judged in whole numbers, with nothing of the search.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

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
/// O((origins + destinations) (nodes + arcs) log nodes) where the cheapest ways are in time, which they mostly are; else a
/// search more for each commodity for which they are not.
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
    let judge = Judge::new(instance, prices)?;
    let Some(worth) = judge.worth(minute)? else { return Ok(()) };
    let Some(paid) = judge.paid(minute) else { return Ok(()) };
    if paid > worth { Ok(()) } else { Err(Fault::NotProven { paid, worth }) }
}

/// A node that is not reached.
const FAR: u64 = u64::MAX;

/// Commodities that pay alike for the same arcs on the way to the same node: destination, class, prices paid, amounts.
type Alike<'a> = (u32, u32, usize, &'a [u64]);

/// What each arc costs, and for each node what the rest of the cheapest way costs, takes and begins with.
type Tree = (Vec<u64>, Vec<(u64, u64, u32)>);

/// Prices to be judged, with fastest ways from and to all ends.
pub(super) struct Judge<'a> {
    instance: &'a Instance,
    /// By asset: the prices with the minutes from which on units pay them, ascending.
    priced: BTreeMap<u32, BTreeMap<u32, u64>>,
    /// The minutes from which on any price is paid, ascending.
    from: Vec<u32>,
    /// Arcs that draw on something that has a price.
    dear: Vec<u32>,
    /// Fastest minutes by direction, end and class.
    fastest: BTreeMap<(bool, u32, u32), Vec<u64>>,
    /// Cheapest ways, in time or not, of all that pay alike.
    trees: BTreeMap<Alike<'a>, Tree>,
}

impl<'a> Judge<'a> {
    /// O((origins + destinations) (nodes + arcs) log nodes).
    pub(super) fn new(instance: &'a Instance, prices: &[Price]) -> Result<Judge<'a>, Fault> {
        let mut priced: BTreeMap<u32, BTreeMap<u32, u64>> = BTreeMap::new();
        for price in prices {
            if price.asset as usize >= instance.assets.len() {
                return Err(Fault::NoAsset(price.asset));
            }
            if priced.entry(price.asset).or_default().insert(price.ready_from, price.price).is_some() {
                return Err(Fault::Twice(price.asset));
            }
        }
        let mut from: Vec<u32> = prices.iter().map(|price| price.ready_from).collect();
        from.sort_unstable();
        from.dedup();
        let is_dear = |arc: &Arc| arc.assets.iter().any(|asset| priced.contains_key(asset));
        let dear = (0_u32..).zip(&instance.arcs).filter(|(_, arc)| is_dear(arc)).map(|(number, _)| number).collect();
        let mut judge = Judge { instance, priced, from, dear, fastest: BTreeMap::new(), trees: BTreeMap::new() };
        for commodity in judge.movers() {
            for (back, node) in [(false, commodity.origin), (true, commodity.destination)] {
                let key = (back, node, commodity.class);
                if !judge.fastest.contains_key(&key) {
                    let minutes = judge.nearest(node, commodity.class, back);
                    judge.fastest.insert(key, minutes);
                }
            }
            let alike = judge.alike(commodity);
            if !judge.trees.contains_key(&alike) {
                let tree = judge.tree(commodity);
                judge.trees.insert(alike, tree);
            }
        }
        Ok(judge)
    }

    fn alike(&self, commodity: &'a Commodity) -> Alike<'a> {
        let level = self.from.partition_point(|&from| from <= commodity.ready);
        (commodity.destination, commodity.class, level, &commodity.takes[..])
    }

    fn movers(&self) -> impl Iterator<Item = &'a Commodity> + use<'a> {
        self.instance.commodities.iter().filter(|commodity| commodity.moves())
    }

    /// Fastest minutes from a node, or to it. Dijkstra.
    fn nearest(&self, start: u32, class: u32, back: bool) -> Vec<u64> {
        let leaving = if back { &self.instance.into } else { &self.instance.out };
        let mut nearest = vec![FAR; self.instance.nodes];
        nearest[start as usize] = 0;
        let mut heap = BinaryHeap::from([Reverse((0_u64, start))]);
        while let Some(Reverse((minutes, node))) = heap.pop() {
            if minutes > nearest[node as usize] {
                continue;
            }
            for side in leaving.of(node) {
                let further = minutes + u64::from(side.minutes);
                let open = || self.instance.arcs[side.arc as usize].classes >> class & 1 == 1;
                if further < nearest[side.node as usize] && open() {
                    nearest[side.node as usize] = further;
                    heap.push(Reverse((further, side.node)));
                }
            }
        }
        nearest
    }

    /// When a commodity can enter an arc first and last, if it can use it and be there by `minute`.
    fn limits(&self, commodity: &Commodity, number: u32, minute: u64) -> Option<(u64, u64)> {
        let arc = &self.instance.arcs[number as usize];
        if arc.classes >> commodity.class & 1 == 0 {
            return None;
        }
        let since = &self.fastest[&(false, commodity.origin, commodity.class)];
        let until = &self.fastest[&(true, commodity.destination, commodity.class)];
        let from = since[arc.tail as usize].saturating_add(u64::from(commodity.ready));
        let after = until[arc.head as usize].saturating_add(u64::from(arc.minutes));
        let to = minute.checked_sub(after).filter(|&to| to >= from)?;
        let enough = |&asset: &u32| {
            let take = commodity.take(&self.instance.assets[asset as usize]);
            take == 0 || self.instance.gives(asset, from, to) >= u128::from(take)
        };
        arc.assets.iter().all(enough).then_some((from, to))
    }

    /// What the assets are worth until a minute; `None` when some units are only ready after it.
    pub(super) fn worth(&self, minute: u64) -> Result<Option<u128>, Fault> {
        let late = |commodity: &Commodity| commodity.units > 0 && u64::from(commodity.ready) > minute;
        if self.instance.commodities.iter().any(late) {
            return Ok(None);
        }
        let mut rows: BTreeMap<(u32, u32), (u64, u64)> = BTreeMap::new();
        for commodity in self.movers() {
            for &number in &self.dear {
                let Some((from, to)) = self.limits(commodity, number, minute) else { continue };
                for &asset in &self.instance.arcs[number as usize].assets {
                    let takes = commodity.take(&self.instance.assets[asset as usize]) > 0;
                    let Some(prices) = self.priced.get(&asset).filter(|_| takes) else { continue };
                    for (&ready_from, _) in prices.range(..=commodity.ready) {
                        let row = rows.entry((asset, ready_from)).or_insert((from, to));
                        *row = (row.0.min(from), row.1.max(to));
                    }
                }
            }
        }
        let mut worth = 0_u128;
        for ((asset, ready_from), (from, to)) in rows {
            let price = u128::from(self.priced[&asset][&ready_from]);
            let product = price.checked_mul(self.instance.gives(asset, from, to));
            worth = product.and_then(|product| worth.checked_add(product)).ok_or(Fault::TooLarge)?;
        }
        Ok(Some(worth))
    }

    /// What all units pay at least to be there by a minute; `None` when some cannot.
    ///
    /// One search back from a destination serves all that pay alike. Where a commodity cannot use the way that it says, it
    /// has a search of its own.
    pub(super) fn paid(&self, minute: u64) -> Option<u128> {
        let mut paid = 0_u128;
        for commodity in self.movers() {
            let (costs, ahead) = &self.trees[&self.alike(commodity)];
            let (mut node, mut usable) = (commodity.origin, true);
            while node != commodity.destination && usable {
                let arc = ahead[node as usize].2;
                usable = arc != u32::MAX && self.limits(commodity, arc, minute).is_some();
                if usable {
                    node = self.instance.arcs[arc as usize].head;
                }
            }
            let least =
                if usable { ahead[commodity.origin as usize].0 } else { self.own(commodity, minute, costs, ahead)? };
            paid += u128::from(least) * u128::from(commodity.units);
        }
        Some(paid)
    }

    /// What each arc costs a unit of a commodity, and the cheapest ways to its destination, of several the fastest.
    fn tree(&self, commodity: &Commodity) -> Tree {
        let instance = self.instance;
        let mut costs = vec![0_u64; instance.arcs.len()];
        for &number in &self.dear {
            for asset in &instance.arcs[number as usize].assets {
                let Some(prices) = self.priced.get(asset) else { continue };
                let sum = prices.range(..=commodity.ready).fold(0_u64, |sum, (_, price)| sum.saturating_add(*price));
                let due = sum.saturating_mul(commodity.take(&instance.assets[*asset as usize]));
                let cost = &mut costs[number as usize];
                // A sum too large stays just below "not reached": it understates what is paid, which is safe.
                *cost = cost.saturating_add(due).min(FAR - 1);
            }
        }
        let mut ahead = vec![(FAR, FAR, u32::MAX); instance.nodes];
        ahead[commodity.destination as usize] = (0, 0, u32::MAX);
        let mut heap = BinaryHeap::from([Reverse((0_u64, 0_u64, commodity.destination))]);
        while let Some(Reverse((cost, minutes, node))) = heap.pop() {
            let own = ahead[node as usize];
            if (cost, minutes) > (own.0, own.1) {
                continue;
            }
            for side in instance.into.of(node) {
                let through = cost.saturating_add(costs[side.arc as usize]).min(FAR - 1);
                let longer = minutes + u64::from(side.minutes);
                let there = ahead[side.node as usize];
                let open = || instance.arcs[side.arc as usize].classes >> commodity.class & 1 == 1;
                if (through, longer) < (there.0, there.1) && open() {
                    ahead[side.node as usize] = (through, longer, side.arc);
                    heap.push(Reverse((through, longer, side.node)));
                }
            }
        }
        (costs, ahead)
    }

    /// What a unit pays on its cheapest way over arcs that it can use, if it has one. `ahead` is what the rest of the way
    /// costs at least.
    fn own(&self, commodity: &Commodity, minute: u64, costs: &[u64], ahead: &[(u64, u64, u32)]) -> Option<u64> {
        let mut least = vec![FAR; self.instance.nodes];
        least[commodity.origin as usize] = 0;
        let mut heap = BinaryHeap::from([Reverse((ahead[commodity.origin as usize].0, 0_u64, commodity.origin))]);
        while let Some(Reverse((_, cost, node))) = heap.pop() {
            if node == commodity.destination {
                return Some(cost);
            }
            if cost > least[node as usize] {
                continue;
            }
            for side in self.instance.out.of(node) {
                let through = cost.saturating_add(costs[side.arc as usize]).min(FAR - 1);
                let rest = ahead[side.node as usize].0;
                if through < least[side.node as usize]
                    && rest < FAR
                    && self.limits(commodity, side.arc, minute).is_some()
                {
                    least[side.node as usize] = through;
                    heap.push(Reverse((through.saturating_add(rest).min(FAR - 1), through, side.node)));
                }
            }
        }
        None
    }
}
