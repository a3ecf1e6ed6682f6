//! Names of nodes: the settlement nearby that people would name, told apart by distance and direction.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;
use serde::Deserialize;

use super::geometry::{Point, bearing, km_between};
use super::settings::{Numbers, Recipe};
use crate::error::{Error, Place, Problem, Result};

/// A settlement of the names package.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Settlement {
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u32,
}

/// What is to be named.
#[derive(Clone, Debug)]
pub(super) struct Nameless {
    pub(super) at: Point,
    /// Country, or the two countries of a border node.
    pub(super) lands: Vec<u8>,
    /// Road or rail, and the gauge: names are told apart within one kind.
    pub(super) kind: (crate::data::base::Way, u16),
}

type Spot = GeomWithData<[f64; 3], u32>;

/// Settlements by country, indexed on the sphere.
pub(super) struct Gazetteer {
    settlements: Vec<Settlement>,
    trees: Vec<RTree<Spot>>,
}

/// A point of the unit sphere: nearest neighbours there are nearest on the ground.
fn on_sphere(p: Point) -> [f64; 3] {
    let (lat, lon) = (p.lat.to_radians(), p.lon.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

impl Gazetteer {
    /// Reads the settlements (JSON, GeoNames identifiers to records) of the recipe's countries. O(n log n).
    pub(super) fn read(file: &str, json: &[u8], recipe: &Recipe) -> Result<Gazetteer> {
        let all: BTreeMap<String, Settlement> = serde_json::from_slice(json).map_err(|error| {
            Error::Input(vec![Problem::new(Place::file(file), "readable", format!("not the known form: {error}"))])
        })?;
        Ok(Gazetteer::new(all.into_values().collect(), recipe))
    }

    fn new(settlements: Vec<Settlement>, recipe: &Recipe) -> Gazetteer {
        let mut spots: Vec<Vec<Spot>> = vec![Vec::new(); recipe.countries.kept.len()];
        for (index, settlement) in settlements.iter().enumerate() {
            let code = &settlement.countrycode;
            let code = recipe.countries.absorbed.get(code).unwrap_or(code);
            if let Some(land) = recipe.land(code) {
                let at = Point::new(settlement.latitude, settlement.longitude);
                spots[land as usize].push(Spot::new(on_sphere(at), index as u32));
            }
        }
        Gazetteer { settlements, trees: spots.into_iter().map(RTree::bulk_load).collect() }
    }

    /// Position and people of all settlements of the recipe's countries with at least `people`.
    pub(super) fn larger_than(&self, people: u32) -> Vec<(Point, u32)> {
        let all = self.trees.iter().flat_map(|tree| tree.iter());
        let large = all.map(|spot| (self.at(spot.data), self.settlements[spot.data as usize].population));
        large.filter(|settlement| settlement.1 >= people).collect()
    }

    fn at(&self, index: u32) -> Point {
        let settlement = &self.settlements[index as usize];
        Point::new(settlement.latitude, settlement.longitude)
    }

    /// The settlement that names a position in one of `lands`: among towns within `town_km` (large cities farther) the
    /// one that is nearest after taking off a radius that grows with the root of its people; else the nearest hamlet.
    fn choose(&self, p: Point, lands: &[u8], numbers: &Numbers) -> Option<u32> {
        let radius = |people: u32| (0.006 * f64::from(people).sqrt()).min(12.0);
        let mut best: Option<(f64, u32)> = None;
        let mut nearest: Option<(f64, u32)> = None;
        let query = on_sphere(p);
        let farthest = (15.0_f64 / 6371.0088).powi(2);
        for &land in lands {
            let tree = &self.trees[land as usize];
            if let Some(spot) = tree.nearest_neighbor(&query) {
                let km = km_between(p, self.at(spot.data));
                nearest = nearest.filter(|old| *old <= (km, spot.data)).or(Some((km, spot.data)));
            }
            for spot in tree.locate_within_distance(query, farthest) {
                let people = self.settlements[spot.data as usize].population;
                let km = km_between(p, self.at(spot.data));
                let score = (km - radius(people), spot.data);
                if people >= numbers.town_people && km <= numbers.town_km.max(radius(people)) {
                    best = best.filter(|old| *old <= score).or(Some(score));
                }
            }
        }
        best.or(nearest).map(|(_, index)| index)
    }
}

/// The names of all nodes, in order. O(n log n).
pub(super) fn name_all(nodes: &[Nameless], gazetteer: &Gazetteer, recipe: &Recipe) -> Vec<String> {
    let chosen: Vec<Option<u32>> =
        nodes.par_iter().map(|node| gazetteer.choose(node.at, &node.lands, &recipe.numbers)).collect();
    // The node of each kind nearest to a settlement bears its plain name.
    let mut plain: BTreeMap<(u32, crate::data::base::Way, u16), (u64, usize)> = BTreeMap::new();
    let metres =
        |index: usize, settlement: u32| (km_between(nodes[index].at, gazetteer.at(settlement)) * 1000.0).round() as u64;
    for (index, node) in nodes.iter().enumerate() {
        if let (Some(settlement), [_]) = (chosen[index], &node.lands[..]) {
            let entry = plain.entry((settlement, node.kind.0, node.kind.1)).or_insert((u64::MAX, index));
            *entry = (*entry).min((metres(index, settlement), index));
        }
    }
    let mut seen: BTreeMap<(String, Vec<u8>, crate::data::base::Way, u16), u32> = BTreeMap::new();
    let mut names = vec![String::new(); nodes.len()];
    // Plain names first, so that a namesake gets the number.
    let is_plain = |index: usize| {
        chosen[index]
            .is_some_and(|s| plain.get(&(s, nodes[index].kind.0, nodes[index].kind.1)).is_some_and(|p| p.1 == index))
    };
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    let people = |index: usize| chosen[index].map_or(0, |s| gazetteer.settlements[s as usize].population);
    order.sort_by_key(|&index| (!is_plain(index), std::cmp::Reverse(people(index)), index));
    for index in order {
        let node = &nodes[index];
        let name = match chosen[index] {
            None => "unnamed".to_owned(),
            Some(settlement) => {
                let town = &gazetteer.settlements[settlement as usize].name;
                match &node.lands[..] {
                    [_] if is_plain(index) => town.clone(),
                    [_] => aside(town, gazetteer.at(settlement), node.at),
                    lands => {
                        let mut codes: Vec<&str> = lands.iter().map(|&land| recipe.code(land)).collect();
                        codes.sort_unstable();
                        format!("Border {} near {town}", codes.join("-"))
                    }
                }
            }
        };
        let count = seen.entry((name.clone(), node.lands.clone(), node.kind.0, node.kind.1)).or_insert(0);
        *count += 1;
        names[index] = if *count == 1 { name } else { format!("{name} {count}") };
    }
    names
}

/// `Town (3 km NE)`: the node lies three kilometres north-east of the town.
fn aside(town: &str, centre: Point, at: Point) -> String {
    const WINDS: [&str; 8] = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"];
    let wind = WINDS[((bearing(centre, at) + 22.5) / 45.0) as usize % 8];
    let km = km_between(centre, at);
    if km < 0.95 {
        return format!("{town} ({:.0} m {wind})", (km * 10.0).round().max(1.0) * 100.0);
    }
    format!("{town} ({km:.0} km {wind})")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::base::Way;
    use crate::recipe::tests::recipe;

    #[test]
    fn towns_come_before_hamlets_and_names_differ() {
        let recipe = recipe();
        let place = |name: &str, latitude, longitude, population| Settlement {
            name: name.to_owned(),
            latitude,
            longitude,
            countrycode: "LT".to_owned(),
            population,
        };
        let gazetteer =
            Gazetteer::new(vec![place("Kaunas", 54.9, 23.9, 300_000), place("Hamlet", 54.92, 23.95, 600)], &recipe);
        let land = recipe.land("LT").unwrap();
        let node =
            |lat, lon, lands: &[u8]| Nameless { at: Point::new(lat, lon), lands: lands.to_vec(), kind: (Way::Road, 0) };
        let poland = recipe.land("PL").unwrap();
        let nodes = [
            node(54.901, 23.9, &[land]),
            node(54.92, 23.94, &[land]),
            node(54.921, 23.941, &[land]),
            node(54.92, 24.2, &[land]),
            node(54.3, 23.0, &[poland, land]),
        ];
        let names = name_all(&nodes, &gazetteer, &recipe);
        assert_eq!(names, ["Kaunas", "Kaunas (3 km NE)", "Kaunas (4 km NE)", "Hamlet", "Border LT-PL near Kaunas"]);
    }
}
