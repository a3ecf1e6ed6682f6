//! Who may ask what. The server is for the person at this machine: not for pages of other sites open in the same browser,
//! not for names that were pointed at this address.

use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use hyper::{Method, Response, StatusCode};

use super::reply::{Body, Refusal};

/// What the page may load and do.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; worker-src 'self'; connect-src 'self'; \
                      object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Whether a request may be looked at at all.
pub(super) fn check(method: &Method, path: &str, headers: &HeaderMap, port: u16) -> Result<(), Refusal> {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let hosts = headers.get_all(HOST).iter().count();
    if hosts != 1 || !text(&HOST).is_some_and(|host| is_here(host, port)) {
        let sentence = "ask for this server by 127.0.0.1 or localhost and its port";
        return Err(Refusal::new(StatusCode::MISDIRECTED_REQUEST, sentence));
    }
    let foreign = || Refusal::new(StatusCode::FORBIDDEN, "pages of other sites may not ask this server");
    if let Some(origin) = text(&ORIGIN)
        && !origin.strip_prefix("http://").is_some_and(|host| is_here(host, port))
    {
        return Err(foreign());
    }
    let site = text(&HeaderName::from_static("sec-fetch-site"));
    let navigates = text(&HeaderName::from_static("sec-fetch-mode")) == Some("navigate");
    let opens_page = *method == Method::GET && path == "/" && navigates;
    if !matches!(site, None | Some("same-origin" | "none")) && !opens_page {
        return Err(foreign());
    }
    let media_type = text(&CONTENT_TYPE).unwrap_or_default();
    if *method == Method::POST && media_type.split(';').next().map(str::trim) != Some("application/json") {
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send application/json"));
    }
    Ok(())
}

fn is_here(host: &str, port: u16) -> bool {
    let host = host.to_ascii_lowercase();
    let names = ["127.0.0.1", "localhost", "[::1]"];
    names.iter().any(|name| host == format!("{name}:{port}") || (port == 80 && host == *name))
}

/// Headers that every reply carries.
pub(super) fn harden(response: &mut Response<Body>) {
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: &'static str| drop(headers.insert(name, HeaderValue::from_static(value)));
    put(CONTENT_SECURITY_POLICY, POLICY);
    put(X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(X_FRAME_OPTIONS, "DENY");
    put(REFERRER_POLICY, "no-referrer");
    put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(method: &Method, path: &str, headers: &[(&'static str, &str)]) -> u16 {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        check(method, path, &map, 8417).map_or_else(|refusal| refusal.status.as_u16(), |()| 200)
    }

    #[test]
    fn only_this_machine_by_its_own_names() {
        for host in ["127.0.0.1:8417", "localhost:8417", "LOCALHOST:8417", "[::1]:8417"] {
            assert_eq!(status(&Method::GET, "/api/v1/route", &[("host", host)]), 200, "{host}");
        }
        for host in ["evil.example:8417", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8417.evil.example", "localhost", ""] {
            assert_eq!(status(&Method::GET, "/", &[("host", host)]), 421, "{host}");
        }
        assert_eq!(status(&Method::GET, "/", &[]), 421);
        assert_eq!(status(&Method::GET, "/", &[("host", "localhost:8417"), ("host", "localhost:8417")]), 421);
    }

    #[test]
    fn pages_of_other_sites_are_refused() {
        let host = ("host", "127.0.0.1:8417");
        for origin in
            ["http://evil.example", "null", "https://127.0.0.1:8417", "http://127.0.0.1:8418", "http://localhost"]
        {
            for method in [Method::GET, Method::POST, Method::DELETE] {
                assert_eq!(status(&method, "/api/v1/jobs", &[host, ("origin", origin)]), 403, "{method} {origin}");
            }
        }
        for site in ["cross-site", "same-site", "?"] {
            assert_eq!(status(&Method::GET, "/api/v1/route", &[host, ("sec-fetch-site", site)]), 403);
            // A link to the page may be followed; a page may not be embedded.
            let followed = [host, ("sec-fetch-site", site), ("sec-fetch-mode", "navigate")];
            assert_eq!(status(&Method::GET, "/", &followed), 200);
            assert_eq!(status(&Method::GET, "/ogc", &followed), 403);
            assert_eq!(
                status(&Method::GET, "/", &[host, ("sec-fetch-site", site), ("sec-fetch-mode", "no-cors")]),
                403
            );
        }
        let own = [host, ("origin", "http://127.0.0.1:8417"), ("sec-fetch-site", "same-origin")];
        assert_eq!(status(&Method::GET, "/api/v1/route", &own), 200);
    }

    #[test]
    fn writes_are_json_or_nothing() {
        let host = ("host", "127.0.0.1:8417");
        for kind in
            ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"]
        {
            assert_eq!(status(&Method::POST, "/api/v1/jobs", &[host, ("content-type", kind)]), 415, "{kind}");
        }
        assert_eq!(status(&Method::POST, "/api/v1/jobs", &[host]), 415);
        let json = [host, ("content-type", "application/json; charset=utf-8")];
        assert_eq!(status(&Method::POST, "/api/v1/jobs", &json), 200);
    }
}
