//! Where a published plan stages: how many pieces stand at each port, railhead and place between two legs, day by day.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::data::force_file::ForceFile;
use crate::error::Result;
use crate::force::Force;
use crate::network::calendar::Clock;
use crate::network::{FacilityKind, LinkKind, Network, NodeKind};
use crate::replay::document::{DailyLoad, Plan, Stamped};

/// A place on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// Id of the facility.
    pub place: String,
    /// Its name.
    pub name: String,
    /// `port`, `terminal`, `airfield` or `place`.
    pub kind: String,
    /// Day after C, from 1.
    pub day: u32,
    /// Most pieces that stand there at once on this day.
    pub most: u32,
    /// Hours that pieces stand there on this day.
    pub piece_hours: u64,
    /// Pieces for which the force says there is room.
    pub room: Option<u32>,
    /// Pieces that the tables store there, with the class of evidence: ports only.
    pub storage: Option<String>,
}

/// What stands where.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stays {
    /// What the plan was computed from.
    pub stamp: Stamped,
    /// Name of the force.
    pub name: String,
    /// By place and day.
    pub standing: Vec<Standing>,
}

/// What passes what is used to a tenth or more on some day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DailyLoads {
    /// What the plan was computed from.
    pub stamp: Stamped,
    /// Name of the force.
    pub name: String,
    /// By asset and day.
    pub loads: Vec<DailyLoad>,
}

/// The daily loads of a plan.
pub fn loads(plan: &Plan) -> DailyLoads {
    DailyLoads { stamp: plan.stamp.clone(), name: plan.name.clone(), loads: plan.loads.clone() }
}

const DAY_S: u32 = 86_400;

/// How many pieces stand where between two legs. Pieces stand from when they are there until they go on; at their origin and
/// at their destination they are at home. O(stays²) for each place.
///
/// # Errors
/// When the force that the plan carries cannot be read on this network.
pub fn standing(network: &Network, plan: &Plan) -> Result<Stays> {
    let file = ForceFile::parse("the plan's force", &plan.force)?;
    let force = Force::check(&file, network, &Clock::parse(&plan.c_day)?)?;
    let mut stays: BTreeMap<u32, Vec<(u32, u32, u32)>> = BTreeMap::new();
    for movement in &plan.movements {
        for pair in movement.steps.windows(2) {
            let Some((link, forward)) = pair[1].links.first() else { continue };
            let own = &network.topology.links[*link as usize];
            let tail = if *forward { own.a } else { own.b };
            // Where a leg begins: the access of a facility.
            let access = matches!(
                own.kind,
                LinkKind::RoadAccess(_) | LinkKind::RailAccess(_) | LinkKind::SeaAccess(_) | LinkKind::GaugeChange(_)
            );
            let NodeKind::Facility(place) = network.topology.nodes[tail as usize].kind else { continue };
            if access && pair[1].go_s > pair[0].end_s && tail != movement.origin {
                stays.entry(place).or_default().push((pair[0].end_s, pair[1].go_s, movement.pieces));
            }
        }
    }
    let mut rows = Vec::new();
    for (place, list) in stays {
        let facility = &network.facilities[place as usize];
        let storage = match facility.kind {
            FacilityKind::Port(row) => {
                let row = &network.tables.ports[row as usize].row;
                let (low, typical, high) = (row.storage_low_pieces, row.storage_pieces, row.storage_high_pieces);
                Some(format!("{}-{}-{} ({})", low.0, typical.0, high.0, row.evidence.word()))
            }
            _ => None,
        };
        let last_day = list.iter().map(|stay| stay.1.div_ceil(DAY_S)).max().unwrap_or(0);
        for day in 1..=last_day {
            let (from_s, to_s) = ((day - 1) * DAY_S, day * DAY_S);
            let here = || list.iter().filter(move |stay| stay.0 < to_s && stay.1 > from_s);
            let there =
                |at_s: u32| -> u32 { here().filter(|stay| stay.0 <= at_s && at_s < stay.1).map(|stay| stay.2).sum() };
            let most = here().map(|stay| there(stay.0.max(from_s))).max().unwrap_or(0);
            let seconds: u64 =
                here().map(|stay| u64::from(stay.1.min(to_s) - stay.0.max(from_s)) * u64::from(stay.2)).sum();
            if most > 0 {
                rows.push(Standing {
                    place: facility.id.clone(),
                    name: facility.name.clone(),
                    kind: facility.kind.word().to_owned(),
                    day,
                    most,
                    piece_hours: seconds / 3_600,
                    room: force.staging.get(&place).copied(),
                    storage: storage.clone(),
                });
            }
        }
    }
    rows.sort_by(|a, b| a.place.cmp(&b.place).then(a.day.cmp(&b.day)));
    Ok(Stays { stamp: plan.stamp.clone(), name: plan.name.clone(), standing: rows })
}
