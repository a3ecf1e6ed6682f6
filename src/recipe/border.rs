//! Splitting links where they cross a state border, so that every link lies in one country.

use super::account::BuildReport;
use super::draft::{Draft, Link};
use super::geometry::{Point, km_between, point_between};
use super::geometry_source::word;
use super::lands::{Ground, Map};
use super::settings::Recipe;
use super::stitch::Gates;
use crate::data::rows::RemovedLinkRow;

/// Long straight lines are looked at every so many km.
const LOOK_KM: f64 = 1.0;
/// Lengths of straightened lines are true to this factor.
const STRAIGHTENED: f64 = 1.05;
/// Halvings of a stretch of [`LOOK_KM`] until the border is known to about 10 m.
const HALVINGS: usize = 7;

/// A stretch of a straight line in one country, by shares of the line.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Run {
    land: u8,
    start: f64,
    end: f64,
}

/// What a step must know about the ground that a draft stands on.
pub(super) struct Site<'a> {
    pub(super) map: &'a dyn Map,
    pub(super) recipe: &'a Recipe,
    /// Of the draft's mode.
    pub(super) gates: Gates<'a>,
}

/// What splitting came upon.
#[derive(Default)]
struct Seen {
    borders: usize,
    slivers: usize,
    transit: usize,
}

/// Splits every link between two countries, and long ones also through third countries, at the border found by
/// bisection; border nodes are marked. What a straightened line seems to do is not always what its road does: see
/// [`believed`]. O(km of links).
pub(super) fn split_at_borders(draft: &mut Draft, site: &Site<'_>, report: &mut BuildReport) {
    let step = format!("borders {}", word(draft.way));
    let mut seen = Seen::default();
    for index in 0..draft.links.len() as u32 {
        if !draft.link(index).gone {
            split_one(draft, index, site, &mut seen);
        }
    }
    report.count(&step, "border nodes", seen.borders);
    report.count(&step, "links through a third country", seen.transit);
    report.count(&step, "stretches under straightened links in other countries, not believed", seen.slivers);
}

/// Splits one link that was added later; its parts are the last links of the draft.
pub(super) fn split_late(draft: &mut Draft, link: u32, site: &Site<'_>) {
    split_one(draft, link, site, &mut Seen::default());
}

fn split_one(draft: &mut Draft, index: u32, site: &Site<'_>, seen: &mut Seen) {
    let link = draft.link(index);
    let ends = (draft.node(link.a).land, draft.node(link.b).land);
    let straight = draft.straight_km(link);
    if ends.0 == ends.1 && straight < LOOK_KM {
        draft.links[index as usize].land = ends.0;
        return;
    }
    let line = (draft.node(link.a).at, draft.node(link.b).at);
    let looked = look_along(site.map, line, ends, straight);
    let count = looked.len();
    let mut runs =
        believed(looked, straight, site.recipe.numbers.sliver_km, |a, b| !site.gates.of_pair(a, b).is_empty());
    for index in 1..runs.len() {
        let at = bisect(site.map, line, (runs[index - 1], runs[index]));
        runs[index - 1].end = at;
        runs[index].start = at;
    }
    seen.slivers += count - runs.len();
    seen.transit += usize::from(runs.len() > 2);
    seen.borders += runs.len() - 1;
    cut(draft, index, &runs);
}

/// Replaces a link by one link for each run.
fn cut(draft: &mut Draft, index: u32, runs: &[Run]) {
    draft.links[index as usize].land = runs[0].land;
    let mut rest = index;
    for pair in runs.windows(2) {
        let (start, end) = (pair[0].start, 1.0);
        let middle = draft.split(rest, (pair[0].end - start) / (end - start).max(1e-12));
        let last = draft.links.len();
        draft.links[last - 2].land = pair[0].land;
        draft.links[last - 1].land = pair[1].land;
        let node = &mut draft.nodes[middle as usize];
        node.border = true;
        node.land = pair[0].land.min(pair[1].land);
        rest = (last - 1) as u32;
    }
}

/// The countries along a straight line whose ends lie in `ends`, looked at every [`LOOK_KM`].
fn look_along(map: &dyn Map, line: (Point, Point), ends: (u8, u8), km: f64) -> Vec<Run> {
    let looks = (km / LOOK_KM).ceil().max(1.0) as usize;
    let share = |look: usize| look as f64 / looks as f64;
    let mut runs = vec![Run { land: ends.0, start: 0.0, end: 0.0 }];
    for look in 1..=looks {
        let last = runs.last_mut().expect("starts with one");
        let land = match map.ground(point_between(line.0, line.1, share(look))) {
            _ if look == looks => ends.1,
            Ground::Kept(land) => land,
            Ground::Foreign | Ground::Nobody => last.land,
        };
        if land == last.land {
            last.end = share(look);
        } else {
            runs.push(Run { land, start: share(look), end: share(look) });
        }
    }
    runs
}

/// Which of the stretches along a line are believed; the source has straightened its lines.
///
/// * A line between two places of one country stays in it, unless more than `sliver_km` and more than half of it lie
///   in another; it never crosses a border all of whose crossings are `listed`.
/// * A line between two countries crosses their border once, where that contradicts the map least.
/// * Third countries need `sliver_km`.
fn believed(mut runs: Vec<Run>, km: f64, sliver_km: f64, listed: impl Fn(u8, u8) -> bool) -> Vec<Run> {
    let (first, last) = (runs[0].land, runs[runs.len() - 1].land);
    let least = sliver_km / km.max(1e-9);
    let length = |run: &Run| run.end - run.start + LOOK_KM / km.max(1e-9);
    let whole = |land: u8| vec![Run { land, start: 0.0, end: 1.0 }];
    if first == last {
        let abroad: f64 = runs.iter().filter(|run| run.land != first).map(length).sum();
        if abroad < least.max(0.5) || runs.iter().any(|run| listed(first, run.land)) {
            return whole(first);
        }
    }
    drop_slivers(&mut runs, least);
    if first != last && runs.iter().all(|run| run.land == first || run.land == last) {
        let wrong = |cut: usize| -> f64 {
            let before = runs[..cut].iter().filter(|run| run.land != first);
            before.chain(runs[cut..].iter().filter(|run| run.land != last)).map(length).sum()
        };
        let cuts = (1..runs.len()).filter(|&cut| runs[cut - 1].land == first && runs[cut].land == last);
        let cut = cuts.min_by(|&a, &b| wrong(a).total_cmp(&wrong(b))).expect("one run follows the other somewhere");
        let (one, two) = (runs[cut - 1], runs[cut]);
        runs = vec![Run { start: 0.0, ..one }, Run { end: 1.0, ..two }];
    }
    runs.first_mut().expect("has at least one run").start = 0.0;
    runs.last_mut().expect("has at least one run").end = 1.0;
    runs
}

/// Merges inner runs shorter than `share` into what lies around them, shortest first; the ends stay.
fn drop_slivers(runs: &mut Vec<Run>, share: f64) {
    loop {
        let inner = 1..runs.len().saturating_sub(1);
        let length = |index: usize, runs: &[Run]| runs[index + 1].start - runs[index - 1].end;
        let shortest = inner.min_by(|&a, &b| length(a, runs).total_cmp(&length(b, runs)));
        let Some(index) = shortest.filter(|&index| length(index, runs) < share) else { return };
        if runs[index - 1].land == runs[index + 1].land {
            runs[index - 1].end = runs[index + 1].end;
            runs.drain(index..=index + 1);
        } else {
            runs.remove(index);
        }
    }
}

/// The share of the line at which the country changes between two runs.
fn bisect(map: &dyn Map, line: (Point, Point), (before, after): (Run, Run)) -> f64 {
    let (mut low, mut high) = (before.end, after.start);
    for _ in 0..HALVINGS {
        let middle = (low + high) / 2.0;
        if map.ground(point_between(line.0, line.1, middle)) == Ground::Kept(after.land) {
            high = middle;
        } else {
            low = middle;
        }
    }
    // Keeps the border off the very ends, where a node of one country already stands.
    ((low + high) / 2.0).clamp(1e-6, 1.0 - 1e-6)
}

/// Looks at the crossings of pairs of countries whose real crossings are listed, wherever none is near: a long
/// straightened link whose true length leaves room for the way over a listed crossing is led over it, any other is
/// removed. O(nodes · rows).
pub(super) fn close_false_crossings(draft: &mut Draft, gates: &Gates<'_>, report: &mut BuildReport) {
    let step = format!("borders {}", word(draft.way));
    let around = draft.around();
    let (mut closed, mut moved) = (0, 0);
    for (node, links) in around.iter().enumerate() {
        if !draft.nodes[node].border || links.len() < 2 {
            continue;
        }
        let lands: Vec<u8> = links.iter().map(|&link| draft.link(link).land).collect();
        let Some(&other) = lands.iter().find(|land| **land != lands[0]) else { continue };
        if gates.open(lands[0], other, draft.nodes[node].at) {
            continue;
        }
        if let [one, two] = links[..]
            && lead_over(draft, node as u32, (one, two), &gates.of_pair(lands[0], other))
        {
            moved += 1;
            continue;
        }
        closed += 1;
        let at = draft.nodes[node].at;
        let ends = links.iter().map(|&link| draft.node(draft.link(link).other(node as u32)).at);
        let ends: Vec<String> = ends.map(|end| format!("{:.3} {:.3}", end.lat, end.lon)).collect();
        report.remark(
            &step,
            format!(
                "the crossing at {:.3} {:.3} ({}) is removed: none is listed there",
                at.lat,
                at.lon,
                ends.join(" to ")
            ),
        );
        links.iter().for_each(|&link| draft.links[link as usize].gone = true);
    }
    report.count(&step, "crossings of straightened links moved to the listed one", moved);
    report.count(&step, "crossings removed: none is listed there", closed);
}

/// Moves a border node to the listed crossing that lengthens its two links least, if their true length has room for
/// it; that length is shared out anew. Returns whether it did.
fn lead_over(draft: &mut Draft, node: u32, (one, two): (u32, u32), crossings: &[Point]) -> bool {
    let ends = [one, two].map(|link| draft.node(draft.link(link).other(node)).at);
    let km = draft.link(one).km + draft.link(two).km;
    let legs = |p: Point| (km_between(ends[0], p), km_between(p, ends[1]));
    let way = |p: Point| legs(p).0 + legs(p).1;
    let Some(&best) = crossings.iter().min_by(|a, b| way(**a).total_cmp(&way(**b))) else { return false };
    if way(best) > km * STRAIGHTENED + 0.5 {
        return false;
    }
    let share = legs(best).0 / way(best).max(1e-9);
    draft.nodes[node as usize].at = best;
    draft.links[one as usize].km = km * share;
    draft.links[two as usize].km = km * (1.0 - share);
    true
}

/// Remarks on listed crossings at which the network has none (said after the patches are in). O(nodes · rows).
pub(super) fn check_crossings(draft: &Draft, recipe: &Recipe, gates: &Gates<'_>, report: &mut BuildReport) {
    let step = format!("borders {}", word(draft.way));
    let around = draft.around();
    let lands = |node: usize| -> Vec<&str> {
        let mut lands: Vec<&str> = around[node].iter().map(|&link| recipe.code(draft.link(link).land)).collect();
        lands.sort_unstable();
        lands.dedup();
        lands
    };
    let borders: Vec<(Point, Vec<&str>)> =
        (0..draft.nodes.len()).filter(|&n| draft.nodes[n].border).map(|n| (draft.nodes[n].at, lands(n))).collect();
    for row in gates.listed() {
        let at = Point::new(row.lat.0, row.lon.0);
        let known = recipe.land(&row.country_a).is_some() && recipe.land(&row.country_b).is_some();
        let is_it = |border: &&(Point, Vec<&str>)| {
            [&row.country_a, &row.country_b].iter().all(|code| border.1.contains(&code.as_str()))
        };
        let nearest = borders.iter().filter(is_it).map(|border| km_between(at, border.0));
        let nearest = nearest.fold(f64::INFINITY, f64::min);
        if known && nearest > recipe.numbers.crossing_km {
            let far = if nearest.is_finite() {
                format!("the nearest is {nearest:.0} km away")
            } else {
                "there is none".to_owned()
            };
            report.remark(&step, format!("{} ({}): the network has no crossing here; {far}", row.id, row.name));
        }
    }
}

/// Links of the mode within `radius_km` of a point of the table of false links are removed.
pub(super) fn remove_false_links(draft: &mut Draft, rows: &[RemovedLinkRow], report: &mut BuildReport) {
    let mode = word(draft.way);
    let step = format!("false links {mode}");
    let locator = super::locate::Locator::new(draft);
    let (mut removed, mut km) = (0, 0.0);
    for row in rows.iter().filter(|row| row.mode.0.iter().any(|word| word == mode)) {
        let hits = locator.near(draft, Point::new(row.lat.0, row.lon.0), row.radius_km.0, |_, _: &Link| true);
        if hits.is_empty() {
            report.remark(&step, format!("{}: no link lies within {} km of the point", row.id, row.radius_km.0));
        }
        removed += hits.len();
        for hit in hits {
            km += draft.link(hit.link).km;
            draft.links[hit.link as usize].gone = true;
        }
    }
    report.count(&step, "links removed", removed);
    report.measure(&step, "km removed", km);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::base::Way;
    use crate::recipe::tests::recipe;

    /// Country 0 west of 10.5 E, country 1 east of it, but country 2 between 10.1 and 10.1 + `wide`.
    struct Stripes {
        wide: f64,
    }

    impl Map for Stripes {
        fn ground(&self, p: Point) -> Ground {
            match p.lon {
                lon if lon > 10.1 && lon < 10.1 + self.wide => Ground::Kept(2),
                lon if lon > 10.49 && lon < 10.5 => Ground::Nobody,
                lon => Ground::Kept(u8::from(lon >= 10.5)),
            }
        }
    }

    /// ```text
    ///   0 ------|---------- 1        | the border at 10.5 E
    /// ```
    fn split(wide: f64, land_of_end: u8) -> Draft {
        let mut draft = Draft::new(Way::Road);
        draft.add_node(Point::new(0.0, 10.0), 0, 0);
        draft.add_node(Point::new(0.0, if land_of_end == 0 { 10.4 } else { 11.0 }), 0, land_of_end);
        draft.add_link(0, 1, 120.0, 0);
        let recipe = recipe();
        let site = Site { map: &Stripes { wide }, recipe: &recipe, gates: Gates::new(&recipe, &[], "road") };
        split_at_borders(&mut draft, &site, &mut BuildReport::default());
        draft.tidy();
        draft
    }

    fn lands(draft: &Draft) -> Vec<u8> {
        draft.links.iter().map(|link| link.land).collect()
    }

    #[test]
    fn a_link_is_split_where_the_country_changes() {
        let draft = split(0.01, 1);
        assert!(draft.node(2).border && (draft.node(2).at.lon - 10.5).abs() < 2e-4, "{:?}", draft.node(2));
        assert_eq!(lands(&draft), [0, 1]);
        assert!((draft.km() - 120.0).abs() < 1e-9 && (draft.link(0).km - 60.0).abs() < 0.1);
    }

    #[test]
    fn a_wide_third_country_is_crossed() {
        let draft = split(0.2, 1);
        assert_eq!(lands(&draft), [0, 2, 0, 1]);
        assert!((draft.km() - 120.0).abs() < 1e-9);
    }

    #[test]
    fn a_line_within_a_country_stays_unless_most_of_it_is_abroad() {
        assert_eq!(lands(&split(0.1, 0)), [0]);
        assert_eq!(lands(&split(0.25, 0)), [0, 2, 0]);
    }

    /// `0011011111` crosses once: between the second and third stretch of three looks or where least is wrong.
    #[test]
    fn a_winding_border_is_crossed_once() {
        let run = |land, start, end| Run { land, start, end };
        let winding = vec![run(0, 0.0, 0.2), run(1, 0.3, 0.4), run(0, 0.5, 0.5), run(1, 0.6, 1.0)];
        let runs = believed(winding, 10.0, 0.1, |_, _| true);
        assert_eq!(runs, [run(0, 0.0, 0.2), run(1, 0.3, 1.0)]);
    }

    /// ```text
    ///   0 ------|------ 1     the listed crossing lies 10 km off the straight line; the way is 130 km or 105 km long
    /// ```
    #[test]
    fn a_straightened_way_is_led_over_the_listed_crossing() {
        for (km, moved) in [(130.0, true), (105.0, false)] {
            let mut draft = Draft::new(Way::Road);
            draft.add_node(Point::new(0.0, 10.0), 0, 0);
            draft.add_node(Point::new(0.0, 11.0), 0, 1);
            let border = draft.add_node(Point::new(0.0, 10.5), 0, 0);
            draft.add_link(0, border, km / 2.0, 0);
            draft.add_link(border, 1, km / 2.0, 1);
            assert_eq!(lead_over(&mut draft, border, (0, 1), &[Point::new(0.1, 10.5)]), moved);
            assert!((draft.km() - km).abs() < 1e-9);
            assert_eq!(draft.node(border).at.lat > 0.05, moved);
        }
    }
}
