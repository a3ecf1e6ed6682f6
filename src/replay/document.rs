//! A plan as it is published: everything that anybody needs to check it, in plain records.
//!
//! Times named `*_min` are whole minutes after C, rounded down; `*_s` are seconds after C, exact. Links are numbers of
//! the network that the stamp's hash names; `forward` means from the link's first end to its second.

mod account;

use serde::{Deserialize, Serialize};

pub use account::{Binding, ChainLink, Check, DailyLoad, LeftOut, Replay, Sooner};

/// What an answer was computed from (the same fields as every answer's stamp).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stamped {
    /// Always `corridor`.
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// Name of the network.
    pub network: String,
    /// SHA-256 over everything the network was loaded from.
    pub network_hash: String,
    /// The question.
    pub query: serde_json::Map<String, serde_json::Value>,
    /// Attributions.
    pub attribution: Vec<String>,
}

/// A whole plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What it was computed from.
    pub stamp: Stamped,
    /// Name of the force.
    pub name: String,
    /// C, RFC 3339.
    pub c_day: String,
    /// Hours from C until the last piece is complete at its destination, one decimal.
    pub closure_h: f64,
    /// The same, minutes.
    pub closure_min: u32,
    /// No plan closes earlier than this, hours, one decimal.
    pub lower_bound_h: f64,
    /// The same, minutes, rounded down.
    pub lower_bound_min: u32,
    /// (closure - bound) / bound, three decimals.
    pub gap: f64,
    /// What proves the bound.
    pub bound: Bound,
    /// What the plan is best in: `closure`, `earliest-arrival`, `lateness`.
    pub objective: String,
    /// `finished`, or `stopped` when the search was broken off.
    pub state: String,
    /// Passes of the search and journeys evaluated.
    pub passes: u32,
    /// See `passes`.
    pub work: u64,
    /// Units, in the order of the force file.
    pub units: Vec<Unit>,
    /// Load units, in the order of departure.
    pub movements: Vec<Movement>,
    /// Chartered ships' voyages.
    pub voyages: Vec<Voyage>,
    /// Pools of carriers.
    pub pools: Vec<Pool>,
    /// What holds the force up, day by day.
    pub binding: Vec<Binding>,
    /// Use of everything that is used to a tenth or more of its capacity on some day.
    pub loads: Vec<DailyLoad>,
    /// Where all the time goes: of the whole force, hours of pieces.
    pub ledger: Vec<LedgerShare>,
    /// What fixes closure, link by link, from C to the last arrival.
    pub chain: Vec<ChainLink>,
    /// What would bring closure forward.
    pub sooner: Vec<Sooner>,
    /// Units that cannot move at all, and why; only with `--partial`.
    pub left_out: Vec<LeftOut>,
    /// The result of the replay.
    pub replay: Replay,
    /// Assumptions and remarks.
    pub notes: Vec<String>,
    /// The force file, byte for byte.
    pub force: String,
}

/// What proves that no plan closes earlier.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// `fastest way` or `prices`.
    pub kind: String,
    /// In words.
    pub text: String,
    /// With `prices`: what has a price, and how much.
    pub prices: Vec<Price>,
}

/// The price of an asset in the proof of a bound.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Price {
    /// Id of the asset.
    pub asset: String,
    /// Name.
    pub name: String,
    /// Price of one unit of it; only ratios matter.
    pub price: u64,
    /// Units of it that could be used until the bound, by those who pay.
    pub capacity: u64,
    /// They pass it from this day after C (from 1) to the last one.
    pub from_day: u32,
    /// See `from_day`.
    pub to_day: u32,
    /// Direction along a stretch, where the two count apart: from its lower end.
    pub up: Option<bool>,
    /// Groups of pieces that pay (pieces with the same ends, readiness, means and class of cargo, in order of the force).
    pub groups: Vec<u32>,
}

/// A unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// Name.
    pub name: String,
    /// Origin.
    pub from: String,
    /// Destination.
    pub to: String,
    /// Pieces.
    pub pieces: u32,
    /// Ready, minutes.
    pub ready_min: u32,
    /// Required, minutes.
    pub required_min: Option<u32>,
    /// Complete, minutes.
    pub closure_min: u32,
    /// Complete, hours, one decimal.
    pub closure_h: f64,
    /// Hours after the required date; 0 when in time or none is required.
    pub late_h: f64,
    /// Load units that carry it.
    pub load_units: u32,
    /// What holds it up most.
    pub waits_for: String,
    /// Where its time goes: hours of its pieces.
    pub ledger: Vec<LedgerShare>,
}

/// Pieces of one kind of one unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Name of the unit.
    pub unit: String,
    /// Id in vehicles.csv.
    pub vehicle: String,
    /// Name.
    pub name: String,
    /// How many.
    pub count: u32,
}

/// A wagon with what stands on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Wagon {
    /// Id in wagons.csv.
    pub wagon: String,
    /// What stands on it: (id in vehicles.csv, how many).
    pub held: Vec<(String, u32)>,
}

/// A load unit's journey.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Movement {
    /// `M001` ...
    pub id: String,
    /// What is on it.
    pub contents: Vec<Content>,
    /// Pieces.
    pub pieces: u32,
    /// Cargo class.
    pub cargo: String,
    /// How it moves by road: `transporter`, `armour`, `truck`, `contracted`, `coach`.
    pub road_kind: String,
    /// Sending state.
    pub flag: String,
    /// Lane metres on ships.
    pub lane_m: u32,
    /// As a train; empty when it meets no rails.
    pub wagons: Vec<Wagon>,
    /// Road carriers: (id in transporters.csv, how many); empty when everything drives.
    pub transporters: Vec<(String, u32)>,
    /// Vehicles in a packet, packets.
    pub packets: u32,
    /// Node of the network where it starts and where it ends.
    pub origin: u32,
    /// See `origin`.
    pub destination: u32,
    /// Asked to start, seconds.
    pub depart_s: u32,
    /// First movement, minutes.
    pub depart_min: u32,
    /// Complete at its destination, seconds.
    pub arrive_s: u32,
    /// The same, minutes.
    pub arrive_min: u32,
    /// Voyage that it takes.
    pub voyage: Option<u32>,
    /// Legs in order.
    pub legs: Vec<Leg>,
    /// The journey step by step.
    pub steps: Vec<Step>,
    /// Every minute by name.
    pub ledger: Vec<LedgerLine>,
}

/// A leg of one mode.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    /// `road`, `rail`, `sea`, `shuttle`.
    pub mode: String,
    /// Track gauge, mm.
    pub gauge_mm: Option<u16>,
    /// Where it starts.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// Kilometres.
    pub distance_km: f64,
    /// Starts to move, minutes.
    pub depart_min: u32,
    /// Arrives, minutes.
    pub arrive_min: u32,
    /// The last vehicle passes the start point so many minutes after the first.
    pub pass_min: u32,
    /// Places passed: names of borders and towns.
    pub via: Vec<String>,
    /// Line as (lon, lat), degrees; empty unless asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub line: Vec<(f64, f64)>,
}

/// A stretch passed without anything between that could hold the load unit up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Links with their direction.
    pub links: Vec<(u32, bool)>,
    /// The long rest is taken before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rested: bool,
    /// Came to it.
    pub in_s: u32,
    /// Loading begins (carriers are there).
    pub carried_s: u32,
    /// Loaded.
    pub loaded_s: u32,
    /// Goes: it counts here for everything that it enters.
    pub go_s: u32,
    /// Movement over.
    pub moved_s: u32,
    /// Unloaded, processed: over.
    pub end_s: u32,
}

/// A named piece of time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerLine {
    /// What: `drive`, `halt`, `load`, `unload`, `transfer`, `queue`, `wait for carrier`, `sail`, `border`, `lead time` ...
    pub line: String,
    /// Minutes.
    pub minutes: u32,
    /// Where, or for what.
    #[serde(rename = "where")]
    pub where_: String,
    /// From, minutes after C.
    pub start_min: u32,
}

/// A line of a ledger over many pieces.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerShare {
    /// What.
    pub line: String,
    /// Hours of pieces.
    pub piece_hours: u64,
    /// Share of the whole, three decimals.
    pub share: f64,
}

/// A chartered ship's voyage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Voyage {
    /// Ports.
    pub from: String,
    /// See `from`.
    pub to: String,
    /// Their nodes.
    pub from_node: u32,
    /// See `from_node`.
    pub to_node: u32,
    /// Name of the pool, with the number of the ship; `chartered` when no pool limits ships.
    pub ship: String,
    /// Index of the pool.
    pub pool: Option<u32>,
    /// Number of the ship, over all pools of ships.
    pub ship_number: Option<u32>,
    /// Lane metres of the ship.
    pub lane_m: u32,
    /// Lane metres used.
    pub used_lane_m: u32,
    /// The ship is at the quay, seconds.
    pub ready_s: u32,
    /// Loaded and sails, seconds.
    pub sails_s: u32,
    /// Empty at the other port, seconds.
    pub empty_s: u32,
    /// Ids of the load units aboard.
    pub aboard: Vec<String>,
}

/// A pool of carriers and what was taken of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pool {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// Types that it holds.
    pub types: Vec<String>,
    /// How many.
    pub count: u32,
    /// Node of its home; none: at hand everywhere.
    pub home: Option<u32>,
    /// Not before this, seconds.
    pub ready_s: u32,
    /// Uses in order of time.
    pub uses: Vec<CarrierUse>,
    /// Most in use at once.
    pub most: u32,
}

/// Carriers taken for one load unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CarrierUse {
    /// Load unit.
    pub movement: String,
    /// How many.
    pub count: u32,
    /// Node where they are taken.
    pub at: u32,
    /// Loading begins, seconds.
    pub from_s: u32,
    /// Node where they come free.
    pub freed_at: u32,
    /// Come free, seconds.
    pub until_s: u32,
}
