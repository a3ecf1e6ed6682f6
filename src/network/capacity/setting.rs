//! Shares left beside civil traffic, as a question sets them in place of `traffic_shares.csv`.

use crate::error::{Error, Result};
use crate::network::Network;

use super::asset::{AssetKind, MILLI, Range, Traffic};

/// A share of one kind of traffic, in one state or in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShareSetting {
    /// Country index; none for all states that have no setting of their own.
    pub country: Option<u8>,
    /// Kind of traffic.
    pub traffic: Traffic,
    /// Thousandths that are left for military traffic.
    pub share: u64,
}

impl ShareSetting {
    /// Reads `rail=0.3` (all states) or `LT:rail=0.5` (one state).
    ///
    /// # Errors
    /// [`Error::Usage`] for other words, unknown kinds of traffic and shares that do not lie between 0 and 1;
    /// [`Error::Question`] for unknown states.
    ///
    /// ```
    /// use corridor::network::{Network, capacity::ShareSetting};
    /// let network = Network::europe()?;
    /// assert_eq!(ShareSetting::parse("LT:rail=0.5", &network)?.share, 500);
    /// assert!(ShareSetting::parse("rail=7", &network).is_err());
    /// # Ok::<(), corridor::error::Error>(())
    /// ```
    pub fn parse(word: &str, network: &Network) -> Result<ShareSetting> {
        let wrong = |what: &str| {
            let kinds: Vec<&str> = Traffic::ALL.iter().map(|traffic| traffic.word()).collect();
            Error::Usage(format!(
                "--share {word}: {what}; write MODE=SHARE or CC:MODE=SHARE with MODE one of {} and SHARE from 0 to 1",
                kinds.join(", ")
            ))
        };
        let (what, share) = word.trim().split_once('=').ok_or_else(|| wrong("no = in it"))?;
        let (state, mode) = what.trim().split_once(':').map_or((None, what.trim()), |(a, b)| (Some(a), b.trim()));
        let traffic = Traffic::ALL.into_iter().find(|traffic| traffic.word() == mode);
        let traffic = traffic.ok_or_else(|| wrong(&format!("\"{mode}\" is no kind of traffic")))?;
        let share = share.trim().parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
        let share = share.ok_or_else(|| wrong("the share is no number from 0 to 1"))?;
        let country = state.filter(|state| *state != "*").map(|state| network.country(state)).transpose()?;
        Ok(ShareSetting { country, traffic, share: super::milli(share) })
    }
}

/// The share that settings give; the last word on a state counts, then the last on all states.
pub(super) fn set(settings: &[ShareSetting], country: u8, traffic: Traffic) -> Option<Range> {
    let of = |wanted: Option<u8>| {
        settings.iter().rev().find(move |setting| setting.traffic == traffic && setting.country == wanted)
    };
    let share = of(Some(country)).or_else(|| of(None))?.share.min(MILLI);
    Some(Range { low: share, typical: share, high: share })
}

/// Which civil traffic an asset has beside it.
pub(super) fn traffic_of(kind: AssetKind) -> Option<Traffic> {
    match kind {
        AssetKind::RailSection { .. } | AssetKind::StructureTracks(_) => Some(Traffic::Rail),
        AssetKind::RoadSection { .. } | AssetKind::Shuttle { .. } | AssetKind::StructureLanes(_) => Some(Traffic::Road),
        AssetKind::Discharge(_) | AssetKind::Loading(_) => Some(Traffic::Port),
        AssetKind::Ferry(_) => Some(Traffic::Sea),
        AssetKind::Apron(_) => Some(Traffic::Air),
        AssetKind::Locks(_) => Some(Traffic::Water),
        AssetKind::GaugeChange(_)
        | AssetKind::Ramp { .. }
        | AssetKind::Clearance(_)
        | AssetKind::Wharf(_)
        | AssetKind::Stated(_)
        | AssetKind::BorderQuota { .. }
        | AssetKind::StateQuota { .. } => None,
    }
}
