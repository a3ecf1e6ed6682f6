//! A load unit's journey told: every minute by name, and what it waited for.

use crate::algo::march::{Rule, Spell, advance};
use crate::analysis::route::arcs::rail_is_outsize;
use crate::analysis::route::ledger::word;
use crate::analysis::route::walk::{What, names_of};
use crate::network::{LinkKind, NodeKind};
use crate::replay::document::LedgerLine;

use super::problem::Problem;
use super::schedule::{Placed, Schedule};
use super::trip::Moment;
use super::way::{Handling, PATHS, Step, Way, permission_of};

/// A piece of time with its name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Span {
    pub(super) line: &'static str,
    pub(super) where_: String,
    pub(super) from_s: u32,
    pub(super) to_s: u32,
    /// What was waited for.
    pub(super) cause: Cause,
}

/// What a load unit waits for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// Nothing: it is being moved or handled.
    None,
    /// A counter has no room.
    Counter(u32),
    /// A state's permission: country.
    Permission(u8),
    /// Carriers: wagons, else transporters.
    Carriers(bool),
    /// A ship: its notice, its coming, its other load.
    Ship,
    /// Others just before it at the same start.
    Headway,
    /// Its own readiness.
    Ready,
    /// Bans and rests further on.
    Calendar,
}

/// Tells journeys of one schedule.
pub(super) struct Teller<'p, 'a> {
    pub(super) problem: &'p Problem<'a>,
    pub(super) schedule: &'p Schedule,
}

impl Teller<'_, '_> {
    /// Name of a node: a roadstead bears its port's.
    pub(super) fn node(&self, node: u32) -> String {
        let network = self.problem.network;
        match network.topology.nodes[node as usize].kind {
            NodeKind::Roadstead(index) => network.facilities[index as usize].name.clone(),
            _ => network.node_name(node),
        }
    }

    fn cause_name(&self, cause: &Cause, step: &Step) -> (&'static str, String) {
        let problem = self.problem;
        match cause {
            Cause::Counter(counter) => {
                let asset = problem.register.asset(*counter);
                if asset == PATHS {
                    ("queue", "train paths".to_owned())
                } else {
                    ("queue", problem.capacities.name(problem.network, asset))
                }
            }
            Cause::Permission(country) => ("lead time", problem.network.country_code(*country).to_owned()),
            Cause::Carriers(true) => ("wait for carrier", format!("wagons at {}", self.node(step.at))),
            Cause::Carriers(false) => ("wait for carrier", format!("transporters at {}", self.node(step.at))),
            Cause::Ship => ("wait for sailing", format!("ship at {}", self.node(step.at))),
            Cause::Headway => ("queue", format!("others starting at {}", self.node(step.at))),
            Cause::Ready => ("not ready", self.node(step.at)),
            Cause::Calendar => ("wait for departure", self.node(step.at)),
            Cause::None => ("load", self.node(step.at)),
        }
    }

    /// What a step's waits are, of a journey: (cause, seconds).
    fn waits(&self, way: &Way, index: usize, moment: &Moment) -> Vec<(Cause, u32)> {
        let step = &way.steps[index];
        let arc = way.arcs[step.arcs.0 as usize];
        let mut waits = Vec::new();
        if moment.carried_s > moment.in_s {
            let cause = match step.handling {
                Handling::LoadTrain => Cause::Carriers(true),
                Handling::StartRoad => Cause::Carriers(false),
                _ => Cause::Ship,
            };
            waits.push((cause, moment.carried_s - moment.in_s));
        }
        if moment.open_s > moment.loaded_s {
            waits.push((self.gate_cause(arc), moment.open_s - moment.loaded_s));
        }
        if moment.go_s > moment.open_s {
            let cause = match (moment.waited, step.handling) {
                (Some(counter), _) => Cause::Counter(counter),
                (None, Handling::Board | Handling::Land) => Cause::Ship,
                (None, _) => Cause::Headway,
            };
            waits.push((cause, moment.go_s - moment.open_s));
        }
        waits
    }

    fn gate_cause(&self, arc: u32) -> Cause {
        permission_of(self.problem.network, arc).map_or(Cause::Ship, Cause::Permission)
    }

    /// Every second of a journey from C to its arrival, by name; each span begins where the one before ended.
    pub(super) fn spans(&self, placed: &Placed) -> Vec<Span> {
        let problem = self.problem;
        let unit = &problem.units[placed.unit as usize];
        let group = &problem.groups[unit.group as usize];
        let compiled = &problem.classes[unit.class as usize].compiled;
        let way = &problem.ways(placed.unit)[placed.way as usize];
        let trip = &placed.trip;
        let mut spans = Vec::new();
        self.held_back(way, placed, group.ready_s, &mut spans);
        let mut t = trip.depart_s;
        let first = &way.steps[0];
        add(&mut spans, "load", self.node(first.at), &mut t, trip.depart_s + compiled.start.form_s, Cause::None);
        let start_gate = self.gate_cause(way.arcs[0]);
        let (line, place) = ("permission to start", self.node(first.at));
        let begin_s = trip.moments.first().map_or(t, |moment| moment.in_s).min(t.max(compiled.start.gate_s));
        add(&mut spans, line, place, &mut t, begin_s, start_gate);
        let rule = compiled.graph().rule.unwrap_or(Rule { march_s: u32::MAX, rest_s: 0 });
        let mut driven_s = 0;
        for (index, (step, moment)) in way.steps.iter().zip(&trip.moments).enumerate() {
            if step.rested {
                add(&mut spans, "rest", self.node(step.at), &mut t, moment.in_s, Cause::None);
                driven_s = 0;
            }
            self.step(way, index, step, moment, &mut t, &mut spans);
            if moment.go_s - moment.loaded_s >= rule.rest_s && moment.go_s > moment.loaded_s {
                driven_s = 0;
            }
            driven_s = self.movement(unit.class, way, step, moment, driven_s, rule, &mut t, &mut spans);
            self.after(unit.class, way, step, moment, placed, &mut t, &mut spans);
            if step.resets {
                driven_s = 0;
            }
        }
        let end = way.arcs.last().map_or(0, |arc| compiled.graph().head(*arc));
        add(&mut spans, "unload", self.node(end), &mut t, trip.arrive_s, Cause::None);
        spans
    }

    /// Until the start asked for: not ready, then what it would have waited for further on.
    fn held_back(&self, way: &Way, placed: &Placed, ready_s: u32, spans: &mut Vec<Span>) {
        let first = &way.steps[0];
        let mut t = 0;
        add(spans, "not ready", self.node(first.at), &mut t, ready_s, Cause::Ready);
        let depart_s = placed.trip.depart_s;
        for (index, (eager, held)) in placed.eager.iter().zip(&placed.trip.moments).enumerate() {
            let kept: Vec<(Cause, u32)> = self.waits(way, index, held);
            for (cause, wait_s) in self.waits(way, index, eager) {
                let still = kept.iter().filter(|(other, _)| *other == cause).map(|(_, wait)| *wait).sum::<u32>();
                let until = t.saturating_add(wait_s.saturating_sub(still)).min(depart_s);
                let (line, place) = self.cause_name(&cause, &way.steps[index]);
                add(spans, line, place, &mut t, until, cause);
            }
        }
        add(spans, "wait for departure", self.node(first.at), &mut t, depart_s, Cause::Calendar);
    }

    fn step(&self, way: &Way, index: usize, step: &Step, moment: &Moment, t: &mut u32, spans: &mut Vec<Span>) {
        let arc = way.arcs[step.arcs.0 as usize];
        let view = &self.problem.classes[0].compiled.view;
        let names = names_of(view, arc, index == 0);
        let waits = self.waits(way, index, moment);
        let name = |cause: &Cause| self.cause_name(cause, step);
        let mut waits = waits.into_iter();
        if moment.carried_s > moment.in_s
            && let Some((cause, _)) = waits.next()
        {
            let (line, place) = name(&cause);
            add(spans, line, place, t, moment.carried_s, cause);
        }
        add(spans, word(names.before), self.node(step.at), t, moment.loaded_s, Cause::None);
        if moment.open_s > moment.loaded_s
            && let Some((cause, _)) = waits.next()
        {
            let (line, place) = name(&cause);
            let line = if index == 0 && line == "lead time" { "permission to start" } else { line };
            add(spans, line, place, t, moment.open_s, cause);
        }
        if let Some((cause, _)) = waits.next() {
            let (line, place) = name(&cause);
            add(spans, line, place, t, moment.go_s, cause);
        }
        add(spans, "queue", self.node(step.at), t, moment.go_s, Cause::Headway);
    }

    /// Under way; returns the march clock.
    #[allow(clippy::too_many_arguments, reason = "the parts of one movement")]
    fn movement(
        &self,
        class: u32,
        way: &Way,
        step: &Step,
        moment: &Moment,
        driven_s: u32,
        rule: Rule,
        t: &mut u32,
        spans: &mut Vec<Span>,
    ) -> u32 {
        let compiled = &self.problem.classes[class as usize].compiled;
        let first = way.arcs[step.arcs.0 as usize];
        let names = names_of(&compiled.view, first, false);
        let place = || self.country_of(first);
        let Some(calendar) = step.march else {
            if names.run == What::Run {
                let path_s = self.path_s(class, way, step).min(step.run_s);
                add(spans, "drive", place(), t, moment.go_s + path_s, Cause::None);
                add(spans, "halt", place(), t, moment.moved_s, Cause::None);
            } else {
                add(spans, word(names.run), place(), t, moment.moved_s, Cause::None);
            }
            return driven_s;
        };
        let mut spells = Vec::new();
        let calendars = &compiled.graph().calendars;
        let (_, driven_s) =
            advance(moment.go_s, driven_s, step.run_s, rule, &calendars[calendar as usize], &mut |spell, _, to| {
                spells.push((spell, to));
            });
        for (spell, to) in spells {
            let line = match spell {
                Spell::Move => "drive",
                Spell::Rest => "rest",
                Spell::Ban => "ban",
            };
            add(spans, line, place(), t, to, Cause::None);
        }
        driven_s
    }

    /// Fixed time after the movement.
    #[allow(clippy::too_many_arguments, reason = "the parts of one step")]
    fn after(
        &self,
        class: u32,
        way: &Way,
        step: &Step,
        moment: &Moment,
        placed: &Placed,
        t: &mut u32,
        spans: &mut Vec<Span>,
    ) {
        let last = way.arcs[step.arcs.1 as usize - 1];
        let compiled = &self.problem.classes[class as usize].compiled;
        let names = names_of(&compiled.view, last, false);
        let place = self.node(step.at);
        if step.handling == Handling::Board {
            let sea = &compiled.view.profile.sea;
            add(spans, "load", place.clone(), t, moment.go_s + sea.load_s, Cause::None);
            let sails_s = placed.voyage.map_or(moment.end_s, |voyage| {
                self.schedule.voyages[voyage as usize].loaded_s.max(moment.go_s + sea.load_s)
            });
            add(spans, "wait for sailing", place.clone(), t, sails_s.min(moment.end_s), Cause::Ship);
            add(spans, "sail", place, t, moment.end_s, Cause::None);
            return;
        }
        if step.handling == Handling::Land {
            let turn_s = (moment.end_s - moment.moved_s).saturating_sub(step.after_s);
            add(spans, "queue", format!("quay at {place}"), t, moment.moved_s + turn_s, Cause::Ship);
        }
        let place = if names.after == What::Border { self.border(last) } else { place };
        add(spans, word(names.after), place, t, moment.end_s, Cause::None);
    }

    fn country_of(&self, arc: u32) -> String {
        let network = self.problem.network;
        let link = &network.topology.links[(arc / 2) as usize];
        match link.kind {
            LinkKind::Ferry(row) => network.tables.ferries[row as usize].row.name.clone(),
            LinkKind::Sea(_) | LinkKind::SeaAccess(_) => "at sea".to_owned(),
            _ => network.country_code(link.country).to_owned(),
        }
    }

    fn border(&self, arc: u32) -> String {
        let network = self.problem.network;
        let link = &network.topology.links[(arc / 2) as usize];
        let code = |node: u32| network.country_code(network.topology.nodes[node as usize].country);
        if arc.is_multiple_of(2) {
            format!("{} > {}", code(link.a), code(link.b))
        } else {
            format!("{} > {}", code(link.b), code(link.a))
        }
    }

    /// Seconds on the path itself, the halts that daily progress includes left out.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of one stretch")]
    fn path_s(&self, class: u32, way: &Way, step: &Step) -> u32 {
        let network = self.problem.network;
        let rail = &self.problem.classes[class as usize].compiled.view.profile.rail;
        let seconds: f64 = way.arcs[step.arcs.0 as usize..step.arcs.1 as usize]
            .iter()
            .map(|arc| {
                let link = &network.topology.links[(arc / 2) as usize];
                let outsize = rail_is_outsize(network, link.country, rail.width_m);
                f64::from(link.length_m) / (if outsize { rail.path_outsize_kmh } else { rail.path_kmh } / 3.6)
            })
            .sum();
        seconds.round() as u32
    }
}

/// Adds a span up to `to` if any time passes.
fn add(spans: &mut Vec<Span>, line: &'static str, where_: String, t: &mut u32, to: u32, cause: Cause) {
    if to <= *t {
        return;
    }
    match spans.last_mut() {
        Some(last) if last.line == line && last.where_ == where_ && last.cause == cause && last.to_s == *t => {
            last.to_s = to
        }
        _ => spans.push(Span { line, where_, from_s: *t, to_s: to, cause }),
    }
    *t = to;
}

/// Spans as a published ledger: minutes, lines of one name and place on end together.
pub(super) fn ledger(spans: &[Span]) -> Vec<LedgerLine> {
    let mut lines: Vec<LedgerLine> = Vec::new();
    for span in spans {
        let minutes = span.to_s / 60 - span.from_s / 60;
        match lines.last_mut() {
            Some(last) if last.line == span.line && last.where_ == span.where_ => last.minutes += minutes,
            _ => lines.push(LedgerLine {
                line: span.line.to_owned(),
                minutes,
                where_: span.where_.clone(),
                start_min: span.from_s / 60,
            }),
        }
    }
    lines.retain(|line| line.minutes > 0);
    lines
}
