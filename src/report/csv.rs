//! `csv`: one flat table, told apart by the column `record`.
//!
//! Every row has the same columns; what does not apply is empty. Times are minutes after C, positions WGS84.
//!
//! | `record` | `kind` | `from`, `to`, `where` | `needed`, `has` | `text` |
//! |---|---|---|---|---|
//! | `stamp` | program, version, network ... | | | value |
//! | `route` | modes | ends | | assurance, arrival, states |
//! | `leg` | mode | ends of the leg | | via |
//! | `ledger` | name of the line | `where` | | |
//! | `unknown` | what | `where` | needed, assumed | |
//! | `structure` | kind | `where`: name | limits in `has` | id |
//! | `cited` | evidence | | | figure and date |
//! | `refused` | limit | `where`: what refuses | needed, has | |
//! | `relaxation` | | `where`: the way | | what to relax |
//! | `disjoint` | | `where`: the cut | | number of ways |
//! | `note` | | | | the note |
//!
//! In `refused` and `relaxation`, `duration_min` is what would be saved. Text that a spreadsheet could take for a formula is
//! given a leading apostrophe.

use crate::analysis::route::answer::{Route, RouteAnswer};
use crate::error::{Error, Result};

/// The header line.
pub const COLUMNS: [&str; 18] = [
    "record",
    "route_rank",
    "number",
    "kind",
    "from",
    "to",
    "where",
    "gauge_mm",
    "distance_km",
    "start_min",
    "end_min",
    "duration_min",
    "lat",
    "lon",
    "needed",
    "has",
    "source",
    "text",
];

#[derive(Default)]
struct Row {
    record: &'static str,
    route_rank: Option<u32>,
    number: Option<usize>,
    kind: String,
    from: String,
    to: String,
    at: String,
    gauge_mm: Option<u16>,
    distance_km: Option<f64>,
    start_min: Option<i64>,
    end_min: Option<i64>,
    duration_min: Option<i64>,
    position: Option<(f64, f64)>,
    needed: String,
    has: String,
    source: String,
    text: String,
}

/// The answer as rows: stamp, then per way its summary, legs, ledger and the rest, then what concerns all ways.
pub fn render(answer: &RouteAnswer) -> Result<Vec<u8>> {
    let mut rows = stamp(answer);
    for route in &answer.routes {
        rows.extend(route_rows(answer, route));
    }
    rows.extend(general(answer));
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let failed = |error: csv::Error| Error::Output(error.to_string());
    writer.write_record(COLUMNS).map_err(failed)?;
    for row in &rows {
        writer.write_record(row.cells()).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| Error::Output(error.to_string()))
}

impl Row {
    fn cells(&self) -> [String; 18] {
        fn number<T: ToString>(number: Option<T>) -> String {
            number.map_or_else(String::new, |number| number.to_string())
        }
        let degrees = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.5}"));
        [
            self.record.to_owned(),
            number(self.route_rank),
            number(self.number),
            safe(&self.kind),
            safe(&self.from),
            safe(&self.to),
            safe(&self.at),
            number(self.gauge_mm),
            self.distance_km.map_or_else(String::new, |km| format!("{km:.3}")),
            number(self.start_min),
            number(self.end_min),
            number(self.duration_min),
            degrees(self.position.map(|position| position.0)),
            degrees(self.position.map(|position| position.1)),
            safe(&self.needed),
            safe(&self.has),
            safe(&self.source),
            safe(&self.text),
        ]
    }
}

/// Text that no spreadsheet takes for a formula (OWASP ASVS 5.0, 1.2.10): an apostrophe goes before `= + - @`, also after
/// leading blanks or control characters, and NUL is dropped.
///
/// ```
/// use corridor::report::csv::safe;
/// assert_eq!(safe("=1+1"), "'=1+1");
/// assert_eq!(safe("Suwałki - Mockava"), "Suwałki - Mockava");
/// ```
pub fn safe(text: &str) -> String {
    let text = text.replace('\0', "");
    let trimmed = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    let formula = trimmed.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let control = text.starts_with(['\t', '\r', '\n']);
    if formula || control { format!("'{text}") } else { text }
}

fn stamp(answer: &RouteAnswer) -> Vec<Row> {
    let stamp = &answer.stamp;
    let mut pairs = vec![
        ("program".to_owned(), stamp.program.clone()),
        ("version".to_owned(), stamp.version.clone()),
        ("network".to_owned(), stamp.network.clone()),
        ("network_hash".to_owned(), stamp.network_hash.clone()),
    ];
    pairs.extend((!stamp.overlays.is_empty()).then(|| ("overlays".to_owned(), overlays(stamp))));
    for (key, value) in &stamp.query {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        pairs.push((format!("query {key}"), value));
    }
    pairs.push(("c_day".to_owned(), answer.c_day.clone()));
    pairs.push(("load".to_owned(), answer.load.text.clone()));
    pairs.extend(stamp.attribution.iter().map(|text| ("attribution".to_owned(), text.clone())));
    pairs.into_iter().map(|(kind, text)| Row { record: "stamp", kind, text, ..Row::default() }).collect()
}

fn route_rows(answer: &RouteAnswer, route: &Route) -> Vec<Row> {
    let blank = |record| Row { record, route_rank: Some(route.rank), ..Row::default() };
    let mut rows = vec![Row {
        kind: super::words::modes(route),
        from: answer.from.name.clone(),
        to: answer.to.name.clone(),
        distance_km: Some(route.distance_km),
        start_min: Some(0),
        end_min: Some(route.total_min),
        duration_min: Some(route.total_min),
        text: format!("{}; arrives {}; {}", route.assurance, route.arrival, route.countries.join(" ")),
        ..blank("route")
    }];
    rows.extend(route.legs.iter().enumerate().map(|(index, leg)| Row {
        number: Some(index + 1),
        kind: leg.mode.clone(),
        from: leg.from.clone(),
        to: leg.to.clone(),
        gauge_mm: leg.gauge_mm,
        distance_km: Some(leg.distance_km),
        start_min: Some(leg.depart_min),
        end_min: Some(leg.arrive_min),
        duration_min: Some(leg.arrive_min - leg.depart_min),
        text: leg.via.join("; "),
        ..blank("leg")
    }));
    rows.extend(route.ledger.iter().enumerate().map(|(index, line)| Row {
        number: Some(index + 1),
        kind: line.line.clone(),
        at: line.where_.clone(),
        start_min: Some(line.start_min),
        end_min: Some(line.start_min + line.minutes),
        duration_min: Some(line.minutes),
        source: line.source.clone(),
        ..blank("ledger")
    }));
    rows.extend(route.unknowns.iter().enumerate().map(|(index, unknown)| Row {
        number: Some(index + 1),
        kind: unknown.what.clone(),
        at: unknown.where_.clone(),
        distance_km: (unknown.km > 0.0).then_some(unknown.km),
        needed: unknown.needed.clone(),
        has: unknown.assumed.clone(),
        ..blank("unknown")
    }));
    rows.extend(route.structures.iter().enumerate().map(|(index, structure)| Row {
        number: Some(index + 1),
        kind: structure.kind.clone(),
        at: structure.name.clone(),
        start_min: Some(structure.at_min),
        position: Some((structure.lat, structure.lon)),
        has: structure.limits.clone(),
        text: structure.id.clone(),
        ..blank("structure")
    }));
    rows.extend(route.sources.iter().enumerate().map(|(index, cited)| Row {
        number: Some(index + 1),
        kind: cited.evidence.clone(),
        source: cited.source.clone(),
        text: format!("{} ({})", cited.figure, cited.date),
        ..blank("cited")
    }));
    rows
}

fn general(answer: &RouteAnswer) -> Vec<Row> {
    let refused = answer.refused.iter().enumerate().map(|(index, refusal)| Row {
        record: "refused",
        number: Some(index + 1),
        kind: refusal.limit.clone(),
        at: refusal.what.clone(),
        duration_min: refusal.saves_min,
        needed: refusal.needed.clone(),
        has: refusal.has.clone(),
        ..Row::default()
    });
    let relaxations = answer.relaxations.iter().enumerate().map(|(index, relaxation)| Row {
        record: "relaxation",
        number: Some(index + 1),
        at: relaxation.way.clone(),
        end_min: Some(relaxation.total_min),
        duration_min: relaxation.saves_min,
        text: relaxation.relax.join("; "),
        ..Row::default()
    });
    let disjoint = answer.disjoint.iter().map(|disjoint| Row {
        record: "disjoint",
        at: disjoint.cut.join("; "),
        distance_km: Some(disjoint.exempt_km),
        text: disjoint.ways.to_string(),
        ..Row::default()
    });
    let notes = answer.notes.iter().enumerate().map(|(index, note)| Row {
        record: "note",
        number: Some(index + 1),
        text: note.clone(),
        ..Row::default()
    });
    refused.chain(relaxations).chain(disjoint).chain(notes).collect()
}
/// Name and hash of what was laid over the network.
fn overlays(stamp: &crate::analysis::stamp::Stamp) -> String {
    stamp.overlays.iter().map(|overlay| format!("{} {}", overlay.name, overlay.hash)).collect::<Vec<_>>().join("; ")
}
