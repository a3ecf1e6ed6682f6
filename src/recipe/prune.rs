//! Leaving out separate pieces of network that lead nowhere.

use super::account::BuildReport;
use super::draft::Draft;
use super::geometry::{Point, km_between};
use super::geometry_source::word;
use super::locate::Locator;
use rstar::primitives::GeomWithData;

/// Pieces left out are told one by one from this length on, km.
const TOLD_KM: f64 = 20.0;

/// Keeps the largest piece, pieces of at least `least_km`, pieces with a patched line (rail) or with a node of
/// `wanted`; roads besides the largest piece must also be nearest to one of `harbours` (within `harbour_km`), so that
/// islands stay and crumbs go. Node numbers stay. O(nodes + links).
pub(super) fn keep_pieces(
    draft: &mut Draft,
    least_km: f64,
    wanted: &[u32],
    harbours: Option<(&[Point], f64)>,
    report: &mut BuildReport,
) {
    let step = format!("pieces {}", word(draft.way));
    let (piece, pieces) = draft.pieces();
    let mut km = vec![0.0; pieces];
    let mut keep = vec![false; pieces];
    for (_, link) in draft.live() {
        let number = piece[link.a as usize] as usize;
        km[number] += link.km;
        keep[number] |= harbours.is_none() && link.patch.is_some();
    }
    let largest = (0..pieces).max_by(|&a, &b| km[a].total_cmp(&km[b]).then(b.cmp(&a)));
    let reached = harbours.map(|(points, reach_km)| {
        let locator = Locator::new(draft);
        let hits = points.iter().filter_map(|&at| {
            locator.nearest(draft, at, reach_km, |_, link| km[piece[link.a as usize] as usize] >= least_km)
        });
        hits.map(|hit| piece[draft.link(hit.link).a as usize] as usize).collect::<Vec<usize>>()
    });
    for number in 0..pieces {
        let island = reached.as_ref().is_none_or(|reached| reached.contains(&number));
        keep[number] |= Some(number) == largest || (km[number] >= least_km && island);
    }
    wanted.iter().for_each(|&node| keep[piece[node as usize] as usize] = true);
    for link in draft.links.iter_mut().filter(|link| !link.gone) {
        link.gone = !keep[piece[link.a as usize] as usize];
    }
    let mut tell = |number: usize, fate: &str| {
        let nodes =
            (0..piece.len()).filter(|&node| piece[node] as usize == number).map(|node| draft.node(node as u32).at);
        let gap = largest.and_then(|largest| gap_to(draft, &piece, largest as u32, nodes));
        let gap = gap.map_or(String::new(), |(at, km)| {
            format!("; it comes nearest to the largest piece at {:.3} {:.3}, by {km:.1} km", at.lat, at.lon)
        });
        report.remark(&step, format!("a separate piece of {:.0} km is {fate}{gap}", km[number]));
    };
    let left = (0..pieces).filter(|&number| !keep[number] && km[number] > 0.0);
    left.clone().filter(|&number| km[number] >= TOLD_KM).for_each(|number| tell(number, "left out"));
    let kept = (0..pieces).filter(|&number| keep[number] && Some(number) != largest && km[number] > 0.0);
    kept.for_each(|number| tell(number, "kept"));
    report.count(&step, "separate pieces", (0..pieces).filter(|&number| km[number] > 0.0).count());
    report.count(&step, "pieces left out", left.clone().count());
    report.measure(&step, "km left out", left.map(|number| km[number]).sum());
    report.measure(&step, "km of the largest piece", largest.map_or(0.0, |number| km[number]));
}

/// The node of the largest piece nearest to any of `nodes`, and its distance in km. O((nodes) log nodes).
fn gap_to(draft: &Draft, piece: &[u32], largest: u32, nodes: impl Iterator<Item = Point>) -> Option<(Point, f64)> {
    let flat = |p: Point| [p.lon * p.lat.to_radians().cos(), p.lat];
    let in_largest = (0..piece.len()).filter(|&node| piece[node] == largest);
    let spots = in_largest.map(|node| GeomWithData::new(flat(draft.node(node as u32).at), node as u32)).collect();
    let tree = rstar::RTree::bulk_load(spots);
    let nearest = nodes.filter_map(|p| tree.nearest_neighbor(&flat(p)).map(|spot| (draft.node(spot.data).at, p)));
    nearest.map(|(there, here)| (there, km_between(there, here))).min_by(|a, b| a.1.total_cmp(&b.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::base::Way;

    /// ```text
    ///   0 --200-- 1      2 --150-- 3      4 --150-- 5      6 --5-- 7       a port lies at 2
    /// ```
    #[test]
    fn islands_with_a_port_stay_and_crumbs_go() {
        let mut draft = Draft::new(Way::Road);
        for (index, km) in [200.0, 150.0, 150.0, 5.0].into_iter().enumerate() {
            let lat = 50.0 + index as f64;
            let a = draft.add_node(Point::new(lat, 10.0), 0, 0);
            let b = draft.add_node(Point::new(lat, 10.5), 0, 0);
            draft.add_link(a, b, km, 0);
        }
        let mut report = BuildReport::default();
        let port = [Point::new(51.0, 9.99)];
        keep_pieces(&mut draft, 100.0, &[], Some((&port, 15.0)), &mut report);
        assert_eq!(draft.live().map(|(index, _)| index).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(report.value("pieces road", "km left out"), 155.0);
        assert!(report.remarks.iter().any(|remark| remark.message.contains("150 km is left out")));
    }
}
