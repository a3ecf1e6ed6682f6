//! Which row of `rail_lines.csv` or `road_classes.csv` describes a link of the base geometry.

use std::collections::BTreeMap;

use crate::data::base::Way;
use crate::data::rows::{RailLineRow, RoadClassRow};
use crate::data::table::Lined;

use super::Network;

/// The row that describes a link.
#[derive(Clone, Copy, Debug)]
pub enum Described<'a> {
    /// A row of `rail_lines.csv`.
    Rail(&'a Lined<RailLineRow>),
    /// A row of `road_classes.csv`.
    Road(&'a Lined<RoadClassRow>),
}

/// The rows of all described links. O(links described + rows log rows) to make.
pub struct Descriptions<'a> {
    /// (base link, row), by link.
    rows: Vec<(u32, Described<'a>)>,
}

impl<'a> Descriptions<'a> {
    /// Of a network.
    pub fn new(network: &'a Network) -> Self {
        let rail: BTreeMap<&str, &Lined<RailLineRow>> =
            network.tables.rail_lines.iter().map(|lined| (lined.row.id.as_str(), lined)).collect();
        let road: BTreeMap<&str, &Lined<RoadClassRow>> =
            network.tables.road_classes.iter().map(|lined| (lined.row.id.as_str(), lined)).collect();
        let of = |id: &str| (rail.get(id).copied(), road.get(id).copied());
        let ids: Vec<_> = network.base.line_ids.iter().map(|id| of(id)).collect();
        let row = |&(link, index): &(u32, u16)| {
            let (rail, road) = ids[index as usize];
            let described = match network.base.links[link as usize].way {
                Way::Rail => Described::Rail(rail?),
                Way::Road | Way::Shuttle => Described::Road(road?),
            };
            Some((link, described))
        };
        Descriptions { rows: network.base.lines.iter().filter_map(row).collect() }
    }

    /// The row that describes a base link, if any. O(log links described).
    pub fn of(&self, base_link: u32) -> Option<Described<'a>> {
        let at = self.rows.binary_search_by_key(&base_link, |row| row.0).ok()?;
        Some(self.rows[at].1)
    }
}
