//! A scenario with questions: circumstances written once, and what is asked under them; `corridor report` answers it.
//!
//! TOML: the keys of [`Scenario`], `title`, `summary`, and `[[question]]` with `id`, `title`, `ask` and `flags`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::scenario::Scenario;

/// A scenario with questions.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    /// What the report is called.
    pub title: String,
    /// What it is for, in the words of who asks.
    pub summary: String,
    /// Circumstances of every question.
    pub circumstances: Scenario,
    /// What the one who asks can say for the study: (factor, level from 0 to 4, why).
    pub credibility: Vec<(String, u8, String)>,
    /// Questions in order.
    pub questions: Vec<Asked>,
    /// Its text, byte for byte.
    pub text: String,
}

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Name in file names: small letters, digits and hyphens.
    pub id: String,
    /// Title in the report.
    pub title: String,
    /// Name of the question's command.
    pub ask: String,
    /// Its flags, as (long name, value).
    pub flags: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedTable {
    id: String,
    title: String,
    ask: String,
    #[serde(default)]
    flags: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Level {
    level: u8,
    why: String,
}

impl Study {
    /// Reads the text of a scenario with questions.
    ///
    /// ```
    /// use corridor::data::study::Study;
    /// let text = "title = \"A look\"\nregime = \"emers-6h\"\n[[question]]\nid = \"way\"\ntitle = \"The way\"\nask = \"route\"\nflags = { from = \"Gdansk\", to = \"Rukla\", load = [\"boxerx4\"], ways = 1 }\n";
    /// let study = Study::parse(text).unwrap();
    /// assert_eq!(study.questions[0].flags.len(), 4);
    /// assert!(Study::parse("title = \"A look\"\n").unwrap_err().contains("[[question]]"));
    /// ```
    ///
    /// # Errors
    /// A sentence.
    pub fn parse(text: &str) -> Result<Study, String> {
        let one_line = |error: toml::de::Error| error.to_string().trim().replace('\n', " ");
        let mut table: toml::Table = toml::from_str(text).map_err(one_line)?;
        let words = |table: &mut toml::Table, key: &str| match table.remove(key) {
            None => Ok(String::new()),
            Some(toml::Value::String(text)) => Ok(text),
            Some(_) => Err(format!("{key} must be words in quotes")),
        };
        let title = words(&mut table, "title")?;
        let summary = words(&mut table, "summary")?;
        if title.trim().is_empty() {
            return Err("title is missing: write title = \"...\"".to_owned());
        }
        let levels: BTreeMap<String, Level> =
            table.remove("credibility").map_or(Ok(BTreeMap::new()), toml::Value::try_into).map_err(one_line)?;
        let asked: Vec<AskedTable> =
            table.remove("question").map_or(Ok(Vec::new()), toml::Value::try_into).map_err(one_line)?;
        let circumstances: Scenario = toml::Value::Table(table).try_into().map_err(one_line)?;
        let questions = asked.into_iter().map(question).collect::<Result<Vec<_>, _>>()?;
        if questions.is_empty() {
            return Err("nothing is asked: write [[question]] with id, title, ask and flags".to_owned());
        }
        for (index, one) in questions.iter().enumerate() {
            if questions[..index].iter().any(|other| other.id == one.id) {
                return Err(format!("two questions have the id {}", one.id));
            }
        }
        if let Some((factor, _)) = levels.iter().find(|(_, level)| level.level > 4) {
            return Err(format!("credibility of {factor}: levels go from 0 to 4"));
        }
        let credibility = levels.into_iter().map(|(factor, level)| (factor, level.level, level.why)).collect();
        Ok(Study { title, summary, circumstances, credibility, questions, text: text.to_owned() })
    }
}

fn question(table: AskedTable) -> Result<Asked, String> {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if table.id.is_empty() || table.id.len() > 60 || !table.id.chars().all(plain) {
        return Err(format!("id \"{}\" of a question: use up to 60 small letters, digits and hyphens", table.id));
    }
    let mut flags = Vec::new();
    for (key, value) in table.flags {
        let values = if let toml::Value::Array(list) = value { list } else { vec![value] };
        for value in values {
            let text = match value {
                toml::Value::String(text) => text,
                toml::Value::Integer(_) | toml::Value::Float(_) | toml::Value::Boolean(_) => value.to_string(),
                toml::Value::Datetime(moment) => moment.to_string(),
                _ => return Err(format!("flag {key} of question {}: write words, a number or true", table.id)),
            };
            flags.push((key.clone(), text));
        }
    }
    if flags.iter().any(|(key, _)| ["format", "out", "network", "overlay"].contains(&key.as_str())) {
        return Err(format!("question {}: the report chooses format, files and network", table.id));
    }
    Ok(Asked { id: table.id, title: table.title, ask: table.ask, flags })
}
