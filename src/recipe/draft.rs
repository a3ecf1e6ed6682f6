//! The network while it is being built: nodes and links that can be split, joined and removed.

use super::geometry::{Point, km_between, point_between};
use crate::data::base::Way;

/// A point of the draft.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) at: Point,
    /// Millimetres; 0 on roads and until the gauges are known.
    pub(super) gauge_mm: u16,
    /// Index into the recipe's countries.
    pub(super) land: u8,
    /// Lies on a state border.
    pub(super) border: bool,
    /// Contraction must leave it.
    pub(super) fixed: bool,
}

/// A stretch between two nodes.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) way: Way,
    /// Millimetres; 0 on roads and until the gauges are known.
    pub(super) gauge_mm: u16,
    pub(super) land: u8,
    /// True length.
    pub(super) km: f64,
    /// Points between the ends, from `a` to `b`.
    pub(super) shape: Vec<Point>,
    /// On a long road that was straightened: the factor by which it was lengthened.
    pub(super) lengthened: Option<f64>,
    /// Row of the patch table.
    pub(super) patch: Option<u16>,
    /// Row of the lines table (`rail_lines.csv` or `road_classes.csv`, by the draft's way).
    pub(super) line: Option<u16>,
    /// Rows of the structures table that stand on it, sorted.
    pub(super) structures: Vec<u16>,
    /// Removed links stay in the list until [`Draft::tidy`].
    pub(super) gone: bool,
}

impl Link {
    /// The end that is not `node`.
    pub(super) fn other(&self, node: u32) -> u32 {
        if self.a == node { self.b } else { self.a }
    }

    /// Turned, if need be, so that it starts at `node`: the points from there.
    pub(super) fn shape_from(&self, node: u32) -> Vec<Point> {
        if self.a == node { self.shape.clone() } else { self.shape.iter().rev().copied().collect() }
    }
}

/// All roads (with shuttles), or all railways.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// Road or rail.
    pub(super) way: Way,
    pub(super) nodes: Vec<Node>,
    pub(super) links: Vec<Link>,
}

impl Draft {
    pub(super) fn new(way: Way) -> Self {
        Draft { way, nodes: Vec::new(), links: Vec::new() }
    }

    pub(super) fn node(&self, node: u32) -> &Node {
        &self.nodes[node as usize]
    }

    pub(super) fn link(&self, link: u32) -> &Link {
        &self.links[link as usize]
    }

    pub(super) fn add_node(&mut self, at: Point, gauge_mm: u16, land: u8) -> u32 {
        self.nodes.push(Node { at, gauge_mm, land, border: false, fixed: false });
        (self.nodes.len() - 1) as u32
    }

    /// Adds a plain link of the draft's own way.
    pub(super) fn add_link(&mut self, a: u32, b: u32, km: f64, land: u8) -> u32 {
        let gauge_mm = self.node(a).gauge_mm;
        let (way, shape, structures) = (self.way, Vec::new(), Vec::new());
        self.links.push(Link {
            a,
            b,
            way,
            gauge_mm,
            land,
            km,
            shape,
            lengthened: None,
            patch: None,
            line: None,
            structures,
            gone: false,
        });
        (self.links.len() - 1) as u32
    }

    /// Links that are there, with their numbers.
    pub(super) fn live(&self) -> impl Iterator<Item = (u32, &Link)> {
        self.links.iter().enumerate().filter(|(_, link)| !link.gone).map(|(index, link)| (index as u32, link))
    }

    /// Total length, km.
    pub(super) fn km(&self) -> f64 {
        self.live().map(|(_, link)| link.km).sum()
    }

    /// The links at every node. O(nodes + links).
    pub(super) fn around(&self) -> Vec<Vec<u32>> {
        let mut around = vec![Vec::new(); self.nodes.len()];
        for (index, link) in self.live() {
            around[link.a as usize].push(index);
            if link.a != link.b {
                around[link.b as usize].push(index);
            }
        }
        around
    }

    /// Great-circle length of a link's straight line, km.
    pub(super) fn straight_km(&self, link: &Link) -> f64 {
        km_between(self.node(link.a).at, self.node(link.b).at)
    }

    /// Splits a straight link at share `t` of its line and returns the new node; the link is gone, its two parts are
    /// the last two links.
    pub(super) fn split(&mut self, link: u32, t: f64) -> u32 {
        let old = self.links[link as usize].clone();
        debug_assert!(old.shape.is_empty() && !old.gone, "only straight links that are there are split");
        let at = point_between(self.node(old.a).at, self.node(old.b).at, t);
        let middle = self.add_node(at, old.gauge_mm, old.land);
        self.links.push(Link { b: middle, km: old.km * t, ..old.clone() });
        self.links.push(Link { a: middle, km: old.km * (1.0 - t), ..old });
        self.links[link as usize].gone = true;
        middle
    }

    /// Which connected piece each node belongs to, numbered by first node, and how many there are.
    /// O((nodes + links) α).
    pub(super) fn pieces(&self) -> (Vec<u32>, usize) {
        self.pieces_by(|_| true)
    }

    /// Like [`Draft::pieces`], along the links that `joins` accepts.
    pub(super) fn pieces_by(&self, joins: impl Fn(&Link) -> bool) -> (Vec<u32>, usize) {
        let mut parent: Vec<u32> = (0..self.nodes.len() as u32).collect();
        fn root(parent: &mut [u32], mut node: u32) -> u32 {
            while parent[node as usize] != node {
                parent[node as usize] = parent[parent[node as usize] as usize];
                node = parent[node as usize];
            }
            node
        }
        for (_, link) in self.live().filter(|(_, link)| joins(link)) {
            let (a, b) = (root(&mut parent, link.a), root(&mut parent, link.b));
            parent[a.max(b) as usize] = a.min(b);
        }
        let mut number = vec![u32::MAX; self.nodes.len()];
        let mut count = 0;
        let mut piece = Vec::with_capacity(self.nodes.len());
        for node in 0..self.nodes.len() as u32 {
            let top = root(&mut parent, node) as usize;
            if number[top] == u32::MAX {
                number[top] = count;
                count += 1;
            }
            piece.push(number[top]);
        }
        (piece, count as usize)
    }

    /// Drops removed links and nodes without links (fixed ones stay); returns the new number of each old node.
    pub(super) fn tidy(&mut self) -> Vec<Option<u32>> {
        let mut used: Vec<bool> = self.nodes.iter().map(|node| node.fixed).collect();
        for (_, link) in self.live() {
            used[link.a as usize] = true;
            used[link.b as usize] = true;
        }
        let mut next = 0_u32;
        let numbers: Vec<Option<u32>> = used
            .iter()
            .map(|&used| {
                next += u32::from(used);
                used.then(|| next - 1)
            })
            .collect();
        let mut keep = used.iter();
        self.nodes.retain(|_| *keep.next().expect("one flag for each node"));
        self.links.retain(|link| !link.gone);
        for link in &mut self.links {
            link.a = numbers[link.a as usize].expect("ends of live links are used");
            link.b = numbers[link.b as usize].expect("ends of live links are used");
        }
        numbers
    }
}
