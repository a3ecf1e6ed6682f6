//! The graph of the network: what joins what, before any load or rule is looked at.
//!
//! Nodes 0..n are, in this order: the base nodes; copies of base nodes that stand on a border (one per further state,
//! so that crossing a border is a link of its own); facilities; the roadstead of each port; sea points. Links are
//! passable both ways.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::base::{Base, Way};

use super::facility::{Facility, FacilityKind};

/// No country: the high seas.
pub const HIGH_SEAS: u8 = 255;

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A node of the base geometry.
    Base(u32),
    /// A facility.
    Facility(u32),
    /// The water off a port (index of the facility).
    Roadstead(u32),
    /// Row of `sea_points.csv`.
    SeaPoint(u32),
    /// The inland water off a port or inland port (index of the facility).
    Wharf(u32),
    /// The apron of an airfield (index of the facility).
    Apron(u32),
}

impl NodeKind {
    /// The base node that it stands for, if any.
    pub fn base(self) -> Option<u32> {
        match self {
            NodeKind::Base(node) => Some(node),
            _ => None,
        }
    }
}

/// A node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it stands for.
    pub kind: NodeKind,
    /// Country index or [`HIGH_SEAS`].
    pub country: u8,
    /// Latitude, hundred-thousandths of a degree.
    pub lat_e5: i32,
    /// Longitude, hundred-thousandths of a degree.
    pub lon_e5: i32,
}

/// What a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// Road; index of the base link.
    Road(u32),
    /// Railway; index of the base link.
    Rail(u32),
    /// Shuttle for road vehicles; index of the base link.
    Shuttle(u32),
    /// A state border between two copies of one point (first end: the base node).
    Border,
    /// A gauge change; row of `gauge_changes.csv`.
    GaugeChange(u32),
    /// From a facility (first end) to a road.
    RoadAccess(u32),
    /// From a facility (first end) to a railway.
    RailAccess(u32),
    /// From a port (first end) to its roadstead.
    SeaAccess(u32),
    /// A sea passage; row of `sea_links.csv`.
    Sea(u32),
    /// A ferry line; row of `ferries.csv`.
    Ferry(u32),
    /// A link by sea, inland waterway or air in a network of one's own; row of `links.csv`.
    Own(u32),
    /// From a port or inland port (first end) to its wharf.
    WaterAccess(u32),
    /// A stretch of waterway; row of `waterways.csv`, first end the upper one.
    Waterway(u32),
    /// From an airfield (first end) to its apron.
    AirAccess(u32),
    /// A flight between two aprons; row of `aircraft.csv`.
    Air(u32),
}

/// A link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// First end.
    pub a: u32,
    /// Second end.
    pub b: u32,
    /// What it is.
    pub kind: LinkKind,
    /// Country index or [`HIGH_SEAS`]; of a border or ferry: of its first end.
    pub country: u8,
    /// Length, metres.
    pub length_m: u32,
}

/// Nodes and links.
#[derive(Clone, Debug, Default)]
pub struct Topology {
    /// Nodes.
    pub nodes: Vec<Node>,
    /// Links.
    pub links: Vec<Link>,
    /// Node of each facility.
    pub facility_node: Vec<u32>,
}

/// What the graph is made from.
pub(super) struct Parts<'a> {
    pub(super) base: &'a Base,
    /// Country index of the network for each country index of the base.
    pub(super) countries: &'a [u8],
    pub(super) facilities: &'a [Facility],
    /// (position e5, name) of the sea points.
    pub(super) sea_points: &'a [(i32, i32)],
    /// (one end, other end, metres): ends are facilities or sea points.
    pub(super) sea_links: &'a [(SeaEnd, SeaEnd, u32)],
    /// (facility, facility, metres).
    pub(super) ferries: &'a [(u32, u32, u32)],
    /// Row of `gauge_changes.csv` and its state for each gauge change of the base.
    pub(super) gauge_changes: &'a [Option<(u32, u8)>],
    /// Links by sea, inland waterway and air of a network of one's own.
    pub(super) own: &'a [OwnPart],
    /// Whether nodes keep the state that they are given (a link into another state then crosses the border at its end).
    pub(super) nodes_keep_states: bool,
}

/// A link of a network of one's own that is neither road nor rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OwnPart {
    /// Row of `links.csv`.
    pub(super) row: u32,
    /// Facility at its first end.
    pub(super) from: u32,
    /// Facility at its second end.
    pub(super) to: u32,
    /// By ship: it joins the waters off its ends.
    pub(super) by_sea: bool,
    /// Metres.
    pub(super) length_m: u32,
}

/// An end of a sea passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SeaEnd {
    /// Facility index of a port.
    Port(u32),
    /// Row of the sea points.
    Point(u32),
}

fn number(index: usize) -> u32 {
    u32::try_from(index).expect("a network has fewer than 2^32 parts")
}

impl Topology {
    pub(super) fn new(parts: &Parts<'_>) -> Self {
        let mut topology = Topology::default();
        let copies = topology.add_base(parts);
        topology.add_facilities(parts, &copies);
        topology.add_sea(parts);
        topology
    }

    /// Base nodes, their copies on borders, and base links. Returns (base node, country) of each copy to its node.
    fn add_base(&mut self, parts: &Parts<'_>) -> BTreeMap<(u32, u8), u32> {
        let base = parts.base;
        // Room for the copies on borders, facilities and sea points too, so that nothing is moved as they are added.
        self.nodes.reserve(base.nodes.len() + base.nodes.len() / 8 + 3 * parts.facilities.len());
        self.links.reserve(base.links.len() + base.links.len() / 8 + 3 * parts.facilities.len());
        for (index, node) in (0_u32..).zip(&base.nodes) {
            let country = parts.countries[node.country as usize];
            self.nodes.push(Node { kind: NodeKind::Base(index), country, lat_e5: node.lat_e5, lon_e5: node.lon_e5 });
        }
        let mut first: Vec<u8> = if parts.nodes_keep_states {
            self.nodes.iter().map(|node| node.country).collect()
        } else {
            vec![HIGH_SEAS; base.nodes.len()]
        };
        let mut copies = BTreeMap::new();
        let mut borders = Vec::new();
        for (index, link) in (0_u32..).zip(&base.links) {
            let country = parts.countries[link.country as usize];
            let mut end = |node: u32| {
                let seen = &mut first[node as usize];
                if *seen == HIGH_SEAS {
                    *seen = country;
                    self.nodes[node as usize].country = country;
                }
                if *seen == country {
                    return node;
                }
                *copies.entry((node, country)).or_insert_with(|| {
                    let copy = number(self.nodes.len());
                    let original = self.nodes[node as usize];
                    self.nodes.push(Node { country, ..original });
                    borders.push((node, copy));
                    copy
                })
            };
            let (a, b) = (end(link.a), end(link.b));
            let kind = match link.way {
                Way::Road => LinkKind::Road(index),
                Way::Rail => LinkKind::Rail(index),
                Way::Shuttle => LinkKind::Shuttle(index),
            };
            self.links.push(Link { a, b, kind, country, length_m: link.length_m });
        }
        let twins: Vec<((u32, u8), u32)> = copies.iter().map(|(key, copy)| (*key, *copy)).collect();
        for (position, ((node, _), copy)) in twins.iter().enumerate() {
            for ((other, _), second) in &twins[position + 1..] {
                if other == node {
                    borders.push((*copy, *second));
                }
            }
        }
        for (a, b) in borders {
            let country = self.nodes[a as usize].country;
            self.links.push(Link { a, b, kind: LinkKind::Border, country, length_m: 0 });
        }
        for (change, row) in base.gauge_changes.iter().zip(parts.gauge_changes) {
            if let Some((row, country)) = row {
                // A place on a border lies in its own state: who comes from the other one crosses the border first.
                let at = |node: u32| copies.get(&(node, *country)).copied().unwrap_or(node);
                let (a, b) = (at(change.a), at(change.b));
                self.links.push(Link { a, b, kind: LinkKind::GaugeChange(*row), country: *country, length_m: 0 });
            }
        }
        copies
    }

    fn add_facilities(&mut self, parts: &Parts<'_>, copies: &BTreeMap<(u32, u8), u32>) {
        for (index, facility) in (0_u32..).zip(parts.facilities) {
            self.facility_node.push(number(self.nodes.len()));
            let (lat_e5, lon_e5) = (to_e5(facility.lat), to_e5(facility.lon));
            self.nodes.push(Node { kind: NodeKind::Facility(index), country: facility.country, lat_e5, lon_e5 });
        }
        let by_id: BTreeMap<&str, u32> =
            (0_u32..).zip(parts.facilities).map(|(index, facility)| (facility.id.as_str(), index)).collect();
        for access in &parts.base.access {
            let Some(index) = by_id.get(access.facility.as_str()) else { continue };
            let facility = &parts.facilities[*index as usize];
            let kind = match parts.base.nodes[access.node as usize].way {
                Way::Rail => LinkKind::RailAccess(*index),
                _ => LinkKind::RoadAccess(*index),
            };
            let way = copies.get(&(access.node, facility.country)).copied().unwrap_or(access.node);
            let a = self.facility_node[*index as usize];
            self.links.push(Link { a, b: way, kind, country: facility.country, length_m: access.distance_m });
        }
    }

    fn add_sea(&mut self, parts: &Parts<'_>) {
        let mut roadstead = BTreeMap::new();
        let by_sea = || parts.own.iter().filter(|link| link.by_sea);
        let harbours: BTreeSet<u32> = by_sea().flat_map(|link| [link.from, link.to]).collect();
        for (index, facility) in (0_u32..).zip(parts.facilities) {
            if matches!(facility.kind, FacilityKind::Port(_)) || harbours.contains(&index) {
                let water = number(self.nodes.len());
                let (lat_e5, lon_e5) = (to_e5(facility.lat), to_e5(facility.lon));
                self.nodes.push(Node { kind: NodeKind::Roadstead(index), country: HIGH_SEAS, lat_e5, lon_e5 });
                roadstead.insert(index, water);
                let a = self.facility_node[index as usize];
                let country = facility.country;
                self.links.push(Link { a, b: water, kind: LinkKind::SeaAccess(index), country, length_m: 0 });
            }
        }
        let first_point = number(self.nodes.len());
        for (index, (lat_e5, lon_e5)) in (0_u32..).zip(parts.sea_points) {
            self.nodes.push(Node {
                kind: NodeKind::SeaPoint(index),
                country: HIGH_SEAS,
                lat_e5: *lat_e5,
                lon_e5: *lon_e5,
            });
        }
        let water = |end: SeaEnd| match end {
            SeaEnd::Port(port) => roadstead[&port],
            SeaEnd::Point(point) => first_point + point,
        };
        for (index, (from, to, length_m)) in (0_u32..).zip(parts.sea_links) {
            let (a, b) = (water(*from), water(*to));
            self.links.push(Link { a, b, kind: LinkKind::Sea(index), country: HIGH_SEAS, length_m: *length_m });
        }
        for (index, (from, to, length_m)) in (0_u32..).zip(parts.ferries) {
            let (a, b) = (self.facility_node[*from as usize], self.facility_node[*to as usize]);
            let country = self.nodes[a as usize].country;
            self.links.push(Link { a, b, kind: LinkKind::Ferry(index), country, length_m: *length_m });
        }
        for link in parts.own {
            let end = |facility: u32| match link.by_sea {
                true => roadstead[&facility],
                false => self.facility_node[facility as usize],
            };
            let (a, b) = (end(link.from), end(link.to));
            let country = self.nodes[a as usize].country;
            self.links.push(Link { a, b, kind: LinkKind::Own(link.row), country, length_m: link.length_m });
        }
    }
}

/// Degrees to hundred-thousandths of a degree.
#[allow(clippy::cast_possible_truncation, reason = "degrees were checked to lie within the globe")]
pub(crate) fn to_e5(degrees: f64) -> i32 {
    (degrees * 1e5).round() as i32
}
