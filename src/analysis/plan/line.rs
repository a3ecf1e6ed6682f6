//! What runs along one line when: a time-distance diagram of a published plan.
//!
//! The line is the way of one load unit on one mode; everything else that passes links of it is drawn with it. Within a step
//! of its journey a load unit is taken to run evenly: steps are what nothing can hold up.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::network::{LinkKind, Network};
use crate::replay::document::{Movement, Plan, Stamped};

/// A place on the line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Kilometres from its beginning.
    pub km: f64,
    /// Name.
    pub name: String,
    /// State, ISO code.
    pub country: String,
}

/// A load unit's run along it, without a break.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Run {
    /// Load unit.
    pub movement: String,
    /// Its first unit of the force.
    pub unit: String,
    /// Pieces.
    pub pieces: u32,
    /// Where it is when: kilometres, minutes after C. Equal kilometres one after another: it stands there.
    pub points: Vec<(f64, f64)>,
}

/// The diagram.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LineRuns {
    /// What the plan was computed from.
    pub stamp: Stamped,
    /// Name of the force.
    pub name: String,
    /// `rail` or `road`.
    pub mode: String,
    /// Load unit whose way it is.
    pub along: String,
    /// Places, from the beginning.
    pub places: Vec<Point>,
    /// Runs, in order of their first minute.
    pub runs: Vec<Run>,
}

/// Places with a name at most, beside the ends.
const PLACES_MAX: usize = 18;

/// A directed link with where it begins on the line, metres.
type Along = (u32, bool, f64);

fn mode(kind: LinkKind) -> Option<&'static str> {
    match kind {
        LinkKind::Rail(_) => Some("rail"),
        LinkKind::Road(_) => Some("road"),
        _ => None,
    }
}

/// Whether a link may lie within a line: it lengthens it, or joins two of its links.
fn within(kind: LinkKind, wanted: &str) -> bool {
    matches!(kind, LinkKind::Border | LinkKind::GaugeChange(_)) || mode(kind) == Some(wanted)
}

/// The longest unbroken stretch of a mode in a journey.
fn longest(network: &Network, movement: &Movement, wanted: &str) -> Vec<(u32, bool)> {
    let links = &network.topology.links;
    let length =
        |part: &[(u32, bool)]| part.iter().map(|(link, _)| u64::from(links[*link as usize].length_m)).sum::<u64>();
    let all: Vec<(u32, bool)> = movement.steps.iter().flat_map(|step| step.links.iter().copied()).collect();
    let parts = all.split(|(link, _)| !within(links[*link as usize].kind, wanted));
    parts.max_by_key(|part| length(part)).map(<[_]>::to_vec).unwrap_or_default()
}

/// The runs along the way of a load unit, or, when none is named, along the way that most others share. O(steps · links).
///
/// # Errors
/// When no load unit is called so, or nothing goes by rail or road.
pub fn line(network: &Network, plan: &Plan, along: Option<&str>) -> Result<LineRuns> {
    let by_rail = plan.movements.iter().any(|movement| movement.legs.iter().any(|leg| leg.mode == "rail"));
    let mut wanted = if by_rail { "rail" } else { "road" };
    let chosen = match along {
        Some(id) => {
            let found = plan.movements.iter().find(|movement| movement.id.eq_ignore_ascii_case(id.trim()));
            let found = found.ok_or_else(|| {
                let last = plan.movements.last().map_or("", |movement| movement.id.as_str());
                Error::Question(format!("no load unit is called {id}; they are M001 to {last}"))
            })?;
            if longest(network, found, "rail").is_empty() {
                wanted = "road";
            }
            found
        }
        None => busiest(network, plan, wanted)
            .ok_or_else(|| Error::Question("nothing of this plan goes by rail or road".to_owned()))?,
    };
    let way = longest(network, chosen, wanted);
    if way.is_empty() {
        return Err(Error::Question(format!("{} goes neither by rail nor by road", chosen.id)));
    }
    let links = &network.topology.links;
    let mut at_m = 0.0;
    let mut course: Vec<Along> = Vec::new();
    for (link, forward) in &way {
        course.push((*link, *forward, at_m));
        at_m += f64::from(links[*link as usize].length_m);
    }
    let of_link: BTreeMap<u32, (bool, f64)> =
        course.iter().map(|(link, forward, at_m)| (*link, (*forward, *at_m))).collect();
    let mut runs: Vec<Run> = plan.movements.iter().flat_map(|movement| runs(network, movement, &of_link)).collect();
    runs.sort_by(|a, b| a.points[0].1.total_cmp(&b.points[0].1).then(a.movement.cmp(&b.movement)));
    Ok(LineRuns {
        stamp: plan.stamp.clone(),
        name: plan.name.clone(),
        mode: wanted.to_owned(),
        along: chosen.id.clone(),
        places: places(network, &course, at_m),
        runs,
    })
}

/// The load unit whose way most others use: by metres times users.
fn busiest<'p>(network: &Network, plan: &'p Plan, wanted: &str) -> Option<&'p Movement> {
    let mut users: BTreeMap<u32, u64> = BTreeMap::new();
    let ways: Vec<Vec<(u32, bool)>> =
        plan.movements.iter().map(|movement| longest(network, movement, wanted)).collect();
    for (link, _) in ways.iter().flatten() {
        *users.entry(*link).or_default() += 1;
    }
    let worth = |way: &[(u32, bool)]| -> u64 {
        way.iter().map(|(link, _)| users[link] * u64::from(network.topology.links[*link as usize].length_m)).sum()
    };
    let all = plan.movements.iter().zip(&ways).filter(|(_, way)| !way.is_empty());
    all.max_by(|a, b| worth(a.1).cmp(&worth(b.1)).then(b.0.id.cmp(&a.0.id))).map(|(movement, _)| movement)
}

/// The parts of a journey that lie on the line.
fn runs(network: &Network, movement: &Movement, of_link: &BTreeMap<u32, (bool, f64)>) -> Vec<Run> {
    let links = &network.topology.links;
    let mut runs: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut open = false;
    for step in &movement.steps {
        let length = |link: u32| f64::from(links[link as usize].length_m);
        let whole: f64 = step.links.iter().map(|(link, _)| length(*link)).sum();
        let (go_min, span_min) = (f64::from(step.go_s) / 60.0, f64::from(step.moved_s - step.go_s) / 60.0);
        let minute = |done: f64| if whole > 0.0 { go_min + span_min * done / whole } else { go_min };
        let mut done = 0.0;
        for (link, forward) in &step.links {
            let metres = length(*link);
            let Some((same, from_m)) = of_link.get(link) else {
                // A border or a gauge change has no length: it does not end a run.
                open &= metres == 0.0;
                done += metres;
                continue;
            };
            let ends = if same == forward { (*from_m, from_m + metres) } else { (from_m + metres, *from_m) };
            if !open {
                runs.push(Vec::new());
            }
            open = true;
            if let Some(run) = runs.last_mut() {
                run.push((km(ends.0), tenth(minute(done))));
                run.push((km(ends.1), tenth(minute(done + metres))));
            }
            done += metres;
        }
    }
    let unit = movement.contents.first().map_or_else(String::new, |content| content.unit.clone());
    runs.into_iter()
        .map(|points| Run {
            movement: movement.id.clone(),
            unit: unit.clone(),
            pieces: movement.pieces,
            points: slim(points),
        })
        .filter(|run| run.points.first().map(|point| point.0) != run.points.last().map(|point| point.0))
        .collect()
}

/// Without points that lie on the line between their neighbours, or twice at one place.
fn slim(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for point in points {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., before, last] = &kept[..] {
            let (dx, dy) = (point.0 - before.0, point.1 - before.1);
            let off_min =
                if dx == 0.0 { f64::INFINITY } else { (before.1 + dy * (last.0 - before.0) / dx - last.1).abs() };
            if off_min < 0.5 || (dx == 0.0 && last.0 == point.0) {
                kept.pop();
            }
        }
        kept.push(point);
    }
    kept
}

fn km(metres: f64) -> f64 {
    tenth(metres / 1_000.0)
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Names along the line: both ends, borders, and towns where there is room.
fn places(network: &Network, course: &[Along], whole_m: f64) -> Vec<Point> {
    let topology = &network.topology;
    let mut all: Vec<(f64, u32, bool)> = Vec::new();
    for (link, forward, at_m) in course {
        let own = &topology.links[*link as usize];
        let tail = if *forward { own.a } else { own.b };
        all.push((*at_m, tail, matches!(own.kind, LinkKind::Border)));
    }
    if let Some((link, forward, _)) = course.last() {
        let own = &topology.links[*link as usize];
        all.push((whole_m, if *forward { own.b } else { own.a }, false));
    }
    #[allow(clippy::cast_precision_loss, reason = "a small number")]
    let room_m = whole_m / PLACES_MAX as f64;
    let mut kept: Vec<(f64, u32, String)> = Vec::new();
    let last = all.len().saturating_sub(1);
    let order = (0..all.len()).filter(|at| *at == 0 || *at == last || all[*at].2);
    for at in order.chain(0..all.len()) {
        let (metres, node, _) = all[at];
        let name = network.node_name(node);
        let near = kept.iter().any(|(other, ..)| (metres - other).abs() < room_m);
        if name.is_empty() || near || kept.iter().any(|(_, _, other)| *other == name) {
            continue;
        }
        kept.push((metres, node, name));
    }
    kept.sort_by(|a, b| a.0.total_cmp(&b.0));
    let country = |node: u32| network.country_code(topology.nodes[node as usize].country).to_owned();
    kept.into_iter().map(|(metres, node, name)| Point { km: km(metres), name, country: country(node) }).collect()
}
