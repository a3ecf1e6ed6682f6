//! What a set of cards is worth: networks made anew, questions asked anew, nothing estimated.

use std::collections::BTreeMap;
use std::sync::Mutex;

use rayon::prelude::*;

use crate::algo::portfolio::Set;
use crate::analysis::capacity::level::{Level, level};
use crate::analysis::capacity::query::Query as CapacityQuery;
use crate::analysis::plan;
use crate::analysis::plan::changes::Changes;
use crate::analysis::plan::prepared::prepared;
use crate::analysis::route::query::Query as RouteQuery;
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::cards::Card;
use crate::network::rules::Case;

use super::query::{By, Query, Scenario};

/// What can be measured of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Earliest that each force can be complete.
    Bound,
    /// Closure of each force.
    Closure,
    /// Each theatre's flow and what is left after its worst loss.
    Flow,
}

/// Figures of one network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Figures {
    /// Minutes after C, by force.
    Minutes(Vec<u64>),
    /// By theatre.
    Levels(Vec<Level>),
}

impl Figures {
    pub(super) fn minutes(&self) -> &[u64] {
        match self {
            Figures::Minutes(minutes) => minutes,
            Figures::Levels(_) => &[],
        }
    }

    pub(super) fn levels(&self) -> &[Level] {
        match self {
            Figures::Levels(levels) => levels,
            Figures::Minutes(_) => &[],
        }
    }
}

type Key = (usize, Part, u8, Set);

/// Measures sets of cards, each part once.
pub(super) struct Meter<'a> {
    pub(super) network: &'a Network,
    pub(super) cards: &'a [&'a Card],
    pub(super) query: &'a Query,
    /// The question's own scenario, then the others.
    pub(super) scenarios: Vec<&'a Scenario>,
    known: Mutex<BTreeMap<Key, Figures>>,
}

fn rank(case: Case) -> u8 {
    case.pick(0, 1, 2)
}

impl<'a> Meter<'a> {
    pub(super) fn new(network: &'a Network, cards: &'a [&'a Card], query: &'a Query) -> Self {
        let scenarios = std::iter::once(&query.scenario).chain(&query.others).collect();
        Meter { network, cards, query, scenarios, known: Mutex::new(BTreeMap::new()) }
    }

    /// Networks made so far, times parts measured.
    pub(super) fn measured(&self) -> usize {
        self.known.lock().map_or(0, |known| known.len())
    }

    /// The figures of some sets, in order. Sets are measured side by side; the result does not depend on it.
    pub(super) fn figures(&self, scenario: usize, part: Part, case: Case, sets: &[Set]) -> Result<Vec<Figures>> {
        let key = |set: &Set| (scenario, part, rank(case), *set);
        let mut wanted: Vec<Set> = {
            let known = self.known.lock().map_err(|_| Error::Output("a measurement panicked".to_owned()))?;
            sets.iter().filter(|set| !known.contains_key(&key(set))).copied().collect()
        };
        wanted.sort_unstable();
        wanted.dedup();
        let found: Result<Vec<Figures>> =
            wanted.par_iter().map(|set| self.one(self.scenarios[scenario], part, case, *set)).collect();
        let mut known = self.known.lock().map_err(|_| Error::Output("a measurement panicked".to_owned()))?;
        for (set, figures) in wanted.iter().zip(found?) {
            known.insert(key(set), figures);
        }
        Ok(sets.iter().map(|set| known[&key(set)].clone()).collect())
    }

    fn one(&self, scenario: &Scenario, part: Part, case: Case, set: Set) -> Result<Figures> {
        let cards: Vec<&Card> = set.items().map(|item| self.cards[item]).collect();
        let changed;
        let (network, regime) = if cards.is_empty() {
            (self.network, scenario.regime.as_str())
        } else {
            changed = self.network.with_cards(&cards, &scenario.regime)?;
            (&changed.network, changed.regime.as_str())
        };
        match part {
            Part::Flow => {
                let levels = self.query.to.iter().map(|to| level(network, &self.capacity(scenario, to, case, regime)));
                levels.collect::<Result<_>>().map(Figures::Levels)
            }
            Part::Bound | Part::Closure => {
                let minutes = scenario.forces.iter().map(|force| {
                    let query = self.plan(scenario, case, regime);
                    prepared(network, force, &query, |prepared| {
                        let nothing = Changes::default();
                        let seconds = if part == Part::Bound {
                            prepared.bound(&nothing)
                        } else {
                            prepared.closure(&nothing, None, self.query.effort).ok().map(|closure| closure.closure_s)
                        };
                        seconds.map(|seconds| u64::from(seconds) / 60).ok_or_else(|| {
                            Error::Question(format!("{} cannot be complete with these cards", force.file))
                        })
                    })
                });
                minutes.collect::<Result<_>>().map(Figures::Minutes)
            }
        }
    }

    fn circumstances(&self, scenario: &Scenario, case: Case, regime: &str) -> RouteQuery {
        RouteQuery {
            regime: regime.to_owned(),
            deny: scenario.deny.clone(),
            allow: self.query.allow.clone(),
            avoid: self.query.avoid.clone(),
            assurance: self.query.assurance,
            case,
            ..RouteQuery::default()
        }
    }

    fn plan(&self, scenario: &Scenario, case: Case, regime: &str) -> plan::query::Query {
        plan::query::Query {
            circumstances: self.circumstances(scenario, case, regime),
            effort: self.query.effort,
            ..plan::query::Query::default()
        }
    }

    pub(super) fn capacity(&self, scenario: &Scenario, to: &str, case: Case, regime: &str) -> CapacityQuery {
        CapacityQuery {
            to: vec![to.to_owned()],
            from: self.query.from.clone(),
            deny: scenario.deny.clone(),
            allow: self.query.allow.clone(),
            avoid: self.query.avoid.clone(),
            regime: regime.to_owned(),
            assurance: self.query.assurance,
            case,
            ..CapacityQuery::default()
        }
    }

    /// What a set is worth more than nothing: minutes earlier, or thousandths of a vehicle a day more, summed over forces or
    /// theatres.
    pub(super) fn gains(&self, scenario: usize, by: By, case: Case, sets: &[Set]) -> Result<Vec<u64>> {
        let part = part_of(by);
        let mut all = vec![Set::EMPTY];
        all.extend_from_slice(sets);
        let figures = self.figures(scenario, part, case, &all)?;
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
    let pairs: Vec<(u64, u64)> = match by {
        By::Closure | By::Bound => before.minutes().iter().zip(after.minutes()).map(|(a, b)| (*b, *a)).collect(),
        By::Flow => before.levels().iter().zip(after.levels()).map(|(a, b)| (a.milli, b.milli)).collect(),
        By::Resilience => {
            before.levels().iter().zip(after.levels()).map(|(a, b)| (a.left_milli, b.left_milli)).collect()
        }
    };
    pairs.into_iter().map(|(less, more)| more.saturating_sub(less)).sum()
}
