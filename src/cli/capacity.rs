//! `corridor capacity`.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::capacity::ask;
use crate::analysis::capacity::query::{Count, Query};
use crate::data::folder::write_output;
use crate::data::scenario::Scenario;
use crate::error::{Error, Result};
use crate::report::capacity::{FORMATS, render};
use crate::report::{Colour, Format, Options};

use super::Outcome;
use super::common::{AssuranceWord, CaseWord, Common, ModeWord, Passage, format};

/// The question of a throughput.
#[derive(Args)]
#[command(
    after_help = "Theatres: baltics, estonia, latvia, lithuania, poland, romania, finland, any state, any place; ports: ports:north-sea,\nports:baltic, ports:mediterranean, ports:adriatic, ports:aegean, ports:black-sea, ports:atlantic, ports:all, ports:CC.\n\nExamples:\n  corridor capacity --to lithuania --from ports:north-sea\n  corridor capacity --to baltics --from ports:north-sea,ports:atlantic --regime emers-6h --ladder --target 40 --unit trains\n  corridor capacity --to romania --from ports:aegean --deny HU --certificate proof.json --format png --out flow.png"
)]
pub(super) struct CapacityArguments {
    /// Where to: theatres, states or places; several are answered one by one and at the same time.
    #[arg(long, value_name = "THEATRE|PLACES", value_delimiter = ',', required = true)]
    to: Vec<String>,
    /// Where from: groups of ports, states or places.
    #[arg(long, value_name = "PORTS|PLACES", value_delimiter = ',', required = true)]
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
    /// A file with the circumstances (TOML: regime, deny, allow, avoid).
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// How sure every limit must be: proven, likely or any.
    #[arg(long, value_name = "WORD", default_value = "likely")]
    assurance: AssuranceWord,
    /// Which end of the ranges of figures: best (high capacities), typical or worst.
    #[arg(long, value_name = "WORD", default_value = "typical")]
    case: CaseWord,
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
    /// table, json, geojson, csv, svg or png; else by the ending of --out, else table.
    #[arg(long, value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(FORMATS.map(Format::name)))]
    format: Option<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum UnitWord {
    Trains,
    Vehicles,
    Tonnes,
}

impl CapacityArguments {
    fn query(&self) -> Result<Query> {
        let scenario = self.scenario.as_deref().map_or(Ok(Scenario::default()), Scenario::open)?;
        let default = Query::default();
        let both = |line: &[String], file: Vec<String>| line.iter().cloned().chain(file).collect();
        let mut modes: Vec<_> = self.modes.iter().map(|word| word.value()).collect();
        modes.sort_unstable();
        modes.dedup();
        if self.target == Some(0) {
            return Err(Error::Usage("--target 0 is reached by nothing; give a number above 0".to_owned()));
        }
        Ok(Query {
            to: self.to.clone(),
            from: self.from.clone(),
            loads: self.load.clone(),
            count: match self.unit {
                UnitWord::Trains => Count::Trains,
                UnitWord::Vehicles => Count::Vehicles,
                UnitWord::Tonnes => Count::Tonnes,
            },
            modes,
            deny: both(&self.passage.deny, scenario.deny),
            allow: both(&self.passage.allow, scenario.allow),
            avoid: both(&self.passage.avoid, scenario.avoid),
            regime: self.regime.clone().or(scenario.regime).unwrap_or(default.regime),
            assurance: self.assurance.value(),
            case: self.case.value(),
            ladder: self.ladder,
            target: self.target,
            headroom: self.headroom,
            sensitivity: self.sensitivity,
        })
    }

    pub(super) fn run(&self) -> Result<Outcome> {
        let asked = self.format.as_deref().and_then(|name| name.parse().ok());
        let format = format(asked, self.common.out.as_deref());
        self.common.threads()?;
        let query = self.query()?;
        let network = self.common.open()?;
        let answer = ask(&network, &query)?;
        let colour = if self.common.colours() { Colour::Ansi } else { Colour::Plain };
        let bytes = render(&answer, format, &Options { colour, ..Options::default() })?;
        if let Some(path) = &self.certificate {
            let stamp = serde_json::to_value(&answer.stamp).map_err(|error| Error::Output(error.to_string()))?;
            write_output(path, crate::verify::write(&stamp, &answer.certificates)?.as_bytes())?;
        }
        self.common.deliver(&bytes, format.is_text())?;
        Ok(if answer.certificate.value == 0 { Outcome::Impossible } else { Outcome::Answered })
    }
}
