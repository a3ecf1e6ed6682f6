//! The best set within budgets, and the cheapest of a value: with a proof, or with how far it may be from it.

use super::master::{Cheapest, cheapest};
use super::{Items, Memo, Set};

/// A set with what it is worth and what no set can be worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Best {
    /// The set.
    pub set: Set,
    /// Its value.
    pub value: u64,
    /// Its cost of the first resource.
    pub cost: u64,
    /// No set within the budgets is worth more; equal to `value` when it is proven best.
    pub bound: u64,
}

impl Best {
    /// Whether it is proven that nothing within the budgets is worth more.
    pub fn is_proven(&self) -> bool {
        self.value == self.bound
    }
}

/// Fullest sets that are asked for one by one rather than searched.
const FEW: usize = 12;

/// A search over one oracle: questions with other budgets, costs or values use what earlier ones learnt.
pub struct Search<'a, E> {
    /// The oracle.
    pub memo: Memo<'a, E>,
    items: usize,
    /// (set, its value): whoever wants more must take something outside it.
    walls: Vec<(Set, u64)>,
    /// How often an item was what a set could not take without reaching the value wanted.
    critical: Vec<u32>,
}

impl<'a, E> Search<'a, E> {
    /// A search over `items` items.
    pub fn new(items: usize, memo: Memo<'a, E>) -> Self {
        Search { memo, items, walls: Vec::new(), critical: vec![0; items] }
    }

    /// The best set within the budgets. The oracle is asked for about `asks` sets at most; then the best found is returned
    /// with the bound proven so far.
    ///
    /// # Errors
    /// What the oracle returns.
    pub fn best(&mut self, items: &Items, asks: usize) -> Result<Best, E> {
        let last = self.memo.asked() + asks;
        // What the budgets do not take even alone is in no set.
        let all = Set::all(self.items).minus(items.banned);
        let free: Set = all.items().filter(|item| items.allows(items.closed(Set::one(*item)))).collect();
        let most = self.memo.value(items.supported(free))?;
        let mut best = self.known_best(items)?;
        if best.value < most
            && let Some(sets) = items.fullest(free, FEW)
            && self.memo.asked() + sets.len() <= last
        {
            // Every set within the budgets is a part of one of these few.
            let values = self.memo.values(&sets)?;
            let found = sets.iter().zip(&values).max_by_key(|(set, value)| (**value, std::cmp::Reverse(**set)));
            if let Some((set, value)) = found.filter(|(_, value)| **value > best.value) {
                best = Best { set: *set, value: *value, cost: items.cost(0, *set), bound: *value };
            }
            let (set, bound) = (self.needed(items, best.set, best.value)?, best.value);
            return Ok(Best { bound, cost: items.cost(0, set), set, ..best });
        }
        if best.value < most && self.memo.asked() < last {
            best = self.dropping(items, free, best)?;
        }
        let mut bound = most;
        // Halving between what is reached and what is proven unreachable.
        while best.value < bound && self.memo.asked() < last {
            let wanted = best.value + (bound - best.value).div_ceil(2);
            match self.reach(items, wanted, last)? {
                Reached::Set(set, value) => {
                    best = Best { set, value, cost: items.cost(0, set), bound };
                    best = self.filled(items, best)?;
                }
                Reached::Never => bound = wanted - 1,
                Reached::CutOff => break,
            }
        }
        // Nothing that adds nothing: the same value without it.
        let set = self.needed(items, best.set, best.value)?;
        Ok(Best { bound: bound.max(best.value), cost: items.cost(0, set), set, ..best })
    }

    /// The cheapest set of at least a value within the budgets, and whether that is proven; none when there is none.
    ///
    /// # Errors
    /// What the oracle returns.
    pub fn cheapest(&mut self, items: &Items, wanted: u64, asks: usize) -> Result<Option<(Best, bool)>, E> {
        let last = self.memo.asked() + asks;
        match self.reach(items, wanted, last)? {
            Reached::Set(set, value) => Ok(Some((Best { set, value, cost: items.cost(0, set), bound: value }, true))),
            Reached::Never => Ok(None),
            Reached::CutOff => {
                let known = self.memo.known().filter(|(set, value)| *value >= wanted && items.allows(**set));
                let least = known.map(|(set, value)| (items.cost(0, *set), *set, value)).min();
                Ok(least.map(|(cost, set, value)| (Best { set, value, cost, bound: value }, false)))
            }
        }
    }

    /// The best of the sets whose values are known, at the least cost.
    fn known_best(&mut self, items: &Items) -> Result<Best, E> {
        let least = self.memo.value(Set::EMPTY)?;
        let none = Best { set: Set::EMPTY, value: least, cost: 0, bound: u64::MAX };
        let allowed = self.memo.known().filter(|(set, _)| items.allows(**set));
        let found = allowed.map(|(set, value)| Best { set: *set, value, cost: items.cost(0, *set), bound: u64::MAX });
        Ok(found.fold(none, |best, one| if (one.value, best.cost) > (best.value, one.cost) { one } else { best }))
    }

    /// From everything, what costs most for what it is worth is dropped until the rest fits the budgets.
    fn dropping(&mut self, items: &Items, free: Set, mut best: Best) -> Result<Best, E> {
        let whole = items.supported(free);
        let value = self.memo.value(whole)?;
        let mut kept = self.needed(items, whole, value)?;
        while !items.allows(kept) {
            // Without an item go those that need it.
            let fewer: Vec<Set> = kept.items().map(|item| items.supported(kept.without(item))).collect();
            let values = self.memo.values(&fewer)?;
            let now = self.memo.value(kept)?;
            let over = |set: &Set| -> u128 {
                let costs = (0..items.costs.len()).map(|resource| {
                    let (cost, budget) = (items.cost(resource, kept), items.budgets[resource]);
                    if cost > budget { u128::from(cost - items.cost(resource, *set)) } else { 0 }
                });
                costs.sum()
            };
            let excluded = |set: &Set| {
                kept.items().any(|item| items.excludes[item].meets(&kept))
                    && set.items().all(|item| !items.excludes[item].meets(set))
            };
            // Least loss for what is saved; what saves nothing last.
            let least = fewer.iter().zip(&values).min_by(|(a, loss_a), (b, loss_b)| {
                let key = |set: &Set, value: u64| {
                    (u128::from(now.saturating_sub(value)), over(set) + u128::from(excluded(set)))
                };
                let ((lost, saved), (other_lost, other_saved)) = (key(a, **loss_a), key(b, **loss_b));
                (saved == 0, lost.saturating_mul(other_saved), a.len()).cmp(&(
                    other_saved == 0,
                    other_lost.saturating_mul(saved),
                    b.len(),
                ))
            });
            let Some((set, _)) = least else { break };
            kept = *set;
        }
        if items.allows(kept) {
            let value = self.memo.value(kept)?;
            if value > best.value {
                best = Best { set: kept, value, cost: items.cost(0, kept), bound: u64::MAX };
            }
            best = self.filled(items, best)?;
        }
        Ok(best)
    }

    /// A smallest part of a set that is worth as much: items are dropped in halves, the dearest first.
    fn needed(&mut self, items: &Items, set: Set, value: u64) -> Result<Set, E> {
        let mut order: Vec<usize> = set.items().collect();
        order.sort_by_key(|item| (std::cmp::Reverse(items.costs[0][*item]), *item));
        let mut kept = set;
        let mut stack = vec![order];
        while let Some(part) = stack.pop() {
            let fewer = items.supported(kept.minus(part.iter().copied().collect()));
            if fewer == kept {
                continue;
            }
            if self.memo.value(fewer)? >= value {
                kept = fewer;
            } else if part.len() > 1 {
                let (first, second) = part.split_at(part.len() / 2);
                stack.push(second.to_vec());
                stack.push(first.to_vec());
            }
        }
        Ok(kept)
    }

    /// What the budgets leave is filled up with what raises the value most for its cost.
    fn filled(&mut self, items: &Items, mut best: Best) -> Result<Best, E> {
        loop {
            let all = Set::all(self.items).minus(items.banned);
            let more = all.minus(best.set).items().map(|item| items.closed(best.set.with(item)));
            let more: Vec<Set> = more.filter(|set| items.allows(*set)).collect();
            let together = more.iter().fold(best.set, |sum, set| sum.or(*set));
            // One question for all of them tells most often that nothing is left to gain.
            if more.is_empty() || self.memo.value(together)? == best.value {
                return Ok(best);
            }
            let values = self.memo.values(&more)?;
            let dearer = |set: &Set| u128::from(items.cost(0, *set) - items.cost(0, best.set)) + 1;
            let gain = |value: u64| u128::from(value - best.value);
            let found = more.iter().zip(values).filter(|(_, value)| *value > best.value);
            let most = found.max_by(|(a, one), (b, other)| {
                (gain(*one) * dearer(b)).cmp(&(gain(*other) * dearer(a))).then(b.cmp(a))
            });
            let Some((set, value)) = most else { return Ok(best) };
            best = Best { set: *set, value, cost: items.cost(0, *set), ..best };
        }
    }

    /// The cheapest set of at least a value.
    fn reach(&mut self, items: &Items, wanted: u64, last: usize) -> Result<Reached, E> {
        loop {
            let hit: Vec<Set> = self
                .walls
                .iter()
                .filter(|(_, value)| *value < wanted)
                .map(|(wall, _)| Set::all(self.items).minus(*wall))
                .collect();
            let set = match cheapest(items, &minimal(hit)) {
                Cheapest::Found(set, _) => set,
                Cheapest::None => return Ok(Reached::Never),
                Cheapest::CutOff(least) if least > items.budgets[0] => return Ok(Reached::Never),
                Cheapest::CutOff(_) => return Ok(Reached::CutOff),
            };
            let value = self.memo.value(set)?;
            if value >= wanted {
                return Ok(Reached::Set(set, value));
            }
            if self.memo.asked() >= last {
                return Ok(Reached::CutOff);
            }
            let wall = self.grown(set, wanted)?;
            let value = self.memo.value(wall)?;
            self.walls.push((wall, value));
        }
    }

    /// A largest set around a set that stays below a value: items are added in halves, those that were critical before last.
    fn grown(&mut self, set: Set, wanted: u64) -> Result<Set, E> {
        let mut order: Vec<usize> = Set::all(self.items).minus(set).items().collect();
        order.sort_by_key(|item| (self.critical[*item], *item));
        let mut wall = set;
        let mut stack = vec![order];
        while let Some(part) = stack.pop() {
            let more = wall.or(part.iter().copied().collect());
            if self.memo.between(&more).0 < wanted && self.memo.value(more)? < wanted {
                wall = more;
            } else if let [item] = part[..] {
                self.critical[item] += 1;
            } else {
                let (first, second) = part.split_at(part.len() / 2);
                stack.push(second.to_vec());
                stack.push(first.to_vec());
            }
        }
        Ok(wall)
    }
}

enum Reached {
    Set(Set, u64),
    Never,
    CutOff,
}

/// Only the sets that hold no other: who meets those meets all.
fn minimal(mut sets: Vec<Set>) -> Vec<Set> {
    sets.sort_by_key(|set| (set.len(), *set));
    let mut kept: Vec<Set> = Vec::new();
    for set in sets {
        if !kept.iter().any(|own| own.is_in(&set)) {
            kept.push(set);
        }
    }
    kept
}
