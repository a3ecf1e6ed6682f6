//! Bad input, read aloud: each a sentence, with the right exit code, and nothing half-written.

use crate::harness::corridor;

/// Asks and expects a code and words on standard error (or, for code 3, on standard output).
fn says(line: &str, code: i32, words: &[&str]) {
    let said = corridor(line);
    assert_eq!(said.code, code, "corridor {line}\n{}\n{}", said.out, said.err);
    let text = if code == 3 { &said.out } else { &said.err };
    for word in words {
        assert!(text.contains(word), "corridor {line}\nshould say \"{word}\", says:\n{text}");
    }
    if code == 1 || code == 2 {
        assert!(said.out.is_empty(), "corridor {line}\nprinted an answer beside its error:\n{}", said.out);
    }
}

#[test]
fn places() {
    says(
        "route Bremerhavn Rukla --load boxer",
        1,
        &["no place is called \"Bremerhavn\"", "did you mean Bremerhaven (DE)"],
    );
    says("route Xyzzyqq Rukla --load boxer", 1, &["no place is called"]);
    says("route Rukla Rukla --load boxer", 2, &["the same place"]);
    says("route \"\" Rukla --load boxer", 1, &["names no place"]);
    says("route Bremerhaven \"--; rm\" --load boxer", 2, &[]);
}

#[test]
fn loads() {
    says("route Bremerhaven Rukla", 2, &["nothing to move"]);
    says("route Bremerhaven Rukla --load leopard-2a", 1, &["no load is called", "leopard-2a"]);
    says("route Bremerhaven Rukla --load boxerx0", 2, &["0 pieces are nothing to move"]);
    says("route Bremerhaven Rukla --load boxerxx3", 1, &["no load is called"]);
    says("route Bremerhaven Rukla --mass-t=-5", 2, &["--mass-t -5 is no size"]);
    says("route Bremerhaven Rukla --mass-t NaN", 2, &["is no size"]);
    says("route Bremerhaven Rukla --mass-t inf", 2, &["is no size"]);
    says("route Bremerhaven Rukla --mass-t heavy", 2, &["invalid value"]);
    says("route Bremerhaven Rukla --width-m 3", 2, &["--mass-t is missing"]);
    says("route Bremerhaven Rukla --mass-t 400 --tracked", 3, &["No way", "carrier"]);
}

#[test]
fn dates_and_words() {
    says("route Bremerhaven Rukla --load boxer --c-day 2027-02-30T08:00:00+01:00", 2, &["is not an instant"]);
    says("route Bremerhaven Rukla --load boxer --depart C+soon", 2, &["write C+ and a number of hours"]);
    says("route Bremerhaven Rukla --load boxer --depart C+-4", 2, &["write C+ and a number of hours"]);
    says("route Bremerhaven Rukla --load boxer --depart 2026-01-01T00:00:00Z", 2, &["before C"]);
    says("route Bremerhaven Rukla --load boxer --regime someday", 2, &["is no regime", "emers-6h"]);
    says("route Bremerhaven Rukla --load boxer --deny XX", 1, &["is no state of the network"]);
    says("route Bremerhaven Rukla --load boxer --modes train", 2, &["invalid value 'train'"]);
    says("route Bremerhaven Rukla --load boxer --assurance sure", 2, &["invalid value 'sure'"]);
    says("route Bremerhaven Rukla --load boxer --format docx", 2, &["invalid value 'docx'"]);
    says("route Bremerhaven Rukla --load boxer -k 0", 2, &["invalid value"]);
    says("route Bremerhaven Rukla --load boxer --no-such-flag", 2, &["unexpected argument"]);
}

#[test]
fn files() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let missing = folder.path().join("no/such/folder/way.json");
    says(
        &format!("route Bremerhaven Rukla --load boxer --out {}", missing.display()),
        1,
        &["cannot write", "way.json"],
    );
    assert!(!missing.exists());
    says("route Bremerhaven Rukla --load boxer --network no-such-network", 1, &["is not a folder"]);
    says(&format!("network check --network {}", folder.path().display()), 1, &["base.bin"]);
    says("route Bremerhaven Rukla --load boxer --scenario no-such-file.toml", 1, &["cannot read no-such-file.toml"]);
}

#[test]
fn a_broken_network_folder_is_told_in_full() {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("networks/europe");
    let folder = tempfile::tempdir().expect("a scratch folder");
    for entry in std::fs::read_dir(source).expect("the network folder") {
        let entry = entry.expect("an entry");
        if entry.path().is_dir() {
            continue;
        }
        std::fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("copied");
    }
    let ports = folder.path().join("ports.csv");
    let text = std::fs::read_to_string(&ports).expect("ports");
    let broken = text.replacen(",DE,DE", ",DD,DE", 1).replacen("54.", "1e999", 1);
    std::fs::write(&ports, broken).expect("written");
    std::fs::write(folder.path().join("holidays.csv"), "country,rule,nam\n").expect("written");
    std::fs::remove_file(folder.path().join("wagons.csv")).expect("removed");
    let said = corridor(&format!("network check --network {}", folder.path().display()));
    assert_eq!(said.code, 1, "{}", said.err);
    for word in
        ["problems:", "ports.csv:", "finite number", "holidays.csv:1", "did you mean name?", "wagons.csv", "missing"]
    {
        assert!(said.err.contains(word), "should say \"{word}\":\n{}", said.err);
    }
}

#[test]
fn impossible_is_an_answer_with_what_would_open_a_way() {
    says("route Bremerhaven Rukla --load leopard-2a7 --deny PL,SE,LT", 3, &["No way", "passage through LT"]);
    let said = corridor("route Bremerhaven Rukla --load leopard-2a7 --deny LT --format json");
    assert_eq!(said.code, 3);
    let answer: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(answer["routes"].as_array().map(Vec::len), Some(0));
    assert!(!answer["relaxations"].as_array().expect("a list").is_empty());
}
