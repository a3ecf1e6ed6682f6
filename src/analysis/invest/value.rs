//! Every card alone.

use crate::algo::portfolio::Set;
use crate::error::Result;
use crate::network::rules::Case;

use super::answer::{CardValue, ForceMeasure, Measures, TheatreMeasure};
use super::fund::funding;
use super::measure::{Figures, Part, gain, part_of};
use super::money::millions;
use super::query::By;
use super::{Asked, force_name, shown};

impl Asked<'_> {
    /// The figures of a set, for people.
    pub(super) fn measures(&self, set: Set) -> Result<Measures> {
        let (query, meter) = (self.query, self.meter);
        let mut measures = Measures::default();
        if !query.scenario.forces.is_empty() {
            let bound = &meter.figures(0, Part::Bound, query.case, &[set])?[0];
            let closure = match query.by {
                By::Closure => Some(meter.figures(0, Part::Closure, query.case, &[set])?.remove(0)),
                _ => None,
            };
            for (index, force) in query.scenario.forces.iter().enumerate() {
                measures.forces.push(ForceMeasure {
                    force: force_name(force),
                    bound_h: shown(By::Bound, bound.minutes()[index]),
                    closure_h: closure.as_ref().map(|closure| shown(By::Closure, closure.minutes()[index])),
                });
            }
        }
        if !query.to.is_empty() {
            let flow = &meter.figures(0, Part::Flow, query.case, &[set])?[0];
            for (theatre, level) in query.to.iter().zip(flow.levels()) {
                measures.theatres.push(TheatreMeasure {
                    theatre: theatre.clone(),
                    vehicles_per_day: shown(By::Flow, level.milli),
                    after_worst_loss: shown(By::Flow, level.left_milli),
                    worst_loss: level.worst.clone(),
                    cut: level.cut.clone(),
                });
            }
        }
        Ok(measures)
    }

    /// Figures of a part for no card and for each card alone; none when the question has nothing of it.
    fn alone(&self, part: Part, case: Case) -> Result<Option<Vec<Figures>>> {
        let empty = if part == Part::Flow { self.query.to.is_empty() } else { self.query.scenario.forces.is_empty() };
        if empty {
            return Ok(None);
        }
        let mut sets = vec![Set::EMPTY];
        sets.extend((0..self.selected.cards.len()).map(Set::one));
        self.meter.figures(0, part, case, &sets).map(Some)
    }
}

/// All cards alone, in the order of their ids.
pub(super) fn cards(asked: &Asked<'_>) -> Result<Vec<CardValue>> {
    let query = asked.query;
    let bound = asked.alone(Part::Bound, query.case)?;
    let closure = if query.by == By::Closure { asked.alone(Part::Closure, query.case)? } else { None };
    let flow = asked.alone(Part::Flow, query.case)?;
    let ends = if query.draws > 0 {
        let part = part_of(query.by);
        Some((asked.alone(part, Case::Worst)?, asked.alone(part, Case::Best)?))
    } else {
        None
    };
    let of = |figures: &Option<Vec<Figures>>, by: By, item: usize| {
        figures.as_ref().map(|figures| gain(by, &figures[0], &figures[item + 1]))
    };
    let mut all = Vec::new();
    for (item, card) in asked.selected.cards.iter().enumerate() {
        let price = asked.selected.prices[item];
        let by = match query.by {
            By::Closure => of(&closure, By::Closure, item),
            By::Bound => of(&bound, By::Bound, item),
            By::Flow => of(&flow, By::Flow, item),
            By::Resilience => of(&flow, By::Resilience, item),
        };
        let value = by.unwrap_or(0);
        let end = |worst: bool| {
            let (low, high) = ends.as_ref()?;
            of(if worst { low } else { high }, query.by, item)
        };
        // At either end the base is another network too: what is between is shown in order.
        let range = end(true).zip(end(false)).map(|(a, b)| (a.min(b).min(value), a.max(b).max(value)));
        let later = card.completion_year.map_or(1.0, |year| asked.rates.discounted(year));
        let per_eur = price.map(|price| {
            let milliards = millions(price.present_keur).max(0.001) / 1_000.0;
            (asked.shown(value) * later / milliards * 100.0).round() / 100.0
        });
        all.push(CardValue {
            id: card.id.clone(),
            name: card.name.clone(),
            kind: card.kind.word().to_owned(),
            states: card.states.clone(),
            owner: card.owner.clone(),
            status: card.status.clone(),
            cost_eur_m: price.map(|price| millions(price.keur)),
            cost_low_eur_m: price.map(|price| millions(price.low_keur)),
            cost_high_eur_m: price.map(|price| millions(price.high_keur)),
            present_value_eur_m: price.map(|price| millions(price.present_keur)),
            secured_eur_m: millions(card.secured_keur),
            completion_year: card.completion_year,
            bound_gain_h: of(&bound, By::Bound, item).map(|gain| shown(By::Bound, gain)),
            closure_gain_h: of(&closure, By::Closure, item).map(|gain| shown(By::Closure, gain)),
            flow_gain: shown(By::Flow, of(&flow, By::Flow, item).unwrap_or(0)),
            resilience_gain: shown(By::Resilience, of(&flow, By::Resilience, item).unwrap_or(0)),
            gain: asked.shown(value),
            gain_low: range.map(|(low, _)| asked.shown(low)),
            gain_high: range.map(|(_, high)| asked.shown(high)),
            last_gain: None,
            share: None,
            share_error: None,
            per_eur,
            p_best: None,
            p_best_interval: None,
            chosen: false,
            orphan: false,
            requires: card.requires.clone(),
            funding: funding(asked.network(), asked.instruments, card, price.as_ref()),
            effects: card.effects(asked.network()),
            legal_instrument: card.legal_instrument.clone(),
            agree: card.agree.clone(),
            source: card.provenance.source.clone(),
            evidence: card.provenance.evidence.word().to_owned(),
            note: card.provenance.note.clone(),
            lines: card.lines(asked.network()),
        });
    }
    Ok(all)
}

/// Those that buy most for their money first; then those without a price by what they buy; those that buy nothing alone
/// last, by their share, then by id.
pub(super) fn rank(cards: &mut [CardValue]) {
    let share = |card: &CardValue| card.share.unwrap_or(0.0);
    cards.sort_by(|a, b| {
        (b.gain > 0.0)
            .cmp(&(a.gain > 0.0))
            .then(
                b.per_eur
                    .is_some()
                    .cmp(&a.per_eur.is_some())
                    .then(b.per_eur.unwrap_or(0.0).total_cmp(&a.per_eur.unwrap_or(0.0))),
            )
            .then(b.gain.total_cmp(&a.gain))
            .then(share(b).total_cmp(&share(a)))
            .then(a.id.cmp(&b.id))
    });
}
