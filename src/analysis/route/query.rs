//! The question of a route.

use crate::network::limits::Assurance;
use crate::network::rules::Case;

/// Means of moving.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// Railways.
    Rail,
    /// Roads, with shuttles that carry road vehicles.
    Road,
    /// Ships and ferries.
    Sea,
    /// Barges on inland waterways.
    Iww,
    /// Aircraft.
    Air,
}

impl Mode {
    /// All modes.
    pub const ALL: [Mode; 5] = [Mode::Rail, Mode::Road, Mode::Sea, Mode::Iww, Mode::Air];

    /// The modes of a question that names none.
    pub const DEFAULT: [Mode; 3] = [Mode::Rail, Mode::Road, Mode::Sea];

    /// The word on the command line, in tables and answers.
    pub fn word(self) -> &'static str {
        match self {
            Mode::Rail => "rail",
            Mode::Road => "road",
            Mode::Sea => "sea",
            Mode::Iww => "iww",
            Mode::Air => "air",
        }
    }
}

/// Everything asked, by the words of the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// Where from.
    pub from: String,
    /// Where to.
    pub to: String,
    /// `NAME[xN]`, several.
    pub loads: Vec<String>,
    /// A piece by its sizes.
    pub sizes: crate::force::load::Sizes,
    /// Sending state (code); the state of the origin when not given.
    pub flag: Option<String>,
    /// Regime in force.
    pub regime: String,
    /// C, RFC 3339.
    pub c_day: String,
    /// `C+HOURS` or an instant.
    pub depart: String,
    /// States that may not be entered.
    pub deny: Vec<String>,
    /// States that take longer for a permission: `CC` or `CC=DAYS`.
    pub slow: Vec<String>,
    /// States that the tables deny and the question allows.
    pub allow: Vec<String>,
    /// Places or structures that may not be used.
    pub avoid: Vec<String>,
    /// Modes allowed.
    pub modes: Vec<Mode>,
    /// How sure.
    pub assurance: Assurance,
    /// End of the ranges of figures.
    pub case: Case,
    /// Ways wanted.
    pub ways: u32,
    /// The front over arrival, lead time, borders and unknowns instead of alternatives.
    pub pareto: bool,
    /// Permissions one after another, whatever the regime says.
    pub chained: Option<bool>,
    /// Hours' notice for a chartered ship; from the planning factors when not given.
    pub ship_notice_h: Option<f64>,
    /// Whether the lines of the ways are wanted (only maps and lists of positions need them).
    pub lines: bool,
}

impl Default for Query {
    fn default() -> Self {
        Query {
            from: String::new(),
            to: String::new(),
            loads: Vec::new(),
            sizes: crate::force::load::Sizes::default(),
            flag: None,
            regime: "today".to_owned(),
            c_day: DEFAULT_C_DAY.to_owned(),
            depart: "C+0".to_owned(),
            deny: Vec::new(),
            slow: Vec::new(),
            allow: Vec::new(),
            avoid: Vec::new(),
            modes: Mode::DEFAULT.to_vec(),
            assurance: Assurance::Likely,
            case: Case::Typical,
            ways: 3,
            pareto: false,
            chained: None,
            ship_notice_h: None,
            lines: true,
        }
    }
}

/// C when the question names none: a Monday morning without a holiday near, so that answers do not hang on the clock.
pub const DEFAULT_C_DAY: &str = "2027-03-01T08:00:00+01:00";
