//! Which link of the base geometry lies near a position, along the links' drawn shapes.

use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, RTree};

use super::super::geometry::{Point, nearest_on_line, reach_degrees};
use crate::data::base::{Base, Shapes, Way};

/// A piece of a shape: its link, and how far along the link (0 to 1) it begins and ends.
type Piece = GeomWithData<Line<[f64; 2]>, (u32, f64, f64)>;

/// Where a link comes nearest to a position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Foot {
    pub(super) link: u32,
    /// Share of the link's shape from its end `a`.
    pub(super) share: f64,
    pub(super) km: f64,
}

/// An index over the shapes of all links of some kinds of way.
pub(super) struct Near {
    tree: RTree<Piece>,
}

impl Near {
    /// O(points log points).
    pub(super) fn new(base: &Base, shapes: &Shapes, accepts: impl Fn(Way) -> bool) -> Self {
        let degrees = |(lat, lon): (i32, i32)| Point::new(f64::from(lat) / 1e5, f64::from(lon) / 1e5);
        let mut pieces = Vec::new();
        for (number, (link, shape)) in base.links.iter().zip(&shapes.0).enumerate() {
            if !accepts(link.way) {
                continue;
            }
            let end = |node: u32| (base.nodes[node as usize].lat_e5, base.nodes[node as usize].lon_e5);
            let line: Vec<Point> = std::iter::once(end(link.a))
                .chain(shape.iter().copied())
                .chain(std::iter::once(end(link.b)))
                .map(degrees)
                .collect();
            let steps: Vec<f64> =
                line.windows(2).map(|pair| super::super::geometry::km_between(pair[0], pair[1])).collect();
            let total: f64 = steps.iter().sum::<f64>().max(1e-9);
            let mut before = 0.0;
            for (pair, step) in line.windows(2).zip(&steps) {
                let ends = Line::new([pair[0].lon, pair[0].lat], [pair[1].lon, pair[1].lat]);
                pieces.push(GeomWithData::new(ends, (number as u32, before / total, (before + step) / total)));
                before += step;
            }
        }
        Near { tree: RTree::bulk_load(pieces) }
    }

    /// The nearest link within `km`; ties go to the lowest number.
    pub(super) fn foot(&self, at: Point, km: f64) -> Option<Foot> {
        let (lat, lon) = reach_degrees(at, km);
        let window = AABB::from_corners([at.lon - lon, at.lat - lat], [at.lon + lon, at.lat + lat]);
        let feet = self.tree.locate_in_envelope_intersecting(&window).map(|piece| {
            let ends = piece.geom();
            let point = |corner: [f64; 2]| Point::new(corner[1], corner[0]);
            let (t, _, off) = nearest_on_line(at, point(ends.from), point(ends.to));
            let (link, first, last) = piece.data;
            Foot { link, share: first + (last - first) * t, km: off }
        });
        feet.filter(|foot| foot.km <= km).min_by(|a, b| a.km.total_cmp(&b.km).then(a.link.cmp(&b.link)))
    }
}
