//! What to build and what to reform first?
//!
//! [`ask`] compares cards (works and reforms) by what they buy: closure of forces, what can reach theatres in a day, what is
//! left of that after the worst single loss. The worth of a set of cards is the difference between two networks made and
//! asked anew, never an estimate. Sets are chosen by `algo::portfolio`, which proves that no other set within the budget is
//! worth more.
//!
//! | file | does |
//! |---|---|
//! | `measure`, `known`, `column` | sets of cards to figures, each once, and none that others prove |
//! | `gain` | what is gained between two networks |
//! | `money` | prices of one year, spending by year, present values |
//! | `select` | which cards take part, what they cost and need |
//! | `value` | every card alone |
//! | `choose` | portfolio, frontier, stages, regret |
//! | `draws` | costs and effects drawn by a seed |
//! | `together` | interactions, orphans, shares |
//! | `reform` | reform or concrete |
//! | `fund` | which instruments may pay |
//! | `explain` | one card in full |

pub mod answer;
mod choose;
mod column;
mod draws;
mod explain;
pub mod fund;
mod gain;
mod known;
mod measure;
mod money;
pub mod query;
mod reform;
mod select;
mod together;
mod value;

use crate::algo::portfolio::{Memo, Search, Set};
use crate::analysis::capacity::query::Pools;
use crate::analysis::route;
use crate::analysis::stamp::Stamp;
use crate::analysis::stop::Stop;
use crate::error::{Error, Result};
use crate::force::Factors;
use crate::network::Network;
use crate::network::cards::Card;

use answer::InvestAnswer;
use fund::Instrument;
use measure::Meter;
pub use measure::Progress;
use money::Rates;
use query::{By, Query};
use select::Selected;

/// Everything that the parts of an answer share.
struct Asked<'a> {
    meter: &'a Meter<'a>,
    selected: &'a Selected<'a>,
    query: &'a Query,
    instruments: &'a [Instrument],
    rates: Rates,
}

impl<'a> Asked<'a> {
    fn network(&self) -> &'a Network {
        self.meter.network
    }

    /// All cards that take part.
    fn all(&self) -> Set {
        Set::all(self.selected.cards.len())
    }

    /// A search over sets of cards in one scenario at one end of the figures.
    fn search(&self, scenario: usize, case: crate::network::rules::Case) -> Search<'a, Error> {
        let (meter, by) = (self.meter, self.query.by);
        let oracle = move |sets: &[Set]| meter.gains(scenario, by, case, sets);
        Search::new(self.selected.cards.len(), Memo::new(oracle))
    }

    /// A value as answers show it: hours, or vehicles a day.
    fn shown(&self, value: u64) -> f64 {
        shown(self.query.by, value)
    }

    /// Ids of a set, in order.
    fn ids(&self, set: Set) -> Vec<String> {
        set.items().map(|item| self.selected.cards[item].id.clone()).collect()
    }
}

/// A value as answers show it: hours, vehicles a day, or points.
#[allow(clippy::cast_precision_loss, reason = "minutes and thousandths of vehicles, for people")]
fn shown(by: By, value: u64) -> f64 {
    let decimals = if matches!(by, By::Flow | By::Resilience) { 1_000.0 } else { 100.0 };
    (value as f64 / by.per_unit() * decimals).round() / decimals
}

/// Answers a question of investments.
///
/// # Errors
/// [`Error::Usage`] for a question that compares nothing; [`Error::Question`] for unknown theatres, regimes, states and
/// cards, and when a force cannot be complete; whatever the parts return.
///
/// ```
/// use corridor::analysis::invest::{ask, query::{By, Query}};
/// use corridor::data::card_file::CardFile;
/// let network = corridor::network::Network::europe()?;
/// let none: [&str; 0] = [];
/// let cards = network.cards(&CardFile::all(true, &none)?)?;
/// let query = Query {
///     to: vec!["lithuania".into()],
///     only: vec!["elk-suwalki-trakiszki".into(), "rail-baltica-lt-south".into()],
///     budget_keur: Some(0),
///     ..Query::default()
/// };
/// let answer = ask(&network, &cards, &[], &query)?;
/// let portfolio = answer.portfolio.expect("a budget was given");
/// assert!(portfolio.cards.is_empty() && portfolio.proven);
/// # Ok::<(), corridor::error::Error>(())
/// ```
pub fn ask(network: &Network, cards: &[Card], instruments: &[Instrument], query: &Query) -> Result<InvestAnswer> {
    ask_told(network, cards, instruments, query, (&|_, _| (), Stop::NEVER))
}

/// As [`ask`], telling how far it is: sets of cards measured, and to be measured as far as is known; broken off by `stop`.
///
/// # Errors
/// As [`ask`].
pub fn ask_told(
    network: &Network,
    cards: &[Card],
    instruments: &[Instrument],
    query: &Query,
    (progress, stop): (Progress<'_>, Stop<'_>),
) -> Result<InvestAnswer> {
    checked(network, instruments, query)?;
    let factors = Factors::new(&network.tables, query.case);
    let rates = Rates::new(&factors, query.price_year)?;
    let selected = Selected::new(cards, query, &rates)?;
    let meter = Meter::new(network, &selected.cards, query, (progress, stop.keeping_nothing()));
    let asked = Asked { meter: &meter, selected: &selected, query, instruments, rates };
    let mut search = asked.search(0, query.case);
    let values = value::cards(&asked)?;
    let mut answer = InvestAnswer {
        stamp: stamp(network, cards, query),
        by: query.by.word().to_owned(),
        unit: query.by.unit().to_owned(),
        ranked_by: ranked_by(query),
        price_year: query.price_year,
        before: asked.measures(Set::EMPTY)?,
        after: asked.measures(asked.all())?,
        cards: values,
        interactions: Vec::new(),
        only_together: Vec::new(),
        portfolio: None,
        frontier: Vec::new(),
        robust: None,
        reform_or_concrete: reform::reform_or_concrete(&asked)?,
        left_out: selected.left_out.clone(),
        explained: None,
        measured: 0,
        plans: 0,
        notes: Vec::new(),
    };
    if let Some(id) = &query.explain {
        answer.explained = Some(explain::explain(&asked, &mut search, id)?);
    } else {
        choose::choose(&asked, &mut search, &mut answer)?;
        if query.together {
            together::together(&asked, &mut search, &mut answer)?;
        }
        if query.draws > 0 {
            draws::draws(&asked, &mut search, &mut answer)?;
        }
    }
    value::rank(&mut answer.cards);
    (answer.measured, answer.plans) = meter.measured();
    answer.notes.extend(notes(&asked, search.memo.lifted()));
    Ok(answer)
}

/// The states to which forces go, by code: the theatres of a question that names none.
///
/// # Errors
/// When a unit goes to a place that the network does not have.
pub fn theatres(network: &Network, forces: &[crate::data::force_file::ForceFile]) -> Result<Vec<String>> {
    let mut codes: Vec<String> = Vec::new();
    for unit in forces.iter().flat_map(|force| force.record.tables("unit")) {
        let Some(to) = unit.text("to") else { continue };
        let node = network.node_of(network.place(&to.value)?);
        codes.push(network.country_code(network.topology.nodes[node as usize].country).to_owned());
    }
    codes.sort();
    codes.dedup();
    Ok(codes)
}

/// Malformed questions, before anything is measured.
fn checked(network: &Network, instruments: &[Instrument], query: &Query) -> Result<()> {
    if query.by.is_time() && query.scenario.forces.is_empty() {
        return Err(Error::Usage(format!("--by {} compares forces; name one with --force", query.by.word())));
    }
    if query.by == By::Balance && query.scenario.forces.is_empty() && query.to.is_empty() {
        return Err(Error::Usage(
            "--by balance compares forces and theatres; name some with --force or --to".to_owned(),
        ));
    }
    if matches!(query.by, By::Flow | By::Resilience) && query.to.is_empty() {
        return Err(Error::Usage(format!("--by {} compares theatres; name one with --to", query.by.word())));
    }
    if query.draws > 0 && query.budget_keur.is_none() {
        return Err(Error::Usage("draws ask how sure a choice is: give a --budget".to_owned()));
    }
    for scenario in std::iter::once(&query.scenario).chain(&query.others) {
        scenario.deny.iter().try_for_each(|code| network.country(code).map(drop))?;
        route::check_regime(network, &scenario.regime)?;
    }
    for limit in &query.limits {
        match limit {
            query::Limit::State(code, _) => {
                let index = network.country(code).map_err(|error| Error::Usage(format!("--budget-state: {error}")))?;
                if network.country_code(index) != code {
                    let code = network.country_code(index);
                    return Err(Error::Usage(format!("--budget-state: write the code of the state, {code}")));
                }
            }
            query::Limit::Instrument(id, _) if !instruments.iter().any(|own| own.id == *id) => {
                let near = crate::data::record::nearest(id, instruments.iter().map(|own| own.id.as_str()));
                let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
                return Err(Error::Usage(format!("--budget-instrument: no instrument is called \"{id}\"{hint}")));
            }
            _ => {}
        }
    }
    if !(1990..=2100).contains(&query.price_year) {
        return Err(Error::Usage(format!("--price-year {}: give a year between 1990 and 2100", query.price_year)));
    }
    Ok(())
}

/// The key of the ranking, in a sentence.
fn ranked_by(query: &Query) -> String {
    let of = match query.by {
        By::Closure => "hours by which the plans of the forces close sooner",
        By::Bound => "hours by which the forces can be complete sooner at all, by the fastest ways and their papers",
        By::Flow => "vehicles a day more",
        By::Resilience => "vehicles a day more after the worst single loss",
        By::Balance => {
            "points: 100 are what all cards together buy, in equal parts of the hours by which each force can be complete sooner at all, the vehicles a day to each theatre, and what is left there after the worst single loss"
        }
    };
    format!("{of}; for each thousand million euros of present value, later gains discounted like later money")
}

fn stamp(network: &Network, cards: &[Card], query: &Query) -> Stamp {
    let mut map = serde_json::Map::new();
    let mut put = |key: &str, value: serde_json::Value| drop(map.insert(key.to_owned(), value));
    let names = |scenario: &query::Scenario| scenario.forces.iter().map(|force| force.file.clone()).collect::<Vec<_>>();
    put("force", names(&query.scenario).into());
    put("to", query.to.clone().into());
    put("from", query.from.clone().into());
    put("regime", query.scenario.regime.clone().into());
    put("deny", query.scenario.deny.clone().into());
    put("allow", query.allow.clone().into());
    put("avoid", query.avoid.clone().into());
    put("assurance", query.assurance.word().into());
    put("case", query.case.pick("best", "typical", "worst").into());
    put("by", query.by.word().into());
    put("price-year", query.price_year.into());
    if let Some(budget) = query.budget_keur {
        put("budget", money::millions(budget).into());
    }
    if let Some(year) = query.year {
        put("year", year.into());
    }
    for (key, list) in [("only", &query.only), ("without", &query.without)] {
        if !list.is_empty() {
            put(key, list.clone().into());
        }
    }
    if !query.limits.is_empty() {
        put("limits", query.limits.iter().map(|limit| format!("{limit:?}")).collect::<Vec<_>>().into());
    }
    let others: Vec<String> = query.others.iter().map(|scenario| scenario.name.clone()).collect();
    if !others.is_empty() {
        put("scenario", others.into());
    }
    if let Some(id) = &query.explain {
        put("explain", id.clone().into());
    }
    for (key, text) in [
        ("c-day", query.c_day.clone()),
        ("filing", query.chained.map(|chained| if chained { "chained" } else { "parallel" }.to_owned())),
        ("ship-notice-h", query.ship_notice_h.map(|hours| hours.to_string())),
        ("pools", (query.pools != Pools::default()).then(|| format!("{:?}", query.pools))),
    ] {
        if let Some(text) = text {
            put(key, text.into());
        }
    }
    for (key, number) in
        [("draws", query.draws), ("effort", query.effort), ("orders", query.orders), ("asks", query.asks)]
    {
        put(key, number.into());
    }
    put("seed", query.seed.into());
    // Cards are part of what an answer was computed from.
    let texts: String = cards.iter().map(|card| card.text.as_str()).collect();
    put("cards", crate::data::sources::sha256(texts.as_bytes()).into());
    Stamp::new(network, map)
}

/// Name of a force for people.
fn force_name(force: &crate::data::force_file::ForceFile) -> String {
    force.record.text("name").map_or_else(|| force.file.clone(), |at| at.value)
}

fn notes(asked: &Asked<'_>, lifted: usize) -> Vec<String> {
    let query = asked.query;
    let mut notes = vec![
        format!(
            "regime {}; figures at the {} end of their ranges; money at prices of {}, works grown by {:.0} % a year, later years discounted by {:.0} %, what is granted already taken off",
            query.scenario.regime,
            query.case.pick("favourable", "typical", "unfavourable"),
            query.price_year,
            asked.rates.growth * 100.0,
            asked.rates.discount * 100.0,
        ),
        "figures after the worst single loss do not count pools, quotas and other limits that ways side by side share; where such a limit holds the flow back (it is named beside the theatre) less may be left than is said, and the worst loss may be another: corridor failure counts them".to_owned(),
        "which instruments may pay is an indication: rules have more conditions than these files".to_owned(),
    ];
    match query.by {
        By::Closure => notes.push(format!(
            "closure is that of plans made anew, with all that is scarce (effort {}); no plan was made where the fastest ways prove that nothing closes sooner than a plan that still stands; a plan that stands with fewer cards counts with more; what cards do to flow and to the worst loss is measured beside it",
            query.effort
        )),
        By::Bound => notes.push("the bound is that of the fastest ways alone: capacity, carriers and queues do not enter it; --by closure makes plans".to_owned()),
        By::Balance => notes.push("hours in points and beside cards are those by which a force can be complete sooner at all, by the fastest ways and their papers; closures of plans made anew are told of the network as it is, with all cards and with the best set; --force NAME makes plans for every card that may matter".to_owned()),
        By::Flow | By::Resilience => {}
    }
    if lifted > 0 {
        notes.push(format!(
            "{lifted} sets were measured to be worth less than a part of them and count as much as that part"
        ));
    }
    if query.year.is_none() {
        notes.push("every card counts as complete; --year Y keeps those that are complete by the end of Y".to_owned());
    }
    notes
}
