//! Crossings on small drawings, and the law on the embedded network.

use std::path::Path;

use super::*;
use crate::data::base::{BaseLink, BaseNode};
use crate::data::sources::read_bytes;
use crate::data::table::read_rows;
use crate::recipe::BASE_FILE;
use crate::recipe::input::Input;

fn line(points: &[(f64, f64)]) -> Vec<Point> {
    points.iter().map(|&(lat, lon)| Point::new(lat, lon)).collect()
}

fn river() -> Water {
    let border = Some((["PL".to_owned(), "UA".to_owned()], 3.0));
    Water { name: "Bug".to_owned(), course: line(&[(51.0, 24.0), (52.0, 24.0)]), border }
}

fn canal() -> Water {
    Water { name: "Canal".to_owned(), course: line(&[(51.0, 24.0), (51.5, 24.1), (52.0, 24.0)]), border: None }
}

/// ```text
///   PL   0 --- 1 --- 2   UA          1 on the border at 24 E
///                    |
///                    3
/// ```
fn base(structures: &[(u32, &str)]) -> Base {
    let node = |lat: f64, lon: f64, country: u8, border: bool| {
        let (lat_e5, lon_e5) = Point::new(lat, lon).e5();
        BaseNode { lat_e5, lon_e5, way: Way::Rail, gauge_mm: 1520, country, border, name: 0 }
    };
    let link = |a: u32, b: u32, country: u8| BaseLink {
        a,
        b,
        way: Way::Rail,
        gauge_mm: 1520,
        country,
        length_m: 5000,
        patch: None,
    };
    Base {
        countries: vec!["PL".to_owned(), "UA".to_owned()],
        names: std::iter::once("").collect(),
        nodes: vec![
            node(51.5, 23.9, 0, false),
            node(51.5, 24.01, 0, true),
            node(51.5, 24.2, 1, false),
            node(51.4, 24.2, 1, false),
        ],
        links: vec![link(0, 1, 0), link(1, 2, 1), link(2, 3, 1)],
        structures: structures.iter().map(|&(link, id)| (link, id.to_owned())).collect(),
        ..Base::default()
    }
}

fn rows() -> Vec<StructureRow> {
    let header = "id,name,kind,modes,country,lat,lon,length_m,gross_low_t,gross_t,gross_high_t,height_m,width_m,\
                  axle_load_t,crosses,tracks,lanes,year,restriction,status,source,date,evidence,note";
    let row =
        |id: &str, crosses: &str| format!("{id},X,bridge,rail,PL,51.5,24.0,,,,,,,,{crosses},,,,,open,s,2025,official,");
    let text = format!("{header}\n{}\n{}\n{}\n", row("bug", "Bug"), row("canal", "Canal"), row("other", "Brook"));
    let mut problems = Vec::new();
    let rows = read_rows(&text, &mut problems).into_iter().map(|lined| lined.row).collect();
    assert!(problems.is_empty(), "{problems:?}");
    rows
}

fn shapes() -> Shapes {
    Shapes(vec![Vec::new(); 3])
}

#[test]
fn a_border_node_on_the_river_is_a_crossing() {
    let net_of = base(&[]);
    let found = crossings(&Net::of_base(&net_of, &shapes()), &[river()]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].sides, [vec![0], vec![1]]);
    let far = Water { course: line(&[(51.0, 24.2), (52.0, 24.2)]), ..river() };
    assert!(crossings(&Net::of_base(&net_of, &shapes()), &[far]).is_empty());
    let other_pair = Water { border: Some((["PL".to_owned(), "SK".to_owned()], 3.0)), ..river() };
    assert!(crossings(&Net::of_base(&net_of, &shapes()), &[other_pair]).is_empty());
}

/// ```text
///   0 --- 1 --/-- 2        the canal at 24.1 E; a way that goes there and back crosses it not at all
/// ```
#[test]
fn a_link_that_cuts_a_course_once_is_a_crossing() {
    let net_of = base(&[]);
    let found = crossings(&Net::of_base(&net_of, &shapes()), &[canal()]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].sides, [vec![1]]);
    assert!((found[0].at.lon - 24.1).abs() < 1e-6, "through the corner of the course, once: {found:?}");
    let there_and_back = Shapes(vec![vec![(5_140_000, 2_430_000)], Vec::new(), Vec::new()]);
    let found = crossings(&Net::of_base(&net_of, &there_and_back), &[canal()]);
    assert_eq!(found.iter().map(|crossing| crossing.sides.clone()).collect::<Vec<_>>(), [vec![vec![1]]]);
}

#[test]
fn a_crossing_without_a_structure_of_that_water_is_named() {
    let bare_of = |structures: &[(u32, &str)]| bare(&base(structures), &shapes(), &[river(), canal()], &rows());
    let (count, messages) = bare_of(&[]);
    assert_eq!((count, messages.len()), (2, 2));
    assert!(messages[0].starts_with("a railway crosses Bug at 51.5000 24.0100"), "{messages:?}");
    assert_eq!(bare_of(&[(0, "bug"), (1, "canal")]).1.len(), 0, "one side of the border is enough");
    assert_eq!(bare_of(&[(0, "other"), (1, "bug")]).1.len(), 1, "a bridge over a brook does not lead over the canal");
}

/// The law on what is committed: every way over a listed border river, strait or canal stands on a structure.
#[test]
fn every_crossing_of_the_embedded_network_has_a_structure() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("networks/europe");
    let bytes = read_bytes(&folder.join(BASE_FILE)).unwrap();
    let (base, shapes) = (Base::decode(&bytes).unwrap(), Shapes::decode(&bytes).unwrap());
    let input = Input::read(&folder).unwrap();
    let (count, bare) = bare(&base, &shapes, &input.waters, &input.structures);
    assert!(bare.is_empty(), "{bare:#?}");
    assert!(count > 150, "{count} crossings of {} waters", input.waters.len());
    for name in
        ["Danube", "Oder", "Lusatian Neisse", "Western Bug", "Prut", "Torne", "Great Belt", "Oresund", "Kiel Canal"]
    {
        let crossed = crossings(&Net::of_base(&base, &shapes), &input.waters);
        assert!(crossed.iter().any(|crossing| input.waters[crossing.water].name == name), "{name} is never crossed");
    }
}
