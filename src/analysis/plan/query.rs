//! The question of a plan.

use crate::analysis::route;

/// What a plan is to be best in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Objective {
    /// The last piece as early as can be.
    #[default]
    Closure,
    /// Every piece as early as can be, added up.
    EarliestArrival,
    /// Required dates: as little late as can be, the first priorities weighing most.
    Lateness,
}

impl Objective {
    /// All objectives.
    pub const ALL: [Objective; 3] = [Objective::Closure, Objective::EarliestArrival, Objective::Lateness];

    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Objective::Closure => "closure",
            Objective::EarliestArrival => "earliest-arrival",
            Objective::Lateness => "lateness",
        }
    }
}

/// Everything asked beside the force; what is empty here is taken from the force file.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// Circumstances, in the words of a route question; its places, loads and departure are not looked at.
    pub circumstances: route::query::Query,
    /// What to be best in.
    pub objective: Objective,
    /// Work that may be done, in thousands of journeys evaluated.
    pub effort: u32,
    /// Plan the rest when some units cannot move.
    pub partial: bool,
    /// Legs carry their lines on the map.
    pub lines: bool,
    /// Say what would bring closure forward, each thing planned anew.
    pub sooner: bool,
    /// The circumstances are these, whatever the force file says.
    pub exact: bool,
}

impl Default for Query {
    fn default() -> Self {
        Query {
            circumstances: route::query::Query::default(),
            objective: Objective::default(),
            effort: EFFORT_DEFAULT,
            partial: false,
            lines: false,
            sooner: false,
            exact: false,
        }
    }
}

/// Work by default, in thousands of journeys evaluated.
pub const EFFORT_DEFAULT: u32 = 100;
