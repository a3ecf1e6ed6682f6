//! The cards that come along, on the embedded network.

use corridor::analysis::capacity::level::{Proven, level, levels};
use corridor::analysis::capacity::query::Query as CapacityQuery;
use corridor::analysis::invest::ask;
use corridor::analysis::invest::fund::instruments;
use corridor::analysis::invest::query::{By, Query, Scenario};
use corridor::analysis::plan;
use corridor::analysis::route::query::Query as RouteQuery;
use corridor::data::card_file::{CardFile, schema};
use corridor::data::force_file::ForceFile;
use corridor::network::Network;
use corridor::network::cards::Card;

use super::value;
use crate::harness::corridor;

#[test]
fn no_plan_is_made_where_nothing_can_be_sooner() {
    let network = Network::europe().expect("given by the test");
    let none: [&str; 0] = [];
    let cards = network.cards(&CardFile::all(true, &none).expect("given by the test")).expect("given by the test");
    let text = "name = \"a company\"\n[[unit]]\nname = \"tanks\"\nfrom = \"Bergen-Hohne\"\nto = \"Rukla\"\nload = [\"leopard-2a6x14\"]\n";
    let force = ForceFile::parse("company.toml", text).expect("given by the test");
    let only: Vec<String> = ["hemus", "permit-3-days"].map(str::to_owned).to_vec();
    let query = Query {
        scenario: Scenario { forces: vec![force.clone()], ..Query::default().scenario },
        by: By::Closure,
        only,
        effort: 1,
        ..Query::default()
    };
    let answer = ask(&network, &cards, &[], &query).expect("given by the test");
    let kept = plan::prepared::Kept::default();
    let closure = |set: &[&Card]| {
        let changed = network.with_cards(set, "today").expect("given by the test");
        let query = plan::query::Query {
            circumstances: RouteQuery { regime: changed.regime.clone(), ..RouteQuery::default() },
            ..Default::default()
        };
        let own = |prepared: &mut plan::prepared::Prepared<'_, '_>| {
            let planned = prepared.closure(&plan::changes::Changes::default(), None, 1).expect("there is a way");
            Ok((prepared.proven_s(), planned.closure_s))
        };
        let network = (&changed.network, &kept);
        plan::prepared::unproven(network, &force, &query, corridor::analysis::stop::Stop::NEVER, own)
            .expect("given by the test")
    };
    let (nothing_bound_s, nothing_s) = closure(&[]);
    assert_eq!(nothing_bound_s, nothing_s, "the company alone is as fast as its fastest way");
    for id in ["hemus", "permit-3-days"] {
        let card = cards.iter().find(|card| card.id == id).expect("given by the test");
        let (bound_s, closure_s) = closure(&[card]);
        let gain_h = |seconds: u32| f64::from(nothing_s / 60 - seconds / 60) / 60.0;
        let own = value(&answer, id);
        assert!((own.closure_gain_h.expect("by closure") - gain_h(closure_s)).abs() < 0.01, "{id}");
        assert!((own.bound_gain_h.expect("by closure") - gain_h(bound_s)).abs() < 0.01, "{id}");
    }
    // A motorway in Bulgaria is proven worthless here without a plan: one for nothing, one for the permission, no more.
    assert_eq!(value(&answer, "hemus").gain, 0.0);
    assert!(value(&answer, "permit-3-days").gain > 0.0);
    assert!(answer.plans <= 3, "{} plans", answer.plans);
    assert!(answer.before.forces[0].bound_h <= answer.before.forces[0].closure_h.expect("by closure"));
}

#[test]
fn what_a_figure_after_a_loss_does_not_count_is_named() {
    let network = Network::europe().expect("given by the test");
    let shared = |to: &str, from: &str| {
        let query = CapacityQuery { to: vec![to.to_owned()], from: vec![from.to_owned()], ..Default::default() };
        let found = levels(&network, &query, &[]).expect("given by the test");
        assert_eq!(found[0].level.shared.is_empty(), !found[0].is_priced(), "{to}");
        assert!(found[0].level.shared.iter().all(|name| found[0].level.cut.contains(name)), "{to}");
        found[0].level.shared.clone()
    };
    assert_eq!(shared("lithuania", "ports:north-sea"), Vec::<String>::new());
    let poland = shared("poland", "ports:all");
    assert!(poland.iter().any(|name| name.starts_with("wagons")), "{poland:?}");
}

#[test]
fn a_proof_that_holds_says_what_a_flow_made_anew_says() {
    let network = Network::europe().expect("given by the test");
    let none: [&str; 0] = [];
    let cards = network.cards(&CardFile::all(true, &none).expect("given by the test")).expect("given by the test");
    let query = CapacityQuery {
        to: ["lithuania", "romania"].map(str::to_owned).to_vec(),
        from: vec!["ports:all".to_owned()],
        ..Default::default()
    };
    let nothing = levels(&network, &query, &[]).expect("given by the test");
    let numbers =
        |found: &[Proven]| found.iter().map(|one| (one.level.milli, one.level.left_milli)).collect::<Vec<_>>();
    // Each theatre by itself is what both together say of it.
    let alone = |to: &String| {
        let own = level(&network, &CapacityQuery { to: vec![to.clone()], ..query.clone() }).expect("given by the test");
        (own.milli, own.left_milli)
    };
    assert_eq!(query.to.iter().map(alone).collect::<Vec<_>>(), numbers(&nothing));
    let known: Vec<_> = nothing.iter().cloned().map(Some).collect();
    // A railway that binds, a motorway that does not, a new railway beside, a rule that binds.
    let mut changed = 0;
    for id in ["elk-suwalki-trakiszki", "hemus", "rail-baltica-lt-south", "host-nation-convoys"] {
        let card = cards.iter().find(|card| card.id == id).expect("given by the test");
        let with = network.with_cards(&[card], "today").expect("given by the test");
        let query = CapacityQuery { regime: with.regime.clone(), ..query.clone() };
        let anew = levels(&with.network, &query, &[]).expect("given by the test");
        let tried = levels(&with.network, &query, &known).expect("given by the test");
        assert_eq!(numbers(&tried), numbers(&anew), "{id}");
        changed += usize::from(numbers(&anew) != numbers(&nothing));
    }
    assert!((1..4).contains(&changed), "{changed} of four change something");
}

#[test]
fn instruments_never_pay_more_than_the_cost() {
    let network = Network::europe().expect("given by the test");
    let none: [&str; 0] = [];
    let cards = network.cards(&CardFile::all(true, &none).expect("given by the test")).expect("given by the test");
    let all =
        instruments(&network, &CardFile::instruments(&none).expect("given by the test")).expect("given by the test");
    assert!(all.len() >= 5);
    let only: Vec<String> = ["elk-suwalki-trakiszki", "permit-3-days", "gdynia-heavy-ramp"].map(str::to_owned).to_vec();
    let query = Query { to: vec!["lithuania".to_owned()], only, ..Query::default() };
    let answer = ask(&network, &cards, &all, &query).expect("given by the test");
    for card in &answer.cards {
        let paid: f64 = card.funding.iter().map(|one| one.pays_eur_m).sum();
        assert!(paid <= card.cost_eur_m.expect("given by the test") + 1e-9, "{}", card.id);
        assert_eq!(card.funding.len(), all.len());
        let of_the_union = |one: &&corridor::analysis::invest::answer::Funding| {
            one.pays_eur_m > 0.0 && (one.instrument.starts_with("cef-") || one.instrument == "cohesion")
        };
        assert!(card.funding.iter().filter(of_the_union).count() <= 1, "{}: two grants of one budget", card.id);
        for one in &card.funding {
            assert_eq!(one.fits, one.fails.is_empty());
            assert!(one.fits || one.pays_eur_m == 0.0);
        }
    }
    // A reform is no building site, and what is on no TEN-T network is not for it.
    let permit = value(&answer, "permit-3-days");
    assert!(permit.funding.iter().any(|one| !one.fits && one.fails.iter().any(|why| why.contains("changes of rules"))));
    assert!(permit.bound_gain_h.is_none() && permit.flow_gain == 0.0, "a permit moves no train");
}

#[test]
fn the_description_of_cards_is_fresh() {
    assert_eq!(include_str!("../../networks/europe/cards/SCHEMA.md"), schema(), "run `corridor invest --schema`");
}

#[test]
fn what_is_wrong_with_a_question_is_said() {
    for (line, code, words) in [
        ("invest --to lithuania --explain elk-suwalki", 1, "did you mean elk-suwalki-trakiszki"),
        ("invest --to lithuania --budget=-5", 2, "EUR million from 0"),
        ("invest --by closure --to lithuania", 2, "name one with --force"),
        ("invest --to lithuania --regime tomorrow", 2, "tomorrow"),
        ("invest --to lithuania --budget-state PL", 2, "KEY=EUR_M"),
        ("invest --to lithuania --budget nan", 2, "EUR million from 0"),
        ("invest --to lithuania --budget 10 --budget-state Poland=5", 2, "write the code of the state, PL"),
        ("invest --to lithuania --budget 10 --budget-state QQ=5", 2, "QQ"),
        ("invest --to lithuania --budget 10 --budget-instrument cef=5", 2, "no instrument is called"),
        ("invest --to lithuania --draws 5", 2, "give a --budget"),
        ("invest --to lithuania --against when=now", 2, "is not regime=NAME"),
        ("invest --to lithuania --against scenario=no-such.toml", 1, "no-such.toml"),
        ("invest --check no-such-folder", 1, "no-such-folder"),
    ] {
        let said = corridor(line);
        assert_eq!(said.code, code, "{line}: {}", said.err);
        assert!(said.err.contains(words), "{line}: {}", said.err);
    }
}
