//! Who moves alike: pieces of the force with the same ends, state, readiness, priority, means, class of cargo and way
//! of moving by road.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::route::profile::{RoadKind, road_kind};
use crate::analysis::route::query::Mode;
use crate::force::trains::{Held, LoadedTrain, TrainLimit, load_trains};
use crate::force::{Force, Load, Piece};
use crate::network::find::Target;

/// What the pieces of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) from: Target,
    pub(super) to: Target,
    pub(super) flag: u8,
    pub(super) modes: Vec<Mode>,
    pub(super) cargo: String,
    pub(super) road: RoadKind,
    /// One kind of vehicle alone, where all together found no way.
    pub(super) alone: Option<String>,
}

/// A kind of piece in a group, with the unit that it belongs to.
#[derive(Clone, Debug)]
pub(super) struct Kind<'a> {
    /// Unit of the force.
    pub(super) unit: u32,
    /// The piece, with its count in that unit.
    pub(super) piece: Piece<'a>,
}

/// Pieces that move alike.
#[derive(Clone, Debug)]
pub(super) struct Group<'a> {
    pub(super) key: Key,
    pub(super) ready_s: u32,
    pub(super) priority: u32,
    pub(super) kinds: Vec<Kind<'a>>,
}

/// What stays together from origin to destination when it goes one way.
#[derive(Clone, Debug)]
pub(super) struct Lot {
    /// Pieces by kind of the group.
    pub(super) held: Vec<Held>,
    /// Pieces in all.
    pub(super) pieces: u32,
    /// As a train.
    pub(super) train: Option<LoadedTrain>,
}

/// The pieces of a group in a row, cut twice: from the front into trains, from the back into packets. What goes by rail is
/// taken from the front, what goes by road from the back, so that trains are full and packets are whole.
#[derive(Clone, Debug, Default)]
pub(super) struct Stream {
    /// From the front.
    pub(super) trains: Vec<Lot>,
    /// Pieces before the first train, the second ..., and in all.
    pub(super) fronts: Vec<u32>,
    /// From the back; empty when all is one load unit either way.
    pub(super) packets: Vec<Lot>,
    /// Pieces before what is left when no packet has gone, one, two ...
    pub(super) lows: Vec<u32>,
    /// After so many trains: what they leave of the packet that they cut into.
    pub(super) rests: Vec<Option<Lot>>,
}

/// Pieces in a handful.
const HANDFUL: u32 = 5;

/// Figures that loading needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct LoadingFigures {
    /// What trains may be, before the limits of the way.
    pub(super) limit: TrainLimit,
    /// Gap between pieces on a wagon, m.
    pub(super) gap_m: f64,
    /// Vehicles in a packet.
    pub(super) packet: u32,
}

/// The groups of a force, in order of their first piece; those with a key in `apart` by kind of vehicle.
pub(super) fn groups<'a>(force: &Force<'a>, modes: &[Mode], apart: &BTreeSet<Key>) -> Vec<Group<'a>> {
    let mut order: Vec<(Key, u32, u32)> = Vec::new();
    let mut by_key: BTreeMap<(Key, u32, u32), Vec<Kind<'a>>> = BTreeMap::new();
    for (number, unit) in (0_u32..).zip(&force.units) {
        let allowed: Vec<Mode> = modes
            .iter()
            .copied()
            .filter(|mode| unit.modes.is_empty() || unit.modes.iter().any(|word| word == mode.word()))
            .collect();
        for item in &unit.items {
            let mut key = Key {
                from: unit.from,
                to: unit.to,
                flag: unit.flag,
                modes: allowed.clone(),
                cargo: item.piece.cargo.clone(),
                road: road_kind(&item.piece),
                alone: None,
            };
            if apart.contains(&key) {
                key.alone = Some(item.piece.name.clone());
            }
            let key = (key, unit.ready_s, unit.priority);
            if !by_key.contains_key(&key) {
                order.push(key.clone());
            }
            by_key.entry(key).or_default().push(Kind { unit: number, piece: item.piece.clone() });
        }
    }
    order
        .into_iter()
        .map(|key| {
            let kinds = by_key.remove(&key).unwrap_or_default();
            let (key, ready_s, priority) = key;
            Group { key, ready_s, priority, kinds }
        })
        .collect()
}

impl<'a> Group<'a> {
    /// The pieces of a lot as a load.
    pub(super) fn load(&self, held: &[Held]) -> Load<'a> {
        let of = |(kind, count): &Held| Piece { count: *count, ..self.kinds[*kind as usize].piece.clone() };
        Load { pieces: held.iter().map(of).collect() }
    }

    /// One piece of each kind, each a load of its own.
    pub(super) fn singles(&self) -> Vec<Load<'a>> {
        (0_u32..).zip(&self.kinds).map(|(index, _)| self.load(&[(index, 1)])).collect()
    }

    /// Cuts the group: full trains unit by unit, then what is left of all units together; and packets.
    ///
    /// # Errors
    /// A sentence naming a piece that fits no wagon or train.
    pub(super) fn stream(&self, figures: &LoadingFigures) -> Result<Stream, String> {
        let mut stream = Stream { fronts: vec![0], ..Stream::default() };
        let mut rest: Vec<Held> = Vec::new();
        let mut units: Vec<u32> = self.kinds.iter().map(|kind| kind.unit).collect();
        units.dedup();
        for unit in units {
            let held: Vec<Held> = (0_u32..)
                .zip(&self.kinds)
                .filter(|(_, kind)| kind.unit == unit)
                .map(|(index, kind)| (index, kind.piece.count))
                .collect();
            let mut lots = self.trains(&held, figures)?;
            // The last train of a unit is seldom full: it waits for what the other units leave over.
            if let Some(last) = lots.pop() {
                rest.extend(last.held);
            }
            stream.trains.extend(lots);
        }
        stream.trains.extend(self.trains(&rest, figures)?);
        let mut row: Vec<u32> = Vec::new();
        for lot in &stream.trains {
            row.extend(lot.held.iter().flat_map(|(kind, count)| std::iter::repeat_n(*kind, *count as usize)));
            stream.fronts.push(u32::try_from(row.len()).unwrap_or(u32::MAX));
        }
        let all = u32::try_from(row.len()).unwrap_or(u32::MAX);
        stream.lows.push(all);
        stream.rests = vec![None; stream.fronts.len()];
        if all <= figures.packet && stream.trains.len() == 1 {
            return Ok(stream);
        }
        let mut high = all;
        while high > 0 {
            let low = high.saturating_sub(figures.packet);
            stream.packets.push(self.packet(&row, (low, high), figures));
            stream.lows.push(low);
            for (front, rest) in stream.fronts.iter().zip(&mut stream.rests) {
                if low < *front && *front < high {
                    *rest = Some(self.packet(&row, (*front, high), figures));
                }
            }
            high = low;
        }
        Ok(stream)
    }

    /// A lot in handfuls, for what passes less in a day than it is: as even as can be. None when it is one itself.
    pub(super) fn handfuls(&self, lot: &Lot, figures: &LoadingFigures) -> Vec<Lot> {
        if lot.pieces <= HANDFUL {
            return Vec::new();
        }
        let expand = |(kind, count): &Held| std::iter::repeat_n(*kind, *count as usize);
        let row: Vec<u32> = lot.held.iter().flat_map(expand).collect();
        let count = lot.pieces.div_ceil(HANDFUL);
        let edge = |number: u32| number * lot.pieces / count;
        (0..count).map(|number| self.packet(&row, (edge(number), edge(number + 1)), figures)).collect()
    }

    /// Pieces into as few trains as first-fit decreasing finds, each a lot; small ones last.
    fn trains(&self, held: &[Held], figures: &LoadingFigures) -> Result<Vec<Lot>, String> {
        let load = self.load(held);
        let trains = load_trains(&load.pieces, figures.limit, figures.gap_m)?;
        let lots = trains.trains.into_iter().map(|mut train| {
            for wagon in &mut train.wagons {
                for one in &mut wagon.held {
                    one.0 = held[one.0 as usize].0;
                }
            }
            let held = train.held();
            let pieces = held.iter().map(|one| one.1).sum();
            Lot { held, pieces, train: Some(train) }
        });
        Ok(lots.collect())
    }

    /// Pieces of a row from one place to another.
    fn packet(&self, row: &[u32], (from, to): (u32, u32), figures: &LoadingFigures) -> Lot {
        let mut held: Vec<Held> = Vec::new();
        for kind in &row[from as usize..to as usize] {
            match held.iter_mut().find(|one| one.0 == *kind) {
                Some(one) => one.1 += 1,
                None => held.push((*kind, 1)),
            }
        }
        // A packet that meets rails on its way is a short train.
        let train =
            self.trains(&held, figures).ok().filter(|lots| lots.len() == 1).and_then(|mut lots| lots.pop()?.train);
        Lot { held, pieces: to - from, train }
    }
}
