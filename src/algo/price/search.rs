//! The search for the latest minute that has prices: prices found for one minute are carried as far as they prove anything,
//! and the next are looked for there.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::algo::serve::{Cheapest, Known, Memory, Prices, Served, Way, Ways, serve};

use super::check::Judge;
use super::horizon::{Horizon, Times};
use super::{Commodity, Instance, LAST_MINUTE, Price, check};

/// All prices times what they are priced for add up to about 2^50 in whole numbers.
const SCALE: f64 = (1_u64 << 50) as f64;

/// A row that is less than this part of the whole gets no price.
const NEGLIGIBLE: f64 = 1e-9;

/// Numbers that the linear program of one minute touches, at most: what is not proven by then is not.
const WORK: u64 = 2_000_000_000;

/// Nothing closes before `minute`, and prices that prove it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// No plan closes before this minute. [`LAST_MINUTE`] when no plan closes at all, as far as was looked.
    pub minute: u64,
    /// Prices that [`check`] accepts as a proof that nothing closes by the minute before; none are needed when some
    /// commodity could not be there by then even if nothing held it up, or `minute` is 0.
    pub prices: Vec<Price>,
}

/// The best lower bound on the closure that the search finds; see the module for what it means. `Err` with the first
/// commodity that has no way at all.
///
/// Every bound that is returned has passed [`check`]. The same instance has the same bound on every machine.
///
/// # Errors
/// When a commodity that has units has no way at all: its number.
///
/// ```
/// use corridor::algo::price::{Commodity, Instance, bound};
/// let lost = Commodity { origin: 0, destination: 1, units: 1, ready: 0, class: 0, takes: vec![] };
/// assert_eq!(bound(&Instance::new(2, 60, vec![], vec![], vec![lost])), Err(0));
/// ```
pub fn bound(instance: &Instance) -> Result<Bound, usize> {
    let times = Times::new(instance);
    let mut minute = 0;
    for k in (0..instance.commodities.len()).filter(|&k| instance.commodities[k].units > 0) {
        minute = minute.max(times.unhindered(instance, k).ok_or(k)?);
    }
    let mut best = Bound { minute: minute.min(LAST_MINUTE), prices: Vec::new() };
    if !instance.commodities.iter().any(Commodity::moves) {
        return Ok(best);
    }
    let mut search = Search { instance, times, pool: Vec::new(), taken_up: Vec::new() };
    while best.minute < LAST_MINUTE {
        let Some(prices) = search.prove(best.minute) else { break };
        best = Bound { minute: search.furthest(best.minute, &prices) + 1, prices };
    }
    Ok(best)
}

/// The ways found so far are kept from minute to minute.
struct Search<'a> {
    instance: &'a Instance,
    times: Times,
    /// Commodity and arcs.
    pool: Vec<(usize, Vec<u32>)>,
    /// Rows that were scarce.
    taken_up: Vec<usize>,
}

impl Search<'_> {
    /// The latest minute that prices prove, which prove `minute`.
    fn furthest(&self, minute: u64, prices: &[Price]) -> u64 {
        let Ok(judge) = Judge::new(self.instance, prices) else { return minute };
        // Later minutes open more ways: what is paid for this one is paid at most.
        let most = judge.paid(minute).unwrap_or(u128::MAX);
        let may = |minute: u64| judge.worth(minute).is_ok_and(|worth| worth.is_none_or(|worth| most > worth));
        let good = last((minute, LAST_MINUTE), self.instance.window / 8 + 1, &may);
        let proven = |minute: u64| match (judge.worth(minute), judge.paid(minute)) {
            (Ok(Some(worth)), Some(paid)) => paid > worth,
            (worth, _) => worth.is_ok(),
        };
        if good == minute || proven(good) { good } else { last((minute, good), 1, &proven) }
    }

    /// Prices that prove that nothing closes by `minute`, if they are found.
    fn prove(&mut self, minute: u64) -> Option<Vec<Price>> {
        // A commodity without a way proves it alone.
        if check(self.instance, minute, &[]).is_ok() {
            return Some(Vec::new());
        }
        let horizon = Horizon::new(self.instance, &self.times, minute);
        let movers: Vec<usize> =
            (0..self.instance.commodities.len()).filter(|&k| self.instance.commodities[k].moves()).collect();
        let units: Vec<f64> = movers.iter().map(|&k| f64::from(self.instance.commodities[k].units)).collect();
        let mut router = Router::new(self.instance, &self.times, &horizon, &movers);
        let finite = |row: &usize| horizon.worth[*row].is_finite();
        let taken_up: Vec<usize> = self.taken_up.iter().copied().filter(finite).collect();
        let mut known = Memory { ways: Vec::new(), taken_up };
        for (demand, arcs) in &self.pool {
            if arcs.iter().all(|&arc| horizon.open(movers[*demand], arc)) {
                known.ways.push(Known { demand: *demand, way: router.way(movers[*demand], arcs) });
            }
        }
        let old = known.ways.len();
        let served = serve(&units, &horizon.worth, &mut known, &mut router, &mut { WORK });
        self.taken_up = known.taken_up;
        // Ways come to be known in the order in which they were found.
        let mut found = std::mem::take(&mut router.found).into_iter();
        for one in &known.ways[old..] {
            let same = |(demand, way, _): &(usize, Way, Vec<u32>)| *demand == one.demand && *way == one.way;
            if let Some((demand, _, arcs)) = found.by_ref().find(same) {
                self.pool.push((demand, arcs));
            }
        }
        let Served::Short(prices) = served else { return None };
        let whole = self.whole(&horizon, &prices);
        check(self.instance, minute, &whole).is_ok().then_some(whole)
    }

    /// The prices as whole numbers.
    fn whole(&self, horizon: &Horizon, prices: &[f64]) -> Vec<Price> {
        let assets = self.instance.assets.len();
        let paid = |(price, worth): (&f64, &f64)| if *price > 0.0 { price * worth } else { 0.0 };
        let total: f64 = prices.iter().zip(&horizon.worth).map(paid).sum();
        let mut whole = Vec::new();
        for (row, (&price, &worth)) in prices.iter().zip(&horizon.worth).enumerate() {
            let fixed = (price / total * SCALE) as u64;
            if fixed > 0 && price * worth > NEGLIGIBLE * total {
                let (asset, ready_from) = ((row % assets) as u32, self.times.levels[row / assets]);
                whole.push(Price { asset, ready_from, price: fixed });
            }
        }
        whole.sort_unstable();
        whole
    }
}

/// The last number from `good` on that has a property which `good` has, none from `end` on has, and no number after one
/// that has it not. Steps grow from `stride`, then are halved.
fn last((mut good, end): (u64, u64), mut stride: u64, has: &dyn Fn(u64) -> bool) -> u64 {
    let mut bad = loop {
        let next = good.saturating_add(stride);
        if next >= end {
            break end;
        }
        if !has(next) {
            break next;
        }
        good = next;
        stride = stride.saturating_mul(4);
    };
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        if has(middle) { good = middle } else { bad = middle }
    }
    good
}

/// Commodities that go to the same place by the same class and take the same amounts.
struct Bundle {
    destination: u32,
    class: u32,
    takes: Vec<u64>,
}

/// The cheapest ways: one search back from each destination for all that pay alike; where the way that it says is not in
/// time for a commodity, one of its own.
struct Router<'a> {
    instance: &'a Instance,
    times: &'a Times,
    horizon: &'a Horizon,
    movers: &'a [usize],
    bundles: Vec<Bundle>,
    /// By demand.
    bundle: Vec<usize>,
    /// What was found: demand, way, arcs.
    found: Vec<(usize, Way, Vec<u32>)>,
}

/// What each arc costs, and for each node what the rest of the cheapest way costs and begins with.
type Tree = (Vec<u64>, Vec<(u64, u32)>);

impl<'a> Router<'a> {
    fn new(instance: &'a Instance, times: &'a Times, horizon: &'a Horizon, movers: &'a [usize]) -> Router<'a> {
        let mut numbers: BTreeMap<(u32, u32, &[u64]), usize> = BTreeMap::new();
        let (mut bundles, mut bundle) = (Vec::new(), Vec::new());
        for &k in movers {
            let one = &instance.commodities[k];
            let number = *numbers.entry((one.destination, one.class, &one.takes[..])).or_insert_with(|| {
                bundles.push(Bundle { destination: one.destination, class: one.class, takes: one.takes.clone() });
                bundles.len() - 1
            });
            bundle.push(number);
        }
        Router { instance, times, horizon, movers, bundles, bundle, found: Vec::new() }
    }

    /// The rows of a way of commodity `k`, each once.
    fn way(&self, k: usize, arcs: &[u32]) -> Way {
        let commodity = &self.instance.commodities[k];
        let mut way: Way = Vec::new();
        for &asset in arcs.iter().flat_map(|&arc| &self.instance.arcs[arc as usize].assets) {
            let take = commodity.take(&self.instance.assets[asset as usize]);
            for level in (0..=self.times.level[k]).filter(|_| take > 0) {
                let row = level * self.instance.assets.len() + asset as usize;
                if self.horizon.worth[row].is_finite() {
                    way.push((row, take as f64));
                }
            }
        }
        way.sort_unstable_by_key(|&(row, _)| row);
        way.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        way
    }

    /// What a unit of a bundle pays on each arc, in whole parts.
    fn costs(&self, bundle: &Bundle, dues: &[f64]) -> Vec<u64> {
        let due = |(due, asset): (&f64, &super::Asset)| {
            (due * bundle.takes.get(asset.kind as usize).copied().unwrap_or(0) as f64 * SCALE) as u64
        };
        let dues: Vec<u64> = dues.iter().zip(&self.instance.assets).map(due).collect();
        let cost = |arc: &super::Arc| {
            arc.assets.iter().fold(0_u64, |sum, &asset| sum.saturating_add(dues[asset as usize])).min(u64::MAX - 1)
        };
        self.instance.arcs.iter().map(cost).collect()
    }

    /// What the cheapest way from each node to the bundle's destination costs, and its first arc.
    fn back(&self, bundle: &Bundle, costs: &[u64]) -> Vec<(u64, u32)> {
        let mut best = vec![(u64::MAX, u32::MAX); self.instance.nodes];
        best[bundle.destination as usize].0 = 0;
        let mut heap = BinaryHeap::from([Reverse((0_u64, bundle.destination))]);
        while let Some(Reverse((sum, node))) = heap.pop() {
            if sum > best[node as usize].0 {
                continue;
            }
            for side in self.instance.into.of(node) {
                let through = sum.saturating_add(costs[side.arc as usize]);
                let open = || self.instance.arcs[side.arc as usize].classes >> bundle.class & 1 == 1;
                if through < best[side.node as usize].0 && open() {
                    best[side.node as usize] = (through, side.arc);
                    heap.push(Reverse((through, side.node)));
                }
            }
        }
        best
    }

    /// The cheapest way of a commodity over arcs that are open to it; `ahead` is what it costs from each node at least.
    fn own(&self, k: usize, costs: &[u64], ahead: &[(u64, u32)]) -> Option<Vec<u32>> {
        let commodity = &self.instance.commodities[k];
        let mut best = vec![(u64::MAX, u32::MAX); self.instance.nodes];
        best[commodity.origin as usize].0 = 0;
        let mut heap = BinaryHeap::from([Reverse((ahead[commodity.origin as usize].0, 0_u64, commodity.origin))]);
        while let Some(Reverse((_, so_far, node))) = heap.pop() {
            if node == commodity.destination {
                break;
            }
            if so_far > best[node as usize].0 {
                continue;
            }
            for side in self.instance.out.of(node) {
                let (next, rest) = (so_far.saturating_add(costs[side.arc as usize]), ahead[side.node as usize].0);
                if next < best[side.node as usize].0 && rest < u64::MAX && self.horizon.open(k, side.arc) {
                    best[side.node as usize] = (next, side.arc);
                    heap.push(Reverse((next.saturating_add(rest), next, side.node)));
                }
            }
        }
        let (mut node, mut arcs) = (commodity.destination, Vec::new());
        while node != commodity.origin {
            let arc = best[node as usize].1;
            arcs.push(arc);
            node = self.instance.arcs.get(arc as usize)?.tail;
        }
        arcs.reverse();
        Some(arcs)
    }

    /// Of each level: what counts of each asset's rows, and for those that cost nothing next to nothing; and the level below
    /// that pays the same.
    fn dues(&self, prices: &Prices) -> (Vec<Vec<f64>>, Vec<usize>) {
        let assets = self.instance.assets.len();
        let aside = |asset: usize| {
            let rows = (0..self.times.levels.len()).map(|level| prices.aside[level * assets + asset]);
            rows.fold(0.0, f64::max)
        };
        let mut sums: Vec<f64> = (0..assets).map(|asset| aside(asset).min(1e-6)).collect();
        let (mut dues, mut same) = (Vec::new(), Vec::new());
        for level in 0..self.times.levels.len() {
            let rows = &prices.own[level * assets..(level + 1) * assets];
            if level > 0 && rows.iter().all(|price| *price <= 0.0) {
                same.push(same[level - 1]);
            } else {
                sums.iter_mut().zip(rows).for_each(|(sum, price)| *sum += price);
                dues.push(sums.clone());
                same.push(dues.len() - 1);
            }
        }
        (dues, same)
    }
}

impl Ways for Router<'_> {
    fn cheapest(&mut self, asked: &[(usize, f64)], prices: &Prices) -> Vec<Cheapest> {
        let (dues, same) = self.dues(prices);
        let mut trees: BTreeMap<(usize, usize), Tree> = BTreeMap::new();
        let mut all = Vec::with_capacity(asked.len());
        for (demand, _) in asked {
            let (k, number) = (self.movers[*demand], self.bundle[*demand]);
            let (bundle, pays) = (&self.bundles[number], same[self.times.level[k]]);
            let (costs, ahead) = trees.entry((number, pays)).or_insert_with(|| {
                let costs = self.costs(bundle, &dues[pays]);
                let ahead = self.back(bundle, &costs);
                (costs, ahead)
            });
            let (mut node, mut arcs, mut open) = (self.instance.commodities[k].origin, Vec::new(), true);
            while node != bundle.destination && open {
                let arc = ahead[node as usize].1;
                open = arc != u32::MAX && self.horizon.open(k, arc);
                if open {
                    arcs.push(arc);
                    node = self.instance.arcs[arc as usize].head;
                }
            }
            let arcs = if open { Some(arcs) } else { self.own(k, costs, ahead) };
            let Some(arcs) = arcs else {
                all.push(Cheapest::Nowhere);
                continue;
            };
            let way = self.way(k, &arcs);
            self.found.push((*demand, way.clone(), arcs));
            all.push(Cheapest::Way(way));
        }
        all
    }
}
