//! No plan closes earlier: proofs.
//!
//! Each piece needs at least as long as the lightest piece of its group on the fastest way that any limit lets it take,
//! with one train, one packet, one ship's share of its own, and nobody in its way. What a plan adds (others, capacity,
//! carriers, ships that fill up) only makes it later.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::force::Piece;
use crate::force::trains::{TrainLimit, milli, train_shares};
use crate::replay::document::{Bound, Price};

use super::classes::Ground;
use super::groups::Group;
use super::problem::Problem;
use super::prove::{Priced, Proof};
use super::scarce::Commodity;
use super::stock::limit_of;

/// A bound and what proves it.
#[derive(Clone, Debug)]
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

/// Pieces of each group that take alike, for the proofs by prices.
///
/// # Errors
/// When a planning factor is missing.
pub(super) fn commodities(ground: &Ground<'_>, groups: &[Group<'_>]) -> Result<Vec<Commodity>> {
    let network = ground.network;
    let locomotive_m = ground.factors.hours("locomotive_length_m")?;
    let countries: Vec<u8> = (0..=u8::MAX).zip(&network.tables.countries).map(|(index, _)| index).collect();
    let mut all = Vec::new();
    for (number, group) in groups.iter().enumerate() {
        let pieces: Vec<Piece<'_>> = group.kinds.iter().map(|kind| kind.piece.clone()).collect();
        // Where a piece fits no wagon the group does not go by rail; a share of nothing is safe.
        let shares = |limit: TrainLimit| -> Vec<u64> {
            train_shares(&pieces, limit, ground.figures.gap_m).unwrap_or_else(|_| vec![0; pieces.len()])
        };
        let usual = shares(ground.figures.limit);
        let most = usual.iter().copied().max().unwrap_or(0).max(1);
        let mut known: Vec<(TrainLimit, Vec<u64>)> = Vec::new();
        let mut by_country: Vec<(u8, usize)> = Vec::new();
        for country in &countries {
            let limit = limit_of(network, [*country].iter(), ground.figures.limit, locomotive_m);
            let place = known.iter().position(|(other, _)| *other == limit).unwrap_or_else(|| {
                known.push((limit, shares(limit)));
                known.len() - 1
            });
            by_country.push((*country, place));
        }
        let mut sorts: BTreeMap<u64, Commodity> = BTreeMap::new();
        for (index, piece) in pieces.iter().enumerate() {
            let lane = piece.cited.map_or(0, |row| milli(row.lane_m.0) * 1_000);
            let own = sorts.entry(usual[index] * SORTS / most).or_insert_with(|| Commodity {
                group: number,
                kinds: Vec::new(),
                pieces: 0,
                train: by_country.iter().map(|(country, _)| (*country, u64::MAX)).collect(),
                lane,
            });
            own.kinds.push(u32::try_from(index).unwrap_or(u32::MAX));
            own.pieces += u64::from(piece.count);
            own.lane = own.lane.min(lane);
            for (country, place) in &by_country {
                let share = own.train.entry(*country).or_default();
                *share = (*share).min(known[*place].1[index]);
            }
        }
        all.extend(sorts.into_values());
    }
    Ok(all)
}

/// The bound that a proof by prices gives.
pub(super) fn by_prices(problem: &Problem<'_>, proof: &Proof) -> Proven {
    let mut prices: Vec<Price> = proof
        .prices
        .iter()
        .map(|Priced { row, price }| Price {
            asset: problem.capacities.id(problem.network, row.asset),
            name: problem.capacities.name(problem.network, row.asset),
            price: *price,
            capacity: row.gives,
            from_day: row.windows.0 + 1,
            to_day: row.windows.1 + 1,
            up: row.up,
            groups: row.groups.iter().map(|group| u32::try_from(*group).unwrap_or(u32::MAX)).collect(),
        })
        .collect();
    prices.sort_by(|a, b| {
        let worth = |price: &Price| u128::from(price.price) * u128::from(price.capacity);
        worth(b).cmp(&worth(a)).then(a.asset.cmp(&b.asset)).then(a.from_day.cmp(&b.from_day))
    });
    let mut most: Vec<&str> = Vec::new();
    for price in &prices {
        if most.len() < 3 && !most.contains(&price.name.as_str()) {
            most.push(&price.name);
        }
    }
    let text = format!(
        "whatever the plan, all pieces together need more of what {} prices weigh than can pass until then; most: {}",
        prices.len(),
        most.join(", ")
    );
    Proven { closure_s: proof.instant_s, bound: Bound { kind: "prices".to_owned(), text, prices } }
}

/// Commodities that one group becomes at most: pieces of about the same share of a train together.
const SORTS: u64 = 4;
