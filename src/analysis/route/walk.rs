//! A way, arc by arc: what happens when, as named events; legs and ledger are made from these.

use crate::algo::labels::{Found, Passage, pass};
use crate::algo::march::Spell;
use crate::data::base::Way;
use crate::network::{LinkKind, NodeKind};

use super::query::Mode;
use super::view::View;

/// What happens in a piece of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::analysis) enum What {
    /// Before the departure asked for.
    WaitForDeparture,
    /// Permission to start where the movement begins.
    PermissionToStart,
    /// Permission of a state entered.
    LeadTime,
    /// Under way on a road.
    Drive,
    /// Under way on rails (with the halts that progress includes).
    Run,
    /// On a shuttle.
    Shuttle,
    /// At sea or on a waterway.
    Sail,
    /// In the air.
    Fly,
    /// The long rest.
    Rest,
    /// Barred by a window.
    Ban,
    /// Loading or forming up.
    Load,
    /// Unloading.
    Unload,
    /// Changing gauge.
    Transfer,
    /// Processing at a border.
    Border,
    /// Notice for a ship.
    Queue,
    /// Check-in and waiting for a ferry.
    WaitForSailing,
}

/// A piece of time with its arc.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::analysis) struct Event {
    /// What.
    pub(in crate::analysis) what: What,
    /// From, seconds after C.
    pub(in crate::analysis) start_s: u32,
    /// To, seconds after C.
    pub(in crate::analysis) end_s: u32,
    /// On which arc.
    pub(in crate::analysis) arc: u32,
    /// Number of the leg it belongs to.
    pub(in crate::analysis) leg: u32,
}

/// How a leg is travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::analysis) enum Carrier {
    /// Road.
    Road,
    /// Rail of a gauge, mm.
    Rail(u16),
    /// Chartered ship.
    Ship,
    /// Ferry line (row).
    Ferry(u32),
    /// Shuttle.
    Shuttle,
    /// Barge.
    Barge,
    /// Aircraft (row).
    Aircraft(u32),
}

impl Carrier {
    /// The mode it counts to.
    pub(in crate::analysis) fn mode(self) -> Mode {
        match self {
            Carrier::Road | Carrier::Shuttle => Mode::Road,
            Carrier::Rail(_) => Mode::Rail,
            Carrier::Ship | Carrier::Ferry(_) => Mode::Sea,
            Carrier::Barge => Mode::Iww,
            Carrier::Aircraft(_) => Mode::Air,
        }
    }
}

/// A leg: consecutive arcs of one carrier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::analysis) struct Stretch {
    /// Carrier.
    pub(in crate::analysis) carrier: Carrier,
    /// Arcs with movement, in order.
    pub(in crate::analysis) arcs: Vec<u32>,
    /// First movement.
    pub(in crate::analysis) depart_s: u32,
    /// Last movement.
    pub(in crate::analysis) arrive_s: u32,
}

/// The whole story of a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::analysis) struct Walk {
    /// Events in order of time; each begins where the one before ended.
    pub(in crate::analysis) events: Vec<Event>,
    /// Legs.
    pub(in crate::analysis) legs: Vec<Stretch>,
    /// Arrival, seconds after C.
    pub(in crate::analysis) end_s: u32,
}

/// How a start node is entered: time, march clock and the loading done before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::analysis) struct Start {
    /// Node.
    pub(in crate::analysis) node: u32,
    /// Departure asked for, seconds after C.
    pub(in crate::analysis) depart_s: u32,
    /// Forming up where the start is not a facility, seconds.
    pub(in crate::analysis) form_s: u32,
    /// Gate of the state of the start (only where the start is not a facility), seconds after C.
    pub(in crate::analysis) gate_s: u32,
    /// Unloading where the end is not a facility, seconds.
    pub(in crate::analysis) finish_s: u32,
}

impl Start {
    /// When the first arc may be entered.
    pub(in crate::analysis) fn ready_s(&self) -> u32 {
        (self.depart_s + self.form_s).max(self.gate_s)
    }
}

/// Which carrier an arc moves by; none for arcs that are only procedures.
pub(in crate::analysis) fn carrier_of(view: &View<'_>, arc: u32) -> Option<Carrier> {
    let network = view.network;
    let link = &network.topology.links[(arc / 2) as usize];
    match link.kind {
        LinkKind::Road(_) | LinkKind::RoadAccess(_) => Some(Carrier::Road),
        LinkKind::Rail(base) => Some(Carrier::Rail(network.base.links[base as usize].gauge_mm)),
        LinkKind::RailAccess(_) => match network.topology.nodes[link.b as usize].kind {
            NodeKind::Base(node) => Some(Carrier::Rail(network.base.nodes[node as usize].gauge_mm)),
            _ => None,
        },
        LinkKind::Shuttle(_) => Some(Carrier::Shuttle),
        LinkKind::Sea(_) | LinkKind::SeaAccess(_) | LinkKind::Own(_) => Some(Carrier::Ship),
        LinkKind::Ferry(row) => Some(Carrier::Ferry(row)),
        LinkKind::WaterAccess(_) | LinkKind::Waterway(_) => Some(Carrier::Barge),
        LinkKind::Air(row) => Some(Carrier::Aircraft(row)),
        LinkKind::Border | LinkKind::GaugeChange(_) | LinkKind::AirAccess(_) => None,
    }
}

/// The gate that holds an arc, with the items that the way relaxes lifted; chained filing counts the states before.
pub(in crate::analysis) fn gate_of(view: &View<'_>, arc: u32, relaxed: u128, chain: &mut Option<Chain>) -> u32 {
    let Some(special) = view.graph.special_of(arc) else { return 0 };
    if special.gate_item & relaxed != 0 {
        return 0;
    }
    match chain {
        Some(chain) if special.state < 64 && special.lead_s > 0 => chain.add(special.state, special.lead_s),
        _ => special.gate_s,
    }
}

/// Lead times added up over the states of a way.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::analysis) struct Chain {
    states: u64,
    sum_s: u32,
}

impl Chain {
    fn add(&mut self, state: u8, lead_s: u32) -> u32 {
        if self.states >> state & 1 == 0 {
            self.states |= 1 << state;
            self.sum_s += lead_s;
        }
        self.sum_s
    }
}

/// Walks a way from a start; `found` gives arcs and rests.
pub(in crate::analysis) fn walk(view: &View<'_>, start: &Start, found: &Found, granted: u128, chained: bool) -> Walk {
    let mut walk = Walk { events: Vec::new(), legs: Vec::new(), end_s: 0 };
    let first = found.arcs.first().map_or(0, |(arc, _)| *arc);
    let push = |walk: &mut Walk, what: What, start_s: u32, end_s: u32, arc: u32| {
        if end_s > start_s {
            let leg = u32::try_from(walk.legs.len()).unwrap_or(u32::MAX);
            walk.events.push(Event { what, start_s, end_s, arc, leg });
        }
    };
    push(&mut walk, What::WaitForDeparture, 0, start.depart_s, first);
    push(&mut walk, What::Load, start.depart_s, start.depart_s + start.form_s, first);
    push(&mut walk, What::PermissionToStart, start.depart_s + start.form_s, start.ready_s(), first);
    let (mut t, mut driven) = (start.ready_s(), 0);
    let mut chain = chained.then(Chain::default);
    let rest_s = view.graph.rule.map_or(0, |rule| rule.rest_s);
    let start_country = view.network.topology.nodes[start.node as usize].country;
    let mut open: Option<Stretch> = None;
    for (arc, rested) in &found.arcs {
        let arc = *arc;
        if *rested {
            push(&mut walk, What::Rest, t, t + rest_s, arc);
            (t, driven) = (t + rest_s, 0);
        }
        let gate_s = gate_of(view, arc, found.items | granted, &mut chain);
        let run_s = view.graph.run_s[(arc / 2) as usize];
        let mut spells = Vec::new();
        let passage =
            pass(&view.graph, arc, t, driven, gate_s, run_s, &mut |spell, from, to| spells.push((spell, from, to)));
        let carrier = carrier_of(view, arc);
        if let (Some(stretch), Some(carrier)) = (&open, carrier) {
            if stretch.carrier != carrier || is_handled(view, arc) {
                walk.legs.extend(open.take());
            }
        } else if carrier.is_none()
            && matches!(view.network.topology.links[(arc / 2) as usize].kind, LinkKind::GaugeChange(_))
        {
            walk.legs.extend(open.take());
        }
        let at_start = t == start.ready_s() && view.network.topology.links[(arc / 2) as usize].country == start_country;
        let names = names_of(view, arc, at_start);
        push(&mut walk, names.before, t, passage.ready_s, arc);
        push(&mut walk, names.gate, passage.ready_s, passage.gate_open_s, arc);
        for (spell, from, to) in spells {
            let what = match spell {
                Spell::Move => names.run,
                Spell::Rest => What::Rest,
                Spell::Ban => What::Ban,
            };
            push(&mut walk, what, from, to, arc);
        }
        if let Some(carrier) = carrier {
            let stretch = open.get_or_insert_with(|| Stretch {
                carrier,
                arcs: Vec::new(),
                depart_s: passage.gate_open_s,
                arrive_s: 0,
            });
            stretch.arcs.push(arc);
            stretch.arrive_s = passage.moved_s;
        }
        push(&mut walk, names.after, passage.moved_s, passage.end_s, arc);
        (t, driven) = (passage.end_s, passage.driven_s);
    }
    if let Some((last, _)) = found.arcs.last() {
        push(&mut walk, What::Unload, t, t + start.finish_s, *last);
    }
    walk.legs.extend(open);
    walk.end_s = t + start.finish_s;
    walk
}

/// Whether the load is handled when this arc is entered from a facility (a new leg begins).
fn is_handled(view: &View<'_>, arc: u32) -> bool {
    let tail = view.graph.tail(arc);
    matches!(view.network.topology.nodes[tail as usize].kind, NodeKind::Facility(_) | NodeKind::Apron(_))
}

/// Names of the parts of an arc's passage.
pub(in crate::analysis) struct EventNames {
    pub(in crate::analysis) before: What,
    pub(in crate::analysis) gate: What,
    pub(in crate::analysis) run: What,
    pub(in crate::analysis) after: What,
}

/// What the parts of an arc's passage are called.
pub(in crate::analysis) fn names_of(view: &View<'_>, arc: u32, at_start: bool) -> EventNames {
    let lead = if at_start { What::PermissionToStart } else { What::LeadTime };
    let outward = arc.is_multiple_of(2);
    match view.network.topology.links[(arc / 2) as usize].kind {
        LinkKind::Road(_) => EventNames { before: What::Load, gate: lead, run: What::Drive, after: What::Border },
        LinkKind::Rail(_) => EventNames { before: What::Load, gate: lead, run: What::Run, after: What::Border },
        LinkKind::Shuttle(_) => {
            EventNames { before: What::WaitForSailing, gate: lead, run: What::Shuttle, after: What::Border }
        }
        LinkKind::Border => EventNames { before: What::Border, gate: lead, run: What::Border, after: What::Border },
        LinkKind::GaugeChange(_) => {
            EventNames { before: What::Transfer, gate: lead, run: What::Transfer, after: What::Transfer }
        }
        LinkKind::RoadAccess(_) => EventNames { before: What::Load, gate: lead, run: What::Drive, after: What::Unload },
        LinkKind::RailAccess(_) => EventNames { before: What::Load, gate: lead, run: What::Run, after: What::Unload },
        LinkKind::SeaAccess(_) => {
            let gate = if outward { What::Queue } else { lead };
            EventNames {
                before: What::Load,
                gate,
                run: What::Sail,
                after: if outward { What::Load } else { What::Unload },
            }
        }
        LinkKind::WaterAccess(_) => EventNames {
            before: What::Load,
            gate: if outward { What::Queue } else { lead },
            run: What::Sail,
            after: if outward { What::Load } else { What::Unload },
        },
        LinkKind::Waterway(_) => EventNames { before: What::Border, gate: lead, run: What::Sail, after: What::Sail },
        LinkKind::AirAccess(_) => {
            EventNames { before: What::Queue, gate: What::Queue, run: What::Load, after: What::Unload }
        }
        LinkKind::Air(_) => EventNames { before: What::Load, gate: lead, run: What::Fly, after: What::Unload },
        LinkKind::Sea(_) | LinkKind::Own(_) => {
            EventNames { before: What::Sail, gate: lead, run: What::Sail, after: What::Sail }
        }
        LinkKind::Ferry(_) => {
            EventNames { before: What::WaitForSailing, gate: lead, run: What::Sail, after: What::Border }
        }
    }
}

/// Arrival when the same way is begun at another departure.
pub(in crate::analysis) fn arrival_s(
    view: &View<'_>,
    start: &Start,
    found: &Found,
    granted: u128,
    chained: bool,
) -> u32 {
    let (mut t, mut driven) = (start.ready_s(), 0);
    let mut chain = chained.then(Chain::default);
    let rest_s = view.graph.rule.map_or(0, |rule| rule.rest_s);
    for (arc, rested) in &found.arcs {
        if *rested {
            (t, driven) = (t + rest_s, 0);
        }
        let gate_s = gate_of(view, *arc, found.items | granted, &mut chain);
        let Passage { end_s, driven_s, .. } =
            pass(&view.graph, *arc, t, driven, gate_s, view.graph.run_s[(*arc / 2) as usize], &mut |_, _, _| {});
        (t, driven) = (end_s, driven_s);
    }
    t
}

/// The latest departure with the same arrival (the same way, the same rests). Arrival never falls with departure, so
/// halving finds it: O(arcs · log time).
pub(in crate::analysis) fn latest_departure_s(
    view: &View<'_>,
    start: &Start,
    found: &Found,
    granted: u128,
    chained: bool,
) -> u32 {
    let goal = arrival_s(view, start, found, granted, chained);
    let (mut good, mut bad) = (start.depart_s, goal.max(start.depart_s) + 1);
    while bad - good > 60 {
        let middle = good + (bad - good) / 2;
        let later = Start { depart_s: middle, ..*start };
        if arrival_s(view, &later, found, granted, chained) <= goal { good = middle } else { bad = middle }
    }
    good
}

/// Kilometres that two sets of links have in common, over the length of the first.
pub(in crate::analysis) fn overlap(
    view: &View<'_>,
    arcs: &[(u32, bool)],
    others: &std::collections::BTreeSet<u32>,
) -> f64 {
    let length = |arc: u32| u64::from(view.network.topology.links[(arc / 2) as usize].length_m);
    let total: u64 = arcs.iter().map(|(arc, _)| length(*arc)).sum();
    let shared: u64 = arcs.iter().filter(|(arc, _)| others.contains(&(arc / 2))).map(|(arc, _)| length(*arc)).sum();
    if total == 0 { 1.0 } else { ratio(shared, total) }
}

#[allow(clippy::cast_precision_loss, reason = "metres on Europe's ways are far below 2^52")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

/// Whether a base node's way is rail (for borders).
pub(in crate::analysis) fn is_rail_border(view: &View<'_>, arc: u32) -> bool {
    let link = &view.network.topology.links[(arc / 2) as usize];
    match view.network.topology.nodes[link.a as usize].kind {
        NodeKind::Base(node) => view.network.base.nodes[node as usize].way == Way::Rail,
        _ => false,
    }
}
