//! Track gauges: the country's own, exceptions along polylines, and a node of its own for each gauge at a place.

use std::collections::BTreeMap;

use super::account::BuildReport;
use super::draft::Draft;
use super::geometry::{Point, km_to_polyline, point_between};
use super::input::{GaugeLine, Input};
use super::locate::Locator;
use super::patch::stored_gauge;
use super::settings::Recipe;
use crate::data::rows::GaugeChangeRow;

const STEP: &str = "gauges";

/// The gauge of ordinary lines at `p` in country `land`, mm.
pub(super) fn common_gauge(recipe: &Recipe, input: &Input, land: u8, p: Point) -> u16 {
    let code = recipe.code(land);
    let area = recipe.gauge_areas.iter().find(|area| area.country == code && area.bounds.holds(p));
    let country = || input.countries.iter().find(|row| row.code == code).and_then(|row| row.rail_gauge_mm);
    stored_gauge(area.map(|area| area.gauge_mm).or_else(country).unwrap_or(1435))
}

/// Gives every link its gauge: that of its country, or of a listed line all of it lies along.
/// O(links · points of the listed lines).
pub(super) fn assign(draft: &mut Draft, recipe: &Recipe, input: &Input, report: &mut BuildReport) {
    let mut along: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
    for index in 0..draft.links.len() {
        let link = &draft.links[index];
        if link.gone {
            continue;
        }
        let (a, b) = (draft.node(link.a).at, draft.node(link.b).at);
        let middle = point_between(a, b, 0.5);
        let mut gauge_mm = common_gauge(recipe, input, link.land, middle);
        if let Some(line) = input.gauge_lines.iter().find(|line| lies_along(line, [a, middle, b])) {
            let entry = along.entry(&line.id).or_default();
            entry.0 += 1;
            entry.1 += link.km;
            gauge_mm = stored_gauge(line.gauge_mm);
        }
        draft.links[index].gauge_mm = gauge_mm;
    }
    for line in &input.gauge_lines {
        match along.get(line.id.as_str()) {
            Some((links, km)) => {
                report.count(STEP, &format!("links along {}", line.id), *links);
                report.measure(STEP, &format!("km along {}", line.id), *km);
            }
            None => report.remark(STEP, format!("{}: no rail link lies along it", line.id)),
        }
    }
}

fn lies_along(line: &GaugeLine, points: [Point; 3]) -> bool {
    // A box first: most links are nowhere near.
    let margin = line.tolerance_km / 40.0;
    let near = line.points.iter().fold((f64::MAX, f64::MIN, f64::MAX, f64::MIN), |b, p| {
        (b.0.min(p.lat), b.1.max(p.lat), b.2.min(p.lon), b.3.max(p.lon))
    });
    let boxed = |p: &Point| {
        (near.0 - margin..=near.1 + margin).contains(&p.lat) && (near.2 - margin..=near.3 + margin).contains(&p.lon)
    };
    points.iter().all(boxed) && points.iter().all(|&p| km_to_polyline(p, &line.points) <= line.tolerance_km)
}

/// Splits every node where links of several gauges meet into one node for each gauge. A border node keeps its mark
/// only where links of both countries remain. O(nodes + links).
pub(super) fn part(draft: &mut Draft, report: &mut BuildReport) {
    let around = draft.around();
    let mut parted = 0;
    for (node, links) in around.iter().enumerate() {
        let mut gauges: Vec<u16> = links.iter().map(|&link| draft.link(link).gauge_mm).collect();
        gauges.sort_unstable();
        gauges.dedup();
        let Some(&first) = gauges.first() else { continue };
        draft.nodes[node].gauge_mm = first;
        parted += usize::from(gauges.len() > 1);
        for &gauge_mm in &gauges[1..] {
            let mut twin = draft.nodes[node].clone();
            twin.gauge_mm = gauge_mm;
            draft.nodes.push(twin);
            let number = (draft.nodes.len() - 1) as u32;
            for &link in links {
                let link = &mut draft.links[link as usize];
                if link.gauge_mm == gauge_mm {
                    link.a = if link.a as usize == node { number } else { link.a };
                    link.b = if link.b as usize == node { number } else { link.b };
                }
            }
        }
    }
    mend_borders(draft);
    report.count(STEP, "nodes parted, one for each gauge", parted);
}

/// Takes the border mark from nodes whose links lie in one country; returns how many.
pub(super) fn mend_borders(draft: &mut Draft) -> usize {
    let around = draft.around();
    let mut mended = 0;
    for (node, links) in around.iter().enumerate() {
        let one = links.windows(2).all(|pair| draft.link(pair[0]).land == draft.link(pair[1]).land);
        if draft.nodes[node].border && one {
            draft.nodes[node].border = false;
            mended += 1;
            if let Some(&link) = links.first() {
                draft.nodes[node].land = draft.link(link).land;
            }
        }
    }
    mended
}

/// A gauge change with its two nodes in the draft.
pub(super) struct Change {
    pub(super) id: String,
    pub(super) a: u32,
    pub(super) b: u32,
}

/// Finds the lines of both gauges at every gauge-change place, and fixes a node on each. O(rows · log links).
pub(super) fn changes(
    draft: &mut Draft,
    rows: &[GaugeChangeRow],
    recipe: &Recipe,
    report: &mut BuildReport,
) -> Vec<Change> {
    let step = "gauge changes";
    let mut locator = Locator::new(draft);
    let mut made = Vec::new();
    for row in rows {
        let at = Point::new(row.lat.0, row.lon.0);
        let mut node_on = |gauge_mm: u16| {
            let gauge_mm = stored_gauge(gauge_mm);
            let hit = locator.nearest(draft, at, 60.0, |_, link| link.gauge_mm == gauge_mm);
            match hit {
                Some(hit) if hit.km <= recipe.numbers.gauge_change_km => {
                    let node = locator.node_at(draft, hit, recipe.numbers.snap_km);
                    draft.nodes[node as usize].fixed = true;
                    Some(node)
                }
                other => {
                    let far = other
                        .map_or("none within 60 km".to_owned(), |hit| format!("the nearest is {:.1} km away", hit.km));
                    report.remark(step, format!("{} ({}): no line of {gauge_mm} mm there; {far}", row.id, row.name));
                    None
                }
            }
        };
        if let (Some(a), Some(b)) = (node_on(row.gauge_a_mm), node_on(row.gauge_b_mm)) {
            made.push(Change { id: row.id.clone(), a, b });
        }
    }
    report.count(step, "places with both gauges", made.len());
    report.count(step, "places without", rows.len() - made.len());
    made
}
