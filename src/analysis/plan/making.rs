//! From a compiled force to its plan: improved, proven, improved again where the two are far apart, and replayed; and a
//! plan's bound judged anew.

use crate::error::Result;
use crate::replay::document::Plan;

use super::improve::Improved;
use super::prepared::Prepared;
use super::reasons::never;
use super::search::{judge, search};

/// The part of the work on a plan after which more is proven where the gap is wider than [`WIDE_PART`].
const EARLY_PART: u32 = 8;

/// See [`EARLY_PART`]: a part of the bound.
const WIDE_PART: u32 = 20;

impl Prepared<'_, '_> {
    /// Proves more, where it can, and takes up the ways that this finds; see [`search`].
    pub(super) fn prove(&mut self, whole: bool, closure_s: u32) -> Result<()> {
        let searched = search(&mut self.problem, self.ground, &self.light, (&self.proven, whole), closure_s)?;
        searched.take_ways(&mut self.problem, self.plans);
        self.proven = searched.proven;
        self.ground.stop.check_unless_kept()
    }

    /// The plan, replayed; see [`super::ask`].
    pub(super) fn plan(&mut self) -> Result<Plan> {
        let mut start = self.first.as_ref().map(Improved::incumbent);
        let mut last = None;
        let mut done = self.first.as_ref().map_or((0, 0), |first| (first.passes, first.work));
        let all = self.query.effort;
        // A part of the work first: whether plan and bound are near each other, or more is worth proving.
        for (whole, effort) in [(false, all / EARLY_PART), (true, all - all / EARLY_PART)] {
            let closure_s = start.as_ref().map_or(0, |start| start.schedule.closure_s());
            if whole && closure_s > self.proven.closure_s + self.proven.closure_s / WIDE_PART {
                self.prove(true, closure_s)?;
            }
            let effort = self.effort(effort, self.proven.closure_s);
            let improved = effort.improve(&mut self.problem, start.as_ref());
            self.ground.stop.check_unless_kept()?;
            let improved = improved.map_err(|bundle| never(&self.problem, self.force, bundle))?;
            done = (done.0 + improved.passes, done.1 + improved.work);
            start = Some(improved.incumbent());
            last = Some(improved);
            if self.ground.stop.is_set() {
                break;
            }
        }
        let mut improved: Improved = last.expect("there is a first round");
        (improved.passes, improved.work) = done;
        let mut plan = super::published(self, &improved, self.proven.clone())?;
        if self.query.sooner {
            let schedule = improved.schedule.clone();
            let told = super::compose::told(&self.problem, &schedule);
            plan.sooner = super::sooner::sooner(self, &improved, &told);
            if self.ground.stop.is_set() {
                plan.notes.push("broken off: what would bring it sooner is not all looked at".to_owned());
            }
        }
        Ok(plan)
    }

    /// Whether the prices of a plan prove its bound, and what was looked at.
    pub(super) fn judge(&mut self, plan: &Plan) -> (bool, String) {
        let stated_s = plan.lower_bound_min.saturating_mul(60);
        if stated_s <= self.proven.closure_s {
            return (true, format!("the fastest way alone takes {} min", self.proven.closure_s / 60));
        }
        let prices = &plan.bound.prices;
        match judge(&mut self.problem, self.ground, &self.light, stated_s, prices) {
            Ok(true) => (true, format!("{} prices prove it", prices.len())),
            Ok(false) => (false, format!("{} prices do not prove {} min", prices.len(), plan.lower_bound_min)),
            Err(error) => (false, error.to_string()),
        }
    }
}
