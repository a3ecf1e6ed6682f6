//! The land under the pictures, decoded from the file that is compiled in (`networks/basemap/README.md`).
//!
//! Its layout is described in `src/recipe/basemap.rs`, which writes it. It is unpacked only when a picture is drawn.

use std::io::Read;

use crate::error::{Error, Result};

/// A point, degrees: (longitude, latitude).
pub type Degrees = (f64, f64);

const FILE: &[u8] = include_bytes!("../../networks/basemap/basemap.bin");
const LABELS: &str = include_str!("../../networks/basemap/labels.csv");
const STEPS_PER_DEGREE: f64 = 1000.0;

/// What lies on the two sides of an arc.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArcKind {
    /// Land and sea.
    Coast,
    /// Two states.
    Border,
    /// The same state.
    Inside,
}

/// A line shared by the countries on its sides.
#[derive(Clone, Debug)]
pub struct Arc {
    /// What it parts.
    pub kind: ArcKind,
    /// Its points.
    pub points: Vec<Degrees>,
}

/// A state as rings of arcs; (index, backwards).
#[derive(Clone, Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-2, or `--`.
    pub code: String,
    /// Outer and inner rings; what is inside an odd number of them is land.
    pub rings: Vec<Vec<(usize, bool)>>,
}

/// The whole map.
#[derive(Clone, Debug)]
pub struct Basemap {
    /// States, sorted by code.
    pub countries: Vec<Country>,
    /// Coasts and borders.
    pub arcs: Vec<Arc>,
    /// Lakes as rings.
    pub lakes: Vec<Vec<Vec<Degrees>>>,
    /// Rivers with rank, 1 the largest.
    pub rivers: Vec<(u8, Vec<Degrees>)>,
}

/// A name on the map.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Label {
    /// `city`, `country` or `sea`.
    pub kind: String,
    /// The name.
    pub name: String,
    /// ISO code; empty for seas.
    pub country: String,
    /// Latitude, degrees.
    pub lat: f64,
    /// Longitude, degrees.
    pub lon: f64,
    /// 1 (always shown) to 4 (only close up).
    pub rank: u8,
}

/// The names on the map.
pub fn labels() -> Result<Vec<Label>> {
    let mut reader = csv::Reader::from_reader(LABELS.as_bytes());
    reader.deserialize().collect::<std::result::Result<_, csv::Error>>().map_err(|error| broken(&error.to_string()))
}

/// Unpacks the map.
pub fn basemap() -> Result<Basemap> {
    decode(FILE)
}

fn decode(file: &[u8]) -> Result<Basemap> {
    let packed = file.strip_prefix(b"CBM1").ok_or_else(|| broken("it does not begin with CBM1"))?;
    let mut body = Vec::new();
    flate2::read::ZlibDecoder::new(packed).read_to_end(&mut body).map_err(|error| broken(&error.to_string()))?;
    let mut reader = Reader { body: &body };
    let countries = reader.list(Reader::country)?;
    let arcs = reader.list(Reader::arc)?;
    let lakes = reader.list(|reader| reader.list(Reader::line))?;
    let rivers = reader.list(|reader| Ok((reader.byte()?, reader.line()?)))?;
    let referenced = countries.iter().flat_map(|country| country.rings.iter().flatten());
    if !reader.body.is_empty() || referenced.into_iter().any(|(arc, _)| *arc >= arcs.len()) {
        return Err(broken("its parts do not fit together"));
    }
    Ok(Basemap { countries, arcs, lakes, rivers })
}

fn broken(reason: &str) -> Error {
    Error::Output(format!("the basemap compiled into this program is broken: {reason}"))
}

struct Reader<'a> {
    body: &'a [u8],
}

impl Reader<'_> {
    fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.body.split_first().ok_or_else(|| broken("it ends too early"))?;
        self.body = rest;
        Ok(*first)
    }

    fn unsigned(&mut self) -> Result<u64> {
        let mut value = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(broken("a number is too long"))
    }

    fn signed(&mut self) -> Result<i64> {
        let value = self.unsigned()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    fn list<T>(&mut self, one: impl Fn(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let count = self.unsigned()?;
        (0..count).map(|_| one(self)).collect()
    }

    fn line(&mut self) -> Result<Vec<Degrees>> {
        let mut at = (0, 0);
        let count = self.unsigned()?;
        (0..count)
            .map(|_| {
                at = (at.0 + self.signed()?, at.1 + self.signed()?);
                Ok((at.0 as f64 / STEPS_PER_DEGREE, at.1 as f64 / STEPS_PER_DEGREE))
            })
            .collect()
    }

    fn arc(&mut self) -> Result<Arc> {
        let kind = match self.byte()? {
            0 => ArcKind::Coast,
            1 => ArcKind::Border,
            2 => ArcKind::Inside,
            _ => return Err(broken("an arc of an unknown kind")),
        };
        Ok(Arc { kind, points: self.line()? })
    }

    fn country(&mut self) -> Result<Country> {
        let code = [self.byte()?, self.byte()?].map(char::from).iter().collect();
        let rings = self.list(|reader| {
            reader.list(|reader| {
                let reference = reader.signed()?;
                Ok(if reference < 0 { ((-1 - reference) as usize, true) } else { (reference as usize, false) })
            })
        })?;
        Ok(Country { code, rings })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_map_unpacks_and_has_europe() {
        let map = basemap().unwrap();
        for code in ["DE", "PL", "LT", "LV", "EE", "FI", "UA", "RO", "XK", "NO"] {
            assert!(map.countries.iter().any(|country| country.code == code), "{code}");
        }
        assert!(map.arcs.iter().filter(|arc| arc.kind == ArcKind::Border).count() > 100);
        assert!(map.lakes.len() > 100 && map.rivers.len() > 100);
    }

    #[test]
    fn labels_are_on_the_map_and_sorted() {
        let labels = labels().unwrap();
        assert!(labels.iter().filter(|label| label.kind == "city").count() >= 120);
        assert!(labels.iter().all(|label| (1..=4).contains(&label.rank) && (25.0..75.0).contains(&label.lat)));
        assert!(labels.is_sorted_by_key(|label| label.kind.clone()));
    }

    #[test]
    fn a_cut_map_is_refused() {
        assert!(decode(&FILE[..FILE.len() / 2]).is_err());
        assert!(decode(b"CBM1").is_err());
        assert!(decode(b"").is_err());
    }
}
