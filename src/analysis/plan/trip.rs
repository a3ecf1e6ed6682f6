//! A load unit on a way: when it does what, given what is left of everything.

use crate::algo::march::{Calendar, Rule, advance};
use crate::network::capacity::Unit;

use super::fleet::{Fleet, Pick, Want};
use super::room::{HORIZON_S, Room, WINDOW_S};
use super::way::{Handling, Step, Way};

/// What a load unit takes of the things it passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Needs {
    /// Vehicles on the road; pieces over a quay or standing somewhere.
    pub(super) pieces: u32,
    /// Lane metres on ships, whole ones.
    pub(super) lane_m: u32,
    /// Tonnes, whole ones.
    pub(super) tonnes: u32,
    /// How long it passes a point of a road, seconds.
    pub(super) road_pass_s: u32,
    /// How long a road is taken by it where it starts: passing and the gap behind, seconds.
    pub(super) road_clear_s: u32,
    /// The same of a railway.
    pub(super) rail_clear_s: u32,
}

impl Needs {
    /// Of an asset that counts in a unit.
    pub(super) fn of(&self, unit: Unit) -> u32 {
        match unit {
            Unit::Trains | Unit::Sorties => 1,
            Unit::Vehicles | Unit::Pieces => self.pieces,
            Unit::LaneMetres => self.lane_m,
            Unit::Tonnes => self.tonnes,
        }
    }

    fn clear_s(&self, step: &Step) -> u32 {
        if step.handling == Handling::LoadTrain { self.rail_clear_s } else { self.road_clear_s }
    }
}

/// When a step was passed, seconds after C.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Came to the step (after a rest before it).
    pub(super) in_s: u32,
    /// Carriers were there.
    pub(super) carried_s: u32,
    /// Loaded.
    pub(super) loaded_s: u32,
    /// The gate was open.
    pub(super) open_s: u32,
    /// Went: every asset entered here had room.
    pub(super) go_s: u32,
    /// The counter that let it go last, if it had to wait for one.
    pub(super) waited: Option<u32>,
    /// Movement over.
    pub(super) moved_s: u32,
    /// All over.
    pub(super) end_s: u32,
}

/// A load unit's journey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Trip {
    /// Start asked for.
    pub(super) depart_s: u32,
    /// One per step.
    pub(super) moments: Vec<Moment>,
    /// Complete at the destination.
    pub(super) arrive_s: u32,
    /// Carriers taken: (step of loading, what was taken).
    pub(super) picks: Vec<(u32, Vec<Pick>)>,
}

/// Who travels and how.
pub(super) struct Traveller<'a> {
    pub(super) needs: Needs,
    /// Wagons of each type, for its trains.
    pub(super) wagons: &'a [(u32, u32)],
    /// Transporters of each type, for its road legs.
    pub(super) transporters: &'a [(u32, u32)],
    pub(super) calendars: &'a [Calendar],
    pub(super) rule: Option<Rule>,
    /// Forming up before the first step, seconds; gate of the start; unloading at the end.
    pub(super) form_s: u32,
    pub(super) gate_s: u32,
    pub(super) finish_s: u32,
}

/// Where in the way, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub(super) t: u32,
    pub(super) driven_s: u32,
}

impl Traveller<'_> {
    /// When the first step can begin if the load unit is asked to start at `depart_s`.
    pub(super) fn begin_s(&self, depart_s: u32) -> u32 {
        depart_s.saturating_add(self.form_s).max(self.gate_s)
    }

    fn want(&self, handling: Handling) -> Option<Want<'_>> {
        match handling {
            Handling::LoadTrain => Some(Want { wagon: true, types: self.wagons }),
            Handling::StartRoad => Some(Want { wagon: false, types: self.transporters }),
            _ => None,
        }
        .filter(|want| !want.types.is_empty())
    }

    /// Passes one step. `None` when it cannot be passed before the horizon.
    /// With `held` it goes no sooner than that instant, because of that counter.
    pub(super) fn pass(
        &self,
        step: &Step,
        at: At,
        room: &Room,
        fleet: &Fleet,
        held: Option<(u32, u32)>,
    ) -> Option<(Moment, At, Vec<Pick>)> {
        let rule = self.rule.unwrap_or(Rule { march_s: u32::MAX, rest_s: 0 });
        let (mut t, mut driven_s) = (at.t, at.driven_s);
        if step.rested {
            (t, driven_s) = (t + rule.rest_s, 0);
        }
        let in_s = t;
        let mut picks = Vec::new();
        if let Some(want) = self.want(step.handling) {
            let (when, taken) = fleet.earliest(&want, step.at, t)?;
            (t, picks) = (when, taken);
        }
        let carried_s = t;
        let loaded_s = t + step.before_s;
        let open_s = loaded_s.max(step.gate_s);
        let (mut go_s, mut waited) = match held {
            Some((until_s, counter)) if until_s > open_s => (until_s, Some(counter)),
            _ => (open_s, None),
        };
        loop {
            let before = go_s;
            for (counter, unit) in &step.uses {
                let when = room.earliest(*counter, go_s, self.needs.of(*unit))?;
                if when > go_s {
                    (go_s, waited) = (when, Some(*counter));
                }
            }
            if let Some(place) = step.headway {
                go_s = room.clear(place, go_s, self.needs.clear_s(step));
            }
            if go_s == before {
                break;
            }
        }
        if go_s > loaded_s && go_s - loaded_s >= rule.rest_s {
            driven_s = 0;
        }
        let (moved_s, driven_s) = match step.march {
            Some(calendar) => {
                advance(go_s, driven_s, step.run_s, rule, &self.calendars[calendar as usize], &mut |_, _, _| {})
            }
            None => (go_s + step.run_s, driven_s),
        };
        let end_s = moved_s + step.after_s;
        let after = At { t: end_s, driven_s: if step.resets { 0 } else { driven_s } };
        (end_s < HORIZON_S).then_some((
            Moment { in_s, carried_s, loaded_s, open_s, go_s, waited, moved_s, end_s },
            after,
            picks,
        ))
    }

    /// Travels some steps of a way; appends to `trip`.
    #[allow(clippy::too_many_arguments, reason = "a stretch of a journey and all that it meets")]
    pub(super) fn run(
        &self,
        way: &Way,
        steps: std::ops::Range<usize>,
        mut at: At,
        room: &Room,
        fleet: &Fleet,
        trip: &mut Trip,
        latest_s: u32,
    ) -> Option<At> {
        for index in steps {
            let (mut moment, mut after, mut picks) = self.pass(&way.steps[index], at, room, fleet, None)?;
            while let Some(held) = self.taken_before(way, index, moment.go_s, trip, room) {
                (moment, after, picks) = self.pass(&way.steps[index], at, room, fleet, Some(held))?;
            }
            if moment.end_s > latest_s {
                return None;
            }
            trip.moments.push(moment);
            if !picks.is_empty() {
                trip.picks.push((u32::try_from(index).unwrap_or(u32::MAX), picks));
            }
            at = after;
        }
        Some(at)
    }

    /// Where a load unit passes a counter more than once, in a window that has room for it only once: the next window.
    fn taken_before(&self, way: &Way, index: usize, go_s: u32, trip: &Trip, room: &Room) -> Option<(u32, u32)> {
        if !way.repeats {
            return None;
        }
        let window = go_s / WINDOW_S;
        way.steps[index].uses.iter().find_map(|(counter, unit)| {
            let earlier =
                way.steps[..index].iter().zip(&trip.moments).filter(|(_, moment)| moment.go_s / WINDOW_S == window);
            let times = earlier.flat_map(|(step, _)| &step.uses).filter(|(other, _)| other == counter).count();
            let times = u32::try_from(times).unwrap_or(0);
            let short = times > 0 && room.left(*counter, window) < self.needs.of(*unit) * (times + 1);
            short.then_some(((window + 1) * WINDOW_S, *counter))
        })
    }

    /// Travels a whole way from a start asked for; nothing later than `latest_s` is looked at.
    pub(super) fn travel(&self, way: &Way, depart_s: u32, room: &Room, fleet: &Fleet, latest_s: u32) -> Option<Trip> {
        let mut depart_s = depart_s;
        // Each round that finds a standing place full starts as much later as that place asks for.
        for _ in 0..STANDING_TRIES {
            let mut trip = Trip { depart_s, ..Trip::default() };
            let begin = At { t: self.begin_s(depart_s), driven_s: 0 };
            let end = self.run(way, 0..way.steps.len(), begin, room, fleet, &mut trip, latest_s)?;
            trip.arrive_s = end.t + self.finish_s;
            if trip.arrive_s > latest_s {
                return None;
            }
            let late = self.standing_delay(way, &trip, room)?;
            if late == 0 {
                return Some(trip);
            }
            depart_s = trip.depart_s.max(self.slack_start(way, &trip)) + late;
        }
        None
    }

    /// The latest start asked for that still has the first step begin when it did.
    fn slack_start(&self, way: &Way, trip: &Trip) -> u32 {
        let first = trip.moments.first().map_or(0, |moment| moment.go_s);
        let before = way.steps.first().map_or(0, |step| step.before_s);
        first.saturating_sub(before + self.form_s)
    }

    /// How much later the load unit would have to come to the first place where there is no room for it to stand.
    fn standing_delay(&self, way: &Way, trip: &Trip, room: &Room) -> Option<u32> {
        for (index, step) in way.steps.iter().enumerate().skip(1) {
            let Some(place) = step.leaves else { continue };
            let (from, to) = (trip.moments[index - 1].end_s, trip.moments[index].go_s);
            let free = room.stand(place, from, to, self.needs.pieces)?;
            if free > from {
                return Some(free - from);
            }
        }
        Some(0)
    }

    /// Takes what a trip uses.
    pub(super) fn commit(&self, way: &Way, trip: &Trip, room: &mut Room, fleet: &mut Fleet) {
        self.commit_steps(way, 0..way.steps.len(), trip, room, fleet);
    }

    /// Takes what some steps of a trip use.
    pub(super) fn commit_steps(
        &self,
        way: &Way,
        steps: std::ops::Range<usize>,
        trip: &Trip,
        room: &mut Room,
        fleet: &mut Fleet,
    ) {
        for index in steps.clone() {
            let (step, moment) = (&way.steps[index], &trip.moments[index]);
            for (counter, unit) in &step.uses {
                room.take(*counter, moment.go_s, self.needs.of(*unit));
            }
            if let Some(place) = step.headway {
                room.enter(place, moment.go_s, self.needs.clear_s(step));
            }
            if let Some(place) = step.leaves.filter(|_| index > 0) {
                room.stay(place, trip.moments[index - 1].end_s, moment.go_s, self.needs.pieces);
            }
        }
        for (step, picks) in trip.picks.iter().filter(|(step, _)| steps.contains(&(*step as usize))) {
            let wagon = way.steps[*step as usize].handling == Handling::LoadTrain;
            let (free_s, at) = self.release(way, trip, *step, wagon);
            fleet.take(picks, free_s, at);
        }
    }

    /// Gives back what a trip without carriers uses.
    pub(super) fn undo(&self, way: &Way, trip: &Trip, room: &mut Room) {
        for (index, (step, moment)) in way.steps.iter().zip(&trip.moments).enumerate() {
            for (counter, unit) in &step.uses {
                room.give(*counter, moment.go_s, self.needs.of(*unit));
            }
            if let Some(place) = step.headway {
                room.unenter(place, moment.go_s, self.needs.clear_s(step));
            }
            if let Some(place) = step.leaves.filter(|_| index > 0) {
                room.unstay(place, trip.moments[index - 1].end_s, moment.go_s, self.needs.pieces);
            }
        }
    }

    /// When and where carriers taken at a step come free.
    pub(super) fn release(&self, way: &Way, trip: &Trip, from: u32, wagon: bool) -> (u32, u32) {
        let ends = |step: &Step| {
            if wagon {
                matches!(step.handling, Handling::UnloadTrain | Handling::ChangeGauge)
            } else {
                step.handling == Handling::EndRoad
            }
        };
        let found = way.steps.iter().enumerate().skip(from as usize + 1).find(|(_, step)| ends(step));
        match found {
            Some((index, step)) => (trip.moments[index].end_s, step.at),
            None => (trip.arrive_s, way.steps.last().map_or(0, |step| step.at)),
        }
    }

    /// The latest start asked for with the same arrival, the same carriers and no later release of any of them:
    /// whoever need not wait on the way waits where it stands.
    pub(super) fn hold_back(&self, way: &Way, trip: &Trip, room: &Room, fleet: &Fleet) -> Trip {
        let mut best = trip.clone();
        let (mut good, mut bad) = (trip.depart_s, trip.arrive_s);
        let releases = |trip: &Trip| -> Vec<u32> {
            let of = |(step, _): &(u32, Vec<Pick>)| {
                self.release(way, trip, *step, way.steps[*step as usize].handling == Handling::LoadTrain).0
            };
            trip.picks.iter().map(of).collect()
        };
        let limit = releases(trip);
        while bad - good > HOLD_GRAIN_S {
            let middle = good + (bad - good) / 2;
            let later = self.travel(way, middle, room, fleet, trip.arrive_s).filter(|later| {
                later.depart_s == middle
                    && later.arrive_s <= trip.arrive_s
                    && later.picks.len() == trip.picks.len()
                    && releases(later).iter().zip(&limit).all(|(new, old)| new <= old)
            });
            match later {
                Some(later) => (good, best) = (middle, later),
                None => bad = middle,
            }
        }
        best
    }
}

/// Rounds of making room to stand before a way is given up.
const STANDING_TRIES: u32 = 24;

/// Starts are held back to within this, seconds.
const HOLD_GRAIN_S: u32 = 300;
