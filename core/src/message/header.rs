//! Header fields (RFC 5322), with encoded words (RFC 2047), parameters (RFC 2231) and folding.
//!
//! Every value was checked before it comes here; nothing here can start a line that the value asks for.

use alloc::vec::Vec;
use core::fmt::{self, Write};

use email_encoding::headers::writer::EmailWriter;
use email_encoding::headers::{rfc2047, rfc2231};
use time::OffsetDateTime;

use crate::address::{Mailbox, is_atext};
use crate::text::is_printable_ascii;

/// Where a header line is folded (RFC 5322, section 2.1.1 asks for 78 at most).
const FOLD_AT: usize = 76;
/// The longest line (RFC 5322, section 2.1.1), without its end.
const LINE_LIMIT: usize = 998;
/// The longest word of a text, and the longest name of a person, that is written as it is: it fits on a line of its own.
const WORD_LIMIT: usize = 60;

/// The bytes of a message as they are written.
#[derive(Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    pub(crate) fn push(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    /// A header of parts that need no encoding and no folding.
    pub(crate) fn plain(&mut self, name: &str, value: &[&str]) {
        self.push(name);
        self.push(": ");
        for part in value {
            self.push(part);
        }
        self.push("\r\n");
    }

    /// The header Subject.
    pub(crate) fn subject(&mut self, value: &str) {
        self.unstructured("Subject", value, WORD_LIMIT);
    }

    /// A header of the caller's, which programs may read: its words are as long as a line holds.
    pub(crate) fn custom(&mut self, name: &str, value: &str) {
        self.unstructured(name, value, LINE_LIMIT - 1);
    }

    /// An unstructured header. A value of words within the limit, with single blanks between them, stands as it is.
    fn unstructured(&mut self, name: &str, value: &str, word_limit: usize) {
        self.push(name);
        self.push(": ");
        if !is_plain(value, word_limit) {
            self.fold_before(FOLD_AT / 2);
            self.encoded_words(value);
        } else if self.line_length() + value.len() <= FOLD_AT {
            self.push(value);
        } else {
            for word in value.split(' ') {
                self.fold_before(word.len());
                self.push(word);
                self.push(" ");
            }
            self.0.pop();
        }
        self.push("\r\n");
    }

    /// A header that lists mailboxes; none where the list is empty.
    pub(crate) fn mailboxes(&mut self, name: &str, list: &[Mailbox<'_>]) {
        if list.is_empty() {
            return;
        }
        self.push(name);
        self.push(": ");
        for (index, mailbox) in list.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.mailbox(mailbox);
        }
        self.push("\r\n");
    }

    fn mailbox(&mut self, mailbox: &Mailbox<'_>) {
        let (name, address) = (mailbox.name.as_ref(), mailbox.address());
        if name.is_empty() {
            self.fold_before(address.len());
            return self.push(address);
        }
        if name.len() > WORD_LIMIT || !is_plain(name, WORD_LIMIT) {
            self.fold_before(FOLD_AT / 2);
            self.encoded_words(name);
        } else if name.chars().all(|c| is_atext(c) || c == ' ') {
            self.fold_before(name.len());
            self.push(name);
        } else {
            self.fold_before(name.len() + 2);
            self.quoted(name);
        }
        self.push(" ");
        self.fold_before(address.len() + 2);
        self.push("<");
        self.push(address);
        self.push(">");
    }

    fn quoted(&mut self, text: &str) {
        self.push("\"");
        for byte in text.bytes() {
            if matches!(byte, b'"' | b'\\') {
                self.0.push(b'\\');
            }
            self.0.push(byte);
        }
        self.push("\"");
    }

    /// A header with a file name as its parameter.
    pub(crate) fn with_file_name(&mut self, name: &str, value: &str, file_name: &str) {
        self.push(name);
        self.push(": ");
        self.push(value);
        self.push("; ");
        let is_ascii = is_printable_ascii(file_name) && !looks_encoded(file_name);
        if is_ascii && self.line_length() + file_name.len() + 12 <= FOLD_AT {
            self.push("filename=");
            self.quoted(file_name);
        } else {
            // What follows starts a line of its own: no blank before it.
            self.0.pop();
            if is_ascii {
                self.encode(|writer| rfc2231::encode("filename", file_name, writer));
            } else {
                self.percent_encoded("filename", file_name);
            }
        }
        self.push("\r\n");
    }

    /// A parameter in RFC 2231's encoding, section 4.1, on lines of its own.
    fn percent_encoded(&mut self, key: &str, value: &str) {
        let mut room = 0;
        let mut lines = 0;
        for c in value.chars() {
            if room < "%xx%xx%xx%xx;".len() {
                self.push(if lines == 0 { "\r\n " } else { ";\r\n " });
                let charset = if lines == 0 { "utf-8''" } else { "" };
                let start = self.0.len();
                // Writing to memory cannot fail.
                let _ = write!(self, "{key}*{lines}*={charset}");
                room = FOLD_AT - (self.0.len() - start);
                lines += 1;
            }
            let start = self.0.len();
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_') {
                self.0.extend(u8::try_from(c));
            } else {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    let _ = write!(self, "%{byte:02X}");
                }
            }
            room -= self.0.len() - start;
        }
    }

    /// The Date header. The moment was found to be within the years of [`Stamp::moment`](super::Stamp::moment).
    pub(crate) fn date(&mut self, moment: OffsetDateTime) {
        let (hours, minutes, _) = moment.offset().as_hms();
        self.push("Date: ");
        self.name_of(moment.weekday());
        self.push(", ");
        self.two_digits(moment.day());
        self.push(" ");
        self.name_of(moment.month());
        self.push(" ");
        let year = u16::try_from(moment.year()).unwrap_or_default();
        for half in [year / 100, year % 100] {
            self.two_digits(u8::try_from(half).unwrap_or_default());
        }
        for (mark, number) in [
            (" ", moment.hour()),
            (":", moment.minute()),
            (":", moment.second()),
        ] {
            self.push(mark);
            self.two_digits(number);
        }
        self.push(if moment.offset().is_negative() {
            " -"
        } else {
            " +"
        });
        self.two_digits(hours.unsigned_abs());
        self.two_digits(minutes.unsigned_abs());
        self.push("\r\n");
    }

    fn two_digits(&mut self, number: u8) {
        self.0.extend([b'0' + number / 10 % 10, b'0' + number % 10]);
    }

    /// The first three letters of a month or a weekday.
    fn name_of(&mut self, value: impl fmt::Display) {
        let start = self.0.len();
        // Writing to memory cannot fail.
        let _ = write!(self, "{value}");
        self.0.truncate(start + 3);
    }

    /// Starts a new line at the blank written last, if `length` more bytes do not fit on this one.
    fn fold_before(&mut self, length: usize) {
        if self.line_length() + length > FOLD_AT && self.0.last() == Some(&b' ') {
            self.0.pop();
            self.push("\r\n ");
        }
    }

    fn encoded_words(&mut self, text: &str) {
        self.encode(|writer| rfc2047::encode(text, writer));
    }

    fn encode(&mut self, encode: impl FnOnce(&mut EmailWriter<'_>) -> fmt::Result) {
        let length = self.line_length();
        // Writing to memory cannot fail.
        let _ = encode(&mut EmailWriter::new(self, length, 0, false));
    }

    fn line_length(&self) -> usize {
        let line_start = memchr::memrchr(b'\n', &self.0).map_or(0, |newline| newline + 1);
        self.0.len() - line_start
    }
}

impl fmt::Write for Writer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push(text);
        Ok(())
    }
}

/// Whether readers take a value for an encoding of another, even where the RFCs say that it is none: for an encoded word, or for
/// RFC 2231's `%20` and `utf-8''`.
fn looks_encoded(value: &str) -> bool {
    let escape =
        |three: &[u8]| matches!(three, [b'%', rest @ ..] if rest.iter().all(u8::is_ascii_hexdigit));
    value.contains("=?") || value.contains("''") || value.as_bytes().windows(3).any(escape)
}

/// Whether a value can stand in a header as it is, folded at its blanks: ASCII that no reader takes for an encoded word,
/// and blanks that survive folding.
fn is_plain(value: &str, word_limit: usize) -> bool {
    is_printable_ascii(value)
        && value
            .as_bytes()
            .split(|byte| *byte == b' ')
            .all(|word| (1..=word_limit).contains(&word.len()))
        && !value.contains("=?")
}
