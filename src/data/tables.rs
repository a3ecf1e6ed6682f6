//! All curated tables of a network, read together so that every problem is found in one go.

use super::lazy::Table;
use super::rows::*;
use super::schema::Schema;
use super::table::{Lined, Row, read_rows, said};
use crate::error::{Place, Problem};

macro_rules! tables {
    ($($(#[$doc:meta])* $field:ident: $row:ty,)*) => {
        /// Every table of a network folder.
        #[derive(Clone, Debug, Default)]
        pub struct Tables {
            $($(#[$doc])* pub $field: Table<$row>,)*
        }

        impl Tables {
            /// File names of all tables, in the order in which they are read.
            pub const FILES: &'static [&'static str] = &[$(<$row as Row>::FILE,)*];

            /// What the columns of every table are, in the same order.
            pub const SCHEMAS: &'static [Option<&'static Schema>] = &[$(<$row as Row>::SCHEMA,)*];

            /// Reads every table; `text_of` gives the text of a file or `None` when it is not there, which is a
            /// problem where `all` tables are needed.
            pub fn read(text_of: &dyn Fn(&str) -> Option<String>, all: bool, problems: &mut Vec<Problem>) -> Self {
                Tables { $($field: read_one::<$row>(text_of, all, problems).into(),)* }
            }

            /// The embedded tables, each read when it is first looked into. No check is made: the tests have made them.
            pub fn embedded(text_of: &dyn Fn(&str) -> &'static str) -> Self {
                Tables { $($field: Table::later(text_of(<$row as Row>::FILE)),)* }
            }

            /// Reads one table anew from another text; false when no table is called so.
            pub fn reread(&mut self, file: &str, text: &str, problems: &mut Vec<Problem>) -> bool {
                $(if file == <$row as Row>::FILE {
                    self.$field = read_one::<$row>(&|_| Some(text.to_owned()), true, problems).into();
                    return true;
                })*
                false
            }

            /// Adds what is wrong with single values by the rules of their columns. O(cells).
            pub fn check_values(&self, problems: &mut Vec<Problem>) {
                $(check_values(&self.$field, problems);)*
            }

            /// Provenance of every row: (file, line, provenance).
            pub fn provenance(&self) -> Vec<(&'static str, u64, Provenance)> {
                let mut all = Vec::new();
                $(all.extend(self.$field.iter().map(|row| (<$row as Row>::FILE, row.line, row.row.provenance())));)*
                all
            }
        }
    };
}

tables! {
    /// States.
    countries: CountryRow,
    /// What main lines take.
    rail_defaults: RailDefaultRow,
    /// What main roads take.
    road_defaults: RoadDefaultRow,
    /// Sets of rules.
    regimes: RegimeRow,
    /// Lead times.
    permissions: PermissionRow,
    /// Agreements.
    arrangements: ArrangementRow,
    /// Hours at borders.
    processing: ProcessingRow,
    /// Bans and windows.
    windows: WindowRow,
    /// Public holidays.
    holidays: HolidayRow,
    /// What states say to transit.
    stances: StanceRow,
    /// Vehicles and cargo.
    vehicles: VehicleRow,
    /// Road combinations that carry.
    transporters: TransporterRow,
    /// Wagons.
    wagons: WagonRow,
    /// Planning factors.
    planning_factors: FactorRow,
    /// Ports.
    ports: PortRow,
    /// Places.
    places: PlaceRow,
    /// Loading places.
    terminals: TerminalRow,
    /// Gauge changes.
    gauge_changes: GaugeChangeRow,
    /// Bridges and tunnels.
    structures: StructureRow,
    /// Sea junctions.
    sea_points: SeaPointRow,
    /// Sea passages.
    sea_links: SeaLinkRow,
    /// Ferry lines.
    ferries: FerryRow,
    /// Lines added to the base geometry.
    line_patches: LinePatchRow,
    /// What railway lines take.
    rail_lines: RailLineRow,
    /// What roads are and take.
    road_classes: RoadClassRow,
    /// Inland waterways.
    waterways: WaterwayRow,
    /// Shares left for military traffic.
    traffic_shares: TrafficShareRow,
    /// What states let in in a day.
    quotas: QuotaRow,
    /// Theatres and groups of ports.
    areas: AreaRow,
    /// Next standard upgrades.
    upgrades: UpgradeRow,
    /// Structures that carry road and railway.
    shared_decks: SharedDeckRow,
    /// Airfields.
    airfields: AirfieldRow,
    /// Aircraft.
    aircraft: AircraftRow,
    /// Carriers that exist.
    carriers: CarrierRow,
    /// Formations.
    formations: FormationRow,
    /// Places of a network of one's own.
    nodes: NodeRow,
    /// Links of a network of one's own.
    links: LinkRow,
}

impl Tables {
    /// The description of a table by its file name.
    pub fn schema(file: &str) -> Option<&'static Schema> {
        Tables::SCHEMAS.iter().flatten().copied().find(|schema| schema.file == file)
    }
}

fn check_values<T: Row>(rows: &[Lined<T>], problems: &mut Vec<Problem>) {
    for Lined { line, row } in rows {
        for (field, (check, message)) in row.wrong() {
            let message = format!("{message}{}", said::<T>(field));
            problems.push(Problem::new(Place::field(T::FILE, *line, field), check, message));
        }
    }
}

fn read_one<T: Row + Sourced>(
    text_of: &dyn Fn(&str) -> Option<String>,
    all: bool,
    problems: &mut Vec<Problem>,
) -> Vec<Lined<T>> {
    let Some(text) = text_of(T::FILE) else {
        if !all || !T::SOURCED {
            return Vec::new();
        }
        let message = "this table is missing; a network folder needs every table (an empty one still needs its header)";
        problems.push(Problem::new(Place::file(T::FILE), "table-present", message));
        return Vec::new();
    };
    let rows = read_rows::<T>(&text, problems);
    for Lined { line, row } in rows.iter().filter(|_| T::SOURCED) {
        let provenance = row.provenance();
        if provenance.source.trim().is_empty() {
            problems.push(Problem::new(
                Place::field(T::FILE, *line, "source"),
                "sourced",
                "every row must name its source",
            ));
        }
        if !is_date(&provenance.date) {
            let message = format!("\"{}\" is not a date; write YYYY, YYYY-MM or YYYY-MM-DD", provenance.date);
            problems.push(Problem::new(Place::field(T::FILE, *line, "date"), "dated", message));
        }
    }
    rows
}

/// Whether a text is `YYYY`, `YYYY-MM` or `YYYY-MM-DD` between 1900 and 2100.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits: usize| (part.len() == digits).then(|| part.parse::<u32>().ok()).flatten();
    let year = parts.first().and_then(|part| number(part, 4)).is_some_and(|year| (1900..=2100).contains(&year));
    let month = parts.get(1).is_none_or(|part| number(part, 2).is_some_and(|month| (1..=12).contains(&month)));
    let day = parts.get(2).is_none_or(|part| number(part, 2).is_some_and(|day| (1..=31).contains(&day)));
    year && month && day && parts.len() <= 3
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn dates_are_checked() {
        assert!(is_date("2026") && is_date("2026-11") && is_date("2026-11-23"));
        assert!(!is_date("") && !is_date("26-11-23") && !is_date("2026-13") && !is_date("2026-11-23T00:00"));
    }
}
