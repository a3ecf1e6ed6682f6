//! Where long roads and railways run that the source has drawn straight, from `straight_links.csv` and `courses.csv`.
//!
//! The source keeps the ends of a line between two junctions and drops what lies between, up to a hundred kilometres. A
//! row of `straight_links.csv` is one such link: its ends, what it passes, and its real length where that is known, which
//! it takes. Of links that no row names, those whose ends lie on a course of `courses.csv` (the settlements that a whole
//! line passes) and whose length fits are led along it. What has no real length keeps the one that the source measured
//! before it straightened, unless the course proves more.

use super::account::BuildReport;
use super::draft::{Draft, Link};
use super::geometry::{Point, km_between, nearest_on_line, reach_degrees};
use super::geometry_source::word;
use super::lands::{Ground, Map};
use super::settings::Numbers;
use crate::data::base::Way;

/// The course of a road or railway.
#[derive(Clone, Debug)]
pub(super) struct Course {
    pub(super) id: String,
    /// Road or rail.
    pub(super) way: Way,
    pub(super) points: Vec<Point>,
}

/// One straight link of the source: both ends, and what it passes between them.
#[derive(Clone, Debug)]
pub(super) struct StraightLink {
    pub(super) id: String,
    /// Road or rail.
    pub(super) way: Way,
    /// The first and the last are the ends.
    pub(super) points: Vec<Point>,
    /// Real length, where it is known.
    pub(super) km: Option<f64>,
}

impl StraightLink {
    /// The points between two ends, in the order from `from`, when they are this link's within `reach_km`.
    fn between(&self, from: Point, to: Point, reach_km: f64) -> Option<Vec<Point>> {
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else { return None };
        let alike = |a: Point, b: Point| (a.lat - b.lat).abs() < 0.1 && km_between(a, b) <= reach_km;
        let inner = self.points.get(1..self.points.len() - 1)?;
        if alike(from, *first) && alike(to, *last) {
            Some(inner.to_vec())
        } else if alike(from, *last) && alike(to, *first) {
            Some(inner.iter().rev().copied().collect())
        } else {
            None
        }
    }
}

/// A course with what speeds up asking it.
struct Measured<'a> {
    course: &'a Course,
    /// Km from the start to each point.
    along: Vec<f64>,
    /// (south, north, west, east), degrees.
    bounds: [f64; 4],
}

impl<'a> Measured<'a> {
    fn new(course: &'a Course) -> Self {
        let mut along = vec![0.0];
        for pair in course.points.windows(2) {
            along.push(along[along.len() - 1] + km_between(pair[0], pair[1]));
        }
        let mut bounds = [f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY];
        for p in &course.points {
            bounds = [bounds[0].min(p.lat), bounds[1].max(p.lat), bounds[2].min(p.lon), bounds[3].max(p.lon)];
        }
        Measured { course, along, bounds }
    }

    /// How far along the course the place nearest to `p` lies, if it is within `reach_km`.
    fn place(&self, p: Point, reach_km: f64) -> Option<f64> {
        let [south, north, west, east] = self.bounds;
        let (lat, lon) = reach_degrees(p, reach_km);
        if p.lat < south - lat || p.lat > north + lat || p.lon < west - lon || p.lon > east + lon {
            return None;
        }
        let pairs = self.course.points.windows(2).zip(self.along.windows(2));
        let feet = pairs.map(|(pair, along)| {
            let (t, _, off) = nearest_on_line(p, pair[0], pair[1]);
            (off, along[0] + (along[1] - along[0]) * t)
        });
        let nearest = feet.min_by(|x, y| x.0.total_cmp(&y.0))?;
        (nearest.0 <= reach_km).then_some(nearest.1)
    }

    /// The points of the course between two positions, in their order, none within `apart_km` of either.
    fn between(&self, from: Point, to: Point, places: (f64, f64), apart_km: f64) -> Vec<Point> {
        let (low, high) = (places.0.min(places.1), places.0.max(places.1));
        let inside = self.along.iter().zip(&self.course.points).filter(|(along, _)| (low..=high).contains(*along));
        let far = |p: &Point| km_between(*p, from) >= apart_km && km_between(*p, to) >= apart_km;
        let mut points: Vec<Point> = inside.map(|(_, point)| *point).filter(far).collect();
        if places.0 > places.1 {
            points.reverse();
        }
        points
    }
}

/// Leads the long straight links along the rows that name them, the others along the courses of their way that they
/// belong to. O(long links * (straight links + courses)), each course within its bounds.
pub(super) fn lead(
    draft: &mut Draft,
    straight: &[StraightLink],
    courses: &[Course],
    map: &dyn Map,
    numbers: &Numbers,
    report: &mut BuildReport,
) {
    let step = format!("courses {}", word(draft.way));
    let straight: Vec<&StraightLink> = straight.iter().filter(|row| row.way == draft.way).collect();
    let courses: Vec<&Course> = courses.iter().filter(|course| course.way == draft.way).collect();
    let measured: Vec<Measured<'_>> = courses.iter().map(|course| Measured::new(course)).collect();
    let before = draft.km();
    let mut named = vec![0_usize; straight.len()];
    let mut used = vec![0_usize; courses.len()];
    let mut straight_km = 0.0;
    for index in 0..draft.links.len() {
        let link = &draft.links[index];
        if link.gone || draft.straight_km(link) < numbers.course_link_km {
            continue;
        }
        let link_km = draft.straight_km(link);
        if let Some((row, points)) = row_of(draft, link, &straight, numbers) {
            named[row] += 1;
            if let Some(km) = straight[row].km {
                let link = &mut draft.links[index];
                link.km = km;
                link.lengthened = None;
            }
            replace(draft, index, &points, map);
        } else if let Some((course, points)) = best(draft, link, &measured, numbers) {
            used[course] += 1;
            replace(draft, index, &points, map);
        } else {
            continue;
        }
        straight_km += link_km;
    }
    draft.tidy();
    report.count(&step, "rows of straight links", straight.len());
    report.count(&step, "straight links led as their row says", named.iter().sum());
    report.count(&step, "courses", courses.len());
    report.count(&step, "straight links led along a course", used.iter().sum());
    report.measure(&step, "km of straight lines that they were", straight_km);
    report.measure(&step, "km added, where rows and courses are longer than the source says", draft.km() - before);
    for (row, _) in straight.iter().zip(&named).filter(|(_, named)| **named == 0) {
        report.remark(&step, format!("{}: no straight link has these ends and about this length", row.id));
    }
    for (course, _) in courses.iter().zip(&used).filter(|(_, used)| **used == 0) {
        report.remark(&step, format!("{}: no straight link lies along it", course.id));
    }
}

/// The row whose ends are the link's, of several the one of the link's length, and its points between them.
fn row_of(draft: &Draft, link: &Link, rows: &[&StraightLink], numbers: &Numbers) -> Option<(usize, Vec<Point>)> {
    let (from, to) = (draft.node(link.a).at, draft.node(link.b).at);
    let fits = rows.iter().enumerate().filter_map(|(number, row)| {
        let points = row.between(from, to, numbers.join_km)?;
        // A row without a length fits by its drawn one, which is the shorter.
        let ratio = row.km.unwrap_or_else(|| length(from, &points, to).max(link.km)) / link.km;
        let alike = (numbers.course_shortest..=numbers.straight_link_longest).contains(&ratio);
        alike.then_some((ratio.ln().abs(), number, points))
    });
    let best = fits.min_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)))?;
    Some((best.1, best.2))
}

/// The course that fits a link best, by length, and its points between the link's ends.
fn best(draft: &Draft, link: &Link, courses: &[Measured<'_>], numbers: &Numbers) -> Option<(usize, Vec<Point>)> {
    let (from, to) = (draft.node(link.a).at, draft.node(link.b).at);
    let reach_km = numbers.course_reach_km + numbers.course_reach_share * km_between(from, to);
    let fits = courses.iter().enumerate().filter_map(|(number, course)| {
        let places = (course.place(from, reach_km)?, course.place(to, reach_km)?);
        let points = course.between(from, to, places, numbers.snap_km);
        let km = length(from, &points, to);
        let ratio = km / link.km;
        let alike = (numbers.course_shortest..=numbers.course_longest).contains(&ratio);
        (!points.is_empty() && alike).then_some((ratio.ln().abs(), number, points))
    });
    let best = fits.min_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)))?;
    Some((best.1, best.2))
}

fn length(from: Point, points: &[Point], to: Point) -> f64 {
    let mut km = 0.0;
    let mut last = from;
    for next in points.iter().copied().chain([to]) {
        km += km_between(last, next);
        last = next;
    }
    km
}

/// Replaces a link by links through `points`.
fn replace(draft: &mut Draft, index: usize, points: &[Point], map: &dyn Map) {
    let old = draft.links[index].clone();
    draft.links[index].gone = true;
    let drawn_km = length(draft.node(old.a).at, points, draft.node(old.b).at);
    let stretch = (old.km / drawn_km).max(1.0);
    // A course that is longer than the source's own length says more than any factor.
    let lengthened = old.lengthened.filter(|_| old.km >= drawn_km);
    let ends = (draft.node(old.a).land, draft.node(old.b).land);
    let cut = border_among(points, ends, map);
    let mut last = old.a;
    for number in 0..=points.len() {
        let land = if number < cut { ends.0 } else { ends.1 };
        let next = points.get(number).map_or(old.b, |&at| draft.add_node(at, 0, land));
        let km = km_between(draft.node(last).at, draft.node(next).at) * stretch;
        draft.links.push(Link { a: last, b: next, km, lengthened, ..old.clone() });
        last = next;
    }
}

/// How many of the points between two ends lie in the country of the first. A straight link crosses one border or none,
/// once: along a border river the middle of a settlement may lie beyond the border as it is drawn, which is no crossing.
/// The border is where it contradicts the map least.
fn border_among(points: &[Point], ends: (u8, u8), map: &dyn Map) -> usize {
    if ends.0 == ends.1 {
        return points.len();
    }
    let grounds: Vec<Ground> = points.iter().map(|&at| map.ground(at)).collect();
    let wrong = |cut: usize| {
        let before = grounds[..cut].iter().filter(|ground| **ground == Ground::Kept(ends.1)).count();
        before + grounds[cut..].iter().filter(|ground| **ground == Ground::Kept(ends.0)).count()
    };
    (0..=points.len()).min_by_key(|&cut| wrong(cut)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::tests::recipe;
    use super::*;

    struct Plain;
    impl Map for Plain {
        fn ground(&self, _: Point) -> Ground {
            Ground::Kept(3)
        }
    }

    /// ```text
    ///        x ------ x           the course, off the road in the middle
    ///   0 ------------------ 1    the straight link
    /// ```
    #[test]
    fn a_straight_link_is_led_along_its_course_and_keeps_its_length() {
        let at = |lat, lon| Point::new(lat, lon);
        let points = vec![at(58.0, 25.0), at(58.06, 25.2), at(58.06, 25.4), at(58.0, 25.6), at(57.9, 25.7)];
        let courses = [Course { id: "c".to_owned(), way: Way::Road, points }];
        let drawn = length(at(58.0, 25.0), &courses[0].points[1..3], at(58.0, 25.6));
        for (km, way, led, total) in [
            (40.0, Way::Road, true, 40.0),
            (38.0, Way::Road, true, drawn),
            (36.5, Way::Road, false, 36.5),
            (60.0, Way::Road, false, 60.0),
            (40.0, Way::Rail, false, 40.0),
        ] {
            let mut draft = Draft::new(way);
            let (a, b) = (draft.add_node(at(58.001, 25.0), 0, 3), draft.add_node(at(58.001, 25.6), 0, 3));
            draft.add_link(b, a, km, 3);
            lead(&mut draft, &[], &courses, &Plain, &recipe().numbers, &mut BuildReport::default());
            assert_eq!(draft.live().count(), if led { 3 } else { 1 }, "{km}");
            assert!((draft.km() - total).abs() < 0.2, "{km}: {}", draft.km());
            assert_eq!(draft.nodes.iter().any(|node| node.at == at(58.06, 25.2) && node.land == 3), led);
            assert_eq!(draft.pieces().1, 1);
        }
    }

    #[test]
    fn of_two_courses_the_one_of_the_links_length() {
        let at = |lat, lon| Point::new(lat, lon);
        let course = |id: &str, lat| Course {
            id: id.to_owned(),
            way: Way::Road,
            points: vec![at(58.0, 25.0), at(lat, 25.3), at(58.0, 25.6)],
        };
        let mut draft = Draft::new(Way::Road);
        let (a, b) = (draft.add_node(at(58.0, 25.0), 0, 3), draft.add_node(at(58.0, 25.6), 0, 3));
        draft.add_link(a, b, 39.0, 3);
        let courses = [course("near", 58.03), course("far", 58.08)];
        let mut report = BuildReport::default();
        lead(&mut draft, &[], &courses, &Plain, &recipe().numbers, &mut report);
        assert!(draft.nodes.iter().any(|node| node.at.lat == 58.08));
        assert!(report.remarks.iter().any(|remark| remark.message.starts_with("near")), "{:?}", report.remarks);
    }

    /// ```text
    ///        x ---- x ------ x    the row: the way round is 46 km
    ///   0 ------------------- 1   the straight link
    /// ```
    #[test]
    fn a_row_leads_the_link_that_it_names_and_gives_it_its_length() {
        let at = |lat, lon| Point::new(lat, lon);
        let row = StraightLink {
            id: "r".to_owned(),
            way: Way::Road,
            points: vec![at(58.0, 25.0), at(58.08, 25.1), at(58.08, 25.4), at(58.0, 25.6)],
            km: Some(46.0),
        };
        let near = Course {
            id: "c".to_owned(),
            way: Way::Road,
            points: vec![at(58.0, 25.0), at(58.03, 25.3), at(58.0, 25.6)],
        };
        for (end, km, way, total) in [
            (at(58.0, 25.6), 39.0, Way::Road, 46.0),
            // A link of another length between the same ends is another link: the course leads it.
            (at(58.0, 25.6), 36.0, Way::Road, 36.0),
            // So is one that ends elsewhere.
            (at(58.004, 25.6), 39.0, Way::Road, 39.0),
            (at(58.0, 25.6), 39.0, Way::Rail, 39.0),
        ] {
            let mut draft = Draft::new(way);
            let (a, b) = (draft.add_node(end, 0, 3), draft.add_node(at(58.0, 25.0), 0, 3));
            let link = draft.add_link(a, b, km, 3);
            draft.links[link as usize].lengthened = Some(1.05);
            let mut report = BuildReport::default();
            lead(
                &mut draft,
                std::slice::from_ref(&row),
                std::slice::from_ref(&near),
                &Plain,
                &recipe().numbers,
                &mut report,
            );
            let named = total == 46.0;
            assert!((draft.km() - total).abs() < 0.3, "{km}: {}", draft.km());
            assert_eq!(draft.nodes.iter().any(|node| node.at == at(58.08, 25.4)), named, "{km}");
            assert_eq!(
                report.remarks.iter().any(|remark| remark.message.starts_with("r:")),
                !named && way == Way::Road
            );
            assert_eq!(draft.live().any(|(_, link)| link.lengthened.is_some()), !named);
        }
    }

    #[test]
    fn a_row_without_a_length_leads_its_link_and_leaves_it_the_sources() {
        let at = |lat, lon| Point::new(lat, lon);
        let points = vec![at(58.0, 25.0), at(58.08, 25.1), at(58.08, 25.4), at(58.0, 25.6)];
        let drawn_km = length(points[0], &points[1..3], points[3]);
        let row = StraightLink { id: "r".to_owned(), way: Way::Road, points, km: None };
        // The source's length, what the link measures then, whether the state's factor still counts; 30 km is another link.
        for (km, total, factor) in [(45.0, 45.0, true), (41.0, drawn_km, false), (30.0, 30.0, true)] {
            let mut draft = Draft::new(Way::Road);
            let (a, b) = (draft.add_node(at(58.0, 25.0), 0, 3), draft.add_node(at(58.0, 25.6), 0, 3));
            let link = draft.add_link(a, b, km, 3);
            draft.links[link as usize].lengthened = Some(1.05);
            let rows = std::slice::from_ref(&row);
            lead(&mut draft, rows, &[], &Plain, &recipe().numbers, &mut BuildReport::default());
            assert!((draft.km() - total).abs() < 1e-6, "{km}: {}", draft.km());
            assert_eq!(draft.live().count(), if km > 35.0 { 3 } else { 1 });
            assert_eq!(draft.live().all(|(_, link)| link.lengthened.is_some()), factor, "{km}");
        }
    }

    /// ```text
    ///   3 -- 3 -- 4 -- 3 -- 4 -- 5 -- 4    what the map says along the way from country 3 to country 4
    /// ```
    #[test]
    fn a_way_crosses_one_border_or_none_whatever_the_map_says_along_it() {
        struct River;
        impl Map for River {
            fn ground(&self, p: Point) -> Ground {
                let lands = [3, 3, 4, 3, 4, 5, 4];
                Ground::Kept(lands[((p.lon - 25.0) * 10.0).round() as usize])
            }
        }
        let at = |lon| Point::new(58.0 + if lon == 25.3 { 0.06 } else { 0.0 }, lon);
        let points: Vec<Point> = [25.0, 25.1, 25.2, 25.3, 25.4, 25.5, 25.6].map(at).to_vec();
        let row = StraightLink { id: "r".to_owned(), way: Way::Road, points, km: Some(38.0) };
        for (end, expected) in [(3, [3; 5]), (4, [3, 4, 4, 4, 4])] {
            let mut draft = Draft::new(Way::Road);
            let (a, b) = (draft.add_node(at(25.0), 0, 3), draft.add_node(at(25.6), 0, end));
            draft.add_link(a, b, 36.0, 3);
            let rows = std::slice::from_ref(&row);
            lead(&mut draft, rows, &[], &River, &recipe().numbers, &mut BuildReport::default());
            let mut inner: Vec<(f64, u8)> = draft.nodes.iter().map(|node| (node.at.lon, node.land)).collect();
            inner.sort_by(|x, y| x.0.total_cmp(&y.0));
            let lands: Vec<u8> = inner[1..6].iter().map(|node| node.1).collect();
            assert_eq!(lands, expected);
        }
    }
}
