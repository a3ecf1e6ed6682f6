//! In which order to take a graph apart, so that a contraction hierarchy on it stays small: nested dissection.
//!
//! A small set of nodes (a *separator*) cuts the graph into two parts of similar size; it comes last in the order, before
//! it the two parts, each cut again in the same way. Separators are found by *inertial flow*: sort the nodes along a
//! direction, join the first quarter to a source and the last quarter to a sink, and take a minimum cut between them.
//! Nodes with at most two neighbours are taken off first, in rounds of nodes that are not neighbours, so that a long chain
//! is halved each time and not unravelled from one end.
//!
//! A. Schild, C. Sommer, "On balanced separators in road networks", SEA 2015; J. Dibbelt, B. Strasser, D. Wagner,
//! "Customizable contraction hierarchies", ACM JEA 21 (2016).

use crate::algo::graph::{Graph, NONE};

/// Parts of at most this many nodes are ordered by degree.
const SMALL: usize = 6;

/// The order in which to contract the nodes of `graph`, first to last.
///
/// `places`: a position for each node in any two whole-number coordinates, for example latitude and longitude in
/// hundred-thousandths of a degree; only the order along four directions matters, so bad positions make the hierarchy
/// larger, never wrong. Returns each node once. About O(links x cut size x log nodes); the same order for the same input.
///
/// # Panics
/// When there is not one place per node.
///
/// ```
/// use corridor::algo::{dissection::contraction_order, graph::{Graph, Link}};
/// let graph = Graph::new(3, vec![Link { a: 0, b: 1, weight: 1 }, Link { a: 1, b: 2, weight: 1 }]);
/// let mut order = contraction_order(&graph, &[(0, 0), (0, 1), (0, 2)]);
/// order.sort();
/// assert_eq!(order, [0, 1, 2]);
/// ```
pub fn contraction_order(graph: &Graph, places: &[(i32, i32)]) -> Vec<u32> {
    assert_eq!(places.len(), graph.nodes(), "one place per node");
    let mut near: Vec<Vec<u32>> = (0..graph.nodes() as u32)
        .map(|node| {
            let mut heads: Vec<u32> =
                graph.arcs(node).iter().map(|arc| arc.head).filter(|&head| head != node).collect();
            heads.sort_unstable();
            heads.dedup();
            heads
        })
        .collect();
    let mut order = take_off_chains(&mut near);
    let mut rest: Vec<u32> = (0..graph.nodes() as u32).collect();
    let mut gone = vec![false; graph.nodes()];
    order.iter().for_each(|&node| gone[node as usize] = true);
    rest.retain(|&node| !gone[node as usize]);
    let mut last_first = Vec::with_capacity(rest.len());
    let mut local = vec![NONE; graph.nodes()];
    let mut parts = vec![rest];
    while let Some(part) = parts.pop() {
        if part.len() <= SMALL {
            let mut part = part;
            part.sort_unstable_by_key(|&node| (near[node as usize].len(), node));
            last_first.extend(part.into_iter().rev());
            continue;
        }
        let mut sides = halve(&part, &near, places, &mut local);
        last_first.append(&mut sides[2]);
        let [one, other, _] = sides;
        parts.extend([one, other]);
    }
    order.extend(last_first.into_iter().rev());
    order
}

/// Takes nodes with at most two neighbours off, joining the two neighbours, until none is left. Returns them in order.
fn take_off_chains(near: &mut [Vec<u32>]) -> Vec<u32> {
    let mut order = Vec::new();
    let mut gone = vec![false; near.len()];
    let mut blocked = vec![0u32; near.len()];
    let mut candidates: Vec<u32> = (0..near.len() as u32).filter(|&node| near[node as usize].len() <= 2).collect();
    let mut round = 0;
    while !candidates.is_empty() {
        round += 1;
        let mut next = Vec::new();
        for node in candidates {
            if gone[node as usize] || near[node as usize].len() > 2 {
                continue;
            }
            if blocked[node as usize] == round {
                next.push(node);
                continue;
            }
            gone[node as usize] = true;
            order.push(node);
            let ends = near[node as usize].clone();
            for &end in &ends {
                blocked[end as usize] = round;
                let list = &mut near[end as usize];
                list.retain(|&other| other != node);
                if let Some(&far) = ends.iter().find(|&&far| far != end)
                    && !list.contains(&far)
                {
                    list.push(far);
                }
                if list.len() <= 2 {
                    next.push(end);
                }
            }
        }
        next.sort_unstable();
        next.dedup();
        candidates = next;
    }
    order
}

/// Cuts a part in two; returns one side, the other side and the separator. `local` is scratch, all [`NONE`].
fn halve(part: &[u32], near: &[Vec<u32>], places: &[(i32, i32)], local: &mut [u32]) -> [Vec<u32>; 3] {
    for (number, &node) in part.iter().enumerate() {
        local[node as usize] = number as u32;
    }
    let mut flow = UnitFlow::new(part, near, local);
    part.iter().for_each(|&node| local[node as usize] = NONE);
    let place = |number: &u32| places[part[*number as usize] as usize];
    let directions: [fn((i64, i64)) -> i64; 4] = [|(x, _)| x, |(_, y)| y, |(x, y)| x + y, |(x, y)| x - y];
    let mut best: Option<(usize, Vec<bool>)> = None;
    let mut line: Vec<u32> = (0..part.len() as u32).collect();
    for direction in directions {
        line.sort_unstable_by_key(|number| {
            let (x, y) = place(number);
            (direction((i64::from(x), i64::from(y))), *number)
        });
        let end = (part.len() / 4).max(1);
        let limit = best.as_ref().map_or(usize::MAX, |(cut, _)| *cut);
        if let Some(found) = flow.minimum_cut(&line[..end], &line[part.len() - end..], limit) {
            best = Some(found);
        }
    }
    let (_, near_source) = best.expect("the first direction has no limit");
    let on_edge = |side: bool| -> Vec<u32> {
        let crosses = |node: &u32| near_source[*node as usize] == side && flow.crosses(*node, &near_source);
        (0..part.len() as u32).filter(crosses).collect()
    };
    let (one, other) = (on_edge(true), on_edge(false));
    let separator = if one.len() <= other.len() { one } else { other };
    let mut sides = [Vec::new(), Vec::new(), Vec::new()];
    let mut cut = separator.iter().peekable();
    for number in 0..part.len() as u32 {
        let side = if cut.next_if_eq(&&number).is_some() { 2 } else { usize::from(near_source[number as usize]) };
        sides[side].push(part[number as usize]);
    }
    sides
}

/// Maximum flow where every link carries one unit, by shortest augmenting ways (E. A. Dinic 1970).
struct UnitFlow {
    first: Vec<u32>,
    head: Vec<u32>,
    /// The arc of the same link that runs the other way.
    back: Vec<u32>,
    /// Whether a unit runs along this arc.
    full: Vec<bool>,
    level: Vec<u32>,
    next: Vec<u32>,
    queue: Vec<u32>,
}

impl UnitFlow {
    fn new(part: &[u32], near: &[Vec<u32>], local: &[u32]) -> UnitFlow {
        let mut first = vec![0];
        let mut head: Vec<u32> = Vec::new();
        for &node in part {
            head.extend(near[node as usize].iter().map(|&other| local[other as usize]).filter(|&other| other != NONE));
            first.push(head.len() as u32);
        }
        let mut back = vec![NONE; head.len()];
        let mut waiting: Vec<Vec<(u32, u32)>> = vec![Vec::new(); part.len()];
        for tail in 0..part.len() as u32 {
            for arc in first[tail as usize]..first[tail as usize + 1] {
                let to = head[arc as usize];
                if to > tail {
                    waiting[to as usize].push((tail, arc));
                } else if let Some(&(_, other)) = waiting[tail as usize].iter().find(|(from, _)| *from == to) {
                    back[arc as usize] = other;
                    back[other as usize] = arc;
                }
            }
        }
        let (full, level, next) = (vec![false; head.len()], vec![NONE; part.len()], vec![0; part.len()]);
        UnitFlow { first, head, back, full, level, next, queue: Vec::new() }
    }

    fn arcs(&self, node: u32) -> std::ops::Range<u32> {
        self.first[node as usize]..self.first[node as usize + 1]
    }

    fn crosses(&self, node: u32, near_source: &[bool]) -> bool {
        self.arcs(node).any(|arc| near_source[self.head[arc as usize] as usize] != near_source[node as usize])
    }

    /// The size of a minimum cut and which nodes lie on the source's side; `None` if it is not smaller than `limit`.
    fn minimum_cut(&mut self, sources: &[u32], sinks: &[u32], limit: usize) -> Option<(usize, Vec<bool>)> {
        self.full.fill(false);
        let mut is_sink = vec![false; self.level.len()];
        sinks.iter().for_each(|&sink| is_sink[sink as usize] = true);
        let mut flow = 0;
        while self.layer(sources, &is_sink) {
            let firsts = &self.first[..self.next.len()];
            self.next.copy_from_slice(firsts);
            for &source in sources {
                while self.augment(source, &is_sink) {
                    flow += 1;
                    if flow >= limit {
                        return None;
                    }
                }
            }
        }
        let from_source: Vec<bool> = self.level.iter().map(|&level| level != NONE).collect();
        let reached = from_source.iter().filter(|&&is| is).count();
        let to_sink = self.reaching(sinks);
        let reaching = to_sink.iter().filter(|&&is| is).count();
        let balanced = if reached.abs_diff(self.level.len() - reached) <= reaching.abs_diff(self.level.len() - reaching)
        {
            from_source
        } else {
            to_sink.into_iter().map(|is| !is).collect()
        };
        Some((flow, balanced))
    }

    /// Layers of nodes by the number of links from the sources; whether a sink is among them.
    fn layer(&mut self, sources: &[u32], is_sink: &[bool]) -> bool {
        self.level.fill(NONE);
        self.queue.clear();
        self.queue.extend(sources);
        sources.iter().for_each(|&source| self.level[source as usize] = 0);
        let (mut done, mut deepest) = (0, NONE);
        while let Some(&node) = self.queue.get(done) {
            done += 1;
            let level = self.level[node as usize] + 1;
            if level > deepest {
                break;
            }
            for arc in self.arcs(node) {
                let to = self.head[arc as usize] as usize;
                if !self.full[arc as usize] && self.level[to] == NONE {
                    self.level[to] = level;
                    self.queue.push(to as u32);
                    if is_sink[to] {
                        deepest = level;
                    }
                }
            }
        }
        deepest != NONE
    }

    /// Sends one more unit from `source` through the layers to any sink, if there is room.
    fn augment(&mut self, source: u32, is_sink: &[bool]) -> bool {
        let mut way: Vec<u32> = Vec::new();
        let mut node = source;
        while !is_sink[node as usize] {
            let arc = self.next[node as usize];
            if arc == self.first[node as usize + 1] {
                self.level[node as usize] = NONE - 1;
                let Some(arc) = way.pop() else { return false };
                node = self.head[self.back[arc as usize] as usize];
                self.next[node as usize] += 1;
                continue;
            }
            let to = self.head[arc as usize];
            if !self.full[arc as usize] && self.level[to as usize] == self.level[node as usize] + 1 {
                way.push(arc);
                node = to;
            } else {
                self.next[node as usize] += 1;
            }
        }
        for arc in way {
            let back = self.back[arc as usize] as usize;
            if self.full[back] {
                self.full[back] = false;
            } else {
                self.full[arc as usize] = true;
            }
        }
        true
    }

    /// The nodes from which room is left to a sink.
    fn reaching(&mut self, sinks: &[u32]) -> Vec<bool> {
        let mut reaching = vec![false; self.level.len()];
        sinks.iter().for_each(|&sink| reaching[sink as usize] = true);
        let mut queue = sinks.to_vec();
        while let Some(node) = queue.pop() {
            for arc in self.arcs(node) {
                let from = self.head[arc as usize];
                if !self.full[self.back[arc as usize] as usize] && !reaching[from as usize] {
                    reaching[from as usize] = true;
                    queue.push(from);
                }
            }
        }
        reaching
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::graph::{Link, random};
    use crate::algo::hierarchy::Hierarchy;
    use petgraph::algo::dinics;
    use petgraph::graph::DiGraph;

    #[test]
    fn every_node_comes_once_on_random_graphs() {
        for seed in 6000..6500 {
            let (graph, places) = random::graph(seed);
            let mut order = contraction_order(&graph, &places);
            order.sort_unstable();
            assert!(order.into_iter().eq(0..graph.nodes() as u32), "seed {seed}: {graph:?}");
        }
    }

    #[test]
    fn cuts_are_as_small_as_those_of_petgraph() {
        for seed in 6500..6800 {
            let (graph, _) = random::graph(seed);
            let nodes = graph.nodes() as u32;
            let mut near = vec![Vec::new(); nodes as usize];
            let mut slow = DiGraph::<(), u32>::new();
            let at: Vec<_> = (0..nodes + 2).map(|_| slow.add_node(())).collect();
            for node in 0..nodes {
                near[node as usize] =
                    graph.arcs(node).iter().map(|arc| arc.head).filter(|&head| head != node).collect();
                near[node as usize].sort_unstable();
                near[node as usize].dedup();
                for &head in &near[node as usize] {
                    slow.add_edge(at[node as usize], at[head as usize], 1);
                }
            }
            let all: Vec<u32> = (0..nodes).collect();
            let (sources, sinks) = (&all[..all.len() / 4], &all[all.len() - all.len() / 4..]);
            for &node in sources {
                slow.add_edge(at[nodes as usize], at[node as usize], 1000);
            }
            for &node in sinks {
                slow.add_edge(at[node as usize], at[nodes as usize + 1], 1000);
            }
            let truth = dinics(&slow, at[nodes as usize], at[nodes as usize + 1]).0;
            let mut flow = UnitFlow::new(&all, &near, &all);
            let (found, side) = flow.minimum_cut(sources, sinks, usize::MAX).expect("no limit");
            assert_eq!(found as u32, truth, "seed {seed}: {graph:?}");
            let across = all.iter().filter(|&&node| side[node as usize]).flat_map(|&node| &near[node as usize]);
            let across = across.filter(|&&head| !side[head as usize]).count();
            assert_eq!(across, found, "seed {seed}: the side of the source is not a minimum cut of {graph:?}");
            assert!(sources.iter().all(|&node| side[node as usize]) && !sinks.iter().any(|&node| side[node as usize]));
        }
    }

    #[test]
    fn a_grid_takes_less_than_half_of_going_row_by_row() {
        let side = 40;
        let mut links = Vec::new();
        for node in 0..side * side {
            if node % side + 1 < side {
                links.push(Link { a: node, b: node + 1, weight: 1 });
            }
            if node + side < side * side {
                links.push(Link { a: node, b: node + side, weight: 1 });
            }
        }
        let graph = Graph::new((side * side) as usize, links);
        let places: Vec<(i32, i32)> =
            (0..side * side).map(|node| ((node / side) as i32, (node % side) as i32)).collect();
        let good = Hierarchy::new(&graph, &contraction_order(&graph, &places)).all_arcs();
        let bad = Hierarchy::new(&graph, &(0..side * side).collect::<Vec<u32>>()).all_arcs();
        assert!(2 * good < bad, "{good} arcs, row by row {bad}");
    }
}
