//! Messages: what to say becomes an envelope and the bytes of RFC 5322, piece by piece.

mod attachment;
mod body;
mod build;
mod check;
mod content;
mod custom_headers;
mod device;
mod draft;
mod draft_json;
mod encoder;
mod header;
mod mime;
mod originator;
mod rendered;
mod stamp;
mod template;
mod thread;

pub use draft::{Alert, Attachment, Content, CustomContent, Draft, Header, Notice, Report};
pub use stamp::Stamp;

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::problem::Problem;
use crate::settings::Settings;

/// Who a message goes from and to, as SMTP sees it (RFC 5321, section 2.3.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Envelope {
    /// The address for MAIL FROM; empty for the null reverse-path, `<>`.
    pub sender: String,
    /// The addresses for RCPT TO, each once, in the order to, cc, bcc.
    pub recipients: Vec<String>,
    /// Whether an address needs the SMTPUTF8 extension (RFC 6531). A mailer that does not speak it must not send: who cuts
    /// characters to bytes makes another address of it, or a line break.
    pub smtputf8: bool,
}

impl Envelope {
    /// The envelope as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// What a person will see of a message in a mail client.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// Who it comes from: `Name <address>` or `address`, the name without quotation marks.
    pub sender: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: Option<String>,
    /// The HTML text, an alternative to the plain text. It is as the draft or the layout has it: show it where no script runs.
    pub html: Option<String>,
    /// What was changed to say it: [`Message::warnings`].
    pub warnings: Vec<Problem>,
}

impl Preview {
    /// The preview as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl core::fmt::Debug for Preview {
    /// Without its text.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Preview").finish_non_exhaustive()
    }
}

impl Draft {
    /// What a person will see of this draft: what [`Message::build`] would put into the message, found and said by the same
    /// code. It takes no stamp, so where neither draft nor settings name a sender, it is the one of a stamp without a domain.
    ///
    /// # Errors
    /// Every problem of the draft and, where it is used, of the settings' From address, where one of them is an error.
    pub fn preview(self, settings: &Settings) -> Result<Preview, Vec<Problem>> {
        build::preview(settings, self)
    }
}

/// An envelope and a resumable encoder of the message's bytes.
pub struct Message {
    envelope: Envelope,
    encoder: encoder::Encoder,
    is_8bit: bool,
    is_test: bool,
    warnings: Vec<Problem>,
}

impl Message {
    /// Builds a message. The settings give the sender where the draft names none, the stamp all that would otherwise be sampled.
    ///
    /// Attachments are kept as they are given and encoded while they are read.
    ///
    /// # Errors
    /// Every problem of the draft, the stamp and, where it is used, the settings' From address, where one of them is an error.
    pub fn build(settings: &Settings, draft: Draft, stamp: &Stamp) -> Result<Self, Vec<Problem>> {
        build::build(settings, draft, stamp)
    }

    /// Who it goes from and to.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// Whether bytes above 127 occur in it, for `BODY=8BITMIME` (RFC 6152). Only addresses outside ASCII cause them.
    #[must_use]
    pub fn is_8bit(&self) -> bool {
        self.is_8bit
    }

    /// Whether it is the [test mail](Content::Test).
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.is_test
    }

    /// What was changed so that the message can be sent, each with the field that it is about: controls and overlong text of a device,
    /// a file of a type that mail cannot carry. So is a From address of the draft that the server may refuse. They hold nothing of
    /// the text.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// The exact number of bytes of all chunks together, without dot-stuffing.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.encoder.size()
    }

    /// Writes the next bytes into `buffer` and says how many; less than the buffer takes only at the end, and 0 after it.
    ///
    /// The bytes do not depend on the sizes of the buffers. The last two are CRLF.
    pub fn read_chunk(&mut self, buffer: &mut [u8]) -> usize {
        self.encoder.read(buffer)
    }

    /// Starts over with the first byte.
    pub fn rewind(&mut self) {
        self.encoder.rewind();
    }
}

impl core::fmt::Debug for Message {
    /// Without its text.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Message")
            .field("envelope", &self.envelope)
            .field("size", &self.size())
            .finish_non_exhaustive()
    }
}
