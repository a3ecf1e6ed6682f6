//! Every loss again by brute force: Dijkstra's algorithm on arcs with the links shut, and flows worked out anew.

use std::collections::BTreeMap;

use super::*;
use crate::algo::draws::drawn;
use crate::analysis::route::query::Mode;
use crate::analysis::stop::Stop;
use crate::network::rules::Case;

/// Assets compared.
const SAMPLE: usize = 200;

fn europe() -> &'static Network {
    static EUROPE: std::sync::OnceLock<Network> = std::sync::OnceLock::new();
    EUROPE.get_or_init(|| Network::europe().expect("the embedded network is sound"))
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

/// Hands a study and its assets to a test.
fn studied(query: &Query, test: impl FnOnce(&Ground<'_>, &Study<'_>, &[Asset])) {
    let network = europe();
    let circumstances = &query.circumstances;
    let clock = Clock::parse(&circumstances.c_day).expect("a date");
    let factors = Factors::new(&network.tables, circumstances.case);
    let rules = Rules { tables: &network.tables, clock: &clock };
    let load = load(network, circumstances, &factors).expect("a load");
    let profile = Profile::new(&load, &factors, circumstances.ship_notice_h).expect("a profile");
    let ground = Ground {
        network,
        query: circumstances,
        rules: &rules,
        factors: &factors,
        profile: &profile,
        load: &load,
        depart_s: 0,
    };
    let study = study(&ground, query, &query.to).expect("a study");
    let assets = catalogue(network, study.flow.capacities());
    test(&ground, &study, &assets);
}

/// Up to `count` of the assets that matter and as many of the others as make it full, drawn by a seed.
fn sample(impacts: &[Impact], seed: u64, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..impacts.len()).collect();
    order.sort_by_key(|at| (!impacts[*at].matters(), drawn(seed, 0, *at as u64)));
    let matter = impacts.iter().filter(|impact| impact.matters()).count().min(count * 3 / 4);
    let others = order.iter().copied().filter(|at| !impacts[*at].matters()).take(count - matter);
    order.iter().copied().take(matter).chain(others).collect()
}

#[test]
fn every_loss_is_what_a_search_without_the_asset_finds() {
    let query = Query {
        from: words(&["ports:north-sea", "gdansk"]),
        to: words(&["rukla", "tapa", "orzysz"]),
        ..Query::default()
    };
    studied(&query, |ground, study, assets| {
        let lost: Vec<Vec<u32>> = assets.iter().map(|asset| asset.links.clone()).collect();
        let impacts = study.impacts(&lost, true);
        let chosen = sample(&impacts, 1, SAMPLE);
        assert!(chosen.iter().filter(|at| impacts[**at].matters()).count() >= 100);
        let mut slower = 0;
        for origin in [0, study.from.nodes.len() - 1] {
            let (from, first) = (study.from.nodes[origin], origin * study.to.nodes.len());
            let mut graph = ground.compile(from, study.to.nodes[0]).expect("compiles").view.graph;
            let open = graph.shut.clone();
            for at in &chosen {
                graph.shut.clone_from(&open);
                for link in &lost[*at] {
                    graph.shut(2 * link);
                    graph.shut(2 * link + 1);
                }
                for (to, node) in study.to.nodes.iter().enumerate() {
                    let least = crate::algo::labels::potential(&graph, *node, u128::MAX)[from as usize];
                    let expected = (least != crate::algo::labels::NONE).then_some(least);
                    let pair = first + to;
                    let changed = impacts[*at].changes.iter().find(|(own, _)| *own as usize == pair);
                    let found = changed.map_or(study.times.time_s(pair), |(_, time)| *time);
                    assert_eq!(found, expected, "{:?}, pair {pair}", assets[*at].what);
                    slower += usize::from(changed.is_some());
                }
            }
        }
        assert!(slower > 50, "only {slower} times changed");
    });
}

#[test]
fn every_flow_is_what_a_graph_without_the_asset_lets_pass() {
    let query = Query { from: words(&["ports:baltic"]), to: words(&["lithuania"]), ..Query::default() };
    studied(&query, |_, study, assets| {
        let lost: Vec<Vec<u32>> = assets.iter().map(|asset| asset.links.clone()).collect();
        let impacts = study.impacts(&lost, true);
        let falls = (0..impacts.len()).filter(|at| impacts[*at].flow_loss[0] > 0).take(30);
        let chosen: Vec<usize> = falls.chain(sample(&impacts, 2, 30)).collect();
        let value = study.value(0).expect("a finite flow");
        let mut less = 0;
        for at in chosen {
            let expected = study.flow.anew(Case::Typical, &lost[at]);
            // Both are proven within their rounding.
            let off = (value - impacts[at].flow_loss[0]).abs_diff(expected);
            assert!(off <= 20, "{:?}: {} less of {value}, {expected} anew", assets[at].what, impacts[at].flow_loss[0]);
            less += usize::from(expected < value);
        }
        assert!(less > 10, "only {less} flows fell");
    });
}

#[test]
fn losing_more_never_helps() {
    let query = Query { from: words(&["bremerhaven"]), to: words(&["rukla"]), ..Query::default() };
    studied(&query, |_, study, assets| {
        let lost: Vec<Vec<u32>> = assets.iter().map(|asset| asset.links.clone()).collect();
        let impacts = study.impacts(&lost, true);
        let chosen = sample(&impacts, 3, 40);
        let mut together: Vec<u32> = Vec::new();
        let mut before = study.nothing();
        for at in chosen {
            together.extend(&lost[at]);
            together.sort_unstable();
            together.dedup();
            let now = study.impacts(std::slice::from_ref(&together), true).remove(0);
            let later = |one: &Impact, other: &Impact| {
                one.least_min[0].is_none_or(|one| other.least_min[0].is_some_and(|other| other <= one))
            };
            assert!(later(&now, &before) && later(&now, &impacts[at]));
            assert!(now.flow_loss[0] >= before.flow_loss[0].max(impacts[at].flow_loss[0]));
            before = now;
        }
    });
}

#[test]
fn a_loss_takes_as_long_as_the_route_that_avoids_it() {
    let query = Query {
        from: words(&["bremerhaven"]),
        to: words(&["rukla"]),
        circumstances: route::query::Query {
            loads: words(&["boxerx20"]),
            modes: vec![Mode::Rail, Mode::Road],
            ..route::query::Query::default()
        },
        ..Query::default()
    };
    let answer = ask(europe(), &query).expect("an answer");
    let usual = answer.base.arrival_min.expect("there is a way");
    let mut compared = 0;
    for loss in answer.losses.iter().filter(|loss| loss.kind == "structure" || loss.kind == "gauge-change").take(6) {
        let (_, id) = loss.asset.split_once(':').expect("an id");
        let route = route::query::Query {
            from: "bremerhaven".to_owned(),
            to: "rukla".to_owned(),
            avoid: vec![id.to_owned()],
            ways: 1,
            ..query.circumstances.clone()
        };
        let avoiding = route::ask(europe(), &route).expect("a route");
        let expected = avoiding.routes.first().map(|route| route.total_min - usual);
        if let Some(extra) = loss.effect.extra_min {
            assert_eq!(Some(extra), expected, "{}", loss.name);
            compared += 1;
        }
    }
    for code in ["PL", "DE"] {
        let deny = route::query::Query { deny: vec![code.to_owned()], ways: 1, ..query.circumstances.clone() };
        let route = route::query::Query { from: "bremerhaven".to_owned(), to: "rukla".to_owned(), ..deny };
        let routes = route::ask(europe(), &route).expect("an answer").routes;
        let loss = answer.losses.iter().find(|loss| loss.asset == format!("consent:{code}")).expect("it is crossed");
        assert_eq!(loss.effect.cut_off, routes.is_empty(), "{code}");
        if let (Some(extra), Some(route)) = (loss.effect.extra_min, routes.first()) {
            assert_eq!(extra, route.total_min - usual, "{code}");
            compared += 1;
        }
    }
    assert!(compared >= 3, "only {compared} routes compared");
}

/// A company on wheels, the structures that can be lost, and how it is planned.
fn company() -> (crate::data::force_file::ForceFile, Vec<Asset>, plan::query::Query) {
    let text = "name = \"a company\"\n[[unit]]\nname = \"wheels\"\nfrom = \"Bergen-Hohne\"\nto = \"Rukla\"\nload = [\"boxerx4\"]\n";
    let file = crate::data::force_file::ForceFile::parse("company.toml", text).expect("a force");
    let capacities = crate::network::capacity::Capacities::new(europe(), "today").expect("capacities");
    let assets = catalogue(europe(), &capacities);
    let assets = assets.into_iter().filter(|asset| asset.what.kind() == Kind::Structure).collect();
    let circumstances = route::query::Query { modes: vec![Mode::Road], ..route::query::Query::default() };
    (file, assets, plan::query::Query { circumstances, ..plan::query::Query::default() })
}

/// Knows what another run found of every other loss, and keeps what is found.
#[derive(Default)]
struct Half {
    known: BTreeMap<String, String>,
    found: std::sync::Mutex<BTreeMap<String, String>>,
}

impl Watch for Half {
    fn known(&self, asset: &str) -> Option<String> {
        self.known.get(asset).cloned()
    }

    fn done(&self, asset: &str, found: &str, _: usize, _: usize) -> Result<()> {
        self.found.lock().expect("no panic").insert(asset.to_owned(), found.to_owned());
        Ok(())
    }

    fn stop(&self) -> Stop<'_> {
        Stop::NEVER
    }
}

#[test]
fn a_closure_does_not_hang_on_what_was_asked_before() {
    let (file, assets, plan) = company();
    let id = |at: usize| at.to_string();
    let whole = Half::default();
    let ask = |watch: &Half, assets: &[Asset], id: &(dyn Fn(usize) -> String + Sync)| {
        let forced = Forced { file: &file, effort: 1, watch };
        closure::closures(europe(), &forced, &plan, assets, &Wanted::default(), id).expect("closures")
    };
    let all = ask(&whole, &assets, &id);
    assert!(all.under.len() >= 3, "{} losses touch the plan", all.under.len());
    let found = whole.found.into_inner().expect("no panic");
    // Alone, each is found as among the others.
    for at in all.under.keys().rev().take(3) {
        let alone = Half::default();
        ask(&alone, &assets[*at..=*at], &|_| at.to_string());
        let alone = alone.found.into_inner().expect("no panic");
        assert_eq!(alone[&at.to_string()], found[&at.to_string()]);
    }
    // Broken off and gone on with, the answer is the same.
    let known = found.into_iter().step_by(2).collect();
    let rest = ask(&Half { known, ..Half::default() }, &assets, &id);
    assert_eq!((&rest.base, &rest.under), (&all.base, &all.under));
    for closes in all.under.values() {
        let (bound_s, closure_s) = (closes.bound_s.expect("a way"), closes.closure_s.expect("a plan"));
        assert!(bound_s <= closure_s && all.base.closure_s <= Some(closure_s));
    }
}

#[test]
fn the_worst_two_are_those_of_all_pairs() {
    let (file, assets, plan) = company();
    let forced = Forced { file: &file, effort: 1, watch: &Alone };
    let wanted = Wanted { worst: 2, harden: 2, ..Wanted::default() };
    let all = closure::closures(europe(), &forced, &plan, &assets, &wanted, &|at| at.to_string()).expect("closures");
    let worst = &all.sets[0];
    assert_eq!((worst.open, worst.at_most_s), (0, worst.closes.closure_s));
    // By brute force: every two of the structures that touch the plan, and the set itself.
    let of: Vec<usize> = all.under.keys().copied().collect();
    let mut latest_s = 0;
    plan::prepared::prepared(europe(), &file, &plan, Stop::NEVER, |prepared| {
        let sweep = sweep::Sweep::new(prepared, &forced)?;
        let mut without = |set: &[usize]| {
            let mut links: Vec<u32> = set.iter().flat_map(|at| assets[*at].links.iter().copied()).collect();
            links.sort_unstable();
            sweep.under(prepared, &links, 0).closes
        };
        for one in &of {
            for other in of.iter().filter(|other| *other > one) {
                let closes = without(&[*one, *other]);
                assert!(closes.bound_s >= all.under[one].bound_s && closes.bound_s <= closes.closure_s);
                latest_s = latest_s.max(closes.closure_s.expect("a plan"));
            }
        }
        assert_eq!(without(&worst.assets).closure_s, worst.closes.closure_s);
        Ok(())
    })
    .expect("plans");
    assert!(worst.closes.closure_s >= Some(latest_s), "{latest_s} {:?}", worst.closes);
    // Hardened is never worse, and no choice is better than what is proven.
    let mut before = worst.closes.closure_s;
    for kept in &all.kept {
        assert!(kept.left.closes.closure_s <= before && kept.hardened.len() <= kept.n as usize);
        assert!(Some(kept.at_least_s) <= kept.left.closes.closure_s);
        assert!(kept.left.assets.iter().all(|at| !kept.hardened.contains(at)));
        before = kept.left.closes.closure_s;
    }
    assert_eq!(all.kept.len(), 2);
}

#[test]
fn a_loss_that_comes_late_or_ends_soon_costs_less() {
    let (file, assets, plan) = company();
    let forced = Forced { file: &file, effort: 1, watch: &Alone };
    let nothing = closure::closures(europe(), &forced, &plan, &assets, &Wanted::default(), &|at| at.to_string());
    let nothing = nothing.expect("closures");
    let base_s = nothing.base.closure_s.expect("a plan");
    let timed = |from_s: u32, until_s: u32| {
        let times = vec![until_s; assets.len()];
        let timing = closure::Timing { from_s, alone_s: times.clone(), together_s: times };
        let wanted = Wanted { timing: Some(timing), ..Wanted::default() };
        closure::closures(europe(), &forced, &plan, &assets, &wanted, &|at| at.to_string()).expect("closures").under
    };
    let (over, short, long) =
        (timed(base_s, u32::MAX), timed(base_s / 2, base_s / 2 + 3_600), timed(base_s / 2, u32::MAX));
    let (mut hit, mut later) = (0, 0);
    for (at, late) in &over {
        assert_eq!(
            (late.closure_s, late.caught),
            (Some(base_s), Some([0; 3])),
            "what comes when all are there costs nothing"
        );
        let (short, long) = (&short[at], &long[at]);
        assert!(short.closure_s >= Some(base_s) && long.closure_s >= short.closure_s, "{short:?} {long:?}");
        hit += u32::from(long.caught != Some([0; 3]));
        later += u32::from(long.closure_s > Some(base_s));
    }
    assert!(hit > 0 && later > 0, "{hit} of {} hit, {later} later", over.len());
}
