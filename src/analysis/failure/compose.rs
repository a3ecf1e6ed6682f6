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

use sure::{closes, confidence, hours};

/// Places that a detour names at most.
const THROUGH_MAX: usize = 4;

/// Turns a study into parts of the answer.
pub(super) struct Composer<'a, 'n> {
    pub(super) ground: &'a Ground<'n>,
    pub(super) query: &'a Query,
    pub(super) study: &'a Study<'n>,
    pub(super) namer: Namer<'a>,
}

/// Lines of links for maps.
struct Lines {
    graph: Graph,
    shapes: SomeShapes,
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

/// Hours and minutes: `5 h 20 min`, `3 d 4 h`.
pub(super) fn duration(minutes: i64) -> String {
    match minutes {
        0..60 => format!("{minutes} min"),
        60..2_880 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} d {} h", minutes / 1_440, minutes % 1_440 / 60),
    }
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
        let mut impact = self.study.impacts(std::slice::from_ref(&links)).pop().unwrap_or_default();
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

    /// The arcs of a way that is given by its links.
    fn arcs(&self, from: u32, links: &[u32]) -> Vec<u32> {
        let mut node = from;
        let arc = |link: &u32| {
            let of = &self.network().topology.links[*link as usize];
            let back = of.a != node;
            node = if back { of.a } else { of.b };
            2 * link + u32::from(back)
        };
        links.iter().map(arc).collect()
    }

    /// A way round beside the usual one.
    fn detour(&self, pair: usize, usual: &[u32], round: &[u32], lines: Option<&Lines>) -> Detour {
        let network = self.network();
        let topology = &network.topology;
        let length_m = |arcs: &[u32]| -> i64 {
            arcs.iter().map(|arc| i64::from(topology.links[(arc / 2) as usize].length_m)).sum()
        };
        let head = |arc: &u32| {
            let link = &topology.links[(arc / 2) as usize];
            if arc.is_multiple_of(2) { link.b } else { link.a }
        };
        let known: BTreeSet<String> = usual.iter().map(|arc| network.node_name(head(arc))).collect();
        let mut new: Vec<String> = Vec::new();
        for arc in round {
            let name = network.node_name(head(arc));
            if !known.contains(&name) && !new.contains(&name) && !name.contains('(') {
                new.push(name);
            }
        }
        let through = if new.len() <= THROUGH_MAX {
            new
        } else {
            (0..THROUGH_MAX).map(|at| new[(2 * at + 1) * new.len() / (2 * THROUGH_MAX)].clone()).collect()
        };
        let (from, to) = self.pair(pair);
        let drawing = lines.map(|lines| Drawing { network, shapes: &lines.shapes });
        let line = drawing.zip(lines).map_or_else(Vec::new, |(drawing, lines)| drawing.line(&lines.graph, round));
        Detour { from, to, extra_km: (length_m(round) - length_m(usual)).div_euclid(1_000), through, line }
    }

    fn lines(&self) -> Result<Lines> {
        let network = self.network();
        let every: Vec<u32> = (0_u32..).zip(&network.base.links).map(|(link, _)| link).collect();
        let ends = network.topology.links.iter().map(|link| (link.a, link.b)).collect();
        Ok(Lines { graph: Graph { ends, ..Graph::default() }, shapes: network.shapes_of(&every)? })
    }

    /// Each link of an asset as a line; nothing for a whole state.
    fn asset_lines(&self, lines: &Lines, asset: &Asset) -> Vec<Vec<(f64, f64)>> {
        if matches!(asset.what, What::Consent(_) | What::Port(_) | What::Terminal(_) | What::Crossing(_)) {
            return Vec::new();
        }
        let drawing = Drawing { network: self.network(), shapes: &lines.shapes };
        asset.links.iter().map(|link| drawing.line(&lines.graph, &[2 * link])).collect()
    }

    /// Why a loss matters, in a sentence.
    fn why(&self, effect: &Effect, others: usize) -> String {
        let mut parts: Vec<String> = Vec::new();
        if effect.cut_off {
            parts.push("without it nothing can arrive".to_owned());
        }
        match (&effect.closure_cut_off, effect.closure_delay_h, effect.closure_h) {
            (Some(unit), _, _) => parts.push(format!("the force does not close: {unit} cannot be there")),
            (None, Some(delay), Some(closure)) if delay > 0.0 => {
                parts.push(format!("the force closes {delay} h later, at C+{closure} h"));
            }
            _ => {}
        }
        if let Some(Caught { waiting, round, anew }) = effect.caught
            && waiting + round + anew > 0
        {
            parts.push(format!("of its load units {waiting} wait, {round} go round, {anew} are planned anew"));
        }
        if effect.flow_loss > 0.0 {
            parts.push(format!(
                "{} vehicles a day fewer can arrive ({} %)",
                effect.flow_loss.round(),
                (effect.flow_loss_share * 1e3).round() / 10.0
            ));
        } else if effect.carries > 0.0 {
            parts.push("its flow finds other ways".to_owned());
        }
        if effect.pairs_cut_off > 0 && self.study.times.pairs() > 1 {
            parts.push(format!("{} of {} pairs have no way left", effect.pairs_cut_off, self.study.times.pairs()));
        }
        if let (Some(detour), Some(extra)) = (&effect.detour, effect.extra_min.or(effect.extra_travel_min)) {
            let through = match detour.through.as_slice() {
                [] => String::new(),
                names => format!(" through {}", names.join(", ")),
            };
            let pair = if self.study.times.pairs() > 1 {
                format!(" from {} to {}", detour.from, detour.to)
            } else {
                String::new()
            };
            match extra {
                0 => parts.push(format!("the way round{pair}{through} takes no longer, with permissions and rests")),
                _ => parts.push(format!("the way round{pair}{through} takes {} longer", duration(extra))),
            }
        }
        if others > 0 {
            let (assets, come) = if others == 1 { ("asset", "comes") } else { ("assets", "come") };
            parts.push(format!("{others} other {assets} on the same way {come} to the same"));
        }
        parts.join("; ")
    }

    /// What is assumed, and what the figures mean.
    pub(super) fn notes(&self, forced: Option<&Forced<'_>>) -> Vec<String> {
        let query = self.query;
        let soonest = if self.study.arrival.is_some() {
            "the arrival of the fastest way, with permissions, bans and rests"
        } else {
            "the travel time of the fastest pair, without waiting for permissions, bans and rests"
        };
        let mut notes = vec![
            format!(
                "days lost: by how much later, at the least, the last of {} vehicles can be there: {soonest}, then all of them at the rate of the flow; no force can be faster, so this compares losses, it plans none",
                query.vehicles
            ),
            "travel times of all pairs and the flow are worked out exactly without each asset; the ten worst losses are searched anew as routes, with permissions, bans and rests".to_owned(),
            "a loss closes every link that needs the asset, both ways, for good; what else stands there stays".to_owned(),
            format!(
                "regime: {}; figures at the {} end of their ranges",
                query.circumstances.regime,
                query.circumstances.case.pick("favourable", "typical", "unfavourable")
            ),
        ];
        notes.push("flows are those of links and places alone: what several ways share (a quota over all crossings, one structure under several ways) is not counted here, so that a flow may lie above that of `corridor capacity`".to_owned());
        if let Some(forced) = forced {
            notes.push(format!(
                "closure: a loss that touches nothing of the plan leaves it as it is; under every other one the force is planned anew from that plan ({} thousand journeys evaluated each, none once it closes as early as with nothing lost), and a bound says before when no plan closes",
                forced.effort
            ));
        }
        if !query.lost_at.is_empty() || (forced.is_some() && query.out_days.is_some()) {
            notes.push("closure: the plan is carried out until the loss; then what is hit and under way waits where it is or goes round from there, whichever is sooner, what has not started is placed anew, load units as they were made up, and what is not hit keeps its place; permissions of further states are asked for when the loss is known. Times and flows are for losses for good".to_owned());
        }
        if self.study.levels[0].is_none() {
            notes.push("nothing between these places has a capacity: only times are compared".to_owned());
        }
        notes.extend(self.study.flow.capacities().assumptions.iter().cloned());
        notes.extend(self.network().notes());
        notes
    }
}
