//! The answer of a question of failures: a plain record that every format prints.

mod measures;

pub use measures::{MeasureTaken, Protected};

use serde::Serialize;

use crate::analysis::stamp::Stamp;

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FailureAnswer {
    /// What it was computed from.
    pub stamp: Stamp,
    /// With a force whose plan is interrupted: when the losses begin, hours after C.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost_at_h: Option<f64>,
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
    /// The losses that are worst for the flow together: one, two, ... of them; when asked for.
    pub worst: Vec<Worst>,
    /// With a force: two and three losses together that delay its closure most; when asked for.
    pub worst_closure: Vec<WorstClosure>,
    /// With a force: what to harden against them; when asked for.
    pub harden_closure: Vec<HardenedClosure>,
    /// What to harden against the worst losses: nothing, one, two, ... assets; when asked for.
    pub harden: Vec<Hardened>,
    /// What to harden and what to prepare a way past for with a budget; when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protect: Option<Protected>,
    /// In which order to repair what is lost together (else the worst losses); when asked for.
    pub restoration: Option<Restoration>,
    /// What failures at random cost; when asked for.
    pub random: Option<Random>,
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
    /// Vehicles a day that can arrive in steady state, as `corridor capacity` has it; none when nothing on the way has a
    /// capacity.
    pub vehicles_per_day: Option<f64>,
    /// The same for links and places alone, without what several ways share (wagons, ships, a quota over all crossings, one
    /// structure under several ways): what losses that are worst together and repairs are counted from.
    pub vehicles_per_day_apart: Option<f64>,
    /// The least travel time of all pairs, minutes: under way and handled, without waiting for permissions, bans, rests.
    pub travel_min: Option<i64>,
    /// Between which places.
    pub fastest: String,
    /// Arrival on that pair, minutes after C, with permissions, bans and rests.
    pub arrival_min: Option<i64>,
    /// With a force: its closure, hours after C.
    pub closure_h: Option<f64>,
    /// Proven: no plan closes before.
    pub closure_bound_h: Option<f64>,
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
    /// With a force: by how many hours later the best plan found closes; none when the force does not close.
    pub closure_delay_h: Option<f64>,
    /// With a force: the closure of that plan, hours after C.
    pub closure_h: Option<f64>,
    /// With a force: proven, no plan closes before; none when it is proven that some of the force cannot be there.
    pub closure_bound_h: Option<f64>,
    /// With a force: what of it cannot be there.
    pub closure_cut_off: Option<String>,
    /// With a force whose plan is interrupted: what becomes of the load units that are hit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caught: Option<Caught>,
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

/// Load units of a plan that a loss hits while the force is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Caught {
    /// Under way, and wait until what is lost is there again.
    pub waiting: u32,
    /// Under way, and go round.
    pub round: u32,
    /// Not started yet, and planned anew.
    pub anew: u32,
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
    /// The losses that matter most: at most ten, and at most five consents.
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

/// An asset of a worst set, with what stands on the same stretch and comes to the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stretch {
    /// Id.
    pub asset: String,
    /// Name for people.
    pub name: String,
    /// State.
    pub country: String,
    /// Names of what stands one after another with it on one way: the loss of any of them is the same.
    pub with: Vec<String>,
    /// Where it is, (lon, lat) in degrees.
    pub at: (f64, f64),
}

/// The losses that are worst together where what several ways share counts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorstShared {
    /// Which, at most as many.
    pub assets: Vec<Stretch>,
    /// Vehicles a day that pass without them.
    pub flow_left: f64,
    /// Proven: no as many losses leave less.
    pub bound: f64,
    /// Whether the bound is reached.
    pub proven: bool,
}

/// Some losses that are worst together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Worst {
    /// So many losses.
    pub k: usize,
    /// Which, at most k.
    pub assets: Vec<Stretch>,
    /// Vehicles a day that links and places alone let pass without them.
    pub flow_left: f64,
    /// The same with what several ways share counted.
    pub flow_left_shared: Option<f64>,
    /// The worst of as many losses in that flow.
    pub shared: Option<WorstShared>,
    /// Proven: no k losses leave less.
    pub bound: f64,
    /// Vehicles a day less.
    pub flow_loss: f64,
    /// Whether the bound is reached: then no k losses are worse.
    pub proven: bool,
    /// Nothing can arrive at all.
    pub cut_off: bool,
    /// Minutes lost, as for a single loss; none when cut off.
    pub lost_min: Option<u64>,
}

/// The losses together that delay a closure most.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorstClosure {
    /// So many losses.
    pub k: u32,
    /// The worst found of those that do not cut off.
    pub assets: Vec<Named>,
    /// Closure of the best plan found without them, hours after C.
    pub closure_h: Option<f64>,
    /// Proven: without them no plan closes before.
    pub closure_bound_h: Option<f64>,
    /// Without any so many assets that do not cut off some plan closes by then; none when some sets were left open.
    pub closure_at_most_h: Option<f64>,
    /// Sets for which plans were made; all others are settled by plans that keep clear of them.
    pub planned: usize,
    /// Sets that were left open.
    pub open: usize,
    /// A set that cuts off some of the force, none of which does alone, if one was met.
    pub cuts: Vec<Named>,
}

/// What to harden against the losses that delay a closure most.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HardenedClosure {
    /// So many assets, at most.
    pub n: u32,
    /// What.
    pub assets: Vec<Named>,
    /// The worst losses that remain.
    pub left: WorstClosure,
    /// Proven: whatever n assets are hardened, losses of so many others delay to this, hours after C.
    pub at_least_h: f64,
}

/// What to harden.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hardened {
    /// So many assets, at most.
    pub n: usize,
    /// Against so many losses together.
    pub against: u32,
    /// Which, each with its whole stretch.
    pub assets: Vec<Stretch>,
    /// The worst losses that remain.
    pub worst: Vec<Stretch>,
    /// Vehicles a day that these leave.
    pub flow_left: f64,
    /// Proven: no such losses leave less when this is hardened.
    pub bound: f64,
    /// Proven: whatever n assets are hardened, such losses leave no more.
    pub best_possible: f64,
    /// Whether the two meet: then nothing better can be hardened.
    pub proven: bool,
}

/// An order of repairs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Restoration {
    /// Crews.
    pub crews: u32,
    /// Vehicles a day that links and places alone let pass while all is lost.
    pub flow_without: f64,
    /// Assets whose repair brings no flow, whatever else is lost.
    pub left_out: usize,
    /// Repairs in the order in which they begin.
    pub repairs: Vec<Repair>,
    /// Vehicles that cannot arrive until all is there again.
    pub missed_vehicles: f64,
    /// Proven: no order misses fewer.
    pub bound: f64,
    /// Whether the bound is reached.
    pub proven: bool,
}

/// One repair.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Repair {
    /// Id.
    pub asset: String,
    /// Name for people.
    pub name: String,
    /// Day on which a crew begins, from 0.
    pub begins_day: u32,
    /// Day on which it is there again.
    pub back_day: u32,
    /// Vehicles a day from then on, counted so.
    pub flow_then: f64,
}

/// What failures at random cost.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Random {
    /// Draws.
    pub draws: u32,
    /// Seed.
    pub seed: u64,
    /// Assets lost in a draw, on average.
    pub assets_lost: f64,
    /// Vehicles a day less, on average.
    pub expected_flow_loss: f64,
    /// Vehicles a day less, on average of the worst twentieth of the draws.
    pub tail_flow_loss: f64,
    /// Minutes lost, on average of the draws that do not cut off.
    pub expected_lost_min: u64,
    /// Minutes lost, on average of the worst twentieth of the draws; none when some of these cut off.
    pub tail_lost_min: Option<u64>,
    /// Share of the draws in which nothing can arrive.
    pub cut_off_share: f64,
    /// Single assets by probability times minutes lost, at most twenty.
    pub risks: Vec<Risk>,
}

/// The risk of one asset.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Risk {
    /// Id.
    pub asset: String,
    /// Name for people.
    pub name: String,
    /// Assumed probability that it is out.
    pub probability: f64,
    /// Low end of the range.
    pub probability_low: f64,
    /// High end of the range.
    pub probability_high: f64,
    /// Minutes lost without it; none when it cuts off.
    pub lost_min: Option<u64>,
    /// Rank with typical probabilities and the question's figures.
    pub rank: usize,
    /// Best rank over low, typical and high probabilities and favourable, typical and unfavourable figures.
    pub rank_best: usize,
    /// Worst rank over these nine.
    pub rank_worst: usize,
    /// In how many of the nine it is among the first ten.
    pub among_ten: usize,
}
