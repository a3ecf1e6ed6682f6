//! Names of states, seas and towns, as many as fit.

use super::board::{Board, Wish};
use super::land::Land;
use super::letters;
use super::pen::{Anchor, Face, Name, Pen};
use super::view::{Rect, View, inside};
use super::ways::{Mark, Stop};
use crate::report::basemap::Label;
use crate::report::style;

/// Distance between the places tried for the name of a state, pixels.
const GRID: f64 = 30.0;

/// Draws the names, states before seas before towns, large ones first.
pub(super) fn draw(pen: &mut Pen, view: &View, land: &Land, labels: &[Label], stops: &[Stop], board: &mut Board) {
    let ranked = |kind: &'static str| {
        let mut chosen: Vec<&Label> = labels.iter().filter(|label| label.kind == kind).collect();
        chosen.sort_by_key(|label| label.rank);
        chosen
    };
    let towns: Vec<&Label> = ranked("city").into_iter().filter(|town| is_shown(town, view, stops)).collect();
    for town in &towns {
        let (x, y) = view.px((town.lon, town.lat));
        if town.rank <= 1 {
            board.take(Rect { x: x - 4.0, y: y - 4.0, width: 8.0, height: 8.0 });
        }
    }
    let (large, others): (Vec<&Label>, Vec<&Label>) = towns.into_iter().partition(|town| town.rank <= 2);
    large.into_iter().for_each(|label| town(pen, view, label, stops, board));
    for label in ranked("country") {
        state(pen, view, land, label, board);
    }
    for label in ranked("sea") {
        sea(pen, view, land, label, board);
    }
    others.into_iter().for_each(|label| town(pen, view, label, stops, board));
}

/// Towns of lesser rank come into sight as the map comes closer; the places of the way are named already.
fn is_shown(town: &Label, view: &View, stops: &[Stop]) -> bool {
    let limit_km_per_px = [f64::MAX, 2.6, 1.7, 1.15];
    let at = view.px((town.lon, town.lat));
    let named_by = |stop: &Stop| {
        let apart = (stop.at.0 - at.0).hypot(stop.at.1 - at.1);
        let same = stop.name.contains(&town.name) || town.name.contains(&stop.name);
        stop.mark <= Mark::Transfer && (apart < 9.0 || (apart < 60.0 && same))
    };
    view.rect.inset(10.0).holds(at)
        && limit_km_per_px.get(usize::from(town.rank) - 1).is_some_and(|limit| view.km_per_px <= *limit)
        && !stops.iter().any(named_by)
}

fn town(pen: &mut Pen, view: &View, town: &Label, stops: &[Stop], board: &mut Board) {
    let at = view.px((town.lon, town.lat));
    let (size, radius) = match town.rank {
        1 => (14.0, 3.6),
        2 => (12.5, 3.0),
        3 => (11.5, 2.4),
        _ => (10.5, 2.0),
    };
    let dot = Rect { x: at.0 - radius, y: at.1 - radius, width: 2.0 * radius, height: 2.0 * radius };
    let marked = stops.iter().any(|stop| (stop.at.0 - at.0).hypot(stop.at.1 - at.1) < 10.0);
    if town.rank > 1 && !marked && !board.is_free(&dot) {
        return;
    }
    let extent = (letters::width(&town.name, size, Face::Regular), size * 1.1);
    let wish = Wish { at, size: extent, clear: radius, reach: 8.0, patience: if town.rank == 1 { 16.0 } else { 5.5 } };
    let Some(place) = board.place(wish) else { return };
    board.take(dot);
    match town.rank {
        _ if marked => {}
        1 => {
            pen.disc(at, radius + 0.8, style::PAPER, style::TOWN, 1.4);
            pen.disc(at, 1.7, style::TOWN, style::TOWN, 0.0);
        }
        _ => pen.disc(at, radius, style::PAPER, style::TOWN, 1.2),
    }
    pen.name(&Name {
        at: (place.x, place.y + size * 0.88),
        text: &town.name,
        size,
        face: Face::Regular,
        colour: style::TOWN,
        halo: style::LAND_CROSSED,
        anchor: Anchor::Start,
        spacing: 0.0,
    });
}

/// The name of a state goes to the free place inside it that is nearest to its own, if that is on the map.
fn state(pen: &mut Pen, view: &View, land: &Land, label: &Label, board: &mut Board) {
    let Some(state) = land.states.iter().find(|state| state.code == label.country) else { return };
    let own = view.px((label.lon, label.lat));
    let text = label.name.to_uppercase();
    let close = (1.6 / view.km_per_px).clamp(0.8, 1.6);
    let sizes = match label.rank {
        1 => [19.0, 16.0, 13.0],
        2 => [17.0, 14.0, 12.0],
        _ => [14.0, 12.0, 10.5],
    };
    for size in sizes.map(|size| (size * close).clamp(10.0, 24.0)) {
        let spacing = size * 0.22;
        let width = letters::width(&text, size, Face::Regular) + spacing * text.chars().count() as f64;
        let mut best: Option<(f64, Rect)> = None;
        let columns = (view.rect.width / GRID) as usize;
        let rows = (view.rect.height / GRID) as usize;
        let grid = (0..columns * rows).map(|index| {
            let (column, row) = ((index % columns) as f64, (index / columns) as f64);
            (view.rect.x + (column + 0.5) * GRID, view.rect.y + (row + 0.5) * GRID)
        });
        for (x, y) in std::iter::once(own).chain(grid) {
            let rect = Rect { x: x - width / 2.0, y: y - size * 0.6, width, height: size * 1.2 };
            let cost = (x - own.0).hypot(y - own.1) + 25.0 * board.ways_in(&rect.inset(-3.0)) as f64;
            if best.is_some_and(|(least, _)| cost >= least) || !board.is_free(&rect) {
                continue;
            }
            let right = rect.x + rect.width;
            let edges = [(x, y), (rect.x, y), (right, y), (x - width / 4.0, y), (x + width / 4.0, y)];
            if edges.into_iter().all(|point| inside(&state.rings, point)) {
                best = Some((cost, rect));
            }
        }
        let Some((_, rect)) = best else { continue };
        board.take(rect.inset(-3.0));
        write(pen, rect, &text, size, spacing, Face::Regular, style::STATE_NAME, style::LAND_CROSSED);
        return;
    }
}

fn sea(pen: &mut Pen, view: &View, land: &Land, label: &Label, board: &mut Board) {
    let limit_km_per_px = [f64::MAX, 3.0, 1.9, 1.0];
    if limit_km_per_px.get(usize::from(label.rank) - 1).is_none_or(|limit| view.km_per_px > *limit) {
        return;
    }
    let own = view.px((label.lon, label.lat));
    let size = [19.0, 15.0, 13.0, 11.5][usize::from(label.rank).clamp(1, 4) - 1];
    let spacing = if label.rank <= 2 { size * 0.16 } else { 0.4 };
    let width = letters::width(&label.name, size, Face::Oblique) + spacing * label.name.chars().count() as f64;
    let shifts = [0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 3.0];
    let unit = (60.0 / view.km_per_px).min(26.0);
    let mut best: Option<(f64, Rect)> = None;
    for (dx, dy) in shifts.iter().flat_map(|dy| shifts.iter().map(move |dx| (dx * unit, dy * unit * 0.6))) {
        let (x, y) = (own.0 + dx, own.1 + dy);
        let rect = Rect { x: x - width / 2.0, y: y - size * 0.6, width, height: size * 1.2 };
        let cost = dx.abs() + dy.abs() + 25.0 * board.ways_in(&rect) as f64;
        let wet = (0..=6).all(|part| {
            let point = (rect.x + width * f64::from(part) / 6.0, y);
            !land.states.iter().any(|state| inside(&state.rings, point))
        });
        if wet && board.is_free(&rect) && best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, rect));
        }
    }
    let Some((_, rect)) = best else { return };
    board.take(rect.inset(-3.0));
    write(pen, rect, &label.name, size, spacing, Face::Oblique, style::SEA_NAME, style::SEA);
}

#[allow(clippy::too_many_arguments, reason = "a private way of writing one spaced name")]
fn write(pen: &mut Pen, rect: Rect, text: &str, size: f64, spacing: f64, face: Face, colour: &str, halo: &str) {
    let at = (rect.x + spacing / 2.0, rect.y + size * 0.96);
    pen.name(&Name { at, text, size, face, colour, halo, anchor: Anchor::Start, spacing });
}
