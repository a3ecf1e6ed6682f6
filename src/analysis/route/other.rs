//! Other ways: alternatives that differ meaningfully, and how many ways share no stretch at all.

use std::collections::BTreeSet;

use crate::algo::disjoint::disjoint;
use crate::algo::labels::{Criteria, Found};
use crate::network::{LinkKind, Topology};

use super::answer::Disjoint;
use super::compose::Composer;
use super::query::Mode;
use super::view::{position, within};
use super::walk::{carrier_of, overlap};
use super::{Ask, LATEST_S};

/// An alternative arrives at most this much later than the best way (both counted from C).
pub(super) const STRETCH_MAX: f64 = 1.6;

/// A way by other modes may take longer, because that is what one wants to know of it.
pub(super) const STRETCH_OTHER_MODES_MAX: f64 = 4.0;

/// No alternative is longer than this many times the best way.
pub(super) const LENGTH_MAX: f64 = 1.8;

/// An alternative has at most this share of its length in common with better ways.
pub(super) const OVERLAP_MAX: f64 = 0.7;

/// Links of ways found are made this much dearer, in hundredths, before the next search.
const PENALTY: u16 = 160;

/// A mode that a candidate should do without is made this much dearer.
const SHUN: u16 = 2_000;

/// Roads longer than this are more than the way to a railhead.
const LONG_ROAD_M: u64 = 100_000;

/// Searches for one further way at most.
const TRIES: u32 = 2;

/// Stretches this near to an end do not count as shared.
const EXEMPT_KM: f64 = 30.0;

/// Ways are counted up to this number.
const WAYS_MAX: u32 = 6;

/// The best way and alternatives to it, by arrival.
///
/// Candidates come from the penalty method (links used get dearer), and from shunning each mode that the best way uses;
/// each candidate's true times are then searched on its own links, and it is kept if it arrives within
/// [`STRETCH_MAX`] and overlaps at most [`OVERLAP_MAX`].
pub(super) fn ways(ask: &Ask<'_>, wanted: u32) -> Vec<Found> {
    let Some(best) = ask.search(Criteria::default(), LATEST_S, &[]).into_iter().next() else { return Vec::new() };
    let links = ask.view.graph.ends.len();
    let mut penalty = vec![100_u16; links];
    let limits_s = [STRETCH_MAX, STRETCH_OTHER_MODES_MAX].map(|factor| stretch(best.time_s.max(1), factor));
    let longest_m = best_length(ask, &best) * LENGTH_MAX;
    let mut kept = vec![best];
    if wanted <= 1 {
        return kept;
    }
    let mut seen: Vec<Vec<u32>> = vec![path(&kept[0])];
    let mut candidates: Vec<Vec<u16>> =
        other_modes_of(ask, &kept[0]).iter().rev().map(|modes| shunning(ask, modes)).collect();
    let mut tries = TRIES * (wanted - 1);
    while kept.len() < wanted as usize {
        let shunned = candidates.pop();
        let other_modes = shunned.is_some();
        if shunned.is_none() {
            if tries == 0 {
                break;
            }
            tries -= 1;
            for link in seen.last().into_iter().flatten() {
                let dear = &mut penalty[*link as usize];
                *dear = dear.saturating_mul(PENALTY / 10) / 10;
            }
        }
        let Some(found) =
            ask.search(Criteria::default(), u32::MAX - 1, shunned.as_deref().unwrap_or(&penalty)).into_iter().next()
        else {
            continue;
        };
        let links_used = path(&found);
        if seen.contains(&links_used) {
            seen.push(links_used);
            continue;
        }
        let mut only = vec![u16::MAX; links];
        for link in &links_used {
            only[*link as usize] = 100;
        }
        seen.push(links_used);
        let Some(true_way) =
            ask.search(Criteria::default(), limits_s[usize::from(other_modes)], &only).into_iter().next()
        else {
            continue;
        };
        let used: BTreeSet<u32> = kept.iter().flat_map(path).collect();
        if overlap(ask.view, &true_way.arcs, &used) <= OVERLAP_MAX && best_length(ask, &true_way) <= longest_m {
            kept.push(true_way);
        }
    }
    kept.sort_by_key(|found| (found.weighed_s, found.time_s));
    kept
}

/// Which modes to do without, one set after another: the sea, everything but roads, long stretches of road.
fn other_modes_of(ask: &Ask<'_>, best: &Found) -> Vec<Vec<Mode>> {
    let metres = |mode: Mode| -> u64 {
        let of_mode = |arc: &u32| carrier_of(ask.view, *arc).is_some_and(|carrier| carrier.mode() == mode);
        let arcs = best.arcs.iter().map(|(arc, _)| *arc).filter(of_mode);
        arcs.map(|arc| u64::from(ask.view.network.topology.links[(arc / 2) as usize].length_m)).sum()
    };
    let mut sets = Vec::new();
    if metres(Mode::Sea) > 0 {
        sets.push(vec![Mode::Sea]);
    }
    for mode in [Mode::Iww, Mode::Air] {
        if metres(mode) > 0 {
            sets.push(vec![mode]);
        }
    }
    if metres(Mode::Rail) > 0 {
        sets.push(vec![Mode::Rail, Mode::Sea]);
    }
    if metres(Mode::Road) > LONG_ROAD_M {
        sets.push(vec![Mode::Road]);
    }
    sets
}

/// Penalties that make the long links of some modes dear.
fn shunning(ask: &Ask<'_>, modes: &[Mode]) -> Vec<u16> {
    let links = u32::try_from(ask.view.graph.ends.len()).unwrap_or(0);
    let dear = |link: u32| {
        let long = ask.view.network.topology.links[link as usize].length_m > 0;
        let shunned = carrier_of(ask.view, link * 2).is_some_and(|carrier| modes.contains(&carrier.mode()));
        if long && shunned { SHUN } else { 100 }
    };
    (0..links).map(dear).collect()
}

fn path(found: &Found) -> Vec<u32> {
    found.arcs.iter().map(|(arc, _)| arc / 2).collect()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive and below the horizon")]
fn stretch(best_s: u32, factor: f64) -> u32 {
    ((f64::from(best_s) * factor) as u32).min(LATEST_S)
}

/// Length of a way, metres.
fn best_length(ask: &Ask<'_>, found: &Found) -> f64 {
    found.arcs.iter().map(|(arc, _)| f64::from(ask.view.network.topology.links[(*arc / 2) as usize].length_m)).sum()
}

/// How many ways share no stretch beyond the surroundings of the ends, with the cut that proves it.
pub(super) fn disjoint_ways(ask: &Ask<'_>, composer: &Composer<'_>) -> Disjoint {
    let network = ask.view.network;
    let topology = &network.topology;
    let (from, to) = (position(network, ask.start.node), position(network, ask.target));
    // Set 0 is the empty one.
    let usable = |link: u32| ask.view.graph.items[link as usize] == 0;
    let shared = |link: u32| {
        let one = &topology.links[link as usize];
        let near = |spot| within(topology, one.a, spot, EXEMPT_KM) || within(topology, one.b, spot, EXEMPT_KM);
        let procedure = !matches!(
            one.kind,
            LinkKind::Road(_)
                | LinkKind::Rail(_)
                | LinkKind::Shuttle(_)
                | LinkKind::Ferry(_)
                | LinkKind::GaugeChange(_)
        );
        procedure || near(from) || near(to)
    };
    // Handling places and open water can serve many ways; only stretches are counted.
    let ways = disjoint(&ask.view.graph, ask.start.node, ask.target, WAYS_MAX, &ask.potential, &usable, &shared);
    let mut cut: Vec<String> = ways.cut.iter().map(|link| composer.link_name(*link)).collect();
    cut.sort();
    if ways.count >= WAYS_MAX || Topology::distance_m(from, to) < 2_000.0 * EXEMPT_KM {
        return Disjoint { ways: ways.count, cut: Vec::new(), exempt_km: EXEMPT_KM };
    }
    Disjoint { ways: ways.count, cut, exempt_km: EXEMPT_KM }
}
