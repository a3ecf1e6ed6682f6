//! The throughput question on the embedded network and on the command line.

use std::sync::OnceLock;

use corridor::analysis::capacity::answer::CapacityAnswer;
use corridor::analysis::capacity::ask;
use corridor::analysis::capacity::query::Query;
use corridor::analysis::route::query::Mode;
use corridor::network::Network;
use corridor::network::rules::Case;

use crate::harness::corridor;

fn europe() -> &'static Network {
    static EUROPE: OnceLock<Network> = OnceLock::new();
    EUROPE.get_or_init(|| Network::europe().expect("the embedded network is sound"))
}

fn query(from: &str, to: &str) -> Query {
    Query { from: vec![from.to_owned()], to: vec![to.to_owned()], ..Query::default() }
}

fn answer(query: &Query) -> CapacityAnswer {
    ask(europe(), query).unwrap_or_else(|error| panic!("{query:?}: {error}"))
}

fn value(query: &Query) -> u64 {
    answer(query).certificate.value
}

#[test]
fn no_denial_raises_a_flow_and_no_waiver_lowers_it() {
    for (from, to) in [("ports:north-sea", "baltics"), ("ports:aegean", "romania")] {
        let free = query(from, to);
        let before = value(&free);
        for state in ["PL", "HU", "BG", "DE", "LT"] {
            let denied = Query { deny: vec![state.to_owned()], ..free.clone() };
            assert!(value(&denied) <= before, "{from} {to} without {state}");
        }
        let with = |regime: &str| value(&Query { regime: regime.to_owned(), ..free.clone() });
        assert!(before <= with("emers-6h") && with("emers-6h") <= with("waived"), "{from} {to}");
    }
}

#[test]
fn more_modes_and_better_figures_never_lower_a_flow() {
    let all = query("ports:north-sea", "lithuania");
    let rail = Query { modes: vec![Mode::Rail], ..all.clone() };
    let land = Query { modes: vec![Mode::Rail, Mode::Road], ..all.clone() };
    assert!(value(&rail) <= value(&land) && value(&land) <= value(&all));
    let at = |case: Case| value(&Query { case, ..all.clone() });
    assert!(at(Case::Worst) <= at(Case::Typical) && at(Case::Typical) <= at(Case::Best));
}

#[test]
fn more_sources_and_more_places_never_lower_a_flow() {
    let one = value(&query("bremerhaven", "rukla"));
    let more = Query { from: vec!["bremerhaven".to_owned(), "ports:baltic".to_owned()], ..query("x", "rukla") };
    assert!(one <= value(&more));
    assert!(one <= value(&query("bremerhaven", "lithuania")));
    assert!(one > 0);
}

#[test]
fn the_same_question_gives_the_same_bytes_whatever_the_threads() {
    let line = "capacity --to romania --from ports:black-sea --format json --headroom --ladder --threads";
    assert_eq!(corridor(&format!("{line} 1")).bytes, corridor(&format!("{line} 4")).bytes);
}

#[test]
fn certificates_are_written_verified_and_refused_when_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("proof.json");
    let said =
        corridor(&format!("capacity --to estonia --from ports:baltic --ladder --certificate {}", file.display()));
    assert_eq!(said.code, 0, "{}", said.err);
    let said = corridor(&format!("verify {}", file.display()));
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("Every check holds."));
    let text = std::fs::read_to_string(&file).expect("the file");
    let at = text.find("\"value\":").expect("a value") + 8;
    let digit = if &text[at..=at] == "1" { "2" } else { "1" };
    let changed = format!("{}{digit}{}", &text[..at], &text[at + 1..]);
    std::fs::write(&file, changed).expect("the file");
    let said = corridor(&format!("verify {}", file.display()));
    assert_eq!(said.code, 1);
    assert!(said.err.contains("digest") && said.out.contains("NO"), "{} {}", said.err, said.out);
    let said = corridor("verify /nowhere/proof.json");
    assert_eq!(said.code, 1);
}

#[test]
fn every_format_is_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    for (format, begins) in
        [("json", "{"), ("geojson", "{"), ("csv", "record,"), ("svg", "<?xml"), ("png", "\u{89}PNG")]
    {
        let file = folder.path().join(format!("answer.{format}"));
        let said = corridor(&format!("capacity --to lithuania --from ports:baltic --quiet --out {}", file.display()));
        assert_eq!(said.code, 0, "{}", said.err);
        let bytes = std::fs::read(&file).expect("the file");
        let first: String = bytes.iter().take(8).map(|byte| char::from(*byte)).collect();
        assert!(first.starts_with(begins), "{format}: {first}");
    }
    let json = std::fs::read_to_string(folder.path().join("answer.json")).expect("the file");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    for key in ["stamp", "per_day", "cut", "ladder", "certificate"] {
        assert!(json.get(key).is_some(), "{key}");
    }
    for key in ["asset", "capacity", "unit", "source", "evidence"] {
        assert!(json["cut"][0].get(key).is_some(), "{key}");
    }
    let map = std::fs::read_to_string(folder.path().join("answer.geojson")).expect("the file");
    let map: serde_json::Value = serde_json::from_str(&map).expect("JSON");
    assert!(map["features"].as_array().expect("features").len() > 20);
}

#[test]
fn where_nothing_joins_the_answer_is_nothing_with_exit_code_3() {
    let said = corridor("capacity --to finland --from ports:black-sea --modes rail --deny UA,RO,HU,RS,BG,TR");
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(said.out.contains("Nothing can pass."), "{}", said.out);
}

#[test]
fn bad_input_is_told_in_sentences() {
    for (line, code, words) in [
        ("capacity --to lithunia --from ports:baltic", 1, "lithuania"),
        ("capacity --to lithuania --from ports:baltik", 1, "ports:baltic"),
        ("capacity --to rukla --from rukla", 2, "both where the flow begins and where it ends"),
        ("capacity --to lithuania --from lithuania", 2, "both where the flow begins"),
        ("capacity --to lithuania", 2, "--from"),
        ("capacity --to lithuania --from ports:baltic --regime war", 1, "no regime is called"),
        ("capacity --to lithuania --from ports:baltic --load tractorx0", 1, "tractor"),
        ("capacity --to lithuania --from ports:baltic --target 5", 2, "--ladder"),
        ("capacity --to lithuania --from ports:baltic --ladder --target 0", 2, "above 0"),
        ("capacity --to lithuania --from ports:baltic --ladder --target -4", 2, "-4"),
        ("capacity --to lithuania --from ports:baltic --format gpx", 2, "gpx"),
        ("capacity --to lithuania --from ports:baltic --deny XX", 1, "XX"),
    ] {
        let said = corridor(line);
        assert_eq!(said.code, code, "{line}: {}", said.err);
        assert!(said.err.contains(words), "{line}: {}", said.err);
    }
}

#[test]
fn heavy_loads_are_judged_and_counted_by_their_own_trains() {
    let tanks = answer(&Query { loads: vec!["leopard-2a7".to_owned()], ..query("ports:north-sea", "lithuania") });
    assert!((14..=20).contains(&tanks.load.vehicles_per_train), "{}", tanks.load.vehicles_per_train);
    assert_eq!(tanks.load.carried_per_thousand, 1_000);
    let mixed = answer(&query("ports:north-sea", "lithuania"));
    assert!(
        tanks.certificate.value < mixed.certificate.value,
        "{} {}",
        tanks.certificate.value,
        mixed.certificate.value
    );
}

/// The toy network; every number is worked out by hand in `networks/toy/README.md`.
fn toy(line: &str) -> serde_json::Value {
    let said = corridor(&format!("capacity --network networks/toy --format json {line}"));
    assert_eq!(said.code, 0, "{line}: {}", said.err);
    serde_json::from_str(&said.out).expect("JSON")
}

fn cut_ids(answer: &serde_json::Value) -> Vec<String> {
    let cut = answer["cut"].as_array().expect("a cut");
    let mut ids: Vec<String> = cut.iter().map(|asset| asset["asset"].as_str().expect("an id").to_owned()).collect();
    ids.sort();
    ids
}

#[test]
fn the_toy_gives_what_its_readme_works_out() {
    let there = toy("--from A --to E --modes rail --unit trains");
    assert_eq!(there["per_day"]["trains"], 17.0);
    assert_eq!(cut_ids(&there), ["link:rail-ac", "link:rail-bc", "link:rail-bd"]);
    assert_eq!(toy("--from E --to A --modes rail --unit trains")["per_day"]["trains"], 14.0);
    let all = toy("--from A --to E");
    assert_eq!(all["per_day"]["vehicles"], 2_372);
    assert_eq!(cut_ids(&all), ["link:rail-bd", "link:rail-cd", "link:road-cd", "link:sea-pq"]);
    assert!(all["cut"][0]["source"].as_str().is_some_and(|source| source.starts_with("links.csv:11")));
    let denied = corridor("capacity --network networks/toy --from A --to E --deny PL");
    assert_eq!(denied.code, 3);
}
