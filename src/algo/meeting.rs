//! The search between junctions from both sides at once, under [`crate::algo::restricted`].
//!
//! Each side is an A* search with exact distances over *all* links as lower bounds. A closed link near the goal would make
//! the search from the start look at every way shorter than the detour, all the way along; the search from the goal only
//! looks around there, and the other way round. So both run in turn, share what they have settled (a junction is looked at
//! once, by one side), and a junction is passed over when what one side knows of the other shows that no better way runs
//! through it. The first side starts alone: when no closed link is in the way it walks straight to the goal.
//!
//! W. Pijls, H. Post, "A new bidirectional search algorithm with shortened postprocessing", European Journal of Operational
//! Research 198 (2009).

use crate::algo::graph::{NONE, UNREACHABLE};
use crate::algo::heap::Heap;
use crate::algo::potential::Potential;
use crate::algo::restricted::Ground;

/// A way between an end of the question and a junction: the junction, its weight, its links from end to junction.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    pub(crate) junction: u32,
    pub(crate) weight: u32,
    pub(crate) links: Vec<u32>,
}

/// What one side knows about a junction.
#[derive(Clone, Copy, Debug)]
struct Half {
    /// Distance from this side's end.
    far: u32,
    /// Lower bound on the distance to the other end; [`NONE`] when not worked out yet.
    left: u32,
    /// The stretch by which it was reached, as in [`crate::algo::chains::Stretch::way`], or `NONE - door`.
    way: u32,
}

/// What both sides know about a junction.
#[derive(Clone, Copy, Debug)]
struct Mark {
    round: u32,
    settled: bool,
    half: [Half; 2],
}

/// One side's queue.
#[derive(Clone, Debug, Default)]
struct Front {
    heap: Heap,
    /// Junctions whose estimate equals the least one: no need to queue them.
    straight: Vec<u32>,
    /// The least estimate: every way that this side has not found yet is at least as long.
    least: u32,
}

/// The search. One per thread; memory is used again.
#[derive(Clone, Debug)]
pub(crate) struct Meeting<'g> {
    ground: &'g Ground<'g>,
    /// Distances to the goal, for the side of the start; to the start, for the side of the goal.
    bound: [Potential<'g>; 2],
    /// What comes on top of those: the weight between the node aimed at and the end of the question.
    extra: [u32; 2],
    marks: Vec<Mark>,
    round: u32,
    front: [Front; 2],
    /// The weight of the best way so far, and the junction where the sides met.
    best: u32,
    top: u32,
    settled: usize,
}

impl<'g> Meeting<'g> {
    pub(crate) fn new(ground: &'g Ground<'g>) -> Meeting<'g> {
        let half = Half { far: UNREACHABLE, left: NONE, way: NONE };
        let bound = Potential::new(ground.hierarchy());
        Meeting {
            ground,
            bound: [bound.clone(), bound],
            extra: [0; 2],
            marks: vec![Mark { round: 0, settled: false, half: [half; 2] }; ground.junctions()],
            round: 0,
            front: [Front::default(), Front::default()],
            best: UNREACHABLE,
            top: NONE,
            settled: 0,
        }
    }

    /// How many junctions the last search looked at.
    pub(crate) fn settled(&self) -> usize {
        self.settled
    }

    /// Finds the best way shorter than `best`; returns its weight and the junction where the sides met.
    ///
    /// `gates`: the nodes next to the start and to the goal that are not in a dead end; `extra`: what lies between them and
    /// the ends; `doors`: from the ends to junctions, weights with `extra`.
    pub(crate) fn run(
        &mut self,
        gates: [u32; 2],
        extra: [u32; 2],
        doors: &[Vec<Door>; 2],
        best: u32,
        admissible: &impl Fn(u32) -> bool,
    ) -> Option<(u32, u32)> {
        if self.round == u32::MAX {
            self.marks.iter_mut().for_each(|mark| mark.round = 0);
            self.round = 0;
        }
        self.round += 1;
        (self.best, self.top, self.settled) = (best, NONE, 0);
        self.extra = [extra[1], extra[0]];
        self.bound[0].aim(gates[1]);
        for side in [0, 1] {
            self.front[side].heap.clear();
            self.front[side].straight.clear();
            self.front[side].least = 0;
        }
        self.open(0, &doors[0]);
        // Alone, as long as it goes straight; the goal's doors are known so that it can arrive.
        for (number, door) in doors[1].iter().enumerate() {
            let half = &mut self.mark(door.junction).half[1];
            if door.weight < half.far {
                (half.far, half.way) = (door.weight, NONE - number as u32);
            }
            self.meet(door.junction);
        }
        if let Some(first) = self.next(0) {
            self.settle(0, first, admissible);
            while let Some(next) = self.front[0].straight.pop() {
                self.settle(0, next, admissible);
                if self.best <= self.front[0].least {
                    return self.found(best);
                }
            }
            self.bound[1].aim(gates[0]);
            for door in &doors[1] {
                self.queue(1, door.junction);
            }
            let mut work = [self.settled, 0];
            loop {
                let side = usize::from(work[1] <= work[0]);
                let Some(junction) = self.next(side) else { break };
                self.settle(side, junction, admissible);
                work[side] += 1;
            }
        }
        self.found(best)
    }

    fn found(&self, best: u32) -> Option<(u32, u32)> {
        (self.best < best).then_some((self.best, self.top))
    }

    /// The way found: which door of the start, the stretches from it to the meeting, the stretches on from there, which door
    /// of the goal.
    pub(crate) fn trail(&self) -> (usize, Vec<u32>, usize) {
        let mut ways = Vec::new();
        let mut door = [0; 2];
        for side in [0, 1] {
            let mut at = self.top;
            loop {
                let way = self.marks[at as usize].half[side].way;
                if way >= NONE - 1 {
                    door[side] = (NONE - way) as usize;
                    break;
                }
                let (start, end) = self.ground.chains().ends(way / 2);
                at = if way.is_multiple_of(2) { start } else { end };
                ways.push(way ^ side as u32);
            }
            if side == 0 {
                ways.reverse();
            }
        }
        (door[0], ways, door[1])
    }

    #[inline]
    fn mark(&mut self, junction: u32) -> &mut Mark {
        let mark = &mut self.marks[junction as usize];
        if mark.round != self.round {
            let half = Half { far: UNREACHABLE, left: NONE, way: NONE };
            *mark = Mark { round: self.round, settled: false, half: [half; 2] };
        }
        mark
    }

    /// This side's lower bound on the distance from a junction (already marked) to the other end.
    #[inline]
    fn left(&mut self, side: usize, junction: u32) -> u32 {
        let known = self.marks[junction as usize].half[side].left;
        if known != NONE {
            return known;
        }
        let left = self.extra[side] + self.bound[side].to_target(self.ground.rank(junction));
        self.marks[junction as usize].half[side].left = left;
        left
    }

    fn open(&mut self, side: usize, doors: &[Door]) {
        for (number, door) in doors.iter().enumerate() {
            let half = &mut self.mark(door.junction).half[side];
            if door.weight < half.far {
                (half.far, half.way) = (door.weight, NONE - number as u32);
            }
        }
        doors.iter().for_each(|door| self.queue(side, door.junction));
    }

    fn queue(&mut self, side: usize, junction: u32) {
        let estimate = self.marks[junction as usize].half[side].far + self.left(side, junction);
        self.front[side].heap.push(estimate, junction);
    }

    /// Notes the way through a junction if both sides have reached it.
    #[inline]
    fn meet(&mut self, junction: u32) {
        let [one, other] = self.marks[junction as usize].half;
        if one.far + other.far < self.best {
            (self.best, self.top) = (one.far + other.far, junction);
        }
    }

    /// The next junction to settle on a side; `None` when no better way can be found.
    #[inline]
    fn next(&mut self, side: usize) -> Option<u32> {
        let front = &mut self.front[side];
        if let Some(junction) = front.straight.pop() {
            return (front.least < self.best).then_some(junction);
        }
        let (estimate, junction) = front.heap.pop()?;
        front.least = estimate;
        (estimate < self.best).then_some(junction)
    }

    /// Settles a junction from one side, if neither side has yet, and looks along its stretches.
    #[inline]
    fn settle(&mut self, side: usize, junction: u32, admissible: &impl Fn(u32) -> bool) {
        let mark = &mut self.marks[junction as usize];
        if mark.settled {
            return;
        }
        mark.settled = true;
        self.settled += 1;
        let so_far = mark.half[side].far;
        if self.best < UNREACHABLE && self.front[1 - side].least > 0 {
            // The other side has not settled this junction, so its distance plus its bound is at least the other's least.
            let behind = self.left(1 - side, junction);
            if so_far + self.front[1 - side].least.saturating_sub(behind) >= self.best {
                return;
            }
        }
        let least = self.front[side].least;
        let ground = self.ground;
        for stretch in ground.chains().stretches(junction) {
            let far = so_far + stretch.weight;
            let mark = self.mark(stretch.head);
            if mark.settled || far >= mark.half[side].far || !ground.chains().open(stretch, admissible) {
                continue;
            }
            let estimate = far + self.left(side, stretch.head);
            if estimate >= self.best {
                continue;
            }
            let half = &mut self.marks[stretch.head as usize].half[side];
            (half.far, half.way) = (far, stretch.way);
            self.meet(stretch.head);
            if estimate == least {
                self.front[side].straight.push(stretch.head);
            } else {
                self.front[side].heap.push(estimate, stretch.head);
            }
        }
    }
}
