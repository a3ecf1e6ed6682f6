//! `svg`: who does what when (Gantt), how much has arrived (curve), and what holds up on which day (strip).

use crate::replay::document::Plan;
use crate::report::sheet;
use crate::report::style;
use crate::report::words::{duration, thousands};

pub(super) use crate::report::sheet::clipped;

const WIDTH: f64 = 1_600.0;
const LEFT: f64 = 330.0;
const RIGHT: f64 = 1_560.0;
const TOP: f64 = 96.0;
const CURVE: f64 = 220.0;
const ROWS_MAX: usize = 160;
const STRIP_ROWS: usize = 10;

/// A sheet with time to the right.
pub(super) struct Sheet {
    sheet: sheet::Sheet,
    left: f64,
    /// First day shown, and how many.
    first: u32,
    days: f64,
}

impl Sheet {
    /// An empty sheet; its days, from the first on, begin at `left`.
    pub(super) fn new(width: f64, height: f64, left: f64, (first, days): (u32, f64)) -> Sheet {
        Sheet { sheet: sheet::Sheet::new(width, height), left, first, days }
    }

    /// Its head: a title and what it comes to.
    pub(super) fn head(&mut self, title: &str, text: &str) {
        self.sheet.head(title, text);
    }

    /// The document.
    pub(super) fn finish(self) -> String {
        self.sheet.finish()
    }

    /// Where a minute after C lies.
    pub(super) fn x(&self, minutes: u32) -> f64 {
        self.left + (RIGHT - self.left) * (f64::from(minutes) / 1_440.0 - f64::from(self.first)) / self.days
    }

    pub(super) fn polyline(&mut self, points: &str, stroke: &'static str, width: &'static str) {
        self.sheet.polyline(points, stroke, width);
    }

    pub(super) fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, fill: &'static str) {
        self.sheet.rect((x, y), (width, height), fill);
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: &'static str, width: f64) {
        self.sheet.line(from, to, stroke, width);
    }

    pub(super) fn text(&mut self, x: f64, y: f64, size: f64, anchor: &'static str, fill: &'static str, text: &str) {
        self.sheet.text((x, y), size, anchor, fill, text);
    }
}

/// The chart as an SVG document that refers to nothing outside itself.
pub(super) fn render(plan: &Plan) -> String {
    let rows = plan.movements.len().min(ROWS_MAX);
    let row_h = (900.0 / f64::from(u32::try_from(rows.max(1)).unwrap_or(1))).clamp(4.0, 14.0);
    let gantt = row_h * f64::from(u32::try_from(rows).unwrap_or(0));
    let strip: Vec<(&str, &str)> = strip_rows(plan);
    let strip_h = 16.0 * f64::from(u32::try_from(strip.len()).unwrap_or(0));
    let height = TOP + gantt + 60.0 + CURVE + 70.0 + strip_h + 60.0;
    let days = f64::from(plan.closure_min.div_ceil(1_440).max(1));
    let mut sheet = Sheet::new(WIDTH, height, LEFT, (0, days));
    let head = format!(
        "closure {}, no plan can be faster than {} (gap {:.1} %)",
        duration(i64::from(plan.closure_min)),
        duration(i64::from(plan.lower_bound_min)),
        plan.gap * 100.0
    );
    sheet.head(&plan.name, &head);
    axis(&mut sheet, TOP - 8.0, TOP + gantt);
    gantt_rows(&mut sheet, plan, rows, row_h);
    let base = TOP + gantt + 60.0;
    curve(&mut sheet, plan, base);
    let below = base + CURVE + 46.0;
    if !strip.is_empty() {
        sheet.text(
            24.0,
            below - 8.0,
            13.0,
            "start",
            style::INK,
            "What holds up, day by day (darker: more pieces, longer)",
        );
        axis(&mut sheet, below, below + strip_h);
        heat(&mut sheet, plan, &strip, below);
    }
    legend(&mut sheet, plan, height - 30.0);
    sheet.finish()
}

/// Days from `top` to `bottom`.
pub(super) fn axis(sheet: &mut Sheet, top: f64, bottom: f64) {
    let every = if sheet.days <= 14.0 {
        1
    } else if sheet.days <= 45.0 {
        2
    } else {
        7
    };
    let mut day = 0_u32;
    while f64::from(day) <= sheet.days {
        let on = sheet.first + day;
        let x = sheet.x(on * 1_440);
        sheet.line((x, top), (x, bottom), style::RULE, 0.7);
        sheet.text(x, top - 3.0, 10.5, "middle", style::INK_SOFT, &format!("C+{on}"));
        day += every;
    }
}

fn gantt_rows(sheet: &mut Sheet, plan: &Plan, rows: usize, row_h: f64) {
    let mut y = TOP;
    for movement in plan.movements.iter().take(rows) {
        if row_h >= 7.0 {
            let units: Vec<&str> = movement.contents.iter().map(|one| one.unit.as_str()).collect();
            let first = units.first().copied().unwrap_or("");
            let label = format!("{}  {} x {}", movement.id, movement.pieces, clipped(first, 34));
            sheet.text(24.0, y + row_h - 2.0, (row_h - 1.0).min(10.5), "start", style::INK, &label);
        }
        for line in &movement.ledger {
            if line.line == "not ready" || line.line == "wait for departure" {
                continue;
            }
            let x = sheet.x(line.start_min);
            let width = sheet.x(line.start_min + line.minutes) - x;
            sheet.rect(x, y + 0.5, width, row_h - 1.0, style::ledger(&line.line));
        }
        y += row_h;
    }
    if plan.movements.len() > rows {
        let more = format!("and {} more load units", plan.movements.len() - rows);
        sheet.text(24.0, y + 14.0, 11.0, "start", style::INK_SOFT, &more);
    }
}

fn curve(sheet: &mut Sheet, plan: &Plan, top: f64) {
    let total: u32 = plan.movements.iter().map(|movement| movement.pieces).sum();
    let bottom = top + CURVE;
    let y = |pieces: u32| bottom - CURVE * f64::from(pieces) / f64::from(total.max(1));
    axis(sheet, top - 8.0, bottom);
    sheet.text(24.0, top + 12.0, 13.0, "start", style::INK, "Pieces complete at their destination");
    for part in [0, 1, 2, 3, 4] {
        let pieces = total * part / 4;
        sheet.line((LEFT, y(pieces)), (RIGHT, y(pieces)), style::RULE, 0.7);
        sheet.text(LEFT - 8.0, y(pieces) + 4.0, 10.5, "end", style::INK_SOFT, &thousands(u64::from(pieces)));
    }
    let mut arrivals: Vec<(u32, u32)> =
        plan.movements.iter().map(|movement| (movement.arrive_min, movement.pieces)).collect();
    arrivals.sort_unstable();
    let mut points = vec![format!("{:.1},{bottom:.1}", sheet.x(0))];
    let mut sum = 0;
    for (minute, pieces) in arrivals {
        let x = sheet.x(minute);
        points.push(format!("{x:.1},{:.1}", y(sum)));
        sum += pieces;
        points.push(format!("{x:.1},{:.1}", y(sum)));
    }
    sheet.polyline(&points.join(" "), style::BAND, "2");
    let bound = sheet.x(plan.lower_bound_min);
    sheet.line((bound, top), (bound, bottom), style::END, 1.5);
    sheet.text(bound - 6.0, top + 100.0, 10.5, "end", style::END, "no plan closes earlier");
}

fn strip_rows(plan: &Plan) -> Vec<(&str, &str)> {
    let mut rows: Vec<(&str, &str, u64, u32)> = Vec::new();
    for one in &plan.binding {
        match rows.iter_mut().find(|row| row.0 == one.asset) {
            Some(row) => row.2 += one.piece_hours,
            None => rows.push((&one.asset, &one.name, one.piece_hours, one.day)),
        }
    }
    rows.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(b.0)));
    rows.truncate(STRIP_ROWS);
    rows.sort_by_key(|row| row.3);
    rows.into_iter().map(|row| (row.0, row.1)).collect()
}

fn heat(sheet: &mut Sheet, plan: &Plan, rows: &[(&str, &str)], top: f64) {
    let most = plan.binding.iter().map(|one| one.piece_hours).max().unwrap_or(1).max(1);
    let mut y = top;
    for (asset, name) in rows {
        sheet.text(24.0, y + 11.0, 10.5, "start", style::INK, &clipped(name, 46));
        for one in plan.binding.iter().filter(|one| one.asset == *asset) {
            let x = sheet.x((one.day - 1) * 1_440);
            let width = sheet.x(one.day * 1_440).min(RIGHT) - x;
            let shade = ["#fde8c8", "#fbc98b", "#f2a541", "#d9622b", "#a4161a"];
            // Waiting falls off quickly from day to day: a scale of thirds shows all of it.
            let mut level = 4;
            let mut edge = most;
            while level > 0 && one.piece_hours * 3 < edge {
                edge /= 3;
                level -= 1;
            }
            sheet.rect(x, y + 1.0, width, 14.0, shade[level]);
        }
        y += 16.0;
    }
}

fn legend(sheet: &mut Sheet, plan: &Plan, y: f64) {
    let mut x = 24.0;
    for share in
        plan.ledger.iter().filter(|share| share.line != "not ready" && share.line != "wait for departure").take(12)
    {
        sheet.rect(x, y - 10.0, 14.0, 11.0, style::ledger(&share.line));
        sheet.text(x + 18.0, y, 11.0, "start", style::INK, &share.line);
        x += 34.0 + 6.4 * f64::from(u32::try_from(share.line.len()).unwrap_or(0));
    }
    sheet.text(RIGHT, y + 20.0, 10.0, "end", style::INK_SOFT, &plan.stamp.attribution.join("; "));
}
