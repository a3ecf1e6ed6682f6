//! In which order to repair what is lost together, and when what is lost is there again.

use std::collections::BTreeMap;

use crate::algo::flow::GroupLosses;
use crate::algo::restore::restore;
use crate::error::Result;
use crate::network::calendar::Clock;

use super::LOST_AT_MAX_DAYS;
use super::answer::{Repair, Restoration};
use super::assets::{Asset, Kind};
use super::closure::Timing;
use super::compose::{Composer, number};
use super::query::Query;
use super::single::Study;

impl Kind {
    /// The part of the ids of planning factors that speak of it.
    pub(super) fn factor(self) -> String {
        self.word().replace('-', "_")
    }
}

/// The order in which some crews bring most flow back, soonest. Assets whose repair brings nothing, whatever else is lost, are
/// left out, and so is consent.
///
/// # Errors
/// When a planning factor is missing.
pub(super) fn restoration(
    composer: &Composer<'_, '_>,
    study: &Study<'_>,
    assets: &[Asset],
    crews: u32,
) -> Result<Option<Restoration>> {
    let Some(level) = &study.levels[0] else { return Ok(None) };
    let physical: Vec<&Asset> = assets.iter().filter(|asset| asset.what.kind() != Kind::Consent).collect();
    let groups: Vec<Vec<u32>> = physical.iter().map(|asset| level.group(&asset.links)).collect();
    let mut losses = GroupLosses::new(level.graph(), level.flow());
    let mut missing = |lost: &mut dyn Iterator<Item = usize>| {
        let links: Vec<u32> = lost.flat_map(|at| groups[at].iter().copied()).collect();
        losses.of(&links)
    };
    // What is lost only matters while its links are narrow for some flow: the loss of all, and what each takes alone.
    let all = missing(&mut (0..groups.len()));
    let kept: Vec<usize> = (0..groups.len())
        .filter(|at| {
            let alone = missing(&mut std::iter::once(*at));
            let without = missing(&mut (0..groups.len()).filter(|other| other != at));
            alone > 0 || without < all
        })
        .collect();
    // Two ways side by side of which either is enough: neither takes anything alone, and neither brings all back.
    let kept = if missing(&mut kept.iter().copied()) < all {
        (0..groups.len()).filter(|at| !groups[*at].is_empty()).collect()
    } else {
        kept
    };
    let days: Vec<u32> = kept.iter().map(|at| repair_days(composer, physical[*at])).collect::<Result<_>>()?;
    let order = restore(&days, crews as usize, &mut |lost| missing(&mut lost.iter().map(|one| kept[*one])));
    let mut repairs = Vec::new();
    for one in &order.order {
        let back = order.done[*one];
        let still: Vec<usize> =
            (0..kept.len()).filter(|other| order.done[*other] > back).map(|other| kept[other]).collect();
        let asset = physical[kept[*one]];
        repairs.push(Repair {
            asset: composer.namer.id(asset.what),
            name: composer.namer.name(asset.what),
            begins_day: back - days[*one],
            back_day: back,
            flow_then: number(level.value_apart() - missing(&mut still.iter().copied())),
        });
    }
    Ok(Some(Restoration {
        crews,
        flow_without: number(level.value_apart() - all),
        left_out: groups.len() - kept.len(),
        repairs,
        missed_vehicles: thousandths(order.missed),
        bound: thousandths(order.at_least),
        proven: order.missed == order.at_least,
    }))
}

/// Days that one crew takes to repair an asset: those that the question names, else those of its kind.
fn repair_days(composer: &Composer<'_, '_>, asset: &Asset) -> Result<u32> {
    if let Some(days) = composer.query.out_days {
        return Ok(days.max(1));
    }
    Ok(whole(composer.ground.factors.hours(&format!("repair_{}_days", asset.what.kind().factor()))?))
}

/// When losses begin, if they interrupt a plan.
pub(super) fn begins(query: &Query) -> Option<&str> {
    match (query.lost_at.as_str(), query.out_days) {
        ("", None) => None,
        ("", Some(_)) => Some("C+0"),
        (text, _) => Some(text),
    }
}

/// When losses begin and end, where the question says that they interrupt a plan: after the days that it names, else after the
/// repair that its kind takes; all together as the crews come round, where there are any. Consent is refused for good, unless
/// days are named. What no crew would repair for the flow is repaired after the rest.
///
/// # Errors
/// [`crate::error::Error::Usage`] for a beginning that is none; when a planning factor is missing.
pub(super) fn timing(
    composer: &Composer<'_, '_>,
    clock: &Clock,
    assets: &[Asset],
    order: Option<&Restoration>,
) -> Result<Option<Timing>> {
    let query = composer.query;
    let Some(text) = begins(query) else { return Ok(None) };
    let from_s = clock.after_c(text, "--lost-at", LOST_AT_MAX_DAYS)?;
    let after = |days: u32| from_s.saturating_add(days.saturating_mul(86_400));
    let mut alone_s = Vec::with_capacity(assets.len());
    for asset in assets {
        alone_s.push(match (query.out_days, asset.what.kind()) {
            (Some(days), _) => after(days),
            (None, Kind::Consent) => u32::MAX,
            (None, _) => after(repair_days(composer, asset)?),
        });
    }
    let mut together_s = alone_s.clone();
    if let Some(order) = order {
        let back: BTreeMap<&str, u32> = order.repairs.iter().map(|one| (one.asset.as_str(), one.back_day)).collect();
        let last = back.values().max().copied().unwrap_or(0);
        let mut crews = vec![last; order.crews.max(1) as usize];
        for (asset, until_s) in assets.iter().zip(&mut together_s) {
            if asset.what.kind() == Kind::Consent {
                continue;
            }
            let day = match back.get(composer.namer.id(asset.what).as_str()) {
                Some(day) => *day,
                None => {
                    let free = crews.iter_mut().min();
                    let days = repair_days(composer, asset)?;
                    free.map_or(last, |free| {
                        *free = free.saturating_add(days);
                        *free
                    })
                }
            };
            *until_s = after(day);
        }
    }
    Ok(Some(Timing { from_s, alone_s, together_s }))
}

/// Whole days, at least one.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 1..=10000")]
fn whole(days: f64) -> u32 {
    days.round().clamp(1.0, 10_000.0) as u32
}

fn thousandths(value: u128) -> f64 {
    number(u64::try_from(value).unwrap_or(u64::MAX))
}
