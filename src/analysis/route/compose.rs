//! From a way found to the record that is printed: legs, ledger, unknowns, structures, sources.

use std::collections::BTreeMap;

use crate::algo::labels::Found;
use crate::data::base::SomeShapes;
use crate::force::Factors;
use crate::network::calendar::Clock;
use crate::network::limits::Assurance;
use crate::network::{HIGH_SEAS, LinkKind, NodeKind};

use super::answer::{Cited, Leg, Route};
use super::line::Drawing;
use super::met::unknowns;
use super::view::{Finding, View, weakest};
use super::walk::{Carrier, Start, Stretch, Walk};

/// Everything that composing looks at.
pub(super) struct Composer<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) factors: &'a Factors<'a>,
    pub(super) clock: &'a Clock,
    /// Draws the legs, where their lines are wanted.
    pub(super) drawing: Option<Drawing<'a>>,
    pub(super) to: u32,
}

/// Whole minutes.
pub(super) fn minutes(seconds: u32) -> i64 {
    i64::from(seconds / 60)
}

/// Kilometres with one decimal.
pub(super) fn km(metres: u64) -> f64 {
    let tenths = (metres + 50) / 100;
    f64::from(u32::try_from(tenths).unwrap_or(u32::MAX)) / 10.0
}

impl<'a> Composer<'a> {
    pub(super) fn new(
        view: &'a View<'a>,
        factors: &'a Factors<'a>,
        clock: &'a Clock,
        shapes: Option<&'a SomeShapes>,
        to: u32,
    ) -> Self {
        let drawing = shapes.map(|shapes| Drawing { network: view.network, shapes });
        Composer { view, factors, clock, drawing, to }
    }

    /// The record of one way.
    pub(super) fn route(
        &self,
        rank: u32,
        start: &Start,
        found: &Found,
        walk: &Walk,
        latest_departure_s: u32,
        overlap: f64,
    ) -> Route {
        let network = self.view.network;
        let mut cited = BTreeMap::new();
        let legs: Vec<Leg> = walk.legs.iter().map(|stretch| self.leg(stretch)).collect();
        let ledger = self.ledger(start, walk, &legs, &mut cited);
        let subjects = self.subjects(found);
        let findings: Vec<(&Finding, u64)> = subjects
            .iter()
            .flat_map(|(subject, metres)| {
                self.view.findings.get(subject).into_iter().flatten().map(move |finding| (finding, *metres))
            })
            .collect();
        for (finding, _) in &findings {
            if let Some(provenance) = &finding.provenance {
                let figure = format!("{} of {}: {}", finding.what, finding.place, finding.has);
                cited.insert(figure, provenance.clone());
            }
        }
        let structures = self.structures(found, walk);
        let countries = self.countries(found);
        let assurance = weakest(findings.iter().map(|(finding, _)| *finding));
        let arrival_country = network.topology.nodes[self.to as usize].country;
        let zone = network.countries.get(arrival_country as usize).map_or("UTC", |country| country.time_zone.as_str());
        Route {
            rank,
            total_min: minutes(walk.end_s),
            distance_km: km(found
                .arcs
                .iter()
                .map(|(arc, _)| u64::from(network.topology.links[(*arc / 2) as usize].length_m))
                .sum()),
            arrival: self.clock.local(walk.end_s, zone),
            assurance: assurance.max(Assurance::Proven).word().to_owned(),
            latest_departure_min: minutes(latest_departure_s),
            lead_min: minutes(found.lead_s),
            borders: found.borders,
            countries,
            overlap,
            legs,
            ledger,
            unknowns: unknowns(&findings),
            structures,
            sources: cited
                .into_iter()
                .map(|(figure, provenance)| Cited {
                    figure,
                    source: provenance.source,
                    date: provenance.date,
                    evidence: provenance.evidence.word().to_owned(),
                })
                .collect(),
        }
    }

    fn leg(&self, stretch: &Stretch) -> Leg {
        let graph = &self.view.graph;
        let network = self.view.network;
        let first = stretch.arcs.first().map_or(0, |arc| graph.tail(*arc));
        let last = stretch.arcs.last().map_or(0, |arc| graph.head(*arc));
        let metres =
            stretch.arcs.iter().map(|arc| u64::from(network.topology.links[(*arc / 2) as usize].length_m)).sum();
        let (mode, gauge_mm) = match stretch.carrier {
            Carrier::Road => ("road", None),
            // 0: a network of one's own does not say.
            Carrier::Rail(gauge) => ("rail", (gauge > 0).then_some(gauge)),
            Carrier::Ship | Carrier::Ferry(_) => ("sea", None),
            Carrier::Shuttle => ("shuttle", None),
            Carrier::Barge => ("iww", None),
            Carrier::Aircraft(_) => ("air", None),
        };
        Leg {
            mode: mode.to_owned(),
            gauge_mm,
            from: self.leg_end(first, stretch.carrier),
            to: self.leg_end(last, stretch.carrier),
            distance_km: km(metres),
            depart_min: minutes(stretch.depart_s),
            arrive_min: minutes(stretch.arrive_s),
            via: self.via(stretch),
            line: self.drawing.as_ref().map_or_else(Vec::new, |drawing| drawing.line(graph, &stretch.arcs)),
        }
    }

    /// A name for the end of a leg: the facility's, or the nearest settlement's without its bearing.
    pub(super) fn end_name(&self, node: u32) -> String {
        let network = self.view.network;
        if let NodeKind::Roadstead(index) = network.topology.nodes[node as usize].kind {
            return network.facilities[index as usize].name.clone();
        }
        network.node_name(node)
    }

    /// The end of a leg: on rails where gauges meet, the gauge change's name.
    fn leg_end(&self, node: u32, carrier: Carrier) -> String {
        let network = self.view.network;
        let facility = !matches!(network.topology.nodes[node as usize].kind, NodeKind::Base(_));
        if let (Carrier::Rail(_), false) = (carrier, facility) {
            for arc in self.view.graph.out(node) {
                if let LinkKind::GaugeChange(row) = network.topology.links[(*arc / 2) as usize].kind {
                    return network.tables.gauge_changes[row as usize].row.name.clone();
                }
            }
        }
        self.end_name(node)
    }

    /// Borders and towns passed; for a ferry the line's name.
    fn via(&self, stretch: &Stretch) -> Vec<String> {
        let network = self.view.network;
        if let Carrier::Ferry(row) = stretch.carrier {
            let ferry = &network.tables.ferries[row as usize].row;
            return vec![format!("{} ({})", ferry.name, ferry.operator)];
        }
        if let Carrier::Aircraft(row) = stretch.carrier {
            return vec![network.tables.aircraft[row as usize].row.name.clone()];
        }
        let mut via = Vec::new();
        let mut since_m = 0;
        let last = stretch.arcs.last().map(|arc| self.end_name(self.view.graph.head(*arc)));
        for arc in &stretch.arcs {
            let link = &network.topology.links[(*arc / 2) as usize];
            since_m += link.length_m;
            if let LinkKind::Waterway(row) = link.kind {
                let name = &network.tables.waterways[row as usize].row.name;
                if via.last() != Some(name) {
                    via.push(name.clone());
                }
                continue;
            }
            if let LinkKind::Sea(row) = link.kind {
                let words = &network.tables.sea_links[row as usize].row.via;
                if !words.is_empty()
                    && via.last() != Some(words)
                    && network.tables.sea_links[row as usize].row.canal.is_some()
                {
                    via.push(words.clone());
                }
                continue;
            }
            let NodeKind::Base(base) = network.topology.nodes[self.view.graph.head(*arc) as usize].kind else {
                continue;
            };
            let node = &network.base.nodes[base as usize];
            let name = &network.base.names[node.name as usize];
            if (node.border || (since_m > VIA_EVERY_M && !name.contains('(')))
                && via.last().map(String::as_str) != Some(name)
                && Some(name) != last.as_deref()
                && arc != stretch.arcs.last().unwrap_or(&0)
            {
                via.push(name.to_owned());
                since_m = 0;
            }
        }
        via
    }

    /// A stretch in words: `Suwalki - Border PL-LT near Budzisko (road)`.
    pub(super) fn link_name(&self, link: u32) -> String {
        let network = self.view.network;
        let one = &network.topology.links[link as usize];
        match one.kind {
            LinkKind::Ferry(row) => format!("ferry {}", network.tables.ferries[row as usize].row.name),
            LinkKind::GaugeChange(row) => {
                format!("gauge change at {}", network.tables.gauge_changes[row as usize].row.name)
            }
            _ => {
                let mode = super::walk::carrier_of(self.view, link * 2).map_or("way", |carrier| carrier.mode().word());
                format!("{} - {} ({mode})", self.end_name(one.a), self.end_name(one.b))
            }
        }
    }

    fn countries(&self, found: &Found) -> Vec<String> {
        let network = self.view.network;
        let mut codes: Vec<String> = Vec::new();
        let mut add = |country: u8| {
            let code = network.country_code(country);
            if country != HIGH_SEAS && codes.last().map(String::as_str) != Some(code) {
                codes.push(code.to_owned());
            }
        };
        for (arc, _) in &found.arcs {
            add(network.topology.nodes[self.view.graph.tail(*arc) as usize].country);
            add(network.topology.nodes[self.view.graph.head(*arc) as usize].country);
        }
        codes
    }
}

/// Towns are named about this often along a leg.
const VIA_EVERY_M: u32 = 120_000;

pub(super) fn leg_name(leg: &Leg) -> String {
    format!("{} - {}", leg.from, leg.to)
}
