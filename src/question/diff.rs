//! The question what changed between two answers, as flags.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value as Json;

use crate::analysis::diff::{Diff, diff};
use crate::error::{Error, Result};
use crate::report::{Colour, Format};

use super::common::{Common, format};
use super::{Answer, Desk, Question};

/// What changed between two answers, and why.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  corridor route Bremerhaven Rukla --load leopard-2a7 --out today.json\n  corridor route Bremerhaven Rukla --load leopard-2a7 --regime emers-6h --out emergency.json\n  corridor diff today.json emergency.json\n  corridor diff report-of-may report-of-june"
)]
pub struct DiffArguments {
    /// The answer before: JSON, or the folder of a report.
    before: PathBuf,
    /// The answer after.
    after: PathBuf,
    /// table or json; else by the ending of --out, else table.
    #[arg(long, value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(["table", "json"]))]
    format: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// One pair of answers: what they are called, and what changed.
type Told = (String, Diff);

impl Question for DiffArguments {
    fn common(&self) -> &Common {
        &self.common
    }

    fn format(&self) -> Option<Format> {
        format(self.format.as_deref())
    }

    fn ask(&self, desk: &Desk<'_>) -> Result<Box<dyn Answer>> {
        let read = |path: &Path| -> Result<Json> {
            let text = desk.source.text(path)?;
            serde_json::from_str(&text).map_err(|error| Error::File {
                action: "read",
                path: path.display().to_string(),
                reason: format!("it is no JSON: {error}"),
            })
        };
        if self.before.is_dir() != self.after.is_dir() {
            return Err(Error::Usage("compare two files or two folders".to_owned()));
        }
        if !self.before.is_dir() {
            return Ok(Box::new(Changes(vec![(String::new(), diff(&read(&self.before)?, &read(&self.after)?)?)])));
        }
        let (first, second) = (read(&self.before.join("manifest.json"))?, read(&self.after.join("manifest.json"))?);
        let list = |manifest: &Json| manifest["questions"].as_array().cloned().unwrap_or_default();
        let (first, second) = (list(&first), list(&second));
        let mut told: Vec<Told> = Vec::new();
        for asked in &first {
            let title = asked["title"].as_str().unwrap_or_default().to_owned();
            let Some(twin) = second.iter().find(|other| other["id"] == asked["id"]) else {
                told.push((title, Diff::of_one("no longer asked")));
                continue;
            };
            let path = |folder: &Path, asked: &Json| folder.join(asked["answer"].as_str().unwrap_or_default());
            told.push((title, diff(&read(&path(&self.before, asked))?, &read(&path(&self.after, twin))?)?));
        }
        for asked in second.iter().filter(|asked| !first.iter().any(|other| other["id"] == asked["id"])) {
            let title = asked["title"].as_str().unwrap_or_default().to_owned();
            told.push((title, Diff::of_one("newly asked")));
        }
        Ok(Box::new(Changes(told)))
    }
}

/// What changed, pair by pair.
struct Changes(Vec<Told>);

impl Answer for Changes {
    fn bytes(&self, format: Format, _: Colour) -> Result<Vec<u8>> {
        if format == Format::Json {
            let pair = |(title, diff): &Told| serde_json::json!({ "title": title, "same": diff.same, "why": diff.why, "what": diff.what, "tones": diff.tones });
            let whole: Vec<Json> = self.0.iter().map(pair).collect();
            let text = serde_json::to_string_pretty(&whole).map_err(|error| Error::Output(error.to_string()))?;
            return Ok((text + "\n").into_bytes());
        }
        let mut text = String::new();
        for (title, diff) in &self.0 {
            if !title.is_empty() {
                text.push_str(&format!("{title}\n"));
            }
            if diff.what.is_empty() {
                text.push_str("  nothing changed\n");
            }
            diff.what.iter().for_each(|sentence| text.push_str(&format!("  - {sentence}\n")));
            if !diff.why.is_empty() {
                text.push_str(&format!("  because {}\n", diff.why.join("; ")));
            }
        }
        Ok(text.into_bytes())
    }
}
