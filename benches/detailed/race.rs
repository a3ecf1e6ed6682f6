//! Asks several contestants the same questions in turn, on one thread, and prints a table.

use cpu_time::ThreadTime;

use crate::input::Input;
use corridor::algo::graph::{Graph, LinkSet};

/// What a contestant answers.
pub(crate) enum Answer {
    /// The distance, or that there is no way.
    Distance(Option<u32>),
    /// The nodes of a way; what it weighs is looked up after the clock has stopped.
    #[allow(dead_code, reason = "used by the peers")]
    Nodes(Option<Vec<u32>>),
}

impl Answer {
    fn distance(self, graph: &Graph) -> u32 {
        let lightest = |ends: &[u32]| {
            let arcs = graph.arcs(ends[0]).iter().filter(|arc| arc.head == ends[1]);
            arcs.map(|arc| arc.weight).min().expect("a link between the nodes")
        };
        match self {
            Answer::Distance(distance) => distance.unwrap_or(u32::MAX),
            Answer::Nodes(nodes) => nodes.map_or(u32::MAX, |nodes| nodes.windows(2).map(lightest).sum()),
        }
    }
}

/// Answers one question.
pub(crate) type Ask<'a> = Box<dyn FnMut(u32, u32, &LinkSet) -> Answer + 'a>;

/// One way to answer the questions.
pub(crate) struct Contestant<'a> {
    /// What it is.
    pub(crate) name: &'static str,
    /// Whether it is ours.
    pub(crate) ours: bool,
    /// Is asked every so many questions only (those that are slow): 1 is all. Odd, so that it meets every vehicle.
    pub(crate) every: usize,
    /// The question.
    pub(crate) ask: Ask<'a>,
}

/// Milliseconds of processor time that `work` takes on this thread, and what it returns.
pub(crate) fn clocked<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = ThreadTime::now();
    let result = work();
    (result, start.elapsed().as_secs_f64() * 1e3)
}

/// All races.
pub(crate) fn all(input: &Input, vehicles: &mut [Contestant], fixed: &mut [Contestant]) {
    run("The vehicle changes with every question: 64 vehicles", input, vehicles, &input.many_vehicles(), 128, 3);
    run(
        "The vehicle changes with every question: the 4 of the baseline",
        input,
        vehicles,
        &input.four_vehicles(),
        64,
        3,
    );
    run("One vehicle that may use every link", input, fixed, &[input.takes(0, 0)], 400, 5);
}

/// Asks `questions` questions `rounds` times, the contestants in turn for each few questions, the vehicles in turn. The time
/// of a question is the median over the rounds; printed are the median, mean and 95 % over the questions, in microseconds of
/// processor time.
fn run(title: &str, input: &Input, race: &mut [Contestant], vehicles: &[LinkSet], questions: usize, rounds: usize) {
    const BATCH: usize = 8;
    let mut times = vec![vec![Vec::new(); questions]; race.len()];
    let mut answers = vec![vec![u32::MAX; questions]; race.len()];
    for _ in 0..rounds {
        for start in (0..questions).step_by(BATCH) {
            for (of, contestant) in race.iter_mut().enumerate() {
                for number in (start..(start + BATCH).min(questions)).filter(|number| number % contestant.every == 0) {
                    let (from, to) = input.queries[number];
                    let (found, took) = clocked(|| (contestant.ask)(from, to, &vehicles[number % vehicles.len()]));
                    times[of][number].push(took * 1e3);
                    answers[of][number] = found.distance(&input.graph);
                }
            }
        }
    }
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
    };
    let times: Vec<Vec<f64>> = times.into_iter().map(|of| of.into_iter().map(median).collect()).collect();
    let nowhere = answers[0].iter().filter(|&&answer| answer == u32::MAX).count();
    println!("\n### {title}\n\n{questions} questions ({nowhere} without a way), {rounds} rounds.\n");
    println!(
        "| way | asked | median us | mean us | 95 % us | mean / ours | the same, ways only | sum of distances | equal |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---|");
    for (of, contestant) in race.iter().enumerate() {
        let asked: Vec<usize> = (0..questions).step_by(contestant.every).collect();
        let ways: Vec<usize> = asked.iter().copied().filter(|&number| answers[0][number] < u32::MAX).collect();
        let mean =
            |of: usize, numbers: &[usize]| numbers.iter().map(|&at| times[of][at]).sum::<f64>() / numbers.len() as f64;
        let mut sorted: Vec<f64> = asked.iter().map(|&number| times[of][number]).collect();
        sorted.sort_by(f64::total_cmp);
        let sum: u64 = ways.iter().map(|&number| u64::from(answers[of][number])).sum();
        let equal = asked.iter().all(|&number| answers[of][number] == answers[0][number]);
        println!(
            "| {}{} | {} | {:.1} | {:.1} | {:.1} | {:.2} | {:.2} | {sum} | {} |",
            if contestant.ours { "**ours**: " } else { "" },
            contestant.name,
            asked.len(),
            sorted[sorted.len() / 2],
            mean(of, &asked),
            sorted[sorted.len() * 95 / 100],
            mean(of, &asked) / mean(0, &asked),
            mean(of, &ways) / mean(0, &ways),
            if equal { "yes" } else { "**NO**" },
        );
    }
}
