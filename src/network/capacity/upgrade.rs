//! What standard works add to an asset (`upgrades.csv`).

use crate::network::Network;

use super::asset::{AssetKind, Basis, Range};
use super::{Capacities, MILLI, setting};

/// Classes of assets that works are known for.
pub const UPGRADE_CLASSES: &[&str] = &[
    "single_track",
    "double_track",
    "single_track_structure",
    "double_track_structure",
    "two_lane_road",
    "wide_road",
    "two_lane_structure",
    "wide_structure",
    "gauge_change",
    "ramp",
    "discharge",
    "loading",
    "clearance",
];

impl Capacities {
    /// The class of an asset in `upgrades.csv` as it is today; none for what no works raise (quotas, ferries, shuttles).
    pub fn upgrade_class(&self, network: &Network, asset: u32) -> Option<&'static str> {
        let of = &self.assets[asset as usize];
        let tables = &network.tables;
        let tracks = of.basis.iter().find_map(|basis| match basis {
            Basis::RailLine(row) => tables.rail_lines[*row as usize].row.tracks,
            Basis::Structure(row) => tables.structures[*row as usize].row.tracks,
            _ => None,
        });
        let lanes = of.basis.iter().find_map(|basis| match basis {
            Basis::RoadClass(row) => {
                let row = &tables.road_classes[*row as usize].row;
                let wide = matches!(row.class.as_str(), "motorway" | "expressway");
                row.lanes.or(wide.then_some(4))
            }
            Basis::Structure(row) => tables.structures[*row as usize].row.lanes,
            _ => None,
        });
        let pick = |many: bool, few: &'static str, more: &'static str| Some(if many { more } else { few });
        match of.kind {
            AssetKind::RailSection { .. } => pick(tracks.unwrap_or(1) > 1, "single_track", "double_track"),
            AssetKind::RoadSection { .. } => pick(lanes.unwrap_or(2) > 2, "two_lane_road", "wide_road"),
            AssetKind::StructureTracks(_) => {
                pick(tracks.unwrap_or(1) > 1, "single_track_structure", "double_track_structure")
            }
            AssetKind::StructureLanes(_) => pick(lanes.unwrap_or(2) > 2, "two_lane_structure", "wide_structure"),
            AssetKind::GaugeChange(_) => Some("gauge_change"),
            AssetKind::Ramp { .. } => Some("ramp"),
            AssetKind::Discharge(_) => Some("discharge"),
            AssetKind::Loading(_) => Some("loading"),
            AssetKind::Clearance(_) => Some("clearance"),
            AssetKind::Shuttle { .. }
            | AssetKind::Ferry(_)
            | AssetKind::Apron(_)
            | AssetKind::Wharf(_)
            | AssetKind::Locks(_)
            | AssetKind::Stated(_)
            | AssetKind::BorderQuota { .. }
            | AssetKind::StateQuota { .. } => None,
        }
    }

    /// The row (index) of `upgrades.csv` for a class, and what it adds to an asset's military capacity, thousandths of its
    /// unit a day: its share of what the works add in all.
    pub fn upgrade(&self, network: &Network, asset: u32, class: &str) -> Option<(usize, Range)> {
        let row = network.tables.upgrades.iter().position(|lined| lined.row.class == class)?;
        let works = &network.tables.upgrades[row].row;
        let of = &self.assets[asset as usize];
        let adds = Range::of(works.adds_low.0, works.adds.0, works.adds_high.0);
        let stated = of.basis.iter().find_map(|basis| match basis {
            Basis::Share(row) => Some(&network.tables.traffic_shares[*row as usize].row),
            _ => None,
        });
        let stated = stated.map(|row| Range::of(row.share_low.0, row.share.0, row.share_high.0));
        let set = || setting::set(&self.settings, of.country, setting::traffic_of(of.kind)?);
        let whole = Range { low: MILLI, typical: MILLI, high: MILLI };
        let share = stated.or_else(set).unwrap_or(whole);
        Some((row, adds.times(share)))
    }
}
