//! Railways, roads, shuttles, and the bridges and tunnels on them.

use std::collections::BTreeMap;

use crate::data::base::Way;
use crate::data::rows::Evidence;
use crate::error::Result;
use crate::network::{LinkKind, Topology};

use super::asset::{Along, AssetKind, Basis, Directions, Range, SharedDeck, Sharing, Traffic, Unit};
use super::build::{Builder, Gross, factor, number};
use super::sections::stretches;

/// Hours in the window that capacities are given for.
const HOURS: f64 = 24.0;

impl Builder<'_> {
    /// For each base link the row of a table (`rail_lines.csv` or `road_classes.csv`) that describes it.
    fn described(&self, table: &str) -> Vec<Option<u32>> {
        let (base, tables) = (&self.network.base, &self.network.tables);
        let rail = table == "rail_lines.csv";
        let ids: BTreeMap<&str, u32> = if rail {
            (0_u32..).zip(&tables.rail_lines).map(|(index, lined)| (lined.row.id.as_str(), index)).collect()
        } else {
            (0_u32..).zip(&tables.road_classes).map(|(index, lined)| (lined.row.id.as_str(), index)).collect()
        };
        let rows: Vec<Option<u32>> = base.line_ids.iter().map(|id| ids.get(id.as_str()).copied()).collect();
        let mut of = vec![None; base.links.len()];
        for (link, id) in &base.lines {
            if (base.links[*link as usize].way == Way::Rail) == rail {
                of[*link as usize] = rows[*id as usize];
            }
        }
        of
    }

    /// Stretches of railway between junctions, by the line that they belong to or by what is usual.
    pub(super) fn railways(&mut self) -> Result<()> {
        let network = self.network;
        let single = self.factor("rail_trains_per_day_single_track", 1.0)?;
        let double = self.factor("rail_trains_per_day_double_track", 1.0)?;
        let works = self.factor("rail_works_capacity_factor", 1.0)?;
        self.rail_rows = self.described("rail_lines.csv");
        let described = self.rail_rows.clone();
        let line_of = |base: u32| described.get(base as usize).copied().flatten();
        let key = |kind: &LinkKind, index: u32| match kind {
            LinkKind::Rail(base) => Some((
                network.topology.links[index as usize].country,
                network.base.links[*base as usize].gauge_mm,
                line_of(*base),
            )),
            _ => None,
        };
        let defaults: BTreeMap<&str, u16> =
            network.tables.rail_defaults.iter().map(|lined| (lined.row.country.as_str(), lined.row.tracks)).collect();
        let usual = |country: u8| defaults.get(network.country_code(country)).copied().unwrap_or(1);
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
                    // Nobody says how many tracks: as little as a single one, at best as much as a double one, and
                    // typically what most main lines of the state have.
                    unknown += 1;
                    let typical = if usual(first.country) > 1 { double.range.typical } else { single.range.typical };
                    let range = Range { low: single.range.low, typical, high: double.range.high };
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
            let directions = if tracks.unwrap_or_else(|| usual(first.country)) == 1 {
                Directions::Together
            } else {
                Directions::Apart
            };
            let asset =
                self.add(kind, Unit::Trains, first.country, gross, Some(Traffic::Rail), Sharing::Stretch, directions);
            for link in stretch.links {
                self.attach(link, asset, Along::Either);
            }
        }
        if unknown > 0 {
            self.assumptions.push(format!(
                "{unknown} railway sections belong to no row of rail_lines.csv that gives their tracks: taken as most main lines of their state are (rail_defaults.csv), at least single track, at best double track"
            ));
        }
        Ok(())
    }

    /// Stretches of road and shuttles, by class or as a road of one lane each way.
    pub(super) fn roads(&mut self) -> Result<()> {
        let network = self.network;
        let lane = self.factor("road_lane_vehicles_per_hour", HOURS)?;
        let two_lane = self.factor("road_two_lane_vehicles_per_hour", HOURS)?;
        let lanes_motorway = factor(&network.tables, "road_lanes_motorway")?;
        let convoys = self.factor("passing_rate_vehicles_per_h", HOURS)?;
        self.road_rows = self.described("road_classes.csv");
        let described = self.road_rows.clone();
        let class_of = |base: u32| described.get(base as usize).copied().flatten();
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
    pub(super) fn structures(&mut self) -> Result<()> {
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
        let of_structure = on.clone();
        let mut lanes: BTreeMap<u32, u32> = BTreeMap::new();
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
            if !rail {
                lanes.insert(row, asset);
            }
        }
        self.decks(&of_structure, &lanes);
        Ok(())
    }

    /// Structures whose trains shut the road on them.
    fn decks(&mut self, links: &BTreeMap<(u32, bool), Vec<u32>>, lanes: &BTreeMap<u32, u32>) {
        let tables = &self.network.tables;
        for (index, lined) in (0_u32..).zip(&tables.shared_decks).filter(|(_, lined)| lined.row.shut_high_min.0 > 0.0) {
            let of = tables.structures.iter().position(|structure| structure.row.id == lined.row.structure);
            let Some(row) = of.map(number) else { continue };
            let (Some(rail), Some(road), Some(lanes)) =
                (links.get(&(row, true)), links.get(&(row, false)), lanes.get(&row))
            else {
                continue;
            };
            let deck = &lined.row;
            let asset = &mut self.assets[*lanes as usize];
            asset.basis.push(Basis::SharedDeck(index));
            asset.evidence = asset.evidence.max(deck.evidence);
            let seconds = |minutes: f64| minutes * 60.0;
            let shut = Range::of(seconds(deck.shut_high_min.0), seconds(deck.shut_min.0), seconds(deck.shut_low_min.0));
            self.decks.push(SharedDeck { lanes: *lanes, rail: rail.clone(), road: road.clone(), shut });
        }
    }
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
