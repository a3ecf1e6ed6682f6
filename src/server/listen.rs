//! Connections: how many, how long, how they end.

use std::convert::Infallible;
use std::future::{Future as _, poll_fn};
use std::net::TcpListener;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::reply::{Body, Refusal, Replied};
use super::{Shared, guard, routes};

/// Connections at a time.
const CONNECTIONS_MAX: usize = 800;

/// A request's headers must be there within this time, the next request's too.
const HEADERS_WITHIN: Duration = Duration::from_secs(5);

/// A request's body must be there within this time.
const BODY_WITHIN: Duration = Duration::from_secs(15);

/// Largest body, bytes.
const BODY_MAX: usize = 4 << 20;

/// Longest life of a connection.
const CONNECTION_WITHIN: Duration = Duration::from_secs(3_600);

/// Time that open replies get when the server ends.
const FAREWELL: Duration = Duration::from_secs(3);

/// Accepts and answers until the server is stopped.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut stop = shared.stop.clone();
    let mut stopped = pin!(stop.wait_for(|stop| *stop));
    let mut next = async || {
        poll_fn(|context| match stopped.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(None),
            Poll::Pending => listener.poll_accept(context).map(Some),
        })
        .await
    };
    while let Some(accepted) = next().await {
        let Ok((stream, _)) = accepted else {
            // Too many open files, or the client is gone: others may still be served.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // Beyond the limit a connection is closed at once.
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
        let conversation = graceful.watch(connection(stream, Arc::clone(&shared)));
        tokio::spawn(async move {
            // A client that goes away is no failure of the server.
            let _ = timeout(CONNECTION_WITHIN, conversation).await;
            drop(place);
        });
    }
    drop(listener);
    let _ = timeout(FAREWELL, graceful.shutdown()).await;
    Ok(())
}

/// One connection, within bounds.
fn connection(stream: TcpStream, shared: Arc<Shared>) -> impl GracefulConnection<Error = hyper::Error> + Send {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, Infallible>(respond(request, shared).await) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_buf_size(16 * 1024)
        .max_headers(64)
        .serve_connection(TokioIo::new(stream), service)
}

/// The reply to a request.
async fn respond(request: Request<Incoming>, shared: Arc<Shared>) -> Response<Body> {
    let mut response = match answer(request, shared).await {
        Ok(response) => response,
        Err(refusal) => refusal.response(),
    };
    guard::harden(&mut response);
    response
}

async fn answer(request: Request<Incoming>, shared: Arc<Shared>) -> Replied {
    let (parts, body) = request.into_parts();
    guard::check(&parts.method, parts.uri.path(), &parts.headers, shared.port)?;
    let body = read(body).await?;
    routes::dispatch(parts, body, shared).await
}

/// The body of a request, within bounds.
async fn read(body: Incoming) -> Result<Bytes, Refusal> {
    match timeout(BODY_WITHIN, Limited::new(body, BODY_MAX).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, format!("send at most {BODY_MAX} bytes")))
        }
        Ok(Err(_)) => Err(Refusal::new(StatusCode::BAD_REQUEST, "the body ends too early")),
        Err(_) => Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "the body takes too long")),
    }
}
