//! Coverage, gauge, tracks and electrification against EuroGlobalMap.

use std::collections::BTreeMap;

use super::super::geometry::{Point, km_between, km_to_polyline, point_between};
use super::near::Near;
use super::{Agreement, Coverage, RowShare, Share};
use crate::data::base::{Base, Shapes, Way};
use crate::data::oracle::{OracleRail, OracleRoad};
use crate::data::rows::RailLineRow;
use crate::data::table::waypoints;

/// Stretches of the oracle are looked at every so many km.
const STEP_KM: f64 = 0.5;
/// A line of the network within this distance is the same line, for coverage ...
const COVER_KM: f64 = 1.5;
/// A line within this distance is the same line drawn with few points.
const ROUGH_KM: f64 = 5.0;
/// ... and for what is said of it.
const SAME_KM: f64 = 0.4;
/// A line of the oracle within this distance of a row's towns may be the row's line.
const ROW_KM: f64 = 4.0;
/// Double track by the oracle and by a row of `rail_lines.csv`.
pub(super) const STATED: &str = "double-track railway, stated";
/// In use.
const OPERATIONAL: i32 = 28;

/// Pieces of a polyline: middle and length.
fn pieces(line: &[(f64, f64)]) -> impl Iterator<Item = (Point, f64)> + '_ {
    line.windows(2).flat_map(|pair| {
        let (a, b) = (Point::new(pair[0].1, pair[0].0), Point::new(pair[1].1, pair[1].0));
        let km = km_between(a, b);
        let count = (km / STEP_KM).ceil().max(1.0);
        (0..count as u32).map(move |step| (point_between(a, b, (f64::from(step) + 0.5) / count), km / count))
    })
}

/// Km near a line of the network, km roughly near one, and km in all, by country.
type Sums = BTreeMap<String, [f64; 3]>;

fn covered(
    near: &Near,
    features: impl Iterator<Item = (String, Vec<(f64, f64)>)>,
    counts: impl Fn(&str, Point) -> bool,
) -> Sums {
    let mut sums = Sums::new();
    for (country, line) in features {
        let of_country = country.clone();
        let sum = sums.entry(country).or_default();
        for (at, km) in pieces(&line).filter(|&(at, _)| counts(&of_country, at)) {
            sum[2] += km;
            if let Some(foot) = near.foot(at, ROUGH_KM) {
                sum[1] += km;
                sum[0] += if foot.km <= COVER_KM { km } else { 0.0 };
            }
        }
    }
    sums
}

fn coverage(what: &str, sums: Sums, base: &Base) -> Vec<Coverage> {
    let ours = |country: &String| base.countries.contains(country);
    sums.into_iter()
        .filter(|(country, _)| ours(country))
        .map(|(country, [near_km, rough_km, km])| Coverage { what: what.to_owned(), country, near_km, rough_km, km })
        .collect()
}

fn several(rail: &OracleRail) -> bool {
    matches!(rail.fco, 2 | 11)
}

/// The courses of the rows that say two tracks or more, by country.
fn double_rows(lines: &[RailLineRow]) -> BTreeMap<&str, Vec<Vec<Point>>> {
    let mut rows: BTreeMap<&str, Vec<Vec<Point>>> = BTreeMap::new();
    for row in lines.iter().filter(|row| row.tracks.is_some_and(|tracks| tracks > 1)) {
        let Ok(points) = waypoints(&row.waypoints) else { continue };
        let points: Vec<Point> = points.into_iter().map(|(lat, lon)| Point::new(lat, lon)).collect();
        for country in &row.countries.0 {
            rows.entry(country).or_default().push(points.clone());
        }
    }
    rows
}

/// Share of the km in use that the oracle calls double track, by country; where it is all of them it knows nothing.
pub(super) fn called_double(rails: &[OracleRail]) -> BTreeMap<String, f64> {
    let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for rail in rails.iter().filter(|rail| rail.exs == OPERATIONAL && rail.fco != 0) {
        let km: f64 = pieces(&rail.g).map(|(_, km)| km).sum();
        let sum = sums.entry(rail.icc.clone()).or_default();
        sum.0 += if several(rail) { km } else { 0.0 };
        sum.1 += km;
    }
    sums.into_iter().map(|(country, (double, km))| (country, double / km.max(1e-9))).collect()
}

/// Share of double-track rail and of European roads of the oracle that lie within 1.5 km of the network, by country.
pub(super) fn coverages(
    base: &Base,
    shapes: &Shapes,
    lines: &[RailLineRow],
    rails: &[OracleRail],
    roads: &[OracleRoad],
) -> Vec<Coverage> {
    let near = Near::new(base, shapes, |way| way == Way::Rail);
    let double = || {
        let double = rails.iter().filter(|rail| rail.exs == OPERATIONAL && several(rail));
        double.map(|rail| (rail.icc.clone(), rail.g.clone()))
    };
    let mut all = coverage("double-track railway", covered(&near, double(), |_, _| true), base);
    let rows = double_rows(lines);
    let stated = |country: &str, at: Point| {
        rows.get(country).is_some_and(|rows| rows.iter().any(|row| km_to_polyline(at, row) <= ROW_KM))
    };
    all.extend(coverage(STATED, covered(&near, double(), stated), base));
    let near = Near::new(base, shapes, |way| way != Way::Rail);
    let numbered = roads.iter().filter(|road| road.exs == OPERATIONAL && road.rte.is_some());
    all.extend(coverage(
        "European road",
        covered(&near, numbered.map(|road| (road.icc.clone(), road.g.clone())), |_, _| true),
        base,
    ));
    all
}

/// What the network says of a rail link.
struct Said {
    gauge_mm: u16,
    double: Option<bool>,
    electric: Option<bool>,
}

/// Gauges, shares by country, and rows that differ.
pub(super) type Compared = (Vec<Agreement>, Vec<Share>, Vec<RowShare>);

/// Gauge agreement, and shares of double track and electrification where the network says something, by country.
pub(super) fn attributes(base: &Base, shapes: &Shapes, lines: &[RailLineRow], rails: &[OracleRail]) -> Compared {
    let near = Near::new(base, shapes, |way| way == Way::Rail);
    let rows: BTreeMap<&str, &RailLineRow> = lines.iter().map(|row| (row.id.as_str(), row)).collect();
    let row_of = |link: u32| {
        let at = base.lines.binary_search_by_key(&link, |line| line.0).ok()?;
        rows.get(base.line_ids[base.lines[at].1 as usize].as_str()).copied()
    };
    let said = |link: u32| {
        let row = row_of(link);
        Said {
            gauge_mm: base.links[link as usize].gauge_mm,
            double: row.and_then(|row| row.tracks).map(|tracks| tracks > 1),
            electric: row.and_then(|row| row.electrification.as_ref()).map(|power| power != "none"),
        }
    };
    let mut gauges: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    // (what, country): km compared, ours, theirs, alike.
    let mut shares: BTreeMap<(&str, String), [f64; 4]> = BTreeMap::new();
    // (row, what): km compared, alike.
    let mut by_row: BTreeMap<(&str, &str), [f64; 2]> = BTreeMap::new();
    for rail in rails.iter().filter(|rail| rail.exs == OPERATIONAL && base.countries.contains(&rail.icc)) {
        let gauge_mm = match rail.gaw {
            144 => Some(1435),
            152 => Some(1520),
            160 => Some(1600),
            167 => Some(1668),
            _ => None,
        };
        let electric = match rail.rra {
            1 | 3 => Some(true),
            4 => Some(false),
            _ => None,
        };
        let double = (rail.fco != 0).then(|| several(rail));
        for (at, km) in pieces(&rail.g) {
            let Some(foot) = near.foot(at, SAME_KM) else { continue };
            let ours = said(foot.link);
            if let Some(gauge_mm) = gauge_mm {
                let sum = gauges.entry(rail.icc.clone()).or_default();
                sum.1 += km;
                sum.0 += if gauge_mm == ours.gauge_mm { km } else { 0.0 };
            }
            for (what, ours, theirs) in
                [("double track", ours.double, double), ("electrified", ours.electric, electric)]
            {
                let (Some(ours), Some(theirs)) = (ours, theirs) else { continue };
                let sum = shares.entry((what, rail.icc.clone())).or_default();
                let amounts = [true, ours, theirs, ours == theirs];
                sum.iter_mut().zip(amounts).for_each(|(sum, counts)| *sum += if counts { km } else { 0.0 });
                if let Some(row) = row_of(foot.link) {
                    let sum = by_row.entry((row.id.as_str(), what)).or_default();
                    sum[0] += km;
                    sum[1] += if amounts[3] { km } else { 0.0 };
                }
            }
        }
    }
    let gauges = gauges.into_iter().map(|(country, (alike_km, km))| Agreement { country, alike_km, km }).collect();
    let share = |((what, country), [km, ours, theirs, alike]): ((&str, String), [f64; 4])| Share {
        what: what.to_owned(),
        country,
        km,
        ours: ours / km,
        theirs: theirs / km,
        alike: alike / km,
    };
    let row = |((id, what), [km, alike]): ((&str, &str), [f64; 2])| RowShare {
        id: id.to_owned(),
        what: what.to_owned(),
        km,
        alike: alike / km,
    };
    (gauges, shares.into_iter().map(share).collect(), by_row.into_iter().map(row).collect())
}
