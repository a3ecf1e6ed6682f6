//! What bounds traffic besides ways and places, and groups of places that questions name.

use serde::Deserialize;

use super::{Evidence, Number, Provenance, Sourced, Words, table};
use crate::data::table::Row;

table! {
    /// How much a state lets in in a day.
    QuotaRow, "quotas.csv", key [regime, country, mode, scope], {
        /// Regime.
        regime: String,
        /// State entered, or `*`.
        country: String,
        /// `road` or `rail`.
        mode: String,
        /// `crossing` (each crossing by itself) or `state` (all crossings together).
        scope: String,
        /// `trains/day` or `vehicles/day`.
        unit: String,
        /// Low.
        low: Number,
        /// Typical.
        typical: Number,
        /// High.
        high: Number,
    }
}
table! {
    /// Whether road and railway on one structure hinder each other.
    SharedDeckRow, "shared_decks.csv", key [structure], {
        /// Structure that carries both.
        structure: String,
        /// `two_decks`, `side_by_side` or `one_roadway`.
        layout: String,
        /// Minutes for which each train shuts the road: low.
        shut_low_min: Number [0.0 to 60.0],
        /// Typical.
        shut_min: Number [0.0 to 60.0],
        /// High.
        shut_high_min: Number [0.0 to 60.0],
    }
}
table! {
    /// A theatre or a group of ports that questions name.
    AreaRow, "areas.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// `theatre` (members are states: all their places) or `ports` (members are ports).
        kind: String,
        /// Codes of states, or ids of ports.
        members: Words,
    }
}
table! {
    /// The next standard upgrade of a kind of asset.
    UpgradeRow, "upgrades.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Class of asset that it applies to.
        class: String,
        /// Class afterwards.
        then: String,
        /// What it adds, before the share of civil traffic: low.
        adds_low: Number,
        /// Typical.
        adds: Number,
        /// High.
        adds_high: Number,
        /// `trains/day`, `vehicles/day` or `pieces/day`.
        unit: String,
    }
}
