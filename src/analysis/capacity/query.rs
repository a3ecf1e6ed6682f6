//! The question of a throughput.

use crate::analysis::route::query::Mode;
use crate::network::limits::Assurance;
use crate::network::rules::Case;

/// What the answer counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Count {
    /// Train loads a day.
    Trains,
    /// Vehicles (pieces) a day.
    #[default]
    Vehicles,
    /// Tonnes a day.
    Tonnes,
}

impl Count {
    /// The word on the command line and in answers.
    pub fn word(self) -> &'static str {
        match self {
            Count::Trains => "trains",
            Count::Vehicles => "vehicles",
            Count::Tonnes => "tonnes",
        }
    }
}

/// Everything asked, by the words of the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// Where to: theatres, states, places; several are asked one by one and together.
    pub to: Vec<String>,
    /// Where from: groups of ports, states, places; all together.
    pub from: Vec<String>,
    /// `NAME[xN]`, several: what moves, in these proportions. Empty: a mixed force by planning factors.
    pub loads: Vec<String>,
    /// What the answer counts.
    pub count: Count,
    /// Modes allowed between the ends.
    pub modes: Vec<Mode>,
    /// States that may not be entered.
    pub deny: Vec<String>,
    /// States that the tables deny and the question allows.
    pub allow: Vec<String>,
    /// Places or structures that may not be used.
    pub avoid: Vec<String>,
    /// Regime in force.
    pub regime: String,
    /// How sure every limit must be.
    pub assurance: Assurance,
    /// End of the ranges of figures.
    pub case: Case,
    /// Relieve what binds, step by step.
    pub ladder: bool,
    /// Stop the ladder at this many a day, in `count`.
    pub target: Option<u64>,
    /// What the loss and the next upgrade of each asset would change.
    pub headroom: bool,
    /// What is not known, and how much hangs on it.
    pub sensitivity: bool,
}

impl Default for Query {
    fn default() -> Self {
        Query {
            to: Vec::new(),
            from: Vec::new(),
            loads: Vec::new(),
            count: Count::Vehicles,
            modes: vec![Mode::Rail, Mode::Road, Mode::Sea],
            deny: Vec::new(),
            allow: Vec::new(),
            avoid: Vec::new(),
            regime: "today".to_owned(),
            assurance: Assurance::Likely,
            case: Case::Typical,
            ladder: false,
            target: None,
            headroom: false,
            sensitivity: false,
        }
    }
}
