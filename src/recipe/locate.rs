//! Which link or node lies near a position: an index over straight links that keeps up with splits.

use rstar::{AABB, RTree, RTreeObject};

use super::draft::{Draft, Link};
use super::geometry::{Point, km_between, nearest_on_line, reach_degrees};

/// A straight link in the index.
struct Segment {
    link: u32,
    a: Point,
    b: Point,
}

impl RTreeObject for Segment {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners([self.a.lon, self.a.lat], [self.b.lon, self.b.lat])
    }
}

/// Where a link comes nearest to a position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) link: u32,
    /// Share of the link's line, 0 at its end `a`.
    pub(super) t: f64,
    /// Distance from the position, km.
    pub(super) km: f64,
}

/// An index over the links of a draft, all of which must be straight.
pub(super) struct Locator {
    tree: RTree<Segment>,
}

impl Locator {
    /// O(links log links).
    pub(super) fn new(draft: &Draft) -> Self {
        let segment =
            |(index, link): (u32, &Link)| Segment { link: index, a: draft.node(link.a).at, b: draft.node(link.b).at };
        Locator { tree: RTree::bulk_load(draft.live().map(segment).collect()) }
    }

    /// All links within `km` of `p` that `accepts` accepts, nearest first, ties by number.
    pub(super) fn near(&self, draft: &Draft, p: Point, km: f64, accepts: impl Fn(u32, &Link) -> bool) -> Vec<Hit> {
        let (lat, lon) = reach_degrees(p, km);
        let window = AABB::from_corners([p.lon - lon, p.lat - lat], [p.lon + lon, p.lat + lat]);
        let mut hits: Vec<Hit> = self
            .tree
            .locate_in_envelope_intersecting(&window)
            .filter(|segment| {
                let link = draft.link(segment.link);
                !link.gone && accepts(segment.link, link)
            })
            .map(|segment| {
                let (t, _, km) = nearest_on_line(p, segment.a, segment.b);
                Hit { link: segment.link, t, km }
            })
            .filter(|hit| hit.km <= km)
            .collect();
        hits.sort_by(|a, b| a.km.total_cmp(&b.km).then(a.link.cmp(&b.link)));
        hits
    }

    /// The nearest of [`Locator::near`].
    pub(super) fn nearest(
        &self,
        draft: &Draft,
        p: Point,
        km: f64,
        accepts: impl Fn(u32, &Link) -> bool,
    ) -> Option<Hit> {
        self.near(draft, p, km, accepts).into_iter().next()
    }

    /// The node at a hit: an end of the link when it is within `snap_km` along the link, else a new one.
    pub(super) fn node_at(&mut self, draft: &mut Draft, hit: Hit, snap_km: f64) -> u32 {
        let link = draft.link(hit.link);
        let (to_a, to_b) = (link.km * hit.t, link.km * (1.0 - hit.t));
        if to_a.min(to_b) <= snap_km {
            return if to_a <= to_b { link.a } else { link.b };
        }
        let node = draft.split(hit.link, hit.t);
        let last = draft.links.len() as u32;
        for index in [last - 2, last - 1] {
            let link = draft.link(index);
            self.tree.insert(Segment { link: index, a: draft.node(link.a).at, b: draft.node(link.b).at });
        }
        node
    }

    /// Takes up a link that was added to the draft.
    pub(super) fn add(&mut self, draft: &Draft, link: u32) {
        let ends = draft.link(link);
        self.tree.insert(Segment { link, a: draft.node(ends.a).at, b: draft.node(ends.b).at });
    }
}

/// A node in an index.
struct Spot {
    node: u32,
    at: Point,
}

impl RTreeObject for Spot {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_point([self.at.lon, self.at.lat])
    }
}

/// An index over nodes.
pub(super) struct Spots {
    tree: RTree<Spot>,
}

impl Spots {
    /// O(nodes log nodes).
    pub(super) fn new(draft: &Draft) -> Self {
        let spots = draft.nodes.iter().enumerate().map(|(node, at)| Spot { node: node as u32, at: at.at });
        Spots { tree: RTree::bulk_load(spots.collect()) }
    }

    /// Nodes within `km` of `p` with their distances, nearest first, ties by number.
    pub(super) fn near(&self, p: Point, km: f64) -> Vec<(u32, f64)> {
        let (lat, lon) = reach_degrees(p, km);
        let window = AABB::from_corners([p.lon - lon, p.lat - lat], [p.lon + lon, p.lat + lat]);
        let within = self.tree.locate_in_envelope(&window).map(|spot| (spot.node, km_between(p, spot.at)));
        let mut spots: Vec<(u32, f64)> = within.filter(|spot| spot.1 <= km).collect();
        spots.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        spots
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::base::Way;

    /// ```text
    ///        p
    ///   0 ---+--- 1        2 (far)
    /// ```
    #[test]
    fn the_index_keeps_up_with_splits() {
        let mut draft = Draft::new(Way::Road);
        let ends =
            [(50.0, 10.0), (50.0, 11.0), (52.0, 10.0)].map(|(lat, lon)| draft.add_node(Point::new(lat, lon), 0, 0));
        draft.add_link(ends[0], ends[1], 80.0, 0);
        let mut locator = Locator::new(&draft);
        let p = Point::new(50.01, 10.25);
        let hit = locator.nearest(&draft, p, 5.0, |_, _| true).unwrap();
        let node = locator.node_at(&mut draft, hit, 0.5);
        assert_eq!(node, 3);
        assert!((draft.link(1).km - 20.0).abs() < 1e-6 && (draft.link(2).km - 60.0).abs() < 1e-6);
        let again = locator.nearest(&draft, p, 5.0, |_, _| true).unwrap();
        assert_eq!(locator.node_at(&mut draft, again, 0.5), node);
        assert!(locator.nearest(&draft, p, 1.0, |_, _| true).is_none());
        assert_eq!(Spots::new(&draft).near(p, 20.0).iter().map(|spot| spot.0).collect::<Vec<_>>(), [3, 0]);
    }
}
