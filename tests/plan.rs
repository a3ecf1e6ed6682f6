//! Plans: laws, agreement with routes, the referee, bad input.

use corridor::analysis::plan::certificate::check_bound;
use corridor::analysis::plan::{ask, ask_from, changes::Changes, prepared::prepared, query::Query};
use corridor::analysis::route;
use corridor::analysis::stop::Stop;
use corridor::data::force_file::ForceFile;
use corridor::data::force_file::schema;
use corridor::data::forces::{MOVEMENTS, NAMES, embedded, movement};
use corridor::network::Network;
use corridor::replay::document::Plan;

use crate::harness::corridor;

fn network() -> &'static Network {
    static NETWORK: std::sync::OnceLock<Network> = std::sync::OnceLock::new();
    NETWORK.get_or_init(|| Network::europe().expect("the embedded network is sound"))
}

fn plan_with(text: &str, change: impl Fn(&mut Query)) -> Plan {
    let file = ForceFile::parse("test.toml", text).expect("a sound force");
    let mut query = Query { effort: 4, ..Query::default() };
    change(&mut query);
    ask(network(), &file, &query, Stop::NEVER).expect("a plan")
}

fn plan(text: &str) -> Plan {
    plan_with(text, |_| {})
}

fn unit(from: &str, to: &str, load: &str, more: &str) -> String {
    format!("[[unit]]\nname = \"{from} {load}\"\nfrom = \"{from}\"\nto = \"{to}\"\nload = [\"{load}\"]\n{more}\n")
}

fn force(units: &[String]) -> String {
    format!("name = \"test\"\n{}", units.concat())
}

#[test]
fn one_load_unit_goes_as_its_route() {
    for (from, to, load) in [
        ("Bergen-Hohne", "Drawsko Pomorskie", "leopard-2a6x4"),
        ("Mourmelon", "Cincu", "boxerx12"),
        ("Bremerhaven", "Rukla", "iso-20ftx6"),
        ("Revingehed", "Adazi", "truck-medium-6x6x10"),
    ] {
        let query = route::query::Query {
            from: from.into(),
            to: to.into(),
            loads: vec![load.into()],
            // A way with one handling less is told first though another arrives a little sooner; a plan takes the soonest.
            pareto: true,
            ..route::query::Query::default()
        };
        let ways = route::ask(network(), &query).expect("an answer");
        let soonest_min = ways.routes.iter().map(|way| way.total_min).min().expect("a way");
        let planned = plan(&force(&[unit(from, to, load, "")]));
        assert_eq!(planned.movements.len(), 1);
        assert_eq!(i64::from(planned.closure_min), soonest_min, "{load} from {from} to {to}");
        assert!(planned.lower_bound_min <= planned.closure_min && planned.replay.ok);
    }
}

#[test]
fn a_plan_counts_every_piece_once_and_its_ledgers_add_up() {
    let planned = plan(embedded("battalion-dk-latvia").expect("an example"));
    assert!(planned.replay.ok, "{:?}", planned.replay);
    let pieces: u32 = planned.movements.iter().flat_map(|one| &one.contents).map(|content| content.count).sum();
    assert_eq!(pieces, planned.units.iter().map(|unit| unit.pieces).sum::<u32>());
    for movement in &planned.movements {
        assert_eq!(movement.ledger.iter().map(|line| line.minutes).sum::<u32>(), movement.arrive_min);
    }
    assert_eq!(planned.chain.last().expect("a chain").end_min, planned.closure_min);
}

#[test]
fn the_referee_finds_what_is_wrong() {
    let good = plan(&force(&[unit("Bergen-Hohne", "Drawsko Pomorskie", "leopard-2a6x40", "")]));
    type Spoil = fn(&mut Plan);
    let spoils: [(&str, Spoil); 9] = [
        ("conservation", |plan| plan.movements[0].contents[0].count += 1),
        ("conservation", |plan| drop(plan.movements.pop())),
        ("journeys", |plan| drop(plan.movements[0].steps.remove(1))),
        ("pace", |plan| {
            let step = plan.movements[0].steps.iter_mut().max_by_key(|step| step.moved_s - step.go_s).expect("steps");
            step.go_s += (step.moved_s - step.go_s) / 2;
        }),
        ("paperwork", |plan| {
            for step in &mut plan.movements[0].steps {
                for time in [
                    &mut step.in_s,
                    &mut step.carried_s,
                    &mut step.loaded_s,
                    &mut step.go_s,
                    &mut step.moved_s,
                    &mut step.end_s,
                ] {
                    *time = time.saturating_sub(90 * 86_400);
                }
            }
            plan.movements[0].depart_s = 0;
        }),
        ("limits", |plan| {
            let wagons = plan.movements.iter_mut().find(|one| !one.wagons.is_empty());
            match wagons {
                Some(movement) => {
                    let more = movement.wagons.clone();
                    movement.wagons.extend(more.iter().cloned());
                    movement.wagons.extend(more);
                }
                None => plan.stamp.query["deny"] = serde_json::json!(["PL"]),
            }
        }),
        ("arithmetic", |plan| plan.closure_min -= 1),
        ("arithmetic", |plan| plan.lower_bound_min = plan.closure_min + 1),
        ("arithmetic", |plan| plan.movements[0].ledger[0].minutes += 1),
    ];
    for (number, (name, spoil)) in spoils.iter().enumerate() {
        let mut bad = good.clone();
        spoil(&mut bad);
        let replay = corridor::replay::check(network(), &bad).expect("a replay");
        let failed: Vec<&str> =
            replay.checks.iter().filter(|check| !check.ok).map(|check| check.name.as_str()).collect();
        assert!(!replay.ok, "spoil {number} ({name}) went unseen");
        if *name != "limits" && *name != "paperwork" {
            assert!(failed.contains(name), "spoil {number}: {failed:?} instead of {name}");
        }
    }
}

#[test]
fn laws() {
    let tanks = |ready: &str| force(&[unit("Bergen-Hohne", "Drawsko Pomorskie", "leopard-2a6x60", ready)]);
    let base = plan(&tanks(""));
    // Ready later is never complete earlier.
    assert!(plan(&tanks("ready = \"C+100\"")).closure_min >= base.closure_min);
    // Twice the force is never complete sooner than one of the two.
    let twice = force(&[
        unit("Bergen-Hohne", "Drawsko Pomorskie", "leopard-2a6x60", ""),
        unit("Bergen-Hohne", "Drawsko Pomorskie", "leopard-2a6x60", "")
            .replace("name = \"Bergen", "name = \"second Bergen"),
    ]);
    assert!(plan(&twice).closure_min >= base.closure_min);
    // Faster rules are never slower.
    let slow = base.closure_min;
    let fast = plan_with(&tanks(""), |query| query.circumstances.regime = "waived".into()).closure_min;
    assert!(fast <= slow, "{fast} > {slow}");
    // More wagons are never later.
    let pool = |count: u32| {
        format!(
            "{}[[pool]]\nname = \"flats\"\nkind = \"wagon\"\ntypes = [\"samms\"]\ncount = {count}\nhome = \"Hannover\"\n",
            tanks("modes = [\"rail\", \"road\"]")
        )
    };
    let few = plan(&pool(20));
    let many = plan(&pool(80));
    assert!(many.closure_min <= few.closure_min && few.closure_min >= base.closure_min);
}

#[test]
fn the_same_question_gives_the_same_bytes() {
    let one = corridor("plan battalion-se-latvia --effort 2 --format json --threads 1");
    let two = corridor("plan battalion-se-latvia --effort 2 --format json --threads 2");
    assert_eq!(one.code, 0, "{}", one.err);
    assert!(one.bytes == two.bytes);
}

#[test]
fn the_description_of_force_files_is_fresh() {
    assert_eq!(include_str!("../networks/europe/forces/SCHEMA.md"), schema(), "run `corridor plan --schema`");
}

#[test]
fn every_example_is_sound() {
    assert!(NAMES.len() >= 12);
    for name in NAMES {
        let file = ForceFile::parse(name, embedded(name).expect("listed")).expect("sound");
        let clock = corridor::network::calendar::Clock::parse(route::query::DEFAULT_C_DAY).expect("an instant");
        let force = corridor::force::Force::check(&file, network(), &clock).expect("sound");
        assert!(!force.sources.is_empty() && !force.description.is_empty(), "{name} says where it comes from");
    }
}

#[test]
fn bad_forces_are_told_with_line_and_field() {
    let says = |text: &str, words: &[&str]| {
        let file = match ForceFile::parse("f.toml", text) {
            Ok(file) => file,
            Err(error) => {
                for word in words {
                    assert!(error.to_string().contains(word), "should say {word}: {error}");
                }
                return;
            }
        };
        let error = ask(network(), &file, &Query::default(), Stop::NEVER).expect_err("a bad force").to_string();
        for word in words {
            assert!(error.contains(word), "should say {word}: {error}");
        }
    };
    let good = unit("Bergen-Hohne", "Drawsko Pomorskie", "leopard-2a6x4", "");
    let with = |more: &str| format!("name = \"x\"\n{good}{more}");
    says("name = 3\n", &["f.toml:1, field name", "words in quotes", "needs unit"]);
    says("name = \"x\"\n[[unit]\n", &["f.toml:2", "TOML"]);
    says(&with("frm = \"Tapa\"\n"), &["field frm", "did you mean from?"]);
    says(&force(&[unit("Bergen-Hohne", "Rukla", "lepard-2a6x4", "")]), &["f.toml:6, field load", "leopard-2a6"]);
    says(&force(&[unit("Bergen-Hohne", "Rukla", "leopard-2a6x0", "")]), &["0 pieces"]);
    says(&force(&[unit("Bergen-Hohne", "Rukla", "leopard-2a6x90000", "")]), &["more than 20000"]);
    says(&force(&[unit("Bergen-Hohne", "Xyzzyqq", "leopard-2a6x4", "")]), &["no place is called"]);
    says(&with("ready = \"C+200\"\nrequired = \"C+100\"\n"), &["required 100 h after C, but ready only 200 h"]);
    says(&with("ready = \"C+9000\"\n"), &["more than 90 days after C"]);
    says(&with("formation = \"armoured-brigade\"\n"), &["no formation is called", "did you mean"]);
    says(&with("[[pool]]\nname = \"p\"\nkind = \"wagon\"\ntypes = [\"samms\"]\ncount = 0\n"), &["has 0 carriers"]);
    says(
        &with(
            "[[pool]]\nname = \"a\"\nkind = \"wagon\"\ntypes = [\"samms\"]\ncount = 1\nhome = \"@b\"\n[[pool]]\nname = \"b\"\nkind = \"wagon\"\ntypes = [\"samms\"]\ncount = 1\nhome = \"@a\"\n",
        ),
        &["go in a circle"],
    );
    says(
        &with("[[stock]]\nplace = \"Bergen-Hohne\"\nload = [\"leopard-2a6x3\"]\n"),
        &["units take 4 x", "where 3 stand"],
    );
    let by_sea = unit("Bergen-Hohne", "Rukla", "leopard-2a6x4", "modes = [\"sea\"]");
    says(&force(std::slice::from_ref(&by_sea)), &["nothing of the force can move", "(4 pieces)", "relax"]);
    let also =
        unit("Bergen-Hohne", "Drawsko Pomorskie", "leopard-2a6x4", "").replace("name = \"Berg", "name = \"second Berg");
    says(&force(&[by_sea, also]), &["some of the force cannot move", "relax", "--partial"]);
    let said = corridor("plan no-such-force");
    assert_eq!(said.code, 1);
    assert!(said.err.contains("cannot read no-such-force"), "{}", said.err);
}

#[test]
fn what_cannot_move_is_left_out_when_asked() {
    let text = force(&[
        unit("Bergen-Hohne", "Drawsko Pomorskie", "leopard-2a6x4", ""),
        unit("Bergen-Hohne", "Rukla", "leopard-2a6x4", "modes = [\"sea\"]")
            .replace("name = \"Bergen", "name = \"second Bergen"),
    ]);
    let planned = plan_with(&text, |query| query.partial = true);
    assert_eq!(planned.left_out.len(), 1);
    assert!(planned.replay.ok && planned.left_out[0].pieces == 4);
}

#[test]
fn what_is_lost_never_helps_and_what_is_given_never_hurts() {
    let file =
        ForceFile::parse("test.toml", &force(&[unit("Bergen-Hohne", "Drawsko Pomorskie", "leopard-2a6x40", "")]))
            .expect("a sound force");
    prepared(network(), &file, &Query::default(), Stop::NEVER, |prepared| {
        let base = prepared.closure(&Changes::default(), None, 4).expect("a plan");
        let base_bound_s = prepared.bound(&Changes::default()).expect("a way");
        assert!(base_bound_s <= base.closure_s);
        // Every asset that the fastest plan passes, lost one after another.
        let passed = prepared.passed(&base.incumbent);
        assert!(passed.len() > 3, "{passed:?}");
        for asset in passed {
            let mut lost = Changes::default();
            lost.lose_asset(prepared.capacities(), asset);
            assert!(!prepared.stands(&lost, &base.incumbent));
            let bound_s = prepared.bound(&lost);
            assert!(bound_s.is_none_or(|bound_s| bound_s >= base_bound_s));
            match prepared.closure(&lost, Some(&base.incumbent), 2) {
                Ok(without) => assert!(bound_s.expect("a way") <= without.closure_s),
                Err(cut_off) => assert_eq!(cut_off.unit, "Bergen-Hohne leopard-2a6x40"),
            }
            // Given twice over instead: the incumbent stands, so nothing gets worse.
            let mut given = Changes::default();
            let level = prepared.capacities().assets[asset as usize].military.typical;
            given.levels.insert(asset, 2 * level);
            assert!(prepared.closure(&given, Some(&base.incumbent), 2).expect("a plan").closure_s <= base.closure_s);
        }
        // A permission at hand, and the origin lost.
        let germany = network().country("DE").expect("a state");
        let at_hand = Changes { at_hand: [germany].into(), ..Changes::default() };
        let sooner = prepared.closure(&at_hand, Some(&base.incumbent), 2).expect("a plan");
        assert!(sooner.closure_s < base.closure_s);
        let mut lost = Changes::default();
        let corridor::network::find::Target::Facility(origin) = prepared.force().units[0].from else {
            panic!("the origin is a facility")
        };
        lost.lose_facility(network(), origin);
        assert_eq!(prepared.bound(&lost), None);
        assert!(prepared.closure(&lost, Some(&base.incumbent), 2).is_err());
        // And all as it was.
        let again = prepared.closure(&Changes::default(), Some(&base.incumbent), 2).expect("a plan");
        assert!(again.closure_s <= base.closure_s);
        Ok(())
    })
    .expect("what-ifs");
}

#[test]
fn what_would_bring_it_sooner_is_planned_and_never_later() {
    let text = force(&[unit("Bremerhaven", "Drawsko Pomorskie", "truck-medium-6x6x300", "")]);
    let planned = plan_with(&text, |query| query.sooner = true);
    assert!(!planned.sooner.is_empty(), "something holds up 300 lorries");
    for one in &planned.sooner {
        assert!(one.gain_h > 0.0 && one.closure_h < planned.closure_h, "{one:?}");
    }
}

#[test]
fn a_saved_plan_is_kept_while_it_stands() {
    let text = force(&[unit("Bergen-Hohne", "Drawsko Pomorskie", "leopard-2a6x60", "")]);
    let file = ForceFile::parse("test.toml", &text).expect("a sound force");
    let saved = plan(&text);
    // One pass finds no more than the saved plan; the answer is no worse, and has been replayed.
    let lazy = Query { effort: 1, ..Query::default() };
    let again = ask_from(network(), &file, &lazy, &saved, Stop::NEVER).expect("a plan");
    assert!(again.closure_min <= saved.closure_min && again.replay.ok);
    // Rules that only relax never make it worse.
    let mut eased = lazy.clone();
    eased.circumstances.regime = "waived".into();
    let eased = ask_from(network(), &file, &eased, &saved, Stop::NEVER).expect("a plan");
    assert!(eased.closure_min <= saved.closure_min && eased.replay.ok);
    // Another force is refused.
    let other = ForceFile::parse("o.toml", &text.replace("x60", "x61")).expect("a sound force");
    assert!(ask_from(network(), &other, &lazy, &saved, Stop::NEVER).is_err());
}

#[test]
fn the_prices_of_a_bound_are_judged_anew() {
    let text = force(&[unit("Antwerp", "Drawsko Pomorskie", "truck-medium-6x6x900", "")]);
    let planned = plan(&text);
    assert_eq!(planned.bound.kind, "prices", "900 lorries wait for the gate of the port");
    assert!(planned.lower_bound_min <= planned.closure_min);
    let holds = |plan: &Plan| check_bound(network(), plan, Stop::NEVER).expect("a judgement");
    assert!(holds(&planned).ok, "{}", holds(&planned).value);
    type Spoil = fn(&mut Plan);
    let spoils: [Spoil; 9] = [
        |plan| plan.lower_bound_min += 24 * 60,
        |plan| plan.bound.prices.clear(),
        |plan| plan.bound.prices[0].capacity -= 1,
        |plan| plan.bound.prices[0].from_day += 1,
        |plan| plan.bound.prices[0].asset = "no such asset".into(),
        |plan| plan.bound.prices[0].groups.push(7),
        |plan| plan.bound.prices[0].groups.push(0),
        |plan| plan.bound.prices[0].name = "some other gate".into(),
        |plan| plan.bound.prices.iter_mut().for_each(|price| price.price = 0),
    ];
    for (number, spoil) in spoils.iter().enumerate() {
        let mut bad = planned.clone();
        spoil(&mut bad);
        let judged = holds(&bad);
        assert!(!judged.ok, "spoil {number} went unseen: {}", judged.value);
    }
}

#[test]
fn every_miss_is_explained() {
    let page = include_str!("../networks/europe/forces/VALIDATION.md");
    let mut misses = 0;
    for name in MOVEMENTS {
        let file = ForceFile::parse(name, movement(name).expect("listed")).expect("sound");
        let clock = corridor::network::calendar::Clock::parse(route::query::DEFAULT_C_DAY).expect("an instant");
        let force = corridor::force::Force::check(&file, network(), &clock).expect("sound");
        for expected in &force.expectations {
            // A row of the page begins with the movement and its figure.
            let row = page.lines().find(|line| {
                let mut words = line.split_whitespace();
                words.next() == Some(name) && words.next() == Some(expected.what.as_str())
            });
            let row = row.unwrap_or_else(|| panic!("{name} {} is not on the page", expected.what));
            if row.contains(" NO ") || row.trim_end().ends_with(" NO") {
                misses += 1;
                let control = name.starts_with("control-");
                assert!(control || !expected.explain.is_empty(), "{name} {} misses without a reason", expected.what);
            }
        }
    }
    assert!(misses > 0, "the control at least misses");
}
