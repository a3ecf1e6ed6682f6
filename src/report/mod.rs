//! Answers to bytes: one file per format. Nothing here computes an answer, opens a file or knows the time.
//!
//! | format | for | file |
//! |---|---|---|
//! | `table` | reading on a terminal | [`table`] |
//! | `json` | programs: the answer as it is | [`json`] |
//! | `geojson` | maps (RFC 7946) | [`geojson`] |
//! | `csv` | spreadsheets: one flat layout | [`csv`] |
//! | `gpx` | navigation devices (GPX 1.1) | [`gpx`] |
//! | `svg` | print: a map that scales | [`svg`] |
//! | `png` | slides: the same map as an image | [`png`] |
//! | `gpkg`, `fgb`, `kml` | GIS programs and globes: made from the GeoJSON | [`export`] |

pub mod basemap;
pub mod capacity;
pub mod csv;
pub mod export;
pub mod failure;
pub mod features;
pub mod geojson;
pub mod gpx;
pub mod invest;
pub mod json;
pub mod land;
pub mod map;
mod page;
pub mod paper;
pub mod plan;
pub mod png;
mod record;
mod sheet;
pub mod style;
pub mod svg;
pub mod table;
pub mod words;
pub mod xml;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use crate::analysis::picture::NetworkPicture;
use crate::analysis::route::answer::RouteAnswer;
use crate::error::{Error, Result};

/// What an answer is printed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Text for a terminal.
    Table,
    /// The answer as it is.
    Json,
    /// RFC 7946.
    GeoJson,
    /// One flat table.
    Csv,
    /// GPX 1.1.
    Gpx,
    /// A map as vector graphics.
    Svg,
    /// The same map as an image.
    Png,
    /// OGC GeoPackage.
    GeoPackage,
    /// FlatGeobuf.
    FlatGeobuf,
    /// OGC KML.
    Kml,
}

impl Format {
    /// Every format, in the order in which help lists them.
    pub const ALL: [Format; 10] = [
        Format::Table,
        Format::Json,
        Format::GeoJson,
        Format::Csv,
        Format::Gpx,
        Format::Svg,
        Format::Png,
        Format::GeoPackage,
        Format::FlatGeobuf,
        Format::Kml,
    ];

    /// Formats that are made from an answer's GeoJSON, whatever the question.
    pub const EXPORTS: [Format; 3] = [Format::GeoPackage, Format::FlatGeobuf, Format::Kml];

    /// The word for it on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Json => "json",
            Format::GeoJson => "geojson",
            Format::Csv => "csv",
            Format::Gpx => "gpx",
            Format::Svg => "svg",
            Format::Png => "png",
            Format::GeoPackage => "gpkg",
            Format::FlatGeobuf => "fgb",
            Format::Kml => "kml",
        }
    }

    /// Its media type, for a server.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Table => "text/plain; charset=utf-8",
            Format::Json => "application/json",
            Format::GeoJson => "application/geo+json",
            Format::Csv => "text/csv; charset=utf-8",
            Format::Gpx => "application/gpx+xml",
            Format::Svg => "image/svg+xml",
            Format::Png => "image/png",
            Format::GeoPackage => "application/geopackage+sqlite3",
            Format::FlatGeobuf => "application/vnd.flatgeobuf",
            Format::Kml => "application/vnd.google-earth.kml+xml",
        }
    }

    /// Whether it may be written to a terminal.
    pub fn is_text(self) -> bool {
        !matches!(self, Format::Png | Format::GeoPackage | Format::FlatGeobuf)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(text: &str) -> Result<Format> {
        Format::ALL.into_iter().find(|format| format.name() == text).ok_or_else(|| {
            let known: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
            Error::Question(format!("there is no format `{text}`; choose one of {}", known.join(", ")))
        })
    }
}

/// Whether text carries terminal colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// Plain text.
    #[default]
    Plain,
    /// ANSI escape sequences; only for a terminal.
    Ansi,
}

/// How an answer is printed; changes looks, never content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Colours in `table`.
    pub colour: Colour,
    /// Width of `table` in columns, at least 60.
    pub width_columns: u16,
    /// Width of `png` in pixels, 400 to 6400; the height is three quarters of it.
    pub png_width_px: u32,
}

impl Default for Options {
    fn default() -> Self {
        Options { colour: Colour::Plain, width_columns: 100, png_width_px: 1600 }
    }
}

/// Prints an answer in a format. The same answer and options give the same bytes.
///
/// Refuses an answer that contradicts itself: a ledger that does not add up to its route's total, or a number that is
/// none.
pub fn render(answer: &RouteAnswer, format: Format, style: &Options) -> Result<Vec<u8>> {
    check(answer)?;
    match format {
        Format::Table => Ok(table::render(answer, style).into_bytes()),
        Format::Json => json::render(answer),
        Format::GeoJson => geojson::render(answer),
        Format::Csv => csv::render(answer),
        Format::Gpx => Ok(gpx::render(answer).into_bytes()),
        Format::Svg => Ok(svg::render(answer)?.into_bytes()),
        Format::Png => png::render(answer, style),
        Format::GeoPackage | Format::FlatGeobuf | Format::Kml => export::export(&geojson::render(answer)?, format),
    }
}

/// A wrong number is worse than none.
fn check(answer: &RouteAnswer) -> Result<()> {
    for route in &answer.routes {
        let sum: i64 = route.ledger.iter().map(|line| line.minutes).sum();
        if sum != route.total_min {
            return Err(Error::Output(format!(
                "the ledger of way {} adds up to {sum} minutes, its total is {}",
                route.rank, route.total_min
            )));
        }
    }
    let place = |lon: f64, lat: f64| (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat);
    let routes = || answer.routes.iter();
    let lines = routes().flat_map(|route| route.legs.iter().map(|leg| &leg.line));
    let placed =
        lines.chain(answer.relaxations.iter().map(|relaxation| &relaxation.line)).flatten().all(|p| place(p.0, p.1))
            && routes().flat_map(|route| &route.structures).all(|structure| place(structure.lon, structure.lat))
            && [&answer.from, &answer.to].iter().all(|spot| place(spot.lon, spot.lat));
    let load = &answer.load;
    let mut figures = vec![load.mass_t, load.width_m, load.height_m, load.length_m];
    figures.extend(answer.disjoint.iter().map(|disjoint| disjoint.exempt_km));
    for route in routes() {
        figures.extend([route.distance_km, route.overlap]);
        figures.extend(route.legs.iter().map(|leg| leg.distance_km));
        figures.extend(route.unknowns.iter().map(|unknown| unknown.km));
    }
    if placed && figures.iter().all(|figure| figure.is_finite()) {
        Ok(())
    } else {
        Err(Error::Output("the answer holds a position off the globe or a number that is none".to_owned()))
    }
}

/// The picture of a network as an SVG document.
///
/// # Errors
/// When the basemap is damaged.
pub fn network_svg(picture: &NetworkPicture) -> Result<String> {
    map::network::draw(picture)
}

/// The picture of a network as a PNG image.
///
/// # Errors
/// When it cannot be drawn.
pub fn network_png(picture: &NetworkPicture) -> Result<Vec<u8>> {
    png::draw(&network_svg(picture)?, &Options::default())
}
