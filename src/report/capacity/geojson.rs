//! `geojson`: RFC 7946; a line for every stretch with flow, a point for every asset of the cut and for both ends.
//!
//! | `kind` | geometry | properties |
//! |---|---|---|
//! | `flow` | LineString | `mode`, `from`, `to`, `vehicles_per_day`, `capacity_vehicles_per_day`, `saturated`, `in_cut`, `assets`, `stroke_width` |
//! | `cut` | Point | `asset`, `name`, `asset_kind`, `country`, `capacity`, `unit`, `vehicles_per_day`, `evidence`, `source`, `date` |
//! | `source`, `sink` | Point | |

use serde_json::{Map, Value, json};

use crate::analysis::capacity::answer::CapacityAnswer;
use crate::error::{Error, Result};
use crate::report::geojson::{feature, line, point};

/// The answer as a FeatureCollection with a final newline.
pub(super) fn render(answer: &CapacityAnswer) -> Result<Vec<u8>> {
    let widest = answer.ways.iter().map(|way| way.vehicles).fold(1.0, f64::max);
    let mut features: Vec<Value> = Vec::new();
    for way in &answer.ways {
        let width = 1.0 + 9.0 * (way.vehicles / widest).sqrt();
        features.push(feature(
            line(&way.line),
            vec![
                ("kind", json!("flow")),
                ("mode", json!(way.mode)),
                ("from", json!(way.from)),
                ("to", json!(way.to)),
                ("vehicles_per_day", json!(way.vehicles)),
                ("capacity_vehicles_per_day", json!(way.capacity)),
                ("saturated", json!(way.saturated)),
                ("in_cut", json!(way.in_cut)),
                ("assets", json!(way.assets.join("; "))),
                ("stroke_width", json!((width * 10.0).round() / 10.0)),
            ],
        ));
    }
    for (asset, at) in answer.cut.iter().filter_map(|asset| Some((asset, asset.at?))) {
        features.push(feature(
            point(at.0, at.1),
            vec![
                ("kind", json!("cut")),
                ("asset", json!(asset.asset)),
                ("name", json!(asset.name)),
                ("asset_kind", json!(asset.kind)),
                ("country", json!(asset.country)),
                ("capacity", json!(asset.capacity)),
                ("unit", json!(asset.unit)),
                ("vehicles_per_day", json!(asset.vehicles)),
                ("evidence", json!(asset.evidence)),
                ("source", json!(asset.source)),
                ("date", json!(asset.date)),
            ],
        ));
    }
    for (kind, ends) in [("source", &answer.from), ("sink", &answer.to)] {
        features.extend(ends.positions.iter().map(|at| feature(point(at.0, at.1), vec![("kind", json!(kind))])));
    }
    let mut collection = Map::new();
    collection.insert("type".to_owned(), json!("FeatureCollection"));
    collection
        .insert("stamp".to_owned(), serde_json::to_value(&answer.stamp).map_err(|e| Error::Output(e.to_string()))?);
    collection.insert("per_day".to_owned(), json!(answer.per_day));
    collection.insert("assumptions".to_owned(), json!(answer.assumptions));
    collection.insert("features".to_owned(), Value::Array(features));
    crate::report::json::bytes(&Value::Object(collection))
}
