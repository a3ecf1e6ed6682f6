//! The picture of a network: ways by gauge, tracks or evidence, structures as marks, with legend and stamp.

use std::collections::BTreeSet;

use super::board::{Board, Wish};
use super::land::Land;
use super::pen::{Anchor, Face, Name, Pen, Stroke};
use super::view::{Rect, View, clip_line};
use super::{MAP, PANEL, SIZE, foot_lines, letters, names, scale_bar, scale_bar_box};
use crate::analysis::picture::{Frame, Group, Mark, NetworkPicture, Way};
use crate::error::Result;
use crate::report::{basemap, style, words};

/// Colour of a group or mark.
fn colour(key: &str) -> &'static str {
    match key {
        "1435 mm" => "#24292f",
        "1520 mm" => "#c1121f",
        "1600 mm" => "#2a9d8f",
        "1668 mm" => "#e07a1f",
        "1 track" => "#d1495b",
        "2 tracks" => "#1d3557",
        "3 tracks or more" => "#7b2cbf",
        "official" => "#1b7a4b",
        "published" => "#1d6fa5",
        "derived" => "#b58900",
        "assumed" => "#d1495b",
        "default of the state" | "not stated" => "#8d97a1",
        "closed" => "#7a0c14",
        "restricted" => "#e07a1f",
        "stated" => "#1b7a4b",
        "unknown" => "#ffffff",
        _ => "#b3aca0",
    }
}

fn in_words(mark: &str) -> &'static str {
    match mark {
        "closed" => "closed",
        "restricted" => "works or restricted",
        "stated" => "a limit is stated",
        _ => "no limit is stated",
    }
}

fn corners(frame: &Frame) -> Vec<(f64, f64)> {
    let middle = (frame.west + frame.east) / 2.0;
    let mut points = Vec::new();
    for lon in [frame.west, middle, frame.east] {
        points.extend([(lon, frame.south), (lon, frame.north)]);
    }
    points
}

fn stroke(group: &Group, wide: f64) -> Stroke<'static> {
    let width = match (group.way, group.key.is_empty()) {
        // Wider, so that it shows on both sides of a line of standard gauge beside it.
        (Way::Rail, false) if group.key == "1520 mm" => 3.6,
        (Way::Rail, false) => 2.0,
        (Way::Road, false) => 1.3,
        (Way::Rail, true) => 1.0,
        (Way::Road, true) => 0.7,
    };
    let faint = if group.way == Way::Road { "#d8c3a0" } else { "#9b958c" };
    let line = Stroke::solid(if group.key.is_empty() { faint } else { colour(&group.key) }, width * wide);
    let dashes = if group.way == Way::Road && !group.key.is_empty() { "5 2" } else { "" };
    Stroke { dashes, cap: if dashes.is_empty() { "round" } else { "butt" }, ..line }
}

/// The whole drawing as an SVG document.
pub(in crate::report) fn draw(picture: &NetworkPicture) -> Result<String> {
    let mut pen = Pen::sheet(SIZE);
    pen.rect(Rect { x: 0.0, y: 0.0, width: SIZE.0, height: SIZE.1 }, style::PAPER, None, 0.0);
    let view = View::over(&corners(&picture.frame), MAP);
    let base = basemap::basemap()?;
    let labels = basemap::labels()?;
    let land = Land::project(&base, &view);
    let mut board = Board::new(MAP.inset(6.0));
    // A map of a small part has room for wider lines.
    let wide = (900.0 / (view.km_per_px * MAP.width)).clamp(0.75, 1.5);

    pen.clipped(MAP);
    let bright: BTreeSet<&str> = picture.states.iter().map(String::as_str).collect();
    land.draw(&mut pen, &view, &bright);
    let mut groups: Vec<&Group> = picture.groups.iter().collect();
    // Background, then roads, then railways; what is not stated below what is.
    let weight = |group: &Group| {
        let stated = !["not stated", "default of the state"].contains(&group.key.as_str());
        (!group.key.is_empty(), group.way, stated, group.key == "1435 mm")
    };
    groups.sort_by_key(|group| weight(group));
    for group in &groups {
        let frame = MAP.inset(-12.0);
        let lines: Vec<Vec<(f64, f64)>> =
            group.lines.iter().flat_map(|line| clip_line(&view.line(line), frame)).collect();
        pen.lines(&lines, stroke(group, wide));
    }
    let scale = scale_bar_box(&view);
    board.take(scale);
    marks(&mut pen, &view, &picture.marks, &mut board);
    names::draw(&mut pen, &view, &land, &labels, &[], &mut board);
    scale_bar(&mut pen, &view, scale);
    pen.end_clip();
    pen.rect(MAP, "none", Some(style::RULE), 1.2);

    head(&mut pen, picture);
    legend(&mut pen, picture, &groups, wide);
    foot_lines(&mut pen, &picture.stamp);
    Ok(pen.finish())
}

fn head(pen: &mut Pen, picture: &NetworkPicture) {
    pen.rect(Rect { x: 0.0, y: 0.0, width: SIZE.0, height: super::BAND }, style::BAND, None, 0.0);
    let title = letters::clip(&words::one_line(&picture.title), 34.0, Face::Bold, SIZE.0 - 48.0);
    pen.text((24.0, 46.0), &title, 34.0, Face::Bold, style::PAPER, Anchor::Start);
    let km = |way: Way| picture.groups.iter().filter(|group| group.way == way).map(|group| group.km).sum::<u64>();
    let facts = format!(
        "{} km of railway and {} km of road shown   |   {} marks",
        words::km(km(Way::Rail) as f64).trim_end_matches(" km"),
        words::km(km(Way::Road) as f64).trim_end_matches(" km"),
        picture.marks.len()
    );
    pen.text((24.0, 74.0), &facts, 15.0, Face::Regular, "#c9d6e6", Anchor::Start);
}

/// The marks, those that hinder on top, and names where there is room.
fn marks(pen: &mut Pen, view: &View, marks: &[Mark], board: &mut Board) {
    let rank = |mark: &Mark| match mark.class.as_str() {
        "closed" => 3,
        "restricted" => 2,
        "stated" => 1,
        _ => 0,
    };
    let mut shown: Vec<(&Mark, (f64, f64))> =
        marks.iter().map(|mark| (mark, view.px((mark.lon, mark.lat)))).filter(|(_, at)| view.rect.holds(*at)).collect();
    shown.sort_by(|a, b| rank(a.0).cmp(&rank(b.0)).then_with(|| b.0.id.cmp(&a.0.id)));
    let radius = if shown.len() > 120 { 3.6 } else { 5.2 };
    for (mark, at) in &shown {
        symbol(pen, mark, *at, radius);
        let size = radius + 1.0;
        board.take(Rect { x: at.0 - size, y: at.1 - size, width: 2.0 * size, height: 2.0 * size });
    }
    for (mark, at) in shown.iter().rev() {
        let text = letters::clip(&words::one_line(&mark.name), 11.0, Face::Regular, 190.0);
        let size = (letters::width(&text, 11.0, Face::Regular), 12.0);
        if let Some(place) = board.place(Wish { at: *at, size, clear: radius, reach: 7.0, patience: 4.0 }) {
            pen.name(&Name {
                at: (place.x, place.y + 9.6),
                text: &text,
                size: 11.0,
                face: Face::Regular,
                colour: style::INK,
                halo: style::PAPER,
                anchor: Anchor::Start,
                spacing: 0.0,
            });
        }
    }
}

fn symbol(pen: &mut Pen, mark: &Mark, at: (f64, f64), radius: f64) {
    let fill = colour(&mark.class);
    if mark.kind == "tunnel" {
        let square = Rect { x: at.0 - radius, y: at.1 - radius, width: 2.0 * radius, height: 2.0 * radius };
        pen.rect(square, fill, Some(style::INK), 1.1);
    } else if mark.kind == "gauge_change" {
        pen.disc(at, radius + 1.5, "#f6c445", style::INK, 1.2);
    } else {
        pen.disc(at, radius, fill, style::INK, 1.1);
    }
}

fn legend(pen: &mut Pen, picture: &NetworkPicture, groups: &[&Group], wide: f64) {
    pen.rect(PANEL, "#f7f8fa", Some(style::RULE), 1.0);
    let (left, mut y) = (PANEL.x + 20.0, PANEL.y + 34.0);
    pen.text((left, y), "Legend", 18.0, Face::Bold, style::INK, Anchor::Start);
    for (way, head) in [(Way::Rail, "Railways"), (Way::Road, "Roads")] {
        y += 36.0;
        pen.text((left, y), head, 14.0, Face::Bold, style::INK, Anchor::Start);
        for group in groups.iter().filter(|group| group.way == way) {
            y += 26.0;
            pen.lines(&[vec![(left, y - 5.0), (left + 56.0, y - 5.0)]], stroke(group, wide.max(1.2)));
            let name = if group.key.is_empty() { "all" } else { group.key.as_str() };
            pen.text((left + 70.0, y), name, 14.0, Face::Regular, style::INK, Anchor::Start);
            let km = words::km(group.km as f64);
            pen.text((PANEL.x + PANEL.width - 20.0, y), &km, 14.0, Face::Regular, style::INK_SOFT, Anchor::End);
        }
    }
    if picture.marks.is_empty() {
        return;
    }
    y += 36.0;
    let gauge = picture.by == "gauge";
    let head = if gauge { "Gauge changes" } else { "Structures: bridges round, tunnels square" };
    pen.text((left, y), head, 14.0, Face::Bold, style::INK, Anchor::Start);
    for class in ["closed", "restricted", "stated", "unknown"] {
        let count = picture.marks.iter().filter(|mark| mark.class == class).count();
        if count == 0 {
            continue;
        }
        y += 26.0;
        let kind = if gauge { "gauge_change" } else { "bridge" };
        let example = picture.marks.iter().find(|mark| mark.class == class && mark.kind == kind);
        let example = example.or_else(|| picture.marks.iter().find(|mark| mark.class == class));
        if let Some(mark) = example {
            symbol(pen, mark, (left + 28.0, y - 5.0), 5.2);
        }
        let name = if gauge { "a place that changes gauge" } else { in_words(class) };
        pen.text((left + 70.0, y), name, 14.0, Face::Regular, style::INK, Anchor::Start);
        let count = count.to_string();
        pen.text((PANEL.x + PANEL.width - 20.0, y), &count, 14.0, Face::Regular, style::INK_SOFT, Anchor::End);
    }
}
