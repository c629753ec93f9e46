//! The MIME structure of a message (RFC 2045, RFC 2046, RFC 2387).
//!
//! ```text
//! mixed                   where there are attachments
//! ├─ alternative          where there are both text and HTML
//! │  ├─ text/plain
//! │  └─ related           where there are inline images
//! │     ├─ text/html
//! │     └─ images ...
//! └─ attachments ...
//! ```

use alloc::vec::Vec;

use super::attachment::is_message;
use super::body;
use super::draft::Attachment;
use super::encoder::{Encoder, Encoding, File};
use super::header::Writer;
use super::thread::Hex;

/// Writes the content of a message after its headers.
pub(crate) struct MimeWriter {
    head: Writer,
    files: Vec<File>,
    /// What all boundaries of the message share. It comes from the stamp's entropy: who writes the content cannot know it.
    boundary: Hex,
}

/// The kinds of multipart; the letter sets their boundaries apart.
#[derive(Clone, Copy)]
enum Multipart {
    Mixed,
    Alternative,
    Related,
}

impl Multipart {
    /// The start of the boundary. `=_` occurs in neither base64 nor quoted-printable (RFC 2045, section 6.7).
    fn prefix(self) -> &'static str {
        match self {
            Self::Mixed => "=_m",
            Self::Alternative => "=_a",
            Self::Related => "=_r",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Mixed => "multipart/mixed",
            Self::Alternative => "multipart/alternative",
            Self::Related => "multipart/related; type=\"text/html\"",
        }
    }
}

impl MimeWriter {
    /// `head` holds the headers written so far; `entropy` makes the boundaries.
    pub(crate) fn new(head: Writer, entropy: &[u8]) -> Self {
        let boundary = Hex::new(entropy);
        Self {
            head,
            files: Vec::new(),
            boundary,
        }
    }

    /// Writes text, HTML, inline images and attachments in the structure that they need.
    pub(crate) fn content(
        &mut self,
        text: Option<&str>,
        html: Option<&str>,
        attachments: Vec<Attachment>,
    ) {
        let (inline, attached): (Vec<_>, Vec<_>) = attachments
            .into_iter()
            .partition(|attachment| html.is_some() && attachment.content_id.is_some());
        self.files.reserve(inline.len() + attached.len());
        let mixed = (!attached.is_empty()).then_some(Multipart::Mixed);
        let alternative = (text.is_some() && html.is_some()).then_some(Multipart::Alternative);

        self.open(mixed);
        self.open(alternative);
        if let Some(text) = text {
            self.text("text/plain", text);
        }
        if let Some(html) = html {
            self.next(alternative);
            self.html(html, inline);
        }
        self.close(alternative);
        for attachment in attached {
            self.next(mixed);
            self.file(attachment, "attachment");
        }
        self.close(mixed);
    }

    /// The message. It ends with a line end, as DATA wants it.
    pub(crate) fn finish(mut self) -> Encoder {
        let ends_in_file = self
            .files
            .last()
            .is_some_and(|file| file.after == self.head.0.len());
        if ends_in_file || !self.head.0.ends_with(b"\r\n") {
            self.head.push("\r\n");
        }
        Encoder::new(self.head.0, self.files)
    }

    fn html(&mut self, html: &str, inline: Vec<Attachment>) {
        let related = (!inline.is_empty()).then_some(Multipart::Related);
        self.open(related);
        self.text("text/html", html);
        for image in inline {
            self.next(related);
            self.file(image, "inline");
        }
        self.close(related);
    }

    /// Writes the headers of a multipart and begins its first part; nothing where there is none.
    fn open(&mut self, multipart: Option<Multipart>) {
        let Some(kind) = multipart else { return };
        self.head.push("Content-Type: ");
        self.head.push(kind.media_type());
        self.head.push(";\r\n boundary=\"");
        self.head.push(kind.prefix());
        self.head.push(self.boundary.as_str());
        self.head.push("\"\r\n");
        self.delimiter(kind, "\r\n");
    }

    /// Begins the next part.
    fn next(&mut self, multipart: Option<Multipart>) {
        if let Some(kind) = multipart {
            self.delimiter(kind, "\r\n");
        }
    }

    fn close(&mut self, multipart: Option<Multipart>) {
        if let Some(kind) = multipart {
            self.delimiter(kind, "--\r\n");
        }
    }

    fn delimiter(&mut self, kind: Multipart, end: &str) {
        self.head.push("\r\n--");
        self.head.push(kind.prefix());
        self.head.push(self.boundary.as_str());
        self.head.push(end);
    }

    fn text(&mut self, media_type: &str, text: &str) {
        self.head
            .plain("Content-Type", &[media_type, "; charset=utf-8"]);
        self.head.push("Content-Transfer-Encoding: ");
        // Most texts can go as they are, and to write one tells whether it can.
        let start = self.head.0.len();
        self.head.push("7bit\r\n\r\n");
        if body::append_plain(text, &mut self.head.0) {
            return;
        }
        self.head.0.truncate(start);
        if body::is_short_in_base64(text) {
            self.head.push("base64\r\n\r\n");
            let mut data = Vec::with_capacity(text.len() + text.len() / 16);
            body::append_lines(text, &mut data);
            self.data(data, Encoding::Base64);
        } else {
            self.head.push("quoted-printable\r\n\r\n");
            body::append_quoted_printable(text, &mut self.head.0);
        }
    }

    fn file(&mut self, attachment: Attachment, disposition: &str) {
        self.head.plain("Content-Type", &[&attachment.media_type]);
        if let Some(id) = &attachment.content_id {
            self.head.plain("Content-ID", &["<", id, ">"]);
        }
        self.head
            .with_file_name("Content-Disposition", disposition, &attachment.file_name);
        let encoding = if is_message(&attachment.media_type) {
            Encoding::SevenBit
        } else {
            Encoding::Base64
        };
        self.head.push(match encoding {
            Encoding::SevenBit => "Content-Transfer-Encoding: 7bit\r\n\r\n",
            Encoding::Base64 => "Content-Transfer-Encoding: base64\r\n\r\n",
        });
        self.data(attachment.data, encoding);
    }

    fn data(&mut self, data: Vec<u8>, encoding: Encoding) {
        let after = self.head.0.len();
        self.files.push(File {
            after,
            data,
            encoding,
        });
    }
}
