//! How sure an effect is, and what of it is a matter of closure.

use super::*;

/// The closure under a loss: the base's where its plan is not touched.
pub(super) fn closes<'i>(base: &'i Impact, impact: &'i Impact) -> Option<&'i Closes> {
    impact.closes.as_ref().or(base.closes.as_ref())
}

/// Hours with one decimal.
pub(super) fn hours(seconds: u32) -> f64 {
    f64::from(seconds.saturating_add(180) / 360) / 10.0
}

/// How sure an effect is; see [`Loss::confidence`].
pub(super) fn confidence(base: &Impact, impact: &Impact) -> &'static str {
    let lost = |level: usize| match (base.least_min[level], impact.least_min[level]) {
        (Some(before), Some(after)) => Some(after.saturating_sub(before)),
        (Some(_), None) => Some(u64::MAX),
        (None, _) => None,
    };
    let ends: Vec<u64> = (0..3).filter_map(lost).collect();
    let (least, most) = (ends.iter().min().copied().unwrap_or(0), ends.iter().max().copied().unwrap_or(0));
    // Where no day is lost, an effect on some pair counts.
    let always = least > 0 || (most == 0 && !impact.changes.is_empty());
    match (always, most <= least.saturating_mul(2)) {
        (true, true) => "high",
        (true, false) => "medium",
        (false, _) => "low",
    }
}
