//! What states let in, and what the links of a network of one's own state.

use std::collections::BTreeMap;

use crate::data::rows::QuotaRow;
use crate::network::own::CapacityUnit;
use crate::network::rules::regimes_under;
use crate::network::{HIGH_SEAS, LinkKind};

use super::asset::{Along, AssetKind, Basis, Directions, Range, Sharing, Unit, milli};
use super::build::{Builder, Gross, number};
use super::describe::crossing_mode;

/// A row of `quotas.csv` with its number.
type Found<'a> = Option<(u32, &'a QuotaRow)>;

/// Row of `quotas.csv`, and the crossings that share it, each in the direction of entry.
type Gathered = (u32, Vec<(u32, Along)>);

impl Builder<'_> {
    /// What the links of a network of one's own state; it is what military traffic has.
    pub(super) fn stated(&mut self) {
        let network = self.network;
        let mut silent = 0_u32;
        for (index, link) in (0_u32..).zip(&network.topology.links) {
            let row = network.own.as_ref().and_then(|own| own.row(link.kind)).map(number);
            let Some((row, own)) = row.zip(network.own_link(link.kind)) else { continue };
            let Some(capacity) = own.capacity else {
                silent += 1;
                continue;
            };
            let (unit, times) = match capacity.unit {
                CapacityUnit::TrainsPerDay => (Unit::Trains, 1),
                CapacityUnit::VehiclesPerHour => (Unit::Vehicles, 24),
                CapacityUnit::TonnesPerDay => (Unit::Tonnes, 1),
            };
            let level = (capacity.micro / 1_000).saturating_mul(times);
            let range = Range { low: level, typical: level, high: level };
            let gross = Gross { range, evidence: own.provenance.evidence, basis: vec![Basis::Link(row)] };
            let (sharing, directions) = (Sharing::Stretch, Directions::Apart);
            let asset = self.add(AssetKind::Stated(row), unit, link.country, gross, None, sharing, directions);
            self.attach(index, asset, Along::Either);
        }
        if silent > 0 {
            self.assumptions.push(format!("{silent} links of links.csv state no capacity: taken as without limit"));
        }
    }

    /// The row that describes a line which ends at each node of a crossing.
    fn lines_at_borders(&self) -> BTreeMap<u32, Basis> {
        let topology = &self.network.topology;
        let mut crossing = vec![false; topology.nodes.len()];
        for link in topology.links.iter().filter(|link| link.kind == LinkKind::Border) {
            crossing[link.a as usize] = true;
            crossing[link.b as usize] = true;
        }
        let mut lines = BTreeMap::new();
        for link in &topology.links {
            let row = match link.kind {
                LinkKind::Rail(base) => self.rail_rows.get(base as usize).copied().flatten().map(Basis::RailLine),
                LinkKind::Road(base) => self.road_rows.get(base as usize).copied().flatten().map(Basis::RoadClass),
                _ => None,
            };
            let Some(row) = row else { continue };
            for node in [link.a, link.b].into_iter().filter(|node| crossing[*node as usize]) {
                lines.entry(node).or_insert(row);
            }
        }
        lines
    }

    /// What states let in, under the regime in force: the most specific row of each scope.
    pub(super) fn quotas(&mut self) {
        let network = self.network;
        let rows = &network.tables.quotas;
        if rows.is_empty() {
            return;
        }
        let mut whole: BTreeMap<(u8, &'static str), Gathered> = BTreeMap::new();
        // A regime that lifts bans lifts the quotas of those that it is based on, too.
        let chain = regimes_under(&network.tables, self.regime);
        let lifts = |name: &&str| {
            network.tables.regimes.iter().any(|lined| lined.row.regime == **name && lined.row.bans == "lifted")
        };
        let counted = chain.iter().position(lifts).map_or(chain.len(), |index| index + 1);
        let best = |scope: &str, country: u8, mode: &str| {
            let code = network.country_code(country);
            let under = |regime: &str| {
                let fits = |row: &QuotaRow| {
                    row.regime == regime
                        && row.scope == scope
                        && row.mode == mode
                        && (row.country == code || row.country == "*")
                };
                let fitting = (0_u32..).zip(rows).filter(|(_, lined)| fits(&lined.row));
                fitting.max_by_key(|(_, lined)| lined.row.country == code).map(|(index, lined)| (index, &lined.row))
            };
            chain[..counted].iter().find_map(|regime| under(regime))
        };
        let gross = |index: u32, row: &QuotaRow| Gross {
            range: Range { low: milli(row.low.0), typical: milli(row.typical.0), high: milli(row.high.0) },
            evidence: row.evidence,
            basis: vec![Basis::Quota(index)],
        };
        let unit = |row: &QuotaRow| if row.unit == "trains/day" { Unit::Trains } else { Unit::Vehicles };
        let mut cache: BTreeMap<(&str, u8, &str), Found<'_>> = BTreeMap::new();
        let lines = self.lines_at_borders();
        for (index, link) in (0_u32..).zip(&network.topology.links) {
            if link.kind != LinkKind::Border {
                continue;
            }
            let line = [link.a, link.b].iter().find_map(|node| lines.get(node)).copied();
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
                    self.lines.extend(line.map(|line| (asset, line)));
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
