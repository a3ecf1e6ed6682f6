//! From a compiled force to the best bound that is found, and to what its program says about a good plan.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::analysis::stop::Stop;
use crate::error::Result;
use crate::network::{LinkKind, Network};
use crate::replay::document::Price;

use super::bound::{self, Proven};
use super::classes::{Class, Ground};
use super::holds::holds;
use super::problem::Problem;
use super::prove::{self, Found, Priced};
use super::reach::Reach;
use super::scarce::{Charges, Commodity, Row};
use super::seek::along;

/// Numbers that the proofs of one question may touch.
const WORK: u64 = 2_000_000_000;

/// The first instant tried lies beyond the fastest way by this part of it, at least a day.
const STEP_PART: u32 = 8;

/// The first instant tried over ways in time as a whole lies beyond what is proven by this part of it.
const WHOLE_PART: u32 = 100;

/// Ways of one class taken from a program, at most.
const WAYS_TAKEN: usize = 12;

/// The pieces that the program sends each way are those of an instant beyond the last one proven by this part, where it
/// looked at one.
const SPARED_PART: u32 = 75;

/// What was found.
pub(super) struct Searched {
    pub(super) proven: Proven,
    found: Found,
    groups: usize,
}

/// What does not depend on the instant.
struct Terms<'t, 'a> {
    light: &'t [Option<Class<'a>>],
    charges: Charges,
    commodities: Vec<Commodity>,
    levels: Vec<u64>,
    stop: Stop<'a>,
}

impl<'t, 'a> Terms<'t, 'a> {
    fn new(problem: &mut Problem<'_>, ground: &Ground<'a>, light: &'t [Option<Class<'a>>]) -> Result<Self> {
        let moves = |one: &Commodity| light[one.group].is_some();
        Ok(Terms {
            light,
            charges: Charges::new(&mut problem.register),
            commodities: bound::commodities(ground, problem.groups)?.into_iter().filter(moves).collect(),
            levels: problem.levels.clone(),
            stop: ground.stop,
        })
    }

    /// What each group can use to be complete by an instant.
    fn reaches(&self, closed: &BTreeSet<u32>, to_s: u32) -> Vec<Option<Reach>> {
        let all = self.light.par_iter();
        all.map(|class| class.as_ref().map(|class| Reach::new(&class.compiled, closed, to_s))).collect()
    }

    fn ground<'g>(&'g self, reaches: &'g [Option<Reach>]) -> prove::Ground<'g, 'a> {
        let Terms { light, charges, commodities, levels, stop } = self;
        prove::Ground { reaches, light, charges, commodities, levels, stop: *stop }
    }
}

/// Searches for the latest instant before which nobody can be complete, later than what is `known`; a plan that closes at
/// `closure_s` is known. With `whole` over ways that are in time as a whole, else, more quickly, over ways of arcs that are
/// each in time.
///
/// # Errors
/// When a planning factor is missing.
pub(super) fn search(
    problem: &mut Problem<'_>,
    ground: &Ground<'_>,
    light: &[Option<Class<'_>>],
    (known, whole): (&Proven, bool),
    closure_s: u32,
) -> Result<Searched> {
    let terms = Terms::new(problem, ground, light)?;
    let (mut found, mut work) = (Found::default(), WORK);
    let mut good_s = known.closure_s;
    let first_s = if whole { good_s / WHOLE_PART } else { (good_s / STEP_PART).max(86_400) };
    let mut step_s = first_s;
    while good_s < closure_s {
        let to_s = good_s.saturating_add(step_s).min(closure_s);
        let reaches = terms.reaches(&BTreeSet::new(), to_s);
        let ground = terms.ground(&reaches);
        if ground.try_instant(problem, (to_s, whole), &mut work, &mut found) == Some(true) {
            good_s = to_s;
            step_s = step_s.saturating_mul(2);
            continue;
        }
        // One step of the second kind beyond a bound that holds anyway is near enough.
        if !whole || step_s > first_s {
            ground.latest(problem, (good_s, to_s), whole, &mut work, &mut found);
        }
        break;
    }
    let proven = found.proof.as_ref().map_or_else(|| known.clone(), |proof| bound::by_prices(problem, proof));
    Ok(Searched { proven, found, groups: light.len() })
}

/// Whether a way loads onto rails and off them again without a line between: what passes through a railhead like that is
/// no journey by rail.
fn passes_through(network: &Network, arcs: &[u32]) -> bool {
    let (mut loaded, mut line) = (false, false);
    for arc in arcs {
        match network.topology.links[(arc / 2) as usize].kind {
            LinkKind::RailAccess(_) => {
                if loaded && !line {
                    return true;
                }
                (loaded, line) = (!loaded, false);
            }
            LinkKind::Rail(_) => line = true,
            _ => {}
        }
    }
    false
}

impl Searched {
    /// Ways for each group that the program used, and as near to them as heavier load units can; with the pieces that it
    /// sent there when it had some time to spare, since whole load units never fit as snugly.
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
        let spared_s = self.proven.closure_s + self.proven.closure_s / SPARED_PART;
        let spared = self.found.sent.iter().rposition(|(instant_s, _)| *instant_s >= spared_s);
        let allots = spared.unwrap_or(self.found.sent.len().saturating_sub(1));
        for (number, (_, sent)) in self.found.sent.iter().enumerate().skip(allots) {
            let mut taken: BTreeMap<u32, usize> = BTreeMap::new();
            for sent in sent {
                let closed: BTreeSet<u32> =
                    self.found.scarce.difference(&sent.assets).flat_map(|asset| capacities.links_of(*asset)).collect();
                // What is used shares links with what is not.
                let used: BTreeSet<u32> = sent.assets.iter().flat_map(|asset| capacities.links_of(*asset)).collect();
                let closed: Vec<u32> = closed.difference(&used).copied().collect();
                for (class, (group, ..)) in (0_u32..).zip(plans) {
                    let count = taken.entry(class).or_default();
                    if *group as usize == sent.group && *count < WAYS_TAKEN {
                        let own = &mut classes[class as usize];
                        let before = own.ways.len();
                        let same = along(own, &register.changes, &sent.arcs)
                            .filter(|_| !passes_through(register.network, &sent.arcs))
                            .and_then(|found| own.add(register, &found));
                        if let Some(way) = same.or_else(|| own.way_past(register, &closed))
                            && number == allots
                        {
                            *allotted[class as usize].entry(way).or_default() += sent.pieces.round() as u32;
                        }
                        *count += own.ways.len() - before;
                    }
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
    let terms = Terms::new(problem, ground, light)?;
    let reaches = terms.reaches(&BTreeSet::new(), instant_s);
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
    let ground = terms.ground(&reaches);
    let reaches = ground.by(instant_s);
    Ok(holds(problem, &ground, &reaches, &priced))
}
