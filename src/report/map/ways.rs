//! The ways, their ends and what happens on them.

use super::board::{Board, Wish};
use super::letters;
use super::pen::{Anchor, Face, Name, Pen, Stroke};
use super::view::{Rect, View};
use crate::analysis::route::answer::{Leg, Route, RouteAnswer};
use crate::report::{style, words};

/// What a mark on the map means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Origin or destination.
    End,
    /// Wheels or bogies are changed, or the load passes between two gauges.
    Gauge,
    /// The load changes mode or vehicle.
    Transfer,
    /// A state border is crossed.
    Border,
    /// A bridge.
    Bridge,
    /// A tunnel.
    Tunnel,
}

/// A mark with its name, in pixels.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub(super) mark: Mark,
    pub(super) name: String,
    pub(super) at: (f64, f64),
}

impl Mark {
    fn of(kind: &str) -> Mark {
        match kind {
            "gauge_change" => Mark::Gauge,
            "border" => Mark::Border,
            "bridge" | "movable_bridge" => Mark::Bridge,
            "tunnel" => Mark::Tunnel,
            _ => Mark::Transfer,
        }
    }

    fn radius(self) -> f64 {
        match self {
            Mark::End => 10.0,
            Mark::Gauge => 8.5,
            Mark::Transfer => 7.0,
            Mark::Bridge | Mark::Tunnel => 5.5,
            Mark::Border => 5.0,
        }
    }
}

/// Draws the ways, the best on top, and what a relaxation would open below them.
pub(super) fn lines(pen: &mut Pen, view: &View, answer: &RouteAnswer, board: &mut Board) {
    for relaxation in &answer.relaxations {
        let line = [view.line(&relaxation.line)];
        pen.lines(&line, Stroke { opacity: 0.7, ..Stroke::solid(style::PAPER, 6.5) });
        pen.lines(&line, Stroke::dashed(style::RELAXATION, 3.0, "9 6"));
        board.avoid(&line[0]);
    }
    for (index, route) in answer.routes.iter().enumerate().rev() {
        let drawn: Vec<Vec<(f64, f64)>> = route.legs.iter().map(|leg| view.line(&leg.line)).collect();
        let halo = if index == 0 { 10.5 } else { 6.5 };
        pen.lines(&drawn, Stroke { opacity: 0.85, ..Stroke::solid(style::PAPER, halo) });
        for (leg, line) in route.legs.iter().zip(drawn) {
            board.avoid(&line);
            draw_leg(pen, &leg.mode, &[line], index == 0);
        }
    }
}

/// One leg in the manner of its mode; also used by the legend.
pub(super) fn draw_leg(pen: &mut Pen, mode: &str, line: &[Vec<(f64, f64)>], best: bool) {
    let colour = style::mode(mode);
    let width = if best { 4.8 } else { 2.5 };
    match mode {
        "rail" => {
            pen.lines(line, Stroke::solid(colour, if best { 3.2 } else { 1.9 }));
            let ties = Stroke::dashed(colour, if best { 10.0 } else { 6.5 }, if best { "1.8 9" } else { "1.4 8" });
            pen.lines(line, ties);
        }
        "sea" => pen.lines(line, Stroke::dashed(colour, width, if best { "14 5" } else { "10 5" })),
        "shuttle" => {
            pen.lines(line, Stroke::solid(colour, width));
            pen.lines(line, Stroke::dashed(style::PAPER, width * 0.4, "5 5"));
        }
        _ => pen.lines(line, Stroke::solid(colour, width)),
    }
}

/// A label is at most so wide, in pixels; those in large letters, of the two ends, may be wider.
const LABEL_MOST: f64 = 280.0;

/// The marks of all ways; each place once, the most telling mark first. They take their room on the board.
pub(super) fn stops(view: &View, answer: &RouteAnswer, board: &mut Board) -> Vec<Stop> {
    let mut found: Vec<Stop> = [&answer.from, &answer.to]
        .iter()
        .map(|spot| Stop { mark: Mark::End, name: spot.name.clone(), at: view.px((spot.lon, spot.lat)) })
        .collect();
    for route in &answer.routes {
        let structures = route.structures.iter().map(|structure| Stop {
            mark: Mark::of(&structure.kind),
            name: structure.name.clone(),
            at: view.px((structure.lon, structure.lat)),
        });
        found.extend(structures.chain(transfers(view, route)));
    }
    for stop in &mut found {
        stop.name = words::one_line(&stop.name);
    }
    found.sort_by_key(|stop| stop.mark);
    let mut stops: Vec<Stop> = Vec::new();
    for stop in found {
        let near = |other: &Stop| {
            let apart = (other.at.0 - stop.at.0).hypot(other.at.1 - stop.at.1);
            apart < if other.name == stop.name { 40.0 } else { 9.0 }
        };
        if view.rect.holds(stop.at) && !stops.iter().any(near) {
            let radius = stop.mark.radius();
            let (x, y) = stop.at;
            board.take(Rect { x: x - radius, y: y - radius, width: 2.0 * radius, height: 2.0 * radius });
            stops.push(stop);
        }
    }
    stops
}

/// Where one leg ends and the next begins.
fn transfers(view: &View, route: &Route) -> Vec<Stop> {
    let pairs = route.legs.iter().zip(route.legs.iter().skip(1));
    pairs
        .filter_map(|(before, after): (&Leg, &Leg)| {
            let at = *after.line.first().or(before.line.last())?;
            let mark = if before.mode == after.mode && before.gauge_mm != after.gauge_mm {
                Mark::Gauge
            } else {
                Mark::Transfer
            };
            Some(Stop { mark, name: before.to.clone(), at: view.px(at) })
        })
        .collect()
}

/// Draws the marks.
pub(super) fn marks(pen: &mut Pen, stops: &[Stop]) {
    stops.iter().rev().for_each(|stop| draw_mark(pen, stop.mark, stop.at));
}

/// One mark; also used by the legend.
pub(super) fn draw_mark(pen: &mut Pen, mark: Mark, (x, y): (f64, f64)) {
    let square =
        |half: f64| vec![vec![(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]];
    let diamond = |half: f64| vec![vec![(x, y - half), (x + half, y), (x, y + half), (x - half, y)]];
    match mark {
        Mark::End => {
            pen.disc((x, y), 10.0, style::PAPER, style::PAPER, 1.0);
            pen.disc((x, y), 7.5, style::PAPER, style::END, 4.0);
            pen.disc((x, y), 2.6, style::END, style::END, 0.0);
        }
        Mark::Gauge => {
            pen.area(&diamond(10.5), style::PAPER, None);
            pen.area(&diamond(8.0), "#f2a541", Some((style::INK, 1.6)));
        }
        Mark::Transfer => {
            pen.area(&square(7.5), style::PAPER, None);
            pen.area(&square(5.2), style::PAPER, Some((style::INK, 2.2)));
        }
        Mark::Border => pen.disc((x, y), 4.2, "#6a4c93", style::PAPER, 1.6),
        Mark::Bridge => {
            pen.disc((x, y), 6.0, style::PAPER, style::INK_SOFT, 1.2);
            let abutments = [
                vec![(x - 3.4, y + 2.6), (x - 2.0, y), (x - 3.4, y - 2.6)],
                vec![(x + 3.4, y + 2.6), (x + 2.0, y), (x + 3.4, y - 2.6)],
            ];
            pen.lines(&abutments, Stroke::solid(style::INK, 1.3));
        }
        Mark::Tunnel => {
            pen.disc((x, y), 6.0, style::PAPER, style::INK_SOFT, 1.2);
            pen.lines(
                &[vec![(x - 3.2, y + 2.4), (x - 2.4, y - 1.6), (x, y - 3.0), (x + 2.4, y - 1.6), (x + 3.2, y + 2.4)]],
                Stroke::solid(style::INK, 1.3),
            );
        }
    }
}

/// Names the marks, the ends first.
pub(super) fn names(pen: &mut Pen, stops: &[Stop], board: &mut Board) {
    for stop in stops {
        let (size, face, colour, reach, patience) = match stop.mark {
            Mark::End => (19.0, Face::Bold, style::INK, 90.0, f64::MAX),
            Mark::Gauge | Mark::Transfer => (14.0, Face::Bold, style::INK, 70.0, f64::MAX),
            Mark::Border => (11.5, Face::Bold, "#6a4c93", 30.0, 16.0),
            Mark::Bridge | Mark::Tunnel => (11.0, Face::Regular, style::INK_SOFT, 24.0, 9.0),
        };
        let text = letters::clip(&stop.name.replace(" > ", " \u{2192} "), size, face, LABEL_MOST.max(22.0 * size));
        let extent = (letters::width(&text, size, face), size * 1.12);
        let wish = Wish { at: stop.at, size: extent, clear: stop.mark.radius(), reach, patience };
        let Some(place) = board.place(wish) else { continue };
        lead(pen, stop, &place);
        pen.name(&Name {
            at: (place.x, place.y + size * 0.9),
            text: &text,
            size,
            face,
            colour,
            halo: style::PAPER,
            anchor: Anchor::Start,
            spacing: 0.0,
        });
    }
}

/// A thin line from a mark to its name when the name had to move away.
fn lead(pen: &mut Pen, stop: &Stop, place: &Rect) {
    let (x, y) = stop.at;
    let near = (x.clamp(place.x, place.x + place.width), y.clamp(place.y, place.y + place.height));
    let (dx, dy) = (near.0 - x, near.1 - y);
    let apart = dx.hypot(dy);
    let clear = stop.mark.radius();
    if apart > clear + 11.0 {
        let from = (x + dx / apart * clear, y + dy / apart * clear);
        pen.lines(&[vec![from, near]], Stroke::solid(style::INK_SOFT, 0.9));
    }
}

/// The number of each way, where it runs most apart from the others.
pub(super) fn ranks(pen: &mut Pen, view: &View, answer: &RouteAnswer, board: &mut Board) {
    if answer.routes.len() < 2 {
        return;
    }
    let points: Vec<Vec<(f64, f64)>> = answer.routes.iter().map(|route| sampled(view, route)).collect();
    for (index, route) in answer.routes.iter().enumerate() {
        let own = &points[index];
        let others: Vec<(f64, f64)> = points
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index)
            .flat_map(|(_, points)| points.clone())
            .collect();
        let mut best: Option<(f64, (f64, f64))> = None;
        for (step, point) in own.iter().enumerate() {
            let disc = Rect { x: point.0 - 11.0, y: point.1 - 11.0, width: 22.0, height: 22.0 };
            if !board.is_free(&disc) {
                continue;
            }
            let apart = others.iter().map(|o| (o.0 - point.0).hypot(o.1 - point.1)).fold(120.0_f64, f64::min);
            let central = 40.0 * (1.0 - (2.0 * step as f64 / own.len() as f64 - 1.0).abs());
            if best.is_none_or(|(score, _)| apart + central > score) {
                best = Some((apart + central, *point));
            }
        }
        let Some((_, (x, y))) = best else { continue };
        board.take(Rect { x: x - 13.0, y: y - 13.0, width: 26.0, height: 26.0 });
        rank_disc(pen, (x, y), route.rank, index == 0);
    }
}

/// The number of a way in a disc; also used by the panel.
pub(super) fn rank_disc(pen: &mut Pen, (x, y): (f64, f64), rank: u32, best: bool) {
    let (fill, ink) = if best { (style::BAND, style::PAPER) } else { (style::PAPER, style::BAND) };
    pen.disc((x, y), 11.5, fill, if best { style::PAPER } else { style::BAND }, 2.0);
    pen.text((x, y + 5.0), &rank.to_string(), 14.0, Face::Bold, ink, Anchor::Middle);
}

fn sampled(view: &View, route: &Route) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    for leg in &route.legs {
        for pair in view.line(&leg.line).windows(2) {
            let length = (pair[0].0 - pair[1].0).hypot(pair[0].1 - pair[1].1);
            let steps = (length / 10.0).ceil().clamp(1.0, 500.0) as usize;
            points.extend((0..steps).map(|step| {
                let t = step as f64 / steps as f64;
                (pair[0].0 + (pair[1].0 - pair[0].0) * t, pair[0].1 + (pair[1].1 - pair[0].1) * t)
            }));
        }
    }
    points
}
