//! The route question on the embedded network: cold process to printed answer, CPU time and memory.
//!
//! `cargo bench --bench route`. Each run is a new process of the release binary; CPU time and peak memory are the
//! children's, as the kernel counts them.
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock of the kernel")]

#[path = "shared/children.rs"]
mod children;

use std::process::Command;

use children::children_ms;

/// (from, to, load): short and long, one mode and three.
const QUESTIONS: &[[&str; 3]] = &[
    ["Bremerhaven", "Rukla", "leopard-2a7"],
    ["Antwerp", "Cincu", "boxerx20"],
    ["Goteborg", "Rovaniemi", "cv90x8"],
    ["Marseille", "Tapa", "leclercx4"],
    ["Alexandroupoli", "Smardan", "m1a2-sepv3x10"],
];

const RUNS: usize = 15;

fn main() {
    println!("| question | CPU ms, median | peak memory MB |\n|---|---|---|");
    for [from, to, load] in QUESTIONS {
        let mut cpu_ms = Vec::new();
        let mut memory_mb = 0;
        for _ in 0..RUNS {
            // The shell reads its finished child's times; Linux reports the peak of the process in /proc.
            let script = format!(
                "{} route {from} {to} --load {load} > /dev/null; times | tail -n 1",
                env!("CARGO_BIN_EXE_corridor")
            );
            let out = Command::new("bash").args(["-c", &script]).output().expect("bash runs");
            cpu_ms.push(children_ms(&String::from_utf8_lossy(&out.stdout)));
            let script = format!(
                "{} route {from} {to} --load {load} --threads 1 --quiet > /dev/null & p=$!; m=0; while kill -0 $p 2>/dev/null; do h=$(grep VmHWM /proc/$p/status 2>/dev/null | tr -dc 0-9); [ -n \"$h\" ] && m=$h; done; echo $m",
                env!("CARGO_BIN_EXE_corridor")
            );
            let out = Command::new("bash").args(["-c", &script]).output().expect("bash runs");
            memory_mb = memory_mb.max(String::from_utf8_lossy(&out.stdout).trim().parse::<u64>().unwrap_or(0) / 1_000);
        }
        cpu_ms.sort_unstable();
        println!("| {from} - {to}, {load} | {} | {memory_mb} |", cpu_ms[RUNS / 2]);
    }
}
