//! What tables mean, and what users lay over them.

use std::path::Path;

use crate::harness::{Said, corridor};

#[test]
fn the_page_of_tables_is_fresh() {
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("networks/SCHEMA.md")).expect("there");
    assert!(page == corridor::data::schema::page::page(), "run `corridor network schema --out networks/SCHEMA.md`");
    for words in ["| `draught_m` | number", "| metres | required |", "## removed_rows.csv", "Key: `from`, `to`."] {
        assert!(page.contains(words), "should hold {words}");
    }
}

struct Laid(tempfile::TempDir);

impl Laid {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        std::fs::create_dir(folder.path().join("mine")).expect("made");
        for (file, text) in files {
            std::fs::write(folder.path().join("mine").join(file), text).expect("written");
        }
        Laid(folder)
    }

    fn ask(&self, line: &str) -> Said {
        corridor(&format!("{line} --overlay {}", self.0.path().join("mine").display()))
    }
}

const WHO: &str = "source,date,evidence,note";

#[test]
fn rows_are_changed_added_and_removed_without_a_rebuild() {
    let laid = Laid::new(&[
        (
            "structures.csv",
            &format!("id,status,{WHO}\nrendsburg-high-bridge,closed,Exercise,2026,assumed,closed in the exercise\n"),
        ),
        (
            "places.csv",
            &format!(
                "id,name,aliases,country,kind,lat,lon,{WHO}\nmy-depot,My depot,,LT,depot,54.90,23.95,Exercise,2026,assumed,\n"
            ),
        ),
        ("ports.csv", &format!("id,draught_m,{WHO}\nbremerhaven,5,Exercise,2026,assumed,silted\n")),
        ("removed_rows.csv", &format!("table,key,{WHO}\nferries.csv,kiel-klaipeda,Exercise,2026,assumed,\n")),
    ]);
    let shown = laid.ask("network show rendsburg-high-bridge");
    assert!(
        shown.out.contains("closed") && shown.out.contains("2486"),
        "the rest of the row stays:\n{}{}",
        shown.out,
        shown.err
    );
    assert!(!shown.out.contains("load limits not found"), "the old remark is not the new source's");
    assert!(!laid.ask("network show ferries").out.contains("\nkiel-klaipeda,"));
    let said = laid.ask("route Bremerhaven my-depot --load leopard-2a7 -k 1 --format json");
    assert_eq!(said.code, 0, "{}", said.err);
    let answer: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let stamp = &answer["stamp"];
    assert_eq!(stamp["network"], "europe + mine");
    assert_eq!(
        (&stamp["overlays"][0]["name"], stamp["overlays"][0]["hash"].as_str().map(str::len)),
        (&"mine".into(), Some(64))
    );
    assert!(!said.out.contains(&laid.0.path().display().to_string()), "no path of the machine stands in an answer");
    assert!(!said.out.contains("Kiel - Klaipeda"), "the ferry is gone");
    let notes = answer["notes"].to_string();
    assert!(notes.contains("place:my-depot joins the road at") && notes.contains("km away"), "{notes}");
    let plain = corridor("network info");
    assert!(!plain.out.contains(stamp["network_hash"].as_str().expect("a hash")), "another network, another hash");
    // The same tables in another folder make the same network.
    let again = laid.ask("route Bremerhaven my-depot --load leopard-2a7 -k 1 --format json");
    assert_eq!(said.out, again.out);
    // A ship of 7.4 m no longer comes to Bremerhaven.
    let draught = laid.ask("route Bremerhaven Klaipeda --load leopard-2a7 --modes sea -k 1");
    assert!(draught.out.contains("draught") && draught.out.contains("5 m"), "{}", draught.out);
}

#[test]
fn a_new_structure_limits_the_link_that_it_stands_on() {
    let answer = corridor("route Mukran Rukla --load leopard-2a7 -k 1 --modes road --format json");
    let answer: serde_json::Value = serde_json::from_str(&answer.out).expect("JSON");
    let line = answer["routes"][0]["legs"][0]["line"].as_array().expect("a line");
    let middle = &line[line.len() / 2];
    let row = format!(
        "id,name,kind,modes,country,lat,lon,gross_low_t,gross_t,gross_high_t,status,{WHO}\nmy-bridge,My bridge,bridge,road,PL,{},{},20,20,20,open,Exercise,2026,assumed,\n",
        middle[1], middle[0]
    );
    let laid = Laid::new(&[("structures.csv", &row)]);
    let said = laid.ask("route Mukran Rukla --load leopard-2a7 -k 1 --modes road");
    assert!(said.out.contains("structure my-bridge stands on the road 0.0 km away"), "{}{}", said.out, said.err);
    assert!(!said.out.contains("My bridge (bridge)"), "the way goes round it:\n{}", said.out);
}

#[test]
fn two_overlays_lie_on_one_another() {
    let first = Laid::new(&[("ports.csv", &format!("id,draught_m,{WHO}\ngdansk,9,Exercise,2026,assumed,\n"))]);
    let second = Laid::new(&[("ports.csv", &format!("id,ice,{WHO}\ngdansk,yes,Exercise,2027,assumed,\n"))]);
    let line = format!("network show port:gdansk --overlay {}", first.0.path().join("mine").display());
    let shown = second.ask(&line);
    for words in ["draught_m                    9\n", "ice                          yes", "2027"] {
        assert!(shown.out.contains(words), "should hold {words}:\n{}{}", shown.out, shown.err);
    }
}

#[test]
fn what_is_wrong_with_an_overlay_is_read_aloud() {
    let port = |row: &str| format!("id,draught_m,{WHO}\n{row}\n");
    let cases: [(&str, &str, String, &[&str]); 16] = [
        (
            "range",
            "ports.csv",
            port("gdansk,99,x,2026,assumed,"),
            &["mine/ports.csv:2, field draught_m", "99", "metres"],
        ),
        (
            "number",
            "ports.csv",
            port("gdansk,deep,x,2026,assumed,"),
            &["mine/ports.csv:2, field draught_m", "finite number"],
        ),
        (
            "no source",
            "ports.csv",
            port("gdansk,9,,2026,assumed,"),
            &["mine/ports.csv:2, field source", "name its source"],
        ),
        ("no date", "ports.csv", port("gdansk,9,x,soon,assumed,"), &["mine/ports.csv:2, field date", "is not a date"]),
        ("evidence", "ports.csv", port("gdansk,9,x,2026,sure,"), &["mine/ports.csv:2, field evidence"]),
        (
            "new row",
            "ports.csv",
            port("gdanskk,9,x,2026,assumed,"),
            &["\"gdanskk\" is no row", "column name is needed", "did you mean gdansk?"],
        ),
        (
            "column",
            "ports.csv",
            format!("id,drauft_m,{WHO}\ngdansk,9,x,2026,assumed,\n"),
            &["mine/ports.csv:1", "did you mean draught_m?"],
        ),
        (
            "no key",
            "ports.csv",
            "draught_m,source,date,evidence\n9,x,2026,assumed\n".into(),
            &["the column id is missing"],
        ),
        ("no provenance", "ports.csv", "id,draught_m\ngdansk,9\n".into(), &["the column source is missing"]),
        ("semicolons", "ports.csv", "id;draught_m\ngdansk;9\n".into(), &["separated by semicolons"]),
        (
            "file",
            "prots.csv",
            port("gdansk,9,x,2026,assumed,"),
            &["prots.csv", "no table is called so", "did you mean ports.csv?"],
        ),
        (
            "builder's",
            "line_patches.csv",
            "id\n".into(),
            &["line_patches.csv", "part of the geometry", "build it again"],
        ),
        ("geometry", "base.bin", String::new(), &["part of the geometry"]),
        (
            "new line",
            "rail_lines.csv",
            format!("id,waypoints,{WHO}\nno-such-line,54 20; 54 21,x,2026,assumed,\n"),
            &["\"no-such-line\" is no row"],
        ),
        (
            "remove",
            "removed_rows.csv",
            format!("table,key,{WHO}\nports.csv,gdnask,x,2026,assumed,\n"),
            &["mine/removed_rows.csv:2, field key", "cannot be removed", "did you mean gdansk?"],
        ),
        (
            "remove what",
            "removed_rows.csv",
            format!("table,key,{WHO}\nprots.csv,gdansk,x,2026,assumed,\n"),
            &["\"prots.csv\" is no table", "ports.csv"],
        ),
    ];
    for (what, file, text, words) in cases {
        let said = Laid::new(&[(file, &text)]).ask("network check");
        assert_eq!(said.code, 1, "{what}: {}{}", said.out, said.err);
        for word in words {
            assert!(said.err.contains(word), "{what} should say \"{word}\":\n{}", said.err);
        }
    }
    let said = corridor("network check --overlay no-such-folder");
    assert!(said.code == 1 && said.err.contains("no-such-folder"), "{}", said.err);
    let said = Laid::new(&[("README.md", "nothing")]).ask("network check");
    assert!(said.code == 1 && said.err.contains("holds no table"), "{}", said.err);
    // What a removed row was named by is told, with the table that names it.
    let orphan = Laid::new(&[("removed_rows.csv", &format!("table,key,{WHO}\nports.csv,klaipeda,x,2026,assumed,\n"))]);
    let said = orphan.ask("network check");
    assert!(said.code == 1 && said.err.contains("\"klaipeda\" is not in ports.csv"), "{}", said.err);
}

/// Whether a path is under a pattern of REUSE: `*` within a folder, `**` at any depth.
fn under(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((head, rest)) => path.strip_prefix(head).is_some_and(|left| match rest.strip_prefix('*') {
            Some("") => true,
            Some(rest) => (0..=left.len()).any(|at| left.is_char_boundary(at) && under(rest, &left[at..])),
            None => {
                let end = left.find('/').unwrap_or(left.len());
                (0..=end).any(|at| left.is_char_boundary(at) && under(rest, &left[at..]))
            }
        }),
    }
}

fn files(folder: &Path, root: &Path, list: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.strip_prefix(root).expect("inside").display().to_string();
        if path.is_dir() && !["target", ".git", "LICENSES"].contains(&name.as_str()) && !name.ends_with("/target") {
            files(&path, root, list);
        } else if path.is_file() && name != ".git" {
            list.push(name);
        }
    }
}

#[test]
fn every_file_has_a_licence() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut list = Vec::new();
    files(root, root, &mut list);
    let licences = corridor::data::licences::licences().expect("readable");
    for name in ["src", "networks/europe", "networks/toy", "networks/basemap"] {
        let all: Vec<&String> = list.iter().filter(|file| file.starts_with(&format!("{name}/"))).collect();
        assert!(!all.is_empty(), "{name} has files");
        for file in all {
            let found = licences.iter().any(|one| one.path.iter().any(|pattern| under(pattern, file)));
            assert!(found, "REUSE.toml says nothing of {file}");
        }
    }
    for one in &licences {
        for id in one.licence.split(" OR ").flat_map(|part| part.split(" AND ")) {
            assert!(root.join(format!("LICENSES/{id}.txt")).is_file(), "the text of {id} is missing in LICENSES");
        }
    }
    let said = corridor("network sources");
    assert!(said.out.contains("ODbL-1.0") && said.out.contains("OpenStreetMap contributors"), "{}", said.err);
    assert!(said.out.contains("scgraph_data"), "what the geometry was built from:\n{}", said.out);
}

#[test]
fn how_well_it_is_known() {
    let said = corridor("network provenance --for Bremerhaven Rukla --json");
    assert_eq!(said.code, 0, "{}", said.err);
    let answer: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let way = &answer["way"];
    let minutes = way["shares"].as_array().expect("a list").iter().find(|one| one["unit"] == "minutes").expect("there");
    let sum: u64 = ["official", "published", "derived", "assumed", "unknown"]
        .iter()
        .map(|class| minutes[*class].as_u64().expect("a number"))
        .sum();
    let route = corridor("route Bremerhaven Rukla --load leopard-2a7 -k 1 --format json");
    let route: serde_json::Value = serde_json::from_str(&route.out).expect("JSON");
    assert_eq!(Some(sum), route["routes"][0]["total_min"].as_u64(), "every minute has a class");
    let assumed = route["routes"][0]["sources"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|one| one["evidence"] == "assumed")
        .count();
    assert_eq!(way["assumed"].as_array().map(Vec::len), Some(assumed));
    let table = corridor("network provenance");
    assert!(table.out.contains("structures on roads: gross mass") && table.out.contains("ports.csv"), "{}", table.out);
}

#[test]
fn the_network_is_drawn() {
    let said = corridor("network map --theatre lithuania --by gauge");
    assert_eq!(said.code, 0, "{}", said.err);
    for words in ["<svg", "lithuania, by gauge", "1520 mm", "Gauge changes", "OpenStreetMap", "sha256"] {
        assert!(said.out.contains(words), "should hold {words}");
    }
    let again = corridor("network map --theatre lithuania --by gauge");
    assert_eq!(said.out, again.out);
    let said = corridor("network map --box 54,20,56,26 --by structures");
    assert!(said.out.contains("Structures: bridges round"), "{}", said.err);
    for (line, code, words) in [
        ("network map --theatre balticks", 1, "baltics"),
        ("network map --box 60,20,53,29", 2, "south, west, north and east"),
        ("network map --box a,b", 2, "south, west, north and east"),
        ("network map --by colour", 2, "invalid value"),
        ("network map --out way.docx", 2, "is no picture"),
        ("network map --theatre baltics --box 53,20,60,29", 2, "cannot be used with"),
    ] {
        let said = corridor(line);
        assert!(said.code == code && said.err.contains(words), "{line}: {} {}", said.code, said.err);
    }
}
