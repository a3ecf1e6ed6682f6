//! The questions: one module each.

pub mod picture;
pub mod plan;
pub mod provenance;
pub mod route;
pub mod stamp;
