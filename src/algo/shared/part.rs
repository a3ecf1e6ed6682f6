//! The part of the graph that matters, its chains drawn together, and the best flow in it.

use super::instance::Instance;
use super::master::Master;
use super::tree::{Arc, Tree};
use super::{TOO_DEAR, WORTH};
use crate::algo::contract::{Contracted, Rows};
use crate::algo::graph::NONE;

/// Exchanges of one least-cost flow at most, times arcs.
const EXCHANGES: usize = 200;

/// A chain of links, in one direction.
struct Strand {
    tail: u32,
    head: u32,
    most: u64,
    length: i64,
    /// Row and weight, by row.
    uses: Vec<(u32, u64)>,
    /// The strand and whether it is passed from its first end.
    number: u32,
    forward: bool,
    /// Side of the link that is narrowest.
    narrow: u32,
}

pub(super) struct Part<'a> {
    instance: &'a Instance<'a>,
    contracted: Contracted,
    /// Link of the graph of each link of the part.
    links: Vec<u32>,
    strands: Vec<Strand>,
    nodes: u32,
}

/// The best flow in a part under the rows.
pub(super) struct Optimum {
    /// Flow of each strand.
    levels: Vec<f64>,
    /// Whether the prices are the best, so that trying more of them is of no use.
    pub(super) settled: bool,
    /// Price of a unit of each row.
    pub(super) prices: Vec<u64>,
    /// Price of a unit more over each strand, lengths apart.
    pub(super) dues: Vec<u64>,
    /// The same where lengths cost.
    pub(super) dues_with_length: Vec<u64>,
}

/// A flow found under prices.
struct Column {
    flow: Vec<i64>,
    value: i64,
    /// Units of each row.
    used: Vec<u128>,
    /// Length x flow.
    length: i128,
}

impl<'a> Part<'a> {
    pub(super) fn new(instance: &'a Instance<'a>, chosen: &[bool]) -> Part<'a> {
        let links: Vec<u32> = (0_u32..).zip(chosen).filter(|(_, chosen)| **chosen).map(|(link, _)| link).collect();
        let mut number = vec![NONE; instance.graph.nodes()];
        let mut nodes = 0;
        let mut local = |node: u32| {
            let number = &mut number[node as usize];
            if *number == NONE {
                *number = nodes;
                nodes += 1;
            }
            *number
        };
        let ends = [local(instance.source), local(instance.sink)];
        let of: Vec<(u32, u32)> = links
            .iter()
            .map(|link| {
                let link = &instance.graph.links()[*link as usize];
                (local(link.a), local(link.b))
            })
            .collect();
        let rows = Rows::new(nodes as usize, of.iter().copied());
        let contracted = Contracted::new(&rows, &ends);
        let mut strands = Vec::new();
        for (number, &(a, b)) in (0_u32..).zip(&contracted.ends) {
            for forward in [true, false] {
                let side =
                    |member: &u32| 2 * links[*member as usize / 2] + u32::from(member.is_multiple_of(2) != forward);
                let sides = || contracted.members(number as usize).iter().map(side);
                let Some((most, narrow)) = sides().map(|side| (instance.most[side as usize], side)).min() else {
                    continue;
                };
                if most == 0 {
                    continue;
                }
                let mut uses: Vec<(u32, u64)> = Vec::new();
                for (row, weight) in sides().flat_map(|side| instance.uses(side)) {
                    match uses.iter_mut().find(|(other, _)| other == row) {
                        Some((_, sum)) => *sum += weight,
                        None => uses.push((*row, *weight)),
                    }
                }
                let length = sides().map(|side| i64::from(instance.lengths[side as usize / 2])).sum();
                let (tail, head) = if forward { (a, b) } else { (b, a) };
                strands.push(Strand { tail, head, most, length, uses, number, forward, narrow });
            }
        }
        let nodes = contracted.knots.len() as u32;
        Part { instance, contracted, links, strands, nodes }
    }

    /// Narrowest side of each strand with an amount above 0.
    pub(super) fn narrow<'b>(&'b self, amounts: &'b [u64]) -> impl Iterator<Item = (u32, u64)> + 'b {
        self.strands
            .iter()
            .zip(amounts)
            .filter(|(_, amount)| **amount > 0)
            .map(|(strand, amount)| (strand.narrow, *amount))
    }

    fn tree(&self) -> Tree {
        let arc = |strand: &Strand| Arc { tail: strand.tail, head: strand.head, capacity: strand.most as i64 };
        // Never full, so that the sink lies what a unit is worth above the source.
        let home = Arc { tail: 1, head: 0, capacity: self.instance.ceiling as i64 + 1 };
        Tree::new(self.nodes, self.strands.iter().map(arc).chain([home]).collect(), WORTH)
    }

    fn cost(&self, strand: &Strand, prices: &[u64], lengths: bool) -> i64 {
        let own = if lengths { strand.length } else { 0 };
        let parts = strand.uses.iter().map(|(row, weight)| prices[*row as usize].saturating_mul(*weight));
        let cost = parts.fold(own as u64, u64::saturating_add);
        cost.min(TOO_DEAR) as i64
    }

    /// The flow of least cost under prices.
    fn column(&self, tree: &mut Tree, prices: &[u64], lengths: bool) -> Column {
        let costs = self.strands.iter().map(|strand| self.cost(strand, prices, lengths));
        tree.charge(costs.chain([-WORTH]));
        tree.solve(EXCHANGES * (self.strands.len() + 1));
        let mut flow = tree.flow[..self.strands.len()].to_vec();
        // Both directions of a strand next to each other cancel.
        for at in 1..flow.len() {
            if self.strands[at].number == self.strands[at - 1].number {
                let both = flow[at].min(flow[at - 1]);
                flow[at] -= both;
                flow[at - 1] -= both;
            }
        }
        let mut used = vec![0_u128; self.instance.rows.len()];
        let mut length = 0_i128;
        for (strand, flow) in self.strands.iter().zip(&flow).filter(|(_, flow)| **flow > 0) {
            length += i128::from(strand.length) * i128::from(*flow);
            for (row, weight) in &strand.uses {
                used[*row as usize] += u128::from(*weight) * flow.unsigned_abs() as u128;
            }
        }
        Column { flow, value: tree.flow[self.strands.len()], used, length }
    }

    /// What prices prove in this part, lengths counted: in parts of [`WORTH`].
    fn bound(&self, column: &Column, prices: &[u64]) -> f64 {
        let mut sum = i128::from(column.value) * i128::from(WORTH) - column.length;
        for ((row, used), price) in self.instance.rows.iter().zip(&column.used).zip(prices) {
            let left = i128::from(row.capacity) - i128::try_from(*used).unwrap_or(i128::MAX);
            sum = sum.saturating_add(left.saturating_mul(i128::from(*price)));
        }
        sum as f64 / WORTH as f64
    }

    /// The best flow, with at most so many prices tried; `start` are prices that may be near the best.
    pub(super) fn optimum(&self, start: &[u64], tries: usize) -> Optimum {
        let rows = self.instance.rows;
        let mut tree = self.tree();
        let free = vec![0; rows.len()];
        let first = self.column(&mut tree, &free, true);
        let over = |column: &Column, row: usize| column.used[row] > u128::from(rows[row].capacity);
        let mut bound = self.bound(&first, &free);
        let mut best = free.clone();
        let mut columns = vec![first];
        let mut levels = vec![1.0];
        let mut settled = true;
        if (0..rows.len()).any(|row| over(&columns[0], row)) {
            let mut active: Vec<usize> =
                (0..rows.len()).filter(|row| over(&columns[0], *row) || start[*row] > 0).collect();
            if start.iter().any(|price| *price > 0) {
                let column = self.column(&mut tree, start, true);
                let proved = self.bound(&column, start);
                if proved < bound {
                    bound = proved;
                    best = start.to_vec();
                }
                columns.push(column);
            }
            settled = false;
            for _ in 0..tries {
                let (value, prices, now) = self.program(&active, &columns, bound);
                levels = now;
                if bound - value <= 1e-3_f64.max(value * 1e-10) {
                    // A row left out so far may be overused by the mean.
                    let more = self.overused(&columns, &levels, &active);
                    if more.is_empty() {
                        settled = true;
                        break;
                    }
                    active.extend(more);
                    continue;
                }
                // Between the best prices so far and those of the program; where that shows nothing new, the program's.
                let between: Vec<u64> = best.iter().zip(&prices).map(|(a, b)| a / 2 + b / 2).collect();
                let mut grown = false;
                for tried in [&between, &prices] {
                    let column = self.column(&mut tree, tried, true);
                    let proved = self.bound(&column, tried);
                    if proved < bound {
                        bound = proved;
                        best.clone_from(tried);
                    }
                    let gain = self.reduced(&column, &prices, &active);
                    let new = !columns.iter().any(|old| old.flow == column.flow);
                    if new && gain > value * 1e-12 {
                        columns.push(column);
                        grown = true;
                        break;
                    }
                }
                if !grown {
                    let more = self.overused(&columns, &levels, &active);
                    if more.is_empty() {
                        settled = true;
                        break;
                    }
                    active.extend(more);
                }
            }
        }
        let dues = |tree: &mut Tree, lengths: bool| -> Vec<u64> {
            self.column(tree, &best, lengths);
            let rise = |strand: &Strand| tree.potential[strand.head as usize] - tree.potential[strand.tail as usize];
            self.strands
                .iter()
                .map(|strand| u64::try_from(rise(strand) - self.cost(strand, &best, lengths)).unwrap_or(0))
                .collect()
        };
        let dues_with_length = dues(&mut tree, true);
        let dues = dues(&mut tree, false);
        let mut mean = vec![0.0; self.strands.len()];
        for (column, level) in columns.iter().zip(&levels) {
            mean.iter_mut().zip(&column.flow).for_each(|(sum, flow)| *sum += level * *flow as f64);
        }
        Optimum { levels: mean, settled, prices: best, dues, dues_with_length }
    }

    /// Rows that a mean of columns overuses and that the program does not know yet.
    fn overused(&self, columns: &[Column], levels: &[f64], active: &[usize]) -> Vec<usize> {
        let rows = self.instance.rows;
        let used =
            |row: usize| columns.iter().zip(levels).map(|(column, level)| column.used[row] as f64 * level).sum::<f64>();
        (0..rows.len())
            .filter(|row| !active.contains(row) && used(*row) > rows[*row].capacity as f64 * (1.0 + 1e-9) + 0.5)
            .collect()
    }

    /// What a row is counted in within the program.
    fn unit(&self, row: usize) -> f64 {
        (self.instance.rows[row].capacity as f64).max(1.0)
    }

    /// What a column brings beyond what it pays at the program's prices.
    fn reduced(&self, column: &Column, prices: &[u64], active: &[usize]) -> f64 {
        let paid = active.iter().map(|row| column.used[*row] as f64 * prices[*row] as f64);
        column.value as f64 - (column.length as f64 + paid.sum::<f64>()) / WORTH as f64
    }

    /// The best mean of columns: its value (about `size`), the prices of all rows, the level of each column.
    fn program(&self, active: &[usize], columns: &[Column], size: f64) -> (f64, Vec<u64>, Vec<f64>) {
        let rows = self.instance.rows;
        let size = size.max(1.0);
        let limit = |row: &usize| rows[*row].capacity as f64 / self.unit(*row);
        let mut master = Master::new(active.iter().map(limit).chain([1.0]).collect());
        for column in columns {
            let gain = column.value as f64 - column.length as f64 / WORTH as f64;
            let entries = active.iter().map(|row| column.used[*row] as f64 / self.unit(*row)).chain([1.0]);
            master.add(gain / size, entries.collect());
        }
        master.solve();
        let mut prices = vec![0_u64; rows.len()];
        for (row, price) in active.iter().zip(master.prices()) {
            let whole = (price.max(0.0) * size / self.unit(*row) * WORTH as f64).round();
            prices[*row] = whole.clamp(0.0, WORTH as f64) as u64;
        }
        (master.value() * size, prices, master.levels())
    }

    /// The flow in whole units: taken apart into ways, each rounded down, then filled up. Value and flow of every link.
    pub(super) fn whole(&self, found: &Optimum) -> (u64, Vec<i64>) {
        let ways = self.ways(found.levels.clone());
        let mut left: Vec<u64> = self.strands.iter().map(|strand| strand.most).collect();
        let mut spare: Vec<u64> = self.instance.rows.iter().map(|row| row.capacity).collect();
        let mut carried = vec![0_u64; self.strands.len()];
        let mut value = 0_u64;
        for fill in [false, true] {
            for (way, amount) in &ways {
                let mut room = self.instance.ceiling - value;
                if !fill {
                    room = room.min((amount + 1e-6).floor().max(0.0) as u64);
                }
                let mut takes: Vec<(u32, u64)> = Vec::new();
                for strand in way {
                    room = room.min(left[*strand as usize]);
                    for (row, weight) in &self.strands[*strand as usize].uses {
                        match takes.iter_mut().find(|(other, _)| other == row) {
                            Some((_, sum)) => *sum += weight,
                            None => takes.push((*row, *weight)),
                        }
                    }
                }
                for (row, weight) in &takes {
                    room = room.min(spare[*row as usize].checked_div(*weight).unwrap_or(u64::MAX));
                }
                takes.iter().for_each(|(row, weight)| spare[*row as usize] -= weight * room);
                for strand in way {
                    left[*strand as usize] -= room;
                    carried[*strand as usize] += room;
                }
                value += room;
            }
        }
        let mut flow = vec![0_i64; self.instance.graph.links().len()];
        for (strand, amount) in self.strands.iter().zip(&carried).filter(|(_, amount)| **amount > 0) {
            for member in self.contracted.members(strand.number as usize) {
                let onwards = member.is_multiple_of(2) == strand.forward;
                let amount = *amount as i64;
                flow[self.links[*member as usize / 2] as usize] += if onwards { amount } else { -amount };
            }
        }
        (value, flow)
    }

    /// Takes a flow apart into ways of strands with amounts; circles are left out.
    fn ways(&self, mut levels: Vec<f64>) -> Vec<(Vec<u32>, f64)> {
        let mut out: Vec<Vec<u32>> = vec![Vec::new(); self.nodes as usize];
        for at in 1..levels.len() {
            if self.strands[at].number == self.strands[at - 1].number {
                let both = levels[at].min(levels[at - 1]);
                levels[at] -= both;
                levels[at - 1] -= both;
            }
        }
        // What is left of rounding is no flow.
        let least = 1e-3;
        for (number, strand) in (0_u32..).zip(&self.strands) {
            if levels[number as usize] > least {
                out[strand.tail as usize].push(number);
            }
        }
        let mut ways = Vec::new();
        let mut at = vec![0; self.nodes as usize];
        'ways: loop {
            let mut way: Vec<u32> = Vec::new();
            let mut place = vec![usize::MAX; self.nodes as usize];
            let mut node = 0_u32;
            place[0] = 0;
            while node != 1 {
                while out[node as usize].get(at[node as usize]).is_some_and(|strand| levels[*strand as usize] <= least)
                {
                    at[node as usize] += 1;
                }
                let Some(strand) = out[node as usize].get(at[node as usize]).copied() else {
                    // Only rounding leads here: what led here is dropped.
                    match way.pop() {
                        None => break 'ways,
                        Some(last) => {
                            place[node as usize] = usize::MAX;
                            levels[last as usize] = 0.0;
                            node = self.strands[last as usize].tail;
                        }
                    }
                    continue;
                };
                way.push(strand);
                node = self.strands[strand as usize].head;
                if place[node as usize] != usize::MAX {
                    let circle = way.split_off(place[node as usize]);
                    let amount = circle.iter().map(|one| levels[*one as usize]).fold(f64::INFINITY, f64::min);
                    for strand in circle {
                        levels[strand as usize] -= amount;
                        place[self.strands[strand as usize].head as usize] = usize::MAX;
                    }
                    place[node as usize] = way.len();
                } else {
                    place[node as usize] = way.len();
                }
            }
            let amount = way.iter().map(|one| levels[*one as usize]).fold(f64::INFINITY, f64::min);
            way.iter().for_each(|strand| levels[*strand as usize] -= amount);
            ways.push((way, amount));
        }
        ways
    }
}
