//! One SMTP connection as a state machine without I/O: events in, actions out.

mod contract;
mod ehlo;
#[cfg(test)]
mod oracles;
mod reply;
mod report;
mod sasl;
mod stuffing;

pub use contract::{
    Action, Certificate, Event, IoFailure, Job, Misuse, SecretKind, SecretRequest, Step, TlsInfo,
};
pub use reply::Reply;
pub use report::{DeliveryReport, Outcome, RecipientResult, Stage, StageResult, Verdict};

use alloc::vec::Vec;

use crate::message::Message;
use crate::problem::Problem;
use crate::settings::Settings;

/// Why a job cannot begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BeginError {
    /// The call does not fit the state of the session.
    Misuse(Misuse),
    /// The job's own input is wrong, such as the recipient of a test.
    Invalid(Vec<Problem>),
}

/// One SMTP connection. One session for each connection; many `send` jobs on it, one after the other.
#[derive(Debug)]
pub struct Session {}

impl Session {
    /// A session for these settings. `entropy`: 32 bytes from a secure random source, for SASL nonces; used once.
    ///
    /// # Errors
    /// Every problem of the settings, where one of them is an error.
    pub fn new(settings: Settings, entropy: [u8; 32]) -> Result<Self, Vec<Problem>> {
        let _ = (settings, entropy);
        Ok(Self {})
    }

    /// Begins a job; [`Event::Start`] sets it going.
    ///
    /// # Errors
    /// The state does not allow it, or the job's own input is wrong. The session is unchanged.
    pub fn begin(&mut self, job: Job) -> Result<(), BeginError> {
        let _ = job;
        Err(BeginError::Misuse(Misuse::Finished))
    }

    /// Takes what happened and says what to do next. `now_ms` is the host's monotonic clock, of any origin.
    ///
    /// # Errors
    /// The event does not fit; the session is unchanged.
    pub fn advance(&mut self, event: Event<'_>, now_ms: u64) -> Result<Step<'_>, Misuse> {
        let _ = (event, now_ms);
        Err(Misuse::Finished)
    }

    /// The report of the last job: whole at `idle` and `done`, at any other time what is known so far.
    #[must_use]
    pub fn report(&self) -> DeliveryReport {
        DeliveryReport {
            outcome: Outcome::NotSent,
            stages: Vec::new(),
            recipients: Vec::new(),
            diagnosis: None,
            queue_id: None,
            certificates: Vec::new(),
            transcript: Vec::new(),
        }
    }

    /// Gives back the message of the last `send`, rewound, to go over another session.
    pub fn reclaim(&mut self) -> Option<Message> {
        None
    }
}
