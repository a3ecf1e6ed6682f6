//! What can be lost, in words: ids, names that everybody understands, where it is, and how sure its figures are.

use crate::data::base::Way;
use crate::data::rows::{Evidence, Provenance, Sourced};
use crate::network::capacity::{AssetKind, Basis, Capacities};
use crate::network::find::fold;
use crate::network::{FacilityKind, HIGH_SEAS, Network};

use super::assets::{Asset, What};

/// Says what an asset is.
#[derive(Clone, Copy)]
pub(super) struct Namer<'a> {
    pub(super) network: &'a Network,
    pub(super) capacities: &'a Capacities,
}

impl Namer<'_> {
    /// Unique id: `structure:great-belt-east-bridge`, `rail:LT:mockava-sestokai`, `port:klaipeda`, `consent:PL`. For sections
    /// `O(assets)`, because names repeat.
    pub(super) fn id(&self, what: What) -> String {
        let (network, tables) = (self.network, &self.network.tables);
        match what {
            What::Structure(row) => format!("structure:{}", tables.structures[row as usize].row.id),
            What::Rail(asset) | What::Road(asset) | What::Shuttle(asset) => self.capacities.id(network, asset),
            What::Port(facility) | What::Terminal(facility) | What::Airfield(facility) => {
                network.facilities[facility as usize].id.clone()
            }
            What::Waterway(row) => format!("waterway:{}", tables.waterways[row as usize].row.id),
            What::GaugeChange(row) => format!("gauge-change:{}", tables.gauge_changes[row as usize].row.id),
            What::Crossing(link) => {
                let (from, to) = self.states(link);
                let place = fold(&self.crossing_place(link)).replace(' ', "-");
                let (lon, lat) = self.position(network.topology.links[link as usize].a);
                format!("crossing:{}:{from}-{to}:{place}@{lat:.3},{lon:.3}", self.crossing_mode(link))
            }
            What::Ferry(row) => format!("ferry:{}", tables.ferries[row as usize].row.id),
            What::Canal(row) => format!("canal:{}", tables.sea_links[row as usize].row.canal.as_deref().unwrap_or("")),
            What::Stated(row) => format!("link:{}", tables.links[row as usize].row.id),
            What::Consent(country) => format!("consent:{}", network.country_code(country)),
        }
    }

    /// Name for people.
    pub(super) fn name(&self, what: What) -> String {
        let (network, tables) = (self.network, &self.network.tables);
        match what {
            What::Structure(row) => {
                let row = &tables.structures[row as usize].row;
                let named = |word: &str| fold(&row.name).split(' ').any(|own| own.starts_with(word));
                let kind = match row.kind.as_str() {
                    "tunnel" if !named("tunnel") => " tunnel",
                    "bridge" | "movable_bridge" if !named("bridge") && !named("viaduct") && !named("dam") => " bridge",
                    _ => "",
                };
                let ways = match (
                    row.modes.0.iter().any(|mode| mode == "rail"),
                    row.modes.0.iter().any(|mode| mode == "road"),
                ) {
                    (true, true) => " (rail and road)",
                    (true, false) if !named("rail") => " (rail)",
                    (false, true) if !named("road") && !named("motorway") => " (road)",
                    _ => "",
                };
                format!("{}{kind}{ways}", row.name)
            }
            What::Rail(asset) => self.section(asset, "line section"),
            What::Road(asset) => self.section(asset, "road section"),
            What::Shuttle(asset) => self.section(asset, "shuttle"),
            What::Port(facility) => format!("port of {}", network.facilities[facility as usize].name),
            What::Terminal(facility) => format!("{}, train loading", network.facilities[facility as usize].name),
            What::Airfield(facility) => network.facilities[facility as usize].name.clone(),
            What::Waterway(row) => {
                let row = &tables.waterways[row as usize].row;
                let end = |id: &str| {
                    network.facilities.iter().find(|one| one.id == id).map_or(id.to_owned(), |one| one.name.clone())
                };
                format!("{} ({} - {})", row.name, end(&row.from), end(&row.to))
            }
            What::GaugeChange(row) => {
                let row = &tables.gauge_changes[row as usize].row;
                format!("gauge change {} ({}/{} mm)", row.name, row.gauge_a_mm, row.gauge_b_mm)
            }
            What::Crossing(link) => {
                let (from, to) = self.states(link);
                format!("{} crossing {from}-{to} {}", self.crossing_mode(link), self.crossing_place(link))
            }
            What::Ferry(row) => format!("ferry {}", tables.ferries[row as usize].row.name),
            What::Canal(row) => {
                let words = tables.sea_links[row as usize].row.canal.as_deref().unwrap_or("").split('-');
                let capital = |word: &str| {
                    let mut letters = word.chars();
                    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
                };
                words.map(capital).collect::<Vec<String>>().join(" ")
            }
            What::Stated(row) => {
                let row = &tables.links[row as usize].row;
                format!("{} {} ({} - {})", row.mode, row.id, row.from, row.to)
            }
            What::Consent(country) => format!("consent of {}", network.countries[country as usize].name),
        }
    }

    /// `Elk - Suwalki line section (line 39)`.
    fn section(&self, asset: u32, word: &str) -> String {
        let network = self.network;
        let of = &self.capacities.assets[asset as usize];
        let (AssetKind::RailSection { a, b } | AssetKind::RoadSection { a, b } | AssetKind::Shuttle { a, b }) = of.kind
        else {
            return self.capacities.name(network, asset);
        };
        let (a, b) = (network.node_name(a), network.node_name(b));
        let ends = if a == b { format!("{a} (within)") } else { format!("{a} - {b}") };
        let line = self.line(asset).map_or(String::new(), |line| format!(" ({line})"));
        format!("{ends} {word}{line}")
    }

    /// The line or road that a section belongs to, by the name in its table.
    pub(super) fn line(&self, asset: u32) -> Option<&str> {
        let tables = &self.network.tables;
        self.capacities.assets[asset as usize].basis.iter().find_map(|basis| match basis {
            Basis::RailLine(row) => Some(tables.rail_lines[*row as usize].row.name.as_str()),
            Basis::RoadClass(row) => Some(tables.road_classes[*row as usize].row.name.as_str()),
            _ => None,
        })
    }

    fn states(&self, link: u32) -> (&str, &str) {
        let link = &self.network.topology.links[link as usize];
        let code = |node: u32| self.network.country_code(self.network.topology.nodes[node as usize].country);
        let (a, b) = (code(link.a), code(link.b));
        (a.min(b), a.max(b))
    }

    fn crossing_mode(&self, link: u32) -> &'static str {
        let node = self.network.topology.links[link as usize].a;
        let base = self.network.topology.nodes[node as usize].kind.base();
        let rail = base.is_some_and(|base| self.network.base.nodes[base as usize].way == Way::Rail);
        if rail { "rail" } else { "road" }
    }

    /// `near Punsk` of `Border LT-PL near Punsk`, else `at X`.
    fn crossing_place(&self, link: u32) -> String {
        let name = self.network.node_name(self.network.topology.links[link as usize].a);
        match name.find(" near ") {
            Some(at) => name[at + 1..].to_owned(),
            None => format!("at {name}"),
        }
    }

    /// ISO code of its state; `--` on the high seas.
    pub(super) fn country(&self, asset: &Asset) -> &str {
        let network = self.network;
        match asset.what {
            What::Consent(country) => network.country_code(country),
            What::Structure(row) => network.tables.structures[row as usize].row.country.as_str(),
            _ => {
                let country = asset.links.first().map(|link| network.topology.links[*link as usize].country);
                network.country_code(country.unwrap_or(HIGH_SEAS))
            }
        }
    }

    /// (lon, lat) of a node in degrees.
    pub(super) fn position(&self, node: u32) -> (f64, f64) {
        let node = &self.network.topology.nodes[node as usize];
        (f64::from(node.lon_e5) / 1e5, f64::from(node.lat_e5) / 1e5)
    }

    /// Where it is, (lon, lat) in degrees.
    pub(super) fn place(&self, asset: &Asset) -> (f64, f64) {
        let network = self.network;
        let middle = |a: (f64, f64), b: (f64, f64)| ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
        match asset.what {
            What::Structure(row) => {
                let row = &network.tables.structures[row as usize].row;
                (row.lon.0, row.lat.0)
            }
            What::Port(facility) | What::Terminal(facility) | What::Airfield(facility) => {
                let facility = &network.facilities[facility as usize];
                (facility.lon, facility.lat)
            }
            What::Consent(country) => {
                // The middle of its places: a spot that people know to be in it.
                let own: Vec<(f64, f64)> = network
                    .facilities
                    .iter()
                    .filter(|one| {
                        one.country == country && matches!(one.kind, FacilityKind::Place(_) | FacilityKind::Terminal(_))
                    })
                    .map(|one| (one.lon, one.lat))
                    .collect();
                let count = f64::from(u32::try_from(own.len().max(1)).unwrap_or(1));
                let sum = own.iter().fold((0.0, 0.0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
                if own.is_empty() { (0.0, 0.0) } else { (sum.0 / count, sum.1 / count) }
            }
            _ => {
                let links: Vec<u32> = asset.links.clone();
                let of = links.get(links.len() / 2).map(|link| &network.topology.links[*link as usize]);
                of.map_or((0.0, 0.0), |link| middle(self.position(link.a), self.position(link.b)))
            }
        }
    }

    /// How sure its place, limits and capacity are: the row that describes it.
    pub(super) fn evidence(&self, what: What) -> Option<Evidence> {
        let tables = &self.network.tables;
        let of = |provenance: Provenance| Some(provenance.evidence);
        match what {
            What::Structure(row) => of(tables.structures[row as usize].row.provenance()),
            What::Rail(asset) | What::Road(asset) | What::Shuttle(asset) => {
                Some(self.capacities.assets[asset as usize].evidence)
            }
            What::Port(facility) | What::Terminal(facility) | What::Airfield(facility) => {
                of(self.network.facilities[facility as usize].provenance(tables))
            }
            What::GaugeChange(row) => of(tables.gauge_changes[row as usize].row.provenance()),
            What::Ferry(row) => of(tables.ferries[row as usize].row.provenance()),
            What::Canal(row) => of(tables.sea_links[row as usize].row.provenance()),
            What::Waterway(row) => of(tables.waterways[row as usize].row.provenance()),
            What::Stated(row) => of(tables.links[row as usize].row.provenance()),
            // Borders are geometry, consent is a supposition of the question.
            What::Crossing(_) | What::Consent(_) => None,
        }
    }
}
