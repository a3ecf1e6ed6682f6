//! Passing one arc: gate, movement with rests and bans, fixed times.

use super::graph::Graph;
use crate::algo::march::{Rule, Spell, advance};

/// Passing one arc from a moment: what happens to time and march clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// When it was ready at the gate.
    pub ready_s: u32,
    /// When the gate opened for it (equal to `ready_s` when it was open).
    pub gate_open_s: u32,
    /// When moving was over.
    pub moved_s: u32,
    /// When everything was over.
    pub end_s: u32,
    /// March clock afterwards.
    pub driven_s: u32,
}

/// Passes `arc` at `t`: fixed time before, gate, movement with rests and bans, fixed time after. `gate_s` overrides the special's gate.
pub fn pass(
    graph: &Graph,
    arc: u32,
    t: u32,
    driven_s: u32,
    gate_s: u32,
    run_s: u32,
    note: &mut impl FnMut(Spell, u32, u32),
) -> Passage {
    let class = graph.classes[graph.class[(arc / 2) as usize] as usize];
    let rule = graph.rule.unwrap_or(Rule { march_s: u32::MAX, rest_s: 0 });
    let special = graph.special_of(arc);
    let ready_s = t.saturating_add(special.map_or(0, |special| special.before_s));
    let gate_open_s = ready_s.max(gate_s);
    let mut driven = if gate_open_s - ready_s >= rule.rest_s && gate_open_s > ready_s { 0 } else { driven_s };
    let moved_s;
    if class.march {
        (moved_s, driven) = advance(gate_open_s, driven, run_s, rule, &graph.calendars[class.calendar as usize], note);
    } else {
        moved_s = gate_open_s.saturating_add(run_s);
        if run_s > 0 {
            note(Spell::Move, gate_open_s, moved_s);
        }
    }
    let (after_s, resets) = special.map_or((0, false), |special| (special.after_s, special.resets));
    if resets {
        driven = 0;
    }
    Passage { ready_s, gate_open_s, moved_s, end_s: moved_s.saturating_add(after_s), driven_s: driven }
}
