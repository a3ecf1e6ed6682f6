//! The figures that answers rest on, each with source, date and evidence: found in the answers themselves, and in the rows
//! of the assets that they name.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value as Json;

use crate::error::Result;
use crate::network::Network;
use crate::network::capacity::{AssetKind, Capacities};

/// A figure and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Entry {
    /// What it is about, with the figure in words.
    pub figure: String,
    /// Publisher and document; empty when nobody has published it.
    pub source: String,
    /// Date of the source.
    pub date: String,
    /// `official`, `published`, `derived`, `assumed` or `unknown`.
    pub evidence: String,
    /// Ids of the questions that rest on it.
    pub questions: Vec<String>,
}

/// How well a figure is known, worst first.
pub const CLASSES: [&str; 5] = ["unknown", "assumed", "derived", "published", "official"];

/// The figures that some answers (id, JSON) rest on, sorted: the least known first. O(size of the answers).
///
/// # Errors
/// When a stamp names a regime that the network does not have.
pub fn register(network: &Network, answers: &[(&str, &Json)]) -> Result<Vec<Entry>> {
    let mut found: BTreeMap<(usize, String, String, String), BTreeSet<String>> = BTreeMap::new();
    for (question, answer) in answers {
        let mut one = Found { entries: BTreeSet::new(), assets: BTreeSet::new() };
        one.walk(answer);
        let regime = answer["stamp"]["query"]["regime"].as_str().unwrap_or("today");
        one.rows(network, regime)?;
        for (class, figure, source, date) in one.entries {
            found.entry((class, figure, source, date)).or_default().insert((*question).to_owned());
        }
    }
    let entry = |((class, figure, source, date), questions): ((usize, String, String, String), BTreeSet<String>)| {
        Entry { figure, source, date, evidence: CLASSES[class].to_owned(), questions: questions.into_iter().collect() }
    };
    Ok(found.into_iter().map(entry).collect())
}

fn class(evidence: &str) -> usize {
    CLASSES.iter().position(|class| *class == evidence).unwrap_or(0)
}

struct Found {
    /// (class, figure, source, date).
    entries: BTreeSet<(usize, String, String, String)>,
    /// Ids of assets named.
    assets: BTreeSet<String>,
}

impl Found {
    fn walk(&mut self, json: &Json) {
        match json {
            Json::Array(list) => list.iter().for_each(|one| self.walk(one)),
            Json::Object(object) => {
                let text = |key: &str| object.get(key).and_then(Json::as_str).filter(|text| !text.is_empty());
                if let (Some(source), Some(evidence)) = (text("source"), text("evidence")) {
                    // What rests on rows is said by the rows.
                    let rests = object.get("rows").and_then(Json::as_array).is_some_and(|rows| !rows.is_empty());
                    if !rests {
                        let name = text("figure").or_else(|| text("says")).or_else(|| text("name"));
                        let name = name.or_else(|| text("asset")).or_else(|| text("id")).unwrap_or("a figure");
                        let id = text("id").filter(|_| text("says").is_some());
                        let figure = id.map_or_else(|| name.to_owned(), |id| format!("{id}: {name}"));
                        self.add(evidence, figure, source, text("date").unwrap_or_default());
                    }
                }
                if let (Some(needed), Some(assumed)) = (text("needed"), text("assumed")) {
                    let (what, at) = (text("what").unwrap_or("limit"), text("where").unwrap_or("somewhere"));
                    let evidence = if assumed == "unknown" { "unknown" } else { "assumed" };
                    self.add(evidence, format!("{what} of {at}: {needed} needed, {assumed}"), "", "");
                }
                // An asset with its rows beside it needs no looking up.
                self.assets.extend(text("asset").filter(|_| !object.contains_key("rows")).map(str::to_owned));
                object.iter().filter(|(key, _)| *key != "stamp").for_each(|(_, value)| self.walk(value));
            }
            _ => {}
        }
    }

    fn add(&mut self, evidence: &str, figure: String, source: &str, date: &str) {
        self.entries.insert((class(evidence), figure, source.to_owned(), date.to_owned()));
    }

    /// The rows of the assets named. Names that are no assets of the capacity model are passed over.
    fn rows(&mut self, network: &Network, regime: &str) -> Result<()> {
        if self.assets.is_empty() {
            return Ok(());
        }
        let capacities = Capacities::new(network, regime)?;
        let mut wanted = std::mem::take(&mut self.assets);
        for (index, asset) in (0_u32..).zip(&capacities.assets) {
            // The id of a stretch costs a look at all others: only those whose beginning is wanted are made.
            let word = match asset.kind {
                AssetKind::RailSection { .. } => Some("rail"),
                AssetKind::RoadSection { .. } => Some("road"),
                _ => None,
            };
            if let Some(word) = word {
                let beginning = format!("{word}:{}:", network.country_code(asset.country));
                let next = wanted.range(beginning.clone()..).next();
                if !next.is_some_and(|id| id.starts_with(&beginning)) {
                    continue;
                }
            }
            if !wanted.remove(&capacities.id(network, index)) {
                continue;
            }
            for row in capacities.sources(network, index) {
                let from = row.provenance;
                self.add(from.evidence.word(), format!("{}: {}", row.id, row.says), &from.source, &from.date);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn figures_are_found_wherever_they_stand() {
        let network = Network::europe().unwrap();
        let answer = json!({
            "stamp": { "query": { "regime": "today" }, "source": "none", "evidence": "assumed" },
            "routes": [{
                "sources": [{ "figure": "280 km/day", "source": "press", "date": "2024", "evidence": "published" }],
                "unknowns": [{ "what": "load class", "where": "a bridge", "needed": "MLC 80", "assumed": "unknown" }],
            }],
            "cut": [{
                "asset": "x", "name": "a ramp", "source": "ours", "evidence": "assumed", "date": "2026",
                "rows": [{ "id": "r", "says": "3 trains", "source": "operator", "date": "2025", "evidence": "official" }],
            }],
        });
        let entries = register(&network, &[("q", &answer), ("r", &answer)]).unwrap();
        let told: Vec<(&str, &str)> = entries.iter().map(|one| (one.evidence.as_str(), one.figure.as_str())).collect();
        assert_eq!(
            told,
            [
                ("unknown", "load class of a bridge: MLC 80 needed, unknown"),
                ("published", "280 km/day"),
                ("official", "r: 3 trains")
            ]
        );
        assert!(entries.iter().all(|one| one.questions == ["q", "r"]));
    }
}
