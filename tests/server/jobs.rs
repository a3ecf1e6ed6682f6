//! Long questions as jobs: asked once, watched, broken off; quick questions do not wait for them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::{ROUTE, Server, server, wait};
use crate::harness::corridor;

#[test]
fn jobs_are_asked_once_watched_and_answered_in_every_format() {
    let server = server();
    let asked = json!({ "question": "plan", "flags": { "force": "battalion-dk-latvia", "effort": 5, "deny": ["BY"] } });
    let reply = server.post("/api/v1/jobs", &asked);
    assert_eq!(reply.status, 202);
    let job = reply.json();
    let location = job["location"].as_str().expect("a location");
    assert_eq!(reply.header("location"), location);
    let events = server.get(&format!("{location}/events"));
    assert_eq!(events.header("content-type"), "text/event-stream");
    let events = String::from_utf8_lossy(&events.body).into_owned();
    let last = events.trim().rsplit("\n\n").next().expect("an event");
    assert!(last.starts_with("event: done\ndata: {"), "{events}");
    assert!(events.split("\n\n").all(|event| event.is_empty() || event.starts_with("event: ")), "{events}");
    let line = "plan battalion-dk-latvia --effort 5 --deny BY --format";
    for format in ["json", "geojson", "csv", "table"] {
        let answer = server.get(&format!("{location}/answer?format={format}"));
        assert_eq!((answer.status, answer.header("corridor-exit-code")), (200, "0"), "{format}");
        assert!(answer.body == corridor(&format!("{line} {format}")).bytes, "{format} differs from the command line");
    }
    // The same question is the same job, whatever the order of its flags.
    assert_eq!(server.post("/api/v1/jobs", &asked).json()["id"], job["id"]);
    let turned =
        json!({ "flags": { "deny": ["BY"], "effort": 5, "force": "battalion-dk-latvia" }, "question": "plan" });
    assert_eq!(server.post("/api/v1/jobs", &turned).json()["id"], job["id"]);
    // A wrong job is refused at once, one that cannot be answered fails with the sentence.
    assert_eq!(server.post("/api/v1/jobs", &json!({ "question": "plan", "flags": {} })).status, 400);
    assert_eq!(server.post("/api/v1/jobs", &json!({ "question": "fly" })).status, 400);
    assert_eq!(server.post("/api/v1/jobs", &json!({ "question": "route", "flag": {} })).status, 400);
    let lost =
        server.post("/api/v1/jobs", &json!({ "question": "route", "flags": { "from": "Atlantis", "to": "Rukla" } }));
    let failed = wait(&server, lost.json()["id"].as_str().expect("an id"));
    assert_eq!(failed["state"], "failed");
    assert!(failed["error"].as_str().expect("a sentence").contains("Atlantis"));
}

#[test]
fn documents_come_with_the_job() {
    let server = server();
    let force = "name = \"a company\"\n[[unit]]\nname = \"tanks\"\nfrom = \"Bergen-Hohne\"\nto = \"Drawsko Pomorskie\"\nload = [\"leopard-2a6x14\"]\n";
    let asked = json!({
        "question": "plan",
        "flags": { "force": "mine.toml", "scenario": "calm.toml", "effort": 1 },
        "documents": { "mine.toml": force, "calm.toml": "regime = \"waived\"\n" },
    });
    let reply = server.post("/api/v1/jobs", &asked);
    assert_eq!(reply.status, 202, "{}", String::from_utf8_lossy(&reply.body));
    let id = reply.json()["id"].as_str().expect("an id").to_owned();
    assert_eq!(wait(&server, &id)["state"], "done");
    let answer = server.get(&format!("/api/v1/jobs/{id}/answer")).json();
    assert_eq!(answer["name"], "a company");
    assert_eq!(answer["stamp"]["query"]["regime"], "waived");
    let typo = json!({ "question": "plan", "flags": { "force": "x.toml" }, "documents": { "x.toml": "nmae = 1\n" } });
    let id = server.post("/api/v1/jobs", &typo).json()["id"].as_str().expect("an id").to_owned();
    let failed = wait(&server, &id);
    assert!(failed["error"].as_str().expect("a sentence").contains("x.toml:1"), "{failed}");
}

#[test]
fn a_job_can_be_broken_off() {
    let server = Server::start();
    let asked = json!({ "question": "plan", "flags": { "force": "division-us-poland", "effort": 1_000_000 } });
    let id = server.post("/api/v1/jobs", &asked).json()["id"].as_str().expect("an id").to_owned();
    let begun = Instant::now();
    while server.get(&format!("/api/v1/jobs/{id}")).json()["state"] == "waiting" {
        assert!(begun.elapsed() < Duration::from_secs(20));
    }
    assert_eq!(server.get(&format!("/api/v1/jobs/{id}/answer")).status, 409);
    let gone = server.ask("DELETE", &format!("/api/v1/jobs/{id}"), "", "").json();
    assert_eq!(gone["state"], "cancelled");
    // Others are answered at once.
    assert_eq!(server.get(ROUTE).status, 200);
    let told = String::from_utf8_lossy(&server.get(&format!("/api/v1/jobs/{id}/events")).body).into_owned();
    assert!(told.starts_with("event: failed"), "{told}");
    // At most nine jobs are open.
    let open = |effort: u32| {
        let flags = json!({ "force": "division-us-poland", "effort": effort });
        server.post("/api/v1/jobs", &json!({ "question": "plan", "flags": flags })).status
    };
    let codes: Vec<u16> = (0..12).map(|number| open(900_000 + number)).collect();
    assert!(codes[..9].iter().all(|code| *code == 202) && codes[9..].iter().all(|code| *code == 429), "{codes:?}");
}

#[test]
fn quick_questions_do_not_wait_for_slow_ones() {
    let server = Arc::new(Server::start());
    let asked = json!({ "question": "plan", "flags": { "force": "division-us-poland", "effort": 1_000_000 } });
    let id = server.post("/api/v1/jobs", &asked).json()["id"].as_str().expect("an id").to_owned();
    let flows: Vec<_> = ["lithuania", "poland", "romania"]
        .into_iter()
        .map(|to| {
            let server = Arc::clone(&server);
            let path = format!("/api/v1/capacity?to={to}&from=ports:north-sea&sensitivity=true");
            std::thread::spawn(move || server.get(&path).status)
        })
        .collect();
    std::thread::sleep(Duration::from_millis(300));
    for load in ["boxer", "boxerx2", "boxerx3"] {
        let reply = server.get(&format!("/api/v1/route?from=Gdansk&to=Rukla&load={load}&ways=1"));
        assert_eq!(reply.status, 200, "{load}");
    }
    let state = server.get(&format!("/api/v1/jobs/{id}")).json()["state"].clone();
    assert_eq!(state, "running", "the routes were answered while it ran");
    // The next job does not wait until the one that was broken off has heard of it.
    assert_eq!(server.ask("DELETE", &format!("/api/v1/jobs/{id}"), "", "").json()["state"], "cancelled");
    let next = json!({ "question": "route", "flags": { "from": "Gdansk", "to": "Tapa", "load": "boxer" } });
    let next = server.post("/api/v1/jobs", &next).json()["id"].as_str().expect("an id").to_owned();
    assert_eq!(wait(&server, &next)["state"], "done");
    // On a slow machine the last of the flows wait longer than a request may.
    for flow in flows {
        let status = flow.join().expect("it was asked");
        assert!([200, 503].contains(&status), "{status}");
    }
}

#[test]
fn answers_of_jobs_are_compared_where_they_lie() {
    let server = server();
    let asked = |regime: &str| {
        let flags = json!({ "from": "Bremerhaven", "to": "Rukla", "load": "leopard-2a7", "regime": regime, "ways": 1 });
        let id = server.post("/api/v1/jobs", &json!({ "question": "route", "flags": flags })).json()["id"].clone();
        wait(&server, id.as_str().expect("an id"));
        json!({ "job": id })
    };
    let (today, emergency) = (asked("today"), asked("emers-6h"));
    let told = server.post("/api/v1/diff", &json!({ "before": today, "after": emergency })).json();
    assert_eq!(told["same"], false);
    assert_eq!(told["why"], json!(["regime is emers-6h, was today"]));
    assert!(told["what"][0].as_str().expect("a sentence").contains("sooner"), "{told}");
    assert_eq!(told["tones"][0], "better");
    assert_eq!(told["what"].as_array().map(Vec::len), told["tones"].as_array().map(Vec::len));
    let back = server.post("/api/v1/diff", &json!({ "before": emergency, "after": today })).json();
    assert_eq!(back["tones"][0], "worse", "{back}");
    // One side by its job, the other as bytes.
    let bytes = server.get(&format!("{ROUTE}&regime=emers-6h")).json();
    let same = server.post("/api/v1/diff", &json!({ "before": emergency, "after": bytes })).json();
    assert_eq!((&same["same"], &same["what"]), (&json!(true), &json!([])), "{same}");
    assert_eq!(server.post("/api/v1/diff", &json!({ "before": { "job": "0" }, "after": bytes })).status, 404);
    let reply: Json = server.post("/api/v1/diff", &json!({ "before": 1, "after": bytes })).json();
    assert!(reply["error"].as_str().expect("a sentence").contains("no answer"), "{reply}");
}
