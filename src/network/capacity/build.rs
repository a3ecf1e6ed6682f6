//! From tables and topology to assets and the links that use them: the parts that all kinds of assets share.

use std::collections::BTreeMap;

use crate::data::rows::{Evidence, FactorRow};
use crate::data::tables::Tables;
use crate::error::{Error, Result};
use crate::network::Network;

use super::asset::{Along, Asset, AssetKind, Basis, Directions, Range, SharedDeck, Sharing, Traffic, Unit, Use};
use super::setting::{self, ShareSetting};
use super::{Capacities, describe};

/// What one state leaves of one kind of traffic.
#[derive(Clone, Copy)]
struct Share {
    range: Range,
    evidence: Evidence,
    row: Option<u32>,
}

/// What is gathered so far.
pub(super) struct Builder<'a> {
    pub(super) network: &'a Network,
    pub(super) regime: &'a str,
    shares: BTreeMap<(u8, Traffic), Share>,
    pub(super) assets: Vec<Asset>,
    pairs: Vec<(u32, Use)>,
    pub(super) assumptions: Vec<String>,
    pub(super) decks: Vec<SharedDeck>,
    /// Row that describes each base link: of `rail_lines.csv` on railways, of `road_classes.csv` on roads.
    pub(super) rail_rows: Vec<Option<u32>>,
    pub(super) road_rows: Vec<Option<u32>>,
    /// Lines that lead over a crossing, by asset.
    pub(super) lines: Vec<(u32, Basis)>,
    settings: Vec<ShareSetting>,
}

/// Everything that was gathered.
pub(super) struct Parts {
    pub(super) assets: Vec<Asset>,
    pub(super) pairs: Vec<(u32, Use)>,
    pub(super) assumptions: Vec<String>,
    pub(super) decks: Vec<SharedDeck>,
    pub(super) lines: Vec<(u32, Basis)>,
    pub(super) settings: Vec<ShareSetting>,
}

/// A capacity before military traffic's share of it.
pub(super) struct Gross {
    pub(super) range: Range,
    pub(super) evidence: Evidence,
    pub(super) basis: Vec<Basis>,
}

impl Gross {
    pub(super) fn and(mut self, other: Gross) -> Self {
        self.evidence = self.evidence.max(other.evidence);
        self.basis.extend(other.basis);
        self
    }
}

pub(super) fn capacities(network: &Network, regime: &str, settings: &[ShareSetting]) -> Result<Capacities> {
    let mut builder = Builder {
        network,
        regime,
        shares: BTreeMap::new(),
        assets: Vec::new(),
        pairs: Vec::new(),
        assumptions: Vec::new(),
        decks: Vec::new(),
        rail_rows: Vec::new(),
        road_rows: Vec::new(),
        lines: Vec::new(),
        settings: settings.to_vec(),
    };
    if network.own.is_some() {
        builder.stated();
    } else {
        builder.railways()?;
        builder.roads()?;
        builder.structures()?;
        builder.gauge_changes_and_ramps()?;
        builder.ports()?;
        builder.ferries();
        builder.air_and_water()?;
        builder.quotas();
        if network.tables.traffic_shares.is_empty() {
            builder.assumptions.push(
                "traffic_shares.csv is empty: civil traffic leaves everything to military traffic (factor 1)"
                    .to_owned(),
            );
        }
    }
    if !settings.is_empty() {
        let words = settings.iter().map(|setting| {
            let state = setting.country.map_or("all states", |country| network.country_code(country));
            format!("{state} {} {}", setting.traffic.word(), describe::figure(setting.share))
        });
        builder.assumptions.push(format!(
            "share left beside civil traffic, as the question sets it: {}",
            words.collect::<Vec<_>>().join(", ")
        ));
    }
    let Builder { assets, pairs, assumptions, decks, lines, settings, .. } = builder;
    let parts = Parts { assets, pairs, assumptions, decks, lines, settings };
    Ok(Capacities::assemble(parts, network.topology.links.len()))
}

pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The planning factor with an id.
pub(super) fn factor<'a>(tables: &'a Tables, id: &str) -> Result<(u32, &'a FactorRow)> {
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
        let set = setting::set(&self.settings, country, traffic);
        *self.shares.entry((country, traffic)).or_insert_with(|| {
            if let Some(range) = set {
                return Share { range, evidence: Evidence::Assumed, row: None };
            }
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

    pub(super) fn factor(&self, id: &str, times: f64) -> Result<Gross> {
        let (index, row) = factor(&self.network.tables, id)?;
        let range = Range::of(row.low.0 * times, row.typical.0 * times, row.high.0 * times);
        Ok(Gross { range, evidence: row.evidence, basis: vec![Basis::Factor(index)] })
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one asset")]
    /// Adds an asset; `traffic` says whose share of it is left (none: all of it).
    pub(super) fn add(
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

    pub(super) fn attach(&mut self, link: u32, asset: u32, along: Along) {
        self.pairs.push((link, Use { asset, along }));
    }
}
