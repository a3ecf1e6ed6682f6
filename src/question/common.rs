//! Flags that several questions share.

use std::path::{Path, PathBuf};

use crate::analysis::route::query::Mode;
use crate::data::folder::Files;
use crate::data::scenario::Scenario;
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::limits::Assurance;
use crate::network::rules::Case;
use crate::report::Format;

/// Which network, and where the answer goes.
#[derive(Clone, Debug, clap::Args)]
pub struct Common {
    /// `europe` (embedded) or a network folder.
    #[arg(long, value_name = "NAME|DIR", default_value = "europe", global = true)]
    pub network: String,
    /// A folder of tables to lay over the network, row by row (networks/SCHEMA.md); may be given several times.
    #[arg(long, value_name = "DIR", global = true)]
    pub overlay: Vec<PathBuf>,
    /// Write the answer to this file instead of the terminal (whole or not at all).
    #[arg(long, value_name = "FILE", global = true)]
    pub out: Option<PathBuf>,
    /// No progress and no remarks on standard error.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Threads to use (0: as many as there are cores); the answer does not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0, global = true)]
    pub threads: usize,
}

/// What may not be passed, and what may after all.
#[derive(Clone, Debug, clap::Args)]
pub struct Passage {
    /// States that refuse passage.
    #[arg(long, value_name = "CC,CC", value_delimiter = ',')]
    pub deny: Vec<String>,
    /// States that the tables let refuse passage and that shall allow it.
    #[arg(long, value_name = "CC,CC", value_delimiter = ',')]
    pub allow: Vec<String>,
    /// A place, bridge, tunnel or gauge change not to be used; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub avoid: Vec<String>,
}

impl Common {
    /// Opens the network.
    pub fn open(&self) -> Result<Network> {
        if self.network == "europe" && self.overlay.is_empty() { Network::europe() } else { self.open_checked() }
    }

    /// Opens the network and checks it, the embedded one too.
    pub fn open_checked(&self) -> Result<Network> {
        Network::new(self.files()?)
    }

    /// The files of the network with what is laid over them, unread.
    pub fn files(&self) -> Result<Files> {
        let files = if self.network == "europe" { Ok(Files::europe()) } else { Files::open(Path::new(&self.network)) };
        self.overlay.iter().try_fold(files?, |files, dir| files.with_overlay(dir))
    }

    /// Sets the number of threads; without one given, threads are started when something first needs them.
    pub fn threads(&self) -> Result<()> {
        if self.threads == 0 {
            return Ok(());
        }
        if self.threads > 1_024 {
            return Err(Error::Usage(format!("--threads {}: at most 1024", self.threads)));
        }
        let built = rayon::ThreadPoolBuilder::new().num_threads(self.threads).build_global();
        built.map_err(|error| Error::Output(format!("{} threads cannot be started: {error}", self.threads)))
    }
}

impl Passage {
    /// These and what a scenario adds to them.
    pub(super) fn with(&self, scenario: &Scenario) -> Passage {
        let both = |line: &[String], file: &[String]| line.iter().chain(file).cloned().collect();
        Passage {
            deny: both(&self.deny, &scenario.deny),
            allow: both(&self.allow, &scenario.allow),
            avoid: both(&self.avoid, &scenario.avoid),
        }
    }
}

/// The words that a format flag takes: a question's own formats, and what is made from their GeoJSON.
pub(super) fn formats(own: &[Format]) -> clap::builder::PossibleValuesParser {
    let exports = Format::EXPORTS.iter().filter(|format| own.contains(&Format::GeoJson) && !own.contains(format));
    clap::builder::PossibleValuesParser::new(own.iter().chain(exports).map(|format| format.name()))
}

/// The word of a format flag.
pub(super) fn format(word: Option<&str>) -> Option<Format> {
    word.and_then(|name| name.parse().ok())
}

/// Modes by their words, each once.
pub(super) fn modes(words: &[ModeWord]) -> Vec<Mode> {
    let mut modes: Vec<Mode> = words.iter().map(|word| word.value()).collect();
    modes.sort_unstable();
    modes.dedup();
    modes
}

/// Words of the command line and what they stand for.
macro_rules! words {
    ($name:ident, $target:ty, $($word:ident => $value:expr),* $(,)?) => {
        #[doc = concat!("Words of a flag: ", stringify!($($word),*), ".")]
        #[derive(Clone, Copy, Debug, clap::ValueEnum)]
        #[allow(missing_docs, reason = "clap would print a comment on a word as help; the type lists them")]
        pub enum $name { $($word,)* }
        impl $name {
            /// What the word stands for.
            pub fn value(self) -> $target {
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
