//! The sentence that says why a loss matters, and what an answer rests on.

use super::*;

/// Hours and minutes: `5 h 20 min`, `3 d 4 h`.
pub(super) fn duration(minutes: i64) -> String {
    match minutes {
        0..60 => format!("{minutes} min"),
        60..2_880 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} d {} h", minutes / 1_440, minutes % 1_440 / 60),
    }
}

impl Composer<'_, '_> {
    /// Why a loss matters, in a sentence.
    pub(super) fn why(&self, effect: &Effect, others: usize) -> String {
        let mut parts: Vec<String> = Vec::new();
        if effect.cut_off {
            parts.push("without it nothing can arrive".to_owned());
        }
        match (&effect.closure_cut_off, effect.closure_delay_h, effect.closure_h) {
            (Some(unit), _, _) => parts.push(format!("the force does not close: {unit} cannot be there")),
            (None, Some(delay), Some(closure)) if delay > 0.0 => {
                parts.push(format!("the force closes {delay} h later, at C+{closure} h"));
            }
            _ => {}
        }
        if let Some(Caught { waiting, round, anew }) = effect.caught
            && waiting + round + anew > 0
        {
            parts.push(format!("of its load units {waiting} wait, {round} go round, {anew} are planned anew"));
        }
        if effect.flow_loss > 0.0 {
            parts.push(format!(
                "{} vehicles a day fewer can arrive ({} %)",
                effect.flow_loss.round(),
                (effect.flow_loss_share * 1e3).round() / 10.0
            ));
        } else if effect.carries > 0.0 {
            parts.push("its flow finds other ways".to_owned());
        }
        if effect.pairs_cut_off > 0 && self.study.times.pairs() > 1 {
            parts.push(format!("{} of {} pairs have no way left", effect.pairs_cut_off, self.study.times.pairs()));
        }
        if let (Some(detour), Some(extra)) = (&effect.detour, effect.extra_min.or(effect.extra_travel_min)) {
            let through = match detour.through.as_slice() {
                [] => String::new(),
                names => format!(" through {}", names.join(", ")),
            };
            let pair = if self.study.times.pairs() > 1 {
                format!(" from {} to {}", detour.from, detour.to)
            } else {
                String::new()
            };
            match extra {
                0 => parts.push(format!("the way round{pair}{through} takes no longer, with permissions and rests")),
                _ => parts.push(format!("the way round{pair}{through} takes {} longer", duration(extra))),
            }
        }
        if others > 0 {
            let (assets, come) = if others == 1 { ("asset", "comes") } else { ("assets", "come") };
            parts.push(format!("{others} other {assets} on the same way {come} to the same"));
        }
        parts.join("; ")
    }

    /// What is assumed, and what the figures mean.
    pub(in crate::analysis::failure) fn notes(&self, forced: Option<&Forced<'_>>) -> Vec<String> {
        let query = self.query;
        let soonest = if self.study.arrival.is_some() {
            "the arrival of the fastest way, with permissions, bans and rests"
        } else {
            "the travel time of the fastest pair, without waiting for permissions, bans and rests"
        };
        let mut notes = vec![
            format!(
                "days lost: by how much later, at the least, the last of {} vehicles can be there: {soonest}, then all of them at the rate of the flow; no force can be faster, so this compares losses, it plans none",
                query.vehicles
            ),
            "travel times of all pairs and the flow are worked out exactly without each asset; the ten worst losses are searched anew as routes, with permissions, bans and rests".to_owned(),
            "a loss closes every link that needs the asset, both ways, for good; what else stands there stays".to_owned(),
            format!(
                "regime: {}; figures at the {} end of their ranges",
                query.circumstances.regime,
                query.circumstances.case.pick("favourable", "typical", "unfavourable")
            ),
        ];
        notes.push("what each loss takes of the flow counts what several ways share (wagons and ships that come back, a quota over all crossings, one structure under several ways), as corridor capacity does, and is proven within a millionth; at the other ends of the ranges and in random draws it may be told too large, and one below a ten-thousandth of the flow counts as none. Losses that are worst together, hardening, a budget and the order of repairs count links and places alone; beside each worst set stands the worst where what is shared counts, with its proven bound".to_owned());
        if let Some(forced) = forced {
            notes.push(format!(
                "closure: a loss that touches nothing of the plan leaves it as it is; under every other one the force is planned anew from that plan ({} thousand journeys evaluated each, none once it closes as early as with nothing lost), and a bound says before when no plan closes",
                forced.effort
            ));
        }
        if !query.lost_at.is_empty() || (forced.is_some() && query.out_days.is_some()) {
            notes.push("closure: the plan is carried out until the loss; then what is hit and under way waits where it is or goes round from there, whichever is sooner, what has not started is placed anew, load units as they were made up, and what is not hit keeps its place; permissions of further states are asked for when the loss is known. Times and flows are for losses for good".to_owned());
        }
        if self.study.levels[0].is_none() {
            notes.push("nothing between these places has a capacity: only times are compared".to_owned());
        }
        notes.extend(crate::analysis::failure::footprint::notes(&query.footprint));
        notes.extend(self.study.flow.capacities().assumptions.iter().cloned());
        notes.extend(self.network().notes());
        notes
    }
}
