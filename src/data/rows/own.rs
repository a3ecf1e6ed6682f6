//! A network of one's own: two tables, any graph.

use serde::Deserialize;

use super::{Evidence, Flag, Number, Provenance, Sourced, table};
use crate::data::table::Row;

table! {
    /// A place of a network of one's own.
    own NodeRow, "nodes.csv", {
        /// Id by which links name it.
        id: String,
        /// Latitude.
        lat: Number [-90.0 to 90.0],
        /// Longitude.
        lon: Number [-180.0 to 180.0],
        /// State: two capital letters (ISO 3166-1 alpha-2 where it is a real one).
        country: String,
        /// Name for people; the id where it is empty.
        name: String [may be empty],
    }
}
table! {
    /// A link of a network of one's own. Its capacity is what passes in one direction; at most one of the three is given.
    own LinkRow, "links.csv", {
        /// Id.
        id: String,
        /// Node that it begins at.
        from: String,
        /// Node that it ends at.
        to: String,
        /// Mode.
        mode: String ["road" | "rail" | "sea" | "iww" | "air"],
        /// Length.
        length_km: Number [0.0 to 40000.0],
        /// Trains that pass in one direction (rail).
        capacity_trains_per_day: Option<Number> [0.0 to 1000000.0] = "",
        /// Vehicles that pass in one direction (any mode but rail).
        capacity_vehicles_per_hour: Option<Number> [0.0 to 1000000.0] = "",
        /// Tonnes that pass in one direction (any mode).
        capacity_tonnes_per_day: Option<Number> [0.0 to 1000000000.0] = "",
        /// Time under way; by length and planning factors where it is empty.
        minutes: Option<Number> [0.0 to 100000.0] = "",
        /// Whether it is passable both ways.
        two_way: Flag = "yes",
    }
}
