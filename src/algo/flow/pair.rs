//! Which two losses together are worst: exact.
//!
//! The repair after a single loss touches some links: the lost ones and those of the detours. If the repairs of
//! two losses touch no link in common, both can be made, so the two cost no more together than one by one. If they do, they
//! cost no more together than the first alone and all that the second carries after the repair of the first; what it did not
//! touch carries what it did before. Only pairs that could still beat the best pair found are worked out.

use super::core::Core;
use super::repair::Repair;
use super::{FlowGraph, MaxFlow, UNLIMITED};
use crate::algo::graph::NONE;

/// Two groups whose loss together is worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The groups, by their places in the question, ascending. They may be one and the same when no second one adds
    /// anything.
    pub groups: (usize, usize),
    /// By how much the maximum falls.
    pub loss: u64,
}

/// The two groups of links whose loss together makes the maximum fall most: exact. Of several such pairs, one, always the
/// same. None when no group carries anything, and when the maximum is [`UNLIMITED`].
///
/// The time of [`losses`](super::losses), a look at all pairs of repairs that touch a common link, and the time of a loss for each pair that
/// could be the worst.
///
/// # Panics
/// When a group names a link that is not in the graph.
///
/// ```
/// use corridor::algo::flow::{FlowGraph, FlowLink, worst_pair};
/// let link = |a, b, both| FlowLink { a, b, forward: both, backward: both };
/// let graph = FlowGraph::new(2, vec![link(0, 1, 5), link(0, 1, 4), link(0, 1, 3)]);
/// let singles = [vec![0], vec![1], vec![2]];
/// let pair = worst_pair(&graph, &graph.max_flow(0, 1), &singles).expect("something flows");
/// assert_eq!((pair.groups, pair.loss), ((0, 1), 9));
/// ```
pub fn worst_pair(graph: &FlowGraph, max_flow: &MaxFlow, groups: &[Vec<u32>]) -> Option<Pair> {
    if max_flow.value >= UNLIMITED {
        return None;
    }
    let units = units(graph, max_flow, groups);
    worst_of_units(graph, max_flow, &units)
}

/// The same for groups that are given by their core links.
pub(super) fn worst_of_units(graph: &FlowGraph, max_flow: &MaxFlow, units: &[(usize, Vec<u32>)]) -> Option<Pair> {
    let core = max_flow.core(graph);
    let mut repair = Repair::new(graph, max_flow);
    let (mut singles, mut idle): (Vec<Single>, Vec<Single>) = (Vec::new(), Vec::new());
    let mut detour = vec![false; core.links()];
    for (number, lost) in units.iter().cloned() {
        if lost.iter().any(|&link| core.carried(link as usize) != 0) {
            let (loss, touched) = repair.loss_and_touched(&lost);
            touched.iter().for_each(|of| detour[of.0 as usize] = true);
            singles.push(Single::new(core, number, lost, loss, touched));
        } else {
            let touched = lost.iter().map(|&link| (link, 0)).collect();
            idle.push(Single::new(core, number, lost, 0, touched));
        }
    }
    singles.sort_by_key(|single| (std::cmp::Reverse(single.loss), single.number));
    let mut best = Worst { loss: singles.first()?.loss, groups: (singles[0].number, singles[0].number) };
    // The worst alone with the others, for a good start.
    for other in singles.iter().take(8) {
        best.try_pair(&mut repair, &singles[0], other);
    }
    // What carries nothing matters only where a detour needs it, and what lets little pass does not matter.
    let most_alone = singles[0].loss;
    singles.extend(idle.into_iter().filter(|idle| idle.lost.iter().any(|&link| detour[link as usize])));
    singles.retain(|single| most_alone.saturating_add(single.capacity) > best.loss);
    let touching = touching(&singles, core.links());
    // The single loss whose repair touched a link last and what it left there, and with which another was compared last.
    let mut touched = vec![(usize::MAX, 0); core.links()];
    let mut compared = vec![usize::MAX; singles.len()];
    for (first, one) in singles.iter().enumerate() {
        // Neither this one nor any that comes later costs more alone.
        if one.loss.saturating_add(one.capacity) <= best.loss {
            continue;
        }
        one.touched.iter().for_each(|&(link, then)| touched[link as usize] = (first, then));
        compared[first] = first;
        let near = one.touched.iter().flat_map(|of| touching.of(of.0)).map(|&second| (second as usize, true));
        let far = (first + 1..singles.len()).map(|second| (second, false));
        for (second, near) in near.chain(far) {
            let other = &singles[second];
            if !near && one.loss.saturating_add(other.loss) <= best.loss {
                break;
            }
            if second < first || std::mem::replace(&mut compared[second], first) == first {
                continue;
            }
            let now = |link: u32| core.carried(link as usize).unsigned_abs();
            let then = |link: u32| Some(touched[link as usize]).filter(|of| of.0 == first).map_or(now(link), |of| of.1);
            let before = |link: u32| {
                let place = other.touched.binary_search_by_key(&link, |of| of.0);
                place.map_or(now(link), |place| other.touched[place].1)
            };
            if one.loss.saturating_add(other.sum(then)) > best.loss
                && other.loss.saturating_add(one.sum(before)) > best.loss
            {
                best.try_pair(&mut repair, one, other);
            }
        }
    }
    let (one, other) = best.groups;
    Some(Pair { groups: (one.min(other), one.max(other)), loss: best.loss })
}

/// The worst pair so far.
struct Worst {
    loss: u64,
    groups: (usize, usize),
}

impl Worst {
    fn try_pair(&mut self, repair: &mut Repair, one: &Single, other: &Single) {
        let mut lost = [&one.lost[..], &other.lost].concat();
        lost.sort_unstable();
        lost.dedup();
        let loss = repair.loss(&lost);
        if loss > self.loss {
            (self.loss, self.groups) = (loss, (one.number, other.number));
        }
    }
}

/// The loss of one group alone.
struct Single {
    /// The place of the group in the question.
    number: usize,
    lost: Vec<u32>,
    loss: u64,
    /// The core links that its repair touched, ascending, and what they carry then; its own carry nothing.
    touched: Vec<(u32, u64)>,
    /// The most that the group could carry.
    capacity: u64,
}

impl Single {
    fn new(core: &Core, number: usize, lost: Vec<u32>, loss: u64, touched: Vec<(u32, u64)>) -> Single {
        let mut single = Single { number, lost, loss, touched, capacity: 0 };
        single.capacity = single.sum(|link| core.most[link as usize].0.max(core.most[link as usize].1));
        single
    }

    /// A sum over its core links.
    fn sum(&self, of: impl Fn(u32) -> u64) -> u64 {
        self.lost.iter().fold(0, |sum, &link| of(link).saturating_add(sum))
    }
}

/// The single losses whose repair touches each core link.
struct Touching {
    first: Vec<u32>,
    singles: Vec<u32>,
}

impl Touching {
    fn of(&self, link: u32) -> &[u32] {
        &self.singles[self.first[link as usize] as usize..self.first[link as usize + 1] as usize]
    }
}

fn touching(singles: &[Single], links: usize) -> Touching {
    let mut first = vec![0_u32; links + 2];
    for &(link, _) in singles.iter().flat_map(|single| &single.touched) {
        first[link as usize + 2] += 1;
    }
    for link in 0..=links {
        first[link + 1] += first[link];
    }
    let mut of = vec![0; first[links + 1] as usize];
    for (number, single) in (0..).zip(singles) {
        for &(link, _) in &single.touched {
            of[first[link as usize + 1] as usize] = number;
            first[link as usize + 1] += 1;
        }
    }
    Touching { first, singles: of }
}

/// For each group the strand of the contracted graph that it comes to, when it is but one: groups of the same strand stand one
/// after another on one way, and the loss of any of them is the loss of all. O(nodes + links).
///
/// # Panics
/// When a group names a link that is not in the graph.
///
/// ```
/// use corridor::algo::flow::{FlowGraph, FlowLink, strands};
/// let link = |a, b, both| FlowLink { a, b, forward: both, backward: both };
/// let graph = FlowGraph::new(4, vec![link(0, 1, 5), link(1, 2, 4), link(0, 2, 2), link(2, 3, 9)]);
/// let strands = strands(&graph, &graph.max_flow(0, 3), &[vec![0], vec![1], vec![0, 2]]);
/// assert!(strands[0] == strands[1] && strands[0].is_some() && strands[2].is_none());
/// ```
pub fn strands(graph: &FlowGraph, max_flow: &MaxFlow, groups: &[Vec<u32>]) -> Vec<Option<u32>> {
    let link_of = max_flow.core(graph).link_of(graph.links().len());
    let strand = |group: &Vec<u32>| {
        let mut of = group.iter().map(|link| link_of[*link as usize]).filter(|strand| *strand != NONE);
        let first = of.next()?;
        of.all(|other| other == first).then_some(first)
    };
    groups.iter().map(strand).collect()
}

/// The core links of each group; of groups that come to one and the same core link only the first, and none that come to
/// nothing.
pub(super) fn units(graph: &FlowGraph, max_flow: &MaxFlow, groups: &[Vec<u32>]) -> Vec<(usize, Vec<u32>)> {
    let core = max_flow.core(graph);
    let link_of = core.link_of(graph.links().len());
    let mut alone = vec![false; core.links()];
    let mut units = Vec::new();
    for (number, group) in groups.iter().enumerate() {
        let mut lost: Vec<u32> = group.iter().map(|&link| link_of[link as usize]).filter(|&of| of != NONE).collect();
        lost.sort_unstable();
        lost.dedup();
        let again = matches!(lost[..], [one] if std::mem::replace(&mut alone[one as usize], true));
        if !again && !lost.is_empty() {
            units.push((number, lost));
        }
    }
    units
}
