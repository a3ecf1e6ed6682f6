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
        /// Heaviest load of the ramp, t.
        ramp_t: Option<Number>,
        /// Rail loading in the port.
        rail: Flag,
        /// Discharge, pieces a day a ship: low.
        discharge_low_pieces_per_day: Number,
        /// Typical.
        discharge_pieces_per_day: Number,
        /// High.
        discharge_high_pieces_per_day: Number,
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
    /// A railway loading place.
    TerminalRow, "terminals.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Other names.
        aliases: Names,
        /// State.
        country: String,
        /// `rail_ramp`, `intermodal` or `combined`.
        kind: String,
        /// Latitude, degrees.
        lat: Number,
        /// Longitude, degrees.
        lon: Number,
        /// Gauges served, mm.
        gauges: Words,
        /// Longest loading track, m.
        track_m: Option<Number>,
        /// Has a ramp for vehicles.
        ramp: Flag,
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
