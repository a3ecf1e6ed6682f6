//! Gauge changes, ramps, ports and ferries.

use std::collections::BTreeMap;

use crate::data::rows::Number;
use crate::error::Result;
use crate::network::{FacilityKind, LinkKind, Network, Topology};

use super::asset::{Along, AssetKind, Basis, Directions, Range, Sharing, Traffic, Unit};
use super::build::{Builder, Gross, factor};

/// A terminal of both gauges this near to a gauge change works with the same ramps.
const SITE_M: f64 = 6_000.0;

impl Builder<'_> {
    /// Gauge changes with the ramps at the place; ramps everywhere else.
    pub(super) fn gauge_changes_and_ramps(&mut self) -> Result<()> {
        let network = self.network;
        let topology = &network.topology;
        let mut sites: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (index, link) in (0_u32..).zip(&topology.links) {
            if let LinkKind::GaugeChange(row) = link.kind {
                sites.entry(row).or_default().push(index);
            }
        }
        let changes: Vec<u32> = sites.keys().copied().collect();
        let mut ramps: Vec<(u32, u32)> = Vec::new();
        for (index, link) in (0_u32..).zip(&topology.links) {
            let LinkKind::RailAccess(facility) = link.kind else { continue };
            match changes.iter().find(|row| same_site(network, **row, facility)) {
                Some(row) => sites.entry(*row).or_default().push(index),
                None => ramps.push((index, facility)),
            }
        }
        for (row, links) in sites {
            let change = &network.tables.gauge_changes[row as usize].row;
            let range = Range::of(change.trains_per_day_low.0, change.trains_per_day.0, change.trains_per_day_high.0);
            let gross = Gross { range, evidence: change.evidence, basis: vec![Basis::GaugeChange(row)] };
            let country = topology.links[links[0] as usize].country;
            let sharing = if links.len() > 1 { Sharing::Site } else { Sharing::Stretch };
            let kind = AssetKind::GaugeChange(row);
            // A place that transfers trains is there for those that cannot go on: no share for civil traffic is taken.
            let asset = self.add(kind, Unit::Trains, country, gross, None, sharing, Directions::Together);
            for link in links {
                self.attach(link, asset, Along::Either);
            }
        }
        let terminal = self.factor("terminal_trains_per_day_per_ramp", 1.0)?;
        for (link, facility) in ramps {
            let node = topology.links[link as usize].b;
            let base = topology.nodes[node as usize].kind.base();
            let gauge_mm = base.map_or(0, |base| network.base.nodes[base as usize].gauge_mm);
            let usual = |own: Option<Basis>| Gross {
                range: terminal.range,
                evidence: terminal.evidence,
                basis: own.into_iter().chain(terminal.basis.iter().copied()).collect(),
            };
            let gross = match network.facilities[facility as usize].kind {
                FacilityKind::Port(row) => {
                    let port = &network.tables.ports[row as usize].row;
                    let trains = |figure: Option<Number>| figure.map_or(0.0, |trains| trains.0);
                    let range = Range::of(
                        trains(port.clearance_low_trains_per_day),
                        trains(port.clearance_trains_per_day),
                        trains(port.clearance_high_trains_per_day),
                    );
                    Gross { range, evidence: port.evidence, basis: vec![Basis::Port(row)] }
                }
                FacilityKind::Terminal(row) => usual(Some(Basis::Terminal(row))),
                FacilityKind::Place(_) | FacilityKind::Airfield(_) => usual(None),
                // A network of one's own states capacities of its links only.
                FacilityKind::Node(_) => continue,
            };
            let country = topology.links[link as usize].country;
            let kind = AssetKind::Ramp { facility, gauge_mm };
            let asset = self.add(kind, Unit::Trains, country, gross, None, Sharing::Stretch, Directions::Together);
            self.attach(link, asset, Along::Either);
        }
        Ok(())
    }

    /// Quays and gates of ports.
    pub(super) fn ports(&mut self) -> Result<()> {
        let network = self.network;
        let (at_once_index, at_once) = factor(&network.tables, "port_ships_at_once")?;
        let (sharing, directions) = (Sharing::Stretch, Directions::Apart);
        for (index, link) in (0_u32..).zip(&network.topology.links) {
            let (LinkKind::SeaAccess(facility) | LinkKind::RoadAccess(facility)) = link.kind else { continue };
            let FacilityKind::Port(row) = network.facilities[facility as usize].kind else { continue };
            let port = &network.tables.ports[row as usize].row;
            let country = link.country;
            if matches!(link.kind, LinkKind::RoadAccess(_)) {
                let range = Range::of(
                    port.clearance_low_vehicles_per_day.0,
                    port.clearance_vehicles_per_day.0,
                    port.clearance_high_vehicles_per_day.0,
                );
                let gate = Gross { range, evidence: port.evidence, basis: vec![Basis::Port(row)] };
                let kind = AssetKind::Clearance(facility);
                // Published clearance is of military loads already.
                let gate = self.add(kind, Unit::Vehicles, country, gate, None, sharing, directions);
                // The first end of the link is the port.
                self.attach(index, gate, Along::Forward);
                continue;
            }
            let a_ship = Range::of(
                port.discharge_low_pieces_per_day.0,
                port.discharge_pieces_per_day.0,
                port.discharge_high_pieces_per_day.0,
            );
            // No more ships at once than there are berths.
            let berths = port.ro_ro_berths.map_or(f64::MAX, f64::from);
            let ships = Range::of(at_once.low.0.min(berths), at_once.typical.0.min(berths), at_once.high.0.min(berths));
            for (kind, along) in
                [(AssetKind::Discharge(facility), Along::Backward), (AssetKind::Loading(facility), Along::Forward)]
            {
                let quay = Gross {
                    range: a_ship.times(ships),
                    evidence: port.evidence.max(at_once.evidence),
                    basis: vec![Basis::Port(row), Basis::Factor(at_once_index)],
                };
                let port_traffic = Some(Traffic::Port);
                let quay = self.add(kind, Unit::Pieces, country, quay, port_traffic, sharing, directions);
                self.attach(index, quay, along);
            }
        }
        Ok(())
    }

    pub(super) fn ferries(&mut self) {
        let network = self.network;
        for (index, link) in (0_u32..).zip(&network.topology.links) {
            let LinkKind::Ferry(row) = link.kind else { continue };
            let ferry = &network.tables.ferries[row as usize].row;
            let typical = ferry.sailings_per_week.0 * ferry.lane_m.0 / 7.0;
            let low = if ferry.status == "seasonal" { 0.0 } else { typical };
            let range = if ferry.status == "suspended" { Range::NONE } else { Range::of(low, typical, typical) };
            let gross = Gross { range, evidence: ferry.evidence, basis: vec![Basis::Ferry(row)] };
            let kind = AssetKind::Ferry(row);
            let sea = Some(Traffic::Sea);
            let asset = self.add(kind, Unit::LaneMetres, link.country, gross, sea, Sharing::Stretch, Directions::Apart);
            self.attach(index, asset, Along::Either);
        }
    }
}

/// Whether a facility's ramps are those of a gauge change: a terminal of both gauges near by.
fn same_site(network: &Network, change: u32, facility: u32) -> bool {
    let FacilityKind::Terminal(row) = network.facilities[facility as usize].kind else { return false };
    let terminal = &network.tables.terminals[row as usize].row;
    let change = &network.tables.gauge_changes[change as usize].row;
    let both = [change.gauge_a_mm, change.gauge_b_mm]
        .iter()
        .all(|gauge| terminal.gauges.0.iter().any(|word| *word == gauge.to_string()));
    both && Topology::distance_m((terminal.lat.0, terminal.lon.0), (change.lat.0, change.lon.0)) <= SITE_M
}
