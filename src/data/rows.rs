//! One row type per curated table; strings and numbers, no judgement.
//!
//! Every table ends in the four provenance columns `source`, `date`, `evidence`, `note`.

use serde::{Deserialize, Deserializer, de::Error as _};

use super::table::Row;

/// How well a figure is known, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// From an authority, an operator, a maker or a law.
    Official,
    /// From the press or another secondary text.
    Published,
    /// Computed from official or published figures.
    Derived,
    /// Our judgement; nobody has published it.
    Assumed,
}

impl Evidence {
    /// The word used in tables and answers.
    pub fn word(self) -> &'static str {
        match self {
            Evidence::Official => "official",
            Evidence::Published => "published",
            Evidence::Derived => "derived",
            Evidence::Assumed => "assumed",
        }
    }
}

/// Where a row comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Provenance {
    /// Publisher and document.
    pub source: String,
    /// Date of the source.
    pub date: String,
    /// Class of evidence.
    pub evidence: Evidence,
    /// Remark.
    pub note: String,
}

/// A row that says where it comes from.
pub trait Sourced {
    /// Its provenance.
    fn provenance(&self) -> Provenance;
}

/// A finite number; `NaN`, infinities and words are refused.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Number(pub f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Number(value)),
            _ if text.contains(',') => Err(D::Error::custom("must be a number; write a decimal point, not a comma")),
            _ => Err(D::Error::custom("must be a finite number")),
        }
    }
}

/// `yes` or `no`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag(pub bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "yes" => Ok(Flag(true)),
            "no" => Ok(Flag(false)),
            _ => Err(D::Error::custom("must be yes or no")),
        }
    }
}

/// Words separated by spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(pub Vec<String>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Words(String::deserialize(deserializer)?.split_whitespace().map(str::to_owned).collect()))
    }
}

/// Names separated by semicolons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(Names(text.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()))
    }
}

macro_rules! table {
    ($(#[$doc:meta])* $name:ident, $file:literal, { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $kind,)*
            /// Publisher and document.
            pub source: String,
            /// Date of the source.
            pub date: String,
            /// Class of evidence.
            pub evidence: Evidence,
            /// Remark.
            pub note: String,
        }

        impl Row for $name {
            const FILE: &'static str = $file;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field),)* "source", "date", "evidence", "note"];
        }

        impl Sourced for $name {
            fn provenance(&self) -> Provenance {
                Provenance {
                    source: self.source.clone(), date: self.date.clone(), evidence: self.evidence, note: self.note.clone(),
                }
            }
        }
    };
}

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
    /// What an ordinary main line of a state takes.
    RailDefaultRow, "rail_defaults.csv", {
        /// State.
        country: String,
        /// EN 15528 line category.
        line_category: String,
        /// Axle load that nearly all lines take, t.
        axle_load_low_t: Number,
        /// Typical axle load, t.
        axle_load_t: Number,
        /// Axle load of the best lines, t.
        axle_load_high_t: Number,
        /// Metre load, t/m.
        metre_load_t_per_m: Number,
        /// Loading gauge.
        loading_gauge: String,
        /// Width inside the static gauge, m.
        static_width_m: Number,
        /// Train length, m.
        train_length_m: Number,
        /// Trailing mass, t.
        trailing_mass_t: Number,
    }
}
table! {
    /// What the main roads of a state take.
    RoadDefaultRow, "road_defaults.csv", {
        /// State.
        country: String,
        /// Gross mass in free circulation, t.
        free_gross_t: Number,
        /// Axle load in free circulation, t.
        free_axle_t: Number,
        /// Height in free circulation, m.
        free_height_m: Number,
        /// Width in free circulation, m.
        free_width_m: Number,
        /// Gross mass that main roads nearly always take with a permit, t.
        exceptional_gross_low_t: Number,
        /// Typical, t.
        exceptional_gross_t: Number,
        /// At best, t.
        exceptional_gross_high_t: Number,
        /// Axle load with a permit, t.
        exceptional_axle_t: Number,
        /// Clear height, nearly always, m.
        clear_height_low_m: Number,
        /// Typical, m.
        clear_height_m: Number,
        /// At best, m.
        clear_height_high_m: Number,
        /// Clear width, nearly always, m.
        clear_width_low_m: Number,
        /// Typical, m.
        clear_width_m: Number,
        /// At best, m.
        clear_width_high_m: Number,
    }
}
table! {
    /// A set of administrative rules.
    RegimeRow, "regimes.csv", {
        /// Name: `today`, `permit-3d`, `emers-6h`, `waived`.
        regime: String,
        /// `parallel` (one request to all) or `chained` (each state after the one before).
        filing: String,
        /// In words.
        description: String,
    }
}
table! {
    /// How long a state takes to permit a movement.
    PermissionRow, "permissions.csv", {
        /// Regime.
        regime: String,
        /// State or `*`.
        country: String,
        /// `road`, `rail`, `sea` or `*`.
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
        /// In force from.
        valid_from: String,
    }
}
table! {
    /// Hours added at a border crossing.
    ProcessingRow, "processing.csv", {
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
    HolidayRow, "holidays.csv", {
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
    StanceRow, "stances.csv", {
        /// State.
        country: String,
        /// `allow`, `notify` or `deny`.
        stance: String,
        /// From this day after C.
        from_day: Option<u32>,
        /// To this day after C.
        to_day: Option<u32>,
    }
}
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
    /// A bridge or tunnel of note.
    StructureRow, "structures.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// `bridge`, `tunnel` or `movable_bridge`.
        kind: String,
        /// `road`, `rail` or both.
        modes: Words,
        /// State.
        country: String,
        /// Latitude, degrees.
        lat: Number,
        /// Longitude, degrees.
        lon: Number,
        /// Length, m.
        length_m: Option<Number>,
        /// Road gross mass it surely takes, t.
        gross_low_t: Option<Number>,
        /// Typical, t.
        gross_t: Option<Number>,
        /// At best, t.
        gross_high_t: Option<Number>,
        /// Clear height, m.
        height_m: Option<Number>,
        /// Clear width, m.
        width_m: Option<Number>,
        /// Axle load, t.
        axle_load_t: Option<Number>,
        /// `open`, `restricted`, `works` or `closed`.
        status: String,
    }
}
table! {
    /// An open-water junction of the sea graph.
    SeaPointRow, "sea_points.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Latitude, degrees.
        lat: Number,
        /// Longitude, degrees.
        lon: Number,
    }
}
table! {
    /// A sea passage.
    SeaLinkRow, "sea_links.csv", {
        /// Port or sea point.
        from: String,
        /// Port or sea point.
        to: String,
        /// Distance, nautical miles.
        distance_nm: Number,
        /// In words.
        via: String,
        /// Canal or strait with rules of its own.
        canal: Option<String>,
        /// Draught allowed, m.
        draught_m: Option<Number>,
        /// Points between, `lat lon; ...`.
        waypoints: String,
    }
}
table! {
    /// A ferry line.
    FerryRow, "ferries.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Port.
        from: String,
        /// Port.
        to: String,
        /// Operator.
        operator: String,
        /// `ro_ro`, `ro_pax`, `train_ferry` or `shuttle`.
        kind: String,
        /// Crossing, h, at best.
        hours_low: Number,
        /// Typical.
        hours: Number,
        /// At worst.
        hours_high: Number,
        /// Sailings a week each way.
        sailings_per_week: Number,
        /// Lane metres a ship.
        lane_m: Number,
        /// Distance, nautical miles.
        distance_nm: Number,
        /// `open`, `seasonal` or `suspended`.
        status: String,
    }
}
table! {
    /// A line that the base geometry lacks (used by the builder, and for its provenance).
    LinePatchRow, "line_patches.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// `rail`, `road` or `shuttle`.
        mode: String,
        /// Gauge, mm.
        gauge_mm: Option<u16>,
        /// Real length, km.
        length_km: Number,
        /// `lat lon; ...`.
        waypoints: String,
        /// Ends that join the network.
        joins: String,
        /// `open`, `works` or `planned`.
        status: String,
    }
}
