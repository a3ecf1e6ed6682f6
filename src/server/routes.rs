//! Every address once: what is served is what is documented.

use std::collections::BTreeMap;
use std::sync::Arc;

use hyper::body::Bytes;
use hyper::header::{ALLOW, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::json;

use super::layers::Hashed;
use super::reply::{Refusal, Replied, json_reply, reply};
use super::{Shared, features, jobs, openapi, page, questions};
use crate::analysis::diff::diff;
use crate::analysis::lists::list;
use crate::analysis::sheets;
use crate::error::{Error, Result as Answered};
use crate::question::named::QUESTIONS;
use crate::report::{Format, land};

/// What answers at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum To {
    Page,
    PageFile,
    Document,
    Health,
    Question(&'static str),
    NewJob,
    Job,
    JobEvents,
    JobAnswer,
    CancelJob,
    Diff,
    List,
    Sheet,
    Layer,
    Basemap,
    Landing,
    Conformance,
    Collections,
    Collection,
    Items,
    Item,
}

/// An address.
pub(super) struct Route {
    pub(super) method: Method,
    /// With `{name}` where a segment may be anything.
    pub(super) path: &'static str,
    pub(super) to: To,
    pub(super) summary: &'static str,
}

/// Every address, questions first.
pub(super) fn routes() -> Vec<Route> {
    let get = |path, to, summary| Route { method: Method::GET, path, to, summary };
    let mut routes: Vec<Route> = QUESTIONS
        .iter()
        .map(|question| get(question_path(question.name), To::Question(question.name), question.about))
        .collect();
    routes.extend([
        Route { method: Method::POST, path: "/api/v1/jobs", to: To::NewJob, summary: "Ask a long question" },
        get("/api/v1/jobs/{id}", To::Job, "How a job stands"),
        Route {
            method: Method::DELETE,
            path: "/api/v1/jobs/{id}",
            to: To::CancelJob,
            summary: "Break a job off, or forget it",
        },
        get("/api/v1/jobs/{id}/events", To::JobEvents, "Progress of a job until it is over, as server-sent events"),
        get("/api/v1/jobs/{id}/answer", To::JobAnswer, "The answer of a job that is done"),
        Route {
            method: Method::POST,
            path: "/api/v1/diff",
            to: To::Diff,
            summary: "What changed between two answers, and why, in words",
        },
        get("/api/v1/network/{list}", To::List, "What can be named in a question, and where the numbers come from"),
        get("/api/v1/network/tables/{table}", To::Sheet, "A table of the network with what its columns mean"),
        get("/api/v1/network/layers/{layer}.geojson", To::Layer, "A layer of the map"),
        get("/api/v1/basemap/{part}.geojson", To::Basemap, "A part of the basemap"),
        get("/api/v1/health", To::Health, "Whether the server answers, and on which network"),
        get("/openapi.json", To::Document, "This document"),
        get("/ogc", To::Landing, "OGC API Features: landing page"),
        get("/ogc/conformance", To::Conformance, "OGC API Features: what it conforms to"),
        get("/ogc/collections", To::Collections, "OGC API Features: collections"),
        get("/ogc/collections/{collection}", To::Collection, "OGC API Features: a collection"),
        get("/ogc/collections/{collection}/items", To::Items, "OGC API Features: features of a collection"),
        get("/ogc/collections/{collection}/items/{feature}", To::Item, "OGC API Features: a feature"),
        get("/", To::Page, "The page"),
        get("/page/{path}", To::PageFile, "A file of the page"),
    ]);
    routes
}

fn question_path(name: &str) -> &'static str {
    match name {
        "route" => "/api/v1/route",
        "capacity" => "/api/v1/capacity",
        "plan" => "/api/v1/plan",
        "failure" => "/api/v1/failure",
        "invest" => "/api/v1/invest",
        _ => "/api/v1/other",
    }
}

/// What stands in the places of a path, or nothing when the address is another.
fn matched(route: &Route, path: &str) -> Option<BTreeMap<&'static str, String>> {
    let mut values = BTreeMap::new();
    if route.to == To::PageFile {
        values.insert("path", decoded(path.strip_prefix("/page/")?)?);
        return Some(values);
    }
    let mut segments = path.split('/');
    for wanted in route.path.split('/') {
        let segment = segments.next()?;
        match wanted.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            None if wanted == segment => {}
            None => return None,
            Some((name, ending)) => {
                let value = segment.strip_suffix(ending).filter(|value| !value.is_empty())?;
                values.insert(name, decoded(value)?);
            }
        }
    }
    segments.next().is_none().then_some(values)
}

fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// The pairs of a query.
fn pairs(query: &str) -> Result<Vec<(String, String)>, Refusal> {
    let word = |text: &str| {
        let spaced = text.replace('+', " ");
        decoded(&spaced).ok_or_else(|| Refusal::new(StatusCode::BAD_REQUEST, "the query is not UTF-8"))
    };
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        Ok((word(key)?, word(value)?))
    };
    query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect()
}

/// The value of a query that may only hold one key.
fn single(pairs: Vec<(String, String)>, key: &str) -> Result<Option<String>, Refusal> {
    let mut value = None;
    for (name, text) in pairs {
        if name != key || value.is_some() {
            return Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                format!("the query may hold {key} once and nothing else"),
            ));
        }
        value = Some(text);
    }
    Ok(value)
}

/// Answers a request that may be answered.
pub(super) async fn dispatch(parts: Parts, body: Bytes, shared: Arc<Shared>) -> Replied {
    let method = if parts.method == Method::HEAD { Method::GET } else { parts.method.clone() };
    let path = parts.uri.path().to_owned();
    let at = shared.routes.iter().filter_map(|route| Some((route, matched(route, &path)?)));
    let at: Vec<_> = at.collect();
    let Some((route, values)) = at.iter().find(|(route, _)| route.method == method) else {
        if at.is_empty() {
            let sentence = format!("there is nothing at {path}; /openapi.json says what there is");
            return Err(Refusal::new(StatusCode::NOT_FOUND, sentence));
        }
        let allowed: Vec<&str> = at.iter().map(|(route, _)| route.method.as_str()).collect();
        let sentence = format!("ask {path} with {}", allowed.join(" or "));
        let mut response = Refusal::new(StatusCode::METHOD_NOT_ALLOWED, sentence).response();
        if let Ok(allowed) = HeaderValue::from_str(&allowed.join(", ")) {
            response.headers_mut().insert(ALLOW, allowed);
        }
        return Ok(response);
    };
    let value = |name: &str| values.get(name).cloned().unwrap_or_default();
    let query = pairs(parts.uri.query().unwrap_or_default())?;
    let headers = &parts.headers;
    match route.to {
        To::Page => page::file("", headers),
        To::PageFile => page::file(&value("path"), headers),
        To::Question(name) => questions::get(Arc::clone(&shared), name, query).await,
        To::NewJob => jobs::post(&shared, &body),
        To::Job => jobs::state(&shared, &value("id")),
        To::CancelJob => jobs::cancel(&shared, &value("id")),
        To::JobEvents => jobs::events(&shared, &value("id")),
        To::JobAnswer => {
            let format = single(query, "format")?.map_or(Ok(Format::Json), |word| word.parse())?;
            jobs::answer(Arc::clone(&shared), &value("id"), format).await
        }
        To::Diff => {
            let pair: serde_json::Value = serde_json::from_slice(&body)
                .map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, format!("the body is no JSON: {error}")))?;
            let (before, after) =
                (jobs::Side::read(&shared, &pair["before"])?, jobs::Side::read(&shared, &pair["after"])?);
            let told = blocking(&shared, move |_| diff(&before.json()?, &after.json()?)).await?;
            let told = json!({ "same": told.same, "why": told.why, "what": told.what, "tones": told.tones });
            Ok(json_reply(StatusCode::OK, &told))
        }
        To::Health => {
            let health = json!({
                "program": "corridor", "version": env!("CARGO_PKG_VERSION"), "network": shared.network.name,
                "network_hash": shared.network.hash,
            });
            Ok(json_reply(StatusCode::OK, &health))
        }
        To::Document => {
            kept(&shared, &parts, "openapi", "application/json", |shared| openapi::document(&shared.routes)).await
        }
        To::List => {
            let name = single(query, "name")?;
            let wanted = value("list");
            if name.is_some() && wanted != "places" {
                return Err(Refusal::new(StatusCode::BAD_REQUEST, "only places are found by name"));
            }
            known("list", &wanted, crate::analysis::lists::LISTS)?;
            match name {
                None => {
                    let key = format!("list {wanted}");
                    kept(&shared, &parts, &key, "application/json", move |shared| {
                        Ok(format!("{}\n", list(&shared.network, &wanted, None)?).into_bytes())
                    })
                    .await
                }
                Some(name) => Ok(json_reply(StatusCode::OK, &list(&shared.network, &wanted, Some(&name))?)),
            }
        }
        To::Sheet => {
            let name = value("table");
            let tables = sheets::names();
            if !tables.contains(&name.as_str()) {
                return Err(unknown("table", &name, &tables));
            }
            kept(&shared, &parts, &format!("table {name}"), "application/json", move |shared| {
                Ok(format!("{}\n", sheets::sheet(&shared.network, &name)?).into_bytes())
            })
            .await
        }
        To::Layer => {
            let name = value("layer");
            known("layer", &name, crate::analysis::layers::LAYERS)?;
            let made = blocking(&shared, move |shared| shared.layers.geojson(&shared.network, &name)).await?;
            Ok(hashed(&parts, &made, "application/geo+json"))
        }
        To::Basemap => {
            let part = value("part");
            known("part", &part, land::PARTS)?;
            let key = format!("basemap {part}");
            kept(&shared, &parts, &key, "application/geo+json", move |_| land::part(&part)).await
        }
        To::Landing | To::Conformance | To::Collections | To::Collection | To::Items | To::Item => {
            let host = headers.get(hyper::header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
            let (base, to) = (format!("http://{host}/ogc"), route.to);
            let (collection, feature) = (value("collection"), value("feature"));
            blocking(&shared, move |shared| Ok(features::answer(shared, to, &base, (&collection, &feature), &query)))
                .await?
        }
    }
}

/// Refuses a name that is not in a list, with the list.
fn known(what: &str, name: &str, list: &[(&str, &str)]) -> Result<(), Refusal> {
    if list.iter().any(|(known, _)| *known == name) {
        return Ok(());
    }
    let names: Vec<&str> = list.iter().map(|(name, _)| *name).collect();
    Err(unknown(what, name, &names))
}

fn unknown(what: &str, name: &str, names: &[&str]) -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, format!("there is no {what} \"{name}\"; there are {}", names.join(", ")))
}

/// Work off the threads that answer.
async fn blocking<T: Send + 'static>(
    shared: &Arc<Shared>,
    work: impl FnOnce(&Shared) -> Answered<T> + Send + 'static,
) -> Result<T, Refusal> {
    let shared = Arc::clone(shared);
    let done = tokio::task::spawn_blocking(move || work(&shared)).await;
    let fault = |_| Error::Output("the program failed on this request".to_owned());
    Ok(done.map_err(fault)??)
}

/// Bytes made once and sent again only when a browser does not have them.
async fn kept(
    shared: &Arc<Shared>,
    parts: &Parts,
    name: &str,
    media_type: &str,
    make: impl FnOnce(&Shared) -> Answered<Vec<u8>> + Send + 'static,
) -> Replied {
    let name = name.to_owned();
    let made = blocking(shared, move |shared| shared.layers.bytes(&name, || make(shared))).await?;
    Ok(hashed(parts, &made, media_type))
}

fn hashed(parts: &Parts, made: &Hashed, media_type: &str) -> hyper::Response<super::reply::Body> {
    page::unchanged_or(&parts.headers, &made.hash, || reply(StatusCode::OK, media_type, made.bytes.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_an_address_of_its_own() {
        let routes = routes();
        assert!(routes.iter().all(|route| route.path != "/api/v1/other"));
        for question in QUESTIONS {
            assert!(routes.iter().any(|route| route.to == To::Question(question.name)));
        }
    }

    #[test]
    fn paths_are_taken_apart() {
        let routes = routes();
        let at = |path: &str| routes.iter().find_map(|route| Some((route.to, matched(route, path)?)));
        assert_eq!(at("/api/v1/network/layers/rail.geojson").unwrap().1["layer"], "rail");
        assert_eq!(at("/page/js/map.js").unwrap().1["path"], "js/map.js");
        assert_eq!(at("/ogc/collections/ports/items/a%3Ab").unwrap().1["feature"], "a:b");
        assert!(
            at("/api/v1/network/layers/.geojson").is_none() && at("/api/v1/routes").is_none() && at("//").is_none()
        );
        assert_eq!(
            pairs("from=St.+P%C3%B6lten&x").unwrap(),
            [("from".into(), "St. Pölten".into()), ("x".into(), String::new())]
        );
        assert!(pairs("from=%ff").is_err());
    }
}
