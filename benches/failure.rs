//! Failures on the embedded network: every asset lost in turn, the worst together, what to harden, the closure of a brigade.
//! Processor time of all threads. What it measures and the last table: `README.md` here.
//!
//! `cargo bench --bench failure`

use std::sync::atomic::{AtomicUsize, Ordering};

use corridor::analysis::failure::answer::FailureAnswer;
use corridor::analysis::failure::query::Query;
use corridor::analysis::failure::{Forced, Kind, Watch, ask, ask_force};
use corridor::analysis::route;
use corridor::analysis::stop::Stop;
use corridor::data::force_file::ForceFile;
use corridor::error::Result;
use corridor::network::Network;
use cpu_time::ProcessTime;

const ROUNDS: usize = 5;

/// A question: name, from, to, worst, harden, draws.
type Asked = (&'static str, &'static str, &'static str, u32, u32, u32);

const QUESTIONS: &[Asked] = &[
    ("every asset, one pair", "bremerhaven", "rukla", 0, 0, 0),
    ("every asset, 12 ports to 7 places", "ports:north-sea", "lithuania", 0, 0, 0),
    ("every asset, 12 ports to 16 places", "ports:north-sea", "baltics", 0, 0, 0),
    ("the same, and the worst two", "ports:north-sea", "baltics", 2, 0, 0),
    ("the same, and the worst twelve", "ports:north-sea", "baltics", 12, 0, 0),
    ("the same, and two hardened against the worst two", "ports:north-sea", "baltics", 2, 2, 0),
    ("the same, and 1,000 draws", "ports:north-sea", "baltics", 0, 0, 1_000),
];

fn query((_, from, to, worst, harden, draws): &Asked) -> Query {
    let words = |word: &str| vec![word.to_owned()];
    Query { from: words(from), to: words(to), worst: *worst, harden: *harden, draws: *draws, ..Query::default() }
}

fn main() {
    let network = Network::europe().expect("the embedded network is sound");
    println!("| what | median ms | least ms | answer |\n|---|---:|---:|---|");
    for asked in QUESTIONS {
        let query = query(asked);
        let mut rounds: Vec<(f64, FailureAnswer)> = (0..ROUNDS)
            .map(|_| {
                let start = ProcessTime::now();
                let answer = ask(&network, &query).expect("an answer");
                (start.elapsed().as_secs_f64() * 1e3, answer)
            })
            .collect();
        assert!(rounds.iter().all(|round| round.1 == rounds[0].1), "{}: rounds differ", asked.0);
        rounds.sort_by(|one, other| one.0.total_cmp(&other.0));
        println!("| {} | {:.0} | {:.0} | {} |", asked.0, rounds[ROUNDS / 2].0, rounds[0].0, told(&rounds[0].1));
    }
    closure(&network);
    check(&network);
}

fn told(answer: &FailureAnswer) -> String {
    let assets: usize = answer.looked_at.iter().map(|of| of.assets).sum();
    let mut text = format!("{} pairs, {} of {assets} losses matter", answer.base.pairs, answer.losses.len());
    if let Some(worst) = answer.worst.last() {
        let proven = answer.worst.iter().filter(|row| row.proven).count();
        text += &format!(", worst {} leave {} ({proven} of {} proven)", worst.k, worst.flow_left, answer.worst.len());
    }
    if let Some(hardened) = answer.harden.last() {
        text += &format!(", hardened {} (at most {})", hardened.flow_left, hardened.best_possible);
    }
    if let Some(random) = &answer.random {
        text += &format!(", on average {} vehicles a day fewer", random.expected_flow_loss);
    }
    text
}

/// Counts the losses that are planned.
#[derive(Default)]
struct Count(AtomicUsize);

impl Watch for Count {
    fn known(&self, _: &str) -> Option<String> {
        None
    }

    fn done(&self, _: &str, _: &str, _: usize, of: usize) -> Result<()> {
        self.0.store(of, Ordering::Relaxed);
        Ok(())
    }

    fn stop(&self) -> Stop<'_> {
        Stop::NEVER
    }
}

/// Questions of closure: what, force, kinds, lost at, worst, harden.
type Closure = (&'static str, &'static str, &'static [Kind], &'static str, u32, u32);

const CLOSURES: &[Closure] = &[
    ("every structure", "brigade-de-lithuania", &[Kind::Structure], "", 0, 0),
    ("every asset", "brigade-de-lithuania", &[], "", 0, 0),
    ("every asset", "battalion-de-lithuania", &[], "", 0, 0),
    ("every asset, from C+300 until it is repaired", "battalion-de-lithuania", &[], "C+300", 0, 0),
    (
        "structures, ports, crossings and places of loading, and the worst two and two hardened",
        "battalion-de-lithuania",
        &[Kind::Structure, Kind::Port, Kind::Crossing, Kind::Terminal],
        "",
        2,
        2,
    ),
];

/// The closure of forces under losses, once each.
fn closure(network: &Network) {
    for (what, force, kinds, lost_at, worst, harden) in CLOSURES {
        let file = ForceFile::find(force).expect("an example");
        let (kinds, lost_at) = (kinds.to_vec(), (*lost_at).to_owned());
        let query = Query { kinds, lost_at, worst: *worst, harden: *harden, ..Query::default() };
        let count = Count::default();
        let start = ProcessTime::now();
        let answer = ask_force(network, &query, &Forced { file: &file, effort: 5, watch: &count }).expect("an answer");
        let ms = start.elapsed().as_secs_f64() * 1e3;
        let later = answer.losses.iter().filter(|loss| loss.effect.closure_delay_h > Some(0.0)).count();
        let mut told = format!(
            "closes at C+{} h, {} losses touch its plan, {later} delay it",
            answer.base.closure_h.unwrap_or(0.0),
            count.0.load(Ordering::Relaxed)
        );
        if let Some(pair) = answer.worst_closure.first() {
            told += &format!(
                ", the worst two C+{} h (proven {}, none later than {})",
                pair.closure_h.unwrap_or(0.0),
                pair.closure_bound_h.unwrap_or(0.0),
                pair.closure_at_most_h.unwrap_or(f64::NAN)
            );
        }
        println!("| closure of {force}: {what} | {ms:.0} | | {told} |");
    }
}

/// Every structure that matters between two places, lost and avoided: the arrival must be the same.
fn check(network: &Network) {
    let answer = ask(network, &query(&QUESTIONS[0])).expect("an answer");
    let usual = answer.base.arrival_min.expect("a way");
    let mut compared = 0;
    for loss in answer.losses.iter().filter(|loss| loss.kind == "structure") {
        let (_, id) = loss.asset.split_once(':').expect("an id");
        let avoiding = route::query::Query {
            from: QUESTIONS[0].1.to_owned(),
            to: QUESTIONS[0].2.to_owned(),
            sizes: corridor::force::load::Sizes { mass_t: Some(11.0), ..Default::default() },
            avoid: vec![id.to_owned()],
            ways: 1,
            ..route::query::Query::default()
        };
        let routes = route::ask(network, &avoiding).expect("a route").routes;
        if let (Some(extra), Some(route)) = (loss.effect.extra_min, routes.first()) {
            assert_eq!(extra, route.total_min - usual, "{}", loss.name);
            compared += 1;
        }
    }
    println!("\n{compared} losses of structures compared with `corridor route --avoid`: all equal.");
}
