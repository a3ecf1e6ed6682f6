//! What a plan says of itself: what held it up, what fixes closure, what would help, what the referee found.

use serde::{Deserialize, Serialize};

/// What held up most on a day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Binding {
    /// Day after C, from 1.
    pub day: u32,
    /// Id of the asset, or `lead time LT`, `pool heavy flats`.
    pub asset: String,
    /// Name.
    pub name: String,
    /// What kind of thing: `ramp`, `quota`, `port discharge`, `lead time`, `carriers` ...
    pub kind: String,
    /// Hours that pieces waited for it on this day.
    pub piece_hours: u64,
}

/// Use of an asset in one window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DailyLoad {
    /// Id of the asset.
    pub asset: String,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// Day after C, from 1.
    pub day: u32,
    /// Used.
    pub used: u64,
    /// Capacity in this window.
    pub capacity: u64,
    /// Unit.
    pub unit: String,
}

/// A link of the critical chain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChainLink {
    /// Load unit.
    pub movement: String,
    /// What: a line of its ledger.
    pub what: String,
    /// Where, or for what.
    #[serde(rename = "where")]
    pub where_: String,
    /// From, minutes.
    pub start_min: u32,
    /// To, minutes.
    pub end_min: u32,
    /// What stood before it, when it waited for another load unit.
    pub because: String,
}

/// Something that would bring closure forward.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sooner {
    /// What would be changed.
    pub change: String,
    /// Closure then, hours, one decimal.
    pub closure_h: f64,
    /// Hours gained, one decimal.
    pub gain_h: f64,
}

/// A unit that cannot move.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Units concerned.
    pub unit: String,
    /// Pieces.
    pub pieces: u32,
    /// Why, and what to relax.
    pub why: String,
}

/// What the replay found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Replay {
    /// Every check passed.
    pub ok: bool,
    /// Things looked at.
    pub checked: u64,
    /// Checks by name.
    pub checks: Vec<Check>,
}

/// One check.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Name.
    pub name: String,
    /// Passed.
    pub ok: bool,
    /// What was looked at, or what is wrong (at most some).
    pub value: String,
}
