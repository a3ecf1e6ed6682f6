//! Measures in processor time of the thread and prints rows of a table.

use cpu_time::ThreadTime;

/// How often everything is measured.
pub(crate) const ROUNDS: usize = 7;

/// Prints the median and the least of the rounds of `work`, and its answer.
pub(crate) fn clocked<T>(what: &str, work: impl Fn() -> T, answer: impl Fn(&T) -> String) -> T {
    clocked_on(what, || (), |()| work(), answer)
}

/// The same when each round needs something made that does not count.
pub(crate) fn clocked_on<S, T>(
    what: &str,
    before: impl Fn() -> S,
    work: impl Fn(&S) -> T,
    answer: impl Fn(&T) -> String,
) -> T {
    let mut rounds: Vec<(f64, T)> = (0..ROUNDS)
        .map(|_| {
            let state = before();
            let start = ThreadTime::now();
            let result = work(&state);
            (start.elapsed().as_secs_f64() * 1e3, result)
        })
        .collect();
    rounds.sort_by(|one, other| one.0.total_cmp(&other.0));
    println!("| {what} | {:.1} | {:.1} | {} |", rounds[ROUNDS / 2].0, rounds[0].0, answer(&rounds[0].1));
    rounds.swap_remove(0).1
}
