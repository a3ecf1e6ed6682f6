//! The slow twins: the whole linear program by another simplex method, and proofs recomputed from the instance alone.

use super::{Member, Row, SharedFlow, largest, losses};
use crate::algo::flow::{FlowGraph, FlowLink};
use crate::algo::graph::random::Dice;

/// A random graph with rows over it; node 0 is the source, node 1 the sink.
fn random(seed: u64) -> (FlowGraph, Vec<Row>, Vec<u32>) {
    let mut dice = Dice(seed);
    let nodes = 2 + dice.below(9);
    let count = 1 + dice.below(3 * nodes);
    let scale = [1, 1_000, 1_000_000][dice.below(3) as usize];
    let mut links = Vec::new();
    for _ in 0..count {
        let (a, b) = (dice.below(nodes), dice.below(nodes));
        let forward = u64::from(dice.below(12)) * scale;
        let backward = if dice.below(2) == 0 { forward } else { u64::from(dice.below(3)) * scale };
        links.push(FlowLink { a, b, forward, backward });
    }
    let mut rows = Vec::new();
    for _ in 0..dice.below(6) {
        let mut members = Vec::new();
        for link in 0..count {
            if dice.below(3) == 0 {
                let along = i8::try_from(dice.below(3)).unwrap() - 1;
                members.push(Member { link, along, weight: 1 + u64::from(dice.below(5)) });
            }
        }
        let capacity = if dice.below(12) == 0 { 0 } else { u64::from(1 + dice.below(60)) * scale };
        rows.push(Row { capacity, members });
    }
    let lengths = (0..count).map(|_| dice.below(1_000)).collect();
    (FlowGraph::new(nodes as usize, links), rows, lengths)
}

/// The largest flow under the rows, each direction of each link a variable of a linear program.
fn twin(graph: &FlowGraph, rows: &[Row]) -> f64 {
    use microlp::{ComparisonOp, OptimizationDirection, Problem};
    let mut program = Problem::new(OptimizationDirection::Maximize);
    let value = program.add_var(1.0, (0.0, f64::INFINITY));
    let arcs: Vec<_> = graph
        .links()
        .iter()
        .map(|link| {
            (program.add_var(0.0, (0.0, link.forward as f64)), program.add_var(0.0, (0.0, link.backward as f64)))
        })
        .collect();
    for node in 0..graph.nodes() as u32 {
        let mut terms = Vec::new();
        for (link, (on, back)) in graph.links().iter().zip(&arcs).filter(|(link, _)| link.a != link.b) {
            let sign = if link.a == node {
                -1.0
            } else if link.b == node {
                1.0
            } else {
                continue;
            };
            terms.push((*on, sign));
            terms.push((*back, -sign));
        }
        match node {
            0 => terms.push((value, 1.0)),
            1 => terms.push((value, -1.0)),
            _ => {}
        }
        if !terms.is_empty() {
            program.add_constraint(&terms[..], ComparisonOp::Eq, 0.0);
        }
    }
    for row in rows {
        let mut terms = Vec::new();
        for member in &row.members {
            let (on, back) = arcs[member.link as usize];
            if member.along >= 0 {
                terms.push((on, member.weight as f64));
            }
            if member.along <= 0 {
                terms.push((back, member.weight as f64));
            }
        }
        if !terms.is_empty() {
            program.add_constraint(&terms[..], ComparisonOp::Le, row.capacity as f64);
        }
    }
    match program.solve().expect("nothing at all is a flow") {
        microlp::SolveOutcome::Solution(solution) => solution.objective(),
        other => panic!("{other:?}"),
    }
}

/// Everything that a reader can check of an answer without knowing how it was found.
fn check(graph: &FlowGraph, rows: &[Row], found: &SharedFlow, what: &str) {
    let mut kept = vec![0_i64; graph.nodes()];
    for (link, flow) in graph.links().iter().zip(&found.flow) {
        assert!(flow.unsigned_abs() <= if *flow < 0 { link.backward } else { link.forward }, "{what}: capacity");
        kept[link.a as usize] -= flow;
        kept[link.b as usize] += flow;
    }
    assert_eq!((kept[0], kept[1]), (-(found.value as i64), found.value as i64), "{what}: value");
    assert!(kept[2..].iter().all(|kept| *kept == 0), "{what}: conservation");
    let mut charge = vec![[0_u128; 2]; graph.links().len()];
    let mut bound = 0_u128;
    for (row, price) in rows.iter().zip(&found.prices) {
        let mut used = 0;
        bound += u128::from(*price) * u128::from(row.capacity);
        for member in &row.members {
            let flow = found.flow[member.link as usize];
            if member.along == 0 || (member.along > 0) == (flow > 0) {
                used += member.weight * flow.unsigned_abs();
            }
            let cost = u128::from(*price) * u128::from(member.weight);
            if member.along >= 0 {
                charge[member.link as usize][0] += cost;
            }
            if member.along <= 0 {
                charge[member.link as usize][1] += cost;
            }
        }
        assert!(used <= row.capacity, "{what}: row used {used} of {}", row.capacity);
    }
    let at = |node: u32| u128::from(found.potential[node as usize]);
    assert_eq!((at(0), at(1)), (0, u128::from(found.scale)), "{what}: potentials of the ends");
    for (link, [on, back]) in graph.links().iter().zip(charge) {
        bound += at(link.b).saturating_sub(at(link.a)).saturating_sub(on) * u128::from(link.forward);
        bound += at(link.a).saturating_sub(at(link.b)).saturating_sub(back) * u128::from(link.backward);
    }
    assert_eq!(u128::from(found.bound), bound / u128::from(found.scale), "{what}: bound");
    assert!(found.value <= found.bound, "{what}: {} above its bound {}", found.value, found.bound);
}

#[test]
fn the_bound_is_the_optimum_of_the_linear_program_and_the_flow_lies_just_below() {
    let mut bound_by_rows = 0;
    for seed in 0..400 {
        let (graph, rows, lengths) = random(seed);
        let plain = graph.max_flow(0, 1);
        let found = largest(&graph, &rows, &lengths, &plain, &mut Vec::new(), true);
        let what = format!("seed {seed}");
        check(&graph, &rows, &found, &what);
        let exact = twin(&graph, &rows);
        bound_by_rows += u32::from(exact + 0.5 < plain.value as f64);
        let close = 1.0 + exact * 1e-6;
        assert!((found.bound as f64 - exact).abs() <= close, "{what}: bound {} and {exact}", found.bound);
        assert!(found.value as f64 >= exact - 30.0, "{what}: value {} and {exact}", found.value);
    }
    assert!(bound_by_rows > 40, "{bound_by_rows} instances are held back by rows");
}

#[test]
fn without_rows_it_is_the_largest_flow_by_the_shortest_ways() {
    for seed in 0..200 {
        let (graph, _, lengths) = random(seed);
        let plain = graph.max_flow(0, 1);
        let found = largest(&graph, &[], &lengths, &plain, &mut Vec::new(), true);
        check(&graph, &[], &found, &format!("seed {seed}"));
        assert_eq!((found.value, found.bound), (plain.value, plain.value), "seed {seed}");
        let long = |flow: &[i64]| {
            flow.iter().zip(&lengths).map(|(flow, length)| flow.unsigned_abs() * u64::from(*length)).sum::<u64>()
        };
        assert_eq!(long(&found.flow), shortest(&graph, &lengths), "seed {seed}");
    }
}

/// Length x flow of the shortest of the largest flows: way by way, each found by Bellman & Ford in the residual graph.
fn shortest(graph: &FlowGraph, lengths: &[u32]) -> u64 {
    let mut flow = vec![0_i64; graph.links().len()];
    loop {
        let mut far = vec![i64::MAX; graph.nodes()];
        let mut by = vec![None; graph.nodes()];
        far[0] = 0;
        for _ in 0..graph.nodes() {
            for (at, link) in graph.links().iter().enumerate() {
                let length = i64::from(lengths[at]);
                for (tail, head, sign, most) in [(link.a, link.b, 1, link.forward), (link.b, link.a, -1, link.backward)]
                {
                    let along = flow[at] * sign;
                    // What flows the other way is taken back first.
                    let (left, cost) = if along < 0 { (-along, -length) } else { (most as i64 - along, length) };
                    if left > 0 && far[tail as usize] < i64::MAX && far[tail as usize] + cost < far[head as usize] {
                        far[head as usize] = far[tail as usize] + cost;
                        by[head as usize] = Some((at, tail, sign, left));
                    }
                }
            }
        }
        if by[1].is_none() {
            break;
        }
        let mut way = Vec::new();
        let mut node = 1;
        while let Some((at, tail, sign, left)) = by[node as usize].filter(|_| node != 0) {
            way.push((at, sign, left));
            node = tail;
        }
        let amount = way.iter().map(|step| step.2).min().unwrap();
        way.iter().for_each(|(at, sign, _)| flow[*at] += sign * amount);
    }
    flow.iter().zip(lengths).map(|(flow, length)| flow.unsigned_abs() * u64::from(*length)).sum()
}

#[test]
fn what_is_known_of_other_capacities_changes_no_answer() {
    for seed in 0..30 {
        let (graph, rows, lengths) = random(seed);
        let mut known = Vec::new();
        let plain = graph.max_flow(0, 1);
        let whole = largest(&graph, &rows, &lengths, &plain, &mut known, true);
        for lost in 0..graph.links().len() {
            let mut links = graph.links().to_vec();
            (links[lost].forward, links[lost].backward) = (0, 0);
            let less = FlowGraph::new(graph.nodes(), links);
            let plain = less.max_flow(0, 1);
            let warm = largest(&less, &rows, &lengths, &plain, &mut known.clone(), false);
            let cold = largest(&less, &rows, &lengths, &plain, &mut Vec::new(), true);
            check(&less, &rows, &warm, &format!("seed {seed} {lost}"));
            assert!(
                warm.bound.abs_diff(cold.bound) <= 1 + cold.bound / 1_000_000,
                "seed {seed} {lost}: {} {} exact {} {:?} {:?}",
                warm.bound,
                cold.bound,
                twin(&less, &rows),
                less.links(),
                rows
            );
            assert!(warm.bound <= whole.bound + 1 + whole.bound / 1_000_000, "seed {seed} {lost}: more without it");
        }
    }
}

#[test]
fn lines_give_the_least_of_pool_and_links() {
    // One way of three links: 10 wagons, a cycle of 4 a unit; capacities 5, 3, 4.
    let line = |capacities: [u64; 3]| {
        let link = |(at, forward)| FlowLink { a: [0, 2, 3][at], b: [2, 3, 1][at], forward, backward: 0 };
        FlowGraph::new(4, capacities.into_iter().enumerate().map(link).collect())
    };
    for (pool, capacities, least) in
        [(40, [50, 30, 40], 10), (400, [50, 30, 40], 30), (400, [20, 30, 40], 20), (400, [50, 30, 25], 25)]
    {
        let graph = line(capacities);
        let members = vec![Member { link: 0, along: 1, weight: 1 }, Member { link: 1, along: 0, weight: 3 }];
        let rows = [Row { capacity: pool, members }];
        let found = largest(&graph, &rows, &[1; 3], &graph.max_flow(0, 1), &mut Vec::new(), true);
        assert_eq!((found.value, found.bound), (least, least));
        assert_eq!(found.prices[0] > 0, pool == 40);
    }
}

/// Every loss against the linear program without the links.
#[test]
fn losses_are_what_a_program_without_the_links_lacks() {
    let (mut fell, mut shared) = (0, 0);
    for seed in 5_000..5_400 {
        let (graph, rows, lengths) = random(seed);
        // Large numbers, so that rounding is none of them.
        let wide =
            |link: &FlowLink| FlowLink { forward: link.forward * 1_000, backward: link.backward * 1_000, ..*link };
        let graph = FlowGraph::new(graph.nodes(), graph.links().iter().map(wide).collect());
        let rows: Vec<Row> = rows.into_iter().map(|row| Row { capacity: row.capacity * 1_000, ..row }).collect();
        let plain = graph.max_flow(0, 1);
        let base = largest(&graph, &rows, &lengths, &plain, &mut Vec::new(), seed % 2 == 0);
        let mut dice = Dice(seed);
        let count = graph.links().len() as u32;
        let mut groups: Vec<Vec<u32>> = (0..count).map(|link| vec![link]).collect();
        groups.extend((0..4).map(|_| (0..2 + dice.below(3)).map(|_| dice.below(count)).collect()));
        let falls = losses(&graph, &rows, &lengths, &plain, &base, &groups, true);
        let rough = losses(&graph, &rows, &lengths, &plain, &base, &groups, false);
        let whole = twin(&graph, &rows);
        for ((group, fall), rough) in groups.iter().zip(falls).zip(rough) {
            let mut links = graph.links().to_vec();
            group.iter().for_each(|link| (links[*link as usize].forward, links[*link as usize].backward) = (0, 0));
            let without = FlowGraph::new(graph.nodes(), links);
            let expected = whole - twin(&without, &rows);
            let near = 40.0 + whole * 1e-4;
            assert!(
                (fall as f64 - expected).abs() <= near,
                "seed {seed}, {group:?}: {fall}, not {expected} of {whole}"
            );
            assert!(rough as f64 + near >= expected, "seed {seed}, {group:?}: {rough} is less than {expected}");
            fell += u32::from(fall > 0);
            let apart = plain.value - without.max_flow(0, 1).value;
            shared += u32::from(fall.abs_diff(apart) > 100);
        }
    }
    assert!(fell > 500 && shared > 100, "{fell} losses, {shared} of them by what is shared");
}
