//! The network of a set of cards.

use std::collections::BTreeMap;

use crate::data::folder::Files;
use crate::error::{Error, Place, Problem, Result};
use crate::network::{Network, attach, own};

use super::resolve::Effect;
use super::{Card, cells, line};

/// A network as it is with a set of cards.
pub struct Changed {
    /// The network.
    pub network: Network,
    /// The regime to ask for: the one given, or one of the set's own that is based on it where a card takes rules over.
    pub regime: String,
}

/// Tables whose rows are joined to the graph by where they lie.
const JOINED: &[&str] = &["ports.csv", "places.csv", "terminals.csv", "airfields.csv", "structures.csv", "ferries.csv"];

impl Network {
    /// The network with a set of cards, whose order does not matter. `regime` is the one that questions will ask for.
    ///
    /// # Errors
    /// [`Error::Input`] when the cards together make rows that cannot be read, or a point of a card finds no node.
    /// `O(network)`: tens of milliseconds on the embedded one.
    pub fn with_cards(&self, cards: &[&Card], regime: &str) -> Result<Changed> {
        let mut cards: Vec<&Card> = cards.to_vec();
        cards.sort_by(|a, b| a.id.cmp(&b.id));
        cards.dedup_by(|a, b| a.id == b.id);
        let mut problems = Vec::new();
        let mut tables = self.tables.clone();
        let effects: Vec<(&Card, &Effect)> =
            cards.iter().flat_map(|card| card.effects.iter().map(move |effect| (*card, effect))).collect();
        let edits: Vec<_> = effects
            .iter()
            .filter_map(|(_, effect)| match effect {
                Effect::Cells(edit) => Some(edit),
                _ => None,
            })
            .collect();
        let texts = cells::edited(self, &edits, &mut tables, &mut problems);
        let adopts: Vec<_> = effects
            .iter()
            .filter_map(|(card, effect)| match effect {
                Effect::Adopt(adopt) => Some((card.id.as_str(), adopt)),
                _ => None,
            })
            .collect();
        let regime = cells::adopted(regime, &adopts, &mut tables);
        if cards.iter().all(|card| card.is_paper()) && problems.is_empty() {
            // Ways and places stay as they are.
            let network = Network {
                tables,
                files: with_texts(self.files.clone(), texts),
                hash: self.hash_with(&cards),
                ..self.clone()
            };
            return Ok(Changed { network, regime });
        }
        let touched = |names: &[&str]| texts.iter().any(|(file, _)| names.contains(file));
        let mut base = self.base.clone();
        let mut own_said = None;
        if self.own.is_some() {
            if touched(&["links.csv", "nodes.csv", "countries.csv"]) {
                own::complete(&mut tables);
            }
            let (made, said) = own::base(&tables);
            (base, own_said) = (made, Some(said));
        } else {
            let mut builder = line::Builder::new(&mut base, &mut tables);
            for (card, effect) in &effects {
                if let Effect::NewLink(link) = effect {
                    builder.build(card, link);
                }
            }
            for (card, effect) in &effects {
                if let Effect::Stretch(stretch) = effect {
                    builder.beside(card, stretch);
                }
            }
            let built = builder.finish();
            if touched(JOINED) {
                attach::rejoin(self, &tables, &mut base);
            }
            line::serve(self, &effects, &built, &mut base, &mut problems);
            line::gauge_changes(&self.tables, &tables, &mut base, &mut problems);
            let stretches = effects.iter().filter_map(|(card, effect)| match effect {
                Effect::Stretch(stretch) => Some((*card, stretch)),
                _ => None,
            });
            line::improve(stretches, &mut base, &mut tables);
        }
        if !problems.is_empty() {
            return Err(Error::Input(told_of(&cards, problems)));
        }
        let files = with_texts(self.files.clone(), texts);
        let hash = self.hash_with(&cards);
        let built: String = cards.iter().filter(|card| !card.is_paper()).map(|card| card.text.as_str()).collect();
        let ground = if built.is_empty() {
            self.ground.clone()
        } else {
            crate::data::sources::sha256(format!("{}{built}", self.ground).as_bytes())
        };
        let network = Network {
            remarks: self.remarks.clone(),
            ground,
            ..Network::assembled(files, tables, base, own_said, hash)
        };
        Ok(Changed { network, regime })
    }

    /// The hash of this network with some cards.
    fn hash_with(&self, cards: &[&Card]) -> String {
        if cards.is_empty() {
            return self.hash.clone();
        }
        let texts: String = cards.iter().map(|card| card.text.as_str()).collect();
        crate::data::sources::sha256(format!("{}{texts}", self.hash).as_bytes())
    }
}

/// Files with other texts of some tables.
fn with_texts(mut files: Files, texts: Vec<(&'static str, String)>) -> Files {
    for (file, text) in texts {
        files.replace(file, text);
    }
    files
}

/// Problems with the file of the card, where they have none.
fn told_of(cards: &[&Card], problems: Vec<Problem>) -> Vec<Problem> {
    let files: BTreeMap<&str, ()> = cards.iter().map(|card| (card.file.as_str(), ())).collect();
    let first = files.keys().next().copied().unwrap_or_default();
    problems
        .into_iter()
        .map(|mut problem| {
            if problem.place.file.is_empty() {
                problem.place = Place::file(first);
            }
            problem
        })
        .collect()
}
