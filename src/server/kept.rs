//! Answers kept by the hash of their question, within bounds. The same question on the same network has the same bytes.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::body::Bytes;

/// All kept answers together, bytes.
const BYTES_MAX: usize = 64 << 20;

/// The largest answer that is kept.
const ANSWER_MAX: usize = 8 << 20;

/// An answer in one format.
#[derive(Clone, Debug)]
pub(super) struct Printed {
    pub(super) bytes: Bytes,
    pub(super) media_type: &'static str,
    pub(super) exit_code: u8,
}

#[derive(Default)]
struct Shelf {
    /// By key: when it was used last, and the answer.
    answers: BTreeMap<String, (u64, Printed)>,
    /// Keys by when they were used last.
    by_use: BTreeMap<u64, String>,
    bytes: usize,
    uses: u64,
}

/// The shelf of kept answers: what was not used for longest goes first.
#[derive(Default)]
pub(super) struct Kept(Mutex<Shelf>);

impl Kept {
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to a question, if it is kept. O(log answers).
    pub(super) fn get(&self, key: &str) -> Option<Printed> {
        let mut shelf = self.shelf();
        let (used, printed) = shelf.answers.get(key)?.clone();
        shelf.uses += 1;
        let now = shelf.uses;
        shelf.by_use.remove(&used);
        shelf.by_use.insert(now, key.to_owned());
        shelf.answers.insert(key.to_owned(), (now, printed.clone()));
        Some(printed)
    }

    /// Keeps an answer. O(log answers) for each that has to go.
    pub(super) fn put(&self, key: String, printed: Printed) {
        if printed.bytes.len() > ANSWER_MAX {
            return;
        }
        let mut shelf = self.shelf();
        shelf.uses += 1;
        let now = shelf.uses;
        shelf.bytes += printed.bytes.len();
        if let Some((used, old)) = shelf.answers.insert(key.clone(), (now, printed)) {
            shelf.by_use.remove(&used);
            shelf.bytes -= old.bytes.len();
        }
        shelf.by_use.insert(now, key);
        while shelf.bytes > BYTES_MAX {
            let Some((_, oldest)) = shelf.by_use.pop_first() else { break };
            if let Some((_, gone)) = shelf.answers.remove(&oldest) {
                shelf.bytes -= gone.bytes.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(size: usize) -> Printed {
        Printed { bytes: Bytes::from(vec![0; size]), media_type: "text/plain", exit_code: 0 }
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let kept = Kept::default();
        for number in 0..8 {
            kept.put(format!("{number}"), printed(8 << 20));
        }
        assert!(kept.get("0").is_some());
        kept.put("8".to_owned(), printed(1));
        assert!(kept.get("1").is_none() && kept.get("0").is_some() && kept.get("8").is_some());
        kept.put("8".to_owned(), printed(2));
        assert_eq!(kept.shelf().bytes, 7 * (8 << 20) + 2);
        kept.put("big".to_owned(), printed((8 << 20) + 1));
        assert!(kept.get("big").is_none());
    }
}
