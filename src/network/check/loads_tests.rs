//! Bad rows are found, all of them, and named.

use crate::data::rows::Number;
use crate::data::tables::Tables;
use crate::network::Network;

fn tables() -> Tables {
    Network::europe().expect("the embedded network is sound").tables
}

/// The checks that fail, as `file field check`, sorted.
fn failing(tables: &Tables) -> Vec<String> {
    let mut problems = Vec::new();
    super::rows(tables, &mut problems);
    let mut found: Vec<String> = problems.iter().map(ToString::to_string).collect();
    found.sort();
    found
}

/// Asserts that exactly the words given are found, each in a message of its own.
fn assert_found(tables: &Tables, wanted: &[&str]) {
    let found = failing(tables);
    assert_eq!(found.len(), wanted.len(), "{found:#?}");
    for words in wanted {
        assert!(found.iter().any(|message| words.split('|').all(|word| message.contains(word))), "{words}: {found:#?}");
    }
}

#[test]
fn the_embedded_tables_pass() {
    assert_found(&tables(), &[]);
}

#[test]
fn every_bad_carrier_is_found() {
    let mut tables = tables();
    let row = |index: usize| tables.carriers[index].row.clone();
    let wagon = (0..).find(|index| row(*index).kind == "wagon").expect("a wagon");
    let ship = (0..).find(|index| row(*index).kind == "ro_ro_ship").expect("a ship");
    let line = tables.carriers[wagon].line;
    tables.carriers[wagon].row.carrier_type = Some("hovercraft".to_owned());
    tables.carriers[wagon].row.count_low = Number(9_000.0);
    tables.carriers[wagon].row.home = " ".to_owned();
    tables.carriers[ship].row.lane_m = None;
    tables.carriers[ship].row.carrier_type = Some("samms".to_owned());
    tables.carriers[ship].row.country = "ZZ".to_owned();
    tables.carriers[ship].row.ready_h = Number(-1.0);
    let place = format!("carriers.csv:{line}");
    assert_found(
        &tables,
        &[
            &format!("{place}|carrier_type|hovercraft|reference"),
            &format!("{place}|count|range-ordered"),
            &format!("{place}|home|present"),
            "carriers.csv|lane_m|lane-metres-named",
            "carriers.csv|carrier_type|type-named",
            "carriers.csv|country|ZZ|reference",
            "carriers.csv|ready_h|in-range",
        ],
    );
}

#[test]
fn every_bad_formation_is_found() {
    let mut tables = tables();
    let doubled = tables.formations[0].clone();
    tables.formations.push(doubled);
    tables.formations[1].row.vehicle = "leopard-3".to_owned();
    tables.formations[2].row.count = 0;
    tables.formations[3].row.name = "Something else".to_owned();
    assert_found(
        &tables,
        &[
            "formations.csv|id-unique",
            "formations.csv|vehicle|leopard-3|reference|leopard-2",
            "formations.csv|count|count-positive",
            "formations.csv|name|one-name",
        ],
    );
}

#[test]
fn a_vehicle_that_does_not_fit_its_carriers_is_found() {
    let mut tables = tables();
    let index = |tables: &Tables, id: &str| {
        tables.vehicles.iter().position(|lined| lined.row.id == id).expect("a vehicle of the catalogue")
    };
    // A tank on a coupled pair whose halves take 13 t, a container on a flat for vehicles, a heavy tank on a light trailer.
    let (tank, container, heavy) =
        (index(&tables, "leopard-2a6"), index(&tables, "iso-20ft"), index(&tables, "leopard-2a7"));
    tables.vehicles[tank].row.wagon = "laas".to_owned();
    tables.vehicles[container].row.wagon = "samms".to_owned();
    tables.vehicles[heavy].row.transporter = Some("low-loader-45t".to_owned());
    assert_found(
        &tables,
        &[
            "vehicles.csv|wagon|laas|13 t|fits-wagon",
            "vehicles.csv|wagon|samms|container|can-carry",
            "vehicles.csv|transporter|45 t|fits-transporter",
        ],
    );
}

#[test]
fn every_bad_share_is_found() {
    let mut tables = tables();
    tables.traffic_shares[0].row.mode = "tram".to_owned();
    tables.traffic_shares[1].row.share_high = Number(1.5);
    tables.traffic_shares[2].row.country = "ZZ".to_owned();
    tables.traffic_shares[3].row.share_low = Number(0.9);
    let found = failing(&tables);
    for check in ["known-word", "in-range", "reference", "range-ordered"] {
        assert!(
            found.iter().any(|message| message.contains("traffic_shares.csv") && message.contains(check)),
            "{found:#?}"
        );
    }
}

#[test]
fn regimes_that_lean_on_each_other_are_found() {
    let mut tables = tables();
    let today = tables.regimes.iter().position(|lined| lined.row.regime == "today").expect("today");
    tables.regimes[today].row.based_on = Some("permit-3d".to_owned());
    let found = failing(&tables);
    assert!(found.iter().all(|message| message.contains("no-circle")), "{found:#?}");
    // Both that lie on the circle are named; those that only lead into it are not.
    assert_eq!(found.len(), 2, "{found:#?}");
}
