//! The part of the answer on a budget.

use serde::Serialize;

use super::Stretch;

/// What to do beforehand with a budget.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Protected {
    /// Against so many losses together.
    pub against: u32,
    /// The budget, millions of euro.
    pub budget_eur_m: u32,
    /// What the measures cost, millions of euro, by the typical figures that the choice was made with.
    pub cost_eur_m: f64,
    /// The same by the low end of the figures.
    pub cost_eur_m_low: f64,
    /// The same by the high end.
    pub cost_eur_m_high: f64,
    /// The measures.
    pub measures: Vec<MeasureTaken>,
    /// The worst losses that remain.
    pub worst: Vec<Stretch>,
    /// Vehicles a day that the worst losses leave when nothing is done.
    pub flow_without: f64,
    /// Vehicles a day that the worst losses leave with the measures, once every way past stands.
    pub flow_left: f64,
    /// Proven: no such losses leave less with these measures.
    pub bound: f64,
    /// Proven: whatever is done with the budget, such losses leave no more.
    pub best_possible: f64,
    /// Whether the two meet: then nothing better can be bought, by these figures.
    pub proven: bool,
    /// Minutes in which all vehicles come at that rate when nothing is done; none when they cannot.
    pub flowing_min_without: Option<u64>,
    /// The same with the measures, by whichever costs most of the worst losses that remain, those of before and those of what has a
    /// way past; the days until it stands counted, then at the rate that is left at the worst.
    pub flowing_min: Option<u64>,
}

/// A measure taken beforehand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeasureTaken {
    /// `harden`: it cannot be lost; `bypass`: a way past takes over when it is.
    pub how: String,
    /// For what, with its whole stretch.
    pub on: Stretch,
    /// Millions of euro, typical.
    pub cost_eur_m: f64,
    /// Low end.
    pub cost_eur_m_low: f64,
    /// High end.
    pub cost_eur_m_high: f64,
    /// Vehicles a day that a way past passes.
    pub passes: Option<f64>,
    /// Days after the loss until it does.
    pub ready_days: Option<u32>,
}
