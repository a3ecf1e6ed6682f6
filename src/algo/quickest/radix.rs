//! A queue for keys that never fall below the last one taken out (Ahuja, Mehlhorn, Orlin & Tarjan 1990).

/// Numbers of bits in which a key can differ from the last one, and none.
const BUCKETS: usize = 65;

/// Entries by how many bits they differ from the last key taken out: O(1) to put one in, O(bits) to take one out, spread
/// over its life.
pub(super) struct Queue {
    last: u64,
    buckets: [Vec<(u64, u32)>; BUCKETS],
}

impl Default for Queue {
    fn default() -> Queue {
        Queue { last: 0, buckets: std::array::from_fn(|_| Vec::new()) }
    }
}

impl Queue {
    pub(super) fn clear(&mut self) {
        self.last = 0;
        self.buckets.iter_mut().for_each(Vec::clear);
    }

    /// Puts in a key that is no less than the last one taken out.
    pub(super) fn push(&mut self, key: u64, node: u32) {
        self.buckets[(u64::BITS - (key ^ self.last).leading_zeros()) as usize].push((key, node));
    }

    /// Takes out an entry with the least key.
    pub(super) fn pop(&mut self) -> Option<(u64, u32)> {
        if self.buckets[0].is_empty() {
            let from = self.buckets.iter().position(|bucket| !bucket.is_empty())?;
            let mut bucket = std::mem::take(&mut self.buckets[from]);
            self.last = bucket.iter().map(|(key, _)| *key).min()?;
            for (key, node) in bucket.drain(..) {
                self.push(key, node);
            }
            self.buckets[from] = bucket;
        }
        self.buckets[0].pop()
    }
}

#[cfg(test)]
mod tests {
    use super::Queue;
    use crate::algo::graph::random::Dice;

    #[test]
    fn takes_out_what_a_sorted_list_does() {
        for seed in 0..200 {
            let (mut dice, mut queue, mut list) = (Dice(seed), Queue::default(), Vec::new());
            let mut last = 0;
            for _ in 0..300 {
                if dice.below(3) > 0 {
                    let bits = dice.below(20);
                    let key = last + u64::from(dice.below(1 + (1 << bits)));
                    queue.push(key, dice.below(9));
                    list.push(key);
                } else {
                    list.sort_unstable_by(|a, b| b.cmp(a));
                    let least = list.pop();
                    assert_eq!(queue.pop().map(|(key, _)| key), least, "seed {seed}");
                    last = least.unwrap_or(last);
                }
            }
        }
    }
}
