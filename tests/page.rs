//! The page of the server: its pure modules under Node, and every job clicked through in a browser.
//!
//! Both need programs that Cargo does not bring. What is missing is said loudly; `.ci/run` installs it.

use std::path::Path;
use std::process::{Command, Output};

use crate::server::server;

const CHROMIUM: &str = "/usr/bin/chromium";

fn node(arguments: &[&str], slow: &str) -> Option<Output> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("node").args(arguments).current_dir(root).env("SLOW", slow).output();
    output.map_err(|error| eprintln!("SKIPPED: node cannot be started ({error}), so the page was not tested")).ok()
}

fn passed(output: &Output) {
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    println!("{said}");
}

/// Formats, search, links, motion of load units, differences in words.
#[test]
fn pure_modules() {
    if let Some(output) = node(&["--test", "tests/page/unit"], "1") {
        passed(&output);
    }
}

/// What a person does: asks each question, looks at the map, takes the answer along.
#[test]
fn every_job_in_a_browser() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = root.join("tests/page/node_modules/playwright-core");
    for (path, how) in [(Path::new(CHROMIUM), "install Debian's chromium"), (&library, "npm ci --prefix tests/page")] {
        if !path.exists() {
            eprintln!("SKIPPED: {} is missing ({how}), so the page was not opened in a browser", path.display());
            return;
        }
    }
    let server = server();
    let address = format!("http://127.0.0.1:{}/", server.port);
    // The times that the page promises are those of a release build on a machine with nothing else to do.
    if let Some(output) = node(&["tests/page/browser.mjs", &address, CHROMIUM], "8") {
        passed(&output);
    }
}
