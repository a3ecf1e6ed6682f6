//! Does a journey hang together: links, places, times, readiness.

use crate::network::{LinkKind, Network, NodeKind};

use super::document::Movement;
use super::{Asked, Findings};

/// Tail and head of a link in a direction.
pub(crate) fn ends(network: &Network, link: u32, forward: bool) -> (u32, u32) {
    let own = &network.topology.links[link as usize];
    if forward { (own.a, own.b) } else { (own.b, own.a) }
}

/// Checks one journey; false when it is too broken to look into.
pub(crate) fn check(asked: &Asked<'_>, movement: &Movement, findings: &mut Findings) -> bool {
    let network = asked.network;
    let links = u32::try_from(network.topology.links.len()).unwrap_or(0);
    let id = &movement.id;
    let known = movement.steps.iter().flat_map(|step| &step.links).all(|(link, _)| *link < links);
    let whole = known && !movement.steps.is_empty() && movement.steps.iter().all(|step| !step.links.is_empty());
    findings.expect("journeys", whole, || format!("{id} has no way, or uses links that the network does not have"));
    if !whole {
        return false;
    }
    let mut node = movement.origin;
    let mut joined = true;
    for (link, forward) in movement.steps.iter().flat_map(|step| &step.links) {
        let (tail, head) = ends(network, *link, *forward);
        joined &= tail == node;
        node = head;
    }
    findings.expect("journeys", joined, || format!("the links of {id} do not join"));
    findings.expect("journeys", node == movement.destination, || format!("{id} does not end at its destination"));
    let mut t = movement.depart_s;
    let mut forwards = true;
    for step in &movement.steps {
        let times = [t, step.in_s, step.carried_s, step.loaded_s, step.go_s, step.moved_s, step.end_s];
        forwards &= times.is_sorted();
        t = step.end_s;
    }
    forwards &= t <= movement.arrive_s;
    findings.expect("journeys", forwards, || format!("time runs backwards in {id}"));
    let (first, last) = (movement.steps.first(), movement.steps.last());
    for content in &movement.contents {
        let Some(unit) = asked.force.units.iter().find(|unit| unit.name == content.unit) else {
            findings
                .expect("journeys", false, || format!("{id} carries a unit \"{}\" that the force lacks", content.unit));
            continue;
        };
        findings.expect("journeys", movement.depart_s >= unit.ready_s, || {
            format!("{id} starts before {} is ready", unit.name)
        });
        let right = network.node_of(unit.from) == movement.origin && network.node_of(unit.to) == movement.destination;
        findings.expect("journeys", right, || format!("{id} does not go from {} to {}", unit.from_text, unit.to_text));
    }
    joined && forwards && first.is_some() && last.is_some()
}

/// What is done to a load on a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Run,
    LoadTrain,
    UnloadTrain,
    StartRoad,
    EndRoad,
    Board,
    Land,
    ChangeGauge,
    Ferry,
    Cross,
}

/// What a link in a direction does to a load.
pub(crate) fn act(network: &Network, link: u32, forward: bool) -> Act {
    match (network.topology.links[link as usize].kind, forward) {
        (LinkKind::RailAccess(_), true) => Act::LoadTrain,
        (LinkKind::RailAccess(_), false) => Act::UnloadTrain,
        (LinkKind::RoadAccess(_), true) => Act::StartRoad,
        (LinkKind::RoadAccess(_), false) => Act::EndRoad,
        (LinkKind::SeaAccess(_), true) => Act::Board,
        (LinkKind::SeaAccess(_), false) => Act::Land,
        (LinkKind::GaugeChange(_), _) => Act::ChangeGauge,
        (LinkKind::Ferry(_), _) => Act::Ferry,
        (LinkKind::Border, _) => Act::Cross,
        _ => Act::Run,
    }
}

/// Whether a node is a facility, and which.
pub(crate) fn facility(network: &Network, node: u32) -> Option<u32> {
    match network.topology.nodes[node as usize].kind {
        NodeKind::Facility(index) => Some(index),
        _ => None,
    }
}
