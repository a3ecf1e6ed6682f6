//! A contracted graph of Europe's railways and roads: how soon forces can be there at the earliest, with proof.
//!
//! `cargo bench --bench strategic -- DIR` reads `strategic_edges.csv.gz` and `strategic_terminals.csv.gz` there;
//! `-- quickest FILE` answers a file that `peers/strategic.py` writes, and prints time and answer for it to compare.
#![allow(clippy::disallowed_methods, reason = "a bench reads its own input")]

use std::io::Read as _;
use std::path::Path;

use corridor::algo::price::{Arc, Asset, Commodity, Instance, bound, check};
use corridor::algo::quickest::{Pipe, quickest};
use cpu_time::ThreadTime;

const ROUNDS: usize = 9;

/// Minutes in a window.
const WINDOW: u32 = 1_440;

/// Tonnes that a train carries.
const TRAIN_T: u64 = 1_000;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["quickest", file] => soonest(Path::new(file)),
        [folder] => bounds(Path::new(folder)),
        _ => println!("needs the folder of the strategic graph, or `quickest FILE`"),
    }
}

fn text(path: &Path) -> String {
    let file = std::fs::File::open(path).expect("the input is there");
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).expect("gzip");
    text
}

fn numbers(line: &str) -> Vec<u64> {
    line.split([',', ' ']).filter_map(|word| word.trim().parse::<f64>().ok()).map(|value| value as u64).collect()
}

/// Milliseconds of processor time: the median of the rounds, and the answer.
fn clocked<T>(work: impl Fn() -> T) -> (f64, T) {
    let mut rounds: Vec<(f64, T)> = (0..ROUNDS)
        .map(|_| {
            let start = ThreadTime::now();
            let answer = work();
            (start.elapsed().as_secs_f64() * 1e3, answer)
        })
        .collect();
    rounds.sort_by(|one, other| one.0.total_cmp(&other.0));
    rounds.swap_remove(ROUNDS / 2)
}

/// Commodities from ports to the other terminals, drawn from a seed: 1 to 20 trains, ready on one of five days.
fn bounds(folder: &Path) {
    let edges = text(&folder.join("strategic_edges.csv.gz"));
    let terminals = text(&folder.join("strategic_terminals.csv.gz"));
    let of_kind = |port: bool| -> Vec<u32> {
        let lines = terminals.lines().skip(1).filter(|line| line.starts_with("port") == port);
        lines.filter_map(|line| line.rsplit(',').next()?.trim().parse().ok()).collect()
    };
    let (ports, others) = (of_kind(true), of_kind(false));
    let (mut arcs, mut assets, mut nodes) = (Vec::new(), Vec::new(), 0);
    for line in edges.lines().skip(1) {
        let row = numbers(line);
        let (a, b, minutes) = (row[0] as u32, row[1] as u32, (row[2] / 600) as u32);
        let asset = assets.len() as u32;
        assets.push(Asset { kind: 0, windows: vec![(row[3] / TRAIN_T).max(1)] });
        for (tail, head) in [(a, b), (b, a)] {
            arcs.push(Arc { tail, head, minutes, classes: 1, assets: vec![asset] });
        }
        nodes = nodes.max(a.max(b) as usize + 1);
    }
    println!("| commodities | units | bound ms | minute | prices | check ms |\n|---:|---:|---:|---:|---:|---:|");
    for count in [50, 200] {
        let mut state = 7_u64;
        let mut draw = |n: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 20) as usize % n
        };
        let commodities: Vec<Commodity> = (0..count)
            .map(|_| Commodity {
                origin: ports[draw(ports.len())],
                destination: others[draw(others.len())],
                units: 1 + draw(20) as u32,
                ready: draw(5) as u32 * WINDOW,
                class: 0,
                takes: vec![1],
            })
            .collect();
        let units: u32 = commodities.iter().map(|one| one.units).sum();
        let instance = Instance::new(nodes, WINDOW, arcs.clone(), assets.clone(), commodities);
        let (bound_ms, found) = clocked(|| bound(&instance).expect("there are ways"));
        let (check_ms, judged) = clocked(|| check(&instance, found.minute - 1, &found.prices));
        assert_eq!(judged, Ok(()));
        let (minute, prices) = (found.minute, found.prices.len());
        println!("| {count} | {units} | {bound_ms:.0} | {minute} | {prices} | {check_ms:.1} |");
    }
}

/// First line: nodes, source, sink, units; then one pipe a line: tail, head, transit, capacity.
fn soonest(file: &Path) {
    let text = std::fs::read_to_string(file).expect("the input is there");
    let mut lines = text.lines().map(numbers);
    let first = lines.next().expect("a first line");
    let pipes: Vec<Pipe> = lines
        .map(|row| Pipe { tail: row[0] as u32, head: row[1] as u32, transit: row[2] as u32, capacity: row[3] as u32 })
        .collect();
    let (nodes, source, sink, units) = (first[0] as usize, first[1] as u32, first[2] as u32, first[3]);
    let (ms, found) = clocked(|| quickest(nodes, &pipes, source, sink, units).expect("there is a way"));
    assert_eq!(found.fault(&pipes, source, sink, units), None);
    // What enters in the last step of a horizon still counts there: a step less than in continuous time.
    println!("{ms:.3} {}", found.rounded_up() - 1);
}
