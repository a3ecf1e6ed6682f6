//! The server under load: routes with different origins, destinations and loads, none asked twice.
//!
//! `cargo bench --bench serve [-- SEED]`. First at a steady rate, whatever the server does meanwhile: the time of an
//! answer counts from the moment at which it was due to be asked, so that a stall is seen in every question that it
//! delays. Then as fast as a few clients get answers. Processor time is the server's, as the kernel counts it.
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock and starts a program")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Questions a second, for so many seconds.
const RATE: u32 = 60;
const SECONDS: u32 = 20;

/// Clients that ask at the steady rate, and those that ask as fast as they can.
const STEADY: usize = 16;
const HURRIED: usize = 4;

/// Questions asked as fast as possible.
const HURRIED_QUESTIONS: usize = 600;

const LOADS: [&str; 8] =
    ["leopard-2a7", "leopard-2a7x44", "boxerx4", "boxerx20", "cv90x8", "leclercx4", "m1a2-sepv3", "m1a2-sepv3x10"];

struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start() -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_corridor"))
            .args(["serve", "--port", "0", "--open", "no"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("piped")).read_line(&mut line).expect("it says where it listens");
        let port = line.split("127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next());
        Server { port: port.and_then(|port| port.parse().ok()).expect("a port"), child }
    }

    /// Processor time so far, milliseconds; 0 where the kernel does not tell.
    fn cpu_ms(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        let fields = after_name.split_whitespace().skip(11).take(2);
        fields.filter_map(|field| field.parse::<u64>().ok()).sum::<u64>() * 10
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A connection that is kept.
struct Client {
    reader: BufReader<TcpStream>,
    port: u16,
}

impl Client {
    fn new(port: u16) -> Client {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("it accepts");
        stream.set_nodelay(true).expect("set");
        Client { reader: BufReader::new(stream), port }
    }

    fn get(&mut self, path: &str) -> (u16, Vec<u8>) {
        let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port);
        self.reader.get_mut().write_all(request.as_bytes()).expect("written");
        let (mut status, mut length, mut line) = (0, 0, String::new());
        loop {
            line.clear();
            self.reader.read_line(&mut line).expect("a header");
            let text = line.trim_end();
            if text.is_empty() {
                break;
            }
            if let Some(rest) = text.strip_prefix("HTTP/1.1 ") {
                status = rest[..3].parse().expect("a status");
            } else if let Some(rest) = text.to_lowercase().strip_prefix("content-length: ") {
                length = rest.parse().expect("a length");
            }
        }
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body).expect("a body");
        (status, body)
    }
}

/// Numbers that hang on the seed alone.
struct Draw(u64);

impl Draw {
    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        &list[(self.0 >> 33) as usize % list.len()]
    }
}

fn main() {
    let seed = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(1);
    let server = Server::start();
    let mut client = Client::new(server.port);
    let places: serde_json::Value = serde_json::from_slice(&client.get("/api/v1/network/places").1).expect("a list");
    let of_kind = |kind: &str| -> Vec<String> {
        let ids = places.as_array().expect("a list").iter().filter_map(|place| place["id"].as_str());
        ids.filter(|id| id.starts_with(kind)).map(str::to_owned).collect()
    };
    let (ports, grounds) = (of_kind("port:"), of_kind("place:"));
    let mut draw = Draw(seed);
    let mut questions = |many: usize| -> Arc<Vec<String>> {
        let mut one = || {
            let (from, to, load) = (draw.of(&ports).clone(), draw.of(&grounds).clone(), *draw.of(&LOADS));
            format!("/api/v1/route?from={from}&to={to}&load={load}")
        };
        Arc::new((0..many).map(|_| one()).collect())
    };
    println!("{} ports, {} places, {} loads, seed {seed}", ports.len(), grounds.len(), LOADS.len());
    println!("| asked | answers/s | p50 ms | p90 ms | p99 ms | worst ms | processor ms each |");
    println!("|---|---|---|---|---|---|---|");
    run(&server, &questions(50), HURRIED, None, "warming up");
    let steady = questions((RATE * SECONDS) as usize);
    run(&server, &steady, STEADY, Some(RATE), &format!("{RATE} a second for {SECONDS} s"));
    run(&server, &questions(HURRIED_QUESTIONS), HURRIED, None, &format!("by {HURRIED} clients at once"));
}

fn run(server: &Server, questions: &Arc<Vec<String>>, clients: usize, rate: Option<u32>, name: &str) {
    let (next, times) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
    let cpu_before = server.cpu_ms();
    let begun = Instant::now();
    let threads: Vec<_> = (0..clients)
        .map(|_| {
            let (next, times, questions) = (Arc::clone(&next), Arc::clone(&times), Arc::clone(questions));
            let port = server.port;
            std::thread::spawn(move || {
                let mut client = Client::new(port);
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(question) = questions.get(index) else { return };
                    let due = rate.map(|rate| Duration::from_secs_f64(index as f64 / f64::from(rate)));
                    if let Some(wait) = due.and_then(|due| due.checked_sub(begun.elapsed())) {
                        std::thread::sleep(wait);
                    }
                    let since = due.unwrap_or_else(|| begun.elapsed());
                    let (status, body) = client.get(question);
                    assert_eq!(status, 200, "{question}: {}", String::from_utf8_lossy(&body));
                    let took_ms = (begun.elapsed() - since).as_secs_f64() * 1e3;
                    times.lock().expect("no thread fails").push((took_ms, index));
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().expect("every question is answered"));
    let seconds = begun.elapsed().as_secs_f64();
    let cpu_ms = (server.cpu_ms() - cpu_before) as f64 / questions.len() as f64;
    let mut times = times.lock().expect("no thread fails").clone();
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].0;
    println!(
        "| {name} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {cpu_ms:.1} |",
        times.len() as f64 / seconds,
        at(50),
        at(90),
        at(99),
        times[times.len() - 1].0
    );
    for (took_ms, index) in times.iter().rev().take(3) {
        eprintln!("  slowest: {took_ms:.0} ms {}", questions[*index]);
    }
}
