//! What a way meets: limits that were looked at, structures, borders, facilities, and what of them is unknown.

use std::collections::{BTreeMap, BTreeSet};

use crate::algo::labels::Found;
use crate::network::LinkKind;
use crate::network::limits::Verdict;

use super::answer::{StructureOnRoute, Unknown};
use super::compose::{Composer, km, minutes};
use super::query::Mode;
use super::view::{Finding, Subject, position};
use super::walk::Walk;

impl Composer<'_> {
    /// What the way meets, with the metres of ordinary ways.
    pub(super) fn subjects(&self, found: &Found) -> BTreeMap<Subject, u64> {
        let network = self.view.network;
        let mut subjects = BTreeMap::new();
        for (arc, _) in &found.arcs {
            let link = &network.topology.links[(*arc / 2) as usize];
            let lines = &self.view.lines;
            let ways = match link.kind {
                LinkKind::Road(base) => Some(lines.subject(base, Mode::Road, link.country)),
                LinkKind::Rail(base) => Some(lines.subject(base, Mode::Rail, link.country)),
                LinkKind::RoadAccess(_) => Some(Subject::Ways(Mode::Road, link.country)),
                LinkKind::RailAccess(_) => Some(Subject::Ways(Mode::Rail, link.country)),
                _ => None,
            };
            if let Some(ways) = ways {
                *subjects.entry(ways).or_insert(0) += u64::from(link.length_m);
            }
            let mut structures = |base: u32, mode: Mode| {
                subjects.extend(network.rows_on(base).map(|(row, _)| (Subject::Structure(row, mode), 0)));
            };
            match link.kind {
                LinkKind::Road(base) | LinkKind::Shuttle(base) => structures(base, Mode::Road),
                LinkKind::Rail(base) => structures(base, Mode::Rail),
                LinkKind::RailAccess(index) => drop(subjects.insert(Subject::RailFacility(index), 0)),
                LinkKind::SeaAccess(index) => drop(subjects.insert(Subject::Berth(index), 0)),
                LinkKind::WaterAccess(index) => drop(subjects.insert(Subject::Quay(index), 0)),
                LinkKind::Waterway(row) => drop(subjects.insert(Subject::Waterway(row), u64::from(link.length_m))),
                LinkKind::Air(row) => drop(subjects.insert(Subject::Hold(row), u64::from(link.length_m))),
                _ => {}
            }
        }
        subjects
    }

    /// Structures, borders, gauge changes and facilities on a way, in order.
    pub(super) fn structures(&self, found: &Found, walk: &Walk) -> Vec<StructureOnRoute> {
        let network = self.view.network;
        let mut reached: BTreeMap<u32, u32> = BTreeMap::new();
        for event in &walk.events {
            reached.entry(event.arc).or_insert(event.start_s);
        }
        let mut list = Vec::new();
        let mut seen = BTreeSet::new();
        let mut at_s = 0;
        for (arc, _) in &found.arcs {
            at_s = reached.get(arc).copied().unwrap_or(at_s);
            let at_min = minutes(at_s);
            match network.topology.links[(*arc / 2) as usize].kind {
                LinkKind::Road(base) | LinkKind::Rail(base) | LinkKind::Shuttle(base) => {
                    for (row, structure) in network.rows_on(base) {
                        if seen.insert(("structure", row)) {
                            let limits = structure_limits(structure);
                            let (id, name, kind) =
                                (structure.id.clone(), structure.name.clone(), structure.kind.clone());
                            list.push(StructureOnRoute {
                                id,
                                name,
                                kind,
                                lat: structure.lat.0,
                                lon: structure.lon.0,
                                limits,
                                at_min,
                            });
                        }
                    }
                }
                LinkKind::Border => {
                    let (tail, head) = (self.view.graph.tail(*arc), self.view.graph.head(*arc));
                    let code = |node: u32| network.country_code(network.topology.nodes[node as usize].country);
                    let (lat, lon) = position(network, head);
                    let name = format!("{} > {}", code(tail), code(head));
                    let id = self.end_name(head);
                    list.push(StructureOnRoute {
                        id,
                        name,
                        kind: "border".to_owned(),
                        lat,
                        lon,
                        limits: String::new(),
                        at_min,
                    });
                }
                LinkKind::GaugeChange(row) => {
                    let change = &network.tables.gauge_changes[row as usize].row;
                    let limits = format!(
                        "{} to {} mm, {}, {} trains a day ({})",
                        change.gauge_a_mm,
                        change.gauge_b_mm,
                        change.method,
                        change.trains_per_day.0,
                        change.evidence.word()
                    );
                    let (id, name) = (change.id.clone(), change.name.clone());
                    list.push(StructureOnRoute {
                        id,
                        name,
                        kind: "gauge_change".to_owned(),
                        lat: change.lat.0,
                        lon: change.lon.0,
                        limits,
                        at_min,
                    });
                }
                LinkKind::RoadAccess(index)
                | LinkKind::RailAccess(index)
                | LinkKind::SeaAccess(index)
                | LinkKind::WaterAccess(index)
                | LinkKind::AirAccess(index) => {
                    let facility = &network.facilities[index as usize];
                    let kind = facility.kind.word();
                    if kind != "place" && seen.insert(("facility", index)) {
                        let (id, name) = (facility.id.clone(), facility.name.clone());
                        list.push(StructureOnRoute {
                            id,
                            name,
                            kind: kind.to_owned(),
                            lat: facility.lat,
                            lon: facility.lon,
                            limits: String::new(),
                            at_min,
                        });
                    }
                }
                _ => {}
            }
        }
        list
    }
}

/// The findings that are not certain, with the kilometres that they hold for.
pub(super) fn unknowns(findings: &[(&Finding, u64)]) -> Vec<Unknown> {
    let open = findings.iter().filter(|(finding, _)| finding.verdict != Verdict::Fits);
    open.map(|(finding, metres)| Unknown {
        what: finding.what.to_owned(),
        where_: finding.place.clone(),
        needed: finding.needed.clone(),
        assumed: finding.has.clone(),
        km: km(*metres),
    })
    .collect()
}

fn structure_limits(structure: &crate::data::rows::StructureRow) -> String {
    let mut words = Vec::new();
    let mut add = |what: &str, value: Option<crate::data::rows::Number>, unit: &str| {
        words.extend(value.map(|value| format!("{what} {} {unit}", value.0)));
    };
    add("road gross mass", structure.gross_t, "t");
    add("clear height", structure.height_m, "m");
    add("clear width", structure.width_m, "m");
    add("axle load", structure.axle_load_t, "t");
    if words.is_empty() {
        words.push("limits not published".to_owned());
    }
    if structure.status != "open" {
        words.push(structure.status.clone());
    }
    format!("{} ({})", words.join(", "), structure.evidence.word())
}
