//! What a load meets on every link of the network, for questions that are not about one way.

use crate::error::Result;
use crate::force::{Factors, Load};
use crate::network::Network;
use crate::network::calendar::Clock;
use crate::network::limits::Verdict;
use crate::network::rules::Rules;

use super::profile::Profile;
use super::query::{Mode, Query};
use super::view::{Sources, Subject, View};

/// A limit that nobody states and that the load meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnknownLimit {
    /// Row of `structures.csv`.
    pub(crate) structure: u32,
    /// Limits not stated: `gross mass`, `axle load` ...
    pub(crate) limits: Vec<&'static str>,
    /// Whether it is met by rail.
    pub(crate) rail: bool,
}

/// Which links take a load.
pub(crate) struct Admission {
    /// Whether each link refuses it (limits, closures, denied states, avoided places).
    pub(crate) refused: Vec<bool>,
    /// Structures without stated limits.
    pub(crate) unknown: Vec<UnknownLimit>,
}

/// Judges every link for a load under the rules of a query (its ends and modes do not count). `O(links)`.
///
/// # Errors
/// As [`super::ask`] for unknown states, places and dates.
pub(crate) fn admission(network: &Network, query: &Query, load: &Load<'_>, factors: &Factors<'_>) -> Result<Admission> {
    let profile = Profile::new(load, factors, Some(0.0))?;
    admission_by(network, query, load, factors, &profile)
}

/// The same where the load may also go by barge or aircraft, as its profile says, on a network that holds those ways.
///
/// # Errors
/// As [`admission`].
pub(crate) fn admission_by(
    network: &Network,
    query: &Query,
    load: &Load<'_>,
    factors: &Factors<'_>,
    profile: &Profile,
) -> Result<Admission> {
    let clock = Clock::parse(&query.c_day)?;
    let rules = Rules { tables: &network.tables, clock: &clock };
    let mut modes = vec![Mode::Rail, Mode::Road, Mode::Sea];
    modes.extend(profile.barge.as_ref().map(|_| Mode::Iww));
    modes.extend(profile.air.as_ref().map(|_| Mode::Air));
    let query = Query { modes, ..query.clone() };
    let sources = Sources {
        network,
        query: &query,
        rules: &rules,
        factors,
        profile,
        cargo: load.cargo(),
        flag: crate::network::HIGH_SEAS,
        chained: false,
        from: 0,
        to: 0,
    };
    let view = View::new(&sources)?;
    let sets = &view.graph.item_sets;
    let refused: Vec<bool> = view.graph.items.iter().map(|set| sets[*set as usize] != 0).collect();
    let unknown = view.findings.iter().filter_map(|(subject, findings)| match subject {
        Subject::Structure(row, mode) => {
            let unstated = findings.iter().filter(|one| one.has.starts_with("unknown") && one.verdict != Verdict::Fits);
            let limits: Vec<&'static str> = unstated.map(|one| one.what).collect();
            let rail = *mode == Mode::Rail;
            (!limits.is_empty()).then_some(UnknownLimit { structure: *row, limits, rail })
        }
        _ => None,
    });
    Ok(Admission { refused, unknown: unknown.collect() })
}
