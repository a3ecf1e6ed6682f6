//! What is left: of every counter in every window of 24 h, of headways where load units start, and of standing room.
//!
//! The meaning of a capacity is that of `network::capacity`: a load unit that passes an asset counts once, in the
//! window in which it enters it.

/// Seconds in a window.
pub(super) const WINDOW_S: u32 = 86_400;

/// Windows looked at.
pub(super) const WINDOWS: u32 = 190;

/// Nothing may happen later, seconds after C.
pub(super) const HORIZON_S: u32 = WINDOWS * WINDOW_S;

/// Counters and what is left of them.
#[derive(Clone, Debug)]
pub(super) struct Room {
    /// Left of counter `c` in window `w`: `left[c * WINDOWS + w]`.
    left: Vec<u32>,
    /// Entries per headway place, sorted: (instant, how long nobody may follow, seconds).
    entries: Vec<Vec<(u32, u32)>>,
    /// Stays per standing place: (from, to, pieces).
    stays: Vec<Vec<(u32, u32, u32)>>,
    /// Pieces that may stand there at once.
    standing: Vec<u32>,
}

impl Room {
    /// Everything free: counters as given (window by window), so many headway places, standing room as given.
    pub(super) fn new(left: Vec<u32>, headways: usize, standing: Vec<u32>) -> Self {
        Room { left, entries: vec![Vec::new(); headways], stays: vec![Vec::new(); standing.len()], standing }
    }

    /// The first instant from `t` in whose window a counter has `amount` left.
    pub(super) fn earliest(&self, counter: u32, t: u32, amount: u32) -> Option<u32> {
        let first = t / WINDOW_S;
        let row = (counter * WINDOWS) as usize;
        let here = self.left.get(row + first as usize..row + WINDOWS as usize)?;
        let after = here.iter().position(|left| *left >= amount)?;
        if after == 0 { Some(t) } else { Some((first + u32::try_from(after).ok()?) * WINDOW_S) }
    }

    /// What a counter has left in a window.
    pub(super) fn left(&self, counter: u32, window: u32) -> u32 {
        self.left.get((counter * WINDOWS + window) as usize).copied().unwrap_or(0)
    }

    /// The first instant from `t` at which a load unit may enter that others may follow only `clear_s` later.
    pub(super) fn clear(&self, place: u32, mut t: u32, clear_s: u32) -> u32 {
        for (entered, behind_s) in &self.entries[place as usize] {
            if *entered >= t + clear_s {
                break;
            }
            t = t.max(entered + behind_s);
        }
        t
    }

    /// The first instant from `t` at which `pieces` find room to stand for `stay_s`; the stay ends at a fixed instant
    /// when `until` is given.
    pub(super) fn stand(&self, place: u32, t: u32, until: u32, pieces: u32) -> Option<u32> {
        let most = self.standing[place as usize];
        if pieces > most {
            return None;
        }
        let stays = &self.stays[place as usize];
        let full_until = |at: u32| {
            // Latest instant in [at, until) at which there is no room; stays end where room comes back.
            let marks = stays.iter().map(|stay| stay.0).filter(|mark| *mark > at && *mark < until).chain([at]);
            let full = marks.filter(|mark| {
                let there: u32 = stays.iter().filter(|stay| stay.0 <= *mark && *mark < stay.1).map(|stay| stay.2).sum();
                there + pieces > most
            });
            full.max()
        };
        let mut at = t;
        while let Some(full) = full_until(at) {
            at = stays.iter().filter(|stay| stay.0 <= full && full < stay.1).map(|stay| stay.1).min()?;
        }
        Some(at)
    }

    pub(super) fn take(&mut self, counter: u32, t: u32, amount: u32) {
        let slot = counter * WINDOWS + t / WINDOW_S;
        self.left[slot as usize] -= amount;
    }

    /// Gives back what was taken.
    pub(super) fn give(&mut self, counter: u32, t: u32, amount: u32) {
        let slot = counter * WINDOWS + t / WINDOW_S;
        self.left[slot as usize] += amount;
    }

    /// Undoes an entry.
    pub(super) fn unenter(&mut self, place: u32, at: u32, clear_s: u32) {
        let list = &mut self.entries[place as usize];
        if let Some(position) = list.iter().position(|own| *own == (at, clear_s)) {
            list.remove(position);
        }
    }

    /// Undoes a stay.
    pub(super) fn unstay(&mut self, place: u32, from: u32, to: u32, pieces: u32) {
        let list = &mut self.stays[place as usize];
        if let Some(position) = list.iter().position(|own| *own == (from, to, pieces)) {
            list.remove(position);
        }
    }

    /// Counters there are.
    pub(super) fn counters(&self) -> usize {
        self.left.len() / WINDOWS as usize
    }

    /// One counter more, window by window.
    pub(super) fn widen(&mut self, row: impl Iterator<Item = u32>) {
        self.left.extend(row);
    }

    /// So many headway places in all.
    pub(super) fn widen_headways(&mut self, headways: usize) {
        self.entries.resize(headways, Vec::new());
    }

    pub(super) fn enter(&mut self, place: u32, at: u32, clear_s: u32) {
        let list = &mut self.entries[place as usize];
        let position = list.partition_point(|(entered, _)| *entered < at);
        list.insert(position, (at, clear_s));
    }

    pub(super) fn stay(&mut self, place: u32, from: u32, to: u32, pieces: u32) {
        self.stays[place as usize].push((from, to, pieces));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(per_day: u32) -> Room {
        Room::new(vec![per_day; WINDOWS as usize], 1, vec![10])
    }

    #[test]
    fn a_full_window_means_the_next_one() {
        let mut room = room(2);
        for _ in 0..2 {
            assert_eq!(room.earliest(0, 5_000, 1), Some(5_000));
            room.take(0, 5_000, 1);
        }
        assert_eq!(room.earliest(0, 5_000, 1), Some(WINDOW_S));
        assert_eq!(room.earliest(0, 5_000, 3), None);
    }

    #[test]
    fn nobody_enters_too_close_before_or_behind() {
        let mut room = room(9);
        room.enter(0, 1_000, 300);
        room.enter(0, 1_400, 300);
        assert_eq!(room.clear(0, 700, 300), 700);
        assert_eq!(room.clear(0, 701, 300), 1_700, "between 1,300 and 1,400 there is no room for 300");
        assert_eq!(room.clear(0, 1_300, 100), 1_300);
    }

    #[test]
    fn standing_room_comes_back() {
        let mut room = room(9);
        room.stay(0, 100, 200, 6);
        room.stay(0, 150, 400, 4);
        assert_eq!(room.stand(0, 0, 90, 10), Some(0));
        assert_eq!(room.stand(0, 120, 500, 4), Some(200));
        assert_eq!(room.stand(0, 120, 500, 7), Some(400));
        assert_eq!(room.stand(0, 0, 10, 11), None);
    }
}
