//! Reports and differences, as a person meets them.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

use crate::harness::corridor;

const SCENARIO: &str = r#"
title = "A look at <Rukla> & its ways"
summary = "Is it quick?"
regime = "waived"

[[question]]
id = "way"
title = "Tanks to Rukla"
ask = "route"
flags = { from = "Bremerhaven", to = "Rukla", load = ["leopard-2a7"], ways = 1 }

[[question]]
id = "flow"
title = "Trains on the toy"
ask = "capacity"
flags = { from = "ports:north-sea", to = "lithuania" }

[credibility]
people = { level = 2, why = "read by two" }
"#;

/// Every file of a folder: path and content.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(dir) = folders.pop() {
        for entry in std::fs::read_dir(dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("inside").display().to_string();
                files.insert(name, std::fs::read(&path).expect("readable"));
            }
        }
    }
    files
}

fn report(scenario: &str, dir: &Path, name: &str) -> BTreeMap<String, Vec<u8>> {
    let path = dir.join(format!("{name}.toml"));
    std::fs::write(&path, scenario).expect("written");
    let out = dir.join(name);
    let said = corridor(&format!("report {} --quiet --out {}", path.display(), out.display()));
    assert_eq!(said.code, 0, "{}", said.err);
    files(&out)
}

#[test]
fn a_report_is_whole_hashed_and_the_same_again() {
    let dir = tempfile::tempdir().expect("a folder");
    let first = report(SCENARIO, dir.path(), "one");
    let manifest: Json = serde_json::from_slice(&first["manifest.json"]).expect("JSON");
    let listed: Vec<&str> =
        manifest["files"].as_array().expect("files").iter().filter_map(|file| file["path"].as_str()).collect();
    let there: Vec<&str> = first.keys().map(String::as_str).filter(|name| *name != "manifest.json").collect();
    assert_eq!(listed, there);
    for name in
        ["index.html", "register.csv", "scenario.toml", "answers/way.json", "answers/way.geojson", "answers/flow.svg"]
    {
        assert!(there.contains(&name), "{name}: {there:?}");
    }
    for file in manifest["files"].as_array().expect("files") {
        let bytes = &first[file["path"].as_str().expect("a path")];
        assert_eq!(file["bytes"], bytes.len());
        assert_eq!(file["sha256"].as_str().expect("a hash"), corridor::data::digest::sha256(bytes));
    }
    assert_eq!(first["scenario.toml"], SCENARIO.as_bytes());
    // The same again, over the old one too.
    assert!(first == report(SCENARIO, dir.path(), "two"));
    assert!(first == report(SCENARIO, dir.path(), "one"));
    // The answers are those of the command line.
    let circumstances = dir.path().join("c.toml");
    std::fs::write(&circumstances, "regime = \"waived\"\n").expect("written");
    let line = "route Bremerhaven Rukla --load leopard-2a7 --ways 1 --format json --scenario";
    assert!(corridor(&format!("{line} {}", circumstances.display())).bytes == first["answers/way.json"]);
}

#[test]
fn the_page_says_what_a_minister_asks_and_loads_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let files = report(SCENARIO, dir.path(), "one");
    let page = String::from_utf8(files["index.html"].clone()).expect("UTF-8");
    let way: Json = serde_json::from_slice(&files["answers/way.json"]).expect("JSON");
    let flow: Json = serde_json::from_slice(&files["answers/flow.json"]).expect("JSON");
    assert!(page.contains("A look at &lt;Rukla&gt; &amp; its ways") && !page.contains("<Rukla>"));
    let minutes = way["routes"][0]["total_min"].as_i64().expect("minutes");
    assert!(page.contains(&corridor::report::words::duration(minutes)), "the time of the best way");
    let vehicles = corridor::report::words::thousands(flow["per_day"]["vehicles"].as_u64().expect("vehicles"));
    assert!(page.contains(&format!("{vehicles} vehicles")), "the flow");
    for asset in flow["cut"].as_array().expect("a cut") {
        assert!(
            page.contains(
                &corridor::report::xml::escape(asset["name"].as_str().expect("a name")).replace("&#39;", "'")
            ),
            "{asset}"
        );
    }
    // Every figure that the best way cites stands in the register, with source and date.
    for cited in way["routes"][0]["sources"].as_array().expect("sources") {
        let row = |key: &str| cited[key].as_str().expect("a text").to_owned();
        let register = String::from_utf8_lossy(&files["register.csv"]).into_owned();
        let mut rows = csv::Reader::from_reader(register.as_bytes());
        let found = rows.records().map(|row| row.expect("a row")).any(|found| {
            found[1].trim_start_matches('\'') == row("figure") && found[3] == row("date") && found[0] == row("evidence")
        });
        assert!(found, "{cited}");
    }
    assert!(page.contains("read by two (said by the scenario)") && page.contains("Limits of use"));
    // Nothing is loaded and nothing runs. Pictures are images inside the page, which cannot load or run anything.
    let pictures = page.split("src=\"data:image/svg+xml,");
    let page: String = pictures
        .enumerate()
        .map(|(index, part)| if index == 0 { part } else { part.split_once('"').map_or("", |(_, rest)| rest) })
        .collect();
    for word in ["<script", "<link", "<iframe", "src=\"http", "@import", "url(", "onload=", "javascript:"] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("default-src 'none'"));
    // Alone it is the same page.
    let alone = dir.path().join("alone.html");
    let scenario = dir.path().join("one.toml");
    assert_eq!(corridor(&format!("report {} --quiet --out {}", scenario.display(), alone.display())).code, 0);
    assert!(std::fs::read(alone).expect("written") == files["index.html"]);
}

#[test]
fn what_is_wrong_with_a_scenario_is_told() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("s.toml");
    let told = |text: &str| {
        std::fs::write(&path, text).expect("written");
        let said = corridor(&format!("report {} --quiet --out {}", path.display(), dir.path().join("out").display()));
        assert_ne!(said.code, 0, "{text}");
        assert!(!dir.path().join("out").exists(), "nothing is written: {text}");
        said.err
    };
    assert!(told("title = \"x\"\n").contains("[[question]]"));
    assert!(
        told("regim = \"today\"\ntitle = \"x\"\n[[question]]\nid = \"a\"\ntitle = \"A\"\nask = \"route\"\n")
            .contains("regim")
    );
    let one = |ask: &str, flags: &str| {
        format!("title = \"x\"\n[[question]]\nid = \"a\"\ntitle = \"A\"\nask = \"{ask}\"\nflags = {flags}\n")
    };
    assert!(told(&one("fly", "{}")).contains("there is no question \"fly\""));
    assert!(told(&one("route", "{ from = \"Antwerp\" }")).contains("question a: route needs to"));
    assert!(told(&one("route", "{ from = \"Atlantis\", to = \"Rukla\", load = \"boxer\" }")).contains("Atlantis"));
    assert!(told(&one("route", "{ from = \"A\", to = \"B\", out = \"answer.json\" }")).contains("the report chooses"));
    // A folder of others is left alone.
    let folder = dir.path().join("others");
    std::fs::create_dir(&folder).expect("made");
    std::fs::write(folder.join("mine.txt"), "mine").expect("written");
    std::fs::write(&path, SCENARIO).expect("written");
    let said = corridor(&format!("report {} --quiet --out {}", path.display(), folder.display()));
    assert!(said.code == 1 && said.err.contains("files of others"), "{}", said.err);
    assert_eq!(files(&folder).len(), 1);
}

#[test]
fn the_example_is_a_scenario_that_can_be_read() {
    let said = corridor("report --example");
    assert_eq!(said.code, 0);
    let study = corridor::data::study::Study::parse(&said.out).expect("sound");
    for asked in &study.questions {
        let read = corridor::question::named::question(&asked.ask).and_then(|kind| kind.read(&asked.flags).map(drop));
        assert!(read.is_ok(), "{}: {:?}", asked.id, read.err());
    }
}

#[test]
fn a_difference_is_told_with_its_cause() {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, line: &str| {
        let path = dir.path().join(name);
        assert!([0, 3].contains(&corridor(&format!("{line} --quiet --out {}", path.display())).code), "{line}");
        path.display().to_string()
    };
    let today = write("a.json", "route Bremerhaven Rukla --load leopard-2a7 --ways 1");
    let emergency = write("b.json", "route Bremerhaven Rukla --load leopard-2a7 --ways 1 --regime emers-6h");
    let none = write("c.json", "route Bremerhaven Rukla --load leopard-2a7 --ways 1 --deny LT");
    let flow = write("d.json", "capacity --to lithuania --from ports:north-sea");
    let minutes = |path: &str| {
        let json: Json = serde_json::from_str(&std::fs::read_to_string(path).expect("written")).expect("JSON");
        json["routes"][0]["total_min"].as_i64().expect("minutes")
    };
    let said = corridor(&format!("diff {today} {emergency}"));
    assert_eq!(said.code, 0, "{}", said.err);
    let gain = minutes(&today) - minutes(&emergency);
    let text = format!("{} d {} h {:02} min sooner", gain / 1_440, gain / 60 % 24, gain % 60);
    assert!(said.out.contains(&text) && said.out.contains("regime is emers-6h, was today"), "{}", said.out);
    let ledger: i64 =
        said.out.lines().filter(|line| line.contains("permission to start") || line.contains("lead time")).count()
            as i64;
    assert!(ledger > 0, "the paperwork is named: {}", said.out);
    let back = corridor(&format!("diff {emergency} {today}"));
    assert!(back.out.contains("later") && back.out.contains("regime is today, was emers-6h"), "{}", back.out);
    assert!(corridor(&format!("diff {today} {none}")).out.contains("no way is left"));
    let same: Json = serde_json::from_str(&corridor(&format!("diff {today} {today} --format json")).out).expect("JSON");
    assert!(same[0]["same"] == true && same[0]["what"].as_array().is_some_and(Vec::is_empty), "{same}");
    let other = corridor(&format!("diff {today} {flow}"));
    assert!(other.code == 1 && other.err.contains("nothing to compare"), "{}", other.err);
    // Two reports, question by question.
    let (_, _) = (report(SCENARIO, dir.path(), "one"), report(&SCENARIO.replace("waived", "today"), dir.path(), "two"));
    let told = corridor(&format!("diff {} {}", dir.path().join("one").display(), dir.path().join("two").display()));
    assert!(
        told.out.contains("Tanks to Rukla\n  - ") && told.out.contains("regime is today, was waived"),
        "{}",
        told.out
    );
}

#[test]
fn the_page_shows_in_a_browser() {
    let Ok(version) = Command::new("chromium").arg("--version").output() else {
        eprintln!("SKIPPED: chromium is not here, so no browser has shown the report");
        return;
    };
    assert!(version.status.success());
    let dir = tempfile::tempdir().expect("a folder");
    report(SCENARIO, dir.path(), "one");
    let page = dir.path().join("one/index.html");
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync", "--dump-dom"])
        .arg(format!("--user-data-dir={}", dir.path().join("profile").display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("it runs");
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(shown.contains("Credibility statement") && shown.contains("Tanks to Rukla"), "{}", shown.len());
}
