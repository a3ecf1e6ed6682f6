//! When is this whole force complete at its destination, and what is it waiting for, day by day?
//!
//! [`ask`] loads the force onto trains and into packets (`groups`), compiles the network for each kind of load unit
//! (`classes`, the same compilation as a route's; `prepared` keeps them for what-ifs), schedules load units one after another on counters of 24 h
//! (`schedule`, `room`, `fleet`), improves order and ways (`improve`) and places of load units (`repair`, `seek`), proves how far from the best possible the result
//! can be at most (`bound`, `prove`), and has it replayed by [`crate::replay`], which shares no code with any of this.

mod bound;
pub mod certificate;
pub mod changes;
mod classes;
mod compose;
pub mod earliest;
mod fleet;
mod groups;
mod holds;
mod improve;
mod in_time;
pub mod interrupted;
pub mod line;
mod making;
pub mod prepared;
mod problem;
mod prove;
pub mod query;
mod reach;
mod reasons;
mod repair;
mod room;
mod scarce;
mod schedule;
mod search;
mod seek;
mod shrunk;
mod sooner;
pub mod staging;
mod stock;
mod story;
mod summary;
mod trip;
pub mod validate;
mod voyage;
mod way;

use std::collections::BTreeSet;

use crate::analysis::route;
use crate::analysis::stamp::Stamp;
use crate::analysis::stop::Stop;
use crate::data::force_file::ForceFile;
use crate::error::{Error, Result};
use crate::force::{Circumstances, Force, PoolKind};
use crate::network::Network;
use crate::replay::document::{Plan, Stamped};

use bound::Proven;
use compose::{Composer, told};
use improve::Improved;
use prepared::{Prepared, prepared};
use problem::Problem;
use query::Query;

pub use improve::Incumbent;

/// How many units of work stand for one second: journeys evaluated, on a machine of the year this was written.
pub const JOURNEYS_PER_SECOND: u32 = 50_000;

/// Plans a force.
///
/// The plan has been replayed: `replay.ok` is true, or an error says what the replay found. Broken off by `stop`, it is the
/// best plan so far, marked as stopped, with the bound as far as it was proven.
///
/// # Errors
/// Everything that is wrong with the force ([`Error::Input`]); a unit that cannot move, with what would have to be
/// relaxed (unless the question allows a partial plan); an unknown regime or state; a plan that fails its replay;
/// [`Error::Question`] when it is broken off before there is a plan, or nothing is to be kept.
///
/// ```
/// use corridor::analysis::plan::{ask, query::Query};
/// use corridor::analysis::stop::Stop;
/// use corridor::data::force_file::ForceFile;
/// let network = corridor::network::Network::europe()?;
/// let text = "name = \"a company\"\n[[unit]]\nname = \"tanks\"\nfrom = \"Bergen-Hohne\"\nto = \"Drawsko Pomorskie\"\nload = [\"leopard-2a6x14\"]\n";
/// let plan = ask(&network, &ForceFile::parse("company.toml", text)?, &Query::default(), Stop::NEVER)?;
/// assert!(plan.replay.ok && plan.lower_bound_min <= plan.closure_min);
/// assert_eq!(plan.movements.iter().map(|movement| movement.pieces).sum::<u32>(), 14);
/// # Ok::<(), corridor::error::Error>(())
/// ```
pub fn ask(network: &Network, file: &ForceFile, query: &Query, stop: Stop<'_>) -> Result<Plan> {
    prepared(network, file, query, stop, |prepared| prepared.plan())
}

/// Plans a force, and keeps a saved plan where it still stands and nothing better is found: what only gets easier never
/// makes the answer worse.
///
/// # Errors
/// As [`ask`]; when the saved plan is of another force.
pub fn ask_from(network: &Network, file: &ForceFile, query: &Query, saved: &Plan, stop: Stop<'_>) -> Result<Plan> {
    if saved.force != file.text {
        return Err(Error::Question("the saved plan is of another force: its force file differs".to_owned()));
    }
    let mut fresh = ask(network, file, query, stop)?;
    let value = |plan: &Plan| {
        let late: f64 = plan.units.iter().map(|unit| unit.late_h).sum();
        match query.objective {
            query::Objective::Lateness => (late, f64::from(plan.closure_min)),
            _ => (f64::from(plan.closure_min), late),
        }
    };
    if value(saved) >= value(&fresh) {
        fresh.notes.push("started from a saved plan, which this one beats or equals".to_owned());
        return Ok(fresh);
    }
    // The saved plan under the circumstances of this question: the referee says whether it still stands.
    let gap =
        f64::from(saved.closure_min.saturating_sub(fresh.lower_bound_min)) / f64::from(fresh.lower_bound_min.max(1));
    let mut kept = Plan {
        stamp: fresh.stamp.clone(),
        c_day: fresh.c_day.clone(),
        lower_bound_h: fresh.lower_bound_h,
        lower_bound_min: fresh.lower_bound_min,
        gap: (gap * 1_000.0).round() / 1_000.0,
        bound: fresh.bound.clone(),
        sooner: Vec::new(),
        state: fresh.state.clone(),
        ..saved.clone()
    };
    kept.replay = crate::replay::check(network, &kept)?;
    if kept.replay.ok {
        kept.notes.push("a saved plan, which still stands and beats what was found anew".to_owned());
        return Ok(kept);
    }
    fresh.notes.push("started from a saved plan, which no longer stands".to_owned());
    Ok(fresh)
}

/// Pieces that a plan moves.
fn sizes(plan: &Plan) -> u32 {
    plan.movements.iter().map(|movement| movement.pieces).sum()
}

/// The circumstances: the command line first, then the force file.
pub(super) fn circumstances(query: &Query, file: &Circumstances) -> route::query::Query {
    let default = route::query::Query::default();
    let mut all = query.circumstances.clone();
    if all.regime == default.regime {
        all.regime = file.regime.clone().unwrap_or(all.regime);
    }
    if all.c_day == default.c_day {
        all.c_day = file.c_day.clone().unwrap_or(all.c_day);
    }
    all.deny.extend(file.deny.iter().cloned());
    all.allow.extend(file.allow.iter().cloned());
    all.avoid.extend(file.avoid.iter().cloned());
    if all.assurance == default.assurance {
        all.assurance = file.assurance.unwrap_or(all.assurance);
    }
    all.chained = all.chained.or(file.chained);
    all.ship_notice_h = all.ship_notice_h.or(file.ship_notice_h);
    all
}

/// The published plan of a schedule, replayed.
///
/// # Errors
/// When the replay finds anything wrong.
fn published(prepared: &Prepared<'_, '_>, improved: &Improved, proven: Proven) -> Result<Plan> {
    let Prepared { network, query, circumstances, force, problem, .. } = prepared;
    let schedule = &improved.schedule;
    let every: Vec<u32> = (0_u32..).zip(&network.base.links).map(|(link, _)| link).collect();
    let shapes = query.lines.then(|| network.shapes_of(&every)).transpose()?;
    let told = told(problem, schedule);
    let composer = Composer { problem, schedule, force, shapes: shapes.as_ref() };
    let closure_s = schedule.closure_s();
    // As proven, even beyond the closure: then one of the two is wrong, and the replay refuses the plan.
    let bound_s = proven.closure_s;
    let gap = if bound_s == 0 { 0.0 } else { f64::from(closure_s.saturating_sub(bound_s)) / f64::from(bound_s) };
    let stamp = stamp(network, query, circumstances);
    let stopped = prepared.ground.stop.is_set() || improved.stopped;
    let mut plan = Plan {
        stamp: Stamped {
            program: stamp.program,
            version: stamp.version,
            network: stamp.network,
            network_hash: stamp.network_hash,
            query: stamp.query,
            attribution: stamp.attribution,
        },
        name: force.name.clone(),
        c_day: circumstances.c_day.clone(),
        closure_h: summary::hours(closure_s),
        closure_min: closure_s / 60,
        lower_bound_h: summary::hours(bound_s),
        lower_bound_min: bound_s / 60,
        gap: (gap * 1_000.0).round() / 1_000.0,
        bound: proven.bound,
        objective: query.objective.word().to_owned(),
        state: if stopped { "stopped" } else { "finished" }.to_owned(),
        passes: improved.passes,
        work: improved.work,
        units: summary::units(problem, force, &told),
        movements: told.iter().map(|one| composer.movement(one)).collect(),
        voyages: composer.voyages(&told),
        pools: composer.pools(&told),
        binding: summary::binding(problem, force, &told),
        loads: summary::loads(problem, &told),
        ledger: summary::ledger(problem, &told),
        chain: summary::chain(problem, &told),
        notes: notes(network, problem, force, circumstances),
        force: force.text.clone(),
        left_out: prepared.left_out.clone(),
        ..Plan::default()
    };
    prepared.ground.stop.check_unless_kept()?;
    plan.replay = crate::replay::check(network, &plan)?;
    if !plan.replay.ok {
        let wrong: Vec<String> = plan
            .replay
            .checks
            .iter()
            .filter(|check| !check.ok)
            .map(|check| format!("{}: {}", check.name, check.value))
            .collect();
        return Err(Error::Output(format!(
            "the plan did not pass its replay, which is a fault of the program:\n  {}",
            wrong.join("\n  ")
        )));
    }
    Ok(plan)
}

/// Loads that stand higher on their wagons than a loading gauge is: of gauges only the widths are known.
fn high_loads(network: &Network, force: &Force<'_>, circumstances: &route::query::Query) -> Option<String> {
    let rows = network.tables.planning_factors.iter().map(|lined| &lined.row);
    let row = rows.into_iter().find(|row| row.id == "loading_gauge_top_m")?;
    let top_m = circumstances.case.pick(row.high.0, row.typical.0, row.low.0);
    let pieces = force.units.iter().flat_map(|unit| &unit.items).map(|item| &item.piece);
    let high = pieces.filter(|piece| piece.wagon.floor_height_m.0 + piece.height.value() > top_m);
    let names: BTreeSet<&str> = high.map(|piece| piece.name.as_str()).collect();
    let first: Vec<&str> = names.iter().take(4).copied().collect();
    let more = if names.len() > 4 { format!(" and {} more kinds", names.len() - 4) } else { String::new() };
    (!names.is_empty()).then(|| {
        format!(
            "higher than {top_m} m above rail on their wagons: {}{more}; by rail they are planned by their width against the static gauge of every state on the way, whether their height passes is unknown",
            first.join(", ")
        )
    })
}

fn notes(
    network: &Network,
    problem: &Problem<'_>,
    force: &Force<'_>,
    circumstances: &route::query::Query,
) -> Vec<String> {
    let mut notes = vec![format!(
        "regime: {}; figures at the {} end of their ranges; capacities count in windows of 24 h after C, of military traffic beside civil traffic",
        circumstances.regime,
        circumstances.case.pick("favourable", "typical", "unfavourable")
    )];
    let missing: Vec<&str> = [
        (PoolKind::Wagon, "wagons"),
        (PoolKind::Transporter, "transporters"),
        (PoolKind::Ship, "chartered ships"),
        (PoolKind::TrainPath, "train paths beyond the capacity of lines and ramps"),
    ]
    .into_iter()
    .filter(|(kind, _)| !force.pools.iter().any(|pool| pool.kind == *kind))
    .map(|(_, words)| words)
    .collect();
    if !missing.is_empty() {
        notes.push(format!("no pool of the force limits {}: taken as sufficient and at hand", missing.join(", ")));
    }
    if let Some(note) = high_loads(network, force, circumstances) {
        notes.push(note);
    }
    notes.push("empty carriers come back without using capacity of lines".to_owned());
    notes.extend(problem.capacities.assumptions.iter().cloned());
    notes
}

fn stamp(network: &Network, query: &Query, circumstances: &route::query::Query) -> Stamp {
    let mut map = route::circumstances(circumstances);
    let mut put = |key: &str, value: serde_json::Value| drop(map.insert(key.to_owned(), value));
    put("objective", query.objective.word().into());
    put("effort", query.effort.into());
    if query.partial {
        put("partial", true.into());
    }
    Stamp::new(network, map)
}
