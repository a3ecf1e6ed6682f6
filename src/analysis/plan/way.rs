//! A way that load units may take, cut into the steps at which something can hold them up.

use std::collections::BTreeMap;

use crate::algo::labels::Found;
use crate::force::trains::{LoadedTrain, milli};
use crate::network::capacity::{Capacities, Directions, Sharing, Unit};
use crate::network::{LinkKind, Network, NodeKind};

use crate::analysis::route::compiled::Compiled;
use crate::analysis::route::walk::{Chain, gate_of};

use super::changes::Changes;

/// What is done to the load at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handling {
    /// Nothing.
    None,
    /// A train is loaded; wagons are needed.
    LoadTrain,
    /// A train is unloaded; wagons come free.
    UnloadTrain,
    /// The train's load passes to wagons of another gauge; wagons come free.
    ChangeGauge,
    /// Vehicles go on transporters, or form up.
    StartRoad,
    /// Vehicles come off transporters.
    EndRoad,
    /// Aboard a chartered ship.
    Board,
    /// Ashore from it.
    Land,
    /// On a ferry.
    Ferry,
}

/// Consecutive arcs that are passed without anything that could hold a load unit up between them.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// Arcs of the way, from and to (exclusive).
    pub(super) arcs: (u32, u32),
    /// The long rest comes before.
    pub(super) rested: bool,
    /// Fixed time before the gate (loading), seconds.
    pub(super) before_s: u32,
    /// Not entered before this instant.
    pub(super) gate_s: u32,
    /// Time under way, seconds.
    pub(super) run_s: u32,
    /// Fixed time after, seconds.
    pub(super) after_s: u32,
    /// Under the march rule, with this calendar.
    pub(super) march: Option<u16>,
    /// The march clock starts anew.
    pub(super) resets: bool,
    /// Assets entered here: (counter, what it counts).
    pub(super) uses: Vec<(u32, Unit)>,
    /// Headway place where load units start.
    pub(super) headway: Option<u32>,
    /// The state whose permission the gate is, where it is one.
    pub(super) permission: Option<u8>,
    /// The gate when nothing is changed.
    pub(super) own_gate_s: u32,
    /// Standing place that the load unit leaves here.
    pub(super) leaves: Option<u32>,
    /// What is done to the load.
    pub(super) handling: Handling,
    /// Node where it is done.
    pub(super) at: u32,
}

/// A way.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// Arcs in order.
    pub(super) arcs: Vec<u32>,
    /// Steps in order.
    pub(super) steps: Vec<Step>,
    /// Arrival when nothing holds up a load unit that starts as early as its class may.
    pub(super) fastest_s: u32,
    /// Handlings on the way.
    pub(super) handlings: u32,
    /// Countries passed on rails.
    pub(super) rail_countries: Vec<u8>,
    /// Longest and heaviest train that all of them take, mm and kg.
    pub(super) train_max: (u64, u64),
    /// Nothing on it is closed.
    pub(super) open: bool,
    /// Some counter is passed more than once.
    pub(super) repeats: bool,
    /// Steps of a chartered passage: boarding and landing; at most one.
    pub(super) voyage: Option<(u32, u32)>,
}

/// In place of an asset: the pool of train paths.
pub(super) const PATHS: u32 = u32::MAX;

/// Numbers the counters, headway places and standing places that the ways of a plan use.
#[derive(Clone)]
pub(super) struct Register<'a> {
    pub(super) network: &'a Network,
    pub(super) capacities: &'a Capacities,
    counters: BTreeMap<(u32, bool), u32>,
    /// (asset, direction) of each counter.
    pub(super) keys: Vec<(u32, bool)>,
    headways: BTreeMap<u32, u32>,
    /// Arc of each headway place.
    pub(super) starts: Vec<u32>,
    /// Standing place of a facility with limited room.
    pub(super) standing: BTreeMap<u32, u32>,
    /// Trains that start count against a pool of paths.
    paths: bool,
    /// Metres of a train that its locomotive takes.
    locomotive_m: f64,
    /// What is changed for now.
    pub(super) changes: Changes,
    /// Orientation of links within stretches whose two directions count apart.
    along: BTreeMap<(u32, u32), bool>,
}

impl<'a> Register<'a> {
    pub(super) fn new(
        network: &'a Network,
        capacities: &'a Capacities,
        staging: &BTreeMap<u32, u32>,
        paths: bool,
        locomotive_m: f64,
    ) -> Self {
        Register {
            network,
            capacities,
            counters: BTreeMap::new(),
            keys: Vec::new(),
            headways: BTreeMap::new(),
            starts: Vec::new(),
            standing: staging.keys().copied().zip(0..).collect(),
            paths,
            locomotive_m,
            changes: Changes::default(),
            along: BTreeMap::new(),
        }
    }

    fn counter(&mut self, asset: u32, direction: bool) -> u32 {
        let next = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        *self.counters.entry((asset, direction)).or_insert_with(|| {
            self.keys.push((asset, direction));
            next
        })
    }

    /// The counter of a passage: the two directions of a stretch count apart where the model says so.
    pub(super) fn counter_of(&mut self, asset: u32, arc: u32) -> u32 {
        let direction = self.counts_up(asset, arc);
        self.counter(asset, direction)
    }

    /// Whether a passage counts up along a stretch whose two directions count apart.
    pub(super) fn counts_up(&mut self, asset: u32, arc: u32) -> bool {
        let own = &self.capacities.assets[asset as usize];
        own.directions == Directions::Apart && own.sharing == Sharing::Stretch && self.runs_up(asset, arc)
    }

    /// Whether an arc runs along a stretch from its first end (the lower node) to its second.
    pub(super) fn runs_up(&mut self, asset: u32, arc: u32) -> bool {
        let key = (asset, arc / 2);
        if !self.along.contains_key(&key) {
            self.orient(asset);
        }
        self.along.get(&key).copied().unwrap_or(true) == arc.is_multiple_of(2)
    }

    /// Walks a stretch from its lower end and notes which links run along.
    fn orient(&mut self, asset: u32) {
        let links: Vec<u32> = self.capacities.links_of(asset).collect();
        let ends = |link: u32| {
            let one = &self.network.topology.links[link as usize];
            (one.a, one.b)
        };
        let mut at: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for link in &links {
            let (a, b) = ends(*link);
            at.entry(a).or_default().push(*link);
            at.entry(b).or_default().push(*link);
        }
        let first = at.iter().find(|(_, here)| here.len() == 1).or_else(|| at.iter().next()).map(|(node, _)| *node);
        let Some(mut node) = first else { return };
        let mut seen: Vec<u32> = Vec::new();
        while let Some(link) = at.get(&node).and_then(|here| here.iter().find(|link| !seen.contains(link))).copied() {
            let (a, b) = ends(link);
            self.along.insert((asset, link), a == node);
            seen.push(link);
            node = if a == node { b } else { a };
        }
        for link in links {
            self.along.entry((asset, link)).or_insert(true);
        }
    }

    /// Counters and headway places so far.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.keys.len(), self.starts.len())
    }

    /// Goes back to so many counters and headway places.
    pub(super) fn cut(&mut self, (counters, headways): (usize, usize)) {
        self.keys.truncate(counters);
        self.starts.truncate(headways);
        self.counters.retain(|_, counter| (*counter as usize) < counters);
        self.headways.retain(|_, headway| (*headway as usize) < headways);
    }

    /// Longest and heaviest train that a state takes, mm and kg.
    pub(super) fn train_max(&self, country: u8) -> (u64, u64) {
        let code = self.network.country_code(country);
        let row = self.network.tables.rail_defaults.iter().map(|lined| &lined.row).find(|row| row.country == code);
        row.map_or((u64::MAX, u64::MAX), |row| {
            (milli(row.train_length_m.0 - self.locomotive_m), milli(row.trailing_mass_t.0))
        })
    }

    fn headway(&mut self, arc: u32) -> u32 {
        let next = u32::try_from(self.starts.len()).unwrap_or(u32::MAX);
        *self.headways.entry(arc).or_insert_with(|| {
            self.starts.push(arc);
            next
        })
    }

    /// The asset of a counter.
    pub(super) fn asset(&self, counter: u32) -> u32 {
        self.keys[counter as usize].0
    }
}

/// What is done to the load on an arc.
fn handling(network: &Network, arc: u32) -> Handling {
    let outward = arc.is_multiple_of(2);
    match (network.topology.links[(arc / 2) as usize].kind, outward) {
        (LinkKind::RailAccess(_), true) => Handling::LoadTrain,
        (LinkKind::RailAccess(_), false) => Handling::UnloadTrain,
        (LinkKind::RoadAccess(_), true) => Handling::StartRoad,
        (LinkKind::RoadAccess(_), false) => Handling::EndRoad,
        (LinkKind::SeaAccess(_), true) => Handling::Board,
        (LinkKind::SeaAccess(_), false) => Handling::Land,
        (LinkKind::GaugeChange(_), _) => Handling::ChangeGauge,
        (LinkKind::Ferry(_), _) => Handling::Ferry,
        _ => Handling::None,
    }
}

/// Cuts a way found into steps. `None` when it holds more than one chartered passage.
pub(super) fn way(register: &mut Register<'_>, compiled: &Compiled<'_>, found: &Found) -> Option<Way> {
    let network = register.network;
    let graph = compiled.graph();
    let directed: Vec<(u32, bool)> = found.arcs.iter().map(|(arc, _)| (arc / 2, arc.is_multiple_of(2))).collect();
    let mut entered: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for passage in register.capacities.passages(&directed) {
        entered.entry(passage.enters).or_default().push(passage.asset);
    }
    let mut chain = compiled.chained.then(Chain::default);
    let mut way = Way {
        arcs: found.arcs.iter().map(|(arc, _)| *arc).collect(),
        steps: Vec::new(),
        fastest_s: found.time_s + compiled.start.finish_s,
        handlings: 0,
        rail_countries: Vec::new(),
        train_max: (u64::MAX, u64::MAX),
        open: true,
        repeats: false,
        voyage: None,
    };
    let (mut board, mut voyages) = (None, 0);
    for (position, (arc, rested)) in (0_u32..).zip(&found.arcs) {
        let arc = *arc;
        let link = &network.topology.links[(arc / 2) as usize];
        let special = graph.special_of(arc).copied();
        let gate_s = gate_of(&compiled.view, arc, 0, &mut chain);
        let class = graph.classes[graph.class[(arc / 2) as usize] as usize];
        let mut uses: Vec<(u32, Unit)> = Vec::new();
        for asset in entered.get(&position).into_iter().flatten() {
            let unit = register.capacities.assets[*asset as usize].unit;
            uses.push((register.counter_of(*asset, arc), unit));
        }
        let handling = handling(network, arc);
        if register.paths && handling == Handling::LoadTrain {
            uses.push((register.counter(PATHS, false), Unit::Trains));
        }
        let starts = matches!(handling, Handling::LoadTrain | Handling::StartRoad);
        let facility = match network.topology.nodes[graph.tail(arc) as usize].kind {
            NodeKind::Facility(index) => Some(index),
            _ => None,
        };
        let step = Step {
            arcs: (position, position + 1),
            rested: *rested,
            before_s: special.map_or(0, |special| special.before_s),
            gate_s,
            permission: permission_of(network, arc),
            own_gate_s: gate_s,
            run_s: graph.run_s[(arc / 2) as usize],
            after_s: special.map_or(0, |special| special.after_s),
            march: class.march.then_some(class.calendar),
            resets: special.is_some_and(|special| special.resets),
            uses,
            headway: (starts || (position == 0 && handling == Handling::None)).then(|| register.headway(arc)),
            leaves: facility.filter(|_| position > 0).and_then(|index| register.standing.get(&index).copied()),
            handling,
            at: if matches!(handling, Handling::UnloadTrain | Handling::EndRoad | Handling::Land) {
                graph.head(arc)
            } else {
                graph.tail(arc)
            },
        };
        way.handlings += u32::from(special.is_some_and(|special| special.handlings > 0));
        if let (LinkKind::Rail(_), false) = (link.kind, way.rail_countries.contains(&link.country)) {
            way.rail_countries.push(link.country);
        }
        match handling {
            Handling::Board => board = Some(u32::try_from(way.steps.len()).unwrap_or(u32::MAX)),
            Handling::Land => {
                voyages += 1;
                way.voyage = board.zip(u32::try_from(way.steps.len()).ok());
            }
            _ => {}
        }
        push(&mut way.steps, step);
    }
    for country in &way.rail_countries {
        let most = register.train_max(*country);
        way.train_max = (way.train_max.0.min(most.0), way.train_max.1.min(most.1));
    }
    let mut counters: Vec<u32> = way.steps.iter().flat_map(|step| &step.uses).map(|one| one.0).collect();
    let uses = counters.len();
    counters.sort_unstable();
    counters.dedup();
    way.repeats = counters.len() < uses;
    way.adjust(&register.changes);
    (voyages <= 1).then_some(way)
}

/// The state whose permission the gate of an arc is; none for a ship's notice.
pub(super) fn permission_of(network: &Network, arc: u32) -> Option<u8> {
    let topology = &network.topology;
    let link = &topology.links[(arc / 2) as usize];
    match link.kind {
        LinkKind::SeaAccess(_) if arc.is_multiple_of(2) => None,
        LinkKind::Border | LinkKind::Ferry(_) => {
            let head = if arc.is_multiple_of(2) { link.b } else { link.a };
            Some(topology.nodes[head as usize].country)
        }
        _ => Some(link.country),
    }
}

impl Way {
    /// Takes up what is changed.
    pub(super) fn adjust(&mut self, changes: &Changes) {
        let outage = changes.outage.as_ref();
        let back_s = |arc: &u32| outage.and_then(|outage| outage.until_s.get(&(arc / 2))).copied().unwrap_or(0);
        let shut = |arc: &u32| changes.closed.contains(&(arc / 2)) || back_s(arc) == u32::MAX;
        self.open = !self.arcs.iter().any(shut);
        for step in &mut self.steps {
            let at_hand = step.permission.is_some_and(|country| changes.at_hand.contains(&country));
            step.gate_s = if at_hand { 0 } else { step.own_gate_s };
            if let (Some(outage), true) = (outage, self.open) {
                let late = step.permission.is_some_and(|country| !outage.asked.contains(&country));
                if late && step.gate_s > 0 {
                    step.gate_s = step.gate_s.saturating_add(outage.from_s);
                }
                let back_s = self.arcs[step.arcs.0 as usize..step.arcs.1 as usize].iter().map(back_s).max();
                step.gate_s = step.gate_s.max(back_s.unwrap_or(0));
            }
        }
    }

    /// Arcs of one of its steps.
    pub(super) fn arcs_of(&self, step: &Step) -> &[u32] {
        &self.arcs[step.arcs.0 as usize..step.arcs.1 as usize]
    }

    /// What is left of it from a step on. Whatever the whole takes it takes too.
    pub(super) fn rest(&self, from: usize) -> Way {
        let first = self.steps.get(from).map_or(self.arcs.len(), |step| step.arcs.0 as usize);
        let mut rest =
            Way { arcs: self.arcs[first..].to_vec(), steps: self.steps[from..].to_vec(), voyage: None, ..self.clone() };
        for step in &mut rest.steps {
            let past = u32::try_from(first).unwrap_or(u32::MAX);
            step.arcs = (step.arcs.0 - past, step.arcs.1 - past);
        }
        rest
    }

    /// Whether a train is short and light enough for every state on its rails.
    pub(super) fn takes(&self, train: Option<&LoadedTrain>) -> bool {
        train.is_none_or(|train| train.length_mm <= self.train_max.0 && train.mass_kg <= self.train_max.1)
            && (train.is_some() || self.rail_countries.is_empty())
    }
}

/// Adds a step, joined with the one before where nothing happens between them.
fn push(steps: &mut Vec<Step>, step: Step) {
    let plain = |step: &Step| {
        step.before_s == 0
            && step.gate_s == 0
            && step.uses.is_empty()
            && step.headway.is_none()
            && step.leaves.is_none()
            && step.handling == Handling::None
            && !step.rested
    };
    if let Some(last) = steps.last_mut()
        && plain(&step)
        && last.after_s == 0
        && !last.resets
        && last.march == step.march
        && last.handling == Handling::None
    {
        last.arcs.1 = step.arcs.1;
        last.run_s += step.run_s;
        last.after_s = step.after_s;
        last.resets = step.resets;
        return;
    }
    steps.push(step);
}
