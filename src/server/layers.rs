//! Map layers, the basemap and pick lists: made when first asked for, then kept as bytes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use hyper::body::Bytes;

use crate::analysis::features::Layer;
use crate::analysis::layers::layer;
use crate::analysis::stamp::attribution;
use crate::data::digest::sha256;
use crate::error::{Error, Result};
use crate::network::Network;
use crate::question::Answer;
use crate::report::features::collection;

/// Bytes with their hash.
#[derive(Clone)]
pub(super) struct Hashed {
    pub(super) bytes: Bytes,
    pub(super) hash: String,
}

impl Hashed {
    pub(super) fn new(bytes: impl Into<Bytes>) -> Hashed {
        let bytes = bytes.into();
        Hashed { hash: sha256(&bytes), bytes }
    }
}

/// SHA-256 over parts, each with its length before it; hexadecimal.
pub(super) fn hash(parts: &[&[u8]]) -> String {
    let whole: Vec<u8> = parts
        .iter()
        .flat_map(|part| (part.len() as u64).to_le_bytes().into_iter().chain(part.iter().copied()))
        .collect();
    sha256(&whole)
}

/// What was made so far.
#[derive(Default)]
pub(super) struct Layers {
    files: Mutex<BTreeMap<String, Hashed>>,
    layers: Mutex<BTreeMap<String, Arc<Layer>>>,
    /// Answers about ways by their key, newest last.
    ways: Mutex<Vec<(String, Arc<dyn Answer>)>>,
}

/// Ways that are remembered for GIS programs.
const WAYS_MAX: usize = 16;

impl Layers {
    /// The bytes of a name, made by `make` the first time.
    pub(super) fn bytes(&self, name: &str, make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Hashed> {
        if let Some(made) = self.files.lock().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Ok(made.clone());
        }
        let made = Hashed::new(make()?);
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), made.clone());
        Ok(made)
    }

    /// A layer of the network.
    pub(super) fn layer(&self, network: &Network, name: &str) -> Result<Arc<Layer>> {
        if let Some(made) = self.layers.lock().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Ok(Arc::clone(made));
        }
        let made = Arc::new(layer(network, name)?);
        self.layers.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), Arc::clone(&made));
        Ok(made)
    }

    /// Remembers an answer about ways.
    pub(super) fn remember(&self, key: &str, answer: &Arc<dyn Answer>) {
        let mut ways = self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        if ways.iter().any(|(known, _)| known == key) {
            return;
        }
        if ways.len() == WAYS_MAX {
            ways.remove(0);
        }
        ways.push((key.to_owned(), Arc::clone(answer)));
    }

    /// The ways that were last asked for, newest last.
    pub(super) fn remembered(&self) -> Vec<(String, Arc<dyn Answer>)> {
        self.ways.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A layer as GeoJSON.
    pub(super) fn geojson(&self, network: &Network, name: &str) -> Result<Hashed> {
        self.bytes(&format!("layer {name}"), || {
            let layer = self.layer(network, name)?;
            let members = vec![
                ("name", layer.name.clone().into()),
                ("title", layer.title.clone().into()),
                ("network_hash", network.hash.clone().into()),
                ("attribution", attribution(network).into()),
            ];
            let mut bytes =
                serde_json::to_vec(&collection(&layer, members)).map_err(|e| Error::Output(e.to_string()))?;
            bytes.push(b'\n');
            Ok(bytes)
        })
    }
}
