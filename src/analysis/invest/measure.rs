//! What a set of cards is worth: networks made anew, questions asked anew, nothing estimated.
//!
//! Every force and every theatre has a [`Column`] of what is known of it by set. A network is made once for all columns
//! that want it, and not at all where the answer is known without: between two sets of the same figures there is no other,
//! since more cards only relax; and where nothing can be complete before a plan that still stands, no plan is made.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::algo::portfolio::Set;
use crate::analysis::capacity::level::{Level, Proven, levels};
use crate::analysis::capacity::query::Query as CapacityQuery;
use crate::analysis::plan;
use crate::analysis::plan::earliest::{Shape, earliest};
use crate::analysis::plan::prepared;
use crate::analysis::route::query::Query as RouteQuery;
use crate::analysis::stop::Stop;
use crate::data::force_file::ForceFile;
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::cards::{Card, CardKind};
use crate::network::rules::Case;

use super::column::{Figure, Times};
use super::gain::{gain, parts_of};
use super::known::{Before, Found, Key, Known};
use super::query::{By, Query, Scenario};

/// What can be measured of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Earliest that each force can be complete.
    Bound,
    /// That, and closure of each force.
    Closure,
    /// Each theatre's flow and what is left after its worst loss.
    Flow,
}

/// Figures of one network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    /// By force.
    pub(super) times: Vec<Times>,
    /// By theatre.
    pub(super) levels: Vec<Level>,
}

impl Figures {
    /// All numbers: where they are alike nothing has changed but names.
    fn numbers(&self) -> (&[Times], Vec<(u64, u64)>) {
        (&self.times, self.levels.iter().map(|level| (level.milli, level.left_milli)).collect())
    }

    /// Minutes after C by force: of closure, or the earliest possible.
    pub(super) fn minutes(&self, by: By) -> Vec<u64> {
        self.times.iter().map(|times| if by == By::Closure { times.closure_s } else { times.bound_s } / 60).collect()
    }
}

/// Cards whose worth is asked for together, before that of any of them.
const GROUP: usize = 8;

/// Told how many sets of cards have been measured, and how many are to be so far.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Measures sets of cards, each part once.
pub(super) struct Meter<'a> {
    pub(super) network: &'a Network,
    pub(super) cards: &'a [&'a Card],
    pub(super) query: &'a Query,
    /// The question's own scenario, then the others.
    pub(super) scenarios: Vec<&'a Scenario>,
    known: Mutex<Known>,
    /// What fits where: the networks of cards that change papers share it.
    kept: prepared::Kept,
    progress: Progress<'a>,
    stop: Stop<'a>,
    done: AtomicUsize,
    wanted: AtomicUsize,
    plans: AtomicUsize,
}

fn rank(case: Case) -> u8 {
    case.pick(0, 1, 2)
}

fn panicked<T>(_: T) -> Error {
    Error::Output("a measurement panicked".to_owned())
}

impl<'a> Meter<'a> {
    pub(super) fn new(
        network: &'a Network,
        cards: &'a [&'a Card],
        query: &'a Query,
        (progress, stop): (Progress<'a>, Stop<'a>),
    ) -> Self {
        Meter {
            network,
            cards,
            query,
            scenarios: std::iter::once(&query.scenario).chain(&query.others).collect(),
            known: Mutex::default(),
            kept: prepared::Kept::default(),
            progress,
            stop,
            done: AtomicUsize::new(0),
            wanted: AtomicUsize::new(0),
            plans: AtomicUsize::new(0),
        }
    }

    /// Networks made so far, and plans made on them.
    pub(super) fn measured(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.plans.load(Ordering::Relaxed))
    }

    /// What one part of a scenario is asked of: forces, or theatres.
    fn count(&self, scenario: usize, part: Part) -> usize {
        if part == Part::Flow { self.query.to.len() } else { self.scenarios[scenario].forces.len() }
    }

    /// What is asked of a network.
    fn keys(&self, scenario: usize, parts: &[Part], case: Case) -> Vec<Key> {
        let of = |part: &Part| {
            let (part, count) = (*part, self.count(scenario, *part));
            (0..count).map(move |index| (scenario, part, rank(case), index))
        };
        parts.iter().flat_map(of).collect()
    }

    /// The figures of some sets, in order. Sets are measured side by side; the result does not depend on it.
    pub(super) fn figures(&self, scenario: usize, parts: &[Part], case: Case, sets: &[Set]) -> Result<Vec<Figures>> {
        self.measure(scenario, parts, case, sets, false)?;
        let known = self.known.lock().map_err(panicked)?;
        let of = |set: &Set| {
            let mut figures = Figures::default();
            for part in parts {
                for index in 0..self.count(scenario, *part) {
                    match known.columns.get(&(scenario, *part, rank(case), index)).and_then(|own| own.known(set)) {
                        Some(Figure::Times(times)) => figures.times.push(times),
                        Some(Figure::Level(level)) => figures.levels.push(level),
                        None => return Err(Error::Output("a measurement is missing".to_owned())),
                    }
                }
            }
            Ok(figures)
        };
        sets.iter().map(of).collect()
    }

    /// Measures what is not known of some sets; with `names` also what is known only by numbers, so that cuts and losses
    /// have their names.
    pub(super) fn measure(&self, scenario: usize, parts: &[Part], case: Case, sets: &[Set], names: bool) -> Result<()> {
        let keys = self.keys(scenario, parts, case);
        // Everything hangs on the network without any card: it is measured first.
        let nothing = [Set::EMPTY];
        for sets in [&nothing[..], sets] {
            let mut wanted: BTreeMap<Set, Vec<(Key, Before)>> = BTreeMap::new();
            {
                let known = self.known.lock().map_err(panicked)?;
                for key in &keys {
                    let column = known.columns.get(key);
                    for set in sets {
                        if column.is_some_and(|own| if names { own.measured(set) } else { own.known(set).is_some() }) {
                            continue;
                        }
                        let times = column.and_then(|own| own.soonest(set));
                        let level = if names { None } else { known.provable(key, set) };
                        wanted.entry(*set).or_default().push((*key, Before { times, level }));
                    }
                }
            }
            self.wanted.fetch_add(wanted.len(), Ordering::Relaxed);
            let wanted: Vec<_> = wanted.into_iter().collect();
            let found: Result<Vec<_>> = wanted.par_iter().map(|(set, keys)| self.one(case, *set, keys)).collect();
            let mut known = self.known.lock().map_err(panicked)?;
            for ((set, keys), found) in wanted.iter().zip(found?) {
                for ((key, _), found) in keys.iter().zip(found) {
                    known.learn(*key, *set, found);
                }
            }
        }
        Ok(())
    }

    /// Measures cards alone: some together first, and only where they change anything together each by itself. Of plans, the
    /// bounds first.
    pub(super) fn settle(&self, scenario: usize, parts: &[Part], case: Case, items: &[usize]) -> Result<()> {
        // Changes of rules mostly change something; and where a flow takes long to solve, a group of cards that changes
        // something costs as much as each that does, and a proof that holds next to nothing.
        let priced = self.is_priced(scenario, parts, case)?;
        let apart = |item: &&usize| priced || self.cards[**item].kind == CardKind::Reform;
        let (single, grouped): (Vec<usize>, Vec<usize>) = items.iter().partition(apart);
        for part in parts {
            match part {
                Part::Flow => {
                    let sets: Vec<Set> = single.iter().map(|item| Set::one(*item)).collect();
                    self.measure(scenario, &[Part::Flow], case, &sets, false)?;
                    self.in_groups(scenario, &[Part::Flow], case, &grouped)?;
                }
                Part::Bound | Part::Closure => self.in_groups(scenario, &[Part::Bound], case, items)?,
            }
        }
        if !parts.contains(&Part::Closure) {
            return Ok(());
        }
        let nothing = &self.figures(scenario, &[Part::Closure], case, &[Set::EMPTY])?[0];
        let sets: Vec<Set> = items.iter().map(|item| Set::one(*item)).collect();
        let bounds = self.figures(scenario, &[Part::Bound], case, &sets)?;
        // Cards that cannot make anything sooner are worth no plan; those that move no bound may still move plans.
        let mut still = Vec::new();
        let least = self.figures(scenario, &[Part::Bound], case, &[Set::EMPTY])?[0].times.clone();
        {
            let mut known = self.known.lock().map_err(panicked)?;
            for ((item, set), bounds) in items.iter().zip(&sets).zip(&bounds) {
                for (index, (bound, now)) in bounds.times.iter().zip(&nothing.times).enumerate() {
                    if bound.bound_s >= now.closure_s {
                        let times = Times { bound_s: now.bound_s.min(bound.bound_s), closure_s: now.closure_s };
                        known.learn((scenario, Part::Closure, rank(case), index), *set, Found::Times(times));
                    }
                }
                let open = bounds.times.iter().zip(&nothing.times).any(|(bound, now)| bound.bound_s < now.closure_s);
                if open && bounds.times == least {
                    still.push(*item);
                }
            }
        }
        self.in_groups(scenario, &[Part::Closure], case, &still)
    }

    /// Whether something shared holds back the flow to any theatre without cards.
    fn is_priced(&self, scenario: usize, parts: &[Part], case: Case) -> Result<bool> {
        if !parts.contains(&Part::Flow) {
            return Ok(false);
        }
        self.measure(scenario, &[Part::Flow], case, &[Set::EMPTY], false)?;
        let known = self.known.lock().map_err(panicked)?;
        let keys = self.keys(scenario, &[Part::Flow], case);
        let mut proofs = keys.iter().filter_map(|key| known.proofs.get(key)).flatten();
        Ok(proofs.any(|(_, proven)| proven.is_priced()))
    }

    /// Cards in groups, and in halves of those that change anything.
    fn in_groups(&self, scenario: usize, parts: &[Part], case: Case, items: &[usize]) -> Result<()> {
        let nothing = self.figures(scenario, parts, case, &[Set::EMPTY])?;
        let unknown: Vec<usize> = {
            let keys = self.keys(scenario, parts, case);
            let known = self.known.lock().map_err(panicked)?;
            let has = |key: &Key, set: &Set| known.columns.get(key).is_some_and(|own| own.known(set).is_some());
            items.iter().copied().filter(|item| keys.iter().any(|key| !has(key, &Set::one(*item)))).collect()
        };
        let mut open: Vec<&[usize]> = unknown.chunks(GROUP).collect();
        while !open.is_empty() {
            let sets: Vec<Set> = open.iter().map(|group| group.iter().copied().collect()).collect();
            let found = self.figures(scenario, parts, case, &sets)?;
            let changed = |figures: &Figures| figures.numbers() != nothing[0].numbers();
            let groups = open.iter().zip(&found).filter(|(group, figures)| group.len() > 1 && changed(figures));
            open = groups.flat_map(|(group, _)| <[&[usize]; 2]>::from(group.split_at(group.len() / 2))).collect();
        }
        Ok(())
    }

    /// One network, asked for all that is wanted of it.
    fn one(&self, case: Case, set: Set, keys: &[(Key, Before)]) -> Result<Vec<Found>> {
        self.stop.check()?;
        let cards: Vec<&Card> = set.items().map(|item| self.cards[item]).collect();
        let scenario = keys.first().map_or(self.scenarios[0], |((scenario, ..), _)| self.scenarios[*scenario]);
        let changed;
        let (network, regime) = if cards.is_empty() {
            (self.network, scenario.regime.as_str())
        } else {
            changed = self.network.with_cards(&cards, &scenario.regime)?;
            (&changed.network, changed.regime.as_str())
        };
        let theatres: Vec<(&str, Option<Proven>)> = keys
            .iter()
            .filter(|((_, part, ..), _)| *part == Part::Flow)
            .map(|((.., index), before)| (self.query.to[*index].as_str(), before.level.clone()))
            .collect();
        let mut flows = self.levels(network, scenario, (case, regime), theatres)?.into_iter();
        let of = |((number, part, rank, index), before): &(Key, Before)| match part {
            Part::Flow => {
                flows.next().map(Found::Level).ok_or_else(|| Error::Output("a theatre is missing".to_owned()))
            }
            Part::Bound | Part::Closure => {
                let force = &scenario.forces[*index];
                let query = self.plan(scenario, case, regime);
                let Some(most) = before.times else {
                    let (times, shape) = self.first(network, force, &query, *part)?;
                    return Ok(Found::First(times, shape));
                };
                let shape = {
                    let known = self.known.lock().map_err(panicked)?;
                    known.shapes.get(&(*number, *rank, *index)).cloned().unwrap_or_default()
                };
                self.times(network, force, &query, *part, &shape, most).map(Found::Times)
            }
        };
        let found = keys.iter().map(of).collect();
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        (self.progress)(done, self.wanted.load(Ordering::Relaxed).max(done));
        found
    }

    /// Levels of theatres on a network, each with what may still be proven of it.
    fn levels(
        &self,
        network: &Network,
        scenario: &Scenario,
        (case, regime): (Case, &str),
        theatres: Vec<(&str, Option<Proven>)>,
    ) -> Result<Vec<Proven>> {
        if theatres.is_empty() {
            return Ok(Vec::new());
        }
        let (names, known): (Vec<&str>, Vec<Option<Proven>>) = theatres.into_iter().unzip();
        levels(network, &self.capacity(scenario, &names, case, regime), &known)
    }

    /// Times on the network without cards: a plan is made.
    fn first(
        &self,
        network: &Network,
        force: &ForceFile,
        query: &plan::query::Query,
        part: Part,
    ) -> Result<(Times, Shape)> {
        prepared::unproven((network, &self.kept), force, query, self.stop, |prepared| {
            let bound_s = u64::from(prepared.proven_s());
            let closure_s = if part == Part::Bound { bound_s } else { self.planned(prepared, force)? };
            Ok((Times { bound_s, closure_s }, prepared.shape()))
        })
    }

    /// Times on a network with cards, where plans that come to `most` still stand.
    fn times(
        &self,
        network: &Network,
        force: &ForceFile,
        query: &plan::query::Query,
        part: Part,
        shape: &Shape,
        most: Times,
    ) -> Result<Times> {
        let enough_s = u32::try_from(most.bound_s).unwrap_or(u32::MAX);
        let bound_s = u64::from(earliest((network, &self.kept), force, query, shape, enough_s)?).min(most.bound_s);
        if part == Part::Bound {
            return Ok(Times { bound_s, closure_s: bound_s });
        }
        if bound_s >= most.closure_s {
            return Ok(Times { bound_s, closure_s: most.closure_s });
        }
        let network = (network, &self.kept);
        let planned_s = prepared::unproven(network, force, query, self.stop, |prepared| self.planned(prepared, force))?;
        Ok(Times { bound_s, closure_s: planned_s.min(most.closure_s) })
    }

    fn planned(&self, prepared: &mut prepared::Prepared<'_, '_>, force: &ForceFile) -> Result<u64> {
        self.plans.fetch_add(1, Ordering::Relaxed);
        let closure = prepared.closure(&plan::changes::Changes::default(), None, self.query.effort);
        let cut_off = |_| Error::Question(format!("{} cannot be complete with these cards", force.file));
        closure.map(|closure| u64::from(closure.closure_s)).map_err(cut_off)
    }

    /// The earliest closure of each force that the whole program of what is scarce proves, minutes after C.
    pub(super) fn proven(&self, set: Set) -> Result<Vec<u64>> {
        if let Some(own) = self.known.lock().map_err(panicked)?.proven.get(&set) {
            return Ok(own.clone());
        }
        let cards: Vec<&Card> = set.items().map(|item| self.cards[item]).collect();
        let scenario = self.scenarios[0];
        let changed = self.network.with_cards(&cards, &scenario.regime)?;
        let query = self.plan(scenario, self.query.case, &changed.regime);
        let proven = |force| {
            prepared::prepared(&changed.network, force, &query, self.stop, |prepared| {
                Ok(u64::from(prepared.proven_s()) / 60)
            })
        };
        let found: Vec<u64> = scenario.forces.iter().map(proven).collect::<Result<_>>()?;
        self.known.lock().map_err(panicked)?.proven.insert(set, found.clone());
        Ok(found)
    }

    fn circumstances(&self, scenario: &Scenario, case: Case, regime: &str) -> RouteQuery {
        let default = RouteQuery::default();
        RouteQuery {
            regime: regime.to_owned(),
            deny: scenario.deny.clone(),
            allow: self.query.allow.clone(),
            avoid: self.query.avoid.clone(),
            assurance: self.query.assurance,
            case,
            c_day: self.query.c_day.clone().unwrap_or(default.c_day.clone()),
            chained: self.query.chained,
            ship_notice_h: self.query.ship_notice_h,
            ..default
        }
    }

    fn plan(&self, scenario: &Scenario, case: Case, regime: &str) -> plan::query::Query {
        plan::query::Query {
            circumstances: self.circumstances(scenario, case, regime),
            effort: self.query.effort,
            ..plan::query::Query::default()
        }
    }

    fn capacity(&self, scenario: &Scenario, to: &[&str], case: Case, regime: &str) -> CapacityQuery {
        CapacityQuery {
            to: to.iter().map(|name| (*name).to_owned()).collect(),
            from: self.query.from.clone(),
            deny: scenario.deny.clone(),
            allow: self.query.allow.clone(),
            avoid: self.query.avoid.clone(),
            regime: regime.to_owned(),
            assurance: self.query.assurance,
            case,
            pools: self.query.pools.clone(),
            ..CapacityQuery::default()
        }
    }

    /// What a set is worth more than nothing: minutes earlier, thousandths of a vehicle a day more, summed over forces or
    /// theatres, or ten-thousandths of a point.
    pub(super) fn gains(&self, scenario: usize, by: By, case: Case, sets: &[Set]) -> Result<Vec<u64>> {
        let mut all = vec![Set::EMPTY, Set::all(self.cards.len())];
        all.extend_from_slice(sets);
        let figures = self.figures(scenario, parts_of(by), case, &all)?;
        Ok(figures[2..].iter().map(|after| gain(by, &figures[0], after, &figures[1])).collect())
    }
}
