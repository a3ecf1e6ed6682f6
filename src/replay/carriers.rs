//! Were all carriers there: wagons and transporters come back empty, ships carry what fits and sail one voyage at a time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::algo::flow::{FlowGraph, FlowLink};
use crate::network::{LinkKind, Network};

use super::document::{CarrierUse, Movement, Pool, Step, Voyage};
use super::journey::{Act, act, ends};
use super::{Asked, Findings};

/// Metres from a node over the links that a kind of carrier uses.
fn metres(network: &Network, from: u32, used: &dyn Fn(LinkKind) -> bool) -> Vec<Option<u64>> {
    let topology = &network.topology;
    let mut around: BTreeMap<u32, Vec<(u32, u64)>> = BTreeMap::new();
    for link in topology.links.iter().filter(|link| used(link.kind)) {
        around.entry(link.a).or_default().push((link.b, u64::from(link.length_m)));
        around.entry(link.b).or_default().push((link.a, u64::from(link.length_m)));
    }
    let mut found: Vec<Option<u64>> = vec![None; topology.nodes.len()];
    let mut heap = BinaryHeap::from([Reverse((0_u64, from))]);
    while let Some(Reverse((far, node))) = heap.pop() {
        if found[node as usize].is_some() {
            continue;
        }
        found[node as usize] = Some(far);
        for (next, length) in around.get(&node).into_iter().flatten() {
            heap.push(Reverse((far + length, *next)));
        }
    }
    found
}

/// Checks pools of wagons and transporters, and the ships.
pub(crate) fn check(asked: &Asked<'_>, findings: &mut Findings) {
    for pool in &asked.plan.pools {
        let known = asked.force.pools.iter().find(|own| own.name == pool.name);
        let same = known.is_some_and(|own| {
            own.count == pool.count && own.home == pool.home && own.ready_s == pool.ready_s && own.types == pool.types
        });
        findings.expect("carriers", same, || format!("the pool {} is not the one of the force", pool.name));
        if pool.kind == "wagon" || pool.kind == "transporter" {
            turns(asked, pool, findings);
        }
    }
    for movement in &asked.plan.movements {
        taken(asked, movement, findings);
    }
    ships(asked, findings);
}

/// What each loading needs was taken from the pools that hold it, at that place and time.
fn taken(asked: &Asked<'_>, movement: &Movement, findings: &mut Findings) {
    let mut wagons: BTreeMap<&str, u32> = BTreeMap::new();
    for wagon in &movement.wagons {
        *wagons.entry(&wagon.wagon).or_default() += 1;
    }
    for (number, step) in movement.steps.iter().enumerate() {
        let (link, forward) = step.links[0];
        let (kind, needs): (&str, Vec<(&str, u32)>) = match act(asked.network, link, forward) {
            Act::LoadTrain => ("wagon", wagons.iter().map(|(id, count)| (*id, *count)).collect()),
            Act::StartRoad => {
                ("transporter", movement.transporters.iter().map(|(id, count)| (id.as_str(), *count)).collect())
            }
            _ => continue,
        };
        let place = ends(asked.network, link, forward).0;
        let held = |pool: &Pool, id: &str| pool.kind == kind && pool.types.iter().any(|word| word == id);
        // Types may share pools, so all together are compared with all that was taken.
        let wanted: u32 = needs
            .iter()
            .filter(|(id, _)| asked.plan.pools.iter().any(|pool| held(pool, id)))
            .map(|(_, count)| *count)
            .sum();
        let here = |one: &&CarrierUse| one.movement == movement.id && one.at == place && one.from_s == step.carried_s;
        let got: u32 = asked
            .plan
            .pools
            .iter()
            .filter(|pool| pool.kind == kind && needs.iter().any(|(id, _)| held(pool, id)))
            .flat_map(|pool| pool.uses.iter().filter(here))
            .map(|one| one.count)
            .sum();
        findings.expect("carriers", got >= wanted, || {
            format!("{} step {number} needs {wanted} of the pools' {kind}s and took {got}", movement.id)
        });
        let freed = until(movement, number, kind == "wagon", asked.network);
        for one in
            asked.plan.pools.iter().filter(|pool| pool.kind == kind).flat_map(|pool| pool.uses.iter().filter(here))
        {
            findings.expect("carriers", one.until_s >= freed, || {
                format!("{} gives its {kind}s back before it is unloaded", movement.id)
            });
        }
    }
}

/// When what was taken at a step comes free.
fn until(movement: &Movement, from: usize, wagon: bool, network: &Network) -> u32 {
    let over = |step: &&Step| {
        let last = step.links[step.links.len() - 1];
        let what = act(network, last.0, last.1);
        if wagon { matches!(what, Act::UnloadTrain | Act::ChangeGauge) } else { what == Act::EndRoad }
    };
    movement.steps[from + 1..].iter().find(over).map_or(movement.arrive_s, |step| step.end_s)
}

/// Carriers that come free can be used again elsewhere when there is time for the turn-round and the empty run. That
/// all uses can be served is a flow from homes and returns to uses.
fn turns(asked: &Asked<'_>, pool: &Pool, findings: &mut Findings) {
    let wagon = pool.kind == "wagon";
    let used = |kind: LinkKind| match kind {
        LinkKind::Rail(_) | LinkKind::RailAccess(_) => wagon,
        LinkKind::Road(_) | LinkKind::RoadAccess(_) | LinkKind::Shuttle(_) => !wagon,
        LinkKind::Border => true,
        _ => false,
    };
    let (speed_ms, turn_h) = if wagon {
        (asked.factor("wagon_empty_speed_kmh", true) / 3.6, asked.factor("wagon_turnaround_h", false))
    } else {
        let share = asked.factor("march_hours_per_day_transporter", true) / 24.0;
        (
            asked.factor("transporter_empty_speed_kmh", true) / 3.6 * share,
            asked.factor("transporter_turnaround_h", false),
        )
    };
    let mut known: BTreeMap<u32, Vec<Option<u64>>> = BTreeMap::new();
    for one in &pool.uses {
        known.entry(one.at).or_insert_with(|| metres(asked.network, one.at, &used));
    }
    #[allow(clippy::cast_precision_loss, reason = "metres of a continent")]
    let comes = |free_s: u32, from: u32, at: u32| {
        known[&at][from as usize].map(|far| f64::from(free_s) + if from == at { 0.0 } else { far as f64 / speed_ms })
    };
    let count = pool.uses.len();
    let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    // Nodes: 0 source, 1 sink, 2 home, then a return and a need for each use.
    let (back, need) = (|index: usize| number(3 + 2 * index), |index: usize| number(4 + 2 * index));
    let mut links = vec![FlowLink { a: 0, b: 2, forward: u64::from(pool.count), backward: 0 }];
    for (index, one) in pool.uses.iter().enumerate() {
        let amount = u64::from(one.count);
        links.push(FlowLink { a: 0, b: back(index), forward: amount, backward: 0 });
        links.push(FlowLink { a: need(index), b: 1, forward: amount, backward: 0 });
        let from_home = match pool.home {
            None => Some(f64::from(pool.ready_s)),
            Some(home) => comes(pool.ready_s, home, one.at),
        };
        if from_home.is_some_and(|when| when <= f64::from(one.from_s) + 60.0) {
            links.push(FlowLink { a: 2, b: need(index), forward: amount, backward: 0 });
        }
        for (other, earlier) in pool.uses.iter().enumerate().filter(|(other, _)| *other != index) {
            let when = comes(earlier.until_s, earlier.freed_at, one.at).map(|when| when + turn_h * 3_600.0);
            if when.is_some_and(|when| when <= f64::from(one.from_s) + 60.0) {
                let amount = u64::from(one.count.min(earlier.count));
                links.push(FlowLink { a: back(other), b: need(index), forward: amount, backward: 0 });
            }
        }
    }
    let wanted: u64 = pool.uses.iter().map(|one| u64::from(one.count)).sum();
    let served = FlowGraph::new(3 + 2 * count, links).max_flow(0, 1).value;
    findings.expect("carriers", served == wanted, || {
        format!("of {wanted} uses of {} only {served} can be served in time", pool.name)
    });
}

/// Ships carry what fits, are loaded and unloaded one load unit after another, and are in one place at a time.
fn ships(asked: &Asked<'_>, findings: &mut Findings) {
    let plan = asked.plan;
    let load_h = asked.factor("ship_load_h", false);
    let unload_h = asked.factor("ship_unload_h", false);
    let pilotage_s = asked.factor("sea_pilotage_h", false) * 3_600.0;
    let own_lane = asked.factor("ro_ro_ship_lane_m", true);
    for (number, voyage) in plan.voyages.iter().enumerate() {
        let name = format!("the voyage {} - {} of {}", voyage.from, voyage.to, voyage.ship);
        let lane_m =
            voyage.pool.map_or(own_lane, |pool| asked.force.pools.get(pool as usize).map_or(0.0, |pool| pool.lane_m));
        let aboard: Vec<&Movement> =
            plan.movements.iter().filter(|movement| movement.voyage.map(|one| one as usize) == Some(number)).collect();
        let used: u32 = aboard.iter().map(|movement| movement.lane_m).sum();
        findings.expect("carriers", f64::from(used) <= lane_m, || format!("{name} carries {used} of {lane_m} lane m"));
        let (mut loads, mut unloads) = (Vec::new(), Vec::new());
        for movement in &aboard {
            let twenties = f64::from(movement.pieces.div_ceil(20));
            for step in &movement.steps {
                let (link, forward) = step.links[0];
                let what = act(asked.network, link, forward);
                if what == Act::Board {
                    let aboard_s = f64::from(step.go_s) + load_h * 3_600.0 * twenties;
                    loads.push((f64::from(step.go_s), aboard_s));
                    let sails = f64::from(voyage.sails_s);
                    let right = aboard_s <= sails + 60.0
                        && step.go_s >= voyage.ready_s
                        && f64::from(step.end_s) + 60.0 >= sails + pilotage_s;
                    findings.expect("carriers", right, || format!("{} boards {name} out of time", movement.id));
                } else if what == Act::Land {
                    let until = f64::from(step.end_s);
                    unloads.push((until - unload_h * 3_600.0 * twenties, until));
                }
            }
        }
        for (what, mut list) in [("loaded", loads), ("unloaded", unloads)] {
            list.sort_by(|a, b| a.0.total_cmp(&b.0));
            let apart = list.windows(2).all(|pair| pair[0].1 <= pair[1].0 + 60.0);
            findings.expect("carriers", apart, || format!("{name}: two load units are {what} at once"));
        }
    }
    fleet(asked, findings);
}

/// A ship of a pool sails from where it was, when it is there.
fn fleet(asked: &Asked<'_>, findings: &mut Findings) {
    let sea_ms = asked.factor("sea_speed_kn", true) * 1.852 / 3.6;
    let at_sea = |kind: LinkKind| matches!(kind, LinkKind::Sea(_) | LinkKind::SeaAccess(_));
    let mut by_ship: BTreeMap<u32, Vec<&Voyage>> = BTreeMap::new();
    for voyage in &asked.plan.voyages {
        if let Some(ship) = voyage.ship_number {
            by_ship.entry(ship).or_default().push(voyage);
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "metres at sea")]
    let sail_s = |from: u32, to: u32| {
        if from == to {
            Some(0.0)
        } else {
            metres(asked.network, from, &at_sea)[to as usize].map(|far| far as f64 / sea_ms)
        }
    };
    for (ship, mut voyages) in by_ship {
        voyages.sort_by_key(|voyage| voyage.ready_s);
        for pair in voyages.windows(2) {
            // Canals may be slower than open water, never faster: a floor is enough here.
            let there = sail_s(pair[0].to_node, pair[1].from_node).map(|sail| f64::from(pair[0].empty_s) + sail * 0.5);
            findings.expect("carriers", there.is_some_and(|there| there <= f64::from(pair[1].ready_s) + 60.0), || {
                format!("ship {} is at {} before it can be", ship + 1, pair[1].from)
            });
        }
    }
}
