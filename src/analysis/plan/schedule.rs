//! One schedule: bundles in an order, each placed where it arrives first given those before it.

use super::fleet::Fleet;
use super::problem::{Problem, Ship};
use super::room::Room;
use super::trip::{At, Moment, Trip};
use super::voyage::{Voyage, aboard};

/// A load unit placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// Load unit.
    pub(super) unit: u32,
    /// Its way, among those of its class.
    pub(super) way: u32,
    /// Its journey.
    pub(super) trip: Trip,
    /// What it would have waited for on the way, had it started as soon as it was ready.
    pub(super) eager: Vec<Moment>,
    /// The ship that it takes.
    pub(super) voyage: Option<u32>,
}

/// A whole schedule.
#[derive(Clone, Debug, Default)]
pub(super) struct Schedule {
    /// By bundle: its load units, placed.
    pub(super) bundles: Vec<Vec<Placed>>,
    /// Chartered ships' voyages.
    pub(super) voyages: Vec<Voyage>,
    /// Work done, in journeys evaluated.
    pub(super) work: u64,
}

impl Schedule {
    /// Arrival of a bundle.
    pub(super) fn arrival_s(&self, bundle: usize) -> u32 {
        self.bundles[bundle].iter().map(|placed| placed.trip.arrive_s).max().unwrap_or(0)
    }

    /// Arrival of the last.
    pub(super) fn closure_s(&self) -> u32 {
        (0..self.bundles.len()).map(|bundle| self.arrival_s(bundle)).max().unwrap_or(0)
    }
}

/// Places bundles one after another.
pub(super) struct Scheduler<'p, 'a> {
    problem: &'p Problem<'a>,
    pub(super) room: Room,
    pub(super) fleet: Fleet<'p>,
    pub(super) ships: Vec<Ship>,
    pub(super) open: Option<u32>,
    pub(super) schedule: Schedule,
}

/// The best that was found for a load unit.
struct Best {
    way: u32,
    key: (u32, u32, u32),
    trip: Trip,
    ship: Option<usize>,
}

impl<'p, 'a> Scheduler<'p, 'a> {
    pub(super) fn new(problem: &'p Problem<'a>) -> Self {
        Scheduler {
            problem,
            room: problem.room(),
            fleet: Fleet::new(problem.batches.clone(), &problem.holders, &problem.empties),
            ships: problem.ships.clone(),
            open: None,
            schedule: Schedule { bundles: vec![Vec::new(); problem.choices.len()], ..Schedule::default() },
        }
    }

    /// Places all bundles in the order given. `None` when one cannot be placed before the horizon, with its number.
    pub(super) fn run(mut self, order: &[u32]) -> Result<Schedule, u32> {
        for bundle in order {
            self.place(*bundle).ok_or(*bundle)?;
        }
        self.close().ok_or(order.last().copied().unwrap_or(0))?;
        Ok(self.schedule)
    }

    /// Places one bundle in the alternative that is complete first; where none finds room, in handfuls.
    fn place(&mut self, bundle: u32) -> Option<()> {
        let problem = self.problem;
        let choice = &problem.choices[bundle as usize];
        let mut best: Option<((u32, u64), usize)> = None;
        for (index, units) in choice.alternatives.iter().enumerate() {
            let limit = best.map_or(u32::MAX, |(key, _)| key.0);
            if let Some(key) = self.try_units(choice.ready_s, units, limit)
                && best.is_none_or(|(other, _)| key < other)
            {
                best = Some((key, index));
            }
        }
        let units = best.map_or(&choice.handfuls, |(_, index)| &choice.alternatives[index]);
        if units.is_empty() {
            return None;
        }
        for unit in units {
            let found = self.best(*unit, choice.ready_s, u32::MAX)?;
            // At once: the ship that it boards may sail before the next one is placed.
            let placed = self.commit(bundle, *unit, found)?;
            self.schedule.bundles[bundle as usize].push(placed);
        }
        Some(())
    }

    /// Arrival of the last, and of all added up, if these units were placed; nothing is kept.
    fn try_units(&mut self, ready_s: u32, units: &[u32], limit_s: u32) -> Option<(u32, u64)> {
        let marks = (self.room.mark(), self.fleet.mark());
        let mut key = Some((0_u32, 0_u64));
        for unit in units {
            let Some(found) = self.best(*unit, ready_s, limit_s) else {
                key = None;
                break;
            };
            let problem = self.problem;
            let way = &problem.ways(*unit)[found.way as usize];
            if found.ship.is_none() {
                problem.traveller(*unit).commit(way, &found.trip, &mut self.room, &mut self.fleet);
            }
            let arrive_s = found.trip.arrive_s;
            key = key.map(|(last, sum)| (last.max(arrive_s), sum + u64::from(arrive_s)));
        }
        self.room.back(marks.0);
        self.fleet.back(marks.1);
        // Alternatives are compared by their mean arrival, so that many small ones are no worse than one large one.
        let count = u64::try_from(units.len()).unwrap_or(1).max(1);
        key.map(|(last, sum)| (last, sum / count))
    }

    /// The way on which a load unit arrives first; of equals the one with fewer handlings, then the first.
    fn best(&mut self, unit: u32, ready_s: u32, limit_s: u32) -> Option<Best> {
        let problem = self.problem;
        let traveller = problem.traveller(unit);
        let mut best: Option<Best> = None;
        for (index, way) in (0_u32..).zip(problem.ways(unit)) {
            let limit = best.as_ref().map_or(limit_s, |best| best.key.0);
            if !way.open || way.fastest_s > limit || !way.takes(problem.units[unit as usize].lot.train.as_ref()) {
                continue;
            }
            self.schedule.work += 1;
            let (trip, ship) = match way.voyage {
                None => match traveller.travel(way, ready_s, &self.room, &self.fleet, limit) {
                    Some(trip) => (trip, None),
                    None => continue,
                },
                Some(_) => match self.by_ship(unit, way, ready_s, limit) {
                    Some((trip, ship)) => (trip, Some(ship)),
                    None => continue,
                },
            };
            let key = (trip.arrive_s, way.handlings, index);
            if best.as_ref().is_none_or(|best| key < best.key) {
                best = Some(Best { way: index, key, trip, ship });
            }
        }
        best
    }

    /// The voyage that a load unit may join: the open one between the same ports with room, else a new one.
    fn voyage_for(&self, unit: u32, way: &super::way::Way) -> Option<(Voyage, usize)> {
        let (board, land) = way.voyage?;
        let (from, to) = (way.steps[board as usize].at, way.steps[land as usize].at);
        let lane_m = self.problem.units[unit as usize].needs.lane_m;
        if let Some(open) = self.open {
            let voyage = &self.schedule.voyages[open as usize];
            if voyage.from == from && voyage.to == to && voyage.lane_left_m >= lane_m {
                return Some((voyage.clone(), open as usize));
            }
        }
        let ships = (0_u32..).zip(&self.ships).filter_map(|(index, ship)| {
            let run_s = self.problem.sea_s(ship.at, from)?;
            Some((ship.free_s.saturating_add(run_s), index, ship.lane_m))
        });
        let (ready_s, ship, room_m) = if self.ships.is_empty() {
            (0, None, self.problem.ship_lane_m)
        } else {
            let (ready_s, index, room_m) = ships.filter(|ship| ship.2 >= lane_m).min()?;
            (ready_s, Some(index), room_m)
        };
        let voyage = Voyage::new(from, to, ship, ready_s, room_m);
        (room_m >= lane_m).then_some((voyage, self.schedule.voyages.len()))
    }

    /// The journey by ship, as if the ship sailed with nobody after this one.
    fn by_ship(&self, unit: u32, way: &super::way::Way, ready_s: u32, limit_s: u32) -> Option<(Trip, usize)> {
        let (mut voyage, number) = self.voyage_for(unit, way)?;
        let traveller = self.problem.traveller(unit);
        let (board, land) = way.voyage?;
        let mut trip = Trip { depart_s: ready_s, ..Trip::default() };
        let begin = At { t: traveller.begin_s(ready_s), driven_s: 0 };
        let (room, fleet) = (&self.room, &self.fleet);
        let quay = traveller.run(way, 0..board as usize, begin, room, fleet, &mut trip, limit_s)?;
        let sea =
            self.problem.classes[self.problem.units[unit as usize].class as usize].compiled.view.profile.sea.clone();
        let boarding = aboard(&traveller, way, quay, &mut voyage, &sea, room)?;
        trip.moments.push(Moment { end_s: voyage.loaded_s + sea.pilotage_s, ..boarding });
        let at_sea = At { t: voyage.loaded_s + sea.pilotage_s, driven_s: 0 };
        let roads = traveller.run(way, board as usize + 1..land as usize, at_sea, room, fleet, &mut trip, limit_s)?;
        let ashore = voyage.land(&traveller, way, roads, &sea, room)?;
        trip.moments.push(ashore);
        let inland = At { t: ashore.end_s, driven_s: 0 };
        let steps = land as usize + 1..way.steps.len();
        let end = traveller.run(way, steps, inland, room, fleet, &mut trip, limit_s)?;
        trip.arrive_s = end.t + traveller.finish_s;
        (trip.arrive_s <= limit_s).then_some((trip, number))
    }

    /// Keeps what was found. A ship's passenger is kept up to the quay; the rest follows when the ship is full.
    fn commit(&mut self, bundle: u32, unit: u32, found: Best) -> Option<Placed> {
        let problem = self.problem;
        let traveller = problem.traveller(unit);
        let way = &problem.ways(unit)[found.way as usize];
        if found.ship.is_none() {
            if self.open.is_some() {
                self.close()?;
                // What the ship's load took may stand in the way now.
                let again = self.best(unit, problem.choices[bundle as usize].ready_s, u32::MAX)?;
                return self.commit(bundle, unit, again);
            }
            let trip = traveller.hold_back(way, &found.trip, &self.room, &self.fleet);
            traveller.commit(way, &trip, &mut self.room, &mut self.fleet);
            return Some(Placed { unit, way: found.way, trip, eager: found.trip.moments, voyage: None });
        }
        let (voyage, number) = self.voyage_for(unit, way)?;
        if number == self.schedule.voyages.len() {
            if self.open.is_some() {
                self.close()?;
                let again = self.best(unit, problem.choices[bundle as usize].ready_s, u32::MAX)?;
                return self.commit(bundle, unit, again);
            }
            self.schedule.voyages.push(voyage);
            self.open = u32::try_from(number).ok();
        }
        let (board, _) = way.voyage?;
        let sea = problem.classes[problem.units[unit as usize].class as usize].compiled.view.profile.sea.clone();
        let mut trip = Trip { moments: found.trip.moments[..board as usize].to_vec(), ..found.trip };
        trip.picks.retain(|(step, _)| *step < board);
        traveller.commit_steps(way, 0..board as usize, &trip, &mut self.room, &mut self.fleet);
        let quay =
            At { t: trip.moments.last().map_or(traveller.begin_s(trip.depart_s), |last| last.end_s), driven_s: 0 };
        let voyage = &mut self.schedule.voyages[number];
        let boarding = aboard(&traveller, way, quay, voyage, &sea, &self.room)?;
        voyage.lane_left_m -= problem.units[unit as usize].needs.lane_m;
        voyage.passengers.push((bundle, unit));
        for (counter, kind) in &way.steps[board as usize].uses {
            self.room.take(*counter, boarding.go_s, traveller.needs.of(*kind));
        }
        trip.moments.push(boarding);
        let eager = trip.moments.clone();
        Some(Placed { unit, way: found.way, trip, eager, voyage: self.open })
    }

    /// The open ship sails: its passengers' journeys are completed in the order in which they went aboard.
    pub(super) fn close(&mut self) -> Option<()> {
        let Some(open) = self.open.take() else { return Some(()) };
        let problem = self.problem;
        let mut voyage = self.schedule.voyages[open as usize].clone();
        for (bundle, unit) in voyage.passengers.clone() {
            let list = &self.schedule.bundles[bundle as usize];
            let position = list.iter().position(|placed| placed.unit == unit)?;
            let way_index = list[position].way;
            let mut trip = list[position].trip.clone();
            let traveller = problem.traveller(unit);
            let way = &problem.ways(unit)[way_index as usize];
            let (board, land) = way.voyage?;
            let sea = problem.classes[problem.units[unit as usize].class as usize].compiled.view.profile.sea.clone();
            let sails_s = voyage.loaded_s + sea.pilotage_s;
            trip.moments[board as usize].end_s = sails_s;
            let at_sea = At { t: sails_s, driven_s: 0 };
            let (room, fleet) = (&self.room, &self.fleet);
            let steps = board as usize + 1..land as usize;
            let roads = traveller.run(way, steps, at_sea, room, fleet, &mut trip, u32::MAX)?;
            let ashore = voyage.land(&traveller, way, roads, &sea, room)?;
            trip.moments.push(ashore);
            let inland = At { t: ashore.end_s, driven_s: 0 };
            let steps = land as usize + 1..way.steps.len();
            let end = traveller.run(way, steps, inland, room, fleet, &mut trip, u32::MAX)?;
            trip.arrive_s = end.t + traveller.finish_s;
            let steps = board as usize + 1..way.steps.len();
            traveller.commit_steps(way, steps, &trip, &mut self.room, &mut self.fleet);
            let placed = &mut self.schedule.bundles[bundle as usize][position];
            placed.eager.clone_from(&trip.moments);
            placed.trip = trip;
        }
        if let Some(ship) = voyage.ship {
            let own = &mut self.ships[ship as usize];
            (own.at, own.free_s) = (voyage.to, voyage.empty_s);
        }
        self.schedule.voyages[open as usize] = voyage;
        Some(())
    }
}
