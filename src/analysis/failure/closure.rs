//! What each loss does to the closure of a force: bounded first, planned anew only where the plan is hit.
//!
//! A loss that touches no link of the plan leaves the plan as it is. Of the others, a bound says before when no plan can
//! close (or that some of the force can no longer be there at all), and a new plan, begun from the old one, says when one
//! does. Every loss starts from the same state of the planner, so that the answer does not hang on their order, on threads,
//! or on where a run was broken off.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::analysis::plan::changes::Changes;
use crate::analysis::plan::prepared::{Closure, Mark, Prepared, prepared};
use crate::analysis::plan::query::Query as PlanQuery;
use crate::data::force_file::ForceFile;
use crate::error::{Error, Result};
use crate::network::Network;

use super::assets::Asset;

/// Who looks on while closures are worked out.
pub trait Watch: Sync {
    /// What an earlier run found for a loss, as [`Watch::done`] was told it.
    fn known(&self, asset: &str) -> Option<String>;

    /// A loss is worked out: `number` of `of`.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn done(&self, asset: &str, found: &str, number: usize, of: usize) -> Result<()>;

    /// Whether to break off.
    fn stop(&self) -> bool;
}

/// Nobody looks on.
pub struct Alone;

impl Watch for Alone {
    fn known(&self, _: &str) -> Option<String> {
        None
    }

    fn done(&self, _: &str, _: &str, _: usize, _: usize) -> Result<()> {
        Ok(())
    }

    fn stop(&self) -> bool {
        false
    }
}

/// A force whose closure is asked for.
pub struct Forced<'a> {
    /// The force.
    pub file: &'a ForceFile,
    /// Work for each plan, in thousands of journeys evaluated.
    pub effort: u32,
    /// Who looks on.
    pub watch: &'a dyn Watch,
}

/// The closure under one loss, seconds after C.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Closes {
    /// Of the best plan found; none when none was.
    pub(super) closure_s: Option<u32>,
    /// Before this no plan closes; none when it is proven that some of the force cannot be there.
    pub(super) bound_s: Option<u32>,
    /// The unit that cannot be there.
    pub(super) cut_off: String,
}

impl Closes {
    /// In one line, for a journal.
    fn text(&self) -> String {
        let number = |value: Option<u32>| value.map_or("-".to_owned(), |value| value.to_string());
        format!("{} {} {}", number(self.closure_s), number(self.bound_s), self.cut_off)
    }

    fn read(text: &str) -> Option<Closes> {
        let mut words = text.splitn(3, ' ');
        let mut number = || match words.next()? {
            "-" => Some(None),
            digits => digits.parse().ok().map(Some),
        };
        let (closure_s, bound_s) = (number()?, number()?);
        Some(Closes { closure_s, bound_s, cut_off: words.next().unwrap_or("").to_owned() })
    }
}

/// The closures of a force: with nothing lost, and under every loss that touches its plan.
pub(super) struct Closures {
    pub(super) base: Closes,
    /// By place in the list of assets.
    pub(super) under: BTreeMap<usize, Closes>,
    /// Under everything that is named together, when that was asked for.
    pub(super) together: Option<Closes>,
}

/// Works out the closure under each loss.
///
/// # Errors
/// As a plan's; when the work is broken off.
pub(super) fn closures(
    network: &Network,
    forced: &Forced<'_>,
    query: &PlanQuery,
    assets: &[Asset],
    together: bool,
    id: &(dyn Fn(usize) -> String + Sync),
) -> Result<Closures> {
    let work = |prepared: &mut Prepared<'_, '_>| Ok(Sweep::new(prepared, forced)?.touched(prepared, assets));
    let (base, touched) = prepared(network, forced.file, query, work)?;
    let ids: Vec<String> = touched.iter().map(|at| id(*at)).collect();
    let mut under: BTreeMap<usize, Closes> = BTreeMap::new();
    let mut open: Vec<usize> = Vec::new();
    for (place, at) in touched.iter().enumerate() {
        match forced.watch.known(&ids[place]).as_deref().and_then(Closes::read) {
            Some(known) => drop(under.insert(*at, known)),
            None => open.push(place),
        }
    }
    let (of, counted) = (touched.len(), AtomicUsize::new(under.len()));
    let broken = AtomicBool::new(false);
    let threads = rayon::current_num_threads().clamp(1, open.len().max(1));
    // Threads take every so-manieth loss: like with like.
    let shares: Vec<Vec<usize>> =
        (0..threads).map(|first| open.iter().copied().skip(first).step_by(threads).collect()).collect();
    let found: Vec<Result<Vec<(usize, Closes)>>> = shares
        .into_par_iter()
        .filter(|share| !share.is_empty())
        .map(|share| {
            prepared(network, forced.file, query, |prepared| {
                let sweep = Sweep::new(prepared, forced)?;
                let mut found = Vec::with_capacity(share.len());
                for place in share {
                    if forced.watch.stop() || broken.load(Ordering::Relaxed) {
                        broken.store(true, Ordering::Relaxed);
                        break;
                    }
                    let closes = sweep.under(prepared, &assets[touched[place]].links);
                    let number = counted.fetch_add(1, Ordering::Relaxed) + 1;
                    forced.watch.done(&ids[place], &closes.text(), number, of)?;
                    found.push((touched[place], closes));
                }
                Ok(found)
            })
        })
        .collect();
    for share in found {
        under.extend(share?);
    }
    if broken.load(Ordering::Relaxed) {
        return Err(Error::Question(format!(
            "broken off after {} of {of} losses; --resume FILE keeps what is worked out",
            under.len()
        )));
    }
    let all = if together {
        let mut links: Vec<u32> = assets.iter().flat_map(|asset| asset.links.iter().copied()).collect();
        links.sort_unstable();
        links.dedup();
        let lost = |prepared: &mut Prepared<'_, '_>| Ok(Sweep::new(prepared, forced)?.under(prepared, &links));
        Some(prepared(network, forced.file, query, lost)?)
    } else {
        None
    };
    Ok(Closures { base: settled(base, under.values().chain(&all)), under, together: all })
}

/// Losses whose sets are tried.
const TRIED: usize = 8;

/// The worst set of one size among those that were tried.
pub(super) struct WorstSet {
    /// Places in the list of assets.
    pub(super) assets: Vec<usize>,
    pub(super) closes: Closes,
    /// Sets tried.
    pub(super) tried: usize,
}

/// Two and three losses together: every set of the eight that delay closure most alone without cutting off, those that come
/// to the same counted once. The bound and the plan of a set are proven and found; that no other set is worse is not.
///
/// # Errors
/// As [`closures`].
pub(super) fn worst_sets(
    network: &Network,
    forced: &Forced<'_>,
    query: &PlanQuery,
    assets: &[Asset],
    under: &BTreeMap<usize, Closes>,
    most: u32,
) -> Result<Vec<WorstSet>> {
    let mut order: Vec<(usize, u32, Option<u32>)> =
        under.iter().filter_map(|(at, closes)| Some((*at, closes.closure_s?, closes.bound_s))).collect();
    order.sort_by_key(|(at, closure_s, bound_s)| (std::cmp::Reverse((*closure_s, *bound_s)), *at));
    order.dedup_by_key(|(_, closure_s, bound_s)| (*closure_s, *bound_s));
    let tried: Vec<usize> = order.into_iter().take(TRIED).map(|(at, ..)| at).collect();
    prepared(network, forced.file, query, |prepared| {
        let sweep = Sweep::new(prepared, forced)?;
        let mut worst = Vec::new();
        for k in 2..=most.min(3) {
            let mut best: Option<WorstSet> = None;
            let sets = (0_u32..1 << tried.len()).filter(|set| set.count_ones() == k);
            for (number, set) in (1..).zip(sets) {
                if forced.watch.stop() {
                    return Err(Error::Question("broken off while sets of losses were tried".to_owned()));
                }
                let chosen: Vec<usize> = (0..tried.len()).filter(|at| set >> at & 1 == 1).map(|at| tried[at]).collect();
                let mut links: Vec<u32> = chosen.iter().flat_map(|at| assets[*at].links.iter().copied()).collect();
                links.sort_unstable();
                links.dedup();
                let closes = sweep.under(prepared, &links);
                let cost = |closes: &Closes| (closes.closure_s.unwrap_or(u32::MAX), closes.bound_s.unwrap_or(u32::MAX));
                match &mut best {
                    Some(best) if cost(&best.closes) >= cost(&closes) => best.tried = number,
                    _ => best = Some(WorstSet { assets: chosen, closes, tried: number }),
                }
            }
            worst.extend(best);
        }
        Ok(worst)
    })
}

/// A plan that keeps clear of a loss is a plan without it: where one closes earlier than the base plan found, it is the base.
fn settled<'c>(mut base: Closes, under: impl Iterator<Item = &'c Closes>) -> Closes {
    let best = under.filter_map(|closes| closes.closure_s).min();
    if let (Some(own), Some(best)) = (base.closure_s, best) {
        base.closure_s = Some(own.min(best));
    }
    base
}

/// A planner with its base plan.
struct Sweep<'f> {
    forced: &'f Forced<'f>,
    base: Closure,
    mark: Mark,
}

impl<'f> Sweep<'f> {
    fn new(prepared: &mut Prepared<'_, '_>, forced: &'f Forced<'f>) -> Result<Sweep<'f>> {
        let base = prepared.closure(&Changes::default(), None, forced.effort).map_err(|cut| {
            Error::Question(format!("{} pieces of {} find no room on any way, with nothing lost", cut.pieces, cut.unit))
        })?;
        Ok(Sweep { forced, base, mark: prepared.mark() })
    }

    /// The base, and the assets whose loss touches it.
    fn touched(&self, prepared: &Prepared<'_, '_>, assets: &[Asset]) -> (Closes, Vec<usize>) {
        let links: BTreeSet<u32> = prepared.links(&self.base.incumbent);
        let hit = |asset: &Asset| asset.links.iter().any(|link| links.contains(link));
        let bound_s = prepared.bound(&Changes::default());
        let base = Closes { closure_s: Some(self.base.closure_s), bound_s, cut_off: String::new() };
        (base, (0..assets.len()).filter(|at| hit(&assets[*at])).collect())
    }

    /// The closure without some links.
    fn under(&self, prepared: &mut Prepared<'_, '_>, links: &[u32]) -> Closes {
        let lost = Changes { closed: links.iter().copied().collect(), ..Changes::default() };
        let bound_s = prepared.bound(&lost);
        let found = match bound_s {
            None => Closes { closure_s: None, bound_s, cut_off: "some of the force".to_owned() },
            Some(_) => match prepared.closure(&lost, Some(&self.base.incumbent), self.forced.effort) {
                Ok(found) => Closes { closure_s: Some(found.closure_s), bound_s, cut_off: String::new() },
                Err(cut) => {
                    Closes { closure_s: None, bound_s, cut_off: format!("{} pieces of {}", cut.pieces, cut.unit) }
                }
            },
        };
        prepared.forget(&self.mark);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::Closes;

    #[test]
    fn what_is_kept_is_read_again() {
        for closes in [
            Closes { closure_s: Some(1), bound_s: Some(0), cut_off: String::new() },
            Closes { closure_s: None, bound_s: None, cut_off: "4 pieces of the second company".to_owned() },
        ] {
            assert_eq!(Closes::read(&closes.text()), Some(closes));
        }
        assert_eq!(Closes::read("12 x"), None);
        assert_eq!(Closes::read(""), None);
    }
}
