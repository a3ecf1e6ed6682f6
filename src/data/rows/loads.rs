//! What moves and what carries it.

use serde::Deserialize;

use super::{Evidence, Flag, Names, Number, Provenance, Sourced, Words, table};
use crate::data::table::Row;

table! {
    /// A vehicle or cargo type.
    VehicleRow, "vehicles.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Other names.
        aliases: Names,
        /// Kind in words.
        kind: String,
        /// `tracked`, `wheeled` or `static`.
        mobility: String,
        /// Overall length, m.
        length_m: Number,
        /// Length as loaded, m.
        transport_length_m: Number,
        /// Width, m.
        width_m: Number,
        /// Height, m.
        height_m: Number,
        /// Mass to test against bridges, t.
        mass_t: Number,
        /// Axles on the road.
        axles: Option<u16>,
        /// Heaviest axle on the road, t.
        axle_load_t: Option<Number>,
        /// Military load class.
        mlc: Option<u16>,
        /// Evidence of the class.
        mlc_basis: Option<String>,
        /// `self`, `transporter` or `truck`.
        road_move: String,
        /// Transporter id.
        transporter: Option<String>,
        /// Wagon id.
        wagon: String,
        /// Lane metres on a ship.
        lane_m: Number,
        /// `standard`, `outsize`, `dangerous` or `personnel`.
        cargo: String,
    }
}
table! {
    /// A road combination that carries a piece.
    TransporterRow, "transporters.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Payload, t.
        payload_t: Number,
        /// Empty mass, t.
        empty_mass_t: Number,
        /// Length, m.
        length_m: Number,
        /// Width, m.
        width_m: Number,
        /// Height of the deck, m.
        deck_height_m: Number,
        /// Axles.
        axles: u16,
        /// Axle load when full, t.
        axle_load_full_t: Number,
        /// Pieces carried at once.
        pieces: Option<u32>,
        /// What it takes: `tracked`, `wheeled`, `container`, `people`.
        carries: Words,
    }
}
table! {
    /// A railway wagon type.
    WagonRow, "wagons.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Axles.
        axles: u16,
        /// Length over buffers, m.
        length_over_buffers_m: Number,
        /// Loading length, m.
        loading_length_m: Number,
        /// Tare, t.
        tare_t: Number,
        /// Payload, t.
        payload_t: Number,
        /// Height of the floor above rail, m.
        floor_height_m: Number,
        /// What it takes: `tracked`, `wheeled`, `container`, `people`.
        carries: Words,
        /// Equal parts, of which one piece must fit one (2: coupled halves); length and payload are those of all.
        parts: u16,
    }
}
table! {
    /// A planning factor.
    FactorRow, "planning_factors.csv", {
        /// Id, unit last.
        id: String,
        /// Low.
        low: Number,
        /// Typical.
        typical: Number,
        /// High.
        high: Number,
        /// Unit.
        unit: String,
        /// What it means.
        meaning: String,
    }
}
table! {
    /// An aircraft that carries loads.
    AircraftRow, "aircraft.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Other names.
        aliases: Names,
        /// Heaviest single piece that it surely takes, t.
        payload_low_t: Number,
        /// Typically.
        payload_t: Number,
        /// At best.
        payload_high_t: Number,
        /// Range with the typical payload, km.
        range_km: Number,
        /// Length of the hold, m.
        hold_length_m: Number,
        /// Width of the hold, m.
        hold_width_m: Number,
        /// Height of the hold, m.
        hold_height_m: Number,
        /// Vehicles drive in over a ramp; without one only pallets, containers and people are taken.
        drive_on: Flag,
        /// Block speed, km/h.
        speed_kmh: Number,
        /// Runway that suffices when light or at risk, m.
        runway_low_m: Number,
        /// Runway needed with the typical payload, m.
        runway_m: Number,
        /// Runway needed with full fuel and payload, m.
        runway_high_m: Number,
        /// Runway width needed, m.
        runway_width_m: Number,
        /// Hours on the ground to load or unload, low.
        ground_low_h: Number,
        /// Typical.
        ground_h: Number,
        /// High.
        ground_high_h: Number,
        /// Flying hours a day that can be sustained.
        flying_h_per_day: Number,
    }
}
table! {
    /// Carriers that exist: how many wagons, transporters, ships or aircraft of a type an owner has.
    CarrierRow, "carriers.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// `wagon`, `transporter`, `ro_ro_ship`, `aircraft` or `barge`.
        kind: String,
        /// Id in the table of that kind (`wagons.csv`, `transporters.csv`, `aircraft.csv`); empty for ships and barges.
        carrier_type: Option<String>,
        /// State of the owner.
        country: String,
        /// Owner or pool.
        owner: String,
        /// How many can be had, low.
        count_low: Number,
        /// Typical.
        count: Number,
        /// High.
        count_high: Number,
        /// Lane metres of a ship or a barge.
        lane_m: Option<Number>,
        /// Load that the ramp of a ship takes, t.
        ramp_t: Option<Number>,
        /// Draught of a ship or a barge, loaded, m.
        draught_m: Option<Number>,
        /// Service speed of a ship, kn.
        speed_kn: Option<Number>,
        /// Where they start from: a facility or settlement.
        home: String,
        /// Hours from C until they can be had.
        ready_h: Number,
    }
}
table! {
    /// What a formation consists of: one row for each kind of vehicle or cargo.
    FormationRow, "formations.csv", key [formation, part, vehicle], {
        /// Formation, e.g. `armoured-brigade-de`.
        formation: String,
        /// Name.
        name: String,
        /// State.
        country: String,
        /// Part of the formation, e.g. `tank battalion`.
        part: String,
        /// Id in `vehicles.csv`.
        vehicle: String,
        /// How many.
        count: u32,
    }
}
