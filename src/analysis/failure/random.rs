//! Failures at random: each asset by itself, and whole regions by one event; what is to be expected, what the worst draws
//! cost, and how stable the ranking of risks is.

use crate::algo::draws::{ONE, drawn, happens};
use crate::error::{Error, Result};
use crate::network::Topology;

use super::answer::{Random, Risk};
use super::assets::{Asset, Kind, What};
use super::compose::{Composer, number};
use super::single::{Impact, Study};

/// Draws at most.
pub(super) const DRAWS_MAX: u32 = 100_000;

/// Draws that are worked out at a time (memory, not results).
const CHUNK: u64 = 500;

/// Risks that are listed.
const RISKS: usize = 20;

/// Things drawn once a draw: whether a region is hit, and around which asset.
const REGION: u64 = u64::MAX;
const CENTRE: u64 = u64::MAX - 1;
/// What an asset draws for itself and as part of a region differ by this.
const IN_REGION: u64 = 1 << 40;

/// Probabilities at one end of the ranges.
struct Chances {
    /// Of each asset, parts of [`ONE`].
    alone: Vec<u64>,
    region: u64,
    hit: u64,
    radius_m: f64,
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "clamped to 0..=1"
)]
fn parts(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * ONE as f64).round() as u64
}

impl Chances {
    /// `end`: 0 low, 1 typical, 2 high probabilities.
    fn new(composer: &Composer<'_, '_>, assets: &[&Asset], end: usize) -> Result<Chances> {
        let factors = composer.ground.factors;
        let figure = |id: String| -> Result<f64> {
            let row = factors.row(&id).ok_or_else(|| {
                Error::Question(format!(
                    "planning_factors.csv has no row \"{id}\", which --draws needs; add it, with low, typical and high"
                ))
            })?;
            Ok([row.low.0, row.typical.0, row.high.0][end])
        };
        let mut alone = Vec::with_capacity(assets.len());
        let mut known: std::collections::BTreeMap<Kind, f64> = std::collections::BTreeMap::new();
        for asset in assets {
            let kind = asset.what.kind();
            let by_length = matches!(asset.what, What::Rail(_) | What::Road(_) | What::Shuttle(_));
            let share = match known.get(&kind) {
                Some(share) => *share,
                None => {
                    let unit = if by_length { "_per_100km" } else { "" };
                    let share = figure(format!("outage_{}_share{unit}", kind.factor()))?;
                    known.insert(kind, share);
                    share
                }
            };
            let links = &composer.ground.network.topology.links;
            let metres: u64 = asset.links.iter().map(|link| u64::from(links[*link as usize].length_m)).sum();
            let hundred_km = f64::from(u32::try_from(metres).unwrap_or(u32::MAX)) / 1e5;
            // So many times 100 km, each spared by itself.
            alone.push(parts(if by_length { 1.0 - (1.0 - share).powf(hundred_km) } else { share }));
        }
        Ok(Chances {
            alone,
            region: parts(figure("outage_region_share".to_owned())?),
            hit: parts(figure("outage_region_hit_share".to_owned())?),
            radius_m: figure("outage_region_radius_km".to_owned())? * 1e3,
        })
    }

    /// What is lost in a draw: places in the list of assets, ascending.
    fn lost(&self, spots: &[(f64, f64)], seed: u64, draw: u64) -> Vec<usize> {
        let centre = (!spots.is_empty() && happens(seed, draw, REGION, self.region))
            .then(|| spots[usize::try_from(drawn(seed, draw, CENTRE) % spots.len() as u64).unwrap_or(0)]);
        let inside = |at: usize| {
            let Some(centre) = centre else { return false };
            let spot = spots[at];
            let near = (spot.1 - centre.1).abs() * 111_000.0 <= self.radius_m * 1.01;
            near && Topology::distance_m((centre.1, centre.0), (spot.1, spot.0)) <= self.radius_m
                && happens(seed, draw, IN_REGION + at as u64, self.hit)
        };
        (0..spots.len()).filter(|at| happens(seed, draw, *at as u64, self.alone[*at]) || inside(*at)).collect()
    }
}

/// Draws failures and says what they cost.
///
/// # Errors
/// When a probability is missing from the planning factors.
pub(super) fn random(
    composer: &Composer<'_, '_>,
    study: &Study<'_>,
    all: &[Asset],
    impacts: &[(usize, Impact)],
    draws: u32,
    seed: u64,
) -> Result<Random> {
    let places: Vec<usize> = (0..all.len()).filter(|at| all[*at].what.kind() != Kind::Consent).collect();
    let assets: Vec<&Asset> = places.iter().map(|at| &all[*at]).collect();
    let spots: Vec<(f64, f64)> = assets.iter().map(|asset| composer.namer.place(asset)).collect();
    let chances: Vec<Chances> = (0..3).map(|end| Chances::new(composer, &assets, end)).collect::<Result<_>>()?;
    let base = study.nothing();
    let mut flows: Vec<u64> = Vec::with_capacity(draws as usize);
    let mut minutes: Vec<Option<u64>> = Vec::with_capacity(draws as usize);
    let mut lost_assets = 0_u64;
    let mut from = 0;
    while from < u64::from(draws) {
        let until = (from + CHUNK).min(u64::from(draws));
        let sets: Vec<Vec<u32>> = (from..until)
            .map(|draw| {
                let lost = chances[1].lost(&spots, seed, draw);
                lost_assets += lost.len() as u64;
                let mut links: Vec<u32> = lost.iter().flat_map(|at| assets[*at].links.iter().copied()).collect();
                links.sort_unstable();
                links.dedup();
                links
            })
            .collect();
        for impact in study.impacts(&sets, false) {
            flows.push(impact.flow_loss[0]);
            let later = |(before, after): (u64, u64)| after.saturating_sub(before);
            minutes.push(base.least_min[0].zip(impact.least_min[0]).map(later));
        }
        from = until;
    }
    let cut_off = minutes.iter().filter(|minutes| minutes.is_none()).count();
    let mut late: Vec<u64> = minutes.iter().map(|minutes| minutes.unwrap_or(u64::MAX)).collect();
    late.sort_unstable();
    flows.sort_unstable();
    let tail = (flows.len() / 20).max(1);
    let joined: Vec<u64> = late.iter().copied().filter(|minutes| *minutes != u64::MAX).collect();
    Ok(Random {
        draws,
        seed,
        assets_lost: ratio(lost_assets, u64::from(draws)),
        expected_flow_loss: number(mean(&flows)),
        tail_flow_loss: number(mean(&flows[flows.len() - tail..])),
        expected_lost_min: mean(&joined),
        tail_lost_min: (cut_off < tail).then(|| mean(&late[late.len() - tail..])),
        cut_off_share: ratio(cut_off as u64, u64::from(draws)),
        risks: risks(composer, &chances, &places, all, &base, impacts),
    })
}

/// The mean, rounded down.
fn mean(values: &[u64]) -> u64 {
    let sum: u128 = values.iter().map(|value| u128::from(*value)).sum();
    u64::try_from(sum / (values.len().max(1) as u128)).unwrap_or(u64::MAX)
}

/// A ratio with four decimals.
#[allow(clippy::cast_precision_loss, reason = "counts, far below 2^53")]
fn ratio(part: u64, whole: u64) -> f64 {
    (part as f64 / whole.max(1) as f64 * 1e4).round() / 1e4
}

/// Assets by probability times minutes lost, with their ranks over all ends of the ranges of both. What cuts off counts as a
/// loss of [`CUT_OFF_MIN`].
fn risks(
    composer: &Composer<'_, '_>,
    chances: &[Chances],
    places: &[usize],
    all: &[Asset],
    base: &Impact,
    impacts: &[(usize, Impact)],
) -> Vec<Risk> {
    let lost = |impact: &Impact, level: usize| match (base.least_min[level], impact.least_min[level]) {
        (Some(before), Some(after)) => after.saturating_sub(before).min(CUT_OFF_MIN),
        (Some(_), None) => CUT_OFF_MIN,
        (None, _) => 0,
    };
    // Impacts of what can fail at random, with its place among the chances.
    let own: Vec<(usize, usize)> =
        (0..impacts.len()).filter_map(|at| Some((at, places.binary_search(&impacts[at].0).ok()?))).collect();
    let risk = |(at, place): (usize, usize), end: usize, level: usize| {
        u128::from(chances[end].alone[place]) * u128::from(lost(&impacts[at].1, level))
    };
    let mut ranks: Vec<Vec<usize>> = vec![Vec::new(); own.len()];
    for end in 0..3 {
        for level in 0..3 {
            let mut order: Vec<usize> = (0..own.len()).collect();
            order.sort_by_key(|one| (std::cmp::Reverse(risk(own[*one], end, level)), *one));
            for (rank, one) in order.into_iter().enumerate() {
                ranks[one].push(rank + 1);
            }
        }
    }
    // Probabilities at their typical value, figures at the end that the question takes them: the fourth of the nine.
    let mut order: Vec<usize> = (0..own.len()).filter(|one| risk(own[*one], 1, 0) > 0).collect();
    order.sort_by_key(|one| ranks[*one][3]);
    let row = |one: usize| {
        let (at, place) = own[one];
        let asset = &all[impacts[at].0];
        Risk {
            asset: composer.namer.id(asset.what),
            name: composer.namer.name(asset.what),
            probability: ratio(chances[1].alone[place] >> 8, ONE >> 8),
            probability_low: ratio(chances[0].alone[place] >> 8, ONE >> 8),
            probability_high: ratio(chances[2].alone[place] >> 8, ONE >> 8),
            lost_min: (impacts[at].1.least_min[0].is_some() || base.least_min[0].is_none())
                .then(|| lost(&impacts[at].1, 0)),
            rank: ranks[one][3],
            rank_best: ranks[one].iter().copied().min().unwrap_or(0),
            rank_worst: ranks[one].iter().copied().max().unwrap_or(0),
            among_ten: ranks[one].iter().filter(|rank| **rank <= super::TEN).count(),
        }
    };
    order.into_iter().take(RISKS).map(row).collect()
}

/// What a loss counts that cuts off, minutes: a hundred days.
const CUT_OFF_MIN: u64 = 144_000;
