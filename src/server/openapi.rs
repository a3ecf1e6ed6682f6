//! The list of addresses as an OpenAPI 3.1 document. Parameters of questions come from their flags.

use serde_json::{Map, Value as Json, json};

use super::routes::{Route, To};
use crate::analysis::layers::LAYERS;
use crate::analysis::lists::LISTS;
use crate::analysis::sheets;
use crate::error::Result;
use crate::question::named::{Flag, QUESTIONS, question};
use crate::report::{Format, land};

/// The document with a final newline.
pub(super) fn document(routes: &[Route]) -> Result<Vec<u8>> {
    let mut paths: Map<String, Json> = Map::new();
    for route in routes {
        let item = paths.entry(route.path.to_owned()).or_insert_with(|| json!({}));
        item[route.method.as_str().to_lowercase()] = operation(route)?;
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Corridor",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "An open military mobility logistics router",
            "description": "The questions of the command line over HTTP, with the same flags and the same bytes. The server listens on this machine only, opens no file on request and connects to nowhere.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": { "schemas": schemas() },
    });
    Ok(format!("{document:#}\n").into_bytes())
}

fn operation(route: &Route) -> Result<Json> {
    let mut operation = json!({
        "operationId": operation_id(route),
        "summary": route.summary,
        "tags": [tag(route.to)],
        "parameters": parameters(route)?,
        "responses": responses(route)?,
    });
    let body = match route.to {
        To::NewJob => Some("NewJob"),
        To::Diff => Some("Pair"),
        _ => None,
    };
    if let Some(schema) = body {
        let schema = format!("#/components/schemas/{schema}");
        operation["requestBody"] = json!({
            "required": true, "content": { "application/json": { "schema": { "$ref": schema } } },
        });
    }
    Ok(operation)
}

fn operation_id(route: &Route) -> String {
    match route.to {
        To::Question(name) => name.to_owned(),
        to => {
            let words = format!("{to:?}");
            words[..1].to_lowercase() + &words[1..]
        }
    }
}

fn tag(to: To) -> &'static str {
    match to {
        To::Question(_) | To::Diff => "questions",
        To::NewJob | To::Job | To::JobEvents | To::JobAnswer | To::CancelJob => "jobs",
        To::List | To::Sheet | To::Layer | To::Basemap => "map",
        To::Landing | To::Conformance | To::Collections | To::Collection | To::Items | To::Item => "OGC API Features",
        To::Page | To::PageFile | To::Document | To::Health => "server",
    }
}

fn parameters(route: &Route) -> Result<Json> {
    let mut list = Vec::new();
    for segment in route.path.split('/') {
        if let Some((name, _)) = segment.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            let words: Vec<&str> = match name {
                "list" => LISTS.iter().map(|(name, _)| *name).collect(),
                "table" => sheets::names(),
                "layer" => LAYERS.iter().map(|(name, _)| *name).collect(),
                "part" => land::PARTS.iter().map(|(name, _)| *name).collect(),
                _ => Vec::new(),
            };
            let mut schema = json!({ "type": "string" });
            if !words.is_empty() {
                schema["enum"] = json!(words);
            }
            list.push(json!({ "name": name, "in": "path", "required": true, "schema": schema }));
        }
    }
    let query = |name: &str, meaning: &str, schema: Json| json!({ "name": name, "in": "query", "required": false, "description": meaning, "schema": schema });
    match route.to {
        To::Question(name) => list.extend(question(name)?.flags().iter().map(parameter)),
        To::JobAnswer => {
            let formats = Format::ALL.map(Format::name);
            list.push(query("format", "json when not given", json!({ "type": "string", "enum": formats })));
        }
        To::List => list.push(query("name", "places that are called something like it", json!({ "type": "string" }))),
        To::Items => {
            let bbox = "west,south,east,north in degrees";
            list.push(query("bbox", bbox, json!({ "type": "string" })));
            list.push(query(
                "limit",
                "at most so many features",
                json!({ "type": "integer", "minimum": 1, "default": 1000 }),
            ));
            list.push(query("offset", "features to leave out first", json!({ "type": "integer", "minimum": 0 })));
            list.push(query("f", "not looked at; replies are JSON", json!({ "type": "string" })));
        }
        To::Landing | To::Conformance | To::Collections | To::Collection | To::Item => {
            list.push(query("f", "not looked at; replies are JSON", json!({ "type": "string" })));
        }
        _ => {}
    }
    Ok(Json::Array(list))
}

fn parameter(flag: &Flag) -> Json {
    let mut one = if flag.switch { json!({ "type": "boolean" }) } else { json!({ "type": "string" }) };
    let listed = flag.default.as_ref().is_some_and(|default| default.contains(','));
    if !flag.words.is_empty() && !listed {
        one["enum"] = json!(flag.words);
    }
    if let Some(default) = &flag.default {
        one["default"] = json!(default);
    }
    let schema = if flag.repeats { json!({ "type": "array", "items": one }) } else { one };
    let mut meaning = flag.meaning.clone();
    if !flag.value.is_empty() {
        meaning = format!("{meaning} ({})", flag.value);
    }
    if flag.is_path {
        meaning = format!("{meaning} No file is opened on request: see `documents` of jobs.");
    }
    let mut parameter = json!({
        "name": flag.name, "in": "query", "required": flag.required, "description": meaning, "schema": schema,
    });
    if flag.repeats {
        parameter["explode"] = json!(true);
    }
    parameter
}

fn responses(route: &Route) -> Result<Json> {
    let text = |media_type: &str| json!({ media_type: { "schema": { "type": "string" } } });
    let object = |media_type: &str| json!({ media_type: { "schema": { "type": "object" } } });
    let job = || json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Job" } } });
    let every = || {
        let formats = Format::ALL.iter().map(|format| (format.media_type().to_owned(), json!({})));
        Json::Object(formats.collect())
    };
    let (status, content) = match route.to {
        To::Question(_) | To::JobAnswer => ("200", every()),
        To::NewJob => ("202", job()),
        To::Job | To::CancelJob => ("200", job()),
        To::JobEvents => ("200", text("text/event-stream")),
        To::List => ("200", json!({ "application/json": { "schema": { "type": "array" } } })),
        To::Layer | To::Basemap | To::Items | To::Item => ("200", object("application/geo+json")),
        To::Page => ("200", text("text/html")),
        To::PageFile => ("200", json!({ "*/*": {} })),
        _ => ("200", object("application/json")),
    };
    let mut good = json!({ "description": "The answer", "content": content });
    if matches!(route.to, To::Question(_) | To::JobAnswer) {
        good["headers"] = json!({
            "corridor-exit-code": {
                "description": "0 answered, 3 proven impossible (the body holds the proof)",
                "schema": { "type": "integer", "enum": [0, 3] },
            },
        });
    }
    let refused = json!({
        "description": "Why there is no answer, in a sentence",
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
    });
    Ok(json!({ status: good, "default": refused }))
}

fn schemas() -> Json {
    let questions: Vec<&str> = QUESTIONS.iter().map(|question| question.name).collect();
    let words = json!({ "type": ["string", "number", "boolean"] });
    json!({
        "Error": {
            "type": "object", "required": ["error"],
            "properties": { "error": { "type": "string", "description": "What is wrong and what to do, a sentence" } },
        },
        "NewJob": {
            "type": "object", "required": ["question"], "additionalProperties": false,
            "properties": {
                "question": { "type": "string", "enum": questions },
                "flags": {
                    "type": "object", "description": "The flags of the question, as its own address takes them",
                    "additionalProperties": { "oneOf": [words, { "type": "array", "items": words }] },
                },
                "documents": {
                    "type": "object", "description": "Texts that flags name: a force (TOML), a scenario (TOML)",
                    "additionalProperties": { "type": "string" },
                },
            },
        },
        "Pair": {
            "type": "object", "required": ["before", "after"],
            "properties": {
                "before": { "type": "object", "description": "An answer as JSON, or {\"job\": id} for one that is kept" },
                "after": { "type": "object", "description": "Another answer to the same question, or its job" },
            },
        },
        "Job": {
            "type": "object", "required": ["id", "location", "question", "state"],
            "properties": {
                "id": { "type": "string" },
                "location": { "type": "string" },
                "question": { "type": "string", "enum": questions },
                "state": { "type": "string", "enum": ["waiting", "running", "done", "failed", "cancelled"] },
                "elapsed_s": { "type": "number" },
                "done": { "type": "integer", "description": "Pieces of work done" },
                "of": { "type": "integer", "description": "Of so many" },
                "error": { "type": "string" },
            },
        },
    })
}
