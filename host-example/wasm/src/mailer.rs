//! The mailer of a host's own, kept apart: whatever it does becomes an answer.
//!
//! It works in a thread of its own. Where it panics, the thread ends and not the program; where it takes longer than it may, nobody
//! waits for it any more. What is then true of the message is known from the [`Progress`] that it told.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::transport::{Envelope, Failure, Receipt, Server};

/// The mailer of a host: what a plugin imports.
pub trait Transport: Send {
    /// Sends one message, whole and not dot-stuffed. It may panic: that is a failure like any other.
    ///
    /// A mailer that says by `progress` how far it got is believed where it does not come back: before the final dot the message
    /// is `not-sent`. Where it says nothing, it is `uncertain`.
    ///
    /// # Errors
    /// It did not get as far as an answer to the final dot.
    fn send(
        &mut self,
        server: Server,
        envelope: Envelope,
        message: Vec<u8>,
        progress: &Progress,
    ) -> Result<Receipt, Failure>;
}

/// How far a mailer got with a message: it says so before each step, in case that it does not come back.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Mutex<Reached>>);

#[derive(Clone, Copy, Debug, Default)]
struct Reached {
    stage: Option<&'static str>,
    is_dot_out: bool,
}

impl Progress {
    /// This stage begins, one of `stage-result.stage`. The final dot is not out.
    pub fn at(&self, stage: &'static str) {
        self.set(Reached {
            stage: Some(stage),
            is_dot_out: false,
        });
    }

    /// The final dot goes out now: the server may take the message.
    pub fn dot(&self) {
        self.set(Reached {
            stage: Some("body"),
            is_dot_out: true,
        });
    }

    fn set(&self, reached: Reached) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = reached;
    }

    /// That the mailer did not come back from here.
    fn failure(&self, kind: &str, text: &str) -> Failure {
        let reached = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Failure {
            may_be_taken: reached.stage.is_none() || reached.is_dot_out,
            ..failure(reached.stage.unwrap_or_default(), kind, text)
        }
    }
}

/// A failure before the final dot.
pub(crate) fn failure(stage: &str, kind: &str, text: impl Into<String>) -> Failure {
    Failure {
        stage: stage.to_owned(),
        kind: kind.to_owned(),
        reply: None,
        recipients: Vec::new(),
        text: text.into(),
        may_be_taken: false,
    }
}

/// A mailer that is there until it fails to come back.
pub(crate) struct Mailer(Option<Box<dyn Transport>>);

impl Mailer {
    pub(crate) fn new(transport: Option<Box<dyn Transport>>) -> Self {
        Self(transport)
    }

    /// Lets it send one message, within so much time.
    pub(crate) fn send(
        &mut self,
        server: Server,
        envelope: Envelope,
        message: Vec<u8>,
        limit: Duration,
    ) -> Result<Receipt, Failure> {
        let Some(mut transport) = self.0.take() else {
            return Err(failure("connect", "mailer-fault", "there is no mailer"));
        };
        let progress = Progress::default();
        let (sender, receiver) = mpsc::channel();
        let told = progress.clone();
        let work = move || {
            let answer = transport.send(server, envelope, message, &told);
            // Nobody listens any more where the time was up.
            let _ = sender.send((answer, transport));
        };
        if let Err(error) = thread::Builder::new().name("mailer".to_owned()).spawn(work) {
            return Err(failure("connect", "mailer-fault", error.to_string()));
        }
        match receiver.recv_timeout(limit) {
            Ok((answer, transport)) => {
                self.0 = Some(transport);
                answer
            }
            Err(RecvTimeoutError::Timeout) => Err(progress.failure("deadline-exceeded", "")),
            // Its own words are not repeated: nobody knows what is in them.
            Err(RecvTimeoutError::Disconnected) => {
                Err(progress.failure("mailer-fault", "it panicked"))
            }
        }
    }
}
