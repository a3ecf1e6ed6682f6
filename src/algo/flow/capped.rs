//! The contracted graph with capped capacities, and what its cuts prove about losses; see [`super::interdict`].

use super::core::{Core, SINK, SOURCE};
use super::{FlowGraph, FlowLink, MaxFlow, UNLIMITED};

/// What capacities are multiplied by when groups share out their caps; a group of more links caps them at nothing.
const PARTS: u64 = 60;

/// A cut that has been met.
pub(super) struct Cut {
    /// What those of its links let pass that cannot be lost.
    fixed: u64,
    /// The others: what each lets pass, and its share of the caps.
    others: Vec<(u64, u64)>,
    /// What each group takes of it, the most first.
    pub(super) taken: Vec<(u64, usize)>,
}

impl Cut {
    /// What it lets pass without the k groups that take most of it, if no two take the same.
    pub(super) fn left(&self, k: usize) -> u64 {
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
pub(super) struct Capped<'u> {
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
    pub(super) cuts: Vec<Cut>,
}

impl<'u> Capped<'u> {
    pub(super) fn new(graph: &FlowGraph, max_flow: &MaxFlow, units: &'u [(usize, Vec<u32>)]) -> Capped<'u> {
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
    pub(super) fn at_least(&mut self, k: u64) -> u64 {
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
