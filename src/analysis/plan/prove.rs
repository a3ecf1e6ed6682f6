//! No plan closes earlier: proof by prices.
//!
//! If the whole force could be there by `T`, then each of its pieces passed what is scarce in windows in which it can pass
//! it at all ([`super::scarce`]). Let every row of what is scarce have a price. What all pieces pay is at most the prices
//! times what the rows give; but each piece pays at least what the cheapest way of its group costs. If that adds up to
//! more, nobody is complete by `T` (Farkas 1902). Whoever doubts it checks as many shortest paths as there are kinds of
//! pieces, in whole numbers, and one sum: [`holds`] does, over all arcs, with nothing of the search.
//!
//! The prices come from a linear program ([`crate::algo::serve`]); the instant by halving. The ways that the program uses
//! just beyond the last instant proven are worth planning with.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use rayon::prelude::*;

use crate::algo::serve::{Known, Served, serve};
use crate::analysis::stop::Stop;
use crate::force::share::MICRO;
use crate::network::capacity::{Directions, Sharing};

use super::classes::Class;
use super::problem::Problem;
use super::reach::Reach;
use super::scarce::{Charge, Charges, Commodity, Row, WHOLE, rows, windows};
use super::shrunk::Field;

/// A row with its price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Priced {
    pub(super) row: Row,
    pub(super) price: u64,
}

/// A proof: nobody is complete by an instant.
#[derive(Clone, Debug)]
pub(super) struct Proof {
    pub(super) instant_s: u32,
    pub(super) prices: Vec<Priced>,
}

/// What the program just beyond the last instant proven sends one way.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    /// Group.
    pub(super) group: usize,
    /// Pieces, not whole ones.
    pub(super) pieces: f64,
    /// What it uses of all that is scarce.
    pub(super) assets: BTreeSet<u32>,
}

/// What the search for a proof found.
#[derive(Default)]
pub(super) struct Found {
    /// The latest instant proven, if any.
    pub(super) proof: Option<Proof>,
    /// Just beyond it: who is sent where, the most first.
    pub(super) sent: Vec<Sent>,
    /// Assets that were scarce there.
    pub(super) scarce: BTreeSet<u32>,
    /// The last instant tried that stays open, and the windows in which each group can pass each asset by then.
    pub(super) open_s: u32,
    pub(super) windows: Vec<Vec<(usize, u32, u32)>>,
}

/// Everything that proving needs.
pub(super) struct Ground<'g, 'a> {
    /// What each group can reach by the last instant looked at; none for groups that do not move.
    pub(super) reaches: &'g [Option<Reach>],
    /// The network as the lightest pieces of each group see it.
    pub(super) light: &'g [Option<Class<'a>>],
    pub(super) charges: &'g Charges,
    pub(super) commodities: &'g [Commodity],
    /// Thousandths a day of each asset.
    pub(super) levels: &'g [u64],
    pub(super) stop: Stop<'g>,
}

/// Whole prices add up to about this.
const SCALE: f64 = (1_u64 << 40) as f64;

/// Near enough: a part of the bound.
const NEAR_PART: u32 = 400;

impl Ground<'_, '_> {
    /// What each group can reach by an instant.
    pub(super) fn by(&self, instant_s: u32) -> Vec<Option<Reach>> {
        let both = self.reaches.par_iter().zip(self.light.par_iter());
        both.map(|(reach, class)| Some(reach.as_ref()?.by(class.as_ref()?.compiled.graph(), instant_s))).collect()
    }

    /// Tries an instant; what it shows goes to `found`. None when it stays open.
    pub(super) fn try_instant(
        &self,
        problem: &mut Problem<'_>,
        instant_s: u32,
        work: &mut u64,
        found: &mut Found,
    ) -> Option<bool> {
        if self.stop.is_set() {
            return None;
        }
        let reaches = self.by(instant_s);
        let windows = windows(&reaches, self.charges, self.levels.len());
        let rows = rows(&windows, self.commodities, problem.capacities, self.levels);
        match self.try_rows(problem, &reaches, &rows, work) {
            Tried::Proven(prices) => {
                found.proof = Some(Proof { instant_s, prices });
                Some(true)
            }
            Tried::Served(sent) => {
                found.sent = sent;
                found.scarce = rows.iter().map(|row| row.asset).collect();
                (found.open_s, found.windows) = (instant_s, windows);
                Some(false)
            }
            Tried::Open => {
                (found.open_s, found.windows) = (instant_s, windows);
                None
            }
        }
    }

    /// The latest instant between two that is proven, by halving. `work` is counted in numbers touched.
    pub(super) fn latest(
        &self,
        problem: &mut Problem<'_>,
        (from_s, to_s): (u32, u32),
        work: &mut u64,
        found: &mut Found,
    ) {
        let (mut good, mut bad) = (from_s, to_s);
        while bad > good + (good / NEAR_PART).max(600) && *work > 0 && !self.stop.is_set() {
            let middle = good + (bad - good) / 2;
            match self.try_instant(problem, middle, work, found) {
                Some(true) => good = middle,
                _ => bad = middle,
            }
        }
    }

    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "prices are found in fractions and proven in whole numbers"
    )]
    fn try_rows(&self, problem: &mut Problem<'_>, reaches: &[Option<Reach>], rows: &[Row], work: &mut u64) -> Tried {
        let mut field = Field::new(&problem.register, reaches, self.charges, self.commodities, rows, self.stop);
        let units: Vec<f64> = self.commodities.iter().map(|one| one.pieces as f64).collect();
        let worth: Vec<f64> = rows.iter().map(|row| row.gives as f64).collect();
        let mut known: Vec<Known> = Vec::new();
        match serve(&units, &worth, &mut known, &mut field, work) {
            Served::Short(prices) => {
                let total: f64 = prices.iter().zip(&worth).map(|(price, worth)| price * worth).sum::<f64>().max(1.0);
                let priced: Vec<Priced> = rows
                    .iter()
                    .zip(&prices)
                    .map(|(row, price)| Priced { row: row.clone(), price: (price / total * SCALE) as u64 })
                    .filter(|priced| priced.price > 0)
                    .collect();
                if holds(problem, self, reaches, &priced) { Tried::Proven(priced) } else { Tried::Open }
            }
            Served::All(mut amounts) => {
                amounts.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                let sent = amounts.into_iter().map(|(way, pieces)| {
                    let known = &known[way];
                    let assets = known.way.iter().map(|(row, _)| rows[*row].asset).collect();
                    let group = self.commodities[known.demand].group;
                    Sent { group, pieces, assets }
                });
                Tried::Served(sent.collect())
            }
            Served::Open => Tried::Open,
        }
    }
}

enum Tried {
    Proven(Vec<Priced>),
    Served(Vec<Sent>),
    Open,
}

/// Whether prices prove that not everybody is complete by the instant that `reaches` are for: over all arcs, in whole
/// numbers.
pub(super) fn holds(
    problem: &mut Problem<'_>,
    ground: &Ground<'_, '_>,
    reaches: &[Option<Reach>],
    prices: &[Priced],
) -> bool {
    let mut of_asset: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (number, priced) in prices.iter().enumerate() {
        of_asset.entry(priced.row.asset).or_default().push(number);
    }
    let spans = windows(reaches, ground.charges, ground.levels.len());
    for priced in prices {
        // A direction is named exactly where the two count apart.
        let own = &problem.capacities.assets[priced.row.asset as usize];
        let apart = own.directions == Directions::Apart && own.sharing == Sharing::Stretch;
        if apart != priced.row.up.is_some() {
            return false;
        }
        // Whoever pays passes within the windows only, and they give what is said.
        let within = |group: &usize| {
            let own = spans[priced.row.asset as usize].iter().find(|span| span.0 == *group);
            own.is_none_or(|span| span.1 >= priced.row.windows.0 && span.2 <= priced.row.windows.1)
        };
        let gives = super::scarce::gives(ground.levels[priced.row.asset as usize], priced.row.windows);
        if !priced.row.groups.iter().all(within) || gives != priced.row.gives {
            return false;
        }
    }
    let worth: u128 = prices.iter().map(|one| u128::from(one.price) * u128::from(one.row.gives)).sum();
    let mut paid = 0_u128;
    for (group, reach) in reaches.iter().enumerate() {
        let Some(reach) = reach else { continue };
        let assets = &problem.capacities.assets;
        // What an arc charges, in prices by unit and country: pieces of a group differ only in these.
        let mut charged: Vec<Charged> = Vec::new();
        for usable in &reach.arcs {
            let mut own = Vec::new();
            for Charge { asset, part, up } in ground.charges.of(usable.arc).iter().filter(|charge| charge.part > 0) {
                for number in of_asset.get(asset).into_iter().flatten() {
                    let row = &prices[*number].row;
                    let along = row.up.is_none_or(|own| Some(own) == *up);
                    if along && row.groups.contains(&group) {
                        own.push((*number, *part));
                    }
                }
            }
            charged.push((usable.ends.0, usable.ends.1, own));
        }
        let mut out: Vec<Vec<u32>> = vec![Vec::new(); reach.nodes];
        for (index, arc) in (0_u32..).zip(&charged) {
            out[arc.0 as usize].push(index);
        }
        for commodity in ground.commodities.iter().filter(|one| one.group == group) {
            let cost = |arc: u32| -> u128 {
                let one = |(number, part): &(usize, u64)| {
                    let own = &assets[prices[*number].row.asset as usize];
                    u128::from(prices[*number].price)
                        * u128::from(*part)
                        * u128::from(commodity.need(own.unit, own.country))
                };
                charged[arc as usize].2.iter().map(one).sum()
            };
            let Some(least) = cheapest(reach, &charged, &out, &cost) else { return true };
            paid += least * u128::from(commodity.pieces);
        }
    }
    paid > worth * u128::from(MICRO * WHOLE)
}

/// An arc: tail, head, and what it charges as (priced row, part of a piece).
type Charged = (u32, u32, Vec<(usize, u64)>);

/// What the cheapest way costs, if there is one. Dijkstra.
fn cheapest(reach: &Reach, arcs: &[Charged], out: &[Vec<u32>], cost: &dyn Fn(u32) -> u128) -> Option<u128> {
    let mut least = vec![u128::MAX; reach.nodes];
    least[reach.start as usize] = 0;
    let mut heap = BinaryHeap::from([Reverse((0_u128, reach.start))]);
    while let Some(Reverse((sum, node))) = heap.pop() {
        if node == reach.target {
            return Some(sum);
        }
        if sum > least[node as usize] {
            continue;
        }
        for arc in &out[node as usize] {
            let head = arcs[*arc as usize].1 as usize;
            let through = sum + cost(*arc);
            if through < least[head] {
                least[head] = through;
                heap.push(Reverse((through, arcs[*arc as usize].1)));
            }
        }
    }
    None
}
