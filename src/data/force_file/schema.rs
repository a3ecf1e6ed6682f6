//! What a force file may hold: one description that checks what is read and that is printed for people.

use crate::data::record::{Kind, TableSchema, field, page};

/// One unit.
pub static UNIT: TableSchema = TableSchema {
    name: "unit",
    meaning: "What moves together in orders: from one place, to one place, ready at one time",
    fields: &[
        field("name", Kind::Text, true, "\"1st tank battalion\"", "name, once in the file"),
        field(
            "from",
            Kind::Text,
            true,
            "\"Mourmelon\"",
            "where it stands: a place, port or town (`corridor network find`)",
        ),
        field("to", Kind::Text, true, "\"Cincu\"", "where it must be"),
        field(
            "load",
            Kind::Texts,
            false,
            "[\"leclercx13\", \"iso-20ftx30\"]",
            "vehicles, containers, ammunition, people: names of `corridor network show vehicles`, with a count",
        ),
        field(
            "formation",
            Kind::Text,
            false,
            "\"armoured-brigade-fr\"",
            "a formation of formations.csv instead of, or beside, `load`",
        ),
        field("parts", Kind::Texts, false, "[\"tank battalion\"]", "only these parts of the formation"),
        field("without", Kind::Texts, false, "[\"titan\"]", "vehicles of the formation that stay behind"),
        field(
            "ready",
            Kind::Text,
            false,
            "\"C+24\"",
            "not before this: hours after C, or an instant; C when not given",
        ),
        field("required", Kind::Text, false, "\"C+240\"", "to be complete by then"),
        field(
            "priority",
            Kind::Count,
            false,
            "1",
            "1 goes first where two compete and the closure of the whole is no later for it; 100 when not given",
        ),
        field(
            "flag",
            Kind::Text,
            false,
            "\"FR\"",
            "sending state; the force's, or the state of the origin, when not given",
        ),
        field(
            "modes",
            Kind::Texts,
            false,
            "[\"rail\", \"road\"]",
            "means of moving that may be used; all when not given",
        ),
        field("note", Kind::Text, false, "\"by rail as announced\"", "remark"),
    ],
};

/// Carriers.
pub static POOL: TableSchema = TableSchema {
    name: "pool",
    meaning: "Carriers that can be had, and must come back to be used again. A kind of carrier without any pool is taken as sufficient and at hand, and the plan says so",
    fields: &[
        field("name", Kind::Text, true, "\"heavy flats\"", "name, once in the file"),
        field(
            "kind",
            Kind::Text,
            false,
            "\"wagon\"",
            "wagon, transporter, ro_ro_ship or train_path (trains that may start in a day)",
        ),
        field(
            "carrier",
            Kind::Text,
            false,
            "\"db-samms\"",
            "a row of carriers.csv that gives kind, type, count, home and readiness; fields given here go before it",
        ),
        field(
            "types",
            Kind::Texts,
            false,
            "[\"samms\"]",
            "ids of wagons.csv or transporters.csv that count as this pool's",
        ),
        field("count", Kind::Count, false, "120", "how many (of train_path: trains a day)"),
        field(
            "home",
            Kind::Text,
            false,
            "\"Munster\"",
            "where they are: a place, or `@NAME` for where the pool NAME is; at hand everywhere when not given",
        ),
        field("ready", Kind::Text, false, "\"C+48\"", "not before this"),
        field("provider", Kind::Text, false, "\"DE\"", "state that provides them"),
        field("lane-m", Kind::Number, false, "2600", "lane metres of one ship"),
        field("note", Kind::Text, false, "\"contract of 2018\"", "remark"),
    ],
};

/// Room at a place.
pub static STAGING: TableSchema = TableSchema {
    name: "staging",
    meaning: "How much can stand at a port or railhead at once",
    fields: &[
        field("place", Kind::Text, true, "\"Gdynia\"", "port or terminal"),
        field("pieces", Kind::Count, true, "700", "vehicles and containers at once"),
    ],
};

/// What stands somewhere.
pub static STOCK: TableSchema = TableSchema {
    name: "stock",
    meaning: "What there is at a place; units that start there may not take more",
    fields: &[
        field("place", Kind::Text, true, "\"Powidz\"", "depot, port or garrison"),
        field("load", Kind::Texts, true, "[\"m1a2-sepv3x87\"]", "what there is, with counts"),
    ],
};

/// A force file.
pub static FORCE: TableSchema = TableSchema {
    name: "",
    meaning: "A force and its circumstances",
    fields: &[
        field("name", Kind::Text, true, "\"French armoured brigade to Romania\"", "name"),
        field("description", Kind::Text, false, "\"...\"", "what it is and what is assumed"),
        field("source", Kind::Texts, false, "[\"romaniajournal.ro 2025-10-13\"]", "what it was built from"),
        field("c-day", Kind::Text, false, "\"2027-03-01T08:00:00+01:00\"", "C, the moment of the decision"),
        field("regime", Kind::Text, false, "\"today\"", "rules in force"),
        field("flag", Kind::Text, false, "\"FR\"", "sending state of all units without their own"),
        field("deny", Kind::Texts, false, "[\"HU\"]", "states that refuse passage"),
        field("allow", Kind::Texts, false, "[\"CH\"]", "states that the tables let refuse and that shall allow it"),
        field("avoid", Kind::Texts, false, "[\"Sestokai\"]", "places, bridges and gauge changes not to be used"),
        field("filing", Kind::Text, false, "\"parallel\"", "parallel or chained, whatever the regime says"),
        field("assurance", Kind::Text, false, "\"any\"", "how sure every limit must be: proven, likely or any"),
        field("ship-notice-h", Kind::Number, false, "72", "hours' notice for a chartered ship"),
        field("unit", Kind::Tables(&UNIT), true, "", "units"),
        field("pool", Kind::Tables(&POOL), false, "", "carriers"),
        field("staging", Kind::Tables(&STAGING), false, "", "room at places"),
        field("stock", Kind::Tables(&STOCK), false, "", "what there is at places"),
        field("expect", Kind::Tables(&EXPECT), false, "", "what was published about the movement"),
    ],
};

/// What a published movement took.
pub static EXPECT: TableSchema = TableSchema {
    name: "expect",
    meaning: "A published figure of the movement, for `corridor plan --validate`",
    fields: &[
        field(
            "what",
            Kind::Text,
            true,
            "\"closure_h\"",
            "closure_h, duration_h (from the first departure), trains, packets, ships, km_per_day or pieces_per_day",
        ),
        field("low", Kind::Number, true, "96", "lowest value that agrees with what was published"),
        field("high", Kind::Number, true, "168", "highest"),
        field("published", Kind::Text, true, "\"about a week\"", "what was published, in its words"),
        field("source", Kind::Text, true, "\"b1tv.ro\"", "where"),
        field("explain", Kind::Text, false, "\"...\"", "why the plan differs, where it does"),
    ],
};

/// The description of a force file for people, as Markdown.
pub fn schema() -> String {
    page(
        "# Force files\n\nA force file is TOML. This page is written by `corridor plan --schema` from the same description that checks\nthe files; a test fails when it is stale.\n",
        &[&FORCE, &UNIT, &POOL, &STAGING, &STOCK, &EXPECT],
    )
}
