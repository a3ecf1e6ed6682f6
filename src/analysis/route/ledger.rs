//! The ledger of a way: every minute has a name, a place and a source.

use std::collections::BTreeMap;

use crate::data::rows::{Provenance, Sourced};
use crate::network::{HIGH_SEAS, Link, LinkKind};

use super::answer::{LedgerLine, Leg};
use super::arcs::rail_is_outsize;
use super::compose::{Composer, leg_name, minutes};
use super::query::Mode;
use super::walk::{Event, Start, Walk, What, is_rail_border};

/// A source named in the ledger.
struct Source {
    figure: String,
    provenance: Provenance,
}

impl Composer<'_> {
    /// The ledger; sources that it names are added to `cited`.
    pub(super) fn ledger(
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
        let network = self.view.network;
        let index = legs.iter().position(|leg| leg_name(leg) == line.where_ && leg.mode == "rail");
        let path_min: f64 = index.and_then(|index| walk.legs.get(index)).map_or(0.0, |stretch| {
            let links = stretch.arcs.iter().map(|arc| &network.topology.links[(*arc / 2) as usize]);
            // What a network of one's own states is path time.
            let stated = |link: &Link| Some(f64::from(network.own_link(link.kind)?.stated_s?) / 60.0);
            let by_length = |link: &Link| f64::from(link.length_m) / 1_000.0 / self.path_kmh(link.country) * 60.0;
            links.map(|link| stated(link).unwrap_or_else(|| by_length(link))).sum()
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
                LinkKind::Border | LinkKind::Ferry(_) | LinkKind::Waterway(_) | LinkKind::Air(_) => {
                    code(head).to_owned()
                }
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
            What::Drive | What::Run | What::Rest | What::Ban | What::Sail | What::Fly | What::Shuttle => {
                leg.map_or_else(|| self.end_name(tail), leg_name)
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
        let moves = matches!(event.what, What::Drive | What::Run | What::Sail);
        let own = network.own_link(link.kind).filter(|_| moves);
        if let Some((own, stated_s)) = own.and_then(|own| Some((own, own.stated_s?))) {
            let figure = format!("link {}: {} minutes under way", own.id, f64::from(stated_s) / 60.0);
            return vec![Source { figure, provenance: own.provenance.clone() }];
        }
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
            (What::Load | What::Unload, LinkKind::WaterAccess(_)) => vec!["barge_load_h"],
            (What::Queue, LinkKind::WaterAccess(_)) => vec!["barge_notice_h"],
            (What::Queue, LinkKind::AirAccess(_)) => vec!["air_notice_h"],
            (What::Load | What::Unload | What::Fly, LinkKind::Air(_)) => Vec::new(),
            (What::Load, _) => vec![load],
            (What::Unload, _) => vec![unload],
            (What::Queue, _) => vec!["charter_notice_day"],
            (What::WaitForSailing, _) => vec!["ferry_check_in_h"],
            (What::Sail, LinkKind::Sea(_) | LinkKind::Own(_)) => vec!["sea_speed_kn"],
            (What::Sail, LinkKind::Waterway(_)) => {
                let stream = ["barge_speed_downstream_kmh", "barge_speed_upstream_kmh", "barge_speed_canal_kmh"];
                [["barge_hours_per_day"].as_slice(), &stream].concat()
            }
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
                    LinkKind::Waterway(_) => Mode::Iww,
                    LinkKind::Air(_) => Mode::Air,
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
                    LinkKind::Waterway(_) => Mode::Iww,
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
            (What::Load | What::Unload | What::Fly, LinkKind::Air(row)) => {
                let row = &network.tables.aircraft[row as usize].row;
                let (hours, speed, range) = (row.ground_h.0, row.speed_kmh.0, row.range_km.0);
                let figure = format!("{}: {hours} h on the ground, {speed} km/h, {range} km range", row.name);
                sources.push(Source { figure, provenance: row.provenance() });
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
}

/// The word for it in answers.
pub(in crate::analysis) fn word(what: What) -> &'static str {
    match what {
        What::WaitForDeparture => "wait for departure",
        What::PermissionToStart => "permission to start",
        What::LeadTime => "lead time",
        What::Drive => "drive",
        What::Run => "run",
        What::Shuttle | What::Transfer => "transfer",
        What::Sail => "sail",
        What::Fly => "fly",
        What::Rest => "rest",
        What::Ban => "ban",
        What::Load => "load",
        What::Unload => "unload",
        What::Border => "border",
        What::Queue => "queue",
        What::WaitForSailing => "wait for sailing",
    }
}
