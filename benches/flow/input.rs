//! The benchmark's input: links with capacities and weights, 30 ports, 10 destinations.

use corridor::algo::flow::{FlowGraph, FlowLink, UNLIMITED};

#[path = "../detailed/tables.rs"]
mod tables;
use tables::rows;

/// Links, ports and destinations.
pub(crate) struct Input {
    /// How many nodes the links join.
    pub(crate) nodes: usize,
    /// Ends, capacity each way, weight in tenths of a second.
    pub(crate) links: Vec<(u32, u32, u64, u32)>,
    /// The links that are structures.
    pub(crate) structures: Vec<u32>,
    /// Road nodes.
    pub(crate) ports: Vec<u32>,
    /// Road nodes.
    pub(crate) destinations: Vec<u32>,
}

impl Input {
    /// The input in the folder that the arguments name; nothing when it is not there.
    pub(crate) fn from_arguments() -> Option<Input> {
        let folder = tables::folder()?;
        let ends = rows(&folder, "europe_edges", ["a", "b"]);
        let attributes = rows(&folder, "europe_attrs", ["cap", "ds", "structure"]);
        let links = ends.iter().zip(&attributes);
        let links = links.map(|(end, of)| (end[0] as u32, end[1] as u32, of[0] as u64, of[1] as u32)).collect();
        let nodes = |name| rows(&folder, name, ["road_node"]).iter().map(|row| row[0] as u32).collect();
        Some(Input {
            nodes: rows(&folder, "europe_nodes", ["lat"]).len(),
            links,
            structures: (0..attributes.len() as u32).filter(|&link| attributes[link as usize][2] == 1.0).collect(),
            ports: nodes("ports"),
            destinations: nodes("dests"),
        })
    }

    /// The node that feeds the ports.
    pub(crate) fn source(&self) -> u32 {
        self.nodes as u32
    }

    /// The node that the destinations feed.
    pub(crate) fn sink(&self) -> u32 {
        self.nodes as u32 + 1
    }

    /// The links with their capacities, then one from the source to each port, then one from each destination to the sink.
    pub(crate) fn flow_links(&self) -> Vec<FlowLink> {
        let two_way = self.links.iter().map(|&(a, b, most, _)| FlowLink { a, b, forward: most, backward: most });
        let one_way = |a, b| FlowLink { a, b, forward: UNLIMITED, backward: 0 };
        let ports = self.ports.iter().map(|&port| one_way(self.source(), port));
        let destinations = self.destinations.iter().map(|&destination| one_way(destination, self.sink()));
        two_way.chain(ports).chain(destinations).collect()
    }

    /// The graph of those links.
    pub(crate) fn flow_graph(&self) -> FlowGraph {
        FlowGraph::new(self.nodes + 2, self.flow_links())
    }
}
