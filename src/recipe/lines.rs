//! Rows of `rail_lines.csv` and `road_classes.csv`, put on the links that they describe.
//!
//! A row names positions along a line; between two of them the shortest way of the line's gauge is taken, and with it
//! the other tracks or carriageways that run beside it. Where two rows lie on one link the shorter one counts, because
//! it says more about the place.

use super::account::BuildReport;
use super::draft::{Draft, Link};
use super::geometry::{Point, bearing, km_between};
use super::geometry_source::word;
use super::input::{Input, Line};
use super::locate::Locator;
use super::patch::stored_gauge;
use super::settings::Recipe;
use super::walk::{Around, way};
use crate::data::base::Way;

/// Directions that differ by less than this are those of lines beside each other, degrees.
const BESIDE_DEG: f64 = 25.0;

/// Marks the links of every row; waypoints without a line near and gaps between them are named.
/// O(rows * (way found + links beside it) * log links).
pub(super) fn mark(draft: &mut Draft, input: &Input, recipe: &Recipe, report: &mut BuildReport) {
    let rows = if draft.way == Way::Rail { &input.rail_lines } else { &input.road_lines };
    let step = format!("lines {}", word(draft.way));
    let mut locator = Locator::new(draft);
    let mut stops: Vec<Vec<Option<u32>>> = Vec::new();
    let mut made = Vec::new();
    for row in rows {
        let of_row = row.points.iter().map(|&at| {
            let first_new = draft.nodes.len() as u32;
            let node = stop(draft, &mut locator, row, at, recipe)?;
            if node >= first_new && row.through_towns {
                made.push((node, at));
            }
            Some(node)
        });
        stops.push(of_row.collect());
    }
    let around = draft.around();
    let mut found: Vec<(f64, usize, Vec<u32>)> = Vec::new();
    for (number, (row, stops)) in rows.iter().zip(&stops).enumerate() {
        for (at, _) in row.points.iter().zip(stops).filter(|(_, stop)| stop.is_none()) {
            let reach = recipe.numbers.line_reach_km;
            report.remark(&step, format!("{}: no line within {reach} km of {:.3} {:.3}", row.id, at.lat, at.lon));
        }
        let links = along(draft, &around, row, stops, recipe, &step, report);
        found.push((links.iter().map(|&link| draft.link(link).km).sum(), number, links));
    }
    // Longest first, so that shorter rows, which say more about a place, have the last word.
    found.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    for (_, number, links) in &found {
        for &link in links {
            let beside = beside(draft, &locator, link, recipe);
            for index in std::iter::once(link).chain(beside) {
                draft.links[index as usize].line = Some(*number as u16);
            }
        }
    }
    let bent = made.into_iter().filter(|&(node, at)| bend(draft, &around, node, at, recipe)).count();
    report.count(&step, "straightened links bent through a waypoint", bent);
    report.count(&step, "rows", rows.len());
    report.count(&step, "rows on no link", found.iter().filter(|(_, _, links)| links.is_empty()).count());
    let described = draft.live().filter(|(_, link)| link.line.is_some());
    report.measure(&step, "km described", described.map(|(_, link)| link.km).sum());
    report.measure(&step, "km in all", draft.km());
}

fn fits(row: &Line, link: &Link) -> bool {
    row.gauge_mm == 0 || link.gauge_mm == stored_gauge(row.gauge_mm)
}

/// The node of the line at a waypoint.
fn stop(draft: &mut Draft, locator: &mut Locator, row: &Line, at: Point, recipe: &Recipe) -> Option<u32> {
    let hit = locator.nearest(draft, at, recipe.numbers.line_reach_km, |_, link| fits(row, link))?;
    Some(locator.node_at(draft, hit, recipe.numbers.snap_km))
}

/// Moves a node that was put into a straightened link to the place that the row says the line passes, if the true length
/// of the link's two parts has room for that. Returns whether it did.
fn bend(draft: &mut Draft, around: &Around, node: u32, at: Point, recipe: &Recipe) -> bool {
    let [one, two] = around[node as usize][..] else { return false };
    let off = km_between(draft.node(node).at, at);
    if off < recipe.numbers.snap_km || draft.node(node).border || draft.link(one).land != draft.link(two).land {
        return false;
    }
    let ends = [one, two].map(|link| draft.node(draft.link(link).other(node)).at);
    let legs = ends.map(|end| km_between(end, at));
    let km = draft.link(one).km + draft.link(two).km;
    let way = legs[0] + legs[1];
    if way > km || legs.iter().any(|leg| *leg < 2.0 * off) {
        return false;
    }
    draft.nodes[node as usize].at = at;
    draft.links[one as usize].km = km * legs[0] / way;
    draft.links[two as usize].km = km * legs[1] / way;
    true
}

/// The links from stop to stop.
fn along(
    draft: &Draft,
    around: &Around,
    row: &Line,
    stops: &[Option<u32>],
    recipe: &Recipe,
    step: &str,
    report: &mut BuildReport,
) -> Vec<u32> {
    let present: Vec<u32> = stops.iter().flatten().copied().collect();
    let mut links = Vec::new();
    for pair in present.windows(2).filter(|pair| pair[0] != pair[1]) {
        let (from, to) = (draft.node(pair[0]).at, draft.node(pair[1]).at);
        let limit_km = km_between(from, to) * recipe.numbers.line_detour_factor + recipe.numbers.line_reach_km;
        match way(draft, around, (pair[0], pair[1]), limit_km, |link| fits(row, link)) {
            Some(found) => links.extend(found),
            None => report.remark(
                step,
                format!(
                    "{}: no way of at most {limit_km:.0} km from {:.3} {:.3} to {:.3} {:.3}; give more waypoints",
                    row.id, from.lat, from.lon, to.lat, to.lon
                ),
            ),
        }
    }
    links
}

/// Links of the same kind that run beside a link over its whole length or their own.
fn beside(draft: &Draft, locator: &Locator, index: u32, recipe: &Recipe) -> Vec<u32> {
    let link = draft.link(index);
    let (a, b) = (draft.node(link.a).at, draft.node(link.b).at);
    let reach = recipe.numbers.line_twin_km;
    let direction = bearing(a, b);
    let parallel = |other: &Link| {
        let apart = (bearing(draft.node(other.a).at, draft.node(other.b).at) - direction).rem_euclid(180.0);
        other.gauge_mm == link.gauge_mm && other.way == link.way && apart.min(180.0 - apart) <= BESIDE_DEG
    };
    let near = |at: Point| locator.near(draft, at, reach, |other, ends| other != index && parallel(ends));
    let middle = Point::new((a.lat + b.lat) / 2.0, (a.lon + b.lon) / 2.0);
    let within = |at: Point| super::geometry::nearest_on_line(at, a, b).2 <= reach;
    let whole = |other: u32| {
        let (c, d) = (draft.node(draft.link(other).a).at, draft.node(draft.link(other).b).at);
        within(c) && within(d)
    };
    near(middle).into_iter().map(|hit| hit.link).filter(|&other| whole(other)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::recipe;
    use super::*;

    /// ```text
    ///   0 ----- 1 ----- 2 ----- 3      the main line, with a second track beside 1-2
    ///            \\=====/
    ///             4 ---- 5             a branch
    /// ```
    #[test]
    fn the_shorter_row_and_the_second_track() {
        let mut draft = Draft::new(Way::Rail);
        let at = |lat, lon| Point::new(lat, lon);
        let nodes: Vec<u32> = [(52.0, 20.0), (52.0, 20.1), (52.0, 20.2), (52.0, 20.3), (52.002, 20.1), (52.002, 20.2)]
            .iter()
            .map(|&(lat, lon)| draft.add_node(at(lat, lon), 1435, 0))
            .collect();
        let main: Vec<u32> = (0..3).map(|i| draft.add_link(nodes[i], nodes[i + 1], 6.9, 0)).collect();
        let beside = draft.add_link(nodes[4], nodes[5], 6.9, 0);
        for index in 0..draft.links.len() {
            draft.links[index].gauge_mm = 1435;
        }
        let line = |id: &str, gauge_mm, from, to| Line {
            id: id.to_owned(),
            gauge_mm,
            motorway: false,
            through_towns: true,
            points: vec![at(52.0, from), at(52.0, to)],
        };
        let input = Input {
            rail_lines: vec![
                line("middle", 1435, 20.1, 20.2),
                line("whole", 1435, 20.0, 20.3),
                line("broad", 1520, 20.0, 20.3),
            ],
            ..Input::default()
        };
        let mut report = BuildReport::default();
        mark(&mut draft, &input, &recipe(), &mut report);
        let row = |link: u32| draft.link(link).line;
        assert_eq!(main.iter().map(|&link| row(link)).collect::<Vec<_>>(), [Some(1), Some(0), Some(1)]);
        assert_eq!(row(beside), Some(0));
        assert!(report.remarks.iter().all(|remark| remark.message.starts_with("broad")), "{:?}", report.remarks);
        assert_eq!(report.remarks.len(), 2);
    }

    /// ```text
    ///        (waypoint)
    ///   0 ---------------- 1      one straight link, longer than the straight line
    /// ```
    #[test]
    fn a_straight_link_is_bent_through_a_town_if_its_length_has_room() {
        let at = |lat, lon| Point::new(lat, lon);
        for (km, bent) in [(30.0, true), (27.6, false)] {
            let mut draft = Draft::new(Way::Road);
            let (a, b) = (draft.add_node(at(52.0, 20.0), 0, 0), draft.add_node(at(52.0, 20.4), 0, 0));
            draft.add_link(a, b, km, 0);
            let row = Line {
                id: "r".to_owned(),
                gauge_mm: 0,
                motorway: false,
                through_towns: true,
                points: vec![at(52.0, 20.0), at(52.03, 20.2), at(52.0, 20.4)],
            };
            mark(
                &mut draft,
                &Input { road_lines: vec![row], ..Input::default() },
                &recipe(),
                &mut BuildReport::default(),
            );
            assert_eq!(draft.nodes.iter().any(|node| node.at.lat == 52.03), bent);
            assert!((draft.km() - km).abs() < 1e-9);
        }
    }
}
