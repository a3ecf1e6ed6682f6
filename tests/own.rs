//! Networks of one's own: two small tables, answers worked out by hand (`networks/toy/README.md`), bad tables read aloud.

use std::path::Path;

use corridor::analysis::route::answer::RouteAnswer;
use corridor::analysis::route::ask;
use corridor::analysis::route::query::{Mode, Query};
use corridor::data::folder::Files;
use corridor::network::own::CapacityUnit;
use corridor::network::{LinkKind, Network};

use crate::harness::corridor;

fn toy() -> Network {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("networks/toy");
    Network::new(Files::open(&folder).expect("the committed folder")).expect("a sound network")
}

fn way(network: &Network, from: &str, to: &str, modes: &[Mode]) -> RouteAnswer {
    let query = Query {
        from: from.into(),
        to: to.into(),
        loads: vec!["boxer".into()],
        modes: modes.to_vec(),
        ways: 1,
        ship_notice_h: Some(0.0),
        ..Query::default()
    };
    ask(network, &query).expect("a sound question")
}

/// Minutes under way: what the links state, without loading and unloading.
fn under_way(answer: &RouteAnswer) -> i64 {
    answer.routes[0].legs.iter().map(|leg| leg.arrive_min - leg.depart_min).sum()
}

#[test]
fn the_toy_answers_as_worked_out_by_hand() {
    let network = toy();
    let rail = |from, to| under_way(&way(&network, from, to, &[Mode::Rail]));
    assert_eq!(rail("Alpha", "Echo"), 120 + 120 + 60);
    assert_eq!(rail("Echo", "Alpha"), 60 + 120 + 120);
    assert_eq!(rail("Bravo", "Charlie"), 90, "the one-way link");
    assert_eq!(rail("Charlie", "Bravo"), 150 + 120, "not against the one-way link");
    let road = way(&network, "Alpha", "Delta", &[Mode::Road]);
    assert_eq!(under_way(&road), 90 + 90);
    assert_eq!(road.routes[0].borders, 1);
    // Nothing is stated of road-de: 72 km at 36 km/h.
    assert_eq!(under_way(&way(&network, "Delta", "Echo", &[Mode::Road])), 120);
    let rail = way(&network, "Alpha", "Echo", &[Mode::Rail]);
    let ledger: i64 = rail.routes[0].ledger.iter().map(|line| line.minutes).sum();
    // 6 h to load, 5 h under way, 2 h to unload: the embedded planning factors stand in.
    assert_eq!((ledger, rail.routes[0].total_min), (13 * 60, 13 * 60));
    assert!(rail.notes.iter().any(|note| note.contains("planning_factors.csv") && note.contains("stand in")));
    assert!(rail.routes[0].sources.iter().any(|cited| cited.source.starts_with("links.csv:")));
    assert!(!rail.stamp.attribution.iter().any(|text| text.contains("OpenStreetMap")));
}

#[test]
fn by_sea_where_the_land_is_avoided() {
    let network = toy();
    let query = Query {
        from: "Alpha".into(),
        to: "Echo".into(),
        loads: vec!["boxer".into()],
        avoid: vec!["Delta".into()],
        ways: 1,
        ship_notice_h: Some(0.0),
        ..Query::default()
    };
    let answer = ask(&network, &query).expect("a sound question");
    let legs: Vec<&str> = answer.routes[0].legs.iter().map(|leg| leg.mode.as_str()).collect();
    assert_eq!(legs, ["road", "sea", "road"]);
    let minutes = |line: &str| -> i64 {
        answer.routes[0].ledger.iter().filter(|one| one.line == line).map(|one| one.minutes).sum()
    };
    assert_eq!((minutes("drive"), minutes("sail")), (100 + 120, 600));
}

#[test]
fn what_links_state_is_kept_beside_the_graph() {
    let network = toy();
    let own = network.own.as_ref().expect("a network of one's own");
    assert_eq!(own.links.len(), 13);
    let stated: Vec<(usize, u32, u32)> =
        network.topology.links.iter().filter_map(|link| Some((own.row(link.kind)?, link.a, link.b))).collect();
    assert_eq!(stated.len(), 13, "every row is one link of the graph");
    for (row, a, b) in stated {
        let (link, table) = (&own.links[row], &network.tables.links[row].row);
        assert_eq!(link.id, table.id);
        let name =
            |id: &str| network.tables.nodes.iter().find(|node| node.row.id == id).expect("known").row.name.clone();
        let at = |node: u32| network.node_name(node).replace(" roads", "");
        assert_eq!((at(a), at(b)), (name(&table.from), name(&table.to)), "from the first end to the second");
    }
    let one = own.links.iter().find(|link| link.id == "rail-bc").expect("the one-way link");
    let capacity = one.capacity.expect("stated");
    assert_eq!((capacity.micro, capacity.unit, one.two_way), (3_000_000, CapacityUnit::TrainsPerDay, false));
    assert_eq!(one.provenance.source, format!("links.csv:{} (no source given)", one.line));
    assert!(own.links.iter().any(|link| link.capacity.is_none()), "road-de states none");
    assert!(network.topology.links.iter().any(|link| link.kind == LinkKind::Border), "Alpha lies in another state");
}

const NODES: &str = "id,lat,lon,country,name\na,53.4,14.3,DE,Alpha\nb,53.8,15.2,PL,\n";
const LINKS: &str = "id,from,to,mode,length_km\nab,a,b,road,90\n";

fn check(nodes: &[u8], links: &[u8]) -> crate::harness::Said {
    let folder = tempfile::tempdir().expect("a scratch folder");
    std::fs::write(folder.path().join("nodes.csv"), nodes).expect("written");
    std::fs::write(folder.path().join("links.csv"), links).expect("written");
    corridor(&format!("network check --network {}", folder.path().display()))
}

#[test]
fn the_least_that_is_needed() {
    let said = check(NODES.as_bytes(), LINKS.as_bytes());
    assert_eq!(said.code, 0, "{}", said.err);
    // A byte order mark and the line ends of another system are no fault.
    let marked = format!("\u{feff}{}", NODES.replace('\n', "\r\n"));
    let said = check(marked.as_bytes(), LINKS.replace('\n', "\r\n").as_bytes());
    assert_eq!(said.code, 0, "{}", said.err);
    // Lines are counted as an editor counts them, whatever ends them and however many are empty.
    for text in [
        "id,from,to,mode,length_km\r\nab,a,b,road,90\r\nx,a,b,road,-9\r\n",
        "id,from,to,mode,length_km\n\nx,a,b,road,-9\n",
    ] {
        let said = check(NODES.as_bytes(), text.as_bytes());
        assert!(said.err.contains("links.csv:3, field length_km"), "{}", said.err);
    }
    // A state that no table knows is a state of its own.
    let said = check(NODES.replace("PL", "QQ").as_bytes(), LINKS.as_bytes());
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn bad_tables_are_read_aloud() {
    let link = |row: &str| {
        let header = "id,from,to,mode,length_km,capacity_trains_per_day,capacity_vehicles_per_hour,minutes,two_way";
        format!("{header}\n{row}\n").into_bytes()
    };
    let cases: [(&str, Vec<u8>, &[&str]); 21] = [
        ("dangling end", link("x,a,zz,road,9,,,,"), &["links.csv:2, field to", "ends nowhere"]),
        ("negative length", link("x,a,b,road,-9,,,,"), &["field length_km", "-9 is not between 0", "kilometres"]),
        ("not a number", link("x,a,b,road,NaN,,,,"), &["field length_km", "finite number", "kilometres"]),
        ("infinite", link("x,a,b,road,1e999,,,,"), &["finite number"]),
        ("huge", link("x,a,b,rail,9,1e12,,,"), &["capacity_trains_per_day", "is not between 0"]),
        ("negative capacity", link("x,a,b,rail,9,-1,,,"), &["capacity_trains_per_day", "trains a day"]),
        ("negative minutes", link("x,a,b,rail,9,,,-5,"), &["field minutes", "time under way"]),
        ("decimal comma", link("x,a,b,road,\"9,5\",,,,"), &["decimal point"]),
        ("duplicate", link("x,a,b,road,9,,,,\nx,a,b,road,9,,,,"), &["links.csv:3, field id", "\"x\" is there twice"]),
        ("unknown mode", link("x,a,b,boat,9,,,,"), &["field mode", "\"boat\" is not one of road, rail, sea, iww, air"]),
        ("to itself", link("x,a,a,road,9,,,,"), &["begins and ends at \"a\""]),
        ("trains on a road", link("x,a,b,road,9,5,,,"), &["mode road cannot have a capacity in trains a day"]),
        ("vehicles on rails", link("x,a,b,rail,9,,5,,"), &["mode rail cannot have a capacity in vehicles an hour"]),
        ("two capacities", link("x,a,b,rail,9,5,5,,"), &["a link has one capacity"]),
        ("two_way", link("x,a,b,rail,9,,,,maybe"), &["field two_way", "must be yes or no"]),
        ("short line", link("x,a,b"), &["has 3 fields where the header has 9"]),
        ("empty file", Vec::new(), &["links.csv:1", "the table is empty", "id,from,to,mode,length_km"]),
        ("no row", b"id,from,to,mode,length_km\n".to_vec(), &["links.csv: it holds no row"]),
        (
            "semicolons",
            LINKS.replace(',', ";").into_bytes(),
            &["separated by semicolons", "save the table with commas"],
        ),
        ("another encoding", b"id,from,to,mode,length_km\nK\xf6ln,a,b,road,9\n".to_vec(), &["line 2", "not UTF-8"]),
        ("UTF-16", vec![0xff, 0xfe, b'i', 0], &["UTF-16"]),
    ];
    for (what, links, words) in cases {
        let said = check(NODES.as_bytes(), &links);
        assert_eq!(said.code, 1, "{what}: {}{}", said.out, said.err);
        for word in words {
            assert!(said.err.contains(word), "{what} should say \"{word}\":\n{}", said.err);
        }
    }
}

#[test]
fn bad_nodes_are_read_aloud() {
    let cases: [(&str, String, &[&str]); 6] = [
        (
            "a place off the globe",
            NODES.replace("53.4", "95"),
            &["field lat", "95 is not between -90 and 90", "degrees north"],
        ),
        (
            "no state",
            NODES.replace("DE", "Germany"),
            &["field country", "\"Germany\" is no state", "two capital letters"],
        ),
        ("duplicate", NODES.replace("b,", "a,"), &["nodes.csv:3, field id", "there twice"]),
        ("no id", NODES.replace("a,53", ",53"), &["nodes.csv:2, field id", "is empty"]),
        ("typo", NODES.replace("name", "nam"), &["the column name is missing", "did you mean name?"]),
        ("twice", NODES.replace("country", "lat"), &["there twice"]),
    ];
    for (what, nodes, words) in cases {
        let said = check(nodes.as_bytes(), LINKS.as_bytes());
        assert_eq!(said.code, 1, "{what}: {}{}", said.out, said.err);
        for word in words {
            assert!(said.err.contains(word), "{what} should say \"{word}\":\n{}", said.err);
        }
    }
    let folder = tempfile::tempdir().expect("a scratch folder");
    std::fs::write(folder.path().join("links.csv"), LINKS).expect("written");
    let said = corridor(&format!("network check --network {}", folder.path().display()));
    assert!(said.code == 1 && said.err.contains("needs nodes.csv and links.csv"), "{}", said.err);
}
