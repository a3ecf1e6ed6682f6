//! Layers, lists and OGC API Features, as GIS programs read them.

use std::collections::BTreeSet;
use std::process::Command;

use super::{ROUTE, Server, server};
use crate::harness::corridor;

#[test]
fn layers_and_lists_hold_what_the_tables_hold() {
    let server = server();
    let rows = |table: &str| corridor(&format!("network show {table}")).out.lines().count() - 1;
    for (layer, table) in [("ports", "ports"), ("airfields", "airfields"), ("terminals", "terminals")] {
        let json = server.get(&format!("/api/v1/network/layers/{layer}.geojson")).json();
        let features = json["features"].as_array().expect("features");
        assert_eq!(features.len(), rows(table), "{layer}");
        for feature in features {
            assert_eq!(feature["geometry"]["type"], "Point");
            for field in ["id", "name", "country", "source", "evidence"] {
                assert!(feature["properties"][field].is_string(), "{layer} {field}: {feature}");
            }
        }
    }
    for (layer, field) in
        [("rail", "gauge_mm"), ("road", "length_km"), ("borders", "country_other"), ("structures", "kind")]
    {
        let json = server.get(&format!("/api/v1/network/layers/{layer}.geojson")).json();
        let features = json["features"].as_array().expect("features");
        let ids: BTreeSet<&str> = features.iter().filter_map(|feature| feature["id"].as_str()).collect();
        assert!(features.len() > 100 && ids.len() == features.len(), "{layer}");
        assert!(features.iter().filter(|feature| !feature["properties"][field].is_null()).count() > 100, "{layer}");
    }
    for (list, table) in
        [("regimes", "regimes"), ("loads", "vehicles"), ("theatres", "areas"), ("countries", "countries")]
    {
        assert_eq!(
            server.get(&format!("/api/v1/network/{list}")).json().as_array().expect("a list").len(),
            rows(table)
        );
    }
    let found = server.get("/api/v1/network/places?name=adazi").json();
    assert_eq!(found[0]["id"], "place:adazi", "{found}");
    let cards = server.get("/api/v1/network/cards").json();
    assert!(cards.as_array().is_some_and(|cards| cards.len() > 5 && cards.iter().all(|card| card["id"].is_string())));
}

#[test]
fn features_come_in_parts_that_add_up() {
    let server = server();
    let landing = server.get("/ogc").json();
    let rels: Vec<&str> =
        landing["links"].as_array().expect("links").iter().filter_map(|link| link["rel"].as_str()).collect();
    assert_eq!(rels, ["self", "service-desc", "conformance", "data"]);
    let whole = server.get("/ogc/collections/ports/items").json();
    let all = whole["features"].as_array().expect("features").len();
    assert_eq!(whole["numberMatched"], all);
    let mut next = Some("/ogc/collections/ports/items?limit=50".to_owned());
    let mut seen = BTreeSet::new();
    while let Some(path) = next {
        let part = server.get(&path).json();
        assert_eq!(part["numberMatched"], all);
        for feature in part["features"].as_array().expect("features") {
            assert!(seen.insert(feature["id"].as_str().expect("an id").to_owned()));
        }
        let links = part["links"].as_array().expect("links");
        let link = links.iter().find(|link| link["rel"] == "next").and_then(|link| link["href"].as_str());
        next = link.map(|href| href.split_once(&server.port.to_string()).expect("here").1.to_owned());
    }
    assert_eq!(seen.len(), all);
    let inside = server.get("/ogc/collections/ports/items?bbox=20,53,30,60").json();
    let count = inside["numberMatched"].as_u64().expect("a number");
    assert!(count > 3 && count < all as u64);
    for feature in inside["features"].as_array().expect("features") {
        let at = &feature["geometry"]["coordinates"];
        assert!(
            (20.0..=30.0).contains(&at[0].as_f64().expect("lon"))
                && (53.0..=60.0).contains(&at[1].as_f64().expect("lat"))
        );
    }
    // Ways asked for are features too.
    assert_eq!(server.get(ROUTE).status, 200);
    assert!(server.get("/ogc/collections/routes/items").json()["numberMatched"].as_u64().expect("a number") >= 2);
}

#[test]
fn a_gis_program_reads_the_collections() {
    // One of its own: the ways that it remembers are those asked for here.
    let server = Server::start();
    if Command::new("ogrinfo").arg("--version").output().is_err() {
        eprintln!("SKIPPED: ogrinfo (package gdal-bin) is not here, so no GIS program has read the collections");
        return;
    }
    let address = format!("OAPIF:http://127.0.0.1:{}/ogc", server.port);
    let info = |arguments: &[&str]| {
        let output = Command::new("ogrinfo").args(arguments).env("NO_PROXY", "127.0.0.1").output().expect("it runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let layers = info(&["-ro", &address]);
    for layer in ["rail", "road", "ports", "routes", "cards"] {
        assert!(layers.contains(&format!(": {layer} ")), "{layers}");
    }
    let count = server.get("/ogc/collections/ports/items?limit=1").json()["numberMatched"].to_string();
    assert!(info(&["-ro", "-so", &address, "ports"]).contains(&format!("Feature Count: {count}")));
    let one = info(&["-ro", "-al", "-where", "id = 'bremerhaven'", &address, "ports"]);
    assert!(one.contains("draught_m (Real)"), "{one}");
    // Whole layers go into a file of another format, with every feature.
    assert_eq!(server.get(ROUTE).status, 200);
    let folder = tempfile::tempdir().expect("a folder");
    for layer in ["ports", "cards", "routes"] {
        let file = folder.path().join(format!("{layer}.gpkg"));
        let file = file.to_str().expect("a path");
        let output = Command::new("ogr2ogr").args(["-f", "GPKG", file, &address, layer]).output().expect("it runs");
        assert!(output.status.success(), "{layer}: {}", String::from_utf8_lossy(&output.stderr));
        let path = format!("/ogc/collections/{layer}/items?limit=1");
        let count = |text: &str| text.lines().filter(|line| line.starts_with("OGRFeature(")).count().to_string();
        let written = info(&["-ro", "-al", file]);
        assert_eq!(count(&written), server.get(&path).json()["numberMatched"].to_string(), "{layer}");
    }
}
