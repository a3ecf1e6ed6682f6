//! `json`: the answer as it is.

use crate::analysis::route::answer::RouteAnswer;
use crate::error::{Error, Result};

/// The answer as indented JSON with a final newline; fields in the order of [`RouteAnswer`].
pub fn render(answer: &RouteAnswer) -> Result<Vec<u8>> {
    bytes(answer)
}

/// Any answer as indented JSON with a final newline.
pub(super) fn bytes<T: serde::Serialize>(answer: &T) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(answer).map_err(|error| Error::Output(error.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}
