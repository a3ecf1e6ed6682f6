//! From tables and topology to assets and the links that use them.

use std::collections::BTreeMap;

use crate::data::rows::{Evidence, FactorRow, QuotaRow};
use crate::data::tables::Tables;
use crate::error::{Error, Result};
use crate::network::{FacilityKind, HIGH_SEAS, LinkKind, Network, Topology};

use super::Capacities;
use super::asset::{Along, Asset, AssetKind, Basis, Directions, Range, Sharing, Traffic, Unit, Use, milli};
use super::describe::crossing_mode;
use super::sections::stretches;

/// Hours in the window that capacities are given for.
const HOURS: f64 = 24.0;

/// A terminal of both gauges this near to a gauge change works with the same ramps.
const SITE_M: f64 = 6_000.0;

/// What one state leaves of one kind of traffic.
#[derive(Clone, Copy)]
struct Share {
    range: Range,
    evidence: Evidence,
    row: Option<u32>,
}

struct Builder<'a> {
    network: &'a Network,
    regime: &'a str,
    shares: BTreeMap<(u8, Traffic), Share>,
    assets: Vec<Asset>,
    pairs: Vec<(u32, Use)>,
    assumptions: Vec<String>,
}

/// A capacity before military traffic's share of it.
struct Gross {
    range: Range,
    evidence: Evidence,
    basis: Vec<Basis>,
}

impl Gross {
    fn and(mut self, other: Gross) -> Self {
        self.evidence = self.evidence.max(other.evidence);
        self.basis.extend(other.basis);
        self
    }
}

pub(super) fn capacities(network: &Network, regime: &str) -> Result<Capacities> {
    let mut builder = Builder {
        network,
        regime,
        shares: BTreeMap::new(),
        assets: Vec::new(),
        pairs: Vec::new(),
        assumptions: Vec::new(),
    };
    builder.railways()?;
    builder.roads()?;
    builder.structures()?;
    builder.gauge_changes_and_ramps()?;
    builder.ports()?;
    builder.ferries();
    builder.quotas();
    if network.tables.traffic_shares.is_empty() {
        builder.assumptions.push(
            "traffic_shares.csv is empty: civil traffic leaves everything to military traffic (factor 1)".to_owned(),
        );
    }
    Ok(Capacities::assemble(builder.assets, builder.pairs, network.topology.links.len(), builder.assumptions))
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The planning factor with an id.
fn factor<'a>(tables: &'a Tables, id: &str) -> Result<(u32, &'a FactorRow)> {
    let found = (0_u32..).zip(&tables.planning_factors).find(|(_, lined)| lined.row.id == id);
    found.map(|(index, lined)| (index, &lined.row)).ok_or_else(|| {
        Error::Question(format!(
            "planning_factors.csv has no row \"{id}\", which the capacities need; add it, with low, typical and high"
        ))
    })
}

impl Builder<'_> {
    /// The share of a state's traffic: its own row, else the row of all states, else everything.
    fn share(&mut self, country: u8, traffic: Traffic) -> Share {
        let network = self.network;
        *self.shares.entry((country, traffic)).or_insert_with(|| {
            let code = network.country_code(country);
            let rows = (0_u32..).zip(&network.tables.traffic_shares);
            let fitting = rows.filter(|(_, lined)| {
                lined.row.mode == traffic.word() && (lined.row.country == code || lined.row.country == "*")
            });
            let best = fitting.max_by_key(|(_, lined)| lined.row.country == code);
            best.map_or(
                Share { range: Range::of(1.0, 1.0, 1.0), evidence: Evidence::Assumed, row: None },
                |(index, lined)| {
                    let row = &lined.row;
                    let range = Range::of(row.share_low.0, row.share.0, row.share_high.0);
                    Share { range, evidence: row.evidence, row: Some(index) }
                },
            )
        })
    }

    fn factor(&self, id: &str, times: f64) -> Result<Gross> {
        let (index, row) = factor(&self.network.tables, id)?;
        let range = Range::of(row.low.0 * times, row.typical.0 * times, row.high.0 * times);
        Ok(Gross { range, evidence: row.evidence, basis: vec![Basis::Factor(index)] })
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one asset")]
    /// Adds an asset; `traffic` says whose share of it is left (none: all of it).
    fn add(
        &mut self,
        kind: AssetKind,
        unit: Unit,
        country: u8,
        gross: Gross,
        traffic: Option<Traffic>,
        sharing: Sharing,
        directions: Directions,
    ) -> u32 {
        let share = traffic.map(|traffic| self.share(country, traffic));
        let index = number(self.assets.len());
        let mut basis = gross.basis;
        basis.extend(share.and_then(|share| share.row).map(Basis::Share));
        self.assets.push(Asset {
            kind,
            unit,
            country,
            gross: gross.range,
            military: share.map_or(gross.range, |share| gross.range.times(share.range)),
            sharing,
            directions,
            evidence: share.map_or(gross.evidence, |share| gross.evidence.max(share.evidence)),
            basis,
        });
        index
    }

    fn attach(&mut self, link: u32, asset: u32, along: Along) {
        self.pairs.push((link, Use { asset, along }));
    }

    /// Stretches of railway between junctions, by the line that they belong to or by what is usual.
    fn railways(&mut self) -> Result<()> {
        let network = self.network;
        let single = self.factor("rail_trains_per_day_single_track", 1.0)?;
        let double = self.factor("rail_trains_per_day_double_track", 1.0)?;
        let works = self.factor("rail_works_capacity_factor", 1.0)?;
        let line_of = |base: u32| network.rail_line_of(base);
        let key = |kind: &LinkKind, index: u32| match kind {
            LinkKind::Rail(base) => Some((
                network.topology.links[index as usize].country,
                network.base.links[*base as usize].gauge_mm,
                line_of(*base),
            )),
            _ => None,
        };
        let mut unknown = 0_u32;
        for stretch in stretches(&network.topology, &key) {
            let first = &network.topology.links[stretch.links[0] as usize];
            let LinkKind::Rail(base) = first.kind else { continue };
            let row = line_of(base).map(|row| (row, &network.tables.rail_lines[row as usize].row));
            let tracks = row.and_then(|(_, row)| row.tracks);
            let mut gross = match (row, tracks) {
                (Some((index, row)), _) if row.freight_trains_per_day.is_some() => {
                    // Given for both directions together; every loaded train comes back.
                    let typical = row.freight_trains_per_day.map_or(0.0, |trains| trains.0);
                    let low = row.freight_trains_per_day_low.map_or(typical, |trains| trains.0);
                    let high = row.freight_trains_per_day_high.map_or(typical, |trains| trains.0);
                    Gross {
                        range: Range::of(low / 2.0, typical / 2.0, high / 2.0),
                        evidence: row.evidence,
                        basis: vec![Basis::RailLine(index)],
                    }
                }
                (_, Some(1)) => Gross { range: single.range, evidence: single.evidence, basis: single.basis.clone() },
                (_, Some(tracks)) => Gross {
                    range: double.range.times(Range::of(
                        f64::from(tracks / 2),
                        f64::from(tracks / 2),
                        f64::from(tracks) / 2.0,
                    )),
                    evidence: double.evidence,
                    basis: double.basis.clone(),
                },
                (_, None) => {
                    // Nobody says how many tracks: as little as a single one, at best as much as a double one.
                    unknown += 1;
                    let range = Range { high: double.range.high, ..single.range };
                    let basis = single.basis.iter().chain(&double.basis).copied().collect();
                    Gross { range, evidence: Evidence::Assumed, basis }
                }
            };
            if let Some((index, row)) = row {
                if !gross.basis.contains(&Basis::RailLine(index)) {
                    gross.basis.insert(0, Basis::RailLine(index));
                    gross.evidence = gross.evidence.max(row.evidence);
                }
                match row.status.as_str() {
                    "closed" => gross.range = Range::NONE,
                    "works" => {
                        gross.range = gross.range.times(works.range);
                        gross.basis.extend(&works.basis);
                    }
                    _ => {}
                }
            }
            let (a, b) = stretch.ends;
            let kind = AssetKind::RailSection { a, b };
            let directions = if tracks.unwrap_or(1) == 1 { Directions::Together } else { Directions::Apart };
            let asset =
                self.add(kind, Unit::Trains, first.country, gross, Some(Traffic::Rail), Sharing::Stretch, directions);
            for link in stretch.links {
                self.attach(link, asset, Along::Either);
            }
        }
        if unknown > 0 {
            self.assumptions.push(format!(
                "{unknown} railway sections belong to no row of rail_lines.csv that gives their tracks: taken as single track, at best double track"
            ));
        }
        Ok(())
    }

    /// Stretches of road and shuttles, by class or as a road of one lane each way.
    fn roads(&mut self) -> Result<()> {
        let network = self.network;
        let lane = self.factor("road_lane_vehicles_per_hour", HOURS)?;
        let two_lane = self.factor("road_two_lane_vehicles_per_hour", HOURS)?;
        let lanes_motorway = factor(&network.tables, "road_lanes_motorway")?;
        let convoys = self.factor("passing_rate_vehicles_per_h", HOURS)?;
        let class_of = |base: u32| network.road_class_of(base);
        let key = |kind: &LinkKind, index: u32| match kind {
            LinkKind::Road(base) => Some((network.topology.links[index as usize].country, class_of(*base), false)),
            LinkKind::Shuttle(_) => Some((network.topology.links[index as usize].country, None, true)),
            _ => None,
        };
        let mut unknown = 0_u32;
        for stretch in stretches(&network.topology, &key) {
            let first = &network.topology.links[stretch.links[0] as usize];
            let (LinkKind::Road(base) | LinkKind::Shuttle(base)) = first.kind else { continue };
            let shuttle = matches!(first.kind, LinkKind::Shuttle(_));
            let row = if shuttle { None } else { class_of(base) };
            let row = row.map(|row| (row, &network.tables.road_classes[row as usize].row));
            let wide = row.is_some_and(|(_, row)| matches!(row.class.as_str(), "motorway" | "expressway"));
            let each_way = row.and_then(|(_, row)| row.lanes).map(|lanes| f64::from(lanes / 2).max(1.0));
            let mut gross = match (wide, each_way) {
                (true, Some(lanes)) => Gross {
                    range: lane.range.times(Range::of(lanes, lanes, lanes)),
                    evidence: lane.evidence,
                    basis: lane.basis.clone(),
                },
                (true, None) => {
                    let (index, lanes) = lanes_motorway;
                    let lanes_range = Range::of(lanes.low.0, lanes.typical.0, lanes.high.0);
                    let basis = lane.basis.iter().copied().chain([Basis::Factor(index)]).collect();
                    Gross { range: lane.range.times(lanes_range), evidence: lane.evidence.max(lanes.evidence), basis }
                }
                (false, Some(lanes)) if lanes >= 2.0 => Gross {
                    range: lane.range.times(Range::of(lanes, lanes, lanes)),
                    evidence: lane.evidence,
                    basis: lane.basis.clone(),
                },
                _ => Gross { range: two_lane.range, evidence: two_lane.evidence, basis: two_lane.basis.clone() },
            };
            match row {
                Some((index, row)) => {
                    gross.basis.insert(0, Basis::RoadClass(index));
                    gross.evidence = gross.evidence.max(row.evidence);
                    if row.status == "closed" {
                        gross.range = Range::NONE;
                    }
                }
                None => {
                    unknown += u32::from(!shuttle);
                    gross.evidence = Evidence::Assumed;
                }
            }
            let (a, b) = stretch.ends;
            let kind = if shuttle { AssetKind::Shuttle { a, b } } else { AssetKind::RoadSection { a, b } };
            let asset = self.add(
                kind,
                Unit::Vehicles,
                first.country,
                gross,
                Some(Traffic::Road),
                Sharing::Stretch,
                Directions::Apart,
            );
            // One column passes at its own rate, however wide the road and however little civil traffic there is.
            let limited = &mut self.assets[asset as usize];
            let cap = convoys.range;
            if limited.military.typical > cap.typical {
                limited.basis.extend(&convoys.basis);
            }
            limited.military = Range {
                low: limited.military.low.min(cap.low),
                typical: limited.military.typical.min(cap.typical),
                high: limited.military.high.min(cap.high),
            };
            for link in stretch.links {
                self.attach(link, asset, Along::Either);
            }
        }
        if unknown > 0 {
            self.assumptions.push(format!(
                "{unknown} road sections belong to no row of road_classes.csv: taken as one lane each way"
            ));
        }
        Ok(())
    }

    /// Tracks and lanes of structures where a table gives them; closed ones pass nothing.
    fn structures(&mut self) -> Result<()> {
        let network = self.network;
        let single = self.factor("rail_trains_per_day_single_track", 1.0)?;
        let double = self.factor("rail_trains_per_day_double_track", 1.0)?;
        let lane = self.factor("road_lane_vehicles_per_hour", HOURS)?;
        let two_lane = self.factor("road_two_lane_vehicles_per_hour", HOURS)?;
        let mut on: BTreeMap<(u32, bool), Vec<u32>> = BTreeMap::new();
        for (index, link) in (0_u32..).zip(&network.topology.links) {
            let (base, rail) = match link.kind {
                LinkKind::Rail(base) => (base, true),
                LinkKind::Road(base) | LinkKind::Shuttle(base) => (base, false),
                _ => continue,
            };
            for (row, _) in network.rows_on(base) {
                on.entry((row, rail)).or_default().push(index);
            }
        }
        for ((row, rail), links) in on {
            let structure = &network.tables.structures[row as usize].row;
            let closed = structure.status == "closed";
            let from = |gross: &Gross, times: f64| Gross {
                range: if closed { Range::NONE } else { gross.range.times(Range::of(times, times, times)) },
                evidence: gross.evidence,
                basis: gross.basis.clone(),
            };
            let gross = match (rail, structure.tracks, structure.lanes) {
                (true, Some(1), _) => from(&single, 1.0),
                (true, Some(tracks), _) => from(&double, f64::from(tracks) / 2.0),
                (false, _, Some(lanes)) if lanes >= 4 => from(&lane, f64::from(lanes / 2)),
                (false, _, Some(lanes)) => from(&two_lane, f64::from(lanes) / 2.0),
                _ if closed => from(&single, 0.0),
                _ => continue,
            };
            let own = Gross { range: Range::NONE, evidence: structure.evidence, basis: vec![Basis::Structure(row)] };
            let gross = Gross { range: gross.range, ..own.and(gross) };
            let links_joined = components(&network.topology, &links);
            let narrow = if rail { structure.tracks == Some(1) } else { structure.lanes == Some(1) };
            let asset = self.add(
                if rail { AssetKind::StructureTracks(row) } else { AssetKind::StructureLanes(row) },
                if rail { Unit::Trains } else { Unit::Vehicles },
                network.topology.links[links[0] as usize].country,
                gross,
                Some(if rail { Traffic::Rail } else { Traffic::Road }),
                if links_joined > 1 { Sharing::Sum } else { Sharing::Stretch },
                if narrow { Directions::Together } else { Directions::Apart },
            );
            for link in links {
                self.attach(link, asset, Along::Either);
            }
        }
        Ok(())
    }

    /// Gauge changes with the ramps at the place; ramps everywhere else.
    fn gauge_changes_and_ramps(&mut self) -> Result<()> {
        let network = self.network;
        let topology = &network.topology;
        let mut sites: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (index, link) in (0_u32..).zip(&topology.links) {
            if let LinkKind::GaugeChange(row) = link.kind {
                sites.entry(row).or_default().push(index);
            }
        }
        let changes: Vec<u32> = sites.keys().copied().collect();
        let mut ramps: Vec<(u32, u32)> = Vec::new();
        for (index, link) in (0_u32..).zip(&topology.links) {
            let LinkKind::RailAccess(facility) = link.kind else { continue };
            match changes.iter().find(|row| same_site(network, **row, facility)) {
                Some(row) => sites.entry(*row).or_default().push(index),
                None => ramps.push((index, facility)),
            }
        }
        for (row, links) in sites {
            let change = &network.tables.gauge_changes[row as usize].row;
            let range = Range::of(change.trains_per_day_low.0, change.trains_per_day.0, change.trains_per_day_high.0);
            let gross = Gross { range, evidence: change.evidence, basis: vec![Basis::GaugeChange(row)] };
            let country = topology.links[links[0] as usize].country;
            let sharing = if links.len() > 1 { Sharing::Site } else { Sharing::Stretch };
            let kind = AssetKind::GaugeChange(row);
            // A place that transfers trains is there for those that cannot go on: no share for civil traffic is taken.
            let asset = self.add(kind, Unit::Trains, country, gross, None, sharing, Directions::Together);
            for link in links {
                self.attach(link, asset, Along::Either);
            }
        }
        let terminal = self.factor("terminal_trains_per_day_per_ramp", 1.0)?;
        let port = self.factor("port_clearance_trains_per_day", 1.0)?;
        for (link, facility) in ramps {
            let node = topology.links[link as usize].b;
            let gauge_mm =
                topology.nodes[node as usize].kind.base().map_or(0, |base| network.base.nodes[base as usize].gauge_mm);
            let from = network.facilities[facility as usize].kind;
            let (default, own) = match from {
                FacilityKind::Port(_) => (&port, None),
                FacilityKind::Terminal(row) => (&terminal, Some(Basis::Terminal(row))),
                FacilityKind::Place(_) | FacilityKind::Airfield(_) => (&terminal, None),
                // A network of one's own states capacities of its links only.
                FacilityKind::Node(_) => continue,
            };
            let basis = own.into_iter().chain(default.basis.iter().copied()).collect();
            let gross = Gross { range: default.range, evidence: default.evidence, basis };
            let country = topology.links[link as usize].country;
            let kind = AssetKind::Ramp { facility, gauge_mm };
            let asset = self.add(kind, Unit::Trains, country, gross, None, Sharing::Stretch, Directions::Together);
            self.attach(link, asset, Along::Either);
        }
        Ok(())
    }

    /// Quays and gates of ports.
    fn ports(&mut self) -> Result<()> {
        let network = self.network;
        let (at_once_index, at_once) = factor(&network.tables, "port_ships_at_once")?;
        let ships = Range::of(at_once.low.0, at_once.typical.0, at_once.high.0);
        let gate = self.factor("port_clearance_pieces_per_day", 1.0)?;
        for (index, link) in (0_u32..).zip(&network.topology.links) {
            let LinkKind::SeaAccess(facility) = link.kind else { continue };
            let FacilityKind::Port(row) = network.facilities[facility as usize].kind else { continue };
            let port = &network.tables.ports[row as usize].row;
            let a_ship = Range::of(
                port.discharge_low_pieces_per_day.0,
                port.discharge_pieces_per_day.0,
                port.discharge_high_pieces_per_day.0,
            );
            let quay = || Gross {
                range: a_ship.times(ships),
                evidence: port.evidence.max(at_once.evidence),
                basis: vec![Basis::Port(row), Basis::Factor(at_once_index)],
            };
            let alone = (Sharing::Stretch, Directions::Apart);
            let country = link.country;
            let gate = Gross { range: gate.range, evidence: gate.evidence, basis: gate.basis.clone() };
            let port_traffic = Some(Traffic::Port);
            let (sharing, directions) = alone;
            let discharge = AssetKind::Discharge(facility);
            let discharge = self.add(discharge, Unit::Pieces, country, quay(), port_traffic, sharing, directions);
            let loading = AssetKind::Loading(facility);
            let loading = self.add(loading, Unit::Pieces, country, quay(), port_traffic, sharing, directions);
            let clearance = AssetKind::Clearance(facility);
            let clearance = self.add(clearance, Unit::Pieces, country, gate, None, sharing, directions);
            // The first end of the link is the port.
            self.attach(index, discharge, Along::Backward);
            self.attach(index, clearance, Along::Backward);
            self.attach(index, loading, Along::Forward);
        }
        Ok(())
    }

    fn ferries(&mut self) {
        let network = self.network;
        for (index, link) in (0_u32..).zip(&network.topology.links) {
            let LinkKind::Ferry(row) = link.kind else { continue };
            let ferry = &network.tables.ferries[row as usize].row;
            let typical = ferry.sailings_per_week.0 * ferry.lane_m.0 / 7.0;
            let low = if ferry.status == "seasonal" { 0.0 } else { typical };
            let range = if ferry.status == "suspended" { Range::NONE } else { Range::of(low, typical, typical) };
            let gross = Gross { range, evidence: ferry.evidence, basis: vec![Basis::Ferry(row)] };
            let kind = AssetKind::Ferry(row);
            let sea = Some(Traffic::Sea);
            let asset = self.add(kind, Unit::LaneMetres, link.country, gross, sea, Sharing::Stretch, Directions::Apart);
            self.attach(index, asset, Along::Either);
        }
    }

    /// What states let in, under the regime in force: the most specific row of each scope.
    fn quotas(&mut self) {
        let network = self.network;
        let rows = &network.tables.quotas;
        if rows.is_empty() {
            return;
        }
        let mut whole: BTreeMap<(u8, &'static str), (u32, Vec<(u32, Along)>)> = BTreeMap::new();
        let regime = self.regime;
        let best = |scope: &str, country: u8, mode: &str| {
            let code = network.country_code(country);
            let fits = |row: &QuotaRow| {
                row.regime == regime
                    && row.scope == scope
                    && row.mode == mode
                    && (row.country == code || row.country == "*")
            };
            let fitting = (0_u32..).zip(rows).filter(|(_, lined)| fits(&lined.row));
            fitting.max_by_key(|(_, lined)| lined.row.country == code).map(|(index, lined)| (index, &lined.row))
        };
        let gross = |index: u32, row: &QuotaRow| Gross {
            range: Range { low: milli(row.low.0), typical: milli(row.typical.0), high: milli(row.high.0) },
            evidence: row.evidence,
            basis: vec![Basis::Quota(index)],
        };
        let unit = |row: &QuotaRow| if row.unit == "trains/day" { Unit::Trains } else { Unit::Vehicles };
        let mut cache: BTreeMap<(&str, u8, &str), Option<(u32, &QuotaRow)>> = BTreeMap::new();
        for (index, link) in (0_u32..).zip(&network.topology.links) {
            if link.kind != LinkKind::Border {
                continue;
            }
            let mode = crossing_mode(network, index);
            for (into, along) in [(link.b, Along::Forward), (link.a, Along::Backward)] {
                let into = network.topology.nodes[into as usize].country;
                if into == HIGH_SEAS {
                    continue;
                }
                let at_crossing =
                    *cache.entry(("crossing", into, mode)).or_insert_with(|| best("crossing", into, mode));
                if let Some((row_index, row)) = at_crossing {
                    let kind = AssetKind::BorderQuota { link: index, into };
                    let (sharing, directions) = (Sharing::Stretch, Directions::Apart);
                    let asset = self.add(kind, unit(row), into, gross(row_index, row), None, sharing, directions);
                    self.attach(index, asset, along);
                }
                let of_state = *cache.entry(("state", into, mode)).or_insert_with(|| best("state", into, mode));
                if let Some((row_index, _)) = of_state {
                    whole.entry((into, mode)).or_insert((row_index, Vec::new())).1.push((index, along));
                }
            }
        }
        for ((into, _), (row_index, links)) in whole {
            let row = &rows[row_index as usize].row;
            let kind = AssetKind::StateQuota { into, row: row_index };
            let asset =
                self.add(kind, unit(row), into, gross(row_index, row), None, Sharing::Sum, Directions::Together);
            for (link, along) in links {
                self.attach(link, asset, along);
            }
        }
    }
}

/// Whether a facility's ramps are those of a gauge change: a terminal of both gauges near by.
fn same_site(network: &Network, change: u32, facility: u32) -> bool {
    let FacilityKind::Terminal(row) = network.facilities[facility as usize].kind else { return false };
    let terminal = &network.tables.terminals[row as usize].row;
    let change = &network.tables.gauge_changes[change as usize].row;
    let both = [change.gauge_a_mm, change.gauge_b_mm]
        .iter()
        .all(|gauge| terminal.gauges.0.iter().any(|word| *word == gauge.to_string()));
    both && Topology::distance_m((terminal.lat.0, terminal.lon.0), (change.lat.0, change.lon.0)) <= SITE_M
}

/// How many groups of links there are when those that share a node belong together.
fn components(topology: &Topology, links: &[u32]) -> usize {
    let mut group: Vec<usize> = (0..links.len()).collect();
    for (second, link) in links.iter().enumerate() {
        for first in 0..second {
            let (one, other) = (&topology.links[links[first] as usize], &topology.links[*link as usize]);
            if [one.a, one.b].contains(&other.a) || [one.a, one.b].contains(&other.b) {
                let (keep, drop) = (group[first], group[second]);
                for member in &mut group {
                    if *member == drop {
                        *member = keep;
                    }
                }
            }
        }
    }
    group.sort_unstable();
    group.dedup();
    group.len()
}
