//! The search for the latest minute that has prices: ways are added where prices make them cheap, minutes are halved.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::horizon::{Horizon, Times};
use super::pack::{Manner, Packed, Way, cheapest, pack};
use super::{Commodity, Instance, LAST_MINUTE, Price, check};

/// All prices times what they are priced for add up to about 2^50 in whole numbers.
const SCALE: f64 = (1_u64 << 50) as f64;

/// A row that is less than this part of the whole gets no price.
const NEGLIGIBLE: f64 = 1e-7;

/// Rounds of packing and new ways for one minute, at most.
const ROUNDS: usize = 40;

/// Phases of a packing while ways are wanting, and when only the prices are.
const PHASES: [usize; 2] = [3, 120];

/// Rows of ways that are looked at for one minute, at most: what is not proven by then is not.
const WORK: u64 = 150_000_000;

/// How dear a row grows at first, and when the search has become too fine to go on.
const STEPS: [f64; 2] = [0.4, 0.02];

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
    let mut search = Search { instance, times, pool: vec![Vec::new(); instance.commodities.len()] };
    // Nothing closes before `best.minute`; whether it can close by `beyond` is open.
    let mut stride = instance.window;
    let mut beyond = LAST_MINUTE;
    while best.minute < LAST_MINUTE {
        let minute = (best.minute + stride - 1).min(LAST_MINUTE - 1);
        let Some(prices) = search.prove(minute, &best.prices) else {
            beyond = minute;
            break;
        };
        best = Bound { minute: minute + 1, prices };
        stride *= 2;
    }
    while best.minute < beyond {
        let minute = best.minute + (beyond - best.minute) / 2;
        match search.prove(minute, &best.prices) {
            Some(prices) => best = Bound { minute: minute + 1, prices },
            None => beyond = minute,
        }
    }
    Ok(best)
}

/// The ways found so far are kept from minute to minute.
struct Search<'a> {
    instance: &'a Instance,
    times: Times,
    /// Ways of each commodity, as arcs.
    pool: Vec<Vec<Vec<u32>>>,
}

impl Search<'_> {
    /// Prices that prove that nothing closes by `minute`, if they are found; `known` are tried first.
    fn prove(&mut self, minute: u64, known: &[Price]) -> Option<Vec<Price>> {
        if !known.is_empty() && check(self.instance, minute, known).is_ok() {
            return Some(known.to_vec());
        }
        let horizon = Horizon::new(self.instance, &self.times, minute);
        let movers: Vec<usize> = (0..self.pool.len()).filter(|&k| self.instance.commodities[k].moves()).collect();
        let units: Vec<f64> = movers.iter().map(|&k| f64::from(self.instance.commodities[k].units)).collect();
        let mut ways = Vec::with_capacity(movers.len());
        let none = vec![0.0; horizon.worth.len()];
        let mut router = Router::new(self.instance);
        for &k in &movers {
            let kept = self.pool[k].iter().filter(|arcs| arcs.iter().all(|&arc| horizon.open(k, arc)));
            let mut kept: Vec<Way> = kept.map(|arcs| self.way(&horizon, k, arcs)).collect();
            if kept.is_empty() {
                let Some((_, arcs)) = router.route(&horizon, k, &self.dues(k, &none)) else {
                    // A commodity without a way proves it alone.
                    return check(self.instance, minute, &[]).is_ok().then(Vec::new);
                };
                kept.push(self.way(&horizon, k, &arcs));
                self.pool[k].push(arcs);
            }
            ways.push(kept);
        }
        // All rows begin as dear as each other for the whole of them: a row that no way has used yet is not for nothing, or
        // every round would only find the next way around.
        let mut prices: Vec<f64> = horizon.worth.iter().map(|worth| 1.0 / worth).collect();
        let mut step = STEPS[0];
        let mut work = WORK;
        let mut fine = false;
        for _ in 0..ROUNDS {
            let manner = Manner { step, phases: PHASES[usize::from(fine)], explore: !fine };
            let Packed::Prices(found) = pack(&ways, &units, &horizon.worth, prices, manner, &mut work) else {
                return None;
            };
            let mut paid = 0.0;
            let mut added = false;
            for (place, &k) in movers.iter().enumerate() {
                let (least, arcs) = router.route(&horizon, k, &self.dues(k, &found))?;
                paid += units[place] * least;
                if least < cheapest(&ways[place], &found).1 * (1.0 - 1e-9) {
                    ways[place].push(self.way(&horizon, k, &arcs));
                    self.pool[k].push(arcs);
                    added = true;
                }
            }
            if paid > 1.0 {
                let whole = self.whole(&horizon, &found);
                if check(self.instance, minute, &whole).is_ok() {
                    return Some(whole);
                }
            }
            prices = found;
            if work == 0 {
                return None;
            }
            if fine && !added {
                step /= 2.0;
                if step < STEPS[1] {
                    return None;
                }
            }
            fine = !added;
        }
        None
    }

    /// The rows of a way of commodity `k`, each once.
    fn way(&self, horizon: &Horizon, k: usize, arcs: &[u32]) -> Way {
        let commodity = &self.instance.commodities[k];
        let mut way: Way = Vec::new();
        for &asset in arcs.iter().flat_map(|&arc| &self.instance.arcs[arc as usize].assets) {
            let take = commodity.take(&self.instance.assets[asset as usize]);
            for level in (0..=self.times.level[k]).filter(|_| take > 0) {
                let row = level * self.instance.assets.len() + asset as usize;
                if horizon.worth[row].is_finite() {
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

    /// What a unit of commodity `k` pays for each asset.
    fn dues(&self, k: usize, prices: &[f64]) -> Vec<f64> {
        let assets = &self.instance.assets;
        let commodity = &self.instance.commodities[k];
        let due = |(number, asset)| {
            let rows = (0..=self.times.level[k]).map(|level| prices[level * assets.len() + number]);
            rows.sum::<f64>() * commodity.take(asset) as f64
        };
        assets.iter().enumerate().map(due).collect()
    }

    /// The prices as whole numbers.
    fn whole(&self, horizon: &Horizon, prices: &[f64]) -> Vec<Price> {
        let assets = self.instance.assets.len();
        let mut whole = Vec::new();
        for (row, (&price, &worth)) in prices.iter().zip(&horizon.worth).enumerate() {
            let fixed = (price * SCALE) as u64;
            if fixed > 0 && price * worth > NEGLIGIBLE {
                let (asset, ready_from) = ((row % assets) as u32, self.times.levels[row / assets]);
                whole.push(Price { asset, ready_from, price: fixed });
            }
        }
        whole.sort_unstable();
        whole
    }
}

/// The cheapest way of a commodity, of several the fastest. Prices are compared in parts of 2^-50.
struct Router<'a> {
    instance: &'a Instance,
    best: Vec<(u64, u32)>,
    by: Vec<u32>,
}

impl<'a> Router<'a> {
    fn new(instance: &'a Instance) -> Router<'a> {
        Router { instance, best: vec![(u64::MAX, u32::MAX); instance.nodes], by: vec![u32::MAX; instance.nodes] }
    }

    /// What the way costs and its arcs; `None` without a way.
    fn route(&mut self, horizon: &Horizon, k: usize, dues: &[f64]) -> Option<(f64, Vec<u32>)> {
        let commodity = &self.instance.commodities[k];
        self.best.fill((u64::MAX, u32::MAX));
        self.best[commodity.origin as usize] = (0, 0);
        let mut heap = BinaryHeap::from([Reverse(((0, 0), commodity.origin))]);
        while let Some(Reverse((so_far, node))) = heap.pop() {
            if node == commodity.destination {
                break;
            }
            if so_far > self.best[node as usize] {
                continue;
            }
            for &number in self.instance.out[node as usize].iter().filter(|&&arc| horizon.open(k, arc)) {
                let arc = &self.instance.arcs[number as usize];
                let due: f64 = arc.assets.iter().map(|&asset| dues[asset as usize]).sum();
                let due = (due * SCALE) as u64;
                let next = (so_far.0.saturating_add(due), so_far.1.saturating_add(arc.minutes));
                if next < self.best[arc.head as usize] {
                    self.best[arc.head as usize] = next;
                    self.by[arc.head as usize] = number;
                    heap.push(Reverse((next, arc.head)));
                }
            }
        }
        let mut node = commodity.destination;
        let price = self.best[node as usize];
        if price == (u64::MAX, u32::MAX) {
            return None;
        }
        let mut arcs = Vec::new();
        while node != commodity.origin {
            let arc = self.by[node as usize];
            arcs.push(arc);
            node = self.instance.arcs[arc as usize].tail;
        }
        arcs.reverse();
        Some((price.0 as f64 / SCALE, arcs))
    }
}
