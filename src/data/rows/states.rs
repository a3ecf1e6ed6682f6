//! States and their paperwork.

use serde::Deserialize;

use super::{Evidence, Flag, Names, Number, Provenance, Sourced, Words, table};
use crate::data::table::Row;

table! {
    /// A state.
    CountryRow, "countries.csv", {
        /// ISO 3166-1 alpha-2 (XK for Kosovo).
        code: String,
        /// English name.
        name: String,
        /// Other names and codes.
        aliases: Names,
        /// Member of the European Union.
        eu: Flag,
        /// Member of NATO.
        nato: Flag,
        /// In the Schengen area.
        schengen: Flag,
        /// In the customs territory of the Union.
        eu_customs: Flag,
        /// IANA time zone.
        time_zone: String,
        /// Track gauge of ordinary lines, mm.
        rail_gauge_mm: Option<u16>,
    }
}
table! {
    /// A set of administrative rules.
    RegimeRow, "regimes.csv", {
        /// Name, e.g. `today`, `permit-3d`, `emers-6h`, `waived`.
        regime: String,
        /// `parallel` (one request to all) or `chained` (each state after the one before).
        filing: String,
        /// The regime whose rules hold where this one says nothing; empty: none.
        based_on: Option<String>,
        /// Whether the windows of the regime that it is based on hold: `kept` or `lifted`.
        bans: String,
        /// In words.
        description: String,
    }
}
table! {
    /// How long a state takes to permit a movement.
    PermissionRow, "permissions.csv", key [regime, country, mode, cargo, scope], {
        /// Regime.
        regime: String,
        /// State, `EU` (its members) or `*`.
        country: String,
        /// `road`, `rail`, `sea`, `iww`, `air` or `*`.
        mode: String,
        /// `standard`, `outsize`, `dangerous`, `personnel` or `*`.
        cargo: String,
        /// `entry` or `start`.
        scope: String,
        /// At best.
        lead_low: Number,
        /// Typical.
        lead_typical: Number,
        /// At worst.
        lead_high: Number,
        /// `h`, `working_day` or `day`.
        unit: String,
    }
}
table! {
    /// An agreement among states that shortens permission.
    ArrangementRow, "arrangements.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Member states, or `*`.
        members: Words,
        /// Modes, or `*`.
        modes: Words,
        /// Regimes, or `*`.
        regimes: Words,
        /// At best.
        lead_low: Number,
        /// Typical.
        lead_typical: Number,
        /// At worst.
        lead_high: Number,
        /// `h`, `working_day` or `day`.
        unit: String,
        /// In force from (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`); before, it shortens nothing.
        valid_from: String,
    }
}
table! {
    /// Hours added at a border crossing.
    ProcessingRow, "processing.csv", key [regime, from, to, mode], {
        /// Regime, or `*`.
        regime: String,
        /// State, `EU`, `NONEU` or `*`.
        from: String,
        /// State, `EU`, `NONEU` or `*`.
        to: String,
        /// Mode or `*`.
        mode: String,
        /// At best.
        hours_low: Number,
        /// Typical.
        hours_typical: Number,
        /// At worst.
        hours_high: Number,
    }
}
table! {
    /// When movement is barred, or allowed at all.
    WindowRow, "windows.csv", {
        /// Id.
        id: String,
        /// Regime or `*`.
        regime: String,
        /// State.
        country: String,
        /// Mode.
        mode: String,
        /// `convoy`, `transporter`, `contracted`, `dangerous` or `any`.
        applies: String,
        /// `ban` or `only`.
        kind: String,
        /// `Mon` to `Sun`, `holiday`, `eve`.
        days: Words,
        /// Local time HH:MM.
        start: String,
        /// Local time HH:MM; before or at `start` means the next day.
        end: String,
        /// First day MM-DD.
        season_start: Option<String>,
        /// Last day MM-DD.
        season_end: Option<String>,
    }
}
table! {
    /// A public holiday.
    HolidayRow, "holidays.csv", key [country, rule], {
        /// State.
        country: String,
        /// `MM-DD`, `easter+N`, `orthodox+N`.
        rule: String,
        /// Name.
        name: String,
    }
}
table! {
    /// What a state says to transit.
    StanceRow, "stances.csv", key [country, from_day], {
        /// State.
        country: String,
        /// `allow`, `notify`, `slow` or `deny`.
        stance: String,
        /// From this day after C.
        from_day: Option<u32>,
        /// To this day after C.
        to_day: Option<u32>,
        /// With `slow`: days that a permission takes longer than the tables say.
        more_days: Option<u32> = "",
    }
}
