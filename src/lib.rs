//! Corridor: an open military mobility logistics router.
//!
//! Europe's ports, railways, roads, bridges and paperwork decide how fast heavy forces and equipment can move across it.
//! Corridor computes which way a load can go, how long that takes hour by hour, and what forbids the shorter way, on a
//! network in which every curated number has a source, a date and a class of evidence.
//!
//! | question | module | command |
//! |---|---|---|
//! | Which way can this load go, how long does it take, what forbids the shorter way? | [`analysis::route`] | `corridor route` |
//! | How much per day can reach a theatre, and what holds it back? | [`analysis::capacity`] | `corridor capacity` |
//! | When is this whole force complete at its destination, and what is it waiting for? | [`analysis::plan`] | `corridor plan` |
//! | What to build and what to reform first? | [`analysis::invest`] | `corridor invest` |
//! | What if a bridge, a port, a line, a state is gone? Which loss hurts most? | [`analysis::failure`] | `corridor failure` |
//!
//! Rooms, outside in: [`data`] (files and rows) -> [`network`], [`force`] (checked nouns) -> [`analysis`] (questions) ->
//! [`report`] (answers to bytes) -> [`question`] (flags to answers) -> [`cli`], [`server`]. Basements: [`quantity`], [`error`], [`algo`]. [`recipe`] builds the base
//! geometry, [`verify`] checks certificates.
//!
//! ```
//! use corridor::analysis::route::{ask, query::Query};
//! use corridor::network::Network;
//! use corridor::report::{Format, Options, render};
//!
//! let network = Network::europe()?;
//! let query = Query { from: "Gdansk".into(), to: "Rukla".into(), loads: vec!["boxerx12".into()], ..Query::default() };
//! let answer = ask(&network, &query)?;
//! let text = render(&answer, Format::Table, &Options::default())?;
//! assert!(String::from_utf8_lossy(&text).contains("Rukla"));
//! # Ok::<(), corridor::error::Error>(())
//! ```

pub mod algo;
pub mod analysis;
pub mod cli;
pub mod data;
pub mod error;
pub mod force;
pub mod network;
pub mod quantity;
pub mod question;
pub mod recipe;
pub mod replay;
pub mod report;
pub mod server;
pub mod verify;
