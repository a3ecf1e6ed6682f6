//! The graph of a question but for its capacities: what no level, no mode and no refusal changes, made once.

use crate::analysis::route::query::Mode;
use crate::network::capacity::{Along, AssetKind, Sharing};
use crate::network::{FacilityKind, LinkKind, Network, NodeKind, OwnMode};

use super::problem::{Frame, Limit, Origin};
use super::sums::{carriageways, sums, ways};
use crate::algo::shared::{Member, Row};

/// Changing over is as good as so much way.
const CHANGE_M: u32 = 40_000;

/// Marks, in place of weights, of what passes a shared deck by road and by rail.
pub(super) const ON_ROAD: u64 = 1;
/// See [`ON_ROAD`].
pub(super) const ON_RAIL: u64 = 2;

/// Ends, origins and uses of the links of the graph, and what links share.
pub(super) struct Shape {
    /// How many nodes.
    pub(super) nodes: u32,
    pub(super) ends: Vec<(u32, u32)>,
    pub(super) origin: Vec<Origin>,
    /// In which directions each link may carry anything.
    pub(super) ways: Vec<Ways>,
    /// Assets that hold back a link of the graph in a direction: (link, whether on, asset), by link.
    pub(super) holds: Vec<(u32, bool, u32)>,
    /// See [`super::problem::Problem::uses`].
    pub(super) uses: Vec<(u32, u32)>,
    /// Length of each link.
    pub(super) lengths: Vec<u32>,
    /// What links share, without capacities.
    pub(super) rows: Vec<Row>,
    pub(super) limits: Vec<Limit>,
    /// Mode of each link of the topology.
    pub(super) modes: Vec<Option<Mode>>,
    /// Sources that are ports, with the link of the topology over which loads land there.
    pub(super) landings: Vec<(u32, u32)>,
    /// Links of the topology that are there only when their mode is named.
    pub(super) named: Vec<(u32, Mode)>,
}

/// In which directions a link of the graph stands for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ways {
    pub(super) on: bool,
    pub(super) back: bool,
}

const BOTH: Ways = Ways { on: true, back: true };
const ON: Ways = Ways { on: true, back: false };
const BACK: Ways = Ways { on: false, back: true };
const NEITHER: Ways = Ways { on: false, back: false };

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// How long a link is for the choice among flows that are as large: roads a little longer than railways, changes dear.
fn length(kind: &LinkKind, length_m: u32) -> u32 {
    match kind {
        LinkKind::Road(_) | LinkKind::Shuttle(_) => length_m / 5 * 6,
        LinkKind::RailAccess(_) | LinkKind::RoadAccess(_) | LinkKind::SeaAccess(_) => CHANGE_M + length_m,
        LinkKind::GaugeChange(_) | LinkKind::WaterAccess(_) | LinkKind::AirAccess(_) => CHANGE_M,
        LinkKind::Ferry(_) => CHANGE_M + length_m,
        _ => length_m,
    }
}

/// Which mode a link belongs to; none for what every mode needs.
pub(super) fn mode_of(network: &Network, kind: &LinkKind, a: u32) -> Option<Mode> {
    match kind {
        LinkKind::Road(_) | LinkKind::Shuttle(_) | LinkKind::RoadAccess(_) => Some(Mode::Road),
        LinkKind::Rail(_) | LinkKind::RailAccess(_) | LinkKind::GaugeChange(_) => Some(Mode::Rail),
        LinkKind::Sea(_) | LinkKind::SeaAccess(_) | LinkKind::Ferry(_) => Some(Mode::Sea),
        LinkKind::Own(_) => match network.own_link(*kind).map(|own| own.mode) {
            Some(OwnMode::Waterway) => Some(Mode::Iww),
            Some(OwnMode::Air) => Some(Mode::Air),
            _ => Some(Mode::Sea),
        },
        LinkKind::WaterAccess(_) | LinkKind::Waterway(_) => Some(Mode::Iww),
        LinkKind::AirAccess(_) | LinkKind::Air(_) => Some(Mode::Air),
        LinkKind::Border => {
            let base = network.topology.nodes[a as usize].kind.base()?;
            let rail = network.base.nodes[base as usize].way == crate::data::base::Way::Rail;
            Some(if rail { Mode::Rail } else { Mode::Road })
        }
    }
}

/// The parts as they are gathered.
struct Draft {
    nodes: u32,
    ends: Vec<(u32, u32)>,
    origin: Vec<Origin>,
    ways: Vec<Ways>,
    holds: Vec<(u32, bool, u32)>,
    uses: Vec<(u32, u32)>,
    lengths: Vec<u32>,
}

impl Draft {
    fn add(&mut self, ends: (u32, u32), origin: Origin, ways: Ways, length_m: u32) -> u32 {
        self.ends.push(ends);
        self.origin.push(origin);
        self.ways.push(ways);
        self.lengths.push(length_m);
        number(self.ends.len()) - 1
    }
}

impl Frame<'_> {
    /// The facility of a source node when it is a port: loads land there.
    fn port_at(&self, node: u32) -> Option<u32> {
        match self.network.topology.nodes[node as usize].kind {
            NodeKind::Facility(index)
                if matches!(self.network.facilities[index as usize].kind, FacilityKind::Port(_)) =>
            {
                Some(index)
            }
            _ => None,
        }
    }

    /// Makes the shape. `O(links log links)`.
    pub(super) fn shape(&self) -> Shape {
        let topology = &self.network.topology;
        let nodes = number(topology.nodes.len());
        let (source, sink) = (nodes, nodes + 1);
        let first_theatre = nodes + 2;
        let size = topology.links.len() * 11 / 10;
        let mut draft = Draft {
            nodes: first_theatre + number(self.to.len()),
            ends: Vec::with_capacity(size),
            origin: Vec::with_capacity(size),
            ways: Vec::with_capacity(size),
            holds: Vec::with_capacity(size),
            uses: Vec::with_capacity(size),
            lengths: Vec::with_capacity(size),
        };
        let landing: Vec<Option<u32>> = self.from.nodes.iter().map(|node| self.port_at(*node)).collect();
        let mut arms: Vec<(u32, u32)> = Vec::new();
        let mut split: Vec<u32> = Vec::new();
        // (facility, its link to the sea)
        let mut landings: Vec<(u32, u32)> = Vec::new();
        let mut modes = Vec::with_capacity(topology.links.len());
        let mut named = Vec::new();
        let mut sited = vec![false; topology.links.len()];
        for (index, link) in (0_u32..).zip(&topology.links) {
            modes.push(mode_of(self.network, &link.kind, link.a));
            let mut ways = BOTH;
            if let Some(own) = self.network.own_link(link.kind) {
                // Inland waterways and air are there when the question names them.
                match own.mode {
                    OwnMode::Waterway => named.push((index, Mode::Iww)),
                    OwnMode::Air => named.push((index, Mode::Air)),
                    _ => {}
                }
                ways.back = own.two_way;
            }
            if let LinkKind::SeaAccess(facility) = link.kind
                && landing.contains(&Some(facility))
            {
                // Loads land here from outside; the quay that lands them is used by the link out of the source.
                landings.push((facility, index));
                ways.back = false;
            }
            let uses = self.capacities.of_link(index);
            let site = uses.iter().any(|one| self.capacities.assets[one.asset as usize].sharing == Sharing::Site);
            let apart = uses.iter().any(|one| one.along != Along::Either);
            if apart {
                split.push(index);
            }
            let ways = match (site, apart) {
                (true, _) => NEITHER,
                (false, true) => Ways { back: false, ..ways },
                (false, false) => ways,
            };
            let at = draft.add((link.a, link.b), Origin::Link(index), ways, length(&link.kind, link.length_m));
            for one in uses {
                let asset = &self.capacities.assets[one.asset as usize];
                if asset.sharing == Sharing::Site {
                    sited[index as usize] = true;
                    arms.push((one.asset, index));
                } else if self.is_held(index, one.asset) {
                    for on in [true, false] {
                        if one.along.covers(on) {
                            draft.holds.push((at, on, one.asset));
                        }
                    }
                    if one.along != Along::Backward {
                        draft.uses.push((at, one.asset));
                    }
                }
            }
        }
        self.add_backs(&mut draft, &split, &landings);
        self.add_sites(&mut draft, arms);
        let mut landed = Vec::new();
        for (node, port) in self.from.nodes.iter().zip(&landing) {
            let at = draft.add((source, *node), Origin::Source(*node), ON, 0);
            let quay = port.and_then(|port| landings.iter().find(|(facility, _)| *facility == port));
            landed.extend(quay.map(|(_, link)| (*node, *link)));
            for one in quay.iter().flat_map(|(_, link)| self.capacities.of_link(*link)) {
                if one.along == Along::Backward {
                    draft.holds.push((at, true, one.asset));
                    draft.uses.push((at, one.asset));
                }
            }
        }
        for (theatre, ends) in (0_u32..).zip(self.to) {
            let at = first_theatre + theatre;
            for node in &ends.nodes {
                draft.add((*node, at), Origin::Place(theatre), ON, 0);
            }
            draft.add((at, sink), Origin::Theatre(theatre), ON, 0);
        }
        draft.uses.sort_unstable();
        draft.uses.dedup();
        draft.holds.sort_unstable();
        let (rows, limits) = self.shared(&draft, &sited);
        let Draft { nodes, ends, origin, ways, holds, uses, lengths } = draft;
        Shape { nodes, ends, origin, ways, holds, uses, lengths, rows, limits, modes, landings: landed, named }
    }

    /// Whether a link holds the capacity of an asset: of a section one link does, since nothing joins or leaves between
    /// its links. A line may join on the links that a structure is marked on: each of them holds.
    fn is_held(&self, link: u32, asset: u32) -> bool {
        let of = &self.capacities.assets[asset as usize];
        of.sharing != Sharing::Stretch
            || matches!(of.kind, AssetKind::StructureTracks(_) | AssetKind::StructureLanes(_))
            || self.capacities.links_of(asset).next() == Some(link)
    }

    /// Ways back over links whose two directions use different assets.
    fn add_backs(&self, draft: &mut Draft, split: &[u32], landings: &[(u32, u32)]) {
        for index in split {
            let link = &self.network.topology.links[*index as usize];
            let landed = landings.iter().any(|(_, landing)| landing == index);
            let ways = if landed { NEITHER } else { BACK };
            let at = draft.add((link.a, link.b), Origin::Back(*index), ways, length(&link.kind, link.length_m));
            for one in self.capacities.of_link(*index) {
                let sharing = self.capacities.assets[one.asset as usize].sharing;
                if !landed && one.along.covers(false) && sharing != Sharing::Site {
                    draft.uses.push((at, one.asset));
                    if self.is_held(*index, one.asset) {
                        draft.holds.push((at, false, one.asset));
                    }
                }
            }
        }
    }

    /// Places where links meet, as two nodes with a link between them and arms from and to the nodes of the links.
    fn add_sites(&self, draft: &mut Draft, mut arms: Vec<(u32, u32)>) {
        arms.sort_unstable();
        for group in arms.chunk_by(|one, other| one.0 == other.0) {
            let (asset, inside, outside) = (group[0].0, draft.nodes, draft.nodes + 1);
            draft.nodes += 2;
            let through = draft.add((inside, outside), Origin::Site(asset), ON, CHANGE_M);
            draft.holds.push((through, true, asset));
            draft.uses.push((through, asset));
            let mut seen = Vec::new();
            for (_, link) in group {
                let of = &self.network.topology.links[*link as usize];
                for node in [of.a, of.b] {
                    if !seen.contains(&node) {
                        seen.push(node);
                        for (ends, inside) in [((node, inside), true), ((outside, node), false)] {
                            draft.add(ends, Origin::Arm { asset, link: *link, node, inside }, ON, 0);
                        }
                    }
                }
            }
        }
    }

    /// What links share: pools, and assets of ways side by side; capacities are for later.
    fn shared(&self, draft: &Draft, sited: &[bool]) -> (Vec<Row>, Vec<Limit>) {
        let mut rows: Vec<Row> = self.pools.list.iter().map(|_| Row { capacity: 0, members: Vec::new() }).collect();
        let mut limits: Vec<Limit> = (0_u32..).take(rows.len()).map(Limit::Pool).collect();
        for (at, (origin, ways)) in (0_u32..).zip(draft.origin.iter().zip(&draft.ways)) {
            let shares = match *origin {
                Origin::Link(link) | Origin::Back(link) if !sited[link as usize] => {
                    self.pools.of_link(self.network, link)
                }
                Origin::Arm { node, inside, .. } => self.pools.at_ramp(node, inside),
                _ => continue,
            };
            for share in shares {
                let members = &mut rows[share.pool as usize].members;
                let (on, back) = (ways.on && share.forward > 0, ways.back && share.backward > 0);
                let member = |along, weight| Member { link: at, along, weight };
                if on && back && share.forward == share.backward {
                    members.push(member(0, share.forward));
                } else {
                    members.extend(on.then(|| member(1, share.forward)));
                    members.extend(back.then(|| member(-1, share.backward)));
                }
            }
        }
        // Where the way back over a link of the topology is.
        let first_back = draft.origin.partition_point(|origin| matches!(origin, Origin::Link(_)));
        let backs = draft.origin[first_back..].iter().take_while(|origin| matches!(origin, Origin::Back(_)));
        let backs: Vec<(u32, u32)> = backs
            .zip(number(first_back)..)
            .filter_map(|(origin, at)| if let Origin::Back(link) = origin { Some((*link, at)) } else { None })
            .collect();
        let member = |members: &mut Vec<Member>, link: u32, along: i8, weight: u64| {
            // A link whose ways use different assets stands there twice: on, and back.
            match backs.binary_search_by_key(&link, |(other, _)| *other).ok().map(|at| backs[at].1) {
                None => members.push(Member { link, along, weight }),
                Some(twin) => {
                    members.extend((along >= 0).then_some(Member { link, along: 1, weight }));
                    members.extend((along <= 0).then_some(Member { link: twin, along: -1, weight }));
                }
            }
        };
        for sum in sums(self.network, self.capacities) {
            let mut members = Vec::new();
            sum.members.iter().for_each(|(link, along)| member(&mut members, *link, *along, 1));
            rows.push(Row { capacity: 0, members });
            limits.push(Limit::Asset(sum.asset));
        }
        // The road each way with the trains both ways; how much of it a train takes depends on the road's level.
        for (number, deck) in (0_u32..).zip(&self.capacities.decks) {
            for road in carriageways(self.network, &deck.road) {
                let mut members = Vec::new();
                road.iter().for_each(|(link, along)| member(&mut members, *link, *along, ON_ROAD));
                let rail = ways(&self.network.topology, &deck.rail);
                rail.iter().for_each(|link| member(&mut members, *link, 0, ON_RAIL));
                rows.push(Row { capacity: 0, members });
                limits.push(Limit::Deck(number));
            }
        }
        (rows, limits)
    }
}
