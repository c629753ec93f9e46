//! The body of an answer on its way out.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Bytes, Frame, SizeHint};

use super::log::Line;
use super::stream::JobStream;

/// What an answer says.
pub enum Content {
    /// All of it.
    Whole(Bytes),
    /// JSON texts, each in a line of its own, as they come.
    Lines(Box<JobStream>),
}

/// The body of an answer on its way out, and the line of the log that is written when it is out.
pub struct Body {
    content: Content,
    line: Line,
}

impl Body {
    pub fn new(content: Content, mut line: Line) -> Self {
        if let Content::Whole(bytes) = &content {
            line.is_sent = bytes.is_empty();
        }
        Self { content, line }
    }
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = match &mut self.content {
            Content::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Content::Whole(bytes) => Poll::Ready(Some(std::mem::take(bytes))),
            Content::Lines(stream) => stream.poll_line(context),
        };
        self.line.is_sent |= next.is_ready() && self.is_end_stream();
        next.map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        match &self.content {
            Content::Whole(bytes) => bytes.is_empty(),
            Content::Lines(stream) => stream.is_over(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Content::Lines(_) => SizeHint::default(),
        }
    }
}
