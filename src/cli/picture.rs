//! `corridor network map`.

use std::path::Path;

use clap::Args;

use crate::analysis::picture::{By, Frame, Part, picture};
use crate::error::{Error, Result};
use crate::network::Network;
use crate::report::{Format, network_png, network_svg};

/// Draws the network.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  corridor network map --theatre baltics --by gauge --out baltics.svg\n  corridor network map --box 44,21,48,29 --by structures --out romania.png"
)]
pub(super) struct MapArguments {
    /// A theatre (areas.csv) or a state; the whole network when nothing is given.
    #[arg(long, value_name = "NAME", conflicts_with = "frame")]
    theatre: Option<String>,
    /// South, west, north and east in degrees.
    #[arg(long = "box", value_name = "S,W,N,E", allow_hyphen_values = true)]
    frame: Option<String>,
    /// What ways are told apart by.
    #[arg(long, value_name = "WORD", default_value = "gauge")]
    by: ByWord,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum ByWord {
    Gauge,
    Tracks,
    Evidence,
    Structures,
}

impl MapArguments {
    /// The picture in the format that the file's ending names; SVG on the terminal.
    pub(super) fn draw(&self, network: &Network, out: Option<&Path>) -> Result<Vec<u8>> {
        let by = match self.by {
            ByWord::Gauge => By::Gauge,
            ByWord::Tracks => By::Tracks,
            ByWord::Evidence => By::Evidence,
            ByWord::Structures => By::Structures,
        };
        let frame = self.frame.as_deref().map(Frame::parse).transpose()?;
        let part = Part { theatre: self.theatre.clone(), frame };
        if let Some(other) = ending(out).filter(|ending| !["svg", "png"].contains(ending)) {
            return Err(Error::Usage(format!("--out: \"{other}\" is no picture; write a file in .svg or .png")));
        }
        let picture = picture(network, &part, by)?;
        match format(out) {
            Format::Png => network_png(&picture),
            _ => Ok(network_svg(&picture)?.into_bytes()),
        }
    }
}

fn ending(out: Option<&Path>) -> Option<&str> {
    out.and_then(Path::extension).and_then(std::ffi::OsStr::to_str)
}

/// The kind of picture that a file's ending names; SVG on the terminal.
pub(super) fn format(out: Option<&Path>) -> Format {
    if ending(out) == Some("png") { Format::Png } else { Format::Svg }
}
