//! OGC API Features, core: the map's layers and the ways asked for, as collections that GIS programs open.

use hyper::StatusCode;
use serde_json::{Value as Json, json};

use super::Shared;
use super::reply::{Refusal, Replied, json_reply, reply};
use super::routes::To;
use crate::analysis::features::Layer;
use crate::analysis::layers::LAYERS;
use crate::error::Result as Answered;
use crate::report::features::{feature, layers_of};
use crate::report::{Colour, Format};

/// Features in a reply when none are asked for, and at most.
const LIMIT_DEFAULT: usize = 1_000;
const LIMIT_MAX: usize = 10_000;

/// The collection of ways that were asked for, newest last.
const ROUTES: (&str, &str) = ("routes", "Legs of the ways that this server was last asked for");

const CONFORMANCE: [&str; 3] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
];

const CRS: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

fn collections() -> impl Iterator<Item = (&'static str, &'static str)> {
    LAYERS.iter().copied().chain([ROUTES])
}

/// Answers an address below `base`.
pub(super) fn answer(
    shared: &Shared,
    to: To,
    base: &str,
    (collection, id): (&str, &str),
    query: &[(String, String)],
) -> Replied {
    let allowed: &[&str] = if to == To::Items { &["bbox", "limit", "offset", "f"] } else { &["f"] };
    if let Some((key, _)) = query.iter().find(|(key, _)| !allowed.contains(&key.as_str())) {
        return Err(bad(&format!("\"{key}\" is unknown here; there are {}", allowed.join(", "))));
    }
    let ok = |json: &Json| Ok(json_reply(StatusCode::OK, json));
    match to {
        To::Landing => ok(&landing(base)),
        To::Conformance => ok(&json!({ "conformsTo": CONFORMANCE })),
        To::Collections => {
            let described: Answered<Vec<Json>> =
                collections().map(|(name, title)| described(shared, base, name, title)).collect();
            ok(
                &json!({ "links": [link(&format!("{base}/collections"), "self", "application/json")], "collections": described? }),
            )
        }
        To::Collection => {
            let (name, title) = found(collection)?;
            ok(&described(shared, base, name, title)?)
        }
        To::Items => items(shared, base, found(collection)?.0, query),
        _ => {
            let layer = layer(shared, found(collection)?.0)?;
            let one = layer.features.iter().find(|feature| feature.id == id);
            let one = one
                .ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, format!("{collection} has no feature \"{id}\"")))?;
            let mut json = feature(&layer, one);
            json["links"] = json!([
                link(&format!("{base}/collections/{collection}/items/{id}"), "self", "application/geo+json"),
                link(&format!("{base}/collections/{collection}"), "collection", "application/json"),
            ]);
            Ok(reply(StatusCode::OK, "application/geo+json", format!("{json}\n")))
        }
    }
}

fn bad(sentence: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, sentence)
}

fn found(name: &str) -> Result<(&'static str, &'static str), Refusal> {
    collections().find(|(known, _)| *known == name).ok_or_else(|| {
        let known: Vec<&str> = collections().map(|(name, _)| name).collect();
        Refusal::new(
            StatusCode::NOT_FOUND,
            format!("there is no collection \"{name}\"; there are {}", known.join(", ")),
        )
    })
}

fn link(href: &str, rel: &str, media_type: &str) -> Json {
    json!({ "href": href, "rel": rel, "type": media_type })
}

fn landing(base: &str) -> Json {
    let document = format!("{}/openapi.json", base.trim_end_matches("/ogc"));
    json!({
        "title": "Corridor",
        "description": "The network of Europe that routes, throughputs and plans are computed on, and the ways asked for",
        "links": [
            link(base, "self", "application/json"),
            link(&document, "service-desc", "application/vnd.oai.openapi+json;version=3.1"),
            link(&format!("{base}/conformance"), "conformance", "application/json"),
            link(&format!("{base}/collections"), "data", "application/json"),
        ],
    })
}

fn described(shared: &Shared, base: &str, name: &str, title: &str) -> Answered<Json> {
    let here = format!("{base}/collections/{name}");
    let bounds = layer(shared, name)?.bounds().unwrap_or([-180.0, -90.0, 180.0, 90.0]);
    Ok(json!({
        "id": name,
        "title": title,
        "extent": { "spatial": { "bbox": [bounds], "crs": CRS } },
        "itemType": "feature",
        "crs": [CRS],
        "links": [
            link(&here, "self", "application/json"),
            link(&format!("{here}/items"), "items", "application/geo+json"),
        ],
    }))
}

fn layer(shared: &Shared, name: &str) -> Answered<std::sync::Arc<Layer>> {
    if name == ROUTES.0 { routes(shared).map(std::sync::Arc::new) } else { shared.layers.layer(&shared.network, name) }
}

/// The legs of the ways that were last asked for.
fn routes(shared: &Shared) -> Answered<Layer> {
    let mut all = Layer { name: ROUTES.0.to_owned(), title: ROUTES.1.to_owned(), ..Layer::default() };
    for (key, answer) in shared.layers.remembered() {
        for mut layer in layers_of(&answer.bytes(Format::GeoJson, Colour::Plain)?)? {
            if layer.name != "leg" {
                continue;
            }
            layer.features.iter_mut().for_each(|feature| feature.id = format!("{}-{}", &key[..16], feature.id));
            if all.fields.is_empty() {
                all.fields = layer.fields;
                all.features = layer.features;
                continue;
            }
            // Answers differ in which properties are known.
            let new: Vec<String> = layer.fields.iter().filter(|field| !all.fields.contains(field)).cloned().collect();
            all.fields.extend(new);
            for mut feature in layer.features {
                let mut values = vec![crate::analysis::features::Value::None; all.fields.len()];
                for (field, value) in layer.fields.iter().zip(std::mem::take(&mut feature.values)) {
                    if let Some(at) = all.fields.iter().position(|known| known == field) {
                        values[at] = value;
                    }
                }
                feature.values = values;
                all.features.push(feature);
            }
        }
    }
    let width = all.fields.len();
    let none = crate::analysis::features::Value::None;
    all.features.iter_mut().for_each(|feature| feature.values.resize(width, none.clone()));
    Ok(all)
}

/// What part of a collection is asked for.
struct Wanted {
    bbox: Option<[f64; 4]>,
    limit: usize,
    offset: usize,
}

impl Wanted {
    fn read(query: &[(String, String)]) -> Result<Wanted, Refusal> {
        let mut wanted = Wanted { bbox: None, limit: LIMIT_DEFAULT, offset: 0 };
        for (key, value) in query {
            let whole = || value.parse::<usize>().map_err(|_| bad(&format!("{key}={value}: write a whole number")));
            match key.as_str() {
                "bbox" => wanted.bbox = Some(bbox(value)?),
                "limit" => wanted.limit = whole()?.min(LIMIT_MAX),
                "offset" => wanted.offset = whole()?,
                _ => {}
            }
        }
        if wanted.limit == 0 {
            return Err(bad("limit=0 asks for nothing; write at least 1"));
        }
        Ok(wanted)
    }
}

/// West, south, east, north; with heights in between they are not looked at.
fn bbox(text: &str) -> Result<[f64; 4], Refusal> {
    let numbers: Vec<f64> = text.split(',').filter_map(|word| word.trim().parse().ok()).collect();
    let whole = numbers.len() == text.split(',').count() && numbers.iter().all(|number| number.is_finite());
    let flat = match numbers[..] {
        [west, south, east, north] | [west, south, _, east, north, _] => [west, south, east, north],
        _ => [0.0, 1.0, 0.0, 0.0],
    };
    if whole && flat[1] <= flat[3] {
        return Ok(flat);
    }
    Err(bad(&format!("bbox={text}: write west,south,east,north in degrees")))
}

fn meets(wanted: [f64; 4], of: [f64; 4]) -> bool {
    // A box whose west lies east of its east goes round the back of the globe.
    let lon = |west: f64, east: f64| of[0] <= east && of[2] >= west;
    let lon = if wanted[0] <= wanted[2] {
        lon(wanted[0], wanted[2])
    } else {
        lon(wanted[0], 180.0) || lon(-180.0, wanted[2])
    };
    lon && of[1] <= wanted[3] && of[3] >= wanted[1]
}

fn items(shared: &Shared, base: &str, name: &str, query: &[(String, String)]) -> Replied {
    let wanted = Wanted::read(query)?;
    let layer = layer(shared, name)?;
    let inside = layer.features.iter().filter(|feature| match (wanted.bbox, feature.shape.bounds()) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(bbox), Some(bounds)) => meets(bbox, bounds),
    });
    let inside: Vec<_> = inside.collect();
    let part: Vec<Json> =
        inside.iter().skip(wanted.offset).take(wanted.limit).map(|one| feature(&layer, one)).collect();
    let here = format!("{base}/collections/{name}");
    let at = |offset: usize| {
        let box_text = wanted.bbox.map_or(String::new(), |b| format!("&bbox={},{},{},{}", b[0], b[1], b[2], b[3]));
        format!("{here}/items?limit={}&offset={offset}{box_text}", wanted.limit)
    };
    let mut links =
        vec![link(&at(wanted.offset), "self", "application/geo+json"), link(&here, "collection", "application/json")];
    let end = wanted.offset.saturating_add(part.len());
    if end < inside.len() && !part.is_empty() {
        links.push(link(&at(end), "next", "application/geo+json"));
    }
    if wanted.offset > 0 {
        links.push(link(&at(wanted.offset.saturating_sub(wanted.limit)), "prev", "application/geo+json"));
    }
    let json = json!({
        "type": "FeatureCollection", "numberMatched": inside.len(), "numberReturned": part.len(), "links": links,
        "features": part,
    });
    Ok(reply(StatusCode::OK, "application/geo+json", format!("{json}\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_read_and_meet() {
        assert_eq!(bbox("20,53,29,60").unwrap(), [20.0, 53.0, 29.0, 60.0]);
        assert_eq!(bbox("20,53,0,29,60,9").unwrap(), [20.0, 53.0, 29.0, 60.0]);
        for wrong in ["", "1,2,3", "20,60,29,53", "a,b,c,d", "1,2,3,nan", "1,2,3,4,5"] {
            assert!(bbox(wrong).is_err(), "{wrong}");
        }
        assert!(meets([20.0, 53.0, 29.0, 60.0], [29.0, 60.0, 30.0, 61.0]));
        assert!(!meets([20.0, 53.0, 29.0, 60.0], [29.1, 53.0, 30.0, 54.0]));
        assert!(meets([170.0, -10.0, -170.0, 10.0], [-175.0, 0.0, -175.0, 0.0]));
    }
}
