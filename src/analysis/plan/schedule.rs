//! One schedule: bundles in an order, each placed where it arrives first given those before it.

use std::collections::BTreeMap;

use crate::analysis::stop::Stop;

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
    /// See [`Problem::by_rail`].
    by_rail: Vec<Option<bool>>,
    /// Trains and packets of each group that have gone, and turns that it still has.
    gone: Vec<(usize, usize)>,
    turns: Vec<u32>,
    /// What is left of [`Problem::allotted`].
    allotted: Vec<BTreeMap<usize, u32>>,
    /// By class and way: how many pieces, ready when, arrived when, the last time that it was looked at.
    seen: Vec<Vec<(u32, u32, u32)>>,
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
    /// Nothing placed yet. With `allot` load units take the ways that the program of the bound would send them, while it
    /// sends more there.
    pub(super) fn new(problem: &'p Problem<'a>, allot: bool) -> Self {
        let mut turns = vec![0; problem.streams.len()];
        problem.choices.iter().for_each(|choice| turns[choice.group as usize] += 1);
        Scheduler {
            problem,
            room: problem.room(),
            fleet: Fleet::new(problem.batches.clone(), &problem.holders, &problem.empties),
            ships: problem.ships.clone(),
            open: None,
            by_rail: problem.by_rail(),
            gone: vec![(0, 0); problem.streams.len()],
            turns,
            allotted: if allot { problem.allotted.clone() } else { Vec::new() },
            seen: problem.classes.iter().map(|class| vec![(u32::MAX, u32::MAX, 0); class.ways.len()]).collect(),
            schedule: Schedule { bundles: vec![Vec::new(); problem.choices.len()], ..Schedule::default() },
        }
    }

    /// Places all bundles in the order given; also what is left of everything then.
    ///
    /// # Errors
    /// The number of a bundle that cannot be placed before the horizon, or before which it was broken off.
    pub(super) fn run(mut self, order: &[u32], stop: Stop<'_>) -> Result<(Schedule, Room), u32> {
        for bundle in order {
            if stop.drops_all() {
                return Err(*bundle);
            }
            self.place(*bundle).ok_or(*bundle)?;
        }
        self.close().ok_or(order.last().copied().unwrap_or(0))?;
        Ok((self.schedule, self.room))
    }

    /// Takes one turn of a group: load units until it has moved as many pieces as the turn is, at its last turn all.
    fn place(&mut self, bundle: u32) -> Option<()> {
        let choice = &self.problem.choices[bundle as usize];
        let group = choice.group as usize;
        self.turns[group] -= 1;
        let mut moved = 0;
        while self.left(group) > 0 && (moved < choice.pieces || self.turns[group] == 0) {
            let before = self.left(group);
            self.advance(bundle)?;
            moved += before - self.left(group);
        }
        Some(())
    }

    /// Places one load unit of a bundle, ready when the bundle is but not before `from_s`, whatever has gone of its group. None
    /// when it finds no room before the horizon.
    pub(super) fn place_unit(&mut self, bundle: u32, unit: u32, from_s: u32) -> Option<()> {
        let ready_s = self.problem.choices[bundle as usize].ready_s.max(from_s);
        let found = match self.best(unit, ready_s, u32::MAX) {
            Some(found) => found,
            None => {
                // Nothing as it should be: then as it can be.
                self.by_rail[self.problem.units[unit as usize].class as usize] = None;
                self.best(unit, ready_s, u32::MAX)?
            }
        };
        let placed = self.commit(bundle, unit, found, from_s)?;
        self.schedule.bundles[bundle as usize].push(placed);
        Some(())
    }

    /// Pieces of a group that have not gone yet.
    fn left(&self, group: usize) -> u32 {
        let (stream, (trains, packets)) = (&self.problem.streams[group], self.gone[group]);
        stream.lows[packets].saturating_sub(stream.fronts[trains])
    }

    /// Sends the next train or the next packet, whichever is complete first; where neither finds room, handfuls.
    fn advance(&mut self, bundle: u32) -> Option<()> {
        let problem = self.problem;
        let choice = &problem.choices[bundle as usize];
        let group = choice.group as usize;
        let stream = &problem.streams[group];
        let (trains, packets) = self.gone[group];
        let (front, low) = (stream.fronts[trains], stream.lows[packets]);
        let train = stream.trains.get(trains).filter(|_| stream.fronts[trains + 1] <= low);
        let packet = stream.packets.get(packets).filter(|_| stream.lows[packets + 1] >= front);
        let rest = stream.rests[trains].as_ref().filter(|_| packet.is_none());
        let by_rail = train.and_then(|unit| Some((self.best(*unit, choice.ready_s, u32::MAX)?, *unit)));
        let limit = by_rail.as_ref().map_or(u32::MAX, |(best, _)| best.key.0);
        let small = packet.or(rest.map(|rest| &rest.0));
        let mut by_road = small.and_then(|unit| Some((self.best(*unit, choice.ready_s, limit)?, *unit)));
        if by_rail.is_none() && by_road.is_none() {
            // Nothing as it should be: then as it can be.
            if let Some(unit) = small {
                self.by_rail[problem.units[*unit as usize].class as usize] = None;
                by_road = self.best(*unit, choice.ready_s, u32::MAX).map(|best| (best, *unit));
            }
        }
        let road_first = by_road.as_ref().is_some_and(|(best, _)| best.key.0 < limit) || by_rail.is_none();
        self.gone[group] = match (road_first, packet.is_some()) {
            (false, _) => (trains + 1, packets),
            (true, true) => (trains, packets + 1),
            // All that was left.
            (true, false) => (stream.trains.len(), packets),
        };
        match if road_first { by_road } else { by_rail } {
            Some((found, unit)) => {
                let placed = self.commit(bundle, unit, found, 0)?;
                self.schedule.bundles[bundle as usize].push(placed);
            }
            None => {
                let parts = match (packet, rest) {
                    (Some(_), _) => &stream.handfuls[packets],
                    (None, Some(rest)) => &rest.1,
                    (None, None) if stream.packets.is_empty() => stream.handfuls.first()?,
                    (None, None) => return None,
                };
                if parts.is_empty() {
                    return None;
                }
                for unit in parts {
                    // At once: the ship that it boards may sail before the next one is placed.
                    let found = self.best(*unit, choice.ready_s, u32::MAX)?;
                    let placed = self.commit(bundle, *unit, found, 0)?;
                    self.schedule.bundles[bundle as usize].push(placed);
                }
            }
        }
        Some(())
    }

    /// The way on which a load unit arrives first; of equals the one with fewer handlings, then the first.
    fn best(&mut self, unit: u32, ready_s: u32, limit_s: u32) -> Option<Best> {
        let class = self.problem.units[unit as usize].class as usize;
        let meant: Vec<usize> = self
            .allotted
            .get(class)
            .map_or_else(Vec::new, |own| own.iter().filter(|(_, pieces)| **pieces > 0).map(|(way, _)| *way).collect());
        let found = if meant.is_empty() { None } else { self.best_of(unit, ready_s, limit_s, &meant) };
        found.or_else(|| self.best_of(unit, ready_s, limit_s, &[]))
    }

    /// The same among some ways, or all when none are named.
    ///
    /// What others have taken only makes a way later: a way on which no more pieces arrived later than another's now need
    /// not be looked at again.
    fn best_of(&mut self, unit: u32, ready_s: u32, limit_s: u32, meant: &[usize]) -> Option<Best> {
        let problem = self.problem;
        let own = &problem.units[unit as usize];
        let class = own.class as usize;
        let traveller = problem.traveller(unit);
        let wanted = self.by_rail[class];
        let mut open: Vec<(u32, u32)> = Vec::new();
        for (index, way) in (0_u32..).zip(problem.ways(unit)) {
            let other = wanted.is_some_and(|rails| way.rail_countries.is_empty() == rails);
            let named = meant.is_empty() || meant.contains(&(index as usize));
            if !named || other || !way.open || way.fastest_s > limit_s || !way.takes(own.lot.train.as_ref()) {
                continue;
            }
            let (pieces, ready, arrive_s) = self.seen[class][index as usize];
            let seen_s = if own.needs.pieces >= pieces && ready_s >= ready { arrive_s } else { 0 };
            open.push((way.fastest_s.max(seen_s), index));
        }
        open.sort_unstable();
        let mut best: Option<Best> = None;
        for (least_s, index) in open {
            let limit = best.as_ref().map_or(limit_s, |best| best.key.0);
            if least_s > limit {
                break;
            }
            let way = &problem.ways(unit)[index as usize];
            self.schedule.work += 1;
            let found = match way.voyage {
                None => traveller.travel(way, ready_s, &self.room, &self.fleet, limit).map(|trip| (trip, None)),
                Some(_) => self.by_ship(unit, way, ready_s, limit).map(|(trip, ship)| (trip, Some(ship))),
            };
            if way.voyage.is_none() {
                let arrive_s = found.as_ref().map_or(limit.saturating_add(1), |(trip, _)| trip.arrive_s);
                let seen = &mut self.seen[class][index as usize];
                if own.needs.pieces < seen.0 || ready_s < seen.1 || arrive_s > seen.2 {
                    *seen = (own.needs.pieces, ready_s, arrive_s);
                }
            }
            let Some((trip, ship)) = found else { continue };
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

    /// Keeps what was found, looked for again from `from_s` on where a ship sails first. A ship's passenger is kept up to the quay; the rest follows when the ship is full.
    fn commit(&mut self, bundle: u32, unit: u32, found: Best, from_s: u32) -> Option<Placed> {
        let problem = self.problem;
        let traveller = problem.traveller(unit);
        let way = &problem.ways(unit)[found.way as usize];
        let class = problem.units[unit as usize].class as usize;
        if let Some(left) = self.allotted.get_mut(class).and_then(|own| own.get_mut(&(found.way as usize))) {
            *left = left.saturating_sub(problem.units[unit as usize].lot.pieces);
        }
        if found.ship.is_none() {
            if self.open.is_some() {
                self.close()?;
                // What the ship's load took may stand in the way now.
                let again = self.best(unit, problem.choices[bundle as usize].ready_s.max(from_s), u32::MAX)?;
                return self.commit(bundle, unit, again, from_s);
            }
            let trip = traveller.hold_back(way, &found.trip, &self.room, &self.fleet);
            traveller.commit(way, &trip, &mut self.room, &mut self.fleet);
            return Some(Placed { unit, way: found.way, trip, eager: found.trip.moments, voyage: None });
        }
        let (voyage, number) = self.voyage_for(unit, way)?;
        if number == self.schedule.voyages.len() {
            if self.open.is_some() {
                self.close()?;
                let again = self.best(unit, problem.choices[bundle as usize].ready_s.max(from_s), u32::MAX)?;
                return self.commit(bundle, unit, again, from_s);
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
