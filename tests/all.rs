//! All integration tests in one binary (fast to link).

#![allow(clippy::disallowed_methods, reason = "tests read and break files")]

mod air_and_water;
mod borders;
mod broken_off;
mod capacity;
mod distances;
mod exports;
mod failure;
mod flow;
mod harness;
mod invest;
mod oracles;
mod own;
mod page;
mod papers;
mod plan;
mod plan_oracles;
mod points;
mod report;
mod route;
mod rules;
mod sentences;
mod server;
mod slow;
mod tables;
