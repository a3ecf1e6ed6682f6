//! `geojson`: RFC 7946; every loss that changes anything as lines or a point, the ways round of the ten, and both ends.
//!
//! | `kind` | geometry | properties |
//! |---|---|---|
//! | `loss` | MultiLineString or Point | `rank`, `asset`, `name`, `asset_kind`, `country`, `cut_off`, `closure_delay_h`, `lost_min`, `days_lost`, `flow_loss_vehicles_per_day`, `flow_loss_share`, `pairs_slower`, `pairs_cut_off`, `extra_travel_min`, `extra_min`, `evidence`, `confidence`, `why`, `stroke`, `stroke_width` |
//! | `detour` | LineString | `asset`, `from`, `to`, `extra_km` |
//! | `worst` | Point | `k`, `asset`, `name`, `flow_left_vehicles_per_day`, `proven` |
//! | `source`, `sink` | Point | |

use serde_json::{Map, Value, json};

use crate::analysis::failure::answer::{FailureAnswer, Loss};
use crate::error::{Error, Result};
use crate::report::geojson::{feature, line, point};
use crate::report::style;

/// The answer as a FeatureCollection with a final newline.
pub(super) fn render(answer: &FailureAnswer) -> Result<Vec<u8>> {
    let mut features: Vec<Value> = answer.losses.iter().map(loss).collect();
    for loss in &answer.losses {
        let Some(detour) = loss.effect.detour.as_ref().filter(|detour| detour.line.len() > 1) else { continue };
        features.push(feature(
            line(&detour.line),
            vec![
                ("kind", json!("detour")),
                ("asset", json!(loss.asset)),
                ("from", json!(detour.from)),
                ("to", json!(detour.to)),
                ("extra_km", json!(detour.extra_km)),
            ],
        ));
    }
    for worst in &answer.worst {
        for asset in &worst.assets {
            features.push(feature(
                point(asset.at.0, asset.at.1),
                vec![
                    ("kind", json!("worst")),
                    ("k", json!(worst.k)),
                    ("asset", json!(asset.asset)),
                    ("name", json!(asset.name)),
                    ("flow_left_vehicles_per_day", json!(worst.flow_left)),
                    ("proven", json!(worst.proven)),
                ],
            ));
        }
    }
    for (kind, places) in [("source", &answer.from), ("sink", &answer.to)] {
        features.extend(places.positions.iter().map(|at| feature(point(at.0, at.1), vec![("kind", json!(kind))])));
    }
    let fail = |error: serde_json::Error| Error::Output(error.to_string());
    let mut collection = Map::new();
    collection.insert("type".to_owned(), json!("FeatureCollection"));
    collection.insert("stamp".to_owned(), serde_json::to_value(&answer.stamp).map_err(fail)?);
    collection.insert("base".to_owned(), serde_json::to_value(&answer.base).map_err(fail)?);
    collection.insert("notes".to_owned(), json!(answer.notes));
    collection.insert("features".to_owned(), Value::Array(features));
    crate::report::json::bytes(&Value::Object(collection))
}

fn loss(loss: &Loss) -> Value {
    // A stretch of no length is no line.
    let lines = loss.lines.iter().filter(|one| one.len() > 1);
    let coordinates: Vec<Value> = lines.map(|one| line(one)["coordinates"].clone()).collect();
    let geometry = if coordinates.is_empty() {
        point(loss.at.0, loss.at.1)
    } else {
        json!({"type": "MultiLineString", "coordinates": coordinates})
    };
    let effect = &loss.effect;
    let minutes = if effect.cut_off { None } else { Some(effect.lost_min.unwrap_or(0)) };
    feature(
        geometry,
        vec![
            ("kind", json!("loss")),
            ("rank", json!(loss.rank)),
            ("asset", json!(loss.asset)),
            ("name", json!(loss.name)),
            ("asset_kind", json!(loss.kind)),
            ("country", json!(loss.country)),
            ("cut_off", json!(effect.cut_off)),
            ("closure_delay_h", json!(effect.closure_delay_h)),
            ("lost_min", json!(effect.lost_min)),
            ("days_lost", json!(effect.days_lost)),
            ("flow_loss_vehicles_per_day", json!(effect.flow_loss)),
            ("flow_loss_share", json!(effect.flow_loss_share)),
            ("pairs_slower", json!(effect.pairs_slower)),
            ("pairs_cut_off", json!(effect.pairs_cut_off)),
            ("extra_travel_min", json!(effect.extra_travel_min)),
            ("extra_min", json!(effect.extra_min)),
            ("evidence", json!(loss.evidence)),
            ("confidence", json!(loss.confidence)),
            ("why", json!(loss.why)),
            ("stroke", json!(style::lost(minutes))),
            ("stroke_width", json!(if minutes == Some(0) { 2 } else { 4 })),
        ],
    )
}
