//! Assets in words: ids, names, and the rows that they rest on.

use std::collections::BTreeMap;

use crate::data::rows::{Provenance, Sourced};
use crate::data::table::Lined;
use crate::network::find::fold;
use crate::network::{LinkKind, Network};

use super::asset::{Asset, AssetKind, Basis, Range};
use super::{Capacities, MILLI};

/// A row that a capacity rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// File name of the table.
    pub table: &'static str,
    /// Id of the row, or what takes its place.
    pub id: String,
    /// Line in the file.
    pub line: u64,
    /// What the row says, in words.
    pub says: String,
    /// Where the row comes from.
    pub provenance: Provenance,
}

/// A figure in thousandths, as people write it.
pub(super) fn figure(value: u64) -> String {
    let (whole, rest) = (value / MILLI, value % MILLI);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:03}").trim_end_matches('0').to_owned() }
}

/// `3 (2 to 4)`, or one figure where there is no range.
pub(super) fn range(range: Range) -> String {
    if range.low == range.high {
        figure(range.typical)
    } else {
        format!("{} ({} to {})", figure(range.typical), figure(range.low), figure(range.high))
    }
}

impl Capacities {
    /// Id of an asset: unique, made of names, the same on every run: `rail:LT:mockava-sestokai`, `discharge:klaipeda`,
    /// `gauge-change:mockava`. Names repeat: the first time that one is asked for takes `O(assets log assets)`.
    pub fn id(&self, network: &Network, asset: u32) -> String {
        let row_id = |facility: u32| network.facilities[facility as usize].id.as_str();
        let bare = |facility: u32| row_id(facility).split_once(':').map_or("", |(_, id)| id);
        let code = |country: u8| network.country_code(country);
        let kind = self.assets[asset as usize].kind;
        match kind {
            AssetKind::RailSection { a, b } => self.stretch_id(network, asset, "rail", a, b),
            AssetKind::RoadSection { a, b } => self.stretch_id(network, asset, "road", a, b),
            AssetKind::Shuttle { a, b } => self.stretch_id(network, asset, "shuttle", a, b),
            AssetKind::StructureTracks(row) => format!("tracks:{}", network.tables.structures[row as usize].row.id),
            AssetKind::StructureLanes(row) => format!("lanes:{}", network.tables.structures[row as usize].row.id),
            AssetKind::GaugeChange(row) => {
                format!("gauge-change:{}", network.tables.gauge_changes[row as usize].row.id)
            }
            AssetKind::Ramp { facility, gauge_mm } => format!("ramp:{}:{gauge_mm}", row_id(facility)),
            AssetKind::Discharge(facility) => format!("discharge:{}", bare(facility)),
            AssetKind::Loading(facility) => format!("loading:{}", bare(facility)),
            AssetKind::Clearance(facility) => format!("clearance:{}", bare(facility)),
            AssetKind::Ferry(row) => format!("ferry:{}", network.tables.ferries[row as usize].row.id),
            AssetKind::Apron(facility) => format!("apron:{}", bare(facility)),
            AssetKind::Wharf(facility) => format!("wharf:{}", row_id(facility)),
            AssetKind::Locks(row) => format!("locks:{}", network.tables.waterways[row as usize].row.id),
            AssetKind::Stated(row) => format!("link:{}", network.tables.links[row as usize].row.id),
            AssetKind::BorderQuota { link, into } => {
                let mode = crossing_mode(network, link);
                let place = slug(&network.node_name(network.topology.links[link as usize].a));
                self.numbered(network, asset, format!("quota:{mode}:{}:{place}", code(into)))
            }
            AssetKind::StateQuota { into, row } => {
                format!("quota:{}:{}:all", network.tables.quotas[row as usize].row.mode, code(into))
            }
        }
    }

    /// A stretch named by its two ends; a number tells those of equal ends apart.
    fn stretch_id(&self, network: &Network, asset: u32, word: &str, a: u32, b: u32) -> String {
        let country = network.country_code(self.assets[asset as usize].country);
        let (first, second) = (slug(&network.node_name(a)), slug(&network.node_name(b)));
        self.numbered(network, asset, format!("{word}:{country}:{first}-{second}"))
    }

    /// An id that several assets would have, with the number of this one among them.
    fn numbered(&self, network: &Network, asset: u32, id: String) -> String {
        match self.twins.get_or_init(|| self.count_twins(network))[asset as usize] {
            0 => id,
            before => format!("{id}~{}", before + 1),
        }
    }

    /// How many assets before each one bear the same names. `O(assets log assets)`.
    fn count_twins(&self, network: &Network) -> Vec<u32> {
        let mut places: BTreeMap<String, u64> = BTreeMap::new();
        let mut keys: Vec<(u8, u8, (u64, u64), u32)> = Vec::new();
        for (index, asset) in (0_u32..).zip(&self.assets) {
            let (word, ends) = match asset.kind {
                AssetKind::RailSection { a, b } => (0, pair(network, a, b)),
                AssetKind::RoadSection { a, b } => (1, pair(network, a, b)),
                AssetKind::Shuttle { a, b } => (2, pair(network, a, b)),
                AssetKind::BorderQuota { link, into } => {
                    let place = slug(&network.node_name(network.topology.links[link as usize].a));
                    let next = places.len() as u64;
                    let place = *places.entry(place).or_insert(next);
                    let rail = crossing_mode(network, link) == "rail";
                    (if rail { 3 } else { 4 }, (u64::from(into), place))
                }
                _ => continue,
            };
            keys.push((word, asset.country, ends, index));
        }
        keys.sort_unstable();
        let mut before = vec![0; self.assets.len()];
        for group in keys.chunk_by(|one, other| (one.0, one.1, one.2) == (other.0, other.1, other.2)) {
            (0_u32..).zip(group).for_each(|(count, key)| before[key.3 as usize] = count);
        }
        before
    }

    /// The asset with an id, as [`Capacities::id`] gives it. `O(assets)`.
    pub fn find(&self, network: &Network, id: &str) -> Option<u32> {
        let word = id.split(':').next()?;
        let state = id.split(':').nth(1)?;
        let may = |asset: &Asset| match asset.kind {
            AssetKind::RailSection { .. } => word == "rail" && state == network.country_code(asset.country),
            AssetKind::RoadSection { .. } => word == "road" && state == network.country_code(asset.country),
            AssetKind::BorderQuota { .. } => word == "quota",
            _ => true,
        };
        let mut list = (0_u32..).zip(&self.assets).filter(|(_, asset)| may(asset));
        list.find(|(asset, _)| self.id(network, *asset) == id).map(|(asset, _)| asset)
    }

    /// Name of an asset for people.
    pub fn name(&self, network: &Network, asset: u32) -> String {
        let facility = |index: u32| network.facilities[index as usize].name.as_str();
        let ends = |a: u32, b: u32| {
            let (a, b) = (network.node_name(a), network.node_name(b));
            if a == b { format!("at {a}") } else { format!("{a} - {b}") }
        };
        let own = &self.assets[asset as usize];
        let line = own.basis.iter().find_map(|basis| match basis {
            Basis::RailLine(row) => Some(network.tables.rail_lines[*row as usize].row.name.as_str()),
            Basis::RoadClass(row) => Some(network.tables.road_classes[*row as usize].row.name.as_str()),
            _ => None,
        });
        match own.kind {
            AssetKind::RailSection { a, b } => {
                format!("railway {}{}", ends(a, b), line.map_or(String::new(), |line| format!(" ({line})")))
            }
            AssetKind::RoadSection { a, b } => {
                format!("road {}{}", ends(a, b), line.map_or(String::new(), |line| format!(" ({line})")))
            }
            AssetKind::Shuttle { a, b } => format!("shuttle {}", ends(a, b)),
            AssetKind::StructureTracks(row) => {
                format!("{}, tracks", network.tables.structures[row as usize].row.name)
            }
            AssetKind::StructureLanes(row) => format!("{}, lanes", network.tables.structures[row as usize].row.name),
            AssetKind::GaugeChange(row) => {
                let row = &network.tables.gauge_changes[row as usize].row;
                format!("gauge change {} ({}/{} mm)", row.name, row.gauge_a_mm, row.gauge_b_mm)
            }
            AssetKind::Ramp { facility: index, gauge_mm } => {
                format!("train loading at {} ({gauge_mm} mm)", facility(index))
            }
            AssetKind::Discharge(index) => format!("unloading ships in {}", facility(index)),
            AssetKind::Loading(index) => format!("loading ships in {}", facility(index)),
            AssetKind::Clearance(index) => format!("the road out of the port of {}", facility(index)),
            AssetKind::Ferry(row) => format!("ferry {}", network.tables.ferries[row as usize].row.name),
            AssetKind::Apron(index) => format!("parking and handling at {}", facility(index)),
            AssetKind::Wharf(index) => format!("loading barges in {}", facility(index)),
            AssetKind::Locks(row) => {
                let row = &network.tables.waterways[row as usize].row;
                format!("locks of the {} ({} to {})", row.name, row.from, row.to)
            }
            AssetKind::Stated(row) => {
                let row = &network.tables.links[row as usize].row;
                format!("{} {} ({} - {})", row.mode, row.id, row.from, row.to)
            }
            AssetKind::BorderQuota { link, into } => {
                let place = network.node_name(network.topology.links[link as usize].a);
                let mode = crossing_mode(network, link);
                // `Border LT-PL near Punsk`: the states are said already.
                let near = place.find(" near ").map_or(format!(" at {place}"), |at| place[at..].to_owned());
                let line = self.lines.binary_search_by_key(&asset, |(other, _)| *other).ok();
                let line = line.and_then(|at| match self.lines[at].1 {
                    Basis::RailLine(row) => Some(network.tables.rail_lines[row as usize].row.name.as_str()),
                    Basis::RoadClass(row) => Some(network.tables.road_classes[row as usize].row.name.as_str()),
                    _ => None,
                });
                let line = line.map_or(String::new(), |line| format!(" ({line})"));
                format!("{mode} crossing into {}{near}{line}", network.country_code(into))
            }
            AssetKind::StateQuota { into, row } => {
                let mode = &network.tables.quotas[row as usize].row.mode;
                format!("all {mode} crossings into {}", network.country_code(into))
            }
        }
    }

    /// The rows that the capacity of an asset rests on, the most important first.
    pub fn sources(&self, network: &Network, asset: u32) -> Vec<Source> {
        self.assets[asset as usize].basis.iter().map(|basis| source(network, *basis)).collect()
    }
}

fn pair(network: &Network, a: u32, b: u32) -> (u64, u64) {
    // Names of base nodes are shared texts: their numbers tell them apart without looking at letters.
    let name = |node: u32| match network.topology.nodes[node as usize].kind.base() {
        Some(base) => u64::from(network.base.nodes[base as usize].name),
        None => u64::from(u32::MAX) + u64::from(node),
    };
    let (a, b) = (name(a), name(b));
    (a.min(b), a.max(b))
}

/// `rail` or `road`.
pub(super) fn crossing_mode(network: &Network, link: u32) -> &'static str {
    let node = network.topology.links[link as usize].a;
    let base = network.topology.nodes[node as usize].kind.base();
    let rail = base.is_some_and(|base| network.base.nodes[base as usize].way == crate::data::base::Way::Rail);
    debug_assert!(matches!(network.topology.links[link as usize].kind, LinkKind::Border));
    if rail { "rail" } else { "road" }
}

fn slug(name: &str) -> String {
    fold(name).replace(' ', "-")
}

fn source(network: &Network, basis: Basis) -> Source {
    fn cite<T: Sourced>(table: &'static str, lined: &Lined<T>, id: &str, says: String) -> Source {
        Source { table, id: id.to_owned(), line: lined.line, says, provenance: lined.row.provenance() }
    }
    let tables = &network.tables;
    match basis {
        Basis::RailLine(row) => {
            let lined = &tables.rail_lines[row as usize];
            let tracks = lined.row.tracks.map_or("tracks unknown".to_owned(), |tracks| match tracks {
                1 => "single track".to_owned(),
                tracks => format!("{tracks} tracks"),
            });
            let freight = lined
                .row
                .freight_trains_per_day
                .map_or(String::new(), |trains| format!(", {} freight trains/day in both directions", trains.0));
            cite("rail_lines.csv", lined, &lined.row.id, format!("{}: {tracks}{freight}", lined.row.name))
        }
        Basis::RoadClass(row) => {
            let lined = &tables.road_classes[row as usize];
            let lanes = lined.row.lanes.map_or(String::new(), |lanes| format!(", {lanes} lanes"));
            cite("road_classes.csv", lined, &lined.row.id, format!("{}: {}{lanes}", lined.row.name, lined.row.class))
        }
        Basis::Structure(row) => {
            let lined = &tables.structures[row as usize];
            let tracks = lined.row.tracks.map_or(String::new(), |tracks| format!(", {tracks} tracks"));
            let lanes = lined.row.lanes.map_or(String::new(), |lanes| format!(", {lanes} lanes"));
            cite("structures.csv", lined, &lined.row.id, format!("{}{tracks}{lanes}", lined.row.kind))
        }
        Basis::GaugeChange(row) => {
            let lined = &tables.gauge_changes[row as usize];
            let trains =
                Range::of(lined.row.trains_per_day_low.0, lined.row.trains_per_day.0, lined.row.trains_per_day_high.0);
            cite(
                "gauge_changes.csv",
                lined,
                &lined.row.id,
                format!("{} trains/day by {}", range(trains), lined.row.method),
            )
        }
        Basis::Port(row) => {
            let lined = &tables.ports[row as usize];
            let pieces = Range::of(
                lined.row.discharge_low_pieces_per_day.0,
                lined.row.discharge_pieces_per_day.0,
                lined.row.discharge_high_pieces_per_day.0,
            );
            let road = Range::of(
                lined.row.clearance_low_vehicles_per_day.0,
                lined.row.clearance_vehicles_per_day.0,
                lined.row.clearance_high_vehicles_per_day.0,
            );
            let trains = lined.row.clearance_trains_per_day.map_or(String::new(), |typical| {
                let low = lined.row.clearance_low_trains_per_day.map_or(typical.0, |trains| trains.0);
                let high = lined.row.clearance_high_trains_per_day.map_or(typical.0, |trains| trains.0);
                format!(" and {} trains/day", range(Range::of(low, typical.0, high)))
            });
            let says =
                format!("{} pieces/day a ship; clears {} vehicles/day by road{trains}", range(pieces), range(road));
            cite("ports.csv", lined, &lined.row.id, says)
        }
        Basis::Terminal(row) => {
            let lined = &tables.terminals[row as usize];
            cite(
                "terminals.csv",
                lined,
                &lined.row.id,
                format!("{}, gauges {}", lined.row.kind, lined.row.gauges.0.join(" ")),
            )
        }
        Basis::Ferry(row) => {
            let lined = &tables.ferries[row as usize];
            let says = format!("{} sailings a week of {} lane m", lined.row.sailings_per_week.0, lined.row.lane_m.0);
            cite("ferries.csv", lined, &lined.row.id, says)
        }
        Basis::Airfield(row) => {
            let lined = &tables.airfields[row as usize];
            let places = |figure: Option<crate::data::rows::Number>| figure.map_or(0.0, |places| places.0);
            let says = match lined.row.parking {
                None => "parking not stated".to_owned(),
                Some(_) => {
                    let [low, typical, high] =
                        [lined.row.parking_low, lined.row.parking, lined.row.parking_high].map(places);
                    format!("{} large aircraft at once", range(Range::of(low, typical, high)))
                }
            };
            cite("airfields.csv", lined, &lined.row.id, says)
        }
        Basis::Waterway(row) => {
            let lined = &tables.waterways[row as usize];
            cite(
                "waterways.csv",
                lined,
                &lined.row.id,
                format!("{}: class {}, {} locks", lined.row.name, lined.row.cemt, lined.row.locks),
            )
        }
        Basis::Quota(row) => {
            let lined = &tables.quotas[row as usize];
            let amount = Range::of(lined.row.low.0, lined.row.typical.0, lined.row.high.0);
            let id = format!("{}/{}/{}/{}", lined.row.regime, lined.row.country, lined.row.mode, lined.row.scope);
            cite("quotas.csv", lined, &id, format!("{} {} under {}", range(amount), lined.row.unit, lined.row.regime))
        }
        Basis::Link(row) => {
            let lined = &tables.links[row as usize];
            let stated = network.own.as_ref().and_then(|own| own.links.get(row as usize));
            let capacity = stated.and_then(|link| link.capacity);
            let says = capacity.map_or("no capacity stated".to_owned(), |capacity| {
                format!("{} {}", figure(capacity.micro / 1_000), capacity.unit.word())
            });
            let provenance = stated.map_or_else(|| lined.row.provenance(), |link| link.provenance.clone());
            Source { table: "links.csv", id: lined.row.id.clone(), line: lined.line, says, provenance }
        }
        Basis::Factor(row) => {
            let lined = &tables.planning_factors[row as usize];
            let amount = Range::of(lined.row.low.0, lined.row.typical.0, lined.row.high.0);
            let says = format!("{} {}: {}", range(amount), lined.row.unit, lined.row.meaning);
            cite("planning_factors.csv", lined, &lined.row.id, says)
        }
        Basis::SharedDeck(row) => {
            let lined = &tables.shared_decks[row as usize];
            let [low, typical, high] = [lined.row.shut_low_min, lined.row.shut_min, lined.row.shut_high_min];
            let minutes = range(Range::of(low.0, typical.0, high.0));
            let says = format!("{}, each train shuts the road for {minutes} min", lined.row.layout.replace('_', " "));
            cite("shared_decks.csv", lined, &lined.row.structure, says)
        }
        Basis::Share(row) => {
            let lined = &tables.traffic_shares[row as usize];
            let share = Range::of(lined.row.share_low.0, lined.row.share.0, lined.row.share_high.0);
            let id = format!("{}/{}", lined.row.country, lined.row.mode);
            cite("traffic_shares.csv", lined, &id, format!("share {} left for military traffic", range(share)))
        }
    }
}
