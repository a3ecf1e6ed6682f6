//! The basemap as GeoJSON: land, borders, lakes, rivers and names, for maps in a browser.

use serde_json::{Value as Json, json};

use super::basemap::{ArcKind, Basemap, Country, Degrees, basemap, labels};
use crate::error::{Error, Result};

/// Names of the parts with what they hold.
pub const PARTS: &[(&str, &str)] = &[
    ("land", "States as areas, with their code"),
    ("borders", "Borders of states and coasts, told apart by `kind`"),
    ("lakes", "Lakes"),
    ("rivers", "Rivers with their rank, 1 the largest"),
    ("cities", "Names of cities, states and seas with their rank, told apart by `kind`"),
];

/// A part of the basemap as a FeatureCollection with a final newline. O(points).
///
/// # Errors
/// When there is no such part, or the basemap is damaged.
pub fn part(name: &str) -> Result<Vec<u8>> {
    let features: Vec<Json> = match name {
        "land" => {
            let map = basemap()?;
            map.countries.iter().map(|country| land(&map, country)).collect()
        }
        "borders" => {
            let arcs = basemap()?.arcs.into_iter().filter(|arc| arc.kind != ArcKind::Inside);
            let kind = |kind| if kind == ArcKind::Coast { "coast" } else { "border" };
            arcs.map(|arc| feature(line(&arc.points), json!({ "kind": kind(arc.kind) }))).collect()
        }
        "lakes" => basemap()?.lakes.iter().map(|rings| feature(areas(rings.clone()), json!({}))).collect(),
        "rivers" => {
            basemap()?.rivers.iter().map(|(rank, points)| feature(line(points), json!({ "rank": rank }))).collect()
        }
        "cities" => labels()?
            .into_iter()
            .map(|label| {
                let point = json!({ "type": "Point", "coordinates": [label.lon, label.lat] });
                let named = json!({
                    "kind": label.kind, "name": label.name, "country": label.country, "rank": label.rank,
                });
                feature(point, named)
            })
            .collect(),
        _ => {
            let known: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
            let known = known.join(", ");
            return Err(Error::Question(format!("the basemap has no part \"{name}\"; it has {known}")));
        }
    };
    let collection = json!({
        "type": "FeatureCollection", "attribution": "Natural Earth, public domain", "features": features,
    });
    let mut bytes = serde_json::to_vec(&collection).map_err(|error| Error::Output(error.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn feature(geometry: Json, properties: Json) -> Json {
    json!({ "type": "Feature", "geometry": geometry, "properties": properties })
}

fn line(points: &[Degrees]) -> Json {
    json!({ "type": "LineString", "coordinates": points })
}

fn land(map: &Basemap, country: &Country) -> Json {
    let rings = country.rings.iter().map(|ring| {
        let mut points: Vec<Degrees> = Vec::new();
        for (arc, backwards) in ring {
            let arc = &map.arcs[*arc].points;
            let mut along: Vec<Degrees> = if *backwards { arc.iter().rev().copied().collect() } else { arc.clone() };
            if points.last().is_some() && points.last() == along.first() {
                along.remove(0);
            }
            points.append(&mut along);
        }
        unwrapped(points)
    });
    feature(areas(rings.collect()), json!({ "code": country.code }))
}

/// A ring that crosses the antimeridian, carried on beyond 180 degrees: jumping back would draw a band around the world.
fn unwrapped(mut ring: Vec<Degrees>) -> Vec<Degrees> {
    let mut turns = 0.0;
    for index in 1..ring.len() {
        let step = ring[index].0 + turns - ring[index - 1].0;
        if step.abs() > 180.0 {
            turns -= 360.0 * step.signum();
        }
        ring[index].0 += turns;
    }
    ring
}

/// Rings as a MultiPolygon: a ring inside an odd number of others is a hole of the smallest that holds it. O(rings x points).
fn areas(rings: Vec<Vec<Degrees>>) -> Json {
    let mut rings: Vec<Vec<Degrees>> = rings.into_iter().filter(|ring| ring.len() >= 3).collect();
    for ring in &mut rings {
        if ring.first() != ring.last() {
            ring.push(ring[0]);
        }
    }
    let sizes: Vec<f64> = rings.iter().map(|ring| signed_area(ring)).collect();
    let holders: Vec<Vec<usize>> = rings
        .iter()
        .enumerate()
        .map(|(index, ring)| (0..rings.len()).filter(|other| *other != index && holds(&rings[*other], ring)).collect())
        .collect();
    let mut polygons: Vec<(usize, Vec<Vec<Degrees>>)> = Vec::new();
    for index in (0..rings.len()).filter(|index| holders[*index].len().is_multiple_of(2)) {
        polygons.push((index, vec![turned(&rings[index], sizes[index] < 0.0)]));
    }
    for index in (0..rings.len()).filter(|index| !holders[*index].len().is_multiple_of(2)) {
        let outer = holders[index].iter().min_by(|a, b| sizes[**a].abs().total_cmp(&sizes[**b].abs()));
        if let Some((_, polygon)) = polygons.iter_mut().find(|(holder, _)| Some(holder) == outer) {
            polygon.push(turned(&rings[index], sizes[index] > 0.0));
        }
    }
    let polygons: Vec<_> = polygons.into_iter().map(|(_, polygon)| polygon).collect();
    json!({ "type": "MultiPolygon", "coordinates": polygons })
}

fn turned(ring: &[Degrees], turn: bool) -> Vec<Degrees> {
    if turn { ring.iter().rev().copied().collect() } else { ring.to_vec() }
}

/// Twice the area in square degrees; positive when the ring runs against the clock.
fn signed_area(ring: &[Degrees]) -> f64 {
    ring.windows(2).map(|pair| pair[0].0 * pair[1].1 - pair[1].0 * pair[0].1).sum()
}

/// Whether a ring lies inside another: by its first point that is none of the other's.
fn holds(outer: &[Degrees], inner: &[Degrees]) -> bool {
    let Some((x, y)) = inner.iter().find(|point| !outer.contains(point)) else { return false };
    let crossings = outer.windows(2).filter(|pair| {
        let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
        (ay > *y) != (by > *y) && *x < (bx - ax) * (y - ay) / (by - ay) + ax
    });
    !crossings.count().is_multiple_of(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_there_and_rings_are_closed() {
        for (name, _) in PARTS {
            let json: Json = serde_json::from_slice(&part(name).unwrap()).unwrap();
            assert!(json["features"].as_array().is_some_and(|features| features.len() > 50), "{name}");
        }
        assert!(part("moon").is_err());
        let land: Json = serde_json::from_slice(&part("land").unwrap()).unwrap();
        for state in land["features"].as_array().unwrap() {
            for ring in state["geometry"]["coordinates"].as_array().unwrap().iter().flat_map(|p| p.as_array().unwrap())
            {
                let ring = ring.as_array().unwrap();
                assert_eq!(ring.first(), ring.last(), "{}", state["properties"]["code"]);
                let jump = |pair: &[Json]| (pair[1][0].as_f64().unwrap() - pair[0][0].as_f64().unwrap()).abs();
                let jumps = ring.windows(2).filter(|pair| jump(pair) > 180.0).count();
                assert!(jumps == 0 || state["properties"]["code"] == "AQ", "{}", state["properties"]["code"]);
            }
        }
    }

    #[test]
    fn a_ring_in_a_ring_is_a_hole() {
        let square = |low: f64, high: f64| vec![(low, low), (high, low), (high, high), (low, high), (low, low)];
        let json = areas(vec![square(0.0, 9.0), square(2.0, 4.0), square(2.5, 3.0)]);
        let polygons = json["coordinates"].as_array().unwrap();
        assert_eq!(polygons.len(), 2, "{json}");
        assert_eq!(polygons[0].as_array().unwrap().len(), 2);
    }
}
