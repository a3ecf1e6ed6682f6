//! Which cards take part, what they cost and what they need.

use crate::algo::portfolio::{ITEMS_MAX, Items, Set};
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::cards::{Card, with_requirements};

use super::answer::LeftOut;
use super::fund::Instrument;
use super::money::{Price, Rates, spread};
use super::query::{Limit, Query};

/// The cards of a question, by id.
pub(super) struct Selected<'a> {
    pub(super) cards: Vec<&'a Card>,
    /// What each costs; none when nobody says.
    pub(super) prices: Vec<Option<Price>>,
    pub(super) left_out: Vec<LeftOut>,
}

impl<'a> Selected<'a> {
    pub(super) fn new(cards: &'a [Card], query: &Query, rates: &Rates) -> Result<Self> {
        let known = |id: &String| {
            if cards.iter().any(|card| card.id == *id) {
                return Ok(());
            }
            let near = crate::data::record::nearest(id, cards.iter().map(|card| card.id.as_str()));
            let hint =
                near.map_or("`corridor invest --check` lists them".to_owned(), |near| format!("did you mean {near}?"));
            Err(Error::Question(format!("no card is called \"{id}\"; {hint}")))
        };
        query.only.iter().chain(&query.without).chain(&query.explain).try_for_each(known)?;
        let only: Vec<&str> = query.only.iter().chain(&query.explain).map(String::as_str).collect();
        let wanted: Vec<&Card> =
            if query.only.is_empty() { cards.iter().collect() } else { with_requirements(cards, &only) };
        let mut left_out: Vec<LeftOut> = Vec::new();
        let mut out = |card: &Card, why: String| left_out.push(LeftOut { card: card.id.clone(), why });
        let mut kept: Vec<&Card> = Vec::new();
        for card in wanted {
            if query.without.contains(&card.id) {
                out(card, "the question leaves it out".to_owned());
            } else if card.status == "done" {
                out(card, "it is done: the network has it".to_owned());
            } else if let Some(year) = query.year
                && card.completion_year.is_none_or(|own| own > year)
            {
                let when = card
                    .completion_year
                    .map_or("nobody says when it is complete".to_owned(), |own| format!("it is complete in {own}"));
                out(card, format!("{when}, not by {year}"));
            } else {
                kept.push(card);
            }
        }
        loop {
            let ids: Vec<&str> = kept.iter().map(|card| card.id.as_str()).collect();
            let done = |id: &String| cards.iter().any(|card| card.id == *id && card.status == "done");
            let unmet =
                kept.iter().position(|card| card.requires.iter().any(|id| !ids.contains(&id.as_str()) && !done(id)));
            let Some(unmet) = unmet else { break };
            let card = kept.remove(unmet);
            out(card, format!("it needs {}, which does not take part", card.requires.join(", ")));
        }
        if kept.len() > ITEMS_MAX {
            return Err(Error::Usage(format!(
                "{} cards are more than {ITEMS_MAX}; choose among them with --only",
                kept.len()
            )));
        }
        if kept.is_empty() {
            return Err(Error::Question("no card takes part; see --year, --only and --without".to_owned()));
        }
        let prices = kept.iter().map(|card| rates.price(card)).collect();
        Ok(Selected { cards: kept, prices, left_out })
    }

    pub(super) fn item(&self, id: &str) -> Option<usize> {
        self.cards.iter().position(|card| card.id == id)
    }

    /// What a choice keeps to: costs in every limited resource, needs, exclusions. Cards without a price are not chosen.
    pub(super) fn items(&self, network: &Network, instruments: &[Instrument], query: &Query) -> Items {
        let count = self.cards.len();
        let cost = |item: usize| self.prices[item].map_or(0, |price| price.keur);
        let mut items = Items {
            costs: vec![(0..count).map(cost).collect()],
            budgets: vec![query.budget_keur.unwrap_or(u64::MAX)],
            requires: Vec::new(),
            excludes: vec![Set::EMPTY; count],
            banned: (0..count).filter(|item| self.prices[*item].is_none()).collect(),
        };
        for card in &self.cards {
            let mut needs = Set::EMPTY;
            let mut open: Vec<&str> = card.requires.iter().map(String::as_str).collect();
            while let Some(id) = open.pop() {
                if let Some(item) = self.item(id).filter(|item| !needs.has(*item)) {
                    needs = needs.with(item);
                    open.extend(self.cards[item].requires.iter().map(String::as_str));
                }
            }
            items.requires.push(needs);
        }
        for (item, card) in self.cards.iter().enumerate() {
            for other in card.excludes.iter().filter_map(|id| self.item(id)) {
                items.excludes[item] = items.excludes[item].with(other);
                items.excludes[other] = items.excludes[other].with(item);
            }
        }
        let mut add = |budget: u64, cost: &dyn Fn(usize) -> u64| {
            items.costs.push((0..count).map(cost).collect());
            items.budgets.push(budget);
        };
        let in_year = |item: usize, year: u32| {
            spread(self.cards[item], cost(item)).iter().filter(|(own, _)| *own == year).map(|(_, part)| part).sum()
        };
        for limit in &query.limits {
            match limit {
                Limit::Year(year, keur) => add(*keur, &|item| in_year(item, *year)),
                Limit::EachYear(keur) => {
                    let years: std::collections::BTreeSet<u32> = (0..count)
                        .flat_map(|item| spread(self.cards[item], cost(item)))
                        .map(|(year, _)| year)
                        .collect();
                    for year in years {
                        add(*keur, &|item| in_year(item, year));
                    }
                }
                Limit::State(code, keur) => add(*keur, &|item| {
                    let states = &self.cards[item].states;
                    if states.contains(code) { cost(item) / u64::try_from(states.len()).unwrap_or(1).max(1) } else { 0 }
                }),
                Limit::Instrument(id, keur) => add(*keur, &|item| {
                    let own = instruments.iter().find(|own| own.id == *id);
                    let price = self.prices[item];
                    let fits = own.filter(|own| own.fails(network, self.cards[item], price.as_ref()).is_empty());
                    fits.map_or(0, |own| own.pays(cost(item)))
                }),
            }
        }
        items
    }
}
