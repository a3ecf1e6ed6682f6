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

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::algo::serve::{Memory, Served, serve};
use crate::analysis::stop::Stop;

use super::classes::Class;
use super::holds::holds;
use super::in_time::InTime;
use super::problem::Problem;
use super::reach::Reach;
use super::scarce::{Charges, Commodity, Row, rows, windows};
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
    /// Its arcs.
    pub(super) arcs: Vec<u32>,
}

/// What the search for a proof found.
#[derive(Default)]
pub(super) struct Found {
    /// The latest instant proven, if any.
    pub(super) proof: Option<Proof>,
    /// Beyond it, for each instant at which all could be there, the latest first: who is sent where, the most first.
    pub(super) sent: Vec<(u32, Vec<Sent>)>,
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

    /// Tries an instant; what it shows goes to `found`. None when it stays open. With `whole` only ways count that are in
    /// time as a whole.
    pub(super) fn try_instant(
        &self,
        problem: &mut Problem<'_>,
        (instant_s, whole): (u32, bool),
        work: &mut u64,
        found: &mut Found,
    ) -> Option<bool> {
        if self.stop.is_set() {
            return None;
        }
        let reaches = self.by(instant_s);
        let windows = windows(&reaches, self.charges, self.levels.len());
        let rows = rows(&windows, self.commodities, problem.capacities, self.levels);
        match self.try_rows(problem, &reaches, &rows, (instant_s, whole), work) {
            Tried::Proven(prices) => {
                found.proof = Some(Proof { instant_s, prices });
                Some(true)
            }
            Tried::Served(sent) => {
                found.sent.push((instant_s, sent));
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
        whole: bool,
        work: &mut u64,
        found: &mut Found,
    ) {
        let (mut good, mut bad) = (from_s, to_s);
        while bad > good + (good / NEAR_PART).max(600) && *work > 0 && !self.stop.is_set() {
            let middle = good + (bad - good) / 2;
            match self.try_instant(problem, (middle, whole), work, found) {
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
    fn try_rows(
        &self,
        problem: &mut Problem<'_>,
        reaches: &[Option<Reach>],
        rows: &[Row],
        (instant_s, whole): (u32, bool),
        work: &mut u64,
    ) -> Tried {
        let mut field = Field::new(&problem.register, reaches, self.charges, self.commodities, rows, self.stop);
        let units: Vec<f64> = self.commodities.iter().map(|one| one.pieces as f64).collect();
        let worth: Vec<f64> = rows.iter().map(|row| row.gives as f64).collect();
        let mut known = Memory::default();
        let mut served = serve(&units, &worth, &mut known, &mut field, work);
        let mut arcs = Vec::new();
        // Ways that are late as a whole may have served: without them.
        if whole && !matches!(served, Served::Short(_)) {
            known = Memory::default();
            let mut ways = InTime::new(&field, self.light, reaches, instant_s, self.stop);
            served = serve(&units, &worth, &mut known, &mut ways, work);
            arcs = ways.arcs(&known.ways);
        }
        match served {
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
                    let known = &known.ways[way];
                    let assets = known.way.iter().map(|(row, _)| rows[*row].asset).collect();
                    let group = self.commodities[known.demand].group;
                    Sent { group, pieces, assets, arcs: arcs.get(way).cloned().unwrap_or_default() }
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
