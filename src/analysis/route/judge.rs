//! How one limit is judged: the verdict, the finding that is remembered, and the item when it refuses.

use std::sync::Arc;

use crate::data::rows::Provenance;
use crate::network::limits::{Assurance, Limit, Verdict};

use super::items::Item;
use super::view::{Builder, Finding, Subject};

impl Builder<'_> {
    /// How many findings of a subject are not certain.
    pub(super) fn unknowns(&self, subject: Subject) -> u16 {
        let list = self.findings.get(&subject).map_or(&[][..], Vec::as_slice);
        u16::try_from(list.iter().filter(|finding| finding.verdict != Verdict::Fits).count()).unwrap_or(u16::MAX)
    }

    /// Judges one limit, records the finding, and returns the item's bit when it does not pass.
    #[allow(clippy::too_many_arguments, reason = "the parts of one finding")]
    pub(super) fn judge(
        &mut self,
        subject: Subject,
        what: &'static str,
        place: &str,
        need: f64,
        unit: &str,
        limit: Option<Limit>,
        provenance: Option<Provenance>,
    ) -> u128 {
        let verdict = Verdict::of(need, limit);
        let needed = format!("{} {unit}", rounded(need));
        let has = match limit {
            None => "unknown".to_owned(),
            Some(limit) if (limit.low - limit.high).abs() < 1e-9 => {
                format!("{} {unit} ({})", rounded(limit.typical), limit.evidence.word())
            }
            Some(limit) => format!(
                "{} {unit}, {} to {} ({})",
                rounded(limit.typical),
                rounded(limit.low),
                rounded(limit.high),
                limit.evidence.word()
            ),
        };
        let finding = Finding { what, place: place.to_owned(), needed, has, verdict, provenance };
        Arc::make_mut(&mut self.findings).entry(subject).or_default().push(finding);
        if verdict.passes(self.s.query.assurance) { 0 } else { self.refuse(subject, what) }
    }

    /// A limit of a structure: where nothing is published the default of its country stands for it, and the limit is
    /// recorded as unknown without refusing.
    #[allow(clippy::too_many_arguments, reason = "the parts of one finding")]
    pub(super) fn stated(
        &mut self,
        subject: Subject,
        what: &'static str,
        place: &str,
        need: f64,
        unit: &str,
        limit: Option<Limit>,
        provenance: Option<Provenance>,
    ) -> u128 {
        if limit.is_some() {
            return self.judge(subject, what, place, need, unit, limit, provenance);
        }
        let finding = Finding {
            what,
            place: place.to_owned(),
            needed: format!("{} {unit}", rounded(need)),
            has: "unknown; the usual of its country stands for it".to_owned(),
            verdict: Verdict::LikelyFits,
            provenance,
        };
        Arc::make_mut(&mut self.findings).entry(subject).or_default().push(finding);
        match self.s.query.assurance {
            Assurance::Proven => self.refuse(subject, what),
            Assurance::Likely | Assurance::Any => 0,
        }
    }

    /// The item of the last finding of a subject.
    fn refuse(&mut self, subject: Subject, what: &str) -> u128 {
        let finding =
            self.findings.get(&subject).and_then(|list| list.last()).cloned().expect("the finding was just made");
        self.items.bit(&format!("{subject:?} {what}"), || Item {
            what: finding.place,
            limit: finding.what.to_owned(),
            needed: finding.needed,
            has: finding.has,
            provenance: finding.provenance,
        })
    }

    /// Judges a subject once; later calls get the same bits.
    pub(super) fn once(&mut self, subject: Subject, judge: impl FnOnce(&mut Self) -> u128) -> u128 {
        if let Some(bits) = self.judged.get(&subject) {
            return *bits;
        }
        let bits = judge(self);
        self.judged.insert(subject, bits);
        bits
    }

    /// A limit that is met or not, without a figure.
    #[allow(clippy::too_many_arguments, reason = "the parts of one finding")]
    pub(super) fn yes_no(
        &mut self,
        subject: Subject,
        what: &'static str,
        place: &str,
        needed: &str,
        has: String,
        verdict: Verdict,
        provenance: Provenance,
    ) -> u128 {
        let finding = Finding {
            what,
            place: place.to_owned(),
            needed: needed.to_owned(),
            has,
            verdict,
            provenance: Some(provenance),
        };
        Arc::make_mut(&mut self.findings).entry(subject).or_default().push(finding);
        if verdict.passes(self.s.query.assurance) { 0 } else { self.refuse(subject, what) }
    }
}

/// Two decimals at most.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
