//! Which losses are worst together, and what to harden against them.

use std::collections::BTreeMap;

use crate::algo::flow::{harden, interdict_groups, strands};
use crate::error::{Error, Result};

use super::answer::{Hardened, Stretch, Worst, WorstShared};
use super::assets::{Asset, Kind};
use super::compose::{Composer, number};
use super::held::held;
use super::single::{Impact, Study};

/// Worst sets that a hardening may look for: where they are exact and quick, and where they are brackets.
const BUDGET: (usize, usize) = (600, 60);

/// Everything that can be lost together, with the links of the flow's graph that go with each.
pub(super) struct Targets<'s> {
    pub(super) study: &'s Study<'s>,
    pub(super) assets: Vec<&'s Asset>,
    pub(super) groups: Vec<Vec<u32>>,
    /// Members of the stretch of each asset: those that come to the same.
    pub(super) same: Vec<Vec<usize>>,
}

impl<'s> Targets<'s> {
    /// All assets but the consent of states, which no works harden.
    ///
    /// # Errors
    /// [`Error::Usage`] when nothing has a capacity.
    pub(super) fn new(study: &'s Study<'s>, assets: &'s [Asset]) -> Result<Targets<'s>> {
        let Some(level) = &study.levels[0] else {
            return Err(Error::Usage(
                "nothing between these places has a capacity, so no losses are worst for the flow; leave --worst, --harden and --crews out"
                    .to_owned(),
            ));
        };
        let assets: Vec<&Asset> = assets.iter().filter(|asset| asset.what.kind() != Kind::Consent).collect();
        let groups: Vec<Vec<u32>> = assets.iter().map(|asset| level.group(&asset.links)).collect();
        let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        let strands = strands(level.graph(), level.flow(), &groups);
        for (at, strand) in strands.iter().enumerate() {
            if let Some(strand) = strand {
                members.entry(*strand).or_default().push(at);
            }
        }
        let same = strands.iter().enumerate().map(|(at, strand)| match strand {
            Some(strand) => members[strand].iter().copied().filter(|other| *other != at).collect(),
            None => Vec::new(),
        });
        let same = same.collect();
        Ok(Targets { study, assets, groups, same })
    }

    pub(super) fn stretches(&self, composer: &Composer<'_, '_>, chosen: &[usize]) -> Vec<Stretch> {
        let namer = composer.namer;
        let stretch = |at: &usize| {
            let asset = self.assets[*at];
            Stretch {
                asset: namer.id(asset.what),
                name: namer.name(asset.what),
                country: namer.country(asset).to_owned(),
                with: self.same[*at].iter().map(|other| namer.name(self.assets[*other].what)).collect(),
                at: namer.place(asset),
            }
        };
        chosen.iter().map(stretch).collect()
    }

    fn impact(&self, chosen: &[usize]) -> Impact {
        let mut links: Vec<u32> = chosen.iter().flat_map(|at| self.assets[*at].links.iter().copied()).collect();
        links.sort_unstable();
        links.dedup();
        self.study.impacts(std::slice::from_ref(&links), true).pop().unwrap_or_default()
    }

    /// The worst sets of one to `most` losses together.
    /// With the last of them, by places in `assets`.
    pub(super) fn worst(&self, composer: &Composer<'_, '_>, most: u32) -> (Vec<Worst>, Vec<usize>) {
        let Some(level) = &self.study.levels[0] else { return (Vec::new(), Vec::new()) };
        let base = self.study.nothing();
        let brackets = interdict_groups(level.graph(), level.flow(), &self.groups, most as usize);
        let sets: Vec<Vec<usize>> = brackets.iter().skip(1).map(|bracket| bracket.groups.clone()).collect();
        let held = held(level, &self.groups, most as usize, &sets);
        let row = |(k, bracket): (usize, crate::algo::flow::GroupBracket)| {
            let impact = self.impact(&bracket.groups);
            let lost = base.least_min[0].zip(impact.least_min[0]).map(|(before, after)| after.saturating_sub(before));
            Worst {
                k,
                assets: self.stretches(composer, &bracket.groups),
                flow_left: number(bracket.left),
                flow_left_shared: self.study.value(0).map(|value| number(value - impact.flow_loss[0])),
                shared: held.get(k - 1).map(|of| WorstShared {
                    assets: self.stretches(composer, &of.groups),
                    flow_left: number(of.left),
                    bound: number(of.at_least),
                    proven: of.left == of.at_least,
                }),
                bound: number(bracket.at_least),
                flow_loss: number(level.value_apart() - bracket.left),
                proven: bracket.left == bracket.at_least,
                cut_off: base.least_min[0].is_some() && impact.least_min[0].is_none(),
                lost_min: lost,
            }
        };
        let last = brackets.last().map_or_else(Vec::new, |bracket| bracket.groups.clone());
        (brackets.into_iter().enumerate().skip(1).map(row).collect(), last)
    }

    /// What to harden against `k` losses together, for up to `most` assets.
    pub(super) fn hardened(&self, composer: &Composer<'_, '_>, k: u32, most: u32) -> Vec<Hardened> {
        let Some(level) = &self.study.levels[0] else { return Vec::new() };
        let budget = if k <= 2 { BUDGET.0 } else { BUDGET.1 };
        let found = harden(level.graph(), level.flow(), &self.groups, k as usize, most as usize, budget);
        let row = |(n, of): (usize, crate::algo::flow::Hardening)| Hardened {
            n,
            against: k,
            assets: self.stretches(composer, &of.groups),
            worst: self.stretches(composer, &of.attack),
            flow_left: number(of.left),
            bound: number(of.at_least),
            best_possible: number(of.at_most),
            proven: of.at_least == of.at_most,
        };
        found.into_iter().enumerate().map(row).collect()
    }
}
