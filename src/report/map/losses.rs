//! The picture of failures: the redder and wider, the more time is lost without it; the ten that matter bear numbers.

use std::collections::BTreeSet;

use super::board::{Board, Wish};
use super::flow::{ends, number_disc, square};
use super::land::Land;
use super::panel::Column;
use super::pen::{Anchor, Face, Pen, Stroke};
use super::view::{Rect, View};
use super::{MAP, PANEL, SIZE, band, foot_lines, letters, names, scale_bar, scale_bar_box};
use crate::analysis::failure::answer::{Effect, FailureAnswer, Loss};
use crate::error::Result;
use crate::report::failure::{distinct, lost};
use crate::report::{basemap, style, words};

/// The whole drawing as an SVG document.
pub(in crate::report) fn draw_losses(answer: &FailureAnswer) -> Result<String> {
    let mut pen = Pen::sheet(SIZE);
    pen.rect(Rect { x: 0.0, y: 0.0, width: SIZE.0, height: SIZE.1 }, style::PAPER, None, 0.0);
    let view = View::over(&points(answer), MAP);
    let base = basemap::basemap()?;
    let labels = basemap::labels()?;
    let land = Land::project(&base, &view);
    let mut board = Board::new(MAP.inset(6.0));
    let ten = distinct(&answer.losses, false);
    pen.clipped(MAP);
    let crossed: BTreeSet<&str> = answer.losses.iter().map(|loss| loss.country.as_str()).collect();
    land.draw(&mut pen, &view, &crossed);
    detours(&mut pen, &view, &ten);
    lines(&mut pen, &view, answer, &mut board);
    spots(&mut pen, &view, answer);
    ends(&mut pen, &view, [&answer.from.positions, &answer.to.positions], &mut board);
    let scale = scale_bar_box(&view);
    board.take(scale);
    numbers(&mut pen, &view, &ten, &mut board);
    names::draw(&mut pen, &view, &land, &labels, &[], &mut board);
    scale_bar(&mut pen, &view, scale);
    pen.end_clip();
    pen.rect(MAP, "none", Some(style::RULE), 1.2);
    let flow =
        answer.base.vehicles_per_day.map_or(String::new(), |flow| format!("{} vehicles a day", words::whole(flow)));
    let title = match &answer.footprint {
        Some(together) => format!("{} \u{2192} {}: {}", answer.from.name, answer.to.name, together.name),
        None => format!("{} \u{2192} {}: what if it is gone?", answer.from.name, answer.to.name),
    };
    let what = if answer.base.closure_h.is_some() { "how much later the force closes" } else { "time lost" };
    let facts = format!(
        "{what}, {} vehicles   |   with nothing lost {flow}   |   {}   |   network {}",
        words::thousands(u64::from(answer.vehicles)),
        answer.load,
        answer.stamp.network
    );
    band(&mut pen, &title, &facts);
    panel(&mut pen, answer, &ten);
    foot_lines(&mut pen, &answer.stamp);
    Ok(pen.finish())
}

/// What the map must show: both ends, and what costs time.
fn points(answer: &FailureAnswer) -> Vec<(f64, f64)> {
    let ends = answer.from.positions.iter().chain(&answer.to.positions).copied();
    let costly = answer.losses.iter().filter(|loss| minutes(&loss.effect) != Some(0) && loss.kind != "consent");
    let lines = costly.flat_map(|loss| loss.lines.iter().flatten().copied().chain([loss.at]));
    ends.chain(lines).collect()
}

/// Minutes by which the force closes later, without a force minutes lost; none when nothing can arrive.
fn minutes(effect: &Effect) -> Option<u64> {
    let later = effect.closure_delay_h.map(|hours| (hours.max(0.0) * 60.0).round() as u64);
    if effect.cut_off { None } else { Some(later.or(effect.lost_min).unwrap_or(0)) }
}

/// What a loss costs in words: with a force its closure, then the fastest way.
fn cost(effect: &Effect) -> String {
    match (effect.closure_delay_h, minutes(effect)) {
        (Some(_), Some(later)) => {
            let later = words::duration_short(i64::try_from(later).unwrap_or(i64::MAX));
            format!("force {later} later, fastest way {}", lost(effect))
        }
        _ => lost(effect),
    }
}

fn width(minutes: Option<u64>) -> f64 {
    match minutes {
        None | Some(1_440..) => 7.0,
        Some(360..) => 5.5,
        Some(60..) => 4.2,
        Some(1..) => 3.0,
        Some(0) => 2.0,
    }
}

/// The ways round of the ten, thin and dashed, below all else.
fn detours(pen: &mut Pen, view: &View, ten: &[&Loss]) {
    for detour in ten.iter().filter_map(|loss| loss.effect.detour.as_ref()).filter(|detour| detour.line.len() > 1) {
        pen.lines(&[view.line(&detour.line)], Stroke::dashed(style::RELAXATION, 1.6, "5 5"));
    }
}

/// Everything with a course, the least below.
fn lines(pen: &mut Pen, view: &View, answer: &FailureAnswer, board: &mut Board) {
    for loss in answer.losses.iter().rev().filter(|loss| !loss.lines.is_empty()) {
        let lines: Vec<Vec<(f64, f64)>> = loss.lines.iter().map(|line| view.line(line)).collect();
        let minutes = minutes(&loss.effect);
        pen.lines(&lines, Stroke { opacity: 0.8, ..Stroke::solid(style::PAPER, width(minutes) + 2.0) });
        pen.lines(&lines, Stroke::solid(style::lost(minutes), width(minutes)));
        if minutes != Some(0) {
            lines.iter().for_each(|line| board.avoid(line));
        }
    }
}

/// Ports, loading places and crossings as discs.
fn spots(pen: &mut Pen, view: &View, answer: &FailureAnswer) {
    let is_spot = |loss: &&Loss| loss.lines.is_empty() && loss.kind != "consent";
    for loss in answer.losses.iter().rev().filter(is_spot) {
        let minutes = minutes(&loss.effect);
        if minutes != Some(0) {
            pen.disc(view.px(loss.at), 1.0 + width(minutes), style::lost(minutes), style::PAPER, 1.4);
        }
    }
}

fn numbers(pen: &mut Pen, view: &View, ten: &[&Loss], board: &mut Board) {
    for (index, loss) in ten.iter().enumerate() {
        let at = view.px(loss.at);
        if !MAP.holds(at) {
            continue;
        }
        let wish = Wish { at, size: (22.0, 22.0), clear: 6.0, reach: 70.0, patience: f64::MAX };
        let Some(place) = board.place(wish) else { continue };
        pen.lines(&[vec![at, place.centre()]], Stroke::solid(style::END, 1.4));
        number_disc(pen, place.centre(), index + 1);
    }
}

fn panel(pen: &mut Pen, answer: &FailureAnswer, ten: &[&Loss]) {
    pen.rect(PANEL, "#f7f8fa", Some(style::RULE), 1.2);
    let legend_height = 196.0;
    let floor = PANEL.y + PANEL.height - legend_height;
    legend(pen, Rect { y: floor, height: legend_height, ..PANEL });
    let mut column = Column { pen, frame: PANEL, y: PANEL.y + 8.0, floor: floor - 6.0 };
    if let Some(together) = &answer.footprint {
        let text = format!("All {} together: {}", together.assets.len(), lost(&together.effect));
        column.paragraph(0.0, &text, 18.0, Face::Bold, style::INK);
        let less = format!(
            "{} vehicles a day fewer ({} %)",
            words::whole(together.effect.flow_loss),
            (together.effect.flow_loss_share * 1e3).round() / 10.0
        );
        column.paragraph(0.0, &less, 13.0, Face::Regular, style::INK);
        column.rule();
    }
    column.paragraph(0.0, "The ten that matter (each lost alone)", 15.5, Face::Bold, style::END);
    if ten.is_empty() {
        column.paragraph(0.0, "no single loss changes a time or the flow", 13.0, Face::Regular, style::INK);
    }
    for (index, loss) in ten.iter().enumerate() {
        if !column.has_room(52.0) {
            column.paragraph(0.0, &format!("and {} more", ten.len() - index), 12.0, Face::Oblique, style::INK_SOFT);
            break;
        }
        column.y += 4.0;
        let at = (column.left() + 10.0, column.y + 13.0);
        number_disc(column.pen, at, index + 1);
        let name = letters::clip(&words::one_line(&loss.name), 12.5, Face::Bold, 330.0);
        column.paragraph(28.0, &name, 12.5, Face::Bold, style::INK);
        let percent = (loss.effect.flow_loss_share * 1e3).round() / 10.0;
        let flow = if loss.effect.flow_loss > 0.0 { format!(", {percent} % of the flow") } else { String::new() };
        let text = format!("{}: {}{flow}; sure: {}", loss.country, cost(&loss.effect), loss.confidence);
        let text = letters::clip(&text, 12.0, Face::Regular, 330.0);
        column.paragraph(28.0, &text, 12.0, Face::Regular, style::INK_SOFT);
        let detour = loss.effect.detour.as_ref().filter(|detour| !detour.through.is_empty());
        if let (Some(detour), true) = (detour, column.has_room(40.0)) {
            let length = match detour.extra_km {
                less if less < 0 => format!("{} km less", -less),
                more => format!("{more} km more"),
            };
            let through = format!("round through {}, {length}", detour.through.join(", "));
            let through = letters::clip(&words::one_line(&through), 11.5, Face::Oblique, 330.0);
            column.paragraph(28.0, &through, 11.5, Face::Oblique, style::INK_SOFT);
        }
    }
    let consents = distinct(&answer.losses, true);
    if !consents.is_empty() && column.has_room(60.0) {
        column.rule();
        column.paragraph(0.0, "The consent of states", 13.5, Face::Bold, style::END);
        for loss in consents {
            if column.has_room(20.0) {
                let percent = (loss.effect.flow_loss_share * 1e3).round() / 10.0;
                let text = format!("{}: {}, {percent} % of the flow", loss.name, lost(&loss.effect));
                let text = letters::clip(&words::one_line(&text), 12.0, Face::Regular, 360.0);
                column.paragraph(0.0, &text, 12.0, Face::Regular, style::INK);
            }
        }
    }
    if let (Some(worst), true) = (answer.worst.last(), column.has_room(90.0)) {
        column.rule();
        let proven = if worst.proven { "proven" } else { "found" };
        let text =
            format!("Worst {} together ({proven}): {} % of the flow stays", worst.k, stays(answer, worst.flow_left));
        column.paragraph(0.0, &text, 13.5, Face::Bold, style::END);
        let assets: Vec<&str> = worst.assets.iter().map(|asset| asset.name.as_str()).collect();
        let names = letters::clip(&words::one_line(&assets.join("; ")), 12.0, Face::Regular, 700.0);
        column.paragraph(0.0, &names, 12.0, Face::Regular, style::INK);
    }
}

fn stays(answer: &FailureAnswer, left: f64) -> f64 {
    let all = answer.base.vehicles_per_day.unwrap_or(0.0).max(1e-9);
    (left / all * 1e3).round() / 10.0
}

fn legend(pen: &mut Pen, frame: Rect) {
    let edge = vec![(frame.x, frame.y), (frame.x + frame.width, frame.y)];
    pen.lines(&[edge], Stroke::solid(style::RULE, 1.2));
    let text = |pen: &mut Pen, x: f64, y: f64, text: &str| {
        pen.text((x, y + 4.5), text, 12.5, Face::Regular, style::INK, Anchor::Start);
    };
    let (x, mut y) = (frame.x + 16.0, frame.y + 22.0);
    for (minutes, words) in [
        (None, "nothing can arrive"),
        (Some(1_440), "a day or more lost"),
        (Some(360), "6 hours to a day"),
        (Some(60), "1 to 6 hours"),
        (Some(1), "less than an hour"),
        (Some(0), "no time for all together"),
    ] {
        pen.lines(&[vec![(x, y), (x + 38.0, y)]], Stroke::solid(style::lost(minutes), width(minutes)));
        text(pen, x + 48.0, y, words);
        y += 24.0;
    }
    let right = frame.x + frame.width / 2.0 + 46.0;
    let mut y = frame.y + 22.0;
    pen.disc((right + 10.0, y), 7.0, style::lost(Some(360)), style::PAPER, 1.4);
    text(pen, right + 34.0, y, "port, ramp");
    y += 24.0;
    pen.lines(&[vec![(right - 4.0, y), (right + 24.0, y)]], Stroke::dashed(style::RELAXATION, 1.6, "5 5"));
    text(pen, right + 34.0, y, "way round");
    y += 24.0;
    pen.disc((right + 10.0, y), 5.0, style::PAPER, style::SOURCE, 3.0);
    text(pen, right + 34.0, y, "begins");
    y += 24.0;
    pen.area(&[square((right + 10.0, y), 4.2)], style::INK, None);
    text(pen, right + 34.0, y, "ends");
    y += 24.0;
    number_disc(pen, (right + 10.0, y), 1);
    text(pen, right + 34.0, y, "of the ten");
}
