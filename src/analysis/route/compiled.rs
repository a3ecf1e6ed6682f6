//! The network compiled for one load, two places and the circumstances: what a route searches once, and a plan again and again.

use std::sync::Arc;

use crate::algo::labels::{Ahead, Criteria, Found, Graph, Question, potential, search};
use crate::error::Result;
use crate::force::{Factors, Load};
use crate::network::Network;
use crate::network::find::Target;
use crate::network::rules::{Asked, Rules};

use super::LATEST_S;
use super::kept::{Kept, Papers};
use super::profile::{Profile, seconds};
use super::query::{Mode, Query};
use super::view::{Sources, View};
use super::walk::Start;

/// What is compiled.
pub(in crate::analysis) struct Setting<'a, 's> {
    pub(in crate::analysis) network: &'a Network,
    /// Circumstances; its places, load and departure are not looked at.
    pub(in crate::analysis) query: &'s Query,
    pub(in crate::analysis) rules: &'s Rules<'s>,
    pub(in crate::analysis) factors: &'s Factors<'s>,
    pub(in crate::analysis) profile: &'a Profile,
    pub(in crate::analysis) load: &'s Load<'s>,
    pub(in crate::analysis) flag: u8,
    pub(in crate::analysis) from: Target,
    pub(in crate::analysis) to: Target,
    pub(in crate::analysis) depart_s: u32,
}

impl<'a> Setting<'a, '_> {
    /// Whether permissions are asked for one after another.
    pub(in crate::analysis) fn chained(&self) -> bool {
        self.query.chained.unwrap_or_else(|| self.rules.chained(&self.query.regime))
    }

    /// The network as this load sees it, and how it starts.
    ///
    /// # Errors
    /// When a planning factor is missing, or the circumstances name an unknown state or place.
    pub(super) fn compile(&self) -> Result<(View<'a>, Start)> {
        Ok((self.seen(View::new)?, self.start()))
    }

    fn seen<T>(&self, see: impl FnOnce(&Sources<'a, '_>) -> Result<T>) -> Result<T> {
        let network = self.network;
        let (from_node, to_node) = (network.node_of(self.from), network.node_of(self.to));
        see(&Sources {
            network,
            query: self.query,
            rules: self.rules,
            factors: self.factors,
            profile: self.profile,
            cargo: self.load.cargo(),
            flag: self.flag,
            chained: self.chained(),
            from: from_node,
            to: to_node,
        })
    }

    fn start(&self) -> Start {
        let network = self.network;
        let from_node = network.node_of(self.from);
        let road = &self.profile.road;
        let settled = matches!(self.from, Target::Settlement(_));
        let asked = Asked {
            regime: &self.query.regime,
            country: network.country_code(network.topology.nodes[from_node as usize].country),
            mode: Mode::Road.word(),
            cargo: self.load.cargo(),
            flag: network.country_code(self.flag),
            starts_here: true,
        };
        let gate_s = if settled { self.rules.lead(&asked, self.query.case).map_or(0, |lead| lead.lead_s) } else { 0 };
        Start {
            node: from_node,
            depart_s: self.depart_s,
            form_s: if settled { road.load_s } else { 0 },
            gate_s,
            finish_s: if matches!(self.to, Target::Settlement(_)) { road.unload_s } else { 0 },
        }
    }
}

/// A compiled setting that can be searched.
pub(in crate::analysis) struct Compiled<'a> {
    pub(in crate::analysis) view: View<'a>,
    pub(in crate::analysis) start: Start,
    pub(in crate::analysis) target: u32,
    pub(in crate::analysis) chained: bool,
    handling_worth_s: u32,
    /// Least times to the target with everything that refuses closed.
    pub(in crate::analysis) potential: Arc<Vec<u32>>,
}

impl<'a> Compiled<'a> {
    /// Compiles a setting.
    ///
    /// # Errors
    /// As [`Setting::compile`].
    pub(in crate::analysis) fn new(setting: &Setting<'a, '_>) -> Result<Self> {
        let (view, start) = setting.compile()?;
        let target = setting.network.node_of(setting.to);
        let potential = Arc::new(potential(&view.graph, target, view.items.all()));
        let handling_worth_s = seconds(setting.factors.hours("handling_worth_h")?);
        Ok(Compiled { view, start, target, chained: setting.chained(), handling_worth_s, potential })
    }

    /// The same with what is kept of settings that differ in papers, handling times and ends; of rail, road and sea.
    ///
    /// # Errors
    /// As [`Compiled::new`].
    pub(in crate::analysis) fn with_kept(
        setting: &Setting<'a, '_>,
        (kept, papers): (&Kept, &Papers<'a>),
    ) -> Result<Self> {
        if setting.query.modes.iter().any(|mode| matches!(mode, Mode::Iww | Mode::Air)) {
            return Compiled::new(setting);
        }
        let target = setting.network.node_of(setting.to);
        let (view, potential) = setting.seen(|sources| {
            let fits = kept.fits(sources)?;
            let view = View::of_fits(sources, &fits, papers);
            let potential = fits.potential(&view.graph, target, view.items.all());
            Ok((view, potential))
        })?;
        let handling_worth_s = seconds(setting.factors.hours("handling_worth_h")?);
        let (start, chained) = (setting.start(), setting.chained());
        Ok(Compiled { view, start, target, chained, handling_worth_s, potential })
    }

    /// The graph.
    pub(in crate::analysis) fn graph(&self) -> &Graph {
        &self.view.graph
    }

    /// The best way, exactly, with some links dearer or closed (see [`Question::penalty`]).
    pub(in crate::analysis) fn best(&self, penalty: &[u16]) -> Option<Found> {
        self.look(penalty, self.handling_worth_s)
    }

    /// The way that arrives first, whatever its handlings, with some links closed.
    pub(in crate::analysis) fn earliest(&self, penalty: &[u16]) -> Option<Found> {
        self.look(penalty, 0)
    }

    /// The best way on from a node, an instant and a march clock, with some links closed.
    pub(in crate::analysis) fn onward(&self, from: (u32, u32, u32), penalty: &[u16]) -> Option<Found> {
        self.look_from(from, penalty, self.handling_worth_s)
    }

    fn look(&self, penalty: &[u16], handling_worth_s: u32) -> Option<Found> {
        self.look_from((self.start.node, self.start.ready_s(), 0), penalty, handling_worth_s)
    }

    fn look_from(&self, from: (u32, u32, u32), penalty: &[u16], handling_worth_s: u32) -> Option<Found> {
        let found = search(
            &self.view.graph,
            &Question {
                starts: &[from],
                target: self.target,
                potential: &self.potential,
                ahead: &Ahead::default(),
                criteria: Criteria { chained: self.chained, handling_worth_s, ..Criteria::default() },
                latest_s: LATEST_S,
                penalty,
            },
        );
        found.into_iter().next()
    }
}

/// Limits that are relaxed together at most, to say what would open a way.
const RELAX_MAX: u32 = 2;

impl Compiled<'_> {
    /// Where no way exists: the smallest set of things, each in words, whose relaxation opens one.
    pub(in crate::analysis) fn opening(&self) -> Option<Vec<String>> {
        let potential = potential(&self.view.graph, self.target, 0);
        let found = search(
            &self.view.graph,
            &Question {
                starts: &[(self.start.node, self.start.ready_s(), 0)],
                target: self.target,
                potential: &potential,
                ahead: &Ahead::default(),
                criteria: Criteria { relax_max: RELAX_MAX, relaxable: self.view.items.all(), ..Criteria::default() },
                latest_s: LATEST_S,
                penalty: &[],
            },
        );
        let best = found.into_iter().min_by_key(|found| (found.items.count_ones(), found.time_s))?;
        Some(self.view.items.of(best.items).map(super::items::Item::text).collect())
    }
}
