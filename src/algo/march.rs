//! Moving under a march rule and a calendar of bans.
//!
//! A column moves at most [`Rule::march_s`] seconds between long rests of [`Rule::rest_s`] seconds; any standstill of
//! at least that length counts as the rest. Where a [`Calendar`] bans movement it stands until the ban ends. Both make
//! arrival a non-decreasing function of departure (waiting is allowed everywhere), so label setting stays exact.

/// How long a column moves between long rests. All seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Longest time under way between two rests.
    pub march_s: u32,
    /// Length of the rest.
    pub rest_s: u32,
}

/// When movement is banned: half-open intervals in seconds after the start of counting, sorted and disjoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar(Vec<(u32, u32)>);

impl Calendar {
    /// Sorts and unites the intervals; empty ones vanish.
    pub fn new(mut bans: Vec<(u32, u32)>) -> Self {
        bans.retain(|(start, end)| start < end);
        bans.sort_unstable();
        let mut united: Vec<(u32, u32)> = Vec::with_capacity(bans.len());
        for (start, end) in bans {
            match united.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => united.push((start, end)),
            }
        }
        Calendar(united)
    }

    /// No ban at all?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bans.
    pub fn bans(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// When the ban in force at `t` ends; `None` when movement is free at `t`. O(log n).
    fn banned_until(&self, t: u32) -> Option<u32> {
        let next = self.0.partition_point(|(start, _)| *start <= t);
        let (_, end) = self.0.get(next.checked_sub(1)?)?;
        (t < *end).then_some(*end)
    }

    /// When the next ban after `t` begins. O(log n).
    fn next_ban(&self, t: u32) -> u32 {
        let next = self.0.partition_point(|(start, _)| *start <= t);
        self.0.get(next).map_or(u32::MAX, |(start, _)| *start)
    }
}

/// What a column does in one piece of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spell {
    /// Under way.
    Move,
    /// The long rest.
    Rest,
    /// Standing because of a ban.
    Ban,
}

/// Runs `run_s` seconds of movement starting at `t` with `driven_s` already driven since the last rest; returns the end
/// and the new driven time, and tells `note` each spell as (kind, start, end).
///
/// Complexity: O(spells · log bans). Literature: a deterministic FIFO arrival function, Orda & Rom 1990.
///
/// ```
/// use corridor::algo::march::{advance, Calendar, Rule};
/// let rule = Rule { march_s: 10, rest_s: 14 };
/// // 12 to drive with 3 on the clock: 7, a rest of 14, then 5.
/// assert_eq!(advance(100, 3, 12, rule, &Calendar::default(), &mut |_, _, _| {}), (126, 5));
/// // A ban of at least the rest's length is a rest.
/// let calendar = Calendar::new(vec![(102, 120)]);
/// assert_eq!(advance(100, 3, 12, rule, &calendar, &mut |_, _, _| {}), (130, 10));
/// ```
pub fn advance(
    mut t: u32,
    mut driven_s: u32,
    mut run_s: u32,
    rule: Rule,
    calendar: &Calendar,
    note: &mut impl FnMut(Spell, u32, u32),
) -> (u32, u32) {
    if calendar.is_empty() && driven_s.saturating_add(run_s) <= rule.march_s {
        note(Spell::Move, t, t + run_s);
        return (t + run_s, driven_s + run_s);
    }
    let mut standing_s = 0;
    while run_s > 0 {
        if let Some(end) = calendar.banned_until(t) {
            note(Spell::Ban, t, end);
            standing_s += end - t;
            t = end;
            if standing_s >= rule.rest_s {
                driven_s = 0;
            }
        } else if driven_s >= rule.march_s {
            note(Spell::Rest, t, t + rule.rest_s);
            t += rule.rest_s;
            standing_s += rule.rest_s;
            driven_s = 0;
        } else {
            let step = run_s.min(rule.march_s - driven_s).min(calendar.next_ban(t) - t);
            note(Spell::Move, t, t + step);
            t += step;
            driven_s += step;
            run_s -= step;
            standing_s = 0;
        }
    }
    (t, driven_s)
}

/// The latest start of `run_s` seconds of movement that are over by `t`, rests not counted; `None` when there is none
/// after 0. O(bans passed + log n).
///
/// ```
/// use corridor::algo::march::{Calendar, latest_start};
/// let calendar = Calendar::new(vec![(10, 20), (30, 40)]);
/// assert_eq!(latest_start(25, 4, &calendar), Some(21));
/// assert_eq!(latest_start(25, 7, &calendar), Some(8), "5 after the ban, 2 before");
/// assert_eq!(latest_start(35, 0, &calendar), Some(35), "who does not move is not banned");
/// assert_eq!(latest_start(5, 6, &calendar), None);
/// ```
pub fn latest_start(t: u32, run_s: u32, calendar: &Calendar) -> Option<u32> {
    let (mut t, mut left_s) = (t, run_s);
    let mut before = calendar.0.partition_point(|(start, _)| *start < t);
    while left_s > 0 {
        let Some((start, end)) = before.checked_sub(1).map(|index| calendar.0[index]) else {
            return t.checked_sub(left_s);
        };
        let free_s = t.saturating_sub(end);
        if free_s >= left_s {
            return Some(t - left_s);
        }
        left_s -= free_s;
        t = t.min(start);
        before -= 1;
    }
    Some(t)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Slow twin: second by second.
    fn crawl(mut t: u32, mut driven: u32, mut run: u32, rule: Rule, calendar: &Calendar) -> (u32, u32) {
        let mut standing = 0;
        let mut resting = 0;
        while run > 0 {
            let banned = calendar.bans().iter().any(|(s, e)| (*s..*e).contains(&t));
            if resting == 0 && !banned && driven >= rule.march_s {
                resting = rule.rest_s;
            }
            if resting > 0 || banned {
                standing += 1;
                resting = resting.saturating_sub(1);
                if standing >= rule.rest_s {
                    driven = 0;
                }
            } else {
                standing = 0;
                driven += 1;
                run -= 1;
            }
            t += 1;
        }
        (t, driven)
    }

    #[test]
    fn agrees_with_second_by_second_on_named_seeds() {
        for seed in 1..400_u64 {
            let mut state = seed;
            let mut draw = |n: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                u32::try_from((state >> 33) % n).expect("small")
            };
            let rule = Rule { march_s: 3 + draw(12), rest_s: 1 + draw(15) };
            let bans = (0..draw(5))
                .map(|_| {
                    let s = draw(150);
                    (s, s + 1 + draw(30))
                })
                .collect();
            let calendar = Calendar::new(bans);
            let (t, driven, run) = (draw(60), draw(u64::from(rule.march_s) + 1), draw(60));
            let fast = advance(t, driven, run, rule, &calendar, &mut |_, _, _| {});
            assert_eq!(
                fast,
                crawl(t, driven, run, rule, &calendar),
                "seed {seed}: {rule:?} {calendar:?} {t} {driven} {run}"
            );
        }
    }

    #[test]
    fn the_latest_start_is_the_last_that_is_over_in_time() {
        for seed in 1..400_u64 {
            let mut state = seed;
            let mut draw = |n: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                u32::try_from((state >> 33) % n).expect("small")
            };
            let bans = (0..draw(5))
                .map(|_| {
                    let s = draw(80);
                    (s, s + 1 + draw(20))
                })
                .collect();
            let (calendar, t, run) = (Calendar::new(bans), draw(120), 1 + draw(30));
            let rule = Rule { march_s: u32::MAX, rest_s: 0 };
            let in_time = |start: &u32| crawl(*start, 0, run, rule, &calendar).0 <= t;
            let free = |start: &u32| !calendar.bans().iter().any(|(s, e)| (*s..*e).contains(start));
            let slow = (0..=t).rev().filter(free).find(in_time);
            assert_eq!(latest_start(t, run, &calendar), slow, "seed {seed}: {calendar:?} {t} {run}");
        }
    }

    #[test]
    fn spells_tell_every_second_once() {
        let rule = Rule { march_s: 10, rest_s: 14 };
        let calendar = Calendar::new(vec![(5, 9), (8, 12), (40, 41)]);
        let mut clock = 2;
        let (end, _) = advance(2, 9, 30, rule, &calendar, &mut |_, start, stop| {
            assert_eq!(start, clock);
            clock = stop;
        });
        assert_eq!(clock, end);
    }
}
