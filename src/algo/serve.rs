//! How much of a demand can be served at most by ways that draw on what is scarce, and prices that prove when not all can.
//!
//! **Model.** *Rows* have a worth: how much they give. *Demands* are numbers of equal units. A unit is served by a way; a
//! way draws an amount of some rows. Units may be cut up, so the answer is an upper bound on what whole units can do.
//!
//! **Method.** The linear program "serve as much as possible" by the revised simplex method with an explicit inverse
//! (Dantzig & Orchard-Hays 1954); ways are not listed, but asked for where the prices of the moment make them cheap
//! (column generation, Ford & Fulkerson 1958). Serving nothing is a basis to start from, so no first phase is needed. All
//! rows are scaled to one, and lifted by less than a millionth, each by another amount, so that ties do not make it turn in
//! circles. Only additions, multiplications and divisions are used: the same input has the same answer on every machine.
//!
//! **Proof.** Let every row have a price and let each unit pay the price of its cheapest way, but at most 1. All that is
//! served pays no more than price times worth; so when the units pay more than that, not all are served (Farkas 1902).
//! The prices are found in fractions: whoever relies on them rounds them and checks the sum in whole numbers.
//!
//! Twin: the same program, all ways listed, by an independent solver.

/// A way: what one unit draws of rows, each row once.
pub type Way = Vec<(usize, f64)>;

/// What each row costs for each unit of its worth.
pub struct Prices {
    /// What counts.
    pub own: Vec<f64>,
    /// The same where rows that are not taken up cost next to nothing: of ways that cost the same in what counts, those
    /// over wide rows are cheaper.
    pub aside: Vec<f64>,
}

/// What a demand's ways come to under prices.
#[derive(Clone, Debug, PartialEq)]
pub enum Cheapest {
    /// A way that costs least.
    Way(Way),
    /// None costs less than was asked for.
    Dear,
    /// There is no way.
    Nowhere,
}

/// What is known of the ways: asked for the cheapest ways of demands under prices.
pub trait Ways {
    /// The cheapest way of each demand that is asked for, as (demand, price at which it is of no interest). The same
    /// prices give the same ways.
    fn cheapest(&mut self, asked: &[(usize, f64)], prices: &Prices) -> Vec<Cheapest>;

    /// Whether to leave it open, whatever work is left.
    fn stopped(&self) -> bool {
        false
    }
}

/// What serving comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Served {
    /// All units are served: how much each way carries, as (way, units).
    All(Vec<(usize, f64)>),
    /// Not all can be: prices for each row, under which all units together pay more than the rows are worth.
    Short(Vec<f64>),
    /// The work was done before either was clear.
    Open,
}

/// A way in use or known.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Which demand it serves.
    pub demand: usize,
    /// What it draws.
    pub way: Way,
}

/// What is known before, and more of it afterwards: the better the start, the sooner the end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    /// Ways.
    pub ways: Vec<Known>,
    /// Rows of which ways draw more than they give.
    pub taken_up: Vec<usize>,
}

/// Below this a gain is none.
const NONE: f64 = 1e-9;

/// A price below this is none.
const NO_PRICE: f64 = 1e-6;

/// Columns that are looked at before the best of them enters.
const LOOKED: usize = 256;

/// Pivots after which prices are worked out afresh.
const AFRESH: u32 = 64;

/// A row that gives less by this part than ways draw of it is not taken up: what is proven does not hang on it.
const OVERDRAWN: f64 = 1e-3;

/// Rows that are taken up at once, at most, when ways draw more of them than they give.
const TAKEN_UP: usize = 32;

/// What all that a row gives costs while it is not taken up: enough to prefer wide rows to narrow ones.
const ASIDE: f64 = 1e-6;

/// Serves `units` of each demand out of rows of a `worth`, beginning with what is `known`, to which what is found is added.
///  Rows are taken up only when ways draw more of them than they give. `work` falls by what the pivots cost, in
/// numbers touched; without any left the answer is [`Served::Open`].
///
/// O(pivots (rows taken up + demands)^2) at worst; most of the inverse is empty, and is passed by.
///
/// ```
/// use corridor::algo::serve::{Cheapest, Memory, Prices, Served, Ways, serve};
/// struct One;
/// impl Ways for One {
///     fn cheapest(&mut self, asked: &[(usize, f64)], _: &Prices) -> Vec<Cheapest> {
///         asked.iter().map(|_| Cheapest::Way(vec![(0, 1.0)])).collect()
///     }
/// }
/// let mut known = Memory::default();
/// assert!(matches!(serve(&[10.0], &[12.0], &mut known, &mut One, &mut 1_000_000), Served::All(_)));
/// assert!(matches!(serve(&[10.0], &[9.0], &mut known, &mut One, &mut 1_000_000), Served::Short(_)));
/// ```
pub fn serve(units: &[f64], worth: &[f64], known: &mut Memory, ways: &mut dyn Ways, work: &mut u64) -> Served {
    let total: f64 = units.iter().sum();
    if total <= 0.0 {
        return Served::All(Vec::new());
    }
    let Memory { ways: known, taken_up } = known;
    taken_up.extend((0..worth.len()).filter(|&row| worth[row] <= 0.0));
    taken_up.sort_unstable();
    taken_up.dedup();
    loop {
        let mut program = Program::new(units, worth, taken_up, total);
        for one in known.iter() {
            program.list(one);
        }
        match program.solve(known, ways, work) {
            Served::All(amounts) => {
                let mut drawn = vec![0.0; worth.len()];
                for (way, units) in &amounts {
                    for (row, take) in &known[*way].way {
                        drawn[*row] += take * units;
                    }
                }
                let over = |row: &usize| drawn[*row] > worth[*row] * (1.0 + OVERDRAWN) && !taken_up.contains(row);
                let mut over: Vec<usize> = (0..worth.len()).filter(over).collect();
                if over.is_empty() {
                    return Served::All(amounts);
                }
                over.sort_by(|a, b| (drawn[*b] / worth[*b]).total_cmp(&(drawn[*a] / worth[*a])).then(a.cmp(b)));
                over.truncate(TAKEN_UP);
                taken_up.extend(over);
            }
            other => return other,
        }
    }
}

/// A column: what it draws in scaled rows, and what it is worth.
struct Column {
    rows: Vec<(usize, f64)>,
    gain: f64,
}

/// The program in scaled rows: first a row for each demand (no more than all of it), then the rows themselves.
struct Program<'a> {
    units: &'a [f64],
    worth: &'a [f64],
    /// Rows taken up, and the place of each among them.
    taken_up: Vec<usize>,
    place: Vec<usize>,
    total: f64,
    size: usize,
    /// The inverse of the basis, row by row.
    inverse: Vec<f64>,
    /// What stands in each row of the basis: below `size` the slack of that row, else a column.
    basis: Vec<usize>,
    standing: Vec<bool>,
    value: Vec<f64>,
    columns: Vec<Column>,
    /// The price of each scaled row.
    duals: Vec<f64>,
    /// The column to look at next.
    next: usize,
}

impl<'a> Program<'a> {
    fn new(units: &'a [f64], worth: &'a [f64], taken_up: &[usize], total: f64) -> Program<'a> {
        let size = units.len() + taken_up.len();
        let mut place = vec![usize::MAX; worth.len()];
        for (number, row) in taken_up.iter().enumerate() {
            place[*row] = number;
        }
        let mut inverse = vec![0.0; size * size];
        for row in 0..size {
            inverse[row * size + row] = 1.0;
        }
        let lifted = |row: usize| {
            let mixed = (row as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 44;
            1.0 + mixed as f64 * 1e-13
        };
        Program {
            units,
            worth,
            taken_up: taken_up.to_vec(),
            place,
            total,
            size,
            inverse,
            basis: (0..size).collect(),
            standing: vec![true; size],
            value: (0..size).map(lifted).collect(),
            columns: Vec::new(),
            duals: vec![0.0; size],
            next: 0,
        }
    }

    /// Adds a way; one that draws on a row of no worth serves nobody.
    fn list(&mut self, one: &Known) {
        let units = self.units[one.demand];
        let mut rows = vec![(one.demand, 1.0)];
        let mut gain = units / self.total;
        for &(row, take) in one.way.iter().filter(|(_, take)| *take > 0.0) {
            if self.worth[row] <= 0.0 {
                gain = 0.0;
            } else if self.place[row] != usize::MAX {
                rows.push((self.units.len() + self.place[row], units * take / self.worth[row]));
            }
        }
        self.columns.push(Column { rows, gain });
        self.standing.push(false);
    }

    /// What a unit of a demand pays on its cheapest listed way, by the price of its own row.
    fn pays(&self, demand: usize) -> f64 {
        if self.units[demand] <= 0.0 {
            return 0.0;
        }
        (1.0 - self.duals[demand] * self.total / self.units[demand]).max(0.0)
    }

    /// What each row costs for each unit of its worth; those not taken up next to nothing when `aside`, else nothing.
    fn prices(&self, aside: bool) -> Vec<f64> {
        let own = |row: usize| match self.place[row] {
            _ if self.worth[row] <= 0.0 => 1.0,
            usize::MAX if aside => ASIDE / self.worth[row],
            usize::MAX => 0.0,
            place => (self.duals[self.units.len() + place] * self.total / self.worth[row]).max(0.0),
        };
        (0..self.worth.len()).map(own).collect()
    }

    /// Serves as much as the rows taken up allow, or proves by them that not all can be served.
    fn solve(&mut self, known: &mut Vec<Known>, ways: &mut dyn Ways, work: &mut u64) -> Served {
        loop {
            if ways.stopped() || !self.optimise(work, ways) {
                return Served::Open;
            }
            let prices = Prices { own: self.prices(false), aside: self.prices(true) };
            let (mut paid, mut added) = (0.0, false);
            let wanted = (0..self.units.len()).filter(|demand| self.units[*demand] > 0.0);
            // Who goes for nothing has no cheaper way.
            let asked: Vec<(usize, f64)> =
                wanted.map(|demand| (demand, self.pays(demand))).filter(|(_, pays)| *pays > NO_PRICE).collect();
            for ((demand, enough), cheapest) in asked.iter().copied().zip(ways.cheapest(&asked, &prices)) {
                let units = self.units[demand];
                let way = match cheapest {
                    Cheapest::Way(way) => way,
                    Cheapest::Dear => {
                        paid += units * enough;
                        continue;
                    }
                    Cheapest::Nowhere => {
                        paid += units;
                        continue;
                    }
                };
                let price: f64 = way.iter().map(|&(row, take)| take * prices.own[row]).sum();
                paid += units * price.min(1.0);
                if price < enough - NO_PRICE {
                    let one = Known { demand, way };
                    self.list(&one);
                    known.push(one);
                    added = true;
                }
            }
            let gives: f64 = self.taken_up.iter().map(|row| prices.own[*row] * self.worth[*row]).sum();
            if paid > gives + self.total * 1e-6 {
                return Served::Short(prices.own);
            }
            if self.served() >= 1.0 - 1e-6 {
                return Served::All(self.amounts(known, self.units));
            }
            if !added {
                return Served::Open;
            }
        }
    }

    /// The part of all units that is served.
    fn served(&self) -> f64 {
        let standing = self.basis.iter().zip(&self.value).filter(|(variable, _)| **variable >= self.size);
        standing.map(|(variable, value)| self.columns[variable - self.size].gain * value).sum()
    }

    /// What the ways in the basis carry.
    fn amounts(&self, known: &[Known], units: &[f64]) -> Vec<(usize, f64)> {
        let standing =
            self.basis.iter().zip(&self.value).filter(|(variable, value)| **variable >= self.size && **value > NONE);
        let mut amounts: Vec<(usize, f64)> = standing
            .map(|(variable, value)| (variable - self.size, value * units[known[variable - self.size].demand]))
            .collect();
        amounts.sort_by_key(|(way, _)| *way);
        amounts
    }

    fn price(&mut self) {
        self.duals.fill(0.0);
        for (row, variable) in self.basis.iter().enumerate() {
            let gain = if *variable < self.size { 0.0 } else { self.columns[variable - self.size].gain };
            if gain > 0.0 {
                let line = &self.inverse[row * self.size..(row + 1) * self.size];
                for (dual, entry) in self.duals.iter_mut().zip(line) {
                    *dual += gain * entry;
                }
            }
        }
    }

    /// A variable that gains for what it draws, and how much: of the slacks or of some columns one after another the one
    /// that gains most.
    fn entering(&mut self) -> Option<(f64, usize)> {
        let mut best = (NONE, None);
        for row in 0..self.size {
            if !self.standing[row] && -self.duals[row] > best.0 {
                best = (-self.duals[row], Some(row));
            }
        }
        let many = self.columns.len();
        for looked in 0..many {
            let number = (self.next + looked) % many;
            let column = &self.columns[number];
            if !self.standing[self.size + number] && column.gain > 0.0 {
                let pays: f64 = column.rows.iter().map(|&(row, take)| take * self.duals[row]).sum();
                if column.gain - pays > best.0 {
                    best = (column.gain - pays, Some(self.size + number));
                }
            }
            if looked % LOOKED == LOOKED - 1 && best.1.is_some() {
                self.next = number + 1;
                break;
            }
        }
        best.1.map(|variable| (best.0, variable))
    }

    /// Pivots until nothing listed gains. False when the work ran out.
    fn optimise(&mut self, work: &mut u64, ways: &dyn Ways) -> bool {
        self.price();
        let mut afresh = AFRESH;
        loop {
            let Some((gains, entering)) = self.entering() else {
                if afresh == AFRESH {
                    return true;
                }
                self.price();
                afresh = AFRESH;
                continue;
            };
            let size = self.size;
            let mut direction = vec![0.0; size];
            let slack;
            let rows: &[(usize, f64)] = if entering < size {
                slack = [(entering, 1.0)];
                &slack
            } else {
                &self.columns[entering - size].rows
            };
            for (row, entry) in direction.iter_mut().enumerate() {
                let line = &self.inverse[row * size..(row + 1) * size];
                *entry = rows.iter().map(|&(column, take)| line[column] * take).sum();
            }
            let mut leaving: Option<(f64, usize)> = None;
            for (row, entry) in direction.iter().enumerate().filter(|(_, entry)| **entry > 1e-9) {
                let step = self.value[row].max(0.0) / entry;
                if leaving.is_none_or(|(least, _)| step < least) {
                    leaving = Some((step, row));
                }
            }
            // Nothing bounds it: not for a way that serves, which its demand bounds.
            let Some((step, pivot)) = leaving else { return false };
            let mut touched = size as u64;
            let divisor = direction[pivot];
            for entry in &mut self.inverse[pivot * size..(pivot + 1) * size] {
                *entry /= divisor;
            }
            let line: Vec<(usize, f64)> = self.inverse[pivot * size..(pivot + 1) * size]
                .iter()
                .enumerate()
                .filter(|(_, entry)| **entry != 0.0)
                .map(|(column, entry)| (column, *entry))
                .collect();
            for row in (0..size).filter(|&row| row != pivot && direction[row] != 0.0) {
                let times = direction[row];
                self.value[row] -= times * step;
                for &(column, entry) in &line {
                    self.inverse[row * size + column] -= times * entry;
                }
                touched += line.len() as u64;
            }
            self.value[pivot] = step;
            self.standing[self.basis[pivot]] = false;
            self.standing[entering] = true;
            self.basis[pivot] = entering;
            // The row of what has entered, so often that it neither gains nor loses.
            for &(column, entry) in &line {
                self.duals[column] += gains * entry;
            }
            afresh -= 1;
            if afresh == 0 {
                self.price();
                afresh = AFRESH;
            }
            let left = work.saturating_sub(touched + (size * size / 4) as u64 + self.columns.len() as u64);
            *work = left;
            if left == 0 || ways.stopped() {
                return false;
            }
        }
    }
}

#[cfg(test)]
mod tests;
