use super::*;
use crate::algo::graph::random::Dice;

/// All ways listed.
struct Listed(Vec<Vec<Way>>);

impl Listed {
    fn least(&self, demand: usize, prices: &[f64]) -> Option<(f64, &Way)> {
        let mut best: Option<(f64, &Way)> = None;
        for way in &self.0[demand] {
            let price = way.iter().map(|&(row, take)| prices[row] * take).sum();
            if best.as_ref().is_none_or(|(least, _)| price < *least) {
                best = Some((price, way));
            }
        }
        best
    }
}

impl Ways for Listed {
    /// Odd demands say no more than they must.
    fn cheapest(&mut self, asked: &[(usize, f64)], prices: &Prices) -> Vec<Cheapest> {
        let of_demand = |(demand, enough): &(usize, f64)| {
            let own = if demand % 2 == 1 { &prices.own } else { &prices.aside };
            match self.least(*demand, own) {
                Some((price, _)) if demand % 2 == 1 && price >= *enough => Cheapest::Dear,
                Some((_, way)) => Cheapest::Way(way.clone()),
                None => Cheapest::Nowhere,
            }
        };
        asked.iter().map(of_demand).collect()
    }
}

struct Case {
    units: Vec<f64>,
    worth: Vec<f64>,
    ways: Listed,
}

fn case(seed: u64) -> Case {
    let mut dice = Dice(seed);
    let (demands, rows) = (1 + dice.below(4) as usize, 1 + dice.below(6) as usize);
    let way = |dice: &mut Dice| -> Way {
        let drawn: Vec<usize> = (0..rows).filter(|_| dice.below(2) == 0).collect();
        drawn.into_iter().map(|row| (row, f64::from(1 + dice.below(3)))).collect()
    };
    let ways = {
        let mut all = Vec::new();
        for _ in 0..demands {
            let count = dice.below(4);
            all.push((0..count).map(|_| way(&mut dice)).collect());
        }
        all
    };
    Case {
        units: (0..demands).map(|_| f64::from(1 + dice.below(20))).collect(),
        worth: (0..rows).map(|_| f64::from(dice.below(25))).collect(),
        ways: Listed(ways),
    }
}

/// The most that can be served, by an independent solver.
fn most(case: &Case) -> f64 {
    use microlp::{ComparisonOp, OptimizationDirection, Problem};
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let mut rows: Vec<Vec<(microlp::Variable, f64)>> = vec![Vec::new(); case.worth.len()];
    for (demand, ways) in case.ways.0.iter().enumerate() {
        let mut own = Vec::new();
        for way in ways {
            let variable = problem.add_var(1.0, (0.0, case.units[demand]));
            own.push((variable, 1.0));
            for &(row, take) in way {
                rows[row].push((variable, take));
            }
        }
        problem.add_constraint(&own, ComparisonOp::Le, case.units[demand]);
    }
    for (row, drawn) in rows.iter().enumerate() {
        problem.add_constraint(drawn, ComparisonOp::Le, case.worth[row]);
    }
    let microlp::SolveOutcome::Solution(solution) = problem.solve().expect("serving nothing is a solution") else {
        panic!("no limit was set")
    };
    solution.objective()
}

#[test]
fn serves_all_exactly_when_an_independent_solver_does() {
    let (mut all, mut short) = (0, 0);
    for seed in 0..2_000 {
        let mut case = case(seed);
        let wanted: f64 = case.units.iter().sum();
        let most = most(&case);
        let mut known = Memory::default();
        match serve(&case.units, &case.worth, &mut known, &mut case.ways, &mut 10_000_000) {
            Served::All(amounts) => {
                all += 1;
                // Rows may be overdrawn by a part: with as much less on each way they are not.
                assert!(most >= wanted * (1.0 - 1e-4) / (1.0 + OVERDRAWN), "seed {seed}: {most} of {wanted}");
                let mut drawn = vec![0.0; case.worth.len()];
                for (way, units) in &amounts {
                    for (row, take) in &known.ways[*way].way {
                        drawn[*row] += take * units;
                    }
                }
                for (drawn, worth) in drawn.iter().zip(&case.worth) {
                    assert!(*drawn <= worth * (1.0 + OVERDRAWN) + 1e-6, "seed {seed}: {drawn} of {worth}");
                }
                let served: f64 = amounts.iter().map(|(_, units)| units).sum();
                assert!(served >= wanted * (1.0 - 1e-4), "seed {seed}");
            }
            Served::Short(prices) => {
                short += 1;
                assert!(most < wanted, "seed {seed}: {most} of {wanted}");
                let mut paid = 0.0;
                for (demand, units) in case.units.iter().enumerate() {
                    paid += units * case.ways.least(demand, &prices).map_or(1.0, |(price, _)| price.min(1.0));
                }
                let gives: f64 = prices.iter().zip(&case.worth).map(|(price, worth)| price * worth).sum();
                assert!(paid > gives, "seed {seed}");
            }
            Served::Open => panic!("seed {seed} stays open: {most} of {wanted}"),
        }
    }
    assert!(all > 200 && short > 200, "{all} {short}");
}

#[test]
fn work_is_an_end_too() {
    let mut ways = Listed(vec![vec![vec![(0, 1.0)]]]);
    assert_eq!(serve(&[10.0], &[9.0], &mut Memory::default(), &mut ways, &mut 1), Served::Open);
}
