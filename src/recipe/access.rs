//! Where ports, places, terminals and airfields touch the road and the railway.

use super::account::BuildReport;
use super::draft::Draft;
use super::geometry::{Point, km_between};
use super::input::Input;
use super::locate::Locator;
use super::patch::stored_gauge;
use super::settings::Recipe;
use crate::data::base::Way;

/// A contact of a facility with a node of a draft.
#[derive(Clone, Debug)]
pub(super) struct Access {
    pub(super) facility: String,
    pub(super) node: u32,
    pub(super) km: f64,
}

/// What a facility needs.
struct Wish {
    facility: String,
    name: String,
    at: Point,
    land: Option<u8>,
    /// Greatest distance to a railway, and the gauge if it is named; none for facilities without rail.
    rail: Vec<(f64, Option<u16>)>,
}

fn wishes(recipe: &Recipe, input: &Input) -> Vec<Wish> {
    let numbers = &recipe.numbers;
    let wish = |kind: &str, id: &str, name: &str, country: &str, at: Point, rail| Wish {
        facility: format!("{kind}:{id}"),
        name: name.to_owned(),
        at,
        land: recipe.land(country),
        rail,
    };
    let mut all = Vec::new();
    for row in &input.ports {
        let rail = if row.rail.0 { vec![(numbers.port_rail_km, None)] } else { Vec::new() };
        all.push(wish("port", &row.id, &row.name, &row.country, Point::new(row.lat.0, row.lon.0), rail));
    }
    for row in &input.places {
        all.push(wish("place", &row.id, &row.name, &row.country, Point::new(row.lat.0, row.lon.0), Vec::new()));
    }
    for row in &input.terminals {
        let gauges = row.gauges.0.iter().map(|gauge| (numbers.terminal_rail_km, gauge.parse().ok().map(stored_gauge)));
        all.push(wish(
            "terminal",
            &row.id,
            &row.name,
            &row.country,
            Point::new(row.lat.0, row.lon.0),
            gauges.collect(),
        ));
    }
    for row in &input.airfields {
        all.push(wish("airfield", &row.id, &row.name, &row.country, Point::new(row.lat.0, row.lon.0), Vec::new()));
    }
    all
}

/// Finds the contact of every facility with the draft's lines: the nearest line in its own country, met at a node or
/// at a new node on it, which contraction then leaves. Facilities without the contact they should have are named with
/// the distance to the nearest line. O(facilities · log links).
pub(super) fn attach(draft: &mut Draft, recipe: &Recipe, input: &Input, report: &mut BuildReport) -> Vec<Access> {
    let step = format!("access {}", super::geometry_source::word(draft.way));
    let mut locator = Locator::new(draft);
    let mut made = Vec::new();
    let mut without = 0;
    for wish in wishes(recipe, input) {
        let Some(land) = wish.land else {
            if draft.way == Way::Road {
                report.remark(&step, format!("{} ({}) lies in a country that is left out", wish.facility, wish.name));
            }
            continue;
        };
        let wanted =
            if draft.way == Way::Road { vec![(recipe.numbers.road_access_km, None)] } else { wish.rail.clone() };
        for (reach_km, gauge) in wanted {
            let fits = |link: &super::draft::Link| {
                link.way != Way::Shuttle && gauge.is_none_or(|gauge| gauge == link.gauge_mm)
            };
            let hit = locator.nearest(draft, wish.at, 80.0, |_, link| fits(link) && link.land == land);
            match hit {
                Some(hit) if hit.km <= reach_km => {
                    let node = locator.node_at(draft, hit, recipe.numbers.snap_km);
                    draft.nodes[node as usize].fixed = true;
                    let km = km_between(wish.at, draft.node(node).at);
                    made.push(Access { facility: wish.facility.clone(), node, km });
                }
                other => {
                    without += 1;
                    let gauge = gauge.map_or(String::new(), |gauge| format!(" of {gauge} mm"));
                    let way = super::geometry_source::word(draft.way);
                    let far = other
                        .map_or("none within 80 km".to_owned(), |hit| format!("the nearest is {:.1} km away", hit.km));
                    report.remark(
                        &step,
                        format!(
                            "{} ({}): no {way}{gauge} in its country within {reach_km} km; {far}",
                            wish.facility, wish.name
                        ),
                    );
                }
            }
        }
    }
    report.count(&step, "contacts made", made.len());
    report.count(&step, "contacts that could not be made", without);
    made
}
