//! Which links leave a node, and the graph that is left when dead ends are pruned and chains contracted.
//!
//! A node with one link leads nowhere, so it and its link are taken away, again and again. A node with two links only
//! hands on, so a chain of such nodes becomes one *strand* between two *knots*. Some nodes are kept whatever they are. A
//! strand that comes back to its own knot helps nobody who passes by and is left out, and so is a ring without a knot. What
//! a strand lets pass or takes in time is for the caller to work out from its links. O(nodes + links).

use crate::algo::graph::NONE;

/// A link seen from one of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arc {
    /// The other end.
    pub(crate) head: u32,
    /// Twice the number of the link, one more when seen from its second end.
    pub(crate) side: u32,
}

impl Arc {
    /// The number of the link.
    #[inline]
    pub(crate) fn link(&self) -> usize {
        self.side as usize / 2
    }
}

/// The arcs of every node, those of a node next to each other, loops left out.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    /// Arcs of node `v`: `first[v]..first[v + 1]`.
    pub(crate) first: Vec<u32>,
    pub(crate) arcs: Vec<Arc>,
    links: usize,
}

impl Rows {
    /// The rows of a graph whose links have these ends. O(nodes + links).
    ///
    /// # Panics
    /// When there are 2^31 nodes or 2^30 links or more, and when a link ends at a node that is not there.
    pub(crate) fn new(nodes: usize, ends: impl ExactSizeIterator<Item = (u32, u32)> + Clone) -> Rows {
        let links = ends.len();
        assert!(nodes < 1 << 31, "a graph has fewer than 2^31 nodes, this one {nodes}");
        assert!(links < 1 << 30, "a graph has fewer than 2^30 links, this one {links}");
        let mut first = vec![0_u32; nodes + 1];
        for (number, (a, b)) in ends.clone().enumerate() {
            for end in [a, b] {
                assert!((end as usize) < nodes, "link {number} ends at node {end}, but there are {nodes} nodes");
            }
            if a != b {
                first[a as usize + 1] += 1;
                first[b as usize + 1] += 1;
            }
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut arcs = vec![Arc { head: 0, side: 0 }; first[nodes] as usize];
        for (number, (a, b)) in ends.enumerate().filter(|(_, (a, b))| a != b) {
            for (tail, arc) in
                [(a, Arc { head: b, side: 2 * number as u32 }), (b, Arc { head: a, side: 2 * number as u32 + 1 })]
            {
                arcs[next[tail as usize] as usize] = arc;
                next[tail as usize] += 1;
            }
        }
        Rows { first, arcs, links }
    }

    /// How many nodes.
    pub(crate) fn nodes(&self) -> usize {
        self.first.len() - 1
    }

    /// The arcs that leave `node`, in the order of their links.
    #[inline]
    pub(crate) fn arcs(&self, node: u32) -> &[Arc] {
        &self.arcs[self.first[node as usize] as usize..self.first[node as usize + 1] as usize]
    }
}

/// Knots and strands.
#[derive(Clone, Debug)]
pub(crate) struct Contracted {
    /// The node that each knot is: first those that were to be kept, then the others in the order of the graph, because
    /// graphs mostly come with neighbours near each other.
    pub(crate) knots: Vec<u32>,
    /// The knots that each strand joins.
    pub(crate) ends: Vec<(u32, u32)>,
    /// Members of strand `k`: `member_first[k]..member_first[k + 1]`.
    member_first: Vec<u32>,
    /// The links of the strands in their order, as sides: twice the link, one more when passed from its second end.
    members: Vec<u32>,
}

impl Contracted {
    /// Contracts a graph, but for the nodes `kept`.
    pub(crate) fn new(rows: &Rows, kept: &[u32]) -> Contracted {
        // Numbers of knots; the kept ones first.
        let mut number = vec![NONE; rows.nodes()];
        let mut knots = Vec::new();
        for &node in kept {
            if number[node as usize] == NONE {
                number[node as usize] = knots.len() as u32;
                knots.push(node);
            }
        }
        let (mut gone, degree) = prune(rows, &number);
        for (node, number) in number.iter_mut().enumerate() {
            if degree[node] > 2 && *number == NONE {
                *number = knots.len() as u32;
                knots.push(node as u32);
            }
        }
        let (mut ends, mut member_first, mut members) = (Vec::new(), vec![0], Vec::new());
        for (at, &start) in knots.iter().enumerate() {
            for &arc in rows.arcs(start) {
                if gone[arc.link()] {
                    continue;
                }
                let mut arc = arc;
                loop {
                    gone[arc.link()] = true;
                    members.push(arc.side);
                    if number[arc.head as usize] != NONE {
                        break;
                    }
                    // Of a node inside a strand exactly one more link is still there.
                    match rows.arcs(arc.head).iter().find(|next| !gone[next.link()]) {
                        Some(next) => arc = *next,
                        None => break,
                    }
                }
                if arc.head == start {
                    members.truncate(member_first[member_first.len() - 1] as usize);
                    continue;
                }
                ends.push((at as u32, number[arc.head as usize]));
                member_first.push(members.len() as u32);
            }
        }
        Contracted { knots, ends, member_first, members }
    }

    /// How many strands.
    pub(crate) fn strands(&self) -> usize {
        self.ends.len()
    }

    /// The links of a strand, as sides, in their order from its first end.
    #[inline]
    pub(crate) fn members(&self, strand: usize) -> &[u32] {
        &self.members[self.member_first[strand] as usize..self.member_first[strand + 1] as usize]
    }

    /// The strand of each link; [`NONE`] for those that were left out.
    pub(crate) fn strand_of(&self, links: usize) -> Vec<u32> {
        let mut strand_of = vec![NONE; links];
        for strand in 0..self.strands() {
            for &member in self.members(strand) {
                strand_of[member as usize / 2] = strand as u32;
            }
        }
        strand_of
    }
}

/// Takes dead ends away: which links are gone, and how many are left at each node (255 for that and more). Nodes that have
/// a number stay.
fn prune(rows: &Rows, number: &[u32]) -> (Vec<bool>, Vec<u8>) {
    let mut gone = vec![false; rows.links];
    let mut degree: Vec<u8> = rows.first.windows(2).map(|row| (row[1] - row[0]).min(255) as u8).collect();
    for node in 0..rows.nodes() as u32 {
        let mut node = node;
        while degree[node as usize] == 1 && number[node as usize] == NONE {
            let Some(arc) = rows.arcs(node).iter().find(|arc| !gone[arc.link()]) else { break };
            gone[arc.link()] = true;
            degree[node as usize] = 0;
            node = arc.head;
            // Of 255 it is not known how many they were: such a node stays.
            if degree[node as usize] < 255 {
                degree[node as usize] -= 1;
            }
        }
    }
    (gone, degree)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::graph::random;

    /// Every strand is a way between its knots over nodes of two links, no link is in two strands, and what is left out
    /// lies on no way between two kept nodes that passes no node twice.
    #[test]
    fn strands_are_all_that_matters_between_kept_nodes() {
        for seed in 0..300 {
            let (graph, _) = random::graph(seed);
            let links = graph.links();
            let rows = Rows::new(graph.nodes(), links.iter().map(|link| (link.a, link.b)));
            let kept = [0, graph.nodes() as u32 - 1, 0];
            let contracted = Contracted::new(&rows, &kept);
            let mut used = vec![false; links.len()];
            for strand in 0..contracted.strands() {
                let (a, b) = contracted.ends[strand];
                let mut node = contracted.knots[a as usize];
                for (at, &member) in contracted.members(strand).iter().enumerate() {
                    let link = links[member as usize / 2];
                    assert!(at == 0 || !contracted.knots.contains(&node), "seed {seed}: passes a knot");
                    assert_eq!(node, if member % 2 == 0 { link.a } else { link.b }, "seed {seed}: does not join up");
                    assert!(!std::mem::replace(&mut used[member as usize / 2], true), "seed {seed}: twice");
                    node = link.other(node);
                }
                assert_eq!(node, contracted.knots[b as usize], "seed {seed}: ends elsewhere");
            }
            let joined = |without: usize, use_it: &dyn Fn(usize) -> bool| {
                let mut seen = vec![false; graph.nodes()];
                seen[0] = true;
                let mut stack = vec![0];
                while let Some(node) = stack.pop() {
                    for arc in rows.arcs(node) {
                        if arc.link() != without
                            && use_it(arc.link())
                            && !std::mem::replace(&mut seen[arc.head as usize], true)
                        {
                            stack.push(arc.head);
                        }
                    }
                }
                seen[graph.nodes() - 1]
            };
            // Reaching does not need what was left out, whichever link is lost.
            for without in 0..=links.len() {
                assert_eq!(joined(without, &|_| true), joined(without, &|link| used[link]), "seed {seed} {without}");
            }
        }
    }
}
