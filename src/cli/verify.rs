//! `corridor verify`.

use std::path::PathBuf;

use clap::Args;

use crate::data::folder::read_text;
use crate::error::{Error, Result};
use crate::report::Format;

use super::Outcome;
use super::common::{Common, format};

/// The file to check.
#[derive(Args)]
#[command(after_help = "Exit codes: 0 every check holds, 1 one does not.")]
pub(super) struct VerifyArguments {
    /// A file written by --certificate, or a plan written as JSON.
    file: PathBuf,
    /// table or json; else by the ending of --out, else table.
    #[arg(long, value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(["table", "json"]))]
    format: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl VerifyArguments {
    /// A plan is replayed on the network that it was made for.
    fn plan(&self, plan: &crate::replay::document::Plan) -> Result<Outcome> {
        let replay = crate::replay::check(&self.common.open()?, plan)?;
        let mut text = String::new();
        for check in &replay.checks {
            text.push_str(&format!("{:14} {:5} {}\n", check.name, if check.ok { "ok" } else { "WRONG" }, check.value));
        }
        let asked = self.format.as_deref().and_then(|name| name.parse().ok());
        if format(asked, self.common.out.as_deref()) == Format::Json {
            text = serde_json::to_string_pretty(&replay).map_err(|error| Error::Output(error.to_string()))? + "\n";
        }
        self.common.deliver(text.as_bytes(), true)?;
        match replay.checks.iter().find(|check| !check.ok) {
            None => Ok(Outcome::Answered),
            Some(wrong) => {
                Err(Error::Question(format!("{} does not hold: {}: {}", self.file.display(), wrong.name, wrong.value)))
            }
        }
    }

    pub(super) fn run(&self) -> Result<Outcome> {
        let text = read_text(&self.file)?;
        if let Some(plan) = crate::replay::read(&text) {
            return self.plan(&plan);
        }
        let (certificates, report) = crate::verify::read(&text)?;
        let asked = self.format.as_deref().and_then(|name| name.parse().ok());
        let text = match format(asked, self.common.out.as_deref()) {
            Format::Json => {
                let text = serde_json::to_string_pretty(&report).map_err(|error| Error::Output(error.to_string()))?;
                format!("{text}\n")
            }
            _ => crate::report::capacity::verified(&certificates, &report),
        };
        self.common.deliver(text.as_bytes(), true)?;
        match report.fault() {
            None => Ok(Outcome::Answered),
            Some(fault) => {
                Err(Error::Question(format!("{} does not hold: {}: {}", self.file.display(), fault.name, fault.value)))
            }
        }
    }
}
