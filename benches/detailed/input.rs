//! The benchmark's input: the graph, the attributes of its links and the questions.

use corridor::algo::graph::{Graph, Link, LinkSet};

#[path = "tables.rs"]
mod tables;
use tables::rows;

/// The benchmark's graph and questions.
pub(crate) struct Input {
    /// Nodes and links; weights in tenths of a second.
    pub(crate) graph: Graph,
    /// Latitude and longitude of each node in thousandths of a degree.
    pub(crate) places: Vec<(i32, i32)>,
    /// Pairs of nodes.
    pub(crate) queries: Vec<(u32, u32)>,
    /// Of each link: the heaviest military load class and the greatest height in centimetres that it takes.
    limits: Vec<(u32, u32)>,
}

impl Input {
    /// The links that take a vehicle of this class and height.
    pub(crate) fn takes(&self, class: u32, height: u32) -> LinkSet {
        let takes = |link: u32| self.limits[link as usize].0 >= class && self.limits[link as usize].1 >= height;
        LinkSet::new(self.limits.len(), takes)
    }

    /// 64 vehicles: class and height run through every value that occurs, so that no two of them may use the same links
    /// (but for the first, which comes again as the last); they lose up to 2,000 links each.
    pub(crate) fn many_vehicles(&self) -> Vec<LinkSet> {
        let (mut classes, mut heights): (Vec<u32>, Vec<u32>) = self.limits.iter().copied().unzip();
        for values in [&mut classes, &mut heights] {
            values.sort_unstable();
            values.dedup();
        }
        let pick = |values: &[u32], at: usize| values[at % values.len()];
        (0..64).map(|number| self.takes(pick(&classes, number), pick(&heights, number / classes.len()))).collect()
    }

    /// The four vehicles of the earlier comparison in other languages, from a light one to a heavy, high one.
    pub(crate) fn four_vehicles(&self) -> Vec<LinkSet> {
        [(30, 0), (60, 400), (80, 440), (110, 480)].map(|(class, height)| self.takes(class, height)).to_vec()
    }
}

/// The input in the folder that the arguments name; nothing when it is not there, see `tables`.
pub(crate) fn from_arguments() -> Option<Input> {
    let folder = tables::folder()?;
    let places = rows(&folder, "europe_nodes", ["lat", "lon"]);
    let ends = rows(&folder, "europe_edges", ["a", "b"]);
    let attributes = rows(&folder, "europe_attrs", ["ds", "mlc", "height_cm"]);
    let queries = rows(&folder, "queries", ["s", "t"]);
    let links = ends.iter().zip(&attributes);
    let links = links.map(|(end, of)| Link { a: end[0] as u32, b: end[1] as u32, weight: of[0] as u32 }).collect();
    Some(Input {
        graph: Graph::new(places.len(), links),
        places: places.iter().map(|at| ((at[0] * 1000.0) as i32, (at[1] * 1000.0) as i32)).collect(),
        queries: queries.iter().map(|pair| (pair[0] as u32, pair[1] as u32)).collect(),
        limits: attributes.iter().map(|of| (of[1] as u32, of[2] as u32)).collect(),
    })
}
