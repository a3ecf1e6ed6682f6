//! What the lightest pieces of a group can use at all: no arc sooner than they can be there, none later than lets them
//! be complete in time.
//!
//! Times are least times, twice: once with the rests that a march of that length cannot do without and no bans, once with
//! bans and no rests; nothing is sooner than either says. A march of `D` under way rests at least `ceil(D / march) - 1`
//! times, wherever it rests. Bans make the time that is left depend on the instant: [`Reach::by`].

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use crate::algo::labels::Graph;
use crate::algo::march::{Rule, advance, latest_start};
use crate::analysis::route::compiled::Compiled;

/// An arc that a group can use: when it can be entered first, and how long it takes from there at least.
#[derive(Clone, Copy, Debug)]
pub(super) struct Usable {
    /// The arc.
    pub(super) arc: u32,
    /// From and to.
    pub(super) ends: (u32, u32),
    /// First entry, seconds after C.
    pub(super) go_s: u32,
    /// Last entry that lets it be complete in time, seconds after C.
    pub(super) last_s: u32,
}

/// Everything that a group can use and still be complete by an instant.
pub(super) struct Reach {
    pub(super) start: u32,
    pub(super) target: u32,
    pub(super) nodes: usize,
    pub(super) arcs: Vec<Usable>,
    latest_s: u32,
    finish_s: u32,
}

/// Time of a march with its rests, from a fresh start.
fn march_s(rule: Rule, driven_s: u32) -> u32 {
    if driven_s == 0 || rule.march_s == u32::MAX {
        return driven_s;
    }
    driven_s.saturating_add((driven_s.div_ceil(rule.march_s) - 1).saturating_mul(rule.rest_s))
}

/// Labels of one node that no other label beats: (a time, a march clock).
type Front = Vec<(u32, u32)>;

impl Reach {
    /// The arcs by which a group can be complete by `latest_s`, links in `closed` left out.
    /// O(arcs log arcs) for each of the few labels of a node.
    pub(super) fn new(compiled: &Compiled<'_>, closed: &BTreeSet<u32>, latest_s: u32) -> Reach {
        let graph = compiled.graph();
        let blocked = compiled.view.items.all();
        let open: Vec<bool> = (0..u32::try_from(graph.ends.len() * 2).unwrap_or(0))
            .map(|arc| graph.items_of(arc) & blocked == 0 && !graph.is_shut(arc) && !closed.contains(&(arc / 2)))
            .collect();
        let rule = graph.rule.unwrap_or(Rule { march_s: u32::MAX, rest_s: 0 });
        let tails = tails(graph, &open, compiled.target, rule, latest_s);
        let from = (compiled.start.node, compiled.start.ready_s());
        let heads = heads(graph, &open, from, rule, &tails, latest_s);
        let banned = banned(graph, &open, from, &tails, latest_s);
        let mut arcs = Vec::new();
        for tail in 0..u32::try_from(graph.nodes()).unwrap_or(0) {
            let here_s = heads[tail as usize].max(banned[tail as usize]);
            if here_s == u32::MAX {
                continue;
            }
            for arc in graph.out(tail).iter().copied().filter(|arc| open[*arc as usize]) {
                let head = graph.head(arc);
                let (before_s, gate_s) =
                    graph.special_of(arc).map_or((0, 0), |special| (special.before_s, special.gate_s));
                let go_s = here_s.saturating_add(before_s).max(gate_s);
                let left = tails[head as usize].iter().map(|label| through(graph, arc, *label, rule).1).min();
                let Some(tail_s) = left.map(|left| left.saturating_add(compiled.start.finish_s)) else { continue };
                if go_s.saturating_add(tail_s) <= latest_s {
                    arcs.push(Usable { arc, ends: (tail, head), go_s, last_s: latest_s - tail_s });
                }
            }
        }
        let (start, finish_s) = (compiled.start.node, compiled.start.finish_s);
        Reach { start, target: compiled.target, nodes: graph.nodes(), arcs, latest_s, finish_s }
    }

    /// What of it serves to be complete by an earlier instant, with the bans before that. O(arcs log arcs).
    pub(super) fn by(&self, graph: &Graph, latest_s: u32) -> Reach {
        let sooner_s = self.latest_s - latest_s.min(self.latest_s);
        let usable = |one: &&Usable| one.go_s.saturating_add(sooner_s) <= one.last_s;
        let mut into: Vec<(u32, u32)> =
            (0_u32..).zip(&self.arcs).filter(|(_, one)| usable(one)).map(|(index, one)| (one.ends.1, index)).collect();
        into.sort_unstable();
        // The latest instant at a node from which it can still be complete in time.
        let mut last = vec![0_u32; self.nodes];
        let mut arcs = Vec::new();
        let done_s = latest_s.saturating_sub(self.finish_s);
        let mut heap = BinaryHeap::from([(done_s, self.target)]);
        last[self.target as usize] = done_s;
        while let Some((t, node)) = heap.pop() {
            if t < last[node as usize] {
                continue;
            }
            let first = into.partition_point(|(head, _)| *head < node);
            for (_, index) in into[first..].iter().take_while(|(head, _)| *head == node) {
                let own = self.arcs[*index as usize];
                let class = graph.classes[graph.class[(own.arc / 2) as usize] as usize];
                let run_s = graph.run_s[(own.arc / 2) as usize];
                let (before_s, after_s) =
                    graph.special_of(own.arc).map_or((0, 0), |special| (special.before_s, special.after_s));
                let Some(end_s) = t.checked_sub(after_s) else { continue };
                let start_s = match class.march {
                    true => latest_start(end_s, run_s, &graph.calendars[class.calendar as usize]),
                    false => end_s.checked_sub(run_s),
                };
                let Some(start_s) = start_s.map(|start_s| start_s.min(own.last_s - sooner_s)) else { continue };
                if start_s < own.go_s {
                    continue;
                }
                // Each arc is met once: when the latest instant at its head is known.
                arcs.push((*index, Usable { last_s: start_s, ..own }));
                let here_s = start_s.saturating_sub(before_s);
                if here_s > last[own.ends.0 as usize] {
                    last[own.ends.0 as usize] = here_s;
                    heap.push((here_s, own.ends.0));
                }
            }
        }
        arcs.sort_unstable_by_key(|(index, _)| *index);
        arcs.dedup_by_key(|(index, _)| *index);
        let arcs = arcs.into_iter().map(|(_, own)| own).collect();
        Reach { arcs, latest_s, start: self.start, target: self.target, nodes: self.nodes, finish_s: self.finish_s }
    }
}

/// Least times from the start to every node from which the target can still be reached, with bans and without rests.
fn banned(graph: &Graph, open: &[bool], (start, ready_s): (u32, u32), tails: &[Front], latest_s: u32) -> Vec<u32> {
    let free = Rule { march_s: u32::MAX, rest_s: 0 };
    let mut first = vec![u32::MAX; graph.nodes()];
    first[start as usize] = ready_s;
    let mut heap = BinaryHeap::from([Reverse((ready_s, start))]);
    while let Some(Reverse((t, node))) = heap.pop() {
        if t > first[node as usize] {
            continue;
        }
        for arc in graph.out(node).iter().copied().filter(|arc| open[*arc as usize]) {
            let head = graph.head(arc);
            let Some(left_s) = tails[head as usize].first().map(|label| label.0.saturating_add(label.1)) else {
                continue;
            };
            let special = graph.special_of(arc).copied().unwrap_or_default();
            let go_s = t.saturating_add(special.before_s).max(special.gate_s);
            let class = graph.classes[graph.class[(arc / 2) as usize] as usize];
            let run_s = graph.run_s[(arc / 2) as usize];
            let moved_s = match class.march {
                true => advance(go_s, 0, run_s, free, &graph.calendars[class.calendar as usize], &mut |_, _, _| {}).0,
                false => go_s.saturating_add(run_s),
            };
            let at_s = moved_s.saturating_add(special.after_s);
            if at_s.saturating_add(left_s) <= latest_s && at_s < first[head as usize] {
                first[head as usize] = at_s;
                heap.push(Reverse((at_s, head)));
            }
        }
    }
    first
}

/// A label of an arc's head carried back over the arc, without what comes before entering it: the label, and the time.
/// A label is (time of what lies behind the march that is being counted, time under way of that march so far).
fn through(graph: &Graph, arc: u32, (base_s, driven_s): (u32, u32), rule: Rule) -> ((u32, u32), u32) {
    let run_s = graph.run_s[(arc / 2) as usize];
    let marches = graph.classes[graph.class[(arc / 2) as usize] as usize].march;
    let special = graph.special_of(arc);
    let (after_s, resets) = special.map_or((0, false), |special| (special.after_s, special.resets));
    let (mut base_s, mut driven_s) = (base_s.saturating_add(after_s), driven_s);
    if resets {
        (base_s, driven_s) = (base_s.saturating_add(march_s(rule, driven_s)), 0);
    }
    if marches {
        driven_s = driven_s.saturating_add(run_s);
    } else {
        base_s = base_s.saturating_add(run_s);
    }
    ((base_s, driven_s), base_s.saturating_add(march_s(rule, driven_s)))
}

/// Least times to the target from every node, as labels.
fn tails(graph: &Graph, open: &[bool], target: u32, rule: Rule, latest_s: u32) -> Vec<Front> {
    let mut fronts: Vec<Front> = vec![Vec::new(); graph.nodes()];
    let mut first = vec![u32::MAX; graph.nodes()];
    let mut heap = BinaryHeap::from([Reverse((0_u32, target, 0_u32, 0_u32))]);
    while let Some(Reverse((total_s, node, base_s, driven_s))) = heap.pop() {
        let front = &mut fronts[node as usize];
        // Whoever is a whole rest behind is never ahead again.
        if total_s >= first[node as usize].saturating_add(rule.rest_s.max(1))
            || front.iter().any(|own| own.0 <= base_s && own.1 <= driven_s)
        {
            continue;
        }
        first[node as usize] = first[node as usize].min(total_s);
        front.push((base_s, driven_s));
        for back in graph.out(node) {
            let arc = back ^ 1;
            if !open[arc as usize] {
                continue;
            }
            let (mut label, _) = through(graph, arc, (base_s, driven_s), rule);
            label.0 = label.0.saturating_add(graph.special_of(arc).map_or(0, |special| special.before_s));
            let total_s = label.0.saturating_add(march_s(rule, label.1));
            if total_s <= latest_s {
                heap.push(Reverse((total_s, graph.head(*back), label.0, label.1)));
            }
        }
    }
    fronts
}

/// Least times from the start to every node from which the target can still be reached; a gate that is waited for may
/// serve as a rest.
fn heads(
    graph: &Graph,
    open: &[bool],
    (start, ready_s): (u32, u32),
    rule: Rule,
    tails: &[Front],
    latest_s: u32,
) -> Vec<u32> {
    let mut first = vec![u32::MAX; graph.nodes()];
    let mut least = vec![u32::MAX; graph.nodes()];
    let mut heap = BinaryHeap::from([Reverse((ready_s, 0_u32, start))]);
    while let Some(Reverse((t, driven_s, node))) = heap.pop() {
        let index = node as usize;
        if t >= first[index].saturating_add(rule.rest_s.max(1)) || driven_s >= least[index] {
            continue;
        }
        first[index] = first[index].min(t);
        least[index] = driven_s;
        for arc in graph.out(node).iter().copied().filter(|arc| open[*arc as usize]) {
            let head = graph.head(arc);
            let Some(left_s) = tails[head as usize].first().map(|label| label.0.saturating_add(label.1)) else {
                continue;
            };
            let special = graph.special_of(arc).copied().unwrap_or_default();
            let loaded_s = t.saturating_add(special.before_s);
            let (mut at_s, mut driven_s) = (loaded_s.max(special.gate_s), driven_s);
            if special.gate_s > loaded_s {
                driven_s = 0;
            }
            let run_s = graph.run_s[(arc / 2) as usize];
            if graph.classes[graph.class[(arc / 2) as usize] as usize].march && rule.march_s != u32::MAX {
                let all_s = driven_s.saturating_add(run_s);
                let rests = all_s.div_ceil(rule.march_s).saturating_sub(1);
                at_s = at_s.saturating_add(run_s).saturating_add(rests.saturating_mul(rule.rest_s));
                driven_s = all_s - rests * rule.march_s;
            } else {
                at_s = at_s.saturating_add(run_s);
            }
            at_s = at_s.saturating_add(special.after_s);
            if special.resets {
                driven_s = 0;
            }
            if at_s.saturating_add(left_s) <= latest_s {
                heap.push(Reverse((at_s, driven_s, head)));
            }
        }
    }
    first
}
