//! Which country every node lies in, and the cut to the countries that stay.

use std::collections::BTreeMap;

use country_boundaries::{BOUNDARIES_ODBL_360X180, CountryBoundaries, LatLon};
use rayon::prelude::*;

use super::account::BuildReport;
use super::draft::Draft;
use super::geometry::{Point, km_between, reach_degrees};
use super::geometry_source::word;
use super::settings::Recipe;
use crate::error::{Error, Place, Problem, Result};

/// What lies at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ground {
    /// A country that stays.
    Kept(u8),
    /// A country that does not.
    Foreign,
    /// The sea, or a gap between the simplified borders.
    Nobody,
}

/// Tells countries apart.
pub(super) trait Map: Sync {
    /// What lies at `p`.
    fn ground(&self, p: Point) -> Ground;
}

/// The boundaries of the crate `country-boundaries` (OpenStreetMap data, ODbL), true to some hundred metres.
pub(super) struct Atlas<'a> {
    boundaries: CountryBoundaries,
    recipe: &'a Recipe,
}

impl<'a> Atlas<'a> {
    pub(super) fn new(recipe: &'a Recipe) -> Result<Self> {
        let boundaries = CountryBoundaries::from_reader(BOUNDARIES_ODBL_360X180).map_err(|error| {
            let place = Place::file("country-boundaries");
            Error::Input(vec![Problem::new(
                place,
                "readable",
                format!("the country boundaries cannot be read: {error}"),
            )])
        })?;
        Ok(Atlas { boundaries, recipe })
    }
}

impl Map for Atlas<'_> {
    fn ground(&self, p: Point) -> Ground {
        let Ok(position) = LatLon::new(p.lat, p.lon) else { return Ground::Nobody };
        let mut ground = Ground::Nobody;
        for id in self.boundaries.ids(position).into_iter().filter(|id| id.len() == 2) {
            let countries = &self.recipe.countries;
            let code = countries.absorbed.get(id).map_or(id, String::as_str);
            let clipped = countries.clipped.get(code).is_some_and(|bounds| !bounds.holds(p));
            match self.recipe.land(code) {
                Some(land) if !clipped => return Ground::Kept(land),
                _ => ground = Ground::Foreign,
            }
        }
        ground
    }
}

/// Gives every node its country and drops the nodes of countries that do not stay. Nodes in nobody's land take the
/// country of the node nearest along the network, else of the nearest node. O((nodes + links) log nodes).
pub(super) fn settle(draft: &mut Draft, map: &dyn Map, report: &mut BuildReport) {
    let step = format!("countries {}", word(draft.way));
    let mut grounds: Vec<Ground> = draft.nodes.par_iter().map(|node| map.ground(node.at)).collect();
    let nobody = grounds.iter().filter(|ground| **ground == Ground::Nobody).count();
    spread(draft, &mut grounds);
    let lone = take_nearest(draft, &mut grounds);
    let (mut cut_nodes, mut cut_links, mut edge_links, mut cut_km) = (0, 0, 0, 0.0);
    for (node, ground) in draft.nodes.iter_mut().zip(&grounds) {
        match ground {
            Ground::Kept(land) => node.land = *land,
            _ => cut_nodes += 1,
        }
    }
    let stays = |node: u32| matches!(grounds[node as usize], Ground::Kept(_));
    for link in &mut draft.links {
        let ends = usize::from(stays(link.a)) + usize::from(stays(link.b));
        if ends < 2 && !link.gone {
            link.gone = true;
            cut_links += usize::from(ends == 0);
            edge_links += usize::from(ends == 1);
            cut_km += link.km;
        }
    }
    draft.tidy();
    report.count(&step, "nodes at sea or between borders, given to the nearest country", nobody);
    report.count(&step, "of these without a way to a decided node", lone);
    report.count(&step, "nodes in countries that are left out", cut_nodes);
    report.count(&step, "links in countries that are left out", cut_links);
    report.count(&step, "links across the outer border, cut", edge_links);
    report.measure(&step, "km cut away", cut_km);
    report.count(&step, "nodes kept", draft.nodes.len());
    report.count(&step, "links kept", draft.links.len());
}

/// Undecided nodes take the ground of the decided node nearest along the network (Dijkstra from all of them).
fn spread(draft: &Draft, grounds: &mut [Ground]) {
    let around = draft.around();
    let mut heap = std::collections::BinaryHeap::new();
    let metres = |km: f64| (km * 1000.0).round() as u64;
    let mut best = vec![u64::MAX; grounds.len()];
    for (index, ground) in grounds.iter().enumerate() {
        if *ground != Ground::Nobody
            && around[index].iter().any(|&l| grounds[draft.link(l).other(index as u32) as usize] == Ground::Nobody)
        {
            best[index] = 0;
            heap.push(std::cmp::Reverse((0, *ground, index as u32)));
        }
    }
    while let Some(std::cmp::Reverse((distance, ground, node))) = heap.pop() {
        if distance > best[node as usize] {
            continue;
        }
        if grounds[node as usize] == Ground::Nobody {
            grounds[node as usize] = ground;
        } else if distance > 0 {
            continue;
        }
        for &index in &around[node as usize] {
            let link = draft.link(index);
            let other = link.other(node);
            let next = distance + metres(link.km).max(1);
            if grounds[other as usize] == Ground::Nobody && next < best[other as usize] {
                best[other as usize] = next;
                heap.push(std::cmp::Reverse((next, ground, other)));
            }
        }
    }
}

/// Nodes that are still undecided take the ground of the nearest decided node; returns how many.
fn take_nearest(draft: &Draft, grounds: &mut [Ground]) -> usize {
    let undecided: Vec<usize> = (0..grounds.len()).filter(|&index| grounds[index] == Ground::Nobody).collect();
    let taken: Vec<Ground> = undecided
        .par_iter()
        .map(|&index| {
            let at = draft.nodes[index].at;
            let decided = draft.nodes.iter().zip(grounds.iter()).filter(|(_, ground)| **ground != Ground::Nobody);
            let nearest = decided.min_by(|a, b| km_between(at, a.0.at).total_cmp(&km_between(at, b.0.at)));
            nearest.map_or(Ground::Foreign, |(_, ground)| *ground)
        })
        .collect();
    undecided.iter().zip(taken).for_each(|(&index, ground)| grounds[index] = ground);
    undecided.len()
}

/// How far the simplified borders may be off, km.
const BORDER_ERROR_KM: f64 = 0.7;

/// Small patches of one country within another are errors of the simplified borders: groups of nodes of one country
/// close to the border of another, joined to the rest only by links into it, with less than `enclave_km` of way in
/// them, are given to it. O((nodes + links) α).
pub(super) fn smooth(draft: &mut Draft, map: &dyn Map, enclave_km: f64, report: &mut BuildReport) {
    let lands: Vec<u8> = draft.nodes.iter().map(|node| node.land).collect();
    let same = |link: &super::draft::Link| lands[link.a as usize] == lands[link.b as usize];
    let (piece, pieces) = draft.pieces_by(same);
    let mut km = vec![0.0; pieces];
    let mut beside: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
    for (_, link) in draft.live() {
        if same(link) {
            km[piece[link.a as usize] as usize] += link.km;
        } else {
            for (here, there) in [(link.a, link.b), (link.b, link.a)] {
                beside.entry(piece[here as usize]).or_default().push(lands[there as usize]);
            }
        }
    }
    let small = |piece: u32| match beside.get(&piece).map(Vec::as_slice) {
        Some([first, rest @ ..]) if km[piece as usize] < enclave_km && rest.iter().all(|land| land == first) => {
            Some(*first)
        }
        _ => None,
    };
    // Far from the border it is no error: a line may truly be cut off from its own country.
    let mut far = vec![false; pieces];
    for (node, &piece) in draft.nodes.iter().zip(&piece) {
        far[piece as usize] |= small(piece).is_some_and(|land| !is_near(map, node.at, land));
    }
    let mut changed = 0;
    for (node, &piece) in draft.nodes.iter_mut().zip(&piece) {
        if let Some(land) = small(piece).filter(|_| !far[piece as usize]) {
            changed += 1;
            node.land = land;
        }
    }
    report.count(&format!("countries {}", word(draft.way)), "nodes beyond a simplified border, given back", changed);
}

/// Whether ground of country `land` lies within the error of the borders.
fn is_near(map: &dyn Map, p: Point, land: u8) -> bool {
    let (lat, lon) = reach_degrees(p, BORDER_ERROR_KM);
    (0..16).any(|direction| {
        let angle = f64::from(direction) * std::f64::consts::TAU / 16.0;
        map.ground(Point::new(p.lat + lat * angle.cos(), p.lon + lon * angle.sin())) == Ground::Kept(land)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::base::Way;
    use crate::recipe::draft::Draft;

    /// Country 0 south of 50 N, country 1 north of it, abroad east of 20 E, the sea west of 5 E.
    struct Quarters;

    impl Map for Quarters {
        fn ground(&self, p: Point) -> Ground {
            match p {
                p if p.lon > 20.0 => Ground::Foreign,
                p if p.lon < 5.0 => Ground::Nobody,
                p => Ground::Kept(u8::from(p.lat > 50.0)),
            }
        }
    }

    fn draft(points: &[(f64, f64)], links: &[(u32, u32, f64)]) -> Draft {
        let mut draft = Draft::new(Way::Road);
        for &(lat, lon) in points {
            draft.add_node(Point::new(lat, lon), 0, 0);
        }
        for &(a, b, km) in links {
            draft.add_link(a, b, km, 0);
        }
        draft
    }

    /// ```text
    ///   sea 0 --- 1 (country 1)     2 --- 3 abroad      4 lone at sea, nearest to 1
    /// ```
    #[test]
    fn every_node_gets_a_country_or_goes() {
        let points = [(51.0, 4.0), (51.0, 6.0), (49.0, 19.0), (49.0, 21.0), (51.2, 4.5)];
        let mut draft = draft(&points, &[(0, 1, 140.0), (2, 3, 150.0)]);
        draft.nodes.iter_mut().for_each(|node| node.fixed = true);
        let mut report = BuildReport::default();
        settle(&mut draft, &Quarters, &mut report);
        assert_eq!(draft.nodes.iter().map(|node| node.land).collect::<Vec<_>>()[..2], [1, 1]);
        assert_eq!(report.value("countries road", "links across the outer border, cut"), 1.0);
        assert_eq!(report.value("countries road", "of these without a way to a decided node"), 1.0);
        assert_eq!(draft.links.len(), 1);
    }

    /// ```text
    ///   0 -- 1 -- 2 -- 3    1 and 2 just across the border are given back; deep inside they stay
    /// ```
    #[test]
    fn small_errors_of_the_border_are_mended() {
        for (lat, mended) in [(50.003, true), (50.1, false)] {
            let points = [(49.99, 10.0), (lat, 10.01), (lat, 10.02), (49.99, 10.03)];
            let mut draft = draft(&points, &[(0, 1, 1.0), (1, 2, 0.7), (2, 3, 1.0)]);
            settle(&mut draft, &Quarters, &mut BuildReport::default());
            assert_eq!(draft.node(1).land, 1);
            smooth(&mut draft, &Quarters, 2.0, &mut BuildReport::default());
            assert_eq!(draft.node(1).land == 0 && draft.node(2).land == 0, mended);
        }
    }
}
