//! The questions: one module each.

pub mod route;
