//! `table`: the number first, then what holds it back with its source, then the rest as asked.

use crate::analysis::capacity::answer::{CapacityAnswer, CutAsset, CutLine, PerDay};
use crate::report::Options;
use crate::report::page::{Align, Grid, Page};
use crate::report::words::{one_line, plural, thousands};

/// Rows of a long list that the table shows; other formats hold all.
const ROWS_MAX: usize = 15;

/// The answer as text, with a final newline.
pub(super) fn render(answer: &CapacityAnswer, options: &Options) -> String {
    let mut page = Page::new(options);
    head(&mut page, answer);
    modes(&mut page, answer);
    theatres(&mut page, answer);
    cut(&mut page, answer);
    ladder(&mut page, answer);
    headroom(&mut page, answer);
    sensitivity(&mut page, answer);
    proof(&mut page, answer);
    page.heading("What it rests on");
    for line in &answer.assumptions {
        page.paragraph("  - ", line);
    }
    page.stamp(&answer.stamp);
    page.finish()
}

/// A number with at most one decimal, none where it is whole.
fn figure(number: f64) -> String {
    let tenths = (number * 10.0).floor() as u64;
    let whole = thousands(tenths / 10);
    if tenths.is_multiple_of(10) { whole } else { format!("{whole}.{}", tenths % 10) }
}

/// A capacity, which may lie below one.
fn small(number: f64) -> String {
    if number < 10.0 { format!("{}", (number * 1e3).round() / 1e3) } else { figure(number) }
}

fn cells(per_day: &PerDay) -> [String; 3] {
    [figure(per_day.trains), thousands(per_day.vehicles), thousands(per_day.tonnes)]
}

fn head(page: &mut Page, answer: &CapacityAnswer) {
    page.bold(&one_line(&format!("{} -> {}, per day in steady state", answer.from.name, answer.to.name)));
    let of = |count: usize| format!("{count} place{}", plural(count));
    let load = &answer.load;
    page.paragraph("From  ", &of(answer.from.places));
    page.paragraph("To    ", &of(answer.to.places));
    page.paragraph("Load  ", &format!("{}; {} vehicles on a train", load.text, load.vehicles_per_train));
    page.blank();
    let per_day = &answer.per_day;
    if answer.certificate.value == 0 {
        page.bold("Nothing can pass.");
        return;
    }
    let [trains, vehicles, tonnes] = cells(per_day);
    let text = match answer.count.as_str() {
        "trains" => format!("{trains} train loads a day can arrive ({vehicles} vehicles, {tonnes} t), proven"),
        "tonnes" => format!("{tonnes} t a day can arrive ({vehicles} vehicles, {trains} train loads), proven"),
        _ => format!("{vehicles} vehicles a day can arrive ({trains} train loads, {tonnes} t), proven"),
    };
    page.bold(&text);
}

fn modes(page: &mut Page, answer: &CapacityAnswer) {
    if answer.modes.len() < 2 || answer.certificate.value == 0 {
        return;
    }
    page.heading("By mode");
    let mut grid = Grid::new(&[
        ("mode", Align::Left),
        ("alone: trains", Align::Right),
        ("vehicles", Align::Right),
        ("t", Align::Right),
        ("of the whole: vehicles", Align::Right),
    ]);
    for mode in &answer.modes {
        let [trains, vehicles, tonnes] = cells(&mode.alone);
        grid.row([mode.mode.clone(), trains, vehicles, tonnes, thousands(mode.enters.vehicles)]);
    }
    let [trains, vehicles, tonnes] = cells(&answer.per_day);
    let all: u64 = answer.modes.iter().map(|mode| mode.enters.vehicles).sum();
    grid.row(["together".to_owned(), trains, vehicles, tonnes, thousands(all)]);
    page.grid(grid);
}

fn theatres(page: &mut Page, answer: &CapacityAnswer) {
    if answer.theatres.is_empty() {
        return;
    }
    page.heading("By theatre: alone, and all at the same time with the same share");
    let mut grid = Grid::new(&[
        ("theatre", Align::Left),
        ("alone: vehicles", Align::Right),
        ("at the same time: vehicles", Align::Right),
    ]);
    for theatre in &answer.theatres {
        grid.row([theatre.name.clone(), thousands(theatre.alone.vehicles), thousands(theatre.concurrent.vehicles)]);
    }
    page.grid(grid);
    if let Some(permille) = answer.concurrent_permille {
        let text = format!("each can have {}.{} % of its own maximum at the same time", permille / 10, permille % 10);
        page.paragraph("  ", &text);
    }
}

fn cut(page: &mut Page, answer: &CapacityAnswer) {
    page.heading(if answer.certificate.by_prices {
        "What holds it back (each by its price: the parts add up to the bound)"
    } else {
        "What holds it back (the cut: no flow passes more than these together)"
    });
    if answer.cut.is_empty() {
        page.paragraph(
            "  ",
            "nothing joins the two: every way is closed, refuses the load or leads through a state that denies it",
        );
        return;
    }
    assets(page, &answer.cut);
    if let Some(text) = &answer.beyond {
        page.paragraph("  ", text);
    }
    if !answer.cut_near_sink.is_empty() {
        page.heading("As narrow, nearer the destination");
        assets(page, &answer.cut_near_sink);
    }
    let seen: Vec<&str> = answer.cut.iter().chain(&answer.cut_near_sink).map(|asset| asset.asset.as_str()).collect();
    let others: Vec<&str> =
        answer.in_some_cut.iter().map(String::as_str).filter(|asset| !seen.contains(asset)).collect();
    if !others.is_empty() {
        let shown = others.iter().take(ROWS_MAX).copied().collect::<Vec<_>>().join(", ");
        let more = others.len().saturating_sub(ROWS_MAX);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        page.paragraph("  ", &format!("full as well, in another cut of the same size: {shown}{rest}"));
    }
    sources(page, answer);
}

fn assets(page: &mut Page, cut: &[CutAsset]) {
    let mut grid = Grid::new(&[
        ("vehicles", Align::Right),
        ("asset", Align::Left),
        ("passes", Align::Right),
        ("range", Align::Right),
        ("unit", Align::Left),
        ("evidence", Align::Left),
    ]);
    for line in CutLine::of(cut) {
        let asset = line.first;
        let with = if asset.with.is_empty() { String::new() } else { format!(" (and {})", asset.with.join(", ")) };
        let range = if asset.capacity_low == asset.capacity_high {
            String::new()
        } else {
            format!("{} to {}", small(asset.capacity_low), small(asset.capacity_high))
        };
        let each = if line.all.len() > 1 { "each " } else { "" };
        let name = if line.all.len() > 1 {
            alike(&line.all)
        } else {
            let words = [asset.name.as_str(), &asset.country];
            words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
        };
        grid.row([
            figure(line.vehicles),
            name + &with,
            format!("{each}{}", small(asset.capacity)),
            range,
            asset.unit.clone(),
            asset.evidence.clone(),
        ]);
    }
    page.grid(grid);
}

/// Crossings into one state in one text: `6 rail crossings into RO: near Giurgiu, ...`.
fn alike(all: &[&CutAsset]) -> String {
    let near = |name: &str| name.split_once(" near ").map_or(name.to_owned(), |(_, near)| near.to_owned());
    let what = all[0].name.split(" near ").next().unwrap_or_default().replacen(" crossing ", " crossings ", 1);
    let names: Vec<String> = all.iter().map(|one| near(&one.name)).collect();
    format!("{} {what}: near {}", all.len(), names.join("; "))
}

/// Every row that makes the cut what it is, once.
fn sources(page: &mut Page, answer: &CapacityAnswer) {
    page.heading("By these rows (json has what each says)");
    let mut seen = Vec::new();
    for row in answer.cut.iter().chain(&answer.cut_near_sink).flat_map(|asset| &asset.rows) {
        if !seen.contains(&row) {
            seen.push(row);
        }
    }
    let mut grid =
        Grid::new(&[("row", Align::Left), ("source", Align::Left), ("date", Align::Left), ("evidence", Align::Left)]);
    for row in seen {
        grid.row([
            format!("{}:{} {}", row.table, row.line, row.id),
            clipped(&row.source, 62),
            row.date.clone(),
            row.evidence.clone(),
        ]);
    }
    page.grid(grid);
}

/// At most so many characters.
fn clipped(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let short: String = text.chars().take(most - 3).collect();
    format!("{}...", short.trim_end())
}

fn ladder(page: &mut Page, answer: &CapacityAnswer) {
    let Some(ceiling) = &answer.ceiling else { return };
    page.heading("What binds first, second, third: works on it, and what they gain");
    let mut grid = Grid::new(&[
        ("#", Align::Right),
        ("works", Align::Left),
        ("gain", Align::Right),
        ("vehicles", Align::Right),
        ("trains", Align::Right),
        ("then binds", Align::Left),
    ]);
    for rung in &answer.ladder {
        let works: Vec<String> = rung.works.iter().map(|work| format!("{}: {}", work.name, work.upgrade)).collect();
        let binds: Vec<&str> = rung.then_binds.iter().take(3).map(String::as_str).collect();
        let more = rung.then_binds.len().saturating_sub(3);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        grid.row([
            rung.rung.to_string(),
            works.join("; "),
            format!("+{}", figure(rung.gain_vehicles)),
            thousands(rung.per_day.vehicles),
            figure(rung.per_day.trains),
            format!("{}{rest}", binds.join("; ")),
        ]);
    }
    page.grid(grid);
    page.paragraph("  ", &format!("The ladder ends here: {}.", ceiling.ends));
    match &ceiling.per_day {
        Some(most) => {
            let [trains, vehicles, _] = cells(most);
            let text = format!(
                "With every work of upgrades.csv without limit {vehicles} vehicles ({trains} train loads) a day; works cannot reach more, because these bind:"
            );
            page.paragraph("  ", &text);
            assets(page, &ceiling.binds);
        }
        None => page.paragraph("  ", "Works alone have no limit: nothing but what they can widen holds the flow back."),
    }
}

fn headroom(page: &mut Page, answer: &CapacityAnswer) {
    if answer.headroom.is_empty() {
        return;
    }
    page.heading("What each is worth, vehicles a day (exact)");
    let mut grid = Grid::new(&[
        ("asset", Align::Left),
        ("used", Align::Right),
        ("of", Align::Right),
        ("lost: less", Align::Right),
        ("next upgrade: more", Align::Right),
        ("no limit: more", Align::Right),
    ]);
    for row in answer.headroom.iter().take(2 * ROWS_MAX) {
        grid.row([
            row.name.clone(),
            figure(row.used),
            figure(row.capacity),
            figure(row.loss),
            row.gain_next.map_or("-".to_owned(), figure),
            figure(row.gain_unlimited),
        ]);
    }
    page.grid(grid);
    let more = answer.headroom.len().saturating_sub(2 * ROWS_MAX);
    if more > 0 {
        page.paragraph("  ", &format!("and {more} more (json, csv)"));
    }
}

fn sensitivity(page: &mut Page, answer: &CapacityAnswer) {
    let Some(sensitivity) = &answer.sensitivity else { return };
    page.heading("How sure is that?");
    let mut grid = Grid::new(&[("what if", Align::Left), ("vehicles", Align::Right), ("trains", Align::Right)]);
    for (what, per_day) in [
        ("every figure at the unfavourable end", &sensitivity.worst),
        ("every figure at the favourable end", &sensitivity.best),
        ("what nobody states takes the load", &sensitivity.unknown_passes),
        ("what nobody states does not", &sensitivity.unknown_fails),
    ] {
        grid.row([what.to_owned(), thousands(per_day.vehicles), figure(per_day.trains)]);
    }
    for one in &answer.without {
        let what = format!("{} says no", one.country);
        grid.row([what, thousands(one.per_day.vehicles), figure(one.per_day.trains)]);
    }
    page.grid(grid);
    if !sensitivity.items.is_empty() {
        page.heading("Which unknown moves it most");
        let mut grid = Grid::new(&[
            ("asset", Align::Left),
            ("not known", Align::Left),
            ("from", Align::Right),
            ("to vehicles", Align::Right),
        ]);
        for item in &sensitivity.items {
            grid.row([item.name.clone(), item.unknown.clone(), figure(item.low), figure(item.high)]);
        }
        page.grid(grid);
    }
}

fn proof(page: &mut Page, answer: &CapacityAnswer) {
    let proof = &answer.certificate;
    page.heading("Proof");
    let text = format!(
        "a flow of {}.{:03} vehicles a day over {} links, and prices on them that no flow passes more than {}.{:03}: checked by other code ({})",
        thousands(proof.value / 1_000),
        proof.value % 1_000,
        thousands(proof.links as u64),
        thousands(proof.bound / 1_000),
        proof.bound % 1_000,
        proof.checks.iter().map(|check| check.name.as_str()).collect::<Vec<_>>().join(", ")
    );
    page.paragraph("  ", &text);
}
