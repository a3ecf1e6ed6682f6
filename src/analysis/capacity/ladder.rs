//! The bottleneck ladder: relieve what binds by its next upgrade, solve again, and so on, with a proof at every rung.

use crate::algo::flow::UNLIMITED;
use crate::error::{Error, Result};
use crate::network::capacity::MILLI;

use super::Asked;
use super::answer::{CapacityAnswer, Ceiling, PerDay, Rung, RungWork};
use super::compose::{Composer, number};
use super::problem::Wanted;
use super::query::{Count, Query};
use super::solve::{Hold, Solved, Wish, solve};

/// Rungs without a target, and at most with one.
const RUNGS: usize = 8;
const RUNGS_MAX: usize = 60;
/// Works that may be needed together before anything is gained.
const TOGETHER_MAX: usize = 12;
/// Level of what works can widen without limit.
pub(super) const WIDE: u64 = 1_000_000_000;

/// The network under works: levels, and how often and to what class each asset was upgraded.
#[derive(Clone)]
struct Site {
    levels: Vec<u64>,
    classes: Vec<(u32, String)>,
}

/// An upgrade that can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    asset: u32,
    /// Row of `upgrades.csv`.
    row: usize,
    /// What it adds, thousandths of the asset's unit a day.
    adds: u64,
}

struct Climber<'a, 'n> {
    composer: &'a Composer<'a>,
    asked: &'a Asked<'n>,
    query: &'a Query,
}

/// Adds the rungs, the ceiling and the rungs' certificates to an answer.
pub(super) fn climb(
    composer: &Composer<'_>,
    asked: &Asked<'_>,
    query: &Query,
    solved: &Solved,
    answer: &mut CapacityAnswer,
) -> Result<()> {
    let climber = Climber { composer, asked, query };
    let target = query.target.map(|target| climber.in_vehicles(target));
    let (ceiling, ceiling_value) = climber.ceiling()?;
    let mut site = Site { levels: composer.levels.to_vec(), classes: Vec::new() };
    let mut value = solved.value;
    let mut cut = solved.cut(composer.frame, &site.levels, false);
    let limit = if target.is_some() { RUNGS_MAX } else { RUNGS };
    let ends = loop {
        if target.is_some_and(|target| value >= target) {
            break format!("the target of {} {} a day is reached", query.target.unwrap_or(0), query.count.word());
        }
        if answer.ladder.len() >= limit {
            break match target {
                Some(_) => format!("{limit} rungs do not reach the target"),
                None => format!("{limit} rungs shown; give --target N for more"),
            };
        }
        let Some((next, works, after)) = climber.rung(&site, value, &cut)? else {
            break if cut.is_empty() {
                "no way joins the ends, and works on what is there open none".to_owned()
            } else {
                climber.beyond_works(&site, &cut)
            };
        };
        cut = after.cut(composer.frame, &next.levels, false);
        let names = |one: &Hold| composer.hold_name(one);
        answer.ladder.push(Rung {
            rung: answer.ladder.len() + 1,
            works: works.iter().map(|step| climber.work(step)).collect(),
            per_day: composer.per_day(after.value),
            gain_vehicles: number(after.value - value),
            then_binds: cut.iter().filter_map(names).collect(),
            proven: after.certificate.value,
        });
        value = after.value;
        site = next;
        answer.certificates.push(after.certificate);
    };
    let beyond = match (target, ceiling_value) {
        (Some(target), Some(most)) if target > most => {
            format!("; no works reach the target: with all of them without limit {} vehicles a day pass", most / MILLI)
        }
        _ => String::new(),
    };
    answer.ceiling = Some(Ceiling { ends: format!("{ends}{beyond}"), ..ceiling });
    Ok(())
}

impl Climber<'_, '_> {
    /// A target in thousandths of a vehicle a day.
    fn in_vehicles(&self, target: u64) -> u64 {
        let mix = &self.asked.mix;
        let target = u128::from(target) * u128::from(MILLI);
        let vehicles = match self.query.count {
            Count::Trains => target * u128::from(mix.vehicles_per_train),
            Count::Vehicles => target,
            Count::Tonnes => (target * 1_000).div_ceil(u128::from(mix.kg_per_vehicle)),
        };
        u64::try_from(vehicles).unwrap_or(u64::MAX)
    }

    fn solve(&self, levels: &[u64], about: &str) -> Result<Solved> {
        let wanted = Wanted { levels, modes: &self.query.modes, demands: None };
        solve(self.composer.frame, self.composer.frame.problem(&wanted), about, Wish::Value)
    }

    /// Why no works help: what holds the flow back and cannot be widened.
    fn beyond_works(&self, site: &Site, cut: &[Hold]) -> String {
        let mut kinds: Vec<String> = Vec::new();
        for hold in cut {
            let word = match (hold.pool, hold.assets.first()) {
                (Some(pool), _) => format!("the pool of {}", self.asked.pools.list[pool as usize].name),
                (None, Some(asset)) if self.asked.capacities.assets[*asset as usize].kind.is_paper() => {
                    "paperwork (quotas at borders)".to_owned()
                }
                (None, Some(asset)) if self.step(site, *asset).is_none() => {
                    format!("{} (no works in upgrades.csv)", self.asked.capacities.assets[*asset as usize].kind.word())
                }
                _ => continue,
            };
            if !kinds.contains(&word) {
                kinds.push(word);
            }
        }
        if kinds.is_empty() {
            return "the proof: the next upgrades of what binds bring nothing".to_owned();
        }
        format!("the proof: works cannot reach more, {} binds instead", kinds.join(", "))
    }

    /// The next upgrade of an asset.
    fn step(&self, site: &Site, asset: u32) -> Option<Step> {
        let capacities = &self.asked.capacities;
        let done = site.classes.iter().rev().find(|(other, _)| *other == asset).map(|(_, class)| class.as_str());
        let class = done.or_else(|| capacities.upgrade_class(self.asked.network, asset))?;
        let (row, adds) = capacities.upgrade(self.asked.network, asset, class)?;
        let adds = adds.at(self.query.case);
        (adds > 0).then_some(Step { asset, row, adds })
    }

    fn apply(&self, site: &mut Site, step: &Step) {
        let level = &mut site.levels[step.asset as usize];
        *level = level.saturating_add(step.adds).min(WIDE);
        let row = &self.asked.network.tables.upgrades[step.row].row;
        site.classes.push((step.asset, row.then.clone()));
    }

    fn work(&self, step: &Step) -> RungWork {
        let (capacities, network) = (&self.asked.capacities, self.asked.network);
        RungWork {
            asset: capacities.id(network, step.asset),
            name: capacities.name(network, step.asset),
            upgrade: network.tables.upgrades[step.row].row.name.clone(),
            adds: number(step.adds),
            unit: capacities.assets[step.asset as usize].unit.word().to_owned(),
        }
    }

    /// The works that relieve one link of a cut: the next upgrade of each asset that makes it narrow.
    fn works_on(&self, site: &Site, link: &Hold) -> Option<Vec<Step>> {
        let steps: Option<Vec<Step>> = link.assets.iter().map(|asset| self.step(site, *asset)).collect();
        steps.filter(|steps| !steps.is_empty())
    }

    /// The next rung: the works on one link of the cut that gain most; where other cuts bind too, works on those as well.
    /// None when a cut cannot be relieved.
    #[allow(clippy::type_complexity, reason = "a private triple: the site afterwards, the works, the solution")]
    fn rung(&self, site: &Site, value: u64, cut: &[Hold]) -> Result<Option<(Site, Vec<Step>, Solved)>> {
        let (mut now, mut works) = (site.clone(), Vec::<Step>::new());
        let mut cut = cut.to_vec();
        for _ in 0..TOGETHER_MAX {
            let mut best: Option<(u64, Vec<Step>)> = None;
            for link in &cut {
                let Some(steps) = self.works_on(&now, link) else { continue };
                let mut tried = now.clone();
                steps.iter().for_each(|step| self.apply(&mut tried, step));
                let wanted = Wanted { levels: &tried.levels, modes: &self.query.modes, demands: None };
                let frame = self.composer.frame;
                let problem = frame.problem(&wanted);
                let plain = problem.graph.max_flow(problem.source, problem.sink);
                // Without what is shared it is at least as much: where even that is no more, there is no need to ask.
                let reached = if problem.rows.is_empty() || best.as_ref().is_some_and(|(most, _)| plain.value <= *most)
                {
                    plain.value
                } else {
                    match solve(frame, problem, "works", Wish::Value) {
                        Err(Error::Question(_)) => UNLIMITED,
                        other => other?.value,
                    }
                };
                if best.as_ref().is_none_or(|(most, _)| reached > *most) {
                    best = Some((reached, steps));
                }
            }
            let Some((reached, steps)) = best else { return Ok(None) };
            steps.iter().for_each(|step| self.apply(&mut now, step));
            works.extend(steps);
            if reached >= UNLIMITED {
                return Ok(None);
            }
            let solved = self.solve(&now.levels, "rung")?;
            if solved.value > value {
                return self.without_needless(site, works, solved).map(Some);
            }
            cut = solved.cut(self.composer.frame, &now.levels, false);
        }
        Ok(None)
    }

    /// Leaves out works that the gain does not need.
    fn without_needless(&self, site: &Site, works: Vec<Step>, solved: Solved) -> Result<(Site, Vec<Step>, Solved)> {
        let built = |works: &[Step]| {
            let mut site = site.clone();
            works.iter().for_each(|step| self.apply(&mut site, step));
            site
        };
        let (mut kept, mut best) = (works, solved);
        let mut at = 0;
        while kept.len() > 1 && at < kept.len() {
            let mut fewer = kept.clone();
            fewer.remove(at);
            let tried = self.solve(&built(&fewer).levels, "rung")?;
            if tried.value == best.value {
                (kept, best) = (fewer, tried);
            } else {
                at += 1;
            }
        }
        Ok((built(&kept), kept, best))
    }

    /// What can pass when everything that works can widen is without limit.
    fn ceiling(&self) -> Result<(Ceiling, Option<u64>)> {
        let fresh = Site { levels: self.composer.levels.to_vec(), classes: Vec::new() };
        let mut levels = fresh.levels.clone();
        for asset in 0..u32::try_from(self.asked.capacities.assets.len()).unwrap_or(u32::MAX) {
            if self.step(&fresh, asset).is_some() {
                levels[asset as usize] = WIDE;
            }
        }
        let solved = self.solve(&levels, "all works without limit")?;
        let free = solved.value >= WIDE / 2;
        let composer = Composer { levels: &levels, ..*self.composer };
        let cut = solved.cut(self.composer.frame, &levels, false);
        let ceiling = Ceiling {
            per_day: (!free).then(|| PerDay::of(&self.asked.mix, solved.value)),
            binds: if free { Vec::new() } else { composer.cut_assets(&cut) },
            ends: String::new(),
        };
        Ok((ceiling, (!free).then_some(solved.value)))
    }
}
