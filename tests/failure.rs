//! The question of failures on the embedded network and on the command line.

use std::sync::OnceLock;

use corridor::analysis::failure::answer::FailureAnswer;
use corridor::analysis::failure::query::{Footprint, Query};
use corridor::analysis::failure::{Kind, ask};
use corridor::analysis::route::query::{Mode, Query as Circumstances};
use corridor::network::Network;

use crate::harness::corridor;

fn europe() -> &'static Network {
    static EUROPE: OnceLock<Network> = OnceLock::new();
    EUROPE.get_or_init(|| Network::europe().expect("the embedded network is sound"))
}

fn query(from: &str, to: &str) -> Query {
    Query { from: vec![from.to_owned()], to: vec![to.to_owned()], ..Query::default() }
}

fn answer(query: &Query) -> FailureAnswer {
    ask(europe(), query).unwrap_or_else(|error| panic!("{query:?}: {error}"))
}

fn footprint(from: &str, to: &str, footprint: Footprint) -> FailureAnswer {
    answer(&Query { footprint, ..query(from, to) })
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn losses_are_ranked_and_the_only_door_is_first() {
    let answer = answer(&query("bremerhaven", "rukla"));
    assert_eq!((answer.losses[0].asset.as_str(), answer.losses[0].effect.cut_off), ("port:bremerhaven", true));
    let order: Vec<u64> = answer.losses.iter().map(|loss| loss.effect.lost_min.unwrap_or(u64::MAX)).collect();
    assert!(order.is_sorted_by(|a, b| a >= b));
    for loss in &answer.losses {
        let effect = &loss.effect;
        assert!(effect.cut_off == effect.lost_min.is_none(), "{}", loss.name);
        assert!(effect.flow_loss <= answer.base.vehicles_per_day.unwrap_or(0.0), "{}", loss.name);
    }
    let matter: usize = answer.looked_at.iter().map(|of| of.matter).sum();
    assert_eq!(matter, answer.losses.len());
}

#[test]
fn what_is_spared_is_not_lost_and_losing_less_never_hurts_more() {
    let vistula =
        |except: &[&str]| Footprint { rivers: words(&["Vistula"]), except: words(except), ..Footprint::default() };
    let all = footprint("ports:north-sea", "lithuania", vistula(&[])).footprint.expect("a footprint");
    let spared =
        footprint("ports:north-sea", "lithuania", vistula(&[all.assets[0].asset.as_str(), &all.assets[5].name]))
            .footprint
            .expect("a footprint");
    assert_eq!(all.assets.len(), spared.assets.len() + 2);
    assert!(spared.effect.flow_loss <= all.effect.flow_loss);
    assert!(spared.effect.lost_min <= all.effect.lost_min || all.effect.cut_off);
    assert!(all.assets.iter().all(|asset| asset.asset.starts_with("structure:")));
}

#[test]
fn a_loss_that_ends_costs_no_more_than_one_for_good() {
    let lost = |days: u32| {
        let footprint = Footprint { lose: words(&["consent:PL"]), ..Footprint::default() };
        let query = Query { footprint, out_days: Some(days), ..query("bremerhaven", "rukla") };
        let answer = answer(&query);
        (
            answer.base.arrival_min.expect("a way"),
            answer.footprint.expect("one").arrival_when_it_ends_min.expect("a way"),
        )
    };
    let (usual, soon) = lost(1);
    let (_, late) = lost(60);
    assert!(usual <= soon && soon <= late, "{usual} {soon} {late}");
}

#[test]
fn the_same_question_gives_the_same_bytes_whatever_the_threads() {
    let line = "failure --from gdansk --to lithuania --format json --threads";
    let said = corridor(&format!("{line} 1"));
    assert_eq!((said.code, &said.bytes), (0, &corridor(&format!("{line} 3")).bytes), "{}", said.err);
}

#[test]
fn an_area_takes_what_lies_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("gap.geojson");
    let text = r#"{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon",
        "coordinates": [[[22.6, 53.9], [23.8, 53.9], [23.8, 54.4], [22.6, 54.4], [22.6, 53.9]]]}}"#;
    std::fs::write(&file, text).expect("written");
    let line = format!("failure --from gdansk --to rukla --modes rail,road --area {} --format csv", file.display());
    let said = corridor(&line);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("Suwałki") && said.out.contains("everything in gap"), "{}", said.out);
    assert!(!said.out.contains("consent:"));
}

#[test]
fn sentences_say_what_to_do() {
    for (line, code, says) in [
        (
            "failure --from bremerhaven --to rukla --lose \"Grat Belt East Bridge\"",
            1,
            "did you mean great belt east bridge",
        ),
        ("failure --from bremerhaven --to rukla --river Vistual", 1, "did you mean Vistula?"),
        ("failure --from bremerhaven --to rukla --except vistula", 2, "name that by --lose"),
        ("failure --from bremerhaven --to rukla --out-days 3", 2, "name it by --lose"),
        ("failure --from bremerhaven --to rukla --vehicles 0", 2, "above 0"),
        ("failure --from bremerhaven --to rukla --lost-at C+5", 2, "--force"),
        ("failure --from bremerhaven --to rukla --budget-eur-m 100001", 2, "at most 100000 millions of euro"),
        ("failure --from bremerhaven --to rukla --budget-eur-m -5", 2, "-5"),
        ("failure --force battalion-de-lithuania --lost-at soon", 2, "soon"),
        ("failure --force nobody", 1, "nobody"),
        ("failure --from bremerhaven --to bremerhaven", 2, "nothing has to move"),
        ("failure --from bremerhaven --to rukla --lose rukla", 1, "where loads begin or end"),
        ("failure --from bremerhaven --to rukla --area nowhere.geojson", 1, "nowhere.geojson"),
    ] {
        let said = corridor(line);
        assert_eq!(said.code, code, "{line}: {}", said.err);
        assert!(said.err.contains(says), "{line}: {}", said.err);
    }
}

#[test]
fn the_worst_sets_are_ordered_and_hardening_never_makes_it_worse() {
    let query = Query { worst: 3, harden: 2, ..query("ports:baltic", "lithuania") };
    let answer = answer(&query);
    let flow = answer.base.vehicles_per_day.expect("a finite flow");
    let left: Vec<f64> = std::iter::once(flow).chain(answer.worst.iter().map(|worst| worst.flow_left)).collect();
    assert!(left.is_sorted_by(|a, b| a >= b), "{left:?}");
    assert!(answer.worst.iter().all(|worst| worst.bound <= worst.flow_left && worst.assets.len() <= worst.k));
    assert!(answer.worst[..2].iter().all(|worst| worst.proven), "one and two losses are exact");
    let single = answer.losses.iter().filter(|loss| loss.kind != "consent").map(|loss| loss.effect.flow_loss);
    let most = single.fold(0.0, f64::max);
    assert!((answer.worst[0].flow_loss - most).abs() < 1e-6, "{} {most}", answer.worst[0].flow_loss);
    let hardened: Vec<f64> = answer.harden.iter().map(|row| row.flow_left).collect();
    assert!((hardened[0] - answer.worst[2].flow_left).abs() < 1e-6);
    assert!(hardened.is_sorted() && hardened.iter().all(|left| *left <= flow));
    assert!(answer.harden.iter().all(|row| row.bound <= row.best_possible));
}

#[test]
fn more_money_never_leaves_less() {
    // Ports and structures only: a choice among a few hundred stretches.
    let asked = |budget_eur_m: u32, harden: u32| {
        let kinds = vec![Kind::Structure, Kind::Port];
        answer(&Query { worst: 1, budget_eur_m, harden, kinds, ..query("bremerhaven", "lithuania") })
    };
    let (none, some, much) = (asked(0, 0), asked(20, 0), asked(500, 1));
    assert!(none.protect.is_none());
    let mut before = none.worst[0].flow_left;
    for (answer, budget) in [(&some, 20.0), (&much, 500.0)] {
        let of = answer.protect.as_ref().expect("asked for");
        assert!((of.flow_without - none.worst[0].flow_left).abs() < 1e-6 && of.flow_left >= before, "{of:?}");
        assert!(of.cost_eur_m <= budget && of.bound <= of.flow_left && of.bound <= of.best_possible, "{of:?}");
        let sum: f64 = of.measures.iter().map(|measure| measure.cost_eur_m).sum();
        assert!((sum - of.cost_eur_m).abs() < 1e-6 && of.cost_eur_m_low <= of.cost_eur_m_high);
        for measure in &of.measures {
            let past = measure.how == "bypass";
            assert!(past == measure.passes.is_some() && past == measure.ready_days.is_some(), "{measure:?}");
            assert!(measure.cost_eur_m_low <= measure.cost_eur_m && measure.cost_eur_m <= measure.cost_eur_m_high);
        }
        before = of.flow_left;
    }
    // Enough to harden any one of them: at least what the best one hardened gives is possible.
    let hardened = much.harden.last().expect("one").flow_left;
    assert!(much.protect.as_ref().expect("asked for").best_possible >= hardened);
}

#[test]
fn repairs_bring_all_back_and_draws_hang_on_their_seed_alone() {
    let lose = words(&["port:klaipeda", "port:riga", "port:liepaja"]);
    let asked = |crews: u32, seed: u64| {
        let footprint = Footprint { lose: lose.clone(), ..Footprint::default() };
        answer(&Query { footprint, crews, draws: 40, seed, ..query("ports:north-sea", "lithuania") })
    };
    let (one, three, again) = (asked(1, 1), asked(3, 2), asked(1, 1));
    assert_eq!(one, again);
    let missed = |answer: &FailureAnswer| answer.restoration.as_ref().expect("an order").missed_vehicles;
    assert!(missed(&three) <= missed(&one));
    let order = one.restoration.as_ref().expect("an order");
    assert!(order.proven && order.repairs.len() == 3);
    let last = order.repairs.iter().max_by_key(|repair| repair.back_day).expect("three");
    // Repairs count links and places alone; what several ways share only takes from that.
    let apart = one.base.vehicles_per_day_apart.expect("finite");
    assert!((last.flow_then - apart).abs() < 1e-6 && one.base.vehicles_per_day.expect("finite") <= apart);
    // Days that the question names are what each repair takes: one crew is at it three times as long.
    let footprint = Footprint { lose, ..Footprint::default() };
    let named = answer(&Query { footprint, crews: 1, out_days: Some(5), ..query("ports:north-sea", "lithuania") });
    let named = named.restoration.expect("an order");
    assert!(named.repairs.iter().all(|repair| repair.back_day - repair.begins_day == 5));
    assert_eq!(named.repairs.iter().map(|repair| repair.back_day).max(), Some(15));
    let random = one.random.as_ref().expect("draws");
    assert!(random.expected_flow_loss <= random.tail_flow_loss && random.cut_off_share <= 1.0);
}

#[test]
fn a_broken_off_run_goes_on_and_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let force = folder.path().join("company.toml");
    let text = "name = \"a company\"\n[[unit]]\nname = \"wheels\"\nfrom = \"Bergen-Hohne\"\nto = \"Rukla\"\nload = [\"boxerx4\"]\n";
    std::fs::write(&force, text).expect("written");
    let log = folder.path().join("work.log");
    let line = format!(
        "failure --force {} --assets structure --modes road --effort 1 --format json --resume {} -q",
        force.display(),
        log.display()
    );
    let whole = corridor(&line);
    assert_eq!(whole.code, 0, "{}", whole.err);
    let text = std::fs::read_to_string(&log).expect("the journal");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() > 4, "{text}");
    // As if killed in the middle of a line: two losses are kept, the rest is worked out anew.
    let cut = format!("{}\n{}\n{}\n{}", lines[0], lines[1], lines[2], &lines[3][..lines[3].len() / 2]);
    std::fs::write(&log, cut).expect("cut");
    assert_eq!(corridor(&line).bytes, whole.bytes);
    let after = std::fs::read_to_string(&log).expect("the journal");
    assert_eq!(after.lines().collect::<std::collections::BTreeSet<_>>(), lines.iter().copied().collect());
    let other = corridor(&line.replace("--effort 1", "--effort 2"));
    assert!(other.code == 1 && other.err.contains("belongs to another question"), "{}", other.err);
}

#[test]
fn a_map_and_geojson_hold_every_loss() {
    let said = corridor("failure --from gdansk --to rukla --format geojson");
    assert_eq!(said.code, 0, "{}", said.err);
    let value: serde_json::Value = serde_json::from_slice(&said.bytes).expect("JSON");
    let features = value["features"].as_array().expect("features");
    let losses = features.iter().filter(|feature| feature["properties"]["kind"] == "loss").count();
    let said = corridor("failure --from gdansk --to rukla --format json");
    let value: serde_json::Value = serde_json::from_slice(&said.bytes).expect("JSON");
    assert_eq!(value["losses"].as_array().expect("losses").len(), losses);
    let said = corridor("failure --from gdansk --to rukla --format svg");
    assert!(said.code == 0 && said.out.contains("<svg") && said.out.contains("The ten that matter"), "{}", said.err);
}

/// A company on wheels, as a force file.
const COMPANY: &str = r#"
name = "a company"
[[unit]]
name = "wheels"
from = "Bergen-Hohne"
to = "Rukla"
load = ["boxerx4"]
"#;

#[test]
fn a_run_that_is_killed_goes_on_where_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let (force, log) = (folder.path().join("company.toml"), folder.path().join("work.log"));
    std::fs::write(&force, COMPANY).expect("written");
    let line = format!(
        "failure --force {} --modes road --assets structure,crossing,consent --effort 1 --format json",
        force.display()
    );
    let whole = corridor(&format!("{line} --resume {}", log.display()));
    assert_eq!(whole.code, 0, "{}", whole.err);
    let kept = std::fs::read_to_string(&log).expect("a log");
    let lines: Vec<&str> = kept.lines().collect();
    assert!(lines.len() >= 4, "{} lines", lines.len());
    // Killed in the middle of writing a line: the line is torn, all before it count.
    let half = lines[..lines.len() / 2].join("\n");
    let torn = format!("{half}\n{}", &lines[lines.len() / 2][..lines[lines.len() / 2].len() / 2]);
    std::fs::write(&log, torn).expect("written");
    let rest = corridor(&format!("{line} --threads 1 --resume {}", log.display()));
    assert_eq!((rest.code, &rest.bytes), (0, &whole.bytes), "{}", rest.err);
    // Really killed, once it has kept something.
    std::fs::remove_file(&log).expect("removed");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_corridor"))
        .args(format!("{line} --resume {}", log.display()).split(' '))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("started");
    let kept = || std::fs::read_to_string(&log).map_or(0, |text| text.lines().count());
    while kept() < 2 && child.try_wait().expect("a child").is_none() {
        std::thread::yield_now();
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
    let again = corridor(&format!("{line} --resume {}", log.display()));
    assert_eq!((again.code, &again.bytes), (0, &whole.bytes), "{}", again.err);
}

#[test]
fn a_force_that_is_interrupted_waits_or_goes_round() {
    let folder = tempfile::tempdir().expect("a folder");
    let force = folder.path().join("company.toml");
    std::fs::write(&force, COMPANY).expect("written");
    let closes = |more: &str| {
        let line = format!("failure --force {} --river Vistula --effort 1 --format json {more}", force.display());
        let said = corridor(&line);
        assert_eq!(said.code, 0, "{line}: {}", said.err);
        let answer: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        let of = |value: &serde_json::Value| value.as_f64().expect("hours");
        (of(&answer["base"]["closure_h"]), of(&answer["footprint"]["closure_h"]))
    };
    let (base, never) = closes("--lost-at C+2000");
    assert_eq!(base, never, "what comes when all are there costs nothing");
    let (_, short) = closes("--lost-at C+0 --out-days 1");
    let (_, long) = closes("--lost-at C+0 --out-days 60");
    let (_, crews) = closes("--lost-at C+0 --crews 2");
    assert!(base <= short && short <= long, "{base} {short} {long}");
    assert!(base <= crews, "{base} {crews}");
}

#[test]
fn waterways_and_airfields_can_be_lost() {
    let modes = |list: &[Mode]| Circumstances { modes: list.to_vec(), ..Circumstances::default() };
    let barge = Query { circumstances: modes(&[Mode::Iww, Mode::Road]), ..query("rotterdam", "constanta") };
    let barge = answer(&barge);
    assert!(barge.looked_at.iter().any(|of| of.kind == "waterway" && of.assets > 20), "{:?}", barge.looked_at);
    let flight = Query { circumstances: modes(&[Mode::Air, Mode::Road]), ..query("ramstein", "rzeszow") };
    let flight = answer(&flight);
    assert!(flight.looked_at.iter().any(|of| of.kind == "airfield" && of.matter > 0), "{:?}", flight.looked_at);
}

#[test]
fn a_river_says_what_its_name_covers() {
    let footprint = Footprint { rivers: words(&["Vistula"]), ..Footprint::default() };
    let answer = answer(&Query { footprint, ..query("bremerhaven", "rukla") });
    assert!(answer.notes.iter().any(|note| note.starts_with("Vistula: lost are the structures whose rows name it")));
}
