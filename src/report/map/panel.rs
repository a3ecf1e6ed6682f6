//! The panel beside the map: the ways in figures, what would open a better one, the legend.

use super::letters;
use super::pen::{Anchor, Face, Pen, Stroke};
use super::view::Rect;
use super::ways::{Mark, Stop, draw_leg, draw_mark, rank_disc};
use crate::analysis::route::answer::{Leg, Route, RouteAnswer};
use crate::report::{style, words};

const PAD: f64 = 16.0;

/// A column being filled from the top.
pub(super) struct Column<'a> {
    pub(super) pen: &'a mut Pen,
    pub(super) frame: Rect,
    pub(super) y: f64,
    pub(super) floor: f64,
}

impl Column<'_> {
    pub(super) fn left(&self) -> f64 {
        self.frame.x + PAD
    }

    pub(super) fn right(&self) -> f64 {
        self.frame.x + self.frame.width - PAD
    }

    pub(super) fn has_room(&self, height: f64) -> bool {
        self.y + height <= self.floor
    }

    /// Lines of text; stops at the floor.
    pub(super) fn paragraph(&mut self, indent: f64, text: &str, size: f64, face: Face, colour: &str) {
        let most = self.right() - self.left() - indent;
        for line in letters::wrap(&words::one_line(text), size, face, most) {
            if !self.has_room(size * 1.35) {
                return;
            }
            self.y += size * 1.35;
            self.pen.text((self.left() + indent, self.y), &line, size, face, colour, Anchor::Start);
        }
    }

    pub(super) fn rule(&mut self) {
        self.y += 13.0;
        let line = vec![(self.left(), self.y), (self.right(), self.y)];
        self.pen.lines(&[line], Stroke::solid(style::RULE, 1.0));
        self.y += 5.0;
    }
}

/// Fills the panel.
pub(super) fn draw(pen: &mut Pen, frame: Rect, answer: &RouteAnswer, stops: &[Stop]) {
    pen.rect(frame, "#f7f8fa", Some(style::RULE), 1.2);
    let entries = legend_entries(answer, stops);
    let legend_height = 40.0 + 23.0 * entries.len().div_ceil(2) as f64;
    let floor = frame.y + frame.height - legend_height;
    let note = if answer.routes.len() > 1 { "thick: best way; thin: alternatives" } else { "only what is on this map" };
    legend(pen, Rect { y: floor, height: legend_height, ..frame }, &entries, note);

    let mut column = Column { pen, frame, y: frame.y + 8.0, floor: floor - 6.0 };
    if answer.routes.is_empty() {
        no_way(&mut column, answer);
    }
    for (index, route) in answer.routes.iter().enumerate() {
        if !column.has_room(110.0) {
            let left = answer.routes.len() - index;
            column.paragraph(0.0, &format!("and {left} more"), 12.5, Face::Oblique, style::INK_SOFT);
            break;
        }
        if index > 0 {
            column.rule();
        }
        card(&mut column, route, index == 0);
    }
    relaxations(&mut column, answer);
    if !answer.routes.is_empty() {
        refused(&mut column, answer);
        unknowns(&mut column, answer);
    }
}

fn card(column: &mut Column<'_>, route: &Route, best: bool) {
    let size = if best { 32.0 } else { 22.0 };
    column.y += size * 1.1;
    let (left, y) = (column.left(), column.y);
    rank_disc(column.pen, (left + 12.0, y - size * 0.36), route.rank, best);
    column.pen.text(
        (left + 34.0, y),
        &words::duration_short(route.total_min),
        size,
        Face::Bold,
        style::INK,
        Anchor::Start,
    );
    column.y += 4.0;
    let arrives = format!("arrives {}, {}", words::after_c(route.total_min), words::instant(&route.arrival));
    column.paragraph(0.0, &arrives, 13.0, Face::Regular, style::INK);
    let facts = format!("{}, {}, {}", words::km(route.distance_km), words::modes(route), route.countries.join(" "));
    column.paragraph(0.0, &facts, 13.0, Face::Regular, style::INK);
    let unknown = match route.unknowns.len() {
        0 => "every limit known".to_owned(),
        count => format!("{count} limit{} not known", words::plural(count)),
    };
    column.paragraph(0.0, &format!("{}: {unknown}", route.assurance), 13.0, Face::Regular, style::INK_SOFT);
    for leg in &route.legs {
        leg_line(column, leg);
    }
    bar(column, route);
    ledger(column, route, if best { 12 } else { 5 });
}

/// `rail 1435 mm: Bremerhaven - Mockava, 1,259 km`, after a stroke in the colour of the mode.
fn leg_line(column: &mut Column<'_>, leg: &Leg) {
    if !column.has_room(70.0) {
        return;
    }
    column.y += 17.0;
    let (left, y) = (column.left(), column.y);
    column
        .pen
        .lines(&[vec![(left + 1.0, y - 4.5), (left + 11.0, y - 4.5)]], Stroke::solid(style::mode(&leg.mode), 3.5));
    let gauge = leg.gauge_mm.map_or_else(String::new, |gauge| format!(" {gauge} mm"));
    let text = format!("{}{gauge}: {} - {}, {}", leg.mode, leg.from, leg.to, words::km(leg.distance_km));
    let text = letters::clip(&words::one_line(&text), 12.5, Face::Regular, column.right() - left - 18.0);
    column.pen.text((left + 18.0, y), &text, 12.5, Face::Regular, style::INK, Anchor::Start);
}

/// The total as a bar, each group of the ledger as long as its minutes.
fn bar(column: &mut Column<'_>, route: &Route) {
    if !column.has_room(34.0) {
        return;
    }
    column.y += 10.0;
    let groups = words::groups(route);
    let all: i64 = groups.iter().map(|group| group.minutes.max(0)).sum();
    let (mut x, most) = (column.left(), column.right() - column.left());
    for group in &groups {
        let width = most * group.minutes.max(0) as f64 / all.max(1) as f64;
        let part = Rect { x, y: column.y, width, height: 15.0 };
        column.pen.rect(part, style::ledger(group.line), Some("#f7f8fa"), 0.8);
        x += width;
    }
    column.y += 19.0;
}

/// The groups by name, the longest first; what does not fit is summed up, so that the lines always add up.
fn ledger(column: &mut Column<'_>, route: &Route, most: usize) {
    let mut groups = words::groups(route);
    groups.sort_by_key(|group| std::cmp::Reverse(group.minutes));
    let room = ((column.floor - column.y) / 17.5).floor().max(1.0) as usize;
    let shown = if groups.len() <= most.min(room) { groups.len() } else { most.min(room).saturating_sub(1) };
    for group in &groups[..shown] {
        ledger_line(column, style::ledger(group.line), group.line, group.minutes);
    }
    let rest: i64 = groups[shown..].iter().map(|group| group.minutes).sum();
    if shown < groups.len() {
        let names: Vec<&str> = groups[shown..].iter().map(|group| group.line).collect();
        ledger_line(column, style::ledger(""), &names.join(", "), rest);
    }
}

fn ledger_line(column: &mut Column<'_>, colour: &str, name: &str, minutes: i64) {
    column.y += 17.5;
    let (left, right, y) = (column.left(), column.right(), column.y);
    column.pen.rect(Rect { x: left, y: y - 9.5, width: 10.0, height: 10.0 }, colour, None, 0.0);
    let name = letters::clip(&words::one_line(name), 12.5, Face::Regular, right - left - 130.0);
    column.pen.text((left + 17.0, y), &name, 12.5, Face::Regular, style::INK, Anchor::Start);
    column.pen.text((right, y), &words::duration(minutes), 12.5, Face::Regular, style::INK, Anchor::End);
}

fn no_way(column: &mut Column<'_>, answer: &RouteAnswer) {
    column.paragraph(0.0, "No way", 30.0, Face::Bold, style::END);
    column.y += 6.0;
    for refusal in &answer.refused {
        let text = format!("{}: {}, needs {}, has {}", refusal.what, refusal.limit, refusal.needed, refusal.has);
        column.paragraph(0.0, &text, 13.0, Face::Regular, style::INK);
        column.y += 4.0;
    }
}

fn relaxations(column: &mut Column<'_>, answer: &RouteAnswer) {
    if answer.relaxations.is_empty() || !column.has_room(70.0) {
        return;
    }
    column.rule();
    let heading = if answer.routes.is_empty() { "What would open a way" } else { "What would open a better way" };
    column.paragraph(0.0, heading, 13.5, Face::Bold, style::RELAXATION);
    for relaxation in &answer.relaxations {
        if !column.has_room(54.0) {
            return;
        }
        column.y += 3.0;
        column.paragraph(0.0, &relaxation.relax.join(" and "), 12.5, Face::Regular, style::INK);
        let saves = relaxation
            .saves_min
            .map_or_else(String::new, |minutes| format!(", {} less", words::duration_short(minutes)));
        let text = format!("then {}{saves}", words::duration_short(relaxation.total_min));
        column.paragraph(0.0, &text, 12.5, Face::Bold, style::INK);
    }
}

fn refused(column: &mut Column<'_>, answer: &RouteAnswer) {
    let lines = answer
        .refused
        .iter()
        .map(|refusal| format!("{}: {}, needs {}, has {}", refusal.what, refusal.limit, refusal.needed, refusal.has));
    list(column, "What forbids the shorter way", &lines.collect::<Vec<_>>());
}

fn unknowns(column: &mut Column<'_>, answer: &RouteAnswer) {
    let unknowns = answer.routes.first().map_or(&[][..], |route| &route.unknowns);
    let lines = unknowns
        .iter()
        .map(|unknown| format!("{}, {}: needs {}; {}", unknown.what, unknown.where_, unknown.needed, unknown.assumed));
    list(column, "What is not known on way 1", &lines.collect::<Vec<_>>());
}

/// Height of a rule with a heading under it, with some to spare.
const HEADING: f64 = 44.0;

/// A heading and as many lines as fit; says how many are left out. Nothing where not even the first fits.
fn list(column: &mut Column<'_>, heading: &str, lines: &[String]) {
    let width = column.right() - column.left();
    // A line with what says that others are left out.
    let need = |index: usize| {
        let rows = letters::wrap(&words::one_line(&lines[index]), 12.0, Face::Regular, width).len();
        rows as f64 * 16.2 + if index + 1 < lines.len() { 20.0 } else { 3.0 }
    };
    if lines.is_empty() || !column.has_room((HEADING + need(0)).max(76.0)) {
        return;
    }
    column.rule();
    column.paragraph(0.0, heading, 13.5, Face::Bold, style::INK);
    for (index, line) in lines.iter().enumerate() {
        if !column.has_room(need(index)) {
            let left = lines.len() - index;
            column.paragraph(0.0, &format!("and {left} more"), 12.0, Face::Oblique, style::INK_SOFT);
            return;
        }
        column.y += 3.0;
        column.paragraph(0.0, line, 12.0, Face::Regular, style::INK);
    }
}

/// One line of the legend.
enum Entry {
    Mode(String),
    Relaxation,
    Mark(Mark, &'static str),
}

/// What is on this map and nothing else.
fn legend_entries(answer: &RouteAnswer, stops: &[Stop]) -> Vec<Entry> {
    let mut modes: Vec<&str> = Vec::new();
    for leg in answer.routes.iter().flat_map(|route| &route.legs) {
        if !modes.contains(&leg.mode.as_str()) && modes.len() < 6 {
            modes.push(&leg.mode);
        }
    }
    let mut entries: Vec<Entry> = modes.into_iter().map(|mode| Entry::Mode(words::one_line(mode))).collect();
    if !answer.relaxations.is_empty() {
        entries.push(Entry::Relaxation);
    }
    let marks = [
        (Mark::End, "origin, destination"),
        (Mark::Transfer, "transfer"),
        (Mark::Gauge, "change of gauge"),
        (Mark::Border, "border crossing"),
        (Mark::Bridge, "bridge of note"),
        (Mark::Tunnel, "tunnel of note"),
    ];
    let present = marks.into_iter().filter(|(mark, _)| stops.iter().any(|stop| stop.mark == *mark));
    entries.extend(present.map(|(mark, text)| Entry::Mark(mark, text)));
    entries
}

fn legend(pen: &mut Pen, frame: Rect, entries: &[Entry], note: &str) {
    let edge = vec![(frame.x, frame.y), (frame.x + frame.width, frame.y)];
    pen.lines(&[edge], Stroke::solid(style::RULE, 1.2));
    let rows = entries.len().div_ceil(2);
    for (index, entry) in entries.iter().enumerate() {
        let x = frame.x + PAD + (index / rows) as f64 * (frame.width / 2.0 - 4.0);
        let y = frame.y + 24.0 + 23.0 * (index % rows) as f64;
        let line = [vec![(x, y), (x + 38.0, y)]];
        let text = match entry {
            Entry::Mode(mode) => {
                draw_leg(pen, mode, &line, true);
                mode.as_str()
            }
            Entry::Relaxation => {
                pen.lines(&line, Stroke::dashed(style::RELAXATION, 3.0, "9 6"));
                "opens if relaxed"
            }
            Entry::Mark(mark, text) => {
                draw_mark(pen, *mark, (x + 19.0, y));
                text
            }
        };
        let text = letters::clip(text, 12.5, Face::Regular, 135.0);
        pen.text((x + 48.0, y + 4.5), &text, 12.5, Face::Regular, style::INK, Anchor::Start);
    }
    pen.text(
        (frame.x + PAD, frame.y + 33.0 + 23.0 * rows as f64),
        note,
        11.0,
        Face::Regular,
        style::INK_SOFT,
        Anchor::Start,
    );
}
