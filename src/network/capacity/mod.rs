//! What everything passes in a day: the capacity model that throughput, plan, replay, failures and investments share.
//!
//! An [`Asset`] is whatever has a capacity of its own: a stretch of railway, the tracks of a bridge, a quay, a ramp, a
//! gauge change, a quota at a border. Each link of the topology lists the assets that it uses, and in which direction.
//!
//! # The one meaning of a capacity
//! * Windows of 24 h. In the n-th window after C an asset lets [`allowance`] whole units pass, so that a rate of 2.5
//!   trains a day gives 2, 3, 2, 3 ... and never more than its rate in the long run.
//! * A movement uses an asset **once per visit**: consecutive links of its way that share an asset count once
//!   ([`Capacities::passages`]). It counts in the window in which it enters the asset.
//! * Capacities are of loaded traffic. Trains come back empty, so a single track that passes 60 trains in both
//!   directions is entered with 30, and its two directions share them; on a double track each direction has its own.
//! * `military` is what is left beside civil traffic (`traffic_shares.csv`); every question uses it.
//! * Sea passages have no capacity; ports, ships and ferries have.
//!
//! A question that changes something (a failure, works) changes numbers in the vector that [`Capacities::levels`]
//! gives; the model itself never changes.

mod air_and_water;
mod asset;
mod build;
mod describe;
mod points;
mod rules;
mod sections;
mod setting;
mod upgrade;
mod ways;

pub use asset::{
    Along, Asset, AssetKind, Basis, Directions, MILLI, Range, SharedDeck, Sharing, Traffic, Unit, Use, milli,
};
pub use describe::Source;
pub use setting::ShareSetting;
pub use upgrade::UPGRADE_CLASSES;

use std::ops::Range as Span;
use std::sync::OnceLock;

use crate::error::Result;

use super::Network;
use super::rules::Case;

/// Every asset of a network under one regime, and the links that use them.
#[derive(Clone, Debug)]
pub struct Capacities {
    /// The assets.
    pub assets: Vec<Asset>,
    /// Statements that hold for the whole model (what stands where a table says nothing).
    pub assumptions: Vec<String>,
    /// Structures whose trains shut the road on them.
    pub decks: Vec<SharedDeck>,
    /// (quota at a crossing, the line that leads over it), by asset.
    lines: Vec<(u32, Basis)>,
    /// Shares that the question sets.
    settings: Vec<ShareSetting>,
    uses: Vec<Use>,
    /// Uses of link `l` are `uses[starts[l]..starts[l + 1]]`.
    starts: Vec<u32>,
    /// (asset, link), by asset.
    links: Vec<(u32, u32)>,
    /// How many assets before each one bear the same names, once asked.
    twins: OnceLock<Vec<u32>>,
}

/// A visit of a way to an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The asset.
    pub asset: u32,
    /// Position in the way of the first link of the visit.
    pub enters: u32,
}

impl Capacities {
    /// The capacities of a network while a regime is in force (it decides which quotas count).
    ///
    /// # Errors
    /// When a planning factor that is needed is missing. `O(links log links)`.
    ///
    /// ```
    /// use corridor::network::{Network, capacity::{AssetKind, Capacities}};
    /// let network = Network::europe()?;
    /// let capacities = Capacities::new(&network, "today")?;
    /// let mockava = capacities.find(&network, "gauge-change:mockava").expect("it is in gauge_changes.csv");
    /// assert!(matches!(capacities.assets[mockava as usize].kind, AssetKind::GaugeChange(_)));
    /// assert_eq!(capacities.sources(&network, mockava)[0].table, "gauge_changes.csv");
    /// # Ok::<(), corridor::error::Error>(())
    /// ```
    pub fn new(network: &Network, regime: &str) -> Result<Self> {
        build::capacities(network, regime, &[])
    }

    /// The same, with other shares left beside civil traffic than `traffic_shares.csv` says.
    ///
    /// # Errors
    /// As [`Capacities::new`].
    pub fn with_shares(network: &Network, regime: &str, shares: &[ShareSetting]) -> Result<Self> {
        build::capacities(network, regime, shares)
    }

    /// The assets that a link uses.
    pub fn of_link(&self, link: u32) -> &[Use] {
        let link = link as usize;
        self.starts.get(link + 1).map_or(&[], |end| &self.uses[self.starts[link] as usize..*end as usize])
    }

    /// The links that use an asset, in ascending order.
    pub fn links_of(&self, asset: u32) -> impl Iterator<Item = u32> + '_ {
        let first = self.links.partition_point(|(other, _)| *other < asset);
        self.links[first..].iter().take_while(move |(other, _)| *other == asset).map(|(_, link)| *link)
    }

    /// Capacity of every asset at an end of the ranges, thousandths of its unit a day. Change these numbers to ask
    /// what if: 0 for an asset that is lost, more for one that is widened.
    pub fn levels(&self, case: Case) -> Vec<u64> {
        self.assets.iter().map(|asset| asset.military.at(case)).collect()
    }

    /// The visits of a way to assets, in order of entry. A way is a list of links with the direction of travel (`true`
    /// from the first end to the second). Consecutive links that share an asset are one visit. `O(uses of the way)`.
    pub fn passages(&self, way: &[(u32, bool)]) -> Vec<Passage> {
        let mut passages = Vec::new();
        let mut before: Vec<u32> = Vec::new();
        for (position, (link, forward)) in (0_u32..).zip(way) {
            let here: Vec<u32> =
                self.of_link(*link).iter().filter(|one| one.along.covers(*forward)).map(|one| one.asset).collect();
            passages.extend(
                here.iter()
                    .filter(|asset| !before.contains(asset))
                    .map(|asset| Passage { asset: *asset, enters: position }),
            );
            before = here;
        }
        passages
    }

    /// Assets that stand on one structure (row of `structures.csv`): lost together.
    pub fn of_structure(&self, row: u32) -> impl Iterator<Item = u32> + '_ {
        let on =
            move |kind: AssetKind| kind == AssetKind::StructureTracks(row) || kind == AssetKind::StructureLanes(row);
        (0_u32..).zip(&self.assets).filter(move |(_, asset)| on(asset.kind)).map(|(index, _)| index)
    }

    fn assemble(builder: build::Parts, links: usize) -> Self {
        let build::Parts { assets, mut pairs, assumptions, decks, lines, settings } = builder;
        pairs.sort_by_key(|(link, one)| (*link, one.asset));
        pairs.dedup();
        let mut starts = vec![0_u32; links + 1];
        for (link, _) in &pairs {
            starts[*link as usize + 1] += 1;
        }
        for link in 0..links {
            starts[link + 1] += starts[link];
        }
        let mut by_asset: Vec<(u32, u32)> = pairs.iter().map(|(link, one)| (one.asset, *link)).collect();
        by_asset.sort_unstable();
        by_asset.dedup();
        Capacities {
            assets,
            assumptions,
            decks,
            lines,
            settings,
            uses: pairs.into_iter().map(|(_, one)| one).collect(),
            starts,
            links: by_asset,
            twins: OnceLock::new(),
        }
    }
}

/// Whole units that a rate of `level` thousandths a day lets pass in each of some windows of 24 h, counted from 0.
///
/// ```
/// use corridor::network::capacity::allowance;
/// assert_eq!(allowance(2_500, 0..4), vec![2, 3, 2, 3]);
/// assert_eq!(allowance(0, 0..2), vec![0, 0]);
/// ```
pub fn allowance(level: u64, windows: Span<u32>) -> Vec<u64> {
    let through = |window: u32| u128::from(window) * u128::from(level) / u128::from(MILLI);
    windows.map(|window| u64::try_from(through(window + 1) - through(window)).unwrap_or(u64::MAX)).collect()
}

#[cfg(test)]
mod tests;
