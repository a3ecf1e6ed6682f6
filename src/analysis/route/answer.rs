//! The answer to a route question: a plain record that the formats print and that anybody can check.
//!
//! All times are whole minutes; `*_min` of legs and ledger lines are counted from C (the moment the decision to move is
//! taken), so that `total_min` of a route is its arrival. Positions are degrees WGS84.

use serde::Serialize;

use crate::analysis::stamp::Stamp;

/// The whole answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RouteAnswer {
    /// What it was computed from.
    pub stamp: Stamp,
    /// Where from.
    pub from: Spot,
    /// Where to.
    pub to: Spot,
    /// What moves.
    pub load: LoadSummary,
    /// C, the instant from which times count, RFC 3339 with zone.
    pub c_day: String,
    /// Earliest departure asked for, minutes after C.
    pub depart_min: i64,
    /// The ways found, best first (or the Pareto front, by arrival). Empty when proven impossible.
    pub routes: Vec<Route>,
    /// What forbids the shorter way: the limits that stand on better ways, each with needed and has.
    pub refused: Vec<Refusal>,
    /// Ways that would open, or become better, if the smallest set of limits were relaxed.
    pub relaxations: Vec<Relaxation>,
    /// With alternatives: how many ways without a common stretch exist, and the cut that proves it.
    pub disjoint: Option<Disjoint>,
    /// What the reader should know: assumptions, repairs, things left out.
    pub notes: Vec<String>,
}

/// A place of the question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spot {
    /// Id in the network (`port:bremerhaven`).
    pub id: String,
    /// Name.
    pub name: String,
    /// ISO code of its country.
    pub country: String,
    /// Latitude, degrees.
    pub lat: f64,
    /// Longitude, degrees.
    pub lon: f64,
}

/// The load as it was understood.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LoadSummary {
    /// In words: `4 x Leopard 2A7`.
    pub text: String,
    /// Pieces in all.
    pub pieces: u32,
    /// Heaviest piece, tonnes.
    pub mass_t: f64,
    /// Widest piece, metres.
    pub width_m: f64,
    /// Highest piece, metres.
    pub height_m: f64,
    /// Longest piece as loaded, metres.
    pub length_m: f64,
    /// `standard`, `outsize`, `dangerous` or `personnel`.
    pub cargo: String,
    /// By mode, how it moves there: carrier, gross mass, load units needed (`rail: 1 train of 4 Samms wagons ...`).
    pub carriage: Vec<Carriage>,
}

/// How the load moves on one mode.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Carriage {
    /// `road`, `rail`, `sea`.
    pub mode: String,
    /// In words.
    pub text: String,
    /// Load units (trains, convoy packets, ships).
    pub load_units: u32,
}

/// One way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Route {
    /// 1 for the best.
    pub rank: u32,
    /// Minutes from C to arrival (complete, unloaded); equals the sum of the ledger.
    pub total_min: i64,
    /// Metres travelled, as kilometres.
    pub distance_km: f64,
    /// Arrival, RFC 3339 with zone of the destination.
    pub arrival: String,
    /// The strictest assurance at which this way holds: `proven`, `likely` or `any`.
    pub assurance: String,
    /// Latest departure (minutes after C) with the same arrival.
    pub latest_departure_min: i64,
    /// Longest lead time among the permissions needed, minutes.
    pub lead_min: i64,
    /// State borders crossed.
    pub borders: u32,
    /// States in order of travel, ISO codes.
    pub countries: Vec<String>,
    /// Share of the distance that it has in common with better-ranked ways, 0 to 1.
    pub overlap: f64,
    /// Legs in order, each of one mode.
    pub legs: Vec<Leg>,
    /// Every minute by name, in order of time; adds up to `total_min`.
    pub ledger: Vec<LedgerLine>,
    /// What is not known on this way.
    pub unknowns: Vec<Unknown>,
    /// Bridges, tunnels, gauge changes of note on the way.
    pub structures: Vec<StructureOnRoute>,
    /// Sources of the figures that bind (one per figure used).
    pub sources: Vec<Cited>,
}

/// A stretch of one mode between two places where the load is handled (or between two gauges).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Leg {
    /// `road`, `rail`, `sea`, `shuttle`.
    pub mode: String,
    /// Track gauge in mm, on rail.
    pub gauge_mm: Option<u16>,
    /// Name of the place where it starts.
    pub from: String,
    /// Name of the place where it ends.
    pub to: String,
    /// Kilometres.
    pub distance_km: f64,
    /// Minutes after C at which it starts to move.
    pub depart_min: i64,
    /// Minutes after C at which it arrives.
    pub arrive_min: i64,
    /// Named points passed (towns and borders of note), in order.
    pub via: Vec<String>,
    /// Line as (lon, lat) pairs, degrees.
    pub line: Vec<(f64, f64)>,
}

/// A named piece of time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LedgerLine {
    /// One of: `drive`, `halt`, `load`, `unload`, `transfer`, `queue`, `sail`, `border`, `lead time`, `rest`, `ban`,
    /// `wait for departure`, `wait for sailing`, `permission to start`.
    pub line: String,
    /// Minutes.
    pub minutes: i64,
    /// Where: a place, a border (`PL > LT`), or a leg (`Bremerhaven - Mockava`).
    #[serde(rename = "where")]
    pub where_: String,
    /// Minutes after C at which it begins.
    pub start_min: i64,
    /// Where the figure comes from (short), with evidence class in brackets.
    pub source: String,
}

/// A limit that nobody has published, or only assumed, on the way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unknown {
    /// `axle load`, `load class`, `clear height`, `clear width`, `ramp`, `draught` ...
    pub what: String,
    /// Structure, facility, or `main roads in PL`.
    #[serde(rename = "where")]
    pub where_: String,
    /// What the load needs, with unit.
    pub needed: String,
    /// What is assumed (`100 t assumed, 44 to 130`) or `unknown`.
    pub assumed: String,
    /// Kilometres of the way concerned; 0 for a point.
    pub km: f64,
}

/// A structure or gauge change that the way uses.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StructureOnRoute {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// `bridge`, `tunnel`, `movable_bridge`, `gauge_change`, `border`, `port`, `terminal`.
    pub kind: String,
    /// Latitude, degrees.
    pub lat: f64,
    /// Longitude, degrees.
    pub lon: f64,
    /// Limits in words: `load class unknown`, `4.2 m high (published)`.
    pub limits: String,
    /// Minutes after C at which it is reached.
    pub at_min: i64,
}

/// A figure and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Cited {
    /// The figure in words: `rail progress, outsize: 290 km/day`.
    pub figure: String,
    /// Source, as in the table.
    pub source: String,
    /// Its date.
    pub date: String,
    /// `official`, `published`, `derived`, `assumed`.
    pub evidence: String,
}

/// A limit that stands on a better way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refusal {
    /// What refuses: `Channel Tunnel lorry shuttle`, `HU denied by the question`, `lead time of PL`.
    pub what: String,
    /// Which limit: `gross mass`, `clear height`, `denied`, `lead time`, `mode not allowed` ...
    pub limit: String,
    /// What the load needs, with unit.
    pub needed: String,
    /// What there is, with unit and evidence class.
    pub has: String,
    /// Minutes that would be saved if this and its companions were relaxed; none when no way exists without it.
    pub saves_min: Option<i64>,
}

/// A smallest set of limits whose relaxation opens a (better) way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Relaxation {
    /// What to relax, each in words.
    pub relax: Vec<String>,
    /// Total minutes of the way that opens.
    pub total_min: i64,
    /// Minutes saved against the best allowed way; none when there is no allowed way.
    pub saves_min: Option<i64>,
    /// The way in words: `Bremerhaven - rail - Mockava - road - Rukla, 1,390 km`.
    pub way: String,
    /// Its line, (lon, lat), degrees.
    pub line: Vec<(f64, f64)>,
}

/// How many ways share no stretch (beyond the surroundings of the two ends), with proof.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Disjoint {
    /// Number of ways without a common stretch.
    pub ways: u32,
    /// The stretches that every set of ways must use: a cut of equal size.
    pub cut: Vec<String>,
    /// Stretches within this many kilometres of the ends were not counted.
    pub exempt_km: f64,
}
