//! What is known of one force or one theatre, by set of cards.

use std::collections::BTreeMap;

use crate::algo::portfolio::Set;
use crate::analysis::capacity::level::Level;

/// When a force is complete, seconds after C.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Times {
    /// Nothing closes earlier.
    pub(super) bound_s: u64,
    /// A plan closes then.
    pub(super) closure_s: u64,
}

/// A figure of one force or theatre on one network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    /// Of a force.
    Times(Times),
    /// Of a theatre.
    Level(Level),
}

impl Figure {
    /// The numbers; of equal ones the sets between have the same.
    fn numbers(&self) -> (u64, u64) {
        match self {
            Figure::Times(times) => (times.bound_s, times.closure_s),
            Figure::Level(level) => (level.milli, level.left_milli),
        }
    }
}

/// The figures of the sets that were measured.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    measured: BTreeMap<Set, Figure>,
}

impl Column {
    /// Whether a set was measured itself.
    pub(super) fn measured(&self, set: &Set) -> bool {
        self.measured.contains_key(set)
    }

    /// The figure of a set, measured or between two that are alike: more cards only relax. Names in it may then be those of
    /// the smaller one. `O(sets)`.
    pub(super) fn known(&self, set: &Set) -> Option<Figure> {
        if let Some(own) = self.measured.get(set) {
            return Some(own.clone());
        }
        let above: Vec<(u64, u64)> =
            self.measured.iter().filter(|(other, _)| set.is_in(other)).map(|(_, figure)| figure.numbers()).collect();
        if above.is_empty() {
            return None;
        }
        let below = self.measured.iter().filter(|(other, _)| other.is_in(set)).map(|(_, figure)| figure);
        below.into_iter().find(|figure| above.contains(&figure.numbers())).cloned()
    }

    /// The soonest times of all parts of a set, each by itself: with more cards nothing is later. None where no part of it
    /// was measured.
    pub(super) fn soonest(&self, set: &Set) -> Option<Times> {
        let times = self.measured.iter().filter(|(other, _)| other.is_in(set)).filter_map(|(_, figure)| match figure {
            Figure::Times(times) => Some(*times),
            Figure::Level(_) => None,
        });
        times.reduce(|a, b| Times { bound_s: a.bound_s.min(b.bound_s), closure_s: a.closure_s.min(b.closure_s) })
    }

    /// The most that passes with any part of a set, and the most that is left, thousandths of a vehicle a day.
    pub(super) fn least(&self, set: &Set) -> (u64, u64) {
        let parts = self.measured.iter().filter(|(other, _)| other.is_in(set));
        let numbers =
            parts.filter(|(_, figure)| matches!(figure, Figure::Level(_))).map(|(_, figure)| figure.numbers());
        numbers.fold((0, 0), |a, b| (a.0.max(b.0), a.1.max(b.1)))
    }

    /// Takes a measurement up. A plan that stands with some cards stands with more: sets of which a plan came to less find
    /// themselves as soon as their part.
    pub(super) fn learn(&mut self, set: Set, figure: Figure) {
        if let Figure::Times(own) = &figure {
            for (_, other) in self.measured.iter_mut().filter(|(other, _)| set.is_in(other)) {
                if let Figure::Times(times) = other {
                    times.closure_s = times.closure_s.min(own.closure_s);
                    times.bound_s = times.bound_s.min(times.closure_s);
                }
            }
        }
        self.measured.insert(set, figure);
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, Figure, Times};
    use crate::algo::portfolio::Set;

    fn at(bound_s: u64, closure_s: u64) -> Figure {
        Figure::Times(Times { bound_s, closure_s })
    }

    #[test]
    fn what_lies_between_two_alike_is_known() {
        let mut column = Column::default();
        column.learn(Set::EMPTY, at(10, 20));
        assert_eq!(column.known(&Set::one(1)), None);
        column.learn(Set::one(1).with(2), at(10, 20));
        assert_eq!(column.known(&Set::one(1)), Some(at(10, 20)));
        assert_eq!(column.known(&Set::one(3)), None, "nothing above it is known");
        column.learn(Set::one(1).with(3), at(8, 20));
        assert_eq!(column.known(&Set::one(3)), None, "it may lie on either side");
        assert!(!column.measured(&Set::one(1)) && column.measured(&Set::EMPTY));
    }

    #[test]
    fn a_plan_counts_for_larger_sets_that_were_measured_before() {
        let mut column = Column::default();
        column.learn(Set::one(1).with(2), at(9, 20));
        column.learn(Set::one(1), at(8, 12));
        assert_eq!(column.known(&Set::one(1).with(2)), Some(at(9, 12)));
        column.learn(Set::one(2), at(3, 30));
        assert_eq!(column.known(&Set::one(1).with(2)), Some(at(9, 12)));
    }

    #[test]
    fn more_cards_are_no_later() {
        let mut column = Column::default();
        column.learn(Set::EMPTY, at(10, 20));
        column.learn(Set::one(1), at(9, 15));
        column.learn(Set::one(2), at(7, 18));
        let soonest = column.soonest(&Set::one(1).with(2));
        assert_eq!(soonest, Some(Times { bound_s: 7, closure_s: 15 }));
        assert_eq!(column.soonest(&Set::one(3)).map(|times| times.closure_s), Some(20));
        assert_eq!(Column::default().soonest(&Set::EMPTY), None);
    }
}
