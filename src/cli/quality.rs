//! `corridor network quality`.

use std::path::PathBuf;

use clap::Args;

use crate::data::folder::Files;
use crate::error::{Error, Result};
use crate::recipe::quality::{Against, measure};

/// Measures a network against oracles.
#[derive(Args)]
pub(super) struct QualityArguments {
    /// Folder with the oracles: egm90_rail.ndjson.gz, egm90_road_main.ndjson.gz, world_port_index.csv.gz.
    #[arg(long, value_name = "DIR")]
    oracles: PathBuf,
    /// A table of published distances (`from,to,from_lat,from_lon,to_lat,to_lon,mode,published_km,source,date,note`).
    #[arg(long, value_name = "FILE")]
    distances: Option<PathBuf>,
    /// A table of rows compared with their sources (`table,rows,sampled,wrong,date,note`).
    #[arg(long, value_name = "FILE")]
    samples: Option<PathBuf>,
}

impl QualityArguments {
    pub(super) fn run(&self, files: &Files) -> Result<String> {
        if !self.oracles.is_dir() {
            let path = self.oracles.display();
            return Err(Error::Usage(format!("--oracles {path}: there is no such folder")));
        }
        let against = Against {
            oracles: Some(&self.oracles),
            distances: self.distances.as_deref(),
            samples: self.samples.as_deref(),
        };
        let quality = measure(files, &against)?;
        Ok(format!("# How good is the network {}?\n\n{quality}", files.name))
    }
}
