//! The best sets: within the budget, at other budgets, year by year, and over all scenarios.

use crate::algo::portfolio::{Best, Items, Memo, Search, Set};
use crate::error::{Error, Result};

use super::Asked;
use super::answer::{FrontierPoint, InvestAnswer, Portfolio, Robust, ScenarioValue, Stage};
use super::money::{millions, spread};

/// Budgets of the frontier, in sixty-fourths of what the cheapest set of full value costs.
const PARTS: [u64; 12] = [1, 2, 4, 8, 12, 16, 24, 32, 40, 48, 56, 64];

/// Sets that each point of the frontier may ask for at least.
const FRONTIER_ASKS: usize = 16;

/// Adds portfolio, frontier, stages and the robust choice to an answer.
pub(super) fn choose(asked: &Asked<'_>, search: &mut Search<'_, Error>, answer: &mut InvestAnswer) -> Result<()> {
    let query = asked.query;
    let Some(budget) = query.budget_keur else { return Ok(()) };
    let items = asked.selected.items(asked.network(), asked.instruments, query);
    let asks = query.asks as usize;
    // What is known already: each card alone.
    search.memo.values(&asked.all().items().map(Set::one).collect::<Vec<_>>())?;
    let best = search.best(&items, asks)?;
    for card in &mut answer.cards {
        card.chosen = asked.selected.item(&card.id).is_some_and(|item| best.set.has(item));
    }
    let greedy = greedy(asked, search, &items)?;
    answer.portfolio = Some(Portfolio {
        budget_eur_m: millions(budget),
        cards: asked.ids(best.set),
        cost_eur_m: millions(best.cost),
        gain: asked.shown(best.value),
        bound: asked.shown(best.bound),
        gap: gap(&best),
        proven: best.is_proven(),
        greedy_gain: asked.shown(greedy),
        asked: search.memo.asked(),
        lifted: search.memo.lifted(),
        then: asked.measures(best.set)?,
        stages: stages(asked, search, best.set)?,
    });
    answer.frontier = frontier(asked, search, &items, &best)?;
    if asked.meter.scenarios.len() > 1 {
        answer.robust = Some(robust(asked, &items, &best)?);
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "a share, for people")]
fn gap(best: &Best) -> f64 {
    let share = if best.bound == 0 { 0.0 } else { (best.bound - best.value) as f64 / best.bound as f64 };
    (share * 10_000.0).ceil() / 10_000.0
}

/// What cards by gain for money, one by one while the budgets last, are worth.
fn greedy(asked: &Asked<'_>, search: &mut Search<'_, Error>, items: &Items) -> Result<u64> {
    let all: Vec<usize> = asked.all().minus(items.banned).items().collect();
    let singles = search.memo.values(&all.iter().map(|item| Set::one(*item)).collect::<Vec<_>>())?;
    let mut order: Vec<(u64, u64, usize)> = all
        .into_iter()
        .zip(singles)
        .filter(|(_, gain)| *gain > 0)
        .map(|(item, gain)| (gain, items.costs[0][item].max(1), item))
        .collect();
    order.sort_by(|a, b| {
        (u128::from(b.0) * u128::from(a.1)).cmp(&(u128::from(a.0) * u128::from(b.1))).then(a.2.cmp(&b.2))
    });
    let mut set = Set::EMPTY;
    for (_, _, item) in order {
        let with = items.closed(set.with(item));
        if items.allows(with) {
            set = with;
        }
    }
    search.memo.value(set)
}

/// The chosen cards year by year: money and worth.
fn stages(asked: &Asked<'_>, search: &mut Search<'_, Error>, set: Set) -> Result<Vec<Stage>> {
    let cards: Vec<(usize, Vec<(u32, u64)>)> = set
        .items()
        .map(|item| {
            (item, spread(asked.selected.cards[item], asked.selected.prices[item].map_or(0, |price| price.keur)))
        })
        .collect();
    let mut years: Vec<u32> = cards.iter().flat_map(|(_, parts)| parts.iter().map(|(year, _)| *year)).collect();
    years.sort_unstable();
    years.dedup();
    let mut stages = Vec::new();
    let mut before = Set::EMPTY;
    for year in years {
        let done = |item: &usize| asked.selected.cards[*item].completion_year.is_some_and(|own| own <= year);
        let now: Set = set.items().filter(done).collect();
        stages.push(Stage {
            year,
            spent_eur_m: millions(
                cards.iter().flat_map(|(_, parts)| parts).filter(|(own, _)| *own == year).map(|(_, part)| part).sum(),
            ),
            completed: asked.ids(now.minus(before)),
            gain: asked.shown(search.memo.value(now)?),
        });
        before = now;
    }
    Ok(stages)
}

/// Best sets from little money to all that buys anything. Each uses what the searches before it learnt.
fn frontier(
    asked: &Asked<'_>,
    search: &mut Search<'_, Error>,
    items: &Items,
    best: &Best,
) -> Result<Vec<FrontierPoint>> {
    let asks = asked.query.asks as usize;
    let without_limit = Items { budgets: vec![u64::MAX; items.budgets.len()], ..items.clone() };
    let most = search.best(&without_limit, asks)?;
    let full = search.cheapest(&without_limit, most.value, asks / 4)?.map_or(most.cost, |(full, _)| full.cost);
    let own = items.budgets[0];
    let mut budgets: Vec<u64> = PARTS.iter().map(|part| full / 64 * part + full % 64 * part / 64).collect();
    budgets.extend((own < full).then_some(own));
    budgets.sort_unstable();
    budgets.dedup();
    let mut points: Vec<FrontierPoint> = Vec::new();
    for budget in budgets {
        let mut limited = items.clone();
        limited.budgets[0] = budget;
        let found = if budget == own { *best } else { search.best(&limited, (asks / 8).max(FRONTIER_ASKS))? };
        points.push(FrontierPoint {
            budget_eur_m: millions(budget),
            cost_eur_m: millions(found.cost),
            gain: asked.shown(found.value),
            bound: asked.shown(found.bound),
            cards: asked.ids(found.set),
        });
    }
    // Less money buys no more.
    let mut bound = f64::INFINITY;
    for point in points.iter_mut().rev() {
        bound = bound.min(point.bound).max(point.gain);
        point.bound = bound;
    }
    Ok(points)
}

/// The set whose regret over all scenarios is least.
fn robust(asked: &Asked<'_>, items: &Items, own: &Best) -> Result<Robust> {
    let (meter, query) = (asked.meter, asked.query);
    let asks = query.asks as usize;
    let mut bests = Vec::new();
    for scenario in 0..meter.scenarios.len() {
        bests.push(asked.search(scenario, query.case).best(items, asks)?.bound);
    }
    // Regret is how much less than the best; the search wants numbers that grow: how much less regret than with nothing.
    let most = bests.iter().copied().max().unwrap_or(0);
    let oracle = |sets: &[Set]| -> Result<Vec<u64>> {
        let mut regrets = vec![0_u64; sets.len()];
        for (scenario, best) in bests.iter().enumerate() {
            let gains = meter.gains(scenario, query.by, query.case, sets)?;
            regrets.iter_mut().zip(gains).for_each(|(regret, gain)| *regret = (*regret).max(best.saturating_sub(gain)));
        }
        Ok(regrets.into_iter().map(|regret| most - regret).collect())
    };
    let mut search = Search::new(asked.selected.cards.len(), Memo::new(oracle));
    let found = search.best(items, asks)?;
    let mut scenarios = Vec::new();
    for (scenario, best) in bests.iter().enumerate() {
        let gains = meter.gains(scenario, query.by, query.case, &[found.set, own.set])?;
        let name = &meter.scenarios[scenario].name;
        scenarios.push(ScenarioValue {
            scenario: if name.is_empty() { "the question".to_owned() } else { name.clone() },
            best: asked.shown(*best),
            gain: asked.shown(gains[0]),
            gain_of_portfolio: asked.shown(gains[1]),
        });
    }
    Ok(Robust {
        cards: asked.ids(found.set),
        cost_eur_m: millions(found.cost),
        regret: asked.shown(most - found.value),
        least_regret: asked.shown(most - found.bound),
        scenarios,
    })
}
