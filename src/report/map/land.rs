//! Sea, states, borders, rivers and lakes.

use std::collections::BTreeSet;

use super::pen::{Pen, Stroke};
use super::view::{Rect, View, clip_line, clip_ring};
use crate::report::basemap::{ArcKind, Basemap};
use crate::report::style;

/// Lines in pixels.
type Lines = Vec<Vec<(f64, f64)>>;

/// A state on the sheet: ISO code and rings in pixels, cut to the map.
pub(super) struct State {
    pub(super) code: String,
    pub(super) rings: Lines,
}

/// The basemap on the sheet.
pub(super) struct Land {
    pub(super) states: Vec<State>,
    coasts: Lines,
    borders: Lines,
    lakes: Lines,
    rivers: Vec<(u8, Lines)>,
}

impl Land {
    /// Projects what the view can show.
    pub(super) fn project(base: &Basemap, view: &View) -> Land {
        let frame = view.rect.inset(-12.0);
        let arcs: Lines = base.arcs.iter().map(|arc| view.line(&arc.points)).collect();
        let states = base.countries.iter().map(|country| {
            let rings = country.rings.iter().map(|ring| {
                let mut points: Vec<(f64, f64)> = Vec::new();
                for (arc, backwards) in ring {
                    if *backwards { points.extend(arcs[*arc].iter().rev()) } else { points.extend(&arcs[*arc]) }
                }
                clip_ring(&points, frame)
            });
            State { code: country.code.clone(), rings: rings.filter(|ring| ring.len() >= 3).collect() }
        });
        let of_kind = |kind: ArcKind| {
            let chosen = base.arcs.iter().zip(&arcs).filter(move |(arc, _)| arc.kind == kind);
            chosen.flat_map(|(_, line)| clip_line(line, frame)).collect()
        };
        let lakes = base.lakes.iter().flatten().map(|ring| clip_ring(&view.line(ring), frame));
        let rivers = base.rivers.iter().map(|(rank, line)| (*rank, clip_line(&view.line(line), frame)));
        Land {
            states: states.filter(|state| !state.rings.is_empty()).collect(),
            coasts: of_kind(ArcKind::Coast),
            borders: of_kind(ArcKind::Border),
            lakes: lakes.filter(|ring| ring.len() >= 3).collect(),
            rivers: rivers.filter(|(_, lines)| !lines.is_empty()).collect(),
        }
    }

    /// Draws everything below the ways; some states brighter than the others.
    pub(super) fn draw(&self, pen: &mut Pen, view: &View, bright: &BTreeSet<&str>) {
        pen.rect(view.rect, style::SEA, None, 0.0);
        pen.lines(&graticule(view), Stroke::solid(style::GRATICULE, 1.0));
        pen.lines(&self.coasts, Stroke::solid(style::SHORE, 9.0));
        for state in &self.states {
            let fill = if bright.contains(state.code.as_str()) { style::LAND_CROSSED } else { style::LAND };
            pen.area(&state.rings, fill, Some((fill, 0.7)));
        }
        for (rank, lines) in &self.rivers {
            let width = match rank {
                1..=3 => 2.0,
                4..=5 => 1.6,
                6..=7 => 1.2,
                _ => 0.9,
            };
            pen.lines(lines, Stroke::solid(style::RIVER, width));
        }
        pen.area(&self.lakes, style::SEA, Some((style::RIVER, 0.8)));
        pen.lines(&self.borders, Stroke::solid("#e4dfe6", 3.6));
        pen.lines(&self.borders, Stroke::dashed(style::BORDER, 1.3, "8 2.5 2 2.5"));
        pen.lines(&self.coasts, Stroke::solid(style::COAST, 0.9));
    }
}

/// Lines of latitude and longitude every so many degrees.
fn graticule(view: &View) -> Lines {
    let span_km = view.km_per_px * view.rect.width;
    let step = if span_km > 2500.0 {
        10.0
    } else if span_km > 900.0 {
        5.0
    } else if span_km > 350.0 {
        2.0
    } else {
        1.0
    };
    let frame: Rect = view.rect.inset(-12.0);
    let mut lines = Vec::new();
    let count = |from: f64, to: f64| ((to - from) / step) as i32;
    for index in 0..=count(-100.0, 100.0) {
        let lon = -100.0 + step * f64::from(index);
        lines.push((0..=110).map(|lat| (lon, 20.0 + f64::from(lat) / 2.0)).collect::<Vec<_>>());
    }
    for index in 0..=count(20.0, 80.0) {
        let lat = 20.0 + step * f64::from(index);
        lines.push((0..=400).map(|lon| (-100.0 + f64::from(lon) / 2.0, lat)).collect());
    }
    lines.iter().flat_map(|line| clip_line(&view.line(line), frame)).collect()
}
