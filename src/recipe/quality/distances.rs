//! Published distances by rail and road against shortest ways over the base geometry.

use super::super::geometry::Point;
use super::DistancePair;
use super::near::{Foot, Near};
use crate::algo::graph::{Graph, Link};
use crate::algo::shortest::Dijkstra;
use crate::data::base::{Base, Shapes, Way};
use crate::data::oracle::LandDistanceRow;

/// A place is looked for within this distance of a line.
const REACH_KM: f64 = 25.0;

/// Every pair that counts, of one mode. O(pairs (nodes + links) log nodes).
pub(super) fn pairs(base: &Base, shapes: &Shapes, rows: &[LandDistanceRow], mode: &str) -> Vec<DistancePair> {
    let is_mode = |way: Way| (way == Way::Rail) == (mode == "rail");
    let near = Near::new(base, shapes, |way| is_mode(way) && way != Way::Shuttle);
    let mut links: Vec<Link> = base
        .links
        .iter()
        .filter(|link| is_mode(link.way))
        .map(|link| Link { a: link.a, b: link.b, weight: link.length_m })
        .collect();
    links.extend(base.gauge_changes.iter().map(|change| Link { a: change.a, b: change.b, weight: 0 }));
    let graph = Graph::new(base.nodes.len(), links);
    let mut search = Dijkstra::new(&graph);
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| row.mode == mode && !row.note.starts_with("excluded")) {
        let foot = |lat: f64, lon: f64| near.foot(Point::new(lat, lon), REACH_KM);
        let ends = foot(row.from_lat, row.from_lon).zip(foot(row.to_lat, row.to_lon));
        found.push(DistancePair {
            name: format!("{} - {}", row.from, row.to),
            mode: mode.to_owned(),
            published_km: row.published_km,
            ours_km: ends.and_then(|(from, to)| between(base, &mut search, from, to)),
        });
    }
    found
}

/// Shortest length between two feet, km.
fn between(base: &Base, search: &mut Dijkstra<'_>, from: Foot, to: Foot) -> Option<f64> {
    let ends = |foot: Foot| {
        let link = &base.links[foot.link as usize];
        let length = f64::from(link.length_m);
        [(link.a, foot.share * length), (link.b, (1.0 - foot.share) * length)]
    };
    let direct = (from.link == to.link)
        .then(|| (from.share - to.share).abs() * f64::from(base.links[from.link as usize].length_m));
    let mut ways: Vec<f64> = direct.into_iter().collect();
    for (start, head) in ends(from) {
        for (end, tail) in ends(to) {
            ways.extend(search.distance(start, end, |_| true).map(|middle| head + f64::from(middle) + tail));
        }
    }
    ways.into_iter().min_by(f64::total_cmp).map(|metres| metres / 1_000.0)
}
