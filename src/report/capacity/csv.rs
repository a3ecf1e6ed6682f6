//! `csv`: one flat table, told apart by the column `record`.
//!
//! | `record` | `name` | numbers |
//! |---|---|---|
//! | `stamp` | key | value in `text` |
//! | `whole` | | `vehicles`, `trains`, `tonnes` |
//! | `mode` | mode | what enters by it; alone in `alone_vehicles` |
//! | `theatre` | theatre | at the same time; alone in `alone_vehicles` |
//! | `cut`, `cut near sink` | asset | `capacity` with `unit`, `vehicles`, evidence, source |
//! | `rung` | works | `vehicles` afterwards, `gain_vehicles` |
//! | `asset` | asset | `used_vehicles`, `vehicles` (capacity), `loss_vehicles`, `gain_vehicles` |
//! | `unknown` | asset | `low_vehicles`, `high_vehicles` |
//! | `without` | state | `vehicles` |
//! | `assumption` | | in `text` |

use crate::analysis::capacity::answer::{CapacityAnswer, CutAsset, PerDay};
use crate::error::Result;
use crate::report::record::{Row, table};

/// The header line.
const COLUMNS: [&str; 20] = [
    "record",
    "number",
    "id",
    "name",
    "kind",
    "country",
    "vehicles",
    "trains",
    "tonnes",
    "capacity",
    "unit",
    "alone_vehicles",
    "used_vehicles",
    "loss_vehicles",
    "gain_vehicles",
    "low_vehicles",
    "high_vehicles",
    "evidence",
    "source",
    "text",
];

fn row(record: &str) -> Row {
    Row::new(&COLUMNS, record)
}

impl Row {
    fn per_day(self, per_day: &PerDay) -> Row {
        self.with("vehicles", per_day.vehicles).with("trains", per_day.trains).with("tonnes", per_day.tonnes)
    }
}

fn cut(record: &str, asset: &CutAsset) -> Row {
    row(record)
        .with("id", &asset.asset)
        .with("name", &asset.name)
        .with("kind", &asset.kind)
        .with("country", &asset.country)
        .with("vehicles", asset.vehicles)
        .with("capacity", asset.capacity)
        .with("unit", &asset.unit)
        .with("evidence", &asset.evidence)
        .with("source", format!("{} ({})", asset.source, asset.date))
        .with("text", asset.rows.iter().map(|row| format!("{}:{}", row.table, row.line)).collect::<Vec<_>>().join(" "))
}

/// The answer as rows.
pub(super) fn render(answer: &CapacityAnswer) -> Result<Vec<u8>> {
    let mut rows = vec![
        row("stamp").with("name", "program").with("text", format!("{} {}", answer.stamp.program, answer.stamp.version)),
        row("stamp")
            .with("name", "network")
            .with("text", format!("{} {}", answer.stamp.network, answer.stamp.network_hash)),
    ];
    for (key, value) in &answer.stamp.query {
        rows.push(row("stamp").with("name", key).with("text", value));
    }
    for attribution in &answer.stamp.attribution {
        rows.push(row("stamp").with("name", "attribution").with("text", attribution));
    }
    rows.push(
        row("whole").per_day(&answer.per_day).with("text", format!("{} -> {}", answer.from.name, answer.to.name)),
    );
    for mode in &answer.modes {
        rows.push(
            row("mode").with("name", &mode.mode).per_day(&mode.enters).with("alone_vehicles", mode.alone.vehicles),
        );
    }
    for theatre in &answer.theatres {
        rows.push(
            row("theatre")
                .with("name", &theatre.name)
                .per_day(&theatre.concurrent)
                .with("alone_vehicles", theatre.alone.vehicles),
        );
    }
    rows.extend(answer.cut.iter().map(|asset| cut("cut", asset)));
    rows.extend(answer.cut_near_sink.iter().map(|asset| cut("cut near sink", asset)));
    for rung in &answer.ladder {
        let works = rung.works.iter().map(|work| format!("{}: {}", work.name, work.upgrade));
        let ids = rung.works.iter().map(|work| work.asset.as_str());
        rows.push(
            row("rung")
                .with("number", rung.rung)
                .with("id", ids.collect::<Vec<_>>().join(" "))
                .with("name", works.collect::<Vec<_>>().join("; "))
                .per_day(&rung.per_day)
                .with("gain_vehicles", rung.gain_vehicles)
                .with("text", rung.then_binds.join("; ")),
        );
    }
    for one in &answer.headroom {
        rows.push(
            row("asset")
                .with("id", &one.asset)
                .with("name", &one.name)
                .with("kind", &one.kind)
                .with("vehicles", one.capacity)
                .with("used_vehicles", one.used)
                .with("loss_vehicles", one.loss)
                .with("gain_vehicles", one.gain_next.map_or(String::new(), |gain| gain.to_string())),
        );
    }
    for item in answer.sensitivity.iter().flat_map(|sensitivity| &sensitivity.items) {
        rows.push(
            row("unknown")
                .with("id", &item.asset)
                .with("name", &item.name)
                .with("low_vehicles", item.low)
                .with("high_vehicles", item.high)
                .with("text", &item.unknown),
        );
    }
    for one in &answer.without {
        rows.push(row("without").with("country", &one.country).per_day(&one.per_day));
    }
    rows.extend(answer.assumptions.iter().map(|text| row("assumption").with("text", text)));
    table(&COLUMNS, &rows)
}
