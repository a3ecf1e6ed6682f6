//! `gpkg`: OGC GeoPackage 1.3; a table of features for each layer, positions in WGS84.

use super::About;
use super::sqlite::{Cell, Table, database};
use crate::analysis::features::{Feature, Kind, Layer, Shape, Value};
use crate::error::Result;

/// "GPKG", what the header of a GeoPackage says it is.
const APPLICATION: u32 = 0x4750_4b47;

/// GeoPackage 1.3.
const VERSION: u32 = 10_300;

/// EPSG code of WGS84.
const WGS84: i64 = 4_326;

const WGS84_TEXT: &str = "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"4326\"]]";

/// The moment of the last change that the standard asks for: the same answer has the same bytes, so it is none.
const NO_CLOCK: &str = "1970-01-01T00:00:00.000Z";

/// The layers as a GeoPackage.
///
/// # Errors
/// When there are more layers than the list of contents holds (dozens).
pub fn render(layers: &[Layer], about: &About) -> Result<Vec<u8>> {
    let mut tables = vec![reference_systems(), contents(layers, about), geometry_columns(layers)];
    tables.extend(layers.iter().map(features));
    database(&tables, APPLICATION, VERSION)
}

fn numbered(rows: impl Iterator<Item = Vec<Cell>>) -> Vec<(i64, Vec<Cell>)> {
    (1..).zip(rows).collect()
}

fn reference_systems() -> Table {
    let row = |id: i64, name: &str, organization: &str, code: i64, definition: &str| {
        let cells = vec![
            Cell::text(name),
            Cell::Null,
            Cell::text(organization),
            Cell::Whole(code),
            Cell::text(definition),
            Cell::text(name),
        ];
        (id, cells)
    };
    Table {
        name: "gpkg_spatial_ref_sys".to_owned(),
        sql: "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)".to_owned(),
        rows: vec![
            row(-1, "Undefined cartesian SRS", "NONE", -1, "undefined"),
            row(0, "Undefined geographic SRS", "NONE", 0, "undefined"),
            row(WGS84, "WGS 84 geodetic", "EPSG", WGS84, WGS84_TEXT),
        ],
        unique: Vec::new(),
    }
}

fn contents(layers: &[Layer], about: &About) -> Table {
    let row = |layer: &Layer| {
        let bound = |index: usize| layer.bounds().map_or(Cell::Null, |bounds| Cell::Real(bounds[index]));
        vec![
            Cell::text(&layer.name),
            Cell::text("features"),
            Cell::text(&layer.name),
            Cell::Text(format!("{}; {}", about.title, about.text)),
            Cell::text(NO_CLOCK),
            bound(0),
            bound(1),
            bound(2),
            bound(3),
            Cell::Whole(WGS84),
        ]
    };
    Table {
        name: "gpkg_contents".to_owned(),
        sql: "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))".to_owned(),
        rows: numbered(layers.iter().map(row)),
        unique: vec![vec![0], vec![2]],
    }
}

fn geometry_columns(layers: &[Layer]) -> Table {
    let row = |layer: &Layer| {
        vec![
            Cell::text(&layer.name),
            Cell::text("geom"),
            Cell::text(geometry(layer)),
            Cell::Whole(WGS84),
            Cell::Whole(0),
            Cell::Whole(0),
        ]
    };
    Table {
        name: "gpkg_geometry_columns".to_owned(),
        sql: "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))".to_owned(),
        rows: numbered(layers.iter().map(row)),
        unique: vec![vec![0, 1], vec![0]],
    }
}

/// The one type of geometry of a layer, or the one that stands for all.
fn geometry(layer: &Layer) -> &'static str {
    let mut kinds = layer.features.iter().filter_map(|feature| match feature.shape {
        Shape::None => None,
        Shape::Point(_) => Some("POINT"),
        Shape::Line(_) => Some("LINESTRING"),
        Shape::Lines(_) => Some("MULTILINESTRING"),
    });
    let first = kinds.next().unwrap_or("GEOMETRY");
    if kinds.all(|kind| kind == first) { first } else { "GEOMETRY" }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn features(layer: &Layer) -> Table {
    let mut columns = vec!["fid INTEGER PRIMARY KEY NOT NULL".to_owned(), format!("geom {}", geometry(layer))];
    for (index, field) in layer.fields.iter().enumerate() {
        let kind = match layer.kind(index) {
            Kind::Text => "TEXT",
            Kind::Whole => "INTEGER",
            Kind::Real => "DOUBLE",
            Kind::Flag => "BOOLEAN",
        };
        // Names of columns do not tell capitals from small letters.
        let taken = ["fid", "geom"].contains(&field.to_lowercase().as_str());
        columns.push(format!("{} {kind}", quoted(&if taken { format!("{field}_") } else { field.clone() })));
    }
    let row = |feature: &Feature| {
        let mut cells = vec![Cell::Null, blob(&feature.shape)];
        cells.extend(feature.values.iter().enumerate().map(|(index, value)| match (value, layer.kind(index)) {
            (Value::None, _) => Cell::Null,
            (Value::Whole(number), Kind::Text) => Cell::Text(number.to_string()),
            (Value::Real(number), Kind::Text) => Cell::Text(number.to_string()),
            (Value::Flag(flag), Kind::Text) => Cell::Text(flag.to_string()),
            #[allow(clippy::cast_precision_loss, reason = "counts and minutes are far below 2^53")]
            (Value::Whole(number), Kind::Real) => Cell::Real(*number as f64),
            (Value::Whole(number), _) => Cell::Whole(*number),
            (Value::Real(number), _) => Cell::Real(*number),
            (Value::Flag(flag), _) => Cell::Whole(i64::from(*flag)),
            (Value::Text(text), _) => Cell::text(text),
        }));
        cells
    };
    Table {
        name: layer.name.clone(),
        sql: format!("CREATE TABLE {} ({})", quoted(&layer.name), columns.join(", ")),
        rows: numbered(layer.features.iter().map(row)),
        unique: Vec::new(),
    }
}

/// A shape as the standard's binary: header with bounds, then well-known binary.
fn blob(shape: &Shape) -> Cell {
    let Some([west, south, east, north]) = shape.bounds() else { return Cell::Null };
    let mut bytes = b"GP\0".to_vec();
    let bounded = !matches!(shape, Shape::Point(_));
    bytes.push(if bounded { 0b11 } else { 0b01 });
    bytes.extend(4_326_i32.to_le_bytes());
    if bounded {
        bytes.extend([west, east, south, north].iter().flat_map(|bound| bound.to_le_bytes()));
    }
    match shape {
        Shape::None => return Cell::Null,
        Shape::Point((lon, lat)) => {
            head(1, &mut bytes);
            bytes.extend([lon, lat].iter().flat_map(|number| number.to_le_bytes()));
        }
        Shape::Line(line) => line_string(line, &mut bytes),
        Shape::Lines(lines) => {
            head(5, &mut bytes);
            bytes.extend(u32::try_from(lines.len()).unwrap_or(0).to_le_bytes());
            lines.iter().for_each(|line| line_string(line, &mut bytes));
        }
    }
    Cell::Blob(bytes)
}

fn head(kind: u32, bytes: &mut Vec<u8>) {
    bytes.push(1);
    bytes.extend(kind.to_le_bytes());
}

fn line_string(line: &[(f64, f64)], bytes: &mut Vec<u8>) {
    head(2, bytes);
    bytes.extend(u32::try_from(line.len()).unwrap_or(0).to_le_bytes());
    bytes.extend(line.iter().flat_map(|(lon, lat)| [lon.to_le_bytes(), lat.to_le_bytes()]).flatten());
}
