//! What can be scarce by an instant: capacities in the windows in which units can pass them at all, where these are less
//! than the units that might.
//!
//! A *row* is a counter (an asset in a direction) from one window to another, with the groups that can pass it in these
//! windows only: what they all pass there is at most what the windows give. Where a counter gives enough for everybody who
//! could come, it has no row.

use std::collections::BTreeMap;

use crate::force::share::MICRO;
use crate::network::LinkKind;
use crate::network::capacity::{AssetKind, Capacities, Directions, MILLI, Sharing, Unit};

use super::reach::Reach;
use super::room::{WINDOW_S, WINDOWS};
use super::way::Register;

/// Quarters of an entry that make a whole one.
pub(super) const WHOLE: u64 = 4;

/// Pieces of a group that take alike.
pub(super) struct Commodity {
    pub(super) group: usize,
    /// Kinds of the group.
    pub(super) kinds: Vec<u32>,
    pub(super) pieces: u64,
    /// Least share of a train, millionths, in each country; and least lane metres, millionths.
    pub(super) train: BTreeMap<u8, u64>,
    pub(super) lane: u64,
}

impl Commodity {
    /// What a piece takes of an asset, millionths of its unit.
    pub(super) fn need(&self, unit: Unit, country: u8) -> u64 {
        match unit {
            Unit::Trains => self.train.get(&country).copied().unwrap_or(0),
            Unit::LaneMetres => self.lane,
            Unit::Vehicles | Unit::Pieces => MICRO,
            Unit::Sorties | Unit::Tonnes => 0,
        }
    }
}

/// What every arc of the network charges.
///
/// A way is charged less than it takes wherever that is not simple: a stretch on its lowest link only, a place of gauge
/// change by parts (the change itself whole, each of its ramps half, since a train may come in by one and leave by the
/// other). That weakens a proof, and never breaks it.
pub(super) struct Charges {
    first: Vec<u32>,
    list: Vec<Charge>,
}

/// What an arc charges of an asset.
#[derive(Clone, Copy, Debug)]
pub(super) struct Charge {
    pub(super) asset: u32,
    /// Quarters of an entry.
    pub(super) part: u64,
    /// The direction in which it counts, where the two count apart.
    pub(super) up: Option<bool>,
}

impl Charges {
    pub(super) fn new(register: &mut Register<'_>) -> Charges {
        let capacities = register.capacities;
        let links = u32::try_from(register.network.topology.links.len()).unwrap_or(0);
        let mut charges = Charges { first: vec![0], list: Vec::new() };
        for arc in 0..links * 2 {
            let link = arc / 2;
            for one in capacities.of_link(link).iter().filter(|one| one.along.covers(arc.is_multiple_of(2))) {
                let own = &capacities.assets[one.asset as usize];
                let part = match (own.sharing, own.kind) {
                    (Sharing::Stretch, _) if capacities.links_of(one.asset).next() == Some(link) => WHOLE,
                    (Sharing::Site, _) => {
                        let kind = register.network.topology.links[link as usize].kind;
                        let part = if matches!(kind, LinkKind::GaugeChange(_)) { WHOLE } else { WHOLE / 2 };
                        if one_place(register, one.asset) { part } else { part / 2 }
                    }
                    (Sharing::Sum, AssetKind::StateQuota { .. }) => WHOLE,
                    (Sharing::Sum, _) => continue,
                    // Nothing, but here the stretch may be entered.
                    (Sharing::Stretch, _) => 0,
                };
                if own.unit != Unit::Tonnes {
                    let apart = own.directions == Directions::Apart && own.sharing == Sharing::Stretch;
                    let up = apart.then(|| register.runs_up(one.asset, arc));
                    charges.list.push(Charge { asset: one.asset, part, up });
                }
            }
            charges.first.push(u32::try_from(charges.list.len()).unwrap_or(u32::MAX));
        }
        charges
    }

    /// Of an arc.
    pub(super) fn of(&self, arc: u32) -> &[Charge] {
        &self.list[self.first[arc as usize] as usize..self.first[arc as usize + 1] as usize]
    }
}

/// Whether all ramps of a place of gauge change are of one facility. Then whoever changes gauge there and is unloaded there
/// could as well be unloaded without the change, no later and with the same entry: no plan need be charged for that.
fn one_place(register: &Register<'_>, asset: u32) -> bool {
    let topology = &register.network.topology;
    let ramps = register.capacities.links_of(asset).filter_map(|link| match topology.links[link as usize].kind {
        LinkKind::RailAccess(facility) => Some(facility),
        _ => None,
    });
    let facilities: std::collections::BTreeSet<u32> = ramps.collect();
    facilities.len() <= 1
}

/// A capacity from one window to another, and the groups that can pass it only there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) asset: u32,
    /// Direction, where the two count apart.
    pub(super) up: Option<bool>,
    /// First and last window.
    pub(super) windows: (u32, u32),
    /// What they give, units.
    pub(super) gives: u64,
    /// Groups that pay.
    pub(super) groups: Vec<usize>,
}

/// What an asset lets pass from one window to another, ends included.
pub(super) fn gives(level: u64, (first, last): (u32, u32)) -> u64 {
    let through =
        |window: u32| u64::try_from(u128::from(window) * u128::from(level) / u128::from(MILLI)).unwrap_or(u64::MAX);
    through(last + 1) - through(first)
}

/// Rows of one asset at most.
const ROWS_MAX: usize = 8;

/// The windows in which each group can pass each asset: by asset, (group, first, last).
pub(super) fn windows(reaches: &[Option<Reach>], charges: &Charges, assets: usize) -> Vec<Vec<(usize, u32, u32)>> {
    let mut windows: Vec<Vec<(usize, u32, u32)>> = vec![Vec::new(); assets];
    let mut span = vec![(u32::MAX, 0_u32); assets];
    for (group, reach) in reaches.iter().enumerate() {
        let Some(reach) = reach else { continue };
        let mut touched = Vec::new();
        for usable in &reach.arcs {
            for Charge { asset, .. } in charges.of(usable.arc) {
                let own = &mut span[*asset as usize];
                if own.0 == u32::MAX {
                    touched.push(*asset);
                }
                *own = (own.0.min(usable.go_s), own.1.max(usable.last_s));
            }
        }
        for asset in touched {
            let (first_s, last_s) = std::mem::replace(&mut span[asset as usize], (u32::MAX, 0));
            windows[asset as usize].push((group, first_s / WINDOW_S, (last_s / WINDOW_S).min(WINDOWS - 1)));
        }
    }
    windows
}

/// The rows of all assets that can be scarce.
pub(super) fn rows(
    windows: &[Vec<(usize, u32, u32)>],
    commodities: &[Commodity],
    capacities: &Capacities,
    levels: &[u64],
) -> Vec<Row> {
    let mut rows = Vec::new();
    // What each group wants of an asset hangs on its unit and its country only.
    let mut known: BTreeMap<(Unit, u8), Vec<u128>> = BTreeMap::new();
    let groups = commodities.iter().map(|one| one.group + 1).max().unwrap_or(0);
    for (asset, spans) in (0_u32..).zip(windows).filter(|(_, spans)| !spans.is_empty()) {
        let own = &capacities.assets[asset as usize];
        let each = known.entry((own.unit, own.country)).or_insert_with(|| {
            let mut each = vec![0; groups];
            for one in commodities {
                each[one.group] += u128::from(one.pieces) * u128::from(one.need(own.unit, own.country));
            }
            each
        });
        let level = levels[asset as usize];
        let wanted_by_all: u128 = spans.iter().map(|span| each[span.0]).sum();
        let least = spans.iter().map(|span| gives(level, (span.1, span.2))).min().unwrap_or(0);
        // A row holds the windows of at least one group.
        if wanted_by_all <= u128::from(least) * u128::from(MICRO) {
            continue;
        }
        let mut from: Vec<u32> = spans.iter().map(|span| span.1).collect();
        let mut to: Vec<u32> = spans.iter().map(|span| span.2).collect();
        for ends in [&mut from, &mut to] {
            ends.sort_unstable();
            ends.dedup();
        }
        let mut found: Vec<(f64, Row)> = Vec::new();
        for from in &from {
            for to in &to {
                let inside: Vec<&(usize, u32, u32)> =
                    spans.iter().filter(|span| span.1 >= *from && span.2 <= *to).collect();
                let (Some(first), Some(last)) =
                    (inside.iter().map(|span| span.1).min(), inside.iter().map(|span| span.2).max())
                else {
                    continue;
                };
                let wanted: u128 = inside.iter().map(|span| each[span.0]).sum();
                let there = u128::from(gives(level, (first, last))) * u128::from(MICRO);
                if wanted <= there {
                    continue;
                }
                let groups: Vec<usize> = inside.iter().map(|span| span.0).collect();
                let row = Row { asset, up: None, windows: (first, last), gives: gives(level, (first, last)), groups };
                if !found.iter().any(|(_, other)| other.groups == row.groups) {
                    #[allow(clippy::cast_precision_loss, reason = "only to rank")]
                    let tightness = wanted as f64 / there.max(1) as f64;
                    found.push((tightness, row));
                }
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.groups.len().cmp(&a.1.groups.len())));
        // The row of everybody first: it is the one that a single scarce thing is proven by.
        let all = found.iter().position(|(_, row)| row.groups.len() == spans.len());
        if let Some(all) = all {
            let one = found.remove(all);
            found.insert(0, one);
        }
        found.truncate(ROWS_MAX);
        let apart = own.directions == Directions::Apart && own.sharing == Sharing::Stretch;
        for (_, row) in found {
            if apart {
                rows.push(Row { up: Some(true), ..row.clone() });
                rows.push(Row { up: Some(false), ..row });
            } else {
                rows.push(row);
            }
        }
    }
    rows
}
