//! `gpx`: GPX 1.1, a track per way, a segment per leg, a waypoint per end and structure.

use super::words;
use super::xml::Xml;
use crate::analysis::route::answer::RouteAnswer;

/// The answer as a GPX document. No times are written: a device must not take a plan for a record.
pub fn render(answer: &RouteAnswer) -> String {
    let mut xml = Xml::document();
    let stamp = &answer.stamp;
    let creator = format!("{} {}", stamp.program, stamp.version);
    xml.open(
        "gpx",
        &[
            ("version", "1.1".into()),
            ("creator", creator.into()),
            ("xmlns", "http://www.topografix.com/GPX/1/1".into()),
        ],
    );
    metadata(&mut xml, answer);
    waypoint(&mut xml, (answer.from.lon, answer.from.lat), &answer.from.name, "origin", "origin");
    waypoint(&mut xml, (answer.to.lon, answer.to.lat), &answer.to.name, "destination", "destination");
    for route in &answer.routes {
        for structure in &route.structures {
            let text = format!("way {}, {}: {}", route.rank, words::after_c(structure.at_min), structure.limits);
            waypoint(&mut xml, (structure.lon, structure.lat), &structure.name, &text, &structure.kind);
        }
    }
    for route in &answer.routes {
        xml.open("trk", &[]);
        xml.text("name", &[], &format!("{}. {} - {}", route.rank, answer.from.name, answer.to.name));
        let facts = format!(
            "{} in {}, arrives {}, {}, {}, {}",
            answer.load.text,
            words::duration_short(route.total_min),
            words::instant(&route.arrival),
            words::km(route.distance_km),
            words::modes(route),
            route.assurance
        );
        xml.text("desc", &[], &facts);
        xml.text("number", &[], &route.rank.to_string());
        for leg in &route.legs {
            xml.open("trkseg", &[]);
            for (lon, lat) in &leg.line {
                xml.empty("trkpt", &position(*lon, *lat));
            }
            xml.close();
        }
        xml.close();
    }
    xml.finish()
}

fn metadata(xml: &mut Xml, answer: &RouteAnswer) {
    let stamp = &answer.stamp;
    xml.open("metadata", &[]);
    xml.text("name", &[], &format!("{} - {}, {}", answer.from.name, answer.to.name, answer.load.text));
    let text = format!("{}; C = {}", super::style::stamp_line(stamp), answer.c_day);
    xml.text("desc", &[], &text);
    if !stamp.attribution.is_empty() {
        xml.empty("copyright", &[("author", stamp.attribution.join("; ").into())]);
    }
    xml.close();
}

fn waypoint(xml: &mut Xml, at: (f64, f64), name: &str, text: &str, kind: &str) {
    xml.open("wpt", &position(at.0, at.1));
    xml.text("name", &[], name);
    xml.text("desc", &[], text);
    xml.text("type", &[], kind);
    xml.close();
}

fn position(lon: f64, lat: f64) -> [(&'static str, std::borrow::Cow<'static, str>); 2] {
    [("lat", format!("{lat:.5}").into()), ("lon", format!("{lon:.5}").into())]
}
