//! States that a question says are slow: as if `stances.csv` said so.

use crate::data::rows::{Evidence, StanceRow};
use crate::data::table::Lined;
use crate::error::{Error, Result};

use super::Network;

/// Days that a slow state takes longer when nobody says how many: an assumption of the question, not of the tables.
pub const SLOW_DAYS: u32 = 10;

/// A year: more is a refusal.
const DAYS_MAX: u32 = 365;

impl Network {
    /// A copy in which states take longer for each permission, from `CC` or `CC=DAYS`; `None` when none is named.
    ///
    /// # Errors
    /// [`Error::Usage`] when what follows `=` is no number of days from 1 to 365; an unknown state.
    pub fn slowed(&self, slow: &[String]) -> Result<Option<Network>> {
        if slow.is_empty() {
            return Ok(None);
        }
        let mut network = self.clone();
        for text in slow {
            let (state, days) = text.split_once('=').unwrap_or((text, ""));
            let days = if days.is_empty() { Ok(SLOW_DAYS) } else { days.trim().parse::<u32>() };
            let days = days.ok().filter(|days| (1..=DAYS_MAX).contains(days)).ok_or_else(|| {
                Error::Usage(format!("--slow {text}: write CC or CC=DAYS with 1 to {DAYS_MAX} days, as in HU=14"))
            })?;
            let country = self.country_code(self.country(state.trim())?).to_owned();
            let row = StanceRow {
                country,
                stance: "slow".to_owned(),
                from_day: None,
                to_day: None,
                more_days: Some(days),
                source: "the question".to_owned(),
                date: String::new(),
                evidence: Evidence::Assumed,
                note: String::new(),
            };
            network.tables.stances.push(Lined { line: 0, row });
        }
        Ok(Some(network))
    }
}
