//! Where things lie: nothing of a state's roads and railways is drawn in another state.

use corridor::network::Network;
use country_boundaries::{BOUNDARIES_ODBL_360X180, CountryBoundaries, LatLon};

#[test]
fn links_are_drawn_in_their_own_country() {
    let borders = CountryBoundaries::from_reader(BOUNDARIES_ODBL_360X180).expect("boundaries");
    let network = Network::europe().expect("sound");
    let base = &network.base;
    let shapes = network.shapes().expect("sound");
    let strays = |lat: i32, lon: i32, own: &[&str]| {
        let at = LatLon::new(f64::from(lat) / 1e5, f64::from(lon) / 1e5).expect("a position");
        let ids = borders.ids(at);
        let states: Vec<&str> = ids.iter().copied().filter(|id| base.countries.iter().any(|code| code == id)).collect();
        (!states.is_empty() && !states.iter().any(|id| own.contains(id))).then(|| states.join(" "))
    };
    let mut wrong = Vec::new();
    for (link, shape) in base.links.iter().zip(&shapes.0) {
        let own = base.countries[link.country as usize].as_str();
        for (lat, lon) in shape {
            if let Some(states) = strays(*lat, *lon, &[own]) {
                wrong.push(format!("shape of {own}: {lat} {lon} in {states}"));
            }
        }
        for node in [link.a, link.b].map(|node| &base.nodes[node as usize]).into_iter().filter(|node| !node.border) {
            if let Some(states) = strays(node.lat_e5, node.lon_e5, &[own]) {
                wrong.push(format!("node of {own}: {} {} in {states}", node.lat_e5, node.lon_e5));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{} points stray:\n{}", wrong.len(), wrong[..wrong.len().min(60)].join("\n"));
}
