//! The cheapest set that takes something of each of some sets, within budgets.

use super::Set;

/// What items cost and need.
#[derive(Clone, Debug, Default)]
pub struct Items {
    /// Cost of each item in each resource: `costs[resource][item]`. The first resource is the one that is to be little.
    pub costs: Vec<Vec<u64>>,
    /// Most of each resource; the same number as resources.
    pub budgets: Vec<u64>,
    /// What each item needs beside it, in the end (needs of needs included).
    pub requires: Vec<Set>,
    /// What each item cannot stand beside.
    pub excludes: Vec<Set>,
    /// Items that may not be chosen.
    pub banned: Set,
}

impl Items {
    /// Items that cost something of one resource and need nothing.
    pub fn plain(costs: Vec<u64>, budget: u64) -> Self {
        let items = costs.len();
        Items {
            costs: vec![costs],
            budgets: vec![budget],
            requires: vec![Set::EMPTY; items],
            excludes: vec![Set::EMPTY; items],
            banned: Set::EMPTY,
        }
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.requires.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.requires.is_empty()
    }

    /// What a set costs of a resource; a sum that is too large for a number is the largest number.
    pub fn cost(&self, resource: usize, set: Set) -> u64 {
        set.items().fold(0, |sum: u64, item| sum.saturating_add(self.costs[resource][item]))
    }

    /// A set with all that its items need.
    pub fn closed(&self, set: Set) -> Set {
        set.items().fold(set, |all, item| all.or(self.requires[item]))
    }

    /// A set without the items whose needs it lacks.
    pub fn supported(&self, set: Set) -> Set {
        let mut left = set;
        loop {
            let unmet: Set = left.items().filter(|item| !self.requires[*item].is_in(&left)).collect();
            if unmet.is_empty() {
                return left;
            }
            left = left.minus(unmet);
        }
    }

    /// Whether a set may be chosen: needs, exclusions and budgets.
    pub fn allows(&self, set: Set) -> bool {
        self.closed(set) == set && self.stands(set)
    }

    /// The sets within the budgets to which nothing of `free` can be added, ascending, where they are no more than `most`;
    /// none where they are more, or too many to tell. Every allowed set of `free` is a part of one of them.
    ///
    /// O(steps · items²), of which there are few thousand at most.
    pub(super) fn fullest(&self, free: Set, most: usize) -> Option<Vec<Set>> {
        let order: Vec<usize> = free.items().collect();
        let mut found = std::collections::BTreeSet::new();
        let mut open = vec![(Set::EMPTY, 0)];
        for _ in 0..FULLEST_STEPS {
            let Some((set, at)) = open.pop() else { return Some(found.into_iter().collect()) };
            let more =
                |item: &usize| Some(self.closed(set.with(*item))).filter(|with| *with != set && self.allows(*with));
            let Some(item) = order.get(at) else {
                if !order.iter().any(|item| more(item).is_some()) {
                    found.insert(set);
                    if found.len() > most {
                        return None;
                    }
                }
                continue;
            };
            open.push((set, at + 1));
            open.extend(more(item).map(|with| (with, at + 1)));
        }
        None
    }

    /// Exclusions, bans and budgets of a set.
    fn stands(&self, set: Set) -> bool {
        !set.meets(&self.banned)
            && set.items().all(|item| !self.excludes[item].meets(&set))
            && (0..self.costs.len()).all(|resource| self.cost(resource, set) <= self.budgets[resource])
    }
}

/// Steps after which [`Items::fullest`] gives up.
const FULLEST_STEPS: usize = 4_096;

/// What a search for the cheapest set comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cheapest {
    /// The cheapest set and its cost.
    Found(Set, u64),
    /// No set does.
    None,
    /// The search was cut off; no set is cheaper than this (it may be that none does).
    CutOff(u64),
}

/// Branches at most.
const BRANCHES: usize = 400_000;

/// The cheapest set that meets each of `hit` and stays within all budgets. Depth-first over the items of the smallest set
/// that is not met yet; the bound is a packing of sets that share no item.
pub(super) fn cheapest(items: &Items, hit: &[Set]) -> Cheapest {
    let mut search = Search { items, hit, best: None, branches: 0 };
    search.go(Set::EMPTY, items.banned);
    match (search.branches >= BRANCHES, search.best) {
        (false, Some((cost, set))) => Cheapest::Found(set, cost),
        (false, None) => Cheapest::None,
        (true, _) => Cheapest::CutOff(search.packed(Set::EMPTY, items.banned)),
    }
}

struct Search<'a> {
    items: &'a Items,
    hit: &'a [Set],
    best: Option<(u64, Set)>,
    branches: usize,
}

impl Search<'_> {
    /// At least this much more is to be paid.
    fn packed(&self, chosen: Set, banned: Set) -> u64 {
        let mut used = Set::EMPTY;
        let mut sum = 0_u64;
        for hit in self.hit.iter().filter(|hit| !hit.meets(&chosen)) {
            let open = hit.minus(banned);
            if open.meets(&used) {
                continue;
            }
            let least = open.items().map(|item| self.items.costs[0][item]).min();
            sum = sum.saturating_add(least.unwrap_or(u64::MAX));
            used = used.or(open);
        }
        sum
    }

    fn go(&mut self, chosen: Set, mut banned: Set) {
        self.branches += 1;
        if self.branches >= BRANCHES {
            return;
        }
        let cost = self.items.cost(0, chosen);
        let limit =
            self.best.map_or(self.items.budgets[0], |(best, _)| best.saturating_sub(1).min(self.items.budgets[0]));
        if self.best.is_some_and(|(best, _)| best == 0) || cost.saturating_add(self.packed(chosen, banned)) > limit {
            return;
        }
        let unmet = self.hit.iter().filter(|hit| !hit.meets(&chosen));
        let Some(next) = unmet.min_by_key(|hit| hit.minus(banned).len()) else {
            self.best = Some((cost, chosen));
            return;
        };
        let mut order: Vec<usize> = next.minus(banned).items().collect();
        order.sort_by_key(|item| (self.items.costs[0][*item], *item));
        for item in order {
            let with = self.items.closed(chosen.with(item));
            if !with.meets(&banned) && self.items.stands(with) {
                self.go(with, banned);
            }
            // What follows does without it: the sets with it have been looked at.
            banned = banned.with(item);
        }
    }
}
