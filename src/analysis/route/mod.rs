//! Which way can this load go, how long does it take, and what forbids the shorter way?
//!
//! [`ask`] resolves the words of a [`Query`] against a network, compiles the network for this load and these rules
//! (`view`), searches exactly (`algo::labels`), and composes an [`answer::RouteAnswer`].

mod admission;
pub mod air;
pub mod answer;
pub(super) mod arcs;
pub mod barge;
mod closed;
pub(super) mod compiled;
mod compose;
mod fit;
mod gates;
pub(super) mod items;
mod judge;
pub(in crate::analysis) mod kept;
pub(super) mod ledger;
pub(super) mod line;
mod lines;
mod met;
mod other;
pub mod profile;
pub mod query;
mod relax;
pub(super) mod view;
pub(super) mod walk;

use std::cell::RefCell;

use crate::algo::labels::{Ahead, Criteria, Found, NONE, Question, Space, potential, search_in};
use crate::analysis::stamp::Stamp;
use crate::error::{Error, Result};
use crate::force::{Factors, Load};
use crate::network::calendar::Clock;
use crate::network::find::Target;
use crate::network::rules::Rules;
use crate::network::{LinkKind, Network};

pub(crate) use admission::{Admission, admission, admission_by};
use answer::{Route, RouteAnswer, Spot};
use compiled::Setting;
use compose::Composer;
use profile::Profile;
use query::{Mode, Query};
use view::{View, position};
use walk::{Start, latest_departure_s, walk};

/// Latest arrival that is looked for, seconds after C (the bans are spelt out no further).
const LATEST_S: u32 = 190 * 86_400;

/// The compiled question with everything that searching needs.
struct Ask<'a> {
    view: &'a View<'a>,
    start: Start,
    target: u32,
    chained: bool,
    /// What a handling less is worth, seconds.
    handling_worth_s: u32,
    /// Least times with everything that refuses closed.
    potential: Vec<u32>,
    /// Sharper bounds than these, with rests and handlings.
    ahead: Ahead,
    /// Memory that its searches share.
    space: RefCell<Space>,
}

impl Ask<'_> {
    /// Ways on which no limit is relaxed (lead times may be: they stand on gates, not on links).
    fn search(&self, criteria: Criteria, latest_s: u32, penalty: &[u16]) -> Vec<Found> {
        self.search_with((&self.potential, &self.ahead), criteria, latest_s, penalty)
    }

    /// Ways under criteria, with the least times to the target that these allow.
    fn search_with(
        &self,
        (potential, ahead): (&[u32], &Ahead),
        criteria: Criteria,
        latest_s: u32,
        penalty: &[u16],
    ) -> Vec<Found> {
        // On a front, handlings are no criterion; elsewhere a transfer must pay.
        let unknown = Ahead::default();
        let (handling_worth_s, ahead) = if criteria.pareto { (0, &unknown) } else { (self.handling_worth_s, ahead) };
        let starts = [(self.start.node, self.start.ready_s(), 0)];
        search_in(
            &mut self.space.borrow_mut(),
            &self.view.graph,
            &Question {
                starts: &starts,
                target: self.target,
                potential,
                ahead,
                criteria: Criteria { chained: self.chained, handling_worth_s, ..criteria },
                latest_s,
                penalty,
            },
        )
    }
}

/// Answers a route question on a network.
///
/// The answer holds no routes when it is proven that none exists under the question's limits; `relaxations` then says
/// what would open one.
///
/// # Errors
/// [`Error::Question`] for an unknown or ambiguous place, load, state or regime, impossible sizes or dates.
///
/// ```
/// use corridor::analysis::route::{ask, query::Query};
/// let network = corridor::network::Network::europe()?;
/// let query = Query { from: "Bremerhaven".into(), to: "Rukla".into(), loads: vec!["leopard-2a7".into()], ..Query::default() };
/// let answer = ask(&network, &query)?;
/// let best = &answer.routes[0];
/// assert_eq!(best.total_min, best.ledger.iter().map(|line| line.minutes).sum::<i64>());
/// # Ok::<(), corridor::error::Error>(())
/// ```
pub fn ask(network: &Network, query: &Query) -> Result<RouteAnswer> {
    let slowed = network.slowed(&query.slow)?;
    let network = slowed.as_ref().unwrap_or(network);
    let (from, to) = (network.place(&query.from)?, network.place(&query.to)?);
    if from == to {
        return Err(Error::Usage(format!("{} and {} are the same place; nothing has to move", query.from, query.to)));
    }
    let (from_node, to_node) = (network.node_of(from), network.node_of(to));
    let from_country = network.topology.nodes[from_node as usize].country;
    let flag = query.flag.as_ref().map_or(Ok(from_country), |text| network.country(text))?;
    check_regime(network, &query.regime)?;
    let clock = Clock::parse(&query.c_day)?;
    let depart_s = clock.after_c(&query.depart, "--depart", 60)?;
    if query.ship_notice_h.is_some_and(|hours| !(0.0..=1_440.0).contains(&hours)) {
        return Err(Error::Usage("the notice for a ship must lie between 0 and 1,440 hours".to_owned()));
    }
    let load = Load::parse(&query.loads, &query.sizes, &network.tables)?;
    let factors = Factors::new(&network.tables, query.case);
    let rules = Rules { tables: &network.tables, clock: &clock };
    let mut profile = Profile::new(&load, &factors, query.ship_notice_h)?;
    let extended = extended(network, query, &load, &factors, &mut profile)?;
    let network = extended.as_ref().unwrap_or(network);
    let setting = Setting {
        network,
        query,
        rules: &rules,
        factors: &factors,
        profile: &profile,
        load: &load,
        flag,
        from,
        to,
        depart_s,
    };
    let (view, start) = setting.compile()?;
    let handling_worth_s = profile::seconds(factors.hours("handling_worth_h")?);
    let refused = view.items.all();
    let least_s = potential(&view.graph, to_node, refused);
    let ask = Ask {
        view: &view,
        start,
        target: to_node,
        chained: setting.chained(),
        handling_worth_s,
        ahead: Ahead::new(&view.graph, to_node, refused, NONE - 1, &least_s, handling_worth_s),
        potential: least_s,
        space: RefCell::default(),
    };
    let mut notes = notes(network, query, flag, [from_node, to_node]);
    let ways = if query.pareto {
        ask.search(Criteria { pareto: true, ..Criteria::default() }, LATEST_S, &[])
    } else {
        other::ways(&ask, query.ways)
    };
    if query.pareto {
        notes.push("the ways are the front over arrival, longest lead time, borders and unknown limits: no other way is better in one without being worse in another".to_owned());
    }
    let relaxed = relax::ways(&ask, &ways);
    let shapes = query.lines.then(|| network.shapes_of(&links_of(&view, ways.iter().chain(&relaxed)))).transpose()?;
    let composer = Composer::new(&view, &factors, &clock, shapes.as_ref(), to_node);
    let routes = compose_ways(&ask, &composer, &ways);
    let (relaxations, refused) = relax::relaxations(&ask, &composer, ways.first(), &relaxed);
    let disjoint = (query.ways > 1 && !query.pareto && !ways.is_empty()).then(|| other::disjoint_ways(&ask, &composer));
    if routes.is_empty() && relaxations.is_empty() {
        notes.push(format!("no way joins {} and {} on this network, whatever is relaxed", query.from, query.to));
    }
    Ok(RouteAnswer {
        stamp: stamp(network, query),
        from: spot(network, from, from_node),
        to: spot(network, to, to_node),
        load: profile.summary(&load),
        c_day: query.c_day.clone(),
        depart_min: i64::from(depart_s / 60),
        routes,
        refused,
        relaxations,
        disjoint,
        notes,
    })
}

/// The base links that some ways run over, sorted.
fn links_of<'f>(view: &View<'_>, ways: impl Iterator<Item = &'f Found>) -> Vec<u32> {
    let mut links: Vec<u32> = ways
        .flat_map(|found| &found.arcs)
        .filter_map(|(arc, _)| match view.network.topology.links[(*arc / 2) as usize].kind {
            LinkKind::Road(base) | LinkKind::Rail(base) | LinkKind::Shuttle(base) => Some(base),
            _ => None,
        })
        .collect();
    links.sort_unstable();
    links.dedup();
    links
}

fn compose_ways(ask: &Ask<'_>, composer: &Composer<'_>, ways: &[Found]) -> Vec<Route> {
    let mut used = std::collections::BTreeSet::new();
    let mut routes = Vec::new();
    for (rank, found) in (1_u32..).zip(ways) {
        let story = walk(ask.view, &ask.start, found, 0, ask.chained);
        let latest = latest_departure_s(ask.view, &ask.start, found, 0, ask.chained);
        let overlap = if rank == 1 { 0.0 } else { walk::overlap(ask.view, &found.arcs, &used) };
        routes.push(composer.route(rank, &ask.start, found, &story, latest, (overlap * 100.0).round() / 100.0));
        used.extend(found.arcs.iter().map(|(arc, _)| arc / 2));
    }
    routes
}

/// The network with waterways and flights, when the question allows them.
fn extended(
    network: &Network,
    query: &Query,
    load: &Load<'_>,
    factors: &Factors<'_>,
    profile: &mut Profile,
) -> Result<Option<Network>> {
    let mut extended = None;
    if query.modes.contains(&Mode::Iww) {
        profile.barge = Some(barge::profile(load, factors)?);
        extended = Some(network.clone().with_waterways());
    }
    if query.modes.contains(&Mode::Air) {
        let air = air::profile(load, &network.tables, factors, query.assurance)?;
        let flights = network
            .flights(&air.order(), &|airfield, aircraft| air::runway(airfield, aircraft).passes(query.assurance));
        extended = Some(extended.unwrap_or_else(|| network.clone()).with_flights(&flights));
        profile.air = Some(air);
    }
    Ok(extended)
}

/// How a load flies.
///
/// # Errors
/// When a planning factor is missing.
pub(in crate::analysis) fn carriage(
    network: &Network,
    query: &Query,
    load: &Load<'_>,
    factors: &Factors<'_>,
) -> Result<air::AirProfile> {
    air::profile(load, &network.tables, factors, query.assurance)
}

/// How a load moves by the modes of a query, and the network with the waterways and flights that they need, if any.
///
/// # Errors
/// When a planning factor is missing.
pub(in crate::analysis) fn widened(
    network: &Network,
    query: &Query,
    load: &Load<'_>,
    factors: &Factors<'_>,
) -> Result<(Option<Network>, Profile)> {
    let mut profile = Profile::new(load, factors, Some(0.0))?;
    let extended = extended(network, query, load, factors, &mut profile)?;
    Ok((extended, profile))
}

/// Whether a regime is known.
pub(super) fn check_regime(network: &Network, regime: &str) -> Result<()> {
    let known: Vec<&str> = network.tables.regimes.iter().map(|lined| lined.row.regime.as_str()).collect();
    if known.contains(&regime) {
        return Ok(());
    }
    Err(Error::Usage(format!("\"{regime}\" is no regime; choose one of {}", known.join(", "))))
}

fn spot(network: &Network, target: Target, node: u32) -> Spot {
    let (lat, lon) = position(network, node);
    let id = match target {
        Target::Facility(index) => network.facilities[index as usize].id.clone(),
        Target::Settlement(_) => {
            let country = network.country_code(network.topology.nodes[node as usize].country);
            format!("{country}:{}", crate::network::find::fold(&network.node_name(node)).replace(' ', "-"))
        }
    };
    Spot {
        id,
        name: network.node_name(node),
        country: network.country_code(network.topology.nodes[node as usize].country).to_owned(),
        lat,
        lon,
    }
}

fn stamp(network: &Network, query: &Query) -> Stamp {
    let mut map = serde_json::Map::new();
    let mut put = |key: &str, value: serde_json::Value| drop(map.insert(key.to_owned(), value));
    put("from", query.from.clone().into());
    put("to", query.to.clone().into());
    put("load", query.loads.clone().into());
    let sizes = &query.sizes;
    let numbers = [
        ("mass-t", sizes.mass_t),
        ("width-m", sizes.width_m),
        ("height-m", sizes.height_m),
        ("length-m", sizes.length_m),
        ("axle-load-t", sizes.axle_t),
    ];
    for (key, value) in numbers {
        if let Some(value) = value {
            put(key, value.into());
        }
    }
    if sizes.tracked {
        put("tracked", true.into());
    }
    if sizes.dangerous {
        put("dangerous", true.into());
    }
    if let Some(flag) = &query.flag {
        put("flag", flag.clone().into());
    }
    put("depart", query.depart.clone().into());
    for (key, value) in circumstances(query) {
        put(&key, value);
    }
    put("ways", query.ways.into());
    if query.pareto {
        put("pareto", true.into());
    }
    Stamp::new(network, map)
}

/// The circumstances of a question as stamps give them.
pub(super) fn circumstances(query: &Query) -> serde_json::Map<String, serde_json::Value> {
    let mut map = serde_json::Map::new();
    let mut put = |key: &str, value: serde_json::Value| drop(map.insert(key.to_owned(), value));
    put("regime", query.regime.clone().into());
    put("c-day", query.c_day.clone().into());
    put("deny", query.deny.clone().into());
    if !query.slow.is_empty() {
        put("slow", query.slow.clone().into());
    }
    put("allow", query.allow.clone().into());
    put("avoid", query.avoid.clone().into());
    put("modes", query.modes.iter().map(|mode| mode.word()).collect::<Vec<_>>().into());
    put("assurance", query.assurance.word().into());
    put("case", query.case.pick("best", "typical", "worst").into());
    if let Some(chained) = query.chained {
        put("filing", if chained { "chained" } else { "parallel" }.into());
    }
    if let Some(hours) = query.ship_notice_h {
        put("ship-notice-h", hours.into());
    }
    map
}

fn notes(network: &Network, query: &Query, flag: u8, [from, to]: [u32; 2]) -> Vec<String> {
    let mut notes = vec![format!(
        "sending state: {}; regime: {}; figures at the {} end of their ranges",
        network.country_code(flag),
        query.regime,
        query.case.pick("favourable", "typical", "unfavourable")
    )];
    if query.modes.contains(&Mode::Air) {
        notes.push("air: the states where aircraft land are asked; those overflown are assumed to let them pass or are flown around; aircraft are assumed to be there after their notice, in as many as the load needs; each wave on the apron takes a ground time".to_owned());
    }
    if query.modes.contains(&Mode::Iww) {
        notes.push("iww: the states where a barge passes are asked as for a crossing on land; barges are assumed to be there after their notice, waterways to be at their usual water level".to_owned());
    }
    if !query.modes.contains(&Mode::Road) && network.own.is_none() {
        notes.push(format!(
            "roads within {} km of the two ends stay open, to and from the railhead or quay",
            arcs::local_road_km(network, from, to)
        ));
    }
    notes.extend(network.notes());
    notes
}
