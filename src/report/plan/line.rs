//! A time-distance diagram: time to the right, the line downwards, a stroke for each run.

use super::chart::{Sheet, axis, clipped};
use super::movements::{clock, harmless};
use crate::analysis::plan::line::{LineRuns, Run};
use crate::error::Result;
use crate::report::page::{Align, Grid};
use crate::report::record::{self, Row};
use crate::report::style;

const WIDTH: f64 = 1_600.0;
const LEFT: f64 = 330.0;
const TOP: f64 = 104.0;
const HEIGHT: f64 = 760.0;

/// Units with a colour of their own; the others share the last.
const COLOURS: [&str; 8] = ["#1d6fa5", "#c1121f", "#2f7f6f", "#e0701a", "#8e2a8b", "#6b8e23", "#24292f", "#7d93a8"];

/// Columns of the table of points.
const COLUMNS: [&str; 7] = ["record", "movement", "unit", "pieces", "km", "minute", "time"];

fn units(runs: &LineRuns) -> Vec<&str> {
    let mut units: Vec<(&str, u32)> = Vec::new();
    for run in &runs.runs {
        match units.iter_mut().find(|one| one.0 == run.unit) {
            Some(one) => one.1 += run.pieces,
            None => units.push((&run.unit, run.pieces)),
        }
    }
    units.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    units.into_iter().map(|one| one.0).collect()
}

/// Whole minutes of a run's first and last point.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "minutes after C are positive and small")]
fn span(run: &Run) -> (u32, u32) {
    let whole = |point: Option<&(f64, f64)>| point.map_or(0, |point| point.1.round().max(0.0) as u32);
    (whole(run.points.first()), whole(run.points.last()))
}

/// The picture (SVG).
pub(super) fn picture(runs: &LineRuns) -> String {
    let legend = units(runs);
    let whole_km = runs.places.last().map_or(1.0, |place| place.km).max(0.1);
    let last_min = runs.runs.iter().map(|run| span(run).1).max().unwrap_or(0);
    let shown = legend.len().min(COLOURS.len());
    #[allow(clippy::cast_precision_loss, reason = "at most eight")]
    let below = 46.0 + 16.0 * shown.div_ceil(2) as f64;
    let first_day = runs.runs.iter().map(|run| span(run).0).min().unwrap_or(0) / 1_440;
    let days = f64::from(last_min.div_ceil(1_440).max(first_day + 1) - first_day);
    let mut sheet = Sheet::new(WIDTH, TOP + HEIGHT + below + 30.0, LEFT, (first_day, days));
    let (first, last) = (runs.places.first(), runs.places.last());
    let ends = first.zip(last).map_or_else(String::new, |(a, b)| format!("{} to {}, {:.0} km", a.name, b.name, b.km));
    sheet.head(
        &runs.name,
        &format!("by {} from {ends}: the way of {}, {} runs", runs.mode, runs.along, runs.runs.len()),
    );
    axis(&mut sheet, TOP - 8.0, TOP + HEIGHT);
    let y = |km: f64| TOP + HEIGHT * km / whole_km;
    for place in &runs.places {
        sheet.line((LEFT, y(place.km)), (1_560.0, y(place.km)), style::RULE, 0.7);
        sheet.text(
            LEFT - 8.0,
            y(place.km) + 4.0,
            10.5,
            "end",
            style::INK,
            &format!("{} {}", clipped(&place.name, 40), place.country),
        );
        sheet.text(24.0, y(place.km) + 4.0, 10.5, "start", style::INK_SOFT, &format!("{:.0} km", place.km));
    }
    let per_min = (sheet.x(1_440) - sheet.x(0)) / 1_440.0;
    for run in &runs.runs {
        let points: Vec<String> = run
            .points
            .iter()
            .map(|(km, minute)| format!("{:.1},{:.1}", sheet.x(0) + per_min * minute, y(*km)))
            .collect();
        let place = legend.iter().position(|unit| *unit == run.unit).unwrap_or(0);
        sheet.polyline(&points.join(" "), COLOURS[place.min(COLOURS.len() - 1)], "1.4");
    }
    let mut row = TOP + HEIGHT + 30.0;
    for (place, unit) in legend.iter().take(COLOURS.len()).enumerate() {
        let x = if place % 2 == 0 { LEFT } else { LEFT + 560.0 };
        let others = legend.len() > COLOURS.len() && place == COLOURS.len() - 1;
        let words = if others { format!("{} other units", legend.len() - place) } else { clipped(unit, 70) };
        sheet.rect(x, row - 8.0, 22.0, 4.0, COLOURS[place]);
        sheet.text(x + 30.0, row, 11.0, "start", style::INK, &words);
        if place % 2 == 1 {
            row += 16.0;
        }
    }
    sheet.text(1_560.0, TOP + HEIGHT + below + 18.0, 10.0, "end", style::INK_SOFT, &runs.stamp.attribution.join("; "));
    sheet.finish()
}

/// Every point of every run (CSV); first the places.
///
/// # Errors
/// Never on text in memory.
pub(super) fn csv(runs: &LineRuns) -> Result<Vec<u8>> {
    let row = |record: &str| Row::new(&COLUMNS, record);
    let mut rows: Vec<Row> = runs
        .places
        .iter()
        .map(|place| row("place").with("unit", format!("{} {}", place.name, place.country)).with("km", place.km))
        .collect();
    for run in &runs.runs {
        for (km, minute) in &run.points {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "minutes after C")]
            let whole = minute.round().max(0.0) as u32;
            rows.push(
                row("run")
                    .with("movement", &run.movement)
                    .with("unit", harmless(&run.unit))
                    .with("pieces", run.pieces)
                    .with("km", km)
                    .with("minute", minute)
                    .with("time", clock(whole)),
            );
        }
    }
    record::table(&COLUMNS, &rows)
}

/// A row for each run.
pub(super) fn table(runs: &LineRuns, width: usize) -> String {
    let mut grid = Grid::new(&[
        ("load unit", Align::Left),
        ("unit", Align::Left),
        ("pieces", Align::Right),
        ("enters", Align::Right),
        ("at km", Align::Right),
        ("leaves", Align::Right),
        ("at km", Align::Right),
    ]);
    for run in &runs.runs {
        let (first_min, last_min) = span(run);
        let km = |point: Option<&(f64, f64)>| point.map_or_else(String::new, |point| format!("{:.0}", point.0));
        grid.row([
            run.movement.clone(),
            clipped(&run.unit, 40),
            run.pieces.to_string(),
            clock(first_min),
            km(run.points.first()),
            clock(last_min),
            km(run.points.last()),
        ]);
    }
    let places: Vec<String> =
        runs.places.iter().map(|place| format!("{} {} ({:.0} km)", place.name, place.country, place.km)).collect();
    format!(
        "{}\nby {} along the way of {}\n{}\n\n{}",
        runs.name,
        runs.mode,
        runs.along,
        places.join(" - "),
        grid.print(width)
    )
}
