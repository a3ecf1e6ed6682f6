//! The answer to a question of investments: a plain record that the formats print.

use serde::Serialize;

use crate::analysis::stamp::Stamp;

/// The whole answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InvestAnswer {
    /// What it was computed from.
    pub stamp: Stamp,
    /// What cards are compared by: `closure`, `bound`, `flow`, `resilience` or `balance`.
    pub by: String,
    /// Unit of every `gain`: `hours`, `vehicles a day` or `points`.
    pub unit: String,
    /// What puts the cards in their order, in a sentence.
    pub ranked_by: String,
    /// Year of the prices.
    pub price_year: u32,
    /// Without any card.
    pub before: Measures,
    /// With all cards.
    pub after: Measures,
    /// Cards, the ones that buy most for their money first; without effect and without a price last.
    pub cards: Vec<CardValue>,
    /// Pairs that are worth more or less together than apart, the largest first.
    pub interactions: Vec<Interaction>,
    /// Smallest groups of cards of which each is worth nothing alone.
    pub only_together: Vec<OnlyTogether>,
    /// The best set within the budget; none when no budget was given.
    pub portfolio: Option<Portfolio>,
    /// Best sets at other budgets, the least money first.
    pub frontier: Vec<FrontierPoint>,
    /// The set that regrets least over all scenarios; when others were given.
    pub robust: Option<Robust>,
    /// What reforms alone buy, works alone, and only both.
    pub reform_or_concrete: Vec<ReformOrConcrete>,
    /// Cards that were not looked at, and why.
    pub left_out: Vec<LeftOut>,
    /// One card in full; when asked for.
    pub explained: Option<Explained>,
    /// Sets of cards whose networks were made and measured.
    pub measured: usize,
    /// Plans made on them: where it is proven that nothing is sooner, none is.
    pub plans: usize,
    /// What stands where nothing is known, and what the figures mean.
    pub notes: Vec<String>,
}

/// Figures of a network.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Measures {
    /// By force.
    pub forces: Vec<ForceMeasure>,
    /// By theatre.
    pub theatres: Vec<TheatreMeasure>,
}

/// A force on a network.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ForceMeasure {
    /// Name of the force.
    pub force: String,
    /// States that it goes to.
    pub to: Vec<String>,
    /// No plan closes earlier, hours after C.
    pub bound_h: f64,
    /// Closure of the plan found, hours after C; when plans were made.
    pub closure_h: Option<f64>,
}

/// A theatre on a network.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TheatreMeasure {
    /// Theatre.
    pub theatre: String,
    /// Vehicles a day that can reach it.
    pub vehicles_per_day: f64,
    /// What is left of them after the worst single loss; at most that where `loss_leaves_out` names anything.
    pub after_worst_loss: f64,
    /// What ways side by side share and holds the flow back (pools, quotas, decks, places): the figure after the loss does
    /// not count it.
    pub loss_leaves_out: Vec<String>,
    /// That loss.
    pub worst_loss: String,
    /// What holds it back.
    pub cut: Vec<String>,
}

/// A card with what it is worth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CardValue {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// `works` or `reform`.
    pub kind: String,
    /// States.
    pub states: Vec<String>,
    /// Who builds or decides.
    pub owner: String,
    /// How far it is.
    pub status: String,
    /// Money still to be found, EUR million at prices of the answer's year; none when nobody says.
    pub cost_eur_m: Option<f64>,
    /// At best.
    pub cost_low_eur_m: Option<f64>,
    /// At worst.
    pub cost_high_eur_m: Option<f64>,
    /// Its present value.
    pub present_value_eur_m: Option<f64>,
    /// Granted already.
    pub secured_eur_m: f64,
    /// Year from whose end it works.
    pub completion_year: Option<u32>,
    /// Hours by which the earliest possible closure of the forces comes sooner.
    pub bound_gain_h: Option<f64>,
    /// Hours by which the plans close sooner; when plans were made.
    pub closure_gain_h: Option<f64>,
    /// Vehicles a day more, over all theatres.
    pub flow_gain: f64,
    /// Vehicles a day more after the worst single loss.
    pub resilience_gain: f64,
    /// Hours sooner, by force.
    pub by_force: Vec<ForceGain>,
    /// More a day, by theatre.
    pub by_theatre: Vec<TheatreGain>,
    /// What it is worth by what cards are compared by, alone.
    pub gain: f64,
    /// At the unfavourable end of all figures; with draws.
    pub gain_low: Option<f64>,
    /// At the favourable end; with draws.
    pub gain_high: Option<f64>,
    /// What is lost when it alone is taken from all cards.
    pub last_gain: Option<f64>,
    /// Its fair share of what all cards are worth together (Shapley).
    pub share: Option<f64>,
    /// Standard error of the share; 0 where it is exact.
    pub share_error: Option<f64>,
    /// Gain for each thousand million euros of present value, later gains discounted; none without a price. Prices below a
    /// million count as a million.
    pub per_eur: Option<f64>,
    /// Vehicles a day for each thousand million euros of present value, later ones discounted; none without a price.
    pub flow_per_eur: Option<f64>,
    /// Share of the draws in which it is in the best set.
    pub p_best: Option<f64>,
    /// 95 % interval of that share.
    pub p_best_interval: Option<(f64, f64)>,
    /// Whether it is in the portfolio.
    pub chosen: bool,
    /// Worth nothing alone, something with others: an orphan.
    pub orphan: bool,
    /// What it needs beside it.
    pub requires: Vec<String>,
    /// Which instruments may pay. An indication, no advice.
    pub funding: Vec<Funding>,
    /// What it changes, one line for each effect.
    pub effects: Vec<String>,
    /// The act that a reform needs.
    pub legal_instrument: Option<String>,
    /// Who must agree to a reform.
    pub agree: Vec<String>,
    /// Source of its figures.
    pub source: String,
    /// Evidence of its figures.
    pub evidence: String,
    /// Remark of the card.
    pub note: String,
    /// Where it lies: lines of (lon, lat); a line of one point is a place.
    #[serde(skip)]
    pub lines: Vec<Vec<(f64, f64)>>,
}

/// What a card does for a force.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ForceGain {
    /// Name of the force.
    pub force: String,
    /// Hours by which it closes sooner, where plans are made for every card; else by which it can be complete sooner at all.
    pub hours: f64,
}

/// What a card does for a theatre.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TheatreGain {
    /// Theatre.
    pub theatre: String,
    /// Vehicles a day more.
    pub vehicles_per_day: f64,
    /// Vehicles a day more after the worst single loss.
    pub after_worst_loss: f64,
}

/// An instrument and a card.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Funding {
    /// Id of the instrument.
    pub instrument: String,
    /// Name.
    pub name: String,
    /// `grant` or `loan`.
    pub kind: String,
    /// Whether every condition that can be checked holds.
    pub fits: bool,
    /// The conditions that fail, in words.
    pub fails: Vec<String>,
    /// What it pays in the split proposed, EUR million; the split never adds up to more than the cost.
    pub pays_eur_m: f64,
    /// Source of its rules.
    pub source: String,
    /// Date of the source.
    pub date: String,
}

/// Two cards together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Interaction {
    /// The cards.
    pub cards: (String, String),
    /// What both are worth beyond what each is worth, beside nothing else.
    pub alone: f64,
    /// The same beside all other cards.
    pub among_all: f64,
    /// `synergy`, `substitutes` or `depends`: on what else is built.
    pub kind: String,
}

/// Cards that are worth something only together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OnlyTogether {
    /// The cards.
    pub cards: Vec<String>,
    /// What they are worth together.
    pub gain: f64,
    /// What they cost together, where all prices are known.
    pub cost_eur_m: Option<f64>,
    /// Cards of the group that are under way or paid for.
    pub under_way: Vec<String>,
    /// Cards of the group that are missing while others are under way, with their states.
    pub missing: Vec<String>,
    /// Whether a missing one lies in another state than one under way.
    pub cross_border: bool,
}

/// A choice of cards.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Portfolio {
    /// Budget, EUR million.
    pub budget_eur_m: f64,
    /// The cards.
    pub cards: Vec<String>,
    /// What they cost.
    pub cost_eur_m: f64,
    /// What they are worth together.
    pub gain: f64,
    /// No set within the limits is worth more.
    pub bound: f64,
    /// How far from that it may be, as a share of the bound.
    pub gap: f64,
    /// Whether it is proven best.
    pub proven: bool,
    /// What taking cards by gain for money one by one would have been worth.
    pub greedy_gain: f64,
    /// Sets of cards that were asked for.
    pub asked: usize,
    /// Sets whose measured value was below that of a part of them.
    pub lifted: usize,
    /// The network with the cards.
    pub then: Measures,
    /// Year by year.
    pub stages: Vec<Stage>,
}

/// A year of a portfolio.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stage {
    /// Year.
    pub year: u32,
    /// Money spent in it, EUR million.
    pub spent_eur_m: f64,
    /// Cards that are complete by its end for the first time.
    pub completed: Vec<String>,
    /// What the cards complete by its end are worth.
    pub gain: f64,
}

/// The best set for a budget.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FrontierPoint {
    /// Budget, EUR million.
    pub budget_eur_m: f64,
    /// Cost of the set.
    pub cost_eur_m: f64,
    /// What it is worth.
    pub gain: f64,
    /// No set of this budget is worth more.
    pub bound: f64,
    /// The cards.
    pub cards: Vec<String>,
}

/// The choice that regrets least.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Robust {
    /// The cards.
    pub cards: Vec<String>,
    /// What they cost.
    pub cost_eur_m: f64,
    /// How much less than the best of a scenario it is worth there at most.
    pub regret: f64,
    /// No set within the limits has less regret than this.
    pub least_regret: f64,
    /// By scenario.
    pub scenarios: Vec<ScenarioValue>,
}

/// A scenario and the robust choice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScenarioValue {
    /// Scenario.
    pub scenario: String,
    /// The most that any set is worth there.
    pub best: f64,
    /// What the robust choice is worth there.
    pub gain: f64,
    /// What the best choice of the question itself is worth there.
    pub gain_of_portfolio: f64,
}

/// What changes of rules buy, what works buy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReformOrConcrete {
    /// Theatre or force.
    pub what: String,
    /// `vehicles a day` or `hours`.
    pub unit: String,
    /// With all reforms.
    pub reforms: f64,
    /// With all works.
    pub works: f64,
    /// With all cards.
    pub both: f64,
    /// What only both buy: both, less each alone.
    pub only_both: f64,
    /// In one sentence.
    pub sentence: String,
}

/// A card that was not looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeftOut {
    /// Id.
    pub card: String,
    /// Why.
    pub why: String,
}

/// One card in full.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// Its id.
    pub card: String,
    /// The network without it.
    pub before: Measures,
    /// The network with it and what it requires.
    pub after: Measures,
    /// Routes before and after.
    pub routes: Vec<RouteChange>,
    /// What it is worth with each of the cards that it works with, the most first.
    pub partners: Vec<(String, f64)>,
    /// The text of the card.
    pub text: String,
}

/// A route before and after.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RouteChange {
    /// From where to where, with what.
    pub what: String,
    /// Minutes after C of arrival; none when no way is open.
    pub before_min: Option<i64>,
    /// The way.
    pub before: String,
    /// Minutes after C of arrival.
    pub after_min: Option<i64>,
    /// The way.
    pub after: String,
}
