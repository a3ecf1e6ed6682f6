//! From a way found to the record that is printed: legs, ledger, unknowns, structures, sources.

use std::collections::{BTreeMap, BTreeSet};

use crate::algo::labels::Found;
use crate::data::base::Shapes;
use crate::data::rows::{Provenance, Sourced};
use crate::force::Factors;
use crate::network::calendar::Clock;
use crate::network::limits::{Assurance, Verdict};
use crate::network::{HIGH_SEAS, LinkKind, NodeKind};

use super::answer::{Cited, LedgerLine, Leg, Route, StructureOnRoute, Unknown};
use super::line::Drawing;
use super::query::Mode;
use super::view::{Finding, Subject, View, position, rail_is_outsize, weakest};
use super::walk::{Carrier, Event, Start, Stretch, Walk, What, is_rail_border};

/// Everything that composing looks at.
pub(super) struct Composer<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) factors: &'a Factors<'a>,
    pub(super) clock: &'a Clock,
    pub(super) drawing: Drawing<'a>,
    pub(super) to: u32,
}

/// A source named in the ledger.
struct Source {
    figure: String,
    provenance: Provenance,
}

fn minutes(seconds: u32) -> i64 {
    i64::from(seconds / 60)
}

/// Kilometres with one decimal.
fn km(metres: u64) -> f64 {
    let tenths = (metres + 50) / 100;
    f64::from(u32::try_from(tenths).unwrap_or(u32::MAX)) / 10.0
}

impl<'a> Composer<'a> {
    pub(super) fn new(
        view: &'a View<'a>,
        factors: &'a Factors<'a>,
        clock: &'a Clock,
        shapes: &'a Shapes,
        to: u32,
    ) -> Self {
        Composer { view, factors, clock, drawing: Drawing { network: view.network, shapes }, to }
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
            Carrier::Rail(gauge) => ("rail", Some(gauge)),
            Carrier::Ship | Carrier::Ferry(_) => ("sea", None),
            Carrier::Shuttle => ("shuttle", None),
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
            line: self.drawing.line(graph, &stretch.arcs),
        }
    }

    /// A name for the end of a leg: the facility's, or the nearest settlement's without its bearing.
    fn end_name(&self, node: u32) -> String {
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
        let mut via = Vec::new();
        let mut since_m = 0;
        for arc in &stretch.arcs {
            let link = &network.topology.links[(*arc / 2) as usize];
            since_m += link.length_m;
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
                && via.last() != Some(name)
                && arc != stretch.arcs.last().unwrap_or(&0)
            {
                via.push(name.clone());
                since_m = 0;
            }
        }
        via
    }

    fn ledger(
        &self,
        start: &Start,
        walk: &Walk,
        legs: &[Leg],
        cited: &mut BTreeMap<String, Provenance>,
    ) -> Vec<LedgerLine> {
        let mut lines: Vec<LedgerLine> = Vec::new();
        let mut slots: BTreeMap<(What, String, u32), usize> = BTreeMap::new();
        for event in &walk.events {
            let leg = usize::try_from(event.leg).ok().and_then(|leg| legs.get(leg));
            let place = self.place_of(event, leg, start);
            let spent = minutes(event.end_s) - minutes(event.start_s);
            let key = (event.what, place.clone(), event.leg);
            let slot = *slots.entry(key).or_insert_with(|| {
                let sources = self.sources_of(event);
                for source in &sources {
                    cited.insert(source.figure.clone(), source.provenance.clone());
                }
                let source = sources.first().map_or_else(
                    || "from the question".to_owned(),
                    |source| format!("{} [{}]", source.provenance.source, source.provenance.evidence.word()),
                );
                lines.push(LedgerLine {
                    line: word(event.what).to_owned(),
                    minutes: 0,
                    where_: place,
                    start_min: minutes(event.start_s),
                    source,
                });
                lines.len() - 1
            });
            lines[slot].minutes += spent;
        }
        lines.retain(|line| line.minutes > 0 || line.line != "drive");
        let mut split = Vec::new();
        for line in lines {
            self.split_halts(line, walk, legs, &mut split);
        }
        split
    }

    /// A train's running time is path time plus the halts that its daily progress includes: two lines.
    fn split_halts(&self, line: LedgerLine, walk: &Walk, legs: &[Leg], out: &mut Vec<LedgerLine>) {
        if line.line != "run" {
            out.push(line);
            return;
        }
        let index = legs.iter().position(|leg| leg_name(leg) == line.where_ && leg.mode == "rail");
        let path_min: f64 = index.and_then(|index| walk.legs.get(index)).map_or(0.0, |stretch| {
            let links = stretch.arcs.iter().map(|arc| &self.view.network.topology.links[(*arc / 2) as usize]);
            links.map(|link| f64::from(link.length_m) / 1_000.0 / self.path_kmh(link.country) * 60.0).sum()
        });
        #[allow(clippy::cast_possible_truncation, reason = "minutes of one leg")]
        let drive = (path_min.round() as i64).clamp(0, line.minutes);
        let halt = line.minutes - drive;
        out.push(LedgerLine { line: "drive".to_owned(), minutes: drive, ..line.clone() });
        if halt > 0 {
            out.push(LedgerLine { line: "halt".to_owned(), minutes: halt, ..line });
        }
    }

    fn path_kmh(&self, country: u8) -> f64 {
        let rail = &self.view.profile.rail;
        if rail_is_outsize(self.view.network, country, rail.width_m) { rail.path_outsize_kmh } else { rail.path_kmh }
    }

    fn place_of(&self, event: &Event, leg: Option<&Leg>, start: &Start) -> String {
        let network = self.view.network;
        let link = &network.topology.links[(event.arc / 2) as usize];
        let (tail, head) = (self.view.graph.tail(event.arc), self.view.graph.head(event.arc));
        let code = |node: u32| network.country_code(network.topology.nodes[node as usize].country);
        match event.what {
            What::WaitForDeparture | What::PermissionToStart => network.node_name(start.node),
            What::LeadTime => match link.kind {
                LinkKind::Border | LinkKind::Ferry(_) => code(head).to_owned(),
                _ => network.country_code(link.country).to_owned(),
            },
            What::Border => format!("{} > {}", code(tail), code(head)),
            What::Transfer => match link.kind {
                LinkKind::GaugeChange(row) => network.tables.gauge_changes[row as usize].row.name.clone(),
                _ => self.end_name(tail),
            },
            What::Load | What::Queue | What::WaitForSailing => {
                if matches!(link.kind, LinkKind::Road(_) | LinkKind::Rail(_)) {
                    network.node_name(start.node)
                } else {
                    self.end_name(tail)
                }
            }
            What::Unload => self.end_name(head),
            What::Drive | What::Run | What::Rest | What::Ban | What::Sail | What::Shuttle => {
                leg.map_or_else(|| self.end_name(tail), leg_name)
            }
        }
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

    fn factor(&self, id: &str) -> Option<Source> {
        let used = self.factors.used();
        let (figure, provenance) = used.get(id)?.clone();
        Some(Source { figure, provenance })
    }

    fn sources_of(&self, event: &Event) -> Vec<Source> {
        let network = self.view.network;
        let link = &network.topology.links[(event.arc / 2) as usize];
        let head = self.view.graph.head(event.arc);
        let outsize = rail_is_outsize(network, link.country, self.view.profile.rail.width_m);
        let [rate, hours, load, unload] = self.view.profile.road.factor_ids;
        let rail = |outsize_id: &'static str, id: &'static str| if outsize { outsize_id } else { id };
        let ids: Vec<&str> = match (event.what, link.kind) {
            (What::Drive, _) => vec![rate, hours],
            (What::Rest, _) => vec![hours],
            (What::Run, _) => vec![
                rail("rail_progress_outsize_km_per_day", "rail_progress_km_per_day"),
                rail("rail_path_speed_outsize_kmh", "rail_path_speed_kmh"),
            ],
            (What::Load, LinkKind::RailAccess(_)) => vec!["rail_load_h"],
            (What::Unload, LinkKind::RailAccess(_)) => vec!["rail_unload_h"],
            (What::Load, LinkKind::SeaAccess(_)) => vec!["ship_load_h", "sea_pilotage_h"],
            (What::Unload, LinkKind::SeaAccess(_)) => vec!["ship_unload_h", "sea_pilotage_h"],
            (What::Load, _) => vec![load],
            (What::Unload, _) => vec![unload],
            (What::Queue, _) => vec!["charter_notice_day"],
            (What::WaitForSailing, _) => vec!["ferry_check_in_h"],
            (What::Sail, LinkKind::Sea(_)) => vec!["sea_speed_kn"],
            (What::Shuttle, _) => vec!["channel_shuttle_h"],
            _ => Vec::new(),
        };
        let mut sources: Vec<Source> = ids.into_iter().filter_map(|id| self.factor(id)).collect();
        match (event.what, link.kind) {
            (What::LeadTime | What::PermissionToStart, _) => {
                let mode = match link.kind {
                    LinkKind::Border => {
                        if is_rail_border(self.view, event.arc) {
                            Mode::Rail
                        } else {
                            Mode::Road
                        }
                    }
                    LinkKind::RailAccess(_) => Mode::Rail,
                    LinkKind::SeaAccess(_) | LinkKind::Ferry(_) => Mode::Sea,
                    _ => Mode::Road,
                };
                let country = network.topology.nodes[head as usize].country;
                let country = if country == HIGH_SEAS { link.country } else { country };
                if let Some(lead) = self.view.leads.get(&(country, mode)) {
                    let figure =
                        format!("lead time of {} ({}): {}", network.country_code(country), mode.word(), lead.text);
                    sources.push(Source { figure, provenance: lead.provenance.clone() });
                }
            }
            (What::Border, _) => {
                let (from, to) = (
                    network.topology.nodes[self.view.graph.tail(event.arc) as usize].country,
                    network.topology.nodes[head as usize].country,
                );
                let mode = match link.kind {
                    LinkKind::Ferry(_) => Mode::Sea,
                    _ if is_rail_border(self.view, event.arc) => Mode::Rail,
                    _ => Mode::Road,
                };
                if let Some((seconds, Some(provenance))) = self.view.borders.get(&(from, to, mode)) {
                    let figure = format!(
                        "processing {} > {} ({}): {} min",
                        network.country_code(from),
                        network.country_code(to),
                        mode.word(),
                        seconds / 60
                    );
                    sources.push(Source { figure, provenance: provenance.clone() });
                }
            }
            (What::Transfer, LinkKind::GaugeChange(row)) => {
                let row = &network.tables.gauge_changes[row as usize].row;
                sources.push(Source {
                    figure: format!("gauge change {} ({}): {} h", row.name, row.method, row.hours.0),
                    provenance: row.provenance(),
                });
            }
            (What::Sail | What::WaitForSailing, LinkKind::Ferry(row)) => {
                let row = &network.tables.ferries[row as usize].row;
                sources.insert(
                    0,
                    Source {
                        figure: format!("{}: {} h, {} sailings a week", row.name, row.hours.0, row.sailings_per_week.0),
                        provenance: row.provenance(),
                    },
                );
            }
            (What::Ban, _) => {
                let rows = network.tables.windows.iter().map(|lined| &lined.row);
                let code = network.country_code(link.country);
                let applies = &self.view.profile.road.applies;
                let row = rows.into_iter().find(|row| {
                    row.country == code && (row.applies == "any" || applies.contains(&row.applies.as_str()))
                });
                sources.extend(row.map(|row| Source {
                    figure: format!(
                        "window {} of {code}: {} {} to {}",
                        row.id,
                        row.days.0.join(" "),
                        row.start,
                        row.end
                    ),
                    provenance: row.provenance(),
                }));
            }
            _ => {}
        }
        sources
    }

    /// What the way meets, with the metres of ordinary ways.
    fn subjects(&self, found: &Found) -> BTreeMap<Subject, u64> {
        let mut subjects = BTreeMap::new();
        for (arc, _) in &found.arcs {
            let link = &self.view.network.topology.links[(*arc / 2) as usize];
            let ways = match link.kind {
                LinkKind::Road(_) | LinkKind::RoadAccess(_) => Some(Mode::Road),
                LinkKind::Rail(_) | LinkKind::RailAccess(_) => Some(Mode::Rail),
                _ => None,
            };
            if let Some(mode) = ways {
                *subjects.entry(Subject::Ways(mode, link.country)).or_insert(0) += u64::from(link.length_m);
            }
            match link.kind {
                LinkKind::Road(base) | LinkKind::Shuttle(base) => {
                    self.structure_subjects(base, Mode::Road, &mut subjects)
                }
                LinkKind::Rail(base) => self.structure_subjects(base, Mode::Rail, &mut subjects),
                LinkKind::RailAccess(index) => drop(subjects.insert(Subject::RailFacility(index), 0)),
                LinkKind::SeaAccess(index) => drop(subjects.insert(Subject::Berth(index), 0)),
                _ => {}
            }
        }
        subjects
    }

    fn structure_subjects(&self, base: u32, mode: Mode, subjects: &mut BTreeMap<Subject, u64>) {
        let list = &self.view.structures;
        let first = list.partition_point(|(link, _)| *link < base);
        for (_, row) in list[first..].iter().take_while(|(link, _)| *link == base) {
            subjects.insert(Subject::Structure(*row, mode), 0);
        }
    }

    fn structures(&self, found: &Found, walk: &Walk) -> Vec<StructureOnRoute> {
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
                    for (row, structure) in network.structures_on(base) {
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
                LinkKind::RoadAccess(index) | LinkKind::RailAccess(index) | LinkKind::SeaAccess(index) => {
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

fn word(what: What) -> &'static str {
    match what {
        What::WaitForDeparture => "wait for departure",
        What::PermissionToStart => "permission to start",
        What::LeadTime => "lead time",
        What::Drive => "drive",
        What::Run => "run",
        What::Shuttle | What::Transfer => "transfer",
        What::Sail => "sail",
        What::Rest => "rest",
        What::Ban => "ban",
        What::Load => "load",
        What::Unload => "unload",
        What::Border => "border",
        What::Queue => "queue",
        What::WaitForSailing => "wait for sailing",
    }
}

fn unknowns(findings: &[(&Finding, u64)]) -> Vec<Unknown> {
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
