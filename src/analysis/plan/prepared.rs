//! A force compiled once for many what-ifs: the bound in a moment, and a new plan on demand.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::analysis::route;
pub use crate::analysis::route::kept::Kept;
use crate::analysis::route::kept::Papers;
use crate::analysis::route::profile::Profile;
use crate::analysis::route::query::Mode;
use crate::analysis::stop::Stop;
use crate::data::force_file::ForceFile;
use crate::error::{Error, Result};
use crate::force::{Circumstances, Factors, Force};
use crate::network::Network;
use crate::network::calendar::Clock;
use crate::network::capacity::Capacities;
use crate::network::rules::Rules;
use crate::replay::document::LeftOut;

use super::bound::{self, Proven};
use super::changes::Changes;
use super::classes::{Class, Early, Ground, lightest};
use super::earliest::Shape;
use super::groups;
use super::improve::{Effort, Improved, Incumbent, order};
use super::problem::Problem;
use super::query::Query;
use super::reasons::{lights, unreachable};
use super::room::HORIZON_S;
use super::schedule::Scheduler;
use super::stock::{Stock, figures};
use super::way::PATHS;

/// A force on a network, compiled: load units, ways, counters.
pub struct Prepared<'p, 'a> {
    pub(super) network: &'p Network,
    pub(super) query: &'p Query,
    pub(super) circumstances: &'p route::query::Query,
    pub(super) force: &'p Force<'a>,
    pub(super) ground: &'p Ground<'a>,
    pub(super) problem: Problem<'a>,
    /// The lightest pieces of each group that moves.
    pub(super) light: Arc<Vec<Option<Class<'a>>>>,
    /// Early ways of each of them that bounds have found, the one when nothing is lost first.
    early: Vec<Vec<Early>>,
    pub(super) left_out: Vec<LeftOut>,
    /// Group, profile and size of each class.
    pub(super) plans: &'p [(u32, u32, bool)],
    /// No plan closes earlier, and why.
    pub(super) proven: Proven,
    /// The plan that was made before the proof.
    pub(super) first: Option<Improved>,
    /// For networks that differ in little.
    shape: Shape,
}

/// What a what-if comes to.
#[derive(Clone, Debug)]
pub struct Closure {
    /// Seconds after C until the last piece is complete.
    pub closure_s: u32,
    /// The plan, to start others from.
    pub incumbent: Incumbent,
}

/// Early ways of one group that are kept.
const EARLY_MAX: usize = 32;

/// A state of knowledge about ways; see [`Prepared::mark`].
#[derive(Clone, Debug)]
pub struct Mark {
    ways: Vec<(usize, usize)>,
    counters: (usize, usize),
}

/// Why a what-if has no closure: pieces that can no longer be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutOff {
    /// Unit of the force.
    pub unit: String,
    /// Pieces that go together; others may be cut off too.
    pub pieces: u32,
}

/// Compiles a force and hands it to `work`, for as many what-ifs as are wanted; all of it is broken off by `stop`.
///
/// # Errors
/// As [`super::ask`], and what `work` returns.
///
/// ```
/// use corridor::analysis::plan::{changes::Changes, prepared::prepared, query::Query};
/// use corridor::analysis::stop::Stop;
/// use corridor::data::force_file::ForceFile;
/// let network = corridor::network::Network::europe()?;
/// let text = "name = \"a company\"\n[[unit]]\nname = \"tanks\"\nfrom = \"Bergen-Hohne\"\nto = \"Drawsko Pomorskie\"\nload = [\"leopard-2a6x14\"]\n";
/// let file = ForceFile::parse("company.toml", text)?;
/// prepared(&network, &file, &Query::default(), Stop::NEVER, |prepared| {
///     let (bound_s, plan) = (prepared.bound(&Changes::default()), prepared.closure(&Changes::default(), None, 1));
///     let plan = plan.expect("there is a way");
///     assert!(bound_s.is_some_and(|bound_s| bound_s <= plan.closure_s));
///     // Without the place of gauge change nothing changes: it is not on the way.
///     let mut lost = Changes::default();
///     lost.lose_asset(prepared.capacities(), 0);
///     assert!(prepared.closure(&lost, Some(&plan.incumbent), 1).is_ok());
///     Ok(())
/// })?;
/// # Ok::<(), corridor::error::Error>(())
/// ```
pub fn prepared<T>(
    network: &Network,
    file: &ForceFile,
    query: &Query,
    stop: Stop<'_>,
    work: impl FnOnce(&mut Prepared<'_, '_>) -> Result<T>,
) -> Result<T> {
    compiled((network, &Kept::default()), file, query, stop, |prepared| {
        // A first plan that is as early as the fastest way alone needs no other proof.
        let first = prepared.effort(FIRST_EFFORT, prepared.proven.closure_s).improve(&mut prepared.problem, None);
        stop.check_unless_kept()?;
        prepared.first = first.ok();
        let closure_s = prepared.first.as_ref().map_or(HORIZON_S, |first| first.schedule.closure_s());
        if closure_s > prepared.proven.closure_s {
            prepared.prove(false, closure_s)?;
        }
        let made = work(prepared)?;
        stop.check_unless_kept()?;
        Ok(made)
    })
}

/// Work on the plan that comes before the proof, in thousands of journeys.
const FIRST_EFFORT: u32 = 2;

/// As [`prepared`], with the bound of the fastest ways only, and without the ways that a better proof finds: a fifth of the
/// work. What fits where is taken from what is kept of other networks, and kept for others: where they differ in papers
/// only, most of what is left of the work is saved.
///
/// # Errors
/// As [`prepared`].
pub fn unproven<T>(
    network: (&Network, &Kept),
    file: &ForceFile,
    query: &Query,
    stop: Stop<'_>,
    work: impl FnOnce(&mut Prepared<'_, '_>) -> Result<T>,
) -> Result<T> {
    compiled(network, file, query, stop, work)
}

/// A force and its circumstances, checked against a network.
pub(super) struct Checked<'c, 'a> {
    pub(super) network: &'a Network,
    pub(super) circumstances: &'c route::query::Query,
    pub(super) force: Force<'a>,
    pub(super) ground: Ground<'a>,
}

/// Checks a force and hands it to `work`.
///
/// # Errors
/// Everything that is wrong with force and circumstances, and what `work` returns.
pub(super) fn checked<T>(
    (network, kept): (&Network, &Kept),
    file: &ForceFile,
    query: &Query,
    stop: Stop<'_>,
    work: impl FnOnce(&Checked<'_, '_>) -> Result<T>,
) -> Result<T> {
    let of_file = if query.exact { Circumstances::default() } else { Circumstances::of(file)? };
    let circumstances = super::circumstances(query, &of_file);
    let slowed = network.slowed(&circumstances.slow)?;
    let network = slowed.as_ref().unwrap_or(network);
    route::check_regime(network, &circumstances.regime)?;
    if circumstances.modes.iter().any(|mode| matches!(mode, Mode::Iww | Mode::Air)) {
        return Err(Error::Usage("a plan moves by rail, road and sea; leave iww and air out of --modes".to_owned()));
    }
    let clock = Clock::parse(&circumstances.c_day)?;
    let force = Force::check(file, network, &clock)?;
    let factors = Factors::new(&network.tables, circumstances.case);
    let rules = Rules { tables: &network.tables, clock: &clock };
    let figures = figures(&factors)?;
    let papers = Papers::new(network);
    let known = (kept, &papers);
    let ground = Ground { network, query: &circumstances, rules: &rules, factors: &factors, figures, stop, known };
    work(&Checked { network, circumstances: &circumstances, force, ground })
}

/// The same without a proof and the ways that it finds.
pub(super) fn compiled<T>(
    network: (&Network, &Kept),
    file: &ForceFile,
    query: &Query,
    stop: Stop<'_>,
    work: impl FnOnce(&mut Prepared<'_, '_>) -> Result<T>,
) -> Result<T> {
    checked(network, file, query, stop, |checked| of_checked(checked, query, work))
}

fn of_checked<T>(
    checked: &Checked<'_, '_>,
    query: &Query,
    work: impl FnOnce(&mut Prepared<'_, '_>) -> Result<T>,
) -> Result<T> {
    let Checked { network, circumstances, force, ground } = checked;
    let factors = ground.factors;
    let capacities = Capacities::new(network, &circumstances.regime)?;
    let locomotive_m = factors.hours("locomotive_length_m")?;
    let together = groups::groups(force, &circumstances.modes, &BTreeSet::new());
    let stock = Stock::new(ground, &together, locomotive_m)?;
    let problem = Problem::new(ground, force, &together, &stock, &capacities)?;
    // A group that finds no way is taken apart by kinds of vehicles: the worst of them shall not hold the others back.
    let shut = problem.shut();
    let (apart, of_apart);
    let (groups, stock, mut problem) = if shut.is_empty() {
        (&together, &stock, problem)
    } else {
        drop(problem);
        apart = groups::groups(force, &circumstances.modes, &shut);
        of_apart = Stock::new(ground, &apart, locomotive_m)?;
        (&apart, &of_apart, Problem::new(ground, force, &apart, &of_apart, &capacities)?)
    };
    let left_out = unreachable(&mut problem, force);
    if !left_out.is_empty() && (!query.partial || problem.choices.is_empty()) {
        let lines: Vec<String> =
            left_out.iter().map(|one| format!("{} ({} pieces): {}", one.unit, one.pieces, one.why)).collect();
        let (who, else_) = if problem.choices.is_empty() {
            ("nothing of the force can move", "")
        } else {
            ("some of the force cannot move", "\n--partial plans the rest")
        };
        return Err(Error::Impossible(format!("{who}:\n  {}{else_}", lines.join("\n  "))));
    }
    let profiles: Result<Vec<Profile>> = groups.iter().map(|group| lightest(ground, group)).collect();
    let profiles = profiles?;
    ground.stop.check()?;
    let light = lights(ground, groups, stock, &problem, &profiles)?;
    let early: Vec<Vec<Early>> = light
        .iter()
        .map(|class| class.as_ref().and_then(|class| class.earliest(&BTreeSet::new())).into_iter().collect())
        .collect();
    let fastest: Vec<Option<u32>> = early.iter().map(|own| own.first().map(|early| early.arrive_s)).collect();
    let proven = bound::fastest_way(&problem, &fastest);
    let shape = Shape::new(groups, &fastest);
    work(&mut Prepared {
        network,
        query,
        circumstances,
        force,
        ground,
        problem,
        light: Arc::new(light),
        early,
        left_out,
        proven,
        first: None,
        shape,
        plans: stock.plans(),
    })
}

impl<'a> Prepared<'_, 'a> {
    /// The capacities that the plans keep to; [`Changes`] names their assets.
    pub fn capacities(&self) -> &Capacities {
        self.problem.capacities
    }

    /// What [`super::earliest::earliest`] needs to know of this network to ask others the same quickly.
    pub fn shape(&self) -> Shape {
        self.shape.clone()
    }

    /// The earliest proven closure, seconds after C.
    pub fn proven_s(&self) -> u32 {
        self.proven.closure_s
    }

    /// The force.
    pub fn force(&self) -> &Force<'a> {
        self.force
    }

    /// No plan closes earlier than this, seconds after C, whatever it does, when some things are lost: the latest over
    /// the groups of the force of the earliest arrival on any way. `None` when some of the force can no longer be there
    /// at all. Not for permissions at hand: of these it knows nothing, and says 0.
    ///
    /// O(groups) searches; none for a group of which a way is known that passes nothing lost and is early enough.
    pub fn bound(&mut self, changes: &Changes) -> Option<u32> {
        if !changes.at_hand.is_empty() {
            return Some(0);
        }
        let mut closed = changes.closed.clone();
        for (asset, _) in changes.levels.iter().filter(|(_, level)| **level == 0) {
            let mut both = Changes::default();
            both.lose_asset(self.problem.capacities, *asset);
            closed.extend(both.closed);
        }
        // What is lost makes nothing sooner: what was proven without the loss still holds.
        let own = &self.problem.capacities.levels(self.circumstances.case);
        let lost = changes.levels.iter().all(|(asset, level)| *level <= own[*asset as usize]);
        let mut latest_s = if lost && changes.unlimited.is_empty() { self.proven.closure_s } else { 0 };
        for (class, known) in self.light.iter().zip(&mut self.early) {
            let Some(class) = class else { continue };
            let usual = known.first().filter(|early| !early.passes(&closed));
            if let Some(early) = usual {
                latest_s = latest_s.max(early.arrive_s);
            } else if !known.iter().any(|early| early.arrive_s <= latest_s && !early.passes(&closed)) {
                let early = class.earliest(&closed)?;
                latest_s = latest_s.max(early.arrive_s);
                if known.len() < EARLY_MAX {
                    known.push(early);
                }
            }
        }
        Some(latest_s)
    }

    /// The same force compiled, to be asked on another thread: what never changes is shared.
    #[must_use]
    pub fn twin(&self) -> Self {
        Prepared {
            problem: self.problem.clone(),
            light: Arc::clone(&self.light),
            early: self.early.clone(),
            left_out: self.left_out.clone(),
            proven: self.proven.clone(),
            first: self.first.clone(),
            shape: self.shape.clone(),
            ..*self
        }
    }

    /// A plan when some things are lost, from an incumbent, where any closure up to `enough_s` is as good as another: first
    /// over the ways that are known and left, then as [`Prepared::closure`].
    ///
    /// # Errors
    /// With the first pieces that can no longer be there.
    pub fn closure_without(
        &mut self,
        lost: &Changes,
        incumbent: &Incumbent,
        effort: u32,
        (bound_s, enough_s): (u32, u32),
    ) -> std::result::Result<Closure, CutOff> {
        let classes = self.problem.take_up(lost);
        let order = order(&self.problem, &incumbent.scores, true);
        for allot in [true, false] {
            if let Ok((schedule, _)) = Scheduler::new(&self.problem, allot).run(&order, self.ground.stop)
                && schedule.closure_s() <= enough_s
            {
                let closure_s = schedule.closure_s();
                return Ok(Closure { closure_s, incumbent: Incumbent { schedule, scores: incumbent.scores.clone() } });
            }
        }
        self.problem.look_for_others(&classes);
        let work = Effort { enough_s, ..self.effort(effort, bound_s) };
        let improved = work.improve(&mut self.problem, Some(incumbent));
        self.closed(improved)
    }

    fn closed(&self, improved: std::result::Result<Improved, u32>) -> std::result::Result<Closure, CutOff> {
        match improved {
            Ok(Improved { schedule, scores, .. }) => {
                Ok(Closure { closure_s: schedule.closure_s(), incumbent: Incumbent { schedule, scores } })
            }
            Err(bundle) => {
                let choice = &self.problem.choices[bundle as usize];
                let group = &self.problem.groups[choice.group as usize];
                let unit = group.kinds.first().map_or("", |kind| self.force.units[kind.unit as usize].name.as_str());
                Err(CutOff { unit: unit.to_owned(), pieces: choice.pieces })
            }
        }
    }

    /// A plan when some things are changed, from an incumbent where there is one: where nothing that it uses is lost the
    /// result is no worse. `effort` is work in thousands of journeys evaluated, as in [`Query::effort`]; 0 is one pass.
    ///
    /// # Errors
    /// With the first pieces that can no longer be there. Broken off with nothing it may say anything: [`prepared`] then does
    /// not pass on what was made of it.
    pub fn closure(
        &mut self,
        changes: &Changes,
        incumbent: Option<&Incumbent>,
        effort: u32,
    ) -> std::result::Result<Closure, CutOff> {
        self.problem.apply(changes);
        let bound_s = self.bound(changes).unwrap_or(0);
        let improved = self.effort(effort, bound_s).improve(&mut self.problem, incumbent);
        self.closed(improved)
    }

    /// Whether an incumbent's plan still stands when some things are changed: then its closure holds.
    pub fn stands(&mut self, changes: &Changes, incumbent: &Incumbent) -> bool {
        self.problem.apply(changes);
        self.problem.stands(&incumbent.schedule)
    }

    /// Assets that an incumbent's load units pass, ascending: what a loss of any other does not touch.
    pub fn passed(&self, incumbent: &Incumbent) -> Vec<u32> {
        let placed = incumbent.schedule.bundles.iter().flatten();
        let ways = placed.map(|placed| &self.problem.ways(placed.unit)[placed.way as usize]);
        let counters = ways.flat_map(|way| &way.steps).flat_map(|step| &step.uses).map(|(counter, _)| *counter);
        let assets: BTreeSet<u32> = counters.map(|counter| self.problem.register.asset(counter)).collect();
        assets.into_iter().filter(|asset| *asset != PATHS).collect()
    }

    /// Links of the topology that an incumbent's load units pass, ascending: what a loss of any other does not touch.
    pub fn links(&self, incumbent: &Incumbent) -> BTreeSet<u32> {
        let placed = incumbent.schedule.bundles.iter().flatten();
        let ways = placed.map(|placed| &self.problem.ways(placed.unit)[placed.way as usize]);
        ways.flat_map(|way| way.arcs.iter().map(|arc| arc / 2)).collect()
    }

    /// How many ways and counters there are now: what [`Prepared::forget`] goes back to.
    pub fn mark(&self) -> Mark {
        let ways = self.problem.classes.iter().map(Class::size).collect();
        Mark { ways, counters: self.problem.register.size() }
    }

    /// Forgets the ways that what-ifs have found since a mark, so that the next does not hang on those before it.
    pub fn forget(&mut self, mark: &Mark) {
        self.problem.apply(&Changes::default());
        for (class, size) in self.problem.classes.iter_mut().zip(&mark.ways) {
            class.cut(*size);
        }
        self.problem.register.cut(mark.counters);
    }

    pub(super) fn effort(&self, effort: u32, bound_s: u32) -> Effort<'a> {
        Effort {
            work: u64::from(effort) * 1_000,
            objective: self.query.objective,
            required_s: self.force.units.iter().map(|unit| unit.required_s).collect(),
            stop: self.ground.stop,
            bound_s,
            enough_s: 0,
        }
    }
}
