//! A scenario with questions to a report: every question asked, every answer printed, one folder with hashes.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use crate::analysis::register::{Entry, register};
use crate::analysis::stop::Stop;
use crate::data::digest::sha256;
use crate::data::force_file::ForceFile;
use crate::data::scenario::Scenario;
use crate::data::study::{Asked, Study};
use crate::error::{Error, Result};
use crate::network::Network;
use crate::report::paper::{Factor, Paper, Section, render};
use crate::report::{Colour, Format};

use super::common::Common;
use super::named::question;
use super::{Desk, Source};

/// Formats that an answer is kept in, as far as its question has them.
const KEPT: [Format; 6] = [Format::Json, Format::Table, Format::Csv, Format::GeoJson, Format::GeoPackage, Format::Svg];

/// A report: the page, and all files with it (path, bytes), the manifest last.
pub struct Report {
    /// The page by itself.
    pub page: Vec<u8>,
    /// All files.
    pub files: Vec<(String, Vec<u8>)>,
}

/// The circumstances of a scenario, on the network of the report.
struct Under<'a> {
    source: &'a dyn Source,
    network: Arc<Network>,
    circumstances: &'a Scenario,
}

impl Source for Under<'_> {
    fn network(&self, _: &Common) -> Result<Arc<Network>> {
        Ok(Arc::clone(&self.network))
    }

    fn text(&self, path: &Path) -> Result<String> {
        self.source.text(path)
    }

    fn force(&self, name: &str) -> Result<ForceFile> {
        self.source.force(name)
    }

    fn scenario(&self, path: Option<&Path>) -> Result<Scenario> {
        match path {
            None => Ok(self.circumstances.clone()),
            Some(_) => {
                Err(Error::Usage("the report's scenario has the circumstances; leave scenario out of flags".to_owned()))
            }
        }
    }
}

/// Answers every question of a study; `told` hears what is done.
///
/// # Errors
/// The first question that cannot be answered, with its id.
pub fn report(study: &Study, common: &Common, source: &dyn Source, told: &mut dyn FnMut(&str)) -> Result<Report> {
    let network = source.network(common)?;
    let under = Under { source, network: Arc::clone(&network), circumstances: &study.circumstances };
    let (mut sections, mut files, mut listed) = (Vec::new(), Vec::new(), Vec::new());
    for asked in &study.questions {
        told(&asked.title);
        let (section, exit_code) =
            answer(asked, &under, &mut files).map_err(|error| named(error, &format!("question {}", asked.id)))?;
        listed.push(json!({
            "id": asked.id, "title": asked.title, "ask": asked.ask, "exit_code": exit_code,
            "answer": format!("answers/{}.json", asked.id),
        }));
        sections.push(section);
    }
    let answers: Vec<(&str, &Json)> = sections.iter().map(|section| (section.id.as_str(), &section.json)).collect();
    let register = register(&network, &answers)?;
    let credibility = credibility(study, &sections, &register);
    files.push(("register.csv".to_owned(), csv_of(&register)?));
    files.push(("scenario.toml".to_owned(), study.text.clone().into_bytes()));
    let paper = Paper { title: study.title.clone(), summary: study.summary.clone(), sections, register, credibility };
    let page = render(&paper).into_bytes();
    files.push(("index.html".to_owned(), page.clone()));
    files.sort();
    let hashed =
        files.iter().map(|(path, bytes)| json!({ "path": path, "bytes": bytes.len(), "sha256": sha256(bytes) }));
    let manifest = json!({
        "program": "corridor", "version": env!("CARGO_PKG_VERSION"), "network": network.name,
        "network_hash": network.hash, "title": study.title, "questions": listed, "files": hashed.collect::<Vec<_>>(),
    });
    files.push(("manifest.json".to_owned(), format!("{manifest:#}\n").into_bytes()));
    Ok(Report { page, files })
}

/// The same kind of error with where it arose.
fn named(error: Error, place: &str) -> Error {
    match error {
        Error::Usage(text) => Error::Usage(format!("{place}: {text}")),
        Error::Question(text) => Error::Question(format!("{place}: {text}")),
        Error::Impossible(text) => Error::Impossible(format!("{place}: {text}")),
        Error::Output(text) => Error::Output(format!("{place}: {text}")),
        other => other,
    }
}

fn answer(asked: &Asked, under: &Under<'_>, files: &mut Vec<(String, Vec<u8>)>) -> Result<(Section, u8)> {
    let kind = question(&asked.ask)?;
    let read = kind.read(&asked.flags)?;
    let desk = Desk { source: under, format: None, stop: Stop::NEVER, progress: &|_, _| () };
    let answer = read.ask(&desk)?;
    let flags = kind.flags();
    let has = |format: &Format| {
        flags.iter().any(|flag| flag.name == "format" && flag.words.iter().any(|word| word == format.name()))
    };
    let (mut json, mut table, mut picture, mut kept) = (Json::Null, String::new(), None, Vec::new());
    for format in KEPT.iter().filter(|format| has(format)) {
        let bytes = answer.bytes(*format, Colour::Plain)?;
        let ending = if *format == Format::Table { "txt" } else { format.name() };
        match format {
            Format::Json => json = serde_json::from_slice(&bytes).map_err(|error| Error::Output(error.to_string()))?,
            Format::Table => table = String::from_utf8_lossy(&bytes).into_owned(),
            Format::Svg => picture = Some(String::from_utf8_lossy(&bytes).into_owned()),
            _ => {}
        }
        let path = format!("answers/{}.{ending}", asked.id);
        kept.push(path.clone());
        files.push((path, bytes));
    }
    let section = Section {
        id: asked.id.clone(),
        title: asked.title.clone(),
        ask: asked.ask.clone(),
        command: command(asked, &flags),
        json,
        table,
        picture,
        files: kept,
    };
    Ok((section, answer.outcome().exit_code()))
}

/// The command that asks the same.
fn command(asked: &Asked, flags: &[super::named::Flag]) -> String {
    let quoted = |text: &str| {
        let plain = |letter: char| letter.is_alphanumeric() || "-_.,:+/".contains(letter);
        if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { format!("\"{text}\"") }
    };
    let mut words = vec!["corridor".to_owned(), asked.ask.clone()];
    let positional: Vec<_> = flags.iter().filter(|flag| flag.positional).collect();
    for flag in &positional {
        let values = asked.flags.iter().filter(|(key, _)| *key == flag.name);
        words.extend(values.map(|(_, value)| quoted(value)));
    }
    for (key, value) in asked.flags.iter().filter(|(key, _)| !positional.iter().any(|flag| flag.name == *key)) {
        match (flags.iter().any(|flag| flag.name == *key && flag.switch), value.as_str()) {
            (true, "true") => words.push(format!("--{key}")),
            (true, _) => {}
            (false, value) => words.push(format!("--{key} {}", quoted(value))),
        }
    }
    words.push("--scenario circumstances.toml".to_owned());
    words.join(" ")
}

fn csv_of(register: &[Entry]) -> Result<Vec<u8>> {
    let failed = |error: csv::Error| Error::Output(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["evidence", "figure", "source", "date", "questions"]).map_err(failed)?;
    for entry in register {
        let cells = [&entry.evidence, &entry.figure, &entry.source, &entry.date, &entry.questions.join(" ")];
        writer.write_record(cells.map(|text| crate::report::csv::safe(text))).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| Error::Output(error.to_string()))
}

/// What the program can say of its answers; the scenario may say the rest, or say it better.
fn credibility(study: &Study, sections: &[Section], register: &[Entry]) -> Vec<Factor> {
    let count = |class: &str| register.iter().filter(|entry| entry.evidence == class).count();
    let (unknown, assumed, derived) = (count("unknown"), count("assumed"), count("derived"));
    let data = match (unknown + assumed, derived) {
        (0, 0) => (3, "every figure is official or published".to_owned()),
        (0, _) => (2, format!("{derived} figures are derived from published ones, none is assumed")),
        _ => (
            1,
            format!(
                "{unknown} limits are unknown and {assumed} figures assumed of {}; the register names them",
                register.len()
            ),
        ),
    };
    let asked = |name: &str| sections.iter().filter(|section| section.ask == name).count();
    let checked = asked("capacity") + asked("plan");
    let verification = if checked > 0 {
        (
            3,
            format!(
                "{checked} answers carry a certificate or a replay by code that shares nothing with what made them; ledgers add up"
            ),
        )
    } else {
        (2, "ledgers add up; the searches are tested against slow twins".to_owned())
    };
    let ranges = sections.iter().any(|section| section.command.contains("--sensitivity")) || asked("failure") > 0;
    let uncertainty = if ranges {
        (2, "ranges of single figures were tried, one at a time".to_owned())
    } else {
        (1, "what is not known is listed; no ranges were tried".to_owned())
    };
    let robustness = if asked("failure") > 0 {
        (2, "every single loss was tried".to_owned())
    } else {
        (1, "what would open a better way is named; losses were not tried".to_owned())
    };
    let own = |level: u8, why: &str| (level, why.to_owned());
    let points = [
        ("data", data),
        ("verification", verification),
        (
            "validation",
            own(
                1,
                "the planning factors are compared with published movements (`corridor plan --validate`); this scenario is not",
            ),
        ),
        ("input", own(0, "the scenario does not say where its loads, forces and dates come from")),
        ("uncertainty", uncertainty),
        ("robustness", robustness),
        ("use", own(0, "the scenario names no earlier study")),
        ("people", own(0, "the scenario names nobody who has reviewed it")),
    ];
    let factor = |(name, (level, why)): (&str, (u8, String))| {
        let said = study.credibility.iter().find(|(factor, _, _)| factor == name);
        let (level, why) =
            said.map_or((level, why), |(_, level, why)| (*level, format!("{why} (said by the scenario)")));
        Factor { name: name.to_owned(), level, why }
    };
    points.into_iter().map(factor).collect()
}
