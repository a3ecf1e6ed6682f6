//! Gauges, patches, contacts and structures on small drawings.

use super::account::BuildReport;
use super::border::Site;
use super::draft::Draft;
use super::geometry::Point;
use super::input::{GaugeLine, Input, Patch};
use super::lands::{Ground, Map};
use super::rivers::Water;
use super::settings::Recipe;
use super::stitch::Gates;
use super::tests::recipe;
use super::{access, gauge, patch, structure};
use crate::data::base::Way;
use crate::data::rows::{GaugeChangeRow, PortRow, StructureRow, TerminalRow};
use crate::data::table::{Row, read_rows};

/// Poland west of 24 E, Lithuania east of it.
struct TwoLands(u8, u8);

impl Map for TwoLands {
    fn ground(&self, p: Point) -> Ground {
        Ground::Kept(if p.lon < 24.0 { self.0 } else { self.1 })
    }
}

fn lands(recipe: &Recipe) -> TwoLands {
    TwoLands(recipe.land("PL").unwrap(), recipe.land("LT").unwrap())
}

fn countries() -> Input {
    let header = "code,name,aliases,eu,nato,schengen,eu_customs,time_zone,rail_gauge_mm,source,date,evidence,note\n";
    let text = format!(
        "{header}LT,Lithuania,,yes,yes,yes,yes,Europe/Vilnius,1520,s,2025,official,\n\
         PL,Poland,,yes,yes,yes,yes,Europe/Warsaw,1435,s,2025,official,\n"
    );
    let mut problems = Vec::new();
    let countries = read_rows(&text, &mut problems).into_iter().map(|lined| lined.row).collect();
    assert!(problems.is_empty(), "{problems:?}");
    Input { countries, ..Input::default() }
}

/// Nodes every 0.1 degrees of longitude (about 6.4 km) from 23.5 E on at 55 N, joined in a row.
///
/// ```text
///   0 -- 1 -- 2 -- 3 -- 4 -- 5 | 6 -- 7 -- 8 -- 9 -- 10      | the border at 24 E
/// ```
fn row(way: Way, recipe: &Recipe) -> Draft {
    let map = lands(recipe);
    let mut draft = Draft::new(way);
    for index in 0..=10 {
        let lon = 23.5 + f64::from(index) / 10.0;
        draft.add_node(Point::new(55.0, lon), 0, if lon < 23.99 { map.0 } else { map.1 });
        if index > 0 {
            draft.add_link(index as u32 - 1, index as u32, 6.5, if lon < 24.01 { map.0 } else { map.1 });
        }
    }
    draft.nodes[5].border = true;
    draft
}

/// ```text
///   1435: 0 -- ... -- 5 -- 6 -- 7        1520: 7' -- 8 -- 9 -- 10
/// ```
#[test]
fn a_place_with_two_gauges_is_two_nodes() {
    let (recipe, mut input) = (recipe(), countries());
    let points = vec![Point::new(55.0, 23.99), Point::new(55.0, 24.21)];
    input.gauge_lines = vec![GaugeLine { id: "x".to_owned(), gauge_mm: 1435, points, tolerance_km: 0.2 }];
    let mut draft = row(Way::Rail, &recipe);
    let mut report = BuildReport::default();
    gauge::assign(&mut draft, &recipe, &input, &mut report);
    gauge::part(&mut draft, &mut report);
    assert_eq!(report.value("gauges", "nodes parted, one for each gauge"), 1.0);
    assert_eq!(report.value("gauges", "links along x"), 2.0);
    assert_eq!(draft.nodes.len(), 12);
    assert!(draft.node(5).border && !draft.node(7).border);
    assert_eq!((draft.node(7).gauge_mm, draft.node(11).gauge_mm), (1435, 1520));
    assert_eq!(draft.pieces().1, 2);

    let text = "id,name,country,lat,lon,gauge_a_mm,gauge_b_mm,method,hours_low,hours,hours_high,trains_per_day_low,\
                trains_per_day,trains_per_day_high,source,date,evidence,note\n\
                here,Here,LT,55.01,24.25,1435,1524,reload,1,2,3,1,2,3,s,2025,official,\n\
                nowhere,Nowhere,PL,55.0,23.5,1435,1520,reload,1,2,3,1,2,3,s,2025,official,\n";
    let mut problems = Vec::new();
    let rows: Vec<GaugeChangeRow> = read_rows(text, &mut problems).into_iter().map(|lined| lined.row).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let changes = gauge::changes(&mut draft, &rows, &recipe, &mut report);
    assert_eq!(changes.len(), 1);
    assert_eq!((draft.node(changes[0].a).gauge_mm, draft.node(changes[0].b).gauge_mm), (1435, 1520));
    assert!(report.remarks.iter().any(|remark| remark.message.contains("nowhere") && remark.message.contains("1520")));
}

fn laid(patches: &[Patch]) -> (Draft, BuildReport) {
    let recipe = recipe();
    let mut draft = row(Way::Road, &recipe);
    let map = lands(&recipe);
    let site = Site { map: &map, recipe: &recipe, gates: Gates::new(&recipe, &[], "road") };
    let mut report = BuildReport::default();
    patch::lay(&mut draft, patches, &site, &|_, _| 0, &mut report);
    (draft, report)
}

fn a_patch(points: &[(f64, f64)], km: f64) -> Patch {
    let points = points.iter().map(|&(lat, lon)| Point::new(lat, lon)).collect();
    Patch { id: "p".to_owned(), way: Way::Road, gauge_mm: None, km, points, joins_start: true, joins_end: true }
}

/// ```text
///             * --- * --|-- *            the patch, from near 3 to between 6 and 7, over the border
///            /               \
///   0 ... 2 3 -- 4 -- 5 | 6 -+- 7 ... 10
/// ```
#[test]
fn a_patch_is_split_joined_and_as_long_as_it_says() {
    let (draft, report) = laid(&[a_patch(&[(55.01, 23.8), (55.1, 23.9), (55.1, 24.1), (55.01, 24.15)], 40.0)]);
    let own: Vec<_> = draft.live().filter(|(_, link)| link.patch == Some(0)).collect();
    assert!((own.iter().map(|(_, link)| link.km).sum::<f64>() - 40.0).abs() < 1e-9);
    assert_eq!(report.value("patches road", "ends joined"), 2.0);
    assert_eq!(draft.nodes.iter().filter(|node| node.border).count(), 2);
    assert_eq!(draft.pieces().1, 1);
    for (_, link) in &own {
        let (a, b) = (draft.node(link.a), draft.node(link.b));
        assert!([a, b].iter().all(|end| end.border || end.land == link.land), "{link:?}");
    }
}

/// Two patches one after the other, far from everything else; the outer end of the second joins nothing.
#[test]
fn patches_join_each_other_and_loose_ends_are_told() {
    let first = a_patch(&[(55.01, 23.6), (55.2, 23.6)], 21.5);
    let second = a_patch(&[(55.2, 23.6), (55.4, 23.6)], 22.5);
    let (draft, report) = laid(&[first, second]);
    assert_eq!(draft.pieces().1, 1);
    let told: Vec<&str> = report.remarks.iter().map(|remark| remark.message.as_str()).collect();
    assert!(told.len() == 1 && told[0].contains("its end at 55.4000 23.6000 joins nothing"), "{told:?}");
}

#[test]
fn contacts_keep_to_their_own_country_and_gauge() {
    let (recipe, mut input) = (recipe(), countries());
    let mut draft = row(Way::Rail, &recipe);
    gauge::assign(&mut draft, &recipe, &input, &mut BuildReport::default());
    gauge::part(&mut draft, &mut BuildReport::default());
    let mut problems = Vec::new();
    let terminals = format!(
        "{}\nt,T,,LT,rail_ramp,55.01,24.01,1435 1520,,yes,no,,s,2025,official,\n",
        TerminalRow::COLUMNS.join(",")
    );
    input.terminals = read_rows::<TerminalRow>(&terminals, &mut problems).into_iter().map(|lined| lined.row).collect();
    let ports = format!(
        "{}\na,A,,PL,PLAAA,55.02,23.65,9,yes,,,,yes,,1,2,3,1,2,3,1,2,3,1,2,3,no,no,s,2025,official,\n\
         b,B,,PL,PLBBB,55.02,23.65,9,yes,,,,no,,1,2,3,,,,1,2,3,1,2,3,no,no,s,2025,official,\n",
        PortRow::COLUMNS.join(",")
    );
    input.ports = read_rows::<PortRow>(&ports, &mut problems).into_iter().map(|lined| lined.row).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let mut report = BuildReport::default();
    let made = access::attach(&mut draft, &recipe, &input, &mut report);
    let of = |facility: &str| made.iter().filter(|access| access.facility == facility).collect::<Vec<_>>();
    // The port's node is new, on the line; the port without rail has none.
    assert_eq!((of("port:a").len(), of("port:b").len(), of("terminal:t").len()), (1, 0, 1));
    assert!((draft.node(of("port:a")[0].node).at.lon - 23.65).abs() < 1e-3 && (of("port:a")[0].km - 2.2).abs() < 0.1);
    assert_eq!(draft.node(of("terminal:t")[0].node).gauge_mm, 1520);
    assert!(report.remarks[0].message.contains("no rail of 1435 mm in its country"), "{:?}", report.remarks);
}

/// ```text
///   0 -- 1 -- 2 ...       the bridge stands on 1-2 and on its second track beside it, not on the road that crosses
///   a -------- b
/// ```
#[test]
fn a_structure_stands_on_both_tracks() {
    let recipe = recipe();
    let mut draft = row(Way::Rail, &recipe);
    let (a, b) = (draft.add_node(Point::new(55.001, 23.55), 0, 0), draft.add_node(Point::new(55.001, 23.75), 0, 0));
    let second = draft.add_link(a, b, 13.0, 0);
    let (c, d) = (draft.add_node(Point::new(54.9, 23.651), 0, 0), draft.add_node(Point::new(55.1, 23.651), 0, 0));
    let across = draft.add_link(c, d, 22.0, 0);
    let text = "id,name,kind,modes,country,lat,lon,length_m,gross_low_t,gross_t,gross_high_t,height_m,width_m,\
                axle_load_t,crosses,tracks,lanes,year,restriction,status,source,date,evidence,note\n\
                here,Here,bridge,road rail,PL,55.0,23.65,,,,,,,,,,,,,open,s,2025,official,\n\
                far,Far,bridge,rail,PL,55.1,24.4,,,,,,,,,,,,,open,s,2025,official,\n";
    let mut problems = Vec::new();
    let rows: Vec<StructureRow> = read_rows(text, &mut problems).into_iter().map(|lined| lined.row).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let mut report = BuildReport::default();
    structure::place(&mut draft, &rows, &[], &recipe, &mut report);
    assert_eq!(draft.link(1).structures, [0]);
    assert_eq!(draft.link(second).structures, [0]);
    assert!(draft.link(across).structures.is_empty());
    assert!(report.remarks.len() == 1 && report.remarks[0].message.starts_with("far (Far)"));
}

/// ```text
///   PL   3 -- 4 -- 5 | 6 -- 7   LT       the bridge over the border river stands on the link at the border node 5,
///                  |                     not on the road to 12 that passes it nearer
///                  12
/// ```
#[test]
fn a_bridge_over_a_border_river_stands_where_the_border_is_crossed() {
    let recipe = recipe();
    let mut draft = row(Way::Road, &recipe);
    let map = lands(&recipe);
    let south = draft.add_node(Point::new(54.97, 24.0), 0, map.0);
    let bank = draft.add_link(5, south, 3.3, map.0);
    let text = "id,name,kind,modes,country,lat,lon,length_m,gross_low_t,gross_t,gross_high_t,height_m,width_m,\
                axle_load_t,crosses,tracks,lanes,year,restriction,status,source,date,evidence,note\n\
                here,Here,bridge,road,PL,54.98,24.01,,,,,,,,Brook,,,,,open,s,2025,official,\n\
                else,Else,bridge,road,PL,54.98,24.01,,,,,,,,River,,,,,open,s,2025,official,\n";
    let mut problems = Vec::new();
    let rows: Vec<StructureRow> = read_rows(text, &mut problems).into_iter().map(|lined| lined.row).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let waters = [Water {
        name: "River".to_owned(),
        course: vec![Point::new(54.0, 24.0), Point::new(56.0, 24.0)],
        border: Some((["LT".to_owned(), "PL".to_owned()], 2.0)),
    }];
    let mut report = BuildReport::default();
    structure::place(&mut draft, &rows, &waters, &recipe, &mut report);
    let of = |number: u16| -> Vec<u32> {
        draft.live().filter(|(_, link)| link.structures.contains(&number)).map(|(index, _)| index).collect()
    };
    assert_eq!(of(0), [bank], "a bridge over another water stands on the nearest link");
    assert_eq!(of(1), [5], "the side with one link");
    assert_eq!(report.value("structures road", "of these by a crossing of a listed water"), 1.0);
}
