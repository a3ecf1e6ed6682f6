//! `table`: what a planner reads on a terminal.
//!
//! The ways found (a comparison first when there are several), and for each the legs and the ledger with every minute
//! named; then what is not known, what forbids a shorter way, what would open a better one, the sources and the stamp.

mod ledger;

use super::Options;
use super::page::{Align, Grid, Page, wrap};
use super::words::{after_c, duration, duration_short, instant, km, modes, one_line, plural};
use crate::analysis::route::answer::{Route, RouteAnswer};

/// The answer as text, with a final newline.
pub fn render(answer: &RouteAnswer, options: &Options) -> String {
    let mut page = Page::new(options);
    head(&mut page, answer);
    if answer.routes.len() > 1 {
        comparison(&mut page, answer);
    }
    for route in &answer.routes {
        page.blank();
        headline(&mut page, answer, route);
        legs(&mut page, route);
        ledger::print(&mut page, route);
        unknowns(&mut page, route);
    }
    refused(&mut page, answer);
    relaxations(&mut page, answer);
    disjoint(&mut page, answer);
    sources(&mut page, answer);
    notes(&mut page, answer);
    page.stamp(&answer.stamp);
    page.finish()
}

fn head(page: &mut Page, answer: &RouteAnswer) {
    let load = &answer.load;
    page.bold(&one_line(&format!("{} -> {}, {}", answer.from.name, answer.to.name, load.text)));
    let size = format!("{:.2} m long, {:.2} m wide, {:.2} m high", load.length_m, load.width_m, load.height_m);
    let text = format!(
        "{} piece{}, heaviest {} t, {size}, cargo {}",
        load.pieces,
        plural(load.pieces as usize),
        load.mass_t,
        load.cargo
    );
    page.paragraph("Load  ", &text);
    for carriage in &load.carriage {
        page.paragraph("      ", &format!("{}: {}", carriage.mode, carriage.text));
    }
    let text = format!("{}; departure not before {}", instant(&answer.c_day), after_c(answer.depart_min));
    page.paragraph("C     ", &text);
    if answer.routes.is_empty() {
        page.blank();
        page.bold("No way: every way is forbidden by at least one limit (see below).");
    }
}

fn comparison(page: &mut Page, answer: &RouteAnswer) {
    page.heading(&format!("{} ways compared", answer.routes.len()));
    let mut grid = Grid::new(&[
        ("#", Align::Right),
        ("takes", Align::Right),
        ("arrives", Align::Right),
        ("distance", Align::Right),
        ("modes", Align::Left),
        ("borders", Align::Right),
        ("lead", Align::Right),
        ("leave by", Align::Right),
        ("holds", Align::Left),
        ("shared", Align::Right),
    ]);
    for route in &answer.routes {
        grid.row([
            route.rank.to_string(),
            duration_short(route.total_min),
            after_c(route.total_min),
            km(route.distance_km),
            modes(route),
            route.borders.to_string(),
            duration_short(route.lead_min),
            after_c(route.latest_departure_min),
            route.assurance.clone(),
            format!("{:.0} %", route.overlap * 100.0),
        ]);
    }
    page.grid(grid);
}

fn headline(page: &mut Page, answer: &RouteAnswer, route: &Route) {
    let text = format!(
        "{}. {} -> {} in {} (arrives {}, {}), {}, {}, {} {}, {}",
        route.rank,
        answer.from.name,
        answer.to.name,
        duration_short(route.total_min),
        after_c(route.total_min),
        instant(&route.arrival),
        km(route.distance_km),
        modes(route),
        if route.countries.len() == 1 { "within" } else { "borders" },
        route.countries.join(" "),
        route.assurance
    );
    for line in wrap(&one_line(&text), page.width) {
        page.bold(&line);
    }
}

fn legs(page: &mut Page, route: &Route) {
    page.heading("Legs");
    let mut grid = Grid::new(&[
        ("#", Align::Right),
        ("mode", Align::Left),
        ("from", Align::Left),
        ("to", Align::Left),
        ("distance", Align::Right),
        ("departs", Align::Right),
        ("arrives", Align::Right),
        ("under way", Align::Right),
    ]);
    for (index, leg) in route.legs.iter().enumerate() {
        let gauge = leg.gauge_mm.map_or_else(String::new, |gauge| format!(" {gauge} mm"));
        grid.row([
            (index + 1).to_string(),
            format!("{}{gauge}", leg.mode),
            leg.from.clone(),
            leg.to.clone(),
            km(leg.distance_km),
            after_c(leg.depart_min),
            after_c(leg.arrive_min),
            duration(leg.arrive_min - leg.depart_min),
        ]);
    }
    page.grid(grid);
    for (index, leg) in route.legs.iter().enumerate().filter(|(_, leg)| !leg.via.is_empty()) {
        page.paragraph(&format!("  leg {} via ", index + 1), &leg.via.join(", "));
    }
}

fn unknowns(page: &mut Page, route: &Route) {
    if route.unknowns.is_empty() {
        page.heading("What is not known on this way: nothing; every limit that matters is published.");
        return;
    }
    page.heading(&format!("What is not known on this way ({})", route.unknowns.len()));
    for unknown in &route.unknowns {
        let length = if unknown.km > 0.0 { format!(", {}", km(unknown.km)) } else { String::new() };
        let text =
            format!("{}, {}{length}: needs {}; {}", unknown.what, unknown.where_, unknown.needed, unknown.assumed);
        page.paragraph("  - ", &text);
    }
}

fn refused(page: &mut Page, answer: &RouteAnswer) {
    if answer.refused.is_empty() {
        return;
    }
    let shorter = if answer.routes.is_empty() { "What forbids every way" } else { "What forbids the shorter way" };
    page.heading(shorter);
    for refusal in &answer.refused {
        let gain = match (refusal.saves_min, answer.routes.is_empty()) {
            (Some(0), false) => "; without it a shorter way, but no sooner, for its paperwork".to_owned(),
            (Some(minutes), _) => format!("; without it {} less", duration(minutes)),
            (None, true) => "; no way without it".to_owned(),
            (None, false) => String::new(),
        };
        let text = format!("{}: {}, needs {}, has {}{gain}", refusal.what, refusal.limit, refusal.needed, refusal.has);
        page.paragraph("  - ", &text);
    }
}

fn relaxations(page: &mut Page, answer: &RouteAnswer) {
    if answer.relaxations.is_empty() {
        return;
    }
    page.heading(if answer.routes.is_empty() { "What would open a way" } else { "What would open a better way" });
    for (index, relaxation) in answer.relaxations.iter().enumerate() {
        let saves = relaxation.saves_min.map_or_else(String::new, |minutes| format!(", {} less", duration(minutes)));
        let takes = duration_short(relaxation.total_min);
        page.paragraph(&format!("  {}. ", index + 1), &relaxation.relax.join(" and "));
        page.paragraph("     ", &format!("then {takes}{saves}: {}", relaxation.way));
    }
}

fn disjoint(page: &mut Page, answer: &RouteAnswer) {
    let Some(disjoint) = &answer.disjoint else { return };
    page.heading(&format!(
        "Ways without a common stretch: {} (not counting {} around the ends)",
        disjoint.ways,
        km(disjoint.exempt_km)
    ));
    if disjoint.cut.is_empty() {
        page.paragraph("  ", "or more: counting stopped there");
    } else {
        page.paragraph("  each of them needs one of: ", &disjoint.cut.join("; "));
    }
}

fn sources(page: &mut Page, answer: &RouteAnswer) {
    let mut cited: Vec<_> = answer.routes.iter().flat_map(|route| &route.sources).collect();
    cited.sort();
    cited.dedup();
    if cited.is_empty() {
        return;
    }
    page.heading("Sources of the figures that bind");
    for cited in cited {
        let date = if cited.date.is_empty() { String::new() } else { format!(", {}", cited.date) };
        let text = format!("{}: {}{date} [{}]", cited.figure, cited.source, cited.evidence);
        page.paragraph("  - ", &text);
    }
}

fn notes(page: &mut Page, answer: &RouteAnswer) {
    if answer.notes.is_empty() {
        return;
    }
    page.heading("Notes");
    for note in &answer.notes {
        page.paragraph("  - ", note);
    }
}
