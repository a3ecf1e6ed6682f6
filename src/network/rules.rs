//! What the paperwork asks: lead times, hours at borders, windows, stances; the most specific row wins.

use crate::algo::march::Calendar;
use crate::data::rows::{PermissionRow, Provenance, Sourced, WindowRow};
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
    /// `road`, `rail` or `sea`.
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

    /// The permission row for a scope: the most specific one.
    fn permission(&self, asked: &Asked<'_>, scope: &str) -> Option<&PermissionRow> {
        let score = |row: &PermissionRow| {
            let country = fits(&row.country, asked.country)?;
            let mode = fits(&row.mode, asked.mode)?;
            let cargo = fits(&row.cargo, asked.cargo)?;
            (row.regime == asked.regime && row.scope == scope).then_some(4 * country + 2 * mode + cargo)
        };
        let rows = self.tables.permissions.iter().map(|lined| &lined.row);
        rows.filter_map(|row| score(row).map(|score| (score, row))).max_by_key(|(score, _)| *score).map(|(_, row)| row)
    }

    /// How long after C a state's permission is there, at one end of the range. `None` when none is needed.
    ///
    /// The sending state needs no entry permission of its own; where the movement starts, the rows of scope `start`
    /// count (and for a foreign force the longer of both). An arrangement of which both are members shortens entry.
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
        let from_row =
            |row: &PermissionRow| of(row.lead_low.0, row.lead_typical.0, row.lead_high.0, &row.unit, row.provenance());
        let entry = (asked.flag != asked.country).then(|| {
            let own = self.permission(asked, "entry").map(from_row);
            let shared = self.tables.arrangements.iter().map(|lined| &lined.row).filter(|row| {
                let member = |code: &str| row.members.0.iter().any(|member| member == code || member == "*");
                let has = |list: &[String], word: &str| list.iter().any(|item| item == word || item == "*");
                // An exceptional load also needs the road's or the railway's own consent, which no arrangement shortens.
                asked.cargo != "outsize"
                    && member(asked.flag)
                    && member(asked.country)
                    && has(&row.modes.0, asked.mode)
                    && has(&row.regimes.0, asked.regime)
            });
            let shared =
                shared.map(|row| of(row.lead_low.0, row.lead_typical.0, row.lead_high.0, &row.unit, row.provenance()));
            own.into_iter().chain(shared).min_by_key(|lead| lead.lead_s)
        });
        let start = asked.starts_here.then(|| self.permission(asked, "start").map(from_row));
        let longest = entry.flatten().into_iter().chain(start.flatten()).max_by_key(|lead| lead.lead_s);
        longest.filter(|lead| lead.lead_s > 0)
    }

    /// Seconds of processing at the border from one state into another, and where the figure comes from.
    pub fn processing(&self, regime: &str, from: &str, to: &str, mode: &str, case: Case) -> (u32, Option<Provenance>) {
        let in_union =
            |code: &str| self.tables.countries.iter().any(|row| row.row.code == code && row.row.eu_customs.0);
        let side = |pattern: &str, code: &str| match pattern {
            "*" => Some(0),
            "EU" => in_union(code).then_some(1),
            "NONEU" => (!in_union(code)).then_some(1),
            _ => (pattern == code).then_some(2),
        };
        let best = self.tables.processing.iter().map(|lined| &lined.row).filter_map(|row| {
            let regime = fits(&row.regime, regime)?;
            let score = 8 * side(&row.from, from)? + 8 * side(&row.to, to)? + 4 * fits(&row.mode, mode)? + regime;
            Some((score, row))
        });
        match best.max_by_key(|(score, _)| *score) {
            None => (0, None),
            Some((_, row)) => {
                let hours = case.pick(row.hours_low.0, row.hours_typical.0, row.hours_high.0);
                (whole(hours * 3_600.0), Some(row.provenance()))
            }
        }
    }

    /// The windows that apply to a way of moving by road in a state.
    pub fn windows(&self, regime: &str, country: &str, applies: &[&str]) -> Vec<&WindowRow> {
        let rows = self.tables.windows.iter().map(|lined| &lined.row);
        rows.filter(|row| {
            row.mode == "road"
                && row.country == country
                && fits(&row.regime, regime).is_some()
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
        self.tables.regimes.iter().any(|row| row.row.regime == regime && row.row.filing == "chained")
    }

    /// States that deny transit by the tables, with the rows' provenance.
    pub fn denied(&self) -> Vec<(&str, Provenance)> {
        let rows = self.tables.stances.iter().map(|lined| &lined.row);
        rows.filter(|row| row.stance == "deny").map(|row| (row.country.as_str(), row.provenance())).collect()
    }
}
