//! Which items to choose when each costs something and only the value of a whole set can be asked for.
//!
//! The value of a set is a number that never falls when items are added. Nothing else is known of it: two items may be worth
//! something only together (sections of one line), or either one as much as both (two ways around one bottleneck). So a
//! greedy choice can be worth nothing where the best one is worth everything, and no sum of single values says what a set
//! is worth. Every question here asks an oracle for values of sets, in batches, and never twice for the same set.
//!
//! | question | function |
//! |---|---|
//! | the best set within budgets, with a proof | [`Search::best`] |
//! | the cheapest set of at least a value, with a proof | [`Search::cheapest`] |
//! | what pairs gain or lose by being together | [`pairs`] |
//! | smallest sets that are worth something | [`minimal_sets`] |
//! | fair shares of the value of the whole | [`shares`], [`sampled_shares`] |
//!
//! # The proof
//! A set U of value below t says: whoever wants t must take something outside U. Each such U is a constraint on the choice,
//! and the constraints of all U met so far are a problem of its own: the cheapest set that hits every complement (`master`).
//! If its cost is above the budget, no set within the budget has value t. If not, its value is asked for: either it reaches
//! t, or it grows to a largest U that does not, which is a new constraint. Items that change nothing end up inside every U,
//! so that seventy items of which ten matter cost little more than the ten. This is an implicit hitting set (Moreno-Centeno
//! & Karp 2013) over a monotone oracle.

mod master;
mod memo;
mod search;
mod set;
mod share;
#[cfg(test)]
mod tests;
mod together;

pub use master::Items;
pub use memo::{Memo, Oracle};
pub use search::{Best, Search};
pub use set::{ITEMS_MAX, Set};
pub use share::{Share, sampled_shares, shares};
pub use together::{Pair, minimal_sets, pairs, partners_of};
