//! Fastest times of 300 pairs on the detailed graph of Europe when each link, or any structure, is lost. What it measures and
//! the last table: `README.md` here.
#![allow(clippy::disallowed_methods, reason = "a bench reads its own input")]

#[path = "flow/clock.rs"]
mod clock;
#[path = "flow/input.rs"]
#[allow(dead_code, reason = "shared with the bench of flows")]
mod input;

use clock::{ROUNDS, clocked};
use corridor::algo::graph::{Graph, Link, UNREACHABLE};
use corridor::algo::replacement::{Replacement, Way};
use corridor::algo::shortest::Dijkstra;
use input::Input;

fn main() {
    let Some(input) = Input::from_arguments() else { return };
    println!(
        "{} nodes, {} links, {} origins, {} destinations; one thread, processor time, {ROUNDS} rounds.\n",
        input.nodes,
        input.links.len(),
        input.ports.len(),
        input.destinations.len()
    );
    println!("| what | median ms | least ms | answer |\n|---|---:|---:|---|");
    let ways: Vec<Way> =
        input.links.iter().map(|&(a, b, _, weight)| Way { a, b, forward: weight, backward: weight }).collect();
    let replacement = clocked(
        "times of all pairs without every single link",
        || Replacement::new(input.nodes, ways.clone(), &input.ports, &input.destinations),
        |answer| {
            let base: u64 = answer.pairs().iter().map(|pair| u64::from(pair.time)).sum();
            let extra = answer.pairs().iter().flat_map(|pair| {
                pair.without.iter().filter(|time| **time < UNREACHABLE).map(|time| u64::from(time - pair.time))
            });
            let losses = answer.pairs().iter().map(|pair| pair.links.len()).sum::<usize>();
            format!("sum of times {base}, sum of extra times {} over {losses} losses", extra.sum::<u64>())
        },
    );
    let changes = |changes: &Vec<Vec<(u32, u32)>>| {
        let all = changes.iter().flatten();
        format!("{} changed times, sum {}", all.clone().count(), all.map(|change| u64::from(change.1)).sum::<u64>())
    };
    let singles: Vec<Vec<u32>> = input.structures.iter().map(|&link| vec![link]).collect();
    clocked("times of all pairs without each structure", || replacement.without(&singles, &|_| true), changes);
    let twos: Vec<Vec<u32>> = input.structures.chunks(2).map(<[u32]>::to_vec).collect();
    clocked("times of all pairs without each two structures", || replacement.without(&twos, &|_| true), changes);
    check(&input, &replacement);
}

/// Dijkstra's algorithm without each of 200 links from three origins: those that have a way over it first, then others.
fn check(input: &Input, replacement: &Replacement) {
    let links = input.links.iter().map(|&(a, b, _, weight)| Link { a, b, weight }).collect();
    let graph = Graph::new(input.nodes, links);
    let mut plain = Dijkstra::new(&graph);
    let (ports, destinations) = (input.ports.len(), input.destinations.len());
    let mut on_ways: Vec<(u32, usize)> = Vec::new();
    for (number, pair) in replacement.pairs().iter().enumerate() {
        on_ways.extend(pair.links.iter().map(|&link| (link, number / destinations)));
    }
    on_ways.sort_unstable();
    on_ways.dedup();
    let mut used: Vec<u32> = on_ways.iter().map(|of| of.0).collect();
    used.dedup();
    // Mostly links that are on a way, and ten from everywhere.
    let anywhere = (0..10).map(|at| at * (input.links.len() as u32 / 10));
    let sample: Vec<u32> = used.iter().copied().step_by(used.len() / 190).take(190).chain(anywhere).collect();
    let (mut compared, mut longer) = (0, 0);
    for (number, &lost) in sample.iter().enumerate() {
        let mut from: Vec<usize> = on_ways.iter().filter(|of| of.0 == lost).map(|of| of.1).collect();
        from.extend([number, number + 7, number + 13].map(|port| port % ports));
        for port in from.into_iter().take(3) {
            let times = plain.all(input.ports[port], |link| link != lost);
            for (to, destination) in input.destinations.iter().enumerate() {
                let pair = &replacement.pairs()[port * destinations + to];
                let place = pair.links.iter().position(|&link| link == lost);
                let time = place.map_or(pair.time, |place| pair.without[place]);
                assert_eq!(time, times[*destination as usize], "link {lost}, port {port}, destination {to}");
                compared += 1;
                longer += u32::from(time > pair.time);
            }
        }
    }
    let links = sample.len();
    println!(
        "\n{compared} times of {links} lost links compared with Dijkstra's algorithm ({longer} longer): all equal."
    );
}
