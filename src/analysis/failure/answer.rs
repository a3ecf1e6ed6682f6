//! The answer of a question of failures: a plain record that every format prints.

use serde::Serialize;

use crate::analysis::stamp::Stamp;

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FailureAnswer {
    /// What it was computed from.
    pub stamp: Stamp,
    /// Where from.
    pub from: Places,
    /// Where to, together.
    pub to: Places,
    /// What moves, in words.
    pub load: String,
    /// Vehicles that turn a flow into days.
    pub vehicles: u32,
    /// When nothing is lost.
    pub base: Base,
    /// What was looked at.
    pub looked_at: Vec<LookedAt>,
    /// Every single loss that changes anything, the worst first.
    pub losses: Vec<Loss>,
    /// Each theatre by itself, with the ten losses that matter most; when there are several.
    pub theatres: Vec<Theatre>,
    /// Everything that the question names, lost together.
    pub footprint: Option<Together>,
    /// What is assumed, and what the figures mean.
    pub notes: Vec<String>,
}

/// A set of places.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Places {
    /// Name.
    pub name: String,
    /// How many places.
    pub places: usize,
    /// Their positions, (lon, lat) in degrees.
    #[serde(skip)]
    pub positions: Vec<(f64, f64)>,
}

/// When nothing is lost.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Base {
    /// Pairs of an origin and a destination.
    pub pairs: usize,
    /// Pairs that no way joins.
    pub pairs_without_way: usize,
    /// Vehicles a day that can arrive in steady state; none when nothing on the way has a capacity.
    pub vehicles_per_day: Option<f64>,
    /// The least travel time of all pairs, minutes: under way and handled, without waiting for permissions, bans, rests.
    pub travel_min: Option<i64>,
    /// Between which places.
    pub fastest: String,
    /// Arrival on that pair, minutes after C, with permissions, bans and rests.
    pub arrival_min: Option<i64>,
    /// No force of so many vehicles can be there sooner, days: the fastest way, then the flow.
    pub least_days: Option<f64>,
}

/// How many assets of a kind were looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LookedAt {
    /// Kind.
    pub kind: String,
    /// How many there are.
    pub assets: usize,
    /// How many of them change a time or the flow.
    pub matter: usize,
}

/// The loss of one asset.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Loss {
    /// Place in the ranking, from 1.
    pub rank: usize,
    /// Id.
    pub asset: String,
    /// Name for people.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// State.
    pub country: String,
    /// What it does.
    #[serde(flatten)]
    pub effect: Effect,
    /// Why it matters, in a sentence.
    pub why: String,
    /// Class of evidence of the row that describes it; none for borders and consent.
    pub evidence: Option<String>,
    /// How sure its effect is: `high` (about the same at both ends of the ranges of figures), `medium` (there at both
    /// ends), `low` (not at both ends).
    pub confidence: String,
    /// Other assets that are lost with it in effect, one after another on the same way: ids.
    pub same_as: Vec<String>,
    /// Where it is, (lon, lat) in degrees.
    pub at: (f64, f64),
    /// Its lines for maps, (lon, lat) in degrees.
    #[serde(skip)]
    pub lines: Vec<Vec<(f64, f64)>>,
}

/// What a loss does.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Effect {
    /// Nothing can arrive at all.
    pub cut_off: bool,
    /// Minutes lost for the vehicles of the question: by how much later, at the least, the last of them can be there; none
    /// when they cannot.
    pub lost_min: Option<u64>,
    /// The same in days.
    pub days_lost: Option<f64>,
    /// The same with the figures at the ends of their ranges: the least and the most.
    pub days_lost_low: Option<f64>,
    /// See `days_lost_low`.
    pub days_lost_high: Option<f64>,
    /// Vehicles a day less.
    pub flow_loss: f64,
    /// The share of the flow that is lost, 0 to 1.
    pub flow_loss_share: f64,
    /// Vehicles a day that it carries when nothing is lost.
    pub carries: f64,
    /// Pairs that become slower.
    pub pairs_slower: usize,
    /// Pairs that no way joins any more.
    pub pairs_cut_off: usize,
    /// By how much travel becomes longer at the most, of the pairs that a way still joins, minutes.
    pub extra_travel_min: Option<i64>,
    /// By how much later the pair of the detour arrives, with permissions, bans and rests, minutes; worked out for the worst
    /// losses.
    pub extra_min: Option<i64>,
    /// The way round, of the pair that is delayed most.
    pub detour: Option<Detour>,
}

/// A way round.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Detour {
    /// Where from.
    pub from: String,
    /// Where to.
    pub to: String,
    /// Kilometres more than the usual way.
    pub extra_km: i64,
    /// Places on it that the usual way does not pass, in order.
    pub through: Vec<String>,
    /// Its line, (lon, lat) in degrees.
    #[serde(skip)]
    pub line: Vec<(f64, f64)>,
}

/// One theatre.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Theatre {
    /// Name.
    pub name: String,
    /// When nothing is lost.
    pub base: Base,
    /// The losses that matter most, at most ten.
    pub losses: Vec<Loss>,
}

/// Several assets lost together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Together {
    /// What it is called.
    pub name: String,
    /// What is lost: ids and names.
    pub assets: Vec<Named>,
    /// What it does.
    #[serde(flatten)]
    pub effect: Effect,
    /// Days from C after which all is there again.
    pub out_days: Option<u32>,
    /// With `out_days`: the arrival of the pair of the detour, minutes after C, when the loss ends then.
    pub arrival_when_it_ends_min: Option<i64>,
}

/// An asset by id and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Named {
    /// Id.
    pub asset: String,
    /// Name for people.
    pub name: String,
}
