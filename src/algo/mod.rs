//! Pure algorithms on arrays and integers; none of them ever hears of a bridge.
//!
//! | module | question | complexity | literature | twin |
//! |---|---|---|---|---|
//! | [`march`] | when does a column arrive that must rest and may be barred? | O(spells · log bans) | Orda & Rom 1990 | second by second |
//! | [`disjoint`] | how many ways share no link, and which cut proves it? | O(k m) | Menger 1927; Edmonds & Karp 1972 | all link sets |
//! | [`labels`] | the best ways over gates, calendars, rests and relaxable items | O(L log L) labels | Martins 1984; Hart, Nilsson & Raphael 1968 | all simple paths |

pub mod disjoint;
pub mod labels;
pub mod march;
