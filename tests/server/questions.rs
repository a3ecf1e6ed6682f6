//! Questions over HTTP: the bytes of the command line, sentences for what is wrong, no file opened, all of it documented.

use std::collections::BTreeSet;

use serde_json::json;

use super::{ROUTE, server, wait};
use crate::harness::corridor;

#[test]
fn bytes_and_exit_codes_are_those_of_the_command_line() {
    let server = server();
    let asked = [
        ("route Bremerhaven Rukla --load leopard-2a7 --ways 1 --format json", ROUTE.to_owned()),
        ("route Bremerhaven Rukla --load leopard-2a7 --ways 1 --format table", format!("{ROUTE}&format=table")),
        ("route Bremerhaven Rukla --load leopard-2a7 --ways 1 --format gpx", format!("{ROUTE}&format=gpx")),
        ("route Bremerhaven Rukla --load leopard-2a7 --ways 1 --format json --deny LT", format!("{ROUTE}&deny=LT")),
        (
            "route \"Sankt Pölten\" Cincu --load boxerx4 --load leclerc --format csv --ways 1 --modes rail,road",
            "/api/v1/route?from=Sankt+P%C3%B6lten&to=Cincu&load=boxerx4&load=leclerc&format=csv&ways=1&modes=rail%2Croad"
                .to_owned(),
        ),
        (
            "capacity --to lithuania --from ports:north-sea --format json",
            "/api/v1/capacity?to=lithuania&from=ports:north-sea".to_owned(),
        ),
    ];
    for (line, path) in asked {
        let (said, reply) = (corridor(line), server.get(&path));
        assert_eq!(reply.status, 200, "{path}: {}", String::from_utf8_lossy(&reply.body));
        assert!(said.bytes == reply.body, "{path} differs from {line}");
        assert_eq!(reply.header("corridor-exit-code"), said.code.to_string(), "{path}");
        assert_eq!(reply.header("content-length"), reply.body.len().to_string());
    }
    // A second time from what was kept.
    assert_eq!(server.get(ROUTE).body, server.get(ROUTE).body);
}

#[test]
fn what_is_wrong_is_told_in_sentences() {
    let server = server();
    let told = [
        ("/api/v1/route?from=Bremerhaven", 400, "needs to"),
        ("/api/v1/route?from=Bremerhaven&to=Rukla&lod=leopard-2a7", 400, "did you mean load?"),
        ("/api/v1/route?from=Bremerhaven&to=Bremerhaven", 400, "the same place"),
        ("/api/v1/route?from=Bremerhaven&to=Rukla&format=tiff", 400, "tiff"),
        ("/api/v1/route?from=Atlantis&to=Rukla", 422, "Atlantis"),
        ("/api/v1/route?from=%ff&to=Rukla", 400, "UTF-8"),
        ("/api/v1/plan?force=nothing-such", 422, "battalion-dk-latvia"),
        ("/api/v1/fly?from=a", 404, "openapi.json"),
        ("/api/v1/jobs/0123", 404, "0123"),
        ("/api/v1/network/layers/roads.geojson", 404, "road"),
        ("/api/v1/network/towns", 404, "places"),
        ("/api/v1/network/tables/harbours", 404, "ports"),
        ("/page/nothing.js", 404, "no such file"),
        ("/ogc/collections/roads", 404, "road"),
        ("/ogc/collections/road/items?bbox=1,2", 400, "west,south,east,north"),
        ("/ogc/collections/road/items?colour=red", 400, "colour"),
    ];
    for (path, status, word) in told {
        let reply = server.get(path);
        assert_eq!((reply.status, reply.header("content-type")), (status, "application/json"), "{path}");
        assert!(reply.sentence().contains(word), "{path}: {}", reply.sentence());
    }
    let reply = server.ask("PUT", "/api/v1/jobs", "", "");
    assert_eq!((reply.status, reply.header("allow")), (405, "POST"));
}

#[test]
fn no_file_is_opened_on_request() {
    let server = server();
    let here = env!("CARGO_MANIFEST_DIR");
    let marker = std::env::temp_dir().join("corridor-server-was-here.json");
    for flags in [
        format!("network={here}/networks/toy"),
        format!("overlay={here}/networks/toy"),
        format!("scenario={here}/Cargo.toml"),
        "scenario=/etc/passwd".to_owned(),
        format!("out={}", marker.display()),
        "threads=4".to_owned(),
    ] {
        let reply = server.get(&format!("{ROUTE}&{flags}"));
        assert_eq!(reply.status, 400, "{flags}");
        assert!(!reply.sentence().contains("root:"));
    }
    let certificate = format!("/api/v1/capacity?to=lithuania&from=ports:all&certificate={}", marker.display());
    assert_eq!(server.get(&certificate).status, 400);
    let force = format!("/api/v1/plan?force={here}/networks/europe/forces/battalion-dk-latvia.toml");
    assert_eq!(server.get(&force).status, 422);
    assert!(!marker.exists());
    let up = [
        "../../Cargo.toml",
        "..%2f..%2fCargo.toml",
        "%2e%2e/%2e%2e/Cargo.toml",
        "/etc/passwd",
        "..\\..\\x",
        "index.html%00",
    ];
    for path in up {
        for base in ["/page/", "/", "/api/v1/network/layers/", "/ogc/collections/"] {
            let reply = server.get(&format!("{base}{path}"));
            assert!([400, 404].contains(&reply.status), "{base}{path}: {}", reply.status);
        }
    }
}

#[test]
fn every_address_is_documented_and_every_documented_address_answers() {
    let server = server();
    let document = server.get("/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    let job = server.post(
        "/api/v1/jobs",
        &json!({ "question": "route", "flags": { "from": "Gdansk", "to": "Rukla", "load": "boxer" } }),
    );
    let id = job.json()["id"].as_str().expect("an id").to_owned();
    assert_eq!(wait(&server, &id)["state"], "done");
    let examples = [
        ("{id}", id.as_str()),
        ("{list}", "regimes"),
        ("{layer}", "ports"),
        ("{table}", "vehicles"),
        ("{part}", "cities"),
        ("{path}", "index.html"),
        ("{collection}", "ports"),
        ("{feature}", "bremerhaven"),
    ];
    let query = |path: &str| match path {
        "/api/v1/route" => "?from=Gdansk&to=Rukla&load=boxer",
        "/api/v1/capacity" => "?to=lithuania&from=ports:north-sea",
        "/api/v1/plan" => "?force=battalion-dk-latvia&effort=1",
        _ => "",
    };
    let mut operations = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let filled = examples.iter().fold(path.clone(), |path, (name, value)| path.replace(name, value));
        assert!(!filled.contains('{'), "{path} has no example here");
        for (method, operation) in item.as_object().expect("operations") {
            assert!(operations.insert(operation["operationId"].as_str().expect("an id").to_owned()), "{path} {method}");
            let placed = path.matches('{').count();
            let parameters = operation["parameters"].as_array().expect("parameters");
            assert_eq!(parameters.iter().filter(|one| one["in"] == "path").count(), placed, "{path}");
            // Questions that take minutes are asked elsewhere; that they are read is seen from what they miss.
            let long = ["/api/v1/failure", "/api/v1/invest"].contains(&path.as_str());
            let (reply, wanted) = match method.as_str() {
                "get" if long => (server.get(&format!("{path}?no-such-flag=1")), 400),
                "get" => (server.get(&format!("{filled}{}", query(path))), 200),
                "post" if path == "/api/v1/diff" => {
                    let answer = server.get(ROUTE).json();
                    (server.post(&filled, &json!({ "before": answer, "after": answer })), 200)
                }
                "post" => (
                    server.post(
                        &filled,
                        &json!({ "question": "route", "flags": { "from": "Gdansk", "to": "Tapa", "load": "boxer" } }),
                    ),
                    202,
                ),
                // Last: it forgets the job.
                _ => continue,
            };
            assert_eq!(reply.status, wanted, "{method} {filled}: {}", String::from_utf8_lossy(&reply.body));
            if wanted == 400 {
                continue;
            }
            let documented = operation["responses"][wanted.to_string()]["content"].as_object().expect("content");
            let kind = reply.header("content-type").split(';').next().unwrap_or_default().to_owned();
            let known = documented.keys().any(|known| known.split(';').next() == Some(&kind) || known == "*/*");
            assert!(known, "{filled} is {kind}, documented as {:?}", documented.keys());
        }
    }
    assert_eq!(server.ask("DELETE", &format!("/api/v1/jobs/{id}"), "", "").status, 200);
    // What the document names as a parameter is taken, what it does not name is refused.
    let route = &document["paths"]["/api/v1/route"]["get"]["parameters"];
    let names: Vec<&str> = route.as_array().expect("a list").iter().filter_map(|one| one["name"].as_str()).collect();
    for name in ["from", "to", "load", "deny", "assurance", "ways", "pareto", "ship-notice-h", "format"] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert!(!names.contains(&"out") && !names.contains(&"threads") && !names.contains(&"overlay"));
}
