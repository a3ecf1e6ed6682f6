//! What each loss does to the closure of a force: bounded first, planned anew only where the plan is hit.
//!
//! A loss that touches no link of the plan leaves the plan as it is. Of the others, a bound says before when no plan can
//! close (or that some of the force can no longer be there at all), and a new plan, begun from the old one, says when one
//! does; it ends as soon as it closes no later than the plan with nothing lost. A loss that begins while the force is under
//! way interrupts the plan instead (`plan::interrupted`). Every loss starts from the same state of the planner, so that the answer does not hang on their order, on threads,
//! or on where a run was broken off.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::analysis::plan::changes::Outage;
use crate::analysis::plan::prepared::{Prepared, prepared};
use crate::analysis::plan::query::Query as PlanQuery;
use crate::analysis::stop::Stop;
use crate::data::force_file::ForceFile;
use crate::error::{Error, Result};
use crate::network::Network;

use super::assets::Asset;
use super::query::WORST_DEFAULT;
use super::sweep::{Sweep, Worked, shared};
use super::together::{Kept, Together, WorstSet};

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
    fn stop(&self) -> Stop<'_>;
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

    fn stop(&self) -> Stop<'_> {
        Stop::NEVER
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
    /// Where the loss begins while the force is under way: load units that wait for its end, that go round, and that are placed
    /// anew.
    pub(super) caught: Option<[u32; 3]>,
}

impl Closes {
    /// In one line, for a journal.
    pub(super) fn text(&self) -> String {
        let number = |value: Option<u32>| value.map_or("-".to_owned(), |value| value.to_string());
        let caught = [0, 1, 2].map(|place| number(self.caught.map(|caught| caught[place])));
        format!("{} {} {} {}", number(self.closure_s), number(self.bound_s), caught.join(" "), self.cut_off)
    }

    pub(super) fn read(text: &str) -> Option<Closes> {
        let mut words = text.splitn(6, ' ');
        let mut number = || match words.next()? {
            "-" => Some(None),
            digits => digits.parse().ok().map(Some),
        };
        let (closure_s, bound_s) = (number()?, number()?);
        let caught = [number()?, number()?, number()?];
        let caught = match caught {
            [Some(waiting), Some(round), Some(anew)] => Some([waiting, round, anew]),
            _ => None,
        };
        Some(Closes { closure_s, bound_s, cut_off: words.next()?.to_owned(), caught })
    }
}

/// The closures of a force: with nothing lost, and under every loss that touches its plan.
pub(super) struct Closures {
    pub(super) base: Closes,
    /// By place in the list of assets.
    pub(super) under: BTreeMap<usize, Closes>,
    /// Under everything that is named together, when that was asked for.
    pub(super) together: Option<Closes>,
    /// The worst two and three together, when they were asked for.
    pub(super) sets: Vec<WorstSet>,
    /// What to harden against them, when that was asked for.
    pub(super) kept: Vec<Kept>,
}

/// When losses begin and end, for those that begin while the force is under way.
#[derive(Clone, Debug)]
pub(super) struct Timing {
    /// Seconds after C.
    pub(super) from_s: u32,
    /// By place in the list of assets, when each is there again, alone; [`u32::MAX`] for good.
    pub(super) alone_s: Vec<u32>,
    /// The same when all are lost together.
    pub(super) together_s: Vec<u32>,
}

impl Timing {
    fn outage(&self, assets: &[Asset], lost: impl Iterator<Item = usize>, until_s: &[u32]) -> Outage {
        let mut outage = Outage { from_s: self.from_s, ..Outage::default() };
        for at in lost {
            for link in &assets[at].links {
                let own = outage.until_s.entry(*link).or_default();
                *own = (*own).max(until_s[at]);
            }
        }
        outage
    }
}

/// What is asked beyond the single losses.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// All that is named, lost together.
    pub(super) together: bool,
    /// So many losses together that are worst.
    pub(super) worst: u32,
    /// So many assets hardened against them.
    pub(super) harden: u32,
    /// When losses begin and end; at C and for good when not given.
    pub(super) timing: Option<Timing>,
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
    wanted: &Wanted,
    id: &(dyn Fn(usize) -> String + Sync),
) -> Result<Closures> {
    prepared(network, forced.file, query, forced.watch.stop().keeping_nothing(), |prepared| {
        let sweep = Sweep::new(prepared, forced)?;
        let (base, touched) = sweep.touched(prepared, assets);
        let ids: Vec<String> = touched.iter().map(|at| id(*at)).collect();
        let mut worked: BTreeMap<usize, Worked> = BTreeMap::new();
        let mut open: Vec<usize> = Vec::new();
        for (place, at) in touched.iter().enumerate() {
            match forced.watch.known(&ids[place]).as_deref().and_then(Worked::read) {
                Some(known) => drop(worked.insert(*at, known)),
                None => open.push(place),
            }
        }
        let (of, counted) = (touched.len(), AtomicUsize::new(worked.len()));
        let broken = AtomicBool::new(false);
        let threads = rayon::current_num_threads().clamp(1, open.len().max(1));
        // Threads take every so-manieth loss: like with like.
        let shares: Vec<(Vec<usize>, Prepared<'_, '_>)> = (0..threads)
            .map(|first| (open.iter().copied().skip(first).step_by(threads).collect(), prepared.twin()))
            .collect();
        let found: Vec<Result<Vec<(usize, Worked)>>> = shares
            .into_par_iter()
            .map(|(share, mut own)| {
                let mut found = Vec::with_capacity(share.len());
                for place in share {
                    if forced.watch.stop().is_set() || broken.load(Ordering::Relaxed) {
                        broken.store(true, Ordering::Relaxed);
                        break;
                    }
                    let at = touched[place];
                    let one = match &wanted.timing {
                        None => sweep.under(&mut own, &assets[at].links, 0),
                        Some(timing) => {
                            let outage = timing.outage(assets, std::iter::once(at), &timing.alone_s);
                            sweep.interrupted(&mut own, &outage)
                        }
                    };
                    // What was broken off is not worked out.
                    if forced.watch.stop().is_set() {
                        broken.store(true, Ordering::Relaxed);
                        break;
                    }
                    let number = counted.fetch_add(1, Ordering::Relaxed) + 1;
                    forced.watch.done(&ids[place], &one.text(), number, of)?;
                    found.push((at, one));
                }
                Ok(found)
            })
            .collect();
        for share in found {
            worked.extend(share?);
        }
        if broken.load(Ordering::Relaxed) {
            return Err(Error::Question(format!(
                "broken off after {} of {of} losses; --resume FILE keeps what is worked out",
                worked.len()
            )));
        }
        let mut closures =
            Closures { base, under: BTreeMap::new(), together: None, sets: Vec::new(), kept: Vec::new() };
        if let Some(timing) = &wanted.timing {
            closures.under = worked.into_iter().map(|(at, one)| (at, one.closes)).collect();
            if wanted.together {
                let outage = timing.outage(assets, 0..assets.len(), &timing.together_s);
                closures.together = Some(sweep.interrupted(prepared, &outage).closes);
            }
            return Ok(closures);
        }
        closures.under = shared(&worked, assets);
        if wanted.together {
            let links: BTreeSet<u32> = assets.iter().flat_map(|asset| asset.links.iter().copied()).collect();
            let links: Vec<u32> = links.into_iter().collect();
            closures.together = Some(sweep.under(prepared, &links, 0).closes);
        }
        if wanted.worst > 1 || wanted.harden > 0 {
            let mut together = Together::new(&sweep, prepared, assets, &worked, &closures.under);
            for k in 2..=wanted.worst.min(TOGETHER_MAX) {
                closures.sets.push(together.worst(prepared, k, &BTreeSet::new())?);
            }
            if wanted.harden > 0 {
                let k = if wanted.worst == 0 { WORST_DEFAULT } else { wanted.worst.min(TOGETHER_MAX) };
                closures.kept = together.harden(prepared, k, wanted.harden)?;
            }
        }
        closures.base = settled(closures.base, closures.under.values().chain(&closures.together));
        Ok(closures)
    })
}

/// Losses together that closure is asked for, at most.
const TOGETHER_MAX: u32 = 3;

/// A plan that keeps clear of a loss is a plan without it: where one closes earlier than the base plan found, it is the base.
fn settled<'c>(mut base: Closes, under: impl Iterator<Item = &'c Closes>) -> Closes {
    let best = under.filter_map(|closes| closes.closure_s).min();
    if let (Some(own), Some(best)) = (base.closure_s, best) {
        base.closure_s = Some(own.min(best));
    }
    base
}
