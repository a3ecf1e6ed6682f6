//! The picture of a throughput: the wider a line, the more flows; the redder, the fuller it is.

use std::collections::BTreeSet;

use super::board::{Board, Wish};
use super::land::Land;
use super::panel::Column;
use super::pen::{Anchor, Face, Name, Pen, Stroke};
use super::view::{Rect, View};
use super::{MAP, PANEL, SIZE, band, foot_lines, letters, names, scale_bar, scale_bar_box};
use crate::analysis::capacity::answer::{CapacityAnswer, WayFlow};
use crate::error::Result;
use crate::report::{basemap, style, words};

/// Widest line, pixels.
const WIDEST: f64 = 13.0;
/// Assets of the cut that bear a number on the map.
const NUMBERED_MAX: usize = 24;

/// The whole drawing as an SVG document.
pub(in crate::report) fn draw_flow(answer: &CapacityAnswer) -> Result<String> {
    let mut pen = Pen::sheet(SIZE);
    pen.rect(Rect { x: 0.0, y: 0.0, width: SIZE.0, height: SIZE.1 }, style::PAPER, None, 0.0);
    let view = View::over(&points(answer), MAP);
    let base = basemap::basemap()?;
    let labels = basemap::labels()?;
    let land = Land::project(&base, &view);
    let mut board = Board::new(MAP.inset(6.0));
    pen.clipped(MAP);
    let crossed: BTreeSet<&str> = answer.ways.iter().map(|way| way.country.as_str()).collect();
    land.draw(&mut pen, &view, &crossed);
    lines(&mut pen, &view, answer, &mut board);
    ends(&mut pen, &view, [&answer.from.positions, &answer.to.positions], &mut board);
    let scale = scale_bar_box(&view);
    board.take(scale);
    cut(&mut pen, &view, answer, &mut board);
    names::draw(&mut pen, &view, &land, &labels, &[], &mut board);
    scale_bar(&mut pen, &view, scale);
    pen.end_clip();
    pen.rect(MAP, "none", Some(style::RULE), 1.2);
    let title = format!("{} \u{2192} {}: {}", answer.from.name, answer.to.name, headline(answer));
    let facts = format!(
        "{}   |   {} vehicles on a train   |   network {}",
        answer.load.text, answer.load.vehicles_per_train, answer.stamp.network
    );
    band(&mut pen, &title, &facts);
    panel(&mut pen, answer);
    foot_lines(&mut pen, &answer.stamp);
    Ok(pen.finish())
}

fn headline(answer: &CapacityAnswer) -> String {
    let per_day = &answer.per_day;
    match answer.count.as_str() {
        "trains" => format!("{} train loads a day", per_day.trains),
        "tonnes" => format!("{} t a day", words::thousands(per_day.tonnes)),
        _ => format!("{} vehicles a day", words::thousands(per_day.vehicles)),
    }
}

fn points(answer: &CapacityAnswer) -> Vec<(f64, f64)> {
    let ways = answer.ways.iter().flat_map(|way| &way.line).copied();
    let ends = answer.from.positions.iter().chain(&answer.to.positions).copied();
    ways.chain(ends).collect()
}

/// How full a way is, in hundredths.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100")]
fn percent(way: &WayFlow) -> Option<u8> {
    if way.saturated {
        return Some(100);
    }
    way.capacity.map(|capacity| (way.vehicles / capacity.max(1e-9) * 100.0).floor().clamp(0.0, 99.0) as u8)
}

fn width(vehicles: f64, most: f64) -> f64 {
    1.4 + (WIDEST - 1.4) * (vehicles / most.max(1.0)).sqrt()
}

fn most(answer: &CapacityAnswer) -> f64 {
    answer.ways.iter().map(|way| way.vehicles).fold(0.0, f64::max)
}

/// The ways, the emptiest below; a white seam tells railways and dashes tell ships.
fn lines(pen: &mut Pen, view: &View, answer: &CapacityAnswer, board: &mut Board) {
    let most = most(answer);
    let mut ways: Vec<(&WayFlow, Vec<(f64, f64)>)> =
        answer.ways.iter().map(|way| (way, view.line(&way.line))).collect();
    ways.sort_by(|a, b| {
        (percent(a.0), a.0.vehicles).partial_cmp(&(percent(b.0), b.0.vehicles)).unwrap_or(std::cmp::Ordering::Equal)
    });
    for (way, line) in &ways {
        let line = std::slice::from_ref(line);
        let width = width(way.vehicles, most);
        pen.lines(line, Stroke { opacity: 0.8, ..Stroke::solid(style::PAPER, width + 2.4) });
    }
    for (way, line) in &ways {
        draw_way(pen, &way.mode, std::slice::from_ref(line), width(way.vehicles, most), style::fullness(percent(way)));
        board.avoid(line);
    }
}

fn draw_way(pen: &mut Pen, mode: &str, line: &[Vec<(f64, f64)>], width: f64, colour: &str) {
    match mode {
        "sea" | "iww" => pen.lines(line, Stroke::dashed(colour, width, "11 4")),
        "air" => pen.lines(line, Stroke::dashed(colour, (width * 0.5).max(1.0), "2 6")),
        "rail" => {
            pen.lines(line, Stroke::solid(colour, width));
            pen.lines(line, Stroke::dashed(style::PAPER, (width * 0.34).max(0.8), "6 5"));
        }
        _ => pen.lines(line, Stroke::solid(colour, width)),
    }
}

/// Where things begin (rings) and end (squares).
pub(super) fn ends(pen: &mut Pen, view: &View, [from, to]: [&[(f64, f64)]; 2], board: &mut Board) {
    for at in from {
        let (x, y) = view.px(*at);
        pen.disc((x, y), 5.0, style::PAPER, style::SOURCE, 3.0);
        board.take(Rect { x: x - 6.0, y: y - 6.0, width: 12.0, height: 12.0 });
    }
    for at in to {
        let (x, y) = view.px(*at);
        pen.area(&[square((x, y), 6.0)], style::PAPER, None);
        pen.area(&[square((x, y), 4.2)], style::INK, None);
        board.take(Rect { x: x - 6.0, y: y - 6.0, width: 12.0, height: 12.0 });
    }
}

pub(super) fn square((x, y): (f64, f64), half: f64) -> Vec<(f64, f64)> {
    vec![(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
}

/// Numbers of the assets of the cut, as in the panel.
fn cut(pen: &mut Pen, view: &View, answer: &CapacityAnswer, board: &mut Board) {
    for (index, asset) in answer.cut.iter().take(NUMBERED_MAX).enumerate() {
        let Some(at) = asset.at else { continue };
        let at = view.px(at);
        let wish = Wish { at, size: (22.0, 22.0), clear: 6.0, reach: 60.0, patience: f64::MAX };
        let Some(place) = board.place(wish) else { continue };
        let (x, y) = place.centre();
        pen.lines(&[vec![at, (x, y)]], Stroke::solid(style::END, 1.4));
        number_disc(pen, (x, y), index + 1);
    }
}

pub(super) fn number_disc(pen: &mut Pen, (x, y): (f64, f64), number: usize) {
    pen.disc((x, y), 10.5, style::END, style::PAPER, 1.6);
    pen.name(&Name {
        at: (x, y + 4.3),
        text: &number.to_string(),
        size: 12.0,
        face: Face::Bold,
        colour: style::PAPER,
        halo: style::END,
        anchor: Anchor::Middle,
        spacing: 0.0,
    });
}

fn panel(pen: &mut Pen, answer: &CapacityAnswer) {
    pen.rect(PANEL, "#f7f8fa", Some(style::RULE), 1.2);
    let legend_height = 218.0;
    let floor = PANEL.y + PANEL.height - legend_height;
    legend(pen, Rect { y: floor, height: legend_height, ..PANEL }, answer);
    let mut column = Column { pen, frame: PANEL, y: PANEL.y + 8.0, floor: floor - 6.0 };
    column.paragraph(0.0, &headline(answer), 26.0, Face::Bold, style::INK);
    let per_day = &answer.per_day;
    let text = format!(
        "{} vehicles = {} train loads = {} t; proven by {}",
        words::thousands(per_day.vehicles),
        per_day.trains,
        words::thousands(per_day.tonnes),
        if answer.certificate.by_prices { "prices that add up to it" } else { "a cut of the same size" }
    );
    column.paragraph(0.0, &text, 13.0, Face::Regular, style::INK);
    for mode in &answer.modes {
        let text = format!(
            "by {}: {} a day enter; alone {} could",
            mode.mode,
            words::thousands(mode.enters.vehicles),
            words::thousands(mode.alone.vehicles)
        );
        column.paragraph(0.0, &text, 13.0, Face::Regular, style::INK_SOFT);
    }
    column.rule();
    column.paragraph(0.0, "What holds it back", 14.5, Face::Bold, style::END);
    if answer.cut.is_empty() {
        column.paragraph(0.0, "nothing joins the two", 13.0, Face::Regular, style::INK);
    }
    for (index, asset) in answer.cut.iter().enumerate() {
        let left = answer.cut.len() - index;
        if !column.has_room(if left > 1 { 54.0 } else { 40.0 }) {
            column.paragraph(0.0, &format!("and {left} more"), 12.0, Face::Oblique, style::INK_SOFT);
            break;
        }
        column.y += 4.0;
        if index < NUMBERED_MAX {
            let at = (column.left() + 10.0, column.y + 13.0);
            number_disc(column.pen, at, index + 1);
        }
        let name = letters::clip(&words::one_line(&asset.name), 12.5, Face::Bold, 330.0);
        column.paragraph(28.0, &name, 12.5, Face::Bold, style::INK);
        let country = if asset.country.is_empty() { String::new() } else { format!(", {}", asset.country) };
        let text = format!(
            "{} {} = {} vehicles{country} ({})",
            asset.capacity,
            asset.unit,
            asset.vehicles.floor(),
            asset.evidence
        );
        let text = letters::clip(&text, 12.0, Face::Regular, 330.0);
        column.paragraph(28.0, &text, 12.0, Face::Regular, style::INK_SOFT);
    }
}

fn legend(pen: &mut Pen, frame: Rect, answer: &CapacityAnswer) {
    let edge = vec![(frame.x, frame.y), (frame.x + frame.width, frame.y)];
    pen.lines(&[edge], Stroke::solid(style::RULE, 1.2));
    let x = frame.x + 16.0;
    let mut y = frame.y + 22.0;
    let text = |pen: &mut Pen, x: f64, y: f64, text: &str| {
        pen.text((x, y + 4.5), text, 12.5, Face::Regular, style::INK, Anchor::Start);
    };
    for (percent, words) in [
        (Some(100), "full"),
        (Some(80), "80 to 99 % full"),
        (Some(50), "50 to 79 % full"),
        (Some(0), "less than half full"),
        (None, "no limit of its own"),
    ] {
        pen.lines(&[vec![(x, y), (x + 38.0, y)]], Stroke::solid(style::fullness(percent), 5.0));
        text(pen, x + 48.0, y, words);
        y += 22.0;
    }
    let right = frame.x + frame.width / 2.0 + 12.0;
    let mut y = frame.y + 22.0;
    for (mode, words) in [("rail", "railway"), ("road", "road"), ("sea", "ship, ferry, barge")] {
        draw_way(pen, mode, &[vec![(right, y), (right + 38.0, y)]], 5.0, style::fullness(Some(0)));
        text(pen, right + 48.0, y, words);
        y += 22.0;
    }
    pen.disc((right + 19.0, y), 5.0, style::PAPER, style::SOURCE, 3.0);
    text(pen, right + 48.0, y, "begins");
    y += 22.0;
    pen.area(&[square((right + 19.0, y), 4.2)], style::INK, None);
    text(pen, right + 48.0, y, "ends");
    let most = most(answer);
    let mut y = frame.y + 142.0;
    for part in [1.0, 0.25, 0.05] {
        let vehicles = most * part;
        if vehicles >= 1.0 {
            pen.lines(&[vec![(x, y), (x + 38.0, y)]], Stroke::solid(style::INK_SOFT, width(vehicles, most)));
            text(pen, x + 48.0, y, &format!("{} vehicles a day", words::whole(vehicles)));
            y += 22.0;
        }
    }
    number_disc(pen, (right + 19.0, frame.y + 142.0), 1);
    text(pen, right + 48.0, frame.y + 142.0, "in the cut");
}
