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
    together(&mut page, answer);
    portfolio(&mut page, answer);
    if !answer.left_out.is_empty() {
        page.heading("Left out");
        for one in &answer.left_out {
            page.paragraph("  ", &format!("{}: {}", one.card, one.why));
        }
    }
    page.heading("What it rests on");
    page.paragraph("  - ", &format!("{} networks made and measured", answer.measured));
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
        let closure =
            force.closure_h.map_or(String::new(), |hours| format!("; plan complete after {} h", figure(hours)));
        let less = before
            .and_then(|before| before.forces.get(index))
            .map_or(String::new(), |before| format!(" ({} h before)", figure(before.bound_h)));
        page.paragraph(
            "  ",
            &format!("{}: no plan is complete before {} h{less}{closure}", force.force, figure(force.bound_h)),
        );
    }
    for (index, theatre) in measures.theatres.iter().enumerate() {
        let less = before
            .and_then(|before| before.theatres.get(index))
            .map_or(String::new(), |before| format!(" ({} before)", figure(before.vehicles_per_day)));
        page.paragraph(
            "  ",
            &format!(
                "{}: {} vehicles a day{less}, {} after the worst single loss ({}); held back by {}",
                theatre.theatre,
                figure(theatre.vehicles_per_day),
                figure(theatre.after_worst_loss),
                theatre.worst_loss,
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

fn ranking(page: &mut Page, answer: &InvestAnswer) {
    page.heading("Cards by what they buy for a thousand million euros, alone");
    let hours = answer.unit == "hours";
    let unit = if hours { "h" } else { "veh/d" };
    let mut columns = vec![
        ("card", Align::Left),
        ("kind", Align::Left),
        ("states", Align::Left),
        ("EUR m", Align::Right),
        ("done", Align::Right),
    ];
    if hours {
        columns.push(("gain h", Align::Right));
    }
    columns.extend([("veh/d", Align::Right), ("after loss", Align::Right)]);
    let per = format!("{unit}/EUR bn");
    columns.push((per.as_str(), Align::Right));
    let shares = answer.cards.iter().any(|card| card.share.is_some());
    if shares {
        columns.push(("fair share", Align::Right));
    }
    let draws = answer.cards.iter().any(|card| card.p_best.is_some());
    if draws {
        columns.push(("in best set", Align::Right));
    }
    columns.push(("", Align::Left));
    let mut grid = Grid::new(&columns);
    let worth = |card: &&CardValue| card.gain > 0.0 || card.orphan || card.chosen || card.share.unwrap_or(0.0) > 0.0;
    let shown: Vec<&CardValue> = answer.cards.iter().filter(worth).take(ROWS_MAX).collect();
    for card in &shown {
        let states =
            if card.states.len() > 4 { format!("{} states", card.states.len()) } else { card.states.join(" ") };
        let mut row = vec![
            card.id.clone(),
            card.kind.clone(),
            states,
            card.cost_eur_m.map_or("?".to_owned(), money),
            card.completion_year.map_or("?".to_owned(), |year| year.to_string()),
        ];
        if hours {
            row.push(figure(card.gain));
        }
        row.extend([figure(card.flow_gain), figure(card.resilience_gain)]);
        row.push(card.per_eur.map_or("?".to_owned(), figure));
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
    let without: Vec<&str> = answer.cards.iter().filter(|card| !worth(card)).map(|card| card.id.as_str()).collect();
    if !without.is_empty() {
        page.paragraph(
            "  ",
            &format!("{} cards change nothing of this, alone or together: {}", without.len(), without.join(", ")),
        );
    }
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
