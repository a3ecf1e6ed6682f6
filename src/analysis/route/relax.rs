//! What forbids the shorter way, and the smallest set of things to relax that opens one.

use crate::algo::labels::{Criteria, Found};

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

/// Relaxations that open or better a way, and what stands on them.
pub(super) fn relax(ask: &Ask<'_>, composer: &Composer<'_>, best: Option<&Found>) -> (Vec<Relaxation>, Vec<Refusal>) {
    let all = ask.view.items.all();
    let leads = ask.view.graph.specials.iter().flatten().fold(0, |bits, special| bits | special.gate_item);
    let limits = all & !leads;
    let mut ways: Vec<Found> = Vec::new();
    match best {
        None => {
            for relax_max in 1..=OPEN_MAX {
                ways = ask.search(Criteria { relax_max, relaxable: limits, ..Criteria::default() }, LATEST_S, &[]);
                if !ways.is_empty() {
                    break;
                }
            }
            if ways.is_empty() {
                ways = with_everything(ask, limits);
            }
        }
        Some(best) => {
            let latest = best.time_s.saturating_sub(GAIN_MIN_S);
            ways.extend(ask.search(
                Criteria { relax_max: BETTER_MAX, relaxable: leads, ..Criteria::default() },
                latest,
                &[],
            ));
            // The way itself, paperwork apart: what limits and denials keep the load from a shorter one?
            let without = ask.search(
                Criteria { relax_max: BETTER_MAX, relaxable: limits, granted: leads, ..Criteria::default() },
                LATEST_S,
                &[],
            );
            let shortest =
                without.iter().find(|found| found.items & limits == 0).map_or(u32::MAX, |found| found.time_s);
            ways.extend(
                without.into_iter().filter(|found| found.items & limits != 0 && found.time_s + GAIN_MIN_S <= shortest),
            );
        }
    }
    let mut relaxations = Vec::new();
    let mut refused: Vec<Refusal> = Vec::new();
    for found in ways.iter().filter(|found| found.items != 0) {
        let time_s = arrival_s(ask.view, &ask.start, found, 0, ask.chained);
        let saves_min = best.map(|best| (i64::from(best.time_s) - i64::from(time_s)).max(0) / 60);
        relaxations.push(relaxation(ask, composer, found, time_s, saves_min));
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
fn with_everything(ask: &Ask<'_>, limits: u128) -> Vec<Found> {
    let ways = ask.search(Criteria { granted: limits, ..Criteria::default() }, LATEST_S, &[]);
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
