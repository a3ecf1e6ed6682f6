//! From a schedule to one that closes earlier: the load unit that arrives last is taken out and put back where it arrives
//! first; where that does not help, one that is in its way is moved aside first.
//!
//! Ways are looked for in what is left of every counter ([`super::seek`]), so that a load unit may pass at each border
//! where there is room that day. Load units with pooled carriers or aboard chartered ships stay where they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::stop::Stop;

use super::fleet::Fleet;
use super::problem::Problem;
use super::room::{Room, WINDOW_S};
use super::schedule::{Placed, Schedule};
use super::seek::{Counters, seek};
use super::trip::Trip;

/// A search for a way costs as much as this many journeys.
pub(super) const SEEK_WORK: u64 = 300;

/// Others that are tried to be moved aside for one load unit.
const ASIDE: usize = 24;

/// A place in a schedule: bundle, number there.
type Place = (usize, usize);

/// A schedule under repair.
pub(super) struct Repair<'r, 'a> {
    pub(super) problem: &'r mut Problem<'a>,
    pub(super) schedule: Schedule,
    pub(super) room: Room,
    /// Journeys that may still be evaluated.
    pub(super) work: u64,
    /// Looked at before each repair; what was repaired so far is a schedule.
    pub(super) stop: Stop<'r>,
}

impl Repair<'_, '_> {
    /// Repairs until the last arrival cannot be brought forward, or is no later than `bound_s`.
    pub(super) fn run(&mut self, bound_s: u32) {
        while self.work > 0 && !self.stop.is_set() {
            let Some((place, arrive_s)) = self.last() else { break };
            if arrive_s <= bound_s || !(self.sooner(place, arrive_s) || self.aside(place, arrive_s)) {
                break;
            }
        }
    }

    fn placed(&self, (bundle, number): Place) -> &Placed {
        &self.schedule.bundles[bundle][number]
    }

    fn moves(placed: &Placed) -> bool {
        placed.voyage.is_none() && placed.trip.picks.is_empty()
    }

    /// The load unit that arrives last.
    fn last(&self) -> Option<(Place, u32)> {
        let all = self.schedule.bundles.iter().enumerate().flat_map(|(bundle, placed)| {
            placed.iter().enumerate().map(move |(number, placed)| ((bundle, number), placed.trip.arrive_s))
        });
        all.max_by_key(|(place, arrive_s)| (*arrive_s, std::cmp::Reverse(*place)))
    }

    fn spend(&mut self, work: u64) {
        self.work = self.work.saturating_sub(work);
        self.schedule.work += work;
    }

    /// Moves one load unit to where it arrives before an instant; false when it cannot.
    fn sooner(&mut self, place: Place, before_s: u32) -> bool {
        let old = self.placed(place).clone();
        if !Self::moves(&old) {
            return false;
        }
        self.take_out(&old);
        match self.find(&old, place, before_s - 1) {
            Some(new) => {
                self.put_in(&new);
                self.schedule.bundles[place.0][place.1] = new;
                true
            }
            None => {
                self.put_in(&old);
                false
            }
        }
    }

    /// Moves another load unit aside so that this one arrives before an instant, and the other too.
    fn aside(&mut self, place: Place, before_s: u32) -> bool {
        let late = self.placed(place).clone();
        if !Self::moves(&late) {
            return false;
        }
        for other in self.in_the_way(&late) {
            if self.work == 0 {
                return false;
            }
            let blocker = self.placed(other).clone();
            self.take_out(&late);
            self.take_out(&blocker);
            if let Some(new) = self.find(&late, place, before_s - 1) {
                self.put_in(&new);
                if let Some(moved) = self.find(&blocker, other, before_s - 1) {
                    self.put_in(&moved);
                    self.schedule.bundles[place.0][place.1] = new;
                    self.schedule.bundles[other.0][other.1] = moved;
                    return true;
                }
                self.take_out(&new);
            }
            self.put_in(&blocker);
            self.put_in(&late);
        }
        false
    }

    /// Load units that take, in an earlier window, what a late one waits for: those with the most time to spare first.
    fn in_the_way(&self, late: &Placed) -> Vec<Place> {
        let way = &self.problem.ways(late.unit)[late.way as usize];
        let mut wanted: BTreeMap<u32, u32> = BTreeMap::new();
        for (step, moment) in way.steps.iter().zip(&late.trip.moments) {
            for (counter, _) in &step.uses {
                wanted.insert(*counter, moment.go_s / WINDOW_S);
            }
        }
        let mut found: BTreeSet<(u32, Place)> = BTreeSet::new();
        for (bundle, all) in self.schedule.bundles.iter().enumerate() {
            for (number, placed) in all.iter().enumerate().filter(|(_, placed)| Self::moves(placed)) {
                let own = &self.problem.ways(placed.unit)[placed.way as usize];
                let before = own.steps.iter().zip(&placed.trip.moments).any(|(step, moment)| {
                    step.uses.iter().any(|(counter, _)| {
                        wanted.get(counter).is_some_and(|window| moment.go_s / WINDOW_S < *window)
                            && moment.go_s / WINDOW_S + 2 >= wanted[counter]
                    })
                });
                if before && placed.trip.arrive_s < late.trip.arrive_s {
                    found.insert((placed.trip.arrive_s, (bundle, number)));
                }
            }
        }
        found.into_iter().map(|(_, place)| place).take(ASIDE).collect()
    }

    fn take_out(&mut self, placed: &Placed) {
        let traveller = self.problem.traveller(placed.unit);
        let way = &self.problem.ways(placed.unit)[placed.way as usize];
        traveller.undo(way, &placed.trip, &mut self.room);
    }

    fn put_in(&mut self, placed: &Placed) {
        let traveller = self.problem.traveller(placed.unit);
        let way = &self.problem.ways(placed.unit)[placed.way as usize];
        let mut fleet = Fleet::new(Vec::new(), &self.problem.holders, &self.problem.empties);
        traveller.commit(way, &placed.trip, &mut self.room, &mut fleet);
    }

    /// The best place for a load unit that arrives by an instant: on a way that is known, else on one that is found.
    fn find(&mut self, old: &Placed, place: Place, latest_s: u32) -> Option<Placed> {
        let mut best = self.known(old.unit, place, latest_s);
        let own = &self.problem.units[old.unit as usize];
        let (class, needs) = (own.class as usize, own.needs);
        let limit_s = best.as_ref().map_or(latest_s, |(_, trip)| trip.arrive_s - 1);
        // What comes back later, and papers that are at hand, the compiled network does not know.
        let changes = &self.problem.register.changes;
        if changes.outage.is_some() || !changes.at_hand.is_empty() {
            return self.held(old.unit, best?);
        }
        self.spend(SEEK_WORK);
        let counters = Counters::new(&self.problem.register);
        let Problem { classes, register, .. } = &mut *self.problem;
        let finish_s = classes[class].compiled.start.finish_s;
        if let Some(found) =
            seek(&classes[class], register, &counters, needs, &self.room, limit_s.saturating_sub(finish_s))
            && let Some(way) = classes[class].add(register, &found)
        {
            self.problem.widen(&mut self.room);
            let way = u32::try_from(way).unwrap_or(u32::MAX);
            if let Some(trip) = self.travel(old.unit, way, place, limit_s) {
                best = Some((way, trip));
            }
        }
        self.held(old.unit, best?)
    }

    /// A journey that starts as late as it can.
    fn held(&self, unit: u32, (way, trip): (u32, Trip)) -> Option<Placed> {
        let traveller = self.problem.traveller(unit);
        let fleet = Fleet::new(Vec::new(), &self.problem.holders, &self.problem.empties);
        let held = traveller.hold_back(&self.problem.ways(unit)[way as usize], &trip, &self.room, &fleet);
        Some(Placed { unit, way, eager: trip.moments, trip: held, voyage: None })
    }

    /// The journey of a load unit on a way without pooled carriers, if it arrives by an instant.
    fn travel(&self, unit: u32, way: u32, place: Place, latest_s: u32) -> Option<Trip> {
        let problem = &*self.problem;
        let own = &problem.ways(unit)[way as usize];
        if !own.open || own.voyage.is_some() || !own.takes(problem.units[unit as usize].lot.train.as_ref()) {
            return None;
        }
        let ready_s = problem.choices[place.0].ready_s;
        let fleet = Fleet::new(Vec::new(), &problem.holders, &problem.empties);
        problem.traveller(unit).travel(own, ready_s, &self.room, &fleet, latest_s).filter(|trip| trip.picks.is_empty())
    }

    /// The best of the ways that are known.
    fn known(&mut self, unit: u32, place: Place, latest_s: u32) -> Option<(u32, Trip)> {
        let mut best: Option<(u32, Trip)> = None;
        for way in 0..u32::try_from(self.problem.ways(unit).len()).unwrap_or(0) {
            let limit_s = best.as_ref().map_or(latest_s, |(_, trip)| trip.arrive_s - 1);
            if self.problem.ways(unit)[way as usize].fastest_s > limit_s {
                continue;
            }
            self.spend(1);
            if let Some(trip) = self.travel(unit, way, place, limit_s) {
                best = Some((way, trip));
            }
        }
        best
    }
}
