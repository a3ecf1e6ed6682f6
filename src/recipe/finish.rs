//! From the finished drafts to the numbered, sorted base.

use super::access::Access;
use super::draft::{Draft, Link};
use super::gauge::Change;
use super::geometry::Point;
use super::input::Input;
use super::names::{Gazetteer, Nameless, name_all};
use super::settings::Recipe;
use crate::data::base::{Base, BaseAccess, BaseGaugeChange, BaseLink, BaseNode, Names, Shapes, Way};
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
            (16, 0x0000_ffff_0000_ffff_u64),
            (8, 0x00ff_00ff_00ff_00ff),
            (4, 0x0f0f_0f0f_0f0f_0f0f),
            (2, 0x3333_3333_3333_3333),
            (1, 0x5555_5555_5555_5555),
        ] {
            bits = (bits | (bits << shift)) & mask;
        }
        bits
    };
    spread(lat, 9_000_000) << 1 | spread(lon, 18_000_000)
}

/// Old numbers to new ones.
struct Order {
    /// (part, node of its draft) for each node of the base.
    keys: Vec<(usize, u32)>,
    /// For each part and node its number in the base; none for nodes without links.
    number: Vec<Vec<Option<u32>>>,
    /// Links at each node, for each part.
    arounds: Vec<Vec<Vec<u32>>>,
}

impl Order {
    /// Nodes by way, gauge and place. O(n log n).
    fn new(parts: &[Finished]) -> Order {
        let arounds: Vec<Vec<Vec<u32>>> = parts.iter().map(|part| part.draft.around()).collect();
        let mut keys: Vec<(usize, u32)> = Vec::new();
        for (part, around) in arounds.iter().enumerate() {
            keys.extend((0..around.len()).filter(|&node| !around[node].is_empty()).map(|node| (part, node as u32)));
        }
        keys.sort_by_cached_key(|&key| {
            let node = parts[key.0].draft.node(key.1);
            (parts[key.0].draft.way, node.gauge_mm, morton(node.at), node.at.e5(), key)
        });
        let mut number: Vec<Vec<Option<u32>>> = parts.iter().map(|part| vec![None; part.draft.nodes.len()]).collect();
        keys.iter().enumerate().for_each(|(index, key)| number[key.0][key.1 as usize] = Some(index as u32));
        Order { keys, number, arounds }
    }
}

/// Numbers and sorts everything: nodes by way, gauge and place, links by their ends. O(n log n).
pub(super) fn finish(
    parts: &[Finished],
    recipe: &Recipe,
    input: &Input,
    gazetteer: &Gazetteer,
    origin: Vec<(String, String)>,
) -> (Base, Shapes) {
    let order = Order::new(parts);
    let mut lands: Vec<u8> = parts.iter().flat_map(|part| part.draft.live().map(|(_, link)| link.land)).collect();
    lands.extend(order.keys.iter().map(|&(part, node)| parts[part].draft.node(node).land));
    lands.sort_unstable();
    lands.dedup();
    let (nodes, names) = nodes(parts, &order, &lands, recipe, gazetteer);
    let mut patches: Vec<u16> =
        parts.iter().flat_map(|part| part.draft.live().filter_map(|(_, link)| link.patch)).collect();
    patches.sort_by_key(|&patch| &input.patches[patch as usize].id);
    patches.dedup();
    let mut links = links(parts, &order, &lands, &patches, recipe.numbers.shape_tolerance_deg);
    links.sort_by(|x, y| x.key().cmp(&y.key()));
    let mut structures = Vec::new();
    for (index, link) in links.iter().enumerate() {
        structures.extend(link.structures.iter().map(|&row| (index as u32, input.structures[row as usize].id.clone())));
    }
    let (access, gauge_changes) = contacts(parts, &order);
    let (line_ids, lines) = lines(&links, input);
    let (links, shapes) = links.into_iter().map(|link| (link.base, link.shape)).unzip();
    let countries = lands.iter().map(|&land| recipe.code(land).to_owned()).collect();
    let patches = patches.iter().map(|&patch| input.patches[patch as usize].id.clone()).collect();
    let base =
        Base { countries, names, patches, nodes, links, access, gauge_changes, line_ids, lines, structures, origin };
    (base, Shapes(shapes))
}

/// The nodes with their names, and the sorted list of names.
fn nodes(
    parts: &[Finished],
    order: &Order,
    lands: &[u8],
    recipe: &Recipe,
    gazetteer: &Gazetteer,
) -> (Vec<BaseNode>, Names) {
    let to_name = |&(part, node): &(usize, u32)| nameless(&parts[part].draft, &order.arounds[part], node);
    let texts = name_all(&order.keys.iter().map(to_name).collect::<Vec<Nameless>>(), gazetteer, recipe);
    let mut names = texts.clone();
    names.sort_unstable();
    names.dedup();
    let base_node = |(&(part, node), text): (&(usize, u32), &String)| {
        let draft = &parts[part].draft;
        let node = draft.node(node);
        let (lat_e5, lon_e5) = node.at.e5();
        let name = names.binary_search(text).expect("every name is in the list") as u32;
        let country = country(lands, node.land);
        BaseNode { lat_e5, lon_e5, way: draft.way, gauge_mm: node.gauge_mm, country, border: node.border, name }
    };
    (order.keys.iter().zip(&texts).map(base_node).collect(), names.iter().collect())
}

fn country(lands: &[u8], land: u8) -> u8 {
    lands.binary_search(&land).expect("every land is in the list") as u8
}

/// A link on its way into the base.
struct Numbered<'a> {
    base: BaseLink,
    shape: Vec<(i32, i32)>,
    structures: &'a [u16],
    line: Option<u16>,
}

impl Numbered<'_> {
    /// Orders links; all that differs between two links is in it.
    fn key(&self) -> impl Ord + '_ {
        let link = &self.base;
        let kind = (link.way, link.gauge_mm, link.country, link.patch);
        (link.a, link.b, link.length_m, kind, &self.shape, self.structures, self.line)
    }
}

fn links<'a>(
    parts: &'a [Finished],
    order: &Order,
    lands: &[u8],
    patches: &[u16],
    tolerance_deg: f64,
) -> Vec<Numbered<'a>> {
    let mut links = Vec::new();
    for (part, finished) in parts.iter().enumerate() {
        for (_, link) in finished.draft.live() {
            let end = |node: u32| order.number[part][node as usize].expect("ends of live links are numbered");
            let start = if end(link.b) < end(link.a) { link.b } else { link.a };
            let patch = link.patch.and_then(|patch| patches.iter().position(|&other| other == patch));
            let base = BaseLink {
                a: end(start),
                b: end(link.other(start)),
                way: link.way,
                gauge_mm: link.gauge_mm,
                country: country(lands, link.land),
                length_m: ((link.km * 1000.0).round() as u32).max(1),
                patch: patch.map(|patch| patch as u16),
            };
            let shape = shape(&finished.draft, link, start, tolerance_deg);
            links.push(Numbered { base, shape, structures: &link.structures, line: link.line });
        }
    }
    links
}

/// The ids of the rows that lie on links, and (link, index of its row).
fn lines(links: &[Numbered<'_>], input: &Input) -> (Vec<String>, Vec<(u32, u16)>) {
    let id = |link: &Numbered<'_>| {
        let rows = if link.base.way == Way::Rail { &input.rail_lines } else { &input.road_lines };
        link.line.map(|row| rows[row as usize].id.as_str())
    };
    let mut ids: Vec<&str> = links.iter().filter_map(id).collect();
    ids.sort_unstable();
    ids.dedup();
    let index = |id: &str| ids.binary_search(&id).expect("every id is in the list") as u16;
    let lines = links.iter().enumerate().filter_map(|(link, numbered)| Some((link as u32, index(id(numbered)?))));
    let lines = lines.collect();
    (ids.into_iter().map(str::to_owned).collect(), lines)
}

fn contacts(parts: &[Finished], order: &Order) -> (Vec<BaseAccess>, Vec<BaseGaugeChange>) {
    let (mut access, mut gauge_changes) = (Vec::new(), Vec::new());
    for (part, finished) in parts.iter().enumerate() {
        let number = |node: u32| order.number[part][node as usize];
        for contact in &finished.access {
            if let Some(node) = number(contact.node) {
                let distance_m = (contact.km * 1000.0).round() as u32;
                access.push(BaseAccess { facility: contact.facility.clone(), node, distance_m });
            }
        }
        for change in &finished.changes {
            if let (Some(a), Some(b)) = (number(change.a), number(change.b)) {
                gauge_changes.push(BaseGaugeChange { id: change.id.clone(), a, b });
            }
        }
    }
    access.sort_by(|a, b| (&a.facility, a.node).cmp(&(&b.facility, b.node)));
    gauge_changes.sort_by(|a, b| a.id.cmp(&b.id));
    (access, gauge_changes)
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
