//! Questions that are broken off: soon, with the best so far or with nothing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use corridor::analysis::plan::{ask, changes::Changes, prepared::prepared, query::Query};
use corridor::analysis::stop::Stop;
use corridor::data::force_file::ForceFile;
use corridor::error::Result;
use corridor::network::Network;

fn network() -> &'static Network {
    static NETWORK: std::sync::OnceLock<Network> = std::sync::OnceLock::new();
    NETWORK.get_or_init(|| Network::europe().expect("the embedded network is sound"))
}

/// Not optimised, on a machine with other work: far below what finishing takes, far above what ending does.
const SOON: Duration = Duration::from_secs(30);

/// What a question comes to that is broken off after so many milliseconds, and how long it went on after that.
fn broken_off<T>(wait_ms: u64, ask: impl FnOnce(&AtomicBool) -> T) -> (T, Duration) {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let set = scope.spawn(|| {
            thread::sleep(Duration::from_millis(wait_ms));
            let set = Instant::now();
            stop.store(true, Ordering::Relaxed);
            set
        });
        let answer = ask(&stop);
        let ended = Instant::now();
        (answer, ended.saturating_duration_since(set.join().expect("it sleeps")))
    })
}

#[test]
fn a_large_plan_ends_soon_with_nothing_at_every_stage() {
    let file = ForceFile::find("division-us-poland").expect("an example");
    let query = Query { effort: 1_000_000, sooner: true, ..Query::default() };
    // While the network is compiled, while the bound is proven, while the search goes on.
    for wait_ms in [0, 1_500, 8_000, 25_000] {
        let (answer, after) = broken_off(wait_ms, |stop| ask(network(), &file, &query, Stop::with_nothing(stop)));
        let error = answer.expect_err("nothing").to_string();
        assert_eq!(error, "broken off before there was an answer", "after {wait_ms} ms");
        assert!(after < SOON, "{after:?} after {wait_ms} ms");
    }
}

#[test]
fn what_is_broken_off_is_the_best_so_far_and_passes_its_replay() {
    let text = "name = \"many\"\n[[unit]]\nname = \"lorries\"\nfrom = \"Bremerhaven\"\nto = \"Drawsko Pomorskie\"\nload = [\"truck-medium-6x6x900\"]\n";
    let file = ForceFile::parse("many.toml", text).expect("a sound force");
    let query = Query {
        effort: 1_000_000,
        objective: corridor::analysis::plan::query::Objective::EarliestArrival,
        ..Query::default()
    };
    let mut found = 0;
    for wait_ms in [0, 4_000, 16_000] {
        let (answer, after) = broken_off(wait_ms, |stop| ask(network(), &file, &query, Stop::with_best(stop)));
        assert!(after < SOON, "{after:?} after {wait_ms} ms");
        match answer {
            Ok(plan) => {
                assert!(plan.replay.ok && plan.lower_bound_min <= plan.closure_min);
                assert_eq!(plan.movements.iter().map(|movement| movement.pieces).sum::<u32>(), 900);
                found += 1;
            }
            Err(error) => assert_eq!(error.to_string(), "broken off before there was an answer"),
        }
    }
    assert!(found > 0, "after 16 s there is a plan");
}

#[test]
fn a_stop_that_was_set_before_ends_everything_at_once() {
    let set = AtomicBool::new(true);
    let file = ForceFile::find("brigade-fr-romania").expect("an example");
    for stop in [Stop::with_best(&set), Stop::with_nothing(&set)] {
        assert!(ask(network(), &file, &Query::default(), stop).is_err());
        let what_ifs = prepared(network(), &file, &Query::default(), stop, |prepared| {
            Ok(prepared.closure(&Changes::default(), None, 1).is_ok())
        });
        assert!(what_ifs.is_err());
    }
    assert!(Stop::with_best(&set).check().is_err() && Stop::with_best(&set).check_unless_kept().is_ok());
    assert!(Stop::with_best(&set).keeping_nothing().drops_all() && !Stop::with_best(&set).unless_kept().is_set());
    let never: Result<()> = Stop::NEVER.check();
    assert!(never.is_ok());
}

/// An interrupt ends the program soon; what it says and how depends on how far it was.
#[cfg(unix)]
#[test]
fn an_interrupt_leaves_the_best_so_far() {
    use std::process::{Command, Stdio};
    let out = std::env::temp_dir().join(format!("corridor-interrupted-{}.json", std::process::id()));
    let child = Command::new(env!("CARGO_BIN_EXE_corridor"))
        .args(["plan", "brigade-us-poland", "--effort", "1000000", "--objective", "earliest-arrival"])
        .args(["--format", "json", "--out"])
        .arg(&out)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    thread::sleep(Duration::from_secs(5));
    let sent = Instant::now();
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    let said = child.wait_with_output().expect("it ends");
    let after = Instant::now().saturating_duration_since(sent);
    let err = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(after < SOON, "{after:?}");
    if said.status.code() == Some(1) {
        assert!(err.contains("broken off before there was an answer"), "{err}");
    } else {
        assert_eq!(said.status.code(), Some(0), "{err}");
        let plan = std::fs::read_to_string(&out).expect("a plan");
        assert!(
            !kill.success() || plan.contains("\"state\": \"stopped\"") && err.contains("best plan so far"),
            "{err}"
        );
    }
    let _ = std::fs::remove_file(&out);
}
