//! The largest flow when links share capacities: the same wagons, ships, permits or spans over many links.
//!
//! **Model.** A [`FlowGraph`] and rows. A row has a capacity and members; a unit of flow over a member takes `weight` units
//! of the row. Every link has a length, and among the largest flows one of short ways is wanted. Everything is whole
//! numbers.
//!
//! **Method.** The graph is drawn together first (`drawn`). If the shortest of the largest flows without rows (`short`)
//! keeps the rows, it is the answer. Otherwise rows get prices. Under prices the largest flow is one without rows, of least
//! cost, and what it brings less what it pays is a bound (Lagrange); flows found so are the columns of a small program whose
//! optimum gives the next prices, until bound and program meet (Dantzig & Wolfe 1960; Kelley 1960; smoothed after Wentges
//! 1997). Flows of least cost are found by the network simplex method (`tree`) on a part of the graph: what the shortest flow
//! uses, and what is found missing. Cheapest ways in the whole graph under the prices, from the source and to the sink, show
//! every link that lies on a way that would pay; the best of them are added, and all begins again. So the whole graph is
//! looked at a few times only, and the end proves itself: the distances under whole prices are potentials for which no way
//! costs less than it must.
//!
//! The best flow is a mean of several and need not be whole; it is taken apart into ways, each rounded down and filled up
//! again. [`SharedFlow::bound`] is what the prices prove; where it is above the value, a larger flow is not excluded.
//!
//! Twin: the whole linear program by another simplex method; every whole flow over every way on small graphs.

mod drawn;
mod instance;
mod losses;
mod master;
mod part;
mod prices;
mod short;
#[cfg(test)]
mod tests;
mod tree;

use super::flow::{FlowGraph, MaxFlow, UNLIMITED};
use drawn::Drawn;
use instance::Instance;
use part::Part;

pub use losses::losses;

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
const SHORTER: usize = 1;
/// No way is longer: what saves less saves nothing but length.
const FAR: u64 = 1_000_000_000;

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
    assert_eq!(lengths.len(), graph.links().len(), "a length for every link");
    let ceiling = if plain.value >= UNLIMITED { CEILING } else { plain.value.min(CEILING) };
    let drawn = Drawn::new(graph, rows, lengths, [plain.source, plain.sink], ceiling);
    let instance = Instance::new(&drawn.graph, &drawn.rows, &drawn.lengths, (0, 1), ceiling);
    let mut chosen = vec![false; drawn.graph.links().len()];
    let mut was_known = vec![false; plain.flow.len()];
    known.iter().filter(|link| (**link as usize) < plain.flow.len()).for_each(|link| was_known[*link as usize] = true);
    drawn.mark(&mut chosen, |link| was_known[link as usize] || plain.flow[link as usize] != 0);
    let best = search(&instance, &mut chosen, known.is_empty(), short_ways);
    known.clear();
    known.extend(drawn.members(&chosen));
    known.sort_unstable();
    if best.value == ceiling && plain.value >= UNLIMITED {
        return cut(graph, plain, rows.len());
    }
    drawn.answer(best, plain)
}

/// The best flow, and the prices that prove it, as the [module](self) says; `chosen` are the links of the part to begin
/// with, and `fresh` says that nothing better is known of them than some largest flow.
fn search(instance: &Instance<'_>, chosen: &mut [bool], fresh: bool, short_ways: bool) -> SharedFlow {
    if fresh || short_ways {
        let lengths: Vec<u64> = instance.lengths.iter().flat_map(|length| [u64::from(*length); 2]).collect();
        let flow = short::cheapest(instance, &lengths, instance.ceiling);
        chosen.iter_mut().zip(&flow).for_each(|(chosen, flow)| *chosen |= *flow != 0);
        if let Some(found) = instance.kept(flow) {
            return found;
        }
    }
    let mut best = instance.nothing();
    let mut prices = vec![0; instance.rows.len()];
    let mut shorter = if short_ways { SHORTER } else { 0 };
    for round in 0..ROUNDS {
        let part = Part::new(instance, chosen);
        let found = part.optimum(&prices, TRIES + TRIES * round);
        prices.clone_from(&found.prices);
        // Where ways are to be short, something is mostly missing: then there is no need to prove anything yet.
        let mut saves = if short_ways { instance.missing(&part, &found, chosen) } else { 0 };
        if saves < FAR || round + 1 == ROUNDS {
            // Bounds hold whatever the part; so do flows.
            best = best.with(instance.answer(&part, &found));
        }
        let close = u128::from(best.bound - best.value) * CLOSE <= u128::from(best.bound);
        if close && (saves == 0 || shorter == 0) {
            break;
        }
        if close {
            shorter -= 1;
        } else if !short_ways {
            saves = instance.missing(&part, &found, chosen);
        }
        if saves == 0 && found.settled {
            break;
        }
    }
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
