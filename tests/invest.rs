//! What to build and what to reform first: planted networks with known answers (the cards that come along: `shipped`).

use std::path::Path;

use corridor::analysis::capacity::level::level;
use corridor::analysis::capacity::query::Query as CapacityQuery;
use corridor::analysis::invest::answer::InvestAnswer;
use corridor::analysis::invest::ask;
use corridor::analysis::invest::query::{By, Limit, Query, Scenario};
use corridor::data::card_file::CardFile;
use corridor::data::folder::{Files, write_output};
use corridor::network::Network;
use corridor::network::cards::Card;
use corridor::report::{Format, Options, invest::render};

mod shipped;

/// A network of one's own: places in a row, and what each link between them passes.
fn network(folder: &Path, links: &[(&str, &str, u32)]) -> Network {
    let mut names: Vec<&str> = links.iter().flat_map(|(a, b, _)| [*a, *b]).collect();
    names.sort_unstable();
    names.dedup();
    let mut nodes = "id,lat,lon,country,name\n".to_owned();
    for (index, name) in names.iter().enumerate() {
        nodes += &format!("{name},54.{index},20.0,PL,{name}\n");
    }
    let mut rows = "id,from,to,mode,length_km,capacity_trains_per_day,two_way\n".to_owned();
    for (a, b, trains) in links {
        rows += &format!("{a}-{b},{a},{b},rail,100,{trains},yes\n");
    }
    write_output(&folder.join("nodes.csv"), nodes.as_bytes()).expect("given by the test");
    write_output(&folder.join("links.csv"), rows.as_bytes()).expect("given by the test");
    Network::new(Files::open(folder).expect("given by the test")).expect("given by the test")
}

/// A card that makes a link pass so many trains.
fn card(id: &str, link: &str, trains: u32, cost: u32, more: &str) -> CardFile {
    let text = format!(
        "id = \"{id}\"\nname = \"{id}\"\nkind = \"works\"\nstates = [\"PL\"]\nowner = \"o\"\nstatus = \"idea\"\ncost_eur_m = {cost}\nprice_year = 2026\nsource = \"s\"\ndate = \"2026\"\nevidence = \"assumed\"\n{more}\n[[effects]]\ntable = \"links.csv\"\nrow = \"{link}\"\ncolumn = \"capacity_trains_per_day\"\nvalue = {trains}\n"
    );
    CardFile::parse(&format!("{id}.toml"), &text).expect("given by the test")
}

fn query(budget_eur_m: u64) -> Query {
    Query {
        to: vec!["node:d".to_owned()],
        from: vec!["node:a".to_owned()],
        by: By::Flow,
        budget_keur: Some(budget_eur_m * 1_000),
        together: true,
        ..Query::default()
    }
}

/// Three sections in a row, each of which passes one train a day, and a branch that leads nowhere.
fn corridor_of_three(folder: &Path) -> (Network, Vec<Card>) {
    let network = network(folder, &[("a", "b", 1), ("b", "c", 1), ("c", "d", 1), ("d", "e", 1)]);
    let files = [
        card("branch", "d-e", 9, 1, ""),
        card("first", "a-b", 9, 100, ""),
        card("second", "b-c", 9, 100, ""),
        card("third", "c-d", 9, 100, ""),
    ];
    let cards = network.cards(&files).expect("given by the test");
    (network, cards)
}

fn value<'a>(answer: &'a InvestAnswer, id: &str) -> &'a corridor::analysis::invest::answer::CardValue {
    answer.cards.iter().find(|card| card.id == id).expect("given by the test")
}

#[test]
fn three_sections_are_orphans_that_pay_together() {
    let folder = tempfile::tempdir().expect("given by the test");
    let (network, cards) = corridor_of_three(folder.path());
    let answer = ask(&network, &cards, &[], &query(300)).expect("given by the test");
    let portfolio = answer.portfolio.as_ref().expect("given by the test");
    let gain = answer.after.theatres[0].vehicles_per_day - answer.before.theatres[0].vehicles_per_day;
    assert!(gain > 0.0);
    assert_eq!(portfolio.cards, ["first", "second", "third"]);
    assert!(portfolio.proven && portfolio.gap == 0.0 && portfolio.gain == gain && portfolio.cost_eur_m == 300.0);
    assert_eq!(portfolio.greedy_gain, 0.0, "one after another none of them buys anything");
    assert_eq!(answer.only_together.len(), 1);
    assert_eq!(
        (answer.only_together[0].cards.as_slice(), answer.only_together[0].gain),
        (portfolio.cards.as_slice(), gain)
    );
    for id in ["first", "second", "third"] {
        let card = value(&answer, id);
        assert!(card.orphan && card.chosen && card.gain == 0.0 && card.last_gain == Some(gain), "{card:?}");
        assert!((card.share.expect("given by the test") - gain / 3.0).abs() < 1e-3);
    }
    // What changes nothing is worth exactly nothing and stands last.
    let last = answer.cards.last().expect("given by the test");
    assert_eq!(
        (last.id.as_str(), last.gain, last.share, last.orphan, last.chosen),
        ("branch", 0.0, Some(0.0), false, false)
    );
    assert_eq!((last.per_eur, last.last_gain), (Some(0.0), Some(0.0)));
    // The shares add up to the whole.
    let sum: f64 = answer.cards.iter().filter_map(|card| card.share).sum();
    assert!((sum - gain).abs() < 1e-3);
}

#[test]
fn a_budget_of_nothing_of_too_little_and_of_everything() {
    let folder = tempfile::tempdir().expect("given by the test");
    let (network, cards) = corridor_of_three(folder.path());
    for budget in [0, 299] {
        let portfolio = ask(&network, &cards, &[], &query(budget))
            .expect("given by the test")
            .portfolio
            .expect("given by the test");
        assert!(portfolio.cards.is_empty() && portfolio.proven && portfolio.gain == 0.0, "{portfolio:?}");
    }
    let all = Query { budget_keur: Some(u64::MAX), ..query(0) };
    let answer = ask(&network, &cards, &[], &all).expect("given by the test");
    let portfolio = answer.portfolio.expect("given by the test");
    assert!(portfolio.proven && portfolio.gain > 0.0);
    // Sums beyond what a number holds are no cheap set.
    let dear: Vec<CardFile> =
        ["a-b", "b-c", "c-d"].iter().zip(["x", "y", "z"]).map(|(link, id)| card(id, link, 9, 999_999, "")).collect();
    let dear = network.cards(&dear).expect("given by the test");
    let none =
        ask(&network, &dear, &[], &query(999_999)).expect("given by the test").portfolio.expect("given by the test");
    assert!(none.cards.is_empty() && none.proven);
}

#[test]
fn the_best_set_is_that_of_all_sets_of_networks() {
    let folder = tempfile::tempdir().expect("given by the test");
    // Two ways side by side, one of two sections, behind a common end.
    let network = network(folder.path(), &[("a", "b", 2), ("b", "c", 2), ("a", "c", 1), ("c", "d", 4)]);
    let files = [
        card("end", "c-d", 12, 40, ""),
        card("end-small", "c-d", 7, 15, "excludes = [\"end\"]"),
        card("short", "a-c", 6, 35, ""),
        card("way-1", "a-b", 8, 20, ""),
        card("way-2", "b-c", 8, 25, ""),
        card("way-3", "b-c", 5, 10, "requires = [\"way-1\"]"),
    ];
    let cards = network.cards(&files).expect("given by the test");
    let flow = |set: &[&Card]| {
        let changed = network.with_cards(set, "today").expect("given by the test").network;
        let query =
            CapacityQuery { to: vec!["node:d".to_owned()], from: vec!["node:a".to_owned()], ..Default::default() };
        level(&changed, &query).expect("given by the test").milli
    };
    let nothing = flow(&[]);
    for budget in [0, 14, 20, 36, 50, 61, 75, 100, 200] {
        let answer = ask(&network, &cards, &[], &query(budget)).expect("given by the test");
        let portfolio = answer.portfolio.expect("given by the test");
        let mut best = 0;
        for bits in 0..1_u32 << cards.len() {
            let set: Vec<&Card> =
                (0..cards.len()).filter(|item| bits >> item & 1 == 1).map(|item| &cards[item]).collect();
            let has = |id: &str| set.iter().any(|card| card.id == id);
            let cost: u64 = set.iter().map(|card| card.cost.expect("given by the test").keur).sum();
            let stands = set
                .iter()
                .all(|card| card.requires.iter().all(|id| has(id)) && !card.excludes.iter().any(|id| has(id)));
            if stands && cost <= budget * 1_000 {
                best = best.max(flow(&set) - nothing);
            }
        }
        assert!(portfolio.proven, "budget {budget}");
        assert!((portfolio.gain - best as f64 / 1e3).abs() < 1e-9, "budget {budget}: {} {best}", portfolio.gain);
    }
}

#[test]
fn without_variance_every_draw_is_the_answer() {
    let folder = tempfile::tempdir().expect("given by the test");
    let (network, cards) = corridor_of_three(folder.path());
    let answer = ask(&network, &cards, &[], &Query { draws: 40, ..query(310) }).expect("given by the test");
    for card in &answer.cards {
        assert_eq!(card.p_best, Some(f64::from(u8::from(card.chosen))), "{}", card.id);
    }
    // With variance the same seed gives the same draws, another seed others.
    let loose: Vec<CardFile> = ["a-b", "b-c", "c-d"]
        .iter()
        .zip(["x", "y", "z"])
        .map(|(link, id)| card(id, link, 9, 100, "cost_low_eur_m = 60\ncost_high_eur_m = 160"))
        .collect();
    let loose = network.cards(&loose).expect("given by the test");
    let drawn = |seed: u64| {
        let answer = ask(&network, &loose, &[], &Query { draws: 200, seed, ..query(310) }).expect("given by the test");
        answer.cards.iter().map(|card| card.p_best.expect("given by the test")).collect::<Vec<_>>()
    };
    let once = drawn(5);
    assert_eq!(once, drawn(5));
    assert!((6..10).any(|seed| drawn(seed) != once));
    assert!(once.iter().all(|share| (0.2..0.8).contains(share)), "{once:?}");
}

#[test]
fn years_states_and_needs_limit_the_choice() {
    let folder = tempfile::tempdir().expect("given by the test");
    let network = network(folder.path(), &[("a", "b", 1), ("b", "c", 1), ("c", "d", 1), ("a", "d", 1)]);
    let files = [
        card("early", "a-d", 3, 50, "start_year = 2027\ncompletion_year = 2028"),
        card("late", "a-d", 9, 60, "start_year = 2030\ncompletion_year = 2033\nexcludes = [\"early\"]"),
        card("unpriced", "a-b", 9, 10, "completion_year = 2028"),
    ];
    let cards = network.cards(&files).expect("given by the test");
    let chosen = |query: &Query| {
        ask(&network, &cards, &[], query).expect("given by the test").portfolio.expect("given by the test").cards
    };
    assert_eq!(chosen(&query(100)), ["late"]);
    assert_eq!(chosen(&Query { year: Some(2030), ..query(100) }), ["early"]);
    assert_eq!(chosen(&Query { limits: vec![Limit::EachYear(20_000)], ..query(100) }), ["late"]);
    assert_eq!(chosen(&Query { limits: vec![Limit::EachYear(14_000)], ..query(100) }), Vec::<String>::new());
    assert_eq!(chosen(&Query { limits: vec![Limit::Year(2031, 10_000)], ..query(100) }), ["early"]);
    assert_eq!(chosen(&Query { limits: vec![Limit::State("PL".to_owned(), 55_000)], ..query(100) }), ["early"]);
    let answer = ask(&network, &cards, &[], &query(100)).expect("given by the test");
    let stages = answer.portfolio.expect("given by the test").stages;
    assert_eq!(stages.iter().map(|stage| stage.year).collect::<Vec<_>>(), [2030, 2031, 2032, 2033]);
    assert!((stages.iter().map(|stage| stage.spent_eur_m).sum::<f64>() - 60.0).abs() < 1e-9);
    assert!(stages[..3].iter().all(|stage| stage.gain == 0.0) && stages[3].gain > 0.0);
}

/// Two ways from a to d in Lithuania, narrow in Poland and narrow in Germany.
fn two_states(folder: &Path) -> (Network, Vec<Card>) {
    let mut nodes = "id,lat,lon,country,name\n".to_owned();
    let places = [("a", "LT"), ("b", "PL"), ("b2", "PL"), ("c", "DE"), ("c2", "DE"), ("d", "LT")];
    for (index, (name, country)) in places.iter().enumerate() {
        nodes += &format!("{name},54.{index},20.0,{country},{name}\n");
    }
    let mut rows = "id,from,to,mode,length_km,capacity_trains_per_day,two_way\n".to_owned();
    let links = [("a", "b", 9), ("b", "b2", 1), ("d", "b2", 9), ("a", "c", 9), ("c", "c2", 1), ("d", "c2", 9)];
    for (a, b, trains) in links {
        rows += &format!("{a}-{b},{a},{b},rail,100,{trains},yes\n");
    }
    write_output(&folder.join("nodes.csv"), nodes.as_bytes()).expect("given by the test");
    write_output(&folder.join("links.csv"), rows.as_bytes()).expect("given by the test");
    let network = Network::new(Files::open(folder).expect("given by the test")).expect("given by the test");
    let files = [card("german", "c-c2", 9, 100, ""), card("polish", "b-b2", 7, 100, "")];
    let cards = network.cards(&files).expect("given by the test");
    (network, cards)
}

#[test]
fn what_stands_all_circumstances_is_that_of_all_sets() {
    let folder = tempfile::tempdir().expect("given by the test");
    let (network, cards) = two_states(folder.path());
    let denied = Scenario { name: "deny=DE".to_owned(), deny: vec!["DE".to_owned()], ..query(0).scenario };
    let asked = Query { others: vec![denied], draws: 60, ..query(100) };
    let answer = ask(&network, &cards, &[], &asked).expect("given by the test");
    let flow = |set: &[&Card], deny: &[String]| {
        let changed = network.with_cards(set, "today").expect("given by the test").network;
        let query = CapacityQuery {
            to: vec!["node:d".to_owned()],
            from: vec!["node:a".to_owned()],
            deny: deny.to_vec(),
            ..Default::default()
        };
        level(&changed, &query).expect("given by the test").milli
    };
    let denies = [Vec::new(), vec!["DE".to_owned()]];
    let sets: [Vec<&Card>; 3] = [vec![], vec![&cards[0]], vec![&cards[1]]];
    let gains: Vec<Vec<u64>> =
        denies.iter().map(|deny| sets.iter().map(|set| flow(set, deny) - flow(&[], deny)).collect()).collect();
    let bests: Vec<u64> = gains.iter().map(|row| *row.iter().max().expect("given by the test")).collect();
    let regret = |set: usize| (0..2).map(|own| bests[own] - gains[own][set]).max().expect("given by the test");
    let least = (0..3).map(regret).min().expect("given by the test");
    let robust = answer.robust.expect("given by the test");
    assert!((robust.regret - least as f64 / 1e3).abs() < 1e-9 && robust.regret == robust.least_regret, "{robust:?}");
    assert_eq!(robust.cards, ["polish"], "the German way is worth nothing when Germany refuses");
    assert_eq!(answer.portfolio.expect("given by the test").cards, ["german"]);
    assert_eq!(robust.scenarios.len(), 2);
    for (one, row) in robust.scenarios.iter().zip(&gains) {
        assert!(
            (one.gain - row[2] as f64 / 1e3).abs() < 1e-9 && (one.gain_of_portfolio - row[1] as f64 / 1e3).abs() < 1e-9
        );
    }
    // Draws are over both circumstances: each way is best in about half of them, and never both.
    let share = |id: &str| answer.cards.iter().find(|card| card.id == id).and_then(|card| card.p_best);
    let (german, polish) = (share("german").expect("drawn"), share("polish").expect("drawn"));
    assert!((german + polish - 1.0).abs() < 1e-9 && (0.25..0.75).contains(&german), "{german} {polish}");
}

#[test]
fn points_are_shares_of_what_all_cards_buy() {
    let folder = tempfile::tempdir().expect("given by the test");
    let network = network(folder.path(), &[("a", "b", 1), ("b", "c", 4), ("a", "d", 2), ("a", "c", 1)]);
    let files = [
        card("east", "a-b", 3, 10, ""),
        card("idle", "b-c", 9, 5, ""),
        card("south", "a-d", 4, 10, ""),
        card("south-more", "a-d", 6, 30, ""),
    ];
    let cards = network.cards(&files).expect("given by the test");
    let both = Query { to: vec!["node:c".to_owned(), "node:d".to_owned()], by: By::Balance, ..query(1_000) };
    let answer = ask(&network, &cards, &[], &both).expect("given by the test");
    assert_eq!((answer.unit.as_str(), answer.portfolio.as_ref().map(|one| one.gain)), ("points", Some(100.0)));
    let flow = |to: &str, id: &str| {
        let single = Query { to: vec![to.to_owned()], ..query(1_000) };
        let answer = ask(&network, &cards, &[], &single).expect("given by the test");
        let whole = &answer.portfolio.as_ref().expect("a budget was given");
        let card = value(&answer, id);
        let left = answer.after.theatres[0].after_worst_loss - answer.before.theatres[0].after_worst_loss;
        ((card.flow_gain, whole.gain), (card.resilience_gain, left))
    };
    // What a part of the sum cannot move counts for nothing, and for no part of the hundred.
    for id in ["east", "south", "idle", "south-more"] {
        let parts: Vec<(f64, f64)> =
            ["node:c", "node:d"].iter().flat_map(|to| <[(f64, f64); 2]>::from(flow(to, id))).collect();
        let moved: Vec<f64> = parts.iter().filter(|(_, whole)| *whole > 0.0).map(|(own, whole)| own / whole).collect();
        let points = 100.0 * moved.iter().sum::<f64>() / moved.len() as f64;
        assert!((value(&answer, id).gain - points).abs() < 0.02, "{id}: {} {points}", value(&answer, id).gain);
    }
    assert_eq!(answer.cards.last().map(|card| (card.id.as_str(), card.gain)), Some(("idle", 0.0)));
    let theatres = &value(&answer, "south").by_theatre;
    assert!(theatres[0].vehicles_per_day == 0.0 && theatres[1].vehicles_per_day > 0.0, "{theatres:?}");
}

#[test]
fn every_format_prints_and_pictures_stand_alone() {
    let folder = tempfile::tempdir().expect("given by the test");
    let (network, cards) = corridor_of_three(folder.path());
    let answer = ask(&network, &cards, &[], &Query { draws: 5, ..query(300) }).expect("given by the test");
    for format in corridor::report::invest::FORMATS {
        let bytes = render(&answer, format, &Options::default()).expect("given by the test");
        assert_eq!(bytes, render(&answer, format, &Options::default()).expect("given by the test"));
        assert!(bytes.len() > 500, "{format}");
    }
    let svg = String::from_utf8(render(&answer, Format::Svg, &Options::default()).expect("given by the test"))
        .expect("given by the test");
    assert!(!svg.contains("href") && !svg.contains("NaN") && svg.contains("first"));
    // An answer that contradicts itself is refused.
    let mut wrong = answer.clone();
    wrong.portfolio.as_mut().expect("given by the test").cost_eur_m = 301.0;
    assert!(render(&wrong, Format::Json, &Options::default()).is_err());
}
