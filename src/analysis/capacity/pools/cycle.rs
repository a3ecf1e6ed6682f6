//! How long a carrier is held by a run over a link, by loading and by unloading.

use crate::network::{LinkKind, Network, OwnMode};

use super::{NONE, Pool, Pools, Scope, Share};

/// Minutes of the parts of a cycle.
pub(super) struct Times {
    pub(super) rail_km_per_day: f64,
    pub(super) road_km_per_day: f64,
    pub(super) sea_km_per_day: f64,
    pub(super) rail: (u64, u64),
    pub(super) road: (u64, u64),
    pub(super) ship: u64,
    pub(super) barge_km_per_day: f64,
    pub(super) barge: u64,
    pub(super) lock_h: f64,
    /// Parts of a day in which barges sail and aircraft fly.
    pub(super) barge_day: f64,
    pub(super) flying_day: f64,
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "hours of the tables are positive and small"
)]
pub(super) fn minutes(hours: f64) -> u64 {
    (hours * 60.0).round().clamp(0.0, 1e9) as u64
}

/// Minutes under way, one way.
fn run(length_m: u32, km_per_day: f64) -> u64 {
    minutes(f64::from(length_m) / 1_000.0 / km_per_day.max(1e-9) * 24.0)
}

/// Minutes in the air, one way.
fn fly(length_m: u32, speed_kmh: f64) -> u64 {
    minutes(f64::from(length_m) / 1_000.0 / speed_kmh.max(1.0))
}

impl Pools {
    /// What a vehicle over a link of the topology takes of each pool, each way.
    pub(in crate::analysis::capacity) fn of_link(&self, network: &Network, index: u32) -> Vec<Share> {
        if self.list.is_empty() {
            return Vec::new();
        }
        let link = &network.topology.links[index as usize];
        let stated =
            network.own_link(link.kind).and_then(|own| own.stated_s).map(|seconds| u64::from(seconds.div_ceil(60)));
        let both = |minutes: u64| (2 * minutes, 2 * minutes);
        let times = &self.times;
        let by_road = || both(stated.unwrap_or_else(|| run(link.length_m, times.road_km_per_day)));
        let (scopes, (forward, backward)): (&[Scope], (u64, u64)) = match link.kind {
            LinkKind::Rail(_) => {
                let part = self.part_of(link.a);
                return self.shares(
                    Scope::Rail(part),
                    both(stated.unwrap_or_else(|| run(link.length_m, times.rail_km_per_day))),
                );
            }
            LinkKind::RailAccess(_) => return self.shares(Scope::Rail(self.part_of(link.b)), times.rail),
            LinkKind::GaugeChange(_) => {
                let (load, unload) = times.rail;
                let mut list = self.shares(Scope::Rail(self.part_of(link.a)), (unload, load));
                list.extend(self.shares(Scope::Rail(self.part_of(link.b)), (load, unload)));
                return list;
            }
            LinkKind::Road(_) | LinkKind::Shuttle(_) => (&[Scope::Road], by_road()),
            LinkKind::RoadAccess(_) => (&[Scope::Road], times.road),
            LinkKind::Sea(_) => (&[Scope::Sea], both(run(link.length_m, times.sea_km_per_day))),
            LinkKind::Own(_) => match network.own_link(link.kind).map(|own| own.mode) {
                Some(OwnMode::Sea) => {
                    (&[Scope::Sea], both(stated.unwrap_or_else(|| run(link.length_m, times.sea_km_per_day))))
                }
                Some(OwnMode::Waterway) => {
                    (&[Scope::Water], both(stated.unwrap_or_else(|| run(link.length_m, times.barge_km_per_day))))
                }
                Some(OwnMode::Air) => (&[Scope::Air], both(stated.unwrap_or_else(|| fly(link.length_m, 700.0)))),
                _ => return Vec::new(),
            },
            LinkKind::Waterway(row) => {
                let locks = f64::from(network.tables.waterways[row as usize].row.locks);
                let passing = minutes(locks * times.lock_h / times.barge_day.max(0.01));
                (&[Scope::Water], both(run(link.length_m, times.barge_km_per_day) + passing))
            }
            LinkKind::WaterAccess(_) => (&[Scope::Water], (times.barge, times.barge)),
            LinkKind::Air(row) => {
                let speed_kmh = network.tables.aircraft[row as usize].row.speed_kmh.0;
                (&[Scope::Air], both(fly(link.length_m, speed_kmh)))
            }
            LinkKind::SeaAccess(_) => (&[Scope::Sea], (times.ship, times.ship)),
            // Aircraft are counted while they fly; what they stand on the ground is in the hours that they fly in a day.
            LinkKind::Ferry(_) | LinkKind::Border | LinkKind::AirAccess(_) => {
                return Vec::new();
            }
        };
        scopes.iter().flat_map(|scope| self.shares(*scope, (forward, backward))).collect()
    }

    /// What a vehicle takes that is unloaded (`inside`) from a train, or loaded onto one, at a node of a railway.
    pub(in crate::analysis::capacity) fn at_ramp(&self, node: u32, inside: bool) -> Vec<Share> {
        let (load, unload) = self.times.rail;
        match self.part_of(node) {
            None => Vec::new(),
            part => self.shares(Scope::Rail(part), (if inside { unload } else { load }, 0)),
        }
    }

    fn part_of(&self, node: u32) -> Option<u32> {
        self.part.get(node as usize).copied().filter(|part| *part != NONE)
    }

    fn shares(&self, scope: Scope, (forward, backward): (u64, u64)) -> Vec<Share> {
        let serves = |pool: &Pool| match (pool.scope, scope) {
            (Scope::Rail(None), Scope::Rail(_)) => true,
            (own, other) => own == other,
        };
        let list = (0_u32..).zip(&self.list).filter(|(_, pool)| serves(pool));
        list.map(|(number, pool)| Share {
            pool: number,
            forward: forward * pool.per_vehicle,
            backward: backward * pool.per_vehicle,
        })
        .filter(|share| share.forward + share.backward > 0)
        .collect()
    }
}
