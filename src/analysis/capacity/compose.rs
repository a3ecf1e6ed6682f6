//! Numbers to the answer: units, names, sources, lines.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::route::line::Drawing;
use crate::analysis::route::query::Mode;
use crate::analysis::stamp::Stamp;
use crate::data::rows::Sourced;
use crate::error::Result;
use crate::network::capacity::{AssetKind, MILLI, Source};
use crate::network::{FacilityKind, LinkKind, Network};
use crate::verify::verify;

use super::Asked;
use super::answer::{CapacityAnswer, CertificateSummary, Cited, CutAsset, EndsSummary, ModeAnswer, PerDay, WayFlow};
use super::ends::Ends;
use super::problem::{Frame, Origin};
use super::query::Query;
use super::shape::mode_of;
use super::solve::{Hold, Solved};

/// Turns solved problems into the answer.
pub(super) struct Composer<'a> {
    pub(super) network: &'a Network,
    pub(super) frame: &'a Frame<'a>,
    pub(super) levels: &'a [u64],
}

impl From<Source> for Cited {
    fn from(source: Source) -> Cited {
        Cited {
            table: source.table.to_owned(),
            id: source.id,
            line: source.line,
            says: source.says,
            source: source.provenance.source,
            date: source.provenance.date,
            evidence: source.provenance.evidence.word().to_owned(),
        }
    }
}

/// Thousandths as a number.
#[allow(clippy::cast_precision_loss, reason = "flows are far below 2^53")]
pub(super) fn number(thousandths: u64) -> f64 {
    thousandths as f64 / MILLI as f64
}

impl Composer<'_> {
    /// A flow (thousandths of a vehicle a day) in three units.
    pub(super) fn per_day(&self, flow: u64) -> PerDay {
        PerDay::of(self.frame.mix, flow)
    }

    pub(super) fn answer(
        &self,
        asked: &Asked<'_>,
        query: &Query,
        solved: &Solved,
        stamp: Stamp,
    ) -> Result<CapacityAnswer> {
        let graph = &solved.problem.graph;
        let cut = solved.cut(self.frame, self.levels, false);
        let far = solved.cut(self.frame, self.levels, true);
        let same = cut.iter().map(|one| one.link).eq(far.iter().map(|one| one.link));
        let in_some = self.in_some(solved, &cut);
        let report = verify(&solved.certificate);
        let to = Ends::together(self.network, &asked.to);
        Ok(CapacityAnswer {
            stamp,
            from: self.ends(&asked.from),
            to: self.ends(&to),
            load: asked.mix.clone(),
            count: query.count.word().to_owned(),
            per_day: self.per_day(solved.value),
            modes: Vec::new(),
            theatres: Vec::new(),
            concurrent_permille: None,
            beyond: self.beyond(&cut),
            cut: self.cut_assets(&cut),
            cut_near_sink: if same { Vec::new() } else { self.cut_assets(&far) },
            in_some_cut: in_some,
            ladder: Vec::new(),
            ceiling: None,
            headroom: Vec::new(),
            sensitivity: None,
            without: Vec::new(),
            certificate: CertificateSummary {
                value: solved.certificate.value,
                bound: solved.certificate.value + solved.certificate.gap,
                by_prices: solved.priced(),
                nodes: graph.nodes(),
                links: graph.links().len(),
                checks: report.checks,
            },
            assumptions: self.assumptions(asked),
            ways: self.ways(solved, &cut)?,
            certificates: vec![solved.certificate.clone()],
        })
    }

    /// What to ask next when quays, ramps and gates of ports are all that holds the flow back.
    fn beyond(&self, cut: &[Hold]) -> Option<String> {
        let port = |facility: u32| matches!(self.network.facilities[facility as usize].kind, FacilityKind::Port(_));
        let of_port = |hold: &Hold| {
            hold.assets.first().is_some_and(|asset| match self.frame.capacities.assets[*asset as usize].kind {
                AssetKind::Discharge(_) | AssetKind::Loading(_) | AssetKind::Clearance(_) => true,
                AssetKind::Ramp { facility, .. } => port(facility),
                _ => false,
            })
        };
        (!cut.is_empty() && cut.iter().all(of_port)).then(|| {
            "only ports hold the flow back: --ports unlimited shows what lies beyond them, --ladder what comes next"
                .to_owned()
        })
    }

    /// Ids of what lies in some minimum cut; where something shared holds the flow back, of what has a price.
    fn in_some(&self, solved: &Solved, cut: &[Hold]) -> Vec<String> {
        let mut assets: BTreeSet<u32> = cut.iter().flat_map(|hold| hold.assets.iter().copied()).collect();
        let pools: BTreeSet<u32> = cut.iter().filter_map(|hold| hold.pool).collect();
        if !solved.priced() {
            let graph = &solved.problem.graph;
            let some = solved.plain.in_some_cut(graph);
            for (link, of) in (0_u32..).zip(graph.links()).filter(|(link, _)| some.contains(*link)) {
                for capacity in [of.forward, of.backward] {
                    assets.extend(solved.binding(self.frame, self.levels, link, capacity));
                }
            }
        }
        let ids = assets.iter().map(|asset| self.frame.capacities.id(self.network, *asset));
        ids.chain(pools.iter().map(|pool| self.frame.pools.list[*pool as usize].id.clone())).collect()
    }

    /// Name of a part of what holds the flow back.
    pub(super) fn hold_name(&self, hold: &Hold) -> Option<String> {
        let asset = || hold.assets.first().map(|asset| self.frame.capacities.name(self.network, *asset));
        hold.pool.map(|pool| self.frame.pools.list[pool as usize].name.clone()).or_else(asset)
    }

    fn ends(&self, ends: &Ends) -> EndsSummary {
        let positions = ends.nodes.iter().map(|node| self.position(*node)).collect();
        EndsSummary { name: ends.name.clone(), places: ends.nodes.len(), positions }
    }

    /// (lon, lat) of a node in degrees.
    pub(super) fn position(&self, node: u32) -> (f64, f64) {
        let node = &self.network.topology.nodes[node as usize];
        (f64::from(node.lon_e5) / 1e5, f64::from(node.lat_e5) / 1e5)
    }

    fn assumptions(&self, asked: &Asked<'_>) -> Vec<String> {
        let mix = &asked.mix;
        let mut list = vec![
            format!(
                "load mix: {}; {} vehicles on a train, {} lane m and {} t a vehicle",
                mix.text,
                mix.vehicles_per_train,
                number(mix.lane_mm_per_vehicle),
                number(mix.kg_per_vehicle)
            ),
            "steady state: the same every day, trains and transporters come back empty the same way".to_owned(),
            "arrival is at a place of places.csv in the theatre, over its own road or railway".to_owned(),
        ];
        list.push("of ferries only what sails; chartered ships come from their pool".to_owned());
        if asked.pools.list.is_empty() {
            list.push("wagons, transporters and ships are there as needed".to_owned());
        } else {
            list.push(
                "pools turn round: loaded run, empty run back the same way, loading and unloading; count x 24 h is what there is in a day".to_owned(),
            );
        }
        if asked.ports_unlimited {
            list.push("ports are without limit: quays, their ramps and gates hold nothing back".to_owned());
        }
        list.extend(asked.pools.notes.iter().cloned());
        list.extend(asked.bans.note(self.network));
        list.extend(asked.capacities.assumptions.iter().cloned());
        list.extend(self.network.notes());
        list
    }

    /// Each mode: alone, and as it enters the states of the theatre.
    pub(super) fn modes(&self, asked: &Asked<'_>, query: &Query, solved: &Solved) -> Result<Vec<ModeAnswer>> {
        let enters = self.entering(solved);
        let mut list = Vec::new();
        for mode in query.modes.iter().copied() {
            let alone = if query.modes.len() == 1 {
                solved.value
            } else {
                asked.solve(self.frame, self.levels, &[mode], mode.word())?.value
            };
            list.push(ModeAnswer {
                mode: mode.word().to_owned(),
                alone: self.per_day(alone),
                enters: self.per_day(enters.get(&mode).copied().unwrap_or(0)),
            });
        }
        Ok(list)
    }

    /// What crosses into the states of the theatre, net, by mode.
    fn entering(&self, solved: &Solved) -> BTreeMap<Mode, u64> {
        let topology = &self.network.topology;
        let home_state = |country: u8| self.frame.to.iter().any(|ends| ends.countries.contains(&country));
        let home = |node: u32| home_state(topology.nodes[node as usize].country);
        let mut net: BTreeMap<Mode, i64> = BTreeMap::new();
        for (origin, flow) in solved.problem.origin.iter().zip(&solved.flow) {
            let (Origin::Link(index) | Origin::Back(index) | Origin::Arm { link: index, .. }) = origin else {
                continue;
            };
            let link = &topology.links[*index as usize];
            let inward = match origin {
                // Into or out of a place between several nodes: the place counts as the theatre's when its state does.
                Origin::Arm { asset, node, inside, .. } => {
                    match (home(*node), home_state(self.frame.capacities.assets[*asset as usize].country)) {
                        (false, true) => {
                            if *inside {
                                *flow
                            } else {
                                -*flow
                            }
                        }
                        (true, false) => {
                            if *inside {
                                -*flow
                            } else {
                                *flow
                            }
                        }
                        _ => continue,
                    }
                }
                _ => match (home(link.a), home(link.b)) {
                    (false, true) => *flow,
                    (true, false) => -*flow,
                    _ => continue,
                },
            };
            if let Some(mode) = mode_of(self.network, &link.kind, link.a) {
                *net.entry(mode).or_insert(0) += inward;
            }
        }
        net.into_iter().map(|(mode, flow)| (mode, u64::try_from(flow).unwrap_or(0))).collect()
    }

    /// The links of a cut as the assets that make them narrow, the widest first.
    pub(super) fn cut_assets(&self, cut: &[Hold]) -> Vec<CutAsset> {
        let mut list: Vec<CutAsset> = cut
            .iter()
            .filter_map(|one| match one.pool {
                Some(pool) => Some(self.cut_pool(pool, one.part)),
                None => {
                    let (first, others) = one.assets.split_first()?;
                    Some(self.cut_asset(*first, others, one.part))
                }
            })
            .collect();
        list.sort_by(|a, b| b.vehicles.total_cmp(&a.vehicles).then_with(|| a.asset.cmp(&b.asset)));
        list
    }

    /// The asset that a link of a cut is named by, and the others beside it.
    pub(super) fn cut_asset(&self, asset: u32, others: &[u32], vehicles: u64) -> CutAsset {
        let (capacities, network) = (self.frame.capacities, self.network);
        let of = &capacities.assets[asset as usize];
        let mut rows: Vec<Cited> = capacities.sources(network, asset).into_iter().map(Cited::from).collect();
        if matches!(of.kind, AssetKind::RoadSection { .. } | AssetKind::Shuttle { .. }) {
            rows.extend(self.frame.bans.rows(network, of.country));
        }
        let first = rows.first();
        CutAsset {
            asset: capacities.id(network, asset),
            name: capacities.name(network, asset),
            kind: of.kind.word().to_owned(),
            country: network.country_code(of.country).to_owned(),
            capacity: number(self.levels[asset as usize]),
            capacity_low: number(of.military.low),
            capacity_high: number(of.military.high),
            unit: of.unit.word().to_owned(),
            vehicles: number(vehicles),
            source: first.map_or(String::new(), |row| row.source.clone()),
            date: first.map_or(String::new(), |row| row.date.clone()),
            evidence: of.evidence.word().to_owned(),
            with: others.iter().map(|other| capacities.name(network, *other)).collect(),
            rows,
            at: Some(self.place_of(asset)),
        }
    }

    /// A pool that holds the flow back, with its rows of carriers.
    fn cut_pool(&self, pool: u32, vehicles: u64) -> CutAsset {
        let of = &self.frame.pools.list[pool as usize];
        let mut rows: Vec<(f64, Cited)> = of
            .rows
            .iter()
            .map(|row| {
                let lined = &self.network.tables.carriers[*row as usize];
                let says = format!(
                    "{}: {} ({} to {})",
                    lined.row.name, lined.row.count.0, lined.row.count_low.0, lined.row.count_high.0
                );
                let provenance = lined.row.provenance();
                let cited = Cited {
                    table: "carriers.csv".to_owned(),
                    id: lined.row.id.clone(),
                    line: lined.line,
                    says,
                    source: provenance.source,
                    date: provenance.date,
                    evidence: provenance.evidence.word().to_owned(),
                };
                (lined.row.count.0, cited)
            })
            .collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
        let weakest = of.rows.iter().map(|row| self.network.tables.carriers[*row as usize].row.evidence).max();
        let first = rows.first().map(|(_, row)| row);
        let level = self.levels[self.frame.capacities.assets.len() + pool as usize];
        CutAsset {
            asset: of.id.clone(),
            name: of.name.clone(),
            kind: "pool".to_owned(),
            country: String::new(),
            capacity: number(level),
            capacity_low: number(of.count.low),
            capacity_high: number(of.count.high),
            unit: of.unit.to_owned(),
            vehicles: number(vehicles),
            source: first.map_or("the question".to_owned(), |row| row.source.clone()),
            date: first.map_or(String::new(), |row| row.date.clone()),
            evidence: weakest.map_or("assumed", crate::data::rows::Evidence::word).to_owned(),
            with: Vec::new(),
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            at: None,
        }
    }

    /// Where an asset is, (lon, lat): its facility, else the first node of its first link.
    fn place_of(&self, asset: u32) -> (f64, f64) {
        let topology = &self.network.topology;
        let facility = |index: u32| self.position(topology.facility_node[index as usize]);
        match self.frame.capacities.assets[asset as usize].kind {
            AssetKind::Ramp { facility: index, .. }
            | AssetKind::Discharge(index)
            | AssetKind::Loading(index)
            | AssetKind::Clearance(index)
            | AssetKind::Apron(index)
            | AssetKind::Wharf(index) => facility(index),
            AssetKind::RailSection { a, b } | AssetKind::RoadSection { a, b } | AssetKind::Shuttle { a, b } => {
                let (a, b) = (self.position(a), self.position(b));
                ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0)
            }
            _ => {
                let link = self.frame.capacities.links_of(asset).next();
                link.map_or((0.0, 0.0), |link| self.position(topology.links[link as usize].a))
            }
        }
    }

    /// Flow over every stretch, with its line.
    fn ways(&self, solved: &Solved, cut: &[Hold]) -> Result<Vec<WayFlow>> {
        let topology = &self.network.topology;
        let in_cut: BTreeSet<u32> = cut.iter().filter_map(|one| one.link).collect();
        // Both directions of a link of the topology, netted.
        let mut flows: BTreeMap<u32, (i64, u64, bool)> = BTreeMap::new();
        for ((graph_link, origin), flow) in (0_u32..).zip(&solved.problem.origin).zip(&solved.flow) {
            let (Origin::Link(index) | Origin::Back(index)) = origin else { continue };
            if *flow == 0 {
                continue;
            }
            let of = &solved.problem.graph.links()[graph_link as usize];
            let capacity = if *flow > 0 { of.forward } else { of.backward };
            let entry = flows.entry(*index).or_insert((0, u64::MAX, false));
            entry.0 += flow;
            entry.1 = entry.1.min(capacity);
            entry.2 |= in_cut.contains(&graph_link);
        }
        let drawn = flows.iter().filter(|(_, (flow, _, _))| *flow != 0).filter_map(|(index, _)| {
            match topology.links[*index as usize].kind {
                LinkKind::Road(base) | LinkKind::Rail(base) | LinkKind::Shuttle(base) => Some(base),
                _ => None,
            }
        });
        let mut drawn: Vec<u32> = drawn.collect();
        drawn.sort_unstable();
        let shapes = self.network.shapes_of(&drawn)?;
        let drawing = Drawing { network: self.network, shapes: &shapes };
        let mut ways = Vec::new();
        for (index, (flow, graph_capacity, cut)) in flows {
            let link = &topology.links[index as usize];
            if flow == 0 || matches!(link.kind, LinkKind::Border) {
                continue;
            }
            let Some(mode) = mode_of(self.network, &link.kind, link.a) else { continue };
            let forward = flow > 0;
            let covers = |asset: &&crate::network::capacity::Use| asset.along.covers(forward);
            let assets: Vec<u32> =
                self.frame.capacities.of_link(index).iter().filter(covers).map(|one| one.asset).collect();
            let level = |asset: &u32| {
                self.frame
                    .mix
                    .vehicles(self.frame.capacities.assets[*asset as usize].unit, self.levels[*asset as usize])
            };
            let capacity = assets.iter().map(level).min();
            let flow = flow.unsigned_abs();
            let mut line: Vec<(f64, f64)> = vec![self.position(link.a)];
            line.extend(drawing.interior(index as usize).into_iter().map(|(lat, lon)| (lon, lat)));
            line.push(self.position(link.b));
            let (mut from, mut to) = (link.a, link.b);
            if !forward {
                (from, to) = (to, from);
                line.reverse();
            }
            ways.push(WayFlow {
                mode: mode.word().to_owned(),
                from: self.network.node_name(from),
                to: self.network.node_name(to),
                country: self.network.country_code(link.country).to_owned(),
                vehicles: number(flow),
                capacity: capacity.map(number),
                saturated: graph_capacity == flow || capacity == Some(flow),
                in_cut: cut,
                assets: assets.iter().map(|asset| self.frame.capacities.name(self.network, *asset)).collect(),
                line,
            });
        }
        Ok(ways)
    }
}
