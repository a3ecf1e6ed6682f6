//! `corridor serve`.

use clap::Args;

use crate::error::{Error, Result};
use crate::question::Outcome;
use crate::server::Server;

/// Answers questions on a page in the browser and over HTTP, for this machine only.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  corridor serve\n  corridor serve --port 0 --open no\n  curl 'http://127.0.0.1:8417/api/v1/route?from=Bremerhaven&to=Rukla&load=leopard-2a7'\n  ogr2ogr ports.gpkg OAPIF:http://127.0.0.1:8417/ogc ports"
)]
pub(super) struct ServeArguments {
    /// Port to listen on; 0: any free one.
    #[arg(long, value_name = "PORT", default_value_t = 8417)]
    port: u16,
    /// Whether to open the page in the browser.
    #[arg(long, value_name = "WORD", default_value = "yes")]
    open: Open,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Open {
    Yes,
    No,
}

impl ServeArguments {
    pub(super) fn run(&self) -> Result<Outcome> {
        let server = Server::bind(self.port)?;
        let address = format!("http://{}/", server.address());
        let stop = server.stop();
        let handled = ctrlc::set_handler(move || stop.now());
        handled.map_err(|error| Error::Output(format!("interrupts cannot be heard: {error}")))?;
        println!("corridor serves {address} (an interrupt ends it)");
        if self.open == Open::Yes {
            open(&address);
        }
        server.run()?;
        Ok(Outcome::Answered)
    }
}

/// Asks the system to open an address. Where it cannot, the address printed is enough.
fn open(address: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(target_os = "windows") {
        "explorer"
    } else {
        "xdg-open"
    };
    let quiet = std::process::Stdio::null;
    let _ = std::process::Command::new(program).arg(address).stdout(quiet()).stderr(quiet()).spawn();
}
