//! Which losses are worst together in the flow that counts what several ways share.
//!
//! **Not less is left.** Take the flow with nothing lost apart into ways. What passes none of the lost assets keeps every limit
//! still, so a loss of k assets leaves at least that flow less what the k carry. **Not more is left.** What a set really leaves is worked out
//! as for a single loss. Sets are tried in the order of what they carry: once the next carries no more than the worst set takes, that set is the
//! worst there is; when the trials end before, the next set's bound stands.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::algo::flow::strands;
use crate::analysis::capacity::lost::Level;

/// Sets that are tried of each size, and how many at a time (memory and sharing, not results).
const TRIALS: usize = 48;
const BATCH: usize = 24;

/// A set of losses, and what it leaves, thousandths of a vehicle a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    /// Places of the groups, ascending.
    pub(super) groups: Vec<usize>,
    pub(super) left: u64,
    /// No set of as many leaves less.
    pub(super) at_least: u64,
}

/// The worst sets of one to `most` groups; `first` are sets that are tried before all others, for each size.
pub(super) fn held(level: &Level, groups: &[Vec<u32>], most: usize, first: &[Vec<usize>]) -> Vec<Held> {
    let carried = carried(level, groups);
    let value = level.value();
    let left = |sets: &[Vec<usize>]| -> Vec<u64> {
        let links = |set: &Vec<usize>| {
            let all: BTreeSet<u32> = set.iter().flat_map(|group| groups[*group].iter().copied()).collect();
            all.into_iter().collect()
        };
        let lost: Vec<Vec<u32>> = sets.iter().map(links).collect();
        level.losses(&lost, true).into_iter().map(|loss| value.saturating_sub(loss)).collect()
    };
    let mut all: Vec<Held> = Vec::new();
    for k in 1..=most.min(carried.len()) {
        let mut start: Vec<Vec<usize>> = first.get(k - 1).cloned().into_iter().collect();
        // The worst of one less with what carries most beside it.
        if let Some(before) = all.last() {
            let more = carried.iter().find(|(_, group)| !before.groups.contains(group));
            let mut with = before.groups.clone();
            with.extend(more.map(|(_, group)| group));
            with.sort_unstable();
            start.push(with);
        }
        all.push(worst(&carried, value, k, start, &left));
    }
    all
}

/// What each group carries of the flow with nothing lost, of those that come to one strand only the first, the most first.
fn carried(level: &Level, groups: &[Vec<u32>]) -> Vec<(u64, usize)> {
    let flow = level.shared_flow();
    let alone = strands(level.graph(), level.flow(), groups);
    let mut known: BTreeMap<u32, usize> = BTreeMap::new();
    let mut carried: Vec<(u64, usize)> = Vec::new();
    for (group, links) in groups.iter().enumerate().filter(|(_, links)| !links.is_empty()) {
        let each = links.iter().map(|link| flow[*link as usize].unsigned_abs());
        match alone[group] {
            // One way: its links carry the same, or are not on it.
            Some(strand) => {
                if known.insert(strand, group).is_none() {
                    carried.push((each.max().unwrap_or(0), group));
                }
            }
            None => carried.push((each.sum(), group)),
        }
    }
    carried.sort_unstable_by_key(|(amount, group)| (Reverse(*amount), *group));
    carried
}

/// The worst set of k, with its bound.
fn worst(
    carried: &[(u64, usize)],
    value: u64,
    k: usize,
    start: Vec<Vec<usize>>,
    left: &dyn Fn(&[Vec<usize>]) -> Vec<u64>,
) -> Held {
    let sum = |set: &[usize]| set.iter().map(|at| carried[*at].0).fold(0, u64::saturating_add);
    let mut worst = Held { groups: Vec::new(), left: value, at_least: value };
    let take = |sets: &[Vec<usize>], worst: &mut Held| {
        for (set, left) in sets.iter().zip(left(sets)) {
            if left < worst.left {
                (worst.groups, worst.left) = (set.clone(), left);
            }
        }
    };
    take(&start, &mut worst);
    // Sets by what they carry, the most first: each is followed by those with one member moved one place on.
    let begin: Vec<usize> = (0..k).collect();
    let mut met = BTreeSet::from([begin.clone()]);
    let mut heap = BinaryHeap::from([(sum(&begin), Reverse(begin))]);
    let mut tried = 0;
    worst.at_least = loop {
        let mut batch = Vec::new();
        while batch.len() < BATCH && tried < TRIALS {
            let Some((amount, Reverse(set))) = heap.pop() else { break };
            if value.saturating_sub(amount) >= worst.left {
                heap.push((amount, Reverse(set)));
                break;
            }
            for member in 0..k {
                let mut next = set.clone();
                next[member] += 1;
                let fits =
                    next[member] < carried.len() && next.get(member + 1).is_none_or(|other| next[member] < *other);
                if fits && met.insert(next.clone()) {
                    heap.push((sum(&next), Reverse(next)));
                }
            }
            let mut groups: Vec<usize> = set.iter().map(|at| carried[*at].1).collect();
            groups.sort_unstable();
            batch.push(groups);
            tried += 1;
        }
        let next = heap.peek().map_or(value, |(amount, _)| value.saturating_sub(*amount));
        if batch.is_empty() {
            break next.min(worst.left);
        }
        take(&batch, &mut worst);
    };
    worst
}

#[cfg(test)]
mod tests {
    use super::worst;
    use crate::algo::graph::random::Dice;

    #[test]
    fn the_bound_holds_and_is_met_where_trials_suffice() {
        let mut met = 0;
        for seed in 0..200 {
            let mut dice = Dice(seed);
            let count = 2 + dice.below(9) as usize;
            let mut carried: Vec<(u64, usize)> = (0..count).map(|group| (u64::from(dice.below(40)), group)).collect();
            carried.sort_unstable_by_key(|(amount, group)| (std::cmp::Reverse(*amount), *group));
            // A set takes what its members carry, less what goes round, which hangs on the set.
            let round = dice.below(3);
            let value = 500_u64;
            let left = |set: &[usize]| {
                let all: u64 = set.iter().map(|group| carried.iter().find(|one| one.1 == *group).unwrap().0).sum();
                let kept = set.iter().map(|group| *group as u64 + 1).product::<u64>() % 5 * u64::from(round);
                value - all.saturating_sub(kept)
            };
            for k in 1..=2.min(count) {
                let found = worst(&carried, value, k, Vec::new(), &|sets| sets.iter().map(|set| left(set)).collect());
                let each =
                    (0..1_u32 << count).map(|bits| (0..count).filter(|at| bits >> at & 1 == 1).collect::<Vec<_>>());
                let least = each.filter(|set| set.len() == k).map(|set| left(&set)).min().unwrap();
                assert!(found.at_least <= least && least <= found.left, "seed {seed} k {k}: {found:?}, {least}");
                met += u32::from(found.at_least == found.left);
            }
        }
        assert!(met > 300, "{met}");
    }
}
