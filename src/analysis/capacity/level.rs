//! The number alone, proven: for questions that compare many networks.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::algo::flow::group_losses;
use crate::error::Result;
use crate::network::Network;

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

/// The largest steady flow of a question, checked as every answer is, and its worst single loss. Losses are those of the
/// graph without pools and without what ways side by side share, as in `analysis::failure`; there they are exact.
///
/// # Errors
/// As [`super::ask`].
pub fn level(network: &Network, query: &Query) -> Result<Level> {
    let asked = Asked::new(network, query)?;
    let frame = asked.frame();
    let levels = asked.levels(query.case);
    let about = format!("{} -> {}", asked.from.name, Ends::together(network, &asked.to).name);
    let wanted = Wanted { levels: &levels, modes: &query.modes, demands: None };
    let solved = solve(&frame, frame.problem(&wanted), &about, Wish::Value)?;
    let mut links: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (asset, link) in Frame::links_by_asset(&solved.problem) {
        links.entry(asset).or_default().push(link);
    }
    let groups: Vec<Vec<u32>> = links.values().cloned().collect();
    let losses = group_losses(&solved.problem.graph, &solved.plain, &groups);
    let worst = links.keys().zip(losses).max_by_key(|(asset, loss)| (*loss, Reverse(**asset)));
    let (worst, loss) =
        worst.map_or((String::new(), 0), |(asset, loss)| (asked.capacities.name(network, *asset), loss));
    let left_milli = solved.plain.value.saturating_sub(loss).min(solved.value);
    let cut = solved.cut(&frame, &levels, false);
    let names = cut.iter().flat_map(|hold| hold.assets.first()).map(|asset| asked.capacities.name(network, *asset));
    Ok(Level { milli: solved.value, left_milli, worst, cut: names.collect() })
}
