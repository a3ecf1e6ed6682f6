//! Layers of features as GeoJSON (RFC 7946), and answers' GeoJSON as layers again: the way from any answer to the
//! formats of [`super::export`].

use serde_json::{Map, Value as Json, json};

use crate::analysis::features::{Feature, Layer, Shape, Value, bounds};
use crate::analysis::lists::json_of;
use crate::error::{Error, Result};

/// A feature as GeoJSON; properties that are not known are left out, positions have five decimals.
pub fn feature(layer: &Layer, feature: &Feature) -> Json {
    let known = layer.fields.iter().zip(&feature.values).filter(|(_, value)| **value != Value::None);
    let properties: Map<String, Json> = known.map(|(field, value)| (field.clone(), json_of(value))).collect();
    let geometry = match &feature.shape {
        Shape::None => Json::Null,
        Shape::Point(at) => json!({ "type": "Point", "coordinates": position(*at) }),
        Shape::Line(line) => json!({ "type": "LineString", "coordinates": positions(line) }),
        Shape::Lines(lines) => {
            let lines: Vec<_> = lines.iter().map(|line| positions(line)).collect();
            json!({ "type": "MultiLineString", "coordinates": lines })
        }
    };
    json!({ "type": "Feature", "id": feature.id, "geometry": geometry, "properties": properties })
}

fn positions(line: &[(f64, f64)]) -> Vec<[f64; 2]> {
    line.iter().map(|at| position(*at)).collect()
}

/// Five decimals: about a metre.
fn position((lon, lat): (f64, f64)) -> [f64; 2] {
    [(lon * 1e5).round() / 1e5 + 0.0, (lat * 1e5).round() / 1e5 + 0.0]
}

/// A whole layer as a FeatureCollection, with further members.
pub fn collection(layer: &Layer, members: Vec<(&str, Json)>) -> Json {
    let mut collection = Map::new();
    collection.insert("type".to_owned(), json!("FeatureCollection"));
    collection.extend(members.into_iter().map(|(key, value)| (key.to_owned(), value)));
    let features = layer.features.iter().map(|one| feature(layer, one)).collect();
    collection.insert("features".to_owned(), Json::Array(features));
    Json::Object(collection)
}

/// The features of a GeoJSON answer, grouped by their property `kind` (all in one layer where they have none).
///
/// # Errors
/// When it is no FeatureCollection of points and lines.
pub fn layers_of(geojson: &[u8]) -> Result<Vec<Layer>> {
    let broken = |reason: &str| Error::Output(format!("the answer's GeoJSON cannot be exported: {reason}"));
    let whole: Json = serde_json::from_slice(geojson).map_err(|error| broken(&error.to_string()))?;
    let features = whole["features"].as_array().ok_or_else(|| broken("it has no features"))?;
    let mut layers: Vec<Layer> = Vec::new();
    for one in features {
        let properties = one["properties"].as_object().ok_or_else(|| broken("a feature has no properties"))?;
        let kind = properties.get("kind").and_then(Json::as_str).unwrap_or("features");
        let index = layers.iter().position(|layer| layer.name == kind).unwrap_or_else(|| {
            layers.push(Layer { name: kind.to_owned(), title: kind.replace('_', " "), ..Layer::default() });
            layers.len() - 1
        });
        let layer = &mut layers[index];
        for (key, _) in properties.iter().filter(|(key, _)| *key != "kind") {
            if !layer.fields.contains(key) {
                layer.fields.push(key.clone());
            }
        }
        let values = layer.fields.iter().map(|field| properties.get(field).map_or(Value::None, value)).collect();
        let id = format!("{kind}-{}", layer.features.len() + 1);
        let shape = shape(&one["geometry"]).ok_or_else(|| broken("a geometry is neither point nor line"))?;
        layer.features.push(Feature { id, shape, values });
    }
    for layer in &mut layers {
        let width = layer.fields.len();
        layer.features.iter_mut().for_each(|feature| feature.values.resize(width, Value::None));
    }
    Ok(layers)
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::None,
        Json::Bool(flag) => Value::Flag(*flag),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::Whole(whole),
            None => number.as_f64().map_or(Value::None, Value::Real),
        },
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(list) if list.iter().all(Json::is_string) => {
            Value::Text(list.iter().filter_map(Json::as_str).collect::<Vec<_>>().join("; "))
        }
        other => Value::Text(other.to_string()),
    }
}

fn shape(geometry: &Json) -> Option<Shape> {
    let point = |json: &Json| Some((json.get(0)?.as_f64()?, json.get(1)?.as_f64()?));
    let line = |json: &Json| json.as_array()?.iter().map(point).collect::<Option<Vec<_>>>();
    let coordinates = &geometry["coordinates"];
    match geometry["type"].as_str() {
        None if geometry.is_null() => Some(Shape::None),
        Some("Point") => point(coordinates).map(Shape::Point),
        Some("LineString") => line(coordinates).map(Shape::Line),
        Some("MultiLineString") => coordinates.as_array()?.iter().map(line).collect::<Option<_>>().map(Shape::Lines),
        _ => None,
    }
}

/// West, south, east and north of several layers.
pub fn bounds_of(layers: &[Layer]) -> Option<[f64; 4]> {
    let points = layers.iter().flat_map(|layer| &layer.features).flat_map(|feature| feature.shape.points());
    bounds(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_comes_back_from_its_geojson() {
        let layer = Layer {
            name: "leg".to_owned(),
            title: "leg".to_owned(),
            fields: vec!["mode".to_owned(), "gauge_mm".to_owned(), "distance_km".to_owned()],
            features: vec![
                Feature {
                    id: "leg-1".to_owned(),
                    shape: Shape::Line(vec![(20.0, 54.0), (21.0, 54.5)]),
                    values: vec![Value::Text("rail".to_owned()), Value::Whole(1435), Value::Real(75.5)],
                },
                Feature {
                    id: "leg-2".to_owned(),
                    shape: Shape::None,
                    values: vec![Value::Text("road".to_owned()), Value::None, Value::Real(3.25)],
                },
            ],
        };
        let mut json = collection(&layer, Vec::new());
        for one in json["features"].as_array_mut().expect("an array") {
            one["properties"]["kind"] = json!("leg");
        }
        assert_eq!(layers_of(json.to_string().as_bytes()).unwrap(), [layer]);
    }

    #[test]
    fn what_is_no_geojson_is_refused() {
        assert!(layers_of(b"{}").is_err());
        let polygon = br#"{"features":[{"properties":{},"geometry":{"type":"Polygon","coordinates":[]}}]}"#;
        assert!(layers_of(polygon).is_err());
    }
}
