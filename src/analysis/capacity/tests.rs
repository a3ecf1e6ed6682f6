use std::sync::OnceLock;

use super::prepared::{Changes, Prepared};
use super::problem::{Origin, Wanted};
use super::query::{PoolKind, Pools, Query};
use super::solve::{Solved, Wish, solve};
use super::{Asked, ask, extended};
use crate::analysis::route::query::Mode;
use crate::network::Network;
use crate::network::capacity::{AssetKind, Directions, Sharing};
use crate::network::rules::Case;

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

/// The largest flow over the members of a row alone, each between the same two ends: without the row, and with it.
fn over_row(problem: &super::problem::Problem, row: usize) -> (u64, u64) {
    use crate::algo::flow::{FlowGraph, FlowLink};
    let mut links = Vec::new();
    let mut members = Vec::new();
    for member in &problem.rows[row].members {
        let of = &problem.graph.links()[member.link as usize];
        let most = if member.along < 0 { of.backward } else { of.forward };
        members.push(crate::algo::shared::Member { link: u32::try_from(links.len()).unwrap(), along: 1, ..*member });
        links.push(FlowLink { a: 0, b: 1, forward: most, backward: 0 });
    }
    let graph = FlowGraph::new(2, links);
    let plain = graph.max_flow(0, 1);
    let rows = [crate::algo::shared::Row { capacity: problem.rows[row].capacity, members }];
    let lengths = vec![1; graph.links().len()];
    let shared = crate::algo::shared::largest(&graph, &rows, &lengths, &plain, &mut Vec::new(), true);
    (plain.value, shared.value)
}

fn problem_of(asked: &Asked<'_>, levels: &[u64]) -> super::problem::Problem {
    asked.frame().problem(&Wanted { levels, modes: &MODES, demands: None })
}

#[test]
fn trains_on_a_shared_deck_take_from_the_road() {
    let text = "structure,layout,shut_low_min,shut_min,shut_high_min,source,date,evidence,note\n\
                giurgiu-ruse-bridge,one_roadway,1,5,60,test,2026,assumed,\n";
    let mut network = europe().clone();
    let mut problems = Vec::new();
    assert!(network.tables.reread("shared_decks.csv", text, &mut problems));
    assert!(problems.is_empty());
    let query = Query { regime: "waived".into(), ..query("romania") };
    let apart = Asked::new(europe(), &query).expect("known names");
    assert!(apart.capacities.decks.is_empty(), "none of the table hinders");
    let asked = Asked::new(&network, &query).expect("known names");
    let [deck] = asked.capacities.decks.as_slice() else { panic!("one deck") };
    let sources = asked.capacities.sources(&network, deck.lanes);
    assert!(sources.iter().any(|source| source.table == "shared_decks.csv"), "{sources:?}");
    let levels = asked.levels(Case::Typical);
    let problem = problem_of(&asked, &levels);
    let rows: Vec<usize> =
        (0..problem.rows.len()).filter(|row| problem.limits[*row] == super::problem::Limit::Deck(0)).collect();
    assert_eq!(rows.len(), 2, "the road each way");
    for row in rows {
        let members = &problem.rows[row].members;
        let most = |rail: bool| {
            let of = members.iter().filter(|member| (deck.rail.contains(&member.link)) == rail);
            of.map(|member| {
                let link = &problem.graph.links()[member.link as usize];
                if member.along < 0 { link.backward } else { link.forward }
            })
            .sum::<u64>()
        };
        let (rail, road) = (most(true), most(false));
        let (plain, shared) = over_row(&problem, row);
        assert_eq!(plain, rail + road);
        // Of the road's day is left what the trains do not take, 5 minutes each; either all trains pass or none.
        let lanes = levels[deck.lanes as usize];
        let left = |rail: u64| lanes - lanes * 5 * rail / (1_440 * 1_000 * asked.mix.vehicles_per_train);
        let best = (rail + left(rail).min(road)).max(left(0).min(road));
        assert!(rail > 0 && road > 0 && shared < plain, "{rail} and {road}: {shared} of {plain}");
        assert!(shared.abs_diff(best) <= 1 + best / 10_000, "{shared}, by hand {best}");
    }
}

#[test]
fn shares_of_civil_traffic_are_what_the_question_says() {
    let base = Asked::new(europe(), &query("lithuania")).expect("known names");
    let level = |asked: &Asked<'_>, id: &str| {
        let asset = asked.capacities.find(europe(), id).expect(id);
        let of = &asked.capacities.assets[asset as usize];
        (of.gross.typical, of.military.typical, of.country)
    };
    let rail = (0_u32..).zip(&base.capacities.assets).find(|(_, asset)| {
        matches!(asset.kind, AssetKind::RailSection { .. }) && europe().country_code(asset.country) == "PL"
    });
    let id = base.capacities.id(europe(), rail.expect("a railway in Poland").0);
    for (words, wanted) in [
        (vec!["rail=0.5"], 500),
        (vec!["PL:rail=0.25", "rail=0.5"], 250),
        (vec!["LT:rail=0.9"], 0),
        (vec!["PL:rail=0"], 0),
    ] {
        let shares: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let asked = Asked::new(europe(), &Query { shares, ..query("lithuania") }).expect("shares");
        let (gross, military, _) = level(&asked, &id);
        if words == ["LT:rail=0.9"] {
            assert_eq!(military, level(&base, &id).1, "{words:?}");
        } else {
            assert_eq!(military, gross * wanted / 1_000, "{words:?}");
        }
        assert!(asked.capacities.assumptions.iter().any(|line| line.contains("as the question sets it")));
    }
    // It binds: without any share on roads and railways only what lands in the theatre arrives.
    let nothing: Vec<String> = ["rail=0", "road=0"].map(str::to_owned).to_vec();
    let none = Asked::new(europe(), &Query { shares: nothing, ..query("lithuania") }).expect("shares");
    let some = value(&base, &base.levels(Case::Typical));
    let left = value(&none, &none.levels(Case::Typical));
    assert!(left < some, "{left} of {some}");
}

/// Thousandths of a vehicle a day that use each asset, counted anew from the flow on links of the topology.
fn use_of_assets(asked: &Asked<'_>, solved: &Solved) -> Vec<u64> {
    let links = &asked.network.topology.links;
    let mut on = vec![0_u64; links.len()];
    let mut back = vec![0_u64; links.len()];
    let mut through = vec![0_u64; asked.capacities.assets.len()];
    for (origin, flow) in solved.problem.origin.iter().zip(&solved.flow) {
        match *origin {
            Origin::Link(link) | Origin::Back(link) => {
                let side = if *flow > 0 { &mut on } else { &mut back };
                side[link as usize] += flow.unsigned_abs();
            }
            Origin::Arm { asset, inside: true, .. } => through[asset as usize] += flow.unsigned_abs(),
            Origin::Source(node) => {
                // What lands in a port comes over its quay from the sea.
                let quay = |link: &usize| {
                    links[*link].a == node && matches!(links[*link].kind, crate::network::LinkKind::SeaAccess(_))
                };
                if let Some(link) = (0..links.len()).find(quay) {
                    back[link] += flow.unsigned_abs();
                }
            }
            _ => {}
        }
    }
    let mut used = through;
    for (asset, of) in (0_u32..).zip(&asked.capacities.assets) {
        let along = |link: u32, forward: bool| {
            let uses = asked.capacities.of_link(link).iter();
            uses.into_iter().any(|one| one.asset == asset && one.along.covers(forward))
        };
        let each = asked.capacities.links_of(asset).map(|link| {
            let (on, back) = (
                if along(link, true) { on[link as usize] } else { 0 },
                if along(link, false) { back[link as usize] } else { 0 },
            );
            // Both ways together where they share it; else the fuller.
            if of.directions == Directions::Together { on + back } else { on.max(back) }
        });
        match of.sharing {
            Sharing::Stretch => used[asset as usize] = each.max().unwrap_or(0),
            Sharing::Sum if matches!(of.kind, AssetKind::StateQuota { .. }) => used[asset as usize] = each.sum(),
            Sharing::Sum | Sharing::Site => {}
        }
    }
    used
}

/// Every kind of node capacity and of way holds the flow back when it is narrow, and is never overused.
#[test]
fn every_kind_of_capacity_binds() {
    use std::collections::{BTreeMap, BTreeSet};
    let on = |from: &str, to: &str, modes: &[Mode]| {
        carried(Query {
            from: vec![from.into()],
            to: vec![to.into()],
            modes: modes.to_vec(),
            regime: "today".into(),
            ..Query::default()
        })
    };
    let questions = [
        on("ports:north-sea", "baltics", &MODES),
        on("ports:all", "finland", &MODES),
        on("port:antwerp", "terminal:liege-port", &[Mode::Iww]),
        on("port:rotterdam", "terminal:duisburg-ruhrort", &[Mode::Iww]),
        on("airfield:ramstein", "airfield:amari", &[Mode::Air]),
        on("United Kingdom", "France", &[Mode::Road, Mode::Rail]),
    ];
    let mut bound: BTreeMap<&str, usize> = BTreeMap::new();
    for query in questions {
        let extended = extended(europe(), &query).expect("a network");
        let network = extended.as_ref().unwrap_or(europe());
        let asked = Asked::new(network, &query).expect("known names");
        let levels = asked.levels(Case::Typical);
        let whole = solved(&asked, &levels, &query.modes);
        let used = use_of_assets(&asked, &whole);
        let level =
            |levels: &[u64], asset: usize| asked.mix.vehicles(asked.capacities.assets[asset].unit, levels[asset]);
        for (asset, used) in used.iter().enumerate() {
            let name = || asked.capacities.id(network, u32::try_from(asset).unwrap());
            assert!(*used <= level(&levels, asset), "{}: {used} of {}", name(), level(&levels, asset));
        }
        let kinds: BTreeSet<&str> = asked.capacities.assets.iter().map(|asset| asset.kind.word()).collect();
        for kind in kinds {
            if bound.get(kind).is_some_and(|count| *count > 0) {
                continue;
            }
            let of_kind: Vec<usize> = (0..used.len())
                .filter(|asset| asked.capacities.assets[*asset].kind.word() == kind && levels[*asset] > 1_000)
                .collect();
            if of_kind.iter().all(|asset| used[*asset] == 0) {
                continue;
            }
            let mut less = levels.clone();
            of_kind.iter().for_each(|asset| less[*asset] = 1_000);
            let held = solved(&asked, &less, &query.modes);
            let now = use_of_assets(&asked, &held);
            for asset in of_kind {
                assert!(now[asset] <= level(&less, asset), "{kind}: {} of {}", now[asset], level(&less, asset));
            }
            assert!(held.value <= whole.value + slack(whole.value), "{kind}");
            *bound.entry(kind).or_insert(0) += usize::from(held.value < whole.value);
        }
    }
    let bound: Vec<&str> = bound.into_iter().filter(|(_, count)| *count > 0).map(|(kind, _)| kind).collect();
    for kind in [
        "airfield",
        "barge quay",
        "ferry",
        "gauge change",
        "locks",
        "port clearance",
        "port discharge",
        "quota",
        "rail section",
        "ramp",
        "road section",
    ] {
        assert!(bound.contains(&kind), "no {kind} held a flow back; these did: {bound:?}");
    }
}

/// Ways side by side over one structure share its tracks or lanes: both together stay within them.
#[test]
fn ways_side_by_side_share_their_structure() {
    let asked = Asked::new(europe(), &query("lithuania")).expect("known names");
    let problem = problem_of(&asked, &asked.levels(Case::Typical));
    let mut held = 0;
    for (row, limit) in problem.limits.iter().enumerate() {
        let super::problem::Limit::Asset(asset) = *limit else { continue };
        if !matches!(
            asked.capacities.assets[asset as usize].kind,
            AssetKind::StructureTracks(_) | AssetKind::StructureLanes(_)
        ) {
            continue;
        }
        let (plain, shared) = over_row(&problem, row);
        assert_eq!(shared, plain.min(problem.rows[row].capacity), "{}", asked.capacities.id(europe(), asset));
        held += usize::from(shared < plain);
    }
    assert!(held >= 2, "{held} structures hold what passes side by side");
}
