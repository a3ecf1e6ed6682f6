//! Points that stray: the source rounds coordinates to 100 m and straightens lines, so that a few points of one state's
//! ways lie just inside another. They are moved along their own way until they lie at home; shapes lose such points.

use super::account::BuildReport;
use super::geometry::{Point, km_between};
use super::lands::{Ground, Map};
use super::settings::Recipe;
use crate::data::base::{Base, Shapes};

/// A point is looked for along the way at this many places between two neighbouring points.
const STEPS: i32 = 200;

/// Whether a position (hundred-thousandths of a degree) lies in another kept state than those of `codes`.
fn strays(map: &dyn Map, recipe: &Recipe, at: (i32, i32), codes: &[String]) -> bool {
    match map.ground(point(at)) {
        Ground::Kept(land) => recipe.countries.kept.get(usize::from(land)).is_some_and(|kept| !codes.contains(kept)),
        _ => false,
    }
}

fn point(at: (i32, i32)) -> Point {
    Point { lat: f64::from(at.0) / 1e5, lon: f64::from(at.1) / 1e5 }
}

/// Moves stray nodes home and drops stray shape points; counts both, and says which nodes could not be moved.
///
/// Complexity: one look-up per point, and [`STEPS`] per stray node and link.
pub(super) fn mend(base: &mut Base, shapes: &mut Shapes, map: &dyn Map, recipe: &Recipe, report: &mut BuildReport) {
    let mut dropped = 0;
    for (link, shape) in base.links.iter().zip(&mut shapes.0) {
        let codes = [base.countries[usize::from(link.country)].clone()];
        let before = shape.len();
        shape.retain(|at| !strays(map, recipe, *at, &codes));
        dropped += before - shape.len();
    }
    let mut beside: Vec<Vec<usize>> = vec![Vec::new(); base.nodes.len()];
    for (index, link) in base.links.iter().enumerate() {
        beside[link.a as usize].push(index);
        beside[link.b as usize].push(index);
    }
    let (mut moved, mut stuck) = (0, 0);
    for (node, near) in beside.iter().enumerate() {
        let at = (base.nodes[node].lat_e5, base.nodes[node].lon_e5);
        // A border node is at home in the states of all its ways, but not in a third one.
        let codes: Vec<String> =
            near.iter().map(|link| base.countries[usize::from(base.links[*link].country)].clone()).collect();
        if codes.is_empty() || !strays(map, recipe, at, &codes) {
            continue;
        }
        match home(base, shapes, node, near, &|at| !strays(map, recipe, at, &codes)) {
            Some((lat_e5, lon_e5)) => {
                (base.nodes[node].lat_e5, base.nodes[node].lon_e5) = (lat_e5, lon_e5);
                moved += 1;
            }
            None => stuck += 1,
        }
    }
    report.count("stray points", "shape points in another state, dropped", dropped);
    report.count("stray points", "nodes in another state, moved along their way", moved);
    report.count("stray points", "nodes in another state that no way leads home", stuck);
}

/// The nearest position along the node's ways that is at home.
fn home(
    base: &Base,
    shapes: &Shapes,
    node: usize,
    links: &[usize],
    at_home: &dyn Fn((i32, i32)) -> bool,
) -> Option<(i32, i32)> {
    let at = (base.nodes[node].lat_e5, base.nodes[node].lon_e5);
    let mut best: Option<(f64, (i32, i32))> = None;
    for index in links {
        let link = &base.links[*index];
        let mut line = shapes.0[*index].clone();
        let other = if link.a as usize == node { link.b } else { link.a };
        if link.a as usize != node {
            line.reverse();
        }
        line.push((base.nodes[other as usize].lat_e5, base.nodes[other as usize].lon_e5));
        let mut from = at;
        'way: for to in line {
            for step in 1..=STEPS {
                let along = |a: i32, b: i32| a + (b - a) * step / STEPS;
                let here = (along(from.0, to.0), along(from.1, to.1));
                if at_home(here) {
                    let km = km_between(point(at), point(here));
                    if best.is_none_or(|(least, _)| km < least) {
                        best = Some((km, here));
                    }
                    break 'way;
                }
            }
            from = to;
        }
    }
    best.map(|(_, here)| here)
}
