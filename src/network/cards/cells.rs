//! What a set of cards changes in tables: cells, rows, and rules taken over.

use std::collections::BTreeMap;

use crate::data::rows::Provenance;
use crate::data::schema::{Allowed, Schema};
use crate::data::sheet::Sheet;
use crate::data::tables::Tables;
use crate::error::{Place, Problem};
use crate::network::Network;
use crate::network::rules::regimes_under;

use super::resolve::Adopt;

/// Tables whose rows are part of the geometry or of other networks.
pub(super) const BUILT: &[&str] = &["line_patches.csv", "nodes.csv"];

/// Tables of lines: their rows lie on links since the network was built.
const LINES: &[&str] = &["rail_lines.csv", "road_classes.csv"];

/// A number that lets everything in.
const UNLIMITED: f64 = 1e6;

/// Cells of one row.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    /// Table.
    pub(super) file: &'static str,
    /// Key of the row.
    pub(super) key: String,
    /// (column, what it says afterwards).
    pub(super) values: Vec<(String, String)>,
    /// Whether the row is taken out.
    pub(super) remove: bool,
    /// Of the card.
    pub(super) provenance: Provenance,
    /// In the card.
    pub(super) place: Place,
}

impl Edit {
    pub(super) fn words(&self, network: &Network) -> String {
        if self.remove {
            return format!("{}: {} is taken out", self.file, self.key);
        }
        let sheet = sheet(network, self.file);
        let row = sheet.as_ref().and_then(|sheet| sheet.find(&self.key));
        let change = |(column, value): &(String, String)| {
            let before = row.zip(sheet.as_ref()).and_then(|(row, sheet)| sheet.cell(row, column)).unwrap_or_default();
            match before {
                "" => format!("{column} {value}"),
                before => format!("{column} {before} -> {value}"),
            }
        };
        format!("{} {}: {}", self.file, self.key, self.values.iter().map(change).collect::<Vec<_>>().join(", "))
    }

    /// Where the row lies, for tables whose rows have a position: (latitude, longitude).
    pub(super) fn at(&self, network: &Network) -> Option<(f64, f64)> {
        let sheet = sheet(network, self.file)?;
        let of_row = |column: &str| {
            let own = self.values.iter().find(|(name, _)| name == column).map(|(_, value)| value.as_str());
            own.or_else(|| sheet.find(&self.key).and_then(|row| sheet.cell(row, column)))?.parse::<f64>().ok()
        };
        Some((of_row("lat")?, of_row("lon")?))
    }
}

fn sheet(network: &Network, file: &str) -> Option<Sheet> {
    let schema = Tables::schema(file)?;
    Some(Sheet::read(schema, &network.table_text(file), None))
}

/// Checks that an edit finds its row and columns and changes something.
///
/// # Errors
/// (field of the effect, name of the check, sentence).
pub(super) fn check(network: &Network, schema: &Schema, edit: &Edit) -> Result<(), (String, &'static str, String)> {
    let sheet = Sheet::read(schema, &network.table_text(schema.file), None);
    let row = sheet.find(&edit.key);
    let of_row = |message: String| Err(("row".to_owned(), "resolves", message));
    if edit.key.split('|').count() != schema.key.len() {
        return of_row(format!("\"{}\" is no key of {}: write {}", edit.key, schema.file, schema.key.join("|")));
    }
    if row.is_none() {
        let missing: Vec<&str> = schema
            .columns
            .iter()
            .filter(|column| column.required() && !["source", "date", "evidence"].contains(&column.name))
            .map(|column| column.name)
            .filter(|name| !schema.key.contains(name) && !edit.values.iter().any(|(column, _)| column == name))
            .collect();
        if edit.remove || LINES.contains(&schema.file) || !missing.is_empty() {
            let more = if edit.remove || LINES.contains(&schema.file) || edit.values.len() < 2 {
                String::new()
            } else {
                format!("; a new row needs {} too", missing.join(", "))
            };
            return of_row(format!("\"{}\" is no row of {}{}{more}", edit.key, schema.file, sheet.nearest(&edit.key)));
        }
    }
    for (column, value) in &edit.values {
        let fail = |check, message: String| Err((column.clone(), check, message));
        let Some(own) = schema.column(column) else {
            let near = crate::data::record::nearest(column, schema.columns.iter().map(|column| column.name));
            let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
            return fail("known-column", format!("{} has no column \"{column}\"{hint}", schema.file));
        };
        if schema.key.contains(&column.as_str()) || ["source", "date", "evidence", "note"].contains(&column.as_str()) {
            return fail(
                "known-column",
                format!("{column} is set by the card itself (row, source, date, evidence, note)"),
            );
        }
        if LINES.contains(&schema.file) && column == "waypoints" {
            return fail("known-column", "a line that runs elsewhere is a new_link".to_owned());
        }
        let in_range = match own.allowed {
            Allowed::Range(least, most) => value.parse().is_ok_and(|value: f64| (least..=most).contains(&value)),
            Allowed::Words(words) => words.contains(&value.as_str()),
            Allowed::Anything | Allowed::Empty => true,
        };
        if !in_range || !(own.reads)(value) {
            return fail("field-value", format!("cannot be \"{value}\": {}{}", own.values(), schema.said(column)));
        }
    }
    if let Some(row) = row.filter(|_| !edit.remove)
        && edit.values.iter().all(|(column, value)| same(sheet.cell(row, column).unwrap_or_default(), value))
    {
        let message = format!("{} says so already of {}: the effect changes nothing", schema.file, edit.key);
        return Err(("value".to_owned(), "changes-something", message));
    }
    Ok(())
}

fn same(one: &str, other: &str) -> bool {
    one == other
        || matches!((one.parse::<f64>(), other.parse::<f64>()), (Ok(one), Ok(other)) if (one - other).abs() < 1e-12)
}

/// Of two values for one cell the one farther from what stands there; where both are no numbers, or lie on either side of
/// it, the first in the order of the alphabet, so that the order of cards does not count.
fn farther<'a>(before: &str, one: &'a str, other: &'a str) -> &'a str {
    let number = |text: &str| text.parse::<f64>().ok();
    match (number(one), number(other)) {
        (Some(a), Some(b)) => {
            let from = number(before).unwrap_or(0.0);
            match (a - from).abs().total_cmp(&(b - from).abs()) {
                std::cmp::Ordering::Greater => one,
                std::cmp::Ordering::Less => other,
                std::cmp::Ordering::Equal => one.max(other),
            }
        }
        _ => one.min(other),
    }
}

/// Lays the edits of a set over the tables of a network. Returns the new texts of the tables that changed.
pub(super) fn edited(
    network: &Network,
    edits: &[&Edit],
    tables: &mut Tables,
    problems: &mut Vec<Problem>,
) -> Vec<(&'static str, String)> {
    let mut by_row: BTreeMap<(&'static str, &str), Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        by_row.entry((edit.file, edit.key.as_str())).or_default().push(edit);
    }
    let mut texts = Vec::new();
    let files: Vec<&'static str> = {
        let mut files: Vec<_> = by_row.keys().map(|(file, _)| *file).collect();
        files.dedup();
        files
    };
    for file in files {
        let Some(schema) = Tables::schema(file) else { continue };
        let mut sheet = Sheet::read(schema, &network.table_text(file), None);
        for ((_, key), edits) in by_row.iter().filter(|((own, _), _)| *own == file) {
            if edits.iter().any(|edit| edit.remove) {
                sheet.remove(key);
                continue;
            }
            let row = sheet.find(key);
            let mut cells: BTreeMap<&str, String> = BTreeMap::new();
            for (column, value) in edits.iter().flat_map(|edit| &edit.values) {
                let before = row.and_then(|row| sheet.cell(row, column)).unwrap_or_default().to_owned();
                let now =
                    cells.get(column.as_str()).map_or(value.clone(), |other| farther(&before, other, value).to_owned());
                cells.insert(column, now);
            }
            let own = &edits[0].provenance;
            let note = format!("by the card {}", edits[0].place.file.trim_end_matches(".toml"));
            let provenance = [
                ("source", own.source.as_str()),
                ("date", &own.date),
                ("evidence", own.evidence.word()),
                ("note", &note),
            ];
            let all: Vec<(&str, &str)> =
                cells.iter().map(|(column, value)| (*column, value.as_str())).chain(provenance).collect();
            sheet.set(schema, key, &all);
        }
        let (text, _) = sheet.write();
        let mut found = Vec::new();
        tables.reread(file, &text, &mut found);
        for problem in found {
            let place =
                edits.iter().find(|edit| edit.file == file).map_or_else(Place::default, |edit| edit.place.clone());
            problems.push(Problem::new(
                place,
                &problem.check,
                format!("afterwards {}: {}", problem.place, problem.message),
            ));
        }
        texts.push((file, text));
    }
    texts
}

/// Rules that a set takes over: a regime of the set's own, based on the one asked for, with the rows of the adopted ones.
/// Returns the regime to ask for.
pub(super) fn adopted(regime: &str, adopts: &[(&str, &Adopt)], tables: &mut Tables) -> String {
    let mut now = regime.to_owned();
    for (card, adopt) in adopts {
        let below: Vec<String> = regimes_under(tables, &now).into_iter().map(str::to_owned).collect();
        let above: Vec<String> = regimes_under(tables, &adopt.regime)
            .into_iter()
            .take_while(|own| !below.iter().any(|other| other == own))
            .map(str::to_owned)
            .collect();
        if above.is_empty() {
            continue;
        }
        // The farthest first: each lies on the one before, as in the chain that it comes from.
        for own in above.iter().rev() {
            let name = format!("{now} + {own} ({card})");
            rules(tables, adopt, own, &now, &name);
            now = name;
        }
    }
    now
}

/// One regime on top of another, with the rows of a third.
fn rules(tables: &mut Tables, adopt: &Adopt, from: &str, base: &str, name: &str) {
    let takes = |table: &str| adopt.tables.iter().any(|own| own == table);
    let row_of = |tables: &Tables, name: &str| tables.regimes.iter().find(|lined| lined.row.regime == name).cloned();
    let (Some(source), Some(below)) = (row_of(tables, from), row_of(tables, base)) else { return };
    let lifted = takes("windows") && source.row.bans == "lifted" && adopt.states.is_empty();
    let mut regime = below;
    regime.row.regime = name.to_owned();
    regime.row.based_on = Some(base.to_owned());
    regime.row.bans = if lifted { "lifted" } else { "kept" }.to_owned();
    if takes("permissions") && source.row.filing == "parallel" {
        "parallel".clone_into(&mut regime.row.filing);
    }
    tables.regimes.push(regime);
    let states = &adopt.states;
    let in_states = |code: &str| states.is_empty() || states.iter().any(|state| state == code);
    if takes("permissions") {
        let mut rows = Vec::new();
        for lined in tables.permissions.iter().filter(|lined| lined.row.regime == from) {
            // A row of many states becomes one of each state named.
            let wide = ["*", "EU"].contains(&lined.row.country.as_str());
            let eu = |code: &str| tables.countries.iter().any(|one| one.row.code == code && one.row.eu.0);
            let countries: Vec<String> = if !states.is_empty() && wide {
                states.iter().filter(|code| lined.row.country == "*" || eu(code)).cloned().collect()
            } else if wide || in_states(&lined.row.country) {
                vec![lined.row.country.clone()]
            } else {
                Vec::new()
            };
            for country in countries {
                let mut new = lined.clone();
                (new.row.regime, new.row.country) = (name.to_owned(), country);
                rows.push(new);
            }
        }
        tables.permissions.extend(rows);
    }
    if takes("processing") {
        let rows: Vec<_> = tables
            .processing
            .iter()
            .filter(|lined| lined.row.regime == from)
            .filter(|lined| states.is_empty() || in_states(&lined.row.from) || in_states(&lined.row.to))
            .map(|lined| {
                let mut new = lined.clone();
                new.row.regime = name.to_owned();
                new
            })
            .collect();
        tables.processing.extend(rows);
    }
    if takes("windows") && source.row.bans == "lifted" && !states.is_empty() {
        let chain: Vec<String> = regimes_under(tables, base).into_iter().map(str::to_owned).collect();
        tables.windows.retain(|lined| !(in_states(&lined.row.country) && chain.contains(&lined.row.regime)));
    }
    quotas(tables, takes("quotas").then_some(from), base, name, &in_states);
}

/// Quotas of a regime on top of another: what lets in more of the two; nothing is held back where the adopted one says
/// nothing.
fn quotas(tables: &mut Tables, from: Option<&str>, base: &str, name: &str, in_states: &dyn Fn(&str) -> bool) {
    let of = |regime: &str| {
        tables.quotas.iter().filter(move |lined| lined.row.regime == regime).cloned().collect::<Vec<_>>()
    };
    let (mut rows, other) = (of(base), from.map(of));
    for lined in &mut rows {
        lined.row.regime = name.to_owned();
        let (Some(other), true) = (&other, in_states(&lined.row.country) || lined.row.country == "*") else { continue };
        let twin = other.iter().find(|own| {
            (&own.row.country, &own.row.mode, &own.row.scope) == (&lined.row.country, &lined.row.mode, &lined.row.scope)
        });
        let unlimited = crate::data::rows::Number(UNLIMITED);
        let larger = |own: &mut crate::data::rows::Number, other: crate::data::rows::Number| {
            if other.0 > own.0 {
                *own = other;
            }
        };
        let (low, typical, high) =
            twin.map_or((unlimited, unlimited, unlimited), |twin| (twin.row.low, twin.row.typical, twin.row.high));
        larger(&mut lined.row.low, low);
        larger(&mut lined.row.typical, typical);
        larger(&mut lined.row.high, high);
    }
    tables.quotas.extend(rows);
}
