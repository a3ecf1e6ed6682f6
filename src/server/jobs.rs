//! Long questions: asked once, watched, broken off, their answers kept.

use std::future::{Future as _, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::Poll;
use std::time::Duration;

use http_body_util::Either;
use http_body_util::channel::{Channel, Sender};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use hyper::{Response, StatusCode};
use serde_json::{Value as Json, json};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, timeout};

use super::Shared;
use super::desk::Documents;
use super::questions::{Asked, ask, bytes, place, print, read};
use super::reply::{Body, Refusal, Replied, json_reply};
use crate::question::Answer;
use crate::report::Format;

/// Jobs that may wait for the one that runs.
pub(super) const WAITING_MAX: usize = 8;

/// Jobs that are over and kept.
const KEPT_MAX: usize = 32;

/// Jobs that were broken off and have not heard of it yet, which others do not wait for.
const DEAF_MAX: usize = 2;

/// Time between two events of progress.
const TICK: Duration = Duration::from_millis(500);

#[derive(Clone, Debug)]
enum State {
    Waiting,
    Running,
    Done,
    Failed(Refusal),
    Cancelled,
}

impl State {
    fn word(&self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Running => "running",
            State::Done => "done",
            State::Failed(_) => "failed",
            State::Cancelled => "cancelled",
        }
    }

    fn is_over(&self) -> bool {
        !matches!(self, State::Waiting | State::Running)
    }
}

struct Job {
    id: String,
    question: &'static str,
    state: watch::Sender<State>,
    stop: AtomicBool,
    begun: Instant,
    /// Pieces of work done, and of how many, where the question says so.
    done: AtomicUsize,
    of: AtomicUsize,
    answer: OnceLock<Arc<dyn Answer>>,
}

impl Job {
    fn location(&self) -> String {
        format!("/api/v1/jobs/{}", self.id)
    }

    fn told(&self) -> Json {
        let state = self.state.borrow().clone();
        let mut told = json!({
            "id": self.id, "location": self.location(), "question": self.question, "state": state.word(),
        });
        if !state.is_over() {
            told["elapsed_s"] = json!((self.begun.elapsed().as_secs_f64() * 10.0).round() / 10.0);
        }
        let of = self.of.load(Ordering::Relaxed);
        if of > 0 {
            told["done"] = json!(self.done.load(Ordering::Relaxed));
            told["of"] = json!(of);
        }
        if let State::Failed(refusal) = &state {
            told["error"] = json!(refusal.sentence);
        }
        told
    }
}

/// All jobs, oldest first.
pub(super) struct Jobs {
    list: Mutex<Vec<Arc<Job>>>,
    /// One job runs at a time.
    running: Arc<Semaphore>,
    /// Places for jobs that were broken off and still work.
    deaf: Arc<Semaphore>,
}

impl Default for Jobs {
    fn default() -> Self {
        let places = |many| Arc::new(Semaphore::new(many));
        Jobs { list: Mutex::default(), running: places(1), deaf: places(DEAF_MAX) }
    }
}

impl Jobs {
    fn list(&self) -> MutexGuard<'_, Vec<Arc<Job>>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, id: &str) -> Result<Arc<Job>, Refusal> {
        let list = self.list();
        let job = list.iter().find(|job| job.id == id);
        job.cloned().ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, format!("there is no job {id}")))
    }

    /// The job of an id when it waits, runs or is done; else a new one. Whether it is new.
    fn enter(&self, id: &str, question: &'static str) -> Result<(Arc<Job>, bool), Refusal> {
        let mut list = self.list();
        list.retain(|job| job.id != id || !matches!(*job.state.borrow(), State::Failed(_) | State::Cancelled));
        if let Some(job) = list.iter().find(|job| job.id == id) {
            return Ok((Arc::clone(job), false));
        }
        let open = list.iter().filter(|job| !job.state.borrow().is_over()).count();
        if open > WAITING_MAX {
            return Err(Refusal::new(
                StatusCode::TOO_MANY_REQUESTS,
                format!("{open} jobs wait or run; ask again later"),
            ));
        }
        while list.len() - open >= KEPT_MAX
            && let Some(oldest) = list.iter().position(|job| job.state.borrow().is_over())
        {
            list.remove(oldest);
        }
        let job = Arc::new(Job {
            id: id.to_owned(),
            question,
            state: watch::Sender::new(State::Waiting),
            stop: AtomicBool::new(false),
            begun: Instant::now(),
            done: AtomicUsize::new(0),
            of: AtomicUsize::new(0),
            answer: OnceLock::new(),
        });
        list.push(Arc::clone(&job));
        Ok((job, true))
    }

    /// Breaks off whatever runs.
    pub(super) fn cancel_all(&self) {
        self.list().iter().for_each(|job| job.stop.store(true, Ordering::Relaxed));
    }
}

/// The name of a question, its flags and the documents that came along.
type Wish = (String, Vec<(String, String)>, Documents);

/// What a job is asked with.
fn body(bytes: &Bytes) -> Result<Wish, Refusal> {
    let bad = |sentence: &str| Refusal::new(StatusCode::BAD_REQUEST, sentence);
    let json: Json = serde_json::from_slice(bytes).map_err(|error| bad(&format!("the body is no JSON: {error}")))?;
    let object = json.as_object().ok_or_else(|| bad("write an object with question, flags and documents"))?;
    if let Some(key) = object.keys().find(|key| !["question", "flags", "documents"].contains(&key.as_str())) {
        return Err(bad(&format!("\"{key}\" is unknown; a job has question, flags and documents")));
    }
    let question = json["question"].as_str().ok_or_else(|| bad("question must be the name of a question"))?;
    let scalar = |value: &Json| match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(_) | Json::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    let mut pairs = Vec::new();
    for (key, value) in object.get("flags").and_then(Json::as_object).into_iter().flatten() {
        let values = if let Json::Array(list) = value { list.iter().collect() } else { vec![value] };
        for value in values {
            let text =
                scalar(value).ok_or_else(|| bad(&format!("flag {key} must be a text, a number, true or false")))?;
            pairs.push((key.clone(), text));
        }
    }
    let mut documents = Documents::new();
    for (name, text) in object.get("documents").and_then(Json::as_object).into_iter().flatten() {
        let text = text.as_str().ok_or_else(|| bad(&format!("document {name} must be a text")))?;
        documents.insert(name.clone(), text.to_owned());
    }
    Ok((question.to_owned(), pairs, documents))
}

/// Asks a job; the same question again gives the same job.
pub(super) fn post(shared: &Arc<Shared>, bytes: &Bytes) -> Replied {
    let (question, mut pairs, documents) = body(bytes)?;
    // The answer is printed in any format afterwards.
    pairs.retain(|(key, _)| key != "format");
    let asked = read(shared, &question, pairs, documents)?;
    let (job, is_new) = shared.jobs.enter(&asked.key[..32], asked.name)?;
    if is_new {
        tokio::spawn(run(Arc::clone(shared), Arc::clone(&job), asked));
    }
    let mut response = json_reply(StatusCode::ACCEPTED, &job.told());
    if let Ok(location) = HeaderValue::from_str(&job.location()) {
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(response)
}

async fn run(shared: Arc<Shared>, job: Arc<Job>, asked: Asked) {
    let Ok(turn) = Arc::clone(&shared.jobs.running).acquire_owned().await else { return };
    if job.state.borrow().is_over() {
        return;
    }
    job.state.send_replace(State::Running);
    let (theirs, network) = (Arc::clone(&job), Arc::clone(&shared));
    let mut work = tokio::task::spawn_blocking(move || {
        let progress = |done: usize, of: usize| {
            theirs.done.store(done, Ordering::Relaxed);
            theirs.of.store(of, Ordering::Relaxed);
        };
        ask(&network, &asked, None, &theirs.stop, &progress)
    });
    let mut state = job.state.subscribe();
    let mut given_up = pin!(async { drop(state.wait_for(State::is_over).await.map(|_| ())) });
    let either = poll_fn(|context| match Pin::new(&mut work).poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => given_up.as_mut().poll(context).map(|()| None),
    });
    let Some(done) = either.await else {
        // What was broken off may need a while to hear of it. The next job does not wait for that, unless too many are
        // deaf.
        let place = Arc::clone(&shared.jobs.deaf).try_acquire_owned();
        if place.is_ok() {
            drop(turn);
        }
        let _ = work.await;
        return;
    };
    let state = match done {
        Ok(Ok(answer)) if !job.stop.load(Ordering::Relaxed) => {
            let _ = job.answer.set(answer);
            State::Done
        }
        Ok(Ok(_)) => State::Cancelled,
        Ok(Err(refusal)) => State::Failed(refusal),
        Err(_) => State::Failed(Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "the program failed on this job")),
    };
    job.state.send_if_modified(|now| {
        let open = !now.is_over();
        if open {
            *now = state;
        }
        open
    });
}

/// How a job stands.
pub(super) fn state(shared: &Shared, id: &str) -> Replied {
    Ok(json_reply(StatusCode::OK, &shared.jobs.find(id)?.told()))
}

/// Breaks a job off; one that is over is forgotten.
pub(super) fn cancel(shared: &Shared, id: &str) -> Replied {
    let job = shared.jobs.find(id)?;
    job.stop.store(true, Ordering::Relaxed);
    let broken_off = job.state.send_if_modified(|now| {
        let open = !now.is_over();
        if open {
            *now = State::Cancelled;
        }
        open
    });
    if !broken_off {
        shared.jobs.list().retain(|other| other.id != id);
    }
    Ok(json_reply(StatusCode::OK, &job.told()))
}

/// The answer of a job that is done, in a format.
pub(super) async fn answer(shared: Arc<Shared>, id: &str, format: Format) -> Replied {
    let job = shared.jobs.find(id)?;
    let state = job.state.borrow().clone();
    if let State::Failed(refusal) = state {
        return Err(refusal);
    }
    let Some(answer) = job.answer.get().cloned() else {
        return Err(Refusal::new(StatusCode::CONFLICT, format!("the job is {}", state.word())));
    };
    let permit = place(&shared.workers).await?;
    let work = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        bytes(answer.as_ref(), format)
    });
    let failed = |_| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "the program failed on this answer");
    Ok(print(&work.await.map_err(failed)??))
}

/// One side of a comparison: an answer, or a job whose answer is kept here (`{"job": ID}`).
pub(super) enum Side {
    Given(Json),
    Kept(Arc<dyn Answer>),
}

impl Side {
    pub(super) fn read(shared: &Shared, json: &Json) -> Result<Side, Refusal> {
        let Some(id) = json["job"].as_str() else { return Ok(Side::Given(json.clone())) };
        let job = shared.jobs.find(id)?;
        let answer = job.answer.get().cloned();
        let state = || Refusal::new(StatusCode::CONFLICT, format!("job {id} is {}", job.state.borrow().word()));
        Ok(Side::Kept(answer.ok_or_else(state)?))
    }

    pub(super) fn json(self) -> crate::error::Result<Json> {
        let answer = match self {
            Side::Given(json) => return Ok(json),
            Side::Kept(answer) => answer,
        };
        let bytes = answer.bytes(Format::Json, crate::report::Colour::Plain)?;
        serde_json::from_slice(&bytes).map_err(|error| crate::error::Error::Output(error.to_string()))
    }
}

/// The events of a job until it is over (server-sent events).
pub(super) fn events(shared: &Shared, id: &str) -> Replied {
    let job = shared.jobs.find(id)?;
    let (sender, channel) = Channel::new(4);
    tokio::spawn(tell(job, shared.stop.clone(), sender));
    let mut response: Response<Body> = Response::new(Either::Right(channel));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    Ok(response)
}

async fn tell(job: Arc<Job>, stop: watch::Receiver<bool>, mut sender: Sender<Bytes>) {
    let mut state = job.state.subscribe();
    loop {
        let now = state.borrow_and_update().clone();
        let event = match now {
            State::Done => "done",
            State::Failed(_) | State::Cancelled => "failed",
            State::Waiting | State::Running => "progress",
        };
        let text = format!("event: {event}\ndata: {}\n\n", job.told());
        if sender.send_data(Bytes::from(text)).await.is_err() || now.is_over() || *stop.borrow() {
            return;
        }
        let _ = timeout(TICK, state.changed()).await;
    }
}
