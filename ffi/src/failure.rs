//! How a call can end badly.

use std::borrow::Cow;
use std::str::Utf8Error;

use centerscape_smtp_core::problem::{self, Problem};
use centerscape_smtp_core::session::{BeginError, Misuse};

/// How a call ended. The numbers are part of the contract: they are never changed, and new ones come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Status {
    /// It did what was asked.
    Ok = 0,
    /// An argument is NULL, has an impossible length, or names nothing that is known.
    InvalidArgument = 1,
    /// A text is not UTF-8.
    InvalidUtf8 = 2,
    /// The settings, the draft, the stamp or the recipient are wrong: the problems say where. Nothing was done.
    InvalidInput = 3,
    /// A job is under way: advance it to its end first.
    Busy = 4,
    /// No job was begun: begin one first.
    NotStarted = 5,
    /// The session is over: make a new one.
    Finished = 6,
    /// The event does not answer the last action.
    UnexpectedEvent = 7,
    /// The handle was freed or consumed, is of another kind, or never was one.
    InvalidHandle = 8,
    /// Another thread is in a call on this object.
    ConcurrentCall = 9,
    /// A fault of this library. The object of the call is broken: free it.
    Fault = 10,
    // Last added: Fault.
}

/// Why a call ended badly.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Its kind.
    pub status: Status,
    /// What is wrong and what to do, in English; without secrets, addresses and message text.
    pub message: Cow<'static, str>,
    /// The problems of [`Status::InvalidInput`], else none.
    pub problems: Vec<Problem>,
}

impl Failure {
    /// A failure without problems.
    #[must_use]
    pub fn new(status: Status, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            message: message.into(),
            problems: Vec::new(),
        }
    }

    /// An argument that cannot be used.
    #[must_use]
    pub fn argument(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Status::InvalidArgument, message)
    }

    /// The problems as a JSON object, `{"problems":[...]}`.
    #[must_use]
    pub fn problems_json(&self) -> String {
        problem::to_json(&self.problems)
    }
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Self {
            status: Status::InvalidInput,
            message: Cow::Borrowed("The input has problems. Each of them says what to change."),
            problems,
        }
    }
}

impl From<Misuse> for Failure {
    fn from(misuse: Misuse) -> Self {
        let status = match misuse {
            Misuse::Busy => Status::Busy,
            Misuse::NotStarted => Status::NotStarted,
            Misuse::Finished => Status::Finished,
            Misuse::UnexpectedEvent => Status::UnexpectedEvent,
        };
        Self::new(status, misuse.to_string())
    }
}

impl From<BeginError> for Failure {
    fn from(error: BeginError) -> Self {
        match error {
            BeginError::Misuse(misuse) => misuse.into(),
            BeginError::Invalid(problems) => problems.into(),
        }
    }
}

impl From<Utf8Error> for Failure {
    fn from(error: Utf8Error) -> Self {
        let at = error.valid_up_to();
        Self::new(
            Status::InvalidUtf8,
            format!("A text is not UTF-8, from byte {at} on. Texts go in as UTF-8."),
        )
    }
}
