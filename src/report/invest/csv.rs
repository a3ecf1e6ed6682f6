//! `csv`: one flat table, told apart by the column `record`.
//!
//! | `record` | numbers |
//! |---|---|
//! | `stamp`, `note` | in `text` |
//! | `card` | all of a card; funding that fits in `text` |
//! | `force`, `theatre` | what a card (`id`) does for one (`name`): `closure_gain_h`, or `flow_gain` and `resilience_gain` |
//! | `interaction` | `gain` alone, `last_gain` among all |
//! | `only together`, `portfolio`, `frontier` | `cost_eur_m`, `gain`, `bound`; cards in `text` |
//! | `stage` | `year`, `cost_eur_m`, `gain`; cards completed in `text` |
//! | `reform or concrete` | `gain` of reforms, `last_gain` of works, `bound` of both |

use crate::analysis::invest::answer::InvestAnswer;
use crate::error::Result;
use crate::report::record::{Row, table};

const COLUMNS: [&str; 27] = [
    "record",
    "id",
    "name",
    "kind",
    "states",
    "owner",
    "status",
    "year",
    "cost_eur_m",
    "cost_low_eur_m",
    "cost_high_eur_m",
    "present_value_eur_m",
    "gain",
    "gain_low",
    "gain_high",
    "bound_gain_h",
    "closure_gain_h",
    "flow_gain",
    "resilience_gain",
    "per_eur",
    "last_gain",
    "share",
    "share_error",
    "p_best",
    "bound",
    "evidence",
    "text",
];

fn row(record: &str) -> Row {
    Row::new(&COLUMNS, record)
}

/// The answer as CSV (RFC 4180).
pub(super) fn render(answer: &InvestAnswer) -> Result<Vec<u8>> {
    let mut rows = Vec::new();
    for (key, value) in &answer.stamp.query {
        rows.push(row("stamp").with("id", key).with("text", value));
    }
    rows.push(row("stamp").with("id", "network_hash").with("text", &answer.stamp.network_hash));
    for card in &answer.cards {
        let pays: Vec<String> = card
            .funding
            .iter()
            .filter(|one| one.fits)
            .map(|one| format!("{} {}", one.instrument, one.pays_eur_m))
            .collect();
        rows.push(
            row("card")
                .with("id", &card.id)
                .with("name", &card.name)
                .with("kind", &card.kind)
                .with("states", card.states.join(" "))
                .with("owner", &card.owner)
                .with("status", &card.status)
                .maybe("year", card.completion_year)
                .maybe("cost_eur_m", card.cost_eur_m)
                .maybe("cost_low_eur_m", card.cost_low_eur_m)
                .maybe("cost_high_eur_m", card.cost_high_eur_m)
                .maybe("present_value_eur_m", card.present_value_eur_m)
                .with("gain", card.gain)
                .maybe("gain_low", card.gain_low)
                .maybe("gain_high", card.gain_high)
                .maybe("bound_gain_h", card.bound_gain_h)
                .maybe("closure_gain_h", card.closure_gain_h)
                .with("flow_gain", card.flow_gain)
                .with("resilience_gain", card.resilience_gain)
                .maybe("per_eur", card.per_eur)
                .maybe("last_gain", card.last_gain)
                .maybe("share", card.share)
                .maybe("share_error", card.share_error)
                .maybe("p_best", card.p_best)
                .with("evidence", &card.evidence)
                .with("text", pays.join("; ")),
        );
    }
    for card in &answer.cards {
        for force in card.by_force.iter().filter(|force| force.hours > 0.0) {
            rows.push(row("force").with("id", &card.id).with("name", &force.force).with("closure_gain_h", force.hours));
        }
        for theatre in &card.by_theatre {
            let (more, left) = (theatre.vehicles_per_day, theatre.after_worst_loss);
            if more > 0.0 || left > 0.0 {
                let own = row("theatre").with("id", &card.id).with("name", &theatre.theatre);
                rows.push(own.with("flow_gain", more).with("resilience_gain", left));
            }
        }
    }
    for pair in &answer.interactions {
        let id = format!("{} + {}", pair.cards.0, pair.cards.1);
        rows.push(
            row("interaction")
                .with("id", id)
                .with("kind", &pair.kind)
                .with("gain", pair.alone)
                .with("last_gain", pair.among_all),
        );
    }
    for group in &answer.only_together {
        let kind = if group.cross_border { "partner missing across a border" } else { "" };
        rows.push(
            row("only together")
                .with("kind", kind)
                .maybe("cost_eur_m", group.cost_eur_m)
                .with("gain", group.gain)
                .with("text", group.cards.join(" ")),
        );
    }
    if let Some(portfolio) = &answer.portfolio {
        rows.push(
            row("portfolio")
                .with("cost_eur_m", portfolio.cost_eur_m)
                .with("gain", portfolio.gain)
                .with("bound", portfolio.bound)
                .with("text", portfolio.cards.join(" ")),
        );
        for stage in &portfolio.stages {
            rows.push(
                row("stage")
                    .with("year", stage.year)
                    .with("cost_eur_m", stage.spent_eur_m)
                    .with("gain", stage.gain)
                    .with("text", stage.completed.join(" ")),
            );
        }
    }
    for point in &answer.frontier {
        rows.push(
            row("frontier")
                .with("id", point.budget_eur_m)
                .with("cost_eur_m", point.cost_eur_m)
                .with("gain", point.gain)
                .with("bound", point.bound)
                .with("text", point.cards.join(" ")),
        );
    }
    for line in &answer.reform_or_concrete {
        rows.push(
            row("reform or concrete")
                .with("id", &line.what)
                .with("gain", line.reforms)
                .with("last_gain", line.works)
                .with("bound", line.both)
                .with("text", &line.sentence),
        );
    }
    rows.extend(answer.notes.iter().map(|note| row("note").with("text", note)));
    table(&COLUMNS, &rows)
}
