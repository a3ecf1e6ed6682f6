//! What a link, structure or facility takes: three-valued, with the class of evidence.

use crate::data::rows::Evidence;

/// How sure an answer must be of every limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assurance {
    /// Every limit is known (official, published or derived) and kept even at the low end of its range.
    Proven,
    /// Every limit is kept at its typical value, assumed or not; what nobody states is refused.
    #[default]
    Likely,
    /// Only a limit that is surely broken refuses.
    Any,
}

impl Assurance {
    /// The word on the command line and in answers.
    pub fn word(self) -> &'static str {
        match self {
            Assurance::Proven => "proven",
            Assurance::Likely => "likely",
            Assurance::Any => "any",
        }
    }
}

/// A limit as the tables give it, in the unit of the need it is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// What it surely takes.
    pub low: f64,
    /// Typically.
    pub typical: f64,
    /// At best.
    pub high: f64,
    /// How it is known.
    pub evidence: Evidence,
}

impl Limit {
    /// A limit without a range.
    pub fn exactly(value: f64, evidence: Evidence) -> Self {
        Limit { low: value, typical: value, high: value, evidence }
    }
}

/// Whether something fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Surely, on evidence.
    Fits,
    /// Under the limit as assumed, or within its range below the typical value.
    LikelyFits,
    /// Nobody states a limit, or the need lies between the typical and the best value.
    Unknown,
    /// Beyond the limit.
    DoesNotFit,
}

impl Verdict {
    /// Compares a need with a limit; no limit stated is unknown.
    ///
    /// ```
    /// use corridor::data::rows::Evidence;
    /// use corridor::network::limits::{Limit, Verdict};
    /// let bridge = Limit { low: 44.0, typical: 100.0, high: 130.0, evidence: Evidence::Assumed };
    /// assert_eq!(Verdict::of(40.0, Some(bridge)), Verdict::LikelyFits); // assumed: never more than likely
    /// assert_eq!(Verdict::of(120.0, Some(bridge)), Verdict::Unknown);
    /// assert_eq!(Verdict::of(131.0, Some(bridge)), Verdict::DoesNotFit);
    /// assert_eq!(Verdict::of(1.0, None), Verdict::Unknown);
    /// ```
    pub fn of(need: f64, limit: Option<Limit>) -> Self {
        match limit {
            None => Verdict::Unknown,
            Some(limit) if need <= limit.low && limit.evidence != Evidence::Assumed => Verdict::Fits,
            Some(limit) if need <= limit.typical => Verdict::LikelyFits,
            Some(limit) if need <= limit.high => Verdict::Unknown,
            Some(_) => Verdict::DoesNotFit,
        }
    }

    /// Whether it is let through at an assurance.
    pub fn passes(self, assurance: Assurance) -> bool {
        match assurance {
            Assurance::Proven => self == Verdict::Fits,
            Assurance::Likely => self <= Verdict::LikelyFits,
            Assurance::Any => self <= Verdict::Unknown,
        }
    }

    /// The strictest assurance at which it passes, if any.
    pub fn assurance(self) -> Option<Assurance> {
        [Assurance::Proven, Assurance::Likely, Assurance::Any].into_iter().find(|assurance| self.passes(*assurance))
    }
}
