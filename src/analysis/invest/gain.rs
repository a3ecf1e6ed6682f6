//! What is gained between two networks, by what cards are compared by.

use crate::analysis::capacity::level::Level;

use super::measure::{Figures, Part};
use super::query::By;

/// Points that all cards together are worth, in ten-thousandths.
const WHOLE: u64 = 1_000_000;

/// The parts that a comparison needs.
pub(super) fn parts_of(by: By) -> &'static [Part] {
    match by {
        By::Closure => &[Part::Closure],
        By::Bound => &[Part::Bound],
        By::Flow | By::Resilience => &[Part::Flow],
        By::Balance => &[Part::Bound, Part::Flow],
    }
}

/// What is gained between two networks; a loss counts as nothing gained. `all` is the network with all cards: of it points
/// are shares.
pub(super) fn gain(by: By, before: &Figures, after: &Figures, all: &Figures) -> u64 {
    let own = |before: &Figures, after: &Figures| match by {
        By::Balance => [By::Bound, By::Flow, By::Resilience].iter().flat_map(|by| each(*by, before, after)).collect(),
        by => each(by, before, after),
    };
    let gained = own(before, after);
    if by != By::Balance {
        return gained.into_iter().sum();
    }
    let whole = own(before, all);
    let parts = u64::try_from(whole.iter().filter(|whole| **whole > 0).count()).unwrap_or(u64::MAX).max(1);
    let share = |(gained, whole): (u64, u64)| {
        let part = u128::from(gained.min(whole)) * u128::from(WHOLE) / u128::from(whole.max(1)) / u128::from(parts);
        u64::try_from(part).unwrap_or(WHOLE)
    };
    gained.into_iter().zip(whole).map(share).sum()
}

/// What is gained of one thing, by force or theatre: minutes, or thousandths of a vehicle a day.
pub(super) fn each(by: By, before: &Figures, after: &Figures) -> Vec<u64> {
    let levels = |figures: &Figures| {
        let of = |level: &Level| if by == By::Resilience { level.left_milli } else { level.milli };
        figures.levels.iter().map(of).collect::<Vec<u64>>()
    };
    let (less, more) =
        if by.is_time() { (after.minutes(by), before.minutes(by)) } else { (levels(before), levels(after)) };
    less.into_iter().zip(more).map(|(less, more)| more.saturating_sub(less)).collect()
}
