//! Laws of the route question on the embedded network.

use std::sync::OnceLock;

use corridor::analysis::route::answer::RouteAnswer;
use corridor::analysis::route::ask;
use corridor::analysis::route::query::{Mode, Query};
use corridor::network::Network;
use corridor::network::limits::Assurance;
use rayon::prelude::*;

use crate::harness::corridor;

/// Ports that reinforcements come by.
const ORIGINS: [&str; 8] =
    ["Bremerhaven", "Antwerp", "Gdansk", "Goteborg", "Constanta", "Alexandroupoli", "Koper", "port:marseille-fos"];

/// Destinations that governments have published.
const DESTINATIONS: [&str; 15] = [
    "Rukla",
    "Pabrade",
    "Adazi",
    "Tapa",
    "Orzysz",
    "Bemowo Piskie",
    "Drawsko Pomorskie",
    "airfield:rzeszow-jasionka",
    "Cincu",
    "Mihail Kogalniceanu",
    "Smardan",
    "Novo Selo",
    "Rovaniemi",
    "Niinisalo",
    "Powidz",
];

fn europe() -> &'static Network {
    static EUROPE: OnceLock<Network> = OnceLock::new();
    EUROPE.get_or_init(|| Network::europe().expect("the embedded network is sound"))
}

fn query(from: &str, to: &str, load: &str) -> Query {
    Query { from: from.to_owned(), to: to.to_owned(), loads: vec![load.to_owned()], ..Query::default() }
}

fn answer(query: &Query) -> RouteAnswer {
    ask(europe(), query).unwrap_or_else(|error| panic!("{query:?}: {error}"))
}

fn best_min(query: &Query) -> i64 {
    answer(query).routes.first().map_or(i64::MAX, |route| route.total_min)
}

#[test]
fn every_destination_is_reached_by_road_and_by_rail() {
    let pairs: Vec<(Mode, &str, &str)> = [Mode::Road, Mode::Rail]
        .into_iter()
        .flat_map(|mode| {
            ORIGINS.into_iter().flat_map(move |from| DESTINATIONS.into_iter().map(move |to| (mode, from, to)))
        })
        .collect();
    let missing: Vec<String> = pairs
        .par_iter()
        .filter_map(|(mode, from, to)| {
            let asked = Query { modes: vec![*mode], regime: "waived".to_owned(), ways: 1, ..query(from, to, "hemtt") };
            let routes = answer(&asked).routes;
            routes.is_empty().then(|| format!("{} {from} - {to}", mode.word()))
        })
        .collect();
    assert!(missing.is_empty(), "no way: {missing:?}");
}

#[test]
fn ledgers_add_up_and_legs_follow_each_other() {
    let asked = [
        query("Bremerhaven", "Rukla", "leopard-2a7"),
        query("Antwerp", "Cincu", "boxerx20"),
        query("Goteborg", "Rovaniemi", "cv90x8"),
        Query { chained: Some(true), ..query("Marseille", "Tapa", "leclercx4") },
        Query { pareto: true, ..query("Koper", "Cincu", "iso-20ftx12") },
    ];
    for asked in &asked {
        let answer = answer(asked);
        assert!(!answer.routes.is_empty(), "{asked:?}");
        for route in &answer.routes {
            let sum: i64 = route.ledger.iter().map(|line| line.minutes).sum();
            assert_eq!(sum, route.total_min, "{asked:?}");
            assert!(
                route.ledger.iter().all(|line| line.minutes >= 0 && !line.source.is_empty() && !line.where_.is_empty())
            );
            for pair in route.legs.windows(2) {
                assert!(pair[0].arrive_min <= pair[1].depart_min, "{asked:?}: {} then {}", pair[0].to, pair[1].from);
            }
            assert!(route.latest_departure_min >= answer.depart_min && route.latest_departure_min <= route.total_min);
            assert!(route.sources.iter().all(|cited| !cited.source.is_empty() && !cited.date.is_empty()));
        }
    }
}

#[test]
fn more_freedom_never_arrives_later() {
    for (from, to, load) in
        [("Bremerhaven", "Rukla", "leopard-2a7"), ("Antwerp", "Cincu", "boxerx20"), ("Koper", "Orzysz", "hemttx10")]
    {
        let base = Query { ways: 1, ..query(from, to, load) };
        let today = best_min(&base);
        let at = |regime: &str| best_min(&Query { regime: regime.to_owned(), ..base.clone() });
        let worth = 6 * 60 * 4;
        assert!(
            at("waived") <= at("emers-6h") + worth && at("emers-6h") <= today + worth,
            "{from} {to}: regimes out of order"
        );
        let denied = best_min(&Query { deny: vec!["PL".to_owned()], ..base.clone() });
        assert!(today <= denied.saturating_add(worth), "{from} {to}: denying PL helped");
        let any = best_min(&Query { assurance: Assurance::Any, ..base.clone() });
        let proven = best_min(&Query { assurance: Assurance::Proven, ..base.clone() });
        assert!(
            any <= today.saturating_add(worth) && today <= proven.saturating_add(worth),
            "{from} {to}: assurance out of order"
        );
        let chained = best_min(&Query { chained: Some(true), ..base.clone() });
        assert!(today <= chained.saturating_add(worth), "{from} {to}: asking one after another helped");
    }
}

#[test]
fn no_vertex_lies_in_a_denied_country() {
    let borders = country_boundaries::CountryBoundaries::from_reader(country_boundaries::BOUNDARIES_ODBL_360X180)
        .expect("boundaries");
    for (from, to, load, deny) in [
        ("Antwerp", "Cincu", "boxerx20", "HU,SK"),
        ("Bremerhaven", "Rukla", "leopard-2a7", "PL"),
        ("Koper", "Orzysz", "hemttx10", "CZ,AT"),
        ("Alexandroupoli", "Rzeszow-Jasionka", "boxerx4", "RO"),
    ] {
        let deny: Vec<String> = deny.split(',').map(str::to_owned).collect();
        let answer = answer(&Query { deny: deny.clone(), ..query(from, to, load) });
        for (lon, lat) in answer
            .routes
            .iter()
            .flat_map(|route| route.legs.iter().filter(|leg| leg.mode != "sea").flat_map(|leg| &leg.line))
        {
            let at = country_boundaries::LatLon::new(*lat, *lon).expect("a position");
            let inside: Vec<&str> =
                borders.ids(at).into_iter().filter(|id| deny.iter().any(|code| code == id)).collect();
            assert!(inside.is_empty(), "{from} - {to} without {deny:?}: {lat}, {lon} lies in {inside:?}");
        }
    }
}

#[test]
fn a_tank_goes_by_road_only_on_a_transporter_whose_mass_counts() {
    let answer = answer(&Query {
        modes: vec![Mode::Road],
        assurance: Assurance::Any,
        ..query("Gdansk", "Rukla", "leopard-2a7")
    });
    let road = answer.load.carriage.iter().find(|carriage| carriage.mode == "road").expect("road carriage");
    assert!(road.text.contains("108 t gross") && road.text.contains("DOLL"), "{}", road.text);
    assert!(answer.routes.iter().all(|route| route.unknowns.iter().any(|unknown| unknown.what == "gross mass")));
}

#[test]
fn proven_asks_for_what_nobody_has_published() {
    let answer = answer(&Query { assurance: Assurance::Proven, ..query("Bremerhaven", "Rukla", "leopard-2a7") });
    assert!(answer.routes.is_empty(), "nobody has published that the roads take 108 t");
    assert!(!answer.relaxations.is_empty() && !answer.refused.is_empty());
}

#[test]
fn same_question_same_bytes_whatever_the_threads() {
    for format in ["json", "geojson", "table", "csv", "gpx", "svg"] {
        let line = format!("route Antwerp Cincu --load boxerx20 --format {format}");
        let one = corridor(&format!("{line} --threads 1"));
        let many = corridor(&format!("{line} --threads 8"));
        assert_eq!(one.code, 0, "{}", one.err);
        assert!(one.bytes == many.bytes, "{format} differs between 1 and 8 threads");
    }
}

#[test]
fn geojson_is_what_qgis_opens() {
    let said = corridor("route Bremerhaven Rukla --load leopard-2a7 --format geojson");
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(json["type"], "FeatureCollection");
    let features = json["features"].as_array().expect("features");
    assert!(
        features
            .iter()
            .any(|feature| feature["geometry"]["type"] == "LineString" && feature["properties"]["mode"] == "rail")
    );
    assert!(features.iter().any(|feature| feature["geometry"]["type"] == "Point"));
    assert!(json["stamp"]["network_hash"].as_str().is_some_and(|hash| hash.len() == 64));
}

#[test]
fn bans_and_departure_count() {
    let base = Query {
        modes: vec![Mode::Road],
        depart: "C+336".to_owned(),
        ways: 1,
        ..query("Bremerhaven", "Drawsko Pomorskie", "iso-20ft")
    };
    // Saturday noon: contracted lorries stand on Sunday in Germany.
    let saturday = Query { c_day: "2027-03-06T14:00:00+01:00".to_owned(), ..base.clone() };
    let with_ban = answer(&saturday);
    assert!(with_ban.routes[0].ledger.iter().any(|line| line.line == "ban"), "{:?}", with_ban.routes[0].ledger);
    let monday = answer(&base);
    assert!(monday.routes[0].ledger.iter().all(|line| line.line != "ban"));
    let later = answer(&Query { depart: "C+348".to_owned(), ..base });
    assert!(later.routes[0].total_min > monday.routes[0].total_min && later.depart_min == 348 * 60);
}

#[test]
fn what_is_too_high_for_every_deck_is_refused_by_sea() {
    let line = |height: f64| {
        corridor(&format!("route Gdansk Nynashamn --modes sea --mass-t 20 --height-m {height} --format json -q"))
    };
    let json = |said: &str| serde_json::from_str::<serde_json::Value>(said).expect("JSON");
    // A lorry of the height that every road takes, and one that most decks take.
    for height in [4.0, 4.9] {
        let said = line(height);
        assert_eq!(said.code, 0, "{height} m: {}", said.err);
    }
    // The highest decks that are known of may take it, which is not likely enough.
    let said = line(5.2);
    let refused = json(&said.out)["refused"].to_string();
    assert!(said.code == 3 && refused.contains("deck height"), "{} {refused}", said.code);
    let any = corridor("route Gdansk Nynashamn --modes sea --mass-t 20 --height-m 5.2 --assurance any -q");
    assert_eq!(any.code, 0, "{}", any.err);
}
