//! What of an answer becomes a table, and what a chart: columns by name, nothing computed.

use maud::{Markup, html};
use serde_json::Value as Json;

/// Rows of an answer shown as a table: where they are, title, (field, heading).
type Shown = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const ROUTE: &[Shown] = &[
    (
        "/routes",
        "Ways",
        &[
            ("rank", "#"),
            ("total_min", "minutes"),
            ("distance_km", "km"),
            ("arrival", "arrives"),
            ("countries", "states"),
            ("assurance", "holds"),
        ],
    ),
    (
        "/routes/0/legs",
        "Legs of the best way",
        &[
            ("mode", "mode"),
            ("from", "from"),
            ("to", "to"),
            ("distance_km", "km"),
            ("depart_min", "departs, min after C"),
            ("arrive_min", "arrives, min after C"),
        ],
    ),
    (
        "/routes/0/ledger",
        "Where its time goes",
        &[("line", "line"), ("where", "where"), ("minutes", "minutes"), ("source", "source")],
    ),
    (
        "/routes/0/unknowns",
        "What is not proven on it",
        &[("what", "limit"), ("where", "where"), ("needed", "needed"), ("assumed", "known"), ("km", "km")],
    ),
    (
        "/refused",
        "What forbids a better way",
        &[
            ("what", "what"),
            ("limit", "limit"),
            ("needed", "needed"),
            ("has", "has"),
            ("saves_min", "minutes it would save"),
        ],
    ),
    (
        "/relaxations",
        "What would open a better way",
        &[("relax", "relax"), ("total_min", "minutes then"), ("saves_min", "minutes saved"), ("way", "way")],
    ),
];

const CAPACITY: &[Shown] = &[
    (
        "/cut",
        "The cut: what holds the flow back",
        &[
            ("name", "asset"),
            ("kind", "kind"),
            ("country", "state"),
            ("capacity", "passes"),
            ("unit", "unit"),
            ("vehicles", "vehicles a day"),
            ("evidence", "evidence"),
            ("source", "source"),
            ("date", "date"),
        ],
    ),
    ("/modes", "By mode", &[("mode", "mode"), ("alone", "alone"), ("enters", "of the whole")]),
    ("/theatres", "By theatre", &[("name", "theatre"), ("alone", "alone"), ("concurrent", "at the same time")]),
    (
        "/ladder",
        "Works, one after another",
        &[("rung", "#"), ("works", "works"), ("gain_vehicles", "vehicles a day more"), ("then_binds", "then binds")],
    ),
    (
        "/headroom",
        "What each asset is worth",
        &[("name", "asset"), ("kind", "kind"), ("loss", "lost with it"), ("gain_next", "gained by its next upgrade")],
    ),
    (
        "/sensitivity/items",
        "What hangs on what is not known",
        &[("name", "asset"), ("unknown", "not known"), ("low", "vehicles a day at worst"), ("high", "at best")],
    ),
];

const PLAN: &[Shown] = &[
    (
        "/units",
        "Units",
        &[
            ("name", "unit"),
            ("from", "from"),
            ("to", "to"),
            ("pieces", "pieces"),
            ("closure_h", "complete, h after C"),
            ("late_h", "late, h"),
            ("waits_for", "waits for"),
        ],
    ),
    (
        "/chain",
        "What fixes closure",
        &[
            ("movement", "movement"),
            ("what", "what"),
            ("where", "where"),
            ("start_min", "from, min"),
            ("end_min", "to, min"),
            ("because", "because"),
        ],
    ),
    (
        "/binding",
        "What holds up, day by day",
        &[("day", "day"), ("name", "what"), ("kind", "kind"), ("piece_hours", "piece-hours")],
    ),
    ("/sooner", "What would be sooner", &[("change", "change"), ("closure_h", "complete, h"), ("gain_h", "gained, h")]),
    ("/ledger", "Where the time goes", &[("line", "line"), ("piece_hours", "piece-hours"), ("share", "share")]),
    ("/left_out", "What cannot move", &[("unit", "unit"), ("pieces", "pieces"), ("why", "why")]),
];

const FAILURE: &[Shown] = &[
    (
        "/losses",
        "Losses, the worst first",
        &[
            ("rank", "#"),
            ("name", "asset"),
            ("kind", "kind"),
            ("country", "state"),
            ("flow_loss", "vehicles a day fewer"),
            ("days_lost", "days lost"),
            ("lost_min", "minutes lost"),
            ("cut_off", "cut off"),
            ("why", "why"),
            ("evidence", "evidence"),
        ],
    ),
    ("/looked_at", "What was looked at", &[("kind", "kind"), ("assets", "assets"), ("matter", "of which matter")]),
];

const INVEST: &[Shown] = &[
    (
        "/cards",
        "Cards, the best first",
        &[
            ("name", "card"),
            ("kind", "kind"),
            ("states", "states"),
            ("cost_eur_m", "EUR million"),
            ("gain", "gain"),
            ("per_eur", "per euro"),
            ("p_best", "share of draws in which it is best"),
            ("closure_gain_h", "closure, h sooner"),
            ("flow_gain", "vehicles a day more"),
            ("evidence", "evidence"),
            ("source", "source"),
        ],
    ),
    (
        "/interactions",
        "Which belong together",
        &[("cards", "cards"), ("alone", "alone"), ("among_all", "among all"), ("kind", "kind")],
    ),
    (
        "/frontier",
        "What a budget buys",
        &[("budget_eur_m", "budget, EUR million"), ("cost_eur_m", "cost, EUR million"), ("gain", "gain")],
    ),
];

/// Rows of a table at most; the answer's files hold all.
const ROWS_MAX: usize = 40;

/// The tables of an answer.
pub(super) fn tables(ask: &str, answer: &Json) -> Markup {
    let shown = match ask {
        "route" => ROUTE,
        "capacity" => CAPACITY,
        "plan" => PLAN,
        "failure" => FAILURE,
        "invest" => INVEST,
        _ => &[],
    };
    html! {
        @for (at, title, columns) in shown {
            @if let Some(rows) = answer.pointer(at).and_then(Json::as_array).filter(|rows| !rows.is_empty()) {
                h4 { (title) }
                (table(rows, columns))
                @if rows.len() > ROWS_MAX {
                    p.small { (rows.len() - ROWS_MAX) " more rows are in the files of this answer." }
                }
            }
        }
    }
}

fn table(rows: &[Json], columns: &[(&str, &str)]) -> Markup {
    // A column that no row says anything in is not shown.
    let columns: Vec<_> =
        columns.iter().filter(|(field, _)| rows.iter().any(|row| !cell(&row[*field]).is_empty())).collect();
    html! {
        div.scroll tabindex="0" role="region" aria-label="table" {
            table {
                thead { tr { @for (_, heading) in &columns { th scope="col" { (heading) } } } }
                tbody {
                    @for row in rows.iter().take(ROWS_MAX) {
                        tr { @for (field, _) in &columns {
                            @let value = &row[*field];
                            td.num[value.is_number()] { (cell(value)) }
                        } }
                    }
                }
            }
        }
    }
}

/// A value in words.
pub(super) fn cell(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Bool(true) => "yes".to_owned(),
        Json::Bool(false) => "no".to_owned(),
        Json::Number(number) => number.to_string(),
        Json::Array(list) => list.iter().map(cell).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; "),
        Json::Object(object) => {
            if let Some(name) = object.get("name").and_then(Json::as_str) {
                let upgrade = object.get("upgrade").and_then(Json::as_str);
                return upgrade.map_or_else(|| name.to_owned(), |upgrade| format!("{name}: {upgrade}"));
            }
            object.iter().map(|(key, value)| format!("{} {key}", cell(value))).collect::<Vec<_>>().join(", ")
        }
    }
}

/// What of an answer becomes a bar chart: (rows, title, name, number, unit).
pub(super) fn bars(ask: &str, answer: &Json) -> Markup {
    let (at, title, name, number) = match ask {
        "route" => ("/routes/0/ledger", "Minutes of the best way by line", "line", "minutes"),
        "capacity" => ("/cut", "What the assets of the cut let pass, vehicles a day", "name", "vehicles"),
        "failure" => ("/losses", "Vehicles a day fewer with each loss", "name", "flow_loss"),
        "invest" => ("/cards", "Gain of each card", "name", "gain"),
        _ => return html! {},
    };
    let mut rows: Vec<(String, f64)> = Vec::new();
    for row in answer.pointer(at).and_then(Json::as_array).into_iter().flatten() {
        let (label, value) = (cell(&row[name]), row[number].as_f64().unwrap_or(0.0));
        match rows.iter_mut().find(|(known, _)| *known == label) {
            Some((_, sum)) if ask == "route" => *sum += value,
            _ => rows.push((label, value)),
        }
    }
    rows.retain(|(_, value)| *value > 0.0);
    rows.truncate(12);
    let most = rows.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    if rows.is_empty() || most <= 0.0 {
        return html! {};
    }
    let height = rows.len() * 26 + 6;
    html! {
        figure {
            svg.bars viewBox={ "0 0 760 " (height) } role="img" aria-label=(title) {
                @for (index, (label, value)) in rows.iter().enumerate() {
                    @let y = index * 26 + 4;
                    text x="300" y=(y + 14) text-anchor="end" { (short(label)) }
                    rect x="308" y=(y) width=(format!("{:.1}", (value / most * 360.0).max(1.0))) height="18" rx="2" {}
                    text x=(format!("{:.1}", 314.0 + value / most * 360.0)) y=(y + 14) { (format!("{value:.0}")) }
                }
            }
            figcaption { (title) }
        }
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= 44 { text.to_owned() } else { text.chars().take(42).collect::<String>() + "..." }
}
