//! No plan closes earlier: proofs.
//!
//! Each piece needs at least as long as the lightest piece of its group on the fastest way that any limit lets it take,
//! with one train, one packet, one ship's share of its own, and nobody in its way. What a plan adds (others, capacity,
//! carriers, ships that fill up) only makes it later.

use crate::replay::document::Bound;

use super::problem::Problem;

/// A bound and what proves it.
pub(super) struct Proven {
    /// No plan closes earlier, seconds after C.
    pub(super) closure_s: u32,
    pub(super) bound: Bound,
}

/// The latest over the groups of the earliest arrival that anything in the group can have.
pub(super) fn fastest_way(problem: &Problem<'_>, lightest_s: &[Option<u32>]) -> Proven {
    let worst = lightest_s.iter().zip(problem.groups).filter_map(|(fastest_s, group)| Some(((*fastest_s)?, group)));
    let Some((closure_s, group)) = worst.max_by_key(|(fastest_s, _)| *fastest_s) else {
        return Proven { closure_s: 0, bound: Bound::default() };
    };
    let name = |target| problem.network.node_name(problem.network.node_of(target));
    let text = format!(
        "{} pieces from {} to {} cannot be there earlier on any way, were they alone",
        group.key.cargo,
        name(group.key.from),
        name(group.key.to)
    );
    Proven { closure_s, bound: Bound { kind: "fastest way".to_owned(), text, prices: Vec::new() } }
}
