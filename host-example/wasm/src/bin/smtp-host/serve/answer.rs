//! What goes back to the client.

use centerscape_smtp_host::Error;
use centerscape_smtp_host::types::Problem;
use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::json;

use super::body::Body;
use super::log::Line;
use super::stream::JobStream;

/// What goes back to the client.
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    content: Content,
}

/// The body of an answer.
pub enum Content {
    /// All of it.
    Whole(Bytes),
    /// JSON texts, each in a line of its own, as they come.
    Lines(Box<JobStream>),
}

/// The headers of every answer that is not a file of the page.
const EVERY: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
];

impl Answer {
    /// An answer with these headers and no others.
    pub fn new(status: StatusCode, headers: HeaderMap, content: Content) -> Self {
        Self {
            status,
            headers,
            content,
        }
    }

    fn common(status: StatusCode, media_type: &'static str, content: Content) -> Self {
        let headers = EVERY.map(|(name, value)| (name, HeaderValue::from_static(value)));
        Self::new(status, headers.into_iter().collect(), content)
            .with(header::CONTENT_TYPE, HeaderValue::from_static(media_type))
    }

    /// 200 with a JSON text.
    pub fn json(json: impl Into<Bytes>) -> Self {
        Self::common(
            StatusCode::OK,
            "application/json",
            Content::Whole(json.into()),
        )
    }

    /// What is wrong with an input.
    pub fn problems(json: String) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            ..Self::json(json)
        }
    }

    /// What a job tells, line by line.
    pub fn lines(stream: JobStream) -> Self {
        let content = Content::Lines(Box::new(stream));
        Self::common(StatusCode::OK, "application/x-ndjson", content)
    }

    /// The same answer with one more header.
    pub fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The answer as it is sent; `line` is written to the log once it was.
    pub fn send(self, mut line: Line, is_head: bool) -> Response<Body> {
        line.status = Some(self.status.as_u16());
        let content = if is_head {
            Content::Whole(Bytes::new())
        } else {
            self.content
        };
        let mut response = Response::new(Body::new(content, line));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

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

    /// `{"error":{"code":..,"message":..}}`.
    pub fn json(&self) -> String {
        json!({"error": {"code": self.code, "message": self.message}}).to_string()
    }

    /// It as an answer.
    pub fn answer(self) -> Answer {
        let answer = Answer {
            status: self.status,
            ..Answer::json(self.json())
        };
        match self.header {
            Some((name, value)) => answer.with(name, value),
            None => answer,
        }
    }
}
