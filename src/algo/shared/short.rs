//! The cheapest of the largest flows: cheapest ways one after another, each in what the ones before have left.
//!
//! Successive shortest paths (Jewell 1958; Busacker & Gowen 1960) with potentials (Edmonds & Karp 1972; Tomizawa 1971) that
//! begin as the exact distances to the sink. The tree of cheapest ways from the source is kept from one way to the next, as
//! in the Hungarian method (Kuhn 1955): what a way has filled cuts off a branch, whose nodes are joined again wherever that
//! costs least, and all other nodes stay as they are.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::WORTH;
use super::instance::Instance;
use crate::algo::graph::NONE;

/// A distance of what is out of reach.
const NOWHERE: i64 = i64::MAX / 4;

/// What each link carries in the cheapest of the largest flows, up to `most` units; ways that cost all that a unit is worth
/// are not used. Rows count by what the `costs` of sides say of them only.
pub(super) fn cheapest(instance: &Instance<'_>, costs: &[u64], most: u64) -> Vec<i64> {
    let (far, _) = instance.nearest(costs, true);
    let place =
        |far: &u64| Place { rest: if *far == u64::MAX { NOWHERE } else { *far as i64 }, by: NONE, inside: false };
    let links = instance.graph.links().iter();
    let heads = links.flat_map(|link| [link.b, link.a]).zip(costs).zip(&instance.most);
    let mut tree = Tree {
        instance,
        costs,
        sides: heads.map(|((head, cost), left)| Side { left: *left, cost: *cost as i64, head }).collect(),
        places: far.iter().map(place).collect(),
        flow: vec![0; instance.graph.links().len()],
        heap: BinaryHeap::new(),
        same: Vec::new(),
        raised: 0,
    };
    let start = tree.places[instance.source as usize].rest;
    if start >= WORTH {
        return tree.flow;
    }
    tree.join(instance.source, NONE);
    let mut left = most;
    while left > 0 && start + tree.raised < WORTH {
        if tree.places[instance.sink as usize].inside {
            left -= tree.push(left);
        } else if !tree.grow() {
            break;
        }
    }
    tree.flow
}

/// A link in one direction.
struct Side {
    /// What can still go at one cost: what flows the other way is taken back first.
    left: u64,
    /// What a unit costs; what is taken back gives its cost back.
    cost: i64,
    head: u32,
}

/// A node.
struct Place {
    /// Distance to the sink; of what is inside the tree: less what was `raised` when it joined.
    rest: i64,
    /// Side that leads here.
    by: u32,
    inside: bool,
}

/// The flow, and the tree of cheapest ways from the source in what is left.
struct Tree<'a> {
    instance: &'a Instance<'a>,
    costs: &'a [u64],
    sides: Vec<Side>,
    places: Vec<Place>,
    flow: Vec<i64>,
    /// Sides out of the tree by what it costs to join their heads.
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    /// Those that cost nothing more.
    same: Vec<u32>,
    /// By how much the nodes inside lie farther from the sink than before they joined.
    raised: i64,
}

impl Tree<'_> {
    /// Sends an amount over a side.
    fn send(&mut self, side: u32, amount: u64) {
        let link = side as usize / 2;
        self.flow[link] += if side.is_multiple_of(2) { amount as i64 } else { -(amount as i64) };
        let flow = self.flow[link];
        for (side, along) in [(2 * link, flow), (2 * link + 1, -flow)] {
            let (left, cost) = if along < 0 {
                (along.unsigned_abs(), -(self.costs[side ^ 1] as i64))
            } else {
                (self.instance.most[side] - along.unsigned_abs(), self.costs[side] as i64)
            };
            (self.sides[side].left, self.sides[side].cost) = (left, cost);
        }
    }

    fn tail(&self, side: u32) -> u32 {
        self.sides[side as usize ^ 1].head
    }

    /// When a side out of the tree costs nothing more, by what is raised then.
    fn when(&self, side: u32, tail: u32) -> i64 {
        let side = &self.sides[side as usize];
        side.cost + self.places[side.head as usize].rest - self.places[tail as usize].rest
    }

    fn offer(&mut self, side: u32, tail: u32) {
        let when = self.when(side, tail);
        if when <= self.raised { self.same.push(side) } else { self.heap.push(Reverse((when, side))) }
    }

    fn join(&mut self, node: u32, by: u32) {
        let place = &mut self.places[node as usize];
        place.inside = true;
        place.by = by;
        place.rest -= self.raised;
        for arc in self.instance.graph.arcs(node) {
            let head = &self.places[arc.head as usize];
            if !head.inside && head.rest < NOWHERE && self.sides[arc.side as usize].left > 0 {
                self.offer(arc.side, node);
            }
        }
    }

    /// Joins one more node; whether there is any.
    fn grow(&mut self) -> bool {
        loop {
            let (when, side) = match self.same.pop() {
                Some(side) => (self.raised, side),
                None => match self.heap.pop() {
                    Some(Reverse(next)) => next,
                    None => return false,
                },
            };
            let Side { left, head, .. } = self.sides[side as usize];
            let tail = self.tail(side);
            if !self.places[tail as usize].inside || self.places[head as usize].inside || left == 0 {
                continue;
            }
            // One of its ends may have left and come back since.
            if self.when(side, tail) > when {
                self.offer(side, tail);
                continue;
            }
            self.raised = self.raised.max(when);
            self.join(head, side);
            return true;
        }
    }

    /// Sends as much as can go the way to the sink, at most so much, and cuts off what it has filled; how much it is.
    fn push(&mut self, most: u64) -> u64 {
        let mut way = Vec::new();
        let mut node = self.instance.sink;
        while node != self.instance.source {
            let side = self.places[node as usize].by;
            way.push(side);
            node = self.tail(side);
        }
        let amount = way.iter().map(|side| self.sides[*side as usize].left).fold(most, u64::min);
        let mut gone = Vec::new();
        for side in way {
            let back = self.sides[side as usize].cost < 0;
            self.send(side, amount);
            // What was taken back whole costs something else from here on.
            let Side { left, cost, head } = self.sides[side as usize];
            if left == 0 || (back && cost > 0) {
                gone.push(head);
            }
        }
        self.cut(gone);
        amount
    }

    /// Takes branches out of the tree and offers the ways to join them again.
    fn cut(&mut self, mut gone: Vec<u32>) {
        let leave = |tree: &mut Self, node: u32| {
            let place = &mut tree.places[node as usize];
            let inside = std::mem::replace(&mut place.inside, false);
            if inside {
                place.rest += tree.raised;
            }
            inside
        };
        gone.retain(|node| leave(self, *node));
        let mut next = 0;
        while let Some(node) = gone.get(next).copied() {
            next += 1;
            for arc in self.instance.graph.arcs(node) {
                if self.places[arc.head as usize].by == arc.side && leave(self, arc.head) {
                    gone.push(arc.head);
                }
            }
        }
        for node in gone {
            for arc in self.instance.graph.arcs(node) {
                if self.places[arc.head as usize].inside && self.sides[arc.side as usize ^ 1].left > 0 {
                    self.offer(arc.side ^ 1, arc.head);
                }
            }
        }
    }
}
