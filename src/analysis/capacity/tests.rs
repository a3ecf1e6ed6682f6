use std::sync::OnceLock;

use super::problem::Wanted;
use super::query::Query;
use super::solve::solve;
use super::{Asked, ask};
use crate::analysis::route::query::Mode;
use crate::network::Network;

const MODES: [Mode; 3] = [Mode::Rail, Mode::Road, Mode::Sea];

fn europe() -> &'static Network {
    static EUROPE: OnceLock<Network> = OnceLock::new();
    EUROPE.get_or_init(|| Network::europe().expect("the embedded network is sound"))
}

fn query(to: &str) -> Query {
    Query { to: vec![to.to_owned()], from: vec!["ports:north-sea".to_owned()], ..Query::default() }
}

/// The value under some levels.
fn value(asked: &Asked<'_>, levels: &[u64]) -> u64 {
    let wanted = Wanted { levels, modes: &MODES, demands: None };
    solve(asked.frame().problem(&wanted), "test").expect("a finite flow").value
}

#[test]
fn raising_a_capacity_never_lowers_and_lowering_never_raises() {
    for theatre in ["lithuania", "romania"] {
        let query = query(theatre);
        let asked = Asked::new(europe(), &query).expect("known names");
        let levels = asked.capacities.levels(query.case);
        let before = value(&asked, &levels);
        let cut = solve(asked.frame().problem(&Wanted { levels: &levels, modes: &MODES, demands: None }), "test")
            .expect("a finite flow")
            .cut(&asked.frame(), &levels, false);
        let binding = cut.iter().flat_map(|link| link.assets.iter().copied());
        let others = (0..40_u32).map(|step| step * 997 % u32::try_from(levels.len()).expect("few assets"));
        for asset in binding.chain(others) {
            let mut changed = levels.clone();
            changed[asset as usize] *= 2;
            assert!(value(&asked, &changed) >= before, "{}", asked.capacities.id(europe(), asset));
            changed[asset as usize] = 0;
            assert!(value(&asked, &changed) <= before, "{}", asked.capacities.id(europe(), asset));
        }
    }
}

#[test]
fn the_flow_scales_with_the_capacities() {
    let query = query("baltics");
    let asked = Asked::new(europe(), &query).expect("known names");
    let levels = asked.capacities.levels(query.case);
    let before = value(&asked, &levels);
    let tenfold: Vec<u64> = levels.iter().map(|level| level * 10).collect();
    let after = value(&asked, &tenfold);
    // Lane metres are turned into vehicles and rounded down: ten times as many may be up to ten more at each ferry.
    assert!(after >= 10 * before && after <= 10 * before + 10 * 60, "{before} {after}");
}

#[test]
fn the_cut_is_as_large_as_the_flow_and_every_vehicle_enters_by_some_mode() {
    for theatre in ["baltics", "poland", "romania", "finland"] {
        let answer = ask(europe(), &query(theatre)).expect("known names");
        let cut: f64 = answer.cut.iter().map(|asset| asset.vehicles).sum();
        assert!((cut * 1e3 - answer.certificate.value as f64).abs() < 1.0, "{theatre}: {cut}");
        let enters: u64 = answer.modes.iter().map(|mode| mode.enters.vehicles).sum();
        assert!(enters.abs_diff(answer.per_day.vehicles) <= 3, "{theatre}: {enters}");
        for mode in &answer.modes {
            assert!(mode.alone.vehicles <= answer.per_day.vehicles, "{theatre} by {}", mode.mode);
        }
        assert!(answer.cut.iter().all(|asset| !asset.rows.is_empty() && !asset.source.is_empty()));
    }
}

#[test]
fn the_ladder_rises_and_every_rung_is_proven() {
    let answer = ask(europe(), &Query { ladder: true, ..query("estonia") }).expect("known names");
    let mut before = answer.certificate.value;
    for (rung, certificate) in answer.ladder.iter().zip(&answer.certificates[1..]) {
        assert!(rung.proven > before && rung.proven == certificate.value);
        assert!(crate::verify::verify(certificate).ok);
        before = rung.proven;
    }
    assert!(!answer.ladder.is_empty());
    let ceiling = answer.ceiling.expect("a ladder has a ceiling");
    if let Some(most) = ceiling.per_day {
        assert!(before / 1_000 <= most.vehicles);
    }
}

#[test]
fn headroom_is_what_a_second_solution_finds() {
    let query = Query { headroom: true, ..query("finland") };
    let answer = ask(europe(), &query).expect("known names");
    let asked = Asked::new(europe(), &query).expect("known names");
    let levels = asked.capacities.levels(query.case);
    let before = value(&asked, &levels);
    assert!(answer.headroom.len() > 5);
    for row in answer.headroom.iter().take(12) {
        let asset = asked.capacities.find(europe(), &row.asset).expect("its own id");
        let mut lost = levels.clone();
        lost[asset as usize] = 0;
        let loss = before - value(&asked, &lost);
        assert!((row.loss * 1e3 - loss as f64).abs() < 0.5, "{}: {} {loss}", row.asset, row.loss);
        let mut wide = levels.clone();
        wide[asset as usize] = 1_000_000_000_000;
        let gain = value(&asked, &wide) - before;
        assert!((row.gain_unlimited * 1e3 - gain as f64).abs() < 0.5, "{}: {} {gain}", row.asset, row.gain_unlimited);
    }
}

#[test]
fn several_theatres_share_what_there_is() {
    let query = Query { to: vec!["estonia".to_owned(), "latvia".to_owned(), "finland".to_owned()], ..query("x") };
    let answer = ask(europe(), &query).expect("known names");
    let permille = answer.concurrent_permille.expect("several theatres");
    assert!(permille <= 1_000);
    for theatre in &answer.theatres {
        assert!(
            theatre.concurrent.vehicles <= theatre.alone.vehicles && theatre.alone.vehicles <= answer.per_day.vehicles
        );
        let share = theatre.alone.vehicles as f64 * permille as f64 / 1e3;
        assert!((theatre.concurrent.vehicles as f64 - share).abs() <= 2.0 + share / 100.0, "{theatre:?} {permille}");
    }
}
