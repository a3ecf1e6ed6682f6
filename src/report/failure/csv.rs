//! `csv`: one flat table, told apart by the column `record`.
//!
//! | `record` | what |
//! |---|---|
//! | `stamp` | key in `name`, value in `text` |
//! | `base` | the whole, and each theatre (`theatre`), when nothing is lost |
//! | `loss` | a single loss, ranked; with `theatre` among the ten of that theatre |
//! | `together` | everything that is named, lost together |
//! | `worst` | a row for each asset of each worst set: `rank` is its size, flow left in `carries_vehicles_per_day` |
//! | `harden` | a row for each asset to harden: `rank` is their number, flow left in `carries_vehicles_per_day` |
//! | `protect` | a row for each measure of a budget: `kind` is what is done, cost and way past in `text` |
//! | `worst-closure` | a row for each asset of each set that is worst for closure: `rank` is its size |
//! | `harden-closure` | a row for each asset to harden for closure: `rank` is their number, closure that remains |
//! | `repair` | in order: `rank`, days in `text`, flow then in `carries_vehicles_per_day` |
//! | `risk` | `rank`, probability and range of ranks in `text` |
//! | `note` | in `text` |

use crate::analysis::failure::answer::{Base, Effect, FailureAnswer, Loss, Named, Stretch, WorstClosure};
use crate::error::Result;
use crate::report::record::{Row, table};

/// The header line.
const COLUMNS: [&str; 28] = [
    "record",
    "theatre",
    "rank",
    "asset",
    "name",
    "kind",
    "country",
    "cut_off",
    "closure_delay_h",
    "closure_h",
    "closure_bound_h",
    "lost_min",
    "days_lost",
    "days_lost_low",
    "days_lost_high",
    "flow_loss_vehicles_per_day",
    "flow_loss_share",
    "carries_vehicles_per_day",
    "pairs_slower",
    "pairs_cut_off",
    "extra_travel_min",
    "extra_min",
    "detour_extra_km",
    "evidence",
    "confidence",
    "lon",
    "lat",
    "text",
];

fn row(record: &str) -> Row {
    Row::new(&COLUMNS, record)
}

impl Row {
    fn effect(self, effect: &Effect) -> Row {
        self.with("cut_off", effect.cut_off)
            .maybe("closure_delay_h", effect.closure_delay_h)
            .maybe("closure_h", effect.closure_h)
            .maybe("closure_bound_h", effect.closure_bound_h)
            .maybe("lost_min", effect.lost_min)
            .maybe("days_lost", effect.days_lost)
            .maybe("days_lost_low", effect.days_lost_low)
            .maybe("days_lost_high", effect.days_lost_high)
            .with("flow_loss_vehicles_per_day", effect.flow_loss)
            .with("flow_loss_share", effect.flow_loss_share)
            .with("carries_vehicles_per_day", effect.carries)
            .with("pairs_slower", effect.pairs_slower)
            .with("pairs_cut_off", effect.pairs_cut_off)
            .maybe("extra_travel_min", effect.extra_travel_min)
            .maybe("extra_min", effect.extra_min)
            .maybe("detour_extra_km", effect.detour.as_ref().map(|detour| detour.extra_km))
    }
}

/// The answer as CSV with a header.
pub(super) fn render(answer: &FailureAnswer) -> Result<Vec<u8>> {
    let mut rows: Vec<Row> = Vec::new();
    let stamp = &answer.stamp;
    for (key, value) in [
        ("program", &stamp.program),
        ("version", &stamp.version),
        ("network", &stamp.network),
        ("network_hash", &stamp.network_hash),
    ] {
        rows.push(row("stamp").with("name", key).with("text", value));
    }
    for (key, value) in &stamp.query {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        rows.push(row("stamp").with("name", key).with("text", text));
    }
    rows.extend(stamp.attribution.iter().map(|text| row("stamp").with("name", "attribution").with("text", text)));
    rows.push(base(&answer.base));
    if let Some(together) = &answer.footprint {
        rows.push(row("together").with("name", &together.name).effect(&together.effect));
    }
    rows.extend(answer.losses.iter().map(loss));
    for theatre in &answer.theatres {
        rows.push(base(&theatre.base).with("theatre", &theatre.name));
        rows.extend(theatre.losses.iter().map(|one| loss(one).with("theatre", &theatre.name)));
    }
    asked(answer, &mut rows);
    rows.extend(answer.notes.iter().map(|text| row("note").with("text", text)));
    table(&COLUMNS, &rows)
}

/// Rows of the parts that are asked for.
fn asked(answer: &FailureAnswer, rows: &mut Vec<Row>) {
    let stretch = |record: &str, rank: usize, asset: &Stretch, left: f64| {
        row(record)
            .with("rank", rank)
            .with("asset", &asset.asset)
            .with("name", &asset.name)
            .with("country", &asset.country)
            .with("carries_vehicles_per_day", left)
            .with("lon", format!("{:.4}", asset.at.0))
            .with("lat", format!("{:.4}", asset.at.1))
            .with("text", asset.with.join("; "))
    };
    for worst in &answer.worst {
        rows.extend(worst.assets.iter().map(|asset| stretch("worst", worst.k, asset, worst.flow_left)));
    }
    for hardened in &answer.harden {
        rows.extend(hardened.assets.iter().map(|asset| stretch("harden", hardened.n, asset, hardened.flow_left)));
    }
    for (rank, measure) in (1_usize..).zip(answer.protect.iter().flat_map(|of| &of.measures)) {
        let left = answer.protect.as_ref().map_or(0.0, |of| of.flow_left);
        let mut text =
            format!("EUR {} million ({} to {})", measure.cost_eur_m, measure.cost_eur_m_low, measure.cost_eur_m_high);
        if let (Some(passes), Some(days)) = (measure.passes, measure.ready_days) {
            text += &format!("; passes {passes} vehicles a day after {days} days");
        }
        rows.push(stretch("protect", rank, &measure.on, left).with("kind", &measure.how).with("text", text));
    }
    let named = |record: &str, rank: u32, asset: &Named, of: &WorstClosure, text: String| {
        row(record)
            .with("rank", rank)
            .with("asset", &asset.asset)
            .with("name", &asset.name)
            .maybe("closure_h", of.closure_h)
            .maybe("closure_bound_h", of.closure_bound_h)
            .with("text", text)
    };
    for worst in &answer.worst_closure {
        let text = worst.closure_at_most_h.map_or(format!("{} sets open", worst.open), |hours| {
            format!("no {} losses that do not cut off close later than C+{hours} h", worst.k)
        });
        rows.extend(worst.assets.iter().map(|asset| named("worst-closure", worst.k, asset, worst, text.clone())));
    }
    for kept in &answer.harden_closure {
        let text = format!("whatever is hardened, not before C+{} h", kept.at_least_h);
        rows.extend(kept.assets.iter().map(|asset| named("harden-closure", kept.n, asset, &kept.left, text.clone())));
    }
    for (rank, repair) in (1..).zip(answer.restoration.iter().flat_map(|order| &order.repairs)) {
        let text = format!("begins on day {}, there on day {}", repair.begins_day, repair.back_day);
        let row = row("repair").with("rank", rank).with("asset", &repair.asset).with("name", &repair.name);
        rows.push(row.with("carries_vehicles_per_day", repair.flow_then).with("text", text));
    }
    for risk in answer.random.iter().flat_map(|random| &random.risks) {
        let text = format!(
            "probability {} ({} to {}), ranks {} to {}",
            risk.probability, risk.probability_low, risk.probability_high, risk.rank_best, risk.rank_worst
        );
        let row = row("risk").with("rank", risk.rank).with("asset", &risk.asset).with("name", &risk.name);
        rows.push(row.with("cut_off", risk.lost_min.is_none()).with("text", text));
    }
}

fn base(base: &Base) -> Row {
    row("base")
        .with("name", &base.fastest)
        .maybe("carries_vehicles_per_day", base.vehicles_per_day)
        .maybe("extra_travel_min", base.travel_min)
        .maybe("extra_min", base.arrival_min)
        .with("pairs_cut_off", base.pairs_without_way)
        .with("text", "carries: the whole flow; extra_travel_min and extra_min: of the fastest pair")
}

fn loss(loss: &Loss) -> Row {
    row("loss")
        .with("rank", loss.rank)
        .with("asset", &loss.asset)
        .with("name", &loss.name)
        .with("kind", &loss.kind)
        .with("country", &loss.country)
        .effect(&loss.effect)
        .maybe("evidence", loss.evidence.as_ref())
        .with("confidence", &loss.confidence)
        .with("lon", format!("{:.4}", loss.at.0))
        .with("lat", format!("{:.4}", loss.at.1))
        .with("text", &loss.why)
}
