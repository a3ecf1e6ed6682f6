//! Reform or concrete: what changes of rules buy alone, what works buy alone, and what only both buy.

use crate::algo::portfolio::Set;
use crate::error::Result;
use crate::network::cards::CardKind;

use super::answer::ReformOrConcrete;
use super::gain::each;
use super::measure::{Figures, Part};
use super::query::By;
use super::{Asked, force_name, shown};

/// A part of the whole from which one kind of cards is said to do it.
const MOST: f64 = 0.9;

/// A part of the whole below which what only both buy is not worth a word.
const LITTLE: f64 = 0.1;

/// What reforms alone, works alone and both buy, by theatre and force.
pub(super) fn reform_or_concrete(asked: &Asked<'_>) -> Result<Vec<ReformOrConcrete>> {
    let (query, meter) = (asked.query, asked.meter);
    let of = |reform: bool| -> Set {
        let is = |item: &usize| (asked.selected.cards[*item].kind == CardKind::Reform) == reform;
        (0..asked.selected.cards.len()).filter(is).collect()
    };
    let sets = [Set::EMPTY, of(true), of(false), asked.all()];
    let mut lines = Vec::new();
    if !query.to.is_empty() {
        let figures = meter.figures(0, &[Part::Flow], query.case, &sets)?;
        for (index, to) in query.to.iter().enumerate() {
            lines.push(line(to.clone(), By::Flow, &figures, index));
        }
    }
    if !query.scenario.forces.is_empty() {
        let (part, by) = if query.by == By::Closure { (Part::Closure, By::Closure) } else { (Part::Bound, By::Bound) };
        let figures = meter.figures(0, &[part], query.case, &sets)?;
        for (index, force) in query.scenario.forces.iter().enumerate() {
            lines.push(line(force_name(force), by, &figures, index));
        }
    }
    Ok(lines)
}

/// One line: figures are those of nothing, of reforms, of works, of all.
fn line(what: String, by: By, figures: &[Figures], index: usize) -> ReformOrConcrete {
    let gain = |set: usize| each(by, &figures[0], &figures[set]).get(index).map_or(0.0, |value| shown(by, *value));
    let (reforms, works, both) = (gain(1), gain(2), gain(3));
    let only_both = ((both - reforms - works) * 100.0).round() / 100.0;
    let unit = by.unit();
    let number = |value: f64| format!("{value:.1}");
    let sentence = if both <= 0.0 {
        format!("{what}: nothing on the cards changes this")
    } else {
        let verdict = match () {
            () if works <= 0.0 && reforms >= MOST * both => "reform",
            () if reforms <= 0.0 && works >= MOST * both => "concrete",
            () if reforms > works && reforms >= MOST * both => "reform first",
            () if works > reforms && works >= MOST * both => "concrete first",
            () if only_both > LITTLE * both => "both together",
            () => "each its part",
        };
        let rest = match only_both {
            more if more > 0.05 => format!(", only both together {}", number(more)),
            less if less < -0.05 => format!("; {} of it either of them buys", number(-less)),
            _ => String::new(),
        };
        format!(
            "{what}: {verdict}: of {} {unit} {}, reforms alone buy {}, works alone {}{rest}",
            number(both),
            if by.is_time() { "sooner" } else { "more" },
            number(reforms),
            number(works)
        )
    };
    ReformOrConcrete { what, unit: unit.to_owned(), reforms, works, both, only_both, sentence }
}
