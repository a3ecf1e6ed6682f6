//! `csv`: the movement table, one row for each load unit and leg.

use crate::error::{Error, Result};
use crate::replay::document::Plan;

/// The header line. Times are minutes after C; the start point is where a leg begins, the release point where it ends.
const COLUMNS: [&str; 20] = [
    "movement",
    "leg",
    "mode",
    "gauge_mm",
    "cargo",
    "road_kind",
    "pieces",
    "contents",
    "units",
    "wagons",
    "voyage",
    "start_point",
    "release_point",
    "distance_km",
    "start_min",
    "start",
    "release_min",
    "release",
    "pass_min",
    "critical_points",
];

/// Text that a spreadsheet could take for a formula gets a leading apostrophe.
pub(super) fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// Minutes after C as `C+d/hh:mm`.
pub(super) fn clock(minutes: u32) -> String {
    format!("C+{}/{:02}:{:02}", minutes / 1_440, minutes % 1_440 / 60, minutes % 60)
}

/// The movement table.
///
/// # Errors
/// Never on text in memory.
pub(super) fn render(plan: &Plan) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fail = |error: csv::Error| Error::Output(error.to_string());
    writer.write_record(COLUMNS).map_err(fail)?;
    for movement in &plan.movements {
        let contents: Vec<String> =
            movement.contents.iter().map(|one| format!("{} x {}", one.count, one.name)).collect();
        let mut units: Vec<&str> = movement.contents.iter().map(|one| one.unit.as_str()).collect();
        units.dedup();
        for (number, leg) in movement.legs.iter().enumerate() {
            writer
                .write_record([
                    movement.id.clone(),
                    (number + 1).to_string(),
                    leg.mode.clone(),
                    leg.gauge_mm.map_or_else(String::new, |gauge| gauge.to_string()),
                    movement.cargo.clone(),
                    movement.road_kind.clone(),
                    movement.pieces.to_string(),
                    harmless(&contents.join("; ")),
                    harmless(&units.join("; ")),
                    if leg.mode == "rail" { movement.wagons.len().to_string() } else { String::new() },
                    movement.voyage.map_or_else(String::new, |voyage| (voyage + 1).to_string()),
                    harmless(&leg.from),
                    harmless(&leg.to),
                    leg.distance_km.to_string(),
                    leg.depart_min.to_string(),
                    clock(leg.depart_min),
                    leg.arrive_min.to_string(),
                    clock(leg.arrive_min),
                    leg.pass_min.to_string(),
                    harmless(&leg.via.join("; ")),
                ])
                .map_err(fail)?;
        }
    }
    writer.into_inner().map_err(|error| Error::Output(error.to_string()))
}
