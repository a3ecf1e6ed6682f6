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
    let line =
        "capacity --to romania --from ports:black-sea --format json --pools unlimited --headroom --ladder --threads";
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
        ("capacity --from ports:baltic", 2, "--to"),
        ("capacity --to lithuania --share rail=2", 2, "from 0 to 1"),
        ("capacity --to lithuania --share boat=0.2", 2, "no kind of traffic"),
        ("capacity --to lithuania --share rail", 2, "MODE=SHARE"),
        ("capacity --to lithuania --share XX:rail=0.2", 1, "XX"),
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
fn without_sources_every_port_is_one() {
    let said = corridor("capacity --to romania --format json");
    assert_eq!(said.code, 0, "{}", said.err);
    let answer: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(answer["from"]["name"], "All ports");
    let some = value(&query("ports:black-sea", "romania"));
    assert!(answer["certificate"]["value"].as_u64() >= Some(some));
}

#[test]
fn shares_of_a_scenario_and_of_the_command_are_one_thing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("war.toml");
    std::fs::write(&file, "share = [\"rail=0.5\", \"PL:road=0.4\"]\n").expect("written");
    let line = "capacity --to lithuania --from germany --pools unlimited --regime waived --format json";
    let read = |more: &str| -> serde_json::Value {
        let said = corridor(&format!("{line} {more}"));
        assert_eq!(said.code, 0, "{}", said.err);
        serde_json::from_str(&said.out).expect("JSON")
    };
    let scenario = read(&format!("--scenario {}", file.display()));
    let flags = read("--share rail=0.5,PL:road=0.4");
    assert_eq!(scenario["certificate"]["value"], flags["certificate"]["value"]);
    assert!(flags["certificate"]["value"].as_u64() > read("")["certificate"]["value"].as_u64());
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

/// A network folder of these rows of `links.csv`, its nodes along a line.
fn folder(nodes: &[&str], links: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = nodes.iter().enumerate().map(|(at, id)| format!("{id},53.0,{:.2},DE,{id}\n", 10.0 + at as f64 / 50.0));
    let text = format!("id,lat,lon,country,name\n{}", rows.collect::<String>());
    std::fs::write(folder.path().join("nodes.csv"), text).expect("nodes");
    let header = "id,from,to,mode,length_km,capacity_trains_per_day,capacity_vehicles_per_hour,capacity_tonnes_per_day,minutes,two_way";
    std::fs::write(folder.path().join("links.csv"), format!("{header}\n{}\n", links.join("\n"))).expect("links");
    folder
}

/// A line: by rail over a ramp and a path, then by road; wagons come back. The least of the four is what passes, exactly.
#[test]
fn a_line_passes_the_least_of_pool_ramp_path_and_transfer() {
    // 33 vehicles on a train, a wagon each (lent). Loading 6 h, 6 h on the way, unloading 2 h, 6 h back: 20 h a cycle.
    for (wagons, ramp, path, transfer, least, name) in [
        (100, "10", "8", "9", 120_000, "pool:wagons"),
        (1_000, "3", "8", "9", 99_000, "link:ramp"),
        (1_000, "10", "2.5", "9", 82_500, "link:path"),
        (1_000, "10", "8", "2", 48_000, "link:transfer"),
        (35, "10", "8", "2", 42_000, "pool:wagons"),
    ] {
        let folder = folder(
            &["a", "b", "c", "d"],
            &[
                &format!("ramp,a,b,rail,10,{ramp},,,60,yes"),
                &format!("path,b,c,rail,100,{path},,,300,yes"),
                &format!("transfer,c,d,road,1,,{transfer},,10,yes"),
            ],
        );
        let at = folder.path().display();
        let line = format!("capacity --network {at} --from a --to d --pools wagons={wagons} --format json");
        let said = corridor(&format!("{line} --certificate {at}/proof.json"));
        assert_eq!(said.code, 0, "{name}: {}", said.err);
        let answer: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        assert_eq!(answer["certificate"]["value"], least, "{name}");
        assert_eq!(answer["certificate"]["bound"], least, "{name}");
        assert_eq!(cut_ids(&answer), [name]);
        assert_eq!(corridor(&format!("verify {at}/proof.json")).code, 0);
        let said = corridor(&format!("{line} --headroom"));
        let rows: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        for row in rows["headroom"].as_array().expect("rows") {
            // On a line the loss of anything is the loss of all.
            assert_eq!(row["loss"].as_f64().map(|loss| (loss * 1e3).round()), Some(f64::from(least)), "{row}");
        }
        // Works cannot give wagons.
        if name == "pool:wagons" {
            let said = corridor(&format!("capacity --network {at} --from a --to d --pools wagons={wagons} --ladder"));
            assert!(said.out.contains("works cannot reach more, the pool of"), "{}", said.out);
        }
    }
}

#[test]
fn words_on_pools_are_told_in_sentences() {
    let line = "capacity --to lithuania --from ports:baltic";
    for (flags, code, words) in [
        ("--pools wagons", 2, "KIND=COUNT"),
        ("--pools camels=4", 2, "transporters"),
        ("--pools wagons=-4", 2, "no count"),
        ("--pools wagons=4e9", 2, "no count"),
        ("--pools wagons=9999999", 2, "1000000"),
        ("--willing XX", 1, "XX"),
        ("--ports none", 2, "unlimited"),
    ] {
        let said = corridor(&format!("{line} {flags}"));
        assert_eq!(said.code, code, "{flags}: {}", said.err);
        assert!(said.err.contains(words), "{flags}: {}", said.err);
    }
}

/// Instances with values that others found (`tests/data/flow`), as network folders: thousandths of a train a day over
/// one-way railways, 33 vehicles on each train.
#[test]
fn published_values_come_out_of_the_command() {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/flow");
    let mut list = csv::Reader::from_path(data.join("values.csv")).expect("the list of instances");
    let mut instances = 0;
    for row in list.records() {
        let row = row.expect("a row of values.csv");
        let (name, source, sink) = (&row[0], &row[2], &row[3]);
        let value: u64 = row[4].parse().expect("a number");
        let count: usize = row[1].parse().expect("a number");
        let ids: Vec<String> = (0..count).map(|node| format!("n{node}")).collect();
        let file = std::fs::File::open(data.join(format!("{name}.csv.gz"))).expect("the instance");
        let mut rows = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
        let links: Vec<String> = rows
            .records()
            .enumerate()
            .map(|(number, row)| {
                let row = row.expect("a row");
                let capacity: u64 = row[2].parse().expect("a number");
                // What the instance gives no limit states none.
                let stated = if capacity > 1_000_000_000 {
                    String::new()
                } else {
                    format!("{}.{:03}", capacity / 1_000, capacity % 1_000)
                };
                format!("l{number},n{},n{},rail,1,{stated},,,1,no", &row[0], &row[1])
            })
            .filter(|link| link.split(',').nth(1).is_none_or(|from| link.split(',').nth(2) != Some(from)))
            .collect();
        let folder = folder(
            &ids.iter().map(String::as_str).collect::<Vec<_>>(),
            &links.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        let at = folder.path().display();
        let line =
            format!("capacity --network {at} --from node:n{source} --to node:n{sink} --modes rail --format json");
        let said = corridor(&format!("{line} --certificate {at}/proof.json"));
        assert_eq!(said.code, 0, "{name}: {}", said.err);
        let answer: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        assert_eq!(answer["certificate"]["value"], 33 * value, "{name}");
        assert_eq!(answer["certificate"]["bound"], 33 * value, "{name}");
        assert_eq!(corridor(&format!("verify {at}/proof.json")).code, 0, "{name}");
        instances += 1;
    }
    assert_eq!(instances, 6);
}

#[test]
fn capacities_at_the_edge_are_told_in_sentences() {
    for (link, code, words) in [
        ("x,a,b,rail,9,0,,,60,yes", 3, "Nothing can pass."),
        ("x,a,b,rail,9,0.0001,,,60,yes", 3, "Nothing can pass."),
        ("x,b,a,rail,9,5,,,60,no", 3, "Nothing can pass."),
        ("x,a,b,rail,9,,,,60,yes", 1, "without limit"),
        ("x,a,b,rail,9,1000000,,,60,yes", 0, "33,000,000 vehicles"),
        ("x,a,b,rail,9,1e12,,,60,yes", 1, "is not between 0 and"),
        ("x,a,b,rail,9,-1,,,60,yes", 1, "capacity_trains_per_day"),
        ("x,a,b,rail,9,,5,,60,yes", 1, "cannot have a capacity in vehicles an hour"),
        ("x,a,b,road,9,5,,,60,yes", 1, "cannot have a capacity in trains a day"),
        ("x,a,b,rail,9,5,5,,60,yes", 1, "one capacity"),
        ("x,a,b,road,9,,,0,60,yes", 3, "Nothing can pass."),
    ] {
        let folder = folder(&["a", "b", "c"], &[link]);
        let at = folder.path().display();
        let said = corridor(&format!("capacity --network {at} --from a --to b --certificate {at}/proof.json"));
        assert_eq!(said.code, code, "{link}: {} {}", said.out, said.err);
        assert!(said.out.contains(words) || said.err.contains(words), "{link}: {} {}", said.out, said.err);
        if code == 0 || code == 3 {
            assert_eq!(corridor(&format!("verify {at}/proof.json")).code, 0, "{link}");
        }
        for (ends, code, words) in [
            ("--from a --to a", 2, "both where the flow begins and where it ends"),
            ("--from a --to nowhere", 1, "nowhere"),
            ("--from ports:all --to b", 1, "no groups of ports"),
        ] {
            if said.code != 1 {
                let said = corridor(&format!("capacity --network {at} {ends}"));
                assert_eq!(said.code, code, "{ends}: {}", said.err);
                assert!(said.err.contains(words), "{ends}: {}", said.err);
            }
        }
        if said.code != 1 {
            assert_eq!(corridor(&format!("capacity --network {at} --from a --to c")).code, 3, "nothing leads to c");
        }
    }
}

#[test]
fn flights_and_barges_are_there_when_the_question_names_them() {
    // 300 t a day of 11 t each.
    let by_air = toy("--from A --to E --modes air");
    assert_eq!(by_air["per_day"]["vehicles"], 27);
    assert_eq!(cut_ids(&by_air), ["link:air-ae"]);
    assert_eq!(toy("--from A --to E --modes rail --pools wagons=100")["per_day"]["vehicles"], 180);
    for (line, kinds) in [
        ("--from airfield:ramstein --to airfield:amari --modes air", ["airfield", "pool"]),
        ("--from port:rotterdam --to terminal:duisburg-ruhrort --modes iww", ["barge quay", "pool"]),
    ] {
        let said = corridor(&format!("capacity {line} --format json"));
        assert_eq!(said.code, 0, "{line}: {}", said.err);
        let answer: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        let cut = answer["cut"].as_array().expect("a cut");
        let bound: f64 = cut.iter().filter_map(|asset| asset["vehicles"].as_f64()).sum();
        assert!(bound > 0.0, "{line}");
        for asset in cut {
            assert!(kinds.iter().any(|kind| asset["kind"] == *kind), "{line}: {asset}");
            assert!(!asset["rows"].as_array().expect("rows").is_empty(), "{line}: {asset}");
        }
        let more = corridor(&format!("capacity {line} --pools unlimited --format json"));
        let more: serde_json::Value = serde_json::from_str(&more.out).expect("JSON");
        assert!(more["certificate"]["value"].as_u64() >= answer["certificate"]["value"].as_u64(), "{line}");
    }
}

#[test]
fn what_lies_beyond_ports_is_shown_when_asked() {
    // At Midia a place lies at the port itself: it is left out, and the answer says so.
    let said = corridor("capacity --from ports:black-sea --to romania --ports unlimited");
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("left out of where the flow begins") && said.out.contains("Midia"), "{}", said.out);
    let only = corridor("capacity --from Midia --to romania --ports unlimited");
    assert_eq!(only.code, 1);
    assert!(only.err.contains("leave that port out"), "{}", only.err);
    let ports = query("ports:aegean", "romania");
    let answer = answer(&ports);
    assert!(answer.beyond.is_some_and(|text| text.contains("--ports unlimited")));
    let beyond = ask(europe(), &Query { ports_unlimited: true, ..ports }).expect("known names");
    assert!(beyond.certificate.value > answer.certificate.value && beyond.beyond.is_none());
    assert!(beyond.cut.iter().all(|asset| !asset.kind.starts_with("port ")), "{:?}", beyond.cut);
}

#[test]
fn bans_cut_the_roads_of_what_they_hold() {
    // Tanks go by road on transporters, which Germany and Poland let drive at night only.
    let tanks = Query { loads: vec!["leopard-2a7".to_owned()], modes: vec![Mode::Road], ..query("germany", "poland") };
    let said = answer(&tanks);
    assert!(
        said.assumptions.iter().any(|text| text.starts_with("bans leave") && text.contains("DE ")),
        "{:?}",
        said.assumptions
    );
    let lorries = Query { loads: Vec::new(), ..tanks };
    assert!(!answer(&lorries).assumptions.iter().any(|text| text.starts_with("bans leave")));
}
