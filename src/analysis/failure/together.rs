//! Which two or three losses together delay a closure most, and what to harden against them: from both sides.
//!
//! **From below.** A set of losses has a bound before which no plan closes; the worst set's bound holds for the worst there is.
//! **From above.** A plan that keeps clear of a set of losses is a plan under that set. So every plan that was found is kept
//! with the links that it passes, and a set of which some plan keeps clear, and closes by W, is no worse than W. Only sets of
//! which no kept plan keeps clear are planned for; their plans are kept too. When all sets are settled so, none is worse than W.
//!
//! Assets that the same plans pass come to the same here and are looked at once. Sets that cut off are told apart: nothing is
//! worse than they are. O(classes^k plans / 64) tests and a plan for each set that is left, up to a limit.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::plan::prepared::Prepared;
use crate::error::{Error, Result};

use super::assets::{Asset, Kind};
use super::closure::Closes;
use super::sweep::{Sweep, Worked};

/// Plans that are made for one size of set, at most.
const PLANS_MAX: usize = 400;

/// The worst set of one size.
pub(super) struct WorstSet {
    /// So many losses.
    pub(super) k: u32,
    /// Places in the list of assets: the worst found of those that do not cut off.
    pub(super) assets: Vec<usize>,
    pub(super) closes: Closes,
    /// No set of so many that does not cut off closes later, seconds after C; none when not all sets could be settled.
    pub(super) at_most_s: Option<u32>,
    /// Sets of losses for which a plan was made, and sets that were left open.
    pub(super) planned: usize,
    pub(super) open: usize,
    /// A smallest set that cuts off, of those met, and how many were met.
    pub(super) cuts: Vec<usize>,
    pub(super) cutting: usize,
}

/// What to harden against some losses together.
pub(super) struct Kept {
    /// So many assets, at most.
    pub(super) n: u32,
    /// Places in the list of assets.
    pub(super) hardened: Vec<usize>,
    /// The worst that is left.
    pub(super) left: WorstSet,
    /// Whatever so many assets are hardened, some losses delay to this, proven, seconds after C.
    pub(super) at_least_s: u32,
}

/// A plan that is kept: its closure, and which assets it passes, one bit each.
struct Clear {
    closure_s: u32,
    passes: Vec<u64>,
}

/// Sets of losses, and the plans that settle them.
pub(super) struct Together<'s, 'a> {
    sweep: &'s Sweep<'s>,
    assets: &'a [Asset],
    /// Assets that may be lost: those that some plan passes, no consent, nothing that cuts off alone.
    candidates: Vec<usize>,
    plans: Vec<Clear>,
    /// Sets that were planned for, ascending, and what they came to.
    known: BTreeMap<Vec<usize>, Closes>,
}

impl<'s, 'a> Together<'s, 'a> {
    /// Begins with the plans of the single losses.
    pub(super) fn new(
        sweep: &'s Sweep<'s>,
        prepared: &Prepared<'_, '_>,
        assets: &'a [Asset],
        worked: &BTreeMap<usize, Worked>,
        under: &BTreeMap<usize, Closes>,
    ) -> Together<'s, 'a> {
        let alone = |at: &usize| {
            let cut = under.get(at).is_some_and(|closes| closes.closure_s.is_none());
            assets[*at].what.kind() != Kind::Consent && !cut
        };
        let mut together = Together {
            sweep,
            assets,
            candidates: (0..assets.len()).filter(alone).collect(),
            plans: Vec::new(),
            known: BTreeMap::new(),
        };
        let base: Vec<u32> = sweep.passes(prepared);
        together.keep(sweep.closure_s(), &base);
        for one in worked.values() {
            if let Some(closure_s) = one.closes.closure_s {
                together.keep(closure_s, &one.passes);
            }
        }
        for (at, closes) in under {
            together.known.insert(vec![*at], closes.clone());
        }
        let plans = &together.plans;
        let passed = |at: &usize| plans.iter().any(|plan| plan.bit(*at));
        together.candidates = together.candidates.iter().copied().filter(passed).collect();
        together
    }

    fn keep(&mut self, closure_s: u32, links: &[u32]) {
        let mut passes = vec![0_u64; self.assets.len().div_ceil(64)];
        for (at, asset) in self.assets.iter().enumerate() {
            if asset.links.iter().any(|link| links.binary_search(link).is_ok()) {
                passes[at / 64] |= 1 << (at % 64);
            }
        }
        if !self.plans.iter().any(|plan| plan.closure_s <= closure_s && plan.passes == passes) {
            let place = self.plans.partition_point(|plan| plan.closure_s <= closure_s);
            self.plans.insert(place, Clear { closure_s, passes });
        }
    }

    /// The earliest closure of the kept plans that keep clear of a set.
    fn settled_s(&self, set: &[usize]) -> Option<u32> {
        let clear = |plan: &&Clear| !set.iter().any(|at| plan.bit(*at));
        self.plans.iter().find(clear).map(|plan| plan.closure_s)
    }

    /// One of each class of assets that the same plans pass, the worst alone first.
    fn classes(&self, spared: &BTreeSet<usize>) -> Vec<usize> {
        let mut seen: BTreeSet<Vec<bool>> = BTreeSet::new();
        let mut classes: Vec<usize> = Vec::new();
        for at in self.candidates.iter().filter(|at| !spared.contains(at)) {
            if seen.insert(self.plans.iter().map(|plan| plan.bit(*at)).collect()) {
                classes.push(*at);
            }
        }
        let alone = |at: &usize| self.known.get([*at].as_slice()).and_then(|closes| closes.closure_s).unwrap_or(0);
        classes.sort_by_key(|at| (std::cmp::Reverse(alone(at)), *at));
        classes
    }

    /// Plans for a set, once.
    fn plan(&mut self, prepared: &mut Prepared<'_, '_>, set: &[usize], enough_s: u32) -> Result<Closes> {
        if let Some(known) = self.known.get(set) {
            return Ok(known.clone());
        }
        if self.sweep.stopped() {
            return Err(Error::Question("broken off while sets of losses were looked at".to_owned()));
        }
        let links: BTreeSet<u32> = set.iter().flat_map(|at| self.assets[*at].links.iter().copied()).collect();
        let links: Vec<u32> = links.into_iter().collect();
        let worked = self.sweep.under(prepared, &links, enough_s);
        if let Some(closure_s) = worked.closes.closure_s {
            self.keep(closure_s, &worked.passes);
        }
        self.known.insert(set.to_vec(), worked.closes.clone());
        Ok(worked.closes)
    }

    /// The worst set of `k` losses, none of them spared.
    ///
    /// # Errors
    /// When the work is broken off.
    pub(super) fn worst(
        &mut self,
        prepared: &mut Prepared<'_, '_>,
        k: u32,
        spared: &BTreeSet<usize>,
    ) -> Result<WorstSet> {
        let nothing =
            Closes { closure_s: Some(self.sweep.closure_s()), bound_s: None, cut_off: String::new(), caught: None };
        let mut worst = WorstSet {
            k,
            assets: Vec::new(),
            closes: nothing,
            at_most_s: None,
            planned: 0,
            open: 0,
            cuts: Vec::new(),
            cutting: 0,
        };
        // The worst alone is a set of k too.
        let alone = |(set, closes): (&Vec<usize>, &Closes)| {
            let fits = set.len() <= k as usize && !set.iter().any(|at| spared.contains(at));
            let own = set.iter().all(|at| self.candidates.contains(at));
            (fits && own).then_some((closes.closure_s?, closes.bound_s, std::cmp::Reverse(set.clone())))
        };
        if let Some((closure_s, bound_s, set)) = self.known.iter().filter_map(alone).max()
            && Some(closure_s) > worst.closes.closure_s
        {
            worst.assets = set.0;
            worst.closes = Closes { closure_s: Some(closure_s), bound_s, cut_off: String::new(), caught: None };
        }
        let classes = self.classes(spared);
        let mut chosen: Vec<usize> = (0..k as usize).collect();
        while chosen.last().is_some_and(|last| *last < classes.len()) {
            let mut set: Vec<usize> = chosen.iter().map(|at| classes[*at]).collect();
            set.sort_unstable();
            let worst_s = worst.closes.closure_s.unwrap_or(0);
            if self.settled_s(&set).is_none_or(|settled_s| settled_s > worst_s) {
                self.settle(prepared, &set, &mut worst)?;
            }
            advance(&mut chosen, classes.len());
        }
        worst.at_most_s = worst.closes.closure_s.filter(|_| worst.open == 0);
        Ok(worst)
    }

    /// Settles a set that no kept plan settles.
    fn settle(&mut self, prepared: &mut Prepared<'_, '_>, set: &[usize], worst: &mut WorstSet) -> Result<()> {
        // What part of it cuts off, it cuts off too.
        let cuts = |part: &Vec<usize>| self.known.get(part).is_some_and(|closes| closes.closure_s.is_none());
        let part = (0..set.len()).map(|out| [&set[..out], &set[out + 1..]].concat()).find(|part| cuts(part));
        if part.is_some() {
            worst.cutting += 1;
            return Ok(());
        }
        if !self.known.contains_key(set) {
            if worst.planned == PLANS_MAX {
                worst.open += 1;
                return Ok(());
            }
            worst.planned += 1;
        }
        let enough_s = worst.closes.closure_s.unwrap_or(0);
        let closes = self.plan(prepared, set, enough_s)?;
        match closes.closure_s {
            None => {
                worst.cutting += 1;
                if worst.cuts.is_empty() {
                    worst.cuts = set.to_vec();
                }
            }
            // A later kept plan may be the better one.
            Some(closure_s) => {
                let closure_s = self.settled_s(set).unwrap_or(closure_s).min(closure_s);
                if closure_s > enough_s {
                    worst.assets = set.to_vec();
                    worst.closes = Closes { closure_s: Some(closure_s), ..closes };
                }
            }
        }
        Ok(())
    }

    /// What to harden against `k` losses together, for one to `most` assets: the worst set of every choice must be hit.
    ///
    /// # Errors
    /// When the work is broken off.
    pub(super) fn harden(&mut self, prepared: &mut Prepared<'_, '_>, k: u32, most: u32) -> Result<Vec<Kept>> {
        let mut all = Vec::new();
        let mut spared: BTreeSet<usize> = BTreeSet::new();
        let mut met: Vec<Met> = Vec::new();
        for n in 1..=most {
            let mut best: Option<(BTreeSet<usize>, WorstSet)> = None;
            let mut at_least_s = self.sweep.bound_s();
            for _ in 0..ROUNDS_MAX {
                let left = self.worst(prepared, k, &spared)?;
                let (closure_s, bound_s) = (left.closes.closure_s.unwrap_or(0), left.closes.bound_s.unwrap_or(0));
                let set = left.assets.clone();
                let better = best.as_ref().is_none_or(|(_, other)| Some(closure_s) < other.closes.closure_s);
                if spared.len() <= n as usize && better {
                    best = Some((spared.clone(), left));
                }
                if set.is_empty() || met.iter().any(|one| one.0 == set) {
                    break;
                }
                met.push((set, closure_s, bound_s));
                spared = hit(&met, n as usize, |one| one.1).0;
            }
            at_least_s = at_least_s.max(hit(&met, n as usize, |one| one.2).1);
            if let Some((hardened, left)) = best {
                spared.clone_from(&hardened);
                all.push(Kept { n, hardened: hardened.into_iter().collect(), left, at_least_s });
            }
        }
        Ok(all)
    }
}

/// Worst sets that one size of hardening looks at, at most.
const ROUNDS_MAX: usize = 24;

impl Clear {
    fn bit(&self, at: usize) -> bool {
        self.passes[at / 64] >> (at % 64) & 1 == 1
    }
}

/// The next set of the same size of `0..of`, in order; beyond the end when there is none.
fn advance(chosen: &mut [usize], of: usize) {
    let k = chosen.len();
    for place in (0..k).rev() {
        chosen[place] += 1;
        if chosen[place] + (k - place) <= of || place == 0 {
            for after in place + 1..k {
                chosen[after] = chosen[after - 1] + 1;
            }
            return;
        }
    }
}

/// A worst set that was met: its members, the closure found, the bound proven.
type Met = (Vec<usize>, u32, u32);

/// At most `n` assets that hit the worst of some sets, so that the worst that none of them hits is least; and how bad that is.
/// Exact: each of the worst sets that is not hit yet is hit by one of its members, in every way. O(size^n sets).
fn hit(sets: &[Met], n: usize, weighs: fn(&Met) -> u32) -> (BTreeSet<usize>, u32) {
    let mut order: Vec<(u32, &[usize])> = sets.iter().map(|one| (weighs(one), one.0.as_slice())).collect();
    order.sort_by_key(|one| (std::cmp::Reverse(one.0), one.1));
    let mut best = (u32::MAX, BTreeSet::new());
    hit_more(&order, n, &mut BTreeSet::new(), &mut best);
    (best.1, best.0)
}

fn hit_more(order: &[(u32, &[usize])], n: usize, chosen: &mut BTreeSet<usize>, best: &mut (u32, BTreeSet<usize>)) {
    let open = order.iter().find(|one| !one.1.iter().any(|at| chosen.contains(at)));
    let left = open.map_or(0, |one| one.0);
    if left < best.0 {
        *best = (left, chosen.clone());
    }
    let Some(open) = open.filter(|_| chosen.len() < n) else { return };
    for at in open.1 {
        chosen.insert(*at);
        hit_more(order, n, chosen, best);
        chosen.remove(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_one_size_are_all_met_once() {
        for (k, of) in [(1, 4), (2, 5), (3, 6), (3, 3), (2, 2)] {
            let mut chosen: Vec<usize> = (0..k).collect();
            let mut met = BTreeSet::new();
            while chosen.last().is_some_and(|last| *last < of) {
                assert!(met.insert(chosen.clone()), "{chosen:?} twice");
                advance(&mut chosen, of);
            }
            let wanted = (0_u32..1 << of).filter(|set| set.count_ones() as usize == k).count();
            assert_eq!(met.len(), wanted, "{k} of {of}");
        }
    }

    #[test]
    fn what_hits_the_worst_sets_is_the_best_of_all_choices() {
        let mut state = 7_u64;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..200 {
            let sets: Vec<Met> = (0..6)
                .map(|_| {
                    let set: BTreeSet<usize> = (0..2).map(|_| draw(6) as usize).collect();
                    (set.into_iter().collect(), draw(9) as u32, 0)
                })
                .collect();
            for n in 0..4 {
                let (chosen, left) = hit(&sets, n, |one| one.1);
                let worst = |chosen: &dyn Fn(usize) -> bool| {
                    let open = sets.iter().filter(|one| !one.0.iter().any(|at| chosen(*at)));
                    open.map(|one| one.1).max().unwrap_or(0)
                };
                let all = (0_u32..64).filter(|set| set.count_ones() as usize <= n);
                let least = all.map(|set| worst(&|at| set >> at & 1 == 1)).min();
                assert!(chosen.len() <= n);
                assert_eq!((Some(left), left), (least, worst(&|at| chosen.contains(&at))), "{sets:?}");
            }
        }
    }
}
