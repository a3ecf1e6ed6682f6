//! The question of a route as flags.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::route::answer::RouteAnswer;
use crate::analysis::route::ask;
use crate::analysis::route::query::Query;
use crate::error::{Error, Result};
use crate::force::load::Sizes;
use crate::report::{Colour, Format, Options, render};

use super::common::{AssuranceWord, CaseWord, Common, ModeWord, Passage, format, formats, modes, words};
use super::{Answer, Desk, Outcome, Question, Source};

/// The question of a route.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  corridor route Bremerhaven Rukla --load leopard-2a7x4\n  corridor route Antwerp Cincu --load boxerx20 --deny HU --format geojson --out way.geojson\n  corridor route Gdansk Tapa --mass-t 62 --width-m 3.7 --tracked --regime emers-6h --format png --out way.png"
)]
pub struct RouteArguments {
    /// Where from: a port, a training area, a town (`Name`, `Name, CC` or an id such as `port:antwerp`).
    from: String,
    /// Where to.
    to: String,
    /// What moves: a name from the catalogue, with a count (`leopard-2a7x4`); may be given several times.
    #[arg(long, value_name = "NAME[xN]")]
    load: Vec<String>,
    /// A piece of one's own: mass in tonnes.
    #[arg(long, value_name = "T", allow_negative_numbers = true)]
    mass_t: Option<f64>,
    /// Its width in metres.
    #[arg(long, value_name = "M", allow_negative_numbers = true)]
    width_m: Option<f64>,
    /// Its height in metres.
    #[arg(long, value_name = "M", allow_negative_numbers = true)]
    height_m: Option<f64>,
    /// Its length in metres.
    #[arg(long, value_name = "M", allow_negative_numbers = true)]
    length_m: Option<f64>,
    /// Its heaviest axle in tonnes, when it drives itself.
    #[arg(long, value_name = "T", allow_negative_numbers = true)]
    axle_load_t: Option<f64>,
    /// It is tracked: by road it needs a transporter.
    #[arg(long)]
    tracked: bool,
    /// It is dangerous goods.
    #[arg(long)]
    dangerous: bool,
    /// Sending state; the state of the origin when not given.
    #[arg(long, value_name = "CC")]
    flag: Option<String>,
    /// Rules in force: today, permit-3d, emers-6h, waived; today when not given.
    #[arg(long, value_name = "NAME")]
    regime: Option<String>,
    /// C, the moment of the decision, from which all times count; 2027-03-01T08:00:00+01:00 when not given.
    #[arg(long, value_name = "RFC3339")]
    c_day: Option<String>,
    /// Earliest departure: hours after C, or an instant; C when not given.
    #[arg(long, value_name = "C+HOURS|RFC3339")]
    depart: Option<String>,
    /// A file with the circumstances (TOML: c-day, depart, regime, flag, deny, allow, avoid, filing, ship-notice-h).
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    #[command(flatten)]
    passage: Passage,
    /// States that take longer for a permission than the tables say, 10 days or the number given.
    #[arg(long, value_name = "CC[=DAYS]", value_delimiter = ',')]
    slow: Vec<String>,
    /// Modes that may be used: rail, road, sea, iww (barges), air.
    #[arg(long, value_name = "MODES", value_delimiter = ',', default_value = "rail,road,sea")]
    modes: Vec<ModeWord>,
    /// How sure every limit must be: proven, likely or any.
    #[arg(long, value_name = "WORD", default_value = "likely")]
    assurance: AssuranceWord,
    /// Which end of the ranges of figures: best, typical or worst.
    #[arg(long, value_name = "WORD", default_value = "typical")]
    case: CaseWord,
    /// Ways wanted: the best and alternatives that differ meaningfully (1 to 9).
    #[arg(short = 'k', long = "ways", value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=9))]
    ways: u32,
    /// Instead of alternatives: the front over arrival, lead time, borders and unknown limits.
    #[arg(long)]
    pareto: bool,
    /// How permissions are asked for, whatever the regime says.
    #[arg(long, value_name = "WORD")]
    filing: Option<FilingWord>,
    /// Hours' notice for a chartered ship (0: it lies ready).
    #[arg(long, value_name = "H", allow_negative_numbers = true)]
    ship_notice_h: Option<f64>,
    /// table, json, geojson, csv, gpx, svg, png, gpkg, fgb or kml; else by the ending of --out, else table.
    #[arg(long, value_name = "FORMAT", value_parser = formats(&Format::ALL))]
    format: Option<String>,
    #[command(flatten)]
    common: Common,
}

words!(FilingWord, bool, Parallel => false, Chained => true);

impl RouteArguments {
    fn query(&self, source: &dyn Source) -> Result<Query> {
        let scenario = source.scenario(self.scenario.as_deref())?;
        let default = Query::default();
        let passage = self.passage.with(&scenario);
        let filing = match (self.filing, scenario.filing.as_deref()) {
            (Some(word), _) => Some(word.value()),
            (None, None) => None,
            (None, Some("parallel")) => Some(false),
            (None, Some("chained")) => Some(true),
            (None, Some(other)) => {
                return Err(Error::Usage(format!("filing \"{other}\" in the scenario: write parallel or chained")));
            }
        };
        Ok(Query {
            from: self.from.clone(),
            to: self.to.clone(),
            loads: self.load.clone(),
            sizes: Sizes {
                mass_t: self.mass_t,
                width_m: self.width_m,
                height_m: self.height_m,
                length_m: self.length_m,
                axle_t: self.axle_load_t,
                tracked: self.tracked,
                dangerous: self.dangerous,
            },
            flag: self.flag.clone().or(scenario.flag),
            regime: self.regime.clone().or(scenario.regime).unwrap_or(default.regime),
            c_day: self.c_day.clone().or(scenario.c_day).unwrap_or(default.c_day),
            depart: self.depart.clone().or(scenario.depart).unwrap_or(default.depart),
            deny: passage.deny,
            slow: self.slow.clone(),
            allow: passage.allow,
            avoid: passage.avoid,
            modes: modes(&self.modes),
            assurance: self.assurance.value(),
            case: self.case.value(),
            ways: self.ways,
            pareto: self.pareto,
            chained: filing,
            ship_notice_h: self.ship_notice_h.or(scenario.ship_notice_h),
            lines: true,
        })
    }
}

impl Question for RouteArguments {
    fn common(&self) -> &Common {
        &self.common
    }

    fn format(&self) -> Option<Format> {
        format(self.format.as_deref())
    }

    fn ask(&self, desk: &Desk<'_>) -> Result<Box<dyn Answer>> {
        let lines = desk.format != Some(Format::Table);
        let query = Query { lines, ..self.query(desk.source)? };
        Ok(Box::new(ask(&*desk.source.network(&self.common)?, &query)?))
    }
}

impl Answer for RouteAnswer {
    fn bytes(&self, format: Format, colour: Colour) -> Result<Vec<u8>> {
        render(self, format, &Options { colour, ..Options::default() })
    }

    fn outcome(&self) -> Outcome {
        if self.routes.is_empty() { Outcome::Impossible } else { Outcome::Answered }
    }
}
