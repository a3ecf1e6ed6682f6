//! Answers as files of other programs: GeoPackage, FlatGeobuf, KML. Whatever has GeoJSON has these, through the one model
//! of [`super::features`].
//!
//! | format | for | file |
//! |---|---|---|
//! | `gpkg` | GIS programs: a layer for each kind of feature (OGC GeoPackage 1.3) | [`geopackage`] |
//! | `fgb` | web maps and GIS programs: one indexed layer (FlatGeobuf 3) | [`flatgeobuf`] |
//! | `kml` | globes: a folder for each kind of feature (OGC KML 2.2) | [`kml`] |

pub mod flatgeobuf;
pub mod geopackage;
pub mod kml;
mod sqlite;

use serde_json::Value as Json;

use super::Format;
use super::features::layers_of;
use crate::error::{Error, Result};

/// What a file says about itself: title and attribution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Program, version and network with its hash.
    pub title: String,
    /// The question and whom to name.
    pub text: String,
}

impl About {
    /// From the stamp of an answer.
    fn of(stamp: &Json) -> About {
        let text = |key: &str| stamp[key].as_str().unwrap_or_default();
        let hash = text("network_hash").get(..12).unwrap_or_default();
        let named = stamp["attribution"].as_array().into_iter().flatten().filter_map(Json::as_str);
        About {
            title: format!("{} {}, network {} {hash}", text("program"), text("version"), text("network")),
            text: format!("{}; {}", stamp["query"], named.collect::<Vec<_>>().join("; ")),
        }
    }
}

/// An answer's GeoJSON in one of the formats that are made from it. O(points).
///
/// # Errors
/// When the format is another, or the GeoJSON holds something else than points and lines.
pub fn export(geojson: &[u8], format: Format) -> Result<Vec<u8>> {
    let layers = layers_of(geojson)?;
    let whole: Json = serde_json::from_slice(geojson).map_err(|error| Error::Output(error.to_string()))?;
    let about = About::of(&whole["stamp"]);
    match format {
        Format::GeoPackage => geopackage::render(&layers, &about),
        Format::FlatGeobuf => flatgeobuf::render(&layers, &about),
        Format::Kml => Ok(kml::render(&layers, &about).into_bytes()),
        other => Err(Error::Usage(format!("{other} is not made from GeoJSON"))),
    }
}
