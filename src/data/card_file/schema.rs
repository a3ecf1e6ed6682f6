//! What a card and an instrument may hold: one description that checks what is read and that is printed for people.

use crate::data::record::{Kind, TableSchema, field, page};

/// What an effect on a stretch or a new link may say of the way.
pub const ATTRIBUTES: &[&str] = &[
    "tracks",
    "electrified",
    "line_category",
    "axle_load_t",
    "loading_gauge",
    "train_length_m",
    "speed_kmh",
    "trains_per_day",
    "road_class",
    "lanes",
    "gross_mass_t",
    "height_m",
];

macro_rules! way_fields {
    ($($first:expr),* $(,)?) => {
        &[
            $($first,)*
            field("tracks", Kind::Count, false, "2", "railway tracks afterwards"),
            field("electrified", Kind::Text, false, "\"25kv\"", "power afterwards: 750v, 1.5kv, 3kv, 15kv or 25kv"),
            field("line_category", Kind::Text, false, "\"D4\"", "EN 15528 line category afterwards"),
            field("axle_load_t", Kind::Number, false, "22.5", "axle load afterwards, tonnes"),
            field("loading_gauge", Kind::Text, false, "\"GC\"", "loading gauge afterwards"),
            field("train_length_m", Kind::Number, false, "740", "train length afterwards, metres"),
            field(
                "speed_kmh",
                Kind::Number,
                false,
                "120",
                "line speed afterwards, km/h; recorded only: trains move at the published daily progress",
            ),
            field(
                "trains_per_day",
                Kind::Number,
                false,
                "180",
                "trains a day of all traffic in both directions together afterwards",
            ),
            field("road_class", Kind::Text, false, "\"motorway\"", "motorway, expressway, main or secondary"),
            field("lanes", Kind::Count, false, "4", "road lanes of both directions together afterwards"),
            field("gross_mass_t", Kind::Number, false, "130", "gross mass that the road takes with a permit, tonnes"),
            field("height_m", Kind::Number, false, "4.7", "clear height of the road afterwards, metres"),
        ]
    };
}

/// Where a stretch runs.
pub static STRETCH: TableSchema = TableSchema {
    name: "effects.stretch",
    meaning: "The links of the shortest way between two places of the network, over others if given. What is said of it holds afterwards wherever it is better than what stands there, on the bridges and tunnels of the stretch too. `gauge_mm` lays a track of that gauge beside the stretch; the old one stays",
    fields: way_fields![
        field("mode", Kind::Text, true, "\"rail\"", "rail or road"),
        field("from", Kind::Text, true, "\"Elk\"", "one end: a name (`corridor network find`) or `54.28 23.25`"),
        field("to", Kind::Text, true, "\"Suwalki\"", "the other end"),
        field("via", Kind::Texts, false, "[\"Olecko\"]", "places between, in order"),
        field(
            "gauge_mm",
            Kind::Count,
            false,
            "1435",
            "lay a track of this gauge beside it; where a railway of two gauges runs, write `along_mm` to choose"
        ),
        field("along_mm", Kind::Count, false, "1520", "only along railways of this gauge"),
    ],
};

/// A way that is built anew.
pub static NEW_LINK: TableSchema = TableSchema {
    name: "effects.new_link",
    meaning: "A way that is not there yet, from point to point. Ends join a way of the same mode (and gauge) within 5 km, else they are new nodes; the same point of two cards is one node. A link lies in one state: put a point on a border where it crosses one",
    fields: way_fields![
        field("mode", Kind::Text, true, "\"rail\"", "rail or road"),
        field("from", Kind::Text, true, "\"Kaunas\"", "one end: a name, `lat lon`, or `lat lon CC` with the state"),
        field("to", Kind::Text, true, "\"Panevezys\"", "the other end"),
        field("via", Kind::Texts, false, "[\"55.40 24.10\"]", "points between, in order"),
        field("gauge_mm", Kind::Count, false, "1435", "track gauge of a railway"),
        field("length_km", Kind::Number, true, "110", "length along the line, km"),
        field(
            "serves",
            Kind::Texts,
            false,
            "[\"terminal:palemonas\"]",
            "ports, terminals and places joined to the nearest new node of the line within 25 km"
        ),
    ],
};

/// Rules taken over.
pub static ADOPT: TableSchema = TableSchema {
    name: "effects.adopt",
    meaning: "The rules of a regime hold beside those of the regime asked for: where they are faster, or more is let in, they count",
    fields: &[
        field("regime", Kind::Text, true, "\"permit-3d\"", "regime of regimes.csv"),
        field(
            "tables",
            Kind::Texts,
            false,
            "[\"permissions\"]",
            "only permissions, processing, windows or quotas; all of them when not given",
        ),
        field("states", Kind::Texts, false, "[\"DE\", \"PL\"]", "only in these states; in all when not given"),
    ],
};

/// What changes.
pub static EFFECT: TableSchema = TableSchema {
    name: "effects",
    meaning: "One change of the network: of cells of a table (`table` with `row` and `column` and `value`, or `values`, or `remove`), of a `stretch`, a `new_link`, or rules taken over (`adopt`)",
    fields: way_fields![
        field("table", Kind::Text, false, "\"ports.csv\"", "table whose cells change"),
        field("row", Kind::Text, false, "\"gdynia\"", "key of the row; several key columns are joined by `|`"),
        field("rows", Kind::Texts, false, "[\"gdynia\", \"gdansk\"]", "several rows that change alike"),
        field("column", Kind::Text, false, "\"clearance_trains_per_day\"", "column that changes"),
        field("value", Kind::Cell, false, "4", "what it says afterwards"),
        field(
            "values",
            Kind::Cells,
            false,
            "{ lead_low = 1, lead_typical = 3, lead_high = 5 }",
            "several columns at once; a row that is not there yet needs all that must say something",
        ),
        field("remove", Kind::Flag, false, "true", "take the row out"),
        field(
            "stretch",
            Kind::Table(&STRETCH),
            false,
            "{ mode = \"rail\", from = \"Elk\", to = \"Suwalki\" }",
            "where"
        ),
        field(
            "new_link",
            Kind::Table(&NEW_LINK),
            false,
            "{ mode = \"rail\", from = \"Kaunas\", to = \"Panevezys\", gauge_mm = 1435, length_km = 110 }",
            "what is built",
        ),
        field("adopt", Kind::Table(&ADOPT), false, "{ regime = \"permit-3d\" }", "rules taken over"),
        field("note", Kind::Text, false, "\"second track on the whole length\"", "remark"),
    ],
};

const MONEY: &str = "EUR million at prices of `price_year`; unknown when not given";

/// A card.
pub static CARD: TableSchema = TableSchema {
    name: "",
    meaning: "A candidate investment (works) or legal change (reform)",
    fields: &[
        field("id", Kind::Text, true, "\"elk-suwalki-trakiszki\"", "id: the name of the file without .toml"),
        field("name", Kind::Text, true, "\"Elk - Suwalki - Trakiszki\"", "name"),
        field("kind", Kind::Text, true, "\"works\"", "works or reform"),
        field("states", Kind::Texts, true, "[\"PL\"]", "states that it is in"),
        field("owner", Kind::Text, true, "\"PKP PLK\"", "who builds or decides"),
        field("cost_eur_m", Kind::Number, false, "1100", MONEY),
        field("cost_low_eur_m", Kind::Number, false, "1050", "low end of the cost"),
        field("cost_high_eur_m", Kind::Number, false, "1500", "high end of the cost"),
        field("price_year", Kind::Count, false, "2021", "year of the prices"),
        field("start_year", Kind::Count, false, "2028", "year in which spending begins"),
        field("completion_year", Kind::Count, false, "2032", "year from whose end it works; unknown when not given"),
        field(
            "status",
            Kind::Text,
            true,
            "\"design\"",
            "idea, study, design, proposed, approved, tender, works, done or suspended",
        ),
        field("instruments", Kind::Texts, false, "[\"cef-military-mobility\"]", "instruments thought of or granted"),
        field("secured_eur_m", Kind::Number, false, "370", "money granted already"),
        field(
            "ten_t",
            Kind::Text,
            false,
            "\"core\"",
            "TEN-T network that it is on: core, extended-core, comprehensive or none",
        ),
        field("dual_use", Kind::Flag, false, "true", "whether civil and military traffic use it"),
        field("legal_instrument", Kind::Text, false, "\"Regulation (EU)\"", "of a reform: the act that it needs"),
        field("agree", Kind::Texts, false, "[\"Council\", \"European Parliament\"]", "of a reform: who must agree"),
        field("requires", Kind::Texts, false, "[\"rail-baltica-lt\"]", "cards without which it cannot be built"),
        field("excludes", Kind::Texts, false, "[\"v0-budapest\"]", "cards that cannot be built beside it"),
        field("source", Kind::Text, true, "\"PKP PLK; baltictimes.com 2025-02-26\"", "publisher and document"),
        field("date", Kind::Text, true, "\"2025-02\"", "date of the source: YYYY, YYYY-MM or YYYY-MM-DD"),
        field("evidence", Kind::Text, true, "\"published\"", "official, published, derived or assumed"),
        field("note", Kind::Text, false, "\"cost of 2021, not re-read\"", "remark: what is assumed"),
        field("effects", Kind::Tables(&EFFECT), true, "", "what it changes"),
    ],
};

/// An instrument that pays.
pub static INSTRUMENT: TableSchema = TableSchema {
    name: "",
    meaning: "An instrument that may pay for cards, with its rules as published",
    fields: &[
        field("id", Kind::Text, true, "\"cef-military-mobility\"", "id"),
        field("name", Kind::Text, true, "\"Connecting Europe Facility, military mobility\"", "name"),
        field("kind", Kind::Text, true, "\"grant\"", "grant or loan"),
        field("from_year", Kind::Count, false, "2028", "first year in which it commits money"),
        field("to_year", Kind::Count, false, "2034", "last year"),
        field("envelope_eur_m", Kind::Number, false, "17650", "all that it has, EUR million"),
        field("rate_max_permille", Kind::Count, true, "500", "largest share of the cost that it pays, thousandths"),
        field("members", Kind::Text, false, "\"eu\"", "states that it pays in: eu, nato or any; eu when not given"),
        field("states", Kind::Texts, false, "[\"PL\"]", "only these states"),
        field("works", Kind::Flag, false, "true", "whether it pays for works"),
        field("reforms", Kind::Flag, false, "true", "whether it pays for reforms"),
        field("dual_use", Kind::Flag, false, "true", "whether it asks for civil and military use"),
        field(
            "ten_t",
            Kind::Texts,
            false,
            "[\"core\", \"extended-core\"]",
            "TEN-T networks that it asks for; any when not given",
        ),
        field(
            "statuses",
            Kind::Texts,
            false,
            "[\"design\", \"tender\"]",
            "only cards of these statuses; any when not given",
        ),
        field("least_eur_m", Kind::Number, false, "1", "smallest cost, EUR million"),
        field("source", Kind::Text, true, "\"Regulation (EU) 2021/1153\"", "publisher and document"),
        field("date", Kind::Text, true, "\"2021-07\"", "date of the source"),
        field("evidence", Kind::Text, true, "\"published\"", "official, published, derived or assumed"),
        field("note", Kind::Text, false, "\"...\"", "remark"),
    ],
};

/// The description of card and instrument files for people, as Markdown.
pub fn schema() -> String {
    page(
        "# Cards\n\nA card is one TOML file: a candidate investment (works) or legal change (reform). This page is written by `corridor invest\n--schema` from the same description that checks the files; a test fails when it is stale. `corridor invest --check DIR` checks\na folder of yours against the network. A place is a name (`corridor network find NAME`) or a position `lat lon`; an effect that\nfinds nothing in the network is refused. Of two cards that change the same cell the value farther from the table's counts.\n\nInstruments (`networks/europe/instruments`) are the last table below.\n",
        &[&CARD, &EFFECT, &STRETCH, &NEW_LINK, &ADOPT],
    ) + &page("", &[&INSTRUMENT]).replace("## The file", "## An instrument")
}
