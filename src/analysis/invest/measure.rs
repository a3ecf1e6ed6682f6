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
use crate::analysis::capacity::level::{Level, level};
use crate::analysis::capacity::query::Query as CapacityQuery;
use crate::analysis::plan;
use crate::analysis::plan::earliest::{Shape, earliest};
use crate::analysis::plan::prepared;
use crate::analysis::route::query::Query as RouteQuery;
use crate::analysis::stop::Stop;
use crate::data::force_file::ForceFile;
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::cards::Card;
use crate::network::rules::Case;

use super::column::{Column, Figure, Times};
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
    /// Minutes after C by force: of closure, or the earliest possible.
    pub(super) fn minutes(&self, by: By) -> Vec<u64> {
        self.times.iter().map(|times| if by == By::Closure { times.closure_s } else { times.bound_s } / 60).collect()
    }
}

/// Scenario, part, case, force or theatre.
type Key = (usize, Part, u8, usize);

/// What is known.
#[derive(Default)]
struct Known {
    columns: BTreeMap<Key, Column>,
    /// Of each force in a scenario at one end of the figures.
    shapes: BTreeMap<(usize, u8, usize), Shape>,
    /// Earliest closures in the question's own scenario, minutes after C, by set.
    proven: BTreeMap<Set, Vec<u64>>,
}

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
        let keys: Vec<Key> = parts
            .iter()
            .flat_map(|part| (0..self.count(scenario, *part)).map(|index| (scenario, *part, rank(case), index)))
            .collect();
        // Everything hangs on the network without any card: it is measured first.
        let nothing = [Set::EMPTY];
        for sets in [&nothing[..], sets] {
            let mut wanted: BTreeMap<Set, Vec<(Key, Option<Times>)>> = BTreeMap::new();
            {
                let known = self.known.lock().map_err(panicked)?;
                for key in &keys {
                    let column = known.columns.get(key);
                    for set in sets {
                        if column.is_some_and(|own| if names { own.measured(set) } else { own.known(set).is_some() }) {
                            continue;
                        }
                        let most = column.and_then(|own| own.soonest(set));
                        wanted.entry(*set).or_default().push((*key, most));
                    }
                }
            }
            self.wanted.fetch_add(wanted.len(), Ordering::Relaxed);
            let wanted: Vec<_> = wanted.into_iter().collect();
            let found: Result<Vec<_>> = wanted.par_iter().map(|(set, keys)| self.one(case, *set, keys)).collect();
            let mut known = self.known.lock().map_err(panicked)?;
            for ((set, keys), found) in wanted.iter().zip(found?) {
                for ((key, _), (figure, shape)) in keys.iter().zip(found) {
                    if let Some(shape) = shape {
                        known.shapes.insert((key.0, key.2, key.3), shape);
                    }
                    known.columns.entry(*key).or_default().learn(*set, figure);
                }
            }
        }
        Ok(())
    }

    /// One network, asked for all that is wanted of it. `Times` are what plans with fewer cards come to.
    fn one(&self, case: Case, set: Set, keys: &[(Key, Option<Times>)]) -> Result<Vec<(Figure, Option<Shape>)>> {
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
        let of = |((number, part, rank, index), most): &(Key, Option<Times>)| match part {
            Part::Flow => {
                let found = level(network, &self.capacity(scenario, &self.query.to[*index], case, regime))?;
                Ok((Figure::Level(found), None))
            }
            Part::Bound | Part::Closure => {
                let force = &scenario.forces[*index];
                let query = self.plan(scenario, case, regime);
                let Some(most) = most else {
                    let (times, shape) = self.first(network, force, &query, *part)?;
                    return Ok((Figure::Times(times), Some(shape)));
                };
                let shape = {
                    let known = self.known.lock().map_err(panicked)?;
                    known.shapes.get(&(*number, *rank, *index)).cloned().unwrap_or_default()
                };
                self.times(network, force, &query, *part, &shape, *most).map(|times| (Figure::Times(times), None))
            }
        };
        let found = keys.iter().map(of).collect();
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        (self.progress)(done, self.wanted.load(Ordering::Relaxed).max(done));
        found
    }

    /// Times on the network without cards: a plan is made.
    fn first(
        &self,
        network: &Network,
        force: &ForceFile,
        query: &plan::query::Query,
        part: Part,
    ) -> Result<(Times, Shape)> {
        prepared::unproven(network, force, query, self.stop, |prepared| {
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
        let bound_s = u64::from(earliest(network, force, query, shape, enough_s)?).min(most.bound_s);
        if part == Part::Bound {
            return Ok(Times { bound_s, closure_s: bound_s });
        }
        if bound_s >= most.closure_s {
            return Ok(Times { bound_s, closure_s: most.closure_s });
        }
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

    fn capacity(&self, scenario: &Scenario, to: &str, case: Case, regime: &str) -> CapacityQuery {
        CapacityQuery {
            to: vec![to.to_owned()],
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

    /// What a set is worth more than nothing: minutes earlier, or thousandths of a vehicle a day more, summed over forces or
    /// theatres.
    pub(super) fn gains(&self, scenario: usize, by: By, case: Case, sets: &[Set]) -> Result<Vec<u64>> {
        let mut all = vec![Set::EMPTY];
        all.extend_from_slice(sets);
        let figures = self.figures(scenario, &[part_of(by)], case, &all)?;
        Ok(figures[1..].iter().map(|after| gain(by, &figures[0], after)).collect())
    }
}

/// The part that a comparison needs.
pub(super) fn part_of(by: By) -> Part {
    match by {
        By::Closure => Part::Closure,
        By::Bound => Part::Bound,
        By::Flow | By::Resilience => Part::Flow,
    }
}

/// What is gained between two networks; a loss counts as nothing gained.
pub(super) fn gain(by: By, before: &Figures, after: &Figures) -> u64 {
    let levels = |figures: &Figures| {
        let of = |level: &Level| if by == By::Flow { level.milli } else { level.left_milli };
        figures.levels.iter().map(of).collect::<Vec<u64>>()
    };
    let (less, more) = match by {
        By::Closure | By::Bound => (after.minutes(by), before.minutes(by)),
        By::Flow | By::Resilience => (levels(before), levels(after)),
    };
    less.into_iter().zip(more).map(|(less, more)| more.saturating_sub(less)).sum()
}
