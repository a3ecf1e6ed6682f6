//! What forbids the shorter way, and the smallest set of things to relax that opens one.

use crate::algo::labels::{Ahead, Criteria, Found, NONE, potential, potential_within};

use super::answer::{Refusal, Relaxation};
use super::compose::{Composer, leg_name};
use super::walk::{arrival_s, walk};
use super::{Ask, LATEST_S};

/// Sets of at most this many things are tried against a way that exists.
const BETTER_MAX: u32 = 2;

/// Sets of at most this many things are tried where no way exists.
const OPEN_MAX: u32 = 4;

/// A gain below this is none.
const GAIN_MIN_S: u32 = 3_600;

/// The ways that relaxing would open, or better than those known, the best first.
pub(super) fn ways(ask: &Ask<'_>, known: &[Found]) -> Vec<Found> {
    let graph = &ask.view.graph;
    let leads = graph.specials.iter().flatten().fold(0, |bits, special| bits | special.gate_item);
    let limits = ask.view.items.all() & !leads;
    let Some(best) = known.first() else {
        let open_s = potential(graph, ask.target, 0);
        let ahead = Ahead::new(graph, ask.target, 0, NONE - 1, &open_s, ask.handling_worth_s);
        let open = (&open_s[..], &ahead);
        for relax_max in 1..=OPEN_MAX {
            let criteria = Criteria { relax_max, relaxable: limits, ..Criteria::default() };
            let ways = ask.search_with(open, criteria, LATEST_S, &[]);
            if !ways.is_empty() {
                return ways;
            }
        }
        return with_everything(ask, open, limits);
    };
    let latest_s = best.time_s.saturating_sub(GAIN_MIN_S);
    // The way that asks for nothing is known: only what would be chosen in its place is of interest.
    let criteria = Criteria {
        relax_max: BETTER_MAX,
        relax_min: 1,
        relaxable: leads,
        weighed_below_s: Some(best.weighed_s),
        ..Criteria::default()
    };
    let mut ways = ask.search(criteria, latest_s, &[]);
    // The way itself, paperwork apart: what limits and denials keep the load from a shorter one? None that matters is
    // slower than the ways found, were their paperwork waived.
    let waived = |found: &Found| {
        let time_s = arrival_s(ask.view, &ask.start, found, leads, ask.chained);
        u64::from(time_s) + (found.weighed_s - u64::from(found.time_s))
    };
    let most_s = known.iter().map(waived).min().unwrap_or(u64::MAX - 1);
    ways.extend(shorter(ask, (leads, limits), most_s.saturating_add(1)));
    ways
}

/// The best ways that relax one or two of `limits`, `leads` apart, where they weigh less than `below_s` and are sooner by
/// [`GAIN_MIN_S`] than the shortest way that relaxes none: the best with one, and what is better with two.
fn shorter(ask: &Ask<'_>, (leads, limits): (u128, u128), below_s: u64) -> Vec<Found> {
    let graph = &ask.view.graph;
    let ahead_s = u32::try_from(below_s).unwrap_or(LATEST_S).saturating_sub(ask.start.ready_s()).min(LATEST_S);
    let open_s = potential_within(graph, ask.target, 0, ahead_s);
    let open = (&open_s[..], &Ahead::new(graph, ask.target, 0, ahead_s, &open_s, ask.handling_worth_s));
    // The shortest way that no limit forbids is what the others must beat.
    let criteria = Criteria { granted: leads, weighed_below_s: Some(below_s), ..Criteria::default() };
    let shortest = ask.search(criteria, LATEST_S, &[]).into_iter().next();
    let below_s = shortest.as_ref().map_or(below_s, |found| found.weighed_s);
    let latest_s = shortest.as_ref().map_or(LATEST_S, |found| found.time_s.saturating_sub(GAIN_MIN_S));
    // Were all limits lifted: mostly nothing is shorter even then, and no sets of limits need to be tried.
    let criteria = Criteria { granted: leads | limits, weighed_below_s: Some(below_s), ..criteria };
    let Some(lifted) = ask.search_with(open, criteria, latest_s, &[]).into_iter().next() else { return Vec::new() };
    let lifted = standing(ask, lifted, limits);
    let criteria = Criteria { granted: leads, ..criteria };
    let of = |relax_max: u32| {
        let criteria =
            Criteria { relax_max, relax_min: 1, relaxable: limits, weighed_below_s: Some(below_s), ..criteria };
        ask.search_with(open, criteria, latest_s, &[])
    };
    match lifted.items.count_ones() {
        1 => vec![lifted],
        BETTER_MAX => {
            let mut ways = of(1);
            if ways.iter().all(|way| lifted.weighed_s < way.weighed_s) {
                ways.push(lifted);
            }
            ways
        }
        _ => of(BETTER_MAX),
    }
}

/// A way that was found with limits lifted, with those of them that stand on it.
fn standing(ask: &Ask<'_>, found: Found, limits: u128) -> Found {
    let items = found.arcs.iter().fold(0, |bits, (arc, _)| bits | ask.view.graph.items_of(*arc));
    Found { items: items & limits, ..found }
}

/// What those ways ask to be relaxed, and each thing that refuses.
pub(super) fn relaxations(
    ask: &Ask<'_>,
    composer: &Composer<'_>,
    best: Option<&Found>,
    ways: &[Found],
) -> (Vec<Relaxation>, Vec<Refusal>) {
    let mut relaxations = Vec::new();
    let mut refused: Vec<Refusal> = Vec::new();
    for found in ways.iter().filter(|found| found.items != 0) {
        let time_s = arrival_s(ask.view, &ask.start, found, 0, ask.chained);
        let saves_min = best.map(|best| (i64::from(best.time_s) - i64::from(time_s)).max(0) / 60);
        // What is shorter only apart from its paperwork is told as a refusal; it opens nothing better by itself.
        if saves_min.is_none_or(|saves_min| saves_min > 0) {
            relaxations.push(relaxation(ask, composer, found, time_s, saves_min));
        }
        for item in ask.view.items.of(found.items) {
            let refusal = Refusal {
                what: item.what.clone(),
                limit: item.limit.clone(),
                needed: item.needed.clone(),
                has: item.has.clone(),
                saves_min,
            };
            if !refused.iter().any(|other| other.what == refusal.what && other.limit == refusal.limit) {
                refused.push(refusal);
            }
        }
    }
    (relaxations, refused)
}

/// The fastest way when every limit is lifted, with the limits that stand on it: more than [`OPEN_MAX`] are needed, and
/// this set opens a way, though a smaller one may exist.
fn with_everything(ask: &Ask<'_>, open: (&[u32], &Ahead), limits: u128) -> Vec<Found> {
    let ways = ask.search_with(open, Criteria { granted: limits, ..Criteria::default() }, LATEST_S, &[]);
    ways.into_iter().take(1).map(|found| standing(ask, found, limits)).collect()
}

fn relaxation(
    ask: &Ask<'_>,
    composer: &Composer<'_>,
    found: &Found,
    time_s: u32,
    saves_min: Option<i64>,
) -> Relaxation {
    let story = walk(ask.view, &ask.start, found, 0, ask.chained);
    let route = composer.route(0, &ask.start, found, &story, ask.start.depart_s, 0.0);
    let legs: Vec<String> = route.legs.iter().map(|leg| format!("{} {}", leg.mode, leg_name(leg))).collect();
    let line = route.legs.into_iter().flat_map(|leg| leg.line).collect();
    Relaxation {
        relax: ask.view.items.of(found.items).map(super::items::Item::text).collect(),
        total_min: i64::from((time_s + ask.start.finish_s) / 60),
        saves_min,
        way: format!("{}; {} km", legs.join(", "), route.distance_km),
        line,
    }
}
