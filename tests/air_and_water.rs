//! Questions that allow aircraft and barges.

use corridor::analysis::route::ask;
use corridor::analysis::route::query::{Mode, Query};
use corridor::network::Network;

fn query(from: &str, to: &str, load: &str) -> Query {
    Query { from: from.to_owned(), to: to.to_owned(), loads: vec![load.to_owned()], ..Query::default() }
}

#[test]
fn a_tank_flies_and_the_answer_says_by_what() {
    let network = Network::europe().unwrap();
    let asked = Query { modes: vec![Mode::Road, Mode::Air], ..query("Ramstein", "Rukla", "leopard-2a7") };
    let answer = ask(&network, &asked).unwrap();
    let best = &answer.routes[0];
    assert_eq!(best.total_min, best.ledger.iter().map(|line| line.minutes).sum::<i64>());
    let flight = best.legs.iter().find(|leg| leg.mode == "air").expect("it flies");
    let km = flight.distance_km;
    assert!(flight.from.contains("Ramstein") && (1_100.0..1_500.0).contains(&km), "{flight:?}");
    assert_eq!(flight.via, ["Boeing C-17A"]);
    // The airlift takes hours, the notice and the permission take days; both have their line.
    let line = |name: &str| best.ledger.iter().filter(|line| line.line == name).map(|line| line.minutes).sum::<i64>();
    assert!((60..240).contains(&line("fly")) && line("queue") == 72 * 60 && line("lead time") > 0, "{:?}", best.ledger);
    assert!(answer.notes.iter().any(|note| note.contains("overflown")), "{:?}", answer.notes);
    // Without the mode nothing flies.
    let plain = ask(&network, &query("Ramstein", "Rukla", "leopard-2a7")).unwrap();
    assert!(plain.routes.iter().flat_map(|route| &route.legs).all(|leg| leg.mode != "air" && leg.mode != "iww"));
}

#[test]
fn what_no_hold_takes_is_refused_with_the_limit() {
    let network = Network::europe().unwrap();
    let mut asked = query("airfield:ramstein", "Visby airport", "");
    asked.loads.clear();
    asked.sizes.mass_t = Some(160.0);
    asked.sizes.width_m = Some(3.0);
    asked.modes = vec![Mode::Air];
    let answer = ask(&network, &asked).unwrap();
    assert!(answer.routes.is_empty());
    let refused = answer.refused.iter().find(|refused| refused.what.contains("C-17")).expect("the aircraft is named");
    assert!(
        refused.limit == "payload for one piece" && refused.needed == "160 t" && refused.has.starts_with("70 t"),
        "{refused:?}"
    );
    // Gotland has no other way on this network, and no runway for the larger ones. The same piece at 60 t flies.
    asked.sizes.mass_t = Some(60.0);
    let answer = ask(&network, &asked).unwrap();
    assert_eq!(answer.routes[0].legs[0].via, ["Boeing C-17A"]);
}

#[test]
fn a_barge_goes_from_the_sea_to_the_danube() {
    let network = Network::europe().unwrap();
    for load in ["iso-20ftx10", "leopard-2a7"] {
        let asked = Query { modes: vec![Mode::Iww], ways: 1, ..query("Rotterdam", "Budapest Csepel (freeport)", load) };
        let answer = ask(&network, &asked).unwrap();
        let best = &answer.routes[0];
        assert_eq!(best.total_min, best.ledger.iter().map(|line| line.minutes).sum::<i64>());
        let leg = &best.legs[0];
        assert!(best.legs.len() == 1 && leg.mode == "iww", "{:?}", best.legs);
        // 1,832 km by the kilometres of the rivers; barges take about 10 to 15 days.
        assert!((1_780.0..1_890.0).contains(&leg.distance_km), "{} km", leg.distance_km);
        let sail = best.ledger.iter().filter(|line| line.line == "sail").map(|line| line.minutes).sum::<i64>();
        assert!((9 * 1_440..16 * 1_440).contains(&sail), "{sail} min");
        for river in ["Rhine", "Main", "Main-Danube canal", "Danube"] {
            assert!(leg.via.iter().any(|via| via.contains(river)), "{river}: {:?}", leg.via);
        }
        assert!(leg.line.len() > 40, "the course is drawn");
    }
    // Austria says no: the Danube is no way round it.
    let asked = Query {
        modes: vec![Mode::Iww],
        deny: vec!["AT".into()],
        ..query("Rotterdam", "Budapest Csepel (freeport)", "iso-20ft")
    };
    let answer = ask(&network, &asked).unwrap();
    assert!(answer.routes.is_empty(), "{:?}", answer.routes);
}
