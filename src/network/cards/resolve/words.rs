//! Effects in words, and how a new line is divided among states.

use super::*;

/// State and length of each link between the points of a new way.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie below 5,000 km")]
pub(super) fn parts(points: &[(Spot, Option<u32>)], length_km: f64) -> Result<Vec<(u8, u32)>, (&'static str, String)> {
    let straight: Vec<f64> =
        points.windows(2).map(|pair| Topology::distance_m(pair[0].0.at, pair[1].0.at).max(1.0)).collect();
    let sum: f64 = straight.iter().sum();
    if !(0.0..=5_000.0).contains(&length_km) || length_km * 1e3 < 0.97 * sum {
        return Err((
            "length_km",
            format!("{length_km} km is no length of a line whose points lie {:.1} km apart", sum / 1e3),
        ));
    }
    let mut parts = Vec::new();
    for (pair, own) in points.windows(2).zip(&straight) {
        let country = match (pair[0].0.country, pair[1].0.country) {
            (Some(one), Some(other)) if one != other => {
                let message = format!(
                    "{} and {} lie in two states: put the point where the line crosses the border between them (via = [\"lat lon\"])",
                    pair[0].0.name, pair[1].0.name
                );
                return Err(("via", message));
            }
            (Some(one), _) | (None, Some(one)) => one,
            (None, None) => {
                let message = format!(
                    "{} and {} are positions of which no state is known: write it behind one (\"lat lon CC\")",
                    pair[0].0.name, pair[1].0.name
                );
                return Err(("via", message));
            }
        };
        parts.push((country, (length_km * 1e3 * own / sum).round() as u32));
    }
    Ok(parts)
}

impl Effect {
    /// In one line.
    pub(in crate::network::cards) fn words(&self, network: &Network) -> String {
        match self {
            Effect::Cells(edit) => edit.words(network),
            Effect::Stretch(stretch) => {
                let word = if stretch.way == Way::Rail { "railway" } else { "road" };
                let beside =
                    stretch.gauge_mm.map_or(String::new(), |gauge| format!(", a track of {gauge} mm beside it"));
                let said = stretch.attributes.words();
                let said = if said.is_empty() { String::new() } else { format!(": {said}") };
                format!(
                    "{word} {} - {} ({} km){said}{beside}",
                    stretch.ends.0,
                    stretch.ends.1,
                    self.length_m(network) / 1_000
                )
            }
            Effect::NewLink(link) => {
                let word =
                    if link.way == Way::Rail { format!("railway of {} mm", link.gauge_mm) } else { "road".to_owned() };
                let ends = (&link.points[0].0.name, &link.points[link.points.len() - 1].0.name);
                let said = link.attributes.words();
                let said = if said.is_empty() { String::new() } else { format!(": {said}") };
                format!("new {word} {} - {} ({} km){said}", ends.0, ends.1, self.length_m(network) / 1_000)
            }
            Effect::Adopt(adopt) => {
                let states = if adopt.states.is_empty() { "all states".to_owned() } else { adopt.states.join(" ") };
                format!("rules of {} ({}) hold in {states}", adopt.regime, adopt.tables.join(", "))
            }
        }
    }

    pub(in crate::network::cards) fn length_m(&self, network: &Network) -> u64 {
        match self {
            Effect::Stretch(stretch) => {
                stretch.links.iter().map(|link| u64::from(network.base.links[*link as usize].length_m)).sum()
            }
            Effect::NewLink(link) => link.parts.iter().map(|(_, metres)| u64::from(*metres)).sum(),
            _ => 0,
        }
    }

    /// Lines of (longitude, latitude).
    pub(in crate::network::cards) fn lines(&self, network: &Network) -> Vec<Vec<(f64, f64)>> {
        match self {
            Effect::Stretch(stretch) => {
                let shapes = network.shapes_of(&{
                    let mut links = stretch.links.clone();
                    links.sort_unstable();
                    links
                });
                let point = |node: u32| {
                    let node = &network.base.nodes[node as usize];
                    (f64::from(node.lon_e5) / 1e5, f64::from(node.lat_e5) / 1e5)
                };
                stretch
                    .links
                    .iter()
                    .map(|link| {
                        let ends = &network.base.links[*link as usize];
                        let inner = shapes.as_ref().map_or(&[][..], |shapes| shapes.of(*link));
                        let inner = inner.iter().map(|(lat, lon)| (f64::from(*lon) / 1e5, f64::from(*lat) / 1e5));
                        [point(ends.a)].into_iter().chain(inner).chain([point(ends.b)]).collect()
                    })
                    .collect()
            }
            Effect::NewLink(link) => vec![link.points.iter().map(|(spot, _)| (spot.at.1, spot.at.0)).collect()],
            Effect::Cells(edit) => edit.at(network).into_iter().map(|(lat, lon)| vec![(lon, lat)]).collect(),
            Effect::Adopt(_) => Vec::new(),
        }
    }
}

impl Attributes {
    fn words(&self) -> String {
        let number = |name: &str, value: Option<f64>, unit: &str| value.map(|value| format!("{name} {value} {unit}"));
        let text = |name: &str, value: &Option<String>| value.as_ref().map(|value| format!("{name} {value}"));
        let parts = [
            self.tracks.map(|tracks| if tracks == 1 { "1 track".to_owned() } else { format!("{tracks} tracks") }),
            self.lanes.map(|lanes| format!("{lanes} lanes")),
            text("class", &self.road_class),
            text("power", &self.electrified),
            text("line category", &self.line_category),
            text("loading gauge", &self.loading_gauge),
            number("axle load", self.axle_load_t, "t"),
            number("train length", self.train_length_m, "m"),
            number("speed", self.speed_kmh, "km/h"),
            number("trains a day", self.trains_per_day, "").map(|words| words.trim_end().to_owned()),
            number("gross mass", self.gross_mass_t, "t"),
            number("height", self.height_m, "m"),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}
