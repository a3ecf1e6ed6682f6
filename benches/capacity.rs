//! The throughput question on the embedded network: cold process to printed answer, processor time.
//!
//! `cargo bench --bench capacity`. Each run is a new process of the release binary; processor time is the children's, as
//! the kernel counts it.
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock of the kernel")]

#[path = "shared/children.rs"]
mod children;

use std::process::Command;

use children::children_ms;

const QUESTIONS: &[&str] = &[
    "--to lithuania --from ports:north-sea",
    "--to baltics --from ports:north-sea",
    "--to poland --from ports:north-sea",
    "--to romania --from ports:aegean,ports:black-sea",
    "--to finland --from ports:atlantic,ports:north-sea",
    "--to estonia,latvia,lithuania --from ports:north-sea",
    "--to lithuania --from ports:north-sea --headroom",
    "--to lithuania --from ports:north-sea --ladder",
    "--to lithuania --from ports:north-sea --sensitivity",
];

const RUNS: usize = 15;

fn main() {
    println!("| question | CPU ms, median |\n|---|---:|");
    for question in QUESTIONS {
        let script = format!("{} capacity {question} > /dev/null; times | tail -n 1", env!("CARGO_BIN_EXE_corridor"));
        let mut cpu_ms: Vec<u64> = (0..RUNS)
            .map(|_| {
                let out = Command::new("bash").args(["-c", &script]).output().expect("bash runs");
                children_ms(&String::from_utf8_lossy(&out.stdout))
            })
            .collect();
        cpu_ms.sort_unstable();
        println!("| `{question}` | {} |", cpu_ms[RUNS / 2]);
    }
}
