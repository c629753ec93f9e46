//! Why a request is not answered as it asked.

use centerscape_smtp_host::Error;
use centerscape_smtp_host::types::Problem;
use hyper::StatusCode;
use hyper::header::{HeaderName, HeaderValue};
use serde_json::json;

/// Why an endpoint has no answer.
pub enum Failure {
    /// The request cannot be answered so.
    Refusal(Refusal),
    /// The input has an error.
    Invalid(Vec<Problem>),
    /// This program failed.
    Fault(Error),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(problems) => Self::Invalid(problems),
            other => Self::Fault(other),
        }
    }
}

/// A request that is not answered as it asked, and why: the error object of `api.md`.
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    header: Option<(HeaderName, HeaderValue)>,
}

impl Refusal {
    /// `code` is stable; `message` is for people and repeats nothing of the request.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            header: None,
        }
    }

    /// This program failed. What happened stands in the log.
    pub fn fault() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "server.fault",
            "This is a fault of the server, not of the request. Its log has a line about it.",
        )
    }

    /// The same refusal with a header.
    pub fn with(self, name: HeaderName, value: HeaderValue) -> Self {
        Self {
            header: Some((name, value)),
            ..self
        }
    }

    /// What it says to people.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Its status, and the header that goes with it.
    pub fn head(&self) -> (StatusCode, Option<&(HeaderName, HeaderValue)>) {
        (self.status, self.header.as_ref())
    }

    /// `{"error":{"code":..,"message":..}}`.
    pub fn json(&self) -> String {
        json!({"error": {"code": self.code, "message": self.message}}).to_string()
    }
}
