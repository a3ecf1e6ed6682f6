//! Certificates as text: JSON with a digest over everything else, so that no change goes unseen.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{Certificate, Check, Report, verify};
use crate::error::{Error, Result};

/// First words of every certificate.
const FORMAT: &str = "corridor throughput certificates 1";

fn digest(file: &Map<String, Value>) -> String {
    let text = Value::Object(file.clone()).to_string();
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Certificates as the text of a file; `stamp` says what they were computed from.
///
/// # Errors
/// Never on certificates that hold numbers only.
pub fn write(stamp: &Value, certificates: &[Certificate]) -> Result<String> {
    let mut file = Map::new();
    file.insert("format".to_owned(), Value::String(FORMAT.to_owned()));
    file.insert("stamp".to_owned(), stamp.clone());
    let list = serde_json::to_value(certificates).map_err(|error| Error::Output(error.to_string()))?;
    file.insert("certificates".to_owned(), list);
    let digest = digest(&file);
    file.insert("digest".to_owned(), Value::String(digest));
    Ok(format!("{}\n", Value::Object(file)))
}

/// Reads and checks the text of a file of certificates: what they say, and whether it holds.
///
/// # Errors
/// When the text is not JSON or no file of certificates.
pub fn read(text: &str) -> Result<(Vec<Certificate>, Report)> {
    let no = |what: String| Error::Question(format!("this is no file of certificates: {what}"));
    let value: Value = serde_json::from_str(text).map_err(|error| no(error.to_string()))?;
    let Value::Object(mut file) = value else { return Err(no("it is not a JSON object".to_owned())) };
    if file.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(no(format!("its format is not \"{FORMAT}\"")));
    }
    let Some(Value::String(claimed)) = file.remove("digest") else {
        return Err(no("it has no digest".to_owned()));
    };
    let found = digest(&file);
    let list = file.remove("certificates").ok_or_else(|| no("it has no certificates".to_owned()))?;
    let certificates: Vec<Certificate> = serde_json::from_value(list).map_err(|error| no(error.to_string()))?;
    if certificates.is_empty() {
        return Err(no("its list of certificates is empty".to_owned()));
    }
    let same = found == claimed;
    let mut checks = vec![Check {
        name: "digest".to_owned(),
        ok: same,
        value: if same { claimed } else { format!("the file was changed: {found} now, {claimed} when written") },
    }];
    for (index, certificate) in certificates.iter().enumerate() {
        let of = if certificates.len() > 1 { format!(", certificate {}", index + 1) } else { String::new() };
        checks.extend(
            verify(certificate).checks.into_iter().map(|check| Check { name: format!("{}{of}", check.name), ..check }),
        );
    }
    Ok((certificates, Report::of(checks)))
}
