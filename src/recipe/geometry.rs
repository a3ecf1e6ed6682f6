//! Distances and projections on the sphere, for lengths up to some hundred kilometres.

/// Mean radius of the Earth (IUGG), km.
const EARTH_KM: f64 = 6371.0088;
/// Length of one degree of latitude, km.
pub(super) const DEGREE_KM: f64 = EARTH_KM * std::f64::consts::PI / 180.0;

/// A position, WGS84 degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) lat: f64,
    pub(super) lon: f64,
}

impl Point {
    pub(super) fn new(lat: f64, lon: f64) -> Self {
        Point { lat, lon }
    }

    /// Hundred-thousandths of a degree.
    pub(super) fn e5(self) -> (i32, i32) {
        ((self.lat * 1e5).round() as i32, (self.lon * 1e5).round() as i32)
    }
}

/// Great-circle distance, km (haversine formula).
pub(super) fn km_between(a: Point, b: Point) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let half = |x: f64| (x / 2.0).sin().powi(2);
    let h = half(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * half((b.lon - a.lon).to_radians());
    2.0 * EARTH_KM * h.sqrt().min(1.0).asin()
}

/// The point at share `t` (0 to 1) of the straight line from `a` to `b` in degrees.
pub(super) fn point_between(a: Point, b: Point, t: f64) -> Point {
    Point::new(a.lat + (b.lat - a.lat) * t, a.lon + (b.lon - a.lon) * t)
}

/// Where the line from `a` to `b` comes nearest to `p`: its share (0 to 1), the point and its distance in km.
/// Plane geometry around `p`; O(1).
pub(super) fn nearest_on_line(p: Point, a: Point, b: Point) -> (f64, Point, f64) {
    let shrink = p.lat.to_radians().cos();
    let flat = |q: Point| ((q.lon - p.lon) * shrink, q.lat - p.lat);
    let ((ax, ay), (bx, by)) = (flat(a), flat(b));
    let (dx, dy) = (bx - ax, by - ay);
    let square = dx * dx + dy * dy;
    let t = if square > 0.0 { (-(ax * dx + ay * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
    let at = point_between(a, b, t);
    (t, at, km_between(p, at))
}

/// Smallest distance from `p` to a polyline, km.
pub(super) fn km_to_polyline(p: Point, line: &[Point]) -> f64 {
    match line {
        [] => f64::INFINITY,
        [only] => km_between(p, *only),
        _ => line.windows(2).map(|pair| nearest_on_line(p, pair[0], pair[1]).2).fold(f64::INFINITY, f64::min),
    }
}

/// Direction from `a` to `b` in degrees clockwise from north, 0 to 360.
pub(super) fn bearing(a: Point, b: Point) -> f64 {
    let x = (b.lon - a.lon) * ((a.lat + b.lat) / 2.0).to_radians().cos();
    let y = b.lat - a.lat;
    x.atan2(y).to_degrees().rem_euclid(360.0)
}

/// Half sides, in degrees of latitude and longitude, of a box around `p` that surely holds all within `km`.
pub(super) fn reach_degrees(p: Point, km: f64) -> (f64, f64) {
    let lat = km / DEGREE_KM * 1.01 + 1e-9;
    (lat, lat / (p.lat.abs() + lat).min(89.0).to_radians().cos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_distances() {
        let (berlin, warszawa) = (Point::new(52.5250, 13.3690), Point::new(52.2288, 21.0033));
        assert!((km_between(berlin, warszawa) - 518.0).abs() < 3.0);
        assert!((bearing(berlin, warszawa) - 93.0).abs() < 3.0);
    }

    #[test]
    fn the_nearest_point_lies_on_the_line() {
        let (t, at, km) = nearest_on_line(Point::new(50.1, 20.5), Point::new(50.0, 20.0), Point::new(50.0, 21.0));
        assert!((t - 0.5).abs() < 1e-9 && (at.lon - 20.5).abs() < 1e-9 && (km - 0.1 * DEGREE_KM).abs() < 0.01);
        assert!(nearest_on_line(Point::new(50.0, 22.0), Point::new(50.0, 20.0), Point::new(50.0, 21.0)).0 == 1.0);
    }
}
