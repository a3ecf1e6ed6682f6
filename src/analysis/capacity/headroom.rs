//! What each asset's loss and its next upgrade change: exact, for all of them at once.

use std::collections::BTreeMap;

use crate::algo::flow::{UNLIMITED, gains, group_losses};

use super::answer::Headroom;
use super::compose::{Composer, number};
use super::problem::Frame;
use super::query::Query;
use super::solve::Solved;

/// Every asset that carries flow or whose widening helps, those that hurt most first.
pub(super) fn headroom(composer: &Composer<'_>, solved: &Solved, query: &Query) -> Vec<Headroom> {
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
    let next = |asset: u32| {
        let class = frame.capacities.upgrade_class(frame.network, asset)?;
        let (_, adds) = frame.capacities.upgrade(frame.network, asset, class)?;
        let of = &frame.capacities.assets[asset as usize];
        Some(frame.mix.vehicles(of.unit, levels[asset as usize].saturating_add(adds.at(query.case))))
    };
    let free = gains(graph, &solved.flow, &|link| widened(link, &|_, _| UNLIMITED));
    let step = gains(graph, &solved.flow, &|link| widened(link, &|asset, least| next(asset).unwrap_or(least)));
    let used = |links: &[u32]| links.iter().map(|link| solved.flow.flow[*link as usize].unsigned_abs()).sum::<u64>();
    let gain = |asset: u32, links: &[u32], gains: &[u64]| {
        let binds = |link: &&u32| ranked(**link).first().is_some_and(|(_, first)| *first == asset);
        links.iter().filter(binds).map(|link| gains[*link as usize]).max().unwrap_or(0)
    };
    let busy: Vec<(u32, &Vec<u32>)> = links
        .iter()
        .filter(|(asset, links)| used(links) > 0 || gain(**asset, links, &free) > 0)
        .map(|(asset, links)| (*asset, links))
        .collect();
    let groups: Vec<Vec<u32>> = busy.iter().map(|(_, links)| (*links).clone()).collect();
    let losses = group_losses(graph, &solved.flow, &groups);
    let mut list: Vec<(u64, u64, u32, Headroom)> = busy
        .into_iter()
        .zip(losses)
        .map(|((asset, links), loss)| {
            let free = gain(asset, links, &free);
            let row = Headroom {
                asset: String::new(),
                name: frame.capacities.name(frame.network, asset),
                kind: frame.capacities.assets[asset as usize].kind.word().to_owned(),
                used: number(used(links)),
                capacity: number(level(asset)),
                loss: number(loss),
                gain_next: next(asset).map(|_| number(gain(asset, links, &step))),
                gain_unlimited: number(free),
            };
            (loss, free, asset, row)
        })
        .collect();
    list.sort_by(|a, b| (b.1 > 0, b.0, b.1).cmp(&(a.1 > 0, a.0, a.1)).then(a.2.cmp(&b.2)));
    list.into_iter()
        .map(|(_, _, asset, row)| Headroom { asset: frame.capacities.id(frame.network, asset), ..row })
        .collect()
}
