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

use super::core::{Core, SINK, SOURCE};
use super::pair::{Pair, units, worst_of_units};
use super::repair::Repair;
use super::{FlowGraph, FlowLink, MaxFlow, UNLIMITED};
use crate::algo::graph::LinkSet;

/// What capacities are multiplied by when groups share out their caps; a group of more links caps them at nothing.
const PARTS: u64 = 60;

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

/// A cut that has been met.
struct Cut {
    /// What those of its links let pass that cannot be lost.
    fixed: u64,
    /// The others: what each lets pass, and its share of the caps.
    others: Vec<(u64, u64)>,
    /// What each group takes of it, the most first.
    taken: Vec<(u64, usize)>,
}

impl Cut {
    /// What it lets pass without the k groups that take most of it, if no two take the same.
    fn left(&self, k: usize) -> u64 {
        let all = self.others.iter().fold(self.fixed, |sum, of| sum.saturating_add(of.0));
        self.taken.iter().take(k).fold(all, |left, of| left.saturating_sub(of.0))
    }

    /// What it lets pass with caps at `t`.
    fn capped(&self, t: u64) -> i128 {
        let cap = |of: &(u64, u64)| i128::from(of.0).min(i128::from(t) * i128::from(of.1));
        self.others.iter().fold(i128::from(self.fixed), |sum, of| sum + cap(of))
    }

    /// By how much that grows from `t` to `t + 1`.
    fn slope(&self, t: u64) -> i128 {
        let rises = |of: &&(u64, u64)| i128::from(of.0) > i128::from(t) * i128::from(of.1);
        self.others.iter().filter(rises).map(|of| i128::from(of.1)).sum()
    }
}

/// The contracted graph with capacities that are capped.
struct Capped<'u> {
    nodes: usize,
    links: Vec<FlowLink>,
    /// The share of each link in the caps; none when it cannot be lost.
    share: Vec<Option<u64>>,
    /// Groups of each link: `of[first[link]..first[link + 1]]`.
    first: Vec<u32>,
    of: Vec<u32>,
    units: &'u [(usize, Vec<u32>)],
    /// What all capacities were multiplied by.
    parts: u64,
    /// The largest finite capacity, at which no cap holds anything back.
    largest: u64,
    cuts: Vec<Cut>,
}

impl<'u> Capped<'u> {
    fn new(graph: &FlowGraph, max_flow: &MaxFlow, units: &'u [(usize, Vec<u32>)]) -> Capped<'u> {
        let core = max_flow.core(graph);
        // What lets nothing pass needs no share.
        let useful = |link: &&u32| core.most[**link as usize] != (0, 0);
        let parts = if units.iter().all(|unit| unit.1.len() < 2) { 1 } else { PARTS };
        let mut share: Vec<Option<u64>> = vec![None; core.links()];
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (unit, (_, links)) in (0_u32..).zip(units) {
            let several = crossed_at_once(core, links);
            // The next larger number that divides the parts.
            let own = (several.max(1)..=parts).find(|of| parts.is_multiple_of(*of)).map_or(0, |of| parts / of);
            for &link in links.iter().filter(useful) {
                let share = &mut share[link as usize];
                *share = Some(share.map_or(own, |other| other.min(own)));
                pairs.push((link, unit));
            }
        }
        pairs.sort_unstable();
        let mut first = vec![0_u32; core.links() + 1];
        pairs.iter().for_each(|(link, _)| first[*link as usize + 1] += 1);
        for link in 0..core.links() {
            first[link + 1] += first[link];
        }
        let mut capped = Capped {
            nodes: core.nodes(),
            links: links_of(core, parts),
            share,
            first,
            of: pairs.into_iter().map(|(_, unit)| unit).collect(),
            units,
            parts,
            largest: 0,
            cuts: Vec::new(),
        };
        for most in capped.links.iter().flat_map(|link| [link.forward, link.backward]) {
            if most < UNLIMITED {
                capped.largest = capped.largest.max(most);
            }
        }
        // What nothing finite holds back is held back by more than the whole flow.
        capped.largest = capped.largest.max(max_flow.value.saturating_mul(parts)).min(UNLIMITED - 2) + 1;
        capped.solve(capped.largest, 1);
        capped
    }

    /// The minimum cut with capacities capped at their shares of `numerator / denominator`, times the denominator. Keeps its
    /// cuts.
    fn solve(&mut self, numerator: u64, denominator: u64) -> i128 {
        let cap = |most: u64, share: Option<u64>| {
            let whole = if most == UNLIMITED { UNLIMITED } else { most * denominator };
            let capped = |share: u64| u128::from(numerator) * u128::from(share);
            share.map_or(whole, |share| whole.min(u64::try_from(capped(share)).unwrap_or(UNLIMITED)))
        };
        let links = self.links.iter().zip(&self.share).map(|(link, &share)| FlowLink {
            forward: cap(link.forward, share),
            backward: cap(link.backward, share),
            ..*link
        });
        let graph = FlowGraph::new(self.nodes, links.collect());
        let flow = graph.max_flow(SOURCE, SINK);
        let closed = |share: &Option<u64>| *share == Some(0);
        if numerator > 0 && !self.share.iter().any(closed) {
            for links in [flow.cut_near_source(), flow.cut_near_sink()] {
                let crossing = links.iter().map(|&link| {
                    let of = self.links[link as usize];
                    (link, if flow.flow[link as usize] > 0 { of.forward } else { of.backward })
                });
                self.cuts.push(self.cut(crossing));
            }
        } else {
            // Links that are capped at nothing are not among those of the cut, but they are in it.
            let side = flow.side_near_source(&graph);
            let crossing = (0..).zip(&self.links).map(|(link, of)| match (side[of.a as usize], side[of.b as usize]) {
                (true, false) => (link, of.forward),
                (false, true) => (link, of.backward),
                _ => (link, 0),
            });
            self.cuts.push(self.cut(crossing.filter(|of| of.1 > 0)));
        }
        i128::from(flow.value)
    }

    /// The cut with these links and what they let pass.
    fn cut(&self, crossing: impl Iterator<Item = (u32, u64)>) -> Cut {
        let mut cut = Cut { fixed: 0, others: Vec::new(), taken: Vec::new() };
        let mut takes: Vec<(u32, u64)> = Vec::new();
        for (link, most) in crossing {
            match self.share[link as usize] {
                None => cut.fixed = cut.fixed.saturating_add(most),
                Some(share) => {
                    cut.others.push((most, share));
                    let units = &self.of[self.first[link as usize] as usize..self.first[link as usize + 1] as usize];
                    takes.extend(units.iter().map(|unit| (*unit, most)));
                }
            }
        }
        takes.sort_unstable();
        for group in takes.chunk_by(|one, other| one.0 == other.0) {
            let sum = group.iter().fold(0_u64, |sum, of| sum.saturating_add(of.1));
            cut.taken.push((sum, group[0].0 as usize));
        }
        cut.taken.sort_unstable_by_key(|&(most, unit)| (std::cmp::Reverse(most), self.units[unit].0));
        cut
    }

    /// What is left at least when any k groups are lost.
    fn at_least(&mut self, k: u64) -> u64 {
        // What one unit of t takes off for k groups: all is multiplied.
        let weight = i128::from(k) * i128::from(self.parts);
        let mut best = 0;
        loop {
            // The whole number after which the bound of all cuts stops rising.
            let bound = |t: u64| self.cuts.iter().map(|cut| cut.capped(t)).min().unwrap_or(0) - weight * i128::from(t);
            let (mut low, mut high) = (0, self.largest);
            while low < high {
                let middle = low + (high - low) / 2;
                if bound(middle + 1) > bound(middle) { low = middle + 1 } else { high = middle }
            }
            let top = [low.saturating_sub(1), low].map(|t| self.top(t, weight));
            let [one, other] = top;
            // The higher of the tops to both sides, as (bound, t) times a denominator.
            let (bound, t, parts) = if one.0 * other.2 > other.0 * one.2 { one } else { other };
            let fits = |t: i128| u64::try_from(t).ok().filter(|t| *t < UNLIMITED);
            let scaled = i128::from(self.largest).checked_mul(parts).and_then(fits);
            let (bound, t, parts) = if scaled.is_some() { (bound, t, parts) } else { (0, i128::from(low), 1) };
            let (numerator, denominator) = (fits(t).unwrap_or(0), fits(parts).unwrap_or(1));
            let value = self.solve(numerator, denominator) - weight * i128::from(numerator);
            // Left is a whole number: round up.
            let whole = parts * i128::from(self.parts);
            best = best.max(value.div_euclid(whole) + i128::from(value.rem_euclid(whole) > 0));
            if value >= bound || scaled.is_none() {
                return u64::try_from(best).unwrap_or(0);
            }
        }
    }

    /// The top of the bound of all cuts between `t` and `t + 1`, where each is a straight line: (bound, t, denominator), the
    /// first two times the third.
    fn top(&self, t: u64, weight: i128) -> (i128, i128, i128) {
        let lines: Vec<(i128, i128)> =
            (self.cuts.iter()).map(|cut| (cut.capped(t) - weight * i128::from(t), cut.slope(t) - weight)).collect();
        let lowest = |numerator: i128, denominator: i128, steepest: bool| {
            let at = |line: &(i128, i128)| line.0 * denominator + line.1 * numerator;
            lines
                .iter()
                .copied()
                .min_by_key(|line| (at(line), if steepest { -line.1 } else { line.1 }))
                .unwrap_or((0, 0))
        };
        let (mut rising, mut falling) = (lowest(0, 1, false), lowest(1, 1, true));
        if rising.1 <= 0 {
            return (rising.0, i128::from(t), 1);
        }
        if falling.1 >= 0 {
            return (falling.0 + falling.1, i128::from(t) + 1, 1);
        }
        loop {
            // Where the rising and the falling line meet.
            let (numerator, denominator) = (falling.0 - rising.0, rising.1 - falling.1);
            let at = rising.0 * denominator + rising.1 * numerator;
            let line = lowest(numerator, denominator, false);
            if line.0 * denominator + line.1 * numerator >= at {
                return (at, i128::from(t) * denominator + numerator, denominator);
            }
            if line.1 > 0 { rising = line } else { falling = line }
        }
    }
}

/// How many of some links a cut can cross at most in the direction of the flow: of links between the same two nodes those of
/// one direction.
fn crossed_at_once(core: &Core, links: &[u32]) -> u64 {
    let mut ends: Vec<(u32, u32, u64, u64)> = Vec::with_capacity(links.len());
    for &link in links {
        let ((a, b), most) = (core.ends(link as usize), core.most[link as usize]);
        let (there, back) = if a < b { most } else { (most.1, most.0) };
        ends.push((a.min(b), a.max(b), u64::from(there > 0), u64::from(back > 0)));
    }
    ends.sort_unstable();
    let between = ends.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1));
    between.map(|same| same.iter().map(|of| of.2).sum::<u64>().max(same.iter().map(|of| of.3).sum())).sum()
}

/// The core's links with so many times what they let pass when nothing flows.
fn links_of(core: &Core, times: u64) -> Vec<FlowLink> {
    let most = |most: u64| if most >= UNLIMITED { UNLIMITED } else { most.saturating_mul(times).min(UNLIMITED - 1) };
    let link = |link: usize| {
        let ((a, b), (forward, backward)) = (core.ends(link), core.most[link]);
        FlowLink { a, b, forward: most(forward), backward: most(backward) }
    };
    (0..core.links()).map(link).collect()
}
