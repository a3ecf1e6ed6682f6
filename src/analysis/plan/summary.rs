//! What a plan says beyond its movements: units, what binds on which day, use of capacities, where the time goes, and
//! the chain that fixes closure.

use std::collections::BTreeMap;

use crate::force::Force;
use crate::network::capacity::allowance;
use crate::replay::document::{Binding, ChainLink, DailyLoad, LedgerShare, Unit};

use super::compose::Told;
use super::problem::Problem;
use super::room::{WINDOW_S, WINDOWS};
use super::story::{Cause, Span};
use super::way::PATHS;

/// Most rows of what binds on one day.
const BINDING_PER_DAY: usize = 3;

/// Hours with one decimal.
pub(super) fn hours(seconds: u32) -> f64 {
    f64::from((seconds + 180) / 360) / 10.0
}

/// A share with three decimals.
#[allow(clippy::cast_precision_loss, reason = "hours of pieces, far below 2^52")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 1_000.0).round() / 1_000.0 }
}

/// Id, name and kind of what was waited for.
fn described(problem: &Problem<'_>, force: &Force<'_>, span: &Span) -> Option<(String, String, String)> {
    Some(match &span.cause {
        Cause::None | Cause::Ready | Cause::Calendar => return None,
        Cause::Counter(counter) => match problem.register.asset(*counter) {
            PATHS => {
                let pool = force.pools.iter().find(|pool| pool.kind == crate::force::PoolKind::TrainPath);
                let name = pool.map_or("train paths", |pool| pool.name.as_str());
                (format!("pool {name}"), name.to_owned(), "train paths".to_owned())
            }
            asset => (
                problem.capacities.id(problem.network, asset),
                problem.capacities.name(problem.network, asset),
                problem.capacities.assets[asset as usize].kind.word().to_owned(),
            ),
        },
        Cause::Permission(country) => {
            let code = problem.network.country_code(*country);
            (format!("lead time {code}"), format!("permission of {code}"), "lead time".to_owned())
        }
        Cause::Carriers(_) => (format!("carriers {}", span.where_), span.where_.clone(), "carriers".to_owned()),
        Cause::Ship => (format!("ships {}", span.where_), span.where_.clone(), "ships".to_owned()),
        Cause::Headway => (format!("start {}", span.where_), span.where_.clone(), "headway".to_owned()),
    })
}

/// What held up most, day by day.
pub(super) fn binding(problem: &Problem<'_>, force: &Force<'_>, told: &[Told<'_>]) -> Vec<Binding> {
    let mut by_day: BTreeMap<u32, BTreeMap<Cause, (u64, Span)>> = BTreeMap::new();
    for one in told {
        let pieces = u64::from(problem.units[one.placed.unit as usize].lot.pieces);
        for span in one.spans.iter().filter(|span| !matches!(span.cause, Cause::None | Cause::Ready | Cause::Calendar))
        {
            for day in span.from_s / WINDOW_S..=(span.to_s - 1) / WINDOW_S {
                let from_s = span.from_s.max(day * WINDOW_S);
                let to_s = span.to_s.min((day + 1) * WINDOW_S);
                let own = by_day.entry(day + 1).or_default().entry(span.cause.clone());
                own.or_insert_with(|| (0, span.clone())).0 += u64::from(to_s - from_s) * pieces;
            }
        }
    }
    let mut rows = Vec::new();
    for (day, causes) in by_day {
        let mut worst: Vec<(u64, Span)> = causes.into_values().collect();
        worst.sort_by_key(|(seconds, span)| (std::cmp::Reverse(*seconds), span.cause.clone()));
        for (seconds, span) in worst.into_iter().take(BINDING_PER_DAY) {
            if let Some((asset, name, kind)) = described(problem, force, &span) {
                rows.push(Binding { day, asset, name, kind, piece_hours: seconds / 3_600 });
            }
        }
    }
    rows.retain(|row| row.piece_hours > 0);
    rows
}

/// Use of every counter in every window in which it reached a tenth of its capacity.
pub(super) fn loads(problem: &Problem<'_>, told: &[Told<'_>]) -> Vec<DailyLoad> {
    let mut used: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    for one in told {
        let way = &problem.ways(one.placed.unit)[one.placed.way as usize];
        let needs = problem.units[one.placed.unit as usize].needs;
        for (step, moment) in way.steps.iter().zip(&one.placed.trip.moments) {
            for (counter, unit) in &step.uses {
                *used.entry((*counter, moment.go_s / WINDOW_S)).or_default() += u64::from(needs.of(*unit));
            }
        }
    }
    let mut rows = Vec::new();
    for ((counter, window), used) in used {
        let asset = problem.register.asset(counter);
        if asset == PATHS {
            continue;
        }
        let own = &problem.capacities.assets[asset as usize];
        let capacity = allowance(problem.levels[asset as usize], window..window + 1)[0];
        if used * 10 >= capacity {
            rows.push(DailyLoad {
                asset: problem.capacities.id(problem.network, asset),
                name: problem.capacities.name(problem.network, asset),
                kind: own.kind.word().to_owned(),
                day: window + 1,
                used,
                capacity,
                unit: own.unit.word().to_owned(),
            });
        }
    }
    debug_assert!(rows.iter().all(|row| row.day <= WINDOWS));
    rows.sort_by(|a, b| (&a.asset, a.day).cmp(&(&b.asset, b.day)));
    rows
}

/// Time of pieces by name; `of` says how many pieces of a load unit count.
fn shares(problem: &Problem<'_>, told: &[Told<'_>], of: &dyn Fn(u32) -> u64) -> Vec<LedgerShare> {
    let _ = problem;
    let mut seconds: BTreeMap<&str, u64> = BTreeMap::new();
    for one in told {
        let pieces = of(one.placed.unit);
        for span in &one.spans {
            *seconds.entry(span.line).or_default() += u64::from(span.to_s - span.from_s) * pieces;
        }
    }
    let whole: u64 = seconds.values().sum();
    let mut rows: Vec<LedgerShare> = seconds
        .into_iter()
        .filter(|(_, seconds)| *seconds > 0)
        .map(|(line, seconds)| LedgerShare {
            line: line.to_owned(),
            piece_hours: seconds / 3_600,
            share: share(seconds, whole),
        })
        .collect();
    rows.sort_by(|a, b| b.piece_hours.cmp(&a.piece_hours).then(a.line.cmp(&b.line)));
    rows
}

/// Where the time of the whole force goes.
pub(super) fn ledger(problem: &Problem<'_>, told: &[Told<'_>]) -> Vec<LedgerShare> {
    shares(problem, told, &|unit| u64::from(problem.units[unit as usize].lot.pieces))
}

/// Units with their closure.
pub(super) fn units(problem: &Problem<'_>, force: &Force<'_>, told: &[Told<'_>]) -> Vec<Unit> {
    let pieces_of = |unit: u32, number: u32| -> u64 {
        let own = &problem.units[unit as usize];
        let kinds = &problem.groups[own.group as usize].kinds;
        own.lot.held.iter().filter(|held| kinds[held.0 as usize].unit == number).map(|held| u64::from(held.1)).sum()
    };
    (0_u32..)
        .zip(&force.units)
        .map(|(number, unit)| {
            let carrying: Vec<&Told<'_>> = told.iter().filter(|one| pieces_of(one.placed.unit, number) > 0).collect();
            let closure_s = carrying.iter().map(|one| one.placed.trip.arrive_s).max().unwrap_or(0);
            let late_s = unit.required_s.map_or(0, |required_s| closure_s.saturating_sub(required_s));
            let ledger = shares(problem, told, &|placed| pieces_of(placed, number));
            let mut waits: BTreeMap<String, u64> = BTreeMap::new();
            for one in &carrying {
                for span in &one.spans {
                    if let Some((_, name, _)) = described(problem, force, span) {
                        *waits.entry(name).or_default() +=
                            u64::from(span.to_s - span.from_s) * pieces_of(one.placed.unit, number);
                    }
                }
            }
            let worst = waits.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
            Unit {
                name: unit.name.clone(),
                from: unit.from_text.clone(),
                to: unit.to_text.clone(),
                pieces: unit.pieces(),
                ready_min: unit.ready_s / 60,
                required_min: unit.required_s.map(|required_s| required_s / 60),
                closure_min: closure_s / 60,
                closure_h: hours(closure_s),
                late_h: hours(late_s),
                load_units: u32::try_from(carrying.len()).unwrap_or(u32::MAX),
                waits_for: worst.map_or_else(|| "nothing".to_owned(), |(name, _)| name),
                ledger,
            }
        })
        .collect()
}

/// What fixes closure: the last load unit's time, line by line, with what stood before it where it waited.
pub(super) fn chain(problem: &Problem<'_>, told: &[Told<'_>]) -> Vec<ChainLink> {
    let Some(last) = told.iter().max_by_key(|one| (one.placed.trip.arrive_s, std::cmp::Reverse(one.placed.unit)))
    else {
        return Vec::new();
    };
    last.spans
        .iter()
        .map(|span| ChainLink {
            movement: last.id.clone(),
            what: span.line.to_owned(),
            where_: span.where_.clone(),
            start_min: span.from_s / 60,
            end_min: span.to_s / 60,
            because: because(problem, told, last, span),
        })
        .filter(|link| link.end_min > link.start_min)
        .collect()
}

/// Who had what this load unit waited for.
fn because(problem: &Problem<'_>, told: &[Told<'_>], last: &Told<'_>, span: &Span) -> String {
    let others = |had: &dyn Fn(&Told<'_>) -> bool| -> String {
        let ids: Vec<&str> =
            told.iter().filter(|one| one.id != last.id && had(one)).map(|one| one.id.as_str()).collect();
        match ids.len() {
            0 => String::new(),
            1..=4 => format!("taken by {}", ids.join(", ")),
            more => format!("taken by {} and {} more", ids[..3].join(", "), more - 3),
        }
    };
    match &span.cause {
        Cause::Counter(counter) => {
            let windows = span.from_s / WINDOW_S..=span.to_s.saturating_sub(1) / WINDOW_S;
            others(&|one| {
                let way = &problem.ways(one.placed.unit)[one.placed.way as usize];
                way.steps.iter().zip(&one.placed.trip.moments).any(|(step, moment)| {
                    step.uses.iter().any(|(other, _)| other == counter) && windows.contains(&(moment.go_s / WINDOW_S))
                })
            })
        }
        Cause::Carriers(_) => {
            let pools: Vec<u32> =
                last.placed.trip.picks.iter().flat_map(|(_, picks)| picks).map(|pick| pick.2).collect();
            others(&|one| {
                let until = one.placed.trip.arrive_s;
                one.placed.trip.picks.iter().flat_map(|(_, picks)| picks).any(|pick| pools.contains(&pick.2))
                    && until <= span.to_s
            })
        }
        _ => String::new(),
    }
}
