//! A request that passed the guard, and its body.

use std::net::IpAddr;

use http_body_util::BodyExt as _;
use hyper::StatusCode;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName};
use zeroize::Zeroizing;

use super::refusal::Refusal;

/// The most bytes of a body.
const LARGEST_BODY: usize = 1 << 20;
/// How much of a body that nobody wants is read on, so that the client sees its answer and not a reset connection.
const LARGEST_DISCARDED: usize = 16 << 20;

/// A request that passed the guard.
pub struct Request {
    /// The address that it came from.
    pub client: IpAddr,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub received: Received,
}

/// A body that was read.
#[derive(Default)]
pub struct Received {
    bytes: Zeroizing<Vec<u8>>,
    is_too_large: bool,
}

impl Received {
    /// A body of this text.
    #[cfg(test)]
    pub fn of(text: &str) -> Self {
        Self {
            bytes: Zeroizing::new(text.as_bytes().to_vec()),
            is_too_large: false,
        }
    }

    /// Reads a body to its end; what nobody wants is not kept.
    pub async fn read(mut body: Incoming, is_wanted: bool) -> Result<Self, hyper::Error> {
        let largest = if is_wanted { LARGEST_BODY } else { 0 };
        let mut received = Self::default();
        let mut total = 0;
        while let Some(frame) = body.frame().await {
            let data = frame?.into_data().unwrap_or_else(|_| Bytes::new());
            total += data.len();
            if total > LARGEST_DISCARDED {
                break;
            }
            if total > largest {
                received = Self {
                    is_too_large: true,
                    ..Self::default()
                };
            } else {
                received.bytes.extend_from_slice(&data);
            }
        }
        Ok(received)
    }
}

impl Request {
    /// A header; several of one name are one with commas in between (RFC 9110, section 5.3). `None` where it is absent.
    pub fn header(&self, name: &HeaderName) -> Option<String> {
        let values = self.headers.get_all(name).iter();
        let values: Vec<_> = values
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
            .collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// The JSON text of the body, judged by nothing but its media type, size and encoding.
    pub fn body(&self) -> Result<&str, Refusal> {
        let is_json = self
            .header(&header::CONTENT_TYPE)
            .is_some_and(|media_type| is_json(&media_type));
        if !is_json || self.headers.contains_key(header::CONTENT_ENCODING) {
            return Err(Refusal::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "request.media-type",
                "The body takes Content-Type: application/json, in UTF-8, without a Content-Encoding.",
            ));
        }
        if self.received.is_too_large {
            return Err(Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "request.too-large",
                format!("The body has more than {LARGEST_BODY} bytes."),
            ));
        }
        std::str::from_utf8(&self.received.bytes).map_err(|_| {
            Refusal::new(
                StatusCode::BAD_REQUEST,
                "request.not-utf-8",
                "The body is not UTF-8.",
            )
        })
    }
}

/// Whether a media type is that of JSON in UTF-8, without other parameters.
fn is_json(media_type: &str) -> bool {
    let (essence, parameter) = match media_type.split_once(';') {
        Some((essence, parameter)) => (essence, Some(parameter.trim())),
        None => (media_type, None),
    };
    let is_utf_8 = |parameter: &str| {
        ["charset=utf-8", "charset=\"utf-8\""]
            .iter()
            .any(|known| parameter.eq_ignore_ascii_case(known))
    };
    essence.trim().eq_ignore_ascii_case("application/json") && parameter.is_none_or(is_utf_8)
}
