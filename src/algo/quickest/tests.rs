//! Closed forms, laws, and the slow twin: maximum flow in the time-expanded graph.

use super::*;
use crate::algo::flow::{FlowGraph, FlowLink};
use crate::algo::graph::random::Dice;

fn pipe(tail: u32, head: u32, transit: u32, capacity: u32) -> Pipe {
    Pipe { tail, head, transit, capacity }
}

/// A random graph with parallel arcs, loops, rings without transit time, closed arcs and dead ends; source 0, sink 1.
fn random(seed: u64) -> (usize, Vec<Pipe>, u64) {
    let mut dice = Dice(seed);
    let nodes = 2 + dice.below(6);
    let longest = 1 + dice.below(5);
    let arcs = nodes + dice.below(3 * nodes);
    let arc = |_| pipe(dice.below(nodes), dice.below(nodes), dice.below(longest), dice.below(4));
    let pipes = (0..arcs).map(arc).collect();
    (nodes as usize, pipes, u64::from(1 + dice.below(40)))
}

/// How much arrives by `horizon`, by one node for each node and unit of time.
fn expanded(nodes: usize, pipes: &[Pipe], horizon: u128) -> u64 {
    let layers = horizon as u32;
    let at = |node: u32, time: u32| 2 + time * nodes as u32 + node;
    let one_way = |a, b, forward| FlowLink { a, b, forward, backward: 0 };
    let unlimited = u64::from(u32::MAX);
    let mut links = Vec::new();
    for time in 0..layers {
        links.push(one_way(0, at(0, time), unlimited));
        links.push(one_way(at(1, time), 1, unlimited));
        for pipe in pipes.iter().filter(|pipe| time + pipe.transit < layers) {
            links.push(one_way(at(pipe.tail, time), at(pipe.head, time + pipe.transit), u64::from(pipe.capacity)));
        }
        for node in (0..nodes as u32).filter(|_| time + 1 < layers) {
            links.push(one_way(at(node, time), at(node, time + 1), unlimited));
        }
    }
    FlowGraph::new(2 + nodes * layers as usize, links).max_flow(0, 1).value
}

#[test]
fn agrees_with_the_time_expanded_graph() {
    let mut found = 0;
    for seed in 0..300 {
        let (nodes, pipes, units) = random(seed);
        let Some(answer) = quickest(nodes, &pipes, 0, 1, units) else {
            assert_eq!(expanded(nodes, &pipes, 60), 0, "seed {seed}: {pipes:?}");
            continue;
        };
        found += 1;
        assert_eq!(answer.fault(&pipes, 0, 1, units), None, "seed {seed}: {pipes:?}");
        let time = answer.rounded_up();
        assert!(expanded(nodes, &pipes, time) >= units, "seed {seed}: {time} is not enough for {units}: {pipes:?}");
        assert!(expanded(nodes, &pipes, time - 1) < units, "seed {seed}: {units} arrive before {time}: {pipes:?}");
    }
    assert!(found > 100, "only {found} of the graphs have a way");
}

#[test]
fn one_path_takes_its_transit_and_the_units_at_the_lowest_rate() {
    let pipes = [pipe(0, 2, 7, 5), pipe(2, 3, 11, 3), pipe(3, 1, 2, 4)];
    for units in [1, 2, 3, 100, u64::from(u32::MAX)] {
        let answer = quickest(4, &pipes, 0, 1, units).expect("a path");
        assert_eq!(answer.numerator, 3 * 20 + u128::from(units));
        assert_eq!(answer.denominator, 3);
        assert_eq!(answer.fault(&pipes, 0, 1, units), None);
    }
}

#[test]
fn two_disjoint_paths_are_used_together_when_there_is_enough_to_move() {
    for seed in 0..200 {
        let mut dice = Dice(seed);
        let (short, c1, c2) = (dice.below(20), 1 + dice.below(9), 1 + dice.below(9));
        let long = short + dice.below(30);
        let units = 1 + dice.below(300);
        let pipes = [pipe(0, 2, short, c1), pipe(2, 1, 0, 99), pipe(0, 3, 0, 99), pipe(3, 1, long, c2)];
        let answer = quickest(4, &pipes, 0, 1, u64::from(units)).expect("two paths");
        let [short, long, c1, c2, units] = [short, long, c1, c2, units].map(u128::from);
        let (numerator, denominator) = if units <= c1 * (long - short) {
            (short * c1 + units, c1)
        } else {
            (units + c1 * short + c2 * long, c1 + c2)
        };
        assert_eq!(answer.numerator * denominator, numerator * u128::from(answer.denominator), "seed {seed}");
    }
}

/// The diamond with a cross arc: the fastest way uses it, but the greatest rate does without, so it is first used and then
/// given back.
#[test]
fn the_diamond_gives_up_its_cross_arc_when_there_is_more_to_move() {
    let pipes = [pipe(0, 2, 1, 1), pipe(0, 3, 5, 1), pipe(2, 3, 1, 1), pipe(2, 1, 5, 1), pipe(3, 1, 1, 1)];
    let few = quickest(4, &pipes, 0, 1, 3).expect("a way");
    assert_eq!(
        (few.numerator, few.denominator, few.routes.len()),
        (6, 1, 1),
        "the cross way, 3 long, for 3 units of time"
    );
    assert_eq!(few.routes[0].arcs, [0, 2, 4]);
    // The next route, 5 - 1 + 5 = 9 long where it gives the cross arc back, pays once the first takes longer than 9.
    let at = quickest(4, &pipes, 0, 1, 6).expect("a way");
    assert_eq!((at.numerator, at.denominator), (9, 1));
    let many = quickest(4, &pipes, 0, 1, 100).expect("a way");
    assert_eq!((many.numerator, many.denominator), (112, 2), "two ways of 6, rate 2: 6 + 100 / 2");
    assert!(many.routes.iter().all(|route| !route.arcs.contains(&2)));
}

#[test]
fn reversing_the_network_or_turning_the_numbers_keeps_the_time() {
    for seed in 0..200 {
        let (nodes, pipes, units) = random(seed);
        let last = nodes as u32 - 1;
        let back: Vec<Pipe> =
            pipes.iter().rev().map(|p| pipe(last - p.head, last - p.tail, p.transit, p.capacity)).collect();
        let forward = quickest(nodes, &pipes, 0, 1, units);
        let backward = quickest(nodes, &back, last - 1, last, units);
        assert_eq!(forward.is_some(), backward.is_some(), "seed {seed}");
        if let (Some(a), Some(b)) = (forward, backward) {
            let turned = b.numerator * u128::from(a.denominator);
            assert_eq!(a.numerator * u128::from(b.denominator), turned, "seed {seed}: {pipes:?}");
        }
    }
}

#[test]
fn a_changed_answer_is_refused() {
    for seed in 0..100 {
        let (nodes, pipes, units) = random(seed);
        let Some(answer) = quickest(nodes, &pipes, 0, 1, units) else { continue };
        let wrong = |change: &dyn Fn(&mut Quickest)| {
            let mut changed = answer.clone();
            change(&mut changed);
            assert!(changed.fault(&pipes, 0, 1, units).is_some(), "seed {seed}: {changed:?} of {pipes:?}");
        };
        wrong(&|answer| answer.numerator -= 1);
        wrong(&|answer| answer.denominator += 1);
        wrong(&|answer| answer.routes[0].rate += 1);
        wrong(&|answer| answer.routes[0].transit += 1);
        wrong(&|answer| answer.potentials[0] += 1);
        wrong(&|answer| answer.potentials[1] -= 1);
        wrong(&|answer| answer.routes[0].arcs.clear());
        wrong(&|answer| answer.potentials.truncate(1));
        assert!(answer.fault(&pipes, 0, 1, units + 1).is_some(), "seed {seed}");
    }
}

#[test]
fn no_way_is_no_answer() {
    assert_eq!(quickest(3, &[pipe(0, 2, 1, 1), pipe(1, 2, 1, 1), pipe(0, 1, 1, 0)], 0, 1, 5), None);
}
