//! In which order to repair what is lost together.

use crate::algo::flow::GroupLosses;
use crate::algo::restore::restore;
use crate::error::Result;

use super::answer::{Repair, Restoration};
use super::assets::{Asset, Kind};
use super::compose::{Composer, number};
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
    let mut days = Vec::with_capacity(kept.len());
    for at in &kept {
        let typical = composer.ground.factors.hours(&format!("repair_{}_days", physical[*at].what.kind().factor()))?;
        days.push(whole(typical));
    }
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
            flow_then: number(level.value() - missing(&mut still.iter().copied())),
        });
    }
    Ok(Some(Restoration {
        crews,
        flow_without: number(level.value() - all),
        left_out: groups.len() - kept.len(),
        repairs,
        missed_vehicles: thousandths(order.missed),
        bound: thousandths(order.at_least),
        proven: order.missed == order.at_least,
    }))
}

/// Whole days, at least one.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 1..=10000")]
fn whole(days: f64) -> u32 {
    days.round().clamp(1.0, 10_000.0) as u32
}

fn thousandths(value: u128) -> f64 {
    number(u64::try_from(value).unwrap_or(u64::MAX))
}
