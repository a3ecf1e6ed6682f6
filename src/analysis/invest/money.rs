//! Money: prices of one year, spending by year, present values. Whole thousands of euros.

use crate::error::Result;
use crate::force::Factors;
use crate::network::cards::Card;

/// Costs of a card in prices of the answer's year, what is secured already taken off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Price {
    /// At best.
    pub(super) low_keur: u64,
    /// Typically.
    pub(super) keur: u64,
    /// At worst.
    pub(super) high_keur: u64,
    /// Typical cost with what is secured.
    pub(super) whole_keur: u64,
    /// Present value of the typical cost.
    pub(super) present_keur: u64,
}

/// Yearly rates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rates {
    /// Growth of the price of works.
    pub(super) growth: f64,
    /// Discount.
    pub(super) discount: f64,
    /// Year of prices and present values.
    pub(super) year: u32,
}

impl Rates {
    pub(super) fn new(factors: &Factors<'_>, year: u32) -> Result<Self> {
        let rate = |id: &str| factors.hours(id);
        Ok(Rates {
            growth: rate("construction_price_growth_per_year")?,
            discount: rate("discount_rate_per_year")?,
            year,
        })
    }

    fn power(rate: f64, from: u32, to: u32) -> f64 {
        let years = i32::try_from(i64::from(to) - i64::from(from)).unwrap_or(0);
        (1.0 + rate).powi(years)
    }

    /// Factor by which something in a year counts less than in the year of the answer; never more than 1.
    pub(super) fn discounted(&self, year: u32) -> f64 {
        if year <= self.year { 1.0 } else { 1.0 / Rates::power(self.discount, self.year, year) }
    }

    /// What a card costs; none when nobody says.
    pub(super) fn price(&self, card: &Card) -> Option<Price> {
        let cost = card.cost?;
        let to_year = cost.price_year.map_or(1.0, |year| Rates::power(self.growth, year, self.year));
        let indexed = |keur: u64| scaled(keur, to_year);
        let left = |keur: u64| indexed(keur).saturating_sub(card.secured_keur);
        let keur = left(cost.keur);
        let present = spread(card, keur).iter().map(|(year, part)| scaled(*part, self.discounted(*year))).sum();
        Some(Price {
            low_keur: left(cost.low_keur),
            keur,
            high_keur: left(cost.high_keur),
            whole_keur: indexed(cost.keur),
            present_keur: if spread(card, keur).is_empty() { keur } else { present },
        })
    }
}

/// A sum spent in equal parts from the first year to the last; nothing where no year is known.
pub(super) fn spread(card: &Card, keur: u64) -> Vec<(u32, u64)> {
    let Some(last) = card.completion_year else { return Vec::new() };
    let first = card.start_year.unwrap_or(last).min(last);
    let years = u64::from(last - first) + 1;
    (first..=last).zip(0_u64..).map(|(year, index)| (year, keur * (index + 1) / years - keur * index / years)).collect()
}

/// A sum times a factor, rounded.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "costs were checked to lie below a thousand milliards; factors are positive"
)]
pub(super) fn scaled(keur: u64, factor: f64) -> u64 {
    (keur as f64 * factor).round() as u64
}

/// Millions of euros.
#[allow(clippy::cast_precision_loss, reason = "for people")]
pub(super) fn millions(keur: u64) -> f64 {
    keur as f64 / 1_000.0
}
