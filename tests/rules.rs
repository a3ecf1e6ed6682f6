//! The paperwork of Europe: arrangements count from their date, and a faster regime is never slower.

use corridor::force::Load;
use corridor::force::load::Sizes;
use corridor::network::Network;
use corridor::network::calendar::Clock;
use corridor::network::rules::{Asked, Case, Rules};

/// Regimes that promise to be at least as fast as another: (faster, slower).
const FASTER: &[(&str, &str)] = &[
    ("permit-council", "today"),
    ("permit-3d", "permit-council"),
    ("permit-parliament", "permit-3d"),
    ("emers-commission", "permit-3d"),
    ("emers-council", "permit-council"),
    ("emers-6h", "emers-commission"),
    ("emers-6h", "emers-council"),
    ("waived", "emers-6h"),
    ("waived", "permit-parliament"),
];

const CARGO: &[&str] = &["standard", "outsize", "dangerous", "personnel"];

fn europe() -> Network {
    Network::europe().expect("the embedded network is sound")
}

fn clock(c: &str) -> Clock {
    Clock::parse(c).expect("an instant")
}

fn entry<'a>(regime: &'a str, flag: &'a str, country: &'a str) -> Asked<'a> {
    Asked { regime, country, mode: "road", cargo: "standard", flag, starts_here: false }
}

#[test]
fn an_arrangement_counts_only_from_its_date() {
    let network = europe();
    let words = |c: &str| {
        let clock = clock(c);
        let rules = Rules { tables: &network.tables, clock: &clock };
        rules.lead(&entry("today", "IT", "AL"), Case::Typical).expect("Albania asks for a permission").text
    };
    // Italy, Albania, North Macedonia and Bulgaria signed on 10 July 2024.
    assert_eq!(words("2024-07-09T08:00:00+02:00"), "10 working days");
    assert_eq!(words("2024-07-10T08:00:00+02:00"), "5 working days");
}

#[test]
fn a_faster_regime_is_never_slower() {
    let network = europe();
    // A Thursday before a long weekend, so that hours and working days differ.
    let clock = clock("2027-03-25T08:00:00+01:00");
    let rules = Rules { tables: &network.tables, clock: &clock };
    let codes: Vec<&str> = network.countries.iter().map(|country| country.code.as_str()).collect();
    let mut compared = 0;
    for (faster, slower) in FASTER {
        for case in [Case::Best, Case::Typical, Case::Worst] {
            // Flags differ only in what they have arranged; four stand for all at the ends of the ranges.
            let flags: &[&str] = if case == Case::Typical { &codes } else { &["DE", "GB", "IT", "LT"] };
            for (flag, country) in flags.iter().flat_map(|flag| codes.iter().map(move |country| (*flag, *country))) {
                for (mode, cargo) in ["road", "rail"].iter().flat_map(|mode| CARGO.iter().map(move |c| (*mode, *c))) {
                    let asked = |regime| Asked { regime, country, mode, cargo, flag, starts_here: flag == country };
                    let lead_s = |regime| rules.lead(&asked(regime), case).map_or(0, |lead| lead.lead_s);
                    let (fast, slow) = (lead_s(faster), lead_s(slower));
                    assert!(
                        fast <= slow,
                        "{faster} takes {fast} s and {slower} {slow} s: {flag} into {country}, {mode}, {cargo}, {case:?}"
                    );
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 100_000, "only {compared} pairs");
}

#[test]
fn a_faster_regime_never_works_longer_at_a_border() {
    let network = europe();
    let clock = clock("2027-03-01T08:00:00+01:00");
    let rules = Rules { tables: &network.tables, clock: &clock };
    let codes: Vec<&str> = network.countries.iter().map(|country| country.code.as_str()).collect();
    for (faster, slower) in FASTER {
        for (from, to) in codes.iter().flat_map(|from| codes.iter().map(move |to| (*from, *to))).filter(|(a, b)| a != b)
        {
            for mode in ["road", "rail", "sea", "iww", "air"] {
                for case in [Case::Best, Case::Typical, Case::Worst] {
                    let hours = |regime| rules.processing(regime, from, to, mode, case).0;
                    assert!(
                        hours(faster) <= hours(slower),
                        "{faster} against {slower}: {from} to {to}, {mode}, {case:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_three_positions_on_the_regulation_differ_where_they_are_published() {
    let network = europe();
    // A Friday: three working days are longer than the 78 hours of an emergency.
    let clock = clock("2027-03-05T08:00:00+01:00");
    let rules = Rules { tables: &network.tables, clock: &clock };
    let words = |regime, country| {
        rules.lead(&entry(regime, "DE", country), Case::Typical).map_or("none".to_owned(), |lead| lead.text)
    };
    assert_eq!(words("permit-3d", "FR"), "3 working days");
    assert_eq!(words("permit-council", "FR"), "3 working days");
    assert_eq!(words("permit-parliament", "FR"), "2 working days");
    assert_eq!(words("emers-6h", "FR"), "6 hours");
    assert_eq!(words("emers-commission", "FR"), "54 hours");
    assert_eq!(words("emers-council", "FR"), "78 hours");
    assert_eq!(words("waived", "FR"), "none");
    // What the Union decides binds no state outside it.
    assert_eq!(words("emers-6h", "CH"), words("today", "CH"));
}

#[test]
fn an_arrangement_shortens_an_outsize_load_by_air_but_not_by_road() {
    let network = europe();
    let clock = clock("2027-03-01T08:00:00+01:00");
    let rules = Rules { tables: &network.tables, clock: &clock };
    let source = |mode| {
        let asked = Asked { mode, cargo: "outsize", ..entry("today", "DE", "PL") };
        rules.lead(&asked, Case::Worst).expect("Poland asks for a permission").provenance.source
    };
    assert!(source("air").contains("EDA"), "{}", source("air"));
    assert!(!source("road").contains("EDA"), "{}", source("road"));
}

#[test]
fn an_emergency_lifts_the_bans_and_a_reform_of_permits_does_not() {
    let network = europe();
    let clock = clock("2027-03-01T08:00:00+01:00");
    let rules = Rules { tables: &network.tables, clock: &clock };
    let bans = |regime| rules.windows(regime, "DE", &["contracted"]).len();
    assert!(bans("today") > 0);
    assert_eq!(bans("permit-parliament"), bans("today"));
    assert_eq!(bans("emers-council"), 0);
    assert_eq!(bans("waived"), 0);
}

#[test]
fn every_formation_loads_without_an_unknown_vehicle() {
    use std::collections::BTreeMap;
    let network = europe();
    let mut formations: BTreeMap<&str, Vec<(&str, u32)>> = BTreeMap::new();
    for row in network.tables.formations.iter().map(|lined| &lined.row) {
        formations.entry(&row.formation).or_default().push((&row.vehicle, row.count));
    }
    assert!(formations.len() >= 16, "{} formations", formations.len());
    let people = |vehicle: &str| vehicle.starts_with("personnel");
    for (formation, rows) in &formations {
        let texts: Vec<String> = rows.iter().map(|(vehicle, count)| format!("{vehicle}x{count}")).collect();
        let load = Load::parse(&texts, &Sizes::default(), &network.tables).expect(formation);
        assert_eq!(load.count(), rows.iter().map(|(_, count)| count).sum::<u32>(), "{formation}");
        assert!(load.pieces.iter().all(|piece| piece.cited.is_some()), "{formation}");
    }
    // What was published of the movements: pieces without people.
    let pieces = |formation: &str| {
        let rows = &formations[formation];
        rows.iter().filter(|(vehicle, _)| !people(vehicle)).map(|(_, count)| count).sum::<u32>()
    };
    for (formation, low, high) in [
        ("us-armoured-brigade", 2_100, 2_800),
        ("us-stryker-brigade", 1_150, 1_450),
        ("gb-light-brigade", 600, 600),
        ("nl-mechanised-brigade", 900, 1_100),
        ("de-armoured-brigade", 1_800, 2_200),
        ("de-division-slice", 890, 1_000),
        ("nato-battlegroup", 220, 240),
        ("dk-battalion", 270, 300),
        ("eu-support-column", 250, 250),
    ] {
        let has = pieces(formation);
        assert!((low..=high).contains(&has), "{formation} has {has} pieces; published are {low} to {high}");
    }
}

#[test]
fn every_carrier_starts_from_a_place_of_the_network() {
    let network = europe();
    let carriers = &network.tables.carriers;
    assert!(carriers.len() >= 40, "{} carriers", carriers.len());
    let lost: Vec<String> = carriers
        .iter()
        .map(|lined| &lined.row)
        .filter_map(|row| network.place(&row.home).err().map(|error| format!("{}: {error}", row.id)))
        .collect();
    assert!(lost.is_empty(), "{lost:#?}");
}
