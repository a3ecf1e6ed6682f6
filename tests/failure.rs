//! The question of failures on the embedded network and on the command line.

use std::sync::OnceLock;

use corridor::analysis::failure::answer::FailureAnswer;
use corridor::analysis::failure::ask;
use corridor::analysis::failure::query::{Footprint, Query};
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
        ("failure --from bremerhaven --to bremerhaven", 2, "nothing has to move"),
        ("failure --from bremerhaven --to rukla --lose rukla", 1, "where loads begin or end"),
        ("failure --from bremerhaven --to rukla --area nowhere.geojson", 1, "nowhere.geojson"),
    ] {
        let said = corridor(line);
        assert_eq!(said.code, code, "{line}: {}", said.err);
        assert!(said.err.contains(says), "{line}: {}", said.err);
    }
}
