//! `corridor serve`: the questions over HTTP, for the page that comes with the program and for other programs.
//!
//! | file | does |
//! |---|---|
//! | `listen` | connections: how many, how long, how they end |
//! | `guard` | who may ask what: Host, Origin, content types, headers of every reply |
//! | `routes` | every address once: it is served and documented from the same list |
//! | `openapi` | that list as an OpenAPI 3.1 document |
//! | `questions` | addresses to questions to bytes: the same bytes as the command line |
//! | `desk` | where the server's questions are asked: one network, no files |
//! | `kept` | answers kept by the hash of their question, within bounds |
//! | `jobs` | long questions: progress, cancel |
//! | `layers`, `features` | map layers, pick lists, OGC API Features |
//! | `page` | the files of the page, which are compiled in |
//!
//! It listens on this machine's own addresses only, opens no file on request and connects to nowhere. What it keeps is in
//! memory and ends with it.

mod desk;
mod features;
mod guard;
mod jobs;
mod kept;
mod layers;
mod listen;
mod openapi;
mod page;
mod questions;
mod reply;
mod routes;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;

use tokio::sync::{Semaphore, watch};

use crate::error::{Error, Result};
use crate::network::Network;

/// Everything that requests share.
struct Shared {
    network: Arc<Network>,
    port: u16,
    routes: Vec<routes::Route>,
    /// One permit for each quick answer that may be worked on at a time.
    workers: Arc<Semaphore>,
    /// The same for questions that may take long and are asked directly.
    slow: Arc<Semaphore>,
    kept: kept::Kept,
    jobs: jobs::Jobs,
    layers: layers::Layers,
    /// Turns true when the server ends.
    stop: watch::Receiver<bool>,
}

/// A server that is bound to a port and ready to answer.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    network: Arc<Network>,
}

/// Ends a server from another thread.
#[derive(Clone)]
pub struct Stop(watch::Sender<bool>);

impl Stop {
    /// Ends it: no new connections, running answers are broken off, open replies get a few seconds.
    pub fn now(&self) {
        self.0.send_replace(true);
    }
}

impl Server {
    /// Binds a port of this machine's own address (0: any free one) and opens the embedded network.
    ///
    /// # Errors
    /// When the port is taken.
    pub fn bind(port: u16) -> Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
            Error::Usage(format!(
                "port {port} cannot be used: {error}; give another --port, or --port 0 for any free one"
            ))
        })?;
        let address = listener.local_addr().map_err(|error| system(&error))?;
        let network = Arc::new(Network::europe()?);
        Ok(Server { listener, address, stop: watch::Sender::new(false), network })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What ends it.
    pub fn stop(&self) -> Stop {
        Stop(self.stop.clone())
    }

    /// Answers until it is stopped.
    ///
    /// # Errors
    /// When the system refuses threads or the socket.
    pub fn run(self) -> Result<()> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(cores.min(4))
            .max_blocking_threads(2 * cores + jobs::WAITING_MAX + 8)
            .enable_all()
            .build()
            .map_err(|error| system(&error))?;
        let stop = self.stop.subscribe();
        let shared = Arc::new(Shared {
            network: self.network,
            port: self.address.port(),
            routes: routes::routes(),
            workers: Arc::new(Semaphore::new(cores)),
            slow: Arc::new(Semaphore::new(cores.div_ceil(2))),
            kept: kept::Kept::default(),
            jobs: jobs::Jobs::default(),
            layers: layers::Layers::default(),
            stop,
        });
        let served = runtime.block_on(listen::serve(self.listener, Arc::clone(&shared)));
        shared.jobs.cancel_all();
        // Answers that cannot be broken off end with the process.
        runtime.shutdown_background();
        served.map_err(|error| system(&error))
    }
}

fn system(error: &std::io::Error) -> Error {
    Error::Output(format!("the system does not let the server run: {error}"))
}
