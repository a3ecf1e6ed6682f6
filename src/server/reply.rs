//! Replies: status, media type, bytes.

use http_body_util::channel::Channel;
use http_body_util::{Either, Full};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::{Value as Json, json};

use crate::error::Error;

/// Whole replies, and streams of events.
pub(super) type Body = Either<Full<Bytes>, Channel<Bytes>>;

/// The header with the exit code that the command line would have.
pub(super) const EXIT_CODE: HeaderName = HeaderName::from_static("corridor-exit-code");

/// A reply with a body.
pub(super) fn reply(status: StatusCode, media_type: &str, bytes: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Either::Left(Full::new(bytes.into())));
    *response.status_mut() = status;
    if let Ok(value) = HeaderValue::from_str(media_type) {
        response.headers_mut().insert(CONTENT_TYPE, value);
    }
    response
}

/// A reply in JSON.
pub(super) fn json_reply(status: StatusCode, json: &Json) -> Response<Body> {
    reply(status, "application/json", format!("{json}\n"))
}

/// Why a request is not answered: a status and a sentence.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) sentence: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, sentence: impl Into<String>) -> Refusal {
        Refusal { status, sentence: sentence.into() }
    }

    pub(super) fn response(&self) -> Response<Body> {
        let mut response = json_reply(self.status, &json!({ "error": self.sentence }));
        if matches!(self.status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
            response.headers_mut().insert(hyper::header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        let status = match &error {
            Error::Usage(_) => StatusCode::BAD_REQUEST,
            Error::Question(_) | Error::Impossible(_) | Error::Input(_) | Error::File { .. } => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Error::Output(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Refusal::new(status, error.to_string())
    }
}

/// A reply, or why there is none.
pub(super) type Replied = Result<Response<Body>, Refusal>;
