//! The arrays that labels run over, and the least times on them.

use crate::algo::heap::Heap;
use crate::algo::march::{Calendar, Rule};

/// No link special, no parent, unreachable.
pub const NONE: u32 = u32::MAX;

/// How the links of one kind are travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// Whether time under way counts on the march clock and is subject to the calendar.
    pub march: bool,
    /// Index into [`Graph::calendars`]; calendar 0 should be empty.
    pub calendar: u16,
}

/// What one direction of a link adds to travelling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Special {
    /// Not entered before this instant, seconds (0: always open).
    pub gate_s: u32,
    /// Item that lifts the gate when relaxed, as a bit (0: cannot be lifted).
    pub gate_item: u128,
    /// Fixed time before the gate (loading while the permission is awaited), seconds.
    pub before_s: u32,
    /// Fixed time after the gate and the movement, seconds.
    pub after_s: u32,
    /// Whether the march clock starts anew.
    pub resets: bool,
    /// State entered (0..64) whose permission is needed, or `NO_STATE`.
    pub state: u8,
    /// Lead time of that permission, seconds.
    pub lead_s: u32,
    /// Borders crossed.
    pub borders: u8,
    /// Unknown limits met.
    pub unknowns: u16,
    /// Handlings of the load.
    pub handlings: u8,
}

/// [`Special::state`] of an arc that enters no state.
pub const NO_STATE: u8 = 255;

/// Arrays of the graph; see the module's text for what they hold.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Two ends per link.
    pub ends: Vec<(u32, u32)>,
    /// Offsets into `arcs_out`, one more than nodes.
    pub first_out: Vec<u32>,
    /// Arcs by tail.
    pub arcs_out: Vec<u32>,
    /// Time under way per link, seconds.
    pub run_s: Vec<u32>,
    /// Class per link.
    pub class: Vec<u8>,
    /// Items per link, index into `item_sets` (0: none).
    pub items: Vec<u16>,
    /// Sets of items; entry 0 is the empty set.
    pub item_sets: Vec<u128>,
    /// Index into `specials` per link, or [`NONE`].
    pub special: Vec<u32>,
    /// Per special link: the two directions.
    pub specials: Vec<[Special; 2]>,
    /// Classes.
    pub classes: Vec<Class>,
    /// Calendars.
    pub calendars: Vec<Calendar>,
    /// March rule of all march classes.
    pub rule: Option<Rule>,
    /// Arcs that may not be used (one-way links), a bit each; may be shorter than the arcs.
    pub shut: Vec<u64>,
}

impl Graph {
    /// Nodes.
    pub fn nodes(&self) -> usize {
        self.first_out.len().saturating_sub(1)
    }

    /// Head of an arc.
    pub fn head(&self, arc: u32) -> u32 {
        let (a, b) = self.ends[(arc / 2) as usize];
        if arc.is_multiple_of(2) { b } else { a }
    }

    /// Tail of an arc.
    pub fn tail(&self, arc: u32) -> u32 {
        self.head(arc ^ 1)
    }

    /// Shuts an arc: its link becomes one-way, or closed when both are shut.
    pub fn shut(&mut self, arc: u32) {
        let word = (arc / 64) as usize;
        if self.shut.len() <= word {
            self.shut.resize(word + 1, 0);
        }
        self.shut[word] |= 1 << (arc % 64);
    }

    /// Whether an arc is shut.
    pub fn is_shut(&self, arc: u32) -> bool {
        self.shut.get((arc / 64) as usize).is_some_and(|word| word >> (arc % 64) & 1 == 1)
    }

    /// The special of an arc.
    pub fn special_of(&self, arc: u32) -> Option<&Special> {
        let index = self.special[(arc / 2) as usize];
        (index != NONE).then(|| &self.specials[index as usize][(arc % 2) as usize])
    }

    /// Items of an arc's link.
    pub fn items_of(&self, arc: u32) -> u128 {
        self.item_sets[self.items[(arc / 2) as usize] as usize]
    }

    /// Least time an arc can take: under way and fixed time, no waiting.
    pub fn least_s(&self, arc: u32) -> u32 {
        self.run_s[(arc / 2) as usize]
            .saturating_add(self.special_of(arc).map_or(0, |special| special.before_s + special.after_s))
    }

    /// Fills `first_out` and `arcs_out` for `nodes` nodes from `ends`: arcs of a node in order of their number.
    pub fn index(&mut self, nodes: usize) {
        let mut count = vec![0_u32; nodes + 1];
        for (a, b) in &self.ends {
            count[*a as usize + 1] += 1;
            count[*b as usize + 1] += 1;
        }
        for node in 0..nodes {
            count[node + 1] += count[node];
        }
        self.first_out = count.clone();
        self.arcs_out = vec![0; self.ends.len() * 2];
        for (arc, tail) in (0_u32..).zip(self.ends.iter().flat_map(|(a, b)| [*a, *b])) {
            let slot = &mut count[tail as usize];
            self.arcs_out[*slot as usize] = arc;
            *slot += 1;
        }
    }

    /// Arcs that leave a node.
    pub fn out(&self, node: u32) -> &[u32] {
        &self.arcs_out[self.first_out[node as usize] as usize..self.first_out[node as usize + 1] as usize]
    }
}

/// Least times to `target` from every node, ignoring gates, calendars and rests; items in `blocked` close a link.
///
/// Dijkstra on the reversed arcs, O(m + n log n). Unreachable nodes get [`NONE`].
pub fn potential(graph: &Graph, target: u32, blocked: u128) -> Vec<u32> {
    potential_within(graph, target, blocked, NONE - 1)
}

/// Lower bounds on time ahead that know of rests and handlings, where [`potential`] knows neither.
#[derive(Clone, Debug, Default)]
pub struct Ahead {
    /// By node: least time to the target with what its handlings weigh, each stretch of marching (up to the next place
    /// where the clock starts anew) charged for its share of rests; [`NONE`] where none leads there. Empty: not known.
    stretched_s: Vec<u32>,
    /// A stretch may end just before its last rest, so that much less is sure.
    rest_s: u32,
    /// Rest per second of marching, as a fraction of 2^32.
    share: u64,
}

impl Ahead {
    /// Bounds to `target` where [`potential_within`] gave `plain` for the same `blocked` and `most_s`.
    ///
    /// A column that has driven δ and marches D seconds before its clock starts anew rests at least (δ + D) / march - 1
    /// times on that stretch, and whatever stands in for a rest (a ban, a gate) lasts as long. A place that starts the
    /// clock anew lets the next stretch begin fresh. Dijkstra on the reversed arcs; a node behind such a place may be
    /// looked at again, as its bound falls by a rest: O(m + n log n) when there are few.
    pub fn new(graph: &Graph, target: u32, blocked: u128, most_s: u32, plain: &[u32], handling_worth_s: u32) -> Ahead {
        let Some(rule) = graph.rule.filter(|rule| rule.march_s > 0) else { return Ahead::default() };
        let share = (u64::from(rule.rest_s) << 32) / u64::from(rule.march_s);
        let mut ahead = Ahead { stretched_s: vec![NONE; graph.nodes()], rest_s: rule.rest_s, share };
        let closed: Vec<bool> = graph.item_sets.iter().map(|set| set & blocked != 0).collect();
        let mut heap = Heap::default();
        ahead.stretched_s[target as usize] = 0;
        heap.push(0, target);
        while let Some((least_s, node)) = heap.pop() {
            if least_s > ahead.stretched_s[node as usize] {
                continue;
            }
            for arc in graph.out(node) {
                let (link, next) = ((*arc / 2) as usize, graph.head(*arc));
                if plain[next as usize] == NONE || closed[graph.items[link] as usize] || graph.is_shut(*arc ^ 1) {
                    continue;
                }
                let mut through_s = least_s;
                let special = graph.special_of(*arc ^ 1);
                if let Some(special) = special {
                    if special.resets {
                        through_s = plain[node as usize].max(least_s.saturating_sub(rule.rest_s));
                    }
                    let worth_s = u32::from(special.handlings).saturating_mul(handling_worth_s);
                    through_s = through_s.saturating_add(special.before_s + special.after_s).saturating_add(worth_s);
                }
                let run_s = graph.run_s[link];
                let rests_s = if graph.classes[graph.class[link] as usize].march { ahead.rests_s(run_s) } else { 0 };
                through_s = through_s.saturating_add(run_s).saturating_add(rests_s);
                if through_s.saturating_sub(rule.rest_s) <= most_s && through_s < ahead.stretched_s[next as usize] {
                    ahead.stretched_s[next as usize] = through_s;
                    heap.push(through_s, next);
                }
            }
        }
        ahead
    }

    /// Least time to the target with what its handlings weigh, for a column that has driven so long since its last rest.
    #[inline]
    pub fn least_s(&self, node: u32, driven_s: u32) -> u32 {
        match self.stretched_s.get(node as usize) {
            None => 0,
            Some(&NONE) => NONE,
            Some(stretched_s) => {
                stretched_s.saturating_add(self.rests_s(driven_s)).min(NONE - 1).saturating_sub(self.rest_s)
            }
        }
    }

    /// The share of rests in so much marching, rounded down.
    fn rests_s(&self, march_s: u32) -> u32 {
        u32::try_from((u64::from(march_s) * self.share) >> 32).unwrap_or(NONE)
    }
}

/// Like [`potential`], looking no farther than `most_s`: nodes beyond get [`NONE`].
pub fn potential_within(graph: &Graph, target: u32, blocked: u128, most_s: u32) -> Vec<u32> {
    let closed: Vec<bool> = graph.item_sets.iter().map(|set| set & blocked != 0).collect();
    let mut dist = vec![NONE; graph.nodes()];
    let mut heap = Heap::default();
    dist[target as usize] = 0;
    heap.push(0, target);
    while let Some((d, node)) = heap.pop() {
        if d > dist[node as usize] {
            continue;
        }
        for arc in graph.out(node) {
            if closed[graph.items[(*arc / 2) as usize] as usize] || graph.is_shut(*arc ^ 1) {
                continue;
            }
            let next = graph.head(*arc);
            let through = d.saturating_add(graph.least_s(*arc ^ 1));
            if through <= most_s && through < dist[next as usize] {
                dist[next as usize] = through;
                heap.push(through, next);
            }
        }
    }
    dist
}
