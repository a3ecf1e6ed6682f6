//! Where loads begin, end or change: ports, places, terminals.

use serde::Deserialize;

use super::{Evidence, Flag, Names, Number, Provenance, Sourced, Words, table};
use crate::data::table::Row;

table! {
    /// A sea port.
    PortRow, "ports.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Other names.
        aliases: Names,
        /// State.
        country: String,
        /// UN/LOCODE.
        locode: String,
        /// Latitude, degrees.
        lat: Number,
        /// Longitude, degrees.
        lon: Number,
        /// Deepest draught of a ro-ro or cargo ship, m.
        draught_m: Number,
        /// Has ro-ro berths.
        ro_ro: Flag,
        /// Ro-ro berths.
        ro_ro_berths: Option<u16>,
        /// Heaviest load of the heaviest shore ramp, t; without one the ship's own ramp on the quay is the limit.
        ramp_t: Option<Number>,
        /// Longest quay on which wheeled loads are worked, m.
        quay_m: Option<Number>,
        /// Rail loading in the port.
        rail: Flag,
        /// Loading tracks.
        rail_tracks: Option<u16>,
        /// Discharge, pieces a day a ship: low.
        discharge_low_pieces_per_day: Number,
        /// Typical.
        discharge_pieces_per_day: Number,
        /// High.
        discharge_high_pieces_per_day: Number,
        /// Trains that leave the port a day, low; none where there is no rail.
        clearance_low_trains_per_day: Option<Number>,
        /// Typical.
        clearance_trains_per_day: Option<Number>,
        /// High.
        clearance_high_trains_per_day: Option<Number>,
        /// Vehicles that leave the port a day by road, low.
        clearance_low_vehicles_per_day: Number,
        /// Typical.
        clearance_vehicles_per_day: Number,
        /// High.
        clearance_high_vehicles_per_day: Number,
        /// Pieces that can stand in the port at once, low.
        storage_low_pieces: Number,
        /// Typical.
        storage_pieces: Number,
        /// High.
        storage_high_pieces: Number,
        /// Military movements published.
        military_use: Flag,
        /// Winter ice hinders.
        ice: Flag,
    }
}
table! {
    /// An origin or destination that governments have published.
    PlaceRow, "places.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Other names.
        aliases: Names,
        /// State.
        country: String,
        /// Kind.
        kind: String,
        /// Latitude, degrees.
        lat: Number,
        /// Longitude, degrees.
        lon: Number,
    }
}
table! {
    /// A loading place inland: railway ramp, intermodal yard, inland port.
    TerminalRow, "terminals.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Other names.
        aliases: Names,
        /// State.
        country: String,
        /// `rail_ramp`, `intermodal`, `combined` or `inland_port`.
        kind: String,
        /// Latitude, degrees.
        lat: Number,
        /// Longitude, degrees.
        lon: Number,
        /// Gauges served, mm; none where no train is loaded.
        gauges: Words,
        /// Longest loading track, m.
        track_m: Option<Number>,
        /// Has a ramp for vehicles.
        ramp: Flag,
        /// Has a quay where barges are loaded.
        quay: Flag,
        /// Heaviest single load that the cranes or the ramp at the quay take, t.
        lift_t: Option<Number>,
    }
}
table! {
    /// A place where loads change gauge.
    GaugeChangeRow, "gauge_changes.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// State.
        country: String,
        /// Latitude, degrees.
        lat: Number,
        /// Longitude, degrees.
        lon: Number,
        /// One gauge, mm.
        gauge_a_mm: u16,
        /// The other, mm.
        gauge_b_mm: u16,
        /// `drive`, `reload` or `axle_change`.
        method: String,
        /// Hours a train, low.
        hours_low: Number,
        /// Typical.
        hours: Number,
        /// High.
        hours_high: Number,
        /// Trains a day, low.
        trains_per_day_low: Number,
        /// Typical.
        trains_per_day: Number,
        /// High.
        trains_per_day_high: Number,
    }
}
table! {
    /// An airfield.
    AirfieldRow, "airfields.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Other names.
        aliases: Names,
        /// State.
        country: String,
        /// ICAO code.
        icao: String,
        /// Latitude, degrees.
        lat: Number,
        /// Longitude, degrees.
        lon: Number,
        /// Longest runway, m.
        runway_m: Number,
        /// Its width, m.
        runway_width_m: Option<Number>,
        /// `asphalt`, `concrete`, `other`.
        surface: String,
        /// Large aircraft (C-17) that can be worked at once, low.
        parking_low: Option<Number>,
        /// Typical.
        parking: Option<Number>,
        /// High.
        parking_high: Option<Number>,
        /// Published military use.
        military_use: Flag,
    }
}
