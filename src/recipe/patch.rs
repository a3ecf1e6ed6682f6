//! Lines that the open geometry lacks, from the table `line_patches.csv`.

use super::account::BuildReport;
use super::border::{Site, split_at_borders, split_late};
use super::draft::{Draft, Link};
use super::geometry::{Point, km_between, reach_degrees};
use super::geometry_source::word;
use super::input::Patch;
use super::lands::{Ground, Map};
use super::locate::{Hit, Locator};
use crate::data::base::Way;

/// Ends of two patched lines at the same place are one node within this distance.
const SAME_PLACE_KM: f64 = 0.3;
/// Where patched lines meet, the open geometry is joined too when it passes within this distance.
const JUNCTION_KM: f64 = 1.5;

/// A patched line with its end nodes.
struct Laid<'a> {
    patch: &'a Patch,
    number: u16,
    ends: (u32, u32),
}

/// Adds all patched lines of the draft's mode (shuttles go to the roads): nodes at every waypoint, split at borders,
/// scaled to their real length, ends joined to the nearest line of the same kind (and gauge). `gauge_of` tells the
/// gauge of a patch that names none. O(patches · log links).
pub(super) fn lay(
    draft: &mut Draft,
    patches: &[Patch],
    site: &Site<'_>,
    gauge_of: &dyn Fn(u8, Point) -> u16,
    report: &mut BuildReport,
) {
    let step = format!("patches {}", word(draft.way));
    let mut laid = Vec::new();
    let mut km = 0.0;
    for (number, patch) in patches.iter().enumerate() {
        if (patch.way == Way::Rail) != (draft.way == Way::Rail) {
            continue;
        }
        let ends = lay_one(draft, patch, number as u16, site, gauge_of);
        km += patch.km;
        laid.push(Laid { patch, number: number as u16, ends });
    }
    report.count(&step, "lines laid", laid.len());
    report.measure(&step, "km laid", km);
    let mut locator = Locator::new(draft);
    let mut joins = 0;
    for one in &laid {
        let (patch, ends) = (one.patch, one.ends);
        for (end, joins_here, name) in [(ends.0, patch.joins_start, "start"), (ends.1, patch.joins_end, "end")] {
            if !joins_here {
                continue;
            }
            match join(draft, &mut locator, one, end, site) {
                0 => {
                    let at = draft.node(end).at;
                    let far = nearest_any(draft, &locator, one, end);
                    let place = format!("{:.4} {:.4}", at.lat, at.lon);
                    report.remark(&step, format!("{}: its {name} at {place} joins nothing: {far}", patch.id));
                }
                count => joins += count,
            }
        }
    }
    report.count(&step, "ends joined", joins);
    scale(draft, &laid);
}

/// Puts the nodes and links of one patch; returns its end nodes.
fn lay_one(
    draft: &mut Draft,
    patch: &Patch,
    number: u16,
    site: &Site<'_>,
    gauge_of: &dyn Fn(u8, Point) -> u16,
) -> (u32, u32) {
    let lands = lands_along(&patch.points, site.map);
    let gauge = |at: usize| match patch.way {
        Way::Rail => patch.gauge_mm.map_or_else(|| gauge_of(lands[0], patch.points[at]), stored_gauge),
        Way::Road | Way::Shuttle => 0,
    };
    let gauge_mm = gauge(0);
    // The line is laid in a draft of its own, where the borders are found, and then moved over.
    let mut own = Draft::new(patch.way);
    for (&at, &land) in patch.points.iter().zip(&lands) {
        let node = own.add_node(at, gauge_mm, land);
        own.nodes[node as usize].fixed = node == 0 || node as usize == patch.points.len() - 1;
    }
    for node in 1..patch.points.len() as u32 {
        let km = km_between(own.node(node - 1).at, own.node(node).at);
        let link = own.add_link(node - 1, node, km, lands[node as usize - 1]);
        own.links[link as usize].patch = Some(number);
    }
    split_at_borders(&mut own, site, &mut BuildReport::default());
    own.tidy();
    let first = draft.nodes.len() as u32;
    draft.nodes.extend(own.nodes);
    draft.links.extend(own.links.into_iter().map(|mut link| {
        link.a += first;
        link.b += first;
        link
    }));
    (first, first + patch.points.len() as u32 - 1)
}

/// 1524 mm and 1520 mm are one gauge to vehicles and are stored as 1520.
pub(super) fn stored_gauge(gauge_mm: u16) -> u16 {
    if gauge_mm == 1524 { 1520 } else { gauge_mm }
}

/// The country of each point; points at sea take that of the nearest point along the line that has one.
fn lands_along(points: &[Point], map: &dyn Map) -> Vec<u8> {
    let found: Vec<Option<u8>> = points
        .iter()
        .map(|&p| match map.ground(p) {
            Ground::Kept(land) => Some(land),
            Ground::Foreign | Ground::Nobody => None,
        })
        .collect();
    let nearest = |index: usize| {
        let known = found.iter().enumerate().filter_map(|(other, land)| land.map(|land| (other.abs_diff(index), land)));
        known.min().map_or_else(|| around(points[index], map), |(_, land)| land)
    };
    (0..points.len()).map(nearest).collect()
}

/// The country nearest to a point at sea, looked for in growing rings.
fn around(p: Point, map: &dyn Map) -> u8 {
    for ring in 1..60 {
        for direction in 0..16 {
            let angle = f64::from(direction) * std::f64::consts::TAU / 16.0;
            let (lat, lon) = reach_degrees(p, f64::from(ring));
            if let Ground::Kept(land) = map.ground(Point::new(p.lat + lat * angle.cos(), p.lon + lon * angle.sin())) {
                return land;
            }
        }
    }
    0
}

/// Joins one end of a patch; returns how many joins were made. Ends of other patches at the same place are joined, and
/// the nearest line of the open geometry; when that is farther off than another patch, only the other patch. Lines of
/// the end's own country come first.
fn join(draft: &mut Draft, locator: &mut Locator, laid: &Laid<'_>, end: u32, site: &Site<'_>) -> usize {
    let (at, gauge_mm, land) = (draft.node(end).at, draft.node(end).gauge_mm, draft.node(end).land);
    let reach = site.recipe.numbers.patch_join_km;
    let mut chosen: Vec<Hit> = Vec::new();
    for at_home in [true, false] {
        let nearest = |of_patch: bool| {
            locator.nearest(draft, at, reach, |_, link: &Link| {
                let fits = draft.node(link.a).gauge_mm == gauge_mm && link.way != Way::Shuttle;
                let right = link.patch.map_or(!of_patch, |patch| of_patch && patch != laid.number);
                fits && right && (!at_home || link.land == land)
            })
        };
        match (nearest(false), nearest(true)) {
            (Some(base), Some(patched)) if patched.km <= SAME_PLACE_KM => {
                chosen.push(patched);
                if base.km <= JUNCTION_KM {
                    chosen.push(base);
                }
            }
            (Some(base), Some(patched)) => chosen.push(if patched.km < base.km { patched } else { base }),
            (base, patched) => chosen.extend(base.or(patched)),
        }
        if !chosen.is_empty() {
            break;
        }
    }
    let count = chosen.len();
    for hit in chosen {
        connect(draft, locator, laid, end, hit, site);
    }
    count
}

fn connect(draft: &mut Draft, locator: &mut Locator, laid: &Laid<'_>, end: u32, hit: Hit, site: &Site<'_>) {
    // The other end may have split the hit link meanwhile: then the hit is looked up anew by the index.
    let at = draft.node(end).at;
    let hit = if draft.link(hit.link).gone {
        let patch = draft.link(hit.link).patch;
        locator.nearest(draft, at, hit.km + 1.0, |_, link| link.patch == patch).unwrap_or(hit)
    } else {
        hit
    };
    let snap = if draft.link(hit.link).patch.is_some() { SAME_PLACE_KM } else { site.recipe.numbers.snap_km };
    let node = locator.node_at(draft, hit, snap);
    if node == end {
        return;
    }
    let land = draft.node(node).land;
    let link = draft.add_link(end, node, km_between(at, draft.node(node).at), land);
    draft.links[link as usize].patch = Some(laid.number);
    draft.links[link as usize].gauge_mm = draft.node(end).gauge_mm;
    // A short join may still cross a border: then it is split there like any link.
    split_late(draft, link, site);
    (link..draft.links.len() as u32).filter(|&link| !draft.link(link).gone).for_each(|link| locator.add(draft, link));
}

/// What the nearest line of any kind is, for the report.
fn nearest_any(draft: &Draft, locator: &Locator, laid: &Laid<'_>, end: u32) -> String {
    let other = |_: u32, link: &Link| link.patch != Some(laid.number);
    match locator.nearest(draft, draft.node(end).at, 60.0, other) {
        Some(hit) => {
            let gauge = draft.node(draft.link(hit.link).a).gauge_mm;
            let gauge = if gauge > 0 { format!(", {gauge} mm") } else { String::new() };
            format!("the nearest line is {:.1} km away{gauge}", hit.km)
        }
        None => "no line within 60 km".to_owned(),
    }
}

/// Scales the links of every patch, its joins included, to the patch's real length.
fn scale(draft: &mut Draft, laid: &[Laid<'_>]) {
    for laid in laid {
        let own = |link: &Link| !link.gone && link.patch == Some(laid.number);
        let sum: f64 = draft.links.iter().filter(|link| own(link)).map(|link| link.km).sum();
        let factor = if sum > 0.0 { laid.patch.km / sum } else { 1.0 };
        draft.links.iter_mut().filter(|link| own(link)).for_each(|link| link.km *= factor);
    }
}
