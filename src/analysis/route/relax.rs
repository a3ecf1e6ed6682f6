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
        let open = (&open_s[..], &Ahead::new(graph, ask.target, 0, NONE - 1, &open_s, ask.handling_worth_s));
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
    let ready_s = ask.start.ready_s();
    let ahead_s = u32::try_from(most_s).unwrap_or(LATEST_S).saturating_sub(ready_s).min(LATEST_S);
    let open_s = potential_within(graph, ask.target, 0, ahead_s);
    let open = (&open_s[..], &Ahead::new(graph, ask.target, 0, ahead_s, &open_s, ask.handling_worth_s));
    let criteria = Criteria {
        relax_max: BETTER_MAX,
        relaxable: limits,
        granted: leads,
        weighed_below_s: Some(most_s + 1),
        ..Criteria::default()
    };
    let without = ask.search_with(open, criteria, LATEST_S, &[]);
    let shortest = without.iter().find(|found| found.items & limits == 0).map_or(u32::MAX, |found| found.time_s);
    ways.extend(without.into_iter().filter(|found| found.items & limits != 0 && found.time_s + GAIN_MIN_S <= shortest));
    ways
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
    let stands = |found: Found| {
        let items = found.arcs.iter().fold(0, |bits, (arc, _)| bits | ask.view.graph.items_of(*arc));
        Found { items: items & limits, ..found }
    };
    ways.into_iter().take(1).map(stands).collect()
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
