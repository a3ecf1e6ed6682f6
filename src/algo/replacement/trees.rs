//! The contracted graph with its times, and trees of fastest ways in it.

use super::{CLOSED, Way};
use crate::algo::contract::{Contracted, Rows};
use crate::algo::graph::{NONE, UNREACHABLE};
use crate::algo::heap::Heap;

/// A strand seen from the knot that it leaves, in one direction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    /// The knot at the other end.
    pub(super) head: u32,
    /// Twice the strand, one more when travelled from its second end.
    pub(super) side: u32,
    /// What it takes to the other end, and from there to here; [`CLOSED`] when it may not be passed.
    pub(super) there: u32,
    pub(super) back: u32,
}

/// Knots, strands and their times.
#[derive(Clone, Debug)]
pub(super) struct Knots {
    contracted: Contracted,
    first: Vec<u32>,
    edges: Vec<Edge>,
    /// What each strand takes to its second end and to its first.
    both: Vec<[u32; 2]>,
}

/// The fastest ways from one knot to all, or from all to one.
pub(super) struct Tree {
    /// The time of each knot; [`UNREACHABLE`] when there is no way.
    pub(super) time: Vec<u32>,
    /// The side by which each knot is reached, as travelled in the search; [`NONE`] for the root and what is out of reach.
    pub(super) by: Vec<u32>,
    /// The knots that were reached, by rising time.
    pub(super) order: Vec<u32>,
}

impl Knots {
    /// Adds up the times of the strands.
    pub(super) fn new(contracted: Contracted, ways: &[Way]) -> Knots {
        let rows = Rows::new(contracted.knots.len(), contracted.ends.iter().copied());
        let weight = |side: u32| {
            let way = &ways[side as usize / 2];
            if side.is_multiple_of(2) { way.forward } else { way.backward }
        };
        let sum = |strand: usize, turn: u32| {
            let weights = contracted.members(strand).iter().map(|side| weight(side ^ turn));
            weights.reduce(|sum, weight| if sum == CLOSED || weight == CLOSED { CLOSED } else { sum + weight })
        };
        let both: Vec<[u32; 2]> =
            (0..contracted.strands()).map(|strand| [0, 1].map(|turn| sum(strand, turn).unwrap_or(CLOSED))).collect();
        let edges = rows.arcs.iter().map(|arc| {
            let turned = arc.side as usize % 2;
            let both = both[arc.link()];
            Edge { head: arc.head, side: arc.side, there: both[turned], back: both[1 - turned] }
        });
        Knots { edges: edges.collect(), first: rows.first, contracted, both }
    }

    /// How many knots.
    pub(super) fn count(&self) -> usize {
        self.first.len() - 1
    }

    /// How many strands.
    pub(super) fn strands(&self) -> usize {
        self.contracted.strands()
    }

    /// The knots that a strand joins.
    #[inline]
    pub(super) fn ends(&self, strand: usize) -> (u32, u32) {
        self.contracted.ends[strand]
    }

    /// The strands that leave a knot.
    #[inline]
    pub(super) fn edges(&self, knot: u32) -> &[Edge] {
        &self.edges[self.first[knot as usize] as usize..self.first[knot as usize + 1] as usize]
    }

    /// What a strand takes, when that is the same both ways.
    #[inline]
    pub(super) fn weight(&self, strand: usize) -> u32 {
        self.both[strand][0]
    }

    /// Whether every strand takes the same both ways.
    pub(super) fn symmetric(&self) -> bool {
        self.both.iter().all(|both| both[0] == both[1])
    }

    /// The links of a strand in the order of travel.
    pub(super) fn links(&self, side: u32) -> impl Iterator<Item = u32> {
        let members = self.contracted.members(side as usize / 2);
        let turned = side % 2 == 1;
        (0..members.len()).map(move |at| members[if turned { members.len() - 1 - at } else { at }] / 2)
    }

    /// The tail of a side.
    pub(super) fn tail(&self, side: u32) -> u32 {
        let (a, b) = self.ends(side as usize / 2);
        if side.is_multiple_of(2) { a } else { b }
    }

    /// The fastest ways from `root` to all knots, or from all to it (`towards`); Dijkstra 1959.
    pub(super) fn tree(&self, root: u32, towards: bool) -> Tree {
        let mut tree = Tree {
            time: vec![UNREACHABLE; self.count()],
            by: vec![NONE; self.count()],
            order: Vec::with_capacity(self.count()),
        };
        let mut heap = Heap::default();
        tree.time[root as usize] = 0;
        heap.push(0, root);
        while let Some((time, knot)) = heap.pop() {
            if time > tree.time[knot as usize] {
                continue;
            }
            tree.order.push(knot);
            for edge in self.edges(knot) {
                let weight = if towards { edge.back } else { edge.there };
                if weight != CLOSED && time + weight < tree.time[edge.head as usize] {
                    tree.time[edge.head as usize] = time + weight;
                    tree.by[edge.head as usize] = edge.side;
                    heap.push(time + weight, edge.head);
                }
            }
        }
        tree
    }
}

/// A knot as seen from an end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// What it takes from here to the end; [`UNREACHABLE`] when there is no way.
    pub(super) rest: u32,
    /// Its number in the tree of fastest ways to the end: whatever passes it has the numbers after its own.
    pub(super) number: u32,
}

/// The fastest ways from all knots to an end.
#[derive(Clone, Debug)]
pub(super) struct Towards {
    places: Vec<Place>,
    /// The side by which each knot is left; [`NONE`] at the end and where nothing leads there.
    next: Vec<u32>,
    /// One more than the last number of what passes each knot.
    until: Vec<u32>,
    /// The knots from which there is a way, each after the one that it leads to.
    order: Vec<u32>,
}

impl Towards {
    /// O((n + m) log n).
    pub(super) fn new(knots: &Knots, end: u32) -> Towards {
        let tree = knots.tree(end, true);
        let out = Place { rest: UNREACHABLE, number: NONE };
        let mut towards = Towards {
            places: vec![out; knots.count()],
            next: vec![NONE; knots.count()],
            until: vec![0; knots.count()],
            order: Vec::new(),
        };
        // A knot is reached after the one that it leads to: how many pass each, then their numbers.
        for &knot in tree.order.iter().rev() {
            let by = tree.by[knot as usize];
            towards.until[knot as usize] += 1;
            if by != NONE {
                towards.next[knot as usize] = by ^ 1;
                towards.until[knots.tail(by) as usize] += towards.until[knot as usize];
            }
        }
        let mut free = vec![0; knots.count()];
        for &knot in &tree.order {
            let by = tree.by[knot as usize];
            let many = towards.until[knot as usize];
            let number = if by == NONE { 0 } else { free[knots.tail(by) as usize] };
            if by != NONE {
                free[knots.tail(by) as usize] = number + many;
            }
            free[knot as usize] = number + 1;
            towards.until[knot as usize] = number + many;
            towards.places[knot as usize] = Place { rest: tree.time[knot as usize], number };
        }
        towards.order = tree.order;
        towards
    }

    /// The knots from which there is a way, each after the one that it leads to.
    pub(super) fn order(&self) -> &[u32] {
        &self.order
    }

    /// The side by which a knot is left; [`NONE`] at the end.
    pub(super) fn next(&self, knot: u32) -> u32 {
        self.next[knot as usize]
    }

    /// Where a knot is.
    #[inline]
    pub(super) fn place(&self, knot: u32) -> Place {
        self.places[knot as usize]
    }

    /// The numbers of the knots whose fastest ways lead over a strand, from and until; none when no way does.
    pub(super) fn stretch(&self, knots: &Knots, strand: u32) -> Option<(u32, u32)> {
        let (a, b) = knots.ends(strand as usize);
        let leaves = |knot: &u32| self.next[*knot as usize] != NONE && self.next[*knot as usize] / 2 == strand;
        let knot = [a, b].into_iter().find(leaves)?;
        Some((self.places[knot as usize].number, self.until[knot as usize]))
    }

    /// The sides of the way from a knot to the end, in the order of travel.
    pub(super) fn way(&self, knots: &Knots, mut knot: u32) -> Vec<u32> {
        let mut sides = Vec::new();
        while self.next[knot as usize] != NONE {
            sides.push(self.next[knot as usize]);
            knot = knots.tail(self.next[knot as usize] ^ 1);
        }
        sides
    }
}

impl Tree {
    /// The sides of the way from the root to a knot, in the order of travel; none when it is out of reach.
    pub(super) fn way(&self, knots: &Knots, mut knot: u32) -> Vec<u32> {
        let mut sides = Vec::new();
        while self.by[knot as usize] != NONE {
            sides.push(self.by[knot as usize]);
            knot = knots.tail(self.by[knot as usize]);
        }
        sides.reverse();
        sides
    }
}
