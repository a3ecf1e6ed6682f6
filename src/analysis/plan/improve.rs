//! From a first schedule to a better one: other ways around what holds up, and other orders (squeaky wheel).
//!
//! The work is counted in journeys evaluated, never in time, so that the same question gives the same plan. The best
//! schedule so far is kept, so that more work never makes it worse. Literature: Joslin & Clements 1999.

use std::collections::BTreeMap;

use crate::analysis::stop::Stop;

use super::problem::Problem;
use super::query::Objective;
use super::repair::Repair;
use super::room::{Room, WINDOW_S, WINDOWS};
use super::schedule::{Schedule, Scheduler};
use super::way::PATHS;

/// What a schedule is judged by; less is better, from the first to the last.
pub(super) type Cost = (u64, u64, u64);

/// What improvement may cost and what it looks at.
pub(super) struct Effort<'s> {
    /// Journeys that may be evaluated.
    pub(super) work: u64,
    pub(super) objective: Objective,
    /// Required times by unit of the force, seconds after C.
    pub(super) required_s: Vec<Option<u32>>,
    /// Looked at after each pass, and within a pass where there is nothing to keep.
    pub(super) stop: Stop<'s>,
    /// No schedule can close earlier: reaching this ends the search.
    pub(super) bound_s: u32,
    /// A closure with which the search ends at once: nothing better is asked for.
    pub(super) enough_s: u32,
}

/// A plan to start from: it is kept while nothing better is found.
#[derive(Clone, Debug)]
pub struct Incumbent {
    pub(super) schedule: Schedule,
    /// Scores that order its bundles.
    pub(super) scores: Vec<u64>,
}

/// The best schedule found, and whether the search was stopped from outside.
#[derive(Clone)]
pub(super) struct Improved {
    pub(super) schedule: Schedule,
    /// Scores that its order came from.
    pub(super) scores: Vec<u64>,
    pub(super) stopped: bool,
    pub(super) passes: u32,
    pub(super) work: u64,
}

impl Improved {
    /// To start others from.
    pub(super) fn incumbent(&self) -> Incumbent {
        Incumbent { schedule: self.schedule.clone(), scores: self.scores.clone() }
    }
}

/// A search for a further way costs as much as this many journeys.
const SEEK_WORK: u64 = 400;

/// Rounds in which further ways are looked for.
const WAY_ROUNDS: u32 = 16;

/// Passes without improvement after which the order is shaken.
const PATIENCE: u32 = 6;

/// Nothing earlier is looked for than this part of the bound beyond it: bounds are not told more finely.
const NEAR_ENOUGH: u32 = 400;

/// A schedule is repaired that closes later than the best by at most this part.
const NEAR_PART: u64 = 5;

/// A repair takes at most one part in so many of the work that is left.
const REPAIRS_MIN: u64 = 3;

/// Ways of one class at most.
const WAYS_MAX: usize = 60;

impl Effort<'_> {
    /// What a schedule costs under the objective.
    pub(super) fn cost(&self, problem: &Problem<'_>, schedule: &Schedule) -> Cost {
        let (mut closure, mut sum, mut late) = (0_u64, 0_u64, 0_u64);
        for placed in schedule.bundles.iter().flatten() {
            let unit = &problem.units[placed.unit as usize];
            let group = &problem.groups[unit.group as usize];
            let arrive_s = u64::from(placed.trip.arrive_s);
            closure = closure.max(arrive_s);
            sum += arrive_s * u64::from(unit.lot.pieces);
            for (kind, count) in &unit.lot.held {
                let of = group.kinds[*kind as usize].unit as usize;
                if let Some(required_s) = self.required_s[of] {
                    let weight = u64::from(1_000 / group.priority.clamp(1, 1_000));
                    late += arrive_s.saturating_sub(u64::from(required_s)) * u64::from(*count) * weight.max(1);
                }
            }
        }
        match self.objective {
            Objective::Closure => (closure, late, sum),
            Objective::EarliestArrival => (sum, closure, late),
            Objective::Lateness => (late, closure, sum),
        }
    }

    fn stopped(&self) -> bool {
        self.stop.is_set()
    }

    /// Improves until the work is done, the bound is met or the search is stopped. Where a plan to start from still
    /// stands, the result is no worse.
    ///
    /// # Errors
    /// The number of a bundle that cannot be placed at all.
    pub(super) fn improve(&self, problem: &mut Problem<'_>, start: Option<&Incumbent>) -> Result<Improved, u32> {
        let mut scores: Vec<u64> = match start {
            Some(start) => start.scores.clone(),
            None => (0..problem.choices.len()).map(|bundle| fastest(problem, bundle)).collect(),
        };
        let mut work = 0;
        let stands = start.filter(|start| problem.stands(&start.schedule));
        let mut best: Option<(Cost, Schedule, Vec<u64>)> =
            stands.map(|start| (self.cost(problem, &start.schedule), start.schedule.clone(), start.scores.clone()));
        let met = |best: &Option<(Cost, Schedule, Vec<u64>)>| {
            let near_s = self.bound_s + self.bound_s / NEAR_ENOUGH;
            let closed = best.as_ref().is_some_and(|(_, schedule, _)| schedule.closure_s() <= near_s);
            closed && self.objective == Objective::Closure
        };
        let (mut passes, mut idle, mut rounds) = (0_u32, 0_u32, 0_u32);
        while !met(&best) {
            // The order of the priorities first; where closure is all that counts also others.
            let strict = best.is_none() || self.objective != Objective::Closure;
            let order = order(problem, &scores, strict);
            let allot = passes.is_multiple_of(2);
            // The first pass is finished where a plan is wanted all the same.
            let hurry = if best.is_none() { self.stop.unless_kept() } else { self.stop.keeping_nothing() };
            let (schedule, room) = match Scheduler::new(problem, allot).run(&order, hurry) {
                Ok(placed) => placed,
                Err(bundle) if best.is_none() => return Err(bundle),
                Err(_) => break,
            };
            passes += 1;
            work += schedule.work;
            let cost = self.cost(problem, &schedule);
            if schedule.closure_s() <= self.enough_s {
                return Ok(Improved { schedule, scores, stopped: false, passes, work });
            }
            let found = rounds < WAY_ROUNDS && self.further_ways(problem, &schedule, &room, &mut work);
            rounds += 1;
            let (schedule, cost) = if self.objective == Objective::Closure {
                self.repaired(problem, schedule, room, best.as_ref().map(|best| best.0), &mut work)
            } else {
                (schedule, cost)
            };
            let before = scores.clone();
            self.squeak(&schedule, &mut scores);
            if best.as_ref().is_none_or(|(other, ..)| cost < *other) {
                best = Some((cost, schedule, before));
                idle = 0;
            } else if !found {
                idle += 1;
            }
            if self.stopped() || work >= self.work {
                break;
            }
            if idle >= PATIENCE {
                if idle >= 2 * PATIENCE {
                    break;
                }
                shake(&mut scores, passes);
            }
        }
        let (_, schedule, scores) = best.expect("the first pass either ended or returned");
        Ok(Improved { schedule, scores, stopped: self.stopped(), passes, work })
    }

    /// A schedule that may become the best, repaired; others as they are.
    fn repaired(
        &self,
        problem: &mut Problem<'_>,
        schedule: Schedule,
        mut room: Room,
        best: Option<Cost>,
        work: &mut u64,
    ) -> (Schedule, Cost) {
        let cost = self.cost(problem, &schedule);
        let near = |other: u64| cost.0 <= other + other / NEAR_PART;
        // One that is far from the best and from the bound is left as it is: others will be better.
        if *work >= self.work || !best.map_or(near(u64::from(self.bound_s)), |best| near(best.0)) {
            return (schedule, cost);
        }
        problem.widen(&mut room);
        let before = schedule.work;
        let mut repair = Repair { problem, schedule, room, work: (self.work - *work) / REPAIRS_MIN, stop: self.stop };
        repair.run(self.bound_s);
        let schedule = repair.schedule;
        *work += schedule.work - before;
        let cost = self.cost(problem, &schedule);
        (schedule, cost)
    }

    /// Bundles that arrive near the end go earlier next time.
    fn squeak(&self, schedule: &Schedule, scores: &mut [u64]) {
        let closure_s = schedule.closure_s();
        let arrivals: Vec<u32> = (0..scores.len()).map(|bundle| schedule.arrival_s(bundle)).collect();
        let first_s = arrivals.iter().min().copied().unwrap_or(0);
        let edge_s = closure_s - (closure_s - first_s) / 5;
        for (bundle, arrive_s) in arrivals.into_iter().enumerate() {
            if arrive_s >= edge_s {
                scores[bundle] += u64::from(arrive_s - edge_s) + 3_600;
            }
        }
    }

    /// Looks for ways for late load units past what held them up, and past what is full; true when any was found.
    fn further_ways(&self, problem: &mut Problem<'_>, schedule: &Schedule, room: &Room, work: &mut u64) -> bool {
        let closure_s = schedule.closure_s();
        let middle_s = self.bound_s.min(closure_s) + closure_s.saturating_sub(self.bound_s) / 2;
        let mut found = false;
        for (class, late) in late(problem, schedule) {
            let mut closures: Vec<Vec<u32>> = Vec::new();
            for target_s in [middle_s, closure_s] {
                closures.push(full(problem, late.unit, room, target_s));
            }
            let mut worst: Vec<(u64, u32)> = late.waits.into_iter().map(|(counter, wait)| (wait, counter)).collect();
            worst.sort_by_key(|(wait, counter)| (std::cmp::Reverse(*wait), *counter));
            worst.truncate(2);
            closures.extend(worst.into_iter().map(|(_, counter)| links_of(problem, counter)));
            let Problem { classes, register, .. } = problem;
            let class = &mut classes[class as usize];
            for closed in closures {
                if class.ways.len() >= WAYS_MAX || closed.is_empty() || *work >= self.work || self.stopped() {
                    continue;
                }
                *work += SEEK_WORK;
                found |= class.seek(register, &closed);
            }
        }
        found
    }
}

/// What is late of a class.
struct Late {
    /// The load unit that arrives last.
    unit: u32,
    arrive_s: u32,
    /// By counter: how long its late load units waited.
    waits: BTreeMap<u32, u64>,
}

/// Classes with load units that arrive in the last fifth of a schedule.
fn late(problem: &Problem<'_>, schedule: &Schedule) -> BTreeMap<u32, Late> {
    let closure_s = schedule.closure_s();
    let mut late: BTreeMap<u32, Late> = BTreeMap::new();
    for placed in schedule.bundles.iter().flatten() {
        let arrive_s = placed.trip.arrive_s;
        if u64::from(arrive_s) * 5 < u64::from(closure_s) * 4 {
            continue;
        }
        let class = problem.units[placed.unit as usize].class;
        let own = late.entry(class).or_insert_with(|| Late { unit: placed.unit, arrive_s, waits: BTreeMap::new() });
        if arrive_s > own.arrive_s {
            (own.unit, own.arrive_s) = (placed.unit, arrive_s);
        }
        for moment in &placed.trip.moments {
            if let Some(counter) = moment.waited {
                *own.waits.entry(counter).or_default() += u64::from(moment.go_s - moment.open_s);
            }
        }
    }
    late
}

fn links_of(problem: &Problem<'_>, counter: u32) -> Vec<u32> {
    match problem.register.asset(counter) {
        PATHS => Vec::new(),
        asset => problem.capacities.links_of(asset).collect(),
    }
}

/// Links of everything that has no room for a load unit in any window in which it could pass there and be complete by an
/// instant.
fn full(problem: &Problem<'_>, unit: u32, room: &Room, latest_s: u32) -> Vec<u32> {
    let own = &problem.units[unit as usize];
    let Some(spans) = problem.spans.get(own.group as usize) else { return Vec::new() };
    let later = i64::from(latest_s / WINDOW_S) - i64::from(problem.spans_to_s / WINDOW_S);
    let mut full = Vec::new();
    for counter in 0..u32::try_from(problem.register.keys.len()).unwrap_or(0) {
        let asset = problem.register.asset(counter);
        let Some((first, last)) = spans.get(&asset) else { continue };
        let last = u32::try_from((i64::from(*last) + later).clamp(0, i64::from(WINDOWS) - 1)).unwrap_or(0);
        let need = own.needs.of(problem.capacities.assets[asset as usize].unit);
        if (*first..=last).all(|window| room.left(counter, window) < need) {
            full.extend(problem.capacities.links_of(asset));
        }
    }
    full
}

/// Earliest arrival of a bundle when nothing holds it up.
fn fastest(problem: &Problem<'_>, bundle: usize) -> u64 {
    let stream = &problem.streams[problem.choices[bundle].group as usize];
    let ways = stream
        .trains
        .iter()
        .chain(&stream.packets)
        .flat_map(|unit| problem.ways(*unit))
        .map(|way| u64::from(way.fastest_s));
    ways.min().unwrap_or(0)
}

/// Bundles by score, the highest first; when `strict` by priority before.
pub(super) fn order(problem: &Problem<'_>, scores: &[u64], strict: bool) -> Vec<u32> {
    let mut order: Vec<u32> = (0..u32::try_from(scores.len()).unwrap_or(0)).collect();
    order.sort_by_key(|bundle| {
        let priority = problem.choices[*bundle as usize].priority;
        (if strict { priority } else { 0 }, std::cmp::Reverse(scores[*bundle as usize]), priority, *bundle)
    });
    order
}

/// Moves some scores, the same ones every time: a fixed sequence by the number of the pass.
fn shake(scores: &mut [u64], pass: u32) {
    let mut state = u64::from(pass).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    for score in scores.iter_mut() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        *score += state % 86_400;
    }
}
