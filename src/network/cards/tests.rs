use super::*;
use crate::data::base::Way;
use crate::network::LinkKind;
use crate::network::capacity::{AssetKind, Capacities};
use crate::network::rules::{Asked, Case, Rules};

fn text(effects: &str) -> String {
    text_of("x", effects)
}

fn text_of(id: &str, effects: &str) -> String {
    format!(
        "id = \"{id}\"\nname = \"X\"\nkind = \"works\"\nstates = [\"PL\"]\nowner = \"o\"\nstatus = \"idea\"\nsource = \"s\"\ndate = \"2026\"\nevidence = \"assumed\"\n{effects}"
    )
}

fn files(cards: &[(&str, String)]) -> Vec<CardFile> {
    cards.iter().map(|(id, text)| CardFile::parse(&format!("{id}.toml"), text).unwrap()).collect()
}

fn refused(effects: &str) -> String {
    let network = Network::europe().unwrap();
    let error = match CardFile::parse("x.toml", &text(effects)) {
        Err(error) => error,
        Ok(file) => match network.cards(&[file]) {
            Err(error) => error,
            Ok(cards) => network.check_cards(&cards).expect_err("it should be refused"),
        },
    };
    error.to_string()
}

fn sound(cards: &[(&str, String)]) -> (Network, Vec<Card>) {
    let network = Network::europe().unwrap();
    let cards = network.cards(&files(cards)).unwrap();
    network.check_cards(&cards).unwrap();
    (network, cards)
}

#[test]
fn the_cards_that_come_along_are_sound() {
    let network = Network::europe().unwrap();
    let none: [&str; 0] = [];
    let cards = network.cards(&CardFile::all(true, &none).unwrap()).unwrap();
    assert!(cards.len() >= 10, "{} cards", cards.len());
    network.check_cards(&cards).unwrap();
    for card in &cards {
        assert!(!card.effects(&network).is_empty(), "{} changes nothing", card.id);
    }
}

#[test]
fn what_finds_nothing_is_refused() {
    for (effects, words) in [
        ("", "effects"),
        (
            "[[effects]]\ntable = \"ports.csv\"\nrow = \"gdynja\"\ncolumn = \"draught_m\"\nvalue = 15\n",
            "did you mean gdynia",
        ),
        (
            "[[effects]]\ntable = \"ports.csv\"\nrow = \"gdynia\"\ncolumn = \"draft_m\"\nvalue = 15\n",
            "did you mean draught_m",
        ),
        (
            "[[effects]]\ntable = \"ports.csv\"\nrow = \"gdynia\"\ncolumn = \"draught_m\"\nvalue = \"deep\"\n",
            "cannot be \"deep\"",
        ),
        (
            "[[effects]]\ntable = \"port.csv\"\nrow = \"gdynia\"\ncolumn = \"draught_m\"\nvalue = 15\n",
            "did you mean ports.csv",
        ),
        ("[[effects]]\ntable = \"ports.csv\"\nrow = \"gdynia\"\ncolumn = \"rail\"\nvalue = true\n", "changes nothing"),
        (
            "[[effects]]\ntable = \"ports.csv\"\nrow = \"gdynia\"\ncolumn = \"clearance_trains_per_day\"\nvalue = 99\n",
            "order",
        ),
        (
            "[[effects]]\nstretch = { mode = \"rail\", from = \"Suwalki, PL\", to = \"Suwalki, PL\" }\ntracks = 2\n",
            "same node",
        ),
        (
            "[[effects]]\nstretch = { mode = \"rail\", from = \"Atlantis\", to = \"Suwalki, PL\" }\ntracks = 2\n",
            "no place is called",
        ),
        (
            "[[effects]]\nstretch = { mode = \"rail\", from = \"60.0 20.0\", to = \"Suwalki, PL\" }\ntracks = 2\n",
            "within 12 km",
        ),
        ("[[effects]]\nstretch = { mode = \"rail\", from = \"Elk, PL\", to = \"Suwalki, PL\" }\n", "say what changes"),
        (
            "[[effects]]\nstretch = { mode = \"rail\", from = \"Elk, PL\", to = \"Suwalki, PL\" }\nlanes = 4\n",
            "of roads",
        ),
        (
            "[[effects]]\nstretch = { mode = \"rail\", from = \"Elk, PL\", to = \"Suwalki, PL\" }\ntracks = 20\n",
            "between 1 and 8",
        ),
        (
            "[[effects]]\nnew_link = { mode = \"rail\", from = \"Kaunas, LT\", to = \"Bauska, LV\", length_km = 170, gauge_mm = 1435 }\n",
            "two states",
        ),
        (
            "[[effects]]\nnew_link = { mode = \"rail\", from = \"Kaunas, LT\", to = \"Panevezys, LT\", length_km = 17, gauge_mm = 1435 }\n",
            "no length",
        ),
        (
            "[[effects]]\nnew_link = { mode = \"rail\", from = \"Kaunas, LT\", to = \"Panevezys, LT\", length_km = 110 }\n",
            "has a gauge",
        ),
        ("[[effects]]\nadopt = { regime = \"tomorrow\" }\n", "no regime is called"),
        ("[[effects]]\nadopt = { regime = \"permit-3d\" }\ntracks = 2\n", "does not go with adopt"),
        ("requires = [\"y\"]\n[[effects]]\nadopt = { regime = \"permit-3d\" }\n", "is no card"),
        ("requires = [\"x\"]\n[[effects]]\nadopt = { regime = \"permit-3d\" }\n", "requires itself"),
        ("cost_eur_m = 1e9\nprice_year = 2020\n[[effects]]\nadopt = { regime = \"permit-3d\" }\n", "check the unit"),
        ("cost_eur_m = -5\nprice_year = 2020\n[[effects]]\nadopt = { regime = \"permit-3d\" }\n", "check the unit"),
    ] {
        let said = refused(effects);
        assert!(said.contains(words), "{effects}\n-> {said}");
        assert!(said.contains("x.toml"), "{said}");
    }
}

#[test]
fn circles_and_twins_are_told() {
    let adopt = "[[effects]]\nadopt = { regime = \"permit-3d\" }\n";
    let network = Network::europe().unwrap();
    let circle = files(&[
        ("a", text_of("a", &format!("requires = [\"b\"]\n{adopt}"))),
        ("b", text_of("b", &format!("requires = [\"a\"]\n{adopt}"))),
    ]);
    assert!(network.cards(&circle).unwrap_err().to_string().contains("requires itself"));
    let folder = tempfile::tempdir().unwrap();
    for file in ["a.toml", "b.toml"] {
        crate::data::folder::write_output(&folder.path().join(file), text_of("a", adopt).as_bytes()).unwrap();
    }
    let twice = CardFile::all(false, &[folder.path()]).unwrap_err().to_string();
    assert!(twice.contains("is the id of a.toml too"), "{twice}");
}

#[test]
fn a_second_track_widens_the_stretch_and_its_bridges() {
    let effect = "[[effects]]\nstretch = { mode = \"rail\", from = \"Elk, PL\", to = \"Suwalki, PL\" }\ntracks = 2\n";
    let (network, cards) = sound(&[("x", text(effect))]);
    let changed = network.with_cards(&[&cards[0]], "today").unwrap().network;
    let links = match &cards[0].effects[0] {
        resolve::Effect::Stretch(stretch) => stretch.links.clone(),
        _ => panic!("a stretch"),
    };
    let least = |network: &Network| {
        let capacities = Capacities::new(network, "today").unwrap();
        let on = (0_u32..)
            .zip(&network.topology.links)
            .filter(|(_, link)| matches!(link.kind, LinkKind::Rail(base) if links.contains(&base)));
        let assets = on.flat_map(|(link, _)| capacities.of_link(link).to_vec());
        let rail =
            assets.filter(|one| matches!(capacities.assets[one.asset as usize].kind, AssetKind::RailSection { .. }));
        rail.map(|one| capacities.assets[one.asset as usize].gross.typical).min().unwrap()
    };
    assert!(least(&changed) >= 2 * least(&network), "{} {}", least(&changed), least(&network));
    assert_eq!(changed.base.links, network.base.links);
    assert_ne!(changed.hash, network.hash);
}

#[test]
fn sections_of_a_new_line_share_their_node_in_any_order() {
    let link = |from: &str, to: &str, km: u32| {
        format!(
            "[[effects]]\nnew_link = {{ mode = \"rail\", from = \"{from}\", to = \"{to}\", length_km = {km}, gauge_mm = 1435, tracks = 1 }}\n"
        )
    };
    let (network, cards) = sound(&[
        ("a", text_of("a", &link("Kaunas, LT", "55.400 24.150 LT", 65))),
        ("b", text_of("b", &link("55.400 24.150 LT", "Panevezys, LT", 50))),
    ]);
    let both = network.with_cards(&[&cards[0], &cards[1]], "today").unwrap().network;
    let turned = network.with_cards(&[&cards[1], &cards[0]], "today").unwrap().network;
    assert_eq!(both.base, turned.base);
    assert_eq!(both.hash, turned.hash);
    assert_eq!(both.base.links.len(), network.base.links.len() + 2);
    // One new node between them and one at the far end: Kaunas has one of that gauge.
    assert_eq!(both.base.nodes.len(), network.base.nodes.len() + 2);
    let new = &both.base.links[network.base.links.len()..];
    assert!(new.iter().all(|link| link.way == Way::Rail && link.gauge_mm == 1_435));
    assert_eq!(both.shapes().unwrap().0.len(), both.base.links.len());
}

#[test]
fn a_track_of_another_gauge_reaches_the_ramps_of_the_old_one() {
    let effect = "[[effects]]\nstretch = { mode = \"rail\", from = \"Kaunas, LT\", to = \"Panevezys, LT\", along_mm = 1520, gauge_mm = 1435 }\n";
    let (network, cards) = sound(&[("x", text(effect))]);
    let changed = network.with_cards(&[&cards[0]], "today").unwrap().network;
    let ramp = |network: &Network| {
        network.base.access.iter().any(|access| {
            access.facility == "terminal:panevezys" && network.base.nodes[access.node as usize].gauge_mm == 1_435
        })
    };
    assert!(!ramp(&network) && ramp(&changed));
}

#[test]
fn rules_that_are_taken_over_only_help() {
    let (network, cards) = sound(&[
        ("a", text_of("a", "[[effects]]\nadopt = { regime = \"permit-3d\", tables = [\"permissions\"] }\n")),
        ("b", text_of("b", "[[effects]]\nadopt = { regime = \"emers-6h\", states = [\"PL\"] }\n")),
    ]);
    let clock = crate::network::calendar::Clock::parse("2027-03-01T08:00:00+01:00").unwrap();
    let lead = |network: &Network, regime: &str, country: &str| {
        let rules = Rules { tables: &network.tables, clock: &clock };
        let asked = Asked { regime, country, mode: "rail", cargo: "standard", flag: "US", starts_here: false };
        rules.lead(&asked, Case::Typical).map_or(0, |lead| lead.lead_s)
    };
    for set in [vec![&cards[0]], vec![&cards[1]], vec![&cards[0], &cards[1]]] {
        let changed = network.with_cards(&set, "today").unwrap();
        for country in &network.countries {
            let (before, after) =
                (lead(&network, "today", &country.code), lead(&changed.network, &changed.regime, &country.code));
            assert!(after <= before, "{} {before} {after}", country.code);
        }
    }
    let one = network.with_cards(&[&cards[1]], "today").unwrap();
    assert_eq!(lead(&one.network, &one.regime, "PL"), 6 * 3_600);
    assert_eq!(lead(&one.network, &one.regime, "DE"), lead(&network, "today", "DE"));
    // Who asks under that regime already gains nothing.
    let asked = network.with_cards(&[&cards[1]], "emers-6h").unwrap();
    assert_eq!(asked.regime, "emers-6h");
}
