//! Stretches, new links and gauges on the geometry.

use std::collections::BTreeMap;

use crate::data::base::{Base, BaseAccess, BaseGaugeChange, BaseLink, BaseNode, Way};
use crate::data::rows::{Evidence, Number, Provenance, RailLineRow, RoadClassRow, Words};
use crate::data::table::Lined;
use crate::data::tables::Tables;
use crate::error::{Place, Problem};
use crate::network::topology::to_e5;
use crate::network::{Network, Topology};

use super::Card;
use super::resolve::{Attributes, Effect, NewLink, Stretch};
use super::spot::{Spot, nearest, number};

/// A facility is joined to a new line at most this far away.
const SERVE_M: f64 = 25_000.0;

/// A gauge change joins railways at most this far away.
const CHANGE_M: f64 = 10_000.0;

/// A track laid beside a line joins one of its gauge that stands this near.
const TWIN_M: f64 = 500.0;

/// Adds nodes and links to a base.
pub(super) struct Builder<'a> {
    base: &'a mut Base,
    tables: &'a mut Tables,
    /// New nodes by mode, gauge and position.
    nodes: BTreeMap<(Way, u16, i32, i32), u32>,
    /// Nodes of each new link, by its file and first point: what facilities join.
    built: Vec<(String, Vec<u32>)>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(base: &'a mut Base, tables: &'a mut Tables) -> Self {
        Builder { base, tables, nodes: BTreeMap::new(), built: Vec::new() }
    }

    /// The nodes of every way built, by card.
    pub(super) fn finish(self) -> Vec<(String, Vec<u32>)> {
        self.built
    }

    fn node(&mut self, way: Way, gauge_mm: u16, at: (i32, i32), country: u8, name: u32, border: bool) -> u32 {
        if let Some(node) = self.nodes.get(&(way, gauge_mm, at.0, at.1)) {
            return *node;
        }
        let node = number(self.base.nodes.len());
        self.base.nodes.push(BaseNode { lat_e5: at.0, lon_e5: at.1, way, gauge_mm, country, border, name });
        self.nodes.insert((way, gauge_mm, at.0, at.1), node);
        node
    }

    fn spot(&mut self, link: &NewLink, spot: &Spot, existing: Option<u32>, countries: (u8, u8)) -> u32 {
        if let Some(node) = existing {
            return node;
        }
        let at = (to_e5(spot.at.0), to_e5(spot.at.1));
        if let Some(node) = self.nodes.get(&(link.way, link.gauge_mm, at.0, at.1)) {
            return *node;
        }
        let near = nearest(self.base, spot.at, Way::Road, 0).map(|(node, _)| self.base.nodes[node as usize].name);
        let named = spot.name.chars().next().is_some_and(char::is_alphabetic) && !spot.name.contains(':');
        let name = if named {
            self.base.names.push(&spot.name);
            number(self.base.names.len() - 1)
        } else {
            near.unwrap_or(0)
        };
        self.node(link.way, link.gauge_mm, at, countries.0, name, countries.0 != countries.1)
    }

    /// Builds a new way.
    pub(super) fn build(&mut self, card: &Card, link: &NewLink) {
        let mut nodes = Vec::new();
        for (index, (spot, existing)) in link.points.iter().enumerate() {
            let before = link.parts[index.saturating_sub(1)].0;
            let after = link.parts.get(index).map_or(before, |part| part.0);
            nodes.push(self.spot(link, spot, *existing, (before, after)));
        }
        let first = self.base.links.len();
        for (ends, (country, length_m)) in nodes.windows(2).zip(&link.parts) {
            if ends[0] == ends[1] {
                continue;
            }
            self.base.links.push(BaseLink {
                a: ends[0],
                b: ends[1],
                way: link.way,
                gauge_mm: link.gauge_mm,
                country: *country,
                length_m: *length_m,
                patch: None,
            });
        }
        let links: Vec<u32> = (number(first)..number(self.base.links.len())).collect();
        describe(self.base, self.tables, card, link.way, &links, &link.attributes);
        self.built.push((card.id.clone(), nodes));
    }

    /// Lays a track of another gauge beside a stretch.
    pub(super) fn beside(&mut self, card: &Card, stretch: &Stretch) {
        let Some(gauge_mm) = stretch.gauge_mm else { return };
        let first = self.base.links.len();
        let mut nodes = Vec::new();
        for link in &stretch.links {
            let old = self.base.links[*link as usize].clone();
            if old.gauge_mm == gauge_mm {
                continue;
            }
            let ends = [old.a, old.b].map(|node| {
                let own = self.base.nodes[node as usize].clone();
                let at = (f64::from(own.lat_e5) / 1e5, f64::from(own.lon_e5) / 1e5);
                let near = nearest(self.base, at, Way::Rail, gauge_mm).filter(|(_, metres)| *metres <= TWIN_M);
                let twin = near.map(|(node, _)| node).unwrap_or_else(|| {
                    self.node(Way::Rail, gauge_mm, (own.lat_e5, own.lon_e5), own.country, own.name, own.border)
                });
                (node, twin)
            });
            nodes.extend(ends);
            let [(_, a), (_, b)] = ends;
            let there = |own: &BaseLink| [(a, b), (b, a)].contains(&(own.a, own.b));
            if a != b && !self.base.links.iter().any(there) {
                self.base.links.push(BaseLink { a, b, gauge_mm, patch: None, ..old });
            }
        }
        let links: Vec<u32> = (number(first)..number(self.base.links.len())).collect();
        let power = Attributes { tracks: stretch.attributes.tracks.or(Some(1)), ..stretch.attributes.clone() };
        describe(self.base, self.tables, card, Way::Rail, &links, &power);
        // Facilities on the old track reach the new one.
        let joined: Vec<BaseAccess> = self
            .base
            .access
            .iter()
            .filter_map(|access| {
                let (_, twin) = nodes.iter().find(|(old, _)| *old == access.node)?;
                Some(BaseAccess { node: *twin, ..access.clone() })
            })
            .collect();
        for access in joined {
            if !self.base.access.contains(&access) {
                self.base.access.push(access);
            }
        }
        self.built.push((card.id.clone(), nodes.into_iter().map(|(_, twin)| twin).collect()));
    }
}

/// Joins facilities to the ways that say they serve them.
pub(super) fn serve(
    network: &Network,
    effects: &[(&Card, &Effect)],
    built: &[(String, Vec<u32>)],
    base: &mut Base,
    problems: &mut Vec<Problem>,
) {
    let mut links = built.iter();
    for (card, effect) in effects {
        let Effect::NewLink(link) = effect else { continue };
        let Some((_, nodes)) = links.find(|(id, _)| *id == card.id) else { continue };
        for id in &link.serves {
            let Some(facility) = network.facilities.iter().find(|facility| facility.id == *id) else { continue };
            let far = |node: &u32| {
                let own = &base.nodes[*node as usize];
                Topology::distance_m(
                    (f64::from(own.lat_e5) / 1e5, f64::from(own.lon_e5) / 1e5),
                    (facility.lat, facility.lon),
                )
            };
            let near = nodes.iter().map(|node| (*node, far(node))).min_by(|a, b| a.1.total_cmp(&b.1));
            match near {
                Some((node, metres)) if metres <= SERVE_M => {
                    let access = BaseAccess { facility: id.clone(), node, distance_m: whole(metres) };
                    if !base.access.contains(&access) {
                        base.access.push(access);
                    }
                }
                _ => {
                    let message = format!(
                        "{id} lies more than 25 km from every point of the new line; put a point near it (via)"
                    );
                    problems.push(Problem::new(
                        Place { file: card.file.clone(), line: None, field: Some("serves".to_owned()) },
                        "resolves",
                        message,
                    ));
                }
            }
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most some kilometres")]
fn whole(metres: f64) -> u32 {
    metres.round() as u32
}

/// Puts gauge changes that are new in the table between the railways of their gauges.
pub(super) fn gauge_changes(before: &Tables, tables: &Tables, base: &mut Base, problems: &mut Vec<Problem>) {
    let known: Vec<String> = before.gauge_changes.iter().map(|lined| lined.row.id.clone()).collect();
    base.gauge_changes.retain(|change| tables.gauge_changes.iter().any(|lined| lined.row.id == change.id));
    for row in tables.gauge_changes.iter().map(|lined| &lined.row).filter(|row| !known.contains(&row.id)) {
        let stored = |gauge: u16| if gauge == 1_524 { 1_520 } else { gauge };
        let end = |gauge: u16| {
            let near = nearest(base, (row.lat.0, row.lon.0), Way::Rail, stored(gauge));
            near.filter(|(_, metres)| *metres <= CHANGE_M).map(|(node, _)| node)
        };
        match (end(row.gauge_a_mm), end(row.gauge_b_mm)) {
            (Some(a), Some(b)) => base.gauge_changes.push(BaseGaugeChange { id: row.id.clone(), a, b }),
            _ => {
                let message = format!(
                    "the gauge change {} has no railways of {} and {} mm within 10 km",
                    row.id, row.gauge_a_mm, row.gauge_b_mm
                );
                problems.push(Problem::new(Place::default(), "resolves", message));
            }
        }
    }
}

/// What improves on existing links, on the structures there too.
pub(super) fn improve<'a>(
    stretches: impl Iterator<Item = (&'a Card, &'a Stretch)>,
    base: &mut Base,
    tables: &mut Tables,
) {
    for (card, stretch) in stretches.filter(|(_, stretch)| stretch.gauge_mm.is_none()) {
        describe(base, tables, card, stretch.way, &stretch.links, &stretch.attributes);
        let mut on: Vec<&str> = base
            .structures
            .iter()
            .filter(|(link, _)| stretch.links.contains(link))
            .map(|(_, id)| id.as_str())
            .collect();
        on.sort_unstable();
        on.dedup();
        let rail = stretch.way == Way::Rail;
        let said = &stretch.attributes;
        for lined in tables.structures.iter_mut().filter(|lined| on.contains(&lined.row.id.as_str())) {
            let row = &mut lined.row;
            let up = |own: &mut Option<Number>, value: Option<f64>| {
                // What nobody states stays unknown unless the card says it.
                if let Some(value) = value.filter(|value| own.is_none_or(|own| own.0 < *value)) {
                    *own = Some(Number(value));
                }
            };
            if rail {
                if let (Some(own), Some(tracks)) = (row.tracks, said.tracks) {
                    row.tracks = Some(own.max(tracks));
                }
                up(&mut row.axle_load_t, said.axle_load_t);
            } else {
                if let (Some(own), Some(lanes)) = (row.lanes, said.lanes) {
                    row.lanes = Some(own.max(lanes));
                }
                up(&mut row.gross_low_t, said.gross_mass_t);
                up(&mut row.gross_t, said.gross_mass_t);
                up(&mut row.gross_high_t, said.gross_mass_t);
                up(&mut row.height_m, said.height_m);
            }
        }
    }
}

/// Gives links rows of their own that say what is better than in the rows that describe them.
fn describe(base: &mut Base, tables: &mut Tables, card: &Card, way: Way, links: &[u32], said: &Attributes) {
    let mut variants: BTreeMap<Option<u16>, u16> = BTreeMap::new();
    for link in links {
        let at = base.lines.partition_point(|(own, _)| own < link);
        let old = base.lines.get(at).filter(|(own, _)| own == link).map(|(_, id)| *id);
        let new = *variants.entry(old).or_insert_with(|| {
            let before = old.map(|old| base.line_ids[old as usize].clone());
            let country = base.countries[base.links[*link as usize].country as usize].clone();
            let gauge_mm = base.links[*link as usize].gauge_mm;
            let id = format!("{}+{}", before.as_deref().unwrap_or("-"), card.id);
            let number_of = format!("{id}#{}", base.line_ids.len());
            let own = &base.links[*link as usize];
            let point = |node: u32| {
                let node = &base.nodes[node as usize];
                format!("{:.3} {:.3}", f64::from(node.lat_e5) / 1e5, f64::from(node.lon_e5) / 1e5)
            };
            let row =
                New { id: number_of.clone(), card, country, waypoints: format!("{}; {}", point(own.a), point(own.b)) };
            match way {
                Way::Rail => rail(tables, before.as_deref(), row, gauge_mm, said),
                _ => road(tables, before.as_deref(), row, said),
            }
            base.line_ids.push(number_of);
            u16::try_from(base.line_ids.len() - 1).unwrap_or(u16::MAX)
        });
        match old {
            Some(_) => base.lines[at].1 = new,
            None => base.lines.insert(at, (*link, new)),
        }
    }
}

/// Works that the card stands for are over with it.
fn opened(status: &mut String) {
    if status == "works" {
        "open".clone_into(status);
    }
}

fn of_card(card: &Card) -> Provenance {
    Provenance { note: format!("by the card {}", card.id), ..card.provenance.clone() }
}

/// The larger of what stands there and what is said.
fn larger(own: Option<Number>, said: Option<f64>) -> Option<Number> {
    own.map(|own| own.0).into_iter().chain(said).max_by(f64::total_cmp).map(Number)
}

/// What a row that a card makes needs to be one.
struct New<'a> {
    id: String,
    card: &'a Card,
    country: String,
    waypoints: String,
}

fn rail(tables: &mut Tables, before: Option<&str>, new: New<'_>, gauge_mm: u16, said: &Attributes) {
    let old = before.and_then(|before| tables.rail_lines.iter().find(|lined| lined.row.id == before)).cloned();
    let provenance = of_card(new.card);
    let mut row = old.map(|lined| lined.row).unwrap_or_else(|| RailLineRow {
        id: String::new(),
        name: new.card.name.clone(),
        countries: Words(vec![new.country.clone()]),
        waypoints: new.waypoints.clone(),
        gauge_mm,
        tracks: None,
        electrification: None,
        line_category: None,
        axle_load_t: None,
        loading_gauge: None,
        train_length_m: None,
        line_speed_kmh: None,
        freight_trains_per_day_low: None,
        freight_trains_per_day: None,
        freight_trains_per_day_high: None,
        signalling: None,
        status: "open".to_owned(),
        source: String::new(),
        date: String::new(),
        evidence: Evidence::Assumed,
        note: String::new(),
    });
    row.id = new.id;
    if let Some(tracks) = said.tracks.filter(|tracks| row.tracks.is_none_or(|own| own < *tracks)) {
        row.tracks = Some(tracks);
        // A figure of trains a day for the old tracks no longer says what passes.
        if said.trains_per_day.is_none() {
            row.freight_trains_per_day_low = None;
            row.freight_trains_per_day = None;
            row.freight_trains_per_day_high = None;
        }
    }
    if said.trains_per_day.is_some() {
        row.freight_trains_per_day_low = larger(row.freight_trains_per_day_low, said.trains_per_day);
        row.freight_trains_per_day = larger(row.freight_trains_per_day, said.trains_per_day);
        row.freight_trains_per_day_high = larger(row.freight_trains_per_day_high, said.trains_per_day);
    }
    if row.electrification.as_deref().is_none_or(|own| own == "none") && said.electrified.is_some() {
        row.electrification.clone_from(&said.electrified);
    }
    opened(&mut row.status);
    row.line_category = said.line_category.clone().max(row.line_category.take());
    row.loading_gauge = said.loading_gauge.clone().or(row.loading_gauge.take());
    row.axle_load_t = larger(row.axle_load_t, said.axle_load_t);
    row.train_length_m = larger(row.train_length_m, said.train_length_m);
    row.line_speed_kmh = larger(row.line_speed_kmh, said.speed_kmh);
    (row.source, row.date, row.evidence, row.note) =
        (provenance.source, provenance.date, provenance.evidence, provenance.note);
    tables.rail_lines.push(Lined { line: 0, row });
}

fn road(tables: &mut Tables, before: Option<&str>, new: New<'_>, said: &Attributes) {
    const CLASSES: [&str; 4] = ["secondary", "main", "expressway", "motorway"];
    let old = before.and_then(|before| tables.road_classes.iter().find(|lined| lined.row.id == before)).cloned();
    let provenance = of_card(new.card);
    let mut row = old.map(|lined| lined.row).unwrap_or_else(|| RoadClassRow {
        id: String::new(),
        name: new.card.name.clone(),
        countries: Words(vec![new.country.clone()]),
        waypoints: new.waypoints.clone(),
        class: "main".to_owned(),
        lanes: None,
        gross_low_t: None,
        gross_t: None,
        gross_high_t: None,
        height_m: None,
        status: "open".to_owned(),
        source: String::new(),
        date: String::new(),
        evidence: Evidence::Assumed,
        note: String::new(),
    });
    row.id = new.id;
    let rank = |class: &str| CLASSES.iter().position(|own| *own == class);
    if let Some(class) = said.road_class.as_ref().filter(|class| rank(class) > rank(&row.class)) {
        row.class.clone_from(class);
    }
    opened(&mut row.status);
    row.lanes = row.lanes.max(said.lanes);
    row.gross_low_t = larger(row.gross_low_t, said.gross_mass_t);
    row.gross_t = larger(row.gross_t, said.gross_mass_t);
    row.gross_high_t = larger(row.gross_high_t, said.gross_mass_t);
    row.height_m = larger(row.height_m, said.height_m);
    (row.source, row.date, row.evidence, row.note) =
        (provenance.source, provenance.date, provenance.evidence, provenance.note);
    tables.road_classes.push(Lined { line: 0, row });
}
