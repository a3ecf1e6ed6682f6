//! Which groups to harden so that the worst loss of k others leaves most: a bracket, exact where the worst losses are.
//!
//! Groups that come to one and the same strand of the contracted graph are one: they stand one after another on one way, and
//! hardening one of them alone would be in vain. So hardening such a group makes its strand safe, for every other group too;
//! hardening a group of several strands makes sure that they are not lost together by it.
//!
//! Let A be the worst k groups when the groups P are hardened. Whoever hardens more than P, but nothing of A and no strand of
//! it, gains nothing: A is still lost, and leaves what it left. So of all that can be hardened beside P only these need be
//! tried, each alone: a tree of depth n with at most k branches at every node, instead of all sets of n groups (defender, attacker,
//! defender: Brown, Carlyle, Salmeron & Wood 2006). Where the worst set is known only up to a bracket, the same tree gives a
//! bracket: what A leaves holds from above, what is proven to be left from below.
//!
//! O(k^n) brackets of the worst; a budget of brackets keeps it finite, and what it leaves out counts as if hardening could
//! restore everything.

use std::collections::BTreeMap;

use super::interdict::brackets;
use super::pair::units;
use super::{FlowGraph, MaxFlow, UNLIMITED};

/// What is left at the worst when some groups are hardened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hardening {
    /// The groups to harden, by their places in the question, ascending.
    pub groups: Vec<usize>,
    /// The worst that is found then: these groups lost ...
    pub attack: Vec<usize>,
    /// ... leave this much.
    pub left: u64,
    /// No k losses leave less than this with these groups hardened.
    pub at_least: u64,
    /// Whatever so many groups are hardened, k losses leave no more than this. Equal to `at_least`: proven best.
    pub at_most: u64,
}

/// For n = 0 to `most`: which n groups to harden so that the worst loss of `k` others leaves most. Empty when the maximum is
/// [`UNLIMITED`]. `budget`: worst sets that may be looked for.
///
/// # Panics
/// When a group names a link that is not in the graph.
///
/// ```
/// use corridor::algo::flow::{FlowGraph, FlowLink, harden};
/// let link = |a, b, both| FlowLink { a, b, forward: both, backward: both };
/// let graph = FlowGraph::new(2, vec![link(0, 1, 5), link(0, 1, 4), link(0, 1, 3)]);
/// let flow = graph.max_flow(0, 1);
/// let best = harden(&graph, &flow, &[vec![0], vec![1], vec![2]], 1, 1, 100);
/// assert_eq!((&best[1].groups[..], &best[1].attack[..], best[1].left, best[1].at_most), (&[0][..], &[1][..], 8, 8));
/// ```
pub fn harden(
    graph: &FlowGraph,
    max_flow: &MaxFlow,
    groups: &[Vec<u32>],
    k: usize,
    most: usize,
    budget: usize,
) -> Vec<Hardening> {
    if max_flow.value >= UNLIMITED {
        return Vec::new();
    }
    let units = units(graph, max_flow, groups);
    // The group that hardens each strand.
    let strands: BTreeMap<u32, usize> =
        units.iter().filter(|unit| unit.1.len() == 1).map(|unit| (unit.1[0], unit.0)).collect();
    let worst = |hardened: &[usize]| {
        let hard = |number: &usize| hardened.binary_search(number).is_ok();
        let safe = |link: &u32| strands.get(link).is_some_and(hard);
        let open: Vec<(usize, Vec<u32>)> = units
            .iter()
            .filter(|unit| !hard(&unit.0))
            .map(|unit| (unit.0, unit.1.iter().copied().filter(|link| !safe(link)).collect()))
            .filter(|unit: &(usize, Vec<u32>)| !unit.1.is_empty())
            .collect();
        let bracket = brackets(graph, max_flow, &open, k).pop();
        bracket.map_or((Vec::new(), max_flow.value, max_flow.value), |of| (of.groups, of.left, of.at_least))
    };
    let links: BTreeMap<usize, &[u32]> = units.iter().map(|unit| (unit.0, unit.1.as_slice())).collect();
    // What can be hardened against an attack: its groups and their strands.
    let against = |attack: &[usize]| -> Vec<usize> {
        let of = attack.iter().flat_map(|one| links.get(one).copied().unwrap_or(&[]));
        let mut all: Vec<usize> = of.filter_map(|link| strands.get(link)).chain(attack).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let mut tree: BTreeMap<Vec<usize>, Found> = BTreeMap::new();
    let mut level: Vec<Vec<usize>> = vec![Vec::new()];
    for depth in 0..=most {
        let mut next = Vec::new();
        for hardened in level {
            if tree.contains_key(&hardened) || tree.len() >= budget.max(1) {
                continue;
            }
            let found = worst(&hardened);
            if depth < most && found.1 < max_flow.value {
                let more = against(&found.0).into_iter().filter(|one| hardened.binary_search(one).is_err());
                next.extend(more.map(|one| with(&hardened, one)));
            }
            tree.insert(hardened, found);
        }
        next.sort_unstable();
        next.dedup();
        level = next;
    }
    let mut known = BTreeMap::new();
    let mut best = |n: usize| {
        let best = tree.iter().filter(|(hardened, _)| hardened.len() <= n).max_by_key(|(hardened, found)| {
            (found.2, found.1, std::cmp::Reverse(hardened.len()), std::cmp::Reverse((*hardened).clone()))
        });
        let (hardened, (attack, left, at_least)) = best?;
        let at_most = ceiling(&tree, &against, &mut known, (&[], n), max_flow.value);
        Some(Hardening { groups: hardened.clone(), attack: attack.clone(), left: *left, at_least: *at_least, at_most })
    };
    (0..=most).filter_map(&mut best).collect()
}

/// A set with one more.
fn with(set: &[usize], one: usize) -> Vec<usize> {
    let mut more = set.to_vec();
    more.push(one);
    more.sort_unstable();
    more
}

/// What was found for some hardened groups: the worst groups then, what they leave, what is proven to be left.
type Found = (Vec<usize>, u64, u64);

/// The most that k losses can leave when `hardened` and up to `n` more groups are hardened.
fn ceiling(
    tree: &BTreeMap<Vec<usize>, Found>,
    against: &dyn Fn(&[usize]) -> Vec<usize>,
    known: &mut BTreeMap<(Vec<usize>, usize), u64>,
    (hardened, n): (&[usize], usize),
    whole: u64,
) -> u64 {
    let key = (hardened.to_vec(), n);
    if let Some(most) = known.get(&key) {
        return *most;
    }
    let most = match tree.get(hardened) {
        None => whole,
        Some((_, left, _)) if n == 0 || *left == whole => *left,
        Some((attack, left, _)) => {
            let more: Vec<usize> = against(attack).into_iter().filter(|one| !hardened.contains(one)).collect();
            let each = more.into_iter().map(|one| ceiling(tree, against, known, (&with(hardened, one), n - 1), whole));
            each.max().map_or(*left, |of| of.max(*left))
        }
    };
    known.insert(key, most);
    most
}
