//! The question of a plan as flags.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::plan::query::{EFFORT_DEFAULT, Objective, Query};
use crate::analysis::plan::{
    JOURNEYS_PER_SECOND, ask, ask_from,
    line::{LineRuns, line},
    staging::{DailyLoads, Stays, loads, standing},
    validate::{Validation, validate},
};
use crate::analysis::route;
use crate::data::force_file::{ForceFile, schema};
use crate::data::forces::NAMES;
use crate::error::{Error, Result};
use crate::replay::document::Plan;
use crate::report::plan::{FORMATS, render_line, render_loads, render_plan, render_standing, render_validation};
use crate::report::{Colour, Format, Options};

use super::common::{AssuranceWord, CaseWord, Common, ModeWord, Passage, format, formats, modes, words};
use super::route::FilingWord;
use super::{Answer, Desk, Printed, Question, Source};

/// The question of a plan.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  corridor plan --list\n  corridor plan brigade-fr-romania\n  corridor plan brigade-fr-romania --regime emers-6h --out plan.json\n  corridor plan my-force.toml --objective lateness --format csv --out movements.csv\n  corridor plan --validate"
)]
pub struct PlanArguments {
    /// A force file (TOML), or the name of an example (`--list`).
    #[arg(required_unless_present_any = ["list", "schema", "validate"])]
    force: Option<String>,
    /// Name the examples that come with the program.
    #[arg(long)]
    list: bool,
    /// Describe force files (Markdown).
    #[arg(long)]
    schema: bool,
    /// Compare plans of published movements with what was published.
    #[arg(long)]
    validate: bool,
    /// What to be best in: closure, earliest-arrival or lateness.
    #[arg(long, value_name = "WORD", default_value = "closure")]
    objective: ObjectiveWord,
    /// Work that may be done, in thousands of journeys evaluated.
    #[arg(long, value_name = "N", default_value_t = EFFORT_DEFAULT, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    effort: u32,
    /// The same in seconds of a usual machine; counted in work, so that the same question gives the same plan.
    #[arg(long, value_name = "SECONDS", conflicts_with = "effort", value_parser = clap::value_parser!(u32).range(1..=86_400))]
    time_limit: Option<u32>,
    /// Plan the rest when some units cannot move.
    #[arg(long)]
    partial: bool,
    /// A plan saved as JSON to start from: it is kept where it still stands and nothing better is found.
    #[arg(long, value_name = "FILE")]
    incumbent: Option<PathBuf>,
    /// Do not say what would bring closure forward.
    #[arg(long)]
    no_sooner: bool,
    /// Rules in force: today, permit-3d, emers-6h, waived; the force file's, else today.
    #[arg(long, value_name = "NAME")]
    regime: Option<String>,
    /// C, from which all times count; the force file's, else 2027-03-01T08:00:00+01:00.
    #[arg(long, value_name = "RFC3339")]
    c_day: Option<String>,
    /// A file with the circumstances (TOML), before what the force file says.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    #[command(flatten)]
    passage: Passage,
    /// States that take longer for a permission than the tables say, 10 days or the number given.
    #[arg(long, value_name = "CC[=DAYS]", value_delimiter = ',')]
    slow: Vec<String>,
    /// Modes that may be used.
    #[arg(long, value_name = "MODES", value_delimiter = ',', default_value = "rail,road,sea")]
    modes: Vec<ModeWord>,
    /// How sure every limit must be: proven, likely or any.
    #[arg(long, value_name = "WORD", default_value = "likely")]
    assurance: AssuranceWord,
    /// Which end of the ranges of figures: best, typical or worst.
    #[arg(long, value_name = "WORD", default_value = "typical")]
    case: CaseWord,
    /// How permissions are asked for, whatever the regime says.
    #[arg(long, value_name = "WORD")]
    filing: Option<FilingWord>,
    /// Hours' notice for a chartered ship (0: it lies ready).
    #[arg(long, value_name = "H")]
    ship_notice_h: Option<f64>,
    /// What of the plan to show: all of it, its runs along a line (time-distance diagram), what facilities pass day by day,
    /// or what stands where between two legs.
    #[arg(long, value_name = "WORD", default_value = "plan")]
    show: Show,
    /// With --show line: the load unit whose way it is (M001 ...); else the way that most share.
    #[arg(long, value_name = "LOAD-UNIT")]
    along: Option<String>,
    /// table, json, geojson, csv, svg, png, gpkg, fgb or kml; else by the ending of --out, else table.
    #[arg(long, value_name = "FORMAT", value_parser = formats(&FORMATS))]
    format: Option<String>,
    #[command(flatten)]
    common: Common,
}

words!(
    ObjectiveWord, Objective,
    Closure => Objective::Closure, EarliestArrival => Objective::EarliestArrival, Lateness => Objective::Lateness,
);

/// What of a plan is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Show {
    /// All of it.
    Plan,
    /// Runs along a line.
    Line,
    /// What facilities pass.
    Loads,
    /// What stands where.
    Staging,
}

impl PlanArguments {
    fn query(&self, source: &dyn Source) -> Result<Query> {
        let scenario = source.scenario(self.scenario.as_deref())?;
        let default = route::query::Query::default();
        let passage = self.passage.with(&scenario);
        Ok(Query {
            circumstances: route::query::Query {
                regime: self.regime.clone().or(scenario.regime).unwrap_or(default.regime.clone()),
                c_day: self.c_day.clone().or(scenario.c_day).unwrap_or(default.c_day.clone()),
                deny: passage.deny,
                slow: self.slow.clone(),
                allow: passage.allow,
                avoid: passage.avoid,
                modes: modes(&self.modes),
                assurance: self.assurance.value(),
                case: self.case.value(),
                chained: self.filing.map(FilingWord::value),
                ship_notice_h: self.ship_notice_h.or(scenario.ship_notice_h),
                ..default
            },
            objective: self.objective.value(),
            effort: self.time_limit.map_or(self.effort, |seconds| seconds.saturating_mul(JOURNEYS_PER_SECOND / 1_000)),
            partial: self.partial,
            sooner: !self.no_sooner,
            ..Query::default()
        })
    }
}

impl Question for PlanArguments {
    fn common(&self) -> &Common {
        &self.common
    }

    fn format(&self) -> Option<Format> {
        format(self.format.as_deref())
    }

    fn can_stop(&self) -> bool {
        true
    }

    fn ask(&self, desk: &Desk<'_>) -> Result<Box<dyn Answer>> {
        if self.list {
            return Ok(Box::new(Printed(list()?.into_bytes())));
        }
        if self.schema {
            return Ok(Box::new(Printed(schema().into_bytes())));
        }
        let query = Query { lines: desk.wants(Format::GeoJson), ..self.query(desk.source)? };
        if self.validate {
            return Ok(Box::new(validate(&*desk.source.network(&self.common)?, &query, desk.stop)?));
        }
        let Some(name) = &self.force else {
            return Err(Error::Usage("name a force file or an example (--list)".to_owned()));
        };
        let file = desk.source.force(name)?;
        let network = desk.source.network(&self.common)?;
        if self.along.is_some() && self.show != Show::Line {
            return Err(Error::Usage("--along names the way of --show line; give both".to_owned()));
        }
        let plan = match &self.incumbent {
            None => ask(&network, &file, &query, desk.stop)?,
            Some(saved) => {
                let Some(plan) = crate::replay::read(&desk.source.text(saved)?) else {
                    let wrong = format!("{} is no plan: write one with --format json", saved.display());
                    return Err(Error::Question(wrong));
                };
                ask_from(&network, &file, &query, &plan, desk.stop)?
            }
        };
        Ok(match self.show {
            Show::Plan => Box::new(plan),
            Show::Line => Box::new(line(&network, &plan, self.along.as_deref())?),
            Show::Loads => Box::new(loads(&plan)),
            Show::Staging => Box::new(standing(&network, &plan)?),
        })
    }
}

fn options(colour: Colour) -> Options {
    Options { colour, width_columns: 120, ..Options::default() }
}

impl Answer for Plan {
    fn bytes(&self, format: Format, colour: Colour) -> Result<Vec<u8>> {
        if format == Format::Json && self.movements.iter().any(|one| one.legs.iter().any(|leg| !leg.line.is_empty())) {
            // Made for every format: as JSON a plan has no lines.
            let mut plain = self.clone();
            plain.movements.iter_mut().flat_map(|one| &mut one.legs).for_each(|leg| leg.line.clear());
            return render_plan(&plain, format, &options(colour));
        }
        render_plan(self, format, &options(colour))
    }

    fn remarks(&self) -> Vec<String> {
        let stopped = (self.state == "stopped").then(|| "stopped: this is the best plan so far".to_owned());
        stopped.into_iter().collect()
    }
}

impl Answer for LineRuns {
    fn bytes(&self, format: Format, colour: Colour) -> Result<Vec<u8>> {
        render_line(self, format, &options(colour))
    }
}

impl Answer for DailyLoads {
    fn bytes(&self, format: Format, colour: Colour) -> Result<Vec<u8>> {
        render_loads(self, format, &options(colour))
    }
}

impl Answer for Stays {
    fn bytes(&self, format: Format, colour: Colour) -> Result<Vec<u8>> {
        render_standing(self, format, &options(colour))
    }
}

impl Answer for Validation {
    fn bytes(&self, format: Format, colour: Colour) -> Result<Vec<u8>> {
        render_validation(self, format, &options(colour))
    }
}

/// The examples with their names and descriptions.
fn list() -> Result<String> {
    let mut text = String::new();
    for name in NAMES {
        let file = ForceFile::find(name)?;
        let title = file.record.text("name").map_or_else(String::new, |at| at.value);
        text.push_str(&format!("{name:32} {title}\n"));
    }
    Ok(text)
}
