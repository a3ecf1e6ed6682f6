//! From the finished drafts to the numbered, sorted base.

use super::access::Access;
use super::draft::{Draft, Link};
use super::gauge::Change;
use super::geometry::Point;
use super::input::Input;
use super::names::{Gazetteer, Nameless, name_all};
use super::settings::Recipe;
use crate::data::base::{Base, BaseAccess, BaseGaugeChange, BaseLink, BaseNode, Shapes};
use geo::Simplify as _;

/// A draft with what was attached to it.
pub(super) struct Finished {
    pub(super) draft: Draft,
    pub(super) access: Vec<Access>,
    pub(super) changes: Vec<Change>,
}

/// Interleaves the bits of a position: sorting by it keeps neighbours together (Morton 1966).
fn morton(at: Point) -> u64 {
    let (lat, lon) = at.e5();
    let spread = |value: i32, offset: i32| {
        let mut bits = u64::from((value + offset) as u32);
        for (shift, mask) in [
            (16, 0x0000_ffff_0000_ffff_u64), (8, 0x00ff_00ff_00ff_00ff), (4, 0x0f0f_0f0f_0f0f_0f0f),
            (2, 0x3333_3333_3333_3333), (1, 0x5555_5555_5555_5555),
        ] {
            bits = (bits | (bits << shift)) & mask;
        }
        bits
    };
    spread(lat, 9_000_000) << 1 | spread(lon, 18_000_000)
}

/// Numbers and sorts everything: nodes by way, gauge and place, links by their ends. O(n log n).
pub(super) fn finish(
    parts: &[Finished],
    recipe: &Recipe,
    input: &Input,
    gazetteer: &Gazetteer,
    origin: Vec<(String, String)>,
) -> (Base, Shapes) {
    let mut order: Vec<(usize, u32)> = Vec::new();
    let arounds: Vec<Vec<Vec<u32>>> = parts.iter().map(|part| part.draft.around()).collect();
    for (part, around) in arounds.iter().enumerate() {
        order.extend((0..around.len()).filter(|&node| !around[node].is_empty()).map(|node| (part, node as u32)));
    }
    let node_of = |(part, node): (usize, u32)| parts[part].draft.node(node);
    order.sort_by_key(|&key| {
        let node = node_of(key);
        (parts[key.0].draft.way, node.gauge_mm, morton(node.at), node.at.e5(), key)
    });
    let mut number: Vec<Vec<Option<u32>>> = parts.iter().map(|part| vec![None; part.draft.nodes.len()]).collect();
    order.iter().enumerate().for_each(|(index, key)| number[key.0][key.1 as usize] = Some(index as u32));

    let mut used: Vec<u8> = parts.iter().flat_map(|part| part.draft.live().map(|(_, link)| link.land)).collect();
    used.extend(order.iter().map(|&key| node_of(key).land));
    used.sort_unstable();
    used.dedup();
    let country = |land: u8| used.binary_search(&land).expect("every land is in the list") as u8;

    let nameless: Vec<Nameless> = order.iter().map(|&key| nameless(&parts[key.0].draft, &arounds[key.0], key.1)).collect();
    let texts = name_all(&nameless, gazetteer, recipe);
    let mut names = texts.clone();
    names.sort_unstable();
    names.dedup();
    let nodes = order.iter().zip(&texts).map(|(&key, text)| {
        let node = node_of(key);
        let (lat_e5, lon_e5) = node.at.e5();
        let name = names.binary_search(text).expect("every name is in the list") as u32;
        let way = parts[key.0].draft.way;
        BaseNode { lat_e5, lon_e5, way, gauge_mm: node.gauge_mm, country: country(node.land), border: node.border, name }
    });
    let nodes: Vec<BaseNode> = nodes.collect();

    let mut patches: Vec<u16> = parts.iter().flat_map(|part| part.draft.live().filter_map(|(_, link)| link.patch)).collect();
    patches.sort_by_key(|&patch| &input.patches[patch as usize].id);
    patches.dedup();
    let mut links = Vec::new();
    for (part, finished) in parts.iter().enumerate() {
        for (_, link) in finished.draft.live() {
            let end = |node: u32| number[part][node as usize].expect("ends of live links are numbered");
            let turned = end(link.b) < end(link.a);
            let (a, b) = if turned { (end(link.b), end(link.a)) } else { (end(link.a), end(link.b)) };
            let patch = link.patch.and_then(|patch| patches.iter().position(|&other| other == patch)).map(|p| p as u16);
            let length_m = ((link.km * 1000.0).round() as u32).max(1);
            let (way, gauge_mm, country) = (link.way, link.gauge_mm, country(link.land));
            let base = BaseLink { a, b, way, gauge_mm, country, length_m, patch };
            let start = if turned { link.b } else { link.a };
            links.push((base, shape(&finished.draft, link, start, recipe.numbers.shape_tolerance_deg), &link.structures));
        }
    }
    links.sort_by_key(|(link, shape, _)| (link.a, link.b, link.length_m, link.way, link.gauge_mm, link.country, shape.clone()));

    let mut structures = Vec::new();
    for (index, (_, _, stands)) in links.iter().enumerate() {
        structures.extend(stands.iter().map(|&row| (index as u32, input.structures[row as usize].id.clone())));
    }
    let mut access = Vec::new();
    let mut gauge_changes = Vec::new();
    for (part, finished) in parts.iter().enumerate() {
        for contact in &finished.access {
            if let Some(node) = number[part][contact.node as usize] {
                let distance_m = (contact.km * 1000.0).round() as u32;
                access.push(BaseAccess { facility: contact.facility.clone(), node, distance_m });
            }
        }
        for change in &finished.changes {
            if let (Some(a), Some(b)) = (number[part][change.a as usize], number[part][change.b as usize]) {
                gauge_changes.push(BaseGaugeChange { id: change.id.clone(), a, b });
            }
        }
    }
    access.sort_by(|a, b| (&a.facility, a.node).cmp(&(&b.facility, b.node)));
    gauge_changes.sort_by(|a, b| a.id.cmp(&b.id));
    let (links, shapes) = links.into_iter().map(|(link, shape, _)| (link, shape)).unzip();
    let countries = used.iter().map(|&land| recipe.code(land).to_owned()).collect();
    let patches = patches.iter().map(|&patch| input.patches[patch as usize].id.clone()).collect();
    (Base { countries, names, patches, nodes, links, access, gauge_changes, structures, origin }, Shapes(shapes))
}

fn nameless(draft: &Draft, around: &[Vec<u32>], node: u32) -> Nameless {
    let at = draft.node(node).at;
    let mut lands = vec![draft.node(node).land];
    if draft.node(node).border {
        lands = around[node as usize].iter().map(|&link| draft.link(link).land).collect();
        lands.sort_unstable();
        lands.dedup();
    }
    Nameless { at, lands, kind: (draft.way, draft.node(node).gauge_mm) }
}

/// The points between the ends, simplified (Douglas & Peucker 1973) with a tolerance in degrees, from `start` on.
fn shape(draft: &Draft, link: &Link, start: u32, tolerance_deg: f64) -> Vec<(i32, i32)> {
    let mut points = vec![draft.node(start).at];
    points.extend(link.shape_from(start));
    points.push(draft.node(link.other(start)).at);
    let line: geo::LineString<f64> = points.iter().map(|p| (p.lon, p.lat)).collect();
    let simple = line.simplify(tolerance_deg);
    let inner = simple.0.get(1..simple.0.len().saturating_sub(1)).unwrap_or(&[]);
    inner.iter().map(|coordinate| Point::new(coordinate.y, coordinate.x).e5()).collect()
}
