//! Slow twins of the label search: every simple path with every choice of rests, on small graphs from named seeds.

use super::*;
use crate::algo::march::{Calendar, Rule};

struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % n).expect("small")
    }
}

/// Six nodes, ten links; some march (with or without a calendar), some have gates, some carry items.
fn random_graph(seed: u64) -> Graph {
    let mut draw = Draw(seed);
    let mut graph = Graph { item_sets: vec![0, 1, 2, 4], ..Graph::default() };
    graph.rule = Some(Rule { march_s: 6 + draw.below(10), rest_s: 4 + draw.below(12) });
    graph.calendars = vec![
        Calendar::default(),
        Calendar::new(
            (0..3)
                .map(|_| {
                    let s = draw.below(60);
                    (s, s + 1 + draw.below(18))
                })
                .collect(),
        ),
    ];
    graph.classes = vec![
        Class { march: false, calendar: 0 },
        Class { march: true, calendar: 0 },
        Class { march: true, calendar: 1 },
    ];
    let leads = [draw.below(20), draw.below(20), draw.below(20)];
    for _ in 0..10 {
        let (a, b) = (draw.below(6), draw.below(6));
        if a == b {
            continue;
        }
        graph.ends.push((a, b));
        graph.run_s.push(draw.below(9));
        graph.class.push(u8::try_from(draw.below(3)).expect("small"));
        graph.items.push(if draw.below(4) == 0 { 1 + u16::try_from(draw.below(3)).expect("small") } else { 0 });
        if draw.below(2) == 0 {
            let mut one = || Special {
                state: u8::try_from(draw.below(3)).expect("small"),
                gate_s: draw.below(30),
                gate_item: 0,
                before_s: draw.below(3),
                after_s: draw.below(4),
                resets: draw.below(6) == 0,
                lead_s: 0,
                borders: u8::try_from(draw.below(2)).expect("small"),
                unknowns: u16::try_from(draw.below(2)).expect("small"),
                handlings: u8::try_from(draw.below(2)).expect("small"),
            };
            graph.specials.push([one(), one()].map(|one| {
                // Starting the clock anew takes as long as a rest, else a detour would be a cheaper rest than the rest.
                let after_s = if one.resets { graph.rule.map_or(0, |rule| rule.rest_s) } else { one.after_s };
                Special { lead_s: leads[usize::from(one.state)], after_s, ..one }
            }));
            graph.special.push(u32::try_from(graph.specials.len() - 1).expect("small"));
        } else {
            graph.special.push(NONE);
        }
    }
    graph.index(6);
    graph
}

/// What a way comes to in the twin.
type Outcome = (u32, u32, u32, u32, u32, u32);

struct Twin<'a> {
    graph: &'a Graph,
    chained: bool,
    relax_max: u32,
    found: Vec<Outcome>,
}

#[derive(Clone, Copy)]
struct At {
    node: u32,
    t: u32,
    driven: u32,
    seen: u32,
    items: u128,
    states: u64,
    lead: u32,
    borders: u32,
    unknowns: u32,
    handlings: u32,
}

impl Twin<'_> {
    /// Walks on from here in every way; before every arc the column may rest or not.
    fn walk(&mut self, at: At) {
        if at.node == 5 {
            self.found.push((at.items.count_ones(), at.t, at.lead, at.borders, at.unknowns, at.handlings));
            return;
        }
        for arc in self.graph.out(at.node).to_vec() {
            let head = self.graph.head(arc);
            let items = at.items | self.graph.items_of(arc);
            if at.seen >> head & 1 == 1 || items.count_ones() > self.relax_max {
                continue;
            }
            let mut next = At { node: head, seen: at.seen | 1 << head, items, ..at };
            let mut gate = 0;
            if let Some(special) = self.graph.special_of(arc) {
                gate = special.gate_s;
                if special.lead_s > 0 && self.chained {
                    if next.states >> special.state & 1 == 0 {
                        next.states |= 1 << special.state;
                        next.lead += special.lead_s;
                    }
                    gate = next.lead;
                } else if special.lead_s > 0 {
                    next.lead = next.lead.max(special.lead_s);
                }
                next.borders += u32::from(special.borders);
                next.unknowns += u32::from(special.unknowns);
                next.handlings += u32::from(special.handlings);
            }
            let rest = self.graph.rule.expect("the random graph has one").rest_s;
            for (t, driven) in [(at.t, at.driven), (at.t + rest, 0)] {
                let run = self.graph.run_s[(arc / 2) as usize];
                let passage = pass(self.graph, arc, t, driven, gate, run, &mut |_, _, _| {});
                self.walk(At { t: passage.end_s, driven: passage.driven_s, ..next });
            }
        }
    }

    fn all(graph: &Graph, chained: bool, relax_max: u32) -> Vec<Outcome> {
        let mut twin = Twin { graph, chained, relax_max, found: Vec::new() };
        twin.walk(At {
            node: 0,
            t: 0,
            driven: 0,
            seen: 1,
            items: 0,
            states: 0,
            lead: 0,
            borders: 0,
            unknowns: 0,
            handlings: 0,
        });
        twin.found
    }
}

fn ask(graph: &Graph, criteria: Criteria) -> Vec<Found> {
    let blocked = if criteria.relax_max > 0 { 0 } else { 7 };
    let bound = potential(graph, 5, blocked);
    let ahead = Ahead::new(graph, 5, blocked, NONE - 1, &bound, criteria.handling_worth_s);
    let question = Question {
        starts: &[(0, 0, 0)],
        target: 5,
        potential: &bound,
        ahead: &ahead,
        criteria,
        latest_s: NONE - 1,
        penalty: &[],
    };
    search(graph, &question)
}

#[test]
fn sharper_bounds_are_bounds_and_leave_the_same_ways() {
    let mut sharper = 0;
    for seed in 1..400 {
        let graph = random_graph(seed);
        let worth = u32::try_from(seed % 7).expect("small");
        let bound = potential(&graph, 5, 7);
        let ahead = Ahead::new(&graph, 5, 7, NONE - 1, &bound, worth);
        for start in 0..5 {
            for driven in 0..=graph.rule.expect("the random graph has one").march_s {
                let question = Question {
                    starts: &[(start, 0, driven)],
                    target: 5,
                    potential: &bound,
                    ahead: &Ahead::default(),
                    criteria: Criteria { handling_worth_s: worth, ..Criteria::default() },
                    latest_s: NONE - 1,
                    penalty: &[],
                };
                let weighs = |found: Vec<Found>| found.first().map(|found| found.weighed_s);
                let plain = weighs(search(&graph, &question));
                assert_eq!(plain, weighs(search(&graph, &Question { ahead: &ahead, ..question })), "seed {seed}");
                let Some(weighed_s) = plain else { continue };
                let least_s = ahead.least_s(start, driven);
                assert!(u64::from(least_s) <= weighed_s, "seed {seed}, {start}, {driven}: {least_s} > {weighed_s}");
                sharper += u32::from(least_s > bound[start as usize]);
            }
        }
    }
    assert!(sharper > 1_000, "only {sharper} bounds are sharper than the plain ones");
}

#[test]
fn what_must_relax_something_is_found_without_the_rest() {
    for seed in 1..400 {
        let graph = random_graph(seed);
        let all = ask(&graph, Criteria { relax_max: 3, relaxable: 7, ..Criteria::default() });
        let some = ask(&graph, Criteria { relax_max: 3, relax_min: 1, relaxable: 7, ..Criteria::default() });
        let none_s = all.iter().filter(|found| found.items == 0).map(|found| found.time_s).min();
        let best = |ways: &[Found], count: u32| {
            let ways = ways.iter().filter(|found| (1..=count).contains(&found.items.count_ones()));
            ways.map(|found| found.time_s).filter(|time_s| none_s.is_none_or(|none_s| *time_s < none_s)).min()
        };
        for count in 1..=3 {
            assert_eq!(best(&some, count), best(&all, count), "seed {seed}, {count}: {graph:?}");
        }
    }
}

#[test]
fn earliest_arrival_is_that_of_the_best_simple_path() {
    for seed in 1..600 {
        for chained in [false, true] {
            let graph = random_graph(seed);
            let slow = Twin::all(&graph, chained, 0).into_iter().map(|outcome| outcome.1).min();
            let fast = ask(&graph, Criteria { chained, ..Criteria::default() }).first().map(|found| found.time_s);
            assert_eq!(fast, slow, "seed {seed}, chained {chained}: {graph:?}");
        }
    }
}

#[test]
fn handlings_weigh_what_the_question_says() {
    for seed in 1..400 {
        let graph = random_graph(seed);
        let worth = u32::try_from(seed % 13).expect("small");
        let slow = Twin::all(&graph, false, 0).into_iter().map(|one| u64::from(one.1) + u64::from(one.5 * worth)).min();
        let fast = ask(&graph, Criteria { handling_worth_s: worth, ..Criteria::default() });
        assert_eq!(fast.first().map(|found| found.weighed_s), slow, "seed {seed}: {graph:?}");
    }
}

#[test]
fn fewest_relaxed_items_open_the_way_that_the_twin_finds() {
    for seed in 1..400 {
        let graph = random_graph(seed);
        let slow = Twin::all(&graph, false, 3);
        let fast = ask(&graph, Criteria { relax_max: 3, relaxable: 7, ..Criteria::default() });
        for count in 0..=3 {
            let best_slow = slow.iter().filter(|outcome| outcome.0 <= count).map(|outcome| outcome.1).min();
            let best_fast =
                fast.iter().filter(|found| found.items.count_ones() <= count).map(|found| found.time_s).min();
            assert_eq!(best_fast, best_slow, "seed {seed}, {count} items: {graph:?}");
        }
    }
}

#[test]
fn the_front_is_the_whole_front() {
    for seed in 1..400 {
        let graph = random_graph(seed);
        // Handlings are no criterion of the front.
        let slow = Twin::all(&graph, false, 0).into_iter().map(|one| (one.0, one.1, one.2, one.3, one.4, 0));
        let slow: Vec<Outcome> = slow.collect();
        let better = |a: &Outcome, b: &Outcome| a != b && a.1 <= b.1 && a.2 <= b.2 && a.3 <= b.3 && a.4 <= b.4;
        let mut front: Vec<Outcome> =
            slow.iter().filter(|one| !slow.iter().any(|other| better(other, one))).copied().collect();
        front.sort_unstable();
        front.dedup();
        let fast = ask(&graph, Criteria { pareto: true, ..Criteria::default() });
        let mut got: Vec<Outcome> =
            fast.iter().map(|found| (0, found.time_s, found.lead_s, found.borders, found.unknowns, 0)).collect();
        got.sort_unstable();
        got.dedup();
        assert_eq!(got, front, "seed {seed}: {graph:?}");
    }
}

#[test]
fn the_same_question_gives_the_same_way() {
    for seed in 1..50 {
        let graph = random_graph(seed);
        let criteria = Criteria { pareto: true, ..Criteria::default() };
        assert_eq!(ask(&graph, criteria), ask(&graph, criteria), "seed {seed}");
    }
}

#[test]
fn bounds_leave_exactly_the_ways_below_them() {
    for seed in 1..400 {
        let graph = random_graph(seed);
        let worth = u32::try_from(seed % 7).expect("small");
        let open = Criteria { relax_max: 3, relaxable: 7, handling_worth_s: worth, ..Criteria::default() };
        let bound = potential(&graph, 5, 0);
        let slow = Twin::all(&graph, false, 3);
        let weighs = |one: &Outcome| u64::from(one.1) + u64::from(one.5 * worth);
        let Some(middle) = slow.iter().map(weighs).min().map(|least| least + seed % 20) else { continue };
        let question = Question {
            starts: &[(0, 0, 0)],
            target: 5,
            potential: &bound,
            ahead: &Ahead::default(),
            criteria: open,
            latest_s: NONE - 1,
            penalty: &[],
        };
        let below =
            search(&graph, &Question { criteria: Criteria { weighed_below_s: Some(middle), ..open }, ..question });
        for count in 0..=3 {
            let best_slow = slow.iter().filter(|one| one.0 <= count && weighs(one) < middle).map(weighs).min();
            let best_fast =
                below.iter().filter(|found| found.items.count_ones() <= count).map(|found| found.weighed_s).min();
            assert_eq!(best_fast, best_slow, "seed {seed}, {count} items below {middle}: {graph:?}");
        }
        let latest_s = u32::try_from(middle).expect("small");
        let early =
            search(&graph, &Question { latest_s, criteria: Criteria { handling_worth_s: 0, ..open }, ..question });
        let sharp = Ahead::new(&graph, 5, 0, u32::try_from(middle).expect("small"), &bound, worth);
        let criteria = Criteria { weighed_below_s: Some(middle + 1), ..open };
        let weighs = |ways: Vec<Found>| ways.iter().map(|found| (found.items.count_ones(), found.weighed_s)).collect();
        let plain: Vec<_> = weighs(search(&graph, &Question { criteria, ..question }));
        let sharper: Vec<_> = weighs(search(&graph, &Question { criteria, ahead: &sharp, ..question }));
        assert_eq!(plain, sharper, "seed {seed}: {graph:?}");
        let within = potential_within(&graph, 5, 0, latest_s);
        let nearer = search(
            &graph,
            &Question { latest_s, potential: &within, criteria: Criteria { handling_worth_s: 0, ..open }, ..question },
        );
        assert_eq!(early, nearer, "seed {seed}: {graph:?}");
        let best_slow = slow.iter().map(|one| one.1).filter(|time| *time <= latest_s).min();
        assert_eq!(early.iter().map(|found| found.time_s).min(), best_slow, "seed {seed}: {graph:?}");
    }
}
