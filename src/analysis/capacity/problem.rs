//! From assets and admitted links to a graph of whole capacities, in thousandths of a vehicle a day.

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use crate::algo::flow::{FlowGraph, FlowLink, UNLIMITED};
use crate::algo::shared::{Member, Row};
use crate::analysis::route::query::Mode;
use crate::network::capacity::{Capacities, MILLI};
use crate::network::{Network, Topology};

use super::bans::Bans;
use super::ends::Ends;
use super::mix::Mix;
use super::pools::{Pool, Pools};
use super::shape::{ON_RAIL, Shape};

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
    /// The graph but for its capacities, once asked.
    pub(super) shape: OnceCell<Arc<Shape>>,
    /// Links that earlier answers found worth looking at.
    pub(super) known: RefCell<Vec<u32>>,
}

impl<'a> Frame<'a> {
    /// The same with other links refused.
    pub(super) fn refusing<'b>(&self, refused: &'b [bool]) -> Frame<'b>
    where
        'a: 'b,
    {
        Frame { refused, near: self.near.clone(), shape: self.shape.clone(), known: self.known.clone(), ..*self }
    }
}

/// What a row of a graph stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    /// Ways side by side share an asset.
    Asset(u32),
    /// Carriers that come back (number of the pool).
    Pool(u32),
    /// Trains shut the road on a structure (number of the deck).
    Deck(u32),
}

/// What a graph is to hold.
pub(super) struct Wanted<'a> {
    /// Level of every asset, thousandths of its unit a day; then the count of every
    /// pool and how long trains shut every shared deck, thousandths.
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

/// Seconds in a day.
const DAY_S: u64 = 86_400;
/// Roads above this level are not told apart where trains shut them, thousandths of a vehicle a day.
const WIDEST: u64 = 1_000_000_000;

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
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
        // Ends by squares in which, or next to which, everything lies that is near them.
        let square = |spot: (f64, f64)| ((spot.0 / 0.4).floor() as i32, (spot.1 / 1.2).floor() as i32);
        let mut ends: Vec<((i32, i32), (f64, f64))> = Vec::new();
        for node in self.from.nodes.iter().chain(self.to.iter().flat_map(|ends| &ends.nodes)) {
            let (row, column) = square(at(*node));
            for (down, along) in (-1..=1).flat_map(|down| (-1..=1).map(move |along| (down, along))) {
                ends.push(((row + down, column + along), at(*node)));
            }
        }
        ends.sort_unstable_by_key(|(square, _)| *square);
        let near = |spot: (f64, f64)| {
            let own = square(spot);
            let first = ends.partition_point(|(square, _)| *square < own);
            let mut close = ends[first..].iter().take_while(|(square, _)| *square == own);
            close.any(|(_, end)| Topology::distance_m(spot, *end) <= LOCAL_ROAD_M)
        };
        (0..number(nodes.len())).map(|node| near(at(node))).collect()
    }

    /// The graph but for its capacities, made when it is first asked for.
    pub(super) fn made(&self) -> Arc<Shape> {
        Arc::clone(self.shape.get_or_init(|| Arc::new(self.shape())))
    }

    /// Takes over what another frame of the same question has made.
    pub(super) fn know(&self, shape: &Arc<Shape>) {
        self.shape.get_or_init(|| Arc::clone(shape));
    }

    /// Whether each link of the topology is open to the load by the modes of a question.
    fn open(&self, shape: &Shape, modes: &[Mode]) -> Vec<bool> {
        let topology = &self.network.topology;
        let all = [Mode::Rail, Mode::Road, Mode::Sea].iter().all(|mode| modes.contains(mode));
        let near = if all { &[][..] } else { self.near_ends() };
        let home = |node: u32| {
            let country = topology.nodes[node as usize].country;
            self.to.iter().any(|ends| ends.countries.contains(&country))
        };
        let links = topology.links.iter().zip(&shape.modes).zip(self.refused);
        let mut open: Vec<bool> = links
            .map(|((link, mode), refused)| {
                !refused
                    && (all
                        || mode.is_none_or(|mode| modes.contains(&mode))
                        || (home(link.a) && home(link.b))
                        || (*mode == Some(Mode::Road) && near[link.a as usize]))
            })
            .collect();
        for (link, mode) in &shape.named {
            open[*link as usize] &= modes.contains(mode);
        }
        open
    }

    /// Builds the graph. `O(links)`.
    pub(super) fn problem(&self, wanted: &Wanted<'_>) -> Problem {
        let shape = self.made();
        let topology = &self.network.topology;
        let open = self.open(&shape, wanted.modes);
        let assets = self.capacities.assets.iter().zip(wanted.levels);
        let levels: Vec<u64> = assets.map(|(asset, level)| self.mix.vehicles(asset.unit, *level)).collect();
        // A node of a place is joined to it by any of the place's links that is open.
        let arm = |asset: u32, node: u32| {
            self.capacities.links_of(asset).any(|link| {
                let of = &topology.links[link as usize];
                open[link as usize] && (of.a == node || of.b == node)
            })
        };
        let shut = shape.landings.iter().filter(|(_, link)| self.refused[*link as usize]).map(|(node, _)| *node);
        let shut: Vec<u32> = shut.collect();
        let mut links: Vec<FlowLink> = Vec::with_capacity(shape.ends.len());
        for ((ends, origin), ways) in shape.ends.iter().zip(&shape.origin).zip(&shape.ways) {
            let most = match *origin {
                Origin::Link(link) | Origin::Back(link) => {
                    if open[link as usize] {
                        UNLIMITED
                    } else {
                        0
                    }
                }
                Origin::Arm { asset, node, .. } => {
                    if arm(asset, node) {
                        UNLIMITED
                    } else {
                        0
                    }
                }
                Origin::Theatre(theatre) => wanted.demands.map_or(UNLIMITED, |demands| demands[theatre as usize]),
                // A port whose quay the load may not use lands nothing.
                Origin::Source(node) if shut.contains(&node) => 0,
                Origin::Site(_) | Origin::Source(_) | Origin::Place(_) => UNLIMITED,
            };
            let way = |is: bool| if is { most } else { 0 };
            links.push(FlowLink { a: ends.0, b: ends.1, forward: way(ways.on), backward: way(ways.back) });
        }
        for (link, on, asset) in &shape.holds {
            let link = &mut links[*link as usize];
            let most = if *on { &mut link.forward } else { &mut link.backward };
            *most = (*most).min(levels[*asset as usize]);
        }
        let (source, sink) = (number(topology.nodes.len()), number(topology.nodes.len()) + 1);
        let beyond = |number: usize| wanted.levels.get(levels.len() + number).copied().unwrap_or(u64::MAX);
        let row = |(row, limit): (&Row, &Limit)| match *limit {
            Limit::Pool(pool) => Row { capacity: Pool::capacity(beyond(pool as usize)), members: row.members.clone() },
            Limit::Asset(asset) => Row { capacity: levels[asset as usize], members: row.members.clone() },
            Limit::Deck(deck) => {
                let lanes = levels[self.capacities.decks[deck as usize].lanes as usize];
                self.on_deck(row, lanes, beyond(self.pools.list.len() + deck as usize))
            }
        };
        Problem {
            graph: FlowGraph::new(shape.nodes as usize, links),
            source,
            sink,
            origin: shape.origin.clone(),
            uses: shape.uses.clone(),
            lengths: shape.lengths.clone(),
            rows: shape.rows.iter().zip(&shape.limits).map(row).collect(),
            limits: shape.limits.clone(),
        }
    }

    /// A road of a level whose day is shorter by what each train shuts it, thousandths of seconds: the road's vehicles,
    /// and the vehicles on trains by what their part of a train takes from the road.
    fn on_deck(&self, row: &Row, lanes: u64, shut: u64) -> Row {
        let lanes = lanes.min(WIDEST);
        let day = DAY_S * MILLI * self.mix.vehicles_per_train;
        let weight =
            |member: &Member| if member.weight == ON_RAIL { lanes * shut.min(DAY_S * MILLI) / MILLI } else { day };
        Row {
            capacity: lanes * day,
            members: row.members.iter().map(|member| Member { weight: weight(member), ..*member }).collect(),
        }
    }

    /// Links of the graph that an asset's capacity holds back (see [`Problem::uses`]), for every asset that is used.
    pub(super) fn links_by_asset(problem: &Problem) -> Vec<(u32, u32)> {
        let mut links: Vec<(u32, u32)> = problem.uses.iter().map(|(link, asset)| (*asset, *link)).collect();
        links.sort_unstable();
        links
    }
}
