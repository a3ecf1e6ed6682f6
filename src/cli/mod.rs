//! The command line: words to questions, answers to a file or the terminal.
//!
//! Exit codes: 0 answered, 1 error (unknown place, unreadable file ...), 2 usage (malformed value, unknown flag), 3
//! proven impossible (the answer with the proof is still printed).

mod capacity;
mod common;
mod network;
mod picture;
mod plan;
mod provenance;
mod quality;
mod route;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::{Error, Result};

/// An open military mobility logistics router: which way heavy loads can go across Europe, how long it takes, and what
/// holds them back. Public, aggregated data; made for better infrastructure and procedures.
#[derive(Parser)]
#[command(
    name = "corridor",
    version,
    max_term_width = 110,
    after_help = "Exit codes: 0 answered, 1 error, 2 usage, 3 proven impossible."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Which way can this load go, how long does it take, and what forbids the shorter way?
    Route(Box<route::RouteArguments>),
    /// How much per day can reach a theatre, and what holds it back? With proof.
    Capacity(Box<capacity::CapacityArguments>),
    /// Check a file of certificates with code that shares nothing with what made them.
    Verify(verify::VerifyArguments),
    /// When is this whole force complete at its destination, and what is it waiting for, day by day?
    Plan(Box<plan::PlanArguments>),
    /// Build, check and look into networks.
    Network(network::NetworkArguments),
}

/// What an answer says about itself.
enum Outcome {
    Answered,
    Impossible,
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Command::Route(route) => route.run(),
        Command::Capacity(capacity) => capacity.run(),
        Command::Verify(verify) => verify.run(),
        Command::Plan(plan) => plan.run(),
        Command::Network(network) => network.run(),
    };
    code(outcome)
}

fn code(outcome: Result<Outcome>) -> ExitCode {
    match outcome {
        Ok(Outcome::Answered) => ExitCode::SUCCESS,
        Ok(Outcome::Impossible) => ExitCode::from(3),
        Err(error) => {
            eprintln!("corridor: {error}");
            ExitCode::from(if matches!(error, Error::Usage(_)) { 2 } else { 1 })
        }
    }
}
