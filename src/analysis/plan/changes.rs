//! What if: things lost, and things given.

use std::collections::{BTreeMap, BTreeSet};

use crate::network::capacity::Capacities;
use crate::network::find::Target;
use crate::network::{LinkKind, Network};

/// What is different from the network, the papers and the carriers as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Links that nobody passes (indices of `network.topology.links`).
    pub closed: BTreeSet<u32>,
    /// Capacity of assets in place of their own: asset, thousandths of its unit a day.
    pub levels: BTreeMap<u32, u64>,
    /// States (indices of countries) whose permission is at hand at C.
    pub at_hand: BTreeSet<u8>,
    /// Pools (indices in the force) that are never short.
    pub unlimited: BTreeSet<u32>,
    /// What is lost from an instant on, for a plan that is interrupted then.
    pub outage: Option<Outage>,
}

/// Things lost from an instant on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outage {
    /// Seconds after C from which they are lost.
    pub from_s: u32,
    /// Links (indices of `network.topology.links`) and when each is there again, seconds after C; [`u32::MAX`] for good.
    pub until_s: BTreeMap<u32, u32>,
    /// States whose permission was asked for at C; the others are asked when the loss comes.
    pub asked: BTreeSet<u8>,
}

impl Changes {
    /// Whether nothing is different.
    pub fn is_empty(&self) -> bool {
        *self == Changes::default()
    }

    /// Loses links of the base geometry (indices of `network.base.links`). O(links).
    pub fn lose_base_links(&mut self, network: &Network, base: &[u32]) {
        let lost: BTreeSet<u32> = base.iter().copied().collect();
        self.close(network, &|kind| match kind {
            LinkKind::Road(link) | LinkKind::Rail(link) | LinkKind::Shuttle(link) => lost.contains(&link),
            _ => false,
        });
    }

    /// Loses a facility (index of `network.facilities`): nothing goes in or out, nor changes gauge there. O(links).
    pub fn lose_facility(&mut self, network: &Network, facility: u32) {
        let node = network.node_of(Target::Facility(facility));
        let topology = &network.topology;
        let lost = (0_u32..).zip(&topology.links).filter(|(_, link)| link.a == node || link.b == node);
        self.closed.extend(lost.map(|(index, _)| index));
    }

    /// Loses an asset: nothing passes it. What uses it in one direction only stays open in the other. O(links of it).
    pub fn lose_asset(&mut self, capacities: &Capacities, asset: u32) {
        self.levels.insert(asset, 0);
        let both = |link: &u32| {
            let uses = capacities.of_link(*link).iter().filter(|one| one.asset == asset);
            uses.clone().any(|one| one.along.covers(true)) && uses.clone().any(|one| one.along.covers(false))
        };
        self.closed.extend(capacities.links_of(asset).filter(both));
    }

    fn close(&mut self, network: &Network, lost: &dyn Fn(LinkKind) -> bool) {
        let links = (0_u32..).zip(&network.topology.links);
        self.closed.extend(links.filter(|(_, link)| lost(link.kind)).map(|(index, _)| index));
    }
}
