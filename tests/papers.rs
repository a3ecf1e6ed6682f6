//! The README says what the program does: its commands are run, and the committed files belong together.

use crate::harness::corridor;

const README: &str = include_str!("../README.md");

/// The command of a tour line: `cargo run --release -- ARGS` or `corridor ARGS`.
fn arguments(line: &str) -> Option<&str> {
    let line = line.strip_prefix("$ ")?;
    line.strip_prefix("corridor ").or_else(|| line.strip_prefix("cargo run --release -- "))
}

#[test]
fn the_tour_runs_as_shown() {
    let mut run = 0;
    for block in README.split("```console\n").skip(1) {
        let block = block.split("```").next().expect("a block ends");
        let mut lines = block.lines().peekable();
        while let Some(line) = lines.next() {
            let Some(arguments) = arguments(line) else { continue };
            if arguments.contains("--out ") || arguments.starts_with("network build") {
                continue;
            }
            let said = corridor(arguments);
            let mut real = said.out.lines();
            while let Some(shown) = lines.peek().filter(|line| !line.starts_with("$ ")) {
                if *shown != "..." && !shown.trim().is_empty() {
                    assert!(
                        real.any(|line| line.trim_end() == shown.trim_end()),
                        "corridor {arguments}\nno longer prints, in this order:\n{shown}\nbut:\n{}{}",
                        said.out,
                        said.err
                    );
                }
                lines.next();
            }
            run += 1;
        }
    }
    assert!(run >= 4, "the tour has only {run} commands");
}

#[test]
fn the_changelog_names_the_version() {
    assert!(include_str!("../CHANGELOG.md").contains(&format!("## {}", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn the_base_geometry_was_built_from_these_tables() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("networks/europe");
    let bytes = std::fs::read(folder.join("base.bin")).expect("base.bin");
    let base = corridor::data::base::Base::decode(&bytes).expect("sound");
    let stale = corridor::recipe::out_of_date(&base, &folder).expect("readable tables");
    assert!(stale.is_empty(), "base.bin was not built from the committed {stale:?}; run `corridor network build`");
}

#[test]
fn the_embedded_network_passes_its_checks() {
    let said = corridor("network check");
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("sound"), "{}", said.out);
}
