//! Which instruments may pay for a card, by their published rules. An indication: rules have more conditions than files.

use crate::data::card_file::CardFile;
use crate::error::{Error, Place, Problem, Result};
use crate::network::Network;
use crate::network::cards::{Card, CardKind};

use super::answer::Funding;
use super::money::{Price, millions};

/// An instrument with its rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Instrument {
    /// Id.
    pub id: String,
    name: String,
    kind: String,
    years: (Option<u32>, Option<u32>),
    envelope_keur: Option<u64>,
    rate_permille: u64,
    members: String,
    states: Vec<String>,
    works: bool,
    reforms: bool,
    dual_use: bool,
    ten_t: Vec<String>,
    statuses: Vec<String>,
    least_keur: u64,
    source: String,
    date: String,
}

/// Reads instruments.
///
/// # Errors
/// Everything that is wrong with them: unknown words, rates above the whole.
pub fn instruments(network: &Network, files: &[CardFile]) -> Result<Vec<Instrument>> {
    let mut problems = Vec::new();
    let mut all = Vec::new();
    for file in files {
        let record = &file.record;
        let text = |name: &str| record.text(name).map_or_else(String::new, |at| at.value);
        let mut tell = |field: &str, check: &str, message: String| {
            problems.push(Problem::new(Place::field(&file.file, record.line_of(field), field), check, message));
        };
        let year = |name: &str| record.count(name).and_then(|at| u32::try_from(at.value).ok());
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let keur = |name: &str| record.number(name).map(|at| (at.value * 1e3).round().clamp(0.0, 1e12) as u64);
        let rate_permille = record.count("rate_max_permille").map_or(0, |at| at.value);
        if rate_permille > 1_000 {
            tell("rate_max_permille", "in-range", format!("{rate_permille} thousandths are more than the whole cost"));
        }
        let kind = text("kind");
        if !["grant", "loan"].contains(&kind.as_str()) {
            tell("kind", "known-word", format!("\"{kind}\" is neither grant nor loan"));
        }
        let members = record.text("members").map_or_else(|| "eu".to_owned(), |at| at.value);
        if !["eu", "nato", "any"].contains(&members.as_str()) {
            tell("members", "known-word", format!("\"{members}\" is not one of eu, nato, any"));
        }
        let states = record.texts("states");
        for state in &states.value {
            if let Err(error) = network.country(state) {
                tell("states", "known-country", error.to_string());
            }
        }
        all.push(Instrument {
            id: text("id"),
            name: text("name"),
            kind,
            years: (year("from_year"), year("to_year")),
            envelope_keur: keur("envelope_eur_m"),
            rate_permille: rate_permille.min(1_000),
            members,
            states: states.value,
            works: record.flag("works"),
            reforms: record.flag("reforms"),
            dual_use: record.flag("dual_use"),
            ten_t: record.texts("ten_t").value,
            statuses: record.texts("statuses").value,
            least_keur: keur("least_eur_m").unwrap_or(0),
            source: text("source"),
            date: text("date"),
        });
    }
    if problems.is_empty() { Ok(all) } else { Err(Error::Input(problems)) }
}

impl Instrument {
    /// The conditions of it that a card does not meet, in words.
    pub(super) fn fails(&self, network: &Network, card: &Card, price: Option<&Price>) -> Vec<String> {
        let mut fails = Vec::new();
        match card.kind {
            // Whatever else it asks for does not matter then.
            CardKind::Works if !self.works => return vec!["it does not pay for works".to_owned()],
            CardKind::Reform if !self.reforms => return vec!["it does not pay for changes of rules".to_owned()],
            _ => {}
        }
        let row = |code: &String| network.tables.countries.iter().map(|lined| &lined.row).find(|row| row.code == *code);
        let member = |code: &String| match self.members.as_str() {
            "eu" => row(code).is_some_and(|row| row.eu.0),
            "nato" => row(code).is_some_and(|row| row.nato.0),
            _ => true,
        };
        let out: Vec<&str> = card
            .states
            .iter()
            .filter(|code| !member(code) || (!self.states.is_empty() && !self.states.contains(code)))
            .map(String::as_str)
            .collect();
        if !card.states.is_empty() && out.len() == card.states.len() {
            fails.push(format!("it does not pay in {}", out.join(", ")));
        }
        if self.dual_use && !card.dual_use {
            fails.push("it asks for civil and military use, which the card does not state".to_owned());
        }
        if !self.ten_t.is_empty() {
            match &card.ten_t {
                Some(word) if self.ten_t.contains(word) => {}
                Some(word) => fails
                    .push(format!("it asks for the TEN-T network ({}), the card is on {word}", self.ten_t.join(", "))),
                None => {
                    fails.push("it asks for the TEN-T network; the card does not say whether it is on it".to_owned())
                }
            }
        }
        if !self.statuses.is_empty() && !self.statuses.contains(&card.status) {
            fails.push(format!("it pays for cards in {}; this one is in {}", self.statuses.join(", "), card.status));
        }
        let (first, last) = (card.start_year.or(card.completion_year), card.completion_year.or(card.start_year));
        if let (Some(to), Some(first)) = (self.years.1, first)
            && first > to
        {
            fails.push(format!("it commits money until {to}, the card begins in {first}"));
        }
        if let (Some(from), Some(last)) = (self.years.0, last)
            && last < from
        {
            fails.push(format!("it commits money from {from}, the card is complete in {last}"));
        }
        match price {
            None => fails.push("the cost is not known".to_owned()),
            Some(price) => {
                if price.whole_keur < self.least_keur {
                    fails.push(format!("it pays from EUR {} m", millions(self.least_keur)));
                }
                if self.envelope_keur.is_some_and(|envelope| self.pays(price.keur) > envelope) {
                    fails.push("its share of the cost is more than all that the instrument has".to_owned());
                }
            }
        }
        fails
    }

    /// What it pays of a sum at most.
    pub(super) fn pays(&self, keur: u64) -> u64 {
        keur / 1_000 * self.rate_permille + keur % 1_000 * self.rate_permille / 1_000
    }
}

/// All instruments against a card, with a split of what is still to be found: grants first, then loans, then the states'
/// own money, never more than the whole. Of the Union's budget one grant pays at most: the Financial Regulation knows no two
/// awards for one action (remembered, not re-read).
pub(super) fn funding(network: &Network, all: &[Instrument], card: &Card, price: Option<&Price>) -> Vec<Funding> {
    let mut left = price.map_or(0, |price| price.keur);
    let whole = left;
    let mut granted = false;
    let mut order: Vec<&Instrument> = all.iter().collect();
    // Those that the card names first; grants before loans; what pays everything (a state's own budget) last.
    order.sort_by_key(|own| {
        (!card.instruments.contains(&own.id), own.kind != "grant", own.rate_permille, own.id.clone())
    });
    order.sort_by_key(|own| (own.rate_permille == 1_000 && own.kind == "grant", own.id == "national"));
    order
        .into_iter()
        .map(|own| {
            let fails = own.fails(network, card, price);
            let union = own.kind == "grant" && own.members == "eu";
            let pays = if fails.is_empty() && !(union && granted) { own.pays(whole).min(left) } else { 0 };
            granted |= union && pays > 0;
            left -= pays;
            Funding {
                instrument: own.id.clone(),
                name: own.name.clone(),
                kind: own.kind.clone(),
                fits: fails.is_empty(),
                fails,
                pays_eur_m: millions(pays),
                source: own.source.clone(),
                date: own.date.clone(),
            }
        })
        .collect()
}
