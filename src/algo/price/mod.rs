//! How soon several forces that share capacity can all be there at the earliest: a lower bound with a short proof.
//!
//! **Model.** Nodes are `0..nodes`. An [`Arc`] leads from `tail` to `head` in `minutes`, is open to some classes and draws
//! on some *assets*. An [`Asset`] has a capacity for each window of `window` minutes, window 0 beginning at minute 0;
//! several arcs may share it. A [`Commodity`] is a number of equal units that must get from one node to another, over arcs
//! of its class, none setting out before `ready`; a unit that enters an arc takes an amount of each of its assets, in the
//! window of the minute in which it enters. Waiting is free everywhere. The *closure* is the minute in which the last unit
//! arrives. Whoever rounds, rounds minutes and amounts down and capacities up: the bound stays a bound.
//!
//! **Bound.** To be there by minute T a unit enters an arc no sooner than it can be at its tail, and no later than lets it
//! arrive: within these limits an asset gives a finite amount R(T), the sum of its windows there. Let each asset have a
//! price. Every unit pays at least the price of its cheapest way, and all together pay at most price times R(T); so when
//! units times cheapest ways exceed that sum, nothing closes by T (Farkas 1902). No time-expanded graph is built: the windows
//! are in R(T). A price may apply only to units that are ready from some minute on, with R(T) counted from there: this is
//! what makes late units count. What limits can prove is checked by [`check`] in whole numbers: shortest-path searches from
//! each origin and destination and one sum. The priced assets are also the explanation: they are the bottleneck.
//!
//! **Search.** [`bound`] looks for the largest T that has such prices. For one T the best prices are the dual of a linear
//! program that packs ways ([`super::serve`]): few ways are listed, and each round adds those that the prices make cheapest,
//! one search for each destination, until they prove T or all is packed, which proves that no prices exist. What proves T
//! mostly proves later minutes too, with no program: prices are carried as far as they prove anything, and the next are
//! looked for there, from the ways that are known (as Dinkelbach 1967 does with ratios). The search counts in fractions; what
//! it finds is rounded to whole numbers and only believed when [`check`] agrees.
//!
//! Twin: every way and window of every unit on tiny instances.

mod check;
mod horizon;
mod search;
#[cfg(test)]
mod tests;

pub use check::{Fault, check};
pub use search::{Bound, bound};

/// No minute later than this is looked at, 2^30: about two thousand years.
pub const LAST_MINUTE: u64 = 1 << 30;

/// One way from a node to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arc {
    /// Where it begins.
    pub tail: u32,
    /// Where it leads.
    pub head: u32,
    /// How long it takes at least.
    pub minutes: u32,
    /// The classes that may use it, one bit each.
    pub classes: u64,
    /// The assets that it draws on, each at most once.
    pub assets: Vec<u32>,
}

/// Something with a capacity in each window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// In which kind of unit its capacity is counted: the place in [`Commodity::takes`].
    pub kind: u32,
    /// The capacity in each window from minute 0 on; the last one also holds for all later windows.
    pub windows: Vec<u64>,
}

/// A number of equal units with the same way to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commodity {
    /// Where the units are.
    pub origin: u32,
    /// Where they must be.
    pub destination: u32,
    /// How many.
    pub units: u32,
    /// The first minute in which they can set out.
    pub ready: u32,
    /// The class that an arc must be open to, below 64.
    pub class: u32,
    /// What one unit takes of an asset, for each kind of asset; kinds beyond the end take nothing.
    pub takes: Vec<u64>,
}

impl Commodity {
    /// Whether anything has to go anywhere.
    fn moves(&self) -> bool {
        self.units > 0 && self.origin != self.destination
    }

    /// What one unit takes of `asset`.
    fn take(&self, asset: &Asset) -> u64 {
        self.takes.get(asset.kind as usize).copied().unwrap_or(0)
    }
}

/// A price of an asset for all units that are ready at some minute or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price {
    /// The asset.
    pub asset: u32,
    /// Units that are ready from this minute on pay.
    pub ready_from: u32,
    /// What they pay for each unit of capacity that they take; only ratios of prices matter.
    pub price: u64,
}

/// What is to be moved over what. Cannot be changed once built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    nodes: usize,
    window: u64,
    arcs: Vec<Arc>,
    assets: Vec<Asset>,
    commodities: Vec<Commodity>,
    /// The arcs by the node that they leave.
    out: Star,
    /// The arcs by the node that they reach.
    into: Star,
}

/// An arc as seen from one of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Side {
    /// The other end.
    node: u32,
    arc: u32,
    minutes: u32,
}

/// The arcs at each node, one after another in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Star {
    first: Vec<u32>,
    sides: Vec<Side>,
}

impl Star {
    fn new(nodes: usize, arcs: &[Arc], ends: impl Fn(&Arc) -> (u32, u32)) -> Star {
        let mut first = vec![0_u32; nodes + 1];
        for arc in arcs {
            first[ends(arc).0 as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut sides = vec![Side { node: 0, arc: 0, minutes: 0 }; arcs.len()];
        for (number, arc) in arcs.iter().enumerate() {
            let (here, node) = ends(arc);
            sides[next[here as usize] as usize] = Side { node, arc: number as u32, minutes: arc.minutes };
            next[here as usize] += 1;
        }
        Star { first, sides }
    }

    fn of(&self, node: u32) -> &[Side] {
        &self.sides[self.first[node as usize] as usize..self.first[node as usize + 1] as usize]
    }
}

impl Instance {
    /// Builds the instance. O(nodes + arcs + assets + commodities).
    ///
    /// # Panics
    /// When an arc or a commodity names a node, asset or class that is not there, an asset has no window, `window` is 0, an
    /// arc takes 2^20 minutes or more, or a commodity is ready at [`LAST_MINUTE`] or later.
    ///
    /// ```
    /// use corridor::algo::price::{Arc, Asset, Commodity, Instance, bound, check};
    /// let road = Arc { tail: 0, head: 1, minutes: 120, classes: 1, assets: vec![0] };
    /// let asset = Asset { kind: 0, windows: vec![10] };
    /// let force = Commodity { origin: 0, destination: 1, units: 25, ready: 60, class: 0, takes: vec![1] };
    /// let instance = Instance::new(2, 1440, vec![road], vec![asset], vec![force]);
    /// let bound = bound(&instance).expect("there is a way");
    /// assert_eq!(bound.minute, 2 * 1440 + 120, "the last five enter in the third window");
    /// assert_eq!(check(&instance, bound.minute - 1, &bound.prices), Ok(()));
    /// ```
    pub fn new(nodes: usize, window: u32, arcs: Vec<Arc>, assets: Vec<Asset>, commodities: Vec<Commodity>) -> Instance {
        assert!(window > 0, "a window has no minutes");
        let there = |node: u32| assert!((node as usize) < nodes, "node {node} is none of {nodes} nodes");
        for arc in &arcs {
            there(arc.tail);
            there(arc.head);
            assert!(arc.minutes < 1 << 20, "an arc takes {} minutes, allowed is less than 2^20", arc.minutes);
            for &asset in &arc.assets {
                assert!((asset as usize) < assets.len(), "asset {asset} is none of {} assets", assets.len());
            }
        }
        for asset in &assets {
            assert!(!asset.windows.is_empty(), "an asset has no window");
        }
        for commodity in &commodities {
            there(commodity.origin);
            there(commodity.destination);
            assert!(commodity.class < 64, "class {} is none of 64 classes", commodity.class);
            assert!(u64::from(commodity.ready) < LAST_MINUTE, "a commodity is ready after the last minute");
        }
        let out = Star::new(nodes, &arcs, |arc| (arc.tail, arc.head));
        let into = Star::new(nodes, &arcs, |arc| (arc.head, arc.tail));
        Instance { nodes, window: u64::from(window), arcs, assets, commodities, out, into }
    }

    /// How many nodes. O(1).
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// All arcs, in the order of their numbers. O(1).
    pub fn arcs(&self) -> &[Arc] {
        &self.arcs
    }

    /// All assets, in the order of their numbers. O(1).
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// All commodities, in the order of their numbers. O(1).
    pub fn commodities(&self) -> &[Commodity] {
        &self.commodities
    }

    /// What an asset gives in all windows that meet the minutes `from..=to`; nothing when `to` is before `from`. O(1) for an
    /// asset that is the same in every window, else O(windows).
    ///
    /// ```
    /// use corridor::algo::price::{Asset, Instance};
    /// let instance = Instance::new(0, 60, vec![], vec![Asset { kind: 0, windows: vec![0, 3, 5] }], vec![]);
    /// assert_eq!(instance.gives(0, 59, 60), 3);
    /// assert_eq!(instance.gives(0, 0, 4 * 60), 3 + 3 * 5);
    /// ```
    pub fn gives(&self, asset: u32, from: u64, to: u64) -> u128 {
        if to < from {
            return 0;
        }
        let windows = &self.assets[asset as usize].windows;
        let last = windows.len() as u64 - 1;
        let (first, after) = (from / self.window, to / self.window + 1);
        let listed = windows[first.min(last) as usize..after.min(last) as usize].iter();
        let listed: u128 = listed.map(|&capacity| u128::from(capacity)).sum();
        let beyond = after.saturating_sub(first.max(last));
        listed + u128::from(beyond) * u128::from(windows[last as usize])
    }
}
