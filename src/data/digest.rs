//! SHA-256 of bytes, as `sha256sum` prints it.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// SHA-256, hexadecimal. O(bytes).
///
/// ```
/// assert!(corridor::data::digest::sha256(b"").starts_with("e3b0c44298fc1c14"));
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
