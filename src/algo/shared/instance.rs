//! The graph with its rows as arrays, cheapest ways in it, and what prices prove there.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::part::Part;
use super::prices::Optimum;
use super::{Member, Row, SharedFlow, TOO_DEAR, WORTH, used};
use crate::algo::flow::FlowGraph;
use crate::algo::graph::NONE;

/// What is missing is added in parts: a part of what is chosen already, and this many links.
const GROWTH: usize = 8;
const LEAST: usize = 200;

/// The graph with its rows, as arrays by side: twice the link, one more from `b` to `a`.
pub(super) struct Instance<'a> {
    pub(super) graph: &'a FlowGraph,
    pub(super) rows: &'a [Row],
    pub(super) lengths: &'a [u32],
    pub(super) source: u32,
    pub(super) sink: u32,
    uses: Rc<Uses>,
    /// What passes a side at most: a little more than all, and nothing where a row of nothing is used.
    pub(super) most: Vec<u64>,
    /// No flow is larger.
    pub(super) ceiling: u64,
}

impl<'a> Instance<'a> {
    pub(super) fn new(
        graph: &'a FlowGraph,
        rows: &'a [Row],
        lengths: &'a [u32],
        (source, sink): (u32, u32),
        ceiling: u64,
    ) -> Instance<'a> {
        let most = graph.links().iter().flat_map(|link| [link.forward, link.backward]).collect();
        let uses = Rc::new(Uses::new(graph.links().len(), rows));
        Instance { graph, rows, lengths, source, sink, uses, most, ceiling }
    }

    /// The same with some links closed.
    pub(super) fn closing(&self, links: &[u32]) -> Instance<'a> {
        let mut most = self.most.clone();
        links.iter().for_each(|link| most[2 * *link as usize..][..2].fill(0));
        Instance { most, uses: Rc::clone(&self.uses), ..*self }
    }

    /// The rows that a side uses, with the weight.
    pub(super) fn uses(&self, side: u32) -> &[(u32, u64)] {
        self.uses.of(side)
    }

    /// What all sides use.
    pub(super) fn uses_of_all(&self) -> &Uses {
        &self.uses
    }

    /// What a unit over a side pays for its rows.
    fn charge(&self, side: u32, prices: &[u64]) -> u64 {
        self.uses.charge(side, prices)
    }

    /// Least costs from the source (or, backwards, to the sink), and the side that leads to each node (from it); the costs
    /// are those of the sides. Beyond what a unit is worth nothing matters, and nothing is known.
    pub(super) fn nearest(&self, costs: &[u64], backwards: bool) -> (Vec<u64>, Vec<u32>) {
        let start = if backwards { self.sink } else { self.source };
        let turn = u32::from(backwards);
        let mut far = vec![u64::MAX; self.graph.nodes()];
        let mut by = vec![NONE; self.graph.nodes()];
        far[start as usize] = 0;
        let mut heap = BinaryHeap::from([Reverse((0_u64, start))]);
        // What is reached at no cost needs no order.
        let mut same = Vec::new();
        while let Some(Reverse((here, node))) = heap.pop() {
            if here > far[node as usize] {
                continue;
            }
            if here >= WORTH as u64 {
                break;
            }
            same.push(node);
            while let Some(node) = same.pop() {
                for arc in self.graph.arcs(node) {
                    let side = arc.side ^ turn;
                    if far[arc.head as usize] <= here || self.most[side as usize] == 0 {
                        continue;
                    }
                    let there = here + costs[side as usize];
                    if there < far[arc.head as usize] {
                        far[arc.head as usize] = there;
                        by[arc.head as usize] = side;
                        if there == here {
                            same.push(arc.head);
                        } else {
                            heap.push(Reverse((there, arc.head)));
                        }
                    }
                }
            }
        }
        (far, by)
    }

    /// What each side costs: its rows' prices, what an optimum says that a unit more over it is worth, and its length.
    fn costs(&self, part: &Part<'_>, prices: &[u64], dues: &[u64], lengths: bool) -> Vec<u64> {
        let length = |side: u32| if lengths { u64::from(self.lengths[side as usize / 2]) } else { 0 };
        let mut costs: Vec<u64> =
            (0..self.most.len() as u32).map(|side| self.charge(side, prices) + length(side)).collect();
        part.narrow(dues).for_each(|(side, amount)| costs[side as usize] += amount);
        costs
    }

    /// Adds to the chosen links those on ways that cost less than a unit is worth, the cheapest first; how much the best
    /// way saves.
    pub(super) fn missing(&self, part: &Part<'_>, found: &Optimum, chosen: &mut [bool]) -> u64 {
        let costs = self.costs(part, &found.prices, &found.dues_with_length, true);
        let (far, _) = self.nearest(&costs, false);
        let worth = WORTH as u64;
        if far[self.sink as usize] >= worth {
            return 0;
        }
        let (near, _) = self.nearest(&costs, true);
        let mut ways: Vec<(u64, u32)> = Vec::new();
        for (number, link) in (0_u32..).zip(self.graph.links()) {
            if chosen[number as usize] {
                continue;
            }
            let mut least = u64::MAX;
            for (side, tail, head) in [(2 * number, link.a, link.b), (2 * number + 1, link.b, link.a)] {
                if self.most[side as usize] > 0 {
                    let way =
                        far[tail as usize].saturating_add(costs[side as usize]).saturating_add(near[head as usize]);
                    least = least.min(way);
                }
            }
            if least < worth {
                ways.push((least, number));
            }
        }
        // Ways that cost as much or less are whole ways: what is chosen hangs together.
        let many = (chosen.iter().filter(|one| **one).count() / GROWTH).max(LEAST);
        if ways.len() > many {
            ways.select_nth_unstable(many);
            ways.truncate(many);
        }
        ways.iter().for_each(|(_, link)| chosen[*link as usize] = true);
        if ways.is_empty() { 0 } else { worth - far[self.sink as usize] }
    }

    /// Adds to the chosen links those of the cheapest way, for prices and what more over the strands of the part is worth.
    pub(super) fn add_way(&self, part: &Part<'_>, (prices, dues): (&[u64], &[u64]), chosen: &mut [bool]) {
        let (far, by) = self.nearest(&self.costs(part, prices, dues, true), false);
        if far[self.sink as usize] >= WORTH as u64 {
            return;
        }
        let mut node = self.sink;
        while node != self.source {
            let side = by[node as usize];
            let link = &self.graph.links()[side as usize / 2];
            chosen[side as usize / 2] = true;
            node = if side.is_multiple_of(2) { link.a } else { link.b };
        }
    }

    /// A flow as the answer, when it is as large as any without rows and keeps every row.
    pub(super) fn kept(&self, flow: Vec<i64>) -> Option<SharedFlow> {
        let links = self.graph.links().iter().zip(&flow);
        let reached: i64 = links
            .map(|(link, flow)| i64::from(link.b == self.sink) * flow - i64::from(link.a == self.sink) * flow)
            .sum();
        let all = u64::try_from(reached) == Ok(self.ceiling);
        let kept = all && self.rows.iter().all(|row| used(row, &flow) <= u128::from(row.capacity));
        kept.then(|| self.all(flow))
    }

    /// As much as without rows: they cost nothing.
    fn all(&self, flow: Vec<i64>) -> SharedFlow {
        let prices = vec![0; self.rows.len()];
        SharedFlow { value: self.ceiling, bound: self.ceiling, flow, potential: Vec::new(), scale: 1, prices }
    }

    /// The flow of an optimum, and the bound that its prices prove in the whole graph.
    pub(super) fn answer(&self, part: &Part<'_>, found: &Optimum) -> SharedFlow {
        let (value, flow) = part.whole(found);
        if value == self.ceiling {
            return self.all(flow);
        }
        let (prices, potential, scale, bound) = self.prices(part, &found.prices, &found.dues);
        SharedFlow { value, bound, flow, potential, scale, prices }
    }

    /// The bound alone, from prices and what more over the strands of the part is worth.
    pub(super) fn proven(&self, part: &Part<'_>, prices: &[u64], dues: &[u64]) -> u64 {
        self.prices(part, prices, dues).3
    }

    /// Prices, potentials with their scale, and the bound that they prove.
    fn prices(&self, part: &Part<'_>, prices: &[u64], dues: &[u64]) -> (Vec<u64>, Vec<u64>, u64, u64) {
        // A row of nothing costs all that a unit is worth.
        let mut prices = prices.to_vec();
        for (price, row) in prices.iter_mut().zip(self.rows) {
            if row.capacity == 0 {
                *price = WORTH as u64;
            }
        }
        let (far, _) = self.nearest(&self.costs(part, &prices, dues, false), false);
        let scale = far[self.sink as usize].clamp(1, WORTH as u64);
        let mut potential: Vec<u64> = far.iter().map(|far| (*far).min(scale)).collect();
        // A way that costs nothing lies outside the part: what enters the sink is all that can be said yet.
        potential[self.sink as usize] = scale;
        let bound = self.bound(&potential, scale, &prices);
        (prices, potential, scale, bound)
    }

    /// What potentials and prices prove: O(nodes + links + members).
    fn bound(&self, potential: &[u64], scale: u64, prices: &[u64]) -> u64 {
        let rows = self.rows.iter().zip(prices).map(|(row, price)| u128::from(row.capacity) * u128::from(*price));
        let mut bound: u128 = rows.sum();
        for (number, link) in (0_u32..).zip(self.graph.links()) {
            let (a, b) = (potential[link.a as usize], potential[link.b as usize]);
            for (side, rise) in [(2 * number, b.saturating_sub(a)), (2 * number + 1, a.saturating_sub(b))] {
                let most = self.most[side as usize];
                if rise > 0 && most > 0 {
                    bound += u128::from(rise.saturating_sub(self.charge(side, prices))) * u128::from(most);
                }
            }
        }
        u64::try_from(bound / u128::from(scale)).unwrap_or(u64::MAX)
    }

    /// No flow, and nothing proved.
    pub(super) fn nothing(&self) -> SharedFlow {
        let nodes = self.graph.nodes();
        let mut potential = vec![0; nodes];
        potential[self.sink as usize] = 1;
        let bound = self.bound(&potential, 1, &vec![0; self.rows.len()]);
        let flow = vec![0; self.graph.links().len()];
        SharedFlow { value: 0, bound, flow, potential, scale: 1, prices: vec![0; self.rows.len()] }
    }
}

/// What sides use of rows; a side is twice the link, one more from `b` to `a`.
pub(super) struct Uses {
    /// Uses of side `s`: `list[first[s]..first[s + 1]]`, as (row, weight).
    first: Vec<u32>,
    list: Vec<(u32, u64)>,
}

impl Uses {
    pub(super) fn new(links: usize, rows: &[Row]) -> Uses {
        let sides = 2 * links;
        let mut first = vec![0_u32; sides + 1];
        let of = |member: &Member| {
            let link = 2 * member.link as usize;
            assert!(link < sides, "a row names link {}", member.link);
            let (from, to) = match member.along {
                0 => (link, link + 2),
                1.. => (link, link + 1),
                _ => (link + 1, link + 2),
            };
            from..to
        };
        for member in rows.iter().flat_map(|row| &row.members) {
            of(member).for_each(|side| first[side + 1] += 1);
        }
        for side in 0..sides {
            first[side + 1] += first[side];
        }
        let mut next = first.clone();
        let mut list = vec![(0, 0); first[sides] as usize];
        for (number, row) in (0_u32..).zip(rows) {
            for member in &row.members {
                for side in of(member) {
                    list[next[side] as usize] = (number, member.weight);
                    next[side] += 1;
                }
            }
        }
        Uses { first, list }
    }

    /// The rows that a side uses, with the weight.
    #[inline]
    pub(super) fn of(&self, side: u32) -> &[(u32, u64)] {
        &self.list[self.first[side as usize] as usize..self.first[side as usize + 1] as usize]
    }

    /// What a unit over a side pays for its rows.
    #[inline]
    pub(super) fn charge(&self, side: u32, prices: &[u64]) -> u64 {
        let parts = self.of(side).iter().map(|(row, weight)| prices[*row as usize].saturating_mul(*weight));
        parts.fold(0, u64::saturating_add).min(TOO_DEAR)
    }
}
