//! Shortest ways for a vehicle that may not use every link, where the set of links changes with every question.
//!
//! Nothing is prepared for a vehicle. The search is A* from both sides: its lower bounds are the exact distances over *all*
//! links, from a hierarchy built once ([`crate::algo::potential`]), so it goes straight to the target and spreads only where
//! a closed link forces a detour, and there only over ways shorter than the detour. It moves from junction to junction;
//! places on a chain between two junctions or in a dead end are joined to it by the one or two ways out that they have.
//!
//! P. Hart, N. Nilsson, B. Raphael, "A formal basis for the heuristic determination of minimum cost paths", IEEE SSC 4
//! (1968); W. Pijls, H. Post, "A new bidirectional search algorithm with shortened postprocessing", EJOR 198 (2009);
//! B. Strasser, T. Zeitz, "A fast and tight heuristic for A* in road networks", SEA 2021.

use crate::algo::chains::{Chains, Seat};
use crate::algo::graph::{Graph, Path, UNREACHABLE};
use crate::algo::hierarchy::Hierarchy;
use crate::algo::meeting::{Door, Meeting};

/// What restricted searches on one graph share: its chains. Cannot be changed once built; any number of threads may use it.
#[derive(Clone, Debug)]
pub struct Ground<'g> {
    graph: &'g Graph,
    hierarchy: &'g Hierarchy,
    chains: Chains,
    /// By junction: its rank in the hierarchy.
    rank: Vec<u32>,
}

impl<'g> Ground<'g> {
    /// Prepares `graph` for restricted searches; `hierarchy` was built on it. O(nodes log nodes + links).
    ///
    /// # Panics
    /// When the two do not have the same number of nodes.
    ///
    /// ```
    /// use corridor::algo::{graph::Graph, hierarchy::Hierarchy, restricted::Ground};
    /// let graph = Graph::new(1, vec![]);
    /// let hierarchy = Hierarchy::new(&graph, &[0]);
    /// assert_eq!(Ground::new(&graph, &hierarchy).junctions(), 1);
    /// ```
    pub fn new(graph: &'g Graph, hierarchy: &'g Hierarchy) -> Ground<'g> {
        assert_eq!(graph.nodes(), hierarchy.ranks().len(), "the hierarchy is of another graph");
        let chains = Chains::new(graph, hierarchy.ranks());
        let rank = (0..chains.junctions() as u32).map(|at| hierarchy.ranks()[chains.node(at) as usize]).collect();
        Ground { graph, hierarchy, chains, rank }
    }

    /// How many junctions the search can stop at. O(1).
    ///
    /// ```
    /// use corridor::algo::{graph::{Graph, Link}, hierarchy::Hierarchy, restricted::Ground};
    /// let graph = Graph::new(2, vec![Link { a: 0, b: 1, weight: 5 }]);
    /// let hierarchy = Hierarchy::new(&graph, &[0, 1]);
    /// assert_eq!(Ground::new(&graph, &hierarchy).junctions(), 1); // the other node is a dead end
    /// ```
    pub fn junctions(&self) -> usize {
        self.chains.junctions()
    }

    /// The way out of a dead end: the first node that is not in one (`node` itself if it is not), and the links to it.
    fn way_out(&self, node: u32) -> (u32, Vec<u32>) {
        let (mut at, mut links) = (node, Vec::new());
        while let Seat::DeadEnd(next, link) = self.chains.seat(at) {
            links.push(link);
            at = next;
        }
        (at, links)
    }

    /// The weight of some links, or `None` if one of them is not admissible.
    fn weigh(&self, links: &[u32], admissible: &impl Fn(u32) -> bool) -> Option<u32> {
        let all = links.iter().all(|&link| admissible(link));
        all.then(|| links.iter().map(|&link| self.graph.links()[link as usize].weight).sum())
    }

    /// How to get to the junctions around `gate`, a node that is not in a dead end, after `before` along `out`.
    fn doors(&self, gate: u32, before: u32, out: &[u32], admissible: &impl Fn(u32) -> bool) -> Vec<Door> {
        let (chain, at) = match self.chains.seat(gate) {
            Seat::Junction(junction) => return vec![Door { junction, weight: before, links: out.to_vec() }],
            Seat::Inside(chain, at) => (chain, at as usize),
            Seat::DeadEnd(..) => unreachable!("the way out was taken"),
        };
        let (start, end) = self.chains.ends(chain);
        let (back, on) = self.chains.links(chain).split_at(at);
        let back: Vec<u32> = back.iter().rev().copied().collect();
        let door = |(junction, links): (u32, &[u32])| {
            let weight = before + self.weigh(links, admissible)?;
            Some(Door { junction, weight, links: [out, links].concat() })
        };
        [(start, back.as_slice()), (end, on)].into_iter().filter_map(door).collect()
    }

    /// The way between two nodes inside one chain that does not leave it.
    fn along(&self, from: u32, to: u32) -> Option<Vec<u32>> {
        let (Seat::Inside(one, a), Seat::Inside(other, b)) = (self.chains.seat(from), self.chains.seat(to)) else {
            return None;
        };
        let mut links = self.chains.links(one).get(a.min(b) as usize..a.max(b) as usize)?.to_vec();
        if a > b {
            links.reverse();
        }
        (one == other).then_some(links)
    }

    /// The hierarchy it was built on.
    pub(crate) fn hierarchy(&self) -> &'g Hierarchy {
        self.hierarchy
    }

    /// The junctions and chains.
    #[inline]
    pub(crate) fn chains(&self) -> &Chains {
        &self.chains
    }

    /// The rank of a junction in the hierarchy.
    #[inline]
    pub(crate) fn rank(&self, junction: u32) -> u32 {
        self.rank[junction as usize]
    }
}

/// Searches for one vehicle after another. One per thread.
#[derive(Clone, Debug)]
pub struct Restricted<'g> {
    ground: &'g Ground<'g>,
    meeting: Meeting<'g>,
}

/// How a search ended.
enum End {
    /// No admissible way.
    Nowhere,
    /// A way inside one dead end or one chain: its weight and links.
    Inside(u32, Vec<u32>),
    /// A way over junctions: its weight, and the doors of both ends.
    Across(u32, [Vec<Door>; 2]),
}

impl<'g> Restricted<'g> {
    /// A search on `ground`. O(nodes) time and memory (24 bytes per node, 32 per junction).
    ///
    /// ```
    /// use corridor::algo::{graph::{Graph, Link}, hierarchy::Hierarchy, restricted::{Ground, Restricted}};
    /// let links = vec![Link { a: 0, b: 1, weight: 5 }, Link { a: 0, b: 1, weight: 9 }];
    /// let graph = Graph::new(2, links);
    /// let hierarchy = Hierarchy::new(&graph, &[0, 1]);
    /// let ground = Ground::new(&graph, &hierarchy);
    /// assert_eq!(Restricted::new(&ground).distance(0, 1, |link| link != 0), Some(9));
    /// ```
    pub fn new(ground: &'g Ground<'g>) -> Restricted<'g> {
        Restricted { ground, meeting: Meeting::new(ground) }
    }

    /// The distance from `from` to `to` over links that are `admissible`, in the graph's unit; `None` when there is no
    /// such way. O(k log k), where k junctions lie on ways shorter than the answer.
    ///
    /// ```
    /// use corridor::algo::{graph::{Graph, Link, LinkSet}, hierarchy::Hierarchy, restricted::{Ground, Restricted}};
    /// let graph = Graph::new(2, vec![Link { a: 0, b: 1, weight: 5 }]);
    /// let hierarchy = Hierarchy::new(&graph, &[0, 1]);
    /// let ground = Ground::new(&graph, &hierarchy);
    /// let none = LinkSet::new(1, |_| false);
    /// assert_eq!(Restricted::new(&ground).distance(0, 1, |link| none.contains(link)), None);
    /// ```
    pub fn distance(&mut self, from: u32, to: u32, admissible: impl Fn(u32) -> bool) -> Option<u32> {
        match self.run(from, to, &admissible) {
            End::Nowhere => None,
            End::Inside(distance, _) | End::Across(distance, _) => Some(distance),
        }
    }

    /// A shortest way from `from` to `to` over links that are `admissible`; `None` when there is none. Cost as
    /// [`Restricted::distance`].
    ///
    /// ```
    /// use corridor::algo::{graph::{Graph, Link}, hierarchy::Hierarchy, restricted::{Ground, Restricted}};
    /// let links = vec![Link { a: 0, b: 1, weight: 5 }, Link { a: 1, b: 2, weight: 6 }];
    /// let graph = Graph::new(3, links);
    /// let hierarchy = Hierarchy::new(&graph, &[0, 1, 2]);
    /// let ground = Ground::new(&graph, &hierarchy);
    /// assert_eq!(Restricted::new(&ground).path(2, 0, |_| true).unwrap().nodes, [2, 1, 0]);
    /// ```
    pub fn path(&mut self, from: u32, to: u32, admissible: impl Fn(u32) -> bool) -> Option<Path> {
        let (distance, links) = match self.run(from, to, &admissible) {
            End::Nowhere => return None,
            End::Inside(distance, links) => (distance, links),
            End::Across(distance, [mut starts, goals]) => {
                let (start, ways, goal) = self.meeting.trail();
                let mut links = starts.swap_remove(start).links;
                for way in ways {
                    let chain = self.ground.chains.links(way / 2);
                    if way.is_multiple_of(2) { links.extend(chain) } else { links.extend(chain.iter().rev()) }
                }
                links.extend(goals[goal].links.iter().rev());
                (distance, links)
            }
        };
        let mut path = Path { distance, nodes: vec![from], links };
        let mut node = from;
        for &link in &path.links {
            node = self.ground.graph.links()[link as usize].other(node);
            path.nodes.push(node);
        }
        Some(path)
    }

    /// How many junctions the last question looked at: the measure of its work. O(1).
    ///
    /// ```
    /// use corridor::algo::{graph::Graph, hierarchy::Hierarchy, restricted::{Ground, Restricted}};
    /// let graph = Graph::new(1, vec![]);
    /// let hierarchy = Hierarchy::new(&graph, &[0]);
    /// assert_eq!(Restricted::new(&Ground::new(&graph, &hierarchy)).settled(), 0);
    /// ```
    pub fn settled(&self) -> usize {
        self.meeting.settled()
    }

    fn run(&mut self, from: u32, to: u32, admissible: &impl Fn(u32) -> bool) -> End {
        let ground = self.ground;
        let ((gate, mut out), (goal, mut into)) = (ground.way_out(from), ground.way_out(to));
        if gate == goal {
            // In one dead end: leave it only as far as needed.
            while out.last() == into.last() && out.pop().is_some() {
                into.pop();
            }
            out.extend(into.into_iter().rev());
            return ground.weigh(&out, admissible).map_or(End::Nowhere, |weight| End::Inside(weight, out));
        }
        let (Some(before), Some(after)) = (ground.weigh(&out, admissible), ground.weigh(&into, admissible)) else {
            return End::Nowhere;
        };
        let mut end = End::Nowhere;
        let mut best = UNREACHABLE;
        if let Some(links) = ground.along(gate, goal)
            && let Some(weight) = ground.weigh(&links, admissible)
        {
            best = before + weight + after;
            let back: Vec<u32> = into.iter().rev().copied().collect();
            end = End::Inside(best, [out.as_slice(), &links, &back].concat());
        }
        let starts = ground.doors(gate, before, &out, admissible);
        let goals = ground.doors(goal, after, &into, admissible);
        let doors = [starts, goals];
        match self.meeting.run([gate, goal], [before, after], &doors, best, admissible) {
            Some((found, _)) => End::Across(found, doors),
            None => end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::dissection::contraction_order;
    use crate::algo::graph::{LinkSet, random};
    use crate::algo::shortest::Dijkstra;

    #[test]
    fn agrees_with_dijkstra_on_random_graphs_and_vehicles() {
        for seed in 5000..5600 {
            let (graph, places) = random::graph(seed);
            let hierarchy = Hierarchy::new(&graph, &contraction_order(&graph, &places));
            let ground = Ground::new(&graph, &hierarchy);
            let mut fast = Restricted::new(&ground);
            let mut slow = Dijkstra::new(&graph);
            let mut dice = random::Dice(seed);
            for from in 0..graph.nodes() as u32 {
                let closed = dice.below(30);
                let words: Vec<bool> = graph.links().iter().map(|_| dice.below(100) >= closed).collect();
                let open = LinkSet::new(words.len(), |link| words[link as usize]);
                let admissible = |link| open.contains(link);
                for to in 0..graph.nodes() as u32 {
                    let truth = slow.distance(from, to, admissible);
                    assert_eq!(
                        fast.distance(from, to, admissible),
                        truth,
                        "seed {seed}, {from} to {to}, {open:?}: {graph:?}"
                    );
                    let path = fast.path(from, to, admissible);
                    assert_eq!(
                        path.as_ref().map(|path| path.distance),
                        truth,
                        "seed {seed}, {from} to {to}: {graph:?}"
                    );
                    let fault = path.and_then(|path| path.fault(&graph, from, to, admissible));
                    assert_eq!(fault, None, "seed {seed}, {from} to {to}, {open:?}: {graph:?}");
                }
            }
        }
    }
}
