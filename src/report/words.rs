//! Numbers, durations and instants in words, the same in every format.

use crate::analysis::route::answer::Route;

/// A duration with every unit: `2 d 3 h 05 min`.
///
/// ```
/// use corridor::report::words::duration;
/// assert_eq!(duration(2 * 1440 + 3 * 60 + 5), "2 d 3 h 05 min");
/// assert_eq!(duration(65), "1 h 05 min");
/// assert_eq!(duration(-5), "-5 min");
/// ```
pub fn duration(minutes: i64) -> String {
    let sign = if minutes < 0 { "-" } else { "" };
    let all = minutes.unsigned_abs();
    let (days, hours, rest) = (all / 1440, all / 60 % 24, all % 60);
    match (days, hours) {
        (0, 0) => format!("{sign}{rest} min"),
        (0, _) => format!("{sign}{hours} h {rest:02} min"),
        _ => format!("{sign}{} d {hours} h {rest:02} min", thousands(days)),
    }
}

/// A duration without its empty units at the end: `9 d 4 h`, `5 d`.
///
/// ```
/// use corridor::report::words::duration_short;
/// assert_eq!(duration_short(9 * 1440 + 240), "9 d 4 h");
/// assert_eq!(duration_short(5 * 1440), "5 d");
/// assert_eq!(duration_short(1440 + 5), "1 d 0 h 05 min");
/// ```
pub fn duration_short(minutes: i64) -> String {
    let long = duration(minutes);
    let short = long.strip_suffix(" 00 min").unwrap_or(&long);
    short.strip_suffix(" d 0 h").map_or_else(|| short.to_owned(), |days| format!("{days} d"))
}

/// An instant counted from C: `C+220 h`, `C+31 h 05`.
///
/// ```
/// assert_eq!(corridor::report::words::after_c(1865), "C+31 h 05");
/// ```
pub fn after_c(minutes: i64) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, rest) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
    if rest == 0 {
        format!("C{sign}{} h", thousands(hours))
    } else {
        format!("C{sign}{} h {rest:02}", thousands(hours))
    }
}

/// Kilometres: `1,412 km`, `7.4 km`.
pub fn km(kilometres: f64) -> String {
    if kilometres.abs() < 9.95 { format!("{kilometres:.1} km") } else { format!("{} km", whole(kilometres)) }
}

/// A number rounded to a whole one, thousands parted by commas.
pub fn whole(number: f64) -> String {
    let sign = if number <= -0.5 { "-" } else { "" };
    format!("{sign}{}", thousands(number.abs().round() as u64))
}

/// Thousands parted by commas.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// An RFC 3339 instant with zone as `Wed 2027-03-10 12:00 EET`; without a named zone its offset is shown; anything else
/// stays as it is.
///
/// ```
/// use corridor::report::words::instant;
/// assert_eq!(instant("2027-03-10T12:00:00+02:00[Europe/Vilnius]"), "Wed 2027-03-10 12:00 EET");
/// assert_eq!(instant("2027-03-10T12:00:00+02:00"), "Wed 2027-03-10 12:00 +02:00");
/// assert_eq!(instant("soon"), "soon");
/// ```
pub fn instant(text: &str) -> String {
    if let Ok(zoned) = text.parse::<jiff::Zoned>() {
        return zoned.strftime("%a %Y-%m-%d %H:%M %Z").to_string();
    }
    match jiff::fmt::strtime::parse("%Y-%m-%dT%H:%M:%S%:z", text) {
        Ok(parts) => match (parts.to_datetime(), parts.offset()) {
            (Ok(civil), Some(offset)) => {
                let minutes = offset.seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
                format!("{} {sign}{hours:02}:{rest:02}", civil.strftime("%a %Y-%m-%d %H:%M"))
            }
            _ => one_line(text),
        },
        Err(_) => one_line(text),
    }
}

/// Text on one line without control characters: nothing in a name can move the cursor or break a row.
///
/// ```
/// assert_eq!(corridor::report::words::one_line("a\u{1b}[31m\n  b"), "a [31m b");
/// ```
pub fn one_line(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let spaced: String =
        text.chars().map(|c| if c.is_control() || turns(c) || c.is_whitespace() { ' ' } else { c }).collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `rail + road`: the modes of a way in order of first use.
pub fn modes(route: &Route) -> String {
    let mut modes: Vec<&str> = Vec::new();
    for leg in &route.legs {
        if !modes.contains(&leg.mode.as_str()) {
            modes.push(&leg.mode);
        }
    }
    one_line(&modes.join(" + "))
}

/// `s` unless there is exactly one.
pub fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// Ledger lines of one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<'a> {
    /// The name (`drive`, `lead time` ...).
    pub line: &'a str,
    /// Their sum, minutes.
    pub minutes: i64,
    /// Indices into the ledger, in order of time.
    pub members: Vec<usize>,
}

/// The ledger gathered by name, in order of first appearance.
pub fn groups(route: &Route) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (index, line) in route.ledger.iter().enumerate() {
        match groups.iter_mut().find(|group| group.line == line.line) {
            Some(group) => {
                group.minutes += line.minutes;
                group.members.push(index);
            }
            None => groups.push(Group { line: &line.line, minutes: line.minutes, members: vec![index] }),
        }
    }
    groups
}
