//! Every kind of capacity holds a flow back: shared decks, ways side by side, shares of civil traffic, places.

use std::collections::{BTreeMap, BTreeSet};

use super::super::problem::{Limit, Origin, Problem, Wanted};
use super::super::query::Query;
use super::super::solve::Solved;
use super::super::{Asked, extended};
use super::{MODES, carried, europe, query, slack, solved, value};
use crate::analysis::route::query::Mode;
use crate::network::capacity::{AssetKind, Directions, Sharing};
use crate::network::rules::Case;

/// The largest flow over the members of a row alone, each between the same two ends: without the row, and with it.
fn over_row(problem: &Problem, row: usize) -> (u64, u64) {
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

fn problem_of(asked: &Asked<'_>, levels: &[u64]) -> Problem {
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
    let rows: Vec<usize> = (0..problem.rows.len()).filter(|row| problem.limits[*row] == Limit::Deck(0)).collect();
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
            let mut uses = asked.capacities.of_link(link).iter();
            uses.any(|one| one.asset == asset && one.along.covers(forward))
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
        on("port:constanta", "terminal:wien-freudenau", &[Mode::Iww]),
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
        let Limit::Asset(asset) = *limit else { continue };
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
