//! `geojson`: every leg as a line with its times, for maps that can move.

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::replay::document::Plan;

/// A feature collection (RFC 7946).
///
/// # Errors
/// When the plan was made without lines.
pub(super) fn render(plan: &Plan) -> Result<Vec<u8>> {
    let mut features: Vec<Value> = Vec::new();
    for movement in &plan.movements {
        for (number, leg) in movement.legs.iter().enumerate() {
            if leg.line.len() < 2 {
                continue;
            }
            let mut units: Vec<&str> = movement.contents.iter().map(|one| one.unit.as_str()).collect();
            units.dedup();
            features.push(json!({
                "type": "Feature",
                "geometry": { "type": "LineString", "coordinates": leg.line },
                "properties": {
                    "movement": movement.id,
                    "leg": number + 1,
                    "mode": leg.mode,
                    "units": units,
                    "pieces": movement.pieces,
                    "cargo": movement.cargo,
                    "from": leg.from,
                    "to": leg.to,
                    "depart_min": leg.depart_min,
                    "arrive_min": leg.arrive_min,
                    "distance_km": leg.distance_km,
                },
            }));
        }
    }
    if features.is_empty() && !plan.movements.is_empty() {
        return Err(Error::Output("the plan was made without lines on the map".to_owned()));
    }
    let collection = json!({
        "type": "FeatureCollection",
        "stamp": plan.stamp,
        "name": plan.name,
        "c_day": plan.c_day,
        "closure_min": plan.closure_min,
        "lower_bound_min": plan.lower_bound_min,
        "features": features,
    });
    let mut bytes = serde_json::to_vec(&collection).map_err(|error| Error::Output(error.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}
