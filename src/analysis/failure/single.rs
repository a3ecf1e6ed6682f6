//! Single losses: what the loss of each asset alone does to every pair and to the flow, exactly, and which matter most.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::analysis::capacity::lost::{Flow, Level, Places};
use crate::error::Result;
use crate::network::capacity::MILLI;
use crate::network::rules::Case;

use super::assets::Asset;
use super::closure::Closes;
use super::times::{Arrival, Ground, Times};

/// Minutes in a day.
const DAY_MIN: u64 = 1_440;

/// The three ends of ranges at which flows are worked out, the question's own first.
pub(super) fn cases(own: Case) -> [Case; 3] {
    match own {
        Case::Typical => [Case::Typical, Case::Best, Case::Worst],
        Case::Best => [Case::Best, Case::Typical, Case::Worst],
        Case::Worst => [Case::Worst, Case::Typical, Case::Best],
    }
}

/// Everything about one set of origins and one set of destinations.
pub(super) struct Study<'n> {
    pub(super) from: Places,
    pub(super) to: Places,
    pub(super) flow: Flow<'n>,
    /// The flow at the question's end of the ranges, and at the two others; none when nothing has a capacity.
    pub(super) levels: [Option<Level>; 3],
    pub(super) times: Times,
    /// The pair as a route question answers it, when there is but one.
    pub(super) arrival: Option<Arrival<'n>>,
    pub(super) vehicles: u64,
    /// Travel time and number of each pair that has a way, the fastest first.
    order: Vec<(u32, usize)>,
}

/// A way as a route question finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Round {
    /// Arrival, seconds after C.
    pub(super) time_s: u32,
    /// Its arcs.
    pub(super) arcs: Vec<u32>,
}

/// What a loss does, in whole numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Impact {
    /// By how much the flow falls at the three ends, thousandths of a vehicle a day.
    pub(super) flow_loss: [u64; 3],
    /// Pairs whose travel time changes, with their times then, seconds.
    pub(super) changes: Vec<(u32, Option<u32>)>,
    /// When the only pair's best way is lost: the best that is left, if any.
    pub(super) round: Option<Option<Round>>,
    /// The closure of the force, when its plan is touched.
    pub(super) closes: Option<Closes>,
    /// Least minutes in which all vehicles can be there, at the three ends; none when they cannot.
    pub(super) least_min: [Option<u64>; 3],
}

impl Impact {
    /// Whether it changes anything.
    pub(super) fn matters(&self) -> bool {
        !self.changes.is_empty()
            || self.round.is_some()
            || self.closes.is_some()
            || self.flow_loss.iter().any(|loss| *loss > 0)
    }
}

impl<'n> Study<'n> {
    /// Works out what holds when nothing is lost.
    ///
    /// # Errors
    /// As questions of throughput and of routes.
    pub(super) fn new(
        ground: &Ground<'n>,
        from: Places,
        to: Places,
        flow: Flow<'n>,
        vehicles: u32,
    ) -> Result<Study<'n>> {
        let times = Times::new(ground, &from.nodes, &to.nodes)?;
        Study::with(ground, (from, to), flow, times, vehicles)
    }

    /// The same with times that are known.
    ///
    /// # Errors
    /// As questions of throughput and of routes.
    pub(super) fn with(
        ground: &Ground<'n>,
        (from, to): (Places, Places),
        flow: Flow<'n>,
        times: Times,
        vehicles: u32,
    ) -> Result<Study<'n>> {
        let [own, second, third] = cases(ground.query.case);
        let levels = [flow.at(own, true)?, flow.at(second, false)?, flow.at(third, false)?];
        let arrival = match (from.nodes.as_slice(), to.nodes.as_slice()) {
            ([from], [to]) => Some(Arrival::new(ground, *from, *to)?),
            _ => None,
        };
        let mut order: Vec<(u32, usize)> =
            (0..times.pairs()).filter_map(|pair| Some((times.time_s(pair)?, pair))).collect();
        order.sort_unstable();
        Ok(Study { from, to, flow, levels, times, arrival, vehicles: u64::from(vehicles), order })
    }

    /// The names of the places of a pair, as nodes.
    pub(super) fn ends(&self, pair: usize) -> (u32, u32) {
        (self.from.nodes[pair / self.to.nodes.len()], self.to.nodes[pair % self.to.nodes.len()])
    }

    /// The flow at one of the three ends, thousandths of a vehicle a day.
    pub(super) fn value(&self, level: usize) -> Option<u64> {
        self.levels[level].as_ref().map(Level::value)
    }

    /// The fastest pair and its travel time, seconds, when some times have changed.
    pub(super) fn fastest(&self, changes: &[(u32, Option<u32>)]) -> Option<(u32, usize)> {
        let kept = |pair: &&(u32, usize)| changes.binary_search_by_key(&pair.1, |one| one.0 as usize).is_err();
        let changed = changes.iter().filter_map(|(pair, time)| Some(((*time)?, *pair as usize)));
        changed.chain(self.order.iter().find(kept).copied()).min()
    }

    /// How soon the first can be there, seconds: the arrival of the only pair, else the least travel time of all pairs.
    fn soonest_s(&self, impact: &Impact) -> Option<u32> {
        match (&self.arrival, &impact.round) {
            (Some(_), Some(round)) => round.as_ref().map(|round| round.time_s),
            (Some(arrival), None) => arrival.base.as_ref().map(|found| arrival.time_s(found)),
            (None, _) => self.fastest(&impact.changes).map(|(time, _)| time),
        }
    }

    /// Minutes before which the vehicles cannot all be there: the fastest way, then all of them at the rate of the flow.
    /// None when they never can. Whoever moves them, none arrives before the fastest way allows, and no more arrive in a
    /// day than the cut lets pass.
    fn least_min(&self, level: usize, impact: &Impact) -> Option<u64> {
        let lost = impact.flow_loss[level];
        let travel = u64::from(self.soonest_s(impact)?.div_ceil(60));
        match self.value(level) {
            None => Some(travel),
            Some(value) if value <= lost => None,
            Some(value) => {
                let flowing = u128::from(self.vehicles) * u128::from(MILLI) * u128::from(DAY_MIN);
                let minutes = flowing.div_ceil(u128::from(value - lost));
                Some(travel.saturating_add(u64::try_from(minutes).unwrap_or(u64::MAX)))
            }
        }
    }

    /// Links of the flow's graph that are lost with each asset, at one of the three ends.
    pub(super) fn groups(&self, level: usize, lost: &[Vec<u32>]) -> Vec<Vec<u32>> {
        let Some(level) = &self.levels[level] else { return vec![Vec::new(); lost.len()] };
        lost.iter().map(|links| level.group(links)).collect()
    }

    /// What the loss of each set of links does, each by itself. Unless it is to be `proved`, what it takes of the flow may be
    /// told too large; at the other two ends of the ranges it always may.
    pub(super) fn impacts(&self, lost: &[Vec<u32>], proved: bool) -> Vec<Impact> {
        let mut flow_loss = [vec![0; lost.len()], vec![0; lost.len()], vec![0; lost.len()]];
        for (number, losses) in flow_loss.iter_mut().enumerate() {
            if let Some(level) = &self.levels[number] {
                *losses = level.losses(&self.groups(number, lost), proved && number == 0);
            }
        }
        let changes = self.times.without_links(lost);
        let each = changes.into_par_iter().enumerate().map(|(at, changes)| {
            let mut impact = Impact {
                flow_loss: [0, 1, 2].map(|level: usize| flow_loss[level][at]),
                changes,
                round: self.round(&lost[at]),
                closes: None,
                least_min: [None; 3],
            };
            impact.least_min = [0, 1, 2].map(|level| self.least_min(level, &impact));
            impact
        });
        each.collect()
    }

    /// The only pair's best way without some links, when they are on its usual one.
    fn round(&self, lost: &[u32]) -> Option<Option<Round>> {
        let arrival = self.arrival.as_ref().filter(|arrival| arrival.uses(lost))?;
        Some(arrival.without(lost).map(|found| arrival.round(&found)))
    }

    /// What holds when nothing is lost, as an impact.
    pub(super) fn nothing(&self) -> Impact {
        let mut nothing = Impact::default();
        nothing.least_min = [0, 1, 2].map(|level| self.least_min(level, &nothing));
        nothing
    }

    /// By how much travel becomes longer at the most, seconds, and for which pair; none when no changed pair has a way.
    pub(super) fn longest(&self, impact: &Impact) -> Option<(u32, usize)> {
        let extra = |(pair, time): &(u32, Option<u32>)| {
            let before = self.times.time_s(*pair as usize)?;
            Some((time.as_ref()?.saturating_sub(before), std::cmp::Reverse(*pair as usize)))
        };
        impact.changes.iter().filter_map(extra).max().map(|(extra, pair)| (extra, pair.0))
    }

    /// Orders impacts from the worst to the least: what cuts off, then days, then flow, then pairs cut off, then hours.
    pub(super) fn rank(&self, base: &Impact, impacts: &[(usize, Impact)], assets: &[Asset]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..impacts.len()).collect();
        let key = |at: &usize| {
            let (asset, impact) = &impacts[*at];
            let days = match (base.least_min[0], impact.least_min[0]) {
                (Some(before), Some(after)) => after.saturating_sub(before),
                (Some(_), None) => u64::MAX,
                (None, _) => 0,
            };
            let apart = impact.changes.iter().filter(|(_, time)| time.is_none()).count();
            let extra = self.longest(impact).map_or(0, |(extra, _)| extra);
            let worst =
                std::cmp::Reverse((later(base, impact), days, impact.flow_loss[0], apart, extra, impact.changes.len()));
            (worst, assets[*asset].what)
        };
        order.sort_by_cached_key(key);
        order
    }

    /// Numbers of the losses that come to just the same, pair by pair and in the flow: mostly what stands one after
    /// another on one way.
    pub(super) fn same(impacts: &[(usize, Impact)]) -> Vec<Vec<usize>> {
        type Key<'i> = (&'i [(u32, Option<u32>)], [u64; 3], Option<Option<u32>>, Option<(Option<u32>, Option<u32>)>);
        let mut groups: BTreeMap<Key<'_>, Vec<usize>> = BTreeMap::new();
        for (at, (_, impact)) in impacts.iter().enumerate() {
            let later = impact.round.as_ref().map(|round| round.as_ref().map(|round| round.time_s));
            let closes = impact.closes.as_ref().map(|closes| (closes.closure_s, closes.bound_s));
            groups.entry((&impact.changes, impact.flow_loss, later, closes)).or_default().push(at);
        }
        let mut same = vec![Vec::new(); impacts.len()];
        for members in groups.into_values() {
            for one in &members {
                same[*one] = members.iter().copied().filter(|other| other != one).collect();
            }
        }
        same
    }
}

/// By how much later a force closes under a loss, seconds; the most there is when it cannot.
pub(super) fn later(base: &Impact, impact: &Impact) -> u64 {
    match (&base.closes, &impact.closes) {
        (Some(before), Some(after)) => match (before.closure_s, after.closure_s) {
            (Some(before), Some(after)) => u64::from(after.saturating_sub(before)),
            (Some(_), None) => u64::MAX,
            (None, _) => 0,
        },
        _ => 0,
    }
}
