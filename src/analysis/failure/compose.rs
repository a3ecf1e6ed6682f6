//! Numbers to the answer: names, days, ways round, and the sentence that says why a loss matters.

use std::collections::{BTreeMap, BTreeSet};

use crate::algo::labels::Graph;
use crate::analysis::capacity::lost;
use crate::analysis::route::line::Drawing;
use crate::data::base::SomeShapes;
use crate::error::Result;
use crate::network::Network;
use crate::network::capacity::MILLI;

use super::answer::{
    Base, Caught, Detour, Effect, HardenedClosure, Loss, Named, Places, Theatre, Together, WorstClosure,
};
use super::assets::{Asset, Kind, What};
use super::closure::{Closes, Closures, Forced};
use super::names::Namer;
use super::query::{Footprint, Query};
use super::single::{Impact, Round, Study, later};
use super::times::{Arrival, Ground};
use super::together::{Kept, WorstSet};
use super::{CONSENTS, TEN};

mod sure;
mod ways;
mod words;

use sure::{closes, confidence, hours};
use ways::Lines;

/// Turns a study into parts of the answer.
pub(super) struct Composer<'a, 'n> {
    pub(super) ground: &'a Ground<'n>,
    pub(super) query: &'a Query,
    pub(super) study: &'a Study<'n>,
    pub(super) namer: Namer<'a>,
}

/// Thousandths as a number.
#[allow(clippy::cast_precision_loss, reason = "flows are far below 2^53")]
pub(super) fn number(thousandths: u64) -> f64 {
    thousandths as f64 / MILLI as f64
}

/// Days with two decimals.
#[allow(clippy::cast_precision_loss, reason = "minutes are far below 2^53")]
fn days(minutes: u64) -> f64 {
    (minutes as f64 / 14.4).round() / 100.0
}

/// A share with three decimals.
#[allow(clippy::cast_precision_loss, reason = "flows are far below 2^53")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 1e3).round() / 1e3 }
}

impl<'a, 'n> Composer<'a, 'n> {
    pub(super) fn new(ground: &'a Ground<'n>, query: &'a Query, study: &'a Study<'n>) -> Self {
        let namer = Namer { network: ground.network, capacities: study.flow.capacities() };
        Composer { ground, query, study, namer }
    }

    fn network(&self) -> &'n Network {
        self.ground.network
    }

    pub(super) fn places(&self, places: &lost::Places) -> Places {
        let positions = places.nodes.iter().map(|node| self.namer.position(*node)).collect();
        Places { name: places.name.clone(), places: places.nodes.len(), positions }
    }

    /// `Bremerhaven -> Rukla`.
    fn pair(&self, pair: usize) -> (String, String) {
        let (from, to) = self.study.ends(pair);
        (self.network().node_name(from), self.network().node_name(to))
    }

    /// What holds when nothing is lost.
    ///
    /// # Errors
    /// As a route question's.
    pub(super) fn base(&self, nothing: &Impact) -> Result<Base> {
        let study = self.study;
        let fastest = study.fastest(&[]);
        let arrival_s = match (&study.arrival, fastest) {
            (Some(arrival), _) => arrival.base.as_ref().map(|found| arrival.time_s(found)),
            (None, Some((_, pair))) => {
                let (from, to) = study.ends(pair);
                let arrival = Arrival::new(self.ground, from, to)?;
                arrival.base.as_ref().map(|found| arrival.time_s(found))
            }
            (None, None) => None,
        };
        let apart = (0..study.times.pairs()).filter(|pair| study.times.time_s(*pair).is_none()).count();
        Ok(Base {
            pairs: study.times.pairs(),
            pairs_without_way: apart,
            vehicles_per_day: study.value(0).map(number),
            vehicles_per_day_apart: study.levels[0].as_ref().map(|level| number(level.value_apart())),
            travel_min: fastest.map(|(time, _)| i64::from(time / 60)),
            fastest: fastest.map_or(String::new(), |(_, pair)| {
                let (from, to) = self.pair(pair);
                format!("{from} - {to}")
            }),
            arrival_min: arrival_s.map(|time| i64::from(time / 60)),
            least_days: nothing.least_min[0].map(days),
            closure_h: nothing.closes.as_ref().and_then(|closes| closes.closure_s).map(hours),
            closure_bound_h: nothing.closes.as_ref().and_then(|closes| closes.bound_s).map(hours),
        })
    }

    /// The losses in an order: all of them, or (`short`) the ten that matter and the five consents that do, without what
    /// comes to the same as one before.
    pub(super) fn losses(
        &self,
        base: &Impact,
        assets: &[Asset],
        impacts: &[(usize, Impact)],
        order: &[usize],
        short: bool,
    ) -> Result<Vec<Loss>> {
        let same = Study::same(impacts);
        let lines = if self.query.lines && !short { Some(self.lines()?) } else { None };
        let mut first: BTreeSet<usize> = BTreeSet::new();
        let (mut ten, mut five) = (0, 0);
        for at in order {
            let consent = assets[impacts[*at].0].what.kind() == Kind::Consent;
            let (count, most) = if consent { (&mut five, CONSENTS) } else { (&mut ten, TEN) };
            if *count < most && !same[*at].iter().any(|other| first.contains(other)) {
                first.insert(*at);
                *count += 1;
            }
        }
        let shown = order.iter().copied().filter(|at| !short || first.contains(at));
        let mut pairs: BTreeMap<usize, Arrival<'n>> = BTreeMap::new();
        let mut losses = Vec::new();
        for (rank, at) in shown.enumerate() {
            let (asset, impact) = &impacts[at];
            let asset = &assets[*asset];
            let effect = self.effect(base, impact, &asset.links, first.contains(&at), &mut pairs, lines.as_ref())?;
            let others: Vec<What> = same[at].iter().map(|other| assets[impacts[*other].0].what).collect();
            losses.push(Loss {
                rank: rank + 1,
                asset: self.namer.id(asset.what),
                name: self.namer.name(asset.what),
                kind: asset.what.kind().word().to_owned(),
                country: self.namer.country(asset).to_owned(),
                why: self.why(&effect, others.len()),
                effect,
                evidence: self.namer.evidence(asset.what).map(|evidence| evidence.word().to_owned()),
                confidence: confidence(base, impact).to_owned(),
                same_as: others.into_iter().map(|what| self.namer.id(what)).collect(),
                at: self.namer.place(asset),
                lines: lines.as_ref().map_or_else(Vec::new, |lines| self.asset_lines(lines, asset)),
            });
        }
        Ok(losses)
    }

    /// One theatre with the ten that matter.
    pub(super) fn theatre(
        &self,
        base: &Impact,
        assets: &[Asset],
        impacts: &[(usize, Impact)],
        order: &[usize],
    ) -> Result<Theatre> {
        Ok(Theatre {
            name: self.study.to.name.clone(),
            base: self.base(base)?,
            losses: self.losses(base, assets, impacts, order, true)?,
        })
    }

    /// Everything that is named, lost together.
    pub(super) fn together(
        &self,
        base: &Impact,
        footprint: &Footprint,
        assets: &[Asset],
        closures: Option<&Closures>,
    ) -> Result<Together> {
        let mut links: Vec<u32> = assets.iter().flat_map(|asset| asset.links.iter().copied()).collect();
        links.sort_unstable();
        links.dedup();
        let mut impact = self.study.impacts(std::slice::from_ref(&links), true).pop().unwrap_or_default();
        impact.closes = closures.and_then(|closures| closures.together.clone());
        let lines = if self.query.lines { Some(self.lines()?) } else { None };
        let mut pairs = BTreeMap::new();
        let effect = self.effect(base, &impact, &links, true, &mut pairs, lines.as_ref())?;
        let mut ends_min = None;
        if let Some(days) = self.query.out_days {
            let pair = self.study.longest(&impact).map(|(_, pair)| pair);
            let apart = || impact.changes.iter().find(|(_, time)| time.is_none()).map(|(pair, _)| *pair as usize);
            let pair = pair.or_else(apart).or_else(|| self.study.fastest(&[]).map(|(_, pair)| pair));
            if let Some(pair) = pair {
                let (from, to) = self.study.ends(pair);
                let mut arrival = Arrival::new(self.ground, from, to)?;
                let found = arrival.until(&links, days.saturating_mul(86_400));
                ends_min = found.map(|found| i64::from(arrival.time_s(&found) / 60));
            }
        }
        Ok(Together {
            name: super::footprint::name(footprint),
            assets: assets.iter().map(|asset| self.named(asset)).collect(),
            effect,
            out_days: self.query.out_days,
            arrival_when_it_ends_min: ends_min,
        })
    }

    /// A worst set for closure.
    pub(super) fn worst_closure(&self, set: &WorstSet, assets: &[Asset]) -> WorstClosure {
        let named = |chosen: &[usize]| chosen.iter().map(|at| self.named(&assets[*at])).collect();
        let closes = &set.closes;
        WorstClosure {
            k: set.k,
            assets: named(&set.assets),
            closure_h: closes.closure_s.map(hours),
            closure_bound_h: closes.bound_s.map(hours),
            closure_at_most_h: set.at_most_s.map(hours),
            planned: set.planned,
            open: set.open,
            cuts: named(&set.cuts),
        }
    }

    /// What to harden for closure.
    pub(super) fn kept(&self, kept: &Kept, assets: &[Asset]) -> HardenedClosure {
        HardenedClosure {
            n: kept.n,
            assets: kept.hardened.iter().map(|at| self.named(&assets[*at])).collect(),
            left: self.worst_closure(&kept.left, assets),
            at_least_h: hours(kept.at_least_s),
        }
    }

    fn named(&self, asset: &Asset) -> Named {
        Named { asset: self.namer.id(asset.what), name: self.namer.name(asset.what) }
    }

    /// What a loss does, in the units of the answer.
    fn effect(
        &self,
        base: &Impact,
        impact: &Impact,
        links: &[u32],
        exact: bool,
        pairs: &mut BTreeMap<usize, Arrival<'n>>,
        lines: Option<&Lines>,
    ) -> Result<Effect> {
        let study = self.study;
        let lost = |level: usize| match (base.least_min[level], impact.least_min[level]) {
            (Some(before), Some(after)) => Some(after.saturating_sub(before)),
            _ => None,
        };
        let longest = study.longest(impact);
        let (mut extra_min, mut detour, mut usual) = (None, None, false);
        if let (Some(arrival), Some(round)) = (&study.arrival, &impact.round) {
            if let (Some(found), Some(round)) = (&arrival.base, round) {
                let usual = arrival.round(found);
                extra_min = Some(i64::from(round.time_s / 60) - i64::from(usual.time_s / 60));
                detour = Some(self.detour(0, &usual.arcs, &round.arcs, lines));
            }
        } else if study.arrival.is_some() {
            extra_min = Some(0);
        } else if let (true, Some((_, pair))) = (exact, longest) {
            if let std::collections::btree_map::Entry::Vacant(entry) = pairs.entry(pair) {
                let (from, to) = study.ends(pair);
                entry.insert(Arrival::new(self.ground, from, to)?);
            }
            let arrival = &pairs[&pair];
            usual = !arrival.uses(links);
            if usual {
                extra_min = Some(0);
            } else if let (Some(found), Some(without)) = (&arrival.base, arrival.without(links)) {
                let (usual, round): (Round, Round) = (arrival.round(found), arrival.round(&without));
                extra_min = Some(i64::from(round.time_s / 60) - i64::from(usual.time_s / 60));
                detour = Some(self.detour(pair, &usual.arcs, &round.arcs, lines));
            }
        }
        // Where the usual way, with permissions, does not need it, there is no way round to show.
        if detour.is_none()
            && !usual
            && let Some((_, pair)) = longest
            && let Some(round) = study.times.detour(pair, links)
        {
            let (from, _) = study.ends(pair);
            let (usual, round) = (self.arcs(from, study.times.way(pair)), self.arcs(from, &round));
            detour = Some(self.detour(pair, &usual, &round, lines));
        }
        let all: Vec<u64> = (0..3).filter_map(lost).collect();
        let value = study.value(0);
        Ok(Effect {
            cut_off: base.least_min[0].is_some() && impact.least_min[0].is_none(),
            closure_delay_h: (base.closes.is_some() && later(base, impact) != u64::MAX)
                .then(|| hours(u32::try_from(later(base, impact)).unwrap_or(u32::MAX))),
            closure_h: closes(base, impact).and_then(|closes| closes.closure_s).map(hours),
            closure_bound_h: closes(base, impact).and_then(|closes| closes.bound_s).map(hours),
            closure_cut_off: impact
                .closes
                .as_ref()
                .map(|closes| closes.cut_off.clone())
                .filter(|unit| !unit.is_empty()),
            caught: impact.closes.as_ref().and_then(|closes| closes.caught).map(|[waiting, round, anew]| Caught {
                waiting,
                round,
                anew,
            }),
            lost_min: lost(0),
            days_lost: lost(0).map(days),
            days_lost_low: if all.len() == 3 { all.iter().min().copied().map(days) } else { None },
            days_lost_high: if all.len() == 3 { all.iter().max().copied().map(days) } else { None },
            flow_loss: number(impact.flow_loss[0]),
            flow_loss_share: share(impact.flow_loss[0], value.unwrap_or(0)),
            carries: study.levels[0].as_ref().map_or(0.0, |level| number(level.carried(links))),
            pairs_slower: impact.changes.iter().filter(|(_, time)| time.is_some()).count(),
            pairs_cut_off: impact.changes.iter().filter(|(_, time)| time.is_none()).count(),
            extra_travel_min: longest.map(|(extra, _)| i64::from(extra / 60)),
            extra_min,
            detour,
        })
    }
}
