//! Large cities keep a node of their own on every kind of way, so that one can ask for ways between them by name.

use super::account::BuildReport;
use super::draft::Draft;
use super::geometry::{Point, km_between};
use super::geometry_source::word;
use super::locate::Locator;
use super::names::Gazetteer;
use super::settings::Numbers;
use crate::data::base::Way;

/// Fixes a node for each city: on roads the nearest line within `city_km`, on railways the nearest line of each gauge.
/// O(cities · log links).
pub(super) fn fix_cities(draft: &mut Draft, gazetteer: &Gazetteer, numbers: &Numbers, report: &mut BuildReport) {
    let mut locator = Locator::new(draft);
    let mut gauges: Vec<u16> = draft.live().map(|(_, link)| link.gauge_mm).collect();
    gauges.sort_unstable();
    gauges.dedup();
    let mut fixed = 0;
    let people = if draft.way == Way::Rail { numbers.rail_city_people } else { numbers.road_city_people };
    for at in cities(gazetteer, people, numbers.suburb_km) {
        for &gauge_mm in &gauges {
            let fits = |_: u32, link: &super::draft::Link| link.gauge_mm == gauge_mm && link.way != Way::Shuttle;
            if let Some(hit) = locator.nearest(draft, at, numbers.city_km, fits) {
                let node = locator.node_at(draft, hit, numbers.snap_km);
                fixed += usize::from(!draft.node(node).fixed);
                draft.nodes[node as usize].fixed = true;
            }
        }
    }
    report.count(&format!("cities {}", word(draft.way)), "nodes kept for large cities", fixed);
}

/// Cities of `people` or more; suburbs within `suburb_km` of a larger one are not counted.
fn cities(gazetteer: &Gazetteer, people: u32, suburb_km: f64) -> Vec<Point> {
    let mut large = gazetteer.larger_than(people);
    large.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.e5().cmp(&b.0.e5())));
    let mut cities: Vec<Point> = Vec::new();
    for (at, _) in large {
        if cities.iter().all(|city| km_between(*city, at) > suburb_km) {
            cities.push(at);
        }
    }
    cities
}
