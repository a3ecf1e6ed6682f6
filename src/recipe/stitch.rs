//! Closing the hairline gaps that rounding left in the open geometry.

use super::account::BuildReport;
use super::draft::Draft;
use super::geometry::{Point, km_between, point_between};
use super::geometry_source::word;
use super::locate::Spots;
use super::settings::{Numbers, Recipe};
use super::walk::{Around, reached};
use crate::data::rows::BorderCrossingRow;

/// Whether a new join between two countries may be made: always, unless all crossings of the pair are listed and none
/// is near.
pub(super) struct Gates<'a> {
    recipe: &'a Recipe,
    crossings: Vec<&'a BorderCrossingRow>,
}

impl<'a> Gates<'a> {
    /// The crossings of one mode.
    pub(super) fn new(recipe: &'a Recipe, crossings: &'a [BorderCrossingRow], mode: &str) -> Self {
        let of_mode = |row: &&BorderCrossingRow| row.mode.0.iter().any(|word| word == mode);
        Gates { recipe, crossings: crossings.iter().filter(of_mode).collect() }
    }

    /// All listed crossings of the mode.
    pub(super) fn listed(&self) -> &[&'a BorderCrossingRow] {
        &self.crossings
    }

    /// The listed crossings between two countries.
    pub(super) fn of_pair(&self, a: u8, b: u8) -> Vec<Point> {
        let pair = [self.recipe.code(a), self.recipe.code(b)];
        let is_it = |row: &&&BorderCrossingRow| {
            pair == [&row.country_a, &row.country_b] || pair == [&row.country_b, &row.country_a]
        };
        self.crossings.iter().filter(is_it).map(|row| Point::new(row.lat.0, row.lon.0)).collect()
    }

    /// Whether a way from country `a` to country `b` may pass at `p`.
    pub(super) fn open(&self, a: u8, b: u8, p: Point) -> bool {
        let listed = self.of_pair(a, b);
        let reach = self.recipe.numbers.crossing_km;
        a == b || listed.is_empty() || listed.into_iter().any(|crossing| km_between(p, crossing) <= reach)
    }
}

/// Joins node pairs within `join_km`, then every dead end to the nearest node within `dead_end_km` whose way round
/// over the network is more than `detour_factor` times as long. O(nodes · neighbours) plus one bounded Dijkstra search
/// for each dead end. Source: tried on this geometry; see the project's notes on its data.
pub(super) fn stitch(draft: &mut Draft, numbers: &Numbers, gates: &Gates<'_>, report: &mut BuildReport) {
    let step = format!("stitch {}", word(draft.way));
    let spots = Spots::new(draft);
    report.count(&step, "separate pieces before", draft.pieces().1);
    let (mut joined, mut refused) = (0, 0);
    for node in 0..draft.nodes.len() as u32 {
        for (other, km) in spots.near(draft.node(node).at, numbers.join_km) {
            if other <= node {
                continue;
            }
            if may_join(draft, gates, node, other) {
                let land = draft.node(node.min(other)).land;
                draft.add_link(node, other, km, land);
                joined += 1;
            } else {
                refused += 1;
            }
        }
    }
    let ends = dead_ends(draft, numbers.join_km);
    report.count(&step, "dead ends", ends.len());
    let mut bridged = 0;
    // Kept up to date, so that joins made before count as ways round.
    let mut around = draft.around();
    for end in ends {
        let Some((other, km)) = gap_over(draft, &around, &spots, numbers, end) else { continue };
        if may_join(draft, gates, end, other) {
            let land = draft.node(end).land;
            let link = draft.add_link(end, other, km, land);
            around[end as usize].push(link);
            around[other as usize].push(link);
            bridged += 1;
        } else {
            refused += 1;
        }
    }
    report.count(&step, "node pairs joined, hairline gaps", joined);
    report.count(&step, "dead ends joined over a gap", bridged);
    report.count(&step, "joins refused: no listed border crossing there", refused);
    report.count(&step, "separate pieces after", draft.pieces().1);
}

fn may_join(draft: &Draft, gates: &Gates<'_>, a: u32, b: u32) -> bool {
    let (a, b) = (draft.node(a), draft.node(b));
    a.land == b.land || gates.open(a.land, b.land, point_between(a.at, b.at, 0.5))
}

/// Nodes from which only one way leads on, counting nodes nearer than `join_km` along the network as one.
fn dead_ends(draft: &Draft, join_km: f64) -> Vec<u32> {
    let (spot, spots) = draft.pieces_by(|link| link.km <= join_km);
    let mut ways = vec![0_u32; spots];
    let mut last = vec![u32::MAX; spots];
    let mut leads = vec![u32::MAX; spots];
    for (_, link) in draft.live() {
        let (a, b) = (spot[link.a as usize], spot[link.b as usize]);
        if a == b {
            continue;
        }
        for (here, there, node) in [(a, b, link.a), (b, a, link.b)] {
            // Two links to the same neighbour spot are the two tracks of one way.
            if last[here as usize] != there {
                ways[here as usize] += 1;
                last[here as usize] = there;
            }
            leads[here as usize] = node;
        }
    }
    let mut ends: Vec<u32> = (0..spots).filter(|&s| ways[s] == 1).map(|s| leads[s]).collect();
    ends.sort_unstable();
    ends
}

/// The nearest node within reach of a dead end that is far away over the network.
fn gap_over(draft: &Draft, around: &Around, spots: &Spots, numbers: &Numbers, end: u32) -> Option<(u32, f64)> {
    let near = spots.near(draft.node(end).at, numbers.dead_end_km);
    let round = reached(draft, around, end, near.last()?.1 * numbers.detour_factor);
    let far = |other: u32, km: f64| round.get(&other).is_none_or(|m| *m as f64 / 1000.0 > km * numbers.detour_factor);
    near.into_iter().find(|&(other, km)| other != end && km > 0.0 && far(other, km))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::base::Way;
    use crate::recipe::tests::recipe;

    /// ```text
    ///   0 --- 1 . 2 --- 3      the dot is a gap of 80 m, the colon one of 1.1 km
    ///                   :
    ///                   4 --- 5
    /// ```
    #[test]
    fn gaps_are_closed() {
        let mut draft = Draft::new(Way::Rail);
        for (lat, lon) in [(50.0, 10.0), (50.0, 10.1), (50.0, 10.1011), (50.0, 10.2), (49.99, 10.2), (49.99, 10.3)] {
            draft.add_node(Point::new(lat, lon), 0, 0);
        }
        for (a, b) in [(0, 1), (2, 3), (4, 5)] {
            draft.add_link(a, b, 7.0, 0);
        }
        let recipe = recipe();
        let mut report = BuildReport::default();
        stitch(&mut draft, &recipe.numbers, &Gates::new(&recipe, &[], "rail"), &mut report);
        assert_eq!(draft.pieces().1, 1);
        assert_eq!(report.value("stitch rail", "node pairs joined, hairline gaps"), 1.0);
        assert_eq!(report.value("stitch rail", "dead ends joined over a gap"), 1.0);
    }
}
