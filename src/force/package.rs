//! A force as checked nouns: units with pieces, places and times that exist; everything wrong is told at once.

use std::collections::BTreeMap;

use super::beside::{Expectation, expectations, staging, stocks};
use super::circumstances::Circumstances;
use super::load::{Piece, from_row, named};
use super::pool::{Pool, pools};
use crate::data::force_file::{At, ForceFile, Record, nearest};
use crate::data::rows::FormationRow;
use crate::error::{Error, Place, Problem, Result};
use crate::network::Network;
use crate::network::calendar::Clock;
use crate::network::find::Target;

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
