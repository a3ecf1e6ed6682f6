//! Border rivers, straits and canals, and where ways cross them.
//!
//! ```text
//!   border river   A ----(n)---- B      the border node n near the course is a crossing: its links in A and in B
//!   strait, canal  x ------/---- y      a link that cuts the course an odd number of times is a crossing
//!                         /
//! ```
//!
//! A course may be coarse: on a border river the border itself, which is true to some ten metres, tells where the river
//! is crossed; the course only tells which part of the border is river.

use super::account::BuildReport;
use super::draft::Draft;
use super::geometry::{Point, km_to_polyline, point_between};
use super::settings::Recipe;
use crate::data::base::{Base, Shapes, Way};
use crate::data::rows::StructureRow;

/// A stretch of water that no way crosses without a structure.
#[derive(Clone, Debug)]
pub(super) struct Water {
    /// Name, as structures give it in `crosses`.
    pub(super) name: String,
    /// Its course, coarse.
    pub(super) course: Vec<Point>,
    /// Where it is a state border: the two states, and how far off the course a border node may lie, km.
    pub(super) border: Option<([String; 2], f64)>,
}

/// A link as the search for crossings sees it.
struct Stretch<'a> {
    ends: [u32; 2],
    country: &'a str,
    points: Vec<Point>,
}

/// The ways in which crossings are looked for.
pub(super) struct Net<'a> {
    /// Where each node lies, and whether it lies on a border.
    nodes: Vec<(Point, bool)>,
    /// Links by their number; none where a link was removed.
    links: Vec<Option<Stretch<'a>>>,
}

impl<'a> Net<'a> {
    /// The ways of a draft whose links are straight.
    pub(super) fn of_draft(draft: &Draft, recipe: &'a Recipe) -> Net<'a> {
        let stretch = |link: &super::draft::Link| Stretch {
            ends: [link.a, link.b],
            country: recipe.code(link.land),
            points: vec![draft.node(link.a).at, draft.node(link.b).at],
        };
        Net {
            nodes: draft.nodes.iter().map(|node| (node.at, node.border)).collect(),
            links: draft.links.iter().map(|link| (!link.gone).then(|| stretch(link))).collect(),
        }
    }

    /// The ways of a finished base.
    pub(super) fn of_base(base: &'a Base, shapes: &Shapes) -> Net<'a> {
        let point = |(lat, lon): (i32, i32)| Point::new(f64::from(lat) / 1e5, f64::from(lon) / 1e5);
        let nodes: Vec<(Point, bool)> =
            base.nodes.iter().map(|node| (point((node.lat_e5, node.lon_e5)), node.border)).collect();
        let stretch = |(link, shape): (&crate::data::base::BaseLink, &Vec<(i32, i32)>)| {
            let inner = shape.iter().map(|&at| point(at));
            let ends = [nodes[link.a as usize].0, nodes[link.b as usize].0];
            let points = std::iter::once(ends[0]).chain(inner).chain([ends[1]]).collect();
            let country = base.countries[link.country as usize].as_str();
            Some(Stretch { ends: [link.a, link.b], country, points })
        };
        let links = base.links.iter().zip(&shapes.0).map(stretch).collect();
        Net { nodes, links }
    }
}

/// A place where ways cross a water.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Crossing {
    /// Which water.
    pub(super) water: usize,
    /// Where.
    pub(super) at: Point,
    /// The links on either side of a border node, or the one link that cuts a course.
    pub(super) sides: Vec<Vec<u32>>,
}

/// All crossings, by water and then by node or link. O(waters · (border nodes + links near them · points)).
pub(super) fn crossings(net: &Net<'_>, waters: &[Water]) -> Vec<Crossing> {
    let mut around: Vec<Vec<u32>> = vec![Vec::new(); net.nodes.len()];
    for (index, stretch) in net.links.iter().enumerate() {
        let Some(stretch) = stretch else { continue };
        for end in stretch.ends.into_iter().filter(|&end| net.nodes[end as usize].1) {
            around[end as usize].push(index as u32);
        }
    }
    let mut found = Vec::new();
    for (water, row) in waters.iter().enumerate() {
        match &row.border {
            Some((countries, reach_km)) => {
                for (node, links) in around.iter().enumerate().filter(|(_, links)| links.len() >= 2) {
                    let at = net.nodes[node].0;
                    let side = |country: &String| -> Vec<u32> {
                        let here = |&&link: &&u32| {
                            net.links[link as usize].as_ref().is_some_and(|stretch| stretch.country == country)
                        };
                        links.iter().filter(here).copied().collect()
                    };
                    let sides: Vec<Vec<u32>> = countries.iter().map(side).collect();
                    if sides.iter().all(|side| !side.is_empty()) && km_to_polyline(at, &row.course) <= *reach_km {
                        found.push(Crossing { water, at, sides });
                    }
                }
            }
            None => {
                let frame = Frame::around(&row.course);
                for (link, stretch) in net.links.iter().enumerate() {
                    let Some(stretch) = stretch.as_ref().filter(|stretch| frame.meets(&stretch.points)) else {
                        continue;
                    };
                    let cuts = cuts(&stretch.points, &row.course);
                    if cuts.len() % 2 == 1 {
                        found.push(Crossing { water, at: cuts[0], sides: vec![vec![link as u32]] });
                    }
                }
            }
        }
    }
    found
}

/// A box in degrees.
struct Frame {
    low: Point,
    high: Point,
}

impl Frame {
    fn around(points: &[Point]) -> Frame {
        let none = Frame {
            low: Point::new(f64::INFINITY, f64::INFINITY),
            high: Point::new(f64::NEG_INFINITY, f64::NEG_INFINITY),
        };
        points.iter().fold(none, |frame, p| Frame {
            low: Point::new(frame.low.lat.min(p.lat), frame.low.lon.min(p.lon)),
            high: Point::new(frame.high.lat.max(p.lat), frame.high.lon.max(p.lon)),
        })
    }

    fn meets(&self, points: &[Point]) -> bool {
        let other = Frame::around(points);
        other.low.lat <= self.high.lat
            && other.high.lat >= self.low.lat
            && other.low.lon <= self.high.lon
            && other.high.lon >= self.low.lon
    }
}

/// Where one line cuts another, along the first.
fn cuts(line: &[Point], other: &[Point]) -> Vec<Point> {
    let mut found = Vec::new();
    for pair in line.windows(2) {
        let mut here: Vec<f64> =
            other.windows(2).filter_map(|part| cut((pair[0], pair[1]), (part[0], part[1]))).collect();
        here.sort_by(f64::total_cmp);
        found.extend(here.into_iter().map(|t| point_between(pair[0], pair[1], t)));
    }
    found
}

/// The share of the first stretch at which the second cuts it. Each stretch owns its start but not its end, so that a
/// line through a corner is cut once.
fn cut((a, b): (Point, Point), (c, d): (Point, Point)) -> Option<f64> {
    let (ux, uy, vx, vy) = (b.lon - a.lon, b.lat - a.lat, d.lon - c.lon, d.lat - c.lat);
    let cross = ux * vy - uy * vx;
    if cross == 0.0 {
        return None;
    }
    let (wx, wy) = (c.lon - a.lon, c.lat - a.lat);
    let (t, s) = ((wx * vy - wy * vx) / cross, (wx * uy - wy * ux) / cross);
    ((0.0..1.0).contains(&t) && (0.0..1.0).contains(&s)).then_some(t)
}

/// Counts the crossings of the finished base, and names those over which a way leads without a structure of that water
/// (or a shuttle).
pub(super) fn check(base: &Base, shapes: &Shapes, waters: &[Water], rows: &[StructureRow], report: &mut BuildReport) {
    let (count, bare) = bare(base, shapes, waters, rows);
    report.count("rivers", "crossings of listed border rivers, straits and canals", count);
    report.count("laws", "no way crosses a listed water without a structure", bare.len());
    for message in bare {
        report.remark("rivers", message);
    }
}

/// How many crossings there are, and a sentence for each that lacks a structure. O(crossings · structures).
pub(super) fn bare(base: &Base, shapes: &Shapes, waters: &[Water], rows: &[StructureRow]) -> (usize, Vec<String>) {
    let over = |link: u32, water: &Water| {
        let first = base.structures.partition_point(|(other, _)| *other < link);
        let on_it = base.structures[first..].iter().take_while(|(other, _)| *other == link);
        base.links[link as usize].way == Way::Shuttle
            || on_it.into_iter().any(|(_, id)| {
                rows.iter().any(|row| row.id == *id && row.crosses.as_deref() == Some(water.name.as_str()))
            })
    };
    let found = crossings(&Net::of_base(base, shapes), waters);
    let mut messages = Vec::new();
    for crossing in &found {
        let water = &waters[crossing.water];
        if crossing.sides.iter().all(|side| side.iter().any(|&link| !over(link, water))) {
            let way = match base.links[crossing.sides[0][0] as usize].way {
                Way::Rail => "railway",
                Way::Road | Way::Shuttle => "road",
            };
            messages.push(format!(
                "a {way} crosses {} at {:.4} {:.4}, where structures.csv has none",
                water.name, crossing.at.lat, crossing.at.lon
            ));
        }
    }
    (found.len(), messages)
}

#[cfg(test)]
#[path = "rivers_tests.rs"]
mod tests;
