//! Everything a schedule is made from: bundles, load units, their classes and ways, counters, carriers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::analysis::route::profile::seconds;
use crate::error::Result;
use crate::force::Factors;
use crate::force::{Force, PoolKind};
use crate::network::capacity::{Capacities, allowance};
use crate::network::{LinkKind, Network};

use super::changes::Changes;
use super::classes::{Class, Ground};
use super::fleet::{Batch, EVERYWHERE, Empties, Holders, least};
use super::groups::{Group, Key, Lot};
use super::room::{Room, WINDOW_S, WINDOWS};
use super::schedule::Schedule;
use super::stock::{Stock, carriers, floor};
use super::trip::{Needs, Traveller};
use super::way::{PATHS, Register, Way};

/// A load unit that may be planned: a bundle as a whole, or one of its packets.
#[derive(Clone)]
pub(super) struct Unit {
    pub(super) group: u32,
    pub(super) class: u32,
    pub(super) lot: Lot,
    pub(super) needs: Needs,
    pub(super) wagons: Vec<(u32, u32)>,
    pub(super) transporters: Vec<(u32, u32)>,
}

/// A turn of a group: about as many pieces as one of its trains takes.
#[derive(Clone)]
pub(super) struct Choice {
    pub(super) group: u32,
    pub(super) priority: u32,
    pub(super) ready_s: u32,
    pub(super) pieces: u32,
}

/// A group's load units: a [`super::groups::Stream`] with units for lots.
#[derive(Clone, Debug, Default)]
pub(super) struct Units {
    pub(super) trains: Vec<u32>,
    pub(super) fronts: Vec<u32>,
    pub(super) packets: Vec<u32>,
    pub(super) lows: Vec<u32>,
    /// With what each is in handfuls.
    pub(super) rests: Vec<Option<(u32, Vec<u32>)>>,
    /// Of each packet, for when it never finds room; of everything where there are no packets.
    pub(super) handfuls: Vec<Vec<u32>>,
}

impl Units {
    /// Load units that are wanted first: all trains, or all packets.
    pub(super) fn alternatives(&self) -> impl Iterator<Item = &[u32]> {
        [&self.trains[..], &self.packets[..]].into_iter().filter(|units| !units.is_empty())
    }
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

/// What is planned. A clone shares what never changes: the compiled networks, and how carriers move empty.
#[derive(Clone)]
pub(super) struct Problem<'a> {
    pub(super) network: &'a Network,
    pub(super) capacities: &'a Capacities,
    pub(super) groups: &'a [Group<'a>],
    pub(super) classes: Vec<Class<'a>>,
    pub(super) units: Vec<Unit>,
    pub(super) choices: Vec<Choice>,
    /// Load units of each group.
    pub(super) streams: Vec<Units>,
    /// By class: pieces that the program of the bound would send over each way.
    pub(super) allotted: Vec<BTreeMap<usize, u32>>,
    /// By group: first and last window in which it can pass an asset and be complete by `spans_to_s`.
    pub(super) spans: Vec<BTreeMap<u32, (u32, u32)>>,
    pub(super) spans_to_s: u32,
    pub(super) register: Register<'a>,
    pub(super) levels: Vec<u64>,
    /// Levels and carriers when nothing is changed.
    own: (Vec<u64>, Vec<Batch>, Vec<Ship>),
    pub(super) batches: Vec<Batch>,
    pub(super) holders: Holders,
    pub(super) empties: Arc<Empties<'a>>,
    pub(super) ships: Vec<Ship>,
    /// Lane metres of a ship where no pool names any.
    pub(super) ship_lane_m: u32,
    standing: Vec<u32>,
    /// Trains that may start in a day, when a pool says so.
    paths_per_day: u32,
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
        let (case, rules, stop, known) = (ground.query.case, ground.rules, ground.stop, ground.known);
        let built: Result<Vec<Class<'a>>> = stock
            .plans
            .par_iter()
            .map(|(group, profile, _)| {
                stop.check()?;
                let factors = Factors::new(&network.tables, case);
                let (group, profile) = (*group as usize, &stock.profiles[*profile as usize]);
                Class::new(network, rules, &factors, &groups[group], profile, &stock.queries[group], known)
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
            streams: Vec::new(),
            allotted: Vec::new(),
            spans: Vec::new(),
            spans_to_s: 0,
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
            empties: Arc::new(Empties::new(network, speeds, turns)),
            ships,
            ship_lane_m: floor(factors.speed("ro_ro_ship_lane_m")?),
            standing: force.staging.values().copied().collect(),
            paths_per_day: paths,
        };
        problem.load_units(ground, stock)?;
        for index in 0..problem.classes.len() {
            ground.stop.check()?;
            let mut most = Needs::default();
            for unit in problem.units.iter().filter(|unit| unit.class as usize == index) {
                most.pieces = most.pieces.max(unit.needs.pieces);
                most.lane_m = most.lane_m.max(unit.needs.lane_m);
                most.tonnes = most.tonnes.max(unit.needs.tonnes);
            }
            let Problem { classes, register, levels, .. } = &mut problem;
            let (group, _, whole) = stock.plans()[index];
            let lots = if whole { stock.trains(group) } else { Vec::new() };
            classes[index].first_ways_for(register, &lots, levels, &most);
        }
        Ok(problem)
    }

    fn origin_country(&self, unit: &Unit) -> u8 {
        self.network.topology.nodes[self.classes[unit.class as usize].compiled.start.node as usize].country
    }

    /// Takes up what is changed, from what is the case when nothing is. Classes that lose ways look for others.
    pub(super) fn apply(&mut self, changes: &Changes) {
        let lost = self.take_up(changes);
        self.look_for_others(&lost);
    }

    /// Has some classes look for ways.
    pub(super) fn look_for_others(&mut self, lost: &[usize]) {
        let Problem { classes, register, .. } = self;
        lost.iter().for_each(|class| classes[*class].first_ways(register));
    }

    /// Takes up what is changed, and says which classes lost ways.
    pub(super) fn take_up(&mut self, changes: &Changes) -> Vec<usize> {
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
        let mut lost = Vec::new();
        for (index, class) in classes.iter_mut().enumerate() {
            if class.adjust(changes) {
                lost.push(index);
            }
        }
        lost
    }

    /// Every counter full, nobody anywhere.
    pub(super) fn room(&self) -> Room {
        let mut room = Room::new(Vec::new(), 0, self.standing.clone());
        self.widen(&mut room);
        room
    }

    /// Counters and headway places that have been numbered since, full.
    pub(super) fn widen(&self, room: &mut Room) {
        for (asset, _) in &self.register.keys[room.counters()..] {
            if *asset == PATHS {
                room.widen(std::iter::repeat_n(self.paths_per_day, WINDOWS as usize));
                continue;
            }
            let row = allowance(self.levels[*asset as usize], 0..WINDOWS);
            room.widen(row.into_iter().map(|units| u32::try_from(units).unwrap_or(u32::MAX)));
        }
        room.widen_headways(self.register.starts.len());
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

    /// By class: true for ways on rails only (trains), false for ways off the rails only (packets), so that trains are
    /// full and packets whole; none where the group has not both.
    pub(super) fn by_rail(&self) -> Vec<Option<bool>> {
        let has = |units: &[u32], rails: bool| {
            units
                .iter()
                .any(|unit| self.ways(*unit).iter().any(|way| way.open && way.rail_countries.is_empty() != rails))
        };
        let mut by_rail = vec![None; self.classes.len()];
        for stream in &self.streams {
            if !has(&stream.trains, true) {
                continue;
            }
            // Where no road is open packets are kept for what finds no room on any train.
            for unit in &stream.packets {
                by_rail[self.units[*unit as usize].class as usize] = Some(false);
            }
            for unit in stream.trains.iter().filter(|_| has(&stream.packets, false)) {
                by_rail[self.units[*unit as usize].class as usize] = Some(true);
            }
        }
        by_rail
    }

    /// Whether a group can move at all.
    pub(super) fn moves(&self, group: u32) -> bool {
        self.streams[group as usize].alternatives().any(|units| units.iter().all(|unit| self.open(*unit)))
    }

    /// Keys of the groups that find no way.
    pub(super) fn shut(&self) -> BTreeSet<Key> {
        let shut = self.choices.iter().filter(|choice| !self.moves(choice.group));
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

pub(super) fn minutes(value_min: f64) -> u32 {
    seconds(value_min / 60.0)
}
