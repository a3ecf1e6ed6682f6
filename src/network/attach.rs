//! What an overlay adds or moves is joined to the graph when the network is loaded: facilities to the nearest road and
//! railway, structures to the nearest link.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::base::{Base, BaseAccess, Shapes, Way};
use crate::data::folder::Files;
use crate::data::table::Row;
use crate::data::tables::Tables;
use crate::error::{Place, Problem};

use super::topology::Topology;

/// A facility is joined to a road at most this far away (the builder meets roads between nodes, this does not).
const ROAD_KM: f64 = 25.0;

/// To a railway.
const RAIL_KM: f64 = 20.0;

/// A structure to a link.
const STRUCTURE_KM: f64 = 3.0;

/// What a facility's place in the graph depends on.
#[derive(Clone, Debug, PartialEq)]
struct Wish {
    country: String,
    at: (f64, f64),
    /// Gauges wanted; 0 for any.
    gauges: Vec<u16>,
}

fn wishes(tables: &Tables) -> BTreeMap<String, Wish> {
    let wish = |country: &str, lat: f64, lon: f64, gauges| Wish { country: country.to_owned(), at: (lat, lon), gauges };
    let mut all = BTreeMap::new();
    for row in tables.ports.iter().map(|lined| &lined.row) {
        let gauges = if row.rail.0 { vec![0] } else { Vec::new() };
        all.insert(format!("port:{}", row.id), wish(&row.country, row.lat.0, row.lon.0, gauges));
    }
    for row in tables.places.iter().map(|lined| &lined.row) {
        all.insert(format!("place:{}", row.id), wish(&row.country, row.lat.0, row.lon.0, Vec::new()));
    }
    for row in tables.terminals.iter().map(|lined| &lined.row) {
        // Vehicles of 1520 and 1524 mm run on either.
        let stored = |gauge: u16| if gauge == 1524 { 1520 } else { gauge };
        let gauges = row.gauges.0.iter().filter_map(|gauge| gauge.parse().ok().map(stored)).collect();
        all.insert(format!("terminal:{}", row.id), wish(&row.country, row.lat.0, row.lon.0, gauges));
    }
    for row in tables.airfields.iter().map(|lined| &lined.row) {
        all.insert(format!("airfield:{}", row.id), wish(&row.country, row.lat.0, row.lon.0, Vec::new()));
    }
    all
}

/// Fits the geometry to tables over which something was laid, and says in sentences what it did. Rows that only a
/// rebuild can place are problems. O(changed rows · nodes).
pub(super) fn attach(files: &Files, tables: &Tables, base: &mut Base, problems: &mut Vec<Problem>) -> Vec<String> {
    let below = Tables::read(&|file| files.text_below(file), false, &mut Vec::new());
    let mut said = Vec::new();
    facilities(&below, tables, base, &mut said);
    structures(&below, tables, base, &Shapes::decode(&files.base).unwrap_or_default(), &mut said);
    let ids = |rows: Vec<&str>| rows.into_iter().map(str::to_owned).collect::<BTreeSet<String>>();
    let changes = ids(tables.gauge_changes.iter().map(|lined| lined.row.id.as_str()).collect());
    base.gauge_changes.retain(|change| changes.contains(&change.id));
    let known = ids(below.gauge_changes.iter().map(|lined| lined.row.id.as_str()).collect());
    for lined in tables.gauge_changes.iter().filter(|lined| !known.contains(&lined.row.id)) {
        let message = "a new gauge change joins railways of two gauges where the geometry has none; copy the network's \
                       folder, add it there and build it again (`corridor network build`)";
        let place = Place::field(crate::data::rows::GaugeChangeRow::FILE, lined.line, "id");
        problems.push(Problem::new(place, "needs-rebuild", message));
    }
    lines(&below, tables, base, problems);
    said
}

/// Joins facilities and structures that a changed table adds or moves, as [`attach`] does for those of an overlay.
pub(super) fn rejoin(network: &super::Network, tables: &Tables, base: &mut Base) {
    let mut said = Vec::new();
    facilities(&network.tables, tables, base, &mut said);
    // Shapes are long to read: only a structure that is new or gone needs them.
    let ids =
        |tables: &Tables| tables.structures.iter().map(|lined| lined.row.id.clone()).collect::<BTreeSet<String>>();
    if ids(tables) != ids(&network.tables) {
        structures(&network.tables, tables, base, &network.shapes().unwrap_or_default(), &mut said);
    }
}

fn facilities(below: &Tables, tables: &Tables, base: &mut Base, said: &mut Vec<String>) {
    let (before, now) = (wishes(below), wishes(tables));
    base.access
        .retain(|access| now.get(&access.facility).is_some_and(|wish| before.get(&access.facility) == Some(wish)));
    let water: BTreeSet<&str> = tables
        .sea_links
        .iter()
        .flat_map(|lined| [&lined.row.from, &lined.row.to])
        .chain(tables.ferries.iter().flat_map(|lined| [&lined.row.from, &lined.row.to]))
        .map(String::as_str)
        .collect();
    for (id, wish) in now.iter().filter(|(id, wish)| before.get(*id) != Some(wish)) {
        let mut found = Vec::new();
        let wanted = std::iter::once((Way::Road, 0, ROAD_KM));
        for (way, gauge, reach_km) in wanted.chain(wish.gauges.iter().map(|gauge| (Way::Rail, *gauge, RAIL_KM))) {
            let word = if way == Way::Rail { "railway" } else { "road" };
            match nearest_node(base, wish, way, gauge) {
                Some((node, km)) if km <= reach_km => {
                    let name = &base.names[base.nodes[node as usize].name as usize];
                    found.push(format!("the {word} at {name}, {km:.1} km away"));
                    base.access.push(BaseAccess { facility: id.clone(), node, distance_m: metres(km) });
                }
                Some((_, km)) => found.push(format!("no {word} (the nearest is {km:.0} km away)")),
                None => found.push(format!("no {word} (its state has none)")),
            }
        }
        said.push(format!("overlay: {id} joins {}", found.join(" and ")));
        if let Some(port) = id.strip_prefix("port:").filter(|port| !water.contains(port)) {
            said.push(format!("overlay: {id} has no row in sea_links.csv or ferries.csv: no ship calls at {port}"));
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most some kilometres")]
fn metres(km: f64) -> u32 {
    (km * 1_000.0).round() as u32
}

/// Great-circle distance in kilometres.
fn km(from: (f64, f64), to: (f64, f64)) -> f64 {
    Topology::distance_m(from, to) / 1_000.0
}

fn degrees(at: (i32, i32)) -> (f64, f64) {
    (f64::from(at.0) / 1e5, f64::from(at.1) / 1e5)
}

fn nearest_node(base: &Base, wish: &Wish, way: Way, gauge_mm: u16) -> Option<(u32, f64)> {
    let country = base.countries.iter().position(|code| *code == wish.country)?;
    let fits = |node: &crate::data::base::BaseNode| {
        node.way == way
            && node.country as usize == country
            && !node.border
            && (gauge_mm == 0 || node.gauge_mm == gauge_mm)
    };
    let nodes = (0_u32..).zip(&base.nodes).filter(|(_, node)| fits(node));
    let far = nodes.map(|(index, node)| (index, km(wish.at, degrees((node.lat_e5, node.lon_e5)))));
    far.min_by(|a, b| a.1.total_cmp(&b.1))
}

fn structures(below: &Tables, tables: &Tables, base: &mut Base, shapes: &Shapes, said: &mut Vec<String>) {
    let now: BTreeSet<&str> = tables.structures.iter().map(|lined| lined.row.id.as_str()).collect();
    base.structures.retain(|(_, id)| now.contains(id.as_str()));
    let known: BTreeSet<&str> = below.structures.iter().map(|lined| lined.row.id.as_str()).collect();
    for row in tables.structures.iter().map(|lined| &lined.row).filter(|row| !known.contains(row.id.as_str())) {
        for mode in &row.modes.0 {
            let way = if mode == "rail" { Way::Rail } else { Way::Road };
            match nearest_link(base, shapes, (row.lat.0, row.lon.0), way) {
                Some((link, far)) if far <= STRUCTURE_KM => {
                    base.structures.push((link, row.id.clone()));
                    said.push(format!("overlay: structure {} stands on the {mode} {far:.1} km away", row.id));
                }
                _ => said.push(format!(
                    "overlay: structure {} has no {mode} within {STRUCTURE_KM} km: it limits nothing",
                    row.id
                )),
            }
        }
    }
    base.structures.sort();
}

fn nearest_link(base: &Base, shapes: &Shapes, at: (f64, f64), way: Way) -> Option<(u32, f64)> {
    let mut best: Option<(u32, f64)> = None;
    for (index, link) in (0_u32..).zip(&base.links).filter(|(_, link)| link.way == way) {
        let end = |node: u32| (base.nodes[node as usize].lat_e5, base.nodes[node as usize].lon_e5);
        let inner = shapes.0.get(index as usize).map_or(&[][..], Vec::as_slice);
        let points: Vec<(f64, f64)> =
            std::iter::once(end(link.a)).chain(inner.iter().copied()).chain([end(link.b)]).map(degrees).collect();
        for pair in points.windows(2) {
            let far = from_stretch(at, pair[0], pair[1]);
            if best.is_none_or(|(_, least)| far < least) {
                best = Some((index, far));
            }
        }
    }
    best
}

/// Kilometres from a point to a straight stretch, on a plane tangent at the point (exact enough within some tens of
/// kilometres).
fn from_stretch(at: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    let scale = at.0.to_radians().cos();
    let plane = |point: (f64, f64)| ((point.1 - at.1) * 111.32 * scale, (point.0 - at.0) * 110.57);
    let ((ax, ay), (bx, by)) = (plane(a), plane(b));
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx * dx + dy * dy;
    let share = if length > 0.0 { (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (ax + share * dx).hypot(ay + share * dy)
}

/// Rows that describe lines lie on links since the network was built: removed ones are taken off, new and moved ones
/// need a rebuild.
fn lines(below: &Tables, tables: &Tables, base: &mut Base, problems: &mut Vec<Problem>) {
    let rails = |tables: &Tables| -> BTreeMap<String, (u64, String)> {
        tables.rail_lines.iter().map(|one| (one.row.id.clone(), (one.line, one.row.waypoints.clone()))).collect()
    };
    let roads = |tables: &Tables| -> BTreeMap<String, (u64, String)> {
        tables.road_classes.iter().map(|one| (one.row.id.clone(), (one.line, one.row.waypoints.clone()))).collect()
    };
    let both = [
        (crate::data::rows::RailLineRow::FILE, rails(below), rails(tables)),
        (crate::data::rows::RoadClassRow::FILE, roads(below), roads(tables)),
    ];
    let mut kept = BTreeSet::new();
    for (file, before, now) in both {
        for (id, (line, waypoints)) in &now {
            if before.get(id).is_none_or(|(_, old)| old != waypoints) {
                let message = format!(
                    "which links \"{id}\" lies on is found when the network is built; copy its folder, change the table \
                     there and build it again (`corridor network build`)"
                );
                problems.push(Problem::new(Place::field(file, *line, "waypoints"), "needs-rebuild", message));
            }
        }
        kept.extend(now.into_keys());
    }
    let gone: Vec<bool> = base.line_ids.iter().map(|id| !kept.contains(id)).collect();
    if gone.contains(&true) {
        base.lines.retain(|(_, index)| !gone[*index as usize]);
        let number: Vec<u16> = gone
            .iter()
            .scan(0_u16, |next, gone| {
                let now = *next;
                *next += u16::from(!gone);
                Some(now)
            })
            .collect();
        for (_, index) in &mut base.lines {
            *index = number[*index as usize];
        }
        base.line_ids.retain(|id| kept.contains(id));
    }
}

#[cfg(test)]
mod tests {
    use super::from_stretch;

    #[test]
    fn distance_from_a_stretch() {
        let (a, b) = ((54.0, 14.0), (54.0, 15.0));
        assert!((from_stretch((54.1, 14.5), a, b) - 11.06).abs() < 0.05);
        assert!((from_stretch((54.0, 13.0), a, b) - 65.4).abs() < 0.3);
        assert!(from_stretch((54.0, 14.2), a, b) < 1e-6);
    }
}
