//! What must hold in every base that is built; what does not is told in the report.

use super::account::BuildReport;
use super::geometry::Point;
use super::lands::{Ground, Map};
use super::settings::Recipe;
use crate::data::base::{Base, Shapes, Way};

const STEP: &str = "laws";

/// Checks the finished base: links join nodes of their own way and gauge, lie in the country of their ends, border nodes
/// have links in two countries or more, shapes lie in the link's country, every contact has a way on.
/// O(nodes + links + shape points).
pub(super) fn check(base: &Base, shapes: &Shapes, map: &dyn Map, recipe: &Recipe, report: &mut BuildReport) {
    let around = around(base);
    let mut broken = |law: &str, culprits: Vec<String>| {
        report.count(STEP, law, culprits.len());
        for culprit in culprits.iter().take(20) {
            report.remark(STEP, format!("{culprit} breaks the law \"{law}\""));
        }
    };
    let node_name = |node: u32| {
        let node = &base.nodes[node as usize];
        format!(
            "{} ({:?}, {:.3} {:.3})",
            &base.names[node.name as usize],
            node.way,
            f64::from(node.lat_e5) / 1e5,
            f64::from(node.lon_e5) / 1e5
        )
    };
    let right_kind = |index: usize| {
        let link = &base.links[index];
        [link.a, link.b].iter().all(|&end| {
            let node = &base.nodes[end as usize];
            let way = if link.way == Way::Shuttle { Way::Road } else { link.way };
            (node.way, node.gauge_mm) == (way, link.gauge_mm)
        })
    };
    let of_links = |indices: Vec<usize>| {
        indices.into_iter().map(|index| {
            format!("the link from {} to {}", node_name(base.links[index].a), node_name(base.links[index].b))
        })
    };
    let wrong = (0..base.links.len()).filter(|&index| !right_kind(index)).collect();
    broken("a link joins nodes of its way and gauge", of_links(wrong).collect());

    let lands = |node: usize| {
        let mut lands: Vec<u8> = around[node].iter().map(|&link| base.links[link as usize].country).collect();
        lands.sort_unstable();
        lands.dedup();
        lands
    };
    let right_land = |node: usize| {
        let (lands, of) = (lands(node), &base.nodes[node]);
        if of.border { lands.len() >= 2 && lands.contains(&of.country) } else { lands == [of.country] }
    };
    let wrong = (0..base.nodes.len()).filter(|&node| !right_land(node)).map(|node| node_name(node as u32)).collect();
    broken("only border nodes have links in two countries", wrong);

    let abroad = |index: usize| {
        let code = base.countries[base.links[index].country as usize].as_str();
        shapes.0[index].iter().any(|&(lat, lon)| {
            let ground = map.ground(Point::new(f64::from(lat) / 1e5, f64::from(lon) / 1e5));
            matches!(ground, Ground::Kept(land) if recipe.code(land) != code)
        })
    };
    let wrong: Vec<usize> = (0..base.links.len()).filter(|&index| abroad(index)).collect();
    broken("the shape of a link lies in its country", of_links(wrong).collect());

    let stuck = base.access.iter().filter(|access| around[access.node as usize].is_empty());
    broken("a contact has a way on", stuck.map(|access| access.facility.clone()).collect());
    let zero = base.links.iter().filter(|link| link.a == link.b || link.length_m == 0);
    broken("a link has two ends and a length", zero.map(|link| node_name(link.a)).collect());
    let of_change = |change: &&crate::data::base::BaseGaugeChange| {
        base.nodes[change.a as usize].gauge_mm == base.nodes[change.b as usize].gauge_mm
    };
    broken(
        "a gauge change has two gauges",
        base.gauge_changes.iter().filter(of_change).map(|change| change.id.clone()).collect(),
    );
}

fn around(base: &Base) -> Vec<Vec<u32>> {
    let mut around = vec![Vec::new(); base.nodes.len()];
    for (index, link) in base.links.iter().enumerate() {
        around[link.a as usize].push(index as u32);
        around[link.b as usize].push(index as u32);
    }
    around
}
