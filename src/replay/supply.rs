//! Counters of every asset in every window, headways where load units start, and standing room.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::force::PoolKind;
use crate::network::capacity::{AssetKind, Capacities, Directions, Sharing, Unit, allowance};

use super::document::Movement;
use super::journey::{Act, act, ends, facility};
use super::pace::Manner;
use super::{Asked, Findings};

/// Seconds in a window.
const DAY_S: u32 = 86_400;

/// Counts everything over the whole plan.
///
/// # Errors
/// When a planning factor that the capacities need is missing.
pub(crate) fn check(asked: &Asked<'_>, findings: &mut Findings) -> Result<()> {
    let capacities = Capacities::new(asked.network, &asked.regime)?;
    let mut used: BTreeMap<(u32, bool, u32), u64> = BTreeMap::new();
    let mut trains: BTreeMap<u32, u64> = BTreeMap::new();
    for movement in &asked.plan.movements {
        count(asked, &capacities, movement, &mut used, &mut trains, findings);
    }
    let levels = capacities.levels(asked.case);
    for ((asset, _, day), amount) in used {
        let most = allowance(levels[asset as usize], day..day + 1)[0];
        findings.expect("capacity", amount <= most, || {
            format!(
                "day {}: {amount} of {most} {} at {}",
                day + 1,
                capacities.assets[asset as usize].unit.word(),
                capacities.id(asked.network, asset)
            )
        });
    }
    let paths: u32 =
        asked.force.pools.iter().filter(|pool| pool.kind == PoolKind::TrainPath).map(|pool| pool.count).sum();
    for (day, amount) in trains.into_iter().filter(|_| paths > 0) {
        findings.expect("capacity", amount <= u64::from(paths), || {
            format!("day {}: {amount} trains start, {paths} paths", day + 1)
        });
    }
    headways(asked, findings);
    standing(asked, findings);
    Ok(())
}

fn lane_m(asked: &Asked<'_>, movement: &Movement) -> u64 {
    let rows = &asked.network.tables.vehicles;
    let of = |id: &str| rows.iter().map(|lined| &lined.row).find(|row| row.id == id).map_or(0.0, |row| row.lane_m.0);
    let sum: f64 = movement.contents.iter().map(|one| of(&one.vehicle) * f64::from(one.count)).sum();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lane metres are positive and small")]
    let whole = (sum - 1e-6).ceil() as u64;
    whole
}

fn count(
    asked: &Asked<'_>,
    capacities: &Capacities,
    movement: &Movement,
    used: &mut BTreeMap<(u32, bool, u32), u64>,
    trains: &mut BTreeMap<u32, u64>,
    findings: &mut Findings,
) {
    let network = asked.network;
    let mut way: Vec<(u32, bool)> = Vec::new();
    let mut goes: Vec<Option<u32>> = Vec::new();
    for step in &movement.steps {
        for (position, (link, forward)) in step.links.iter().enumerate() {
            way.push((*link, *forward));
            goes.push((position == 0).then_some(step.go_s));
            if act(network, *link, *forward) == Act::LoadTrain {
                *trains.entry(step.go_s / DAY_S).or_default() += 1;
            }
        }
    }
    for passage in capacities.passages(&way) {
        let own = &capacities.assets[passage.asset as usize];
        let entry = passage.enters as usize;
        let Some(go_s) = goes[entry] else {
            findings.expect("capacity", false, || {
                format!("{} enters {} within a step", movement.id, capacities.id(network, passage.asset))
            });
            continue;
        };
        let amount = match own.unit {
            Unit::Trains | Unit::Sorties => 1,
            Unit::Vehicles | Unit::Pieces => u64::from(movement.pieces),
            Unit::LaneMetres => lane_m(asked, movement),
            Unit::Tonnes => 0,
        };
        let apart = own.directions == Directions::Apart && own.sharing == Sharing::Stretch;
        let up = apart && runs_up(asked, capacities, passage.asset, &way, entry);
        *used.entry((passage.asset, up, go_s / DAY_S)).or_default() += amount;
    }
}

/// Whether a visit to a stretch runs from its first end towards its second: by where on the stretch it comes in and
/// where its first link leads.
fn runs_up(asked: &Asked<'_>, capacities: &Capacities, asset: u32, way: &[(u32, bool)], entry: usize) -> bool {
    let network = asked.network;
    let links: BTreeSet<u32> = capacities.links_of(asset).collect();
    let (first, second) = match capacities.assets[asset as usize].kind {
        AssetKind::RailSection { a, b } | AssetKind::RoadSection { a, b } | AssetKind::Shuttle { a, b } => {
            (Some(a), Some(b))
        }
        _ => (None, None),
    };
    // Steps along the stretch from its lower end to every node on it.
    let nodes = |link: &u32| {
        let (a, b) = ends(network, *link, true);
        [a, b]
    };
    let mut degree: BTreeMap<u32, u32> = BTreeMap::new();
    for node in links.iter().flat_map(nodes) {
        *degree.entry(node).or_default() += 1;
    }
    let lower = degree.iter().find(|(_, count)| **count == 1).map(|(node, _)| *node);
    let Some(start) = lower.or(first).or(second).or_else(|| degree.keys().next().copied()) else { return false };
    let mut at: BTreeMap<u32, u32> = BTreeMap::from([(start, 0)]);
    let mut border = vec![start];
    while let Some(node) = border.pop() {
        let far = at[&node] + 1;
        for link in links.iter().filter(|link| nodes(link).contains(&node)) {
            for next in nodes(link) {
                if let std::collections::btree_map::Entry::Vacant(slot) = at.entry(next) {
                    slot.insert(far);
                    border.push(next);
                }
            }
        }
    }
    let (link, forward) = way[entry];
    let (tail, head) = ends(network, link, forward);
    at.get(&tail) < at.get(&head)
}

/// When a load unit starts, how long nobody may follow, and which it is.
type Start<'p> = (u32, f64, &'p str);

/// Load units that start on the same way from the same place.
fn headways(asked: &Asked<'_>, findings: &mut Findings) {
    let network = asked.network;
    let gap_s = asked.factor("convoy_gap_min", false) * 60.0;
    let rail_s = asked.factor("rail_headway_min", false) * 60.0;
    let spacing_m = asked.factor("vehicle_spacing_m", false);
    let mut starts: BTreeMap<(u32, bool), Vec<Start<'_>>> = BTreeMap::new();
    for movement in &asked.plan.movements {
        let rate_ms = Manner::of(asked, movement).rate_kmh / 3.6;
        for (number, step) in movement.steps.iter().enumerate() {
            let (link, forward) = step.links[0];
            let clear_s = match act(network, link, forward) {
                Act::LoadTrain => rail_s,
                Act::StartRoad => f64::from(movement.pieces) * spacing_m / rate_ms + gap_s,
                Act::Run if number == 0 => f64::from(movement.pieces) * spacing_m / rate_ms + gap_s,
                _ => continue,
            };
            starts.entry((link, forward)).or_default().push((step.go_s, clear_s, &movement.id));
        }
    }
    for mut list in starts.into_values() {
        list.sort_by_key(|start| start.0);
        for pair in list.windows(2) {
            let apart = f64::from(pair[1].0 - pair[0].0);
            findings.expect("headways", apart + 1.5 >= pair[0].1, || {
                format!("{} starts {apart:.0} s after {}, {:.0} s are needed", pair[1].2, pair[0].2, pair[0].1)
            });
        }
    }
}

/// Room where load units stand between two legs.
fn standing(asked: &Asked<'_>, findings: &mut Findings) {
    let mut stays: BTreeMap<u32, Vec<(u32, u32, u32)>> = BTreeMap::new();
    for movement in &asked.plan.movements {
        for pair in movement.steps.windows(2) {
            let (link, forward) = pair[1].links[0];
            let Some(place) = facility(asked.network, ends(asked.network, link, forward).0) else { continue };
            if asked.force.staging.contains_key(&place) {
                stays.entry(place).or_default().push((pair[0].end_s, pair[1].go_s, movement.pieces));
            }
        }
    }
    for (place, list) in stays {
        let most = asked.force.staging[&place];
        for (from, _, _) in &list {
            let there: u32 = list.iter().filter(|stay| stay.0 <= *from && *from < stay.1).map(|stay| stay.2).sum();
            findings.expect("standing", there <= most, || {
                format!(
                    "{there} pieces stand at {}, where there is room for {most}",
                    asked.network.facilities[place as usize].name
                )
            });
        }
    }
}
