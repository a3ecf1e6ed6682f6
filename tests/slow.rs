//! States that are slow: between allowing and denying, on top of every lead time, for others only.

use crate::harness::corridor;

fn answer(line: &str) -> serde_json::Value {
    let said = corridor(&format!("{line} --format json -q"));
    assert!(said.code == 0 || said.code == 3, "{line}: {}", said.err);
    serde_json::from_str(&said.out).expect("JSON")
}

fn minutes(answer: &serde_json::Value) -> u64 {
    answer["routes"][0]["total_min"].as_u64().unwrap_or(u64::MAX)
}

#[test]
fn slow_lies_between_allow_and_deny() {
    let ask = |more: &str| minutes(&answer(&format!("route Antwerp Cincu --load boxerx4 -k 1 {more}")));
    let (allowed, slow, slower, denied) = (ask(""), ask("--slow HU=5"), ask("--slow HU=60,RO=60"), ask("--deny HU"));
    assert!(allowed <= slow && slow <= denied, "{allowed} <= {slow} <= {denied}");
    // Romania cannot be gone round: its permission comes sixty days later than it would, and not before day 60.
    assert!(slower > 60 * 1_440 && slower > slow, "{slower}");
}

#[test]
fn a_state_that_asks_for_nothing_can_be_slow_but_not_towards_itself() {
    let line = "route Gdansk Rukla --load boxer --regime waived --modes road -k 1";
    assert!(minutes(&answer(line)) < 3 * 1_440);
    let slow = answer(&format!("{line} --slow LT=3"));
    assert!(minutes(&slow) >= 3 * 1_440, "{slow}");
    assert_eq!(slow["stamp"]["query"]["slow"][0], "LT=3");
    let own = format!("{line} --flag LT");
    assert_eq!(minutes(&answer(&own)), minutes(&answer(&format!("{own} --slow LT=3"))));
}

#[test]
fn a_plan_waits_for_a_slow_state_and_its_replay_agrees() {
    let plan = |more: &str| answer(&format!("plan battalion-de-lithuania --effort 1 {more}"));
    let (usual, slow) = (plan(""), plan("--slow LT=60"));
    assert_eq!(slow["replay"]["ok"], true);
    assert!(slow["lower_bound_min"].as_u64() > Some(60 * 1_440), "{}", slow["lower_bound_min"]);
    assert!(slow["closure_min"].as_u64() > usual["closure_min"].as_u64());
}

#[test]
fn what_is_no_number_of_days_is_refused() {
    for (slow, code) in [("LT=0", 2), ("LT=many", 2), ("LT=366", 2), ("ZZ", 1)] {
        let said = corridor(&format!("route Gdansk Rukla --load boxer --slow {slow}"));
        assert_eq!(said.code, code, "{slow}: {}", said.err);
        assert!(said.err.contains(slow.split('=').next().unwrap_or(slow)), "{}", said.err);
    }
}
