//! Whole plans on the embedded network, with their bound and their replay: processor time, and how far from the best.
//!
//! The examples that come with the program, and small forces drawn from seeds (`plan/instances.rs`).
//!
//! `cargo bench --bench plan`. Each run is a new process of the release binary; processor time is the children's, as the
//! kernel counts it. `--no-sooner` leaves out the what-ifs that follow a plan.
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock of the kernel")]

#[path = "shared/children.rs"]
mod children;
#[path = "plan/instances.rs"]
mod instances;

use std::process::Command;

use children::children_ms;

const FORCES: &[&str] = &[
    "battalion-de-lithuania",
    "brigade-de-lithuania",
    "brigade-gb-poland",
    "brigade-nl-poland",
    "brigade-us-poland",
    "brigade-us-romania",
    "division-eu-baltic",
    "division-us-poland",
];

const RUNS: usize = 3;

/// Seeds of the small forces.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=22;

/// Work that takes about 5 s and about 60 s of processor time on the largest of them, in thousands of journeys.
const EFFORTS: [u32; 2] = [100, 1_000];

fn main() {
    println!("| force | CPU s, median | closure h | bound h | gap % |\n|---|---:|---:|---:|---:|");
    for force in FORCES {
        let mut runs: Vec<Run> = (0..RUNS).map(|_| planned(force, 100)).collect();
        runs.sort_by_key(|run| run.cpu_ms);
        row(force, &runs[RUNS / 2]);
    }
    let folder = tempfile::tempdir().expect("a folder for what is drawn");
    for effort in EFFORTS {
        println!(
            "\nSmall forces, effort {effort}\n\n| force | CPU s | closure h | bound h | gap % |\n|---|---:|---:|---:|---:|"
        );
        let mut gaps: Vec<f64> = Vec::new();
        for seed in SEEDS {
            let path = folder.path().join(format!("seed-{seed}.toml"));
            std::fs::write(&path, instances::force(seed)).expect("a file");
            let run = planned(&path.to_string_lossy(), effort);
            row(&format!("seed {seed}"), &run);
            gaps.push(run.gap);
        }
        gaps.sort_by(f64::total_cmp);
        println!("\nmedian gap {:.1} %, widest {:.1} %", gaps[gaps.len() / 2], gaps[gaps.len() - 1]);
    }
}

/// What one run came to.
struct Run {
    cpu_ms: u64,
    closure_h: String,
    bound_h: String,
    gap: f64,
}

fn row(name: &str, run: &Run) {
    let seconds = f64::from(u32::try_from(run.cpu_ms).unwrap_or(u32::MAX)) / 1_000.0;
    println!("| {name} | {seconds:.1} | {} | {} | {:.1} |", run.closure_h, run.bound_h, run.gap);
}

fn planned(force: &str, effort: u32) -> Run {
    let program = env!("CARGO_BIN_EXE_corridor");
    let script =
        format!("{program} plan '{force}' --effort {effort} --no-sooner --format json -q; times | tail -n 1 >&2");
    let out = Command::new("bash").args(["-c", &script]).output().expect("bash runs");
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let figure = |key: &str| {
        let line = text.lines().find(|line| line.starts_with(&format!("  \"{key}\":")));
        line.and_then(|line| line.split(':').nth(1)).map_or("", |value| value.trim_matches([' ', ','])).to_owned()
    };
    Run {
        cpu_ms: children_ms(&String::from_utf8_lossy(&out.stderr)),
        closure_h: figure("closure_h"),
        bound_h: figure("lower_bound_h"),
        gap: figure("gap").parse::<f64>().unwrap_or(f64::NAN) * 100.0,
    }
}
