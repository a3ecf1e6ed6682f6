//! `corridor report`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::data::folder::{write_folder, write_output};
use crate::data::study::Study;
use crate::error::{Error, Result};
use crate::question::common::Common;
use crate::question::study::report;
use crate::question::{Outcome, Source as _};

use super::machine::{Machine, deliver};

/// Answers every question of a scenario in one report.
#[derive(Args)]
#[command(
    after_help = "--out FOLDER writes index.html, the answers as files, the register of figures and manifest.json with\nhashes; --out FILE.html writes the page alone. The same scenario, program and network give the same bytes.\n\nExamples:\n  corridor report --example > scenario.toml\n  corridor report scenario.toml --out report\n  corridor report scenario.toml --out report.html"
)]
pub(super) struct ReportArguments {
    /// A scenario with questions (TOML).
    #[arg(required_unless_present = "example")]
    scenario: Option<PathBuf>,
    /// Print an example of a scenario with questions, and stop.
    #[arg(long)]
    example: bool,
    #[command(flatten)]
    common: Common,
}

const EXAMPLE: &str = include_str!("../../networks/europe/scenarios/baltic-reinforcement.toml");

impl ReportArguments {
    pub(super) fn run(&self) -> Result<Outcome> {
        let common = &self.common;
        let Some(path) = self.scenario.as_deref().filter(|_| !self.example) else {
            deliver(common, EXAMPLE.as_bytes(), true)?;
            return Ok(Outcome::Answered);
        };
        common.threads()?;
        let machine = Machine::default();
        let fail = |reason| Error::File { action: "read", path: path.display().to_string(), reason };
        let study = Study::parse(&machine.text(path)?).map_err(fail)?;
        let mut told = |title: &str| {
            if !common.quiet {
                eprintln!("asking: {title}");
            }
        };
        let report = report(&study, common, &machine, &mut told)?;
        match common.out.as_deref() {
            Some(out) if !is_page(out) => {
                write_folder(out, &report.files)?;
                if !common.quiet {
                    eprintln!("written: {} ({} files)", out.display(), report.files.len());
                }
            }
            Some(out) => write_output(out, &report.page)?,
            None => deliver(common, &report.page, true)?,
        }
        Ok(Outcome::Answered)
    }
}

fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "html")
}
