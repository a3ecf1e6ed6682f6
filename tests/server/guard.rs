//! Who may ask what, and what a client cannot do to others.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use super::{ROUTE, Reply, Server, server};

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
