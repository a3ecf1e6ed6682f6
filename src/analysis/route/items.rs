//! What may stand in the way: each thing that refuses (a limit, a denial, a lead time) is one item, one bit.

use std::collections::BTreeMap;

use crate::data::rows::Provenance;

/// The most items one question can hold (bits of a `u128`).
const ITEMS_MAX: usize = 127;

/// The bit that items share when there are more than fit.
pub(in crate::analysis) const SHARED: u128 = 1 << ITEMS_MAX;

/// A thing that refuses and could be relaxed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::analysis) struct Item {
    /// What refuses: `main roads in PL`, `Channel Tunnel lorry shuttle`, `HU`.
    pub(in crate::analysis) what: String,
    /// Which limit: `gross mass`, `denied`, `lead time` ...
    pub(in crate::analysis) limit: String,
    /// What the load needs.
    pub(in crate::analysis) needed: String,
    /// What there is, with evidence.
    pub(in crate::analysis) has: String,
    /// Where the figure comes from.
    pub(in crate::analysis) provenance: Option<Provenance>,
}

/// All items of a question.
#[derive(Clone, Debug, Default)]
pub(in crate::analysis) struct Items {
    list: Vec<Item>,
    by_key: BTreeMap<String, usize>,
}

impl Items {
    /// The bit of an item; asked twice with the same key it is the same bit. Past the last bit, items of one kind share
    /// one (so that nothing passes unrefused; the answer then names the group).
    pub(in crate::analysis) fn bit(&mut self, key: &str, item: impl FnOnce() -> Item) -> u128 {
        if let Some(index) = self.by_key.get(key) {
            return 1 << index;
        }
        if self.list.len() >= ITEMS_MAX {
            let item = item();
            let group = Item {
                what: "further ways, structures and facilities".to_owned(),
                limit: "evidence".to_owned(),
                needed: "limits known well enough".to_owned(),
                has: "more than can be named one by one".to_owned(),
                provenance: item.provenance,
            };
            if self.list.len() == ITEMS_MAX {
                self.list.push(group);
            }
            self.by_key.insert(key.to_owned(), ITEMS_MAX);
            return 1 << ITEMS_MAX;
        }
        let index = self.list.len();
        self.list.push(item());
        self.by_key.insert(key.to_owned(), index);
        1 << index
    }

    /// The items of a set of bits.
    pub(in crate::analysis) fn of(&self, bits: u128) -> impl Iterator<Item = &Item> {
        self.list.iter().enumerate().filter(move |(index, _)| bits >> index & 1 == 1).map(|(_, item)| item)
    }

    /// All bits in use.
    pub(in crate::analysis) fn all(&self) -> u128 {
        match self.list.len() {
            0 => 0,
            128 => u128::MAX,
            len => (1 << len) - 1,
        }
    }
}

impl Item {
    /// In words: `lead time of LT (7 d)`.
    pub(in crate::analysis) fn text(&self) -> String {
        match self.limit.as_str() {
            "denied" => format!("passage through {}", self.what),
            "avoided" => format!("use of {}", self.what),
            "mode" => format!("use of {}", self.what),
            "lead time" => format!("lead time of {} ({})", self.what, self.has),
            limit => format!("{limit} of {}: {} needed, {}", self.what, self.needed, self.has),
        }
    }
}
