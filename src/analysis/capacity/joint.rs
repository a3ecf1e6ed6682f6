//! Several theatres at once: each alone, and the largest share of its own maximum that each can have at the same time.
//!
//! Sources and sinks are common to all, so that the question is a maximum flow whose theatres take at most a share of
//! their own maximum. The largest share is found by Dinkelbach's method: each cut says which smaller share it allows.

use crate::error::Result;

use super::Asked;
use super::answer::{PerDay, TheatreAnswer};
use super::problem::{Frame, Origin, Wanted};
use super::query::Query;
use super::solve::solve;

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
        alone.push(solve(frame.problem(&wanted), &ends.name)?.value);
    }
    let mut share = WHOLE;
    let demands = loop {
        let part = |most: &u64| u64::try_from(u128::from(*most) * share / WHOLE).unwrap_or(u64::MAX);
        let demands: Vec<u64> = alone.iter().map(part).collect();
        let whole: u64 = demands.iter().sum();
        let solved = solve(frame.problem(&Wanted { levels, modes: &query.modes, demands: Some(&demands) }), "share")?;
        if solved.value == whole {
            break demands;
        }
        // In the cut: theatres whose own arc is cut take share x demand, all else is fixed.
        let in_cut = |theatre: u32| {
            solved
                .flow
                .cut_near_source()
                .iter()
                .any(|link| solved.problem.origin[*link as usize] == Origin::Theatre(theatre))
        };
        let (mut counted, mut free) = (0_u128, 0_u128);
        for (theatre, most) in (0_u32..).zip(&alone) {
            if in_cut(theatre) {
                counted += u128::from(demands[theatre as usize]);
            } else {
                free += u128::from(*most);
            }
        }
        let fixed = u128::from(solved.value) - counted;
        let next = (fixed * WHOLE).checked_div(free).unwrap_or(0);
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
