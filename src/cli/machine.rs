//! Questions asked on this machine: files are opened, interrupts are heard, bytes go to a file or the terminal.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use crate::analysis::stop::Stop;
use crate::data::folder::{read_text, write_output};
use crate::data::force_file::ForceFile;
use crate::error::{Error, Result};
use crate::network::Network;
use crate::question::common::Common;
use crate::question::{Desk, Outcome, Question, Source};
use crate::report::{Colour, Format};

/// The files of this machine.
#[derive(Default)]
pub(super) struct Machine {
    network: OnceLock<Arc<Network>>,
}

impl Source for Machine {
    fn network(&self, common: &Common) -> Result<Arc<Network>> {
        if let Some(network) = self.network.get() {
            return Ok(Arc::clone(network));
        }
        let network = Arc::new(common.open()?);
        Ok(Arc::clone(self.network.get_or_init(|| network)))
    }

    fn text(&self, path: &Path) -> Result<String> {
        read_text(path)
    }

    fn force(&self, name: &str) -> Result<ForceFile> {
        ForceFile::find(name)
    }
}

/// Asks a question, delivers its answer and says how it ended.
pub(super) fn run<Q: Question>(question: &Q) -> Result<Outcome> {
    let common = question.common();
    let format = question.format().unwrap_or_else(|| by_ending(common.out.as_deref()));
    common.threads()?;
    let stop = if question.can_stop() { interrupts(common.quiet) } else { Arc::default() };
    let machine = Machine::default();
    let bar = Bar::new(common.quiet);
    let progress = |done: usize, of: usize| bar.show(done, of);
    let desk = Desk { source: &machine, format: Some(format), stop: Stop::with_best(&stop), progress: &progress };
    let answer = question.ask(&desk)?;
    bar.end();
    if !common.quiet {
        for remark in answer.remarks() {
            eprintln!("{remark}");
        }
    }
    let colours = common.out.is_none() && std::io::stdout().is_terminal();
    let bytes = answer.bytes(format, if colours { Colour::Ansi } else { Colour::Plain })?;
    for (path, bytes) in answer.files()? {
        write_output(&path, &bytes)?;
    }
    deliver(common, &bytes, format.is_text())?;
    let outcome = answer.outcome();
    // The process ends here: taking a network apart piece by piece would cost more than reading a tenth of it.
    std::mem::forget((machine, answer));
    Ok(outcome)
}

/// How far a long question is, on a terminal: a bar with the time that is left.
struct Bar(Option<ProgressBar>);

impl Bar {
    fn new(quiet: bool) -> Bar {
        let shown = !quiet && std::io::stderr().is_terminal();
        Bar(shown.then(|| {
            let bar = ProgressBar::no_length();
            let style = ProgressStyle::with_template("{bar:40} {pos} of {len}, {eta} left");
            style.map_or(bar.clone(), |style| bar.with_style(style))
        }))
    }

    fn show(&self, done: usize, of: usize) {
        if let Some(bar) = &self.0 {
            bar.set_length(of as u64);
            bar.set_position(done as u64);
        }
    }

    fn end(&self) {
        self.0.iter().for_each(ProgressBar::finish_and_clear);
    }
}

/// The format that the file's ending names.
fn by_ending(out: Option<&Path>) -> Format {
    let ending = out.and_then(Path::extension).and_then(std::ffi::OsStr::to_str);
    ending.and_then(|ending| ending.parse().ok()).unwrap_or(Format::Table)
}

/// The first interrupt ends only the search, the second the program at once.
fn interrupts(quiet: bool) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let handled = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    if handled.is_err() && !quiet {
        eprintln!("interrupts end the program at once here");
    }
    stop
}

/// Writes an answer to the file that the flags name, or to the terminal.
pub(super) fn deliver(common: &Common, bytes: &[u8], text: bool) -> Result<()> {
    if let Some(path) = &common.out {
        write_output(path, bytes)?;
        if !common.quiet {
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
