//! Throughput on the detailed graph of Europe: the maximum, its cuts, and what every loss and gain changes. What it
//! measures and the last table: `README.md` here. `peers/flow.py` lets it take turns with the rivals.
#![allow(clippy::disallowed_methods, reason = "a bench reads its own input")]

#[path = "flow/clock.rs"]
mod clock;
#[path = "flow/input.rs"]
mod input;

use clock::{ROUNDS, clocked, clocked_on};
use corridor::algo::flow::{MaxFlow, UNLIMITED, concurrent, gains, group_losses, interdict, losses, worst_pair};
use corridor::algo::graph::LinkSet;
use cpu_time::ThreadTime;
use input::Input;

fn main() {
    let Some(input) = Input::from_arguments() else { return };
    if std::env::args().any(|word| word == "--turns") { turns(&input) } else { table(&input) }
}

/// Answers one maximum flow for each line that comes in: milliseconds of processor time and value. The graph is built once.
fn turns(input: &Input) {
    let graph = input.flow_graph();
    for _ in std::io::stdin().lines() {
        let start = ThreadTime::now();
        let flow = graph.max_flow(input.source(), input.sink());
        let ms = start.elapsed().as_secs_f64() * 1e3;
        assert_eq!(flow.fault(&graph), None);
        println!("{ms} {} {}", flow.value, flow.cut_near_source().len());
    }
}

/// Measures everything and prints a table.
fn table(input: &Input) {
    println!("{} nodes, {} links; one thread, processor time, {ROUNDS} rounds.\n", input.nodes, input.links.len());
    println!("| what | median ms | least ms | answer |\n|---|---:|---:|---|");
    let graph = clocked("build the graph", || input.flow_graph(), |graph| format!("{} links", graph.links().len()));
    let flow = clocked("maximum flow and both cuts", || graph.max_flow(input.source(), input.sink()), value);
    assert_eq!(flow.fault(&graph), None);
    // A flow keeps what has been worked out about it, so each round gets one that nothing was asked of yet.
    let fresh = || graph.max_flow(input.source(), input.sink());
    let sum = |changes: &Vec<u64>| {
        let sum: u128 = changes.iter().map(|&change| u128::from(change)).sum();
        format!("{} of {} not 0, sum {sum}", changes.iter().filter(|change| **change > 0).count(), changes.len())
    };
    let some = |links: &LinkSet| format!("{} links", links.words().iter().map(|word| word.count_ones()).sum::<u32>());
    clocked_on("links in some minimum cut", fresh, |flow| flow.in_some_cut(&graph), some);
    let lost = clocked_on("loss of every link", fresh, |flow| losses(&graph, flow), sum);
    let singles: Vec<Vec<u32>> = input.structures.iter().map(|&link| vec![link]).collect();
    clocked_on("loss of every structure", fresh, |flow| group_losses(&graph, flow, &singles), sum);
    let tens: Vec<Vec<u32>> =
        (0..2_000).map(|of| (0..10).map(|at| (of * 10 + at) * 17 % input.links.len() as u32).collect()).collect();
    clocked_on("loss of 2,000 groups of ten links", fresh, |flow| group_losses(&graph, flow, &tens), sum);
    let wider = |_| (UNLIMITED, UNLIMITED);
    let finite = |changes: &Vec<u64>| sum(&changes[..input.links.len()].to_vec());
    clocked_on("gain of every link without limit", fresh, |flow| gains(&graph, flow, &wider), finite);
    let each: Vec<Vec<u32>> = (0..input.links.len() as u32).map(|link| vec![link]).collect();
    clocked_on("worst two of all links", fresh, |flow| worst_pair(&graph, flow, &each), |pair| format!("{pair:?}"));
    let may = LinkSet::new(graph.links().len(), |link| (link as usize) < input.links.len());
    let bounds = |brackets: &Vec<corridor::algo::flow::Bracket>| {
        let each = brackets.iter().map(|bracket| match bracket.left - bracket.at_least {
            0 => bracket.left.to_string(),
            _ => format!("{} to {}", bracket.at_least, bracket.left),
        });
        format!("left {}", each.collect::<Vec<_>>().join(", "))
    };
    clocked_on("worst k = 0 to 12 of all links", fresh, |flow| interdict(&graph, flow, &may, 12), bounds);
    let sinks: Vec<(u32, u64)> = input.destinations.iter().zip(1..).map(|(&node, weight)| (node, weight)).collect();
    let share = || concurrent(&graph, input.source(), &sinks).expect("small numbers");
    let fraction = |share: &corridor::algo::flow::Share| {
        format!("{} / {}, {} beyond the cut", share.numerator, share.denominator, share.beyond.len())
    };
    clocked("share of ten destinations at once", share, fraction);
    check(input, &flow, &lost);
}

fn value(flow: &MaxFlow) -> String {
    format!("{}, cuts of {} and {} links", flow.value, flow.cut_near_source().len(), flow.cut_near_sink().len())
}

/// Solves anew without each of 40 links that carry something, and compares.
fn check(input: &Input, flow: &MaxFlow, lost: &[u64]) {
    let carrying: Vec<usize> = (0..input.links.len()).filter(|&link| flow.flow[link] != 0).collect();
    let sample: Vec<usize> = carrying.iter().copied().step_by(carrying.len() / 40).collect();
    for &link in &sample {
        let mut links = input.flow_links();
        (links[link].forward, links[link].backward) = (0, 0);
        let without = corridor::algo::flow::FlowGraph::new(input.nodes + 2, links);
        let value = without.max_flow(input.source(), input.sink()).value;
        assert_eq!(flow.value - lost[link], value, "link {link}");
    }
    println!("\n{} of {} links that carry something solved anew: all equal.", sample.len(), carrying.len());
}
