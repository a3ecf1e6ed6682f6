//! The slow twins: every cut of a small graph, and plain augmenting paths on larger ones.

use std::collections::VecDeque;

use super::*;
use crate::algo::graph::LinkSet;
use crate::algo::graph::random::Dice;

/// A random graph with parallel links, loops, one-way links, closed links, unlimited links, chains, dead ends and separate
/// parts.
pub(super) fn random(seed: u64, nodes: u32) -> FlowGraph {
    let mut dice = Dice(seed);
    let nodes = 2 + dice.below(nodes - 1);
    let most = [2, 4, 30][dice.below(3) as usize];
    let unlimited = dice.below(4) == 0;
    let capacity = |dice: &mut Dice| {
        if unlimited && dice.below(4) == 0 { u64::MAX } else { u64::from(dice.below(most)) }
    };
    let mut links = Vec::new();
    for number in 0..dice.below(3 * nodes) {
        // Some along a line, so that there are chains and long ways.
        let a = dice.below(nodes);
        let b = if number % 2 == 0 { dice.below(nodes) } else { (a + 1) % nodes };
        let (a, b) = if dice.below(2) == 0 { (a, b) } else { (b, a) };
        let forward = capacity(&mut dice);
        let backward = match dice.below(3) {
            0 => 0,
            1 => forward,
            _ => capacity(&mut dice),
        };
        links.push(FlowLink { a, b, forward, backward });
    }
    FlowGraph::new(nodes as usize, links)
}

/// The smallest cut by trying them all: its capacity and, for every cut of that capacity, the source's side.
pub(super) fn every_cut(nodes: usize, links: &[FlowLink], source: u32, sink: u32) -> (u64, Vec<u32>) {
    let mut best = (u64::MAX, Vec::new());
    for side in (0..1_u32 << nodes).filter(|side| side >> source & 1 == 1 && side >> sink & 1 == 0) {
        let inside = |node: u32| side >> node & 1 == 1;
        let size = links.iter().map(|link| match (inside(link.a), inside(link.b)) {
            (true, false) => link.forward,
            (false, true) => link.backward,
            _ => 0,
        });
        let size = size.fold(0, |sum, part| (sum + part).min(UNLIMITED));
        if size < best.0 {
            best = (size, Vec::new());
        }
        if size == best.0 {
            best.1.push(side);
        }
    }
    best
}

/// The maximum by augmenting paths on the plain list of links (Edmonds & Karp 1972).
fn paths(nodes: usize, links: &[FlowLink], source: u32, sink: u32) -> u64 {
    let mut out = vec![Vec::new(); nodes];
    let mut left = Vec::new();
    for (number, link) in links.iter().enumerate() {
        out[link.a as usize].push((2 * number, link.b));
        out[link.b as usize].push((2 * number + 1, link.a));
        left.extend([link.forward, link.backward]);
    }
    let mut value = 0;
    loop {
        let mut by = vec![None; nodes];
        let mut queue = VecDeque::from([source]);
        while let Some(node) = queue.pop_front() {
            for &(arc, head) in &out[node as usize] {
                if left[arc] > 0 && by[head as usize].is_none() && head != source {
                    by[head as usize] = Some((arc, node));
                    queue.push_back(head);
                }
            }
        }
        let mut way = Vec::new();
        let mut node = sink;
        while let Some((arc, tail)) = by[node as usize] {
            way.push(arc);
            node = tail;
        }
        if way.is_empty() || value >= UNLIMITED {
            return value.min(UNLIMITED);
        }
        let amount = way.iter().map(|&arc| left[arc]).min().expect("a way has arcs");
        way.iter().for_each(|&arc| {
            left[arc] -= amount;
            left[arc ^ 1] += amount;
        });
        value += amount;
    }
}

fn without(links: &[FlowLink], lost: &[u32]) -> Vec<FlowLink> {
    let mut links = links.to_vec();
    for &link in lost {
        links[link as usize].forward = 0;
        links[link as usize].backward = 0;
    }
    links
}

#[test]
fn value_and_cuts_are_those_of_all_cuts() {
    let mut limited = 0;
    for seed in 0..3000 {
        let graph = random(seed, 8);
        let (source, sink) = (0, graph.nodes() as u32 - 1);
        let (least, sides) = every_cut(graph.nodes(), graph.links(), source, sink);
        // As it is, and with nothing left for the guided search after some or no paths.
        let budget = [(0, usize::MAX), (usize::MAX, usize::MAX), (10, 30), (0, 0)][seed as usize % 4];
        let flow = graph.solve(source, sink, budget);
        assert_eq!((flow.value, flow.fault(&graph)), (least, None), "seed {seed}: {graph:?}");
        if least == UNLIMITED {
            assert!(flow.cut_near_source().is_empty() && flow.cut_near_sink().is_empty(), "seed {seed}");
            continue;
        }
        limited += 1;
        let smallest = sides.iter().fold(u32::MAX, |all, side| all & side);
        let largest = sides.iter().fold(0, |all, side| all | side);
        let as_bits = |side: Vec<bool>| side.iter().rev().fold(0, |bits, &inside| 2 * bits + u32::from(inside));
        assert_eq!(as_bits(flow.side_near_source(&graph)), smallest, "seed {seed}: {graph:?}");
        assert_eq!(as_bits(flow.side_near_sink(&graph)), largest, "seed {seed}: {graph:?}");
        let some = flow.in_some_cut(&graph);
        for (number, link) in graph.links().iter().enumerate() {
            let crosses = |side: &u32| match (side >> link.a & 1, side >> link.b & 1) {
                (1, 0) => link.forward > 0,
                (0, 1) => link.backward > 0,
                _ => false,
            };
            assert_eq!(some.contains(number as u32), sides.iter().any(crosses), "seed {seed} link {number}: {graph:?}");
            for (cut, side) in [(flow.cut_near_source(), smallest), (flow.cut_near_sink(), largest)] {
                assert_eq!(cut.contains(&(number as u32)), crosses(&side), "seed {seed} link {number}: {graph:?}");
            }
        }
    }
    assert!(limited > 2000, "too few graphs with a finite cut: {limited}");
}

#[test]
fn losses_and_gains_are_those_of_solving_anew() {
    let mut changed = [0; 3];
    for seed in 0..1500 {
        let graph = random(seed, 8);
        let (nodes, links) = (graph.nodes(), graph.links());
        let (source, sink) = (nodes as u32 - 1, 0);
        let flow = graph.max_flow(source, sink);
        let least = |links: &[FlowLink]| every_cut(nodes, links, source, sink).0;
        let mut dice = Dice(seed);
        let steps: Vec<(u64, u64)> = links
            .iter()
            .map(|_| {
                let mut step = || [0, 1, 3, UNLIMITED][dice.below(4) as usize];
                (step(), step())
            })
            .collect();
        let lost = losses(&graph, &flow);
        let gained = gains(&graph, &flow, &|link| steps[link as usize]);
        for number in 0..links.len() {
            let fall = flow.value - least(&without(links, &[number as u32]));
            assert_eq!(lost[number], fall, "seed {seed} link {number}: {graph:?}");
            let mut wider = links.to_vec();
            wider[number].forward = (wider[number].forward + steps[number].0).min(UNLIMITED);
            wider[number].backward = (wider[number].backward + steps[number].1).min(UNLIMITED);
            let rise = least(&wider) - flow.value;
            assert_eq!(gained[number], rise, "seed {seed} link {number} by {:?}: {graph:?}", steps[number]);
            changed[0] += u32::from(fall > 0);
            changed[1] += u32::from(rise > 0);
        }
        let groups: Vec<Vec<u32>> = (0..4)
            .map(|_| (0..dice.below(6)).filter(|_| !links.is_empty()).map(|_| dice.below(links.len() as u32)).collect())
            .collect();
        for (group, loss) in groups.iter().zip(group_losses(&graph, &flow, &groups)) {
            let fall = flow.value - least(&without(links, group));
            assert_eq!(loss, fall, "seed {seed} group {group:?}: {graph:?}");
            changed[2] += u32::from(fall > 0);
        }
    }
    assert!(changed.iter().all(|&times| times > 500), "too little changed: {changed:?}");
}

#[test]
fn the_worst_pair_is_that_of_all_pairs() {
    let mut more = 0;
    for seed in 0..1500 {
        let graph = random(seed, 8);
        let (nodes, links) = (graph.nodes(), graph.links());
        let (source, sink) = (0, nodes as u32 - 1);
        let flow = graph.max_flow(source, sink);
        let mut dice = Dice(seed);
        let groups: Vec<Vec<u32>> = if seed % 2 == 0 {
            (0..links.len() as u32).map(|link| vec![link]).collect()
        } else {
            let mut draw =
                || (0..dice.below(4)).filter(|_| !links.is_empty()).map(|_| dice.below(links.len() as u32)).collect();
            (0..7).map(|_| draw()).collect()
        };
        let Some(pair) = worst_pair(&graph, &flow, &groups) else {
            let carries = groups.iter().flatten().any(|&link| flow.flow[link as usize] != 0);
            assert!(!carries || flow.value == UNLIMITED, "seed {seed}");
            continue;
        };
        let both = |one: usize, other: usize| {
            let lost = [&groups[one][..], &groups[other]].concat();
            flow.value - every_cut(nodes, &without(links, &lost), source, sink).0
        };
        let all = (0..groups.len()).flat_map(|one| (0..=one).map(move |other| (one, other)));
        let worst = all.map(|(one, other)| both(one, other)).max().unwrap_or(0);
        assert_eq!(pair.loss, worst, "seed {seed}: {graph:?} {groups:?}");
        if !groups.is_empty() && pair.loss > 0 {
            assert_eq!(both(pair.groups.0, pair.groups.1), worst, "seed {seed}: {graph:?} {groups:?}");
        }
        let single = group_losses(&graph, &flow, &groups).into_iter().max().unwrap_or(0);
        more += u32::from(pair.loss > single);
    }
    assert!(more > 200, "too few pairs worse than a single loss: {more}");
}

#[test]
fn brackets_hold_the_worst_of_all_sets() {
    let (mut met, mut open) = (0, 0);
    for seed in 0..800 {
        let graph = random(seed, 6);
        let (nodes, links) = (graph.nodes(), graph.links());
        if links.len() > 11 {
            continue;
        }
        let (source, sink) = (0, nodes as u32 - 1);
        let flow = graph.max_flow(source, sink);
        let may = LinkSet::new(links.len(), |link| (u64::from(link) * 7 + seed) % 5 > 0);
        let brackets = interdict(&graph, &flow, &may, 4);
        assert_eq!(brackets.is_empty(), flow.value == UNLIMITED, "seed {seed}");
        let mut worst = [u64::MAX; 5];
        for set in 0..1_u32 << links.len() {
            let lost: Vec<u32> = (0..links.len() as u32).filter(|link| set >> link & 1 == 1).collect();
            if lost.len() <= 4 && lost.iter().all(|&link| may.contains(link)) {
                let left = paths(nodes, &without(links, &lost), source, sink);
                worst[lost.len()..].iter_mut().for_each(|worst| *worst = left.min(*worst));
            }
        }
        for (k, bracket) in brackets.iter().enumerate() {
            let case = format!("seed {seed} k {k}: {bracket:?}, worst {}: {graph:?} {may:?}", worst[k]);
            assert!(bracket.at_least <= worst[k] && worst[k] <= bracket.left, "{case}");
            assert!(bracket.links.len() <= k && bracket.links.iter().all(|&link| may.contains(link)), "{case}");
            let left = every_cut(nodes, &without(links, &bracket.links), source, sink).0;
            assert_eq!(left, bracket.left, "{case}");
            assert!(k > 2 || bracket.left == bracket.at_least, "{case}");
            met += u32::from(bracket.left == bracket.at_least);
            open += u32::from(bracket.left > bracket.at_least);
        }
    }
    assert!(met > 1_000 && open * 20 < met, "proven {met}, open {open}");
}

#[test]
fn the_share_is_the_least_of_all_cuts() {
    let mut together = 0;
    for seed in 0..1500 {
        let graph = random(seed, 8);
        let (nodes, links) = (graph.nodes(), graph.links());
        let mut dice = Dice(seed);
        let mut sinks: Vec<(u32, u64)> =
            (0..1 + dice.below(4)).map(|_| (1 + dice.below(nodes as u32 - 1), u64::from(dice.below(4)))).collect();
        sinks[0].1 += 1;
        let share = concurrent(&graph, 0, &sinks).expect("small numbers");
        // The least capacity over weight beyond.
        let mut least: Option<(u64, u64)> = None;
        for side in (0..1_u32 << nodes).filter(|side| side & 1 == 1) {
            let inside = |node: u32| side >> node & 1 == 1;
            let weight: u64 = sinks.iter().filter(|sink| !inside(sink.0)).map(|sink| sink.1).sum();
            let capacity = links.iter().map(|link| match (inside(link.a), inside(link.b)) {
                (true, false) => link.forward,
                (false, true) => link.backward,
                _ => 0,
            });
            let capacity = capacity.fold(0, |sum, part| (sum + part).min(UNLIMITED));
            if weight > 0 && capacity < UNLIMITED && least.is_none_or(|least| capacity * least.1 < least.0 * weight) {
                least = Some((capacity, weight));
            }
        }
        let case = format!("seed {seed}: {graph:?} {sinks:?} {share:?}");
        let Some((capacity, weight)) = least else {
            assert_eq!((share.numerator, share.denominator), (UNLIMITED, 1), "{case}");
            continue;
        };
        assert_eq!(capacity * share.denominator, weight * share.numerator, "{case}");
        // The flow brings what it says, over links that can take it, and the cut proves that no more can come.
        let mut kept = vec![0_i64; nodes];
        for (link, &flow) in links.iter().zip(&share.flow) {
            let most = if flow < 0 { link.backward } else { link.forward };
            assert!(most == UNLIMITED || flow.unsigned_abs() <= most * share.denominator, "{case}");
            kept[link.a as usize] -= flow;
            kept[link.b as usize] += flow;
        }
        for &(sink, weight) in &sinks {
            kept[sink as usize] -= (weight * share.numerator) as i64;
        }
        assert!(kept[1..].iter().all(|&kept| kept == 0), "{case}");
        let beyond: u64 = share.beyond.iter().map(|&sink| sinks[sink].1).sum();
        let carried: i64 = share.cut.iter().map(|&link| share.flow[link as usize].abs()).sum();
        assert_eq!(carried as u64, beyond * share.numerator, "{case}");
        for (alone, sink) in share.alone.iter().zip(&sinks) {
            assert_eq!(*alone, graph.max_flow(0, sink.0).value, "{case}");
        }
        together += u32::from(share.beyond.len() > 1 && share.numerator > 0);
    }
    assert!(together > 100, "too few cuts that hold several back: {together}");
}

#[test]
fn a_share_that_does_not_fit_is_an_error() {
    let graph = FlowGraph::new(2, vec![FlowLink { a: 0, b: 1, forward: UNLIMITED - 1, backward: 0 }]);
    assert_eq!(concurrent(&graph, 0, &[(1, 7)]), Err(TooLarge));
}

#[test]
fn larger_graphs_agree_with_plain_augmenting_paths() {
    for seed in 0..150 {
        let graph = random(seed, 120);
        let (source, sink) = (0, graph.nodes() as u32 / 2);
        let flow = graph.solve(source, sink, [(0, usize::MAX), (200, 500), (0, 0)][seed as usize % 3]);
        assert_eq!(flow.value, paths(graph.nodes(), graph.links(), source, sink), "seed {seed}");
        assert_eq!(flow.fault(&graph), None, "seed {seed}");
        let plain = cuts::both(&graph, &flow.flow, (source, sink), flow.value);
        assert_eq!([flow.cut_near_source(), flow.cut_near_sink()], [&plain[0][..], &plain[1]], "seed {seed}");
        let lost = losses(&graph, &flow);
        for (number, &loss) in lost.iter().enumerate().step_by(7) {
            let then = paths(graph.nodes(), &without(graph.links(), &[number as u32]), source, sink);
            assert_eq!(flow.value - loss, then, "seed {seed} link {number}");
        }
    }
}

#[test]
fn laws_hold() {
    for seed in 0..300 {
        let graph = random(seed, 30);
        let (source, sink) = (0, graph.nodes() as u32 - 1);
        let value = graph.max_flow(source, sink).value;
        let changed = |change: &dyn Fn(FlowLink) -> FlowLink| {
            let links = graph.links().iter().map(|&link| change(link)).collect();
            FlowGraph::new(graph.nodes(), links)
        };
        // Turning every link round and asking from the other end is the same question.
        let turned = changed(&|link| FlowLink { forward: link.backward, backward: link.forward, ..link });
        assert_eq!(turned.max_flow(sink, source).value, value, "seed {seed}");
        // Three times the capacities, three times the flow.
        let thrice = changed(&|link| FlowLink { forward: 3 * link.forward, backward: 3 * link.backward, ..link });
        assert_eq!(thrice.max_flow(source, sink).value, (3 * value).min(UNLIMITED), "seed {seed}");
        // Wider links never let less pass.
        let wider = changed(&|link| FlowLink { forward: link.forward + 1, ..link });
        assert!(wider.max_flow(source, sink).value >= value, "seed {seed}");
    }
}

#[test]
#[should_panic(expected = "source and sink are the same node, 1")]
fn a_source_that_is_the_sink_is_refused() {
    FlowGraph::new(2, vec![]).max_flow(1, 1);
}

#[test]
#[should_panic(expected = "the sink is node 2, but there are 2 nodes")]
fn a_sink_that_is_not_there_is_refused() {
    FlowGraph::new(2, vec![]).max_flow(1, 2);
}

#[test]
#[should_panic(expected = "link 0 ends at node 7, but there are 2 nodes")]
fn a_link_to_nowhere_is_refused() {
    FlowGraph::new(2, vec![FlowLink { a: 0, b: 7, forward: 1, backward: 1 }]);
}

/// What is left of a graph without some core links, by enumeration of cuts.
fn left_without(graph: &FlowGraph, flow: &MaxFlow, strands: &[u32]) -> u64 {
    let core = flow.core(graph);
    let lost: Vec<u32> =
        strands.iter().flat_map(|strand| core.members(*strand as usize)).map(|member| member / 2).collect();
    every_cut(graph.nodes(), &without(graph.links(), &lost), flow.source, flow.sink).0
}

/// Every set of at most `most` of some numbers.
pub(super) fn sets(of: usize, most: usize) -> Vec<Vec<usize>> {
    let chosen = |set: u32| (0..of).filter(|at| set >> at & 1 == 1).collect::<Vec<usize>>();
    (0..1_u32 << of).map(chosen).filter(|set| set.len() <= most).collect()
}

#[test]
fn brackets_hold_the_worst_of_all_sets_of_groups() {
    let (mut met, mut open) = (0, 0);
    for seed in 0..500 {
        let graph = random(seed, 6);
        let links = graph.links();
        let flow = graph.max_flow(0, graph.nodes() as u32 - 1);
        if links.is_empty() || flow.value == UNLIMITED {
            continue;
        }
        let mut dice = Dice(seed);
        let groups: Vec<Vec<u32>> =
            (0..7).map(|_| (0..1 + dice.below(3)).map(|_| dice.below(links.len() as u32)).collect()).collect();
        let brackets = interdict_groups(&graph, &flow, &groups, 4);
        for (k, bracket) in brackets.iter().enumerate() {
            let left = |set: &[usize]| {
                let lost: Vec<u32> = set.iter().flat_map(|group| groups[*group].iter().copied()).collect();
                every_cut(graph.nodes(), &without(links, &lost), flow.source, flow.sink).0
            };
            let worst = sets(groups.len(), k).iter().map(|set| left(set)).min().unwrap_or(0);
            let case = format!("seed {seed} k {k}: {bracket:?}, worst {worst}: {graph:?} {groups:?}");
            assert!(bracket.at_least <= worst && worst <= bracket.left, "{case}");
            assert_eq!(left(&bracket.groups), bracket.left, "{case}");
            assert!(bracket.groups.len() <= k && (k > 2 || bracket.left == bracket.at_least), "{case}");
            met += u32::from(bracket.left == bracket.at_least);
            open += u32::from(bracket.left > bracket.at_least);
        }
    }
    assert!(met > 1_000 && open * 5 < met, "proven {met}, open {open}");
}

#[test]
fn hardening_is_the_best_of_all_sets() {
    let mut better = 0;
    for seed in 0..300 {
        let graph = random(seed, 6);
        let flow = graph.max_flow(0, graph.nodes() as u32 - 1);
        let strands = flow.core(&graph).links();
        if flow.value == UNLIMITED || strands == 0 || strands > 7 {
            continue;
        }
        // One link of every strand.
        let groups: Vec<Vec<u32>> = (0..strands).map(|strand| vec![flow.core(&graph).members(strand)[0] / 2]).collect();
        for k in 1..=2 {
            let found = harden(&graph, &flow, &groups, k, 2, 10_000);
            let worst = |hardened: &[usize]| {
                let attacks = sets(strands, k).into_iter().filter(|set| set.iter().all(|one| !hardened.contains(one)));
                let left = |set: Vec<usize>| {
                    left_without(&graph, &flow, &set.iter().map(|one| *one as u32).collect::<Vec<u32>>())
                };
                attacks.map(left).min().unwrap_or(flow.value)
            };
            for (n, hardening) in found.iter().enumerate() {
                let best = sets(strands, n).iter().map(|set| worst(set)).max().unwrap_or(0);
                let case = format!("seed {seed} k {k} n {n}: {hardening:?}, best {best}: {graph:?}");
                assert_eq!((hardening.left, hardening.at_least, hardening.at_most), (best, best, best), "{case}");
                assert_eq!(worst(&hardening.groups), best, "{case}");
            }
            better += u32::from(found[2].left > found[0].left);
        }
    }
    assert!(better > 50, "hardening helped in {better} cases only");
}
