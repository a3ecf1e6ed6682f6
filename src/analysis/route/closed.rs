//! What the question and the stances of states close: states, modes, places and structures to be avoided.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::rows::Provenance;
use crate::error::Result;
use crate::network::Topology;
use crate::network::find::{Target, fold};

use super::items::{Item, Items};
use super::query::Mode;
use super::view::{Builder, position, within};

/// Settlements named by `--avoid` are given this berth.
const AVOID_KM: f64 = 5.0;

/// What the question and the stances close.
pub(super) struct Closed {
    pub(super) countries: BTreeMap<u8, u128>,
    pub(super) modes: BTreeMap<Mode, u128>,
    pub(super) avoided_facilities: BTreeMap<u32, u128>,
    pub(super) avoided_structures: BTreeMap<u32, u128>,
    pub(super) avoided_changes: BTreeMap<u32, u128>,
    avoided_spots: Vec<((f64, f64), u128)>,
}

impl Closed {
    /// What closes a link by where its ends lie: corners of states that refuse, and avoided spots.
    pub(super) fn at_ends(&self, topology: &Topology, corners: &Corners, ends: [u32; 2]) -> u128 {
        let mut bits = 0;
        for base in ends.into_iter().filter_map(|end| topology.nodes[end as usize].kind.base()) {
            bits |= corners.at(base);
        }
        for (spot, bit) in &self.avoided_spots {
            if ends.into_iter().any(|end| within(topology, end, *spot, AVOID_KM)) {
                bits |= bit;
            }
        }
        bits
    }

    /// Points on the border of a state that refuses may lie in it: no way passes them.
    pub(super) fn corners(&self, topology: &Topology) -> Corners {
        let mut corners = Corners::default();
        if self.countries.is_empty() {
            return corners;
        }
        corners.marked.resize(topology.nodes.len(), false);
        for node in &topology.nodes {
            if let (Some(base), Some(bit)) = (node.kind.base(), self.countries.get(&node.country)) {
                corners.marked[base as usize] = true;
                *corners.bits.entry(base).or_insert(0) |= bit;
            }
        }
        corners
    }
}

/// Base nodes that lie in a state that refuses, or on its border.
#[derive(Default)]
pub(super) struct Corners {
    marked: Vec<bool>,
    bits: BTreeMap<u32, u128>,
}

impl Corners {
    fn at(&self, base: u32) -> u128 {
        let marked = self.marked.get(base as usize).copied().unwrap_or(false);
        if marked { self.bits.get(&base).copied().unwrap_or(0) } else { 0 }
    }
}

impl Builder<'_> {
    /// What the question and the stances close.
    ///
    /// # Errors
    /// When the question names an unknown state or place.
    pub(super) fn closed(&mut self) -> Result<Closed> {
        let network = self.s.network;
        let query = self.s.query;
        let mut closed = Closed {
            countries: BTreeMap::new(),
            modes: BTreeMap::new(),
            avoided_facilities: BTreeMap::new(),
            avoided_structures: BTreeMap::new(),
            avoided_changes: BTreeMap::new(),
            avoided_spots: Vec::new(),
        };
        let mut allowed = BTreeSet::new();
        for text in &query.allow {
            allowed.insert(network.country(text)?);
        }
        let deny = |items: &mut Items, code: &str, has: String, provenance: Option<Provenance>| {
            items.bit(&format!("deny {code}"), || Item {
                what: code.to_owned(),
                limit: "denied".to_owned(),
                needed: "passage".to_owned(),
                has,
                provenance,
            })
        };
        for text in &query.deny {
            let country = network.country(text)?;
            let bit = deny(&mut self.items, network.country_code(country), "denied by the question".to_owned(), None);
            closed.countries.insert(country, bit);
        }
        for (code, provenance) in self.s.rules.denied() {
            let country = network.country(code)?;
            if !allowed.contains(&country) && !closed.countries.contains_key(&country) {
                let has = format!("denied by default ({})", provenance.source);
                closed.countries.insert(country, deny(&mut self.items, code, has, Some(provenance)));
            }
        }
        for mode in Mode::DEFAULT.into_iter().filter(|mode| !query.modes.contains(mode)) {
            let bit = self.items.bit(&format!("mode {}", mode.word()), || Item {
                what: mode.word().to_owned(),
                limit: "mode".to_owned(),
                needed: mode.word().to_owned(),
                has: "not among --modes".to_owned(),
                provenance: None,
            });
            closed.modes.insert(mode, bit);
        }
        for text in &query.avoid {
            self.avoid(text, &mut closed)?;
        }
        Ok(closed)
    }

    fn avoid(&mut self, text: &str, closed: &mut Closed) -> Result<()> {
        let network = self.s.network;
        let wanted = fold(text);
        let same = |id: &str, name: &str| fold(id) == wanted || fold(name) == wanted;
        let bit = self.items.bit(&format!("avoid {wanted}"), || Item {
            what: text.to_owned(),
            limit: "avoided".to_owned(),
            needed: "passage".to_owned(),
            has: "avoided by the question".to_owned(),
            provenance: None,
        });
        let mut found = false;
        for (row, lined) in (0_u32..).zip(&network.tables.structures) {
            if same(&lined.row.id, &lined.row.name) {
                closed.avoided_structures.insert(row, bit);
                found = true;
            }
        }
        for (row, lined) in (0_u32..).zip(&network.tables.gauge_changes) {
            if same(&lined.row.id, &lined.row.name) {
                closed.avoided_changes.insert(row, bit);
                found = true;
            }
        }
        if found {
            return Ok(());
        }
        match network.place(text)? {
            Target::Facility(index) => {
                closed.avoided_facilities.insert(index, bit);
                let facility = &network.facilities[index as usize];
                closed.avoided_spots.push(((facility.lat, facility.lon), bit));
            }
            Target::Settlement(node) => closed.avoided_spots.push((position(network, node), bit)),
        }
        Ok(())
    }
}
