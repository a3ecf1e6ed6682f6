//! `corridor plan`.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;

use crate::analysis::plan::query::{EFFORT_DEFAULT, Objective, Query};
use crate::analysis::plan::{JOURNEYS_PER_SECOND, ask, validate::validate};
use crate::analysis::route;
use crate::data::force_file::{ForceFile, schema};
use crate::data::forces::NAMES;
use crate::data::scenario::Scenario;
use crate::error::{Error, Result};
use crate::report::plan::{FORMATS, render_plan, render_validation};
use crate::report::{Colour, Options};

use super::Outcome;
use super::common::{AssuranceWord, CaseWord, Common, ModeWord, Passage, format};
use super::route::FilingWord;

/// The question of a plan.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  corridor plan --list\n  corridor plan brigade-fr-romania\n  corridor plan brigade-fr-romania --regime emers-6h --out plan.json\n  corridor plan my-force.toml --objective lateness --format csv --out movements.csv\n  corridor plan --validate"
)]
pub(super) struct PlanArguments {
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
    /// table, json, geojson, csv, svg or png; else by the ending of --out, else table.
    #[arg(long, value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(FORMATS.map(crate::report::Format::name)))]
    format: Option<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum ObjectiveWord {
    Closure,
    EarliestArrival,
    Lateness,
}

impl PlanArguments {
    fn query(&self) -> Result<Query> {
        let scenario = self.scenario.as_deref().map_or(Ok(Scenario::default()), Scenario::open)?;
        let default = route::query::Query::default();
        let both = |line: &[String], file: Vec<String>| line.iter().cloned().chain(file).collect();
        let mut modes: Vec<_> = self.modes.iter().map(|word| word.value()).collect();
        modes.sort_unstable();
        modes.dedup();
        Ok(Query {
            circumstances: route::query::Query {
                regime: self.regime.clone().or(scenario.regime).unwrap_or(default.regime.clone()),
                c_day: self.c_day.clone().or(scenario.c_day).unwrap_or(default.c_day.clone()),
                deny: both(&self.passage.deny, scenario.deny),
                allow: both(&self.passage.allow, scenario.allow),
                avoid: both(&self.passage.avoid, scenario.avoid),
                modes,
                assurance: self.assurance.value(),
                case: self.case.value(),
                chained: self.filing.map(FilingWord::value),
                ship_notice_h: self.ship_notice_h.or(scenario.ship_notice_h),
                ..default
            },
            objective: match self.objective {
                ObjectiveWord::Closure => Objective::Closure,
                ObjectiveWord::EarliestArrival => Objective::EarliestArrival,
                ObjectiveWord::Lateness => Objective::Lateness,
            },
            effort: self.time_limit.map_or(self.effort, |seconds| seconds.saturating_mul(JOURNEYS_PER_SECOND / 1_000)),
            partial: self.partial,
            ..Query::default()
        })
    }

    pub(super) fn run(&self) -> Result<Outcome> {
        if self.list {
            self.common.deliver(list()?.as_bytes(), true)?;
            return Ok(Outcome::Answered);
        }
        if self.schema {
            self.common.deliver(schema().as_bytes(), true)?;
            return Ok(Outcome::Answered);
        }
        let asked = self.format.as_deref().and_then(|name| name.parse().ok());
        let format = format(asked, self.common.out.as_deref());
        self.common.threads()?;
        let mut query = self.query()?;
        query.lines = format == crate::report::Format::GeoJson;
        let colour = if self.common.colours() { Colour::Ansi } else { Colour::Plain };
        let options = Options { colour, width_columns: 120, ..Options::default() };
        if self.validate {
            let network = self.common.open()?;
            let validation = validate(&network, &query)?;
            self.common.deliver(&render_validation(&validation, format, &options)?, true)?;
            return Ok(Outcome::Answered);
        }
        let Some(name) = &self.force else {
            return Err(Error::Usage("name a force file or an example (--list)".to_owned()));
        };
        let file = ForceFile::find(name)?;
        let network = self.common.open()?;
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        // The second interrupt ends the program at once, the first only the search.
        let handled = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        });
        if handled.is_err() && !self.common.quiet {
            eprintln!("interrupts end the program at once here");
        }
        let plan = ask(&network, &file, &query, Some(&stop))?;
        if plan.state == "stopped" && !self.common.quiet {
            eprintln!("stopped: this is the best plan so far");
        }
        let bytes = render_plan(&plan, format, &options)?;
        self.common.deliver(&bytes, format.is_text())?;
        Ok(Outcome::Answered)
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
