//! Parts of the table that are asked for: worst sets, hardening, a budget, repairs, failures at random.

use super::minutes;
use crate::analysis::failure::answer::{FailureAnswer, Named, Stretch};
use crate::report::page::{Align, Grid, Page};
use crate::report::words::{duration_short, plural, thousands, whole};

/// Every part that the answer has.
pub(super) fn all(page: &mut Page, answer: &FailureAnswer) {
    worst(page, answer);
    worst_closure(page, answer);
    harden_closure(page, answer);
    harden(page, answer);
    protect(page, answer);
    restoration(page, answer);
    random(page, answer);
}

/// `Elk - Suwalki line section (and 3 more on the same stretch)`.
fn names(assets: &[Stretch]) -> String {
    let name = |asset: &Stretch| match asset.with.len() {
        0 => asset.name.clone(),
        more => format!("{} (and {more} more on the same stretch)", asset.name),
    };
    if assets.is_empty() { "nothing".to_owned() } else { assets.iter().map(name).collect::<Vec<String>>().join("; ") }
}

fn worst(page: &mut Page, answer: &FailureAnswer) {
    if answer.worst.is_empty() {
        return;
    }
    page.heading("The worst together (for the flow)");
    let mut grid = Grid::new(&[
        ("losses", Align::Right),
        ("vehicles/day left", Align::Right),
        ("no set leaves less than", Align::Right),
        ("time lost", Align::Right),
        ("which", Align::Left),
    ]);
    for row in &answer.worst {
        let bound = if row.proven { "proven".to_owned() } else { whole(row.bound) };
        grid.row([
            row.k.to_string(),
            whole(row.flow_left),
            bound,
            minutes(row.cut_off, row.lost_min),
            names(&row.assets),
        ]);
    }
    page.grid(grid);
    for (row, shared) in answer.worst.iter().filter_map(|row| Some((row, row.shared.as_ref()?))) {
        let bound =
            if shared.proven { "proven".to_owned() } else { format!("no set less than {}", whole(shared.bound)) };
        let same = shared.assets.iter().map(|of| &of.asset).eq(row.assets.iter().map(|of| &of.asset));
        let which = if same { "the same".to_owned() } else { names(&shared.assets) };
        let left = whole(shared.flow_left);
        page.paragraph(
            "  ",
            &format!("where what several ways share counts, {} lost leave {left} ({bound}): {which}", row.k),
        );
    }
}

/// Names one after another; `nothing` for none.
fn list(assets: &[Named]) -> String {
    let names: Vec<&str> = assets.iter().map(|asset| asset.name.as_str()).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join("; ") }
}

fn hours(hours: Option<f64>) -> String {
    hours.map_or("-".to_owned(), |hours| format!("{hours}"))
}

fn worst_closure(page: &mut Page, answer: &FailureAnswer) {
    if answer.worst_closure.is_empty() {
        return;
    }
    page.heading("The worst together for closure");
    let mut grid = Grid::new(&[
        ("losses", Align::Right),
        ("closes at C+h", Align::Right),
        ("no plan before", Align::Right),
        ("no such set later than", Align::Right),
        ("plans made", Align::Right),
        ("which", Align::Left),
    ]);
    for row in &answer.worst_closure {
        grid.row([
            row.k.to_string(),
            hours(row.closure_h),
            hours(row.closure_bound_h),
            row.closure_at_most_h.map_or(format!("{} sets open", row.open), |at_most| format!("{at_most}")),
            row.planned.to_string(),
            list(&row.assets),
        ]);
    }
    page.grid(grid);
    for row in answer.worst_closure.iter().filter(|row| !row.cuts.is_empty()) {
        page.paragraph("  ", &format!("{} together cut some of the force off: {}", row.cuts.len(), list(&row.cuts)));
    }
}

fn harden_closure(page: &mut Page, answer: &FailureAnswer) {
    let Some(first) = answer.harden_closure.first() else { return };
    page.heading(&format!("What to harden for closure against the worst {} losses", first.left.k));
    let mut grid = Grid::new(&[
        ("hardened", Align::Right),
        ("closes at C+h", Align::Right),
        ("no choice better than", Align::Right),
        ("which", Align::Left),
        ("the worst that remains", Align::Left),
    ]);
    for row in &answer.harden_closure {
        grid.row([
            row.n.to_string(),
            hours(row.left.closure_h),
            format!("{}", row.at_least_h),
            list(&row.assets),
            list(&row.left.assets),
        ]);
    }
    page.grid(grid);
}

fn harden(page: &mut Page, answer: &FailureAnswer) {
    let Some(first) = answer.harden.first() else { return };
    page.heading(&format!("What to harden against the worst {} losses", first.against));
    let mut grid = Grid::new(&[
        ("hardened", Align::Right),
        ("vehicles/day left", Align::Right),
        ("best possible", Align::Right),
        ("which", Align::Left),
    ]);
    for row in &answer.harden {
        let best = if row.proven { "proven".to_owned() } else { whole(row.best_possible) };
        grid.row([row.n.to_string(), whole(row.flow_left), best, names(&row.assets)]);
    }
    page.grid(grid);
    if let Some(last) = answer.harden.last() {
        page.paragraph("  ", &format!("the worst that remains then: {}", names(&last.worst)));
    }
}

fn protect(page: &mut Page, answer: &FailureAnswer) {
    let Some(of) = &answer.protect else { return };
    page.heading(&format!(
        "What to do with EUR {} million against the worst {} loss{}",
        thousands(u64::from(of.budget_eur_m)),
        of.against,
        if of.against == 1 { "" } else { "es" }
    ));
    let proof = if of.proven {
        "proven best by these figures".to_owned()
    } else {
        format!("no choice leaves more than {}", whole(of.best_possible))
    };
    page.paragraph(
        "  ",
        &format!(
            "{} vehicles a day are left instead of {} ({proof}), for EUR {} million ({} to {}); costs and ways past are assumptions",
            whole(of.flow_left),
            whole(of.flow_without),
            of.cost_eur_m,
            of.cost_eur_m_low,
            of.cost_eur_m_high
        ),
    );
    let mut grid = Grid::new(&[
        ("measure", Align::Left),
        ("EUR million", Align::Right),
        ("passes/day", Align::Right),
        ("after days", Align::Right),
        ("for", Align::Left),
    ]);
    for measure in &of.measures {
        grid.row([
            measure.how.clone(),
            format!("{} ({}-{})", measure.cost_eur_m, measure.cost_eur_m_low, measure.cost_eur_m_high),
            measure.passes.map_or("-".to_owned(), whole),
            measure.ready_days.map_or("-".to_owned(), |days| days.to_string()),
            names(std::slice::from_ref(&measure.on)),
        ]);
    }
    page.grid(grid);
    page.paragraph("  ", &format!("the worst that remains then: {}", names(&of.worst)));
    let time = |of: Option<u64>| {
        of.map_or("never".to_owned(), |minutes| duration_short(i64::try_from(minutes).unwrap_or(i64::MAX)))
    };
    page.paragraph(
        "  ",
        &format!(
            "at the worst all vehicles come in {} (days until ways past stand counted), with nothing done in {}",
            time(of.flowing_min),
            time(of.flowing_min_without)
        ),
    );
}

fn restoration(page: &mut Page, answer: &FailureAnswer) {
    let Some(order) = &answer.restoration else { return };
    page.heading(&format!("What to repair first, with {} crew{}", order.crews, plural(order.crews as usize)));
    page.paragraph("  ", &format!("while all is lost {} vehicles a day can arrive", whole(order.flow_without)));
    let mut grid = Grid::new(&[
        ("begins on day", Align::Right),
        ("there on day", Align::Right),
        ("vehicles/day then", Align::Right),
        ("what", Align::Left),
    ]);
    for repair in &order.repairs {
        grid.row([
            repair.begins_day.to_string(),
            repair.back_day.to_string(),
            whole(repair.flow_then),
            repair.name.clone(),
        ]);
    }
    page.grid(grid);
    let proof = if order.proven {
        "no order misses fewer".to_owned()
    } else {
        format!("no order misses fewer than {}", whole(order.bound))
    };
    page.paragraph("  ", &format!("{} vehicles cannot arrive until then; {proof}", whole(order.missed_vehicles)));
    if order.left_out > 0 {
        page.paragraph("  ", &format!("{} assets are left out: their repair brings no flow", order.left_out));
    }
}

fn random(page: &mut Page, answer: &FailureAnswer) {
    let Some(random) = &answer.random else { return };
    page.heading(&format!("Failures at random, {} draws (seed {})", random.draws, random.seed));
    let percent = |share: f64| (share * 1e4).round() / 1e2;
    let tail = random.tail_lost_min.map_or("nothing arrives in some of them".to_owned(), |tail| {
        format!("{} lost", duration_short(i64::try_from(tail).unwrap_or(i64::MAX)))
    });
    let expected = duration_short(i64::try_from(random.expected_lost_min).unwrap_or(i64::MAX));
    page.paragraph(
        "  ",
        &format!(
            "on average {:.1} assets are out: {} vehicles a day fewer, {expected} lost",
            random.assets_lost,
            whole(random.expected_flow_loss)
        ),
    );
    page.paragraph(
        "  ",
        &format!(
            "the worst twentieth of the draws: {} vehicles a day fewer, {tail}; nothing can arrive in {} % of all",
            whole(random.tail_flow_loss),
            percent(random.cut_off_share)
        ),
    );
    page.paragraph("  ", "probabilities are assumptions with wide ranges (planning_factors.csv, outage_...); what the ranking says at both ends of all ranges:");
    let mut grid = Grid::new(&[
        ("rank", Align::Right),
        ("from to", Align::Right),
        ("in the ten of 9", Align::Right),
        ("probability", Align::Right),
        ("time lost", Align::Right),
        ("what", Align::Left),
    ]);
    for risk in random.risks.iter().take(super::TEN) {
        grid.row([
            risk.rank.to_string(),
            format!("{}-{}", risk.rank_best, risk.rank_worst),
            risk.among_ten.to_string(),
            format!("{} %", percent(risk.probability)),
            minutes(risk.lost_min.is_none(), risk.lost_min),
            risk.name.clone(),
        ]);
    }
    page.grid(grid);
}
