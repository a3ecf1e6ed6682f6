//! What is lost together, as files say it: a list of names (TOML), and areas (GeoJSON polygons).

use serde::Deserialize;
use serde_json::Value;

/// A list of names. Every key is optional; an unknown key is an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FootprintFile {
    /// What it is called.
    #[serde(default)]
    pub name: String,
    /// Names or ids of what is lost.
    #[serde(default)]
    pub lose: Vec<String>,
    /// Names or ids of what is spared.
    #[serde(default)]
    pub except: Vec<String>,
    /// Rivers and straits whose bridges and tunnels are lost.
    #[serde(default)]
    pub river: Vec<String>,
}

impl FootprintFile {
    /// Reads the text of a file.
    ///
    /// ```
    /// use corridor::data::footprint::FootprintFile;
    /// let file = FootprintFile::parse("name = \"flood\"\nriver = [\"Vistula\"]\nexcept = [\"Kiezmark bridge\"]\n").unwrap();
    /// assert_eq!((file.river, file.except), (vec!["Vistula".to_owned()], vec!["Kiezmark bridge".to_owned()]));
    /// assert!(FootprintFile::parse("rivers = []\n").unwrap_err().contains("rivers"));
    /// ```
    ///
    /// # Errors
    /// A sentence with the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string().trim().replace('\n', " "))
    }
}

/// A ring of (lon, lat) in degrees; its last point is its first.
pub type Ring = Vec<(f64, f64)>;

/// Corners of all polygons of a file at most.
const CORNERS_MAX: usize = 100_000;

/// The polygons of a GeoJSON text (RFC 7946): geometries, features or collections of them; anything that is no polygon is
/// refused. Each polygon is an outer ring and its holes.
///
/// ```
/// use corridor::data::footprint::polygons;
/// let square = r#"{"type": "Polygon", "coordinates": [[[20, 50], [21, 50], [21, 51], [20, 51], [20, 50]]]}"#;
/// assert_eq!(polygons(square).unwrap()[0][0].len(), 5);
/// let open = r#"{"type": "Polygon", "coordinates": [[[20, 50], [21, 50], [21, 51], [20, 51]]]}"#;
/// assert!(polygons(open).unwrap_err().contains("closed"));
/// ```
///
/// # Errors
/// A sentence that says what is wrong.
pub fn polygons(text: &str) -> Result<Vec<Vec<Ring>>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("this is no JSON: {error}"))?;
    if value.get("crs").is_some() {
        return Err(
            "it names a coordinate reference system; write longitude and latitude (RFC 7946) and no crs".to_owned()
        );
    }
    let mut all = Vec::new();
    gather(&value, &mut all)?;
    if all.is_empty() {
        return Err("it holds no polygon".to_owned());
    }
    let corners: usize = all.iter().flatten().map(Vec::len).sum();
    if corners > CORNERS_MAX {
        return Err(format!("its polygons have {corners} corners, at most {CORNERS_MAX} are taken; simplify them"));
    }
    Ok(all)
}

fn gather(value: &Value, all: &mut Vec<Vec<Ring>>) -> Result<(), String> {
    let list = |key: &str| -> Result<&Vec<Value>, String> {
        value.get(key).and_then(Value::as_array).ok_or_else(|| format!("its {key} are no list"))
    };
    match value.get("type").and_then(Value::as_str) {
        Some("FeatureCollection") => list("features")?.iter().try_for_each(|feature| gather(feature, all)),
        Some("GeometryCollection") => list("geometries")?.iter().try_for_each(|geometry| gather(geometry, all)),
        Some("Feature") => gather(value.get("geometry").ok_or("a feature has no geometry")?, all),
        Some("Polygon") => {
            all.push(polygon(list("coordinates")?)?);
            Ok(())
        }
        Some("MultiPolygon") => list("coordinates")?.iter().try_for_each(|coordinates| {
            all.push(polygon(coordinates.as_array().ok_or("the coordinates of a polygon are no list")?)?);
            Ok(())
        }),
        Some(other) => Err(format!("it holds a {other}; only polygons enclose an area")),
        None => Err("it is no GeoJSON: \"type\" is missing".to_owned()),
    }
}

fn polygon(rings: &[Value]) -> Result<Vec<Ring>, String> {
    let rings: Vec<Ring> = rings.iter().map(ring).collect::<Result<_, String>>()?;
    if rings.is_empty() { Err("a polygon has no ring".to_owned()) } else { Ok(rings) }
}

fn ring(value: &Value) -> Result<Ring, String> {
    let corners = value.as_array().ok_or("a ring is no list of positions")?;
    let corner = |value: &Value| -> Result<(f64, f64), String> {
        let at = |index: usize| value.get(index).and_then(Value::as_f64).filter(|number| number.is_finite());
        let (lon, lat) =
            at(0).zip(at(1)).ok_or_else(|| format!("{value} is no position; write [longitude, latitude]"))?;
        if (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat) {
            Ok((lon, lat))
        } else {
            Err(format!("[{lon}, {lat}] lies off the globe; write [longitude, latitude] in degrees"))
        }
    };
    let ring: Ring = corners.iter().map(corner).collect::<Result<_, String>>()?;
    if ring.len() < 4 || ring.first() != ring.last() {
        return Err("a ring is not closed: it needs four positions at least, the last equal to the first".to_owned());
    }
    Ok(ring)
}
