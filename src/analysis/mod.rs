//! The questions: one module each.

pub mod plan;
pub mod route;
pub mod stamp;
