//! The fastest ways of many pairs of nodes when links are lost: each single link, and any group of links.
//!
//! **Model.** A link joins `a` and `b` and takes `forward` from `a` to `b` and `backward` from `b` to `a`, whole numbers of
//! any unit; [`CLOSED`] means that it may not be passed that way. A lost link may not be passed either way. The pairs are
//! every origin with every destination.
//!
//! **Every single link.** The loss of a link changes a pair only when the pair's fastest way uses it. If every link takes the
//! same both ways, all these losses are worked out together (`sweep`): Malik, Mittal & Gupta 1989, Hershberger & Suri
//! 2001, for all destinations of an origin at once. If not, the same from both sides settles most of them (`oneway`), and
//! the others are searched for.
//!
//! **Search.** A pair without some links is answered by A* (Hart, Nilsson & Raphael 1968) with the exact times to the
//! destination when nothing is lost, which never overestimate; it looks at little more than the old way up to what is lost
//! and the detour round it, and ends where the rest of the way is what it was.
//!
//! Dead ends are pruned and chains contracted beforehand: the links of a chain are lost together.
//!
//! | step | time |
//! |---|---|
//! | trees of the origins and the destinations | O((origins + destinations) (n + m) log n) |
//! | every single link | O(origins destinations (m + way log way)), and the searches that one-way links leave |
//! | a pair that a group touches | O((n + m) log n), mostly little |
//!
//! Twins: Bellman & Ford without the lost links on small graphs, Dijkstra's algorithm on larger ones.

mod oneway;
mod search;
mod sweep;
#[cfg(test)]
mod tests;
mod trees;

use oneway::OneWay;
use search::Search;
use trees::{Knots, Towards};

use std::sync::Mutex;

use crate::algo::contract::{Contracted, Rows};
use crate::algo::graph::{NONE, UNREACHABLE};

/// The weight of a direction that may not be passed.
pub const CLOSED: u32 = u32::MAX;

/// A link and the time it takes; see the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// One end.
    pub a: u32,
    /// The other end.
    pub b: u32,
    /// What it takes from `a` to `b`.
    pub forward: u32,
    /// What it takes from `b` to `a`.
    pub backward: u32,
}

/// The fastest way of one pair, and its time without each of the links that it uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The least time; [`UNREACHABLE`] when there is no way.
    pub time: u32,
    /// The links of the fastest way, from the origin to the destination.
    pub links: Vec<u32>,
    /// The least time without each of these links alone; [`UNREACHABLE`] when no way is left. Without any other link it
    /// stays as it is.
    pub without: Vec<u32>,
}

/// The fastest ways of all pairs of some origins and destinations, and what losses change.
#[derive(Debug)]
pub struct Replacement {
    pairs: Vec<Pair>,
    knots: Knots,
    /// Fastest ways to each destination from every knot.
    towards: Vec<Towards>,
    /// Buffers of the search for a detour, kept for the next one.
    spare: Mutex<Option<Search>>,
    /// The knot of each origin and of each destination.
    origins: Vec<u32>,
    destinations: Vec<u32>,
    /// The strand of each link, or none.
    strand_of: Vec<u32>,
    /// Pairs whose way uses a strand, `user_first[k]..user_first[k + 1]`, and the place in their `links` of one of its
    /// links.
    user_first: Vec<u32>,
    users: Vec<(u32, u32)>,
}

impl Replacement {
    /// Works out the fastest ways and what every single loss changes. Pairs are numbered by origin, then by destination.
    ///
    /// # Panics
    /// When a link, an origin or a destination is at a node that is not there, and when the weights add up to
    /// [`UNREACHABLE`] or more.
    ///
    /// ```
    /// use corridor::algo::replacement::{Replacement, Way};
    /// let way = |a, b, both| Way { a, b, forward: both, backward: both };
    /// let ring = Replacement::new(4, vec![way(0, 1, 2), way(1, 2, 2), way(2, 3, 3), way(3, 0, 3)], &[0], &[2]);
    /// let pair = &ring.pairs()[0];
    /// assert_eq!((pair.time, &pair.links[..], &pair.without[..]), (4, &[0, 1][..], &[6, 6][..]));
    /// ```
    pub fn new(nodes: usize, ways: Vec<Way>, origins: &[u32], destinations: &[u32]) -> Replacement {
        let rows = Rows::new(nodes, ways.iter().map(|way| (way.a, way.b)));
        let both =
            ways.iter().map(|way| [way.forward, way.backward].map(|weight| if weight == CLOSED { 0 } else { weight }));
        let total: u64 = both.map(|[forward, backward]| u64::from(forward.max(backward))).sum();
        assert!(
            total < u64::from(UNREACHABLE),
            "the weights add up to {total}, allowed is less than {UNREACHABLE}: use a coarser unit"
        );
        let kept: Vec<u32> = origins.iter().chain(destinations).copied().collect();
        for &node in &kept {
            assert!((node as usize) < nodes, "an origin or destination is node {node}, but there are {nodes} nodes");
        }
        let contracted = Contracted::new(&rows, &kept);
        let knot = |node: &u32| contracted.knots.iter().position(|knot| knot == node).unwrap_or(0) as u32;
        let (origins, ends): (Vec<u32>, Vec<u32>) =
            (origins.iter().map(knot).collect(), destinations.iter().map(knot).collect());
        let strand_of = contracted.strand_of(ways.len());
        let knots = Knots::new(contracted, &ways);
        let towards: Vec<Towards> = ends.iter().map(|&end| Towards::new(&knots, end)).collect();
        let mut replacement = Replacement {
            pairs: Vec::with_capacity(origins.len() * ends.len()),
            knots,
            towards,
            spare: Mutex::new(None),
            origins,
            destinations: ends,
            strand_of,
            user_first: Vec::new(),
            users: Vec::new(),
        };
        replacement.solve();
        replacement.index();
        replacement
    }

    /// All pairs, by origin, then by destination. O(1).
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// The pairs that are asked for whose time changes when all links of a group are lost together, and their times then ([`UNREACHABLE`] when
    /// no way is left), ascending by pair, for each group. A link may be named several times and in several groups.
    ///
    /// # Panics
    /// When a group names a link that is not there.
    ///
    /// ```
    /// use corridor::algo::{graph::UNREACHABLE, replacement::{Replacement, Way}};
    /// let way = |a, b, both| Way { a, b, forward: both, backward: both };
    /// let ring = Replacement::new(4, vec![way(0, 1, 2), way(1, 2, 2), way(2, 3, 3), way(3, 0, 3)], &[0], &[2, 3]);
    /// let changes = ring.without(&[vec![2], vec![0, 1], vec![1, 3]], &|_| true);
    /// assert_eq!(changes, [vec![], vec![(0, 6)], vec![(0, UNREACHABLE), (1, UNREACHABLE)]]);
    /// ```
    pub fn without(&self, groups: &[Vec<u32>], asked: &dyn Fn(u32) -> bool) -> Vec<Vec<(u32, u32)>> {
        let mut search = Search::new(&self.knots);
        groups.iter().map(|group| self.without_group(&mut search, group, asked)).collect()
    }

    /// The fastest way of a pair when some links are lost: its time and its links; none when no way is left.
    ///
    /// ```
    /// use corridor::algo::replacement::{Replacement, Way};
    /// let way = |a, b, both| Way { a, b, forward: both, backward: both };
    /// let ring = Replacement::new(4, vec![way(0, 1, 2), way(1, 2, 2), way(2, 3, 3), way(3, 0, 3)], &[0], &[2]);
    /// assert_eq!(ring.detour(0, &[1]), Some((6, vec![3, 2])));
    /// assert_eq!(ring.detour(0, &[1, 2]), None);
    /// ```
    pub fn detour(&self, pair: u32, lost: &[u32]) -> Option<(u32, Vec<u32>)> {
        let kept = self.spare.lock().ok().and_then(|mut spare| spare.take());
        let mut search = kept.unwrap_or_else(|| Search::new(&self.knots));
        search.lose(&self.strands(lost));
        let (origin, to) = self.ends(pair);
        let towards = &self.towards[to];
        search.turn(&self.knots, towards);
        let found = search.time(&self.knots, origin, towards).map(|time| {
            let sides = search.way(&self.knots, origin, towards);
            (time, sides.iter().flat_map(|&side| self.knots.links(side)).collect())
        });
        if let Ok(mut spare) = self.spare.lock() {
            *spare = Some(search);
        }
        found
    }

    /// Knot of the origin and number of the destination of a pair.
    fn ends(&self, pair: u32) -> (u32, usize) {
        let of = self.destinations.len();
        (self.origins[pair as usize / of], pair as usize % of)
    }

    /// The strands of some links, ascending, each once.
    fn strands(&self, links: &[u32]) -> Vec<u32> {
        let mut strands: Vec<u32> = links.iter().map(|&link| self.strand_of[link as usize]).collect();
        strands.retain(|&strand| strand != NONE);
        strands.sort_unstable();
        strands.dedup();
        strands
    }

    fn without_group(&self, search: &mut Search, group: &[u32], asked: &dyn Fn(u32) -> bool) -> Vec<(u32, u32)> {
        let lost = self.strands(group);
        let users = |strand: u32| {
            &self.users[self.user_first[strand as usize] as usize..self.user_first[strand as usize + 1] as usize]
        };
        let mut touched: Vec<(u32, u32)> = lost.iter().flat_map(|&strand| users(strand)).copied().collect();
        touched.retain(|touched| asked(touched.0));
        touched.sort_unstable();
        touched.dedup_by_key(|touched| touched.0);
        if lost.len() > 1 {
            search.lose(&lost);
        }
        // By destination, so that each search has what those before it found.
        touched.sort_unstable_by_key(|touched| (self.ends(touched.0).1, touched.0));
        let mut before = usize::MAX;
        let then = |&(pair, place): &(u32, u32)| {
            let time = if lost.len() == 1 {
                self.pairs[pair as usize].without[place as usize]
            } else {
                let (origin, to) = self.ends(pair);
                if std::mem::replace(&mut before, to) != to {
                    search.turn(&self.knots, &self.towards[to]);
                }
                search.time(&self.knots, origin, &self.towards[to]).unwrap_or(UNREACHABLE)
            };
            (pair, time)
        };
        let mut changes: Vec<(u32, u32)> = touched.iter().map(then).collect();
        changes.sort_unstable();
        changes.retain(|&(pair, time)| time != self.pairs[pair as usize].time);
        changes
    }

    /// Finds the ways of all pairs and their times without each of their links.
    fn solve(&mut self) {
        let symmetric = self.knots.symmetric();
        let mut ways: Vec<Vec<u32>> = Vec::with_capacity(self.origins.len() * self.destinations.len());
        let mut times: Vec<u32> = Vec::with_capacity(ways.capacity());
        let mut without: Vec<Vec<u32>> = Vec::new();
        let mut settled: Vec<Vec<Option<u32>>> = Vec::new();
        let mut sides = OneWay::new(&self.knots);
        for &origin in &self.origins {
            let tree = self.knots.tree(origin, false);
            let own: Vec<Vec<u32>> = if symmetric {
                self.destinations.iter().map(|&end| tree.way(&self.knots, end)).collect()
            } else {
                self.towards.iter().map(|towards| towards.way(&self.knots, origin)).collect()
            };
            if symmetric {
                without.extend(sweep::without(&self.knots, &tree, &own, &self.towards));
            } else {
                let both = self.towards.iter().zip(&own);
                settled.extend(both.map(|(towards, way)| sides.without(&self.knots, &tree, towards, way)));
            }
            times.extend(self.destinations.iter().map(|&end| tree.time[end as usize]));
            ways.extend(own);
        }
        if !symmetric {
            without = self.searched(&ways, &settled);
        }
        for ((sides, without), time) in ways.iter().zip(without).zip(times) {
            let mut pair = Pair { time, links: Vec::new(), without: Vec::new() };
            for (&side, without) in sides.iter().zip(without) {
                pair.links.extend(self.knots.links(side));
                pair.without.resize(pair.links.len(), without);
            }
            self.pairs.push(pair);
        }
    }

    /// The times of all pairs without each strand of their ways, those that are not settled searched for: one destination and
    /// one strand after another, for all origins whose ways use it.
    fn searched(&self, ways: &[Vec<u32>], settled: &[Vec<Option<u32>>]) -> Vec<Vec<u32>> {
        let mut search = Search::new(&self.knots);
        let known = |of: &Vec<Option<u32>>| of.iter().map(|time| time.unwrap_or(UNREACHABLE)).collect();
        let mut without: Vec<Vec<u32>> = settled.iter().map(known).collect();
        for (to, towards) in self.towards.iter().enumerate() {
            let mut uses: Vec<(u32, usize, usize)> = Vec::new();
            for (from, sides) in ways.iter().skip(to).step_by(self.destinations.len()).enumerate() {
                let settled = &settled[from * self.destinations.len() + to];
                let open = sides.iter().enumerate().filter(|(place, _)| settled[*place].is_none());
                uses.extend(open.map(|(place, &side)| (side / 2, from, place)));
            }
            uses.sort_unstable();
            for same in uses.chunk_by(|one, other| one.0 == other.0) {
                search.lose(&[same[0].0]);
                search.turn(&self.knots, towards);
                for &(_, from, place) in same {
                    let time = search.time(&self.knots, self.origins[from], towards);
                    without[from * self.destinations.len() + to][place] = time.unwrap_or(UNREACHABLE);
                }
            }
        }
        without
    }

    /// Notes which pairs use which strand.
    fn index(&mut self) {
        let mut uses = Vec::new();
        for (number, pair) in self.pairs.iter().enumerate() {
            let mut last = NONE;
            for (place, &link) in pair.links.iter().enumerate() {
                let strand = self.strand_of[link as usize];
                if strand != last {
                    uses.push((strand, number as u32, place as u32));
                }
                last = strand;
            }
        }
        uses.sort_unstable();
        self.user_first = vec![0; self.knots.strands() + 1];
        for &(strand, ..) in &uses {
            self.user_first[strand as usize + 1] += 1;
        }
        for strand in 0..self.knots.strands() {
            self.user_first[strand + 1] += self.user_first[strand];
        }
        self.users = uses.into_iter().map(|(_, pair, place)| (pair, place)).collect();
    }
}
