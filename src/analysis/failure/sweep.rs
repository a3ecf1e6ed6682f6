//! One planner, one loss after another: bound, plan, and what the plan passes.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::plan::changes::{Changes, Outage};
use crate::analysis::plan::prepared::{Closure, Mark, Prepared};
use crate::error::{Error, Result};

use super::assets::Asset;
use super::closure::{Closes, Forced};

/// What was found for one loss: the closure, and the links that its plan passes, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Worked {
    pub(super) closes: Closes,
    pub(super) passes: Vec<u32>,
}

impl Worked {
    /// In one line, for a journal: the closure, then each link as its distance from the one before.
    pub(super) fn text(&self) -> String {
        let mut text = self.closes.text();
        text.push('\t');
        let mut before = 0;
        for link in &self.passes {
            text += &format!("{} ", link - before);
            before = *link;
        }
        text
    }

    pub(super) fn read(text: &str) -> Option<Worked> {
        let (closes, passes) = text.split_once('\t')?;
        let mut before = 0_u32;
        let step = |step: &str| {
            before = before.checked_add(step.parse().ok()?)?;
            Some(before)
        };
        Some(Worked {
            closes: Closes::read(closes)?,
            passes: passes.split_terminator(' ').map(step).collect::<Option<_>>()?,
        })
    }
}

/// A plan that was found under one loss and keeps clear of another is a plan under that one too: each loss takes the earliest
/// of all that were found. What is found so does not hang on the order in which losses were worked out.
pub(super) fn shared(worked: &BTreeMap<usize, Worked>, assets: &[Asset]) -> BTreeMap<usize, Closes> {
    let mut plans: Vec<(u32, &[u32])> =
        worked.values().filter_map(|one| Some((one.closes.closure_s?, one.passes.as_slice()))).collect();
    plans.sort_unstable();
    plans.dedup();
    let settle = |(at, own): (&usize, &Worked)| {
        let links = &assets[*at].links;
        let clear = |(closure_s, passes): &&(u32, &[u32])| {
            own.closes.closure_s.is_none_or(|own_s| *closure_s < own_s)
                && !links.iter().any(|link| passes.binary_search(link).is_ok())
        };
        let closes = match plans.iter().find(clear) {
            Some((closure_s, _)) => {
                Closes { closure_s: Some(*closure_s), cut_off: String::new(), ..own.closes.clone() }
            }
            None => own.closes.clone(),
        };
        (*at, closes)
    };
    worked.iter().map(settle).collect()
}

/// A planner with its base plan.
pub(super) struct Sweep<'f> {
    forced: &'f Forced<'f>,
    base: Closure,
    bound_s: u32,
    mark: Mark,
}

impl<'f> Sweep<'f> {
    pub(super) fn new(prepared: &mut Prepared<'_, '_>, forced: &'f Forced<'f>) -> Result<Sweep<'f>> {
        let base = prepared.closure(&Changes::default(), None, forced.effort).map_err(|cut| {
            Error::Question(format!("{} pieces of {} find no room on any way, with nothing lost", cut.pieces, cut.unit))
        })?;
        let bound_s = prepared.bound(&Changes::default()).unwrap_or(0);
        Ok(Sweep { forced, base, bound_s, mark: prepared.mark() })
    }

    /// No plan closes before this with nothing lost, seconds after C.
    pub(super) fn bound_s(&self) -> u32 {
        self.bound_s
    }

    /// The base, and the assets whose loss touches it.
    pub(super) fn touched(&self, prepared: &Prepared<'_, '_>, assets: &[Asset]) -> (Closes, Vec<usize>) {
        let links: BTreeSet<u32> = prepared.links(&self.base.incumbent);
        let hit = |asset: &Asset| asset.links.iter().any(|link| links.contains(link));
        let bound_s = Some(self.bound_s);
        let base = Closes { closure_s: Some(self.base.closure_s), bound_s, cut_off: String::new(), caught: None };
        (base, (0..assets.len()).filter(|at| hit(&assets[*at])).collect())
    }

    /// When the plan with nothing lost closes, seconds after C.
    pub(super) fn closure_s(&self) -> u32 {
        self.base.closure_s
    }

    /// Links that the plan with nothing lost passes, ascending.
    pub(super) fn passes(&self, prepared: &Prepared<'_, '_>) -> Vec<u32> {
        prepared.links(&self.base.incumbent).into_iter().collect()
    }

    /// Whether whoever looks on wants to break off.
    pub(super) fn stopped(&self) -> bool {
        self.forced.watch.stop().is_set()
    }

    /// The closure without some links; any that is no later than `enough_s` is as good as another.
    pub(super) fn under(&self, prepared: &mut Prepared<'_, '_>, links: &[u32], enough_s: u32) -> Worked {
        let lost = Changes { closed: links.iter().copied().collect(), ..Changes::default() };
        let bound_s = prepared.bound(&lost);
        let mut passes = Vec::new();
        let closes = |closure_s, cut_off| Closes { closure_s, bound_s, cut_off, caught: None };
        let closes = match bound_s {
            None => closes(None, "some of the force".to_owned()),
            Some(bound) => {
                // A loss makes nothing sooner: as soon as with nothing lost is as soon as can be.
                let enough_s = self.base.closure_s.max(bound).max(enough_s);
                let (start, effort) = (&self.base.incumbent, self.forced.effort);
                match prepared.closure_without(&lost, start, effort, (bound, enough_s)) {
                    Ok(found) => {
                        passes = prepared.links(&found.incumbent).into_iter().collect();
                        closes(Some(found.closure_s), String::new())
                    }
                    Err(cut) => closes(None, format!("{} pieces of {}", cut.pieces, cut.unit)),
                }
            }
        };
        prepared.forget(&self.mark);
        Worked { closes, passes }
    }

    /// The closure when the plan is interrupted. Its plan keeps to no set of links, so none is told.
    pub(super) fn interrupted(&self, prepared: &mut Prepared<'_, '_>, outage: &Outage) -> Worked {
        let bound_s = Some(self.bound_s);
        let closes = match prepared.interrupted(outage, &self.base.incumbent) {
            Ok(found) => Closes {
                closure_s: Some(found.closure_s),
                bound_s,
                cut_off: String::new(),
                caught: Some([found.waiting, found.round, found.anew]),
            },
            Err(cut) => {
                let cut_off = format!("{} pieces of {}", cut.pieces, cut.unit);
                Closes { closure_s: None, bound_s, cut_off, caught: None }
            }
        };
        prepared.forget(&self.mark);
        Worked { closes, passes: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::assets::{Asset, What};
    use super::{Closes, Worked, shared};

    #[test]
    fn what_is_kept_is_read_again() {
        for (closes, passes) in [
            (Closes { closure_s: Some(1), bound_s: Some(0), cut_off: String::new(), caught: None }, vec![0, 7, 7_000]),
            (
                Closes {
                    closure_s: None,
                    bound_s: None,
                    cut_off: "4 pieces of the second company".to_owned(),
                    caught: Some([1, 2, 3]),
                },
                vec![],
            ),
        ] {
            let worked = Worked { closes, passes };
            assert_eq!(Worked::read(&worked.text()), Some(worked));
        }
        for torn in ["12 x\t", "", "1 0 - - - ", "1 0 \t", "1 0 - - - \t5 x"] {
            assert_eq!(Worked::read(torn), None, "{torn}");
        }
    }

    #[test]
    fn a_plan_that_keeps_clear_of_another_loss_counts_for_it() {
        let asset = |link: u32| Asset { what: What::Consent(0), links: vec![link] };
        let worked = |closure_s: u32, passes: &[u32]| Worked {
            closes: Closes { closure_s: Some(closure_s), bound_s: Some(1), cut_off: String::new(), caught: None },
            passes: passes.to_vec(),
        };
        let assets = [asset(1), asset(2), asset(3)];
        let all = BTreeMap::from([(0, worked(9, &[2, 4])), (1, worked(5, &[1, 3])), (2, worked(7, &[1, 2]))]);
        let closes: Vec<Option<u32>> = shared(&all, &assets).into_values().map(|closes| closes.closure_s).collect();
        // The first loss closes link 1, which both other plans pass; the third closes 3, which only the first keeps clear of.
        assert_eq!(closes, [Some(9), Some(5), Some(7)]);
        let all = BTreeMap::from([(0, worked(9, &[2, 4])), (1, worked(5, &[3, 4])), (2, worked(7, &[1, 2]))]);
        let closes: Vec<Option<u32>> = shared(&all, &assets).into_values().map(|closes| closes.closure_s).collect();
        assert_eq!(closes, [Some(5), Some(5), Some(7)]);
    }
}
