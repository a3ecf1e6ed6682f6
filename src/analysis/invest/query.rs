//! The question of investments.

use crate::analysis::capacity::query::Pools;
use crate::data::force_file::ForceFile;
use crate::network::limits::Assurance;
use crate::network::rules::Case;

/// What cards are compared by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Closure of the forces: plans made anew.
    #[default]
    Closure,
    /// The earliest that the forces can be complete, proven.
    Bound,
    /// What can reach the theatres in a day.
    Flow,
    /// What is left of that when the one asset is lost whose loss hurts most.
    Resilience,
    /// All of it in equal parts: hours of each force, vehicles a day to each theatre, what is left there after the worst
    /// loss; each as a share of what all cards together buy of it.
    Balance,
}

impl By {
    /// All of them.
    pub const ALL: [By; 5] = [By::Closure, By::Bound, By::Flow, By::Resilience, By::Balance];

    /// The word on the command line and in answers.
    pub fn word(self) -> &'static str {
        match self {
            By::Closure => "closure",
            By::Bound => "bound",
            By::Flow => "flow",
            By::Resilience => "resilience",
            By::Balance => "balance",
        }
    }

    /// Whether a set of cards takes much to measure.
    pub fn is_costly(self) -> bool {
        matches!(self, By::Closure | By::Balance)
    }

    /// How many of what is counted (minutes, thousandths of a vehicle a day, ten-thousandths of a point) one of the unit is.
    pub fn per_unit(self) -> f64 {
        match self {
            By::Closure | By::Bound => 60.0,
            By::Flow | By::Resilience => 1_000.0,
            By::Balance => 10_000.0,
        }
    }

    /// Unit of what is gained.
    pub fn unit(self) -> &'static str {
        match self {
            By::Closure | By::Bound => "hours",
            By::Flow | By::Resilience => "vehicles a day",
            By::Balance => "points",
        }
    }

    /// Whether it counts minutes of forces; else thousandths of a vehicle a day.
    pub fn is_time(self) -> bool {
        matches!(self, By::Closure | By::Bound)
    }
}

/// Circumstances in which cards are worth something.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// In words; empty for the one of the question itself.
    pub name: String,
    /// Forces whose closure counts.
    pub forces: Vec<ForceFile>,
    /// Regime in force.
    pub regime: String,
    /// States that refuse passage.
    pub deny: Vec<String>,
}

/// A limit on what some money may be spent on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// A year's spending.
    Year(u32, u64),
    /// Spending in any one year.
    EachYear(u64),
    /// What a state pays: a card of several states is paid by them in equal parts.
    State(String, u64),
    /// What an instrument pays.
    Instrument(String, u64),
}

/// Everything asked.
#[derive(Clone, Debug)]
pub struct Query {
    /// Forces, regime and denials of the question.
    pub scenario: Scenario,
    /// Other circumstances that the choice must stand.
    pub others: Vec<Scenario>,
    /// Theatres whose capacity counts: one after another.
    pub to: Vec<String>,
    /// Where that flow comes from.
    pub from: Vec<String>,
    /// States that the tables deny and the question allows.
    pub allow: Vec<String>,
    /// Places or structures that may not be used.
    pub avoid: Vec<String>,
    /// Carriers that can be had for the flow to the theatres; forces bring their own.
    pub pools: Pools,
    /// C of the plans, RFC 3339; that of each force, or the usual one, when none is said.
    pub c_day: Option<String>,
    /// Whether permissions are asked for one after another, whatever the regime says.
    pub chained: Option<bool>,
    /// Hours' notice of a chartered ship.
    pub ship_notice_h: Option<f64>,
    /// How sure every limit must be.
    pub assurance: Assurance,
    /// End of the ranges of figures.
    pub case: Case,
    /// What cards are compared by.
    pub by: By,
    /// Money, thousands of euros; none: no portfolio.
    pub budget_keur: Option<u64>,
    /// Further limits.
    pub limits: Vec<Limit>,
    /// Only cards that are complete by the end of the year before.
    pub year: Option<u32>,
    /// Year of the prices of the answer, and the one to which money is discounted.
    pub price_year: u32,
    /// Only cards with these ids; all when empty.
    pub only: Vec<String>,
    /// Cards that are not chosen.
    pub without: Vec<String>,
    /// Interactions, orphans and shares.
    pub together: bool,
    /// Orders sampled for shares where there are too many cards to try all.
    pub orders: u32,
    /// Draws of costs and effects; 0: none.
    pub draws: u32,
    /// Seed of draws and orders.
    pub seed: u64,
    /// Work of a plan, thousands of journeys evaluated; 0: one pass.
    pub effort: u32,
    /// Sets of cards that a search asks for at most.
    pub asks: u32,
    /// One card in full.
    pub explain: Option<String>,
}

impl Default for Query {
    fn default() -> Self {
        Query {
            scenario: Scenario {
                name: String::new(),
                forces: Vec::new(),
                regime: "today".to_owned(),
                deny: Vec::new(),
            },
            others: Vec::new(),
            to: Vec::new(),
            from: vec!["ports:north-sea".to_owned()],
            allow: Vec::new(),
            avoid: Vec::new(),
            pools: Pools::default(),
            c_day: None,
            chained: None,
            ship_notice_h: None,
            assurance: Assurance::Likely,
            case: Case::Typical,
            by: By::Flow,
            budget_keur: None,
            limits: Vec::new(),
            year: None,
            price_year: PRICE_YEAR,
            only: Vec::new(),
            without: Vec::new(),
            together: false,
            orders: 8,
            draws: 0,
            seed: 1,
            effort: EFFORT,
            asks: ASKS,
            explain: None,
        }
    }
}

/// Year of prices when the question names none: answers do not hang on the clock.
pub const PRICE_YEAR: u32 = 2026;

/// Work of a plan when the question does not say, thousands of journeys evaluated.
pub const EFFORT: u32 = 20;

/// Sets that a search asks for at most when the question does not say.
pub const ASKS: u32 = 2_000;

/// The same where a set needs a plan.
pub const ASKS_PLANNED: u32 = 60;

/// The same where a set needs bounds of several forces and levels of several theatres.
pub const ASKS_BALANCED: u32 = 40;

/// Sets that a search asks for at most when the question does not say.
pub fn asks(by: By) -> u32 {
    match by {
        By::Closure => ASKS_PLANNED,
        By::Balance => ASKS_BALANCED,
        By::Bound | By::Flow | By::Resilience => ASKS,
    }
}
