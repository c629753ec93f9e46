//! Messages: what to say becomes an envelope and the bytes of RFC 5322, piece by piece.

mod draft;
mod stamp;

pub use draft::{Alert, Attachment, Content, Draft, Notice, Report, Words};
pub use stamp::Stamp;

use alloc::string::String;
use alloc::vec::Vec;

use crate::problem::Problem;
use crate::settings::Settings;

/// Who a message goes from and to, as SMTP sees it (RFC 5321, section 2.3.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The address for MAIL FROM.
    pub sender: String,
    /// The addresses for RCPT TO, each once, in the order to, cc, bcc.
    pub recipients: Vec<String>,
    /// Whether an address needs the SMTPUTF8 extension (RFC 6531).
    pub smtputf8: bool,
}

/// An envelope and a resumable encoder of the message's bytes.
#[derive(Debug)]
pub struct Message {
    envelope: Envelope,
}

impl Message {
    /// Builds a message. The settings give the sender, the stamp all that would otherwise be sampled.
    ///
    /// # Errors
    /// Every problem of the draft, the stamp and the settings' From address.
    pub fn build(settings: &Settings, draft: Draft, stamp: &Stamp) -> Result<Self, Vec<Problem>> {
        let _ = (settings, draft, stamp);
        Err(Vec::new())
    }

    /// Who it goes from and to.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The exact number of bytes of all chunks together, without dot-stuffing.
    #[must_use]
    pub fn size(&self) -> u64 {
        0
    }

    /// Writes the next bytes into `buffer` and says how many; 0 is the end (or an empty buffer).
    pub fn read_chunk(&mut self, buffer: &mut [u8]) -> usize {
        let _ = buffer;
        0
    }

    /// x
    pub fn is_8bit(&self) -> bool {
        false
    }
    /// Starts over with the first byte.
    pub fn rewind(&mut self) {}
}
