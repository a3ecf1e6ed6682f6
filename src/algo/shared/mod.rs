//! The largest flow when links share capacities: the same wagons, ships, permits or spans over many links.
//!
//! **Model.** A [`FlowGraph`] and rows. A row has a capacity and members; a unit of flow over a member takes `weight` units
//! of the row. Every link has a length, and among the largest flows one of short ways is wanted. Everything is whole
//! numbers.
//!
//! **Method.** Rows get prices. Under prices the largest flow is one without rows, of least cost, and what it brings less
//! what it pays is a bound (Lagrange); flows found so are the columns of a small program whose optimum gives the next
//! prices, until bound and program meet (Dantzig & Wolfe 1960; Kelley 1960; smoothed after Wentges 1997). Flows of least
//! cost are found by the network simplex method (`tree`) on a part of the graph: what the largest flow without rows
//! uses, and the ways that look shortest. Shortest ways in the whole graph under the prices show whether something is
//! missing there; then it is added, and all begins again. So the whole graph is looked at a few times only, and the end
//! proves itself: the distances under whole prices are potentials for which no way costs less than it must.
//!
//! The best flow is a mean of several and need not be whole; it is taken apart into ways, each rounded down and filled up
//! again. [`SharedFlow::bound`] is what the prices prove; where it is above the value, a larger flow is not excluded.
//!
//! Twin: the whole linear program by another simplex method; every whole flow over every way on small graphs.

mod master;
mod part;
#[cfg(test)]
mod tests;
mod tree;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::flow::{FlowGraph, MaxFlow, UNLIMITED};
use super::graph::NONE;
use part::{Optimum, Part};

/// A link's use of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The link.
    pub link: u32,
    /// 1: flow from `a` to `b` counts; -1: from `b` to `a`; 0: either.
    pub along: i8,
    /// Units of the row for each unit of flow.
    pub weight: u64,
}

/// A capacity that links share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// How much there is.
    pub capacity: u64,
    /// Who uses it; each link and direction at most once.
    pub members: Vec<Member>,
}

/// A flow under rows, and prices that bound every flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedFlow {
    /// What reaches the sink.
    pub value: u64,
    /// No flow is larger, by the prices.
    pub bound: u64,
    /// What each link carries from `a` to `b`, negative when from `b` to `a`.
    pub flow: Vec<i64>,
    /// Potential of each node: 0 at the source, `scale` at the sink.
    pub potential: Vec<u64>,
    /// Potential of the sink, at least 1.
    pub scale: u64,
    /// Price of a unit of each row; all 0 when no row binds.
    pub prices: Vec<u64>,
}

/// What a unit of flow is worth: costs are whole parts of it, and a unit of length costs one.
const WORTH: i64 = 100_000_000_000_000;
/// Costs above this are not told apart: nothing that costs more than it is worth is used.
const TOO_DEAR: u64 = 2 * WORTH as u64;
/// Flows above this count as without limit.
const CEILING: u64 = 1_000_000_000_000_000;
/// A flow is close enough to its bound when this many times the gap is no more.
const CLOSE: u128 = 20_000;
/// Times that the part of the graph may grow.
const ROUNDS: usize = 60;
/// Prices tried in the first round, and more in each further one.
const TRIES: usize = 12;
/// Rounds in which ways are looked for that are only shorter.
const SHORTER: usize = 4;

/// The graph with its rows, as arrays by side: twice the link, one more from `b` to `a`.
struct Instance<'a> {
    graph: &'a FlowGraph,
    rows: &'a [Row],
    lengths: &'a [u32],
    source: u32,
    sink: u32,
    /// Uses of side `s`: `uses[first[s]..first[s + 1]]`, as (row, weight).
    first: Vec<u32>,
    uses: Vec<(u32, u64)>,
    /// What passes a side at most: a little more than all, and nothing where a row of nothing is used.
    most: Vec<u64>,
    /// No flow is larger.
    ceiling: u64,
}

/// The largest flow under the rows, as the [module](self) says. `plain` is the largest flow without them; `known` holds
/// links that earlier answers on the same graph found worth looking at, and is added to: with it a question that differs
/// in a few capacities is answered sooner. `lengths` are those of the links, below 10^9; unless `short_ways` are asked for, no
/// time is spent on them.
///
/// Time of some shortest ways in the whole graph and some hundred exchanges in the part of it that matters.
///
/// # Panics
/// When a row names a link that is not in the graph, or `lengths` are not as many as links.
///
/// ```
/// use corridor::algo::flow::{FlowGraph, FlowLink};
/// use corridor::algo::shared::{Member, Row, largest};
/// let link = |a, b, most| FlowLink { a, b, forward: most, backward: 0 };
/// let graph = FlowGraph::new(3, vec![link(0, 1, 8), link(0, 1, 8), link(1, 2, 20)]);
/// // One crew for both: 2 a unit over the first link, 1 over the second, 12 in all.
/// let member = |link, weight| Member { link, along: 0, weight };
/// let rows = [Row { capacity: 12, members: vec![member(0, 2), member(1, 1)] }];
/// let flow = largest(&graph, &rows, &[1, 1, 1], &graph.max_flow(0, 2), &mut Vec::new(), true);
/// assert_eq!((flow.value, flow.bound), (10, 10));
/// ```
pub fn largest(
    graph: &FlowGraph,
    rows: &[Row],
    lengths: &[u32],
    plain: &MaxFlow,
    known: &mut Vec<u32>,
    short_ways: bool,
) -> SharedFlow {
    let instance = Instance::new(graph, rows, lengths, plain);
    let mut chosen = vec![false; graph.links().len()];
    known.iter().filter(|link| (**link as usize) < plain.flow.len()).for_each(|link| chosen[*link as usize] = true);
    chosen.iter_mut().zip(&plain.flow).filter(|(_, flow)| **flow != 0).for_each(|(one, _)| *one = true);
    let mut shorter = 0;
    if short_ways || known.is_empty() {
        shorter = if short_ways { SHORTER } else { 0 };
        for backwards in [false, true] {
            instance.look(&mut chosen, |side| u64::from(lengths[side as usize / 2]), backwards);
        }
    }
    let mut best = instance.nothing();
    let mut prices = vec![0; rows.len()];
    let mut frugal = vec![false; rows.len()];
    for round in 0..ROUNDS {
        let part = Part::new(&instance, &chosen);
        let found = part.optimum(&prices, TRIES + TRIES * round);
        prices.clone_from(&found.prices);
        // Bounds hold whatever the part; so do flows.
        best = best.with(instance.answer(&part, &found, plain));
        let close = u128::from(best.bound - best.value) * CLOSE <= u128::from(best.bound);
        let missing = if shorter > 0 && instance.missing(&part, &found, &mut chosen, true) {
            shorter -= 1;
            true
        } else {
            shorter = 0;
            let mut more = !close && instance.missing(&part, &found, &mut chosen, false);
            for row in (0..rows.len()).filter(|row| !close && found.prices[*row] > 0) {
                // What is short of a row may go the ways that need least of it.
                if !std::mem::replace(&mut frugal[row], true) {
                    let weight = |side: u32| {
                        let own = instance.uses(side).iter().find(|(other, _)| *other as usize == row);
                        own.map_or(1, |(_, weight)| *weight)
                    };
                    for backwards in [false, true] {
                        more |= instance.look(&mut chosen, weight, backwards).1;
                    }
                }
            }
            more || !(close || found.settled)
        };
        if !missing {
            break;
        }
    }
    if best.bound >= plain.value && plain.value < UNLIMITED {
        // The cut without rows proves as much, and says more.
        best = SharedFlow { value: best.value, flow: best.flow, ..cut(graph, plain, rows.len()) };
    }
    known.clear();
    known.extend((0_u32..).zip(&chosen).filter(|(_, chosen)| **chosen).map(|(link, _)| link));
    best
}

/// The largest flow without rows, proved by its cut.
fn cut(graph: &FlowGraph, plain: &MaxFlow, rows: usize) -> SharedFlow {
    SharedFlow {
        value: plain.value,
        bound: plain.value,
        flow: plain.flow.clone(),
        potential: plain.side_near_source(graph).iter().map(|inside| u64::from(!inside)).collect(),
        scale: 1,
        prices: vec![0; rows],
    }
}

/// The largest flow without rows as an answer, when it keeps every row as it is. Its ways may be long.
/// O(nodes + links + members).
pub fn keeps(graph: &FlowGraph, rows: &[Row], plain: &MaxFlow) -> Option<SharedFlow> {
    let kept = rows.iter().all(|row| used(row, &plain.flow) <= u128::from(row.capacity));
    kept.then(|| cut(graph, plain, rows.len()))
}

/// Units of a row that a flow takes.
fn used(row: &Row, flow: &[i64]) -> u128 {
    let of = row.members.iter().map(|member| {
        let flow = flow[member.link as usize];
        let counts = member.along == 0 || (member.along > 0) == (flow > 0);
        if counts { u128::from(flow.unsigned_abs()) * u128::from(member.weight) } else { 0 }
    });
    of.sum()
}

impl SharedFlow {
    /// The better flow with the better prices.
    fn with(self, other: SharedFlow) -> SharedFlow {
        // Of two that are as large the later has the shorter ways.
        let (flow, value) = if other.value >= self.value { (other.flow, other.value) } else { (self.flow, self.value) };
        if other.bound <= self.bound {
            SharedFlow { value, flow, ..other }
        } else {
            SharedFlow {
                value,
                flow,
                bound: self.bound,
                potential: self.potential,
                scale: self.scale,
                prices: self.prices,
            }
        }
    }
}

impl<'a> Instance<'a> {
    fn new(graph: &'a FlowGraph, rows: &'a [Row], lengths: &'a [u32], plain: &MaxFlow) -> Instance<'a> {
        let sides = 2 * graph.links().len();
        assert_eq!(lengths.len(), graph.links().len(), "a length for every link");
        let mut first = vec![0_u32; sides + 1];
        let of = |member: &Member| {
            let link = 2 * member.link as usize;
            assert!(link < sides, "a row names link {}", member.link);
            let (from, to) = match member.along {
                0 => (link, link + 2),
                1.. => (link, link + 1),
                _ => (link + 1, link + 2),
            };
            from..to
        };
        for member in rows.iter().flat_map(|row| &row.members) {
            of(member).for_each(|side| first[side + 1] += 1);
        }
        for side in 0..sides {
            first[side + 1] += first[side];
        }
        let mut next = first.clone();
        let mut uses = vec![(0, 0); first[sides] as usize];
        for (number, row) in (0_u32..).zip(rows) {
            for member in &row.members {
                for side in of(member) {
                    uses[next[side] as usize] = (number, member.weight);
                    next[side] += 1;
                }
            }
        }
        let ceiling = if plain.value >= UNLIMITED { CEILING } else { plain.value.min(CEILING) };
        let (source, sink) = (plain.source, plain.sink);
        // Never full where there is no limit, so that what has no limit has no price.
        let mut most: Vec<u64> = graph
            .links()
            .iter()
            .flat_map(|link| [link.forward, link.backward])
            .map(|most| most.min(ceiling + 1))
            .collect();
        for member in rows.iter().filter(|row| row.capacity == 0).flat_map(|row| &row.members) {
            of(member).filter(|_| member.weight > 0).for_each(|side| most[side] = 0);
        }
        Instance { graph, rows, lengths, source, sink, first, uses, most, ceiling }
    }

    /// The rows that a side uses, with the weight.
    fn uses(&self, side: u32) -> &[(u32, u64)] {
        &self.uses[self.first[side as usize] as usize..self.first[side as usize + 1] as usize]
    }

    /// What a unit over a side pays for its rows.
    fn charge(&self, side: u32, prices: &[u64]) -> u64 {
        let parts = self.uses(side).iter().map(|(row, weight)| prices[*row as usize].saturating_mul(*weight));
        parts.fold(0, u64::saturating_add).min(TOO_DEAR)
    }

    /// Least costs from the source (or, backwards, to the sink), and the side that leads to each node (from it).
    /// Where `ends` are given it is enough to know theirs.
    fn nearest(&self, cost: impl Fn(u32) -> u64, backwards: bool, ends: &[u32]) -> (Vec<u64>, Vec<u32>) {
        let start = if backwards { self.sink } else { self.source };
        let mut far = vec![u64::MAX; self.graph.nodes()];
        let mut by = vec![NONE; self.graph.nodes()];
        far[start as usize] = 0;
        let mut wanted = vec![false; if ends.is_empty() { 0 } else { far.len() }];
        ends.iter().for_each(|end| wanted[*end as usize] = true);
        let mut left = wanted.iter().filter(|wanted| **wanted).count();
        let mut heap = BinaryHeap::from([Reverse((0_u64, start))]);
        while let Some(Reverse((here, node))) = heap.pop() {
            if here > far[node as usize] {
                continue;
            }
            if wanted.get(node as usize).is_some_and(|wanted| *wanted) {
                wanted[node as usize] = false;
                left -= 1;
                if left == 0 {
                    break;
                }
            }
            if here >= WORTH as u64 {
                // Beyond what a unit is worth nothing matters.
                break;
            }
            for arc in self.graph.arcs(node) {
                let side = if backwards { arc.side ^ 1 } else { arc.side };
                if far[arc.head as usize] <= here || self.most[side as usize] == 0 {
                    continue;
                }
                let there = here.saturating_add(cost(side));
                if there < far[arc.head as usize] {
                    far[arc.head as usize] = there;
                    by[arc.head as usize] = side;
                    heap.push(Reverse((there, arc.head)));
                }
            }
        }
        (far, by)
    }

    /// Chooses the links of the cheapest ways from the source to each node at most two links before the sink (backwards:
    /// from each node after the source to the sink) that are worth it; the costs of all nodes.
    fn look(&self, chosen: &mut [bool], cost: impl Fn(u32) -> u64, backwards: bool) -> (Vec<u64>, bool) {
        let (start, goal) = if backwards { (self.sink, self.source) } else { (self.source, self.sink) };
        let mut ends: Vec<u32> = self.graph.arcs(goal).iter().map(|arc| arc.head).collect();
        if !backwards {
            ends.extend(ends.clone().iter().flat_map(|end| self.graph.arcs(*end)).map(|arc| arc.head));
        }
        ends.push(goal);
        let (far, by) = self.nearest(cost, backwards, &ends);
        let mut more = false;
        for end in ends {
            let mut node = end;
            if far[end as usize] >= WORTH as u64 {
                continue;
            }
            while node != start {
                let side = by[node as usize];
                let link = &self.graph.links()[side as usize / 2];
                more |= !std::mem::replace(&mut chosen[side as usize / 2], true);
                let forwards = side.is_multiple_of(2) != backwards;
                node = if forwards { link.a } else { link.b };
            }
        }
        (far, more)
    }

    /// Adds to the chosen links what the optimum of a part misses; whether that is any.
    fn missing(&self, part: &Part<'_>, found: &Optimum, chosen: &mut [bool], shorter: bool) -> bool {
        let due = self.dues(part, if shorter { &found.dues_with_length } else { &found.dues });
        let length = |side: u32| if shorter { u64::from(self.lengths[side as usize / 2]) } else { 0 };
        let cost = |side: u32| self.charge(side, &found.prices) + due[side as usize] + length(side);
        let (far, more) = self.look(chosen, cost, false);
        // What costs all that it is worth but for rounding adds nothing.
        let pays = far[self.sink as usize] < WORTH as u64 - WORTH as u64 / 1_000_000_000;
        if !(more && (shorter || pays)) {
            return false;
        }
        self.look(chosen, cost, true);
        true
    }

    /// The prices of strands, at the sides where they are narrowest.
    fn dues(&self, part: &Part<'_>, of: &[u64]) -> Vec<u64> {
        let mut due = vec![0_u64; 2 * self.graph.links().len()];
        part.narrow(of).for_each(|(side, amount)| due[side as usize] = amount);
        due
    }

    /// The flow of an optimum, and the bound that its prices prove in the whole graph.
    fn answer(&self, part: &Part<'_>, found: &Optimum, plain: &MaxFlow) -> SharedFlow {
        let (value, flow) = part.whole(found);
        if value == self.ceiling {
            // As much as without rows: they cost nothing.
            let whole = cut(self.graph, plain, self.rows.len());
            return if plain.value < UNLIMITED { SharedFlow { flow, ..whole } } else { whole };
        }
        let due = self.dues(part, &found.dues);
        // A row of nothing costs all that a unit is worth.
        let mut prices = found.prices.clone();
        for (price, row) in prices.iter_mut().zip(self.rows) {
            if row.capacity == 0 {
                *price = WORTH as u64;
            }
        }
        let cost = |side: u32| self.charge(side, &prices) + due[side as usize];
        let (far, _) = self.nearest(cost, false, &[]);
        let scale = far[self.sink as usize].clamp(1, WORTH as u64);
        let mut potential: Vec<u64> = far.iter().map(|far| (*far).min(scale)).collect();
        // A way that costs nothing lies outside the part: what enters the sink is all that can be said yet.
        potential[self.sink as usize] = scale;
        let bound = self.bound(&potential, scale, &prices);
        SharedFlow { value, bound, flow, potential, scale, prices }
    }

    /// What potentials and prices prove: O(nodes + links + members).
    fn bound(&self, potential: &[u64], scale: u64, prices: &[u64]) -> u64 {
        let rows = self.rows.iter().zip(prices).map(|(row, price)| u128::from(row.capacity) * u128::from(*price));
        let mut bound: u128 = rows.sum();
        for (number, link) in (0_u32..).zip(self.graph.links()) {
            let (a, b) = (potential[link.a as usize], potential[link.b as usize]);
            for (side, rise, most) in
                [(2 * number, b.saturating_sub(a), link.forward), (2 * number + 1, a.saturating_sub(b), link.backward)]
            {
                if rise > 0 && most > 0 {
                    bound += u128::from(rise.saturating_sub(self.charge(side, prices))) * u128::from(most);
                }
            }
        }
        u64::try_from(bound / u128::from(scale)).unwrap_or(u64::MAX)
    }

    /// No flow, and nothing proved.
    fn nothing(&self) -> SharedFlow {
        let nodes = self.graph.nodes();
        let mut potential = vec![0; nodes];
        potential[self.sink as usize] = 1;
        let bound = self.bound(&potential, 1, &vec![0; self.rows.len()]);
        let flow = vec![0; self.graph.links().len()];
        SharedFlow { value: 0, bound, flow, potential, scale: 1, prices: vec![0; self.rows.len()] }
    }
}
