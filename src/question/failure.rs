//! The question of failures as flags.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use crate::analysis::failure::answer::FailureAnswer;
use crate::analysis::failure::query::{Footprint, Query, VEHICLES_DEFAULT};
use crate::analysis::failure::{Forced, Kind, Watch, ask, ask_force};
use crate::analysis::route::query::Query as Circumstances;
use crate::analysis::stop::Stop;
use crate::data::footprint::{self, FootprintFile};
use crate::data::force_file::ForceFile;
use crate::data::journal::Journal;
use crate::error::{Error, Result};
use crate::report::failure::{FORMATS, render};
use crate::report::{Colour, Format, Options};

use super::common::{AssuranceWord, CaseWord, Common, ModeWord, Passage, format, formats, modes, words};
use super::route::FilingWord;
use super::{Answer, Desk, Outcome, Question, Source};

/// The question of failures.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Places, theatres and groups of ports are named as in `corridor capacity`.\n\nExamples:\n  corridor failure --from bremerhaven --to rukla\n  corridor failure --from ports:north-sea --to baltics,poland --format csv --out losses.csv\n  corridor failure --from ports:north-sea --to lithuania --river Vistula --except wloclawek-dam\n  corridor failure --from bremerhaven --to lithuania --worst 3 --harden 2 --format png --out map.png\n  corridor failure --force battalion-de-lithuania --assets structure,port --resume work.log"
)]
pub struct FailureArguments {
    /// Where from: groups of ports, states or places; with --force where its units are, when not given.
    #[arg(
        long,
        value_name = "PORTS|PLACES",
        value_delimiter = ',',
        required_unless_present = "force",
        requires = "to"
    )]
    from: Vec<String>,
    /// Where to: theatres, states or places; several are answered together and one by one.
    #[arg(
        long,
        value_name = "THEATRE|PLACES",
        value_delimiter = ',',
        required_unless_present = "force",
        requires = "from"
    )]
    to: Vec<String>,
    /// A force (an example's name or a force file): what each loss does to its closure too.
    #[arg(long, value_name = "FORCE")]
    force: Option<String>,
    /// Work for each plan of the force, in thousands of journeys evaluated.
    #[arg(long, value_name = "N", default_value_t = 5, requires = "force", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    effort: u32,
    /// With --force: keep every loss that is worked out in this file, and go on from it after a break.
    #[arg(long, value_name = "FILE", requires = "force")]
    resume: Option<PathBuf>,
    /// What moves: a name from the catalogue with a count (`leopard-2a7x44`); several. A mixed force by planning factors
    /// when not given.
    #[arg(long, value_name = "NAME[xN]", value_delimiter = ',')]
    load: Vec<String>,
    /// Vehicles that are to arrive: turns vehicles a day into days lost.
    #[arg(long, value_name = "N", default_value_t = VEHICLES_DEFAULT)]
    vehicles: u32,
    /// Kinds of assets to look at; all when not given.
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    assets: Vec<KindWord>,
    /// Lost together: an asset by name or id, a line or road by its number (all its sections), a state's consent
    /// (`consent:PL`); may be given several times.
    #[arg(long, value_name = "NAME")]
    lose: Vec<String>,
    /// Spared of what is lost together; may be given several times.
    #[arg(long, value_name = "NAME")]
    except: Vec<String>,
    /// Lost together: all bridges and tunnels at a river or strait; may be given several times.
    #[arg(long, value_name = "NAME")]
    river: Vec<String>,
    /// Lost together: everything in the polygons of a GeoJSON file; may be given several times.
    #[arg(long, value_name = "FILE")]
    area: Vec<PathBuf>,
    /// A file that names what is lost together (TOML: name, lose, except, river).
    #[arg(long, value_name = "FILE")]
    footprint: Option<PathBuf>,
    /// With --force: losses begin at this instant, while the force is under way; they end after --out-days, else after the
    /// repair that their kind takes (planning_factors.csv, `repair_...`), all together as --crews come round.
    #[arg(long, value_name = "C+HOURS|RFC3339", requires = "force")]
    lost_at: Option<String>,
    /// Days after which what is lost is there again, repaired: what is lost together; with --force each loss; with --crews what
    /// each repair takes.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=365))]
    out_days: Option<u32>,
    /// The losses that are worst for the flow together: one, two ... up to this many (12 at most), with proof of how much
    /// worse any others could be.
    #[arg(long, value_name = "K", default_value_t = 0)]
    worst: u32,
    /// What to harden against the worst losses (as many as --worst says, else two): up to this many assets (6 at most).
    #[arg(long, value_name = "N", default_value_t = 0)]
    harden: u32,
    /// Millions of euro: what to harden, and what to prepare a way past for (a temporary bridge, a second berth, a
    /// diversion), against the worst losses (as many as --worst says, else two); what that costs, and what a way past passes
    /// and how soon, are assumptions of planning_factors.csv (`harden_...`, `bypass_...`).
    #[arg(long, value_name = "MILLIONS", default_value_t = 0)]
    budget_eur_m: u32,
    /// Crews that repair what is lost together (else the worst losses): in which order?
    #[arg(long, value_name = "N", default_value_t = 0)]
    crews: u32,
    /// Draws of failures at random, single and by region, with the probabilities of planning_factors.csv (`outage_...`).
    #[arg(long, value_name = "N", default_value_t = 0)]
    draws: u32,
    /// Seed of the draws.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Modes that may be used between the ends.
    #[arg(long, value_name = "MODES", value_delimiter = ',', default_value = "rail,road,sea")]
    modes: Vec<ModeWord>,
    #[command(flatten)]
    passage: Passage,
    /// States that take longer for a permission than the tables say, 10 days or the number given.
    #[arg(long, value_name = "CC[=DAYS]", value_delimiter = ',')]
    slow: Vec<String>,
    /// Sending state; the state of the origin when not given.
    #[arg(long, value_name = "CC")]
    flag: Option<String>,
    /// Rules in force: today, permit-3d, emers-6h, waived; today when not given.
    #[arg(long, value_name = "NAME")]
    regime: Option<String>,
    /// C, from which all times count; 2027-03-01T08:00:00+01:00 when not given.
    #[arg(long, value_name = "RFC3339")]
    c_day: Option<String>,
    /// Earliest departure: hours after C, or an instant; C when not given.
    #[arg(long, value_name = "C+HOURS|RFC3339")]
    depart: Option<String>,
    /// A file with the circumstances (TOML).
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// How permissions are asked for, whatever the regime says.
    #[arg(long, value_name = "WORD")]
    filing: Option<FilingWord>,
    /// How sure every limit must be: proven, likely or any.
    #[arg(long, value_name = "WORD", default_value = "likely")]
    assurance: AssuranceWord,
    /// Which end of the ranges of figures: best, typical or worst.
    #[arg(long, value_name = "WORD", default_value = "typical")]
    case: CaseWord,
    /// table, json, geojson, csv, svg, png, gpkg, fgb or kml; else by the ending of --out, else table.
    #[arg(long, value_name = "FORMAT", value_parser = formats(&FORMATS))]
    format: Option<String>,
    #[command(flatten)]
    common: Common,
}

words!(
    KindWord, Kind,
    Structure => Kind::Structure, RailSection => Kind::RailSection, RoadSection => Kind::RoadSection,
    Port => Kind::Port, Terminal => Kind::Terminal, GaugeChange => Kind::GaugeChange, Crossing => Kind::Crossing,
    Ferry => Kind::Ferry, Canal => Kind::Canal, Airfield => Kind::Airfield, Waterway => Kind::Waterway, Link => Kind::Link, Consent => Kind::Consent,
);

impl FailureArguments {
    fn circumstances(&self, source: &dyn Source) -> Result<Circumstances> {
        let scenario = source.scenario(self.scenario.as_deref())?;
        let default = Circumstances::default();
        let passage = self.passage.with(&scenario);
        Ok(Circumstances {
            loads: self.load.clone(),
            flag: self.flag.clone().or(scenario.flag),
            regime: self.regime.clone().or(scenario.regime).unwrap_or(default.regime.clone()),
            c_day: self.c_day.clone().or(scenario.c_day).unwrap_or(default.c_day.clone()),
            depart: self.depart.clone().or(scenario.depart).unwrap_or(default.depart.clone()),
            deny: passage.deny,
            slow: self.slow.clone(),
            allow: passage.allow,
            avoid: passage.avoid,
            modes: modes(&self.modes),
            assurance: self.assurance.value(),
            case: self.case.value(),
            chained: self.filing.map(FilingWord::value),
            ship_notice_h: scenario.ship_notice_h,
            ..default
        })
    }

    fn footprint(&self, source: &dyn Source) -> Result<Footprint> {
        let named =
            |path: &PathBuf, reason: String| Error::File { action: "read", path: path.display().to_string(), reason };
        let mut file = FootprintFile::default();
        if let Some(path) = &self.footprint {
            file = FootprintFile::parse(&source.text(path)?).map_err(|reason| named(path, reason))?;
        }
        let both = |line: &[String], file: Vec<String>| line.iter().cloned().chain(file).collect();
        let mut areas = Vec::new();
        for path in &self.area {
            let polygons = footprint::polygons(&source.text(path)?).map_err(|reason| named(path, reason))?;
            let name = path.file_stem().map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
            areas.push(crate::analysis::failure::query::Area { name, polygons });
        }
        Ok(Footprint {
            name: file.name,
            lose: both(&self.lose, file.lose),
            except: both(&self.except, file.except),
            rivers: both(&self.river, file.river),
            areas,
        })
    }

    fn query(&self, desk: &Desk<'_>) -> Result<Query> {
        let lines = [Format::GeoJson, Format::Svg, Format::Png].into_iter().any(|format| desk.wants(format));
        let mut kinds: Vec<Kind> = self.assets.iter().map(|word| word.value()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        Ok(Query {
            from: self.from.clone(),
            to: self.to.clone(),
            circumstances: self.circumstances(desk.source)?,
            force: self.force.clone().unwrap_or_default(),
            vehicles: self.vehicles,
            kinds,
            footprint: self.footprint(desk.source)?,
            lost_at: self.lost_at.clone().unwrap_or_default(),
            out_days: self.out_days,
            worst: self.worst,
            harden: self.harden,
            budget_eur_m: self.budget_eur_m,
            crews: self.crews,
            draws: self.draws,
            seed: self.seed,
            lines,
        })
    }
}

impl Question for FailureArguments {
    fn common(&self) -> &Common {
        &self.common
    }

    fn format(&self) -> Option<Format> {
        format(self.format.as_deref())
    }

    fn ask(&self, desk: &Desk<'_>) -> Result<Box<dyn Answer>> {
        let query = self.query(desk)?;
        if query.out_days.is_some() && query.footprint.is_empty() && self.force.is_none() {
            return Err(Error::Usage(
                "--out-days says how long something is out; name it by --lose, --river or --area, or name a force by --force".to_owned(),
            ));
        }
        let Some(name) = &self.force else {
            return Ok(Box::new(Failures(ask(&*desk.source.network(&self.common)?, &query)?)));
        };
        let file = desk.source.force(name)?;
        let network = desk.source.network(&self.common)?;
        let watch = self.watch(desk, &network.hash, &query, &file)?;
        let forced = Forced { file: &file, effort: self.effort, watch: &watch };
        Ok(Box::new(Failures(ask_force(&network, &query, &forced)?)))
    }

    fn can_stop(&self) -> bool {
        self.force.is_some()
    }
}

impl FailureArguments {
    fn watch<'d>(&self, desk: &'d Desk<'d>, hash: &str, query: &Query, file: &ForceFile) -> Result<Kept<'d>> {
        let Some(path) = &self.resume else { return Ok(Kept { desk, journal: None, known: BTreeMap::new() }) };
        // What closures hang on: program, network, force, circumstances, what can be lost, effort.
        let key = format!(
            "corridor {} failure, network {hash}, {:?}, {:?}, {:?}, lost at {:?} for {:?} days, effort {}, force {}",
            env!("CARGO_PKG_VERSION"),
            query.circumstances,
            query.kinds,
            query.footprint,
            query.lost_at,
            query.out_days,
            self.effort,
            file.text.replace('\n', "\\n")
        );
        let (journal, lines) = Journal::open(path, &key)?;
        let known = lines.iter().filter_map(|line| line.split_once('\t'));
        let known = known.map(|(asset, found)| (asset.to_owned(), found.to_owned())).collect();
        Ok(Kept { desk, journal: Some(journal), known })
    }
}

/// Keeps what is worked out, and says how far it is.
struct Kept<'d> {
    desk: &'d Desk<'d>,
    journal: Option<Journal>,
    known: BTreeMap<String, String>,
}

impl Watch for Kept<'_> {
    fn known(&self, asset: &str) -> Option<String> {
        self.known.get(asset).cloned()
    }

    fn done(&self, asset: &str, found: &str, number: usize, of: usize) -> Result<()> {
        if let Some(journal) = &self.journal {
            journal.add(&format!("{asset}\t{found}"))?;
        }
        (self.desk.progress)(number, of);
        Ok(())
    }

    fn stop(&self) -> Stop<'_> {
        self.desk.stop
    }
}

/// The answer.
struct Failures(FailureAnswer);

impl Answer for Failures {
    fn bytes(&self, format: Format, colour: Colour) -> Result<Vec<u8>> {
        render(&self.0, format, &Options { colour, ..Options::default() })
    }

    fn outcome(&self) -> Outcome {
        if self.0.base.pairs == self.0.base.pairs_without_way { Outcome::Impossible } else { Outcome::Answered }
    }
}
