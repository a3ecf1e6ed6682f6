//! What to do beforehand with a budget so that the worst loss of k groups leaves most: keep groups from being lost, or give them
//! a way past that takes over when they are.
//!
//! **Model.** A measure costs something and *keeps* so much: when its group is lost, each of its links still passes that much (a
//! way beside it that is there only then). What keeps [`UNLIMITED`] cannot be lost. Groups that come to one and the same strand of
//! the contracted graph stand one after another on one way: a measure is taken for all of them at once, at the price that the
//! caller names for all of them.
//!
//! **Method.** Let A be the worst k groups when the measures P are taken. Whoever takes more than P, but nothing for A, gains
//! nothing: a way past is as good as not there while its group is whole, so A leaves what it left. So of all that can be done
//! beside P only measures for A need be tried, each alone, as long as they can be paid (defender, attacker, defender: Brown,
//! Carlyle, Salmeron & Wood 2006, with costs). A group with a way past is split into two links side by side, of which only one can be
//! lost, and the worst set is looked for in that graph.
//!
//! One bracket of the worst for each choice of measures that is tried; at most `trials`, and what is left out counts as if it could
//! restore everything.
//!
//! Twin: every choice of measures that can be paid, and every loss under it, by cuts of small graphs.

use std::collections::BTreeMap;

use super::interdict::brackets;
use super::pair::{strands, units};
use super::{FlowGraph, FlowLink, MaxFlow, UNLIMITED};

/// Something that can be done for a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What it costs, for all groups on the same strand together.
    pub cost: u64,
    /// What each link of the group passes when the group is lost; [`UNLIMITED`]: it cannot be lost.
    pub keeps: u64,
}

/// What is done, and what is left at the worst then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protection {
    /// Groups, by their places in the question, ascending, with the place of the measure among theirs.
    pub taken: Vec<(usize, usize)>,
    /// What that costs.
    pub cost: u64,
    /// The worst that is found then: these groups lost ...
    pub attack: Vec<usize>,
    /// ... leave this much.
    pub left: u64,
    /// No k losses leave less than this with these measures.
    pub at_least: u64,
    /// Whatever is done with the budget, k losses leave no more than this. Equal to `at_least`: proven best.
    pub at_most: u64,
}

/// Which measures within a `budget` leave most at the worst loss of `k` groups; `measures` are those of each group. None when
/// the maximum is [`UNLIMITED`].
///
/// # Panics
/// When a group names a link that is not in the graph, or `measures` are not as many as groups.
///
/// ```
/// use corridor::algo::flow::{FlowGraph, FlowLink, Measure, UNLIMITED, protect};
/// let link = |a, b, both| FlowLink { a, b, forward: both, backward: both };
/// let graph = FlowGraph::new(2, vec![link(0, 1, 5), link(0, 1, 4)]);
/// let flow = graph.max_flow(0, 1);
/// let measures = vec![vec![Measure { cost: 9, keeps: UNLIMITED }, Measure { cost: 2, keeps: 3 }], vec![]];
/// let groups = [vec![0], vec![1]];
/// // With 2 a way past the first: the loss of the second is the worst then, and leaves 5.
/// let best = protect(&graph, &flow, &groups, &measures, 1, 2, 100).unwrap();
/// assert_eq!((&best.taken[..], best.cost, best.left, best.at_most), (&[(0, 1)][..], 2, 5, 5));
/// ```
pub fn protect(
    graph: &FlowGraph,
    max_flow: &MaxFlow,
    groups: &[Vec<u32>],
    measures: &[Vec<Measure>],
    k: usize,
    budget: u64,
    trials: usize,
) -> Option<Protection> {
    assert_eq!(measures.len(), groups.len(), "measures for every group");
    if max_flow.value >= UNLIMITED {
        return None;
    }
    let question = Question::new(graph, max_flow, groups, measures, k);
    let mut tree: BTreeMap<Plan, Found> = BTreeMap::new();
    let mut level: Vec<Plan> = vec![Plan::new()];
    while !level.is_empty() {
        let mut next = Vec::new();
        for plan in level {
            if tree.contains_key(&plan) || tree.len() >= trials.max(1) {
                continue;
            }
            let mut found = question.worst(&plan);
            if found.left < max_flow.value {
                found.children = question.children(&plan, &found.attack, budget);
                next.extend(found.children.iter().cloned());
            }
            tree.insert(plan, found);
        }
        next.sort_unstable();
        next.dedup();
        level = next;
    }
    let best = tree.iter().max_by_key(|(plan, found)| {
        let cost = std::cmp::Reverse(question.cost(plan));
        (found.at_least, found.left, cost, std::cmp::Reverse((*plan).clone()))
    });
    let (plan, found) = best?;
    Some(Protection {
        cost: question.cost(plan),
        taken: plan.clone(),
        attack: found.attack.clone(),
        left: found.left,
        at_least: found.at_least,
        at_most: ceiling(&tree, &mut BTreeMap::new(), &Plan::new(), max_flow.value),
    })
}

/// Groups with the place of their measure, ascending.
type Plan = Vec<(usize, usize)>;

/// What is known under a plan.
struct Found {
    attack: Vec<usize>,
    left: u64,
    at_least: u64,
    /// Plans with one measure more.
    children: Vec<Plan>,
}

/// The most that k losses can leave under a plan and whatever can still be paid.
fn ceiling(tree: &BTreeMap<Plan, Found>, known: &mut BTreeMap<Plan, u64>, plan: &Plan, whole: u64) -> u64 {
    if let Some(most) = known.get(plan) {
        return *most;
    }
    let Some(found) = tree.get(plan) else { return whole };
    let each = found.children.iter().map(|child| ceiling(tree, known, child, whole));
    let most = each.fold(found.left, u64::max);
    known.insert(plan.clone(), most);
    most
}

struct Question<'a> {
    graph: &'a FlowGraph,
    max_flow: &'a MaxFlow,
    measures: &'a [Vec<Measure>],
    k: usize,
    /// Groups that can be lost, one for each strand, with their links.
    open: Vec<(usize, Vec<u32>)>,
    /// Links that a measure for each group is for: its own, and those of all groups on its strand.
    covers: BTreeMap<usize, Vec<u32>>,
    /// The group among `open` for each link of a group that comes to one strand.
    of_link: BTreeMap<u32, usize>,
}

impl<'a> Question<'a> {
    fn new(
        graph: &'a FlowGraph,
        max_flow: &'a MaxFlow,
        groups: &[Vec<u32>],
        measures: &'a [Vec<Measure>],
        k: usize,
    ) -> Question<'a> {
        let alone = strands(graph, max_flow, groups);
        let open: Vec<(usize, Vec<u32>)> =
            units(graph, max_flow, groups).into_iter().map(|(number, _)| (number, groups[number].clone())).collect();
        let mut first: BTreeMap<u32, usize> = BTreeMap::new();
        for (number, _) in &open {
            if let Some(strand) = alone[*number] {
                first.insert(strand, *number);
            }
        }
        let mut covers: BTreeMap<usize, Vec<u32>> = open.iter().cloned().collect();
        let mut of_link = BTreeMap::new();
        for (group, strand) in groups.iter().zip(&alone) {
            if let Some(number) = strand.and_then(|strand| first.get(&strand)) {
                covers.entry(*number).or_default().extend(group);
                of_link.extend(group.iter().map(|link| (*link, *number)));
            }
        }
        Question { graph, max_flow, measures, k, open, covers, of_link }
    }

    fn cost(&self, plan: &Plan) -> u64 {
        plan.iter().map(|(group, measure)| self.measures[*group][*measure].cost).fold(0, u64::saturating_add)
    }

    /// The worst loss under a plan.
    fn worst(&self, plan: &Plan) -> Found {
        let mut keeps: BTreeMap<u32, u64> = BTreeMap::new();
        for (group, measure) in plan {
            for link in &self.covers[group] {
                let keep = keeps.entry(*link).or_default();
                *keep = (*keep).max(self.measures[*group][*measure].keeps);
            }
        }
        let safe = |link: &u32| keeps.get(link).is_some_and(|keep| *keep >= UNLIMITED);
        let mut links: Vec<FlowLink> = self.graph.links().to_vec();
        let mut flow = self.max_flow.flow.clone();
        for (link, keep) in keeps.iter().filter(|(_, keep)| **keep < UNLIMITED) {
            let of = &mut links[*link as usize];
            let past = FlowLink { forward: of.forward.min(*keep), backward: of.backward.min(*keep), ..*of };
            (of.forward, of.backward) = (of.forward - past.forward, of.backward - past.backward);
            let carried = flow[*link as usize];
            let most = if carried < 0 { past.backward } else { past.forward };
            let by = carried.signum() * i64::try_from(carried.unsigned_abs().min(most)).unwrap_or(i64::MAX);
            flow[*link as usize] = carried - by;
            flow.push(by);
            links.push(past);
        }
        let graph = FlowGraph::new(self.graph.nodes(), links);
        let flow = MaxFlow::given(self.max_flow.value, flow, (self.max_flow.source, self.max_flow.sink));
        let open: Vec<(usize, Vec<u32>)> = self
            .open
            .iter()
            .map(|(number, group)| (*number, group.iter().copied().filter(|link| !safe(link)).collect()))
            .filter(|(_, group): &(usize, Vec<u32>)| !group.is_empty())
            .collect();
        let groups: Vec<Vec<u32>> = open.iter().map(|(_, group)| group.clone()).collect();
        let worst = brackets(&graph, &flow, &units(&graph, &flow, &groups), self.k).pop();
        worst.map_or(
            Found {
                attack: Vec::new(),
                left: self.max_flow.value,
                at_least: self.max_flow.value,
                children: Vec::new(),
            },
            |of| Found {
                attack: of.groups.iter().map(|at| open[*at].0).collect(),
                left: of.left,
                at_least: of.at_least,
                children: Vec::new(),
            },
        )
    }

    /// The plan with each measure more that is for something of an attack and can be paid.
    fn children(&self, plan: &Plan, attack: &[usize], budget: u64) -> Vec<Plan> {
        let links = attack.iter().flat_map(|group| self.covers[group].iter());
        let mut groups: Vec<usize> = links.filter_map(|link| self.of_link.get(link)).chain(attack).copied().collect();
        groups.sort_unstable();
        groups.dedup();
        let mut children = Vec::new();
        for group in groups.into_iter().filter(|group| !plan.iter().any(|(taken, _)| taken == group)) {
            for measure in 0..self.measures[group].len() {
                let mut more = plan.clone();
                more.push((group, measure));
                more.sort_unstable();
                if self.cost(&more) <= budget {
                    children.push(more);
                }
            }
        }
        children
    }
}
