//! Whole plans on the embedded network, with their bound and their replay: processor time, and how far from the best.
//!
//! `cargo bench --bench plan`. Each run is a new process of the release binary; processor time is the children's, as the
//! kernel counts it. `--no-sooner` leaves out the what-ifs that follow a plan.
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock of the kernel")]

use std::process::Command;

const FORCES: &[&str] = &[
    "battalion-de-lithuania",
    "brigade-de-lithuania",
    "brigade-gb-poland",
    "brigade-us-poland",
    "brigade-us-romania",
    "division-eu-baltic",
    "division-us-poland",
];

const RUNS: usize = 3;

fn main() {
    println!("| force | CPU s, median | closure h | bound h | gap % |\n|---|---:|---:|---:|---:|");
    for force in FORCES {
        let mut cpu_ms = Vec::new();
        let mut text = String::new();
        for _ in 0..RUNS {
            let program = env!("CARGO_BIN_EXE_corridor");
            let script = format!("{program} plan {force} --no-sooner --format json -q; times | tail -n 1 >&2");
            let out = Command::new("bash").args(["-c", &script]).output().expect("bash runs");
            text = String::from_utf8_lossy(&out.stdout).into_owned();
            cpu_ms.push(children_ms(&String::from_utf8_lossy(&out.stderr)));
        }
        cpu_ms.sort_unstable();
        let figure = |key: &str| {
            let line = text.lines().find(|line| line.starts_with(&format!("  \"{key}\":")));
            line.and_then(|line| line.split(':').nth(1)).map_or("", |value| value.trim_matches([' ', ','])).to_owned()
        };
        let gap: f64 = figure("gap").parse::<f64>().unwrap_or(f64::NAN) * 100.0;
        let seconds = f64::from(u32::try_from(cpu_ms[RUNS / 2]).unwrap_or(u32::MAX)) / 1_000.0;
        println!("| {force} | {seconds:.1} | {} | {} | {gap:.1} |", figure("closure_h"), figure("lower_bound_h"));
    }
}

/// `0m0.031s 0m0.004s` to milliseconds.
fn children_ms(text: &str) -> u64 {
    let parts = text.split_whitespace().filter_map(|word| {
        let (minutes, seconds) = word.trim_end_matches('s').split_once('m')?;
        let (whole, part) = seconds.split_once('.')?;
        let thousandths = part.get(..3)?.parse::<u64>().ok()?;
        Some(minutes.parse::<u64>().ok()? * 60_000 + whole.parse::<u64>().ok()? * 1_000 + thousandths)
    });
    parts.sum()
}
