//! Files to rows and back: the only room that opens files.

pub mod base;
pub mod card_file;
pub mod digest;
pub mod folder;
pub mod footprint;
pub mod force_file;
pub mod forces;
pub mod journal;
pub mod lazy;
pub mod licences;
pub mod oracle;
pub mod overlay;
pub mod record;
pub mod rows;
pub mod scenario;
pub mod schema;
pub mod sheet;
pub mod sources;
pub mod study;
pub mod table;
pub mod tables;
