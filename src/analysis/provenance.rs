//! How well is known what binds? Shares of official, published, derived and assumed figures: by table, by kind of figure,
//! and of one way.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::route::answer::Route;
use crate::analysis::route::{ask, query::Query};
use crate::analysis::stamp::Stamp;
use crate::data::rows::{Evidence, StructureRow};
use crate::error::Result;
use crate::network::capacity::Capacities;
use crate::network::lines::{Described, Descriptions};
use crate::network::{LinkKind, Network};

/// How much of something is known how well.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Of what.
    pub what: String,
    /// What is counted: `rows`, `km`, `structures`, `assets`, `figures`, `minutes`.
    pub unit: String,
    /// From an authority, an operator, a maker or a law.
    pub official: u64,
    /// From the press or another secondary text.
    pub published: u64,
    /// Computed from official or published figures.
    pub derived: u64,
    /// Judgement.
    pub assumed: u64,
    /// Nobody states it.
    pub unknown: u64,
}

impl Share {
    fn new(what: &str, unit: &str) -> Self {
        let (what, unit) = (what.to_owned(), unit.to_owned());
        Share { what, unit, official: 0, published: 0, derived: 0, assumed: 0, unknown: 0 }
    }

    fn add(&mut self, evidence: Option<Evidence>, weight: u64) {
        *match evidence {
            Some(Evidence::Official) => &mut self.official,
            Some(Evidence::Published) => &mut self.published,
            Some(Evidence::Derived) => &mut self.derived,
            Some(Evidence::Assumed) => &mut self.assumed,
            None => &mut self.unknown,
        } += weight;
    }

    /// All together.
    pub fn total(&self) -> u64 {
        self.official + self.published + self.derived + self.assumed + self.unknown
    }
}

/// What binds on one way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OnTheWay {
    /// From.
    pub from: String,
    /// To.
    pub to: String,
    /// Figures that bind, and minutes of the ledger that rest on them.
    pub shares: Vec<Share>,
    /// The figures that are assumed, in words.
    pub assumed: Vec<String>,
    /// What is not proven on the way, in words.
    pub unproven: Vec<String>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProvenanceAnswer {
    /// What it was computed from.
    pub stamp: Stamp,
    /// Rows of each table.
    pub tables: Vec<Share>,
    /// Kinds of figures, by what they count for.
    pub figures: Vec<Share>,
    /// Of one way, when asked for.
    pub way: Option<OnTheWay>,
}

/// Answers for a network, and for the best way of a question when one is given. O(links + rows), and a route.
///
/// # Errors
/// What [`ask`] and [`Capacities::new`] say.
pub fn provenance(network: &Network, way: Option<&Query>) -> Result<ProvenanceAnswer> {
    let mut map = serde_json::Map::new();
    if let Some(query) = way {
        let words = [query.from.as_str(), query.to.as_str()].join(" to ");
        map.insert("for".to_owned(), words.into());
        map.insert("load".to_owned(), query.loads.clone().into());
    }
    let mut figures = ways(network);
    figures.extend(structures(network));
    figures.extend(assets(network)?);
    let way = way.map(|query| on_the_way(network, query)).transpose()?;
    Ok(ProvenanceAnswer { stamp: Stamp::new(network, map), tables: tables(network), figures, way })
}

fn tables(network: &Network) -> Vec<Share> {
    let mut tables: BTreeMap<&str, Share> = BTreeMap::new();
    for (file, _, provenance) in network.tables.provenance() {
        let share = tables.entry(file).or_insert_with(|| Share::new(file, "rows"));
        share.add(Some(provenance.evidence), 1);
    }
    tables.into_values().collect()
}

/// What roads and railways take, by their length: the row that describes a link, else the default of its state.
fn ways(network: &Network) -> Vec<Share> {
    let rail_default: BTreeMap<&str, Evidence> =
        network.tables.rail_defaults.iter().map(|one| (one.row.country.as_str(), one.row.evidence)).collect();
    let road_default: BTreeMap<&str, Evidence> =
        network.tables.road_defaults.iter().map(|one| (one.row.country.as_str(), one.row.evidence)).collect();
    let described = Descriptions::new(network);
    let mut tracks = Share::new("railways: tracks, electrification, trains a day", "km");
    let mut rails = Share::new("railways: axle load, metre load, gauge", "km");
    let mut classes = Share::new("roads: class and lanes", "km");
    let mut roads = Share::new("roads: mass, height, width", "km");
    let mut metres: [BTreeMap<Option<Evidence>, u64>; 4] = Default::default();
    for link in &network.topology.links {
        let code = network.country_code(link.country);
        let length = u64::from(link.length_m);
        match link.kind {
            LinkKind::Rail(base) => {
                let row = match described.of(base) {
                    Some(Described::Rail(lined)) => Some(&lined.row),
                    _ => None,
                };
                let own = row.filter(|row| row.axle_load_t.is_some() || row.line_category.is_some());
                let takes = own.map(|row| row.evidence).or_else(|| rail_default.get(code).copied());
                *metres[0].entry(row.map(|row| row.evidence)).or_default() += length;
                *metres[1].entry(takes).or_default() += length;
            }
            LinkKind::Road(base) => {
                let row = match described.of(base) {
                    Some(Described::Road(lined)) => Some(&lined.row),
                    _ => None,
                };
                let own = row.filter(|row| row.gross_t.is_some());
                let takes = own.map(|row| row.evidence).or_else(|| road_default.get(code).copied());
                *metres[2].entry(row.map(|row| row.evidence)).or_default() += length;
                *metres[3].entry(takes).or_default() += length;
            }
            _ => {}
        }
    }
    for (share, metres) in [&mut tracks, &mut rails, &mut classes, &mut roads].into_iter().zip(metres) {
        for (evidence, length) in metres {
            share.add(evidence, length / 1_000);
        }
    }
    vec![tracks, rails, classes, roads]
}

/// Limits of structures: stated by the row's evidence, or by nobody.
fn structures(network: &Network) -> Vec<Share> {
    type Stated = fn(&StructureRow) -> bool;
    let limits: [(&str, &str, Stated); 4] = [
        ("structures on roads: gross mass", "road", |row| row.gross_t.is_some()),
        ("structures on roads: clear height", "road", |row| row.height_m.is_some()),
        ("structures on roads: clear width", "road", |row| row.width_m.is_some()),
        ("structures on railways: axle load", "rail", |row| row.axle_load_t.is_some()),
    ];
    let share = |(what, mode, stated): (&str, &str, Stated)| {
        let mut share = Share::new(what, "structures");
        for row in network.tables.structures.iter().map(|lined| &lined.row) {
            if row.modes.0.iter().any(|one| one == mode) {
                share.add(stated(row).then_some(row.evidence), 1);
            }
        }
        share
    };
    limits.into_iter().map(share).collect()
}

/// Capacities by kind: the weakest evidence that each rests on.
fn assets(network: &Network) -> Result<Vec<Share>> {
    if network.own.is_some() {
        return Ok(Vec::new());
    }
    let capacities = Capacities::new(network, "today")?;
    let mut kinds: BTreeMap<&str, Share> = BTreeMap::new();
    for asset in &capacities.assets {
        let word = asset.kind.word();
        let share = kinds.entry(word).or_insert_with(|| Share::new(&format!("capacity: {word}"), "assets"));
        share.add(Some(asset.evidence), 1);
    }
    Ok(kinds.into_values().collect())
}

fn evidence_of(word: &str) -> Option<Evidence> {
    let all = [Evidence::Official, Evidence::Published, Evidence::Derived, Evidence::Assumed];
    all.into_iter().find(|evidence| evidence.word() == word)
}

fn on_the_way(network: &Network, query: &Query) -> Result<OnTheWay> {
    let answer = ask(network, query)?;
    let mut way = OnTheWay {
        from: answer.from.name,
        to: answer.to.name,
        shares: Vec::new(),
        assumed: Vec::new(),
        unproven: Vec::new(),
    };
    let Some(route): Option<&Route> = answer.routes.first() else {
        way.unproven.push("no way: nothing binds on it".to_owned());
        return Ok(way);
    };
    let mut figures = Share::new("figures that bind", "figures");
    for cited in &route.sources {
        figures.add(evidence_of(&cited.evidence), 1);
        if cited.evidence == Evidence::Assumed.word() {
            way.assumed.push(format!("{} ({})", cited.figure, cited.source));
        }
    }
    let mut minutes = Share::new("minutes of the ledger", "minutes");
    for line in &route.ledger {
        // A line's source ends in its class: `... [published]`.
        let class = line.source.rsplit_once('[').map_or("", |(_, class)| class.trim_end_matches(']'));
        minutes.add(evidence_of(class), u64::try_from(line.minutes).unwrap_or(0));
    }
    way.shares = vec![figures, minutes];
    way.unproven.extend(
        route.unknowns.iter().map(|one| format!("{}, {}: needs {}; {}", one.what, one.where_, one.needed, one.assumed)),
    );
    Ok(way)
}

/// Distinct sources of the rows of each table: (table, source, rows), by table and source.
pub fn sources(network: &Network) -> Vec<(String, String, u64)> {
    let mut counts: BTreeMap<(&str, String), u64> = BTreeMap::new();
    for (file, _, provenance) in network.tables.provenance() {
        *counts.entry((file, provenance.source)).or_default() += 1;
    }
    counts.into_iter().map(|((file, source), rows)| (file.to_owned(), source, rows)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_to_what_is_there() {
        let network = Network::europe().expect("sound");
        let answer = provenance(&network, None).expect("a network has a provenance");
        for share in &answer.tables {
            let rows = network.tables.provenance().iter().filter(|(file, _, _)| *file == share.what).count();
            assert_eq!(share.total(), rows as u64, "{}", share.what);
            assert_eq!(share.unknown, 0, "every row has a class of evidence");
        }
        let km: u64 = network
            .topology
            .links
            .iter()
            .filter(|link| matches!(link.kind, LinkKind::Rail(_)))
            .map(|link| u64::from(link.length_m))
            .sum::<u64>()
            / 1_000;
        for share in answer.figures.iter().filter(|share| share.what.starts_with("railways")) {
            assert!(share.total().abs_diff(km) <= 5, "{}: {} of {km} km", share.what, share.total());
        }
        let bridges = network.tables.structures.iter().filter(|one| one.row.modes.0.iter().any(|mode| mode == "road"));
        assert_eq!(
            answer.figures.iter().find(|one| one.what.contains("gross mass")).map(Share::total),
            Some(bridges.count() as u64)
        );
    }
}
