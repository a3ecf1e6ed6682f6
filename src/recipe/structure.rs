//! Bridges and tunnels of `structures.csv`, put on the links they stand on.

use super::account::BuildReport;
use super::draft::{Draft, Link};
use super::geometry::{Point, bearing, km_between};
use super::geometry_source::word;
use super::locate::Locator;
use super::rivers::{Net, Water, crossings};
use super::settings::Recipe;
use crate::data::base::Way;
use crate::data::rows::StructureRow;

/// Marks the links of each mode of every structure.
///
/// Where ways cross a water of `rivers.csv`, every crossing belongs to the nearest structure over that water: its links
/// (on a border those of one side) are marked, however straightened the way is. Any other structure stands on the nearest link, and on its twins: second
/// carriageways or tracks that run the same way and share no node with it. What has no link near is named.
/// O(rows · log links + crossings · rows).
pub(super) fn place(
    draft: &mut Draft,
    rows: &[StructureRow],
    waters: &[Water],
    recipe: &Recipe,
    report: &mut BuildReport,
) {
    let way = word(draft.way);
    let step = format!("structures {way}");
    let reach_km = match draft.way {
        Way::Rail => recipe.numbers.structure_rail_km,
        Way::Road | Way::Shuttle => recipe.numbers.structure_road_km,
    };
    let over = over_waters(draft, rows, waters, recipe);
    let locator = Locator::new(draft);
    let (mut placed, mut missing, mut twins) = (0, 0, 0);
    for (number, row) in rows.iter().enumerate() {
        if !carries(row, way) {
            continue;
        }
        let mut stands_on = over[number].clone();
        if stands_on.is_empty() {
            let hits = locator.near(draft, Point::new(row.lat.0, row.lon.0), 30.0, |_, _| true);
            let Some(first) = hits.first().filter(|hit| hit.km <= reach_km) else {
                missing += 1;
                let far = hits
                    .first()
                    .map_or("none within 30 km".to_owned(), |hit| format!("the nearest is {:.1} km away", hit.km));
                report.remark(&step, format!("{} ({}): no {way} within {reach_km} km; {far}", row.id, row.name));
                continue;
            };
            stands_on.push(first.link);
            // A way that passes far off is straightened: what runs beside it there need not be its second track.
            let beside = first.km + if first.km <= recipe.numbers.twin_km { recipe.numbers.twin_km } else { 0.0 };
            for hit in hits.iter().skip(1).take_while(|hit| hit.km <= beside) {
                if is_twin(draft, draft.link(first.link), draft.link(hit.link)) {
                    stands_on.push(hit.link);
                    twins += 1;
                }
            }
        }
        placed += 1;
        for link in stands_on {
            draft.links[link as usize].structures.push(number as u16);
        }
    }
    for link in &mut draft.links {
        link.structures.sort_unstable();
        link.structures.dedup();
    }
    report.count(&step, "structures put on a link", placed);
    report.count(
        &step,
        "of these by a crossing of a listed water",
        over.iter().filter(|links| !links.is_empty()).count(),
    );
    report.count(&step, "structures without a link", missing);
    report.count(&step, "second carriageways or tracks marked too", twins);
}

/// Whether a structure carries a mode.
fn carries(row: &StructureRow, way: &str) -> bool {
    row.modes.0.iter().any(|mode| mode == way)
}

/// For each structure the links of the crossings that are its own.
fn over_waters(draft: &Draft, rows: &[StructureRow], waters: &[Water], recipe: &Recipe) -> Vec<Vec<u32>> {
    let way = word(draft.way);
    let mut links: Vec<Vec<u32>> = vec![Vec::new(); rows.len()];
    for crossing in crossings(&Net::of_draft(draft, recipe), waters) {
        let name = waters[crossing.water].name.as_str();
        let km = |row: &StructureRow| km_between(crossing.at, Point::new(row.lat.0, row.lon.0));
        let near = rows.iter().enumerate().filter(|(_, row)| {
            carries(row, way) && row.crosses.as_deref() == Some(name) && km(row) <= recipe.numbers.structure_crossing_km
        });
        if let Some((number, _)) = near.min_by(|x, y| km(x.1).total_cmp(&km(y.1)).then(x.0.cmp(&y.0))) {
            // One side is enough to be passed by whoever crosses; the one with fewer links, so that a way along the bank
            // from one border node to the next does not seem to cross.
            links[number].extend(crossing.sides.iter().min_by_key(|side| side.len()).into_iter().flatten());
        }
    }
    links
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
