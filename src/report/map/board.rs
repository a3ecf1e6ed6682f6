//! Where a name fits: greedily, the most important first, never on another name or mark, rather not on a way.

use super::view::Rect;

/// Places taken so far.
pub(super) struct Board {
    frame: Rect,
    taken: Vec<Rect>,
    ways: Vec<(f64, f64)>,
}

/// How a name may stand about its point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    /// The point it names.
    pub(super) at: (f64, f64),
    /// Width and height of the name.
    pub(super) size: (f64, f64),
    /// Radius of the mark at the point.
    pub(super) clear: f64,
    /// How far it may move away, pixels.
    pub(super) reach: f64,
    /// Highest cost at which it is still worth showing.
    pub(super) patience: f64,
}

/// Directions in order of preference (x, y, cost).
const DIRECTIONS: [(f64, f64, f64); 12] = [
    (1.0, 0.0, 0.0),
    (0.75, -0.75, 0.6),
    (0.75, 0.75, 0.8),
    (-1.0, 0.0, 1.0),
    (-0.75, -0.75, 1.4),
    (-0.75, 0.75, 1.6),
    (0.0, -1.0, 1.8),
    (0.0, 1.0, 2.0),
    (0.4, -1.0, 2.0),
    (0.4, 1.0, 2.2),
    (-0.4, -1.0, 2.4),
    (-0.4, 1.0, 2.6),
];

impl Board {
    /// An empty board; names stay inside `frame`.
    pub(super) fn new(frame: Rect) -> Board {
        Board { frame, taken: Vec::new(), ways: Vec::new() }
    }

    /// Nothing else may stand here.
    pub(super) fn take(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// Names rather avoid this line.
    pub(super) fn avoid(&mut self, line: &[(f64, f64)]) {
        for pair in line.windows(2) {
            let length = (pair[0].0 - pair[1].0).hypot(pair[0].1 - pair[1].1);
            let steps = (length / 5.0).ceil().clamp(1.0, 2000.0) as usize;
            for step in 0..steps {
                let t = step as f64 / steps as f64;
                let point = (pair[0].0 + (pair[1].0 - pair[0].0) * t, pair[0].1 + (pair[1].1 - pair[0].1) * t);
                if self.frame.inset(-40.0).holds(point) {
                    self.ways.push(point);
                }
            }
        }
    }

    /// Whether a rectangle is free of names and marks and inside the frame.
    pub(super) fn is_free(&self, rect: &Rect) -> bool {
        self.frame.holds_all(rect) && !self.taken.iter().any(|taken| taken.overlaps(rect))
    }

    /// How many points of ways lie in a rectangle.
    pub(super) fn ways_in(&self, rect: &Rect) -> usize {
        self.ways.iter().filter(|point| rect.holds(**point)).count()
    }

    /// The best free place for a name, which it then takes.
    pub(super) fn place(&mut self, wish: Wish) -> Option<Rect> {
        let (width, height) = wish.size;
        let mut best: Option<(f64, Rect)> = None;
        let mut away = 0.0;
        while away <= wish.reach {
            for (dx, dy, preference) in DIRECTIONS {
                let gap = wish.clear + 3.0 + away;
                let centre = (wish.at.0 + dx * gap, wish.at.1 + dy * gap);
                let x = if dx > 0.5 {
                    centre.0
                } else if dx < -0.5 {
                    centre.0 - width
                } else {
                    centre.0 - width / 2.0 + dx * width
                };
                let y = centre.1 - height / 2.0 + dy * height / 2.0;
                let rect = Rect { x, y, width, height };
                if !self.is_free(&rect) {
                    continue;
                }
                let cost = preference + away / 4.0 + 1.5 * self.ways_in(&rect.inset(-2.0)) as f64;
                if cost <= wish.patience && best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, rect));
                }
            }
            away += 7.0;
        }
        let (_, rect) = best?;
        self.take(rect.inset(-2.0));
        Some(rect)
    }
}
