//! `svg`: the ranking, money against gain, and what goes together.

use crate::analysis::invest::answer::{CardValue, InvestAnswer};
use crate::report::sheet::{Sheet, clipped};
use crate::report::style;

use super::{figure, money};

const WIDTH: f64 = 1_600.0;
const BARS: usize = 22;
const PAIRS: usize = 14;
const BAR_H: f64 = 26.0;
/// Works, reforms.
const WORKS: &str = "#1d6fa5";
const REFORM: &str = "#e0701a";
/// Gain and loss by being together.
const HELPS: &str = "#2f7f6f";
const STANDS_IN: &str = "#a4161a";

fn rows(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(0)) * BAR_H
}

/// The chart as an SVG document that refers to nothing outside itself.
pub(super) fn render(answer: &InvestAnswer) -> String {
    let value = |card: &CardValue| card.share.filter(|share| *share > 0.0).unwrap_or(card.gain);
    let mut ranked: Vec<&CardValue> = answer.cards.iter().filter(|card| value(card) > 0.0).collect();
    ranked.sort_by(|a, b| value(b).total_cmp(&value(a)).then(a.id.cmp(&b.id)));
    ranked.truncate(BARS);
    let pairs = answer.interactions.len().min(PAIRS);
    let left_h = rows(ranked.len().max(3)) + 60.0;
    let frontier_h = if answer.frontier.is_empty() { 0.0 } else { 360.0 };
    let right_h = frontier_h + rows(pairs) + 100.0;
    let height = 90.0 + left_h.max(right_h) + 60.0;
    let mut sheet = Sheet::new(WIDTH, height);
    sheet.head("What to build and what to reform first", &subtitle(answer));
    bars(&mut sheet, answer, &ranked, &value);
    let mut top = 100.0;
    if !answer.frontier.is_empty() {
        frontier(&mut sheet, answer, top);
        top += frontier_h + 30.0;
    }
    synergies(&mut sheet, answer, pairs, top);
    sheet.text((24.0, height - 32.0), 10.0, "start", style::INK_SOFT, &clipped(&style::stamp_line(&answer.stamp), 250));
    sheet.text((24.0, height - 16.0), 10.0, "start", style::INK_SOFT, &answer.stamp.attribution.join("; "));
    sheet.finish()
}

fn subtitle(answer: &InvestAnswer) -> String {
    let names: Vec<&str> = answer
        .before
        .forces
        .iter()
        .map(|force| force.force.as_str())
        .chain(answer.before.theatres.iter().map(|theatre| theatre.theatre.as_str()))
        .collect();
    clipped(
        &format!("by {} ({}): {}; EUR at prices of {}", answer.by, answer.unit, names.join(", "), answer.price_year),
        170,
    )
}

fn bars(sheet: &mut Sheet, answer: &InvestAnswer, ranked: &[&CardValue], value: &dyn Fn(&CardValue) -> f64) {
    let shares = answer.cards.iter().any(|card| card.share.is_some());
    let title = if shares { "Fair share of all cards' worth" } else { "Worth of each card alone" };
    sheet.text((24.0, 92.0), 15.0, "start", style::INK, &format!("{title}, {}", answer.unit));
    sheet.rect((530.0, 80.0), (12.0, 12.0), WORKS);
    sheet.text((547.0, 91.0), 12.0, "start", style::INK, "works");
    sheet.rect((600.0, 80.0), (12.0, 12.0), REFORM);
    sheet.text((617.0, 91.0), 12.0, "start", style::INK, "reform");
    if answer.portfolio.is_some() {
        sheet.dot((690.0, 86.0), style::END);
        sheet.text((700.0, 91.0), 12.0, "start", style::INK, "chosen");
    }
    if ranked.is_empty() {
        sheet.text((24.0, 130.0), 13.0, "start", style::INK_SOFT, "No card changes this.");
    }
    let most = ranked.iter().map(|card| value(card) + card.share_error.unwrap_or(0.0)).fold(1e-9, f64::max);
    let (left, right) = (370.0, 700.0);
    let x = |value: f64| left + (right - left) * value / most;
    for (index, card) in ranked.iter().enumerate() {
        let y = 108.0 + rows(index);
        if card.chosen {
            sheet.dot((left - 14.0, y + 10.0), style::END);
        }
        sheet.text((left - 24.0, y + 14.0), 12.0, "end", style::INK, &clipped(&card.id, 44));
        let own = value(card);
        sheet.rect((left, y + 2.0), (x(own) - left, 16.0), if card.kind == "reform" { REFORM } else { WORKS });
        if let Some(error) = card.share_error.filter(|error| *error > 0.0) {
            sheet.line((x((own - error).max(0.0)), y + 10.0), (x(own + error), y + 10.0), style::INK, 1.4);
        }
        let cost = card.cost_eur_m.map_or("EUR ?".to_owned(), |cost| format!("EUR {} m", money(cost)));
        let p = card.p_best.map_or(String::new(), |share| format!(", {:.0} %", share * 100.0));
        let end = x(own + card.share_error.unwrap_or(0.0)) + 6.0;
        sheet.text((end, y + 14.0), 11.0, "start", style::INK_SOFT, &format!("{} · {cost}{p}", figure(own)));
    }
}

fn frontier(sheet: &mut Sheet, answer: &InvestAnswer, top: f64) {
    let (left, right, bottom) = (950.0, 1_550.0, top + 290.0);
    sheet.text((left - 40.0, top - 8.0), 15.0, "start", style::INK, &format!("Money against gain, {}", answer.unit));
    let most_money = answer.frontier.iter().map(|point| point.budget_eur_m).fold(1e-9, f64::max);
    let most_gain = answer.frontier.iter().map(|point| point.bound).fold(1e-9, f64::max);
    let x = |money: f64| left + (right - left) * money / most_money;
    let y = |gain: f64| bottom - (bottom - top - 20.0) * gain / most_gain;
    for part in 0..=4_u32 {
        let share = f64::from(part) / 4.0;
        sheet.line((left, y(most_gain * share)), (right, y(most_gain * share)), style::RULE, 0.7);
        sheet.text((left - 8.0, y(most_gain * share) + 4.0), 11.0, "end", style::INK_SOFT, &figure(most_gain * share));
        sheet.text((x(most_money * share), bottom + 18.0), 11.0, "middle", style::INK_SOFT, &money(most_money * share));
    }
    sheet.text(
        (right, bottom + 36.0),
        11.0,
        "end",
        style::INK_SOFT,
        "EUR million; a step is a proven best set, a tick above it what is not excluded",
    );
    let mut points = vec![format!("{:.1},{bottom:.1}", x(0.0))];
    let mut last = 0.0;
    for point in &answer.frontier {
        points.push(format!("{:.1},{:.1}", x(point.cost_eur_m), y(last)));
        points.push(format!("{:.1},{:.1}", x(point.cost_eur_m), y(point.gain)));
        last = point.gain;
    }
    points.push(format!("{right:.1},{:.1}", y(last)));
    sheet.polyline(&points.join(" "), style::BAND, "2");
    for point in &answer.frontier {
        if point.bound > point.gain + 1e-6 {
            let at = x(point.budget_eur_m);
            sheet.line((at, y(point.gain)), (at, y(point.bound)), style::RELAXATION, 1.2);
        }
    }
    if let Some(portfolio) = &answer.portfolio {
        let at = (x(portfolio.cost_eur_m.min(most_money)), y(portfolio.gain));
        sheet.dot(at, style::END);
        let text = format!("EUR {} m: {}", money(portfolio.cost_eur_m), figure(portfolio.gain));
        // On the side where there is room.
        let (dx, anchor) = if at.0 > right - 160.0 { (-10.0, "end") } else { (10.0, "start") };
        sheet.text((at.0 + dx, at.1 + 18.0), 12.0, anchor, style::END, &text);
    }
}

fn synergies(sheet: &mut Sheet, answer: &InvestAnswer, pairs: usize, top: f64) {
    let title = "Pairs: worth more (or less) together than apart";
    sheet.text((910.0, top), 15.0, "start", style::INK, &format!("{title}, {}", answer.unit));
    if pairs == 0 {
        sheet.text((910.0, top + 26.0), 12.0, "start", style::INK_SOFT, "none asked for, or none found");
        return;
    }
    let shown = &answer.interactions[..pairs];
    let largest = |alone: f64, among: f64| if alone.abs() >= among.abs() { alone } else { among };
    let most = shown.iter().map(|pair| largest(pair.alone, pair.among_all).abs()).fold(1e-9, f64::max);
    let (left, right) = (1_330.0, 1_500.0);
    for (index, pair) in shown.iter().enumerate() {
        let y = top + 12.0 + rows(index);
        let value = largest(pair.alone, pair.among_all);
        sheet.text(
            (left - 8.0, y + 14.0),
            11.0,
            "end",
            style::INK,
            &clipped(&format!("{} + {}", pair.cards.0, pair.cards.1), 62),
        );
        let width = (right - left) * value.abs() / most;
        sheet.rect((left, y + 3.0), (width, 14.0), if value > 0.0 { HELPS } else { STANDS_IN });
        sheet.text((left + width + 6.0, y + 14.0), 11.0, "start", style::INK_SOFT, &figure(value));
    }
}
