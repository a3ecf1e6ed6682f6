//! The one palette and the few words that every picture shares.

use crate::analysis::stamp::Stamp;

/// Open sea.
pub const SEA: &str = "#d3e3ee";
/// Shallow water along the coast.
pub const SHORE: &str = "#c2d7e6";
/// Lines of latitude and longitude on the sea.
pub const GRATICULE: &str = "#e3edf4";
/// States that no way crosses.
pub const LAND: &str = "#e9e6dd";
/// States that a way crosses.
pub const LAND_CROSSED: &str = "#fbf9f2";
/// Coasts.
pub const COAST: &str = "#7d9fb5";
/// State borders.
pub const BORDER: &str = "#9a8f9f";
/// Rivers and lake shores.
pub const RIVER: &str = "#a9cadd";
/// Names of seas.
pub const SEA_NAME: &str = "#5f8aa6";
/// Names of states.
pub const STATE_NAME: &str = "#8c8377";
/// Towns.
pub const TOWN: &str = "#5b5650";
/// Text.
pub const INK: &str = "#1d2733";
/// Lesser text.
pub const INK_SOFT: &str = "#5a6673";
/// Rules and frames.
pub const RULE: &str = "#c9cfd6";
/// Paper.
pub const PAPER: &str = "#ffffff";
/// Head band.
pub const BAND: &str = "#1d3557";
/// Ends of the way.
pub const END: &str = "#c1121f";
/// Ways that a relaxation would open.
pub const RELAXATION: &str = "#8e2a8b";

/// Places where a flow begins.
pub const SOURCE: &str = "#2f7f6f";

/// Colour of a way by how full it is, in hundredths; `None` where nothing limits it.
pub fn fullness(percent: Option<u8>) -> &'static str {
    match percent {
        None => "#1d6fa5",
        Some(0..=49) => "#7d93a8",
        Some(50..=79) => "#e9b44c",
        Some(80..=99) => "#e0701a",
        Some(_) => "#c1121f",
    }
}

/// Colour of a loss by the minutes that it costs; `None` where nothing can arrive without it.
pub fn lost(minutes: Option<u64>) -> &'static str {
    match minutes {
        None => "#5e0b15",
        Some(1_440..) => "#c1121f",
        Some(360..=1_439) => "#e0701a",
        Some(60..=359) => "#e9b44c",
        Some(1..=59) => "#8fb07a",
        Some(0) => "#7d93a8",
    }
}

/// The fonts of pictures; the first is embedded for PNG.
pub const FONTS: &str = "DejaVu Sans, Verdana, Geneva, sans-serif";

/// Colour of a mode.
pub fn mode(mode: &str) -> &'static str {
    match mode {
        "rail" => "#24292f",
        "road" => "#d1495b",
        "sea" => "#1d6fa5",
        "shuttle" => "#7b4fa3",
        "iww" => "#2a9d8f",
        "air" => "#e07a1f",
        _ => "#6b7280",
    }
}

/// Colour of a ledger line.
pub fn ledger(line: &str) -> &'static str {
    match line {
        "drive" => "#d1495b",
        "sail" => "#1d6fa5",
        "halt" => "#e9a3ac",
        "load" => "#2f7f6f",
        "unload" => "#58a593",
        "transfer" => "#88c4b4",
        "queue" => "#b7b7a4",
        "border" => "#6a4c93",
        "lead time" => "#f2a541",
        "permission to start" => "#f6c67f",
        "rest" => "#9db4c0",
        "ban" => "#7a1f2b",
        "wait for departure" => "#c8b38e",
        "wait for sailing" => "#8fb8d6",
        _ => "#9aa1a9",
    }
}

/// Program, version, network and question on one line.
pub fn stamp_line(stamp: &Stamp) -> String {
    let query: Vec<String> = stamp
        .query
        .iter()
        .map(|(key, value)| format!("{key}={}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    let hash: String = stamp.network_hash.chars().take(16).collect();
    format!(
        "{} {}, network {} (sha256 {hash}...), asked: {}",
        stamp.program,
        stamp.version,
        stamp.network,
        query.join(" ")
    )
}
