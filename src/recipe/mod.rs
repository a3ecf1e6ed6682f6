//! From open geometry and curated tables to `base.bin`.
//!
//! The recipe (`recipe.toml`) pins the packages and holds every number. The steps, each in a file of its own, in order:
//!
//! ```text
//!  literal, geometry_source   read the package, cut to the box
//!  lands                      a country for every node; cut to the countries that stay
//!  lengths                    what the straightened roads lack
//!  course                     where the straightened roads run
//!  stitch                     close the hairline gaps
//!  border                     split links at state borders; remove false crossings and false links
//!  gauge                      track gauges; a node of its own for each gauge at a place
//!  patch                      add the lines that are missing
//!  prune                      leave out separate pieces
//!  gauge (changes), access, city, lines, structure   attach what the tables name
//!  contract, fit              make it small, keep distances
//!  names, finish              name, number, sort, encode
//!  laws, rivers               what must hold in the result
//! ```

mod access;
mod account;
pub mod basemap;
mod border;
mod city;
mod contract;
mod course;
mod draft;
mod finish;
mod fit;
mod gauge;
mod geometry;
mod geometry_source;
mod input;
mod lands;
mod laws;
mod lengths;
mod lines;
mod literal;
mod locate;
mod names;
mod origin;
mod patch;
mod prune;
pub mod quality;
mod rivers;
mod settings;
mod stitch;
mod stray;
mod structure;
mod walk;

use std::path::Path;

pub use account::{BuildReport, Count, Ratios, Remark};
pub use input::TABLES;
pub use origin::{out_of_date, source_package};
pub use settings::{Bounds, Countries, GaugeArea, Numbers, Package, Packages, RECIPE_FILE, Recipe, RoadLengths};

use crate::data::base::{Base, Shapes, Way};
use crate::data::sources::{Archive, sha256, write_whole};
use crate::error::Result;
use border::Site;
use contract::{Short, contract};
use draft::Draft;
use finish::Finished;
use geometry::Point;
use input::Input;
use lands::{Atlas, Map};
use names::Gazetteer;
use stitch::Gates;

/// The file that is built.
pub const BASE_FILE: &str = "base.bin";

/// Starts from which distances are compared before and after contraction, for each way.
const COMPARED_SOURCES: usize = 30;

/// Steps that are told to the caller.
const STEPS: u64 = 7;

/// Builds `base.bin` of the network in `network_dir` from its recipe, its tables and the packages in `sources_dir`,
/// and writes it whole or not at all. `progress` is told the step, how many are done, and how many there are.
/// The same input gives the same bytes on any machine and number of threads.
///
/// # Errors
/// When a package, the recipe or a table is missing or wrong, or the file cannot be written.
pub fn build(sources_dir: &Path, network_dir: &Path, progress: &mut dyn FnMut(&str, u64, u64)) -> Result<BuildReport> {
    let (base, shapes, mut report) = assemble(sources_dir, network_dir, progress)?;
    progress("write", STEPS - 1, STEPS);
    let bytes = base.encode(&shapes);
    report.bytes = bytes.len();
    report.sha256 = sha256(&bytes);
    write_whole(&network_dir.join(BASE_FILE), &bytes)?;
    progress("done", STEPS, STEPS);
    Ok(report)
}

/// Everything of [`build`] but the writing.
fn assemble(
    sources_dir: &Path,
    network_dir: &Path,
    progress: &mut dyn FnMut(&str, u64, u64),
) -> Result<(Base, Shapes, BuildReport)> {
    let recipe = Recipe::read(network_dir)?;
    let input = Input::read(network_dir)?;
    progress("check the packages", 0, STEPS);
    let open = |package: &Package| Archive::find(sources_dir, &package.name, &package.version, &package.sha256);
    let (geometry, names) = (open(&recipe.packages.geometry)?, open(&recipe.packages.names)?);
    progress("read roads, railways and names", 1, STEPS);
    let (gazetteer, (rail, road)) = rayon::join(
        || read_names(&names, &recipe),
        || {
            rayon::join(
                || read(&geometry, &recipe.packages.geometry, Way::Rail, &recipe),
                || read(&geometry, &recipe.packages.geometry, Way::Road, &recipe),
            )
        },
    );
    let gazetteer = gazetteer?;
    let ((mut rail, mut rail_report), (mut road, mut road_report)) = (rail?, road?);
    let mut report = BuildReport::default();
    let atlas = Atlas::new(&recipe)?;
    progress("countries, gaps, borders", 2, STEPS);
    rayon::join(
        || prepare(&mut rail, &atlas, &recipe, &input, &mut rail_report),
        || prepare(&mut road, &atlas, &recipe, &input, &mut road_report),
    );
    progress("patches and facilities", 3, STEPS);
    let (rail, road) = rayon::join(
        || attach(rail, &atlas, &gazetteer, &recipe, &input, &mut rail_report),
        || attach(road, &atlas, &gazetteer, &recipe, &input, &mut road_report),
    );
    progress("contract", 4, STEPS);
    let (rail, road) =
        rayon::join(|| shrink(rail, &recipe, &mut rail_report), || shrink(road, &recipe, &mut road_report));
    report.append(rail_report);
    report.append(road_report);
    progress("names", 5, STEPS);
    let origin = origin::origin(&recipe, network_dir, &input)?;
    let (mut base, mut shapes) = finish::finish(&[road, rail], &recipe, &input, &gazetteer, origin);
    stray::mend(&mut base, &mut shapes, &atlas, &recipe, &mut report);
    tell_result(&base, &input, &mut report);
    laws::check(&base, &shapes, &atlas, &recipe, &mut report);
    rivers::check(&base, &shapes, &input.waters, &input.structures, &mut report);
    Ok((base, shapes, report))
}

fn read_names(archive: &Archive, recipe: &Recipe) -> Result<Gazetteer> {
    let member = settings::member(&recipe.packages.names, "settlements")?;
    Gazetteer::read(member, &archive.member(member)?, recipe)
}

fn read(archive: &Archive, package: &Package, way: Way, recipe: &Recipe) -> Result<(Draft, BuildReport)> {
    let key = geometry_source::word(way);
    let member = settings::member(package, key)?;
    let literal = literal::parse(member, &archive.member(member)?)?;
    let mut report = BuildReport::default();
    let draft = geometry_source::draft_from(&literal, way, &recipe.bounds, &mut report);
    Ok((draft, report))
}

/// Countries, gaps, borders, false links: what makes the open geometry right.
fn prepare(draft: &mut Draft, map: &dyn Map, recipe: &Recipe, input: &Input, report: &mut BuildReport) {
    let gates = Gates::new(recipe, &input.crossings, geometry_source::word(draft.way));
    let site = Site { map, recipe, gates };
    lands::settle(draft, map, report);
    lands::smooth(draft, map, recipe.numbers.enclave_km, report);
    lengths::lengthen(draft, recipe, report);
    course::lead(draft, &input.straight_links, &input.courses, map, &recipe.numbers, report);
    border::remove_false_links(draft, &input.removed, report);
    draft.tidy();
    stitch::stitch(draft, &recipe.numbers, &site.gates, report);
    border::split_at_borders(draft, &site, report);
    draft.tidy();
    border::close_false_crossings(draft, &site.gates, report);
    draft.tidy();
}

/// Gauges, patches, and the contacts of everything that the tables name.
fn attach(
    mut draft: Draft,
    map: &dyn Map,
    gazetteer: &Gazetteer,
    recipe: &Recipe,
    input: &Input,
    report: &mut BuildReport,
) -> Finished {
    let numbers = &recipe.numbers;
    if draft.way == Way::Rail {
        gauge::assign(&mut draft, recipe, input, report);
        gauge::part(&mut draft, report);
    }
    let gauge_of = |land: u8, p: Point| gauge::common_gauge(recipe, input, land, p);
    let gates = Gates::new(recipe, &input.crossings, geometry_source::word(draft.way));
    let site = Site { map, recipe, gates };
    patch::lay(&mut draft, &input.patches, &site, &gauge_of, report);
    border::check_crossings(&draft, recipe, &site.gates, report);
    let mut changes = Vec::new();
    if draft.way == Way::Rail {
        changes = gauge::changes(&mut draft, &input.gauge_changes, recipe, report);
        let wanted: Vec<u32> = changes.iter().flat_map(|change| [change.a, change.b]).collect();
        prune::keep_pieces(&mut draft, numbers.rail_piece_km, &wanted, None, report);
    } else {
        let ports: Vec<Point> = input.ports.iter().map(|row| Point::new(row.lat.0, row.lon.0)).collect();
        let harbours = Some((&ports[..], numbers.road_access_km));
        prune::keep_pieces(&mut draft, numbers.road_piece_km, &[], harbours, report);
    }
    let access = access::attach(&mut draft, recipe, input, report);
    city::fix_cities(&mut draft, gazetteer, numbers, report);
    lines::mark(&mut draft, input, recipe, report);
    lengths::mend_motorways(&mut draft, input, recipe, report);
    structure::place(&mut draft, &input.structures, &input.waters, recipe, report);
    Finished { draft, access, changes }
}

/// Contraction, with the measurement of what it does to distances.
fn shrink(mut finished: Finished, recipe: &Recipe, report: &mut BuildReport) -> Finished {
    let numbers = &recipe.numbers;
    let (dissolve_km, stub_km) = match finished.draft.way {
        Way::Rail => (numbers.rail_dissolve_km, numbers.rail_stub_km),
        Way::Road | Way::Shuttle => (numbers.road_dissolve_km, numbers.road_stub_km),
    };
    let short = Short { dissolve_km, stub_km, share: numbers.dissolve_share };
    let before = finished.draft.clone();
    contract(&mut finished.draft, short, report);
    fit::fit(&before, &mut finished.draft, report);
    let left = structure::standing(&finished.draft);
    let lost = structure::standing(&before).into_iter().filter(|row| left.binary_search(row).is_err());
    report.count(&format!("contract {}", geometry_source::word(before.way)), "structures lost", lost.count());
    report.ratios.push(walk::compare(&before, &finished.draft, COMPARED_SOURCES));
    finished
}

fn tell_result(base: &Base, input: &Input, report: &mut BuildReport) {
    let of = |way: Way| base.nodes.iter().filter(|node| node.way == way).count();
    let links = |way: Way| base.links.iter().filter(|link| link.way == way).count();
    report.count("result", "rail nodes", of(Way::Rail));
    report.count("result", "rail links", links(Way::Rail));
    report.count("result", "road nodes", of(Way::Road));
    report.count("result", "road links", links(Way::Road));
    report.count("result", "shuttle links", links(Way::Shuttle));
    report.count("result", "border nodes", base.nodes.iter().filter(|node| node.border).count());
    report.count("result", "names", base.names.len());
    report.count("result", "contacts of facilities", base.access.len());
    report.count("result", "gauge changes", base.gauge_changes.len());
    report.count("result", "structures on links", base.structures.len());
    report.count("result", "links that a row of lines or road classes describes", base.lines.len());
    report.count("result", "patched lines built", base.patches.len());
    report.count("result", "patched lines only planned, not built", input.planned);
    let unbuilt = input.patches.iter().filter(|patch| base.patches.binary_search(&patch.id).is_err());
    for patch in unbuilt {
        report.remark("result", format!("{}: nothing of this patch is left in the network", patch.id));
    }
}

#[cfg(test)]
mod attach_tests;
#[cfg(test)]
mod build_tests;
#[cfg(test)]
mod tests {
    use super::Recipe;

    /// The recipe of Europe, for tests of the steps.
    pub(super) fn recipe() -> Recipe {
        Recipe::parse(include_str!("../../networks/europe/recipe.toml")).unwrap()
    }

    #[test]
    fn a_wrong_recipe_is_refused() {
        let good = include_str!("../../networks/europe/recipe.toml");
        for (from, to) in [
            ("join_km = 0.12", "join_km = -1.0"),
            ("join_km", "joint_km"),
            ("\"AL\", \"AT\"", "\"AT\", \"AL\""),
            ("MC = \"FR\"", "MC = \"QQ\""),
        ] {
            assert!(Recipe::parse(&good.replace(from, to)).is_err(), "{from} -> {to}");
        }
    }
}
