//! Degrees to pixels: Lambert's azimuthal equal-area projection on a sphere (Snyder 1987, eq. 24-2 to 24-4).

use crate::analysis::route::answer::RouteAnswer;

const EARTH_KM: f64 = 6371.0088;
/// A map shows at least this many kilometres across, however short the way.
const SPAN_KM_LEAST: f64 = 150.0;
/// Room left between the ways and the frame, of the larger extent.
const MARGIN: f64 = 0.09;

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Rect {
    pub(super) fn inset(self, by: f64) -> Rect {
        Rect { x: self.x + by, y: self.y + by, width: self.width - 2.0 * by, height: self.height - 2.0 * by }
    }

    pub(super) fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    pub(super) fn holds(&self, (x, y): (f64, f64)) -> bool {
        (self.x..=self.x + self.width).contains(&x) && (self.y..=self.y + self.height).contains(&y)
    }

    pub(super) fn holds_all(&self, other: &Rect) -> bool {
        self.holds((other.x, other.y)) && self.holds((other.x + other.width, other.y + other.height))
    }

    pub(super) fn centre(&self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
}

/// Where the map looks.
#[derive(Clone, Debug)]
pub(super) struct View {
    lon0: f64,
    lat0: f64,
    middle_km: (f64, f64),
    /// Kilometres per pixel at the centre.
    pub(super) km_per_px: f64,
    /// The frame of the map.
    pub(super) rect: Rect,
}

impl View {
    /// The view that shows everything of an answer, as large as it fits into `rect`.
    pub(super) fn around(answer: &RouteAnswer, rect: Rect) -> View {
        let mut points: Vec<(f64, f64)> = [&answer.from, &answer.to].iter().map(|spot| (spot.lon, spot.lat)).collect();
        points.extend(answer.routes.iter().flat_map(|route| &route.legs).flat_map(|leg| &leg.line));
        points.extend(answer.relaxations.iter().flat_map(|relaxation| &relaxation.line));
        View::over(&points, rect)
    }

    /// The view that shows all points, (longitude, latitude), as large as they fit into `rect`.
    pub(super) fn over(points: &[(f64, f64)], rect: Rect) -> View {
        let (west, east) = span(points.iter().map(|point| point.0));
        let (south, north) = span(points.iter().map(|point| point.1));
        let mut view = View {
            lon0: ((west + east) / 2.0).to_radians(),
            lat0: ((south + north) / 2.0).to_radians(),
            middle_km: (0.0, 0.0),
            km_per_px: 1.0,
            rect,
        };
        let (left, right) = span(points.iter().map(|point| view.km(*point).0));
        let (bottom, top) = span(points.iter().map(|point| view.km(*point).1));
        view.middle_km = ((left + right) / 2.0, (bottom + top) / 2.0);
        let across = (right - left).max(SPAN_KM_LEAST) * (1.0 + 2.0 * MARGIN);
        let up = (top - bottom).max(SPAN_KM_LEAST) * (1.0 + 2.0 * MARGIN);
        view.km_per_px = (across / rect.width).max(up / rect.height);
        view
    }

    /// Kilometres east and north of the centre of projection.
    fn km(&self, (lon, lat): (f64, f64)) -> (f64, f64) {
        let (lon, lat) = (lon.to_radians() - self.lon0, lat.to_radians());
        let (sin0, cos0) = self.lat0.sin_cos();
        let (sin, cos) = lat.sin_cos();
        let nearness = (1.0 + sin0 * sin + cos0 * cos * lon.cos()).max(1e-6);
        let k = EARTH_KM * (2.0 / nearness).sqrt();
        (k * cos * lon.sin(), k * (cos0 * sin - sin0 * cos * lon.cos()))
    }

    /// Pixels of a position in degrees.
    pub(super) fn px(&self, position: (f64, f64)) -> (f64, f64) {
        let (x, y) = self.km(position);
        let (middle_x, middle_y) = self.rect.centre();
        (middle_x + (x - self.middle_km.0) / self.km_per_px, middle_y - (y - self.middle_km.1) / self.km_per_px)
    }

    /// Pixels of a line, without points that cannot be told apart.
    pub(super) fn line(&self, line: &[(f64, f64)]) -> Vec<(f64, f64)> {
        thinned(line.iter().map(|point| self.px(*point)), 0.6)
    }
}

/// Drops points nearer than `least` pixels to the one kept before; keeps both ends.
fn thinned(points: impl Iterator<Item = (f64, f64)>, least: f64) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    let mut last = None;
    for point in points {
        if kept.last().is_none_or(|before| (before.0 - point.0).hypot(before.1 - point.1) >= least) {
            kept.push(point);
            last = None;
        } else {
            last = Some(point);
        }
    }
    kept.extend(last);
    kept
}

fn span(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)))
}

/// One coordinate of a point.
type Axis = fn((f64, f64)) -> f64;

/// The part of a ring inside a rectangle (Sutherland and Hodgman 1974).
pub(super) fn clip_ring(ring: &[(f64, f64)], rect: Rect) -> Vec<(f64, f64)> {
    let mut ring = ring.to_vec();
    let edges: [(Axis, f64, f64); 4] = [
        (|p| p.0, rect.x, 1.0),
        (|p| p.0, rect.x + rect.width, -1.0),
        (|p| p.1, rect.y, 1.0),
        (|p| p.1, rect.y + rect.height, -1.0),
    ];
    for (axis, limit, side) in edges {
        let mut next = Vec::with_capacity(ring.len());
        let depth = |p: (f64, f64)| (axis(p) - limit) * side;
        for (index, &to) in ring.iter().enumerate() {
            let from = ring[(index + ring.len() - 1) % ring.len()];
            let (a, b) = (depth(from), depth(to));
            if (a < 0.0) != (b < 0.0) {
                let t = a / (a - b);
                next.push((from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t));
            }
            if b >= 0.0 {
                next.push(to);
            }
        }
        ring = next;
    }
    ring
}

/// The runs of a line that can touch a rectangle.
pub(super) fn clip_line(line: &[(f64, f64)], rect: Rect) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut open = false;
    for pair in line.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let bounds = Rect {
            x: a.0.min(b.0),
            y: a.1.min(b.1),
            width: (a.0 - b.0).abs() + 1e-9,
            height: (a.1 - b.1).abs() + 1e-9,
        };
        if !bounds.overlaps(&rect) {
            open = false;
            continue;
        }
        match runs.last_mut() {
            Some(run) if open => run.push(b),
            _ => runs.push(vec![a, b]),
        }
        open = true;
    }
    runs
}

/// Whether a point lies inside an odd number of rings.
pub(super) fn inside(rings: &[Vec<(f64, f64)>], (x, y): (f64, f64)) -> bool {
    let mut odd = false;
    for ring in rings {
        for (index, a) in ring.iter().enumerate() {
            let b = ring[(index + 1) % ring.len()];
            if (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0) {
                odd = !odd;
            }
        }
    }
    odd
}
