//! `geojson`: RFC 7946, one feature per leg, structure, end and relaxation; units in the property names.
//!
//! | `kind` | geometry | properties |
//! |---|---|---|
//! | `leg` | LineString | `route_rank`, `leg`, `mode`, `gauge_mm`, `from`, `to`, `via`, `distance_km`, `depart_min`, `arrive_min` |
//! | `structure` | Point | `route_rank`, `id`, `name`, `structure`, `limits`, `at_min` |
//! | `origin`, `destination` | Point | `id`, `name`, `country` |
//! | `relaxation` | LineString | `rank`, `relax`, `way`, `total_min`, `saves_min` |
//!
//! A property that is not known is left out. The stamp, C and the notes are foreign members of the collection.

use serde_json::{Map, Value, json};

use crate::analysis::route::answer::{Leg, Relaxation, Route, RouteAnswer, Spot, StructureOnRoute};
use crate::error::{Error, Result};

/// The answer as a FeatureCollection with a final newline.
pub fn render(answer: &RouteAnswer) -> Result<Vec<u8>> {
    let mut features = vec![end("origin", &answer.from), end("destination", &answer.to)];
    for route in &answer.routes {
        features.extend(route.legs.iter().enumerate().map(|(index, leg)| leg_feature(route, index + 1, leg)));
        features.extend(route.structures.iter().map(|structure| structure_feature(route, structure)));
    }
    let relaxations = answer.relaxations.iter().enumerate();
    features.extend(relaxations.map(|(index, relaxation)| relaxation_feature(index + 1, relaxation)));

    let mut collection = Map::new();
    collection.insert("type".to_owned(), json!("FeatureCollection"));
    collection.insert("bbox".to_owned(), json!(bbox(answer)));
    collection
        .insert("stamp".to_owned(), serde_json::to_value(&answer.stamp).map_err(|e| Error::Output(e.to_string()))?);
    collection.insert("c_day".to_owned(), json!(answer.c_day));
    collection.insert("load".to_owned(), json!(answer.load.text));
    collection.insert("notes".to_owned(), json!(answer.notes));
    collection.insert("features".to_owned(), Value::Array(features));
    super::json::bytes(&Value::Object(collection))
}

pub(super) fn feature(geometry: Value, properties: Vec<(&str, Value)>) -> Value {
    let known = properties.into_iter().filter(|(_, value)| !value.is_null());
    let properties: Map<String, Value> = known.map(|(key, value)| (key.to_owned(), value)).collect();
    json!({ "type": "Feature", "geometry": geometry, "properties": properties })
}

fn end(kind: &str, spot: &Spot) -> Value {
    let properties = vec![
        ("kind", json!(kind)),
        ("id", json!(spot.id)),
        ("name", json!(spot.name)),
        ("country", json!(spot.country)),
    ];
    feature(point(spot.lon, spot.lat), properties)
}

fn leg_feature(route: &Route, number: usize, leg: &Leg) -> Value {
    let properties = vec![
        ("kind", json!("leg")),
        ("route_rank", json!(route.rank)),
        ("leg", json!(number)),
        ("mode", json!(leg.mode)),
        ("gauge_mm", json!(leg.gauge_mm)),
        ("from", json!(leg.from)),
        ("to", json!(leg.to)),
        ("via", json!(leg.via.join("; "))),
        ("distance_km", json!(rounded(leg.distance_km, 1e3))),
        ("depart_min", json!(leg.depart_min)),
        ("arrive_min", json!(leg.arrive_min)),
    ];
    feature(line(&leg.line), properties)
}

fn structure_feature(route: &Route, structure: &StructureOnRoute) -> Value {
    let properties = vec![
        ("kind", json!("structure")),
        ("route_rank", json!(route.rank)),
        ("id", json!(structure.id)),
        ("name", json!(structure.name)),
        ("structure", json!(structure.kind)),
        ("limits", json!(structure.limits)),
        ("at_min", json!(structure.at_min)),
    ];
    feature(point(structure.lon, structure.lat), properties)
}

fn relaxation_feature(rank: usize, relaxation: &Relaxation) -> Value {
    let properties = vec![
        ("kind", json!("relaxation")),
        ("rank", json!(rank)),
        ("relax", json!(relaxation.relax.join("; "))),
        ("way", json!(relaxation.way)),
        ("total_min", json!(relaxation.total_min)),
        ("saves_min", json!(relaxation.saves_min)),
    ];
    feature(line(&relaxation.line), properties)
}

pub(super) fn point(lon: f64, lat: f64) -> Value {
    json!({ "type": "Point", "coordinates": position(lon, lat) })
}

/// A LineString; `null` (an unlocated feature) where there are fewer than two points.
pub(super) fn line(points: &[(f64, f64)]) -> Value {
    if points.len() < 2 {
        return Value::Null;
    }
    let positions: Vec<[f64; 2]> = points.iter().map(|(lon, lat)| position(*lon, *lat)).collect();
    json!({ "type": "LineString", "coordinates": positions })
}

/// Five decimals: about a metre.
fn position(lon: f64, lat: f64) -> [f64; 2] {
    [rounded(lon, 1e5), rounded(lat, 1e5)]
}

fn rounded(number: f64, parts: f64) -> f64 {
    (number * parts).round() / parts + 0.0
}

/// West, south, east, north of everything drawn.
fn bbox(answer: &RouteAnswer) -> [f64; 4] {
    let mut bbox = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    let ends = [&answer.from, &answer.to].map(|spot| (spot.lon, spot.lat));
    let legs = answer.routes.iter().flat_map(|route| &route.legs).flat_map(|leg| &leg.line);
    let structures = answer.routes.iter().flat_map(|route| &route.structures).map(|s| (s.lon, s.lat));
    let relaxed = answer.relaxations.iter().flat_map(|relaxation| &relaxation.line);
    for (lon, lat) in ends.into_iter().chain(legs.chain(relaxed).copied()).chain(structures) {
        let [lon, lat] = position(lon, lat);
        bbox = [bbox[0].min(lon), bbox[1].min(lat), bbox[2].max(lon), bbox[3].max(lat)];
    }
    bbox
}
