//! What to do beforehand with a budget: what to harden, and what to prepare a way past for.
//!
//! What a measure costs, what a way past passes and how soon hangs on the kind of the asset and on nothing else
//! (planning_factors.csv, `harden_...`, `bypass_...`): all assets of one stretch are treated, or none, and a stretch that holds
//! a kind without a figure cannot be. The worst losses are those for the flow of links and places, as for worst sets.

use std::collections::{BTreeMap, BTreeSet};

use crate::algo::flow::{GroupLosses, Measure, UNLIMITED, protect};
use crate::error::{Error, Result};
use crate::network::capacity::MILLI;

use super::answer::{MeasureTaken, Protected};
use super::assets::{Asset, Kind, What};
use super::compose::{Composer, number};
use super::query::BUDGET_MAX_EUR_M;
use super::worst::Targets;

/// Choices of measures that are tried: where worst sets are exact and quick, and where they are brackets.
const TRIALS: (usize, usize) = (300, 40);

/// Thousand euro in a million.
const EUR_K: f64 = 1e3;

/// Minutes in a day.
const DAY_MIN: u64 = 1_440;

/// What can be done for one asset, or for a stretch.
#[derive(Clone, Copy)]
struct Figures {
    /// Thousand euro: low, typical, high.
    cost_eur_k: [u64; 3],
    /// Thousandths of a vehicle a day; [`UNLIMITED`] when hardened.
    keeps: u64,
    /// Days after the loss until a way past passes.
    days: u32,
}

/// The figures of one kind, as the table has them.
#[derive(Clone, Copy)]
struct Row {
    cost_eur_m: [f64; 3],
    by_length: bool,
    keeps: u64,
    days: u32,
}

/// Figures of hardening and of ways past, by kind.
struct Table([BTreeMap<Kind, Row>; 2]);

impl Table {
    /// # Errors
    /// [`Error::Question`] when no kind has a figure, or a way past has a cost and no passage.
    fn new(composer: &Composer<'_, '_>) -> Result<Table> {
        let factors = composer.ground.factors;
        let mut table = Table([BTreeMap::new(), BTreeMap::new()]);
        for kind in Kind::ALL {
            for (place, word) in ["harden", "bypass"].into_iter().enumerate() {
                let own = format!("{word}_{}_eur_m", kind.factor());
                let by_length = factors.row(&format!("{own}_per_100km")).is_some();
                let Some(cost) = factors.row(&own).or_else(|| factors.row(&format!("{own}_per_100km"))) else {
                    continue;
                };
                let (mut keeps, mut days) = (UNLIMITED, 0);
                if word == "bypass" {
                    let figure = |what: &str| {
                        let id = format!("bypass_{}_{what}", kind.factor());
                        factors.row(&id).map(|row| row.typical.0).ok_or_else(|| {
                            Error::Question(format!(
                                "planning_factors.csv has a cost of a way past for the kind {} and no row \"{id}\"; add it, with low, typical and high",
                                kind.word()
                            ))
                        })
                    };
                    keeps = u64::from(rounded(figure("vehicles_per_day")?)) * MILLI;
                    days = rounded(figure("days")?);
                }
                let cost_eur_m = [cost.low.0, cost.typical.0, cost.high.0];
                table.0[place].insert(kind, Row { cost_eur_m, by_length, keeps, days });
            }
        }
        if table.0.iter().all(BTreeMap::is_empty) {
            return Err(Error::Question(
                "planning_factors.csv has no row \"harden_..._eur_m\" or \"bypass_..._eur_m\", which --budget-eur-m needs; add one for each kind that can be hardened or passed"
                    .to_owned(),
            ));
        }
        Ok(table)
    }

    fn of(&self, place: usize, composer: &Composer<'_, '_>, asset: &Asset) -> Option<Figures> {
        let row = self.0[place].get(&asset.what.kind())?;
        let links = &composer.ground.network.topology.links;
        let metres: u64 = asset.links.iter().map(|link| u64::from(links[*link as usize].length_m)).sum();
        let length = matches!(asset.what, What::Rail(_) | What::Road(_) | What::Shuttle(_)) && row.by_length;
        let times = if length { f64::from(u32::try_from(metres).unwrap_or(u32::MAX)) / 1e5 } else { 1.0 };
        let cost_eur_k = row.cost_eur_m.map(|cost| u64::from(rounded(cost * times * EUR_K)).max(1));
        Some(Figures { cost_eur_k, keeps: row.keeps, days: row.days })
    }
}

/// All of a stretch: costs add up, the narrowest and the last count.
fn together(all: impl Iterator<Item = Option<Figures>>) -> Option<Figures> {
    let first = Figures { cost_eur_k: [0; 3], keeps: UNLIMITED, days: 0 };
    let add = |sum: Figures, one: Option<Figures>| {
        let one = one?;
        Some(Figures {
            cost_eur_k: [0, 1, 2].map(|end: usize| sum.cost_eur_k[end].saturating_add(one.cost_eur_k[end])),
            keeps: sum.keeps.min(one.keeps),
            days: sum.days.max(one.days),
        })
    };
    let mut all = all;
    all.try_fold(first, add)
}

impl Targets<'_> {
    /// What to do with a budget against `k` losses together.
    ///
    /// # Errors
    /// [`Error::Question`] when figures are missing.
    pub(super) fn protected(
        &self,
        composer: &Composer<'_, '_>,
        k: u32,
        budget_eur_m: u32,
    ) -> Result<Option<Protected>> {
        let Some(level) = &self.study.levels[0] else { return Ok(None) };
        let table = Table::new(composer)?;
        let stretch = |at: usize| std::iter::once(at).chain(self.same[at].iter().copied());
        let figures =
            |at: usize, place: usize| together(stretch(at).map(|one| table.of(place, composer, self.assets[one])));
        // A stretch is asked for by any of its assets: worked out once.
        let mut known: BTreeMap<usize, [Option<Figures>; 2]> = BTreeMap::new();
        let mut both = Vec::with_capacity(self.assets.len());
        for at in 0..self.assets.len() {
            let first = stretch(at).min().unwrap_or(at);
            let empty = self.groups[at].is_empty();
            both.push(if empty {
                [None; 2]
            } else {
                *known.entry(first).or_insert_with(|| [figures(at, 0), figures(at, 1)])
            });
        }
        // Of a group's measures those that there are; the table says which is which.
        let places: Vec<Vec<usize>> =
            both.iter().map(|both| (0..2).filter(|place| both[*place].is_some()).collect()).collect();
        let measure = |of: &Figures| Measure { cost: of.cost_eur_k[1], keeps: of.keeps };
        let measures: Vec<Vec<Measure>> =
            both.iter().map(|both| both.iter().flatten().map(measure).collect()).collect();
        let budget_eur_k = u64::from(budget_eur_m.min(BUDGET_MAX_EUR_M)) * 1_000;
        let trials = if k <= 2 { TRIALS.0 } else { TRIALS.1 };
        let asked = |budget: u64, trials: usize| {
            protect(level.graph(), level.flow(), &self.groups, &measures, k as usize, budget, trials)
        };
        let (Some(nothing), Some(best)) = (asked(0, 1), asked(budget_eur_k, trials)) else { return Ok(None) };
        let mut taken = Vec::new();
        let mut sums = [0_u64; 3];
        for (group, which) in &best.taken {
            let place = places[*group][*which];
            let Some(of) = &both[*group][place] else { continue };
            sums = [0, 1, 2].map(|end: usize| sums[end] + of.cost_eur_k[end]);
            let way = place == 1;
            taken.push(MeasureTaken {
                how: if way { "bypass" } else { "harden" }.to_owned(),
                on: self.stretches(composer, std::slice::from_ref(group)).remove(0),
                cost_eur_m: eur_m(of.cost_eur_k[1]),
                cost_eur_m_low: eur_m(of.cost_eur_k[0]),
                cost_eur_m_high: eur_m(of.cost_eur_k[2]),
                passes: way.then(|| number(of.keeps)),
                ready_days: way.then_some(of.days),
            });
        }
        let vehicles = self.study.vehicles;
        // Until ways past stand, what is attacked passes nothing: so an attack on them may cost more days than the one that is worst for
        // the flow from then on.
        let hard = best.taken.iter().filter(|(group, which)| places[*group][*which] == 0);
        let safe: BTreeSet<u32> =
            hard.flat_map(|(group, _)| stretch(*group)).flat_map(|at| self.groups[at].iter().copied()).collect();
        let ready = |group: &usize| {
            let taken = best.taken.iter().find(|(taken, _)| taken == group)?;
            both[*group][places[*group][taken.1]].as_ref().map(|of| of.days)
        };
        let mut losses = GroupLosses::new(level.graph(), level.flow());
        let passed: Vec<usize> = best.taken.iter().map(|(group, _)| *group).take(k as usize).collect();
        let mut slowest = |attack: &Vec<usize>| {
            let attacked = attack.iter().flat_map(|at| self.groups[*at].iter().copied());
            let links: Vec<u32> = attacked.filter(|link| !safe.contains(link)).collect();
            let days = attack.iter().filter_map(ready).max().unwrap_or(0);
            arriving_min(vehicles, days, (level.value_apart() - losses.of(&links), best.left))
        };
        let each: Option<Vec<u64>> = [&best.attack, &nothing.attack, &passed].into_iter().map(&mut slowest).collect();
        let flowing_min = each.and_then(|each| each.into_iter().max());
        Ok(Some(Protected {
            against: k,
            budget_eur_m,
            cost_eur_m: eur_m(sums[1]),
            cost_eur_m_low: eur_m(sums[0]),
            cost_eur_m_high: eur_m(sums[2]),
            measures: taken,
            worst: self.stretches(composer, &best.attack),
            flow_without: number(nothing.left),
            flow_left: number(best.left),
            bound: number(best.at_least),
            best_possible: number(best.at_most),
            proven: best.at_least == best.at_most,
            flowing_min_without: arriving_min(vehicles, 0, (nothing.left, nothing.left)),
            flowing_min,
        }))
    }
}

/// Minutes in which vehicles come at one rate (thousandths a day) for some days and at another from then on; none when never.
fn arriving_min(vehicles: u64, days: u32, (early, late): (u64, u64)) -> Option<u64> {
    let all = u128::from(vehicles) * u128::from(MILLI);
    let before = u128::from(early) * u128::from(days);
    let minutes = |vehicles: u128, rate: u64| {
        (rate > 0)
            .then(|| u64::try_from((vehicles * u128::from(DAY_MIN)).div_ceil(u128::from(rate))).unwrap_or(u64::MAX))
    };
    if all <= before {
        return minutes(all, early);
    }
    Some(minutes(all - before, late)?.saturating_add(u64::from(days) * DAY_MIN))
}

/// Millions of euro with one thousand euro as the least.
#[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
fn eur_m(eur_k: u64) -> f64 {
    eur_k as f64 / EUR_K
}

/// To the nearest whole number.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=10^9")]
fn rounded(value: f64) -> u32 {
    value.round().clamp(0.0, 1e9) as u32
}

#[cfg(test)]
mod tests {
    use super::{Figures, arriving_min, together};
    use crate::algo::flow::UNLIMITED;

    #[test]
    fn a_stretch_costs_all_its_assets_and_passes_what_the_narrowest_does() {
        let one =
            |cost: u64, keeps: u64, days: u32| Some(Figures { cost_eur_k: [cost, 2 * cost, 5 * cost], keeps, days });
        let all = together([one(3, 500, 2), one(4, 300, 7)].into_iter()).unwrap();
        assert_eq!((all.cost_eur_k, all.keeps, all.days), ([7, 14, 35], 300, 7));
        assert!(together([one(3, UNLIMITED, 0), None].into_iter()).is_none());
    }

    #[test]
    fn vehicles_come_at_two_rates() {
        // 100 a day for 3 days, then 400 a day: 300 + 200 vehicles in 3.5 days.
        assert_eq!(arriving_min(500, 3, (100_000, 400_000)), Some(3 * 1_440 + 720));
        assert_eq!(arriving_min(150, 3, (100_000, 0)), Some(2_160));
        assert_eq!(arriving_min(301, 3, (100_000, 0)), None);
        assert_eq!(arriving_min(1, 0, (0, 0)), None);
    }
}
