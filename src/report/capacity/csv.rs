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
use crate::error::{Error, Result};

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

/// A row by column name.
struct Row([String; COLUMNS.len()]);

impl Row {
    fn new(record: &str) -> Row {
        let mut row = Row(std::array::from_fn(|_| String::new()));
        row.0[0] = record.to_owned();
        row
    }

    fn with(mut self, column: &str, value: impl ToString) -> Row {
        if let Some(at) = COLUMNS.iter().position(|name| *name == column) {
            let text = crate::report::words::one_line(&value.to_string());
            // A spreadsheet would take these for a formula.
            self.0[at] = if text.starts_with(['=', '+', '@']) { format!("'{text}") } else { text };
        }
        self
    }

    fn per_day(self, per_day: &PerDay) -> Row {
        self.with("vehicles", per_day.vehicles).with("trains", per_day.trains).with("tonnes", per_day.tonnes)
    }
}

fn cut(record: &str, asset: &CutAsset) -> Row {
    Row::new(record)
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
        Row::new("stamp")
            .with("name", "program")
            .with("text", format!("{} {}", answer.stamp.program, answer.stamp.version)),
        Row::new("stamp")
            .with("name", "network")
            .with("text", format!("{} {}", answer.stamp.network, answer.stamp.network_hash)),
    ];
    for (key, value) in &answer.stamp.query {
        rows.push(Row::new("stamp").with("name", key).with("text", value));
    }
    for attribution in &answer.stamp.attribution {
        rows.push(Row::new("stamp").with("name", "attribution").with("text", attribution));
    }
    rows.push(
        Row::new("whole").per_day(&answer.per_day).with("text", format!("{} -> {}", answer.from.name, answer.to.name)),
    );
    for mode in &answer.modes {
        rows.push(
            Row::new("mode").with("name", &mode.mode).per_day(&mode.enters).with("alone_vehicles", mode.alone.vehicles),
        );
    }
    for theatre in &answer.theatres {
        rows.push(
            Row::new("theatre")
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
            Row::new("rung")
                .with("number", rung.rung)
                .with("id", ids.collect::<Vec<_>>().join(" "))
                .with("name", works.collect::<Vec<_>>().join("; "))
                .per_day(&rung.per_day)
                .with("gain_vehicles", rung.gain_vehicles)
                .with("text", rung.then_binds.join("; ")),
        );
    }
    for row in &answer.headroom {
        rows.push(
            Row::new("asset")
                .with("id", &row.asset)
                .with("name", &row.name)
                .with("kind", &row.kind)
                .with("vehicles", row.capacity)
                .with("used_vehicles", row.used)
                .with("loss_vehicles", row.loss)
                .with("gain_vehicles", row.gain_next.map_or(String::new(), |gain| gain.to_string())),
        );
    }
    for item in answer.sensitivity.iter().flat_map(|sensitivity| &sensitivity.items) {
        rows.push(
            Row::new("unknown")
                .with("id", &item.asset)
                .with("name", &item.name)
                .with("low_vehicles", item.low)
                .with("high_vehicles", item.high)
                .with("text", &item.unknown),
        );
    }
    for one in &answer.without {
        rows.push(Row::new("without").with("country", &one.country).per_day(&one.per_day));
    }
    rows.extend(answer.assumptions.iter().map(|text| Row::new("assumption").with("text", text)));
    let mut writer = ::csv::WriterBuilder::new().from_writer(Vec::new());
    let failed = |error: ::csv::Error| Error::Output(error.to_string());
    writer.write_record(COLUMNS).map_err(failed)?;
    for row in &rows {
        writer.write_record(&row.0).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| Error::Output(error.to_string()))
}
