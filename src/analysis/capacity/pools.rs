//! Pools: wagons, transporters and ships that must come back before they carry again.
//!
//! In steady state a pool lets pass what it can turn round: every vehicle a day on a link holds its carriers as long as
//! the loaded run and the empty run over the link take, every one loaded or unloaded as long as that takes. All of it
//! together is at most carriers x 24 hours a day. On a single way that is pool / cycle time; with several ways it is one
//! more row of the program, and its price says what a carrier more would bring.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::route::query::Mode;
use crate::data::rows::CarrierRow;
use crate::error::{Error, Result};
use crate::force::{Factors, Load, Piece};
use crate::network::capacity::{MILLI, Range, milli};
use crate::network::{LinkKind, Network};

use super::mix::Mix;
use super::query::{PoolKind, Query};

mod cycle;
mod stated;

use cycle::{Times, minutes};
use stated::{carries, parts, piece_wagons, stated_pool, willing};

/// Minutes in a day.
const DAY_MIN: u64 = 1_440;
/// Kinds of suitable carriers that are told apart.
const KINDS_MAX: usize = 4;

/// Which links a pool serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// Railways that hang together in one gauge (number), or all.
    Rail(Option<u32>),
    Road,
    Sea,
    Water,
    Air,
}

/// Carriers that can be had together.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    /// `pool:wagons:1435`.
    pub(super) id: String,
    /// Name.
    pub(super) name: String,
    /// What it counts.
    pub(super) unit: &'static str,
    /// How many, thousandths.
    pub(super) count: Range,
    /// Rows of `carriers.csv`; none when the question says how many.
    pub(super) rows: Vec<u32>,
    scope: Scope,
    /// Thousandths of a carrier that a vehicle takes.
    per_vehicle: u64,
}

impl Pool {
    /// How much there is for a count, in thousandths of a carrier x minutes for thousandths of a vehicle a day.
    pub(super) fn capacity(count: u64) -> u64 {
        count.saturating_mul(DAY_MIN * MILLI)
    }
}

/// A link's use of a pool: number of the pool, then what a vehicle takes of it each way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) pool: u32,
    pub(super) forward: u64,
    pub(super) backward: u64,
}

/// All pools of a question, and what links take of them.
pub(super) struct Pools {
    pub(super) list: Vec<Pool>,
    /// What is assumed about them.
    pub(super) notes: Vec<String>,
    /// Railways that hang together, by node; none off railways.
    part: Vec<u32>,
    times: Times,
}

const NONE: u32 = u32::MAX;

impl Pools {
    /// The pools of a question: those that it states, else the rows of `carriers.csv` of willing states. `lifts` are the
    /// aircraft (rows of `aircraft.csv`) that take every piece.
    ///
    /// # Errors
    /// Unknown states, missing planning factors.
    pub(super) fn new(
        network: &Network,
        query: &Query,
        load: &Load<'_>,
        mix: &Mix,
        factors: &Factors<'_>,
        lifts: &[u32],
    ) -> Result<Pools> {
        let times = Times {
            rail_km_per_day: factors.speed("rail_progress_km_per_day")?,
            road_km_per_day: factors.speed("road_progress_transporter_km_per_day")?,
            sea_km_per_day: factors.speed("sea_speed_kn")? * 1.852 * 24.0,
            rail: (minutes(factors.hours("rail_load_h")?), minutes(factors.hours("rail_unload_h")?)),
            road: (minutes(factors.hours("transporter_load_h")?), minutes(factors.hours("transporter_unload_h")?)),
            ship: minutes(factors.hours("ship_turnround_h")?),
            barge_km_per_day: factors.speed("barge_speed_canal_kmh")? * factors.speed("barge_hours_per_day")?,
            barge: minutes(factors.hours("barge_load_h")?),
            lock_h: factors.hours("lock_passage_h")?,
            barge_day: factors.speed("barge_hours_per_day")? / 24.0,
            flying_day: factors.speed("aircraft_hours_per_day")? / 24.0,
        };
        let mut pools = Pools { list: Vec::new(), notes: Vec::new(), part: Vec::new(), times };
        let stated =
            |kind: PoolKind| query.pools.stated.iter().rev().find(|(one, _)| *one == kind).map(|(_, count)| *count);
        let open = |kind: PoolKind| query.pools.unlimited || matches!(stated(kind), Some(None));
        let willing = willing(network, query)?;
        let rows: Vec<(u32, &CarrierRow)> = (0_u32..)
            .zip(network.tables.carriers.iter().map(|lined| &lined.row))
            .filter(|(_, row)| willing.contains(row.country.as_str()))
            .collect();
        let asked = |kind: PoolKind| match kind {
            PoolKind::Barges => query.modes.contains(&Mode::Iww),
            PoolKind::Aircraft => query.modes.contains(&Mode::Air),
            _ => true,
        };
        for kind in PoolKind::ALL.into_iter().filter(|kind| asked(*kind)) {
            match stated(kind) {
                _ if open(kind) => {}
                Some(Some(count)) => pools.list.push(stated_pool(kind, count, mix, factors)?),
                _ if network.tables.carriers.is_empty() => {}
                _ => match kind {
                    PoolKind::Wagons => pools.wagons(network, &rows, load, mix),
                    PoolKind::Transporters => pools.transporters(network, &rows, load),
                    PoolKind::Ships => pools.vessels(&rows, mix, "ro_ro_ship", Scope::Sea),
                    PoolKind::Barges => pools.vessels(&rows, mix, "barge", Scope::Water),
                    PoolKind::Aircraft => pools.aircraft(network, &rows, mix, lifts),
                },
            }
        }
        if pools.part.is_empty() && pools.list.iter().any(|pool| matches!(pool.scope, Scope::Rail(_))) {
            pools.part = parts(network);
        }
        Ok(pools)
    }

    /// Wagons: for each railway that hangs together, and for each kind of piece those that take it.
    fn wagons(&mut self, network: &Network, rows: &[(u32, &CarrierRow)], load: &Load<'_>, mix: &Mix) {
        self.part = parts(network);
        let mut of_part: BTreeMap<u32, Vec<(u32, &CarrierRow)>> = BTreeMap::new();
        let mut size: BTreeMap<(u8, u16, u32), u64> = BTreeMap::new();
        for link in &network.topology.links {
            if let LinkKind::Rail(base) = link.kind {
                let gauge = network.base.links[base as usize].gauge_mm;
                *size.entry((link.country, gauge, self.part[link.a as usize])).or_insert(0) += u64::from(link.length_m);
            }
        }
        for (index, row) in rows.iter().copied().filter(|(_, row)| row.kind == "wagon") {
            let Ok(country) = network.country(&row.country) else { continue };
            // A state's wagons run on its usual gauge; those of 1520 and 1524 mm are one.
            let states = &network.tables.countries;
            let usual =
                states.iter().find(|lined| lined.row.code == row.country).and_then(|lined| lined.row.rail_gauge_mm);
            let gauge = usual.map(|gauge| if gauge == 1524 { 1520 } else { gauge });
            let fits = |key: &&(u8, u16, u32)| key.0 == country && gauge.is_none_or(|gauge| key.1 == gauge);
            if let Some((_, _, part)) = size.keys().filter(fits).max_by_key(|key| size[*key]) {
                of_part.entry(*part).or_default().push((index, row));
            }
        }
        let gauge_of =
            |part: u32| size.keys().filter(|key| key.2 == part).max_by_key(|key| size[*key]).map_or(0, |key| key.1);
        for (part, rows) in &of_part {
            let gauge = gauge_of(*part);
            let twins = of_part.keys().filter(|other| gauge_of(**other) == gauge).count();
            let states: BTreeSet<&str> = rows.iter().map(|(_, row)| row.country.as_str()).collect();
            let place = if twins > 1 {
                format!(":{}", states.iter().copied().collect::<Vec<_>>().join("-"))
            } else {
                String::new()
            };
            let type_of = |row: &CarrierRow| {
                let id = row.carrier_type.as_deref().unwrap_or_default();
                network.tables.wagons.iter().map(|lined| &lined.row).find(|wagon| wagon.id == id)
            };
            let takes = |row: &CarrierRow, piece: &Piece<'_>| {
                type_of(row).is_some_and(|wagon| {
                    let parts = f64::from(wagon.parts);
                    carries(&wagon.carries.0, piece)
                        && wagon.payload_t.0 >= piece.mass.value() * parts
                        && wagon.loading_length_m.0 >= piece.length.value() * parts
                })
            };
            let needs =
                |piece: &Piece<'_>| if load.pieces.len() == 1 { mix.wagons_per_thousand } else { piece_wagons(piece) };
            let (scope, unit) = (Scope::Rail(Some(*part)), "wagons");
            let about = (
                format!("pool:wagons:{gauge}{place}"),
                format!(
                    "wagons of {gauge} mm that come back ({})",
                    states.iter().copied().collect::<Vec<_>>().join(" ")
                ),
            );
            self.suitable(load, rows, &takes, &needs, (scope, unit), about);
        }
        let without = size
            .keys()
            .filter(|key| key.1 != 0 && !of_part.contains_key(&key.2))
            .map(|key| key.2)
            .collect::<BTreeSet<u32>>()
            .len();
        if without > 0 {
            self.notes.push(format!("{without} railways apart (other gauges, islands) have no wagons in carriers.csv that may be had: taken as without limit there"));
        }
    }

    fn transporters(&mut self, network: &Network, rows: &[(u32, &CarrierRow)], load: &Load<'_>) {
        let rows: Vec<(u32, &CarrierRow)> = rows.iter().copied().filter(|(_, row)| row.kind == "transporter").collect();
        let takes = |row: &CarrierRow, piece: &Piece<'_>| {
            let id = row.carrier_type.as_deref().unwrap_or_default();
            let found = network.tables.transporters.iter().map(|lined| &lined.row).find(|one| one.id == id);
            found.is_some_and(|one| carries(&one.carries.0, piece) && one.payload_t.0 >= piece.mass.value())
        };
        let needs = |piece: &Piece<'_>| if piece.drives { 0 } else { MILLI };
        let about = ("pool:transporters".to_owned(), "transporters that come back".to_owned());
        self.suitable(load, &rows, &takes, &needs, (Scope::Road, "transporters"), about);
    }

    fn vessels(&mut self, rows: &[(u32, &CarrierRow)], mix: &Mix, kind: &str, scope: Scope) {
        let rows: Vec<(u32, &CarrierRow)> = rows.iter().copied().filter(|(_, row)| row.kind == kind).collect();
        let sum = |of: &dyn Fn(&CarrierRow) -> f64| {
            rows.iter().map(|(_, row)| milli(of(row) * row.lane_m.map_or(0.0, |lane| lane.0))).sum()
        };
        let count = Range {
            low: sum(&|row| row.count_low.0),
            typical: sum(&|row| row.count.0),
            high: sum(&|row| row.count_high.0),
        };
        let (id, name) = match scope {
            Scope::Water => ("pool:barges", "barges that come back"),
            _ => ("pool:ships", "chartered ships that come back"),
        };
        self.list.push(Pool {
            id: id.to_owned(),
            name: name.to_owned(),
            unit: "lane m",
            count,
            rows: rows.iter().map(|(index, _)| *index).collect(),
            scope,
            per_vehicle: mix.lane_mm_per_vehicle,
        });
    }

    /// Aircraft that take every piece; they fly some hours of the day.
    fn aircraft(&mut self, network: &Network, rows: &[(u32, &CarrierRow)], mix: &Mix, lifts: &[u32]) {
        if mix.per_thousand_sorties == 0 {
            return;
        }
        let types: Vec<&str> = lifts.iter().map(|row| network.tables.aircraft[*row as usize].row.id.as_str()).collect();
        let fits = |row: &CarrierRow| row.carrier_type.as_deref().is_some_and(|id| types.contains(&id));
        let rows: Vec<(u32, &CarrierRow)> =
            rows.iter().copied().filter(|(_, row)| row.kind == "aircraft" && fits(row)).collect();
        let sum =
            |of: &dyn Fn(&CarrierRow) -> f64| rows.iter().map(|(_, row)| milli(of(row) * self.times.flying_day)).sum();
        let count = Range {
            low: sum(&|row| row.count_low.0),
            typical: sum(&|row| row.count.0),
            high: sum(&|row| row.count_high.0),
        };
        self.list.push(Pool {
            id: "pool:aircraft".to_owned(),
            name: "aircraft that come back".to_owned(),
            unit: "aircraft in the air",
            count,
            rows: rows.iter().map(|(index, _)| *index).collect(),
            scope: Scope::Air,
            per_vehicle: (MILLI * MILLI).div_ceil(mix.per_thousand_sorties),
        });
    }

    /// One pool for every set of pieces that can only use the same carriers: what they need together must be there.
    fn suitable(
        &mut self,
        load: &Load<'_>,
        rows: &[(u32, &CarrierRow)],
        takes: &dyn Fn(&CarrierRow, &Piece<'_>) -> bool,
        needs: &dyn Fn(&Piece<'_>) -> u64,
        (scope, unit): (Scope, &'static str),
        (id, name): (String, String),
    ) {
        let pieces: Vec<&Piece<'_>> = load.pieces.iter().filter(|piece| needs(piece) > 0).collect();
        let fitting = |piece: &Piece<'_>| -> BTreeSet<u32> {
            rows.iter().filter(|(_, row)| takes(row, piece)).map(|(index, _)| *index).collect()
        };
        let sets: Vec<BTreeSet<u32>> = pieces.iter().map(|piece| fitting(piece)).collect();
        let mut kinds: Vec<BTreeSet<u32>> = sets.clone();
        kinds.sort();
        kinds.dedup();
        // Rare: more kinds than that are taken as one, which may allow too much, never too little.
        if kinds.len() > KINDS_MAX {
            kinds = vec![kinds.iter().flatten().copied().collect()];
        }
        let mut unions: BTreeSet<BTreeSet<u32>> = BTreeSet::new();
        for chosen in 1..1_usize << kinds.len() {
            let members = kinds.iter().enumerate().filter(|(kind, _)| chosen >> kind & 1 == 1);
            unions.insert(members.flat_map(|(_, set)| set.iter().copied()).collect());
        }
        let whole = u64::from(load.count()).max(1);
        for (number, union) in (1..).zip(&unions) {
            let within = pieces.iter().zip(&sets).filter(|(_, set)| set.is_subset(union));
            let needed: u64 = within.map(|(piece, _)| needs(piece) * u64::from(piece.count)).sum();
            if needed == 0 {
                continue;
            }
            let of = || rows.iter().filter(|(index, _)| union.contains(index)).map(|(_, row)| *row);
            let count = Range {
                low: of().map(|row| milli(row.count_low.0)).sum(),
                typical: of().map(|row| milli(row.count.0)).sum(),
                high: of().map(|row| milli(row.count_high.0)).sum(),
            };
            let (id, name) = if unions.len() > 1 {
                let few: Vec<&str> = pieces
                    .iter()
                    .zip(&sets)
                    .filter(|(_, set)| set.is_subset(union))
                    .map(|(piece, _)| piece.name.as_str())
                    .collect();
                (format!("{id}:{number}"), format!("{name}, those that take {}", few.join(", ")))
            } else {
                (id.clone(), name.clone())
            };
            self.list.push(Pool {
                id,
                name,
                unit,
                count,
                rows: union.iter().copied().collect(),
                scope,
                per_vehicle: needed.div_ceil(whole),
            });
        }
    }
}
