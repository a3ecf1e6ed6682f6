//! The earliest that a force can be complete, asked of many networks that differ in little: without trains, packets and
//! capacity, and no longer than is needed to know that nothing is sooner.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::analysis::route;
use crate::analysis::route::profile::Profile;
use crate::analysis::stop::Stop;
use crate::data::force_file::ForceFile;
use crate::error::Result;
use crate::force::Factors;
use crate::network::Network;

use super::classes::{Class, lightest};
use super::groups::{self, Group, Key};
use super::prepared::{Kept, checked};
use super::query::Query;

/// Groups that are looked at one after another before the rest is looked at side by side.
const FIRST: usize = 2;

/// What is known of a force from one network: groups that find no way as a whole, and which groups are the last to arrive.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    apart: BTreeSet<Key>,
    /// The slowest first.
    order: Vec<usize>,
}

impl Shape {
    pub(super) fn new(groups: &[Group<'_>], fastest: &[Option<u32>]) -> Self {
        let apart = groups.iter().filter(|group| group.key.alone.is_some());
        let apart = apart.map(|group| Key { alone: None, ..group.key.clone() }).collect();
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order.sort_by_key(|index| (std::cmp::Reverse(fastest.get(*index).copied().flatten()), *index));
        Shape { apart, order }
    }
}

/// No plan closes earlier than this, seconds after C: the latest over the groups of a force of the earliest arrival on any
/// way. Looking ends once a group is found that cannot be there before `enough_s`; then what is returned is at least that.
/// A group that finds no way at all counts as never (`u32::MAX`). `shape` is of any network: it changes how soon the end
/// comes and how near the bound is, never whether it holds.
///
/// O(groups) searches at most.
///
/// # Errors
/// Everything that is wrong with force and circumstances.
pub fn earliest(
    (network, kept): (&Network, &Kept),
    file: &ForceFile,
    query: &Query,
    shape: &Shape,
    enough_s: u32,
) -> Result<u32> {
    checked((network, kept), file, query, Stop::NEVER, |checked| {
        let (network, ground) = (checked.network, &checked.ground);
        let groups = groups::groups(&checked.force, &checked.circumstances.modes, &shape.apart);
        let profiles: Result<Vec<Profile>> = groups.iter().map(|group| lightest(ground, group)).collect();
        let (profiles, rules, asked, known) = (profiles?, ground.rules, ground.query, ground.known);
        let of_group = |index: &usize| -> Result<u32> {
            let group = &groups[*index];
            let factors = Factors::new(&network.tables, asked.case);
            let query = route::query::Query { modes: group.key.modes.clone(), ..asked.clone() };
            let class = Class::new(network, rules, &factors, group, &profiles[*index], &query, known)?;
            Ok(class.earliest_s(&BTreeSet::new()).unwrap_or(u32::MAX))
        };
        let mut order: Vec<usize> = shape.order.iter().copied().filter(|index| *index < groups.len()).collect();
        order.extend((0..groups.len()).filter(|index| !shape.order.contains(index)));
        let mut latest_s = 0;
        let (first, rest) = order.split_at(order.len().min(FIRST));
        for index in first {
            latest_s = latest_s.max(of_group(index)?);
            if latest_s >= enough_s {
                return Ok(latest_s);
            }
        }
        let found: Result<Vec<u32>> = rest.par_iter().map(of_group).collect();
        Ok(found?.into_iter().fold(latest_s, u32::max))
    })
}
