//! The drawing in ARCHITECTURE.md as a test: which room may use which, which package lives where, how long files are.
#![allow(clippy::disallowed_methods, reason = "this test reads the sources")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Room: rooms it may use.
fn allowed() -> BTreeMap<&'static str, Vec<&'static str>> {
    BTreeMap::from([
        ("quantity", vec![]),
        ("error", vec![]),
        ("algo", vec![]),
        ("data", vec!["error", "quantity"]),
        ("network", vec!["algo", "data", "error", "quantity"]),
        ("force", vec!["data", "error", "network", "quantity"]),
        ("recipe", vec!["algo", "data", "error", "quantity"]),
        ("replay", vec!["algo", "data", "error", "force", "network"]),
        // Checks what others claim: it must not know how they got there.
        ("verify", vec!["error"]),
        ("analysis", vec!["algo", "data", "error", "force", "network", "quantity", "replay", "verify"]),
        ("report", vec!["analysis", "error", "quantity", "replay", "verify"]),
        ("question", vec!["analysis", "data", "error", "force", "network", "replay", "report", "verify"]),
        ("server", vec!["analysis", "data", "error", "network", "question", "report"]),
        (
            "cli",
            vec![
                "analysis", "data", "error", "force", "network", "quantity", "question", "recipe", "report", "server",
                "verify",
            ],
        ),
    ])
}

/// Package: rooms it may be named in.
const PACKAGES: &[(&str, &[&str])] = &[
    ("clap", &["cli", "question"]),
    ("ctrlc", &["cli"]),
    ("indicatif", &["cli"]),
    ("comfy_table", &["report"]),
    ("resvg", &["report"]),
    ("petgraph", &["algo", "recipe"]),
    ("rstar", &["recipe"]),
    ("country_boundaries", &["recipe"]),
    ("zip", &["data", "recipe"]),
    ("flate2", &["data", "recipe", "report"]),
    // `report` prints instants, it does not compute with them.
    ("jiff", &["network", "report"]),
    ("toml", &["data", "recipe"]),
    ("sha2", &["data", "recipe", "verify"]),
    ("flatgeobuf", &["report"]),
    ("geozero", &["report"]),
    ("hyper", &["server"]),
    ("maud", &["report"]),
    ("tokio", &["server"]),
];

/// Files aim at 400 lines; a file beyond this holds more than one idea for sure.
const LINES_MAX: usize = 450;

fn sources(dir: &Path, list: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(dir).expect("a folder of sources").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, list);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            list.push(path);
        }
    }
}

fn all() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut list = Vec::new();
    sources(&root, &mut list);
    list.into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).expect("inside src").display().to_string();
            let room = name.split('/').next().unwrap_or("").trim_end_matches(".rs").to_owned();
            let text = std::fs::read_to_string(&path).expect("readable source");
            (name, room, text)
        })
        .collect()
}

/// Lines that are code: no comments, and nothing of the unit tests at the end of a file.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .take_while(|line| !line.starts_with("#[cfg(test)]"))
        .filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn arrows_point_inwards() {
    let allowed = allowed();
    let mut wrong = Vec::new();
    for (name, room, text) in all() {
        let Some(may) = allowed.get(room.as_str()) else { continue };
        for line in code(&text) {
            for (at, _) in line.match_indices("crate::") {
                let used: String =
                    line[at + 7..].chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
                if allowed.contains_key(used.as_str()) && used != room && !may.contains(&used.as_str()) {
                    wrong.push(format!("src/{name} uses crate::{used}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "rooms that reach too far:\n{}", wrong.join("\n"));
}

#[test]
fn packages_live_in_their_rooms() {
    let mut wrong = Vec::new();
    for (name, room, text) in all() {
        for (package, rooms) in PACKAGES {
            let named = code(&text).any(|line| {
                line.contains(&format!("{package}::"))
                    && !line.contains(&format!("::{package}::"))
                    && !line.contains(&format!("_{package}::"))
            });
            if named && !rooms.contains(&room.as_str()) && room != "lib" && room != "main" {
                wrong.push(format!("src/{name} names {package}"));
            }
        }
    }
    assert!(wrong.is_empty(), "packages outside their rooms:\n{}", wrong.join("\n"));
}

#[test]
fn only_data_opens_files() {
    // The maker of the basemap is run by hand when its sources change.
    // With what may stand before a name: `ForceFile::open` is no door.
    let doors = ["std::fs", " File::open", "(File::open", " File::create", "(File::create", "fs::File"];
    let wrong: Vec<String> = all()
        .into_iter()
        .filter(|(name, room, text)| {
            room != "data"
                && name != "recipe/basemap.rs"
                && code(text).any(|line| doors.iter().any(|door| line.contains(door)))
        })
        .map(|(name, _, _)| name)
        .collect();
    assert!(wrong.is_empty(), "files opened outside the room data: {wrong:?}");
}

#[test]
fn files_hold_one_idea() {
    let long: Vec<String> = all()
        .into_iter()
        .map(|(name, _, text)| (name, code(&text).count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(name, lines)| format!("src/{name}: {lines} lines of code"))
        .collect();
    assert!(long.is_empty(), "too long for one idea:\n{}", long.join("\n"));
}

#[test]
fn the_question_has_the_same_name_everywhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for question in ["capacity", "failure", "invest", "plan", "route"] {
        for path in [
            format!("src/analysis/{question}"),
            format!("src/question/{question}.rs"),
            format!("tests/{question}.rs"),
            format!("benches/{question}.rs"),
        ] {
            assert!(root.join(&path).exists(), "{path} is missing for the question {question}");
        }
    }
}
