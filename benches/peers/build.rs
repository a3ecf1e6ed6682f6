//! Compiles a thin wrapper over RoutingKit's Dijkstra, whose headers come with the crate `routingkit-cch`.
#![allow(clippy::disallowed_methods, reason = "a build script asks cargo")]

use std::path::Path;
use std::process::Command;

fn main() {
    let cargo = std::env::var("CARGO").expect("cargo runs this");
    let asked = Command::new(cargo).args(["metadata", "--format-version", "1", "--locked"]).output();
    let answer: serde_json::Value = serde_json::from_slice(&asked.expect("cargo answers").stdout).expect("JSON");
    let packages = answer["packages"].as_array().expect("packages");
    let kit =
        packages.iter().find(|package| package["name"] == "routingkit-cch").expect("routingkit-cch is a dependency");
    let folder = Path::new(kit["manifest_path"].as_str().expect("a path")).parent().expect("a folder");
    cxx_build::bridge("src/kit.rs")
        .include(folder.join("RoutingKit/include"))
        .include("src")
        .std("c++17")
        .opt_level(3)
        .flag_if_supported("-march=native")
        .define("NDEBUG", None)
        .compile("kit");
    println!("cargo:rerun-if-changed=src/kit.h");
    println!("cargo:rerun-if-changed=src/kit.rs");
}
