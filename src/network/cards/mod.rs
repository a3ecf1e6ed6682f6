//! Cards: candidate works and reforms, checked against a network, and the network as it is with some of them.
//!
//! [`Network::cards`] reads card files: every effect is resolved to rows, links and places of the network or refused.
//! [`Network::with_cards`] gives the network with a set of cards. A set has no order: where two cards change the same cell
//! the value farther from the table's counts, where two improve the same stretch the better, and a point that two new links
//! share is one node. So the network of a set is the same whichever card came first, and a larger set is never worse as
//! long as its cards only relax.
//!
//! | file | does |
//! |---|---|
//! | `read` | the file to a card, its words and sums checked |
//! | `spot` | names and positions to nodes, the shortest way between them |
//! | `resolve` | effects to rows and links |
//! | `cells` | what changes in tables |
//! | `apply` | the network of a set |
//! | `line` | stretches, new links and gauges on the geometry |

mod apply;
mod cells;
mod line;
mod read;
mod resolve;
mod spot;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::data::card_file::CardFile;
use crate::data::rows::Provenance;
use crate::error::{Error, Place, Problem, Result};

use super::Network;

pub use apply::Changed;

/// Works or a reform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CardKind {
    /// Something is built.
    Works,
    /// A rule changes.
    Reform,
}

impl CardKind {
    /// The word in files and answers.
    pub fn word(self) -> &'static str {
        match self {
            CardKind::Works => "works",
            CardKind::Reform => "reform",
        }
    }
}

/// What a card costs, thousands of euros at prices of one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// At best.
    pub low_keur: u64,
    /// Typically.
    pub keur: u64,
    /// At worst.
    pub high_keur: u64,
    /// Year of the prices.
    pub price_year: Option<u32>,
}

/// A card of which all effects were found in the network.
#[derive(Clone, Debug)]
pub struct Card {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Works or reform.
    pub kind: CardKind,
    /// ISO codes.
    pub states: Vec<String>,
    /// Who builds or decides.
    pub owner: String,
    /// What it costs, where that is known.
    pub cost: Option<Cost>,
    /// Year in which spending begins.
    pub start_year: Option<u32>,
    /// Year from whose end it works.
    pub completion_year: Option<u32>,
    /// How far it is.
    pub status: String,
    /// Instruments thought of or granted.
    pub instruments: Vec<String>,
    /// Money granted already, thousands of euros.
    pub secured_keur: u64,
    /// TEN-T network.
    pub ten_t: Option<String>,
    /// Whether civil and military traffic use it.
    pub dual_use: bool,
    /// The act that a reform needs.
    pub legal_instrument: Option<String>,
    /// Who must agree to a reform.
    pub agree: Vec<String>,
    /// Ids of cards without which it cannot be built.
    pub requires: Vec<String>,
    /// Ids of cards that cannot be built beside it.
    pub excludes: Vec<String>,
    /// Where its figures come from.
    pub provenance: Provenance,
    /// File that it was read from.
    pub file: String,
    /// Its text, byte for byte.
    pub text: String,
    effects: Vec<resolve::Effect>,
}

/// Tables that say what is allowed when, and how many carriers there are; never what fits where, nor where ways run.
pub const PAPERS: &[&str] = &[
    "arrangements.csv",
    "carriers.csv",
    "permissions.csv",
    "processing.csv",
    "quotas.csv",
    "regimes.csv",
    "traffic_shares.csv",
    "windows.csv",
];

impl Card {
    /// Whether all that it changes are papers: [`PAPERS`].
    pub(crate) fn is_paper(&self) -> bool {
        self.effects.iter().all(|effect| match effect {
            resolve::Effect::Cells(edit) => PAPERS.contains(&edit.file),
            resolve::Effect::Adopt(_) => true,
            _ => false,
        })
    }

    /// What it changes, one line for each effect.
    pub fn effects(&self, network: &Network) -> Vec<String> {
        self.effects.iter().map(|effect| effect.words(network)).collect()
    }

    /// Where it lies, as lines of (longitude, latitude) in degrees; a line of one point is a place. Reforms of whole
    /// states have none.
    pub fn lines(&self, network: &Network) -> Vec<Vec<(f64, f64)>> {
        self.effects.iter().flat_map(|effect| effect.lines(network)).collect()
    }

    /// Length of what it builds or improves, metres.
    pub fn length_m(&self, network: &Network) -> u64 {
        self.effects.iter().map(|effect| effect.length_m(network)).sum()
    }
}

impl Network {
    /// The cards of files, all their effects resolved.
    ///
    /// # Errors
    /// [`Error::Input`] with everything that is wrong with them: words, sums, years, requirements that are no cards or go
    /// in circles, effects that find nothing. `O(effects · links log links)`.
    pub fn cards(&self, files: &[CardFile]) -> Result<Vec<Card>> {
        let mut problems = Vec::new();
        let mut cards: Vec<Card> = files.iter().map(|file| read::card(self, file, &mut problems)).collect();
        cards.sort_by(|a, b| a.id.cmp(&b.id));
        relations(&cards, &mut problems);
        if problems.is_empty() {
            return Ok(cards);
        }
        problems.sort();
        problems.dedup();
        Err(Error::Input(problems))
    }

    /// Makes the network of each card with what it requires, and checks its tables as those of any network: effects that
    /// only the whole shows to be wrong. `O(cards · network)`.
    ///
    /// # Errors
    /// [`Error::Input`] with everything that is wrong.
    pub fn check_cards(&self, cards: &[Card]) -> Result<()> {
        let of_one = |card: &Card| -> Result<Vec<Problem>> {
            match self.with_cards(&with_requirements(cards, &[card.id.as_str()]), "today") {
                Err(Error::Input(found)) => Ok(found),
                Err(other) => Err(other),
                Ok(changed) => {
                    let mut found = Vec::new();
                    super::check::rows(&changed.network.tables, &mut found);
                    let told = |problem: Problem| {
                        let message = format!("afterwards {}: {}", problem.place, problem.message);
                        Problem::new(Place::file(&card.file), &problem.check, message)
                    };
                    Ok(found.into_iter().map(told).collect())
                }
            }
        };
        let found: Result<Vec<Vec<Problem>>> = cards.par_iter().map(of_one).collect();
        let mut problems = found?.concat();
        problems.sort();
        problems.dedup();
        if problems.is_empty() { Ok(()) } else { Err(Error::Input(problems)) }
    }
}

/// Cards with these ids and all that they require, by id.
pub fn with_requirements<'a>(cards: &'a [Card], ids: &[&str]) -> Vec<&'a Card> {
    let mut wanted: Vec<&str> = ids.to_vec();
    let mut at = 0;
    while at < wanted.len() {
        if let Some(card) = cards.iter().find(|card| card.id == wanted[at]) {
            for id in &card.requires {
                if !wanted.contains(&id.as_str()) {
                    wanted.push(id);
                }
            }
        }
        at += 1;
    }
    cards.iter().filter(|card| wanted.contains(&card.id.as_str())).collect()
}

/// Requirements and exclusions: they must be cards, and nothing may require itself or what it excludes.
fn relations(cards: &[Card], problems: &mut Vec<Problem>) {
    for card in cards {
        let mut tell = |field: &str, check: &str, message: String| {
            let place = Place { file: card.file.clone(), line: None, field: Some(field.to_owned()) };
            problems.push(Problem::new(place, check, message));
        };
        for (field, ids) in [("requires", &card.requires), ("excludes", &card.excludes)] {
            for id in ids.iter().filter(|id| !cards.iter().any(|other| other.id == **id)) {
                let near = crate::data::record::nearest(id, cards.iter().map(|card| card.id.as_str()));
                let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
                tell(field, "known-card", format!("\"{id}\" is no card{hint}"));
            }
        }
        let needed = with_requirements(cards, &card.requires.iter().map(String::as_str).collect::<Vec<_>>());
        if needed.iter().any(|other| other.id == card.id) {
            let message =
                format!("{} requires itself, over {}; take one requirement out", card.id, card.requires.join(", "));
            tell("requires", "no-circle", message);
        }
        let all: Vec<&Card> = needed.iter().copied().chain([card]).collect();
        for one in &all {
            if let Some(other) = all.iter().find(|other| one.excludes.contains(&other.id)) {
                let message = format!("it needs both {} and {}, which exclude each other", one.id, other.id);
                tell("requires", "no-contradiction", message);
            }
        }
    }
}
