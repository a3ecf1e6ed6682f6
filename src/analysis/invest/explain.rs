//! One card in full: routes, cuts and closures before and after.

use crate::algo::portfolio::{Search, Set, partners_of};
use crate::analysis::route::{self, answer::RouteAnswer, query::Query as RouteQuery};
use crate::error::{Error, Result};
use crate::network::Network;

use super::Asked;
use super::answer::{Explained, RouteChange};

/// Routes shown at most.
const ROUTES: usize = 4;

/// The load of a route where the force names none.
const LOAD: &str = "leopard-2a7";

/// Makes the page of a card.
pub(super) fn explain(asked: &Asked<'_>, search: &mut Search<'_, Error>, id: &str) -> Result<Explained> {
    let Some(item) = asked.selected.item(id) else {
        let why = asked.selected.left_out.iter().find(|one| one.card == id).map_or("", |one| one.why.as_str());
        return Err(Error::Question(format!("{id} does not take part: {why}")));
    };
    let items = asked.selected.items(asked.network(), asked.instruments, asked.query);
    let set = items.closed(Set::one(item));
    let own = search.memo.value(Set::one(item))?;
    let mut partners = Vec::new();
    for other in partners_of(&mut search.memo, item, asked.all())? {
        let both = search.memo.value(Set::one(item).with(other))?;
        let single = search.memo.value(Set::one(other))?;
        let more = asked.shown(both) - asked.shown(own) - asked.shown(single);
        partners.push((asked.selected.cards[other].id.clone(), (more * 100.0).round() / 100.0));
    }
    partners.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let cards: Vec<_> = set.items().map(|item| asked.selected.cards[item]).collect();
    let changed = asked.network().with_cards(&cards, &asked.query.scenario.regime)?;
    Ok(Explained {
        card: id.to_owned(),
        before: asked.measures(Set::EMPTY)?,
        after: asked.measures(set)?,
        routes: routes(asked, &changed.network, &changed.regime),
        partners,
        text: asked.selected.cards[item].text.clone(),
    })
}

/// The ways of the force's units, before and after.
fn routes(asked: &Asked<'_>, after: &Network, regime: &str) -> Vec<RouteChange> {
    let query = asked.query;
    let mut pairs: Vec<(String, String, Vec<String>)> = Vec::new();
    for unit in query.scenario.forces.iter().flat_map(|force| force.record.tables("unit")) {
        let (Some(from), Some(to)) = (unit.text("from"), unit.text("to")) else { continue };
        // One piece of the first kind that it names: ways are those of single pieces.
        let load = unit
            .texts("load")
            .value
            .first()
            .map_or(LOAD, |load| {
                load.rsplit_once('x').map_or(load.as_str(), |(name, count)| {
                    if count.chars().all(|digit| digit.is_ascii_digit()) { name } else { load.as_str() }
                })
            })
            .to_owned();
        let pair = (from.value, to.value, vec![load]);
        if !pairs.contains(&pair) && pairs.len() < ROUTES {
            pairs.push(pair);
        }
    }
    pairs
        .into_iter()
        .map(|(from, to, loads)| {
            let what = format!("{from} - {to}, {}", loads.join(", "));
            let ask = |network: &Network, regime: &str| {
                let question = RouteQuery {
                    from: from.clone(),
                    to: to.clone(),
                    loads: loads.clone(),
                    regime: regime.to_owned(),
                    deny: query.scenario.deny.clone(),
                    allow: query.allow.clone(),
                    avoid: query.avoid.clone(),
                    assurance: query.assurance,
                    case: query.case,
                    ways: 1,
                    ..RouteQuery::default()
                };
                route::ask(network, &question).map_or_else(|error| (None, error.to_string()), |answer| told(&answer))
            };
            let ((before_min, before), (after_min, after)) =
                (ask(asked.network(), &query.scenario.regime), ask(after, regime));
            RouteChange { what, before_min, before, after_min, after }
        })
        .collect()
}

fn told(answer: &RouteAnswer) -> (Option<i64>, String) {
    let Some(best) = answer.routes.first() else { return (None, "no way is open".to_owned()) };
    let legs: Vec<String> = best.legs.iter().map(|leg| format!("{} {} - {}", leg.mode, leg.from, leg.to)).collect();
    (Some(best.total_min), legs.join(", "))
}
