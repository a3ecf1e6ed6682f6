//! Everything a schedule is made from: bundles, load units, their classes and ways, counters, carriers.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::analysis::route::profile::{Profile, seconds};
use crate::analysis::route::query::Query;
use crate::error::{Error, Result};
use crate::force::trains::TrainLimit;
use crate::force::{Factors, Force, PoolKind};
use crate::network::capacity::{Capacities, Unit as Counts, allowance};
use crate::network::{LinkKind, Network};

use super::changes::Changes;
use super::classes::{Class, Ground, envelope};
use super::fleet::{Batch, EVERYWHERE, Empties, Holders, least};
use super::groups::{Bundle, Group, Key, LoadingFigures, Lot};
use super::room::{Room, WINDOW_S, WINDOWS};
use super::schedule::Schedule;
use super::trip::{Needs, Traveller};
use super::way::{PATHS, Register, Way};

/// A load unit that may be planned: a bundle as a whole, or one of its packets.
pub(super) struct Unit {
    pub(super) group: u32,
    pub(super) class: u32,
    pub(super) lot: Lot,
    pub(super) needs: Needs,
    pub(super) wagons: Vec<(u32, u32)>,
    pub(super) transporters: Vec<(u32, u32)>,
}

/// A bundle: alternatives, each a list of load units.
pub(super) struct Choice {
    pub(super) group: u32,
    pub(super) priority: u32,
    pub(super) ready_s: u32,
    pub(super) alternatives: Vec<Vec<u32>>,
    /// Handfuls, for when none of the alternatives ever finds room.
    pub(super) handfuls: Vec<u32>,
}

/// A chartered ship, or a kind of them without number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ship {
    /// Pool; none for ships without number.
    pub(super) pool: Option<u32>,
    pub(super) lane_m: u32,
    /// Node of the port, or [`EVERYWHERE`].
    pub(super) at: u32,
    pub(super) free_s: u32,
}

/// Profiles and queries that the classes borrow.
pub(super) struct Stock {
    profiles: Vec<Profile>,
    queries: Vec<Query>,
    bundles: Vec<Vec<Bundle>>,
    /// (group, profile, whole bundles) of each class.
    plans: Vec<(u32, u32, bool)>,
}

/// What is planned.
pub(super) struct Problem<'a> {
    pub(super) network: &'a Network,
    pub(super) capacities: &'a Capacities,
    pub(super) groups: &'a [Group<'a>],
    pub(super) classes: Vec<Class<'a>>,
    pub(super) units: Vec<Unit>,
    pub(super) choices: Vec<Choice>,
    pub(super) register: Register<'a>,
    pub(super) levels: Vec<u64>,
    /// Levels and carriers when nothing is changed.
    own: (Vec<u64>, Vec<Batch>, Vec<Ship>),
    pub(super) batches: Vec<Batch>,
    pub(super) holders: Holders,
    pub(super) empties: Empties<'a>,
    pub(super) ships: Vec<Ship>,
    /// Lane metres of a ship where no pool names any.
    pub(super) ship_lane_m: u32,
    standing: Vec<u32>,
    /// Trains that may start in a day, when a pool says so.
    paths_per_day: u32,
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
        let mut stock = Stock { profiles: Vec::new(), queries: Vec::new(), bundles: Vec::new(), plans: Vec::new() };
        for (number, group) in (0_u32..).zip(groups) {
            let figures = LoadingFigures { limit: at_ends(ground, group, locomotive_m), ..ground.figures };
            let bundles = group.bundles(&figures).map_err(Error::Question)?;
            let wholes: Vec<&Lot> = bundles.iter().map(|bundle| &bundle.whole).collect();
            stock.plans.push((number, stock.number(), true));
            stock.profiles.push(envelope(ground, group, &wholes)?);
            let packets: Vec<&Lot> = bundles.iter().flat_map(|bundle| &bundle.packets).collect();
            if !packets.is_empty() {
                stock.plans.push((number, stock.number(), false));
                stock.profiles.push(envelope(ground, group, &packets)?);
            }
            stock.bundles.push(bundles);
            stock.queries.push(Query { modes: group.key.modes.clone(), ..ground.query.clone() });
        }
        Ok(stock)
    }

    fn number(&self) -> u32 {
        u32::try_from(self.profiles.len()).unwrap_or(u32::MAX)
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

impl<'a> Problem<'a> {
    /// Compiles the classes, finds first ways, numbers the counters.
    ///
    /// # Errors
    /// When a planning factor is missing or the circumstances name something unknown.
    pub(super) fn new(
        ground: &Ground<'a>,
        force: &Force<'_>,
        groups: &'a [Group<'a>],
        stock: &'a Stock,
        capacities: &'a Capacities,
    ) -> Result<Self> {
        let network = ground.network;
        let (case, rules) = (ground.query.case, ground.rules);
        let built: Result<Vec<Class<'a>>> = stock
            .plans
            .par_iter()
            .map(|(group, profile, _)| {
                let factors = Factors::new(&network.tables, case);
                let (group, profile) = (*group as usize, &stock.profiles[*profile as usize]);
                Class::new(network, rules, &factors, &groups[group], profile, &stock.queries[group])
            })
            .collect();
        let classes = built?;
        let (batches, holders) = carriers(network, force);
        let factors = ground.factors;
        let speeds = (
            factors.speed("wagon_empty_speed_kmh")? / 3.6,
            // Empty transporters keep the same march hours as loaded ones.
            factors.speed("transporter_empty_speed_kmh")? / 3.6 * factors.speed("march_hours_per_day_transporter")?
                / 24.0,
        );
        let turns =
            (seconds(factors.hours("wagon_turnaround_h")?), seconds(factors.hours("transporter_turnaround_h")?));
        let ships = force.pools.iter().zip(0_u32..).filter(|(pool, _)| pool.kind == PoolKind::Ship);
        let ships = ships.flat_map(|(pool, index)| {
            let ship = Ship {
                pool: Some(index),
                lane_m: floor(pool.lane_m),
                at: pool.home.unwrap_or(EVERYWHERE),
                free_s: pool.ready_s,
            };
            std::iter::repeat_n(ship, pool.count as usize)
        });
        let ships: Vec<Ship> = ships.collect();
        let paths: u32 =
            force.pools.iter().filter(|pool| pool.kind == PoolKind::TrainPath).map(|pool| pool.count).sum();
        let mut problem = Problem {
            network,
            capacities,
            groups,
            classes,
            units: Vec::new(),
            choices: Vec::new(),
            register: Register::new(
                network,
                capacities,
                &force.staging,
                paths > 0,
                factors.hours("locomotive_length_m")?,
            ),
            own: (capacities.levels(ground.query.case), batches.clone(), ships.clone()),
            levels: capacities.levels(ground.query.case),
            batches,
            holders,
            empties: Empties::new(network, speeds, turns),
            ships,
            ship_lane_m: floor(factors.speed("ro_ro_ship_lane_m")?),
            standing: force.staging.values().copied().collect(),
            paths_per_day: paths,
        };
        problem.load_units(ground, stock)?;
        for index in 0..problem.classes.len() {
            let Problem { classes, register, .. } = &mut problem;
            classes[index].first_ways(register);
        }
        Ok(problem)
    }

    fn origin_country(&self, unit: &Unit) -> u8 {
        self.network.topology.nodes[self.classes[unit.class as usize].compiled.start.node as usize].country
    }

    /// Takes up what is changed, from what is the case when nothing is. Classes that lose ways look for others.
    pub(super) fn apply(&mut self, changes: &Changes) {
        let Problem { own, levels, batches, ships, classes, register, .. } = self;
        levels.clone_from(&own.0);
        for (asset, level) in &changes.levels {
            levels[*asset as usize] = *level;
        }
        batches.clone_from(&own.1);
        ships.clone_from(&own.2);
        for batch in batches.iter_mut().filter(|batch| changes.unlimited.contains(&batch.pool)) {
            (batch.count, batch.at, batch.free_s) = (u32::MAX / 2, EVERYWHERE, 0);
        }
        if ships.iter().any(|ship| ship.pool.is_some_and(|pool| changes.unlimited.contains(&pool))) {
            ships.clear();
        }
        register.changes = changes.clone();
        for class in classes {
            let lost = class.adjust(changes);
            if lost {
                class.first_ways(register);
            }
        }
    }

    fn load_units(&mut self, ground: &Ground<'_>, stock: &Stock) -> Result<()> {
        let factors = ground.factors;
        let rail_clear_s = minutes(factors.hours("rail_headway_min")?);
        let gap_s = minutes(factors.hours("convoy_gap_min")?);
        let spacing_m = factors.hours("vehicle_spacing_m")?;
        let class_of: BTreeMap<(u32, bool), u32> =
            stock.plans.iter().zip(0_u32..).map(|((group, _, whole), class)| ((*group, *whole), class)).collect();
        for (number, bundles) in (0_u32..).zip(&stock.bundles) {
            let group = &self.groups[number as usize];
            for bundle in bundles {
                let mut alternatives = Vec::new();
                let sizes = [
                    (std::slice::from_ref(&bundle.whole), true),
                    (&bundle.packets[..], false),
                    (&bundle.handfuls[..], !class_of.contains_key(&(number, false))),
                ];
                for (lots, whole_bundle) in sizes {
                    let Some(class) = class_of.get(&(number, whole_bundle)).filter(|_| !lots.is_empty()) else {
                        continue;
                    };
                    let mut here = Vec::new();
                    for lot in lots {
                        let rate_ms = self.classes[*class as usize].compiled.view.profile.road.rate_kmh / 3.6;
                        let pass_s = whole(f64::from(lot.pieces) * spacing_m / rate_ms);
                        let needs = Needs {
                            road_pass_s: pass_s,
                            road_clear_s: pass_s + gap_s,
                            rail_clear_s,
                            ..needs(group, lot)
                        };
                        here.push(u32::try_from(self.units.len()).unwrap_or(u32::MAX));
                        self.units.push(Unit {
                            group: number,
                            class: *class,
                            needs,
                            wagons: wagons(self.network, lot),
                            transporters: transporters(self.network, group, lot),
                            lot: lot.clone(),
                        });
                    }
                    alternatives.push(here);
                }
                let handfuls =
                    if bundle.handfuls.is_empty() { Vec::new() } else { alternatives.pop().unwrap_or_default() };
                self.choices.push(Choice {
                    group: number,
                    priority: group.priority,
                    ready_s: group.ready_s,
                    alternatives,
                    handfuls,
                });
            }
        }
        Ok(())
    }

    /// Every counter full, nobody anywhere.
    pub(super) fn room(&self) -> Room {
        let mut left = Vec::with_capacity((self.register.keys.len() + 1) * WINDOWS as usize);
        for (asset, _) in &self.register.keys {
            if *asset == PATHS {
                left.extend(std::iter::repeat_n(self.paths_per_day, WINDOWS as usize));
                continue;
            }
            let row = allowance(self.levels[*asset as usize], 0..WINDOWS);
            left.extend(row.into_iter().map(|units| u32::try_from(units).unwrap_or(u32::MAX)));
        }
        Room::new(left, self.register.starts.len(), self.standing.clone())
    }

    /// What never lets a load unit pass on its ways, in words.
    pub(super) fn narrow(&self, unit: u32) -> Vec<String> {
        let needs = self.units[unit as usize].needs;
        let levels = self.counter_levels();
        let uses = self.ways(unit).iter().flat_map(|way| &way.steps).flat_map(|step| &step.uses);
        let mut narrow = Vec::new();
        for (counter, counts) in uses {
            let asset = self.register.asset(*counter);
            let most = levels[*counter as usize].div_ceil(1_000);
            if asset != PATHS && u64::from(needs.of(*counts)) > most {
                narrow.push(format!("{} passes {most} {}", self.capacities.name(self.network, asset), counts.word()));
            }
        }
        narrow
    }

    /// Levels of all counters, thousandths a day.
    pub(super) fn counter_levels(&self) -> Vec<u64> {
        let paths = u64::from(self.paths_per_day) * 1_000;
        let level = |asset: u32| if asset == PATHS { paths } else { self.levels[asset as usize] };
        self.register.keys.iter().map(|(asset, _)| level(*asset)).collect()
    }

    /// What all counters count.
    pub(super) fn counter_units(&self) -> Vec<Counts> {
        let unit =
            |asset: u32| if asset == PATHS { Counts::Trains } else { self.capacities.assets[asset as usize].unit };
        self.register.keys.iter().map(|(asset, _)| unit(*asset)).collect()
    }

    /// A load unit as its class moves.
    pub(super) fn traveller(&self, unit: u32) -> Traveller<'_> {
        let own = &self.units[unit as usize];
        let compiled = &self.classes[own.class as usize].compiled;
        Traveller {
            needs: own.needs,
            wagons: &own.wagons,
            transporters: &own.transporters,
            calendars: &compiled.graph().calendars,
            rule: compiled.graph().rule,
            form_s: compiled.start.form_s,
            gate_s: if self.register.changes.at_hand.contains(&self.origin_country(own)) {
                0
            } else {
                compiled.start.gate_s
            },
            finish_s: compiled.start.finish_s,
        }
    }

    /// Whether a schedule keeps to what is changed: nothing closed is passed, no counter lets pass more than it does.
    pub(super) fn stands(&self, schedule: &Schedule) -> bool {
        let mut used: BTreeMap<(u32, u32), u64> = BTreeMap::new();
        for placed in schedule.bundles.iter().flatten() {
            let way = &self.ways(placed.unit)[placed.way as usize];
            if !way.open {
                return false;
            }
            let needs = self.units[placed.unit as usize].needs;
            for (step, moment) in way.steps.iter().zip(&placed.trip.moments) {
                for (counter, unit) in &step.uses {
                    *used.entry((*counter, moment.go_s / WINDOW_S)).or_default() += u64::from(needs.of(*unit));
                }
            }
        }
        let levels = self.counter_levels();
        used.into_iter()
            .all(|((counter, window), used)| used <= allowance(levels[counter as usize], window..window + 1)[0])
    }

    /// Whether any way takes a load unit.
    pub(super) fn open(&self, unit: u32) -> bool {
        let train = self.units[unit as usize].lot.train.as_ref();
        self.ways(unit).iter().any(|way| way.open && way.takes(train))
    }

    /// Keys of the groups some of whose load units find no way.
    pub(super) fn shut(&self) -> BTreeSet<Key> {
        let open = |choice: &Choice| choice.alternatives.iter().any(|units| units.iter().all(|unit| self.open(*unit)));
        let shut = self.choices.iter().filter(|choice| !open(choice));
        shut.map(|choice| self.groups[choice.group as usize].key.clone()).collect()
    }

    /// The ways of a load unit.
    pub(super) fn ways(&self, unit: u32) -> &[Way] {
        &self.classes[self.units[unit as usize].class as usize].ways
    }

    /// Seconds at sea between two ports' nodes, pilotage not counted.
    pub(super) fn sea_s(&self, from: u32, to: u32) -> Option<u32> {
        if from == EVERYWHERE || from == to {
            return Some(0);
        }
        let graph = self.classes.first()?.compiled.graph();
        let at_sea = |link: u32| {
            matches!(self.network.topology.links[link as usize].kind, LinkKind::Sea(_) | LinkKind::SeaAccess(_))
                .then(|| graph.run_s[link as usize])
        };
        let seconds = least(self.network, from, &at_sea)[to as usize];
        (seconds != u32::MAX).then_some(seconds)
    }
}

fn minutes(value_min: f64) -> u32 {
    seconds(value_min / 60.0)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lane metres are positive and small")]
fn floor(value: f64) -> u32 {
    value.floor().clamp(0.0, 4e9) as u32
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
fn carriers(network: &Network, force: &Force<'_>) -> (Vec<Batch>, Holders) {
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
