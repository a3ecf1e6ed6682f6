//! What fits where, kept: networks that differ in papers only, and loads that differ in handling times only, share it.
//!
//! Compiling a load looks at every link twice over: does it fit (limits, closures, what the question avoids), and what does
//! it wait for (permissions, borders, bans, loading). The first is [`Fits`], with nothing in it that the second could
//! change; [`Kept`] holds it by all that it hangs on. [`Papers`] are what the loads of one network under one set of
//! circumstances wait for.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use crate::algo::labels::{Graph, Special, potential};
use crate::data::rows::Provenance;
use crate::error::Result;
use crate::network::rules::Lead;
use crate::network::{LinkKind, Network};

use super::items::Items;
use super::lines::LineLimits;
use super::query::Mode;
use super::view::{Builder, Finding, Sources, Subject, View};

/// Compiled loads kept at most: some megabytes each.
const FITS_MAX: usize = 64;

/// Least times kept of each at most: a third of a megabyte each.
const POTENTIALS_MAX: usize = 24;

/// Least times to a node on a graph whose special links have these fixed times.
struct Potential {
    target: u32,
    fixed_s: Vec<[u32; 2]>,
    least_s: Arc<Vec<u32>>,
}

/// A network as a load sees it that waits for nothing.
pub(super) struct Fits {
    pub(super) graph: Graph,
    /// Class of each state's roads, in `graph`.
    pub(super) of_country: Vec<u8>,
    pub(super) items: Items,
    pub(super) findings: Arc<BTreeMap<Subject, Vec<Finding>>>,
    pub(super) judged: BTreeMap<Subject, u128>,
    pub(super) refused_ways: Vec<Option<u128>>,
    /// Links whose specials hang on papers and handling.
    pub(super) papered: Vec<u32>,
    potentials: Mutex<VecDeque<Potential>>,
}

fn fixed_s(graph: &Graph) -> impl Iterator<Item = [u32; 2]> + '_ {
    graph.specials.iter().map(|both| both.map(|special| special.before_s + special.after_s))
}

impl Fits {
    pub(super) fn new(builder: Builder<'_>, (graph, of_country): (Graph, Vec<u8>)) -> Self {
        let links = &builder.s.network.topology.links;
        let papered = |kind: LinkKind| {
            !matches!(
                kind,
                LinkKind::Road(_)
                    | LinkKind::Rail(_)
                    | LinkKind::Shuttle(_)
                    | LinkKind::GaugeChange(_)
                    | LinkKind::Sea(_)
                    | LinkKind::Own(_)
            )
        };
        let papered = (0_u32..).zip(links).filter(|(_, link)| papered(link.kind)).map(|(index, _)| index).collect();
        let Builder { items, findings, judged, refused_ways, .. } = builder;
        Fits { graph, of_country, items, findings, judged, refused_ways, papered, potentials: Mutex::default() }
    }

    /// Least times to `target` on a graph made of this one, with everything that refuses closed.
    pub(super) fn potential(&self, graph: &Graph, target: u32, blocked: u128) -> Arc<Vec<u32>> {
        let same = |own: &&Potential| own.target == target && fixed_s(graph).eq(own.fixed_s.iter().copied());
        let known = {
            let own = self.potentials.lock().unwrap_or_else(PoisonError::into_inner);
            own.iter().find(same).map(|own| Arc::clone(&own.least_s))
        };
        known.unwrap_or_else(|| {
            let least_s = Arc::new(potential(graph, target, blocked));
            let mut own = self.potentials.lock().unwrap_or_else(PoisonError::into_inner);
            if own.len() == POTENTIALS_MAX {
                own.pop_front();
            }
            own.push_back(Potential { target, fixed_s: fixed_s(graph).collect(), least_s: Arc::clone(&least_s) });
            least_s
        })
    }
}

type Slot = Arc<Mutex<Option<Arc<Fits>>>>;

/// What fits where, by all that it hangs on; the last used are kept. An answer never hangs on what is kept.
#[derive(Default)]
pub struct Kept {
    slots: Mutex<VecDeque<(String, Slot)>>,
}

impl Kept {
    /// What fits of a load, compiled where it is not known.
    ///
    /// # Errors
    /// As [`View::new`].
    pub(super) fn fits(&self, s: &Sources<'_, '_>) -> Result<Arc<Fits>> {
        let key = key(s);
        let slot = {
            let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
            let known = slots.iter().position(|(own, _)| *own == key).and_then(|index| slots.remove(index));
            let (key, slot) = known.unwrap_or_else(|| (key, Slot::default()));
            slots.push_back((key, Arc::clone(&slot)));
            if slots.len() > FITS_MAX {
                slots.pop_front();
            }
            slot
        };
        // Who asks for the same meanwhile waits here rather than compile it too.
        let mut own = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fits) = own.as_ref() {
            return Ok(Arc::clone(fits));
        }
        let fits = Arc::new(View::fits(s)?);
        *own = Some(Arc::clone(&fits));
        Ok(fits)
    }
}

/// Everything that decides what fits where, and how fast it moves: the ends only where roads near them count as open.
fn key(s: &Sources<'_, '_>) -> String {
    let query = s.query;
    let (road, rail, sea) = (&s.profile.road, &s.profile.rail, &s.profile.sea);
    let ends = (!query.modes.contains(&Mode::Road)).then_some((s.from, s.to));
    let asked = (&query.modes, &query.deny, &query.allow, &query.avoid, query.assurance, query.case, ends);
    let by_road = (road.gross_t, road.axle_t, road.height_m, road.width_m, road.rate_kmh, &road.impossible);
    let by_rail = (rail.axle_t, rail.metre_t, rail.width_m, rail.vehicles, &rail.impossible);
    let progress = (rail.progress_km_per_day, rail.progress_outsize_km_per_day);
    let by_sea = (sea.ramp_t, sea.height_m, sea.draught_m, sea.speed_kmh);
    format!("{} {asked:?} {by_road:?} {by_rail:?} {progress:?} {by_sea:?}", s.network.ground)
}

/// Cargo, flag and starting state: what lead times hang on beside the circumstances.
type Who = (String, u8, u8);

/// Lead times by state and mode; none where no permission is needed.
pub(super) type Leads = BTreeMap<(u8, Mode), Option<Lead>>;

/// Processing at borders, seconds, and where the figure comes from: by state left, state entered and mode.
pub(super) type Borders = BTreeMap<(u8, u8, Mode), (u32, Option<Provenance>)>;

/// What loads wait for on one network under one set of circumstances: worked out once for all that are alike.
pub(in crate::analysis) struct Papers<'a> {
    lines: Arc<LineLimits<'a>>,
    leads: Mutex<BTreeMap<Who, Leads>>,
    borders: Mutex<Borders>,
}

impl<'a> Papers<'a> {
    /// Nothing worked out yet on a network.
    pub(in crate::analysis) fn new(network: &'a Network) -> Self {
        Papers { lines: Arc::new(LineLimits::new(network)), leads: Mutex::default(), borders: Mutex::default() }
    }

    fn who(s: &Sources<'_, '_>) -> Who {
        (s.cargo.to_owned(), s.flag, s.network.topology.nodes[s.from as usize].country)
    }

    /// What is known for a load.
    pub(super) fn of(&self, s: &Sources<'_, '_>) -> (Leads, Borders) {
        let leads = self.leads.lock().unwrap_or_else(PoisonError::into_inner).get(&Self::who(s)).cloned();
        let borders = self.borders.lock().unwrap_or_else(PoisonError::into_inner).clone();
        (leads.unwrap_or_default(), borders)
    }

    /// Takes up what a load had to look up.
    pub(super) fn learn(&self, s: &Sources<'_, '_>, leads: &Leads, borders: &Borders) {
        let mut all = self.leads.lock().unwrap_or_else(PoisonError::into_inner);
        let own = all.entry(Self::who(s)).or_default();
        if own.len() < leads.len() {
            own.clone_from(leads);
        }
        drop(all);
        let mut own = self.borders.lock().unwrap_or_else(PoisonError::into_inner);
        if own.len() < borders.len() {
            own.clone_from(borders);
        }
    }
}

impl<'a> View<'a> {
    /// What fits of a load that waits for nothing.
    ///
    /// # Errors
    /// As [`View::new`].
    fn fits(s: &Sources<'a, '_>) -> Result<Fits> {
        let lines = LineLimits::new(s.network);
        let mut builder = Builder { papers: false, ..Builder::new(s, &lines) };
        let closed = builder.closed()?;
        builder.holds();
        let graph = builder.graph(&closed)?;
        Ok(Fits::new(builder, graph))
    }

    /// The network of a load of which it is known what fits: as [`View::new`] makes it, but for the order of items.
    pub(super) fn of_fits(s: &Sources<'a, '_>, fits: &Fits, papers: &Papers<'a>) -> Self {
        let lines = Arc::clone(&papers.lines);
        let (leads, borders) = papers.of(s);
        let mut builder = Builder {
            items: fits.items.clone(),
            findings: Arc::clone(&fits.findings),
            judged: fits.judged.clone(),
            refused_ways: fits.refused_ways.clone(),
            leads,
            borders,
            ..Builder::new(s, &lines)
        };
        let mut graph = fits.graph.clone();
        graph.rule = Some(builder.march_rule());
        let of_country = builder.classes(&mut graph);
        let links = &s.network.topology.links;
        if of_country != fits.of_country {
            for (class, link) in
                graph.class.iter_mut().zip(links).filter(|(_, link)| matches!(link.kind, LinkKind::Road(_)))
            {
                *class = of_country[link.country as usize];
            }
        }
        for index in &fits.papered {
            let special: Option<[Special; 2]> = builder.special(&links[*index as usize]);
            if let Some(special) = special {
                graph.specials[graph.special[*index as usize] as usize] = special;
            }
        }
        papers.learn(s, &builder.leads, &builder.borders);
        let Builder { items, findings, leads, borders, .. } = builder;
        View::made(s, graph, (items, findings), (leads, borders), lines)
    }
}

#[cfg(test)]
#[path = "kept_tests.rs"]
mod tests;
