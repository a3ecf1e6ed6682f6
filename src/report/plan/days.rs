//! What each facility and each place passes and holds, day by day.

use super::chart::clipped;
use super::movements::harmless;
use crate::analysis::plan::staging::Standing;
use crate::error::Result;
use crate::replay::document::DailyLoad;
use crate::report::page::{Align, Grid};
use crate::report::record::{self, Row};

const LOADS: [&str; 9] = ["record", "asset", "name", "kind", "day", "used", "capacity", "percent", "unit"];

const STANDING: [&str; 9] =
    ["record", "place", "name", "kind", "day", "most_pieces", "piece_hours", "room_pieces", "storage"];

/// How full, in hundredths.
fn percent(load: &DailyLoad) -> u64 {
    load.used * 100 / load.capacity.max(1)
}

/// Daily loads as CSV.
///
/// # Errors
/// Never on text in memory.
pub(super) fn loads_csv(loads: &[DailyLoad]) -> Result<Vec<u8>> {
    let rows: Vec<Row> = loads
        .iter()
        .map(|load| {
            Row::new(&LOADS, "load")
                .with("asset", &load.asset)
                .with("name", harmless(&load.name))
                .with("kind", &load.kind)
                .with("day", load.day)
                .with("used", load.used)
                .with("capacity", load.capacity)
                .with("percent", percent(load))
                .with("unit", &load.unit)
        })
        .collect();
    record::table(&LOADS, &rows)
}

/// Daily loads for a terminal: a row for each asset, its fullest days.
pub(super) fn loads_table(loads: &[DailyLoad], width: usize) -> String {
    let mut grid = Grid::new(&[
        ("asset", Align::Left),
        ("kind", Align::Left),
        ("day", Align::Right),
        ("used", Align::Right),
        ("of", Align::Right),
        ("%", Align::Right),
        ("unit", Align::Left),
    ]);
    let mut before = "";
    for load in loads {
        let (name, kind) = if before == load.asset {
            (String::new(), String::new())
        } else {
            (clipped(&load.name, 48), load.kind.clone())
        };
        before = &load.asset;
        grid.row([
            name,
            kind,
            load.day.to_string(),
            load.used.to_string(),
            load.capacity.to_string(),
            percent(load).to_string(),
            load.unit.clone(),
        ]);
    }
    format!("Whatever is used to a tenth or more of what it passes on some day\n{}", grid.print(width))
}

/// Staging as CSV.
///
/// # Errors
/// Never on text in memory.
pub(super) fn standing_csv(rows: &[Standing]) -> Result<Vec<u8>> {
    let rows: Vec<Row> = rows
        .iter()
        .map(|one| {
            Row::new(&STANDING, "standing")
                .with("place", &one.place)
                .with("name", harmless(&one.name))
                .with("kind", &one.kind)
                .with("day", one.day)
                .with("most_pieces", one.most)
                .with("piece_hours", one.piece_hours)
                .maybe("room_pieces", one.room)
                .maybe("storage", one.storage.clone())
        })
        .collect();
    record::table(&STANDING, &rows)
}

/// Staging for a terminal.
pub(super) fn standing_table(rows: &[Standing], width: usize) -> String {
    if rows.is_empty() {
        return "Nothing stands anywhere between two legs.\n".to_owned();
    }
    let mut grid = Grid::new(&[
        ("place", Align::Left),
        ("kind", Align::Left),
        ("day", Align::Right),
        ("pieces at once", Align::Right),
        ("piece-hours", Align::Right),
        ("room", Align::Right),
        ("stored there by the tables", Align::Left),
    ]);
    let mut before = "";
    for one in rows {
        let first = before != one.place;
        before = &one.place;
        let once = |text: String| if first { text } else { String::new() };
        grid.row([
            once(clipped(&one.name, 40)),
            once(one.kind.clone()),
            one.day.to_string(),
            one.most.to_string(),
            one.piece_hours.to_string(),
            once(one.room.map_or_else(String::new, |room| room.to_string())),
            once(one.storage.clone().unwrap_or_default()),
        ]);
    }
    format!("Pieces that stand between two legs\n{}", grid.print(width))
}
