//! `table`: what holds when nothing is lost, then the ten that matter and why, per theatre, then the rest as asked.

use super::{distinct, lost, sections};
use crate::analysis::failure::answer::{Base, Effect, FailureAnswer, Loss};
use crate::report::Options;
use crate::report::page::{Align, Grid, Page};
use crate::report::words::{after_c, duration_short, one_line, plural, whole};

/// The answer as text, with a final newline.
pub(super) fn render(answer: &FailureAnswer, options: &Options) -> String {
    let mut page = Page::new(options);
    page.bold(&one_line(&format!("What if it is gone: {} -> {}", answer.from.name, answer.to.name)));
    let of = |count: usize| format!("{count} place{}", plural(count));
    page.paragraph("From  ", &of(answer.from.places));
    page.paragraph("To    ", &of(answer.to.places));
    page.paragraph("Load  ", &format!("{}; days are for {} vehicles", answer.load, answer.vehicles));
    base(&mut page, &answer.base);
    if let Some(hours) = answer.lost_at_h {
        page.paragraph("", &format!("For closure losses begin at C+{hours} h: the plan is interrupted then"));
    }
    footprint(&mut page, answer);
    page.heading(&heading(answer));
    ten(&mut page, &answer.losses);
    looked_at(&mut page, answer);
    for theatre in &answer.theatres {
        page.heading(&one_line(&format!("{}: the ten that matter", theatre.name)));
        base(&mut page, &theatre.base);
        ten(&mut page, &theatre.losses);
    }
    sections::all(&mut page, answer);
    page.heading("What it rests on");
    for line in &answer.notes {
        page.paragraph("  - ", line);
    }
    page.stamp(&answer.stamp);
    page.finish()
}

fn heading(answer: &FailureAnswer) -> String {
    if answer.footprint.is_some() {
        "Of these alone, the ten that matter".to_owned()
    } else {
        "The ten that matter, and why (each lost alone)".to_owned()
    }
}

fn base(page: &mut Page, base: &Base) {
    page.blank();
    if base.pairs == base.pairs_without_way {
        page.bold("No way joins them, whatever is lost or not.");
        return;
    }
    let flow = base
        .vehicles_per_day
        .map_or("no limit of its own".to_owned(), |flow| format!("{} vehicles a day", whole(flow.floor())));
    let shared = match (base.vehicles_per_day, base.vehicles_per_day_apart) {
        (Some(flow), Some(apart)) if flow.floor() < apart.floor() => {
            format!(" ({} without what several ways share)", whole(apart.floor()))
        }
        _ => String::new(),
    };
    let travel = base.travel_min.map_or(String::new(), duration_short);
    let arrival = base.arrival_min.map_or(String::new(), |minutes| format!(", there at {}", after_c(minutes)));
    let text = format!(
        "With nothing lost: {flow}{shared}; the fastest way takes {travel} under way ({}){arrival}",
        base.fastest
    );
    page.paragraph("", &text);
    if let (Some(closure), Some(bound)) = (base.closure_h, base.closure_bound_h) {
        page.paragraph("", &format!("The force closes at C+{closure} h (no plan before C+{bound} h)"));
    }
    if base.pairs_without_way > 0 {
        page.paragraph("", &format!("{} of {} pairs have no way to begin with", base.pairs_without_way, base.pairs));
    }
}

fn ten(page: &mut Page, losses: &[Loss]) {
    if losses.is_empty() {
        page.paragraph("  ", "no single loss changes a time or the flow");
        return;
    }
    let mut grid = Grid::new(&[
        ("", Align::Right),
        ("lost", Align::Left),
        ("kind", Align::Left),
        ("", Align::Left),
        ("closes later, h", Align::Right),
        ("time lost", Align::Right),
        ("vehicles/day less", Align::Right),
        ("sure", Align::Left),
    ]);
    let (shown, consents) = (distinct(losses, false), distinct(losses, true));
    for (number, loss) in shown.iter().enumerate() {
        grid.row(cells((number + 1).to_string(), loss));
    }
    for loss in &consents {
        grid.row(cells("-".to_owned(), loss));
    }
    page.grid(grid);
    for (number, loss) in shown.iter().enumerate() {
        page.paragraph(&format!("  {:>2} ", number + 1), &format!("{}: {}", loss.name, loss.why));
    }
    for loss in consents {
        page.paragraph("   - ", &format!("{}: {}", loss.name, loss.why));
    }
}

fn cells(number: String, loss: &Loss) -> [String; 8] {
    let (name, kind, country) = (loss.name.clone(), loss.kind.clone(), loss.country.clone());
    [
        number,
        name,
        kind,
        country,
        closes(&loss.effect),
        lost(&loss.effect),
        whole(loss.effect.flow_loss),
        loss.confidence.clone(),
    ]
}

/// By how much later the force closes; nothing when none was asked for.
fn closes(effect: &Effect) -> String {
    match (&effect.closure_cut_off, effect.closure_delay_h) {
        (Some(_), _) => "never".to_owned(),
        (None, Some(delay)) => format!("{delay}"),
        (None, None) => "-".to_owned(),
    }
}

fn footprint(page: &mut Page, answer: &FailureAnswer) {
    let Some(together) = &answer.footprint else { return };
    page.heading(&one_line(&format!("Lost together: {}", together.name)));
    let names: Vec<&str> = together.assets.iter().map(|asset| asset.name.as_str()).collect();
    page.paragraph("  ", &format!("{} asset{}: {}", names.len(), plural(names.len()), shortened(&names)));
    page.paragraph("  ", &sentence(&together.effect));
    if let (Some(days), Some(arrival)) = (together.out_days, together.arrival_when_it_ends_min) {
        let pair = together
            .effect
            .detour
            .as_ref()
            .map_or(String::new(), |detour| format!(" from {} to {}", detour.from, detour.to));
        page.paragraph(
            "  ",
            &format!("when all is there again after {days} days, the first{pair} is there at {}", after_c(arrival)),
        );
    }
}

fn shortened(names: &[&str]) -> String {
    if names.len() <= 12 {
        return names.join(", ");
    }
    format!("{} and {} more", names[..10].join(", "), names.len() - 10)
}

fn sentence(effect: &Effect) -> String {
    let mut parts = Vec::new();
    if effect.cut_off {
        parts.push("nothing can arrive".to_owned());
    } else {
        parts.push(format!("{} lost", lost(effect)));
    }
    match (&effect.closure_cut_off, effect.closure_delay_h) {
        (Some(unit), _) => parts.push(format!("the force does not close ({unit} cannot be there)")),
        (None, Some(delay)) => parts.push(format!("the force closes {delay} h later")),
        (None, None) => {}
    }
    if let Some(caught) = &effect.caught {
        parts.push(format!(
            "of its load units {} wait, {} go round, {} are planned anew",
            caught.waiting, caught.round, caught.anew
        ));
    }
    let percent = (effect.flow_loss_share * 1e3).round() / 10.0;
    parts.push(format!("{} vehicles a day fewer ({percent} %)", whole(effect.flow_loss)));
    if effect.pairs_cut_off > 0 {
        parts.push(format!("{} pairs have no way left", effect.pairs_cut_off));
    }
    if let Some(extra) = effect.extra_min.or(effect.extra_travel_min)
        && let Some(detour) = &effect.detour
    {
        let through =
            if detour.through.is_empty() { String::new() } else { format!(" through {}", detour.through.join(", ")) };
        parts.push(format!(
            "from {} to {}{through}: {} longer, {} km more",
            detour.from,
            detour.to,
            duration_short(extra),
            detour.extra_km
        ));
    }
    parts.join("; ")
}

fn looked_at(page: &mut Page, answer: &FailureAnswer) {
    let each: Vec<String> =
        answer.looked_at.iter().map(|of| format!("{} of {} {}", of.matter, of.assets, of.kind)).collect();
    let text = format!("{} losses change something: {}", answer.losses.len(), each.join(", "));
    page.paragraph("  ", &text);
}
