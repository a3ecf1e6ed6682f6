//! What is loaded: trains and packets of every group, the profiles of their classes, load units with what they take, and carriers.

use std::collections::BTreeMap;

use crate::analysis::route::profile::Profile;
use crate::analysis::route::query::Query;
use crate::error::{Error, Result};
use crate::force::trains::TrainLimit;
use crate::force::{Factors, Force, PoolKind};
use crate::network::Network;

use super::classes::{Ground, envelope};
use super::fleet::{Batch, EVERYWHERE, Holders};
use super::groups::{Group, LoadingFigures, Lot, Stream};
use super::problem::{Choice, Problem, Unit, Units, minutes};
use super::trip::Needs;

/// Profiles and queries that the classes borrow.
pub(super) struct Stock {
    pub(super) profiles: Vec<Profile>,
    pub(super) queries: Vec<Query>,
    streams: Vec<Stream>,
    /// (group, profile, whole bundles) of each class.
    pub(super) plans: Vec<(u32, u32, bool)>,
}

/// Loading figures of the planning factors.
///
/// # Errors
/// When a planning factor is missing.
pub(super) fn figures(factors: &Factors<'_>) -> Result<LoadingFigures> {
    Ok(LoadingFigures {
        limit: TrainLimit {
            length_m: factors.speed("train_length_m")? - factors.hours("locomotive_length_m")?,
            mass_t: factors.speed("train_mass_t")?,
        },
        gap_m: factors.hours("lane_gap_m")?,
        packet: whole(factors.speed("convoy_packet_vehicles")?).max(1),
    })
}

/// Whole units of a figure, rounded up.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "figures are positive and small")]
pub(super) fn whole(value: f64) -> u32 {
    value.ceil().clamp(0.0, 4e9) as u32
}

impl Stock {
    /// Loads the groups: bundles, and the profiles of their classes.
    ///
    /// # Errors
    /// Naming the first piece that cannot be loaded.
    pub(super) fn new(ground: &Ground<'_>, groups: &[Group<'_>], locomotive_m: f64) -> Result<Self> {
        let mut stock = Stock { profiles: Vec::new(), queries: Vec::new(), streams: Vec::new(), plans: Vec::new() };
        for (number, group) in (0_u32..).zip(groups) {
            ground.stop.check()?;
            let figures = LoadingFigures { limit: at_ends(ground, group, locomotive_m), ..ground.figures };
            let stream = group.stream(&figures).map_err(Error::Question)?;
            let wholes: Vec<&Lot> = stream.trains.iter().collect();
            stock.plans.push((number, stock.number(), true));
            stock.profiles.push(envelope(ground, group, &wholes)?);
            let packets: Vec<&Lot> = stream.packets.iter().collect();
            if !packets.is_empty() {
                stock.plans.push((number, stock.number(), false));
                stock.profiles.push(envelope(ground, group, &packets)?);
            }
            stock.streams.push(stream);
            stock.queries.push(Query { modes: group.key.modes.clone(), ..ground.query.clone() });
        }
        Ok(stock)
    }

    fn number(&self) -> u32 {
        u32::try_from(self.profiles.len()).unwrap_or(u32::MAX)
    }

    /// Group, profile, and whether whole bundles, of each class.
    pub(super) fn plans(&self) -> &[(u32, u32, bool)] {
        &self.plans
    }

    /// Trains of a group.
    pub(super) fn trains(&self, group: u32) -> Vec<&Lot> {
        self.streams[group as usize].trains.iter().collect()
    }

    /// The query of a group.
    pub(super) fn query(&self, group: usize) -> &Query {
        &self.queries[group]
    }
}

/// The factors' train, within what the states of the two ends take.
fn at_ends(ground: &Ground<'_>, group: &Group<'_>, locomotive_m: f64) -> TrainLimit {
    let network = ground.network;
    let ends = [group.key.from, group.key.to].map(|end| network.topology.nodes[network.node_of(end) as usize].country);
    limit_of(network, ends.iter(), ground.figures.limit, locomotive_m)
}

/// What a train may be in all of some countries.
pub(super) fn limit_of<'c>(
    network: &Network,
    countries: impl Iterator<Item = &'c u8>,
    most: TrainLimit,
    locomotive_m: f64,
) -> TrainLimit {
    countries.fold(most, |limit, country| {
        let code = network.country_code(*country);
        let row = network.tables.rail_defaults.iter().map(|lined| &lined.row).find(|row| row.country == code);
        row.map_or(limit, |row| TrainLimit {
            length_m: limit.length_m.min(row.train_length_m.0 - locomotive_m),
            mass_t: limit.mass_t.min(row.trailing_mass_t.0),
        })
    })
}

impl Problem<'_> {
    /// Makes the load units of all groups.
    ///
    /// # Errors
    /// When a planning factor is missing.
    pub(super) fn load_units(&mut self, ground: &Ground<'_>, stock: &Stock) -> Result<()> {
        let factors = ground.factors;
        let rail_clear_s = minutes(factors.hours("rail_headway_min")?);
        let gap_s = minutes(factors.hours("convoy_gap_min")?);
        let spacing_m = factors.hours("vehicle_spacing_m")?;
        let class_of: BTreeMap<(u32, bool), u32> =
            stock.plans.iter().zip(0_u32..).map(|((group, _, whole), class)| ((*group, *whole), class)).collect();
        for (number, stream) in (0_u32..).zip(&stock.streams) {
            let group = &self.groups[number as usize];
            let whole_class = class_of.get(&(number, true)).copied().unwrap_or(0);
            let packet_class = class_of.get(&(number, false)).copied();
            let make = |problem: &mut Self, lot: &Lot, packet: bool| {
                let class = packet_class.filter(|_| packet).unwrap_or(whole_class);
                let rate_ms = problem.classes[class as usize].compiled.view.profile.road.rate_kmh / 3.6;
                let pass_s = whole(f64::from(lot.pieces) * spacing_m / rate_ms);
                let needs =
                    Needs { road_pass_s: pass_s, road_clear_s: pass_s + gap_s, rail_clear_s, ..needs(group, lot) };
                problem.units.push(Unit {
                    group: number,
                    class,
                    needs,
                    wagons: wagons(problem.network, lot),
                    transporters: transporters(problem.network, group, lot),
                    lot: lot.clone(),
                });
                u32::try_from(problem.units.len() - 1).unwrap_or(u32::MAX)
            };
            let mut units = Units { fronts: stream.fronts.clone(), lows: stream.lows.clone(), ..Units::default() };
            for lot in &stream.trains {
                units.trains.push(make(self, lot, false));
            }
            let parts = |lot: &Lot| group.handfuls(lot, &ground.figures);
            for lot in &stream.packets {
                units.packets.push(make(self, lot, true));
                units.handfuls.push(parts(lot).iter().map(|part| make(self, part, true)).collect());
            }
            if stream.packets.is_empty() {
                let parts = stream.trains.iter().flat_map(parts);
                units.handfuls.push(parts.map(|part| make(self, &part, false)).collect());
            }
            for lot in &stream.rests {
                units.rests.push(lot.as_ref().map(|lot| {
                    let parts: Vec<u32> = parts(lot).iter().map(|part| make(self, part, true)).collect();
                    (make(self, lot, true), parts)
                }));
            }
            for lot in &stream.trains {
                self.choices.push(Choice {
                    group: number,
                    priority: group.priority,
                    ready_s: group.ready_s,
                    pieces: lot.pieces,
                });
            }
            self.streams.push(units);
        }
        Ok(())
    }
}

fn needs(group: &Group<'_>, lot: &Lot) -> Needs {
    let of = |value: &dyn Fn(&crate::force::Piece<'_>) -> f64| -> f64 {
        lot.held.iter().map(|(kind, count)| value(&group.kinds[*kind as usize].piece) * f64::from(*count)).sum()
    };
    let lane_m = of(&|piece| piece.cited.map_or(piece.length.value(), |row| row.lane_m.0));
    Needs {
        pieces: lot.pieces,
        lane_m: whole(lane_m),
        tonnes: whole(of(&|piece| piece.mass.value())),
        ..Needs::default()
    }
}

fn wagons(network: &Network, lot: &Lot) -> Vec<(u32, u32)> {
    let types = lot.train.iter().flat_map(|train| train.wagon_types());
    let index = |id: &str| network.tables.wagons.iter().position(|lined| lined.row.id == id);
    types.filter_map(|(id, count)| Some((u32::try_from(index(&id)?).ok()?, count))).collect()
}

fn transporters(network: &Network, group: &Group<'_>, lot: &Lot) -> Vec<(u32, u32)> {
    let mut types: BTreeMap<u32, u32> = BTreeMap::new();
    for (kind, count) in &lot.held {
        let piece = &group.kinds[*kind as usize].piece;
        let Some(row) = piece.transporter.filter(|_| !piece.drives) else { continue };
        let index = network.tables.transporters.iter().position(|lined| lined.row.id == row.id);
        if let Some(index) = index.and_then(|index| u32::try_from(index).ok()) {
            *types.entry(index).or_default() += count.div_ceil(row.pieces.unwrap_or(1).max(1));
        }
    }
    types.into_iter().collect()
}

/// Pools as batches, and which pools hold which type.
pub(super) fn carriers(network: &Network, force: &Force<'_>) -> (Vec<Batch>, Holders) {
    let mut holders = Holders {
        wagons: vec![Vec::new(); network.tables.wagons.len()],
        transporters: vec![Vec::new(); network.tables.transporters.len()],
    };
    let mut batches = Vec::new();
    for (pool, own) in (0_u32..).zip(&force.pools) {
        let wagon = match own.kind {
            PoolKind::Wagon => true,
            PoolKind::Transporter => false,
            PoolKind::Ship | PoolKind::TrainPath => continue,
        };
        batches.push(Batch { pool, count: own.count, at: own.home.unwrap_or(EVERYWHERE), free_s: own.ready_s });
        for kind in &own.types {
            if wagon {
                let index = network.tables.wagons.iter().position(|lined| lined.row.id == *kind);
                index.into_iter().for_each(|index| holders.wagons[index].push(pool));
            } else {
                let index = network.tables.transporters.iter().position(|lined| lined.row.id == *kind);
                index.into_iter().for_each(|index| holders.transporters[index].push(pool));
            }
        }
    }
    (batches, holders)
}

/// Whole units of a figure, rounded down.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lane metres are positive and small")]
pub(super) fn floor(value: f64) -> u32 {
    value.floor().clamp(0.0, 4e9) as u32
}
