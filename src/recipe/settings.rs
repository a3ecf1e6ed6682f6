//! `recipe.toml`: which packages, which countries, which numbers. Every number of judgement of the builder is here.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::geometry::Point;
use crate::data::sources::read_text;
use crate::error::{Error, Place, Problem, Result};

/// The name of the recipe's file in a network's folder.
pub const RECIPE_FILE: &str = "recipe.toml";

/// What a base network is made from and how.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// What the base is, one line.
    pub title: String,
    /// The packages that hold the open data.
    pub packages: Packages,
    /// The part of the world that is read.
    #[serde(rename = "box")]
    pub bounds: Bounds,
    /// Which countries stay.
    pub countries: Countries,
    /// Parts of a country whose railways have another gauge than the country's.
    pub gauge_areas: Vec<GaugeArea>,
    /// What the source's roads lack in length.
    pub road_lengths: RoadLengths,
    /// The numbers of the steps.
    pub numbers: Numbers,
}

/// The packages, by what they give.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Packages {
    /// Roads and railways.
    pub geometry: Package,
    /// Names of settlements.
    pub names: Package,
}

/// A package pinned to one file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the wheel.
    pub sha256: String,
    /// The files that are read from it, by use.
    pub members: BTreeMap<String, String>,
    /// Licence of the content, with the attribution it asks for.
    pub licence: String,
}

/// A box in degrees.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// Smallest latitude.
    pub south: f64,
    /// Largest latitude.
    pub north: f64,
    /// Smallest longitude.
    pub west: f64,
    /// Largest longitude.
    pub east: f64,
}

impl Bounds {
    pub(super) fn holds(&self, p: Point) -> bool {
        (self.south..=self.north).contains(&p.lat) && (self.west..=self.east).contains(&p.lon)
    }
}

/// Which countries stay in the network.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Countries {
    /// ISO codes, sorted.
    pub kept: Vec<String>,
    /// Small areas that are counted to a neighbour (`MC = "FR"`).
    pub absorbed: BTreeMap<String, String>,
    /// Countries of which only a box is kept.
    pub clipped: BTreeMap<String, Bounds>,
}

/// A part of a country with its own track gauge.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GaugeArea {
    /// ISO code.
    pub country: String,
    /// Track gauge, mm.
    pub gauge_mm: u16,
    /// Where.
    #[serde(rename = "box")]
    pub bounds: Bounds,
}

/// True lengths of roads by their length in the source, which has straightened the long ones.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoadLengths {
    /// A link is long from this distance of its ends.
    pub long_km: f64,
    /// Factor of links that are not long.
    pub short: f64,
    /// Factor of long links of motorways.
    pub motorway: f64,
    /// Factor of other long links in states that `long_in` does not name.
    pub long: f64,
    /// Factor of other long links by state.
    pub long_in: BTreeMap<String, f64>,
}

/// The numbers of judgement of the steps; lengths in km, shapes in degrees.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// Nodes nearer than this to each other are one line broken by rounding, and are joined.
    pub join_km: f64,
    /// A dead end is joined to the nearest node within this ...
    pub dead_end_km: f64,
    /// ... if the way round over the network is longer than this many times the gap.
    pub detour_factor: f64,
    /// A patch of foreign ground with less than this much way in it is an error of the simplified border.
    pub enclave_km: f64,
    /// A stretch of a straightened line through another country shorter than this is an error of the straightening.
    pub sliver_km: f64,
    /// Listed border crossings stand for the lines within this distance.
    pub crossing_km: f64,
    /// An end of a patched line joins the network within this distance.
    pub patch_join_km: f64,
    /// The two sides of a gauge change lie within this distance of it.
    pub gauge_change_km: f64,
    /// Separate pieces of railway shorter than this are left out.
    pub rail_piece_km: f64,
    /// Separate pieces of road (islands) shorter than this, or without a port, are left out.
    pub road_piece_km: f64,
    /// A facility has a road within this distance.
    pub road_access_km: f64,
    /// A port has a railway within this distance.
    pub port_rail_km: f64,
    /// A terminal has a railway within this distance.
    pub terminal_rail_km: f64,
    /// A contact with a line is moved to a node of the line when one is as near as this along the line.
    pub snap_km: f64,
    /// A structure stands on a railway within this distance.
    pub structure_rail_km: f64,
    /// A structure stands on a road within this distance (roads are straightened).
    pub structure_road_km: f64,
    /// A crossing of a listed water belongs to the nearest structure over that water within this distance.
    pub structure_crossing_km: f64,
    /// The second carriageway or track over a structure lies within this distance of the first.
    pub twin_km: f64,
    /// A waypoint of a described line or road lies within this distance of it.
    pub line_reach_km: f64,
    /// Other tracks or carriageways within this distance of a described line are described with it.
    pub line_twin_km: f64,
    /// Straight links of the source of this length and more are led along the courses of roads.
    pub course_link_km: f64,
    /// The ends of such a link lie within this distance of its course ...
    pub course_reach_km: f64,
    /// ... and this share of the link's own straight length more.
    pub course_reach_share: f64,
    /// A course is at least this share of the length of its link ...
    pub course_shortest: f64,
    /// ... and at most this.
    pub course_longest: f64,
    /// A row of `straight_links.csv` is at most this share of the length of the link that it names.
    pub straight_link_longest: f64,
    /// The way between two waypoints is at most this many times their distance.
    pub line_detour_factor: f64,
    /// Railway stretches shorter than this are dissolved.
    pub rail_dissolve_km: f64,
    /// Railway dead ends shorter than this are removed.
    pub rail_stub_km: f64,
    /// Road stretches shorter than this are dissolved.
    pub road_dissolve_km: f64,
    /// Road dead ends shorter than this are removed.
    pub road_stub_km: f64,
    /// The share of a dissolved stretch's length that goes to the stretches beside it.
    pub dissolve_share: f64,
    /// Shapes may differ by this much from the source, degrees.
    pub shape_tolerance_deg: f64,
    /// A town (of `town_people` or more) within this distance gives a node its name, before nearer hamlets.
    pub town_km: f64,
    /// People of a town.
    pub town_people: u32,
    /// People of a city that keeps a road node of its own.
    pub road_city_people: u32,
    /// People of a city that keeps a railway node of its own: railways have few other nodes.
    pub rail_city_people: u32,
    /// A city has its node on a line within this distance of its centre.
    pub city_km: f64,
    /// Cities nearer than this to a larger one are its suburbs.
    pub suburb_km: f64,
}

impl Recipe {
    /// Reads `recipe.toml` of a network's folder.
    ///
    /// # Errors
    /// When it cannot be read, holds unknown or missing entries, or numbers that cannot be.
    pub fn read(folder: &Path) -> Result<Recipe> {
        Recipe::parse(&read_text(&folder.join(RECIPE_FILE))?)
    }

    /// Reads the text of a recipe.
    ///
    /// # Errors
    /// As [`Recipe::read`].
    pub fn parse(text: &str) -> Result<Recipe> {
        let problem =
            |check: &str, message: String| Error::Input(vec![Problem::new(Place::file(RECIPE_FILE), check, message)]);
        let recipe: Recipe = toml::from_str(text).map_err(|error| problem("readable", error.to_string()))?;
        let kept = &recipe.countries.kept;
        if kept.is_empty() || kept.len() > 250 || !kept.is_sorted_by(|a, b| a < b) {
            return Err(problem("countries", "countries.kept must be sorted, without repetition".to_owned()));
        }
        let named = recipe.countries.absorbed.values().chain(recipe.countries.clipped.keys());
        let named = named.chain(recipe.road_lengths.long_in.keys());
        let named = named.chain(recipe.gauge_areas.iter().map(|area| &area.country));
        for code in named {
            if recipe.land(code).is_none() {
                return Err(problem("countries", format!("{code} is used but is not in countries.kept")));
            }
        }
        let n = &recipe.numbers;
        let positive = [
            n.join_km,
            n.dead_end_km,
            n.detour_factor,
            n.enclave_km,
            n.sliver_km,
            n.crossing_km,
            n.patch_join_km,
            n.gauge_change_km,
            n.rail_piece_km,
            n.road_piece_km,
            n.road_access_km,
            n.port_rail_km,
            n.terminal_rail_km,
            n.snap_km,
            n.structure_rail_km,
            n.structure_road_km,
            n.structure_crossing_km,
            n.twin_km,
            n.line_reach_km,
            n.line_twin_km,
            n.course_link_km,
            n.course_reach_km,
            n.course_reach_share,
            n.course_shortest,
            n.course_longest,
            n.straight_link_longest,
            n.line_detour_factor,
            n.rail_dissolve_km,
            n.rail_stub_km,
            n.road_dissolve_km,
            n.road_stub_km,
            n.dissolve_share,
            recipe.road_lengths.long_km,
            recipe.road_lengths.short,
            recipe.road_lengths.motorway,
            recipe.road_lengths.long,
            n.shape_tolerance_deg,
            n.town_km,
            n.city_km,
            n.suburb_km,
        ];
        if positive
            .iter()
            .chain(recipe.road_lengths.long_in.values())
            .all(|value| value.is_finite() && *value > 0.0 && *value < 1e4)
        {
            Ok(recipe)
        } else {
            Err(problem("numbers", "every number must be above 0 and below 10,000".to_owned()))
        }
    }

    /// The index of a country that is kept.
    pub(super) fn land(&self, code: &str) -> Option<u8> {
        self.countries.kept.binary_search_by(|kept| kept.as_str().cmp(code)).ok().map(|index| index as u8)
    }

    /// The ISO code of a country by its index.
    pub(super) fn code(&self, land: u8) -> &str {
        &self.countries.kept[land as usize]
    }
}

/// The file that a package gives for a use.
pub(super) fn member<'a>(package: &'a Package, key: &str) -> Result<&'a str> {
    package.members.get(key).map(String::as_str).ok_or_else(|| {
        let message = format!("packages: {} names no member \"{key}\"", package.name);
        Error::Input(vec![Problem::new(Place::file(RECIPE_FILE), "packages", message)])
    })
}
