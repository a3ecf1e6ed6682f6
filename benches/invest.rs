//! Investments: the question on the embedded network, and a hundred candidate works ranked by what they add to a maximum
//! flow. What it measures and the last table: `README.md` here. `peers/invest.py` solves the same hundred anew.
#![allow(clippy::disallowed_methods, reason = "a bench reads its own input and the clock of the kernel")]

#[path = "flow/clock.rs"]
mod clock;
#[path = "detailed/tables.rs"]
mod tables;

use std::process::Command;

use clock::{ROUNDS, clocked, clocked_on};
use corridor::algo::flow::{FlowGraph, FlowLink, MaxFlow, UNLIMITED, gains};
use tables::{folder, rows};

const CORRIDOR: &str = env!("CARGO_BIN_EXE_corridor");

const QUESTIONS: &[&str] = &[
    "--force brigade-de-lithuania --by bound --alone",
    "--force brigade-de-lithuania --alone",
    "--force brigade-de-lithuania --by bound --alone --draws 0 --budget 5000",
    "--force brigade-de-lithuania --budget 5000",
    "--to lithuania --alone",
    "--to lithuania --alone --draws 0 --budget 5000",
    "--to lithuania --budget 5000",
];

/// Candidate works.
const WORKS: usize = 100;

fn main() {
    questions();
    let Some(folder) = folder() else { return };
    works(&folder);
}

/// Cold processes: processor time and time that passed.
fn questions() {
    println!("| question | CPU s | wall s |\n|---|---:|---:|");
    for question in QUESTIONS {
        let script = format!("TIMEFORMAT='%U %S %R'; time {CORRIDOR} invest {question} --out /dev/stdout > /dev/null");
        let mut runs: Vec<(f64, f64)> = (0..3)
            .map(|_| {
                let out = Command::new("bash").args(["-c", &script]).output().expect("bash runs");
                let text = String::from_utf8_lossy(&out.stderr).into_owned();
                let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
                assert!(out.status.success(), "{question}: {text}");
                let [user, system, wall] = numbers[numbers.len() - 3..] else { panic!("three numbers: {text}") };
                (user + system, wall)
            })
            .collect();
        runs.sort_by(|a, b| a.0.total_cmp(&b.0));
        println!("| `{question}` | {:.2} | {:.2} |", runs[1].0, runs[1].1);
    }
}

/// Gains of a hundred candidates on the strategic graph, by repair and by solving anew.
fn works(folder: &std::path::Path) {
    let edges = rows(folder, "strategic_edges", ["a", "b", "cap"]);
    let nodes = edges.iter().map(|row| row[0].max(row[1]) as usize).max().unwrap_or(0) + 1;
    let file = std::fs::File::open(folder.join("strategic_terminals.csv.gz")).expect("the file can be opened");
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|own| own == name).expect("the column is there");
    let (kind, node) = (at("kind"), at("node"));
    let (source, sink) = (nodes as u32, nodes as u32 + 1);
    let mut links: Vec<FlowLink> = edges
        .iter()
        .map(|row| FlowLink { a: row[0] as u32, b: row[1] as u32, forward: row[2] as u64, backward: row[2] as u64 })
        .collect();
    let roads = links.len();
    for record in reader.records().map(|record| record.expect("a row")) {
        let here: u32 = record[node].parse().expect("a node");
        let (a, b) = if &record[kind] == "port" { (source, here) } else { (here, sink) };
        links.push(FlowLink { a, b, forward: UNLIMITED, backward: 0 });
    }
    println!("\n{nodes} nodes, {roads} links; one thread, processor time, {ROUNDS} rounds.\n");
    println!("| what | median ms | least ms | answer |\n|---|---:|---:|---|");
    let graph = FlowGraph::new(nodes + 2, links.clone());
    let fresh = || graph.max_flow(source, sink);
    let flow = clocked("maximum flow", fresh, |flow| flow.value.to_string());
    let chosen = candidates(&flow, &links[..roads]);
    let more = |link: u32| {
        let own = &links[link as usize];
        if chosen.contains(&link) { (own.forward / 2, own.backward / 2) } else { (0, 0) }
    };
    let sum = |gains: &Vec<u64>| format!("sum {}", gains.iter().sum::<u64>());
    let repaired = clocked_on(
        "gain of each of 100 works, by repair",
        fresh,
        |flow| {
            let all = gains(&graph, flow, &more);
            chosen.iter().map(|link| all[*link as usize]).collect::<Vec<u64>>()
        },
        sum,
    );
    let anew = clocked(
        "the same, each solved anew",
        || {
            let solve = |link: &u32| {
                let mut wider = links.clone();
                let (forward, backward) = more(*link);
                wider[*link as usize].forward += forward;
                wider[*link as usize].backward += backward;
                FlowGraph::new(nodes + 2, wider).max_flow(source, sink).value - flow.value
            };
            chosen.iter().map(solve).collect::<Vec<u64>>()
        },
        sum,
    );
    assert_eq!(repaired, anew, "both must say the same of every candidate");
    if let Some(path) = std::env::args().find_map(|word| word.strip_prefix("--candidates=").map(str::to_owned)) {
        let text: String = chosen.iter().map(|link| format!("{link}\n")).collect();
        std::fs::write(path, text).expect("the list can be written");
    }
}

/// Links of the cut, then links that are full, the first hundred.
fn candidates(flow: &MaxFlow, links: &[FlowLink]) -> Vec<u32> {
    let cut = flow.cut_near_source().iter().copied().filter(|link| (*link as usize) < links.len());
    let full = (0..links.len() as u32).filter(|link| {
        let own = &links[*link as usize];
        own.forward > 0 && flow.flow[*link as usize].unsigned_abs() == own.forward
    });
    let mut chosen: Vec<u32> = Vec::new();
    for link in cut.chain(full) {
        if chosen.len() < WORKS && !chosen.contains(&link) {
            chosen.push(link);
        }
    }
    chosen
}
