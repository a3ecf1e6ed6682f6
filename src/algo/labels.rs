//! Exact label setting over arcs with march rules, gates, calendars and things that may be relaxed.
//!
//! Representation: nodes are 0..n; link `l` joins `ends[l]` and is two arcs, `2l` from the first end to the second and
//! `2l + 1` back; `first_out`/`arcs_out` list the arcs that leave a node. A link's *class* says how it is travelled
//! (march clock, calendar). A *special* adds, per direction, a gate (not entered before an instant), fixed time, and
//! the labels' counters. A link may carry a set of *items*, bits of a `u128`: it may be used only if all of them are
//! relaxed.
//!
//! A label is (time, driven time since the last rest, relaxed items, counters). Label `a` dominates `b` at the same
//! node if it is no worse in each component that the question looks at: time and driven time always (waiting is
//! allowed everywhere, so an earlier column can imitate a later one), relaxed items as a subset, states as a subset
//! when permissions are asked for one after another (each state then has one lead time, whatever the arc).
//!
//! Complexity: O(L log L + L·A·w) for L labels made, A arcs per node and w labels kept per node; without items and
//! criteria w is at most a handful. Literature: Martins 1984 (multicriteria labels), Orda & Rom 1990 (FIFO waiting),
//! Hart, Nilsson & Raphael 1968 (goal direction by `potential`).

use super::heap::Heap;
use super::march::Spell;

mod graph;
mod passage;

pub use graph::{Ahead, Class, Graph, NO_STATE, NONE, Special, potential, potential_within};
pub use passage::{Passage, pass};

/// A link with this penalty is closed.
pub const CLOSED: u16 = u16::MAX;

/// Labels that there is room for at first, for each node.
const LABELS_A_NODE: usize = 2;

/// What a search looks at beyond time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Criteria {
    /// Keep labels that are better in lead time, borders or unknowns (Pareto front).
    pub pareto: bool,
    /// Permissions are asked for one after another: a state is entered only after the sum of lead times so far.
    pub chained: bool,
    /// What one handling less is worth, seconds: the way with the least time plus handlings times this is looked for
    /// (0: the earliest arrival, whatever the handlings).
    pub handling_worth_s: u32,
    /// Only ways are looked for whose time with what its handlings weigh lies below this, if it is given.
    pub weighed_below_s: Option<u64>,
    /// Most items that may be relaxed.
    pub relax_max: u32,
    /// Fewest relaxed items that an answer of interest has: 1 when the way that relaxes none is known, or too late.
    pub relax_min: u32,
    /// Items that may be relaxed at all.
    pub relaxable: u128,
    /// Items relaxed for free from the start.
    pub granted: u128,
}

/// A search question.
pub struct Question<'a> {
    /// (node, time, driven time) to start from.
    pub starts: &'a [(u32, u32, u32)],
    /// Where to.
    pub target: u32,
    /// Lower bound on the time from each node to the target (see [`potential`]); [`NONE`] where none leads there.
    pub potential: &'a [u32],
    /// Sharper bounds for the same links, with handlings at [`Criteria::handling_worth_s`] or less; the default knows
    /// none.
    pub ahead: &'a Ahead,
    /// Criteria.
    pub criteria: Criteria,
    /// Labels later than this are dropped.
    pub latest_s: u32,
    /// Multiplier per link in hundredths for finding other ways (100: none); empty for none. With it the times in
    /// labels are penalised and only the path counts; [`CLOSED`] shuts a link.
    pub penalty: &'a [u16],
}

/// A path found, with the components of its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Arcs from start to target; a `true` means that the column takes its long rest before the arc.
    pub arcs: Vec<(u32, bool)>,
    /// Node it starts from.
    pub start: u32,
    /// Arrival, seconds.
    pub time_s: u32,
    /// Arrival and what its handlings weigh, seconds.
    pub weighed_s: u64,
    /// Items relaxed.
    pub items: u128,
    /// Longest (parallel) or summed (chained) lead time, seconds.
    pub lead_s: u32,
    /// Borders crossed.
    pub borders: u32,
    /// Unknown limits met.
    pub unknowns: u32,
}

#[derive(Clone, Copy, Debug)]
struct Label {
    t: u32,
    driven: u32,
    node: u32,
    arc: u32,
    parent: u32,
    rested: bool,
    dead: bool,
    /// The label put at the same node before this one, or [`NONE`].
    before: u32,
    borders: u8,
    unknowns: u16,
    handlings: u8,
    lead: u32,
    items: u128,
    states: u64,
}

/// Finds the best way (one [`Found`]), or with [`Criteria::pareto`] the whole front, or with `relax_max > 0` the best
/// way for each number of relaxed items that improves on fewer. Sorted by (relaxed items, time).
pub fn search(graph: &Graph, question: &Question<'_>) -> Vec<Found> {
    search_in(&mut Space::default(), graph, question)
}

/// Like [`search`], in memory that was used before: several searches after another need it only once.
pub fn search_in(space: &mut Space, graph: &Graph, question: &Question<'_>) -> Vec<Found> {
    let Space { labels, at, heap } = space;
    labels.clear();
    // Room that is not touched costs nothing; growing would move all labels again and again.
    labels.reserve(LABELS_A_NODE * graph.nodes());
    heap.clear();
    at.clear();
    at.resize(graph.nodes(), NONE);
    Search { graph, question, labels, at, heap }.run()
}

/// Memory of a search.
#[derive(Clone, Debug, Default)]
pub struct Space {
    labels: Vec<Label>,
    /// The label put last at each node, or [`NONE`]; the others follow by `before`.
    at: Vec<u32>,
    heap: Heap,
}

struct Search<'a> {
    graph: &'a Graph,
    question: &'a Question<'a>,
    labels: &'a mut Vec<Label>,
    at: &'a mut [u32],
    heap: &'a mut Heap,
}

impl Search<'_> {
    fn run(mut self) -> Vec<Found> {
        let criteria = self.question.criteria;
        for (node, t, driven) in self.question.starts {
            let label = Label {
                t: *t,
                driven: *driven,
                node: *node,
                arc: NONE,
                parent: NONE,
                rested: false,
                dead: false,
                before: NONE,
                borders: 0,
                unknowns: 0,
                handlings: 0,
                lead: 0,
                items: 0,
                states: 0,
            };
            self.insert(label, self.least(&label));
        }
        while let Some((least_s, id)) = self.heap.pop() {
            let label = self.labels[id as usize];
            if label.dead {
                continue;
            }
            let least = u64::from(least_s);
            if label.node != self.question.target && self.hopeless(&label, least) {
                // Where time is all that counts, what follows is no better.
                if !criteria.pareto && criteria.relax_max == 0 {
                    break;
                }
                continue;
            }
            if label.node == self.question.target {
                if !criteria.pareto && criteria.handling_worth_s == 0 && label.items.count_ones() == 0 {
                    break;
                }
                continue;
            }
            for position in self.graph.first_out[label.node as usize]..self.graph.first_out[label.node as usize + 1] {
                self.relax(id, &label, self.graph.arcs_out[position as usize]);
            }
        }
        let mut ends = Vec::new();
        let mut id = self.at[self.question.target as usize];
        while id != NONE {
            ends.push(id);
            id = self.labels[id as usize].before;
        }
        ends.reverse();
        let mut found: Vec<Found> = ends.into_iter().map(|id| self.trace(id)).collect();
        found.sort_by_key(|found| {
            (found.items.count_ones(), found.weighed_s, found.time_s, found.lead_s, found.borders, found.unknowns)
        });
        if !criteria.pareto {
            let mut best = criteria.weighed_below_s.unwrap_or(u64::MAX);
            found.retain(|found| {
                let keep = found.weighed_s < best;
                best = best.min(found.weighed_s);
                keep
            });
        }
        found
    }

    /// Whether a label at the target already beats anything this label can become, which is not less than `least`.
    fn hopeless(&self, label: &Label, least: u64) -> bool {
        let criteria = self.question.criteria;
        let mut id = self.at[self.question.target as usize];
        if id == NONE {
            return false;
        }
        let relaxed = label.items.count_ones().max(criteria.relax_min);
        let beats = |goal: &Label| {
            let fewer = goal.items.count_ones() <= relaxed;
            let rest = !criteria.pareto
                || (goal.lead <= label.lead && goal.borders <= label.borders && goal.unknowns <= label.unknowns);
            weighed(goal.t, goal.handlings, criteria) <= least && fewer && rest
        };
        while id != NONE {
            let goal = &self.labels[id as usize];
            if !goal.dead && beats(goal) {
                return true;
            }
            id = goal.before;
        }
        false
    }

    /// The least time, with what its handlings weigh, that a way from this label can have at the target.
    fn least(&self, label: &Label) -> u64 {
        let plain_s = label.t.saturating_add(self.question.potential[label.node as usize]);
        let ahead_s = label.t.saturating_add(self.question.ahead.least_s(label.node, label.driven));
        weighed(plain_s.max(ahead_s), label.handlings, self.question.criteria)
    }

    fn relax(&mut self, id: u32, label: &Label, arc: u32) {
        if (label.arc != NONE && arc == label.arc ^ 1) || self.graph.is_shut(arc) {
            return;
        }
        let criteria = self.question.criteria;
        let head = self.graph.head(arc);
        let beyond_s = self.question.potential[head as usize];
        // Without any waiting (penalties only add to this); when even that is too late there is nothing to work out.
        let least_s = label.t.saturating_add(self.graph.least_s(arc)).saturating_add(beyond_s);
        if beyond_s == NONE || least_s > self.question.latest_s {
            return;
        }
        let needed = self.graph.items_of(arc) & !criteria.granted;
        if needed & !criteria.relaxable != 0 {
            return;
        }
        let items = label.items | needed;
        if items.count_ones() > criteria.relax_max {
            return;
        }
        let mut next = Label { node: head, arc, parent: id, items, ..*label };
        let (mut gate_s, mut liftable) = (0, 0);
        if let Some(special) = self.graph.special_of(arc) {
            next.borders = label.borders.saturating_add(special.borders);
            next.unknowns = label.unknowns.saturating_add(special.unknowns);
            next.handlings = label.handlings.saturating_add(special.handlings);
            gate_s = self.gate(label, special, &mut next);
            liftable = special.gate_item & criteria.relaxable;
        }
        if criteria.weighed_below_s.is_some_and(|below_s| weighed(least_s, next.handlings, criteria) >= below_s) {
            return;
        }
        let stood = self.step((label.t, label.driven), &next, arc, gate_s, false);
        if gate_s > label.t && liftable != 0 && (items | liftable).count_ones() <= criteria.relax_max {
            self.step((label.t, label.driven), &Label { items: items | liftable, ..next }, arc, 0, false);
        }
        if stood && label.driven > 0 {
            self.rest_first(label.t, &next, arc, gate_s);
        }
    }

    /// When the arc opens for this label; keeps the account of lead times and states in `next`.
    fn gate(&self, label: &Label, special: &Special, next: &mut Label) -> u32 {
        let lifted = (label.items | self.question.criteria.granted) & special.gate_item != 0;
        if special.state == NO_STATE || special.lead_s == 0 || lifted {
            return if lifted { 0 } else { special.gate_s };
        }
        let bit = 1_u64 << special.state;
        if !self.question.criteria.chained {
            next.lead = label.lead.max(special.lead_s);
            return special.gate_s;
        }
        if label.states & bit == 0 {
            next.states |= bit;
            next.lead = label.lead.saturating_add(special.lead_s);
        }
        next.lead
    }

    /// A forced standstill shorter than the rest may be stretched into the rest.
    fn rest_first(&mut self, t: u32, next: &Label, arc: u32, gate_s: u32) {
        let Some(rule) = self.graph.rule else { return };
        self.step((t.saturating_add(rule.rest_s), 0), next, arc, gate_s, true);
    }

    /// Passes the arc and keeps the label it makes; says whether the column stood at a gate or for a ban.
    fn step(&mut self, (t, driven): (u32, u32), next: &Label, arc: u32, gate_s: u32, rested: bool) -> bool {
        let link = (arc / 2) as usize;
        let mut run_s = self.graph.run_s[link];
        if let Some(penalty) = self.question.penalty.get(link) {
            if *penalty == CLOSED {
                return false;
            }
            run_s = u32::try_from(u64::from(run_s) * u64::from(*penalty) / 100).unwrap_or(u32::MAX);
        }
        let mut banned = false;
        let passage = pass(self.graph, arc, t, driven, gate_s, run_s, &mut |spell, _, _| {
            banned |= spell == Spell::Ban;
        });
        if passage.end_s.saturating_add(self.question.potential[next.node as usize]) <= self.question.latest_s {
            let made = Label { t: passage.end_s, driven: passage.driven_s, rested, ..*next };
            let least = self.least(&made);
            let below = self.question.criteria.weighed_below_s.is_none_or(|below_s| least < below_s);
            let goal = made.node == self.question.target;
            if below && (goal || !self.hopeless(&made, least)) {
                self.insert(made, least);
            }
        }
        banned || passage.gate_open_s > passage.ready_s
    }

    /// Keeps a label from which the target is reached at `least` or later.
    fn insert(&mut self, label: Label, least: u64) {
        let criteria = self.question.criteria;
        let labels = &mut *self.labels;
        let goal = label.node == self.question.target;
        let first = self.at[label.node as usize];
        let mut other = first;
        while other != NONE {
            let old = &labels[other as usize];
            if dominates(old, &label, criteria, goal) {
                return;
            }
            other = old.before;
        }
        // What the new one beats leaves the list: nothing looks at it again.
        let (mut head, mut last, mut other) = (NONE, NONE, first);
        while other != NONE {
            let old = &mut labels[other as usize];
            let before = old.before;
            old.dead = dominates(&label, old, criteria, goal);
            if !old.dead {
                match last {
                    NONE => head = other,
                    _ => labels[last as usize].before = other,
                }
                last = other;
            }
            other = before;
        }
        if last != NONE {
            labels[last as usize].before = NONE;
        }
        let id = u32::try_from(labels.len()).expect("fewer than 2^32 labels fit in memory");
        self.at[label.node as usize] = id;
        labels.push(Label { before: head, ..label });
        self.heap.push(u32::try_from(least).unwrap_or(NONE), id);
    }

    fn trace(&self, id: u32) -> Found {
        let label = self.labels[id as usize];
        let mut arcs = Vec::new();
        let mut at = label;
        while at.arc != NONE {
            arcs.push((at.arc, at.rested));
            at = self.labels[at.parent as usize];
        }
        arcs.reverse();
        Found {
            arcs,
            start: at.node,
            time_s: label.t,
            weighed_s: weighed(label.t, label.handlings, self.question.criteria),
            items: label.items,
            lead_s: label.lead,
            borders: u32::from(label.borders),
            unknowns: u32::from(label.unknowns),
        }
    }
}

/// Time and what the handlings weigh.
fn weighed(t: u32, handlings: u8, criteria: Criteria) -> u64 {
    u64::from(t) + u64::from(handlings) * u64::from(criteria.handling_worth_s)
}

fn dominates(a: &Label, b: &Label, criteria: Criteria, goal: bool) -> bool {
    if a.t > b.t || (a.driven > b.driven && !goal) {
        return false;
    }
    if criteria.relax_max > 0 && a.items & !b.items != 0 {
        return false;
    }
    if criteria.chained && !goal && a.states & !b.states != 0 {
        return false;
    }
    if criteria.handling_worth_s > 0 && a.handlings > b.handlings {
        return false;
    }
    !criteria.pareto || (a.lead <= b.lead && a.borders <= b.borders && a.unknowns <= b.unknowns)
}

#[cfg(test)]
mod tests;
