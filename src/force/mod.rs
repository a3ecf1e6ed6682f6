//! What moves: vehicles, cargo and people, and how each mode carries them.

pub mod beside;
pub mod circumstances;
pub mod factors;
pub mod load;
pub mod package;
pub mod pool;
pub mod share;
pub mod trains;

pub use circumstances::Circumstances;
pub use factors::Factors;
pub use load::{Load, Piece};
pub use package::{Force, Unit};
pub use pool::{Pool, PoolKind};
