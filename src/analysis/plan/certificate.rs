//! Whether the bound that a plan states holds: its prices judged anew, with nothing of the search that found them.
//!
//! The plan names its question and carries its force. From these the network is compiled again for the lightest pieces of
//! each group, what can be used in time is found anew, and the prices are added up in whole numbers over all arcs.

use crate::analysis::route;
use crate::analysis::route::query::Mode;
use crate::analysis::stop::Stop;
use crate::data::force_file::ForceFile;
use crate::error::Result;
use crate::network::Network;
use crate::network::limits::Assurance;
use crate::network::rules::Case;
use crate::replay::document::{Check, Plan};

use super::prepared::{Kept, compiled};
use super::query::Query;

/// The question that a plan's stamp states.
fn question(plan: &Plan) -> Query {
    let stated = &plan.stamp.query;
    let text = |key: &str| stated.get(key).and_then(|value| value.as_str()).unwrap_or("").to_owned();
    let list = |key: &str| -> Vec<String> {
        let values = stated.get(key).and_then(|value| value.as_array());
        values.into_iter().flatten().filter_map(|value| value.as_str().map(str::to_owned)).collect()
    };
    let modes: Vec<String> = list("modes");
    Query {
        circumstances: route::query::Query {
            regime: text("regime"),
            c_day: plan.c_day.clone(),
            deny: list("deny"),
            slow: list("slow"),
            allow: list("allow"),
            avoid: list("avoid"),
            modes: [Mode::Road, Mode::Rail, Mode::Sea, Mode::Iww, Mode::Air]
                .into_iter()
                .filter(|mode| modes.iter().any(|word| word == mode.word()))
                .collect(),
            assurance: [Assurance::Proven, Assurance::Likely, Assurance::Any]
                .into_iter()
                .find(|assurance| assurance.word() == text("assurance"))
                .unwrap_or_default(),
            case: match text("case").as_str() {
                "best" => Case::Best,
                "worst" => Case::Worst,
                _ => Case::Typical,
            },
            chained: stated.get("filing").and_then(|value| value.as_str()).map(|word| word == "chained"),
            ship_notice_h: stated.get("ship-notice-h").and_then(serde_json::Value::as_f64),
            ..route::query::Query::default()
        },
        partial: stated.get("partial").and_then(serde_json::Value::as_bool).unwrap_or(false),
        ..Query::default()
    }
}

/// Judges the bound of a plan.
///
/// # Errors
/// When the force that the plan carries, or its question, cannot be read on this network; when it is broken off.
pub fn check_bound(network: &Network, plan: &Plan, stop: Stop<'_>) -> Result<Check> {
    let name = "bound".to_owned();
    if plan.stamp.network_hash != network.hash {
        return Ok(Check { name, ok: false, value: "the plan was made on another network".to_owned() });
    }
    let file = ForceFile::parse("the plan's force", &plan.force)?;
    let query = Query { exact: true, ..question(plan) };
    let (ok, value) = compiled((network, &Kept::default()), &file, &query, stop, |prepared| Ok(prepared.judge(plan)))?;
    Ok(Check { name, ok, value })
}
