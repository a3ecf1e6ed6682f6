//! The load mix: what turns trains, lane metres and tonnes into vehicles and back.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::force::load::Sizes;
use crate::force::{Factors, Load};
use crate::network::Network;
use crate::network::capacity::{MILLI, Unit, milli};

/// What moves, by the average piece. All figures are whole numbers, so that conversions agree everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mix {
    /// In words.
    pub text: String,
    /// Vehicles on one train.
    pub vehicles_per_train: u64,
    /// Thousandths of a lane metre that a vehicle takes on a ship.
    pub lane_mm_per_vehicle: u64,
    /// Mean mass of a vehicle, kg.
    pub kg_per_vehicle: u64,
    /// Wagons for a thousand vehicles.
    pub wagons_per_thousand: u64,
    /// Vehicles of a thousand that need a transporter on the road.
    pub carried_per_thousand: u64,
    /// Vehicles on a thousand flights of the smallest aircraft that takes every piece; 0 when no flights are asked for.
    pub per_thousand_sorties: u64,
}

impl Mix {
    /// The mix of a question and the load that ways are judged for (its heaviest, widest, highest).
    ///
    /// # Errors
    /// Unknown loads, missing planning factors, a piece that fits on no train.
    pub(super) fn new<'n>(network: &'n Network, loads: &[String], factors: &Factors<'_>) -> Result<(Mix, Load<'n>)> {
        if loads.is_empty() {
            let mass_t = factors.hours("mean_mass_per_piece_t")?;
            let sizes = Sizes { mass_t: Some(mass_t), ..Sizes::default() };
            let load = Load::parse(loads, &sizes, &network.tables)?;
            let per_train = factors.speed("vehicles_per_train_mixed")?;
            let lane_m = factors.hours("lane_m_per_vehicle")?;
            let mix = Mix {
                text: format!("mixed force by planning factors (mean vehicle of {mass_t} t, limits judged for it)"),
                vehicles_per_train: milli(per_train) / MILLI,
                lane_mm_per_vehicle: milli(lane_m),
                kg_per_vehicle: milli(mass_t),
                wagons_per_thousand: 1_000,
                carried_per_thousand: 0,
                per_thousand_sorties: 0,
            };
            return Ok((mix.checked()?, load));
        }
        let load = Load::parse(loads, &Sizes::default(), &network.tables)?;
        let (mut length_m, mut mass_t, mut lane_m, mut cargo_t, mut wagons, mut carried) =
            (0.0, 0.0, 0.0, 0.0, 0.0, 0_u64);
        let (deck_gap, wagon_gap) = (factors.hours("lane_gap_m")?, factors.hours("lane_gap_m")?);
        for piece in &load.pieces {
            let (count, wagon) = (f64::from(piece.count), piece.wagon);
            let by_length = (wagon.loading_length_m.0 / (piece.length.value() + wagon_gap)).floor().max(1.0);
            let by_mass = (wagon.payload_t.0 / piece.mass.value().max(0.1)).floor().max(1.0);
            let needed = count / by_length.min(by_mass);
            wagons += needed;
            length_m += needed * wagon.length_over_buffers_m.0;
            mass_t += needed * wagon.tare_t.0 + count * piece.mass.value();
            cargo_t += count * piece.mass.value();
            lane_m += count * piece.cited.map_or(piece.length.value() + deck_gap, |row| row.lane_m.0);
            carried += if piece.drives { 0 } else { u64::from(piece.count) };
        }
        let longest = factors.speed("train_length_m")? - factors.hours("locomotive_length_m")?;
        let trains = (length_m / longest).max(mass_t / factors.speed("train_mass_t")?);
        let pieces = f64::from(load.count());
        let mix = Mix {
            text: load.text(),
            vehicles_per_train: milli(pieces / trains) / MILLI,
            lane_mm_per_vehicle: milli(lane_m / pieces),
            kg_per_vehicle: milli(cargo_t / pieces),
            wagons_per_thousand: milli(wagons / pieces),
            carried_per_thousand: carried * 1_000 / u64::from(load.count()).max(1),
            per_thousand_sorties: 0,
        };
        Ok((mix.checked()?, load))
    }

    fn checked(self) -> Result<Mix> {
        if self.vehicles_per_train == 0 || self.lane_mm_per_vehicle == 0 || self.kg_per_vehicle == 0 {
            return Err(Error::Question(format!(
                "{}: not even one of them goes on a train of usual length and mass; see wagons.csv and the factors train_length_m and train_mass_t",
                self.text
            )));
        }
        Ok(self)
    }

    /// Thousandths of a vehicle a day that a level (thousandths of a unit a day) lets pass.
    pub fn vehicles(&self, unit: Unit, level: u64) -> u64 {
        let level = u128::from(level);
        let vehicles = match unit {
            Unit::Trains => level * u128::from(self.vehicles_per_train),
            Unit::Vehicles | Unit::Pieces => level,
            Unit::LaneMetres => level * 1_000 / u128::from(self.lane_mm_per_vehicle),
            Unit::Tonnes => level * 1_000 / u128::from(self.kg_per_vehicle),
            Unit::Sorties => level * u128::from(self.per_thousand_sorties) / 1_000,
        };
        u64::try_from(vehicles).unwrap_or(u64::MAX).min(crate::algo::flow::UNLIMITED - 1)
    }

    /// Thousandths of a unit a day that so many thousandths of a vehicle a day are, rounded down.
    pub fn units(&self, unit: Unit, vehicles: u64) -> u64 {
        let vehicles = u128::from(vehicles);
        let units = match unit {
            Unit::Trains => vehicles / u128::from(self.vehicles_per_train),
            Unit::Vehicles | Unit::Pieces => vehicles,
            Unit::LaneMetres => vehicles * u128::from(self.lane_mm_per_vehicle) / 1_000,
            Unit::Tonnes => vehicles * u128::from(self.kg_per_vehicle) / 1_000,
            Unit::Sorties => (vehicles * 1_000).checked_div(u128::from(self.per_thousand_sorties)).unwrap_or(0),
        };
        u64::try_from(units).unwrap_or(u64::MAX)
    }
}
