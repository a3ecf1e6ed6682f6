//! Sets of items as bits.

/// Most items that a question may have.
pub const ITEMS_MAX: usize = 256;

const WORDS: usize = ITEMS_MAX / 64;

/// A set of items, numbered from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Set([u64; WORDS]);

impl Set {
    /// No item.
    pub const EMPTY: Set = Set([0; WORDS]);

    /// The items 0 to `items` - 1.
    ///
    /// # Panics
    /// With more than [`ITEMS_MAX`].
    pub fn all(items: usize) -> Self {
        assert!(items <= ITEMS_MAX, "at most {ITEMS_MAX} items");
        (0..items).collect()
    }

    /// One item.
    pub fn one(item: usize) -> Self {
        Set::EMPTY.with(item)
    }

    /// These and one more.
    #[must_use]
    pub fn with(mut self, item: usize) -> Self {
        self.0[item / 64] |= 1 << (item % 64);
        self
    }

    /// These but one.
    #[must_use]
    pub fn without(mut self, item: usize) -> Self {
        self.0[item / 64] &= !(1 << (item % 64));
        self
    }

    /// Whether an item is in it.
    pub fn has(&self, item: usize) -> bool {
        self.0[item / 64] >> (item % 64) & 1 == 1
    }

    fn zip(self, other: Set, of: impl Fn(u64, u64) -> u64) -> Set {
        let mut words = self.0;
        words.iter_mut().zip(other.0).for_each(|(word, other)| *word = of(*word, other));
        Set(words)
    }

    /// The items of either.
    #[must_use]
    pub fn or(self, other: Set) -> Set {
        self.zip(other, |a, b| a | b)
    }

    /// The items of both.
    #[must_use]
    pub fn and(self, other: Set) -> Set {
        self.zip(other, |a, b| a & b)
    }

    /// The items that the other has not.
    #[must_use]
    pub fn minus(self, other: Set) -> Set {
        self.zip(other, |a, b| a & !b)
    }

    /// Whether it has no item.
    pub fn is_empty(&self) -> bool {
        self.0 == [0; WORDS]
    }

    /// Whether all its items are in the other.
    pub fn is_in(&self, other: &Set) -> bool {
        self.0.iter().zip(other.0).all(|(word, other)| word & !other == 0)
    }

    /// Whether they share an item.
    pub fn meets(&self, other: &Set) -> bool {
        self.0.iter().zip(other.0).any(|(word, other)| word & other != 0)
    }

    /// How many items.
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Its items, ascending.
    pub fn items(self) -> impl Iterator<Item = usize> {
        self.0
            .into_iter()
            .enumerate()
            .flat_map(|(word, bits)| (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit))
    }
}

impl FromIterator<usize> for Set {
    fn from_iter<I: IntoIterator<Item = usize>>(items: I) -> Self {
        items.into_iter().fold(Set::EMPTY, Set::with)
    }
}
