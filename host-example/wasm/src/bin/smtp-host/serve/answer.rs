//! What goes back to the client.

use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

use super::body::{Body, Content};
use super::log::Line;
use super::refusal::Refusal;
use super::stream::JobStream;

/// What goes back to the client.
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    content: Content,
}

/// The headers of every answer; a file of the page replaces some.
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

/// The headers of every answer.
pub fn every_header() -> HeaderMap {
    let headers = EVERY.map(|(name, value)| (name, HeaderValue::from_static(value)));
    headers.into_iter().collect()
}

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
        Self::new(status, every_header(), content)
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

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let (status, header) = refusal.head();
        let answer = Self {
            status,
            ..Self::json(refusal.json())
        };
        match header {
            Some((name, value)) => answer.with(name.clone(), value.clone()),
            None => answer,
        }
    }
}
