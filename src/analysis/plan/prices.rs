//! No plan closes earlier: proof by prices.
//!
//! Let every counter (an asset in a direction) have a price. If the whole force could be there by `T`, then each of its
//! pieces passed counters in windows in which it can pass them at all: not before the earliest piece can come to one of
//! its arcs, and not after the latest instant from which the destination can still be reached by `T`. So what all pieces
//! pay is at most the prices times what the counters let pass in those windows. But each piece pays at least as much as
//! the cheapest way of its group costs. If that adds up to more, nobody can be complete by `T`. Whoever doubts it checks
//! as many shortest paths as there are groups, in whole numbers, and one sum.
//!
//! A way is charged less than it really takes wherever that is not simple: a stretch on one of its links only, a place
//! with a gauge change by parts, a train by the least share that a piece can take of it. All of that only weakens the
//! bound, never breaks it. Prices come from pushing the pieces onto cheap ways again and again (Frank & Wolfe 1956 on
//! the softest maximum of the loads); how they were found does not matter for the proof.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::analysis::route::compiled::Compiled;
use crate::force::share::MICRO;
use crate::network::capacity::{AssetKind, MILLI, Sharing, Unit};

use super::room::{WINDOW_S, WINDOWS};
use super::way::Register;

/// Pieces that move alike and take alike.
pub(super) struct Commodity {
    /// Compact graph that they use.
    pub(super) graph: usize,
    /// How many.
    pub(super) pieces: u64,
    /// Least share of a train, millionths, and least lane metres, millionths.
    pub(super) train: u64,
    pub(super) lane: u64,
}

/// An arc of a compact graph: head, what it charges as (counter, quarters of one entry).
struct Arc {
    head: u32,
    charges: Vec<(u32, u64)>,
}

/// What a group can use at all within a horizon.
pub(super) struct Compact {
    arcs: Vec<Vec<Arc>>,
    start: u32,
    target: u32,
    /// Earliest entry and least time after entry, by counter seen: (counter, head, tail).
    seen: Vec<(u32, u32, u32)>,
}

/// Quarters of an entry that make a whole one.
const WHOLE: u64 = 4;

impl Compact {
    /// The arcs by which the target can be reached by `latest_s`. O(links log nodes).
    pub(super) fn new(register: &mut Register<'_>, compiled: &Compiled<'_>, latest_s: u32) -> Self {
        let graph = compiled.graph();
        let blocked = compiled.view.items.all();
        let first = earliest(compiled, blocked);
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        let mut compact = Compact { arcs: Vec::new(), start: u32::MAX, target: u32::MAX, seen: Vec::new() };
        let mut index = vec![u32::MAX; graph.nodes()];
        let mut seen: std::collections::BTreeMap<u32, (u32, u32)> = std::collections::BTreeMap::new();
        let mut node = |compact: &mut Compact, node: u32| {
            let slot = &mut index[node as usize];
            if *slot == u32::MAX {
                *slot = number(compact.arcs.len());
                compact.arcs.push(Vec::new());
            }
            *slot
        };
        compact.start = node(&mut compact, compiled.start.node);
        compact.target = node(&mut compact, compiled.target);
        for tail in 0..number(graph.nodes()) {
            let here = first[tail as usize];
            if here == u32::MAX {
                continue;
            }
            for arc in graph.out(tail) {
                let (arc, head) = (*arc, graph.head(*arc));
                let left = compiled.potential[head as usize];
                if graph.items_of(arc) & blocked != 0 || left == u32::MAX {
                    continue;
                }
                let special = graph.special_of(arc);
                let (before, gate, after) =
                    special.map_or((0, 0, 0), |special| (special.before_s, special.gate_s, special.after_s));
                let go_s = (here + before).max(gate);
                let tail_s = graph.run_s[(arc / 2) as usize] + after + left + compiled.start.finish_s;
                if go_s.saturating_add(tail_s) > latest_s {
                    continue;
                }
                let charges = charges(register, arc);
                for (counter, _) in &charges {
                    let own = seen.entry(*counter).or_insert((u32::MAX, u32::MAX));
                    *own = (own.0.min(go_s), own.1.min(tail_s));
                }
                let (from, to) = (node(&mut compact, tail), node(&mut compact, head));
                compact.arcs[from as usize].push(Arc { head: to, charges });
            }
        }
        compact.seen = seen.into_iter().map(|(counter, (head, tail))| (counter, head, tail)).collect();
        compact
    }
}

/// What an arc charges: a stretch on its lowest link, a place of gauge change by quarters, a quota of a state in full.
fn charges(register: &mut Register<'_>, arc: u32) -> Vec<(u32, u64)> {
    let capacities = register.capacities;
    let link = arc / 2;
    let mut charges = Vec::new();
    for one in capacities.of_link(link).iter().filter(|one| one.along.covers(arc.is_multiple_of(2))) {
        let own = &capacities.assets[one.asset as usize];
        let part = match (own.sharing, own.kind) {
            (Sharing::Stretch, _) if capacities.links_of(one.asset).next() == Some(link) => WHOLE,
            (Sharing::Site, _) => {
                let change = register.network.topology.links[link as usize].kind;
                if matches!(change, crate::network::LinkKind::GaugeChange(_)) { 2 } else { 1 }
            }
            (Sharing::Sum, AssetKind::StateQuota { .. }) => WHOLE,
            _ => 0,
        };
        if part > 0 && own.unit != Unit::Tonnes {
            charges.push((register.counter_of(one.asset, arc), part));
        }
    }
    charges
}

/// Earliest instants at every node: fixed times and gates count, bans and rests do not. Dijkstra.
fn earliest(compiled: &Compiled<'_>, blocked: u128) -> Vec<u32> {
    let graph = compiled.graph();
    let mut at = vec![u32::MAX; graph.nodes()];
    let start = compiled.start.ready_s();
    at[compiled.start.node as usize] = start;
    let mut heap = BinaryHeap::from([Reverse((start, compiled.start.node))]);
    while let Some(Reverse((t, node))) = heap.pop() {
        if t > at[node as usize] {
            continue;
        }
        for arc in graph.out(node) {
            if graph.items_of(*arc) & blocked != 0 {
                continue;
            }
            let special = graph.special_of(*arc);
            let (before, gate, after) =
                special.map_or((0, 0, 0), |special| (special.before_s, special.gate_s, special.after_s));
            let there = (t + before).max(gate) + graph.run_s[(*arc / 2) as usize] + after;
            let head = graph.head(*arc) as usize;
            if there < at[head] {
                at[head] = there;
                heap.push(Reverse((there, graph.head(*arc))));
            }
        }
    }
    at
}

/// The proof for one instant.
pub(super) struct Proof {
    /// Nobody can be complete by this, seconds.
    pub(super) instant_s: u32,
    /// (counter, price, units that can pass until the instant).
    pub(super) prices: Vec<(u32, u64, u64)>,
}

/// Everything that proving needs.
pub(super) struct Prover<'a> {
    pub(super) commodities: &'a [Commodity],
    pub(super) compacts: &'a [Compact],
    /// Level of each counter, thousandths a day; none: no limit.
    pub(super) levels: &'a [u64],
    /// Unit of each counter.
    pub(super) units: &'a [Unit],
}

/// Rounds of pushing at most, for one instant.
const ROUNDS: u64 = 24;

/// Instants tried.
const TRIES: u32 = 5;

/// Arcs looked at in all, at most: the work is counted, not timed.
const ARCS_MAX: u64 = 40_000_000;

impl Prover<'_> {
    /// Units that can pass each counter until an instant: whole windows that overlap the time in which anybody can.
    fn until(&self, instant_s: u32) -> Vec<Option<u64>> {
        let mut span: Vec<Option<(u32, u32)>> = vec![None; self.levels.len()];
        for compact in self.compacts {
            for (counter, head_s, tail_s) in &compact.seen {
                let Some(last_s) = instant_s.checked_sub(*tail_s).filter(|last_s| last_s >= head_s) else { continue };
                let own = &mut span[*counter as usize];
                *own = Some(own.map_or((*head_s, last_s), |(first, last)| (first.min(*head_s), last.max(last_s))));
            }
        }
        span.into_iter()
            .zip(self.levels)
            .map(|(span, level)| {
                let through = |window: u32| u64::from(window) * level / MILLI;
                let (first, last) = span?;
                let last = (last / WINDOW_S + 1).min(WINDOWS);
                Some(through(last).saturating_sub(through((first / WINDOW_S).min(last))))
            })
            .collect()
    }

    fn need(&self, commodity: &Commodity, counter: u32) -> u64 {
        match self.units[counter as usize] {
            Unit::Trains => commodity.train,
            Unit::LaneMetres => commodity.lane,
            Unit::Vehicles | Unit::Pieces => MICRO,
            Unit::Sorties | Unit::Tonnes => 0,
        }
    }

    /// The cheapest way of a commodity: what it costs, and the counters that it charges. Dijkstra in whole numbers.
    fn cheapest(&self, commodity: &Commodity, prices: &[u64]) -> Option<(u128, Vec<(u32, u64)>)> {
        let compact = &self.compacts[commodity.graph];
        let cost = |arc: &Arc| -> u128 {
            arc.charges
                .iter()
                .map(|(counter, part)| {
                    u128::from(prices[*counter as usize])
                        * u128::from(self.need(commodity, *counter))
                        * u128::from(*part)
                })
                .sum()
        };
        let mut least = vec![u128::MAX; compact.arcs.len()];
        let mut from: Vec<(u32, u32)> = vec![(u32::MAX, 0); compact.arcs.len()];
        let mut heap = BinaryHeap::from([Reverse((0_u128, compact.start))]);
        least[compact.start as usize] = 0;
        while let Some(Reverse((sum, node))) = heap.pop() {
            if node == compact.target {
                break;
            }
            if sum > least[node as usize] {
                continue;
            }
            for (index, arc) in (0_u32..).zip(&compact.arcs[node as usize]) {
                let through = sum + cost(arc);
                if through < least[arc.head as usize] {
                    least[arc.head as usize] = through;
                    from[arc.head as usize] = (node, index);
                    heap.push(Reverse((through, arc.head)));
                }
            }
        }
        let all = least[compact.target as usize];
        if all == u128::MAX {
            return None;
        }
        let mut charged = Vec::new();
        let mut node = compact.target;
        while node != compact.start {
            let (before, index) = from[node as usize];
            charged.extend(compact.arcs[before as usize][index as usize].charges.iter().copied());
            node = before;
        }
        Some((all, charged))
    }

    /// Whether these prices prove that nobody is complete by an instant. `until` is what counters let pass.
    fn proves(&self, prices: &[u64], until: &[Option<u64>], costs: &[u128]) -> bool {
        let paid: u128 = self.commodities.iter().zip(costs).map(|(own, cost)| u128::from(own.pieces) * cost).sum();
        let there: u128 = prices
            .iter()
            .zip(until)
            .map(|(price, until)| u128::from(*price) * u128::from(until.unwrap_or(0)) * u128::from(MICRO * WHOLE))
            .sum();
        paid > there
    }

    /// Looks for prices that prove an instant.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "prices are found in floats and proven in whole numbers"
    )]
    fn try_instant(&self, instant_s: u32) -> Option<Proof> {
        let until = self.until(instant_s);
        let counters = self.levels.len();
        let mut loads = vec![0.0_f64; counters];
        let arcs = |own: &Commodity| -> u64 {
            self.compacts[own.graph].arcs.iter().map(|out| u64::try_from(out.len()).unwrap_or(0)).sum()
        };
        let each: u64 = self.commodities.iter().map(arcs).sum();
        let rounds = (ARCS_MAX / u64::from(TRIES) / each.max(1)).min(ROUNDS);
        for round in 0..rounds {
            // Fullness of every counter; a counter that nothing can pass in time is as full as can be.
            let fullness = |counter: usize| match until[counter] {
                Some(0) if loads[counter] > 0.0 => 4.0,
                Some(0) => 0.0,
                Some(units) => loads[counter] / units as f64,
                None => 0.0,
            };
            let most = (0..counters).map(fullness).fold(0.0, f64::max).max(1e-9);
            let prices: Vec<u64> = (0..counters)
                .map(|counter| match until[counter] {
                    None => 0,
                    Some(units) if round == 0 => 1_000 / units.max(1),
                    Some(units) => {
                        let weight = (SHARPNESS * (fullness(counter) / most - 1.0)).exp();
                        (weight * 1e9 / (units.max(1) as f64)) as u64
                    }
                })
                .collect();
            let mut costs = Vec::new();
            let mut pushed = vec![0.0_f64; counters];
            for commodity in self.commodities {
                let (cost, charged) = self.cheapest(commodity, &prices)?;
                costs.push(cost);
                for (counter, part) in charged {
                    pushed[counter as usize] +=
                        commodity.pieces as f64 * self.need(commodity, counter) as f64 * part as f64
                            / (MICRO * WHOLE) as f64;
                }
            }
            if self.proves(&prices, &until, &costs) {
                let priced = (0_u32..).zip(prices).filter(|(_, price)| *price > 0);
                let priced = priced.map(|(counter, price)| (counter, price, until[counter as usize].unwrap_or(0)));
                return Some(Proof { instant_s, prices: priced.collect() });
            }
            let step = 2.0 / (round as f64 + 2.0);
            for (load, pushed) in loads.iter_mut().zip(pushed) {
                *load += step * (pushed - *load);
            }
        }
        None
    }

    /// The latest instant between two that prices prove, by halving.
    pub(super) fn latest(&self, from_s: u32, to_s: u32) -> Option<Proof> {
        let (mut good, mut bad) = (from_s, to_s);
        let mut best = None;
        for _ in 0..TRIES {
            if bad <= good + 3_600 {
                break;
            }
            let middle = good + (bad - good) / 2;
            match self.try_instant(middle) {
                Some(proof) => (good, best) = (middle, Some(proof)),
                None => bad = middle,
            }
        }
        best
    }
}

/// How sharply prices follow fullness.
const SHARPNESS: f64 = 14.0;
