//! Where the server's questions are asked: on the one network in memory, with the documents that came along. No file is
//! opened, whatever a request names.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::data::force_file::ForceFile;
use crate::data::forces;
use crate::error::{Error, Result};
use crate::network::Network;
use crate::question::Source;
use crate::question::common::Common;

/// Texts that came with a request, by name.
pub(super) type Documents = BTreeMap<String, String>;

/// What a request may see.
pub(super) struct Within {
    pub(super) network: Arc<Network>,
    pub(super) documents: Documents,
}

impl Source for Within {
    fn network(&self, common: &Common) -> Result<Arc<Network>> {
        if common.network == self.network.name && common.overlay.is_empty() {
            return Ok(Arc::clone(&self.network));
        }
        let name = &self.network.name;
        Err(Error::Usage(format!("this server answers on the network {name} as it is; leave network and overlay out")))
    }

    fn text(&self, path: &Path) -> Result<String> {
        let name = path.display().to_string();
        self.documents.get(&name).cloned().ok_or_else(|| {
            Error::Usage(format!("\"{name}\" did not come with the request, and no file is opened on request: send a job with its text in `documents`"))
        })
    }

    fn force(&self, name: &str) -> Result<ForceFile> {
        if let Some(text) = self.documents.get(name) {
            return ForceFile::parse(name, text);
        }
        if let Some(text) = forces::embedded(name) {
            return ForceFile::parse(&format!("{name}.toml"), text);
        }
        Err(Error::Question(format!(
            "there is no force \"{name}\"; there are {}; a force of your own goes into the `documents` of a job",
            forces::NAMES.join(", ")
        )))
    }
}
