//! Countries and the arcs that bound them, from TopoJSON.

use serde::Deserialize;
use serde_json::Value;

use super::{Degrees, Recipe, codes, extent, line, signed, simplify, unsigned};
use crate::error::{Error, Result};

/// Polygons are kept where a map of a route to Europe can reach: from the American east coast to the Urals.
const REACH: (Degrees, Degrees) = ((-100.0, 15.0), (70.0, 81.0));

#[derive(Deserialize)]
struct TopoJson {
    transform: Transform,
    arcs: Vec<Vec<(i64, i64)>>,
    objects: Objects,
}

#[derive(Deserialize)]
struct Transform {
    scale: (f64, f64),
    translate: (f64, f64),
}

#[derive(Deserialize)]
struct Objects {
    countries: Collection,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(rename = "type")]
    kind: Option<String>,
    id: Option<String>,
    properties: Properties,
    #[serde(default)]
    arcs: Value,
}

#[derive(Deserialize)]
struct Properties {
    name: String,
}

/// A ring as references to arcs; `-1 - i` is arc `i` backwards.
type Ring = Vec<i64>;

/// The land: countries as rings of arcs, and the arcs.
pub(super) struct Topology {
    countries: Vec<(String, Vec<Ring>)>,
    arcs: Vec<(u8, Vec<Degrees>)>,
}

/// Reads the TopoJSON of countries, keeps what a map can show, simplifies the arcs and sorts everything.
pub(super) fn read(bytes: &[u8], recipe: &Recipe) -> Result<Topology> {
    let topo: TopoJson =
        serde_json::from_slice(bytes).map_err(|error| Error::Output(format!("countries-10m.json: {error}")))?;
    let arcs: Vec<Vec<Degrees>> = topo.arcs.iter().map(|arc| degrees(arc, &topo.transform)).collect();

    let mut countries: Vec<(String, Vec<Ring>)> = Vec::new();
    for geometry in &topo.objects.countries.geometries {
        let own = codes::code(geometry.id.as_deref(), &geometry.properties.name);
        for polygon in polygons(geometry)? {
            let outer: Vec<Degrees> = polygon.first().map_or_else(Vec::new, |ring| points(ring, &arcs));
            if !kept(&outer, recipe) {
                continue;
            }
            let code = codes::owner(own, &outer);
            match countries.iter_mut().find(|(found, _)| found == code) {
                Some((_, rings)) => rings.extend(polygon),
                None => countries.push((code.to_owned(), polygon)),
            }
        }
    }
    countries.sort();
    Ok(number(countries, &arcs, recipe))
}

fn degrees(arc: &[(i64, i64)], transform: &Transform) -> Vec<Degrees> {
    let mut at = (0, 0);
    arc.iter()
        .map(|delta| {
            at = (at.0 + delta.0, at.1 + delta.1);
            let lon = at.0 as f64 * transform.scale.0 + transform.translate.0;
            (lon, at.1 as f64 * transform.scale.1 + transform.translate.1)
        })
        .collect()
}

fn polygons(geometry: &Geometry) -> Result<Vec<Vec<Ring>>> {
    let found = match geometry.kind.as_deref() {
        Some("Polygon") => serde_json::from_value(geometry.arcs.clone()).map(|polygon| vec![polygon]),
        Some("MultiPolygon") => serde_json::from_value(geometry.arcs.clone()),
        _ => Ok(Vec::new()),
    };
    found.map_err(|error| Error::Output(format!("countries-10m.json, {}: {error}", geometry.properties.name)))
}

fn index(reference: i64) -> usize {
    (if reference < 0 { -1 - reference } else { reference }) as usize
}

fn points(ring: &[i64], arcs: &[Vec<Degrees>]) -> Vec<Degrees> {
    let mut all = Vec::new();
    for reference in ring {
        let arc = arcs.get(index(*reference)).map_or(&[][..], Vec::as_slice);
        if *reference < 0 { all.extend(arc.iter().rev()) } else { all.extend(arc) }
    }
    all
}

/// Whether a polygon can be seen on a map: within reach, and no speck.
fn kept(outer: &[Degrees], recipe: &Recipe) -> bool {
    let within = |p: &Degrees| (REACH.0.0..=REACH.1.0).contains(&p.0) && (REACH.0.1..=REACH.1.1).contains(&p.1);
    let least = match outer.iter().any(|point| recipe.frame.holds(*point)) {
        true => recipe.least.island_deg,
        false => recipe.least.far_island_deg,
    };
    outer.iter().any(within) && extent(outer) >= least
}

/// Numbers the arcs in use in the order in which the countries name them, classes and simplifies them.
fn number(countries: Vec<(String, Vec<Ring>)>, arcs: &[Vec<Degrees>], recipe: &Recipe) -> Topology {
    let mut number: Vec<Option<i64>> = vec![None; arcs.len()];
    let mut owners: Vec<Vec<&str>> = vec![Vec::new(); arcs.len()];
    let mut order = Vec::new();
    for (code, rings) in &countries {
        for reference in rings.iter().flatten() {
            let arc = index(*reference);
            if number[arc].is_none() {
                number[arc] = Some(order.len() as i64);
                order.push(arc);
            }
            owners[arc].push(code);
        }
    }
    let renumbered = |reference: &i64| {
        let new = number[index(*reference)].expect("every arc in use was numbered above");
        if *reference < 0 { -1 - new } else { new }
    };
    let kinds = |arc: usize| match owners[arc].as_slice() {
        [_] => 0,
        [one, other] if one != other => 1,
        _ => 2,
    };
    Topology {
        arcs: order.iter().map(|arc| (kinds(*arc), thin(&arcs[*arc], recipe))).collect(),
        countries: countries
            .iter()
            .map(|(code, rings)| {
                (code.clone(), rings.iter().map(|ring| ring.iter().map(renumbered).collect()).collect())
            })
            .collect(),
    }
}

/// Simplifies the runs of an arc inside the box finely and those outside coarsely.
fn thin(arc: &[Degrees], recipe: &Recipe) -> Vec<Degrees> {
    let inside: Vec<bool> = arc.iter().map(|point| recipe.frame.holds(*point)).collect();
    let mut thinned: Vec<Degrees> = Vec::new();
    let mut from = 0;
    for to in 1..=arc.len() {
        if to < arc.len() && inside[to] == inside[from] {
            continue;
        }
        let tolerance = if inside[from] { recipe.tolerance.fine_deg } else { recipe.tolerance.coarse_deg };
        thinned.extend(simplify(&arc[from..to], tolerance));
        from = to;
    }
    thinned
}

impl Topology {
    /// Countries, then arcs.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        unsigned(out, self.countries.len());
        for (code, rings) in &self.countries {
            out.extend_from_slice(&code.as_bytes()[..2]);
            unsigned(out, rings.len());
            for ring in rings {
                unsigned(out, ring.len());
                ring.iter().for_each(|reference| signed(out, *reference));
            }
        }
        unsigned(out, self.arcs.len());
        for (kind, points) in &self.arcs {
            out.push(*kind);
            line(out, points);
        }
    }
}
