//! The number alone, proven: for questions that compare many networks.

use crate::algo::flow::group_losses;
use crate::error::{Error, Result};
use crate::network::Network;

use super::Asked;
use super::ends::Ends;
use super::problem::{Frame, Wanted};
use super::query::Query;
use super::solve::solve;

/// What can pass, and what the loss of one asset leaves of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// Thousandths of a vehicle a day.
    pub milli: u64,
    /// What is left when the one asset is lost whose loss hurts most, thousandths of a vehicle a day.
    pub left_milli: u64,
    /// Name of that asset.
    pub worst: String,
    /// Names of the assets of the cut nearest the source.
    pub cut: Vec<String>,
}

/// The largest steady flow of a question, checked as every answer is, and its worst single loss.
///
/// # Errors
/// As [`super::ask`].
pub fn level(network: &Network, query: &Query) -> Result<Level> {
    let asked = Asked::new(network, query)?;
    let frame = asked.frame();
    let levels = asked.capacities.levels(query.case);
    let about = format!("{} -> {}", asked.from.name, Ends::together(network, &asked.to).name);
    let solved = solve(frame.problem(&Wanted { levels: &levels, modes: &query.modes, demands: None }), &about)?;
    let mut links: std::collections::BTreeMap<u32, Vec<u32>> = std::collections::BTreeMap::new();
    for (asset, link) in Frame::links_by_asset(&solved.problem) {
        links.entry(asset).or_default().push(link);
    }
    let groups: Vec<Vec<u32>> = links.values().cloned().collect();
    let losses = group_losses(&solved.problem.graph, &solved.flow, &groups);
    let worst = links.keys().zip(losses).max_by_key(|(asset, loss)| (*loss, std::cmp::Reverse(**asset)));
    let (worst, loss) =
        worst.map_or((String::new(), 0), |(asset, loss)| (asked.capacities.name(network, *asset), loss));
    let left_milli =
        solved.value.checked_sub(loss).ok_or_else(|| Error::Output("a loss beyond the flow itself".to_owned()))?;
    let cut = solved.cut(&frame, &levels, false);
    let names = cut.iter().flat_map(|link| link.assets.first()).map(|asset| asked.capacities.name(network, *asset));
    Ok(Level { milli: solved.value, left_milli, worst, cut: names.collect() })
}
