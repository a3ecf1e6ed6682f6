//! Where a way runs on the map.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::algo::labels::Graph;
use crate::data::base::SomeShapes;
use crate::data::table::waypoints;
use crate::network::{LinkKind, Network};

use super::view::position;

/// What drawing looks at.
pub(in crate::analysis) struct Drawing<'a> {
    pub(in crate::analysis) network: &'a Network,
    pub(in crate::analysis) shapes: &'a SomeShapes,
}

impl Drawing<'_> {
    /// The line of some consecutive arcs as (lon, lat) in degrees, without repeated points.
    pub(in crate::analysis) fn line(&self, graph: &Graph, arcs: &[u32]) -> Vec<(f64, f64)> {
        let mut line: Vec<(f64, f64)> = Vec::new();
        let mut add = |(lat, lon): (f64, f64)| {
            if line.last() != Some(&(lon, lat)) {
                line.push((lon, lat));
            }
        };
        for arc in arcs {
            add(position(self.network, graph.tail(*arc)));
            let mut inner = self.interior((*arc / 2) as usize);
            if arc % 2 == 1 {
                inner.reverse();
            }
            inner.into_iter().for_each(&mut add);
            add(position(self.network, graph.head(*arc)));
        }
        line
    }

    /// Points between the ends of a link, from its first end, (lat, lon).
    pub(in crate::analysis) fn interior(&self, link: usize) -> Vec<(f64, f64)> {
        match self.network.topology.links[link].kind {
            LinkKind::Road(base) | LinkKind::Rail(base) | LinkKind::Shuttle(base) => {
                self.shapes.of(base).iter().map(|(lat, lon)| (f64::from(*lat) / 1e5, f64::from(*lon) / 1e5)).collect()
            }
            LinkKind::Sea(row) => {
                waypoints(&self.network.tables.sea_links[row as usize].row.waypoints).unwrap_or_default()
            }
            LinkKind::Waterway(row) => {
                waypoints(&self.network.tables.waterways[row as usize].row.waypoints).unwrap_or_default()
            }
            LinkKind::Ferry(_) => self.at_sea(link),
            _ => Vec::new(),
        }
    }

    /// A ferry is drawn along the shortest passages of the sea graph between its ports.
    fn at_sea(&self, ferry: usize) -> Vec<(f64, f64)> {
        let topology = &self.network.topology;
        let (from, to) = (topology.links[ferry].a, topology.links[ferry].b);
        let mut beside: BTreeMap<u32, Vec<(u32, usize)>> = BTreeMap::new();
        for (index, link) in topology.links.iter().enumerate() {
            if matches!(link.kind, LinkKind::Sea(_) | LinkKind::SeaAccess(_)) {
                beside.entry(link.a).or_default().push((link.b, index));
                beside.entry(link.b).or_default().push((link.a, index));
            }
        }
        let mut best: BTreeMap<u32, (u64, Option<(u32, usize)>)> = BTreeMap::from([(from, (0, None))]);
        let mut heap = BinaryHeap::from([Reverse((0_u64, from))]);
        while let Some(Reverse((metres, node))) = heap.pop() {
            if node == to || metres > best[&node].0 {
                continue;
            }
            for (next, link) in beside.get(&node).into_iter().flatten() {
                // Another port's quay is no passage.
                if matches!(topology.links[*link].kind, LinkKind::SeaAccess(_))
                    && topology.links[*link].a == *next
                    && *next != to
                {
                    continue;
                }
                let through = metres + u64::from(topology.links[*link].length_m);
                if best.get(next).is_none_or(|(old, _)| through < *old) {
                    best.insert(*next, (through, Some((node, *link))));
                    heap.push(Reverse((through, *next)));
                }
            }
        }
        let mut points = Vec::new();
        let mut node = to;
        while let Some((_, Some((before, link)))) = best.get(&node) {
            let mut inner = self.interior(*link);
            if topology.links[*link].a == *before {
                inner.reverse();
            }
            points.extend(inner);
            points.push(position(self.network, *before));
            node = *before;
        }
        points.reverse();
        points
    }
}
