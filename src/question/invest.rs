//! The question of investments as flags.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::analysis::capacity::query::Pools;
use crate::analysis::invest::answer::InvestAnswer;
use crate::analysis::invest::ask_told;
use crate::analysis::invest::fund::instruments;
use crate::analysis::invest::query::{By, EFFORT, Limit, PRICE_YEAR, Query, Scenario, asks};
use crate::data::card_file::{CardFile, schema};
use crate::error::{Error, Result};
use crate::network::Network;
use crate::report::invest::{FORMATS, render};
use crate::report::{Colour, Format, Options};

use super::common::{AssuranceWord, CaseWord, Common, Passage, format, words};
use super::{Answer, Desk, Printed, Question, Source};

/// Theatres when the question names neither theatre nor force, and a force that goes to each.
const THEATRES: [(&str, &str); 4] = [
    ("baltics", "brigade-de-lithuania"),
    ("poland", "brigade-us-poland"),
    ("romania", "brigade-fr-romania"),
    ("finland", "battalion-se-finland"),
];

/// Where the flow to them comes from; and when the question names a theatre or a force.
const FROM_ALL: &str = "ports:all";
const FROM: &str = "ports:north-sea";

/// Draws when the question does not say.
const DRAWS: u32 = 60;

/// What to build and what to reform first.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  corridor invest --budget 5000\n  corridor invest --force brigade-de-lithuania --budget 5000\n  corridor invest --to baltics --budget 8000 --draws 200 --out ranking.csv\n  corridor invest --to lithuania --by resilience --budget 3000 --budget-state PL=1500 --year 2032\n  corridor invest --force brigade-nl-poland --budget 2000 --against regime=emers-6h --against deny=DE\n  corridor invest --to lithuania --explain elk-suwalki-trakiszki\n  corridor invest --check my-cards"
)]
pub struct InvestArguments {
    /// A force whose closure counts: an example (`corridor plan --list`) or a file; several. With neither force nor theatre:
    /// a force to each of the theatres baltics, poland, romania and finland, and what can reach them.
    #[arg(long, value_name = "NAME|FILE", value_delimiter = ',')]
    force: Vec<String>,
    /// Theatres whose capacity counts, one after another. When not given: where the forces go.
    #[arg(long, value_name = "THEATRE|PLACES", value_delimiter = ',')]
    to: Vec<String>,
    /// Where that flow comes from: groups of ports, states or places. When not given: ports:north-sea; ports:all when the
    /// question names neither force nor theatre.
    #[arg(long, value_name = "PORTS|PLACES", value_delimiter = ',')]
    from: Vec<String>,
    /// What cards are compared by: closure (plans made anew, capacity and all), bound (the fastest ways alone), flow
    /// (vehicles a day), resilience (vehicles a day after the worst single loss), balance (all of it in equal parts, of what
    /// all cards together buy). When not given: closure with a force, flow with a theatre only, else balance.
    #[arg(long, value_name = "WORD")]
    by: Option<ByWord>,
    /// Money, EUR million: finds the best set of cards for it, with proof.
    #[arg(long, value_name = "EUR_M")]
    budget: Option<f64>,
    /// At most so much in any one year, EUR million; or in one year as YEAR=EUR_M. Several.
    #[arg(long, value_name = "[YEAR=]EUR_M")]
    budget_year: Vec<String>,
    /// At most so much from one state: CC=EUR_M; several. States share the cost of a common card in equal parts.
    #[arg(long, value_name = "CC=EUR_M")]
    budget_state: Vec<String>,
    /// At most so much from one instrument: ID=EUR_M; several.
    #[arg(long, value_name = "ID=EUR_M")]
    budget_instrument: Vec<String>,
    /// Only cards that are complete by the end of this year.
    #[arg(long, value_name = "YEAR")]
    year: Option<u32>,
    /// Year of prices, and of present values.
    #[arg(long, value_name = "YEAR", default_value_t = PRICE_YEAR)]
    price_year: u32,
    /// Only these cards, and what they require.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    only: Vec<String>,
    /// Not these cards.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    without: Vec<String>,
    /// Rules in force; today when not given.
    #[arg(long, value_name = "NAME")]
    regime: Option<String>,
    #[command(flatten)]
    passage: Passage,
    /// Circumstances from a TOML file; what the command line says goes before it.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Other circumstances that the choice must stand: regime=NAME, deny=CC+CC, force=NAME+NAME, scenario=FILE (its regime
    /// and denials), joined by commas; may be given several times. Adds the choice that regrets least, and draws are then
    /// over all circumstances alike.
    #[arg(long, value_name = "KEY=VALUE,...")]
    against: Vec<String>,
    /// Carriers that can be had for the flow to the theatres, as in `corridor capacity`.
    #[arg(long, value_name = "KIND=N", value_delimiter = ',')]
    pools: Vec<String>,
    /// How sure every limit must be: proven, likely or any.
    #[arg(long, value_name = "WORD", default_value = "likely")]
    assurance: AssuranceWord,
    /// Which end of the ranges of figures: best, typical or worst.
    #[arg(long, value_name = "WORD", default_value = "typical")]
    case: CaseWord,
    /// Leave out interactions, orphans and shares.
    #[arg(long)]
    alone: bool,
    /// Draws of costs and effects that say how sure the choice is; 60 with a budget when not given, none by
    /// balance.
    #[arg(long, value_name = "N")]
    draws: Option<u32>,
    /// Seed of draws and orders.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Orders (and their reverses) sampled for fair shares where more than 8 cards take part.
    #[arg(long, value_name = "N", default_value_t = 4)]
    orders: u32,
    /// Work of each plan, in thousands of journeys evaluated; 0 is one pass.
    #[arg(long, value_name = "N", default_value_t = EFFORT)]
    effort: u32,
    /// Sets of cards that the search for the best one asks for at most; then it says how far from the best it may be. 2000
    /// when not given, 40 by balance, 60 where plans are made.
    #[arg(long, value_name = "N")]
    asks: Option<u32>,
    /// One card in full: routes, cuts and closures before and after, who may pay.
    #[arg(long, value_name = "ID")]
    explain: Option<String>,
    /// Check the cards that come along, or those of a folder together with them, and say what each changes.
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = "europe")]
    check: Option<PathBuf>,
    /// A folder of cards of yours, beside those that come along; may be given several times.
    #[arg(long, value_name = "DIR")]
    cards: Vec<PathBuf>,
    /// Print what a card may hold, as Markdown, and stop.
    #[arg(long)]
    schema: bool,
    /// table, json, geojson, csv, svg or png; else by the ending of --out, else table.
    #[arg(long, value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(FORMATS.map(Format::name)))]
    format: Option<String>,
    #[command(flatten)]
    common: Common,
}

words!(
    ByWord, By, Closure => By::Closure, Bound => By::Bound, Flow => By::Flow, Resilience => By::Resilience,
    Balance => By::Balance,
);

/// EUR million to thousands of euros.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie between 0 and the most")]
fn keur(flag: &str, eur_m: f64) -> Result<u64> {
    const MOST: f64 = 1e9;
    if eur_m.is_nan() || eur_m < 0.0 {
        return Err(Error::Usage(format!("{flag} {eur_m}: give EUR million from 0")));
    }
    Ok(if eur_m >= MOST { u64::MAX } else { (eur_m * 1e3).round() as u64 })
}

/// `KEY=EUR_M`.
fn pair(flag: &str, text: &str) -> Result<(String, u64)> {
    let wrong = || Error::Usage(format!("{flag} {text}: write KEY=EUR_M, as in PL=1500"));
    let (key, money) = text.split_once('=').ok_or_else(wrong)?;
    let money: f64 = money.trim().parse().map_err(|_| wrong())?;
    Ok((key.trim().to_owned(), keur(flag, money)?))
}

impl InvestArguments {
    /// The cards: those under check stand for the ones of the same id that come along.
    fn files(&self, network: &Network) -> Result<Vec<CardFile>> {
        // On a network of one's own there is nothing that those of Europe could change.
        let along = network.own.is_none();
        let Some(dir) = self.check.as_ref().filter(|dir| dir.as_os_str() != "europe") else {
            return CardFile::all(along, &self.cards);
        };
        let id = |card: &CardFile| card.record.text("id").map(|id| id.value);
        let mut files = CardFile::all(false, &[dir])?;
        let own: Vec<_> = files.iter().map(id).collect();
        files.extend(CardFile::all(along, &self.cards)?.into_iter().filter(|card| !own.contains(&id(card))));
        Ok(files)
    }

    fn limits(&self) -> Result<Vec<Limit>> {
        let mut limits = Vec::new();
        for text in &self.budget_year {
            if text.contains('=') {
                let (year, money) = pair("--budget-year", text)?;
                let year =
                    year.parse().map_err(|_| Error::Usage(format!("--budget-year {text}: {year} is no year")))?;
                limits.push(Limit::Year(year, money));
            } else {
                let money =
                    text.parse().map_err(|_| Error::Usage(format!("--budget-year {text}: write EUR million")))?;
                limits.push(Limit::EachYear(keur("--budget-year", money)?));
            }
        }
        for text in &self.budget_state {
            let (state, money) = pair("--budget-state", text)?;
            limits.push(Limit::State(state.to_uppercase(), money));
        }
        for text in &self.budget_instrument {
            let (id, money) = pair("--budget-instrument", text)?;
            limits.push(Limit::Instrument(id, money));
        }
        Ok(limits)
    }

    /// Circumstances from `regime=NAME,deny=CC+CC,force=NAME+NAME`, over those of the question.
    fn against(&self, text: &str, own: &Scenario, source: &dyn Source) -> Result<Scenario> {
        let mut scenario = Scenario { name: text.to_owned(), ..own.clone() };
        for part in text.split(',') {
            match part.split_once('=') {
                Some(("regime", name)) => name.clone_into(&mut scenario.regime),
                Some(("deny", codes)) => scenario.deny = codes.split('+').map(str::to_owned).collect(),
                Some(("force", names)) => {
                    scenario.forces = names.split('+').map(|name| source.force(name)).collect::<Result<_>>()?;
                }
                Some(("scenario", path)) => {
                    let file = source.scenario(Some(Path::new(path)))?;
                    scenario.regime = file.regime.unwrap_or(scenario.regime);
                    scenario.deny.extend(file.deny.into_iter().filter(|code| !own.deny.contains(code)));
                }
                _ => {
                    return Err(Error::Usage(format!(
                        "--against {text}: \"{part}\" is not regime=NAME, deny=CC+CC, force=NAME+NAME or scenario=FILE"
                    )));
                }
            }
        }
        Ok(scenario)
    }

    fn query(&self, source: &dyn Source, network: &Network) -> Result<Query> {
        let file = source.scenario(self.scenario.as_deref())?;
        let passage = self.passage.with(&file);
        // On a network of one's own there are no theatres that the program knows.
        let whole = self.force.is_empty() && self.to.is_empty() && network.own.is_none();
        let named: Vec<&str> = self.force.iter().map(String::as_str).collect();
        let names = if whole { THEATRES.map(|(_, force)| force).to_vec() } else { named };
        let forces = names.iter().map(|name| source.force(name)).collect::<Result<Vec<_>>>()?;
        let scenario = Scenario {
            name: String::new(),
            forces,
            regime: self.regime.clone().or(file.regime).unwrap_or_else(|| "today".to_owned()),
            deny: passage.deny,
        };
        let to = match (&self.to[..], &scenario.forces[..]) {
            ([], _) if whole => THEATRES.map(|(theatre, _)| theatre.to_owned()).to_vec(),
            ([], forces) => crate::analysis::invest::theatres(network, forces)?,
            (to, _) => to.to_vec(),
        };
        let from = match &self.from[..] {
            [] => vec![if whole { FROM_ALL } else { FROM }.to_owned()],
            from => from.to_vec(),
        };
        let usual = match scenario.forces[..] {
            _ if whole => By::Balance,
            [] => By::Flow,
            _ => By::Closure,
        };
        let by = self.by.map_or(usual, ByWord::value);
        let others = self.against.iter().map(|text| self.against(text, &scenario, source)).collect::<Result<_>>()?;
        let budget_keur = self.budget.map(|budget| keur("--budget", budget)).transpose()?;
        Ok(Query {
            scenario,
            others,
            to,
            from,
            allow: passage.allow,
            avoid: passage.avoid,
            pools: Pools::parse(if self.pools.is_empty() { &file.pools } else { &self.pools }, file.willing)?,
            c_day: file.c_day,
            chained: file.filing.as_deref().map(|word| word == "chained"),
            ship_notice_h: file.ship_notice_h,
            assurance: self.assurance.value(),
            case: self.case.value(),
            by,
            budget_keur,
            limits: self.limits()?,
            year: self.year,
            price_year: self.price_year,
            only: self.only.clone(),
            without: self.without.clone(),
            together: !self.alone,
            orders: self.orders.clamp(1, 10_000),
            draws: self
                .draws
                .unwrap_or(if budget_keur.is_some() && by != By::Balance { DRAWS } else { 0 })
                .min(100_000),
            seed: self.seed,
            effort: self.effort,
            asks: self.asks.unwrap_or_else(|| asks(by)).max(1),
            explain: self.explain.clone(),
        })
    }

    /// What every card changes.
    fn checked(&self, network: &Network) -> Result<Vec<u8>> {
        let cards = network.cards(&self.files(network)?)?;
        network.check_cards(&cards)?;
        instruments(network, &CardFile::instruments(&[] as &[PathBuf])?)?;
        let mut text = String::new();
        for card in &cards {
            text += &format!("{} ({}): {}\n", card.id, card.kind.word(), card.name);
            for line in card.effects(network) {
                text += &format!("  {line}\n");
            }
        }
        text += &format!("{} cards are sound\n", cards.len());
        Ok(text.into_bytes())
    }
}

impl Question for InvestArguments {
    fn common(&self) -> &Common {
        &self.common
    }

    fn format(&self) -> Option<Format> {
        format(self.format.as_deref())
    }

    fn ask(&self, desk: &Desk<'_>) -> Result<Box<dyn Answer>> {
        if self.schema {
            return Ok(Box::new(Printed(schema().into_bytes())));
        }
        let network = desk.source.network(&self.common)?;
        if self.check.is_some() {
            return Ok(Box::new(Printed(self.checked(&network)?)));
        }
        let cards = network.cards(&self.files(&network)?)?;
        let instruments = instruments(&network, &CardFile::instruments(&[] as &[PathBuf])?)?;
        let query = self.query(desk.source, &network)?;
        Ok(Box::new(ask_told(&network, &cards, &instruments, &query, (desk.progress, desk.stop))?))
    }
}

impl Answer for InvestAnswer {
    fn bytes(&self, format: Format, colour: Colour) -> Result<Vec<u8>> {
        render(self, format, &Options { colour, width_columns: 130, ..Options::default() })
    }
}
