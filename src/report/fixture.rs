//! A made-up answer for the tests of the formats: plausible, not true.

use crate::analysis::route::answer::{
    Carriage, Cited, Disjoint, LedgerLine, Leg, LoadSummary, Refusal, Relaxation, Route, RouteAnswer, Spot,
    StructureOnRoute, Unknown,
};
use crate::analysis::stamp::Stamp;

/// Bremerhaven, Bremen, Hanover, Berlin, Poznan, Warsaw, Bialystok, Suwalki, Mockava.
#[rustfmt::skip]
const RAIL: [(f64, f64); 34] = [
    (8.555, 53.562), (8.573, 53.535), (8.63, 53.36), (8.79, 53.22), (8.813, 53.083), (9.04, 52.96), (9.23, 52.92),
    (9.21, 52.64), (9.46, 52.47), (9.741, 52.377), (10.24, 52.32), (10.53, 52.265), (10.79, 52.42), (11.15, 52.48),
    (11.86, 52.6), (12.34, 52.6), (12.97, 52.55), (13.37, 52.525), (13.64, 52.43), (14.05, 52.36), (14.548, 52.337),
    (14.9, 52.33), (15.54, 52.25), (16.91, 52.402), (17.58, 52.32), (18.26, 52.21), (19.36, 52.23), (20.3, 52.19),
    (21.045, 52.252), (21.46, 52.41), (22.3, 52.86), (23.13, 53.135), (22.35, 53.83), (22.95, 54.11),
];
#[rustfmt::skip]
const RAIL_LT: [(f64, f64); 3] = [(22.95, 54.11), (23.13, 54.25), (23.335, 54.33)];
#[rustfmt::skip]
const RAIL_LT_KAUNAS: [(f64, f64); 7] = [
    (23.335, 54.33), (23.345, 54.51), (23.34, 54.63), (23.53, 54.75), (23.92, 54.886), (24.06, 54.93), (24.276, 55.075),
];
#[rustfmt::skip]
const ROAD_LT: [(f64, f64); 7] = [
    (23.335, 54.33), (23.39, 54.42), (23.36, 54.56), (23.65, 54.75), (23.87, 54.92), (24.12, 55.0), (24.375, 55.05),
];
#[rustfmt::skip]
const SEA: [(f64, f64); 14] = [
    (8.555, 53.562), (8.2, 53.8), (8.3, 53.95), (8.9, 53.93), (9.15, 53.9), (9.55, 54.15), (9.86, 54.34), (10.15, 54.37),
    (10.35, 54.55), (11.3, 54.52), (12.2, 54.6), (14.3, 55.0), (18.0, 55.5), (21.115, 55.69),
];
#[rustfmt::skip]
const ROAD_KLAIPEDA: [(f64, f64); 7] = [
    (21.115, 55.69), (21.45, 55.66), (22.0, 55.42), (22.9, 55.27), (23.5, 55.1), (23.95, 54.98), (24.375, 55.05),
];

fn leg(
    mode: &str,
    gauge_mm: Option<u16>,
    ends: (&str, &str),
    distance_km: f64,
    times: (i64, i64),
    via: &[&str],
    line: &[(f64, f64)],
) -> Leg {
    Leg {
        mode: mode.into(),
        gauge_mm,
        from: ends.0.into(),
        to: ends.1.into(),
        distance_km,
        depart_min: times.0,
        arrive_min: times.1,
        via: via.iter().map(|&name| name.to_owned()).collect(),
        line: line.to_vec(),
    }
}

/// Ledger lines one after the other from C.
fn ledger(lines: &[(&str, i64, &str, &str)]) -> Vec<LedgerLine> {
    let mut at = 0;
    let mut ledger = Vec::new();
    for (line, minutes, place, source) in lines {
        ledger.push(LedgerLine {
            line: (*line).into(),
            minutes: *minutes,
            where_: (*place).into(),
            start_min: at,
            source: (*source).into(),
        });
        at += minutes;
    }
    ledger
}

fn structure(id: &str, name: &str, kind: &str, (lon, lat): (f64, f64), limits: &str, at_min: i64) -> StructureOnRoute {
    StructureOnRoute { id: id.into(), name: name.into(), kind: kind.into(), lat, lon, limits: limits.into(), at_min }
}

fn cited(figure: &str, source: &str, date: &str, evidence: &str) -> Cited {
    Cited { figure: figure.into(), source: source.into(), date: date.into(), evidence: evidence.into() }
}

fn by_rail() -> Route {
    let ledger = ledger(&[
        ("lead time", 7200, "PL, outsize by rail", "made up [assumed]"),
        ("queue", 360, "Bremerhaven", "made up [assumed]"),
        ("load", 240, "Bremerhaven", "made up [published]"),
        ("wait for departure", 420, "Bremerhaven", "timetable [derived]"),
        ("drive", 1165, "Bremerhaven - Oderbrücke", "290 km/day [assumed]"),
        ("border", 120, "DE > PL", "made up [published]"),
        ("drive", 1825, "Oderbrücke - Trakiszki", "290 km/day [assumed]"),
        ("border", 180, "PL > LT", "made up [published]"),
        ("drive", 60, "Trakiszki - Mockava", "290 km/day [assumed]"),
        ("transfer", 360, "Mockava", "made up [assumed]"),
        ("ban", 310, "LT, heavy transport by night", "made up [official]"),
        ("drive", 215, "Mockava - Rukla", "convoy 45 km/h [published]"),
        ("rest", 45, "Mockava - Rukla", "made up [official]"),
        ("unload", 60, "Rukla", "made up [assumed]"),
    ]);
    Route {
        rank: 1,
        total_min: 12560,
        distance_km: 1412.4,
        arrival: "2027-03-10T18:20:00+02:00[Europe/Vilnius]".into(),
        assurance: "likely".into(),
        latest_departure_min: 7560,
        lead_min: 7200,
        borders: 2,
        countries: vec!["DE".into(), "PL".into(), "LT".into()],
        overlap: 0.0,
        legs: vec![
            leg(
                "rail",
                Some(1435),
                ("Bremerhaven", "Mockava"),
                1259.2,
                (8220, 11570),
                &["Bremen", "Hanover", "Berlin", "Poznań", "Warsaw", "Białystok", "Suwałki"],
                &[&RAIL[..], &RAIL_LT[1..]].concat(),
            ),
            leg("road", None, ("Mockava", "Rukla"), 153.2, (12240, 12500), &["Marijampolė", "Kaunas"], &ROAD_LT),
        ],
        ledger,
        unknowns: vec![
            Unknown {
                what: "load class".into(),
                where_: "main roads in LT".into(),
                needed: "MLC 110 W".into(),
                assumed: "80 assumed, 60 to 120".into(),
                km: 153.2,
            },
            Unknown {
                what: "ramp".into(),
                where_: "Mockava".into(),
                needed: "66.5 t end ramp".into(),
                assumed: "unknown".into(),
                km: 0.0,
            },
        ],
        structures: vec![
            structure("border:oder", "DE > PL", "border", (14.548, 52.337), "", 10000),
            structure("vistula", "Gdański Bridge, Warsaw", "bridge", (21.0, 52.262), "load class unknown", 11000),
            structure("border:trakiszki", "PL > LT", "border", (23.13, 54.25), "", 11350),
        ],
        sources: vec![
            cited("rail progress, outsize: 290 km/day", "Corridor assumption", "2026-11", "assumed"),
            cited("permission for outsize rail transit, PL: 5 days", "Corridor assumption", "2026-11", "assumed"),
        ],
    }
}

fn by_sea() -> Route {
    let ledger = ledger(&[
        ("lead time", 7200, "LT, outsize by road", "made up [assumed]"),
        ("wait for sailing", 2890, "Bremerhaven", "two sailings a week [assumed]"),
        ("load", 480, "Bremerhaven", "made up [assumed]"),
        ("sail", 3410, "Bremerhaven - Klaipėda", "15 knots [published]"),
        ("unload", 420, "Klaipėda", "made up [assumed]"),
        ("ban", 370, "LT, heavy transport by night", "made up [official]"),
        ("drive", 405, "Klaipėda - Rukla", "convoy 45 km/h [published]"),
        ("rest", 45, "Klaipėda - Rukla", "made up [official]"),
        ("unload", 60, "Rukla", "made up [assumed]"),
    ]);
    Route {
        rank: 2,
        total_min: 15280,
        distance_km: 1301.0,
        arrival: "2027-03-12T15:40:00+02:00[Europe/Vilnius]".into(),
        assurance: "any".into(),
        latest_departure_min: 10090,
        lead_min: 7200,
        borders: 1,
        countries: vec!["DE".into(), "LT".into()],
        overlap: 0.02,
        legs: vec![
            leg("sea", None, ("Bremerhaven", "Klaipėda"), 1058.0, (10570, 13980), &["Kiel Canal"], &SEA),
            leg("road", None, ("Klaipėda", "Rukla"), 243.0, (14770, 15220), &["Kaunas"], &ROAD_KLAIPEDA),
        ],
        ledger,
        unknowns: vec![Unknown {
            what: "draught".into(),
            where_: "Klaipėda ro-ro berth".into(),
            needed: "7.4 m".into(),
            assumed: "8.0 m assumed".into(),
            km: 0.0,
        }],
        structures: vec![structure(
            "port:klaipeda",
            "Klaipėda",
            "port",
            (21.115, 55.69),
            "draught 8.0 m (assumed)",
            13980,
        )],
        sources: vec![cited("ship speed: 15 knots", "made-up source", "2025", "published")],
    }
}

/// Bremerhaven to Rukla by rail and road, and by sea as the alternative.
pub(super) fn answer() -> RouteAnswer {
    let mut query = serde_json::Map::new();
    for (key, value) in [("from", "bremerhaven"), ("to", "rukla"), ("load", "4xleopard-2a7"), ("alternatives", "2")] {
        query.insert(key.into(), value.into());
    }
    RouteAnswer {
        stamp: Stamp {
            program: "corridor".into(),
            version: "0.1.0".into(),
            network: "europe".into(),
            network_hash: "5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592".into(),
            overlays: Vec::new(),
            query,
            attribution: vec!["Contains OpenStreetMap data, © OpenStreetMap contributors, ODbL 1.0".into()],
        },
        from: Spot {
            id: "port:bremerhaven".into(),
            name: "Bremerhaven".into(),
            country: "DE".into(),
            lat: 53.562,
            lon: 8.555,
        },
        to: Spot { id: "place:rukla".into(), name: "Rukla".into(), country: "LT".into(), lat: 55.05, lon: 24.375 },
        load: LoadSummary {
            text: "4 x Leopard 2A7".into(),
            pieces: 4,
            mass_t: 66.5,
            width_m: 3.76,
            height_m: 2.64,
            length_m: 10.97,
            cargo: "outsize".into(),
            carriage: vec![
                Carriage {
                    mode: "rail".into(),
                    text: "1 train of 4 six-axle flat wagons, 99.5 t gross each".into(),
                    load_units: 1,
                },
                Carriage {
                    mode: "road".into(),
                    text: "1 packet of 4 tank transporters, 110 t gross each".into(),
                    load_units: 1,
                },
            ],
        },
        c_day: "2027-03-02T00:00:00+01:00[Europe/Berlin]".into(),
        depart_min: 0,
        routes: vec![by_rail(), by_sea()],
        refused: vec![
            Refusal {
                what: "lead time of PL".into(),
                limit: "lead time".into(),
                needed: "at once".into(),
                has: "120 h (assumed)".into(),
                saves_min: Some(2880),
            },
            Refusal {
                what: "Palemonas terminal".into(),
                limit: "ramp".into(),
                needed: "66.5 t end ramp".into(),
                has: "none (published)".into(),
                saves_min: Some(430),
            },
        ],
        relaxations: vec![Relaxation {
            relax: vec!["an end ramp for 66.5 t at Jonava".into()],
            total_min: 12130,
            saves_min: Some(430),
            way: "Bremerhaven - rail - Jonava - road - Rukla, 1,398 km".into(),
            line: [&RAIL[..], &RAIL_LT[1..], &RAIL_LT_KAUNAS[1..]].concat(),
        }],
        disjoint: Some(Disjoint {
            ways: 2, cut: vec!["Suwałki - Mockava".into(), "Klaipėda".into()], exempt_km: 25.0
        }),
        notes: vec!["Permissions are asked for at C, from all states at once.".into()],
    }
}

/// The same with names that try to break every format.
pub(super) fn hostile() -> RouteAnswer {
    let mut answer = answer();
    let nasty = "<script>alert(1)</script>]]>&\"'\n=1+1\u{1b}[2J\u{0}\u{202e}";
    answer.from.name = nasty.into();
    answer.to.name = "=1+1".into();
    answer.load.text = "\"; --".into();
    answer.stamp.attribution.push(nasty.into());
    answer.notes.push("@SUM(A1)".into());
    for route in &mut answer.routes {
        route.countries.push(nasty.into());
        route.assurance = "-2".into();
        route.arrival = nasty.into();
        for leg in &mut route.legs {
            leg.from = nasty.into();
            leg.mode = "\" onload=\"x".into();
            leg.via.push("+1".into());
        }
        for line in &mut route.ledger {
            line.where_ = nasty.into();
            line.source = "\t=cmd".into();
        }
        for structure in &mut route.structures {
            structure.name = nasty.into();
            structure.limits = "--><!--".into();
        }
    }
    for relaxation in &mut answer.relaxations {
        relaxation.relax = vec![nasty.into()];
    }
    answer
}
