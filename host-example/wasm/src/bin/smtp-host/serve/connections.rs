//! The connections of clients: how many, and how long they may take. Each is for one request.

use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::admission::Admitted;
use super::answer::Answer;
use super::body::Body;
use super::dialog::Dialog;
use super::jobs;
use super::log::Line;
use super::refusal::Refusal;
use super::request::{Received, Request};

/// How many connections there are at a time.
const MOST_CONNECTIONS: u32 = 128;
/// How long a client has to send its whole request.
const REQUEST: Duration = Duration::from_secs(10);
/// How long a client has to take its answer, beside the time that a job takes.
const ANSWER: Duration = Duration::from_secs(30);
/// The most bytes of a request's head.
const LARGEST_HEAD: usize = 64 << 10;
/// How long answers have at the end to go out.
const FAREWELL: Duration = Duration::from_secs(2);

/// Serves until the end is called for; jobs are cancelled then.
pub async fn serve(listener: TcpListener, dialog: Arc<Dialog>, end: impl Future<Output = ()>) {
    let free = Arc::new(Semaphore::new(MOST_CONNECTIONS as usize));
    let accepting = tokio::spawn(accept(listener, Arc::clone(&dialog), Arc::clone(&free)));
    end.await;
    accepting.abort();
    dialog.jobs.cancel();
    // The reports of cancelled jobs go out, where somebody takes them.
    let _ = timeout(FAREWELL, free.acquire_many(MOST_CONNECTIONS)).await;
}

async fn accept(listener: TcpListener, dialog: Arc<Dialog>, free: Arc<Semaphore>) {
    while let Ok(place) = Arc::clone(&free).acquire_owned().await {
        match listener.accept().await {
            Ok((tcp, peer)) => {
                let dialog = Arc::clone(&dialog);
                tokio::spawn(async move {
                    connection(tcp, peer.ip(), dialog).await;
                    drop(place);
                });
            }
            // Too many open files, or a client that was gone at once.
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Answers the one request of a connection. Whatever goes wrong, the client has gone or is thrown out.
async fn connection(tcp: TcpStream, client: IpAddr, dialog: Arc<Dialog>) {
    let deadline = Instant::now() + REQUEST;
    let _ = tcp.set_nodelay(true);
    let has_job = AtomicBool::new(false);
    let service = service_fn(|request| answer(&dialog, request, client, deadline, &has_job));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST)
        .max_buf_size(LARGEST_HEAD)
        // A deadline for a whole request begins with its connection.
        .keep_alive(false)
        .serve_connection(TokioIo::new(tcp), service);
    bounded(served, [REQUEST + ANSWER, jobs::DEADLINE], &has_job).await;
}

/// Waits for the end of a connection: so long, and so much longer where it has a job by then. Then the client is thrown out.
async fn bounded(served: impl Future, [usual, longer]: [Duration; 2], has_job: &AtomicBool) {
    let mut served = pin!(served);
    if timeout(usual, &mut served).await.is_err() && has_job.load(Ordering::Relaxed) {
        let _ = timeout(longer, served).await;
    }
}

/// The answer to a request; an error closes the connection without one.
async fn answer(
    dialog: &Arc<Dialog>,
    request: hyper::Request<Incoming>,
    client: IpAddr,
    deadline: Instant,
    has_job: &AtomicBool,
) -> io::Result<Response<Body>> {
    let (head, body) = request.into_parts();
    let line = Line::begin(dialog.describe(&head));
    let is_head = head.method == hyper::Method::HEAD;
    let admitted = dialog.admit(&head);
    let received = Received::read(body, admitted.is_ok());
    let received = timeout_at(deadline, received).await?;
    let received = received.map_err(io::Error::other)?;
    let answer = match admitted {
        Err(refusal) => Answer::from(refusal),
        Ok(Admitted::Page(file)) => file.answer(&head.headers),
        Ok(Admitted::Endpoint(endpoint)) => {
            has_job.store(endpoint.is_job, Ordering::Relaxed);
            let dialog = Arc::clone(dialog);
            let request = Request {
                client,
                headers: head.headers,
                received,
            };
            let answered = spawn_blocking(move || endpoint.answer(&dialog, &request)).await;
            answered.unwrap_or_else(|_| Answer::from(Refusal::fault()))
        }
    };
    Ok(answer.send(line, is_head))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;

    #[test]
    fn only_a_job_is_given_more_time() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let times = [Duration::from_millis(20), Duration::from_secs(10)];
        let start = Instant::now();
        let [usual, job] = [false, true].map(AtomicBool::new);
        runtime.block_on(bounded(std::future::pending::<()>(), times, &usual));
        assert!(start.elapsed() < Duration::from_secs(5));
        let is_over = AtomicBool::new(false);
        runtime.block_on(async {
            let served = async {
                sleep(Duration::from_millis(60)).await;
                is_over.store(true, Ordering::Relaxed);
            };
            bounded(served, times, &job).await;
        });
        assert!(is_over.into_inner());
    }
}
