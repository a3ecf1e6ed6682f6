//! What cards are worth together: interactions, orphans, fair shares.

use crate::algo::portfolio::{Search, Set, minimal_sets, pairs, sampled_shares, shares};
use crate::error::{Error, Result};

use super::Asked;
use super::answer::{Interaction, InvestAnswer, OnlyTogether};
use super::money::millions;
use super::query::By;

/// Up to so many cards shares are exact: every set of them is measured.
const EXACT: usize = 8;

/// Where sets take much to measure, pairs and shares are those of so many cards; and where several theatres are.
const SCOPE: usize = 10;
const SCOPE_BALANCED: usize = 5;

/// Groups told at most.
const GROUPS: usize = 12;

/// Cards with these statuses are under way.
const UNDER_WAY: &[&str] = &["works", "tender", "done"];

/// Adds interactions, orphans and shares to an answer.
pub(super) fn together(asked: &Asked<'_>, search: &mut Search<'_, Error>, answer: &mut InvestAnswer) -> Result<()> {
    let memo = &mut search.memo;
    let singles = memo.values(&asked.all().items().map(Set::one).collect::<Vec<_>>())?;
    let idle: Set = (0..singles.len()).filter(|item| singles[*item] == 0).collect();
    let groups = minimal_sets(memo, idle, GROUPS)?;
    let all = if asked.query.by.is_costly() { scope(asked, &singles, &groups, answer) } else { asked.all() };
    let found = pairs(memo, all)?;
    let whole = memo.value(all)?;
    let items: Vec<usize> = all.items().collect();
    let without = memo.values(&items.iter().map(|item| all.without(*item)).collect::<Vec<_>>())?;
    for (item, left) in items.iter().copied().zip(&without) {
        let last = whole - left;
        let id = &asked.selected.cards[item].id;
        if let Some(card) = answer.cards.iter_mut().find(|card| card.id == *id) {
            card.last_gain = Some(asked.shown(last));
        }
    }
    let signed = |value: i128| {
        let size = asked.shown(u64::try_from(value.unsigned_abs()).unwrap_or(u64::MAX));
        if value < 0 { -size } else { size }
    };
    let mut interactions: Vec<Interaction> = found
        .iter()
        .map(|pair| Interaction {
            cards: (asked.selected.cards[pair.items.0].id.clone(), asked.selected.cards[pair.items.1].id.clone()),
            alone: signed(pair.alone),
            among_all: signed(pair.among_all),
            kind: match (pair.alone.signum(), pair.among_all.signum()) {
                (1, 0 | 1) | (0, 1) => "synergy",
                (-1, 0 | -1) | (0, -1) => "substitutes",
                _ => "depends",
            }
            .to_owned(),
        })
        .collect();
    let size = |one: &Interaction| one.alone.abs().max(one.among_all.abs());
    interactions.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.cards.cmp(&b.cards)));
    answer.interactions = interactions;
    for group in &groups {
        answer.only_together.push(only_together(asked, *group, memo.value(*group)?));
    }
    // Orphans: worth nothing alone, something with others: in a group, in a synergy, or missed when taken from all.
    let in_pairs: Set =
        found.iter().filter(|pair| pair.alone > 0).flat_map(|pair| [pair.items.0, pair.items.1]).collect();
    let in_groups = groups.iter().fold(Set::EMPTY, |sum, group| sum.or(*group));
    let missed: Set = items.iter().zip(&without).filter(|(_, left)| **left < whole).map(|(item, _)| *item).collect();
    let orphans = idle.and(in_pairs.or(in_groups).or(missed));
    for card in &mut answer.cards {
        card.orphan = asked.selected.item(&card.id).is_some_and(|item| orphans.has(item));
    }
    let busy: Set = (0..singles.len()).filter(|item| singles[*item] > 0).collect();
    let part = busy.or(orphans).or(missed).and(all);
    // Cards outside change nothing that these do: the shares of these add up to the whole, if they are worth the whole.
    let found = if part.len() <= EXACT {
        shares(memo, part)?
    } else {
        sampled_shares(memo, part, asked.query.orders, asked.query.seed)?
    };
    for (item, share) in found {
        let id = &asked.selected.cards[item].id;
        if let Some(card) = answer.cards.iter_mut().find(|card| card.id == *id) {
            let unit = asked.query.by.per_unit();
            card.share = Some((share.mean() / unit * 1e4).round() / 1e4);
            card.share_error = Some((share.error() / unit * 1e4).round() / 1e4);
        }
    }
    for card in &mut answer.cards {
        let within = asked.selected.item(&card.id).is_some_and(|item| all.has(item) || singles[item] == 0);
        if card.share.is_none() && within {
            (card.share, card.share_error) = (Some(0.0), Some(0.0));
        }
    }
    Ok(())
}

/// Where sets take much to measure: cards that are chosen and those that pay only together, then those that buy most alone.
fn scope(asked: &Asked<'_>, singles: &[u64], groups: &[Set], answer: &mut InvestAnswer) -> Set {
    let chosen: Set =
        answer.cards.iter().filter(|card| card.chosen).filter_map(|card| asked.selected.item(&card.id)).collect();
    let grouped = groups.iter().fold(Set::EMPTY, |sum, group| sum.or(*group));
    let mut busy: Vec<usize> = (0..singles.len()).filter(|item| singles[*item] > 0).collect();
    busy.sort_by_key(|item| (std::cmp::Reverse(singles[*item]), *item));
    let of = |set: Set| busy.iter().copied().filter(move |item| set.has(*item)).collect::<Vec<usize>>();
    let order = of(chosen).into_iter().chain(grouped.or(chosen).items()).chain(busy.iter().copied());
    let mut scope = Set::EMPTY;
    for item in order {
        if scope.len() < if asked.query.by == By::Balance { SCOPE_BALANCED } else { SCOPE } {
            scope = scope.with(item);
        }
    }
    let left = busy.iter().filter(|item| !scope.has(**item)).count();
    let more = if left == 0 { String::new() } else { format!(" ({left} more buy something alone)") };
    answer.notes.push(format!(
        "what goes together, shares and the worth beside all others are those of {} cards: of the chosen ones, of those that pay only together, and of those that buy most alone{more}; --only looks at others",
        scope.len()
    ));
    scope
}

fn only_together(asked: &Asked<'_>, group: Set, value: u64) -> OnlyTogether {
    let cards: Vec<_> = group.items().map(|item| asked.selected.cards[item]).collect();
    let moves =
        |card: &&crate::network::cards::Card| UNDER_WAY.contains(&card.status.as_str()) || card.secured_keur > 0;
    let (under_way, missing): (Vec<_>, Vec<_>) = cards.iter().copied().partition(moves);
    let missing = if under_way.is_empty() { Vec::new() } else { missing };
    let states: Vec<&String> = under_way.iter().flat_map(|card| &card.states).collect();
    let cross_border = missing.iter().any(|card| card.states.iter().any(|state| !states.contains(&state)));
    let prices: Option<Vec<u64>> =
        group.items().map(|item| asked.selected.prices[item].map(|price| price.keur)).collect();
    OnlyTogether {
        cards: asked.ids(group),
        gain: asked.shown(value),
        cost_eur_m: prices.map(|prices| millions(prices.iter().sum())),
        under_way: under_way.iter().map(|card| card.id.clone()).collect(),
        missing: missing.iter().map(|card| format!("{} ({})", card.id, card.states.join(" "))).collect(),
        cross_border,
    }
}
