//! A maximum flow by shortest augmenting paths whose distances are mended, not measured anew: Ahuja & Orlin 1991.
//!
//! Every node knows a lower bound of its steps from the source over arcs that have something left. A path is built from
//! the sink back, always to a node that is one step nearer. A node that has no such neighbour any more gets a new bound
//! from the neighbours it has, and the path steps back from it. Mending alone is slow to see that no path is left, so the
//! distances are measured anew whenever as much has been mended as measuring costs; that also ends the search.
//! O(nodes^2 links).

use super::FlowGraph;

/// Adds to `flow` until no more can go or `limit` has gone; how much went.
pub(super) fn augment(graph: &FlowGraph, flow: &mut [i64], ends: (u32, u32), limit: u64) -> u64 {
    let mut search = Search {
        graph,
        source: ends.0,
        sink: ends.1,
        steps: vec![0; graph.nodes()],
        next: graph.rows.first.clone(),
        queue: Vec::new(),
    };
    let mut pushed = 0;
    while pushed < limit && search.measure(flow) {
        pushed += search.push(flow, limit - pushed);
    }
    pushed
}

struct Search<'g> {
    graph: &'g FlowGraph,
    source: u32,
    sink: u32,
    /// Steps from the source, or fewer; as many as there are nodes: out of reach.
    steps: Vec<u32>,
    /// The arc of each node from which to look on.
    next: Vec<u32>,
    queue: Vec<u32>,
}

impl Search<'_> {
    /// Measures the steps of every node; whether the sink can be reached.
    fn measure(&mut self, flow: &[i64]) -> bool {
        let nodes = self.graph.nodes() as u32;
        self.next.copy_from_slice(&self.graph.rows.first);
        self.steps.fill(nodes);
        self.steps[self.source as usize] = 0;
        self.queue.clear();
        self.queue.push(self.source);
        let mut at = 0;
        while let Some(&node) = self.queue.get(at) {
            at += 1;
            let further = self.steps[node as usize] + 1;
            for arc in self.graph.arcs(node) {
                if self.steps[arc.head as usize] == nodes && self.graph.left(flow, arc.side) > 0 {
                    self.steps[arc.head as usize] = further;
                    self.queue.push(arc.head);
                }
            }
        }
        self.steps[self.sink as usize] < nodes
    }

    /// Pushes along paths until none is left, `limit` has gone, or as much has been mended as measuring costs.
    fn push(&mut self, flow: &mut [i64], limit: u64) -> u64 {
        let graph = self.graph;
        let nodes = graph.nodes() as u32;
        let mut budget = graph.rows.arcs.len();
        let mut pushed = 0;
        // The nodes from the sink on, and the sides of the links towards the source by which each leads to the next.
        let (mut path, mut sides): (Vec<u32>, Vec<u32>) = (vec![self.sink], Vec::new());
        loop {
            let node = path[path.len() - 1];
            if node == self.source {
                let amount = sides.iter().fold(limit - pushed, |least, &side| least.min(graph.left(flow, side)));
                let mut keep = sides.len();
                for (place, &side) in sides.iter().enumerate().rev() {
                    flow[side as usize / 2] += if side % 2 == 0 { amount as i64 } else { -(amount as i64) };
                    if graph.left(flow, side) == 0 {
                        keep = place;
                    }
                }
                pushed += amount;
                if pushed == limit {
                    return pushed;
                }
                // On from the full arc nearest the sink.
                path.truncate(keep + 1);
                sides.truncate(keep);
                continue;
            }
            let (start, end) = (self.next[node as usize], graph.rows.first[node as usize + 1]);
            let nearer = (start..end).find(|&place| {
                let arc = &graph.rows.arcs[place as usize];
                self.steps[arc.head as usize] + 1 == self.steps[node as usize] && graph.left(flow, arc.side ^ 1) > 0
            });
            if let Some(place) = nearer {
                self.next[node as usize] = place;
                let arc = &graph.rows.arcs[place as usize];
                path.push(arc.head);
                sides.push(arc.side ^ 1);
                continue;
            }
            // Mend: one step more than the nearest neighbour that something can come from.
            let mut least = nodes;
            for (place, arc) in (graph.rows.first[node as usize]..).zip(graph.arcs(node)) {
                if graph.left(flow, arc.side ^ 1) > 0 && self.steps[arc.head as usize] < least {
                    least = self.steps[arc.head as usize];
                    self.next[node as usize] = place;
                }
            }
            self.steps[node as usize] = (least + 1).min(nodes);
            if node != self.sink {
                path.pop();
                sides.pop();
            } else if self.steps[node as usize] == nodes {
                return pushed;
            }
            let cost = graph.arcs(node).len();
            if budget < cost {
                return pushed;
            }
            budget -= cost;
        }
    }
}
