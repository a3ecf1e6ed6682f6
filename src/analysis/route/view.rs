//! The network as one question sees it: bridges and paperwork become arcs, seconds, gates and items.
//!
//! This is the only translation from the network to the arrays of `algo::labels`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::algo::labels::{Graph, Special};
use crate::data::rows::Provenance;
use crate::error::Result;
use crate::force::Factors;
use crate::network::limits::{Assurance, Verdict};
use crate::network::rules::{Lead, Rules};
use crate::network::{Network, Topology};

use super::items::Items;
use super::kept::{Borders, Leads};
use super::lines::LineLimits;
use super::profile::Profile;
use super::query::{Mode, Query};

/// A limit that was looked at: what, where, and how it came out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Finding {
    /// `axle load`, `gross mass` ...
    pub(super) what: &'static str,
    /// Where.
    pub(super) place: String,
    /// Need with unit.
    pub(super) needed: String,
    /// Limit with unit and evidence, or `unknown`.
    pub(super) has: String,
    /// How it came out.
    pub(super) verdict: Verdict,
    /// Where the limit comes from.
    pub(super) provenance: Option<Provenance>,
}

/// Where findings belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    /// The ordinary ways of a mode in a country.
    Ways(Mode, u8),
    /// A line or road whose row states limits (index into `Base::line_ids`), as a mode meets it in a country.
    Line(u16, Mode, u8),
    /// A structure (row) as a mode meets it.
    Structure(u32, Mode),
    /// Rail loading at a facility.
    RailFacility(u32),
    /// The berths of a port.
    Berth(u32),
    /// Loading barges at a port or inland port.
    Quay(u32),
    /// A stretch of waterway (row).
    Waterway(u32),
    /// The hold of an aircraft (row).
    Hold(u32),
}

/// The compiled question.
pub(in crate::analysis) struct View<'a> {
    pub(in crate::analysis) network: &'a Network,
    pub(in crate::analysis) graph: Graph,
    pub(in crate::analysis) items: Items,
    pub(super) findings: Arc<BTreeMap<Subject, Vec<Finding>>>,
    pub(super) lines: Arc<LineLimits<'a>>,
    pub(super) leads: BTreeMap<(u8, Mode), Lead>,
    pub(super) borders: BTreeMap<(u8, u8, Mode), (u32, Option<Provenance>)>,
    /// Links whose items come from limits alone, for citing.
    pub(in crate::analysis) profile: &'a Profile,
}

/// What compiling needs.
pub(super) struct Sources<'a, 's> {
    pub(super) network: &'a Network,
    pub(super) query: &'s Query,
    pub(super) rules: &'s Rules<'s>,
    pub(super) factors: &'s Factors<'s>,
    pub(super) profile: &'a Profile,
    pub(super) cargo: &'s str,
    pub(super) flag: u8,
    pub(super) chained: bool,
    pub(super) from: u32,
    pub(super) to: u32,
}

pub(super) struct Builder<'a> {
    pub(super) s: &'a Sources<'a, 'a>,
    /// Whether permissions and processing are looked up.
    pub(super) papers: bool,
    pub(super) items: Items,
    pub(super) findings: Arc<BTreeMap<Subject, Vec<Finding>>>,
    pub(super) lines: &'a LineLimits<'a>,
    pub(super) leads: Leads,
    pub(super) borders: Borders,
    pub(super) sets: BTreeMap<u128, u16>,
    pub(super) set_list: Vec<u128>,
    pub(super) judged: BTreeMap<Subject, u128>,
    /// What ordinary ways refuse, by mode and country: asked for with every link.
    pub(super) refused_ways: Vec<Option<u128>>,
    /// Entering a country's ways of a mode, once it was worked out.
    pub(super) entered: Vec<Option<Special>>,
}

impl<'a> Builder<'a> {
    /// Nothing looked at yet.
    pub(super) fn new(s: &'a Sources<'a, 'a>, lines: &'a LineLimits<'a>) -> Self {
        Builder {
            s,
            papers: true,
            items: Items::default(),
            findings: Arc::default(),
            lines,
            leads: BTreeMap::new(),
            borders: BTreeMap::new(),
            sets: BTreeMap::from([(0, 0)]),
            set_list: vec![0],
            judged: BTreeMap::new(),
            refused_ways: vec![None; 3 * 256],
            entered: vec![None; Mode::ALL.len() * 256],
        }
    }
}

impl<'a> View<'a> {
    /// Compiles a question.
    ///
    /// # Errors
    /// When a planning factor is missing, or the question names an unknown state or place.
    pub(super) fn new(s: &Sources<'a, '_>) -> Result<Self> {
        let lines = Arc::new(LineLimits::new(s.network));
        let mut builder = Builder::new(s, &lines);
        let closed = builder.closed()?;
        builder.holds();
        let (graph, _) = builder.graph(&closed)?;
        let Builder { items, findings, leads, borders, .. } = builder;
        Ok(View::made(s, graph, (items, findings), (leads, borders), lines))
    }

    pub(super) fn made(
        s: &Sources<'a, '_>,
        graph: Graph,
        (items, findings): (Items, Arc<BTreeMap<Subject, Vec<Finding>>>),
        (leads, borders): (Leads, Borders),
        lines: Arc<LineLimits<'a>>,
    ) -> Self {
        let leads = leads.into_iter().filter_map(|(key, lead)| Some((key, lead?))).collect();
        View { network: s.network, graph, items, findings, lines, leads, borders, profile: s.profile }
    }
}

/// Latitude and longitude of a node in degrees.
pub(super) fn position(network: &Network, node: u32) -> (f64, f64) {
    let node = &network.topology.nodes[node as usize];
    (f64::from(node.lat_e5) / 1e5, f64::from(node.lon_e5) / 1e5)
}

/// Whether a node lies within so many kilometres of a spot (a box test first: cheap).
pub(super) fn within(topology: &Topology, node: u32, spot: (f64, f64), km: f64) -> bool {
    let node = &topology.nodes[node as usize];
    let at = (f64::from(node.lat_e5) / 1e5, f64::from(node.lon_e5) / 1e5);
    (at.0 - spot.0).abs() * 111.0 <= km + 1.0
        && (at.1 - spot.1).abs() * 35.0 <= km + 1.0
        && Topology::distance_m(at, spot) <= km * 1_000.0
}

/// The strictest assurance that all verdicts hold at.
pub(super) fn weakest<'f>(findings: impl Iterator<Item = &'f Finding>) -> Assurance {
    findings.filter_map(|finding| finding.verdict.assurance()).max().unwrap_or(Assurance::Proven)
}
