//! A small linear program whose activities come one by one.
//!
//! Maximise the sum of gain x level under rows of the form `entries x level <= limit`, levels at least 0, limits at least 0.
//! Primal simplex with the inverse of the basis held whole (Dantzig 1951, revised form). Nothing rests on its rounding:
//! whoever uses the result proves it in whole numbers.

/// Below this a number counts as nothing.
const EPS: f64 = 1e-11;
/// Exchanges without progress before the least index is taken (Bland 1977), so that no circle is run through.
const STALLED: u32 = 30;
/// Exchanges at most.
const EXCHANGES: u32 = 20_000;

/// The program and its present basis.
pub(super) struct Master {
    rows: usize,
    /// Inverse of the basis, row by row.
    inverse: Vec<f64>,
    limits: Vec<f64>,
    /// Level of the basic variable of each row.
    level: Vec<f64>,
    /// Basic variable of each row: below `rows` a slack, else an activity.
    basis: Vec<usize>,
    /// Gain and entries.
    activities: Vec<(f64, Vec<f64>)>,
}

impl Master {
    pub(super) fn new(limits: Vec<f64>) -> Master {
        let rows = limits.len();
        let mut inverse = vec![0.0; rows * rows];
        for row in 0..rows {
            inverse[row * rows + row] = 1.0;
        }
        Master { rows, inverse, level: limits.clone(), limits, basis: (0..rows).collect(), activities: Vec::new() }
    }

    pub(super) fn add(&mut self, gain: f64, entries: Vec<f64>) {
        self.activities.push((gain, entries));
    }

    /// What a unit more of each limit would bring.
    pub(super) fn prices(&self) -> Vec<f64> {
        let mut prices = vec![0.0; self.rows];
        for (row, variable) in self.basis.iter().enumerate() {
            if let Some(activity) = variable.checked_sub(self.rows) {
                let gain = self.activities[activity].0;
                let of = &self.inverse[row * self.rows..(row + 1) * self.rows];
                prices.iter_mut().zip(of).for_each(|(price, entry)| *price += gain * entry);
            }
        }
        prices
    }

    /// Level of each activity.
    pub(super) fn levels(&self) -> Vec<f64> {
        let mut levels = vec![0.0; self.activities.len()];
        for (variable, level) in self.basis.iter().zip(&self.level) {
            if let Some(activity) = variable.checked_sub(self.rows) {
                levels[activity] = level.max(0.0);
            }
        }
        levels
    }

    /// The largest sum.
    pub(super) fn value(&self) -> f64 {
        self.levels().iter().zip(&self.activities).map(|(level, (gain, _))| level * gain).sum()
    }

    /// Solves for the activities there are.
    pub(super) fn solve(&mut self) {
        let mut stalled = 0;
        for _ in 0..EXCHANGES {
            let Some(entering) = self.entering(stalled > STALLED) else { break };
            let direction = self.direction(entering);
            let mut leaving: Option<(f64, usize)> = None;
            for (row, step) in direction.iter().enumerate().filter(|(_, step)| **step > EPS) {
                let ratio = self.level[row].max(0.0) / step;
                let better = leaving.is_none_or(|(least, at)| {
                    ratio < least - 1e-12 || (ratio <= least + 1e-12 && self.basis[row] < self.basis[at])
                });
                if better {
                    leaving = Some((ratio, row));
                }
            }
            // One row holds every activity, so that something always leaves.
            let Some((ratio, row)) = leaving else { break };
            stalled = if ratio > EPS { 0 } else { stalled + 1 };
            self.exchange(row, entering, &direction);
        }
        // What rounding has gathered in the levels goes.
        for row in 0..self.rows {
            let of = &self.inverse[row * self.rows..(row + 1) * self.rows];
            self.level[row] = of.iter().zip(&self.limits).map(|(entry, limit)| entry * limit).sum();
        }
    }

    /// A variable whose increase helps: the best, or the first.
    fn entering(&self, first: bool) -> Option<usize> {
        let prices = self.prices();
        let slacks = prices.iter().map(|price| -price);
        let gains = self
            .activities
            .iter()
            .map(|(gain, entries)| gain - prices.iter().zip(entries).map(|(price, entry)| price * entry).sum::<f64>());
        let mut best: Option<(f64, usize)> = None;
        for (variable, gain) in slacks.chain(gains).enumerate() {
            if gain > EPS && best.is_none_or(|(most, _)| gain > most) && !self.basis.contains(&variable) {
                best = Some((gain, variable));
                if first {
                    break;
                }
            }
        }
        best.map(|(_, variable)| variable)
    }

    /// How the basic variables fall with each unit of a variable.
    fn direction(&self, variable: usize) -> Vec<f64> {
        let row = |at: usize| &self.inverse[at * self.rows..(at + 1) * self.rows];
        match variable.checked_sub(self.rows) {
            None => (0..self.rows).map(|at| row(at)[variable]).collect(),
            Some(activity) => {
                let entries = &self.activities[activity].1;
                let product = |at: usize| row(at).iter().zip(entries).map(|(a, b)| a * b).sum();
                (0..self.rows).map(product).collect()
            }
        }
    }

    fn exchange(&mut self, row: usize, entering: usize, direction: &[f64]) {
        let rows = self.rows;
        let step = direction[row];
        self.level[row] /= step;
        let level = self.level[row];
        let mut own = self.inverse[row * rows..(row + 1) * rows].to_vec();
        own.iter_mut().for_each(|entry| *entry /= step);
        for (at, factor) in direction.iter().enumerate() {
            if at != row && *factor != 0.0 {
                self.level[at] -= factor * level;
                let of = &mut self.inverse[at * rows..(at + 1) * rows];
                of.iter_mut().zip(&own).for_each(|(entry, own)| *entry -= factor * own);
            }
        }
        self.inverse[row * rows..(row + 1) * rows].copy_from_slice(&own);
        self.basis[row] = entering;
    }
}

#[cfg(test)]
mod tests {
    use super::Master;

    #[test]
    fn activities_may_come_later() {
        // x1 + x2 <= 1, x1 <= 1/2, x2 <= 4: the most is 1.
        let mut master = Master::new(vec![1.0, 0.5, 4.0]);
        master.add(1.0, vec![1.0, 1.0, 0.0]);
        master.add(1.0, vec![1.0, 0.0, 1.0]);
        master.solve();
        assert!((master.value() - 1.0).abs() < 1e-9);
        // Half as much of the first row, twice the gain: 2 x 2.
        master.add(2.0, vec![0.5, 0.0, 0.0]);
        master.solve();
        assert!((master.value() - 4.0).abs() < 1e-9);
        assert!((master.prices()[0] - 4.0).abs() < 1e-9);
    }

    #[test]
    fn a_limit_of_nothing_lets_nothing_pass() {
        let mut master = Master::new(vec![0.0, 1.0]);
        master.add(3.0, vec![2.0, 1.0]);
        master.solve();
        assert!(master.value().abs() < 1e-12);
        master.add(1.0, vec![0.0, 1.0]);
        master.solve();
        assert!((master.value() - 1.0).abs() < 1e-12);
    }
}
