//! `table`: the ranking first, then what goes together, the choice, and how sure it is.

use crate::analysis::invest::answer::{CardValue, InvestAnswer, Measures};
use crate::report::Options;
use crate::report::page::{Align, Grid, Page};
use crate::report::words::one_line;

use super::{figure, money};

/// Rows of long lists that the table shows; other formats hold all.
const ROWS_MAX: usize = 40;
const PAIRS_MAX: usize = 12;

/// The answer as text, with a final newline.
pub(super) fn render(answer: &InvestAnswer, options: &Options) -> String {
    let mut page = Page::new(options);
    page.bold(&one_line(&format!(
        "{} cards compared by {} ({}), money at prices of {}",
        answer.cards.len(),
        answer.by,
        answer.unit,
        answer.price_year
    )));
    measures(&mut page, "As it is", &answer.before, None);
    measures(&mut page, "With all cards", &answer.after, Some(&answer.before));
    page.heading("Reform or concrete?");
    for line in &answer.reform_or_concrete {
        page.paragraph("  ", &line.sentence);
    }
    ranking(&mut page, answer);
    by_theatre(&mut page, answer);
    together(&mut page, answer);
    portfolio(&mut page, answer);
    if !answer.left_out.is_empty() {
        page.heading("Left out");
        for one in &answer.left_out {
            page.paragraph("  ", &format!("{}: {}", one.card, one.why));
        }
    }
    page.heading("What it rests on");
    page.paragraph(
        "  - ",
        &format!("{} networks made and measured, {} plans made on them", answer.measured, answer.plans),
    );
    for note in &answer.notes {
        page.paragraph("  - ", note);
    }
    page.stamp(&answer.stamp);
    page.finish()
}

/// Closures and flows of one network.
pub(super) fn measures(page: &mut Page, title: &str, measures: &Measures, before: Option<&Measures>) {
    page.heading(title);
    for (index, force) in measures.forces.iter().enumerate() {
        let earlier = before.and_then(|before| before.forces.get(index));
        let was = |hours: Option<f64>| hours.map_or(String::new(), |hours| format!(" ({} h before)", figure(hours)));
        let bound = format!("{} h{}", figure(force.bound_h), was(earlier.map(|force| force.bound_h)));
        let text = match force.closure_h {
            Some(hours) if hours <= force.bound_h => {
                format!(
                    "complete after {} h{}, and proven not to be possible earlier",
                    figure(hours),
                    was(earlier.and_then(|force| force.closure_h))
                )
            }
            Some(hours) => format!(
                "complete after {} h{}; no plan is complete before {bound}",
                figure(hours),
                was(earlier.and_then(|force| force.closure_h))
            ),
            None => format!("by the fastest ways alone not complete before {bound}"),
        };
        page.paragraph("  ", &format!("{}: {text}", force.force));
    }
    for (index, theatre) in measures.theatres.iter().enumerate() {
        let less = before
            .and_then(|before| before.theatres.get(index))
            .map_or(String::new(), |before| format!(" ({} before)", figure(before.vehicles_per_day)));
        page.paragraph(
            "  ",
            &format!(
                "{}: {} vehicles a day{less}, {}{} after the worst single loss ({}{}); held back by {}",
                theatre.theatre,
                figure(theatre.vehicles_per_day),
                if theatre.loss_leaves_out.is_empty() { "" } else { "at most " },
                figure(theatre.after_worst_loss),
                theatre.worst_loss,
                match &theatre.loss_leaves_out[..] {
                    [] => String::new(),
                    shared => format!("; not counted there: {}", some(shared, 3)),
                },
                some(&theatre.cut, 5)
            ),
        );
    }
}

/// The first of a list, and how many more.
fn some(list: &[String], most: usize) -> String {
    let shown = list.iter().take(most).cloned().collect::<Vec<_>>().join("; ");
    if list.len() > most { format!("{shown} and {} more", list.len() - most) } else { shown }
}

/// What makes a card worth a row of the first list: by what cards are compared by, alone or together.
fn worth(card: &CardValue) -> bool {
    card.gain > 0.0 || card.orphan || card.chosen || card.share.unwrap_or(0.0) > 0.0
}

/// What makes it worth one of the second: flow or resilience, where cards are compared by hours.
fn carries(card: &CardValue) -> bool {
    card.flow_gain > 0.0 || card.resilience_gain > 0.0
}

fn ranking(page: &mut Page, answer: &InvestAnswer) {
    page.heading("Cards, each alone");
    page.paragraph("  ", &format!("ranked by {}", answer.ranked_by));
    let hours = answer.unit == "hours";
    let first: Vec<&CardValue> = answer.cards.iter().filter(|card| worth(card)).collect();
    list(page, answer, &first, hours);
    let second: Vec<&CardValue> = answer.cards.iter().filter(|card| !worth(card) && carries(card)).collect();
    if !second.is_empty() {
        page.heading(if hours {
            "Cards that bring no hours but more a day, or more after a loss"
        } else {
            "Cards that bring nothing of this but more a day, or more after a loss"
        });
        list(page, answer, &second, false);
    }
    let without = answer.cards.iter().filter(|card| !worth(card) && !carries(card));
    let without: Vec<&str> = without.map(|card| card.id.as_str()).collect();
    if !without.is_empty() {
        page.paragraph(
            "  ",
            &format!("{} cards change nothing of all this, alone or together: {}", without.len(), without.join(", ")),
        );
    }
}

/// Rows of cards: with hours, shares and draws, or with what flows only.
fn list(page: &mut Page, answer: &InvestAnswer, cards: &[&CardValue], hours: bool) {
    let own = cards.iter().any(|card| worth(card));
    let flows = answer.unit == "hours" && !hours || !own;
    let points = answer.unit == "points" && !flows;
    let mut columns = vec![
        ("card", Align::Left),
        ("kind", Align::Left),
        ("states", Align::Left),
        ("EUR m", Align::Right),
        ("done", Align::Right),
    ];
    if points {
        columns.extend([("points", Align::Right), ("h", Align::Right)]);
    } else if hours {
        columns.push(("gain h", Align::Right));
    }
    columns.extend([("veh/d", Align::Right), ("after loss", Align::Right)]);
    let key = match () {
        () if points => "points/EUR bn",
        () if hours => "h/EUR bn",
        () => "veh/d/EUR bn",
    };
    columns.push((key, Align::Right));
    let shares = !flows && answer.cards.iter().any(|card| card.share.is_some());
    if shares {
        columns.push(("fair share", Align::Right));
    }
    let draws = !flows && answer.cards.iter().any(|card| card.p_best.is_some());
    if draws {
        columns.push(("in best set", Align::Right));
    }
    columns.push(("", Align::Left));
    let mut grid = Grid::new(&columns);
    for card in cards.iter().take(ROWS_MAX) {
        let states =
            if card.states.len() > 4 { format!("{} states", card.states.len()) } else { card.states.join(" ") };
        let mut row = vec![
            card.id.clone(),
            card.kind.clone(),
            states,
            card.cost_eur_m.map_or("?".to_owned(), money),
            card.completion_year.map_or("?".to_owned(), |year| year.to_string()),
        ];
        if points {
            row.extend([figure(card.gain), figure(card.by_force.iter().map(|force| force.hours).sum())]);
        } else if hours {
            row.push(figure(card.gain));
        }
        row.extend([figure(card.flow_gain), figure(card.resilience_gain)]);
        row.push(if flows { card.flow_per_eur } else { card.per_eur }.map_or("?".to_owned(), figure));
        if shares {
            let error = card
                .share_error
                .filter(|error| *error > 0.0)
                .map_or(String::new(), |error| format!(" ±{}", figure(error)));
            row.push(card.share.map_or(String::new(), |share| format!("{}{error}", figure(share))));
        }
        if draws {
            let (low, high) = card.p_best_interval.unwrap_or((0.0, 0.0));
            row.push(card.p_best.map_or(String::new(), |share| {
                format!("{:.0} % ({:.0}-{:.0})", share * 100.0, low * 100.0, high * 100.0)
            }));
        }
        let marks = [(card.chosen, "chosen"), (card.orphan, "orphan"), (!card.requires.is_empty(), "needs others")];
        row.push(marks.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect::<Vec<_>>().join(", "));
        grid.row(row);
    }
    page.grid(grid);
    if cards.len() > ROWS_MAX {
        page.paragraph("  ", &format!("and {} cards more", cards.len() - ROWS_MAX));
    }
}

/// Force by force and theatre by theatre, where there are several.
fn by_theatre(page: &mut Page, answer: &InvestAnswer) {
    let (forces, theatres) = (&answer.before.forces, &answer.before.theatres);
    let rows: Vec<&CardValue> = answer.cards.iter().filter(|card| worth(card) || carries(card)).collect();
    if forces.len() + theatres.len() < 3 || rows.is_empty() {
        return;
    }
    page.heading(
        "By theatre: hours sooner of the force that goes there; vehicles a day more / more after the worst single loss",
    );
    let heads: Vec<String> = forces.iter().map(|force| format!("h to {}", force.to.join(" "))).collect();
    let mut columns = vec![("card", Align::Left)];
    columns.extend(heads.iter().map(|head| (head.as_str(), Align::Right)));
    columns.extend(theatres.iter().map(|theatre| (theatre.theatre.as_str(), Align::Right)));
    let mut grid = Grid::new(&columns);
    for card in rows.iter().take(ROWS_MAX) {
        let hours = card.by_force.iter().map(|force| figure(force.hours));
        let flows = card.by_theatre.iter().map(|theatre| {
            let (more, left) = (figure(theatre.vehicles_per_day), figure(theatre.after_worst_loss));
            if more == "0" && left == "0" { "0".to_owned() } else { format!("{more} / {left}") }
        });
        grid.row(std::iter::once(card.id.clone()).chain(hours).chain(flows));
    }
    page.grid(grid);
}

fn together(page: &mut Page, answer: &InvestAnswer) {
    if !answer.only_together.is_empty() {
        page.heading("Only together (each worth nothing alone)");
        for group in &answer.only_together {
            let cost = group.cost_eur_m.map_or("cost not known".to_owned(), |cost| format!("EUR {} m", money(cost)));
            let missing = if group.missing.is_empty() {
                String::new()
            } else {
                let border = if group.cross_border { "across a border " } else { "" };
                format!("; under way: {}; missing {border}: {}", group.under_way.join(", "), group.missing.join(", "))
            };
            let text =
                format!("{}: {} {} for {cost}{missing}", group.cards.join(" + "), figure(group.gain), answer.unit);
            page.paragraph("  ", &text);
        }
    }
    if !answer.interactions.is_empty() {
        page.heading("Pairs that help each other, or stand in for each other");
        let mut grid = Grid::new(&[
            ("cards", Align::Left),
            ("", Align::Left),
            ("beyond both, alone", Align::Right),
            ("beside all others", Align::Right),
        ]);
        for pair in answer.interactions.iter().take(PAIRS_MAX) {
            grid.row([
                format!("{} + {}", pair.cards.0, pair.cards.1),
                pair.kind.clone(),
                figure(pair.alone),
                figure(pair.among_all),
            ]);
        }
        page.grid(grid);
        if answer.interactions.len() > PAIRS_MAX {
            page.paragraph("  ", &format!("and {} pairs more", answer.interactions.len() - PAIRS_MAX));
        }
    }
}

fn portfolio(page: &mut Page, answer: &InvestAnswer) {
    let Some(portfolio) = &answer.portfolio else { return };
    page.heading(&format!("The best set for EUR {} m", money(portfolio.budget_eur_m)));
    let chosen = if portfolio.cards.is_empty() { "no card".to_owned() } else { portfolio.cards.join(", ") };
    page.paragraph("  ", &chosen);
    let proof = if portfolio.proven {
        "proven best".to_owned()
    } else {
        format!("not proven: no set gains more than {} (gap {:.2} %)", figure(portfolio.bound), portfolio.gap * 100.0)
    };
    page.paragraph(
        "  ",
        &format!(
            "EUR {} m buy {} {}, {proof}, after {} sets; by gain for money one after another it would be {}",
            money(portfolio.cost_eur_m),
            figure(portfolio.gain),
            answer.unit,
            portfolio.asked,
            figure(portfolio.greedy_gain)
        ),
    );
    if !portfolio.cards.is_empty() {
        measures(page, "With this set", &portfolio.then, Some(&answer.before));
        page.heading("Year by year");
    }
    if !portfolio.stages.is_empty() {
        let mut grid = Grid::new(&[
            ("year", Align::Left),
            ("EUR m", Align::Right),
            ("gain", Align::Right),
            ("complete", Align::Left),
        ]);
        for stage in &portfolio.stages {
            grid.row([
                stage.year.to_string(),
                money(stage.spent_eur_m),
                figure(stage.gain),
                stage.completed.join(", "),
            ]);
        }
        page.grid(grid);
    }
    if !answer.frontier.is_empty() {
        page.heading("Money against gain");
        let mut grid = Grid::new(&[
            ("budget", Align::Right),
            ("spent", Align::Right),
            ("gain", Align::Right),
            ("at most", Align::Right),
            ("cards", Align::Left),
        ]);
        // Budgets that buy no more than the one before say nothing new.
        let mut last = f64::NEG_INFINITY;
        for point in &answer.frontier {
            if point.gain <= last && point.bound <= point.gain {
                continue;
            }
            last = point.gain;
            grid.row([
                money(point.budget_eur_m),
                money(point.cost_eur_m),
                figure(point.gain),
                figure(point.bound),
                some(&point.cards, 6).replace("; ", ", "),
            ]);
        }
        page.grid(grid);
    }
    if let Some(robust) = &answer.robust {
        page.heading("What stands all circumstances");
        let text = format!(
            "{}: EUR {} m, at most {} {} less than the best of each (no set has less than {})",
            if robust.cards.is_empty() { "no card".to_owned() } else { robust.cards.join(", ") },
            money(robust.cost_eur_m),
            figure(robust.regret),
            answer.unit,
            figure(robust.least_regret)
        );
        page.paragraph("  ", &text);
        let mut grid = Grid::new(&[
            ("circumstances", Align::Left),
            ("best possible", Align::Right),
            ("this set", Align::Right),
            ("the set above", Align::Right),
        ]);
        for one in &robust.scenarios {
            grid.row([one.scenario.clone(), figure(one.best), figure(one.gain), figure(one.gain_of_portfolio)]);
        }
        page.grid(grid);
    }
}
