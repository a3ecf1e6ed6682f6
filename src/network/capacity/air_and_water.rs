//! Airfields, barge quays and locks, in networks that hold flights and waterways (`network/extra.rs`).

use crate::data::rows::Number;
use crate::error::Result;
use crate::network::{FacilityKind, LinkKind};

use super::asset::{Along, AssetKind, Basis, Directions, Range, Sharing, Traffic, Unit};
use super::build::{Builder, Gross, factor};

impl Builder<'_> {
    /// What airfields work in a day, what quays load on barges, and what locks pass.
    pub(super) fn air_and_water(&mut self) -> Result<()> {
        let network = self.network;
        let (sharing, directions) = (Sharing::Stretch, Directions::Together);
        for (index, link) in (0_u32..).zip(&network.topology.links) {
            match link.kind {
                LinkKind::AirAccess(facility) => {
                    let FacilityKind::Airfield(row) = network.facilities[facility as usize].kind else { continue };
                    let airfield = &network.tables.airfields[row as usize].row;
                    // Parking places, turned over in the hours of the day, less what queues waste.
                    let parts = ["airfield_operating_hours_per_day", "airfield_mog_turn_h", "airfield_queue_factor"];
                    let [(hours_at, hours), (turn_at, turn), (queue_at, queue)] = [
                        factor(&network.tables, parts[0])?,
                        factor(&network.tables, parts[1])?,
                        factor(&network.tables, parts[2])?,
                    ];
                    // Where nobody says how many park, what is usual.
                    let (usual_at, usual) = factor(&network.tables, "airfield_mog_aircraft")?;
                    let places = |stated: Option<Number>, usual: Number| stated.unwrap_or(usual).0;
                    let sorties = |parking: f64, hours: f64, turn_h: f64, queue: f64| parking * hours / turn_h * queue;
                    let range = Range::of(
                        sorties(places(airfield.parking_low, usual.low), hours.low.0, turn.high.0, queue.low.0),
                        sorties(
                            places(airfield.parking, usual.typical),
                            hours.typical.0,
                            turn.typical.0,
                            queue.typical.0,
                        ),
                        sorties(places(airfield.parking_high, usual.high), hours.high.0, turn.low.0, queue.high.0),
                    );
                    let evidence = airfield.evidence.max(hours.evidence).max(turn.evidence).max(queue.evidence);
                    let basis = [hours_at, turn_at, queue_at].map(Basis::Factor);
                    let usual = airfield.parking.is_none().then_some(Basis::Factor(usual_at));
                    let basis = std::iter::once(Basis::Airfield(row)).chain(usual).chain(basis).collect();
                    let gross = Gross { range, evidence, basis };
                    let kind = AssetKind::Apron(facility);
                    let asset =
                        self.add(kind, Unit::Sorties, link.country, gross, Some(Traffic::Air), sharing, directions);
                    self.attach(index, asset, Along::Either);
                }
                LinkKind::WaterAccess(facility) => {
                    // One barge after the other.
                    let (load_at, load) = factor(&network.tables, "barge_load_h")?;
                    let (lane_at, lane) = factor(&network.tables, "barge_lane_m")?;
                    let range = Range::of(
                        24.0 / load.high.0 * lane.low.0,
                        24.0 / load.typical.0 * lane.typical.0,
                        24.0 / load.low.0 * lane.high.0,
                    );
                    let basis = vec![Basis::Factor(load_at), Basis::Factor(lane_at)];
                    let gross = Gross { range, evidence: load.evidence.max(lane.evidence), basis };
                    let kind = AssetKind::Wharf(facility);
                    let asset = self.add(kind, Unit::LaneMetres, link.country, gross, None, sharing, directions);
                    self.attach(index, asset, Along::Either);
                }
                LinkKind::Waterway(row) if network.tables.waterways[row as usize].row.locks > 0 => {
                    let waterway = &network.tables.waterways[row as usize].row;
                    let (pass_at, pass) = factor(&network.tables, "lock_lockages_per_day")?;
                    let (lane_at, lane) = factor(&network.tables, "barge_lane_m")?;
                    let range =
                        Range::of(pass.low.0 * lane.low.0, pass.typical.0 * lane.typical.0, pass.high.0 * lane.high.0);
                    let evidence = waterway.evidence.max(pass.evidence).max(lane.evidence);
                    let basis = vec![Basis::Waterway(row), Basis::Factor(pass_at), Basis::Factor(lane_at)];
                    let gross = Gross { range, evidence, basis };
                    let kind = AssetKind::Locks(row);
                    let water = Some(Traffic::Water);
                    let asset =
                        self.add(kind, Unit::LaneMetres, link.country, gross, water, sharing, Directions::Apart);
                    self.attach(index, asset, Along::Either);
                }
                _ => {}
            }
        }
        Ok(())
    }
}
