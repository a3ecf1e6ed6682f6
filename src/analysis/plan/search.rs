//! From a compiled force to the best bound that is found, and to what its program says about a good plan.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::error::Result;
use crate::replay::document::Price;

use super::bound::{self, Proven};
use super::changes::Changes;
use super::classes::{Class, Ground};
use super::problem::Problem;
use super::prove::{self, Found, Priced};
use super::reach::Reach;
use super::scarce::{Charges, Commodity, Row};

/// Numbers that the proofs of one question may touch.
const WORK: u64 = 2_000_000_000;

/// The first instant tried lies beyond the fastest way by this part of it, at least a day.
const STEP_PART: u32 = 8;

/// Ways of one class taken from a program, at most.
const WAYS_TAKEN: usize = 12;

/// What was found.
pub(super) struct Searched {
    pub(super) proven: Proven,
    found: Found,
    groups: usize,
}

/// Searches for the latest instant before which nobody can be complete; a plan that closes at `closure_s` is known.
///
/// # Errors
/// When a planning factor is missing.
pub(super) fn search(
    problem: &mut Problem<'_>,
    ground: &Ground<'_>,
    light: &[Option<Class<'_>>],
    changes: &Changes,
    closure_s: u32,
) -> Result<Searched> {
    let fastest: Vec<Option<u32>> = light.par_iter().map(|class| class.as_ref()?.earliest_s(&changes.closed)).collect();
    let mut proven = bound::fastest_way(problem, &fastest);
    let charges = Charges::new(&mut problem.register);
    let moves = |one: &Commodity| light[one.group].is_some();
    let commodities: Vec<Commodity> = bound::commodities(ground, problem.groups)?.into_iter().filter(moves).collect();
    let (levels, stop) = (problem.levels.clone(), ground.stop);
    let mut found = Found::default();
    let (mut good_s, mut work) = (proven.closure_s, WORK);
    let mut step_s = (good_s / STEP_PART).max(86_400);
    loop {
        let to_s = good_s.saturating_add(step_s).min(closure_s);
        let reaches: Vec<Option<Reach>> = light
            .par_iter()
            .map(|class| class.as_ref().map(|class| Reach::new(&class.compiled, &changes.closed, to_s)))
            .collect();
        let ground = prove::Ground {
            reaches: &reaches,
            light,
            charges: &charges,
            commodities: &commodities,
            levels: &levels,
            stop,
        };
        if ground.try_instant(problem, to_s, &mut work, &mut found) == Some(true) && to_s < closure_s {
            good_s = to_s;
            step_s = step_s.saturating_mul(2);
            continue;
        }
        ground.latest(problem, (good_s, to_s), &mut work, &mut found);
        break;
    }
    if let Some(proof) = &found.proof {
        proven = bound::by_prices(problem, proof);
    }
    Ok(Searched { proven, found, groups: light.len() })
}

impl Searched {
    /// Ways for each group that use what the program used of all that is scarce, and nothing else that is, with the
    /// pieces that it sent there.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pieces of a force")]
    pub(super) fn take_ways(&self, problem: &mut Problem<'_>, plans: &[(u32, u32, bool)]) {
        let Problem { classes, register, capacities, allotted, spans, spans_to_s, .. } = problem;
        *spans_to_s = self.found.open_s;
        *spans = vec![BTreeMap::new(); self.groups];
        for (asset, own) in (0_u32..).zip(&self.found.windows) {
            for (group, first, last) in own {
                spans[*group].insert(asset, (*first, *last));
            }
        }
        *allotted = vec![BTreeMap::new(); classes.len()];
        let mut taken: BTreeMap<u32, usize> = BTreeMap::new();
        for sent in &self.found.sent {
            let closed: BTreeSet<u32> =
                self.found.scarce.difference(&sent.assets).flat_map(|asset| capacities.links_of(*asset)).collect();
            // What is used shares links with what is not.
            let used: BTreeSet<u32> = sent.assets.iter().flat_map(|asset| capacities.links_of(*asset)).collect();
            let closed: Vec<u32> = closed.difference(&used).copied().collect();
            for (class, (group, ..)) in (0_u32..).zip(plans) {
                let count = taken.entry(class).or_default();
                if *group as usize == sent.group && *count < WAYS_TAKEN {
                    let before = classes[class as usize].ways.len();
                    if let Some(way) = classes[class as usize].way_past(register, &closed) {
                        *allotted[class as usize].entry(way).or_default() += sent.pieces.round() as u32;
                    }
                    *count += classes[class as usize].ways.len() - before;
                }
            }
        }
    }
}

/// Whether published prices prove that nobody is complete by an instant: everything but the prices is found anew.
///
/// # Errors
/// When a planning factor is missing.
pub(super) fn judge(
    problem: &mut Problem<'_>,
    ground: &Ground<'_>,
    light: &[Option<Class<'_>>],
    instant_s: u32,
    prices: &[Price],
) -> Result<bool> {
    let charges = Charges::new(&mut problem.register);
    let moves = |one: &Commodity| light[one.group].is_some();
    let commodities: Vec<Commodity> = bound::commodities(ground, problem.groups)?.into_iter().filter(moves).collect();
    let reaches: Vec<Option<Reach>> = light
        .par_iter()
        .map(|class| class.as_ref().map(|class| Reach::new(&class.compiled, &BTreeSet::new(), instant_s)))
        .collect();
    let levels = problem.levels.clone();
    let known: BTreeMap<String, u32> = (0_u32..)
        .zip(&problem.capacities.assets)
        .map(|(asset, _)| (problem.capacities.id(problem.network, asset), asset))
        .collect();
    let mut priced = Vec::new();
    for price in prices {
        let asset = known.get(&price.asset).copied();
        let days = price.from_day > 0 && price.to_day >= price.from_day;
        // Those that pay are named once each, and move.
        let pay = price.groups.is_sorted_by(|a, b| a < b)
            && price.groups.iter().all(|group| light.get(*group as usize).is_some_and(Option::is_some));
        let named = |asset: &u32| problem.capacities.name(problem.network, *asset) == price.name;
        let Some(asset) = asset.filter(named).filter(|_| days && pay) else { return Ok(false) };
        let row = Row {
            asset,
            up: price.up,
            windows: (price.from_day - 1, price.to_day - 1),
            gives: price.capacity,
            groups: price.groups.iter().map(|group| *group as usize).collect(),
        };
        priced.push(Priced { row, price: price.price });
    }
    let ground = prove::Ground {
        reaches: &reaches,
        light,
        charges: &charges,
        commodities: &commodities,
        levels: &levels,
        stop: ground.stop,
    };
    let reaches = ground.by(instant_s);
    Ok(prove::holds(problem, &ground, &reaches, &priced))
}
