//! The number alone, proven: for questions that compare many networks.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::error::Result;
use crate::network::Network;
use crate::network::capacity::Sharing;

use super::Asked;
use super::ends::Ends;
use super::problem::{Frame, Wanted};
use super::query::Query;
use super::solve::{Wish, solve};

/// What can pass, and what the loss of one asset leaves of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// Thousandths of a vehicle a day.
    pub milli: u64,
    /// What is left when the one asset is lost whose loss hurts most, thousandths of a vehicle a day.
    pub left_milli: u64,
    /// Name of that asset.
    pub worst: String,
    /// Names of what holds the flow back.
    pub cut: Vec<String>,
}

/// The largest steady flow of a question, checked as every answer is, and its worst single loss: exact. An asset's loss
/// costs no more than what passes it, so assets are lost in the order of what passes them until no other can be worse.
///
/// # Errors
/// As [`super::ask`].
pub fn level(network: &Network, query: &Query) -> Result<Level> {
    let asked = Asked::new(network, query)?;
    let frame = asked.frame();
    let mut levels = asked.levels(query.case);
    let about = format!("{} -> {}", asked.from.name, Ends::together(network, &asked.to).name);
    let value = |levels: &[u64]| {
        let wanted = Wanted { levels, modes: &query.modes, demands: None };
        solve(&frame, frame.problem(&wanted), &about, Wish::Value)
    };
    let solved = value(&levels)?;
    let mut passes: BTreeMap<u32, u64> = BTreeMap::new();
    for (asset, link) in Frame::links_by_asset(&solved.problem) {
        let flow = solved.flow[link as usize].unsigned_abs();
        let all = passes.entry(asset).or_default();
        // Who passes a stretch passes all of its links.
        let stretch = asked.capacities.assets[asset as usize].sharing == Sharing::Stretch;
        *all = if stretch { flow.max(*all) } else { all.saturating_add(flow) };
    }
    let mut order: Vec<(u64, u32)> = passes.into_iter().map(|(asset, passes)| (passes, asset)).collect();
    order.sort_by_key(|(passes, asset)| (Reverse(*passes), *asset));
    let (mut left_milli, mut worst) = (solved.value, String::new());
    for (passes, asset) in order {
        if solved.value.saturating_sub(passes) >= left_milli {
            break;
        }
        let before = std::mem::replace(&mut levels[asset as usize], 0);
        let left = value(&levels)?.value;
        levels[asset as usize] = before;
        if left < left_milli {
            (left_milli, worst) = (left, asked.capacities.name(network, asset));
        }
    }
    let cut = solved.cut(&frame, &levels, false);
    let names = cut.iter().flat_map(|hold| hold.assets.first()).map(|asset| asked.capacities.name(network, *asset));
    Ok(Level { milli: solved.value, left_milli, worst, cut: names.collect() })
}
