//! `geojson`: RFC 7946; a feature for each card that lies somewhere: lines of stretches and new links, points of places.

use serde_json::{Map, Value, json};

use crate::analysis::invest::answer::InvestAnswer;
use crate::error::{Error, Result};
use crate::report::geojson::feature;

fn round(value: f64) -> f64 {
    (value * 1e5).round() / 1e5
}

/// The answer as a FeatureCollection with a final newline.
pub(super) fn render(answer: &InvestAnswer) -> Result<Vec<u8>> {
    let place = |at: &(f64, f64)| json!([round(at.0), round(at.1)]);
    let mut features: Vec<Value> = Vec::new();
    for card in &answer.cards {
        let (points, lines): (Vec<_>, Vec<_>) = card.lines.iter().partition(|line| line.len() < 2);
        let properties = || {
            vec![
                ("id", json!(card.id)),
                ("name", json!(card.name)),
                ("kind", json!(card.kind)),
                ("states", json!(card.states.join(" "))),
                ("status", json!(card.status)),
                ("completion_year", json!(card.completion_year)),
                ("cost_eur_m", json!(card.cost_eur_m)),
                ("gain", json!(card.gain)),
                ("unit", json!(answer.unit)),
                ("flow_gain", json!(card.flow_gain)),
                ("resilience_gain", json!(card.resilience_gain)),
                ("closure_gain_h", json!(card.closure_gain_h.or(card.bound_gain_h))),
                ("per_eur", json!(card.per_eur)),
                ("share", json!(card.share)),
                ("p_best", json!(card.p_best)),
                ("chosen", json!(card.chosen)),
                ("orphan", json!(card.orphan)),
                ("evidence", json!(card.evidence)),
                ("source", json!(card.source)),
            ]
        };
        if !lines.is_empty() {
            let lines: Vec<Value> = lines.iter().map(|line| Value::Array(line.iter().map(place).collect())).collect();
            features.push(feature(json!({ "type": "MultiLineString", "coordinates": lines }), properties()));
        }
        if !points.is_empty() {
            let points: Vec<Value> = points.iter().flat_map(|point| point.first()).map(place).collect();
            features.push(feature(json!({ "type": "MultiPoint", "coordinates": points }), properties()));
        }
    }
    let mut collection = Map::new();
    let fail = |error: serde_json::Error| Error::Output(error.to_string());
    collection.insert("type".to_owned(), json!("FeatureCollection"));
    collection.insert("stamp".to_owned(), serde_json::to_value(&answer.stamp).map_err(fail)?);
    collection.insert("notes".to_owned(), json!(answer.notes));
    collection.insert("features".to_owned(), Value::Array(features));
    crate::report::json::bytes(&Value::Object(collection))
}
