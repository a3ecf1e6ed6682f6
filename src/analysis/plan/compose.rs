//! From a schedule to the published record: movements with legs, steps and ledgers, voyages, pools.

use crate::analysis::route::profile::RoadKind;
use crate::analysis::route::walk::{Carrier, carrier_of};
use crate::data::base::SomeShapes;
use crate::force::{Force, PoolKind};
use crate::network::{LinkKind, NodeKind};
use crate::replay::document::{CarrierUse, Content, Leg, Movement, Pool, Step, Voyage, Wagon};

use super::problem::Problem;
use super::schedule::{Placed, Schedule};
use super::story::{Span, Teller, ledger};
use super::way::{Handling, Way};

/// A placed load unit with its story and its id.
pub(super) struct Told<'s> {
    pub(super) id: String,
    pub(super) placed: &'s Placed,
    pub(super) spans: Vec<Span>,
}

/// All load units of a schedule in the order of their first movement.
pub(super) fn told<'s>(problem: &Problem<'_>, schedule: &'s Schedule) -> Vec<Told<'s>> {
    let teller = Teller { problem, schedule };
    let mut all: Vec<&Placed> = schedule.bundles.iter().flatten().collect();
    all.sort_by_key(|placed| (placed.trip.moments.first().map_or(0, |moment| moment.go_s), placed.unit));
    let width = all.len().to_string().len().max(3);
    (1_usize..)
        .zip(all)
        .map(|(number, placed)| Told { id: format!("M{number:0width$}"), placed, spans: teller.spans(placed) })
        .collect()
}

/// The word of a kind of road movement.
pub(super) fn road_word(kind: RoadKind) -> &'static str {
    match kind {
        RoadKind::Transporter => "transporter",
        RoadKind::Armour => "armour",
        RoadKind::Truck => "truck",
        RoadKind::Contracted => "contracted",
        RoadKind::Coach => "coach",
    }
}

/// Kilometres with one decimal.
fn km(metres: u64) -> f64 {
    f64::from(u32::try_from((metres + 50) / 100).unwrap_or(u32::MAX)) / 10.0
}

/// Composes records of one schedule.
pub(super) struct Composer<'p, 'a> {
    pub(super) problem: &'p Problem<'a>,
    pub(super) schedule: &'p Schedule,
    pub(super) force: &'p Force<'a>,
    /// With shapes, legs carry their lines.
    pub(super) shapes: Option<&'p SomeShapes>,
}

impl Composer<'_, '_> {
    fn teller(&self) -> Teller<'_, '_> {
        Teller { problem: self.problem, schedule: self.schedule }
    }

    /// The record of one load unit.
    pub(super) fn movement(&self, told: &Told<'_>) -> Movement {
        let problem = self.problem;
        let placed = told.placed;
        let unit = &problem.units[placed.unit as usize];
        let group = &problem.groups[unit.group as usize];
        let class = &problem.classes[unit.class as usize];
        let way = &problem.ways(placed.unit)[placed.way as usize];
        let vehicle = |kind: u32| group.kinds[kind as usize].piece.cited.map_or_else(String::new, |row| row.id.clone());
        let contents = unit.lot.held.iter().map(|(kind, count)| {
            let own = &group.kinds[*kind as usize];
            Content {
                unit: self.force.units[own.unit as usize].name.clone(),
                vehicle: vehicle(*kind),
                name: own.piece.name.clone(),
                count: *count,
            }
        });
        let by_rail = way.steps.iter().any(|step| step.handling == Handling::LoadTrain);
        let wagons = unit.lot.train.iter().filter(|_| by_rail).flat_map(|train| &train.wagons).map(|wagon| Wagon {
            wagon: wagon.wagon.clone(),
            held: wagon.held.iter().map(|(kind, count)| (vehicle(*kind), *count)).collect(),
        });
        let transporters = unit
            .transporters
            .iter()
            .map(|(kind, count)| (problem.network.tables.transporters[*kind as usize].row.id.clone(), *count));
        let trip = &placed.trip;
        let steps = way.steps.iter().zip(&trip.moments).map(|(step, moment)| Step {
            links: way.arcs[step.arcs.0 as usize..step.arcs.1 as usize]
                .iter()
                .map(|arc| (arc / 2, arc.is_multiple_of(2)))
                .collect(),
            rested: step.rested,
            in_s: moment.in_s,
            carried_s: moment.carried_s,
            loaded_s: moment.loaded_s,
            go_s: moment.go_s,
            moved_s: moment.moved_s,
            end_s: moment.end_s,
        });
        Movement {
            id: told.id.clone(),
            contents: contents.collect(),
            pieces: unit.lot.pieces,
            cargo: group.key.cargo.clone(),
            road_kind: road_word(group.key.road).to_owned(),
            flag: problem.network.country_code(group.key.flag).to_owned(),
            lane_m: unit.needs.lane_m,
            wagons: wagons.collect(),
            transporters: transporters.collect(),
            packets: class.compiled.view.profile.road.packets,
            origin: class.compiled.start.node,
            destination: class.compiled.target,
            depart_s: trip.depart_s,
            depart_min: trip.moments.first().map_or(0, |moment| moment.go_s) / 60,
            arrive_s: trip.arrive_s,
            arrive_min: trip.arrive_s / 60,
            voyage: placed.voyage,
            legs: self.legs(way, placed),
            steps: steps.collect(),
            ledger: ledger(&told.spans),
        }
    }

    fn legs(&self, way: &Way, placed: &Placed) -> Vec<Leg> {
        let unit = &self.problem.units[placed.unit as usize];
        let view = &self.problem.classes[unit.class as usize].compiled.view;
        let network = self.problem.network;
        let mut legs: Vec<(Carrier, Vec<u32>, u32, u32)> = Vec::new();
        let mut broken = true;
        for (step, moment) in way.steps.iter().zip(&placed.trip.moments) {
            for arc in &way.arcs[step.arcs.0 as usize..step.arcs.1 as usize] {
                let tail = view.graph.tail(*arc);
                broken |= matches!(network.topology.nodes[tail as usize].kind, NodeKind::Facility(_));
                let Some(carrier) = carrier_of(view, *arc) else {
                    broken |= matches!(network.topology.links[(arc / 2) as usize].kind, LinkKind::GaugeChange(_));
                    continue;
                };
                match legs.last_mut().filter(|last| last.0 == carrier && !broken) {
                    Some(last) => {
                        last.1.push(*arc);
                        last.3 = moment.moved_s;
                    }
                    None => legs.push((carrier, vec![*arc], moment.go_s, moment.moved_s)),
                }
                broken = false;
            }
        }
        let pass_min = unit.needs.road_pass_s / 60;
        legs.into_iter().map(|leg| self.leg(&leg, view, pass_min)).collect()
    }

    fn leg(
        &self,
        leg: &(Carrier, Vec<u32>, u32, u32),
        view: &crate::analysis::route::view::View<'_>,
        pass_min: u32,
    ) -> Leg {
        let (carrier, arcs, depart_s, arrive_s) = leg;
        let network = self.problem.network;
        let metres = arcs.iter().map(|arc| u64::from(network.topology.links[(arc / 2) as usize].length_m)).sum();
        let (mode, gauge_mm) = match carrier {
            Carrier::Road => ("road", None),
            Carrier::Rail(gauge) => ("rail", Some(*gauge)),
            Carrier::Ship | Carrier::Ferry(_) => ("sea", None),
            Carrier::Shuttle => ("shuttle", None),
            Carrier::Barge => ("iww", None),
            Carrier::Aircraft(_) => ("air", None),
        };
        let first = arcs.first().map_or(0, |arc| view.graph.tail(*arc));
        let last = arcs.last().map_or(0, |arc| view.graph.head(*arc));
        let teller = self.teller();
        let mut via = Vec::new();
        if let Carrier::Ferry(row) = carrier {
            via.push(network.tables.ferries[*row as usize].row.name.clone());
        }
        for arc in arcs {
            let NodeKind::Base(base) = network.topology.nodes[view.graph.head(*arc) as usize].kind else { continue };
            let node = &network.base.nodes[base as usize];
            let name = &network.base.names[node.name as usize];
            if node.border && via.last().map(String::as_str) != Some(name) {
                via.push(name.to_owned());
            }
        }
        let line = self.shapes.map_or_else(Vec::new, |shapes| {
            crate::analysis::route::line::Drawing { network, shapes }.line(&view.graph, arcs)
        });
        Leg {
            mode: mode.to_owned(),
            gauge_mm,
            from: teller.node(first),
            to: teller.node(last),
            distance_km: km(metres),
            depart_min: depart_s / 60,
            arrive_min: arrive_s / 60,
            pass_min: if mode == "road" { pass_min } else { 0 },
            via,
            line,
        }
    }

    /// Voyages, with the ids of those aboard.
    pub(super) fn voyages(&self, told: &[Told<'_>]) -> Vec<Voyage> {
        let teller = self.teller();
        (0_u32..)
            .zip(&self.schedule.voyages)
            .map(|(number, voyage)| {
                let aboard: Vec<&Told<'_>> = told.iter().filter(|one| one.placed.voyage == Some(number)).collect();
                let used =
                    aboard.iter().map(|one| self.problem.units[one.placed.unit as usize].needs.lane_m).sum::<u32>();
                let ship = voyage.ship.map(|ship| &self.problem.ships[ship as usize]);
                let pool = ship.and_then(|ship| ship.pool);
                Voyage {
                    from: teller.node(voyage.from),
                    to: teller.node(voyage.to),
                    from_node: voyage.from,
                    to_node: voyage.to,
                    ship: match (pool, voyage.ship) {
                        (Some(pool), Some(ship)) => format!("{} {}", self.force.pools[pool as usize].name, ship + 1),
                        _ => "chartered".to_owned(),
                    },
                    pool,
                    ship_number: voyage.ship,
                    lane_m: voyage.lane_left_m + used,
                    used_lane_m: used,
                    ready_s: voyage.ready_s,
                    sails_s: voyage.loaded_s,
                    empty_s: voyage.empty_s,
                    aboard: aboard.iter().map(|one| one.id.clone()).collect(),
                }
            })
            .collect()
    }

    /// Pools with what was taken of them.
    pub(super) fn pools(&self, told: &[Told<'_>]) -> Vec<Pool> {
        let problem = self.problem;
        let mut pools: Vec<Pool> = self
            .force
            .pools
            .iter()
            .map(|pool| Pool {
                name: pool.name.clone(),
                kind: pool.kind.word().to_owned(),
                types: pool.types.clone(),
                count: pool.count,
                home: pool.home,
                ready_s: pool.ready_s,
                uses: Vec::new(),
                most: 0,
            })
            .collect();
        for one in told {
            let way = &problem.ways(one.placed.unit)[one.placed.way as usize];
            let traveller = problem.traveller(one.placed.unit);
            for (step, picks) in &one.placed.trip.picks {
                let own = &way.steps[*step as usize];
                let wagon = own.handling == Handling::LoadTrain;
                let (until_s, freed_at) = traveller.release(way, &one.placed.trip, *step, wagon);
                for (_, count, pool) in picks {
                    pools[*pool as usize].uses.push(CarrierUse {
                        movement: one.id.clone(),
                        count: *count,
                        at: own.at,
                        from_s: one.placed.trip.moments[*step as usize].carried_s,
                        freed_at,
                        until_s,
                    });
                }
            }
        }
        for (pool, own) in pools.iter_mut().zip(&self.force.pools) {
            pool.uses.sort_by(|a, b| (a.from_s, &a.movement).cmp(&(b.from_s, &b.movement)));
            if own.kind == PoolKind::Ship {
                continue;
            }
            let at = |t: u32| -> u32 {
                pool.uses.iter().filter(|one| one.from_s <= t && t < one.until_s).map(|one| one.count).sum()
            };
            pool.most = pool.uses.iter().map(|one| at(one.from_s)).max().unwrap_or(0);
        }
        pools
    }
}
