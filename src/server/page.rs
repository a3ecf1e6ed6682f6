//! The files of the page, which are compiled in.

use hyper::header::{CACHE_CONTROL, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH};
use hyper::{Response, StatusCode};

use super::reply::{Body, Refusal, Replied, reply};

include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// A file of the page; `index.html` when the path is empty.
pub(super) fn file(path: &str, headers: &HeaderMap) -> Replied {
    let path = if path.is_empty() { "index.html" } else { path };
    let Some((name, hash, bytes)) = FILES.iter().find(|(name, _, _)| *name == path) else {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "the page has no such file"));
    };
    Ok(unchanged_or(headers, hash, || reply(StatusCode::OK, media_type(name), *bytes)))
}

/// A reply that a browser may keep and ask about: not sent again when it has the same content.
pub(super) fn unchanged_or(headers: &HeaderMap, hash: &str, whole: impl FnOnce() -> Response<Body>) -> Response<Body> {
    let tag = format!("\"{hash}\"");
    let known = headers.get(IF_NONE_MATCH).is_some_and(|tags| tags.as_bytes() == tag.as_bytes());
    let mut response = if known { reply(StatusCode::NOT_MODIFIED, "text/plain", "") } else { whole() };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(value) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(ETAG, value);
    }
    response
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "geojson" => "application/geo+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that is missing there is asked for only when what needs it was read: one more wait before the first picture.
    #[test]
    fn the_document_names_every_module_beforehand() {
        let text = |name: &str| {
            let (_, _, bytes) = FILES.iter().find(|(known, _, _)| *known == name).unwrap();
            std::str::from_utf8(bytes).unwrap()
        };
        let named = text("index.html")
            .lines()
            .filter_map(|line| line.strip_prefix("<link rel=\"modulepreload\" href=\"page/")?.strip_suffix("\">"));
        let named: Vec<&str> = named.collect();
        let modules: Vec<&str> =
            FILES.iter().map(|(name, _, _)| *name).filter(|name| name.starts_with("js/")).collect();
        assert!(modules.len() > 20);
        let missing: Vec<&&str> = modules.iter().filter(|name| !named.contains(name)).collect();
        let unknown: Vec<&&str> = named.iter().filter(|name| !modules.contains(name)).collect();
        assert!(missing.is_empty() && unknown.is_empty(), "missing {missing:?}, unknown {unknown:?}");
    }
}
