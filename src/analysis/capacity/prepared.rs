//! A throughput question made ready to be asked again under changes, exactly: with pools and everything that is shared.
//!
//! What does not change (words, judged links, the shape of the graph) is made once. Under changes the old flow and the old
//! prices are tried first: where the flow still passes and the prices still prove that no more can, nothing has changed,
//! and that takes one look at every link. Otherwise it is solved anew in the part of the graph that mattered before.

use std::sync::Arc;

use crate::error::Result;
use crate::network::Network;
use crate::network::capacity::Capacities;
use crate::verify::verify;

use super::Asked;
use super::mix::Mix;
use super::problem::{Frame, Wanted};
use super::query::Query;
use super::shape::Shape;
use super::solve::{Solved, Wish, solve, still};

/// What is other than in the question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::analysis) struct Changes {
    /// Links of the topology that are lost.
    pub(in crate::analysis) lost: Vec<u32>,
    /// Other levels: (asset, thousandths of its unit a day). Numbers from that of the last asset on are pools (thousandths
    /// of a carrier), as [`Prepared::levels`] lists them.
    pub(in crate::analysis) levels: Vec<(u32, u64)>,
}

/// A question with its answer, ready for changes. Can be asked from several threads; the answers do not depend on that.
pub(in crate::analysis) struct Prepared<'n> {
    asked: Asked<'n>,
    query: Query,
    levels: Vec<u64>,
    shape: Arc<Shape>,
    solved: Solved,
    /// Links of the graph that mattered.
    known: Vec<u32>,
}

impl<'n> Prepared<'n> {
    /// Resolves and solves a question, with the figures at the end of their ranges that it names.
    ///
    /// # Errors
    /// As [`super::ask`].
    pub(in crate::analysis) fn new(network: &'n Network, query: &Query) -> Result<Prepared<'n>> {
        let asked = Asked::new(network, query)?;
        let levels = asked.levels(query.case);
        let frame = asked.frame();
        let wanted = Wanted { levels: &levels, modes: &query.modes, demands: None };
        let solved = solve(&frame, frame.problem(&wanted), "prepared", Wish::ShortWays)?;
        let shape = frame.made();
        let known = frame.known.take();
        drop(frame);
        Ok(Prepared { asked, query: query.clone(), levels, shape, solved, known })
    }

    /// The largest flow without changes, thousandths of a vehicle a day.
    pub(in crate::analysis) fn value(&self) -> u64 {
        self.solved.value
    }

    /// What moves.
    pub(in crate::analysis) fn mix(&self) -> &Mix {
        &self.asked.mix
    }

    /// Everything with a capacity.
    pub(in crate::analysis) fn capacities(&self) -> &Capacities {
        &self.asked.capacities
    }

    /// Levels of all assets, then of all pools, thousandths.
    pub(in crate::analysis) fn levels(&self) -> &[u64] {
        &self.levels
    }

    /// What holds the flow back: names of assets and pools, by their part of the bound.
    pub(in crate::analysis) fn holds(&self) -> Vec<String> {
        let frame = self.frame();
        let mut holds = self.solved.cut(&frame, &self.levels, false);
        holds.sort_by_key(|hold| std::cmp::Reverse(hold.part));
        let name = |hold: &super::solve::Hold| match (hold.pool, hold.assets.first()) {
            (Some(pool), _) => Some(self.asked.pools.list[pool as usize].name.clone()),
            (None, asset) => asset.map(|asset| self.asked.capacities.name(self.asked.network, *asset)),
        };
        holds.iter().filter_map(name).collect()
    }

    /// The largest flow under changes, thousandths of a vehicle a day, proven like every other. Whole flows may lie a
    /// rounding (at most a thousandth of the value) below what the prices prove where something shared binds.
    ///
    /// # Errors
    /// [`crate::error::Error::Question`] when nothing has a capacity then.
    pub(in crate::analysis) fn flow(&self, changes: &Changes) -> Result<u64> {
        let mut refused = self.asked.admission.refused.clone();
        changes.lost.iter().for_each(|link| refused[*link as usize] = true);
        let mut levels = self.levels.clone();
        changes.levels.iter().for_each(|(asset, level)| levels[*asset as usize] = *level);
        let frame = self.frame();
        let frame = frame.refusing(&refused);
        let wanted = Wanted { levels: &levels, modes: &self.query.modes, demands: None };
        let problem = frame.problem(&wanted);
        if verify(&still(&frame, &problem, &self.solved)).ok {
            return Ok(self.solved.value);
        }
        frame.known.borrow_mut().clone_from(&self.known);
        Ok(solve(&frame, problem, "changed", Wish::Value)?.value)
    }

    fn frame(&self) -> Frame<'_> {
        let frame = self.asked.frame();
        frame.know(&self.shape);
        frame
    }
}
