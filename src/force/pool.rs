//! Carriers that can be had: finite, and to come back before they are used again.

use std::collections::BTreeMap;

use super::package::{READY_DAYS_MAX, Teller};
use crate::data::force_file::{Record, nearest};
use crate::data::rows::CarrierRow;
use crate::network::calendar::Clock;
use crate::network::find::Target;
use crate::network::{FacilityKind, LinkKind, Network};

/// What a pool consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PoolKind {
    /// Railway wagons.
    Wagon,
    /// Road transporters.
    Transporter,
    /// Ro-ro ships.
    Ship,
    /// Trains that may start in a day.
    TrainPath,
}

impl PoolKind {
    const ALL: [PoolKind; 4] = [PoolKind::Wagon, PoolKind::Transporter, PoolKind::Ship, PoolKind::TrainPath];

    /// The word in force files and answers.
    pub fn word(self) -> &'static str {
        match self {
            PoolKind::Wagon => "wagon",
            PoolKind::Transporter => "transporter",
            PoolKind::Ship => "ro_ro_ship",
            PoolKind::TrainPath => "train_path",
        }
    }
}

/// A pool of carriers.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: PoolKind,
    /// Ids of the types that it holds (wagons, transporters).
    pub types: Vec<String>,
    /// How many; of train paths: trains a day.
    pub count: u32,
    /// Node of the graph where they are; none: at hand everywhere.
    pub home: Option<u32>,
    /// Name of the home.
    pub home_text: String,
    /// Not before this, seconds after C.
    pub ready_s: u32,
    /// State that provides them.
    pub provider: Option<u8>,
    /// Lane metres of one ship.
    pub lane_m: f64,
}

/// Carriers of one pool at most.
const COUNT_MAX: u64 = 100_000;

/// Lane metres of the largest ro-ro ships.
const LANE_M_MAX: f64 = 20_000.0;

pub(super) fn pools(record: &Record, network: &Network, clock: &Clock, teller: &mut Teller<'_>) -> Vec<Pool> {
    let mut pools: Vec<Pool> = Vec::new();
    let mut based_on: BTreeMap<String, (String, u64)> = BTreeMap::new();
    for one in record.tables("pool") {
        if let Some(pool) = pool(one, network, clock, teller, &mut based_on) {
            if pools.iter().any(|other| other.name == pool.name) {
                teller.tell(one.line, "name", "unique", format!("the pool \"{}\" is there already", pool.name));
            }
            pools.push(pool);
        }
    }
    let names: Vec<String> = pools.iter().map(|pool| pool.name.clone()).collect();
    for (name, (base, line)) in &based_on {
        if !names.contains(base) {
            let near = nearest(base, names.iter().map(String::as_str));
            let hint = near.map_or(String::new(), |near| format!("; did you mean @{near}?"));
            teller.tell(*line, "home", "known-pool", format!("no pool is called \"{base}\"{hint}"));
        }
        // Follow the homes: a pool that leads back to itself is nowhere.
        let mut at = base;
        for _ in 0..=based_on.len() {
            match based_on.get(at) {
                Some((next, _)) if next == name || at == name => {
                    teller.tell(*line, "home", "cyclic-home", format!("the homes of the pools go in a circle ({name} is where {base} is, and back); give one of them a place"));
                    break;
                }
                Some((next, _)) => at = next,
                None => break,
            }
        }
    }
    for position in 0..pools.len() {
        let mut at = pools[position].name.clone();
        for _ in 0..based_on.len() {
            if let Some((next, _)) = based_on.get(&at) {
                at.clone_from(next);
            }
        }
        if let Some(base) = pools.iter().find(|pool| pool.name == at).cloned() {
            pools[position].home = base.home;
            pools[position].home_text = base.home_text;
        }
    }
    pools
}

fn pool(
    one: &Record,
    network: &Network,
    clock: &Clock,
    teller: &mut Teller<'_>,
    based_on: &mut BTreeMap<String, (String, u64)>,
) -> Option<Pool> {
    let name = one.text("name")?.value;
    let row = match one.text("carrier") {
        None => None,
        Some(at) => {
            let rows = || network.tables.carriers.iter().map(|lined| &lined.row);
            let found = rows().find(|row| row.id == at.value);
            if found.is_none() {
                let near = nearest(&at.value, rows().map(|row| row.id.as_str()));
                let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
                teller.tell(
                    at.line,
                    "carrier",
                    "known-carrier",
                    format!("carriers.csv has no row \"{}\"{hint}", at.value),
                );
                return None;
            }
            found
        }
    };
    let kind = one.text("kind").map(|at| (at.value, at.line)).or_else(|| row.map(|row| (row.kind.clone(), one.line)));
    let Some((word, line)) = kind else {
        teller.tell(
            one.line,
            "kind",
            "required-field",
            "a pool needs its kind (wagon, transporter, ro_ro_ship, train_path) or a carrier of carriers.csv",
        );
        return None;
    };
    let Some(kind) = PoolKind::ALL.into_iter().find(|kind| kind.word() == word) else {
        let known: Vec<&str> = PoolKind::ALL.iter().map(|kind| kind.word()).collect();
        teller.tell(
            line,
            "kind",
            "known-word",
            format!("\"{word}\" is no kind of pool; choose among {}", known.join(", ")),
        );
        return None;
    };
    let count = one.count("count").map(|at| at.value).or_else(|| row.map(whole));
    match count {
        None => teller.tell(one.line, "count", "required-field", format!("the pool \"{name}\" needs its count")),
        Some(0) => teller.tell(one.line, "count", "count", format!("the pool \"{name}\" has 0 carriers, so nothing can move by it; leave the pool out for no limit, or shut the mode")),
        Some(count) if count > COUNT_MAX => teller.tell(one.line, "count", "count", format!("{count} carriers are more than {COUNT_MAX}; check the count")),
        Some(_) => {}
    }
    let types = types(one, row, kind, network, teller);
    let lane_m = one.number("lane-m").map(|at| at.value).or_else(|| row.and_then(|row| row.lane_m).map(|lane| lane.0));
    if kind == PoolKind::Ship && !lane_m.is_some_and(|lane_m| lane_m > 0.0 && lane_m <= LANE_M_MAX) {
        teller.tell(
            one.line,
            "lane-m",
            "range",
            format!("the ships of \"{name}\" need their lane metres, above 0 and at most {LANE_M_MAX}"),
        );
    }
    let home_text =
        one.text("home").map(|at| (at.value, at.line)).or_else(|| row.map(|row| (row.home.clone(), one.line)));
    let mut home = None;
    let mut shown = String::new();
    if let Some((text, line)) = home_text.filter(|(text, _)| !text.is_empty()) {
        if let Some(base) = text.strip_prefix('@') {
            based_on.insert(name.clone(), (base.trim().to_owned(), line));
        } else if let Some(target) = teller.take(line, "home", "known-place", network.place(&text)) {
            let node = network.node_of(target);
            home = Some(if kind == PoolKind::Wagon { rails_near(network, node) } else { node });
            shown = network.node_name(node);
            let port = matches!(target, Target::Facility(index)
                if matches!(network.facilities[index as usize].kind, FacilityKind::Port(_)));
            if kind == PoolKind::Ship && !port {
                teller.tell(line, "home", "port", format!("{text} is no port; ships are at home in ports"));
            }
        }
    }
    let ready = one.text("ready");
    let ready_s = if ready.is_some() {
        teller.time(ready, "ready", clock, READY_DAYS_MAX).unwrap_or(0)
    } else {
        row.map_or(0, |row| hours(row.ready_h.0))
    };
    let state =
        one.text("provider").map(|at| (at.value, at.line)).or_else(|| row.map(|row| (row.country.clone(), one.line)));
    let provider = state.and_then(|(text, line)| teller.take(line, "provider", "known-state", network.country(&text)));
    Some(Pool {
        name,
        kind,
        types,
        count: u32::try_from(count?).ok()?,
        home,
        home_text: shown,
        ready_s,
        provider,
        lane_m: lane_m.unwrap_or(0.0),
    })
}

fn types(
    one: &Record,
    row: Option<&CarrierRow>,
    kind: PoolKind,
    network: &Network,
    teller: &mut Teller<'_>,
) -> Vec<String> {
    let given = one.texts("types");
    let types = if given.value.is_empty() {
        row.and_then(|row| row.carrier_type.clone()).into_iter().collect()
    } else {
        given.value
    };
    let known: Vec<&str> = match kind {
        PoolKind::Wagon => network.tables.wagons.iter().map(|lined| lined.row.id.as_str()).collect(),
        PoolKind::Transporter => network.tables.transporters.iter().map(|lined| lined.row.id.as_str()).collect(),
        PoolKind::Ship | PoolKind::TrainPath => return Vec::new(),
    };
    for word in types.iter().filter(|word| !known.contains(&word.as_str())) {
        let near = nearest(word, known.iter().copied());
        let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
        teller.tell(given.line, "types", "known-type", format!("\"{word}\" is no type of {}{hint}", kind.word()));
    }
    if types.is_empty() {
        teller.tell(
            one.line,
            "types",
            "required-field",
            format!("a pool of kind {} needs the types it holds", kind.word()),
        );
    }
    types
}

/// The node itself where trains are loaded there, else the nearest node of a railway. O(nodes + links).
fn rails_near(network: &Network, node: u32) -> u32 {
    let topology = &network.topology;
    let on_rails = |link: &crate::network::Link| {
        matches!(link.kind, LinkKind::RailAccess(_) | LinkKind::Rail(_)) && (link.a == node || link.b == node)
    };
    if topology.links.iter().any(on_rails) {
        return node;
    }
    let at = |node: u32| {
        let own = &topology.nodes[node as usize];
        (f64::from(own.lat_e5) / 1e5, f64::from(own.lon_e5) / 1e5)
    };
    let here = at(node);
    let rails = topology.links.iter().filter(|link| matches!(link.kind, LinkKind::Rail(_))).map(|link| link.a);
    let far = |other: &u32| {
        let (lat, lon) = at(*other);
        let (north, east) = (lat - here.0, (lon - here.1) * here.0.to_radians().cos());
        north * north + east * east
    };
    rails.min_by(|a, b| far(a).total_cmp(&far(b)).then(a.cmp(b))).unwrap_or(node)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the checks keep counts positive and small")]
fn whole(row: &CarrierRow) -> u64 {
    row.count.0.max(0.0).floor() as u64
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the checks keep hours positive and small")]
fn hours(value_h: f64) -> u32 {
    (value_h.max(0.0) * 3_600.0).round() as u32
}
