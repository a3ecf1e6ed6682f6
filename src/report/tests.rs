//! Every format reads back, adds up, and cannot be broken by a name.

use serde_json::Value;

use super::fixture::{answer, hostile};
use super::{Colour, Format, Options, render};
use crate::analysis::route::answer::RouteAnswer;

fn bytes(answer: &RouteAnswer, format: Format) -> Vec<u8> {
    render(answer, format, &Options::default()).unwrap()
}

fn text(answer: &RouteAnswer, format: Format) -> String {
    String::from_utf8(bytes(answer, format)).unwrap()
}

fn rows(answer: &RouteAnswer) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(std::io::Cursor::new(bytes(answer, Format::Csv)));
    assert_eq!(reader.headers().unwrap(), super::csv::COLUMNS.as_slice());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Elements open and close in order, attributes are quoted, and no `<` or bare `&` stands in a value.
fn well_formed(xml: &str) -> Vec<(String, String)> {
    let mut open: Vec<String> = Vec::new();
    let mut texts = Vec::new();
    let mut rest = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").expect("declaration");
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        for entity in before.split('&').skip(1) {
            let name = entity.split(';').next().unwrap_or("");
            assert!(["amp", "lt", "gt", "quot", "#39"].contains(&name), "bare & before {entity:.20}");
        }
        if let Some(element) = open.last() {
            texts.push((element.clone(), before.to_owned()));
        }
        let end = tag.find('>').expect("tag ends");
        let (tag, after) = (&tag[1..end], &tag[end + 1..]);
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        assert!(!tag.contains('<'), "{tag}");
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or("");
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) => assert_eq!(open.pop().as_deref(), Some(name)),
            (false, false) => open.push(name.to_owned()),
            (false, true) => {}
        }
        rest = after;
    }
    assert!(open.is_empty(), "{open:?} not closed");
    assert!(!xml.chars().any(|c| c.is_control() && c != '\n'));
    texts
}

#[test]
fn formats_have_names_that_parse_back() {
    for format in Format::ALL {
        assert_eq!(format.name().parse::<Format>().unwrap(), format);
    }
    let error = "xls".parse::<Format>().unwrap_err().to_string();
    assert_eq!(
        error,
        "there is no format `xls`; choose one of table, json, geojson, csv, gpx, svg, png, gpkg, fgb, kml"
    );
}

#[test]
fn rendering_twice_gives_the_same_bytes() {
    for format in Format::ALL {
        assert_eq!(bytes(&answer(), format), bytes(&answer(), format), "{format}");
    }
}

#[test]
fn json_is_the_answer_with_the_promised_fields() {
    let json: Value = serde_json::from_slice(&bytes(&answer(), Format::Json)).unwrap();
    assert_eq!(json["stamp"]["network"], "europe");
    assert_eq!(json["routes"][0]["ledger"][0]["where"], "PL, outsize by rail");
    assert_eq!(json["routes"][0]["total_min"], 12560);
    assert_eq!(json["routes"][0]["legs"][0]["line"][0][0], 8.555);
}

#[test]
fn geojson_has_positions_in_its_bbox_and_no_null_properties() {
    let json: Value = serde_json::from_slice(&bytes(&answer(), Format::GeoJson)).unwrap();
    assert_eq!(json["type"], "FeatureCollection");
    let bbox: Vec<f64> = json["bbox"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
    assert_eq!(bbox.len(), 4);
    let mut kinds = std::collections::BTreeMap::new();
    for feature in json["features"].as_array().unwrap() {
        assert_eq!(feature["type"], "Feature");
        let properties = feature["properties"].as_object().unwrap();
        assert!(properties.values().all(|value| !value.is_null()));
        *kinds.entry(properties["kind"].as_str().unwrap()).or_insert(0) += 1;
        let coordinates = &feature["geometry"]["coordinates"];
        let positions = match feature["geometry"]["type"].as_str().unwrap() {
            "Point" => vec![coordinates.clone()],
            "LineString" => coordinates.as_array().unwrap().clone(),
            other => panic!("{other}"),
        };
        assert!(feature["geometry"]["type"] == "Point" || positions.len() >= 2);
        for position in positions {
            let (lon, lat) = (position[0].as_f64().unwrap(), position[1].as_f64().unwrap());
            assert!(lon >= bbox[0] && lat >= bbox[1] && lon <= bbox[2] && lat <= bbox[3]);
            assert_eq!((lon * 1e5).round() / 1e5, lon, "five decimals");
        }
    }
    assert_eq!((kinds["leg"], kinds["structure"], kinds["origin"], kinds["relaxation"]), (4, 4, 1, 1));
    assert_eq!(json["stamp"]["program"], "corridor");
}

#[test]
fn csv_reads_back_and_its_ledger_adds_up() {
    let rows = rows(&answer());
    for (rank, total) in [("1", 12560), ("2", 15280)] {
        let sum: i64 = rows
            .iter()
            .filter(|row| row[0] == "ledger" && row[1] == rank)
            .map(|row| row[11].parse::<i64>().unwrap())
            .sum();
        assert_eq!(sum, total);
        let route = rows.iter().find(|row| row[0] == "route" && row[1] == rank).unwrap();
        assert_eq!(route[11], total.to_string());
    }
    assert_eq!(rows.iter().filter(|row| row[0] == "leg").count(), 4);
}

#[test]
fn gpx_is_well_formed_with_a_segment_per_leg() {
    let gpx = text(&answer(), Format::Gpx);
    let texts = well_formed(&gpx);
    assert_eq!(gpx.matches("<trk>").count(), 2);
    assert_eq!(gpx.matches("<trkseg>").count(), 4);
    assert!(texts.contains(&("name".into(), "1. Bremerhaven - Rukla".into())));
}

#[test]
fn svg_is_well_formed_and_names_the_places() {
    let svg = text(&answer(), Format::Svg);
    well_formed(&svg);
    for name in ["Bremerhaven", "Rukla", "Mockava", "Klaipėda", "POLAND", "Baltic Sea", "8 d 17 h 20 min"] {
        assert!(svg.contains(name), "{name}");
    }
    assert!(svg.len() < 1_500_000, "{}", svg.len());
}

#[test]
fn png_is_an_image_of_the_size_asked_for() {
    let png = render(&answer(), Format::Png, &Options { png_width_px: 800, ..Options::default() }).unwrap();
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(u32::from_be_bytes(png[16..20].try_into().unwrap()), 800);
    assert_eq!(u32::from_be_bytes(png[20..24].try_into().unwrap()), 600);
}

#[test]
fn the_table_is_what_a_planner_reads() {
    let table = text(&answer(), Format::Table);
    assert_eq!(table, include_str!("fixture_table.txt"));
    assert!(table.lines().all(|line| line.chars().count() <= 100 && line.trim_end() == line));
}

#[test]
fn colours_change_nothing_but_colours() {
    let coloured = render(&answer(), Format::Table, &Options { colour: Colour::Ansi, ..Options::default() }).unwrap();
    let mut plain = String::from_utf8(coloured).unwrap();
    assert!(plain.contains('\u{1b}'));
    for code in ["\u{1b}[1m", "\u{1b}[1;36m", "\u{1b}[0m"] {
        plain = plain.replace(code, "");
    }
    assert_eq!(plain, text(&answer(), Format::Table));
}

#[test]
fn hostile_names_are_harmless() {
    let answer = hostile();
    for format in [Format::Gpx, Format::Svg] {
        let xml = text(&answer, format);
        well_formed(&xml);
        assert!(!xml.contains("<script") && !xml.contains("onload=\""), "{format}");
    }
    let table = text(&answer, Format::Table);
    assert!(!table.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'));
    for row in rows(&answer) {
        for (index, cell) in
            row.iter().enumerate().filter(|(index, _)| ![1, 2, 7, 8, 9, 10, 11, 12, 13].contains(index))
        {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0']), "column {index}: {cell:?}");
        }
    }
    let json: Value = serde_json::from_slice(&bytes(&answer, Format::GeoJson)).unwrap();
    assert_eq!(json["features"][0]["properties"]["name"], answer.from.name);
    assert!(!bytes(&answer, Format::Png).is_empty());
}

#[test]
fn an_answer_that_does_not_add_up_is_refused() {
    let mut wrong = answer();
    wrong.routes[0].ledger[0].minutes += 1;
    let error = render(&wrong, Format::Table, &Options::default()).unwrap_err().to_string();
    assert_eq!(error, "cannot make the output: the ledger of way 1 adds up to 12561 minutes, its total is 12560");
    let mut nowhere = answer();
    nowhere.routes[0].legs[0].line[0].0 = f64::NAN;
    assert!(render(&nowhere, Format::GeoJson, &Options::default()).is_err());
}

#[test]
fn an_answer_without_a_way_is_still_printed() {
    let mut none = answer();
    none.routes.clear();
    none.relaxations[0].saves_min = None;
    none.refused.iter_mut().for_each(|refusal| refusal.saves_min = None);
    for format in Format::ALL {
        assert!(!bytes(&none, format).is_empty(), "{format}");
    }
    let table = text(&none, Format::Table);
    assert!(table.contains("No way: every way is forbidden") && table.contains("What forbids every way"), "{table}");
}

#[test]
fn a_whole_europe_and_a_single_town_can_be_drawn() {
    let mut far = answer();
    far.from = crate::analysis::route::answer::Spot { lat: 36.9, lon: -76.3, name: "Norfolk".into(), ..far.from };
    far.routes[0].legs[0].line.insert(0, (-76.3, 36.9));
    let mut near = answer();
    near.to = near.from.clone();
    near.routes.clear();
    near.relaxations.clear();
    for answer in [far, near] {
        well_formed(&text(&answer, Format::Svg));
    }
}
