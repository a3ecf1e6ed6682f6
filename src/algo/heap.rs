//! A flat heap with four children per node: the smallest entry first, in one array, no boxes.
//!
//! D. B. Johnson, "Priority queues with update and finding minimum spanning trees", Information Processing Letters 4 (1975).

/// A queue of (key, item) pairs, smallest key first and, among equal keys, smallest item first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heap {
    entries: Vec<u64>,
}

impl Heap {
    /// Forgets all entries. O(1).
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    /// Adds an entry. O(log entries), mostly O(1).
    #[inline]
    pub(crate) fn push(&mut self, key: u32, item: u32) {
        let entry = u64::from(key) << 32 | u64::from(item);
        let mut at = self.entries.len();
        self.entries.push(entry);
        while at > 0 {
            let up = (at - 1) / 4;
            if self.entries[up] <= entry {
                break;
            }
            self.entries[at] = self.entries[up];
            at = up;
        }
        self.entries[at] = entry;
    }

    /// Takes the smallest entry out. O(log entries).
    #[inline]
    pub(crate) fn pop(&mut self) -> Option<(u32, u32)> {
        let last = self.entries.pop()?;
        let Some(&top) = self.entries.first() else { return Some(((last >> 32) as u32, last as u32)) };
        let entries = self.entries.as_mut_slice();
        let mut at = 0;
        loop {
            let child = 4 * at + 1;
            let (least, entry) = match entries.get(child..child + 4) {
                Some(&[a, b, c, d]) => {
                    let one = if b < a { (child + 1, b) } else { (child, a) };
                    let other = if d < c { (child + 3, d) } else { (child + 2, c) };
                    if other.1 < one.1 { other } else { one }
                }
                _ => match (child..entries.len()).map(|child| (entries[child], child)).min() {
                    Some((entry, child)) => (child, entry),
                    None => break,
                },
            };
            if last <= entry {
                break;
            }
            entries[at] = entry;
            at = least;
        }
        entries[at] = last;
        Some(((top >> 32) as u32, top as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::graph::random::Dice;
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    #[test]
    fn agrees_with_the_standard_heap() {
        let mut dice = Dice(4000);
        let (mut fast, mut slow) = (Heap::default(), BinaryHeap::new());
        for _ in 0..20_000 {
            if dice.below(5) < 3 {
                let entry = (dice.below(1000), dice.below(1000));
                fast.push(entry.0, entry.1);
                slow.push(Reverse(entry));
            } else {
                assert_eq!(fast.pop(), slow.pop().map(|Reverse(entry)| entry));
            }
        }
        while let Some(Reverse(entry)) = slow.pop() {
            assert_eq!(fast.pop(), Some(entry));
        }
        assert_eq!(fast.pop(), None);
    }
}
