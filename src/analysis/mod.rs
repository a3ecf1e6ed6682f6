//! The questions: one module each.

pub mod route;
pub mod stamp;
