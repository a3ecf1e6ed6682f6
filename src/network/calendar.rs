//! Instants, working days, public holidays and bans: the only room that does calendar arithmetic.

use std::sync::{Mutex, PoisonError};

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan, Zoned};

use crate::algo::march::Calendar;
use crate::data::rows::{HolidayRow, WindowRow};
use crate::data::table::Lined;
use crate::error::{Error, Result};

/// Bans are spelt out for this long after C.
pub const HORIZON_DAYS: i32 = 200;

/// The moment C from which all times count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    c: Timestamp,
}

impl Clock {
    /// C as an RFC 3339 instant with an offset (`2027-03-01T08:00:00+01:00`).
    ///
    /// # Errors
    /// When the text is no instant, or lies outside 2000 to 2100.
    pub fn parse(text: &str) -> Result<Self> {
        let c = instant(text)?;
        Ok(Clock { c })
    }

    /// Seconds from C to an instant; negative before.
    pub fn seconds_to(&self, text: &str) -> Result<i64> {
        Ok(instant(text)?.as_second() - self.c.as_second())
    }

    /// Whether a day (as [`first_day`] reads it) has begun at C, in UTC. A text that is no date has not come.
    pub fn has_come(&self, date: &str) -> bool {
        first_day(date).is_some_and(|day| day <= self.zoned(0, "UTC").date())
    }

    /// The local time so many seconds after C, RFC 3339 with the zone's offset and name.
    pub fn local(&self, after_s: u32, zone: &str) -> String {
        let zoned = self.zoned(after_s, zone);
        zoned.strftime("%Y-%m-%dT%H:%M:%S%:z[%Q]").to_string()
    }

    /// `C+HOURS` or an instant, in whole seconds after C; `what` names the value in messages.
    ///
    /// # Errors
    /// When the text is neither, or lies before C or more than `days_max` days after it.
    pub fn after_c(&self, text: &str, what: &str, days_max: u32) -> Result<u32> {
        let trimmed = text.trim();
        let latest_s = i64::from(days_max) * 86_400;
        let late =
            || Error::Usage(format!("{what} {text} lies more than {days_max} days after C; move C instead (--c-day)"));
        let seconds = match trimmed.strip_prefix("C+").or_else(|| trimmed.strip_prefix("c+")) {
            Some(hours) => {
                let hours = hours.parse().ok().filter(|hours: &f64| hours.is_finite() && *hours >= 0.0);
                let hours = hours.ok_or_else(|| {
                    Error::Usage(format!("{what} {text}: write C+ and a number of hours from 0, as in C+12"))
                })?;
                let hours: f64 = if hours > f64::from(days_max) * 24.0 { return Err(late()) } else { hours };
                #[allow(clippy::cast_possible_truncation, reason = "not negative and below days_max days")]
                let seconds = (hours * 3_600.0).round() as i64;
                seconds
            }
            None => self.seconds_to(trimmed)?,
        };
        if seconds > latest_s {
            return Err(late());
        }
        u32::try_from(seconds).map_err(|_| {
            Error::Usage(format!("{what} {text} lies before C; a movement departs at or after C (--c-day)"))
        })
    }

    fn zoned(&self, after_s: u32, zone: &str) -> Zoned {
        let tz = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        (self.c + Span::new().seconds(i64::from(after_s))).to_zoned(tz)
    }

    /// Seconds from C until `days` whole working days have passed in a country, at the same local time of day.
    pub fn working_days_s(&self, days: u32, zone: &str, holidays: &Holidays<'_>) -> u32 {
        let start = self.zoned(0, zone);
        let mut date = start.date();
        let mut left = days;
        while left > 0 {
            date = date.tomorrow().unwrap_or(date);
            let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
            if !weekend && !holidays.is_holiday(date) {
                left -= 1;
            }
        }
        let end = date.to_datetime(start.time()).to_zoned(start.time_zone().clone());
        end.map_or(0, |end| u32::try_from(end.timestamp().as_second() - self.c.as_second()).unwrap_or(0))
    }

    /// The bans that the given windows make in one country, in seconds after C.
    pub fn bans(&self, windows: &[&WindowRow], zone: &str, holidays: &Holidays<'_>) -> Calendar {
        let tz = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let first = self.zoned(0, zone).date().yesterday().unwrap_or(Date::MIN);
        let mut bans = Vec::new();
        for window in windows {
            let mut spans = Vec::new();
            let mut date = first;
            for _ in 0..HORIZON_DAYS {
                if in_season(window, date) && day_matches(window, date, holidays) {
                    spans.push(self.span(window, date, &tz));
                }
                date = date.tomorrow().unwrap_or(date);
            }
            if window.kind == "only" {
                bans.extend(gaps(&Calendar::new(spans), HORIZON_DAYS));
            } else {
                bans.extend(spans);
            }
        }
        Calendar::new(bans)
    }

    fn span(&self, window: &WindowRow, date: Date, tz: &TimeZone) -> (u32, u32) {
        let (start, end) = (minutes(&window.start).unwrap_or(0), minutes(&window.end).unwrap_or(0));
        let at = |date: Date, minute: i64| {
            let midnight = date.to_datetime(Time::midnight()).to_zoned(tz.clone());
            let moment = midnight.map_or(0, |zoned| zoned.saturating_add(minute.minutes()).timestamp().as_second());
            u32::try_from((moment - self.c.as_second()).max(0)).unwrap_or(u32::MAX)
        };
        let end = if end <= start { end + 24 * 60 } else { end };
        (at(date, start), at(date, end))
    }
}

/// The complement of what is allowed, up to the horizon.
fn gaps(allowed: &Calendar, days: i32) -> Vec<(u32, u32)> {
    let horizon = u32::try_from(days).unwrap_or(0) * 86_400;
    let mut from = 0;
    let mut gaps = Vec::new();
    for (start, end) in allowed.bans() {
        gaps.push((from, *start));
        from = *end;
    }
    gaps.push((from, horizon.max(from)));
    gaps.retain(|(start, end)| start < end && *end < horizon - 2 * 86_400);
    gaps
}

fn instant(text: &str) -> Result<Timestamp> {
    let parsed: std::result::Result<Timestamp, _> = text.parse();
    let fail = || {
        Error::Usage(format!(
            "\"{text}\" is not an instant; write date, time and offset, as in 2027-03-01T08:00:00+01:00"
        ))
    };
    let timestamp = parsed.map_err(|_| fail())?;
    let year = timestamp.to_zoned(TimeZone::UTC).year();
    if (2000..=2100).contains(&year) {
        Ok(timestamp)
    } else {
        Err(Error::Usage(format!("the year of \"{text}\" is not between 2000 and 2100")))
    }
}

/// `HH:MM` up to `24:00` in minutes.
pub fn minutes(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..=24).contains(&hours) && (0..60).contains(&minutes) && hours * 60 + minutes <= 24 * 60)
        .then_some(hours * 60 + minutes)
}

/// The day of a date; a month (`YYYY-MM`) or a year (`YYYY`) stands for its first day.
pub fn first_day(text: &str) -> Option<Date> {
    match text.len() {
        4 => format!("{text}-01-01").parse().ok(),
        7 => format!("{text}-01").parse().ok(),
        10 => text.parse().ok(),
        _ => None,
    }
}

fn in_season(window: &WindowRow, date: Date) -> bool {
    let (Some(start), Some(end)) = (&window.season_start, &window.season_end) else { return true };
    let today = format!("{:02}-{:02}", date.month(), date.day());
    if start <= end { (start..=end).contains(&&today) } else { today >= *start || today <= *end }
}

fn day_matches(window: &WindowRow, date: Date, holidays: &Holidays<'_>) -> bool {
    let name = match date.weekday() {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    };
    let holiday = holidays.is_holiday(date);
    let eve = date.tomorrow().is_ok_and(|next| holidays.is_holiday(next));
    if window.kind == "only" && holiday && !window.days.0.iter().any(|day| day == "holiday") {
        return false;
    }
    window.days.0.iter().any(|day| day == name || (day == "holiday" && holiday) || (day == "eve" && eve))
}

/// Public holidays of one country.
pub struct Holidays<'a> {
    rules: Vec<&'a str>,
    /// The holidays of the years asked about so far.
    years: Mutex<Vec<(i16, Vec<Date>)>>,
}

impl<'a> Holidays<'a> {
    /// Those of `country` among the rows.
    pub fn of(country: &str, rows: &'a [Lined<HolidayRow>]) -> Self {
        let rules = rows.iter().filter(|row| row.row.country == country).map(|row| row.row.rule.as_str());
        Holidays { rules: rules.collect(), years: Mutex::default() }
    }

    fn is_holiday(&self, date: Date) -> bool {
        let year = date.year();
        let mut years = self.years.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, dates)) = years.iter().find(|(known, _)| *known == year) {
            return dates.contains(&date);
        }
        let dates: Vec<Date> = self.rules.iter().filter_map(|rule| holiday_date(rule, year)).collect();
        let is_one = dates.contains(&date);
        years.push((year, dates));
        is_one
    }
}

/// The date of a holiday rule in a year: `MM-DD`, `easter+N`, `orthodox-N`.
pub fn holiday_date(rule: &str, year: i16) -> Option<Date> {
    let offset = |easter: Option<Date>, rest: &str| {
        let days: i64 = if rest.is_empty() { 0 } else { rest.parse().ok()? };
        easter?.checked_add(days.days()).ok()
    };
    if let Some(rest) = rule.strip_prefix("easter") {
        return offset(western_easter(year), rest);
    }
    if let Some(rest) = rule.strip_prefix("orthodox") {
        return offset(orthodox_easter(year), rest);
    }
    let (month, day) = rule.split_once('-')?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Easter Sunday, Gregorian computus (Meeus/Jones/Butcher).
#[allow(clippy::many_single_char_names, reason = "the letters of the published algorithm")]
fn western_easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    let day = (h + l - 7 * m + 114) % 31 + 1;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Easter Sunday of the Julian computus, in the Gregorian calendar (valid 1900 to 2099: 13 days).
fn orthodox_easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 4, y % 7, y % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let month = (d + e + 114) / 31;
    let day = (d + e + 114) % 31 + 1;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?.checked_add(13.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easters_are_those_of_the_almanac() {
        let date = |y, m, d| Date::new(y, m, d).ok();
        assert_eq!(western_easter(2026), date(2026, 4, 5));
        assert_eq!(western_easter(2027), date(2027, 3, 28));
        assert_eq!(western_easter(2038), date(2038, 4, 25));
        assert_eq!(orthodox_easter(2026), date(2026, 4, 12));
        assert_eq!(orthodox_easter(2027), date(2027, 5, 2));
        assert_eq!(orthodox_easter(2024), date(2024, 5, 5));
    }

    #[test]
    fn a_date_has_come_from_its_first_day() {
        let clock = Clock::parse("2026-01-30T00:30:00+01:00").expect("an instant");
        assert!(clock.has_come("2026") && clock.has_come("2026-01") && clock.has_come("2026-01-29"));
        // Half past midnight in Warsaw is still the day before in UTC.
        assert!(!clock.has_come("2026-01-30") && !clock.has_come("2026-02") && !clock.has_come("soon"));
    }

    #[test]
    fn working_days_skip_weekends_and_holidays() {
        let clock = Clock::parse("2027-03-25T08:00:00+01:00").expect("an instant");
        let none = Holidays { rules: vec![], years: Mutex::default() };
        // Thursday to Friday; then the weekend; the clock changes on Sunday 28 March.
        assert_eq!(clock.working_days_s(1, "Europe/Berlin", &none), 86_400);
        assert_eq!(clock.working_days_s(2, "Europe/Berlin", &none), 4 * 86_400 - 3_600);
        let easter = Holidays { rules: vec!["easter-2", "easter+1"], years: Mutex::default() };
        assert_eq!(clock.working_days_s(1, "Europe/Berlin", &easter), 5 * 86_400 - 3_600);
    }
}
