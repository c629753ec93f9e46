//! A job in a thread of its own, and what it tells, line by line.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use centerscape_smtp_host::types::Problem;
use centerscape_smtp_host::{Cancel, Error};
use hyper::body::Bytes;
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Sleep, sleep};

use super::jobs::Place;
use super::log;
use super::refusal::{Failure, Refusal};

/// An empty line so often shows either side that the other is gone: the first one after that is still taken, the second one fails.
const HEARTBEAT: Duration = Duration::from_millis(200);

/// A job that runs.
pub struct Job {
    told: UnboundedReceiver<JobEvent>,
    cancel: Cancel,
}

/// What a job tells.
enum JobEvent {
    /// Its input is sound, and it has begun.
    Begun,
    /// A line on its way.
    Line(String),
    /// What came of it: the JSON text of this member.
    Last(&'static str, String),
    /// The input has an error: nothing was connected.
    Invalid(Vec<Problem>),
    /// The host failed.
    Fault,
}

/// Where a job tells.
pub struct Lines(UnboundedSender<JobEvent>);

impl Lines {
    /// Its input is sound, and it has begun.
    pub fn begun(&self) {
        self.tell(JobEvent::Begun);
    }

    /// Something on its way.
    pub fn line(&self, json: &Value) {
        self.tell(JobEvent::Line(json.to_string()));
    }

    /// What came of it, as the JSON text of this member. What the job does then, it does unheard.
    pub fn last(&self, key: &'static str, json: String) {
        self.tell(JobEvent::Last(key, json));
    }

    fn tell(&self, told: JobEvent) {
        // Nobody may be listening any more.
        let _ = self.0.send(told);
    }
}

impl Job {
    /// Starts a job, which keeps the place until it is over.
    pub fn start(
        place: Place,
        job: impl FnOnce(&Lines, &Place) -> Result<(), Error> + Send + 'static,
    ) -> Self {
        let (sender, told) = unbounded_channel();
        let cancel = place.cancel.clone();
        thread::spawn(move || {
            let lines = Lines(sender);
            match job(&lines, &place) {
                Ok(()) => {}
                Err(Error::Invalid(problems)) => lines.tell(JobEvent::Invalid(problems)),
                Err(error) => {
                    log::fault(&error);
                    lines.tell(JobEvent::Fault);
                }
            }
        });
        Self { told, cancel }
    }

    /// Waits for what came of it, as JSON. Nobody cancels it.
    pub fn wait(mut self) -> Result<String, Failure> {
        loop {
            match self.told.blocking_recv() {
                Some(JobEvent::Begun | JobEvent::Line(_)) => {}
                Some(JobEvent::Last(_, json)) => return Ok(json),
                Some(JobEvent::Invalid(problems)) => return Err(Failure::Invalid(problems)),
                Some(JobEvent::Fault) | None => return Err(Refusal::fault().into()),
            }
        }
    }

    /// Waits until it is known whether its input is sound; the rest is for the client, whose going away cancels the job.
    pub fn stream(mut self) -> Result<JobStream, Failure> {
        let first = self.told.blocking_recv();
        let first = match first.unwrap_or(JobEvent::Fault) {
            JobEvent::Invalid(problems) => return Err(Failure::Invalid(problems)),
            JobEvent::Begun => None,
            told => Some(told),
        };
        Ok(JobStream {
            first,
            job: self,
            heartbeat: None,
            is_over: false,
        })
    }
}

/// The answer of a job, line by line. Dropping it cancels the job, unless it is over.
pub struct JobStream {
    first: Option<JobEvent>,
    job: Job,
    heartbeat: Option<Pin<Box<Sleep>>>,
    is_over: bool,
}

impl JobStream {
    /// Whether the last line was taken.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// The next line, an empty one after a while without; `None` after the last.
    pub fn poll_line(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let told = match self.first.take() {
            Some(first) => Some(first),
            None => match self.job.told.poll_recv(context) {
                Poll::Ready(told) => Some(told.unwrap_or(JobEvent::Fault)),
                Poll::Pending => None,
            },
        };
        let line = match told {
            Some(told) => self.line(told),
            None if self.wait(context).is_pending() => return Poll::Pending,
            None => String::new(),
        };
        self.heartbeat = None;
        Poll::Ready(Some(Bytes::from(line + "\n")))
    }

    fn line(&mut self, told: JobEvent) -> String {
        match told {
            JobEvent::Begun => String::new(),
            JobEvent::Line(json) => json,
            JobEvent::Last(key, json) => {
                self.is_over = true;
                // JSON has line ends between its parts only, so that it can do without.
                format!("{{\"{key}\":{}}}", json.replace('\n', ""))
            }
            // Input is judged before the first line.
            JobEvent::Invalid(_) | JobEvent::Fault => {
                self.is_over = true;
                Refusal::fault().json()
            }
        }
    }

    /// Waits for the next heartbeat.
    fn wait(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let heartbeat = self
            .heartbeat
            .get_or_insert_with(|| Box::pin(sleep(HEARTBEAT)));
        heartbeat.as_mut().poll(context)
    }
}

impl Drop for JobStream {
    fn drop(&mut self) {
        if !self.is_over {
            self.job.cancel.cancel();
        }
    }
}
