//! What would bring closure forward: each thing that holds the plan up, relaxed alone, and planned anew from the plan.

use std::collections::BTreeMap;

use crate::force::PoolKind;
use crate::replay::document::Sooner;

use super::changes::Changes;
use super::compose::Told;
use super::improve::Improved;
use super::prepared::Prepared;
use super::story::Cause;
use super::summary::hours;
use super::way::PATHS;

/// Things relaxed at most.
const ASKED: usize = 6;

/// Work for each of them, in thousands of journeys.
const EFFORT: u32 = 6;

/// What is relaxed.
enum Relaxed {
    /// An asset lets pass twice as much.
    Asset(u32),
    /// A state's permission is at hand.
    Permission(u8),
    /// Pools of a kind are never short.
    Pools(&'static str, Vec<u32>),
}

/// What holds up those who arrive last, the most first.
fn wanted(prepared: &Prepared<'_, '_>, improved: &Improved, told: &[Told<'_>]) -> Vec<Relaxed> {
    let closure_s = improved.schedule.closure_s();
    let mut waits: BTreeMap<Cause, u64> = BTreeMap::new();
    for one in told {
        // Who is there in the last tenth fixes closure.
        if u64::from(one.placed.trip.arrive_s) * 10 < u64::from(closure_s) * 9 {
            continue;
        }
        let pieces = u64::from(prepared.problem.units[one.placed.unit as usize].lot.pieces);
        for span in &one.spans {
            *waits.entry(span.cause.clone()).or_default() += u64::from(span.to_s - span.from_s) * pieces;
        }
    }
    let mut worst: Vec<(u64, Cause)> = waits.into_iter().map(|(cause, wait)| (wait, cause)).collect();
    worst.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let pools = |kind: PoolKind| -> Vec<u32> {
        (0_u32..).zip(&prepared.force.pools).filter(|(_, pool)| pool.kind == kind).map(|(index, _)| index).collect()
    };
    let relaxed = worst.into_iter().filter_map(|(_, cause)| match cause {
        Cause::Counter(counter) => {
            Some(prepared.problem.register.asset(counter)).filter(|asset| *asset != PATHS).map(Relaxed::Asset)
        }
        Cause::Permission(country) => Some(Relaxed::Permission(country)),
        Cause::Carriers(true) => Some(Relaxed::Pools("wagons are never short", pools(PoolKind::Wagon))),
        Cause::Carriers(false) => Some(Relaxed::Pools("transporters are never short", pools(PoolKind::Transporter))),
        Cause::Ship => Some(Relaxed::Pools("ships are never short", pools(PoolKind::Ship))),
        _ => None,
    });
    relaxed.filter(|one| !matches!(one, Relaxed::Pools(_, pools) if pools.is_empty())).take(ASKED).collect()
}

/// Each thing relaxed alone; those that gain something, the most first. The plan is kept where nothing better is found, so
/// nothing that is given makes it worse. Where permissions are asked for one after another they are not looked at.
pub(super) fn sooner(prepared: &mut Prepared<'_, '_>, improved: &Improved, told: &[Told<'_>]) -> Vec<Sooner> {
    let closure_s = improved.schedule.closure_s();
    let chained = prepared.problem.classes.iter().any(|class| class.compiled.chained);
    let start = improved.incumbent();
    let mut rows = Vec::new();
    let stop = prepared.ground.stop;
    for relaxed in wanted(prepared, improved, told) {
        if stop.is_set() {
            break;
        }
        let mut changes = Changes::default();
        let change = match relaxed {
            Relaxed::Asset(asset) => {
                changes.levels.insert(asset, prepared.problem.levels[asset as usize].saturating_mul(2));
                format!("twice the capacity of {}", prepared.problem.capacities.name(prepared.network, asset))
            }
            Relaxed::Permission(_) if chained => continue,
            Relaxed::Permission(country) => {
                changes.at_hand.insert(country);
                format!("permission of {} at hand at C", prepared.network.country_code(country))
            }
            Relaxed::Pools(change, pools) => {
                changes.unlimited.extend(pools);
                change.to_owned()
            }
        };
        let Ok(then) = prepared.closure(&changes, Some(&start), EFFORT) else { continue };
        if stop.is_set() {
            break;
        }
        let gain_s = closure_s.saturating_sub(then.closure_s);
        if gain_s >= 360 {
            rows.push((gain_s, Sooner { change, closure_h: hours(then.closure_s), gain_h: hours(gain_s) }));
        }
    }
    prepared.problem.apply(&Changes::default());
    rows.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.change.cmp(&b.1.change)));
    rows.into_iter().map(|(_, row)| row).collect()
}
