//! Coverage, gauge, tracks and electrification against EuroGlobalMap.

use std::collections::BTreeMap;

use super::super::geometry::{Point, km_between, point_between};
use super::near::Near;
use super::{Agreement, Coverage, RowShare, Share};
use crate::data::base::{Base, Shapes, Way};
use crate::data::oracle::{OracleRail, OracleRoad};
use crate::data::rows::RailLineRow;

/// Stretches of the oracle are looked at every so many km.
const STEP_KM: f64 = 0.5;
/// A line of the network within this distance is the same line, for coverage ...
const COVER_KM: f64 = 1.5;
/// A line within this distance is the same line drawn with few points.
const ROUGH_KM: f64 = 5.0;
/// ... and for what is said of it.
const SAME_KM: f64 = 0.4;
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

fn covered(near: &Near, features: impl Iterator<Item = (String, Vec<(f64, f64)>)>) -> Sums {
    let mut sums = Sums::new();
    for (country, line) in features {
        let sum = sums.entry(country).or_default();
        for (at, km) in pieces(&line) {
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

/// Share of double-track rail and of European roads of the oracle that lie within 1.5 km of the network, by country.
pub(super) fn coverages(base: &Base, shapes: &Shapes, rails: &[OracleRail], roads: &[OracleRoad]) -> Vec<Coverage> {
    let near = Near::new(base, shapes, |way| way == Way::Rail);
    let double = rails.iter().filter(|rail| rail.exs == OPERATIONAL && several(rail));
    let mut all =
        coverage("double-track railway", covered(&near, double.map(|rail| (rail.icc.clone(), rail.g.clone()))), base);
    let near = Near::new(base, shapes, |way| way != Way::Rail);
    let numbered = roads.iter().filter(|road| road.exs == OPERATIONAL && road.rte.is_some());
    all.extend(coverage(
        "European road",
        covered(&near, numbered.map(|road| (road.icc.clone(), road.g.clone()))),
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
