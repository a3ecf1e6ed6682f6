//! What is known of sets of cards, and what it says of others.

use std::collections::BTreeMap;

use crate::algo::portfolio::Set;
use crate::analysis::capacity::level::Proven;
use crate::analysis::plan::earliest::Shape;

use super::column::{Column, Figure, Times};
use super::measure::Part;

/// Proofs kept of one theatre.
const PROOFS_MAX: usize = 6;

/// Scenario, part, case, force or theatre.
pub(super) type Key = (usize, Part, u8, usize);

/// What smaller sets say of a force or a theatre: plans that still stand, a level that may still be proven.
#[derive(Clone, Default)]
pub(super) struct Before {
    pub(super) times: Option<Times>,
    pub(super) level: Option<Proven>,
}

/// A measurement.
pub(super) enum Found {
    First(Times, Shape),
    Times(Times),
    Level(Proven),
}

/// What is known.
#[derive(Default)]
pub(super) struct Known {
    pub(super) columns: BTreeMap<Key, Column>,
    /// Of each force in a scenario at one end of the figures.
    pub(super) shapes: BTreeMap<(usize, u8, usize), Shape>,
    /// Levels with their proofs, that of nothing first.
    pub(super) proofs: BTreeMap<Key, Vec<(Set, Proven)>>,
    /// Earliest closures in the question's own scenario, minutes after C, by set.
    pub(super) proven: BTreeMap<Set, Vec<u64>>,
}

impl Known {
    /// A level whose proof may hold for a set: of a part of it that passes as much as any part.
    pub(super) fn provable(&self, key: &Key, set: &Set) -> Option<Proven> {
        let least = self.columns.get(key)?.least(set);
        let parts = self.proofs.get(key)?.iter().filter(|(own, _)| own.is_in(set));
        let mut alike = parts.filter(|(_, own)| (own.level.milli, own.level.left_milli) == least);
        alike.next_back().map(|(_, own)| own.clone())
    }

    pub(super) fn learn(&mut self, key: Key, set: Set, found: Found) {
        let figure = match found {
            Found::First(times, shape) => {
                self.shapes.insert((key.0, key.2, key.3), shape);
                Figure::Times(times)
            }
            Found::Times(times) => Figure::Times(times),
            Found::Level(proven) => {
                let level = proven.level.clone();
                let own = self.proofs.entry(key).or_default();
                // That of nothing stays; of the others the last ones do.
                if own
                    .iter()
                    .all(|(_, other)| (other.level.milli, other.level.left_milli) != (level.milli, level.left_milli))
                {
                    if own.len() == PROOFS_MAX {
                        own.remove(1);
                    }
                    own.push((set, proven));
                }
                Figure::Level(level)
            }
        };
        self.columns.entry(key).or_default().learn(set, figure);
    }
}
