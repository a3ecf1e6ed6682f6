//! Pieces onto wagons, wagons into trains: nothing is split that cannot be, and every train lists what is on it.

use super::load::Piece;
use super::share::{MICRO, shares};
use crate::data::rows::WagonRow;

/// What a train may be on the whole of its way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrainLimit {
    /// Length of the wagons, m (the locomotive is deducted already).
    pub length_m: f64,
    /// Trailing mass, t.
    pub mass_t: f64,
}

/// Pieces of a kind: index of the kind, how many.
pub type Held = (u32, u32);

/// A wagon with what stands on it.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedWagon {
    /// Id in `wagons.csv`.
    pub wagon: String,
    /// Pieces on it, by kind.
    pub held: Vec<Held>,
}

/// A train with what is on it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoadedTrain {
    /// Wagons in order.
    pub wagons: Vec<LoadedWagon>,
    /// Length of the wagons, mm.
    pub length_mm: u64,
    /// Trailing mass, kg.
    pub mass_kg: u64,
}

impl LoadedTrain {
    /// Pieces on it, by kind.
    pub fn held(&self) -> Vec<Held> {
        let mut held: std::collections::BTreeMap<u32, u32> = std::collections::BTreeMap::new();
        for (kind, count) in self.wagons.iter().flat_map(|wagon| &wagon.held) {
            *held.entry(*kind).or_default() += count;
        }
        held.into_iter().collect()
    }

    /// Wagons of each type.
    pub fn wagon_types(&self) -> Vec<(String, u32)> {
        let mut types: std::collections::BTreeMap<&str, u32> = std::collections::BTreeMap::new();
        for wagon in &self.wagons {
            *types.entry(&wagon.wagon).or_default() += 1;
        }
        types.into_iter().map(|(id, count)| (id.to_owned(), count)).collect()
    }
}

/// Trains for some pieces, and how few any loading needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Trains {
    /// The trains.
    pub trains: Vec<LoadedTrain>,
    /// Share of a train that one piece of each kind takes at the very least, millionths; pieces of one list together
    /// prove a lower bound.
    pub shares: Vec<u64>,
    /// Trains that any loading of these pieces needs.
    pub fewest: u64,
}

/// Whole thousandths of a figure of the tables.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes and masses are positive and small")]
pub fn milli(value: f64) -> u64 {
    (value * 1_000.0).round().max(0.0) as u64
}

/// Sizes of a kind, in mm and kg.
struct Kind {
    length: u64,
    mass: u64,
    loading: u64,
    payload: u64,
    buffers: u64,
    tare: u64,
}

impl Kind {
    fn of(piece: &Piece<'_>, gap_m: f64) -> Self {
        let wagon = piece.wagon;
        Kind {
            length: milli(piece.length.value() + gap_m),
            mass: milli(piece.mass.value()),
            loading: milli(wagon.loading_length_m.0),
            payload: milli(wagon.payload_t.0),
            buffers: milli(wagon.length_over_buffers_m.0),
            tare: milli(wagon.tare_t.0),
        }
    }
}

struct Bin<'a> {
    wagon: &'a WagonRow,
    held: Vec<Held>,
    length: u64,
    mass: u64,
}

/// Loads pieces, given as kinds with counts, onto the wagons of the catalogue and those into trains: first-fit
/// decreasing, by length on the wagons and by the scarcer of length and mass in the trains.
///
/// A piece longer than its wagon's floor stands on one alone.
///
/// Complexity: O(pieces · wagons open + wagons · trains).
///
/// # Errors
/// A sentence naming a piece that no wagon takes, or a wagon that no train of these limits takes.
pub fn load_trains(kinds: &[Piece<'_>], limit: TrainLimit, gap_m: f64) -> Result<Trains, String> {
    let sizes = fitting(kinds, limit, gap_m)?;
    let (longest, heaviest) = (milli(limit.length_m), milli(limit.mass_t));
    let mut order: Vec<usize> = (0..kinds.len()).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(sizes[*index].length), *index));
    let mut wagons: Vec<Bin<'_>> = Vec::new();
    for index in order {
        let (piece, kind) = (&kinds[index], &sizes[index]);
        let number = u32::try_from(index).unwrap_or(u32::MAX);
        let mut left = piece.count;
        for wagon in wagons.iter_mut().filter(|wagon| wagon.wagon.id == piece.wagon.id) {
            let room = (kind.loading.saturating_sub(wagon.length) / kind.length.max(1))
                .min((kind.payload - wagon.mass) / kind.mass.max(1));
            put(wagon, number, kind, room, &mut left);
        }
        while left > 0 {
            let mut wagon = Bin { wagon: piece.wagon, held: Vec::new(), length: 0, mass: 0 };
            let room = (kind.loading / kind.length.max(1)).min(kind.payload / kind.mass.max(1)).max(1);
            put(&mut wagon, number, kind, room, &mut left);
            wagons.push(wagon);
        }
    }
    let (shares, fewest) = least(kinds, &sizes, longest, heaviest);
    Ok(Trains { trains: couple(&wagons, longest, heaviest), shares, fewest })
}

/// What part of a train of these limits a piece of each kind takes at the very least, millionths: whatever is loaded with
/// what, the shares of a train's pieces add up to no more than one. O(kinds).
///
/// # Errors
/// As [`load_trains`].
pub fn train_shares(kinds: &[Piece<'_>], limit: TrainLimit, gap_m: f64) -> Result<Vec<u64>, String> {
    let sizes = fitting(kinds, limit, gap_m)?;
    Ok(least(kinds, &sizes, milli(limit.length_m), milli(limit.mass_t)).0)
}

/// Sizes of the kinds, when each finds a wagon and a train.
fn fitting(kinds: &[Piece<'_>], limit: TrainLimit, gap_m: f64) -> Result<Vec<Kind>, String> {
    let sizes: Vec<Kind> = kinds.iter().map(|piece| Kind::of(piece, gap_m)).collect();
    let (longest, heaviest) = (milli(limit.length_m), milli(limit.mass_t));
    for (piece, kind) in kinds.iter().zip(&sizes) {
        if kind.mass > kind.payload {
            return Err(format!("no wagon in wagons.csv takes {} ({})", piece.name, piece.mass));
        }
        if kind.buffers > longest || kind.tare + kind.mass > heaviest {
            return Err(format!(
                "a wagon with one {} is more than a train of {} m and {} t takes",
                piece.name, limit.length_m, limit.mass_t
            ));
        }
    }
    Ok(sizes)
}

fn put(wagon: &mut Bin<'_>, number: u32, kind: &Kind, room: u64, left: &mut u32) {
    let count = u32::try_from(room.min(u64::from(*left))).unwrap_or(0);
    if count > 0 {
        wagon.held.push((number, count));
        wagon.length += kind.length * u64::from(count);
        wagon.mass += kind.mass * u64::from(count);
        *left -= count;
    }
}

/// Wagons into trains, the largest first.
fn couple(wagons: &[Bin<'_>], longest: u64, heaviest: u64) -> Vec<LoadedTrain> {
    let size = |wagon: &Bin<'_>| {
        let (length, mass) = (milli(wagon.wagon.length_over_buffers_m.0), milli(wagon.wagon.tare_t.0) + wagon.mass);
        (length, mass, (length * MICRO / longest.max(1)).max(mass * MICRO / heaviest.max(1)))
    };
    let mut order: Vec<usize> = (0..wagons.len()).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(size(&wagons[*index]).2), *index));
    let mut trains: Vec<LoadedTrain> = Vec::new();
    for index in order {
        let (length, mass, _) = size(&wagons[index]);
        let fits = |train: &LoadedTrain| train.length_mm + length <= longest && train.mass_kg + mass <= heaviest;
        let position = trains.iter().position(fits).unwrap_or_else(|| {
            trains.push(LoadedTrain::default());
            trains.len() - 1
        });
        let train = &mut trains[position];
        train.length_mm += length;
        train.mass_kg += mass;
        train.wagons.push(LoadedWagon { wagon: wagons[index].wagon.id.clone(), held: wagons[index].held.clone() });
    }
    trains
}

/// Shares of a train by length and by mass, whichever proves more, and the trains that they prove.
fn least(kinds: &[Piece<'_>], sizes: &[Kind], longest: u64, heaviest: u64) -> (Vec<u64>, u64) {
    // What part of a wagon a piece takes, wagon type by wagon type: wagons hold one type's pieces only.
    let mut of_wagon = vec![0_u64; kinds.len()];
    let mut types: Vec<&str> = kinds.iter().map(|piece| piece.wagon.id.as_str()).collect();
    types.sort_unstable();
    types.dedup();
    for id in types {
        let here: Vec<usize> = (0..kinds.len()).filter(|index| kinds[*index].wagon.id == id).collect();
        let count = |index: &usize| u64::from(kinds[*index].count);
        let by_length: Vec<(u64, u64)> = here.iter().map(|index| (sizes[*index].length, count(index))).collect();
        let by_mass: Vec<(u64, u64)> = here.iter().map(|index| (sizes[*index].mass, count(index))).collect();
        let (lengths, masses) = (shares(&by_length, sizes[here[0]].loading), shares(&by_mass, sizes[here[0]].payload));
        let total =
            |shares: &[u64]| -> u64 { shares.iter().zip(&here).map(|(share, index)| share * count(index)).sum() };
        let better = if total(&lengths) >= total(&masses) { lengths } else { masses };
        for (index, share) in here.into_iter().zip(better) {
            of_wagon[index] = share;
        }
    }
    // A wagon's length and tare, shared out among what stands on it.
    let part = |whole: u64, index: usize| whole * of_wagon[index] / MICRO;
    let counts = kinds.iter().map(|piece| u64::from(piece.count));
    let by_length: Vec<(u64, u64)> =
        counts.clone().enumerate().map(|(index, count)| (part(sizes[index].buffers, index), count)).collect();
    let by_mass: Vec<(u64, u64)> =
        counts.enumerate().map(|(index, count)| (sizes[index].mass + part(sizes[index].tare, index), count)).collect();
    // Parts of wagons may be spread over trains only as whole wagons are; sizes may be cut up, so only the identity is
    // safe for parts, the family for whole wagons.
    let safe = |list: &[(u64, u64)], whole: u64| -> Vec<u64> {
        let alone = of_wagon.iter().all(|share| *share == MICRO);
        if alone { shares(list, whole) } else { list.iter().map(|(size, _)| size * MICRO / whole.max(1)).collect() }
    };
    let (lengths, masses) = (safe(&by_length, longest), safe(&by_mass, heaviest));
    let total =
        |shares: &[u64]| -> u64 { shares.iter().zip(kinds).map(|(share, piece)| share * u64::from(piece.count)).sum() };
    let better = if total(&lengths) >= total(&masses) { lengths } else { masses };
    let fewest = total(&better).div_ceil(MICRO);
    (better, fewest)
}
