//! What moves: vehicles, cargo and people, and how each mode carries them.

pub mod factors;
pub mod load;

pub use factors::Factors;
pub use load::{Load, Piece};
