//! When is this whole force complete at its destination, and what is it waiting for, day by day?
//!
//! [`ask`] loads the force onto trains and into packets (`groups`), compiles the network for each kind of load unit
//! (`classes`, the same compilation as a route's), schedules load units one after another on counters of 24 h
//! (`schedule`, `room`, `fleet`), improves order and ways (`improve`), proves how far from the best possible the result
//! can be at most (`bound`), and has it replayed by [`crate::replay`], which shares no code with any of this.

mod bound;
mod classes;
mod compose;
mod fleet;
mod groups;
mod improve;
mod prices;
mod problem;
pub mod query;
mod room;
mod schedule;
mod story;
mod summary;
mod trip;
pub mod validate;
mod voyage;
mod way;

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use crate::analysis::route;
use crate::analysis::route::profile::Profile;
use crate::analysis::route::query::Mode;
use crate::analysis::stamp::Stamp;
use crate::data::force_file::ForceFile;
use crate::error::{Error, Result};
use crate::force::package::Circumstances;
use crate::force::{Factors, Force, PoolKind};
use crate::network::Network;
use crate::network::calendar::Clock;
use crate::network::capacity::Capacities;
use crate::network::rules::Rules;
use crate::replay::document::{LeftOut, Plan, Stamped};

use bound::Proven;
use classes::{Class, Ground, lightest};
use compose::{Composer, told};
use groups::Group;
use improve::{Effort, Improved};
use problem::{Problem, Stock, figures};
use query::Query;

/// How many units of work stand for one second: journeys evaluated, on a machine of the year this was written.
pub const JOURNEYS_PER_SECOND: u32 = 50_000;

/// Plans a force.
///
/// The plan has been replayed: `replay.ok` is true, or an error says what the replay found. With `stop` set from
/// another thread the search ends at its next pass and the best plan so far is marked as stopped.
///
/// # Errors
/// Everything that is wrong with the force ([`Error::Input`]); a unit that cannot move, with what would have to be
/// relaxed (unless the question allows a partial plan); an unknown regime or state; a plan that fails its replay.
///
/// ```
/// use corridor::analysis::plan::{ask, query::Query};
/// use corridor::data::force_file::ForceFile;
/// let network = corridor::network::Network::europe()?;
/// let text = "name = \"a company\"\n[[unit]]\nname = \"tanks\"\nfrom = \"Bergen-Hohne\"\nto = \"Drawsko Pomorskie\"\nload = [\"leopard-2a6x14\"]\n";
/// let plan = ask(&network, &ForceFile::parse("company.toml", text)?, &Query::default(), None)?;
/// assert!(plan.replay.ok && plan.lower_bound_min <= plan.closure_min);
/// assert_eq!(plan.movements.iter().map(|movement| movement.pieces).sum::<u32>(), 14);
/// # Ok::<(), corridor::error::Error>(())
/// ```
pub fn ask(network: &Network, file: &ForceFile, query: &Query, stop: Option<&AtomicBool>) -> Result<Plan> {
    let circumstances = circumstances(query, &Circumstances::of(file)?);
    route::check_regime(network, &circumstances.regime)?;
    if circumstances.modes.iter().any(|mode| matches!(mode, Mode::Iww | Mode::Air)) {
        return Err(Error::Usage("a plan moves by rail, road and sea; leave iww and air out of --modes".to_owned()));
    }
    let clock = Clock::parse(&circumstances.c_day)?;
    let force = Force::check(file, network, &clock)?;
    let factors = Factors::new(&network.tables, circumstances.case);
    let rules = Rules { tables: &network.tables, clock: &clock };
    let ground =
        Ground { network, query: &circumstances, rules: &rules, factors: &factors, figures: figures(&factors)? };
    let capacities = Capacities::new(network, &circumstances.regime)?;
    let locomotive_m = factors.hours("locomotive_length_m")?;
    let together = groups::groups(&force, &circumstances.modes, &BTreeSet::new());
    let stock = Stock::new(&ground, &together, locomotive_m)?;
    let shut = Problem::new(&ground, &force, &together, &stock, &capacities)?.shut();
    // A group that finds no way is taken apart by kinds of vehicles: the worst of them shall not hold the others back.
    let groups = groups::groups(&force, &circumstances.modes, &shut);
    let stock = Stock::new(&ground, &groups, locomotive_m)?;
    let mut problem = Problem::new(&ground, &force, &groups, &stock, &capacities)?;
    let left_out = unreachable(&mut problem, &force);
    if !left_out.is_empty() && (!query.partial || problem.choices.is_empty()) {
        let lines: Vec<String> =
            left_out.iter().map(|one| format!("{} ({} pieces): {}", one.unit, one.pieces, one.why)).collect();
        return Err(Error::Question(format!(
            "some of the force cannot move:\n  {}\n--partial plans the rest",
            lines.join("\n  ")
        )));
    }
    let profiles: Result<Vec<Profile>> = groups.iter().map(|group| lightest(&ground, group)).collect();
    let profiles = profiles?;
    let (light, proven) = prove(&ground, &groups, &stock, &problem, &profiles)?;
    let effort = Effort {
        work: u64::from(query.effort) * 1_000,
        objective: query.objective,
        required_s: force.units.iter().map(|unit| unit.required_s).collect(),
        stop,
        bound_s: proven.closure_s,
    };
    let improved = effort.improve(&mut problem).map_err(|bundle| never(&problem, &force, bundle))?;
    let proven = bound::by_prices(&mut problem, &ground, &light, proven, improved.schedule.closure_s());
    let stamp = stamp(network, query, &circumstances);
    let every: Vec<u32> = (0_u32..).zip(&network.base.links).map(|(link, _)| link).collect();
    let shapes = query.lines.then(|| network.shapes_of(&every)).transpose()?;
    let mut plan = compose(&problem, &force, query, &circumstances, &improved, proven, stamp, shapes.as_ref());
    plan.left_out = left_out;
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

/// Pieces that a plan moves.
fn sizes(plan: &Plan) -> u32 {
    plan.movements.iter().map(|movement| movement.pieces).sum()
}

/// The circumstances: the command line first, then the force file.
fn circumstances(query: &Query, file: &Circumstances) -> route::query::Query {
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

/// Takes bundles out that no way carries, and says why.
fn unreachable(problem: &mut Problem<'_>, force: &Force<'_>) -> Vec<LeftOut> {
    let mut left: Vec<LeftOut> = Vec::new();
    let mut keep = Vec::new();
    for choice in std::mem::take(&mut problem.choices) {
        let open = choice.alternatives.iter().any(|units| units.iter().all(|unit| problem.open(*unit)));
        if open {
            keep.push(choice);
            continue;
        }
        let Some(unit) = choice.alternatives.first().and_then(|units| units.first()) else { continue };
        let own = &problem.units[*unit as usize];
        let compiled = &problem.classes[own.class as usize].compiled;
        let why = match compiled.opening() {
            Some(items) if !items.is_empty() => format!("no way is open; relax {}", items.join(" and ")),
            _ => "no way joins the two places on this network, whatever is relaxed".to_owned(),
        };
        let group = &problem.groups[choice.group as usize];
        for (kind, count) in &own.lot.held {
            let name = &force.units[group.kinds[*kind as usize].unit as usize].name;
            match left.iter_mut().find(|one| one.unit == *name && one.why == why) {
                Some(one) => one.pieces += count,
                None => left.push(LeftOut { unit: name.clone(), pieces: *count, why: why.clone() }),
            }
        }
    }
    problem.choices = keep;
    left
}

/// A bundle that finds no room before the horizon.
fn never(problem: &Problem<'_>, force: &Force<'_>, bundle: u32) -> Error {
    let choice = &problem.choices[bundle as usize];
    let group = &problem.groups[choice.group as usize];
    let unit = group.kinds.first().map_or("", |kind| force.units[kind.unit as usize].name.as_str());
    let units = choice.alternatives.iter().flatten().chain(&choice.handfuls);
    let mut narrow: Vec<String> = units.flat_map(|unit| problem.narrow(*unit)).collect();
    narrow.sort();
    narrow.dedup();
    let narrow =
        if narrow.is_empty() { "a pool never has enough carriers together".to_owned() } else { narrow.join(", ") };
    Error::Question(format!(
        "{} pieces of {unit} find no room on any way within {} days: {narrow}; open other modes, or relax what is narrow",
        group.key.cargo,
        room::WINDOWS
    ))
}

/// The lightest pieces of each group that moves, and the bound of the latest of them.
fn prove<'a>(
    ground: &Ground<'a>,
    groups: &[Group<'a>],
    stock: &Stock,
    problem: &Problem<'_>,
    profiles: &'a [Profile],
) -> Result<(Vec<Option<Class<'a>>>, Proven)> {
    let (network, rules, case) = (ground.network, ground.rules, ground.query.case);
    let moves = |index: usize| problem.choices.iter().any(|choice| choice.group as usize == index);
    let classes: Result<Vec<Option<Class<'a>>>> = profiles
        .iter()
        .enumerate()
        .map(|(index, profile)| {
            // Groups that were left out prove nothing.
            if !moves(index) {
                return Ok(None);
            }
            let factors = Factors::new(&network.tables, case);
            Class::new(network, rules, &factors, &groups[index], profile, stock.query(index)).map(Some)
        })
        .collect();
    let classes = classes?;
    let fastest: Vec<Option<u32>> = classes.iter().map(|class| class.as_ref().and_then(Class::earliest_s)).collect();
    let proven = bound::fastest_way(problem, &fastest);
    Ok((classes, proven))
}

#[allow(clippy::too_many_arguments, reason = "everything that a plan is composed from")]
fn compose(
    problem: &Problem<'_>,
    force: &Force<'_>,
    query: &Query,
    circumstances: &route::query::Query,
    improved: &Improved,
    proven: Proven,
    stamp: Stamp,
    shapes: Option<&crate::data::base::SomeShapes>,
) -> Plan {
    let schedule = &improved.schedule;
    let told = told(problem, schedule);
    let composer = Composer { problem, schedule, force, shapes };
    let closure_s = schedule.closure_s();
    // As proven, even beyond the closure: then one of the two is wrong, and the replay refuses the plan.
    let bound_s = proven.closure_s;
    let gap = if bound_s == 0 { 0.0 } else { f64::from(closure_s.saturating_sub(bound_s)) / f64::from(bound_s) };
    Plan {
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
        state: if improved.stopped { "stopped" } else { "finished" }.to_owned(),
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
        notes: notes(problem, force, circumstances),
        force: force.text.clone(),
        ..Plan::default()
    }
}

fn notes(problem: &Problem<'_>, force: &Force<'_>, circumstances: &route::query::Query) -> Vec<String> {
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
