use std::sync::OnceLock;

use super::prepared::{Changes, Prepared};
use super::problem::Wanted;
use super::query::{PoolKind, Pools, Query};
use super::solve::{Solved, Wish, solve};
use super::{Asked, ask};
use crate::analysis::route::query::Mode;
use crate::network::Network;

mod binding;

const MODES: [Mode; 3] = [Mode::Rail, Mode::Road, Mode::Sea];

fn europe() -> &'static Network {
    static EUROPE: OnceLock<Network> = OnceLock::new();
    EUROPE.get_or_init(|| Network::europe().expect("the embedded network is sound"))
}

fn query(to: &str) -> Query {
    Query { to: vec![to.to_owned()], from: vec!["ports:north-sea".to_owned()], ..Query::default() }
}

/// The same with as many carriers as are needed.
fn carried(query: Query) -> Query {
    Query { pools: Pools { unlimited: true, ..Pools::default() }, ..query }
}

/// The value under some levels.
fn value(asked: &Asked<'_>, levels: &[u64]) -> u64 {
    solved(asked, levels, &MODES).value
}

fn solved(asked: &Asked<'_>, levels: &[u64], modes: &[Mode]) -> Solved {
    let wanted = Wanted { levels, modes, demands: None };
    let frame = asked.frame();
    solve(&frame, frame.problem(&wanted), "test", Wish::Value).expect("a finite flow")
}

/// Flows in whole units may lie so far below their bound.
fn slack(value: u64) -> u64 {
    value / 10_000
}

#[test]
fn raising_a_capacity_never_lowers_and_lowering_never_raises() {
    for theatre in ["lithuania", "romania"] {
        let query = carried(query(theatre));
        let asked = Asked::new(europe(), &query).expect("known names");
        let levels = asked.levels(query.case);
        let before = value(&asked, &levels);
        let cut = solved(&asked, &levels, &MODES).cut(&asked.frame(), &levels, false);
        let binding = cut.iter().flat_map(|link| link.assets.iter().copied());
        let others = (0..20_u32).map(|step| step * 997 % u32::try_from(levels.len()).expect("few assets"));
        for asset in binding.chain(others) {
            let mut changed = levels.clone();
            changed[asset as usize] *= 2;
            assert!(value(&asked, &changed) + slack(before) >= before, "{}", asked.capacities.id(europe(), asset));
            changed[asset as usize] = 0;
            assert!(value(&asked, &changed) <= before + slack(before), "{}", asked.capacities.id(europe(), asset));
        }
    }
}

#[test]
fn the_flow_scales_with_the_capacities() {
    let query = query("baltics");
    let asked = Asked::new(europe(), &query).expect("known names");
    let levels = asked.levels(query.case);
    let before = value(&asked, &levels);
    let tenfold: Vec<u64> = levels.iter().map(|level| level * 10).collect();
    let after = value(&asked, &tenfold);
    // Lane metres are turned into vehicles and rounded down: ten times as many may be up to ten more at each ferry.
    assert!(
        after + slack(after) >= 10 * before && after <= 10 * before + 10 * 60 + 10 * slack(after),
        "{before} {after}"
    );
}

#[test]
fn the_cut_is_as_large_as_the_flow_and_every_vehicle_enters_by_some_mode() {
    for theatre in ["baltics", "poland", "romania", "finland"] {
        let answer = ask(europe(), &query(theatre)).expect("known names");
        let cut: f64 = answer.cut.iter().map(|asset| asset.vehicles).sum();
        // Parts of what has a price are rounded down.
        let rounding = 1.0 + answer.cut.len() as f64;
        assert!((cut * 1e3 - answer.certificate.bound as f64).abs() < rounding, "{theatre}: {cut}");
        assert!(answer.certificate.bound - answer.certificate.value <= slack(answer.certificate.bound), "{theatre}");
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
    let answer = ask(europe(), &carried(Query { ladder: true, ..query("estonia") })).expect("known names");
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
    let query = carried(Query {
        headroom: true,
        from: vec!["bremerhaven".to_owned()],
        modes: vec![Mode::Rail],
        ..query("lithuania")
    });
    let answer = ask(europe(), &query).expect("known names");
    let asked = Asked::new(europe(), &query).expect("known names");
    let levels = asked.levels(query.case);
    let before = solved(&asked, &levels, &query.modes).value;
    assert!(answer.headroom.len() > 5);
    for row in answer.headroom.iter().take(12) {
        let asset = asked.capacities.find(europe(), &row.asset).expect("its own id");
        let mut lost = levels.clone();
        lost[asset as usize] = 0;
        let near = 0.5 + 2.0 * slack(before) as f64;
        let loss = before.saturating_sub(solved(&asked, &lost, &query.modes).value);
        assert!((row.loss * 1e3 - loss as f64).abs() < near, "{}: {} {loss}", row.asset, row.loss);
        let mut wide = levels.clone();
        wide[asset as usize] = 1_000_000_000_000;
        let gain = solved(&asked, &wide, &query.modes).value.saturating_sub(before);
        assert!((row.gain_unlimited * 1e3 - gain as f64).abs() < near, "{}: {} {gain}", row.asset, row.gain_unlimited);
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

#[test]
fn pools_hold_back_and_their_proofs_name_them() {
    let free = carried(query("lithuania"));
    let most = ask(europe(), &free).expect("known names");
    assert!(most.cut.iter().all(|asset| asset.kind != "pool"));
    let stated = |count| Query {
        pools: Pools { stated: vec![(PoolKind::Wagons, Some(count)), (PoolKind::Ships, Some(3))], ..Pools::default() },
        ..query("lithuania")
    };
    let mut before = 0;
    for count in [0, 50, 200] {
        let answer = ask(europe(), &stated(count)).expect("known names");
        assert!(answer.certificate.value + slack(before) >= before, "{count} wagons");
        assert!(answer.certificate.value <= most.certificate.value);
        before = answer.certificate.value;
        if count < 200 {
            assert!(answer.cut.iter().any(|asset| asset.asset == "pool:wagons"), "{count} wagons bind");
        }
        assert!(crate::verify::verify(&answer.certificates[0]).ok);
    }
    let few = Query { pools: Pools { willing: vec!["LT".to_owned()], ..Pools::default() }, ..query("lithuania") };
    assert!(ask(europe(), &few).expect("known names").certificate.value <= most.certificate.value);
}

#[test]
fn heavy_loads_need_their_own_wagons() {
    let tanks = Query { loads: vec!["leopard-2a7x44".to_owned(), "boxerx60".to_owned()], ..query("baltics") };
    let asked = Asked::new(europe(), &tanks).expect("known names");
    let of = |id: &str| asked.pools.list.iter().find(|pool| pool.id.starts_with(id)).map(|pool| pool.count.typical);
    assert!(of("pool:transporters").is_some_and(|count| count > 0));
    let wagons: Vec<_> = asked.pools.list.iter().filter(|pool| pool.id.starts_with("pool:wagons:1435")).collect();
    assert!(wagons.len() >= 2, "those for tanks, and all: {wagons:?}");
    assert!(ask(europe(), &tanks).expect("known names").certificate.value > 0);
}

#[test]
fn changes_of_a_prepared_question_give_what_a_new_question_gives() {
    for query in [
        query("lithuania"),
        Query { pools: Pools { stated: vec![(PoolKind::Wagons, Some(60))], ..Pools::default() }, ..query("lithuania") },
    ] {
        let prepared = Prepared::new(europe(), &query).expect("known names");
        let asked = Asked::new(europe(), &query).expect("known names");
        assert!(prepared.value().abs_diff(value(&asked, &asked.levels(query.case))) <= slack(prepared.value()));
        assert_eq!(prepared.flow(&Changes::default()).expect("a flow"), prepared.value());
        assert!(!prepared.holds().is_empty());
        let find = |id: &str| asked.capacities.find(europe(), id).expect(id);
        let (site, gate, quay) =
            (find("gauge-change:mockava"), find("clearance:klaipeda"), find("discharge:bremerhaven"));
        let pool = u32::try_from(asked.capacities.assets.len()).unwrap();
        let lost = |asset: u32| Changes { lost: asked.capacities.links_of(asset).collect(), ..Changes::default() };
        let level = |asset: u32, level: u64| Changes { levels: vec![(asset, level)], ..Changes::default() };
        let cases = [
            lost(site),
            lost(gate),
            lost(quay),
            level(gate, 0),
            level(gate, 900_000),
            level(quay, 1_000),
            level(pool, 20_000),
            level(pool, 9_000_000),
            level(find("discharge:varna"), 0),
        ];
        for changes in cases {
            let mut refused = asked.admission.refused.clone();
            changes.lost.iter().for_each(|link| refused[*link as usize] = true);
            let mut levels = asked.levels(query.case);
            changes.levels.iter().for_each(|(asset, level)| levels[*asset as usize] = *level);
            let frame = asked.frame();
            let frame = frame.refusing(&refused);
            let wanted = Wanted { levels: &levels, modes: &query.modes, demands: None };
            let anew = solve(&frame, frame.problem(&wanted), "anew", Wish::Value).expect("a flow").value;
            let found = prepared.flow(&changes).expect("a flow");
            assert!(found.abs_diff(anew) <= slack(anew), "{changes:?}: {found} and {anew}");
        }
    }
}
