//! What of a force can move at all, and why the rest cannot.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::analysis::route::profile::Profile;
use crate::error::{Error, Result};
use crate::force::{Factors, Force};
use crate::replay::document::LeftOut;

use super::classes::{Class, Ground};
use super::groups::Group;
use super::problem::Problem;
use super::room;
use super::stock::Stock;

/// Takes bundles out that no way carries, and says why.
pub(super) fn unreachable(problem: &mut Problem<'_>, force: &Force<'_>) -> Vec<LeftOut> {
    let mut left: Vec<LeftOut> = Vec::new();
    let mut keep = Vec::new();
    let mut seen: BTreeSet<u32> = BTreeSet::new();
    for choice in std::mem::take(&mut problem.choices) {
        if problem.moves(choice.group) {
            keep.push(choice);
            continue;
        }
        let Some(unit) = problem.streams[choice.group as usize].trains.first() else { continue };
        if !seen.insert(choice.group) {
            continue;
        }
        let compiled = &problem.classes[problem.units[*unit as usize].class as usize].compiled;
        let why = match compiled.opening() {
            Some(items) if !items.is_empty() => format!("no way is open; relax {}", items.join(" and ")),
            _ => "no way joins the two places on this network, whatever is relaxed".to_owned(),
        };
        for kind in &problem.groups[choice.group as usize].kinds {
            let name = &force.units[kind.unit as usize].name;
            match left.iter_mut().find(|one| one.unit == *name && one.why == why) {
                Some(one) => one.pieces += kind.piece.count,
                None => left.push(LeftOut { unit: name.clone(), pieces: kind.piece.count, why: why.clone() }),
            }
        }
    }
    problem.choices = keep;
    left
}

/// A bundle that finds no room before the horizon.
pub(super) fn never(problem: &Problem<'_>, force: &Force<'_>, bundle: u32) -> Error {
    let choice = &problem.choices[bundle as usize];
    let group = &problem.groups[choice.group as usize];
    let unit = group.kinds.first().map_or("", |kind| force.units[kind.unit as usize].name.as_str());
    let stream = &problem.streams[choice.group as usize];
    let units = stream.trains.iter().chain(&stream.packets).chain(stream.handfuls.iter().flatten());
    let mut narrow: Vec<String> = units.flat_map(|unit| problem.narrow(*unit)).collect();
    narrow.sort();
    narrow.dedup();
    let narrow =
        if narrow.is_empty() { "a pool never has enough carriers together".to_owned() } else { narrow.join(", ") };
    Error::Question(format!(
        "{} pieces of {unit} find no room on any way within {} days: {narrow}; open other modes, or relax what is narrow",
        group.key.cargo,
        room::WINDOWS
    ))
}

/// The lightest pieces of each group that moves. Groups that were left out prove nothing.
pub(super) fn lights<'a>(
    ground: &Ground<'a>,
    groups: &[Group<'a>],
    stock: &Stock,
    problem: &Problem<'_>,
    profiles: &'a [Profile],
) -> Result<Vec<Option<Class<'a>>>> {
    let Ground { network, rules, stop, known, .. } = *ground;
    let case = ground.query.case;
    let moves = |index: usize| problem.choices.iter().any(|choice| choice.group as usize == index);
    profiles
        .par_iter()
        .enumerate()
        .map(|(index, profile)| {
            if !moves(index) {
                return Ok(None);
            }
            stop.check()?;
            let factors = Factors::new(&network.tables, case);
            Class::new(network, rules, &factors, &groups[index], profile, stock.query(index), known).map(Some)
        })
        .collect()
}
