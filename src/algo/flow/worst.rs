//! Which losses together are worst: the exact worst pair, and brackets for the worst k.
//!
//! **Pairs.** The repair after a single loss touches some links: the lost ones and those of the detours. If the repairs of
//! two losses touch no link in common, both can be made, so the two cost no more together than one by one. If they do, they
//! cost no more together than the first alone and all that the second carries after the repair of the first; what it did not
//! touch carries what it did before. Only pairs that could still beat the best pair found are worked out.
//!
//! **k links.** Whatever k links are lost, a cut keeps at least the sum of its capacities capped at t, less k t, for any t:
//! the lost ones count at most t each. So the largest value over t of (minimum cut with capacities capped at t) - k t is
//! less than or equal to what is left at the worst: the lower bound. Every cut met on the way says what the loss of its k
//! largest links leaves at most. The function of t is concave and piecewise linear; its top is found by cutting planes: the
//! cuts met so far bound it from above, the top of that bound is the next t, and the search ends when the bound is reached
//! there (Wollmer 1964; Wood 1993; Royset & Wood 2007). All k share the cuts. A t that is not whole multiplies capacities by
//! its denominator.

use super::change::losses;
use super::core::Core;
use super::repair::Repair;
use super::{FlowGraph, FlowLink, MaxFlow, UNLIMITED};
use crate::algo::graph::{LinkSet, NONE};

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
/// The time of [`losses`], a look at all pairs of repairs that touch a common link, and the time of a loss for each pair that
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
    let core = max_flow.core(graph);
    let mut repair = Repair::new(graph, max_flow);
    let (mut singles, mut idle): (Vec<Single>, Vec<Single>) = (Vec::new(), Vec::new());
    let mut detour = vec![false; core.links()];
    for (number, lost) in units {
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

/// The core links of each group; of groups that come to one and the same core link only the first, and none that come to
/// nothing.
fn units(graph: &FlowGraph, max_flow: &MaxFlow, groups: &[Vec<u32>]) -> Vec<(usize, Vec<u32>)> {
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
    let mut capped = Capped::new(graph, max_flow, may_be_lost);
    let lower: Vec<u64> = (0..=most as u64).map(|k| capped.at_least(k)).collect();
    let mut repair = Repair::new(graph, max_flow);
    let mut brackets: Vec<Bracket> = Vec::new();
    for (k, &at_least) in lower.iter().enumerate() {
        let mut bracket = Bracket { links: Vec::new(), left: max_flow.value, at_least };
        if let Some(before) = brackets.last() {
            (bracket.links, bracket.left) = (before.links.clone(), before.left);
        }
        // The best cut for this k, and what really is left without its k largest links.
        let mut cuts: Vec<&Cut> = capped.cuts.iter().collect();
        cuts.sort_by_key(|cut| cut.left(k));
        for cut in cuts.into_iter().take(3) {
            let lost: Vec<u32> = cut.largest.iter().take(k).map(|of| of.1).collect();
            let left = max_flow.value - repair.loss(&lost);
            if left < bracket.left {
                bracket.links = lost.iter().map(|&link| capped.target[link as usize]).collect();
                bracket.left = left;
            }
        }
        brackets.push(bracket);
    }
    if let Some(one) = brackets.get_mut(1) {
        let lost = (0..).zip(losses(graph, max_flow)).filter(|(link, _)| may_be_lost.contains(*link));
        if let Some((link, loss)) = lost.max_by_key(|&(link, loss)| (loss, std::cmp::Reverse(link))) {
            let left = max_flow.value - loss;
            if left < one.left {
                (one.links, one.left) = (vec![link], left);
            }
            one.at_least = one.left;
        }
    }
    if brackets.get(2).is_some_and(|two| two.at_least < two.left) {
        let singles: Vec<Vec<u32>> =
            (0..graph.links().len() as u32).filter(|&link| may_be_lost.contains(link)).map(|link| vec![link]).collect();
        if let Some(Pair { groups: (one, other), loss }) = worst_pair(graph, max_flow, &singles) {
            let left = max_flow.value - loss;
            brackets[2] = Bracket { links: vec![singles[one][0], singles[other][0]], left, at_least: left };
        }
    }
    for k in 1..brackets.len() {
        if brackets[k - 1].left < brackets[k].left {
            (brackets[k].links, brackets[k].left) = (brackets[k - 1].links.clone(), brackets[k - 1].left);
        }
    }
    // Losing one more never leaves more.
    for k in (1..brackets.len()).rev() {
        brackets[k - 1].at_least = brackets[k - 1].at_least.max(brackets[k].at_least);
    }
    brackets.iter_mut().for_each(|bracket| bracket.links.sort_unstable());
    brackets
}

/// A cut that has been met: what those of its links let pass that cannot be lost, and the others, the largest first.
struct Cut {
    fixed: u64,
    largest: Vec<(u64, u32)>,
}

impl Cut {
    /// What it lets pass without its k largest links.
    fn left(&self, k: usize) -> u64 {
        self.largest.iter().skip(k).fold(self.fixed, |sum, of| sum.saturating_add(of.0))
    }

    /// What it lets pass capped at `t`.
    fn capped(&self, t: u64) -> i128 {
        self.largest.iter().fold(i128::from(self.fixed), |sum, of| sum + i128::from(of.0.min(t)))
    }

    /// By how much that grows from `t` to `t + 1`.
    fn slope(&self, t: u64) -> i128 {
        self.largest.iter().take_while(|of| of.0 > t).count() as i128
    }
}

/// The contracted graph with capacities that are capped.
struct Capped {
    nodes: usize,
    links: Vec<FlowLink>,
    /// For each of its links, one of its chain that may be lost, or none.
    target: Vec<u32>,
    /// The largest finite capacity.
    largest: u64,
    cuts: Vec<Cut>,
}

impl Capped {
    fn new(graph: &FlowGraph, max_flow: &MaxFlow, may_be_lost: &LinkSet) -> Capped {
        let core = max_flow.core(graph);
        let mut capped = Capped {
            nodes: core.nodes(),
            links: Vec::with_capacity(core.links()),
            target: Vec::with_capacity(core.links()),
            largest: 0,
            cuts: Vec::new(),
        };
        for link in 0..core.links() {
            let ((a, b), (forward, backward)) = (core.ends(link), core.most[link]);
            capped.links.push(FlowLink { a, b, forward, backward });
            let target =
                core.members(link).iter().map(|member| member / 2).find(|&member| may_be_lost.contains(member));
            capped.target.push(target.unwrap_or(NONE));
            for most in [forward, backward] {
                if most < UNLIMITED {
                    capped.largest = capped.largest.max(most);
                }
            }
        }
        // What nothing finite holds back is held back by more than the whole flow.
        capped.largest = capped.largest.max(max_flow.value) + 1;
        capped.solve(capped.largest, 1);
        capped
    }

    /// The minimum cut with capacities capped at `numerator / denominator`, times the denominator. Keeps its cuts.
    fn solve(&mut self, numerator: u64, denominator: u64) -> i128 {
        let cap = |most: u64, target: u32| {
            let parts = if most == UNLIMITED { UNLIMITED } else { most * denominator };
            if target == NONE { parts } else { parts.min(numerator) }
        };
        let links = self.links.iter().zip(&self.target).map(|(link, &target)| FlowLink {
            forward: cap(link.forward, target),
            backward: cap(link.backward, target),
            ..*link
        });
        let graph = FlowGraph::new(self.nodes, links.collect());
        let flow = graph.max_flow(super::core::SOURCE, super::core::SINK);
        if numerator > 0 {
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
        let mut cut = Cut { fixed: 0, largest: Vec::new() };
        for (link, most) in crossing {
            if self.target[link as usize] == NONE {
                cut.fixed += most;
            } else {
                cut.largest.push((most, link));
            }
        }
        cut.largest.sort_unstable_by_key(|&(most, link)| (std::cmp::Reverse(most), link));
        cut
    }

    /// What is left at least when any k links are lost.
    fn at_least(&mut self, k: u64) -> u64 {
        let k = i128::from(k);
        let mut best = 0;
        loop {
            // The whole number after which the bound of all cuts stops rising.
            let bound = |t: u64| self.cuts.iter().map(|cut| cut.capped(t)).min().unwrap_or(0) - k * i128::from(t);
            let (mut low, mut high) = (0, self.largest);
            while low < high {
                let middle = low + (high - low) / 2;
                if bound(middle + 1) > bound(middle) { low = middle + 1 } else { high = middle }
            }
            let top = [low.saturating_sub(1), low].map(|t| self.top(t, k));
            let [one, other] = top;
            // The higher of the tops to both sides, as (bound, t) times a denominator.
            let (bound, t, parts) = if one.0 * other.2 > other.0 * one.2 { one } else { other };
            let fits = |t: i128| u64::try_from(t).ok().filter(|t| *t < UNLIMITED);
            let scaled = i128::from(self.largest).checked_mul(parts).and_then(fits);
            let (bound, t, parts) = if scaled.is_some() { (bound, t, parts) } else { (0, i128::from(low), 1) };
            let (numerator, denominator) = (fits(t).unwrap_or(0), fits(parts).unwrap_or(1));
            let value = self.solve(numerator, denominator) - k * i128::from(numerator);
            // Left is a whole number: round up.
            best = best.max(value.div_euclid(parts) + i128::from(value.rem_euclid(parts) > 0));
            if value >= bound || scaled.is_none() {
                return u64::try_from(best).unwrap_or(0);
            }
        }
    }

    /// The top of the bound of all cuts between `t` and `t + 1`, where each is a straight line: (bound, t, denominator), the
    /// first two times the third.
    fn top(&self, t: u64, k: i128) -> (i128, i128, i128) {
        let lines: Vec<(i128, i128)> =
            (self.cuts.iter()).map(|cut| (cut.capped(t) - k * i128::from(t), cut.slope(t) - k)).collect();
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
