//! Which k losses together are worst: a bracket for every k, exact where its two sides meet.
//!
//! **Not less is left.** Let every link have a cap, such that the caps of each group add up to no more than t. What a cut lets
//! pass without k groups is at least what it lets pass capped, less k t: the lost links count at most their caps. So the
//! largest value over t of (minimum cut with capped capacities) - k t is a lower bound of what is left. A link alone in its
//! group gets the cap t; the links of a larger group that one cut can cross share it evenly, and a link in several groups gets the least of what
//! they grant. Capacities are multiplied by a number that all shares divide, so that caps stop at whole t. The function of t is concave and piecewise linear; its top is found by cutting planes: the cuts met so
//! far bound it from above, the top of that bound is the next t, and the search ends when the bound is reached there (Wollmer
//! 1964; Wood 1993; Royset & Wood 2007). All k share the cuts. A t that is not whole multiplies capacities by its
//! denominator.
//!
//! **Not more is left.** Every cut met on the way names the k groups that take most of it; what is really left without them
//! is worked out, and where the bracket stays open, sets are grown by the group that takes most and mended one by one. One
//! loss is exact by itself, two by `pair`.

use super::capped::{Capped, Cut};
use super::pair::{Pair, units, worst_of_units};
use super::repair::Repair;
use super::{FlowGraph, MaxFlow, UNLIMITED};
use crate::algo::graph::LinkSet;

/// Groups that are tried when a set is grown or mended.
const TRIED_MAX: usize = 400;

/// What is left at the worst when k links are lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bracket {
    /// At most k links whose loss leaves `left`.
    pub links: Vec<u32>,
    /// The maximum without those links.
    pub left: u64,
    /// No k links leave less than this. Equal to `left`: proven worst.
    pub at_least: u64,
}

/// What is left at the worst when k groups are lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupBracket {
    /// At most k groups, by their places in the question, ascending, whose loss leaves `left`.
    pub groups: Vec<usize>,
    /// The maximum without those groups.
    pub left: u64,
    /// No k groups leave less than this. Equal to `left`: proven worst.
    pub at_least: u64,
}

/// For k = 0 to `most`: which k of the links in `may_be_lost` leave least, with a proof of how far from the worst that can
/// be. k = 0, 1 and 2 are exact. Empty when the maximum is [`UNLIMITED`].
///
/// One maximum flow on the contracted graph for each cut that the bounds need, mostly a few for each k.
///
/// ```
/// use corridor::algo::flow::{FlowGraph, FlowLink, interdict};
/// use corridor::algo::graph::LinkSet;
/// let link = |a, b, both| FlowLink { a, b, forward: both, backward: both };
/// let graph = FlowGraph::new(2, vec![link(0, 1, 5), link(0, 1, 4), link(0, 1, 3)]);
/// let brackets = interdict(&graph, &graph.max_flow(0, 1), &LinkSet::new(3, |link| link != 1), 2);
/// assert_eq!((brackets[2].left, brackets[2].at_least, &brackets[2].links[..]), (4, 4, &[0, 2][..]));
/// ```
pub fn interdict(graph: &FlowGraph, max_flow: &MaxFlow, may_be_lost: &LinkSet, most: usize) -> Vec<Bracket> {
    if max_flow.value >= UNLIMITED {
        return Vec::new();
    }
    let core = max_flow.core(graph);
    // Of each chain one link that may be lost stands for all of them.
    let target = |link: usize| core.members(link).iter().map(|member| member / 2).find(|&of| may_be_lost.contains(of));
    let units: Vec<(usize, Vec<u32>)> =
        (0..core.links()).filter_map(|link| Some((target(link)? as usize, vec![link as u32]))).collect();
    let links = |groups: Vec<usize>| groups.into_iter().map(|link| link as u32).collect();
    let each = brackets(graph, max_flow, &units, most).into_iter();
    each.map(|of| Bracket { links: links(of.groups), left: of.left, at_least: of.at_least }).collect()
}

/// For k = 0 to `most`: which k of some groups of links leave least when they are lost together; otherwise as
/// [`interdict`]. Groups may share links.
///
/// # Panics
/// When a group names a link that is not in the graph.
///
/// ```
/// use corridor::algo::flow::{FlowGraph, FlowLink, interdict_groups};
/// let link = |a, b, both| FlowLink { a, b, forward: both, backward: both };
/// let graph = FlowGraph::new(2, vec![link(0, 1, 5), link(0, 1, 4), link(0, 1, 3)]);
/// let brackets = interdict_groups(&graph, &graph.max_flow(0, 1), &[vec![0], vec![1, 2], vec![2]], 1);
/// assert_eq!((brackets[1].left, brackets[1].at_least, &brackets[1].groups[..]), (5, 5, &[1][..]));
/// ```
pub fn interdict_groups(graph: &FlowGraph, max_flow: &MaxFlow, groups: &[Vec<u32>], most: usize) -> Vec<GroupBracket> {
    if max_flow.value >= UNLIMITED {
        return Vec::new();
    }
    brackets(graph, max_flow, &units(graph, max_flow, groups), most)
}

/// Brackets for groups that are given by their core links; the maximum is finite.
pub(super) fn brackets(
    graph: &FlowGraph,
    max_flow: &MaxFlow,
    units: &[(usize, Vec<u32>)],
    most: usize,
) -> Vec<GroupBracket> {
    let mut capped = Capped::new(graph, max_flow, units);
    // One and two losses are worked out below.
    let lower: Vec<u64> = (0..=most as u64).map(|k| capped.at_least(k)).collect();
    let mut sets = Sets { repair: Repair::new(graph, max_flow), units, value: max_flow.value };
    let mut best: Vec<(Vec<usize>, u64)> = Vec::new();
    for k in 0..=most {
        let mut own = best.last().cloned().unwrap_or((Vec::new(), max_flow.value));
        // The best cuts for this k, and what really is left without the groups that take most of them.
        let mut cuts: Vec<&Cut> = capped.cuts.iter().collect();
        cuts.sort_by_key(|cut| cut.left(k));
        for cut in cuts.into_iter().take(3) {
            sets.offer(cut.taken.iter().take(k).map(|of| of.1).collect(), &mut own);
        }
        best.push(own);
    }
    let singles: Vec<u64> = (0..units.len()).map(|unit| sets.repair.loss(&units[unit].1)).collect();
    if let Some(one) = best.get_mut(1)
        && let Some((unit, loss)) = singles.iter().enumerate().max_by_key(|of| (of.1, std::cmp::Reverse(of.0)))
        && max_flow.value - loss < one.1
    {
        *one = (vec![unit], max_flow.value - loss);
    }
    let mut exact = [max_flow.value, best.get(1).map_or(0, |one| one.1), 0];
    if let Some(two) = best.get_mut(2) {
        if lower[2] < two.1
            && let Some(Pair { groups: (one, other), loss }) = worst_of_units(graph, max_flow, units)
        {
            let unit = |number: usize| units.iter().position(|of| of.0 == number).unwrap_or(0);
            let mut pair = vec![unit(one), unit(other)];
            pair.dedup();
            *two = (pair, max_flow.value - loss);
        }
        exact[2] = two.1;
    }
    let tried = tried(&capped, &singles);
    for k in 1..best.len() {
        let fewer = best[k - 1].clone();
        if fewer.1 < best[k].1 {
            best[k] = fewer.clone();
        }
        if k > 2 && lower[k] < best[k].1 {
            sets.grow(fewer.0, &tried, k, &mut best[k]);
            sets.mend(&tried, lower[k], &mut best[k]);
        }
    }
    let number = |(mut chosen, left): (Vec<usize>, u64), at_least: u64| {
        chosen.sort_unstable();
        let mut groups: Vec<usize> = chosen.into_iter().map(|unit| units[unit].0).collect();
        groups.sort_unstable();
        GroupBracket { groups, left, at_least }
    };
    let bound = |k: usize| if k < exact.len() { exact[k] } else { lower[k] };
    let mut all: Vec<GroupBracket> = best.into_iter().enumerate().map(|(k, own)| number(own, bound(k))).collect();
    // Losing one more never leaves more.
    for k in (1..all.len()).rev() {
        all[k - 1].at_least = all[k - 1].at_least.max(all[k].at_least);
    }
    all
}

/// Groups worth trying: those that some cut names and those that hurt most alone.
fn tried(capped: &Capped, singles: &[u64]) -> Vec<usize> {
    let mut tried: Vec<usize> = capped.cuts.iter().flat_map(|cut| cut.taken.iter().map(|of| of.1)).collect();
    let mut alone: Vec<usize> = (0..singles.len()).filter(|unit| singles[*unit] > 0).collect();
    alone.sort_by_key(|unit| (std::cmp::Reverse(singles[*unit]), *unit));
    tried.sort_unstable();
    tried.dedup();
    tried.truncate(TRIED_MAX / 2);
    tried.extend(alone.into_iter().take(TRIED_MAX / 2));
    tried.sort_unstable();
    tried.dedup();
    tried
}

/// Sets of groups and what they leave.
struct Sets<'g> {
    repair: Repair<'g>,
    units: &'g [(usize, Vec<u32>)],
    value: u64,
}

impl Sets<'_> {
    /// What is left without some groups.
    fn left(&mut self, set: &[usize]) -> u64 {
        let mut lost: Vec<u32> = set.iter().flat_map(|unit| self.units[*unit].1.iter().copied()).collect();
        lost.sort_unstable();
        lost.dedup();
        self.value - self.repair.loss(&lost)
    }

    fn offer(&mut self, set: Vec<usize>, best: &mut (Vec<usize>, u64)) {
        let left = self.left(&set);
        if left < best.1 {
            *best = (set, left);
        }
    }

    /// Grows a set to k groups, each time by the one that takes most.
    fn grow(&mut self, mut set: Vec<usize>, tried: &[usize], k: usize, best: &mut (Vec<usize>, u64)) {
        while set.len() < k {
            let mut least: Option<(u64, usize)> = None;
            for unit in tried {
                set.push(*unit);
                least = least.into_iter().chain([(self.left(&set), *unit)]).min();
                set.pop();
            }
            let Some((left, unit)) = least else { return };
            set.push(unit);
            if left < best.1 {
                *best = (set.clone(), left);
            }
        }
    }

    /// Exchanges one group at a time while that leaves less; ends at the bound.
    fn mend(&mut self, tried: &[usize], bound: u64, best: &mut (Vec<usize>, u64)) {
        for _ in 0..best.0.len() {
            let before = best.1;
            for place in 0..best.0.len() {
                for unit in tried {
                    if best.1 == bound {
                        return;
                    }
                    let mut set = best.0.clone();
                    set[place] = *unit;
                    self.offer(set, best);
                }
            }
            if best.1 == before {
                return;
            }
        }
    }
}
