//! Ports, airfields and inland ports of the embedded network: positions, sizes, references.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::Path;

use corridor::network::{Network, Topology};

/// Text of a gzipped oracle that may lie beside the project, or nothing: the test is then skipped.
fn oracle(file: &str) -> Option<String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = ["../shared/data", "../../shared/data"]
        .map(|folder| here.join(folder).join(file))
        .into_iter()
        .find(|path| path.is_file());
    let Some(path) = path else {
        eprintln!("skipped: {file} is not there");
        return None;
    };
    let bytes = std::fs::read(path).expect("the oracle can be read");
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).expect("the oracle is gzipped text");
    Some(text)
}

/// Ports may lie this far from the World Port Index; beyond it the note of the row says why.
const PORT_OFF_M: f64 = 5_000.0;

#[test]
fn ports_lie_where_the_world_port_index_has_them() {
    let Some(text) = oracle("world_port_index.csv.gz") else { return };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().expect("a header").clone();
    let column = |name: &str| headers.iter().position(|header| header == name).expect("a known column");
    let (code, lat, lon) = (column("UN/LOCODE"), column("Latitude"), column("Longitude"));
    let mut all: Vec<(String, (f64, f64))> = Vec::new();
    for record in reader.records() {
        let record = record.expect("a row");
        let at = (record[lat].parse().expect("degrees"), record[lon].parse().expect("degrees"));
        all.push((record[code].replace(' ', ""), at));
    }
    assert!(all.len() > 3_000, "{} ports", all.len());
    let network = Network::europe().expect("the network is sound");
    let (mut wrong, mut argued, mut by_code) = (Vec::new(), 0, 0);
    for row in network.tables.ports.iter().map(|lined| &lined.row) {
        let at = (row.lat.0, row.lon.0);
        let same: Vec<f64> = all
            .iter()
            .filter(|(code, _)| *code == row.locode)
            .map(|(_, other)| Topology::distance_m(at, *other))
            .collect();
        by_code += usize::from(!same.is_empty());
        // Where the index does not know the code, the nearest of its ports must do.
        let near: Vec<f64> = if same.is_empty() {
            all.iter().map(|(_, other)| Topology::distance_m(at, *other)).collect()
        } else {
            same
        };
        let off_m = near.into_iter().fold(f64::INFINITY, f64::min);
        let says_why = row.note.contains("World Port Index:");
        argued += usize::from(says_why);
        if (off_m > PORT_OFF_M) != says_why {
            wrong.push(format!("{}: {:.1} km off, note: {}", row.id, off_m / 1e3, row.note));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(by_code >= 90 && argued <= 13, "{by_code} known by code, {argued} argued exceptions");
}

#[test]
fn runways_are_long_enough_for_what_is_said_of_them() {
    let network = Network::europe().expect("the network is sound");
    let tables = &network.tables;
    assert!(tables.airfields.len() >= 150, "{}", tables.airfields.len());
    let c17 = tables.aircraft.iter().map(|lined| &lined.row).find(|row| row.id == "c-17").expect("the C-17");
    let fit = |row: &&corridor::data::rows::AirfieldRow| {
        row.runway_m.0 >= c17.runway_m.0 && row.runway_width_m.is_some_and(|width| width.0 >= c17.runway_width_m.0)
    };
    let strategic = tables.airfields.iter().map(|lined| &lined.row).filter(fit).count();
    assert!(strategic >= 150, "{strategic} airfields take a C-17");
    for row in tables.airfields.iter().map(|lined| &lined.row) {
        assert!((1_200.0..=4_600.0).contains(&row.runway_m.0), "{}: runway of {} m", row.id, row.runway_m.0);
        assert!(row.runway_width_m.is_none_or(|width| (25.0..=85.0).contains(&width.0)), "{}", row.id);
        assert!(row.parking.is_none_or(|parking| parking.0 <= 12.0), "{}", row.id);
    }
    // Every state of the theatre has a field that takes a heavy transport aircraft.
    let states: BTreeSet<&str> =
        tables.airfields.iter().map(|lined| &lined.row).filter(fit).map(|row| row.country.as_str()).collect();
    for state in ["EE", "LV", "LT", "PL", "DE", "FI", "SE", "NO", "DK", "CZ", "SK", "HU", "RO", "BG", "GR"] {
        assert!(states.contains(state), "{state} has no airfield for a C-17");
    }
}

#[test]
fn no_two_distant_facilities_share_a_name() {
    let network = Network::europe().expect("the network is sound");
    let mut named: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, facility) in network.facilities.iter().enumerate() {
        let bare = facility.id.split_once(':').map_or("", |(_, id)| id);
        let names = [bare, facility.name.as_str()].into_iter().chain(facility.aliases.iter().map(String::as_str));
        let folded: BTreeSet<String> = names.map(corridor::network::find::fold).collect();
        for name in folded {
            named.entry(name).or_default().push(index);
        }
    }
    let mut clashes = Vec::new();
    for (name, list) in &named {
        for (position, first) in list.iter().enumerate() {
            for second in &list[position + 1..] {
                let (a, b) = (&network.facilities[*first], &network.facilities[*second]);
                if Topology::distance_m((a.lat, a.lon), (b.lat, b.lon)) > 15_000.0 {
                    clashes.push(format!("{name}: {} and {}", a.id, b.id));
                }
            }
        }
    }
    assert!(clashes.is_empty(), "ambiguous names:\n{}", clashes.join("\n"));
}
