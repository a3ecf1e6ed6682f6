//! How sure the choice is: costs and effects drawn by a seed, the best set sought again for every draw.

use crate::algo::draws::drawn;
use crate::algo::portfolio::{Items, Search, Set};
use crate::error::{Error, Result};
use crate::network::rules::Case;

use super::Asked;
use super::answer::{CardValue, InvestAnswer};
use super::gain::parts_of;

/// Sets that one draw asks for at most, beyond what earlier ones learnt; and where a set takes much to measure.
const ASKS: usize = 10;
const ASKS_COSTLY: usize = 3;

/// Adds to every card in how many draws it is in the best set, and what it is worth alone at both ends of all figures. Costs
/// are drawn from a triangle between low, typical and high; circumstances are drawn alike where there are several; in those
/// of the question effects are those of all figures at the unfavourable end in a sixth of the draws, at the favourable end
/// in a sixth. Cards that change nothing at the typical figures, alone or with others, are not looked at at the ends. Draws
/// depend on seed, draw and card only.
pub(super) fn draws<'a>(asked: &Asked<'a>, search: &mut Search<'a, Error>, answer: &mut InvestAnswer) -> Result<()> {
    let query = asked.query;
    let matters = |card: &&CardValue| {
        card.gain > 0.0 || card.chosen || card.orphan || card.share.is_some_and(|share| share > 0.0)
    };
    let part: Set = answer.cards.iter().filter(matters).filter_map(|card| asked.selected.item(&card.id)).collect();
    ends(asked, part, answer)?;
    let items = asked.selected.items(asked.network(), asked.instruments, query);
    let at_ends = Items { banned: items.banned.or(asked.all().minus(part)), ..items.clone() };
    let mut counts = vec![0_u64; asked.selected.cards.len()];
    let (mut worst, mut best) = (asked.search(0, Case::Worst), asked.search(0, Case::Best));
    let mut others: Vec<Search<'a, Error>> =
        (1..asked.meter.scenarios.len()).map(|scenario| asked.search(scenario, query.case)).collect();
    let asks = if query.by.is_costly() { ASKS_COSTLY } else { ASKS };
    let mut unproven = 0;
    for draw in 0..u64::from(query.draws) {
        let scenario = chosen(query.seed, draw, u64::MAX - 1, asked.meter.scenarios.len());
        let (search, items) = match (scenario, chosen(query.seed, draw, u64::MAX, 6)) {
            (0, 0) => (&mut worst, &at_ends),
            (0, 1) => (&mut best, &at_ends),
            (0, _) => (&mut *search, &items),
            _ => (&mut others[scenario - 1], &items),
        };
        let now = Items { costs: costs(asked, items, draw), ..items.clone() };
        let found = search.best(&now, asks)?;
        unproven += u64::from(!found.is_proven());
        for item in found.set.items() {
            counts[item] += 1;
        }
    }
    let draws = u64::from(query.draws);
    for card in &mut answer.cards {
        let Some(item) = asked.selected.item(&card.id) else { continue };
        card.p_best = Some(share(counts[item], draws));
        card.p_best_interval = Some(interval(counts[item], draws));
    }
    answer.notes.push(format!(
        "{draws} draws of costs{}; effects at the unfavourable and the favourable end of all figures in a sixth of those of the question each, there only of cards that change something at the typical ones",
        if others.is_empty() { "" } else { " and circumstances" }
    ));
    if unproven > 0 {
        answer.notes.push(format!("in {unproven} of {draws} draws the best set found is not proven best"));
    }
    Ok(())
}

/// One of some choices, by seed and draw.
fn chosen(seed: u64, draw: u64, what: u64, of: usize) -> usize {
    let of = u64::try_from(of).unwrap_or(1).max(1);
    usize::try_from(drawn(seed, draw, what) % of).unwrap_or(0)
}

/// What some cards are worth alone at both ends of all figures. There the network without cards is another one too: what
/// lies between is shown in order.
fn ends(asked: &Asked<'_>, part: Set, answer: &mut InvestAnswer) -> Result<()> {
    let (items, sets): (Vec<usize>, Vec<Set>) = part.items().map(|item| (item, Set::one(item))).unzip();
    for case in [Case::Worst, Case::Best] {
        asked.meter.settle(0, parts_of(asked.query.by), case, &items)?;
    }
    let low = asked.meter.gains(0, asked.query.by, Case::Worst, &sets)?;
    let high = asked.meter.gains(0, asked.query.by, Case::Best, &sets)?;
    for (item, (low, high)) in part.items().zip(low.into_iter().zip(high)) {
        let id = &asked.selected.cards[item].id;
        let Some(card) = answer.cards.iter_mut().find(|card| card.id == *id) else { continue };
        let (low, high) = (asked.shown(low.min(high)), asked.shown(low.max(high)));
        (card.gain_low, card.gain_high) = (Some(low.min(card.gain)), Some(high.max(card.gain)));
    }
    Ok(())
}

/// The costs of a draw: all resources of a card grow or shrink together.
#[allow(clippy::cast_precision_loss, reason = "costs in thousands of euros")]
fn costs(asked: &Asked<'_>, items: &Items, draw: u64) -> Vec<Vec<u64>> {
    let factors: Vec<f64> = asked
        .selected
        .prices
        .iter()
        .zip(&asked.selected.cards)
        .map(|(price, card)| {
            let Some(price) = price.filter(|price| price.keur > 0) else { return 1.0 };
            // By the id, so that other cards do not change the draws of this one.
            let own = card.id.bytes().fold(0, |sum: u64, byte| sum.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
            let chance = (drawn(asked.query.seed, draw, own) >> 11) as f64 / (1_u64 << 53) as f64;
            triangle(price.low_keur as f64, price.keur as f64, price.high_keur as f64, chance) / price.keur as f64
        })
        .collect();
    items
        .costs
        .iter()
        .map(|costs| costs.iter().zip(&factors).map(|(cost, factor)| super::money::scaled(*cost, *factor)).collect())
        .collect()
}

/// The value of a triangular distribution at a share of its mass.
fn triangle(low: f64, typical: f64, high: f64, chance: f64) -> f64 {
    if high <= low {
        return typical;
    }
    let left = (typical - low) / (high - low);
    if chance < left {
        low + (chance * (high - low) * (typical - low)).sqrt()
    } else {
        high - ((1.0 - chance) * (high - low) * (high - typical)).sqrt()
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts")]
fn share(count: u64, of: u64) -> f64 {
    (count as f64 / of.max(1) as f64 * 1_000.0).round() / 1_000.0
}

/// The 95 % interval of a share (Wilson 1927).
#[allow(clippy::cast_precision_loss, reason = "counts")]
fn interval(count: u64, of: u64) -> (f64, f64) {
    const Z: f64 = 1.96;
    let (n, p) = (of.max(1) as f64, count as f64 / of.max(1) as f64);
    let middle = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    let rounded = |value: f64| (value * 1_000.0).round() / 1_000.0;
    (rounded(((middle - half) / whole).max(0.0)), rounded(((middle + half) / whole).min(1.0)))
}

#[cfg(test)]
mod tests {
    use super::{interval, triangle};

    #[test]
    fn a_triangle_stays_within_its_ends() {
        assert_eq!(triangle(5.0, 5.0, 5.0, 0.3), 5.0);
        assert_eq!(triangle(1.0, 2.0, 4.0, 0.0), 1.0);
        assert!((triangle(1.0, 2.0, 4.0, 1.0) - 4.0).abs() < 1e-12);
        assert!((triangle(1.0, 2.0, 4.0, 1.0 / 3.0) - 2.0).abs() < 1e-12);
        let mean = (0..1_000).map(|at| triangle(1.0, 2.0, 4.0, (f64::from(at) + 0.5) / 1_000.0)).sum::<f64>() / 1_000.0;
        assert!((mean - 7.0 / 3.0).abs() < 1e-3, "{mean}");
    }

    #[test]
    fn an_interval_holds_its_share() {
        assert_eq!(interval(0, 10).0, 0.0);
        assert!(interval(10, 10).1 > 0.999 && interval(10, 10).0 < 0.75);
        let (low, high) = interval(500, 1_000);
        assert!((0.46..0.5).contains(&low) && (0.5..0.54).contains(&high));
    }
}
