//! The network against data that it was not built from. Where the oracles are not at hand these tests say so and pass.

use std::path::PathBuf;

use corridor::data::folder::Files;
use corridor::recipe::quality::{Against, Quality, measure};

/// Oracles lie beside the project, never in it.
fn quality() -> Option<Quality> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let oracles = root.join("../shared/data");
    if !oracles.join("egm90_rail.ndjson.gz").is_file() {
        println!("no oracles at {}: nothing compared", oracles.display());
        return None;
    }
    let distances = root.join("tests/data/land_distances.csv");
    let against = Against { oracles: Some(&oracles), distances: Some(&distances), samples: None };
    Some(measure(&Files::europe(), &against).expect("readable oracles"))
}

#[test]
fn the_network_agrees_with_independent_data() {
    let Some(quality) = quality() else { return };
    println!("{quality}");
    for country in ["CZ", "DE", "FI", "PL", "RO", "SE", "SK"] {
        let there = quality.covered("double-track railway", country).expect("double tracks");
        assert!(there >= 0.97, "{country}: only {there:.3} of its double-track railway is there");
    }
    let (alike, km) = quality.gauges.iter().fold((0.0, 0.0), |sum, row| (sum.0 + row.alike_km, sum.1 + row.km));
    assert!(km > 90_000.0 && alike >= 0.98 * km, "gauges alike on {alike:.0} of {km:.0} km");
    // Lines built or electrified since 2017 are in the table and not in the oracle.
    let alike: f64 = quality.shares.iter().map(|row| row.alike * row.km).sum();
    let km: f64 = quality.shares.iter().map(|row| row.km).sum();
    assert!(km > 30_000.0 && alike >= 0.85 * km, "tracks and power alike on {alike:.0} of {km:.0} km");
    for (mode, bound) in [("rail", 0.05), ("road", 0.07)] {
        let (_, all) = quality.within(mode, bound);
        assert_eq!(quality.within(mode, 0.15).0, all, "{mode}: a distance is off by more than 15 %");
    }
}
