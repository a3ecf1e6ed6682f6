//! What the largest flow under rows loses without some links.
//!
//! Three looks settle most of them. What carries nothing costs nothing. A flow that is repaired round what is lost, as by
//! `flow::losses`, and keeps the rows is as large as any without them. And what is lost carries no more than the flow falls,
//! so where the flow without rows falls by as much, that is it. The rest is priced anew in a part of the graph that holds the
//! flows and the ways round that were tried: from the best prices when nothing is lost and the tree that proves them, with
//! what is lost too dear to be used. Shortest ways in the whole graph prove the prices there, or show the way that is missing;
//! with it all that is not proven is priced again, and the few that are left are searched from the beginning.
//!
//! Every loss is what prices prove, within a millionth of the flow; what is less than that is none.
//!
//! Twin: the linear program without the links.

use std::collections::BTreeMap;

use super::drawn::Drawn;
use super::instance::{Instance, Uses};
use super::part::Part;
use super::prices::{Close, Search};
use super::tree::Tree;
use super::{CEILING, Row, SharedFlow, WORTH, search, short, used};
use crate::algo::flow::{FlowGraph, GroupLosses, MaxFlow, UNLIMITED};
use crate::algo::graph::NONE;

/// How close a loss is worked out: a hundredth of a unit of a thousand, or a millionth.
const NEAR: Close = Close { units: 10.0, share: 1e-6 };
/// The same where nothing is to be proved: a ten-thousandth.
const ROUGH: Close = Close { units: 10.0, share: 1e-4 };
/// Prices tried for the flow with nothing lost, and for each loss.
const TRIES: usize = 200;
/// Times that the part of the graph may grow, by a way for each loss.
const ROUNDS: usize = 4;
/// What all of a row costs where flows are to use little of the rows.
const ALL_OF_A_ROW: u128 = WORTH as u128 / 100;

/// By how much the largest flow under the rows falls when all links of a group are lost together, for each group.
///
/// `plain` is the largest flow without the rows, `base` the one with them. A link may be named several times and in several
/// groups. Unless a loss is to be `proved`, it may be told too large: what is left is a flow that there is, a larger one is not
/// excluded. Time of two looks at the whole graph, of a detour for each group that carries anything, and for those that
/// the rows hold back of some shortest ways more.
///
/// # Panics
/// When a group or a row names a link that is not in the graph.
///
/// ```
/// use corridor::algo::flow::{FlowGraph, FlowLink};
/// use corridor::algo::shared::{Member, Row, largest, losses};
/// let link = |a, b, most| FlowLink { a, b, forward: most, backward: 0 };
/// let graph = FlowGraph::new(3, vec![link(0, 1, 8_000), link(0, 1, 8_000), link(1, 2, 20_000)]);
/// // One crew for both: 2 a unit over the first link, 1 over the second, 12 in all.
/// let member = |link, weight| Member { link, along: 0, weight };
/// let rows = [Row { capacity: 12_000, members: vec![member(0, 2), member(1, 1)] }];
/// let plain = graph.max_flow(0, 2);
/// let base = largest(&graph, &rows, &[1, 1, 1], &plain, &mut Vec::new(), false);
/// let groups = [vec![0], vec![1], vec![2], vec![]];
/// // Without the first 8 pass; without the second the crew takes 6 over.
/// assert_eq!(losses(&graph, &rows, &[1, 1, 1], &plain, &base, &groups, true), [2_000, 4_000, 10_000, 0]);
/// ```
pub fn losses(
    graph: &FlowGraph,
    rows: &[Row],
    lengths: &[u32],
    plain: &MaxFlow,
    base: &SharedFlow,
    groups: &[Vec<u32>],
    proved: bool,
) -> Vec<u64> {
    let mut plainly = GroupLosses::new(graph, plain);
    if rows.is_empty() || plain.value >= UNLIMITED {
        return groups.iter().map(|group| plainly.of(group)).collect();
    }
    let ceiling = plain.value.min(CEILING);
    // Where nothing is proved, losses count from the flow that there is.
    let (top, near) = if proved { (base.bound, NEAR) } else { (base.value, ROUGH) };
    let fall = |left: u64| {
        let fall = top.saturating_sub(left);
        if near.holds(fall as f64, 0.0) { 0 } else { fall }
    };
    // The whole graph with the flow as it is settles most, before the graph is drawn together.
    let uses = Uses::new(graph.links().len(), rows);
    let prices = Proof { graph, uses: &uses, base, ceiling };
    let own = MaxFlow::given(base.value, base.flow.clone(), (plain.source, plain.sink));
    let mut looks = Looks::new(graph, rows, &uses, &own, near);
    let mut lost = vec![0; groups.len()];
    let mut open: Vec<(usize, u64)> = Vec::new();
    let mut tried: Vec<bool> = base.flow.iter().map(|flow| *flow != 0).collect();
    for (number, group) in groups.iter().enumerate() {
        if looks.carried(group) == 0 {
            continue;
        }
        // No more is left than without rows, and than the prices say.
        let most = top.min(plain.value - plainly.of(group)).min(base.bound.saturating_sub(prices.of(group)));
        lost[number] = fall(most);
        if !looks.settled(group, most, &mut tried) {
            open.push((number, most));
        }
    }
    if open.is_empty() {
        return lost;
    }
    let drawn = Drawn::new(graph, rows, lengths, [plain.source, plain.sink], ceiling);
    let instance = Instance::new(&drawn.graph, &drawn.rows, &drawn.lengths, (0, 1), ceiling);
    let strand_of = drawn.strand_of();
    let mut chosen = vec![false; drawn.graph.links().len()];
    drawn.mark(&mut chosen, |link| tried[link as usize]);
    let flow = MaxFlow::given(base.value, sparing(&instance).unwrap_or_else(|| drawn.gather(&base.flow)), (0, 1));
    flow.flow.iter().zip(&mut chosen).for_each(|(flow, chosen)| *chosen |= *flow != 0);
    let mut looks = Looks::new(instance.graph, instance.rows, instance.uses_of_all(), &flow, near);
    let strands = |group: &Vec<u32>| {
        let of = group.iter().map(|link| strand_of[*link as usize]).filter(|strand| *strand != NONE);
        let mut strands: Vec<u32> = of.collect();
        strands.sort_unstable();
        strands.dedup();
        strands
    };
    let mut found: BTreeMap<Vec<u32>, u64> = BTreeMap::new();
    let mut left: Vec<(Vec<u32>, u64)> = Vec::new();
    let keys: Vec<Vec<u32>> = open.iter().map(|(number, _)| strands(&groups[*number])).collect();
    for ((_, most), key) in open.iter().zip(&keys) {
        if found.contains_key(key) {
            continue;
        }
        found.insert(key.clone(), fall(*most));
        if looks.carried(key) == 0 {
            found.insert(key.clone(), 0);
        } else if !looks.settled(key, *most, &mut chosen) {
            left.push((key.clone(), *most));
        }
    }
    for round in 0..ROUNDS {
        if left.is_empty() {
            break;
        }
        let part = Part::new(&instance, &chosen);
        let start = Start::new(&part, base);
        let mut tree = start.tree.clone();
        let mut open = Vec::new();
        for (key, most) in left {
            let priced = start.without(&mut tree, &key, most, near);
            let (mut least, mut bound) = (priced.least, most);
            if proved && !near.holds(bound as f64, least as f64) {
                let closed = instance.closing(&key);
                bound = bound.min(closed.proven(&part, &priced.prices, &priced.dues));
                if !near.holds(bound as f64, least as f64) {
                    // What was chosen is not enough here.
                    if round + 1 < ROUNDS {
                        closed.add_way(&part, (&priced.prices, &priced.dues), &mut chosen);
                        open.push((key, bound));
                        continue;
                    }
                    let now = search(&closed, &mut chosen.clone(), false, false);
                    (least, bound) = (now.value.max(least), now.bound.min(bound));
                }
            }
            found.insert(key, fall(if proved { bound } else { least }));
        }
        left = open;
    }
    for ((number, _), key) in open.iter().zip(&keys) {
        lost[*number] = found[key];
    }
    lost
}

/// What the prices with nothing lost prove of losses.
struct Proof<'a> {
    graph: &'a FlowGraph,
    uses: &'a Uses,
    base: &'a SharedFlow,
    ceiling: u64,
}

impl Proof<'_> {
    /// The bound falls by so much without some links: by what they may carry, times what a unit over them is worth.
    fn of(&self, group: &[u32]) -> u64 {
        let SharedFlow { potential, prices, scale, .. } = self.base;
        let mut sum = 0_u128;
        let mut links = group.to_vec();
        links.sort_unstable();
        links.dedup();
        for number in links {
            let link = &self.graph.links()[number as usize];
            let (a, b) = (potential[link.a as usize], potential[link.b as usize]);
            for (side, rise, most) in
                [(2 * number, b.saturating_sub(a), link.forward), (2 * number + 1, a.saturating_sub(b), link.backward)]
            {
                let worth = if rise > 0 { rise.saturating_sub(self.uses.charge(side, prices)) } else { 0 };
                sum += u128::from(worth) * u128::from(most.min(self.ceiling));
            }
        }
        u64::try_from(sum / u128::from((*scale).max(1))).unwrap_or(u64::MAX)
    }
}

/// What settles a loss without prices.
struct Looks<'i> {
    rows: &'i [Row],
    uses: &'i Uses,
    near: Close,
    /// A flow under the rows that uses little of them.
    flow: &'i MaxFlow,
    repair: GroupLosses<'i>,
    /// Units of each row that the flow takes.
    taken: Vec<u128>,
}

impl<'i> Looks<'i> {
    fn new(graph: &'i FlowGraph, rows: &'i [Row], uses: &'i Uses, flow: &'i MaxFlow, near: Close) -> Looks<'i> {
        let taken = rows.iter().map(|row| used(row, &flow.flow)).collect();
        Looks { rows, uses, near, flow, repair: GroupLosses::new(graph, flow), taken }
    }

    /// What some links carry, added up.
    fn carried(&self, links: &[u32]) -> u64 {
        links.iter().map(|link| self.flow.flow[*link as usize].unsigned_abs()).sum()
    }

    /// Whether as much as may be left without some links is left; the ways round that were tried are chosen, if not.
    fn settled(&mut self, lost: &[u32], most: u64, chosen: &mut [bool]) -> bool {
        let close = self.near;
        let near = |left: u64| close.holds(most as f64, left as f64);
        if near(self.flow.value.saturating_sub(self.carried(lost))) {
            return true;
        }
        let (stuck, changed) = self.repair.of_and_changed(lost);
        let mut more: BTreeMap<u32, i128> = BTreeMap::new();
        for (link, now) in &changed {
            for (flow, sign) in [(self.flow.flow[*link as usize], -1), (*now, 1)] {
                for (row, weight) in self.uses.of(2 * link + u32::from(flow < 0)) {
                    *more.entry(*row).or_default() += sign * i128::from(*weight) * i128::from(flow.unsigned_abs());
                }
            }
        }
        let keeps = |(row, more): (&u32, &i128)| {
            let row = *row as usize;
            i128::try_from(self.taken[row]).is_ok_and(|taken| taken + more <= i128::from(self.rows[row].capacity))
        };
        if near(self.flow.value - stuck) && more.iter().all(keeps) {
            return true;
        }
        changed.iter().for_each(|(link, _)| chosen[*link as usize] = true);
        false
    }
}

/// Of the largest flows without rows one that uses little of the rows, if it keeps them.
fn sparing(instance: &Instance<'_>) -> Option<Vec<i64>> {
    let whole = |row: u32| u128::from(instance.rows[row as usize].capacity).max(1);
    let cost = |side: u32| {
        let parts = instance.uses(side).iter().map(|(row, weight)| u128::from(*weight) * ALL_OF_A_ROW / whole(*row));
        let all = parts.sum::<u128>() + u128::from(instance.lengths[side as usize / 2]);
        u64::try_from(all.min(2 * WORTH as u128)).unwrap_or(u64::MAX)
    };
    let costs: Vec<u64> = (0..instance.most.len() as u32).map(cost).collect();
    Some(instance.kept(short::cheapest(instance, &costs, instance.ceiling))?.flow)
}

/// What holds when nothing is lost, to begin from.
struct Start<'p, 'a> {
    search: Search<'p, 'a>,
    /// Charged with the best prices.
    tree: Tree,
    /// The strands of the part, one for each direction, of each link: `of[first[link]..first[link + 1]]`.
    first: Vec<u32>,
    of: Vec<u32>,
}

impl<'p, 'a> Start<'p, 'a> {
    fn new(part: &'p Part<'a>, base: &SharedFlow) -> Start<'p, 'a> {
        let mut tree = part.tree();
        tree.without_root();
        let scale = u128::from(base.scale.max(1));
        let price = |price: &u64| u64::try_from(u128::from(*price) * WORTH as u128 / scale).unwrap_or(u64::MAX);
        let prices: Vec<u64> = base.prices.iter().map(price).collect();
        let mut search = Search::new(part, &mut tree, &prices, false);
        search.run(&mut tree, &[], TRIES, Close::EXACT);
        part.column(&mut tree, &search.best, false, &[]);
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (strand, of) in (0_u32..).zip(&part.strands) {
            pairs.extend(part.links_of(of.number).map(|link| (link, strand)));
        }
        pairs.sort_unstable();
        let mut first = vec![0; part.links_in_all() + 1];
        pairs.iter().for_each(|(link, _)| first[*link as usize + 1] += 1);
        for link in 1..first.len() {
            first[link] += first[link - 1];
        }
        Start { search, tree, first, of: pairs.into_iter().map(|(_, strand)| strand).collect() }
    }

    /// What passes without some links in this part, with its prices; no more than `most`.
    fn without(&self, tree: &mut Tree, lost: &[u32], most: u64, near: Close) -> Priced {
        let of = |link: &u32| &self.of[self.first[*link as usize] as usize..self.first[*link as usize + 1] as usize];
        let mut closed: Vec<u32> = lost.iter().flat_map(of).copied().collect();
        closed.sort_unstable();
        closed.dedup();
        tree.clone_from(&self.tree);
        let mut search = self.search.clone();
        search.close(tree, &closed, most as f64);
        search.run(tree, &closed, TRIES, near);
        let dues = search.dues(tree, false, &closed);
        Priced { least: (search.value.max(0.0) as u64).min(most), prices: search.best, dues }
    }
}

/// What passes in a part without some links.
struct Priced {
    least: u64,
    /// Prices of the rows, and what a unit more over each strand is worth, lengths counted.
    prices: Vec<u64>,
    dues: Vec<u64>,
}
