//! Several sinks at once: the greatest share of what each wants that all can have together.
//!
//! All sinks are fed from one source with the same kind of unit, so this is one flow with one number to be found: the
//! greatest share s such that a flow brings s times its weight to every sink. A set of nodes with the source and without
//! some of the sinks lets those have no more together than its capacity, so s is at most capacity / weight beyond. Start
//! from the best such bound of a single sink's minimum cut and let every sink draw that share: either all are served, or the
//! minimum cut gives a smaller bound (Dinkelbach 1967). Each step drops some sink from the weight beyond, or ends; so there
//! are at most as many steps as different weights beyond, in practice two or three. Everything is a whole number: the share
//! is a fraction, and capacities are multiplied by its denominator.

use super::{FlowGraph, FlowLink, MaxFlow, UNLIMITED};

/// The greatest share that all sinks can have at once, and the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The share is `numerator / denominator`, in lowest terms; [`UNLIMITED`] / 1 when nothing limits it.
    pub numerator: u64,
    /// See `numerator`.
    pub denominator: u64,
    /// What each link carries from `a` to `b`, in parts: `denominator` parts are one unit. Brings `numerator` times its
    /// weight to every sink. Nothing flows when the share is unlimited.
    pub flow: Vec<i64>,
    /// The links of the cut that holds the share back, ascending: their capacity over the weight of the sinks beyond is
    /// the share.
    pub cut: Vec<u32>,
    /// The sinks beyond that cut, by their place in the question.
    pub beyond: Vec<usize>,
    /// The most that could go to each sink alone.
    pub alone: Vec<u64>,
}

/// Capacities times weights do not fit into 62 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl std::fmt::Display for TooLarge {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(formatter, "capacities times weights reach {UNLIMITED}: give the weights in a coarser unit")
    }
}

impl std::error::Error for TooLarge {}

/// The greatest share of its weight that every sink can have at the same time. Sinks of weight 0 want nothing.
///
/// One maximum flow for each sink, and one for each step; see the module for the method.
///
/// # Errors
/// When a finite capacity, or the sum of what is wanted, reaches [`UNLIMITED`] in parts of the share.
///
/// # Panics
/// When a sink is the source or not in the graph, and when no sink has a weight.
///
/// ```
/// use corridor::algo::flow::{FlowGraph, FlowLink, concurrent};
/// let link = |a, b, both| FlowLink { a, b, forward: both, backward: both };
/// let graph = FlowGraph::new(4, vec![link(0, 1, 7), link(1, 2, 9), link(1, 3, 2)]);
/// let share = concurrent(&graph, 0, &[(2, 1), (3, 1)]).expect("small numbers");
/// assert_eq!((share.numerator, share.denominator, &share.cut[..]), (2, 1, &[2][..]));
/// let share = concurrent(&graph, 0, &[(2, 3), (3, 1)]).expect("small numbers");
/// assert_eq!((share.numerator, share.denominator, &share.cut[..]), (7, 4, &[0][..]));
/// ```
pub fn concurrent(graph: &FlowGraph, source: u32, sinks: &[(u32, u64)]) -> Result<Share, TooLarge> {
    assert!(sinks.iter().any(|sink| sink.1 > 0), "no sink has a weight");
    let mut best: Option<Bound> = None;
    let mut alone = Vec::with_capacity(sinks.len());
    for &(sink, weight) in sinks {
        let flow = graph.max_flow(source, sink);
        alone.push(flow.value);
        if weight > 0 && flow.value < UNLIMITED {
            let bound = Bound::of(graph, &flow.side_near_source(graph), sinks);
            if best.as_ref().is_none_or(|best| bound.less(best)) {
                best = Some(bound);
            }
        }
    }
    let Some(mut bound) = best else {
        let flow = vec![0; graph.links().len()];
        return Ok(Share { numerator: UNLIMITED, denominator: 1, flow, cut: Vec::new(), beyond: Vec::new(), alone });
    };
    loop {
        let (numerator, denominator) = lowest(bound.capacity, bound.weight);
        let (flow, wanted) = drawn(graph, source, sinks, numerator, denominator)?;
        if flow.value == wanted {
            let Bound { cut, beyond, .. } = bound;
            let flow = flow.flow[..graph.links().len()].to_vec();
            return Ok(Share { numerator, denominator, flow, cut, beyond, alone });
        }
        let side = reached(graph, source, &flow, denominator);
        bound = Bound::of(graph, &side, sinks);
    }
}

/// What a cut allows those beyond it.
struct Bound {
    capacity: u64,
    weight: u64,
    cut: Vec<u32>,
    beyond: Vec<usize>,
}

impl Bound {
    fn of(graph: &FlowGraph, side: &[bool], sinks: &[(u32, u64)]) -> Bound {
        let crossing = |link: &FlowLink| match (side[link.a as usize], side[link.b as usize]) {
            (true, false) => link.forward,
            (false, true) => link.backward,
            _ => 0,
        };
        let cut: Vec<u32> =
            (0..).zip(graph.links()).filter(|(_, link)| crossing(link) > 0).map(|(number, _)| number).collect();
        let capacity = cut.iter().map(|&link| crossing(&graph.links()[link as usize])).sum();
        let beyond: Vec<usize> = (0..sinks.len()).filter(|&sink| !side[sinks[sink].0 as usize]).collect();
        let weight = beyond.iter().map(|&sink| sinks[sink].1).sum();
        Bound { capacity, weight, cut, beyond }
    }

    fn less(&self, other: &Bound) -> bool {
        u128::from(self.capacity) * u128::from(other.weight) < u128::from(other.capacity) * u128::from(self.weight)
    }
}

/// The largest flow in parts when every sink may draw `numerator` times its weight, and what all would draw.
fn drawn(
    graph: &FlowGraph,
    source: u32,
    sinks: &[(u32, u64)],
    numerator: u64,
    denominator: u64,
) -> Result<(MaxFlow, u64), TooLarge> {
    let fits = |number: u64, times: u64| number.checked_mul(times).filter(|parts| *parts < UNLIMITED).ok_or(TooLarge);
    let parts = |number| if number == UNLIMITED { Ok(UNLIMITED) } else { fits(number, denominator) };
    let mut links = Vec::with_capacity(graph.links().len() + sinks.len());
    for link in graph.links() {
        links.push(FlowLink { forward: parts(link.forward)?, backward: parts(link.backward)?, ..*link });
    }
    let end = graph.nodes() as u32;
    let mut wanted = 0;
    for &(sink, weight) in sinks {
        let most = fits(weight, numerator)?;
        wanted += most;
        links.push(FlowLink { a: sink, b: end, forward: most, backward: 0 });
        if wanted >= UNLIMITED {
            return Err(TooLarge);
        }
    }
    Ok((FlowGraph::new(graph.nodes() + 1, links).max_flow(source, end), wanted))
}

/// The nodes of the graph that more could reach from the source when `flow` goes, in parts.
fn reached(graph: &FlowGraph, source: u32, flow: &MaxFlow, denominator: u64) -> Vec<bool> {
    let parts = |number: u64| if number == UNLIMITED { UNLIMITED } else { number * denominator };
    let mut seen = vec![false; graph.nodes()];
    seen[source as usize] = true;
    let mut stack = vec![source];
    while let Some(node) = stack.pop() {
        for arc in graph.arcs(node) {
            let carried = flow.flow[arc.link()] * if arc.side.is_multiple_of(2) { 1 } else { -1 };
            if !seen[arc.head as usize] && (parts(graph.most(arc.side)) as i64) > carried {
                seen[arc.head as usize] = true;
                stack.push(arc.head);
            }
        }
    }
    seen
}

/// A fraction in lowest terms.
fn lowest(numerator: u64, denominator: u64) -> (u64, u64) {
    let (mut a, mut b) = (numerator, denominator);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    (numerator / a, denominator / a)
}
