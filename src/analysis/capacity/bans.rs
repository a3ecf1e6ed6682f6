//! Bans on roads: in how much of the time the vehicles of a load may move, and what that leaves of a road's day.
//!
//! In steady state a road passes a kind of vehicle only in the hours in which it may move there. Where a part of the load
//! is so held back, the whole flow keeps the proportions of the load, so that the strictest part decides.

use std::collections::BTreeMap;

use crate::analysis::route::profile::{RoadKind, road_kind};
use crate::analysis::route::query::Query as RouteQuery;
use crate::data::rows::{Sourced, WindowRow};
use crate::error::Result;
use crate::force::{Load, Piece};
use crate::network::Network;
use crate::network::calendar::Clock;
use crate::network::rules::Rules;

use super::answer::Cited;

/// Days from C over which the time is taken.
const DAYS: u32 = 28;
/// The whole, thousandths.
const WHOLE: u64 = 1_000;

/// What bans leave, by state.
#[derive(Clone, Debug, Default)]
pub(super) struct Bans {
    /// Thousandths of a road's day that are left, and lines of `windows.csv`, by country index.
    left: BTreeMap<u8, (u64, Vec<u32>)>,
}

/// Which rows of `windows.csv` apply to a piece.
fn applies(piece: &Piece<'_>) -> Vec<&'static str> {
    let mut words = match road_kind(piece) {
        RoadKind::Transporter => vec!["transporter"],
        RoadKind::Contracted => vec!["contracted"],
        RoadKind::Armour | RoadKind::Truck | RoadKind::Coach => vec!["convoy"],
    };
    if piece.cargo == "dangerous" {
        words.push("dangerous");
    }
    words
}

impl Bans {
    /// The bans that the vehicles of a load meet under a regime.
    ///
    /// # Errors
    /// Never for a day of C that is one. `O(states x kinds x windows x days)`.
    pub(super) fn new(network: &Network, query: &RouteQuery, load: &Load<'_>) -> Result<Bans> {
        if network.tables.windows.is_empty() {
            return Ok(Bans::default());
        }
        let clock = Clock::parse(&query.c_day)?;
        let rules = Rules { tables: &network.tables, clock: &clock };
        let mut kinds: BTreeMap<Vec<&str>, u64> = BTreeMap::new();
        for piece in &load.pieces {
            *kinds.entry(applies(piece)).or_insert(0) += u64::from(piece.count);
        }
        let whole: u64 = kinds.values().sum();
        let mut left: BTreeMap<u8, (u64, Vec<u32>)> = BTreeMap::new();
        for country in 0..u8::try_from(network.countries.len()).unwrap_or(u8::MAX) {
            let code = network.country_code(country);
            for (applies, count) in &kinds {
                let windows = rules.windows(&query.regime, code, applies);
                if windows.is_empty() {
                    continue;
                }
                let open = open(&rules, code, &windows);
                // Of `count` in `whole` vehicles the road takes `open` of its day.
                let most = (open * whole).checked_div((*count).max(1)).unwrap_or(WHOLE).min(WHOLE);
                if most < WHOLE {
                    let entry = left.entry(country).or_insert((WHOLE, Vec::new()));
                    entry.0 = entry.0.min(most);
                    entry.1.extend(windows.iter().filter_map(|row| number(network, row)));
                }
            }
        }
        Ok(Bans { left })
    }

    /// What is left of a road's level.
    pub(super) fn cut(&self, country: u8, level: u64) -> u64 {
        let left = self.left.get(&country).map_or(WHOLE, |(left, _)| *left);
        u64::try_from(u128::from(level) * u128::from(left) / u128::from(WHOLE)).unwrap_or(u64::MAX)
    }

    /// The rows that cut the roads of a state.
    pub(super) fn rows(&self, network: &Network, country: u8) -> Vec<Cited> {
        let rows = self.left.get(&country).map_or(&[][..], |(_, rows)| rows);
        let cited = |row: &u32| {
            let lined = &network.tables.windows[*row as usize];
            let provenance = lined.row.provenance();
            Cited {
                table: "windows.csv".to_owned(),
                id: lined.row.id.clone(),
                line: lined.line,
                says: format!(
                    "{} {} {} to {}",
                    lined.row.kind,
                    lined.row.days.0.join(" "),
                    lined.row.start,
                    lined.row.end
                ),
                source: provenance.source,
                date: provenance.date,
                evidence: provenance.evidence.word().to_owned(),
            }
        };
        rows.iter().map(cited).collect()
    }

    /// What is assumed, where bans cut anything.
    pub(super) fn note(&self, network: &Network) -> Option<String> {
        if self.left.is_empty() {
            return None;
        }
        let parts = self
            .left
            .iter()
            .map(|(country, (left, _))| format!("{} {} %", network.country_code(*country), (left + 5) / 10));
        Some(format!(
            "bans leave vehicles of this load so much of a road's day, over the {DAYS} days from C: {}",
            parts.collect::<Vec<_>>().join(", ")
        ))
    }
}

fn number(network: &Network, row: &WindowRow) -> Option<u32> {
    let at = network.tables.windows.iter().position(|lined| lined.row.id == row.id)?;
    u32::try_from(at).ok()
}

/// Thousandths of the time that no ban covers.
fn open(rules: &Rules<'_>, country: &str, windows: &[&WindowRow]) -> u64 {
    let end = DAYS * 86_400;
    let calendar = rules.bans(country, windows);
    let shut: u64 = calendar.bans().iter().map(|(from, to)| u64::from((*to).min(end).saturating_sub(*from))).sum();
    (u64::from(end) - shut.min(u64::from(end))) * WHOLE / u64::from(end)
}
