//! Bridges to arcs: each link of the network becomes two arcs with seconds, items and, where something is done, a special.

use crate::algo::labels::{Class, Graph, NO_STATE, NONE, Special};
use crate::algo::march::{Calendar, Rule};
use crate::error::Result;
use crate::network::{Link, LinkKind, Network, OwnMode, Topology};

use super::closed::Closed;
use super::profile::seconds;
use super::query::Mode;
use super::view::{Builder, position, within};

/// Roads within this distance of the two ends are open even when the question excludes roads: the way to the railhead.
const LOCAL_ROAD_KM: f64 = 40.0;

/// They are so in any case within this distance.
const LOCAL_ROAD_LEAST_KM: f64 = 12.0;

/// How far around the two ends roads are open when the question excludes roads: less where the ends are near each other,
/// lest the way to the railhead become the way.
pub(super) fn local_road_km(network: &Network, from: u32, to: u32) -> f64 {
    let apart_km = Topology::distance_m(position(network, from), position(network, to)) / 1_000.0;
    LOCAL_ROAD_KM.min((apart_km / 4.0).round()).max(LOCAL_ROAD_LEAST_KM)
}

impl Builder<'_> {
    fn set(&mut self, bits: u128) -> u16 {
        if bits == 0 {
            return 0;
        }
        if let Some(index) = self.sets.get(&bits) {
            return *index;
        }
        let index = u16::try_from(self.set_list.len()).unwrap_or(u16::MAX);
        self.set_list.push(bits);
        self.sets.insert(bits, index);
        index
    }

    /// All links as arcs, and the class of each state's roads.
    ///
    /// # Errors
    /// When a planning factor is missing.
    pub(super) fn graph(&mut self, closed: &Closed) -> Result<(Graph, Vec<u8>)> {
        let network = self.s.network;
        let topology = &network.topology;
        let mut graph = Graph { rule: Some(self.march_rule()), ..Graph::default() };
        let classes = self.classes(&mut graph);
        let (from, to) = (position(network, self.s.from), position(network, self.s.to));
        let local_km = local_road_km(network, self.s.from, self.s.to);
        let near = |node: u32| within(topology, node, from, local_km) || within(topology, node, to, local_km);
        let road_ms = self.s.profile.road.rate_kmh / 3.6;
        let corners = closed.corners(topology);
        let rail_ms: Vec<f64> = (0..=u8::MAX).map(|country| self.rail_ms(country)).collect();
        let built_on = network.links_with_structures();
        let reserve = topology.links.len();
        graph.ends.reserve_exact(reserve);
        graph.run_s.reserve_exact(reserve);
        graph.class.reserve_exact(reserve);
        graph.items.reserve_exact(reserve);
        graph.special.reserve_exact(reserve);
        let plain = |link: &&Link| {
            matches!(link.kind, LinkKind::Road(_) | LinkKind::Rail(_) | LinkKind::Shuttle(_) | LinkKind::Sea(_))
        };
        graph.specials.reserve(reserve - topology.links.iter().filter(plain).count() + network.tables.structures.len());
        for link in &topology.links {
            let mut bits = closed.countries.get(&link.country).copied().unwrap_or(0);
            let mut class = 0_u8;
            let mut special: Option<[Special; 2]> = None;
            let mut run_s = 0;
            match link.kind {
                LinkKind::Road(base) => {
                    run_s = ticks(f64::from(link.length_m) / road_ms);
                    class = classes[link.country as usize];
                    bits |= self.way(base, Mode::Road, link.country);
                    let local = || network.own.is_none() && near(link.a);
                    if let Some(bit) = closed.modes.get(&Mode::Road)
                        && !local()
                    {
                        bits |= bit;
                    }
                    if built_on[base as usize] {
                        bits |= self.on_structures(base, Mode::Road, closed, &mut special);
                    }
                }
                LinkKind::Shuttle(base) => {
                    bits |= closed.modes.get(&Mode::Road).copied().unwrap_or(0);
                    if built_on[base as usize] {
                        bits |= self.on_structures(base, Mode::Road, closed, &mut special);
                    }
                    run_s = self.shuttle_s(base, link.length_m)?;
                }
                LinkKind::Rail(base) => {
                    run_s = ticks(f64::from(link.length_m) / rail_ms[link.country as usize]);
                    bits |=
                        self.way(base, Mode::Rail, link.country) | closed.modes.get(&Mode::Rail).copied().unwrap_or(0);
                    if built_on[base as usize] {
                        bits |= self.on_structures(base, Mode::Rail, closed, &mut special);
                    }
                }
                LinkKind::Border => special = self.special(link),
                LinkKind::GaugeChange(row) => {
                    let row_data = &network.tables.gauge_changes[row as usize].row;
                    let hours = self.s.query.case.pick(row_data.hours_low.0, row_data.hours.0, row_data.hours_high.0);
                    let one = Special { after_s: seconds(hours), handlings: 1, state: NO_STATE, ..Special::default() };
                    special = Some([one; 2]);
                    bits |= closed.avoided_changes.get(&row).copied().unwrap_or(0);
                }
                LinkKind::RoadAccess(index) => {
                    run_s = ticks(f64::from(link.length_m) / road_ms);
                    bits |= self.ways(Mode::Road, link.country)
                        | closed.avoided_facilities.get(&index).copied().unwrap_or(0);
                    special = self.special(link);
                }
                LinkKind::RailAccess(index) => {
                    run_s = ticks(f64::from(link.length_m) / rail_ms[link.country as usize]);
                    bits |= closed.avoided_facilities.get(&index).copied().unwrap_or(0)
                        | self.rail_facility(index)
                        | closed.modes.get(&Mode::Rail).copied().unwrap_or(0)
                        | self.ways(Mode::Rail, link.country);
                    special = self.special(link);
                }
                LinkKind::SeaAccess(index) => {
                    bits |= closed.avoided_facilities.get(&index).copied().unwrap_or(0)
                        | self.berth(index)
                        | closed.modes.get(&Mode::Sea).copied().unwrap_or(0);
                    special = self.special(link);
                }
                LinkKind::Sea(row) => {
                    let sea = &self.s.profile.sea;
                    let hours = self.canal_h(row)?;
                    run_s = hours.map_or_else(|| ticks(f64::from(link.length_m) / (sea.speed_kmh / 3.6)), seconds);
                    bits |= self.passage(row);
                }
                LinkKind::Ferry(row) => {
                    bits |= closed.modes.get(&Mode::Sea).copied().unwrap_or(0);
                    bits |= closed.countries.get(&topology.nodes[link.b as usize].country).copied().unwrap_or(0);
                    let (hours, specials, berths) = self.ferry(row, link.a, link.b);
                    run_s = seconds(hours);
                    bits |= berths;
                    special = Some(specials);
                }
                LinkKind::Own(_) => {
                    run_s = ticks(f64::from(link.length_m) / (self.s.profile.sea.speed_kmh / 3.6));
                    if network.own_link(link.kind).is_some_and(|own| own.mode == OwnMode::Sea) {
                        bits |= closed.modes.get(&Mode::Sea).copied().unwrap_or(0);
                    }
                }
                LinkKind::WaterAccess(index) => {
                    let (specials, refused) = self.wharf(index);
                    special = Some(specials);
                    bits |= refused;
                }
                LinkKind::Waterway(row) => {
                    let (seconds, specials, refused) = self.waterway(row, [link.a, link.b], closed);
                    run_s = seconds;
                    special = Some(specials);
                    bits |= refused;
                }
                LinkKind::AirAccess(_) => special = Some(self.apron()),
                LinkKind::Air(row) => {
                    bits |= closed.countries.get(&topology.nodes[link.b as usize].country).copied().unwrap_or(0);
                    let (seconds, specials, refused) = self.flight(row, link);
                    run_s = seconds;
                    special = Some(specials);
                    bits |= refused;
                }
            }
            if let Some(own) = network.own_link(link.kind) {
                run_s = own.stated_s.unwrap_or(run_s);
                let arc = 2 * u32::try_from(graph.ends.len()).unwrap_or(NONE);
                if !own.two_way {
                    graph.shut(arc + 1);
                }
                // Inland waterways and air are open to questions that name them.
                let named = match own.mode {
                    OwnMode::Waterway => self.s.query.modes.contains(&Mode::Iww),
                    OwnMode::Air => self.s.query.modes.contains(&Mode::Air),
                    _ => true,
                };
                if !named {
                    graph.shut(arc);
                    graph.shut(arc + 1);
                }
            }
            if let LinkKind::WaterAccess(index) | LinkKind::AirAccess(index) = link.kind {
                bits |= closed.avoided_facilities.get(&index).copied().unwrap_or(0);
            }
            bits |= closed.at_ends(topology, &corners, [link.a, link.b]);
            graph.ends.push((link.a, link.b));
            graph.run_s.push(run_s);
            graph.class.push(class);
            graph.items.push(self.set(bits));
            graph.special.push(special.map_or(NONE, |special| {
                graph.specials.push(special);
                u32::try_from(graph.specials.len() - 1).unwrap_or(NONE)
            }));
        }
        graph.item_sets.clone_from(&self.set_list);
        graph.index(topology.nodes.len());
        Ok((graph, classes))
    }

    pub(super) fn march_rule(&self) -> Rule {
        let march_s = seconds(self.s.profile.road.march_h);
        Rule { march_s, rest_s: 86_400_u32.saturating_sub(march_s) }
    }

    /// Class 0 does not march; one class per country for roads, with its calendar.
    pub(super) fn classes(&self, graph: &mut Graph) -> Vec<u8> {
        graph.classes = vec![Class { march: false, calendar: 0 }];
        graph.calendars = vec![Calendar::default()];
        let regime = self.s.query.regime.as_str();
        let mut of_country = Vec::new();
        for country in &self.s.network.countries {
            let windows = self.s.rules.windows(regime, &country.code, &self.s.profile.road.applies);
            let calendar = self.s.rules.bans(&country.code, &windows);
            let index = if calendar.is_empty() { 0 } else { graph.calendars.len() };
            if index > 0 {
                graph.calendars.push(calendar);
            }
            let class = Class { march: true, calendar: u16::try_from(index).unwrap_or(0) };
            let known = graph.classes.iter().position(|other| *other == class);
            let position = known.unwrap_or_else(|| {
                graph.classes.push(class);
                graph.classes.len() - 1
            });
            of_country.push(u8::try_from(position).unwrap_or(0));
        }
        of_country.resize(256, 0);
        of_country
    }

    /// Progress of a train in a country, metres a second.
    fn rail_ms(&self, country: u8) -> f64 {
        let rail = &self.s.profile.rail;
        let km_per_day = if rail_is_outsize(self.s.network, country, rail.width_m) {
            rail.progress_outsize_km_per_day
        } else {
            rail.progress_km_per_day
        };
        km_per_day * 1_000.0 / 86_400.0
    }

    /// Hours through a canal or strait that has a figure of its own.
    fn canal_h(&self, row: u32) -> Result<Option<f64>> {
        let canal = self.s.network.tables.sea_links[row as usize].row.canal.as_deref().unwrap_or("");
        let id = match canal {
            "" => return Ok(None),
            canal => format!("{}_transit_h", canal.replace('-', "_")),
        };
        if self.s.factors.row(&id).is_none() { Ok(None) } else { self.s.factors.hours(&id).map(Some) }
    }

    fn shuttle_s(&self, base: u32, length_m: u32) -> Result<u32> {
        let patch = self.s.network.base.links[base as usize].patch;
        let id = patch.map_or("", |patch| self.s.network.base.patches[patch as usize].as_str());
        if id.contains("channel") || id.contains("eurotunnel") || length_m > 40_000 {
            return Ok(seconds(self.s.factors.hours("channel_shuttle_h")?));
        }
        let crossing_h = f64::from(length_m) / 1_000.0 / self.s.profile.sea.speed_kmh;
        Ok(seconds(crossing_h + self.s.factors.hours("ferry_check_in_h")?))
    }
}

/// Whether a width is beyond the static gauge of a country's lines.
pub(in crate::analysis) fn rail_is_outsize(network: &Network, country: u8, width_m: f64) -> bool {
    let code = network.country_code(country);
    let row = network.tables.rail_defaults.iter().map(|lined| &lined.row).find(|row| row.country == code);
    row.is_none_or(|row| width_m > row.static_width_m.0)
}

/// A duration of the tables' floats in whole seconds.
pub(super) fn ticks(value_s: f64) -> u32 {
    seconds(value_s / 3_600.0)
}
