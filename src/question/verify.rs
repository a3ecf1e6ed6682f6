//! The question whether proofs and plans hold, as flags.

use std::path::PathBuf;

use clap::Args;

use crate::error::{Error, Result};
use crate::report::{Colour, Format};

use super::common::{Common, format};
use super::{Answer, Desk, Outcome, Question};

/// The file to check.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Exit codes: 0 every check holds, 1 one does not.")]
pub struct VerifyArguments {
    /// A file written by --certificate, or a plan written as JSON.
    file: PathBuf,
    /// table or json; else by the ending of --out, else table.
    #[arg(long, value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(["table", "json"]))]
    format: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// What the checks found.
struct Checked {
    table: String,
    json: String,
    /// The first check that does not hold.
    wrong: Option<String>,
}

impl VerifyArguments {
    fn checked(&self, table: String, report: &impl serde::Serialize, wrong: Option<(&str, &str)>) -> Result<Checked> {
        let json = serde_json::to_string_pretty(report).map_err(|error| Error::Output(error.to_string()))? + "\n";
        let wrong = wrong.map(|(name, value)| format!("{} does not hold: {name}: {value}", self.file.display()));
        Ok(Checked { table, json, wrong })
    }
}

impl Question for VerifyArguments {
    fn common(&self) -> &Common {
        &self.common
    }

    fn format(&self) -> Option<Format> {
        format(self.format.as_deref())
    }

    fn ask(&self, desk: &Desk<'_>) -> Result<Box<dyn Answer>> {
        let text = desk.source.text(&self.file)?;
        // A plan is replayed on the network that it was made for.
        if let Some(plan) = crate::replay::read(&text) {
            let network = desk.source.network(&self.common)?;
            let mut replay = crate::replay::check(&network, &plan)?;
            let bound = crate::analysis::plan::certificate::check_bound(&network, &plan, desk.stop)?;
            replay.ok &= bound.ok;
            replay.checks.push(bound);
            let lines = replay.checks.iter().map(|check| {
                format!("{:14} {:5} {}\n", check.name, if check.ok { "ok" } else { "WRONG" }, check.value)
            });
            let wrong = replay.checks.iter().find(|check| !check.ok);
            let wrong = wrong.map(|check| (check.name.as_str(), check.value.as_str()));
            return Ok(Box::new(self.checked(lines.collect(), &replay, wrong)?));
        }
        let (certificates, report) = crate::verify::read(&text)?;
        let table = crate::report::capacity::verified(&certificates, &report);
        let wrong = report.fault().map(|fault| (fault.name.as_str(), fault.value.as_str()));
        Ok(Box::new(self.checked(table, &report, wrong)?))
    }
}

impl Answer for Checked {
    fn bytes(&self, format: Format, _: Colour) -> Result<Vec<u8>> {
        Ok(if format == Format::Json { &self.json } else { &self.table }.clone().into_bytes())
    }

    fn outcome(&self) -> Outcome {
        self.wrong.clone().map_or(Outcome::Answered, Outcome::Wrong)
    }
}
