//! Least times of all pairs of origins and destinations, and what every loss makes of them.
//!
//! Two clocks. **Travel**: under way, loading, unloading, gauge changes and processing at borders, on the arcs that a route
//! question compiles, without waiting for permissions, bans and rests (`algo::replacement`: every pair, every loss,
//! exactly). **Arrival**: all of it, as a route question answers it, searched anew without the links that are lost; for
//! pairs that are asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::algo::graph::UNREACHABLE;
use crate::algo::labels::{CLOSED, Found, NO_STATE, NONE, Special};
use crate::algo::replacement::{CLOSED as SHUT, Replacement, Way};
use crate::analysis::route::compiled::{Compiled, Setting};
use crate::analysis::route::profile::Profile;
use crate::analysis::route::query::{Mode, Query};
use crate::error::{Error, Result};
use crate::force::{Factors, Load};
use crate::network::find::Target;
use crate::network::rules::Rules;
use crate::network::{Network, NodeKind};

use super::single::Round;

/// Pairs at most when the ways near the ends differ from pair to pair.
const APART_MAX: usize = 200;

/// What every pair is compiled with.
pub(super) struct Ground<'a> {
    pub(super) network: &'a Network,
    pub(super) query: &'a Query,
    pub(super) rules: &'a Rules<'a>,
    pub(super) factors: &'a Factors<'a>,
    pub(super) profile: &'a Profile,
    pub(super) load: &'a Load<'a>,
    pub(super) depart_s: u32,
}

impl<'a> Ground<'a> {
    fn target(&self, node: u32) -> Target {
        match self.network.topology.nodes[node as usize].kind {
            NodeKind::Facility(index) => Target::Facility(index),
            _ => Target::Settlement(node),
        }
    }

    /// The network as a load from one place to another sees it.
    ///
    /// # Errors
    /// As a route question's.
    pub(super) fn compile(&self, from: u32, to: u32) -> Result<Compiled<'a>> {
        let own = self.network.topology.nodes[from as usize].country;
        let flag = self.query.flag.as_ref().map_or(Ok(own), |text| self.network.country(text))?;
        Compiled::new(&Setting {
            network: self.network,
            query: self.query,
            rules: self.rules,
            factors: self.factors,
            profile: self.profile,
            load: self.load,
            flag,
            from: self.target(from),
            to: self.target(to),
            depart_s: self.depart_s,
        })
    }
}

/// Pairs that see the same network.
struct Group {
    replacement: Replacement,
    /// Number of each of its pairs among all.
    pairs: Vec<u32>,
}

/// Travel times of all pairs, numbered by origin, then by destination.
pub(super) struct Times {
    groups: Arc<Vec<Group>>,
    /// Number of each pair of the groups among these, or [`NONE`]; all as they are when empty.
    own: Vec<u32>,
    /// Group and number in it of each pair.
    place: Vec<(u32, u32)>,
    /// Forming up before and unloading after the way, seconds, by pair.
    ends_s: Vec<u32>,
    unit_s: u32,
}

impl Times {
    /// Works out all pairs. `O(states of origin (destinations + origins) (n + m) log n)` and the search of losses.
    ///
    /// # Errors
    /// As a route question's; [`Error::Usage`] for too many pairs without roads.
    pub(super) fn new(ground: &Ground<'_>, from: &[u32], to: &[u32]) -> Result<Times> {
        let local = Mode::DEFAULT.iter().any(|mode| !ground.query.modes.contains(mode));
        if local && from.len() * to.len() > APART_MAX {
            return Err(Error::Usage(format!(
                "{} pairs of places, and --modes leaves a mode out, so that each has local roads of its own: name at most {APART_MAX} pairs, or allow rail, road and sea",
                from.len() * to.len()
            )));
        }
        // (state, pair or none) to (origins, destinations), by their places in `from` and `to`.
        let mut asked: BTreeMap<(u8, usize), (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (origin, node) in from.iter().enumerate() {
            let state = ground.network.topology.nodes[*node as usize].country;
            if local {
                for destination in 0..to.len() {
                    asked.insert((state, origin * to.len() + destination), (vec![origin], vec![destination]));
                }
            } else {
                let all = || (Vec::new(), (0..to.len()).collect());
                asked.entry((state, usize::MAX)).or_insert_with(all).0.push(origin);
            }
        }
        let of = from.len() * to.len();
        let (mut groups, mut place, mut ends_s, mut unit) = (Vec::new(), vec![(0, 0); of], vec![0; of], 1);
        for (origins, destinations) in asked.into_values() {
            let compiled = ground.compile(from[origins[0]], to[destinations[0]])?;
            let (ways, unit_s) = ways(&compiled);
            unit = unit_s;
            let start: Vec<u32> = origins.iter().map(|origin| from[*origin]).collect();
            let end: Vec<u32> = destinations.iter().map(|destination| to[*destination]).collect();
            let replacement = Replacement::new(compiled.graph().nodes(), ways, &start, &end);
            let settled = |node: u32| matches!(ground.target(node), Target::Settlement(_));
            let mut pairs = Vec::with_capacity(origins.len() * destinations.len());
            for origin in &origins {
                for destination in &destinations {
                    let pair = origin * to.len() + destination;
                    place[pair] = (number(groups.len()), number(pairs.len()));
                    let form_s = if settled(from[*origin]) { ground.profile.road.load_s } else { 0 };
                    let finish_s = if settled(to[*destination]) { ground.profile.road.unload_s } else { 0 };
                    ends_s[pair] = form_s + finish_s;
                    pairs.push(number(pair));
                }
            }
            groups.push(Group { replacement, pairs });
        }
        Ok(Times { groups: Arc::new(groups), own: Vec::new(), place, ends_s, unit_s: unit })
    }

    /// The times to some of the destinations only: `kept` are their places among `of`, ascending. What was worked out is shared.
    pub(super) fn only(&self, of: usize, kept: &[usize]) -> Times {
        let pairs: Vec<usize> = (0..self.pairs()).filter(|pair| kept.binary_search(&(pair % of)).is_ok()).collect();
        let mut own = vec![NONE; self.pairs()];
        for (new, pair) in (0_u32..).zip(&pairs) {
            own[*pair] = new;
        }
        Times {
            groups: Arc::clone(&self.groups),
            own,
            place: pairs.iter().map(|pair| self.place[*pair]).collect(),
            ends_s: pairs.iter().map(|pair| self.ends_s[*pair]).collect(),
            unit_s: self.unit_s,
        }
    }

    /// How many pairs.
    pub(super) fn pairs(&self) -> usize {
        self.place.len()
    }

    fn seconds(&self, pair: usize, time: u32) -> Option<u32> {
        (time != UNREACHABLE).then(|| time.saturating_mul(self.unit_s).saturating_add(self.ends_s[pair]))
    }

    /// Travel time of a pair, seconds; none when no way joins it.
    pub(super) fn time_s(&self, pair: usize) -> Option<u32> {
        let (group, at) = self.place[pair];
        self.seconds(pair, self.groups[group as usize].replacement.pairs()[at as usize].time)
    }

    /// Links of the fastest way of a pair.
    pub(super) fn way(&self, pair: usize) -> &[u32] {
        let (group, at) = self.place[pair];
        &self.groups[group as usize].replacement.pairs()[at as usize].links
    }

    /// For each set of links the pairs whose travel time its loss changes, with their times then, by pair.
    pub(super) fn without_links(&self, lost: &[Vec<u32>]) -> Vec<Vec<(u32, Option<u32>)>> {
        let mut all: Vec<Vec<(u32, Option<u32>)>> = vec![Vec::new(); lost.len()];
        for group in self.groups.iter() {
            let kept = |at: u32| {
                let pair = group.pairs[at as usize];
                let own = if self.own.is_empty() { pair } else { self.own[pair as usize] };
                (own != NONE).then_some(own)
            };
            for (changes, own) in group.replacement.without(lost, &|at| kept(at).is_some()).into_iter().zip(&mut all) {
                let seconds = |pair: u32, time: u32| (pair, self.seconds(pair as usize, time));
                own.extend(changes.into_iter().filter_map(|(at, time)| Some(seconds(kept(at)?, time))));
            }
        }
        all.iter_mut().for_each(|changes| changes.sort_unstable());
        all
    }

    /// Links of the fastest way of a pair without some links.
    pub(super) fn detour(&self, pair: usize, lost: &[u32]) -> Option<Vec<u32>> {
        let (group, at) = self.place[pair];
        self.groups[group as usize].replacement.detour(at, lost).map(|(_, links)| links)
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The arcs of a compiled network as ways, in the finest unit of time in which all of them add up safely.
fn ways(compiled: &Compiled<'_>) -> (Vec<Way>, u32) {
    let graph = compiled.graph();
    let least = |arc: u32| (graph.items_of(arc) == 0 && !graph.is_shut(arc)).then(|| graph.least_s(arc));
    let links = 0..number(graph.ends.len());
    let sum: u64 = links.clone().map(|link| u64::from(least(2 * link).max(least(2 * link + 1)).unwrap_or(0))).sum();
    let fits = |unit: &u64| sum / unit + u64::from(number(graph.ends.len())) < u64::from(UNREACHABLE);
    let unit = [1, 10, 60, 600].into_iter().find(fits).unwrap_or(3_600);
    let unit_s = u32::try_from(unit).unwrap_or(1);
    let ways = links.map(|link| {
        let (a, b) = graph.ends[link as usize];
        let weight = |arc: u32| least(arc).map_or(SHUT, |seconds| seconds / unit_s);
        Way { a, b, forward: weight(2 * link), backward: weight(2 * link + 1) }
    });
    (ways.collect(), unit_s)
}

/// A pair as a route question answers it.
pub(super) struct Arrival<'a> {
    compiled: Compiled<'a>,
    /// The best way when nothing is lost.
    pub(super) base: Option<Found>,
}

impl<'a> Arrival<'a> {
    /// Compiles and searches.
    ///
    /// # Errors
    /// As a route question's.
    pub(super) fn new(ground: &Ground<'a>, from: u32, to: u32) -> Result<Self> {
        let compiled = ground.compile(from, to)?;
        let base = compiled.best(&[]);
        Ok(Arrival { compiled, base })
    }

    /// Arrival of a way, seconds after C.
    pub(super) fn time_s(&self, found: &Found) -> u32 {
        found.time_s + self.compiled.start.finish_s
    }

    /// A way with its arrival.
    pub(super) fn round(&self, found: &Found) -> Round {
        Round { time_s: self.time_s(found), arcs: found.arcs.iter().map(|(arc, _)| *arc).collect() }
    }

    /// Whether the best way uses any of some links (ascending).
    pub(super) fn uses(&self, links: &[u32]) -> bool {
        let on = |found: &Found| found.arcs.iter().any(|(arc, _)| links.binary_search(&(arc / 2)).is_ok());
        self.base.as_ref().is_some_and(on)
    }

    /// The best way without some links; what it is when nothing is lost if it uses none of them.
    pub(super) fn without(&self, links: &[u32]) -> Option<Found> {
        if !self.uses(links) {
            return self.base.clone();
        }
        let mut penalty = vec![100_u16; self.compiled.graph().ends.len()];
        links.iter().for_each(|link| penalty[*link as usize] = CLOSED);
        self.compiled.best(&penalty)
    }

    /// The best way when some links are out until an instant (seconds after C): it may wait for them or go round.
    pub(super) fn until(&mut self, links: &[u32], back_s: u32) -> Option<Found> {
        if !self.uses(links) {
            return self.base.clone();
        }
        let graph = &mut self.compiled.view.graph;
        let (special, specials) = (graph.special.clone(), graph.specials.clone());
        for link in links {
            let slot = &mut graph.special[*link as usize];
            if *slot == NONE {
                *slot = number(graph.specials.len());
                graph.specials.push([Special { state: NO_STATE, ..Special::default() }; 2]);
            }
            for side in &mut graph.specials[*slot as usize] {
                side.gate_s = side.gate_s.max(back_s);
                side.gate_item = 0;
            }
        }
        let found = self.compiled.best(&[]);
        let graph = &mut self.compiled.view.graph;
        (graph.special, graph.specials) = (special, specials);
        found
    }
}
