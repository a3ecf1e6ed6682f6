//! Values of sets, asked for once.

use std::collections::BTreeMap;

use super::Set;

/// Gives the values of sets, in order; called with sets that it was not asked for before.
pub type Oracle<'a, E> = dyn FnMut(&[Set]) -> Result<Vec<u64>, E> + 'a;

/// An oracle with its memory.
///
/// What is larger than a set is worth no less: a value between two equal ones is known without asking, and where the
/// oracle's answers contradict that (a search that found less in a larger set) the larger set counts as much as its parts;
/// [`Memo::lifted`] says how often.
pub struct Memo<'a, E> {
    known: BTreeMap<Set, u64>,
    oracle: Box<Oracle<'a, E>>,
    asked: usize,
    lifted: usize,
}

impl<'a, E> Memo<'a, E> {
    /// Remembers what an oracle says.
    pub fn new(oracle: impl FnMut(&[Set]) -> Result<Vec<u64>, E> + 'a) -> Self {
        Memo { known: BTreeMap::new(), oracle: Box::new(oracle), asked: 0, lifted: 0 }
    }

    /// Sets that the oracle was asked for.
    pub fn asked(&self) -> usize {
        self.asked
    }

    /// Answers that were less than a part of the set is worth, and were lifted to that.
    pub fn lifted(&self) -> usize {
        self.lifted
    }

    /// Sets with their values, all that is known.
    pub fn known(&self) -> impl Iterator<Item = (&Set, u64)> {
        self.known.iter().map(|(set, value)| (set, *value))
    }

    /// What is sure of a set's value without asking: at least, at most.
    pub fn between(&self, set: &Set) -> (u64, u64) {
        if let Some(value) = self.known.get(set) {
            return (*value, *value);
        }
        let (mut least, mut most) = (0, u64::MAX);
        for (other, value) in &self.known {
            if other.is_in(set) {
                least = least.max(*value);
            }
            if set.is_in(other) {
                most = most.min(*value);
            }
        }
        (least, most)
    }

    /// The value of a set.
    ///
    /// # Errors
    /// What the oracle returns.
    pub fn value(&mut self, set: Set) -> Result<u64, E> {
        Ok(self.values(&[set])?[0])
    }

    /// The values of some sets; those that are not known are asked for together.
    ///
    /// # Errors
    /// What the oracle returns.
    pub fn values(&mut self, sets: &[Set]) -> Result<Vec<u64>, E> {
        let mut unknown: Vec<Set> = Vec::new();
        for set in sets {
            if self.known.contains_key(set) {
                continue;
            }
            match self.between(set) {
                (least, most) if least == most => drop(self.known.insert(*set, least)),
                _ => unknown.push(*set),
            }
        }
        unknown.sort_unstable();
        unknown.dedup();
        if !unknown.is_empty() {
            let values = (self.oracle)(&unknown)?;
            self.asked += unknown.len();
            for (set, value) in unknown.into_iter().zip(values) {
                self.learn(set, value);
            }
        }
        Ok(sets.iter().map(|set| self.known[set]).collect())
    }

    fn learn(&mut self, set: Set, value: u64) {
        let least = self.known.iter().filter(|(other, _)| other.is_in(&set)).map(|(_, value)| *value).max();
        let value = match least {
            Some(least) if least > value => {
                self.lifted += 1;
                least
            }
            _ => value,
        };
        for (other, own) in &mut self.known {
            if set.is_in(other) && *own < value {
                *own = value;
                self.lifted += 1;
            }
        }
        self.known.insert(set, value);
    }
}
