//! What each asset's loss and its next upgrade change: exact. Where nothing is shared for all of them at once, else one by
//! one wherever the answer is not plain to see.

use std::collections::{BTreeMap, BTreeSet};

use crate::algo::flow::{UNLIMITED, gains, group_losses};
use crate::algo::shared::{Row, keeps};
use crate::error::{Error, Result};

use super::answer::Headroom;
use super::compose::{Composer, number};
use super::ladder::WIDE;
use super::problem::{Frame, Limit, Wanted};
use super::query::Query;
use super::solve::{Solved, Wish, solve};

/// Every asset that carries flow or whose widening helps, those that hurt most first.
pub(super) fn headroom(composer: &Composer<'_>, solved: &Solved, query: &Query) -> Result<Vec<Headroom>> {
    let (frame, levels) = (composer.frame, composer.levels);
    let graph = &solved.problem.graph;
    let level = |asset: u32| frame.mix.vehicles(frame.capacities.assets[asset as usize].unit, levels[asset as usize]);
    let mut links: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (asset, link) in Frame::links_by_asset(&solved.problem) {
        links.entry(asset).or_default().push(link);
    }
    // Levels of the assets of a link, the least first.
    let ranked = |link: u32| {
        let mut list: Vec<(u64, u32)> = solved.problem.assets_of(link).map(|asset| (level(asset), asset)).collect();
        list.sort_unstable();
        list
    };
    let widened = |link: u32, most: &dyn Fn(u32, u64) -> u64| {
        let ranked = ranked(link);
        let of = &graph.links()[link as usize];
        let Some((least, asset)) = ranked.first().copied() else { return (0, 0) };
        let second = ranked.get(1).map_or(UNLIMITED, |(level, _)| *level);
        let rise = most(asset, least).min(second).saturating_sub(least);
        let each = |capacity: u64| if capacity == least { rise } else { 0 };
        (each(of.forward), each(of.backward))
    };
    let upgraded = |asset: u32| {
        let class = frame.capacities.upgrade_class(frame.network, asset)?;
        let (_, adds) = frame.capacities.upgrade(frame.network, asset, class)?;
        Some(levels[asset as usize].saturating_add(adds.at(query.case)))
    };
    let next = |asset: u32| Some(frame.mix.vehicles(frame.capacities.assets[asset as usize].unit, upgraded(asset)?));
    let used = |links: &[u32]| links.iter().map(|link| solved.flow[*link as usize].unsigned_abs()).sum::<u64>();
    let free = gains(graph, &solved.plain, &|link| widened(link, &|_, _| UNLIMITED));
    let step = gains(graph, &solved.plain, &|link| widened(link, &|asset, least| next(asset).unwrap_or(least)));
    let gain = |asset: u32, links: &[u32], gains: &[u64]| {
        let binds = |link: &&u32| ranked(**link).first().is_some_and(|(_, first)| *first == asset);
        links.iter().filter(binds).map(|link| gains[*link as usize]).max().unwrap_or(0)
    };
    // Ways side by side share something wide enough for whatever could flow: then nothing is shared that matters.
    let most = solved.plain.value.saturating_add(free.iter().copied().max().unwrap_or(0));
    let wide = |(row, limit): (&Row, &Limit)| matches!(limit, Limit::Asset(_)) && row.capacity >= most;
    let apart = !solved.priced() && solved.problem.rows.iter().zip(&solved.problem.limits).all(wide);
    // Only what has a price can bring more when it is widened.
    let priced: BTreeSet<u32> = match apart {
        true => BTreeSet::new(),
        false => solved.cut(frame, levels, false).into_iter().flat_map(|hold| hold.assets).collect(),
    };
    let busy: Vec<(u32, &Vec<u32>)> = links
        .iter()
        .filter(|(asset, links)| used(links) > 0 || priced.contains(asset) || gain(**asset, links, &free) > 0)
        .map(|(asset, links)| (*asset, links))
        .collect();
    let groups: Vec<Vec<u32>> = busy.iter().map(|(_, links)| (*links).clone()).collect();
    let losses = group_losses(graph, &solved.plain, &groups);
    let value = |change: &dyn Fn(&mut [u64])| -> Result<u64> {
        let mut levels = levels.to_vec();
        change(&mut levels);
        let wanted = Wanted { levels: &levels, modes: &query.modes, demands: None };
        Ok(solve(frame, frame.problem(&wanted), "headroom", Wish::Value)?.value)
    };
    let mut list: Vec<(u64, u64, u32, Headroom)> = Vec::new();
    for ((asset, links), plain_loss) in busy.into_iter().zip(losses) {
        let at = asset as usize;
        let (loss, step, free) = if apart {
            (plain_loss, gain(asset, links, &step), gain(asset, links, &free))
        } else {
            // No less than without rows, no more than what passes.
            let least = solved.value.saturating_sub(solved.plain.value - plain_loss);
            let most = used(links);
            let loss = if least >= most {
                most
            } else {
                let less = solved.problem.without(links);
                let plain = less.graph.max_flow(less.source, less.sink);
                let left = match keeps(&less.graph, &less.rows, &plain) {
                    Some(kept) => kept.value,
                    None => solve(frame, less, "headroom", Wish::Value)?.value,
                };
                // Flows in whole units may differ by their rounding.
                solved.value.saturating_sub(left).clamp(least.min(most), most)
            };
            if priced.contains(&asset) {
                let more =
                    |level: u64| Ok::<u64, Error>(value(&|levels| levels[at] = level)?.saturating_sub(solved.value));
                (loss, upgraded(asset).map_or(Ok(0), more)?, more(WIDE)?)
            } else {
                (loss, 0, 0)
            }
        };
        let row = Headroom {
            asset: frame.capacities.id(frame.network, asset),
            name: frame.capacities.name(frame.network, asset),
            kind: frame.capacities.assets[at].kind.word().to_owned(),
            used: number(used(links)),
            capacity: number(level(asset)),
            loss: number(loss),
            gain_next: next(asset).map(|_| number(step)),
            gain_unlimited: number(free),
        };
        list.push((loss, free, asset, row));
    }
    list.sort_by(|a, b| (b.1 > 0, b.0, b.1).cmp(&(a.1 > 0, a.0, a.1)).then(a.2.cmp(&b.2)));
    Ok(list.into_iter().map(|(_, _, _, row)| row).collect())
}
