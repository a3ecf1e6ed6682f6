//! What a network looks like: its ways grouped by gauge, tracks, class of evidence, or with its structures, within a frame.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::stamp::Stamp;
use crate::data::rows::{Evidence, StructureRow};
use crate::error::{Error, Result};
use crate::network::lines::{Described, Descriptions};
use crate::network::{Link, LinkKind, Network};

/// What ways are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Track gauge of railways.
    Gauge,
    /// Tracks of railways.
    Tracks,
    /// Class of evidence of what roads and railways take.
    Evidence,
    /// Bridges and tunnels on the ways.
    Structures,
}

impl By {
    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            By::Gauge => "gauge",
            By::Tracks => "tracks",
            By::Evidence => "evidence",
            By::Structures => "structures",
        }
    }
}

/// The part of the world shown, degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Frame {
    /// South.
    pub south: f64,
    /// West.
    pub west: f64,
    /// North.
    pub north: f64,
    /// East.
    pub east: f64,
}

impl Frame {
    /// From `S,W,N,E` in degrees.
    ///
    /// # Errors
    /// [`Error::Usage`] when it is not four numbers in this order that span an area.
    ///
    /// ```
    /// use corridor::analysis::picture::Frame;
    /// assert_eq!(Frame::parse("53,20,60,29").unwrap().north, 60.0);
    /// assert!(Frame::parse("60,20,53,29").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self> {
        let numbers: Vec<f64> = text.split(',').filter_map(|word| word.trim().parse().ok()).collect();
        match numbers[..] {
            [south, west, north, east]
                if text.split(',').count() == 4
                    && (-85.0..=85.0).contains(&south)
                    && (south + 0.05..=85.0).contains(&north)
                    && (-180.0..=180.0).contains(&west)
                    && (west + 0.05..=180.0).contains(&east) =>
            {
                Ok(Frame { south, west, north, east })
            }
            _ => Err(Error::Usage(format!(
                "--box {text}: write south, west, north and east in degrees, as in 53,20,60,29"
            ))),
        }
    }

    /// Whether a position lies in it, or within so many degrees of it.
    fn holds(&self, (lat, lon): (f64, f64), margin: f64) -> bool {
        (self.south - margin..=self.north + margin).contains(&lat)
            && (self.west - 2.0 * margin..=self.east + 2.0 * margin).contains(&lon)
    }
}

/// A mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// Road.
    Road,
    /// Rail.
    Rail,
}

/// Ways that are drawn alike.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// Mode.
    pub way: Way,
    /// `1435`, `single`, `official` ...; empty for ways that are only background.
    pub key: String,
    /// Kilometres inside the frame (links with an end in it).
    pub km: u64,
    /// Lines, (longitude, latitude) in degrees.
    pub lines: Vec<Vec<(f64, f64)>>,
}

/// A bridge, tunnel or gauge change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mark {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// `bridge`, `movable_bridge`, `tunnel` or `gauge_change`.
    pub kind: String,
    /// `closed`, `restricted`, `stated` (a limit is published) or `unknown`.
    pub class: String,
    /// Longitude, degrees.
    pub lon: f64,
    /// Latitude, degrees.
    pub lat: f64,
}

/// The picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NetworkPicture {
    /// What it was made from.
    pub stamp: Stamp,
    /// What it shows.
    pub title: String,
    /// `gauge`, `tracks`, `evidence` or `structures`.
    pub by: String,
    /// The part shown.
    pub frame: Frame,
    /// States shown brighter.
    pub states: Vec<String>,
    /// Ways, background first.
    pub groups: Vec<Group>,
    /// Marks.
    pub marks: Vec<Mark>,
}

/// What part of a network to draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// A theatre or state by name; the whole network when neither this nor a frame is given.
    pub theatre: Option<String>,
    /// A frame.
    pub frame: Option<Frame>,
}

/// Draws a part of a network. O(links).
///
/// # Errors
/// An unknown theatre (with a suggestion), a theatre without ways, a damaged geometry.
pub fn picture(network: &Network, part: &Part, by: By) -> Result<NetworkPicture> {
    let states = part.theatre.as_deref().map_or(Ok(Vec::new()), |name| states(network, name))?;
    let frame = part.frame.map_or_else(|| around(network, &states), Ok)?;
    let shapes = network.shapes()?;
    let described = Descriptions::new(network);
    let mut groups: BTreeMap<(bool, Way, String), Group> = BTreeMap::new();
    for link in &network.topology.links {
        let (way, base) = match link.kind {
            LinkKind::Road(base) => (Way::Road, base),
            LinkKind::Rail(base) => (Way::Rail, base),
            _ => continue,
        };
        let (a, b) = (at(network, link.a), at(network, link.b));
        if !frame.holds(a, 1.5) && !frame.holds(b, 1.5) {
            continue;
        }
        let key = key(network, &described, link, way, by);
        let group = groups.entry((!key.is_empty(), way, key.clone())).or_insert_with(|| Group {
            way,
            key,
            km: 0,
            lines: Vec::new(),
        });
        if frame.holds(a, 0.0) || frame.holds(b, 0.0) {
            group.km += u64::from(link.length_m);
        }
        let inner = shapes.0.get(base as usize).map_or(&[][..], Vec::as_slice);
        let inner = inner.iter().map(|(lat, lon)| (f64::from(*lon) / 1e5, f64::from(*lat) / 1e5));
        group.lines.push(std::iter::once((a.1, a.0)).chain(inner).chain([(b.1, b.0)]).collect());
    }
    for group in groups.values_mut() {
        group.km = (group.km + 500) / 1_000;
    }
    let mut map = serde_json::Map::new();
    let shown = match (&part.theatre, part.frame) {
        (Some(name), _) => name.clone(),
        (None, Some(frame)) => format!("{},{},{},{}", frame.south, frame.west, frame.north, frame.east),
        (None, None) => "all".to_owned(),
    };
    map.insert("part".to_owned(), shown.clone().into());
    map.insert("by".to_owned(), by.word().into());
    let title = format!("{}: {}, by {}", network.name, shown, by.word());
    let marks = marks(network, &frame, by);
    let groups = groups.into_values().collect();
    Ok(NetworkPicture {
        stamp: Stamp::new(network, map),
        title,
        by: by.word().to_owned(),
        frame,
        states,
        groups,
        marks,
    })
}

/// (latitude, longitude) of a node in degrees.
fn at(network: &Network, node: u32) -> (f64, f64) {
    let node = &network.topology.nodes[node as usize];
    (f64::from(node.lat_e5) / 1e5, f64::from(node.lon_e5) / 1e5)
}

/// The states of a theatre, or one state.
fn states(network: &Network, name: &str) -> Result<Vec<String>> {
    let wanted = crate::network::find::fold(name);
    let areas = || network.tables.areas.iter().map(|lined| &lined.row).filter(|row| row.kind == "theatre");
    let fold = crate::network::find::fold;
    if let Some(area) = areas().find(|row| fold(&row.id) == wanted || fold(&row.name) == wanted) {
        return Ok(area.members.0.clone());
    }
    match network.country(name) {
        Ok(country) => Ok(vec![network.country_code(country).to_owned()]),
        Err(error) => {
            let known: Vec<&str> = areas().map(|row| row.id.as_str()).collect();
            Err(Error::Question(format!("{error}; theatres are {}", known.join(", "))))
        }
    }
}

/// The frame around the ways of some states, or of all.
fn around(network: &Network, states: &[String]) -> Result<Frame> {
    let nodes = network.topology.nodes.iter().filter(|node| {
        let code = network.country_code(node.country);
        node.kind.base().is_some() && (states.is_empty() || states.iter().any(|state| state == code))
    });
    let span = nodes.fold(None, |span: Option<(i32, i32, i32, i32)>, node| {
        let (lat, lon) = (node.lat_e5, node.lon_e5);
        let (south, west, north, east) = span.unwrap_or((lat, lon, lat, lon));
        Some((south.min(lat), west.min(lon), north.max(lat), east.max(lon)))
    });
    let degrees = |value: i32| f64::from(value) / 1e5;
    span.map(|(south, west, north, east)| Frame {
        south: degrees(south),
        west: degrees(west),
        north: degrees(north),
        east: degrees(east),
    })
    .ok_or_else(|| Error::Question(format!("the network {} has no ways in {}", network.name, states.join(", "))))
}

/// What a link is drawn as; empty: background.
fn key(network: &Network, described: &Descriptions<'_>, link: &Link, way: Way, by: By) -> String {
    let (LinkKind::Road(base) | LinkKind::Rail(base)) = link.kind else { return String::new() };
    let row = described.of(base);
    match (by, way) {
        (By::Gauge, Way::Rail) => match network.base.links[base as usize].gauge_mm {
            0 => "not stated".to_owned(),
            gauge => format!("{gauge} mm"),
        },
        (By::Tracks, Way::Rail) => match row {
            Some(Described::Rail(lined)) => match lined.row.tracks {
                Some(1) => "1 track".to_owned(),
                Some(2) => "2 tracks".to_owned(),
                Some(_) => "3 tracks or more".to_owned(),
                None => "not stated".to_owned(),
            },
            _ => "not stated".to_owned(),
        },
        (By::Evidence, _) => {
            let evidence = match row {
                Some(Described::Rail(lined)) => Some(lined.row.evidence),
                Some(Described::Road(lined)) => Some(lined.row.evidence),
                None => None,
            };
            evidence.map_or("default of the state", Evidence::word).to_owned()
        }
        _ => String::new(),
    }
}

/// How well a structure is known, and whether it hinders.
fn class(row: &StructureRow) -> &'static str {
    let stated = [row.gross_t, row.height_m, row.width_m, row.axle_load_t].iter().any(Option::is_some);
    match row.status.as_str() {
        "closed" => "closed",
        "works" | "restricted" => "restricted",
        _ if stated => "stated",
        _ => "unknown",
    }
}

fn marks(network: &Network, frame: &Frame, by: By) -> Vec<Mark> {
    let mut marks = Vec::new();
    if by == By::Structures {
        for row in network.tables.structures.iter().map(|lined| &lined.row) {
            if frame.holds((row.lat.0, row.lon.0), 0.0) {
                let (id, name, kind) = (row.id.clone(), row.name.clone(), row.kind.clone());
                marks.push(Mark { id, name, kind, class: class(row).to_owned(), lon: row.lon.0, lat: row.lat.0 });
            }
        }
    }
    if by == By::Gauge {
        for row in network.tables.gauge_changes.iter().map(|lined| &lined.row) {
            if frame.holds((row.lat.0, row.lon.0), 0.0) {
                marks.push(Mark {
                    id: row.id.clone(),
                    name: row.name.clone(),
                    kind: "gauge_change".to_owned(),
                    class: "stated".to_owned(),
                    lon: row.lon.0,
                    lat: row.lat.0,
                });
            }
        }
    }
    marks
}
