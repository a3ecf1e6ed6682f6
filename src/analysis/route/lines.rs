//! Limits of a line or road of its own: where its row states more than the default of its state.

use std::collections::BTreeMap;

use crate::data::base::Way;
use crate::data::rows::{RailLineRow, RoadClassRow};
use crate::network::Network;

use super::query::Mode;
use super::view::Subject;

/// No row with limits of its own.
const DEFAULT: u16 = u16::MAX;

/// Which links are described by a row that states limits, or that is closed.
pub(super) struct LineLimits<'a> {
    /// Index into `Base::line_ids` by base link; empty when no row states a limit.
    of: Vec<u16>,
    rail: BTreeMap<u16, &'a RailLineRow>,
    road: BTreeMap<u16, &'a RoadClassRow>,
}

impl<'a> LineLimits<'a> {
    /// Of a network. O(rows log rows + links).
    pub(super) fn new(network: &'a Network) -> Self {
        let rails = network.tables.rail_lines.iter().map(|lined| &lined.row);
        let rails: BTreeMap<&str, &RailLineRow> = rails
            .filter(|row| row.axle_load_t.is_some() || row.line_category.is_some() || row.status == "closed")
            .map(|row| (row.id.as_str(), row))
            .collect();
        let roads = network.tables.road_classes.iter().map(|lined| &lined.row);
        let roads: BTreeMap<&str, &RoadClassRow> = roads
            .filter(|row| row.gross_t.is_some() || row.height_m.is_some() || row.status == "closed")
            .map(|row| (row.id.as_str(), row))
            .collect();
        let mut found = LineLimits { of: Vec::new(), rail: BTreeMap::new(), road: BTreeMap::new() };
        if rails.is_empty() && roads.is_empty() {
            return found;
        }
        for (index, id) in (0_u16..).zip(&network.base.line_ids) {
            found.rail.extend(rails.get(id.as_str()).map(|row| (index, *row)));
            found.road.extend(roads.get(id.as_str()).map(|row| (index, *row)));
        }
        found.of = vec![DEFAULT; network.base.links.len()];
        for (link, index) in &network.base.lines {
            let stated = match network.base.links[*link as usize].way {
                Way::Rail => found.rail.contains_key(index),
                Way::Road | Way::Shuttle => found.road.contains_key(index),
            };
            if stated {
                found.of[*link as usize] = *index;
            }
        }
        found
    }

    /// Whose limits hold on a base link: its row's, else the default of the state.
    pub(super) fn subject(&self, base: u32, mode: Mode, country: u8) -> Subject {
        match self.of.get(base as usize) {
            Some(line) if *line != DEFAULT => Subject::Line(*line, mode, country),
            _ => Subject::Ways(mode, country),
        }
    }

    /// The railway row of a line.
    pub(super) fn rail(&self, line: u16) -> Option<&'a RailLineRow> {
        self.rail.get(&line).copied()
    }

    /// The road row of a line.
    pub(super) fn road(&self, line: u16) -> Option<&'a RoadClassRow> {
        self.road.get(&line).copied()
    }
}

/// What an EN 15528 line category takes: axle load in t, and mass per metre in t/m where the category says it.
///
/// ```text
/// D4 -> 22.5 t, 8.0 t/m
/// ```
pub(super) fn line_category(category: &str) -> Option<(f64, Option<f64>)> {
    let mut letters = category.chars();
    let axle = match letters.next()? {
        'A' => 16.0,
        'B' => 18.0,
        'C' => 20.0,
        'D' => 22.5,
        'E' => 25.0,
        'F' => 27.5,
        'G' => 30.0,
        _ => return None,
    };
    let metre = match letters.next() {
        None => None,
        Some('1') => Some(5.0),
        Some('2') => Some(6.4),
        Some('3') => Some(7.2),
        Some('4') => Some(8.0),
        Some('5') => Some(8.8),
        Some('6') => Some(10.0),
        Some(_) => return None,
    };
    Some((axle, metre))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_of_the_standard() {
        assert_eq!(line_category("D4"), Some((22.5, Some(8.0))));
        assert_eq!(line_category("C2"), Some((20.0, Some(6.4))));
        assert_eq!(line_category("E"), Some((25.0, None)));
        assert_eq!(line_category("X9"), None);
        assert_eq!(line_category(""), None);
    }

    #[test]
    fn a_category_of_the_tables_is_one_of_the_standard() {
        let network = Network::europe().expect("the embedded network opens");
        for lined in network.tables.rail_lines.iter() {
            if let Some(category) = &lined.row.line_category {
                assert!(line_category(category).is_some(), "{}: {category}", lined.row.id);
            }
        }
    }
}
