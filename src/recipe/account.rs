//! What the builder did: every count of every step, and everything that could not be done.

use std::fmt;

/// One count of one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    /// The step, e.g. `stitch rail`.
    pub step: String,
    /// What was counted, with its unit.
    pub what: String,
    /// How many.
    pub value: f64,
}

/// Something that could not be done, or was left out and deserves a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The step.
    pub step: String,
    /// A sentence.
    pub message: String,
}

/// How well distances survived the contraction: ratios of network distances after and before.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratios {
    /// `road` or `rail`.
    pub way: String,
    /// Pairs of nodes compared.
    pub pairs: usize,
    /// Ratio below which 5 % of the pairs lie.
    pub low: f64,
    /// Median ratio.
    pub median: f64,
    /// Ratio above which 5 % of the pairs lie.
    pub high: f64,
}

/// The builder's account of itself. Nothing is dropped in silence: what is read equals what is kept plus what is named.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BuildReport {
    /// Counts in the order of the steps.
    pub counts: Vec<Count>,
    /// What could not be attached, found or believed.
    pub remarks: Vec<Remark>,
    /// Distances after contraction.
    pub ratios: Vec<Ratios>,
    /// Size of the file, bytes.
    pub bytes: usize,
    /// SHA-256 of the file.
    pub sha256: String,
}

impl BuildReport {
    pub(super) fn count(&mut self, step: &str, what: &str, value: usize) {
        self.measure(step, what, value as f64);
    }

    pub(super) fn measure(&mut self, step: &str, what: &str, value: f64) {
        self.counts.push(Count { step: step.to_owned(), what: what.to_owned(), value });
    }

    pub(super) fn remark(&mut self, step: &str, message: String) {
        self.remarks.push(Remark { step: step.to_owned(), message });
    }

    /// The account of another step, put after this one.
    pub(super) fn append(&mut self, other: BuildReport) {
        self.counts.extend(other.counts);
        self.remarks.extend(other.remarks);
        self.ratios.extend(other.ratios);
    }

    /// A count by its step and subject; zero when it was never counted.
    pub fn value(&self, step: &str, what: &str) -> f64 {
        self.counts.iter().filter(|count| count.step == step && count.what == what).map(|count| count.value).sum()
    }
}

impl fmt::Display for BuildReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for count in &self.counts {
            let decimals = usize::from(count.value.fract() != 0.0);
            writeln!(f, "{:<26} {:<58} {:>12.decimals$}", count.step, count.what, count.value)?;
        }
        for ratio in &self.ratios {
            let Ratios { way, pairs, low, median, high } = ratio;
            writeln!(
                f,
                "distances, {way}: after/before contraction {median:.4} (5 % {low:.4}, 95 % {high:.4}; {pairs} pairs)"
            )?;
        }
        for remark in &self.remarks {
            writeln!(f, "{}: {}", remark.step, remark.message)?;
        }
        write!(f, "base.bin: {} bytes, SHA-256 {}", self.bytes, self.sha256)
    }
}
