//! Published movements against plans: expected, computed, inside?
//!
//! Every movement is a force file with `[[expect]]`. All are planned with the same planning factors and nothing is
//! tuned for any of them. A file whose name begins with `control-` is a negative control: it must come out wrong.

use serde::Serialize;

use super::query::Query;
use super::{ask, sizes};
use crate::analysis::stop::Stop;
use crate::data::force_file::ForceFile;
use crate::data::forces::{MOVEMENTS, movement};
use crate::error::Result;
use crate::force::Force;
use crate::network::Network;
use crate::network::calendar::Clock;
use crate::replay::document::Plan;

/// One published figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Name of the file.
    pub scenario: String,
    /// What the figure is.
    pub what: String,
    /// As published.
    pub published: String,
    /// Where.
    pub source: String,
    /// Lowest value that agrees.
    pub low: f64,
    /// Highest.
    pub high: f64,
    /// What the plan says; none when there is no plan.
    pub computed: Option<f64>,
    /// Whether it agrees.
    pub inside: bool,
    /// Why not.
    pub explain: String,
}

/// All of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Validation {
    /// Rows, in the order of the files.
    pub rows: Vec<Row>,
    /// Movements (files) all of whose figures agree.
    pub inside: u32,
    /// Movements.
    pub count: u32,
    /// Every negative control came out wrong.
    pub controls_fail: bool,
}

/// A figure of a plan.
fn figure(plan: &Plan, what: &str) -> Option<f64> {
    let first_min = plan.movements.iter().map(|movement| movement.depart_min).min()?;
    let span_h = f64::from(plan.closure_min - first_min) / 60.0;
    let legs = |mode: &str| plan.movements.iter().flat_map(|one| &one.legs).filter(|leg| leg.mode == mode).count();
    let by = |mode: &str| {
        let count = plan.movements.iter().filter(|one| one.legs.iter().any(|leg| leg.mode == mode)).count();
        f64::from(u32::try_from(count).unwrap_or(u32::MAX))
    };
    let value = match what {
        "closure_h" => plan.closure_h,
        "duration_h" => span_h,
        "trains" => by("rail"),
        "packets" => plan
            .movements
            .iter()
            .filter(|one| one.legs.iter().all(|leg| leg.mode == "road"))
            .map(|one| f64::from(one.packets))
            .sum(),
        "ships" => f64::from(u32::try_from(plan.voyages.len()).unwrap_or(u32::MAX)),
        "pieces_per_day" => f64::from(sizes(plan)) / (span_h / 24.0).max(1.0 / 24.0),
        "km_per_day" => {
            let of = |movement: &crate::replay::document::Movement| -> f64 {
                let km: f64 = movement.legs.iter().map(|leg| leg.distance_km).sum();
                km / (f64::from(movement.arrive_min - movement.depart_min) / 1_440.0).max(0.01)
            };
            let all: Vec<f64> = plan.movements.iter().map(of).collect();
            all.iter().sum::<f64>() / f64::from(u32::try_from(all.len()).unwrap_or(1).max(1))
        }
        _ => return None,
    };
    let _ = legs;
    Some((value * 10.0).round() / 10.0)
}

/// Plans every published movement that comes with the program and compares.
///
/// # Errors
/// When a file is wrong; a movement that cannot be planned is a row without a value.
pub fn validate(network: &Network, query: &Query, stop: Stop<'_>) -> Result<Validation> {
    let mut validation = Validation { rows: Vec::new(), inside: 0, count: 0, controls_fail: true };
    for name in MOVEMENTS {
        let Some(text) = movement(name) else { continue };
        let file = ForceFile::parse(&format!("{name}.toml"), text)?;
        let c_day = file.record.text("c-day").map_or_else(|| query.circumstances.c_day.clone(), |at| at.value);
        let force = Force::check(&file, network, &Clock::parse(&c_day)?)?;
        stop.check()?;
        let plan = ask(network, &file, query, stop.keeping_nothing());
        let mut all = true;
        for expectation in &force.expectations {
            let computed = plan.as_ref().ok().and_then(|plan| figure(plan, &expectation.what));
            let inside = computed.is_some_and(|value| (expectation.low..=expectation.high).contains(&value));
            all &= inside;
            let failed = plan.as_ref().err().map(ToString::to_string);
            validation.rows.push(Row {
                scenario: (*name).to_owned(),
                what: expectation.what.clone(),
                published: expectation.published.clone(),
                source: expectation.source.clone(),
                low: expectation.low,
                high: expectation.high,
                computed,
                inside,
                explain: if inside { String::new() } else { failed.unwrap_or_else(|| expectation.explain.clone()) },
            });
        }
        if name.starts_with("control-") {
            validation.controls_fail &= !all;
        } else {
            validation.count += 1;
            validation.inside += u32::from(all);
        }
    }
    Ok(validation)
}
