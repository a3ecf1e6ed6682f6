//! What is kept, against compiling anew.

use crate::algo::labels::{Graph, Special};
use crate::analysis::route::compiled::{Compiled, Setting};
use crate::analysis::route::profile::Profile;
use crate::analysis::route::query::{Mode, Query};
use crate::data::card_file::CardFile;
use crate::force::{Factors, Load};
use crate::network::Network;
use crate::network::calendar::Clock;
use crate::network::rules::Rules;

use super::{Kept, Papers};

/// Everything of a graph that a search looks at, without the numbers of items.
fn seen(graph: &Graph, link: usize) -> (u32, bool, bool, Option<[Special; 2]>) {
    let class = graph.classes[graph.class[link] as usize];
    let plain = |special: Special| Special { gate_item: 0, ..special };
    let special = graph.specials.get(graph.special[link] as usize).map(|both| both.map(plain));
    (graph.run_s[link], class.march, graph.item_sets[graph.items[link] as usize] == 0, special)
}

/// A load from one place to another on a network: as it is compiled anew, and with what is kept.
fn compare(network: &Network, kept: &Kept, query: &Query, (from, to, handling_s): (&str, &str, u32)) {
    let clock = Clock::parse(&query.c_day).expect("an instant");
    let rules = Rules { tables: &network.tables, clock: &clock };
    let factors = Factors::new(&network.tables, query.case);
    let load = Load::parse(&query.loads, &query.sizes, &network.tables).expect("the load is known");
    let mut profile = Profile::new(&load, &factors, None).expect("all factors are there");
    profile.rail.load_s += handling_s;
    profile.road.unload_s += handling_s;
    let place = |name: &str| network.place(name).expect("the place is known");
    let flag = network.country("DE").expect("a state");
    let setting = Setting {
        network,
        query,
        rules: &rules,
        factors: &factors,
        profile: &profile,
        load: &load,
        flag,
        from: place(from),
        to: place(to),
        depart_s: 0,
    };
    let papers = Papers::new(network);
    let anew = Compiled::new(&setting).expect("it compiles");
    for round in ["first", "again"] {
        let own = Compiled::with_kept(&setting, (kept, &papers)).expect("it compiles");
        let about = format!("{round}: {from} - {to}, {}, {:?}", query.regime, query.modes);
        let (a, b) = (anew.graph(), own.graph());
        assert_eq!((&a.ends, &a.rule, a.nodes()), (&b.ends, &b.rule, b.nodes()), "{about}");
        for link in 0..a.ends.len() {
            assert_eq!(seen(a, link), seen(b, link), "{about}: link {link}");
            let calendar = |graph: &Graph| graph.classes[graph.class[link] as usize].calendar as usize;
            assert_eq!(a.calendars[calendar(a)], b.calendars[calendar(b)], "{about}: link {link}");
        }
        assert_eq!(anew.potential, own.potential, "{about}");
        assert_eq!(anew.view.leads, own.view.leads.clone(), "{about}");
        let way = |compiled: &Compiled<'_>| compiled.best(&[]).map(|found| (found.time_s, found.arcs));
        assert_eq!(way(&anew), way(&own), "{about}");
    }
}

#[test]
fn what_is_kept_says_what_compiling_anew_says() {
    let network = Network::europe().expect("the embedded network opens");
    let none: [&str; 0] = [];
    let cards = network.cards(&CardFile::all(true, &none).expect("cards open")).expect("cards resolve");
    let card = |id: &str| cards.iter().find(|card| card.id == id).expect("the card is there");
    let kept = Kept::default();
    let today = Query { loads: vec!["leopard-2a6x44".into()], regime: "today".into(), ..Query::default() };
    let small = Query { loads: vec!["boxerx4".into()], ..today.clone() };
    let by_rail = Query { modes: vec![Mode::Rail, Mode::Sea], ..today.clone() };
    compare(&network, &kept, &today, ("Bergen-Hohne", "Rukla", 0));
    // Reforms: other papers on the same ground.
    for id in ["permit-2-days", "emers-commission", "lift-bans-centre"] {
        let changed = network.with_cards(&[card(id)], "today").expect("the card applies");
        assert_eq!(changed.network.ground, network.ground, "{id}");
        let query = Query { regime: changed.regime.clone(), ..today.clone() };
        compare(&changed.network, &kept, &query, ("Bergen-Hohne", "Rukla", 0));
    }
    // Works: another ground; other loads, handling, ends and modes.
    let built = network.with_cards(&[card("elk-suwalki-trakiszki")], "today").expect("the card applies").network;
    assert_ne!(built.ground, network.ground);
    compare(&built, &kept, &today, ("Bergen-Hohne", "Rukla", 0));
    compare(&network, &kept, &today, ("Bremerhaven", "Rukla", 3_600));
    compare(&network, &kept, &small, ("Bergen-Hohne", "Drawsko Pomorskie", 0));
    compare(&network, &kept, &by_rail, ("Bergen-Hohne", "Drawsko Pomorskie", 0));
    compare(&network, &kept, &by_rail, ("Bremerhaven", "Rukla", 0));
}
