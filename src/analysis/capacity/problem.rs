//! From assets and admitted links to a graph of whole capacities, in thousandths of a vehicle a day.

use std::cell::{OnceCell, RefCell};

use crate::algo::flow::{FlowGraph, FlowLink, UNLIMITED};
use crate::algo::shared::{Member, Row};
use crate::analysis::route::query::Mode;
use crate::network::capacity::{Along, Capacities, Sharing};
use crate::network::{FacilityKind, LinkKind, Network, NodeKind, OwnMode, Topology};

use super::bans::Bans;
use super::ends::Ends;
use super::mix::Mix;
use super::pools::{Pool, Pools, Share};
use super::sums::{Sum, sums};

/// Roads this near to an end stay open when roads are excluded: the way from and to the ramp.
const LOCAL_ROAD_M: f64 = 40_000.0;

/// Where a link of the graph comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// The link of the topology; both ways, or only from its first end.
    Link(u32),
    /// The way back over a link of the topology whose two directions use different assets.
    Back(u32),
    /// Through a place that its links share (asset).
    Site(u32),
    /// Into (`inside`) or out of such a place, at a node of a link of the topology.
    Arm {
        /// The asset of the place.
        asset: u32,
        /// The link.
        link: u32,
        /// The node.
        node: u32,
        /// Whether it leads in.
        inside: bool,
    },
    /// Out of the source into a node.
    Source(u32),
    /// From a node to a theatre (number).
    Place(u32),
    /// From a theatre (number) to the sink.
    Theatre(u32),
}

/// Everything that stays the same while capacities change.
pub(super) struct Frame<'a> {
    pub(super) network: &'a Network,
    pub(super) capacities: &'a Capacities,
    pub(super) mix: &'a Mix,
    /// Where from.
    pub(super) from: &'a Ends,
    /// Where to: each theatre.
    pub(super) to: &'a [Ends],
    /// Whether each link refuses the load.
    pub(super) refused: &'a [bool],
    /// Carriers that come back.
    pub(super) pools: &'a Pools,
    /// When roads may be used.
    pub(super) bans: &'a Bans,
    /// Whether nodes lie near an end, once asked.
    pub(super) near: OnceCell<Vec<bool>>,
    /// What is shared by ways side by side, once asked.
    pub(super) sums: OnceCell<Vec<Sum>>,
    /// What links of the topology take of the pools, by link, once asked.
    pub(super) carried: OnceCell<Vec<(u32, Share)>>,
    /// Links that earlier answers found worth looking at.
    pub(super) known: RefCell<Vec<u32>>,
}

impl<'a> Frame<'a> {
    /// The same with other links refused.
    pub(super) fn refusing<'b>(&self, refused: &'b [bool]) -> Frame<'b>
    where
        'a: 'b,
    {
        Frame {
            refused,
            near: self.near.clone(),
            sums: self.sums.clone(),
            carried: self.carried.clone(),
            known: self.known.clone(),
            ..*self
        }
    }
}

/// What a row of a graph stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    /// Ways side by side share an asset.
    Asset(u32),
    /// Carriers that come back (number of the pool).
    Pool(u32),
}

/// What a graph is to hold.
pub(super) struct Wanted<'a> {
    /// Level of every asset, thousandths of its unit a day; then the count of every pool, thousandths.
    pub(super) levels: &'a [u64],
    /// Modes that may be used outside the states of the theatres.
    pub(super) modes: &'a [Mode],
    /// What each theatre takes at most.
    pub(super) demands: Option<&'a [u64]>,
}

/// The graph with what its links stand for.
#[derive(Clone)]
pub(super) struct Problem {
    pub(super) graph: FlowGraph,
    pub(super) source: u32,
    pub(super) sink: u32,
    pub(super) origin: Vec<Origin>,
    /// Assets that each link of the graph uses, as (link, asset), by link; in which direction the graph says.
    pub(super) uses: Vec<(u32, u32)>,
    /// How long each link is for the choice among flows, metres; changing over costs some way, too.
    pub(super) lengths: Vec<u32>,
    /// What links share.
    pub(super) rows: Vec<Row>,
    /// What each row stands for.
    pub(super) limits: Vec<Limit>,
}

impl Problem {
    /// The same without some links.
    pub(super) fn without(&self, lost: &[u32]) -> Problem {
        let mut links = self.graph.links().to_vec();
        for link in lost {
            let of = &mut links[*link as usize];
            (of.forward, of.backward) = (0, 0);
        }
        Problem { graph: FlowGraph::new(self.graph.nodes(), links), ..self.clone() }
    }

    /// The assets that a link of the graph uses.
    pub(super) fn assets_of(&self, link: u32) -> impl Iterator<Item = u32> + '_ {
        let first = self.uses.partition_point(|(other, _)| *other < link);
        self.uses[first..].iter().take_while(move |(other, _)| *other == link).map(|(_, asset)| *asset)
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Changing over is as good as so much way.
const CHANGE_M: u32 = 40_000;

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

impl Frame<'_> {
    /// Whether a node lies near an end.
    fn near_ends(&self) -> &[bool] {
        self.near.get_or_init(|| self.find_near_ends())
    }

    fn find_near_ends(&self) -> Vec<bool> {
        let nodes = &self.network.topology.nodes;
        let at = |node: u32| {
            let node = &nodes[node as usize];
            (f64::from(node.lat_e5) / 1e5, f64::from(node.lon_e5) / 1e5)
        };
        let ends: Vec<(f64, f64)> =
            self.from.nodes.iter().chain(self.to.iter().flat_map(|ends| &ends.nodes)).map(|node| at(*node)).collect();
        let near = |spot: (f64, f64)| {
            ends.iter().any(|end| {
                (spot.0 - end.0).abs() < 0.4
                    && (spot.1 - end.1).abs() < 1.2
                    && Topology::distance_m(spot, *end) <= LOCAL_ROAD_M
            })
        };
        (0..nodes.len()).map(|node| near(at(u32::try_from(node).unwrap_or(u32::MAX)))).collect()
    }

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

    /// Builds the graph. `O(links)`.
    pub(super) fn problem(&self, wanted: &Wanted<'_>) -> Problem {
        let topology = &self.network.topology;
        let nodes = number(topology.nodes.len());
        let (source, sink) = (nodes, nodes + 1);
        let first_theatre = nodes + 2;
        let mut count = first_theatre + number(self.to.len());
        let level =
            |asset: u32| self.mix.vehicles(self.capacities.assets[asset as usize].unit, wanted.levels[asset as usize]);
        let all_modes = [Mode::Rail, Mode::Road, Mode::Sea].iter().all(|mode| wanted.modes.contains(mode));
        let near = if all_modes { &[][..] } else { self.near_ends() };
        let home = |node: u32| {
            let country = topology.nodes[node as usize].country;
            self.to.iter().any(|ends| ends.countries.contains(&country))
        };
        let landing: Vec<Option<u32>> = self.from.nodes.iter().map(|node| self.port_at(*node)).collect();
        let mut links: Vec<FlowLink> = Vec::with_capacity(topology.links.len() * 11 / 10);
        let mut origin: Vec<Origin> = Vec::with_capacity(links.capacity());
        let mut uses: Vec<(u32, u32)> = Vec::new();
        let mut arms: Vec<(u32, u32)> = Vec::new();
        let mut back: Vec<(FlowLink, u32)> = Vec::new();
        let mut landings: Vec<(u32, u32, u64)> = Vec::new();
        let mut lengths: Vec<u32> = Vec::with_capacity(links.capacity());
        let mut shares: Vec<(u32, Share)> = Vec::new();
        let mut shares_back: Vec<(u32, Share)> = Vec::new();
        let carried = self.carried.get_or_init(|| {
            let links = (0_u32..).take(topology.links.len());
            links
                .flat_map(|link| self.pools.of_link(self.network, link).into_iter().map(move |share| (link, share)))
                .collect()
        });
        for (index, link) in (0_u32..).zip(&topology.links) {
            let mode = mode_of(self.network, &link.kind, link.a);
            let local = || mode == Some(Mode::Road) && near[link.a as usize];
            let admitted = !self.refused[index as usize];
            let open = admitted
                && (all_modes
                    || mode.is_none_or(|mode| wanted.modes.contains(&mode))
                    || (home(link.a) && home(link.b))
                    || local());
            let (mut forward, mut backward) = if open { (UNLIMITED, UNLIMITED) } else { (0, 0) };
            if let Some(own) = self.network.own_link(link.kind) {
                // Inland waterways and air are there when the question names them.
                let other = match own.mode {
                    OwnMode::Waterway => !wanted.modes.contains(&Mode::Iww),
                    OwnMode::Air => !wanted.modes.contains(&Mode::Air),
                    _ => false,
                };
                forward = if other { 0 } else { forward };
                backward = if other || !own.two_way { 0 } else { backward };
            }
            let (mut split, mut site) = (false, false);
            for one in self.capacities.of_link(index) {
                let asset = &self.capacities.assets[one.asset as usize];
                if asset.sharing == Sharing::Site {
                    site = true;
                    if open {
                        arms.push((one.asset, index));
                    }
                    continue;
                }
                split |= one.along != Along::Either;
                // Of a stretch one link holds the capacity: nothing joins or leaves between its links.
                let holds =
                    asset.sharing != Sharing::Stretch || self.capacities.links_of(one.asset).next() == Some(index);
                if !holds {
                    continue;
                }
                if one.along.covers(true) {
                    forward = forward.min(level(one.asset));
                }
                if one.along.covers(false) {
                    backward = backward.min(level(one.asset));
                }
                if one.along != Along::Backward {
                    uses.push((index, one.asset));
                }
            }
            if let LinkKind::SeaAccess(facility) = link.kind
                && landing.contains(&Some(facility))
            {
                // Loads land here from outside; the quay that lands them is used by the link out of the source.
                let quay = self.capacities.of_link(index).iter().filter(|one| one.along == Along::Backward);
                let most = quay.map(|one| level(one.asset)).min().unwrap_or(UNLIMITED);
                landings.push((facility, index, if admitted { most } else { 0 }));
                backward = 0;
            }
            if site {
                (forward, backward) = (0, 0);
            }
            if split {
                back.push((FlowLink { a: link.a, b: link.b, forward: 0, backward }, index));
                backward = 0;
            }
            if open && !site {
                let first = carried.partition_point(|(other, _)| *other < index);
                shares.extend(carried[first..].iter().take_while(|(other, _)| *other == index));
            }
            links.push(FlowLink { a: link.a, b: link.b, forward, backward });
            origin.push(Origin::Link(index));
            lengths.push(length(&link.kind, link.length_m));
        }
        let mut add = |link: FlowLink, from: Origin, assets: &[u32]| {
            let index = number(links.len());
            lengths.push(match from {
                Origin::Back(link) => lengths[link as usize],
                Origin::Site(_) => CHANGE_M,
                _ => 0,
            });
            if let Origin::Back(link) = from {
                let first = shares.partition_point(|(other, _)| *other < link);
                let of: Vec<Share> =
                    shares[first..].iter().take_while(|(other, _)| *other == link).map(|(_, share)| *share).collect();
                shares_back.extend(of.into_iter().map(|share| (index, share)));
            }
            if let Origin::Arm { node, inside, .. } = from {
                shares_back.extend(self.pools.at_ramp(node, inside).into_iter().map(|share| (index, share)));
            }
            uses.extend(assets.iter().map(|asset| (index, *asset)));
            links.push(link);
            origin.push(from);
        };
        for (link, index) in back {
            let used: Vec<u32> = self
                .capacities
                .of_link(index)
                .iter()
                .filter(|one| one.along.covers(false))
                .map(|one| one.asset)
                .collect();
            let landed = landings.iter().any(|(_, landing, _)| *landing == index);
            add(link, Origin::Back(index), if landed { &[] } else { &used });
        }
        arms.sort_unstable();
        for group in arms.chunk_by(|one, other| one.0 == other.0) {
            let (asset, inside, outside) = (group[0].0, count, count + 1);
            count += 2;
            let through = FlowLink { a: inside, b: outside, forward: level(asset), backward: 0 };
            add(through, Origin::Site(asset), &[asset]);
            let mut seen = Vec::new();
            for (_, index) in group {
                let link = &topology.links[*index as usize];
                for node in [link.a, link.b] {
                    if !seen.contains(&node) {
                        seen.push(node);
                        add(
                            FlowLink { a: node, b: inside, forward: UNLIMITED, backward: 0 },
                            Origin::Arm { asset, link: *index, node, inside: true },
                            &[],
                        );
                        add(
                            FlowLink { a: outside, b: node, forward: UNLIMITED, backward: 0 },
                            Origin::Arm { asset, link: *index, node, inside: false },
                            &[],
                        );
                    }
                }
            }
        }
        for (node, port) in self.from.nodes.iter().zip(&landing) {
            let landed = port.and_then(|port| landings.iter().find(|(facility, _, _)| *facility == port));
            let (forward, used) = match (port, landed) {
                (Some(_), Some((_, index, most))) => {
                    let of = self.capacities.of_link(*index).iter().filter(|one| one.along == Along::Backward);
                    (*most, of.map(|one| one.asset).collect())
                }
                _ => (UNLIMITED, Vec::new()),
            };
            add(FlowLink { a: source, b: *node, forward, backward: 0 }, Origin::Source(*node), &used);
        }
        for (theatre, ends) in (0_u32..).zip(self.to) {
            let at = first_theatre + theatre;
            for node in &ends.nodes {
                add(FlowLink { a: *node, b: at, forward: UNLIMITED, backward: 0 }, Origin::Place(theatre), &[]);
            }
            let forward = wanted.demands.map_or(UNLIMITED, |demands| demands[theatre as usize]);
            add(FlowLink { a: at, b: sink, forward, backward: 0 }, Origin::Theatre(theatre), &[]);
        }
        uses.sort_unstable();
        uses.dedup();
        shares.append(&mut shares_back);
        let (rows, limits) = self.rows(wanted, &links, &origin, &shares);
        Problem { graph: FlowGraph::new(count as usize, links), source, sink, origin, uses, lengths, rows, limits }
    }

    /// What links share: pools, and assets of ways side by side.
    fn rows(
        &self,
        wanted: &Wanted<'_>,
        links: &[FlowLink],
        origin: &[Origin],
        shares: &[(u32, Share)],
    ) -> (Vec<Row>, Vec<Limit>) {
        let assets = self.capacities.assets.len();
        let count = |pool: usize| wanted.levels.get(assets + pool).copied().unwrap_or(u64::MAX);
        let mut rows: Vec<Row> = (0..self.pools.list.len())
            .map(|pool| Row { capacity: Pool::capacity(count(pool)), members: Vec::new() })
            .collect();
        let mut limits: Vec<Limit> = (0_u32..).take(rows.len()).map(Limit::Pool).collect();
        for (link, share) in shares {
            let of = &links[*link as usize];
            let members = &mut rows[share.pool as usize].members;
            let (on, back) = (of.forward > 0 && share.forward > 0, of.backward > 0 && share.backward > 0);
            let member = |along, weight| Member { link: *link, along, weight };
            if on && back && share.forward == share.backward {
                members.push(member(0, share.forward));
            } else {
                members.extend(on.then(|| member(1, share.forward)));
                members.extend(back.then(|| member(-1, share.backward)));
            }
        }
        for sum in self.sums.get_or_init(|| sums(self.network, self.capacities)) {
            let asset = &self.capacities.assets[sum.asset as usize];
            let capacity = self.mix.vehicles(asset.unit, wanted.levels[sum.asset as usize]);
            let mut members = Vec::new();
            for (link, along) in &sum.members {
                // A link whose ways use different assets stands there twice: on, and back.
                let twin = origin.iter().rposition(|origin| *origin == Origin::Back(*link)).map(number);
                let (on, back) = (*along >= 0, *along <= 0);
                match twin {
                    None => members.push(Member { link: *link, along: *along, weight: 1 }),
                    Some(twin) => {
                        members.extend(on.then_some(Member { link: *link, along: 1, weight: 1 }));
                        members.extend(back.then_some(Member { link: twin, along: -1, weight: 1 }));
                    }
                }
            }
            rows.push(Row { capacity, members });
            limits.push(Limit::Asset(sum.asset));
        }
        (rows, limits)
    }

    /// Links of the graph that an asset's capacity holds back (see [`Problem::uses`]), for every asset that is used.
    pub(super) fn links_by_asset(problem: &Problem) -> Vec<(u32, u32)> {
        let mut links: Vec<(u32, u32)> = problem.uses.iter().map(|(link, asset)| (*asset, *link)).collect();
        links.sort_unstable();
        links
    }
}
