//! The mailer of a host's own, kept apart: whatever it does becomes an answer.
//!
//! It works in a thread of its own. Where it panics, the thread ends and not the program; where it takes longer than it may, nobody
//! waits for it any more. What is then true of the message is known from the [`Progress`] that it told and asked.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::bindings::transport::{Envelope, Failure, Receipt, Server};

/// The mailer of a host: what a plugin imports.
///
/// One instance may be at two messages at a time: where the time for one was up, its thread may be at work still. What such a mailer
/// changes stands behind a lock.
pub trait Transport: Send + Sync {
    /// Sends one message, whole and not dot-stuffed. It may panic: that is a failure like any other.
    ///
    /// # Errors
    /// It did not get as far as an answer to the final dot.
    fn send(
        &self,
        server: Server,
        envelope: Envelope,
        message: Vec<u8>,
        progress: &Progress,
    ) -> Result<Receipt, Failure>;

    /// That it asks [`Progress::dot`] before every final dot, and sends none where that says no.
    ///
    /// Such a mailer that does not come back has not sent what it did not ask for: `not-sent`. Of any other it is `uncertain`.
    fn asks_before_the_dot(&self) -> bool {
        false
    }
}

/// How far a mailer got with a message: it says so before each step, in case that it does not come back.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Mutex<Reached>>);

#[derive(Clone, Copy, Debug, Default)]
struct Reached {
    stage: Option<&'static str>,
    /// It went out once: whatever the mailer does afterwards, a server may have the message.
    is_dot_out: bool,
    /// The outcome is told: nothing may be sent any more.
    is_over: bool,
}

impl Progress {
    /// This stage begins, one of `stage-result.stage`. After the final dot the stage stays that of the dot.
    pub fn at(&self, stage: &'static str) {
        let mut reached = self.reached();
        if !reached.is_dot_out {
            reached.stage = Some(stage);
        }
    }

    /// Whether the final dot may go out now: the server may take the message. Where it may not, the time is up and the message is
    /// told as `not-sent`: the mailer closes the connection without the dot.
    #[must_use = "where it may not go out, the message is sent twice"]
    pub fn dot(&self) -> bool {
        let mut reached = self.reached();
        if reached.is_over {
            return false;
        }
        reached.stage = Some("body");
        reached.is_dot_out = true;
        true
    }

    fn reached(&self) -> MutexGuard<'_, Reached> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// That the mailer did not come back from here. From now on it may not send the dot.
    fn end(&self) -> Reached {
        let mut reached = self.reached();
        reached.is_over = true;
        *reached
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

/// The mailer of an instance, where it has one.
pub(crate) struct Mailer(Option<Arc<dyn Transport>>);

impl Mailer {
    pub(crate) fn new(transport: Option<Arc<dyn Transport>>) -> Self {
        Self(transport)
    }

    /// Lets it send one message, within so much time.
    pub(crate) fn send(
        &self,
        server: Server,
        envelope: Envelope,
        message: Vec<u8>,
        limit: Duration,
    ) -> Result<Receipt, Failure> {
        let thread = thread::Builder::new().name("mailer".to_owned());
        self.send_in(thread, server, envelope, message, limit)
    }

    fn send_in(
        &self,
        thread: thread::Builder,
        server: Server,
        envelope: Envelope,
        message: Vec<u8>,
        limit: Duration,
    ) -> Result<Receipt, Failure> {
        let Some(transport) = &self.0 else {
            return Err(failure("connect", "mailer-fault", "there is no mailer"));
        };
        let progress = Progress::default();
        let (sender, receiver) = mpsc::channel();
        let (mailer, told) = (Arc::clone(transport), progress.clone());
        let work = move || {
            let answer = mailer.send(server, envelope, message, &told);
            // Nobody listens any more where the time was up.
            let _ = sender.send(answer);
        };
        if let Err(error) = thread.spawn(work) {
            return Err(failure("connect", "mailer-fault", error.to_string()));
        }
        let (kind, text) = match receiver.recv_timeout(limit) {
            Ok(answer) => return answer,
            Err(RecvTimeoutError::Timeout) => ("deadline-exceeded", ""),
            // Its own words are not repeated: nobody knows what is in them.
            Err(RecvTimeoutError::Disconnected) => ("mailer-fault", "it panicked"),
        };
        let reached = progress.end();
        // It may have come back at the last moment.
        receiver.try_recv().unwrap_or_else(|_| {
            Err(Failure {
                may_be_taken: reached.is_dot_out
                    || reached.stage.is_none()
                    || !transport.asks_before_the_dot(),
                ..failure(reached.stage.unwrap_or_default(), kind, text)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;
    use crate::bindings::transport::Reply;

    struct Accepts;

    impl Transport for Accepts {
        fn send(
            &self,
            _: Server,
            _: Envelope,
            _: Vec<u8>,
            _: &Progress,
        ) -> Result<Receipt, Failure> {
            Ok(Receipt {
                reply: Reply {
                    code: 250,
                    lines: Vec::new(),
                },
                recipients: Vec::new(),
            })
        }
    }

    #[test]
    fn a_thread_that_cannot_start_fails_one_message_only() {
        let mailer = Mailer::new(Some(Arc::new(Accepts)));
        let send = |thread| {
            let server = Server {
                hostname: "mail.example.com".to_owned(),
                port: 25,
                security: "none".to_owned(),
                username: None,
                mechanisms: Vec::new(),
                ehlo_name: None,
                timeout_seconds: 1,
            };
            let envelope = Envelope {
                sender: "cs@example.com".to_owned(),
                recipients: vec!["ops@example.com".to_owned()],
                smtputf8: false,
            };
            mailer.send_in(thread, server, envelope, Vec::new(), Duration::from_secs(9))
        };
        // No machine has a stack of this size.
        let failed = send(thread::Builder::new().stack_size(usize::MAX / 8)).unwrap_err();
        assert_eq!(failed.kind, "mailer-fault");
        assert!(!failed.may_be_taken);
        assert_eq!(send(thread::Builder::new()).unwrap().reply.code, 250);
    }
}
