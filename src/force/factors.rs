//! Planning factors: the figures of judgement, each a row with a source; what is used is remembered for citing.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::data::rows::{FactorRow, Provenance, Sourced};
use crate::data::tables::Tables;
use crate::error::{Error, Result};
use crate::network::rules::Case;

/// Factors at one end of their ranges.
pub struct Factors<'a> {
    rows: BTreeMap<&'a str, &'a FactorRow>,
    case: Case,
    used: Mutex<BTreeMap<String, (String, Provenance)>>,
}

impl<'a> Factors<'a> {
    /// The factors of a network, read at an end of the ranges.
    pub fn new(tables: &'a Tables, case: Case) -> Self {
        let rows = tables.planning_factors.iter().map(|lined| (lined.row.id.as_str(), &lined.row)).collect();
        Factors { rows, case, used: Mutex::default() }
    }

    /// A factor for which more is better (a speed, a rate).
    ///
    /// # Errors
    /// When the table has no such factor.
    pub fn speed(&self, id: &str) -> Result<f64> {
        self.get(id, |row, case| case.pick(row.high.0, row.typical.0, row.low.0))
    }

    /// A factor for which less is better (hours of handling).
    ///
    /// # Errors
    /// When the table has no such factor.
    pub fn hours(&self, id: &str) -> Result<f64> {
        self.get(id, |row, case| case.pick(row.low.0, row.typical.0, row.high.0))
    }

    fn get(&self, id: &str, pick: impl Fn(&FactorRow, Case) -> f64) -> Result<f64> {
        let row = self.rows.get(id).ok_or_else(|| {
            Error::Question(format!("planning_factors.csv has no row \"{id}\", which this question needs; add it, with low, typical and high"))
        })?;
        let value = pick(row, self.case);
        let text = format!("{}: {value} {} ({} to {})", id.replace('_', " "), row.unit, row.low.0, row.high.0);
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), (text, row.provenance()));
        Ok(value)
    }

    /// The row of a factor, without counting it as used.
    pub fn row(&self, id: &str) -> Option<&FactorRow> {
        self.rows.get(id).copied()
    }

    /// Every factor used so far: (figure in words, provenance) by id.
    pub fn used(&self) -> BTreeMap<String, (String, Provenance)> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
