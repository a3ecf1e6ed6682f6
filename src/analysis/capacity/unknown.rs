//! What hangs on what is not known: figures with a range, limits that nobody states, and the consent of states.

use std::collections::BTreeSet;

use crate::algo::flow::group_losses;
use crate::analysis::route::admission;
use crate::error::Result;
use crate::force::Factors;
use crate::network::LinkKind;
use crate::network::limits::Assurance;
use crate::network::rules::Case;

use super::Asked;
use super::answer::{Sensitivity, SensitivityItem, Without};
use super::compose::{Composer, number};
use super::mix::Mix;
use super::problem::{Frame, Origin, Wanted};
use super::query::Query;
use super::route_query;
use super::solve::{Solved, Wish, solve};

/// Single unknowns that are tried.
const TRIED_MAX: usize = 16;

fn value(frame: &Frame<'_>, levels: &[u64], query: &Query) -> Result<u64> {
    let wanted = Wanted { levels, modes: &query.modes, demands: None };
    Ok(solve(frame, frame.problem(&wanted), "what if", Wish::Value)?.value)
}

/// The answer at the ends of what is not known, and which unknown moves it most.
pub(super) fn sensitivity(
    composer: &Composer<'_>,
    asked: &Asked<'_>,
    query: &Query,
    solved: &Solved,
) -> Result<Sensitivity> {
    let frame = composer.frame;
    let at = |case: Case| value(frame, &asked.levels(case), query);
    let (worst, best) = (at(Case::Worst)?, at(Case::Best)?);
    let factors = Factors::new(&asked.network.tables, query.case);
    let (_, load) = Mix::new(asked.network, &query.loads, &factors)?;
    let lenient = admission(
        asked.network,
        &crate::analysis::route::query::Query { assurance: Assurance::Any, ..route_query(query) },
        &load,
        &factors,
    )?;
    let passes = value(&frame.refusing(&lenient.refused), composer.levels, query)?;
    let unstated = unstated_links(asked);
    let mut refused = asked.admission.refused.clone();
    unstated.iter().flat_map(|(_, links)| links).for_each(|link| refused[*link as usize] = true);
    let fails = value(&frame.refusing(&refused), composer.levels, query)?;
    let mut items = ranges(composer, query, solved)?;
    items.extend(limits(asked, solved, &unstated));
    items.sort_by(|a, b| (b.high - b.low).total_cmp(&(a.high - a.low)).then_with(|| a.asset.cmp(&b.asset)));
    items.truncate(TRIED_MAX);
    Ok(Sensitivity {
        worst: composer.per_day(worst),
        best: composer.per_day(best),
        unknown_passes: composer.per_day(passes),
        unknown_fails: composer.per_day(fails),
        items,
    })
}

/// Links on structures that state no limit for the load, by structure (row) and mode.
fn unstated_links(asked: &Asked<'_>) -> Vec<(usize, Vec<u32>)> {
    let links = |structure: u32, rail: bool| {
        let on = |kind: &LinkKind| match kind {
            LinkKind::Rail(base) => rail.then_some(*base),
            LinkKind::Road(base) | LinkKind::Shuttle(base) => (!rail).then_some(*base),
            _ => None,
        };
        let all = (0_u32..).zip(&asked.network.topology.links);
        all.filter(|(_, link)| {
            on(&link.kind).is_some_and(|base| asked.network.rows_on(base).any(|(row, _)| row == structure))
        })
        .map(|(index, _)| index)
        .collect()
    };
    asked.admission.unknown.iter().enumerate().map(|(index, one)| (index, links(one.structure, one.rail))).collect()
}

/// The answer with one asset's figure at either end of its range.
fn ranges(composer: &Composer<'_>, query: &Query, solved: &Solved) -> Result<Vec<SensitivityItem>> {
    let frame = composer.frame;
    let vehicles = |asset: u32, level: u64| frame.mix.vehicles(frame.capacities.assets[asset as usize].unit, level);
    // How much less it could bring than it does, or by how much it could widen a cut: no unknown moves more than that.
    let mut most: Vec<(u64, u32)> = Vec::new();
    let mut links = Frame::links_by_asset(&solved.problem);
    links.dedup_by_key(|(asset, _)| *asset);
    let some = solved.plain.in_some_cut(&solved.problem.graph);
    for (asset, link) in links {
        let range = frame.capacities.assets[asset as usize].military;
        let used = solved.flow[link as usize].unsigned_abs();
        let down = used.saturating_sub(vehicles(asset, range.low));
        let up = if some.contains(link) {
            vehicles(asset, range.high).saturating_sub(vehicles(asset, composer.levels[asset as usize]))
        } else {
            0
        };
        if down.max(up) > 0 {
            most.push((down.max(up), asset));
        }
    }
    most.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut items = Vec::new();
    for (_, asset) in most.into_iter().take(TRIED_MAX) {
        let range = frame.capacities.assets[asset as usize].military;
        let with = |level: u64| {
            let mut levels = composer.levels.to_vec();
            levels[asset as usize] = level;
            value(frame, &levels, query)
        };
        let (low, high) = (with(range.low)?, with(range.high)?);
        if low != high {
            let of = &frame.capacities.assets[asset as usize];
            items.push(SensitivityItem {
                asset: frame.capacities.id(frame.network, asset),
                name: frame.capacities.name(frame.network, asset),
                unknown: format!(
                    "{} to {} {} ({})",
                    number(range.low),
                    number(range.high),
                    of.unit.word(),
                    of.evidence.word()
                ),
                low: number(low),
                high: number(high),
            });
        }
    }
    Ok(items)
}

/// The answer when one structure without stated limits does not take the load.
fn limits(asked: &Asked<'_>, solved: &Solved, unstated: &[(usize, Vec<u32>)]) -> Vec<SensitivityItem> {
    let mut graph_links: Vec<Vec<u32>> = vec![Vec::new(); asked.network.topology.links.len()];
    for ((graph, origin), flow) in (0_u32..).zip(&solved.problem.origin).zip(&solved.flow) {
        if let Origin::Link(index) | Origin::Back(index) = origin
            && *flow != 0
        {
            graph_links[*index as usize].push(graph);
        }
    }
    let groups: Vec<Vec<u32>> = unstated
        .iter()
        .map(|(_, links)| links.iter().flat_map(|link| graph_links[*link as usize].iter().copied()).collect())
        .collect();
    let losses = group_losses(&solved.problem.graph, &solved.plain, &groups);
    let items = unstated.iter().zip(losses).filter(|(_, loss)| *loss > 0).map(|((index, _), loss)| {
        let one = &asked.admission.unknown[*index];
        let row = &asked.network.tables.structures[one.structure as usize].row;
        SensitivityItem {
            asset: format!("structure:{}", row.id),
            name: row.name.clone(),
            unknown: format!("{} not stated", one.limits.join(", ")),
            low: number(solved.value - loss),
            high: number(solved.value),
        }
    });
    items.collect()
}

/// What is left when one state on the way says no, the worst first.
pub(super) fn without(
    composer: &Composer<'_>,
    asked: &Asked<'_>,
    query: &Query,
    solved: &Solved,
) -> Result<Vec<Without>> {
    let topology = &asked.network.topology;
    let mut crossed: BTreeSet<u8> = BTreeSet::new();
    for (origin, flow) in solved.problem.origin.iter().zip(&solved.flow) {
        if let Origin::Link(index) | Origin::Back(index) = origin
            && *flow != 0
            && matches!(
                topology.links[*index as usize].kind,
                LinkKind::Rail(_) | LinkKind::Road(_) | LinkKind::Shuttle(_)
            )
        {
            crossed.insert(topology.links[*index as usize].country);
        }
    }
    let mut list = Vec::new();
    for country in crossed {
        if asked.to.iter().all(|ends| ends.countries.iter().all(|home| *home == country)) {
            continue;
        }
        let in_state = |node: u32| topology.nodes[node as usize].country == country;
        let refused: Vec<bool> = topology
            .links
            .iter()
            .zip(&asked.admission.refused)
            .map(|(link, refused)| *refused || link.country == country || in_state(link.a) || in_state(link.b))
            .collect();
        let left = value(&composer.frame.refusing(&refused), composer.levels, query)?;
        list.push((
            left,
            Without { country: asked.network.country_code(country).to_owned(), per_day: composer.per_day(left) },
        ));
    }
    list.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.country.cmp(&b.1.country)));
    Ok(list.into_iter().map(|(_, one)| one).collect())
}
