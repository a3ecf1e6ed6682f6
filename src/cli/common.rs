//! Flags that several commands share, and where their output goes.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::analysis::route::query::Mode;
use crate::data::folder::{Files, write_output};
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::limits::Assurance;
use crate::network::rules::Case;
use crate::report::Format;

/// Which network, and where the answer goes.
#[derive(clap::Args)]
pub(super) struct Common {
    /// `europe` (embedded) or a network folder.
    #[arg(long, value_name = "NAME|DIR", default_value = "europe", global = true)]
    pub(super) network: String,
    /// A folder of tables to lay over the network, row by row (networks/SCHEMA.md); may be given several times.
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) overlay: Vec<PathBuf>,
    /// Write the answer to this file instead of the terminal (whole or not at all).
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) out: Option<PathBuf>,
    /// No progress and no remarks on standard error.
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Threads to use (0: as many as there are cores); the answer does not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0, global = true)]
    pub(super) threads: usize,
}

/// What may not be passed, and what may after all.
#[derive(clap::Args)]
pub(super) struct Passage {
    /// States that refuse passage.
    #[arg(long, value_name = "CC,CC", value_delimiter = ',')]
    pub(super) deny: Vec<String>,
    /// States that the tables let refuse passage and that shall allow it.
    #[arg(long, value_name = "CC,CC", value_delimiter = ',')]
    pub(super) allow: Vec<String>,
    /// A place, bridge, tunnel or gauge change not to be used; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub(super) avoid: Vec<String>,
}

impl Common {
    /// Opens the network.
    pub(super) fn open(&self) -> Result<Network> {
        if self.network == "europe" && self.overlay.is_empty() { Network::europe() } else { self.open_checked() }
    }

    /// Opens the network and checks it, the embedded one too.
    pub(super) fn open_checked(&self) -> Result<Network> {
        Network::new(self.files()?)
    }

    /// The files of the network with what is laid over them, unread.
    pub(super) fn files(&self) -> Result<Files> {
        let files = if self.network == "europe" { Ok(Files::europe()) } else { Files::open(Path::new(&self.network)) };
        self.overlay.iter().try_fold(files?, |files, dir| files.with_overlay(dir))
    }

    /// Sets the number of threads; without one given, threads are started when something first needs them.
    pub(super) fn threads(&self) -> Result<()> {
        if self.threads == 0 {
            return Ok(());
        }
        if self.threads > 1_024 {
            return Err(Error::Usage(format!("--threads {}: at most 1024", self.threads)));
        }
        let built = rayon::ThreadPoolBuilder::new().num_threads(self.threads).build_global();
        built.map_err(|error| Error::Output(format!("{} threads cannot be started: {error}", self.threads)))
    }

    /// Whether the answer goes to a terminal with colours.
    pub(super) fn colours(&self) -> bool {
        self.out.is_none() && std::io::stdout().is_terminal()
    }

    /// Writes an answer.
    pub(super) fn deliver(&self, bytes: &[u8], text: bool) -> Result<()> {
        if let Some(path) = &self.out {
            write_output(path, bytes)?;
            if !self.quiet {
                eprintln!("written: {}", path.display());
            }
            return Ok(());
        }
        let mut out = std::io::stdout().lock();
        if !text && out.is_terminal() {
            return Err(Error::Usage("this format is not text; give --out FILE".to_owned()));
        }
        match out.write_all(bytes).and_then(|()| out.flush()) {
            // A reader that has seen enough (head, less) is no failure.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(|error| Error::File {
                action: "write",
                path: "standard output".to_owned(),
                reason: error.to_string(),
            }),
        }
    }
}

/// The format asked for, or the one that the file's ending names.
pub(super) fn format(asked: Option<Format>, out: Option<&Path>) -> Format {
    let ending = out.and_then(Path::extension).and_then(std::ffi::OsStr::to_str);
    asked.or_else(|| ending.and_then(|ending| ending.parse().ok())).unwrap_or(Format::Table)
}

/// Words of the command line and what they stand for.
macro_rules! words {
    ($name:ident, $target:ty, $($word:ident => $value:expr),* $(,)?) => {
        #[derive(Clone, Copy, clap::ValueEnum)]
        pub(super) enum $name { $($word,)* }
        impl $name {
            pub(super) fn value(self) -> $target {
                match self { $($name::$word => $value,)* }
            }
        }
    };
}

pub(super) use words;

words!(
    ModeWord, Mode, Rail => Mode::Rail, Road => Mode::Road, Sea => Mode::Sea, Iww => Mode::Iww, Air => Mode::Air,
);
words!(AssuranceWord, Assurance, Proven => Assurance::Proven, Likely => Assurance::Likely, Any => Assurance::Any);
words!(CaseWord, Case, Best => Case::Best, Typical => Case::Typical, Worst => Case::Worst);
