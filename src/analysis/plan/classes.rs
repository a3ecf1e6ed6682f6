//! The network as each kind of load unit of a group sees it, and the ways that it may take.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::algo::labels::{CLOSED, Found};
use crate::analysis::route::compiled::{Compiled, Setting};
use crate::analysis::route::kept::{Kept, Papers};
use crate::analysis::route::profile::{Profile, seconds};
use crate::analysis::route::query::{Mode, Query};
use crate::analysis::stop::Stop;
use crate::error::Result;
use crate::force::{Factors, Load};
use crate::network::capacity::MILLI;
use crate::network::rules::Rules;
use crate::network::{LinkKind, Network};

use super::changes::Changes;
use super::groups::{Group, LoadingFigures, Lot};
use super::trip::Needs;
use super::way::{Register, Way, way};

/// What compiling needs beside the group.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) network: &'a Network,
    pub(super) query: &'a Query,
    pub(super) rules: &'a Rules<'a>,
    pub(super) factors: &'a Factors<'a>,
    pub(super) figures: LoadingFigures,
    pub(super) stop: Stop<'a>,
    /// What fits where, and what loads wait for.
    pub(super) known: (&'a Kept, &'a Papers<'a>),
}

/// Load units of one size of one group: one compiled network, and the ways found in it so far.
#[derive(Clone)]
pub(super) struct Class<'a> {
    pub(super) compiled: Arc<Compiled<'a>>,
    pub(super) ways: Vec<Way>,
    /// Railways of states that do not take its longest and heaviest trains, and whatever never lets its largest pass.
    narrow: Vec<u32>,
    /// Links closed in each search, so that none is made twice, and the way found.
    tried: Vec<(Vec<u32>, Option<usize>)>,
}

/// A way that arrives as early as any that passes nothing closed.
#[derive(Clone, Debug)]
pub(super) struct Early {
    /// Seconds after C.
    pub(super) arrive_s: u32,
    /// Its links in order.
    links: Vec<u32>,
}

impl Early {
    /// Whether it passes any of some links.
    pub(super) fn passes(&self, closed: &BTreeSet<u32>) -> bool {
        self.links.iter().any(|link| closed.contains(link))
    }
}

/// How the largest of some lots moves: sizes and masses of the worst piece, handling times of one train, of its
/// packets, of its part of a ship.
pub(super) fn envelope(ground: &Ground<'_>, group: &Group<'_>, lots: &[&Lot]) -> Result<Profile> {
    let mut most: Vec<u32> = vec![0; group.kinds.len()];
    for (kind, count) in lots.iter().flat_map(|lot| &lot.held) {
        let own = &mut most[*kind as usize];
        *own = (*own).max(*count);
    }
    let held: Vec<(u32, u32)> = (0_u32..).zip(most).filter(|(_, count)| *count > 0).collect();
    let mut profile = Profile::new(&group.load(&held), ground.factors, ground.query.ship_notice_h)?;
    let pieces = lots.iter().map(|lot| lot.pieces).max().unwrap_or(1);
    scale(ground, &mut profile, pieces)?;
    Ok(profile)
}

/// Handling times of one train, and of the packets that so many pieces make.
fn scale(ground: &Ground<'_>, profile: &mut Profile, pieces: u32) -> Result<()> {
    let factors = ground.factors;
    profile.rail.trains = 1;
    profile.rail.load_s = seconds(factors.hours("rail_load_h")?);
    profile.rail.unload_s = seconds(factors.hours("rail_unload_h")?);
    let packets = pieces.div_ceil(ground.figures.packet).max(1);
    let road = &mut profile.road;
    (road.load_s, road.unload_s) = (road.load_s / road.packets * packets, road.unload_s / road.packets * packets);
    road.packets = packets;
    let twenties = f64::from(pieces.div_ceil(20).max(1));
    profile.sea.load_s = seconds(factors.hours("ship_load_h")? * twenties);
    profile.sea.unload_s = seconds(factors.hours("ship_unload_h")? * twenties);
    Ok(())
}

/// A profile that no limit refuses which lets any piece of the group through, and that handles no slower.
pub(super) fn lightest(ground: &Ground<'_>, group: &Group<'_>) -> Result<Profile> {
    let mut singles: Vec<Profile> = Vec::new();
    for load in group.singles() {
        let mut profile = Profile::new(&load, ground.factors, ground.query.ship_notice_h)?;
        scale(ground, &mut profile, 1)?;
        singles.push(profile);
    }
    let mut singles = singles.into_iter();
    let mut least = match singles.next() {
        Some(first) => first,
        None => Profile::new(&Load { pieces: Vec::new() }, ground.factors, None)?,
    };
    for other in singles {
        let (road, rail) = (&mut least.road, &mut least.rail);
        road.gross_t = road.gross_t.min(other.road.gross_t);
        road.axle_t = road.axle_t.zip(other.road.axle_t).map(|(a, b)| a.min(b));
        road.height_m = road.height_m.min(other.road.height_m);
        road.width_m = road.width_m.min(other.road.width_m);
        road.rate_kmh = road.rate_kmh.max(other.road.rate_kmh);
        road.march_h = road.march_h.max(other.road.march_h);
        road.load_s = road.load_s.min(other.road.load_s);
        road.unload_s = road.unload_s.min(other.road.unload_s);
        road.applies.retain(|word| other.road.applies.contains(word));
        if other.road.impossible.is_none() {
            road.impossible = None;
        }
        rail.axle_t = rail.axle_t.min(other.rail.axle_t);
        rail.metre_t = rail.metre_t.min(other.rail.metre_t);
        rail.width_m = rail.width_m.min(other.rail.width_m);
        rail.vehicles &= other.rail.vehicles;
        if other.rail.impossible.is_none() {
            rail.impossible = None;
        }
        least.sea.ramp_t = least.sea.ramp_t.min(other.sea.ramp_t);
        least.sea.height_m = least.sea.height_m.min(other.sea.height_m);
    }
    Ok(least)
}

impl<'a> Class<'a> {
    /// Compiles the network for a profile.
    ///
    /// # Errors
    /// When a planning factor is missing, or the circumstances name an unknown state or place.
    pub(super) fn new(
        network: &'a Network,
        rules: &Rules<'_>,
        factors: &Factors<'_>,
        group: &Group<'_>,
        profile: &'a Profile,
        query: &Query,
        known: (&Kept, &Papers<'a>),
    ) -> Result<Self> {
        // The cargo class of the group decides on paperwork; all its pieces share it.
        let load = group.load(&[(0, 1)]);
        let setting = Setting {
            network,
            query,
            rules,
            factors,
            profile,
            load: &load,
            flag: group.key.flag,
            from: group.key.from,
            to: group.key.to,
            depart_s: group.ready_s,
        };
        let compiled = Compiled::with_kept(&setting, known)?;
        Ok(Class { compiled: Arc::new(compiled), ways: Vec::new(), narrow: Vec::new(), tried: Vec::new() })
    }

    /// Looks for the best way with some links closed; true when a new way was found.
    pub(super) fn seek(&mut self, register: &mut Register<'_>, closed: &[u32]) -> bool {
        let before = self.ways.len();
        self.way_past(register, closed);
        self.ways.len() > before
    }

    /// The best way with some links closed: its number.
    pub(super) fn way_past(&mut self, register: &mut Register<'_>, closed: &[u32]) -> Option<usize> {
        let mut closed = closed.to_vec();
        closed.extend(&register.changes.closed);
        closed.sort_unstable();
        closed.dedup();
        if let Some((_, way)) = self.tried.iter().find(|(other, _)| *other == closed) {
            return *way;
        }
        let penalty = self.penalty(closed.iter().chain(&self.narrow).copied());
        let way = self.compiled.best(&penalty).and_then(|found| self.add(register, &found));
        self.tried.push((closed, way));
        way
    }

    /// Links that no search may use: what is changed, and what is too narrow for its largest load units.
    pub(super) fn closed(&self, changes: &Changes) -> Vec<bool> {
        let mut closed = vec![false; self.compiled.graph().ends.len()];
        for link in self.narrow.iter().chain(&changes.closed) {
            closed[*link as usize] = true;
        }
        closed
    }

    /// What a search is told of closed links.
    fn penalty(&self, closed: impl Iterator<Item = u32>) -> Vec<u16> {
        let mut penalty = Vec::new();
        for link in closed {
            if penalty.is_empty() {
                penalty = vec![100_u16; self.compiled.graph().ends.len()];
            }
            penalty[link as usize] = CLOSED;
        }
        penalty
    }

    /// Earliest arrival of all ways that pass nothing closed.
    pub(super) fn earliest_s(&self, closed: &BTreeSet<u32>) -> Option<u32> {
        self.earliest(closed).map(|early| early.arrive_s)
    }

    /// The same with the way that it is.
    pub(super) fn earliest(&self, closed: &BTreeSet<u32>) -> Option<Early> {
        let found = self.compiled.earliest(&self.penalty(closed.iter().copied()))?;
        let links = found.arcs.iter().map(|(arc, _)| arc / 2).collect();
        Some(Early { arrive_s: found.time_s + self.compiled.start.finish_s, links })
    }

    /// Takes up what is changed; true when an open way closed.
    pub(super) fn adjust(&mut self, changes: &Changes) -> bool {
        let mut lost = false;
        for way in &mut self.ways {
            let before = way.open;
            way.adjust(changes);
            lost |= before && !way.open;
        }
        lost
    }

    /// Ways and searches so far.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.ways.len(), self.tried.len())
    }

    /// Goes back to so many ways and searches.
    pub(super) fn cut(&mut self, (ways, tried): (usize, usize)) {
        self.ways.truncate(ways);
        self.tried.truncate(tried);
    }

    /// Adds a way unless it is there already; its number.
    pub(super) fn add(&mut self, register: &mut Register<'_>, found: &Found) -> Option<usize> {
        let same = |way: &Way| way.arcs.iter().eq(found.arcs.iter().map(|(arc, _)| arc));
        if let Some(known) = self.ways.iter().position(same) {
            return Some(known);
        }
        self.ways.push(way(register, &self.compiled, found)?);
        Some(self.ways.len() - 1)
    }

    /// The ways to begin with: the best of all, and the best without each mode that it uses.
    pub(super) fn first_ways(&mut self, register: &mut Register<'_>) {
        self.seek(register, &[]);
        let Some(best) = self.ways.iter().find(|way| way.open).map(|way| way.arcs.clone()) else { return };
        let topology = &register.network.topology;
        let mode = |arc: u32| match topology.links[(arc / 2) as usize].kind {
            LinkKind::RailAccess(_) => Some(Mode::Rail),
            LinkKind::SeaAccess(_) | LinkKind::Ferry(_) => Some(Mode::Sea),
            _ => None,
        };
        for shunned in [Mode::Rail, Mode::Sea] {
            if best.iter().any(|arc| mode(*arc) == Some(shunned)) {
                let links = 0..u32::try_from(topology.links.len()).unwrap_or(0);
                let closed: Vec<u32> = links.filter(|link| mode(link * 2) == Some(shunned)).collect();
                self.seek(register, &closed);
            }
        }
        // The long road is not always the best; the best way by rail then is.
        if !best.iter().any(|arc| mode(*arc) == Some(Mode::Rail)) {
            self.by_rail(register);
        }
    }

    /// Keeps the trains that are made of lots out of states that do not take them, and off what passes less in a day than
    /// the largest of them is; then looks for ways without that care too.
    pub(super) fn first_ways_for(&mut self, register: &mut Register<'_>, lots: &[&Lot], levels: &[u64], most: &Needs) {
        let trains = || lots.iter().filter_map(|lot| lot.train.as_ref());
        let longest = trains().map(|train| train.length_mm).max().unwrap_or(0);
        let heaviest = trains().map(|train| train.mass_kg).max().unwrap_or(0);
        let narrow: BTreeSet<u8> = (0..=u8::MAX)
            .zip(&register.network.tables.countries)
            .map(|(country, _)| country)
            .filter(|country| {
                let most = register.train_max(*country);
                longest > most.0 || heaviest > most.1
            })
            .collect();
        let links = (0_u32..).zip(&register.network.topology.links);
        self.narrow = links
            .filter(|(_, link)| matches!(link.kind, LinkKind::Rail(_)) && narrow.contains(&link.country))
            .map(|(index, _)| index)
            .collect();
        if !lots.is_empty() {
            for (asset, level) in (0_u32..).zip(levels) {
                let unit = register.capacities.assets[asset as usize].unit;
                if *level > 0 && level.div_ceil(MILLI) < u64::from(most.of(unit)) {
                    self.narrow.extend(register.capacities.links_of(asset));
                }
            }
            self.narrow.sort_unstable();
            self.narrow.dedup();
        }
        self.first_ways(register);
        if !self.narrow.is_empty() {
            let kept = std::mem::take(&mut self.narrow);
            self.tried.clear();
            self.first_ways(register);
            self.tried.clear();
            self.narrow = kept;
        }
    }

    /// The best way with its long roads closed: to and from the railheads near the ends only.
    fn by_rail(&mut self, register: &mut Register<'_>) {
        let network = register.network;
        let (from, to) = (self.compiled.start.node, self.compiled.target);
        let at = |node: u32| {
            let node = &network.topology.nodes[node as usize];
            (f64::from(node.lat_e5) / 1e5, f64::from(node.lon_e5) / 1e5)
        };
        let near = |node: u32| {
            [from, to].into_iter().any(|end| crate::network::Topology::distance_m(at(end), at(node)) <= RAILHEAD_M)
        };
        let closed: Vec<u32> = (0_u32..)
            .zip(&network.topology.links)
            .filter(|(_, link)| matches!(link.kind, LinkKind::Road(_)) && !near(link.a))
            .map(|(index, _)| index)
            .collect();
        self.seek(register, &closed);
    }
}

/// Railheads are looked for within this distance of the ends, metres.
const RAILHEAD_M: f64 = 150_000.0;
