//! The questions: one module each.

pub mod capacity;
pub mod diff;
pub mod failure;
pub mod features;
pub mod invest;
pub mod layers;
pub mod lists;
pub mod picture;
pub mod plan;
pub mod provenance;
pub mod register;
pub mod route;
pub mod sheets;
pub mod stamp;
pub mod stop;
