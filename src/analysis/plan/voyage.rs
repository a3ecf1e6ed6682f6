//! A chartered ship's voyage: load units go aboard one after another, sail together, and come ashore one after another.

use crate::analysis::route::profile::SeaProfile;

use super::room::Room;
use super::trip::{At, Moment, Traveller};
use super::way::Way;

/// A voyage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Voyage {
    /// Nodes of the ports.
    pub(super) from: u32,
    pub(super) to: u32,
    /// Which of the ships; none for one without number.
    pub(super) ship: Option<u32>,
    /// When the ship is at the quay.
    pub(super) ready_s: u32,
    /// Room left, lane metres.
    pub(super) lane_left_m: u32,
    /// (bundle, load unit), in order of going aboard.
    pub(super) passengers: Vec<(u32, u32)>,
    /// When the last so far was aboard.
    pub(super) loaded_s: u32,
    /// When the last so far was ashore.
    pub(super) empty_s: u32,
}

impl Voyage {
    pub(super) fn new(from: u32, to: u32, ship: Option<u32>, ready_s: u32, lane_m: u32) -> Self {
        Voyage { from, to, ship, ready_s, lane_left_m: lane_m, passengers: Vec::new(), loaded_s: 0, empty_s: 0 }
    }

    /// A load unit comes ashore, after those before it.
    pub(super) fn land(
        &mut self,
        traveller: &Traveller<'_>,
        way: &Way,
        at: At,
        sea: &SeaProfile,
        room: &Room,
    ) -> Option<Moment> {
        let step = &way.steps[way.voyage?.1 as usize];
        let open_s = at.t.max(step.gate_s);
        let (go_s, waited) = queue(traveller, step, open_s, room)?;
        // Fixed time after the quay is reached: papers and berthing, then the unloading itself.
        let berthed_s = go_s + step.after_s.saturating_sub(sea.unload_s);
        let end_s = berthed_s.max(self.empty_s) + sea.unload_s;
        self.empty_s = end_s;
        Some(Moment { in_s: at.t, carried_s: at.t, loaded_s: at.t, open_s, go_s, waited, moved_s: go_s, end_s })
    }
}

/// A load unit goes aboard, after those before it; the voyage's `loaded_s` is the end of it.
pub(super) fn aboard(
    traveller: &Traveller<'_>,
    way: &Way,
    at: At,
    voyage: &mut Voyage,
    sea: &SeaProfile,
    room: &Room,
) -> Option<Moment> {
    let step = &way.steps[way.voyage?.0 as usize];
    let carried_s = at.t.max(voyage.ready_s);
    let open_s = carried_s.max(step.gate_s);
    let (go_s, waited) = queue(traveller, step, open_s.max(voyage.loaded_s), room)?;
    voyage.loaded_s = go_s + sea.load_s;
    Some(Moment {
        in_s: at.t,
        carried_s,
        loaded_s: carried_s,
        open_s,
        go_s,
        waited,
        moved_s: go_s,
        end_s: voyage.loaded_s,
    })
}

fn queue(traveller: &Traveller<'_>, step: &super::way::Step, from_s: u32, room: &Room) -> Option<(u32, Option<u32>)> {
    let (mut go_s, mut waited) = (from_s, None);
    loop {
        let before = go_s;
        for (counter, unit) in &step.uses {
            let when = room.earliest(*counter, go_s, traveller.needs.of(*unit))?;
            if when > go_s {
                (go_s, waited) = (when, Some(*counter));
            }
        }
        if go_s == before {
            return Some((go_s, waited));
        }
    }
}
