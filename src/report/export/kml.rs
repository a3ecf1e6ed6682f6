//! `kml`: OGC KML 2.2; a folder for each layer, a placemark for each feature with its properties.

use super::About;
use crate::analysis::features::{Feature, Layer, Shape, Value};
use crate::report::xml::Xml;

/// The layers as a KML document.
pub fn render(layers: &[Layer], about: &About) -> String {
    let mut xml = Xml::document();
    xml.open("kml", &[("xmlns", "http://www.opengis.net/kml/2.2".into())]);
    xml.open("Document", &[]);
    xml.text("name", &[], &about.title);
    xml.text("description", &[], &about.text);
    xml.open("Style", &[("id", "way".into())]);
    xml.open("LineStyle", &[]);
    xml.text("color", &[], "ffb4690e");
    xml.text("width", &[], "3");
    xml.close();
    xml.close();
    for layer in layers {
        xml.open("Folder", &[]);
        xml.text("name", &[], &layer.title);
        for feature in &layer.features {
            placemark(&mut xml, layer, feature);
        }
        xml.close();
    }
    xml.finish()
}

fn placemark(xml: &mut Xml, layer: &Layer, feature: &Feature) {
    let field = |name: &str| {
        let at = layer.fields.iter().position(|field| field == name)?;
        words(&feature.values[at])
    };
    let ends = field("from").zip(field("to")).map(|(from, to)| format!("{from} - {to}"));
    let name = field("name").or(ends).or_else(|| field("way")).unwrap_or_else(|| feature.id.clone());
    xml.open("Placemark", &[]);
    xml.text("name", &[], &name);
    xml.text("styleUrl", &[], "#way");
    xml.open("ExtendedData", &[]);
    for (field, value) in layer.fields.iter().zip(&feature.values) {
        if let Some(text) = words(value) {
            xml.open("Data", &[("name", field.as_str().into())]);
            xml.text("value", &[], &text);
            xml.close();
        }
    }
    xml.close();
    match &feature.shape {
        Shape::None => {}
        Shape::Point(at) => {
            xml.open("Point", &[]);
            xml.text("coordinates", &[], &position(*at));
            xml.close();
        }
        Shape::Line(line) => line_string(xml, line),
        Shape::Lines(lines) => {
            xml.open("MultiGeometry", &[]);
            lines.iter().for_each(|line| line_string(xml, line));
            xml.close();
        }
    }
    xml.close();
}

fn line_string(xml: &mut Xml, line: &[(f64, f64)]) {
    xml.open("LineString", &[]);
    xml.text("tessellate", &[], "1");
    xml.text("coordinates", &[], &line.iter().map(|at| position(*at)).collect::<Vec<_>>().join(" "));
    xml.close();
}

fn position((lon, lat): (f64, f64)) -> String {
    format!("{lon:.5},{lat:.5}")
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::None => None,
        Value::Text(text) => Some(text.clone()),
        Value::Whole(number) => Some(number.to_string()),
        Value::Real(number) => Some(number.to_string()),
        Value::Flag(flag) => Some(flag.to_string()),
    }
}
