//! The page of one card: what it is, what it changes, before and after, who may pay.

use crate::analysis::invest::answer::InvestAnswer;
use crate::report::Options;
use crate::report::page::{Align, Grid, Page};
use crate::report::words::{duration, one_line};

use super::table::measures;
use super::{figure, money};

/// The page as text, with a final newline; the ranking's where no card was asked for.
pub(super) fn render(answer: &InvestAnswer, options: &Options) -> String {
    let mut page = Page::new(options);
    let Some(explained) = &answer.explained else { return super::table::render(answer, options) };
    let Some(card) = answer.cards.iter().find(|card| card.id == explained.card) else { return page.finish() };
    page.bold(&one_line(&format!("{} ({})", card.name, card.id)));
    page.paragraph("  ", &format!("{} of {}, in {}; {}", card.kind, card.owner, card.states.join(" "), card.status));
    let years =
        card.completion_year.map_or("nobody says when it is complete".to_owned(), |year| format!("complete in {year}"));
    let cost = match (card.cost_eur_m, card.cost_low_eur_m, card.cost_high_eur_m) {
        (Some(cost), Some(low), Some(high)) => format!(
            "EUR {} m still to be found ({} to {}), at prices of {}; {} m granted",
            money(cost),
            money(low),
            money(high),
            answer.price_year,
            money(card.secured_eur_m)
        ),
        _ => "nobody says what it costs".to_owned(),
    };
    page.paragraph("  ", &format!("{cost}; {years}"));
    if let Some(act) = &card.legal_instrument {
        page.paragraph("  ", &format!("needs {act}; to agree: {}", card.agree.join(", ")));
    }
    if !card.requires.is_empty() {
        page.paragraph("  ", &format!("needs beside it: {}", card.requires.join(", ")));
    }
    page.heading("What it changes");
    for line in &card.effects {
        page.paragraph("  - ", line);
    }
    page.heading("What it is worth");
    page.paragraph(
        "  ",
        &format!(
            "alone: {} {}{}; {} vehicles a day, {} after the worst single loss",
            figure(card.gain),
            answer.unit,
            card.per_eur.map_or(String::new(), |per| format!(", {} for a thousand million euros", figure(per))),
            figure(card.flow_gain),
            figure(card.resilience_gain)
        ),
    );
    if explained.partners.is_empty() {
        page.paragraph("  ", "no other card changes what it is worth");
    }
    for (other, more) in &explained.partners {
        let word = if *more > 0.0 { "more" } else { "less" };
        page.paragraph("  ", &format!("with {other}: {} {} {word} than both apart", figure(more.abs()), answer.unit));
    }
    measures(&mut page, "Before", &explained.before, None);
    measures(&mut page, "After, with what it needs", &explained.after, Some(&explained.before));
    if !explained.routes.is_empty() {
        page.heading("Ways");
        let time = |minutes: Option<i64>| minutes.map_or("no way".to_owned(), duration);
        for route in &explained.routes {
            page.paragraph(
                "  ",
                &format!("{}: {} before, {} after", route.what, time(route.before_min), time(route.after_min)),
            );
            page.paragraph("    before: ", &route.before);
            if route.before != route.after {
                page.paragraph("    after:  ", &route.after);
            }
        }
    }
    page.heading("Who may pay (an indication)");
    let mut grid =
        Grid::new(&[("instrument", Align::Left), ("", Align::Left), ("EUR m", Align::Right), ("remark", Align::Left)]);
    for one in &card.funding {
        let pays = if one.pays_eur_m > 0.0 { money(one.pays_eur_m) } else { String::new() };
        let spare = if one.fits && one.pays_eur_m <= 0.0 { "it fits; not needed in this split" } else { "" };
        grid.row([one.instrument.clone(), one.kind.clone(), pays, format!("{spare}{}", one.fails.join("; "))]);
    }
    page.grid(grid);
    let paid: f64 = card.funding.iter().map(|one| one.pays_eur_m).sum();
    if let Some(cost) = card.cost_eur_m {
        page.paragraph(
            "  ",
            &format!(
                "split proposed: EUR {} m of {} m; one grant of the Union's budget at most, other grants, then loans, then the states",
                money(paid),
                money(cost)
            ),
        );
    }
    page.heading("Source");
    page.paragraph("  ", &format!("{} ({})", card.source, card.evidence));
    if !card.note.is_empty() {
        page.paragraph("  ", &card.note);
    }
    page.heading("What it rests on");
    for note in &answer.notes {
        page.paragraph("  - ", note);
    }
    page.stamp(&answer.stamp);
    page.finish()
}
