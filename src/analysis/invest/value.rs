//! Every card alone.

use crate::algo::portfolio::Set;
use crate::error::Result;
use crate::network::rules::Case;

use super::answer::{CardValue, ForceGain, ForceMeasure, Measures, TheatreGain, TheatreMeasure};
use super::fund::funding;
use super::gain::{each, gain};
use super::measure::{Figures, Part};
use super::money::millions;
use super::query::By;
use super::{Asked, force_name, shown, theatres};

impl Asked<'_> {
    /// The figures of a set, for people.
    pub(super) fn measures(&self, set: Set) -> Result<Measures> {
        let (query, meter) = (self.query, self.meter);
        let mut measures = Measures::default();
        if !query.scenario.forces.is_empty() {
            let planned = matches!(query.by, By::Closure | By::Balance);
            let part = if planned { Part::Closure } else { Part::Bound };
            let times = &meter.figures(0, &[part], query.case, &[set])?[0];
            let closures = times.minutes(By::Closure);
            // Where the fastest ways prove it there is nothing more to prove.
            let bounds = times.minutes(By::Bound);
            let open = bounds.iter().zip(&closures).any(|(bound, closure)| bound < closure);
            let proven = if query.by == By::Closure && open { meter.proven(set)? } else { bounds };
            for (index, force) in query.scenario.forces.iter().enumerate() {
                measures.forces.push(ForceMeasure {
                    force: force_name(force),
                    to: theatres(self.network(), std::slice::from_ref(force))?,
                    // What is proven of a smaller network with less holds no longer; of a plan that stands nothing is later.
                    bound_h: shown(By::Bound, proven[index].min(closures[index].max(times.minutes(By::Bound)[index]))),
                    closure_h: planned.then(|| shown(By::Closure, closures[index])),
                });
            }
        }
        if !query.to.is_empty() {
            meter.measure(0, &[Part::Flow], query.case, &[set], true)?;
            let flow = &meter.figures(0, &[Part::Flow], query.case, &[set])?[0];
            for (theatre, level) in query.to.iter().zip(&flow.levels) {
                measures.theatres.push(TheatreMeasure {
                    theatre: theatre.clone(),
                    vehicles_per_day: shown(By::Flow, level.milli),
                    after_worst_loss: shown(By::Flow, level.left_milli),
                    loss_leaves_out: level.shared.clone(),
                    worst_loss: level.worst.clone(),
                    cut: level.cut.clone(),
                });
            }
        }
        Ok(measures)
    }

    /// What is asked of forces.
    pub(super) fn timed(&self) -> Part {
        if self.query.by == By::Closure { Part::Closure } else { Part::Bound }
    }

    /// Figures of some parts for no card, for all cards, and for each card alone.
    fn alone(&self, parts: &[Part], case: Case) -> Result<Vec<Figures>> {
        // Those of a kind stand together: where they change nothing together none does.
        let mut order: Vec<usize> = (0..self.selected.cards.len()).collect();
        order.sort_by_key(|item| (self.selected.cards[*item].kind, *item));
        self.meter.settle(0, parts, case, &order)?;
        let mut sets = vec![Set::EMPTY, self.all()];
        sets.extend((0..self.selected.cards.len()).map(Set::one));
        self.meter.figures(0, parts, case, &sets)
    }
}

/// All cards alone, in the order of their ids.
pub(super) fn cards(asked: &Asked<'_>) -> Result<Vec<CardValue>> {
    let query = asked.query;
    let forces = !query.scenario.forces.is_empty();
    let figures = asked.alone(&[asked.timed(), Part::Flow], query.case)?;
    let of = |figures: &[Figures], by: By, item: usize| gain(by, &figures[0], &figures[item + 2], &figures[1]);
    let by_force = if query.by == By::Closure { By::Closure } else { By::Bound };
    let mut all = Vec::new();
    for (item, card) in asked.selected.cards.iter().enumerate() {
        let price = asked.selected.prices[item];
        let value = of(&figures, query.by, item);
        let own = |by: By| shown(by, of(&figures, by, item));
        let later = card.completion_year.map_or(1.0, |year| asked.rates.discounted(year));
        let for_money = |gain: f64| {
            let milliards = millions(price?.present_keur).max(0.001) / 1_000.0;
            Some((gain * later / milliards * 100.0).round() / 100.0)
        };
        let (per_eur, flow_per_eur) = (for_money(asked.shown(value)), for_money(own(By::Flow)));
        let after = &figures[item + 2];
        let hours = each(by_force, &figures[0], after);
        let (flows, left) = (each(By::Flow, &figures[0], after), each(By::Resilience, &figures[0], after));
        let by_forces = query.scenario.forces.iter().zip(hours);
        let by_theatres = query.to.iter().zip(flows).zip(left);
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
            bound_gain_h: forces.then(|| own(By::Bound)),
            closure_gain_h: (forces && query.by == By::Closure).then(|| own(By::Closure)),
            flow_gain: own(By::Flow),
            resilience_gain: own(By::Resilience),
            by_force: by_forces
                .map(|(force, minutes)| ForceGain { force: force_name(force), hours: shown(by_force, minutes) })
                .collect(),
            by_theatre: by_theatres
                .map(|((theatre, flow), left)| TheatreGain {
                    theatre: theatre.clone(),
                    vehicles_per_day: shown(By::Flow, flow),
                    after_worst_loss: shown(By::Resilience, left),
                })
                .collect(),
            gain: asked.shown(value),
            gain_low: None,
            gain_high: None,
            last_gain: None,
            share: None,
            share_error: None,
            per_eur,
            flow_per_eur,
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

/// Those that buy most for their money first; then those without a price by what they buy; then those that buy vehicles a
/// day or resilience only, in the same way; those that buy nothing alone last, by their share, then by id.
pub(super) fn rank(cards: &mut [CardValue]) {
    let class = |card: &CardValue| match () {
        () if card.gain > 0.0 => 0,
        () if card.flow_gain > 0.0 || card.resilience_gain > 0.0 => 1,
        () => 2,
    };
    let money = |card: &CardValue| if card.gain > 0.0 { card.per_eur } else { card.flow_per_eur };
    let share = |card: &CardValue| card.share.unwrap_or(0.0);
    cards.sort_by(|a, b| {
        class(a)
            .cmp(&class(b))
            .then(money(b).is_some().cmp(&money(a).is_some()))
            .then(money(b).unwrap_or(0.0).total_cmp(&money(a).unwrap_or(0.0)))
            .then((b.gain + b.flow_gain).total_cmp(&(a.gain + a.flow_gain)))
            .then(b.resilience_gain.total_cmp(&a.resilience_gain))
            .then(share(b).total_cmp(&share(a)))
            .then(a.id.cmp(&b.id))
    });
}
