//! Several theatres at once: each alone, and the largest share of its own maximum that each can have at the same time.
//!
//! Sources and sinks are common to all, so that the question is a maximum flow whose theatres take at most a share of
//! their own maximum. The largest share is found by Dinkelbach's method: the prices of each proof say which smaller share
//! they allow.

use crate::error::Result;

use super::Asked;
use super::answer::{PerDay, TheatreAnswer};
use super::problem::{Frame, Origin, Wanted};
use super::query::Query;
use super::solve::{Wish, solve};

/// Shares are whole millionths.
const WHOLE: u128 = 1_000_000;

/// The theatres, and the share in thousandths.
pub(super) fn theatres(
    asked: &Asked<'_>,
    frame: &Frame<'_>,
    levels: &[u64],
    query: &Query,
) -> Result<(Vec<TheatreAnswer>, Option<u64>)> {
    let mut alone = Vec::new();
    for (index, ends) in asked.to.iter().enumerate() {
        let demands: Vec<u64> = (0..asked.to.len()).map(|other| if other == index { u64::MAX } else { 0 }).collect();
        let wanted = Wanted { levels, modes: &query.modes, demands: Some(&demands) };
        alone.push(solve(frame, frame.problem(&wanted), &ends.name, Wish::Value)?.value);
    }
    let mut share = WHOLE;
    let demands = loop {
        let part = |most: &u64| u64::try_from(u128::from(*most) * share / WHOLE).unwrap_or(u64::MAX);
        let demands: Vec<u64> = alone.iter().map(part).collect();
        let whole: u64 = demands.iter().sum();
        let wanted = Wanted { levels, modes: &query.modes, demands: Some(&demands) };
        let solved = solve(frame, frame.problem(&wanted), "share", Wish::Value)?;
        // A flow in whole units may miss what the prices allow by less than a vehicle.
        if solved.value + solved.certificate.gap >= whole {
            break demands;
        }
        // What a theatre takes costs its part of the whole price; all else is fixed.
        let certificate = &solved.certificate;
        let scale = u128::from(certificate.scale);
        let price = |theatre: u32| {
            let at = solved.problem.origin.iter().position(|origin| *origin == Origin::Theatre(theatre));
            let node = at.map_or(solved.problem.sink, |link| certificate.links[link].0);
            scale - u128::from(certificate.potential[node as usize]).min(scale)
        };
        let bound = u128::from(certificate.value) + u128::from(certificate.gap);
        let (mut counted, mut free) = (0_u128, 0_u128);
        for (theatre, most) in (0_u32..).zip(&alone) {
            let price = price(theatre);
            counted += u128::from(demands[theatre as usize]) * price;
            free += u128::from(*most) * (scale - price);
        }
        let fixed = (bound * scale).saturating_sub(counted);
        let next = fixed.saturating_mul(WHOLE).checked_div(free).unwrap_or(0);
        // Rounding may leave the share where it is; a step of one keeps the search going.
        share = next.min(share.saturating_sub(1));
        if share == 0 {
            break vec![0; alone.len()];
        }
    };
    let per_day = |flow: u64| PerDay::of(frame.mix, flow);
    let list = asked.to.iter().zip(&alone).zip(&demands);
    let list = list.map(|((ends, alone), together)| TheatreAnswer {
        name: ends.name.clone(),
        alone: per_day(*alone),
        concurrent: per_day(*together),
    });
    Ok((list.collect(), Some(u64::try_from(share / 1_000).unwrap_or(0))))
}
