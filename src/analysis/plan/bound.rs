//! No plan closes earlier: proofs.
//!
//! Each piece needs at least as long as the lightest piece of its group on the fastest way that any limit lets it take,
//! with one train, one packet, one ship's share of its own, and nobody in its way. What a plan adds (others, capacity,
//! carriers, ships that fill up) only makes it later.

use std::collections::BTreeMap;

use crate::force::Piece;
use crate::force::trains::load_trains;
use crate::network::capacity::Unit;
use crate::replay::document::{Bound, Price};

use super::classes::{Class, Ground};
use super::groups::Group;
use super::prices::{Commodity, Compact, Prover};
use super::problem::Problem;
use super::way::PATHS;

/// A bound and what proves it.
pub(super) struct Proven {
    /// No plan closes earlier, seconds after C.
    pub(super) closure_s: u32,
    pub(super) bound: Bound,
}

/// The latest over the groups of the earliest arrival that anything in the group can have.
pub(super) fn fastest_way(problem: &Problem<'_>, lightest_s: &[Option<u32>]) -> Proven {
    let worst = lightest_s.iter().zip(problem.groups).filter_map(|(fastest_s, group)| Some(((*fastest_s)?, group)));
    let Some((closure_s, group)) = worst.max_by_key(|(fastest_s, _)| *fastest_s) else {
        return Proven { closure_s: 0, bound: Bound::default() };
    };
    let name = |target| problem.network.node_name(problem.network.node_of(target));
    let text = format!(
        "{} pieces from {} to {} cannot be there earlier on any way, were they alone",
        group.key.cargo,
        name(group.key.from),
        name(group.key.to)
    );
    Proven { closure_s, bound: Bound { kind: "fastest way".to_owned(), text, prices: Vec::new() } }
}

/// Prices that prove a later instant than the fastest way does, if any are found below `closure_s`.
pub(super) fn by_prices(
    problem: &mut Problem<'_>,
    ground: &Ground<'_>,
    lightest: &[Option<Class<'_>>],
    proven: Proven,
    closure_s: u32,
) -> Proven {
    if closure_s <= proven.closure_s + (proven.closure_s / WORTH_PART).max(3_600) {
        return proven;
    }
    let mut compacts = Vec::new();
    let mut commodities = Vec::new();
    for (group, class) in problem.groups.iter().zip(lightest) {
        let Some(class) = class else { continue };
        let graph = compacts.len();
        compacts.push(Compact::new(&mut problem.register, &class.compiled, closure_s));
        commodities.extend(takes(group, ground, graph));
    }
    let levels: Vec<u64> = problem.counter_levels();
    let units: Vec<Unit> = problem.counter_units();
    let prover = Prover { commodities: &commodities, compacts: &compacts, levels: &levels, units: &units };
    let Some(proof) = prover.latest(proven.closure_s, closure_s) else { return proven };
    let mut prices: Vec<Price> = Vec::new();
    for (counter, price, capacity) in proof.prices {
        let asset = problem.register.asset(counter);
        if asset == PATHS {
            continue;
        }
        prices.push(Price {
            asset: problem.capacities.id(problem.network, asset),
            name: problem.capacities.name(problem.network, asset),
            price,
            capacity,
        });
    }
    prices.sort_by(|a, b| (b.price * b.capacity).cmp(&(a.price * a.capacity)).then(a.asset.cmp(&b.asset)));
    let most: Vec<&str> = prices.iter().take(3).map(|price| price.name.as_str()).collect();
    let text = format!(
        "whatever the plan, all pieces together need more of what {} prices weigh than can pass until then; most: {}",
        prices.len(),
        most.join(", ")
    );
    prices.truncate(PRICES_MAX);
    Proven { closure_s: proof.instant_s, bound: Bound { kind: "prices".to_owned(), text, prices } }
}

/// A gap below this part of the bound is not worth the work.
const WORTH_PART: u32 = 50;

/// Prices listed at most.
const PRICES_MAX: usize = 60;

/// Commodities that one group becomes at most: pieces of about the same share of a train together.
const SORTS: u64 = 3;

fn takes(group: &Group<'_>, ground: &Ground<'_>, graph: usize) -> Vec<Commodity> {
    let pieces: Vec<Piece<'_>> = group.kinds.iter().map(|kind| kind.piece.clone()).collect();
    // Where a piece fits no wagon the group does not go by rail; a share of nothing is safe.
    let shares = load_trains(&pieces, ground.figures.limit, ground.figures.gap_m)
        .map_or_else(|_| vec![0; pieces.len()], |trains| trains.shares);
    let most = shares.iter().copied().max().unwrap_or(0).max(1);
    let mut sorts: BTreeMap<u64, Commodity> = BTreeMap::new();
    for (piece, share) in pieces.iter().zip(shares) {
        let lane = piece.cited.map_or(0, |row| crate::force::trains::milli(row.lane_m.0) * 1_000);
        let own = sorts.entry(share * SORTS / most).or_insert(Commodity { graph, pieces: 0, train: share, lane });
        own.pieces += u64::from(piece.count);
        own.train = own.train.min(share);
        own.lane = own.lane.min(lane);
    }
    sorts.into_values().collect()
}
