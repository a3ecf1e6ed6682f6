//! What only the builder of the base geometry reads.

use serde::Deserialize;

use super::{Evidence, Number, Provenance, Sourced, Words, table};
use crate::data::table::Row;

table! {
    /// Existing rail geometry along a polyline that has another gauge than its state (used by the builder).
    GaugeLineRow, "gauge_lines.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Gauge, mm.
        gauge_mm: u16,
        /// `lat lon; ...` along the line.
        waypoints: String,
        /// Links within this of the polyline take its gauge, km.
        tolerance_km: Number [0.01 to 20.0],
    }
}
table! {
    /// A real crossing between two states all of whose crossings are listed: elsewhere no way crosses their border (used by
    /// the builder).
    BorderCrossingRow, "border_crossings.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// One state.
        country_a: String,
        /// The other.
        country_b: String,
        /// `road`, `rail` or both.
        mode: Words,
        /// Latitude.
        lat: Number [-90.0 to 90.0],
        /// Longitude.
        lon: Number [-180.0 to 180.0],
    }
}
table! {
    /// False links of the open geometry: those near the point are removed (used by the builder).
    RemovedLinkRow, "removed_links.csv", {
        /// Id.
        id: String,
        /// `road`, `rail` or both.
        mode: Words,
        /// Latitude.
        lat: Number [-90.0 to 90.0],
        /// Longitude.
        lon: Number [-180.0 to 180.0],
        /// Links within this of the point go, km.
        radius_km: Number [0.01 to 20.0],
        /// Why they are false.
        reason: String,
    }
}
table! {
    /// The course of a road or railway that the open geometry draws straight (used by the builder).
    CourseRow, "courses.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// `rail` or `road`.
        mode: String,
        /// `lat lon; ...`: the settlements that it passes, in their order.
        waypoints: String,
    }
}
table! {
    /// One link that the open geometry draws straight between two junctions (used by the builder).
    StraightLinkRow, "straight_links.csv", {
        /// Id.
        id: String,
        /// What it joins.
        name: String,
        /// `rail` or `road`.
        mode: String,
        /// `lat lon; ...`: its ends, and between them what it passes (settlements, stops, junctions), in their order.
        waypoints: String,
        /// Real length between the ends, km; where it is not known the source's own counts, as for links without a row.
        length_km: Option<Number> [0.1 to 1000.0],
    }
}
table! {
    /// A border river, strait or canal that no way crosses without a structure (used by the builder).
    RiverRow, "rivers.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// `border_river`, `strait` or `canal`.
        kind: String,
        /// The two states of a border river; none otherwise.
        countries: Words,
        /// `lat lon; ...` along its course.
        waypoints: String,
        /// Ways that cross the border within this of the course cross the river, km; empty for straits and canals.
        reach_km: Option<Number>,
    }
}
