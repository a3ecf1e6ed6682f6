//! What the maximum becomes when links are lost or widened, by repairing the flow that is already there.
//!
//! **Loss.** Let a maximum flow of value F send f over a link. Without the link, f is stuck at its tail and missing at its
//! head. Push as much of it as can go, r, from tail to head through what the other links have left. The maximum without the
//! link is F - (f - r): send the rest back to the source and do without it at the sink, so at least that much flows. And no
//! more: if something is stuck, let U be the nodes that more could reach from the tail. U holds the source (the stuck flow
//! came from there, and can be sent back) and not the head (or more would have gone), hence not the sink (the head's flow
//! went there, so from the sink one gets back to the head). No arc out of U has anything left, so U is a cut of that size.
//! The same holds for several links at once, with all nodes where something is stuck as tails and all where something is
//! missing as heads; what is stuck and missing at the same node cancels first. A link without flow costs nothing.
//!
//! **Gain.** Let A be the nodes that more could reach from the source, B those from which more could reach the sink. A
//! wider link raises the maximum only when it leads from A to B, and then by the least of: how much wider it is, how much
//! more can reach its tail (inside A, which no path leaves), how much more can go on from its head (inside B).

use super::core::{Core, SINK, SOURCE};
use super::repair::Repair;
use super::{FlowGraph, MaxFlow, UNLIMITED};
use crate::algo::graph::NONE;

/// The fall of the maximum when each link is lost, all else as it is: exact, for every link.
///
/// O(links) for the links without flow, and for each chain with flow as much as its detour takes: O(nodes + links) for each
/// detour path, mostly very little. When the maximum is [`UNLIMITED`], each chain with flow is solved anew.
///
/// ```
/// use corridor::algo::flow::{FlowGraph, FlowLink, losses};
/// let link = |a, b, both| FlowLink { a, b, forward: both, backward: both };
/// let graph = FlowGraph::new(3, vec![link(0, 1, 5), link(1, 2, 4), link(0, 2, 2)]);
/// let flow = graph.max_flow(0, 2);
/// assert_eq!((flow.value, losses(&graph, &flow)), (6, vec![4, 4, 2]));
/// ```
pub fn losses(graph: &FlowGraph, max_flow: &MaxFlow) -> Vec<u64> {
    let mut repair = Repair::new(graph, max_flow);
    let core = max_flow.core(graph);
    let mut losses = vec![0; graph.links.len()];
    for link in 0..core.links() {
        let loss = repair.loss(&[link as u32]);
        if loss > 0 {
            for &member in core.members(link) {
                losses[member as usize / 2] = loss;
            }
        }
    }
    losses
}

/// The fall of the maximum when all links of a group are lost together, for each group: exact. A link may be named several
/// times and in several groups. Time as for [`losses`], for each group.
///
/// # Panics
/// When a group names a link that is not in the graph.
///
/// ```
/// use corridor::algo::flow::{FlowGraph, FlowLink, group_losses};
/// let link = |a, b, both| FlowLink { a, b, forward: both, backward: both };
/// let graph = FlowGraph::new(3, vec![link(0, 1, 5), link(1, 2, 4), link(0, 2, 2)]);
/// assert_eq!(group_losses(&graph, &graph.max_flow(0, 2), &[vec![0, 1], vec![1, 2], vec![]]), [4, 6, 0]);
/// ```
pub fn group_losses(graph: &FlowGraph, max_flow: &MaxFlow, groups: &[Vec<u32>]) -> Vec<u64> {
    let mut losses = GroupLosses::new(graph, max_flow);
    groups.iter().map(|group| losses.of(group)).collect()
}

/// Losses of groups, one after another, where the next question hangs on the last answer.
pub struct GroupLosses<'g> {
    repair: Repair<'g>,
    chain: Vec<u32>,
}

impl<'g> GroupLosses<'g> {
    /// Makes ready for questions about a maximum flow. O(nodes + links).
    pub fn new(graph: &'g FlowGraph, max_flow: &'g MaxFlow) -> GroupLosses<'g> {
        let chain = max_flow.core(graph).link_of(graph.links.len());
        GroupLosses { repair: Repair::new(graph, max_flow), chain }
    }

    /// The fall of the maximum when all links of a group are lost together; see [`group_losses`].
    ///
    /// # Panics
    /// When the group names a link that is not in the graph.
    pub fn of(&mut self, group: &[u32]) -> u64 {
        let lost = self.chains(group);
        self.repair.loss(&lost)
    }

    /// The same, and the links whose flow the repair changed with what they carry then, from `a` to `b`. What cannot go round is
    /// still there on its way to what is lost and beyond it.
    pub(in crate::algo) fn of_and_changed(&mut self, group: &[u32]) -> (u64, Vec<(u32, i64)>) {
        let lost = self.chains(group);
        self.repair.loss_and_changed(&lost)
    }

    fn chains(&self, group: &[u32]) -> Vec<u32> {
        let chain = |link: &u32| self.chain[*link as usize];
        let mut lost: Vec<u32> = group.iter().map(chain).filter(|link| *link != NONE).collect();
        lost.sort_unstable();
        lost.dedup();
        lost
    }
}

/// The rise of the maximum when each link alone is widened: exact, for every link.
///
/// `wider(link)` says by how much, from `a` to `b` and from `b` to `a`; [`UNLIMITED`] removes the limit. A link that may be
/// used one way only stays so if the other number is 0. The maximum never rises beyond [`UNLIMITED`]. O(nodes + links), and
/// for each chain from the outermost cut to the other two flows inside them.
///
/// ```
/// use corridor::algo::flow::{FlowGraph, FlowLink, UNLIMITED, gains};
/// let link = |a, b, both| FlowLink { a, b, forward: both, backward: both };
/// let graph = FlowGraph::new(3, vec![link(0, 1, 5), link(1, 2, 4), link(0, 2, 2)]);
/// let flow = graph.max_flow(0, 2);
/// assert_eq!(gains(&graph, &flow, &|_| (3, 3)), [0, 1, 3]);
/// assert_eq!(gains(&graph, &flow, &|_| (UNLIMITED, UNLIMITED)), [0, 1, UNLIMITED - 6]);
/// ```
pub fn gains(graph: &FlowGraph, max_flow: &MaxFlow, wider: &dyn Fn(u32) -> (u64, u64)) -> Vec<u64> {
    let mut gains = vec![0; graph.links.len()];
    let core = max_flow.core(graph);
    if max_flow.value >= UNLIMITED {
        return gains;
    }
    let (from_source, to_sink) = (reach(core, SOURCE, true), reach(core, SINK, false));
    let mut repair = Repair::new(graph, max_flow);
    for link in 0..core.links() {
        let (mut tail, mut head) = core.ends(link);
        let turned = from_source[head as usize];
        if turned {
            (tail, head) = (head, tail);
        }
        if !(from_source[tail as usize] && to_sink[head as usize]) {
            continue;
        }
        // What each member lets pass from tail to head, and by how much it is widened.
        let members = core.members(link).iter().map(|&member| {
            let (of, (forward, backward)) = (&graph.links[member as usize / 2], wider(member / 2));
            let as_drawn = (member % 2 == 0) != turned;
            let (now, more) = if as_drawn { (of.forward, forward) } else { (of.backward, backward) };
            (member / 2, now, now.saturating_add(more).min(UNLIMITED))
        });
        let members: Vec<(u32, u64, u64)> = members.collect();
        let mut narrowest: Vec<u64> = members.iter().map(|member| member.1).collect();
        narrowest.sort_unstable();
        let others = narrowest.get(1).copied().unwrap_or(UNLIMITED);
        let rise = |&(_, now, then): &(u32, u64, u64)| {
            if now == narrowest[0] { then.min(others) - now } else { 0 }
        };
        let most = members.iter().map(rise).max().unwrap_or(0);
        let able = repair.between(tail, head, most);
        for member in &members {
            gains[member.0 as usize] = rise(member).min(able).min(UNLIMITED - max_flow.value);
        }
    }
    gains
}

/// The core nodes that more could reach from `start`, or from which more could reach it.
fn reach(core: &Core, start: u32, forwards: bool) -> Vec<bool> {
    let mut seen = vec![false; core.nodes()];
    seen[start as usize] = true;
    let mut stack = vec![start];
    while let Some(node) = stack.pop() {
        for arc in core.arcs(node) {
            let left = core.left[(arc.side ^ u32::from(!forwards)) as usize];
            if left > 0 && !seen[arc.head as usize] {
                seen[arc.head as usize] = true;
                stack.push(arc.head);
            }
        }
    }
    seen
}
