//! The stamp of every answer: what it was computed from.

use serde::Serialize;

use crate::network::Network;

/// Attributions that every copy of an answer must carry.
pub const ATTRIBUTION: [&str; 3] = [
    "Contains OpenStreetMap data (c) OpenStreetMap contributors, ODbL 1.0",
    "Place names: GeoNames, CC BY 4.0",
    "Basemap: Natural Earth, public domain",
];

/// A folder laid over the network: its name without the path, and its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StampOverlay {
    /// Name.
    pub name: String,
    /// SHA-256 over its tables, hexadecimal.
    pub hash: String,
}

/// What an answer was computed from; the same stamp gives the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stamp {
    /// Always `corridor`.
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// Name of the network.
    pub network: String,
    /// SHA-256 over everything the network was loaded from, hexadecimal.
    pub network_hash: String,
    /// What was laid over the network, the first lowest; left out when nothing was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub overlays: Vec<StampOverlay>,
    /// The question as asked, in the order of the command line: (flag, value).
    pub query: serde_json::Map<String, serde_json::Value>,
    /// Attributions that every copy of the answer must carry.
    pub attribution: Vec<String>,
}

impl Stamp {
    /// The stamp of an answer on `network` to the question `query`.
    pub fn new(network: &Network, query: serde_json::Map<String, serde_json::Value>) -> Self {
        Stamp {
            program: "corridor".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            network: network.name.clone(),
            network_hash: network.hash.clone(),
            overlays: network
                .overlays()
                .iter()
                .map(|overlay| StampOverlay { name: overlay.name.clone(), hash: overlay.hash.clone() })
                .collect(),
            query,
            attribution: attribution(network),
        }
    }
}

/// Attributions of what an answer on a network is made of. A network of one's own holds no geometry of others.
pub fn attribution(network: &Network) -> Vec<String> {
    let texts = if network.own.is_some() { &ATTRIBUTION[2..] } else { &ATTRIBUTION[..] };
    texts.iter().map(|text| (*text).to_owned()).collect()
}
