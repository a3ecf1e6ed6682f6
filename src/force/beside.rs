//! What a force file says beside its units: what stands where, how much room there is, what was published.

use std::collections::BTreeMap;

use super::load::named;
use super::package::{Teller, Unit};
use crate::data::force_file::Record;
use crate::network::Network;
use crate::network::find::Target;

/// A published figure of a movement.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// `closure_h`, `duration_h`, `trains`, `packets`, `ships`, `km_per_day`, `pieces_per_day`.
    pub what: String,
    /// Lowest value that agrees.
    pub low: f64,
    /// Highest.
    pub high: f64,
    /// As published.
    pub published: String,
    /// Where.
    pub source: String,
    /// Why the plan differs, where it does.
    pub explain: String,
}

/// What an expectation may be about.
pub const EXPECTED: [&str; 7] =
    ["closure_h", "duration_h", "trains", "packets", "ships", "km_per_day", "pieces_per_day"];

/// Units may not take more from a place than stands there.
pub(super) fn stocks(record: &Record, network: &Network, units: &[Unit<'_>], teller: &mut Teller<'_>) {
    for one in record.tables("stock") {
        let Some(at) = one.text("place") else { continue };
        let Some(target) = teller.take(at.line, "place", "known-place", network.place(&at.value)) else { continue };
        let load = one.texts("load");
        let mut there: BTreeMap<String, u64> = BTreeMap::new();
        for text in &load.value {
            if let Some((row, count)) = teller.take(load.line, "load", "known-load", named(text, &network.tables)) {
                *there.entry(row.id.clone()).or_default() += u64::from(count);
            }
        }
        let mut taken: BTreeMap<(String, String), u64> = BTreeMap::new();
        for item in units.iter().filter(|unit| unit.from == target).flat_map(|unit| &unit.items) {
            let id = item.piece.cited.map_or_else(String::new, |row| row.id.clone());
            *taken.entry((id, item.piece.name.clone())).or_default() += u64::from(item.piece.count);
        }
        for ((id, name), count) in taken {
            let stands = there.get(&id).copied().unwrap_or(0);
            if count > stands {
                let message = format!("units take {count} x {name} from {}, where {stands} stand", at.value);
                teller.tell(one.line, "load", "stock", message);
            }
        }
    }
}

/// Pieces that may stand at facilities at once.
pub(super) fn staging(record: &Record, network: &Network, teller: &mut Teller<'_>) -> BTreeMap<u32, u32> {
    let mut rooms = BTreeMap::new();
    for one in record.tables("staging") {
        let (Some(place), Some(pieces)) = (one.text("place"), one.count("pieces")) else { continue };
        let Some(target) = teller.take(place.line, "place", "known-place", network.place(&place.value)) else {
            continue;
        };
        match (target, u32::try_from(pieces.value)) {
            (_, Ok(0)) => teller.tell(
                pieces.line,
                "pieces",
                "count",
                "room for 0 pieces lets nothing pass; leave the table out for no limit",
            ),
            (Target::Facility(facility), Ok(count)) => drop(rooms.insert(facility, count)),
            (Target::Settlement(_), _) => teller.tell(
                place.line,
                "place",
                "facility",
                format!("{} is a town; staging is at ports, terminals and places", place.value),
            ),
            (_, Err(_)) => teller.tell(pieces.line, "pieces", "count", "that is no number of pieces"),
        }
    }
    rooms
}

/// What was published of the movement.
pub(super) fn expectations(record: &Record, teller: &mut Teller<'_>) -> Vec<Expectation> {
    let mut all = Vec::new();
    for one in record.tables("expect") {
        let text = |name: &str| one.text(name).map_or_else(String::new, |at| at.value);
        let number = |name: &str| one.number(name).map_or(0.0, |at| at.value);
        let expectation = Expectation {
            what: text("what"),
            low: number("low"),
            high: number("high"),
            published: text("published"),
            source: text("source"),
            explain: text("explain"),
        };
        if !EXPECTED.contains(&expectation.what.as_str()) {
            let message = format!("\"{}\" cannot be expected; choose among {}", expectation.what, EXPECTED.join(", "));
            teller.tell(one.line, "what", "known-word", message);
        }
        if expectation.low > expectation.high {
            teller.tell(one.line, "low", "range", "the lowest value is above the highest");
        }
        all.push(expectation);
    }
    all
}
