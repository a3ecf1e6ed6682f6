//! The slow twin of measures beforehand: every choice that can be paid, every loss under it.

use super::tests::{every_cut, random, sets};
use super::*;
use crate::algo::graph::random::Dice;

#[test]
fn protection_is_the_best_that_can_be_paid() {
    let (mut better, mut past) = (0, 0);
    for seed in 0..300 {
        let graph = random(seed, 6);
        let flow = graph.max_flow(0, graph.nodes() as u32 - 1);
        let strands = flow.core(&graph).links();
        if flow.value == UNLIMITED || strands == 0 || strands > 5 {
            continue;
        }
        let mut dice = Dice(seed);
        let groups: Vec<Vec<u32>> = (0..strands).map(|strand| vec![flow.core(&graph).members(strand)[0] / 2]).collect();
        let measures: Vec<Vec<Measure>> = groups
            .iter()
            .map(|_| {
                let hard = Measure { cost: u64::from(2 + dice.below(6)), keeps: UNLIMITED };
                let way = Measure { cost: u64::from(1 + dice.below(3)), keeps: u64::from(dice.below(6)) };
                [hard, way][..dice.below(3) as usize].to_vec()
            })
            .collect();
        let budget = u64::from(dice.below(10));
        // Every choice: 0 for nothing, else one more than the place of the measure.
        let mut plans: Vec<Vec<usize>> = vec![Vec::new()];
        for of in &measures {
            plans = plans.iter().flat_map(|plan| (0..=of.len()).map(|one| [&plan[..], &[one]].concat())).collect();
        }
        let taken = |plan: &[usize], group: usize| plan[group].checked_sub(1).map(|one| measures[group][one]);
        let cost = |plan: &[usize]| (0..strands).filter_map(|group| taken(plan, group)).map(|of| of.cost).sum::<u64>();
        for k in 1..=2 {
            let worst = |plan: &[usize]| {
                let left = |set: Vec<usize>| {
                    let mut links = graph.links().to_vec();
                    for group in set {
                        let keeps = taken(plan, group).map_or(0, |of| of.keeps);
                        let link = &mut links[groups[group][0] as usize];
                        (link.forward, link.backward) = (link.forward.min(keeps), link.backward.min(keeps));
                    }
                    every_cut(graph.nodes(), &links, flow.source, flow.sink).0
                };
                sets(strands, k).into_iter().map(left).min().unwrap_or(flow.value)
            };
            let best = plans.iter().filter(|plan| cost(plan) <= budget).map(|plan| worst(plan)).max().unwrap_or(0);
            let found = protect(&graph, &flow, &groups, &measures, k, budget, 10_000).unwrap();
            let case = format!("seed {seed} k {k} budget {budget}: {found:?}, best {best}: {graph:?} {measures:?}");
            assert_eq!((found.left, found.at_least, found.at_most), (best, best, best), "{case}");
            let mut own = vec![0; strands];
            found.taken.iter().for_each(|(group, measure)| own[*group] = measure + 1);
            assert!(worst(&own) == best && cost(&own) == found.cost && found.cost <= budget, "{case}");
            better += u32::from(best > worst(&vec![0; strands]));
            past += u32::from((0..strands).any(|group| taken(&own, group).is_some_and(|of| of.keeps < UNLIMITED)));
        }
    }
    assert!(better > 30 && past > 10, "protection helped in {better} cases, {past} with a way past");
}
