//! The server as a client meets it: over a socket, with a client of its own.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::harness::corridor;

/// A running server; ends when dropped.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) port: u16,
}

impl Server {
    fn start() -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_corridor"))
            .args(["serve", "--port", "0", "--open", "no"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("piped")).read_line(&mut line).expect("it says where it listens");
        let port = line.split("127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next()).expect("an address");
        Server { port: port.parse().expect("a port"), child }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it accepts");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        stream
    }

    /// Sends a request as it is written, reads until the connection ends.
    fn raw(&self, request: &str) -> Reply {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("written");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("a whole reply");
        Reply::read(&bytes)
    }

    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> Reply {
        let port = self.port;
        let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        self.raw(&format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{headers}{length}\r\n{body}"
        ))
    }

    fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, "", "")
    }

    fn post(&self, path: &str, json: &Json) -> Reply {
        self.ask("POST", path, "Content-Type: application/json\r\n", &json.to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The server that most tests ask; it ends when the last of those that run has ended.
pub(crate) fn server() -> Arc<Server> {
    static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().expect("no test fails in here");
    shared.upgrade().unwrap_or_else(|| {
        let server = Arc::new(Server::start());
        *shared = Arc::downgrade(&server);
        server
    })
}

#[derive(Debug)]
struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Reply {
    fn read(bytes: &[u8]) -> Reply {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("headers end");
        let head = String::from_utf8_lossy(&bytes[..end]);
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let mut body = bytes[end + 4..].to_vec();
        if headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked") {
            body = dechunked(&body);
        }
        Reply { status: status.expect("a status"), headers, body }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    fn sentence(&self) -> String {
        self.json()["error"].as_str().expect("a sentence").to_owned()
    }
}

fn dechunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&bytes[..end]), 16).expect("a size");
        if size == 0 {
            break;
        }
        whole.extend_from_slice(&bytes[end + 2..end + 2 + size]);
        bytes = &bytes[end + 4 + size..];
    }
    whole
}

const ROUTE: &str = "/api/v1/route?from=Bremerhaven&to=Rukla&load=leopard-2a7&ways=1";

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

/// Waits until a job is over.
fn wait(server: &Server, id: &str) -> Json {
    let begun = Instant::now();
    loop {
        let job = server.get(&format!("/api/v1/jobs/{id}")).json();
        if !["waiting", "running"].contains(&job["state"].as_str().expect("a state")) {
            return job;
        }
        assert!(begun.elapsed() < Duration::from_secs(240), "{job}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

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
    // The same question is the same job.
    assert_eq!(server.post("/api/v1/jobs", &asked).json()["id"], job["id"]);
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
fn other_names_and_other_sites_are_refused() {
    let server = server();
    let port = server.port;
    let ask = |head: &str| server.raw(&format!("{head}\r\nConnection: close\r\n\r\n")).status;
    assert_eq!(ask("GET / HTTP/1.1\r\nHost: evil.example"), 421);
    assert_eq!(ask(&format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{}", port.wrapping_add(1))), 421);
    assert_eq!(ask("GET / HTTP/1.1"), 421);
    assert_eq!(ask(&format!("GET {ROUTE} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://evil.example")), 403);
    assert_eq!(ask(&format!("GET {ROUTE} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: cross-site")), 403);
    let posted = |headers: &str| server.ask("POST", "/api/v1/jobs", headers, "{\"question\":\"route\"}").status;
    assert_eq!(posted("Content-Type: text/plain\r\n"), 415);
    assert_eq!(posted("Content-Type: application/json\r\nOrigin: null\r\n"), 403);
    let own = format!("Origin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n");
    assert_eq!(server.ask("GET", "/api/v1/health", &own, "").status, 200);
}

#[test]
fn every_reply_carries_its_guards() {
    let server = server();
    for path in ["/", ROUTE, "/openapi.json", "/nothing", "/api/v1/basemap/cities.geojson", "/ogc", "/api/v1/route?x"] {
        let reply = server.get(path);
        let policy = reply.header("content-security-policy");
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{path}: {policy}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(["no-store", "no-cache"].contains(&reply.header("cache-control")), "{path}");
        assert!(reply.headers.iter().all(|(name, _)| !name.starts_with("access-control")), "{path}");
    }
}

#[test]
fn what_a_browser_has_is_not_sent_again() {
    let server = server();
    for path in ["/", "/api/v1/network/layers/ports.geojson", "/api/v1/network/regimes"] {
        let tag = server.get(path).header("etag").to_owned();
        assert!(tag.len() > 60, "{path}");
        let again = server.ask("GET", path, &format!("If-None-Match: {tag}\r\n"), "");
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
}

#[test]
fn requests_are_bounded() {
    let server = server();
    let port = server.port;
    let head = format!("POST /api/v1/jobs HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n");
    let mut stream = server.connect();
    stream.write_all(format!("{head}Content-Length: 9000000\r\n\r\n").as_bytes()).expect("written");
    let _ = stream.write_all(&vec![b' '; 4_300_000]);
    let mut bytes = [0; 4096];
    let read = stream.read(&mut bytes).expect("a reply before all is sent");
    assert_eq!(Reply::read(&bytes[..read]).status, 413);
    let deep = "[".repeat(100_000);
    assert_eq!(server.ask("POST", "/api/v1/jobs", "Content-Type: application/json\r\n", &deep).status, 400);
    let long = format!("GET /?{} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n", "x".repeat(100_000));
    assert!([414, 431].contains(&server.raw(&long).status));
}

#[test]
fn half_open_connections_do_not_hinder_others() {
    let server = Server::start();
    let half: Vec<TcpStream> = (0..500)
        .map(|index| {
            let mut stream = server.connect();
            // A third says nothing, a third begins a request, a third promises a body.
            let begun = ["", "GET / HT", "POST /api/v1/jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n"][index % 3];
            stream.write_all(begun.as_bytes()).expect("written");
            stream
        })
        .collect();
    let mut slowest = Duration::ZERO;
    for _ in 0..50 {
        let begun = Instant::now();
        assert_eq!(server.get("/api/v1/health").status, 200);
        slowest = slowest.max(begun.elapsed());
    }
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    assert_eq!(server.get(ROUTE).status, 200);
    // They are closed in time, and the server lives.
    let begun = Instant::now();
    for mut stream in half {
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
    }
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    assert_eq!(server.get("/api/v1/health").status, 200);
}

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
    let server = server();
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
}

#[test]
fn an_interrupt_ends_it_cleanly() {
    let mut server = Server::start();
    assert_eq!(server.get("/").status, 200);
    let killed = Command::new("kill").args(["-INT", &server.child.id().to_string()]).status();
    if !killed.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: no command `kill` here, so no interrupt was sent");
        return;
    }
    let begun = Instant::now();
    let ended = loop {
        if let Some(status) = server.child.try_wait().expect("it can be asked") {
            break status;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "it does not end");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(ended.code(), Some(0));
}
