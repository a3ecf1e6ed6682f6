//! A plan that is interrupted: something is lost while the force is under way, for a while or for good.
//!
//! Until the loss the plan is carried out. From then on, knowing of it: a load unit that is there, or whose way passes nothing
//! lost while it is lost, goes on as planned. One that is under way waits where it is until the way is there again, or goes
//! round from there, whichever is sooner. One that has not started is placed anew, in the order of the plan, over every way
//! known and over ways looked for round the loss; load units stay as they were made up. Permissions that the plan needed were
//! asked for at C; those of other states are asked for when the loss is known, and take as long from then.
//!
//! What goes on as planned keeps its place; all others find theirs around it. Ships sail with whom they were to sail with,
//! once anybody of these has started.

use std::collections::{BTreeMap, BTreeSet};

use crate::algo::labels::CLOSED;
use crate::algo::march::{Rule, advance};

use super::changes::{Changes, Outage};
use super::fleet::{Pick, Want};
use super::improve::{Incumbent, order};
use super::prepared::{CutOff, Prepared};
use super::problem::Problem;
use super::schedule::{Placed, Scheduler};
use super::trip::{At, Traveller, Trip};
use super::way::{Handling, Way, permission_of, way};

/// What becomes of a plan that is interrupted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interrupted {
    /// Seconds after C until the last piece is complete.
    pub closure_s: u32,
    /// Load units that go on as planned.
    pub as_planned: u32,
    /// Under way, and wait for what is lost.
    pub waiting: u32,
    /// Under way, and go round.
    pub round: u32,
    /// Not started when the loss comes, and placed anew.
    pub anew: u32,
}

/// What becomes of one load unit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    AsPlanned,
    /// Under way, and hit.
    Caught,
    Anew,
}

/// A load unit of the plan: its bundle and place there.
type Member = (usize, usize);

/// What is carried on: the plan, what is lost, what becomes of each load unit, and ways round for those that are caught.
struct Going<'o> {
    outage: &'o Outage,
    base: &'o Incumbent,
    fates: Vec<Vec<Fate>>,
    rounds: BTreeMap<Member, Vec<Way>>,
}

/// How a load unit that was caught goes on.
struct Onward<'w> {
    way: &'w Way,
    trip: Trip,
    round: bool,
}

impl Prepared<'_, '_> {
    /// What becomes of a plan when things are lost from an instant on, each until an instant of its own.
    ///
    /// # Errors
    /// With the first pieces that can no longer be there.
    pub fn interrupted(&mut self, outage: &Outage, base: &Incumbent) -> Result<Interrupted, CutOff> {
        self.problem.take_up(&Changes::default());
        let outage = Outage { asked: self.problem.asked(base), ..outage.clone() };
        let mut going = Going { outage: &outage, base, fates: Vec::new(), rounds: BTreeMap::new() };
        going.fates = self.problem.fates(&going);
        if going.fates.iter().flatten().all(|fate| *fate == Fate::AsPlanned) {
            let as_planned = number(going.fates.iter().map(Vec::len).sum());
            return Ok(Interrupted { closure_s: base.schedule.closure_s(), as_planned, ..Interrupted::default() });
        }
        self.problem.take_up(&Changes { outage: Some(outage.clone()), ..Changes::default() });
        self.problem.look_round(&mut going);
        let mut best: Option<Interrupted> = None;
        let mut cut = None;
        for allot in [true, false] {
            match self.problem.carry_on(&going, allot) {
                Ok(found) if best.is_none_or(|best| found.closure_s < best.closure_s) => best = Some(found),
                Ok(_) => {}
                Err(unit) => cut = cut.or(Some(unit)),
            }
        }
        let unit = &self.problem.units[cut.unwrap_or(0) as usize];
        let kind = self.problem.groups[unit.group as usize].kinds.first();
        let name = kind.map_or("", |kind| self.force.units[kind.unit as usize].name.as_str());
        best.ok_or_else(|| CutOff { unit: name.to_owned(), pieces: unit.lot.pieces })
    }
}

impl Outage {
    /// From when on arcs can be passed again.
    fn back_s(&self, arcs: &[u32]) -> u32 {
        arcs.iter().filter_map(|arc| self.until_s.get(&(arc / 2))).max().copied().unwrap_or(0)
    }
}

impl<'o> Going<'o> {
    fn placed(&self, member: Member) -> &'o Placed {
        &self.base.schedule.bundles[member.0][member.1]
    }

    fn fate(&self, member: Member) -> Fate {
        self.fates[member.0][member.1]
    }

    /// All load units, by bundle.
    fn members(&self) -> impl Iterator<Item = Member> + use<'o> {
        let bundles = &self.base.schedule.bundles;
        bundles.iter().enumerate().flat_map(|(bundle, list)| (0..list.len()).map(move |place| (bundle, place)))
    }
}

impl Problem<'_> {
    fn way_of(&self, placed: &Placed) -> &Way {
        &self.ways(placed.unit)[placed.way as usize]
    }

    /// States whose permission a plan needs.
    fn asked(&self, base: &Incumbent) -> BTreeSet<u8> {
        let placed = base.schedule.bundles.iter().flatten();
        placed.flat_map(|placed| &self.way_of(placed).steps).filter_map(|step| step.permission).collect()
    }

    /// Whether a load unit is on something while it is lost.
    fn is_hit(&self, outage: &Outage, placed: &Placed) -> bool {
        let way = self.way_of(placed);
        way.steps
            .iter()
            .zip(&placed.trip.moments)
            .any(|(step, moment)| outage.back_s(way.arcs_of(step)) > moment.go_s && moment.end_s > outage.from_s)
    }

    /// What becomes of each load unit, by bundle.
    fn fates(&self, going: &Going<'_>) -> Vec<Vec<Fate>> {
        let (schedule, outage) = (&going.base.schedule, going.outage);
        let started = |placed: &Placed| placed.trip.moments.first().is_none_or(|moment| moment.go_s < outage.from_s);
        // Of each voyage: whether any of its passengers has started, and whether any is hit.
        let mut sails = vec![(false, false); schedule.voyages.len()];
        for placed in schedule.bundles.iter().flatten() {
            if let Some(voyage) = placed.voyage {
                let (begun, hit) = &mut sails[voyage as usize];
                *begun |= started(placed);
                *hit |= self.is_hit(outage, placed);
            }
        }
        // A ship's later voyages hang on those before.
        let mut off: BTreeSet<u32> = BTreeSet::new();
        let mut given_up = vec![false; sails.len()];
        for (number, voyage) in schedule.voyages.iter().enumerate() {
            let behind = voyage.ship.is_some_and(|ship| off.contains(&ship));
            given_up[number] = !sails[number].0 && (sails[number].1 || behind);
            if given_up[number] {
                off.extend(voyage.ship);
            }
        }
        let fate = |placed: &Placed| {
            let with = placed.voyage.map(|voyage| voyage as usize);
            let begun = started(placed) || with.is_some_and(|voyage| sails[voyage].0);
            match (with.is_some_and(|voyage| given_up[voyage]), self.is_hit(outage, placed)) {
                (true, _) => Fate::Anew,
                (false, false) => Fate::AsPlanned,
                (false, true) if begun => Fate::Caught,
                (false, true) => Fate::Anew,
            }
        };
        schedule.bundles.iter().map(|bundle| bundle.iter().map(fate).collect()).collect()
    }

    /// Looks for ways round what is lost, for whoever needs them: the best of all, and the best that needs no further
    /// permission.
    fn look_round(&mut self, going: &mut Going<'_>) {
        let lost: Vec<u32> = going.outage.until_s.keys().copied().collect();
        let both: Vec<u32> = lost.iter().copied().chain(self.beyond(going.outage)).collect();
        for member in going.members() {
            let placed = going.placed(member);
            let from = match going.fate(member) {
                Fate::AsPlanned => continue,
                Fate::Anew => None,
                Fate::Caught => Some(self.caught(going.outage, placed)),
            };
            let own = self.way_of(placed).clone();
            let class = self.units[placed.unit as usize].class as usize;
            let Problem { classes, register, .. } = self;
            let Some((step, at)) = from else {
                classes[class].seek(register, &lost);
                classes[class].seek(register, &both);
                continue;
            };
            let mut ways = vec![own.rest(step)];
            let compiled = &classes[class].compiled;
            let Some(first) = own.steps.get(step) else { continue };
            let node = compiled.graph().tail(own.arcs[first.arcs.0 as usize]);
            for closed in [&lost, &both] {
                let mut penalty = vec![100_u16; compiled.graph().ends.len()];
                closed.iter().for_each(|link| penalty[*link as usize] = CLOSED);
                let found = compiled.onward((node, at.t, at.driven_s), &penalty);
                ways.extend(found.and_then(|found| way(register, compiled, &found)));
            }
            ways.iter_mut().for_each(|way| way.adjust(&register.changes));
            going.rounds.insert(member, ways);
        }
    }

    /// Links in states whose permission nobody has asked for.
    fn beyond(&self, outage: &Outage) -> Vec<u32> {
        let links = (0_u32..).zip(&self.network.topology.links).map(|(link, _)| link);
        let unasked = |link: &u32| {
            let states = [2 * link, 2 * link + 1].map(|arc| permission_of(self.network, arc));
            states.iter().flatten().any(|state| !outage.asked.contains(state))
        };
        links.filter(unasked).collect()
    }

    /// Where a load unit that is under way is when the loss comes: the first step that it has not passed, and when and with
    /// what march clock it stands before it. Whoever is on something that is lost goes back to where that step began.
    fn caught(&self, outage: &Outage, placed: &Placed) -> (usize, At) {
        let (way, traveller) = (self.way_of(placed), self.traveller(placed.unit));
        let rule = traveller.rule.unwrap_or(Rule { march_s: u32::MAX, rest_s: 0 });
        let mut at = At { t: outage.from_s.max(traveller.begin_s(placed.trip.depart_s)), driven_s: 0 };
        for (index, (step, moment)) in way.steps.iter().zip(&placed.trip.moments).enumerate() {
            if moment.go_s >= outage.from_s {
                return (index, At { t: at.t.max(outage.from_s), ..at });
            }
            if moment.end_s > outage.from_s && outage.back_s(way.arcs_of(step)) > moment.go_s {
                let back_s = outage.from_s - moment.go_s;
                return (index, At { t: outage.from_s.saturating_add(back_s), driven_s: rule.march_s.min(86_400) });
            }
            let rests = step.rested || (moment.go_s > moment.loaded_s && moment.go_s - moment.loaded_s >= rule.rest_s);
            let before_s = if rests { 0 } else { at.driven_s };
            let after_s = step.march.map_or(before_s, |calendar| {
                let calendar = &traveller.calendars[calendar as usize];
                advance(moment.go_s, before_s, step.run_s, rule, calendar, &mut |_, _, _| {}).1
            });
            at = At { t: moment.end_s, driven_s: if step.resets { 0 } else { after_s } };
        }
        (way.steps.len(), at)
    }

    /// Carries a plan on around what is lost.
    ///
    /// # Errors
    /// With a load unit that can no longer be there.
    fn carry_on(&self, going: &Going<'_>, allot: bool) -> Result<Interrupted, u32> {
        let mut scheduler = Scheduler::new(self, allot);
        let mut answer = Interrupted::default();
        let bundles = order(self, &going.base.scores, true).into_iter().map(|bundle| bundle as usize);
        let members = bundles.flat_map(|bundle| (0..going.fates[bundle].len()).map(move |place| (bundle, place)));
        let (mut sent, mut anew): (Vec<Member>, Vec<Member>) =
            members.partition(|member| going.fate(*member) != Fate::Anew);
        let passed = |member: Member| match going.fate(member) {
            Fate::Caught => self.caught(going.outage, going.placed(member)).0,
            _ => going.placed(member).trip.moments.len(),
        };
        // What has a place keeps it; carriers follow below, in the order in which they are taken.
        for member in &sent {
            let placed = going.placed(*member);
            let bare = Trip { picks: Vec::new(), ..placed.trip.clone() };
            let (room, fleet) = (&mut scheduler.room, &mut scheduler.fleet);
            let steps = 0..passed(*member);
            self.traveller(placed.unit).commit_steps(self.way_of(placed), steps, &bare, room, fleet);
        }
        let mut late: BTreeMap<u32, u32> = BTreeMap::new();
        sent.sort_by_key(|member| (going.placed(*member).trip.depart_s, *member));
        for member in sent {
            let own = going.placed(member);
            let (way, traveller) = (self.way_of(own), self.traveller(own.unit));
            let Some(picks) = self.carriers(&scheduler, own, passed(member)) else {
                // Its carriers are held up elsewhere. Whoever has left has them.
                if going.fate(member) == Fate::Caught || own.voyage.is_some() {
                    return Err(own.unit);
                }
                anew.push(member);
                continue;
            };
            let trip = Trip { picks, ..own.trip.clone() };
            if going.fate(member) == Fate::AsPlanned {
                answer.as_planned += 1;
                answer.closure_s = answer.closure_s.max(trip.arrive_s);
                for (step, picks) in &trip.picks {
                    let wagon = way.steps[*step as usize].handling == Handling::LoadTrain;
                    let (free_s, at) = traveller.release(way, &trip, *step, wagon);
                    scheduler.fleet.take(picks, free_s, at);
                }
                continue;
            }
            let at = self.caught(going.outage, own).1;
            let onward = self.onward(going, member, at, &scheduler).ok_or(own.unit)?;
            if onward.round {
                answer.round += 1
            } else {
                answer.waiting += 1
            }
            answer.closure_s = answer.closure_s.max(onward.trip.arrive_s);
            for (step, picks) in &trip.picks {
                let of = &way.steps[*step as usize];
                let (free_s, at) = self.freed(&onward, of.handling == Handling::LoadTrain, &traveller);
                scheduler.fleet.take(picks, free_s, at);
            }
            traveller.commit(onward.way, &onward.trip, &mut scheduler.room, &mut scheduler.fleet);
            if let Some(voyage) = own.voyage {
                let until_s = late.entry(voyage).or_default();
                *until_s = (*until_s).max(onward.trip.arrive_s);
            }
        }
        self.berth(going, &late, &mut scheduler);
        answer.anew = number(anew.len());
        for member in anew {
            let unit = going.placed(member).unit;
            scheduler.place_unit(number(member.0), unit, going.outage.from_s).ok_or(unit)?;
        }
        scheduler.close().ok_or(0_u32)?;
        answer.closure_s = answer.closure_s.max(scheduler.schedule.closure_s());
        Ok(answer)
    }

    /// Carriers of a journey picked again, over its first steps; none when they are not there in time.
    fn carriers(&self, scheduler: &Scheduler<'_, '_>, placed: &Placed, steps: usize) -> Option<Vec<(u32, Vec<Pick>)>> {
        let (way, traveller) = (self.way_of(placed), self.traveller(placed.unit));
        let mut all = Vec::new();
        for (step, _) in placed.trip.picks.iter().filter(|(step, _)| (*step as usize) < steps) {
            let of = &way.steps[*step as usize];
            let wagon = of.handling == Handling::LoadTrain;
            let types = if wagon { traveller.wagons } else { traveller.transporters };
            let moment = &placed.trip.moments[*step as usize];
            let (when_s, picks) = scheduler.fleet.earliest(&Want { wagon, types }, of.at, moment.in_s)?;
            if when_s > moment.carried_s {
                return None;
            }
            all.push((*step, picks));
        }
        Some(all)
    }

    /// When and where the carriers that a load unit was caught with come free.
    fn freed(&self, onward: &Onward<'_>, wagon: bool, traveller: &Traveller<'_>) -> (u32, u32) {
        let ends = |handling: Handling| match handling {
            Handling::UnloadTrain | Handling::ChangeGauge => wagon,
            Handling::EndRoad => !wagon,
            _ => false,
        };
        match onward.way.steps.iter().position(|step| ends(step.handling)) {
            Some(index) => (onward.trip.moments[index].end_s, onward.way.steps[index].at),
            None => traveller.release(onward.way, &onward.trip, number(onward.way.steps.len()), wagon),
        }
    }

    /// How a load unit that is caught goes on: waiting, or round, whichever is sooner.
    fn onward<'w>(
        &self,
        going: &'w Going<'_>,
        member: Member,
        at: At,
        scheduler: &Scheduler<'_, '_>,
    ) -> Option<Onward<'w>> {
        let unit = going.placed(member).unit;
        let traveller = self.traveller(unit);
        let train = self.units[unit as usize].lot.train.as_ref();
        let mut best: Option<Onward<'w>> = None;
        for (number, way) in going.rounds.get(&member)?.iter().enumerate() {
            if !way.open || (train.is_some() && !way.takes(train)) {
                continue;
            }
            let latest_s = best.as_ref().map_or(u32::MAX, |best| best.trip.arrive_s);
            let mut trip = Trip { depart_s: at.t, ..Trip::default() };
            let (room, fleet) = (&scheduler.room, &scheduler.fleet);
            let Some(end) = traveller.run(way, 0..way.steps.len(), at, room, fleet, &mut trip, latest_s) else {
                continue;
            };
            trip.arrive_s = end.t + traveller.finish_s;
            if best.as_ref().is_none_or(|best| trip.arrive_s < best.trip.arrive_s) {
                best = Some(Onward { way, trip, round: number > 0 });
            }
        }
        best
    }

    /// Ships are where their last voyage ends, once it ends.
    fn berth(&self, going: &Going<'_>, late: &BTreeMap<u32, u32>, scheduler: &mut Scheduler<'_, '_>) {
        let mut sails: BTreeSet<u32> = BTreeSet::new();
        for member in going.members().filter(|member| going.fate(*member) != Fate::Anew) {
            sails.extend(going.placed(member).voyage);
        }
        for voyage in sails {
            let of = &going.base.schedule.voyages[voyage as usize];
            if let Some(ship) = of.ship {
                let free_s = of.empty_s.max(late.get(&voyage).copied().unwrap_or(0));
                let own = &mut scheduler.ships[ship as usize];
                if free_s >= own.free_s {
                    (own.at, own.free_s) = (of.to, free_s);
                }
            }
        }
        scheduler.ships.iter_mut().for_each(|ship| ship.free_s = ship.free_s.max(going.outage.from_s));
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
