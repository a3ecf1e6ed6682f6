//! How many ways share no link, and the cut that proves there are no more.
//!
//! Menger 1927: the greatest number of link-disjoint paths equals the least number of links that cut the two ends
//! apart. Augmenting paths on unit capacities (Ford & Fulkerson 1956), each found by going where the target seems nearest:
//! O(k·m log n) for k ways, and far less where the guess is good. Which paths are found changes neither the count nor the
//! cut, which is the one nearest the start.

use super::heap::Heap;
use super::labels::{Graph, NONE};

/// The count and the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// Ways without a common link, at most the limit asked for.
    pub count: u32,
    /// Links of a cut of that size (nearest the start); empty when the limit was reached first.
    pub cut: Vec<u32>,
}

/// Counts link-disjoint ways from `start` to `target` up to `limit`.
///
/// `usable(link)` says whether a link may be used at all, `shared(link)` whether any number of ways may share it.
/// `toward` guesses how far each node is from the target. Returns the number found and, when below the limit, the cut. Links are undirected but for
/// arcs that the graph shuts.
pub fn disjoint(
    graph: &Graph,
    start: u32,
    target: u32,
    limit: u32,
    toward: &[u32],
    usable: &dyn Fn(u32) -> bool,
    shared: &dyn Fn(u32) -> bool,
) -> Ways {
    // +1: used from the first end to the second; -1: back.
    let mut flow = vec![0_i8; graph.ends.len()];
    let mut count = 0;
    loop {
        let mut from = vec![NONE; graph.nodes()];
        let mut seen = vec![false; graph.nodes()];
        seen[start as usize] = true;
        let mut queue = Heap::default();
        queue.push(toward[start as usize], start);
        while let Some((_, node)) = queue.pop() {
            if node == target {
                break;
            }
            for arc in graph.out(node) {
                let (link, head) = (arc / 2, graph.head(*arc));
                let direction = if arc % 2 == 0 { 1 } else { -1 };
                let closed = !usable(link) || graph.is_shut(*arc);
                if seen[head as usize] || closed || (flow[link as usize] == direction && !shared(link)) {
                    continue;
                }
                seen[head as usize] = true;
                from[head as usize] = *arc;
                queue.push(toward[head as usize], head);
            }
        }
        if !seen[target as usize] {
            let crosses = |link: &u32| {
                let (a, b) = graph.ends[*link as usize];
                let arc = if seen[a as usize] { 2 * link } else { 2 * link + 1 };
                usable(*link) && seen[a as usize] != seen[b as usize] && !graph.is_shut(arc)
            };
            let cut = (0..u32::try_from(graph.ends.len()).unwrap_or(NONE)).filter(crosses).collect();
            return Ways { count, cut };
        }
        count += 1;
        if count >= limit {
            return Ways { count, cut: Vec::new() };
        }
        let mut node = target;
        while node != start {
            let arc = from[node as usize];
            if !shared(arc / 2) {
                flow[(arc / 2) as usize] += if arc.is_multiple_of(2) { 1 } else { -1 };
            }
            node = graph.tail(arc);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(nodes: usize, ends: Vec<(u32, u32)>) -> Graph {
        let mut graph = Graph { ends, ..Graph::default() };
        graph.index(nodes);
        graph
    }

    /// Slow twin: the smallest set of links whose removal separates, by trying all sets.
    fn least_cut(nodes: usize, ends: &[(u32, u32)], start: u32, target: u32) -> u32 {
        let reaches = |removed: u32| {
            let mut seen = vec![false; nodes];
            seen[start as usize] = true;
            let mut stack = vec![start];
            while let Some(node) = stack.pop() {
                for (link, (a, b)) in ends.iter().enumerate() {
                    if removed >> link & 1 == 0 {
                        for (x, y) in [(*a, *b), (*b, *a)] {
                            if x == node && !seen[y as usize] {
                                seen[y as usize] = true;
                                stack.push(y);
                            }
                        }
                    }
                }
            }
            seen[target as usize]
        };
        (0..1_u32 << ends.len())
            .filter(|removed| !reaches(*removed))
            .map(u32::count_ones)
            .min()
            .expect("removing all separates")
    }

    #[test]
    fn count_equals_the_least_cut_on_named_seeds() {
        for seed in 1..120_u64 {
            let mut state = seed;
            let mut draw = |n: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                u32::try_from((state >> 33) % n).expect("small")
            };
            let ends: Vec<(u32, u32)> = (0..11).map(|_| (draw(6), draw(6))).filter(|(a, b)| a != b).collect();
            let graph = graph(6, ends.clone());
            let ways = disjoint(&graph, 0, 5, 99, &[0; 6], &|_| true, &|_| false);
            let guess: Vec<u32> = (0..6).map(|_| draw(9)).collect();
            assert_eq!(disjoint(&graph, 0, 5, 99, &guess, &|_| true, &|_| false), ways, "seed {seed}: {ends:?}");
            assert_eq!(ways.count, least_cut(6, &ends, 0, 5), "seed {seed}: {ends:?}");
            assert_eq!(ways.cut.len(), ways.count as usize, "seed {seed}: {ends:?}");
        }
    }
}
