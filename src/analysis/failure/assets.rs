//! What can be lost: every bridge, tunnel, section, port, terminal, gauge change, crossing, ferry and canal, and the
//! consent of every state, each with the links of the topology that go with it.

use std::collections::{BTreeMap, BTreeSet};

use crate::network::capacity::{AssetKind, Capacities};
use crate::network::{FacilityKind, HIGH_SEAS, LinkKind, Network};

/// What is lost, and where it is described.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum What {
    /// A bridge or tunnel, road and railway alike; row of `structures.csv`.
    Structure(u32),
    /// A stretch of railway between two junctions; asset of the capacities.
    Rail(u32),
    /// A stretch of road between two junctions; asset of the capacities.
    Road(u32),
    /// A shuttle that carries road vehicles; asset of the capacities.
    Shuttle(u32),
    /// A port: its quays and the ways out of it; facility.
    Port(u32),
    /// A place where trains are loaded; facility.
    Terminal(u32),
    /// A gauge change; row of `gauge_changes.csv`.
    GaugeChange(u32),
    /// A crossing of a border by road or rail; link.
    Crossing(u32),
    /// A ferry line; row of `ferries.csv`.
    Ferry(u32),
    /// A canal or narrow strait; the first row of `sea_links.csv` that names it.
    Canal(u32),
    /// An airfield: the ways to it, and the flights from and to it; facility.
    Airfield(u32),
    /// A stretch of inland waterway; row of `waterways.csv`.
    Waterway(u32),
    /// A link of a network of one's own; row of `links.csv`.
    Stated(u32),
    /// The consent of a state; country index.
    Consent(u8),
}

/// A kind of what can be lost, as `--assets` and answers name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Bridges and tunnels.
    Structure,
    /// Stretches of railway between junctions.
    RailSection,
    /// Stretches of road between junctions, and shuttles that carry road vehicles.
    RoadSection,
    /// Ports.
    Port,
    /// Places where trains are loaded.
    Terminal,
    /// Gauge changes.
    GaugeChange,
    /// Border crossings.
    Crossing,
    /// Ferry lines.
    Ferry,
    /// Canals and narrow straits.
    Canal,
    /// An airfield.
    Airfield,
    /// A stretch of inland waterway.
    Waterway,
    /// Links of a network of one's own.
    Link,
    /// The consent of a state.
    Consent,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 13] = [
        Kind::Structure,
        Kind::RailSection,
        Kind::RoadSection,
        Kind::Port,
        Kind::Terminal,
        Kind::GaugeChange,
        Kind::Crossing,
        Kind::Ferry,
        Kind::Canal,
        Kind::Airfield,
        Kind::Waterway,
        Kind::Link,
        Kind::Consent,
    ];

    /// The word on the command line and in answers.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Structure => "structure",
            Kind::RailSection => "rail-section",
            Kind::RoadSection => "road-section",
            Kind::Port => "port",
            Kind::Terminal => "terminal",
            Kind::GaugeChange => "gauge-change",
            Kind::Crossing => "crossing",
            Kind::Ferry => "ferry",
            Kind::Canal => "canal",
            Kind::Airfield => "airfield",
            Kind::Waterway => "waterway",
            Kind::Link => "link",
            Kind::Consent => "consent",
        }
    }
}

impl What {
    /// Its kind.
    pub(super) fn kind(self) -> Kind {
        match self {
            What::Structure(_) => Kind::Structure,
            What::Rail(_) => Kind::RailSection,
            What::Road(_) | What::Shuttle(_) => Kind::RoadSection,
            What::Port(_) => Kind::Port,
            What::Terminal(_) => Kind::Terminal,
            What::GaugeChange(_) => Kind::GaugeChange,
            What::Crossing(_) => Kind::Crossing,
            What::Ferry(_) => Kind::Ferry,
            What::Canal(_) => Kind::Canal,
            What::Airfield(_) => Kind::Airfield,
            What::Waterway(_) => Kind::Waterway,
            What::Stated(_) => Kind::Link,
            What::Consent(_) => Kind::Consent,
        }
    }
}

/// Something that can be lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asset {
    /// What.
    pub(super) what: What,
    /// Links of the topology that nobody passes without it, ascending.
    pub(super) links: Vec<u32>,
}

/// Everything that can be lost, in the order of [`What`]. `O(links log links)`.
pub(super) fn catalogue(network: &Network, capacities: &Capacities) -> Vec<Asset> {
    let topology = &network.topology;
    let mut all: BTreeMap<What, Vec<u32>> = BTreeMap::new();
    for (index, asset) in (0_u32..).zip(&capacities.assets) {
        let what = match asset.kind {
            AssetKind::RailSection { .. } => What::Rail(index),
            AssetKind::RoadSection { .. } => What::Road(index),
            AssetKind::Shuttle { .. } => What::Shuttle(index),
            _ => continue,
        };
        all.insert(what, capacities.links_of(index).collect());
    }
    let built_on = network.links_with_structures();
    let facility_at = |node: u32| {
        let index = topology.nodes[node as usize].kind;
        match index {
            crate::network::NodeKind::Facility(index) => Some((index, network.facilities[index as usize].kind)),
            _ => None,
        }
    };
    for (index, link) in (0_u32..).zip(&topology.links) {
        let mut add = |what: What| all.entry(what).or_default().push(index);
        match link.kind {
            LinkKind::Road(base) | LinkKind::Rail(base) | LinkKind::Shuttle(base)
                if built_on.get(base as usize).copied().unwrap_or(false) =>
            {
                network.rows_on(base).for_each(|(row, _)| add(What::Structure(row)));
            }
            LinkKind::Border => add(What::Crossing(index)),
            LinkKind::GaugeChange(row) => add(What::GaugeChange(row)),
            LinkKind::Ferry(row) => add(What::Ferry(row)),
            LinkKind::Waterway(row) => add(What::Waterway(row)),
            LinkKind::Sea(row) => {
                if let Some(first) = canal(network, row) {
                    add(What::Canal(first));
                }
            }
            _ => {}
        }
        if let Some(row) = network.own.as_ref().and_then(|own| own.row(link.kind)) {
            add(What::Stated(u32::try_from(row).unwrap_or(u32::MAX)));
        }
        for end in [link.a, link.b] {
            match facility_at(end) {
                Some((facility, FacilityKind::Port(_))) => add(What::Port(facility)),
                Some((facility, FacilityKind::Terminal(_))) => add(What::Terminal(facility)),
                Some((facility, FacilityKind::Airfield(_))) => add(What::Airfield(facility)),
                _ => {}
            }
        }
    }
    for (country, links) in (0_u8..).zip(consents(network)) {
        if !links.is_empty() {
            all.insert(What::Consent(country), links);
        }
    }
    let ascending = |(what, mut links): (What, Vec<u32>)| {
        links.sort_unstable();
        links.dedup();
        Asset { what, links }
    };
    all.into_iter().map(ascending).filter(|asset| !asset.links.is_empty()).collect()
}

/// The first row of `sea_links.csv` that leads through the same canal as this one.
fn canal(network: &Network, row: u32) -> Option<u32> {
    let rows = &network.tables.sea_links;
    let name = rows[row as usize].row.canal.as_deref().filter(|name| !name.is_empty())?;
    (0_u32..).zip(rows).find(|(_, lined)| lined.row.canal.as_deref() == Some(name)).map(|(first, _)| first)
}

/// For each state the links that are closed when it refuses passage, as `--deny` closes them: its own, the ferries into
/// it, and those that touch a point on its border.
fn consents(network: &Network) -> Vec<Vec<u32>> {
    let topology = &network.topology;
    let mut states: Vec<Vec<u32>> = vec![Vec::new(); network.countries.len()];
    // States in which a point of the base geometry lies; on a border several.
    let mut on: BTreeMap<u32, BTreeSet<u8>> = BTreeMap::new();
    for node in &topology.nodes {
        if let Some(base) = node.kind.base()
            && node.country != HIGH_SEAS
        {
            on.entry(base).or_default().insert(node.country);
        }
    }
    for (index, link) in (0_u32..).zip(&topology.links) {
        let mut closed: BTreeSet<u8> = BTreeSet::from([link.country]);
        if matches!(link.kind, LinkKind::Ferry(_)) {
            closed.insert(topology.nodes[link.b as usize].country);
        }
        for end in [link.a, link.b] {
            if let Some(base) = topology.nodes[end as usize].kind.base() {
                closed.extend(on.get(&base).into_iter().flatten());
            }
        }
        for country in closed {
            if let Some(links) = states.get_mut(country as usize) {
                links.push(index);
            }
        }
    }
    states
}
