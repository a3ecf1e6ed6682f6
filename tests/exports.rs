//! Exports, opened by a program that is not ours.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::harness::corridor;

/// What GDAL reads of a file: for each layer its kind of geometry, features, and fields with types.
type Read = BTreeMap<String, (String, usize, Vec<String>)>;

fn gdal() -> bool {
    let here = Command::new("ogrinfo").arg("--version").output().is_ok();
    if !here {
        eprintln!("SKIPPED: ogrinfo (package gdal-bin) is not here, so no other program has opened the exports");
    }
    here
}

fn info(arguments: &[&str]) -> String {
    let output = Command::new("ogrinfo").args(arguments).output().expect("it runs");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && !errors.contains("ERROR") && !errors.contains("Warning"),
        "{arguments:?}: {errors}"
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn read(path: &str) -> Read {
    let mut read = Read::new();
    for part in info(&["-ro", "-al", "-so", path]).split("\nLayer name: ").skip(1) {
        let value = |key: &str| part.lines().find_map(|line| line.strip_prefix(key)).unwrap_or("").trim().to_owned();
        let fields = part.lines().filter(|line| {
            [": String (", ": Integer", ": Real (", ": Integer64"].iter().any(|kind| line.contains(kind))
        });
        let count = value("Feature Count:").parse().expect("a number");
        let name = part.lines().next().expect("a name").trim().to_owned();
        read.insert(name, (value("Geometry:"), count, fields.map(str::to_owned).collect()));
    }
    read
}

/// Every question's answer as every export, written once for all tests.
fn exported(question: &str) -> &'static (PathBuf, BTreeMap<String, usize>) {
    static WRITTEN: [OnceLock<(PathBuf, BTreeMap<String, usize>)>; 3] = [const { OnceLock::new() }; 3];
    let index = QUESTIONS.iter().position(|known| *known == question).expect("one of the questions");
    WRITTEN[index].get_or_init(|| write(question))
}

/// Writes an answer as every export, and as GeoJSON to compare with.
fn write(question: &str) -> (PathBuf, BTreeMap<String, usize>) {
    // In cargo's own folder: what tests share is never dropped.
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(question.split(' ').next().unwrap_or_default());
    std::fs::create_dir_all(&dir).expect("a folder");
    for ending in ["geojson", "gpkg", "fgb", "kml"] {
        let path = dir.join(format!("x.{ending}"));
        let said = corridor(&format!("{question} --quiet --out {}", path.display()));
        assert_eq!(said.code, 0, "{question}: {}", said.err);
    }
    let text = std::fs::read_to_string(dir.join("x.geojson")).expect("written");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut kinds = BTreeMap::new();
    for feature in json["features"].as_array().expect("features") {
        *kinds.entry(feature["properties"]["kind"].as_str().unwrap_or("features").to_owned()).or_insert(0) += 1;
    }
    (dir, kinds)
}

const QUESTIONS: [&str; 3] = [
    "route Bremerhaven Rukla --load leopard-2a7",
    "capacity --to lithuania --from ports:north-sea",
    "plan battalion-dk-latvia --effort 1",
];

#[test]
fn a_geopackage_holds_every_feature_of_the_geojson() {
    if !gdal() {
        return;
    }
    for question in QUESTIONS {
        let (dir, kinds) = exported(question);
        let path = dir.join("x.gpkg").display().to_string();
        let layers = read(&path);
        let counts: BTreeMap<String, usize> = layers.iter().map(|(name, layer)| (name.clone(), layer.1)).collect();
        assert_eq!(counts, *kinds, "{question}");
        for (name, (geometry, _, fields)) in &layers {
            assert!(["Point", "Line String", "Unknown (any)"].contains(&geometry.as_str()), "{name}: {geometry}");
            assert!(fields.len() > 1 || name == "source" || name == "sink", "{name}: {fields:?}");
        }
        if let Some((_, _, fields)) = layers.get("leg") {
            assert!(fields.contains(&"mode: String (0.0)".to_owned()), "{fields:?}");
            assert!(fields.contains(&"distance_km: Real (0.0)".to_owned()), "{fields:?}");
            assert!(fields.contains(&"depart_min: Integer64 (0.0)".to_owned()), "{fields:?}");
        }
        // SQLite itself finds nothing wrong with it.
        let check = info(&["-ro", "-q", &path, "-sql", "PRAGMA integrity_check"]);
        assert!(check.contains("integrity_check (String) = ok"), "{question}: {check}");
    }
}

#[test]
fn numbers_and_positions_survive() {
    if !gdal() {
        return;
    }
    let (dir, _) = exported(QUESTIONS[0]);
    let of = |file: &str, layer: &str| {
        let path = dir.join(file).display().to_string();
        let wanted = if file.ends_with("fgb") {
            "kind = 'leg' AND route_rank = 1 AND leg = 2"
        } else {
            "route_rank = 1 AND leg = 2"
        };
        let wanted = if file.ends_with("geojson") { "kind = 'leg' AND route_rank = 1 AND leg = 2" } else { wanted };
        let text = info(&["-ro", "-q", "-where", wanted, &path, layer]);
        let mut lines: Vec<String> = text
            .lines()
            .map(|line| line.trim().replace("(Integer64)", "(Integer)"))
            .filter(|line| line.contains(" = ") && !line.contains("(null)") && !line.starts_with("kind "))
            .collect();
        lines.extend(text.lines().filter(|line| line.contains("LINESTRING")).map(|line| line.trim().to_owned()));
        lines.sort();
        lines
    };
    let wanted = of("x.geojson", "x");
    assert!(wanted.len() > 6 && wanted.iter().any(|line| line.starts_with("LINESTRING")), "{wanted:?}");
    assert_eq!(of("x.gpkg", "leg"), wanted);
    assert_eq!(of("x.fgb", "corridor"), wanted);
}

#[test]
fn a_flatgeobuf_and_a_kml_open_with_every_located_feature() {
    if !gdal() {
        return;
    }
    for question in QUESTIONS {
        let (dir, kinds) = exported(question);
        let file = |name: &str| dir.join(name).display().to_string();
        let layers = read(&file("x.fgb"));
        let (_, count, fields) = &layers["corridor"];
        let all: usize = kinds.values().sum();
        assert!(*count > 0 && *count <= all, "{question}: {count} of {all}");
        assert!(fields.contains(&"kind: String (0.0)".to_owned()), "{fields:?}");
        // The index answers for a part of the map.
        let part = info(&["-ro", "-al", "-so", "-spat", "20", "53", "27", "58", &file("x.fgb")]);
        assert!(!part.contains("Feature Count: 0"), "{question}: {part}");
        let folders: usize = read(&file("x.kml")).values().map(|layer| layer.1).sum();
        assert!(folders >= *count, "{question}: {folders} of {count}");
    }
}

#[test]
fn the_same_answer_has_the_same_bytes() {
    let dir = tempfile::tempdir().expect("a folder");
    for ending in ["gpkg", "fgb", "kml"] {
        let written = [1, 2].map(|number| {
            let path = dir.path().join(format!("{number}.{ending}"));
            let said = corridor(&format!("{} --quiet --threads {number} --out {}", QUESTIONS[1], path.display()));
            assert_eq!(said.code, 0, "{}", said.err);
            std::fs::read(path).expect("written")
        });
        assert!(written[0] == written[1] && written[0].len() > 1_000, "{ending}");
    }
    // A thousand features need more than one page of the database, long lines pages of their own.
    let gpkg = std::fs::metadata(dir.path().join("1.gpkg")).expect("written").len();
    assert!(gpkg.is_multiple_of(4_096) && gpkg > 10 * 4_096, "{gpkg}");
}

#[test]
fn a_gpx_opens_with_a_track_for_every_way() {
    if !gdal() {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("x.gpx").display().to_string();
    let said = corridor(&format!("{} --quiet --out {path}", QUESTIONS[0]));
    assert_eq!(said.code, 0, "{}", said.err);
    let answer: serde_json::Value =
        serde_json::from_str(&corridor(&format!("{} --quiet --format json", QUESTIONS[0])).out).expect("JSON");
    let layers = read(&path);
    assert_eq!(layers["tracks"].1, answer["routes"].as_array().expect("ways").len(), "{layers:?}");
    assert!(layers["track_points"].1 > 100, "{layers:?}");
}

#[test]
fn losses_without_length_are_exported_as_points() {
    let said = corridor("failure --from bremerhaven --to rukla --assets road-section --quiet --format geojson");
    assert_eq!(said.code, 0, "{}", said.err);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let mut lines = 0;
    for feature in json["features"].as_array().expect("features") {
        let (kind, at) = (&feature["geometry"]["type"], &feature["geometry"]["coordinates"]);
        if kind == "MultiLineString" {
            for line in at.as_array().expect("lines") {
                assert!(line.as_array().is_some_and(|line| line.len() > 1), "{feature}");
                lines += 1;
            }
        }
    }
    assert!(lines > 0);
    let layers = corridor::report::features::layers_of(&said.bytes).expect("every geometry can be exported");
    assert!(layers.iter().any(|layer| layer.name == "loss"));
}
