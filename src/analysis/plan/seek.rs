//! The way on which a load unit arrives first, given what others have left of every counter.
//!
//! Label setting over time and march clock as for a route, with one thing more: an arc that enters an asset whose window is
//! full waits for the next window with room. Carriers, headways and standing room are not looked at: whoever takes the
//! way travels it properly before it is believed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::algo::labels::{Found, NONE, pass};
use crate::algo::march::Rule;

use super::changes::Changes;
use super::classes::Class;
use super::room::Room;
use super::trip::Needs;
use super::way::Register;

/// What a search knows of the counters.
pub(super) struct Counters {
    /// By asset: its counter down and up; [`NONE`] where nobody has passed yet.
    of: Vec<[u32; 2]>,
}

impl Counters {
    pub(super) fn new(register: &Register<'_>) -> Counters {
        let mut of = vec![[NONE; 2]; register.capacities.assets.len()];
        for (counter, (asset, up)) in (0_u32..).zip(&register.keys) {
            if let Some(own) = of.get_mut(*asset as usize) {
                own[usize::from(*up)] = counter;
            }
        }
        Counters { of }
    }
}

struct Label {
    t: u32,
    driven_s: u32,
    node: u32,
    arc: u32,
    parent: u32,
}

/// The way, with its time when nothing holds it up, if it arrives (without what comes at the end) by `latest_s`.
/// O(labels log labels); a node keeps few.
pub(super) fn seek(
    class: &Class<'_>,
    register: &mut Register<'_>,
    counters: &Counters,
    needs: Needs,
    room: &Room,
    latest_s: u32,
) -> Option<Found> {
    let compiled = &class.compiled;
    if compiled.chained {
        return None;
    }
    let graph = compiled.graph();
    let capacities = register.capacities;
    let blocked = compiled.view.items.all();
    let rule = graph.rule.unwrap_or(Rule { march_s: u32::MAX, rest_s: 0 });
    let closed = class.closed(&register.changes);
    let mut labels: Vec<Label> = Vec::new();
    let mut at: Vec<Vec<(u32, u32)>> = vec![Vec::new(); graph.nodes()];
    let mut heap = BinaryHeap::new();
    let (start, ready_s) = (compiled.start.node, compiled.start.ready_s());
    labels.push(Label { t: ready_s, driven_s: 0, node: start, arc: NONE, parent: NONE });
    heap.push(Reverse((ready_s.saturating_add(compiled.potential[start as usize]), 0_u32)));
    while let Some(Reverse((key, id))) = heap.pop() {
        if key > latest_s {
            return None;
        }
        let Label { t, driven_s, node, arc: came, .. } = labels[id as usize];
        if node == compiled.target {
            return Some(trace(class, &labels, id));
        }
        let front = &mut at[node as usize];
        if front.iter().any(|own| (own.0 <= t && own.1 <= driven_s) || own.0.saturating_add(rule.rest_s) < t) {
            continue;
        }
        front.push((t, driven_s));
        for arc in graph.out(node).iter().copied() {
            let (link, head) = (arc / 2, graph.head(arc));
            let left_s = compiled.potential[head as usize];
            if left_s == NONE
                || arc == came ^ 1
                || graph.items_of(arc) & blocked != 0
                || graph.is_shut(arc)
                || closed[link as usize]
            {
                continue;
            }
            let (before_s, gate_s) = graph.special_of(arc).map_or((0, 0), |special| (special.before_s, special.gate_s));
            let mut go_s = t.saturating_add(before_s).max(gate_s);
            let mut open = true;
            loop {
                let before = go_s;
                for one in capacities.of_link(link).iter().filter(|one| one.along.covers(arc.is_multiple_of(2))) {
                    let inside = came != NONE
                        && capacities
                            .of_link(came / 2)
                            .iter()
                            .any(|other| other.asset == one.asset && other.along.covers(came.is_multiple_of(2)));
                    if inside {
                        continue;
                    }
                    let own = counters.of[one.asset as usize];
                    // One that nobody has passed yet is taken to have room.
                    if own == [NONE; 2] {
                        continue;
                    }
                    let counter = own[usize::from(register.counts_up(one.asset, arc))];
                    if counter == NONE {
                        continue;
                    }
                    match room.earliest(counter, go_s, needs.of(capacities.assets[one.asset as usize].unit)) {
                        Some(when) => go_s = when,
                        None => open = false,
                    }
                }
                if go_s == before || !open {
                    break;
                }
            }
            if !open || go_s.saturating_add(left_s) > latest_s {
                continue;
            }
            let run_s = graph.run_s[link as usize];
            let passage = pass(graph, arc, t, driven_s, go_s, run_s, &mut |_, _, _| {});
            let key = passage.end_s.saturating_add(left_s);
            if key <= latest_s {
                let next = u32::try_from(labels.len()).unwrap_or(NONE);
                labels.push(Label { t: passage.end_s, driven_s: passage.driven_s, node: head, arc, parent: id });
                heap.push(Reverse((key, next)));
            }
        }
    }
    None
}

/// The arcs of a label, and when a load unit that nothing holds up is through.
fn trace(class: &Class<'_>, labels: &[Label], id: u32) -> Found {
    let mut arcs = Vec::new();
    let mut at = &labels[id as usize];
    while at.arc != NONE {
        arcs.push((at.arc, false));
        at = &labels[at.parent as usize];
    }
    arcs.reverse();
    passed(class, arcs)
}

/// Arcs as a way for a class, where it may pass all of them.
pub(super) fn along(class: &Class<'_>, changes: &Changes, arcs: &[u32]) -> Option<Found> {
    let graph = class.compiled.graph();
    let (blocked, closed) = (class.compiled.view.items.all(), class.closed(changes));
    let open = |arc: &u32| graph.items_of(*arc) & blocked == 0 && !graph.is_shut(*arc) && !closed[(*arc / 2) as usize];
    let passes = !arcs.is_empty() && !class.compiled.chained && arcs.iter().all(open);
    passes.then(|| passed(class, arcs.iter().map(|arc| (*arc, false)).collect()))
}

/// A way with the time of a load unit that nothing holds up.
fn passed(class: &Class<'_>, arcs: Vec<(u32, bool)>) -> Found {
    let compiled = &class.compiled;
    let graph = compiled.graph();
    let (mut t, mut driven_s) = (compiled.start.ready_s(), 0);
    for (arc, _) in &arcs {
        let gate_s = graph.special_of(*arc).map_or(0, |special| special.gate_s);
        let run_s = graph.run_s[(*arc / 2) as usize];
        let passage = pass(graph, *arc, t, driven_s, gate_s, run_s, &mut |_, _, _| {});
        (t, driven_s) = (passage.end_s, passage.driven_s);
    }
    Found {
        arcs,
        start: compiled.start.node,
        time_s: t,
        weighed_s: u64::from(t),
        items: 0,
        lead_s: 0,
        borders: 0,
        unknowns: 0,
    }
}
