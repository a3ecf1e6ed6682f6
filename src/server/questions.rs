//! Addresses to questions to bytes: the same bytes as the command line.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::header::HeaderValue;
use hyper::{Response, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::Shared;
use super::desk::{Documents, Within};
use super::kept::Printed;
use super::layers::hash;
use super::reply::{Body, EXIT_CODE, Refusal, Replied, reply};
use crate::analysis::stop::Stop;
use crate::question::named::question;
use crate::question::{Answer, Desk, Question};
use crate::report::{Colour, Format};

/// A question asked directly is answered within this time, or has to be asked as a job.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

/// The question that takes milliseconds. The others may take seconds: they have places of their own, so that it never
/// waits for them.
const QUICK: &str = "route";

/// A question that was read.
pub(super) struct Asked {
    pub(super) name: &'static str,
    pub(super) question: Box<dyn Question + Send>,
    pub(super) documents: Documents,
    /// Hash of everything that its answer hangs on, the format too.
    pub(super) key: String,
}

/// Reads a question from flags; JSON when no format is named.
pub(super) fn read(
    shared: &Shared,
    name: &str,
    mut pairs: Vec<(String, String)>,
    documents: Documents,
) -> Result<Asked, Refusal> {
    if !pairs.iter().any(|(key, _)| key == "format") {
        pairs.push(("format".to_owned(), "json".to_owned()));
    }
    // The order of different flags means nothing, so it names no other answer; that of one flag's values may.
    pairs.sort_by(|one, other| one.0.cmp(&other.0));
    let named = question(name)?;
    let question = named.read(&pairs)?;
    let mut parts: Vec<&[u8]> =
        vec![env!("CARGO_PKG_VERSION").as_bytes(), shared.network.hash.as_bytes(), named.name.as_bytes()];
    parts.extend(pairs.iter().flat_map(|(key, value)| [key.as_bytes(), value.as_bytes()]));
    parts.extend(documents.iter().flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]));
    Ok(Asked { name: named.name, question, key: hash(&parts), documents })
}

/// Breaks a search off when the one who asked is gone.
struct StopWhenDropped(Arc<AtomicBool>);

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Answers a question within the time of a request.
pub(super) async fn get(shared: Arc<Shared>, name: &str, pairs: Vec<(String, String)>) -> Replied {
    let asked = read(&shared, name, pairs, Documents::new())?;
    if let Some(printed) = shared.kept.get(&asked.key) {
        return Ok(print(&printed));
    }
    let stop = Arc::new(AtomicBool::new(false));
    let gone = StopWhenDropped(Arc::clone(&stop));
    let places = if asked.name == QUICK { &shared.workers } else { &shared.slow };
    let permit = place(places).await?;
    let work = tokio::task::spawn_blocking(move || {
        let format = asked.question.format().unwrap_or(Format::Json);
        let printed =
            ask(&shared, &asked, Some(format), &stop, &|_, _| ()).and_then(|answer| bytes(answer.as_ref(), format));
        drop(permit);
        // What was broken off is not the answer to the question.
        if let (Ok(printed), false) = (&printed, stop.load(Ordering::Relaxed)) {
            shared.kept.put(asked.key, printed.clone());
        }
        printed
    });
    let printed = match timeout(ANSWER_WITHIN, work).await {
        Ok(Ok(printed)) => printed?,
        Ok(Err(_)) => return Err(fault()),
        Err(_) => return Err(late()),
    };
    drop(gone);
    Ok(print(&printed))
}

/// A place among those who work on answers.
pub(super) async fn place(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Refusal> {
    match timeout(ANSWER_WITHIN, Arc::clone(places).acquire_owned()).await {
        Ok(Ok(permit)) => Ok(permit),
        _ => Err(late()),
    }
}

fn late() -> Refusal {
    let seconds = ANSWER_WITHIN.as_secs();
    Refusal::new(
        StatusCode::SERVICE_UNAVAILABLE,
        format!("no answer within {seconds} s; ask it as a job (POST /api/v1/jobs), or again when less is asked"),
    )
}

fn fault() -> Refusal {
    Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "the program failed on this question, which is a fault of the program",
    )
}

/// Asks a question on this thread; a fault of the program ends the question, not the server.
pub(super) fn ask(
    shared: &Shared,
    asked: &Asked,
    format: Option<Format>,
    stop: &AtomicBool,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Arc<dyn Answer>, Refusal> {
    let within = Within { network: Arc::clone(&shared.network), documents: asked.documents.clone() };
    // Routes are kept as a layer of the map, which draws their lines whatever the format.
    let format = format.filter(|_| asked.name != "route");
    let desk = Desk { source: &within, format, stop: Stop::with_nothing(stop), progress };
    let answer = catch_unwind(AssertUnwindSafe(|| asked.question.ask(&desk))).map_err(|_| fault())?;
    let answer: Arc<dyn Answer> = answer?.into();
    if asked.name == "route" {
        shared.layers.remember(&asked.key, &answer);
    }
    Ok(answer)
}

/// Prints an answer in a format.
pub(super) fn bytes(answer: &dyn Answer, format: Format) -> Result<Printed, Refusal> {
    let bytes = catch_unwind(AssertUnwindSafe(|| answer.bytes(format, Colour::Plain))).map_err(|_| fault())??;
    Ok(Printed { bytes: bytes.into(), media_type: format.media_type(), exit_code: answer.outcome().exit_code() })
}

/// An answer as a reply.
pub(super) fn print(printed: &Printed) -> Response<Body> {
    let mut response = reply(StatusCode::OK, printed.media_type, printed.bytes.clone());
    response.headers_mut().insert(EXIT_CODE, HeaderValue::from(u16::from(printed.exit_code)));
    response
}
