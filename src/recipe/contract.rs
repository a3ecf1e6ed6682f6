//! Making the draft small: chains become one link, short stretches a point, short dead ends nothing.
//!
//! ```text
//!   merge      u ---- n ---- w          ->  u --------- w         n has two links alike: lengths add
//!   parallel   u ==== w  (two links)    ->  u --------- w         the shorter stays
//!   stub       u ---- n                 ->  u                     n is a short dead end
//!   dissolve   x ---- v - u ---- y      ->  x ------ u ---- y     v-u is short: a share of it goes to x-v
//! ```
//!
//! Fixed nodes (facilities, gauge changes, ends of patched lines) and border nodes stay; a link that carries a structure
//! is never dissolved, nor dropped for one beside it that carries another or none: both the bridge and the way round it
//! stay. Merging, dropping parallels and stubs leave every
//! distance between the nodes that stay as it was. Dissolving a stretch of length d makes a way at most (1 - share) d
//! shorter, when it led over the stretch, and at most (2 share) d longer, when it only passed the end that goes; with
//! share 1 distances never shrink, with about 0.9 they are true in the median (measured in every build).

use std::collections::BTreeSet;

use super::account::BuildReport;
use super::draft::{Draft, Link};
use super::gauge::mend_borders;
use super::geometry_source::word;

/// What is short, km.
#[derive(Clone, Copy, Debug)]
pub(super) struct Short {
    /// Stretches below this are dissolved.
    pub(super) dissolve_km: f64,
    /// Dead ends below this are removed.
    pub(super) stub_km: f64,
    /// The share of a dissolved stretch that goes to the links beside it.
    pub(super) share: f64,
}

/// Rounds after which it surely stands still; two or three are usual.
const ROUNDS_MAX: usize = 20;

#[derive(Default)]
struct Counts {
    merged: usize,
    parallels: usize,
    loops: usize,
    stubs: usize,
    stub_km: f64,
    dissolved: usize,
    dissolved_km: f64,
    unmarked: usize,
}

struct Contraction<'a> {
    draft: &'a mut Draft,
    around: Vec<Vec<u32>>,
    counts: Counts,
    /// Nodes to look at again; a set, so that the order depends on nothing but numbers.
    queue: BTreeSet<u32>,
}

/// Contracts a draft in place; node numbers stay. About O((nodes + links) log links) for each round.
pub(super) fn contract(draft: &mut Draft, short: Short, report: &mut BuildReport) {
    let step = format!("contract {}", word(draft.way));
    let around = draft.around();
    let mut work = Contraction { draft, around, counts: Counts::default(), queue: BTreeSet::new() };
    for _ in 0..ROUNDS_MAX {
        work.queue = (0..work.draft.nodes.len() as u32).collect();
        work.simplify(short.stub_km);
        let changed = work.dissolve_all(short);
        let mended = mend_borders(work.draft);
        work.counts.unmarked += mended;
        if changed + mended == 0 {
            break;
        }
    }
    let Counts { merged, parallels, loops, stubs, stub_km, dissolved, dissolved_km, unmarked } = work.counts;
    report.count(&step, "nodes on a chain, merged", merged);
    report.count(&step, "parallel links, the shorter kept", parallels);
    report.count(&step, "links from a node to itself, dropped", loops);
    report.count(&step, "short dead ends, removed", stubs);
    report.measure(&step, "km of short dead ends", stub_km);
    report.count(&step, "short stretches, dissolved", dissolved);
    report.measure(&step, "km of short stretches", dissolved_km);
    report.count(&step, "border nodes without a far side, unmarked", unmarked);
    report.count(&step, "nodes after", around_used(draft));
    report.count(&step, "links after", draft.live().count());
    report.measure(&step, "km after", draft.km());
}

fn around_used(draft: &Draft) -> usize {
    draft.around().iter().filter(|links| !links.is_empty()).count()
}

impl Contraction<'_> {
    fn stays(&self, node: u32) -> bool {
        let node = self.draft.node(node);
        node.fixed || node.border
    }

    fn remove(&mut self, index: u32) {
        let link = &mut self.draft.links[index as usize];
        link.gone = true;
        for node in [link.a, link.b] {
            self.around[node as usize].retain(|&other| other != index);
            self.queue.insert(node);
        }
    }

    fn add(&mut self, link: Link) {
        let index = self.draft.links.len() as u32;
        for node in if link.a == link.b { vec![link.a] } else { vec![link.a, link.b] } {
            self.around[node as usize].push(index);
            self.queue.insert(node);
        }
        self.draft.links.push(link);
    }

    /// Parallels, stubs and chains until nothing changes.
    fn simplify(&mut self, stub_km: f64) {
        while let Some(node) = self.queue.pop_first() {
            self.drop_parallels(node);
            self.drop_stub(node, stub_km);
            self.merge(node);
        }
    }

    fn drop_parallels(&mut self, node: u32) {
        let mut links = self.around[node as usize].clone();
        links.sort_by(|&x, &y| {
            let key = |index: u32| (self.draft.link(index).other(node), self.draft.link(index).km);
            key(x).0.cmp(&key(y).0).then(key(x).1.total_cmp(&key(y).1)).then(x.cmp(&y))
        });
        for (place, &index) in links.iter().enumerate() {
            let link = self.draft.link(index);
            if link.a == link.b {
                self.counts.loops += 1;
                self.remove(index);
                continue;
            }
            let shorter = links[..place].iter().map(|&other| self.draft.link(other));
            let dominated = shorter.filter(|other| !other.gone && other.other(node) == link.other(node)).any(|other| {
                let alike = other.land == link.land && (other.way, other.gauge_mm) == (link.way, link.gauge_mm);
                alike && other.structures == link.structures && (link.line.is_none() || other.line == link.line)
            });
            if dominated {
                self.counts.parallels += 1;
                self.remove(index);
            }
        }
    }

    fn drop_stub(&mut self, node: u32, stub_km: f64) {
        let [index] = self.around[node as usize][..] else { return };
        let link = self.draft.link(index);
        if !self.stays(node) && link.km < stub_km && link.structures.is_empty() {
            self.counts.stubs += 1;
            self.counts.stub_km += link.km;
            self.remove(index);
        }
    }

    fn merge(&mut self, node: u32) {
        let [one, two] = self.around[node as usize][..] else { return };
        let (x, y) = (self.draft.link(one), self.draft.link(two));
        let kind = |link: &Link| (link.way, link.land, link.gauge_mm, link.patch, link.line);
        let (u, w) = (x.other(node), y.other(node));
        if self.stays(node) || kind(x) != kind(y) || u == w {
            return;
        }
        let mut shape = x.shape_from(u);
        shape.push(self.draft.node(node).at);
        shape.extend(y.shape_from(node));
        let mut structures = [x.structures.clone(), y.structures.clone()].concat();
        structures.sort_unstable();
        structures.dedup();
        let merged = Link { a: u, b: w, km: x.km + y.km, shape, structures, ..x.clone() };
        self.counts.merged += 1;
        self.remove(one);
        self.remove(two);
        self.add(merged);
    }

    /// One pass over the short stretches, shortest first; returns how many were dissolved.
    fn dissolve_all(&mut self, short: Short) -> usize {
        let mut found: Vec<(f64, u32)> = self
            .draft
            .live()
            .filter(|(_, link)| link.km < short.dissolve_km)
            .map(|(index, link)| (link.km, index))
            .collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        found.into_iter().filter(|&(_, index)| self.dissolve(index, short)).count()
    }

    fn dissolve(&mut self, index: u32, short: Short) -> bool {
        let link = self.draft.link(index).clone();
        if link.gone
            || link.a == link.b
            || link.km >= short.dissolve_km
            || !link.structures.is_empty()
            || link.patch.is_some()
        {
            return false;
        }
        let ways = |node: u32| self.around[node as usize].len();
        let (goes, stays) = match (self.stays(link.a), self.stays(link.b)) {
            (true, true) => return false,
            (true, false) => (link.b, link.a),
            (false, true) => (link.a, link.b),
            (false, false) if ways(link.a) < ways(link.b) => (link.a, link.b),
            (false, false) => (link.b, link.a),
        };
        let beside = self.around[goes as usize].iter().map(|&other| self.draft.link(other));
        if beside.filter(|other| other.other(goes) == stays).any(|other| !other.structures.is_empty()) {
            return false;
        }
        self.counts.dissolved += 1;
        self.counts.dissolved_km += link.km;
        self.remove(index);
        let mut tail = link.shape_from(goes);
        tail.insert(0, self.draft.node(goes).at);
        for other in self.around[goes as usize].clone() {
            let old = self.draft.link(other).clone();
            self.remove(other);
            let far = old.other(goes);
            if far == stays {
                self.counts.loops += 1;
                continue;
            }
            let mut shape = old.shape_from(far);
            shape.extend(&tail);
            self.add(Link { a: far, b: stays, km: old.km + link.km * short.share, shape, ..old });
        }
        true
    }
}

#[cfg(test)]
#[path = "contract_tests.rs"]
mod tests;
