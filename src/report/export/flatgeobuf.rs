//! `fgb`: FlatGeobuf; one layer with an index of positions. The property `kind` tells the kinds of features apart;
//! features that lie nowhere are left out (the format's index has no place for them).

use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geozero::{ColumnValue, GeomProcessor, GeozeroGeometry, PropertyProcessor};

use super::About;
use crate::analysis::features::{Feature, Kind, Layer, Shape, Value};
use crate::error::{Error, Result};

/// The layers as one FlatGeobuf file.
///
/// # Errors
/// When the file cannot be put together.
pub fn render(layers: &[Layer], about: &About) -> Result<Vec<u8>> {
    let whole = joined(layers);
    let broken = |error: &dyn std::fmt::Display| Error::Output(format!("FlatGeobuf: {error}"));
    let options = FgbWriterOptions {
        detect_type: false,
        promote_to_multi: false,
        crs: FgbCrs { org: Some("EPSG"), code: 4326, ..FgbCrs::default() },
        title: Some(&about.title),
        description: Some(&about.text),
        ..FgbWriterOptions::default()
    };
    let mut file =
        FgbWriter::create_with_options("corridor", GeometryType::Unknown, options).map_err(|e| broken(&e))?;
    let kinds: Vec<Kind> = (0..whole.fields.len()).map(|field| whole.kind(field)).collect();
    for (field, kind) in whole.fields.iter().zip(&kinds) {
        let kind = match kind {
            Kind::Text => ColumnType::String,
            Kind::Whole => ColumnType::Long,
            Kind::Real => ColumnType::Double,
            Kind::Flag => ColumnType::Bool,
        };
        file.add_column(field, kind, |_, _| {});
    }
    for feature in whole.features.iter().filter(|feature| feature.shape != Shape::None) {
        let mut failed = None;
        file.add_feature_geom(Placed(&feature.shape), |writer| {
            for (index, value) in feature.values.iter().enumerate() {
                let text;
                let value = match (kinds[index], value) {
                    (_, Value::None) => continue,
                    (Kind::Whole, Value::Whole(number)) => ColumnValue::Long(*number),
                    #[allow(clippy::cast_precision_loss, reason = "counts and minutes are far below 2^53")]
                    (Kind::Real, Value::Whole(number)) => ColumnValue::Double(*number as f64),
                    (Kind::Real, Value::Real(number)) => ColumnValue::Double(*number),
                    (Kind::Flag, Value::Flag(flag)) => ColumnValue::Bool(*flag),
                    (_, other) => {
                        text = words(other);
                        ColumnValue::String(&text)
                    }
                };
                if let Err(error) = writer.property(index, &whole.fields[index], &value) {
                    failed = Some(error.to_string());
                }
            }
        })
        .map_err(|error| broken(&error))?;
        if let Some(failed) = failed {
            return Err(broken(&failed));
        }
    }
    let mut bytes = Vec::new();
    file.write(&mut bytes).map_err(|error| broken(&error))?;
    Ok(bytes)
}

fn words(value: &Value) -> String {
    match value {
        Value::None => String::new(),
        Value::Text(text) => text.clone(),
        Value::Whole(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
    }
}

/// All layers as one whose first field tells them apart.
fn joined(layers: &[Layer]) -> Layer {
    let mut whole = Layer { fields: vec!["kind".to_owned()], ..Layer::default() };
    for layer in layers {
        let new: Vec<String> = layer.fields.iter().filter(|field| !whole.fields.contains(field)).cloned().collect();
        whole.fields.extend(new);
    }
    for layer in layers {
        let at = |field: &String| layer.fields.iter().position(|known| known == field);
        let from: Vec<Option<usize>> = whole.fields.iter().map(at).collect();
        whole.features.extend(layer.features.iter().map(|feature| {
            let value = |at: &Option<usize>| at.map_or(Value::None, |at| feature.values[at].clone());
            let mut values: Vec<Value> = from.iter().map(value).collect();
            values[0] = Value::Text(layer.name.clone());
            Feature { id: feature.id.clone(), shape: feature.shape.clone(), values }
        }));
    }
    whole
}

/// A shape as the writer takes it.
struct Placed<'a>(&'a Shape);

impl GeozeroGeometry for Placed<'_> {
    fn process_geom<P: GeomProcessor>(&self, to: &mut P) -> geozero::error::Result<()> {
        match self.0 {
            Shape::None => Ok(()),
            Shape::Point((lon, lat)) => {
                to.point_begin(0)?;
                to.xy(*lon, *lat, 0)?;
                to.point_end(0)
            }
            Shape::Line(line) => {
                to.linestring_begin(true, line.len(), 0)?;
                points(line, to)?;
                to.linestring_end(true, 0)
            }
            Shape::Lines(lines) => {
                to.multilinestring_begin(lines.len(), 0)?;
                for (index, line) in lines.iter().enumerate() {
                    to.linestring_begin(false, line.len(), index)?;
                    points(line, to)?;
                    to.linestring_end(false, index)?;
                }
                to.multilinestring_end(0)
            }
        }
    }
}

fn points<P: GeomProcessor>(line: &[(f64, f64)], to: &mut P) -> geozero::error::Result<()> {
    line.iter().enumerate().try_for_each(|(index, (lon, lat))| to.xy(*lon, *lat, index))
}
