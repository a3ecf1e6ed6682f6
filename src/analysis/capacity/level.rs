//! The numbers alone, proven: for questions that compare many networks.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::algo::flow::group_losses;
use crate::error::Result;
use crate::network::Network;

use super::Asked;
use super::problem::{Frame, Wanted};
use super::proof::Proof;
use super::query::Query;
use super::solve::{Hold, Wish, solve};

/// Where something shared binds, flow and bound meet only nearly, and not alike on two networks: levels are told in steps of
/// so many thousandths of a vehicle a day then, so that what is solved otherwise is no gain.
const STEP: u64 = 100;

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
    /// Of these, what ways side by side share (pools, quotas, decks, places): what is left after a loss does not count them,
    /// and may be less.
    pub shared: Vec<String>,
}

/// A level with its proof, which may hold on other networks.
#[derive(Clone, Debug)]
pub struct Proven {
    /// The level.
    pub level: Level,
    proof: Arc<Proof>,
}

impl Proven {
    /// Whether something shared holds the flow back: then a flow takes long to solve, and a proof is tried in no time.
    pub fn is_priced(&self) -> bool {
        self.proof.is_priced()
    }
}

/// The largest steady flow of a question, checked as every answer is, and its worst single loss. Losses are those of the
/// graph without pools and without what ways side by side share, as in `analysis::failure`; there they are exact.
///
/// # Errors
/// As [`super::ask`].
pub fn level(network: &Network, query: &Query) -> Result<Level> {
    let whole = Query { to: query.to.iter().take(1).cloned().collect(), ..query.clone() };
    Ok(levels(network, &whole, &[])?.into_iter().next().map(|proven| proven.level).unwrap_or_default())
}

/// The level of each theatre of a question by itself. What does not hang on the theatre is made once. `known` are levels of
/// a network that passes no more than this one, by theatre: where their proof holds here too, they are the answer.
///
/// # Errors
/// As [`super::ask`].
pub fn levels(network: &Network, query: &Query, known: &[Option<Proven>]) -> Result<Vec<Proven>> {
    let asked = Asked::new(network, query)?;
    let frame = asked.frame();
    let levels = asked.levels(query.case);
    let open = Wanted { levels: &levels, modes: &query.modes, demands: None };
    let common = known.iter().any(Option::is_some).then(|| frame.problem(&open));
    let mut found = Vec::new();
    for (theatre, ends) in (0_u32..).zip(&asked.to) {
        if let (Some(problem), Some(Some(old))) = (&common, known.get(theatre as usize))
            && old.proof.holds(&frame, problem, theatre, old.level.left_milli)
        {
            found.push(old.clone());
            continue;
        }
        let demands: Vec<u64> =
            (0_u32..).zip(&asked.to).map(|(own, _)| if own == theatre { u64::MAX } else { 0 }).collect();
        let demands = (asked.to.len() > 1).then_some(demands.as_slice());
        let wanted = Wanted { levels: &levels, modes: &query.modes, demands };
        let about = format!("{} -> {}", asked.from.name, ends.name);
        let problem = frame.problem(&wanted);
        // Where to look first, when the graph is that of the proof.
        let hint = known.get(theatre as usize).and_then(Option::as_ref).map(|old| old.proof.hint(&problem));
        frame.known.replace(hint.unwrap_or_default());
        let solved = solve(&frame, problem, &about, Wish::Value)?;
        let mut links: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (asset, link) in Frame::links_by_asset(&solved.problem) {
            links.entry(asset).or_default().push(link);
        }
        let groups: Vec<Vec<u32>> = links.values().cloned().collect();
        let losses = group_losses(&solved.problem.graph, &solved.plain, &groups);
        let worst = links.iter().zip(losses).max_by_key(|((asset, _), loss)| (*loss, Reverse(**asset)));
        let (name, loss) =
            worst.map_or((String::new(), 0), |((asset, _), loss)| (asked.capacities.name(network, *asset), loss));
        let gap = solved.certificate.gap;
        let milli = if gap == 0 { solved.value } else { (solved.value + gap + STEP / 2) / STEP * STEP };
        let left_milli = solved.plain.value.saturating_sub(loss).min(milli);
        let cut = solved.cut(&frame, &levels, false);
        let name_of = |hold: &Hold| {
            let asset = || hold.assets.first().map(|asset| asked.capacities.name(network, *asset));
            hold.pool.map(|pool| frame.pools.list[pool as usize].name.clone()).or_else(asset)
        };
        let names: Vec<String> = cut.iter().filter_map(name_of).collect();
        let mut shared: Vec<String> = cut.iter().filter(|hold| hold.link.is_none()).filter_map(name_of).collect();
        shared.sort();
        shared.dedup();
        let level = Level { milli, left_milli, worst: name, cut: names, shared };
        let worst = worst.map(|((asset, links), _)| (*asset, links.as_slice()));
        let proof = Arc::new(Proof::new(&frame, &solved, theatre, worst));
        found.push(Proven { level, proof });
    }
    Ok(found)
}
