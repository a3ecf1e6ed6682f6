//! How much per day can reach a theatre, and what holds it back?
//!
//! [`ask`] resolves the words of a [`query::Query`], judges which links take the load, turns every capacity into
//! thousandths of a vehicle a day with the load mix, and finds the largest steady flow exactly (`algo::flow`). Every number
//! is proved by a cut that `verify` has checked before it is printed.
//!
//! | file | does |
//! |---|---|
//! | `ends` | names to sets of places |
//! | `mix` | trains, lane metres and tonnes to vehicles and back |
//! | `bans` | hours in which roads may be used |
//! | `pools` | carriers that come back, as rows over links |
//! | `sums` | what ways side by side share |
//! | `shape` | assets and links to a graph with rows, without capacities |
//! | `problem` | levels, modes and refusals to its capacities |
//! | `solve` | maximum flow, cut or prices, certificate |
//! | `ladder` | works on what binds, one after another |
//! | `prepared` | a question asked again under changes: exact flows with pools and all that is shared |
//! | `level`, `proof` | numbers alone, for many networks; whether the proof of one holds on another |
//! | `lost` | the flow without some links, for the question of failures |
//! | `headroom` | what each asset's loss and upgrade change |
//! | `unknown` | what hangs on what is not known |
//! | `compose` | numbers to the answer |

pub mod answer;
mod bans;
mod compose;
mod ends;
mod headroom;
mod joint;
mod ladder;
pub mod level;
pub(in crate::analysis) mod lost;
pub mod mix;
mod pools;
#[allow(dead_code, reason = "failures and investments are to use it")]
pub(in crate::analysis) mod prepared;
mod problem;
mod proof;
pub mod query;
mod shape;
mod solve;
mod sums;
mod unknown;

use crate::analysis::route::profile::Profile;
use crate::analysis::route::query::{Mode, Query as RouteQuery};
use crate::analysis::route::{Admission, admission, admission_by, carriage, widened};
use crate::analysis::stamp::Stamp;
use crate::error::{Error, Result};
use crate::force::Factors;
use crate::network::FacilityKind;
use crate::network::Network;
use crate::network::capacity::{AssetKind, Capacities, ShareSetting};
use crate::network::rules::Case;

use answer::CapacityAnswer;
use bans::Bans;
use compose::Composer;
use ends::{Ends, ends};
use mix::Mix;
use pools::Pools;
use problem::{Frame, Wanted};
use query::Query;
use solve::{Solved, Wish, solve};

/// Answers a throughput question on a network.
///
/// # Errors
/// [`Error::Question`] for unknown theatres, ports, loads, states and regimes; [`Error::Usage`] when a place is both
/// source and sink; [`Error::Output`] when a proof does not hold.
///
/// ```
/// use corridor::analysis::capacity::{ask, query::Query};
/// let network = corridor::network::Network::europe()?;
/// let query = Query { to: vec!["lithuania".into()], from: vec!["ports:north-sea".into()], ..Query::default() };
/// let answer = ask(&network, &query)?;
/// // In thousandths of a vehicle; where ways share a limit, flow and bound differ by rounding at most.
/// assert!(answer.certificate.value <= answer.certificate.bound && answer.certificate.bound - answer.certificate.value < 10);
/// let cut: f64 = answer.cut.iter().map(|asset| asset.vehicles).sum();
/// assert!((cut - answer.certificate.bound as f64 / 1e3).abs() < 1e-2);
/// # Ok::<(), corridor::error::Error>(())
/// ```
pub fn ask(network: &Network, query: &Query) -> Result<CapacityAnswer> {
    let extended = extended(network, query)?;
    let network = extended.as_ref().unwrap_or(network);
    let mut asked = Asked::new(network, query)?;
    let left_out = if query.ports_unlimited { asked.leave_out_ports_at_places(query)? } else { Vec::new() };
    let frame = asked.frame();
    let levels = asked.levels(query.case);
    let about = format!("{} -> {}", asked.from.name, Ends::together(network, &asked.to).name);
    let wanted = Wanted { levels: &levels, modes: &query.modes, demands: None };
    let solved = solve(&frame, frame.problem(&wanted), &about, Wish::ShortWays)?;
    let composer = Composer { network, frame: &frame, levels: &levels };
    if let Some(port) = boundless(&asked, &solved, &frame, &levels) {
        return Err(Error::Question(format!(
            "with --ports unlimited nothing holds the flow back: {port} has no limit then, and a place of the destination lies at the same port; leave that port out of --from, or name other places"
        )));
    }
    let mut answer = composer.answer(&asked, query, &solved, stamp(network, query))?;
    if !left_out.is_empty() {
        answer.assumptions.push(format!(
            "left out of where the flow begins, because without limits at ports nothing lies between them and the places at the same port: {}",
            left_out.join(", ")
        ));
    }
    answer.modes = composer.modes(&asked, query, &solved)?;
    if asked.to.len() > 1 {
        (answer.theatres, answer.concurrent_permille) = joint::theatres(&asked, &frame, &levels, query)?;
    }
    if query.ladder {
        ladder::climb(&composer, &asked, query, &solved, &mut answer)?;
    }
    if query.headroom {
        answer.headroom = headroom::headroom(&composer, &solved, query)?;
    }
    if query.sensitivity {
        answer.sensitivity = Some(unknown::sensitivity(&composer, &asked, query, &solved)?);
        answer.without = unknown::without(&composer, &asked, query, &solved)?;
    }
    Ok(answer)
}

/// A part of what holds the flow back that only counts as without limit.
fn boundless(asked: &Asked<'_>, solved: &Solved, frame: &Frame<'_>, levels: &[u64]) -> Option<String> {
    if !asked.ports_unlimited || solved.value < WITHOUT_LIMIT / 2 {
        return None;
    }
    let assets = solved.cut(frame, levels, false).into_iter().flat_map(|hold| hold.assets);
    let wide = assets.into_iter().find(|asset| levels[*asset as usize] >= WITHOUT_LIMIT);
    wide.map(|asset| asked.capacities.name(asked.network, asset))
}

/// A question with its words resolved.
struct Asked<'n> {
    network: &'n Network,
    from: Ends,
    to: Vec<Ends>,
    mix: Mix,
    capacities: Capacities,
    admission: Admission,
    pools: Pools,
    bans: Bans,
    ports_unlimited: bool,
}

/// Level of a port that is taken as without limit, thousandths of its unit a day.
const WITHOUT_LIMIT: u64 = 1_000_000_000;

impl<'n> Asked<'n> {
    fn new(network: &'n Network, query: &Query) -> Result<Self> {
        if query.to.is_empty() || query.from.is_empty() {
            return Err(Error::Usage("give --to THEATRE or places, and --from ports:GROUP or places".to_owned()));
        }
        if query.modes.is_empty() {
            return Err(Error::Usage("--modes names no mode; write rail, road, sea".to_owned()));
        }
        if !network.tables.regimes.iter().any(|lined| lined.row.regime == query.regime) {
            let known: Vec<&str> = network.tables.regimes.iter().map(|lined| lined.row.regime.as_str()).collect();
            return Err(Error::Question(format!(
                "no regime is called \"{}\"; there are {}",
                query.regime,
                known.join(", ")
            )));
        }
        let from: Vec<Ends> = query.from.iter().map(|text| ends(network, text)).collect::<Result<_>>()?;
        let from = Ends::together(network, &from);
        let to: Vec<Ends> = query.to.iter().map(|text| ends(network, text)).collect::<Result<_>>()?;
        for theatre in &to {
            if let Some(node) = theatre.nodes.iter().find(|node| from.nodes.binary_search(node).is_ok()) {
                return Err(Error::Usage(format!(
                    "{} is both where the flow begins and where it ends; nothing has to move",
                    network.node_name(*node)
                )));
            }
        }
        let factors = Factors::new(&network.tables, query.case);
        let (mut mix, load) = Mix::new(network, &query.loads, &factors)?;
        let shares: Vec<ShareSetting> =
            query.shares.iter().map(|word| ShareSetting::parse(word, network)).collect::<Result<_>>()?;
        let capacities = Capacities::with_shares(network, &query.regime, &shares)?;
        let route = route_query(query);
        let mut lifts = Vec::new();
        let admission = if query.modes.iter().any(|mode| matches!(mode, Mode::Iww | Mode::Air)) {
            let (_, profile) =
                widened(network, &RouteQuery { modes: vec![Mode::Iww], ..route.clone() }, &load, &factors)?;
            let air =
                query.modes.contains(&Mode::Air).then(|| carriage(network, &route, &load, &factors)).transpose()?;
            if let Some(air) = &air {
                lifts = air.order();
                // A thousand times the load fills aircraft as well as they can be filled.
                let mut many = load.clone();
                many.pieces.iter_mut().for_each(|piece| piece.count = piece.count.saturating_mul(1_000));
                let flights = u64::from(carriage(network, &route, &many, &factors)?.loads()).max(1);
                mix.per_thousand_sorties = u64::from(many.count()) * 1_000 / flights;
            }
            let barge = if query.modes.contains(&Mode::Iww) { profile.barge.clone() } else { None };
            admission_by(network, &route, &load, &factors, &Profile { air, barge, ..profile })?
        } else {
            admission(network, &route, &load, &factors)?
        };
        let pools = Pools::new(network, query, &load, &mix, &factors, &lifts)?;
        let bans = Bans::new(network, &route, &load)?;
        let ports_unlimited = query.ports_unlimited;
        Ok(Asked { network, from, to, mix, capacities, admission, pools, bans, ports_unlimited })
    }

    /// Level of every asset at an end of the ranges, then the count of every pool.
    fn levels(&self, case: Case) -> Vec<u64> {
        let mut levels = self.capacities.levels(case);
        for (level, asset) in levels.iter_mut().zip(&self.capacities.assets) {
            if matches!(asset.kind, AssetKind::RoadSection { .. } | AssetKind::Shuttle { .. }) {
                *level = self.bans.cut(asset.country, *level);
            }
        }
        if self.ports_unlimited {
            let port = |facility: u32| matches!(self.network.facilities[facility as usize].kind, FacilityKind::Port(_));
            for (level, asset) in levels.iter_mut().zip(&self.capacities.assets) {
                match asset.kind {
                    AssetKind::Discharge(_) | AssetKind::Loading(_) | AssetKind::Clearance(_) => *level = WITHOUT_LIMIT,
                    AssetKind::Ramp { facility, .. } if port(facility) => *level = WITHOUT_LIMIT,
                    _ => {}
                }
            }
        }
        levels.extend(self.pools.list.iter().map(|pool| pool.count.at(case)));
        levels.extend(self.capacities.decks.iter().map(|deck| deck.shut.at(case)));
        levels
    }

    /// Leaves out the ports from which places are reached over nothing that has a limit, when ports have none; their names.
    fn leave_out_ports_at_places(&mut self, query: &Query) -> Result<Vec<String>> {
        let frame = self.frame();
        let levels = self.levels(query.case);
        let problem = frame.problem(&Wanted { levels: &levels, modes: &query.modes, demands: None });
        // Back from the sink over what has no limit.
        let wide = |most: u64| most >= WITHOUT_LIMIT;
        let links = problem.graph.links();
        let mut into: Vec<(u32, u32)> = Vec::new();
        for link in links {
            into.extend(wide(link.forward).then_some((link.b, link.a)));
            into.extend(wide(link.backward).then_some((link.a, link.b)));
        }
        into.sort_unstable();
        let mut seen = vec![false; problem.graph.nodes()];
        let mut reached = vec![problem.sink];
        seen[problem.sink as usize] = true;
        while let Some(node) = reached.pop() {
            let first = into.partition_point(|(head, _)| *head < node);
            for (_, tail) in into[first..].iter().take_while(|(head, _)| *head == node) {
                if !std::mem::replace(&mut seen[*tail as usize], true) {
                    reached.push(*tail);
                }
            }
        }
        let (left_out, kept): (Vec<u32>, Vec<u32>) = self.from.nodes.iter().partition(|node| seen[**node as usize]);
        if kept.is_empty() {
            return Ok(Vec::new());
        }
        self.from.nodes = kept;
        Ok(left_out.into_iter().map(|node| self.network.node_name(node)).collect())
    }

    fn frame(&self) -> Frame<'_> {
        Frame {
            network: self.network,
            capacities: &self.capacities,
            mix: &self.mix,
            from: &self.from,
            to: &self.to,
            refused: &self.admission.refused,
            pools: &self.pools,
            bans: &self.bans,
            near: std::cell::OnceCell::new(),
            shape: std::cell::OnceCell::new(),
            known: std::cell::RefCell::default(),
        }
    }

    fn solve(&self, frame: &Frame<'_>, levels: &[u64], modes: &[Mode], about: &str) -> Result<Solved> {
        solve(frame, frame.problem(&Wanted { levels, modes, demands: None }), about, Wish::Value)
    }
}

/// The network with waterways and flights where the question names them; none where it does not, or states its own.
fn extended(network: &Network, query: &Query) -> Result<Option<Network>> {
    let modes: Vec<Mode> = query.modes.iter().copied().filter(|mode| matches!(mode, Mode::Iww | Mode::Air)).collect();
    if modes.is_empty() || network.own.is_some() {
        return Ok(None);
    }
    let factors = Factors::new(&network.tables, query.case);
    let (_, load) = Mix::new(network, &query.loads, &factors)?;
    let route = RouteQuery { modes, ..route_query(query) };
    Ok(widened(network, &route, &load, &factors)?.0)
}

/// The rules of the question as the judge of limits knows them.
fn route_query(query: &Query) -> RouteQuery {
    RouteQuery {
        regime: query.regime.clone(),
        deny: query.deny.clone(),
        allow: query.allow.clone(),
        avoid: query.avoid.clone(),
        assurance: query.assurance,
        case: query.case,
        ..RouteQuery::default()
    }
}

fn stamp(network: &Network, query: &Query) -> Stamp {
    let mut map = serde_json::Map::new();
    let mut put = |key: &str, value: serde_json::Value| drop(map.insert(key.to_owned(), value));
    put("to", query.to.clone().into());
    put("from", query.from.clone().into());
    put("load", query.loads.clone().into());
    put("unit", query.count.word().into());
    put("modes", query.modes.iter().map(|mode| mode.word()).collect::<Vec<_>>().into());
    put("deny", query.deny.clone().into());
    put("allow", query.allow.clone().into());
    put("avoid", query.avoid.clone().into());
    put("regime", query.regime.clone().into());
    put("assurance", query.assurance.word().into());
    put("case", query.case.pick("best", "typical", "worst").into());
    for (key, words) in
        [("pools", query.pools.words()), ("willing", query.pools.willing.clone()), ("share", query.shares.clone())]
    {
        if !words.is_empty() {
            put(key, words.into());
        }
    }
    if query.ports_unlimited {
        put("ports", "unlimited".into());
    }
    for (key, flag) in [("ladder", query.ladder), ("headroom", query.headroom), ("sensitivity", query.sensitivity)] {
        if flag {
            put(key, true.into());
        }
    }
    if let Some(target) = query.target {
        put("target", target.into());
    }
    Stamp::new(network, map)
}

#[cfg(test)]
mod tests;
