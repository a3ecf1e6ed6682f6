//! The command line: words to questions, answers to a file or the terminal.
//!
//! Exit codes: 0 answered, 1 error (unknown place, unreadable file ...), 2 usage (malformed value, unknown flag), 3
//! proven impossible (the answer with the proof is still printed).

mod machine;
mod network;
mod picture;
mod provenance;
mod quality;
mod report;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::{Error, Result};
use crate::question::{Outcome, capacity, diff, failure, invest, plan, route, verify};

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
    /// What if a bridge, a port, a line, a state is gone? Which loss hurts most?
    Failure(Box<failure::FailureArguments>),
    /// What to build and what to reform first: works and reforms in one table, by what they buy per euro.
    Invest(Box<invest::InvestArguments>),
    /// Answer every question of a scenario in one report that anyone can open years later.
    Report(report::ReportArguments),
    /// What changed between two answers or two reports, and why, in words.
    Diff(diff::DiffArguments),
    /// Answer on a page in the browser and over HTTP, for this machine only.
    Serve(serve::ServeArguments),
    /// Build, check and look into networks.
    Network(network::NetworkArguments),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Command::Route(route) => machine::run(&*route),
        Command::Capacity(capacity) => machine::run(&*capacity),
        Command::Verify(verify) => machine::run(&verify),
        Command::Plan(plan) => machine::run(&*plan),
        Command::Failure(failure) => machine::run(&*failure),
        Command::Invest(invest) => machine::run(&*invest),
        Command::Report(report) => report.run(),
        Command::Diff(diff) => machine::run(&diff),
        Command::Serve(serve) => serve.run(),
        Command::Network(network) => machine::run(&network),
    };
    code(outcome)
}

fn code(outcome: Result<Outcome>) -> ExitCode {
    match outcome {
        Ok(outcome) => {
            if let Outcome::Wrong(sentence) = &outcome {
                eprintln!("corridor: {sentence}");
            }
            ExitCode::from(outcome.exit_code())
        }
        Err(error) => {
            eprintln!("corridor: {error}");
            ExitCode::from(match error {
                Error::Usage(_) => 2,
                Error::Impossible(_) => 3,
                _ => 1,
            })
        }
    }
}
