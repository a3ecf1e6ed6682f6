//! Bridges and tunnels of `structures.csv`, put on the links they stand on.

use super::account::BuildReport;
use super::draft::{Draft, Link};
use super::geometry::{Point, bearing};
use super::geometry_source::word;
use super::locate::Locator;
use super::settings::Recipe;
use crate::data::base::Way;
use crate::data::rows::StructureRow;

/// Marks the nearest link of each mode of every structure, and its twin: a second carriageway or track beside it that
/// runs the same way and shares no node with it. What has no link near is named. O(rows · log links).
pub(super) fn place(draft: &mut Draft, rows: &[StructureRow], recipe: &Recipe, report: &mut BuildReport) {
    let way = word(draft.way);
    let step = format!("structures {way}");
    let reach_km = match draft.way {
        Way::Rail => recipe.numbers.structure_rail_km,
        Way::Road | Way::Shuttle => recipe.numbers.structure_road_km,
    };
    let locator = Locator::new(draft);
    let (mut placed, mut missing, mut twins) = (0, 0, 0);
    for (number, row) in rows.iter().enumerate() {
        if !row.modes.0.iter().any(|mode| mode == way) {
            continue;
        }
        let at = Point::new(row.lat.0, row.lon.0);
        let hits = locator.near(draft, at, 30.0, |_, _| true);
        let Some(first) = hits.first().filter(|hit| hit.km <= reach_km) else {
            missing += 1;
            let far = hits
                .first()
                .map_or("none within 30 km".to_owned(), |hit| format!("the nearest is {:.1} km away", hit.km));
            report.remark(&step, format!("{} ({}): no {way} within {reach_km} km; {far}", row.id, row.name));
            continue;
        };
        placed += 1;
        let mut stands_on = vec![first.link];
        for hit in hits.iter().skip(1).take_while(|hit| hit.km <= first.km + recipe.numbers.twin_km) {
            if is_twin(draft, draft.link(first.link), draft.link(hit.link)) {
                stands_on.push(hit.link);
                twins += 1;
            }
        }
        for link in stands_on {
            draft.links[link as usize].structures.push(number as u16);
        }
    }
    for link in &mut draft.links {
        link.structures.sort_unstable();
        link.structures.dedup();
    }
    report.count(&step, "structures put on a link", placed);
    report.count(&step, "structures without a link", missing);
    report.count(&step, "second carriageways or tracks marked too", twins);
}

/// The structures that stand on some link, sorted.
pub(super) fn standing(draft: &Draft) -> Vec<u16> {
    let mut rows: Vec<u16> = draft.live().flat_map(|(_, link)| link.structures.iter().copied()).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// Runs within 25 degrees of the same line, on other nodes.
fn is_twin(draft: &Draft, one: &Link, other: &Link) -> bool {
    let direction = |link: &Link| bearing(draft.node(link.a).at, draft.node(link.b).at);
    let apart = (direction(one) - direction(other)).rem_euclid(180.0);
    let shares = [one.a, one.b].iter().any(|node| [other.a, other.b].contains(node));
    !shares && apart.min(180.0 - apart) <= 25.0
}
