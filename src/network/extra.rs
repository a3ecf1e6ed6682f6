//! Waterways and flights: ways that only some questions use, joined to a copy of the network when they are asked for.
//!
//! Links that nobody asked for would cost every question its time: flights alone are as many as all roads and railways.

use std::collections::BTreeMap;

use super::facility::FacilityKind;
use super::topology::to_e5;
use super::{HIGH_SEAS, Link, LinkKind, Network, Node, NodeKind, Topology};
use crate::data::rows::{AircraftRow, AirfieldRow};

/// A flight that is possible: two airfields (facilities), aircraft (row of `aircraft.csv`), great circle in metres.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flight {
    /// One airfield, index of the facility.
    pub from: u32,
    /// The other.
    pub to: u32,
    /// Row of `aircraft.csv`.
    pub aircraft: u32,
    /// Great circle, metres.
    pub length_m: u32,
}

impl Network {
    /// All flights between airfields: for each pair the first aircraft of `order` (rows of `aircraft.csv`) in whose range
    /// the great circle lies and that `lands` at both ends. O(airfields^2 x aircraft).
    pub fn flights(&self, order: &[u32], lands: &dyn Fn(&AirfieldRow, &AircraftRow) -> bool) -> Vec<Flight> {
        struct Field {
            facility: u32,
            at: (f64, f64),
            takes: Vec<bool>,
        }
        let aircraft: Vec<(u32, &AircraftRow)> =
            order.iter().map(|row| (*row, &self.tables.aircraft[*row as usize].row)).collect();
        let fields: Vec<Field> = (0_u32..)
            .zip(&self.facilities)
            .filter_map(|(facility, one)| match one.kind {
                FacilityKind::Airfield(row) => {
                    let airfield = &self.tables.airfields[row as usize].row;
                    let takes = aircraft.iter().map(|(_, aircraft)| lands(airfield, aircraft)).collect();
                    Some(Field { facility, at: (one.lat, one.lon), takes })
                }
                _ => None,
            })
            .collect();
        let mut flights = Vec::new();
        for (index, from) in fields.iter().enumerate() {
            for to in &fields[index + 1..] {
                let metres = Topology::distance_m(from.at, to.at);
                let first = aircraft.iter().enumerate().find(|(position, (_, row))| {
                    from.takes[*position] && to.takes[*position] && metres <= row.range_km.0 * 1_000.0
                });
                if let Some((_, (row, _))) = first {
                    let length_m = whole(metres);
                    flights.push(Flight { from: from.facility, to: to.facility, aircraft: *row, length_m });
                }
            }
        }
        flights
    }

    /// The network with these flights.
    #[must_use]
    pub fn with_flights(mut self, flights: &[Flight]) -> Self {
        let mut aprons = BTreeMap::new();
        for flight in flights {
            let ends = [flight.from, flight.to].map(|facility| {
                *aprons
                    .entry(facility)
                    .or_insert_with(|| self.berth(facility, NodeKind::Apron(facility), LinkKind::AirAccess(facility)))
            });
            let country = self.facilities[flight.from as usize].country;
            let kind = LinkKind::Air(flight.aircraft);
            self.topology.links.push(Link { a: ends[0], b: ends[1], kind, country, length_m: flight.length_m });
        }
        self
    }

    /// The network with its waterways.
    #[must_use]
    pub fn with_waterways(mut self) -> Self {
        let by_id: BTreeMap<String, u32> =
            (0_u32..).zip(&self.facilities).map(|(index, facility)| (facility.id.clone(), index)).collect();
        let rows: Vec<(u32, [u32; 2], f64)> = (0_u32..)
            .zip(&self.tables.waterways)
            .filter_map(|(index, lined)| {
                let row = &lined.row;
                Some((index, [*by_id.get(&row.from)?, *by_id.get(&row.to)?], row.length_km.0))
            })
            .collect();
        let mut wharves = BTreeMap::new();
        for (row, ends, length_km) in rows {
            let [a, b] = ends.map(|facility| {
                *wharves
                    .entry(facility)
                    .or_insert_with(|| self.berth(facility, NodeKind::Wharf(facility), LinkKind::WaterAccess(facility)))
            });
            let country = self.facilities[ends[0] as usize].country;
            let length_m = whole(length_km * 1_000.0);
            self.topology.links.push(Link { a, b, kind: LinkKind::Waterway(row), country, length_m });
        }
        self
    }

    /// A node beside a facility with the link to it; returns the node.
    fn berth(&mut self, facility: u32, node: NodeKind, link: LinkKind) -> u32 {
        let one = &self.facilities[facility as usize];
        let index = u32::try_from(self.topology.nodes.len()).unwrap_or(u32::MAX);
        let country = one.country;
        self.topology.nodes.push(Node { kind: node, country, lat_e5: to_e5(one.lat), lon_e5: to_e5(one.lon) });
        let a = self.topology.facility_node[facility as usize];
        debug_assert_ne!(country, HIGH_SEAS, "facilities lie on land");
        self.topology.links.push(Link { a, b: index, kind: link, country, length_m: 0 });
        index
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "distances on Earth, in metres")]
fn whole(metres: f64) -> u32 {
    metres.round() as u32
}

#[cfg(test)]
mod tests {
    use super::super::{LinkKind, Network, NodeKind};

    #[test]
    fn waterways_and_flights_only_add() {
        let plain = Network::europe().unwrap();
        let (nodes, links) = (plain.topology.nodes.len(), plain.topology.links.len());
        let flights = plain.flights(&[0], &|airfield, aircraft| airfield.runway_m.0 >= aircraft.runway_m.0);
        let row = plain.tables.aircraft[0].row.clone();
        assert!(flights.len() > 1_000, "{} flights", flights.len());
        assert!(flights.iter().all(|flight| f64::from(flight.length_m) <= row.range_km.0 * 1_000.0 + 1.0));
        let waterways = plain.tables.waterways.len();
        let more = plain.with_waterways().with_flights(&flights);
        let count =
            |kind: fn(&LinkKind) -> bool| more.topology.links[links..].iter().filter(|link| kind(&link.kind)).count();
        assert_eq!(count(|kind| matches!(kind, LinkKind::Waterway(_))), waterways);
        assert_eq!(count(|kind| matches!(kind, LinkKind::Air(_))), flights.len());
        let berths = more.topology.nodes[nodes..].len();
        assert_eq!(count(|kind| matches!(kind, LinkKind::WaterAccess(_) | LinkKind::AirAccess(_))), berths);
        let afloat =
            |node: u32| matches!(more.topology.nodes[node as usize].kind, NodeKind::Wharf(_) | NodeKind::Apron(_));
        let ways = more.topology.links[links..].iter().filter(|link| link.length_m > 0);
        assert!(ways.into_iter().all(|link| afloat(link.a) && afloat(link.b)));
    }
}
