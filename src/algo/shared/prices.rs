//! The best prices of the rows in a part of the graph: flows of least cost one after another, and the program of their means.

use super::master::Master;
use super::part::{Part, Strand};
use super::tree::Tree;
use super::{TOO_DEAR, WORTH};

/// Exchanges of one least-cost flow at most, times arcs.
const EXCHANGES: usize = 200;

/// The best flow in a part under the rows.
pub(super) struct Optimum {
    /// Flow of each strand.
    pub(super) levels: Vec<f64>,
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
#[derive(Clone)]
pub(super) struct Column {
    pub(super) flow: Vec<i64>,
    value: i64,
    /// Units of each row.
    used: Vec<u128>,
    /// Length x flow.
    length: i128,
}

/// How close bound and mean are to come: thousandths of a unit are not told apart, nor are parts of the value.
#[derive(Clone, Copy)]
pub(super) struct Close {
    pub(super) units: f64,
    pub(super) share: f64,
}

impl Close {
    /// As close as the arithmetic allows.
    pub(super) const EXACT: Close = Close { units: 1e-3, share: 1e-10 };

    pub(super) fn holds(self, bound: f64, value: f64) -> bool {
        bound - value <= self.units.max(value * self.share)
    }
}

/// What is known of the best prices: flows found, the best mean of them, the best bound.
#[derive(Clone)]
pub(super) struct Search<'p, 'a> {
    pub(super) part: &'p Part<'a>,
    pub(super) columns: Vec<Column>,
    /// Rows that the program knows.
    active: Vec<usize>,
    /// The prices that prove the bound.
    pub(super) best: Vec<u64>,
    pub(super) bound: f64,
    /// The best mean: the part of each column, and what it brings.
    levels: Vec<f64>,
    pub(super) value: f64,
    pub(super) settled: bool,
    /// Whether ways cost their length too.
    lengths: bool,
}

impl<'p, 'a> Search<'p, 'a> {
    /// Begins with what is best when rows cost nothing, and with prices that may be near the best.
    pub(super) fn new(part: &'p Part<'a>, tree: &mut Tree, start: &[u64], lengths: bool) -> Search<'p, 'a> {
        let free = vec![0; part.rows().len()];
        let first = part.column(tree, &free, lengths, &[]);
        let mut search = Search {
            part,
            bound: part.bound(&first, &free),
            active: Vec::new(),
            best: free,
            columns: vec![first],
            levels: vec![1.0],
            value: 0.0,
            settled: true,
            lengths,
        };
        let over = |row: usize| search.columns[0].used[row] > u128::from(part.rows()[row].capacity);
        if !(0..part.rows().len()).any(over) {
            search.value = search.bound;
            return search;
        }
        search.settled = false;
        search.active = (0..part.rows().len()).filter(|row| over(*row) || start[*row] > 0).collect();
        if start.iter().any(|price| *price > 0) {
            let column = part.column(tree, start, lengths, &[]);
            search.prove(&column, start);
            search.columns.push(column);
        }
        search
    }

    /// Goes on from what is known with some strands closed; columns that use them are no flows any more. Whether it is settled.
    pub(super) fn close(&mut self, tree: &mut Tree, closed: &[u32], least: f64) {
        self.columns.retain(|column| closed.iter().all(|strand| column.flow[*strand as usize] == 0));
        self.bound = self.bound.min(least);
        self.settled = false;
        let column = self.part.column_again(tree, closed);
        let prices = self.best.clone();
        let proved = self.part.bound(&column, &prices);
        self.bound = self.bound.min(proved);
        let over = |row: &usize| column.used[*row] > u128::from(self.part.rows()[*row].capacity);
        for row in (0..self.part.rows().len()).filter(over) {
            if !self.active.contains(&row) {
                self.active.push(row);
            }
        }
        self.columns.push(column);
    }

    fn prove(&mut self, column: &Column, prices: &[u64]) {
        let proved = self.part.bound(column, prices);
        if proved < self.bound {
            self.bound = proved;
            self.best = prices.to_vec();
        }
    }

    /// Tries at most so many prices; ends when bound and mean are close enough.
    pub(super) fn run(&mut self, tree: &mut Tree, closed: &[u32], tries: usize, close: Close) {
        for _ in 0..tries {
            if self.settled {
                return;
            }
            let (value, prices, now) = self.part.program(&self.active, &self.columns, self.bound);
            (self.value, self.levels) = (value, now);
            if close.holds(self.bound, value) {
                // A row left out so far may be overused by the mean.
                self.settled = !self.more();
                continue;
            }
            // Between the best prices so far and those of the program; where that shows nothing new, the program's.
            let between: Vec<u64> = self.best.iter().zip(&prices).map(|(a, b)| a / 2 + b / 2).collect();
            let mut grown = false;
            for tried in [&between, &prices] {
                let column = self.part.column(tree, tried, self.lengths, closed);
                self.prove(&column, tried);
                let gain = self.part.reduced(&column, &prices, &self.active);
                let new = !self.columns.iter().any(|old| old.flow == column.flow);
                if new && gain > value * 1e-12 {
                    self.columns.push(column);
                    grown = true;
                    break;
                }
            }
            if !grown {
                self.settled = !self.more();
            }
        }
    }

    /// Takes rows into the program that the mean overuses; whether there are any.
    fn more(&mut self) -> bool {
        let more = self.part.overused(&self.columns, &self.levels, &self.active);
        let any = !more.is_empty();
        self.active.extend(more);
        any
    }

    /// What a unit more over each strand is worth under the best prices.
    pub(super) fn dues(&self, tree: &mut Tree, lengths: bool, closed: &[u32]) -> Vec<u64> {
        self.part.dues(tree, &self.best, lengths, closed)
    }

    /// Flow of each strand.
    pub(super) fn mean(&self) -> Vec<f64> {
        let mut mean = vec![0.0; self.columns.first().map_or(0, |column| column.flow.len())];
        for (column, level) in self.columns.iter().zip(&self.levels) {
            mean.iter_mut().zip(&column.flow).for_each(|(sum, flow)| *sum += level * *flow as f64);
        }
        mean
    }
}

impl Part<'_> {
    /// The best flow, with at most so many prices tried; `start` are prices that may be near the best.
    pub(super) fn optimum(&self, start: &[u64], tries: usize) -> Optimum {
        let mut tree = self.tree();
        let mut search = Search::new(self, &mut tree, start, true);
        search.run(&mut tree, &[], tries, Close::EXACT);
        let [dues_with_length, dues] = [true, false].map(|lengths| self.dues(&mut tree, &search.best, lengths, &[]));
        let levels = search.mean();
        Optimum { levels, settled: search.settled, prices: search.best, dues, dues_with_length }
    }

    /// What a unit more over each strand is worth under prices, beyond what it costs; nothing over what is closed.
    fn dues(&self, tree: &mut Tree, prices: &[u64], lengths: bool, closed: &[u32]) -> Vec<u64> {
        self.column(tree, prices, lengths, closed);
        let due = |strand: &Strand| {
            u64::try_from(tree.rise(strand.tail, strand.head) - self.cost(strand, prices, lengths)).unwrap_or(0)
        };
        let mut dues: Vec<u64> = self.strands.iter().map(due).collect();
        closed.iter().for_each(|strand| dues[*strand as usize] = 0);
        dues
    }

    /// The flow of least cost under prices, with some strands closed.
    pub(super) fn column(&self, tree: &mut Tree, prices: &[u64], lengths: bool, closed: &[u32]) -> Column {
        let costs = self.strands.iter().map(|strand| self.cost(strand, prices, lengths));
        tree.charge(costs.chain([-WORTH]), closed, TOO_DEAR as i64);
        self.solved(tree)
    }

    /// The flow of least cost under the costs that the tree has, with some strands closed.
    fn column_again(&self, tree: &mut Tree, closed: &[u32]) -> Column {
        tree.charge(std::iter::empty(), closed, TOO_DEAR as i64);
        self.solved(tree)
    }

    fn solved(&self, tree: &mut Tree) -> Column {
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
        let mut used = vec![0_u128; self.rows().len()];
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
        for ((row, used), price) in self.rows().iter().zip(&column.used).zip(prices) {
            let left = i128::from(row.capacity) - i128::try_from(*used).unwrap_or(i128::MAX);
            sum = sum.saturating_add(left.saturating_mul(i128::from(*price)));
        }
        sum as f64 / WORTH as f64
    }

    /// Rows that a mean of columns overuses and that the program does not know yet.
    fn overused(&self, columns: &[Column], levels: &[f64], active: &[usize]) -> Vec<usize> {
        let rows = self.rows();
        let used =
            |row: usize| columns.iter().zip(levels).map(|(column, level)| column.used[row] as f64 * level).sum::<f64>();
        (0..rows.len())
            .filter(|row| !active.contains(row) && used(*row) > rows[*row].capacity as f64 * (1.0 + 1e-9) + 0.5)
            .collect()
    }

    /// What a row is counted in within the program.
    fn unit(&self, row: usize) -> f64 {
        (self.rows()[row].capacity as f64).max(1.0)
    }

    /// What a column brings beyond what it pays at the program's prices.
    fn reduced(&self, column: &Column, prices: &[u64], active: &[usize]) -> f64 {
        let paid = active.iter().map(|row| column.used[*row] as f64 * prices[*row] as f64);
        column.value as f64 - (column.length as f64 + paid.sum::<f64>()) / WORTH as f64
    }

    /// The best mean of columns: its value (about `size`), the prices of all rows, the level of each column.
    fn program(&self, active: &[usize], columns: &[Column], size: f64) -> (f64, Vec<u64>, Vec<f64>) {
        let rows = self.rows();
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
}
