//! The network as one question sees it: bridges and paperwork become arcs, seconds, gates and items.
//!
//! This is the only translation from the network to the arrays of `algo::labels`.

use std::collections::{BTreeMap, BTreeSet};

use crate::algo::labels::{Class, Graph, NO_STATE, NONE, Special};
use crate::algo::march::{Calendar, Rule};
use crate::data::base::Way;
use crate::data::rows::{Provenance, Sourced};
use crate::error::Result;
use crate::force::Factors;
use crate::network::find::Target;
use crate::network::limits::{Assurance, Verdict};
use crate::network::rules::{Asked, Lead, Rules};
use crate::network::{LinkKind, Network, NodeKind, Topology};

use super::items::{Item, Items, SHARED};
use super::profile::{Profile, seconds};
use super::query::{Mode, Query};

/// Roads within this distance of the two ends are open even when the question excludes roads: the way to the railhead.
pub(super) const LOCAL_ROAD_KM: f64 = 40.0;

/// Settlements named by `--avoid` are given this berth.
const AVOID_KM: f64 = 5.0;

/// A limit that was looked at: what, where, and how it came out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Finding {
    /// `axle load`, `gross mass` ...
    pub(super) what: &'static str,
    /// Where.
    pub(super) place: String,
    /// Need with unit.
    pub(super) needed: String,
    /// Limit with unit and evidence, or `unknown`.
    pub(super) has: String,
    /// How it came out.
    pub(super) verdict: Verdict,
    /// Where the limit comes from.
    pub(super) provenance: Option<Provenance>,
}

/// Where findings belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    /// The ordinary ways of a mode in a country.
    Ways(Mode, u8),
    /// A structure (row) as a mode meets it.
    Structure(u32, Mode),
    /// Rail loading at a facility.
    RailFacility(u32),
    /// The berths of a port.
    Berth(u32),
}

/// The compiled question.
pub(super) struct View<'a> {
    pub(super) network: &'a Network,
    pub(super) graph: Graph,
    pub(super) items: Items,
    pub(super) findings: BTreeMap<Subject, Vec<Finding>>,
    pub(super) leads: BTreeMap<(u8, Mode), Lead>,
    pub(super) borders: BTreeMap<(u8, u8, Mode), (u32, Option<Provenance>)>,
    /// Structures on base links, (base link, row).
    pub(super) structures: Vec<(u32, u32)>,
    /// Links whose items come from limits alone, for citing.
    pub(super) profile: &'a Profile,
}

/// What compiling needs.
pub(super) struct Sources<'a> {
    pub(super) network: &'a Network,
    pub(super) query: &'a Query,
    pub(super) rules: &'a Rules<'a>,
    pub(super) factors: &'a Factors<'a>,
    pub(super) profile: &'a Profile,
    pub(super) cargo: &'a str,
    pub(super) flag: u8,
    pub(super) chained: bool,
    pub(super) from: u32,
    pub(super) to: u32,
}

pub(super) struct Builder<'a> {
    pub(super) s: &'a Sources<'a>,
    pub(super) items: Items,
    pub(super) findings: BTreeMap<Subject, Vec<Finding>>,
    leads: BTreeMap<(u8, Mode), Option<Lead>>,
    borders: BTreeMap<(u8, u8, Mode), (u32, Option<Provenance>)>,
    sets: BTreeMap<u128, u16>,
    set_list: Vec<u128>,
    pub(super) judged: BTreeMap<Subject, u128>,
}

impl<'a> View<'a> {
    /// Compiles a question.
    ///
    /// # Errors
    /// When a planning factor is missing, or the question names an unknown state or place.
    pub(super) fn new(s: &'a Sources<'a>) -> Result<Self> {
        let mut builder = Builder {
            s,
            items: Items::default(),
            findings: BTreeMap::new(),
            leads: BTreeMap::new(),
            borders: BTreeMap::new(),
            sets: BTreeMap::from([(0, 0)]),
            set_list: vec![0],
            judged: BTreeMap::new(),
        };
        let closed = builder.closed()?;
        let structures = s.network.structure_links();
        let graph = builder.graph(&closed, &structures)?;
        let leads = builder.leads.into_iter().filter_map(|(key, lead)| Some((key, lead?))).collect();
        Ok(View {
            network: s.network,
            graph,
            items: builder.items,
            findings: builder.findings,
            leads,
            borders: builder.borders,
            structures,
            profile: s.profile,
        })
    }
}

/// What the question and the stances close.
pub(super) struct Closed {
    countries: BTreeMap<u8, u128>,
    modes: BTreeMap<Mode, u128>,
    avoided_facilities: BTreeMap<u32, u128>,
    pub(super) avoided_structures: BTreeMap<u32, u128>,
    avoided_changes: BTreeMap<u32, u128>,
    avoided_spots: Vec<((f64, f64), u128)>,
}

impl Builder<'_> {
    fn closed(&mut self) -> Result<Closed> {
        let network = self.s.network;
        let query = self.s.query;
        let mut closed = Closed {
            countries: BTreeMap::new(),
            modes: BTreeMap::new(),
            avoided_facilities: BTreeMap::new(),
            avoided_structures: BTreeMap::new(),
            avoided_changes: BTreeMap::new(),
            avoided_spots: Vec::new(),
        };
        let mut allowed = BTreeSet::new();
        for text in &query.allow {
            allowed.insert(network.country(text)?);
        }
        let deny = |items: &mut Items, code: &str, has: String, provenance: Option<Provenance>| {
            items.bit(&format!("deny {code}"), || Item {
                what: code.to_owned(),
                limit: "denied".to_owned(),
                needed: "passage".to_owned(),
                has,
                provenance,
            })
        };
        for text in &query.deny {
            let country = network.country(text)?;
            let bit = deny(&mut self.items, network.country_code(country), "denied by the question".to_owned(), None);
            closed.countries.insert(country, bit);
        }
        for (code, provenance) in self.s.rules.denied() {
            let country = network.country(code)?;
            if !allowed.contains(&country) && !closed.countries.contains_key(&country) {
                let has = format!("denied by default ({})", provenance.source);
                closed.countries.insert(country, deny(&mut self.items, code, has, Some(provenance)));
            }
        }
        for mode in Mode::ALL.into_iter().filter(|mode| !query.modes.contains(mode)) {
            let bit = self.items.bit(&format!("mode {}", mode.word()), || Item {
                what: mode.word().to_owned(),
                limit: "mode".to_owned(),
                needed: mode.word().to_owned(),
                has: "not among --modes".to_owned(),
                provenance: None,
            });
            closed.modes.insert(mode, bit);
        }
        for text in &query.avoid {
            self.avoid(text, &mut closed)?;
        }
        Ok(closed)
    }

    fn avoid(&mut self, text: &str, closed: &mut Closed) -> Result<()> {
        let network = self.s.network;
        let wanted = crate::network::find::fold(text);
        let same = |id: &str, name: &str| {
            crate::network::find::fold(id) == wanted || crate::network::find::fold(name) == wanted
        };
        let bit = self.items.bit(&format!("avoid {wanted}"), || Item {
            what: text.to_owned(),
            limit: "avoided".to_owned(),
            needed: "passage".to_owned(),
            has: "avoided by the question".to_owned(),
            provenance: None,
        });
        let mut found = false;
        for (row, lined) in (0_u32..).zip(&network.tables.structures) {
            if same(&lined.row.id, &lined.row.name) {
                closed.avoided_structures.insert(row, bit);
                found = true;
            }
        }
        for (row, lined) in (0_u32..).zip(&network.tables.gauge_changes) {
            if same(&lined.row.id, &lined.row.name) {
                closed.avoided_changes.insert(row, bit);
                found = true;
            }
        }
        if found {
            return Ok(());
        }
        match network.place(text)? {
            Target::Facility(index) => {
                closed.avoided_facilities.insert(index, bit);
                let facility = &network.facilities[index as usize];
                closed.avoided_spots.push(((facility.lat, facility.lon), bit));
            }
            Target::Settlement(node) => closed.avoided_spots.push((position(network, node), bit)),
        }
        Ok(())
    }

    fn set(&mut self, bits: u128) -> u16 {
        if let Some(index) = self.sets.get(&bits) {
            return *index;
        }
        let index = u16::try_from(self.set_list.len()).unwrap_or(u16::MAX);
        self.set_list.push(bits);
        self.sets.insert(bits, index);
        index
    }

    fn graph(&mut self, closed: &Closed, structures: &[(u32, u32)]) -> Result<Graph> {
        let network = self.s.network;
        let topology = &network.topology;
        let mut graph = Graph { rule: Some(self.march_rule()), ..Graph::default() };
        let classes = self.classes(&mut graph);
        let (from, to) = (position(network, self.s.from), position(network, self.s.to));
        let has_structure = |base_link: u32| structures.binary_search_by(|(link, _)| link.cmp(&base_link)).is_ok();
        let road_ms = self.s.profile.road.rate_kmh / 3.6;
        let corners = corners(topology, closed);
        for link in &topology.links {
            let mut bits = closed.countries.get(&link.country).copied().unwrap_or(0);
            let mut class = 0_u8;
            let mut special: Option<[Special; 2]> = None;
            let mut run_s = 0;
            match link.kind {
                LinkKind::Road(base) => {
                    run_s = ticks(f64::from(link.length_m) / road_ms);
                    class = classes[link.country as usize];
                    bits |= self.ways(Mode::Road, link.country);
                    if let Some(bit) = closed.modes.get(&Mode::Road)
                        && !near(topology, link.a, from)
                        && !near(topology, link.a, to)
                    {
                        bits |= bit;
                    }
                    if has_structure(base) {
                        bits |= self.on_structures(base, Mode::Road, structures, closed, &mut special);
                    }
                }
                LinkKind::Shuttle(base) => {
                    bits |= closed.modes.get(&Mode::Road).copied().unwrap_or(0);
                    if has_structure(base) {
                        bits |= self.on_structures(base, Mode::Road, structures, closed, &mut special);
                    }
                    run_s = self.shuttle_s(base, link.length_m)?;
                }
                LinkKind::Rail(base) => {
                    run_s = ticks(f64::from(link.length_m) / self.rail_ms(link.country));
                    bits |= self.ways(Mode::Rail, link.country) | closed.modes.get(&Mode::Rail).copied().unwrap_or(0);
                    if has_structure(base) {
                        bits |= self.on_structures(base, Mode::Rail, structures, closed, &mut special);
                    }
                }
                LinkKind::Border => {
                    special = Some(self.border(link.a, link.b));
                }
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
                    let out = Special {
                        before_s: self.s.profile.road.load_s,
                        handlings: 1,
                        ..self.entering(link.country, Mode::Road)
                    };
                    let home = Special { after_s: self.s.profile.road.unload_s, state: NO_STATE, ..Special::default() };
                    special = Some([out, home]);
                }
                LinkKind::RailAccess(index) => {
                    run_s = ticks(f64::from(link.length_m) / self.rail_ms(link.country));
                    bits |= closed.avoided_facilities.get(&index).copied().unwrap_or(0)
                        | self.rail_facility(index)
                        | closed.modes.get(&Mode::Rail).copied().unwrap_or(0)
                        | self.ways(Mode::Rail, link.country);
                    let unknown = self.unknowns(Subject::RailFacility(index));
                    let entering = self.entering(link.country, Mode::Rail);
                    let out = Special {
                        before_s: self.s.profile.rail.load_s,
                        handlings: 1,
                        resets: true,
                        unknowns: entering.unknowns + unknown,
                        ..entering
                    };
                    let home = Special {
                        after_s: self.s.profile.rail.unload_s,
                        resets: true,
                        state: NO_STATE,
                        unknowns: unknown,
                        ..Special::default()
                    };
                    special = Some([out, home]);
                }
                LinkKind::SeaAccess(index) => {
                    bits |= closed.avoided_facilities.get(&index).copied().unwrap_or(0)
                        | self.berth(index)
                        | closed.modes.get(&Mode::Sea).copied().unwrap_or(0);
                    special = Some(self.roadstead(index, link.country));
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
            }
            for end in [link.a, link.b] {
                bits |= corners.get(&topology.nodes[end as usize].kind.base()).copied().unwrap_or(0);
            }
            for (spot, bit) in &closed.avoided_spots {
                if within(topology, link.a, *spot, AVOID_KM) || within(topology, link.b, *spot, AVOID_KM) {
                    bits |= bit;
                }
            }
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
        Ok(graph)
    }

    fn march_rule(&self) -> Rule {
        let march_s = seconds(self.s.profile.road.march_h);
        Rule { march_s, rest_s: 86_400_u32.saturating_sub(march_s) }
    }

    /// Class 0 does not march; one class per country for roads, with its calendar.
    fn classes(&self, graph: &mut Graph) -> Vec<u8> {
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

    fn lead(&mut self, country: u8, mode: Mode) -> Option<&Lead> {
        let s = self.s;
        let entry = self.leads.entry((country, mode)).or_insert_with(|| {
            let asked = Asked {
                regime: &s.query.regime,
                country: s.network.country_code(country),
                mode: mode.word(),
                cargo: s.cargo,
                flag: s.network.country_code(s.flag),
                starts_here: s.network.topology.nodes[s.from as usize].country == country,
            };
            s.rules.lead(&asked, s.query.case)
        });
        entry.as_ref()
    }

    /// Entering the ways of a mode in a country: its permission and what is unknown of its ways.
    fn entering(&mut self, country: u8, mode: Mode) -> Special {
        let unknowns = if mode == Mode::Sea {
            0
        } else {
            self.ways(mode, country);
            self.unknowns(Subject::Ways(mode, country))
        };
        let code = self.s.network.country_code(country).to_owned();
        let modes = if self.s.chained { &[Mode::Rail, Mode::Road, Mode::Sea][..] } else { &[mode][..] };
        let leads: Vec<Lead> = modes.iter().filter_map(|mode| self.lead(country, *mode).cloned()).collect();
        // Asked for one after another, a state has one lead time: the longest over the modes.
        let Some(lead) = leads.into_iter().max_by_key(|lead| lead.lead_s) else {
            return Special { state: NO_STATE, unknowns, ..Special::default() };
        };
        let gate_item = self.items.bit(&format!("lead {code} {}", mode.word()), || Item {
            what: format!("{code} ({})", mode.word()),
            limit: "lead time".to_owned(),
            needed: "permission".to_owned(),
            has: format!("{} after C", lead.text),
            provenance: Some(lead.provenance.clone()),
        });
        // A lead time that found no bit of its own cannot be relaxed apart from the limits that share the last one.
        let gate_item = if gate_item == SHARED { 0 } else { gate_item };
        Special {
            gate_s: lead.lead_s,
            gate_item,
            state: country.min(63),
            lead_s: lead.lead_s,
            unknowns,
            ..Special::default()
        }
    }

    fn border(&mut self, a: u32, b: u32) -> [Special; 2] {
        let nodes = &self.s.network.topology.nodes;
        let (from, to) = (nodes[a as usize].country, nodes[b as usize].country);
        let NodeKind::Base(base) = nodes[a as usize].kind else {
            return [Special { state: NO_STATE, ..Special::default() }; 2];
        };
        let mode = if self.s.network.base.nodes[base as usize].way == Way::Rail { Mode::Rail } else { Mode::Road };
        [(from, to), (to, from)].map(|(from, to)| {
            let after_s = self.processing(from, to, mode);
            Special { after_s, borders: 1, ..self.entering(to, mode) }
        })
    }

    fn processing(&mut self, from: u8, to: u8, mode: Mode) -> u32 {
        let s = self.s;
        let (from_code, to_code) = (s.network.country_code(from), s.network.country_code(to));
        let found = self
            .borders
            .entry((from, to, mode))
            .or_insert_with(|| s.rules.processing(&s.query.regime, from_code, to_code, mode.word(), s.query.case));
        found.0
    }

    /// Going aboard a chartered ship (after its notice), and coming ashore (customs of the state where it all began).
    fn roadstead(&mut self, index: u32, country: u8) -> [Special; 2] {
        let sea = &self.s.profile.sea;
        let unknowns = self.unknowns(Subject::Berth(index));
        let start = self.s.network.topology.nodes[self.s.from as usize].country;
        let clearing = if start == country { 0 } else { self.processing(start, country, Mode::Sea) };
        let aboard = Special {
            gate_s: sea.notice_s,
            after_s: sea.load_s + sea.pilotage_s,
            handlings: 1,
            resets: true,
            state: NO_STATE,
            unknowns,
            ..Special::default()
        };
        let ashore = Special {
            after_s: clearing + sea.pilotage_s + sea.unload_s,
            resets: true,
            borders: 1,
            ..self.entering(country, Mode::Sea)
        };
        let ashore = Special { unknowns: ashore.unknowns + unknowns, ..ashore };
        [aboard, ashore]
    }

    fn ferry(&mut self, row: u32, a: u32, b: u32) -> (f64, [Special; 2], u128) {
        let ferry = &self.s.network.tables.ferries[row as usize].row;
        let case = self.s.query.case;
        let hours = case.pick(ferry.hours_low.0, ferry.hours.0, ferry.hours_high.0);
        let headway_h = 168.0 / ferry.sailings_per_week.0;
        let wait_s = seconds(case.pick(0.0, headway_h / 2.0, headway_h));
        let nodes = &self.s.network.topology.nodes;
        let (from, to) = (nodes[a as usize], nodes[b as usize]);
        let mut berths = 0;
        for node in [from, to] {
            if let NodeKind::Facility(index) = node.kind {
                berths |= self.berth(index);
            }
        }
        if ferry.status == "suspended" {
            berths |= self.items.bit(&format!("ferry {}", ferry.id), || Item {
                what: ferry.name.clone(),
                limit: "line open".to_owned(),
                needed: "a sailing".to_owned(),
                has: "suspended".to_owned(),
                provenance: Some(ferry.provenance()),
            });
        }
        let crossing_s = seconds(hours);
        let specials = [(from, to), (to, from)].map(|(from, to)| {
            let mut special = if from.country == to.country {
                Special { state: NO_STATE, ..Special::default() }
            } else {
                self.entering(to.country, Mode::Sea)
            };
            special.before_s = self.s.profile.sea.check_in_s + wait_s;
            special.after_s =
                if from.country == to.country { 0 } else { self.processing(from.country, to.country, Mode::Sea) };
            special.gate_s = special.gate_s.saturating_sub(crossing_s);
            special.borders = u8::from(from.country != to.country);
            special.resets = true;
            special
        });
        (hours, specials, berths)
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
pub(super) fn rail_is_outsize(network: &Network, country: u8, width_m: f64) -> bool {
    let code = network.country_code(country);
    let row = network.tables.rail_defaults.iter().map(|lined| &lined.row).find(|row| row.country == code);
    row.is_none_or(|row| width_m > row.static_width_m.0)
}

/// Points on the border of a state that refuses may lie in it: no way passes them.
fn corners(topology: &Topology, closed: &Closed) -> BTreeMap<Option<u32>, u128> {
    let mut corners = BTreeMap::new();
    for node in topology.nodes.iter().filter(|_| !closed.countries.is_empty()) {
        if let (base @ Some(_), Some(bit)) = (node.kind.base(), closed.countries.get(&node.country)) {
            *corners.entry(base).or_insert(0) |= bit;
        }
    }
    corners
}

/// A duration of the tables' floats in whole seconds.
fn ticks(value_s: f64) -> u32 {
    seconds(value_s / 3_600.0)
}

/// Latitude and longitude of a node in degrees.
pub(super) fn position(network: &Network, node: u32) -> (f64, f64) {
    let node = &network.topology.nodes[node as usize];
    (f64::from(node.lat_e5) / 1e5, f64::from(node.lon_e5) / 1e5)
}

/// Whether a node lies within so many kilometres of a spot (a box test first: cheap).
pub(super) fn within(topology: &Topology, node: u32, spot: (f64, f64), km: f64) -> bool {
    let node = &topology.nodes[node as usize];
    let at = (f64::from(node.lat_e5) / 1e5, f64::from(node.lon_e5) / 1e5);
    (at.0 - spot.0).abs() * 111.0 <= km + 1.0
        && (at.1 - spot.1).abs() * 35.0 <= km + 1.0
        && Topology::distance_m(at, spot) <= km * 1_000.0
}

fn near(topology: &Topology, node: u32, spot: (f64, f64)) -> bool {
    within(topology, node, spot, LOCAL_ROAD_KM)
}

/// The strictest assurance that all verdicts hold at.
pub(super) fn weakest<'f>(findings: impl Iterator<Item = &'f Finding>) -> Assurance {
    findings.filter_map(|finding| finding.verdict.assurance()).max().unwrap_or(Assurance::Proven)
}
