//! How soon a number of units can all be there, from one source to one sink, over arcs with a transit time and a rate.
//!
//! **Model.** Nodes are `0..nodes`; an arc leads from `tail` to `head`, takes `transit` units of time, and at most
//! `capacity` units of flow enter it per unit of time. Several sources or sinks are joined by the caller to one, with arcs
//! that take no time. Flow is divisible, time is continuous and starts at 0; nothing is lost on the way.
//!
//! **Method.** Send a constant rate along each of some routes for as long as what enters still arrives: with a static flow
//! of rate v whose arcs hold C units (rate times transit, summed), v T - C units arrive by T (Ford & Fulkerson 1958 show
//! that nothing does better), so D units need (D + C) / v. C is convex in v, and shortest augmenting routes give it from
//! the cheapest end: while the next route, of length L, is shorter than (D + C) / v, using it helps (Burkard, Dlaska &
//! Klinz 1993; Lin & Jaillet 2015). One Dijkstra with potentials for each length that occurs, O((nodes + arcs) log nodes),
//! and one search, O(nodes + arcs), for each augmentation.
//!
//! **Proof.** The routes with their rates show that T is enough. That less is not follows from a time p for each node, 0 at
//! the source and T at the sink: a node is *open* from its time on.
//! Every unit begins at an open node, and one that arrives before T ends at a node that is not yet open; waiting leaves an
//! open node open, so the unit entered some arc between p(tail) and p(head) - transit. At most `capacity` times that long
//! enters each arc; when this adds up to D, no more than D arrive by T, and fewer by anything less.
//! [`Quickest::fault`] checks both with nothing but the arcs.
//!
//! Twin: maximum flow in the time-expanded graph, enough at T rounded up, short one unit of time before.

mod judge;
mod radix;
mod search;
#[cfg(test)]
mod tests;

use search::Search;

/// An arc: one way, with a transit time and a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pipe {
    /// Where it begins.
    pub tail: u32,
    /// Where it leads.
    pub head: u32,
    /// How long it takes, in the caller's unit of time.
    pub transit: u32,
    /// How much enters per unit of time at most.
    pub capacity: u32,
}

/// A route and the rate that it is used with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The arcs from source to sink.
    pub arcs: Vec<u32>,
    /// How much enters it per unit of time, from 0 on, as long as what enters arrives in time.
    pub rate: u64,
    /// How long it takes.
    pub transit: u64,
}

/// The least time in which all units arrive, how, and why not sooner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quickest {
    /// The time is `numerator / denominator`, not in lowest terms.
    pub numerator: u128,
    /// The rate of all routes together.
    pub denominator: u64,
    /// The routes; a rate used from 0 until the time less the route's transit brings all units.
    pub routes: Vec<Route>,
    /// The time of each node that proves that it takes no less, in parts: `denominator` parts are one unit of time.
    pub potentials: Vec<i128>,
}

impl Quickest {
    /// The time, rounded up to a whole unit. O(1).
    pub fn rounded_up(&self) -> u128 {
        self.numerator.div_ceil(u128::from(self.denominator))
    }
}

/// The least time in which `units` units get from `source` to `sink`; `None` when there is no way. See the module.
///
/// # Panics
/// When an arc, the source or the sink names a node that is not there, when source and sink are the same, when there are
/// 2^31 arcs or more, and when `units` is 0.
///
/// ```
/// use corridor::algo::quickest::{Pipe, quickest};
/// let pipe = |transit, capacity| Pipe { tail: 0, head: 1, transit, capacity };
/// let found = quickest(2, &[pipe(10, 2), pipe(30, 3)], 0, 1, 100).expect("there is a way");
/// assert_eq!((found.numerator, found.denominator), (210, 5), "both ways, until 42");
/// let found = quickest(2, &[pipe(10, 2), pipe(30, 3)], 0, 1, 30).expect("there is a way");
/// assert_eq!((found.numerator, found.denominator), (50, 2), "over before the long way would deliver");
/// ```
pub fn quickest(nodes: usize, pipes: &[Pipe], source: u32, sink: u32, units: u64) -> Option<Quickest> {
    assert!(units > 0, "nothing is to be moved");
    assert!(source != sink, "source and sink are the same node, {source}");
    assert!((source.max(sink) as usize) < nodes, "source {source} or sink {sink} is none of {nodes} nodes");
    assert!(pipes.len() < 1 << 31, "a graph has fewer than 2^31 arcs, this one {}", pipes.len());
    let mut search = Search::new(nodes, pipes, source, sink);
    let units = i128::from(units);
    let (mut rate, mut held) = (0_u64, 0_i128);
    loop {
        let further = search.distances();
        let longer = further.map(|further| search.length() + i128::from(further));
        match longer {
            None if rate == 0 => return None,
            Some(longer) if rate == 0 || units + held > longer * i128::from(rate) => {
                search.lift();
                let more = search.augment();
                rate += more;
                held += i128::from(more) * longer;
            }
            _ => break,
        }
    }
    let (numerator, parts) = (units + held, i128::from(rate));
    let potentials = search.potentials(parts, numerator);
    Some(Quickest { numerator: numerator as u128, denominator: rate, routes: search.routes(), potentials })
}
