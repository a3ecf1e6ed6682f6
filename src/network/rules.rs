//! What the paperwork asks: lead times, hours at borders, windows, stances; the most specific row wins.
//!
//! A regime may be based on another: `emers-6h` on `permit-3d` on `today`. Where it says nothing, the other holds; the
//! times that it sets for permissions are longest times, so that a state that is faster stays so.

use crate::algo::march::Calendar;
use crate::data::rows::{ArrangementRow, PermissionRow, Provenance, RegimeRow, Sourced, WindowRow};
use crate::data::tables::Tables;

use super::calendar::{Clock, Holidays};

/// Which end of a range of figures a question is asked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Case {
    /// The favourable end.
    Best,
    /// The typical value.
    #[default]
    Typical,
    /// The unfavourable end.
    Worst,
}

impl Case {
    /// Picks from (best, typical, worst).
    pub fn pick<T>(self, best: T, typical: T, worst: T) -> T {
        match self {
            Case::Best => best,
            Case::Typical => typical,
            Case::Worst => worst,
        }
    }
}

/// A lead time with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// Seconds after the request.
    pub lead_s: u32,
    /// In words: `5 working days`.
    pub text: String,
    /// Where the figure comes from.
    pub provenance: Provenance,
}

/// Whom a permission is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// Regime in force.
    pub regime: &'a str,
    /// State asked.
    pub country: &'a str,
    /// `road`, `rail`, `sea`, `iww` or `air`.
    pub mode: &'a str,
    /// Cargo class.
    pub cargo: &'a str,
    /// The sending state.
    pub flag: &'a str,
    /// Whether the movement starts in this state.
    pub starts_here: bool,
}

/// Seconds of a lead time given in a unit.
fn lead_seconds(value: f64, unit: &str, clock: &Clock, zone: &str, holidays: &Holidays<'_>) -> u32 {
    match unit {
        "working_day" => clock.working_days_s(whole(value.ceil()), zone, holidays),
        "day" => whole(value * 86_400.0),
        _ => whole(value * 3_600.0),
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked: between 0 and u32::MAX")]
fn whole(value: f64) -> u32 {
    value.round().clamp(0.0, f64::from(u32::MAX)) as u32
}

fn words(value: f64, unit: &str) -> String {
    let name = match unit {
        "working_day" => "working day",
        "day" => "day",
        _ => "hour",
    };
    format!("{value} {name}{}", if (value - 1.0).abs() < f64::EPSILON { "" } else { "s" })
}

/// How well a pattern fits: 0 for `*`, 1 for the same word, none otherwise.
fn fits(pattern: &str, word: &str) -> Option<u32> {
    if pattern == "*" { Some(0) } else { (pattern == word).then_some(1) }
}

fn regime<'a>(tables: &'a Tables, name: &str) -> Option<&'a RegimeRow> {
    tables.regimes.iter().map(|lined| &lined.row).find(|row| row.regime == name)
}

/// The regimes whose rules count under one: itself, then those that it is based on, nearest first. O(regimes squared).
pub fn regimes_under<'a>(tables: &'a Tables, name: &'a str) -> Vec<&'a str> {
    let mut chain = vec![name];
    while let Some(base) = chain.last().and_then(|last| regime(tables, last)).and_then(|row| row.based_on.as_deref()) {
        // The checks refuse circles; a chain never is longer than the table.
        if chain.contains(&base) {
            break;
        }
        chain.push(base);
    }
    chain
}

/// The rules of a network at a clock.
pub struct Rules<'a> {
    /// The tables.
    pub tables: &'a Tables,
    /// C.
    pub clock: &'a Clock,
}

impl Rules<'_> {
    fn zone(&self, country: &str) -> &str {
        self.tables.countries.iter().find(|row| row.row.code == country).map_or("UTC", |row| row.row.time_zone.as_str())
    }

    fn regime(&self, name: &str) -> Option<&RegimeRow> {
        regime(self.tables, name)
    }

    fn chain<'b>(&'b self, regime: &'b str) -> Vec<&'b str> {
        regimes_under(self.tables, regime)
    }

    /// The permission row of one regime for a scope: the most specific one.
    fn permission(&self, asked: &Asked<'_>, regime: &str, scope: &str) -> Option<&PermissionRow> {
        let in_union = || self.tables.countries.iter().any(|row| row.row.code == asked.country && row.row.eu.0);
        let score = |row: &PermissionRow| {
            let country = match row.country.as_str() {
                "*" => 0,
                "EU" => in_union().then_some(1)?,
                code => (code == asked.country).then_some(2)?,
            };
            let mode = fits(&row.mode, asked.mode)?;
            let cargo = fits(&row.cargo, asked.cargo)?;
            Some(4 * country + 2 * mode + cargo)
        };
        let rows = self.tables.permissions.iter().map(|lined| &lined.row);
        let rows = rows.filter(|row| row.regime == regime && row.scope == scope);
        rows.filter_map(|row| score(row).map(|score| (score, row))).max_by_key(|(score, _)| *score).map(|(_, row)| row)
    }

    /// Whether an arrangement shortens the entry asked for, under one of the regimes.
    fn arranged(&self, row: &ArrangementRow, asked: &Asked<'_>, regimes: &[&str]) -> bool {
        let has = |list: &[String], word: &str| list.iter().any(|item| item == word || item == "*");
        // By land an exceptional load also needs the road's or the railway's own consent, which no arrangement shortens.
        (asked.cargo != "outsize" || !["road", "rail"].contains(&asked.mode))
            && has(&row.members.0, asked.flag)
            && has(&row.members.0, asked.country)
            && has(&row.modes.0, asked.mode)
            && regimes.iter().any(|regime| has(&row.regimes.0, regime))
            && self.clock.has_come(&row.valid_from)
    }

    /// How long after C a state's permission is there, at one end of the range. `None` when none is needed.
    ///
    /// The sending state needs no entry permission of its own; where the movement starts, the rows of scope `start`
    /// count (and for a foreign force the longer of both). An arrangement of which both are members shortens entry
    /// from its date on. What a regime sets are longest times: where the regime that it is based on is faster, that counts.
    pub fn lead(&self, asked: &Asked<'_>, case: Case) -> Option<Lead> {
        let holidays = Holidays::of(asked.country, &self.tables.holidays);
        let zone = self.zone(asked.country);
        let of = |low: f64, typical: f64, high: f64, unit: &str, provenance: Provenance| {
            let value = case.pick(low, typical, high);
            Lead {
                lead_s: lead_seconds(value, unit, self.clock, zone, &holidays),
                text: words(value, unit),
                provenance,
            }
        };
        let regimes = self.chain(asked.regime);
        let permitted = |scope: &'static str| {
            let rows = regimes.iter().filter_map(move |regime| self.permission(asked, regime, scope));
            rows.map(|row| of(row.lead_low.0, row.lead_typical.0, row.lead_high.0, &row.unit, row.provenance()))
        };
        let entry = (asked.flag != asked.country).then(|| {
            let rows = self.tables.arrangements.iter().map(|lined| &lined.row);
            let shared = rows
                .filter(|row| self.arranged(row, asked, &regimes))
                .map(|row| of(row.lead_low.0, row.lead_typical.0, row.lead_high.0, &row.unit, row.provenance()));
            permitted("entry").chain(shared).min_by_key(|lead| lead.lead_s)
        });
        let start = asked.starts_here.then(|| permitted("start").min_by_key(|lead| lead.lead_s));
        let longest = entry.flatten().into_iter().chain(start.flatten()).max_by_key(|lead| lead.lead_s);
        self.slowed(asked, longest).filter(|lead| lead.lead_s > 0)
    }

    /// A lead time with what a state that is slow adds to it; the sending state is not slow towards itself.
    fn slowed(&self, asked: &Asked<'_>, lead: Option<Lead>) -> Option<Lead> {
        let rows = self.tables.stances.iter().map(|lined| &lined.row);
        let slow =
            rows.filter(|row| row.stance == "slow" && row.country == asked.country && asked.flag != asked.country);
        let Some((row, days)) = slow.filter_map(|row| Some((row, row.more_days?))).max_by_key(|(_, days)| *days) else {
            return lead;
        };
        let more_s = days * 86_400;
        let more = words(f64::from(days), "day");
        Some(match lead {
            None => Lead { lead_s: more_s, text: more, provenance: row.provenance() },
            Some(lead) => {
                Lead { lead_s: lead.lead_s.saturating_add(more_s), text: format!("{} and {more}", lead.text), ..lead }
            }
        })
    }

    /// Seconds of processing at the border from one state into another, and where the figure comes from: the most
    /// specific row of the regime, else of those that it is based on, else of all regimes.
    pub fn processing(&self, regime: &str, from: &str, to: &str, mode: &str, case: Case) -> (u32, Option<Provenance>) {
        let in_union =
            |code: &str| self.tables.countries.iter().any(|row| row.row.code == code && row.row.eu_customs.0);
        let (from, to) = ((from, in_union(from)), (to, in_union(to)));
        let side = |pattern: &str, (code, in_union): (&str, bool)| match pattern {
            "*" => Some(0),
            "EU" => in_union.then_some(1),
            "NONEU" => (!in_union).then_some(1),
            _ => (pattern == code).then_some(2),
        };
        let best = |of: &str| {
            let rows = self.tables.processing.iter().map(|lined| &lined.row).filter(|row| row.regime == of);
            let scored = rows.filter_map(|row| {
                let score = 8 * side(&row.from, from)? + 8 * side(&row.to, to)? + 4 * fits(&row.mode, mode)?;
                Some((score, row))
            });
            scored.max_by_key(|(score, _)| *score).map(|(_, row)| row)
        };
        match self.chain(regime).into_iter().chain(["*"]).find_map(best) {
            None => (0, None),
            Some(row) => {
                let hours = case.pick(row.hours_low.0, row.hours_typical.0, row.hours_high.0);
                (whole(hours * 3_600.0), Some(row.provenance()))
            }
        }
    }

    /// The windows that apply to a way of moving by road in a state.
    pub fn windows(&self, regime: &str, country: &str, applies: &[&str]) -> Vec<&WindowRow> {
        let chain = self.chain(regime);
        let lifts = |name: &&str| self.regime(name).is_some_and(|row| row.bans == "lifted");
        let counted = chain.iter().position(lifts).map_or(chain.len(), |index| index + 1);
        let rows = self.tables.windows.iter().map(|lined| &lined.row);
        rows.filter(|row| {
            row.mode == "road"
                && row.country == country
                && (row.regime == "*" || chain[..counted].contains(&row.regime.as_str()))
                && (row.applies == "any" || applies.contains(&row.applies.as_str()))
        })
        .collect()
    }

    /// The calendar of bans that those windows make.
    pub fn bans(&self, country: &str, windows: &[&WindowRow]) -> Calendar {
        if windows.is_empty() {
            return Calendar::default();
        }
        let holidays = Holidays::of(country, &self.tables.holidays);
        self.clock.bans(windows, self.zone(country), &holidays)
    }

    /// Whether requests are filed one after another under a regime.
    pub fn chained(&self, regime: &str) -> bool {
        self.regime(regime).is_some_and(|row| row.filing == "chained")
    }

    /// States that deny transit by the tables, with the rows' provenance.
    pub fn denied(&self) -> Vec<(&str, Provenance)> {
        let rows = self.tables.stances.iter().map(|lined| &lined.row);
        rows.filter(|row| row.stance == "deny").map(|row| (row.country.as_str(), row.provenance())).collect()
    }
}
