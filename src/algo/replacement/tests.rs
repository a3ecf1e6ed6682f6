//! The slow twins: Bellman & Ford without the lost links, and the plain Dijkstra.

use super::*;
use crate::algo::graph::random::{self, Dice};
use crate::algo::graph::{Graph, Link};
use crate::algo::shortest::Dijkstra;

/// Least times from a node by Bellman & Ford.
fn slow(nodes: usize, ways: &[Way], from: u32, lost: &[u32]) -> Vec<u32> {
    let mut time = vec![UNREACHABLE; nodes];
    time[from as usize] = 0;
    for _ in 0..nodes {
        for (_, way) in (0..).zip(ways).filter(|(number, _)| !lost.contains(number)) {
            for (tail, head, weight) in [(way.a, way.b, way.forward), (way.b, way.a, way.backward)] {
                let then = time[tail as usize].saturating_add(weight).min(UNREACHABLE);
                time[head as usize] = time[head as usize].min(then);
            }
        }
    }
    time
}

/// A random problem: the ways of a random graph, the same both ways or not, origins and destinations.
fn problem(seed: u64, symmetric: bool) -> (usize, Vec<Way>, Vec<u32>, Vec<u32>) {
    let (graph, _) = random::graph(seed);
    let mut dice = Dice(seed);
    let ways = graph.links().iter().map(|link| {
        let weight = |dice: &mut Dice| if dice.below(5) == 0 { CLOSED } else { link.weight + dice.below(4) };
        let (forward, backward) = (weight(&mut dice), weight(&mut dice));
        if symmetric {
            Way { a: link.a, b: link.b, forward: link.weight, backward: link.weight }
        } else {
            Way { a: link.a, b: link.b, forward, backward }
        }
    });
    let ways = ways.collect();
    let nodes = graph.nodes();
    // More than one batch of lanes, the same node twice, and origins that are destinations.
    let mut some = |count: u32| (0..count).map(|_| dice.below(nodes as u32)).collect();
    let (origins, destinations) = (some(3), some(10));
    (nodes, ways, origins, destinations)
}

#[test]
fn every_loss_is_that_of_bellman_and_ford() {
    let (mut longer, mut cut_off) = (0, 0);
    for seed in 0..400 {
        let symmetric = seed % 3 > 0;
        let (nodes, ways, origins, destinations) = problem(seed, symmetric);
        let replacement = Replacement::new(nodes, ways.clone(), &origins, &destinations);
        assert!(!symmetric || replacement.knots.symmetric(), "seed {seed}");
        let fastest: Vec<Vec<u32>> = origins.iter().map(|&origin| slow(nodes, &ways, origin, &[])).collect();
        for (number, pair) in replacement.pairs().iter().enumerate() {
            let (origin, to) = (number / destinations.len(), destinations[number % destinations.len()]);
            assert_eq!(pair.time, fastest[origin][to as usize], "seed {seed} pair {number}");
            assert_eq!(pair.links.len(), pair.without.len(), "seed {seed} pair {number}");
        }
        for lost in 0..ways.len() as u32 {
            for (from, &origin) in origins.iter().enumerate() {
                let then = slow(nodes, &ways, origin, &[lost]);
                for (to, &destination) in destinations.iter().enumerate() {
                    let pair = &replacement.pairs()[from * destinations.len() + to];
                    let place = pair.links.iter().position(|&link| link == lost);
                    let time = place.map_or(pair.time, |place| pair.without[place]);
                    assert_eq!(
                        time, then[destination as usize],
                        "seed {seed} link {lost} from {origin} to {destination}"
                    );
                    longer += u32::from(time > pair.time && time < UNREACHABLE);
                    cut_off += u32::from(time > pair.time && time == UNREACHABLE);
                }
            }
        }
    }
    assert!(longer > 2_000 && cut_off > 2_000, "too little changed: {longer}, {cut_off}");
}

#[test]
fn groups_and_detours_are_those_of_bellman_and_ford() {
    let mut changed = 0;
    for seed in 0..300 {
        let (nodes, ways, origins, destinations) = problem(seed, seed % 3 > 0);
        if ways.is_empty() {
            continue;
        }
        let replacement = Replacement::new(nodes, ways.clone(), &origins, &destinations);
        let mut dice = Dice(seed);
        let mut draw = || (0..dice.below(6)).map(|_| dice.below(ways.len() as u32)).collect();
        let groups: Vec<Vec<u32>> = (0..6).map(|_| draw()).collect();
        for (group, changes) in groups.iter().zip(replacement.without(&groups, &|_| true)) {
            let mut expected = Vec::new();
            for (number, pair) in replacement.pairs().iter().enumerate() {
                let origin = origins[number / destinations.len()];
                let destination = destinations[number % destinations.len()];
                let then = slow(nodes, &ways, origin, group)[destination as usize];
                if then != pair.time {
                    expected.push((number as u32, then));
                }
                let detour = replacement.detour(number as u32, group);
                assert_eq!(detour.as_ref().map_or(UNREACHABLE, |detour| detour.0), then, "seed {seed} {group:?}");
                let Some((time, links)) = detour else { continue };
                let (mut at, mut sum) = (origin, 0);
                for link in links {
                    assert!(!group.contains(&link), "seed {seed}: a lost link on the detour");
                    let way = ways[link as usize];
                    let (next, weight) = if way.a == at { (way.b, way.forward) } else { (way.a, way.backward) };
                    (at, sum) = (next, sum + weight);
                }
                assert_eq!((at, sum), (destination, time), "seed {seed} {group:?}: the detour does not lead there");
            }
            assert_eq!(changes, expected, "seed {seed} group {group:?}");
            changed += changes.len();
        }
    }
    assert!(changed > 2_000, "too little changed: {changed}");
}

/// A grid with random weights: long ways, many ties, larger than the small graphs.
#[test]
fn a_large_grid_agrees_with_the_plain_dijkstra() {
    let (side, mut dice) = (40, Dice(7));
    let mut links = Vec::new();
    for row in 0..side {
        for column in 0..side {
            let node = row * side + column;
            let mut weight = || 1 + dice.below(3);
            if column + 1 < side {
                links.push(Link { a: node, b: node + 1, weight: weight() });
            }
            if row + 1 < side {
                links.push(Link { a: node, b: node + side, weight: weight() });
            }
        }
    }
    let nodes = (side * side) as usize;
    let as_way = |link: &Link| Way { a: link.a, b: link.b, forward: link.weight, backward: link.weight };
    let ways: Vec<Way> = links.iter().map(as_way).collect();
    let (origins, destinations) = ([0, side, 777], [side * side - 1, 40, 820, 1200]);
    let replacement = Replacement::new(nodes, ways, &origins, &destinations);
    let graph = Graph::new(nodes, links);
    let mut plain = Dijkstra::new(&graph);
    for (number, pair) in replacement.pairs().iter().enumerate() {
        let (from, to) = (origins[number / 4], destinations[number % 4]);
        assert_eq!(plain.distance(from, to, |_| true), Some(pair.time));
        for (&lost, &without) in pair.links.iter().zip(&pair.without) {
            assert_eq!(plain.distance(from, to, |link| link != lost), Some(without), "pair {number} link {lost}");
        }
    }
}

#[test]
#[should_panic(expected = "use a coarser unit")]
fn weights_that_could_overflow_are_refused() {
    Replacement::new(2, vec![Way { a: 0, b: 1, forward: 0, backward: UNREACHABLE }], &[0], &[1]);
}

#[test]
#[should_panic(expected = "an origin or destination is node 2, but there are 2 nodes")]
fn an_origin_that_is_not_there_is_refused() {
    Replacement::new(2, vec![], &[2], &[1]);
}
