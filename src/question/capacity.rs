//! The question of a throughput as flags.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::capacity::answer::CapacityAnswer;
use crate::analysis::capacity::ask;
use crate::analysis::capacity::query::{Count, Pools, Query};
use crate::error::{Error, Result};
use crate::report::capacity::{FORMATS, render};
use crate::report::{Colour, Format, Options};

use super::common::{AssuranceWord, CaseWord, Common, ModeWord, Passage, format, formats, modes, words};
use super::{Answer, Desk, Outcome, Question, Source};

/// The question of a throughput.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Theatres: baltics, estonia, latvia, lithuania, poland, romania, finland, any state, any place; ports: ports:north-sea,\nports:baltic, ports:mediterranean, ports:adriatic, ports:aegean, ports:black-sea, ports:atlantic, ports:all, ports:CC.\n\nExamples:\n  corridor capacity --to lithuania --from ports:north-sea\n  corridor capacity --to baltics --from ports:north-sea,ports:atlantic --regime emers-6h --ladder --target 40 --unit trains\n  corridor capacity --to romania --from ports:aegean --deny HU --certificate proof.json --format png --out flow.png"
)]
pub struct CapacityArguments {
    /// Where to: theatres, states or places; several are answered one by one and at the same time.
    #[arg(long, value_name = "THEATRE|PLACES", value_delimiter = ',', required = true)]
    to: Vec<String>,
    /// Where from: groups of ports, states or places; every port when not given.
    #[arg(long, value_name = "PORTS|PLACES", value_delimiter = ',', default_value = "ports:all")]
    from: Vec<String>,
    /// What moves, in these proportions: a name from the catalogue with a count (`leopard-2a7x44`); several.
    /// A mixed force by planning factors when not given.
    #[arg(long, value_name = "NAME[xN]", value_delimiter = ',')]
    load: Vec<String>,
    /// What the answer counts.
    #[arg(long, value_name = "WORD", default_value = "vehicles")]
    unit: UnitWord,
    /// Modes that may be used between the ends.
    #[arg(long, value_name = "MODES", value_delimiter = ',', default_value = "rail,road,sea")]
    modes: Vec<ModeWord>,
    #[command(flatten)]
    passage: Passage,
    /// Rules in force: today, permit-3d, emers-6h, waived; they decide which quotas count. today when not given.
    #[arg(long, value_name = "NAME")]
    regime: Option<String>,
    /// A file with the circumstances (TOML: regime, deny, allow, avoid, pools, willing, share).
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// How sure every limit must be: proven, likely or any.
    #[arg(long, value_name = "WORD", default_value = "likely")]
    assurance: AssuranceWord,
    /// Which end of the ranges of figures: best (high capacities), typical or worst.
    #[arg(long, value_name = "WORD", default_value = "typical")]
    case: CaseWord,
    /// Carriers that come back: unlimited, or KIND=COUNT, KIND=unlimited for wagons, transporters, ships; else carriers.csv.
    #[arg(long, value_name = "WORDS", value_delimiter = ',')]
    pools: Vec<String>,
    /// States whose wagons, transporters and ships can be had; all that do not deny when not given.
    #[arg(long, value_name = "CC,CC", value_delimiter = ',')]
    willing: Vec<String>,
    /// Share that civil traffic leaves, for all states or one: MODE=SHARE, CC:MODE=SHARE with MODE rail, road, sea, port, iww
    /// or air and SHARE from 0 to 1; else traffic_shares.csv.
    #[arg(long, value_name = "WORDS", value_delimiter = ',')]
    share: Vec<String>,
    /// unlimited: quays, ramps and gates of ports hold nothing back, to see what lies beyond them.
    #[arg(long, value_name = "WORD")]
    ports: Option<PortsWord>,
    /// Relieve what binds by its next upgrade, solve again, and so on.
    #[arg(long)]
    ladder: bool,
    /// Climb the ladder until this many a day, in --unit.
    #[arg(long, value_name = "N", requires = "ladder")]
    target: Option<u64>,
    /// What the loss and the next upgrade of every asset would change.
    #[arg(long)]
    headroom: bool,
    /// What hangs on what is not known, and on the consent of each state.
    #[arg(long)]
    sensitivity: bool,
    /// Write the proofs to this file; `corridor verify FILE` checks them.
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// table, json, geojson, csv, svg, png, gpkg, fgb or kml; else by the ending of --out, else table.
    #[arg(long, value_name = "FORMAT", value_parser = formats(&FORMATS))]
    format: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// What ports are taken as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum PortsWord {
    Unlimited,
}

words!(UnitWord, Count, Trains => Count::Trains, Vehicles => Count::Vehicles, Tonnes => Count::Tonnes);

impl CapacityArguments {
    fn query(&self, source: &dyn Source) -> Result<Query> {
        let scenario = source.scenario(self.scenario.as_deref())?;
        let default = Query::default();
        let passage = self.passage.with(&scenario);
        if self.target == Some(0) {
            return Err(Error::Usage("--target 0 is reached by nothing; give a number above 0".to_owned()));
        }
        Ok(Query {
            to: self.to.clone(),
            from: self.from.clone(),
            loads: self.load.clone(),
            count: self.unit.value(),
            modes: modes(&self.modes),
            deny: passage.deny,
            allow: passage.allow,
            avoid: passage.avoid,
            regime: self.regime.clone().or(scenario.regime).unwrap_or(default.regime),
            assurance: self.assurance.value(),
            case: self.case.value(),
            pools: Pools::parse(
                if self.pools.is_empty() { &scenario.pools } else { &self.pools },
                if self.willing.is_empty() { scenario.willing } else { self.willing.clone() },
            )?,
            shares: if self.share.is_empty() { scenario.share } else { self.share.clone() },
            ports_unlimited: self.ports == Some(PortsWord::Unlimited),
            ladder: self.ladder,
            target: self.target,
            headroom: self.headroom,
            sensitivity: self.sensitivity,
        })
    }
}

impl Question for CapacityArguments {
    fn common(&self) -> &Common {
        &self.common
    }

    fn format(&self) -> Option<Format> {
        format(self.format.as_deref())
    }

    fn ask(&self, desk: &Desk<'_>) -> Result<Box<dyn Answer>> {
        let query = self.query(desk.source)?;
        let answer = ask(&*desk.source.network(&self.common)?, &query)?;
        Ok(Box::new(Throughput { answer, certificate: self.certificate.clone() }))
    }
}

/// The answer, and where its proofs go.
struct Throughput {
    answer: CapacityAnswer,
    certificate: Option<PathBuf>,
}

impl Answer for Throughput {
    fn bytes(&self, format: Format, colour: Colour) -> Result<Vec<u8>> {
        render(&self.answer, format, &Options { colour, ..Options::default() })
    }

    fn outcome(&self) -> Outcome {
        if self.answer.certificate.value == 0 { Outcome::Impossible } else { Outcome::Answered }
    }

    fn files(&self) -> Result<Vec<(PathBuf, Vec<u8>)>> {
        let Some(path) = &self.certificate else { return Ok(Vec::new()) };
        let stamp = serde_json::to_value(&self.answer.stamp).map_err(|error| Error::Output(error.to_string()))?;
        Ok(vec![(path.clone(), crate::verify::write(&stamp, &self.answer.certificates)?.into_bytes())])
    }
}
