//! Ways round, and lines for maps.

use super::*;

/// Places that a detour names at most.
const THROUGH_MAX: usize = 4;

/// Lines of links for maps.
pub(super) struct Lines {
    graph: Graph,
    shapes: SomeShapes,
}

impl Composer<'_, '_> {
    /// The arcs of a way that is given by its links.
    pub(super) fn arcs(&self, from: u32, links: &[u32]) -> Vec<u32> {
        let mut node = from;
        let arc = |link: &u32| {
            let of = &self.network().topology.links[*link as usize];
            let back = of.a != node;
            node = if back { of.a } else { of.b };
            2 * link + u32::from(back)
        };
        links.iter().map(arc).collect()
    }

    /// A way round beside the usual one.
    pub(super) fn detour(&self, pair: usize, usual: &[u32], round: &[u32], lines: Option<&Lines>) -> Detour {
        let network = self.network();
        let topology = &network.topology;
        let length_m = |arcs: &[u32]| -> i64 {
            arcs.iter().map(|arc| i64::from(topology.links[(arc / 2) as usize].length_m)).sum()
        };
        let head = |arc: &u32| {
            let link = &topology.links[(arc / 2) as usize];
            if arc.is_multiple_of(2) { link.b } else { link.a }
        };
        let known: BTreeSet<String> = usual.iter().map(|arc| network.node_name(head(arc))).collect();
        let mut new: Vec<String> = Vec::new();
        for arc in round {
            let name = network.node_name(head(arc));
            if !known.contains(&name) && !new.contains(&name) && !name.contains('(') {
                new.push(name);
            }
        }
        let through = if new.len() <= THROUGH_MAX {
            new
        } else {
            (0..THROUGH_MAX).map(|at| new[(2 * at + 1) * new.len() / (2 * THROUGH_MAX)].clone()).collect()
        };
        let (from, to) = self.pair(pair);
        let drawing = lines.map(|lines| Drawing { network, shapes: &lines.shapes });
        let line = drawing.zip(lines).map_or_else(Vec::new, |(drawing, lines)| drawing.line(&lines.graph, round));
        Detour { from, to, extra_km: (length_m(round) - length_m(usual)).div_euclid(1_000), through, line }
    }

    pub(super) fn lines(&self) -> Result<Lines> {
        let network = self.network();
        let every: Vec<u32> = (0_u32..).zip(&network.base.links).map(|(link, _)| link).collect();
        let ends = network.topology.links.iter().map(|link| (link.a, link.b)).collect();
        Ok(Lines { graph: Graph { ends, ..Graph::default() }, shapes: network.shapes_of(&every)? })
    }

    /// Each link of an asset as a line; nothing for a whole state.
    pub(super) fn asset_lines(&self, lines: &Lines, asset: &Asset) -> Vec<Vec<(f64, f64)>> {
        if matches!(asset.what, What::Consent(_) | What::Port(_) | What::Terminal(_) | What::Crossing(_)) {
            return Vec::new();
        }
        let drawing = Drawing { network: self.network(), shapes: &lines.shapes };
        asset.links.iter().map(|link| drawing.line(&lines.graph, &[2 * link])).collect()
    }
}
