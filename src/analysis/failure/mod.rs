//! What if it is gone: what does the loss of each bridge, port, line or consent cost, and which loss hurts most?
//!
//! [`ask`] lists everything that can be lost (`assets`), works out what each loss does to the travel time of every pair of
//! places and to the flow (`single`: exact repairs of what holds when nothing is lost), ranks the losses by days, and has
//! the worst searched anew as routes with permissions, bans and rests (`times`).
//!
//! | file | does |
//! |---|---|
//! | `assets` | what can be lost, with its links |
//! | `names` | ids and names for people |
//! | `footprint` | rivers, areas and lists of names to assets |
//! | `times` | travel times of all pairs, and arrivals of some |
//! | `single` | every single loss, ranked |
//! | `closure` | the closure of a force under every loss |
//! | `sweep` | one planner, one loss after another |
//! | `together` | losses that are worst together for closure, and what to harden |
//! | `worst` | losses that are worst together, and what to harden |
//! | `held` | the same in the flow that counts what several ways share |
//! | `protect` | what to harden, and what to prepare a way past for, with a budget |
//! | `repair` | the order of repairs |
//! | `random` | failures at random |
//! | `compose` | numbers to the answer |

pub mod answer;
mod assets;
mod closure;
mod compose;
mod footprint;
mod held;
mod names;
mod protect;
pub mod query;
mod random;
mod repair;
mod single;
mod sweep;
mod times;
mod together;
mod worst;

use std::collections::BTreeSet;

pub use assets::Kind;
pub use closure::{Alone, Forced, Watch};

use crate::analysis::capacity;
use crate::analysis::capacity::lost::{Flow, places};
use crate::analysis::plan;
use crate::analysis::route;
use crate::analysis::route::profile::Profile;
use crate::analysis::stamp::Stamp;
use crate::error::{Error, Result};
use crate::force::load::Sizes;
use crate::force::{Circumstances, Factors, Force, Load};
use crate::network::Network;
use crate::network::calendar::Clock;
use crate::network::find::Target;
use crate::network::rules::Rules;

use answer::{FailureAnswer, LookedAt};
use assets::{Asset, catalogue};
use closure::{Closures, Wanted};
use compose::Composer;
use query::{BUDGET_MAX_EUR_M, HARDEN_MAX, Query, WORST_DEFAULT, WORST_MAX};
use single::{Impact, Study};
use times::Ground;
use worst::Targets;

/// Losses begin at most so many days after C.
const LOST_AT_MAX_DAYS: u32 = 120;

/// Losses that each theatre shows, and that are searched anew as routes.
const TEN: usize = 10;

/// Consents beside them.
const CONSENTS: usize = 5;

/// Answers a question of failures on a network.
///
/// # Errors
/// [`Error::Question`] for unknown places, loads, states, regimes and assets; [`Error::Usage`] for what cannot be asked
/// together; [`Error::Output`] when a proof does not hold.
///
/// ```
/// use corridor::analysis::failure::{ask, query::Query};
/// let network = corridor::network::Network::europe()?;
/// let query = Query { from: vec!["bremerhaven".into()], to: vec!["rukla".into()], ..Query::default() };
/// let answer = ask(&network, &query)?;
/// let worst = &answer.losses[0];
/// assert!(worst.effect.cut_off || worst.effect.days_lost > Some(0.0));
/// assert!(answer.losses.iter().any(|loss| loss.kind == "structure"));
/// # Ok::<(), corridor::error::Error>(())
/// ```
pub fn ask(network: &Network, query: &Query) -> Result<FailureAnswer> {
    check(network, query)?;
    answered(network, query, None)
}

/// The same for a force: what each loss does to its closure, beside times and flow from where its units are to where they go
/// (or between the ends of the query, where it names some).
///
/// # Errors
/// As [`ask`] and as a plan's; [`Error::Question`] when the work is broken off.
pub fn ask_force(network: &Network, query: &Query, forced: &Forced<'_>) -> Result<FailureAnswer> {
    let mut query = query.clone();
    let plan = plan::query::Query { circumstances: query.circumstances.clone(), ..plan::query::Query::default() };
    query.circumstances = plan::circumstances(&plan, &Circumstances::of(forced.file)?);
    if query.from.is_empty() && query.to.is_empty() {
        (query.from, query.to) =
            ends(network, &Force::check(forced.file, network, &Clock::parse(&query.circumstances.c_day)?)?);
    }
    check(network, &query)?;
    answered(network, &query, Some(forced))
}

/// Where the units of a force are and where they go; a place that is both is one where they go.
fn ends(network: &Network, force: &Force<'_>) -> (Vec<String>, Vec<String>) {
    let units = &force.units;
    let named = |target: Target, text: &str| match target {
        Target::Facility(index) => network.facilities[index as usize].id.clone(),
        Target::Settlement(_) => text.to_owned(),
    };
    let to: BTreeSet<String> = units.iter().map(|unit| named(unit.to, &unit.to_text)).collect();
    let from: BTreeSet<String> = units.iter().map(|unit| named(unit.from, &unit.from_text)).collect();
    (from.difference(&to).cloned().collect(), to.into_iter().collect())
}

fn answered(network: &Network, query: &Query, forced: Option<&Forced<'_>>) -> Result<FailureAnswer> {
    let circumstances = &query.circumstances;
    let slowed = network.slowed(&circumstances.slow)?;
    let network = slowed.as_ref().unwrap_or(network);
    let clock = Clock::parse(&circumstances.c_day)?;
    let depart_s = clock.after_c(&circumstances.depart, "--depart", 60)?;
    let factors = Factors::new(&network.tables, circumstances.case);
    let rules = Rules { tables: &network.tables, clock: &clock };
    let load = load(network, circumstances, &factors)?;
    let (wider, carried) = route::widened(network, circumstances, &load, &factors)?;
    let network = wider.as_ref().unwrap_or(network);
    let profile = Profile {
        barge: carried.barge,
        air: carried.air,
        ..Profile::new(&load, &factors, circumstances.ship_notice_h)?
    };
    let ground = Ground {
        network,
        query: circumstances,
        rules: &rules,
        factors: &factors,
        profile: &profile,
        load: &load,
        depart_s,
    };
    let study = study(&ground, query, &query.to)?;
    let all: Vec<Asset> = catalogue(network, study.flow.capacities())
        .into_iter()
        .filter(|asset| query.kinds.is_empty() || query.kinds.contains(&asset.what.kind()))
        .collect();
    let composer = Composer::new(&ground, query, &study);
    let assets = match footprint::assets(&composer.namer, &query.footprint, &all)? {
        Some(named) => named,
        None => all,
    };
    let mut base = study.nothing();
    let mut restoration = None;
    if query.crews > 0 && !query.footprint.is_empty() {
        restoration = repair::restoration(&composer, &study, &assets, query.crews)?;
    }
    let closures = match forced {
        Some(forced) => {
            let plan = plan::query::Query { circumstances: circumstances.clone(), ..plan::query::Query::default() };
            let id = |at: usize| composer.namer.id(assets[at].what);
            let wanted = Wanted {
                together: !query.footprint.is_empty(),
                worst: query.worst,
                harden: query.harden,
                timing: repair::timing(&composer, &clock, &assets, restoration.as_ref())?,
            };
            let closures = closure::closures(network, forced, &plan, &assets, &wanted, &id)?;
            base.closes = Some(closures.base.clone());
            Some(closures)
        }
        None => None,
    };
    let (impacts, looked_at) = look(&study, &assets, closures.as_ref());
    let order = study.rank(&base, &impacts, &assets);
    let losses = composer.losses(&base, &assets, &impacts, &order, false)?;
    let mut theatres = Vec::new();
    if query.to.len() > 1 {
        for word in &query.to {
            let own = part(&study, &ground, query, word)?;
            let (impacts, _) = look(&own, &assets, None);
            let base = own.nothing();
            let order = own.rank(&base, &impacts, &assets);
            theatres.push(Composer::new(&ground, query, &own).theatre(&base, &assets, &impacts, &order)?);
        }
    }
    let footprint = if query.footprint.is_empty() {
        None
    } else {
        Some(composer.together(&base, &query.footprint, &assets, closures.as_ref())?)
    };
    let mut worst_sets = (Vec::new(), Vec::new());
    let mut protect = None;
    let mut lost: Vec<Asset> = if query.footprint.is_empty() { Vec::new() } else { assets.clone() };
    if query.worst + query.harden + query.crews + query.budget_eur_m > 0 {
        let targets = Targets::new(&study, &assets)?;
        let k = if query.worst == 0 { WORST_DEFAULT } else { query.worst };
        let (found, last) = targets.worst(&composer, k);
        if lost.is_empty() {
            lost = last.into_iter().map(|at| targets.assets[at].clone()).collect();
        }
        let hardened = if query.harden > 0 { targets.hardened(&composer, k, query.harden) } else { Vec::new() };
        if query.budget_eur_m > 0 {
            protect = targets.protected(&composer, k, query.budget_eur_m)?;
        }
        worst_sets = (if query.worst > 0 || query.harden > 0 { found } else { Vec::new() }, hardened);
    }
    let sets = closures.iter().flat_map(|closures| &closures.sets);
    let worst_closure = sets.map(|set| composer.worst_closure(set, &assets)).collect();
    let kept = closures.iter().flat_map(|closures| &closures.kept);
    let harden_closure = kept.map(|kept| composer.kept(kept, &assets)).collect();
    if query.crews > 0 && restoration.is_none() {
        restoration = repair::restoration(&composer, &study, &lost, query.crews)?;
    }
    let lost_at_h =
        forced.and_then(|_| repair::begins(query)).map(|text| clock.after_c(text, "--lost-at", LOST_AT_MAX_DAYS));
    let random = if query.draws > 0 {
        Some(random::random(&composer, &study, &assets, &impacts, query.draws, query.seed)?)
    } else {
        None
    };
    Ok(FailureAnswer {
        stamp: stamp(network, query, forced),
        lost_at_h: lost_at_h.transpose()?.map(|seconds| f64::from(seconds / 360) / 10.0),
        from: composer.places(&study.from),
        to: composer.places(&study.to),
        load: study.flow.mix().text.clone(),
        vehicles: query.vehicles,
        base: composer.base(&base)?,
        looked_at,
        losses,
        theatres,
        footprint,
        worst: worst_sets.0,
        worst_closure,
        harden_closure,
        harden: worst_sets.1,
        protect,
        restoration,
        random,
        notes: composer.notes(forced),
    })
}

/// What holds between the origins and some of the destinations.
fn part<'n>(whole: &Study<'n>, ground: &Ground<'n>, query: &Query, word: &String) -> Result<Study<'n>> {
    let words = std::slice::from_ref(word);
    let flow = Flow::new(ground.network, &throughput(query, words))?;
    let (from, to) = (places(ground.network, &query.from)?, places(ground.network, words)?);
    let kept: Vec<usize> = to.nodes.iter().filter_map(|node| whole.to.nodes.binary_search(node).ok()).collect();
    let times = whole.times.only(whole.to.nodes.len(), &kept);
    Study::with(ground, (from, to), flow, times, query.vehicles)
}

/// What holds between the origins and some destinations.
fn study<'n>(ground: &Ground<'n>, query: &Query, to: &[String]) -> Result<Study<'n>> {
    let flow = Flow::new(ground.network, &throughput(query, to))?;
    let (from, to) = (places(ground.network, &query.from)?, places(ground.network, to)?);
    Study::new(ground, from, to, flow, query.vehicles)
}

/// What the loss of each asset does, of those that matter; and how many of each kind do.
fn look(study: &Study<'_>, assets: &[Asset], closures: Option<&Closures>) -> (Vec<(usize, Impact)>, Vec<LookedAt>) {
    let lost: Vec<Vec<u32>> = assets.iter().map(|asset| asset.links.clone()).collect();
    let with = |(at, mut impact): (usize, Impact)| {
        impact.closes = closures.and_then(|closures| closures.under.get(&at).cloned());
        (at, impact)
    };
    let impacts: Vec<(usize, Impact)> =
        study.impacts(&lost, true).into_iter().enumerate().map(with).filter(|(_, impact)| impact.matters()).collect();
    let count = |kind: Kind| LookedAt {
        kind: kind.word().to_owned(),
        assets: assets.iter().filter(|asset| asset.what.kind() == kind).count(),
        matter: impacts.iter().filter(|(at, _)| assets[*at].what.kind() == kind).count(),
    };
    let looked_at = Kind::ALL.into_iter().map(count).filter(|of| of.assets > 0).collect();
    (impacts, looked_at)
}

fn check(network: &Network, query: &Query) -> Result<()> {
    if query.from.is_empty() || query.to.is_empty() {
        return Err(Error::Usage("give --from PLACES and --to PLACES or theatres".to_owned()));
    }
    if query.vehicles == 0 {
        return Err(Error::Usage("--vehicles 0: nothing has to move; give a number above 0".to_owned()));
    }
    if query.worst > WORST_MAX {
        return Err(Error::Usage(format!("--worst {}: at most {WORST_MAX} losses together", query.worst)));
    }
    if query.harden > HARDEN_MAX {
        return Err(Error::Usage(format!("--harden {}: at most {HARDEN_MAX} assets", query.harden)));
    }
    if query.budget_eur_m > BUDGET_MAX_EUR_M {
        return Err(Error::Usage(format!(
            "--budget-eur-m {}: at most {BUDGET_MAX_EUR_M} millions of euro",
            query.budget_eur_m
        )));
    }
    if query.draws > random::DRAWS_MAX {
        return Err(Error::Usage(format!("--draws {}: at most {}", query.draws, random::DRAWS_MAX)));
    }
    route::check_regime(network, &query.circumstances.regime)
}

/// What moves as a route question takes it: the loads named, else the mean vehicle of a mixed force.
fn load<'n>(network: &'n Network, circumstances: &route::query::Query, factors: &Factors<'_>) -> Result<Load<'n>> {
    if circumstances.loads.is_empty() {
        let sizes = Sizes { mass_t: Some(factors.hours("mean_mass_per_piece_t")?), ..Sizes::default() };
        return Load::parse(&[], &sizes, &network.tables);
    }
    Load::parse(&circumstances.loads, &Sizes::default(), &network.tables)
}

/// The same question as one of throughput.
fn throughput(query: &Query, to: &[String]) -> capacity::query::Query {
    let own = &query.circumstances;
    capacity::query::Query {
        to: to.to_vec(),
        from: query.from.clone(),
        loads: own.loads.clone(),
        modes: own.modes.clone(),
        deny: own.deny.clone(),
        allow: own.allow.clone(),
        avoid: own.avoid.clone(),
        regime: own.regime.clone(),
        assurance: own.assurance,
        case: own.case,
        ..capacity::query::Query::default()
    }
}

fn stamp(network: &Network, query: &Query, forced: Option<&Forced<'_>>) -> Stamp {
    let mut map = serde_json::Map::new();
    let mut put = |key: &str, value: serde_json::Value| drop(map.insert(key.to_owned(), value));
    put("from", query.from.clone().into());
    put("to", query.to.clone().into());
    put("load", query.circumstances.loads.clone().into());
    put("depart", query.circumstances.depart.clone().into());
    for (key, value) in route::circumstances(&query.circumstances) {
        put(&key, value);
    }
    if let Some(forced) = forced {
        put("force", query.force.clone().into());
        put("effort", forced.effort.into());
    }
    put("vehicles", query.vehicles.into());
    let words = |list: &[String]| serde_json::Value::from(list.to_vec());
    let footprint = &query.footprint;
    let areas: Vec<String> = footprint.areas.iter().map(|area| area.name.clone()).collect();
    for (key, list) in
        [("lose", &footprint.lose), ("except", &footprint.except), ("river", &footprint.rivers), ("area", &areas)]
    {
        if !list.is_empty() {
            put(key, words(list));
        }
    }
    if !query.kinds.is_empty() {
        put("assets", query.kinds.iter().map(|kind| kind.word()).collect::<Vec<_>>().into());
    }
    if !query.lost_at.is_empty() {
        put("lost-at", query.lost_at.clone().into());
    }
    if let Some(days) = query.out_days {
        put("out-days", days.into());
    }
    for (key, value) in [
        ("worst", query.worst),
        ("harden", query.harden),
        ("budget-eur-m", query.budget_eur_m),
        ("crews", query.crews),
        ("draws", query.draws),
    ] {
        if value > 0 {
            put(key, value.into());
        }
    }
    if query.draws > 0 {
        put("seed", query.seed.into());
    }
    Stamp::new(network, map)
}

#[cfg(test)]
mod tests;
