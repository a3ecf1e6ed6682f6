//! A force as checked nouns: units with pieces, places and times that exist; everything wrong is told at once.

use std::collections::BTreeMap;

use super::load::{Piece, from_row, named};
use super::pool::{Pool, pools};
use crate::data::force_file::{At, ForceFile, Record, nearest};
use crate::data::rows::FormationRow;
use crate::error::{Error, Place, Problem, Result};
use crate::network::Network;
use crate::network::calendar::Clock;
use crate::network::find::Target;
use crate::network::limits::Assurance;

/// Pieces of one kind in one unit, and in a whole force, at most; more is a slip of the pen.
const PIECES_MAX: u64 = 20_000;
const FORCE_MAX: u64 = 60_000;

/// Units may become ready this long after C, and be asked for this long after C.
pub(super) const READY_DAYS_MAX: u32 = 90;
const REQUIRED_DAYS_MAX: u32 = 180;

/// Priority of a unit that names none.
pub const PRIORITY_DEFAULT: u32 = 100;

/// Modes that a unit may name.
const MODES: [&str; 3] = ["rail", "road", "sea"];

/// A force.
#[derive(Clone, Debug)]
pub struct Force<'a> {
    /// Name.
    pub name: String,
    /// What it is and what is assumed.
    pub description: String,
    /// What it was built from.
    pub sources: Vec<String>,
    /// What the file says of the circumstances.
    pub circumstances: Circumstances,
    /// Units, in the order of the file.
    pub units: Vec<Unit<'a>>,
    /// Carriers, in the order of the file.
    pub pools: Vec<Pool>,
    /// Pieces that may stand at a facility at once.
    pub staging: BTreeMap<u32, u32>,
    /// What was published of the movement.
    pub expectations: Vec<Expectation>,
    /// The text of the file, so that a plan can carry it.
    pub text: String,
}

/// What a force file says of the circumstances; the command line goes before it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Circumstances {
    /// C, RFC 3339.
    pub c_day: Option<String>,
    /// Regime.
    pub regime: Option<String>,
    /// Sending state.
    pub flag: Option<String>,
    /// States that refuse passage.
    pub deny: Vec<String>,
    /// States that the tables let refuse and that shall allow it.
    pub allow: Vec<String>,
    /// Places and structures not to be used.
    pub avoid: Vec<String>,
    /// Permissions one after another.
    pub chained: Option<bool>,
    /// Hours' notice for a chartered ship.
    pub ship_notice_h: Option<f64>,
    /// How sure every limit must be.
    pub assurance: Option<Assurance>,
}

impl Circumstances {
    /// What a force file says of the circumstances.
    ///
    /// # Errors
    /// When `filing` is neither word.
    pub fn of(file: &ForceFile) -> Result<Self> {
        let record = &file.record;
        let text = |name: &str| record.text(name).map(|at| at.value);
        let assurance = match record.text("assurance") {
            None => None,
            Some(at) => {
                let all = [Assurance::Proven, Assurance::Likely, Assurance::Any];
                let found = all.into_iter().find(|one| one.word() == at.value);
                if found.is_none() {
                    let place = Place::field(&file.file, at.line, "assurance");
                    let message = format!("\"{}\" is no assurance; write proven, likely or any", at.value);
                    return Err(Error::Input(vec![Problem::new(place, "known-word", message)]));
                }
                found
            }
        };
        let chained = match record.text("filing") {
            None => None,
            Some(at) if at.value == "parallel" => Some(false),
            Some(at) if at.value == "chained" => Some(true),
            Some(at) => {
                let place = Place::field(&file.file, at.line, "filing");
                let message = format!("\"{}\" is no way of filing; write parallel or chained", at.value);
                return Err(Error::Input(vec![Problem::new(place, "known-word", message)]));
            }
        };
        Ok(Circumstances {
            c_day: text("c-day"),
            regime: text("regime"),
            flag: text("flag"),
            deny: record.texts("deny").value,
            allow: record.texts("allow").value,
            avoid: record.texts("avoid").value,
            chained,
            ship_notice_h: record.number("ship-notice-h").map(|at| at.value),
            assurance,
        })
    }
}

/// Pieces of one kind in a unit.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// Part of the formation that they come from; empty when given in `load`.
    pub part: String,
    /// The pieces, with their count.
    pub piece: Piece<'a>,
}

/// A unit: from one place to one place, ready at one time.
#[derive(Clone, Debug)]
pub struct Unit<'a> {
    /// Name.
    pub name: String,
    /// What it consists of.
    pub items: Vec<Item<'a>>,
    /// Where it stands.
    pub from: Target,
    /// Where it must be.
    pub to: Target,
    /// Their names as the file has them.
    pub from_text: String,
    /// See `from_text`.
    pub to_text: String,
    /// Not before this, seconds after C.
    pub ready_s: u32,
    /// To be complete by then, seconds after C.
    pub required_s: Option<u32>,
    /// 1 goes first.
    pub priority: u32,
    /// Sending state: index of a country.
    pub flag: u8,
    /// Modes that may be used; empty for all.
    pub modes: Vec<String>,
}

impl Unit<'_> {
    /// Pieces in all.
    pub fn pieces(&self) -> u32 {
        self.items.iter().map(|item| item.piece.count).sum()
    }
}

/// A published figure of a movement.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// `closure_h`, `duration_h`, `trains`, `packets`, `ships`, `km_per_day`, `pieces_per_day`.
    pub what: String,
    /// Lowest value that agrees.
    pub low: f64,
    /// Highest.
    pub high: f64,
    /// As published.
    pub published: String,
    /// Where.
    pub source: String,
    /// Why the plan differs, where it does.
    pub explain: String,
}

/// What an expectation may be about.
pub const EXPECTED: [&str; 7] =
    ["closure_h", "duration_h", "trains", "packets", "ships", "km_per_day", "pieces_per_day"];

/// Gathers problems with the fields they are about.
pub(super) struct Teller<'a> {
    pub(super) file: &'a str,
    pub(super) problems: Vec<Problem>,
}

impl Teller<'_> {
    pub(super) fn tell(&mut self, line: u64, field: &str, check: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(Place::field(self.file, line, field), check, message));
    }

    /// The value, or a problem made of the error's sentence.
    pub(super) fn take<T>(&mut self, line: u64, field: &str, check: &str, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.tell(line, field, check, error.to_string())).ok()
    }

    /// A time of the file in seconds after C.
    pub(super) fn time(&mut self, at: Option<At<String>>, field: &str, clock: &Clock, days_max: u32) -> Option<u32> {
        let at = at?;
        self.take(at.line, field, "time", clock.after_c(&at.value, field, days_max))
    }
}

impl<'a> Force<'a> {
    /// Checks a force file against a network; times count from `clock`.
    ///
    /// # Errors
    /// [`Error::Input`] with everything that is wrong: unknown vehicles, formations, places or states; counts of 0 or
    /// beyond reason; a required date before the ready date; more taken from a place than stands there; pools
    /// without carriers or based on each other in a circle; times outside the calendar.
    pub fn check(file: &ForceFile, network: &'a Network, clock: &Clock) -> Result<Self> {
        let mut teller = Teller { file: &file.file, problems: Vec::new() };
        let record = &file.record;
        let flag =
            record.text("flag").and_then(|at| teller.take(at.line, "flag", "known-state", network.country(&at.value)));
        let units = units(record, network, clock, flag, &mut teller);
        total(record, &units, &mut teller);
        stocks(record, network, &units, &mut teller);
        let pools = pools(record, network, clock, &mut teller);
        let staging = staging(record, network, &mut teller);
        let expectations = expectations(record, &mut teller);
        if !teller.problems.is_empty() {
            let mut problems = teller.problems;
            problems.sort_by_key(|problem| problem.place.line);
            return Err(Error::Input(problems));
        }
        Ok(Force {
            name: record.text("name").map_or_else(String::new, |at| at.value),
            description: record.text("description").map_or_else(String::new, |at| at.value),
            sources: record.texts("source").value,
            circumstances: Circumstances::of(file)?,
            units,
            pools,
            staging,
            expectations,
            text: file.text.clone(),
        })
    }

    /// Pieces in all.
    pub fn pieces(&self) -> u32 {
        self.units.iter().map(Unit::pieces).sum()
    }
}

fn units<'a>(
    record: &Record,
    network: &'a Network,
    clock: &Clock,
    flag: Option<u8>,
    teller: &mut Teller<'_>,
) -> Vec<Unit<'a>> {
    let mut units: Vec<Unit<'a>> = Vec::new();
    let mut names = BTreeMap::new();
    for one in record.tables("unit") {
        let name = one.text("name").unwrap_or(At { line: one.line, value: String::new() });
        if let Some(line) = names.insert(name.value.clone(), name.line) {
            teller.tell(
                name.line,
                "name",
                "unique",
                format!("the unit \"{}\" is there already, on line {line}", name.value),
            );
        }
        let mut place = |field: &str| {
            let at = one.text(field)?;
            teller.take(at.line, field, "known-place", network.place(&at.value)).map(|target| (target, at.value))
        };
        let (from, to) = (place("from"), place("to"));
        let own =
            one.text("flag").and_then(|at| teller.take(at.line, "flag", "known-state", network.country(&at.value)));
        let ready_s = teller.time(one.text("ready"), "ready", clock, READY_DAYS_MAX).unwrap_or(0);
        let required_s = teller.time(one.text("required"), "required", clock, REQUIRED_DAYS_MAX);
        if let Some(required_s) = required_s.filter(|required_s| *required_s <= ready_s) {
            let message = format!(
                "required {} h after C, but ready only {} h after C; nothing arrives before it is ready",
                required_s / 3_600,
                ready_s / 3_600
            );
            teller.tell(one.line, "required", "after-ready", message);
        }
        let items = items(one, network, teller);
        let modes = one.texts("modes");
        for mode in modes.value.iter().filter(|mode| !MODES.contains(&mode.as_str())) {
            teller.tell(
                modes.line,
                "modes",
                "known-word",
                format!("\"{mode}\" is no mode; choose among {}", MODES.join(", ")),
            );
        }
        let priority = one.count("priority").map_or(u64::from(PRIORITY_DEFAULT), |at| at.value);
        let (Some((from, from_text)), Some((to, to_text))) = (from, to) else { continue };
        if from == to {
            teller.tell(
                one.line,
                "to",
                "moves",
                format!("{from_text} and {to_text} are the same place; nothing has to move"),
            );
        }
        let origin = network.topology.nodes[network.node_of(from) as usize].country;
        units.push(Unit {
            name: name.value,
            items,
            from,
            to,
            from_text,
            to_text,
            ready_s,
            required_s,
            priority: u32::try_from(priority).unwrap_or(u32::MAX),
            flag: own.or(flag).unwrap_or(origin),
            modes: modes.value,
        });
    }
    units
}

/// Pieces of a unit: its formation's and its own load, of the same kind together.
fn items<'a>(one: &Record, network: &'a Network, teller: &mut Teller<'_>) -> Vec<Item<'a>> {
    let before = teller.problems.len();
    let mut items: Vec<Item<'a>> = Vec::new();
    if let Some(at) = one.text("formation") {
        let parts = one.texts("parts");
        let without = one.texts("without");
        let rows = formation(&at, &parts, network, teller);
        for word in without.value.iter().filter(|word| !rows.iter().any(|row| row.vehicle == **word)) {
            let near = nearest(word, rows.iter().map(|row| row.vehicle.as_str()));
            let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
            teller.tell(without.line, "without", "known-load", format!("there is no {word} among them{hint}"));
        }
        for row in rows.into_iter().filter(|row| !without.value.contains(&row.vehicle)) {
            let vehicle = network.tables.vehicles.iter().map(|lined| &lined.row).find(|other| other.id == row.vehicle);
            if let Some(vehicle) = vehicle {
                items.push(Item { part: row.part.clone(), piece: from_row(vehicle, row.count, &network.tables) });
            }
        }
    } else if !one.texts("parts").value.is_empty() {
        teller.tell(one.texts("parts").line, "parts", "known-part", "parts need the formation that they are of");
    }
    let load = one.texts("load");
    for text in &load.value {
        if let Some((row, count)) = teller.take(load.line, "load", "known-load", named(text, &network.tables)) {
            if u64::from(count) > PIECES_MAX {
                let message =
                    format!("{count} x {} is more than {PIECES_MAX} pieces of one kind; check the count", row.name);
                teller.tell(load.line, "load", "count", message);
            }
            items.push(Item { part: String::new(), piece: from_row(row, count, &network.tables) });
        }
    }
    items.retain(|item| item.piece.count > 0);
    if items.is_empty() && teller.problems.len() == before {
        teller.tell(
            one.line,
            "load",
            "something",
            "the unit has nothing to move; give load = [\"NAMExN\"] or a formation",
        );
    }
    items
}

fn formation<'a>(
    at: &At<String>,
    parts: &At<Vec<String>>,
    network: &'a Network,
    teller: &mut Teller<'_>,
) -> Vec<&'a FormationRow> {
    let all = || network.tables.formations.iter().map(|lined| &lined.row);
    let rows: Vec<&FormationRow> = all().filter(|row| row.formation == at.value).collect();
    if rows.is_empty() {
        let near = nearest(&at.value, all().map(|row| row.formation.as_str()));
        let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
        let message =
            format!("no formation is called \"{}\"{hint} (`corridor network show formations` lists them)", at.value);
        teller.tell(at.line, "formation", "known-formation", message);
        return Vec::new();
    }
    for part in &parts.value {
        if !rows.iter().any(|row| row.part == *part) {
            let near = nearest(part, rows.iter().map(|row| row.part.as_str()));
            let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
            teller.tell(parts.line, "parts", "known-part", format!("{} has no part \"{part}\"{hint}", at.value));
        }
    }
    rows.into_iter().filter(|row| parts.value.is_empty() || parts.value.contains(&row.part)).collect()
}

fn total(record: &Record, units: &[Unit<'_>], teller: &mut Teller<'_>) {
    let pieces: u64 = units.iter().map(|unit| u64::from(unit.pieces())).sum();
    if pieces > FORCE_MAX {
        let message =
            format!("the force has {pieces} pieces, more than {FORCE_MAX}; check the counts, or plan it in parts");
        teller.tell(record.line, "unit", "count", message);
    }
    if record.tables("unit").is_empty() {
        teller.tell(record.line, "unit", "something", "the force has no unit; write [[unit]] and its fields");
    }
}

/// Units may not take more from a place than stands there.
fn stocks(record: &Record, network: &Network, units: &[Unit<'_>], teller: &mut Teller<'_>) {
    for one in record.tables("stock") {
        let Some(at) = one.text("place") else { continue };
        let Some(target) = teller.take(at.line, "place", "known-place", network.place(&at.value)) else { continue };
        let load = one.texts("load");
        let mut there: BTreeMap<String, u64> = BTreeMap::new();
        for text in &load.value {
            if let Some((row, count)) = teller.take(load.line, "load", "known-load", named(text, &network.tables)) {
                *there.entry(row.id.clone()).or_default() += u64::from(count);
            }
        }
        let mut taken: BTreeMap<(String, String), u64> = BTreeMap::new();
        for item in units.iter().filter(|unit| unit.from == target).flat_map(|unit| &unit.items) {
            let id = item.piece.cited.map_or_else(String::new, |row| row.id.clone());
            *taken.entry((id, item.piece.name.clone())).or_default() += u64::from(item.piece.count);
        }
        for ((id, name), count) in taken {
            let stands = there.get(&id).copied().unwrap_or(0);
            if count > stands {
                let message = format!("units take {count} x {name} from {}, where {stands} stand", at.value);
                teller.tell(one.line, "load", "stock", message);
            }
        }
    }
}

fn staging(record: &Record, network: &Network, teller: &mut Teller<'_>) -> BTreeMap<u32, u32> {
    let mut rooms = BTreeMap::new();
    for one in record.tables("staging") {
        let (Some(place), Some(pieces)) = (one.text("place"), one.count("pieces")) else { continue };
        let Some(target) = teller.take(place.line, "place", "known-place", network.place(&place.value)) else {
            continue;
        };
        match (target, u32::try_from(pieces.value)) {
            (_, Ok(0)) => teller.tell(
                pieces.line,
                "pieces",
                "count",
                "room for 0 pieces lets nothing pass; leave the table out for no limit",
            ),
            (Target::Facility(facility), Ok(count)) => drop(rooms.insert(facility, count)),
            (Target::Settlement(_), _) => teller.tell(
                place.line,
                "place",
                "facility",
                format!("{} is a town; staging is at ports, terminals and places", place.value),
            ),
            (_, Err(_)) => teller.tell(pieces.line, "pieces", "count", "that is no number of pieces"),
        }
    }
    rooms
}

fn expectations(record: &Record, teller: &mut Teller<'_>) -> Vec<Expectation> {
    let mut all = Vec::new();
    for one in record.tables("expect") {
        let text = |name: &str| one.text(name).map_or_else(String::new, |at| at.value);
        let number = |name: &str| one.number(name).map_or(0.0, |at| at.value);
        let expectation = Expectation {
            what: text("what"),
            low: number("low"),
            high: number("high"),
            published: text("published"),
            source: text("source"),
            explain: text("explain"),
        };
        if !EXPECTED.contains(&expectation.what.as_str()) {
            let message = format!("\"{}\" cannot be expected; choose among {}", expectation.what, EXPECTED.join(", "));
            teller.tell(one.line, "what", "known-word", message);
        }
        if expectation.low > expectation.high {
            teller.tell(one.line, "low", "range", "the lowest value is above the highest");
        }
        all.push(expectation);
    }
    all
}
