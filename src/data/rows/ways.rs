//! What ways take: defaults, lines, structures, sea.

use serde::Deserialize;

use super::{Evidence, Number, Provenance, Sourced, Words, table};
use crate::data::table::Row;

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
        /// Tracks of a main line where no row of `rail_lines.csv` says otherwise; our judgement from what most have.
        tracks: u16,
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
        /// River or strait that it crosses.
        crosses: Option<String>,
        /// Railway tracks.
        tracks: Option<u16>,
        /// Road lanes, both directions together.
        lanes: Option<u16>,
        /// Opened, or last rebuilt.
        year: Option<u16>,
        /// Restriction in force, as published.
        restriction: Option<String>,
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
    SeaLinkRow, "sea_links.csv", key [from, to], {
        /// Port or sea point.
        from: String,
        /// Port or sea point.
        to: String,
        /// Distance, nautical miles.
        distance_nm: Number,
        /// In words.
        via: String [may be empty],
        /// Canal or strait with rules of its own.
        canal: Option<String>,
        /// Draught allowed, m.
        draught_m: Option<Number>,
        /// Points between, `lat lon; ...`.
        waypoints: String [may be empty],
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
        /// `open`, `seasonal`, `suspended` or `uncertain` (published as running on and off; counted like an open one).
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
table! {
    /// What a stretch of railway takes, where it differs from the default of its state.
    RailLineRow, "rail_lines.csv", {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// States that it runs through.
        countries: Words,
        /// `lat lon; ...` along the line; the builder finds the links between them.
        waypoints: String,
        /// Gauge, mm.
        gauge_mm: u16,
        /// Tracks.
        tracks: Option<u16>,
        /// `none`, `3kv`, `1.5kv`, `15kv`, `25kv`.
        electrification: Option<String>,
        /// EN 15528 line category.
        line_category: Option<String>,
        /// Axle load, t.
        axle_load_t: Option<Number>,
        /// Loading gauge.
        loading_gauge: Option<String>,
        /// Train length, m.
        train_length_m: Option<Number>,
        /// Line speed of freight trains, km/h.
        line_speed_kmh: Option<Number>,
        /// Freight trains a day, both directions together, low.
        freight_trains_per_day_low: Option<Number>,
        /// Typical.
        freight_trains_per_day: Option<Number>,
        /// High.
        freight_trains_per_day_high: Option<Number>,
        /// `etcs`, `block`, `token` or the like.
        signalling: Option<String>,
        /// `open`, `works` or `closed`.
        status: String,
    }
}
table! {
    /// What a stretch of road is and takes, where it differs from the default of its state.
    RoadClassRow, "road_classes.csv", {
        /// Id.
        id: String,
        /// E-number or national number.
        name: String,
        /// States that it runs through.
        countries: Words,
        /// `lat lon; ...` along the road; the builder finds the links between them.
        waypoints: String,
        /// `motorway`, `expressway`, `main` or `secondary`.
        class: String,
        /// Lanes, both directions together.
        lanes: Option<u16>,
        /// Gross mass that it surely takes with a permit, t.
        gross_low_t: Option<Number>,
        /// Typical, t.
        gross_t: Option<Number>,
        /// At best, t.
        gross_high_t: Option<Number>,
        /// Clear height, m.
        height_m: Option<Number>,
        /// `open`, `works` or `closed`.
        status: String,
    }
}
table! {
    /// A stretch of inland waterway between two ports or inland ports.
    WaterwayRow, "waterways.csv", {
        /// Id.
        id: String,
        /// River or canal.
        name: String,
        /// States that it runs through or along.
        countries: Words,
        /// Upper end: `port:ID` or `terminal:ID`.
        from: String,
        /// Lower end, in the direction of the current: `port:ID` or `terminal:ID`.
        to: String,
        /// `lat lon; ...` between them.
        waypoints: String [may be empty],
        /// Length, km.
        length_km: Number,
        /// CEMT class: `I` to `VII`.
        cemt: String,
        /// Draught at usual low water, m.
        draught_low_m: Number,
        /// Typical, m.
        draught_m: Number,
        /// At best, m.
        draught_high_m: Number,
        /// Clearance under the lowest bridge at high navigable water, m.
        clearance_m: Option<Number>,
        /// Locks.
        locks: u16,
        /// Length of the shortest lock chamber, m.
        lock_length_m: Option<Number>,
        /// Width of the narrowest lock chamber, m.
        lock_width_m: Option<Number>,
        /// Hours in all locks together, waiting included: low.
        lock_low_h: Number,
        /// Typical.
        lock_h: Number,
        /// High.
        lock_high_h: Number,
        /// Current from the upper to the lower end, km/h.
        current_kmh: Number,
        /// `open`, `seasonal` or `closed`.
        status: String,
    }
}
table! {
    /// How much of a way is left for military traffic beside civil traffic.
    TrafficShareRow, "traffic_shares.csv", key [country, mode], {
        /// State or `*`.
        country: String,
        /// `road`, `rail`, `sea`, `port`, `air`, `iww`.
        mode: String,
        /// Share, low.
        share_low: Number,
        /// Typical.
        share: Number,
        /// High.
        share_high: Number,
    }
}
