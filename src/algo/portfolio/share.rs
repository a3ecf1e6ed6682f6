//! Fair shares of the value of all items (Shapley 1953): the mean, over all orders, of what an item adds to those before it.

use super::{Memo, Set};
use crate::algo::draws::drawn;

/// A share as a fraction, with what is needed for its error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Sum of what the item added.
    pub sum: i128,
    /// In so many orders (weights).
    pub of: u128,
    /// Sum of squares of what it added; 0 for exact shares.
    pub squares: u128,
}

impl Share {
    /// The share.
    #[allow(clippy::cast_precision_loss, reason = "a mean, for people")]
    pub fn mean(&self) -> f64 {
        if self.of == 0 { 0.0 } else { self.sum as f64 / self.of as f64 }
    }

    /// Standard error of the share; 0 where it is exact.
    #[allow(clippy::cast_precision_loss, reason = "an error, for people")]
    pub fn error(&self) -> f64 {
        if self.squares == 0 || self.of < 2 {
            return 0.0;
        }
        let (orders, mean) = (self.of as f64, self.mean());
        ((self.squares as f64 / orders - mean * mean).max(0.0) / (orders - 1.0)).sqrt()
    }
}

/// Exact shares of the items of a set; the others are left out. Asks for all 2^items subsets.
///
/// # Errors
/// What the oracle returns.
///
/// # Panics
/// With more than 20 items.
pub fn shares<E>(memo: &mut Memo<'_, E>, of: Set) -> Result<Vec<(usize, Share)>, E> {
    let items: Vec<usize> = of.items().collect();
    assert!(items.len() <= 20, "the weights of more than 20 items do not fit");
    let subset =
        |bits: u32| -> Set { (0..items.len()).filter(|bit| bits >> bit & 1 == 1).map(|bit| items[bit]).collect() };
    let sets: Vec<Set> = (0..1_u32 << items.len()).map(subset).collect();
    let values = memo.values(&sets)?;
    let factorial: Vec<u128> = (0..=20_u128)
        .scan(1, |all, n| {
            *all *= n.max(1);
            Some(*all)
        })
        .collect();
    let count = items.len();
    let mut found = Vec::new();
    for (bit, item) in items.iter().enumerate() {
        let mut sum = 0_i128;
        for (bits, value) in (0_u32..).zip(&values).filter(|(bits, _)| bits >> bit & 1 == 0) {
            let before = bits.count_ones() as usize;
            let weight = factorial[before] * factorial[count - before - 1];
            let with = values[(bits | 1 << bit) as usize];
            sum += (i128::from(with) - i128::from(*value)) * i128::try_from(weight).unwrap_or(i128::MAX);
        }
        found.push((*item, Share { sum, of: factorial[count], squares: 0 }));
    }
    Ok(found)
}

/// Shares from some orders and their reverses, drawn by a seed; the sum over an order is exactly the value of all of them.
///
/// # Errors
/// What the oracle returns.
pub fn sampled_shares<E>(memo: &mut Memo<'_, E>, of: Set, orders: u32, seed: u64) -> Result<Vec<(usize, Share)>, E> {
    let items: Vec<usize> = of.items().collect();
    let mut found: Vec<(usize, Share)> = items.iter().map(|item| (*item, Share::default())).collect();
    for draw in 0..u64::from(orders) {
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.sort_by_key(|place| (drawn(seed, draw, items[*place] as u64), *place));
        let mut twice = vec![order.clone()];
        order.reverse();
        twice.push(order);
        for order in twice {
            let sets: Vec<Set> = order
                .iter()
                .scan(Set::EMPTY, |set, place| {
                    *set = set.with(items[*place]);
                    Some(*set)
                })
                .collect();
            let mut before = memo.value(Set::EMPTY)?;
            // The whole first: what lies between two equal values need not be asked.
            memo.values(&[
                sets.last().copied().unwrap_or(Set::EMPTY),
                sets.get(sets.len() / 2).copied().unwrap_or(Set::EMPTY),
            ])?;
            for (place, set) in order.iter().zip(sets) {
                let value = memo.value(set)?;
                let added = i128::from(value) - i128::from(before);
                let share = &mut found[*place].1;
                share.sum += added;
                share.of += 1;
                share.squares += added.unsigned_abs() * added.unsigned_abs();
                before = value;
            }
        }
    }
    Ok(found)
}
