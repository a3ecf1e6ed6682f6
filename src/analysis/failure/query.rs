//! The question of failures.

use crate::analysis::route::query::Query as Circumstances;

use super::assets::Kind;

/// Vehicles whose arrival turns a flow into days when the question names no number: about a brigade.
pub const VEHICLES_DEFAULT: u32 = 1_500;

/// Losses together at most.
pub const WORST_MAX: u32 = 12;

/// Losses together when what to harden or to repair is asked for and nothing says how many.
pub const WORST_DEFAULT: u32 = 2;

/// Assets hardened at most.
pub const HARDEN_MAX: u32 = 6;

/// Budget at most, millions of euro.
pub const BUDGET_MAX_EUR_M: u32 = 100_000;

/// What is lost together: everything that the words name, less what is spared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Footprint {
    /// What it is called; made from its parts when empty.
    pub name: String,
    /// Names or ids of assets; a road or line number means all its sections.
    pub lose: Vec<String>,
    /// Names or ids of what stays.
    pub except: Vec<String>,
    /// Rivers and straits whose bridges and tunnels are lost.
    pub rivers: Vec<String>,
    /// Areas in which everything is lost.
    pub areas: Vec<Area>,
}

impl Footprint {
    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        self.lose.is_empty() && self.rivers.is_empty() && self.areas.is_empty()
    }
}

/// An area.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// What it is called.
    pub name: String,
    /// Polygons: rings of (lon, lat) in degrees, the first the outer one, the others holes; each ring closed.
    pub polygons: Vec<Vec<Vec<(f64, f64)>>>,
}

/// Everything asked, by the words of the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// Where from: places, states, groups of ports.
    pub from: Vec<String>,
    /// Where to: places, states, theatres; each is answered for itself too.
    pub to: Vec<String>,
    /// Regime, date, denied states, modes, load ...; its ends are not looked at.
    pub circumstances: Circumstances,
    /// The force of the question, as stamps name it; empty for none.
    pub force: String,
    /// Vehicles that are to arrive: turns vehicles a day into days.
    pub vehicles: u32,
    /// Kinds of assets that are looked at; all when empty.
    pub kinds: Vec<Kind>,
    /// What is lost together.
    pub footprint: Footprint,
    /// When losses begin for a force, as a departure is written; at C when empty. With this (or `out_days`) the plan of the
    /// force is interrupted then.
    pub lost_at: String,
    /// Days after which what is lost is there again (out and repaired). When not given: for good, or with `lost_at` as long as
    /// repairs of its kind take.
    pub out_days: Option<u32>,
    /// Look for the losses that are worst together, up to this many.
    pub worst: u32,
    /// Assets that can be hardened against the worst losses.
    pub harden: u32,
    /// Millions of euro for hardening and ways past against the worst losses (0: not asked).
    pub budget_eur_m: u32,
    /// Crews that repair what is lost together (0: not asked).
    pub crews: u32,
    /// Draws of random failures (0: not asked).
    pub draws: u32,
    /// Seed of the draws.
    pub seed: u64,
    /// Whether lines for maps are wanted.
    pub lines: bool,
}

impl Default for Query {
    fn default() -> Self {
        Query {
            from: Vec::new(),
            to: Vec::new(),
            circumstances: Circumstances::default(),
            force: String::new(),
            vehicles: VEHICLES_DEFAULT,
            kinds: Vec::new(),
            footprint: Footprint::default(),
            lost_at: String::new(),
            out_days: None,
            worst: 0,
            harden: 0,
            budget_eur_m: 0,
            crews: 0,
            draws: 0,
            seed: 1,
            lines: false,
        }
    }
}
